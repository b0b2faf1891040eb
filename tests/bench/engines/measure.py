"""The measuring itself, run by `python -m tests.bench.engines` inside the environment of the peers.

Engines take turns in one run, each in a process of its own; times are processor times of all threads, and what is printed are medians and
ratios. A patient's plan is never laid out twice by one engine, so what it can keep is what patients share.
"""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pypdfium2

from tests.bench.engines.sheets import write_sheets

ENGINES = ("handouts", "typst", "platypus", "fpdf2", "weasyprint")
TAGGED = {"handouts": "yes", "typst": "yes", "weasyprint": "yes", "platypus": "no", "fpdf2": "no"}
EACH_ROUND = {"handouts": 20, "typst": 4, "platypus": 1, "fpdf2": 1, "weasyprint": 1}
WARM_UP = {"handouts": 30, "typst": 4, "platypus": 2, "fpdf2": 1, "weasyprint": 1}
PATIENTS, LENGTHS = 80, (1, 14, 140)
GROWTH_ROUNDS, PREVIEWED = 40, 12
SLOW = ("fpdf2", "weasyprint")


class Worker:
    """An engine in its own process."""

    def __init__(self, name, folder):
        words = [sys.executable, "-m", "tests.bench.engines.worker", name, str(folder)]
        own = {**os.environ, "RAYON_NUM_THREADS": "1"}  # Typst's threads only wait for each other on a sheet of six pages
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=own)
        self.next = 0

    def ask(self, **order):
        """Return the answer to an order."""
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def more(self, count, **order):
        """Lay out so many sheets of patients it has not met."""
        sheets = list(range(self.next, self.next + count))
        self.next += count
        return self.ask(sheets=sheets, **order)

    def stop(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait()


def words_of(path):
    """Return the words that are painted on a file's pages, counted, and how many pages there are."""
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    return Counter(re.findall(r"[^\W_]+", " ".join(texts))), len(texts)


def same_words(workers, folder):
    """Print whether every engine has the words of ours; return the size of each file."""
    sizes, wanted = {}, None
    for name, worker in workers.items():
        path = folder / f"{name}.pdf"
        sizes[name] = worker.more(4, save=str(path))["bytes"][-1] if name in ("handouts", "typst") else 0
        if not sizes[name]:
            sizes[name] = worker.ask(sheets=[3], save=str(path))["bytes"][-1]
            worker.next = 4
        found, pages = words_of(path)
        wanted = wanted or found
        missing, more = wanted - found, found - wanted
        verdict = "the same words" if not missing and not more else f"WORDS DIFFER: without {dict(missing)}, with {dict(more)}"
        print(f"  {name:<11} {pages} pages, {sum(found.values())} words: {verdict}")
    return sizes


def warm(workers, rounds):
    """Return the processor time of a sheet of each engine in a running process, in ms, and each as a multiple of ours; medians of rounds.

    Others' work moves all times by half, for seconds on end, so ours is measured before and after each peer, and the two are compared.
    """
    for name, worker in workers.items():
        worker.more(WARM_UP[name])
    times, ratios = {name: [] for name in workers}, {name: [] for name in workers}
    for turn in range(rounds):
        before = workers["handouts"].more(EACH_ROUND["handouts"])["ms"]
        for name in sorted(workers, key=lambda name: (list(workers).index(name) + turn) % len(workers)):
            own = workers[name].more(EACH_ROUND[name])["ms"]
            after = workers["handouts"].more(EACH_ROUND["handouts"])["ms"]
            times[name].append(statistics.median(own))
            ratios[name].append(statistics.median(own) / statistics.median([*before, *after]))
            before = after
    return tuple({name: statistics.median(values) for name, values in found.items()} for found in (times, ratios))


def cpu_ms(words, folder, **environment):
    """Return the processor time of a whole program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, cwd=folder, check=True, capture_output=True, env={**os.environ, **environment})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def cold(folder, rounds):
    """Return the median processor time of whole programs, in ms, taking turns."""
    program = str(Path(sys.executable).parent / "handouts")
    (folder / "plan.yaml").write_text(json.dumps(json.loads((folder / "plans.json").read_text(encoding="utf-8"))[1]), encoding="utf-8")
    own = {"XDG_CACHE_HOME": str(folder / "cache")}
    base = [sys.executable, "-c", "import reportlab.pdfgen.canvas"]
    asked = {
        "import reportlab.pdfgen.canvas": (base, {}),
        "handouts make hip": ([program, "make", "hip"], own),
        "handouts list": ([program, "list"], own),
        "handouts --help": ([program, "--help"], own),
        "handouts make plan.yaml": ([program, "make", "plan.yaml"], own),
        "handouts make hip, nothing kept": ([program, "make", "hip"], {"HANDOUTS_CACHE": "off"}),
    }
    for words, environment in asked.values():
        cpu_ms(words, folder, **environment)
    times = {name: [] for name in asked}
    for _ in range(rounds):
        for name, (words, environment) in asked.items():
            times[name].append(cpu_ms(words, folder, **environment))
    return {name: statistics.median(values) for name, values in times.items()}


def cold_peers(folder, names):
    """Return the processor time of a whole program of each engine that lays out one sheet."""
    found = {}
    for name in names:
        words = [sys.executable, "-m", "tests.bench.engines.worker", name, str(folder)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(words, input='{"sheets": [0]}\n', text=True, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found[name] = (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000
    return found


def growth(workers, full):
    """Return the processor time at each length, in ms, of exercises that were met before, and what one more costs us; medians of rounds."""
    found = {}
    for name, worker in workers.items():
        lengths = LENGTHS if full or name not in SLOW else LENGTHS[:2]
        if name != "handouts":
            found[name] = {length: worker.ask(length=length, sheets=[0, 1])["ms"][1] for length in lengths}
    ours = workers["handouts"]
    for length in LENGTHS:
        ours.ask(length=length, sheets=[0, 1] * 3)
    rounds = [
        {length: statistics.median(ours.ask(length=length, sheets=[0, 1] * 3)["ms"]) for length in LENGTHS} for _ in range(GROWTH_ROUNDS)
    ]
    found["handouts"] = {length: statistics.median(one[length] for one in rounds) for length in LENGTHS}
    return found, statistics.median((one[140] - one[14]) / 126 for one in rounds)


def two_processes(folder, rounds):
    """Return how much two processes of ours, and two that only count, do beside each other, as multiples of what one does alone."""
    every = {name: [Worker(name, folder) for _ in range(3)] for name in ("handouts", "loop")}
    for three in every.values():
        for worker in three:
            worker.more(WARM_UP["handouts"])
    found = {name: [] for name in every}
    for _ in range(3 * rounds):  # short ones, in turns: the machine changes its pace within seconds
        for name, (one, *two) in every.items():
            found[name].append(beside(one, two))
    for three in every.values():
        for worker in three:
            worker.stop()
    return [statistics.median(times) for times in found.values()]


def beside(one, two, count=12):
    """Return what two workers do beside each other, by processor time, as a multiple of what one does alone."""
    before = one.more(count)["ms"]
    for worker in two:
        worker.process.stdin.write(json.dumps({"sheets": list(range(worker.next, worker.next + count))}) + "\n")
        worker.process.stdin.flush()
        worker.next += count
    times = [statistics.median(json.loads(worker.process.stdout.readline())["ms"]) for worker in two]
    alone = statistics.median([*before, *one.more(count)["ms"]])
    return sum(alone / each for each in times)


def memory(folder, full):
    """Return the memory of a process of ours after so many sheets, in MiB: the middle one of three processes."""
    runs = []
    for _ in range(3):
        worker, found = Worker("handouts", folder), {}
        for count in (100, 1000, 2000, *((10_000,) if full else ())):
            while worker.next < count:
                answer = worker.more(min(100, count - worker.next), memory=True)
            found[count] = answer["memory_kb"] / 1024
        worker.stop()
        runs.append(found)
    return sorted(runs, key=lambda found: found[2000] - found[100])[1]


def goal(text, value, wanted, *, most):
    """Print one goal."""
    met = value <= wanted if most else value >= wanted
    print(f"  {text:<58} {value:8.2f}   goal {'at most' if most else 'at least'} {wanted:<6g} {'met' if met else 'MISSED'}")


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default=",".join(ENGINES[1:]))
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    names = ["handouts", *options.only.split(",")]
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_sheets(folder, PATIENTS, LENGTHS)
        shutil.copy(Path(__file__).parent / "sheet.typ", folder)
        workers = {name: Worker(name, folder) for name in names}
        print("words:")
        sizes = same_words(workers, folder)
        report(workers, sizes, folder, options)
        for worker in workers.values():
            worker.stop()


def report(workers, sizes, folder, options):
    """Measure the rest, and print tables and goals."""
    (ms, ratios), (long, one_more), starts = warm(workers, options.rounds), growth(workers, options.full), cold(folder, options.rounds)
    first, base = cold_peers(folder, workers), starts["import reportlab.pdfgen.canvas"]
    print("\nengine      tagged  warm: ms  x ours   cold: x import   1 / 14 / 140 exercises: ms     kB")
    for name in workers:
        lengths = " / ".join(f"{long[name][length]:.1f}" for length in long[name])
        columns = f"{ms[name]:9.1f} {ratios[name]:7.1f} {first[name] / base:12.1f}      {lengths:<28}{sizes[name] / 1000:7.0f}"
        print(f"{name:<12}{TAGGED[name]:<7}{columns}")
    print("\nwhole programs, x import of reportlab's canvas")
    for name, value in starts.items():
        print(f"  {name:<40} {value / base:6.2f}")
    first_preview, *previews = (workers["handouts"].ask(preview=number)["ms"] for number in range(10_001, 10_001 + PREVIEWED))
    preview = [statistics.median(times) for times in zip(*previews, strict=True)]
    held = memory(folder, options.full)
    print("\nmemory of a process, MiB: " + ", ".join(f"after {count}: {value:.1f}" for count, value in held.items()))
    for title, times in (
        ("exercises and sides not met before", first_preview),
        (f"met on other patients' sheets, medians of {len(previews)} patients", preview),
    ):
        print(f"preview of a changed plan, {title}, ms: {', '.join(f'{one:.1f}' for one in times)}")
    print("\ngoals")
    for name, wanted in (("typst", 6), ("weasyprint", 200), ("platypus", 40)):
        if name in ms:
            goal(f"warm, times as many as {name}", ratios[name], wanted, most=False)
    ours, counting = two_processes(folder, options.rounds)
    goal("two processes, times one (by processor time)", ours, 1.9, most=False)
    print(f"    two that only count, and share nothing but the machine: {counting:.2f}")
    goal("cold handouts make hip, x import", starts["handouts make hip"] / base, 1.5, most=True)
    goal("handouts list, x import", starts["handouts list"] / base, 1, most=True)
    goal("handouts --help, x import", starts["handouts --help"] / base, 1, most=True)
    goal("one more exercise seen before, ms", one_more, 0.2, most=True)
    goal("memory from 100 to 2,000 sheets, MiB", held[2000] - held[100], 1, most=True)
    if "typst" in sizes:
        goal("file size, x typst", sizes["handouts"] / sizes["typst"], 0.75, most=True)
    goal("preview of a changed plan, exercises met before, worst, ms", max(preview), 20, most=True)


if __name__ == "__main__":
    main()
