"""The wheel: all a sheet needs is in it, and what is installed from it makes one, in a folder of its own."""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests import release
from tests.documents import text_of
from tests.making import LAYOUTS
from tests.read_back import read

ROOT = Path(__file__).parents[2]
SETUP = "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/handouts make hip"
"""The README's first command; `test_readme` holds the README to it, and `installed` runs it with the built wheel for the dot."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return release.wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory):
    """A folder that links to what the run-time dependencies have installed and to nothing else of this environment."""
    return release.linked(tmp_path_factory.mktemp("dependencies"), release.brought())


@pytest.fixture(scope="module")
def installed(wheel, dependencies, tmp_path_factory):
    """A fresh environment set up as the README says, its dependencies linked in, since a test must not need the network."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv, install, make = SETUP.split(" && ")
    words = venv.split()
    subprocess.run([sys.executable, *words[1:]], cwd=folder, check=True)
    site = next((folder / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")
    program, *words = install.split()
    words = [str(wheel) if word == "." else word for word in words]
    subprocess.run([str(folder / program), *words, "--no-index", "--disable-pip-version-check"], cwd=folder, check=True)
    program, *words = make.split()
    done = subprocess.run([str(folder / program), *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "handouts/py.typed",
        "handouts/content/hip.yaml",
        "handouts/content/shared/en-GB.yaml",
        "handouts/content/shared/sources.yaml",
        "handouts/content/shared/countries.yaml",
        "handouts/content/example-clinic/clinic.yaml",
        "handouts/content/example-clinic/logo.png",
        *(f"handouts/layouts/{name}.yaml" for name in LAYOUTS),
        "handouts/content/packs/hip-starter.yaml",
        "handouts/fonts/SourceSans3-Regular.ttf",
        "handouts/fonts/SourceSans3-SemiBold.ttf",
        "handouts/fonts/SourceSans3-Bold.ttf",
        "handouts/fonts/OFL.txt",
        "handouts/pdf/srgb.icc",
        "handouts/schemas/plan.schema.json",
        "handouts/schemas/clinic.schema.json",
        "handouts/cli/starter/clinic.yaml",
        "handouts/cli/starter/plans/example.yaml",
        "handouts/cli/starter/README.md",
        "handouts/library/standards.txt",
        "handouts/checks/preflight/pemat.txt",
        "handouts/checks/preflight/dictionary/en-GB.txt.gz",
        "handouts/content/plain-words/en-GB.yaml",
    ],
)
def test_the_wheel_carries(name, contents):
    assert name in contents


def test_the_wheel_carries_every_file_of_content_and_layouts(contents):
    for folder in ("content", "layouts"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert contents[f"handouts/{path.relative_to(ROOT)}"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_wheel_carries_the_package_its_licences_and_nothing_else(contents):
    tops = {name.split("/")[0] for name in contents}
    assert {re.sub(r"-[\d.]+\.dist-info$", ".dist-info", top) for top in tops} == {"handouts", "handouts.dist-info"}
    assert {"LICENSE", "OFL.txt", "COPYRIGHT.txt"} <= {name.rsplit("/", 1)[-1] for name in contents if "dist-info/licenses" in name}
    assert not [name for name in contents if "test" in name or "__pycache__" in name or name.endswith(".pyc")]


def test_a_wheel_built_elsewhere_and_later_has_the_same_bytes(wheel, tmp_path):
    other = tmp_path / "elsewhere"
    shutil.copytree(ROOT, other, ignore=shutil.ignore_patterns(".*", "tests", "__pycache__"), copy_function=shutil.copyfile)
    again = release.wheel(tmp_path / "dist", other)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_what_is_installed_makes_the_hip_section_in_another_folder(installed):
    pdf = (installed / "hip.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-1.7")
    found = read(pdf)
    assert found.root.all("H1")[0].text() == "Home exercises Hip"
    assert len(found.root.all("H3")) >= 14


def test_what_is_installed_comes_from_the_wheel_and_not_from_this_checkout(installed):
    program = "import handouts.reading.builtin as b; print(b.__file__); print(b.builtin_folder('content'))"
    done = subprocess.run([str(installed / ".venv/bin/python"), "-c", program], cwd=installed, capture_output=True, text=True, check=True)
    for line in done.stdout.split():
        assert line.startswith(str(installed))


def test_what_is_installed_makes_the_same_bytes_as_this_checkout(installed):
    from handouts.handout import make_handout
    from tests.making import SECTION_SHEET, clinic, layout, library, plan_of

    assert (installed / "hip.pdf").read_bytes() == make_handout(library(), plan_of(SECTION_SHEET), clinic(), layout())


@pytest.mark.parametrize("words", [["list", "hip"], ["show", "hip-hinge"], ["check"], ["init", "my-clinic"], ["--version"]])
def test_every_command_works_where_only_the_dependencies_are(words, installed, tmp_path):
    done = subprocess.run([str(installed / ".venv/bin/handouts"), *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_packages_are_the_ones_their_page_names_each_with_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for extra, wanted in project["optional-dependencies"].items() if extra != "dev" for one in wanted]
    part = text_of(ROOT / ".github" / "docs" / "packages.md")
    first, second = (named_in(table) for table in part.split("These come with an extra"))
    assert first == release.brought()
    assert second == {re.match(r"[A-Za-z0-9-]+", one)[0].lower() for one in extras}
    assert f"A bare install brings these {len(first)} packages" in part
    assert len(project["dependencies"]) <= 9


def named_in(table):
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| [")]
    assert all(reason.strip() for _, *reasons in rows for reason in reasons)
    return {name for cells in rows for name in re.findall(r"\[([a-z0-9-]+)\]\(https://", cells[0])}


def test_no_address_of_a_package_registry_stands_in_the_repository():
    registries = "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"))
    found = subprocess.run(["git", "grep", "-lIE", registries], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout.split() == []
