"""Sheets under names of older versions, whose digits were not keyed: a person's own is replaced, never left beside the new one unsaid."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from handouts.errors import Problem
from handouts.pdf.fingerprint import identity_in
from handouts.pdf.person import Whose, digits_of_person, is_one_s_own, mark_in
from handouts.plans.plan import Patient
from handouts.storing.secret import secret_in

_DIGITS = (6, 16)


def take_older(path: Path, whose: Whose, patient: Patient | None) -> Iterator[Problem]:
    """Take away a person's sheets under older names of a file that bears the person's digits; yield each, and what nobody can tell."""
    typed = (patient.reference or patient.name) if patient is not None else None
    digits = digits_of_person(secret_in(path.parent) or b"", whose.key)
    if not typed or digits not in path.stem:
        return
    plain = hashlib.sha256(typed.encode("utf-8", "surrogateescape")).hexdigest()
    for old in (path.with_name(path.name.replace(digits, plain[:count])) for count in _DIGITS):
        if not old.is_file() or identity_in(old) is None:
            continue
        mark = mark_in(old)
        if mark is None or not mark.person or (whose.is_by_name and is_one_s_own(mark, whose, None)):
            message = f"may be an older sheet of the person of {path.name}; look, and take away the one that is out of date"
            yield Problem(message=message, file=old.name, level="warning")
        elif mark.is_older and is_one_s_own(mark, whose, None):
            old.unlink(missing_ok=True)
            yield Problem(message=f"was the same person's sheet under an older name; {path.name} replaces it", file=old.name, level="info")
