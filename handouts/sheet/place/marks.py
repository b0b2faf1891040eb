"""What a page is made of: marks at places, in a tree of structure elements.

All places are in points, y downwards, from the top left corner of the fragment or page that holds them. A mark inside an
`Element` is content and carries its tag; a mark outside any element is an artifact (rules, grounds, running feet). The
order of the tree is the reading order and the painting order at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from typing import Literal

from handouts.figure.drawing import Drawing
from handouts.figure.palette import Style
from handouts.fonts.faces import ASCENT, DESCENT, UNITS_PER_EM, Run
from handouts.library.color import Color
from handouts.library.logo import Logo
from handouts.storing.values import dataclass

Tag = Literal[
    "Artifact", "Sect", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "Link", "Span"
]  # fmt: skip
"""Standard structure types of PDF; what stands inside an Artifact is decoration and never read out."""
Kept = Literal["shared", "sheet", "own"]
"""shared: on the sheets of many; sheet: on the pages of one; own: on the sheets of one patient."""
PathStep = tuple[str, tuple[float, ...]]
"""One path step: ('m', (x, y)), ('l', (x, y)), ('c', (x1, y1, x2, y2, x3, y3)) or ('h', ())."""

_ROUND = 0.5523  # control-point distance that makes four Bezier curves a circle


@dataclass(frozen=True, slots=True)
class Words:
    """A shaped run on its baseline."""

    x_pt: float
    y_pt: float
    run: Run
    size_pt: float
    color: Color

    @property
    def width_pt(self) -> float:
        """Width of the run in points."""
        return self.run.width * self.size_pt / 1000


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled, stroked or both."""

    path: tuple[PathStep, ...]
    fill: Color | None = None
    stroke: Color | None = None
    width_pt: float = 0.75


@dataclass(frozen=True, slots=True)
class PlacedLogo:
    """A logo's pixels in a box."""

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float
    logo: Logo


@dataclass(frozen=True, slots=True)
class Art:
    """A drawing whose upper left corner is at (x, y), `scale` points to one of its units, mirrored for the other side."""

    x_pt: float
    y_pt: float
    scale: float
    drawing: Drawing
    style: Style
    mirrored: bool


Mark = Words | Shape | PlacedLogo | Art


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element of tagged PDF; `actual_text` is read instead of what is painted, `alt` describes a figure.

    `lang` is the language of its text (BCP 47) where that is not the sheet's. `running` says of an Artifact that it is the head or
    foot of the page; any other is part of the layout.
    """

    tag: Tag
    children: tuple["Node", ...]
    alt: str | None = None
    actual_text: str | None = None
    scope: Literal["Row", "Column"] | None = None
    numbered: bool = False
    uri: str | None = None
    bookmarks: tuple[tuple[int, str], ...] = ()
    lang: str | None = None
    running: Literal["Header", "Footer"] | None = None


@dataclass(frozen=True, slots=True)
class Fragment:
    """A finished piece of a page: its size and its tree; `kept` says on whose sheets it stands again (`handouts.sheet.place.kept`)."""

    width_pt: float
    height_pt: float
    nodes: tuple["Node", ...]
    kept: Kept | None = field(default=None, compare=False)


def own(fragment: Fragment) -> Fragment:
    """Return a fragment as one patient's own: a piece that stands on no other's sheet."""
    return replace(fragment, kept="own")


@dataclass(frozen=True, slots=True)
class At:
    """A fragment, put at a place."""

    x_pt: float
    y_pt: float
    fragment: Fragment


Node = Element | At | Words | Shape | PlacedLogo | Art

EMPTY = Fragment(0, 0, ())


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its paper, and its tree."""

    width_pt: float
    height_pt: float
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What gave way for a sheet to fit, in words; the exercises whose cards alone it concerns, by id and name."""

    text: str
    exercises: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the whole in words: `'Couch stretch' and 'Hip hinge': one card to a page`."""
        named = " and ".join(f"'{name}'" for name in self.names)
        return f"{named}: {self.text}" if named else self.text


@dataclass(frozen=True, slots=True)
class Pages:
    """A finished sheet: its pages, its title and language, and what was given up to make it fit."""

    pages: tuple[Page, ...]
    title: str
    author: str
    language: str
    given_up: tuple[GivenUp, ...]


def line(x1: float, y1: float, x2: float, y2: float, color: Color, width_pt: float = 0.75) -> Shape:
    """Return a straight rule."""
    return Shape((("m", (x1, y1)), ("l", (x2, y2))), stroke=color, width_pt=width_pt)


def polygon(points: Iterable[tuple[float, float]]) -> tuple[PathStep, ...]:
    """Return a closed path through the points."""
    first, *rest = points
    return (("m", first), *(("l", point) for point in rest), ("h", ()))


def box(x: float, y: float, width: float, height: float) -> tuple[PathStep, ...]:
    """Return the path of a rectangle."""
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def rounded(x: float, y: float, width: float, height: float, radius: float) -> tuple[PathStep, ...]:
    """Return the path of a rectangle with round corners."""
    right, bottom, k = x + width, y + height, radius * (1 - _ROUND)
    return (
        ("m", (x + radius, y)),
        ("l", (right - radius, y)),
        ("c", (right - k, y, right, y + k, right, y + radius)),
        ("l", (right, bottom - radius)),
        ("c", (right, bottom - k, right - k, bottom, right - radius, bottom)),
        ("l", (x + radius, bottom)),
        ("c", (x + k, bottom, x, bottom - k, x, bottom - radius)),
        ("l", (x, y + radius)),
        ("c", (x, y + k, x + k, y, x + radius, y)),
        ("h", ()),
    )


def disc(x: float, y: float, radius: float) -> tuple[PathStep, ...]:
    """Return the path of a circle round (x, y)."""
    return rounded(x - radius, y - radius, 2 * radius, 2 * radius, radius)


def stack(parts: Iterable[tuple[float, Fragment]], width_pt: float) -> Fragment:
    """Return fragments one below the other, each after its gap; empty ones vanish with their gap."""
    y = 0.0
    nodes: list[Node] = []
    for gap, fragment in parts:
        if fragment.nodes or fragment.height_pt:
            y += gap if nodes else 0.0
            nodes.append(At(0, y, fragment))
            y += fragment.height_pt
    return Fragment(width_pt, y, tuple(nodes))


def wrap_in(tag: Tag, fragment: Fragment, *bookmarks: tuple[int, str]) -> Fragment:
    """Return the fragment inside one structure element, with bookmarks (level from 1, title) that lead to its top."""
    return Fragment(fragment.width_pt, fragment.height_pt, (Element(tag, fragment.nodes, bookmarks=bookmarks),))


def artifact(*marks: "Node") -> Element:
    """Return marks that are decoration inside a fragment that is content."""
    return Element("Artifact", marks)


def walk(nodes: Iterable[Node], x_pt: float = 0.0, y_pt: float = 0.0) -> Iterator[tuple[float, float, tuple[Element, ...], Mark]]:
    """Yield every mark with the offset of its fragment and the elements it stands in, outermost first."""
    yield from _walk(nodes, x_pt, y_pt, ())


def _walk(
    nodes: Iterable[Node], x_pt: float, y_pt: float, inside: tuple[Element, ...]
) -> Iterator[tuple[float, float, tuple[Element, ...], Mark]]:
    for node in nodes:
        if isinstance(node, At):
            yield from _walk(node.fragment.nodes, x_pt + node.x_pt, y_pt + node.y_pt, inside)
        elif isinstance(node, Element):
            yield from _walk(node.children, x_pt, y_pt, (*inside, node))
        else:
            yield x_pt, y_pt, inside, node


def extent(mark: Mark) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a mark, with the height of its capitals and descenders for words."""
    if isinstance(mark, Words):
        em = mark.size_pt / UNITS_PER_EM
        return (mark.x_pt, mark.y_pt - ASCENT * em, mark.x_pt + mark.width_pt, mark.y_pt + DESCENT * em)
    if isinstance(mark, Art):
        width, height = mark.drawing.width * mark.scale, mark.drawing.height * mark.scale
        return (mark.x_pt, mark.y_pt, mark.x_pt + width, mark.y_pt + height)
    if isinstance(mark, PlacedLogo):
        return (mark.x_pt, mark.y_pt, mark.x_pt + mark.width_pt, mark.y_pt + mark.height_pt)
    xs = [value for _, numbers in mark.path for value in numbers[0::2]]
    ys = [value for _, numbers in mark.path for value in numbers[1::2]]
    half = mark.width_pt / 2 if mark.stroke else 0.0
    return (min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)
