"""One sheet from the page to one address, through the same outbox and ledger as `handouts email`."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.batch.jobs import Job
from handouts.batch.work import Content
from handouts.errors import HandoutError
from handouts.layout.files import load_layout
from handouts.mail.ledger import Ledger, draft_path, opened
from handouts.mail.likeness import looked_twice
from handouts.mail.outbox import Lock, Sending, UnsentSheet, drafts, send_ready, write_who
from handouts.mail.password import password_for
from handouts.mail.post import Pace, Post
from handouts.mail.withdrawing import withdraw
from handouts.plans.plan import Plan
from handouts.web.facts import Desk
from handouts.web.plans import as_read, checked, dumped

if TYPE_CHECKING:
    from handouts.reading.yamlfile import Data

OUTBOX = "outbox"


def email_sheet(data: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """Make a draft of the page's sheet, and send it where that is asked for. Raises HandoutError."""
    if desk.folder is None:
        raise HandoutError.of("e-mail needs your clinic's folder; start the page with --clinic")
    plan = _addressed(data, desk)
    name = plan.layout or desk.clinic.facts.layout
    content = Content(desk.library, desk.clinic, {name: load_layout(name, desk.clinic.layouts)})
    folder = desk.folder / OUTBOX
    with opened(folder) as ledger:
        job, lock = (
            Job(1, _source(plan, ledger), "exercises", plan, name),
            _lock(data),
        )
        (message,) = drafts([job], content, folder, ledger, lock)
        if isinstance(message, UnsentSheet) and message.state == "sent" and data.get("again"):
            ledger.forget([message.key])  # a person saw when it was sent, and says to send it again
            (message,) = drafts([job], content, folder, ledger, lock)
        gone = withdraw((), [job], {message.key}, folder, ledger)
        if isinstance(message, UnsentSheet):
            return {"ok": False, "problems": [{"message": message.reason, "about": "email"}], "repeated_on": _sent_on(message, ledger)}
        write_who(folder, [message], keeps=True)
        said = {"ok": True, "words": message.passphrase or None, "told_before": message.kept, "withdrawn": gone}
        looks = [look.problem.message for look in looked_twice({message.key}, (), ledger)]
        if not data.get("send"):
            return {**said, "state": "draft", "message": sentences_of(looks), "file": str(draft_path(folder, message.key))}
        if looks and not data.get("looked"):  # the words that lock it come with the answer that sends it
            return {"ok": False, "problems": [{"message": one, "about": "email"} for one in looks], "look_twice": sentences_of(looks)}
        outcome, answer = _send(ledger, folder, desk, message.key)
    return {**said, "state": outcome, "message": answer, "file": None}


def _lock(data: dict[str, Any]) -> Lock:
    """Return whether the draft is locked; one that was looked at twice has new words, for those of the first time were not told."""
    return Lock(on=bool(data.get("lock")), anew=bool(data.get("lock") and data.get("looked")))


def sentences_of(looks: list[str]) -> str:
    """Return what to look at as the page shows it."""
    return " ".join(f"{one[:1].upper()}{one[1:]}." for one in looks)


def _addressed(data: dict[str, Any], desk: Desk) -> Plan:
    """Return the plan with the address and the day of agreement that the dialog asks for."""
    plan = as_read(data.get("plan"))
    whole: dict[str, Data] = dict(plan) if isinstance(plan, dict) else {}
    patient, asked = whole.get("patient"), as_read({"email": data.get("to"), "email_ok": data.get("agreed_on")})
    assert isinstance(asked, dict)
    whole["patient"] = {**(patient if isinstance(patient, dict) else {}), **asked}
    return checked(whole, desk.library)


def _source(plan: Plan, ledger: Ledger) -> str:
    """Return where a draft came from: the page, with digits of its plan, which tell two drafts apart and name nobody."""
    return f"the page, plan {ledger.keyed(dumped(replace(plan, patient=None)), 6)}"


def _sent_on(held: UnsentSheet, ledger: Ledger) -> str | None:
    """Return the day on which the same sheet was sent before, where the ledger still has it."""
    if held.state != "sent":
        return None
    sent = (date.fromtimestamp(entry.changed) for entry in ledger.entries("sent") if entry.key == held.key)  # noqa: DTZ012
    return next((day.isoformat() for day in sent), None)


def _send(ledger: Ledger, folder: Path, desk: Desk, key: str) -> tuple[str, str]:
    mail = desk.clinic.facts.mail
    if mail is None:
        raise HandoutError.of("clinic.yaml has no mail server; the draft is in the outbox")
    with Post(mail, password_for(mail)) as post:
        for entry, posted in send_ready(ledger, Sending(folder, post, Pace(mail.per_second)), only={key}):
            return posted.outcome, posted.answer if entry.key == key else ""
    return "unknown", ""
