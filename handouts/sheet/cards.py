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
from handouts.sheet.marks import EMPTY, At, Element, Fragment, Node, Shape, artifact, box, disc, line, stack
from handouts.sheet.parts import BOX_PT, hanging, numbered_steps, tick_box, triangle
from handouts.sheet.pictures import exercise_picture, no_picture, photo
from handouts.sheet.text import Span, baseline, centred_baseline, marked, plain, text_block, width_of, words

DISC_PT = 33.0
NAME_INDENT_PT = 45.0
STEP_INDENT_PT = 18.0
_STRIP_SHARE = 47 / 75  # the part of the strip that holds the large cells
_NAME_SIZES = (0.0, 1.0, 2.0)  # points a long name gives up before it takes two lines
_STRIP_PADDING_PT, _STRIP_AIR_PT = 6.0, 8.0
_BANDS = 8
_SPREAD_FROM = 4  # the band that starts the second column when a card has a page to itself
_ROOMY_TICKS, _TICK_GAP_PT = 5, 11.0


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


def dropped(look: Look, card: Card) -> tuple[str, ...]:
    """Return the rows that this look leaves out of a card."""
    return tuple(row.label for row in card.rows if row.key in look.drops)


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


def spread(one: Bands, look: Look, slot_pt: float) -> Fragment | None:
    """Return one card over both columns, its doing at the left and its dose and words at the right; None when it does not fit."""
    left, left_end = _flow(one, 0, stop=_SPREAD_FROM)
    top = one.fragments[0].height_pt + one.gaps[1]
    right, right_end = _flow(one, _SPREAD_FROM, 0.0)
    if max(left_end, top + right_end) > slot_pt:
        return None
    moved = [At(look.second_column_pt, top + at.y_pt, at.fragment) for at in right]
    return _placed([(0.0, [*left, *moved], one.card)], look, max(left_end, top + right_end))


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


def _flow(one: Bands, start: int, y: float = 0.0, stop: int = _BANDS) -> tuple[list[At], float]:
    """Return the bands from `start` up to `stop`, set one below the other from y, and where they end."""
    placed = []
    for gap, fragment in list(zip(one.gaps, one.fragments, strict=True))[start:stop]:
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
    name = text_block(plain(card.name, name_style), room, tag=None)
    tall = over.height_pt + name.height_pt
    top = max(0.0, (DISC_PT - tall) / 2)
    ring = look.ink_mode == "ink-saver"
    shape = Shape(disc(DISC_PT / 2, DISC_PT / 2, DISC_PT / 2 - 0.875), stroke=look.text, width_pt=1.75)
    circle = artifact(shape if ring else Shape(disc(DISC_PT / 2, DISC_PT / 2, DISC_PT / 2), fill=look.accent))
    number = number.inked(look.text) if ring else number
    digits = words(DISC_PT / 2, centred_baseline(DISC_PT / 2, number), f"{card.number} ", number, "centre")
    heading = Element("H3", (Element("Span", (digits,)), At(NAME_INDENT_PT, top + over.height_pt, name)))
    return Fragment(look.column_pt, max(DISC_PT, tall), (circle, At(NAME_INDENT_PT, top, over), heading))


def _name_style(name: str, look: Look, room: float) -> TextStyle:
    full = look.style(look.type.card_name)
    for less in _NAME_SIZES:
        style = TextStyle(full.size_pt - less, full.leading_pt - less, full.weight, full.color)
        if width_of(name, style) <= room:
            return style
    return TextStyle(full.size_pt - 2, full.leading_pt - 2, full.weight, full.color)


def _picture(block: PictureFrame, look: Look) -> Fragment:
    if block.photo is not None:
        return photo(block, look.column_pt, look.picture_pt)
    draw = exercise_picture if block.panels else no_picture
    return draw(block, look, look.column_pt, look.picture_pt)


def _start_and_steps(card: Card, look: Look) -> Fragment:
    style = look.body()
    start = text_block((Span(card.start.head + "\u00a0\u00a0", style.bold()), Span(card.start.text, style)), look.measure_pt)
    steps = numbered_steps(card.steps, look, look.measure_pt, STEP_INDENT_PT)
    return stack([(0, start), (look.gap(5.0), steps)], look.column_pt)


def dose_strip(block: DoseStrip, look: Look, width: float) -> Fragment:
    """Return the strip: large cells over details, heavy rules above and below, read as one sentence."""
    upper = look.strip_pt * _STRIP_SHARE
    rows = _detail_rows(block.details, look, width - 2 * _STRIP_PADDING_PT)
    row_height = look.strip_pt - upper
    tall = upper + row_height + (len(rows) - 1) * look.type.dose_row.leading_pt if rows else upper
    ground = Shape(box(0, 0, width, tall), fill=look.palette.tint)
    rules = [line(0, y, width, y, look.text, 1.75) for y in (0.875, tall - 0.875)]
    count = len(block.cells)
    rules += [line(width * i / count, 8, width * i / count, upper - 6, look.palette.rule) for i in range(1, count)]
    marks = _strip_cells(block, look, width, upper)
    if rows:
        rules.append(line(0, upper, width, upper, look.palette.rule))
        first = upper + (row_height - look.type.dose_row.leading_pt) / 2 - 0.4
        for index, row in enumerate(rows):
            marks += _spread_out(row, width, first + index * look.type.dose_row.leading_pt)
    return Fragment(width, tall, (artifact(ground, *rules), Element("P", tuple(marks), actual_text=block.sentence)))


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


def _detail_rows(details: Sequence[str], look: Look, room: float) -> list[list[Fragment]]:
    """Return the details in one row, a little smaller if need be, or in two."""
    if not details:
        return []
    style = look.style(look.type.dose_row)
    for less in (0.0, 0.5, 1.0, 1.5):
        row = _detail_blocks(details, TextStyle(style.size_pt - less, style.leading_pt, style.weight, style.color))
        if sum(block.width_pt for block in row) + _STRIP_AIR_PT * (len(row) - 1) <= room:
            return [row]
    half = (len(details) + 1) // 2
    return [_detail_blocks(details[:half], style), _detail_blocks(details[half:], style)]


def _detail_blocks(details: Sequence[str], style: TextStyle) -> list[Fragment]:
    spans = [marked(text + " ", style, style.bold("bold")) for text in details]
    return [text_block(one, sum(width_of(span.text, span.style) for span in one) + 1, tag=None) for one in spans]


def _spread_out(row: Sequence[Fragment], width: float, y: float) -> list[Node]:
    """Return the details of a row spread from edge to edge; one alone stands in the middle."""
    spare = width - 2 * _STRIP_PADDING_PT - sum(block.width_pt for block in row)
    gap = spare / (len(row) - 1) if len(row) > 1 else 0.0
    x = _STRIP_PADDING_PT if len(row) > 1 else _STRIP_PADDING_PT + spare / 2
    nodes: list[Node] = []
    for block in row:
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
    """Return the cautions beside their sign, each on a line of its own where that takes no more lines."""
    style, width = look.body(), look.measure_pt - STEP_INDENT_PT
    body = text_block(plain(" ".join(card.cautions), style), width, "balanced", None)
    apart = stack([(0, text_block(plain(f"{text} ", style), width, "balanced", None)) for text in card.cautions], width)
    if apart.height_pt <= body.height_pt:
        body = apart
    sign = Element("Span", triangle(0.7, baseline(style) - 10.2, 12.5, look.text), actual_text=f"{card.caution_label}: ")
    said = Element("P", (sign, At(STEP_INDENT_PT, 0, body)))
    return Fragment(look.column_pt, body.height_pt, (said,))


def _ticks(card: Card, look: Look) -> Fragment:
    """Return a box for each day on offer: up to five with three-letter names, else smaller names at an even pitch."""
    many = len(card.ticks) > _ROOMY_TICKS
    caption = look.style(look.type.caption)
    style = TextStyle(caption.size_pt - 0.5, caption.leading_pt, caption.weight, look.text) if many else look.body()
    close = 1.5 if many else 4.0
    boxes: list[Node] = []
    names: list[Node] = []
    x, height = 0.0, BOX_PT + 1
    for name in card.ticks:
        boxes.append(tick_box(x + 0.5, 0.5, look.text))
        names.append(words(x + BOX_PT + 0.5 + close, centred_baseline(height / 2, style), name + " ", style))
        x += look.column_pt / len(card.ticks) if many else BOX_PT + close + width_of(name, style) + _TICK_GAP_PT
    return Fragment(look.column_pt, height, (artifact(*boxes), Element("P", tuple(names), actual_text=card.ticks_said))) if names else EMPTY
