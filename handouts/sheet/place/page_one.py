"""The blocks of page 1 that say whose sheet it is, drawn: letterhead, title, patient, message, how to use, my plan."""

import itertools
from collections.abc import Sequence

from handouts.layout.layout import pt
from handouts.sheet.blocks import Labelled, Letterhead, Masthead, PatientBlock, WriteOn
from handouts.sheet.place.marks import EMPTY, At, Element, Fragment, Node, Shape, artifact, line, own, rounded, stack, wrap_in
from handouts.sheet.place.parts import head, is_wide, mark_of, rule, side_by_side, tick_box
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import TextSpan, centred_baseline, plain, text_block, width_of, words

NAME_ALONE_FROM = 24
"""A name of more letters than this takes a line of its own."""
_FIELD_GAP_PT, _NARROW_FIELD_GAP_PT = 18.0, 10.0
"""Between fields: the second is the least, where it keeps them in one row."""
_BLANK_NAME_PT, _BLANK_FIELD_PT = 150.0, 84.0
_WRAPPED_LEADING = 1.3
"""Sizes between the lines of a main message that takes two."""
_LEAST_FIELDS_PT = 200.0
"""Beside less room than this the side stands below the fields."""
_CIRCLE_PITCH = 1.15  # body sizes between the numbers to circle, at least


def letterhead(block: Letterhead, look: Look) -> Fragment:
    """Return the clinic's mark, name and line over the header rule."""
    name, small = look.style(look.type.clinic_name), look.style(look.type.caption)
    height, x = look.u(30.0), 0.0
    nodes: list[Node] = []
    if block.logo is not None:
        width, picture = mark_of(block.logo, height if not is_wide(block.logo) else look.u(pt(11)), look.u(pt(60)))
        x = width + look.u(9)
        nodes.append(Element("Figure", (picture,), alt=block.name) if is_wide(block.logo) else artifact(picture))
    room = look.live_pt - x
    if block.logo is not None and is_wide(block.logo):
        nodes.append(At(x, height - small.leading_pt, text_block(plain(block.line, small), room, "running")))
    else:
        named = text_block(plain(block.name, name), room, "balanced")
        lines = stack([(0, named), (0, text_block(plain(block.line, small), room, "running"))], room)
        nodes.append(At(x, max(0.0, (height - lines.height_pt) / 2), lines))
        height = max(height, lines.height_pt)
    return stack([(0, Fragment(look.live_pt, height, tuple(nodes))), (look.u(7.5), rule(look.live_pt, look.accent, 2.0))], look.live_pt)


def masthead(block: Masthead, look: Look) -> Fragment:
    """Return clinic, title and whose sheet it is in one strong line or two, over the header rule: the head of a summary."""
    style = look.style(look.type.block_head)
    light, small = style.bold("regular"), look.style(look.type.caption)
    height, x = look.u(22.0), 0.0
    nodes: list[Node] = []
    if block.logo is not None:
        width, picture = mark_of(block.logo, height, look.u(pt(40)))
        nodes.append(artifact(picture))
        x = width + look.u(7)
    room = look.live_pt - x
    title = text_block((TextSpan(f"{block.title} ", style), TextSpan(block.subtitle, light)), room, tag="H1")
    under = text_block(plain(" · ".join(block.facts), small.inked(look.text)), room, "running")
    to_write = _fields(tuple((label, "") for label in block.to_write), look, room)
    lines = stack([(0, title), (0, under), (0, to_write)], room)
    nodes.append(At(x, max(0.0, (height - lines.height_pt) / 2), lines))
    whole = Fragment(look.live_pt, max(height, lines.height_pt), tuple(nodes))
    ruled = stack([(0, whole), (look.u(5), rule(look.live_pt, look.accent, 1.25))], look.live_pt)
    return wrap_in("Sect", ruled, (1, block.title))


def notice(text: str, look: Look) -> Fragment:
    """Return the line that says the sheet is a summary in smaller print."""
    return text_block(plain(text, look.body("semibold")), look.live_pt)


def title(named: tuple[str, str], look: Look) -> Fragment:
    """Return the sheet's title, the section's name lighter on the same line."""
    text, section = named
    style = look.style(look.type.sheet_title)
    light = TextStyle(style.size_pt, style.leading_pt, "regular", look.palette.secondary)
    line_of = text_block((TextSpan(text + " ", style), TextSpan(section, light)), look.live_pt, "balanced", "H1")
    return wrap_in("Sect", line_of, (1, text))


def belongs_beside_title(named: tuple[str, str], block: PatientBlock, look: Look) -> bool:
    """Return whether the side's box leaves the fields, which need all their room for one row, and stands on the line of the title."""
    if block.side is None:
        return False
    side = _side_box(block, look).width_pt + look.u(_FIELD_GAP_PT)
    beside, below = (len(_rows(block.fields, look, look.live_pt - taken)) for taken in (side, 0.0))
    if below >= beside:
        return False
    text, section = named
    style = look.style(look.type.sheet_title)
    light = TextStyle(style.size_pt, style.leading_pt, "regular", look.palette.secondary)
    return width_of(text + " ", style) + width_of(section, light) + side <= look.live_pt


def title_and_side(block: tuple[tuple[str, str], PatientBlock], look: Look) -> Fragment:
    """Return the sheet's title with the side in its box at the right."""
    named, patient = block
    text, side = title(named, look), _side_box(patient, look)
    height = max(text.height_pt, side.height_pt)
    middle = (height - text.height_pt) / 2, (height - side.height_pt) / 2
    return Fragment(look.live_pt, height, (At(0, middle[0], text), At(look.live_pt - side.width_pt, middle[1], side)))


def patient_block(block: PatientBlock, look: Look) -> Fragment:
    """Return the fields in a row, and the side in its box at the right, or below where the page is narrow."""
    side = _side_box(block, look) if block.side else EMPTY
    room = look.live_pt - (side.width_pt + look.u(_FIELD_GAP_PT) if block.side else 0)
    if block.side and room < look.u(_LEAST_FIELDS_PT):
        return stack([(0, _fields(block.fields, look, look.live_pt)), (look.u(7.5), side)], look.live_pt)
    fields = _fields(block.fields, look, room)
    if not fields.height_pt and not block.side:
        return EMPTY
    height = max(fields.height_pt, side.height_pt)
    nodes: list[Node] = [At(0, max(0.0, side.height_pt - fields.height_pt) / 2, fields)]
    if block.side:
        nodes.append(At(look.live_pt - side.width_pt, 0, side))
    return Fragment(look.live_pt, height, tuple(nodes))


def _fields(fields: tuple[tuple[str, str], ...], look: Look, room: float) -> Fragment:
    rows = _rows(fields, look, room)
    drawn = [[(x, _field(*fields[index], look, width)) for x, index, width in row] for row in rows]
    return stack([(look.u(3.75), side_by_side(row, room)) for row in drawn], room)


def _rows(fields: tuple[tuple[str, str], ...], look: Look, room: float) -> list[list[tuple[float, int, float]]]:
    """Return rows of fields, each as its place, its number and its width; a long name stands alone."""
    blanks = (look.u(_BLANK_NAME_PT if index == 0 else _BLANK_FIELD_PT) for index in itertools.count())
    widths = [_field_width(name, text, look, (room, blank)) for (name, text), blank in zip(fields, blanks, strict=False)]
    gap = _field_gap(widths, look, room)
    rows: list[list[tuple[float, int, float]]] = [[]]
    x = 0.0
    for index, width in enumerate(widths):
        if rows[-1] and x + width > room:
            rows.append([])
            x = 0.0
        rows[-1].append((x, index, width))
        x += width + gap
        if index == 0 and len(fields[0][1]) > NAME_ALONE_FROM:
            rows.append([])
            x = 0.0
    return [row for row in rows if row]


def _field_gap(widths: Sequence[float], look: Look, room: float) -> float:
    """Return the gap between fields: as much as keeps them in one row, where a narrow gap does."""
    left = room - sum(widths)
    even, least, most = left / max(1, len(widths) - 1), look.u(_NARROW_FIELD_GAP_PT), look.u(_FIELD_GAP_PT)
    return even if least <= even < most else most


def _field_width(name: str, text: str, look: Look, rooms: tuple[float, float]) -> float:
    """Return how wide a label with its value is, at most the room; without a value a line to write on, so long."""
    room, blank = rooms
    label = width_of(name, look.style(look.type.caption))
    return min(room, max(label, width_of(text, look.style(look.type.patient_value))) + 1 if text else max(blank, label))


def _field(name: str, text: str, look: Look, width: float) -> Fragment:
    """Return a label over its value, or over a line to write on where there is none."""
    label, value = look.style(look.type.caption), look.style(look.type.patient_value)
    if not text:
        y = label.leading_pt + value.leading_pt - 1
        named = text_block(plain(name, label), width, tag="P")
        return Fragment(width, y + 1, (*named.nodes, artifact(line(0, y, width, y, look.palette.rule))))
    return stack([(0, text_block(plain(name, label), width, tag="P")), (0, text_block(plain(text, value), width, tag="P"))], width)


def _side_box(block: PatientBlock, look: Look) -> Fragment:
    assert block.side is not None
    label, word = block.side
    small, large = look.style(look.type.caption), look.style(look.type.side_large)
    gap, padding, height = look.u(8.0), look.u(12.0), look.u(pt(11))
    if not word:
        return _side_choice(label, block.sides, look)
    label_width, word_width = width_of(label, small), width_of(word, large)
    width = label_width + gap + word_width + 2 * padding
    y = centred_baseline(height / 2, large)
    text = Element("P", (words(padding, y, label + " ", small), words(padding + label_width + gap, y, word, large)))
    frame = Shape(rounded(0.75, 0.75, width - 1.5, height - 1.5, 4), stroke=look.text, width_pt=1.5)
    return Fragment(width, height, (artifact(frame), text))


def _side_choice(label: str, sides: tuple[str, ...], look: Look) -> Fragment:
    """Return the side's label and a box to tick for each side there is."""
    small, style = look.style(look.type.caption), look.style(look.type.patient_value)
    height = look.u(pt(11))
    y, x = centred_baseline(height / 2, style), 0.0
    said: list[Node] = [words(x, y, label + " ", small)]
    boxes: list[Node] = []
    x += width_of(label, small) + look.u(8)
    for side in sides:
        boxes.append(tick_box(x, (height - look.box_pt) / 2, look))
        x += look.box_pt + look.u(4)
        said.append(words(x, y, side + " ", style))
        x += width_of(side, style) + look.u(9)
    return Fragment(x, height, (artifact(*boxes), Element("P", tuple(said))))


def message(text: str, look: Look) -> Fragment:
    """Return the main message on one line, a little smaller before it wraps."""
    style = look.style(look.type.main_message)
    if look.columns > 1 and width_of(text, style) > look.live_pt:
        size = style.size_pt - 1
        leading = style.leading_pt - 2 if width_of(text, style) * size / style.size_pt <= look.live_pt else size * _WRAPPED_LEADING
        style = TextStyle(size, leading, style.weight, style.color)
    return own(text_block(plain(text, style), look.live_pt))


def run_in(block: Labelled, look: Look) -> Fragment:
    """Return a label with its text after it, over the whole width: what is needed, what has changed."""
    style = look.body()
    return text_block((TextSpan(block.head + "\u00a0\u00a0", style.bold()), TextSpan(block.text, style)), look.live_pt)


def how_to_use(block: Labelled, look: Look) -> Fragment:
    """Return the head and text of how to use the sheet, in a column."""
    return stack(
        [
            (0, head(block.head, look.style(look.type.block_head), look.measure_pt)),
            (look.rhythm.quarter_pt, text_block(plain(block.text, look.body()), look.measure_pt)),
        ],
        look.measure_pt,
    )


def write_on(block: WriteOn, look: Look) -> Fragment:
    """Return a box of lines to write on, and its 0 to 10 to circle, in a column."""
    pitch, width = look.rhythm.section_pt, look.column_pt
    parts: list[tuple[float, Fragment]] = [(0, head(block.head, look.style(look.type.block_head), width))]
    parts += [(0, _write_on(name, text, look, pitch)) for name, text in block.lines]
    if block.circle:
        parts.append((0, _to_circle(f"{block.circle} ", look, pitch)))
    return stack(parts, width)


def _to_circle(asked: str, look: Look, pitch: float) -> Fragment:
    """Return the numbers to circle, beside their label, or below it where the column is narrow."""
    label, width = _label(look), look.column_pt
    x0 = width_of(asked, label) + look.u(10)
    step, y, height = (width - x0 - look.u(6)) / 10, pitch - look.u(6.5), pitch
    if step < _CIRCLE_PITCH * look.body_pt:
        x0 = look.u(4)
        step, y, height = (width - 2 * x0) / 10, 2 * pitch - look.u(6.5), 2 * pitch
    numbers = [words(x0 + index * step, y, f"{index} ", look.body(), "centre") for index in range(11)]
    return Fragment(width, height, (Element("P", (words(0, pitch - look.u(6.5), asked, label), *numbers)),))


def _label(look: Look) -> TextStyle:
    return TextStyle(look.u(12), look.u(15), "regular", look.palette.secondary)


def _write_on(name: str, text: str, look: Look, pitch: float) -> Fragment:
    """Return a line to write on; a text that is known already stands on it, and takes more lines if it is long."""
    label, written = _label(look), look.body()
    width = look.column_pt
    ruled = line(0, pitch - 1, width, pitch - 1, look.palette.rule, 0.75)
    if not text:
        return Fragment(width, pitch, (artifact(ruled), Element("P", (words(0, pitch - 6, name, label),))))
    block = text_block((TextSpan(name + "\u00a0\u00a0\u00a0", label), TextSpan(text, written)), width, "running")
    height = max(pitch, block.height_pt + 7)
    low = line(0, height - 1, width, height - 1, look.palette.rule, 0.75)
    return Fragment(width, height, (artifact(low), At(0, height - 3 - block.height_pt, block)))
