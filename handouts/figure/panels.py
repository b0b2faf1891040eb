"""Panels into a box on paper, at one scale: a pair in equal halves on one floor line, more at their own widths; flat ones stacked."""

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


FLAT = 2.3
"""Panels of which the widest is flatter than this, width to height, stand over each other where that is larger."""
_AIR = 1.03


def is_flat(panels: Sequence[Drawing]) -> bool:
    """Return whether panels are so flat that they are rather stacked."""
    return len(panels) > 1 and max(panel.width / panel.height for panel in panels) > FLAT


def shape_of(panels: Sequence[Drawing]) -> float:
    """Return width to height of the picture of these panels, with a little air between them: side by side, flat ones stacked."""
    if is_flat(panels):
        return max(p.width for p in panels) / (sum(p.height for p in panels) * _AIR)
    above, below = max(p.floor for p in panels), max(p.height - p.floor for p in panels)
    return sum(p.width for p in panels) * _AIR / (above + below)


def place_panels(panels: Sequence[Drawing], box: PanelBox, gap_pt: float = 4.0) -> tuple[Placement, ...]:
    """Return where each panel goes, as large as the box allows; the lowest reaches the bottom of the box."""
    beside = _beside(panels, box, gap_pt)
    stacked = _stacked(panels, box, gap_pt) if is_flat(panels) else beside
    return stacked if stacked[0].pt_per_unit > beside[0].pt_per_unit else beside


def _stacked(panels: Sequence[Drawing], box: PanelBox, gap_pt: float) -> tuple[Placement, ...]:
    """Return panels over each other, the first on top, each on its own floor line."""
    scale = stacked_scale(panels, box.width_pt, box.height_pt, gap_pt)
    places, y = list[Placement](), box.y_pt
    for panel in reversed(panels):
        places.append(Placement(box.x_pt + (box.width_pt - panel.width * scale) / 2, y, scale))
        y += panel.height * scale + gap_pt
    return tuple(reversed(places))


def stacked_scale(panels: Sequence[Drawing], width_pt: float, height_pt: float, gap_pt: float) -> float:
    """Return the scale at which panels fit over each other."""
    room = height_pt - gap_pt * (len(panels) - 1)
    return min(width_pt / max(p.width for p in panels), room / sum(p.height for p in panels))


def _beside(panels: Sequence[Drawing], box: PanelBox, gap_pt: float) -> tuple[Placement, ...]:
    """Return panels side by side on one floor line."""
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
