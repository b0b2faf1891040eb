"""The arrows of a panel -> polylines in the picture plane (right, up; % of stature)."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from handouts.figure.bones.between import between
from handouts.figure.bones.places import LANDMARKS
from handouts.figure.bones.rotation import Array, unit
from handouts.figure.bones.skeleton import Pose, Skeleton
from handouts.figure.drawing import ArrowKind
from handouts.figure.model.marks import Arrow, Spot
from handouts.figure.pose.scene import Scene

_STEPS = 40
_OPEN, _EDGE_ON = 0.45, 0.05
"""A round arrow is open by twice this angle; its axis lies in the picture's upright where this little is left of it."""
_PASSES_BY = 0.35
"""From so near to its middle, as a share of the farthest, a path has no outer side to stand off to."""
WAYS: Mapping[str, tuple[float, float, float]] = {
    "forwards": (1, 0, 0),
    "backwards": (-1, 0, 0),
    "left": (0, 1, 0),
    "right": (0, -1, 0),
    "up": (0, 0, 1),
    "down": (0, 0, -1),
}


class SeenArrow(NamedTuple):
    """The middle line of an arrow in the picture plane, whether it has two heads, what it means, and its place in the panel's arrows."""

    line: Array
    both_ways: bool
    kind: ArrowKind
    number: int


def arrow_line(arrow: Arrow, scene: Scene, earlier: Scene | None, view: Array) -> Array:
    """Return the middle line of an arrow; `earlier` is the panel its movement comes from."""
    if arrow.through:
        return _smooth(np.array([(view @ np.array(point))[:2] for point in arrow.through]))
    if arrow.kind == "round":
        return _round(arrow, scene, view)
    if arrow.at is not None:
        return _straight(arrow, scene, view)
    if arrow.about is not None:
        return _round_a_joint(arrow, ((earlier or scene).pose, scene.pose), view)
    return _followed(arrow, (earlier or scene).frames, scene.frames, view)


def seen_arrows(scene: Scene, earlier: Scene | None, view: Array) -> tuple[SeenArrow, ...]:
    """Return the arrows of a panel in the picture plane."""
    kinds: list[ArrowKind] = [arrow.kind if arrow.kind in ("pale", "dashed") else "plain" for arrow in scene.panel.arrows]
    return tuple(
        SeenArrow(arrow_line(arrow, scene, earlier, view), arrow.both_ways, kind, i)
        for i, (arrow, kind) in enumerate(zip(scene.panel.arrows, kinds, strict=True))
    )


def spot(place: Spot, frames: Skeleton) -> Array:
    """Return a spot in the world."""
    if place.of is None:
        return np.array(place.at, float)
    return frames[LANDMARKS.get(place.of, place.of)].point(place.at)


def _straight(arrow: Arrow, scene: Scene, view: Array) -> Array:
    assert arrow.at is not None
    middle = _off(arrow, spot(arrow.at, scene.frames))
    way = unit(arrow.direction or WAYS[arrow.towards or "forwards"]) * arrow.length / 2
    start, end = (view @ (middle - way))[:2], (view @ (middle + way))[:2]
    t = np.linspace(0, 1, _STEPS)[:, None]
    square = np.array([-(end - start)[1], (end - start)[0]])
    line: Array = start * (1 - t) + end * t + unit(square) * arrow.bow * 4 * t * (1 - t)
    return line


def _round(arrow: Arrow, scene: Scene, view: Array) -> Array:
    """Return most of a circle about a spot, in the plane square to its axis; it starts and ends at the top."""
    assert arrow.at is not None
    middle = _off(arrow, spot(arrow.at, scene.frames))
    axis = unit(view[2] if arrow.direction is None else arrow.direction)
    axis = axis if axis @ view[2] >= 0 else -axis
    up = view[1] - axis * (axis @ view[1])
    upwards = unit(up if np.linalg.norm(up) > _EDGE_ON else view[0])
    beside = np.cross(upwards, axis)
    turn = np.linspace(_OPEN, 2 * np.pi - _OPEN, _STEPS)[:, None] * (-1 if arrow.turn == "anticlockwise" else 1)
    ring: Array = (middle + (upwards * np.cos(turn) + beside * np.sin(turn)) * arrow.length / 2) @ view.T
    return ring[:, :2]


def _off(arrow: Arrow, middle: Array) -> Array:
    return middle if arrow.off is None else middle + np.array(WAYS[arrow.off]) * arrow.gap


def _followed(arrow: Arrow, before: Skeleton, after: Skeleton, view: Array) -> Array:
    """Follow a point from the start to the finish, straight with a bow."""
    assert arrow.follow is not None
    start, end = (view @ spot(arrow.follow, frames) for frames in (before, after))
    low, high = arrow.part
    t = np.linspace(low, high, _STEPS)
    way = (end - start)[:2]
    square = unit(np.array([-way[1], way[0]]))
    line: Array = start[:2] + way * t[:, None] + square * (arrow.gap + arrow.bow * 4 * t * (1 - t))[:, None]
    return line


def _round_a_joint(arrow: Arrow, poses: tuple[Pose, Pose], view: Array) -> Array:
    """Follow a point on the way it really goes, the gap farther from what it goes round."""
    assert arrow.follow is not None
    assert arrow.about is not None
    low, high = arrow.part
    ways = [between(*poses, share) for share in np.linspace(low, high, _STEPS)]
    path, middle = (np.array([(view @ spot(place, frames))[:2] for frames in ways]) for place in (arrow.follow, arrow.about))
    outwards = path - middle
    reach = np.linalg.norm(outwards, axis=1)
    if reach.min() < _PASSES_BY * reach.max():  # the point goes over what it goes round, as seen: off its path to one side
        along = np.gradient(path, axis=0)
        square = np.stack([-along[:, 1], along[:, 0]], 1)
        outwards = square * (1.0 if float((square * outwards).sum()) >= 0 else -1.0)
        reach = np.linalg.norm(outwards, axis=1)
    line: Array = path + outwards / np.maximum(reach, 1e-6)[:, None] * arrow.gap
    return line


def _smooth(points: Array) -> Array:
    """Return a Catmull-Rom curve through points."""
    out: list[Array] = []
    count = len(points)
    for i in range(count - 1):
        a, b, c, d = points[max(i - 1, 0)], points[i], points[i + 1], points[min(i + 2, count - 1)]
        t = np.linspace(0, 1, max(4, _STEPS // (count - 1)), endpoint=i == count - 2)[:, None]
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate(out)
