"""Crashes in full, and the numbers of a large batch; one line for each check, with what was reached.

    python -m tests.soak            all, about a quarter of an hour on two free cores
    python -m tests.soak C1 C3      these alone

C1 to C7, P1 and P2 are the checks of .github/SECURITY.md. Everything happens in one temporary folder, which goes at the end with every
process that was started. Ends with 1 when a goal was missed. Rates want a machine that has nothing else to do: the load is said.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.soak import crashes, numbers
from tests.soak.lines import Lines

CHECKS: dict[str, Callable[[Path, Lines], None]] = {
    "C1": crashes.kills,
    "C1-alone": crashes.kills_of_one_process,
    "C2": crashes.parents_killed,
    "C3": crashes.rows_that_crash,
    "C4": crashes.interrupts,
    "C5": crashes.full_disk,
    "C6": crashes.second_run,
    "C7": crashes.read_only_disk,
    "P1": crashes.privacy,
    "dask": numbers.dask,
    "large": numbers.large,
}


def main(names: list[str]) -> int:
    """Run the checks; return how the program ends."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"no check {unknown[0]}; there is: {', '.join(CHECKS)}")
        return 2
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores Ctrl-C for what it starts in the background
    lines, start = Lines(), time.monotonic()
    for name in names or CHECKS:
        with tempfile.TemporaryDirectory(prefix="soak-") as folder:
            lines.begin(name)
            try:
                CHECKS[name](Path(folder), lines)
            except Exception as error:  # noqa: BLE001  one check that breaks must not hide the others
                lines.say(f"broke: {type(error).__name__}: {error}", met=False)
            finally:
                crashes.end_all()
    print(f"{lines.missed} goals missed; {time.monotonic() - start:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 1 if lines.missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
