"""Drafts of earlier runs that are not meant any more: what is asked for now and the ledger in, drafts taken away out.

A plan that was changed, a patient who no longer agrees to e-mail or has another address: what was written before is not sent as it was,
whichever file it came from and wherever the program was started.
"""

import email
import email.policy
from collections.abc import Collection, Iterable
from datetime import date
from email.utils import parseaddr
from pathlib import Path

from handouts.batch.jobs import Job
from handouts.batch.tables import drop_rows, take_away
from handouts.library.library import shown_path
from handouts.mail.ledger import COLUMNS, WHO, Entry, Ledger, draft_path
from handouts.plans.duplicates import person_of
from handouts.reading.folders import is_yaml


def withdraw(asked: Iterable[str], jobs: Iterable[Job], current: Collection[str], folder: Path, ledger: Ledger) -> int:
    """Take away the drafts that are not meant any more; return how many were still to be sent.

    `asked` are the files and folders of this run, `jobs` their plans, `current` the keys of what they ask for. A draft from one of the
    files is meant only if it is among these; one from elsewhere for a person of this run only if it goes to an address they have now.
    """
    files, meant = tuple(asked), _addresses(jobs, ledger)
    old = [
        entry
        for entry in ledger.entries("ready", "failed", "unknown")
        if entry.key not in current
        and (any(_is_from(entry, what) for what in files) or not _is_meant(draft_path(folder, entry.key), meant.get(entry.person)))
    ]
    take_away(draft_path(folder, entry.key) for entry in old)
    unsent = {entry.key for entry in old if entry.state == "ready"}
    if unsent:
        ledger.forget(sorted(unsent))
    drop_rows(folder / WHO, COLUMNS, lambda row: row["key"] in unsent)
    return len(unsent)


def _addresses(jobs: Iterable[Job], ledger: Ledger) -> dict[str, set[str]]:
    """Return for each person the addresses that may be written to today; none for a person who does not agree."""
    by_person: dict[str, set[str]] = {}
    for job in jobs:
        patient = job.plan.patient
        if patient is None:
            continue
        addresses = by_person.setdefault(ledger.digits_of(person_of(job.plan)), set())
        if patient.email is not None and patient.email_ok is not None and patient.email_ok <= date.today():  # noqa: DTZ011  the clinic's day
            addresses.add(patient.email.strip().lower())
    return by_person


def _is_meant(draft: Path, addresses: set[str] | None) -> bool:
    """Return whether a draft goes where its person may be written to; None where the person is not of this run."""
    if addresses is None or not draft.is_file():
        return True
    try:
        to = str(email.message_from_bytes(draft.read_bytes(), policy=email.policy.SMTP)["To"] or "")
    except (OSError, ValueError, LookupError):
        return False
    return parseaddr(to)[1].strip().lower() in addresses


def _is_from(entry: Entry, asked: str) -> bool:
    """Return whether a draft was made from a plan file, a row of a table, or a plan of a folder that is asked for."""
    shown, path, whole = shown_path(Path(asked)), Path(entry.source), Path(asked).resolve()
    if shown in (entry.source, entry.source.rpartition(":")[0]) or (shown == str(path.parent) and is_yaml(path)):
        return True
    origin = Path(entry.origin)
    return bool(entry.origin) and (origin == whole or (origin.parent == whole and is_yaml(origin)))
