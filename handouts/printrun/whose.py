"""Whose sheets a print run holds, on which pages: a remark for each sheet, which no reader shows and by which `forget` finds it again."""

import re
from dataclasses import dataclass

from handouts.pdf.metadata import PRODUCER
from handouts.pdf.person import DIGITS
from handouts.printrun.source import Source
from handouts.printrun.syntax import text_of

_NOBODY = b"-"
_HOLDS = re.compile(rb"^%%/Holds\(([0-9a-f]{%d}|-) ([0-9a-f]{%d}|-) (\d+) (\d+)\)$" % (DIGITS, DIGITS), re.MULTILINE)
_OURS = b"%%/Producer(%s)\n" % PRODUCER.encode()
_END = re.compile(rb"startxref\n(\d{1,12})\n%%EOF\s*\Z")
_TAIL_BYTES, _DICTIONARY_BYTES = 2048, 2048


@dataclass(frozen=True, slots=True)
class Held:
    """A sheet of a print run: the digits of whose it is (handouts.pdf.person; "" and "" for nobody's), its first and last page from 1."""

    marks: tuple[str, str]
    first: int
    last: int


def remark_of(source: Source, first: int, pages: int) -> bytes:
    """Return the remark for a sheet that begins on this page of the run."""
    said = source.object(source.info).entries.get(b"/For")
    marks = text_of(said).encode("ascii", "replace").split(b" ") if said is not None else []
    whose, name = (mark if re.fullmatch(rb"[0-9a-f]{%d}" % DIGITS, mark) else _NOBODY for mark in (*marks, b"", b"")[:2])
    return b"%%/Holds(%s %s %d %d)\n" % (whose, name, first, first + pages - 1)


def is_print_run(pdf: bytes) -> bool:
    """Return whether a file is a print run of ours; a locked sheet ends alike, but says that it is encrypted."""
    end = _END.search(pdf, max(0, len(pdf) - _TAIL_BYTES))
    if end is None or _OURS not in pdf[-_TAIL_BYTES:]:
        return False
    dictionary = pdf[int(end[1]) : int(end[1]) + _DICTIONARY_BYTES].partition(b"stream")[0]
    return b"/Type/XRef" in dictionary and b"/Encrypt" not in dictionary


def sheets_in(pdf: bytes) -> tuple[Held, ...]:
    """Return the sheets of a print run; none where an older version of the program made it, which did not say whose they are."""
    found = _HOLDS.findall(pdf)
    return tuple(Held((_mark(whose), _mark(name)), int(first), int(last)) for whose, name, first, last in found)


def _mark(digits: bytes) -> str:
    return "" if digits == _NOBODY else digits.decode()
