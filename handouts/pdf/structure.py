"""The structure tree: what is read aloud, in reading order, and which marked content on which page it is.

While a page is written, every element that is met becomes a `StructureElement`; the marked content of its own is filed under its page
(MCID), its children and links after it in order. A piece that stands on many sheets brings its elements as a block of ready objects, in
which only numbers are filled in (`handouts.pdf.pieces`): it is a `Stamp`. At the end the tree is written as ready bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handouts.pdf.objects import Document, Ref, array, number, ref, text_string
from handouts.pdf.pieces import ABOVE, MARK, OWN, PAGE, SLOT, Box, Piece, Slot
from handouts.sheet.place.marks import Element


@dataclass(slots=True)
class StructureElement:
    """One structure element of the file."""

    element: Element
    page: int = -1
    kids: list["int | StructureElement | Stamp | Ref"] = field(default_factory=list)
    box: Box | None = None
    number: int = 0

    def grow(self, box: Box) -> None:
        """Widen the part's box (left, bottom, right, top) so that it holds another."""
        if self.box is None:
            self.box = box
        else:
            a, b = self.box, box
            self.box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


@dataclass(slots=True)
class Stamp:
    """A piece on a page: its first MCID there, and its place from the lower left corner of the page."""

    piece: Piece
    page: int
    first_mark: int
    place: tuple[float, float]
    number: int = 0


@dataclass(slots=True)
class Tree:
    """The structure of a whole file, while it is made; `marked` counts the MCIDs of each page."""

    roots: list[StructureElement | Stamp] = field(default_factory=list)
    by_page: list[list[StructureElement | Stamp]] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)
    links: list[tuple[StructureElement, Ref]] = field(default_factory=list)

    def new_page(self) -> None:
        """Start the marked content of another page."""
        self.by_page.append([])
        self.marked.append(0)

    def mark(self, part: StructureElement, page: int) -> int:
        """Return the MCID of a new stretch of marked content of a part."""
        self.by_page[page].append(part)
        mcid = self.marked[page]
        self.marked[page] += 1
        part.kids.append(mcid)
        part.page = page
        return mcid

    def stamp(self, piece: Piece, page: int, place: tuple[float, float], parent: StructureElement | None) -> int:
        """Put a piece's elements below a part, or at the top, and return the first of its MCIDs."""
        first = self.marked[page]
        if piece.bodies:
            stamp = Stamp(piece, page, first, place)
            (self.roots if parent is None else parent.kids).append(stamp)
            self.by_page[page].append(stamp)
            self.marked[page] += len(piece.owners)
        return first

    def reserve(self, document: Document) -> None:
        """Give every part that is kept its object, so that others can refer to it."""
        self.roots = [part for part in self.roots if is_kept(part)]
        for part in self.roots:
            _reserve(part, document)

    def write(self, document: Document, pages: Sequence[int]) -> Ref:
        """Write the tree and return the reference of its root; `pages` are the numbers of the pages' objects."""
        root, whole = document.reserve(), document.reserve()
        kids = [one for part in self.roots for one in _write(part, whole, pages, document)]
        document.put(whole, b"<</Type/StructElem/S/Document/P %s/K%s>>" % (ref(root), array(map(ref, kids))))
        entries = [b"%d [%s]" % (index, b" ".join(map(_owners, owners))) for index, owners in enumerate(self.by_page)]
        entries += [b"%d %s" % (len(self.by_page) + index, ref(part.number)) for index, (part, _) in enumerate(self.links)]
        parents = document.add(b"<</Nums[%s]>>" % b" ".join(entries))
        next_key = len(self.by_page) + len(self.links)
        body = b"<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d>>" % (ref(whole), parents, next_key)
        document.put(root, body)
        return ref(root)


def is_kept(part: "StructureElement | Stamp") -> bool:
    """Drop parts without any content; table cells stay, since a table needs its empty ones."""
    if isinstance(part, Stamp):
        return True
    part.kids = [kid for kid in part.kids if not isinstance(kid, StructureElement) or is_kept(kid)]
    return bool(part.kids) or part.element.tag in ("TH", "TD")


def _reserve(part: StructureElement | Stamp, document: Document) -> None:
    if isinstance(part, Stamp):
        part.number = document.reserve(len(part.piece.bodies))
        return
    part.number = document.reserve()
    for kid in part.kids:
        if isinstance(kid, StructureElement | Stamp):
            _reserve(kid, document)


def _write(part: StructureElement | Stamp, parent: int, pages: Sequence[int], document: Document) -> Sequence[int]:
    """Write a part and all below it, and return the numbers of the elements that its parent has of it."""
    if isinstance(part, Stamp):
        document.put_whole(part.number, part.piece.objects((part.number, parent, pages[part.page], part.first_mark), part.place))
        return [part.number + top for top in part.piece.tops]
    kids: list[bytes] = []
    for kid in part.kids:
        if isinstance(kid, StructureElement | Stamp):
            kids += map(ref, _write(kid, part.number, pages, document))
        elif isinstance(kid, int):
            kids.append(b"%d" % kid)
        else:
            kids.append(b"<</Type/OBJR/Obj %s/Pg %s>>" % (kid, ref(pages[part.page])))
    said = _said(part.element)
    if part.element.tag == "Figure" and part.box is not None:
        said += _FIGURE % " ".join(map(number, part.box)).encode()
    document.put(part.number, _body(part, (ref(parent), ref(pages[part.page])), kids, said))
    return [part.number]


def _owners(part: StructureElement | Stamp) -> bytes:
    """Return the references from marked content to a part, or to the parts of a piece."""
    return ref(part.number) if isinstance(part, StructureElement) else part.piece.parents(part.number)


_SLOT_REF = b"%s 0 R" % SLOT


class Block:
    """The elements of a piece as whole objects, with a slot for each number that is known only in a file."""

    def __init__(self, roots: Sequence[StructureElement | Stamp]) -> None:
        """Write the elements, each before those below it."""
        self.bodies: list[bytes] = []
        self.slots: list[Slot] = []
        self.boxes: list[tuple[int, Box]] = []
        self._numbers: dict[int, int] = {}
        self._count = 0
        ordered: list[tuple[StructureElement | Stamp, Slot]] = []
        for root in roots:
            self._number(root, ABOVE, ordered)
        for part, parent in ordered:
            if isinstance(part, StructureElement):
                self._add(part, parent)
            else:
                self._add_piece(part, parent)
        self.tops = tuple(number for root in roots for number in self._tops(root))

    def owners(self, marked: Sequence[StructureElement | Stamp]) -> tuple[int, ...]:
        """Return the element of each MCID."""
        return tuple(number for part in marked for number in self._owners(part))

    def _owners(self, part: StructureElement | Stamp) -> Iterable[int]:
        own = self._numbers[id(part)]
        return [own] if isinstance(part, StructureElement) else map(own.__add__, part.piece.owners)

    def _tops(self, part: StructureElement | Stamp) -> Iterable[int]:
        own = self._numbers[id(part)]
        return [own] if isinstance(part, StructureElement) else map(own.__add__, part.piece.tops)

    def _number(self, part: StructureElement | Stamp, parent: Slot, ordered: list[tuple[StructureElement | Stamp, Slot]]) -> None:
        own = self._count
        self._numbers[id(part)] = own
        ordered.append((part, parent))
        self._count += 1 if isinstance(part, StructureElement) else len(part.piece.bodies)
        for kid in part.kids if isinstance(part, StructureElement) else ():
            if isinstance(kid, StructureElement | Stamp):
                self._number(kid, (OWN, own), ordered)

    def _add(self, part: StructureElement, parent: Slot) -> None:
        self.slots += [(OWN, self._numbers[id(part)]), parent, *([PAGE] if part.page >= 0 else [])]
        below: list[Slot] = []
        for kid in part.kids:
            if isinstance(kid, int):
                below.append((MARK, kid))
            elif isinstance(kid, StructureElement | Stamp):
                below += [(OWN, top) for top in self._tops(kid)]
        self.slots += below
        said = _said(part.element)
        if part.element.tag == "Figure" and part.box is not None:
            said += _FIGURE % SLOT
            self.boxes.append((len(self.slots), part.box))
            self.slots.append((OWN, 0))
        kids = [SLOT if kind == MARK else _SLOT_REF for kind, _ in below]
        self.bodies.append(b"%s 0 obj\n%s\nendobj\n" % (SLOT, _body(part, (_SLOT_REF, _SLOT_REF), kids, said)))

    def _add_piece(self, stamp: Stamp, parent: Slot) -> None:
        """Add the elements of a piece in the piece, counted on from where they stand."""
        piece, (x, y) = stamp.piece, stamp.place
        shift = {OWN: self._numbers[id(stamp)], MARK: stamp.first_mark}
        self.boxes += [(len(self.slots) + at, (box[0] + x, box[1] + y, box[2] + x, box[3] + y)) for at, box in piece.boxes]
        self.slots += [parent if slot == ABOVE else (slot[0], slot[1] + shift.get(slot[0], 0)) for slot in piece.slots]
        self.bodies += piece.bodies


_FIGURE = b"/A<</O/Layout/Placement/Block/BBox[%s]>>"


def _body(part: StructureElement, places: tuple[Ref, Ref], kids: Sequence[bytes], said: bytes) -> bytes:
    """Return a structure element's object; `places` are its parent and its page."""
    parent, page = places
    below = b"/K %s" % kids[0] if len(kids) == 1 else b"/K%s" % array(kids)
    return b"<</S/%s/P %s%s%s%s>>" % (part.element.tag.encode(), parent, b"/Pg %s" % page if part.page >= 0 else b"", below, said)


def _said(element: Element) -> bytes:
    """Return what an element says of itself: language, other words, how it stands in a table or list."""
    entries = b""
    if element.lang is not None:
        entries += b"/Lang" + text_string(element.lang)
    if element.alt is not None:
        entries += b"/Alt" + text_string(element.alt)
    if element.actual_text is not None:
        entries += b"/ActualText" + text_string(element.actual_text)
    if element.scope is not None:
        entries += b"/A<</O/Table/Scope/%s>>" % element.scope.encode()
    if element.tag == "L":
        entries += b"/A<</O/List/ListNumbering/%s>>" % (b"Decimal" if element.numbered else b"Disc")
    return entries
