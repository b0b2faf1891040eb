"""Blocks -> pages: what stands on which page, and what gives way when it is full.

Heights are known before anything is written, so pages are arithmetic: page 1, then cards two by two, topics, log and last
page. A block never splits. When two cards are taller than their page the whole sheet takes the next size of the layout's fit
ladder; when no size is left, those two alone give up more. What was given up is reported.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from handouts.color import Color
from handouts.errors import HandoutError, Problem
from handouts.language import fill
from handouts.layout import FitStep, Layout, PaperSize, pt
from handouts.sheet import cards, last_page, page_one, topics
from handouts.sheet.blocks import Card, Running, Sheet
from handouts.sheet.glance import ONE_LINE, ROOMY, TIGHT, GlanceSize, fits_one_line, glance
from handouts.sheet.look import Look, TextStyle, ladder
from handouts.sheet.marks import EMPTY, At, Element, Fragment, Node, Page, Pages, artifact, line, stack
from handouts.sheet.parts import is_wide, mark_of, side_by_side
from handouts.sheet.text import NO_BREAK, width_of, words

RUNNING_HEAD_PT = 22.5
FOOT_AIR_PT = 6.0
"""Least air between the last line of content and the rule of the footer."""
ROOMY_ROWS, PAGE_ONE_ROWS = 5, 7
"""Up to so many exercises have roomy rows; more than the second number have their table on a page of its own."""


# Lines for questions and the gap before each block of the last page, from roomy to tight.
_CLOSING = ((3, 22.5), (3, 15.0), (2, 15.0), (2, 11.25), (1, 11.25), (0, 11.25))
_MANY_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """Where content may stand on a page of this paper, in points from the top left corner."""

    paper: PaperSize
    left: float
    top: float
    bottom: float
    foot_rule: float

    @property
    def first_height(self) -> float:
        """Height for content on page 1."""
        return self.bottom - self.top

    @property
    def later_top(self) -> float:
        """Where content starts under the running head."""
        return self.top + RUNNING_HEAD_PT + 15

    @property
    def later_height(self) -> float:
        """Height for content on the other pages."""
        return self.bottom - self.later_top


@dataclass(frozen=True, slots=True)
class Body:
    """The content of one page, before its head and feet are known."""

    content: Fragment
    pinned: Fragment | None = None


def place(sheet: Sheet, layout: Layout, paper_name: str, accent: Color) -> Pages:
    """Return the pages of a sheet. Raises HandoutError when a card cannot fit even on the last rung."""
    frame = _frame(layout, paper_name)
    pairs = tuple(_pairs(sheet.cards))
    sizes, last_steps = ladder(layout, accent)
    look, settings = _settings(pairs, sizes, last_steps, frame)
    front = _front(sheet, look, frame)
    bodies = [*front.bodies, *_card_pages(sheet, settings, frame), *_topic_pages(sheet, look, frame)]
    closing, left_out = _closing_pages(sheet, look, frame, front.later)
    bodies += closing
    pages = tuple(_page(body, number, len(bodies), sheet.running, look, frame) for number, body in enumerate(bodies, start=1))
    given_up = (*_smaller(sizes[0], look), *(line for setting in settings for line in setting.given_up), *left_out)
    return Pages(pages, f"{sheet.title}: {sheet.subtitle}", sheet.author, sheet.language, given_up)


def _frame(layout: Layout, paper_name: str) -> Frame:
    paper = layout.paper(paper_name)
    foot = pt(paper.height_mm - layout.margins.bottom_mm)
    return Frame(paper, pt(paper.side_mm), pt(layout.margins.top_mm), foot - FOOT_AIR_PT, foot)


Pair = tuple[Card, Card | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """How two cards that share a page are set: their look, or each on a page of its own; and what that gave up."""

    pair: Pair
    look: Look
    apart: bool = False
    given_up: tuple[str, ...] = ()


def _pairs(every: Sequence[Card]) -> Iterator[Pair]:
    for index in range(0, len(every), 2):
        two = every[index : index + 2]
        yield two[0], two[1] if len(two) > 1 else None


def _fits(pair: Pair, look: Look, frame: Frame) -> bool:
    left, right = pair
    return cards.least_height(cards.bands(left, look), cards.bands(right, look) if right else None) <= frame.later_height


def _settings(pairs: Sequence[Pair], sizes: Sequence[Look], last_steps: Sequence[FitStep], frame: Frame) -> tuple[Look, list[Setting]]:
    """Return the look of the sheet and how each pair is set: the largest size at which all fit that can, the others by the last steps."""
    stubborn = {pair: _last_resort(pair, sizes[-1], last_steps, frame) for pair in pairs if not _fits(pair, sizes[-1], frame)}
    if any(not setting.apart for setting in stubborn.values()):
        look = sizes[-1]
    else:
        look = next(look for look in sizes if all(_fits(pair, look, frame) for pair in pairs if pair not in stubborn))
    settings = [stubborn.get(pair, Setting(pair, look)) for pair in pairs]
    return look, [replace(setting, look=look) if setting.apart else setting for setting in settings]


def _last_resort(pair: Pair, look: Look, last_steps: Sequence[FitStep], frame: Frame) -> Setting:
    """Return how a pair is set that fits at no size: without a row, or each card on a page of its own with all its rows."""
    names = " and ".join(f"'{card.name}'" for card in pair if card)
    lower = look
    for step in last_steps:
        if step.one_card_a_page:
            return Setting(pair, look, apart=True, given_up=(f"{names}: one card to a page",))
        if pair[1] is None:
            continue
        lower = lower.without(step.drop or "")
        if _fits(pair, lower, frame):
            gone = sorted({label for card in pair if card for label in cards.dropped(lower, card)})
            return Setting(pair, lower, given_up=(f"{names}: {' and '.join(gone)} left out",))
    raise HandoutError(_misfits([card for card in pair if card], lower, frame))


def _misfits(every: Sequence[Card], look: Look, frame: Frame) -> Iterator[Problem]:
    for card in every:
        over = cards.height(cards.bands(card, look)) - frame.later_height
        if over > 0:
            yield Problem(message=f"'{card.name}' is {over / pt(1):.0f} mm too tall for its page; shorten its note or its texts")


def _smaller(first: Look, look: Look) -> Iterator[str]:
    """Yield what the whole sheet gave up in size."""
    if look.body_pt != first.body_pt:
        yield f"text is {look.body_pt:g} points instead of {first.body_pt:g}"
    if look.picture_pt != first.picture_pt:
        yield f"pictures are {look.picture_pt / pt(1):.0f} mm high instead of {first.picture_pt / pt(1):.0f}"


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


def _front(sheet: Sheet, look: Look, frame: Frame) -> Front:
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
        table = tuple(_flow(_own_page_parts(sheet, look), look, frame, first=frame.later_height)) if own_page else ()
        return Front((Body(whole), *table), later)
    apart = tuple(_flow(_own_page_parts(sheet, look), look, frame, first=frame.later_height))
    parts = [*_front_parts(sheet, look, Variant(None)), (look.rhythm.line_pt, tell_us)]
    return Front((*_flow(parts, look, frame), *apart))


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


def _flow(parts: Iterable[tuple[float, Fragment]], look: Look, frame: Frame, first: float | None = None) -> Iterator[Body]:
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


def _card_pages(sheet: Sheet, settings: Sequence[Setting], frame: Frame) -> Iterator[Body]:
    for setting in settings:
        look, (one, other) = setting.look, setting.pair
        if setting.apart:
            for card in filter(None, setting.pair):
                alone = cards.spread(cards.bands(card, look), look, frame.later_height)
                if alone is None:
                    raise HandoutError(_misfits([card], look, frame))
                yield Body(alone)
            continue
        placed = cards.pair(cards.bands(one, look), cards.bands(other, look) if other else None, look, frame.later_height)
        if placed is None:
            raise HandoutError(_misfits([one], look, frame))
        if other is None:
            column = last_page.notes(sheet.notes_head, look, frame.later_height - 15)
            placed = Fragment(look.live_pt, placed.height_pt, (*placed.nodes, At(look.second_column_pt, 0, column)))
        yield Body(placed)


def _topic_pages(sheet: Sheet, look: Look, frame: Frame) -> Iterator[Body]:
    held: list[tuple[float, Fragment]] = []
    half = frame.later_height / 2
    for block in sheet.topics:
        drawn = topics.topic(block, look)
        if not held:
            held = [(0.0, drawn)]
            continue
        above = held[0][1].height_pt
        rule_y = max(half - 8, above + 10)
        if rule_y + 12 + drawn.height_pt <= frame.later_height:
            divider = Fragment(look.live_pt, 1, (artifact(line(0, 0.5, look.live_pt, 0.5, look.palette.hairline)),))
            page = Fragment(look.live_pt, frame.later_height, (At(0, 0, held[0][1]), At(0, rule_y, divider), At(0, rule_y + 12, drawn)))
            yield Body(page)
            held = []
        else:
            yield Body(stack(held, look.live_pt))
            held = [(0.0, drawn)]
    if held:
        yield Body(stack(held, look.live_pt))


def _closing_pages(sheet: Sheet, look: Look, frame: Frame, later: Sequence[Fragment]) -> tuple[list[Body], tuple[str, ...]]:
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
    *bodies, last = _flow(parts, look, frame, first=room)
    return [*bodies, Body(last.content, pinned=small)], ()


def _questions(sheet: Sheet, look: Look, lines: int, gap: float) -> list[tuple[float, Fragment]]:
    return [(gap, last_page.questions(sheet.log.questions, look, lines))] if sheet.log is not None and lines else []


def _end_parts(sheet: Sheet, look: Look, gap: float, later: Sequence[Fragment]) -> list[tuple[float, Fragment]]:
    contact = last_page.contact(sheet.last.contact, look)
    return [*((gap, block) for block in later), (gap, last_page.progress(sheet.last, look)), (gap, contact)]


def _page(body: Body, number: int, total: int, running: Running, look: Look, frame: Frame) -> Page:
    top = frame.top if number == 1 else frame.later_top
    nodes: list[Node] = []
    if number > 1:
        nodes.append(At(frame.left, frame.top, _running_head(running, look)))
    nodes.append(At(frame.left, top, body.content))
    if body.pinned is not None:
        nodes.append(At(frame.left, frame.bottom - body.pinned.height_pt - 6, body.pinned))
    nodes.append(At(frame.left, frame.foot_rule, _footer(running, number, total, look)))
    return Page(pt(frame.paper.width_mm), pt(frame.paper.height_mm), tuple(nodes))


def _running_head(running: Running, look: Look) -> Fragment:
    small = look.style(look.type.caption)
    strong = small.bold("bold").inked(look.text)
    middle = 9.0
    base = middle + 0.33 * small.size_pt
    marks: list[Node] = []
    x = 0.0
    if running.logo is not None:
        width, picture = mark_of(running.logo, 18.0, 90.0)
        marks.append(picture)
        x = width + 7
    if running.logo is None or not is_wide(running.logo):
        marks.append(words(x, base, _cut(running.clinic, small, look.live_pt / 2 - x), small))
    title = running.title + (f" ·{NO_BREAK}" if running.side else "")
    side_width = width_of(running.side, strong) if running.side else 0.0
    marks.append(words(look.live_pt - side_width, base, title, small, "right"))
    if running.side:
        marks.append(words(look.live_pt, base, running.side, strong, "right"))
    y = RUNNING_HEAD_PT - 0.625
    marks.append(line(0, y, look.live_pt, y, look.accent, 1.25))
    return Fragment(look.live_pt, RUNNING_HEAD_PT, (Element("Artifact", tuple(marks)),))


def _footer(running: Running, number: int, total: int, look: Look) -> Fragment:
    style = look.style(look.type.footer)
    page = fill(running.page, n=number, total=total)
    after = f" · {running.overleaf}" if number < total else ""
    base, air = 11.0, 9.0
    right = look.live_pt - width_of(after, style) - width_of(page, style.bold())
    left = running.left
    if running.centre and width_of(left, style) + width_of(running.centre, style) + 2 * air > right:
        left = _cut(left, style, max(0.0, right - width_of(running.centre, style) - 2 * air))
    marks: list[Node] = [line(0, 0, look.live_pt, 0, look.palette.hairline), words(0, base, left, style)]
    if running.centre:
        marks.append(words(_centre_x(running.centre, style, width_of(left, style) + air, right - air, look), base, running.centre, style))
    if after:
        marks.append(words(look.live_pt, base, after, style, "right"))
    marks.append(words(look.live_pt - width_of(after, style), base, page, style.bold(), "right"))
    return Fragment(look.live_pt, 14, (Element("Artifact", tuple(marks)),))


def _centre_x(text: str, style: TextStyle, least: float, most: float, look: Look) -> float:
    """Return where a text starts that stands in the middle of the page, or as near to it as its neighbours let it."""
    width = width_of(text, style)
    return max(least, min((look.live_pt - width) / 2, most - width))


def _cut(text: str, style: TextStyle, width: float) -> str:
    """Return the text, or as much of it as fits with an ellipsis; only in running heads, where page 1 has it whole."""
    if width_of(text, style) <= width:
        return text
    while text and width_of(text + "…", style) > width:
        text = text[:-1]
    return text.rstrip() + "…"
