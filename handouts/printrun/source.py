"""A finished sheet: the bytes of a file in, its objects out; only what our writer wrote, whole and unchanged.

A sheet of ours is a header, its objects in order with nothing between them, a plain table of their places, and a trailer whose
second identifier is a digest of all before the table. So a torn, damaged or edited file is seen before anything of it is used.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handouts.errors import HandoutError
from handouts.pdf.ending import PRODUCER, is_locked, is_print_run
from handouts.pdf.objects import content_digest
from handouts.printrun.syntax import DamagedError, Object, PdfDictionary, read_object, read_value, text_of

MAX_SHEET_BYTES = 50_000_000
_END = re.compile(rb"startxref\n(\d{1,9})\n%%EOF\n\Z")
_TABLE = re.compile(rb"xref\n0 (\d{1,7})\n0000000000 65535 f \n")
_ENTRY = re.compile(rb"(\d{10}) 00000 n \n")
_ENTRY_BYTES = 20
_END_OBJECT = b"\nendobj\n"
_TAIL_BYTES = 4096

_FOREIGN = "was not made by handouts, or is damaged; make the sheet again with `handouts make`"
_DAMAGED = "is damaged, or was changed after handouts made it; make the sheet again with `handouts make`"
_LOCKED = "is locked with a passphrase; join the sheet as it is made without --encrypt"
_PRINT_RUN = "is a print run itself; join the sheets it was made from"


@dataclass(frozen=True, slots=True)
class SheetObjects:
    """The objects of a sheet (that of number n is `objects[n - 1]`), its catalog and its information."""

    objects: tuple[Object, ...]
    root: int
    info: int

    def object(self, number: int) -> Object:
        """Return the object of a number. Raises DamagedError."""
        if not 1 <= number <= len(self.objects):
            raise DamagedError(f"there is no object {number}")
        return self.objects[number - 1]


def read_source(data: bytes, name: str) -> SheetObjects:
    """Return the objects of a sheet that handouts made. Raises HandoutError, which says what else the file is and what to do."""
    try:
        return _read(data)
    except DamagedError:
        raise HandoutError.of(_what_is_wrong(data), name) from None


def _what_is_wrong(data: bytes) -> str:
    if not data.startswith(b"%PDF-") or b"/Producer(%s)" % PRODUCER.encode() not in data:
        return _FOREIGN
    return _LOCKED if is_locked(data) else _PRINT_RUN if is_print_run(data) else _DAMAGED


def _read(data: bytes) -> SheetObjects:
    end = _END.search(data, max(0, len(data) - _TAIL_BYTES))
    if end is None or not data.startswith(b"%PDF-1.7\n%"):
        raise DamagedError("the file has no head or no end")
    start = int(end[1])
    places, after = _places(data, start)
    trailer = _trailer(data, after, end.start())
    if trailer.get(b"/Size") != b"%d" % len(places) or set(trailer) != {b"/Size", b"/Root", b"/Info", b"/ID"}:
        raise DamagedError("the trailer is another's")
    identifiers, root, info = trailer[b"/ID"], trailer[b"/Root"], trailer[b"/Info"]
    if not isinstance(identifiers, list) or identifiers[1:] != [b"<%s>" % content_digest(data[:start]).hex().encode()]:
        raise DamagedError("the objects are not those the identifier was made for")
    if not isinstance(root, int) or not isinstance(info, int):
        raise DamagedError("the trailer leads nowhere")
    source = SheetObjects(tuple(_objects(data, places)), root, info)
    if text_of(source.object(info).entries.get(b"/Producer")) != PRODUCER:
        raise DamagedError("the producer is another")
    return source


def _places(data: bytes, start: int) -> tuple[list[int], int]:
    """Return where each object starts and, last, where the table of these places does; and where the table ends."""
    head = _TABLE.match(data, start)
    if head is None:
        raise DamagedError("the table of objects is not where it should be")
    count = int(head[1]) - 1
    end = head.end() + count * _ENTRY_BYTES
    places = [int(place) for place in _ENTRY.findall(data, head.end(), end)]
    if len(places) != count or end > len(data):
        raise DamagedError("the table of objects is not as long as it says")
    return [*places, start], end


def _trailer(data: bytes, at: int, end: int) -> PdfDictionary:
    if not data.startswith(b"trailer\n", at):
        raise DamagedError("the trailer is missing")
    trailer = read_value(data[:end], at + len(b"trailer\n"))
    if data[trailer.end : end] != b"\n":
        raise DamagedError("the trailer does not end where it should")
    if not isinstance(trailer.value, dict):
        raise DamagedError("the trailer is no dictionary")
    return trailer.value


def _objects(data: bytes, places: list[int]) -> Iterator[Object]:
    """Yield the objects, which stand in order with nothing before, between or after them."""
    for number, (at, after) in enumerate(itertools.pairwise(places), start=1):
        head = b"%d 0 obj\n" % number
        start, end = at + len(head), after - len(_END_OBJECT)
        if start > end or data[at:start] != head or data[end:after] != _END_OBJECT:
            raise DamagedError(f"object {number} is not where it should be")
        yield read_object(data[start:end])
