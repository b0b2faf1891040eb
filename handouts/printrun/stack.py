"""The print file while sheets are added: pages, tags, parent tree and bookmarks of the whole.

In memory stay the places of the objects, the digests of what sheets share, and of each sheet some numbers, its bookmark and its
node of the page tree. These are written together at the end: a reader looks for them first, and would else unpack the whole file.
"""

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from handouts.errors import HandoutError
from handouts.pdf.objects import text_string
from handouts.pdf.writer import write_pdf
from handouts.printrun.copying import Copied, Place, SharedObjects, copy_sheet
from handouts.printrun.print_file import PrintFile, ref
from handouts.printrun.separators import Separator, separator_pdf
from handouts.printrun.shape import SheetShape, shape_of
from handouts.printrun.sheets import AS_USUAL, FinishedSheet, Joined, Options
from handouts.printrun.source import SheetObjects, read_source
from handouts.printrun.syntax import written
from handouts.printrun.whose import digits_of_folder, remark_of
from handouts.sheet.place.marks import Pages
from handouts.storing.secret import secret_in

_MAX_LABEL = 200
_STRETCHES = 64
"""Of the parent tree under one node, so that a key is found without reading thousands."""


class Stack:
    """Sheets one after the other in a file; `finish` ends it."""

    def __init__(self, out: BinaryIO, options: Options, total: int) -> None:
        """Start the file of so many sheets."""
        self.options, self.total = options, total
        self.author, self.language = options.author, options.language
        self.file = PrintFile(out)
        self.shared = SharedObjects(self.file)
        self.pages_root, self.tree_root, self.document, self.outlines = (self.file.reserve() for _ in range(4))
        self.leaves: list[tuple[int, bytes]] = []  # of the page tree
        self.bookmarks: list[tuple[int, bytes]] = []
        self.parts, self.starts = array("Q"), array("Q")
        self.parents: list[tuple[int, int, int]] = []  # stretches of the parent tree with their first and last key
        self.pages = self.blanks = self.next_key = 0
        self.box: tuple[bytes, ...] = ()  # of the page written last
        self.folders: dict[Path, str] = {}  # of sheets, with what tells their secrets apart

    def add(self, sheet: FinishedSheet, source: SheetObjects, shape: SheetShape) -> None:
        """Write a sheet, and what stands before it. Raises DamagedError, and HandoutError when its label cannot be printed."""
        self.author = shape.author if self.author is None else self.author
        self.language = shape.language if self.language is None else self.language
        label = _clean(sheet.label)[:_MAX_LABEL] or str(len(self.starts) + 1)
        if self.options.separators:
            self._separate(label, shape)
        self._turn_over()
        self.starts.append(self.pages + 1)
        self.file.remark(remark_of(source, self.pages + 1, len(shape.pages), self._folder_of(sheet)))
        number = self.file.reserve()
        copied = self._copy(source, shape, b"/Part", number)
        dest = b"[%s/XYZ null %s null]" % (ref(copied.first_page), shape.boxes[0][3])
        self.bookmarks.append((number, b"/Title%s/Dest%s%s" % (text_string(label), dest, copied.bookmarks)))

    def finish(self) -> Joined:
        """Write what stands above the sheets and return what was joined. Raises HandoutError when there are none."""
        if not self.starts:
            raise HandoutError.of("there are no sheets to join")
        self.file.put(self.pages_root, b"<</Type/Pages/Count %d/Kids%s>>" % (self.pages, _refs(number for number, _ in self.leaves)))
        for number, body in self.leaves:
            self.file.put(number, body)
        self._put_bookmarks()
        self.file.put(self.document, b"<</Type/StructElem/S/Document/P %s/K%s>>" % (ref(self.tree_root), _refs(self.parts)))
        tree = b"<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d>>"
        self.file.put(self.tree_root, tree % (ref(self.document), ref(self._add_parents()), self.next_key))
        self.file.finish(*self._catalog_and_info())
        return Joined(len(self.starts), self.pages, self.blanks, self.file.size, tuple(self.starts))

    def _put_bookmarks(self) -> None:
        numbers = [number for number, _ in self.bookmarks]
        ends = (ref(numbers[0]), ref(numbers[-1]), len(numbers))
        self.file.put(self.outlines, b"<</Type/Outlines/First %s/Last %s/Count %d>>" % ends)
        for index, (number, body) in enumerate(self.bookmarks):
            before = b"/Prev %s" % ref(numbers[index - 1]) if index else b""
            after = b"/Next %s" % ref(numbers[index + 1]) if index + 1 < len(numbers) else b""
            self.file.put(number, b"<<%s/Parent %s%s%s>>" % (body, ref(self.outlines), before, after))

    def _add_parents(self) -> int:
        """Write the nodes of the parent tree above the sheets' stretches, which are two levels, and return the number of its root."""
        nodes = array("Q")
        for at in range(0, len(self.parents), _STRETCHES):
            some = self.parents[at : at + _STRETCHES]
            kids = _refs(number for number, _, _ in some)
            nodes.append(self.file.add(b"<</Limits[%d %d]/Kids%s>>" % (some[0][1], some[-1][2], kids)))
        return self.file.add(b"<</Kids%s>>" % _refs(nodes))

    def _catalog_and_info(self) -> tuple[int, int]:
        """Write what the file says of itself, which is what a sheet without pages says, and return the two numbers."""
        empty = Pages((), _clean(self.options.title) or AS_USUAL.title, _clean(self.author or ""), self.language or "", ())
        source = read_source(write_pdf(empty), "")
        shape = shape_of(source)
        numbers = {shape.pages_root: self.pages_root, shape.tree_root: self.tree_root}
        for number in (shape.metadata, *shape.intents, source.info):
            self.shared.copy(source, number, numbers)
        catalog = written(source.object(source.root).entries, numbers)
        root = self.file.add(b"%s/Outlines %s>>" % (catalog.removesuffix(b">>"), ref(self.outlines)))
        return root, numbers[source.info]

    def _folder_of(self, sheet: FinishedSheet) -> str:
        """Return the digits of the folder that a sheet lies in; "" where nothing was keyed in it."""
        if not isinstance(sheet.source, Path):
            return ""
        folder = sheet.source.parent
        if folder not in self.folders:
            secret = secret_in(folder)
            self.folders[folder] = digits_of_folder(secret) if secret is not None else ""
        return self.folders[folder]

    def _separate(self, label: str, shape: SheetShape) -> None:
        _, _, width, height = map(float, shape.boxes[0])
        told = Separator(label, len(self.starts) + 1, self.total, len(shape.pages), width, height)
        source = read_source(separator_pdf(told, self.options.wording, self.language or ""), label)
        self._turn_over()
        self._copy(source, shape_of(source), b"/Sect", 0)

    def _copy(self, source: SheetObjects, shape: SheetShape, tag: bytes, bookmark: int) -> Copied:
        """Write a sheet or a separator as an element of this type."""
        place = Place(self.pages_root, self.document, tag, self.next_key, bookmark, self.language or "")
        copied = copy_sheet(self.file, self.shared, source, shape, place)
        self.leaves.append((copied.pages, copied.pages_body))
        self.parts.append(copied.part)
        if copied.parents:
            self.parents.append((copied.parents, self.next_key + shape.parents[0][0], self.next_key + shape.parents[-1][0]))
        self.next_key += shape.keys
        self.pages += len(shape.pages)
        self.box = shape.boxes[-1]
        return copied

    def _turn_over(self) -> None:
        """Write a blank page, as large as the one before it, where the next would be the back of a leaf."""
        if self.options.duplex and self.pages % 2:
            body = b"<</Type/Page/Parent %s/MediaBox[%s]/Resources<<>>>>" % (ref(self.pages_root), b" ".join(self.box))
            self.leaves.append((self.file.reserve(), body))
            self.pages += 1
            self.blanks += 1


def _refs(numbers: Iterable[int]) -> bytes:
    return b"[%s]" % b" ".join(map(ref, numbers))


def _clean(text: str) -> str:
    """Return a text on one line, without characters that are not to be seen."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
