"""Finished sheets in, one print file out: each sheet is read, written and forgotten before the next."""

import stat
from collections.abc import Iterable, Sized
from typing import BinaryIO

from handouts.errors import HandoutError, Problem
from handouts.printrun.shape import SheetShape, shape_of
from handouts.printrun.sheets import AS_USUAL, FinishedSheet, Joined, Options
from handouts.printrun.source import MAX_SHEET_BYTES, SheetObjects, read_source
from handouts.printrun.stack import Stack
from handouts.printrun.syntax import DamagedError

_OTHER_VERSION = "has parts that this version of handouts cannot join; make the sheet again with `handouts make`"


def join(sheets: Iterable[FinishedSheet], out: BinaryIO, options: Options = AS_USUAL) -> Joined:
    """Write one PDF of all the sheets in their order. Raises HandoutError with every file that cannot be joined; `out` is then no PDF.

    Separators say how many sheets there are, so with them sheets without a length are listed first: give paths, not bytes.
    """
    if options.separators and not isinstance(sheets, Sized):
        sheets = list(sheets)
    stack = Stack(out, options, len(sheets) if isinstance(sheets, Sized) else 0)
    problems: list[Problem] = []
    for sheet in sheets:
        try:
            source, shape = _load(sheet)
            if not problems:
                stack.add(sheet, source, shape)
        except HandoutError as error:
            problems += error.problems
        except DamagedError:
            problems.append(Problem(message=_OTHER_VERSION, file=sheet.name))
    if problems:
        raise HandoutError(problems)
    return stack.finish()


def _load(sheet: FinishedSheet) -> tuple[SheetObjects, SheetShape]:
    """Return the objects of a sheet and what they are for. Raises HandoutError and DamagedError."""
    source = read_source(_bytes_of(sheet), sheet.name)
    shape = shape_of(source)
    if not shape.pages:
        raise DamagedError("there are no pages")
    return source, shape


def _bytes_of(sheet: FinishedSheet) -> bytes:
    if isinstance(sheet.source, bytes):
        return sheet.source
    try:
        about = sheet.source.stat()
        if not stat.S_ISREG(about.st_mode):
            raise HandoutError.of("is not a regular file; give the PDF of a sheet", sheet.name)
        if about.st_size > MAX_SHEET_BYTES:
            raise HandoutError.of(f"is larger than any sheet ({MAX_SHEET_BYTES // 1_000_000} MB); give the PDF of a sheet", sheet.name)
        return sheet.source.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name cannot be used"
        raise HandoutError.of(f"cannot be read: {reason}", sheet.name) from None
