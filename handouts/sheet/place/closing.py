"""The last page: the log, what closes the sheet, and the small print at its very foot."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from handouts.layout.layout import Layout
from handouts.layout.parts import END, FRONT, EndPart, FrontPart
from handouts.sheet.blocks import Sheet
from handouts.sheet.place import last_page, logs
from handouts.sheet.place.frame import Body, PageFrame, flow
from handouts.sheet.place.front import Placed, later_part
from handouts.sheet.place.guides import stop_line, tell_us_in_column
from handouts.sheet.place.kept import drawn
from handouts.sheet.place.marks import Fragment, GivenUp, stack
from handouts.sheet.place.parts import side_by_side
from handouts.sheet.place.run_walk import run_walk_parts
from handouts.sheet.place.style import Look

# Lines for questions and the gap before each block of the last page, from roomy to tight.
_CLOSING = ((3, 22.5), (3, 15.0), (2, 15.0), (2, 11.25), (1, 11.25), (0, 11.25), (0, 6.0))
_MANY_QUESTIONS = 6
PINNED: tuple[EndPart, ...] = ("formats", "closing", "control")
"""What stands at the very foot of the last page, when it comes last."""


def closing_pages(
    sheet: Sheet, look: Look, frame: PageFrame, layout: Layout, later: Sequence[FrontPart]
) -> tuple[list[Body], tuple[GivenUp, ...]]:
    """Return the log and what closes the sheet, on one page where they fit, and what had to be left out for that.

    `later` names the parts that page 1 had no room for.
    """
    end = layout.end.parts
    printed = frozenset(layout.front.parts) - frozenset(later)
    tail = _tail(end)
    rest = _with_later(end[: len(end) - len(tail)], later)
    small = stack([(look.u(4), _end_part(part, sheet, look)) for part in tail], look.live_pt)
    room = frame.later_height - small.height_pt - look.rhythm.line_pt
    page = room if rest[-1:] == ["running"] else frame.later_height  # what comes before other parts is not over the small print
    has_questions = sheet.log is not None and "questions" in rest
    for lines, gap in _CLOSING if has_questions else _CLOSING[:1]:
        parts = end_parts(sheet, look, rest, printed, Space(lines, look.u(gap), page))
        whole = stack(parts, look.live_pt)
        if whole.height_pt <= room:
            left_out = (GivenUp("lines for questions are left out"),) if has_questions and not lines else ()
            return ([Body(whole, pinned=small)] if whole.nodes or small.nodes else []), left_out
    moved = [*(part for part in rest if part != "questions"), *(("questions",) if has_questions else ())]
    parts = end_parts(sheet, look, moved, printed, Space(_MANY_QUESTIONS, look.rhythm.section_pt, page))
    *bodies, last = _over_pages(parts, look, frame, room)
    return [*bodies, Body(last.content, pinned=small)], ()


def _over_pages(parts: Placed, look: Look, frame: PageFrame, room: float) -> list[Body]:
    """Return whole pages of parts of which the last keeps room for the small print; all keep it where a whole page would fill the last."""
    bodies = list(flow(parts, look, frame, first=frame.later_height))
    return bodies if bodies[-1].content.height_pt <= room else list(flow(parts, look, frame, first=room))


class Space(NamedTuple):
    """How roomy the end is set: lines to write questions on, the gap of blocks, and the height of a page."""

    lines: int
    gap_pt: float
    page_pt: float


def end_parts(sheet: Sheet, look: Look, end: Sequence[EndPart], printed: Collection[str], space: Space) -> Placed:
    """Return the parts of the end, each with the gap before it. What stands on page 1 already (`printed`) is not said again."""
    lines, gap, page_pt = space
    placed: Placed = []
    for before, part in zip(("", *end), end, strict=False):
        if part == "log":
            placed += _after_gap(gap, logs.log(sheet.log, look) if sheet.log is not None else [])
        elif part == "questions":
            if sheet.log is not None and lines:
                placed.append(
                    (gap if lines == _MANY_QUESTIONS else look.rhythm.line_pt, drawn(logs.questions, (sheet.log.questions, lines), look))
                )
        elif part == "running":
            placed += _after_gap(gap, run_walk_parts(sheet.run_walk, look, page_pt) if sheet.run_walk is not None else [])
        elif (before, part) == ("how_to_use", "my_plan"):
            over, left = placed.pop()
            placed.append((over, side_by_side([(0.0, left), (look.second_column_pt, _end_part(part, sheet, look))], look.live_pt)))
        elif part == "my_plan" and look.columns > 1 and "tell_us" in end and "tell_us" not in printed:
            beside = drawn(tell_us_in_column, sheet.tell_us, look)
            placed.append((gap, side_by_side([(0.0, _end_part(part, sheet, look)), (look.second_column_pt, beside)], look.live_pt)))
        elif part == "tell_us" and look.columns > 1 and "my_plan" in end and "my_plan" not in printed:
            continue  # it stands beside my plan
        elif part not in printed:
            placed.append((gap, _end_part(part, sheet, look)))
    return placed


def _after_gap(gap: float, placed: Placed) -> Placed:
    return [(gap, placed[0][1]), *placed[1:]] if placed else []


def _with_later(end: Sequence[EndPart], later: Sequence[FrontPart]) -> list[EndPart]:
    """Return the parts of the end with those that page 1 could not hold, where the layout names no place for them."""
    order = [*(part for part in END if part in later), *(part for part in FRONT if part in later and part not in END)]
    homeless = [part for part in order if part not in end]
    at = max((index + 1 for index, part in enumerate(end) if part in ("log", "questions")), default=0)
    return [*end[:at], *homeless, *end[at:]]


def _tail(end: Sequence[EndPart]) -> Sequence[EndPart]:
    at = len(end)
    while at and end[at - 1] in PINNED:
        at -= 1
    return end[at:]


def _end_part(part: EndPart, sheet: Sheet, look: Look) -> Fragment:
    if part == "stop_line":
        return drawn(stop_line, sheet.stop, look)
    if part == "progress":
        return last_page.progress(sheet.last, look)
    if part == "contact":
        return drawn(last_page.contact, sheet.last.contact, look)
    if part in PINNED:
        return last_page.foot_part(part, sheet.last, look)
    return later_part(part, sheet, look)
