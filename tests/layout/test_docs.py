"""`layouts/README.md`: its commands run in their order, its snippets make sheets, its tables are what the program knows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.checks import layout_rules
from handouts.checks.layout_rules import layout_problems
from handouts.cli.new_layout import start_layout
from handouts.layout.files import load_layout, read_layout
from handouts.layout.layout import NEVER_LEFT_OUT
from handouts.layout.parts import CARD, END, FRONT
from tests.commands import COMMANDS as KNOWN

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "layouts" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
COMMANDS = [line.strip() for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
SNIPPETS = [block for kind, block in BLOCKS if kind == "yaml" and "clinic.yaml" not in block]
OF_THE_CLINIC = [block for kind, block in BLOCKS if kind == "yaml" and "clinic.yaml" in block]
SECTIONS = dict(re.findall(r"^## \d+\. ([^\n]+)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))


def rows(section):
    """Return the first two cells of every row of a section's tables, without their heads."""
    found = re.findall(r"^\| (.+?) \| (.+?) \|", SECTIONS[section], re.MULTILINE)
    return {name.strip("`"): text for name, text in found if name not in ("part", "arrangement", "rule") and "---" not in name}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which every command was run as it stands there; what `--open` opened is in opened.txt."""
    place = tmp_path_factory.mktemp("layouts")
    tools = tmp_path_factory.mktemp("tools")
    opener = tools / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{place}/opened.txt"\n', encoding="utf-8")
    opener.chmod(0o755)
    path = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
    for line in COMMANDS:
        if "plans/example.yaml" in line:
            name_in_clinic(place)
        words = ["bash", "-euo", "pipefail", "-c", line]
        done = subprocess.run(words, cwd=place, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
        assert (done.returncode, line) == (0, line), done.stderr
        assert not [text for text in done.stderr.splitlines() if re.match("(warning|error): .*layouts", text)]
    return place


def name_in_clinic(place):
    """Put the line of the clinic's snippet in the place of that line in its clinic.yaml."""
    (block,) = OF_THE_CLINIC
    comment, line = block.strip().splitlines()
    file = place / comment.removeprefix("# ")
    key = line.split(":")[0]
    text, count = re.subn(rf"^{key}: .*$", line, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count == 1
    file.write_text(text, encoding="utf-8")


def test_every_command_does_what_it_says_in_its_order(folder):
    made = [name for line in COMMANDS for name in re.findall(r"-o (\S+\.pdf)", line)]
    assert len(made) == 3
    assert all((folder / name).read_bytes().startswith(b"%PDF-") for name in [*made, "hip.pdf"])
    assert (folder / "opened.txt").read_text(encoding="utf-8") == "hip.pdf\n"
    assert read_layout(folder / "my-clinic" / "layouts" / "my.yaml").value.based_on == "cards"
    assert read_layout(folder / "our-wall.yaml").value.based_on == "poster"


def test_every_command_and_option_it_shows_exists():
    assert len(COMMANDS) >= 10
    for line in COMMANDS:
        program, command, *words = line.split()
        if program == "handouts":
            known = {name for option in KNOWN[command].params for name in option.opts}
            assert {word for word in words if word.startswith("-")} <= known


@pytest.fixture
def started(tmp_path):
    start_layout(tmp_path / "my.yaml", None, force=False)
    return tmp_path


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.split("\n")[0][:30])
def test_every_snippet_laid_over_the_started_layout_makes_a_sheet_without_a_warning(snippet, started, run):
    name = (re.findall(r"^layout: (\S+)$", snippet, re.MULTILINE) or ["snippet"])[0]
    text = snippet if "layout:" in snippet else f"layout: snippet\nbased_on: my\n{snippet}"
    (started / f"{name}.yaml").write_text(text, encoding="utf-8")
    read = read_layout(started / f"{name}.yaml")
    base = load_layout(read.value.based_on, [started])
    assert layout_problems(read) == []
    assert any(getattr(read.value, key) != getattr(base, key) for key in re.findall(r"^(\w+):", snippet, re.MULTILINE))
    for words in ([], ["-e", "couch-stretch", "-e", "hip-hinge", "-e", "hip-circles", "--reference", "EXAMPLE-1", "--side", "left"]):
        made = run("make", "hip", *words, "--layout", f"{name}.yaml", "-o", "sheet.pdf")
        assert made.exit_code == 0, made.stderr
        assert "warning" not in made.stderr
        assert (started / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_there_are_snippets_of_everything_a_layout_says():
    keys = {key for snippet in SNIPPETS for key in re.findall(r"^(\w+):", snippet, re.MULTILINE)}
    assert {"margins", "type", "colors", "front", "cards", "end", "log", "papers", "fit", "grid", "based_on"} <= keys


@pytest.mark.parametrize(
    ("section", "parts"),
    [("Page 1", FRONT), ("The cards", CARD), ("The end, and the log", END)],
)
def test_the_tables_of_parts_are_those_of_the_program(section, parts):
    assert {name: text for name, text in rows(section).items() if name in parts} == {name: part.prints for name, part in parts.items()}


def test_the_table_of_arrangements_names_them_and_the_layouts_that_have_them():
    told = re.findall(r"^\| `(\w+)` \| .+ \| (.+) \|$", SECTIONS["The cards"].split("What a card says")[0], re.MULTILINE)
    assert [name for name, _ in told] == ["pairs", "pages", "rows"]
    for arrangement, names in told:
        for name in re.findall(r"`([\w-]+)`", names):
            assert load_layout(name).cards.arrangement == arrangement


def test_the_table_of_rules_has_every_rule_that_is_checked():
    source = Path(layout_rules.__file__).read_text(encoding="utf-8")
    assert set(rows("Check it, then use it")) == set(re.findall(r'RuleBreak\(\s*"(D\d\d)"', source))


def test_what_is_never_left_out_is_said():
    assert all(f"`{part}`" in SECTIONS["What is never left out"] for part in NEVER_LEFT_OUT)


def test_the_readme_of_the_project_leads_to_it():
    assert "(layouts/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
