"""What can be wrong with a prop of a posed scene: nothing touches it, the body goes into it, it hides the body."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from handouts.figure.bones.rotation import Array
from handouts.figure.findings import PanelFinding
from handouts.figure.model import props as kinds
from handouts.figure.model.props import AnyProp
from handouts.figure.pose.scene import Scene
from handouts.figure.props.kinds import height_at, roller_axis
from handouts.figure.props.soft import ball_middle
from handouts.figure.props.wearer import Wearer
from handouts.figure.seen.inking import Shot
from handouts.figure.seen.raster import rasterise

_SINK_MAX, _GAP_MAX = 2.6, 1.0
_ROLLER_GAP_MAX, _ROLLER_SINK_MAX = 1.2, 3.2
_BALL_SINK_MAX = 0.75
"""How much of its radius a ball may be pressed in."""
_WALL_THROUGH_MAX, _WALL_GAP_MAX = 1.2, 1.5
_HIDDEN_MAX = 0.15
_COARSE = 4

_Flat = kinds.BoxProp | kinds.StepProp | kinds.Bed | kinds.Sofa | kinds.Pad | kinds.Pillow | kinds.Cloth
_Level = kinds.Slope | kinds.Wedge | kinds.Stairs
_Round = kinds.Cushion | kinds.BalanceBoard


def prop_findings(name: str, prop: AnyProp, scene: Scene) -> Iterator[PanelFinding]:
    """Yield a prop that is not touched, or that the body goes into."""
    points = np.concatenate([mesh.points for mesh in scene.body])
    if isinstance(prop, kinds.Sofa) and _hooks_under(prop, points):
        return
    if isinstance(prop, _Flat | _Level | _Round):
        parts = np.repeat([mesh.part for mesh in scene.body], [len(mesh.points) for mesh in scene.body])
        yield from _surface_findings(name, prop, points, parts)
    elif isinstance(prop, kinds.Roller | kinds.TowelRoll):
        sink = _ROLLER_SINK_MAX if isinstance(prop, kinds.Roller) else prop.radius * 1.2
        yield from _round_findings(name, _roller_gap(prop, points), sink)
    elif isinstance(prop, kinds.Ball) and not prop.flying:
        middle = ball_middle(prop, Wearer(scene.frames, scene.body, scene.things))
        gap = float(np.linalg.norm(points - middle, axis=1).min()) - prop.radius
        yield from _round_findings(name, gap, prop.radius * _BALL_SINK_MAX)
    elif isinstance(prop, kinds.Wall) and prop.beside is None:
        balls = [mesh.points for mesh in scene.props if mesh.role == "ball"]
        yield from _wall_findings(name, prop, np.concatenate([points, *balls]))


def _hooks_under(prop: kinds.Sofa, points: Array) -> bool:
    """Return whether feet are hooked under a sofa that stands high enough."""
    under = (np.abs(points[:, 0] - prop.at[0]) < prop.size[0] / 2) & (np.abs(points[:, 1] - prop.at[1]) < prop.size[1] / 2)
    high = points[under, 2] - prop.legs
    return bool(((high > -_GAP_MAX) & (high < _SINK_MAX)).any())


def _surface_findings(name: str, prop: _Flat | _Level | _Round, points: Array, parts: NDArray[np.str_]) -> Iterator[PanelFinding]:
    length, width = (2 * prop.radius, 2 * prop.radius) if isinstance(prop, _Round) else prop.size[:2]
    rim = min(1.0, length / 4, width / 4)
    over = (np.abs(points[:, 0] - prop.at[0]) < length / 2 - rim) & (np.abs(points[:, 1] - prop.at[1]) < width / 2 - rim)
    inside, parts = points[over], parts[over]
    if isinstance(prop, _Level):
        heights = np.array([height_at(prop, float(x), float(y)) for x, y, _ in inside])
    else:
        heights = np.full(len(inside), height_at(prop, *prop.at))
    under = heights - inside[:, 2]
    parts, under = parts[under < 9], under[under < 9]
    deep = float(under.max()) if len(under) else -99.0
    sink = prop.size[2] * 0.7 if isinstance(prop, kinds.Pillow) else _SINK_MAX
    if deep > sink:
        yield PanelFinding(f"{name}.sinks", (), f"the {str(parts[under.argmax()]).replace('_', ' ')} sinks {deep:.1f} into the {name}")
    if deep < -_GAP_MAX:
        yield PanelFinding(f"{name}.untouched", (), f"nothing rests on the {name}", is_error=True)


def _round_findings(name: str, gap: float, sink_max: float) -> Iterator[PanelFinding]:
    if gap > _ROLLER_GAP_MAX:
        yield PanelFinding(f"{name}.untouched", (), f"the body does not touch the {name} (gap {gap:.1f})", is_error=True)
    if gap < -sink_max:
        yield PanelFinding(f"{name}.sinks", (), f"the {name} sinks {-gap:.1f} into the body")


def _wall_findings(name: str, prop: kinds.Wall, points: Array) -> Iterator[PanelFinding]:
    ahead = points[:, 0] - prop.at[0]
    through = float((-ahead if prop.behind else ahead).max())
    if through > _WALL_THROUGH_MAX:
        yield PanelFinding(f"{name}.through", (), f"the body goes {through:.1f} through the {name}")
    if through < -_WALL_GAP_MAX:
        yield PanelFinding(f"{name}.untouched", (), f"nothing touches the {name} (gap {-through:.1f})", is_error=True)


def _roller_gap(prop: kinds.Roller | kinds.TowelRoll, points: Array) -> float:
    centre, axis, radius = roller_axis(prop)
    off = points - centre
    along = off @ axis
    beside = np.linalg.norm(off - along[:, None] * axis, axis=1)
    return float(beside[np.abs(along) < prop.length / 2].min(initial=1e3)) - radius


def hiding_findings(shot: Shot) -> Iterator[PanelFinding]:
    """Yield a prop that hides the person: on a coarse picture, how much of the body lies behind it."""
    window = shot.window
    coarse = replace(window, scale=window.scale / _COARSE, width=window.width // _COARSE, height=window.height // _COARSE)
    body = rasterise(shot.scene.body, coarse)
    every = rasterise(shot.scene.meshes, coarse)
    seen = body.mesh >= 0
    hidden = seen & (every.mesh >= len(shot.scene.body))
    owners = [mesh.part.split(".")[0] for mesh in shot.scene.props]
    for name in shot.scene.things:
        mine = [len(shot.scene.body) + i for i, part in enumerate(owners) if part == name or part.startswith(f"{name}_")]
        share = float(np.isin(every.mesh[hidden], mine).sum()) / max(int(seen.sum()), 1)
        if share > _HIDDEN_MAX:
            message = f"the {name} hides {share:.0%} of the body; move it, or look from the other side"
            yield PanelFinding(f"{name}.hides", ("props", name), message, is_error=True)
