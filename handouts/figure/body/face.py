"""Small strokes on the head: eyes, lids, brows, mouth, chin, ear folds, and the cheek lines of an older person.

Each is a curve in the head's axes with its outward normals, % of stature; whether it is seen is for `seen.features` to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from handouts.figure.body.flesh import HEAD
from handouts.figure.bones.rotation import Array

_POWER = 2.25
_PROUD = 0.03
"""How far a stroke lies over the skin."""
_EYE_OUT, _EYE_UP, _EYE_HALF, _EYE_HALF_UP = 1.72, 3.95, 0.36, 0.47


@dataclass(frozen=True, slots=True, eq=False)
class FaceStroke:
    """A curve on the skin in its segment's axes: its role, points and outward normals; `closed` is a filled loop."""

    role: str
    points: Array
    normals: Array
    closed: bool = False


def face() -> Iterator[FaceStroke]:
    """Yield the strokes of a calm, neutral face."""
    turn, run = np.linspace(0, 2 * np.pi, 24, endpoint=False), np.linspace(-1, 1, 20)
    bow = 1 - run * run
    for side in (1, -1):
        yield _on_skin("eye", side * (_EYE_OUT + _EYE_HALF * np.cos(turn)), _EYE_UP + _EYE_HALF_UP * np.sin(turn), closed=True)
        yield _on_skin("lid", side * (_EYE_OUT + 0.74 * run), 4.32 + 0.28 * bow - 0.12 * np.abs(run))
        yield _on_skin("brow", side * (1.78 + 0.98 * run), 5.42 + 0.26 * bow - 0.10 * run)
        yield _on_skin("age", side * (1.58 + 0.28 * run), 1.52 - 0.48 * run - 0.1 * run * run)
        yield _ear_fold(side)
    yield _on_skin("mouth", 1.28 * run, 0.18 - 0.16 * bow)
    yield _on_skin("chin", 0.42 * run, -0.62 - 0.1 * bow)


def skin_front(y: Array, z: Array) -> Array:
    """Return how far forward the skin of the face is at these places."""
    table = np.array(HEAD)
    front, back, half = (np.interp(z, table[:, 0], table[:, column]) for column in (1, 2, 3))
    middle, reach = (front + back) / 2, (front - back) / 2
    x: Array = middle + reach * np.maximum(1 - (np.abs(y) / half) ** _POWER, 0) ** (1 / _POWER)
    return x


def _on_skin(role: str, y: Array, z: Array, *, closed: bool = False) -> FaceStroke:
    step = 0.12
    slope_y = (skin_front(y + step, z) - skin_front(y - step, z)) / (2 * step)
    slope_z = (skin_front(y, z + step) - skin_front(y, z - step)) / (2 * step)
    normals = np.stack([np.ones_like(y), -slope_y, -slope_z], 1)
    points = np.stack([skin_front(y, z) + _PROUD, y, z], 1)
    return FaceStroke(role, points, normals / np.linalg.norm(normals, axis=1, keepdims=True), closed)


def _ear_fold(side: int) -> FaceStroke:
    angle = np.radians(110 - 200 * np.linspace(0, 1, 20))
    points = np.stack([-0.55 - 0.55 * np.cos(angle), np.full(20, 4.84 * side), 3.05 + 0.95 * np.sin(angle)], 1)
    return FaceStroke("ear", points, np.tile([0.0, side, 0.0], (20, 1)))
