"""Where a patient is still named after all that could be told apart was removed: looked for in letters, file by file."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from handouts.errors import Problem
from handouts.mail.holdings import draft_in
from handouts.mail.reading import letters_of, pages_of, small
from handouts.reading.folders import shown_path

_MOST_BYTES = 20_000_000
_MOST_TOLD = 3
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
"""How files begin that hold their text packed: office documents and archives."""


def mentions(paths: Iterable[Path], pattern: re.Pattern[str] | None) -> Iterator[Problem]:
    """Yield each line or page that the pattern finds, at most three of a file, and last the files that cannot be looked into."""
    closed: list[Path] = []
    for path in paths:
        found = _places_in(path, pattern)
        if found is None:
            closed.append(path)
        for line, where in (found or ())[:_MOST_TOLD]:
            yield Problem(
                message=f"seems to name this patient{where}; check it yourself", file=shown_path(path), line=line, level="warning"
            )
        if pattern is not None and pattern.search(small(path.stem)):
            yield Problem(message="bears what seems to be this patient's name; check it yourself", file=shown_path(path), level="warning")
    if closed:
        yield Problem(message=f"{_listed(closed)} cannot be looked into; check it yourself", level="warning")


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
        told = enumerate(pages or (), start=1)
        return [(0, f" on page {number}") for number, page in told if pattern and pattern.search(page)] if pages is not None else None
    told = enumerate(letters_of(data).split("\n"), start=1)
    return [(number, "") for number, line in told if pattern and pattern.search(line)]


def _pages_in(path: Path, data: bytes) -> tuple[str, ...] | None:
    """Return the pages of a sheet, or of the one in a draft; of another message its letters."""
    if data.startswith(b"%PDF-"):
        return pages_of(path)
    try:
        return pages_of(draft_in(data)[1])
    except (ValueError, LookupError, AttributeError):
        return (letters_of(data),)


def _listed(paths: list[Path]) -> str:
    shown = [shown_path(path) for path in paths]
    return ", ".join(shown) if len(shown) <= _MOST_TOLD else f"{', '.join(shown[:_MOST_TOLD])} and {len(shown) - _MOST_TOLD} more"
