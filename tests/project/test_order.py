"""The tests themselves: each run is in another order, and may be started in the background."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEARS = """
import signal, subprocess, sys
import tests.conftest
asks = "import signal, sys; sys.exit(signal.getsignal(signal.SIGINT) == signal.SIG_IGN)"
deaf = [subprocess.run([sys.executable, "-c", asks]).returncode]
tests.conftest.pytest_configure()
print(*deaf, subprocess.run([sys.executable, "-c", asks]).returncode)
"""
"""Says whether what a program starts is deaf to Ctrl-C, and whether it still is once the tests have begun."""


def test_what_tests_start_hears_ctrl_c_though_they_run_in_the_background():
    ignoring = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", HEARS]
    assert subprocess.run(ignoring, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split() == ["1", "0"]


def test_each_run_is_in_another_order(tmp_path):
    names = [f"test_{number}" for number in range(9)]
    (tmp_path / "test_nine.py").write_text("".join(f"def {name}(): pass\n" for name in names), encoding="utf-8")

    def order(seed):
        words = [sys.executable, "-m", "pytest", "-v", "-p", "pytest_randomly", "-p", "no:cacheprovider", f"--randomly-seed={seed}"]
        alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        done = subprocess.run(words, cwd=tmp_path, env=alone, capture_output=True, text=True, check=True)
        return [line.split("::")[1].split()[0] for line in done.stdout.splitlines() if "PASSED" in line]

    one, other = order(1), order(2)
    assert one != other
    assert sorted(one) == sorted(other) == names
