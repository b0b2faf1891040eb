"""Two people who look alike, share an address or have swapped addresses are shown before sending, whichever run mailed the other."""

import io
import re

import pikepdf
import pytest

from handouts.mail.ledger import opened
from tests.mailing import NO_SUCH_USER, MailServer, clinic_folder, patient, table, trusted
from tests.paging import Page, page_plan

SEND = ("--send", "--yes")
OUTBOX = "clinic/outbox"
ANN = {"name": "Ann Smith", "reference": "I-1", "email": "runner77@x.org"}
BO = {"name": "Bo \u017dak", "reference": "J-1", "email": "bluesky@x.org"}
SWAPPED = "had another address before, in monday.csv:{} ("
SHARED = "its address is that of another patient, in monday.csv:2 ("


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A good server, and the clinic that sends through it."""
    with MailServer() as started, trusted(monkeypatch):
        clinic_folder(tmp_path / "clinic", started)
        yield started


@pytest.fixture
def mail(tmp_path, run):
    """Return what mails the sheets of people from a table of this name."""

    def send(name, people, *words):
        table(tmp_path / name, [patient(at, **one) for at, one in enumerate(people)])
        return run("email", name, *words, "--clinic", "clinic")

    return send


def sent_to(server):
    return [kept.recipients[0] for kept in server.told.kept]


def swapped(**more):
    more = {"side": "right", **more}
    return [{**ANN, "email": BO["email"], **more}, {**BO, "email": ANN["email"], **more}]


# --- swapped since


def test_addresses_swapped_since_an_earlier_sending_are_shown_and_not_sent(mail, server):
    mail("monday.csv", [ANN, BO], *SEND)
    told = mail("tuesday.csv", swapped(), *SEND)
    for line, other in ((2, 3), (3, 2)):
        before, theirs = rf"in monday\.csv:{line} \([\d-]+\)", rf"in monday\.csv:{other} \("
        assert re.search(rf"tuesday\.csv:{line}: had another address before, {before}; .* {theirs}", told.stderr)
        assert f"tuesday.csv:{line}: not sent: check the address with the patient, then add --addresses-checked" in told.stderr
    assert (told.exit_code, sent_to(server)) == (1, [ANN["email"], BO["email"]])
    assert not re.search("runner|bluesky|Ann|I-1|J-1", told.stderr + told.stdout)
    assert mail("tuesday.csv", swapped(), *SEND, "--addresses-checked").exit_code == 0
    assert sent_to(server)[2:] == [BO["email"], ANN["email"]]
    again = mail("wednesday.csv", swapped(exercises="hip-hinge"), *SEND)  # what a person checked once is not asked again
    assert (again.exit_code, len(sent_to(server))) == (0, 6)


def test_one_who_gets_another_s_address_is_asked_about_and_the_others_are_sent(mail, server):
    mail("monday.csv", [ANN, BO], *SEND)
    told = mail("monday.csv", [swapped()[0], {**BO, "side": "right"}], *SEND)
    assert (told.exit_code, sent_to(server)[2:]) == (1, [BO["email"]])


@pytest.mark.parametrize(("answer", "count"), [("n\ny\n", 2), ("y\ny\n", 4)])
def test_without_yes_a_person_is_asked(mail, server, monkeypatch, answer, count):
    mail("monday.csv", [ANN, BO], *SEND)
    answers = iter(answer.split())
    monkeypatch.setattr("click.confirm", lambda *_, **__: next(answers) == "y")
    mail("tuesday.csv", swapped(), "--send")
    assert len(sent_to(server)) == count


@pytest.mark.parametrize("folder", [OUTBOX, "elsewhere"])
def test_outbox_asks_about_swapped_addresses_too(mail, run, server, folder):
    mail("monday.csv", [ANN, BO], *SEND)
    mail("tuesday.csv", swapped(), "-o", folder)
    retry = ("outbox", folder, "--retry", "--yes", "--clinic", "clinic")
    told = run(*retry)
    assert (told.exit_code, SWAPPED.format(2) in told.stderr, len(sent_to(server))) == (1, True, 2)
    assert run(*retry, "--addresses-checked").exit_code == 0
    assert len(sent_to(server)) == 4


def test_a_patient_with_a_new_address_of_their_own_is_not_asked_about(mail, server):
    mail("monday.csv", [ANN, BO], *SEND)
    told = mail("tuesday.csv", [{**ANN, "email": "meadow@x.org", "side": "right"}], *SEND)
    assert (told.exit_code, "warning" in told.stderr, len(sent_to(server))) == (0, False, 3)


def test_swapped_addresses_of_people_without_references_are_shown_however_their_names_are_spelled(mail, server):
    ann, bo = {**ANN, "reference": ""}, {**BO, "reference": ""}
    mail("monday.csv", [ann, bo], *SEND)
    told = mail("tuesday.csv", [{**ann, "name": "SMITH, Ann", "email": bo["email"], "side": "right"}], *SEND)
    assert (told.exit_code, SWAPPED.format(2) in told.stderr, len(sent_to(server))) == (1, True, 2)


# --- alike, in two runs


LIKE = {
    "another's address": ({**BO, "email": "Runner77@x.org"}, SHARED),
    "a namesake": ({**BO, "name": "Anne Smith"}, "the patient's name looks like that in monday.csv:2 ("),
    "an address with another's name": ({**BO, "email": "ann.smith@x.org"}, "its address looks like that of the patient in monday.csv:2 ("),
}


@pytest.mark.parametrize(("other", "said"), LIKE.values(), ids=LIKE)
@pytest.mark.parametrize("sent", [SEND, (), ("-o", "elsewhere", *SEND)], ids=["sent", "a draft", "sent from elsewhere"])
@pytest.mark.usefixtures("server")
def test_who_looks_like_somebody_of_another_table_is_shown_before_sending(mail, other, said, sent):
    mail("monday.csv", [ANN], *sent)
    place = said if "elsewhere" not in sent else said.replace("monday.csv:2", "an earlier message")
    dry = mail("tuesday.csv", [other])
    assert f"warning: tuesday.csv:2: {place}" in dry.stderr
    told = mail("tuesday.csv", [other], *SEND)
    assert told.stderr.index(place) < told.stderr.index("1 sent")


@pytest.mark.parametrize(("other", "said"), LIKE.values(), ids=LIKE)
def test_outbox_shows_who_looks_like_somebody_of_another_table(mail, run, server, other, said):
    mail("monday.csv", [ANN], *SEND)
    server.faults = lambda step: NO_SUCH_USER if step.phase == "RCPT" else None
    mail("tuesday.csv", [other], *SEND)
    server.faults = None
    told = run("outbox", OUTBOX, "--retry", "--yes", "--clinic", "clinic")
    assert told.stderr.index(said) < told.stderr.index("1 sent")


@pytest.mark.usefixtures("server")
def test_the_same_patient_again_is_like_nobody(mail):
    mail("monday.csv", [ANN, BO], *SEND)
    assert "warning" not in mail("tuesday.csv", [{**ANN, "side": "right"}, {**BO, "side": "right"}], *SEND).stderr


@pytest.mark.usefixtures("server")
def test_what_was_cleaned_or_forgotten_is_compared_no_more_and_nothing_of_it_is_left(tmp_path, mail, run):
    mail("monday.csv", [ANN], *SEND)
    with opened(tmp_path / OUTBOX) as ledger:
        ((_, *_, marks),) = [(one.key, one.marks) for one in ledger.described()]
        assert not re.search("ann|smith|runner", marks.lower())
        ledger.fade([one.key for one in ledger.described()])
        assert ledger.described() == []
    mail("tuesday.csv", [BO], "-o", "elsewhere", *SEND)
    run("forget", "J-1", "clinic")  # the draft lay elsewhere
    with opened(tmp_path / OUTBOX) as ledger:
        assert ledger.described() == []


# --- the page


def test_the_page_shows_it_and_sends_only_when_it_was_looked_at(tmp_path, mail, server):
    mail("monday.csv", [ANN, BO], *SEND)
    page = Page(tmp_path / "clinic")
    plan = page_plan(1, patient={"name": ANN["name"], "reference": ANN["reference"]})
    letter = {"plan": plan, "to": BO["email"], "agreed_on": "2026-11-20", "code": page.session.code, "lock": True}
    assert "Had another address before" in page.ask("/api/email", {**letter, "lock": False})["message"]
    asked = page.ask("/api/email", {**letter, "plan": {**plan, "goal": "Run again."}, "send": True})
    assert (asked["ok"], "make sure they are not swapped" in asked["look_twice"], len(sent_to(server))) == (False, True, 2)
    said = page.ask("/api/email", {**letter, "plan": {**plan, "goal": "Run again."}, "send": True, "looked": True})
    assert (said["ok"], said["state"], len(sent_to(server))) == (True, "sent", 3)
    with pikepdf.open(io.BytesIO(server.told.kept[-1].pdf), password=said["words"]):
        pass
