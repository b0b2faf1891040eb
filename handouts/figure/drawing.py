"""A drawing: frozen vector art in its own units, the same for PDF and SVG. Needs nothing but the standard library.

Units: `UNITS` to 1 % of stature in every drawing, so all drawings of all exercises are on one scale. X to the right, Y down,
origin at the upper left corner. A path is text in integer units with the operators `m` (move), `l` (line), `c` (curve) and
`h` (close), as PDF writes them; the same text is read for SVG. Layers stand in the order they are painted.
"""

import re
from dataclasses import replace
from typing import Literal

from handouts.storing.values import dataclass

UNITS = 24
"""Drawing units to 1 % of stature."""
HEAD_UNITS = 13 * UNITS
"""The height of a head."""

LayerKind = Literal[
    "shadow", "backdrop", "ghost", "fill", "shade", "muscle", "fibre", "inner", "line", "face", "hair", "note", "ring", "disc"
]
"""What a layer is. `line` has the role of its edge (`outline`, `contour`, `hem`, `crease`, `edge`, `detail`, `prop`); `muscle` the
muscle's name, `fibre` the lines along it, `inner` one inside the body, drawn through it; `face` the feature (`eye`, `lid`, `brow`,
`mouth`, `chin`, `ear`, `age`, `arch` of a bare foot); `hair` is an optional hair style; `note` a sign over the picture
(`level`, `print`, `step`, `plan`, `ray`, `now`, `hammock`, `bone`);
`ring` the edge of a close-up (`ring`), the place it shows (`place`) and the line between (`lead`); `disc` the ground of a close-up, from
which on the layers are painted over all before; all others the material (`skin`, `skin_far`, `shirt`, `soft_top`, ...)."""

Point = tuple[float, float]
ArrowKind = Literal["plain", "pale", "dashed"]
"""An arrow as usual; the way back; a pull that is resisted."""


_CUES = ("muscle", "fibre", "inner", "note")


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of paint over one role."""

    kind: LayerKind
    role: str
    path: str


@dataclass(frozen=True, slots=True)
class ArrowPath:
    """The middle line of an arrow; shaft and head are drawn at print size."""

    points: tuple[Point, ...]
    both_ways: bool = False
    kind: ArrowKind = "plain"


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a hold: its middle and its radius, in drawing units. Its hands are not mirrored."""

    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """One panel: its name (`start`, `finish`, `1`, ...), its size, the y of the floor, what is painted."""

    name: str
    width: int
    height: int
    floor: int
    layers: tuple[Layer, ...]
    arrows: tuple[ArrowPath, ...] = ()
    side: Literal["left", "right"] | None = None
    """The treated side as drawn; print it mirrored for the other side."""
    figure: str = ""
    """The id of the figure of ours it was read from, '' for any other: it says who is drawn (`handouts.figure.people`)."""
    clocks: tuple[Clock, ...] = ()

    def __hash__(self) -> int:
        """Hash by name, size and how much there is to paint; equal hashes are compared."""
        return hash((self.name, self.width, self.height, self.floor, len(self.layers), len(self.arrows)))

    def is_mirrored_for(self, side: str | None) -> bool:
        """Return whether this side needs the drawing mirrored."""
        return side in ("left", "right") and self.side is not None and side != self.side

    @property
    def has_cues(self) -> bool:
        """Whether it has arrows, muscles or notes."""
        return bool(self.arrows or self.clocks) or any(layer.kind in _CUES for layer in self.layers)

    def without_cues(self) -> "Drawing":
        """Return the drawing without arrows, muscles and notes, such as for a thumbnail."""
        return replace(self, arrows=(), clocks=(), layers=tuple(layer for layer in self.layers if layer.kind not in _CUES))

    def moved(self, dx: int, dy: int) -> "Drawing":
        """Return the drawing with all that is painted moved to the right and down, its size as it was."""
        return replace(
            self,
            layers=tuple(replace(layer, path=moved_path(layer.path, dx, dy)) for layer in self.layers),
            arrows=tuple(replace(arrow, points=tuple((x + dx, y + dy) for x, y in arrow.points)) for arrow in self.arrows),
            clocks=tuple(replace(clock, x=clock.x + dx, y=clock.y + dy) for clock in self.clocks),
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A muscle on a body map: under which word its name stands in a language file, and where its leader line points, in drawing units."""

    muscle: str
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class BodyMap:
    """A bare figure with muscles filled in, seen from one side."""

    drawing: Drawing
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a path: `m`, `l`, `c` with its points, or `h`."""

    operator: str
    points: tuple[Point, ...]


def path_segments(path: str) -> tuple[Segment, ...]:
    """Return a path as segments, for writers that want numbers."""
    out, numbers = [], list[float]()
    for word in path.split():
        if word in "mlch":
            out.append(Segment(word, tuple(zip(numbers[::2], numbers[1::2], strict=True))))
            numbers = []
        else:
            numbers.append(float(word))
    return tuple(out)


def moved_path(path: str, dx: int, dy: int) -> str:
    """Return a path moved to the right and down."""
    words, is_x = [], True
    for word in path.split():
        if word in "mlch":
            words.append(word)
        else:
            words.append(str(int(word) + (dx if is_x else dy)))
            is_x = not is_x
    return " ".join(words)


_ROUND = 0.5523
"""How far the control points of a quarter circle lie from its ends, in radii."""


def circle_path(x: float, y: float, radius: float) -> str:
    """Return a circle as a path."""
    r, q = radius, radius * _ROUND
    quarters = (
        ((r, q), (q, r), (0, r)), ((-q, r), (-r, q), (-r, 0)), ((-r, -q), (-q, -r), (0, -r)), ((q, -r), (r, -q), (r, 0)),
    )  # fmt: skip
    curves = (" ".join(f"{x + a:.0f} {y + b:.0f}" for a, b in quarter) + " c" for quarter in quarters)
    return f"{x + r:.0f} {y:.0f} m {' '.join(curves)} h"


def path_points(path: str) -> tuple[Point, ...]:
    """Return every point of a path, control points included."""
    numbers = [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def path_bounds(path: str) -> tuple[float, float, float, float]:
    """Return the least and greatest x and y of a path: left, top, right, bottom."""
    points = path_points(path)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)
