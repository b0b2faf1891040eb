"""Whether two checkouts make the same sheets, byte for byte: `python -m tests.bench.same_bytes OTHER`, for a change that only moves code.

A change of the words or values that sheets are made from changes the first identifier of each: `--but-identity` leaves it out.

Each makes the made-up plans of `tests/test_random_sheets.py` in every layout, in a process of its own, without anything kept.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parents[2]
PROGRAM = """
import hashlib, sys
from handouts.pdf.fingerprint import identity_of
from tests.making import LAYOUTS, layout as layout_of, made
from tests.test_random_sheets import random_plan
for number in range(int(sys.argv[1])):
    for layout in LAYOUTS:
        try:
            plan = random_plan(number)
            if plan.get("paper") not in layout_of(layout).papers:
                plan.pop("paper", None)
            pdf = made(plan, layout).pdf
            pdf = pdf.replace(identity_of(pdf).hex().encode(), b"", 1) if sys.argv[2] == "True" else pdf
            digest = hashlib.sha256(pdf).hexdigest()
        except Exception as refused:
            digest = hashlib.sha256(str(refused).encode()).hexdigest() + " refused"
        print(number, layout, digest)
"""


def sheets_of(checkout: Path, plans: int, *, but_identity: bool) -> list[str]:
    """Return a line for each sheet of a checkout: plan, layout, digest of its bytes."""
    with tempfile.TemporaryDirectory() as empty:
        surroundings = {**os.environ, "PYTHONPATH": str(checkout), "XDG_CACHE_HOME": empty}
        words = [sys.executable, "-c", PROGRAM, str(plans), str(but_identity)]
        done = subprocess.run(words, cwd=checkout, env=surroundings, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def main() -> None:
    """Compare a checkout with this one; exit 1 where a sheet differs."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("other", type=Path)
    words.add_argument("--plans", type=int, default=200)
    words.add_argument("--but-identity", action="store_true")
    chosen = words.parse_args()
    ours, theirs = (sheets_of(place.resolve(), chosen.plans, but_identity=chosen.but_identity) for place in (HERE, chosen.other))
    differ = [line for line, other in zip(ours, theirs, strict=True) if line != other]
    refused = sum(line.endswith("refused") for line in ours)
    print(f"{len(ours)} sheets, {refused} refused, {len(differ)} differ")
    print("\n".join(differ[:20]))
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
