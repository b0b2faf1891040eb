"""A piece of a page that stands on many sheets: painted once, in its own place, with room for the numbers of each file.

Its operators are moved to their place on a page; in them only the MCIDs are filled in. Its structure elements are a block of ready
objects, in which only numbers are filled in too: their own, those of what is above them, the page's, the MCIDs.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handouts.fonts.faces import Weight
from handouts.pdf.objects import LEAST_SHARED_BYTES, number

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Slot = tuple[int, int]
"""A number to fill in: what it is counted from (the piece's first element, what is above, the page, its first MCID), and how far on."""
OWN, MARK = 0, 3
ABOVE: Slot = (1, 0)
PAGE: Slot = (2, 0)


class Bookmarked(NamedTuple):
    """A bookmark's level from 1, its title, and the y it leads to."""

    level: int
    title: str
    y: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What a piece paints and how it is tagged; its own place is the origin, y upwards.

    `segments` are its operators, with an MCID to fill in between one and the next; `bodies` are whole objects with a %d for each slot, or
    %b for the box of a figure; `owners` are the elements of the MCIDs, `tops` those that belong to what is above. The others are the
    same in the form that is filled in.
    """

    segments: tuple[bytes, ...]
    bodies: tuple[bytes, ...]
    slots: tuple[Slot, ...]
    boxes: tuple[tuple[int, Box], ...]
    owners: tuple[int, ...]
    tops: tuple[int, ...]
    weights: frozenset[Weight]
    extra: frozenset[tuple[Weight, int, str]]
    bookmarks: tuple[Bookmarked, ...]
    top: float | None
    operators: bytes = field(init=False)
    elements: bytes = field(init=False)
    parents: bytes = field(init=False)
    bases_of: Callable[[tuple[int, int, int, int]], tuple[int, ...]] = field(init=False, compare=False)
    steps: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Make ready what is filled in for each file."""
        object.__setattr__(self, "operators", b"%d".join(part.replace(b"%", b"%%") for part in self.segments))
        object.__setattr__(self, "elements", b"\0".join(self.bodies))
        object.__setattr__(self, "parents", b" ".join([b"%d 0 R"] * len(self.owners)))
        kinds = (*(kind for kind, _ in self.slots), OWN, OWN)  # two more than are used, since itemgetter gives a tuple from two on
        object.__setattr__(self, "bases_of", operator.itemgetter(*kinds))
        object.__setattr__(self, "steps", tuple(step for _, step in self.slots))

    @property
    def is_long(self) -> bool:
        """Whether it pays to pack it apart."""
        return len(self.operators) >= LEAST_SHARED_BYTES

    def painted(self, first_mark: int, place: tuple[float, float]) -> bytes:
        """Return the operators at a place on a page, from its lower left corner."""
        x, y = place
        marks = tuple(range(first_mark, first_mark + len(self.owners)))
        return b"%bcm\n%b\nQ" % (f"q 1 0 0 1 {number(x)} {number(y)} ".encode(), self.operators % marks)

    def objects(self, bases: tuple[int, int, int, int], place: tuple[float, float]) -> Sequence[bytes]:
        """Return the whole objects of the elements; `bases` are the numbers that the slots count from."""
        numbers: list[int | bytes] = list(map(operator.add, self.bases_of(bases), self.steps))
        x, y = place
        for at, (left, bottom, right, top) in self.boxes:
            numbers[at] = " ".join(map(number, (left + x, bottom + y, right + x, top + y))).encode()
        return (self.elements % tuple(numbers)).split(b"\0")
