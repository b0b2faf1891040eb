"""A card, drawn as bands from top to bottom, so that two cards beside each other can share their band tops.

Bands in order: header, purpose, picture, start and steps, dose strip, rows (pace, load, feel, avoid, easier, harder), note
and caution, tick row. Each is a fragment of its own; `pair` sets them on shared tops as far down as they fit.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from handouts.color import WHITE
from handouts.sheet.blocks import Card, CardRow, DoseStrip, Labelled, PictureFrame
from handouts.sheet.look import Look, TextStyle
from handouts.sheet.marks import EMPTY, At, Element, Fragment, Node, Shape, artifact, box, disc, line, rounded, stack
from handouts.sheet.parts import BOX_PT, hanging, numbered_steps, tick_box, triangle
from handouts.sheet.text import Span, baseline, marked, plain, text_block, width_of, words

DISC_PT = 33.0
NAME_INDENT_PT = 45.0
STEP_INDENT_PT = 18.0
_STRIP_SHARE = 47 / 75  # the part of the strip that holds the large cells
_NAME_SIZES = (0.0, 1.0, 2.0)  # points a long name gives up before it takes two lines
_BANDS = 8
_ROOMY_TICKS = 5


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of one card, and the gap before each."""

    gaps: tuple[float, ...]
    fragments: tuple[Fragment, ...]
    card: Card


@functools.lru_cache(maxsize=2000)
def bands(card: Card, look: Look) -> Bands:
    """Return the bands of a card in a column."""
    rhythm = look.rhythm
    gaps = (0.0, 6.0, rhythm.half_pt, rhythm.three_quarter_pt, 9.0, 9.0, rhythm.half_pt, rhythm.three_quarter_pt)
    rows = [row for row in card.rows if row.key not in look.drops]
    fragments = (
        _header(card, look),
        text_block(plain(card.purpose, look.body()), look.measure_pt),
        _picture(card.picture, look),
        _start_and_steps(card, look),
        dose_strip(card.strip, look, look.column_pt),
        _rows(rows, look),
        _note_and_caution(card, look),
        _ticks(card, look),
    )
    return Bands(tuple(look.gap(gap) for gap in gaps), fragments, card)


def key_of_dropped(look: Look, card: Card) -> tuple[str, ...]:
    """Return the rows that this rung of the ladder leaves out of a card."""
    return tuple(row.key for row in card.rows if row.key in look.drops)


def height(one: Bands) -> float:
    """Return the height of a card on its own."""
    return _flow(one, 0)[1]


def pair(left: Bands, right: Bands | None, look: Look, slot_pt: float) -> Fragment | None:
    """Return two cards beside each other within a height, sharing as many band tops as fit; None when they do not fit."""
    if right is None:
        alone = height(left)
        return _placed([(0.0, _flow(left, 0)[0], left.card)], look, alone) if alone <= slot_pt else None
    for shared in range(_BANDS, -1, -1):
        tops, below = _shared_tops(left, right, shared)
        flows = [_flow(one, shared, below) for one in (left, right)]
        total = max(end for _, end in flows)
        if total <= slot_pt:
            columns = []
            for x, one, (own, _) in zip((0.0, look.second_column_pt), (left, right), flows, strict=True):
                placed = [At(0, _bottom_aligned(index, top, one, left, right), one.fragments[index]) for index, top in enumerate(tops)]
                columns.append((x, [*placed, *own], one.card))
            return _placed(columns, look, total)
    return None


def least_height(left: Bands, right: Bands | None) -> float:
    """Return the height two cards need when they share no band."""
    return max(height(left), height(right) if right else 0.0)


def _shared_tops(left: Bands, right: Bands, shared: int) -> tuple[list[float], float]:
    """Return the top of each shared band, and where the shared part ends."""
    tops, y = [], 0.0
    for index in range(shared):
        tall = max(left.fragments[index].height_pt, right.fragments[index].height_pt)
        if tall:
            y += left.gaps[index]
        tops.append(y)
        y += tall
    return tops, y


def _bottom_aligned(index: int, top: float, one: Bands, left: Bands, right: Bands) -> float:
    """Return the y of a band: pictures stand at the bottom of theirs, so that they share a floor; all else at the top."""
    if index != 2:
        return top
    tall = max(left.fragments[index].height_pt, right.fragments[index].height_pt)
    return top + tall - one.fragments[index].height_pt


def _flow(one: Bands, start: int, y: float = 0.0) -> tuple[list[At], float]:
    """Return the bands from `start` on, set one below the other from y, and where they end."""
    placed = []
    for gap, fragment in list(zip(one.gaps, one.fragments, strict=True))[start:]:
        if fragment.height_pt:
            y += gap if y else 0.0
            placed.append(At(0, y, fragment))
            y += fragment.height_pt
    return placed, y


def _placed(columns: Sequence[tuple[float, list[At], Card]], look: Look, total: float) -> Fragment:
    nodes: list[Node] = []
    for x, placed, card in columns:
        shifted: tuple[Node, ...] = tuple(At(at.x_pt + x, at.y_pt, at.fragment) for at in placed)
        group = ((1, card.group_name),) if card.first_of_group else ()
        nodes.append(Element("Sect", shifted, bookmarks=(*group, (2, card.name))))
    return Fragment(look.live_pt, total, tuple(nodes))


def _header(card: Card, look: Look) -> Fragment:
    number = look.style(look.type.card_number).inked(WHITE)
    eyebrow, light = look.style(look.type.eyebrow), look.style(look.type.eyebrow).bold("regular").inked(look.palette.secondary)
    room = look.column_pt - NAME_INDENT_PT
    label = (Span(card.group_name, eyebrow), Span(f" · {card.group_line}", light))
    over = text_block(label, room, tag="H2" if card.first_of_group else "P")
    name_style = _name_style(card.name, look, room)
    name = text_block(plain(card.name, name_style), room, tag="H3")
    lines = stack([(0, over), (0, name)], room)
    size = max(DISC_PT, lines.height_pt)
    circle = artifact(Shape(disc(DISC_PT / 2, DISC_PT / 2, DISC_PT / 2), fill=look.accent))
    digits = words(DISC_PT / 2, DISC_PT / 2 + 0.33 * number.size_pt, str(card.number), number, "centre")
    marks: tuple[Node, ...] = (circle, Element("P", (digits,)), At(NAME_INDENT_PT, max(0.0, (DISC_PT - lines.height_pt) / 2), lines))
    return Fragment(look.column_pt, size, marks)


def _name_style(name: str, look: Look, room: float) -> TextStyle:
    full = look.style(look.type.card_name)
    for less in _NAME_SIZES:
        style = TextStyle(full.size_pt - less, full.leading_pt - less, full.weight, full.color)
        if width_of(name, style) <= room:
            return style
    return TextStyle(full.size_pt - 2, full.leading_pt - 2, full.weight, full.color)


def _picture(block: PictureFrame, look: Look) -> Fragment:
    """Return the frame in which the picture will stand, saying what it will show."""
    height, width = look.picture_pt, look.column_pt
    frame = artifact(Shape(rounded(0.375, 0.375, width - 0.75, height - 0.75, 4), stroke=look.palette.rule, width_pt=0.75))
    small = look.style(look.type.caption)
    said = text_block(plain(block.alt, small.inked(look.text)), width - 24, "balanced", None)
    above = text_block(plain(block.to_come, small.bold()), width - 24, "balanced", None)
    inside = stack([(0, above), (2, said)], width - 24)
    nodes: tuple[Node, ...] = (frame, Element("Figure", (At(12, max(3.0, (height - inside.height_pt) / 2), inside),), alt=block.alt))
    return Fragment(width, height, nodes)


def _start_and_steps(card: Card, look: Look) -> Fragment:
    style = look.body()
    start = text_block((Span(card.start.head + "\u00a0\u00a0", style.bold()), Span(card.start.text, style)), look.measure_pt)
    steps = numbered_steps(card.steps, look, look.measure_pt, STEP_INDENT_PT)
    return stack([(0, start), (look.gap(5.0), steps)], look.column_pt)


def dose_strip(block: DoseStrip, look: Look, width: float) -> Fragment:
    """Return the strip: large cells over a row of details, heavy rules above and below, read as one sentence."""
    tall = look.strip_pt if block.details else look.strip_pt * _STRIP_SHARE
    upper = look.strip_pt * _STRIP_SHARE
    ground = Shape(box(0, 0, width, tall), fill=look.palette.tint)
    rules = [line(0, y, width, y, look.text, 1.75) for y in (0.875, tall - 0.875)]
    marks = _strip_cells(block, look, width, upper)
    dividers = [
        line(width * i / len(block.cells), 8, width * i / len(block.cells), upper - 6, look.palette.rule)
        for i in range(1, len(block.cells))
    ]
    if block.details:
        dividers.append(line(0, upper, width, upper, look.palette.rule))
        marks += _strip_details(block.details, look, width, upper, tall)
    return Fragment(width, tall, (artifact(ground, *rules, *dividers), Element("P", tuple(marks), actual_text=block.sentence)))


def _strip_cells(block: DoseStrip, look: Look, width: float, upper: float) -> list[Node]:
    number, label = look.style(look.type.dose_number), look.style(look.type.dose_label)
    cell = width / len(block.cells)
    if len(block.cells) >= 4:
        number = TextStyle(number.size_pt - 3, number.leading_pt, number.weight, number.color)
    widest = max(width_of(one.value, number) for one in block.cells)
    if widest > cell - 8:
        number = TextStyle(number.size_pt * (cell - 8) / widest, number.leading_pt, number.weight, number.color)
    marks: list[Node] = []
    top = (upper - number.leading_pt - label.leading_pt) / 2 + 1
    for index, one in enumerate(block.cells):
        x = cell * (index + 0.5)
        marks.append(words(x, top + baseline(number), f"{one.value} ", number, "centre"))
        marks.append(words(x, top + number.leading_pt + baseline(label) - 1, f"{one.label} ", label, "centre"))
    return marks


def _strip_details(details: Sequence[str], look: Look, width: float, upper: float, tall: float) -> list[Node]:
    """Return the details spread edge to edge, smaller when they are many or long."""
    style = look.style(look.type.dose_row)
    padding, air = 6.0, 8.0

    def set_in(one: TextStyle) -> list[Fragment]:
        spans = [marked(text, one, one.bold("bold")) for text in details]
        return [text_block(line_spans, sum(width_of(s.text, s.style) for s in line_spans) + 1, tag=None) for line_spans in spans]

    blocks = set_in(style)
    while sum(block.width_pt for block in blocks) + air * (len(blocks) - 1) > width - 2 * padding and style.size_pt > 11:
        style = TextStyle(style.size_pt - 0.5, style.leading_pt, style.weight, style.color)
        blocks = set_in(style)
    spare = width - 2 * padding - sum(block.width_pt for block in blocks)
    gap = spare / (len(blocks) - 1) if len(blocks) > 1 else 0.0
    x = padding if len(blocks) > 1 else padding + spare / 2
    y = upper + (tall - upper - style.leading_pt) / 2 - 0.4
    nodes: list[Node] = []
    for block in blocks:
        nodes.append(At(x, y, block))
        x += block.width_pt + gap
    return nodes


def _rows(rows: Sequence[CardRow], look: Look) -> Fragment:
    style = look.body()
    parts = []
    for row in rows:
        body = text_block(plain(row.text, style), look.measure_pt - NAME_INDENT_PT, "balanced", None)
        label = words(0, baseline(style), row.label + " ", style.bold())
        parts.append((look.gap(look.rhythm.quarter_pt), hanging(label, body, NAME_INDENT_PT, "P")))
    return stack(parts, look.column_pt)


def _note_and_caution(card: Card, look: Look) -> Fragment:
    note = _note(card.note, look) if card.note else EMPTY
    return stack([(0, note), (look.gap(look.rhythm.half_pt), _caution(card, look))], look.column_pt)


def _note(note: Labelled, look: Look) -> Fragment:
    style = look.body()
    width = look.measure_pt - 8
    inside = stack([(0, text_block(plain(note.head, style.bold()), width)), (0, text_block(plain(note.text, style), width))], width)
    bar = artifact(line(1.25, 0.5, 1.25, inside.height_pt + 0.5, look.accent, 2.5))
    return Fragment(look.column_pt, inside.height_pt + 1, (bar, At(8, 0, inside)))


def _caution(card: Card, look: Look) -> Fragment:
    style = look.body()
    body = text_block(plain(" ".join(card.cautions), style), look.measure_pt - STEP_INDENT_PT, "balanced", None)
    sign = artifact(*triangle(0, baseline(style) - 11.2, 14.5, look.text))
    said = Element("P", (At(STEP_INDENT_PT, 0, body),))
    return Fragment(look.column_pt, body.height_pt, (sign, said))


def _ticks(card: Card, look: Look) -> Fragment:
    """Return a box for each day on offer, five with three-letter names or seven with two to a row."""
    style = look.style(look.type.caption).inked(look.text) if len(card.ticks) > _ROOMY_TICKS else look.body()
    close = 3.0 if len(card.ticks) > _ROOMY_TICKS else 4.0
    widths = [BOX_PT + close + width_of(name, style) for name in card.ticks]
    gap = min(11.0, (look.column_pt - sum(widths)) / max(1, len(widths) - 1))
    boxes: list[Node] = []
    names: list[Node] = []
    x, height = 0.0, BOX_PT + 1
    for name, width in zip(card.ticks, widths, strict=True):
        boxes.append(tick_box(x + 0.5, 0.5, look.text))
        names.append(words(x + BOX_PT + close, height / 2 + 0.33 * style.size_pt, name + " ", style))
        x += width + gap
    return Fragment(look.column_pt, height, (artifact(*boxes), Element("P", tuple(names)))) if names else EMPTY
