"""A patient taken out of a folder: drafts, ledger, lists, sheets of `make` and of a batch whatever they are called, and plan files."""

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from handouts.batch.lock import LEDGER
from handouts.batch.report import COLUMNS, MANIFEST, OLDER_COLUMNS, OLDER_PERSON, PERSON
from handouts.batch.tables import Row, drop_rows, read_rows, take_away
from handouts.errors import HandoutError, Problem
from handouts.folders import folders_below, shown_path, yaml_files
from handouts.mail.ledger import COLUMNS as WHO_COLUMNS
from handouts.mail.ledger import OLDER_DIGITS, WHO, Ledger, draft_path, older_person, opened
from handouts.pdf.person import DIGITS, Mark, digits_of_person, is_marked_for, mark_in
from handouts.plan import MAX_PLAN_BYTES
from handouts.secret import secret_in
from handouts.yamlfile import clean, folded, read_yaml

_DIGITS = re.compile(rf"[{PERSON}o]?[0-9a-f]{{{DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many files went, whether anything was there at all, and what the clinician should know."""

    count: int
    found: bool
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Who:
    """A patient by what a folder writes: the digits of lists and names of files, those of older versions, those in sheets by folder."""

    digits: frozenset[str]
    older: frozenset[str] = frozenset()
    marks: dict[Path, set[str]] = field(default_factory=dict)

    def is_in(self, row: Row) -> bool:
        """Return whether a row of a manifest is theirs."""
        person = row.get("person", "").strip().lower()
        return person.removeprefix(PERSON) in self.digits or person.removeprefix(OLDER_PERSON) in self.older

    def is_named_in(self, path: Path) -> bool:
        """Return whether a sheet bears their digits; they never come first (batch.jobs)."""
        return not (self.digits | self.older).isdisjoint(path.stem.lower().split("-")[1:])


@dataclass(frozen=True, slots=True)
class _PlanFile:
    """A plan in the folder and whom it names, as they are compared."""

    path: Path
    reference: str
    name: str


def forget(folder: Path, key: str) -> Forgotten:
    """Take a person out of a folder; `key` is a reference or name, or else the digits by which a list calls them.

    Raises HandoutError where two patients bear the name.
    """
    wanted, places = folded(key), list(folders_below(folder))
    plans, unread = _plans(places)
    theirs = [plan for plan in plans if wanted and wanted in (plan.reference, plan.name)]
    sheets = {
        path: mark_in(path) for place in places for path in sorted(place.iterdir()) if path.suffix.lower() == ".pdf" and path.is_file()
    }
    people = {plan.reference or plan.name for plan in theirs}
    marks = _marks(sheets, [key, *people])
    if len(people) > 1 or any(len({one for one in found if len(one) == DIGITS}) > 1 for found in marks.values()):
        raise HandoutError.of("more than one patient here bears that name; give the reference instead")
    with _ledger_of(folder) as ledger:
        found = _take_out(folder, ledger, _who(folder, [key, *people], marks), (sheets, [plan.path for plan in theirs]))
        typed = key.strip().lower()
        if not found.found and _DIGITS.fullmatch(typed):
            digits = frozenset({typed.removeprefix(PERSON)})
            found = _take_out(folder, ledger, _Who(digits, marks={folder: set(digits)}), (sheets, []))
    silent = any(mark is None and path.parent == folder for path, mark in sheets.items())
    return Forgotten(found.count, found.found, (*(_notes(folder) if silent else ()), *_mentions(unread, wanted)))


def _marks(sheets: dict[Path, Mark | None], texts: Iterable[str]) -> dict[Path, set[str]]:
    """Return by folder the digits of whom sheets are marked for that bear one of these references or names."""
    texts, found = tuple(texts), dict[Path, set[str]]()
    secrets = {place: secret_in(place) for place in {path.parent for path in sheets}}
    for path, mark in sheets.items():
        if mark is not None and any(is_marked_for(mark, text, secrets[path.parent]) for text in texts):
            found.setdefault(path.parent, set()).add(mark.person)
    return found


def _who(folder: Path, keys: Iterable[str], marks: dict[Path, set[str]]) -> _Who:
    """Return a patient by references or names; older lists digest them with their capitals as they were typed."""
    typed = {clean(re.sub(r"\s", " ", clean(key))) for key in keys if key}
    every = {way for key in typed for way in (key, key.upper(), key.lower(), key.title())}
    plain = {sha256(key.encode("utf-8", "surrogateescape")).hexdigest() for key in every}
    older = {one[:digits] for one in plain for digits in (OLDER_DIGITS, DIGITS)}
    secret = secret_in(folder)
    if secret is None:
        return _Who(frozenset(), frozenset(older), marks)
    named = {digits_of_person(secret, key) for key in typed} | {older_person(secret, one[:OLDER_DIGITS]) for one in plain}
    return _Who(frozenset(named), frozenset(older), marks)


@contextlib.contextmanager
def _ledger_of(folder: Path) -> Iterator[Ledger | None]:
    """Hold the ledger of a folder where it has one; a folder of plans or sheets gets none."""
    if not (folder / LEDGER).exists():
        yield None
        return
    with opened(folder) as ledger:
        yield ledger


def _take_out(folder: Path, ledger: Ledger | None, who: _Who, there: tuple[dict[Path, Mark | None], list[Path]]) -> Forgotten:
    """Take what is theirs out of a folder: `there` are its sheets with their marks, and their plans."""
    sheets, plans = there
    rows = read_rows(folder / MANIFEST, COLUMNS) or []
    known = {row["file"].lower(): who.is_in(row) for row in rows if row["person"]}
    entries = [entry for entry in ledger.entries() if entry.person in who.digits] if ledger is not None else []
    theirs = [path for path, mark in sheets.items() if _is_theirs(path, mark, who, known if path.parent == folder else {})]
    gone = take_away([*(draft_path(folder, entry.key) for entry in entries), *theirs, *plans])
    if ledger is not None:
        ledger.forget([entry.key for entry in entries])
    names = {path.name.lower() for path in theirs if path.parent == folder}
    dropped = drop_rows(folder / WHO, WHO_COLUMNS, lambda row: row["person"] in who.digits)
    dropped += drop_rows(folder / MANIFEST, COLUMNS, lambda row: who.is_in(row) or row["file"].lower() in names)
    dropped += drop_rows(folder / MANIFEST, OLDER_COLUMNS, lambda row: row["file"].lower() in names)
    return Forgotten(gone, bool(gone or entries or dropped), ())


def _is_theirs(path: Path, mark: Mark | None, who: _Who, known: dict[str, bool]) -> bool:
    """Return whether a sheet is a patient's: as it says itself, else as the manifest says, else by its name."""
    if mark is not None and mark.person:
        return mark.person in who.marks.get(path.parent, ())
    return known.get(path.name.lower(), who.is_named_in(path))


def _plans(places: Iterable[Path]) -> tuple[list[_PlanFile], list[Path]]:
    """Return the plan files that name a patient, and the files that cannot be read."""
    plans, unread = [], []
    for path in (path for place in places for path in yaml_files(place)):
        try:
            data = read_yaml(path, max_bytes=MAX_PLAN_BYTES, is_plan=True).data
        except HandoutError:
            unread.append(path)
            continue
        patient = data.get("patient") if isinstance(data, dict) else None
        named = patient if isinstance(patient, dict) else {}
        reference, name = (folded(value) if isinstance(value := named.get(key), str) else "" for key in ("reference", "name"))
        if reference or name:
            plans.append(_PlanFile(path, reference, name))
    return plans, unread


def _mentions(unread: Iterable[Path], wanted: str) -> Iterator[Problem]:
    """Yield the files that cannot be read as YAML and seem to name the patient."""
    for path in unread:
        with contextlib.suppress(OSError):
            if wanted and wanted in folded(path.read_bytes()[:MAX_PLAN_BYTES].decode("utf-8", "replace")):
                yield Problem(
                    message="seems to name this patient and cannot be read as a plan; look yourself", file=shown_path(path), level="warning"
                )


def _notes(folder: Path) -> Iterator[Problem]:
    """Yield what could not be looked through."""
    if (folder / MANIFEST).exists() and read_rows(folder / MANIFEST, COLUMNS) is None:
        message = (
            "does not say whose each file is, so sheets under names of your own were not looked for; run the batch again, or look yourself"
        )
        yield Problem(message=message, file=MANIFEST, level="warning")
