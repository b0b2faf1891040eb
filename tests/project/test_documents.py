"""The pages for those who carry on are true: rooms, modules, commands; and nothing in the repository leads to what is not in it."""

import ast
import re
import subprocess
import tomllib

import pytest

from tests.documents import NOTES, ROOT, text_of

PACKAGE = ROOT / "handouts"
ARCHITECTURE = ROOT / ".github" / "ARCHITECTURE.md"


def rooms():
    contract = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    return [name.strip() for layer in contract["layers"] for name in layer.split(":")]


def said_of(room):
    folder = PACKAGE / room
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return (f"{room}/" if folder.is_dir() else path.name), (
        ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    ).splitlines()[0]


def test_the_rooms_are_those_of_the_contract_in_its_order_as_their_docstrings_say():
    told = re.findall(r"^\| `([\w.]+/?)` \| (.+) \|$", text_of(ARCHITECTURE).split("## The rooms")[1].split("\n## ")[0], re.MULTILINE)
    assert told == [said_of(room) for room in rooms()]


def test_the_rooms_are_the_folders_and_files_that_there_are():
    kept_as_data = {"schemas", "__pycache__", "__init__.py", "py.typed"}
    there = {path.name for path in PACKAGE.iterdir() if path.suffix in ("", ".py", ".typed")} - kept_as_data
    assert there == {said_of(room)[0].strip("/") for room in rooms()}


def test_the_tests_of_a_room_stand_in_the_folder_of_its_name():
    folders = {
        path.parent.relative_to(ROOT / "tests").parts[0]
        for path in (ROOT / "tests").glob("*/**/test_*.py")
        if "node_modules" not in path.parts
    }
    assert folders - {"project"} <= {room for room in rooms() if (PACKAGE / room).is_dir()}


def named_in(text):
    """Return what a page names in the repository: paths from the top, or from the package."""
    return {name for name in re.findall(r"`([\w.*/-]+/[\w.*-]*|[\w-]+\.(?:py|toml|yaml|lock|md))`", text) if not name.startswith("http")}


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_every_path_that_a_page_names_is_there(path):
    tops = (ROOT, PACKAGE, ROOT / ".github", ROOT / "tests")
    made_by_people = (
        "my",
        "plan.yaml",
        "clinic.yaml",
        "manifest.csv",
        "mine",
        "layouts/mine",
        "content/knee",
        "content/shared/pl",
        "tests/faulty/",
        "earlier/",
    )
    missing = [
        name
        for name in named_in(text_of(path))
        if not name.startswith(made_by_people) and not any([*top.glob(name.rstrip("/"))] for top in tops)
    ]
    assert missing == []


def test_the_modules_that_are_run_are_there():
    for path in NOTES:
        for module in re.findall(r"python -m ((?:tests|handouts)[\w.]*)", text_of(path)):
            place = ROOT.joinpath(*module.split("."))
            assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), module


def tracked():
    """Return the text of every file of the repository that is text."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in names:
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue


OURS = {"shared": {path.name for path in (ROOT / "content" / "shared").iterdir()}}


def test_no_file_cites_a_document_that_is_not_in_the_repository():
    cited = re.compile(r"(?<!content/)(?<![\w.-])(guide|shared|facts|cases)/([\w-]+(?:\.\w+)*)")
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked()
        if not name.startswith("tests/project/test_documents")
        for match in cited.finditer(text)
        if match[2] not in OURS.get(match[1], ())
    ]
    assert found == []


def test_no_address_of_a_package_registry_stands_in_any_file():
    registries = re.compile(
        "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org", "crates" + r"\.io"))
    )
    assert [name for name, text in tracked() if registries.search(text)] == []
