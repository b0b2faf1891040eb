"""A folder of messages on their way: drafts (.eml), who gets which, and the ledger; made first, sent only when a person says so.

A draft holds the address and the sheet, so it is kept only until it is sent and cleaned away. What is shown on the terminal
carries neither: a row or file, digits of the person, and the domain of the address.
"""

import contextlib
import csv
import email
import email.policy
import io
import re
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from handouts.batch.jobs import Job
from handouts.batch.tables import drop_rows, read_rows, safe_cell, take_away
from handouts.batch.work import Content
from handouts.errors import HandoutError, NoRoomError, Problem
from handouts.handout import Prepared, finish, prepare
from handouts.mail.ledger import COLUMNS, WHO, Entry, Ledger, State, draft_path
from handouts.mail.likeness import marks_of
from handouts.mail.message import Letter, message_of, sender_of
from handouts.mail.post import PAUSES_S, Pace, Post, Posted
from handouts.mail.spelling import alike
from handouts.pdf.encryption import encrypt, new_passphrase
from handouts.pdf.ending import is_locked
from handouts.plans.duplicates import ONE_REFERENCE, person_of
from handouts.plans.plan import Patient, Plan
from handouts.reading.yamlfile import folded
from handouts.storing.output import write_whole

_GONE = "its draft is gone or was changed; make it again with handouts email"
_NOT_MEANT = "its plan or the content has changed, or the patient no longer agrees to e-mail"
_NO_SOURCE = "its source is gone; make the draft again from the list you have"
_OTHER_LOCK = {
    True: "its draft is locked with words you were told; add --encrypt to send it as it is, or --anew to make it again without a lock",
    False: "its draft is not locked; add --anew to make it again with a lock, or leave --encrypt out",
}
_LOCKED_BEFORE = (
    "an earlier draft for this patient is locked, and this one would not be; add --encrypt to lock it too, or --anew to leave it open"
)
HELD: dict[State, str] = {
    "sent": "was sent before",
    "failed": "failed before; handouts outbox --retry sends it again",
    "unknown": "may have been sent before; see handouts outbox",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is ready: its key, digits of the person, whom it goes to, what it is made from; words if it was locked now.

    With `kept`, it was locked by an earlier run and is sent as it is: the words that were told then open it.
    """

    key: str
    person: str
    address: str
    source: str
    pages: int
    layout: str
    passphrase: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether drafts are locked; with `anew`, also those that an earlier run made otherwise, or whose words were lost."""

    on: bool
    anew: bool = False


@dataclass(frozen=True, slots=True)
class UnsentSheet:
    """A sheet that is not mailed, and why; its key and state, where that is for what the ledger knows of it."""

    source: str
    reason: str
    key: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What drafts are written with and into; `seen` fills with the keys of this run, and what each was made from."""

    content: Content
    folder: Path
    ledger: Ledger
    lock: Lock
    seen: dict[str, str]


def drafts(jobs: Iterable[Job], content: Content, folder: Path, ledger: Ledger, lock: Lock) -> Iterator[Draft | UnsentSheet]:
    """Write a draft for every plan with an address and a consent, and enter it in the ledger; yield each, or why there is none."""
    desk = _Desk(content, folder, ledger, lock, {})
    for job in jobs:
        held = _reason_to_hold(job, content)
        if held:
            yield UnsentSheet(job.source, held)
            continue
        try:
            yield _draft(job, desk)
        except (NoRoomError, sqlite3.Error):
            raise
        except HandoutError as error:
            yield UnsentSheet(job.source, "; ".join(problem.sentence for problem in error.problems))
        except Exception as error:  # noqa: BLE001  one sheet's internal error must not stop the others; its text may quote a patient
            yield UnsentSheet(job.source, f"internal error ({type(error).__name__}); please report it. 'handouts make' shows where")


def _reason_to_hold(job: Job, content: Content) -> str:
    patient, mail = job.plan.patient, content.clinic.facts.mail
    if patient is None or patient.email is None:
        return "has no e-mail address (patient: email)"
    if patient.email_ok is None:
        return "has no date on which the patient agreed to e-mail (email_ok)"
    if patient.email_ok > date.today():  # noqa: DTZ011  the clinic's own calendar day
        return f"the patient agrees to e-mail from {patient.email_ok} only (email_ok), which is in the future"
    sender = sender_of(content.clinic.facts)
    if mail is not None and mail.domain is not None and not _is_in(sender, mail.domain):
        raise HandoutError.of(f"the clinic sends from {sender}, outside its domain {mail.domain}; correct one of them in clinic.yaml")
    return ""


def _is_in(sender: str, domain: str) -> bool:
    host = sender.rpartition("@")[2].lower()
    return host == domain.lower() or host.endswith(f".{domain.lower()}")


def _draft(job: Job, desk: _Desk) -> Draft | UnsentSheet:
    content, patient = desk.content, job.plan.patient
    assert patient is not None
    assert patient.email is not None
    prepared = _prepared(job, content)
    key, state = _known(job, prepared, desk.ledger)
    if key in desk.seen:
        return UnsentSheet(job.source, f"is the same sheet for the same address as {desk.seen[key]}", key)
    desk.seen[key] = job.source
    path = draft_path(desk.folder, key)
    if state in HELD and not (state == "failed" and not path.is_file()):
        return UnsentSheet(job.source, HELD[state], key, state)
    person = desk.ledger.digits_of(person_of(job.plan))
    name = desk.ledger.digits_of(patient.name or "") or desk.ledger.name_of(person)
    other = desk.ledger.of_other_name(person, name, job.source, _origin(job.source))
    if other:
        return UnsentSheet(job.source, ONE_REFERENCE.format(other), key)
    was_locked = _is_locked(path) if state == "ready" and not desk.lock.anew else None
    refused = _other_lock(was_locked, person, key, desk)
    if refused is not None:
        return UnsentSheet(job.source, *refused)
    if was_locked and desk.ledger.name_in(key) in ("", name):
        desk.ledger.add(key, person, job.source, _origin(job.source), name=name)
        desk.ledger.describe(key, marks_of(patient, desk.ledger))
        return _as_told(Draft(key, person, patient.email, job.source, 0, job.layout, kept=True), desk.folder)
    message, pages, passphrase = _message(prepared, Letter(patient.email, key, b"", locked=desk.lock.on), content)
    desk.ledger.add(key, person, job.source, _origin(job.source), name=name)
    desk.ledger.describe(key, marks_of(patient, desk.ledger))
    write_whole(path, message, path.name)
    return Draft(key, person, patient.email, job.source, pages, job.layout, passphrase)


def _other_lock(was_locked: bool | None, person: str, key: str, desk: _Desk) -> tuple[str, str] | None:  # noqa: FBT001
    """Return why a draft would change its lock, and the key of the draft that stays; an earlier sheet's draft counts as well."""
    if was_locked is not None:
        return (_OTHER_LOCK[was_locked], key) if was_locked != desk.lock.on else None
    if desk.lock.on or desk.lock.anew:
        return None
    locked = next((one for one in desk.ledger.unsent_of(person) if _is_locked(draft_path(desk.folder, one))), None)
    return (_LOCKED_BEFORE, locked) if locked is not None else None


def _origin(source: str) -> str:
    """Return the whole path of the plan or table that a draft is made from; nothing where there is no file."""
    path = Path(source)
    file = path if path.is_file() else Path(source.rpartition(":")[0])
    return str(file.resolve()) if source and file.is_file() else ""


def _is_locked(path: Path) -> bool | None:
    """Return whether the sheet of a draft is locked; None where there is no draft, or none that can be read."""
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
        (sheet,) = [part.get_content() for part in message.iter_attachments()]
    except (OSError, ValueError, LookupError, AttributeError):
        return None
    return isinstance(sheet, bytes) and is_locked(sheet)


def _as_told(draft: Draft, folder: Path) -> Draft:
    """Return a draft of an earlier run with the pages and layout that the list of that run gives."""
    row = next((row for row in read_rows(folder / WHO, COLUMNS) or () if row["key"] == draft.key), None)
    return replace(draft, pages=int(row["pages"]), layout=row["layout"]) if row is not None and row["pages"].isdecimal() else draft


def _known(job: Job, prepared: Prepared, ledger: Ledger) -> tuple[str, State | None]:
    """Return the key by which the ledger knows a plan's sheet for the patient's address, or will know it, and its state."""
    key, older = _keys_of(job, prepared, ledger)
    before = ledger.state(older)
    return (older, before) if before in ("sent", "unknown") else (key, ledger.state(key))


def _keys_of(job: Job, prepared: Prepared, ledger: Ledger) -> tuple[str, str]:
    """Return the key of a plan's sheet for the patient's address, and the one of older versions, to whom a spelling was a name."""
    patient = job.plan.patient
    assert patient is not None
    assert patient.email is not None
    typed = replace(patient, email=None, email_ok=None)
    same = replace(typed, name=alike(typed.name or "") or typed.name, reference=folded(typed.reference or "") or None)
    key, older = (ledger.key_of(patient.email, _sheet(job.plan, one, prepared)) for one in (same, typed))
    return key, older


def _sheet(plan: Plan, patient: Patient, prepared: Prepared) -> str:
    """Return what makes it the same sheet: what the plan says and the content's version; not how it looks, is mailed or was made."""
    said = replace(plan, patient=patient, layout=None, paper=None, ink="colour", figures=None)
    return f"{_said(said)} {prepared.handout.doc.version} {prepared.handout.content_hash}"


def _said(value: object) -> object:
    """Return what a plan says, without what it leaves open, so that a new key of plans changes no old one."""
    if is_dataclass(value) and not isinstance(value, type):
        held = ((field, getattr(value, field.name)) for field in fields(value))
        return [(field.name, _said(one)) for field, one in held if one != field.default]
    return [_said(one) for one in value] if isinstance(value, tuple) else value


def _message(prepared: Prepared, letter: Letter, content: Content) -> tuple[bytes, int, str]:
    """Return the message of a sheet, its pages, and its passphrase (or nothing)."""
    made = finish(prepared)
    pdf, passphrase = made.pdf, ""
    if letter.locked:
        passphrase = new_passphrase()
        pdf = encrypt(made.pdf, passphrase)
    message = message_of(replace(letter, pdf=pdf), content.clinic.facts, prepared.handout.phrases, datetime.now(UTC))
    return message.as_bytes(), len(made.pages.pages), passphrase


@dataclass(frozen=True, slots=True)
class Stopped:
    """A message that is not sent, and why; with `gone`, its draft was taken away."""

    entry: Entry
    reason: str
    gone: bool


def stopped(entries: Iterable[Entry], read: Callable[[str], Sequence[Job] | None], content: Content, ledger: Ledger) -> Iterator[Stopped]:
    """Yield the messages whose plan or table, read again, does not ask for them any more, or is not where it was.

    `read` returns the plans of a file, or None where it cannot be read whole. What the page made has no file that could say otherwise.
    """
    by_origin: dict[str, list[Entry]] = {}
    for entry in entries:
        by_origin.setdefault(entry.origin, []).append(entry)
    for origin, held in by_origin.items():
        if not origin:
            continue
        if not Path(origin).is_file():
            yield from (Stopped(entry, _NO_SOURCE, gone=False) for entry in held)
            continue
        jobs = read(origin)
        asked = (job for job in jobs or () if not _reason_to_hold(job, content))
        meant = {key for job in asked for key in _keys_of(job, _prepared(job, content), ledger)}
        for entry in held:
            if entry.key not in meant:
                reason = _NOT_MEANT if jobs is not None else "its plan or table cannot be read whole; correct it, then try again"
                yield Stopped(entry, reason, gone=jobs is not None)


def _prepared(job: Job, content: Content) -> Prepared:
    return prepare(content.library, job.plan, content.clinic, content.layouts[job.layout])


def take_out(folder: Path, ledger: Ledger, keys: Collection[str]) -> None:
    """Take messages out of an outbox: their drafts, their rows of the list and of the ledger."""
    take_away(draft_path(folder, key) for key in keys)
    ledger.forget(sorted(keys))
    drop_rows(folder / WHO, COLUMNS, lambda row: row["key"] in keys)


def take_drafts(folder: Path, gone: Collection[Entry]) -> None:
    """Take away drafts of messages that were sent from elsewhere, and their rows of the list."""
    keys = {entry.key for entry in gone}
    take_away(draft_path(folder, key) for key in keys)
    drop_rows(folder / WHO, COLUMNS, lambda row: row["key"] in keys)


def write_who(folder: Path, drafts_ready: Sequence[Draft], *, keeps: bool = False) -> None:
    """Write who gets what, for a person to read before anything is sent; with `keeps`, other drafts stay in it."""
    new = {draft.key for draft in drafts_ready}
    drop_rows(folder / WHO, COLUMNS, lambda row: row["key"] in new or not draft_path(folder, row["key"] or "-").is_file())
    before = (folder / WHO).read_text(encoding="utf-8") if keeps and (folder / WHO).is_file() else ""
    text = io.StringIO(before, newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text)
    if not before:
        writer.writerow(COLUMNS)
    for draft in drafts_ready:
        writer.writerow([draft.key, draft.person, safe_cell(draft.address), safe_cell(draft.source), draft.pages, draft.layout])
    write_whole(folder / WHO, text.getvalue().encode("utf-8"), WHO)


def domain_of(address: str) -> str:
    """Return what lists show of an address."""
    return f"…@{address.rpartition('@')[2]}"


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending needs besides the ledger: the server, its pace, where the drafts lie, and how waiting is done."""

    folder: Path
    post: Post
    pace: Pace
    sleep: Callable[[float], None] = time.sleep


def send_ready(ledger: Ledger, sending: Sending, only: Collection[str] | None = None) -> Iterator[tuple[Entry, Posted]]:
    """Send what is ready (or of it only some keys), what is put off again after a pause; yield what became of each, once final."""
    waiting = [entry for entry in ledger.entries("ready") if only is None or entry.key in only]
    for pause in (*PAUSES_S, None):
        put_off = []
        for entry in waiting:
            sending.pace.wait()
            posted = _send_one(entry, ledger, sending)
            if posted.outcome == "put off" and pause is not None:
                put_off.append(entry)
            else:
                yield entry, posted
        if not put_off or pause is None:
            return
        waiting = put_off
        sending.sleep(pause)


def _send_one(entry: Entry, ledger: Ledger, sending: Sending) -> Posted:
    path = draft_path(sending.folder, entry.key)
    state = ledger.state(entry.key)
    if state in ("sent", "unknown"):
        return Posted("failed", HELD[state])
    try:
        data = path.read_bytes()
        sender, address = _envelope(data)
    except (OSError, ValueError, LookupError, AttributeError):  # the last two are how the standard library fails at a broken header
        with contextlib.suppress(OSError):
            path.unlink()
        ledger.mark(entry.key, "failed", _GONE)
        return Posted("failed", _GONE)
    posted = sending.post.send(sender, address, data, lambda: ledger.mark(entry.key, "sending"))
    if posted.outcome == "put off":
        ledger.mark(entry.key, "ready", posted.answer)
    else:
        ledger.mark(entry.key, posted.outcome, posted.answer)
    if posted.outcome == "sent":
        with contextlib.suppress(OSError):
            path.unlink()
    return posted


def _envelope(data: bytes) -> tuple[str, str]:
    """Return the one sender and the one recipient of a draft. Raises ValueError when it has more, or none."""
    message = email.message_from_bytes(data, policy=email.policy.SMTP)
    (sender,) = [one.addr_spec for header in message.get_all("From", []) for one in header.addresses]
    (address,) = [one.addr_spec for name in ("To", "Cc", "Bcc") for header in message.get_all(name, []) for one in header.addresses]
    return sender, address


def older(ledger: Ledger, days: int, *states: State, now: float | None = None) -> list[Entry]:
    """Return the messages in these states to which nothing has happened for so many days."""
    limit = (now if now is not None else time.time()) - days * 86_400
    return [entry for entry in ledger.entries(*states) if entry.changed < limit]


def clean(folder: Path, ledger: Ledger, old: Collection[Entry]) -> int:
    """Take messages away: drafts, rows of the list and of the ledger; return how many files went.

    Of what arrived or may have arrived the ledger keeps the key, which says nothing of anybody, so that the same sheet is not sent again.
    """
    keys = {entry.key for entry in old}
    gone = take_away(draft_path(folder, key) for key in keys)
    ledger.forget([entry.key for entry in old if entry.state in ("failed", "ready")])
    ledger.fade([entry.key for entry in old if entry.state in ("sent", "unknown")])
    drop_rows(folder / WHO, COLUMNS, lambda row: row["key"] in keys)
    return gone


def days_of(text: str) -> int:
    """Return the days of `30d` or `30`. Raises HandoutError for anything else."""
    match = re.fullmatch(r"(\d{1,4})d?", text)
    if match is None:
        raise HandoutError([Problem(message=f"--older-than: write days, such as 30d, not '{text[:20]}'")])
    return int(match[1])
