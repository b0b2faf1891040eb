"""One run at a time in a folder: a small SQLite file that the run holds for as long as it lives.

The system lets go of it when the process dies, however it dies, so there is nothing to clean up after a crash.
"""

import contextlib
import os
import sqlite3
import tempfile
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
    """Hold a folder for one run, and yield its ledger's file. Raises HandoutError when another run holds it, or it cannot be."""
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
            raise HandoutError.of(_why_not(error, folder), str(folder)) from None
        except sqlite3.DatabaseError:
            raise HandoutError.of("was not made by handouts; move it elsewhere", str(folder / LEDGER)) from None
        _clear_parts(folder)
        yield connection
    finally:
        connection.close()


def _why_not(error: sqlite3.OperationalError, folder: Path) -> str:
    """Return why a folder could not be held: another run has it, its drive cannot lock files, or nothing can be written there."""
    if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "cannot be written to"
    if not _locks(folder):
        return "is on a drive that cannot lock files, as some network drives; use a folder on this computer, and copy the sheets afterwards"
    return "another run is using this folder; wait for it, or use another folder"


def _locks(folder: Path) -> bool:
    """Return whether a file of our own, which no other run knows, can be locked there."""
    number, name = tempfile.mkstemp(prefix=".handouts-", suffix=".part", dir=folder)
    os.close(number)
    try:
        with contextlib.closing(sqlite3.connect(name, timeout=0.1, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        return False
    else:
        return True
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink()


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
