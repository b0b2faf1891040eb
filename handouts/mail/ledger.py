"""The ledger of a folder of messages: what is ready, being sent, sent, failed or unknown. SQLite, no name and no address in it.

A message is `sending` from before its text leaves until the server's answer is written down. Found so after a crash, nobody can
say whether it arrived: it becomes `unknown`, and is only sent again when a person says so.
"""

import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from handouts.batch.lock import LEDGER, folder_lock
from handouts.errors import HandoutError

State = Literal["ready", "sending", "sent", "failed", "unknown"]
STATES: tuple[State, ...] = ("ready", "sending", "sent", "failed", "unknown")
_TABLE = """CREATE TABLE IF NOT EXISTS mail (
    key TEXT PRIMARY KEY, person TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', changed REAL NOT NULL)"""


_READY = """INSERT INTO mail (key, person, state, source, changed) VALUES (?, ?, 'ready', ?, ?)
    ON CONFLICT (key) DO UPDATE SET state = 'ready', source = excluded.source, changed = excluded.changed"""
_LIST = "SELECT key, person, state, tries, answer, source, changed FROM mail WHERE source != '' ORDER BY changed, key"
_UPDATE = "UPDATE mail SET state = ?, answer = ?, tries = tries + ?, changed = ? WHERE key = ?"
_FADE = "UPDATE mail SET person = '', source = '', answer = '' WHERE key = ?"
_SETTLE = "UPDATE mail SET state = 'unknown', answer = 'stopped while it was being sent' WHERE state = 'sending'"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the ledger knows it: its key, six digits for the person, its state and what the server last said."""

    key: str
    person: str
    state: State
    tries: int
    answer: str
    source: str
    changed: float


def key_of(address: str, sheet: str) -> str:
    """Return the key of a sheet for a person: the same sheet for the same address has the same key, and is sent once."""
    return hashlib.sha256(f"{address.strip().lower()}\0{sheet}".encode()).hexdigest()[:32]


class Ledger:
    """An open ledger; only `opened` makes one, and it is held by one run at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def state(self, key: str) -> State | None:
        """Return the state of a message; None when the ledger does not know it."""
        found = self._db.execute("SELECT state FROM mail WHERE key = ?", (key,)).fetchone()
        return next((one for one in STATES if found and one == found[0]), None)

    def add(self, key: str, person: str, source: str) -> None:
        """Enter a message as ready, or make it ready again."""
        self._db.execute(_READY, (key, person, source, time.time()))

    def mark(self, key: str, state: State, answer: str = "") -> None:
        """Write down a new state at once; it is on the disk when this returns."""
        tries = 1 if state == "sending" else 0
        self._db.execute(_UPDATE, (state, answer[:200], tries, time.time(), key))

    def entries(self, *states: State) -> list[Entry]:
        """Return the messages in these states (or all), oldest first; not those of which only the key is left."""
        rows = self._db.execute(_LIST).fetchall()
        found = [Entry(*row) for row in rows]
        return [entry for entry in found if not states or entry.state in states]

    def forget(self, keys: list[str]) -> None:
        """Take messages out of the ledger, and their bytes out of its file."""
        self._db.executemany("DELETE FROM mail WHERE key = ?", [(key,) for key in keys])
        self._db.execute("VACUUM")

    def fade(self, keys: list[str]) -> None:
        """Keep nothing of messages but their keys and states, so that they are not sent again."""
        self._db.executemany(_FADE, [(key,) for key in keys])
        self._db.execute("VACUUM")

    def settle(self) -> int:
        """Make `unknown` of what was being sent when an earlier run died; return how many."""
        return self._db.execute(_SETTLE).rowcount


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """Hold a folder and its ledger for one run. Raises HandoutError when another run holds it."""
    with folder_lock(folder) as connection:
        try:
            connection.execute("COMMIT")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(_TABLE)
            ledger = Ledger(connection)
            ledger.settle()
            yield ledger
        except sqlite3.DatabaseError as error:
            raise HandoutError.of(f"cannot be used ({error})", str(folder / LEDGER)) from None
