"""Panels into a box on paper: one scale, one floor line; a pair in equal halves, more side by side at their own widths."""

from collections.abc import Sequence
from typing import NamedTuple

from handouts.figure.drawing import Drawing
from handouts.figure.operators import Placement
from handouts.figure.palette import Style

PT_PER_PX = 0.24
"""A picture 1200 px wide is taken for one of 288 pt (about 100 mm), 300 px to the inch, when line weights are chosen."""


class Titled(NamedTuple):
    """The panels of a figure with its name and style, for a contact sheet."""

    name: str
    panels: Sequence[Drawing]
    style: Style
    mirrored: bool = False


class PanelBox(NamedTuple):
    """A box on paper in pt, from its lower left corner."""

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float


def shape_of(panels: Sequence[Drawing]) -> float:
    """Return width to height of the picture of these panels side by side, with a little air between them."""
    above, below = max(p.floor for p in panels), max(p.height - p.floor for p in panels)
    return sum(p.width for p in panels) * 1.03 / (above + below)


def place_panels(panels: Sequence[Drawing], box: PanelBox, gap_pt: float = 4.0) -> tuple[Placement, ...]:
    """Return where each panel goes, as large as the box allows; the lowest reaches the bottom of the box."""
    above, below = max(p.floor for p in panels), max(p.height - p.floor for p in panels)
    room = box.width_pt - gap_pt * (len(panels) - 1)
    widest = max(p.width for p in panels) * len(panels) if len(panels) == 2 else sum(p.width for p in panels)
    scale = min(box.height_pt / (above + below), room / widest)
    spare = (room - (widest if len(panels) == 2 else sum(p.width for p in panels)) * scale) / len(panels)
    places, x = [], box.x_pt
    for panel in panels:
        cell = (widest / 2 if len(panels) == 2 else panel.width) * scale + spare
        left = x + (cell - panel.width * scale) / 2
        places.append(Placement(left, box.y_pt + (below - (panel.height - panel.floor)) * scale, scale))
        x += cell + gap_pt
    return tuple(places)
