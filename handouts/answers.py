"""What was answered before to the same question about the same files: a section sheet, a list.

A question is a command with its choices; its key is a digest of these, of the program, and of every file the answer may have been made
from, byte for byte: the built-in content and layouts, and the clinic's. A question that may be about a patient has no key: one with a
plan file, or with any text that the clinician writes. Answers are kept in the user's cache folder.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from handouts import cache
from handouts.errors import Problem
from handouts.version import __version__

_PACKAGE = Path(__file__).parent
_NOT_PRIVATE = ("exercises", "topics", "order", "layout", "paper", "ink", "language", "bilingual", "pen", "log_weeks", "side")
_NEVER_READ = ".pdf"
"""Finished sheets, which may lie in a clinic's folder too; a logo may have any name, so all else counts."""
_MOST_FILES, _MOST_BYTES = 500, 20_000_000


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished sheet, how many pages it has, and what the clinician should know of it."""

    pdf: bytes
    page_count: int
    notes: tuple[Problem, ...]


def section_sheet(what: str, chosen: Mapping[str, Any], clinic: Path | None, make: Callable[[], Finished]) -> Finished:
    """Return the sheet that was asked for: a section sheet as it was made before, where nothing has changed; else made by `make`."""
    key = _section_key(what, chosen, clinic)
    known = _recall(key)
    if known is not None:
        head, _, pdf = known.partition(b"\n")
        found = json.loads(head)
        return Finished(pdf, found["pages"], tuple(Problem(**note) for note in found["notes"]))
    made = make()
    notes = [
        {name: getattr(note, name) for name in ("message", "file", "line", "column", "level", "check", "words")} for note in made.notes
    ]
    _keep(key, json.dumps({"pages": made.page_count, "notes": notes}).encode() + b"\n" + made.pdf)
    return made


def text_answer(command: str, choices: Mapping[str, Any], clinic: Path | None, tell: Callable[[], str]) -> str:
    """Return what a command prints for its choices, as it was told before where nothing has changed."""
    key = _key(command, choices, clinic)
    known = _recall(key)
    if known is not None:
        return known.decode()
    told = tell()
    _keep(key, told.encode())
    return told


def default_name(what: str) -> str:
    """Return the file a sheet is written to when no name is given: hip.pdf, a-runner.pdf."""
    stem = Path(what).stem if is_file_name(what) else what
    return f"{stem}.pdf"


def is_file_name(what: str) -> bool:
    """Return whether a word names a plan's file, not a section or a pack."""
    return what.endswith((".yaml", ".yml")) or "/" in what or "\\" in what


def _section_key(what: str, chosen: Mapping[str, Any], clinic: Path | None) -> str | None:
    """Return the key of a sheet for no patient, or None where it may be one for a patient, or names a file."""
    private = any(value for key, value in chosen.items() if key not in _NOT_PRIVATE)
    if private or is_file_name(what) or is_file_name(chosen.get("layout") or ""):
        return None
    return _key("make", {"what": what, **chosen}, clinic)


def _key(command: str, choices: Mapping[str, Any], clinic: Path | None) -> str | None:
    """Return the key of a question, or None where its files are too many to look through."""
    today = date.today()  # noqa: DTZ011  texts past their review are said on the clinic's own calendar day
    digest = hashlib.sha256(repr((__version__, sys.version, today, command, sorted(choices.items()))).encode())
    try:
        for line in _program():
            digest.update(line)
        folders = [_PACKAGE.parent / name for name in ("content", "layouts") if not (_PACKAGE / name).is_dir()]
        if clinic is not None:
            digest.update(f"{clinic} {Path.cwd()}".encode())  # messages say where a file lies from here
            folders.append(clinic if clinic.is_dir() else clinic.parent)
        for data in _contents(folders):
            digest.update(data)
    except (OSError, _TooMuchError):
        return None
    return f"{command}-{digest.hexdigest()[:32]}"


def _recall(key: str | None) -> bytes | None:
    """Return the answer that was kept, or None."""
    return cache.read(key) if key is not None else None


def _keep(key: str | None, answer: bytes) -> None:
    """Keep an answer."""
    if key is not None:
        cache.write(key, answer)


class _TooMuchError(Exception):
    """More files than it takes to make the answer anew."""


def _program() -> Iterator[bytes]:
    """Yield name, size and time of every file of the program, and of the folder its libraries are installed in."""
    libraries = Path(click.__file__).parents[1]
    yield b"%d" % libraries.stat().st_mtime_ns
    for entry in _files(_PACKAGE):
        found = entry.stat()
        yield f"{entry.path} {found.st_size} {found.st_mtime_ns}\n".encode()


def _contents(folders: list[Path]) -> Iterator[bytes]:
    """Yield name and bytes of every file that may be read from the folders. Raises _TooMuchError."""
    count = size = 0
    for folder in folders:
        for entry in _files(folder):
            if entry.name.lower().endswith(_NEVER_READ):
                continue
            count, size = count + 1, size + entry.stat().st_size
            if count > _MOST_FILES or size > _MOST_BYTES:
                raise _TooMuchError
            yield f"{entry.path} {entry.stat().st_size}\n".encode()
            yield Path(entry.path).read_bytes()


def _files(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Yield the files of a folder and the folders in it, in order, without what Python compiled."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        else:
            yield entry
