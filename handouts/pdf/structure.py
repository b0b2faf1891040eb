"""The structure tree: what is read aloud, in reading order, and which marked content on which page it is.

While a page is written, every element that is met becomes a `Part`; the marked content of its own is filed under its page
(MCID), its children and links after it in order. At the end the tree is written as ready bytes.
"""

from dataclasses import dataclass, field

from handouts.pdf.objects import Document, Ready, Ref, array, number, text_string
from handouts.sheet.marks import Element

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Part:
    """One structure element of the file."""

    element: Element
    page: int = -1
    kids: list["int | Part | Ref"] = field(default_factory=list)
    box: Box | None = None
    ref: Ref = b""
    object: Ready | None = None

    def grow(self, box: Box) -> None:
        """Widen the part's box (left, bottom, right, top) so that it holds another."""
        if self.box is None:
            self.box = box
        else:
            a, b = self.box, box
            self.box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


@dataclass(slots=True)
class Tree:
    """The structure of a whole file, while it is made."""

    roots: list[Part] = field(default_factory=list)
    by_page: list[list[Part]] = field(default_factory=list)
    links: list[tuple[Part, Ref]] = field(default_factory=list)

    def new_page(self) -> None:
        """Start the marked content of another page."""
        self.by_page.append([])

    def mark(self, part: Part, page: int) -> int:
        """Return the MCID of a new stretch of marked content of a part."""
        owners = self.by_page[page]
        owners.append(part)
        part.kids.append(len(owners) - 1)
        part.page = page
        return len(owners) - 1

    def reserve(self, document: Document) -> None:
        """Give every part that is kept its object, so that others can refer to it."""
        self.roots = [part for part in self.roots if _keep(part)]
        for part in self.roots:
            _reserve(part, document)

    def write(self, document: Document, pages: list[Ref]) -> Ref:
        """Write the tree and return the reference of its root."""
        root_ref, root = document.add()
        document_ref, document_part = document.add()
        for part in self.roots:
            _write(part, document_ref, pages)
        document_part.body = b"<</Type/StructElem/S/Document/P %s/K%s>>" % (root_ref, array(part.ref for part in self.roots))
        entries = [b"%d %s" % (index, array(part.ref for part in owners)) for index, owners in enumerate(self.by_page)]
        entries += [b"%d %s" % (len(self.by_page) + index, part.ref) for index, (part, _) in enumerate(self.links)]
        parents, _ = document.add(b"<</Nums[%s]>>" % b" ".join(entries))
        root.body = b"<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d>>" % (
            document_ref,
            parents,
            len(self.by_page) + len(self.links),
        )
        return root_ref


def _keep(part: Part) -> bool:
    """Drop parts without any content; table cells stay, since a table needs its empty ones."""
    part.kids = [kid for kid in part.kids if not isinstance(kid, Part) or _keep(kid)]
    return bool(part.kids) or part.element.tag in ("TH", "TD")


def _reserve(part: Part, document: Document) -> None:
    part.ref, part.object = document.add()
    for kid in part.kids:
        if isinstance(kid, Part):
            _reserve(kid, document)


def _write(part: Part, parent: Ref, pages: list[Ref]) -> None:
    kids: list[bytes] = []
    for kid in part.kids:
        if isinstance(kid, Part):
            _write(kid, part.ref, pages)
            kids.append(kid.ref)
        elif isinstance(kid, int):
            kids.append(b"%d" % kid)
        else:
            kids.append(b"<</Type/OBJR/Obj %s/Pg %s>>" % (kid, pages[part.page]))
    page = b"/Pg %s" % pages[part.page] if part.page >= 0 else b""
    body = b"<</S/%s/P %s%s/K %s%s>>" % (
        part.element.tag.encode(),
        parent,
        page,
        kids[0] if len(kids) == 1 else array(kids),
        _attributes(part),
    )
    if part.object is not None:
        part.object.body = body


def _attributes(part: Part) -> bytes:
    element, found = part.element, b""
    if element.lang is not None:
        found += b"/Lang" + text_string(element.lang)
    if element.alt is not None:
        found += b"/Alt" + text_string(element.alt)
    if element.actual_text is not None:
        found += b"/ActualText" + text_string(element.actual_text)
    if element.scope is not None:
        found += b"/A<</O/Table/Scope/%s>>" % element.scope.encode()
    if element.tag == "L":
        found += b"/A<</O/List/ListNumbering/%s>>" % (b"Decimal" if element.numbered else b"Disc")
    if element.tag == "Figure" and part.box is not None:
        found += b"/A<</O/Layout/Placement/Block/BBox[%s]>>" % " ".join(map(number, part.box)).encode()
    return found
