"""The last page: the log, what closes the sheet, and the small print at its very foot."""

from collections.abc import Sequence

from handouts.sheet import last_page
from handouts.sheet.blocks import Sheet
from handouts.sheet.frame import Body, Frame, flow
from handouts.sheet.look import Look
from handouts.sheet.marks import Fragment, stack

# Lines for questions and the gap before each block of the last page, from roomy to tight.
_CLOSING = ((3, 22.5), (3, 15.0), (2, 15.0), (2, 11.25), (1, 11.25), (0, 11.25))
_MANY_QUESTIONS = 6


def closing_pages(sheet: Sheet, look: Look, frame: Frame, later: Sequence[Fragment]) -> tuple[list[Body], tuple[str, ...]]:
    """Return the log and what closes the sheet, on one page where they fit, and what had to be left out for that."""
    small = last_page.foot(sheet.last, look)
    room = frame.later_height - small.height_pt - look.rhythm.line_pt
    log = last_page.log(sheet.log, look) if sheet.log is not None else []
    for lines, gap in _CLOSING if sheet.log is not None else _CLOSING[:1]:
        whole = stack([*log, *_questions(sheet, look, lines, look.rhythm.line_pt), *_end_parts(sheet, look, gap, later)], look.live_pt)
        if whole.height_pt <= room:
            return [Body(whole, pinned=small)], () if lines or not log else ("lines for questions are left out",)
    gap = look.rhythm.section_pt
    parts = [*log, *_end_parts(sheet, look, gap, later), *_questions(sheet, look, _MANY_QUESTIONS, gap)]
    *bodies, last = flow(parts, look, frame, first=room)
    return [*bodies, Body(last.content, pinned=small)], ()


def _questions(sheet: Sheet, look: Look, lines: int, gap: float) -> list[tuple[float, Fragment]]:
    return [(gap, last_page.questions(sheet.log.questions, look, lines))] if sheet.log is not None and lines else []


def _end_parts(sheet: Sheet, look: Look, gap: float, later: Sequence[Fragment]) -> list[tuple[float, Fragment]]:
    contact = last_page.contact(sheet.last.contact, look)
    return [*((gap, block) for block in later), (gap, last_page.progress(sheet.last, look)), (gap, contact)]
