"""Panels of somebody who travels -> one drawing: each panel where the person is, on one ground line."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from handouts.figure.drawing import UNITS, ArrowPath, Clock, Drawing, Layer
from handouts.figure.model.figure import FigureFile
from handouts.figure.references import panel_paths
from handouts.figure.seen.inking import Shot

_CELL_PX = 4
_EDGE_ON = 0.1
"""Seen from the front a person hardly moves in the picture."""
_KINDS = ("shadow", "backdrop", "ghost", "fill", "shade", "muscle", "fibre", "line", "face", "hair", "note")


def stored_panels(figure: FigureFile, drawings: Sequence[Drawing], shots: Sequence[Shot]) -> tuple[Drawing, ...]:
    """Return the drawings as they are stored: one for all panels where somebody travels, else each its own."""
    if len(drawings) < 2 or all(panel.travelled is None for _, _, panel in panel_paths(figure)):
        return tuple(drawings)
    return (_on_one_ground(drawings, [_place(shot) for shot in shots]),)


class Overlap(NamedTuple):
    """Two panels, from 0, whose people run into each other on the one ground, and where the later must have travelled to."""

    earlier: int
    later: int
    travelled: int


def overlap(shots: Sequence[Shot]) -> Overlap | None:
    """Return the first two panels whose people run into each other on the one ground; None where none do."""
    seen = [_cells(shot) for shot in shots]
    for i, one in enumerate(seen):
        for j in range(i):
            if one & seen[j]:
                return Overlap(j, i, _clear_at(shots[j], shots[i]))
    return None


def _clear_at(before: Shot, after: Shot) -> int:
    """Return how far the later of two must have travelled, so that no part of it is level with a part of the other and short of it."""
    across = float(after.window.camera[0, 0])
    gone = [shot.scene.panel.travelled or 0.0 for shot in (before, after)]
    on = 1.0 if gone[1] >= gone[0] else -1.0
    way = 1 if across * on > 0 else -1
    front: dict[int, int] = {}
    for x, y in _cells(before):
        front[y] = max(front.get(y, way * x), way * x)
    short = max((front[y] - way * x + 1 for x, y in _cells(after) if y in front), default=0)
    more = short * _CELL_PX / after.window.scale / max(abs(across), _EDGE_ON)
    return round(gone[1] + on * math.ceil(more))


def _place(shot: Shot) -> float:
    """Return where a panel's left edge is in the picture of all, in % of stature."""
    way = shot.window.camera @ np.array([shot.scene.panel.travelled or 0.0, 0.0, 0.0])
    return float(way[0] + shot.window.low[0])


def _cells(shot: Shot) -> set[tuple[int, int]]:
    """Return the cells of the one picture that a body is in."""
    row, column = np.nonzero(shot.picture.body)
    left = round(_place(shot) * shot.window.scale)
    floor = shot.window.height + shot.window.low[1] * shot.window.scale
    x, y = (column + left) // _CELL_PX, (row - round(floor)) // _CELL_PX
    return set(zip(x.tolist(), y.tolist(), strict=True))


def _on_one_ground(drawings: Sequence[Drawing], places: Sequence[float]) -> Drawing:
    first, floor = min(places), max(drawing.floor for drawing in drawings)
    paths: dict[tuple[str, str], list[str]] = {}
    arrows, clocks, right = list[ArrowPath](), list[Clock](), 0
    for drawing, place in zip(drawings, places, strict=True):
        dx, dy = round((place - first) * UNITS), floor - drawing.floor
        right = max(right, dx + drawing.width)
        there = drawing.moved(dx, dy)
        for layer in there.layers:
            paths.setdefault((layer.kind, layer.role), []).append(layer.path)
        arrows += there.arrows
        clocks += there.clocks
    paths.setdefault(("line", "prop"), []).append(f"0 {floor} m {right} {floor} l")
    layers = [Layer(kind, role, " ".join(pieces)) for (kind, role), pieces in paths.items()]  # type: ignore[arg-type]
    layers.sort(key=lambda layer: _KINDS.index("backdrop" if layer.role == "step" else layer.kind))
    below = max(drawing.height - drawing.floor for drawing in drawings)
    return replace(
        drawings[-1], width=right, height=floor + below, floor=floor, layers=tuple(layers), arrows=tuple(arrows), clocks=tuple(clocks)
    )
