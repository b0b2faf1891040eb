"""One engine in a process of its own, told by its standard input what to lay out; it answers with processor time, never with seconds.

    python -m tests.bench.engines.worker ENGINE FOLDER

A line in: {"sheets": [0, 1, ...]}, with "length": 14 for the long plans, "save": a file's name for the last sheet, "preview": a number,
"memory": true to have the memory that is held at the end, once what is not needed was freed.
A line out: {"ms": [...], "bytes": [...], "memory_kb": ...}; the processor time of all threads, of each sheet.
"""

import gc
import importlib
import json
import sys
import time
from pathlib import Path

PEERS = {"typst": "peer_typst", "weasyprint": "peer_weasyprint", "platypus": "peer_platypus", "fpdf2": "peer_fpdf2"}


def resident_kb():
    """Return the memory that this process holds now."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(status["VmRSS"].split()[0])


def starter(name, folder):
    """Return a function from a length (None: the plan of six) to what gives a sheet's input by number, and what lays it out."""
    if name == "loop":
        return lambda _=None: (int, bare_loop)
    if name == "handouts":
        from tests.bench.engines import ours

        return ours.engine
    engine = importlib.import_module(f"tests.bench.engines.{PEERS[name]}").engine(folder)
    sheets = json.loads((folder / "sheets.json").read_text(encoding="utf-8"))

    def start(length=None):
        every = sheets["patients"] if length is None else sheets["long"][str(length)]
        return every.__getitem__, engine

    return start


def bare_loop(_):
    """Count to a hundred thousand: what two processes of this machine can do beside each other at best."""
    for _ in range(100_000):
        pass
    return b""


def run(inputs, lay_out):
    """Return what each sheet cost, and the last of them."""
    times, sizes, pdf = [], [], b""
    for one in inputs:
        start = time.process_time()
        pdf = lay_out(one)
        times.append((time.process_time() - start) * 1000)
        sizes.append(len(pdf))
    return {"ms": times, "bytes": sizes}, pdf


def main(name, folder):
    """Answer until the input ends."""
    start, made = starter(name, Path(folder)), {}
    for line in sys.stdin:
        order = json.loads(line)
        length = order.get("length")
        if length not in made:
            made[length] = start(length)
        give, lay_out = made[length]
        if order.get("preview"):
            from tests.bench.engines.ours import previews

            answer, pdf = run(previews(order["preview"]), lay_out)
        else:
            answer, pdf = run([give(number) for number in order["sheets"]], lay_out)
        if "save" in order:
            Path(order["save"]).write_bytes(pdf)
        if order.get("memory"):
            gc.collect()  # goes through all that is kept, so the next sheet would find the processor's own memory cold
            answer["memory_kb"] = resident_kb()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
