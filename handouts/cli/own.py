"""The commands for what a clinic makes of its own: its folder, its layouts, its figures; and for what there is of ours."""

import contextlib
import sys
from pathlib import Path
from typing import Any

import click

from handouts.cli.shared import clinic_option, library_of, show_problems
from handouts.errors import HandoutError


@click.command()
@click.argument("what", required=False)
@click.option("-o", "--output", help="The .svg, .png or .pdf to write; - is standard output. Default: its name with .svg.")
@click.option("--side", type=click.Choice(["left", "right"]), help="The side to show. Default: as it was drawn.")
@click.option("--style", type=click.Choice(["colour", "mono", "line", "mannequin"]), default="colour", show_default=True, help="The look.")
@click.option("--skin", type=click.Choice(["fair", "light", "tan", "brown", "dark"]), help="Skin tone. Default: light; with --sheet a mix.")
@click.option("--hair", type=click.Choice(["short", "ponytail", "headscarf"]), help="Hair. Default: short; with --sheet a mix.")
@click.option("--build", type=click.Choice(["man", "woman", "older"]), help="Build. Default: man; with --sheet a mix.")
@click.option("--px", "width_px", type=click.IntRange(100, 6000), default=1200, show_default=True, help="Width; 300 to the inch.")
@click.option("--watch", is_flag=True, help="Draw a figure file again whenever it changes, until Ctrl-C.")
@click.option("--store", is_flag=True, help="Keep the drawing beside a figure file of your clinic, so that its sheets print it.")
@click.option("--sheet", is_flag=True, help="A contact sheet of all figures of a section.")
@click.option("--catalogue", is_flag=True, help="Every word a figure file may say, each with its picture and how it is written.")
@clinic_option
@click.option("--force", is_flag=True, help="Write over a file that handouts did not make, or that was edited since.")
def figure(what: str | None, output: str | None, clinic_path: Path | None, *, watch: bool, sheet: bool, force: bool, **wished: Any) -> None:
    """Draw an EXERCISE, a figure file of yours (MY.YAML), with --sheet all figures of a SECTION, or a --catalogue of all there is.

    \b
      handouts figure couch-stretch -o couch.png --side right --style mono
      handouts figure --watch my-exercise.yaml
      handouts figure --sheet hip -o contact.pdf
      handouts figure --catalogue -o catalogue.pdf
    """
    from handouts.cli import figures
    from handouts.library.clinic import load_clinic
    from handouts.pdf.person import refuse_a_patient_s
    from handouts.storing import output as files
    from handouts.storing.watching import changes

    if wished.pop("catalogue"):
        _catalogue(what, output, clinic_path, force=force, **wished)
        return
    if what is None:
        raise click.UsageError("Missing argument 'WHAT': an exercise, or a figure file of yours")
    if watch and (sheet or not figures.is_file_name(what)):
        raise click.UsageError("--watch needs a figure file: handouts figure --watch my-exercise.yaml")
    name = output or f"{Path(what).stem}.svg"
    wish, clinic = figures.FigureOptions(kind=figures.kind_of_file(name), **wished), load_clinic(clinic_path)
    shelf = figures.FigureContent(library_of(clinic), clinic)

    def look() -> None:
        if not force:
            refuse_a_patient_s(Path(name), f"a drawing of {what}", name)

    look()
    if not watch:
        drawn = figures.draw_sheet(what, wish, shelf) if sheet else figures.draw_figure(what, wish, shelf)
        show_problems(drawn.problems)
        files.write_output(name, drawn.data, force=force, look=look)
        raise SystemExit(drawn.has_errors)
    files.refuse_foreign(Path(name), name, force=force)
    if not Path(what).is_file():
        raise HandoutError.of("is not there", what)
    with contextlib.suppress(KeyboardInterrupt):
        for _ in changes(Path(what)):
            try:
                drawn = figures.draw_figure(what, wish, shelf)
                show_problems(drawn.problems)
                files.write_output(name, drawn.data, force=True)
                click.echo(f"{name}: drawn; Ctrl-C ends", err=True)
            except HandoutError as error:
                show_problems(error.problems)


def _catalogue(what: str | None, output: str | None, clinic_path: Path | None, *, force: bool, **wished: Any) -> None:
    """Write the catalogue of all that a figure file may say."""
    from handouts.cli import figures
    from handouts.cli.catalogue import catalogue
    from handouts.library.clinic import load_clinic
    from handouts.storing import output as files

    if what is not None:
        raise click.UsageError("--catalogue shows all there is; leave the name out: handouts figure --catalogue -o catalogue.pdf")
    name = output or "catalogue.svg"
    files.refuse_foreign(Path(name), name, force=force)
    wish = figures.FigureOptions(kind=figures.kind_of_file(name), **wished)
    files.write_output(name, catalogue(wish, load_clinic(clinic_path)), force=force)


@click.command()
@click.option("--new", type=click.Path(path_type=Path), metavar="MY.YAML", help="Start a layout of your own: a file to change.")
@click.option("--based-on", metavar="NAME", help="With --new: the layout to start from. Default: cards.")
@click.option("--force", is_flag=True, help="With --new: write over a file that already exists.")
@clinic_option
def layouts(new: Path | None, based_on: str | None, clinic_path: Path | None, *, force: bool) -> None:
    """Show every layout and what a page of it looks like, or start one of your own.

    \b
      handouts layouts
      handouts layouts --new my.yaml
      handouts layouts --new my-clinic/layouts/ours.yaml --based-on poster
    """
    if new is None and (based_on is not None or force):
        raise click.UsageError("--based-on and --force go with --new: handouts layouts --new my.yaml --based-on poster")
    if new is not None:
        from handouts.cli.new_layout import start_layout

        start_layout(new, based_on, force=force)
        click.echo(new)
        return
    from handouts.cli.layout_previews import layouts_as_text
    from handouts.library.clinic import load_clinic

    text, problems = layouts_as_text(load_clinic(clinic_path).layouts, sys.stdout.encoding)
    click.echo(text)
    show_problems(problems)
    raise SystemExit(any(problem.level == "error" for problem in problems))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a FOLDER for your clinic: clinic.yaml, an example plan, and places for your own content.

    \b
      handouts init my-clinic
      handouts make my-clinic/plans/example.yaml --clinic my-clinic
    """
    from handouts.cli.new_clinic import make_clinic_folder

    for path in make_clinic_folder(folder):
        click.echo(path)
