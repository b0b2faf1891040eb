"""A drawing and a style -> marks: paths with their paint, in order, ready for any writer.

Line weights, arrow heads and hatching have a size on paper, so they are made here, for the scale the drawing is printed at.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

from handouts.figure.drawing import ArrowPath, Drawing, Layer, Point, path_bounds
from handouts.figure.palette import WEIGHTS, Style
from handouts.storing.values import dataclass

_SHAFT_PT, _HEAD_PT, _HEAD_HALF_PT, _HALO_PT = 1.7, 6.2, 3.0, 1.7
_HATCH_STEP_PT, _HATCH_LINE_PT = 1.75, 0.6
_LINE_ORDER = ("edge", "prop", "hem", "crease", "contour", "outline")
_REFERENCE_PT = 127.5
"""Weights are meant for a picture 45 mm on its longer side."""


@dataclass(frozen=True, slots=True)
class PaintedPath:
    """One path with its paint; widths and dashes in drawing units. `clip` is a path it may not leave."""

    path: str
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()
    clip: str = ""


def marks(drawing: Drawing, style: Style, pt_per_unit: float) -> Iterator[PaintedPath]:
    """Yield what to paint, lowest first, for this many points on paper to a drawing unit."""
    pen = _pen(drawing, style, pt_per_unit)
    for layer in drawing.layers:
        if layer.kind != "line":
            yield from _area(layer, style, pen)
    lines = {layer.role: layer.path for layer in drawing.layers if layer.kind == "line"}
    for role in _LINE_ORDER:
        if role in lines:
            yield PaintedPath(lines[role], stroke=style.ink, width=WEIGHTS[role] * pen)
    for layer in drawing.layers:
        if layer.kind == "hair" and layer.role == style.hair:
            yield PaintedPath(layer.path, fill=style.fill("hair"), stroke=style.ink, width=WEIGHTS["contour"] * pen)
    for arrow in drawing.arrows:
        yield from _arrow(arrow, style, pen)


def _pen(drawing: Drawing, style: Style, pt_per_unit: float) -> float:
    """Return how many drawing units one nominal point of line is: a little less in small pictures, more in large ones."""
    share = max(drawing.width, drawing.height) * pt_per_unit / _REFERENCE_PT
    return max(0.75, min(1.4, share)) * style.weight / pt_per_unit


def _area(layer: Layer, style: Style, pen: float) -> Iterator[PaintedPath]:
    if layer.kind == "shadow":
        if style.shadow:
            yield PaintedPath(layer.path, fill=style.shadow)
    elif layer.kind in ("fill", "backdrop"):
        yield PaintedPath(layer.path, fill=style.fill(layer.role))
    elif layer.kind == "shade":
        colour = style.shades.get(layer.role)
        if colour:
            yield PaintedPath(layer.path, fill=colour)
    elif layer.kind == "ghost":
        yield PaintedPath(layer.path, style.ghost_fill, style.ghost_line, 0.5 * pen, (2.2 * pen, 1.5 * pen))
    elif layer.kind == "muscle":
        yield from _muscle(layer, style, pen)


def _muscle(layer: Layer, style: Style, pen: float) -> Iterator[PaintedPath]:
    if not style.hatched:
        yield PaintedPath(layer.path, style.muscle, style.muscle_line, 0.45 * pen)
        return
    yield PaintedPath(layer.path, fill=style.muscle)
    left, top, right, bottom = path_bounds(layer.path)
    height, step = bottom - top, _HATCH_STEP_PT * pen
    lines = []
    x = math.floor((left - height) / step) * step  # a fixed grid, so that neighbouring muscles hatch alike
    while x < right:
        lines.append(f"{x:.0f} {bottom:.0f} m {x + height:.0f} {top:.0f} l")
        x += step
    yield PaintedPath(" ".join(lines), stroke=style.muscle_line, width=_HATCH_LINE_PT * pen, clip=layer.path)
    yield PaintedPath(layer.path, stroke=style.muscle_line, width=0.6 * pen)


def _arrow(arrow: ArrowPath, style: Style, pen: float) -> Iterator[PaintedPath]:
    run = _Run(arrow.points)
    head = min(_HEAD_PT * pen, run.length * 0.38)
    start = head * 0.75 if arrow.both_ways else 0.0
    stop = run.length - head * 0.75
    shaft = _smooth_path([run.at(start + (stop - start) * i / 13) for i in range(14)])
    tips = [(run.at(run.length), run.at(run.length - head))]
    if arrow.both_ways:
        tips.append((run.at(0), run.at(head)))
    heads = " ".join(_head(tip, base, head, _HEAD_HALF_PT * pen) for tip, base in tips)
    white = "#ffffff"
    yield PaintedPath(shaft, stroke=white, width=(_SHAFT_PT + _HALO_PT) * pen)
    yield PaintedPath(heads, fill=white, stroke=white, width=_HALO_PT * pen)
    yield PaintedPath(shaft, stroke=style.arrow, width=_SHAFT_PT * pen)
    yield PaintedPath(heads, fill=style.arrow)


class _Run:
    """A polyline measured along its length."""

    def __init__(self, points: tuple[Point, ...]) -> None:
        self.points = points
        self.reached = [0.0]
        for (x0, y0), (x1, y1) in pairwise(points):
            self.reached.append(self.reached[-1] + math.hypot(x1 - x0, y1 - y0))
        self.length = self.reached[-1]

    def at(self, distance: float) -> Point:
        """Return the point this far along."""
        distance = min(max(distance, 0.0), self.length)
        for i in range(1, len(self.points)):
            if distance <= self.reached[i]:
                span = self.reached[i] - self.reached[i - 1]
                t = (distance - self.reached[i - 1]) / span if span else 0.0
                (x0, y0), (x1, y1) = self.points[i - 1], self.points[i]
                return x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
        return self.points[-1]


def _smooth_path(points: list[Point]) -> str:
    """Return a Catmull-Rom curve through the points."""
    words = [f"{points[0][0]:.0f} {points[0][1]:.0f} m"]
    for i in range(len(points) - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[max(i - 1, 0)], points[i], points[i + 1], points[min(i + 2, len(points) - 1)]
        words.append(
            f"{bx + (cx - ax) / 6:.0f} {by + (cy - ay) / 6:.0f} {cx - (dx - bx) / 6:.0f} {cy - (dy - by) / 6:.0f} {cx:.0f} {cy:.0f} c"
        )
    return " ".join(words)


def _head(tip: Point, base: Point, length: float, half: float) -> str:
    across = math.hypot(tip[0] - base[0], tip[1] - base[1]) or 1.0
    ux, uy = (tip[0] - base[0]) / across, (tip[1] - base[1]) / across
    corners = (tip, _off(tip, (ux, uy), (length, half)), _off(tip, (ux, uy), (length * 0.78, 0)), _off(tip, (ux, uy), (length, -half)))
    first, *rest = (f"{x:.0f} {y:.0f}" for x, y in corners)
    return f"{first} m " + " ".join(f"{corner} l" for corner in rest) + " h"


def _off(tip: Point, way: Point, back_and_aside: Point) -> Point:
    (ux, uy), (back, aside) = way, back_and_aside
    return tip[0] - ux * back - uy * aside, tip[1] - uy * back + ux * aside
