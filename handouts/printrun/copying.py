"""One sheet into the print file: its objects under new numbers, those that are there already only once.

What pages are painted with is written from the bottom up (a font's program before the font), so that equal objects have equal
bytes even where they refer to others; their digests say what is there. Everything else of a sheet is its own.
"""

import hashlib
from dataclasses import dataclass

from handouts.pdf.objects import text_string
from handouts.printrun.font_names import FontNames, is_font
from handouts.printrun.print_file import PrintFile, ref
from handouts.printrun.shape import SheetShape
from handouts.printrun.source import SheetObjects
from handouts.printrun.syntax import MAX_DEPTH, DamagedError, Value, reference, whole, written

_DIGEST_BYTES = 20
_BEING_COPIED = 0
_ABOVE = -1
"""Stands for the element above the sheet's own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet goes: what is above its pages and tags, its element's type, its first key, its bookmark, the file's language."""

    pages_root: int
    document: int
    tag: bytes
    first_key: int
    bookmark: int
    language: str


@dataclass(frozen=True, slots=True)
class Copied:
    """The numbers of a copied sheet's element, stretch of the parent tree (0: none), first page and page tree, which is not put yet."""

    part: int
    parents: int
    first_page: int
    pages: int
    pages_body: bytes
    bookmarks: bytes
    """The keys that lead from the sheet's bookmark to those below it."""


class SharedObjects:
    """The objects that several sheets may have, by the digest of their bytes."""

    def __init__(self, file: PrintFile) -> None:
        """Start with none."""
        self._file = file
        self._known: dict[bytes, int] = {}
        self._fonts = FontNames()

    def copy(self, source: SheetObjects, number: int, numbers: dict[int, int], depth: int = 0) -> None:
        """Put an object and all it refers to into the file, if it is not there, and note its number. Raises DamagedError."""
        if number in numbers:
            if numbers[number] == _BEING_COPIED:
                raise DamagedError("an object is part of itself")
            return
        if depth > MAX_DEPTH:
            raise DamagedError("objects refer to others too deeply")
        numbers[number] = _BEING_COPIED
        copied = source.object(number)
        for _, _, below in copied.references:
            self.copy(source, below, numbers, depth + 1)
        body, tag = copied.renumbered(numbers), b""
        if is_font(body):
            program = copied.entries.get(b"/FontFile2")
            body, tag = self._fonts.named(body, source.object(program).body if isinstance(program, int) else b"")
        digest = hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest()
        if digest not in self._known:
            self._known[digest] = self._file.add(body, alone=copied.is_stream)
        numbers[number] = self._known[digest]
        if tag:
            self._fonts.note(numbers[number], tag)


def copy_sheet(file: PrintFile, shared: SharedObjects, source: SheetObjects, shape: SheetShape, place: Place) -> Copied:
    """Write all that is a sheet's own, and what it shares unless it is there. Raises DamagedError."""
    numbers = {_ABOVE: place.document}
    for number in (*shape.shared, *shape.intents):
        shared.copy(source, number, numbers)
    own = _own(source, shape, numbers)
    numbers |= {number: file.reserve() for number in own}
    numbers[shape.pages_root] = file.reserve()
    if shape.outlines:
        numbers[shape.outlines] = place.bookmark
    changed = _changed(source, shape, place)
    for number in own:
        found = source.object(number)
        body = written(changed[number], numbers) if number in changed else found.renumbered(numbers)
        file.put(numbers[number], body, alone=found.is_stream)
    kids = b" ".join(ref(numbers[page]) for page in shape.pages)
    return Copied(
        part=numbers[shape.document],
        parents=_copy_parents(file, shape, place, numbers),
        first_page=numbers[shape.pages[0]],
        pages=numbers[shape.pages_root],
        pages_body=b"<</Type/Pages/Parent %s/Count %d/Kids[%s]>>" % (ref(place.pages_root), len(shape.pages), kids),
        bookmarks=_bookmarks(source, shape, numbers),
    )


def _own(source: SheetObjects, shape: SheetShape, numbers: dict[int, int]) -> list[int]:
    """Return the numbers of the objects that are copied under new ones: all but those the print file has of its own."""
    left = {source.root, source.info, shape.metadata, shape.tree_root, shape.parent_tree, shape.pages_root, shape.outlines}
    found = [number for number in range(1, len(source.objects) + 1) if number not in left and number not in numbers]
    if not {*shape.pages, *shape.links, shape.document} <= set(found):
        raise DamagedError("one object is used for two things")
    return found


def _changed(source: SheetObjects, shape: SheetShape, place: Place) -> dict[int, Value]:
    """Return the values of the pages, links and of the element of the sheet as they are in the print file."""
    keys = dict(shape.parents)
    changed: dict[int, Value] = {}
    for number, name in [*((page, b"/StructParents") for page in shape.pages), *((link, b"/StructParent") for link in shape.links)]:
        entries = source.object(number).entries
        key = whole(entries.get(name))
        if key not in keys:
            raise DamagedError("a page or a link is not in the parent tree")
        changed[number] = {**entries, name: b"%d" % (place.first_key + key)}
    entries = {**source.object(shape.document).entries, b"/S": place.tag, b"/P": _ABOVE}
    if shape.language != place.language:
        entries[b"/Lang"] = text_string(shape.language)
    changed[shape.document] = entries
    return changed


def _copy_parents(file: PrintFile, shape: SheetShape, place: Place, numbers: dict[int, int]) -> int:
    """Write the sheet's stretch of the parent tree and return its number, or 0 when nothing of it is marked."""
    if not shape.parents:
        return 0
    keys = [place.first_key + key for key, _ in shape.parents]
    if keys[-1] >= place.first_key + shape.keys:
        raise DamagedError("the next key of the parent tree is used already")
    listed = b" ".join(b"%d %s" % (key, written(value, numbers)) for key, (_, value) in zip(keys, shape.parents, strict=True))
    return file.add(b"<</Limits[%d %d]/Nums[%s]>>" % (keys[0], keys[-1], listed))


def _bookmarks(source: SheetObjects, shape: SheetShape, numbers: dict[int, int]) -> bytes:
    if not shape.outlines:
        return b""
    entries = source.object(shape.outlines).entries
    first, last = entries.get(b"/First"), entries.get(b"/Last")
    if not isinstance(first, int) or not isinstance(last, int):
        raise DamagedError("the bookmarks have no beginning or no end")
    count = whole(entries.get(b"/Count"))
    return b"/First %s/Last %s/Count -%d" % (reference(numbers, first), reference(numbers, last), count)
