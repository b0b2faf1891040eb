"""What `handouts check` over the whole library costs: the program with its start, and the checks alone in a running process.

    python -m tests.bench.preflight [ROUNDS]

Goal: under 2 seconds of processor time for the program (issue 9), whatever the machine is doing beside it.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

from handouts.checks.run import check_everything

ROUNDS, GOAL_S = 5, 2.0


def program_s():
    """Return the processor seconds of one run of the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "handouts", "check"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def checks_s():
    """Return the processor seconds of the checks in this process."""
    start = time.process_time()
    check_everything([], None)
    return time.process_time() - start


def main(rounds=ROUNDS):
    """Print the medians."""
    program = statistics.median(program_s() for _ in range(rounds))
    checks = statistics.median(checks_s() for _ in range(rounds))
    took = f"{program:.2f} s with its start (goal {GOAL_S} s), {checks:.2f} s in a running process"
    print(f"handouts check: {took}; load {os.getloadavg()[0]:.1f}")
    return program > GOAL_S


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
