"""Where content may stand on a page, and blocks flowing from page to page, none split."""

import math
from collections.abc import Iterable, Iterator

from handouts.layout.layout import Layout, PaperSize, pt
from handouts.sheet.place.marks import Fragment, stack
from handouts.sheet.place.style import Look
from handouts.storing.values import dataclass

RUNNING_HEAD_PT = 22.5
"""Height of the running head where boxes have the size of the standard layout."""
HEAD_AIR_PT = 15.0
FOOT_AIR_PT = 6.0
"""Least air between the last line of content and the rule of the footer."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """Where content may stand on a page of this paper, in points from the top left corner; a page that grows has no bottom."""

    paper: PaperSize
    left: float
    top: float
    bottom: float
    foot_rule: float
    head_pt: float
    margin_pt: float

    @property
    def grows(self) -> bool:
        """Whether each page is as tall as its content."""
        return self.paper.grows

    @property
    def first_height(self) -> float:
        """Height for content on page 1."""
        return self.bottom - self.top

    @property
    def later_top(self) -> float:
        """Where content starts under the running head."""
        return self.top + self.head_pt + HEAD_AIR_PT

    @property
    def later_height(self) -> float:
        """Height for content on the other pages."""
        return self.bottom - self.later_top


@dataclass(frozen=True, slots=True)
class Body:
    """The content of one page, before its head and feet are known."""

    content: Fragment
    pinned: Fragment | None = None


def frame_of(layout: Layout, paper_name: str) -> PageFrame:
    """Return the frame of a layout on one paper. Raises HandoutError when the layout has no such paper."""
    paper = layout.paper(paper_name)
    margin = pt(layout.margins.bottom_mm)
    foot = math.inf if paper.grows else pt(paper.height_mm) - margin
    head = RUNNING_HEAD_PT * layout.scale
    return PageFrame(paper, pt(paper.side_mm), pt(layout.margins.top_mm), foot - FOOT_AIR_PT, foot, head, margin)


def flow(parts: Iterable[tuple[float, Fragment]], look: Look, frame: PageFrame, first: float | None = None) -> Iterator[Body]:
    """Yield pages of blocks in order, none split; `first` is the height of the first page, and of all when it is less than a page."""
    room = frame.first_height if first is None else first
    later = min(frame.later_height, room)
    held: list[tuple[float, Fragment]] = []
    for gap, part in parts:
        tried = stack([*held, (gap, part)], look.live_pt)
        if held and tried.height_pt > room:
            yield Body(stack(held, look.live_pt))
            held, room = [], later
        held.append((gap, part))
    if held:
        yield Body(stack(held, look.live_pt))
