"""The table of exercises, drawn: a plan's week at a glance, or the groups of a section sheet with a box to mark each row."""

from handouts.library.color import WHITE
from handouts.library.dose import When
from handouts.sheet.blocks import Glance, GlanceGroup, GlanceRow, Labelled, WeekMark
from handouts.sheet.log_blocks import RunDays
from handouts.sheet.place.kept import drawn, kept
from handouts.sheet.place.marks import EMPTY, At, Element, Fragment, Node, Shape, artifact, line, rounded, stack, wrap_in
from handouts.sheet.place.page_one import run_in
from handouts.sheet.place.parts import BOX_RADIUS_PT, dash, dot, planned_dot, ring, rule, run_bar, run_ring, tick_box
from handouts.sheet.place.pictures import THUMB_HEIGHT_PT, THUMB_WIDTH_PT, thumbnail
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import TextSpan, baseline, centred_baseline, plain, text_block, width_of, words
from handouts.storing.values import dataclass

_OFTEN_AIR_PT = 6.0
_NUMBER_PT, _THUMB_COLUMN_PT, _BOX_COLUMN_PT, _OFTEN_PT = 27.0, 40.0, 22.0, 90.0
_LEAST_DOSE_PT, _OFTEN_AIR_PT = 11.0, 8.0
_BEFORE_UP_PT = 2.0  # what has changed stands so much closer to the dose than the foot of its row
_RUN_ROW_PT, _KEY_GAP_PT, _KEY_BOX_PT = 20.0, 12.0, 8.5
_ROWS_TOGETHER, _ROWS_A_PIECE = 6, 3


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
    """What every row of one table needs; days stand in columns, or in words under the dose."""

    days: tuple[str, ...]
    planned: str
    to_mark: bool
    look: Look
    size: GlanceSize
    often_pt: float
    """Room for how often, on a section sheet: what its longest words ask for."""

    @property
    def has_columns(self) -> bool:
        """Whether each day has a column."""
        return bool(self.days) and not self.look.week_in_words

    @property
    def row_pt(self) -> float:
        """Height of a row, or the least of one that grows with its words."""
        return self.look.u(self.size.row_pt)

    @property
    def day_pt(self) -> float:
        """Width of a day's column."""
        return self.look.u(self.size.day_pt)

    @property
    def number_x(self) -> float:
        """Where the number stands: after the box to mark, on a section sheet."""
        return 0.0 if self.days else self.look.box_pt + self.look.u(_BOX_COLUMN_PT) - self.look.u(14.2)

    @property
    def text_x(self) -> float:
        """Where the name starts."""
        return self.number_x + self.look.u(_NUMBER_PT + (_THUMB_COLUMN_PT if self.size.roomy else 0.0))

    @property
    def text_pt(self) -> float:
        """Room for name and dose."""
        columns = 0.0 if self.look.week_in_words else self.often_pt
        return self.look.live_pt - self.text_x - (self.day_pt * len(self.days) if self.has_columns else columns)

    def day_x(self, index: int) -> float:
        """Return the middle of a day's column."""
        return self.look.live_pt - self.day_pt * (len(self.days) - index - 0.5)


def _table_of(block: Glance, look: Look, size: GlanceSize) -> _Table:
    said = max((width_of(row.how_often, look.body()) for group in block.groups for row in group.rows), default=0.0)
    often_pt = max(look.u(_OFTEN_PT), said + look.u(_OFTEN_AIR_PT))
    return _Table(block.days, block.planned, block.to_mark, look, size, often_pt)


@kept(24, "own")
def glance(block: Glance, look: Look, size: GlanceSize, *, own_page: bool = False) -> Fragment:
    """Return the table with its head, which is larger when it heads a page."""
    return stack(glance_parts(block, look, size, own_page=own_page), look.live_pt)


def glance_parts(block: Glance, look: Look, size: GlanceSize, *, own_page: bool = False) -> list[tuple[float, Fragment]]:
    """Return the table in pieces that may stand on different pages: each group of a section sheet, or the whole of a plan's."""
    table = _table_of(block, look, size)
    parts: list[tuple[float, Fragment]] = []
    for group in block.groups:
        over = [(look.rhythm.line_pt, drawn(_group_head, group, look))] if group.name else []
        rows = [_row(table, row) for row in group.rows]
        if block.runs:
            rows.append(_run_row(table, block.runs))
        top = [(0.0, _head(block.head, block.budget, table, own_page=own_page))] if not parts else []
        first, *more = _tables(block, table, rows)
        parts.append((look.rhythm.line_pt, stack([*top, *over, (0, first)], look.live_pt)))
        parts += [(0.0, later) for later in more]
    if block.key and table.has_columns:
        parts.append((look.u(4), drawn(_key, block.key, look)))
    parts += [(look.u(6), drawn(run_in, told, look)) for told in (block.changed, block.stopped) if told is not None]
    return parts


def _key(marks: tuple[tuple[WeekMark, str], ...], look: Look) -> Fragment:
    """Return each mark of the week before its meaning, from the right, in as many lines as that takes."""
    style = look.style(look.type.caption)
    room, height = look.box_pt + look.u(7), max(look.box_pt, style.leading_pt)
    rows: list[list[tuple[WeekMark, str]]] = [[]]
    used = 0.0
    for mark, text in marks:
        wide = room + width_of(text, style) + look.u(_KEY_GAP_PT)
        if rows[-1] and used + wide > look.live_pt:
            rows.append([])
            used = 0.0
        rows[-1].append((mark, text))
        used += wide
    nodes: list[Node] = []
    for index, row in enumerate(rows):
        x, y = look.live_pt - sum(room + width_of(text, style) for _, text in row) - look.u(_KEY_GAP_PT) * (len(row) - 1), index * height
        for mark, text in row:
            nodes.append(artifact(*_mark(mark, x + look.box_pt / 2, y + height / 2, look)))
            nodes.append(Element("P", (words(x + room, y + centred_baseline(height / 2, style), f"{text} ", style),)))
            x += room + width_of(text, style) + look.u(_KEY_GAP_PT)
    return Fragment(look.live_pt, height * len(rows), tuple(nodes))


def _mark(mark: WeekMark, x: float, y: float, look: Look) -> list[Node]:
    """Return a mark of the week as its key has it, a box too small to tick, centred on x and y."""
    if mark == "open":
        half = look.u(_KEY_BOX_PT) / 2
        return [Shape(rounded(x - half, y - half, 2 * half, 2 * half, BOX_RADIUS_PT), fill=WHITE, stroke=look.text, width_pt=1.0)]
    if mark == "run":
        return [ring(x, y, look)]
    bar = [run_bar(x, y, mark, look)] if mark != "planned" else []
    return [dot(x, y, look), *bar]


def _tables(block: Glance, table: _Table, rows: list[Fragment]) -> list[Fragment]:
    """Return the rows as one table; in words, a long one in pieces that may stand on different pages."""
    splits = table.look.week_in_words and (len(rows) > _ROWS_TOGETHER or not table.days)
    piece = _ROWS_A_PIECE if splits else len(rows)
    pieces = [rows[at : at + piece] for at in range(0, len(rows), piece)]
    return [
        wrap_in(
            "Table",
            stack([(0.0, _header(block.exercise_head, block.often_head, table)), *((0.0, row) for row in some)], table.look.live_pt),
        )
        for some in pieces
    ]


def fits_one_line(block: Glance, look: Look) -> bool:
    """Return whether every name and dose stand beside each other at readable size."""
    table = _table_of(block, look, ONE_LINE)
    return all(_fits_beside(table, row) for group in block.groups for row in group.rows)


def _named(row: GlanceRow) -> str:
    """Return the name, and after it what is new about the exercise."""
    return f"{row.name} · {row.change}" if row.change else row.name


@kept(100)
def _head(named: str, budget: str, table: _Table, *, own_page: bool) -> Fragment:
    """Return the head with how long a full day takes beside it, or, where the head is that of a page or the page is narrow, below it."""
    look = table.look
    style, small = look.style(look.type.page_title if own_page else look.type.block_head), look.style(look.type.caption)
    title = style.leading_pt + look.u(2 if own_page else 5)
    beside = width_of(named, style) + look.u(9) + width_of(budget, small) <= table.day_x(0) - look.u(11) if table.days else True
    below = bool(budget) and (own_page or look.week_in_words or not beside)
    height = title + small.leading_pt if below else title
    low = look.u(6.5)
    nodes: list[Node] = [Element("H2", (words(0, title - low, named + " ", style),))]
    if budget:
        nodes.append(Element("P", (words(0 if below else width_of(named, style) + look.u(9), height - low, budget, small),)))
    if table.days:
        nodes.append(artifact(line(0, height - 0.5, look.live_pt, height - 0.5, look.text, 1.0)))
    return Fragment(look.live_pt, height, tuple(nodes))


@kept(20)
def _header(exercise_head: str, often_head: str, table: _Table) -> Fragment:
    """Return the header row. The day names stand on the line of the head above, so it takes (next to) no height."""
    style = table.look.style(table.look.type.caption)
    cells: list[Node] = [Element("TH", (), scope="Column", actual_text=exercise_head)]
    if table.has_columns:
        for index, day in enumerate(table.days):
            cells.append(Element("TH", (words(table.day_x(index), -table.look.u(6.5), day, style, "centre"),), scope="Column"))
    else:
        cells.append(Element("TH", (), scope="Column", actual_text=often_head))
    return Fragment(table.look.live_pt, 0.001, (Element("TR", tuple(cells)),))


def _group_head(group: GlanceGroup, look: Look) -> Fragment:
    style = look.style(look.type.block_head)
    light = TextStyle(style.size_pt, style.leading_pt, "regular", look.palette.secondary)
    named = text_block((TextSpan(group.name + " ", style.inked(look.accent)), TextSpan("· " + group.line, light)), look.live_pt, tag="H3")
    gap = look.rhythm.quarter_pt
    intros = [(gap, text_block(plain(text, look.body()), look.live_pt, "running")) for text in group.intro]
    return stack([(0, named), *intros, (gap, rule(look.live_pt, look.text, 1.0))], look.live_pt)


@kept(500, own=lambda _, row: row.is_own)
def _row(table: _Table, row: GlanceRow) -> Fragment:
    if table.look.week_in_words:
        return _row_in_words(table, row)
    name, height = _name_over_dose(table, row) if table.size.roomy else _name_and_dose(table, row)
    if row.before is not None and (table.size.roomy or _fits_beside(table, row)):
        before = _before(row.before, table)
        name.append(At(table.text_x, height - table.look.u(_BEFORE_UP_PT), before))
        height += before.height_pt - table.look.u(_BEFORE_UP_PT) / 2
    marks = _marks_before(table, row, table.row_pt / 2)
    return _ruled(table, height, (Element("TH", (*marks, *name), scope="Row"), *_days(table, row)))


def _before(block: Labelled, table: _Table, dose: str = "") -> Fragment:
    """Return what a row was in the earlier plan, after its dose where that stands on the same line, below the days too."""
    body = table.look.body()
    spans = (TextSpan(f"{block.head} ", body.bold()), TextSpan(block.text, body))
    beside = (TextSpan(f"{dose}\u00a0\u00a0 ", body),) if dose else ()
    return text_block((*beside, *spans), table.look.live_pt - table.text_x, "running", None)


def _ruled(table: _Table, height: float, cells: tuple[Node, ...]) -> Fragment:
    look = table.look
    hairline = artifact(line(0, height - 0.375, look.live_pt, height - 0.375, look.palette.hairline, 0.75))
    return Fragment(look.live_pt, height, (Element("TR", cells), hairline))


def _marks_before(table: _Table, row: GlanceRow, middle: float) -> list[Node]:
    """Return number, box to mark and small picture, at the left of a row."""
    look = table.look
    number = TextStyle(look.u(15), look.u(15), "semibold", look.accent)
    marks: list[Node] = [words(table.number_x, centred_baseline(middle, number), f"{row.number} ", number)]
    if not table.days:
        marks.append(artifact(tick_box(0.5, middle - look.box_pt / 2, look)))
    if table.size.roomy and row.thumb:
        wide, high = look.u(THUMB_WIDTH_PT), look.u(THUMB_HEIGHT_PT)
        art = Fragment(wide, high, (thumbnail(row.thumb, row.side, look),))
        marks.append(artifact(At(table.number_x + look.u(22), middle - high / 2, art)))
    return marks


def _row_in_words(table: _Table, row: GlanceRow) -> Fragment:
    """Return a row whose words wrap: name, dose, then the days by name."""
    look, body = table.look, table.look.body()
    name = text_block(plain(_named(row), body.bold()), table.text_pt, tag=None)
    dose = text_block(plain(row.dose, body), table.text_pt, tag=None)
    often = text_block(plain(row.on_days or row.how_often, body), table.text_pt, tag=None)
    before = _before(row.before, table) if row.before is not None else EMPTY
    tall = name.height_pt + dose.height_pt + often.height_pt + before.height_pt
    height = max(table.row_pt, tall + look.u(6))
    top = (height - tall) / 2
    marks = _marks_before(table, row, height / 2)
    named = Element("TH", (*marks, At(table.text_x, top, name), At(table.text_x, top + name.height_pt, dose)), scope="Row")
    below = top + name.height_pt + dose.height_pt
    days = Element("TD", (At(table.text_x, below, often), At(table.text_x, below + often.height_pt, before)))
    return _ruled(table, height, (named, days))


@kept(500)
def _run_row(table: _Table, runs: RunDays) -> Fragment:
    """Return the row of run days: an open ring on each, or their names."""
    look, body, height = table.look, table.look.body(), table.look.u(_RUN_ROW_PT)
    y = centred_baseline(height / 2, body)
    label = words(table.number_x, y, runs.label + " ", body.bold())
    if not table.has_columns:
        days = text_block(plain(runs.on_days, body), table.text_pt, tag=None)
        beside = label.width_pt + table.number_x < table.text_x
        tall = max(height, days.height_pt + look.u(6)) if beside else height + days.height_pt
        at = At(table.text_x, (tall - days.height_pt) / 2 if beside else height - look.u(2), days)
        return _ruled(table, tall, (Element("TH", (label,), scope="Row"), Element("TD", (at,))))
    cells = []
    for index, runs_then in enumerate(runs.week):
        x = table.day_x(index)
        cells.append(Element("TD", (run_ring(x, height / 2, look, runs.said) if runs_then else artifact(dash(x, height / 2, look)),)))
    return _ruled(table, height, (Element("TH", (label,), scope="Row"), *cells))


def _room(table: _Table, row: GlanceRow) -> float:
    """Return the room for name and dose beside the days, or beside how often, which may take more than is usual."""
    if table.has_columns:
        return table.text_pt
    often = width_of(row.how_often, table.look.body()) + table.look.u(_OFTEN_AIR_PT)
    return min(table.text_pt, table.look.live_pt - table.text_x - often)


def _name_over_dose(table: _Table, row: GlanceRow) -> tuple[list[Node], float]:
    """Return name over dose in the middle of a row, and the height of the row, which grows with what takes more than a line."""
    body, middle, look = table.look.body(), table.row_pt / 2, table.look
    if max(width_of(_named(row), body.bold()), width_of(row.dose, body)) > _room(table, row):
        return _stacked(table, row, (table.row_pt - 2 * body.leading_pt) / 2)
    over = words(table.text_x, middle - look.u(15.4) + baseline(body), _named(row) + " ", body.bold())
    return [over, words(table.text_x, middle + baseline(body) - look.u(1.4), row.dose, body)], table.row_pt


def _name_and_dose(table: _Table, row: GlanceRow) -> tuple[list[Node], float]:
    """Return name and dose beside each other, and the height of the row; the dose below, with what it was, where they are too long."""
    body = table.look.body()
    if not _fits_beside(table, row):
        return _stacked(table, row, (table.row_pt - body.leading_pt) / 2)
    y = centred_baseline(table.row_pt / 2, body)
    name = words(table.text_x, y, _named(row) + "  ", body.bold())
    dose = body
    while width_of(row.dose, dose) > _room(table, row) - name.width_pt and dose.size_pt > _LEAST_DOSE_PT:
        dose = TextStyle(dose.size_pt - 0.5, dose.leading_pt, dose.weight, dose.color)
    return [name, words(table.text_x + name.width_pt, y, row.dose, dose)], table.row_pt


def _fits_beside(table: _Table, row: GlanceRow) -> bool:
    """Return whether name and dose of a row stand beside each other at readable size."""
    body = table.look.body()
    small = TextStyle(_LEAST_DOSE_PT, body.leading_pt, body.weight, body.color)
    return width_of(_named(row) + "  ", body.bold()) + width_of(row.dose, small) <= _room(table, row)


def _stacked(table: _Table, row: GlanceRow, air: float) -> tuple[list[Node], float]:
    """Return the lines of name and dose one below the other, and the height of a row that holds them with so much air.

    In a row that is not roomy, what it was in the earlier plan follows its dose.
    """
    body = table.look.body()
    name = text_block(plain(_named(row), body.bold()), _room(table, row), tag=None)
    dose = text_block(plain(row.dose, body), _room(table, row), tag=None)
    if row.before is not None and not table.size.roomy:
        dose = _before(row.before, table, row.dose)
    whole = stack([(0.0, name), (0.0, dose)], table.look.live_pt - table.text_x)
    return [At(table.text_x, air, whole)], max(table.row_pt, whole.height_pt + 2 * air)


def _days(table: _Table, row: GlanceRow) -> list[Element]:
    """Return a cell for each day, a dot where it is planned; or, on a section sheet, how often."""
    look, middle = table.look, table.row_pt / 2
    if not table.has_columns:
        body = look.body()
        return [Element("TD", (words(look.live_pt, centred_baseline(middle, body), row.how_often, body, "right"),))]
    cells = []
    for index, planned in enumerate(row.week):
        x = table.day_x(index)
        if table.to_mark or (row.is_open and planned):
            box = tick_box(x - look.box_pt / 2, middle - look.box_pt / 2, look)
            cells.append(Element("TD", (artifact(box, *_bars(x, middle, row.when[index], look)),)))
            continue
        if not planned:
            cells.append(Element("TD", (artifact(dash(x, middle, look)),)))
            continue
        said = f"{table.planned}, {row.when_said}" if row.when[index] else table.planned
        cells.append(Element("TD", (planned_dot(x, middle, look, said), artifact(*_bars(x, middle, row.when[index], look)))))
    return cells


def _bars(x: float, y: float, when: When | None, look: Look) -> list[Shape]:
    """Return the bar of a day on which it is done before or after a run."""
    return [run_bar(x, y, when, look)] if when in ("before-run", "after-run") else []
