"""Meshes seen by a camera -> a label image: for each pixel the nearest mesh, its depth, local place and normal.

Picture axes: right, up, towards the viewer. All triangles of like size are tested against their candidate pixels at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handouts.figure.body.mesh import Index, Mesh
from handouts.figure.bones.rotation import Array
from handouts.figure.drawing import UNITS

Labels = NDArray[np.int64]
Mask = NDArray[np.bool_]
SeenPoint = tuple[float, float]
_SIZES = (2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 64, 128, 256, 512, 1024, 2048)
_TESTS_AT_ONCE = 400_000
NOTHING = -1e9
ROUND_EDGE_PX = 4
"""The circle of a round window stays so far inside it."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the picture plane that is looked at: camera axes as rows, lower left corner, pixels per unit, size.

    `zoom`: how many times larger than others it is drawn. `is_round`: only the circle in it is seen.
    """

    camera: Array
    low: Array
    scale: float
    width: int
    height: int
    zoom: float = 1.0
    is_round: bool = False

    @property
    def units_per_px(self) -> float:
        """Drawing units to a pixel."""
        return UNITS * self.zoom / self.scale

    @property
    def radius_px(self) -> float:
        """The radius of the circle of a round window."""
        return min(self.width, self.height) / 2 - ROUND_EDGE_PX

    def outside(self) -> Mask:
        """Return the pixels that are not looked at."""
        if not self.is_round:
            return np.zeros((self.height, self.width), bool)
        y, x = np.ogrid[: self.height, : self.width]
        beyond: Mask = np.hypot(x + 0.5 - self.width / 2, y + 0.5 - self.height / 2) > self.radius_px
        return beyond

    def places(self, mask: Mask) -> Array:
        """Return the places in the picture plane of the pixels of a mask."""
        row, column = np.nonzero(mask)
        at: Array = np.stack([(column + 0.5) / self.scale, (self.height - row - 0.5) / self.scale], 1) + self.low
        return at

    def cut(self, start: SeenPoint, end: SeenPoint) -> tuple[SeenPoint, SeenPoint] | None:
        """Return the part of a line, in pixels, that is in the circle of a round window; all of it in another, None where none is."""
        if not self.is_round:
            return start, end
        a, way = np.array(start) - np.array([self.width, self.height]) / 2, np.array(end) - np.array(start)
        square, half, rest = float(way @ way), float(a @ way), float(a @ a) - self.radius_px**2
        if square == 0 or half * half < square * rest:
            return None
        root = float(np.sqrt(half * half - square * rest))
        low, high = max((-half - root) / square, 0.0), min((-half + root) / square, 1.0)
        if low >= high:
            return None
        (x0, y0), (x1, y1) = (np.array(start) + way * t for t in (low, high))
        return (float(x0), float(y0)), (float(x1), float(y1))

    def pixels(self, points: Array) -> Array:
        """Return pixel x, pixel y (down) and depth of world points."""
        seen = points @ self.camera.T
        out = np.empty_like(seen)
        out[:, 0] = (seen[:, 0] - self.low[0]) * self.scale
        out[:, 1] = self.height - (seen[:, 1] - self.low[1]) * self.scale
        out[:, 2] = seen[:, 2]
        return out


class Raster(NamedTuple):
    """The label image; `mesh` is -1 where nothing is."""

    depth: Array
    mesh: Labels
    local: Array
    normal: Array


class _Soup(NamedTuple):
    pixels: Array
    triangles: Index
    local: Array
    normals: Array
    owner: Index


class _Hits(NamedTuple):
    pixel: Index
    depth: Array
    triangle: Index
    weights: Array


def camera(azimuth_deg: float, elevation_deg: float) -> Array:
    """Return the camera axes as rows: right, up, towards the viewer (orthographic). Azimuth 0 looks at the front."""
    a, e = np.radians(azimuth_deg), np.radians(elevation_deg)
    forward = np.array([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)])
    right = np.array([-np.sin(a), np.cos(a), 0.0])
    return np.stack([right, np.cross(forward, right), forward])


def rasterise(meshes: Sequence[Mesh], window: Window) -> Raster:
    """Return what the camera sees."""
    soup = _soup(meshes, window)
    hits = _hits(soup, window)
    count = window.width * window.height
    order = np.argsort(hits.depth, kind="stable")
    winner = np.full(count, -1, np.int64)
    winner[hits.pixel[order]] = order
    seen = winner >= 0
    won = winner[seen]
    corners, weights = soup.triangles[hits.triangle[won]], hits.weights[won]
    depth, mesh = np.full(count, NOTHING), np.full(count, -1, np.int64)
    depth[seen], mesh[seen] = hits.depth[won], soup.owner[hits.triangle[won]]
    local, normal = np.zeros((count, 3)), np.zeros((count, 3))
    for values, target in ((soup.local, local), (soup.normals, normal)):
        target[seen] = sum((values[corners[:, k]] * weights[:, k : k + 1] for k in range(3)), np.zeros((len(won), 3)))
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    if window.is_round:
        outside = window.outside().ravel()
        depth[outside], mesh[outside] = NOTHING, -1
    shape = (window.height, window.width)
    return Raster(depth.reshape(shape), mesh.reshape(shape), local.reshape(*shape, 3), normal.reshape(*shape, 3))


def _soup(meshes: Sequence[Mesh], window: Window) -> _Soup:
    """Gather the triangles that face the viewer."""
    points, triangles, normals, owner, offset = [], [], [], [], 0
    for k, mesh in enumerate(meshes):
        seen = mesh.points @ window.camera.T
        vertex, front = _normals(mesh, seen, window.camera)
        points.append(mesh.points)
        triangles.append(mesh.triangles[front] + offset)
        normals.append(vertex)
        owner.append(np.full(int(front.sum()), k))
        offset += len(seen)
    local = np.concatenate([mesh.local for mesh in meshes])
    return _Soup(window.pixels(np.concatenate(points)), np.concatenate(triangles), local, np.concatenate(normals), np.concatenate(owner))


def _normals(mesh: Mesh, seen: Array, view: Array) -> tuple[Array, Mask]:
    """Return outward normals of the points, and which triangles face the viewer."""
    a, b, c = (seen[mesh.triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    vertex = np.zeros_like(seen)
    for axis in range(3):
        for corner in range(3):
            vertex[:, axis] += np.bincount(mesh.triangles[:, corner], face[:, axis], len(seen))
    if mesh.facing is not None:
        inside_out = float(face.sum(0) @ (view @ mesh.facing)) < 0
    else:
        inside_out = float(np.einsum("ij,ij->i", a - seen.mean(0), face).sum()) < 0
    if inside_out:
        vertex, face = -vertex, -face
    length = np.linalg.norm(vertex, axis=1, keepdims=True)
    return vertex / np.where(length > 0, length, 1), face[:, 2] > 0


def _hits(soup: _Soup, window: Window) -> _Hits:
    a, b, c = (soup.pixels[soup.triangles[:, k]] for k in range(3))
    low = np.floor(np.minimum(np.minimum(a, b), c)[:, :2] - 0.5).astype(np.int64)
    high = np.ceil(np.maximum(np.maximum(a, b), c)[:, :2] - 0.5).astype(np.int64)
    if window.is_round:  # so much larger that a triangle may be larger than any picture
        limit = np.array([window.width, window.height])
        low, high = np.clip(low, 0, limit), np.clip(high, 0, limit)
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    size = (high - low).max(1) + 1
    corners = np.stack([a, b, c], axis=1)
    hits, smaller = [], 0
    for cell in _SIZES:
        chosen = np.nonzero((np.abs(area) > 1e-9) & (size > smaller) & (size <= cell))[0]
        smaller = cell
        step = max(1, _TESTS_AT_ONCE // (cell * cell))
        for start in range(0, len(chosen), step):
            part = chosen[start : start + step]
            span = cell if cell <= 64 else int((high - low)[part].max()) + 1
            hits.append(_test(part, corners[part], (low[part], area[part]), (span, window)))
    return _Hits(*(np.concatenate(column) for column in zip(*hits, strict=True)))


def _test(part: Index, corners: Array, box: tuple[Index, Array], grid: tuple[int, Window]) -> _Hits:
    """Test a group of triangles against a square of pixels each, by barycentric weights."""
    (low, area), (span, window) = box, grid
    gx, gy = (g.ravel() for g in np.meshgrid(np.arange(span), np.arange(span)))
    px, py = low[:, :1] + gx, low[:, 1:] + gy
    x, y = px.astype(np.float32) + np.float32(0.5), py.astype(np.float32) + np.float32(0.5)
    (ax, ay, _), (bx, by, _), (cx, cy, _) = (corners[:, k].astype(np.float32).T[:, :, None] for k in range(3))
    det = area.astype(np.float32)[:, None]
    w1 = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / det
    w2 = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / det
    w0 = 1 - w1 - w2
    inside = (w0 >= -1e-5) & (w1 >= -1e-5) & (w2 >= -1e-5) & (px >= 0) & (px < window.width) & (py >= 0) & (py < window.height)
    row, column = np.nonzero(inside)
    weights = np.stack([w0[row, column], w1[row, column], w2[row, column]], 1).astype(np.float64)
    depth = (weights * corners[row, :, 2]).sum(1)
    return _Hits(py[row, column] * window.width + px[row, column], depth, part[row], weights)
