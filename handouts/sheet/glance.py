"""The table of exercises, drawn: a plan's week at a glance, or the groups of a section sheet with a box to mark each row."""

from dataclasses import dataclass

from handouts.sheet.blocks import Glance, GlanceGroup, GlanceRow
from handouts.sheet.look import Look, TextStyle
from handouts.sheet.marks import At, Element, Fragment, Node, Shape, Words, artifact, disc, line, stack, wrap_in
from handouts.sheet.parts import BOX_PT, DOT_RADIUS_PT, dash, rule, tick_box
from handouts.sheet.pictures import THUMB_HEIGHT_PT, THUMB_WIDTH_PT, thumbnail
from handouts.sheet.text import Span, baseline, centred_baseline, plain, text_block, width_of, words

_NUMBER_PT, _THUMB_COLUMN_PT, _BOX_COLUMN_PT, _OFTEN_PT = 27.0, 40.0, 22.0, 90.0
_LEAST_DOSE_PT = 11.0


@dataclass(frozen=True, slots=True)
class GlanceSize:
    """How roomy the table is: height of a row, whether it has a picture and two lines, width of a day."""

    row_pt: float
    roomy: bool
    day_pt: float


ROOMY = GlanceSize(34.5, roomy=True, day_pt=29.0)
TIGHT = GlanceSize(31.0, roomy=True, day_pt=29.0)
ONE_LINE = GlanceSize(20.0, roomy=False, day_pt=25.5)


@dataclass(frozen=True, slots=True)
class _Table:
    """What every row of one table needs."""

    block: Glance
    look: Look
    size: GlanceSize

    @property
    def number_x(self) -> float:
        """Where the number stands: after the box to mark, on a section sheet."""
        return 0.0 if self.block.days else _BOX_COLUMN_PT

    @property
    def text_x(self) -> float:
        """Where the name starts."""
        return self.number_x + _NUMBER_PT + (_THUMB_COLUMN_PT if self.size.roomy else 0.0)

    @property
    def text_pt(self) -> float:
        """Room for name and dose."""
        columns = self.size.day_pt * len(self.block.days) if self.block.days else _OFTEN_PT
        return self.look.live_pt - self.text_x - columns

    def day_x(self, index: int) -> float:
        """Return the middle of a day's column."""
        return self.look.live_pt - self.size.day_pt * (len(self.block.days) - index - 0.5)


def glance(block: Glance, look: Look, size: GlanceSize, *, own_page: bool = False) -> Fragment:
    """Return the table with its head, which is larger when it heads a page."""
    table = _Table(block, look, size)
    parts: list[tuple[float, Fragment]] = [(0, _head(table, own_page=own_page))]
    for group in block.groups:
        if group.name:
            parts.append((look.rhythm.line_pt, _group_head(group, look)))
        rows = [(0.0, _header(table)), *((0.0, _row(table, row)) for row in group.rows)]
        parts.append((0, wrap_in("Table", stack(rows, look.live_pt))))
    return stack(parts, look.live_pt)


def fits_one_line(block: Glance, look: Look) -> bool:
    """Return whether every name and dose stand beside each other at readable size."""
    table, body = _Table(block, look, ONE_LINE), look.body()
    small = TextStyle(_LEAST_DOSE_PT, body.leading_pt, body.weight, body.color)
    rows = [row for group in block.groups for row in group.rows]
    return all(width_of(row.name + "  ", body.bold()) + width_of(row.dose, small) <= table.text_pt for row in rows)


def _head(table: _Table, *, own_page: bool) -> Fragment:
    """Return the head with how long a full day takes beside it, or, where the head is that of a page, below it."""
    block, look = table.block, table.look
    style, small = look.style(look.type.page_title if own_page else look.type.block_head), look.style(look.type.caption)
    title = style.leading_pt + (2 if own_page else 5)
    height = title + small.leading_pt if own_page and block.days else title
    nodes: list[Node] = [Element("H2", (words(0, title - 6.5, block.head + " ", style),))]
    if block.budget:
        nodes.append(Element("P", (words(0 if own_page else width_of(block.head, style) + 9, height - 6.5, block.budget, small),)))
    if block.days:
        nodes.append(artifact(line(0, height - 0.5, look.live_pt, height - 0.5, look.text, 1.0)))
    return Fragment(look.live_pt, height, tuple(nodes))


def _header(table: _Table) -> Fragment:
    """Return the header row. The day names stand on the line of the head above, so it takes (next to) no height."""
    block, style = table.block, table.look.style(table.look.type.caption)
    cells: list[Node] = [Element("TH", (), scope="Column", actual_text=block.exercise_head)]
    if block.days:
        for index, day in enumerate(block.days):
            cells.append(Element("TH", (words(table.day_x(index), -6.5, day, style, "centre"),), scope="Column"))
    else:
        cells.append(Element("TH", (), scope="Column", actual_text=block.often_head))
    return Fragment(table.look.live_pt, 0.001, (Element("TR", tuple(cells)),))


def _group_head(group: GlanceGroup, look: Look) -> Fragment:
    style = look.style(look.type.block_head)
    light = TextStyle(style.size_pt, style.leading_pt, "regular", look.palette.secondary)
    named = text_block((Span(group.name + " ", style.inked(look.accent)), Span("· " + group.line, light)), look.live_pt, tag="H3")
    intro = text_block(plain(group.intro, look.body()), look.live_pt, "running")
    gap = look.rhythm.quarter_pt
    return stack([(0, named), (gap, intro), (gap, rule(look.live_pt, look.text, 1.0))], look.live_pt)


def _row(table: _Table, row: GlanceRow) -> Fragment:
    look, size = table.look, table.size
    middle = size.row_pt / 2
    number = TextStyle(15, 15, "semibold", look.accent)
    name: list[Node] = [words(table.number_x, centred_baseline(middle, number), f"{row.number} ", number)]
    if not table.block.days:
        name.append(artifact(tick_box(0.5, middle - BOX_PT / 2, look.text)))
    if size.roomy and row.thumb:
        art = Fragment(THUMB_WIDTH_PT, THUMB_HEIGHT_PT, (thumbnail(row.thumb, row.side, look),))
        name.append(artifact(At(table.number_x + 22, (size.row_pt - THUMB_HEIGHT_PT) / 2, art)))
    name += _name_over_dose(table, row) if size.roomy else _name_and_dose(table, row)
    hairline = artifact(line(0, size.row_pt - 0.375, look.live_pt, size.row_pt - 0.375, look.palette.hairline, 0.75))
    return Fragment(look.live_pt, size.row_pt, (Element("TR", (Element("TH", tuple(name), scope="Row"), *_days(table, row))), hairline))


def _name_over_dose(table: _Table, row: GlanceRow) -> list[Words]:
    body, middle = table.look.body(), table.size.row_pt / 2
    over = words(table.text_x, middle - 15.4 + baseline(body), row.name + " ", body.bold())
    return [over, words(table.text_x, middle + baseline(body) - 1.4, row.dose, body)]


def _name_and_dose(table: _Table, row: GlanceRow) -> list[Words]:
    body = table.look.body()
    y = centred_baseline(table.size.row_pt / 2, body)
    name = words(table.text_x, y, row.name + "  ", body.bold())
    dose = body
    while width_of(row.dose, dose) > table.text_pt - name.width_pt and dose.size_pt > _LEAST_DOSE_PT:
        dose = TextStyle(dose.size_pt - 0.5, dose.leading_pt, dose.weight, dose.color)
    return [name, words(table.text_x + name.width_pt, y, row.dose, dose)]


def _days(table: _Table, row: GlanceRow) -> list[Element]:
    """Return a cell for each day, a dot where it is planned; or, on a section sheet, how often."""
    look, middle = table.look, table.size.row_pt / 2
    if not table.block.days:
        body = look.body()
        return [Element("TD", (words(look.live_pt, centred_baseline(middle, body), row.how_often, body, "right"),))]
    cells = []
    for index, planned in enumerate(row.week):
        x = table.day_x(index)
        dot = Element("Span", (Shape(disc(x, middle, DOT_RADIUS_PT), fill=look.accent),), actual_text=table.block.planned)
        cells.append(Element("TD", (dot,) if planned else (artifact(dash(x, middle, look.palette.rule)),)))
    return cells
