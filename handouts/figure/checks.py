"""A compiled figure -> what is wrong with it, in a physio's words, with file and line.

Errors: what cannot be true (a foot that does not reach, a body under the floor, a bench nothing rests on in any panel, art out of frame).
Warnings: what should be looked at (a joint beyond its usual range, a muscle hardly seen, an arrow over the body); a figure
may `accept` one by its code with a reason, and it becomes an info.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from handouts.errors import Problem
from handouts.figure.bones.anatomy import FLEXED_HIP_ABDUCTION_MAX, RANGE
from handouts.figure.bones.rotation import Array
from handouts.figure.drawing import Drawing, path_segments
from handouts.figure.model.figure import FigureFile
from handouts.figure.model.props import AnyProp, Bed, BoxProp, Pad, PostProp, Roller, Sofa, StepProp, Wall
from handouts.figure.pose.scene import Scene
from handouts.figure.props.kinds import roller_axis, top_height
from handouts.figure.references import at_path, panel_paths
from handouts.figure.seen.inking import Shot
from handouts.figure.seen.muscles import muscle_mask
from handouts.figure.seen.raster import Mask, rasterise
from handouts.figure.store import FigureRemark
from handouts.reading.models import Checked
from handouts.reading.yamlfile import DataPath

_ACCEPT = "accept"
MISS_MAX = 1.0
UNDER_FLOOR_MAX, FLOAT_MAX = 0.8, 1.5
_SINK_MAX, _GAP_MAX = 2.6, 1.0
_ROLLER_GAP_MAX, _ROLLER_SINK_MAX = 1.2, 3.2
_WALL_THROUGH_MAX, _WALL_GAP_MAX = 1.2, 1.5
_ARROW_OVER_BODY_MAX, _HIGHLIGHT_MIN, _FILLED_MIN, _PATHS_MAX = 0.45, 0.006, 0.09, 1300
_VISIBLE_MIN, _MOVES_MIN = 0.5, 4.0


@dataclass(frozen=True, slots=True)
class PanelFinding:
    """One thing found: its code (what `accept` names), where in the panel, and whether it is an error."""

    code: str
    where: DataPath
    message: str
    is_error: bool = False


def check_figure(checked: Checked[FigureFile], drawings: Sequence[Drawing], shots: Sequence[Shot]) -> tuple[FigureRemark, ...]:
    """Return everything that was found in a compiled figure."""
    remarks, used = [], set[str]()
    earlier: Shot | None = None
    waiting = _used_in_another_panel(shots)
    for (name, path, _), drawing, shot in zip(panel_paths(checked.value), drawings, shots, strict=True):
        for finding in _findings(drawing, shot, earlier):
            if finding.code in waiting:
                continue
            where = finding.where if finding.where[:1] == ("props",) else (*path, *finding.where)
            message = f"{name}: {finding.message}"
            reason = checked.value.accept.get(finding.code)
            if reason is not None and not finding.is_error:
                used.add(finding.code)
                remarks.append(FigureRemark("info", where, f"{message} (accepted: {reason})"))
            else:
                hint = "" if finding.is_error else f"; change it, or write 'accept: {{{finding.code}: why}}'"
                remarks.append(FigureRemark("error" if finding.is_error else "warning", where, message + hint))
        earlier = shot
    idle = [code for code in checked.value.accept if code not in used]
    return (*remarks, *(FigureRemark("warning", (_ACCEPT, code), f"nothing to accept: '{code}' was not found") for code in idle))


def _used_in_another_panel(shots: Sequence[Shot]) -> frozenset[str]:
    """Return the codes of props that nothing touches in one panel, for they wait there for another in which they are used."""
    shown = [{f"{name}.untouched" for name in shot.scene.things} for shot in shots]
    idle = [
        {finding.code for name, prop in shot.scene.things.items() for finding in prop_findings(name, prop, shot.scene)} for shot in shots
    ]
    return frozenset(code for codes, untouched in zip(shown, idle, strict=True) for code in codes - untouched)


def placed_in(checked: Checked[FigureFile], remarks: Iterable[FigureRemark]) -> tuple[Problem, ...]:
    """Return remarks with file and line, as the file now stands."""
    return tuple(replace(_placed(checked, remark), level=remark.level) for remark in remarks)


def _placed(checked: Checked[FigureFile], remark: FigureRemark) -> Problem:
    if remark.at[:1] == (_ACCEPT,):
        return checked.source.problem(remark.at, remark.message, key=True)
    return at_path(checked, remark.at, remark.message)


def _findings(drawing: Drawing, shot: Shot, earlier: Shot | None) -> Iterator[PanelFinding]:
    yield from contact_findings(shot.scene)
    yield from floor_findings(shot.scene)
    yield from range_findings(shot.scene)
    for name, prop in shot.scene.things.items():
        for finding in prop_findings(name, prop, shot.scene):
            yield replace(finding, where=("props", name))
    yield from art_findings(drawing, shot)
    if earlier is not None and not shot.scene.panel.without:
        yield from visible_findings(shot, earlier)


def contact_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield contacts that were not reached."""
    for part, miss in scene.misses.items():
        if miss > MISS_MAX:
            where = (part,) if getattr(scene.panel, part, None) is not None else (part.replace("left_", "").replace("right_", "") + "s",)
            message = f"the {part.replace('_', ' ')} falls short by {miss:.1f} % of stature; move it or the body nearer"
            yield PanelFinding("reach", where, message, is_error=True)


def floor_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield a body under the floor, or one that nothing holds up."""
    lowest = {mesh.part: float(mesh.points[:, 2].min()) for mesh in scene.body}
    part = min(lowest, key=lambda name: lowest[name])
    if lowest[part] < -UNDER_FLOOR_MAX:
        yield PanelFinding("floor", (), f"the {part.replace('_', ' ')} is {-lowest[part]:.1f} under the floor", is_error=True)
    if lowest[part] > FLOAT_MAX and not any(
        top_height(prop) > 0 for prop in scene.things.values() if not isinstance(prop, Wall | PostProp)
    ):
        yield PanelFinding("float", (), f"the body floats {lowest[part]:.1f} above the floor", is_error=True)


def range_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield joints beyond their usual range."""
    for name, value in scene.pose.angles.items():
        joint, axis = name.split(".")
        key = f"{joint.removeprefix('left_').removeprefix('right_')}.{axis}"
        if key not in RANGE:
            continue
        low, high = RANGE[key]
        if key == "hip.abduction" and scene.pose.angle(joint, "flexion") > 40:
            high = FLEXED_HIP_ABDUCTION_MAX
        if not low - 0.5 <= value <= high + 0.5 and not _said_otherwise_in_range(scene, joint):
            yield PanelFinding(
                name,
                ("joints", joint),
                f"{joint.replace('_', ' ')} {axis.replace('_', ' ')} is {value:.0f} degrees; usual is {low:.0f} to {high:.0f}",
            )


def _said_otherwise_in_range(scene: Scene, joint: str) -> bool:
    """An arm overhead can be said in two ways: flexion f, abduction a, or f - 180, 180 - a; either may be the usual one."""
    if "shoulder" not in joint:
        return False
    flexion, abduction, rotation = (scene.pose.angle(joint, axis) for axis in ("flexion", "abduction", "external_rotation"))
    other = {"flexion": _half_turn(flexion), "abduction": 180 - abduction, "external_rotation": _half_turn(rotation)}
    return all(low - 0.5 <= other[axis] <= high + 0.5 for axis in other for low, high in (RANGE[f"shoulder.{axis}"],))


def _half_turn(angle_deg: float) -> float:
    return angle_deg - 180 if angle_deg > 0 else angle_deg + 180


def prop_findings(name: str, prop: AnyProp, scene: Scene) -> Iterator[PanelFinding]:
    """Yield a prop that is not touched, or that the body goes into."""
    points = np.concatenate([mesh.points for mesh in scene.body])
    if isinstance(prop, BoxProp | StepProp | Bed | Sofa | Pad):
        inside = (np.abs(points[:, 0] - prop.at[0]) < prop.size[0] / 2 - 1) & (np.abs(points[:, 1] - prop.at[1]) < prop.size[1] / 2 - 1)
        above = points[inside & (points[:, 2] > top_height(prop) - 9), 2]
        deep = top_height(prop) - float(above.min()) if len(above) else -99.0
        if deep > _SINK_MAX:
            yield PanelFinding(f"{name}.sinks", (), f"the body sinks {deep:.1f} into the {name}")
        if deep < -_GAP_MAX:
            yield PanelFinding(f"{name}.untouched", (), f"nothing rests on the {name}", is_error=True)
    if isinstance(prop, Roller):
        gap = _roller_gap(prop, points)
        if gap > _ROLLER_GAP_MAX:
            yield PanelFinding(f"{name}.untouched", (), f"the body does not touch the {name} (gap {gap:.1f})", is_error=True)
        if gap < -_ROLLER_SINK_MAX:
            yield PanelFinding(f"{name}.sinks", (), f"the {name} sinks {-gap:.1f} into the body")
    if isinstance(prop, Wall) and prop.beside is None:
        ahead = float((points[:, 0] - prop.at[0]).max())
        if ahead > _WALL_THROUGH_MAX:
            yield PanelFinding(f"{name}.through", (), f"the body goes {ahead:.1f} through the {name}")
        if ahead < -_WALL_GAP_MAX:
            yield PanelFinding(f"{name}.untouched", (), f"nothing touches the {name} (gap {-ahead:.1f})", is_error=True)


def _roller_gap(prop: Roller, points: Array) -> float:
    centre, axis, radius = roller_axis(prop)
    off = points - centre
    along = off @ axis
    beside = np.linalg.norm(off - along[:, None] * axis, axis=1)
    return float(beside[np.abs(along) < prop.length / 2].min()) - radius


def art_findings(drawing: Drawing, shot: Shot) -> Iterator[PanelFinding]:
    """Yield what is wrong with the drawing itself."""
    body = shot.picture.body
    for i, arrow in enumerate(drawing.arrows):
        if any(not (0 <= x <= drawing.width and 0 <= y <= drawing.height) for x, y in arrow.points):
            yield PanelFinding("arrow.frame", ("arrows", i), "the arrow leaves the picture", is_error=True)
        share = _share_over(arrow.points, drawing, body)
        if share > _ARROW_OVER_BODY_MAX:
            yield PanelFinding("arrow", ("arrows", i), f"{share:.0%} of the arrow lies over the body")
    seen = (shot.raster, shot.window, [mesh.group for mesh in shot.scene.meshes])
    for muscle in shot.scene.panel.muscles:
        area = float(muscle_mask(muscle, shot.scene.pose, shot.scene.frames, seen).sum()) / max(float(body.sum()), 1.0)
        if area < _HIGHLIGHT_MIN:
            yield PanelFinding(f"hidden.{muscle}", ("muscles",), f"the {muscle.replace('_', ' ')} are hardly seen ({area:.1%} of the body)")
    filled = float(body.mean())
    if filled < _FILLED_MIN:
        yield PanelFinding("small", (), f"the figure fills only {filled:.0%} of its picture")
    count = sum(len(path_segments(layer.path)) for layer in drawing.layers)
    if count > _PATHS_MAX:
        yield PanelFinding("paths", (), f"{count} path pieces; simpler props draw faster")


def _share_over(points: Sequence[tuple[float, float]], drawing: Drawing, body: Mask) -> float:
    rows, columns = body.shape
    y = np.clip([int(p[1] / drawing.height * rows) for p in points], 0, rows - 1)
    x = np.clip([int(p[0] / drawing.width * columns) for p in points], 0, columns - 1)
    return float(body[y, x].mean())


def visible_findings(shot: Shot, earlier: Shot) -> Iterator[PanelFinding]:
    """Yield the limb that moves most, where less than half of it is seen."""
    moves: dict[str, float] = {}
    for now, before in zip(shot.scene.body, earlier.scene.body, strict=True):
        if now.group not in ("trunk", "head") and len(now.points) == len(before.points):
            moves[now.group] = max(moves.get(now.group, 0.0), float(np.linalg.norm(now.points - before.points, axis=1).mean()))
    group = max(moves, key=lambda name: moves[name])
    if moves[group] < _MOVES_MIN:
        return
    limb = [i for i, mesh in enumerate(shot.scene.meshes) if mesh.group == group]
    alone = int((rasterise([shot.scene.meshes[i] for i in limb], shot.window).mesh >= 0).sum())
    seen = int(np.isin(shot.raster.mesh, limb).sum())
    if seen < _VISIBLE_MIN * alone:
        yield PanelFinding(f"hidden.{group}", (), f"only {seen / max(alone, 1):.0%} of the {group.replace('_', ' ')}, which moves, is seen")
