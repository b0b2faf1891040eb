"""What every command shares: the clinic's option, how errors are shown, how the library is read."""

import errno
import importlib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli.console import make_ready
from handouts.errors import HandoutError, Problem, near_miss

if TYPE_CHECKING:
    from handouts.library.clinic import LoadedClinic
    from handouts.library.library import Library


def _say_passed_over(context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Warn of files in the clinic's folder that may be meant and are not read; `check` says so itself."""
    if path is not None and path.exists() and context.info_name != "check":
        from handouts.library.clinic import clinic_notes

        show_problems(clinic_notes(path if path.is_dir() else path.parent))
    return path


clinic_option = click.option(
    "--clinic",
    "clinic_path",
    type=click.Path(path_type=Path),
    callback=_say_passed_over,
    help="Your clinic's folder, or its clinic.yaml. Without it the built-in example clinic is used.",
)


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What writing to standard output may meet where it goes into a file; files of ours have their own message (handouts.storing.output)."""
_UNUSABLE = (errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES, errno.EPERM, errno.ENOTDIR)
"""What asking after a file or folder may meet: a name that no system takes, links in a circle, what others may not look into."""


_MEANT = {
    "print": ("make", "print-run"), "pdf": ("make",), "sheet": ("make",), "join": ("print-run",), "merge": ("print-run",),
    "mail": ("email",), "send": ("email",), "delete": ("forget", "clean"), "remove": ("forget", "clean"), "new": ("init",),
    "start": ("serve",), "open": ("serve",), "page": ("serve",), "draw": ("figure",), "picture": ("figure",),
}  # fmt: skip
"""What people type and spelling alone would not lead to the command for."""


def refuse_other_ending(name: str) -> None:
    """Raise BadParameter for the name of a sheet that ends as another kind of file does."""
    ending = Path(name).suffix
    if name != "-" and ending and ending.lower() != ".pdf":
        raise click.BadParameter(
            f"'{ending[:10]}' is another kind of file; a sheet is a PDF, so write {Path(name).stem[:40]}.pdf", param_hint="-o"
        )


class Command(click.Group):
    """A command group that shows a HandoutError as messages; commands that stand elsewhere are imported when they are asked for."""

    def __init__(self, *arguments: Any, elsewhere: Mapping[str, str] | None = None, **named: Any) -> None:
        """Take what a group takes, and commands by name with the place of each in this package: `module.function`."""
        super().__init__(*arguments, **named)
        self.elsewhere = dict(elsewhere or {})

    def main(self, *arguments: Any, **named: Any) -> Any:
        """Run the program, with output that takes every letter."""
        make_ready()
        return super().main(*arguments, **named)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted([*super().list_commands(ctx), *self.elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported if it stands elsewhere; it knows the group's words for help, whoever asks it first."""
        if cmd_name in self.elsewhere:
            module, function = self.elsewhere[cmd_name].split(".")
            command: click.Command | None = getattr(importlib.import_module(f"handouts.cli.{module}"), function)
        else:
            command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.context_settings.setdefault("help_option_names", self.context_settings["help_option_names"])
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return a command with its arguments; for one that there is not, name what may be meant. Raises UsageError."""
        name = args[0] if args else ""
        if not name or name.startswith("-") or self.get_command(ctx, name) is not None:
            return super().resolve_command(ctx, args)
        meant = _MEANT.get(name.casefold(), ())
        instead = f"; did you mean {' or '.join(repr(one) for one in meant)}?" if meant else near_miss(name, self.list_commands(ctx))
        raise click.UsageError(f"there is no such command as '{name[:40]}'{instead}", ctx)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a HandoutError ends it with code 1 and its messages on standard error."""
        try:
            return super().invoke(ctx)
        except HandoutError as error:
            show_problems(error.problems)
            ctx.exit(1)
        except OSError as error:
            if error.errno in _UNUSABLE and error.filename is not None:
                show_problems([Problem(message=f"cannot be used: {error.strerror}", file=os.fsdecode(error.filename))])
                ctx.exit(1)
            if not isinstance(error, BrokenPipeError) and error.errno not in _FULL:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if error.errno in _FULL:
                show_problems([Problem(message=f"the output could not be written: {error.strerror}")])
            ctx.exit(1)


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems on standard error, errors first in red."""
    for problem in problems:
        label = click.style(problem.level, fg="red" if problem.level == "error" else "yellow", bold=True)
        click.echo(f"{label}: {problem}", err=True)


def refuse_copies_beside(path: Path) -> None:
    """Raise HandoutError where copies of a plan lie beside it: nobody but the clinician can say which is right."""
    from handouts.plans.duplicates import plan_copies
    from handouts.reading.folders import copies_said, shown_path

    copies = plan_copies(path)
    if copies:
        raise HandoutError([Problem(message=copies_said(copies), file=shown_path(path))])


def library_of(clinic: "LoadedClinic") -> "Library":
    """Return the built-in library with the clinic's own content over it."""
    from handouts.library.library import load_library

    return load_library(*clinic.content)
