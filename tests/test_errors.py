import re
from pathlib import Path

import pytest

from handouts.errors import HandoutError, Problem, counted, near_miss
from tests.documents import PAGES


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem(message="is wrong", file="plan.yaml", line=6, column=5), "plan.yaml:6:5  is wrong"),
        (Problem(message="is not there", file="plan.yaml"), "plan.yaml  is not there"),
        (Problem(message="no section 'hipp'"), "no section 'hipp'"),
    ],
)
def test_problem_reads_as_place_and_message(problem, line):
    assert str(problem) == line


def test_problems_come_in_the_order_of_their_place():
    places = [("b.yaml", 1, 1), ("a.yaml", 10, 2), ("a.yaml", 9, 30), ("a.yaml", 10, 1)]
    error = HandoutError(Problem(message="x", file=file, line=line, column=column) for file, line, column in places)
    assert [(p.file, p.line, p.column) for p in error.problems] == sorted(places)
    assert str(error).splitlines() == ["a.yaml:9:30  x", "a.yaml:10:1  x", "a.yaml:10:2  x", "b.yaml:1:1  x"]


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("couch-strech", ["hip-hinge", "couch-stretch"], "; did you mean 'couch-stretch'?"),
        ("gb", ["GB", "US"], "; did you mean 'GB'?"),
        ("COUCH-STRETCH", ["couch-stretch"], "; did you mean 'couch-stretch'?"),
        ("zzz", ["left", "right"], "; choose from: left, right"),
        ("zzz", [], ""),
    ],
)
def test_unknown_word_gets_its_near_miss_or_what_there_is(word, known, hint):
    assert near_miss(word, known) == hint


def test_long_list_of_what_there_is_is_cut_short():
    assert near_miss("zzz", [f"a{number}" for number in range(40)]).endswith("a11, ...")


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [(0, ("file",), "0 files"), (1, ("file",), "1 file"), (2, ("file",), "2 files"), (1, ("letter lies", "letters lie"), "1 letter lies")],
)
def test_a_message_counts_with_the_right_plural(number, words, said):
    assert counted(number, *words) == said


ODD = (
    "give one another name", "starts small", "write it small", "ordinary file", "not there any more", "what was to be shown",
    "more than one PDF can hold", "put one of them right", "still to come", "(a defect of ours", "a defect of ours ({", "; there is: ",
    "may bring a fall", "asked for by another page", "review_on is before given_on", "were taken away",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_no_message_says_what_a_native_reader_stumbled_over(odd):
    root = Path(__file__).parents[1]
    texts = [*root.glob("handouts/**/*.py"), *PAGES, root / "handouts" / "library" / "standards.txt"]
    assert [path.name for path in texts if odd in path.read_text(encoding="utf-8")] == []


def test_no_message_counts_with_an_s_that_may_be_wrong():
    number = r"\{(?:len\([\w.]+\)|count|total|pages|sheets|files|errors|gone|[\w.]+\.(?:pages|sheets|files|page_count))\}"
    counts = re.compile(rf"{number} (?:pages|sheets|files|errors|drafts|messages)\b|(?:file|sheet|page|error|row|plan|message|draft)\(s\)")
    root = Path(__file__).parents[1] / "handouts"
    found = [(path.name, match[0]) for path in root.glob("**/*.py") for match in counts.finditer(path.read_text(encoding="utf-8"))]
    assert found == [("rows.py", "{len(bodies)} pages")]  # said from two pages up
