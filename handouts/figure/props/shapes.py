"""The plain solids props are made of: boxes, soft boxes, cylinders, domes, bands. World units, % of stature."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from handouts.figure.body.mesh import Mesh, Shell, grid, stack, turn_angles
from handouts.figure.bones.rotation import Array, Frame, unit

Corner = tuple[float, float, float]
_FIST, _CORD = 5.0, 0.75
"""How much of a strip a fist and its tail take up, and the half width it is gathered to there."""


def box(low: Corner, high: Corner, part: str, role: str) -> list[Mesh]:
    """Return a box of flat faces, so that its edges become lines; the top and the X faces have roles of their own."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    faces: list[tuple[str, str, Iterable[Corner], Corner]] = [
        ("top", f"{role}_top", ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)), (0, 0, 1)),
        ("front", f"{role}_side", ((x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)), (1, 0, 0)),
        ("back", f"{role}_side", ((x0, y1, z0), (x0, y0, z0), (x0, y0, z1), (x0, y1, z1)), (-1, 0, 0)),
        ("left", role, ((x1, y1, z0), (x0, y1, z0), (x0, y1, z1), (x1, y1, z1)), (0, 1, 0)),
        ("right", role, ((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)), (0, -1, 0)),
    ]
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    return [
        Mesh(np.array(tuple(quad), float), triangles, np.array(tuple(quad), float), f"{part}.{name}", kind, "prop", np.array(normal, float))
        for name, kind, quad, normal in faces
    ]


def soft_box(low: Corner, high: Corner, part: str, role: str, rounding: float = 1.6) -> list[Mesh]:
    """Return a box with rounded rims: a mattress or a cushion."""
    lo, hi = np.array(low, float), np.array(high, float)
    middle, half, r = (lo + hi) / 2, (hi - lo) / 2, rounding
    t = np.linspace(0, np.pi / 2, 6)
    bottom = [(lo[2] + r * 0.6 - r * np.sin(a), r * (1 - np.cos(a))) for a in t[::-1]]
    top = [(hi[2] - r + r * np.sin(a), r * (1 - np.cos(a))) for a in t]
    rows = np.array([(z, 0, 0, half[0] - s, half[0] - s, half[1] - s, half[1] - s, 9) for z, s in (*bottom, *top)])
    shell = stack(rows, 96)
    count, last = len(shell.points), (len(rows) - 1) * 96
    j = np.arange(96)
    k = (j + 1) % 96
    points = np.concatenate([shell.points, [[0, 0, rows[0, 0]], [0, 0, rows[-1, 0]]]]) + np.array([middle[0], middle[1], 0])
    fans = [np.stack([np.full(96, count), k, j], 1), np.stack([np.full(96, count + 1), last + j, last + k], 1)]
    return [Mesh(points, np.concatenate([shell.triangles, *fans]), points.copy(), part, role, "prop")]


def cylinder(centre: ArrayLike, axis: ArrayLike, size: tuple[float, float], names: tuple[str, str], hole: float = 0.42) -> list[Mesh]:
    """Return a cylinder of (radius, length) with flat ends; `names` is (part, role), `hole` the share of a darker core."""
    (radius, length), (part, role) = size, names
    at, z = np.asarray(centre, float), unit(axis)
    side = np.cross([0, 0, 1.0], z)
    x = unit(side) if np.linalg.norm(side) > 1e-6 else np.array([1.0, 0, 0])
    axes = np.stack([x, np.cross(z, x), z])
    turn, h = turn_angles(72), length / 2
    ring = np.stack([np.cos(turn), np.sin(turn)], 1)
    side_points = np.concatenate([np.column_stack([ring * radius, np.full(72, q)]) for q in np.linspace(-h, h, 20)])
    meshes = [Mesh(at + side_points @ axes, grid(20, 72), side_points, f"{part}.side", role, "prop")]
    for sign, name in ((1, "a"), (-1, "b")):
        for inner, outer, kind in ((hole, 1.0, "end"), (0.01, hole, "hole")):
            disc = np.concatenate([np.column_stack([ring * radius * q, np.full(72, sign * h)]) for q in np.linspace(inner, outer, 5)])
            meshes.append(
                Mesh(
                    at + disc @ axes, grid(5, 72), disc, f"{part}.{name}_{kind}", f"{role}_{kind}", "prop", axes.T @ np.array([0, 0, sign])
                )
            )
    return meshes


def dome(centre: ArrayLike, radius: float, height: float, names: tuple[str, str]) -> list[Mesh]:
    """Return half an ellipsoid, round side up."""
    polar, turn = np.linspace(0, np.pi / 2, 14), turn_angles(64)
    wide = radius * np.sin(polar)[:, None] ** 0.75
    points = np.stack([wide * np.cos(turn), wide * np.sin(turn), np.repeat(height * np.cos(polar)[:, None], 64, 1)], -1)
    points = points.reshape(-1, 3) + np.asarray(centre, float)
    return [Mesh(points, grid(14, 64), points.copy(), names[0], names[1], "prop")]


def ribbon(
    path: Array, names: tuple[str, str], size: tuple[float, float], up: ArrayLike = (0, 0, 1), gathered: tuple[bool, bool] = (False, False)
) -> list[Mesh]:
    """Return a flat strip along a path; `size` is (half width along `up`, half thickness), a round cord where they are the same.

    `gathered` says which of its ends a fist gathers to the width of a cord.
    """
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    count = max(24, int(run[-1] / 0.8))
    t = np.linspace(0, run[-1], count)
    centre = np.stack([np.interp(t, run, path[:, c]) for c in range(3)], 1)
    way = np.gradient(centre, axis=0)
    way /= np.maximum(np.linalg.norm(way, axis=1), 1e-9)[:, None]
    wide = _breadths(way, np.asarray(up, float))
    turn = turn_angles(16)
    c, s = np.cos(turn), np.sin(turn)
    power = 1.0 if size[0] == size[1] else 0.6
    x, y = np.sign(c) * np.abs(c) ** power * size[0], np.sign(s) * np.abs(s) ** power * size[1]
    gather = np.ones(count)
    for end, off in zip(gathered, (t, run[-1] - t), strict=True):
        if end:
            gather = np.minimum(gather, np.interp(off, (_FIST, 2.5 * _FIST), (min(1.0, _CORD / size[0]), 1.0)))
    x = x[None, :] * gather[:, None]
    points = (centre[:, None] + x[:, :, None] * wide[:, None] + y[None, :, None] * np.cross(way, wide)[:, None]).reshape(-1, 3)
    points = np.concatenate([points, centre[[0, -1]]])
    j = np.arange(16)
    k, last = (j + 1) % 16, (count - 1) * 16
    ends = [np.stack([np.full(16, count * 16), k, j], 1), np.stack([np.full(16, count * 16 + 1), last + j, last + k], 1)]
    return [Mesh(points, np.concatenate([grid(count, 16), *ends]), points.copy(), names[0], names[1], "band")]


def _breadths(way: Array, up: Array) -> Array:
    """Return which way a strip is broad along its path: as near to `up` as can be; where it runs along `up`, as just before."""
    out = np.empty_like(way)
    last = np.eye(3)[int(np.argmin(np.abs(way[0])))]
    for i, d in enumerate(way):
        near = up - d * float(up @ d)
        if np.linalg.norm(near) < 0.15 * max(float(np.linalg.norm(up)), 1e-9):
            near = last - d * float(last @ d)
        last = unit(near)
        out[i] = last
    return out


def curve(points: ArrayLike, steps: int = 14) -> Array:
    """Return a Catmull-Rom curve through points."""
    p = np.asarray(points, float)
    p = np.concatenate([p[:1] * 2 - p[1:2], p, p[-1:] * 2 - p[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True)
    ]
    return np.concatenate([*pieces, p[-2:-1]])


def ramp(low: Corner, high: Corner, part: str, role: str, *, forwards: bool) -> list[Mesh]:
    """Return a wedge of flat faces that rises forwards or backwards."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    thin, thick = (x0, x1) if forwards else (x1, x0)
    way = 1.0 if forwards else -1.0
    slope = (-(z1 - z0) * way, 0.0, x1 - x0)
    faces: list[tuple[str, str, tuple[Corner, ...], Corner]] = [
        ("top", f"{role}_top", ((thin, y0, z0), (thick, y0, z1), (thick, y1, z1), (thin, y1, z0)), slope),
        ("end", f"{role}_side", ((thick, y0, z0), (thick, y1, z0), (thick, y1, z1), (thick, y0, z1)), (way, 0.0, 0.0)),
        ("left", role, ((thin, y1, z0), (thick, y1, z1), (thick, y1, z0), (thick, y1, z0)), (0.0, 1.0, 0.0)),
        ("right", role, ((thin, y0, z0), (thick, y0, z0), (thick, y0, z1), (thick, y0, z1)), (0.0, -1.0, 0.0)),
    ]
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    return [
        Mesh(np.array(quad), triangles, np.array(quad), f"{part}.{name}", kind, "prop", unit(normal)) for name, kind, quad, normal in faces
    ]


def turned(meshes: Iterable[Mesh], frame: Frame) -> list[Mesh]:
    """Return meshes made at the origin, in a frame."""
    return [
        replace(m, points=frame.at + m.points @ frame.axes.T, facing=None if m.facing is None else frame.axes @ m.facing) for m in meshes
    ]


def rod(start: ArrayLike, end: ArrayLike, radius: float, names: tuple[str, str]) -> list[Mesh]:
    """Return a round stick between two points, with flat ends."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    return cylinder((a + b) / 2, b - a, (radius, float(np.linalg.norm(b - a))), names, hole=0.01)


def shell_mesh(shell: Shell, part: str, role: str) -> Mesh:
    """Return a shell in the world as a prop."""
    return Mesh(shell.points, shell.triangles, shell.points.copy(), part, role, "prop")
