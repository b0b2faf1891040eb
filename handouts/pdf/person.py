"""Whose sheet a file is: digits in its information dictionary, by which a sheet is found again without its text being read.

A sheet is marked when it is put into a folder: with digits of the patient and of the name, keyed with the folder's secret, and with what it
was made from, sealed with it. Without the secret nobody can work out any of them. A sheet that goes elsewhere only says that it is a
patient's. In a locked sheet all this is encrypted with everything else, and sealed beside it for its folder alone.
"""

import re
from pathlib import Path

from handouts.errors import HandoutError
from handouts.pdf.ending import OURS, TAIL_BYTES, is_locked
from handouts.storing.values import dataclass

DIGITS = 16
A_PATIENTS = b"/For(-)"
"""What stands in a patient's sheet that was not put into a folder yet."""
_FOR = re.compile(rb"/Producer\(handouts\)(/For\(([0-9a-f -]*)\))?>>")
_OF_LOCKED = re.compile(rb"\n%/For\(([0-9a-f]+)\)\n%/Producer\(handouts\)\n")
_FAR_TAIL_BYTES = 20_000
_HOLDS_A_PATIENT = re.compile(rb"^%/Holds\((?!-)", re.MULTILINE)
"""A remark in a print run, of a sheet that is a patient's (handouts.printrun.whose)."""
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
_ROW = re.compile(r":\d+$")
"""The line of a table that an origin ends with."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a sheet is for: what tells the person from others, "" where it is nobody's; the name; what the sheet is made from."""

    key: str = ""
    name: str = ""
    origin: str = ""

    @property
    def is_by_name(self) -> bool:
        """Return whether nothing but the name tells the person from others."""
        from handouts.reading.yamlfile import folded  # loads YAML, which a sheet that was made before goes without

        return bool(self.name) and folded(self.key) == folded(self.name)

    @property
    def is_told(self) -> bool:
        """Return whether more than a name or a plan's file tells the person from others."""
        return not self.is_by_name and self.key != KEY_OF_PLAN.format(self.origin)


KEY_OF_PLAN = "the plan {}"
"""What tells somebody from others who has neither name nor reference: the plan's file."""
NOBODYS = Whose()


@dataclass(frozen=True, slots=True)
class PersonMark:
    """What a sheet says of whose it is: digits of the person and of the name, "" where it does not say; what it was made from, sealed.

    An older version of the program wrote digits that were not keyed, and no origin.
    """

    person: str = ""
    name: str = ""
    origin: str = ""

    @property
    def is_older(self) -> bool:
        """Return whether the digits were not keyed."""
        return bool(self.person) and not self.origin

    def is_surely_another_s(self, other: "PersonMark") -> bool:
        """Return whether a sheet of the same folder is surely another person's."""
        return bool(self.person and other.person) and self.is_older == other.is_older and self.person != other.person


def digits_of_person(secret: bytes, text: str) -> str:
    """Return the digits of a reference or name, however it is typed, in lists, names of files and sheets of a folder; "" of nothing."""
    from handouts.reading.yamlfile import folded  # loads YAML, which a sheet that was made before goes without
    from handouts.storing.secret import keyed

    return keyed(secret, f"person {folded(text)}", DIGITS) if text else ""


def older_digits(text: str, digits: int = DIGITS) -> str:
    """Return the digits of a reference or name in the sheets of an older version, which were not keyed."""
    import hashlib

    from handouts.reading.yamlfile import folded_before

    return hashlib.sha256(folded_before(text).encode("utf-8", "surrogateescape")).hexdigest()[:digits] if text else ""


def name_held(path: Path, whose: Whose, secret: bytes) -> str:
    """Return digits of the name that the sheet in a file bears for a person of whom a new one gives the reference alone; "" for any other.

    It goes on into the new sheet's mark, so that a reference does not come to another name by way of a sheet without one.
    """
    if not whose.key or whose.name:
        return ""
    mark = mark_in(path)
    mark = opened_mark(mark, secret) if mark is not None else PersonMark()
    return mark.name if not mark.is_older and mark.person == digits_of_person(secret, whose.key) else ""


def marked(pdf: bytes, whose: Whose, secret: bytes, name: str = "") -> bytes:
    """Return a sheet of ours with the mark of whose it is, for a folder with this secret; one that is nobody's as it is.

    `name` are the digits of the name of a person of whom the reference alone is given (`name_held`).
    """
    from handouts.pdf.objects import content_digest
    from handouts.storing.secret import sealed

    if not whose.key:
        return pdf
    start = int(_found(_START, pdf)[1])
    body, table = pdf[:start], pdf[start:]
    before, producer, _ = body.rpartition(b"/Producer(handouts)")  # the information dictionary is the last object
    digits = (digits_of_person(secret, whose.key), digits_of_person(secret, whose.name) or name or "-", sealed(secret, whose.origin))
    body = b"%s%s/For(%s)>>\nendobj\n" % (before, producer, " ".join(digits).encode())
    table = re.sub(rb"(/ID \[<[0-9a-f]{32}><)[0-9a-f]{32}", lambda found: found[1] + content_digest(body).hex().encode(), table)
    return body + _START.sub(b"startxref\n%d\n%%%%EOF\n" % len(body), table)


def marked_locked(pdf: bytes, whose: Whose, secret: bytes, name: str = "") -> bytes:
    """Return a locked sheet of ours with a line that only its folder's secret opens, and that is another each time: whose it is."""
    from secrets import token_hex

    from handouts.storing.secret import sealed

    digits = (digits_of_person(secret, whose.key), digits_of_person(secret, whose.name) or name or "-")
    before, ours, after = pdf.rpartition(OURS)
    return b"%s%%/For(%s)\n%s%s" % (before, sealed(secret, " ".join((token_hex(8), *digits, whose.origin))).encode(), ours, after)


def opened_mark(mark: PersonMark, secret: bytes | None) -> PersonMark:
    """Return the mark of a locked sheet as its folder's secret opens it; any other as it is."""
    from handouts.storing.secret import sealed, unsealed

    text = unsealed(secret, mark.origin) if secret is not None and not mark.person and mark.origin else None
    if secret is None or text is None:
        return mark
    _, person, name, origin = text.split(" ", 3)
    return PersonMark(person, "" if name == "-" else name, sealed(secret, origin))


def _found(what: re.Pattern[bytes], pdf: bytes) -> re.Match[bytes]:
    found = what.search(pdf, max(0, len(pdf) - TAIL_BYTES))
    assert found is not None
    return found


def mark_of_sheet(pdf: bytes) -> PersonMark | None:
    """Return the mark in the bytes of a sheet; None where it is nobody's, or no sheet of ours."""
    if is_locked(pdf):
        sealed = _OF_LOCKED.search(pdf, max(0, len(pdf) - _FAR_TAIL_BYTES))
        return PersonMark(origin=sealed[1].decode() if sealed else "")
    found = list(_FOR.finditer(pdf))
    if not found or found[-1][1] is None:
        return None
    return mark_of_info(found[-1][2].decode())


def mark_of_info(said: str) -> PersonMark:
    """Return the mark that the information dictionary of a sheet gives (`/For`)."""
    person, name, origin, *_ = (*("" if one == "-" else one for one in said.split()), "", "", "")
    return PersonMark(person, name, origin)


def mark_in(path: Path) -> PersonMark | None:
    """Return the mark in a sheet's file; None where it is nobody's, or cannot be read."""
    try:
        return mark_of_sheet(path.read_bytes())
    except OSError:
        return None


def is_marked_for(mark: PersonMark | None, text: str, secret: bytes | None) -> bool:
    """Return whether a sheet is marked with a reference or name, as the person or the name on it; `secret` is its folder's, if any."""
    if mark is None or not mark.person or not text:
        return False
    if mark.is_older:
        return older_digits(text) in (mark.person, mark.name)
    return secret is not None and digits_of_person(secret, text) in (mark.person, mark.name)


def has_mark_of(mark: PersonMark | None, whose: Whose, secret: bytes) -> bool:
    """Return whether a sheet has just the mark that it would be given now, whatever it was made from."""
    if mark is None or not whose.key:
        return mark is None and not whose.key
    return not mark.is_older and mark.person == digits_of_person(secret, whose.key) and mark.name in _names_of(mark, whose, secret)


def _names_of(mark: PersonMark, whose: Whose, secret: bytes) -> tuple[str, ...]:
    """Return the digits of the name that a sheet of a person may have: its own; for one without, any that it held before."""
    return (digits_of_person(secret, whose.name),) if whose.name else ("", mark.name)


def refuse_another_s(path: Path, mine: Whose, shown: str, instead: str, made: bytes = b"") -> None:
    """Raise HandoutError where a sheet would be written over another person's; both origins are named, `instead` says what to do.

    Of two people of one name without a reference, only the file that both sheets are made from, or that both are the same (`made` is the
    new one), tells that they are one.
    """
    pdf = _bytes_in(path)
    theirs = _another_s(pdf, path, mine, made)
    if theirs:
        raise HandoutError.of(f"{theirs}: {instead}, or add --force", shown)
    if _HOLDS_A_PATIENT.search(pdf):
        raise HandoutError.of(f"is a print run that holds patients' sheets: {instead}, or add --force", shown)


def refuse_a_patient_s(path: Path, what: str, shown: str, *, over_print_runs: bool = False) -> None:
    """Raise HandoutError where something that is nobody's sheet would be written over a patient's; `what` says what it is."""
    pdf = _bytes_in(path)
    mark = mark_of_sheet(pdf)
    if mark is not None:
        raise HandoutError.of(
            f"{_whose_it_is(*_opened(mark, path))}; {what} is no sheet of theirs: choose another name, or add --force", shown
        )
    if not over_print_runs and _HOLDS_A_PATIENT.search(pdf):
        raise HandoutError.of(f"is a print run that holds patients' sheets; {what} is none: choose another name, or add --force", shown)


def _bytes_in(path: Path) -> bytes:
    """Return what a file holds; nothing where it is not there or cannot be read."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def _opened(mark: PersonMark, path: Path) -> tuple[PersonMark, str | None]:
    """Return a mark as its folder's secret opens it, and what the sheet was made from; None where that cannot be told."""
    from handouts.storing.secret import secret_in, unsealed

    secret = secret_in(path.parent)
    mark = opened_mark(mark, secret)
    return mark, unsealed(secret, mark.origin) if secret is not None and mark.origin else None


def _another_s(pdf: bytes, path: Path, mine: Whose, made: bytes) -> str:
    """Return why a sheet that is there may be another person's; "" where there is none, or it is nobody's or surely the same person's."""
    mark = mark_of_sheet(pdf)
    if mark is None:
        return ""
    from handouts.storing.secret import secret_in

    mark, origin = _opened(mark, path)
    if not is_one_s_own(mark, mine, secret_in(path.parent)):
        return f"{_whose_it_is(mark, origin)}; {_shown(mine.origin)} is not for that person"
    if not mine.is_by_name or (origin and _file_of(origin) == _file_of(mine.origin) != "") or is_same_sheet(pdf, made):
        return ""
    source = f"from {_shown(origin)}" if origin is not None else "by an older version of this program"
    same = f"nobody can tell whether {_shown(mine.origin)} is for the same one"
    return f"was made {source}, for a patient of this name without a reference, and {same}; give each a reference (patient: reference)"


def is_same_sheet(there: bytes, made: bytes) -> bool:
    """Return whether a sheet that is there says just what one says that is made now."""
    from handouts.pdf.fingerprint import identity_of

    identity = identity_of(there) if made else None
    return identity is not None and identity == identity_of(made)


def _file_of(origin: str) -> str:
    """Return the plan or table that a sheet is made from; what no file says, such as the words of a command, is nothing to go by."""
    file = _ROW.sub("", origin)
    return file if Path(file).is_absolute() else ""


def is_one_s_own(there: PersonMark, mine: Whose, secret: bytes | None) -> bool:
    """Return whether a sheet is surely for the person of one that is made now; of one reference with two names nobody can say."""
    if not there.person or not mine.key or (secret is None and not there.is_older):
        return False
    ways = older_digits if there.is_older else lambda text: digits_of_person(secret or b"", text)
    name = ways(mine.name)
    return there.person == ways(mine.key) and (not there.name or not name or there.name == name)


def _whose_it_is(there: PersonMark, origin: str | None) -> str:
    if origin is not None:
        return f"was made for another person, from {_shown(origin)}"
    if there.is_older:
        return "was made for another person, by an older version of this program"
    return "is a patient's sheet, and was made elsewhere" if there.person else "is a patient's sheet, and does not say whose"


def _shown(origin: str) -> str:
    """Return what a sheet is made from as messages show it."""
    from handouts.reading.folders import shown_path

    return f"'{shown_path(Path(origin))}'" if origin else "this one"
