"""What was answered before to the same question about the same files: a section sheet, a list.

A question is a command with its choices; its key is a digest of these, of the program, and of every file the answer may have been made
from, byte for byte: the built-in content and layouts, and the clinic's. A question that may be about a patient has no key: one with a
plan file, with any text that the clinician writes, or about a pack of the clinic's, which may be one patient's. Answers are kept in the
user's cache folder.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from handouts.errors import Problem
from handouts.pdf.person import NOBODYS, Whose
from handouts.reading.builtin import builtin_folder
from handouts.reading.folders import is_yaml, may_be_pack, yaml_files
from handouts.storing.snapshots import fingerprint, remembered
from handouts.storing.values import dataclass

_PACKS = "packs"
_NOT_PRIVATE = ("exercises", "topics", "order", "layout", "paper", "ink", "language", "bilingual", "pen", "log_weeks", "side")


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished sheet, how many pages it has, what the clinician should know of it, and whose it is."""

    pdf: bytes
    page_count: int
    notes: tuple[Problem, ...]
    whose: Whose = NOBODYS


def section_sheet(what: str, chosen: Mapping[str, Any], clinic: Path | None, make: Callable[[], Finished]) -> Finished:
    """Return the sheet that was asked for: a section sheet as it was made before, where nothing has changed; else made by `make`."""
    return remembered(lambda: _section_key(what, chosen, clinic), make, _as_bytes, _from_bytes)


def text_answer(command: str, choices: Mapping[str, Any], clinic: Path | None, tell: Callable[[], str]) -> str:
    """Return what a command prints for its choices, as it was told before where nothing has changed."""
    return remembered(lambda: _key(command, choices, clinic), tell, str.encode, bytes.decode)


def default_name(what: str, digits: str = "") -> str:
    """Return the file a sheet is written to when no name is given: hip.pdf, a-runner.pdf; a patient's hip-3fa2c19d04be7a65.pdf."""
    stem = Path(what).stem if is_file_name(what) else what
    return f"{stem}-{digits}.pdf" if digits else f"{stem}.pdf"


def is_file_name(what: str) -> bool:
    """Return whether a word names a plan's file, not a section or a pack."""
    return is_yaml(Path(what)) or "/" in what or "\\" in what


def _section_key(what: str, chosen: Mapping[str, Any], clinic: Path | None) -> str | None:
    """Return the key of a sheet for no patient, or None where it may be one for a patient, or names a file."""
    private = any(value for key, value in chosen.items() if key not in _NOT_PRIVATE)
    if private or is_file_name(what) or is_file_name(chosen.get("layout") or "") or not _is_nobodys(what, clinic):
        return None
    return _key("make", {"what": what, **chosen}, clinic)


def _is_nobodys(what: str, clinic: Path | None) -> bool:
    """Return whether a name is a section or pack of ours, or a section of the clinic's, and surely no pack of the clinic's."""
    ours = builtin_folder("content")
    places = [ours, ours / _PACKS]
    if clinic is not None:
        own = (clinic if os.path.isdir(clinic) else clinic.parent) / "content"  # noqa: PTH112  takes any name
        places.append(own)
        try:
            if any(may_be_pack(path, what) for place in (own, own / _PACKS) for path in yaml_files(place)):
                return False
        except OSError:
            return False
    return any(os.path.isfile(place / f"{what}.yaml") for place in places)  # noqa: PTH113  takes any name


def _key(command: str, choices: Mapping[str, Any], clinic: Path | None) -> str | None:
    """Return the key of a question, or None where its files are too many to look through."""
    today = date.today()  # noqa: DTZ011  texts past their review are said on the clinic's own calendar day
    places = [builtin_folder("content"), builtin_folder("layouts")]
    own = ""
    if clinic is not None:
        own = f"{clinic} {clinic.resolve()} {Path.cwd()}"  # messages say where a file lies from here
        places.append(clinic if clinic.is_dir() else clinic.parent)
    return fingerprint((command, str(today), own, repr(sorted(choices.items()))), places)


def _as_bytes(made: Finished) -> bytes | None:
    """Return a sheet and what is said of it as it is kept, or None where a clinic's pack is spoken of."""
    if any(_PACKS in Path(note.file).parts for note in made.notes):
        return None
    return json.dumps({"pages": made.page_count, "notes": [asdict(note) for note in made.notes]}).encode() + b"\n" + made.pdf


def _from_bytes(kept: bytes) -> Finished:
    """Return a sheet as it was kept."""
    head, _, pdf = kept.partition(b"\n")
    found = json.loads(head)
    return Finished(pdf, found["pages"], tuple(_note(note) for note in found["notes"]))


def _note(kept: dict[str, Any]) -> Problem:
    return Problem(**{**kept, "at": tuple(kept["at"]), "about": tuple(kept["about"])})
