"""Batches for tests: tables of patients, the program in processes of its own, faults forced on its workers, folders compared."""

import contextlib
import csv
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from handouts.pdf.fingerprint import identity_in
from tests.making import EXERCISES

HOOKS = Path(__file__).parent / "hooks"
PATIENCE_S = 120
"""A bound for what must end at all; how fast it is, is for the soak to say: the tests may share a small machine."""
AT_ONCE_S = 10 * min(6, max(1, os.getloadavg()[0] / (os.cpu_count() or 1)))
"""A bound for what must end 'at once', where the goal is 2 s (.github/SECURITY.md, C2 and C4): five times that, more on a busy machine."""


def rows(count: int, exercises: int = 1, seed: int = 1) -> list[dict[str, str]]:
    """Return rows of a table: patients of different names with plans that differ, and files called row-1, row-2, ..."""
    chance = random.Random(seed)
    return [
        {
            "file": f"row-{number}",
            "reference": f"R-{number}",
            "name": f"Pat Ient {number}",
            "section": "hip",
            "side": chance.choice(["left", "right"]),
            "exercises": " ".join(chance.sample(EXERCISES, exercises)),
            "given_on": "2026-11-22",
            "goal": f"Run {number} km",
        }
        for number in range(1, count + 1)
    ]


def write_table(path: Path, table: Sequence[Mapping[str, str]]) -> Path:
    """Write rows as a table; return its path."""
    columns = list(dict.fromkeys(column for row in table for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(table)
    return path


def environment(hooks: Mapping[str, Any] | None = None, **more: str) -> dict[str, str]:
    """Return the environment of the program; with hooks, its workers misbehave."""
    env = {**os.environ, **more}
    if hooks:
        env |= {"PYTHONPATH": str(HOOKS), "HANDOUTS_TEST_HOOKS": json.dumps(hooks)}
    return env


def start(*words: object, folder: Path, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
    """Start the program in a group of processes of its own."""
    command = [sys.executable, "-m", "handouts", *map(str, words)]
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Wait for the program; return its exit code, what it said and what it complained of."""
    try:
        out, err = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        kill_all(process)
        raise
    return process.returncode, out, err


def program(*words: object, folder: Path, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Run the program to its end; return its exit code, what it said and what it complained of."""
    return ended(start(*words, folder=folder, env=env))


def kill_all(process: "subprocess.Popen[str]") -> None:
    """Kill the program and all its workers, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=PATIENCE_S)


def sheets(folder: Path) -> dict[str, str]:
    """Return every finished sheet in a folder with a digest of its bytes, but those that say whose it is in this folder."""
    return {path.stem: hashlib.sha256(unmarked(path.read_bytes())).hexdigest() for path in sorted(folder.glob("*.pdf"))}


def unmarked(pdf: bytes) -> bytes:
    """Return the objects of a sheet without its folder's mark, and what it was made from."""
    body, _, table = pdf.rpartition(b"xref\n0 ")
    return re.sub(rb"/For\([0-9a-f -]*\)", b"", body) + table.partition(b"/ID [<")[2][:32]


def torn(folder: Path) -> list[str]:
    """Return the sheets of a folder that are no whole files."""
    return [path.name for path in sorted(folder.glob("*.pdf")) if identity_in(path) is None]


def parts(folder: Path) -> list[str]:
    """Return what half-written files there are."""
    return [path.name for path in folder.glob("*.part")] + [path.name for path in folder.glob(".*.part")]


def wait_until(true: Any, what: str, limit_s: float = PATIENCE_S) -> None:
    """Wait until something holds; fail when it does not within the limit."""
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end, f"waited {limit_s} s for {what}"
        time.sleep(0.01)


def wait_for_sheets(folder: Path, count: int, process: "subprocess.Popen[str] | None" = None) -> None:
    """Wait until a folder has so many sheets, or the program that makes them has ended."""
    wait_until(lambda: len(list(folder.glob("*.pdf"))) >= count or (process is not None and process.poll() is not None), "sheets")


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those they have."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError):
                continue
            below.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        children = below.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def alive(pids: Iterable[int]) -> list[int]:
    """Return those of the processes that run; one that has ended and was not yet collected does not."""
    running = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            running.append(pid)
    return running


def read_manifest(folder: Path) -> list[dict[str, str]]:
    """Return the rows of a folder's manifest."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@contextlib.contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Callable[[str], None]]:
    """Mount a small disk of memory at a folder; give what mounts it again in another way. Raises OSError where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    own = f"{options},uid={os.geteuid()},gid={os.getegid()},mode=700"

    def run(*words: str) -> None:
        done = subprocess.run([*as_root, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(done.stderr.strip())

    run("mount", "-t", "tmpfs", "-o", own, "tmpfs", str(folder))
    try:
        yield lambda how: run("mount", "-o", f"remount,{how}", str(folder))
    finally:
        run("umount", str(folder))


CANARY = "Xaviera"


def canaries(count: int) -> list[dict[str, str]]:
    """Return rows of patients whose names, references, addresses and goals hold a canary, and failures of every kind among them."""
    faults: list[dict[str, str]] = [
        {},
        {"side": "lefft"},
        {"exercises": "couch-strech"},
        {"name": f"{CANARY} \U0001f3c3"},
        {"name": f"{CANARY} " * 9},
        {"paper": "A44"},
        {"layout": "none"},
        {"given_on": f"{CANARY}"},
        {"side": f"{CANARY} Quux"},
        {"exercises": f"{CANARY} Quux"},
        {"language": CANARY},
        {"email": CANARY},
        {"couch-stretch.hold_s": CANARY},
        {"couch-stretch.load": CANARY},
        {"pack": CANARY},
        {"goal": f"{CANARY} " * 30},
        {"file": ""},
        {"file": "", "reference": ""},
        {"file": "row-1"},
        {"exercises": "couch-stretch", "couch-stretch.note": f"{CANARY} {'W' * 190}"},
    ]
    return [
        {
            **row,
            "name": f"{CANARY} Quux {at}",
            "reference": f"{CANARY}-{at}",
            "goal": f"{CANARY} runs",
            "email": f"{CANARY}{at}@mail.example",
            **faults[at % len(faults)],
        }
        for at, row in enumerate(rows(count))
    ]
