"""What a PDF of ours is, by how it ends: a sheet, a sheet that is locked, or a print run. Its bytes are looked at, nothing is unpacked."""

import re
from pathlib import Path

from handouts.errors import HandoutError

PRODUCER = "handouts"
"""Stands in every file we make; by it an existing file is known as ours."""
OURS = b"%%/Producer(%s)\n" % PRODUCER.encode()
"""A remark at the end of a locked sheet and of a print run, by which they are known as ours: their own producer is packed or encrypted."""
TAIL_BYTES = 2048
_END = re.compile(rb"startxref\n(\d{1,12})\n%%EOF\s*\Z")


def is_locked(pdf: bytes) -> bool:
    """Return whether a file is a sheet of ours that is locked; a print run ends alike, but does not say that it is encrypted."""
    return OURS in pdf[-TAIL_BYTES:] and b"/Encrypt" in _last_dictionary(pdf)


def refuse_unlocking(path: Path, shown: str, instead: str) -> None:
    """Raise HandoutError where a file that anybody can open would be written over a locked sheet; `instead` says what to do."""
    try:
        pdf = path.read_bytes() if path.is_file() else b""
    except OSError:
        return
    if is_locked(pdf):
        raise HandoutError.of(f"is locked, and what would be written over it is not: {instead}, or add --force", shown)


def is_print_run(pdf: bytes) -> bool:
    """Return whether a file is a print run of ours."""
    if OURS not in pdf[-TAIL_BYTES:]:
        return False
    dictionary = _last_dictionary(pdf)
    return b"/Type/XRef" in dictionary and b"/Encrypt" not in dictionary


def _last_dictionary(pdf: bytes) -> bytes:
    """Return the dictionary of the cross-reference stream at the end of a file; nothing where it has none."""
    end = _END.search(pdf, max(0, len(pdf) - TAIL_BYTES))
    return pdf[int(end[1]) : int(end[1]) + TAIL_BYTES].partition(b"stream")[0] if end is not None else b""
