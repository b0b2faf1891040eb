"""Angles that are written and not drawn, because a foot, a knee or a hand that is placed decides them."""

from collections.abc import Iterator

from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.findings import PanelFinding
from handouts.figure.model.joints import Joints
from handouts.figure.pose.scene import Scene
from handouts.figure.pose.soles import touching

_OFF_MAX_DEG = 8.0
_LEG, _ARM = ("hip", "knee", "ankle"), ("shoulder", "elbow")


def overruled_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield each joint whose written angle a contact has changed by more than 8 degrees, with what decides it."""
    feet = touching(scene.plan)
    for side in SIDES:
        knee, foot = scene.plan.knees.get(side), feet.get(side)
        if foot is not None and side not in scene.plan.kept_feet:
            way = "" if foot.way in (None, "flat", "free") else f"{foot.way} "
            decides = f"{side}_foot ({way}on the {foot.on.replace('_', ' ')}) decides it"
            yield from _overruled(scene, side, _LEG, f"{decides}; to use the angle write '{side}_foot: {{on: nothing, way: free}}'")
        elif knee is not None and knee.on != "nothing":
            decides = f"{side}_knee (on the {knee.on}) decides it"
            yield from _overruled(scene, side, ("hip",), f"{decides}; to use the angle leave '{side}_knee' out")
        if f"{side}_hand" in scene.misses:
            named = tuple(joint for joint in _ARM if getattr(scene.panel.joints, f"{side}_{joint}") != getattr(Joints(), f"{side}_{joint}"))
            hand = scene.plan.hands[side]
            decides = f"{side}_hand ({hand.holds or hand.preset}) decides it"
            yield from _overruled(scene, side, named, f"{decides}; to use the angle write '{side}_hand: relaxed'")


def _overruled(scene: Scene, side: Side, joints: tuple[str, ...], why: str) -> Iterator[PanelFinding]:
    for joint in joints:
        name = f"{side}_{joint}"
        off = {
            key: abs(scene.pose.angles.get(key, 0.0) - scene.plan.angles[key]) for key in scene.plan.written if key.startswith(f"{name}.")
        }
        key = max(sorted(off), key=lambda one: off[one], default="")
        if key and off[key] > _OFF_MAX_DEG:
            drawn, written = scene.pose.angles.get(key, 0.0), scene.plan.angles[key]
            what = f"{key.replace('_', ' ').replace('.', ' ')} is drawn at {drawn:.0f} degrees, not the {written:.0f} written: {why}"
            yield PanelFinding(f"{name}.overruled", ("joints", name), what)
