from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.library.language.language import (
    day_name,
    fill,
    for_side,
    has_side_slots,
    join_list,
    plural,
    print_date,
    print_month,
    slot_faults,
)
from tests import making

SIDES = ("left", "right", "each", "as_told")


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("left", "Cross your left ankle. Kneel on your left knee, right foot in front, your right hand on the wall, left hip forwards."),
        ("right", "Cross your right ankle. Kneel on your right knee, left foot in front, your left hand on the wall, right hip forwards."),
        ("each", "Cross one ankle. Kneel on one knee, other foot in front, your other hand on the wall, one hip forwards."),
    ],
)
def test_slots_speak_of_the_side_of_the_plan(side, words, phrases):
    text = (
        "Cross {your_side} ankle. Kneel on {your_side} knee, {other_side} foot in front, "
        "{your_other_side} hand on the wall, {side} hip forwards."
    )
    assert for_side(text, side, phrases.sides) == words


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("left", "Lower slowly. Rest."),
        ("right", "Lower slowly. Rest."),
        ("each", "Lower slowly. Change legs."),
        ("as_told", "Lower slowly."),
    ],
)
def test_change_of_sides_is_said_only_when_each_side_is_done(side, words, phrases):
    assert for_side("Lower slowly. {each|Change legs.}{one|Rest.}", side, phrases.sides) == words


@pytest.mark.parametrize("side", ["left", "right", "as_told"])
def test_step_of_nothing_but_a_change_of_sides_vanishes(side, phrases):
    assert for_side("{each|Change sides.}", side, phrases.sides) == ""


def test_what_vanishes_leaves_one_space(phrases):
    assert for_side("Hold. {each|Change legs.} Breathe.", "left", phrases.sides) == "Hold. Breathe."


def test_sentence_that_starts_with_a_slot_starts_with_a_capital(phrases):
    assert for_side("{your_side} knee lifts.", "left", phrases.sides) == "Your left knee lifts."
    assert for_side("{your_side} knee lifts.", "each", phrases.sides) == "One knee lifts."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Lift {youside} knee", "slot {youside} is not known; did you mean 'your_side'?"),
        ("Lift {n} knees", "slot {n} is not known"),
        ("{eech|Change sides.}", "slot {eech|...} is not known; write {each|...} or {one|...}"),
        ("{each|Change {side}.}", "a brace has no partner"),
        ("Lift {side knee", "a brace has no partner"),
        ("Lift side} knee", "a brace has no partner"),
        ("Lift {} knee", "slot {} is not known"),
    ],
)
def test_slot_that_cannot_be_filled_is_named(text, fault):
    assert next(slot_faults(text)).startswith(fault)


@given(
    st.text(alphabet="abcde {}|_sidyourthn", max_size=40)
    | st.lists(st.sampled_from(["{side}", "{each|", "}", "{one|x}", "{", "a "])).map("".join)
)
def test_text_without_slot_faults_prints_without_a_brace(text):
    if not list(slot_faults(text)):
        for side in SIDES:
            printed = for_side(text, side, making.library().phrases("en-GB").sides)
            assert not set("{}") & set(printed)


def test_text_speaks_of_a_side_when_it_has_a_slot():
    assert has_side_slots("Lift {side} knee")
    assert has_side_slots("{each|Change.}")
    assert not has_side_slots("Lift both heels")


def test_wording_keeps_a_slot_that_nobody_fills():
    assert fill("Call {number} or {place}", number="999") == "Call 999 or {place}"


def test_value_that_looks_like_a_slot_is_printed_as_it_is():
    assert fill("for {name}", name="{phone}", phone="999") == "for {phone}"


@pytest.mark.parametrize(("number", "words"), [(1, "1 day"), (2, "2 days"), (7, "7 days")])
def test_number_chooses_its_form(number, words, phrases):
    assert plural(phrases.dose.days_a_week, number, phrases.language).replace("**", "") == f"{words} a week"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a wall"], "a wall"), (["a wall", "a band"], "a wall and a band"), (["a", "b", "c"], "a, b and c")]
)
def test_list_reads_as_a_sentence(words, text, phrases):
    assert join_list(words, phrases) == text


def test_date_is_said_with_its_month_in_letters(phrases):
    assert print_date(date(2026, 11, 2), phrases) == "2 Nov 2026"
    assert print_month(date(2028, 1, 31), phrases) == "Jan 2028"


def test_day_is_named_long_and_short(phrases):
    assert (day_name("mon", phrases), day_name("sun", phrases, short=True)) == ("Mon", "Su")
