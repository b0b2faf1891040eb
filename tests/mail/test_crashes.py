"""`handouts email --send` killed at any moment (kill -9) and run again: nothing is lost or sent twice, every message is accounted for."""

import contextlib
import fcntl
import io
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from handouts.mail.ledger import opened
from tests.mailing import MailServer, clinic_folder, environment, fill, patient, people, table
from tests.read_back import read

COUNT = 12
PATIENCE_S = 120
"""A bound for what must end at all."""


def start(folder, *words, **more):
    """Start the program in a process of its own."""
    command = [sys.executable, "-m", "handouts", *words, "--yes", "--clinic", "clinic"]
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen(command, cwd=folder, env={**os.environ, **environment()}, text=True, **more)


def run_out(folder, *words):
    """Run the program to its end."""
    with start(folder, *words) as process:
        out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


def states(folder):
    with opened(folder / "outbox") as ledger:
        return {entry.source: entry.state for entry in ledger.entries()}


class Killer:
    """Faults that kill a process at one step of one message; once."""

    def __init__(self, phase, number):
        self.at, self.process = (phase, number), None

    def __call__(self, step):
        if self.process is not None and (step.phase, step.number) == self.at:
            process, self.process = self.process, None
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("phase", "unknown", "arrived"),
    [("RCPT", 0, 4), ("TEXT", 1, 5), ("SAID", None, 5)],
)
def test_kill_at_each_step_of_a_message_loses_and_repeats_nothing(tmp_path, phase, unknown, arrived):
    killer = Killer(phase, 5)
    with MailServer(killer) as server:
        clinic_folder(tmp_path / "clinic", server)
        with opened(tmp_path / "outbox") as ledger:
            fill(ledger, tmp_path / "outbox", people(COUNT))
        with start(tmp_path, "outbox", "outbox", "--retry") as process:
            killer.process = process
            process.communicate(timeout=PATIENCE_S)
        assert process.returncode == -signal.SIGKILL
        assert len(server.told.kept) == arrived
        before = list(states(tmp_path).values())
        if unknown is not None:
            assert (before.count("unknown"), before.count("sent")) == (unknown, 4)
        assert before.count("ready") == COUNT - before.count("sent") - before.count("unknown")
        code, _, err = run_out(tmp_path, "outbox", "outbox", "--retry")
        assert (code, err.splitlines()[-1]) == (0, f"{before.count('ready')} sent")
    after = list(states(tmp_path).values())
    assert len(after) == COUNT
    assert after.count("sent") + after.count("unknown") == COUNT
    assert after.count("unknown") <= 1
    assert max(server.told.counts().values()) == 1
    assert len(server.told.kept) >= COUNT - 1


def test_many_kills_at_any_moment_loses_and_repeats_nothing(tmp_path):
    killers = [("TEXT", 3), ("MAIL", 7), ("DATA", 10)]
    killer = Killer("", 0)
    with MailServer(killer) as server:
        clinic_folder(tmp_path / "clinic", server)
        table(tmp_path / "patients.csv", [patient(number) for number in range(COUNT)])
        for at in killers:
            killer.at = at
            with start(tmp_path, "email", "patients.csv", "-o", "outbox", "--send") as process:
                killer.process = process
                process.communicate(timeout=PATIENCE_S)
            assert process.returncode == -signal.SIGKILL
        code, _, _ = run_out(tmp_path, "email", "patients.csv", "-o", "outbox", "--send")
    after = list(states(tmp_path).values())
    assert len(after) == COUNT
    assert after.count("sent") + after.count("unknown") == COUNT
    assert after.count("unknown") == 1
    assert code == 1  # for what is unknown is said again
    assert max(server.told.counts().values()) == 1
    for kept in server.told.kept:
        assert f"R-{people(COUNT).index(kept.recipients[0]):04}" in read(kept.pdf).text()


def test_kill_while_drafts_are_written_leaves_whole_drafts_and_the_next_run_goes_on(tmp_path):
    with MailServer() as server:
        clinic_folder(tmp_path / "clinic", server)
        table(tmp_path / "patients.csv", [patient(number) for number in range(24)])
        with start(tmp_path, "email", "patients.csv", "-o", "outbox") as process:
            end = time.monotonic() + PATIENCE_S
            while len(list((tmp_path / "outbox").glob("*.eml"))) < 5 and process.poll() is None:
                assert time.monotonic() < end
                time.sleep(0.005)
            process.kill()
            process.communicate(timeout=PATIENCE_S)
        for path in (tmp_path / "outbox").glob("*.eml"):
            assert path.read_bytes().rstrip().endswith(b"--")
        before = states(tmp_path)
        assert len(before) >= 5
        assert set(before.values()) == {"ready"}
        assert server.told.senders == []
        code, out, _ = run_out(tmp_path, "email", "patients.csv", "-o", "outbox")
        assert (code, len(out.splitlines())) == (0, 24)
    assert list(states(tmp_path).values()) == ["ready"] * 24
    assert list((tmp_path / "outbox").glob("*.part")) == []
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 24


def test_ctrl_c_accounts_for_every_message_too(tmp_path):
    stopped = []

    def faults(step):
        if (step.phase, step.number) == ("RCPT", 4) and not stopped:
            stopped.append(process.send_signal(signal.SIGINT))

    with MailServer(faults) as server:
        clinic_folder(tmp_path / "clinic", server)
        with opened(tmp_path / "outbox") as ledger:
            fill(ledger, tmp_path / "outbox", people(COUNT))
        with start(tmp_path, "outbox", "outbox", "--retry") as process:
            _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 1
        assert "Traceback" not in err
        assert "not tried" in err
        assert run_out(tmp_path, "outbox", "outbox", "--retry")[0] == 0
    after = list(states(tmp_path).values())
    assert after.count("sent") + after.count("unknown") == COUNT
    assert max(server.told.counts().values()) == 1


def test_progress_is_shown_on_a_terminal(tmp_path):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    with MailServer() as server:
        clinic_folder(tmp_path / "clinic", server)
        with opened(tmp_path / "outbox") as ledger:
            fill(ledger, tmp_path / "outbox", people(COUNT))
        with start(tmp_path, "outbox", "outbox", "--retry", stderr=slave) as process:
            os.close(slave)
            shown = io.BytesIO()
            with contextlib.suppress(OSError):  # how the end of a terminal is told on Linux
                while data := os.read(master, 4096):
                    shown.write(data)
            process.communicate(timeout=PATIENCE_S)
    os.close(master)
    assert process.returncode == 0
    assert re.search(rb"\d+/12 .*messages", shown.getvalue())
    assert b"12 sent" in shown.getvalue()
