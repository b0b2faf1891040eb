"""Pieces that several blocks share: heads, bullets, hanging rows, tables of days, the clinic's mark."""

from collections.abc import Iterable, Sequence

from handouts.library.color import WHITE, Color
from handouts.library.dose import When
from handouts.library.logo import Logo
from handouts.sheet.place.marks import (
    At,
    Element,
    Fragment,
    Mark,
    PlacedLogo,
    Shape,
    Tag,
    Words,
    artifact,
    disc,
    polygon,
    rounded,
    stack,
)
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import LineBreaking, Spans, baseline, plain, text_block, words

BOX_RADIUS_PT = 1.5
_BAR_PT = 2.5
DASH_PT = 5.0
DOT_RADIUS_PT = 5.0
_BULLET_SIZE_PT = 12.0  # the type beside which a bullet is 4 points wide in a hang of 10
_OCTAGON = 0.29289  # where the corner of a square is cut to make a regular octagon


def head(text: str, style: TextStyle, width_pt: float, tag: Tag = "H2") -> Fragment:
    """Return a heading."""
    return text_block(plain(text, style), width_pt, "balanced", tag)


def rule(width_pt: float, color: Color, weight_pt: float) -> Fragment:
    """Return a horizontal rule, which takes its own thickness of height."""
    y = weight_pt / 2
    shape = Shape((("m", (0.0, y)), ("l", (width_pt, y))), stroke=color, width_pt=weight_pt)
    return Fragment(width_pt, weight_pt, (artifact(shape),))


def space(height_pt: float) -> Fragment:
    """Return empty height."""
    return Fragment(0.0, height_pt, ())


def side_by_side(parts: Iterable[tuple[float, Fragment]], width_pt: float) -> Fragment:
    """Return fragments beside each other, tops aligned, each at its x."""
    placed = [At(x, 0.0, fragment) for x, fragment in parts]
    return Fragment(width_pt, max((at.fragment.height_pt for at in placed), default=0.0), tuple(placed))


def hanging(label: Words, body: Fragment, indent_pt: float) -> Fragment:
    """Return an item of a list: its label, and its text to the right of it."""
    item = Element("LI", (Element("Lbl", (label,)), Element("LBody", (At(indent_pt, 0.0, body),))))
    return Fragment(body.width_pt + indent_pt, body.height_pt, (item,))


def numbered_steps(texts: Sequence[str], look: Look, width_pt: float, indent_pt: float) -> Fragment:
    """Return numbered steps in a hang, as one numbered list."""
    style = look.body()
    number = look.body("bold").inked(look.accent)
    items = []
    for index, text in enumerate(texts, start=1):
        body = text_block(plain(text, style), width_pt - indent_pt, "balanced", None)
        items.append((look.gap(look.rhythm.quarter_pt), hanging(words(0, baseline(number), str(index), number), body, indent_pt)))
    listed = stack(items, width_pt)
    return Fragment(listed.width_pt, listed.height_pt, (Element("L", listed.nodes, numbered=True),))


def bullets(texts: Iterable[str], style: TextStyle, width_pt: float, gap_pt: float = 0.0) -> Fragment:
    """Return a list with 4 pt dots in a 10 pt hang, or larger with the type."""
    scale = style.size_pt / _BULLET_SIZE_PT
    radius, hang = 2.0 * scale, 10.0 * scale
    items = []
    for text in texts:
        body = text_block(plain(text, style), width_pt - hang, "balanced", None)
        dot = Shape(disc(radius, baseline(style) - 0.24 * style.size_pt, radius), fill=style.color)
        nodes = (artifact(dot), Element("LI", (Element("LBody", (At(hang, 0.0, body),)),)))
        items.append((gap_pt, Fragment(width_pt, body.height_pt, nodes)))
    listed = stack(items, width_pt)
    return Fragment(listed.width_pt, listed.height_pt, (Element("L", listed.nodes),))


def paragraphs(texts: Iterable[Spans], width_pt: float, gap_pt: float, setting: LineBreaking = "running") -> Fragment:
    """Return paragraphs one below the other."""
    return stack([(gap_pt, text_block(spans, width_pt, setting)) for spans in texts], width_pt)


def octagon(x: float, y: float, side_pt: float, color: Color, *, solid: bool) -> tuple[Mark, ...]:
    """Return the stop sign with an exclamation mark: solid for an emergency, outlined for within days."""
    weight = 1.75
    inset = weight / 2
    a, b = inset, side_pt - inset
    cut = (b - a) * _OCTAGON
    corners = [(a + cut, a), (b - cut, a), (b, a + cut), (b, b - cut), (b - cut, b), (a + cut, b), (a, b - cut), (a, a + cut)]
    path = polygon([(x + px, y + py) for px, py in corners])
    centre = x + side_pt / 2
    ink = WHITE if solid else color
    outline = Shape(path, fill=color if solid else None, stroke=color, width_pt=weight)
    bar = rounded(centre - 1.6, y + side_pt * 0.24, 3.2, side_pt * 0.32, 1.6)
    return (outline, Shape(bar, fill=ink), Shape(disc(centre, y + side_pt * 0.72, 2.0), fill=ink))


def triangle(x: float, y: float, width_pt: float, color: Color) -> tuple[Mark, ...]:
    """Return the outlined caution triangle with an exclamation mark."""
    height = width_pt * 0.88
    path = polygon([(x + width_pt / 2, y), (x + width_pt, y + height), (x, y + height)])
    centre = x + width_pt / 2
    bar = rounded(centre - 0.75, y + height * 0.36, 1.5, height * 0.3, 0.75)
    return (
        Shape(path, stroke=color, width_pt=1.25),
        Shape(bar, fill=color),
        Shape(disc(centre, y + height * 0.8, 0.95), fill=color),
    )


def tick_box(x: float, y: float, look: Look) -> At:
    """Return a box to tick, 5 mm or more."""
    size = look.box_pt
    box = Shape(rounded(0, 0, size, size, BOX_RADIUS_PT), fill=WHITE, stroke=look.text, width_pt=1.0)
    return At(x, y, Fragment(size, size, (box,)))


def dash(x: float, y: float, look: Look) -> Shape:
    """Return the short dash of a day that is not planned, centred on x."""
    half = look.u(DASH_PT) / 2
    return Shape((("m", (x - half, y)), ("l", (x + half, y))), stroke=look.palette.rule, width_pt=0.75)


def planned_dot(x: float, y: float, look: Look, said: str) -> Element:
    """Return the solid dot of a planned day, centred on x and y."""
    return Element("Span", (dot(x, y, look),), actual_text=said)


def dot(x: float, y: float, look: Look) -> Shape:
    """Return a solid dot, centred on x and y."""
    return Shape(disc(x, y, look.u(DOT_RADIUS_PT)), fill=look.accent)


def run_ring(x: float, y: float, look: Look, said: str) -> Element:
    """Return the open ring of a run day: another shape than a planned day, not another colour alone."""
    return Element("Span", (ring(x, y, look),), actual_text=said)


def ring(x: float, y: float, look: Look) -> Shape:
    """Return an open ring, centred on x and y."""
    weight = look.u(1.75)
    return Shape(disc(x, y, look.u(DOT_RADIUS_PT) - weight / 2), stroke=look.text, width_pt=weight)


def run_bar(x: float, y: float, when: When, look: Look) -> Shape:
    """Return the bar at the left (before the run) or right (after it) of what is centred on x and y, as in the log's boxes."""
    half, bar = look.box_pt / 2, look.u(_BAR_PT)
    left = x - half - bar if when == "before-run" else x + half
    return Shape(rounded(left, y - half, bar, 2 * half, BOX_RADIUS_PT), fill=look.text)


def mark_of(logo: Logo, height_pt: float, max_width_pt: float) -> tuple[float, PlacedLogo]:
    """Return the width of a logo at most so high and wide, and the picture at the origin."""
    scale = min(height_pt / logo.height_px, max_width_pt / logo.width_px)
    width, height = logo.width_px * scale, logo.height_px * scale
    return width, PlacedLogo(0.0, (height_pt - height) / 2, width, height, logo)


def is_wide(logo: Logo) -> bool:
    """Return whether a logo is a word mark, which stands for the clinic's name."""
    return logo.width_px > 2 * logo.height_px


def linked(shown: str, address: str, style: TextStyle, width: float) -> Fragment:
    """Return a text that leads to an address when it is clicked."""
    inside = text_block(plain(shown, style), width, "running", None)
    return Fragment(width, inside.height_pt, (Element("P", (Element("Link", inside.nodes, alt=shown, uri=address),)),))
