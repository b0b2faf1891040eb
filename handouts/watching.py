"""A file that somebody edits: a step now, and again each time it has changed."""

import contextlib
import time
from collections.abc import Iterator
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
