from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import pytest
from annotated_types import Ge
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import HandoutError, Problem
from handouts.layout.layout import FitStep
from handouts.library.clinic import Clinic
from handouts.plans.plan import Plan
from handouts.reading.models import STRICT, FaultsError, Line, OneOrMany, Shorthand, check_data


def at(path, message, *, key=False):
    return Problem(message=f"{'key ' if key else ''}{'.'.join(map(str, path))}: {message}")


@dataclass(frozen=True, kw_only=True)
class Leg:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    side: Line
    length_mm: Annotated[float, Ge(0)] = 0

    def __post_init__(self):
        if self.side == "middle":
            raise FaultsError([(("side",), "no leg is in the middle"), (("length_mm",), "so it has no length")])


@dataclass(frozen=True, kw_only=True)
class Body:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    legs: Annotated[tuple[Annotated[Leg, Shorthand("side")], ...], OneOrMany()]
    by_name: dict[str, Leg] | None = None


def test_one_text_stands_for_a_list_and_for_a_mapping():
    assert check_data({"legs": "left"}, Body, at) == Body(legs=(Leg(side="left"),))
    assert check_data({"legs": ["left", {"side": "right"}]}, Body, at) == Body(legs=(Leg(side="left"), Leg(side="right")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"legs": [{"side": "left", "lenght_mm": "3"}]}, "key legs.0.lenght_mm: 'lenght_mm' is not a key here; did you mean 'length_mm'?"),
        ({"legs": [], "by_name": {"a": {"sid": "x", "side": "y"}}}, "key by_name.a.sid: 'sid' is not a key here; did you mean 'side'?"),
        ({"legs": [{"length_mm": "3"}]}, "legs.0.side: 'side' is missing; add a line 'side: ...'"),
        ({"legs": [{"side": "a", "length_mm": "long"}]}, "legs.0.length_mm: write a number, such as 12.5"),
        ({"legs": [{"side": "a", "length_mm": "nan"}]}, "legs.0.length_mm: write a number, such as 12.5"),
        ({"legs": [{"side": "a", "length_mm": "inf"}]}, "legs.0.length_mm: write a number, such as 12.5"),
        ({"legs": [{"side": "a", "length_mm": "-1"}]}, "legs.0.length_mm: must be 0.0 or more"),
        ({"legs": [{"side": ["a"]}]}, "legs.0.side: write a text here"),
        ({"legs": {"side": "a"}}, "legs: write a list, each entry on its own line after '- '"),
        ({"legs": None}, "legs: write a list, each entry on its own line after '- '"),
        ({"legs": [["a"]]}, "legs.0: write 'key: value' lines here"),
        ({"legs": "x" * 301}, "legs.0.side: is 301 characters long; at most 300"),
    ],
)
def test_fault_is_named_with_its_path_and_what_to_write(data, message, faults_of):
    assert faults_of(check_data, data, Body, at) == [message]


def test_contradictions_inside_a_value_keep_their_own_places(faults_of):
    assert faults_of(check_data, {"legs": ["left", "middle"]}, Body, at) == [
        "legs.1.side: no leg is in the middle",
        "legs.1.length_mm: so it has no length",
    ]


@pytest.mark.parametrize(
    ("model", "data", "message"),
    [
        (Clinic, {"name": "A", "review_weeks": "four"}, "review_weeks: write a whole number, such as 3"),
        (Clinic, {"name": "A", "review_weeks": "9" * 5000}, "review_weeks: write a smaller number"),
        (Clinic, {"name": "A", "example": "perhaps"}, "example: write true or false"),
        (Clinic, {"name": "A", "paper": "A5"}, "paper: paper 'A5' is not known; choose from: A4, Letter"),
        (FitStep, {"gap_scale": "0"}, "gap_scale: must be more than 0.0"),
        (Plan, {"section": []}, ": section is missing; write 'section: hip', or name a pack"),
        (Plan, {"section": ["a"] * 7}, "section: has 7 entries; at most 6"),
    ],
)
def test_words_for_the_faults_of_the_real_models(model, data, message, faults_of):
    assert faults_of(check_data, data, model, at) == [message]


def test_faulty_entries_do_not_make_a_list_too_short(faults_of):
    assert faults_of(check_data, {"section": [["hip"]]}, Plan, at) == ["section.0: write a text here"]


def test_unprintable_text_is_named_beside_the_other_faults(faults_of):
    unprintable, side = faults_of(check_data, {"section": "hip", "goal": "Run \u202e\U0001f3c3", "side": "up"}, Plan, at)
    assert unprintable.startswith("goal: the character U+202E RIGHT-TO-LEFT OVERRIDE, '\U0001f3c3' (U+1F3C3 RUNNER) cannot be printed")
    assert side == "side: side 'up' is not known; choose from: left, right, both"


_KEYS = st.sampled_from(
    [*Plan.__dataclass_fields__, "id", "dose", "note", "name", "reference", "hold_s", "days", "frequency", "tempo", "x"]
)
_WORDS = st.sampled_from(["", "hip", "couch-stretch", "3", "-1", "1e400", "2026-11-22", "left", "mon", "3-0-1-0", "8 kg"]) | st.text(
    max_size=12
)
_DATA = st.recursive(
    st.none() | _WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5), max_leaves=20
)


@settings(max_examples=300, deadline=None)
@given(_DATA)
def test_any_data_is_a_plan_or_refused_in_words_that_help(data):
    try:
        assert isinstance(check_data(data, Plan, at), Plan)
    except HandoutError as error:
        for problem in error.problems:
            assert "is not a value that can stand here" not in problem.message, problem
