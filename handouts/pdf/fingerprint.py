"""What a sheet was made from, as a digest that stands in the file: so a batch knows which sheets are done, and which are out of date.

The digest is the first of the two identifiers in a PDF's trailer; the second is that of the bytes, so a damaged file is not taken
for a whole one. Nothing of a patient can be read from either.
"""

import hashlib
import re
from dataclasses import fields, replace
from pathlib import Path

from handouts.layout.layout import Layout
from handouts.library.language.phrases import Phrases
from handouts.library.logo import Logo
from handouts.library.signs.chosen import WarningSigns
from handouts.pdf.objects import content_digest
from handouts.plans.exercises import PlannedExercise
from handouts.plans.resolve import Handout
from handouts.sheet.compose.cards import panels_of
from handouts.sheet.place.style import Printing
from handouts.storing.memo import memo
from handouts.storing.version import __version__

IDENTITY_BYTES = 16
_APART = ("clinic", "plan", "items", "notes")
_SAID_ELSEWHERE = frozenset(
    (
        "section", "pack", "leave_out", "exercises", "side", "topics", "equipment", "flags", "pain", "cleared", "layout", "paper",
        "language", "ink", "figures", "return_to_run", "gentle_first", "bilingual", "order",
    )
)  # fmt: skip
"""What of a plan is not printed, or stands among the other parts in its final form; a new field counts until it stands here."""
_TAIL_BYTES = 2048
_TRAILER = re.compile(
    rb"trailer\n<<\n/ID \[<([0-9a-f]{32})><([0-9a-f]{32})>\]\n/Info (\d+) 0 R\n/Root (\d+) 0 R\n/Size (\d+)\n>>\n"
    rb"startxref\n(\d+)\n%%EOF\n\Z"
)


def identity(handout: Handout, layout: Layout, printing: Printing) -> bytes:
    """Return 16 bytes that change whenever anything a sheet is made from does: words, doses, pictures, layout, printing, program."""
    said = [_known(getattr(handout, field.name)) for field in fields(handout) if field.name not in _APART]
    clinic, plan, patient = handout.clinic, handout.plan, handout.plan.patient
    plan = replace(plan, patient=replace(patient, email=None, email_ok=None) if patient is not None else None)
    parts = (
        __version__,
        *said,
        *(getattr(plan, field.name) for field in fields(plan) if field.name not in _SAID_ELSEWHERE),
        # what is left out of the facts here is not printed, or stands among the other parts in its final form
        replace(clinic.facts, doses={}, review_weeks=None, layout="cards", paper=None, logo=None, mail=None, checks={}),
        _pixels(clinic.logo),
        *map(_of_item, handout.items),
        _known(layout),
        printing,
    )
    return hashlib.sha256(repr(parts).encode()).digest()[:IDENTITY_BYTES]


_LONG = (Phrases, WarningSigns, Layout)
"""What stands on many sheets and is long to write out."""


def _known(value: object) -> object:
    """Return the digest of what stands on many sheets, and anything else as it is."""
    return _digest_of(value) if isinstance(value, _LONG) else value


@memo(1000, by_identity=("value",))
def _digest_of(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


@memo(1000, by_identity=("item",), own=lambda item: item.is_own)
def _of_item(item: PlannedExercise) -> str:
    """Return what an exercise says and shows, as a digest."""
    said = (item, _pixels(item.picture), _digest_of(panels_of(item)))
    return hashlib.sha256(repr(said).encode()).hexdigest()


@memo(200, by_identity=("logo",))
def _pixels(logo: Logo | None) -> str:
    return f"{logo.width_px} x {logo.height_px} {hashlib.sha256(logo.rgb).hexdigest()}" if logo is not None else ""


def identity_in(path: Path) -> bytes | None:
    """Return the identity in a finished sheet; None when there is no file, or it is not a whole one of ours."""
    try:
        return identity_of(path.read_bytes())
    except OSError:
        return None


def identity_of(data: bytes) -> bytes | None:
    """Return the identity in the bytes of a finished sheet; None when they are not a whole one of ours."""
    trailer = _TRAILER.search(data, max(0, len(data) - _TAIL_BYTES))
    if trailer is None:
        return None
    info, root, size, start = (int(trailer[at]) for at in range(3, 7))
    whole = content_digest(data[:start]).hex() == trailer[2].decode() and (info, root) == (size - 1, size - 2)
    return bytes.fromhex(trailer[1].decode()) if whole and _is_table(data, start, size, trailer.start()) else None


def _is_table(data: bytes, start: int, size: int, end: int) -> bool:
    """Return whether the cross-reference table, which the digest does not cover, leads to each object."""
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    rows = data[start + len(head) : end]
    if not data.startswith(head, start) or len(rows) != 20 * (size - 1):
        return False
    for number in range(1, size):
        row = rows[20 * (number - 1) : 20 * number]
        if not row[:10].isdigit() or row[10:] != b" 00000 n \n" or not data.startswith(b"%d 0 obj\n" % number, int(row[:10])):
            return False
    return True
