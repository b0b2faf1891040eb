"""A muscle -> a compiled body map: the bare figure standing, the muscle filled, and where its leader line points."""

from dataclasses import replace

from handouts.figure.drawing import Drawing, Label, Point, path_segments
from handouts.figure.keys import figure_key
from handouts.figure.model.figure import FigureFile, Panel
from handouts.figure.model.joints import BallJoint, Hinge, Joints
from handouts.figure.model.posture import Foot
from handouts.figure.seen.compile import compile_figure
from handouts.figure.store import Compiled
from handouts.figure.topics import MapPlan

_CAMERAS = {"front": (0.0, 4.0), "back": (180.0, 4.0), "side": (82.0, 4.0)}
_POSE = Joints(shoulders=BallJoint(abduction=16, flexion=2), elbows=Hinge(flexion=10, supination=60))


def compile_body_map(plan: MapPlan) -> Compiled:
    """Return the body map of a muscle."""
    drawing = replace(compile_figure(_figure(plan), bare=True)[0][0], name=plan.view)
    return Compiled(map_key(plan), (drawing,), (_label(plan, drawing),))


def map_key(plan: MapPlan) -> str:
    """Return the key of a body map."""
    return figure_key(_figure(plan), "body map", plan.view, plan.muscle, plan.name)


def _figure(plan: MapPlan) -> FigureFile:
    """Return the figure that a body map is drawn from."""
    panel = Panel(
        joints=replace(_POSE, shoulders=BallJoint(abduction=10, extension=14)) if plan.view == "side" else _POSE,
        feet=Foot(out=6.0, toes_out=8.0),
        muscles=(plan.muscle,),
    )
    return FigureFile(id="body-map", camera=_CAMERAS[plan.view], finish=panel)


def _label(plan: MapPlan, drawing: Drawing) -> Label:
    """Point at the middle of the muscle that lies furthest to the right in the picture."""
    path = next(layer.path for layer in drawing.layers if layer.kind == "muscle")
    x, y = max((_centroid(loop) for loop in _loops(path)), key=lambda point: point[0])
    return Label(plan.muscle, plan.name, round(x), round(y))


def _loops(path: str) -> list[list[Point]]:
    """Return the corner points of each closed loop that has some size."""
    loops: list[list[Point]] = []
    for segment in path_segments(path):
        if segment.operator == "m":
            loops.append([])
        if segment.points:
            loops[-1].append(segment.points[-1])
    largest = max(_area(loop) for loop in loops)
    return [loop for loop in loops if _area(loop) > 0.5 * largest]


def _area(loop: list[Point]) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(loop, [*loop[1:], loop[0]], strict=True))) / 2


def _centroid(loop: list[Point]) -> Point:
    return sum(x for x, _ in loop) / len(loop), sum(y for _, y in loop) / len(loop)
