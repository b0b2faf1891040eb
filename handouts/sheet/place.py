"""Blocks -> pages: what stands on which page.

Heights are known before anything is written, so pages are arithmetic: page 1, then cards two by two, topics, log and last
page. A block never splits; what gives way when a page is full is decided in `fit`, `front` and `closing`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handouts.clinic import Figures
from handouts.color import Color
from handouts.errors import HandoutError
from handouts.layout import InkMode, Layout, pt
from handouts.sheet import cards, last_page, topics
from handouts.sheet.blocks import Running, Sheet
from handouts.sheet.closing import closing_pages
from handouts.sheet.feet import footer, running_head
from handouts.sheet.fit import Setting, fit_pairs, misfits, pairs_of, smaller
from handouts.sheet.frame import Body, Frame, frame_of
from handouts.sheet.front import front_pages
from handouts.sheet.look import AS_USUAL, Look, ladder
from handouts.sheet.marks import At, Fragment, Node, Page, Pages, artifact, line, stack


@dataclass(frozen=True, slots=True)
class Printing:
    """How one clinic and plan want a sheet printed."""

    paper: str
    accent: Color
    ink_mode: InkMode = "colour"
    figures: Figures = AS_USUAL


def place(sheet: Sheet, layout: Layout, printing: Printing) -> Pages:
    """Return the pages of a sheet. Raises HandoutError when a card cannot fit even on the last rung."""
    frame = frame_of(layout, printing.paper)
    pairs = tuple(pairs_of(sheet.cards))
    sizes, last_steps = ladder(layout, printing.accent, printing.ink_mode, printing.figures)
    look, settings = fit_pairs(pairs, sizes, last_steps, frame)
    front = front_pages(sheet, look, frame)
    bodies = [*front.bodies, *_card_pages(sheet, settings, frame), *_topic_pages(sheet, look, frame)]
    closing, left_out = closing_pages(sheet, look, frame, front.later)
    bodies += closing
    pages = tuple(_page(body, number, len(bodies), sheet.running, look, frame) for number, body in enumerate(bodies, start=1))
    given_up = (*smaller(sizes[0], look), *(line for setting in settings for line in setting.given_up), *left_out)
    return Pages(pages, f"{sheet.title}: {sheet.subtitle}", sheet.author, sheet.language, given_up)


def _card_pages(sheet: Sheet, settings: Sequence[Setting], frame: Frame) -> Iterator[Body]:
    for setting in settings:
        look, (one, other) = setting.look, setting.pair
        if setting.apart:
            for card in filter(None, setting.pair):
                alone = cards.spread(cards.bands(card, look), look, frame.later_height)
                if alone is None:
                    raise HandoutError(misfits([card], look, frame))
                yield Body(alone)
            continue
        placed = cards.pair(cards.bands(one, look), cards.bands(other, look) if other else None, look, frame.later_height)
        if placed is None:
            raise HandoutError(misfits([one], look, frame))
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


def _page(body: Body, number: int, total: int, running: Running, look: Look, frame: Frame) -> Page:
    top = frame.top if number == 1 else frame.later_top
    nodes: list[Node] = []
    if number > 1:
        nodes.append(At(frame.left, frame.top, running_head(running, look)))
    nodes.append(At(frame.left, top, body.content))
    if body.pinned is not None:
        nodes.append(At(frame.left, frame.bottom - body.pinned.height_pt - 6, body.pinned))
    nodes.append(At(frame.left, frame.foot_rule, footer(running, number, total, look)))
    return Page(pt(frame.paper.width_mm), pt(frame.paper.height_mm), tuple(nodes))
