"""PDF objects as ready bytes, kept and written by reportlab's document object.

reportlab runs a `reportlab_settings.py` and a `reportlab_mods.py` found in the current folder or at home when it is first
imported; empty modules of those names, put in their place before, keep foreign code out (guide/safety.md, finding 8).
"""

import hashlib
import sys
import types
import zlib
from collections.abc import Iterable

for _name in ("reportlab_settings", "reportlab_mods", "local_reportlab_settings"):
    sys.modules.setdefault(_name, types.ModuleType(_name))

from reportlab import rl_config  # noqa: E402
from reportlab.pdfbase import pdfdoc  # noqa: E402

rl_config.trustedHosts = None
rl_config.trustedSchemes = []
rl_config.invariant = 1

Ref = bytes
"""An object reference, such as b'7 0 R'."""


class Ready(pdfdoc.PDFObject):  # type: ignore[misc]
    """A PDF object whose bytes are made by us."""

    __slots__ = ("body",)

    def __init__(self, body: bytes = b"") -> None:
        """Keep the bytes; they may be set later, before the document is written."""
        self.body = body

    def format(self, document: object) -> bytes:  # noqa: ARG002
        """Return the bytes, as reportlab asks for them."""
        return self.body


class Document:
    """The objects of one file; `finish` returns its bytes.

    Header, identifier and trailer are reportlab's. The objects are joined here: a sheet has a thousand, most of them tags, and
    each costs a tenth of what it costs as an object of reportlab's.
    """

    def __init__(self) -> None:
        """Start with an empty reportlab document, PDF 1.7, without its clock."""
        self._document = pdfdoc.PDFDocument(invariant=1, pdfVersion=(1, 7))
        self._objects: list[Ready] = []

    def add(self, body: bytes = b"") -> tuple[Ref, Ready]:
        """Register an object and return its reference and the object, whose body may still be set."""
        ready = Ready(body)
        self._objects.append(ready)
        return b"%d 0 R" % len(self._objects), ready

    def stream(self, data: bytes, keys: bytes = b"", *, level: int = 6) -> Ref:
        """Register a compressed stream and return its reference."""
        return self.add(stream_body(zlib.compress(data, level), keys + b"/Filter/FlateDecode"))[0]

    def finish(self, catalog: bytes, info: bytes, identity: bytes) -> bytes:
        """Return the whole file; its identifiers are what it was made from (16 bytes, or none) and a digest of its own bytes."""
        root, about = self.add(catalog)[0], self.add(info)[0]
        written = pdfdoc.PDFFile((1, 7))
        offset, parts, table = written.offset, [], [b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._objects) + 1)]
        for index, ready in enumerate(self._objects, start=1):
            part = b"%d 0 obj\n%s\nendobj\n" % (index, ready.body)
            parts.append(part)
            table.append(b"%010d 00000 n \n" % offset)
            offset += len(part)
        written.add(b"".join(parts))
        digest = content_digest(written.format(self._document))
        ids = b"[<%s><%s>]" % ((identity or digest).hex().encode(), digest.hex().encode())
        start = written.add(b"".join(table))
        keys = {"Size": len(self._objects) + 1, "Root": Ready(root), "Info": Ready(about), "ID": Ready(ids)}
        written.add(pdfdoc.PDFTrailer(start, **keys).format(self._document))
        whole: bytes = written.format(self._document)
        return whole


def content_digest(body: bytes) -> bytes:
    """Return the 16-byte digest of a file up to its cross-reference table."""
    return hashlib.sha256(body).digest()[:16]


def stream_body(data: bytes, keys: bytes) -> bytes:
    """Return a stream object of data that is compressed already; an end of line of its own stands before `endstream`."""
    return b"<<%s/Length %d>>\nstream\n%s\r\nendstream" % (keys, len(data), data)


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
