"""What must never be on a printed page, looked for by geometry: each check takes pages and gives what it found, as sentences.

A finding names its page and the text, so that a failure can be read without the PDF. Boxes are in points from the top left corner.
"""

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handouts.figure.drawing import Drawing, path_bounds
from handouts.sheet.blocks import Card
from handouts.sheet.place.marks import Art, At, Element, Mark, Node, Page, PlacedLogo, Shape, Words, walk
from tests.placed import Ink, inks, overlaps, text_of

Pages = tuple[Page, ...]
HEADINGS = ("H1", "H2", "H3")
_CAPITALS, _TAILS, _SPACE = 0.66, 0.16, 0.2  # height of capitals, depth of tails, width of a space, as shares of the type's size
_TOUCH_PT, _BESIDE_PT = 0.6, 40.0
_LEAST_LETTERS = 60  # on a page that says something
_MOST_SEEN = 100
_SEEN: dict[tuple[str, int], tuple[object, Any]] = {}


@dataclass(frozen=True)
class Box:
    """Where something stands, and what it says or is."""

    left: float
    top: float
    right: float
    bottom: float
    name: str = ""

    @property
    def width(self) -> float:
        """Width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in points."""
        return self.bottom - self.top

    def meets(self, other: "Box", spare: float = _TOUCH_PT) -> bool:
        """Return whether two boxes share more than their edges."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > spare and down > spare

    def holds(self, other: "Box", spare: float = _TOUCH_PT) -> bool:
        """Return whether another box is inside this one."""
        left_and_top = self.left - spare <= other.left and self.top - spare <= other.top
        return left_and_top and other.right <= self.right + spare and other.bottom <= self.bottom + spare


# --- what stands on a page


def _once(kind: str, thing: object, find: Callable[[], Any]) -> Any:
    """Return what was found in a thing looked at lately, or find it now; told by what it is, for comparing whole pages takes long."""
    key = (kind, id(thing))
    if key not in _SEEN:
        _SEEN[key] = (thing, find())
        if len(_SEEN) > _MOST_SEEN:
            del _SEEN[next(iter(_SEEN))]
    return _SEEN[key][1]


def placed(page: Page) -> list[tuple[Ink, Mark]]:
    """Return every mark of a page with its place."""
    return _once("marks", page, lambda: [(ink, mark) for ink, (_, _, _, mark) in zip(inks(page), walk(page.nodes), strict=True)])


def every_ink(page: Page) -> list[Ink]:
    """Return the place of every mark of a page."""
    return [ink for ink, _ in placed(page)]


def letters(ink: Ink, tails: float = _TAILS) -> Box:
    """Return the box of the letters of a text, without the space that stands after it."""
    spare = _SPACE * ink.size * (len(ink.text) - len(ink.text.rstrip()))
    return Box(ink.left, ink.base - _CAPITALS * ink.size, ink.right - spare, ink.base + tails * ink.size, ink.text.strip())


def texts(page: Page, tails: float = _TAILS) -> list[Box]:
    """Return the box of every text of a page."""
    return [letters(ink, tails) for ink in every_ink(page) if ink.text.strip()]


def pictures(page: Page) -> list[Box]:
    """Return the box of what is painted of every drawing and photo; the air a drawing has around its figure is not part of it."""
    return [_painted(ink, mark) for ink, mark in placed(page) if isinstance(mark, Art | PlacedLogo)]


@functools.cache
def _edges(drawing: Drawing) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the figure of a drawing."""
    lefts, tops, rights, bottoms = zip(*(path_bounds(layer.path) for layer in drawing.layers if layer.kind != "shadow"), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _painted(ink: Ink, mark: Art | PlacedLogo) -> Box:
    if isinstance(mark, PlacedLogo):
        return Box(ink.left, ink.top, ink.right, ink.bottom, "a photo or mark")
    left, top, right, bottom = (edge * mark.scale for edge in _edges(mark.drawing))
    if mark.mirrored:
        left, right = mark.drawing.width * mark.scale - right, mark.drawing.width * mark.scale - left
    return Box(ink.left + left, ink.top + top, ink.left + right, ink.top + bottom, f"the drawing '{mark.drawing.name}'")


def shapes(page: Page) -> list[tuple[Box, Shape]]:
    """Return every path of a page with its box."""
    return [(Box(ink.left, ink.top, ink.right, ink.bottom), mark) for ink, mark in placed(page) if isinstance(mark, Shape)]


def rules(page: Page) -> list[Box]:
    """Return the box of every straight stroke of a page."""
    return [box for box, mark in shapes(page) if mark.stroke is not None and [step for step, _ in mark.path] == ["m", "l"]]


def frames(page: Page) -> list[Box]:
    """Return the box of every stroked outline of a page: boxes to tick, frames, circles."""
    return [box for box, mark in shapes(page) if mark.stroke is not None and mark.path[-1][0] == "h"]


def _is_white_box(mark: Shape) -> bool:
    return mark.stroke is not None and mark.fill is not None and mark.fill.hex == "#FFFFFF" and mark.path[-1][0] == "h"


def tick_boxes(page: Page) -> list[Box]:
    """Return the box of every square box to tick."""
    return [box for box, mark in shapes(page) if _is_white_box(mark) and abs(box.width - box.height) < 0.1 and box.width > 10]


def boxes_to_fill(page: Page) -> list[Box]:
    """Return the box of every oblong box to write a number in."""
    return [box for box, mark in shapes(page) if _is_white_box(mark) and box.width - box.height > 5]


def running(page: Page, kind: str) -> list[Ink]:
    """Return the marks of the running head (`Header`) or foot (`Footer`) of a page."""
    return [ink for ink in every_ink(page) if any(element.running == kind for element in ink.elements)]


def content(page: Page) -> list[Ink]:
    """Return what of a page is neither running head nor foot."""
    return [ink for ink in every_ink(page) if not any(element.running for element in ink.elements)]


# --- the checks


def texts_on_texts(pages: Pages) -> list[str]:
    """Return every two texts that run into each other or touch."""
    found = []
    for number, page in enumerate(pages, start=1):
        found += [f"page {number}: '{one}' runs into '{other}'" for one, other in overlaps(every_ink(page))]
        every = sorted(texts(page), key=lambda box: box.top)
        for index, one in enumerate(every):
            for other in itertools.takewhile(lambda box, one=one: box.top < one.bottom, every[index + 1 :]):
                found += [f"page {number}: '{one.name}' touches '{other.name}'"] if one.meets(other) else []
    return found


def texts_on_pictures(pages: Pages) -> list[str]:
    """Return every text that stands on a drawing or a photo."""
    found = []
    for number, page in enumerate(pages, start=1):
        every = texts(page)
        found += [
            f"page {number}: '{text.name}' is on {picture.name}" for picture in pictures(page) for text in every if picture.meets(text)
        ]
    return found


def lines_through_texts(pages: Pages) -> list[str]:
    """Return every text that a rule or the edge of a frame runs through; a rule below its letters is what it is written on."""
    found = []
    for number, page in enumerate(pages, start=1):
        lines, outlines = rules(page), frames(page)
        for text in texts(page, tails=0.0):
            found += [f"page {number}: a line runs through '{text.name}'" for line in lines if line.meets(text, 0.3)]
            found += [f"page {number}: a frame cuts '{text.name}'" for one in outlines if one.meets(text) and not one.holds(text)]
    return found


def boxes_on_boxes(pages: Pages) -> list[str]:
    """Return every two boxes to tick that touch."""
    found = []
    for number, page in enumerate(pages, start=1):
        for one, other in itertools.combinations(tick_boxes(page), 2):
            found += [f"page {number}: boxes at {one.left:.0f} {one.top:.0f} touch"] if one.meets(other, 0.0) else []
    return found


def things_outside(pages: Pages, safe_pt: float) -> list[str]:
    """Return everything that stands nearer than this to an edge of the paper."""
    found = []
    for number, page in enumerate(pages, start=1):
        for ink in every_ink(page):
            right = letters(ink).right if ink.text else ink.right
            least = min(ink.left, ink.top, page.width_pt - right, page.height_pt - ink.bottom)
            if least < safe_pt - 0.01:
                found.append(f"page {number}: '{ink.text or 'a drawing'}' is {least:.1f} points from an edge")
    return found


def texts_in_margins(pages: Pages, side_pt: float) -> list[str]:
    """Return every text that reaches more than half a point into a side margin."""
    found = []
    for number, page in enumerate(pages, start=1):
        for text in texts(page):
            over = max(side_pt - text.left, text.right - (page.width_pt - side_pt))
            found += [f"page {number}: '{text.name}' is {over:.1f} points in the margin"] if over > 0.5 else []
    return found


def content_on_feet(pages: Pages) -> list[str]:
    """Return what of the content reaches into the running head or foot of its page."""
    found = []
    for number, page in enumerate(pages, start=1):
        top = max((ink.bottom for ink in running(page, "Header")), default=0.0)
        bottom = min((ink.top for ink in running(page, "Footer")), default=page.height_pt)
        for ink in content(page):
            where = "foot" if ink.bottom > bottom + 0.5 else "head" if ink.top < top - 0.5 else ""
            found += [f"page {number}: '{ink.text.strip() or 'a drawing'}' reaches into the {where}"] if where else []
    return found


def feet_that_say_too_little(pages: Pages, centre: str) -> list[str]:
    """Return every page whose foot does not say once which page it is of how many, and whose sheet it is."""
    found = []
    for number, page in enumerate(pages, start=1):
        said = text_of(running(page, "Footer"))
        if said.count(f"Page {number} of {len(pages)}") != 1 or centre not in said:
            found.append(f"page {number}: the foot says '{said}'")
    return found


def empty_pages(pages: Pages) -> list[str]:
    """Return every page that says next to nothing between its head and foot."""
    said = [(number, text_of(content(page))) for number, page in enumerate(pages, start=1)]
    return [f"page {number}: says only '{text}'" for number, text in said if len(squeezed(text)) < _LEAST_LETTERS]


def headings_left_alone(pages: Pages) -> list[str]:
    """Return every heading with nothing but headings below it on its page, and nothing beside it."""
    found = []
    for number, page in enumerate(pages, start=1):
        every = content(page)
        plain = [ink for ink in every if not any(tag in HEADINGS for tag in ink.tags)]
        headings: dict[int, list[Ink]] = {}
        for ink in every:
            own = next((element for element in ink.elements if element.tag in HEADINGS), None)
            if own is not None and ink.text.strip():
                headings.setdefault(id(own), []).append(ink)
        for marks in headings.values():
            left, last = min(ink.left for ink in marks), max(marks, key=lambda ink: ink.base)
            below = any(other.bottom > last.base + 0.3 * last.size and other.right > left for other in plain)
            beside = any(0 < other.left - last.right < _BESIDE_PT and abs(other.base - last.base) < last.size / 2 for other in plain)
            found += [] if below or beside else [f"page {number}: '{last.text.strip()}' is a heading over nothing"]
    return found


# --- cards on their pages


def squeezed(text: str) -> str:
    """Return a text without any white space."""
    return "".join(text.split())


def page_text(page: Page) -> str:
    """Return all text of a page without white space."""
    return squeezed("".join(ink.text for ink in every_ink(page)))


def sections(pages: Pages) -> Iterator[tuple[int, Element]]:
    """Yield every section of the pages (a card, a topic, a stop box) with its page's number."""
    for number, page in enumerate(pages, start=1):
        for node in elements(page.nodes):
            if node.tag == "Sect":
                yield number, node


def elements(nodes: Sequence[Node]) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from elements(node.children)
        elif isinstance(node, At):
            yield from elements(node.fragment.nodes)


def said_in(element: Element) -> str:
    """Return the text painted in an element, without white space."""
    return squeezed("".join(mark.run.text for _, _, _, mark in walk([element]) if isinstance(mark, Words)))


def heads_of(element: Element) -> list[str]:
    """Return the text of every heading in an element, without white space."""
    return [said_in(one) for one in elements([element]) if one.tag in HEADINGS]


def homes(pages: Pages, card: Card, *, overleaf: bool = False) -> list[tuple[int, Element]]:
    """Return the pages and sections that have a card's number and name as a heading; also those where it goes on, if wanted."""
    own = squeezed(f"{card.number}{card.name}")
    wanted = {own, squeezed(f"{own}·{card.change}"), *([squeezed(own + card.continued)] if overleaf else [])}
    headed = _once("heads", pages, lambda: [(number, section, set(heads_of(section))) for number, section in sections(pages)])
    return [(number, section) for number, section, heads in headed if wanted & heads]


def cards_torn(pages: Pages, cards: Sequence[Card]) -> list[str]:
    """Return every card that is not on just one page with its steps, its dose and its picture's words."""
    found = []
    for card in cards:
        own = homes(pages, card)
        if len(own) != 1:
            found.append(f"'{card.name}' is a heading on {len(own)} pages")
            continue
        section = own[0][1]
        said, spoken = said_in(section), {element.actual_text for element in elements([section])}
        missing = [step for step in card.steps if squeezed(step) not in said]
        missing += [] if card.strip.sentence in spoken else [card.strip.sentence]
        found += [f"'{card.name}' is not on one page with '{text}'" for text in missing]
    return found


def left_out(pages: Pages, card: Card, keys: Sequence[str]) -> list[str]:
    """Return the labels of the rows of these keys that a card does not print; and what no card may leave out, by its text."""
    said = "".join(said_in(section) for _, section in homes(pages, card, overleaf=True))
    always = [
        *card.steps,
        *([card.condition] if card.condition else []),
        *card.cautions,
        *(row.text for row in card.rows if row.key in ("dose", "avoid")),
        *_note(card),
    ]
    rows = [row.label for row in card.rows if row.key in keys and squeezed(row.label + row.text) not in said]
    return [*rows, *(text for text in always if squeezed(text) not in said)]


def _note(card: Card) -> tuple[str, ...]:
    return (card.note.text,) if card.note else ()


# --- breaking a page on purpose


def changed(page: Page, wanted: Callable[[Node], bool], change: Callable[[Node], Node | None]) -> Page:
    """Return a page in which the first node that is wanted has been changed, or taken away."""
    done = False

    def through(nodes: Sequence[Node]) -> Iterator[Node]:
        nonlocal done
        for node in nodes:
            if not done and wanted(node):
                done = True
                new = change(node)
                if new is not None:
                    yield new
            elif isinstance(node, Element):
                yield replace(node, children=tuple(through(node.children)))
            elif isinstance(node, At):
                yield replace(node, fragment=replace(node.fragment, nodes=tuple(through(node.fragment.nodes))))
            else:
                yield node

    found = replace(page, nodes=tuple(through(page.nodes)))
    assert done, "nothing on the page is what was to be changed"
    return found


def shifted(x_pt: float, y_pt: float) -> Callable[[Node], Node]:
    """Return what moves a text, a drawing, a photo or a fragment."""
    return lambda node: replace(node, x_pt=node.x_pt + x_pt, y_pt=node.y_pt + y_pt)


def saying(start: str) -> Callable[[Node], bool]:
    """Return what tells a text that starts so."""
    return lambda node: isinstance(node, Words) and node.run.text.startswith(start)
