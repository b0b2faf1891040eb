"""What can be wrong with the toes of a posed scene: pads that should be down, toes bent past their range or against the foot."""

from collections.abc import Iterator

import numpy as np

from handouts.figure.body.foot import TOE_NAMES, foot_shape
from handouts.figure.bones.anatomy import RANGE, Side
from handouts.figure.bones.rotation import Array
from handouts.figure.findings import PanelFinding, contact_place
from handouts.figure.model.posture import Foot
from handouts.figure.model.props import BoxProp, Solid, StepProp, Wall
from handouts.figure.pose.scene import Scene
from handouts.figure.pose.soles import ground, touching
from handouts.figure.props.kinds import meshes_of

_PAD_MAX = 0.35
_TOES_FROM, _UNDER_TOES = 8.0, 0.5
_AGAINST_BALL_MAX_DEG = 8.0


def toe_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield what is wrong with the toes."""
    for side, foot in touching(scene.plan).items():
        yield from _against_ball(scene, side, foot)
        if (
            scene.plan.bare_feet
            and side not in scene.plan.kept_feet
            and foot.way in (None, "flat", "ball")
            and not foot.on.endswith("_knee")
        ):
            yield from _pads(scene, side, foot)
    for side in ("left", "right"):
        yield from _past_range(scene, side)


def _against_ball(scene: Scene, side: Side, foot: Foot) -> Iterator[PanelFinding]:
    """On the ball of the foot the toes stay down: they bend by as much as the foot is pitched."""
    joint = f"{side}_toes"
    if foot.way != "ball" or foot.toes_down is None or f"{joint}.extension" not in scene.plan.written or _toes_on_more(scene, side, foot):
        return
    bent = scene.pose.angle(joint, "extension")
    if abs(bent - foot.toes_down) > _AGAINST_BALL_MAX_DEG:
        message = f"the {side} toes are bent by {bent:.0f} degrees, the foot stands on its ball at {foot.toes_down:.0f}"
        yield PanelFinding(f"{joint}.ball", ("joints", joint), f"{message}; leave the toes out, then they stay down")


def _toes_on_more(scene: Scene, side: Side, foot: Foot) -> bool:
    """Return whether something else is under the toes: a towel roll, a wedge, a book."""
    shoe = [mesh.points for mesh in scene.body if mesh.part == f"{side}_foot" or mesh.part in [f"{side}_{name}" for name in TOE_NAMES]]
    frame, points = scene.frames[f"{side}_foot"], np.concatenate(shoe)
    toes = points[(points - frame.at) @ frame.axes[:, 0] > _TOES_FROM]
    others = [name for name, prop in scene.things.items() if isinstance(prop, Solid) and not isinstance(prop, Wall) and name != foot.on]
    boxes = [np.concatenate([mesh.points for mesh in meshes_of(name, scene.props, scene.things)]) for name in others]
    return any(bool(((toes > box.min(0) - _UNDER_TOES) & (toes < box.max(0) + _UNDER_TOES)).all(1).any()) for box in boxes)


def _pads(scene: Scene, side: Side, foot: Foot) -> Iterator[PanelFinding]:
    joint = f"{side}_toes"
    if _toes_on_more(scene, side, foot):
        return
    meshes = {mesh.part: mesh for mesh in scene.body}
    for name in TOE_NAMES:
        if {f"{joint}.extension", f"{joint}.{'big' if name == TOE_NAMES[0] else 'small'}"} & scene.plan.written:
            continue
        points = meshes[f"{side}_{name}"].points
        x, y, low = points[points[:, 2].argmin()]
        off = float(low) - ground(foot.on, scene.things, float(x), float(y)) - (foot.up or 0.0)
        if abs(off) > _PAD_MAX and not _past_edge(scene, foot, points):
            where = f"{abs(off):.1f} {'above' if off > 0 else 'below'} what the foot stands on"
            message = f"the {side} {name.replace('_', ' ')} is {where}; write 'way: ball' with 'toes_down', or bend '{joint}'"
            yield PanelFinding("toes", contact_place(scene.panel, f"{side}_foot"), message, is_error=True)


def _past_edge(scene: Scene, foot: Foot, points: Array) -> bool:
    """Toes may hang over the edge of a box or step."""
    prop = scene.things.get(foot.on)
    if not isinstance(prop, BoxProp | StepProp):
        return False
    x, y, _ = points.mean(0)
    return bool(abs(x - prop.at[0]) > prop.size[0] / 2 or abs(y - prop.at[1]) > prop.size[1] / 2)


def _past_range(scene: Scene, side: Side) -> Iterator[PanelFinding]:
    """Yield big or small toes whose whole bend is past the usual; bending all toes is judged as any joint is."""
    low, high = RANGE["toes.extension"]
    joint, shape = f"{side}_toes", foot_shape(scene.pose, side)
    for axis, bent in (("big", shape.toes_deg[0]), ("small", shape.toes_deg[-1])):
        if f"{joint}.{axis}" in scene.plan.written and not low <= bent <= high:
            toes = f"{side} big toe is" if axis == "big" else f"{side} small toes are"
            yield PanelFinding(
                f"{joint}.{axis}", ("joints", joint), f"the {toes} bent by {bent:.0f} degrees; usual is {low:.0f} to {high:.0f}"
            )
