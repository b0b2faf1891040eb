"""Pixel paths -> smooth Bezier curves: Gaussian smoothing that keeps corners, then a least-squares fit (Schneider 1990)."""

from itertools import pairwise

import numpy as np

from handouts.figure.bones.rotation import Array

Bezier = tuple[Array, Array, Array, Array]
Curve = list[Bezier]
_CORNER_REACH = 8
_CORNER_DEG = 48.0


class Smoothing:
    """How strongly a path is smoothed (pixels), how close the fit must be (pixels), whether sharp corners stay."""

    __slots__ = ("keep_corners", "sigma_px", "tolerance_px")

    def __init__(self, sigma_px: float = 2.4, tolerance_px: float = 0.55, *, keep_corners: bool = True) -> None:
        self.sigma_px, self.tolerance_px, self.keep_corners = sigma_px, tolerance_px, keep_corners


def smooth(points: Array, how: Smoothing, *, closed: bool) -> tuple[Array, list[int]]:
    """Return the smoothed path and where its kept corners are; a closed path may start elsewhere."""
    corners = _corners(points, closed=closed) if how.keep_corners else []
    if not corners:
        return _gauss(points, how.sigma_px, closed=closed), []
    if closed:
        points = np.roll(points, -corners[0], 0)
        corners = [i - corners[0] for i in corners]
        points = np.concatenate([points, points[:1]])
        cuts = [*corners, len(points) - 1]
    else:
        cuts = [0, *corners, len(points) - 1]
    pieces, starts, length = [], [], 0
    for i, j in pairwise(cuts):
        piece = _gauss(points[i : j + 1], how.sigma_px, closed=False).copy()
        piece[0], piece[-1] = points[i], points[j]
        starts.append(length)
        pieces.append(piece[:-1])
        length += len(piece) - 1
    path = np.concatenate([*pieces, points[-1:]])
    return (path[:-1], starts) if closed else (path, starts[1:])


def fit(points: Array, corners: list[int], how: Smoothing, *, closed: bool) -> Curve:
    """Return Bezier segments through a smoothed path."""
    out: Curve = []
    if closed and not corners:
        return _fit_ring(points, how.tolerance_px)
    if closed:
        points = np.concatenate([points[corners[0] :], points[: corners[0] + 1]])
        cuts = [c - corners[0] for c in corners] + [len(points) - 1]
    else:
        cuts = sorted({0, *corners, len(points) - 1})
    for i, j in pairwise(cuts):
        piece = points[i : j + 1]
        if len(piece) < 2:
            continue
        k = min(4, len(piece) - 1)
        start, end = piece[k] - piece[0], piece[-1 - k] - piece[-1]
        lengths = float(np.linalg.norm(start)), float(np.linalg.norm(end))
        if min(lengths) > 1e-9:
            _fit(_thinned(piece), (start / lengths[0], end / lengths[1]), how.tolerance_px, out)
    return out


def _thinned(points: Array) -> Array:
    thin = points[::2]
    return thin if (len(points) - 1) % 2 == 0 else np.concatenate([thin, points[-1:]])


def _fit_ring(points: Array, tolerance: float) -> Curve:
    out: Curve = []
    ring = np.concatenate([points, points[:1]])
    t = ring[min(3, len(ring) - 1)] - ring[-min(4, len(ring))]
    t = t / max(float(np.linalg.norm(t)), 1e-9)
    thin = _thinned(ring)
    h = len(thin) // 2
    m = thin[max(h - 2, 0)] - thin[min(h + 2, len(thin) - 1)]
    m = m / max(float(np.linalg.norm(m)), 1e-9)
    _fit(thin[: h + 1], (t, m), tolerance, out)
    _fit(thin[h:], (-m, -t), tolerance, out)
    return out


def _corners(points: Array, *, closed: bool) -> list[int]:
    n, w = len(points), _CORNER_REACH
    if n < 2 * w + 2:
        return []
    if closed:
        index = np.arange(n)
        before, after = points - np.roll(points, w, 0), np.roll(points, -w, 0) - points
    else:
        index = np.arange(w, n - w)
        before, after = points[index] - points[index - w], points[index + w] - points[index]
    turn = np.degrees(np.abs(np.arctan2(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(1))))
    taken, corners = np.zeros(n, bool), []
    for o in np.argsort(-turn, kind="stable"):
        if turn[o] < _CORNER_DEG:
            break
        i = int(index[o])
        if not taken[i]:
            corners.append(i)
            near = np.arange(i - w, i + w + 1)
            taken[near % n if closed else np.clip(near, 0, n - 1)] = True
    return sorted(corners)


def _gauss(points: Array, sigma: float, *, closed: bool) -> Array:
    reach = int(3 * sigma + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    if len(points) < 3 or (closed and len(points) <= reach):
        return points
    if closed:
        padded = np.concatenate([points[-reach:], points, points[:reach]])
    else:
        r = min(reach, len(points) - 1)
        low, high = 2 * points[0] - points[1 : r + 1][::-1], 2 * points[-1] - points[-r - 1 : -1][::-1]
        padded = np.concatenate([np.repeat(low[:1], reach - r, 0), low, points, high, np.repeat(high[-1:], reach - r, 0)])
    return np.stack([np.convolve(padded[:, c], kernel, "valid") for c in (0, 1)], 1)


def _fit(points: Array, tangents: tuple[Array, Array], tolerance: float, out: Curve, depth: int = 0) -> None:
    """Fit one Bezier, or split at the worst point and fit both halves."""
    t1, t2 = tangents
    chord = float(np.linalg.norm(points[-1] - points[0]))
    if len(points) == 2 or depth > 12:
        out.append((points[0], points[0] + t1 * chord / 3, points[-1] + t2 * chord / 3, points[-1]))
        return
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    u, worst = run / run[-1], 1
    for _ in range(3):
        curve = _least_squares(points, tangents, u, run[-1])
        gap = _at(curve, u) - points
        error = (gap * gap).sum(1)
        worst = int(error.argmax())
        if error[worst] < tolerance * tolerance:
            out.append(curve)
            return
        if error[worst] > tolerance * tolerance * 9:
            break
        u = _reparametrise(curve, gap, u)
    worst = min(max(worst, 1), len(points) - 2)
    w = min(3, worst, len(points) - 1 - worst)
    t = points[worst - w] - points[worst + w]
    length = float(np.linalg.norm(t))
    t = t / length if length > 1e-9 else -t1
    _fit(points[: worst + 1], (t1, t), tolerance, out, depth + 1)
    _fit(points[worst:], (-t, t2), tolerance, out, depth + 1)


def _at(curve: Bezier, u: Array) -> Array:
    p0, p1, p2, p3 = curve
    v = 1 - u
    result: Array = p0 * (v**3)[:, None] + p1 * (3 * u * v * v)[:, None] + p2 * (3 * u * u * v)[:, None] + p3 * (u**3)[:, None]
    return result


def _least_squares(points: Array, tangents: tuple[Array, Array], u: Array, length: float) -> Bezier:
    (t1, t2), v = tangents, 1 - u
    b0, b1, b2, b3 = v**3, 3 * u * v * v, 3 * u * u * v, u**3
    a1, a2 = t1 * b1[:, None], t2 * b2[:, None]
    c00, c01, c11 = float((a1 * a1).sum()), float((a1 * a2).sum()), float((a2 * a2).sum())
    rest = points - (points[0] * (b0 + b1)[:, None] + points[-1] * (b2 + b3)[:, None])
    x0, x1 = float((a1 * rest).sum()), float((a2 * rest).sum())
    det = c00 * c11 - c01 * c01
    left = (x0 * c11 - x1 * c01) / det if abs(det) > 1e-9 else length / 3
    right = (c00 * x1 - c01 * x0) / det if abs(det) > 1e-9 else length / 3
    if min(left, right) < 1e-3 * length or max(left, right) > length * 1.3:
        left = right = length / 3
    return points[0], points[0] + t1 * left, points[-1] + t2 * right, points[-1]


def _reparametrise(curve: Bezier, gap: Array, u: Array) -> Array:
    """One Newton step for every point."""
    p0, p1, p2, p3 = curve
    v = 1 - u
    d1 = 3 * ((p1 - p0) * (v * v)[:, None] + 2 * (p2 - p1) * (u * v)[:, None] + (p3 - p2) * (u * u)[:, None])
    d2 = 6 * ((p2 - 2 * p1 + p0) * v[:, None] + (p3 - 2 * p2 + p1) * u[:, None])
    below = (d1 * d1).sum(1) + (gap * d2).sum(1)
    step = np.where(np.abs(below) > 1e-9, (gap * d1).sum(1) / np.where(below == 0, 1, below), 0)
    u = np.clip(u - step, 0, 1)
    u[0], u[-1] = 0, 1
    rising: Array = np.maximum.accumulate(u)
    return rising
