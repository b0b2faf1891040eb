"""E-mail with the full numbers of .github/SECURITY.md, against a real mail server on this computer.

    python -m tests.soak.mail [CHECK ...]

Prints a line for each check (M1 to M8, P1 to P4) and ends with 1 when one does not hold. Pauses between tries take no time; the pace of
at most 50 messages a second is kept where the program itself sends.
"""

import collections
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from handouts.errors import HandoutError
from handouts.library.clinic import load_clinic
from handouts.mail.forgetting import forget
from handouts.mail.ledger import opened
from handouts.mail.outbox import Sending, send_ready
from handouts.mail.post import Pace, Post
from tests.mail.test_email import PLAN, check_message, hostile, message
from tests.mail.test_privacy import CANARY, TOKEN, canary, holders, holds
from tests.mailing import (
    CERTIFICATES,
    LOST,
    LOST_AFTER,
    NO_SUCH_USER,
    PASSWORD,
    PHASES,
    SENDER,
    Fault,
    Faults,
    MailServer,
    Step,
    certificates,
    clinic_folder,
    environment,
    fill,
    patient,
    people,
    table,
    transient,
)
from tests.making import plan_of
from tests.read_back import read
from tests.writing import write_clinic

MAILS, KILLS, ROUNDS, CANARIES, HOSTILE = 1000, 120, 4, 500, 5000
Said = Iterator[tuple[str, object, object]]
"""What was measured, what it is, and what it has to be."""


def _states(folder: Path) -> collections.Counter[str]:
    with opened(folder) as ledger:
        return collections.Counter(entry.state for entry in ledger.entries())


def _send(folder: Path, server: MailServer) -> None:
    """Send all that is ready, with pauses that take no time."""
    with opened(folder) as ledger, Post(server.settings(), PASSWORD, certificates().client()) as post:
        for _ in send_ready(ledger, Sending(folder, post, Pace(50, lambda _: None), lambda _: None)):
            pass


def _filled(folder: Path, count: int = MAILS) -> Path:
    with opened(folder) as ledger:
        fill(ledger, folder, people(count))
    return folder


def _program(folder: Path, *words: str, **more: object) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "handouts", *words]
    env = {**os.environ, **environment(), "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload]


def _counted(faults: Faults, count: collections.Counter[str]) -> Faults:
    """Return the same faults, counted by phase."""

    def counting(step: Step) -> Fault | None:
        fault = faults(step)
        if fault is not None:
            count[step.phase] += 1
        return fault

    return counting


def m1(place: Path) -> Said:
    """Send through a server of which three tries in ten fail, until all have gone."""
    struck: collections.Counter[str] = collections.Counter()
    outbox, runs = _filled(place / "outbox"), 0
    with MailServer(_counted(transient(0.3, seed=1), struck)) as server:
        while _states(outbox)["sent"] < MAILS and runs < 20:
            _send(outbox, server)
            runs += 1
    taken = server.told.counts()
    yield "faults", struck.total(), None
    yield "runs", runs, None
    yield "delivered once", sum(count == 1 for count in taken.values()), MAILS
    yield "delivered more than once", sum(count > 1 for count in taken.values()), 0


def m2(place: Path) -> Said:
    """Send, with a quarter lost after its text has left: some had arrived, some had not."""
    outbox, chance = _filled(place / "outbox"), random.Random(2)
    lost = set(chance.sample(people(MAILS), 250))
    busy = transient(0.3, seed=3)

    def faults(step: Step) -> Fault | None:
        if step.phase == "TEXT" and step.address in lost:
            return chance.choice((LOST_AFTER, LOST))
        return busy(step)

    with MailServer(faults) as server:
        for _ in range(8):
            _send(outbox, server)
    states, taken = _states(outbox), server.told.counts()
    yield "sent", states["sent"], 750
    yield "unknown", states["unknown"], 250
    yield "failed", states["failed"], 0
    yield "accounted for", states["sent"] + states["unknown"] + states["failed"], MAILS
    yield "of the unknown had arrived", sum(taken[address] for address in lost), None
    yield "delivered more than once", sum(count > 1 for count in taken.values()), 0


def m3(place: Path) -> Said:
    """Kill the program while it sends, at any step, and start it again, until all is settled."""
    chance, totals, kills, twice = random.Random(4), collections.Counter[str](), 0, 0
    missing = 0
    for number in range(ROUNDS):
        folder = place / str(number)
        _filled(folder / "outbox")
        running: list[subprocess.Popen[bytes]] = []
        at = [0, ""]

        def faults(step: Step, running: list[subprocess.Popen[bytes]] = running, at: list[object] = at) -> None:
            if step.phase == "MAIL":
                assert isinstance(at[0], int)
                at[0] -= 1
            if running and at[0] == 0 and step.phase == at[1]:
                running.pop().kill()

        with MailServer(faults) as server:
            clinic_folder(folder / "clinic", server)
            for left in range(KILLS // ROUNDS, -1, -1):
                at[:] = [chance.randint(1, MAILS // (KILLS // ROUNDS) - 2), chance.choice((*PHASES, "SAID"))] if left else [0, ""]
                process = _program(folder, "outbox", "outbox", "--retry", "--yes", "--clinic", "clinic")
                running[:] = [process]
                process.communicate()
                kills += process.returncode == -9
        states, taken = _states(folder / "outbox"), server.told.counts()
        totals += states
        twice += sum(count > 1 for count in taken.values())
        with opened(folder / "outbox") as ledger:
            marked = {entry.source: entry.state for entry in ledger.entries()}
        missing += sum(marked[f"patients.csv:{at + 2}"] == "sent" and not taken[address] for at, address in enumerate(people(MAILS)))
    yield "kills", kills, KILLS
    yield "delivered more than once", twice, 0
    yield "sent and unknown", totals["sent"] + totals["unknown"], ROUNDS * MAILS
    yield "said to be sent and not there", missing, 0
    yield "unknown", totals["unknown"], None
    yield "unknown is not more than kills", totals["unknown"] <= kills, True


def m4(place: Path) -> Said:
    """Make and send sheets of namesakes, and read each PDF that the server has taken."""
    rows = [patient(number) for number in range(MAILS)]
    table(place / "patients.csv", rows)
    with MailServer(transient(0.1, seed=5)) as server:
        clinic_folder(place / "clinic", server)
        for words in (("email", "patients.csv", "-o", "outbox", "--send"), ("outbox", "outbox", "--retry")):
            _program(place, *words, "--yes", "--clinic", "clinic").communicate()
    expected = {row["reference"]: row["email"] for row in rows}
    wrong = names = several = 0
    for kept in server.told.kept:
        tokens = set(TOKEN.findall(read(kept.pdf).text()))
        several += len(kept.recipients) != 1
        wrong += {expected.get(token) for token in tokens} != set(kept.recipients) or len(tokens) != 1
        head = kept.data.partition(b"%PDF")[0].partition(b"application/pdf")[0].decode()
        names += "Zoë" in head or "Zo=C3=AB" in head or "R-0" in head
    yield "messages", len({kept.recipients for kept in server.told.kept}), MAILS
    yield "taken", len(server.told.kept), MAILS
    yield "with another's sheet", wrong, 0
    yield "with other than one recipient", several, 0
    yield "with a name or a reference in headers or text", names, 0


def m5(place: Path) -> Said:
    """Meet servers that do not prove who they are."""
    stopped = 0
    told: list[str] = []
    servers = [(certificate, security) for certificate in CERTIFICATES[1:] for security in ("starttls", "tls")] + [("good", "none")]
    for number, (certificate, security) in enumerate(servers):
        outbox = _filled(place / str(number), 3)
        with MailServer(certificate=certificate, security=security) as server:
            try:
                _send(outbox, server)
            except HandoutError as error:
                stopped += "ask your provider" in str(error)
        told += [*server.told.senders, *server.told.recipients, *server.told.logins]
    yield "servers refused, saying what to ask the provider", stopped, len(servers)
    yield "MAIL FROM, RCPT TO and AUTH", len(told), 0


def m6(place: Path) -> Said:
    """Start three senders of one outbox at once."""
    _filled(place / "outbox", 60)
    with MailServer() as server:
        clinic_folder(place / "clinic", server)
        running = [_program(place, "outbox", "outbox", "--retry", "--yes", "--clinic", "clinic") for _ in range(3)]
        said = [process.communicate()[1] for process in running]
    yield "ran", sum(process.returncode == 0 for process in running), 1
    yield "were refused", sum(b"another run is at work" in one for one in said), 2
    yield "delivered once", sum(count == 1 for count in server.told.counts().values()), 60


def m7(place: Path) -> Said:
    """Try hostile addresses of patients and hostile names of the clinic, and make the message of each that is taken."""
    addresses = names = 0
    for number, text in enumerate(hostile(HOSTILE, seed=7)):
        address = (text, f"{text}@example.org", f"zoe@{text}", f"zoe@example.org{text}", f"a{text}b@example.org")[number % 5]
        with contextlib.suppress(HandoutError):
            plan = plan_of({**PLAN, "patient": {"name": text or "x", "email": address, "email_ok": "2026-11-20"}})
            assert plan.patient is not None
            check_message(message(plan.patient.email), None, plan.patient.email)
            addresses += 1
        with contextlib.suppress(HandoutError):
            (place / "clinic.yaml").write_text(json.dumps({"name": text, "email": SENDER}), encoding="utf-8")
            facts = load_clinic(place).facts
            check_message(message(clinic=facts), facts.name, "zoe@example.org")
            names += 1
    yield "tried", 2 * HOSTILE, None
    yield "addresses taken, each the one recipient of a message with our headers and short lines", addresses, None
    yield "names taken, the same", names, None


def m8(place: Path) -> Said:
    """Send to five whom the server does not know."""
    strangers = set(people(MAILS)[::200])
    outbox = _filled(place / "outbox")
    with MailServer(lambda step: NO_SUCH_USER if step.phase == "RCPT" and step.address in strangers else None) as server:
        clinic_folder(place / "clinic", server)
        process = _program(place, "outbox", "outbox", "--retry", "--yes", "--clinic", "clinic")
        said = process.communicate()[1].decode()
    states = _states(outbox)
    yield "failed", states["failed"], 5
    yield "sent", states["sent"], MAILS - 5
    yield "listed", said.count("550 5.1.1"), 5
    yield "most tries of one", max(server.told.tries[address] for address in strangers), 1
    yield "exit code", process.returncode, 1


def p1(place: Path) -> Said:
    """Let everything go wrong for people with one odd name, and look for it."""
    wrong = [
        {},
        {"email_ok": ""},
        {"email": ""},
        {"email": CANARY},
        {"email_ok": CANARY},
        {"side": CANARY},
        {"exercises": CANARY},
        {"name": CANARY * 20},
        {"given_on": CANARY},
        {"name": f"{CANARY} \U0001f600"},
        {"language": CANARY},
        {"couch-stretch.hold_s": CANARY},
        {"goal": CANARY * 20},
    ]
    rows = [canary(number, **wrong[number % len(wrong)]) for number in range(CANARIES)]
    chance, seen = random.Random(8), 0
    lines: set[bytes] = set()

    def faults(step: Step) -> Fault | None:
        nonlocal seen
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                seen += 1
                lines.add(path.read_bytes())
        local = step.address.partition("@")[0]
        faults = (None, None, LOST, LOST_AFTER, NO_SUCH_USER, Fault(f"554 5.7.1 <{step.address}> {local} refused"))
        return chance.choice(faults) if step.phase in ("RCPT", "TEXT") else None

    (place / "tmp").mkdir()
    (place / "home").mkdir()
    table(place / "patients.csv", rows)
    said = b""
    with MailServer(faults) as server:
        clinic_folder(place / "clinic", server)
        env = {**os.environ, **environment(), "TMPDIR": str(place / "tmp"), "HOME": str(place / "home")}
        for words in (
            ("email", "patients.csv", "-o", "outbox", "--send", "--encrypt"),
            ("outbox", "outbox", "--retry", "--resend-unknown"),
        ):
            command = [sys.executable, "-m", "handouts", *words, "--yes", "--clinic", "clinic"]
            env["PYTHONPATH"] = str(Path(__file__).parents[2])
            done = subprocess.run(command, cwd=place, env=env, capture_output=True, check=False)
            said += done.stdout + done.stderr
    yield "names", CANARIES, None
    yield "lines on the terminal", len(said.splitlines()), None
    yield "that hold a name", sum(holds(line) for line in said.splitlines()), 0
    yield "tracebacks", said.count(b"Traceback"), 0
    yield "command lines looked at", seen, None
    yield "of them with a name", sum(holds(line) for line in lines), 0
    left = [path for at in ("tmp", "home") for path in (place / at).rglob("*") if path.is_file()]
    kept = [path for path in left if path.is_relative_to(place / "home" / ".cache" / "handouts")]
    yield "files left in the temporary folder and at home, but for the cache", len(left) - len(kept), 0
    yield "files of the cache that hold a name", sum(holds(path.read_bytes()) for path in kept), 0
    yield "names in the ledger", int(holds((place / "outbox" / ".handouts.db").read_bytes())), 0


def p4(place: Path) -> Said:
    """Make drafts of many, and forget them one by one; with them P2 and P3, of the same folder."""
    write_clinic(place / "clinic", f"email: {SENDER}\n")
    table(place / "patients.csv", [canary(number) for number in range(CANARIES)])
    _program(place, "email", "patients.csv", "-o", "outbox", "--clinic", "clinic", umask=0).communicate()
    outbox = place / "outbox"
    modes = collections.Counter(oct(path.stat().st_mode & 0o777) for path in (outbox, *outbox.iterdir()))
    heads = [path.read_bytes().partition(b"\r\n\r\n")[0] for path in outbox.glob("*.eml")]
    pdf_names = sum(holds("\n".join(line for line in head.decode().split("\r\n") if not line.startswith("To:")).encode()) for head in heads)
    yield "drafts", len(heads), CANARIES
    yield "P2: modes", dict(modes), {"0o700": 1, "0o600": CANARIES + 3}
    yield "P3: names in headers but To", pdf_names, 0
    before = len(holders(outbox))
    for number in range(CANARIES):
        forget([outbox], f"R-{number:04}")
    yield "files that hold a name before", before, None
    yield "P4: files that hold a name after", len(holders(outbox)), 0


CHECKS: dict[str, Callable[[Path], Said]] = {
    "M1": m1,
    "M2": m2,
    "M3": m3,
    "M4": m4,
    "M5": m5,
    "M6": m6,
    "M7": m7,
    "M8": m8,
    "P1": p1,
    "P4": p4,
}


def main(*names: str) -> int:
    """Run the checks that are named, or all; print a line for each, and return how many do not hold."""
    failed = 0
    for name in names or CHECKS:
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="soak-mail-") as place:
            said = list(CHECKS[name](Path(place)))
        holds_all = all(goal is None or value == goal for _, value, goal in said)
        failed += not holds_all
        numbers = "; ".join(f"{what} {value}" + ("" if goal is None or value == goal else f" (not {goal})") for what, value, goal in said)
        print(f"{'ok  ' if holds_all else 'FAIL'} {name} {time.perf_counter() - start:4.0f} s  {numbers}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
