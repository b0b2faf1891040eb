"""Before anything is sent: every way of sending asks the clinic's ledger and the list; nothing that is locked becomes open unsaid."""

import io
import shutil

import pikepdf
import pytest

from handouts.batch.lock import LEDGER
from handouts.errors import HandoutError
from handouts.mail.ledger import opened
from handouts.storing.secret import SECRET, secret_of
from handouts.web.gate import MOST_TRIES
from tests.mailing import NO_SUCH_USER, MailServer, clinic_folder, patient, table, trusted
from tests.paging import Page, page_plan

SEND = ("--send", "--yes")
RETRY = ("--retry", "--yes", "--clinic", "clinic")
OUTBOX = "clinic/outbox"


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


def sent_to(server):
    return sorted(kept.recipients[0] for kept in server.told.kept)


# --- one ledger


@pytest.mark.parametrize("words", [("--retry",), ("--resend-unknown",), ("--retry", "--resend-unknown")])
def test_a_draft_in_another_folder_is_not_sent_once_the_clinic_sent_it(tmp_path, mail, run, server, words):
    table(tmp_path / "patients.csv", [patient(1), patient(2)])
    mail("-o", "elsewhere")
    table(tmp_path / "patients.csv", [patient(1)])
    mail(*SEND)
    table(tmp_path / "patients.csv", [patient(1), patient(2)])
    told = run("outbox", "elsewhere", *words, "--yes", "--clinic", "clinic")
    assert ("not sent: was sent before" in told.stderr, told.exit_code) == (True, 0)
    assert len(list((tmp_path / "elsewhere").glob("*.eml"))) == 2 - len(sent_to(server))
    run("outbox", "elsewhere", "--retry", "--yes", "--clinic", "clinic")
    assert sent_to(server) == [patient(1)["email"], patient(2)["email"]]


@pytest.mark.parametrize("cleaned", [False, True], ids=["as it was", "cleaned"])
def test_a_copy_of_an_outbox_sends_nothing_that_the_outbox_sent(tmp_path, mail, run, server, cleaned):
    table(tmp_path / "patients.csv", [patient(1)])
    server.faults = lambda step: NO_SUCH_USER if step.phase == "RCPT" else None
    mail(*SEND)  # failed, so that its draft stays
    server.faults = None
    shutil.copytree(tmp_path / OUTBOX, tmp_path / "copy")
    run("outbox", OUTBOX, *RETRY)
    assert len(server.told.kept) == 1
    if cleaned:
        with opened(tmp_path / OUTBOX) as ledger:
            ledger.fade([entry.key for entry in ledger.entries()])
    for _ in range(2):
        told = run("outbox", "copy", "--resend-unknown", *RETRY)
        assert len(server.told.kept) == 1
    assert "not sent" not in told.stderr  # it is said once, and listed from then on
    assert told.stdout.startswith("sent ")
    assert list((tmp_path / "copy").glob("*.eml")) == []


def test_what_may_have_arrived_from_elsewhere_is_sent_again_when_a_person_says_so(tmp_path, mail, run, server):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("-o", "elsewhere")
    (draft,) = (tmp_path / "elsewhere").glob("*.eml")
    with opened(tmp_path / "elsewhere", tmp_path / OUTBOX) as ledger:
        ledger.mark(draft.stem, "sending")
    run("outbox", "elsewhere", *RETRY)
    assert server.told.kept == []
    run("outbox", "elsewhere", "--resend-unknown", "--yes", "--clinic", "clinic")
    assert len(server.told.kept) == 1
    assert "was sent before" in mail(*SEND).stderr


# --- the list that a draft was made from


@pytest.mark.parametrize("moved", [False, True], ids=["gone", "renamed"])
@pytest.mark.parametrize("source", ["patients.csv", "plans"])
def test_a_draft_whose_source_is_gone_is_not_sent_and_kept(tmp_path, run, server, source, moved):
    if source == "plans":
        from tests.making import plan
        from tests.writing import write

        who = {"name": "Zo\u00eb \u015een", "reference": "R-1", "email": "zoe@example.org", "email_ok": "2026-11-20"}
        write(tmp_path / "plans" / "a.yaml", plan(1, exercises=["couch-stretch"], patient=who))
        path = tmp_path / "plans" / "a.yaml"
    else:
        path = table(tmp_path / "patients.csv", [patient(1)])
    assert run("email", source, "--clinic", "clinic").exit_code == 0
    path.rename(path.with_name("withdrawn.txt")) if moved else path.unlink()
    told = run("outbox", OUTBOX, *RETRY)
    assert "not sent: its source is gone; make the draft again from the list you have" in told.stderr
    assert (told.exit_code, server.told.kept) == (1, [])
    assert len(list((tmp_path / OUTBOX).glob("*.eml"))) == 1


# --- the secret of the ledger


@pytest.mark.parametrize("put", [None, "another"], ids=["missing", "another"])
def test_without_its_own_secret_a_ledger_that_holds_rows_is_not_used(tmp_path, mail, run, server, put):
    table(tmp_path / "patients.csv", [patient(1)])
    mail(*SEND)
    key = tmp_path / OUTBOX / SECRET
    before = key.read_bytes()
    key.unlink()
    if put is not None:
        secret_of(tmp_path / OUTBOX)
    for told in (mail(*SEND), run("outbox", OUTBOX, *RETRY)):
        assert (told.exit_code, "put it back from a copy" in told.stderr) == (1, True)
    assert key.exists() == (put is not None)
    key.write_bytes(before)
    assert "was sent before" in mail(*SEND).stderr
    assert len(server.told.kept) == 1


def test_a_ledger_without_rows_gets_a_secret(tmp_path):
    with opened(tmp_path):
        pass
    (tmp_path / SECRET).unlink()
    with opened(tmp_path):
        assert (tmp_path / SECRET).is_file()


@pytest.mark.usefixtures("server")
def test_a_batch_in_an_outbox_does_not_make_its_lost_secret_anew(tmp_path, mail, run):
    table(tmp_path / "patients.csv", [patient(1)])
    mail(*SEND)
    (tmp_path / OUTBOX / SECRET).unlink()
    run("batch", "patients.csv", "-o", OUTBOX, "--clinic", "clinic")
    with pytest.raises(HandoutError, match=r"is another than this ledger was kept with|is missing"), opened(tmp_path / OUTBOX):
        pass
    assert (tmp_path / OUTBOX / LEDGER).is_file()


# --- the page


def test_wrong_codes_that_are_tried_on_the_page_are_told_in_the_window(tmp_path, server, caplog):
    page = Page(tmp_path / "clinic")
    letter = {"plan": page_plan(1), "to": "zoe@example.org", "agreed_on": "2026-11-20", "send": True}
    page.ask("/api/email", letter)
    assert caplog.messages == []  # the page asks for the code; nobody tried one
    wrong = f"{(int(page.session.code) + 1) % 1_000_000:06}"
    for number in range(1, MOST_TRIES + 2):
        page.ask("/api/email", {**letter, "code": wrong})
        assert len(caplog.messages) == number
    assert "a wrong code was typed on the page (1 of 5); if that was not you" in caplog.messages[0]
    assert "no code is taken any more" in caplog.messages[-1]
    assert server.told.kept == []


# --- locked is locked


MAKE = ("make", "hip", "-e", "couch-stretch", "--side", "left", "-o", "lk.pdf")


@pytest.mark.parametrize(
    ("whose", "said"), [((), "is a patient's sheet"), (("--patient", "Bob", "--reference", "R-2"), "is locked, and what would be")]
)
def test_make_does_not_unlock_a_locked_sheet(tmp_path, run, whose, said):
    assert run(*MAKE, *whose, "--encrypt").exit_code == 0
    before = (tmp_path / "lk.pdf").read_bytes()
    refused = run(*MAKE, *whose)
    assert (refused.exit_code, said in refused.stderr) == (1, True)
    assert (tmp_path / "lk.pdf").read_bytes() == before
    assert run(*MAKE, *whose, "--force").exit_code == 0
    with pikepdf.open(tmp_path / "lk.pdf"):
        pass


def test_a_batch_does_not_unlock_a_locked_sheet(tmp_path, run):
    table(tmp_path / "patients.csv", [{key: value for key, value in patient(1).items() if not key.startswith("email")}])
    assert run("batch", "patients.csv", "-o", "out").exit_code == 0
    (sheet,) = (tmp_path / "out").glob("*.pdf")
    from handouts.pdf.encryption import encrypt
    from handouts.pdf.person import Whose, marked_locked

    locked = marked_locked(
        encrypt(sheet.read_bytes(), "four words of mine"), Whose("r-0001", "Zo\u00eb \u015een"), secret_of(tmp_path / "out")
    )
    sheet.write_bytes(locked)
    refused = run("batch", "patients.csv", "-o", "out")
    assert (refused.exit_code, "is locked" in refused.stderr, sheet.read_bytes() == locked) == (1, True, True)
    assert run("batch", "patients.csv", "-o", "out", "--force").exit_code == 0
    assert sheet.read_bytes() != locked


@pytest.mark.parametrize("words", [("print-run", "a.pdf", "-o", "lk.pdf"), ("batch", "hip", "-o", "rack", "--print-run", "lk.pdf")])
def test_a_print_run_does_not_replace_a_locked_sheet(tmp_path, run, words):
    run(*MAKE, "--encrypt")
    run(*MAKE[:-1], "a.pdf")
    before = (tmp_path / "lk.pdf").read_bytes()
    refused = run(*words)
    assert (refused.exit_code, "is locked" in refused.stderr, (tmp_path / "lk.pdf").read_bytes() == before) == (1, True, True)


def test_a_plan_that_changed_does_not_replace_a_locked_draft_by_an_open_one(tmp_path, mail, server):
    table(tmp_path / "patients.csv", [patient(1)])
    mail("--encrypt")
    table(tmp_path / "patients.csv", [patient(1, side="right")])
    for _ in range(2):
        refused = mail(*SEND)
        assert ("an earlier draft for this patient is locked" in refused.stderr, refused.exit_code, server.told.kept) == (True, 1, [])
    mail("--encrypt", *SEND)
    (kept,) = server.told.kept
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(kept.pdf))
