"""The command `check`: what is wrong with files, what a person must judge, and how a section scores."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli.shared import clinic_option, show_problems
from handouts.errors import Level, counted

if TYPE_CHECKING:
    from handouts.checks.run import Report


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--level", type=click.Choice(["error", "warning", "info"]), default="info", show_default=True, help="The lowest level to show."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs: each finding with its check, why, and source.")
@click.option("--review", is_flag=True, help="List what only a person can judge, text by text, to tick and sign.")
@click.option("--score", is_flag=True, help="How the texts stand against PEMAT-P and the CDC Clear Communication Index.")
@clinic_option
def check(paths: tuple[Path, ...], level: Level, clinic_path: Path | None, *, as_json: bool, review: bool, score: bool) -> None:
    """Check content, layouts, clinic and plans, or a finished PDF, and name every fault.

    Without PATHS: everything built in, and everything in the clinic's folder. Ends with 1 where there is an error.

    \b
      handouts check
      handouts check plans/ clinic/clinic.yaml --level warning
      handouts check sheet.pdf
      handouts check --score
      handouts check --review content/hip.yaml
    """
    if sum((as_json, review, score)) > 1:
        raise click.UsageError("--json, --review and --score are different reports; choose one")
    if review:
        _show_review(paths, clinic_path)
        return
    gc.freeze()
    gc.set_threshold(100_000)  # what is read stays to the end; to look through it again and again takes a sixth of the time
    from handouts.checks.run import check_everything

    report = check_everything(paths, clinic_path)
    if score:
        _show_score(report)
    elif as_json:
        click.echo(report.from_level(level).as_json())
    else:
        _show(report, level)
    if any(problem.level == "error" for problem in report.problems):
        raise SystemExit(1)


def _show(report: "Report", level: Level) -> None:
    shown = report.from_level(level)
    show_problems(shown.problems)
    for line in shown.legend():
        click.echo(click.style(line, dim=True), err=True)
    errors = sum(problem.level == "error" for problem in report.problems)
    others = counted(len(report.problems) - errors, "warning or note", "warnings and notes")
    click.echo(f"{counted(report.files, 'file')} checked, {counted(errors, 'error')}, {others}")


def _show_score(report: "Report") -> None:
    from handouts.checks.preflight.score import score_lines, scored

    for line in score_lines(scored(report.problems)):
        click.echo(line)


def _show_review(paths: tuple[Path, ...], clinic_path: Path | None) -> None:
    from handouts.checks.run import review_list

    for line in review_list(paths, clinic_path):
        click.echo(line)
