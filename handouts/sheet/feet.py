"""The running head and the footer of a page: artifacts, never read out, the same on every page but for the number."""

from handouts.language import fill
from handouts.sheet.blocks import Running
from handouts.sheet.frame import RUNNING_HEAD_PT
from handouts.sheet.look import Look, TextStyle
from handouts.sheet.marks import Element, Fragment, Node, line
from handouts.sheet.parts import is_wide, mark_of
from handouts.sheet.text import NO_BREAK, centred_baseline, width_of, words


def running_head(running: Running, look: Look) -> Fragment:
    """Return the clinic at the left, sheet and side at the right, over a rule."""
    small = look.style(look.type.caption)
    strong = small.bold("bold").inked(look.text)
    middle = 9.0
    base = centred_baseline(middle, small)
    marks: list[Node] = []
    x = 0.0
    if running.logo is not None:
        width, picture = mark_of(running.logo, 18.0, 90.0)
        marks.append(picture)
        x = width + 7
    if running.logo is None or not is_wide(running.logo):
        marks.append(words(x, base, _cut(running.clinic, small, look.live_pt / 2 - x), small))
    title = running.title + (f" ·{NO_BREAK}" if running.side else "")
    side_width = width_of(running.side, strong) if running.side else 0.0
    marks.append(words(look.live_pt - side_width, base, title, small, "right"))
    if running.side:
        marks.append(words(look.live_pt, base, running.side, strong, "right"))
    y = RUNNING_HEAD_PT - 0.625
    marks.append(line(0, y, look.live_pt, y, look.accent, 1.25))
    return Fragment(look.live_pt, RUNNING_HEAD_PT, (Element("Artifact", tuple(marks), running="Header"),))


def footer(running: Running, number: int, total: int, look: Look) -> Fragment:
    """Return document control at the left, whose sheet it is in the middle, the page at the right, under a hairline."""
    style = look.style(look.type.footer)
    page = fill(running.page, n=number, total=total)
    after = f" · {running.overleaf}" if number < total else ""
    base, air = 11.0, 9.0
    right = look.live_pt - width_of(after, style) - width_of(page, style.bold())
    left = running.left
    if running.centre and width_of(left, style) + width_of(running.centre, style) + 2 * air > right:
        left = _cut(left, style, max(0.0, right - width_of(running.centre, style) - 2 * air))
    marks: list[Node] = [line(0, 0, look.live_pt, 0, look.palette.hairline), words(0, base, left, style)]
    if running.centre:
        marks.append(words(_centre_x(running.centre, style, width_of(left, style) + air, right - air, look), base, running.centre, style))
    if after:
        marks.append(words(look.live_pt, base, after, style, "right"))
    marks.append(words(look.live_pt - width_of(after, style), base, page, style.bold(), "right"))
    return Fragment(look.live_pt, 14, (Element("Artifact", tuple(marks), running="Footer"),))


def _centre_x(text: str, style: TextStyle, least: float, most: float, look: Look) -> float:
    """Return where a text starts that stands in the middle of the page, or as near to it as its neighbours let it."""
    width = width_of(text, style)
    return max(least, min((look.live_pt - width) / 2, most - width))


def _cut(text: str, style: TextStyle, width: float) -> str:
    """Return the text, or as much of it as fits with an ellipsis; only in running heads, where page 1 has it whole."""
    if width_of(text, style) <= width:
        return text
    while text and width_of(text + "…", style) > width:
        text = text[:-1]
    return text.rstrip() + "…"
