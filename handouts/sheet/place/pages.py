"""Blocks -> pages: what stands on which page.

Heights are known before anything is written, so pages are arithmetic: page 1, then cards (two by two, or a page each), topics,
log and last page; or a summary in rows. A block never splits; what gives way when a page is full is decided in `fit`, `front`,
`rows` and `closing`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handouts.errors import HandoutError
from handouts.layout.layout import Layout, pt
from handouts.sheet.blocks import Running, Sheet
from handouts.sheet.place import bands, cards, guides, last_page, topics
from handouts.sheet.place.closing import closing_pages
from handouts.sheet.place.feet import footer, footer_pt, running_head
from handouts.sheet.place.fit import Setting, fit_pages, fit_pairs, misfits, pairs_of, smaller
from handouts.sheet.place.frame import FOOT_AIR_PT, Body, PageFrame, flow, frame_of
from handouts.sheet.place.front import front_pages
from handouts.sheet.place.kept import drawn
from handouts.sheet.place.marks import At, Fragment, GivenUp, Node, Page, Pages, artifact, line, stack
from handouts.sheet.place.rows import row_pages
from handouts.sheet.place.style import Look, Printing, ladder
from handouts.storing.values import dataclass

_PINNED_AIR_PT = 22.5


@dataclass(frozen=True, slots=True)
class _Placed:
    """Every page's content in order, the look of the whole sheet, and what was given up."""

    look: Look
    bodies: tuple[Body, ...]
    given_up: tuple[GivenUp, ...]


@dataclass(frozen=True, slots=True)
class _Keyed:
    """The first page of cards with the effort guide under them, and what that gave up."""

    first: Body
    given_up: tuple[GivenUp, ...]


def place(sheet: Sheet, layout: Layout, printing: Printing) -> Pages:
    """Return the pages of a sheet. Raises HandoutError when a card cannot fit even on the last rung."""
    frame = frame_of(layout, printing.paper)
    placed = _summary(sheet, layout, printing, frame) if layout.cards.arrangement == "rows" else _whole(sheet, layout, printing, frame)
    bodies, look = placed.bodies, placed.look
    has_head = "masthead" in layout.front.parts or "letterhead" in layout.front.parts
    pages = tuple(
        _page(body, (number, len(bodies)), sheet.running, look, frame, headed=number > 1 or not has_head)
        for number, body in enumerate(bodies, start=1)
    )
    return Pages(pages, f"{sheet.title}: {sheet.subtitle}", sheet.author, sheet.language, placed.given_up)


def _whole(sheet: Sheet, layout: Layout, printing: Printing, frame: PageFrame) -> _Placed:
    sizes, last_steps = ladder(layout, printing)
    if layout.cards.arrangement == "pairs":
        look, settings = fit_pairs(tuple(pairs_of(sheet.cards)), sizes, last_steps, frame)
        card_pages, keyed = list(_pair_pages(sheet, settings, frame)), _first_with_key(sheet, settings, sizes[sizes.index(look) :], frame)
    else:
        look, settings = fit_pages(sheet.cards, sizes, last_steps, frame, overleaf=layout.cards.overleaf)
        card_pages, keyed = list(_single_pages(settings, frame)), None
    front = front_pages(sheet, look, frame, layout.front.parts, cards_have_room=keyed is not None)
    later, given_up = front.later, [*smaller(sizes[0], look), *(line for setting in settings for line in setting.given_up)]
    if keyed is not None and "effort" in later:
        card_pages[0], later = keyed.first, tuple(part for part in later if part != "effort")
        given_up += keyed.given_up
    closing, left_out = closing_pages(sheet, look, frame, layout, later)
    return _Placed(look, (*front.bodies, *card_pages, *_topic_pages(sheet, look, frame), *closing), (*given_up, *left_out))


def _first_with_key(sheet: Sheet, settings: Sequence[Setting], sizes: Sequence[Look], frame: PageFrame) -> _Keyed | None:
    """Return the first page of cards with the effort guide under them; None where it has no room for it.

    Gaps and pictures of that page give way for it, as the ladder says; its type does not.
    """
    if not settings:
        return None
    look, own = sizes[0], settings[0].look
    key, gap = drawn(guides.effort_guide, sheet.effort, look), look.rhythm.three_quarter_pt
    for rung in sizes:
        picture_pt = min(own.picture_pt, rung.picture_pt)
        setting = replace(settings[0], look=replace(own, gap_scale=min(own.gap_scale, rung.gap_scale), picture_pt=picture_pt))
        bodies = _of_pair(sheet, setting, frame.later_height - key.height_pt - gap, frame.later_height)
        if bodies:
            less = f"pictures over the effort guide are {picture_pt / pt(1):.0f} mm high instead of {own.picture_pt / pt(1):.0f}"
            body = Body(stack([(0.0, bodies[0].content), (gap, key)], look.live_pt))
            return _Keyed(body, (GivenUp(less),) if picture_pt < own.picture_pt else ())
    return None


def _summary(sheet: Sheet, layout: Layout, printing: Printing, frame: PageFrame) -> _Placed:
    sizes, _ = ladder(layout, printing)
    look, bodies, given_up = row_pages(sheet, sizes, frame, layout)
    return _Placed(look, tuple(bodies), (*smaller(sizes[0], look), *given_up))


def _single_pages(settings: Sequence[Setting], frame: PageFrame) -> Iterator[Body]:
    for setting in settings:
        yield from map(Body, bands.down_pages(cards.bands(setting.pair[0], setting.look), setting.look, frame.later_height))


def _pair_pages(sheet: Sheet, settings: Sequence[Setting], frame: PageFrame) -> Iterator[Body]:
    for setting in settings:
        bodies = _of_pair(sheet, setting, frame.later_height, frame.later_height)
        if bodies is None:
            alone = [card for card in setting.pair if card] if setting.apart else setting.pair[:1]
            raise HandoutError(misfits(alone, setting.look, frame, spread=setting.apart))
        yield from bodies


def _of_pair(sheet: Sheet, setting: Setting, first_pt: float, later_pt: float) -> list[Body] | None:
    """Return the page of two cards, or the page of each, the first within its own height; None where one does not fit."""
    look, (left, right) = setting.look, setting.pair
    if setting.apart:
        slots = zip(filter(None, setting.pair), (first_pt, later_pt), strict=False)
        alone = [bands.spread(cards.bands(card, look), look, slot) for card, slot in slots]
        return [Body(spread) for spread in alone if spread is not None] if None not in alone else None
    placed = bands.pair(cards.bands(left, look), cards.bands(right, look) if right else None, look, first_pt)
    if placed is None:
        return None
    if right is None:
        column = drawn(last_page.notes, (sheet.notes_head, first_pt - 15), look)
        placed = Fragment(look.live_pt, max(placed.height_pt, column.height_pt), (*placed.nodes, At(look.second_column_pt, 0, column)))
    return [Body(placed)]


def _topic_pages(sheet: Sheet, look: Look, frame: PageFrame) -> Iterator[Body]:
    if look.columns == 1:
        for block in sheet.topics:
            yield from flow(topics.topic_parts(block, look), look, frame, first=frame.later_height)
        return
    held: list[tuple[float, Fragment]] = []
    half = frame.later_height / 2
    for block in sheet.topics:
        topic = drawn(topics.topic, block, look)
        if not held:
            held = [(0.0, topic)]
            continue
        above = held[0][1].height_pt
        rule_y = max(half - 8, above + 10)
        if rule_y + 12 + topic.height_pt <= frame.later_height:
            divider = Fragment(look.live_pt, 1, (artifact(line(0, 0.5, look.live_pt, 0.5, look.palette.hairline)),))
            page = Fragment(look.live_pt, frame.later_height, (At(0, 0, held[0][1]), At(0, rule_y, divider), At(0, rule_y + 12, topic)))
            yield Body(page)
            held = []
        else:
            yield Body(stack(held, look.live_pt))
            held = [(0.0, topic)]
    if held:
        yield Body(stack(held, look.live_pt))


def _page(body: Body, numbers: tuple[int, int], running: Running, look: Look, frame: PageFrame, *, headed: bool) -> Page:
    number, total = numbers
    top = frame.later_top if headed else frame.top
    nodes: list[Node] = []
    if headed:
        nodes.append(At(frame.left, frame.top, running_head(running, look)))
    nodes.append(At(frame.left, top, body.content))
    foot, bottom = _foot(body, top, frame)
    if body.pinned is not None:
        nodes.append(At(frame.left, bottom - body.pinned.height_pt - look.u(6), body.pinned))
    nodes.append(At(frame.left, foot, footer(running, number, total, look, grows=frame.grows)))
    height = foot + max(frame.margin_pt, footer_pt(look)) if frame.grows else pt(frame.paper.height_mm)
    return Page(pt(frame.paper.width_mm), height, tuple(nodes))


def _foot(body: Body, top: float, frame: PageFrame) -> tuple[float, float]:
    """Return where the footer's rule stands, and the bottom of what may stand above it; below its content on a page that grows."""
    if not frame.grows:
        return frame.foot_rule, frame.bottom
    pinned = body.pinned.height_pt + _PINNED_AIR_PT if body.pinned is not None else 0.0
    least = pt(frame.paper.least_height_mm) - frame.margin_pt
    foot = max(least, top + body.content.height_pt + pinned + 2 * FOOT_AIR_PT)
    return foot, foot - FOOT_AIR_PT
