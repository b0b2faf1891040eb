"""An education topic, drawn: title, key sentence, text at the left, what is known and not known at the right."""

import functools

from handouts.sheet.blocks import TopicBlock
from handouts.sheet.look import Look
from handouts.sheet.marks import EMPTY, Fragment, stack, wrap_in
from handouts.sheet.parts import bullets, head, paragraphs, side_by_side
from handouts.sheet.text import plain, text_block


@functools.lru_cache(maxsize=500)
def topic(block: TopicBlock, look: Look) -> Fragment:
    """Return a topic at full width."""
    top = stack(
        [
            (0, text_block(plain(block.eyebrow, look.style(look.type.eyebrow)), look.live_pt)),
            (0, head(block.title, look.style(look.type.page_title), look.live_pt, "H2")),
            (4, text_block(plain(block.key, look.style(look.type.key_sentence)), look.live_pt)),
        ],
        look.live_pt,
    )
    columns = side_by_side([(0, _text(block, look)), (look.second_column_pt, _evidence(block, look))], look.live_pt)
    return wrap_in("Sect", stack([(0, top), (look.rhythm.three_quarter_pt, columns)], look.live_pt), (1, block.title))


def _text(block: TopicBlock, look: Look) -> Fragment:
    body = look.body()
    told = [plain(text, body) for text in block.paragraphs]
    act = text_block(plain(block.act, body.bold()), look.measure_pt) if block.act else EMPTY
    return stack([(0, paragraphs(told, look.measure_pt, look.rhythm.half_pt)), (look.rhythm.half_pt, act)], look.measure_pt)


def _evidence(block: TopicBlock, look: Look) -> Fragment:
    title = look.style(look.type.block_head)
    parts = []
    for name, texts in (block.known, block.not_known):
        listed = stack(
            [(0, head(name, title, look.measure_pt, "H3")), (4, bullets(texts, look.body(), look.measure_pt, 3.75))], look.measure_pt
        )
        parts.append((look.rhythm.line_pt, listed))
    return stack(parts, look.measure_pt)
