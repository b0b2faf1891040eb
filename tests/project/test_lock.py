"""The lock file of the tests: it holds all that pyproject.toml asks for, with hashes that are checked, and nothing else is installed."""

import importlib.metadata
import re
import subprocess
import sys
import zipfile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from tests.lock import LOCK, PYTHONS, ROOT, locked
from tests.project.test_supply import PROJECT, plain
from tests.project.test_wheel import SETUP

TEXT = LOCK.read_text(encoding="utf-8")
PINS = [Requirement(one) for one in re.findall(r"^([a-z0-9].*?) \\$", TEXT, re.MULTILINE)]
RUN = (ROOT / "tests" / "run").read_text(encoding="utf-8")
HERE = ".".join(map(str, sys.version_info[:2]))


def pins(name, python=HERE):
    """Return the versions that a Python on Linux installs of a package: one, or none."""
    setting = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux", "os_name": "posix"}
    found = [one for one in PINS if plain(one.name) == plain(name) and (one.marker is None or one.marker.evaluate(setting))]
    return [Version(next(iter(one.specifier)).version) for one in found]


@pytest.mark.parametrize("python", [".".join(map(str, one)) for one in PYTHONS])
def test_every_python_gets_one_version_of_each_that_is_asked_for_and_none_under_its_floor(python):
    project = PROJECT["project"]
    for one in map(Requirement, (*project["dependencies"], *project["optional-dependencies"]["dev"], *PROJECT["build-system"]["requires"])):
        (version,) = pins(one.name, python)
        assert version in one.specifier, one


def test_everything_that_those_bring_is_in_it_too():
    missing, seen = set(), set()
    wanted = [Requirement(one) for one in (*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"])]
    while wanted:
        one = wanted.pop()
        key = (plain(one.name), *sorted(one.extras))
        if key in seen:
            continue
        seen.add(key)
        found = pins(one.name)
        if not found or found[0] not in one.specifier:
            missing.add(str(one))
            continue
        for line in importlib.metadata.requires(one.name) or []:
            deeper = Requirement(line)
            if deeper.marker is None or any(deeper.marker.evaluate({"extra": extra}) for extra in (one.extras or {""})):
                wanted.append(deeper)
    assert missing == set()


def test_every_line_is_a_version_with_hashes_and_no_address():
    parts = re.split(r"\n(?=[a-z0-9])", "\n".join(line for line in TEXT.splitlines() if not line.startswith("#")).strip())
    assert len(parts) == len(PINS) > 80
    for part in parts:
        first, *hashes = part.split(" \\\n    ")
        assert re.fullmatch(r"[a-z0-9-]+==[\w.!+]+( ; [\w .'<>=!]+)?", first)
        assert hashes
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one.strip()) for one in hashes)


def test_the_test_command_installs_from_it_first_and_then_the_package_alone():
    first, second = RUN.index("get --require-hashes -r tests/requirements.lock\n"), RUN.index("get --no-deps --no-build-isolation -e .\n")
    assert first < second < RUN.index("else\n") < RUN.index("get -e '.[dev]'\n")
    assert f"{PYTHONS[0]} <= sys.version_info[:2] <= {PYTHONS[-1]}" in RUN
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    tried = [tuple(map(int, one.split("."))) for one in re.findall(r'"(3\.\d+)"', workflow)]
    assert tried
    assert all(PYTHONS[0] <= one <= PYTHONS[-1] for one in tried)
    assert all(".".join(map(str, one)) in TEXT.splitlines()[1] for one in (PYTHONS[0], PYTHONS[-1]))


def test_the_workflow_runs_the_readmes_two_commands_on_three_systems_and_may_write_nothing():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"]
    assert {name.split("-")[0] for name in jobs["start"]["strategy"]["matrix"]["system"]} == {"ubuntu", "macos", "windows"}
    runs = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert SETUP in runs
    assert "bash .ci/run" in runs
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", one) for one in used)
    assert "secrets" not in str(workflow)


def test_a_package_that_was_tampered_with_is_refused(tmp_path):
    (version,) = pins("qrcodegen")
    wheel = tmp_path / f"qrcodegen-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("qrcodegen.py", "print('not qrcodegen')\n")
        archive.writestr(f"qrcodegen-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: qrcodegen\nVersion: {version}\n")
        archive.writestr(f"qrcodegen-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"qrcodegen-{version}.dist-info/RECORD", "")
    wanted, target = tmp_path / "wanted", tmp_path / "target"
    wanted.write_text(locked("qrcodegen"), encoding="utf-8")
    words = [sys.executable, "-m", "pip", "--isolated", "install", "--disable-pip-version-check", "--no-index", "--no-cache-dir"]
    words += ["--find-links", str(tmp_path), "--no-deps", "--require-hashes", "--target", str(target), "-r", str(wanted)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert not target.exists() or not list(target.iterdir())
