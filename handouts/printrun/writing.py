"""Sheets in files -> one print file, there whole or not at all."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from handouts.errors import HandoutError
from handouts.printrun.joining import join
from handouts.printrun.sheets import AS_USUAL, FinishedSheet, Joined, Options
from handouts.storing.turns import turn_in
from handouts.storing.whole_file import whole_file


def write_print_run(
    sheets: Iterable[FinishedSheet | Path], target: Path, options: Options = AS_USUAL, look: Callable[[], None] | None = None
) -> Joined:
    """Join sheets, a path being labelled by its name without its ending, into a file. Raises HandoutError; the target is then as it was.

    Whether something that is there may be overwritten is for the caller to decide (`look` looks once more in the moment of writing, and
    raises HandoutError); a sheet that is joined never is.
    """
    listed = [FinishedSheet(one.stem, one) if isinstance(one, Path) else one for one in sheets]
    if any(isinstance(sheet.source, Path) and _is_same(sheet.source, target) for sheet in listed):
        raise HandoutError.of("is one of the sheets to join; choose another name for the print file", str(target))
    with contextlib.ExitStack() as held, whole_file(target, str(target)) as out:
        joined = join(listed, out, options)
        if look is not None:
            held.enter_context(turn_in(target.parent))
            look()
        return joined


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False
