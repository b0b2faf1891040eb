"""A wall drawn as a line: its face and hatches behind it where the camera looks along it, else a pale panel without an outline."""

import math
from collections.abc import Iterator

import numpy as np

from handouts.figure.bones.rotation import Array
from handouts.figure.drawing import UNITS, Layer
from handouts.figure.model.props import Wall
from handouts.figure.pose.scene import Scene
from handouts.figure.seen.raster import Window

_SQUARE = 0.16
"""The camera looks along a wall where the wall's face is within 9 degrees of its line of sight."""
_TICK, _TICK_STEP = 2.2, 3.1
_ABOVE = 300.0


def is_line(wall: Wall, view: Array) -> bool:
    """Return whether a wall is seen edge-on."""
    return abs(float(view[2, _axis(wall)])) < _SQUARE


def wall_layers(scene: Scene, window: Window) -> list[Layer]:
    """Return what is painted behind everything else for walls drawn as lines."""
    walls = [prop for prop in scene.things.values() if isinstance(prop, Wall) and prop.drawn == "line"]
    lines = [wall for wall in walls if is_line(wall, window.camera)]
    panels = [path for wall in walls if wall not in lines and not window.is_round for path in _panel(wall, window)]
    out = [Layer("backdrop", "wall_panel", " ".join(panels))] if panels else []
    if not lines:
        return out
    faces = [_segment(line, window) for wall in lines for line in _edge(wall, window)]
    hatches = [_segment(line, window) for wall in lines for line in _ticks(wall, window)]
    paths = (("wall_hatch", " ".join(filter(None, hatches))), ("wall_line", " ".join(filter(None, faces))))
    return [*out, *(Layer("backdrop", role, path) for role, path in paths if path)]


def wall_extent(scene: Scene, view: Array) -> Array:
    """Return points in the picture plane that a wall drawn as a line must show: its foot and the hatches behind it."""
    points = [np.zeros((0, 3))]
    for prop in scene.things.values():
        if isinstance(prop, Wall) and prop.drawn == "line" and is_line(prop, view):
            foot, way = _foot(prop), np.eye(3)[_axis(prop)] * _behind(prop)
            points += [np.stack([foot, foot + way * _TICK])]
    seen: Array = np.concatenate(points) @ view.T
    return seen


def _axis(wall: Wall) -> int:
    """Return which axis a wall is square to: X across in front or behind, Y beside."""
    return 1 if wall.beside else 0


def _behind(wall: Wall) -> float:
    """Return which way along that axis the wall's stuff lies, behind its face."""
    if wall.beside:
        return math.copysign(1.0, wall.at[1])
    return -1.0 if wall.behind else 1.0


def _foot(wall: Wall) -> Array:
    return np.array([*wall.at, wall.up])


def _span(wall: Wall, window: Window) -> tuple[float, float, float, float]:
    """Return x of the face and the rows of its foot and its top, in pixels, and the sign of X behind it."""
    height = (wall.size or (0, 0, _ABOVE))[2]
    foot = _foot(wall)
    way = np.eye(3)[_axis(wall)] * _behind(wall)
    (x, low), (_, high), (far, _) = window.pixels(np.stack([foot, foot + np.array([0, 0, height]), foot + way]))[:, :2]
    return float(x), float(low), max(float(high), 0.0), 1.0 if far > x else -1.0


_Line = tuple[tuple[float, float], tuple[float, float]]


def _segment(line: _Line, window: Window) -> str:
    """Return a line in pixels as a path in drawing units, as far as the window shows it."""
    seen, k = window.cut(*line), window.units_per_px
    if seen is None:
        return ""
    (x0, y0), (x1, y1) = seen
    return f"{x0 * k:.0f} {y0 * k:.0f} m {x1 * k:.0f} {y1 * k:.0f} l"


def _edge(wall: Wall, window: Window) -> Iterator[_Line]:
    x, low, high, _ = _span(wall, window)
    yield (x, low), (x, high)


def _ticks(wall: Wall, window: Window) -> Iterator[_Line]:
    x, low, high, sign = _span(wall, window)
    px = window.scale / window.zoom  # hatches are as large on paper in a close-up
    long = _TICK * px * math.sqrt(0.5)
    y = low
    while y - long > high:
        yield (x, y - long), (x + sign * long, y)
        y -= _TICK_STEP * px


def _panel(wall: Wall, window: Window) -> Iterator[str]:
    """Yield the face of a wall as a polygon, cut to the window."""
    _, width, height = wall.size or (0, 44.0, _ABOVE)
    foot, along = _foot(wall), np.eye(3)[1 - _axis(wall)] * width / 2
    up = np.array([0, 0, height])
    corners = np.stack([foot - along, foot + along, foot + along + up, foot - along + up])
    seen = [(float(x), float(y)) for x, y, _ in window.pixels(corners)]
    for axis, limit, keeps_below in ((0, 0.0, False), (0, float(window.width), True), (1, 0.0, False), (1, float(window.height), True)):
        seen = _cut(seen, axis, limit, keeps_below=keeps_below)
    if len(seen) > 2:
        k = UNITS / window.scale
        (x, y), *rest = ((a * k, b * k) for a, b in seen)
        yield f"{x:.0f} {y:.0f} m " + " ".join(f"{a:.0f} {b:.0f} l" for a, b in rest) + " h"


def _cut(corners: list[tuple[float, float]], axis: int, limit: float, *, keeps_below: bool) -> list[tuple[float, float]]:
    """Return a polygon cut at a line (Sutherland-Hodgman)."""
    sign = 1.0 if keeps_below else -1.0
    out: list[tuple[float, float]] = []
    for i, b in enumerate(corners):
        a = corners[i - 1]
        inside_a, inside_b = sign * (limit - a[axis]) >= 0, sign * (limit - b[axis]) >= 0
        if inside_a != inside_b:
            t = (limit - a[axis]) / (b[axis] - a[axis])
            out.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
        if inside_b:
            out.append(b)
    return out
