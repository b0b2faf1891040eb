"""The page on security: each figure of safety has its goal, what was measured, the day, and a test or measurement that is there."""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.match(r"\| [A-Z]\d* \|", line)]
IDS = [f"{letter}{number}" for letter, last in zip("ICMWPSN", (7, 7, 8, 4, 5, 5, 9), strict=True) for number in range(1, last + 1)]


def functions(path):
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_every_figure_has_its_row():
    assert [row[0] for row in ROWS] == IDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_goal_figure_and_day_and_its_tests_are_there(row):
    _, goal, figure, day, tests = row
    assert goal
    assert figure
    assert dt.date.fromisoformat(day) <= dt.date(2100, 1, 1)
    named = re.findall(r"`([^`]+)`", tests)
    assert named
    for one in named:
        if one.startswith("python -m "):
            module, check = re.fullmatch(r"python -m ([a-z.]+) ([A-Z]\d)", one).groups()
            folder = ROOT.joinpath(*module.split("."))
            text = (folder / "__main__.py" if folder.is_dir() else folder.with_suffix(".py")).read_text(encoding="utf-8")
            assert f'"{check}": ' in text, one
            continue
        file, _, name = one.partition("::")
        assert name in functions(ROOT / "tests" / file), one


@pytest.mark.parametrize("module", ["tests.soak.__main__", "tests.soak.mail"])
def test_what_measures_in_full_can_still_be_started(module):
    __import__(module)
