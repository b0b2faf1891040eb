"""A muscle on the body that is seen: tapered capsules between points that may sit in different segments, so it stretches with the pose.

A visible pixel of its own parts of the body is painted when it is near the capsules' axes in the picture and not far from them in depth.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from handouts.figure.body.mesh import MIRROR, Mesh
from handouts.figure.body.torso import buttock_frame
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array, Frame, outward
from handouts.figure.bones.skeleton import Pose, Skeleton
from handouts.figure.model.muscles import Muscle, MusclePoint, SkinPart
from handouts.figure.muscles import muscle_table, split_name
from handouts.figure.seen.features import runs
from handouts.figure.seen.raster import Labels, Mask, Raster, Window

_SHARPNESS = 2.2
_TAPER, _TIP = 0.38, 0.42
"""Over this share of the length a free end narrows, to this share of the width."""
_GOES_ON = 0.9
"""Two pieces go on one in the other where their ends are nearer than this."""
_SHORTEST = 1.4
"""A piece seen shorter than this has no lines of its own."""
_FIBRE_SAMPLE_PX, _LEAST_SAMPLES = 1.5, 8


_OWN_HALF = 1.0
"""A muscle of one side crosses the middle of the trunk by so much."""
_TRUNK = ("pelvis", "torso")
_PARTS: Mapping[SkinPart, tuple[str, ...]] = {
    "trunk": _TRUNK,
    "neck": ("neck",),
    "head": ("head", "nose", "ear"),
    "buttock": ("{}_buttock",),
    "thigh": ("{}_thigh", "{}_shorts_leg"),
    "shank": ("{}_shank",),
    "upper_arm": ("{}_upper_arm", "{}_sleeve"),
    "forearm": ("{}_forearm",),
}
"""The meshes of each part of the body's outside; those of a foot or a hand are all others of their limb."""


class MusclePiece(NamedTuple):
    """A stretch of a band, from one point to the next."""

    start: MusclePoint
    end: MusclePoint


def pieces_of(muscle: Muscle) -> tuple[MusclePiece, ...]:
    """Return the stretches of all bands, in order."""
    return tuple(MusclePiece(*pair) for band in muscle.bands for pair in pairwise(band))


def muscle_pieces(name: str, pose: Pose, frames: Skeleton, seen: tuple[Raster, Window, Sequence[Mesh]]) -> Labels:
    """Return for each pixel which piece of a muscle is seen there: 0 none, then its place among them, right after left."""
    raster, window, meshes = seen
    name, sides = split_name(name)
    muscle = muscle_table()[name]
    image = np.zeros(raster.mesh.shape, np.int64)
    for side in sides:
        y, x = np.nonzero(_own_skin(muscle, side, raster, meshes))
        places = np.stack(
            [(x + 0.5) / window.scale + window.low[0], (window.height - y - 0.5) / window.scale + window.low[1], raster.depth[y, x]], 1
        )
        axes = _axes(muscle, side, pose, frames)
        strength = np.stack([_strength(axis, window.camera, places, muscle.depth) for axis in axes])
        inside = strength.sum(0) > 1.0
        image[y[inside], x[inside]] = strength.argmax(0)[inside] + 1 + len(axes) * SIDES.index(side)
    return image


def inner_mask(name: str, pose: Pose, frames: Skeleton, seen: tuple[Raster, Window]) -> Mask:
    """Return where a muscle inside the body is, whatever lies before it; nowhere beside the picture of body and props."""
    raster, window = seen
    name, sides = split_name(name)
    mask = np.zeros(raster.mesh.shape, bool)
    y, x = np.nonzero(raster.mesh >= 0)
    places = np.stack([(x + 0.5) / window.scale + window.low[0], (window.height - y - 0.5) / window.scale + window.low[1], 0.0 * x], 1)
    for side in sides:
        axes = _axes(muscle_table()[name], side, pose, frames)
        mask[y, x] |= np.sum([_strength(axis, window.camera, places, np.inf) for axis in axes], 0) > 1.0
    return mask


def _own_skin(muscle: Muscle, side: Side, raster: Raster, meshes: Sequence[Mesh]) -> Mask:
    """Return the pixels a muscle of one side may be seen on: its parts of the body; of the trunk its own half."""
    parts = {part.format(side) for name in muscle.seen_on for part in _PARTS.get(name, ())}
    listed = {part.format(side) for every in _PARTS.values() for part in every}
    limbs = {f"{side}_{limb}" for end, limb in (("foot", "leg"), ("hand", "arm")) if end in muscle.seen_on}
    own = [i for i, mesh in enumerate(meshes) if mesh.part in parts or (mesh.group in limbs and mesh.part not in listed)]
    halved = [i for i in own if meshes[i].part in _TRUNK]
    is_own: Mask = np.isin(raster.mesh, own)
    return is_own & (~np.isin(raster.mesh, halved) | (outward(side) * raster.local[..., 1] > -_OWN_HALF))


def fibres(name: str, pose: Pose, frames: Skeleton, seen: tuple[Labels, Window, float]) -> Iterator[Array]:
    """Yield lines along a muscle, in pixels, each within the part of its piece that is seen.

    `seen` is the image of the muscle's pieces, the window, and how far apart the lines are in pixels.
    """
    image, window, step_px = seen
    name, sides = split_name(name)
    for side in sides:
        axes = _axes(muscle_table()[name], side, pose, frames)
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


def _axes(muscle: Muscle, side: Side, pose: Pose, frames: Skeleton) -> list[_Axis]:
    pieces = pieces_of(muscle)
    return [
        _Axis(
            _attachment(piece.start, side, pose, frames),
            _attachment(piece.end, side, pose, frames),
            (piece.start.half, piece.end.half),
            (_is_free(piece.start, [other.end for other in pieces]), _is_free(piece.end, [other.start for other in pieces])),
        )
        for piece in pieces
    ]


def _is_free(tip: MusclePoint, others: Sequence[MusclePoint]) -> bool:
    """Return whether no piece goes on from where another ends."""
    return not any(other.of == tip.of and math.dist(other.at, tip.at) < _GOES_ON for other in others)


def _strength(axis: _Axis, view: Array, places: Array, depth: float) -> Array:
    a, b = view @ axis.start, view @ axis.end
    along = (b - a)[:2]
    t = np.clip((places[:, :2] - a[:2]) @ along / max(float(along @ along), 1e-9), 0, 1)
    off = places - (a + t[:, None] * (b - a))
    beyond = np.hypot(off[:, 0], off[:, 1]) - axis.half_widths(t)
    return np.where(np.abs(off[:, 2]) < depth, np.exp(np.clip(-_SHARPNESS * beyond, -50, 20)), 0)


def _attachment(point: MusclePoint, side: Side, pose: Pose, frames: Skeleton) -> Array:
    local = np.array(point.at) * (MIRROR if side == "right" else 1.0)
    if point.of == "buttock":
        frame: Frame = buttock_frame(pose, side)
    else:
        frame = frames[point.of] if point.of in frames else frames[f"{side}_{point.of}"]
    return frame.point(local)
