"""The ledger of a folder of messages: what is ready, being sent, sent, failed or unknown. SQLite, no name and no address in it.

A message is `sending` from before its text leaves until the server's answer is written down. Found so after a crash, nobody can
say whether it arrived: it becomes `unknown`, and is only sent again when a person says so.

A message's key is a digest of sheet and address under the folder's secret. A clinic has one ledger, that of its own outbox: drafts may lie
in another folder, but what was sent from any of them stands in the clinic's ledger too, and is not sent again.
"""

import contextlib
import hashlib
import re
import sqlite3
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from handouts.batch.lock import LEDGER, folder_lock
from handouts.batch.tables import read_rows, write_rows
from handouts.errors import HandoutError
from handouts.pdf.person import DIGITS, digits_of_person
from handouts.storing.secret import SECRET, keyed, secret_in, secret_of

State = Literal["ready", "sending", "sent", "failed", "unknown"]
STATES: tuple[State, ...] = ("ready", "sending", "sent", "failed", "unknown")
_TABLE = """CREATE TABLE IF NOT EXISTS mail (
    key TEXT PRIMARY KEY, person TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', changed REAL NOT NULL, origin TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '', marks TEXT NOT NULL DEFAULT '')"""


_READY = """INSERT INTO mail (key, person, name, state, source, origin, changed) VALUES (?, ?, ?, 'ready', ?, ?, ?)
    ON CONFLICT (key) DO UPDATE
    SET state = 'ready', name = excluded.name, source = excluded.source, origin = excluded.origin, changed = excluded.changed"""
_INDEX = "CREATE INDEX IF NOT EXISTS by_person ON mail (person)"
_OTHER_NAME = """SELECT source FROM mail WHERE person = ? AND name NOT IN ('', ?) AND source NOT IN ('', ?) AND state != 'sent'
    AND (origin = '' OR origin != ?) LIMIT 1"""
_LAST_NAME = "SELECT name FROM mail WHERE person = ? AND name != '' ORDER BY changed DESC LIMIT 1"
_LIST = "SELECT key, person, state, tries, answer, source, changed, origin FROM mail WHERE source != '' ORDER BY changed, key"
_UPDATE = "UPDATE mail SET state = ?, answer = ?, tries = tries + ?, changed = ? WHERE key = ?"
_FADE = "UPDATE mail SET person = '', name = '', source = '', origin = '', answer = '', marks = '' WHERE key = ?"
_NOTED = ("ready", "failed")
_LET_GO = "DELETE FROM mail WHERE key = ? AND source = '' AND state = 'sending'"
_NOT_ON_ITS_WAY = "UPDATE mail SET state = ?, answer = ? WHERE key = ? AND state = 'sending'"
_FOLLOW = "UPDATE mail SET state = ?, answer = ?, changed = ? WHERE key = ?"
_GONE_ELSEWHERE = "went from another folder"
_PLACES = """INSERT INTO mail (key, person, state, answer, changed, marks) VALUES (?, '', ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE
    SET state = excluded.state, answer = excluded.answer, changed = excluded.changed, marks = excluded.marks"""
_DESCRIBED = "SELECT key, state, source, changed, marks FROM mail WHERE marks != '' ORDER BY changed, key"
_KEYED, _PERSONS_KEYED = 1, 2
"""The version of a ledger whose keys are keyed, and of one whose digits of persons are too; it was 0 before."""
OLDER_DIGITS = 6
"""How many digits older versions wrote for a person."""
WHO = "who-gets-what.csv"
COLUMNS = ("key", "person", "to", "source", "pages", "layout")
_PUT_BACK = f"put it back from a copy, or move it and {LEDGER} away, and read each list before you send again"
_SETTLE = "UPDATE mail SET state = 'unknown', answer = 'stopped while it was being sent' WHERE state = 'sending'"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the ledger knows it: its key, digits for the person, its state and what the server last said.

    `source` is where it comes from as lists show it, `origin` the whole path of that plan or table ("" where the page made it).
    """

    key: str
    person: str
    state: State
    tries: int
    answer: str
    source: str
    changed: float
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """One message with its marks: its key, state, where it comes from, when it last changed."""

    key: str
    state: State
    source: str
    changed: float
    marks: str


def key_of(address: str, sheet: str) -> str:
    """Return what a sheet for a person is known by: the same for the same sheet and address, however that is written."""
    return hashlib.sha256(f"{address.strip().lower()}\0{sheet}".encode()).hexdigest()[:32]


def draft_path(folder: Path, key: str) -> Path:
    """Return where the draft of a message lies."""
    return folder / f"{key}.eml"


class Ledger:
    """An open ledger; only `opened` makes one, and it is held by one run at a time."""

    def __init__(self, connection: sqlite3.Connection, secret: bytes, clinic: "Ledger | None" = None) -> None:
        self._db = connection
        self._secret = secret
        self._clinic = clinic
        self.gone_elsewhere = self._follow()
        """What was still to be sent from here, and went from another folder of the clinic's, or may have."""

    def _follow(self) -> tuple[Entry, ...]:
        """Take over what the clinic's ledger knows of messages whose drafts lie here: what was sent from elsewhere is not sent again."""
        gone = []
        for entry in self.entries("ready", "failed", "unknown") if self._clinic is not None else ():
            state = self.state(entry.key)
            if state is not None and state != entry.state:
                self._db.execute(_FOLLOW, (state, _GONE_ELSEWHERE, time.time(), entry.key))
                gone.append(replace(entry, state=state))
        return tuple(gone)

    def key_of(self, address: str, sheet: str) -> str:
        """Return the key of a sheet for a person, which only this clinic can work out; the same sheet for the same address is sent once."""
        return keyed(self._clinic._secret if self._clinic is not None else self._secret, key_of(address, sheet))  # noqa: SLF001

    def mark_of(self, text: str, digits: int) -> str:
        """Return digits of a text that are the same in all ledgers of the clinic."""
        return keyed(self._clinic._secret if self._clinic is not None else self._secret, text, digits)  # noqa: SLF001

    def describe(self, key: str, marks: str) -> None:
        """Keep the marks of a message, by which others that are alike are found (handouts.mail.likeness)."""
        self._db.execute("UPDATE mail SET marks = ? WHERE key = ?", (marks, key))

    def described(self) -> list[Described]:
        """Return all messages with marks that the clinic knows, oldest first, each once."""
        own = [Described(*row) for row in self._db.execute(_DESCRIBED).fetchall()]
        keys = {message.key for message in own}
        return own + [message for message in self._clinic.described() if message.key not in keys] if self._clinic is not None else own

    def digits_of(self, text: str) -> str:
        """Return the digits by which lists of this folder call a person, by reference or name."""
        return digits_of_person(self._secret, text)

    def keyed(self, text: str, digits: int) -> str:
        """Return digits of a text that nobody can work out without the folder's secret."""
        return keyed(self._secret, text, digits)

    def state(self, key: str) -> State | None:
        """Return the state of a message, wherever the clinic sent it from; None when no ledger knows it."""
        elsewhere = self._clinic.state(key) if self._clinic is not None else None
        if elsewhere in ("sent", "unknown"):
            return elsewhere
        found = self._db.execute("SELECT state FROM mail WHERE key = ?", (key,)).fetchone()
        return next((one for one in STATES if found and one == found[0]), None)

    def add(self, key: str, person: str, source: str, origin: str = "", *, name: str = "") -> None:
        """Enter a message as ready, or make it ready again; `person` and `name` are digits."""
        self._db.execute(_READY, (key, person, name, source, origin, time.time()))

    def of_other_name(self, person: str, name: str, source: str, origin: str) -> str:
        """Return where a message comes from that is still to be sent to the same person under another name, and not made anew here."""
        found = self._db.execute(_OTHER_NAME, (person, name, source, origin)).fetchone() if name else None
        return str(found[0]) if found else ""

    def unsent_of(self, person: str) -> list[str]:
        """Return the keys of what was made for a person and not sent yet."""
        found = self._db.execute("SELECT key FROM mail WHERE person = ? AND state IN ('ready', 'failed')", (person,)).fetchall()
        return [str(key) for (key,) in found] if person else []

    def name_of(self, person: str) -> str:
        """Return digits of the name under which a person was last written to: a reference keeps it, though it comes without one."""
        found = self._db.execute(
            "SELECT name FROM mail WHERE person = ? AND name != '' ORDER BY changed DESC LIMIT 1", (person,)
        ).fetchone()
        return str(found[0]) if found else ""

    def names_of(self, persons: Collection[str]) -> set[str]:
        """Return digits of the names under which people were written to, those with their reference."""
        found = self._db.execute("SELECT person, name FROM mail WHERE name != ''").fetchall()
        return {name for person, name in found if person in persons}

    def persons_of(self, names: Collection[str]) -> set[str]:
        """Return digits of the people who were written to under one of these names."""
        found = self._db.execute("SELECT person, name FROM mail WHERE name != ''").fetchall()
        return {person for person, name in found if name in names}

    def name_in(self, key: str) -> str:
        """Return digits of the name that a message is for; "" where it is not known."""
        found = self._db.execute("SELECT name FROM mail WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

    def mark(self, key: str, state: State, answer: str = "") -> None:
        """Write down a new state at once; it is on the disk when this returns."""
        tries = 1 if state == "sending" else 0
        self._db.execute(_UPDATE, (state, answer[:200], tries, time.time(), key))
        if self._clinic is not None:
            (marks,) = self._db.execute("SELECT marks FROM mail WHERE key = ?", (key,)).fetchone() or ("",)
            self._clinic.note(key, state, answer, marks)

    def note(self, key: str, state: State, answer: str, marks: str) -> None:
        """Write down what became of a message whose draft lies in another folder; one that is not on its way any more is forgotten.

        One that was sent, or may have been, stays so whatever another folder says.
        """
        if state in _NOTED:
            self._db.execute(_LET_GO, (key,))
            self._db.execute(_NOT_ON_ITS_WAY, (state, answer[:200], key))
        else:
            self._db.execute(_PLACES, (key, state, answer[:200], time.time(), marks))

    def send_anyway(self, key: str) -> None:
        """Make ready what may have arrived, since a person says so; where the clinic's ledger knows it from here alone, there too."""
        self.mark(key, "ready")
        if self._clinic is not None:
            self._clinic._db.execute("DELETE FROM mail WHERE key = ? AND source = '' AND state = 'unknown'", (key,))  # noqa: SLF001

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
def opened(folder: Path, clinic_outbox: Path | None = None) -> Iterator[Ledger]:
    """Hold a folder's ledger for one run, and with it that of the clinic's own outbox. Raises HandoutError when another run holds one."""
    with contextlib.ExitStack() as held:
        clinic = None
        if clinic_outbox is not None and clinic_outbox.resolve() != folder.resolve():
            clinic = held.enter_context(_opened(clinic_outbox, None))
        yield held.enter_context(_opened(folder, clinic))


@contextlib.contextmanager
def _opened(folder: Path, clinic: Ledger | None) -> Iterator[Ledger]:
    with folder_lock(folder) as connection:
        try:
            connection.execute("COMMIT")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(_TABLE)
            _add_columns(connection)
            connection.execute(_INDEX)
            secret = _secret_of(connection, folder)
            _key_older(connection, folder, secret)
            _key_persons(connection, folder, secret)
            ledger = Ledger(connection, secret, clinic)
            ledger.settle()
            yield ledger
        except sqlite3.DatabaseError as error:
            raise HandoutError.of(f"cannot be used ({error})", str(folder / LEDGER)) from None


def _secret_of(connection: sqlite3.Connection, folder: Path) -> bytes:
    """Return the secret of a ledger. Raises HandoutError where another was put in its place, or it is lost: no key would be known again."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (rows,) = connection.execute("SELECT COUNT(*) FROM mail").fetchone()
    is_keyed = version >= _KEYED and rows > 0
    if is_keyed and secret_in(folder) is None:
        raise HandoutError.of(f"is missing, so that nobody can tell what was sent; {_PUT_BACK}", str(folder / SECRET))
    secret = secret_of(folder)
    mark = keyed(secret, "the secret of this ledger")
    connection.execute("CREATE TABLE IF NOT EXISTS secret (mark TEXT NOT NULL)")
    known = connection.execute("SELECT mark FROM secret").fetchone()
    if is_keyed and known is not None and known[0] != mark:
        raise HandoutError.of(
            f"is another than this ledger was kept with, so that nobody can tell what was sent; {_PUT_BACK}", str(folder / SECRET)
        )
    if known is None or known[0] != mark:
        connection.execute("BEGIN")
        connection.execute("DELETE FROM secret")
        connection.execute("INSERT INTO secret VALUES (?)", (mark,))
        connection.execute("COMMIT")
    return secret


def _add_columns(connection: sqlite3.Connection) -> None:
    """Give a ledger of an older version the columns that it lacks."""
    there = {column[1] for column in connection.execute("PRAGMA table_info(mail)")}
    for column in {"origin", "name", "marks"} - there:
        connection.execute(f"ALTER TABLE mail ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def _key_older(connection: sqlite3.Connection, folder: Path, secret: bytes) -> None:
    """Key what an older version of the program wrote without a secret: ledger, drafts and list; what was stopped goes on next time."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version >= _KEYED:
        return
    new = {key: keyed(secret, key) for (key,) in connection.execute("SELECT key FROM mail").fetchall()}
    for before, now in new.items():
        with contextlib.suppress(FileNotFoundError):
            draft_path(folder, before).rename(draft_path(folder, now))
    rows = read_rows(folder / WHO, COLUMNS)
    if new and rows is not None:
        write_rows(folder / WHO, COLUMNS, [{**row, "key": new.get(row["key"], row["key"])} for row in rows])
    connection.execute("BEGIN")
    connection.executemany("UPDATE mail SET key = ? WHERE key = ?", [(now, before) for before, now in new.items()])
    connection.execute(f"PRAGMA user_version = {_KEYED}")
    connection.execute("COMMIT")
    connection.execute("VACUUM")


def _key_persons(connection: sqlite3.Connection, folder: Path, secret: bytes) -> None:
    """Key the six digits by which an older version called persons, in the ledger and in the list of who gets what."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version >= _PERSONS_KEYED:
        return
    rows = read_rows(folder / WHO, COLUMNS)
    if rows is not None:
        write_rows(folder / WHO, COLUMNS, [{**row, "person": older_person(secret, row["person"])} for row in rows])
    persons = {person for (person,) in connection.execute("SELECT person FROM mail").fetchall()}
    connection.execute("BEGIN")
    changed = [(older_person(secret, person), person) for person in persons]
    connection.executemany("UPDATE mail SET person = ? WHERE person = ?", changed)
    connection.execute(f"PRAGMA user_version = {_PERSONS_KEYED}")
    connection.execute("COMMIT")
    connection.execute("VACUUM")


def older_person(secret: bytes, digits: str) -> str:
    """Return how a folder calls a person of whom an older version wrote these six digits; they are kept once they are so."""
    return f"o{keyed(secret, digits, DIGITS)}" if re.fullmatch(rf"[0-9a-f]{{{OLDER_DIGITS}}}", digits) else digits
