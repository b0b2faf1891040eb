"""Sheets of whom nothing but a name or a plan's file tells: one that is replaced is kept, for it may be another person's."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from handouts.errors import HandoutError, Problem
from handouts.pdf.person import Whose, is_same_sheet, mark_of_sheet

EARLIER = "earlier"
"""The folder beside a sheet in which the sheets lie that it replaced; print runs of a folder leave them out."""


def keep_earlier(path: Path, whose: Whose, made: bytes) -> Iterator[Problem]:
    """Keep the sheet that stands in the way of a new one (`made`), unless a reference or its words say that both are one's; say where.

    Raises HandoutError where it cannot be kept.
    """
    if whose.is_told or not path.is_file():
        return
    try:
        there = path.read_bytes()
        if mark_of_sheet(there) is None or is_same_sheet(there, made):
            return
        folder = path.parent / EARLIER
        folder.mkdir(mode=0o700, exist_ok=True)
        kept = next(one for number in itertools.count(1) if not os.path.lexists(one := folder / f"{path.stem}-{number}.pdf"))
        _copy(path, kept)
    except OSError as error:
        raise HandoutError.of(f"cannot be kept in '{EARLIER}' before it is replaced: {error.strerror}", path.name) from None
    message = (
        f"was another sheet, kept as {EARLIER}/{kept.name}; nothing tells if both are one person's: give a reference (patient: reference)"
    )
    yield Problem(message=message, file=path.name, level="warning")


def _copy(path: Path, kept: Path) -> None:
    try:
        os.link(path, kept)
    except OSError:  # a drive without links
        shutil.copyfile(path, kept)
        kept.chmod(0o600)
