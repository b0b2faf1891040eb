"""What became of a batch: a manifest with a row for each file, a summary in words, and progress while it runs."""

import csv
import io
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TextIO

from handouts.batch.jobs import Refused
from handouts.batch.tables import TableRow, columns_of, read_rows, safe_cell
from handouts.batch.work import Result
from handouts.errors import HandoutError, Problem, counted
from handouts.pdf.fingerprint import identity_in

MANIFEST = "manifest.csv"
OLDER_COLUMNS = ("file", "status", "source", "pages", "layout", "paper", "content_version", "content_hash", "warnings")
COLUMNS = (*OLDER_COLUMNS, "person")
PERSON, OLDER_PERSON = "k", "p"
"""A patient in a manifest: this letter, so that no spreadsheet takes it for a number, and sixteen digits, keyed with the folder's secret.

Those of an older version, with another letter, were not keyed; they are taken out when the manifest is written again.
"""
EARLIER = "earlier"
"""The status of a file of an earlier batch that is still there."""
_LINE_EVERY_S = 5.0


def manifest(results: Iterable[Result], refused: Iterable[Refused] = (), earlier: Iterable[TableRow] = ()) -> bytes:
    """Return the manifest as CSV, in the order the files were asked for, after them what could not become a file, then earlier files.

    No cell is taken for a formula by a spreadsheet.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for result in sorted(results, key=lambda one: one.job.number):
        job = result.job
        warnings = "; ".join(problem.sentence for problem in (*result.problems, *result.notes) if problem.level != "info")
        name = f"{job.stem}.pdf" if result.status != "failed" else ""
        about = (job.source, result.pages, job.layout, result.paper, result.version, result.content_hash, warnings)
        digits = job.person if job.plan.patient is not None else ""
        writer.writerow([safe_cell(str(value)) for value in (name, result.status, *about, digits and PERSON + digits)])
    for refusal in refused:
        reasons = "; ".join(problem.sentence for problem in refusal.problems)
        writer.writerow([safe_cell(value) for value in ("", "failed", refusal.source, "0", "", "", "", "", reasons, "")])
    writer.writerows([[row.get(column, "") for column in COLUMNS] for row in earlier])
    return text.getvalue().encode("utf-8")


def earlier_rows(path: Path, results: Iterable[Result]) -> list[TableRow]:
    """Return the rows of the manifest that is there of sheets that are there too and were not made or kept now."""
    now = {f"{result.job.stem}.pdf" for result in results if result.status != "failed"}
    names = {entry.name for entry in path.parent.glob("*.pdf")}
    rows = read_rows(path, COLUMNS, OLDER_COLUMNS) or []
    there = [row for row in rows if row["file"] in names - now and identity_in(path.parent / row["file"]) is not None]
    return [{**row, "status": EARLIER, "person": row.get("person", "") if _is_keyed(row) else ""} for row in there]


def _is_keyed(row: TableRow) -> bool:
    return row.get("person", "").startswith(PERSON)


def refuse_foreign_manifest(path: Path, *, force: bool) -> None:
    """Raise HandoutError where a table of that name is there that is no manifest of ours (a spreadsheet may have saved it anew)."""
    if force or not path.exists():
        return
    try:
        with path.open("rb") as file:
            first = file.readline(1000).decode("utf-8-sig", "replace")
    except OSError as error:
        raise HandoutError.of(f"cannot be read: {error.strerror}", str(path)) from None
    if columns_of(first) not in (COLUMNS, OLDER_COLUMNS):
        raise HandoutError.of("already exists and was not made by handouts; move it elsewhere, or add --force", str(path))


def summary(results: Iterable[Result], refused: Iterable[Refused], seconds: float) -> Iterator[str]:
    """Yield the batch in a few lines: how many were made, kept and not made."""
    every = list(results)
    counts = {status: sum(result.status == status for result in every) for status in ("made", "kept", "checked", "failed")}
    lost = counts["failed"] + sum(1 for _ in refused)
    pages = sum(result.pages for result in every)
    parts = [f"{counts[status]} {status}" for status in ("made", "kept", "checked") if counts[status]]
    parts += [f"{lost} not made"] if lost else []
    rate = f", {len(every) / seconds:.0f} a second" if seconds > 1 else ""
    yield f"{', '.join(parts) or 'nothing to do'}; {counted(pages, 'page')} in {seconds:.1f} s{rate}"


def problems_of(results: Iterable[Result], refused: Iterable[Refused]) -> Iterator[Problem]:
    """Yield what stopped each sheet that was not made, with its row or file."""
    for refusal in refused:
        yield from (located(problem, refusal.source) for problem in refusal.problems)
    for result in sorted(results, key=lambda one: one.job.number):
        yield from (located(problem, result.job.source) for problem in result.problems)


def older_said(results: Iterable[Result]) -> Iterator[Problem]:
    """Yield what became of sheets under names of older versions: those that were replaced together, the others one by one."""
    every = [problem for result in sorted(results, key=lambda one: one.job.number) for problem in result.older]
    gone = [problem for problem in every if problem.level == "info"]
    if gone:
        more = f", and {len(gone) - 1} more under older names likewise" if len(gone) > 1 else ""
        yield replace(gone[0], message=f"{gone[0].message}{more}")
    yield from (problem for problem in every if problem.level != "info")


def located(problem: Problem, source: str) -> Problem:
    """Return a problem that says which row or file it belongs to."""
    return problem if problem.file else problem.within(source)


class Progress(Protocol):
    """Something that is told after each job."""

    def step(self, result: Result) -> None:
        """Count one job."""

    def close(self) -> None:
        """Take the bar away."""


class Bar:
    """A bar with rate and time left, on a terminal."""

    def __init__(self, total: int, stream: TextIO) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=total, unit=" sheets", file=stream, dynamic_ncols=True, leave=False)

    def step(self, result: Result) -> None:  # noqa: ARG002
        """Move the bar on."""
        self._bar.update()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()


class PlainLines:
    """A plain line now and then, where there is no terminal (a log, an overnight run)."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream = total, stream
        self._done, self._start = 0, time.monotonic()
        self._last = self._start

    def step(self, result: Result) -> None:  # noqa: ARG002
        """Count, and say so every few seconds."""
        self._done += 1
        now = time.monotonic()
        if now - self._last >= _LINE_EVERY_S:
            self._last = now
            left_s = (self._total - self._done) * (now - self._start) / self._done
            print(f"{self._done} of {self._total} sheets, about {left_s:.0f} s left", file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing to take away."""


def progress(total: int, stream: TextIO | None = None) -> Progress:
    """Return a bar on a terminal, plain lines elsewhere; both on standard error."""
    out = stream or sys.stderr
    return Bar(total, out) if out.isatty() else PlainLines(total, out)
