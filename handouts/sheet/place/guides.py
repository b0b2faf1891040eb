"""The guides of a sheet, drawn: the stop box, the pain guide, the effort guide, what to tell the clinic."""

from collections.abc import Iterator, Sequence

from handouts.layout.layout import pt
from handouts.sheet.blocks import Labelled, PainGuide, PainZone, StopBox, TellUs, Tier
from handouts.sheet.place.kept import drawn
from handouts.sheet.place.marks import EMPTY, At, Element, Fragment, Mark, Node, Shape, artifact, line, rounded, stack, wrap_in
from handouts.sheet.place.parts import bullets, head, octagon, side_by_side
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import TextSpan, break_lines, centred_baseline, marked, plain, text_block, width_of, words

_LABEL_COLUMN_MM = 30
_ZONE_GAP_PT = 6.0
_NUMBER_PT = 14.0
"""A number of the scale has at least so much of its zone's frame."""
_ZONE_LEAST_PT = 45.0
_MOST_ZONE_LINES = 5
_HALF_PT = 0.5
_ZONE_WEIGHTS = {2: (1.0, 2.5), 3: (1.0, 1.75, 2.5)}
"""How heavy the frames are, by how many there are."""


def stop_box(block: StopBox, look: Look) -> Fragment:
    """Return the framed two-tier stop box: tiers beside each other in two columns, else one below the other."""
    if look.columns == 1:
        return _framed_tiers((block.urgent, *block.calls, block.soon), look)
    middle = look.live_pt / 2
    left, right = _tier(block.urgent, look, middle - look.u(22)), _tier(block.soon, look, middle - look.u(22))
    air = look.u(9)
    over = max(left.height_pt, right.height_pt) + 2 * air
    lines: list[Mark] = [line(middle, 1.5, middle, over - 1.5, look.palette.rule, 0.75)]
    placed, y = [At(look.u(12), air, left)], over
    for call in block.calls:
        band = _call_band(call, look, look.live_pt - look.u(24))
        lines.append(line(1.5, y, look.live_pt - 1.5, y, look.palette.rule, 0.75))
        placed.append(At(look.u(12), y + look.u(6), band))
        y += band.height_pt + look.u(12)
    placed.append(At(middle + look.u(10), air, right))
    return wrap_in("Sect", Fragment(look.live_pt, y, (artifact(_frame(look, y), *lines), *placed)))


def _call_band(call: Tier, look: Look, width: float) -> Fragment:
    """Return whom to call and its signs over the whole width: the head at the left above its signs, which take two columns."""
    style, indent = look.style(look.type.listing), look.u(35.0)
    count = min(2, len(call.signs))
    column, half = (width - indent) / count, -(-len(call.signs) // count)
    columns = [bullets(signs, style, column - look.u(6)) for signs in (call.signs[:half], call.signs[half:]) if signs]
    signs = side_by_side([(indent + column * index, part) for index, part in enumerate(columns)], width)
    sign = artifact(*octagon(0, 1, look.u(26), look.palette.stop, solid=call.solid))
    named = Fragment(
        width, look.type.block_head.leading_pt, (At(indent, 0, head(call.head, look.style(look.type.block_head), width - indent)),)
    )
    text = stack([(0, named), (look.u(2), signs)], width)
    return Fragment(width, max(look.u(28.0), text.height_pt), (sign, At(0, 0, text)))


def stop_parts(block: StopBox, look: Look, left_pt: float, room_pt: float) -> tuple[Fragment, ...]:
    """Return the stop box where so much is left of page 1, and a page has so much room.

    Where one column makes it taller than what is left, its tiers have a frame each: the urgent one stands on page 1, and no sign is lost.
    """
    whole, urgent, *calls = drawn(stop_box, block, look), *(drawn(stop_tier, tier, look) for tier in (block.urgent, *block.calls))
    fits = look.columns > 1 or whole.height_pt <= (room_pt if urgent.height_pt > left_pt else left_pt)
    tiers = (whole,) if fits else (urgent, *calls, drawn(stop_tier, block.soon, look))
    return (*tiers, _at_once(block, look)) if block.at_once else tiers


def stop_whole(block: StopBox, look: Look) -> Fragment:
    """Return the stop box, and under it what sends to someone else at once."""
    under = [(look.u(4), _at_once(block, look))] if block.at_once else []
    return stack([(0.0, drawn(stop_box, block, look)), *under], look.live_pt)


def _at_once(block: StopBox, look: Look) -> Fragment:
    return text_block(plain(block.at_once, look.style(look.type.listing).bold()), look.live_pt, "running")


def stop_tier(tier: Tier, look: Look) -> Fragment:
    """Return one tier of the stop box in a frame of its own."""
    return _framed_tiers((tier,), look)


def _frame(look: Look, height: float) -> Shape:
    return Shape(rounded(0.75, 0.75, look.live_pt - 1.5, height - 1.5, 4), stroke=look.palette.stop, width_pt=1.5)


def _framed_tiers(tiers: Sequence[Tier], look: Look) -> Fragment:
    across, air = look.u(10), look.u(10)
    lines: list[Mark] = []
    placed: list[Node] = []
    y = 0.0
    for tier in tiers:
        if y:
            lines.append(line(1.5, y, look.live_pt - 1.5, y, look.palette.rule, 0.75))
        drawn = _tier(tier, look, look.live_pt - 2 * across)
        placed.append(At(across, y + air, drawn))
        y += drawn.height_pt + 2 * air
    return wrap_in("Sect", Fragment(look.live_pt, y, (artifact(_frame(look, y), *lines), *placed)))


def _tier(tier: Tier, look: Look, width: float) -> Fragment:
    title_style, text = look.style(look.type.block_head), look.style(look.type.listing)
    sign = artifact(*octagon(0, 1, look.u(26), look.palette.stop, solid=tier.solid))
    indent = look.u(35.0)
    heads = stack(
        [
            (0, head(tier.head, title_style, width - indent)),
            (0, text_block(plain(tier.call, look.body()), width - indent) if tier.call else EMPTY),
        ],
        width,
    )
    top = Fragment(width, max(look.u(28.0), heads.height_pt), (sign, At(indent, 0, heads)))
    return stack([(0, top), *_lists(tier, look, text, width)], width)


def _lists(tier: Tier, look: Look, style: TextStyle, width: float) -> Iterator[tuple[float, Fragment]]:
    """Yield the signs, each list under its lead, which is one of its lines in bold."""
    gap = look.u(6)
    for sign_list in tier.lists:
        if sign_list.lead:
            yield gap, text_block(plain(sign_list.lead, style.bold()), width)
            gap = 0.0
        yield gap, bullets(sign_list.signs, style, width)
        gap = 0.0


def stop_line(block: StopBox, look: Look) -> Fragment:
    """Return every sign of the stop box as two framed paragraphs, for a summary."""
    style, padding, indent = look.body(), look.u(9), look.u(37)
    room = look.live_pt - indent - padding
    parts: list[tuple[float, Fragment]] = []
    for tier in (block.urgent, *block.calls, block.soon):
        text = text_block(tuple(_in_a_line(tier, style)), room, "running")
        sign = artifact(*octagon(0, 0, look.u(24), look.palette.stop, solid=tier.solid))
        row = Fragment(look.live_pt, max(text.height_pt, look.u(25)), (At(padding, 0, Fragment(0, 0, (sign,))), At(indent, 0, text)))
        parts.append((look.u(5), row))
    inside = stack(parts, look.live_pt)
    height = inside.height_pt + 2 * padding
    framed = wrap_in("Sect", Fragment(look.live_pt, height, (artifact(_frame(look, height)), At(0, padding, inside))))
    return stack([(0.0, framed), (look.u(4), _at_once(block, look))], look.live_pt) if block.at_once else framed


def _in_a_line(tier: Tier, style: TextStyle) -> Iterator[TextSpan]:
    yield TextSpan(f"{tier.head} ", style.bold())
    yield from (TextSpan(f"{tier.call} ", style),) if tier.call else ()
    for index, one in enumerate(tier.lists):
        if one.lead:
            yield TextSpan(f"{one.lead} ", style.bold())
        yield TextSpan(f"{'; '.join(one.signs)}.{' ' if index < len(tier.lists) - 1 else ''}", style)


def pain_guide(block: PainGuide, look: Look) -> Fragment:
    """Return the zones as frames of growing weight, numbers inside, words below or beside; or the text where there are no zones."""
    if look.columns == 1:
        return _pain_rows(block, look)
    label = pt(_LABEL_COLUMN_MM)
    name = stack([(0, head(block.head, look.style(look.type.block_head), label)), *_change(block, look, label)], label)
    if not block.zones:
        return side_by_side([(0, name), (label, text_block(plain(block.text, look.body()), look.live_pt - label))], look.live_pt)
    style = look.style(look.type.listing)
    parts: list[tuple[float, Fragment]] = [(0, name)]
    x = label
    widths = _zone_widths(block.zones, look, look.live_pt - label)
    for weight, zone, width in zip(_ZONE_WEIGHTS[len(block.zones)], block.zones, widths, strict=True):
        parts.append((x, _zone(zone, weight, width, look)))
        x += width + _ZONE_GAP_PT
    text = text_block(plain(block.text, style), look.live_pt, "running")
    return stack([(0, side_by_side(parts, look.live_pt)), (2, text)], look.live_pt)


def _change(block: PainGuide, look: Look, width: float) -> list[tuple[float, Fragment]]:
    """Return the word that says the guide is another than in the earlier plan, where it is."""
    style = look.style(look.type.listing).bold().inked(look.accent)
    return [(0.0, text_block(plain(block.change, style), width))] if block.change else []


def _zone(zone: PainZone, weight: float, width: float, look: Look) -> Fragment:
    style, count = look.style(look.type.listing), zone.high - zone.low + 1
    frame = Shape(rounded(weight / 2, weight / 2, width - weight, 17 - weight, 3), stroke=look.text, width_pt=weight)
    step, base = width / count, centred_baseline(8.5, style)
    numbers = [words(step * (at + 0.5), base, f"{zone.low + at} ", style.bold(), "centre") for at in range(count)]
    advice = _advice(zone, look, width)
    nodes: tuple[Node, ...] = (artifact(frame), Element("P", (*numbers, At(0, 19, advice)), actual_text=zone.said))
    return Fragment(width, 19 + advice.height_pt, nodes)


def _advice(zone: PainZone, look: Look, width: float) -> Fragment:
    style = look.style(look.type.listing)
    return text_block((TextSpan(zone.word + " ", style.bold()), TextSpan(zone.advice, style)), width, "balanced", None)


def _zone_widths(zones: Sequence[PainZone], look: Look, room: float) -> list[float]:
    """Return how wide each zone is: the words below take as few lines as can be, and what is left is shared by how many numbers it has."""
    room -= _ZONE_GAP_PT * (len(zones) - 1)
    counts = [zone.high - zone.low + 1 for zone in zones]
    widths = [room * count / sum(counts) for count in counts]
    for lines in range(1, _MOST_ZONE_LINES):
        narrow = [_narrowest(zone, look, lines, room) for zone in zones]
        if sum(narrow) <= room:
            left = room - sum(narrow)
            return [width + left * count / sum(counts) for width, count in zip(narrow, counts, strict=True)]
    return widths


def _narrowest(zone: PainZone, look: Look, lines: int, room: float) -> float:
    """Return the least width, to half a point, in which a zone's words take so many lines and its numbers fit; all the room if none."""
    style, count = look.style(look.type.listing), zone.high - zone.low + 1
    spans = (TextSpan(zone.word + " ", style.bold()), TextSpan(zone.advice, style))
    low, high = max(_ZONE_LEAST_PT, _NUMBER_PT * count), room
    if len(break_lines(spans, low, "running")) <= lines:
        return low
    while high - low > _HALF_PT:
        middle = (low + high) / 2
        low, high = (low, middle) if len(break_lines(spans, middle, "running")) <= lines else (middle, high)
    return high


def _pain_rows(block: PainGuide, look: Look) -> Fragment:
    """Return the guide for a narrow page: a row for each zone, its numbers framed at the left."""
    width = look.live_pt
    parts = [(0.0, head(block.head, look.style(look.type.block_head), width)), *_change(block, look, width)]
    weights = _ZONE_WEIGHTS[len(block.zones)] if block.zones else ()
    parts += [(look.rhythm.quarter_pt, _zone_row(zone, weight, look)) for weight, zone in zip(weights, block.zones, strict=True)]
    parts.append((look.rhythm.quarter_pt, text_block(plain(block.text, look.body()), width)))
    return stack(parts, width)


def _zone_row(zone: PainZone, weight: float, look: Look) -> Fragment:
    style = look.body()
    numbers = f"{zone.low}–{zone.high}" if zone.high > zone.low else str(zone.low)
    box = width_of("10–10", style.bold()) + look.u(12)
    height, indent = style.leading_pt + look.u(6), box + look.u(10)
    frame = Shape(rounded(weight / 2, weight / 2, box - weight, height - weight, 3), stroke=look.text, width_pt=weight)
    advice = text_block((TextSpan(zone.word + " ", style.bold()), TextSpan(zone.advice, style)), look.live_pt - indent, "balanced", None)
    tall = max(height, advice.height_pt)
    number = words(box / 2, centred_baseline(height / 2, style), f"{numbers} ", style.bold(), "centre")
    at = At(indent, max(0.0, (height - advice.height_pt) / 2), advice)
    return Fragment(look.live_pt, tall, (artifact(frame), Element("P", (number, at), actual_text=zone.said)))


def pain_line(block: PainGuide, look: Look) -> Fragment:
    """Return the guide in a line, for a summary."""
    style = look.body()
    return text_block((TextSpan(f"{block.head}\u00a0\u00a0", style.bold()), TextSpan(block.short, style)), look.live_pt, "running")


def tell_us(block: TellUs, look: Look) -> Fragment:
    """Return what to tell the clinic."""
    return _tell_us(block, look, look.live_pt)


def tell_us_in_column(block: TellUs, look: Look) -> Fragment:
    """Return the same as wide as a column, to stand beside a box."""
    return _tell_us(block, look, look.measure_pt)


def _tell_us(block: TellUs, look: Look, width: float) -> Fragment:
    if not block.text:
        return EMPTY
    text = text_block(plain(block.text, look.body()), width, "running")
    return stack([(0, head(block.head, look.style(look.type.block_head), width)), (2, text)], width)


def beside_head(block: Labelled, look: Look) -> Fragment:
    """Return a head with its text beside it over the whole width, as the guides have it; below it where there is one column."""
    label = pt(_LABEL_COLUMN_MM) if look.columns > 1 else look.live_pt
    named = head(block.head, look.style(look.type.block_head), label)
    room = look.live_pt - label if look.columns > 1 else look.live_pt
    text = text_block(plain(block.text, look.style(look.type.listing)), room, "running")
    if look.columns == 1:
        return stack([(0, named), (look.rhythm.quarter_pt, text)], look.live_pt)
    return side_by_side([(0, named), (label, text)], look.live_pt)


def effort_guide(block: Labelled, look: Look) -> Fragment:
    """Return the effort guide, its targets bold."""
    style = look.style(look.type.listing)
    spans = marked(block.text, style, style.bold())
    if look.columns == 1:
        name = head(block.head, look.style(look.type.block_head), look.live_pt)
        return stack([(0, name), (look.rhythm.quarter_pt, text_block(spans, look.live_pt))], look.live_pt)
    label = pt(_LABEL_COLUMN_MM)
    name = head(block.head, look.style(look.type.block_head), label)
    return side_by_side([(0, name), (label, text_block(spans, look.live_pt - label))], look.live_pt)
