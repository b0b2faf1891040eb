"""Finished pages as flat lists of ink: every mark with its box on the paper, its text and the elements it stands in."""

from dataclasses import dataclass

from handouts.sheet.place.marks import Element, Fragment, Node, Page, Words, extent, walk

MM = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True)
class Ink:
    """One mark, in points from the top left corner of the page; `text` is empty for drawings."""

    left: float
    top: float
    right: float
    bottom: float
    base: float
    text: str
    size: float
    elements: tuple[Element, ...]
    furniture: bool

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags around the mark, outermost first."""
        return tuple(element.tag for element in self.elements)

    @property
    def is_content(self) -> bool:
        """Whether the mark is read aloud."""
        return bool(self.elements) and "Artifact" not in self.tags


def inks(page: Page | Fragment) -> list[Ink]:
    """Return every mark of a page; `furniture` (running head and feet) is what stands in a top-level node without any content."""
    return [ink for node in page.nodes for ink in _of(node)]


def _of(node: Node) -> list[Ink]:
    marks = list(walk([node]))
    furniture = all(not inside or inside[0].tag == "Artifact" for _, _, inside, _ in marks)
    found = []
    for x, y, inside, mark in marks:
        left, top, right, bottom = extent(mark)
        text, size, base = (mark.run.text, mark.size_pt, mark.y_pt + y) if isinstance(mark, Words) else ("", 0.0, 0.0)
        found.append(Ink(left + x, top + y, right + x, bottom + y, base, text, size, inside, furniture))
    return found


def text_of(found: list[Ink]) -> str:
    """Return the text of marks in their order, one space between them."""
    return " ".join(" ".join(ink.text for ink in found if ink.text).replace("\u00a0", " ").split())


def overlaps(found: list[Ink]) -> list[tuple[str, str]]:
    """Return every two texts whose capitals run into each other."""
    boxes = sorted(
        (ink.base - 0.6 * ink.size, ink.base, ink.left, ink.right - 0.25 * ink.size * (len(ink.text) - len(ink.text.rstrip())), ink.text)
        for ink in found
        if ink.text.strip()
    )
    hits = []
    for index, (_, bottom, left, right, text) in enumerate(boxes):
        for top2, _, left2, right2, text2 in boxes[index + 1 :]:
            if top2 >= bottom - 0.1:
                break
            if left2 < right - 0.6 and left < right2 - 0.6:
                hits.append((text, text2))
    return hits
