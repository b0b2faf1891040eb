"""What was answered before to the same question about the same files: a section sheet, a list.

A question is a command with its choices; its key is a digest of these, of the program, and of every file the answer may have been made
from, byte for byte: the built-in content and layouts, and the clinic's. A question that may be about a patient has no key: one with a
plan file, or with any text that the clinician writes. Answers are kept in the user's cache folder.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handouts.builtin import builtin_folder
from handouts.errors import Problem
from handouts.folders import is_yaml
from handouts.prepared import fingerprint, remembered

_NOT_PRIVATE = ("exercises", "topics", "order", "layout", "paper", "ink", "language", "bilingual", "pen", "log_weeks", "side")


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished sheet, how many pages it has, and what the clinician should know of it."""

    pdf: bytes
    page_count: int
    notes: tuple[Problem, ...]


def section_sheet(what: str, chosen: Mapping[str, Any], clinic: Path | None, make: Callable[[], Finished]) -> Finished:
    """Return the sheet that was asked for: a section sheet as it was made before, where nothing has changed; else made by `make`."""
    return remembered(lambda: _section_key(what, chosen, clinic), make, _as_bytes, _from_bytes)


def text_answer(command: str, choices: Mapping[str, Any], clinic: Path | None, tell: Callable[[], str]) -> str:
    """Return what a command prints for its choices, as it was told before where nothing has changed."""
    return remembered(lambda: _key(command, choices, clinic), tell, str.encode, bytes.decode)


def default_name(what: str, digits: str = "") -> str:
    """Return the file a sheet is written to when no name is given: hip.pdf, a-runner.pdf; with a patient's digits hip-3fa2c1.pdf."""
    stem = Path(what).stem if is_file_name(what) else what
    return f"{stem}-{digits}.pdf" if digits else f"{stem}.pdf"


def is_file_name(what: str) -> bool:
    """Return whether a word names a plan's file, not a section or a pack."""
    return is_yaml(Path(what)) or "/" in what or "\\" in what


def _section_key(what: str, chosen: Mapping[str, Any], clinic: Path | None) -> str | None:
    """Return the key of a sheet for no patient, or None where it may be one for a patient, or names a file."""
    private = any(value for key, value in chosen.items() if key not in _NOT_PRIVATE)
    if private or is_file_name(what) or is_file_name(chosen.get("layout") or ""):
        return None
    return _key("make", {"what": what, **chosen}, clinic)


def _key(command: str, choices: Mapping[str, Any], clinic: Path | None) -> str | None:
    """Return the key of a question, or None where its files are too many to look through."""
    today = date.today()  # noqa: DTZ011  texts past their review are said on the clinic's own calendar day
    places = [builtin_folder("content"), builtin_folder("layouts")]
    own = ""
    if clinic is not None:
        own = f"{clinic} {clinic.resolve()} {Path.cwd()}"  # messages say where a file lies from here
        places.append(clinic if clinic.is_dir() else clinic.parent)
    return fingerprint((command, str(today), own, repr(sorted(choices.items()))), places)


def _as_bytes(made: Finished) -> bytes:
    """Return a sheet and what is said of it as it is kept."""
    names = ("message", "file", "line", "column", "level", "check", "words")
    notes = [{name: getattr(note, name) for name in names} for note in made.notes]
    return json.dumps({"pages": made.page_count, "notes": notes}).encode() + b"\n" + made.pdf


def _from_bytes(kept: bytes) -> Finished:
    """Return a sheet as it was kept."""
    head, _, pdf = kept.partition(b"\n")
    found = json.loads(head)
    return Finished(pdf, found["pages"], tuple(Problem(**note) for note in found["notes"]))
