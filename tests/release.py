"""What is published: `python -m tests.release dist` builds the wheel, the same bytes each time, and the list of what a bare install brings.

The list (SBOM) is CycloneDX: the packages with versions and licences, read by cyclonedx-bom from an environment that holds them alone.
"""

import argparse
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
SBOM = "handouts.cdx.json"
LICENCES = {"reportlab": "BSD-3-Clause", "qrcodegen": "MIT", "uharfbuzz": "Apache-2.0"}
"""What the licence file of a package says, where its metadata names no licence by an id of SPDX."""


def needed(name: str, seen: set[str]) -> None:
    """Collect the distributions that a package needs to run, itself included."""
    name = re.sub(r"[-_.]+", "-", name).lower()
    if name in seen:
        return
    seen.add(name)
    for requirement in importlib.metadata.requires(name) or []:
        wanted, _, marker = requirement.partition(";")
        if "extra" not in marker and "platform" not in marker and "python" not in marker:
            match = re.match(r"[A-Za-z0-9._-]+", wanted)
            assert match
            needed(match[0], seen)


def brought() -> set[str]:
    """Return the names of the packages that a bare install brings."""
    names: set[str] = set()
    needed("handouts", names)
    return names - {"handouts"}


def linked(folder: Path, names: Iterable[str]) -> Path:
    """Fill a folder with links to what these distributions have installed here, and to nothing else of this environment."""
    for name in names:
        distribution = importlib.metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or [] if file.parts[0] not in ("..", "__pycache__")}:
            link = folder / top
            if not link.exists():
                link.symlink_to(Path(str(distribution.locate_file(top))))
    return folder


def committed() -> str:
    """Return when the last commit was made, in seconds: the time that all of a release bears, whenever and wherever it is built."""
    return subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def run(*words: str) -> None:
    """Run a module of this environment; fail with all that it said."""
    settings = {**os.environ, "SOURCE_DATE_EPOCH": committed()}
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False, env=settings)
    assert done.returncode == 0, done.stdout + done.stderr


def wheel(folder: Path, source: Path = ROOT) -> Path:
    """Build the wheel into a folder; without isolation, since the backend is among the dev packages and nothing need be fetched."""
    run("build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source))
    return next(folder.glob("*.whl"))


def sbom(path: Path) -> Path:
    """Write the list of what a bare install brings, in the versions of this environment."""
    with tempfile.TemporaryDirectory() as made:
        bare = Path(made) / "bare"
        venv.create(bare, with_pip=False)
        linked(next((bare / "lib").glob("python3*/site-packages")), brought())
        words = ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application", "--sv", "1.6", "--of", "JSON", "--short-PURLs"]
        run("cyclonedx_py", "environment", *words, "--output-reproducible", "--output-file", str(path), str(bare))
    said = json.loads(path.read_text(encoding="utf-8"))
    said["metadata"]["component"]["version"] = importlib.metadata.version("handouts")
    for component in said["components"]:
        if component["name"] in LICENCES:
            component["licenses"] = [{"license": {"id": LICENCES[component["name"]], "acknowledgement": "concluded"}}]
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def main(words: list[str]) -> None:
    """Make both and name them."""
    parser = argparse.ArgumentParser(prog="python -m tests.release", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go")
    folder = parser.parse_args(words).folder
    folder.mkdir(parents=True, exist_ok=True)
    print(wheel(folder))
    print(sbom(folder / SBOM))


if __name__ == "__main__":
    main(sys.argv[1:])
