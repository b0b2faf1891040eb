"""The lock file of the tests: `python -m tests.lock` renews it, with the newest versions that pyproject.toml allows."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "tests" / "requirements.lock"
PYTHONS = ((3, 11), (3, 12), (3, 13))
"""The Pythons that the file serves, each tried; `tests/run` installs the newest of everything on any other."""

HEAD = """\
# Exact versions, with the hashes of their files, of all that the `dev` extra brings. `tests/run` installs these and nothing else.
# Serves CPython {first} to {last} on Linux, macOS and Windows; what only some of them want has a marker.
# Written by `python -m tests.lock`, which renews it. Do not edit.
"""


def locked(name: str) -> str:
    """Return the part of the lock file that is about one package: its lines with every version and their hashes."""
    parts = LOCK.read_text(encoding="utf-8").split("\n")
    found, inside = [], False
    for line in parts:
        inside = line.startswith(f"{name}==") if not line.startswith(" ") else inside
        found += [line] if inside else []
    return "\n".join(found) + "\n"


def renewed() -> str:
    """Ask for the newest version of everything and return the file's text."""
    uv = shutil.which("uv", path=str(ROOT / ".venv" / "bin")) or shutil.which("uv")
    assert uv, "uv is one of the dev packages: run tests/run once"
    words = ["pip", "compile", "--universal", "--python-version", ".".join(map(str, PYTHONS[0])), "--extra", "dev", "--generate-hashes"]
    words += ["--no-annotate", "--no-header", "--no-emit-index-url", "--quiet", "pyproject.toml"]
    made = subprocess.run([uv, *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    first, last = (".".join(map(str, one)) for one in (PYTHONS[0], PYTHONS[-1]))
    return HEAD.format(first=first, last=last) + made


if __name__ == "__main__":
    LOCK.write_text(renewed(), encoding="utf-8")
