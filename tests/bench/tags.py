"""What tags cost: the same pages written with their structure and without, in one run, taking turns.

    python -m tests.bench.tags [ROUNDS]

The pages without tags are made here, by putting the marks of every element where the element stood; a switch in the product
would be one more thing to keep right. Times are of `write_pdf` alone and of a whole sheet (`make`); medians of all rounds.
Goals: at most 1.15 times the time of a page, at most 1.5 times the size.
"""

import gc
import statistics
import sys
import time
from dataclasses import replace

from handouts.handout import lay_out
from handouts.pdf.writer import write_pdf
from handouts.sheet.place.marks import At, Element
from tests.making import FOUR, SECTION_SHEET, SEVEN, clinic, layout, library, plan_of

SHEETS = {"section": SECTION_SHEET, "four": FOUR, "seven": SEVEN}
ROUNDS = 40
TIME_GOAL, SIZE_GOAL = 1.15, 1.5


def untagged(pages):
    """Return pages with the same marks at the same places and no elements."""
    return replace(pages, pages=tuple(replace(page, nodes=_flat(page.nodes)) for page in pages.pages))


def _flat(nodes):
    flat = []
    for node in nodes:
        if isinstance(node, Element):
            flat += _flat(node.children)
        elif isinstance(node, At):
            flat.append(replace(node, fragment=replace(node.fragment, nodes=_flat(node.fragment.nodes))))
        else:
            flat.append(node)
    return tuple(flat)


def seconds(step):
    """Return the processor time of a step."""
    start = time.process_time()
    step()
    return time.process_time() - start


def measure(data, rounds):
    """Return the medians in ms: writing with and without tags, laying out; and both sizes in bytes."""
    plan = plan_of(data)
    tagged, _ = lay_out(library(), plan, clinic(), layout())
    plain = untagged(tagged)
    sizes = len(write_pdf(tagged)), len(write_pdf(plain))
    times = {"tagged": [], "plain": [], "layout": []}
    gc.collect()
    gc.disable()
    for turn in range(rounds):
        pair = [("tagged", lambda: write_pdf(tagged)), ("plain", lambda: write_pdf(plain))]
        for name, step in pair if turn % 2 else reversed(pair):
            times[name].append(seconds(step))
        times["layout"].append(seconds(lambda: lay_out(library(), plan, clinic(), layout())))
        gc.collect()
    gc.enable()
    medians = {name: statistics.median(values) * 1000 for name, values in times.items()}
    return medians, sizes, len(tagged.pages)


def main(rounds=ROUNDS):
    """Print a line for each sheet."""
    print("sheet    pages  write: tagged  plain  ratio | a page: tagged  plain  ratio | size: tagged   plain  ratio")
    met = True
    for name, data in SHEETS.items():
        ms, (size, plain_size), count = measure(data, rounds)
        whole, whole_plain = (ms["layout"] + ms["tagged"]) / count, (ms["layout"] + ms["plain"]) / count
        ratios = ms["tagged"] / ms["plain"], whole / whole_plain, size / plain_size
        met = met and ratios[1] <= TIME_GOAL and ratios[2] <= SIZE_GOAL
        print(
            f"{name:8} {count:5}  {ms['tagged']:10.1f} ms {ms['plain']:6.1f} {ratios[0]:6.2f} | {whole:9.2f} ms {whole_plain:9.2f}"
            f" {ratios[1]:6.2f} | {size:12} {plain_size:7} {ratios[2]:6.2f}"
        )
    print(f"goals: a page {TIME_GOAL} times, size {SIZE_GOAL} times: {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
