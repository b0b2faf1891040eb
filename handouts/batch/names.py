"""Names of files that are safe on every system, and never a patient's name."""

import hashlib
import re

from handouts.storing.secret import keyed

_DIGITS = 16
_SAFE = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
_LONGEST_STEM = 60
_LONGEST_NAME = 76
"""With `.pdf`, 80 bytes: safe on every system and drive (.github/SECURITY.md, I4)."""


def safe_stem(name: str, secret: bytes = b"") -> str:
    """Return a name of lower-case ASCII letters, digits and hyphens, at most 60, no word that a system keeps for itself.

    One that has none of these is told from others by digits, keyed with the folder's secret where it may be a patient's.
    """
    stem = _SAFE.sub("-", name.lower()).strip("-")[:_LONGEST_STEM].strip("-")
    return f"sheet-{keyed(secret, f'file {name}', _DIGITS)}" if not stem or _RESERVED.fullmatch(stem) else stem


def stem_of_person(named: str, digits: str, secret: bytes) -> str:
    """Return the name of a person's file: what it is named for, cut where it is long, and all digits of the person."""
    return f"{safe_stem(named, secret)[: _LONGEST_NAME - len(digits) - 1].rstrip('-')}-{digits}"


def joined_stem(*parts: str) -> str:
    """Return parts that are safe already as one name; one that would be too long ends in digits of the whole instead."""
    name = "-".join(part for part in parts if part)
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - _DIGITS - 1].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]}"
