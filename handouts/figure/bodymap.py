"""A body map file -> its compiled drawing: the bare figure, the muscles filled in, and where their leader lines point."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handouts.figure.drawing import Drawing, Label, Point, path_segments
from handouts.figure.keys import figure_key
from handouts.figure.model.figure import FigureFile, Panel
from handouts.figure.model.joints import BallJoint, Elbow, Joints
from handouts.figure.model.maps import BodyMapFile, MapView, Shown
from handouts.figure.model.posture import Foot
from handouts.figure.seen.compile import compile_figure
from handouts.figure.store import Compiled
from handouts.reading.models import Checked, read_model

_ARMS = Joints(shoulders=BallJoint(abduction=16, flexion=2), elbows=Elbow(flexion=10, supination=60))
_ARMS_BACK = replace(_ARMS, shoulders=BallJoint(abduction=10, extension=14))
_STANDING = Panel(joints=_ARMS, feet=Foot(out=6.0, toes_out=8.0))
_ASIDE = replace(_STANDING, joints=_ARMS_BACK)
_STRIDE = replace(_ASIDE, feet=None, left_foot=Foot(forward=17.0), right_foot=Foot(forward=-15.0))
_KNEELING = Panel(position="kneeling", joints=_ARMS)


@dataclass(frozen=True, slots=True)
class _Stand:
    """How the figure of a view stands, and from where it is seen: azimuth and elevation."""

    panel: Panel
    camera: tuple[float, float]


_STANDS: Mapping[MapView, _Stand] = {
    "front": _Stand(_STANDING, (0.0, 4.0)),
    "back": _Stand(_STANDING, (180.0, 4.0)),
    "left_side": _Stand(_ASIDE, (82.0, 4.0)),
    "inner_side": _Stand(_STRIDE, (-82.0, 6.0)),
    "soles": _Stand(_KNEELING, (180.0, 22.0)),
}


def read_body_map(path: Path, name: str | None = None) -> Checked[BodyMapFile]:
    """Read a body map file, called `name` in messages. Raises HandoutError with every fault and its line."""
    return read_model(path, BodyMapFile, name=name)


def compile_body_map(plan: BodyMapFile) -> Compiled:
    """Return the body map."""
    drawing = replace(compile_figure(_figure(plan), bare=True)[0][0], name=plan.view)
    return Compiled(map_key(plan), (drawing,), tuple(_label(shown, drawing) for shown in plan.shows))


def map_key(plan: BodyMapFile) -> str:
    """Return the key of a body map; its names do not count, for they are written beside it."""
    return figure_key(_figure(plan), "body map", plan.view)


def _figure(plan: BodyMapFile) -> FigureFile:
    """Return the figure that a body map is drawn from."""
    stand = _STANDS[plan.view]
    shown = {inside: tuple(one.muscle for one in plan.shows if one.inside == inside) for inside in (True, False)}
    return FigureFile(id="body-map", camera=stand.camera, finish=replace(stand.panel, muscles=shown[False], inside=shown[True]))


def _label(shown: Shown, drawing: Drawing) -> Label:
    """Point at the middle of the part of a muscle that lies furthest to the right in the picture; at the figure where it is not seen."""
    kind = "inner" if shown.inside else "muscle"
    path = next((layer.path for layer in drawing.layers if (layer.kind, layer.role) == (kind, shown.muscle)), "")
    middles = [_centroid(loop) for loop in _loops(path)] or [(drawing.width / 2, drawing.height / 2)]
    x, y = max(middles, key=lambda point: point[0])
    return Label(shown.muscle, shown.key, round(x), round(y))


def _loops(path: str) -> list[list[Point]]:
    """Return the corner points of each closed loop that has some size."""
    loops: list[list[Point]] = []
    for segment in path_segments(path):
        if segment.operator == "m":
            loops.append([])
        if segment.points:
            loops[-1].append(segment.points[-1])
    largest = max(map(_area, loops), default=0.0)
    return [loop for loop in loops if _area(loop) > 0.5 * largest]


def _area(loop: list[Point]) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(loop, [*loop[1:], loop[0]], strict=True))) / 2


def _centroid(loop: list[Point]) -> Point:
    return sum(x for x, _ in loop) / len(loop), sum(y for _, y in loop) / len(loop)
