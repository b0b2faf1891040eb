"""The command line: flags and files in, a PDF or a message out.

Exit codes: 0 made; 1 something in the files is wrong, every fault named; 2 the command was called wrongly. A HandoutError
becomes messages here and nowhere else; anything else is an internal error and keeps its traceback.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts import __version__
from handouts.cli.shared import Command, clinic_option, library_of, refuse_copies_beside, refuse_other_ending, show_problems
from handouts.errors import HandoutError, counted, listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handouts.cli.kept_answers import Finished
    from handouts.errors import Problem
    from handouts.layout.files import ReadLayout
    from handouts.library.clinic import LoadedClinic
    from handouts.pdf.person import Whose
    from handouts.plans.plan import Plan


_ELSEWHERE = {
    "batch": "batch.batch",
    "check": "check.check",
    "clean": "mail.clean",
    "email": "mail.email_sheets",
    "figure": "own.figure",
    "forget": "mail.forget",
    "init": "own.init",
    "layouts": "own.layouts",
    "note": "mail.note",
    "outbox": "mail.outbox_list",
    "packs": "batch.packs",
    "print-run": "batch.print_run",
    "serve": "page.serve_page",
}


@click.group(cls=Command, elsewhere=_ELSEWHERE, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handouts")
def main() -> None:
    """Home-exercise sheets for physiotherapists who treat runners.

    Choose exercises, set the dose, and print a branded PDF.

    \b
      handouts make hip                     the whole hip section
      handouts make plan.yaml               one patient's plan
      handouts list hip --group strength    what there is to choose from
    """
    os.umask(0o077)
    try:
        Path.cwd()
    except FileNotFoundError:
        raise HandoutError.of("the current folder no longer exists; change to another and try again") from None


@main.command()
@click.argument("what")
@click.option(
    "-o", "--output", help="The PDF to write; - is standard output. Default: the section's or plan's name, or a patient's digits."
)
@click.option("-e", "--exercise", "exercises", multiple=True, metavar="ID", help="An exercise, in your order; repeat for more.")
@click.option("--patient", metavar="NAME", help="The patient's name.")
@click.option("--reference", metavar="TEXT", help="The patient's reference number.")
@click.option("--clinician", metavar="NAME", help="Who made the plan.")
@click.option("--given-on", metavar="DATE", help="The day it is given, as 2026-11-22. Default with a patient: today.")
@click.option("--review-on", metavar="DATE", help="The next visit, as 2026-12-20.")
@click.option("--side", type=click.Choice(["left", "right", "both"]), help="The side the plan is for.")
@click.option("--set", "changes", multiple=True, metavar="ID.KEY=VALUE", help="Change a dose: couch-stretch.hold_s=45.")
@click.option("--note", "remarks", multiple=True, nargs=2, metavar="ID TEXT", help="A note on one exercise.")
@click.option("--goal", metavar="TEXT", help="The patient's goal, in their words.")
@click.option("--message", metavar="TEXT", help="The main message, in place of the usual one.")
@click.option("--topic", "topics", multiple=True, metavar="ID", help="An education topic to print; repeat for more.")
@click.option("--flag", "flags", multiple=True, metavar="FLAG", help="Something to take care of: pregnancy, falls, ...")
@click.option("--cleared", "reasons", multiple=True, nargs=2, metavar="ID REASON", help="Why an exercise is given in spite of a flag.")
@click.option("--order", type=click.Choice(["group", "position", "chosen"]), help="By group; by position (fewer moves); as chosen.")
@click.option("--layout", metavar="NAME", help="How the sheet looks. Default: cards.")
@click.option("--paper", metavar="NAME", help="A4, Letter, or another paper of the layout. Default: what the clinic prints on.")
@click.option("--ink", type=click.Choice(["colour", "grey", "ink-saver"]), help="grey and ink-saver are for a black-and-white printer.")
@click.option("--grey", "ink", flag_value="grey", help="Short for --ink grey.")
@click.option("--ink-saver", "ink", flag_value="ink-saver", help="Short for --ink ink-saver.")
@click.option("--language", metavar="CODE", help="The language of the sheet. Default: the clinic's.")
@click.option("--bilingual", is_flag=True, default=None, help="Name and dose in the clinic's language too, small, on each card.")
@click.option("--pen", type=click.Choice(["blank", "part", "full"]), help="For the pen: dose blank; part open; full with note lines.")
@click.option("--log", "log_weeks", type=click.IntRange(0, 12), metavar="WEEKS", help="Weeks of the log. Default: up to the next visit.")
@click.option("--run-day", "run_days", multiple=True, metavar="DAY", help="A day the patient runs, such as tue; repeat for more.")
@click.option("--return-to-run", is_flag=True, default=None, help="Print the return to running. Never with bone-stress or post-op.")
@click.option("--gentle-first", is_flag=True, default=None, help="Start the return to running with a stage of 30 s runs.")
@click.option("--pain", metavar="KIND", help="The pain rule: usual, heel-tendon, kneecap, kneecap-tendon, bone-stress or as-told.")
@click.option("--since", "since_path", type=click.Path(path_type=Path), metavar="OLD", help="An earlier plan: mark what is new or changed.")
@clinic_option
@click.option("--encrypt", "encrypt_it", is_flag=True, help="Lock the PDF with a passphrase of four words, told once and kept nowhere.")
@click.option("--open", "open_it", is_flag=True, help="Open the PDF when it is made.")
@click.option("--force", is_flag=True, help="Write over a file that handouts did not make, or another patient's sheet.")
@click.option("--timings", "timed", is_flag=True, help="Say where the time went, on standard error; the sheet is made anew.")
def make(what: str, output: str | None, clinic_path: Path | None, *, encrypt_it: bool, open_it: bool, force: bool, **chosen: Any) -> None:
    """Make a sheet: of a SECTION (hip) or of a plan (PLAN.yaml).

    \b
      handouts make hip
      handouts make plans/a-runner.yaml -o sheet.pdf
      handouts make hip -e couch-stretch -e hip-hinge --patient "Zoë Şen" --side left -o sheet.pdf
      handouts make hip -e couch-stretch --set couch-stretch.hold_s=45 --note couch-stretch "After your run."
      handouts make plans/a-runner.yaml --since plans/a-runner-1.yaml --run-day tue --run-day sat
    """
    from handouts.cli.kept_answers import section_sheet
    from handouts.cli.timings import Timings
    from handouts.storing import output as files

    refuse_other_ending(output or "-")
    _refuse_no_name(what, output, chosen)
    timings, timed = Timings(), chosen.pop("timed")
    timings.lap("start-up")

    def make_anew() -> "Finished":
        return _make(what, chosen, clinic_path, timings.lap)

    made = make_anew() if timed else section_sheet(what, chosen, clinic_path, make_anew)
    show_problems(made.notes)
    name, pdf = _for_folder(made, output, (what, chosen["reference"] is not None), force=force)
    kept: list[Problem] = []

    def look() -> None:
        kept.extend(_what_stays(Path(name), made, is_locked=encrypt_it))

    if not force and name != "-":
        _refuse_to_replace(Path(name), made, is_locked=encrypt_it)
    pdf, passphrase = _locked(pdf, made.whose, name) if encrypt_it else (pdf, "")
    files.write_output(name, pdf, force=force, look=None if force else look)
    show_problems(kept)
    if output is None and made.whose.key and chosen["reference"]:
        _take_older(Path(name), made.whose, chosen["reference"])
    if name != "-":
        click.echo(f"{name}: {counted(made.page_count, 'page')}", err=True)
    timings.lap("saving")
    if timed:
        click.echo(timings, err=True)
    if passphrase:
        click.echo(f"passphrase: {passphrase}", err=True)
        click.echo("Write it down now: it is kept nowhere. Tell it by phone or text, never in the same e-mail.", err=True)
    if open_it and name != "-":
        click.launch(name)


@main.command("list")
@click.argument("section", required=False)
@click.option("--group", help="Only mobility, stability or strength.")
@click.option("--equipment", help="Only what uses this, such as foam-roller.")
@click.option("--position", help="Only what is done in this position, such as standing.")
@click.option("--flags", "by_flag", is_flag=True, help="Each exercise against each flag: no, care or fine.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs; with each flag's words and reasons.")
@clinic_option
def list_exercises(section: str | None, clinic_path: Path | None, *, by_flag: bool, as_json: bool, **narrowed: str | None) -> None:
    """List the exercises there are to choose from.

    \b
      handouts list
      handouts list hip --group mobility
      handouts list hip --flags
      handouts list --equipment foam-roller --json
    """
    from handouts.cli.kept_answers import text_answer

    choices = {"section": section, "by_flag": by_flag, "as_json": as_json, **narrowed}

    def tell() -> str:
        from handouts.cli import listing
        from handouts.library.clinic import load_clinic

        clinic = load_clinic(clinic_path)
        library = library_of(clinic)
        found = listing.matching(library, section, narrowed)
        if as_json:
            return listing.as_json(found, library.phrases(clinic.facts.language))
        return listing.flags_as_table(found) if by_flag else listing.as_table(found)

    click.echo(text_answer("list", choices, clinic_path, tell))


@main.command()
@click.argument("exercise")
@click.option(
    "--side", type=click.Choice(["left", "right", "each"]), default="each", show_default=True, help="The side the texts speak of."
)
@clinic_option
def show(exercise: str, side: str, clinic_path: Path | None) -> None:
    """Show one exercise as text, with its evidence and sources.

    \b
      handouts show couch-stretch
    """
    from dataclasses import replace

    from handouts.cli import listing
    from handouts.library.clinic import load_clinic
    from handouts.plans.prescription import usual

    clinic = load_clinic(clinic_path)
    library = library_of(clinic)
    section, found = library.find(exercise)
    found = replace(found, dose=usual(found, clinic.facts))
    click.echo(listing.card_as_text(section, found, library, library.phrases(clinic.facts.language), side))


def _make(what: str, chosen: dict[str, Any], clinic_path: Path | None, lap: "Callable[[str], None]") -> "Finished":
    """Return the sheet of a section or a plan with what was chosen over it."""
    from handouts.cli.choosing import choose, placed
    from handouts.cli.kept_answers import Finished, is_file_name
    from handouts.handout import make as make_sheet
    from handouts.library.clinic import load_clinic
    from handouts.library.standards import settle
    from handouts.plans.plan import load_plan

    lap("imports")
    clinic = load_clinic(clinic_path)
    library = library_of(clinic)
    earlier: Path | None = chosen.get("since_path")
    with listening() as told:
        plan = choose(what, chosen, library)
        since = load_plan(earlier, library) if earlier is not None else None
    for path in filter(None, (Path(what) if is_file_name(what) else None, earlier)):
        refuse_copies_beside(path)
    with placed(what, chosen, ("layout",)):
        read_layout = _layout(plan.layout or clinic.facts.layout, clinic)
    with placed(what, chosen, ("paper",)):
        if plan.paper is not None:
            read_layout.value.paper(plan.paper)
    lap("reading")
    of_layout = () if read_layout.is_built_in else _layout_problems(read_layout)
    try:
        made = make_sheet(library, plan, clinic, read_layout.value, since, lap)
    except HandoutError:
        show_problems(of_layout)
        raise
    notes = (*settle(told, clinic.facts.checks), *of_layout, *made.notes)
    return Finished(made.pdf, len(made.pages.pages), notes, _whose(what, plan))


def _whose(what: str, plan: "Plan") -> "Whose":
    """Return whose sheet a plan is; without a file, one with neither name nor reference is a section sheet."""
    from handouts.batch.alone import whose_plan
    from handouts.cli.kept_answers import is_file_name
    from handouts.pdf.person import NOBODYS

    if is_file_name(what):
        return whose_plan(plan, str(Path(what).resolve()))
    return whose_plan(plan, f"handouts make {what}") if plan.patient is not None else NOBODYS


def _refuse_no_name(what: str, output: str | None, chosen: dict[str, Any]) -> None:
    """Raise UsageError where a sheet would have to be named for its patient: a patient's is named for the reference, never for the name."""
    from handouts.cli.kept_answers import is_file_name

    given, reference = chosen["patient"] is not None or chosen["reference"] is not None, (chosen["reference"] or "").strip()
    if output is None and not is_file_name(what) and given and not reference:
        raise click.UsageError("name the file with -o SHEET.pdf, or give the patient's --reference; a file is never named after a patient")


def _for_folder(made: "Finished", output: str | None, asked: tuple[str, bool], *, force: bool) -> tuple[str, bytes]:
    """Return the name of a sheet's file, and the sheet marked with whose it is. Raises HandoutError where another person's is there."""
    from handouts.cli.kept_answers import default_name, is_file_name

    what, has_reference = asked
    name = output or default_name(what)
    if name == "-":
        return name, made.pdf
    if made.whose.key:
        from handouts.batch.alone import for_folder

        by_person = has_reference and not is_file_name(what)
        return for_folder(made.pdf, made.whose, lambda digits: output or default_name(what, digits if by_person else ""), force=force)
    return name, made.pdf


def _refuse_to_replace(path: Path, made: "Finished", *, is_locked: bool) -> None:
    """Raise HandoutError where what is there must stay: another person's sheet, or a locked one where the new one is open."""
    from handouts.pdf.ending import refuse_unlocking
    from handouts.pdf.person import refuse_another_s

    refuse_another_s(path, made.whose, str(path), "choose another name with -o", made.pdf)
    if not is_locked:
        refuse_unlocking(path, str(path), "add --encrypt, choose another name with -o")


def _what_stays(path: Path, made: "Finished", *, is_locked: bool) -> "Iterator[Problem]":
    """Yield where a sheet is kept that may be another person's. Raises HandoutError where the new one must not take its place."""
    _refuse_to_replace(path, made, is_locked=is_locked)
    if made.whose.key:
        from handouts.batch.earlier import keep_earlier

        yield from keep_earlier(path, made.whose, made.pdf)


def _take_older(path: Path, whose: "Whose", reference: str) -> None:
    """Take away the patient's sheet under the name that an older version gave it, and say so."""
    from handouts.batch.older import take_older
    from handouts.plans.plan import Patient
    from handouts.reading.yamlfile import clean

    show_problems(take_older(path, whose, Patient(reference=clean(reference))))


def _locked(pdf: bytes, whose: "Whose", name: str) -> tuple[bytes, str]:
    """Return a sheet locked with a new passphrase, which says to its folder alone whose it is, and the passphrase."""
    from handouts.pdf.encryption import encrypt, new_passphrase
    from handouts.pdf.person import marked_locked, name_held
    from handouts.storing.secret import secret_in

    passphrase = new_passphrase()
    secret = secret_in(Path(name).parent) if whose.key and name != "-" else None
    locked = encrypt(pdf, passphrase)
    return locked if secret is None else marked_locked(locked, whose, secret, name_held(Path(name), whose, secret)), passphrase


def _layout(name: str, clinic: "LoadedClinic") -> "ReadLayout":
    from handouts.layout.files import find_layout

    return find_layout(name, clinic.layouts)


def _layout_problems(read_layout: "ReadLayout") -> "tuple[Problem, ...]":
    """Return what a clinic's own layout does against the standards of a sheet."""
    from handouts.checks.layout_rules import layout_problems

    return tuple(layout_problems(read_layout))
