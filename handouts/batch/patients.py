"""A table of patients (.csv), one row a plan: UTF-8 with or without a byte-order mark, commas or semicolons, read strictly.

Columns are named in the first row, in any order (.github/docs/print-runs.md). A row may name a pack and lay exercises, notes and doses
over it: a column `couch-stretch.hold_s` changes that dose, `couch-stretch.note` writes a note, `couch-stretch.cleared` says why it is
given in spite of a flag.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from handouts.errors import HandoutError, Problem, counted, discreet, near_miss, nearest
from handouts.library.dose import dose_keys
from handouts.library.library import Library, shown_path
from handouts.plans.plan import Plan, check_plan
from handouts.reading.yamlfile import Data, DataPath, clean
from handouts.storing.values import dataclass

MOST_ROWS, MOST_BYTES = 10_000, 20_000_000
SIMPLE = {
    "section": "section",
    "pack": "pack",
    "side": "side",
    "goal": "goal",
    "message": "main_message",
    "given_on": "given_on",
    "review_on": "review_on",
    "layout": "layout",
    "paper": "paper",
    "language": "language",
    "ink": "ink",
    "pen": "pen",
    "log_weeks": "log_weeks",
    "bilingual": "bilingual",
    "return_to_run": "return_to_run",
    "gentle_first": "gentle_first",
    "pain": "pain",
    "order": "order",
}
"""Columns of one value and the keys of a plan they fill."""
LISTS = {
    "exercises": "exercises",
    "leave_out": "leave_out",
    "topics": "topics",
    "flags": "flags",
    "equipment": "equipment",
    "run_days": "run_days",
}
"""Columns of several values, with spaces between them."""
NESTED = {
    "email": ("patient", "email"),
    "email_ok": ("patient", "email_ok"),
    "name": ("patient", "name"),
    "reference": ("patient", "reference"),
    "clinician": ("clinician", "name"),
    "role": ("clinician", "role"),
}
OWN = ("file",)
"""Columns that are no part of the plan: the name of the file."""
BESIDE_DOSE = ("note", "cleared")
"""What a column may say of one exercise beside its dose: a note; why it is given in spite of a flag."""
COLUMNS = (*NESTED, *SIMPLE, *LISTS, *OWN)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the table, the name of its file if it gives one, and the plan, or what is wrong with it."""

    line: int
    file: str
    plan: Plan | tuple[Problem, ...]


def read_patients(path: Path, library: Library) -> Iterator[Row]:
    """Yield the rows of a table. Raises HandoutError when it is no table, or its columns are not known."""
    shown = shown_path(path)
    lines = _lines(path, shown)
    header = _header(next(lines, (1, []))[1], shown)
    for count, (line, cells) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise HandoutError.of(f"has more than {MOST_ROWS} rows; split it", shown)
        yield _row(cells, header, line, (shown, library))


def _lines(path: Path, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of every line that has any, with its number; a quoted cell may go on over several lines of the file."""
    text = _text(path, shown)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        what = "a quote is opened here and not closed" if "unexpected end" in str(error) else f"cannot be read as a table: {error}"
        raise HandoutError([Problem(message=what, file=shown, line=start)]) from None


def _text(path: Path, shown: str) -> str:
    try:
        if not path.is_file():
            raise HandoutError.of("is not there", shown)
        if path.stat().st_size > MOST_BYTES:
            raise HandoutError.of(f"is larger than {MOST_BYTES // 1_000_000} MB; split it", shown)
        data = path.read_bytes()
    except OSError as error:
        raise HandoutError.of(f"cannot be read: {error.strerror}", shown) from None
    wrong = data.find(b"\0")  # UTF-16 of plain letters is UTF-8 too, with a zero beside every letter
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = min(error.start, wrong) if wrong >= 0 else error.start
    if wrong >= 0:
        message = "is not UTF-8; save it as 'CSV UTF-8' in your spreadsheet"
        raise HandoutError([Problem(message=message, file=shown, line=data[:wrong].count(b"\n") + 1)])
    return text


def _delimiter(text: str) -> str:
    """Return what separates the columns of the header: a semicolon where it has more of them than commas."""
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _header(cells: Sequence[str], shown: str) -> list[str]:
    names = [clean(cell).strip().lower() for cell in cells]
    problems = []
    for at, name in enumerate(names):
        message = ""
        if not name:
            message = f"column {at + 1} has no name"
        elif not _is_column(name):
            message = _unknown_column(name, at)
        elif name in names[:at]:
            message = f"column '{name[:40]}' appears twice"
        if message:
            problems.append(Problem(message=message, file=shown, line=1))
    if not problems and not {"section", "pack"} & set(names):
        problems.append(Problem(message="needs a column 'section' or 'pack'", file=shown, line=1))
    if problems:
        raise HandoutError(problems)
    return names


def _is_column(name: str) -> bool:
    """Return whether a column is known; `couch-stretch.hold_s` speaks of one exercise."""
    exercise, dot, key = name.partition(".")
    return name in COLUMNS or bool(exercise and dot and (key in BESIDE_DOSE or key in dose_keys()))


def _unknown_column(name: str, at: int) -> str:
    """Return the message for a column; what is near to none is not repeated, for a table without a first row begins with a patient."""
    exercise, dot, key = name.partition(".")
    word, known = (key, (*BESIDE_DOSE, *dose_keys())) if dot else (name, COLUMNS)
    near = nearest(word, known)
    if near is None:
        return f"column {at + 1} is not known{near_miss(word, known)}"
    return f"column '{name[:40]}' is not known; did you mean '{f'{exercise[:40]}.{near}' if dot else near}'?"


def _row(cells: Sequence[str], header: Sequence[str], line: int, at: tuple[str, Library]) -> Row:
    shown, library = at
    columns: dict[DataPath, str] = {}

    def problem_at(path: DataPath, message: str, *, key: bool = False) -> Problem:  # noqa: ARG001
        for length in range(len(path), 0, -1):
            if path[:length] in columns:
                column = columns[path[:length]]
                return Problem(message=message, file=shown, line=line, at=path, about=(f"column {column}",))
        return Problem(message=message, file=shown, line=line, at=path)

    if len(cells) != len(header):
        wrong = (Problem(message=f"has {counted(len(cells), 'cell')}, and the first row {len(header)}", file=shown, line=line),)
        return Row(line, "", wrong)
    given = {name: clean(cell) for name, cell in zip(header, cells, strict=True) if cell.strip()}
    own = {name: given.get(name, "") for name in OWN}
    try:
        with discreet({exercise.id for section in library.sections.values() for exercise in section.exercises}):
            plan: Plan | tuple[Problem, ...] = check_plan(_plan_data(given, columns), library, problem_at)
    except HandoutError as error:
        plan = tuple(error.problems)
    return Row(line, own["file"].removesuffix(".pdf"), plan)


def _plan_data(given: Mapping[str, str], columns: dict[DataPath, str]) -> Data:
    """Return the row as plain data of a plan, and note which column filled what."""
    data: dict[str, Data] = {}
    for column, key in SIMPLE.items():
        if column in given:
            data[key] = list(given[column].split()) if key == "section" else given[column]
            columns[(key,)] = column
    for column, key in LISTS.items():
        if column in given:
            data[key] = list(given[column].replace(",", " ").replace(";", " ").split())
            columns[(key,)] = column
    for column, (outer, inner) in NESTED.items():
        if column in given:
            held = data.setdefault(outer, {})
            assert isinstance(held, dict)
            held[inner] = given[column]
            columns[(outer, inner)] = column
    _exercise_cells(given, data, columns)
    return data


def _exercise_cells(given: Mapping[str, str], data: dict[str, Data], columns: dict[DataPath, str]) -> None:
    """Lay the columns that speak of one exercise over the row's exercises; one that the row does not list comes from its pack."""
    listed = data.get("exercises")
    entries: list[dict[str, Data]] = [{"id": name} for name in (listed if isinstance(listed, list) else [])]
    ids = [entry["id"] for entry in entries]
    for column in given:
        name, dot, key = column.partition(".")
        if not dot:
            continue
        if key == "cleared":
            reasons = data.setdefault("cleared", {})
            assert isinstance(reasons, dict)
            reasons[name] = given[column]
            columns[("cleared", name)] = column
            continue
        if name not in ids:
            entries.append({"id": name})
            ids.append(name)
        index = ids.index(name)
        entry = entries[index]
        if key == "note":
            entry["note"] = given[column]
            columns[("exercises", index, "note")] = column
            continue
        dose = entry.setdefault("dose", {})
        assert isinstance(dose, dict)
        dose[key] = list(given[column].replace(",", " ").split()) if key == "days" else given[column]
        columns[("exercises", index, "dose", key)] = column
        columns.setdefault(("exercises", index), column)
    if entries:
        data["exercises"] = list(entries)
