"""Sending against a real mail server with faults: each message once, every one accounted for, no address before the server is proved."""

import contextlib
import socket
import threading
import time

import pytest

from handouts.errors import HandoutError
from handouts.mail import post as post_module
from handouts.mail.ledger import draft_path, opened
from handouts.mail.outbox import Sending, send_ready
from handouts.mail.post import PAUSES_S, Pace, Post
from tests.mailing import (
    BUSY,
    CERTIFICATES,
    CLOSING,
    LOST,
    LOST_AFTER,
    NO_SUCH_USER,
    PASSWORD,
    SENDER,
    Clock,
    Fault,
    MailServer,
    certificates,
    clinic_folder,
    fill,
    people,
    transient,
    trusted,
)

TEXT = b"From: hello@testclinic.example\r\nTo: zoe@example.org\r\nSubject: x\r\n\r\nHello\r\n"


def connected(server, **more):
    return Post(server.settings(**more), PASSWORD, certificates().client())


def connect(server, password=PASSWORD, **more):
    with Post(server.settings(**more), password, certificates().client()):
        pass


def send_all(folder, server, clock=None, only=None):
    """Send what is ready in an outbox, with pauses that take no time; return outcome by source."""
    clock = clock or Clock()
    with opened(folder) as ledger, connected(server) as post:
        found = send_ready(ledger, Sending(folder, post, Pace(50, clock.sleep), clock.sleep), only)
        return {entry.source: posted for entry, posted in found}


def filled(folder, count):
    with opened(folder) as ledger:
        return fill(ledger, folder, people(count))


def states(folder):
    """Return how many messages are in each state."""
    with opened(folder) as ledger:
        found = [entry.state for entry in ledger.entries()]
    return {state: found.count(state) for state in sorted(set(found))}


def only_at(phase, fault, number=None):
    return lambda step: fault if step.phase == phase and number in (None, step.number) else None


def one(server, data=TEXT):
    """Send one message; return what became of it, and how often it was said that its text leaves."""
    leaving = []
    with connected(server) as post:
        return post.send(SENDER, "zoe@example.org", data, lambda: leaving.append(1)), len(leaving)


# --- the ordinary way


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_message_arrives_whole_over_tls_after_login_for_one_recipient(security):
    text = TEXT + b".a line with a dot\r\n..two\r\n.\r\nmore\r\n"
    with MailServer(security=security) as server:
        assert one(server, text) == (post_module.Posted("sent", "250 2.0.0 kept"), 1)
    (kept,) = server.told.kept
    assert (kept.sender, kept.recipients, kept.data) == (SENDER, ("zoe@example.org",), text)
    assert server.told.logins == ["AUTH", "PLAIN clinic"]


def test_server_that_asks_for_no_user_gets_no_login():
    with MailServer(login=False) as server:
        assert one(server)[0].outcome == "sent"
    assert server.told.logins == []


def test_many_messages_go_over_one_connection_and_their_drafts_are_gone(tmp_path):
    filled(tmp_path, 12)
    with MailServer() as server:
        send_all(tmp_path, server)
    assert server.told.logins == ["AUTH", "PLAIN clinic"]
    assert server.told.counts() == dict.fromkeys(people(12), 1)
    assert list(tmp_path.glob("*.eml")) == []
    assert states(tmp_path) == {"sent": 12}


def test_sending_again_sends_nothing(tmp_path):
    filled(tmp_path, 3)
    with MailServer() as server:
        send_all(tmp_path, server)
        assert send_all(tmp_path, server) == {}
    assert len(server.told.kept) == 3


def test_only_what_is_named_is_sent(tmp_path):
    keys = filled(tmp_path, 4)
    with MailServer() as server:
        assert list(send_all(tmp_path, server, only={keys[1], keys[3]})) == ["patients.csv:3", "patients.csv:5"]
    assert sorted(server.told.counts()) == [people(4)[1], people(4)[3]]
    assert states(tmp_path) == {"ready": 2, "sent": 2}


# --- refusals


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "TEXT"])
@pytest.mark.parametrize(("fault", "outcome"), [(BUSY, "put off"), (CLOSING, "put off"), (NO_SUCH_USER, "failed")])
def test_refusal_is_known_at_every_step_and_the_next_message_goes(phase, fault, outcome):
    with MailServer(only_at(phase, fault, 1)) as server, connected(server) as post:
        refused = post.send(SENDER, "zoe@example.org", TEXT, lambda: None)
        assert (refused.outcome, refused.answer[:3]) == (outcome, fault.reply[:3])
        assert post.send(SENDER, "bo@example.org", TEXT, lambda: None).outcome == "sent"
    assert dict(server.told.counts()) == {"bo@example.org": 1}


@pytest.mark.parametrize(("phase", "tried"), [("MAIL", []), ("RCPT", ["TO:<zoe@example.org>"])])
def test_after_a_refusal_nothing_more_of_the_message_is_said(phase, tried):
    seen = []

    def faults(step):
        seen.append(step.phase)
        return BUSY if step.phase == phase else None

    with MailServer(faults) as server:
        assert one(server)[0].outcome == "put off"
    assert seen == ["MAIL", "RCPT"][: seen.index(phase) + 1]
    assert server.told.recipients == tried


@pytest.mark.parametrize(("phase", "outcome"), [("MAIL", "put off"), ("RCPT", "put off"), ("DATA", "put off"), ("TEXT", "unknown")])
def test_lost_connection_is_put_off_before_the_text_leaves_and_unknown_after(phase, outcome):
    with MailServer(only_at(phase, LOST)) as server:
        posted, leaving = one(server)
    assert posted.outcome == outcome
    assert leaving == (phase == "TEXT")
    assert server.told.kept == []


@pytest.mark.parametrize(
    ("reply", "outcome"), [("250 ok", "sent"), ("251 forwarded", "sent"), ("354 go on", "unknown"), ("what?", "unknown")]
)
def test_odd_answer_to_a_whole_message_never_sends_it_twice(reply, outcome):
    with MailServer(only_at("TEXT", Fault(reply, keep=True))) as server:
        assert one(server)[0].outcome == outcome
    assert len(server.told.kept) == 1


def test_whole_message_is_given_ten_minutes_and_all_else_one():
    given = {}

    def faults(step):
        until = time.monotonic() + 20
        while step.phase == "TEXT" and post._server.sock.gettimeout() == 60 and time.monotonic() < until:
            time.sleep(0.01)  # the whole message may be here before its sender begins to wait
        given[step.phase] = post._server.sock.gettimeout()

    with MailServer(faults) as server, connected(server) as post:
        assert post.send(SENDER, "zoe@example.org", TEXT, lambda: None).outcome == "sent"
        assert post._server.sock.gettimeout() == 60
    assert {phase: given[phase] for phase in ("MAIL", "RCPT", "DATA", "TEXT")} == {"MAIL": 60, "RCPT": 60, "DATA": 60, "TEXT": 600}


@pytest.mark.parametrize(("phase", "outcome"), [("MAIL", "put off"), ("RCPT", "put off"), ("DATA", "put off"), ("TEXT", "unknown")])
def test_server_that_does_not_answer_in_time_is_as_one_that_hangs_up(phase, outcome, monkeypatch):
    monkeypatch.setattr(post_module, "_ACCEPT_S", 0.2)
    with MailServer(only_at(phase, Fault(wait_s=600))) as server, connected(server) as post:
        if phase != "TEXT":
            post._server.sock.settimeout(0.2)
        assert post.send(SENDER, "zoe@example.org", TEXT, lambda: None).outcome == outcome
    assert server.told.kept == []


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        ("550 5.1.1 <zoe@example.org>: unknown", "550 5.1.1 … unknown"),
        ("550 5.1.1 no mailbox ZOE here", "550 5.1.1 no mailbox … here"),
        ("550 \x1b[2Jzoe@example.org\x07 gone", "550 … gone"),
        ("550 " + "x" * 400, "550 " + "x" * 196),
    ],
)
def test_answer_is_kept_without_the_address_and_can_be_printed(reply, kept):
    with MailServer(only_at("RCPT", Fault(reply))) as server:
        assert one(server)[0].answer == kept


# --- M1, M2, M8: many, with faults


def test_each_of_many_is_delivered_once_though_a_third_of_the_tries_fail(tmp_path):
    filled(tmp_path, 60)
    clock = Clock()
    with MailServer(transient(0.3, seed=7)) as server:
        first = send_all(tmp_path, server, clock)
        assert len(first) == 60
        while states(tmp_path) != {"sent": 60}:
            send_all(tmp_path, server, clock)
    assert server.told.counts() == dict.fromkeys(people(60), 1)
    assert len(server.told.senders) > 75
    assert [pause for pause in clock.slept_s if pause in PAUSES_S][:3] == list(PAUSES_S)


def test_what_is_lost_after_it_was_taken_is_unknown_and_never_sent_twice(tmp_path):
    filled(tmp_path, 40)
    with MailServer(
        lambda step: (LOST_AFTER, LOST)[step.number % 8 == 0] if step.phase == "TEXT" and step.number % 4 == 0 else None
    ) as server:
        send_all(tmp_path, server)
        assert states(tmp_path) == {"sent": 30, "unknown": 10}
        assert send_all(tmp_path, server) == {}
    assert max(server.told.counts().values()) == 1
    assert len(server.told.kept) == 35


def test_unknown_user_is_tried_once_and_listed(tmp_path):
    filled(tmp_path, 20)
    strangers = set(people(20)[::4])
    with MailServer(lambda step: NO_SUCH_USER if step.phase == "RCPT" and step.address in strangers else None) as server:
        found = send_all(tmp_path, server)
    assert states(tmp_path) == {"failed": 5, "sent": 15}
    assert {server.told.tries[address] for address in strangers} == {1}
    assert [source for source, posted in found.items() if posted.outcome == "failed"] == [f"patients.csv:{n}" for n in range(2, 22, 4)]


def test_what_stays_busy_is_tried_four_times_with_growing_pauses_and_stays_ready(tmp_path):
    filled(tmp_path, 1)
    clock = Clock()
    with MailServer(only_at("RCPT", BUSY)) as server:
        (posted,) = send_all(tmp_path, server, clock).values()
    assert posted.outcome == "put off"
    assert len(server.told.recipients) == 4
    assert [pause for pause in clock.slept_s if pause >= 1] == list(PAUSES_S) == sorted(PAUSES_S)
    assert states(tmp_path) == {"ready": 1}


@pytest.mark.parametrize(
    "text", [b"", b"no headers", TEXT.replace(b"To:", b"Cc: bo@example.org\r\nTo:"), TEXT.replace(b"zoe@", b"bo@x.org, zoe@")]
)
def test_draft_that_was_changed_is_not_sent(tmp_path, text):
    keys = filled(tmp_path, 2)
    draft_path(tmp_path, keys[0]).write_bytes(text)
    with MailServer() as server:
        found = send_all(tmp_path, server)
    assert found["patients.csv:2"].answer == "its draft is gone or was changed; make it again with handouts email"
    assert list(server.told.counts()) == [people(2)[1]]
    assert states(tmp_path) == {"failed": 1, "sent": 1}


# --- pace


def test_no_more_messages_a_second_than_the_clinic_says(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(post_module.time, "monotonic", clock.monotonic)
    pace = Pace(4, clock.sleep)
    for _ in range(9):
        pace.wait()
    assert sum(clock.slept_s) == pytest.approx(2.0)
    clock.now_s += 100
    before = len(clock.slept_s)
    pace.wait()
    assert len(clock.slept_s) == before


def test_slow_server_is_not_made_up_for_by_a_burst(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(post_module.time, "monotonic", clock.monotonic)
    pace = Pace(1, clock.sleep)
    for _ in range(3):
        pace.wait()
        clock.now_s += 10
    pace.wait()
    pace.wait()
    assert clock.slept_s == [pytest.approx(1.0)]


def test_every_try_keeps_the_pace(tmp_path):
    filled(tmp_path, 6)
    waited = []
    with MailServer(only_at("RCPT", BUSY, 2)) as server, opened(tmp_path) as ledger, connected(server) as post:
        pace = Pace(50, lambda _: None)
        pace.wait = lambda: waited.append(1)
        list(send_ready(ledger, Sending(tmp_path, post, pace, lambda _: None)))
    assert len(waited) == 7


# --- M5: no address before the server has proved who it is


def test_good_certificate_is_the_one_that_is_taken():
    assert CERTIFICATES[0] == "good"
    with MailServer(certificate="good") as server:
        assert one(server)[0].outcome == "sent"


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("certificate", "says"),
    [
        ("self-signed", "ask your provider for a mail server with a certificate that computers know"),
        ("expired", r"certificate has expired\); ask your provider to renew its certificate"),
        ("wrong host", "ask your provider for the name that its mail server's certificate is made out to, and write that as host"),
    ],
)
def test_certificate_that_proves_nothing_stops_before_any_address(certificate, security, says):
    with MailServer(certificate=certificate, security=security) as server:
        with pytest.raises(HandoutError, match=rf"could not prove who it is .*{says}.* Nothing was sent"):
            one(server)
        assert (server.told.senders, server.told.recipients, server.told.logins) == ([], [], [])


def test_server_without_starttls_stops_before_any_address_though_it_offers_login():
    with MailServer(security="none") as server:
        says = r"offers no encryption \(STARTTLS\); ask your provider for a mail server that does\. Nothing was sent"
        with pytest.raises(HandoutError, match=says):
            one(server)
        assert (server.told.senders, server.told.recipients, server.told.logins) == ([], [], [])


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_tls_at_once_on_a_port_that_begins_plainly_says_what_to_ask(security):
    with (
        MailServer(security=security) as server,
        pytest.raises(HandoutError, match=r"ask your provider for host, port and security .*Nothing was sent"),
    ):
        connect(server, security="tls")
    assert server.told.senders == []


def test_certificate_that_turns_bad_in_the_middle_stops_and_what_is_left_stays_ready(tmp_path):
    filled(tmp_path, 5)
    with MailServer(only_at("SAID", LOST, 2)) as server, opened(tmp_path) as ledger, connected(server) as post:
        sending = send_ready(ledger, Sending(tmp_path, post, Pace(50, lambda _: None), lambda _: None))
        assert [next(sending)[1].outcome for _ in range(2)] == ["sent"] * 2
        server.stop()
        with MailServer(certificate="expired", port=server.port) as other:
            with pytest.raises(HandoutError, match="could not prove who it is") as caught:
                list(sending)
            assert other.told.senders == []
        assert "Nothing was sent" not in str(caught.value)
        assert [entry.state for entry in ledger.entries()].count("ready") == 3


def test_wrong_password_stops_before_any_address_and_is_not_shown():
    with MailServer() as server:
        with pytest.raises(
            HandoutError, match=r"does not accept user or password of clinic\.yaml's mail: settings\. Nothing was sent"
        ) as caught:
            connect(server, "hunter2")
        assert "hunter2" not in str(caught.value)
        assert server.told.senders == []


@pytest.mark.parametrize("more", [{"host": "a..b"}, {"user": "kröger"}])
def test_letters_that_mail_cannot_carry_are_a_message(more):
    with MailServer() as server, pytest.raises(HandoutError, match="have to be plain letters, digits and signs"):
        connect(server, **more)


def test_password_with_an_accent_is_a_message_that_does_not_show_it():
    with MailServer() as server, pytest.raises(HandoutError, match="have to be plain letters, digits and signs") as caught:
        connect(server, "pässwörd")
    assert "pässw" not in str(caught.value)


def test_nobody_at_the_port_is_a_message():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with (
            MailServer() as server,
            pytest.raises(HandoutError, match=r"no mail server answers as it should at localhost:\d+ \(ConnectionRefusedError\)"),
        ):
            connect(server, port=port)


def test_server_that_hangs_up_at_once_is_a_message():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up():
            with contextlib.suppress(OSError):
                while True:
                    listener.accept()[0].close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        settings = {"port": listener.getsockname()[1]}
        with MailServer() as server, pytest.raises(HandoutError, match=r"no mail server answers .*\(SMTPServerDisconnected\)"):
            connect(server, **settings)
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def test_busy_at_login_is_no_wrong_password(monkeypatch):
    async def busy(session, _arg):
        await session.push("454 4.7.0 temporary authentication failure")

    with MailServer() as server, monkeypatch.context() as changed:
        changed.setattr("tests.mailing._Session.smtp_AUTH", busy)
        with pytest.raises(HandoutError, match="no mail server answers as it should") as caught:
            one(server)
        assert "password" not in str(caught.value)


# --- M6: one sender at a time


def test_second_sender_of_a_folder_is_refused_and_the_first_sends_each_once(tmp_path, run, monkeypatch):
    filled(tmp_path / "outbox", 4)
    refused = []

    def faults(step):
        if step.phase == "TEXT" and step.number == 2:
            refused.append(run("outbox", "outbox", "--retry", "--yes", "--clinic", "clinic"))
            refused.append(run("email", "plan.yaml", "-o", "outbox", "--send", "--yes", "--clinic", "clinic"))

    with MailServer(faults) as server, trusted(monkeypatch):
        clinic_folder(tmp_path / "clinic", server)
        (tmp_path / "plan.yaml").write_text("section: hip\nexercises: [hip-hinge]\npatient: {name: Zoë}\n", encoding="utf-8")
        send_all(tmp_path / "outbox", server)
    assert [result.exit_code for result in refused] == [1, 1]
    assert all("another run is using this folder" in result.stderr for result in refused)
    assert server.told.counts() == dict.fromkeys(people(4), 1)
