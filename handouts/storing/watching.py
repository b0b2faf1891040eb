"""Files that somebody edits: a step each time they have changed."""

import contextlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

PAUSE_S = 0.25


def changes(path: Path, pause_s: float = PAUSE_S) -> Iterator[None]:
    """Yield at once, and then whenever the file has other bytes, for ever; a file that is away for a moment is waited for.

    It looks instead of being told: it works on every system and network drive, without another package.
    """
    seen: bytes | None = None
    while True:
        data = seen
        with contextlib.suppress(FileNotFoundError):  # many editors save by writing a new file and renaming it
            data = path.read_bytes()
        if data != seen:
            seen = data
            yield
        time.sleep(pause_s)


def folder_changes(places: Iterable[Path], made: Iterable[str] = (), pause_s: float = PAUSE_S) -> Iterator[None]:
    """Yield at once, and then whenever a file at or below one of the places is new, gone or has been written, for ever.

    PDFs, files of the names in `made` and those whose names begin with a dot do not count: what is made may lie beside what it is
    made from. What changes while the caller is at work counts afterwards.
    """
    paths, ignored = list(places), frozenset(made)
    seen: dict[str, tuple[int, int]] | None = None
    while True:
        now = _stamps(paths, ignored)
        if now != seen:
            seen = now
            yield
        time.sleep(pause_s)


def _stamps(places: Iterable[Path], ignored: frozenset[str]) -> dict[str, tuple[int, int]]:
    """Return time and size of every text file at or below the places, and of pictures beside them."""
    stamps = {}
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            with contextlib.suppress(OSError):
                if path.name not in ignored and path.suffix.lower() != ".pdf" and not path.name.startswith(".") and path.is_file():
                    found = path.stat()
                    stamps[str(path)] = (found.st_mtime_ns, found.st_size)
    return stamps
