"""Tables that handouts has written, read again although a spreadsheet may have saved them anew; and files that they name, taken away."""

import contextlib
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from handouts.storing.output import write_whole

TableRow = dict[str, str]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet runs (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def columns_of(line: str) -> tuple[str, ...]:
    """Return the columns that the first line of a table names."""
    return tuple(next(csv.reader(io.StringIO(line.strip(), newline=""), delimiter=_delimiter(line)), ()))


def _delimiter(line: str) -> str:
    return ";" if line.count(";") > line.count(",") else ","


def read_rows(path: Path, *columns: Sequence[str]) -> list[TableRow] | None:
    """Return the rows of a table that has just one of these sets of columns; None where it is another table, or none."""
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        first = text.partition("\n")[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first))
        head = tuple(next(reader, ()))
        if head not in map(tuple, columns):
            return None
        return [dict(zip(head, row, strict=False)) for row in reader if len(row) == len(head)]
    except (OSError, csv.Error):
        return None


def drop_rows(path: Path, columns: Sequence[str], gone: Callable[[TableRow], bool]) -> int:
    """Write a table of ours again without some of its rows; return how many went."""
    rows = read_rows(path, columns)
    kept = [row for row in rows or () if not gone(row)]
    if rows is None or len(kept) == len(rows):
        return 0
    write_rows(path, columns, kept)
    return len(rows) - len(kept)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[TableRow]) -> None:
    """Write a table of ours, whole or not at all."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, out.getvalue().encode("utf-8"), path.name)


def take_away(paths: Iterable[Path]) -> int:
    """Delete files; return how many there were."""
    gone = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            gone += 1
    return gone
