"""Crashes of every kind forced on the program, and what is left when the same command has been given again."""

import contextlib
import os
import random
import signal
import time
from pathlib import Path

from handouts.batch.lock import LEDGER
from tests.batching import (
    CANARY,
    PATIENCE_S,
    alive,
    canaries,
    descendants,
    ended,
    environment,
    kill_all,
    parts,
    program,
    read_manifest,
    rows,
    sheets,
    small_disk,
    start,
    torn,
    wait_for_sheets,
    wait_until,
    write_table,
)

TWO = ("batch", "p.csv", "-o", "out", "--workers", "2")
ONE = ("batch", "p.csv", "-o", "out", "--workers", "1")
AT_ONCE_S = 2
STOPPED = "stopped; run the same command again to go on\n"
_started = []


def begin(*words, folder, env=None):
    """Start the program, to be ended with the check whatever happens."""
    process = start(*words, folder=folder, env=env)
    _started.append(process)
    return process


def end_all():
    """Kill what a check has left running."""
    for process in _started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        for stream in (process.stdout, process.stderr):
            stream.close()
        process.wait(PATIENCE_S)
    _started.clear()


def unbroken(folder, table):
    """Return the sheets of a table as one process makes them, undisturbed."""
    (folder / "plain").mkdir()
    write_table(folder / "plain" / "p.csv", table)
    code, _, err = program(*ONE, folder=folder / "plain")
    assert code == 0, err
    return sheets(folder / "plain" / "out")


def kills(folder, lines, count=60, size=240):
    """C1: kill the program and both its workers at random moments, and go on each time with the same command."""
    table, chance = rows(size), random.Random(1)
    whole = unbroken(folder, table)
    temp, out = folder / "temp", folder / "out"
    temp.mkdir()
    env = environment(TMPDIR=str(temp))
    write_table(folder / "p.csv", table)
    bad = {"torn": 0, "lost": 0, "other bytes": 0, "made twice": 0}
    seen, early = {}, 0
    for _ in range(count):
        process = begin(*TWO, folder=folder, env=env)
        wanted = chance.choice([0, 1, 2, 3, 4])
        wait_for_sheets(out, min(size, len(seen) + wanted), process)
        time.sleep(chance.uniform(0, 1.5 if not wanted else 0.1))
        early += not wanted
        kill_all(process)
        now = {path.stem: path.stat().st_mtime_ns for path in out.glob("*.pdf")}
        bad["torn"] += len(torn(out))
        bad["lost"] += len(seen.keys() - now.keys())
        bad["made twice"] += sum(seen[name] != now[name] for name in seen.keys() & now.keys())
        bad["other bytes"] += sum(whole[name] != digest for name, digest in sheets(out).items())
        seen = now
    killed = len(seen)
    code, _, err = program(*TWO, folder=folder, env=env)
    statuses = [row["status"] for row in read_manifest(out)]
    same = sheets(out) == whole
    left = parts(out) + [path.name for path in temp.rglob("*")]
    met = not any(bad.values()) and code == 0 and same and not left and statuses.count("kept") == killed
    told = ", ".join(f"{number} {what}" for what, number in bad.items())
    lines.say(
        f"{count} kills of 2 processes ({early} before a sheet): {told}; {killed} of {size} stood, resume made {statuses.count('made')};"
        f" bytes {'equal' if same else 'DIFFER'}; {len(left)} left over in folder and TMPDIR{err if code else ''}",
        met=met,
    )


def kills_of_one_process(folder, lines, count=200, size=300):
    """C1: kill one process 200 times; each is forked from this one, with everything imported and read, so that most kills hit writing."""
    from handouts.cli import batch
    from handouts.cli.root import main
    from tests import making

    table, chance = rows(size), random.Random(2)
    whole = unbroken(folder, table)
    write_table(folder / "p.csv", table)
    out, seen = folder / "out", {}
    bad = {"torn": 0, "lost": 0, "other bytes": 0, "made twice": 0}
    batch.library_of = lambda _: making.library()
    half_written = made = 0
    for number in range(count):
        pid = os.fork()
        if not pid:
            _become_the_program(main, ONE, folder)
        if number % 4:
            wait_for_sheets(out, len(seen) + 1)
        time.sleep(chance.uniform(0, 0.1))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        now = {path.stem: path.stat().st_mtime_ns for path in out.glob("*.pdf")}
        half_written += bool(parts(out))
        made += len(now) - len(seen)
        bad["torn"] += len(torn(out))
        bad["lost"] += len(seen.keys() - now.keys())
        bad["made twice"] += sum(seen[name] != now[name] for name in seen.keys() & now.keys())
        if len(now) == size:  # take some away, so that there is always something to make
            for name in chance.sample(sorted(now), size // 2):
                (out / f"{name}.pdf").unlink()
                del now[name]
        seen = now
    bad["other bytes"] = sum(whole[name] != digest for name, digest in sheets(out).items())
    code, _, _ = program(*ONE, folder=folder)
    same, left = sheets(out) == whole, parts(out)
    told = ", ".join(f"{number} {what}" for what, number in bad.items())
    lines.say(
        f"{count} kills of 1 process while it made {made} sheets: {told}; {half_written} left a half-written .part, {len(left)} are there"
        f" after resume; bytes {'equal' if same else 'DIFFER'}",
        met=not any(bad.values()) and code == 0 and same and not left,
    )


def _become_the_program(main, words, folder):
    """Never return: be the program in a process that was forked from the soak."""
    os.chdir(folder)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        main(list(words), standalone_mode=False)
    finally:
        os._exit(0)


def parents_killed(folder, lines, count=10):
    """C2: kill the parent alone; its workers must go, and the next run must start as soon as one that nothing came before."""
    write_table(folder / "p.csv", rows(400))
    out, jobs, chance = folder / "out", folder / "jobs", random.Random(3)
    gone, begun, begun_first = [], [], []

    def first_job_s():
        jobs.unlink(missing_ok=True)
        began = time.monotonic()
        process = begin(*TWO, folder=folder, env=environment({"jobs": str(jobs)}))
        wait_until(jobs.exists, "the first job")
        took = time.monotonic() - began
        kill_all(process)
        return took

    for number in range(count):
        if number < 3:
            begun_first.append(first_job_s())
        process = begin(*TWO, folder=folder)
        wait_for_sheets(out, len(sheets(out)) + chance.choice([1, 2, 3]), process)
        helpers = descendants(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        killed = time.monotonic()
        while alive(helpers):
            time.sleep(0.005)
        gone.append(time.monotonic() - killed)
        process.communicate()
        begun.append(first_job_s())
    lines.say(f"{count} parents killed: helpers gone in {max(gone):.2f} s at most (goal 2 s)", met=max(gone) <= AT_ONCE_S)
    later_s = max(begun) - min(begun_first)
    lines.say(
        f"the next run was at work after {max(begun):.2f} s at most, one that no kill came before after {min(begun_first):.2f} s:"
        f" {later_s:.2f} s later (goal 2 s)",
        met=later_s <= AT_ONCE_S,
    )


def rows_that_crash(folder, lines):
    """C3: of 200 rows two kill their worker and one raises."""
    table = rows(200)
    write_table(folder / "p.csv", table)
    hooks = {"segv": ["row-41", "row-142"], "raise": ["row-99"]}
    code, _, err = program(*TWO, folder=folder, env=environment(hooks))
    named = [line.split(": ")[1] for line in err.splitlines() if line.startswith("error: ")]
    made = len(sheets(folder / "out"))
    good = named == ["p.csv:42", "p.csv:100", "p.csv:143"] and made == 197 and code == 1 and not torn(folder / "out")
    lines.say(f"200 rows, 2 segfaults, 1 raises: {made} files, named {', '.join(named)}, exit {code}", met=good)


def interrupts(folder, lines):
    """C4: Ctrl-C at 8,000 rows, at random moments."""
    write_table(folder / "p.csv", rows(8000))
    out, chance, took, wrong = folder / "out", random.Random(4), [], []
    for number in range(8):
        process = begin(*TWO, folder=folder)
        wait_until((out / LEDGER).exists, "the folder")
        if number % 2:
            wait_for_sheets(out, len(sheets(out)) + 5, process)
        time.sleep(chance.uniform(0, 0.8))
        os.killpg(process.pid, signal.SIGINT)
        sent = time.monotonic()
        process.wait(PATIENCE_S)
        took.append(time.monotonic() - sent)
        code, _, err = ended(process)
        said = "".join(line for line in err.splitlines(keepends=True) if "sheets, about" not in line)
        if (code, said) != (130, STOPPED) or parts(out) or torn(out):
            wrong.append((code, said[-300:], parts(out), torn(out)))
        (out / LEDGER).unlink()
    while_starting, while_making = (", ".join(f"{one:.2f}" for one in sorted(took[first::2])) for first in (0, 1))
    lines.say(
        f"8 Ctrl-C at 8,000 rows: ended in {max(took):.2f} s at most (goal 2 s): {while_starting} while starting,"
        f" {while_making} while making; load {os.getloadavg()[0]:.1f}",
        met=max(took) <= AT_ONCE_S,
    )
    lines.say(f"exit 130, no traceback, no part, no torn file in {8 - len(wrong)} of 8 {wrong or ''}", met=not wrong)


def full_disk(folder, lines):
    """C5: a disk of 1 MB."""
    write_table(folder / "p.csv", rows(60))
    try:
        with small_disk(folder / "out", "size=1m"):
            code, _, err = program(*TWO, folder=folder)
            said = [line for line in err.splitlines() if "sheets, about" not in line]
            out, half = folder / "out", parts(folder / "out")
            good = code == 1 and len(said) == 1 and not torn(out) and not half and sheets(out)
            text = f"1 MB: exit {code}, {len(said)} line, {len(sheets(out))} whole files, {len(torn(out))} torn, {len(half)} parts"
            lines.say(text, met=good)
    except OSError as error:
        lines.say(f"not tried: a small disk cannot be mounted here: {error}", met="CI" not in os.environ)


def second_run(folder, lines):
    """C6: a second run in the same folder."""
    write_table(folder / "p.csv", rows(30))
    go_on, begun = folder / "go-on", folder / "begun"
    first = begin(*TWO, folder=folder, env=environment({"wait_for": str(go_on), "jobs": str(begun)}))
    wait_until(begun.exists, "the first run")
    began = time.monotonic()
    code, _, err = program(*TWO, folder=folder)
    took = time.monotonic() - began
    go_on.touch()
    unharmed = ended(first)[0] == 0 and len(sheets(folder / "out")) == 30 and not torn(folder / "out")
    lines.say(
        f"second run refused with exit {code} in {took:.2f} s, start of the program and all (goal 1 s + start), first unharmed",
        met=code == 1 and "another run is at work" in err and unharmed and took < 15,
    )


def read_only_disk(folder, lines):
    """C7: a folder that cannot be written to."""
    write_table(folder / "p.csv", rows(5))
    try:
        with small_disk(folder / "out", "size=4m") as again:
            again("ro")
            code, _, err = program(*TWO, folder=folder)
            lines.say(f"read-only: exit {code}, {err.strip()!r}", met=code == 1 and len(err.splitlines()) == 1)
            again("rw")
    except OSError as error:
        lines.say(f"not tried: a small disk cannot be mounted here: {error}", met="CI" not in os.environ)


def privacy(folder, lines, count=500):
    """P1, P2, P3: the names of 500 patients, and every failure there is."""
    temp, out = folder / "temp", folder / "out"
    temp.mkdir()
    write_table(folder / "p.csv", canaries(count))
    hooks = {"raise": ["row-21", "row-221"], "segv": ["row-41"]}
    process = begin(*TWO, folder=folder, env=environment(hooks, TMPDIR=str(temp)))
    canary, commands = CANARY.lower(), set()
    while process.poll() is None:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                commands.add(path.read_bytes().lower())
        time.sleep(0.05)
    _, said, err = ended(process)
    found = {
        "stdout": canary in said.lower(),
        "stderr": canary in err.lower(),
        "command lines": any(canary.encode() in command for command in commands),
        "names of files": any(canary in str(path.relative_to(folder)).lower() for path in folder.rglob("*")),
        "manifest": canary in (out / "manifest.csv").read_text(encoding="utf-8").lower(),
    }
    left = [path.name for path in temp.rglob("*")]
    modes = {oct(path.stat().st_mode & 0o777) for path in out.rglob("*")}
    lines.say(
        f"{count} canaries, {err.count('error: ')} faults, {len(sheets(out))} sheets: the name in"
        f" {', '.join(where for where, is_there in found.items() if is_there) or 'none of ' + ', '.join(found)}",
        met=not any(found.values()),
    )
    lines.say(f"{len(left)} new files in TMPDIR; modes {', '.join(sorted(modes))} (goal 0600)", met=not left and modes == {"0o600"})
