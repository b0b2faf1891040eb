"""What of people lies in folders: plans, rows of the clinic's tables, sheets, print runs, drafts, and what each says of whose it is."""

import csv
import email
import email.policy
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handouts.batch.report import COLUMNS, OLDER_COLUMNS
from handouts.batch.tables import columns_of
from handouts.errors import HandoutError
from handouts.mail.ledger import COLUMNS as WHO_COLUMNS
from handouts.pdf.ending import PRODUCER, is_locked, is_print_run
from handouts.pdf.person import PersonMark, mark_of_sheet, opened_mark
from handouts.plans.plan import MAX_PLAN_BYTES
from handouts.printrun.whose import SheetInRun, digits_of_folder, sheets_in
from handouts.reading.folders import is_yaml
from handouts.reading.yamlfile import clean, folded, read_yaml
from handouts.storing.secret import secret_in, unsealed

_OWN_TABLES = (COLUMNS, OLDER_COLUMNS, WHO_COLUMNS)
_OURS = b"/Producer(%s)" % PRODUCER.encode()
_MOST_TABLE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Named:
    """A patient as a plan (line 0) or a row of a table names them, in its own words."""

    path: Path
    line: int
    reference: str
    name: str
    address: str

    @property
    def key(self) -> str:
        """What tells them from others: the reference, else the name, else the address."""
        return self.reference or self.name or self.address

    @property
    def person(self) -> str:
        """The key as people are told apart."""
        return folded(self.key)


@dataclass(frozen=True, slots=True)
class HeldSheet:
    """A sheet, or the sheet in a draft: the digits of person and name ("" where it does not say), and whether it is locked.

    `is_ours` where this program made it, `origin` is what it was made from, where that can be told.
    """

    person: str = ""
    name: str = ""
    locked: bool = False
    is_ours: bool = True
    origin: str = ""


@dataclass(frozen=True, slots=True)
class HeldDraft:
    """A message on its way: the address it is for, and its sheet."""

    address: str
    sheet: HeldSheet


@dataclass(frozen=True, slots=True)
class Holdings:
    """What lies in some folders, by its kind, with the folders' secrets; `others` is what says nothing of whose it is."""

    places: tuple[Path, ...]
    secrets: tuple[bytes, ...]
    named: list[Named] = field(default_factory=list)
    sheets: dict[Path, HeldSheet] = field(default_factory=dict)
    runs: dict[Path, tuple[SheetInRun, ...]] = field(default_factory=dict)
    drafts: dict[Path, HeldDraft] = field(default_factory=dict)
    others: list[Path] = field(default_factory=list)

    def marked(self) -> Iterator[tuple[HeldSheet, Path]]:
        """Yield every sheet that says whose it is, with the file it stands in."""
        for path, sheet in self.sheets.items():
            yield sheet, path
        for path, draft in self.drafts.items():
            yield draft.sheet, path
        for path, run in self.runs.items():
            yield from ((HeldSheet(held.person, held.name), path) for held in run if self.tells(held))

    def tells(self, held: SheetInRun) -> bool:
        """Return whether a sheet of a print run says whose it is, or that it is nobody's, in digits that can be compared here."""
        return held.person != "?" and (not held.folder or held.folder in map(digits_of_folder, self.secrets))


def look_through(places: Iterable[Path]) -> Holdings:
    """Return what lies right in each of these folders. Raises HandoutError where a folder's secret cannot be read."""
    places = tuple(places)
    secrets = dict.fromkeys(secret for place in places if (secret := secret_in(place)) is not None)
    holdings = Holdings(places, tuple(secrets))
    for place in places:
        for path in sorted(place.iterdir()):
            if path.is_file() and not path.is_symlink():
                _sort(path, holdings)
    return holdings


def _sort(path: Path, holdings: Holdings) -> None:
    ending = path.suffix.lower()
    try:
        if ending == ".pdf":
            _sort_pdf(path, path.read_bytes(), holdings)
        elif ending == ".eml":
            holdings.drafts[path] = _draft(path.read_bytes(), holdings.secrets)
        elif is_yaml(path):
            holdings.named.extend(_named_in_plan(path))
            holdings.others.append(path)
        elif ending == ".csv" and _is_table(path):
            holdings.named.extend(_named_in_table(path))
        else:
            holdings.others.append(path)
    except (OSError, ValueError, LookupError, AttributeError, csv.Error, HandoutError):
        holdings.others.append(path)


def _sort_pdf(path: Path, pdf: bytes, holdings: Holdings) -> None:
    if is_print_run(pdf):
        holdings.runs[path] = sheets_in(pdf)
    else:
        holdings.sheets[path] = _sheet(pdf, holdings.secrets)


def _sheet(pdf: bytes, secrets: tuple[bytes, ...]) -> HeldSheet:
    """Return what a sheet says of whose it is, where it was marked in one of these folders, or by an older version."""
    mark = mark_of_sheet(pdf) or PersonMark()
    if is_locked(pdf):
        opened = [one for secret in secrets if (one := opened_mark(mark, secret)).person]
        return HeldSheet(opened[0].person, opened[0].name, locked=True) if opened else HeldSheet(locked=True)
    origins = [origin for secret in secrets if mark.origin and (origin := unsealed(secret, mark.origin)) is not None]
    if not mark.is_older and not origins:
        return HeldSheet(is_ours=_OURS in pdf)
    return HeldSheet(mark.person, mark.name, origin=next(iter(origins), ""))


def _draft(data: bytes, secrets: tuple[bytes, ...]) -> HeldDraft:
    """Return whom a draft is for. Raises ValueError, LookupError and AttributeError where it is no message of ours."""
    address, pdf = draft_in(data)
    return HeldDraft(address, _sheet(pdf, secrets))


def draft_in(data: bytes) -> tuple[str, bytes]:
    """Return the address and the sheet of a draft. Raises ValueError, LookupError and AttributeError where it is no message of ours."""
    message = email.message_from_bytes(data, policy=email.policy.SMTP)
    (address,) = [one.addr_spec for header in message.get_all("To", []) for one in header.addresses]
    (sheet,) = [part.get_content() for part in message.iter_attachments()]
    return address, sheet if isinstance(sheet, bytes) else b""


def named_in(path: Path) -> list[Named]:
    """Return the patients of a plan or table; none where it cannot be read."""
    try:
        return list(_named_in_plan(path) if is_yaml(path) else _named_in_table(path))
    except (OSError, ValueError, LookupError, AttributeError, csv.Error, HandoutError):
        return []


def _named_in_plan(path: Path) -> Iterator[Named]:
    """Yield the patient of a plan. Raises HandoutError where it cannot be read."""
    data = read_yaml(path, max_bytes=MAX_PLAN_BYTES, is_plan=True).data
    patient = data.get("patient") if isinstance(data, dict) else None
    if isinstance(patient, dict):
        reference, name, address = (value if isinstance(value := patient.get(key), str) else "" for key in ("reference", "name", "email"))
        if reference or name or address:
            yield Named(path, 0, reference, name, address)


def _is_table(path: Path) -> bool:
    """Return whether a file is a table that names people, and no list of ours."""
    with path.open("rb") as file:
        columns = columns_of(file.readline(10_000).decode("utf-8-sig"))
    return columns not in _OWN_TABLES and not {"reference", "name", "email"}.isdisjoint(_heads(columns))


def _heads(columns: Iterable[str]) -> list[str]:
    return [clean(column).lower() for column in columns]


def _named_in_table(path: Path) -> list[Named]:
    """Return the patients of a table, each with the line that the row begins in. Raises ValueError and csv.Error."""
    if path.stat().st_size > _MOST_TABLE_BYTES:
        raise ValueError
    text = path.read_text(encoding="utf-8-sig")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    heads, line, named = _heads(next(reader, [])), reader.line_num + 1, []
    for cells in reader:
        row = {head: clean(cell) for head, cell in zip(heads, cells, strict=False)}
        reference, name, address = (row.get(head, "") for head in ("reference", "name", "email"))
        if reference or name or address:
            named.append(Named(path, line, reference, name, address))
        line = reader.line_num + 1
    return named
