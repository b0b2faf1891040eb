"""Where a patient is still named after all that could be told apart was removed: looked for in letters, file by file."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from handouts.errors import Problem
from handouts.mail.holdings import draft_in
from handouts.mail.places import Places, listed, shown_link
from handouts.mail.reading import letters_of, pages_of
from handouts.mail.spelling import plain
from handouts.reading.folders import shown_path

_MOST_BYTES = 20_000_000
_MOST_TOLD = 3
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
"""How files begin that hold their text packed: office documents and archives."""


def mentions(paths: Iterable[Path], pattern: re.Pattern[str] | None, what: str = "seems to name this patient") -> Iterator[Problem]:
    """Yield each line or page that the pattern finds, at most three of a file, and last the files that cannot be looked into."""
    closed: list[Path] = []
    for path in paths:
        found = _places_in(path, pattern)
        if found is None:
            closed.append(path)
        for line, where in (found or ())[:_MOST_TOLD]:
            yield Problem(message=f"{what}{where}; check it yourself", file=shown_path(path), line=line, level="warning")
    if closed:
        yield Problem(message=f"{listed(closed)} cannot be looked into; check it yourself", level="warning")


def named_after(places: Places, files: Iterable[Path], pattern: re.Pattern[str] | None) -> Iterator[Problem]:
    """Yield the files, folders and links that are still there and are called after the patient, and the links that lead to what is."""
    kinds = {"folder": places.folders.values(), "link": places.links, "file": files}
    for kind, paths in kinds.items():
        for path in paths:
            if pattern is None or not os.path.lexists(path):
                continue
            called = [path.resolve().name] if kind == "folder" else [path.name, *([str(path.readlink())] if kind == "link" else [])]
            if any(pattern.search(_apart(one)) for one in called):
                shown = shown_link(path) if kind == "link" else shown_path(path)
                yield Problem(message=f"is a {kind} that bears what seems to be this patient's name; see to it yourself", file=shown)


def _apart(name: str) -> str:
    """Return a name of a file with its words apart, as the pattern finds words."""
    return plain(re.sub(r"[._/\\]+", " ", name))


def _places_in(path: Path, pattern: re.Pattern[str] | None) -> list[tuple[int, str]] | None:
    """Return the lines or pages of a file that the pattern finds; None where it cannot be looked into."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else _PACKED[0]
    except OSError:
        return None
    if data.startswith(_PICTURES):
        return []
    if data.startswith(_PACKED):
        return None
    if data.startswith(b"%PDF-") or path.suffix.lower() == ".eml":
        pages = _pages_in(path, data)
        if pages is None:
            return None
        told = enumerate(pages, start=1)
        return [(0, f" on page {number}") for number, page in told if pattern and pattern.search(plain(page))]
    told = enumerate(plain(letters_of(data)).split("\n"), start=1)
    return [(number, "") for number, line in told if pattern and pattern.search(line)]


def _pages_in(path: Path, data: bytes) -> tuple[str, ...] | None:
    """Return the pages of a sheet, or of the one in a draft; of another message its letters."""
    if data.startswith(b"%PDF-"):
        return pages_of(path)
    try:
        return pages_of(draft_in(data)[1])
    except (ValueError, LookupError, AttributeError):
        return (letters_of(data),)
