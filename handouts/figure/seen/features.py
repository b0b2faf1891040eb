"""Strokes on the body's surface -> layers: kept where the surface faces the viewer and nothing stands in front of it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from handouts.figure.body.face import FaceStroke, face
from handouts.figure.body.foot import arch_line
from handouts.figure.bones.anatomy import Side
from handouts.figure.bones.rotation import Array, Frame
from handouts.figure.bones.skeleton import Pose, Skeleton
from handouts.figure.seen.curves import Curve, Smoothing, fit
from handouts.figure.seen.raster import NOTHING, Mask, Raster, Window

SeenStroke = tuple[str, Curve, bool]
"""A role, a curve in pixels, and whether it is closed."""
_FACING = 0.10
_BEHIND = 0.55
_LEAST_POINTS = 5
_LEAST_SHARE = 0.6
"""Of a filled loop so much must be seen, or it is left out."""
_FIT = Smoothing(0, 0.2)


def face_strokes(head: Frame, raster: Raster, window: Window) -> Iterator[SeenStroke]:
    """Yield what is seen of the face."""
    for stroke in face():
        yield from _seen(stroke, head, raster, window)


def foot_strokes(pose: Pose, frames: Skeleton, seen: tuple[Raster, Window], feet: Sequence[Side]) -> Iterator[SeenStroke]:
    """Yield what is seen of the arches of bare feet."""
    for side in feet:
        yield from _seen(arch_line(pose, side), frames[f"{side}_foot"], *seen)


def _seen(stroke: FaceStroke, frame: Frame, raster: Raster, window: Window) -> Iterator[SeenStroke]:
    pixels = window.pixels(frame.at + stroke.points @ frame.axes.T)
    facing = (stroke.normals @ frame.axes.T) @ window.camera[2]
    shown = (facing > _FACING) & ~_hidden(pixels, raster)
    if stroke.closed:
        if shown.mean() > _LEAST_SHARE:
            yield stroke.role, fit(pixels[:, :2], [], _FIT, closed=True), True
        return
    for run in runs(pixels[:, :2], shown, _LEAST_POINTS):
        curve = fit(run, [], _FIT, closed=False)
        if curve:
            yield stroke.role, curve, False


def _hidden(pixels: Array, raster: Raster) -> Mask:
    """Return which points lie behind what the raster shows, or outside it."""
    high, wide = raster.depth.shape
    x, y = pixels[:, 0].astype(int), pixels[:, 1].astype(int)
    inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
    front = np.full(len(x), NOTHING)
    front[inside] = raster.depth[y[inside], x[inside]]
    hidden: Mask = ~inside | (front <= NOTHING) | (pixels[:, 2] < front - _BEHIND)
    return hidden


def runs(points: Array, kept: Mask, least: int) -> Sequence[Array]:
    """Return the stretches of a line whose points are kept, each of at least so many points."""
    cuts = [0, *(np.flatnonzero(np.diff(kept)) + 1).tolist(), len(kept)]
    return [points[i:j] for i, j in pairwise(cuts) if kept[i] and j - i >= least]
