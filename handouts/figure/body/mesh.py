"""Meshes made by lofting: a stack of super-ellipse rings along a segment -> points and triangles.

A ring row is `(z, centre x, centre y, front, back, lateral, medial[, power])`: four quadrant radii, power 2 = ellipse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handouts.figure.bones.rotation import Array, Frame, unit

Index = NDArray[np.int64]
Coordinates = tuple[float, ...]
MIRROR = np.array([1.0, -1.0, 1.0])


@dataclass(frozen=True, slots=True)
class Shell:
    """Points and triangles without a meaning yet."""

    points: Array
    triangles: Index


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A piece of body or prop in the world.

    `local` keeps each point in its segment's own axes, `group` says what moves and hides as one (`left_leg`, `prop`),
    `facing` is the outward normal of a flat piece.
    """

    points: Array
    triangles: Index
    local: Array
    part: str
    role: str
    group: str
    facing: Array | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """Length of the rounded end at the first and at the last ring; 0 leaves it open."""

    first: float = 0.0
    last: float = 0.0


def pchip(x: ArrayLike, y: ArrayLike, at: Array) -> Array:
    """Interpolate without overshoot (Fritsch-Carlson); `x` rises, `y` has one row for each."""
    knots, values = np.asarray(x, float), np.asarray(y, float)
    wide = (-1,) + (1,) * (values.ndim - 1)
    step = np.diff(knots)
    slope = np.diff(values, axis=0) / step.reshape(wide)
    tangent = np.zeros_like(values)
    tangent[0], tangent[-1] = slope[0], slope[-1]
    before, after = slope[:-1], slope[1:]
    w1, w2 = (2 * step[1:] + step[:-1]).reshape(wide), (step[1:] + 2 * step[:-1]).reshape(wide)
    with np.errstate(divide="ignore", invalid="ignore"):
        harmonic = (w1 + w2) / (w1 / before + w2 / after)
    tangent[1:-1] = np.where(before * after > 0, harmonic, 0)
    i = np.clip(np.searchsorted(knots, at) - 1, 0, len(knots) - 2)
    t, h = ((at - knots[i]) / step[i]).reshape(wide), step[i].reshape(wide)
    result: Array = (
        values[i] * (1 + 2 * t) * (1 - t) ** 2
        + tangent[i] * h * t * (1 - t) ** 2
        + values[i + 1] * t * t * (3 - 2 * t)
        + tangent[i + 1] * h * t * t * (t - 1)
    )
    return result


def grid(rings: int, around: int) -> Index:
    """Return the triangles of a tube of rings."""
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(around), indexing="ij")
    k = (j + 1) % around
    a, b, c, d = (i * around + j).ravel(), (i * around + k).ravel(), ((i + 1) * around + k).ravel(), ((i + 1) * around + j).ravel()
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])


def ring_points(radii: Array, angles: Array) -> tuple[Array, Array]:
    """Return x and y of super-ellipses; `radii` has the columns front, back, lateral, medial, power."""
    c, s = np.cos(angles), np.sin(angles)
    front, back, lateral, medial, power = (radii[:, k : k + 1] for k in range(5))
    e = 2.0 / power
    x = np.sign(c) * np.abs(c) ** e * np.where(c > 0, front, back)
    y = np.sign(s) * np.abs(s) ** e * np.where(s > 0, lateral, medial)
    return x, y


def turn_angles(count: int) -> Array:
    """Return angles round a ring."""
    return np.linspace(0, 2 * np.pi, count, endpoint=False)


def loft(rows: Sequence[Coordinates], rings: int = 22, caps: Caps = Caps(), around: int = 40) -> Shell:
    """Return a tube through the rows, with rounded ends where wanted."""
    table = np.array([(*row, 2.0) if len(row) == 7 else row for row in rows], float)
    if table[0, 0] > table[-1, 0]:
        table, caps = table[::-1], Caps(caps.last, caps.first)
    z = np.linspace(table[0, 0], table[-1, 0], rings)
    body = np.concatenate([z[:, None], pchip(table[:, 0], table[:, 1:], z)], axis=1)
    pieces = [_cap(body[0], caps.first, -1)[::-1], body, _cap(body[-1], caps.last, 1)]
    return stack(np.concatenate([piece for piece in pieces if len(piece)]), around)


def stack(rows: Array, around: int) -> Shell:
    """Return the tube whose rings are exactly these rows."""
    x, y = ring_points(rows[:, 3:8], turn_angles(around)[None])
    points = np.stack([rows[:, 1:2] + x, rows[:, 2:3] + y, np.repeat(rows[:, 0:1], around, 1)], axis=-1).reshape(-1, 3)
    return Shell(points, grid(len(rows), around))


def ellipsoid(centre: ArrayLike, radii: ArrayLike, rings: int = 14, around: int = 24) -> Shell:
    """Return an ellipsoid along the axes."""
    polar, turn = np.linspace(0.02, np.pi - 0.02, rings), turn_angles(around)
    sphere = np.stack(
        [np.sin(polar)[:, None] * np.cos(turn), np.sin(polar)[:, None] * np.sin(turn), np.repeat(-np.cos(polar)[:, None], around, 1)],
        axis=-1,
    ).reshape(-1, 3)
    return Shell(sphere * np.asarray(radii, float) + np.asarray(centre, float), grid(rings, around))


def capsule(start: ArrayLike, end: ArrayLike, radii: tuple[float, float], rings: int = 10) -> Shell:
    """Return a round-ended tapered rod between two points."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    length, z = float(np.linalg.norm(b - a)), unit(b - a)
    side = np.cross([0.0, 1.0, 0.0], z)
    x = unit(side) if np.linalg.norm(side) > 1e-3 else np.array([1.0, 0, 0])
    first, last = radii
    shell = loft([(0, 0, 0, first, first, first, first), (length, 0, 0, last, last, last, last)], rings, Caps(first, last), 20)
    return Shell(a + shell.points @ np.stack([x, np.cross(z, x), z]), shell.triangles)


def place(shell: Shell, frame: Frame, name: Mesh, *, mirrored: bool = False) -> Mesh:
    """Return the shell in the world, under the names of `name`; `mirrored` makes a right limb of a left one."""
    local = shell.points * MIRROR if mirrored else shell.points
    triangles = shell.triangles[:, ::-1] if mirrored else shell.triangles
    kept = shell.points if not len(name.local) else name.local
    return replace(name, points=frame.at + local @ frame.axes.T, triangles=triangles, local=kept)


def named(part: str, role: str, group: str) -> Mesh:
    """Return an empty mesh that carries names."""
    return Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64), np.zeros((0, 3)), part, role, group)


def _cap(row: Array, length: float, sign: int) -> Array:
    if not length:
        return np.zeros((0, len(row)))
    t = np.linspace(0, np.pi / 2, 7)[1:]
    rows = np.repeat(row[None], len(t), axis=0)
    rows[:, 0] += sign * length * np.sin(t)
    rows[:, 3:7] *= np.maximum(np.cos(t), 0.02)[:, None]
    return rows
