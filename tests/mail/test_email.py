"""`handouts email`: drafts and who gets what, sent only when asked; who is left out and why; what a message holds and what not."""

import csv
import email
import email.policy
import io
import itertools
import json
import random
import re
import socket
import stat
import sys
import types
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pikepdf
import pytest
from click.testing import CliRunner

from handouts.cli.root import main
from handouts.errors import HandoutError
from handouts.library.clinic import MailSettings, MailText
from handouts.mail.ledger import COLUMNS, WHO, opened
from handouts.mail.message import Letter, message_of
from tests.mailing import (
    BUSY,
    CLINIC,
    LOST,
    LOST_AFTER,
    NO_SUCH_USER,
    SENDER,
    MailServer,
    clinic_folder,
    fill,
    patient,
    people,
    read_drafts,
    read_who,
    table,
    trusted,
)
from tests.making import library, plan, plan_of
from tests.read_back import read
from tests.writing import write, write_clinic

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PLAN = plan(
    1, exercises=["couch-stretch"], patient={"name": "Zoë Şen", "reference": "R-1", "email": "zoe@example.org", "email_ok": "2026-11-20"}
)
CLINIC_LINES = f"email: {SENDER}\nphone: '0131 496 0142'\n"


@pytest.fixture(autouse=True)
def read_once(monkeypatch):
    """Read the library once for all commands of this file; that each reads it is seen where they run as processes."""
    monkeypatch.setattr("handouts.cli.mail.library_of", lambda _: library())


@pytest.fixture
def place(tmp_path):
    """A folder with a clinic that has an address but no server."""
    write_clinic(tmp_path / "clinic", CLINIC_LINES)
    return tmp_path


@pytest.fixture
def mail(run):
    """Return what runs `handouts email` for the clinic of the folder."""
    return lambda *words: run("email", *words, *(() if "-o" in words else ("-o", "outbox")), "--clinic", "clinic")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A good server, and the clinic that sends through it."""
    with MailServer() as started, trusted(monkeypatch):
        clinic_folder(tmp_path / "clinic", started)
        yield started


def told(result):
    """Return what a command said, but that namesakes are to be looked at twice."""
    return [line for line in result.stderr.splitlines() if "names look alike" not in line]


def message(address="zoe@example.org", clinic=CLINIC, language="en-GB", **more):
    phrases = replace(library().phrases("en-GB"), language=language)
    return message_of(Letter(address, "0123abcd" * 4, b"%PDF-1.7\n", **more), clinic, phrases, NOW)


def states(folder):
    with opened(folder) as ledger:
        return {entry.source: entry.state for entry in ledger.entries()}


def words_of(message):
    """Return subject and both bodies, as they are read."""
    text, html = (message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    return str(message["Subject"]), text, html


# --- drafts


def test_plans_and_rows_become_drafts_and_a_table_and_no_network_is_used(place, mail, monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    write(place / "plans" / "a.yaml", PLAN)
    table(place / "patients.csv", [patient(1), patient(2)])
    result = mail("plans", "patients.csv")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == "3 drafts in outbox; read outbox/who-gets-what.csv, then add --send"
    drafts = read_drafts(place / "outbox")
    assert sorted(drafts) == [*people(3)[1:], "zoe@example.org"]
    rows = read_who(place / "outbox")
    assert tuple(rows[0]) == COLUMNS
    assert [(row["to"], row["source"], row["layout"]) for row in rows] == [
        ("zoe@example.org", "plans/a.yaml", "cards"),
        (people(3)[1], "patients.csv:2", "phone"),
        (people(3)[2], "patients.csv:3", "phone"),
    ]
    assert states(place / "outbox") == dict.fromkeys([row["source"] for row in rows], "ready")
    for row in rows:
        with pikepdf.open(io.BytesIO(drafts[row["to"]].pdf)) as pdf:
            assert len(pdf.pages) == int(row["pages"])


def test_terminal_shows_row_digits_and_domain_but_no_name_and_no_address(place, mail):
    table(place / "patients.csv", [patient(1)])
    result = mail("patients.csv")
    assert re.fullmatch(r"patients\.csv:2  [0-9a-f]{16}  to …@example\.org  \d pages\n", result.stdout)
    assert "Zoë" not in result.output
    assert "person-" not in result.output


def test_draft_is_for_its_owner_alone(place, mail):
    table(place / "patients.csv", [patient(1)])
    mail("patients.csv")
    assert stat.S_IMODE((place / "outbox").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (place / "outbox").iterdir()} == {0o600}


def test_layout_is_chosen_for_all(place, mail):
    write(place / "plan.yaml", PLAN)
    mail("plan.yaml", "--layout", "phone", "-o", "out")
    assert [row["layout"] for row in read_who(place / "out")] == ["phone"]


def test_draft_is_made_again_as_it_was(place, mail):
    write(place / "plan.yaml", PLAN)
    mail("plan.yaml")
    (first,) = read_drafts(place / "outbox").values()
    mail("plan.yaml")
    (again,) = read_drafts(place / "outbox").values()
    assert again.message["Message-ID"] == first.message["Message-ID"]
    assert again.pdf == first.pdf


@pytest.mark.parametrize("cell", ["=1+1@example.org", "+1@example.org", "-1@example.org"])
def test_table_holds_nothing_that_a_spreadsheet_would_run(place, mail, cell):
    table(place / "patients.csv", [patient(1, email=cell)])
    mail("patients.csv")
    shown = [row["to"] for row in read_who(place / "outbox")] if (place / "outbox" / WHO).exists() else []
    assert shown in ([], [f"'{cell}"])


# --- who is left out


def test_row_without_consent_or_address_is_left_out_and_says_so_and_the_others_are_made(place, mail):
    table(place / "patients.csv", [patient(1, email_ok=""), patient(2, email=""), patient(3)])
    result = mail("patients.csv")
    assert result.exit_code == 1
    assert told(result)[:2] == [
        "warning: patients.csv:2: not mailed: has no date on which the patient agreed to e-mail (email_ok)",
        "warning: patients.csv:3: not mailed: has no e-mail address (patient: email)",
    ]
    assert [row["source"] for row in read_who(place / "outbox")] == ["patients.csv:4"]


def test_row_without_consent_is_not_sent(tmp_path, mail, server):
    table(tmp_path / "patients.csv", [patient(1, email_ok=""), patient(2)])
    result = mail("patients.csv", "--send", "--yes")
    assert result.exit_code == 1
    assert "patients.csv:2: not mailed: has no date on which the patient agreed" in result.stderr
    assert dict(server.told.counts()) == {people(3)[2]: 1}


def test_section_sheet_has_nobody_to_go_to(place, mail):
    write(place / "plan.yaml", "section: hip\n")
    result = mail("plan.yaml")
    assert (result.exit_code, "plan.yaml: not mailed: has no e-mail address" in result.stderr) == (1, True)


def test_faulty_row_is_named_and_the_others_are_made(place, mail):
    table(place / "patients.csv", [patient(1, exercises="hip-hing"), patient(2, email="zoe at example.org"), patient(3)])
    result = mail("patients.csv")
    assert result.exit_code == 1
    assert "patients.csv:2  column exercises: no exercise 'hip-hing' in this library; did you mean 'hip-hinge'?" in result.stderr
    assert "write an address such as hello@clinic.example" in result.stderr
    assert len(read_drafts(place / "outbox")) == 1


def test_defect_of_ours_at_one_sheet_does_not_stop_the_others_and_quotes_nobody(place, mail, monkeypatch):
    from handouts.mail import outbox

    finish = outbox.finish

    def broken(prepared):
        if prepared.handout.plan.patient.reference == "R-0002":
            raise RuntimeError(f"no room for {prepared.handout.plan.patient.name}")
        return finish(prepared)

    monkeypatch.setattr(outbox, "finish", broken)
    table(place / "patients.csv", [patient(1), patient(2), patient(3)])
    result = mail("patients.csv")
    assert result.exit_code == 1
    assert "patients.csv:3: not mailed: internal error (RuntimeError)" in result.stderr
    assert "Zoë" not in result.output
    assert states(place / "outbox") == {"patients.csv:2": "ready", "patients.csv:4": "ready"}


def test_same_sheet_for_the_same_address_is_one_message(place, mail):
    table(place / "patients.csv", [patient(1, file="a"), patient(1, file="b")])
    result = mail("patients.csv", "--encrypt")
    assert "patients.csv:3: not mailed: is the same sheet for the same address as patients.csv:2" in result.stderr
    (passphrase,) = re.findall(r"passphrase: (.*)", result.stdout)
    (kept,) = read_drafts(place / "outbox").values()
    pikepdf.open(io.BytesIO(kept.pdf), password=passphrase).close()


@pytest.mark.parametrize("second", ["zoe (1).yaml", "another.yaml"])
def test_two_plans_of_one_patient_are_not_mailed_before_a_person_has_said_which(place, mail, second):
    write(place / "plans" / "zoe.yaml", PLAN)
    write(place / "plans" / second, {**PLAN, "exercises": [{"id": "couch-stretch", "dose": {"hold_s": 60}}]})
    result = mail("plans")
    assert result.exit_code == 1
    assert result.stderr.count("plans/zoe.yaml") == result.stderr.count(f"plans/{second}") == 2
    assert list((place / "outbox").glob("*.eml")) == []


# --- from whom


def test_clinic_without_an_address_cannot_send(place, mail):
    write_clinic(place / "clinic")
    table(place / "patients.csv", [patient(1)])
    result = mail("patients.csv")
    assert (result.exit_code, result.stderr) == (
        1,
        "error: clinic.yaml names no address to send from; write email: hello@your-clinic.example\n",
    )


@pytest.mark.parametrize(
    ("sender", "domain", "right"),
    [
        ("hello@clinic.example", "clinic.example", True),
        ("hello@mail.Clinic.example", "clinic.example", True),
        ("hello@other.example", "clinic.example", False),
        ("hello@notclinic.example", "clinic.example", False),
        ("hello@clinic.example.org", "clinic.example", False),
    ],
)
def test_from_is_inside_the_clinics_domain(place, mail, sender, domain, right):
    write_clinic(place / "clinic", f"mail: {{host: smtp.example, sender: {sender}, domain: {domain}}}\n")
    table(place / "patients.csv", [patient(1)])
    result = mail("patients.csv")
    assert result.exit_code == (0 if right else 1)
    assert (f"the clinic sends from {sender}, outside its domain {domain}" in result.stderr) is not right
    assert len(read_drafts(place / "outbox")) == right


def test_send_without_a_server_says_what_to_write(place, mail):
    table(place / "patients.csv", [patient(1)])
    result = mail("patients.csv", "--send", "--yes")
    assert result.exit_code == 1
    assert "error: clinic.yaml has no mail server; write mail: {host: ..., user: ...}, as 'handouts init' shows" in result.stderr


# --- the password


def test_password_in_a_file_is_refused_with_its_line_and_not_shown(place, mail):
    write_clinic(place / "clinic", CLINIC_LINES + "mail:\n  host: smtp.example\n  user: clinic\n  password: hunter2\n")
    table(place / "patients.csv", [patient(1)])
    result = mail("patients.csv", "--send", "--yes")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: clinic/clinic.yaml:7:13  password is never kept in a file: set HANDOUTS_SMTP_PASSWORD, or keep it in the system's keyring\n"
    )
    assert not (place / "outbox").exists()


def test_password_comes_from_the_keyring_where_the_environment_has_none(tmp_path, mail, server, monkeypatch):
    asked = []
    ring = types.ModuleType("keyring")
    ring.errors = types.ModuleType("keyring.errors")
    ring.errors.KeyringError = OSError
    ring.get_password = lambda *words: asked.append(words) or "correct horse"
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", ring.errors)
    monkeypatch.delenv("HANDOUTS_SMTP_PASSWORD")
    table(tmp_path / "patients.csv", [patient(1)])
    assert mail("patients.csv", "--send", "--yes").exit_code == 0
    assert asked == [("handouts", "clinic")]
    assert len(server.told.kept) == 1


@pytest.mark.parametrize("ring", ["absent", "locked", "empty"])
def test_password_that_is_nowhere_is_asked_for_and_nothing_is_sent(tmp_path, mail, server, monkeypatch, ring):
    def locked(*_):
        raise OSError("no backend")

    held = types.ModuleType("keyring")
    held.errors = types.ModuleType("keyring.errors")
    held.errors.KeyringError = OSError
    held.get_password = locked if ring == "locked" else lambda *_: None
    monkeypatch.setitem(sys.modules, "keyring", None if ring == "absent" else held)
    monkeypatch.setitem(sys.modules, "keyring.errors", held.errors)
    monkeypatch.delenv("HANDOUTS_SMTP_PASSWORD")
    table(tmp_path / "patients.csv", [patient(1)])
    result = mail("patients.csv", "--send", "--yes")
    assert result.exit_code == 1
    assert (
        "the mail server's password is not known; set HANDOUTS_SMTP_PASSWORD, or store it once: keyring set handouts clinic"
        in result.stderr
    )
    assert server.told.senders == []
    assert states(tmp_path / "outbox") == {"patients.csv:2": "ready"}


# --- sending


def test_send_shows_the_count_and_asks(tmp_path, run, server):
    table(tmp_path / "patients.csv", [patient(1), patient(2)])
    for answer, sent in (("n\n", 0), ("", 0), ("y\n", 2)):
        result = run_with(answer, run, "email", "patients.csv", "-o", "outbox", "--send", "--clinic", "clinic")
        assert "Send 2 messages through localhost now? [y/N]:" in result.stderr
        assert len(server.told.kept) == sent
        assert result.exit_code == (0 if sent else 1)
        assert ("nothing was sent" in result.stderr) == (answer == "n\n")
    assert result.stderr.splitlines()[-1] == "2 sent"


def run_with(answer, run, *words):
    """Run a command with something typed at it."""
    from click.testing import CliRunner

    from handouts.cli.root import main

    assert callable(run)
    return CliRunner().invoke(main, words, input=answer, catch_exceptions=False, prog_name="handouts")


def test_each_patient_gets_their_own_sheet_once_however_often_it_is_sent(tmp_path, mail, server):
    table(tmp_path / "patients.csv", [patient(number) for number in range(3)])
    first = mail("patients.csv", "--send", "--yes")
    assert (first.exit_code, told(first)) == (0, ["3 sent"])
    again = mail("patients.csv", "--send", "--yes")
    assert again.exit_code == 0
    assert again.stderr.splitlines() == [
        *(f"info: patients.csv:{line}: not mailed: was sent before" for line in (2, 3, 4)),
        "nothing to send",
    ]
    assert server.told.counts() == dict.fromkeys(people(3), 1)
    assert [(kept.sender, len(kept.recipients)) for kept in server.told.kept] == [(SENDER, 1)] * 3
    assert read_drafts(tmp_path / "outbox") == {}


@pytest.mark.parametrize(
    "change",
    [
        ("clinic", "  per_second: 40\n"),
        ("clinic", "  texts: {en-GB: {subject: A letter, body: [Hello]}}\n"),
        ("consent", "2026-11-21"),
        ("address", "PERSON-0001@example.org"),
    ],
)
def test_how_it_is_mailed_does_not_make_it_another_sheet(tmp_path, mail, server, change):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("patients.csv", "--send", "--yes")
    what, value = change
    if what == "clinic":
        path = tmp_path / "clinic" / "clinic.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("  per_second: 50\n", value), encoding="utf-8")
    else:
        table(tmp_path / "patients.csv", [patient(1, **{"email_ok" if what == "consent" else "email": value})])
    result = mail("patients.csv", "--send", "--yes")
    assert "was sent before" in result.stderr
    assert len(server.told.kept) == 1


def test_new_program_does_not_send_old_sheets_again(tmp_path, mail, server, monkeypatch):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("patients.csv", "--send", "--yes")
    monkeypatch.setattr("handouts.pdf.fingerprint.__version__", "99.0")
    assert "was sent before" in mail("patients.csv", "--send", "--yes").stderr
    assert len(server.told.kept) == 1


@pytest.mark.parametrize("change", [{"goal": "Run 10 km"}, {"side": "right"}, {"log_weeks": "0"}, {"couch-stretch.hold_s": "45"}])
def test_changed_plan_is_another_sheet(tmp_path, mail, server, change):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("patients.csv", "--send", "--yes")
    table(tmp_path / "patients.csv", [patient(1, **change)])
    assert mail("patients.csv", "--send", "--yes").exit_code == 0
    assert len(server.told.kept) == 2


def test_draft_of_a_plan_that_has_changed_since_is_not_sent(tmp_path, mail, run, server):
    write(tmp_path / "plans" / "a.yaml", PLAN)
    mail("plans")
    write(tmp_path / "plans" / "a.yaml", {**PLAN, "goal": "Run 10 km"})
    result = mail("plans", "--send", "--yes")
    assert result.stderr.splitlines()[0] == "1 earlier draft removed: changed since, or not to be mailed any longer"
    run("outbox", "outbox", "--retry", "--yes", "--clinic", "clinic")
    (kept,) = server.told.kept
    assert "Run 10 km" in read(kept.pdf).text()
    assert states(tmp_path / "outbox") == {"plans/a.yaml": "sent"}


@pytest.mark.parametrize("change", [{"email_ok": ""}, {"email": "other@example.org"}, {"exercises": "no-such"}, None])
def test_draft_of_a_patient_who_no_longer_agrees_or_is_gone_is_not_sent(tmp_path, mail, run, server, change):
    table(tmp_path / "patients.csv", [patient(1), patient(2)])
    mail("patients.csv")
    table(tmp_path / "patients.csv", [patient(2), *([patient(1, **change)] if change is not None else [])])
    mail("patients.csv", "--send", "--yes")
    run("outbox", "outbox", "--retry", "--yes", "--clinic", "clinic")
    assert people(2)[1] not in server.told.counts()
    assert server.told.counts()[people(3)[2]] == 1
    assert people(2)[1] not in read_drafts(tmp_path / "outbox")
    assert people(2)[1] not in (tmp_path / "outbox" / WHO).read_text(encoding="utf-8")


def test_failed_message_of_a_changed_plan_cannot_be_sent_as_it_was(tmp_path, mail, run, server):
    server.faults = lambda step: NO_SUCH_USER if step.phase == "RCPT" else None
    write(tmp_path / "plan.yaml", PLAN)
    mail("plan.yaml", "--send", "--yes")
    write(tmp_path / "plan.yaml", {**PLAN, "goal": "Run 10 km"})
    mail("plan.yaml")
    server.faults = None
    run("outbox", "outbox", "--retry", "--yes", "--clinic", "clinic")
    (kept,) = server.told.kept
    assert "Run 10 km" in read(kept.pdf).text()


def test_only_what_the_table_of_this_run_shows_is_sent(tmp_path, mail, server):
    table(tmp_path / "monday.csv", [patient(1)])
    table(tmp_path / "tuesday.csv", [patient(2)])
    mail("monday.csv")
    mail("tuesday.csv", "--send", "--yes")
    assert list(server.told.counts()) == [row["to"] for row in read_who(tmp_path / "outbox")] == [people(3)[2]]
    assert states(tmp_path / "outbox") == {"monday.csv:2": "ready", "tuesday.csv:2": "sent"}


def test_message_whose_draft_is_lost_is_made_again(tmp_path, mail, run, server):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("patients.csv")
    next((tmp_path / "outbox").glob("*.eml")).unlink()
    result = run("outbox", "outbox", "--retry", "--yes", "--clinic", "clinic")
    assert "patients.csv:2: failed: its draft is gone or was changed; make it again with handouts email" in result.stderr
    assert mail("patients.csv", "--send", "--yes").exit_code == 0
    assert len(server.told.kept) == 1


def test_what_the_server_refuses_is_listed_and_ends_with_one(tmp_path, mail, server):
    server.faults = lambda step: NO_SUCH_USER if step.address == people(3)[1] and step.phase == "RCPT" else None
    table(tmp_path / "patients.csv", [patient(1), patient(2)])
    result = mail("patients.csv", "--send", "--yes")
    assert result.exit_code == 1
    assert told(result) == ["error: patients.csv:2: failed: 550 5.1.1 no such user here", "1 failed, 1 sent"]
    again = mail("patients.csv", "--send", "--yes")
    assert "patients.csv:2: not mailed: failed before; handouts outbox --retry sends it again" in again.stderr
    assert server.told.tries[people(3)[1]] == 1


def test_stopping_in_the_middle_says_how_far_it_came(tmp_path, mail, server):
    def faults(step):
        if (step.phase, step.number) == ("SAID", 2):
            server.password = "changed"  # noqa: S105
            return LOST
        return None

    server.faults = faults
    table(tmp_path / "patients.csv", [patient(number) for number in range(4)])
    result = mail("patients.csv", "--send", "--yes")
    assert result.exit_code == 1
    assert told(result) == [
        "2 not tried, 2 sent",
        f"error: localhost:{server.port} does not accept user or password of clinic.yaml's mail: settings",
    ]
    assert sorted(states(tmp_path / "outbox").values()) == ["ready", "ready", "sent", "sent"]


# --- the outbox


def test_outbox_lists_what_became_of_each_without_names(tmp_path, mail, run, server):
    replies = iter([None, NO_SUCH_USER, LOST_AFTER])
    server.faults = lambda step: next(replies) if step.phase == "TEXT" else None
    table(tmp_path / "patients.csv", [patient(number) for number in range(3)])
    mail("patients.csv", "--send", "--yes")
    listed = run("outbox", "outbox")
    assert listed.exit_code == 0
    lines = listed.stdout.splitlines()
    assert [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d  [0-9a-f]{16}", "WHEN WHO", line) for line in lines] == [
        "sent    WHEN WHO  patients.csv:2  250 2.0.0 kept",
        "failed  WHEN WHO  patients.csv:3  550 5.1.1 no such user here",
        "unknown WHEN WHO  patients.csv:4  connection lost (SMTPServerDisconnected)",
    ]


def test_retry_sends_what_failed_and_resend_unknown_what_may_have_arrived(tmp_path, mail, run, server):
    replies = iter([None, NO_SUCH_USER, LOST_AFTER])
    server.faults = lambda step: next(replies, None) if step.phase == "TEXT" else None
    table(tmp_path / "patients.csv", [patient(number) for number in range(3)])
    mail("patients.csv", "--send", "--yes")
    again = ("outbox", "outbox", "--yes", "--clinic", "clinic")
    assert run(*again, "--retry").exit_code == 0
    assert server.told.counts() == dict.fromkeys(people(3), 1)
    assert run(*again, "--resend-unknown").exit_code == 0
    assert server.told.counts() == {people(3)[0]: 1, people(3)[1]: 1, people(3)[2]: 2}
    assert len({str(kept.message["Message-ID"]) for kept in server.told.kept if kept.recipients == (people(3)[2],)}) == 1
    assert set(states(tmp_path / "outbox").values()) == {"sent"}
    assert "nothing to send" in run(*again, "--retry", "--resend-unknown").stderr


def test_what_stays_busy_is_kept_for_the_next_run(tmp_path, mail, run, server, monkeypatch):
    monkeypatch.setattr("handouts.mail.outbox.PAUSES_S", (0.0, 0.0))
    server.faults = lambda step: BUSY if step.phase == "RCPT" else None
    table(tmp_path / "patients.csv", [patient(1)])
    result = mail("patients.csv", "--send", "--yes")
    assert (result.exit_code, result.stderr) == (1, "error: patients.csv:2: put off: 451 4.3.0 try again later\n1 put off\n")
    assert len(server.told.recipients) == 3
    server.faults = None
    assert run("outbox", "outbox", "--retry", "--yes", "--clinic", "clinic").exit_code == 0
    assert len(server.told.kept) == 1


def test_clean_takes_away_what_is_settled_and_old_and_it_is_not_sent_again(tmp_path, mail, run, server, monkeypatch):
    replies = iter([None, NO_SUCH_USER, LOST_AFTER])
    server.faults = lambda step: next(replies, None) if step.phase == "TEXT" else None
    table(tmp_path / "patients.csv", [patient(number) for number in range(3)])
    mail("patients.csv", "--send", "--yes")
    assert run("clean", "outbox", "--older-than", "30d").stderr == "0 files removed\n"
    assert len(states(tmp_path / "outbox")) == 3
    now = datetime.now(UTC).timestamp()
    monkeypatch.setattr("handouts.mail.outbox.time.time", lambda: now + 31 * 86_400)
    assert "\n1 file removed\n1 message kept;" in run("clean", "outbox", "--older-than", "30d").stderr
    assert states(tmp_path / "outbox") == {"patients.csv:4": "unknown"}
    assert [row["source"] for row in read_who(tmp_path / "outbox")] == ["patients.csv:4"]
    result = mail("patients.csv", "--send", "--yes")
    assert "patients.csv:2: not mailed: was sent before" in result.stderr
    assert server.told.counts()[people(3)[0]] == 1


QUESTION = "Also remove 1 draft never sent and 1 message that may or may not have arrived, older than 30 days? [y/N]: "
KEPT = "0 files removed\n2 messages kept; handouts outbox lists what became of each\n"


@pytest.mark.parametrize(
    ("answer", "more", "said"),
    [
        ("y\n", (), f"{QUESTION}y\n2 files removed\n"),
        ("n\n", (), f"{QUESTION}n\n{KEPT}"),
        ("", (), f"{QUESTION}\n{KEPT}"),
        ("", ("--yes",), "2 files removed\n"),
    ],
)
def test_clean_asks_before_it_takes_away_what_is_ready_or_unknown(tmp_path, answer, more, said, monkeypatch):
    outbox = tmp_path / "outbox"
    with opened(outbox) as ledger:
        ready, unknown = fill(ledger, outbox, people(2))
        ledger.mark(unknown, "sending")
    now = datetime.now(UTC).timestamp()
    with monkeypatch.context() as later:
        later.setattr("handouts.mail.outbox.time.time", lambda: now + 31 * 86_400)
        done = CliRunner().invoke(main, ["clean", str(outbox), "--older-than", "30d", *more], input=answer)
    assert (done.exit_code, done.stderr) == (0, said)
    gone = said.endswith("2 files removed\n")
    assert len(list(outbox.glob("*.eml"))) == (0 if gone else 2)
    with opened(outbox) as ledger:
        assert len(ledger.entries()) == (0 if gone else 2)
        assert (ledger.state(ready), ledger.state(unknown)) == (None if gone else "ready", "unknown")  # it is never sent twice unasked


@pytest.mark.parametrize("wrong", ["30 days", "d", "-3", "99999d"])
def test_clean_says_how_days_are_written(tmp_path, run, wrong):
    result = run("clean", tmp_path, f"--older-than={wrong}")
    assert (result.exit_code, f"--older-than: write days, such as 30d, not '{wrong}'" in result.stderr) == (1, True)


# --- the passphrase


def test_encrypted_sheets_open_with_their_listed_words_which_are_never_mailed(tmp_path, mail, server):
    table(tmp_path / "patients.csv", [patient(number) for number in range(3)])
    result = mail("patients.csv", "--encrypt", "--send", "--yes")
    passphrases = dict(re.findall(r"^(patients\.csv:\d+)  .*  passphrase: (\w+ \w+ \w+ \w+)$", result.stdout, re.MULTILINE))
    assert len(set(passphrases.values())) == 3
    assert "Tell them by phone or text, never by e-mail." in result.stderr
    for row in read_who(tmp_path / "outbox"):
        (kept,) = (kept for kept in server.told.kept if kept.recipients == (row["to"],))
        for words in passphrases.values():
            assert words.encode() not in kept.data
            assert not any(words in part for part in words_of(kept.message))
        with pikepdf.open(io.BytesIO(kept.pdf), password=passphrases[row["source"]]) as pdf:
            assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert all(library().phrases("en-GB").mail.locked in part for part in words_of(kept.message)[1:])
    for words, path in itertools.product(passphrases.values(), (tmp_path / "outbox").iterdir()):
        assert words.encode() not in path.read_bytes()


def test_without_a_lock_nothing_is_said_of_one():
    assert not any("locked" in part for part in words_of(message()))


# --- what a message is


def test_message_is_text_and_the_same_as_simple_html_with_one_attachment():
    sent = message()
    assert [part.get_content_type() for part in sent.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    (attached,) = sent.iter_attachments()
    assert (attached.get_filename(), attached.get_content_disposition()) == ("exercises.pdf", "attachment")
    _, text, html = words_of(sent)
    assert re.findall(r"<p>(.*)</p>", html) == [escape(one) for one in text.strip().split("\n\n")]
    assert '<html lang="en-GB">' in html
    assert re.findall(r"<(?!/?(?:html|head|meta|title|body|p)\b|!DOCTYPE)\w+", html) == []
    assert re.findall(r"(?:src|href|url|@import|onload)\W", html) == []


def test_headers_are_these_and_no_others():
    sent = message(clinic=replace(CLINIC, mail=MailSettings(host="h", reply_to="desk@testclinic.example")))
    assert {name: str(value) for name, value in sent.items() if name != "Content-Type"} == {
        "From": f"Test Clinic <{SENDER}>",
        "To": "zoe@example.org",
        "Subject": "From Test Clinic",
        "Date": "Sun, 22 Nov 2026 09:30:00 +0000",
        "Message-ID": f"<{'0123abcd' * 4}@testclinic.example>",
        "Reply-To": "desk@testclinic.example",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en-GB",
        "MIME-Version": "1.0",
    }


def test_answers_go_to_the_clinic():
    assert message()["Reply-To"] is None  # From is the clinic's own address
    other = message(clinic=replace(CLINIC, mail=MailSettings(host="h", sender="sheets@testclinic.example")))
    assert (other["From"].addresses[0].addr_spec, str(other["Reply-To"])) == ("sheets@testclinic.example", SENDER)


@pytest.mark.parametrize("body", [("Grüße aus Köln",), ("Grüße aus Köln " * 60, "Ç" * 1999)])
def test_message_is_ascii_with_short_lines_whatever_the_words_are(body):
    texts = {"en-GB": MailText(subject="Von {clinic} für Sie …", body=body)}
    clinic = replace(CLINIC, name="Praxis für Łódź, „Ğ“ & Co.", mail=MailSettings(host="h", texts=texts))
    data = message(clinic=clinic).as_bytes()
    assert data.isascii()
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    read_back = email.message_from_bytes(data, policy=email.policy.SMTP)
    assert read_back["From"].addresses[0].display_name == clinic.name
    assert words_of(read_back)[1].startswith("Grüße aus Köln")


CLINICAL = ("hip", "stretch", "exercise plan", "pain", "strength", "couch", "physio", "left", "side", "runner", "R-1", "Zoë", "Şen")


def test_nothing_clinical_and_no_name_in_subject_or_body(place, mail):
    write(place / "plan.yaml", PLAN)
    mail("plan.yaml")
    (kept,) = read_drafts(place / "outbox").values()
    for part in words_of(kept.message):
        text = re.sub(r"<[^>]*>", " ", part)
        assert [word for word in CLINICAL if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)] == []
    assert str(kept.message["Subject"]) == "From Test Clinic"


def test_links_in_the_clinics_words_can_be_followed_and_nothing_else_is_markup():
    body = ('Read <b>https://clinic.example/how?a=1&b=2</b> "now"', 'See "https://clinic.example/a", or (https://clinic.example/b/).')
    texts = {"en-GB": MailText(subject="s", body=body)}
    html = words_of(message(clinic=replace(CLINIC, mail=MailSettings(host="h", texts=texts))))[2]
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', html) == [
        (address, address)
        for address in ("https://clinic.example/how?a=1&amp;b=2", "https://clinic.example/a", "https://clinic.example/b/")
    ]
    assert re.findall(r"<p>(.*)</p>", re.sub(r"</?a\b[^>]*>", "", html)) == [escape(text) for text in body]


# --- templates


def test_clinics_own_words_are_used_in_the_plans_language():
    texts = {
        "en-GB": MailText(subject="A letter from {clinic}", body=("Hello", "Call {phone} or see {web}.")),
        "de": MailText(subject="Post von {clinic}", body=("Guten Tag", "Ihre {clinic}")),
    }
    clinic = replace(CLINIC, web="https://clinic.example", mail=MailSettings(host="h", texts=texts))
    assert words_of(message(clinic=clinic))[:2] == ("A letter from Test Clinic", "Hello\n\nCall 0131 496 0142 or see clinic.example.\n")
    german = message(clinic=clinic, language="de")
    assert words_of(german)[:2] == ("Post von Test Clinic", "Guten Tag\n\nIhre Test Clinic\n")
    assert (german["Content-Language"], '<html lang="de">' in words_of(german)[2]) == ("de", True)


def test_language_without_words_of_the_clinics_own_has_the_built_in_ones():
    texts = {"de": MailText(subject="Post", body=("Guten Tag",))}
    assert words_of(message(clinic=replace(CLINIC, mail=MailSettings(host="h", texts=texts))))[0] == "From Test Clinic"


def test_templates_are_written_in_clinic_yaml_and_what_cannot_be_filled_is_named_with_its_line(place, mail):
    words = "mail:\n  host: smtp.example\n  texts:\n    en-GB:\n      subject: Post from {clinic}\n      body:\n        - Dear {name}\n"
    write_clinic(place / "clinic", CLINIC_LINES + words)
    write(place / "plan.yaml", PLAN)
    wrong = mail("plan.yaml")
    assert wrong.exit_code == 1
    assert "slot {name} is not known; choose from: {clinic}, {phone}, {web}" in wrong.stderr
    assert re.search(r"clinic/clinic\.yaml:(7|8|9|10):\d+", wrong.stderr)
    write_clinic(place / "clinic", CLINIC_LINES + words.replace("Dear {name}", "Dear you"))
    assert mail("plan.yaml").exit_code == 0
    (kept,) = read_drafts(place / "outbox").values()
    assert words_of(kept.message)[:2] == ("Post from Test Clinic", "Dear you\n")


# --- M7: hostile addresses and names

PIECES = (
    *("zoe", "@", "example.org", ".", "..", "-", "+", "%", "_", "=", " ", ",", ";", ":", "<", ">", "(", ")", '"', "'", "\\", "/", "|", "&"),
    *(
        "\r\n",
        "\n",
        "\r",
        "\t",
        "\0",
        "\x1b[2J",
        "\u2028",
        "\u0085",
        "\u202e",
        "\u200b",
        "é",
        "ß",
        "語",
        "🏃",
        "\ud800",
        "x" * 70,
        "é" * 40,
    ),
    *(
        "Bcc: a@b.example",
        "\r\nBcc: a@b.example",
        "\n\n<b>",
        "=?utf-8?q?=0ABcc:?=",
        "=?utf-8?b?Cg==?=",
        "@[127.0.0.1]",
        "xn--",
        "RCPT TO:<a@b.example>",
    ),
)


def hostile(count, seed):
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 7)))


def check_message(sent, clinic_name, address):
    """Assert that a message has our headers only, one recipient, and short lines, as it is and as it is read back."""
    data = sent.as_bytes()
    assert data.isascii()
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    head = data.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    assert set(names) <= {
        *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"Auto-Submitted", b"Content-Language"),
        *(b"MIME-Version", b"Content-Type"),
    }
    assert len(set(names)) == len(names)
    back = email.message_from_bytes(data, policy=email.policy.SMTP)
    assert [one.addr_spec for one in back["From"].addresses] == [SENDER]
    assert [one.addr_spec for one in back["To"].addresses] == [address]
    assert clinic_name is None or json.dumps(str(back["Subject"]))


@pytest.mark.parametrize("seed", range(3))
def test_hostile_address_is_refused_or_is_the_one_recipient(seed):
    taken = 0
    for text in hostile(150, seed):
        for address in (text, f"{text}@example.org", f"zoe@{text}", f"zoe@example.org{text}"):
            try:
                read_plan = plan_of({**PLAN, "patient": {"name": "Zoë", "email": address, "email_ok": "2026-11-20"}})
            except HandoutError:
                continue
            taken += 1
            check_message(message(read_plan.patient.email), None, read_plan.patient.email)
    assert taken > 2


@pytest.mark.parametrize("seed", range(3))
def test_hostile_name_of_a_clinic_is_refused_or_stays_a_name(seed, tmp_path):
    from handouts.library.clinic import load_clinic

    taken = 0
    for text in hostile(60, seed + 100):
        path = tmp_path / "clinic.yaml"
        path.write_text(json.dumps({"name": text, "email": SENDER}, ensure_ascii=True), encoding="utf-8")
        try:
            facts = load_clinic(path).facts
        except HandoutError:
            continue
        taken += 1
        check_message(message(clinic=facts), facts.name, "zoe@example.org")
    assert taken > 10


def test_hostile_rows_make_drafts_for_their_own_address_only(place, mail):
    texts = [text.replace("\ud800", "").replace("\0", "") for text in hostile(30, 500)]
    table(place / "patients.csv", [patient(number, name=text or "x") for number, text in enumerate(texts)])
    mail("patients.csv")
    drafts = read_drafts(place / "outbox")
    assert len(drafts) > 10
    assert set(drafts) <= set(people(30))
    assert [row["to"] for row in csv.DictReader(io.StringIO((place / "outbox" / WHO).read_text(encoding="utf-8")))] == sorted(drafts)
    for address, kept in drafts.items():
        assert [one.addr_spec for one in kept.message["To"].addresses] == [address]
        assert str(kept.message["Subject"]) == "From Test Clinic"
