"""What a print run costs: so many sheets of different patients, joined by a process of its own.

    python -m tests.bench.print_run [SHEETS] [FOLDER]

Sheets already in the folder are joined as they are. Goals: at most 120 MB of memory, at most a third of the sheets' size.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from handouts.handout import make_handout
from tests.making import FOUR, SEVEN, UNUSUAL, clinic, layout, library, plan_of

SHEETS = 1000
MEMORY_GOAL_MB, SIZE_GOAL = 120, 1 / 3
GIVEN = ("Zoë", "Ann", "José", "Łucja", "Thảo", "Mia", "Bjørn", "Олена", "Ayşe", "Cian")
FAMILY = ("Şen", "Other", "Nuñez", "Żółć", "Nguyễn", "O'Brien", "Ängström", "Коваль", "Müller", "Smith")
_JOIN = """
import json, resource, sys, time
from pathlib import Path
from handouts.printrun import Options, write_print_run
folder, target, options = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
paths = sorted(folder.glob("*.pdf"))
start = time.perf_counter()
joined = write_print_run(paths, target, Options(**options))
took = time.perf_counter() - start
try:  # the peak of this program alone; ru_maxrss has that of the one that started it in it
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    peak = int(status["VmHWM"].split()[0])
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"sheets": joined.sheets, "pages": joined.pages, "bytes": joined.size_bytes, "seconds": took, "peak_mb": peak / 1024}))
"""


def make_sheets(folder, count):
    """Put so many sheets into a folder, each of another patient, in turn of three plans; return the size of all."""
    for number in range(len(list(folder.glob("*.pdf"))), count):
        name = f"{GIVEN[number % 10]} {FAMILY[number // 10 % 10]}"
        data = {**(FOUR, SEVEN, UNUSUAL)[number % 3], "patient": {"name": name, "reference": f"R-{number:05}"}}
        (folder / f"{number:05}.pdf").write_bytes(make_handout(library(), plan_of(data), clinic(), layout()))
    return sum(path.stat().st_size for path in folder.glob("*.pdf"))


def join_apart(folder, target, **options):
    """Join the sheets of a folder in a process of its own; return its sheets, pages, bytes, seconds and peak of memory in MB."""
    words = [sys.executable, "-c", _JOIN, str(folder), str(target), json.dumps(options)]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2]).stdout)


def main(count=SHEETS, folder=None):
    """Make the sheets, join them with separators and without, and print what it cost."""
    with tempfile.TemporaryDirectory() as scratch:
        sheets = Path(folder or scratch) / "sheets"
        sheets.mkdir(exist_ok=True)
        start = time.perf_counter()
        total = make_sheets(sheets, count)
        print(f"{count} sheets, {total / 1e6:.1f} MB, made in {time.perf_counter() - start:.1f} s")
        worst = 0
        for options in ({}, {"separators": True}):
            found = join_apart(sheets, Path(folder or scratch) / "run.pdf", **options)
            share = found["bytes"] / total
            each = found["seconds"] / found["sheets"] * 1000
            print(f"{options or 'joined'}: {each:.1f} ms each, {share:.3f} of the size, {found['peak_mb']:.0f} MB, {found['pages']} pages")
            worst = max(worst, found["peak_mb"] / MEMORY_GOAL_MB, share / SIZE_GOAL)
    return worst > 1


if __name__ == "__main__":
    sys.exit(main(*(int(word) if word.isdigit() else word for word in sys.argv[1:])))
