"""Whose sheets a print run holds, on which pages: a remark for each sheet, which no reader shows and by which `forget` finds it again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import HandoutError, counted
from handouts.pdf.ending import is_print_run
from handouts.pdf.person import DIGITS, PersonMark, mark_in, mark_of_info
from handouts.printrun.source import SheetObjects
from handouts.printrun.syntax import text_of
from handouts.storing.secret import keyed, secret_in

_NOBODY, _SOMEBODY = b"-", b"?"
_DIGITS = rb"[0-9a-f]{%d}|-" % DIGITS
_HOLDS = re.compile(rb"^%%/Holds\((%s|\?) (%s) (\d+) (\d+) (%s)\)$" % (_DIGITS, _DIGITS, _DIGITS), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SheetInRun:
    """A sheet of a print run: the digits of the person and of the name, its first and last page from 1, and its folder's own digits.

    `person` is "" where the sheet is nobody's, and "?" where it is a patient's and does not say whose; `folder` is "" where the digits are
    not keyed.
    """

    person: str
    name: str
    first: int
    last: int
    folder: str


def digits_of_folder(secret: bytes) -> str:
    """Return digits by which a print run says with which folder's secret the digits of a sheet are keyed."""
    return keyed(secret, "the folder of a print run", DIGITS)


def remark_of(source: SheetObjects, first: int, pages: int, folder: str) -> bytes:
    """Return the remark for a sheet that begins on this page of the run; `folder` are its folder's digits, "" where it has none."""
    said = source.object(source.info).entries.get(b"/For")
    mark = mark_of_info(text_of(said)) if said is not None else None
    person = _NOBODY if mark is None else mark.person.encode() or _SOMEBODY
    name, own = (mark.name.encode(), b"" if mark.is_older else folder.encode()) if mark is not None else (b"", b"")
    return b"%%/Holds(%s %s %d %d %s)\n" % (person, name or _NOBODY, first, first + pages - 1, own or _NOBODY)


def sheets_in(pdf: bytes) -> tuple[SheetInRun, ...]:
    """Return the sheets of a print run; none where an older version of the program made it, which did not say whose they are."""
    found = _HOLDS.findall(pdf)
    return tuple(SheetInRun(_mark(whose), _mark(name), int(first), int(last), _mark(own)) for whose, name, first, last, own in found)


def refuse_others_run(target: Path, files: Iterable[Path], shown: str) -> None:
    """Raise HandoutError where a print run would be written over one that holds patients who have no sheet among these files."""
    try:
        pdf = target.read_bytes() if target.is_file() else b""
    except OSError:
        return
    if not is_print_run(pdf):
        return
    there, instead = sheets_in(pdf), "choose another name with -o, or add --force"
    if not there:
        raise HandoutError.of(f"is a print run of an older version, which does not say whose sheets it holds: {instead}", shown)
    mine = {_held_in(file) for file in files}
    lost = {_told(held) for held in there if held.person and (held.person == _SOMEBODY.decode() or _told(held) not in mine)}
    if lost:
        raise HandoutError.of(f"is a print run with sheets of {counted(len(lost), 'patient')} who may not be among these: {instead}", shown)


def _told(held: SheetInRun) -> tuple[str, str]:
    return held.person, held.folder


def _held_in(file: Path) -> tuple[str, str]:
    """Return the digits of the person of a sheet, and of the folder whose secret keyed them, as a print run gives them."""
    mark, secret = mark_in(file) or PersonMark(), secret_in(file.parent)
    return mark.person, digits_of_folder(secret) if secret is not None and mark.person and not mark.is_older else ""


def _mark(digits: bytes) -> str:
    return "" if digits == _NOBODY else digits.decode()
