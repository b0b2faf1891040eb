"""The closing blocks, drawn: when to make it harder, how to reach the clinic, the small print, lines for notes."""

from handouts.sheet.blocks import Contact, Labelled, LastPage
from handouts.sheet.place.kept import drawn
from handouts.sheet.place.marks import EMPTY, At, Fragment, artifact, line, own, stack, wrap_in
from handouts.sheet.place.parts import head, linked, rule, side_by_side, space
from handouts.sheet.place.qr import qr_code
from handouts.sheet.place.style import Look
from handouts.sheet.place.text import TextSpan, plain, text_block


def progress(block: LastPage, look: Look) -> Fragment:
    """Return when to make it harder: a head over a rule, and the steps below each other."""
    return drawn(_progress, (block.progress_head, block.progress), look)


def _progress(steps_under: tuple[str, tuple[Labelled, ...]], look: Look) -> Fragment:
    named, told = steps_under
    width, body = look.live_pt, look.body()
    top = stack([(0, head(named, look.style(look.type.section_head), width)), (0, rule(width, look.text, 1.75))], width)
    strong = body.bold().inked(look.accent)
    steps = [text_block((TextSpan(f"{step.head}\u00a0 ", strong), TextSpan(step.text, body)), width) for step in told]
    listed = stack([(look.u(2), step) for step in steps], width)
    return wrap_in("Sect", stack([(0, top), (look.rhythm.quarter_pt, listed)], width), (1, named))


def contact(block: Contact, look: Look) -> Fragment:
    """Return how to reach the clinic: words at the left, addresses and the code of its page at the right; all in one column if narrow."""
    code = qr_code(*block.code, look) if block.code and look.has_codes else EMPTY
    half = look.measure_pt if look.columns > 1 else look.column_pt - code.width_pt
    left: list[tuple[float, Fragment]] = [(0, head(block.head, look.style(look.type.block_head), half))]
    room = look.column_pt - code.width_pt
    if block.phone:
        left.append((2, linked(*block.phone, look.style(look.type.phone), half)))
    left += [(0, text_block(plain(text, look.body()), half)) for text in block.lines]
    right: list[tuple[float, Fragment]] = []
    for label, shown, address in block.links:
        if label:
            right.append((0, text_block(plain(label, look.body("semibold")), room)))
        right.append((0, linked(shown, address, look.body(), room)))
    if look.columns == 1:
        beside = stack([*left, (look.rhythm.half_pt, stack(right, room))], room)
        return side_by_side([(0.0, beside), (look.live_pt - code.width_pt, code)], look.live_pt)
    placed = side_by_side([(0.0, stack(left, half)), (look.second_column_pt, stack(right, room))], look.live_pt)
    if not code.nodes:
        return placed
    quiet = (code.width_pt - look.qr_pt) / 2
    at = At(look.live_pt - code.width_pt + quiet, -quiet + 3, code)
    return Fragment(look.live_pt, max(placed.height_pt, code.height_pt - 2 * quiet + 3), (*placed.nodes, at))


def foot_part(part: str, block: LastPage, look: Look) -> Fragment:
    """Return a part of the foot: in which other formats the sheet can be had, in full size; or a paragraph of small print."""
    if part == "formats":
        return drawn(_formats, block.formats, look)
    return _small_print(block.closing if part == "closing" else block.control, look)


def _formats(text: str, look: Look) -> Fragment:
    return text_block(plain(text, look.body()), look.live_pt, "running")


def _small_print(text: str, look: Look) -> Fragment:
    return own(text_block(plain(text, look.style(look.type.control)), look.live_pt, "running"))


def notes(block: tuple[str, float], look: Look) -> Fragment:
    """Return a column of lines for the clinician's hand, with a head, so high."""
    title, height = block
    pitch, width = look.rhythm.section_pt, look.column_pt
    count = max(0, int((height - 36) / pitch))
    rules = [line(0, 30 + pitch * n, width, 30 + pitch * n, look.palette.rule) for n in range(1, count + 1)]
    name = head(title, look.style(look.type.block_head), width, "H3")
    return Fragment(width, height, (At(0, 15.5, name), artifact(*rules))) if count else space(0)
