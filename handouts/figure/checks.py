"""A compiled figure -> what is wrong with it, in a physio's words, with file and line.

Errors: what cannot be true (a foot that does not reach, a body under the floor, a bench nothing rests on in any panel, art out of frame).
Warnings: what should be looked at (a joint beyond its usual range, a muscle hardly seen, an arrow over the body); a figure
may `accept` one by its code with a reason, and it becomes an info.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from handouts.errors import Problem
from handouts.figure.bones.anatomy import FLEXED_HIP_ABDUCTION_MAX, RANGE, SIDES
from handouts.figure.bones.rotation import Array
from handouts.figure.drawing import Drawing, path_segments
from handouts.figure.findings import PanelFinding, contact_place
from handouts.figure.foot_checks import toe_findings
from handouts.figure.hand_checks import REACH_MISS_MAX as MISS_MAX
from handouts.figure.hand_checks import arm_limit, called, hand_findings
from handouts.figure.model.figure import FigureFile
from handouts.figure.overruled_checks import overruled_findings
from handouts.figure.pose.scene import Scene
from handouts.figure.pose_checks import beside_findings, deep_findings, moving_findings, support_findings
from handouts.figure.prop_checks import hiding_findings, prop_findings
from handouts.figure.reach_checks import what_helps
from handouts.figure.references import at_path, panel_paths
from handouts.figure.seen.ground import overlap
from handouts.figure.seen.inking import Shot
from handouts.figure.seen.muscles import muscle_pieces
from handouts.figure.seen.raster import rasterise
from handouts.figure.sign_checks import inside, sign_findings
from handouts.figure.store import FigureRemark
from handouts.figure.strand_checks import strand_findings
from handouts.reading.models import Checked
from handouts.reading.yamlfile import DataPath

_ACCEPT = "accept"
_ARROW_OVER_BODY_MAX, _HIGHLIGHT_MIN, _FILLED_MIN, _PATHS_MAX = 0.45, 0.005, 0.09, 1400
_INSET_PATHS = 700
_VISIBLE_MIN, _MOVES_MIN = 0.5, 4.0


def check_figure(checked: Checked[FigureFile], drawings: Sequence[Drawing], shots: Sequence[Shot]) -> tuple[FigureRemark, ...]:
    """Return everything that was found in a compiled figure."""
    remarks, used = [], set[str]()
    earlier: Shot | None = None
    waiting = _used_in_another_panel(shots)
    for (name, path, _), drawing, shot in zip(panel_paths(checked.value), drawings, shots, strict=True):
        for finding in _findings(drawing, shot, earlier, shots[0]):
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
    remarks += [FigureRemark("error", where, message) for where, message in _travel_faults(checked.value, shots)]
    idle = [code for code in checked.value.accept if code not in used]
    return (*remarks, *(FigureRemark("warning", (_ACCEPT, code), f"nothing to accept: '{code}' was not found") for code in idle))


def _used_in_another_panel(shots: Sequence[Shot]) -> frozenset[str]:
    """Return the codes of props that nothing touches in one panel, for they wait there for another in which they are used."""
    shown = [{f"{name}.untouched" for name in shot.scene.things} for shot in shots]
    idle = [
        {finding.code for name, prop in shot.scene.things.items() for finding in prop_findings(name, prop, shot.scene)} for shot in shots
    ]
    return frozenset(code for codes, untouched in zip(shown, idle, strict=True) for code in codes - untouched)


def _travel_faults(figure: FigureFile, shots: Sequence[Shot]) -> Iterator[tuple[DataPath, str]]:
    """Yield panels of a journey that are at no place, at one place, or over each other."""
    panels = panel_paths(figure)
    gone = [panel.travelled for _, _, panel in panels]
    if all(way is None for way in gone):
        return
    for i, (name, path, panel) in enumerate(panels):
        if panel.travelled is None:
            yield path, f"{name}: 'travelled' is written in another panel; say here too how far the person has come, 0 at first"
        elif panel.travelled in gone[:i]:
            yield (*path, "travelled"), f"{name}: another panel has travelled {panel.travelled:g} too; each panel stands in its own place"
    over = overlap(shots) if None not in gone and len(set(gone)) == len(gone) else None
    if over is not None:
        (before, _, _), (name, path, panel) = panels[over.earlier], panels[over.later]
        message = f"{name}: the person runs into the picture of '{before}'; 'travelled' is {panel.travelled:g}: write {over.travelled}"
        yield (*path, "travelled"), message


def placed_in(checked: Checked[FigureFile], remarks: Iterable[FigureRemark]) -> tuple[Problem, ...]:
    """Return remarks with file and line, as the file now stands."""
    return tuple(replace(_placed(checked, remark), level=remark.level) for remark in remarks)


def _placed(checked: Checked[FigureFile], remark: FigureRemark) -> Problem:
    if remark.at[:1] == (_ACCEPT,):
        return checked.source.problem(remark.at, remark.message, key=True)
    return at_path(checked, remark.at, remark.message)


def _findings(drawing: Drawing, shot: Shot, earlier: Shot | None, first: Shot) -> Iterator[PanelFinding]:
    yield from contact_findings(shot.scene)
    yield from support_findings(shot.scene)
    yield from beside_findings(shot.scene)
    yield from deep_findings(shot.scene)
    yield from range_findings(shot.scene)
    yield from overruled_findings(shot.scene)
    yield from toe_findings(shot.scene)
    yield from hand_findings(shot.scene)
    for name, prop in shot.scene.things.items():
        for finding in (*prop_findings(name, prop, shot.scene), *strand_findings(name, prop, shot.scene, first.scene)):
            yield replace(finding, where=("props", name))
    if not shot.window.is_round:
        yield from hiding_findings(shot)
    yield from art_findings(drawing, shot)
    yield from sign_findings(shot, earlier)
    if earlier is not None:
        same_view = bool(np.array_equal(shot.window.camera, earlier.window.camera))
        yield from moving_findings(shot.scene, earlier.scene, same_view=same_view)
    if earlier is not None and not shot.scene.panel.without and not shot.window.is_round:
        yield from visible_findings(shot, earlier)


def contact_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield contacts that were not reached."""
    for part, miss in scene.misses.items():
        if miss > MISS_MAX:
            held = next((f"{called(h.name)}: it " for side, h in scene.holds.items() if part == f"{side}_hand"), "")
            short = f"does not reach the {held}falls" if held else "falls"
            helps = next((what_helps(scene, side) for side in SIDES if part == f"{side}_hand"), "move it or the body nearer")
            message = f"the {part.replace('_', ' ')} {short} short by {miss:.1f} % of stature{arm_limit(scene, part)}; {helps}"
            yield PanelFinding("reach", contact_place(scene.panel, part), message, is_error=True)


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


def art_findings(drawing: Drawing, shot: Shot) -> Iterator[PanelFinding]:
    """Yield what is wrong with the drawing itself."""
    close = shot.inset.shot if shot.inset else None
    in_circle = {arrow.number for arrow in close.arrows} if close else set[int]()
    pictures = [(shot, [arrow for arrow in shot.arrows if arrow.number not in in_circle])]
    pictures += [(close, list(close.arrows))] if close else []
    for one, arrows in pictures:
        for arrow in arrows:
            if not inside(arrow.line, one.window):
                yield PanelFinding("arrow.frame", ("arrows", arrow.number), "the arrow leaves the picture", is_error=True)
            share = _share_over(arrow.line, one)
            if share > _ARROW_OVER_BODY_MAX:
                yield PanelFinding("arrow", ("arrows", arrow.number), f"{share:.0%} of the arrow lies over the body")
    yield from _muscle_findings(drawing, shot)
    filled = float(shot.picture.body.mean())
    if filled < _FILLED_MIN and not shot.window.is_round:
        yield PanelFinding("small", (), f"the figure fills only {filled:.0%} of its picture")
    count = sum(len(path_segments(layer.path)) for layer in drawing.layers)
    if count > _PATHS_MAX + (_INSET_PATHS if close else 0):
        yield PanelFinding("paths", (), f"{count} path pieces; simpler props draw faster")


def _muscle_findings(drawing: Drawing, shot: Shot) -> Iterator[PanelFinding]:
    pictures = [shot, *([shot.inset.shot] if shot.inset else [])]
    for muscle in shot.scene.panel.muscles:
        area = max(_muscle_share(muscle, one) for one in pictures)
        if area < _HIGHLIGHT_MIN:
            yield PanelFinding(f"hidden.{muscle}", ("muscles",), f"the {muscle.replace('_', ' ')} are hardly seen ({area:.1%} of the body)")
    drawn = {layer.role for layer in drawing.layers if layer.kind == "inner"}
    for name in shot.scene.panel.inside:
        if name not in drawn:
            yield PanelFinding(f"inside.{name}", ("inside",), f"the {name.replace('_', ' ')} are not in this picture")


def _muscle_share(muscle: str, shot: Shot) -> float:
    seen = (shot.raster, shot.window, shot.scene.meshes)
    pieces = muscle_pieces(muscle, shot.scene.pose, shot.scene.frames, seen)
    return float((pieces > 0).sum()) / max(float(shot.picture.body.sum()), 1.0)


def _share_over(line: Array, shot: Shot) -> float:
    window, body = shot.window, shot.picture.body
    x = np.clip(((line[:, 0] - window.low[0]) * window.scale).astype(int), 0, window.width - 1)
    y = np.clip((window.height - (line[:, 1] - window.low[1]) * window.scale).astype(int), 0, window.height - 1)
    return float(body[y, x].mean())


def visible_findings(shot: Shot, earlier: Shot) -> Iterator[PanelFinding]:
    """Yield the limb that moves most, where less than half of it is seen."""
    moves: dict[str, float] = {}
    limbs, limbs_before = ([m for m in one.scene.body if m.group not in ("trunk", "head")] for one in (shot, earlier))
    for now, before in zip(limbs, limbs_before, strict=True):
        if len(now.points) == len(before.points):
            moves[now.group] = max(moves.get(now.group, 0.0), float(np.linalg.norm(now.points - before.points, axis=1).mean()))
    group = max(moves, key=lambda name: moves[name])
    if moves[group] < _MOVES_MIN:
        return
    limb = [i for i, mesh in enumerate(shot.scene.meshes) if mesh.group == group]
    alone = int((rasterise([shot.scene.meshes[i] for i in limb], shot.window).mesh >= 0).sum())
    seen = int(np.isin(shot.raster.mesh, limb).sum())
    if seen < _VISIBLE_MIN * alone:
        yield PanelFinding(f"hidden.{group}", (), f"only {seen / max(alone, 1):.0%} of the {group.replace('_', ' ')}, which moves, is seen")
