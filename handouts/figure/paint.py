"""A drawing and a style -> marks: paths with their paint, in order, ready for any writer.

Line weights, arrow heads and hatching have a size on paper, so they are made here, for the scale the drawing is printed at.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from handouts.figure.drawing import HEAD_UNITS, UNITS, ArrowPath, Clock, Drawing, Layer, Point, circle_path, path_bounds
from handouts.figure.palette import THINNEST_PT, WEIGHTS, Style
from handouts.storing.values import dataclass

_SHAFT_PT, _HEAD_PT, _HEAD_HALF_PT, _HALO_PT = 1.7, 6.2, 3.0, 1.7
_HATCH_STEP_PT, _HATCH_LINE_PT = 1.75, 0.6
_LEVEL_DASH_PT, _LEVEL_HALO_PT, _LEAD_DASH_PT, _PULL_DASH_PT = (3.0, 1.8), 1.7, (1.4, 1.1), (2.6, 2.2)
_INNER_DASH_PT, _INNER_HALO_PT = (1.6, 1.2), 2.0
_PALE_EDGE_PT, _PULL_SHARE, _HAMMOCK_HALO_PT = 0.55, 0.7, 3.4
_LINE_ORDER = ("edge", "detail", "crease", "hem", "prop", "contour", "outline")
_SMALL_HEAD_PT = 2.5 * 72 / 25.4
"""A printed head below 2.5 mm keeps its eyes and brows only."""
_BODY_UNITS = 100 * UNITS
"""A close-up has the lines of a person printed beside it at the same scale."""
_WHITE = "#ffffff"
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


def marks(drawing: Drawing, style: Style, pt_per_unit: float, *, mirrored: bool = False) -> Iterator[PaintedPath]:
    """Yield what to paint, lowest first, for this many points on paper to a drawing unit.

    Mirroring is the writer's; what must not be mirrored with it is turned here.
    """
    pen = _pen(drawing, style, pt_per_unit)
    for layers in _pictures(drawing.layers):
        yield from _picture(layers, style, pen)
    for arrow in drawing.arrows:
        yield from _arrow(arrow, style, pen.unit)
    for clock in drawing.clocks:
        yield from _clock(clock, style, pen, mirrored=mirrored)


def _pictures(layers: Sequence[Layer]) -> list[list[Layer]]:
    """Return the layers of the picture, then those of each close-up that stands in it: it is painted whole over what lies below."""
    groups: list[list[Layer]] = [[]]
    for layer in layers:
        if layer.kind == "disc":
            groups.append([])
        groups[-1].append(layer)
    return groups


def _picture(layers: Sequence[Layer], style: Style, pen: "_Pen") -> Iterator[PaintedPath]:
    fibres = {layer.role: layer.path for layer in layers if layer.kind == "fibre"}
    for layer in layers:
        if layer.kind == "muscle":
            yield from _muscle(layer, fibres.get(layer.role, ""), style, pen)
        else:
            yield from _area(layer, style, pen)
    lines = {layer.role: layer.path for layer in layers if layer.kind == "line"}
    for role in _LINE_ORDER:
        if role in lines:
            yield PaintedPath(lines[role], stroke=style.ink, width=pen.width(WEIGHTS[role]))
    yield from _face(layers, style, pen)
    yield from _hair(layers, style, pen)
    for layer in layers:
        if layer.kind == "inner":
            yield PaintedPath(layer.path, stroke=_WHITE, width=pen.width(_INNER_HALO_PT))
            yield PaintedPath(
                layer.path,
                _WHITE if style.hatched else style.inner,
                style.muscle_line,
                pen.width(WEIGHTS["inner"]),
                pen.dash(_INNER_DASH_PT),
            )
    for layer in layers:
        if layer.kind == "note" and layer.role != "step":
            yield from _note(layer, style, pen)
        elif layer.kind == "ring":
            dash = () if layer.role == "ring" else pen.dash(_LEAD_DASH_PT)
            yield PaintedPath(layer.path, stroke=style.ink, width=pen.width(WEIGHTS[layer.role]), dash=dash)


class _Pen(NamedTuple):
    """How many drawing units one nominal point of line is, and the thinnest line in drawing units."""

    unit: float
    thinnest: float

    def width(self, weight_pt: float) -> float:
        """Return a line's width in drawing units."""
        return max(weight_pt * self.unit, self.thinnest)

    def dash(self, lengths_pt: tuple[float, float]) -> tuple[float, float]:
        """Return the lengths of a dash and of the gap after it in drawing units."""
        return lengths_pt[0] * self.unit, lengths_pt[1] * self.unit


def _pen(drawing: Drawing, style: Style, pt_per_unit: float) -> _Pen:
    """Return the pen for a picture of this size: a little finer in small pictures, stronger in large ones."""
    size = max(drawing.width, drawing.height, _BODY_UNITS if drawing.layers and drawing.layers[0].kind == "disc" else 0)
    share = size * pt_per_unit / _REFERENCE_PT
    return _Pen(max(0.75, min(1.4, share)) * style.weight / pt_per_unit, THINNEST_PT / pt_per_unit)


def _area(layer: Layer, style: Style, pen: _Pen) -> Iterator[PaintedPath]:
    if layer.kind == "shadow":
        if style.shadow:
            yield PaintedPath(layer.path, fill=_paler(style.shadow) if layer.role == "faint" else style.shadow)
    elif layer.kind == "backdrop" and layer.role in WEIGHTS:
        yield PaintedPath(layer.path, stroke=style.ink, width=pen.width(WEIGHTS[layer.role]))
    elif layer.role == "wall_panel" and style.hatched:  # a panel as white as the paper is known by its edge
        yield PaintedPath(layer.path, stroke=style.ink, width=pen.width(WEIGHTS["edge"]))
    elif layer.kind in ("fill", "backdrop", "disc"):
        yield PaintedPath(layer.path, fill=style.fill(layer.role))
    elif layer.kind == "shade":
        colour = style.shades.get(layer.role)
        if colour:
            yield PaintedPath(layer.path, fill=colour)
    elif layer.kind == "note" and layer.role == "step":  # on the floor, under the body
        yield PaintedPath(layer.path, _WHITE, style.arrow, pen.width(WEIGHTS["step"]), pen.dash(_LEAD_DASH_PT))
    elif layer.kind == "ghost":
        yield PaintedPath(layer.path, style.ghost_fill, style.ghost_line, pen.width(0.5), (2.2 * pen.unit, 1.5 * pen.unit))


def _paler(colour: str) -> str:
    """Return a colour half way to white."""
    return "#" + "".join(f"{(int(colour[i : i + 2], 16) + 255) // 2:02x}" for i in (1, 3, 5))


def _muscle(layer: Layer, fibres: str, style: Style, pen: _Pen) -> Iterator[PaintedPath]:
    """Paint a muscle with the lines along its fibres; one drawn before there were any is hatched in mono."""
    yield PaintedPath(layer.path, fill=style.muscle)
    if fibres:
        yield PaintedPath(fibres, stroke=style.muscle_line, width=pen.width(style.fibre_pt))
    elif style.hatched:
        yield PaintedPath(_hatch(layer.path, pen), stroke=style.muscle_line, width=pen.width(_HATCH_LINE_PT), clip=layer.path)
    yield PaintedPath(layer.path, stroke=style.muscle_line, width=pen.width(0.6 if style.hatched else 0.45))


def _hatch(path: str, pen: _Pen) -> str:
    """Return slanted lines over a path."""
    left, top, right, bottom = path_bounds(path)
    height, step = bottom - top, _HATCH_STEP_PT * pen.unit
    lines = []
    x = math.floor((left - height) / step) * step  # a fixed grid, so that neighbouring muscles hatch alike
    while x < right:
        lines.append(f"{x:.0f} {bottom:.0f} m {x + height:.0f} {top:.0f} l")
        x += step
    return " ".join(lines)


def _hair(layers: Sequence[Layer], style: Style, pen: _Pen) -> Iterator[PaintedPath]:
    """Paint a ponytail or headscarf: `ponytail` alone is its area, `ponytail_outline` a line, `ponytail_shade` its shade."""
    for layer in layers:
        name, _, what = layer.role.partition("_")
        if layer.kind != "hair" or name != style.hair:
            continue
        if not what:
            yield PaintedPath(layer.path, fill=style.fill("hair"))
        elif what != "shade":
            yield PaintedPath(layer.path, stroke=style.ink, width=pen.width(WEIGHTS[what]))
        elif "hair" in style.shades:
            yield PaintedPath(layer.path, fill=style.shades["hair"])


def _face(layers: Sequence[Layer], style: Style, pen: _Pen) -> Iterator[PaintedPath]:
    """Paint the face and the arches; of a very small head only eyes and brows."""
    if style.face is None:
        return
    is_small = HEAD_UNITS * THINNEST_PT / pen.thinnest < _SMALL_HEAD_PT
    hidden = () if style.is_older else ("age",)
    for layer in layers:
        if layer.kind != "face" or layer.role in hidden or (is_small and layer.role not in ("eye", "brow", "arch")):
            continue
        if layer.role == "eye":
            yield PaintedPath(layer.path, fill=style.face)
        else:
            yield PaintedPath(layer.path, stroke=style.face, width=pen.width(WEIGHTS[layer.role]))


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
    yield PaintedPath(shaft, stroke=_WHITE, width=(_SHAFT_PT + _HALO_PT) * pen)
    yield PaintedPath(heads, fill=_WHITE, stroke=_WHITE, width=_HALO_PT * pen)
    if arrow.kind == "pale":
        edge = _PALE_EDGE_PT * pen
        yield PaintedPath(shaft, stroke=style.arrow, width=_SHAFT_PT * pen)
        yield PaintedPath(heads, fill=_WHITE, stroke=style.arrow, width=edge)
        yield PaintedPath(shaft, stroke=_WHITE, width=_SHAFT_PT * pen - 2 * edge)
        return
    dash = (_PULL_DASH_PT[0] * pen, _PULL_DASH_PT[1] * pen) if arrow.kind == "dashed" else ()
    yield PaintedPath(shaft, stroke=style.arrow, width=_SHAFT_PT * (_PULL_SHARE if dash else 1) * pen, dash=dash)
    yield PaintedPath(heads, fill=style.arrow)


def _clock(clock: Clock, style: Style, pen: "_Pen", *, mirrored: bool) -> Iterator[PaintedPath]:
    """Paint the clock of a hold at four o'clock, its hands the right way round in a mirrored picture too."""
    x, y, r = clock.x, clock.y, clock.radius
    across, width = -r if mirrored else r, pen.width(WEIGHTS["clock"])
    hands = f"{x} {y - 0.66 * r:.0f} m {x} {y} l {x + 0.48 * across:.0f} {y + 0.28 * r:.0f} l"
    yield PaintedPath(circle_path(x, y, r), fill=_WHITE, stroke=style.arrow, width=width)
    yield PaintedPath(hands, stroke=style.arrow, width=width)


def _note(layer: Layer, style: Style, pen: "_Pen") -> Iterator[PaintedPath]:
    """Paint a sign over the picture, most of them on a white edge of their own."""
    width = pen.width(WEIGHTS[layer.role])
    if layer.role == "level":
        yield PaintedPath(layer.path, stroke=_WHITE, width=pen.width(_LEVEL_HALO_PT))
        yield PaintedPath(layer.path, stroke=style.arrow, width=width, dash=pen.dash(_LEVEL_DASH_PT))
    elif layer.role == "hammock":
        yield PaintedPath(layer.path, stroke=_WHITE, width=pen.width(_HAMMOCK_HALO_PT))
        yield PaintedPath(layer.path, stroke=style.muscle_line, width=width)
    elif layer.role == "bone":
        yield PaintedPath(layer.path, fill=_WHITE, stroke=style.muscle_line, width=width)
    elif layer.role in ("print", "plan"):
        yield PaintedPath(layer.path, fill=style.fill("shoe") if layer.role == "print" else _WHITE, stroke=style.ink, width=width)
    else:
        yield PaintedPath(layer.path, stroke=style.arrow if layer.role == "now" else style.ghost_line, width=width)


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
