"""A large batch in numbers: right files, memory, how two processes compare with one; and the same bytes from a Dask cluster."""

import logging
import os
import random
import resource
import threading
import time
from pathlib import Path

from handouts.batch.jobs import Asked, gather
from handouts.handout import prepare
from handouts.pdf.fingerprint import identity_in
from tests import making
from tests.batching import descendants, ended, environment, program, read_manifest, rows, sheets, torn, write_table
from tests.making import EXERCISES, TOPICS
from tests.read_back import read, squeezed
from tests.soak.crashes import begin, unbroken

SHEETS, ALONE = 1000, 500
LEAST_GAIN = 1.8
MOST_GROWTH = 1.1
NAMES = {exercise.id: exercise.name for exercise in making.library().sections["hip"].exercises}


def random_plans(count):
    """Return rows that differ in everything a row may say."""
    chance = random.Random(5)
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    table = []
    for number in range(1, count + 1):
        chosen = chance.sample(EXERCISES, chance.randint(1, 7))
        table.append(
            {
                "file": f"row-{number}",
                "reference": f"REF{number:05}",
                "name": f"Pat {chance.choice(['Ient', 'Nguyễn', 'Şen', 'Łucja'])} {number}",
                "clinician": chance.choice(["J. Meyer", "Ø. Berg"]),
                "section": "hip",
                "side": chance.choice(["left", "right", "both"]),
                "exercises": " ".join(chosen),
                "goal": f"Run {number} m by spring",
                "given_on": "2026-11-22",
                "review_on": chance.choice(["", "2026-12-20"]),
                "topics": " ".join(chance.sample(TOPICS, chance.randint(0, 2))),
                "run_days": " ".join(chance.sample(days, chance.randint(0, 3))),
                "paper": chance.choice(["A4", "Letter"]),
                "ink": chance.choice(["colour", "colour", "grey"]),
                f"{chosen[0]}.note": "Slowly at first.",
                f"{chosen[0]}.sets": str(chance.randint(1, 5)),
            }
        )
    return table


class Memory(threading.Thread):
    """Watches the memory (RSS) of a program and its workers, beside how many sheets there are and when."""

    def __init__(self, pid, out):
        super().__init__(daemon=True)
        self.pid, self.out, self.samples, self.counts = pid, out, [], []
        self.start()

    def rate(self, count):
        """Return the sheets a second while the program was at work: from a tenth of the sheets to all of them."""
        at_work = [(when, there) for when, there in self.counts if count / 10 <= there < count]
        (begun, first), (ended, last) = at_work[0], at_work[-1]
        return (last - first) / (ended - begun)

    def run(self):
        """Look every half second until the program is gone."""
        while Path(f"/proc/{self.pid}/status").exists():
            found = [rss for rss in map(rss_mb, [self.pid, *descendants(self.pid)]) if rss]
            if found:
                there = len(list(self.out.glob("*.pdf")))
                self.counts.append((time.monotonic(), there))
                self.samples.append((there, sum(found), max(found)))
            time.sleep(0.5)

    def at(self, first, last):
        """Return the most memory of all processes together while there were so many sheets."""
        return max((total for count, total, _ in self.samples if first <= count <= last), default=0)


def rss_mb(pid):
    """Return the memory of a process in MB; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0


def timed(folder, table, name, workers):
    """Make a table in a process of its own; return the seconds of making, the processor seconds, and what was seen of its memory."""
    (folder / name).mkdir()
    write_table(folder / name / "p.csv", table)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = begin("batch", "p.csv", "-o", "out", "--workers", workers, folder=folder / name, env=environment())
    memory = Memory(process.pid, folder / name / "out")
    code, _, err = ended(process) if len(table) < 500 else ended_late(process)
    assert code == 0, err
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    making_s = float(next(line for line in err.splitlines() if "pages in" in line).split(" pages in ")[1].split(" s")[0])
    return making_s, cpu_s, memory


def ended_late(process):
    """Wait for a long run."""
    out, err = process.communicate(timeout=1200)
    return process.returncode, out, err


def large(folder, lines):
    """Make 1,000 random plans on two processes, and a part of them on one before and after, for the rate."""
    table = random_plans(SHEETS)
    loads = [os.getloadavg()[0]]
    _, before_cpu, before = timed(folder, table[:ALONE], "before", 1)
    two_s, two_cpu, memory = timed(folder, table, "two", 2)
    _, after_cpu, after = timed(folder, table[:ALONE], "after", 1)
    loads.append(os.getloadavg()[0])
    one, two = (before.rate(ALONE) + after.rate(ALONE)) / 2, memory.rate(SHEETS)
    one_cpu, both_cpu = (before_cpu + after_cpu) / 2 / ALONE, two_cpu / SHEETS
    _right(folder, table, lines)
    lines.say(
        f"{two:.1f} sheets/s at work on 2 processes, {one:.1f} on 1: {two / one:.2f} times (goal {LEAST_GAIN});"
        f" {SHEETS / two_s:.1f} with the start of the 2; load {loads[0]:.1f} to {loads[1]:.1f}",
        met=two / one >= LEAST_GAIN,
    )
    lines.say(
        f"processor time of a sheet: {both_cpu * 1000:.0f} ms with 2 processes, {one_cpu * 1000:.0f} ms with 1, start of the program and"
        f" all; so {2 * one_cpu / both_cpu:.2f} times on two free cores"
    )
    early, late = memory.at(SHEETS // 4, SHEETS // 2), memory.at(3 * SHEETS // 4, SHEETS)
    lines.say(
        f"memory of all processes: {early:.0f} MB at 250 to 500 sheets, {late:.0f} MB at 750 to 1,000 (goal: {MOST_GROWTH} times at most);"
        f" largest process {max((most for _, _, most in memory.samples), default=0):.0f} MB",
        met=0 < late <= MOST_GROWTH * early,
    )


def _right(folder, table, lines, read_back=150):
    """Look whether each file is what its row says: by its digest all of them, by its bytes and by its text some."""
    out = folder / "two" / "out"
    work = gather(Asked((str(folder / "two" / "p.csv"),)), making.library(), making.clinic())
    wrong = []
    for job in work.jobs:
        wanted = prepare(making.library(), job.plan, making.clinic(), work.layouts[job.layout]).identity
        if identity_in(out / f"{job.stem}.pdf") != wanted:
            wrong.append(job.stem)
    alone = sheets(folder / "before" / "out")
    differ = [name for name, digest in sheets(out).items() if alone.get(name, digest) != digest]
    misread = []
    for row in random.Random(6).sample(table, read_back):
        text = squeezed(read((out / f"{row['file']}.pdf").read_bytes()).text())
        said = [row["reference"], row["name"], row["goal"], *(NAMES[name] for name in row["exercises"].split())]
        if not all(squeezed(one) in text for one in said):
            misread.append(row["file"])
    rows_of = {row["file"]: row["status"] for row in read_manifest(out)}
    good, made = SHEETS - len(wrong) - len(torn(out)), sum(one == "made" for one in rows_of.values())
    lines.say(
        f"{len(sheets(out))} files of {SHEETS} plans: {good} whole and made from their row; {len(differ)} of {len(alone)} differ from"
        f" those of one process; {len(misread)} of {read_back} read back wrong; {made} made says the manifest",
        met=good == SHEETS == len(rows_of) == len(sheets(out)) and not differ and not misread,
    )


def dask(folder, lines, count=100):
    """Make a table on a real cluster of two workers, and compare."""
    import distributed

    table = rows(count)
    whole = unbroken(folder, table)
    write_table(folder / "p.csv", table)
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
        local_directory=str(folder / "dask"),
    ) as cluster:
        code, _, err = program("batch", "p.csv", "-o", "out", "--dask", cluster.scheduler_address, folder=folder)
    same = sheets(folder / "out") == whole
    lines.say(
        f"{count} sheets on a Dask cluster of 2: exit {code}, bytes {'equal' if same else 'DIFFER'} {err if code else ''}",
        met=same and not code,
    )
