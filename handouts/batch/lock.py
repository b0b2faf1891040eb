"""One run at a time in a folder: a small SQLite file that the run holds for as long as it lives.

The system lets go of it when the process dies, however it dies, so there is nothing to clean up after a crash.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from handouts.errors import HandoutError

LEDGER = ".handouts.db"
"""The file in a folder that is its lock, and the ledger of what was mailed from it."""
PARTS = ".handouts-*.part"
"""What a write that was killed leaves behind; the next run, which holds the lock, clears it away."""
_MOST_BYTES = 490
"""The longest path of a folder: SQLite takes 512 bytes for a file's whole path, with what it adds to the name while it writes."""


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[sqlite3.Connection]:
    """Hold a folder for one run, and yield its ledger's file. Raises HandoutError when another run holds it, or it cannot be written to."""
    _refuse_long(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = sqlite3.connect(folder / LEDGER, timeout=0.1, isolation_level=None)
    except OSError as error:
        raise HandoutError.of(f"cannot be made: {error.strerror}", str(folder)) from None
    except sqlite3.Error:
        raise HandoutError.of("cannot be written to", str(folder)) from None
    try:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            message = "another run is using this folder; wait for it, or use another folder" if busy else "cannot be written to"
            raise HandoutError.of(message, str(folder)) from None
        except sqlite3.DatabaseError:
            raise HandoutError.of("was not made by handouts; move it elsewhere", str(folder / LEDGER)) from None
        _clear_parts(folder)
        yield connection
    finally:
        connection.close()


def _refuse_long(folder: Path) -> None:
    """Raise HandoutError for a folder in which no ledger can be opened, before it is made."""
    length = len(os.fsencode(os.path.realpath(folder)))
    if length > _MOST_BYTES:
        message = (
            f"is nested too deeply: its full path has {length:,} characters, and {_MOST_BYTES} is the most; choose a folder nearer the top"
        )
        raise HandoutError.of(message, str(folder))


def _clear_parts(folder: Path) -> None:
    for part in folder.glob(PARTS):
        with contextlib.suppress(OSError):
            part.unlink()
