"""Sets up the peers from their registries in an environment of their own, and measures all engines side by side.

    python -m tests.bench.engines [--rounds N] [--only typst,platypus] [--full] [--environment FOLDER]

`--full` adds memory over 10,000 sheets and the long plans of the slow engines; without it a run takes about four minutes.
"""

import argparse
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGES = ("typst>=0.13", "weasyprint>=66", "fpdf2>=2.8", "reportlab>=4.4.9", "pypdfium2>=4.30")
"""What the peers need; never among what handouts needs."""


def main():
    """Set up, then hand over to the environment's own Python."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--environment", type=Path, default=Path.home() / ".cache" / "handouts-bench")
    known, rest = parser.parse_known_args()
    python = known.environment / "bin" / "python"
    if not python.exists():
        venv.create(known.environment, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--editable", str(ROOT), *PACKAGES], check=True)
    return subprocess.run([python, "-m", "tests.bench.engines.measure", *rest], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
