"""The blocks of page 1, drawn: letterhead, patient, message, the week at a glance, how to use, stop box, guides."""

from handouts.layout import pt
from handouts.sheet.blocks import Labelled, Letterhead, MyPlan, PainGuide, PatientBlock, StopBox, Tier
from handouts.sheet.look import Look, TextStyle
from handouts.sheet.marks import EMPTY, At, Element, Fragment, Node, Shape, artifact, line, rounded, stack, wrap_in
from handouts.sheet.parts import bullets, head, is_wide, mark_of, octagon, rule, side_by_side
from handouts.sheet.text import Span, centred_baseline, marked, plain, text_block, width_of, words

NAME_ALONE_FROM = 24
"""A name of more letters than this takes a line of its own."""
_LABEL_COLUMN_MM = 30
_DAY_PT, _DAY_NARROW_PT = 29.0, 25.5
_FIELD_GAP_PT = 18.0
_ZONE_LEAST_PT = 60.0  # so that a zone of one number still has room for its words


def letterhead(block: Letterhead, look: Look) -> Fragment:
    """Return the clinic's mark, name and line over the header rule."""
    name, small = look.style(look.type.clinic_name), look.style(look.type.caption)
    height, x = 30.0, 0.0
    nodes: list[Node] = []
    if block.logo is not None:
        width, picture = mark_of(block.logo, height if not is_wide(block.logo) else pt(11), pt(60))
        x = width + 9
        nodes.append(Element("Figure", (picture,), alt=block.name) if is_wide(block.logo) else artifact(picture))
    room = look.live_pt - x
    if block.logo is not None and is_wide(block.logo):
        nodes.append(At(x, height - small.leading_pt, text_block(plain(block.line, small), room, "running")))
    else:
        named = text_block(plain(block.name, name), room, "balanced")
        lines = stack([(0, named), (0, text_block(plain(block.line, small), room, "running"))], room)
        nodes.append(At(x, max(0.0, (height - lines.height_pt) / 2), lines))
        height = max(height, lines.height_pt)
    return stack([(0, Fragment(look.live_pt, height, tuple(nodes))), (7.5, rule(look.live_pt, look.accent, 2.0))], look.live_pt)


def title(text: str, section: str, look: Look) -> Fragment:
    """Return the sheet's title, the section's name lighter on the same line."""
    style = look.style(look.type.sheet_title)
    light = TextStyle(style.size_pt, style.leading_pt, "regular", look.palette.secondary)
    named = text_block((Span(text + " ", style), Span(section, light)), look.live_pt, "balanced", "H1")
    return wrap_in("Sect", named, (1, text))


def patient_block(block: PatientBlock, look: Look) -> Fragment:
    """Return the fields in a row, and the side in its box at the right."""
    side = _side_box(*block.side, look) if block.side else EMPTY
    room = look.live_pt - (side.width_pt + _FIELD_GAP_PT if block.side else 0)
    fields = _fields(block.fields, look, room)
    if not fields.height_pt and not block.side:
        return EMPTY
    height = max(fields.height_pt, side.height_pt)
    nodes: list[Node] = [At(0, max(0.0, side.height_pt - fields.height_pt) / 2, fields)]
    if block.side:
        nodes.append(At(look.live_pt - side.width_pt, 0, side))
    return Fragment(look.live_pt, height, tuple(nodes))


def _fields(fields: tuple[tuple[str, str], ...], look: Look, room: float) -> Fragment:
    label, value = look.style(look.type.caption), look.style(look.type.patient_value)
    rows: list[list[tuple[float, Fragment]]] = [[]]
    x = 0.0
    for index, (name, text) in enumerate(fields):
        width = min(room, max(width_of(name, label), width_of(text, value)) + 1)
        alone = index == 0 and len(text) > NAME_ALONE_FROM
        if rows[-1] and x + width > room:
            rows.append([])
            x = 0.0
        one = stack([(0, text_block(plain(name, label), width, tag="P")), (0, text_block(plain(text, value), width, tag="P"))], width)
        rows[-1].append((x, one))
        x += width + _FIELD_GAP_PT
        if alone:
            rows.append([])
            x = 0.0
    return stack([(3.75, side_by_side(row, room)) for row in rows if row], room)


def _side_box(label: str, word: str, look: Look) -> Fragment:
    small, large = look.style(look.type.caption), look.style(look.type.side_large)
    gap, padding, height = 8.0, 12.0, pt(11)
    label_width, word_width = width_of(label, small), width_of(word, large)
    width = label_width + gap + word_width + 2 * padding
    y = centred_baseline(height / 2, large)
    text = Element("P", (words(padding, y, label + " ", small), words(padding + label_width + gap, y, word, large)))
    frame = Shape(rounded(0.75, 0.75, width - 1.5, height - 1.5, 4), stroke=look.text, width_pt=1.5)
    return Fragment(width, height, (artifact(frame), text))


def message(text: str, look: Look) -> Fragment:
    """Return the main message on one line, a little smaller before it wraps."""
    style = look.style(look.type.main_message)
    if width_of(text, style) > look.live_pt:
        style = TextStyle(style.size_pt - 1, style.leading_pt - 2, style.weight, style.color)
    return text_block(plain(text, style), look.live_pt)


def equipment(block: Labelled, look: Look) -> Fragment:
    """Return what is needed, on a line or two."""
    style = look.body()
    return text_block((Span(block.head + "\u00a0\u00a0", style.bold()), Span(block.text, style)), look.live_pt)


def how_to_use(block: Labelled, look: Look) -> Fragment:
    """Return the head and text of how to use the sheet, in a column."""
    return stack(
        [
            (0, head(block.head, look.style(look.type.block_head), look.measure_pt)),
            (look.rhythm.quarter_pt, text_block(plain(block.text, look.body()), look.measure_pt)),
        ],
        look.measure_pt,
    )


def my_plan(block: MyPlan, look: Look) -> Fragment:
    """Return the runner's write-on lines and the 0 to 10 to circle, in a column."""
    label = TextStyle(12, 15, "regular", look.palette.secondary)
    pitch, width = look.rhythm.section_pt, look.column_pt
    parts: list[tuple[float, Fragment]] = [(0, head(block.head, look.style(look.type.block_head), width))]
    parts += [(0, _write_on(name, text, look, pitch)) for name, text in block.lines]
    sure = f"{block.confidence} "
    x0 = width_of(sure, label) + 10
    step = (width - x0 - 6) / 10
    numbers = [words(x0 + index * step, 16, f"{index} ", look.body(), "centre") for index in range(11)]
    parts.append((0, Fragment(width, pitch, (Element("P", (words(0, 16, sure, label), *numbers)),))))
    return stack(parts, width)


def _write_on(name: str, text: str, look: Look, pitch: float) -> Fragment:
    """Return a line to write on; a text that is known already stands on it, and takes more lines if it is long."""
    label, written = TextStyle(12, 15, "regular", look.palette.secondary), look.body()
    width = look.column_pt
    ruled = line(0, pitch - 1, width, pitch - 1, look.palette.rule, 0.75)
    if not text:
        return Fragment(width, pitch, (artifact(ruled), Element("P", (words(0, pitch - 6, name, label),))))
    block = text_block((Span(name + "\u00a0\u00a0\u00a0", label), Span(text, written)), width, "running")
    height = max(pitch, block.height_pt + 7)
    low = line(0, height - 1, width, height - 1, look.palette.rule, 0.75)
    return Fragment(width, height, (artifact(low), At(0, height - 3 - block.height_pt, block)))


def stop_box(block: StopBox, look: Look) -> Fragment:
    """Return the framed two-tier stop box."""
    middle = look.live_pt / 2
    left, right = _tier(block.urgent, look, middle - 22), _tier(block.soon, look, middle - 22)
    height = max(left.height_pt, right.height_pt) + 18
    frame = Shape(rounded(0.75, 0.75, look.live_pt - 1.5, height - 1.5, 4), stroke=look.palette.stop, width_pt=1.5)
    divider = line(middle, 1.5, middle, height - 1.5, look.palette.rule, 0.75)
    inside = Fragment(look.live_pt, height, (artifact(frame, divider), At(12, 9, left), At(middle + 10, 9, right)))
    return wrap_in("Sect", inside)


def _tier(tier: Tier, look: Look, width: float) -> Fragment:
    title_style, text = look.style(look.type.block_head), look.style(look.type.listing)
    sign = artifact(*octagon(0, 1, 26, look.palette.stop, solid=tier.solid))
    indent = 35.0
    heads = stack(
        [(0, head(tier.head, title_style, width - indent)), (0, text_block(plain(tier.call, look.body()), width - indent))], width
    )
    top = Fragment(width, max(28.0, heads.height_pt), (sign, At(indent, 0, heads)))
    return stack([(0, top), (6, bullets(tier.signs, text, width))], width)


def pain_guide(block: PainGuide, look: Look) -> Fragment:
    """Return the zones as frames of growing weight, numbers inside, words below; or the text where there are no zones."""
    label = pt(_LABEL_COLUMN_MM)
    name = head(block.head, look.style(look.type.block_head), label)
    if not block.zones:
        return side_by_side([(0, name), (label, text_block(plain(block.text, look.body()), look.live_pt - label))], look.live_pt)
    style, gap = look.style(look.type.listing), 6.0
    unit = (look.live_pt - label - gap * 2 - 3 * _ZONE_LEAST_PT) / 11
    parts: list[tuple[float, Fragment]] = [(0, name)]
    x = label
    for weight, zone in zip((1.0, 1.75, 2.5), block.zones, strict=True):
        width = _ZONE_LEAST_PT + unit * (zone.high - zone.low + 1)
        frame = Shape(rounded(weight / 2, weight / 2, width - weight, 17 - weight, 3), stroke=look.text, width_pt=weight)
        step = width / (zone.high - zone.low + 1)
        numbers = [
            words(step * (index + 0.5), centred_baseline(8.5, style), f"{zone.low + index} ", style.bold(), "centre")
            for index in range(zone.high - zone.low + 1)
        ]
        advice = text_block((Span(zone.word + " ", style.bold()), Span(zone.advice, style)), width, "balanced", None)
        nodes: tuple[Node, ...] = (artifact(frame), Element("P", (*numbers, At(0, 19, advice)), actual_text=zone.said))
        parts.append((x, Fragment(width, 19 + advice.height_pt, nodes)))
        x += width + gap
    zones = side_by_side(parts, look.live_pt)
    trend = At(label, 0, text_block(plain(block.text, style), look.live_pt - label))
    return stack([(0, zones), (2, Fragment(look.live_pt, trend.fragment.height_pt, (trend,)))], look.live_pt)


def tell_us(block: Labelled, look: Look, width: float) -> Fragment:
    """Return what to tell the clinic."""
    text = text_block(plain(block.text, look.body()), width, "running")
    return stack([(0, head(block.head, look.style(look.type.block_head), width)), (2, text)], width)


def effort_guide(block: Labelled, look: Look) -> Fragment:
    """Return the effort guide, its targets bold."""
    label = pt(_LABEL_COLUMN_MM)
    style = look.style(look.type.listing)
    name = head(block.head, look.style(look.type.block_head), label)
    text = text_block(marked(block.text, style, style.bold()), look.live_pt - label)
    return side_by_side([(0, name), (label, text)], look.live_pt)
