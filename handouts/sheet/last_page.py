"""The closing blocks, drawn: the log, when to make it harder, tell us, how to reach the clinic, the small print."""

from handouts.layout import pt
from handouts.sheet.blocks import Contact, LastPage, LogBlock
from handouts.sheet.look import Look, TextStyle
from handouts.sheet.marks import EMPTY, At, Element, Fragment, Node, Segment, Shape, artifact, box, disc, line, stack, wrap_in
from handouts.sheet.parts import BOX_PT, dash, head, rule, side_by_side, space, tick_box
from handouts.sheet.text import centred_baseline, plain, text_block, width_of, words

ROW_PT = 21.0
QUESTION_LINES = 3
CIRCLE_RADIUS_PT = 8.5
"""Radius of the pain circle: 6 mm across."""
QR_MM = 22
_NAME_PT = 106.0


def log(block: LogBlock, look: Look) -> list[tuple[float, Fragment]]:
    """Return the log's head with the first two weeks, and each further two weeks, with the gap before each."""
    top = [
        (0.0, head(block.head, look.style(look.type.page_title), look.live_pt)),
        (4.0, text_block(plain(block.intro, look.body()), look.live_pt)),
    ]
    pairs = []
    for index in range(0, len(block.weeks), 2):
        names = block.weeks[index : index + 2]
        pair = [(x, _week(name, block, look)) for x, name in zip((0.0, look.second_column_pt), names, strict=False)]
        pairs.append(side_by_side(pair, look.live_pt))
    gap = look.rhythm.line_pt
    first = stack([*top, (gap, pairs[0])], look.live_pt)
    return [(0.0, wrap_in("Sect", first, (1, block.head))), *((gap, pair) for pair in pairs[1:])]


def questions(title: str, look: Look, count: int = QUESTION_LINES) -> Fragment:
    """Return so many lines to write on."""
    pitch = look.rhythm.section_pt
    rules = [line(0, 15 + pitch * n, look.live_pt, 15 + pitch * n, look.palette.rule) for n in range(1, count + 1)]
    name = head(title, look.style(look.type.block_head), look.live_pt)
    return Fragment(look.live_pt, 15 + pitch * count + 1, (At(0, 0, name), artifact(*rules)))


def _week(name: str, block: LogBlock, look: Look) -> Fragment:
    small, title = look.style(look.type.caption), TextStyle(13, 15, "bold", look.text)
    width = look.column_pt
    step = (width - _NAME_PT) / 7
    day_x = [_NAME_PT + step * (index + 0.5) for index in range(7)]
    top: list[Node] = [Element("H3", (words(0, 12, name, title),)), artifact(line(0, 18, width, 18, look.text, 1.0))]
    cells: list[Node] = [Element("TH", (), scope="Column", actual_text=name)]
    cells += [Element("TH", (words(x, 12, day + " ", small, "centre"),), scope="Column") for x, day in zip(day_x, block.days, strict=True)]
    rows = [Element("TR", tuple(cells))]
    y = 19.0
    for number, short_name, week in block.rows:
        rows.append(_log_row(f"{number} ", short_name, week, look, y, day_x))
        y += ROW_PT
    last = _pain_row(block.worst_pain, look, y, day_x)
    top.append(artifact(line(0, y + 1, width, y + 1, look.palette.hairline)))
    return Fragment(width, y + ROW_PT + 3, (*top, Element("Table", (*rows, last))))


def _log_row(number: str, name: str, week: tuple[bool, ...], look: Look, y: float, day_x: list[float]) -> Element:
    style = look.style(look.type.listing)
    base = centred_baseline(y + ROW_PT / 2, style)
    room = _NAME_PT - 16
    named = style
    while width_of(name, named) > room and named.size_pt > 11:
        named = TextStyle(named.size_pt - 0.25, named.leading_pt, named.weight, named.color)
    label = (words(0, base, number, style.bold().inked(look.accent)), words(16, base, name + " ", named))
    cells: list[Node] = [Element("TH", label, scope="Row")]
    for x, planned in zip(day_x, week, strict=True):
        middle = y + ROW_PT / 2
        drawn = tick_box(x - BOX_PT / 2, middle - BOX_PT / 2, look.text) if planned else dash(x, middle, look.palette.rule)
        cells.append(Element("TD", (artifact(drawn),)))
    return Element("TR", tuple(cells))


def _pain_row(label: str, look: Look, y: float, day_x: list[float]) -> Element:
    style = look.style(look.type.listing)
    middle = y + 3 + ROW_PT / 2
    cells: list[Node] = [Element("TH", (words(0, centred_baseline(middle, style), label + " ", style),), scope="Row")]
    for x in day_x:
        circle = Shape(disc(x, middle, CIRCLE_RADIUS_PT), stroke=look.palette.circle, width_pt=0.75)
        cells.append(Element("TD", (artifact(circle),)))
    return Element("TR", tuple(cells))


def progress(block: LastPage, look: Look) -> Fragment:
    """Return when to make it harder: a head over a rule, and a column for each step."""
    width, gap = look.live_pt, 15.0
    top = stack([(0, head(block.progress_head, look.style(look.type.section_head), width)), (0, rule(width, look.text, 1.75))], width)
    column = (width - gap * (len(block.progress) - 1)) / len(block.progress)
    columns = []
    for index, step in enumerate(block.progress):
        title = TextStyle(13.5, 15, "semibold", look.accent)
        text = stack([(0, head(step.head, title, column, "H3")), (2, text_block(plain(step.text, look.body()), column))], column)
        columns.append((index * (column + gap), text))
    return wrap_in("Sect", stack([(0, top), (look.rhythm.half_pt, side_by_side(columns, width))], width), (1, block.progress_head))


def contact(block: Contact, look: Look) -> Fragment:
    """Return how to reach the clinic: words at the left, the code of its page at the right, its dots flush with the margin."""
    code = qr_code(block.code, look) if block.code else EMPTY
    half = look.measure_pt
    left: list[tuple[float, Fragment]] = [(0, head(block.head, look.style(look.type.block_head), half))]
    room = look.column_pt - code.width_pt
    if block.phone:
        left.append((2, _link(*block.phone, look.style(look.type.phone), half)))
    left += [(0, text_block(plain(text, look.body()), half)) for text in block.lines]
    right: list[tuple[float, Fragment]] = []
    for label, shown, address in block.links:
        if label:
            right.append((0, text_block(plain(label, look.body("semibold")), room)))
        right.append((0, _link(shown, address, look.body(), room)))
    parts = [(0.0, stack(left, half)), (look.second_column_pt, stack(right, room))]
    placed = side_by_side(parts, look.live_pt)
    if not block.code:
        return placed
    quiet = code.width_pt * (1 - pt(QR_MM) / code.width_pt) / 2
    at = At(look.live_pt - code.width_pt + quiet, -quiet + 3, code)
    return Fragment(look.live_pt, max(placed.height_pt, code.height_pt - 2 * quiet + 3), (*placed.nodes, at))


def _link(shown: str, address: str, style: TextStyle, width: float) -> Fragment:
    inside = text_block(plain(shown, style), width, "running", None)
    return Fragment(width, inside.height_pt, (Element("P", (Element("Link", inside.nodes, alt=shown, uri=address),)),))


def qr_code(code: tuple[str, str], look: Look) -> Fragment:
    """Return the QR code of an address (shown, address), error level M, with four modules of white paper around it."""
    import segno

    shown, address = code
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(scale=1, border=4)]
    side = pt(QR_MM) * len(rows) / (len(rows) - 8)
    unit = side / len(rows)
    path: list[Segment] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                path += box(x * unit, y * unit, (end - x) * unit, unit)
            x = end + 1
    return Fragment(side, side, (Element("Figure", (Shape(tuple(path), fill=look.text),), alt=f"QR code: {shown}"),))


def foot(block: LastPage, look: Look) -> Fragment:
    """Return the foot of the last page: other formats in full size, then the small print."""
    style = look.style(look.type.control)
    offer = text_block(plain(block.formats, look.body()), look.live_pt, "running")
    return stack([(0, offer), *((4, text_block(plain(text, style), look.live_pt, "running")) for text in block.foot)], look.live_pt)


def notes(title: str, look: Look, height: float) -> Fragment:
    """Return a column of lines for the clinician's hand, with a head."""
    pitch, width = look.rhythm.section_pt, look.column_pt
    count = max(0, int((height - 36) / pitch))
    rules = [line(0, 30 + pitch * n, width, 30 + pitch * n, look.palette.rule) for n in range(1, count + 1)]
    name = head(title, look.style(look.type.block_head), width, "H3")
    return Fragment(width, height, (At(0, 15.5, name), artifact(*rules))) if count else space(0)
