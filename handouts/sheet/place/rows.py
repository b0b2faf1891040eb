"""A summary: an exercise is one row, picture at the left, what to do in the middle, the dose at the right; one page where it fits."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handouts.layout.layout import Layout
from handouts.layout.parts import CardPart
from handouts.sheet.blocks import Card, Sheet
from handouts.sheet.place.cards import ticks
from handouts.sheet.place.closing import Space, end_parts
from handouts.sheet.place.frame import Body, PageFrame, flow
from handouts.sheet.place.front import Placed, front_parts
from handouts.sheet.place.kept import kept
from handouts.sheet.place.marks import EMPTY, At, Element, Fragment, GivenUp, Node, artifact, line, stack
from handouts.sheet.place.parts import numbered_steps, triangle
from handouts.sheet.place.pictures import exercise_picture, muscle_key, no_picture, photo
from handouts.sheet.place.style import Look
from handouts.sheet.place.text import TextSpan, baseline, marked, plain, text_block, width_of, words

_PICTURE_SHAPE = 32 / 34  # width to height of a row's picture
_DOSE_PT, _GUTTER_PT, _STEP_PT = 105.0, 11.0, 15.0
_NO_QUESTIONS = Space(0, 11.25, math.inf)


def row_pages(sheet: Sheet, sizes: Sequence[Look], frame: PageFrame, layout: Layout) -> tuple[Look, list[Body], tuple[GivenUp, ...]]:
    """Return the pages of a summary at the largest size that makes it one page; at the first size over several where none does."""
    for look in sizes:
        bodies = list(flow(_parts(sheet, look, layout, frame), look, frame))
        if len(bodies) == 1:
            return look, bodies, ()
    look = sizes[0]
    bodies = list(flow(_parts(sheet, look, layout, frame), look, frame))
    return look, bodies, (GivenUp(f"the summary takes {len(bodies)} pages"),)


def _parts(sheet: Sheet, look: Look, layout: Layout, frame: PageFrame) -> Placed:
    gap = look.gap(look.rhythm.half_pt)
    rows = [placed for card in sheet.cards for placed in _row_and_key(card, look, gap)]
    end = end_parts(sheet, look, layout.end.parts, layout.front.parts, _NO_QUESTIONS)
    return [*front_parts(sheet, look, layout.front.parts, frame), *rows, *end]


def _row_and_key(card: Card, look: Look, gap: float) -> Iterator[tuple[float, Fragment]]:
    """Yield an exercise's row, and the key to the marked muscles under the first picture that shows one."""
    yield gap, _ruled(row(card, look), look)
    if "picture" in look.parts and card.picture.key is not None:
        yield look.gap(look.rhythm.quarter_pt), muscle_key(card.picture.key, look, look.live_pt)


def _ruled(drawn: Fragment, look: Look) -> Fragment:
    """Return a row under its hairline."""
    over = artifact(line(0, 0.375, look.live_pt, 0.375, look.palette.rule))
    return stack([(0, Fragment(look.live_pt, 1.0, (over,))), (look.gap(look.rhythm.half_pt), drawn)], look.live_pt)


@kept(200)
def row(card: Card, look: Look) -> Fragment:
    """Return an exercise as a row."""
    picture_pt = look.picture_pt * _PICTURE_SHAPE
    gutter, dose_pt = look.u(_GUTTER_PT), look.u(_DOSE_PT)
    dose_x = look.live_pt - dose_pt
    picture = _picture(card, look, picture_pt) if "picture" in look.parts else EMPTY
    text_x = picture_pt + gutter if picture.nodes else 0.0
    text = _text(card, look, dose_x - gutter - text_x)
    dose = _dose(card, look, dose_pt - gutter)
    height = max(picture.height_pt, text.height_pt, dose.height_pt)
    rule = artifact(line(dose_x, 0, dose_x, height, look.palette.rule))
    placed = (At(text_x, 0, text), At(0, 0, picture), At(dose_x + gutter, 0, dose), rule)
    group = ((1, card.group_name),) if card.first_of_group else ()
    return Fragment(look.live_pt, height, (Element("Sect", placed, bookmarks=(*group, (2, card.name))),))


def _picture(card: Card, look: Look, width: float) -> Fragment:
    """Return the photo, or the panel that shows most: the finish, or the first of a series."""
    block = card.picture
    if block.photo is not None:
        return photo(block, width, look.picture_pt)
    if not block.panels:
        return no_picture(block, look, width, look.picture_pt)
    telling = block.panels[-1 if len(block.panels) <= 2 else 0]
    return exercise_picture(replace(block, panels=(telling,)), look, width, look.picture_pt)


def _text(card: Card, look: Look, width: float) -> Fragment:
    style, tight, apart = look.body(), look.gap(look.u(1.5)), look.gap(look.rhythm.quarter_pt)
    parts: list[tuple[float, Fragment]] = []
    for part in look.parts:
        if part == "header":
            parts += [(0.0, _name(card, look, width)), *_condition(card, look, width)]
        elif part == "purpose":
            parts.append((tight, text_block(plain(card.purpose, style), width)))
        elif part in ("start", "steps"):
            parts += _doing(part, card, look, width)
        elif part == "dose":
            parts += [(apart, _labelled(row.label, row.text, look, width)) for row in card.rows if row.key == "dose"]
        elif part == "note" and card.note is not None:
            parts.append((apart, _labelled(card.note.head, card.note.text, look, width)))
        elif part == "caution":
            parts.append((apart, _caution(card, look, width)))
        elif part == "ticks":
            parts.append((apart, ticks(card, look, width)))
        else:
            parts += [(apart, _labelled(row.label, row.text, look, width)) for row in card.rows if row.key == part]
    return stack(parts, width)


def _doing(part: CardPart, card: Card, look: Look, width: float) -> Placed:
    """Return the start or the steps; before the one that comes first, what must be true before either."""
    tight, apart = look.gap(look.u(1.5)), look.gap(look.rhythm.quarter_pt)
    first = next(one for one in look.parts if one in ("start", "steps"))
    drawn = (tight, _labelled(card.start.head, card.start.text, look, width))
    if part == "steps":
        drawn = (apart, numbered_steps(card.steps, look, width, look.u(_STEP_PT)))
    if card.first is None or part != first:
        return [drawn]
    return [(tight, _labelled(card.first.head, card.first.text, look, width)), drawn]


def _labelled(label: str, text: str, look: Look, width: float) -> Fragment:
    """Return a label with its text after it, or with a line to write on where there is none."""
    style = look.body()
    if not text:
        named = words(0, baseline(style), label + " ", style.bold())
        start, y = named.width_pt + look.u(3), baseline(style) + 2
        return Fragment(width, style.leading_pt, (Element("P", (named,)), artifact(line(start, y, width, y, look.text))))
    return text_block((TextSpan(label + "\u00a0 ", style.bold()), TextSpan(text, style)), width)


def _name(card: Card, look: Look, width: float) -> Fragment:
    style = look.style(look.type.card_name)
    more = f" · {card.change}" if card.change else ""
    spans = (TextSpan(f"{card.number}\u00a0\u00a0", style.inked(look.accent)), TextSpan(f"{card.name}{more}", style))
    named = text_block(spans, width, tag="H2")
    if card.second is None:
        return named
    text, language = card.second
    small = text_block(plain(text, look.style(look.type.caption)), width, tag=None)
    return stack([(0, named), (0, Fragment(width, small.height_pt, (Element("P", small.nodes, lang=language),)))], width)


def _condition(card: Card, look: Look, width: float) -> Placed:
    """Return what must be true before the exercise is done at all, marked like a caution and bold; nothing where there is nothing."""
    spans = (TextSpan(card.condition, look.body().bold()),)
    return [(look.gap(look.u(1.5)), _beside_sign(card, spans, look, width))] if card.condition else []


def _caution(card: Card, look: Look, width: float) -> Fragment:
    style = look.body()
    for_flags, usual = (" ".join(part) for part in (card.cautions[: card.for_flags], card.cautions[card.for_flags :]))
    spans = (*((TextSpan(f"{for_flags} ", style.bold()),) if for_flags else ()), TextSpan(usual, style))
    return _beside_sign(card, spans, look, width)


def _beside_sign(card: Card, spans: tuple[TextSpan, ...], look: Look, width: float) -> Fragment:
    """Return words of care beside the triangle, which is read aloud before them."""
    style, indent = look.body(), look.u(_STEP_PT)
    body = text_block(spans, width - indent, "balanced", None)
    marks = triangle(0.7, baseline(style) - look.u(9.6), look.u(11.5), look.text)
    sign = Element("Span", marks, actual_text=f"{card.caution_label}: ")
    return Fragment(width, body.height_pt, (Element("P", (sign, At(indent, 0, body))),))


def _dose(card: Card, look: Look, width: float) -> Fragment:
    """Return the dose as values one below the other, then how often and on which days; read aloud as one sentence."""
    number, label, body = look.style(look.type.dose_number), look.style(look.type.dose_label), look.body()
    y = 0.0
    nodes: list[Node] = []
    rules = []
    for cell in card.strip.cells:
        base = y + baseline(number)
        x = width_of(cell.value, number) if cell.value else look.u(_STEP_PT * 2)
        if cell.value:
            nodes.append(words(0, base, cell.value + " ", number))
        else:
            rules.append(line(0, base + 1.5, x, base + 1.5, look.text))
        beside = x + look.u(4) + width_of(cell.label, label) <= width
        nodes.append(words(x + look.u(4) if beside else 0, base if beside else base + label.leading_pt, cell.label + " ", label))
        y += number.leading_pt if beside else number.leading_pt + label.leading_pt
    for detail in card.strip.details:
        said = text_block(marked(f"{detail.text} ", body, body.bold()), width, tag=None)
        nodes.append(At(0, y, said))
        if detail.to_fill:
            start = width_of(detail.text + " ", body)
            rules.append(line(start, y + baseline(body) + 1.5, min(width, start + look.u(30)), y + baseline(body) + 1.5, look.text))
        y += said.height_pt
    said_days = [Element("P", (At(0, y, days),)) for days in (_days(card, look, width),) if days.nodes]
    y += _days(card, look, width).height_pt
    dose = Element("P", tuple(nodes), actual_text=card.strip.sentence)
    return Fragment(width, y, (artifact(*rules), dose, *said_days))


def _days(card: Card, look: Look, width: float) -> Fragment:
    """Return the days by name, where the sheet is a patient's and the dose does not say every day."""
    shown = card.on_days if " · " in card.on_days else ""
    return text_block(plain(shown, look.body("semibold")), width, tag=None) if shown else EMPTY
