"""A patient taken out of a folder: drafts, ledger, lists, and the sheets of a batch, whatever they are called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handouts.batch.names import KEY_DIGITS, MORE_DIGITS, digits_of
from handouts.batch.report import COLUMNS, MANIFEST, OLDER_COLUMNS, PERSON
from handouts.batch.tables import Row, drop_rows, read_rows, take_away
from handouts.errors import Problem
from handouts.mail.ledger import COLUMNS as WHO_COLUMNS
from handouts.mail.ledger import WHO, Ledger, draft_path

_DIGITS = re.compile(rf"[0-9a-f]{{{KEY_DIGITS}}}|{PERSON}?[0-9a-f]{{{MORE_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many files went, and what the clinician should know."""

    count: int
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Who:
    """A patient by six digits and by sixteen; without the sixteen, everybody whose digits start with the six."""

    six: str
    sixteen: str | None

    def is_in(self, row: Row) -> bool:
        """Return whether a row of a manifest is theirs."""
        person = row.get("person", "").strip().lower().removeprefix(PERSON)
        return person == self.sixteen if self.sixteen is not None else person.startswith(self.six)

    def is_named_in(self, path: Path) -> bool:
        """Return whether a sheet bears their digits; they never come first (batch.jobs.keyed_stem)."""
        return not {self.six, self.sixteen}.isdisjoint(path.stem.lower().split("-")[1:])


def forget(folder: Path, ledger: Ledger, key: str) -> Forgotten:
    """Take a person out of a folder; `key` is a reference or name, or else the digits by which a list calls them."""
    found = _forget(folder, ledger, _Who(digits_of(key), digits_of(key, MORE_DIGITS)))
    typed = key.strip().lower()
    if not found and _DIGITS.fullmatch(typed):
        digits = typed.removeprefix(PERSON)
        found = _forget(folder, ledger, _Who(digits[:KEY_DIGITS], digits if len(digits) == MORE_DIGITS else None))
    return Forgotten(found, tuple(_notes(folder)))


def _forget(folder: Path, ledger: Ledger, who: _Who) -> int:
    """Take what is theirs out of a folder; return how many files went."""
    rows = read_rows(folder / MANIFEST, COLUMNS) or []
    known = {row["file"].lower(): who.is_in(row) for row in rows if row["person"]}
    entries = [entry for entry in ledger.entries() if entry.person == who.six]
    sheets = [path for path in folder.iterdir() if path.suffix.lower() == ".pdf" and not path.is_dir()]
    theirs = [path for path in sheets if known.get(path.name.lower(), who.is_named_in(path))]
    gone = take_away([*(draft_path(folder, entry.key) for entry in entries), *theirs])
    ledger.forget([entry.key for entry in entries])
    names = {path.name.lower() for path in theirs}
    drop_rows(folder / WHO, WHO_COLUMNS, lambda row: row["person"] == who.six)
    drop_rows(folder / MANIFEST, COLUMNS, lambda row: who.is_in(row) or row["file"].lower() in names)
    drop_rows(folder / MANIFEST, OLDER_COLUMNS, lambda row: row["file"].lower() in names)
    return gone


def _notes(folder: Path) -> Iterator[Problem]:
    """Yield what could not be looked through."""
    if (folder / MANIFEST).exists() and read_rows(folder / MANIFEST, COLUMNS) is None:
        message = (
            "does not say whose each file is, so sheets under names of your own were not looked for; run the batch again, or look yourself"
        )
        yield Problem(message=message, file=MANIFEST, level="warning")
