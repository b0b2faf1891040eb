"""handouts.mail.ledger: what became of each message, written down so that a crash at any moment loses and repeats nothing."""

import sqlite3
import stat

import pytest

from handouts.batch.lock import LEDGER
from handouts.errors import HandoutError
from handouts.mail.ledger import STATES, key_of, opened

KEY, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def ledger(tmp_path):
    with opened(tmp_path) as held:
        yield held


def enter(ledger, key=KEY, state="ready", answer=""):
    ledger.add(key, key[:6], "plans/a.yaml")
    if state != "ready":
        ledger.mark(key, state, answer)


def states(folder):
    with opened(folder) as held:
        return {entry.key: entry.state for entry in held.entries()}


# --- states


def test_new_message_is_ready_and_an_unknown_one_has_no_state(ledger):
    enter(ledger)
    assert ledger.state(KEY) == "ready"
    assert ledger.state(OTHER) is None
    (entry,) = ledger.entries()
    assert (entry.person, entry.source, entry.tries, entry.answer) == ("aaaaaa", "plans/a.yaml", 0, "")


@pytest.mark.parametrize("state", STATES)
def test_state_is_on_the_disk_at_once(tmp_path, state):
    with opened(tmp_path) as held:
        enter(held, state=state, answer="250 kept")
    reader = sqlite3.connect(tmp_path / LEDGER)
    assert reader.execute("SELECT state FROM mail").fetchall() == [(state,)]
    reader.close()


def test_what_was_being_sent_when_a_run_died_is_unknown_to_the_next(tmp_path):
    with opened(tmp_path) as held:
        enter(held, KEY, "sending")
        enter(held, OTHER, "sent")
    with opened(tmp_path) as held:
        assert {entry.key: entry.state for entry in held.entries()} == {KEY: "unknown", OTHER: "sent"}
        (entry,) = held.entries("unknown")
        assert entry.answer == "stopped while it was being sent"
    assert states(tmp_path) == {KEY: "unknown", OTHER: "sent"}


def test_each_time_a_text_leaves_is_counted(ledger):
    enter(ledger)
    for state in ("sending", "ready", "sending", "sent"):
        ledger.mark(KEY, state)
    assert ledger.entries()[0].tries == 2


def test_message_made_ready_again_keeps_its_one_row(ledger):
    enter(ledger, state="failed", answer="550 no")
    ledger.add(KEY, "aaaaaa", "plans/moved.yaml")
    (entry,) = ledger.entries()
    assert (entry.state, entry.source) == ("ready", "plans/moved.yaml")


def test_entries_are_filtered_by_state_and_come_oldest_first(ledger):
    for number, state in enumerate(("sent", "ready", "failed", "ready")):
        enter(ledger, f"{number}" * 32, state)
    assert [entry.key[0] for entry in ledger.entries("ready")] == ["1", "3"]
    assert [entry.key[0] for entry in ledger.entries("sent", "failed")] == ["0", "2"]
    assert len(ledger.entries()) == 4


def test_long_answer_of_a_server_is_cut(ledger):
    enter(ledger, state="failed", answer="5" * 5000)
    assert len(ledger.entries()[0].answer) == 200


# --- the key


def test_key_is_of_address_and_sheet_and_tells_neither():
    key = key_of("zoe@example.org", "plan 1")
    assert key == key_of(" Zoe@Example.ORG ", "plan 1")
    assert len({key, key_of("zoe@example.org", "plan 2"), key_of("bo@example.org", "plan 1")}) == 3
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")


# --- taking away


def test_what_is_forgotten_is_in_no_byte_of_the_folder(tmp_path):
    with opened(tmp_path) as held:
        for number in range(50):
            held.add(f"{number:032}", "c0ffee", f"plans/canary-{number}.yaml")
            held.mark(f"{number:032}", "failed", "550 canary is not known")
        held.forget([entry.key for entry in held.entries()])
        assert held.entries() == []
    assert [path.name for path in tmp_path.iterdir() if b"canary" in path.read_bytes() or b"c0ffee" in path.read_bytes()] == []


def test_of_what_is_cleaned_only_key_and_state_are_left(tmp_path):
    with opened(tmp_path) as held:
        held.add(KEY, "c0ffee", "plans/canary.yaml")
        held.mark(KEY, "sent", "250 canary kept")
        held.fade([KEY])
        assert held.entries() == []
        assert held.state(KEY) == "sent"
    assert [path.name for path in tmp_path.iterdir() if b"canary" in path.read_bytes() or b"c0ffee" in path.read_bytes()] == []


# --- one run at a time


def test_second_run_is_refused_and_the_first_goes_on(tmp_path):
    with opened(tmp_path) as held:
        enter(held)
        with pytest.raises(HandoutError, match="another run is using this folder"), opened(tmp_path):
            pass
        held.mark(KEY, "sent")
    assert states(tmp_path) == {KEY: "sent"}


def test_file_that_is_no_ledger_is_left_alone(tmp_path):
    (tmp_path / LEDGER).write_bytes(b"my letters, " * 100)
    with pytest.raises(HandoutError, match="was not made by handouts; move it elsewhere"), opened(tmp_path):
        pass
    assert (tmp_path / LEDGER).read_bytes() == b"my letters, " * 100


def test_ledger_that_breaks_in_the_middle_is_a_message(tmp_path):
    with pytest.raises(HandoutError, match="cannot be used"), opened(tmp_path) as held:
        held._db.execute("SELECT * FROM nothing")


def test_ledger_is_for_its_owner_alone(tmp_path, run):
    run("outbox", tmp_path)
    assert stat.S_IMODE((tmp_path / LEDGER).stat().st_mode) == 0o600
