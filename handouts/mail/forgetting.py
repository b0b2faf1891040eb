"""A patient taken out of a folder: drafts, ledger, lists, sheets of `make` and of a batch whatever they are called, and plan files."""

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handouts.batch.lock import LEDGER
from handouts.batch.names import KEY_DIGITS, MORE_DIGITS, digits_of
from handouts.batch.report import COLUMNS, MANIFEST, OLDER_COLUMNS, PERSON
from handouts.batch.tables import Row, drop_rows, read_rows, take_away
from handouts.errors import HandoutError, Problem
from handouts.folders import folders_below, shown_path, yaml_files
from handouts.mail.ledger import COLUMNS as WHO_COLUMNS
from handouts.mail.ledger import WHO, Ledger, draft_path, opened
from handouts.pdf.person import mark_of, marks_in
from handouts.plan import MAX_PLAN_BYTES
from handouts.yamlfile import clean, folded, read_yaml

_DIGITS = re.compile(rf"[0-9a-f]{{{KEY_DIGITS}}}|{PERSON}?[0-9a-f]{{{MORE_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many files went, whether anything was there at all, and what the clinician should know."""

    count: int
    found: bool
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Who:
    """A patient by what lists and file names write: six digits and sixteen; where only six are known, everybody whose digits they start."""

    six: frozenset[str]
    sixteen: frozenset[str]
    mark: str = ""
    """The digits that sheets carry inside (handouts.pdf.person); none where the patient is only known by a list's digits."""

    def is_in(self, row: Row) -> bool:
        """Return whether a row of a manifest is theirs."""
        person = row.get("person", "").strip().lower().removeprefix(PERSON)
        return person in self.sixteen if self.sixteen else person[:KEY_DIGITS] in self.six

    def is_named_in(self, path: Path) -> bool:
        """Return whether a sheet bears their digits; they never come first (batch.jobs.keyed_stem)."""
        return not (self.six | self.sixteen).isdisjoint(path.stem.lower().split("-")[1:])


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
        path: marks_in(path) for place in places for path in sorted(place.iterdir()) if path.suffix.lower() == ".pdf" and path.is_file()
    }
    people = {mark_of(plan.reference or plan.name) for plan in theirs}
    people |= {marks[0] for marks in sheets.values() if marks is not None and mark_of(key) in marks}
    if len(people) > 1:
        raise HandoutError.of("more than one patient here bears that name; give the reference instead")
    with _ledger_of(folder) as ledger:
        keys = [key, *(plan.reference for plan in theirs)]
        found = _take_out(folder, ledger, _who(keys, next(iter(people), mark_of(key))), (sheets, [plan.path for plan in theirs]))
        typed = key.strip().lower()
        if not found.found and _DIGITS.fullmatch(typed):
            digits = typed.removeprefix(PERSON)
            more = frozenset({digits} if len(digits) == MORE_DIGITS else ())
            found = _take_out(folder, ledger, _Who(frozenset({digits[:KEY_DIGITS]}), more), (sheets, []))
    silent = any(marks is None and path.parent == folder for path, marks in sheets.items())
    return Forgotten(found.count, found.found, (*(_notes(folder) if silent else ()), *_mentions(unread, wanted)))


def _who(keys: Iterable[str], mark: str) -> _Who:
    """Return a patient by references or names as they may have been typed: lists digest them with their capitals."""
    typed = {clean(re.sub(r"\s", " ", clean(key))) for key in keys if key}
    every = {way for key in typed for way in (key, key.upper(), key.lower(), key.title())}
    return _Who(frozenset(map(digits_of, every)), frozenset(digits_of(key, MORE_DIGITS) for key in every), mark)


@contextlib.contextmanager
def _ledger_of(folder: Path) -> Iterator[Ledger | None]:
    """Hold the ledger of a folder where it has one; a folder of plans or sheets gets none."""
    if not (folder / LEDGER).exists():
        yield None
        return
    with opened(folder) as ledger:
        yield ledger


def _take_out(folder: Path, ledger: Ledger | None, who: _Who, there: tuple[dict[Path, tuple[str, str] | None], list[Path]]) -> Forgotten:
    """Take what is theirs out of a folder: `there` are its sheets with their marks, and their plans."""
    sheets, plans = there
    rows = read_rows(folder / MANIFEST, COLUMNS) or []
    known = {row["file"].lower(): who.is_in(row) for row in rows if row["person"]}
    entries = [entry for entry in ledger.entries() if entry.person in who.six] if ledger is not None else []
    theirs = [path for path, marks in sheets.items() if _is_theirs(path, marks, who, known if path.parent == folder else {})]
    gone = take_away([*(draft_path(folder, entry.key) for entry in entries), *theirs, *plans])
    if ledger is not None:
        ledger.forget([entry.key for entry in entries])
    names = {path.name.lower() for path in theirs if path.parent == folder}
    dropped = drop_rows(folder / WHO, WHO_COLUMNS, lambda row: row["person"] in who.six)
    dropped += drop_rows(folder / MANIFEST, COLUMNS, lambda row: who.is_in(row) or row["file"].lower() in names)
    dropped += drop_rows(folder / MANIFEST, OLDER_COLUMNS, lambda row: row["file"].lower() in names)
    return Forgotten(gone, bool(gone or entries or dropped), ())


def _is_theirs(path: Path, marks: tuple[str, str] | None, who: _Who, known: dict[str, bool]) -> bool:
    """Return whether a sheet is a patient's: as it says itself, else as the manifest says, else by its name."""
    if marks is not None and who.mark:
        return marks[0] == who.mark
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
