"""The dose strip, drawn: large cells over a row of details, between two heavy rules; read aloud as one sentence.

What has no value is a box or a line to write in (a sheet to fill in by pen).
"""

import itertools
from collections.abc import Sequence

from handouts.library.color import WHITE
from handouts.library.language.dose_words import Detail
from handouts.sheet.blocks import DoseStrip
from handouts.sheet.place.marks import At, Element, Fragment, Node, Shape, artifact, box, line, rounded
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import baseline, marked, text_block, width_of, words

_STRIP_SHARE = 47 / 75  # the part of the strip that holds the large cells
_STRIP_PADDING_PT, _STRIP_AIR_PT = 6.0, 8.0
_CELL_AIR_PT, _LABEL_AIR_PT, _BLANK_CELL_PT, _BLANK_LINE_PT = 8.0, 5.0, 46.0, 30.0
_MANY_CELLS, _ROOMY_CELL = 4, 4.2  # a cell so many times as wide as its number is tall has air enough


def dose_strip(block: DoseStrip, look: Look, width: float) -> Fragment:
    """Return the strip: large cells over details, heavy rules above and below, read as one sentence."""
    upper = look.strip_pt * _STRIP_SHARE
    rows = _detail_rows(block.details, look, width - 2 * look.u(_STRIP_PADDING_PT))
    row_height = look.strip_pt - upper
    tall = upper + row_height + (len(rows) - 1) * look.type.dose_row.leading_pt if rows else upper
    ground = Shape(box(0, 0, width, tall), fill=look.palette.tint)
    rules = [line(0, y, width, y, look.text, 1.75) for y in (0.875, tall - 0.875)]
    rules += [line(x, 8, x, upper - 6, look.palette.rule) for x, _ in _places(block, look, width)[1:]]
    rules += _boxes_to_fill(block, look, width, upper)
    marks = _strip_cells(block, look, width, upper)
    if rows:
        rules.append(line(0, upper, width, upper, look.palette.rule))
        first = upper + (row_height - look.type.dose_row.leading_pt) / 2 - 0.4
        for index, row in enumerate(rows):
            marks += _spread_out(row, look, width, first + index * look.type.dose_row.leading_pt)
    return Fragment(width, tall, (artifact(ground, *rules), Element("P", tuple(marks), actual_text=block.sentence)))


def _boxes_to_fill(block: DoseStrip, look: Look, width: float, upper: float) -> list[Shape]:
    """Return a white box for every cell without a value."""
    label, top, places = look.style(look.type.dose_label), look.u(5.0), _places(block, look, width)
    wide = min(look.u(_BLANK_CELL_PT), min(cell for _, cell in places) - look.u(_CELL_AIR_PT))
    high = upper - label.leading_pt - top - look.u(2.5)
    return [
        Shape(rounded(x + (cell - wide) / 2, top, wide, high, 1.5), fill=WHITE, stroke=look.text, width_pt=1.0)
        for (x, cell), one in zip(places, block.cells, strict=True)
        if not one.value
    ]


def _places(block: DoseStrip, look: Look, width: float) -> list[tuple[float, float]]:
    """Return where each large cell starts and how wide it is: all alike, or one with more to say wider than the others."""
    number, label, equal = _number(block, look, width), look.style(look.type.dose_label), width / len(block.cells)
    labels = [width_of(one.label, label) + look.u(_LABEL_AIR_PT) for one in block.cells]
    values = [width_of(one.value, number) + look.u(_CELL_AIR_PT) for one in block.cells]
    whole = [max(pair) for pair in zip(labels, values, strict=True)]
    needs = whole if sum(whole) <= width else labels
    if max(*needs, *values) <= equal:
        return [(equal * at, equal) for at in range(len(block.cells))]
    spare = (width - sum(needs)) / len(needs)
    starts = itertools.accumulate((need + spare for need in needs), initial=0.0)
    return [(x, need + spare) for x, need in zip(starts, needs, strict=False)]


def _number(block: DoseStrip, look: Look, width: float) -> TextStyle:
    """Return the style of the numbers, a little smaller where many cells share a narrow strip."""
    number = look.style(look.type.dose_number)
    if len(block.cells) < _MANY_CELLS or width / len(block.cells) >= _ROOMY_CELL * number.size_pt:
        return number
    return TextStyle(number.size_pt - 3, number.leading_pt, number.weight, number.color)


def _strip_cells(block: DoseStrip, look: Look, width: float, upper: float) -> list[Node]:
    number, label = _number(block, look, width), look.style(look.type.dose_label)
    places, air = _places(block, look, width), look.u(_CELL_AIR_PT)
    fills = max(width_of(said.value, number) / (cell - air) for (_, cell), said in zip(places, block.cells, strict=True))
    if fills > 1:
        number = TextStyle(number.size_pt / fills, number.leading_pt, number.weight, number.color)
    marks: list[Node] = []
    top = (upper - number.leading_pt - label.leading_pt) / 2 + 1
    for (left, cell), said in zip(places, block.cells, strict=True):
        x = left + cell / 2
        if said.value:
            marks.append(words(x, top + baseline(number), f"{said.value} ", number, "centre"))
        marks.append(words(x, top + number.leading_pt + baseline(label) - 1, f"{said.label} ", label, "centre"))
    return marks


def _detail_rows(details: Sequence[Detail], look: Look, room: float) -> list[list[Fragment]]:
    """Return the details in one row, a little smaller if need be, or in two."""
    if not details:
        return []
    style, air = look.style(look.type.dose_row), look.u(_STRIP_AIR_PT)
    for less in (0.0, 0.5, 1.0, 1.5):
        row = _detail_blocks(details, look, TextStyle(style.size_pt - less, style.leading_pt, style.weight, style.color))
        if sum(block.width_pt for block in row) + air * (len(row) - 1) <= room:
            return [row]
    half = (len(details) + 1) // 2
    return [_detail_blocks(details[:half], look, style), _detail_blocks(details[half:], look, style)]


def _detail_blocks(details: Sequence[Detail], look: Look, style: TextStyle) -> list[Fragment]:
    return [_detail(detail, look, style) for detail in details]


def _detail(detail: Detail, look: Look, style: TextStyle) -> Fragment:
    spans = marked(detail.text + " ", style, style.bold("bold"))
    width = sum(width_of(span.text, span.style) for span in spans)
    said = text_block(spans, width + 1, tag=None)
    if not detail.to_fill:
        return said
    y, end = baseline(style) + 1.5, width + look.u(_BLANK_LINE_PT)
    ruled = artifact(line(width, y, end, y, look.text))
    return Fragment(end, said.height_pt, (*said.nodes, ruled))


def _spread_out(row: Sequence[Fragment], look: Look, width: float, y: float) -> list[Node]:
    """Return the details of a row spread from edge to edge; one alone stands in the middle."""
    padding = look.u(_STRIP_PADDING_PT)
    spare = width - 2 * padding - sum(block.width_pt for block in row)
    gap = spare / (len(row) - 1) if len(row) > 1 else 0.0
    x = padding if len(row) > 1 else padding + spare / 2
    nodes: list[Node] = []
    for block in row:
        nodes.append(At(x, y, block))
        x += block.width_pt + gap
    return nodes
