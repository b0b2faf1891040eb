"""A piece of a page that stands on many sheets: painted once, in its own place, with room for the numbers of each file.

Its operators are moved to their place on a page; in them only the MCIDs are filled in. Its structure elements are a block of ready
objects, in which only numbers are filled in too: their own, those of what is above them, the page's, the MCIDs.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import NamedTuple

from handouts.fonts.faces import Weight
from handouts.pdf.objects import decimals, number
from handouts.storing.values import dataclass

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Slot = tuple[int, int]
"""A number to fill in: what it is counted from (the piece's first element, what is above, the page, its first MCID), and how far on."""
OWN, MARK = 0, 3
ABOVE: Slot = (1, 0)
PAGE: Slot = (2, 0)
_LONG_BYTES = 4000
"""From so many bytes on it pays to pack a piece apart, once for all the pages it stands on."""
SLOT, _BETWEEN = b"\0", b"\1"
"""What stands in an object for a number to fill in, and between objects: bytes that no text of a PDF holds as it is written here."""


class Bookmarked(NamedTuple):
    """A bookmark's level from 1, its title, and the y it leads to."""

    level: int
    title: str
    y: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What a piece paints and how it is tagged; its own place is the origin, y upwards.

    `segments` are its operators, with an MCID to fill in between one and the next; `bodies` are whole objects with a `SLOT` for each
    of the `slots`, those of `boxes` for the box of a figure; `owners` are the elements of the MCIDs, `tops` those that belong to what
    is above. The others are the same in the form that is filled in.
    """

    segments: tuple[bytes, ...]
    bodies: tuple[bytes, ...]
    slots: tuple[Slot, ...]
    boxes: tuple[tuple[int, Box], ...]
    owners: tuple[int, ...]
    tops: tuple[int, ...]
    weights: frozenset[Weight]
    extra: frozenset[tuple[Weight, int]]
    bookmarks: tuple[Bookmarked, ...]
    top: float | None
    operators: bytes = field(init=False)
    frame: list[bytes] = field(init=False, compare=False)
    take: Callable[[Sequence[bytes]], tuple[bytes, ...]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Make ready what is filled in for each file: the bytes between the slots, and which of the numbers stands in each slot."""
        object.__setattr__(self, "operators", b"%d".join(part.replace(b"%", b"%%") for part in self.segments))
        parts = _BETWEEN.join(self.bodies).split(SLOT)
        frame = [b""] * (2 * len(parts) - 1)
        frame[::2] = parts
        object.__setattr__(self, "frame", frame)
        starts = (0, len(self.bodies), len(self.bodies) + 1, len(self.bodies) + 2)
        places = [starts[kind] + step for kind, step in self.slots]
        for nth, (at, _) in enumerate(self.boxes):
            places[at] = starts[MARK] + len(self.owners) + nth
        object.__setattr__(self, "take", operator.itemgetter(*places) if places else tuple)

    @property
    def is_long(self) -> bool:
        """Whether it pays to pack it apart."""
        return len(self.operators) >= _LONG_BYTES

    def painted(self, first_mark: int, place: tuple[float, float]) -> bytes:
        """Return the operators at a place on a page, from its lower left corner."""
        x, y = place
        marks = tuple(range(first_mark, first_mark + len(self.owners)))
        return b"%bcm\n%b\nQ" % (f"q 1 0 0 1 {number(x)} {number(y)} ".encode(), self.operators % marks)

    def objects(self, bases: tuple[int, int, int, int], place: tuple[float, float]) -> Sequence[bytes]:
        """Return the whole objects of the elements; `bases` are the numbers that the slots count from."""
        first, above, page, mark = bases
        x, y = place
        known = decimals(max(first + len(self.bodies), above, page, mark + len(self.owners)))
        window = [*known[first : first + len(self.bodies)], known[above], known[page], *known[mark : mark + len(self.owners)]]
        for _, (left, bottom, right, top) in self.boxes:
            window.append(" ".join(map(number, (left + x, bottom + y, right + x, top + y))).encode())
        filled = self.frame.copy()
        filled[1::2] = self.take(window)
        return b"".join(filled).split(_BETWEEN)

    def parents(self, first: int) -> bytes:
        """Return the references from its marked content to its elements, the first of which has this number."""
        return b" ".join([b"%d 0 R" % (first + owner) for owner in self.owners])
