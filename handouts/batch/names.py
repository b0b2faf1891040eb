"""Names of files that are safe on every system, and never a patient's name."""

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handouts.plan import Patient

KEY_DIGITS, MORE_DIGITS = 6, 16
_SAFE = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
_LONGEST_STEM = 60
_LONGEST_NAME = 76
"""With `.pdf`, 80 bytes: safe on every system and drive (guide/safety.md, I4)."""


def safe_stem(name: str) -> str:
    """Return a name of lower-case ASCII letters, digits and hyphens, at most 60, no word that a system keeps for itself."""
    stem = _SAFE.sub("-", name.lower()).strip("-")[:_LONGEST_STEM].strip("-")
    return f"sheet-{digits_of(name)}" if not stem or _RESERVED.fullmatch(stem) else stem


def joined_stem(*parts: str) -> str:
    """Return parts that are safe already as one name; one that would be too long ends in digits of the whole instead."""
    name = "-".join(part for part in parts if part)
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - KEY_DIGITS - 1].rstrip('-')}-{digits_of(name)}"


def digits_of_patient(patient: "Patient | None", count: int) -> str:
    """Return the digits that lists write for a patient, of the reference or else the name; none where a sheet is nobody's."""
    key = (patient.reference or patient.name) if patient is not None else None
    return digits_of(key, count) if key else ""


def digits_of(key: str, count: int = KEY_DIGITS) -> str:
    """Return hexadecimal digits of a digest of a key, such as a patient's reference."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:count]
