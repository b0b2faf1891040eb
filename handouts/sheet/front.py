"""Page 1, from roomy to tight: what stands on it, and what has to go to another page."""

from collections.abc import Iterator
from dataclasses import dataclass

from handouts.sheet import page_one
from handouts.sheet.blocks import Sheet
from handouts.sheet.frame import Body, Frame, flow
from handouts.sheet.glance import ONE_LINE, ROOMY, TIGHT, GlanceSize, fits_one_line, glance
from handouts.sheet.look import Look
from handouts.sheet.marks import EMPTY, Fragment, stack
from handouts.sheet.parts import side_by_side

ROOMY_ROWS, PAGE_ONE_ROWS = 5, 7
"""Up to so many exercises have roomy rows; more than the second number have their table on a page of its own."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to set page 1: the rows of its table (None: on a page of its own), its gaps, and what goes to the last page."""

    rows: GlanceSize | None
    tight: bool = False
    effort_later: bool = False
    needs_later: bool = False


@dataclass(frozen=True, slots=True)
class Front:
    """Page 1 and the pages of what it cannot hold, and the blocks that have to stand on the last page."""

    bodies: tuple[Body, ...]
    later: tuple[Fragment, ...] = ()


def front_pages(sheet: Sheet, look: Look, frame: Frame) -> Front:
    """Return page 1, roomy where there is room: rows tighten, then effort guide and equipment go to the last page."""
    own_page = len(sheet.cards) > PAGE_ONE_ROWS or not sheet.glance.days
    tell_us = page_one.tell_us(sheet.tell_us, look, look.live_pt)
    for variant in _front_variants(sheet, look, own_page=own_page):
        parts = _front_parts(sheet, look, variant)
        whole = stack(parts, look.live_pt)
        if whole.height_pt > frame.first_height:
            continue
        told = stack([*parts, (look.rhythm.line_pt, tell_us)], look.live_pt)
        later = _later(sheet, look, variant)
        if told.height_pt <= frame.first_height:
            whole = told
        else:
            later = (*later, page_one.tell_us(sheet.tell_us, look, look.live_pt))
        table = tuple(flow(_own_page_parts(sheet, look), look, frame, first=frame.later_height)) if own_page else ()
        return Front((Body(whole), *table), later)
    apart = tuple(flow(_own_page_parts(sheet, look), look, frame, first=frame.later_height))
    parts = [*_front_parts(sheet, look, Variant(None)), (look.rhythm.line_pt, tell_us)]
    return Front((*flow(parts, look, frame), *apart))


def _later(sheet: Sheet, look: Look, variant: Variant) -> tuple[Fragment, ...]:
    effort = (page_one.effort_guide(sheet.effort, look),) if variant.effort_later else ()
    needs = (page_one.equipment(sheet.equipment, look),) if variant.needs_later else ()
    return (*effort, *needs)


def _front_variants(sheet: Sheet, look: Look, *, own_page: bool) -> Iterator[Variant]:
    """Yield the ways to set page 1, from roomy to tight."""
    if own_page:
        yield from (Variant(None), Variant(None, tight=True))
        return
    if len(sheet.cards) <= ROOMY_ROWS:
        yield from (Variant(ROOMY), Variant(TIGHT), Variant(TIGHT, tight=True))
        yield Variant(TIGHT, tight=True, effort_later=True)
    if fits_one_line(sheet.glance, look):
        yield from (Variant(ONE_LINE, tight=True), Variant(ONE_LINE, tight=True, effort_later=True))
        yield Variant(ONE_LINE, tight=True, effort_later=True, needs_later=True)


def _front_parts(sheet: Sheet, look: Look, variant: Variant) -> list[tuple[float, Fragment]]:
    rhythm = look.rhythm
    block, section, top = (7.5, 7.5, 11.25) if variant.tight else (rhythm.three_quarter_pt, rhythm.line_pt, rhythm.line_pt)
    parts = [
        (0.0, page_one.letterhead(sheet.letterhead, look)),
        (top, page_one.title(sheet.title, sheet.subtitle, look)),
        (look.rhythm.half_pt, page_one.patient_block(sheet.patient, look)),
        (block, page_one.message(sheet.message, look)),
    ]
    if variant.rows is not None:
        parts.append((look.rhythm.quarter_pt, glance(sheet.glance, look, variant.rows)))
        parts.append((4.0 if variant.tight else 6.0, EMPTY if variant.needs_later else page_one.equipment(sheet.equipment, look)))
    parts.append((section, _how_and_plan(sheet, look)))
    parts.append((block, page_one.stop_box(sheet.stop, look)))
    if sheet.pain is not None:
        parts.append((block, page_one.pain_guide(sheet.pain, look)))
    if not variant.effort_later:
        parts.append((5.0 if variant.tight else rhythm.half_pt, page_one.effort_guide(sheet.effort, look)))
    return parts


def _how_and_plan(sheet: Sheet, look: Look) -> Fragment:
    left = page_one.how_to_use(sheet.how_to_use, look)
    right = page_one.my_plan(sheet.my_plan, look) if sheet.my_plan else page_one.how_to_use(sheet.equipment, look)
    return side_by_side([(0.0, left), (look.second_column_pt, right)], look.live_pt)


def _own_page_parts(sheet: Sheet, look: Look) -> list[tuple[float, Fragment]]:
    plain_rows = not sheet.glance.days and fits_one_line(sheet.glance, look)
    parts = [(0.0, glance(sheet.glance, look, ONE_LINE if plain_rows else ROOMY, own_page=True))]
    if sheet.glance.days:
        parts.append((look.rhythm.half_pt, page_one.equipment(sheet.equipment, look)))
    return parts
