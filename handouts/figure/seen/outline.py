"""A label image -> outlines: closed loops round a mask, and classed open strokes along the borders between labels.

The borders form a planar map. Arcs between junctions are chained on through a T-junction when the nearer limb is the same,
so a contour runs on past whatever it hides; each edge has a class (0 = no line) and a chain is cut where the class changes.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from handouts.figure.body.mesh import Index
from handouts.figure.bones.rotation import Array
from handouts.figure.seen.curves import Curve, Smoothing, fit, smooth
from handouts.figure.seen.raster import Labels, Mask

EdgeRule = Callable[[Index, Index], Index]
_MIN_RUN = 7
_MAJORITY = 4
_RANK = (9, 0, 1, 4, 6, 5, 2, 7)
"""Which edge class goes on when three arcs meet: silhouette before contour before hem."""


class Stroke(NamedTuple):
    """A line of the drawing: its class, its curve, how long it is in pixels."""

    kind: int
    curve: Curve
    closed: bool
    length_px: int


class _Arc(NamedTuple):
    nodes: list[int]
    edges: list[int]
    closed: bool


def mask_loops(mask: Mask, min_area_px: float, how: Smoothing) -> list[Curve]:
    """Return the closed curves round a mask, holes included."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return []
    padded = np.pad(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.int64), 1)
    width = padded.shape[1] + 1
    corner = np.array([columns[0] - 1, rows[0] - 1], float)
    loops = []
    for nodes in _joined([arc.nodes for arc in _walk(_crack_edges(padded))]):
        points = np.stack([np.array(nodes) % width, np.array(nodes) // width], 1).astype(float)[:-1] + corner
        x, y = points[:, 0], points[:, 1]
        if 0.5 * abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) >= min_area_px:
            path, corners = smooth(points, how, closed=True)
            loops.append(fit(path, corners, how, closed=True))
    return [loop for loop in loops if loop]


def strokes(labels: Labels, classify: EdgeRule, owner: EdgeRule, how: Smoothing) -> list[Stroke]:
    """Return the classed lines; `classify` and `owner` get the pixel numbers on the two sides of every edge."""
    edges = _crack_edges(labels)
    if not len(edges):
        return []
    kinds, owners = classify(edges[:, 2], edges[:, 3]), owner(edges[:, 2], edges[:, 3])
    arcs = _walk(edges)
    out: list[Stroke] = []
    for chain in _chains(arcs, kinds, owners):
        nodes = np.array(chain.nodes)
        points = np.stack([nodes % (labels.shape[1] + 1), nodes // (labels.shape[1] + 1)], 1).astype(float)
        kind = _settled(kinds[chain.edges], closed=chain.closed)
        out += _cut(points, kind, how, closed=chain.closed)
    return out


def _crack_edges(labels: Labels) -> Index:
    """Return (node a, node b, pixel on one side, pixel on the other) of every border between two pixels."""
    width = labels.shape[1]
    w = width + 1
    y, x = np.nonzero(labels[:, :-1] != labels[:, 1:])
    upright = np.stack([y * w + x + 1, (y + 1) * w + x + 1, y * width + x + 1, y * width + x], 1)
    y, x = np.nonzero(labels[:-1, :] != labels[1:, :])
    level = np.stack([(y + 1) * w + x, (y + 1) * w + x + 1, y * width + x, (y + 1) * width + x], 1)
    return np.concatenate([upright, level])


def _walk(edges: Index) -> list[_Arc]:
    """Return the arcs between junctions, then the closed ones."""
    first, second = edges[:, 0].tolist(), edges[:, 1].tolist()
    at: dict[int, list[int]] = {}
    for i, (a, b) in enumerate(zip(first, second, strict=True)):
        at.setdefault(a, []).append(i)
        at.setdefault(b, []).append(i)
    used, arcs = bytearray(len(first)), []

    def follow(node: int, edge: int) -> tuple[list[int], list[int]]:
        nodes, run = [node], []
        while True:
            used[edge] = 1
            node = second[edge] if first[edge] == node else first[edge]
            nodes.append(node)
            run.append(edge)
            here = at[node]
            if len(here) != 2:
                return nodes, run
            edge = here[0] if here[1] == edge else here[1]
            if used[edge]:
                return nodes, run

    for node, here in at.items():
        if len(here) != 2:
            arcs += [_Arc(*follow(node, edge), False) for edge in here if not used[edge]]
    for edge in range(len(first)):
        if not used[edge]:
            arcs.append(_Arc(*follow(first[edge], edge), True))
    return arcs


def _joined(paths: list[list[int]]) -> list[list[int]]:
    """Join open paths end to end into loops (they meet where two pixels touch at a corner)."""
    loops = [path for path in paths if path[0] == path[-1]]
    waiting = [path for path in paths if path[0] != path[-1]]
    while waiting:
        path = waiting.pop()
        while path[0] != path[-1]:
            found = next((i for i, other in enumerate(waiting) if path[-1] in (other[0], other[-1])), None)
            if found is None:
                break
            other = waiting.pop(found)
            path = path + (other[1:] if other[0] == path[-1] else other[::-1][1:])
        loops.append(path)
    return loops


def _links(arcs: list[_Arc], kinds: Index, owners: Index) -> dict[tuple[int, int], tuple[int, int]]:
    """Return which arc end goes on into which: (arc, 0 = its start or 1 = its end)."""
    ends: dict[int, dict[int, list[tuple[int, int, int]]]] = {}
    for i, arc in enumerate(arcs):
        if arc.closed:
            continue
        for end, tip, node in ((0, arc.edges[:6], arc.nodes[0]), (1, arc.edges[-6:], arc.nodes[-1])):
            values, counts = np.unique(owners[tip], return_counts=True)
            kind = int(np.bincount(kinds[tip], minlength=8).argmax())
            ends.setdefault(node, {}).setdefault(int(values[counts.argmax()]), []).append((_RANK[kind], i, end))
    links = {}
    for by_owner in ends.values():
        for meeting in by_owner.values():
            meeting.sort()
            if len(meeting) < 2 or (len(meeting) > 2 and meeting[2][0] <= meeting[1][0]):
                continue
            a, b = meeting[0][1:], meeting[1][1:]
            if a[0] != b[0]:
                links[a], links[b] = b, a
    return links


def _chains(arcs: list[_Arc], kinds: Index, owners: Index) -> list[_Arc]:
    links = _links(arcs, kinds, owners)
    done: set[int] = set()
    chains = []
    for i, arc in enumerate(arcs):
        if i in done:
            continue
        if arc.closed:
            done.add(i)
            chains.append(_Arc(arc.nodes[:-1], arc.edges, True))
            continue
        here, seen = (i, 0), {i}
        while here in links and links[here][0] not in seen:
            j, end = links[here]
            seen.add(j)
            here = (j, 1 - end)
        chains.append(_follow_chain(here, arcs, links, done))
    return chains


def _follow_chain(start: tuple[int, int], arcs: list[_Arc], links: dict[tuple[int, int], tuple[int, int]], done: set[int]) -> _Arc:
    nodes: list[int] = []
    edges: list[int] = []
    (i, end), loop = start, False
    while True:
        done.add(i)
        forward = end == 0
        run = arcs[i].nodes if forward else arcs[i].nodes[::-1]
        nodes += run if not nodes else run[1:]
        edges += arcs[i].edges if forward else arcs[i].edges[::-1]
        onward = links.get((i, 1 - end))
        if onward is None:
            break
        if onward[0] in done:
            loop = onward == start
            break
        i, end = onward
    if loop and nodes[0] == nodes[-1]:
        return _Arc(nodes[:-1], edges, True)
    return _Arc(nodes, edges, False)


def _settled(kinds: Index, *, closed: bool) -> Index:
    """Let the majority of nine edges decide the class, then drop short runs."""
    count = int(kinds.max()) + 1
    hot, pad = np.eye(count)[kinds], _MAJORITY
    if closed and len(kinds) > pad:
        padded = np.concatenate([hot[-pad:], hot, hot[:pad]])
    else:
        padded = np.concatenate([np.repeat(hot[:1], pad, 0), hot, np.repeat(hot[-1:], pad, 0)])
    votes = np.stack([np.convolve(padded[:, k], np.ones(2 * pad + 1), "valid") for k in range(count)], 1)
    settled: Index = votes.argmax(1)
    for _ in range(3):
        bounds = _runs(settled)
        lengths = [j - i for i, j in bounds]
        if len(bounds) == 1 or min(lengths) >= _MIN_RUN:
            break
        q = int(np.argmin(lengths))
        i, j = bounds[q]
        before = lengths[q - 1] if q > 0 else -1
        after = lengths[q + 1] if q + 1 < len(lengths) else -1
        settled[i:j] = settled[i - 1] if before >= after else settled[j]
    return settled


def _runs(kinds: Index) -> list[tuple[int, int]]:
    change = (np.nonzero(np.diff(kinds))[0] + 1).tolist()
    return list(zip([0, *change], [*change, len(kinds)], strict=True))


def _cut(points: Array, kinds: Index, how: Smoothing, *, closed: bool) -> Sequence[Stroke]:
    """Smooth a whole chain, then cut it in runs of one class."""
    if closed and (kinds == kinds[0]).all():
        if not kinds[0]:
            return []
        path, corners = smooth(points, how, closed=True)
        curve = fit(path, corners, how, closed=True)
        return [Stroke(int(kinds[0]), curve, True, len(points))] if curve else []
    if closed:
        shift = int(np.nonzero(np.diff(kinds))[0][0] + 1)
        kinds, points = np.roll(kinds, -shift), np.roll(points, -shift, 0)
        points = np.concatenate([points, points[:1]])
    path, corners = smooth(points, how, closed=False)
    out = []
    for i, j in _runs(kinds):
        if kinds[i] and j - i >= 3:
            curve = fit(path[i : j + 1], [c - i for c in corners if i < c < j], how, closed=False)
            if curve:
                out.append(Stroke(int(kinds[i]), curve, False, j - i))
    return out
