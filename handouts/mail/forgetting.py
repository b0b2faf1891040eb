"""A patient taken out of folders: sheets, print runs, plans, drafts, lists and ledgers; and what still stands, for a person to see to."""

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts.batch.lock import LEDGER, PARTS
from handouts.batch.report import COLUMNS, MANIFEST, OLDER_COLUMNS, OLDER_PERSON, PERSON
from handouts.batch.tables import TableRow, drop_rows, read_rows
from handouts.errors import HandoutError, Problem, counted
from handouts.mail.holdings import HeldDraft, HeldSheet, Holdings, look_through
from handouts.mail.ledger import COLUMNS as WHO_COLUMNS
from handouts.mail.ledger import WHO, Entry, Ledger, draft_path, opened
from handouts.mail.likeness import take_marks
from handouts.mail.mentions import mentions, named_after
from handouts.mail.places import Places, places_below
from handouts.mail.reading import pages_of
from handouts.mail.spelling import alike, marks_for
from handouts.mail.ties import tied, untied
from handouts.mail.who import Who, folded_address, who_is
from handouts.pdf.person import DIGITS
from handouts.reading.folders import shown_path
from handouts.reading.yamlfile import folded

_DIGITS = re.compile(rf"[{PERSON}{OLDER_PERSON}o]?[0-9a-f]{{{DIGITS}}}")
_PART_AGE_S = 600.0
"""So long at least nobody has written to what a write that was killed has left behind."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many files went, whether anything was found, what still stands, and what may be the patient's and a person must look at.

    `is_unnamed` says that the patient has a name which no plan or table here gives, so that it could not be looked for, `is_untied` that
    lists call them by digits of a reference which nothing here tells.
    """

    count: int
    found: bool
    still: tuple[Problem, ...]
    unsure: tuple[Problem, ...]
    is_unnamed: bool = False
    is_untied: bool = False


@dataclass(frozen=True, slots=True)
class _There:
    """All that is looked through: what lies in the folders, their ledgers, and the lists that say whose files are."""

    below: Places
    holdings: Holdings
    ledgers: Mapping[Path, Ledger]
    entries: Mapping[Path, tuple[Entry, ...]]
    manifests: Mapping[Path, list[TableRow]]
    lists: Mapping[Path, list[TableRow]]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is to go: files, the keys of messages, and what ledgers say of these."""

    files: list[Path] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)


def forget(folders: Iterable[Path], key: str, is_meant: Callable[[str], bool] = lambda _: False) -> Forgotten:
    """Take a person out of folders and those below; `key` is a reference, a name, an address, or the digits by which a list calls them.

    Where nobody has just that name, `is_meant` is asked whether somebody is meant whose name is spelled nearly so. Raises HandoutError
    where several patients are meant, or nobody surely; nothing is then removed.
    """
    below = places_below(folders)
    places = tuple(below.folders.values())
    holdings = look_through(places)
    who = who_is(key, holdings, is_meant)
    with contextlib.ExitStack() as held:
        ledgers = {place: held.enter_context(opened(place)) for place in places if (place / LEDGER).exists()}
        there = _all_there(holdings, ledgers, below)
        done = _take_out(there, _tied(_more_of(who, there), there))
        typed = key.strip().lower()
        if not done.found and _DIGITS.fullmatch(typed):
            done = _take_out(there, Who("", frozenset((typed.removeprefix(PERSON).removeprefix(OLDER_PERSON),))))
    return done


def _all_there(holdings: Holdings, ledgers: Mapping[Path, Ledger], below: Places) -> _There:
    return _There(
        below,
        holdings,
        ledgers,
        {place: tuple(ledger.entries()) for place, ledger in ledgers.items()},
        {place: read_rows(place / MANIFEST, COLUMNS) or [] for place in holdings.places},
        {place: read_rows(place / WHO, WHO_COLUMNS) or [] for place in holdings.places},
    )


def _more_of(who: Who, there: _There) -> Who:
    """Return a patient with the digits by which lists call the owner of their files. Raises HandoutError where these are several people."""
    digits = set[str]()
    for place, rows in there.manifests.items():
        digits |= {row["person"] for row in rows if who.owns(there.holdings.sheets.get(place / row["file"], HeldSheet()))}
    for path, draft in there.holdings.drafts.items():
        if who.owns(draft.sheet):
            digits.add(_said_of(path, there))
    if not who.person:
        to = {row["person"] for rows in there.lists.values() for row in rows if who.has(row["to"])}
        to |= {_said_of(path, there) for path, draft in there.holdings.drafts.items() if who.has(draft.address)}
        to |= {person for ledger in there.ledgers.values() for person in ledger.persons_of(who.digits)}
        if len(to - {""}) > 1:
            raise HandoutError.of("more than one patient here is meant; nothing was removed. Give the reference instead")
        digits |= to
    more = {one.strip().lower().removeprefix(PERSON).removeprefix(OLDER_PERSON) for one in digits} - {""}
    return replace(who, digits=who.digits | more)


def _tied(who: Who, there: _There) -> Who:
    """Return a patient with the reference and name that ledgers and sheets only give in digits, and with all that these lead to."""
    if not untied(who, there.holdings):
        return who
    sent = [entry for entries in there.entries.values() for entry in entries if who.is_in_list(entry.person)]
    files = [path for path in there.holdings.drafts if who.is_in_list(_said_of(path, there))]
    files += [path for path, sheet in there.holdings.sheets.items() if who.owns(sheet) and not sheet.locked]
    more = tied(who, there.holdings, (entry.origin for entry in sent), files)
    return who if more == who else _more_of(more, there)


def _said_of(path: Path, there: _There) -> str:
    """Return the digits that ledger or list give for the patient of a draft; "" where neither knows it."""
    entries = (entry.person for entry in there.entries.get(path.parent, ()) if entry.key == path.stem)
    rows = (row["person"] for row in there.lists.get(path.parent, ()) if row["key"] == path.stem)
    return next((person for person in (*entries, *rows) if person), "")


def _take_out(there: _There, who: Who) -> Forgotten:
    """Take what is a patient's out of all folders: files first, the ledgers last, so that what was stopped is found again."""
    holdings, taken, namesakes = there.holdings, _Taken(), _digits_of_names(who, there)
    sheets = [path for path, sheet in holdings.sheets.items() if _is_theirs(path, sheet, who, there)]
    runs = [path for path, run in holdings.runs.items() if run and all(held.person in who.digits for held in run)]
    plans = [entry.path for entry in holdings.named if entry.line == 0 and who.person and entry.person == who.person]
    drafts = [path for path, draft in holdings.drafts.items() if _is_to_them(path, draft, who, there)]
    taken.files.extend([*drafts, *sheets, *runs, *plans])
    _take_messages(taken, drafts, who, there)
    left = list(_removed(taken.files))
    rows = _drop_rows(taken, sheets, who, there)
    for ledger in there.ledgers.values():
        take_marks(who.references, who.names, ledger)
        ledger.forget(sorted(taken.keys))
    gone = len(taken.files) - len(left)
    _clear_parts(holdings.places)
    theirs = (*left, *_rows_of(who, holdings), *_runs_of(who, holdings, runs), *_sent(taken.entries))
    is_untied = not who.references and bool(untied(who, holdings))
    still = (*theirs, *_in_others(who, holdings, namesakes), *named_after(there.below, _files_of(holdings), who.pattern()))
    maybe = (*_by_name(namesakes, there), *_named_in_ledgers(who, there), *_unsure(who, there, sheets))
    unsure = (*there.below.unseen(), *_unsaid(there), *maybe, *_named_in(who, holdings))
    return Forgotten(
        gone,
        bool(gone or rows or taken.entries or theirs),
        still,
        unsure,
        is_unnamed=bool(namesakes and not who.names),
        is_untied=is_untied,
    )


def _digits_of_names(who: Who, there: _There) -> frozenset[str]:
    """Return the digits of the patient's names, as plans, tables, sheets and ledgers tie them to the reference."""
    holdings = there.holdings
    digits = {mark for name in who.names for mark in marks_for(name, holdings.secrets)}
    digits |= {sheet.name for sheet, _ in holdings.marked() if sheet.person in who.digits}
    for ledger in there.ledgers.values():
        digits |= ledger.names_of(who.digits)
    return frozenset(digits - who.digits - {""})


def _by_name(namesakes: frozenset[str], there: _There) -> Iterator[Problem]:
    """Yield the sheets, print runs and drafts for somebody of the patient's name of whom no reference is given."""
    holdings = there.holdings
    found = [path for sheet, path in holdings.marked() if sheet.person in namesakes]
    found += [path for path in holdings.drafts if _said_of(path, there) in namesakes]
    for path in dict.fromkeys(found):
        if path.is_file():
            message = "is for a patient of this name, without a reference, and may be theirs; check it yourself"
            yield Problem(message=message, file=shown_path(path), level="warning")


def _named_in_ledgers(who: Who, there: _There) -> Iterator[Problem]:
    """Yield what ledgers know of patients of this name, and how much they know without a name, where no reference tells whose it is."""
    names = {mark for name in who.names for mark in marks_for(name, there.holdings.secrets)}
    if not names or who.references:
        return
    for place, ledger in there.ledgers.items():
        others = [entry for entry in there.entries[place] if not who.is_in_list(entry.person)]
        same = [entry for entry in others if ledger.name_in(entry.key) in names]
        silent = [entry for entry in others if not ledger.name_in(entry.key) and _is_closed(draft_path(place, entry.key), there)]
        if same:
            message = (
                f"knows {counted(len(same), 'message')} for patients of this name, who may be this one: forget by reference or address too"
            )
            yield Problem(message=message, file=shown_path(place / LEDGER), level="warning")
        if silent:
            count, instead = counted(len(silent), "message"), "forget by reference or address too"
            message = f"knows {count} without a name; locked drafts and sent lines cannot be looked into by name: {instead}"
            yield Problem(message=message, file=shown_path(place / LEDGER), level="warning")


def _is_closed(draft: Path, there: _There) -> bool:
    """Return whether nobody can look into a draft: it is locked, or was sent and is gone."""
    held = there.holdings.drafts.get(draft)
    return held is None or held.sheet.locked


def _files_of(holdings: Holdings) -> Iterator[Path]:
    """Yield all files but those of the program's own, once each."""
    files = dict.fromkeys((*holdings.sheets, *holdings.runs, *holdings.drafts, *holdings.others, *(entry.path for entry in holdings.named)))
    return (path for path in files if not path.name.startswith(".handouts"))


def _in_others(who: Who, holdings: Holdings, namesakes: frozenset[str]) -> Iterator[Problem]:
    """Yield the sheets, print runs, drafts and plans that are surely another person's and name the patient all the same.

    Where that person has the same name, only those that name the patient in another way.
    """
    own, names = who.digits | namesakes, set(map(folded, who.names))
    marked = [(sheet, path) for sheet, path in holdings.marked() if sheet.person and path.is_file()]
    theirs = {path for sheet, path in marked if sheet.person in own or sheet.locked}
    others = [path for _, path in marked if path not in theirs]
    plans = {entry.path: folded(entry.name) in names for entry in holdings.named if not entry.line and entry.path.is_file()}
    same = {path for sheet, path in marked if sheet.name in own} | {path for path, is_same in plans.items() if is_same}
    every = dict.fromkeys((*others, *plans))
    for is_same in (False, True):
        paths = [path for path in every if (path in same) == is_same]
        yield from mentions(paths, who.pattern(name=not is_same), "is another person's and seems to name this patient")


def _is_theirs(path: Path, sheet: HeldSheet, who: Who, there: _There) -> bool:
    """Return whether a sheet is a patient's: as it says itself, else as the manifest says, else by its name, else by its text."""
    own = who.owns(sheet)
    if own is not None:
        return own
    rows = (row for row in there.manifests[path.parent] if row["person"] and row["file"].lower() == path.name.lower())
    said = next((who.is_in_list(row["person"]) for row in rows), None)
    return said if said is not None else who.is_named_in(path) or (sheet.is_ours and _says_reference(path, who))


def _says_reference(path: Path, who: Who) -> bool:
    """Return whether a sheet that is not marked, such as one saved from the page, prints the patient's reference."""
    pattern = who.reference_pattern()
    return pattern is not None and any(pattern.search(page) for page in pages_of(path) or ())


def _is_to_them(path: Path, draft: HeldDraft, who: Who, there: _There) -> bool:
    """Return whether a draft is a patient's: as its sheet says, else as ledger and list say, else by an address that is only theirs."""
    own = who.owns(draft.sheet)
    if own is not None:
        return own
    said = _said_of(path, there)
    return who.is_in_list(said) if said and who.digits else who.has(draft.address)


def _take_messages(taken: _Taken, drafts: list[Path], who: Who, there: _There) -> None:
    """Note the messages of a patient: those whose drafts go, and those that ledgers and lists say are theirs."""
    stems = {path.stem for path in drafts}
    others = {path.stem for path in there.holdings.drafts} - stems
    for place, entries in there.entries.items():
        theirs = [entry for entry in entries if entry.key in stems or (who.is_in_list(entry.person) and entry.key not in others)]
        taken.keys.update(entry.key for entry in theirs)
        taken.entries.extend(theirs)
        taken.files.extend(path for entry in theirs if (path := draft_path(place, entry.key)).is_file() and path not in drafts)
    taken.keys.update(stems)


def _drop_rows(taken: _Taken, sheets: list[Path], who: Who, there: _There) -> int:
    """Take a patient's rows out of the lists beside sheets and drafts; return how many went."""
    files = {(path.parent, path.name.lower()) for path in sheets}

    def is_message(row: TableRow) -> bool:
        is_theirs = who.is_in_list(row["person"]) if row["person"] and who.digits else who.has(row["to"])
        return row["key"] in taken.keys or is_theirs

    def rows_in(place: Path) -> int:
        def is_sheet(row: TableRow) -> bool:
            return who.is_in_list(row.get("person", "")) or (place, row["file"].lower()) in files

        lists = ((WHO, WHO_COLUMNS, is_message), (MANIFEST, COLUMNS, is_sheet), (MANIFEST, OLDER_COLUMNS, is_sheet))
        return sum(drop_rows(place / name, columns, theirs) for name, columns, theirs in lists)

    return sum(map(rows_in, there.holdings.places))


def _removed(paths: Iterable[Path]) -> Iterator[Problem]:
    """Delete files; yield those that could not be."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            yield Problem(message=f"is this patient's and cannot be removed: {error.strerror}", file=shown_path(path))


def _clear_parts(places: Iterable[Path]) -> None:
    """Delete what writes that were killed have left behind: nobody can tell whose it is."""
    old = time.time() - _PART_AGE_S
    for part in (part for place in places for part in place.glob(PARTS)):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < old:
                part.unlink()


def _rows_of(who: Who, holdings: Holdings) -> Iterator[Problem]:
    """Yield the patient's rows of the clinic's own tables, which are the clinic's to change."""
    for entry in holdings.named:
        if entry.line and who.person and entry.person == who.person:
            yield Problem(message="is this patient's row; delete it yourself", file=shown_path(entry.path), line=entry.line)


def _runs_of(who: Who, holdings: Holdings, gone: list[Path]) -> Iterator[Problem]:
    """Yield the print runs that hold the patient among others, with the pages."""
    for path, run in holdings.runs.items():
        pages = [f"{held.first} to {held.last}" for held in run if held.person in who.digits]
        if pages and path not in gone:
            what = f"a print run that holds this patient on pages {' and '.join(pages)}; delete it, and make it again if you need it"
            yield Problem(message=f"is {what}", file=shown_path(path))


def _sent(entries: Iterable[Entry]) -> Iterator[Problem]:
    count = sum(entry.state in ("sent", "unknown") for entry in entries)
    if count:
        yield Problem(message=f"{counted(count, 'message')} that reached or may have reached this patient, in the clinic's mailbox")


def _unsure(who: Who, there: _There, gone: list[Path]) -> Iterator[Problem]:
    """Yield what may be the patient's: who bears the same name without a reference, and what is locked."""
    holdings, names = there.holdings, set(map(folded, who.names))
    near = set(map(alike, who.names))
    for entry in holdings.named:
        if entry.person != who.person and not entry.reference and entry.name and alike(entry.name) in near:
            same = "of the same name" if folded(entry.name) in names else "whose name is spelled nearly so"
            message = f"is for a patient {same}, without a reference; check it yourself"
            yield Problem(message=message, file=shown_path(entry.path), line=entry.line, level="warning")
    for path, sheet in holdings.sheets.items():
        if sheet.locked and not sheet.person and path not in gone and not _is_another_s(path, there):
            yield Problem(
                message="is locked, so that nobody can see whose it is; check it yourself", file=shown_path(path), level="warning"
            )
    for path, draft in holdings.drafts.items():
        if folded_address(draft.address) in who.addresses and draft.sheet.locked and path.is_file():
            yield Problem(message="is locked and goes to this address; check it yourself", file=shown_path(path), level="warning")


def _is_another_s(path: Path, there: _There) -> bool:
    """Return whether a manifest says whose a sheet is that does not say it itself."""
    return any(row["person"] and row["file"].lower() == path.name.lower() for row in there.manifests[path.parent])


def _named_in(who: Who, holdings: Holdings) -> Iterator[Problem]:
    """Yield the files of which nobody says whose they are, and that name the patient."""
    plans = {entry.path for entry in holdings.named if not entry.line}
    runs = [path for path, run in holdings.runs.items() if not run or not all(map(holdings.tells, run))]
    silent = [path for path, sheet in holdings.sheets.items() if not sheet.person and not sheet.locked]
    if not who.references:  # else the ledger says whose drafts are
        silent += [path for path, draft in holdings.drafts.items() if not draft.sheet.person and not draft.sheet.locked]
    rest = [path for path in (*holdings.others, *runs, *silent) if not path.name.startswith(".handouts") and path.is_file()]
    yield from mentions([path for path in rest if path not in plans], who.pattern())


def _unsaid(there: _There) -> Iterator[Problem]:
    """Yield the manifests that cannot be read, beside sheets that do not say whose they are."""
    for place in there.holdings.places:
        silent = any(path.parent == place and not sheet.person for path, sheet in there.holdings.sheets.items())
        if silent and (place / MANIFEST).exists() and read_rows(place / MANIFEST, COLUMNS) is None:
            instead = "run the batch again, or check them yourself"
            message = f"does not say whose each file is, so sheets under names of your own were not looked for; {instead}"
            yield Problem(message=message, file=shown_path(place / MANIFEST), level="warning")
