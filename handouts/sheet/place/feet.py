"""The running head and the footer of a page: artifacts, never read out, the same on every page but for the number."""

from handouts.fonts.faces import letters_of
from handouts.library.language.language import fill
from handouts.library.logo import Logo
from handouts.sheet.blocks import Running
from handouts.sheet.place.frame import RUNNING_HEAD_PT
from handouts.sheet.place.kept import kept
from handouts.sheet.place.marks import At, Element, Fragment, Node, Words, line
from handouts.sheet.place.parts import is_wide, mark_of
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import NO_BREAK, centred_baseline, width_of, words

_DOT = " · "
_AIR_PT = 9.0


def running_head(running: Running, look: Look) -> Fragment:
    """Return the clinic at the left, sheet and side at the right, over a rule."""
    return _running_head((running.clinic, running.logo), running.title, running.side, look)


@kept(50, "sheet")
def _running_head(whose: tuple[str, Logo | None], title: str, side: str, look: Look) -> Fragment:
    clinic_name, logo = whose
    small = look.style(look.type.caption)
    strong = small.bold("bold").inked(look.text)
    base = centred_baseline(look.u(9.0), small)
    marks: list[Node] = []
    x = 0.0
    if logo is not None:
        width, picture = mark_of(logo, look.u(18.0), look.u(90.0))
        marks.append(picture)
        x = width + look.u(7)
    if logo is None or not is_wide(logo):
        last = title.rsplit(_DOT, maxsplit=1)[-1]
        beside = width_of(f"{last}{_DOT}", small) + (width_of(side, strong) if side else 0.0)
        clinic = _cut(clinic_name, small, max(look.live_pt / 2, look.live_pt - beside - look.u(_AIR_PT)) - x)
        marks.append(words(x, base, clinic, small))
        x += width_of(clinic, small)
    side_width = width_of(side, strong) if side else 0.0
    tail = f"{_DOT.rstrip()}{NO_BREAK}" if side else ""
    room = look.live_pt - x - look.u(_AIR_PT) - side_width - width_of(tail, small)
    shown_title = _last_words(title, small, room)
    marks.append(words(look.live_pt - side_width, base, shown_title + tail if shown_title else "", small, "right"))
    if side:
        marks.append(words(look.live_pt, base, side, strong, "right"))
    height = look.u(RUNNING_HEAD_PT)
    y = height - 0.625
    marks.append(line(0, y, look.live_pt, y, look.accent, 1.25))
    shown = tuple(mark for mark in marks if not isinstance(mark, Words) or mark.run.text)
    return Fragment(look.live_pt, height, (Element("Artifact", shown, running="Header"),))


def footer(running: Running, number: int, total: int, look: Look, *, grows: bool = False) -> Fragment:
    """Return document control at the left, whose sheet it is in the middle, the page at the right, under a hairline."""
    style = look.style(look.type.footer)
    page = fill(running.page, n=number, total=total)
    after = f"{_DOT}{running.overleaf}" if number < total and not grows else ""
    right = look.live_pt - width_of(after, style) - width_of(page, style.bold())
    if right - width_of(running.centre, style) < look.u(_AIR_PT):  # so narrow a page shows only what it must
        after, right = "", look.live_pt - width_of(page, style.bold())
    parts = At(0, 0, _foot_of_sheet(running.left, running.centre, right, look)), At(0, 0, _foot_of_page(page, after, look))
    return Fragment(look.live_pt, footer_pt(look), (Element("Artifact", parts, running="Footer"),))


@kept(24, "sheet")
def _foot_of_sheet(left: str, centre: str, right_pt: float, look: Look) -> Fragment:
    """Return the rule, and what of document control and of whose sheet it is fits up to where the right part starts."""
    style, base, air = look.style(look.type.footer), footer_base(look), look.u(_AIR_PT)
    taken = width_of(centre, style) + 2 * air if centre else air
    left = _first_words(left, style, max(0.0, right_pt - taken))
    shown: list[Node] = [line(0, 0, look.live_pt, 0, look.palette.hairline)]
    if left:
        shown.append(words(0, base, left, style))
    if centre:
        least = width_of(left, style) + air if left else 0.0
        shown.append(words(_centre_x(centre, style, least, right_pt - air, look), base, centre, style))
    return Fragment(look.live_pt, footer_pt(look), tuple(shown))


@kept(200)
def _foot_of_page(page: str, after: str, look: Look) -> Fragment:
    style, base = look.style(look.type.footer), footer_base(look)
    shown = [words(look.live_pt, base, after, style, "right")] if after else []
    shown.append(words(look.live_pt - width_of(after, style), base, page, style.bold(), "right"))
    return Fragment(look.live_pt, footer_pt(look), tuple(shown))


def footer_base(look: Look) -> float:
    """Return how far below the footer's rule its line of text stands."""
    return 11.0 * look.type.footer.size_pt / 9.5


def footer_pt(look: Look) -> float:
    """Return the height of the footer from its rule to below its letters."""
    return footer_base(look) + 3.0


def _centre_x(text: str, style: TextStyle, least: float, most: float, look: Look) -> float:
    """Return where a text starts that stands in the middle of the page, or as near to it as its neighbours let it."""
    width = width_of(text, style)
    return max(least, min((look.live_pt - width) / 2, most - width))


def _first_words(text: str, style: TextStyle, width: float) -> str:
    """Return as many of the parts between dots as fit, from the first, which is cut if it is too long alone."""
    parts = text.split(_DOT)
    while len(parts) > 1 and width_of(_DOT.join(parts), style) > width:
        parts.pop()
    return _cut(_DOT.join(parts), style, width)


def _last_words(text: str, style: TextStyle, width: float) -> str:
    """Return as many of the parts between dots as fit, up to the last, which is cut if it is too long alone."""
    parts = text.split(_DOT)
    while len(parts) > 1 and width_of(_DOT.join(parts), style) > width:
        parts.pop(0)
    return _cut(_DOT.join(parts), style, width)


def _cut(text: str, style: TextStyle, width: float) -> str:
    """Return the text, or as much of it as fits with an ellipsis; only in running heads, where page 1 has it whole."""
    if width_of(text, style) <= width:
        return text
    letters = letters_of(text)
    while letters and width_of("".join(letters) + "…", style) > width:
        letters.pop()
    kept_text = "".join(letters).rstrip()
    return f"{kept_text}…" if kept_text else ""
