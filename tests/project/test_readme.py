"""The README and its pages: what they say to type works, and what the program offers stands in them."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest

from handouts.figure.bodymap import compile_body_map, read_body_map
from handouts.figure.model.posture import FigurePosition, HandPreset, View
from handouts.figure.proof import proof
from handouts.plans.plan import load_plan
from tests.commands import COMMANDS
from tests.documents import NOTES, PAGES, ROOT, blocks, heads_of, lines_of, links_of, pages_text, text_of
from tests.making import library
from tests.project.test_wheel import SETUP

README = text_of(ROOT / "README.md")
NAMES = sorted(COMMANDS)
SET_UP, TESTS = blocks("sh")[:2]
USE = {path: [block for block in blocks("sh", path) if block not in (SET_UP, TESTS)] for path in PAGES}
"""The blocks of commands that use the program, page by page."""
EVERY_USE = {f"{path.stem}: {lines_of(block)[0].removeprefix('handouts ')[:40]}": block for path, page in USE.items() for block in page}
ALL_USE = [line for page in USE.values() for block in page for line in lines_of(block)]


def environment():
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def folder(tmp_path):
    """A fresh folder with the README's plan and the table of the pages in it, in which one block of commands is run."""
    place = tmp_path / "readme"
    (place / "plans").mkdir(parents=True)
    for path in ("plan.yaml", "plans/a-runner.yaml"):
        (place / path).write_text(blocks("yaml")[0], encoding="utf-8")
    (place / "patients.csv").write_text(blocks("csv")[0], encoding="utf-8")
    return place


def test_setting_up_is_one_command_and_the_one_the_wheel_test_runs():
    assert lines_of(SET_UP) == [SETUP]


def test_setting_up_on_windows_is_the_same_with_the_folders_of_windows():
    words = SETUP.replace("python3 ", "py ").replace(".venv/bin/", ".venv\\Scripts\\")
    assert lines_of(blocks("bat", ROOT / "README.md")[0]) == words.split(" && ")


def test_running_every_test_is_one_command_and_the_one_that_ci_runs():
    assert lines_of(TESTS) == ["bash tests/run"]
    ci = lines_of((ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert ci[-1] == "exec bash tests/run"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("tool", ["ruff format --check", "ruff", "mypy", "lint-imports", "pytest"])
def test_the_test_command_runs_each_tool_the_readme_names(tool):
    script = (ROOT / "tests" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert tool.split()[0] in README.replace("import-linter", "lint-imports")
    assert re.search(rf'^"\$venv/bin/(python" -m )?{tool.split()[0]}', script, re.MULTILINE)


@pytest.mark.parametrize("block", EVERY_USE.values(), ids=EVERY_USE)
def test_the_commands_of_a_block_do_what_they_say_in_their_order(folder, block):
    wrong = []
    for line in lines_of(block):
        words = ["bash", "-euo", "pipefail", "-c", line]
        done = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
        made = [folder / name for name in re.findall(r"(?:-o|>) (\S+\.pdf)", line)]
        good = done.returncode == 0 and "Traceback" not in done.stderr
        if not good or not all(path.is_file() and path.read_bytes().startswith(b"%PDF-") for path in made):
            wrong.append(f"{line}: {done.returncode}: {done.stderr}")
    assert wrong == []


def test_there_are_commands_to_run():
    assert len(ALL_USE) >= 30


@pytest.mark.parametrize("path", [*PAGES, *NOTES], ids=lambda path: path.stem)
def test_every_link_of_a_page_leads_somewhere(path):
    for link in links_of(path):
        where, _, head = link.partition("#")
        if "://" in link:
            continue
        target = (path.parent / where) if where else path
        assert target.exists(), link
        assert not head or head in heads_of(target), link


def test_the_readme_is_short_and_leads_to_every_page():
    assert len(README.splitlines()) <= 200
    lead = {(ROOT / link.partition("#")[0]).resolve() for link in links_of(ROOT / "README.md") if "://" not in link}
    assert {*PAGES[1:], *NOTES} <= lead


def test_every_extra_that_a_page_names_is_one():
    known = set(tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["optional-dependencies"])
    named = set(re.findall(r"\.\[(\w+)\]", pages_text()))
    assert {"clinic"} <= named <= known


def test_the_plan_in_the_readme_is_a_plan(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(blocks("yaml")[0], encoding="utf-8")
    plan = load_plan(path, library())
    assert plan.patient is not None
    assert plan.patient.name == "Zoë Şen"
    assert len(plan.exercises) == 2


def test_the_python_in_the_readme_runs(tmp_path):
    (tmp_path / "plan.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    (program,) = blocks("python")
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=tmp_path, check=True)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_the_figure_in_the_readme_is_drawn_and_passes_its_checks(tmp_path):
    path = tmp_path / "bridge.yaml"
    path.write_text(next(block for block in blocks("yaml") if "id: bridge" in block), encoding="utf-8")
    assert proof(path).problems == ()


def test_the_body_map_in_the_guide_is_drawn(tmp_path):
    path = tmp_path / "my-calf.yaml"
    path.write_text(next(block for block in blocks("yaml") if "map: my-calf" in block), encoding="utf-8")
    assert [label.name for label in compile_body_map(read_body_map(path).value).labels] == ["calf", "deep_calf"]


def test_the_words_of_the_readme_for_positions_views_and_hands_are_known():
    section = text_of(ROOT / ".github" / "docs" / "figures.md")
    for number, known in ((1, get_args(FigurePosition)), (5, get_args(HandPreset)), (7, get_args(View))):
        line = re.search(rf"^{number}\. .*?(?=^\d\. |\n\n)", section, re.DOTALL | re.MULTILINE)[0]
        words = re.findall(r"`([a-z_]+)`", line)
        assert len(words) > 5
        assert set(words) <= set(known)


@pytest.mark.parametrize("command", NAMES)
def test_every_command_stands_in_the_readme_and_has_help(command):
    assert re.search(rf"`handouts {command}\b", README)
    text = COMMANDS[command].make_context(command, [], resilient_parsing=True).get_help()
    assert len(text.splitlines()) > 5
    assert "handouts " in text


@pytest.mark.parametrize("command", NAMES)
def test_every_option_of_a_command_says_what_it_does(command):
    silent = [option.name for option in COMMANDS[command].params if isinstance(option, click.Option) and not option.help]
    assert silent == []


def test_the_readme_names_no_command_that_is_not_there():
    assert set(re.findall(r"handouts ([a-z-]+)", "\n".join(ALL_USE))) <= set(NAMES)


def test_options_shown_in_the_readme_exist():
    known = {name for command in COMMANDS.values() for option in command.params for name in option.opts}
    shown = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", "\n".join(ALL_USE)))
    assert shown <= known


def test_the_words_of_the_readme_about_exit_codes_hold(tmp_path):
    def code(*words):
        return subprocess.run(["handouts", *words], cwd=tmp_path, env=environment(), capture_output=True, check=False).returncode

    assert code("list") == 0
    assert code("make", "hipp") == 1
    assert code("make") == 2


def test_the_readme_counts_its_content_right():
    section = library().sections["hip"]
    words = {6: "six"}
    assert f"{words.get(len(section.topics), len(section.topics))} education topics and {len(section.exercises)} exercises" in README


# --- nobody's example is somebody


SHOWN = [
    ROOT / "README.md",
    *sorted(path for place in (".github", "handouts", "content", "layouts") for path in (ROOT / place).rglob("*") if path.is_file()),
]
"""What a person may type off, copy or be shown: pages, help, the starter, built-in content, words of the page."""
_TEXTS = (".md", ".py", ".yaml", ".js", ".html", ".json", ".txt", ".csv")
_REFERENCES = re.compile(
    r"--reference[ =](?P<typed>[^\s\"'\[]+)|handouts forget (?P<forgot>[^\s\"]*\d[^\s\"]*)|\breference: (?P<plan>[^\s,}\"']*\d[^\s,}\"']*)"
    r"|^Zoë Şen,(?P<row>[^,]+)|^Bo Žak,(?P<other>[^,]+)|\"reference\": \"(?P<data>[^\"]*\d[^\"]*)\"",
    re.MULTILINE,
)
_ADDRESSES = re.compile(r"(?<=[\w.+'-])@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_NOBODYS = re.compile(r"(.+\.)?(example|example\.(org|com|net))|v\d.*")
"""Hosts that are kept for examples (RFC 2606); a version of an action of CI is no host."""


def shown():
    for path in SHOWN:
        if path.suffix in _TEXTS and "compiled" not in path.parts:
            yield path, path.read_text(encoding="utf-8")


def test_a_reference_of_an_example_is_no_clinics():
    found = [(path.name, next(filter(None, one.groups()))) for path, text in shown() for one in _REFERENCES.finditer(text)]
    assert {"README.md", "mail.md", "print-runs.md", "mail.py", "example.yaml", "layout_previews.py"} <= {name for name, _ in found}
    assert [one for one in found if not re.fullmatch(r"EXAMPLE-\d", one[1])] == []


def test_an_address_of_an_example_is_nobodys():
    found = [(path.name, one["host"]) for path, text in shown() for one in _ADDRESSES.finditer(text)]
    assert len(found) > 10
    assert [one for one in found if not _NOBODYS.fullmatch(one[1])] == []
