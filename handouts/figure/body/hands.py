"""The hand in its four shapes, for the left side: palm faces +X, thumb +Y, fingers -Z."""

from typing import Literal

import numpy as np

from handouts.figure.body.flesh import FIST, PALM
from handouts.figure.body.mesh import Caps, Shell, capsule, grid, loft, pchip, turn_angles
from handouts.figure.bones.rotation import Array

HandShape = Literal["relaxed", "flat", "fist", "grip"]

_CURL = {"relaxed": (0.15, 0.5, 1.1, 1.8), "flat": (0.1, 0.1, 0.05, 0.0)}
_THUMB: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "relaxed": ((0.4, 1.3, -1.2), (1.6, 2.2, -4.6)),
    "flat": ((0.3, 1.35, -1.2), (0.45, 3.15, -4.3)),
}


def hand(shape: HandShape) -> tuple[Shell, ...]:
    """Return the shells of a hand."""
    if shape == "fist":
        return loft(FIST, 14, Caps(0.5, 1.35), 28), capsule((1.0, 1.6, -1.0), (2.35, 0.4, -3.6), (0.85, 0.72))
    if shape == "grip":
        palm = (*PALM, (-4.6, 0.1, 0, 1.0, 0.95, 2.3, 2.15))
        return loft(palm, 12, Caps(0.5, 0.8), 28), _hooked_fingers(), capsule((0.5, 1.7, -1.4), (2.6, 1.9, -3.2), (0.85, 0.7))
    c = _CURL[shape]
    fingers = (
        (-4.6, c[0], 0, 1.0, 0.95, 2.3, 2.15),
        (-6.4, c[1], 0, 0.85, 0.8, 2.15, 2.0),
        (-8.2, c[2], 0.1, 0.75, 0.7, 1.95, 1.75),
        (-9.4, c[3], 0.15, 0.65, 0.6, 1.55, 1.35),
    )
    start, end = _THUMB[shape]
    return loft((*PALM, *fingers), 20, Caps(0.5, 1.0), 28), capsule(start, end, (0.95, 0.66))


def _hooked_fingers() -> Shell:
    """Fingers bent round something held: a flat tube along a curved path."""
    path = np.array([(0.1, -4.6), (0.7, -5.9), (2.1, -6.4), (3.3, -5.6), (3.7, -4.4)])
    knots, t = np.arange(5.0), np.linspace(0, 4, 14)
    centre = pchip(knots, path, t)
    thick = np.interp(t, knots, [0.95, 0.9, 0.82, 0.75, 0.65])
    wide = np.interp(t, knots, [2.2, 2.15, 2.05, 1.9, 1.6])
    way = np.gradient(centre, axis=0)
    way /= np.linalg.norm(way, axis=1)[:, None]
    centre = np.concatenate([centre[:1] - way[:1] * 0.2, centre, centre[-1:] + way[-1:] * 0.5])
    way = np.concatenate([way[:1], way, way[-1:]])
    return _sweep(centre, way, _closed(thick), _closed(wide))


def _closed(radii: Array) -> Array:
    return np.concatenate([[0.05], radii, [0.05]])


def _sweep(centre: Array, way: Array, thick: Array, wide: Array) -> Shell:
    angle = turn_angles(24)
    x = centre[:, None, 0] + np.cos(angle) * thick[:, None] * way[:, None, 1]
    y = np.sin(angle) * wide[:, None]
    z = centre[:, None, 1] - np.cos(angle) * thick[:, None] * way[:, None, 0]
    return Shell(np.stack([x, y, z], -1).reshape(-1, 3), grid(len(centre), 24))
