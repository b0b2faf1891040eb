"""The commands of the clinic's batch: many sheets in one go, and one print job of many sheets.

Exit codes: 0 all made; 1 some were not, each named; 2 called wrongly; 130 stopped with Ctrl-C (run it again to go on).
"""

import contextlib
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli.shared import clinic_option, library_of, show_problems
from handouts.errors import HandoutError, Problem, counted

if TYPE_CHECKING:
    from handouts.batch.jobs import Asked, Work
    from handouts.batch.work import Content, Order, Result

_STOPPED = 130


@dataclass(frozen=True, slots=True)
class _Wish:
    """How a batch is to be run."""

    folder: Path
    workers: int
    dask: str | None
    force: bool
    check_first: bool
    print_run: Path | None
    separators: bool


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write to.")
@click.option("--layout", "layouts", metavar="NAMES", help="One layout or more, with commas: cards,large. Default: each plan's own.")
@click.option("--paper", "papers", metavar="NAMES", help="One paper or more, with commas: A4,Letter. Default: each plan's own.")
@click.option("--ink", type=click.Choice(["colour", "grey", "ink-saver"]), help="For all sheets. Default: each plan's own.")
@click.option("--workers", type=click.IntRange(0, 256), default=0, help="Processes. Default: one for each core; 1 is this process alone.")
@click.option("--dask", metavar="ADDRESS", help="A Dask cluster to make them on: tcp://host:8786.")
@click.option("--check", "check_first", is_flag=True, help="First see whether all can be made, and write nothing if one cannot.")
@click.option(
    "--print-run", "print_run", type=click.Path(path_type=Path), metavar="RUN.pdf", help="Also one PDF of all, ready for the printer."
)
@click.option("--separators", is_flag=True, help="In the print run, a page between patients.")
@click.option("--watch", is_flag=True, help="Make again what changes, until Ctrl-C.")
@clinic_option
@click.option("--force", is_flag=True, help="Write over files that handouts did not make, or another patient's.")
def batch(what: tuple[str, ...], layouts: str | None, papers: str | None, ink: str | None, clinic_path: Path | None, **wished: Any) -> None:
    """Make many sheets: of SECTIONS and packs, of a folder of PLANS, or of a table (PATIENTS.csv), one a row.

    Run it again after any interruption: only what is missing or out of date is made.

    \b
      handouts batch hip --layout cards,large --paper A4,Letter -o rack
      handouts batch plans -o today --print-run today.pdf
      handouts batch patients.csv -o today --check
    """
    watching = wished.pop("watch")
    try:
        from handouts.batch.jobs import Asked

        asked, wish = Asked(what, _names(layouts), _names(papers), ink), _Wish(**wished)
        code = _once(asked, wish, clinic_path) if not watching else _again_and_again(asked, wish, clinic_path)
    except KeyboardInterrupt:
        click.echo("stopped; run the same command again to go on", err=True)
        code = _STOPPED
    raise SystemExit(code)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip()) if text else ()


def _once(asked: "Asked", wish: _Wish, clinic_path: Path | None) -> int:
    """Make everything once, and return the exit code."""
    from handouts.batch.beforehand import beforehand
    from handouts.batch.jobs import gather
    from handouts.batch.lock import folder_lock
    from handouts.batch.report import older_said, problems_of
    from handouts.batch.work import Content
    from handouts.checks.layout_rules import layout_problems
    from handouts.library.clinic import load_clinic
    from handouts.storing.secret import secret_in, secret_of

    clinic = load_clinic(clinic_path)
    library = library_of(clinic)
    asked = replace(asked, secret=secret_in(wish.folder) or asked.secret)
    work = gather(asked, library, clinic)
    show_problems(work.notes)
    content = Content(library, clinic, work.layouts)
    show_problems(beforehand(work, library, clinic, layout_problems))
    with folder_lock(wish.folder):
        if wish.check_first and not _all_can_be_made(work, content, wish):
            click.echo("nothing was written; correct this, or leave out --check to make the others", err=True)
            return 1
        if work.jobs and secret_of(wish.folder, asked.secret) != asked.secret:
            raise HandoutError.of("another run began in this folder at the same moment; run the same command again", str(wish.folder))
        results = _make(work, content, wish)
        show_problems((*older_said(results), *problems_of(results, work.refused)))
        failed = bool(work.refused) or any(result.status == "failed" for result in results)
        if wish.print_run is not None:
            _print(results, wish)
    return 1 if failed else 0


def _again_and_again(asked: "Asked", wish: _Wish, clinic_path: Path | None) -> int:
    """Make everything, and again whenever something that is read has changed, until Ctrl-C; a fault made while editing is no end."""
    begun = False
    for _ in _changes(asked, clinic_path):
        try:
            _once(asked, wish, clinic_path)
        except HandoutError as error:
            if not begun:
                raise
            show_problems(error.problems)
        begun = True
        click.echo("watching for changes; Ctrl-C ends", err=True)
    return 0


def _all_can_be_made(work: "Work", content: "Content", wish: _Wish) -> bool:
    """Lay every sheet out without writing one; say what would fail, and what a person should look at."""
    from handouts.batch.report import located, problems_of
    from handouts.batch.work import Order

    results = list(_results(work, content, wish, Order(str(wish.folder), only_check=True, force=wish.force)))
    show_problems(problems_of(results, work.refused))
    for result in sorted(results, key=lambda one: one.job.number):
        show_problems(located(replace(note, file=""), result.job.source) for note in result.notes if _is_told(note))
    return not work.refused and all(result.status != "failed" for result in results)


def _is_told(note: "Problem") -> bool:
    """Return whether a note is told of each sheet; names written by hand and what has no place were told of all together."""
    return note.level == "warning" and note.check not in ("G10", "G11")


def _make(work: "Work", content: "Content", wish: _Wish) -> list["Result"]:
    """Make every job, write the manifest, and say how it went. Raises HandoutError when nothing more can be written."""
    from handouts.batch.report import MANIFEST, earlier_rows, manifest, refuse_foreign_manifest, summary
    from handouts.batch.work import Order
    from handouts.storing.output import write_whole

    start, path = time.monotonic(), wish.folder / MANIFEST
    refuse_foreign_manifest(path, force=wish.force)
    results = []
    with contextlib.closing(_results(work, content, wish, Order(str(wish.folder), force=wish.force))) as coming:
        for result in coming:
            if result.stops:
                raise HandoutError(result.problems)
            results.append(result)
    write_whole(path, manifest(results, work.refused, earlier_rows(path, results)), str(path))
    for line in summary(results, work.refused, time.monotonic() - start):
        click.echo(line, err=True)
    return results


def _results(work: "Work", content: "Content", wish: _Wish, order: "Order") -> Generator["Result", None, None]:
    """Yield what becomes of each job, whoever does it, with a bar while it lasts."""
    from handouts.batch.crew import crew_of
    from handouts.batch.report import progress
    from handouts.batch.running import run

    crew = crew_of(content, min(wish.workers, len(work.jobs)) if wish.workers else _enough(len(work.jobs)), wish.dask)
    bar = progress(len(work.jobs))
    try:
        with contextlib.closing(run(work.jobs, crew, order)) as coming:
            for result in coming:
                bar.step(result)
                yield result
    finally:
        bar.close()
        crew.close()


def _enough(jobs: int) -> int:
    """Return how many processes serve so many jobs: one alone for a few, since a process takes longer to start than a sheet to make."""
    import os

    return 1 if jobs < _FEW else min(jobs, os.cpu_count() or 1)


_FEW = 24


def _print(results: list["Result"], wish: _Wish) -> None:
    """Join what was made into one print file, in the order it was asked for."""
    assert wish.print_run is not None
    done = [result for result in sorted(results, key=lambda one: one.job.number) if result.status in ("made", "kept")]
    if not done:
        raise HandoutError.of("has nothing to print, since no sheet was made", str(wish.print_run))
    _join([wish.folder / f"{result.job.stem}.pdf" for result in done], wish.print_run, separators=wish.separators, force=wish.force)


def _join(files: list[Path], target: Path, *, separators: bool, force: bool, duplex: bool = True) -> None:
    from handouts.pdf.ending import refuse_unlocking
    from handouts.pdf.person import refuse_a_patient_s
    from handouts.printrun import Options, write_print_run
    from handouts.printrun.whose import refuse_others_run
    from handouts.storing.output import refuse_foreign

    def look() -> None:
        refuse_foreign(target, str(target), force=force)
        if not force:
            refuse_unlocking(target, str(target), "choose another name with -o")
            what = f"a print run of {files[0]}{' and others' if len(files) > 1 else ''}"
            refuse_a_patient_s(target, what, str(target), over_print_runs=True)
            refuse_others_run(target, files, str(target))

    look()
    joined = write_print_run(files, target, Options(duplex=duplex, separators=separators), look)
    click.echo(f"{target}: {counted(joined.sheets, 'sheet')}, {counted(joined.pages, 'page')}", err=True)


def _changes(asked: "Asked", clinic_path: Path | None) -> Iterator[None]:
    """Yield at once, and then whenever something that the batch reads has changed."""
    from handouts.batch.report import MANIFEST
    from handouts.reading.builtin import builtin_folder
    from handouts.storing.watching import folder_changes

    places = [builtin_folder("content"), builtin_folder("layouts"), *map(Path, (*asked.what, *asked.layouts))]
    if clinic_path is not None:
        places += [clinic_path, *(clinic_path.parent / name for name in ("content", "layouts") if clinic_path.suffix)]
    return folder_changes(places, made=(MANIFEST,))


@click.command()
@clinic_option
def packs(clinic_path: Path | None) -> None:
    """List the packs: named choices of exercises and doses to start a plan from.

    \b
      handouts packs
      handouts make hip-starter --patient "Zoë Şen" --side left
    """
    from handouts.cli.listing import packs_as_table
    from handouts.library.clinic import load_clinic

    click.echo(packs_as_table(library_of(load_clinic(clinic_path))))


def _copies(files: tuple[Path, ...]) -> Iterator[Problem]:
    """Yield sheets that are named as copies of one another, unless they say that they are different patients'."""
    from handouts.pdf.person import PersonMark, mark_in
    from handouts.reading.folders import alike, copies_said

    for group in alike(dict.fromkeys(files)):
        marks = {path: mark_in(path) or PersonMark() for path in group}
        for path in group:
            others = [other for other in group if other != path and not marks[path].is_surely_another_s(marks[other])]
            if others:
                yield Problem(message=copies_said(others), file=str(path))


@click.command("print-run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@click.option("--separators", is_flag=True, help="A page between sheets.")
@click.option("--one-sided", is_flag=True, help="No blank pages: for a printer that prints on one side.")
@click.option("--force", is_flag=True, help="Write over a file that handouts did not make, or a patient's sheet.")
def print_run(files: tuple[Path, ...], target: Path, *, separators: bool, one_sided: bool, force: bool) -> None:
    """Join finished sheets (FILES, in this order) into one PDF for the printer, each starting on a new leaf.

    \b
      handouts print-run today/*.pdf -o run.pdf
    """
    missing = [Problem(message="is not there", file=str(file)) for file in files if not file.is_file()]
    if missing:
        raise HandoutError(missing)
    copies = list(_copies(files))
    if copies:
        raise HandoutError(copies)
    _join(list(files), target, separators=separators, force=force, duplex=not one_sided)
