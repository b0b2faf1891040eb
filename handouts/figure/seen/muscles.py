"""The muscles that can be shown: tapered capsules between attachments that may sit in different segments.

So a muscle stretches with the pose. A visible pixel is painted when it is near the capsules' axes in the picture and not far
from them in depth. Points are for the left side, in segment axes, % of stature.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handouts.figure.body.mesh import MIRROR
from handouts.figure.body.torso import buttock_frame
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array, Frame
from handouts.figure.bones.skeleton import Pose, Skeleton
from handouts.figure.seen.features import runs
from handouts.figure.seen.raster import Labels, Mask, Raster, Window

PointInSpace = tuple[float, float, float]
_SHARPNESS = 2.2
_DEPTH = 7.0
_TAPER, _TIP = 0.38, 0.42
"""Over this share of the length a free end narrows, to this share of the width."""
_GOES_ON = 0.9
"""Two pieces go on one in the other where their ends are nearer than this."""
_SHORTEST = 1.4
"""A piece seen shorter than this has no lines of its own."""
_FIBRE_SAMPLE_PX, _LEAST_SAMPLES = 1.5, 8


class Capsule(NamedTuple):
    """From a point with a half width in one segment to a point in another."""

    from_segment: str
    from_point: PointInSpace
    from_half: float
    to_segment: str
    to_point: PointInSpace
    to_half: float


_P, _T, _S, _B, _L = "pelvis", "thigh", "shank", "buttock", "lumbar"
_GLUTE_MAX = (
    Capsule(_B, (-6.4, -2.6, 3.2), 1.2, _B, (-4.6, 2.8, -4.4), 1.9),
    Capsule(_B, (-7.2, -2.5, -0.6), 1.2, _B, (-4.8, 1.6, -5.6), 1.6),
    Capsule(_B, (-5.6, -1.0, 4.2), 1.1, _B, (-3.4, 3.7, -2.6), 1.6),
    Capsule(_B, (-7.0, -1.6, 1.2), 1.8, _B, (-5.2, 1.6, -3.2), 2.0),
)
_GLUTE_MED = (
    Capsule(_P, (-3.8, 6.4, 4.4), 1.3, _T, (-0.3, 4.4, 0.2), 1.2),
    Capsule(_P, (-1.4, 8.2, 4.8), 1.6, _T, (-0.1, 4.5, 0.0), 1.2),
    Capsule(_P, (1.4, 8.4, 4.4), 1.5, _T, (0.2, 4.4, -0.2), 1.1),
)

MUSCLES: Mapping[str, Sequence[Capsule]] = {
    "glutes": _GLUTE_MAX,
    "lateral_hip": (*_GLUTE_MED, Capsule(_P, (3.0, 8.2, 3.4), 1.5, _T, (1.6, 4.3, -2.2), 1.3)),
    "glute_med": _GLUTE_MED,
    "deep_rotators": (
        Capsule(_P, (-7.0, 1.8, 2.6), 0.95, _T, (-3.0, 3.6, 1.2), 0.55),
        Capsule(_P, (-7.2, 3.3, -0.9), 0.5, _T, (-3.6, 3.5, -0.4), 0.45),
        Capsule(_P, (-6.8, 3.1, -3.0), 0.45, _T, (-3.8, 3.3, -2.1), 0.42),
        Capsule(_P, (-6.4, 4.6, -5.2), 0.85, _T, (-3.8, 3.1, -4.9), 0.85),
    ),
    "hip_flexors": (
        Capsule(_P, (4.6, 6.2, 2.6), 1.3, _T, (4.6, 0.2, -4.5), 1.7),
        Capsule(_T, (4.6, 0.2, -4.5), 1.7, _T, (4.4, 0.2, -7.5), 1.1),
    ),
    "iliopsoas": (
        Capsule(_P, (4.4, 1.9, 13), 0.8, _P, (4.6, 4.3, 0.8), 0.8),
        Capsule(_P, (3.6, 6.4, 6.2), 1.7, _P, (4.6, 4.6, -0.2), 0.8),
        Capsule(_P, (4.6, 4.5, -0.2), 0.8, _T, (4.2, -1.4, -5.6), 0.6),
    ),
    "quads": (
        Capsule(_T, (4.4, 0.8, -4.5), 1.5, _T, (4.4, 0.8, -12), 3.1),
        Capsule(_T, (4.4, 0.8, -12), 3.1, _T, (3.2, 0.2, -20.3), 2.0),
    ),
    "hamstrings": (
        Capsule(_T, (-4.8, -0.8, -5.4), 1.5, _T, (-4.2, 0, -12), 2.7),
        Capsule(_T, (-4.2, 0.4, -12), 2.4, _T, (-2.9, 1.7, -21.5), 0.9),
        Capsule(_T, (-4.2, -0.4, -12), 2.4, _T, (-2.9, -1.9, -21.5), 0.9),
    ),
    "adductors": (
        Capsule(_P, (4.6, 1.7, -2.4), 0.55, _T, (3.4, -1.9, -12.5), 0.95),
        Capsule(_P, (2.0, 2.2, -5.0), 0.8, _T, (1.6, -2.4, -17.5), 0.6),
        Capsule(_P, (2.4, 1.0, -4.2), 0.5, _T, (1.0, -3.1, -21.8), 0.4),
    ),
    "inner_thigh": (
        Capsule(_T, (1.6, -4.2, -5.0), 1.8, _T, (1.4, -3.6, -13), 2.3),
        Capsule(_T, (1.4, -3.6, -13), 2.3, _T, (1.0, -2.8, -21), 1.5),
    ),
    "calf": (
        Capsule(_S, (-3.2, -1.0, -3.5), 1.3, _S, (-3.4, -1.0, -9.0), 1.7),
        Capsule(_S, (-3.2, 1.1, -3.5), 1.3, _S, (-3.4, 1.1, -8.2), 1.6),
    ),
    "core": (
        Capsule(_L, (5.4, 0, 9.0), 1.9, _P, (5.4, 0, 3.0), 1.7),
        Capsule(_L, (5.2, 2.0, 8.0), 2.0, _P, (5.2, 1.8, 3.5), 1.7),
    ),
    "side_trunk": (
        Capsule(_L, (2.0, 7.6, 9.0), 1.6, _P, (1.5, 8.0, 5.0), 1.8),
        Capsule(_L, (-0.5, 7.6, 8.0), 1.5, _P, (-0.5, 8.2, 5.0), 1.6),
    ),
}
_ON_THE_LEG_ONLY = ("calf", "quads", "hamstrings", "inner_thigh")


def split_name(name: str) -> tuple[str, tuple[Side, ...]]:
    """Return `left_glutes` as (`glutes`, its sides); without a side it is both."""
    for side in SIDES:
        if name.startswith(f"{side}_"):
            return name.removeprefix(f"{side}_"), (side,)
    return name, SIDES


def muscle_pieces(name: str, pose: Pose, frames: Skeleton, seen: tuple[Raster, Window, Sequence[str]]) -> Labels:
    """Return for each pixel which piece of a muscle is seen there: 0 none, then its place in `MUSCLES`, the right side's after the left's.

    The last of `seen` is the group of each mesh.
    """
    raster, window, groups = seen
    muscle, sides = split_name(name)
    image = np.zeros(raster.mesh.shape, np.int64)
    for side in sides:
        allowed = (f"{side}_leg",) if muscle in _ON_THE_LEG_ONLY else (f"{side}_leg", "trunk")
        may = np.isin(raster.mesh, [i for i, group in enumerate(groups) if group in allowed])
        y, x = np.nonzero(may)
        places = np.stack(
            [(x + 0.5) / window.scale + window.low[0], (window.height - y - 0.5) / window.scale + window.low[1], raster.depth[y, x]], 1
        )
        axes = _axes(muscle, side, pose, frames)
        strength = np.stack([_strength(axis, window.camera, places) for axis in axes])
        inside = strength.sum(0) > 1.0
        image[y[inside], x[inside]] = strength.argmax(0)[inside] + 1 + len(axes) * SIDES.index(side)
    return image


def fibres(name: str, pose: Pose, frames: Skeleton, seen: tuple[Labels, Window, float]) -> Iterator[Array]:
    """Yield lines along a muscle, in pixels, each within the part of its piece that is seen.

    `seen` is the image of the muscle's pieces, the window, and how far apart the lines are in pixels.
    """
    image, window, step_px = seen
    muscle, sides = split_name(name)
    for side in sides:
        axes = _axes(muscle, side, pose, frames)
        for k, axis in enumerate(axes):
            own = image == k + 1 + len(axes) * SIDES.index(side)
            if own.any():
                yield from _piece_fibres(axis, own, window, step_px)


def _piece_fibres(axis: "_Axis", own: Mask, window: Window, step_px: float) -> Iterator[Array]:
    """Yield a piece's lines, parallel to its axis, drawn in with its width towards a free end."""
    a, b = window.pixels(np.stack([axis.start, axis.end]))[:, :2]
    length = float(np.linalg.norm(b - a))
    if length < _SHORTEST * window.scale:
        return
    t = np.linspace(-0.25, 1.25, max(12, int(length / _FIBRE_SAMPLE_PX)))
    half = axis.half_widths(np.clip(t, 0, 1)) * window.scale
    along, square = (b - a) / length, np.array([-(b - a)[1], (b - a)[0]]) / length
    count = int(half.max() / step_px) + 1
    for place in np.arange(-count, count + 1) * step_px / max(float(half.max()), 1e-9):
        line = a + along * (t * length)[:, None] + square * (place * half)[:, None]
        yield from runs(line, _within(line, own), _LEAST_SAMPLES)


def _within(line: Array, own: Mask) -> Mask:
    x, y = line[:, 0].astype(int), line[:, 1].astype(int)
    inside: Mask = (x >= 0) & (x < own.shape[1]) & (y >= 0) & (y < own.shape[0])
    inside[inside] = own[y[inside], x[inside]]
    return inside


@dataclass(frozen=True, slots=True, eq=False)
class _Axis:
    """A piece in the world: its ends, their half widths, and which of them are free: no other piece goes on from there."""

    start: Array
    end: Array
    halves: tuple[float, float]
    free: tuple[bool, bool]

    def half_widths(self, t: Array) -> Array:
        """Return the half width at shares of the length: a spindle towards a free end."""
        first = np.clip(t / _TAPER, 0, 1) if self.free[0] else np.ones_like(t)
        last = np.clip((1 - t) / _TAPER, 0, 1) if self.free[1] else np.ones_like(t)
        full = self.halves[0] + (self.halves[1] - self.halves[0]) * t
        drawn_in: Array = full * (_TIP + (1 - _TIP) * np.sin(np.minimum(first, last) * np.pi / 2))
        return drawn_in


def _axes(muscle: str, side: Side, pose: Pose, frames: Skeleton) -> list[_Axis]:
    pieces = MUSCLES[muscle]
    firsts, lasts = [(c.from_segment, c.from_point) for c in pieces], [(c.to_segment, c.to_point) for c in pieces]
    return [
        _Axis(
            _attachment(piece.from_segment, piece.from_point, side, pose, frames),
            _attachment(piece.to_segment, piece.to_point, side, pose, frames),
            (piece.from_half, piece.to_half),
            (_is_free((piece.from_segment, piece.from_point), lasts), _is_free((piece.to_segment, piece.to_point), firsts)),
        )
        for piece in pieces
    ]


def _is_free(tip: tuple[str, PointInSpace], others: Sequence[tuple[str, PointInSpace]]) -> bool:
    """Return whether no piece goes on from where another ends."""
    return not any(segment == tip[0] and math.dist(point, tip[1]) < _GOES_ON for segment, point in others)


def _strength(axis: _Axis, view: Array, places: Array) -> Array:
    a, b = view @ axis.start, view @ axis.end
    along = (b - a)[:2]
    t = np.clip((places[:, :2] - a[:2]) @ along / max(float(along @ along), 1e-9), 0, 1)
    off = places - (a + t[:, None] * (b - a))
    beyond = np.hypot(off[:, 0], off[:, 1]) - axis.half_widths(t)
    return np.where(np.abs(off[:, 2]) < _DEPTH, np.exp(np.clip(-_SHARPNESS * beyond, -50, 20)), 0)


def _attachment(segment: str, point: PointInSpace, side: Side, pose: Pose, frames: Skeleton) -> Array:
    local = np.array(point) * (MIRROR if side == "right" else 1.0)
    if segment == "buttock":
        frame: Frame = buttock_frame(pose, side)
    else:
        frame = frames[segment] if segment in frames else frames[f"{side}_{segment}"]
    return frame.point(local)
