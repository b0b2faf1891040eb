"""The return to running, drawn: rules, a table of stages with boxes to tick, and lists of what to do after them."""

import re
from collections.abc import Sequence

from handouts.sheet.blocks import RunWalkTable
from handouts.sheet.place.kept import drawn, kept
from handouts.sheet.place.marks import At, Element, Fragment, artifact, line, stack, wrap_in
from handouts.sheet.place.parts import bullets, head, rule, side_by_side, tick_box
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import plain, text_block, width_of

_ROW_PT = 20.0
_BOX_GAP_PT = 6.0
_AIR_PT = 3.5
"""Least room between two columns."""
_KEPT_TOGETHER = re.compile(r"(?<!\d) ")
"""Where the text of a cell may be broken: never between a number and its unit."""


def run_walk_parts(block: RunWalkTable, look: Look, room_pt: float) -> list[tuple[float, Fragment]]:
    """Return the block, each part with the gap before it: in one piece where a page holds it, else the lists on their own."""
    top, lists = drawn(_rules_and_table, block, look), _lists(block, look)
    gap = look.rhythm.half_pt
    whole = stack([(0.0, top), *((gap, one) for one in lists)], look.live_pt)
    return [(0.0, whole)] if whole.height_pt <= room_pt else [(0.0, top), *((gap, one) for one in lists)]


def _rules_and_table(block: RunWalkTable, look: Look) -> Fragment:
    """Return the rules and the stages as a section of the sheet with a bookmark."""
    width, body = look.live_pt, look.body()
    top = stack([(0, head(block.head, look.style(look.type.section_head), width)), (0, rule(width, look.text, 1.75))], width)
    rules = bullets((block.start, *block.rules), look.style(look.type.listing), width, look.u(1.5))
    weeks = text_block(plain(block.weeks, body.bold()), width)
    half = look.rhythm.half_pt
    return wrap_in("Sect", stack([(0.0, top), (half, rules), (half, weeks), (look.u(2), _table(block, look))], width), (1, block.head))


def _lists(block: RunWalkTable, look: Look) -> tuple[Fragment, ...]:
    """Return the lists below the table: in two columns where the page has two, else one below the other."""
    if look.columns == 1:
        return tuple(wrap_in("Sect", _list(one, look, look.live_pt)) for one in block.lists)
    middle = (len(block.lists) + 1) // 2
    gap = look.rhythm.half_pt
    columns = [
        stack([(gap, _list(one, look, look.column_pt)) for one in half], look.column_pt)
        for half in (block.lists[:middle], block.lists[middle:])
    ]
    placed = zip((0.0, look.second_column_pt), columns, strict=True)
    return (wrap_in("Sect", side_by_side(list(placed), look.live_pt)),)


@kept(100)
def _list(run_list: tuple[str, tuple[str, ...]], look: Look, width: float) -> Fragment:
    named, lines = run_list
    title = head(named, look.style(look.type.block_head), width, "H3")
    return stack([(0, title), (look.u(2), bullets(lines, look.style(look.type.listing), width))], width)


def _styles(look: Look) -> tuple[TextStyle, ...]:
    """Return how the columns are set: the stage's number, the minutes of running, all else."""
    body = look.body()
    return (TextStyle(body.size_pt, body.leading_pt, "semibold", look.accent), body.bold(), body, body, body)


def _widths(block: RunWalkTable, look: Look) -> list[float]:
    """Return the width of each column with the air after it: no word is cut, then heads stand on one line, then all get more."""
    air, small = look.u(_AIR_PT), look.style(look.type.caption)
    boxes = look.box_pt * block.times + look.u(_BOX_GAP_PT) * (block.times - 1) + 1
    last = max(boxes, width_of(block.columns[-1], small))
    least, whole = [], []
    for column, title, style in zip(zip(*block.stages, strict=True), block.columns, _styles(look), strict=False):
        cells = [(title, small), *((text, style) for text in column)]
        whole.append(air + max(width_of(text, cell) for text, cell in cells))
        least.append(air + max(width_of(part, cell) for text, cell in cells for part in _KEPT_TOGETHER.split(text)))
    left = look.live_pt - last - sum(least)
    wanted = sum(whole) - sum(least)
    if left >= wanted:
        return [*(width + (left - wanted) / len(whole) for width in whole), last]
    share = max(0.0, left) / wanted
    return [*(low + (high - low) * share for low, high in zip(least, whole, strict=True)), last]


def _table(block: RunWalkTable, look: Look) -> Fragment:
    widths, small = _widths(block, look), look.style(look.type.caption)
    y, titles = _row([(title, small) for title in block.columns], widths, look, 0.0)
    rows = [Element("TR", tuple(Element("TH", (cell,), scope="Column") for cell in titles))]
    rules = [line(0, y, look.live_pt, y, look.text, 1.0)]
    for stage in block.stages:
        top = y
        y, (number, *told) = _row(list(zip(stage, _styles(look), strict=True)), widths, look, top)
        box_x, box_y = sum(widths[:-1]), top + (y - top - look.box_pt) / 2
        pitch = look.box_pt + look.u(_BOX_GAP_PT)
        boxes = artifact(*(tick_box(box_x + pitch * at, box_y, look) for at in range(block.times)))
        cells = (Element("TH", (number,), scope="Row"), *(Element("TD", (cell,)) for cell in told), Element("TD", (boxes,)))
        rows.append(Element("TR", cells))
        rules.append(line(0, y - 0.375, look.live_pt, y - 0.375, look.palette.hairline))
    return Fragment(look.live_pt, y, (artifact(*rules), Element("Table", tuple(rows))))


def _row(told: Sequence[tuple[str, TextStyle]], widths: Sequence[float], look: Look, top: float) -> tuple[float, list[At]]:
    """Return where a row ends, and the text of each cell: the heads at the bottom of their row, all else in the middle."""
    is_head = not top
    texts = [text_block(plain(f"{text} ", style), width, "running", None) for (text, style), width in zip(told, widths, strict=False)]
    tallest = max(text.height_pt for text in texts)
    height = tallest + look.u(2.0) if is_head else max(look.u(_ROW_PT), look.box_pt + 4, tallest + look.u(2.0))
    places = [tallest - text.height_pt if is_head else (height - text.height_pt) / 2 for text in texts]
    lefts = [sum(widths[:at]) for at in range(len(texts))]
    return top + height, [At(x, top + y, text) for x, y, text in zip(lefts, places, texts, strict=True)]
