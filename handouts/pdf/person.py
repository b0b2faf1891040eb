"""Whose sheet a file is: digits in its information dictionary, by which a sheet is found again without its text being read.

They are of a digest of the patient's reference and of the name, so that a clinic finds its own sheets; the sheet itself prints both. In
a locked sheet they are encrypted with everything else.
"""

import hashlib
import re
from pathlib import Path

from handouts.errors import HandoutError

DIGITS = 16
_FOR = re.compile(rb"/Producer\(handouts\)/For\(([0-9a-f]{16}) ([0-9a-f]{16})?\)>>")


def mark_of(text: str) -> str:
    """Return the digits of a reference or name, however it is typed."""
    from handouts.yamlfile import folded  # loads YAML, which a sheet that was made before goes without

    return hashlib.sha256(folded(text).encode("utf-8", "surrogateescape")).hexdigest()[:DIGITS]


def marks_of(reference: str | None, name: str | None) -> tuple[str, str]:
    """Return the digits of what tells a patient from others, reference or else name, and those of the name; "" for what there is not."""
    key = reference or name
    return (mark_of(key) if key else "", mark_of(name) if name else "")


def marks_of_sheet(pdf: bytes) -> tuple[str, str]:
    """Return the digits in the bytes of a sheet; "" and "" where it is nobody's, or does not say whose."""
    found = _FOR.findall(pdf)
    return (found[-1][0].decode(), found[-1][1].decode()) if found else ("", "")


def refuse_another_s(path: Path, mine: tuple[str, str], shown: str, instead: str) -> None:
    """Raise HandoutError where a sheet with these digits would be written over another patient's; `instead` says what to do."""
    there = marks_in(path) if path.is_file() else None
    if there is not None and _is_another(there, mine):
        raise HandoutError.of(f"is another patient's sheet; {instead}, or add --force", shown)


def _is_another(there: tuple[str, str], mine: tuple[str, str]) -> bool:
    """Return whether a sheet is another person's than one that is made now: another reference, or the same with another name."""
    return there[0] != mine[0] or (bool(there[1] and mine[1]) and there[1] != mine[1])


def marks_in(path: Path) -> tuple[str, str] | None:
    """Return the digits in a sheet's file; None where it does not say whose it is, or cannot be read."""
    try:
        found = marks_of_sheet(path.read_bytes())
    except OSError:
        return None
    return found if found[0] else None
