"""Logs, drawn: weeks of boxes to tick for all exercises of a plan, or for one on its own card.

A square is ticked, a circle takes a number. A box with a bar at its left edge is done before the run, one with a bar at its right
after it; the runs have a row of their own.
"""

from handouts.library.dose import When
from handouts.sheet.log_blocks import CardLog, LogBlock, LogRow, RunDays
from handouts.sheet.place.kept import drawn, kept
from handouts.sheet.place.marks import At, Element, Fragment, Node, Shape, artifact, disc, line, rounded, stack, wrap_in
from handouts.sheet.place.parts import BOX_RADIUS_PT, dash, head, side_by_side, tick_box
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import centred_baseline, plain, text_block, width_of, words

ROW_PT = 21.0
CIRCLE_RADIUS_PT = 8.5
"""Radius of the pain circle: 6 mm across."""
_NAME_PT = 106.0
_LEAST_NAME_PT = 11.0
_BAR_PT = 4.0


def log(block: LogBlock, look: Look) -> list[tuple[float, Fragment]]:
    """Return the log's head with its first weeks, and each further row of weeks, with the gap before each."""
    top = drawn(_top, (block.head, block.intro, block.marks), look)
    rows = []
    for index in range(0, len(block.weeks), look.columns):
        names = block.weeks[index : index + look.columns]
        row = [(x, _week(name, block, look)) for x, name in zip((0.0, look.second_column_pt), names, strict=False)]
        rows.append(side_by_side(row, look.live_pt))
    gap = look.rhythm.line_pt
    first = stack([(0.0, top), (gap, rows[0])], look.live_pt)
    return [(0.0, wrap_in("Sect", first, (1, block.head))), *((gap, row) for row in rows[1:])]


def _top(said: tuple[str, str, tuple[tuple[When, str], ...]], look: Look) -> Fragment:
    title, intro, marks = said
    parts = [
        (0.0, head(title, look.style(look.type.page_title), look.live_pt)),
        (look.u(4.0), text_block(plain(intro, look.body()), look.live_pt)),
    ]
    return stack([*parts, (look.u(4.0), _legend(marks, look))] if marks else parts, look.live_pt)


def questions(block: tuple[str, int], look: Look) -> Fragment:
    """Return so many lines to write on, under their head."""
    title, count = block
    pitch, top = look.rhythm.section_pt, look.style(look.type.block_head).leading_pt
    rules = [line(0, top + pitch * n, look.live_pt, top + pitch * n, look.palette.rule) for n in range(1, count + 1)]
    name = head(title, look.style(look.type.block_head), look.live_pt)
    return Fragment(look.live_pt, top + pitch * count + 1, (At(0, 0, name), artifact(*rules)))


def _legend(marks: tuple[tuple[When, str], ...], look: Look) -> Fragment:
    """Return what a bar beside a box means."""
    style = look.style(look.type.listing)
    x, height = 0.0, look.box_pt + 2
    nodes: list[Node] = []
    for when, text in marks:
        nodes.append(artifact(*_box(x + look.box_pt / 2 + look.u(5), height / 2, when, look)))
        x += look.box_pt + look.u(14)
        nodes.append(Element("P", (words(x, centred_baseline(height / 2, style), text + " ", style),)))
        x += width_of(text, style) + look.u(18)
    return Fragment(look.live_pt, height, tuple(nodes))


def _box(x: float, middle: float, when: When | None, look: Look) -> list[Node]:
    """Return a box centred on x, with its bar inside the left or right edge."""
    half, bar = look.box_pt / 2, look.u(_BAR_PT)
    marks: list[Node] = [tick_box(x - half, middle - half, look)]
    if when in ("before-run", "after-run"):
        left = x - half if when == "before-run" else x + half - bar
        marks.append(Shape(rounded(left, middle - half, bar, 2 * half, BOX_RADIUS_PT), fill=look.text))
    return marks


@kept(24, "own")
def _week(name: str, block: LogBlock, look: Look) -> Fragment:
    width = look.column_pt
    rows, y = _week_rows(block, look)
    under = artifact(line(0, y + 1, width, y + 1, look.palette.hairline))
    top, days = At(0, 0, drawn(_week_name, name, look)), At(0, 0, drawn(_day_names, (name, block.days), look))
    low = y + _row_pt(look) + 3 if block.worst_pain else y + 2
    return Fragment(width, low, (top, under, Element("Table", (days, *rows))))


def _week_name(name: str, look: Look) -> Fragment:
    width, title = look.column_pt, TextStyle(look.u(13), look.u(15), "bold", look.text)
    ruled = artifact(line(0, look.u(18), width, look.u(18), look.text, 1.0))
    return Fragment(width, look.u(19), (Element("H3", (words(0, look.u(12), name, title),)), ruled))


def _day_names(week: tuple[str, tuple[str, ...]], look: Look) -> Fragment:
    name, days = week
    small = look.style(look.type.caption)
    cells: list[Node] = [Element("TH", (), scope="Column", actual_text=name)]
    named = zip(_day_x(look), days, strict=True)
    cells += [Element("TH", (words(x, look.u(12), day + " ", small, "centre"),), scope="Column") for x, day in named]
    return Fragment(look.column_pt, look.u(19), (Element("TR", tuple(cells)),))


def _week_rows(block: LogBlock, look: Look) -> tuple[tuple[At, ...], float]:
    """Return the rows below the head of a week, the same in every week, and where the last of them starts."""
    y, pitch = look.u(19.0), _row_pt(look)
    rows = []
    for row in block.rows:
        rows.append(At(0, y, _log_row(row, block.runs, look)))
        y += pitch
    if block.runs is not None:
        rows.append(At(0, y, _run_row(block.runs, look)))
        y += pitch
    pain = (At(0, y, drawn(_pain_row, block.worst_pain, look)),) if block.worst_pain else ()
    return (*rows, *pain), y


def _day_x(look: Look) -> list[float]:
    """Return the middle of each day's column."""
    names = look.u(_NAME_PT)
    step = (look.column_pt - names) / 7
    return [names + step * (index + 0.5) for index in range(7)]


def _row_pt(look: Look) -> float:
    return max(ROW_PT, look.u(ROW_PT))


@kept(500)
def _log_row(row: LogRow, runs: RunDays | None, look: Look) -> Fragment:
    style = look.style(look.type.listing)
    middle = _row_pt(look) / 2
    base, indent = centred_baseline(middle, style), look.u(16)
    room = look.u(_NAME_PT) - indent
    named = style
    while width_of(row.name, named) > room and named.size_pt > _LEAST_NAME_PT:
        named = TextStyle(named.size_pt - 0.25, named.leading_pt, named.weight, named.color)
    label = (words(0, base, f"{row.number} ", style.bold().inked(look.accent)), words(indent, base, row.name + " ", named))
    cells: list[Node] = [Element("TH", label, scope="Row")]
    for index, (x, planned) in enumerate(zip(_day_x(look), row.week, strict=True)):
        when = row.when if runs is not None and runs.week[index] else None
        cells.append(Element("TD", (artifact(*(_box(x, middle, when, look) if planned else (dash(x, middle, look),))),)))
    return Fragment(look.column_pt, _row_pt(look), (Element("TR", tuple(cells)),))


@kept(100)
def _run_row(runs: RunDays, look: Look) -> Fragment:
    style = look.style(look.type.listing)
    middle = _row_pt(look) / 2
    cells: list[Node] = [Element("TH", (words(0, centred_baseline(middle, style), runs.label + " ", style),), scope="Row")]
    for x, planned in zip(_day_x(look), runs.week, strict=True):
        box = Element("Span", tuple(_box(x, middle, None, look)), actual_text=runs.said)
        cells.append(Element("TD", (box if planned else artifact(dash(x, middle, look)),)))
    return Fragment(look.column_pt, _row_pt(look), (Element("TR", tuple(cells)),))


def _pain_row(label: str, look: Look) -> Fragment:
    style = look.style(look.type.listing)
    middle = 3 + _row_pt(look) / 2
    cells: list[Node] = [Element("TH", (words(0, centred_baseline(middle, style), label + " ", style),), scope="Row")]
    for x in _day_x(look):
        circle = Shape(disc(x, middle, max(CIRCLE_RADIUS_PT, look.u(CIRCLE_RADIUS_PT))), stroke=look.palette.circle, width_pt=0.75)
        cells.append(Element("TD", (artifact(circle),)))
    return Fragment(look.column_pt, _row_pt(look) + 3, (Element("TR", tuple(cells)),))


def card_log(block: CardLog, look: Look) -> Fragment:
    """Return the weeks of one exercise: a row for each week, a box on each planned day."""
    small, style = look.style(look.type.caption).inked(look.text), look.body()
    width, names, pitch = look.column_pt, look.u(_NAME_PT), max(look.box_pt + look.u(6), look.u(ROW_PT))
    step = (width - names) / 7
    day_x = [names + step * (index + 0.5) for index in range(7)]
    y = small.leading_pt + look.u(2)
    base = y - look.u(5)
    cells: list[Node] = [Element("TH", (words(0, base, block.head + " ", style.bold()),), scope="Column")]
    cells += [
        Element("TH", (words(x, base, day + " ", small, "centre"),), scope="Column") for x, day in zip(day_x, block.days, strict=True)
    ]
    ruled = artifact(line(0, y, width, y, look.text, 1.0))
    rows = [Element("TR", tuple(cells))]
    for name in block.weeks:
        middle = y + pitch / 2
        row: list[Node] = [Element("TH", (words(0, centred_baseline(middle, style), name + " ", style),), scope="Row")]
        for x, planned in zip(day_x, block.week, strict=True):
            marks = _box(x, middle, None, look) if planned else [dash(x, middle, look)]
            row.append(Element("TD", (artifact(*marks),)))
        rows.append(Element("TR", tuple(row)))
        y += pitch
    return Fragment(width, y + 1, (ruled, Element("Table", tuple(rows))))
