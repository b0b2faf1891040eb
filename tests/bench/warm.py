"""What a warm sheet costs beside another checkout: `python -m tests.bench.warm OTHER [--rounds N]`.

Each checkout runs in a process of its own; they take turns, a few sheets at a time, and the ratio is that of the medians. `patients` is one
plan whose name, side, doses and note differ from sheet to sheet (goal: 1.15 times commit 4dde02f at most); `varied` are made-up plans of
`tests/test_random_sheets.py`, each in its layout, each made before.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[2]
KINDS = ("patients", "varied")
WARM_UP, A_TURN, VARIED = 60, 5, 24
PROGRAM = """
import gc, itertools, sys, time
from handouts.handout import make_handout
from tests.bench.engines.sheets import plan_data
from tests.making import clinic, layout, library, plan_of
from tests.test_random_sheets import layout_of, random_plan
patients = ((plan_of(plan_data(number)), layout()) for number in itertools.count())
made = [(plan_of(random_plan(number)), layout(layout_of(number))) for number in range(int(sys.argv[2]))]
todo = {"patients": patients, "varied": itertools.cycle(made)}
def make(kind, count):
    start = time.process_time()
    for plan, look in itertools.islice(todo[kind], count):
        make_handout(library(), plan, clinic(), look)
    return (time.process_time() - start) * 1000 / count
for kind in todo:
    make(kind, int(sys.argv[1]))
for line in sys.stdin:
    kind, count = line.split()
    gc.collect()
    print(make(kind, int(count)), flush=True)
"""


class Maker:
    """A process that makes sheets with a checkout, when it is asked to."""

    def __init__(self, checkout: Path) -> None:
        words = [sys.executable, "-c", PROGRAM, str(WARM_UP), str(VARIED)]
        self.process = subprocess.Popen(
            words, cwd=checkout, env={"PYTHONPATH": str(checkout)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ms(self, kind: str) -> float:
        """Return the processor time of a sheet, over a few sheets."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(kind, A_TURN, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


def main() -> None:
    """Print what a sheet costs here and there."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("other", type=Path)
    words.add_argument("--rounds", type=int, default=60)
    chosen = words.parse_args()
    makers = [Maker(place.resolve()) for place in (HERE, chosen.other)]
    for kind in KINDS:
        turns = []
        for turn in range(chosen.rounds):
            order = makers if turn % 2 else makers[::-1]
            found = {maker: maker.ms(kind) for maker in order}
            turns.append([found[maker] for maker in makers])
        ours, theirs = (statistics.median(column) for column in zip(*turns, strict=True))
        print(f"{kind:10}{ours:8.2f} ms, there {theirs:6.2f} ms: {ours / theirs:.2f} times")
    for maker in makers:
        assert maker.process.stdin is not None
        maker.process.stdin.close()
        maker.process.wait()


if __name__ == "__main__":
    main()
