import pytest

from handouts.errors import HandoutError, Problem, near_miss


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
        ("zzz", ["left", "right"], "; there is: left, right"),
        ("zzz", [], ""),
    ],
)
def test_unknown_word_gets_its_near_miss_or_what_there_is(word, known, hint):
    assert near_miss(word, known) == hint


def test_long_list_of_what_there_is_is_cut_short():
    assert near_miss("zzz", [f"a{number}" for number in range(40)]).endswith("a11, ...")
