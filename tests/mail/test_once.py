"""E-mail: once for the clinic, wherever it is sent from; words that were told open what is sent; nothing lets a guess be tried."""

import io
import random
import re
import shutil
import sqlite3
import stat
from datetime import date, timedelta

import pikepdf
import pytest

from handouts.batch.lock import LEDGER
from handouts.errors import HandoutError
from handouts.mail.ledger import COLUMNS, WHO, draft_path, key_of, opened
from handouts.storing.secret import SECRET, keyed, secret_of
from tests.mail.test_email import patient
from tests.mailing import MailServer, clinic_folder, read_drafts, read_who, table, trusted
from tests.making import EXERCISES


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A good server, and the clinic that sends through it."""
    with MailServer() as started, trusted(monkeypatch):
        clinic_folder(tmp_path / "clinic", started)
        yield started


@pytest.fixture
def mail(run):
    """Return what runs `handouts email` for the clinic of the folder."""
    return lambda *words: run("email", "patients.csv", *words, "--clinic", "clinic")


SEND = ("--send", "--yes")
TODAY = date.today()  # noqa: DTZ011  as the program sees it


# --- once


@pytest.mark.parametrize("change", [{"layout": "phone"}, {"paper": "Letter"}, {"ink": "ink-saver"}])
def test_another_look_of_the_same_sheet_is_the_same_sheet(tmp_path, mail, server, change):
    table(tmp_path / "patients.csv", [patient(1)])
    mail(*SEND)
    table(tmp_path / "patients.csv", [patient(1, **change)])
    assert "was sent before" in mail(*SEND).stderr
    assert "was sent before" in mail("--layout", "large", *SEND).stderr
    assert len(server.told.kept) == 1


SPELT = {
    "in capitals": "ZO\u00cb \u015eEN",
    "in small letters": "zo\u00eb \u015fen",
    "without its marks": "Zoe Sen",
    "in letters taken apart": "Zoe\u0308 S\u0327en",
    "its family name first": "\u015een, Zo\u00eb",
    "with a hyphen": "Zo\u00eb-\u015een",
}


@pytest.mark.parametrize("reference", ["R-7", ""], ids=["with a reference", "without one"])
@pytest.mark.parametrize("name", SPELT.values(), ids=SPELT)
def test_a_sheet_that_was_sent_is_not_sent_again_under_another_spelling_of_the_name(tmp_path, mail, server, name, reference):
    table(tmp_path / "patients.csv", [patient(1, name="Zo\u00eb \u015een", reference=reference)])
    mail(*SEND)
    table(tmp_path / "patients.csv", [patient(1, name=name, reference=reference.replace("R-", "r "))])
    again = mail(*SEND)
    assert (again.exit_code, "was sent before" in again.stderr, len(server.told.kept)) == (0, True, 1)


def test_a_sheet_of_another_person_or_with_other_contents_is_another_message(tmp_path, mail, server):
    for change in ({}, {"name": "Zo\u00eb \u015eenay"}, {"reference": "R-8"}, {"side": "right"}):
        table(tmp_path / "patients.csv", [patient(1, **{"name": "Zo\u00eb \u015een", "reference": "R-7", **change})])
        mail(*SEND)
    assert len(server.told.kept) == 4


def test_a_name_corrected_before_it_is_sent_is_printed_as_it_was_corrected(tmp_path, mail, server):
    table(tmp_path / "patients.csv", [patient(1, name="Zoe Sen")])
    first = mail("--encrypt").stdout
    table(tmp_path / "patients.csv", [patient(1, name="Zo\u00eb \u015een")])
    assert "as told before" not in mail("--encrypt").stdout
    words = re.search(r"passphrase: (.*)", mail("--encrypt", "--anew", *SEND).stdout)[1]
    assert words not in first
    (kept,) = server.told.kept
    with pikepdf.open(io.BytesIO(kept.pdf), password=words) as opened:
        assert len(opened.pages) > 0


def test_a_sheet_that_an_older_version_sent_is_not_sent_again(tmp_path, mail, server, monkeypatch):
    table(tmp_path / "patients.csv", [patient(1)])
    with monkeypatch.context() as older:
        older.setattr("handouts.mail.outbox.alike", lambda name: name)
        older.setattr("handouts.mail.outbox.folded", lambda reference: reference)
        mail(*SEND)
    assert "was sent before" in mail(*SEND).stderr
    assert len(server.told.kept) == 1


def test_a_reference_does_not_come_to_another_name_by_way_of_a_message_without_one(tmp_path, run, mail, server):
    table(tmp_path / "patients.csv", [patient(1, name="Ann", reference="R-7")])
    mail()
    table(tmp_path / "patients.csv", [patient(1, name="", reference="R-7")])
    mail()
    table(tmp_path / "other.csv", [patient(1, name="Bo", reference="R-7")])
    held = run("email", "other.csv", *SEND, "--clinic", "clinic")
    assert (held.exit_code, "has the reference of 'patients.csv:2', with another name" in held.stderr) == (1, True)
    assert server.told.kept == []


@pytest.mark.parametrize("order", [(), ("-o", "elsewhere")])
def test_what_was_sent_from_one_folder_is_not_sent_from_another(tmp_path, mail, server, order):
    table(tmp_path / "patients.csv", [patient(1)])
    first, second = order, () if order else ("-o", "elsewhere")
    assert mail(*first, *SEND).exit_code == 0
    again = mail(*second, *SEND)
    assert (again.exit_code, "was sent before" in again.stderr) == (0, True)
    assert len(server.told.kept) == 1


def test_outbox_is_the_clinics_wherever_the_program_is_started(tmp_path, run, server, monkeypatch):
    table(tmp_path / "patients.csv", [patient(1)])
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    assert run("email", "../patients.csv", "--clinic", "../clinic").exit_code == 0
    assert list((tmp_path / "away").iterdir()) == []
    assert len(read_drafts(tmp_path / "clinic" / "outbox")) == 1
    monkeypatch.chdir(tmp_path)
    run("email", "patients.csv", "--clinic", "clinic/clinic.yaml", *SEND)
    assert not (tmp_path / "outbox").exists()
    assert len(server.told.kept) == 1


def test_a_message_that_may_have_arrived_is_not_sent_from_another_folder(tmp_path, mail, server):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("-o", "elsewhere")
    (draft,) = (tmp_path / "elsewhere").glob("*.eml")
    with opened(tmp_path / "elsewhere", tmp_path / "clinic" / "outbox") as ledger:
        ledger.mark(draft.stem, "sending")
    assert "may have been sent before" in mail(*SEND).stderr
    assert server.told.kept == []


def test_a_message_that_was_put_off_elsewhere_may_be_sent(tmp_path, mail, server):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("-o", "elsewhere")
    (draft,) = (tmp_path / "elsewhere").glob("*.eml")
    with opened(tmp_path / "elsewhere", tmp_path / "clinic" / "outbox") as ledger:
        ledger.mark(draft.stem, "sending")
        ledger.mark(draft.stem, "ready", "421 later")
    assert mail(*SEND).exit_code == 0
    assert len(server.told.kept) == 1


# --- consent


@pytest.mark.parametrize("words", [("--retry",), ("--retry", "--resend-unknown")])
def test_consent_withdrawn_in_the_table_stops_a_draft_on_retry_too(tmp_path, mail, run, server, words, monkeypatch):
    table(tmp_path / "patients.csv", [patient(1), patient(2), patient(3)])
    mail()
    table(tmp_path / "patients.csv", [patient(1), patient(2, email_ok=""), patient(3)])
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    result = run("outbox", "../clinic/outbox", *words, "--yes", "--clinic", "../clinic")
    assert result.exit_code == 1
    assert "patients.csv:3: not sent: its plan or the content has changed, or the patient no longer agrees to e-mail" in result.stderr
    assert {kept.recipients[0] for kept in server.told.kept} == {patient(1)["email"], patient(3)["email"]}
    assert list((tmp_path / "clinic" / "outbox").glob("*.eml")) == []
    with opened(tmp_path / "clinic" / "outbox") as ledger:
        assert {entry.state for entry in ledger.entries()} == {"sent"}


def test_an_address_that_is_put_right_in_another_table_takes_the_wrong_draft_away(tmp_path, mail, run, server):
    wrong = [patient(1, email=patient(2)["email"]), patient(2, email=patient(1)["email"])]
    table(tmp_path / "patients.csv", wrong)
    mail()
    table(tmp_path / "tuesday.csv", [patient(1), patient(2)])
    told = run("email", "tuesday.csv", "--clinic", "clinic", "--send", "--yes")
    assert "2 earlier drafts removed" in told.stderr
    run("outbox", "clinic/outbox", "--retry", "--yes", "--clinic", "clinic")
    assert sorted(kept.recipients[0] for kept in server.told.kept) == sorted(patient(number)["email"] for number in (1, 2))


def test_consent_withdrawn_in_another_table_takes_the_draft_away(tmp_path, mail, run, server):
    table(tmp_path / "patients.csv", [patient(1), patient(2)])
    mail()
    table(tmp_path / "tuesday.csv", [patient(1, email_ok="")])
    assert "1 earlier draft removed" in run("email", "tuesday.csv", "--clinic", "clinic").stderr
    run("outbox", "clinic/outbox", "--retry", "--yes", "--clinic", "clinic")
    assert [kept.recipients[0] for kept in server.told.kept] == [patient(2)["email"]]


def test_a_table_that_is_put_right_is_the_same_from_another_folder(tmp_path, mail, run, server, monkeypatch):
    table(tmp_path / "patients.csv", [patient(1, email="mistyped@example.org")])
    mail()
    table(tmp_path / "patients.csv", [patient(1)])
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    run("email", "../patients.csv", "--clinic", "../clinic", "--send", "--yes")
    run("outbox", "../clinic/outbox", "--retry", "--yes", "--clinic", "../clinic")
    assert [kept.recipients[0] for kept in server.told.kept] == [patient(1)["email"]]


@pytest.mark.usefixtures("server")
def test_another_sheet_of_the_same_person_for_the_same_address_stays(tmp_path, mail, run):
    table(tmp_path / "patients.csv", [patient(1)])
    mail()
    table(tmp_path / "tuesday.csv", [patient(1, exercises="hip-hinge")])
    told = run("email", "tuesday.csv", "--clinic", "clinic")
    assert "removed" not in told.stderr
    assert told.exit_code == 0
    assert len(list((tmp_path / "clinic" / "outbox").glob("*.eml"))) == 2


def test_table_that_cannot_be_read_whole_stops_its_drafts_and_keeps_them(tmp_path, mail, run, server):
    table(tmp_path / "patients.csv", [patient(1)])
    mail()
    table(tmp_path / "patients.csv", [patient(1, side="lefft")])
    result = run("outbox", "clinic/outbox", "--retry", "--yes", "--clinic", "clinic")
    assert (result.exit_code, "cannot be read whole" in result.stderr) == (1, True)
    assert server.told.kept == []
    assert len(list((tmp_path / "clinic" / "outbox").glob("*.eml"))) == 1


def test_consent_from_a_day_to_come_sends_nothing(tmp_path, mail, server):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    table(tmp_path / "patients.csv", [patient(1, email_ok=tomorrow), patient(2, email_ok=TODAY.isoformat())])
    result = mail(*SEND)
    assert f"the patient agrees to e-mail from {tomorrow} only" in result.stderr
    assert [kept.recipients[0] for kept in server.told.kept] == [patient(2)["email"]]


# --- the right address


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([("Ann Smith", "ann@x.org"), ("Ann Smyth", "other@x.org")], "patients.csv:2, patients.csv:3: patients whose names look alike"),
        ([("Ann Smith", "home@x.org"), ("Bo Žak", "Home@x.org")], "patients.csv:2, patients.csv:3: patients who share one address"),
        ([("Ann Smith", "bo.zak@x.org"), ("Bo Žak", "ann.smith@x.org")], "patients.csv:2: its address looks like that of patients.csv:3"),
        ([("Ann Smith", "zak12@x.org"), ("Bo Žak", "runner@x.org")], "patients.csv:2: its address looks like that of patients.csv:3"),
    ],
)
@pytest.mark.usefixtures("server")
def test_who_may_be_taken_for_whom_is_shown_before_anything_is_sent(tmp_path, mail, people, said):
    table(tmp_path / "patients.csv", [patient(at, name=name, email=email) for at, (name, email) in enumerate(people)])
    shown = mail(*SEND).stderr
    assert f"warning: {said}" in shown
    assert shown.index(said) < shown.index("2 sent")
    assert "names look alike" not in mail(*SEND).stderr


@pytest.mark.usefixtures("server")
def test_people_with_addresses_of_their_own_are_not_warned_of(tmp_path, mail):
    people = [("Ann Smith", "ann.smith@x.org"), ("Bo Žak", "zak@x.org"), ("Carl Ng", "runner7@x.org"), ("Dana Annable", "dannable@x.org")]
    table(tmp_path / "patients.csv", [patient(at, name=name, email=email) for at, (name, email) in enumerate(people)])
    assert "warning: patients.csv" not in mail().stderr


# --- the words that were told


def test_words_of_a_dry_run_open_what_is_sent(tmp_path, mail, server):
    """Twelve random drafts; 12 of 12 open."""
    chance = random.Random(5)
    rows = [
        patient(number, pack="", section="hip", exercises=" ".join(chance.sample(EXERCISES, chance.randint(1, 4)))) for number in range(12)
    ]
    table(tmp_path / "patients.csv", rows)
    first = mail("--encrypt")
    told = dict(re.findall(r"^(patients\.csv:\d+)  .*  passphrase: (\w+ \w+ \w+ \w+)$", first.stdout, re.MULTILINE))
    assert len(set(told.values())) == 12
    sent = mail("--encrypt", *SEND)
    assert sent.exit_code == 0
    assert sent.stdout.count("passphrase: as told before") == 12
    assert "Write the passphrases down" not in sent.stderr
    source = {row["to"]: row["source"] for row in read_who(tmp_path / "clinic" / "outbox")}
    assert len(server.told.kept) == 12
    for kept in server.told.kept:
        with pikepdf.open(io.BytesIO(kept.pdf), password=told[source[kept.recipients[0]]]) as pdf:
            assert len(pdf.pages) > 1


@pytest.mark.usefixtures("server")
def test_list_of_a_locked_draft_that_is_kept_is_as_it_was(tmp_path, mail):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("--encrypt")
    before = (tmp_path / "clinic" / "outbox" / WHO).read_bytes()
    mail("--encrypt", "--layout", "large")
    assert (tmp_path / "clinic" / "outbox" / WHO).read_bytes() == before


@pytest.mark.parametrize(("before", "now"), [(("--encrypt",), ()), ((), ("--encrypt",))], ids=["locked first", "open first"])
def test_change_of_lock_between_draft_and_sending_is_refused(tmp_path, mail, server, before, now):
    table(tmp_path / "patients.csv", [patient(1)])
    mail(*before)
    (draft,) = (tmp_path / "clinic" / "outbox").glob("*.eml")
    was = draft.read_bytes()
    refused = mail(*now, *SEND)
    assert (refused.exit_code, "--anew" in refused.stderr) == (1, True)
    assert (server.told.kept, draft.read_bytes()) == ([], was)


def test_what_was_locked_is_sent_locked_by_the_outbox_too(tmp_path, mail, run, server):
    table(tmp_path / "patients.csv", [patient(1)])
    told = re.search(r"passphrase: (\w+ \w+ \w+ \w+)$", mail("--encrypt").stdout, re.MULTILINE)[1]
    mail(*SEND)
    run("outbox", "clinic/outbox", "--retry", "--yes", "--clinic", "clinic")
    (kept,) = server.told.kept
    with pikepdf.open(io.BytesIO(kept.pdf), password=told):
        pass


@pytest.mark.parametrize(("before", "now"), [(("--encrypt",), ()), ((), ("--encrypt",)), (("--encrypt",), ("--encrypt",))])
def test_anew_makes_a_draft_again_as_it_is_asked_for(tmp_path, mail, server, before, now):
    table(tmp_path / "patients.csv", [patient(1)])
    first = mail(*before).stdout
    sent = mail(*now, "--anew", *SEND)
    (kept,) = server.told.kept
    words = re.findall(r"passphrase: (\w+ \w+ \w+ \w+)$", sent.stdout, re.MULTILINE)
    assert len(words) == len(now)
    assert not any(one in first for one in words)
    with pikepdf.open(io.BytesIO(kept.pdf), password="".join(words)):
        pass


# --- nothing to try a guess with


@pytest.mark.usefixtures("server")
def test_two_outboxes_know_one_sheet_by_other_keys(tmp_path, run):
    """Whoever makes the same sheet for the same address elsewhere gets neither its key nor its Message-ID."""
    table(tmp_path / "patients.csv", [patient(1)])
    for name in ("clinic", "guess"):
        if name == "guess":
            shutil.copytree(tmp_path / "clinic", tmp_path / "guess", ignore=shutil.ignore_patterns("outbox"))
        assert run("email", "patients.csv", "--clinic", name).exit_code == 0
    drafts = [next((tmp_path / name / "outbox").glob("*.eml")) for name in ("clinic", "guess")]
    assert drafts[0].stem != drafts[1].stem
    assert drafts[0].stem.encode() not in drafts[1].read_bytes()
    rows = [sqlite3.connect(path.parent / LEDGER).execute("SELECT key FROM mail").fetchall() for path in drafts]
    assert rows == [[(path.stem,)] for path in drafts]


def test_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    first = secret_of(tmp_path)
    assert (len(first), secret_of(tmp_path)) == (32, first)
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()] == [(SECRET, 0o600)]
    assert keyed(first, "R-1042") != keyed(bytes(32), "R-1042")


@pytest.mark.parametrize("text", [b"", b"abc\n", b"0" * 64, b"G" * 64 + b"\n"])
def test_damaged_secret_is_said_and_left_as_it_is(tmp_path, text):
    (tmp_path / SECRET).write_bytes(text)
    with pytest.raises(HandoutError, match="is damaged; put it back from a copy"), opened(tmp_path):
        pass
    assert (tmp_path / SECRET).read_bytes() == text


# --- what an older version wrote


@pytest.mark.parametrize("renamed", [False, True], ids=["whole", "stopped in the middle"])
def test_older_ledger_is_keyed_when_it_is_opened(tmp_path, renamed):
    key, secret = key_of("zoe@example.org", "a sheet"), secret_of(tmp_path)
    connection = sqlite3.connect(tmp_path / LEDGER, isolation_level=None)
    connection.execute(
        """CREATE TABLE mail (key TEXT PRIMARY KEY, person TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
        answer TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', changed REAL NOT NULL)"""
    )
    connection.execute("INSERT INTO mail VALUES (?, 'abcdef', 'sent', 1, '', 'plan.yaml', 1)", (key,))
    connection.execute("INSERT INTO mail VALUES (?, 'abcdef', 'ready', 0, '', 'other.yaml', 2)", ("b" * 32,))
    connection.close()
    draft_path(tmp_path, keyed(secret, "b" * 32) if renamed else "b" * 32).write_bytes(b"a draft")
    (tmp_path / WHO).write_text(f"{','.join(COLUMNS)}\n{'b' * 32},abcdef,bo@example.org,other.yaml,3,cards\n", encoding="utf-8")
    for _ in range(2):
        with opened(tmp_path) as ledger:
            assert ledger.state(ledger.key_of(" Zoe@Example.org", "a sheet")) == "sent"
            (ready,) = ledger.entries("ready")
            assert draft_path(tmp_path, ready.key).read_bytes() == b"a draft"
            assert [row["key"] for row in read_who(tmp_path)] == [ready.key]
    assert key.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
