"""An education topic, drawn: title, key sentence, text at the left, what is known and not known at the right."""

from handouts.sheet.blocks import TopicBlock
from handouts.sheet.place.marks import EMPTY, Fragment, stack, wrap_in
from handouts.sheet.place.parts import bullets, head, paragraphs, side_by_side
from handouts.sheet.place.pictures import topic_maps
from handouts.sheet.place.style import Look
from handouts.sheet.place.text import plain, text_block

_MAP_PT, _LEAST_MAP_PT = 116.0, 60.0
_KNOWN_SHARE = 0.58  # of the width, for what is known; what is not known is shorter


def topic(block: TopicBlock, look: Look) -> Fragment:
    """Return a topic at full width, in two columns."""
    body = _with_maps(block, look) if block.maps else _without_maps(block, look)
    return wrap_in("Sect", stack([(0, _top(block, look)), (look.rhythm.three_quarter_pt, body)], look.live_pt), (1, block.title))


def topic_parts(block: TopicBlock, look: Look) -> list[tuple[float, Fragment]]:
    """Return a topic for one column, in pieces that may stand on different pages: text, maps as large as they fit, evidence."""
    text = stack([(0, _top(block, look)), (look.rhythm.three_quarter_pt, _text(block, look, look.measure_pt))], look.live_pt)
    parts = [(0.0, wrap_in("Sect", text, (1, block.title)))]
    if block.maps:
        tall = look.u(_MAP_PT)
        maps = topic_maps(block.maps, look, tall)
        while maps.width_pt > look.live_pt and tall > _LEAST_MAP_PT:
            tall *= 0.9
            maps = topic_maps(block.maps, look, tall)
        parts.append((look.rhythm.line_pt, maps))
    evidence = _evidence(block, look, look.measure_pt, look.measure_pt)
    return [*parts, *((look.rhythm.line_pt, one) for one in evidence)]


def _top(block: TopicBlock, look: Look) -> Fragment:
    return stack(
        [
            (0, text_block(plain(block.eyebrow, look.style(look.type.eyebrow)), look.live_pt)),
            (0, head(block.title, look.style(look.type.page_title), look.live_pt, "H2")),
            (4, text_block(plain(block.key, look.style(look.type.key_sentence)), look.live_pt)),
        ],
        look.live_pt,
    )


def _without_maps(block: TopicBlock, look: Look) -> Fragment:
    known, not_known = _evidence(block, look, look.measure_pt, look.measure_pt)
    evidence = stack([(0, known), (look.rhythm.line_pt, not_known)], look.measure_pt)
    return side_by_side([(0, _text(block, look, look.measure_pt)), (look.second_column_pt, evidence)], look.live_pt)


def _with_maps(block: TopicBlock, look: Look) -> Fragment:
    """Return the text beside its body maps, what is known and not known below it."""
    maps = topic_maps(block.maps, look, _MAP_PT)
    text = _text(block, look, look.live_pt - maps.width_pt - 10)
    upper = side_by_side([(0, text), (look.live_pt - maps.width_pt, maps)], look.live_pt)
    middle = look.live_pt * _KNOWN_SHARE
    known, not_known = _evidence(block, look, middle - 20, look.live_pt - middle)
    lower = side_by_side([(0, known), (middle, not_known)], look.live_pt)
    return stack([(0, upper), (look.rhythm.half_pt, lower)], look.live_pt)


def _text(block: TopicBlock, look: Look, width: float) -> Fragment:
    body = look.style(look.type.listing)
    told = [plain(text, body) for text in block.paragraphs]
    act = text_block(plain(block.act, body.bold()), width) if block.act else EMPTY
    return stack([(0, paragraphs(told, width, look.rhythm.half_pt)), (look.rhythm.half_pt, act)], width)


def _evidence(block: TopicBlock, look: Look, known_pt: float, not_known_pt: float) -> tuple[Fragment, Fragment]:
    title, text = look.style(look.type.block_head), look.style(look.type.listing)
    known, not_known = (
        stack([(0, head(name, title, width, "H3")), (2, bullets(texts, text, width, 2.0))], width)
        for (name, texts), width in ((block.known, known_pt), (block.not_known, not_known_pt))
    )
    return known, not_known
