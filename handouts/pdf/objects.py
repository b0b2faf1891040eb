"""PDF objects as ready bytes, and the file they make; header and trailer are reportlab's.

The objects are nearly all of a file. A sheet has a thousand, most of them tags, and each costs a tenth of what it costs as an object of
reportlab's, so they are made and joined here (PDF 32000-1, 7.5). reportlab runs a `reportlab_settings.py` and a `reportlab_mods.py` found
in the current folder or at home when it is first imported; empty modules of those names, put in their place before, keep foreign code
out (.github/SECURITY.md). It also takes settings from variables `RL_*` of the environment, and stops at one it cannot read; they
are hidden from it while it starts.
"""

import contextlib
import hashlib
import itertools
import os
import sys
import types
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from handouts.storing.memo import memo

for _name in ("reportlab_settings", "reportlab_mods", "local_reportlab_settings"):
    sys.modules.setdefault(_name, types.ModuleType(_name))


@contextlib.contextmanager
def _without_settings() -> Iterator[None]:
    """Hide the variables from which reportlab would take settings, and put them back."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.upper().startswith("RL_")}
    try:
        yield
    finally:
        os.environ.update(hidden)


with _without_settings():
    from reportlab import rl_config
    from reportlab.pdfbase import pdfdoc

rl_config.trustedHosts = None
rl_config.trustedSchemes = []
rl_config.invariant = 1

Ref = bytes
"""An object reference, such as b'7 0 R'."""


class _Ready(pdfdoc.PDFObject):  # type: ignore[misc]
    """A value whose bytes are made by us."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        self.body = body

    def format(self, document: object) -> bytes:  # noqa: ARG002
        """Return the bytes, as reportlab asks for them."""
        return self.body


def _header() -> bytes:
    """Return the first lines of a file: its version, and that it is binary."""
    header: bytes = pdfdoc.PDFFile((1, 7)).format(None)
    return header


def ref(number: int) -> Ref:
    """Return the reference to an object."""
    return b"%d 0 R" % number


_SHORT_BYTES, _TINY_BYTES = 4096, 400
_OWN_LEVEL, _SHARED_LEVEL = 3, 9
"""How hard pages are packed: 3 costs a third of the time of 6 and two parts in a hundred of the file; what is packed once, most."""


class Stretch(NamedTuple):
    """Consecutive bytes of a page's content, and the same packed."""

    data: bytes
    packed: bytes


def stretch(data: bytes, *, stands_again: bool = False) -> Stretch:
    """Return lines of a page's content, packed: hardest where they stand again; a page's number is stored as it is (RFC 1951, 3.2.4)."""
    data += b"\n"
    if stands_again or len(data) > _TINY_BYTES:
        return Stretch(data, _packed(data, _SHARED_LEVEL if stands_again else _OWN_LEVEL))
    return Stretch(data, b"\0%b%b%b" % (len(data).to_bytes(2, "little"), (0xFFFF - len(data)).to_bytes(2, "little"), data))


def _packed(data: bytes, level: int) -> bytes:
    """Return raw deflated bytes; a short stretch needs no large window, whose making would cost more than the packing."""
    window, room = (-12, 6) if len(data) <= _SHORT_BYTES else (-zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL)
    packer = zlib.compressobj(level, zlib.DEFLATED, window, room)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def joined(stretches: Iterable[Stretch]) -> bytes:
    """Return a page's content as one zlib stream (RFC 1950): each stretch is closed at a whole byte, so that it can be packed apart."""
    parts, check = [b"\x78\x9c"], 1
    for one in stretches:
        parts.append(one.packed)
        check = zlib.adler32(one.data, check)
    return b"%s\x03\0%s" % (b"".join(parts), check.to_bytes(4, "big"))


class Document:
    """The objects of one file; `finish` returns its bytes."""

    def __init__(self) -> None:
        """Start without any object."""
        self._objects: list[bytes] = []

    def reserve(self, count: int = 1) -> int:
        """Return the number of the first of so many objects whose bytes are put later."""
        first = len(self._objects) + 1
        self._objects += [b""] * count
        return first

    def put(self, number: int, body: bytes) -> None:
        """Set the bytes of a reserved object."""
        self._objects[number - 1] = b"%d 0 obj\n%s\nendobj\n" % (number, body)

    def put_whole(self, first: int, objects: Sequence[bytes]) -> None:
        """Set reserved objects from their whole bytes, from `N 0 obj` to the end of their last line."""
        self._objects[first - 1 : first - 1 + len(objects)] = objects

    def add(self, body: bytes) -> Ref:
        """Register an object and return its reference."""
        number = self.reserve()
        self.put(number, body)
        return ref(number)

    def finish(self, catalog: bytes, info: bytes, identity: bytes) -> bytes:
        """Return the whole file; its identifiers are what it was made from (16 bytes, or none) and a digest of its own bytes."""
        root, about = self.add(catalog), self.add(info)
        objects, size, header = self._objects, len(self._objects) + 1, _header()
        body = b"".join((header, *objects))
        digest = content_digest(body).hex().encode()
        places = itertools.accumulate(map(len, objects[:-1]), initial=len(header))
        table = (b"%010d 00000 n \n" * len(objects)) % tuple(places)
        ids = b"[<%s><%s>]" % (identity.hex().encode() or digest, digest)
        keys = {"Size": size, "Root": _Ready(root), "Info": _Ready(about), "ID": _Ready(ids)}
        trailer: bytes = pdfdoc.PDFTrailer(len(body), **keys).format(None)
        return b"%sxref\n0 %d\n0000000000 65535 f \n%s%s" % (body, size, table, trailer)


def content_digest(body: bytes) -> bytes:
    """Return the 16-byte digest of a file up to its cross-reference table."""
    return hashlib.sha256(body).digest()[:16]


def stream_body(data: bytes, keys: bytes) -> bytes:
    """Return a stream object of data that is compressed already; an end of line of its own stands before `endstream`."""
    return b"<<%s/Length %d>>\nstream\n%s\r\nendstream" % (keys, len(data), data)


_DECIMALS: list[bytes] = []


def decimals(most: int) -> Sequence[bytes]:
    """Return the numbers from 0 to at least this one as they are written; as many are held as the largest sheet had objects."""
    if most >= len(_DECIMALS):
        _DECIMALS.extend([b"%d" % number for number in range(len(_DECIMALS), most + 1)])
    return _DECIMALS


@memo(1500)
def number(value: float) -> str:
    """Return a number with at most two decimals, as short as it can be."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def text_string(text: str) -> bytes:
    """Return a text as a PDF string: plain where it is printable ASCII, else UTF-16 in hexadecimal."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return b"(" + escaped.encode("ascii") + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode("ascii") + b">"


def array(items: Iterable[bytes]) -> bytes:
    """Return an array."""
    return b"[" + b" ".join(items) + b"]"
