"""A PDF that is written object by object: bodies in, a file out, of which only the places of its objects are kept.

What is no stream goes into object streams (PDF 32000-1, 7.5.7), two hundred to one, since most of a sheet's objects are tags that
look alike and so are packed to a tenth of their size; the places go into a cross-reference stream at the end (7.5.8).
"""

import hashlib
import sys
import zlib
from array import array
from typing import BinaryIO

from handouts.errors import HandoutError
from handouts.pdf.ending import OURS
from handouts.pdf.objects import Ref, stream_body

_HEADER = b"%PDF-1.7\n%\x93\x8c\x8b\x9e\n"
"""A comment before the end of the file: what says whose it is stands too far from there to be found in a long one."""
_PACK = 200
_MAX_OBJECTS = 8_388_607
"""The most objects PDF/A-2 allows (ISO 19005-2, 6.1.13)."""
_PLAIN, _PACKED = 1 << 56, 2 << 56
"""An entry of eight bytes, as the cross-reference stream has it: how an object is stored (1), where (5), and its index there (2)."""


class PrintFile:
    """The file while it is written; `finish` ends it."""

    def __init__(self, out: BinaryIO) -> None:
        """Start the file."""
        self.size = 0
        self._out = out
        self._digest = hashlib.sha256()
        self._entries = array("Q", [0xFFFF])
        self._pack: list[tuple[int, bytes]] = []
        self._write(_HEADER)

    def reserve(self) -> int:
        """Return the number of an object that is put later. Raises HandoutError when a file can hold no more."""
        if len(self._entries) > _MAX_OBJECTS:
            raise HandoutError.of("too many sheets for one PDF; make several files")
        self._entries.append(0)
        return len(self._entries) - 1

    def add(self, body: bytes, *, alone: bool = False) -> int:
        """Write an object and return its number."""
        number = self.reserve()
        self.put(number, body, alone=alone)
        return number

    def put(self, number: int, body: bytes, *, alone: bool = False) -> None:
        """Write the object of a number: alone, as a stream must be, or with others when there are enough for a pack."""
        if alone:
            self._put_plain(number, body)
            return
        self._pack.append((number, body))
        if len(self._pack) == _PACK:
            self._put_pack()

    def remark(self, line: bytes) -> None:
        """Write a comment of a whole line, which no reader shows."""
        self._write(line)

    def finish(self, root: int, info: int) -> None:
        """End the file with its catalog and its information, identified by a digest of all that stands before."""
        self._put_pack()
        number, start = self.reserve(), self.size
        self._entries[number] = _PLAIN | start << 16
        identifier = self._digest.hexdigest()[:32].encode()
        keys = b"/Type/XRef/Size %d/W[1 5 2]/Root %s/Info %s/ID[<%s><%s>]/Filter/FlateDecode" % (
            len(self._entries),
            ref(root),
            ref(info),
            identifier,
            identifier,
        )
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, stream_body(self._places(), keys)))
        self._write(OURS + b"startxref\n%d\n%%%%EOF\n" % start)

    def _places(self) -> bytes:
        """Return the entries, compressed."""
        if sys.byteorder == "little":
            self._entries.byteswap()
        return zlib.compress(memoryview(self._entries), 6)

    def _put_plain(self, number: int, body: bytes) -> None:
        self._entries[number] = _PLAIN | self.size << 16
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _put_pack(self) -> None:
        if not self._pack:
            return
        pack, self._pack = self._pack, []
        home, at, heads = self.reserve(), 0, []
        for index, (number, body) in enumerate(pack):
            heads.append(b"%d %d" % (number, at))
            at += len(body) + 1
            self._entries[number] = _PACKED | home << 16 | index
        head = b" ".join(heads) + b"\n"
        data = head + b"\n".join(body for _, body in pack)
        keys = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(pack), len(head))
        self._put_plain(home, stream_body(zlib.compress(data, 6), keys))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)


def ref(number: int) -> Ref:
    """Return a reference to an object of the file."""
    return b"%d 0 R" % number
