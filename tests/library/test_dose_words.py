"""handouts.library.language.dose_words: a dose in, the words of the strip, the table and the sentence out."""

import pytest

from handouts.library.content import Ways
from handouts.library.dose import Dose, Frequency, Means, parse_effort, parse_load, parse_tempo
from handouts.library.language import dose_words
from handouts.library.typed import Span
from tests.making import library

ENGLISH = library().phrases("en-GB")
DAILY = Frequency(per_week=7)


def dose(**changes):
    return Dose(**{"sets": 3, "side": "left", "frequency": DAILY, **({} if "time_s" in changes else {"reps": 8}), **changes})


def cells(one):
    return [(cell.value, cell.label) for cell in dose_words.cells(one, ENGLISH)]


def details(one):
    return [text.replace("**", "") for text in dose_words.details(one, ENGLISH)]


def test_the_large_cells_stand_in_the_order_sets_repeats_hold_side():
    assert cells(dose(hold_s=5)) == [("3", "sets"), ("8", "repeats"), ("5 s", "hold"), ("LEFT", "side")]


@pytest.mark.parametrize(
    ("one", "labels"),
    [
        (dose(), ["sets", "repeats", "side"]),
        (dose(time_s=45), ["sets", "time", "side"]),
        (dose(reps=None, hold_s=30), ["sets", "hold", "side"]),
        (dose(reps=4, hold_s=30), ["sets", "repeats", "hold", "side"]),
    ],
    ids=["repeats", "time", "hold", "repeats with a hold"],
)
def test_what_a_dose_does_not_have_has_no_cell(one, labels):
    assert [label for _, label in cells(one)] == labels


@pytest.mark.parametrize(
    ("side", "word"), [("left", "LEFT"), ("right", "RIGHT"), ("each", "EACH"), ("both_together", "BOTH"), ("as_told", "AS TOLD")]
)
def test_the_side_is_the_last_cell_in_capitals(side, word):
    assert cells(dose(side=side))[-1][0] == word


def test_one_of_a_thing_is_in_the_singular():
    assert cells(dose(sets=1, reps=1))[:2] == [("1", "set"), ("1", "repeat")]
    assert details(dose(frequency=Frequency(per_week=1))) == ["1 day a week"]


def test_the_second_row_is_rest_then_how_often_then_effort():
    one = dose(rest_s=90, effort=parse_effort("6 to 8"), frequency=Frequency(per_week=3, per_day=2))
    assert details(one) == ["rest 90 s", "3 days a week", "2 times a day", "effort 6 to 8 of 10"]


@pytest.mark.parametrize("rest", [None, 0])
def test_without_rest_and_effort_the_second_row_says_how_often_alone(rest):
    assert details(dose(rest_s=rest)) == ["every day"]


@pytest.mark.parametrize(
    ("frequency", "words"),
    [
        (Frequency(per_week=7), "every day"),
        (Frequency(per_week=7, at_most=True), "up to daily"),
        (Frequency(per_week=3, at_most=True), "up to 3 days a week"),
        (Frequency(days=("mon", "fri")), "2 days a week"),
        (Frequency(per_week=5, per_day=2), "5 days a week, 2 times a day"),
    ],
)
def test_how_often_is_said_in_plain_words(frequency, words):
    assert dose_words.how_often_text(frequency, ENGLISH) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 s"), (60, "60 s"), (90, "90 s"), (119, "119 s"), (120, "2 min"), (150, "150 s"), (600, "10 min")]
)
def test_a_time_is_in_minutes_only_when_they_are_whole_and_two_or_more(seconds, words):
    assert dose_words.duration(seconds, ENGLISH) == words


@pytest.mark.parametrize(("written", "words"), [("6", "6 of 10"), ("5 to 6", "5 to 6 of 10"), ("mild", "mild")])
def test_effort_is_out_of_ten_or_a_word(written, words):
    assert dose_words.effort_text(parse_effort(written), ENGLISH) == words


@pytest.mark.parametrize(
    ("tempo", "ways", "words"),
    [
        ("3-0-1-0", None, "3 s down, 1 s up"),
        ("3-2-1-0", None, "3 s down, 2 s still, 1 s up"),
        ("2-0-2-0", Ways(first="out", back="back"), "2 s out, 2 s back"),
    ],
)
def test_a_pace_is_told_in_the_exercise_s_own_ways_without_its_zeros(tempo, ways, words):
    assert dose_words.tempo_text(parse_tempo(tempo), ways, ENGLISH) == words


@pytest.mark.parametrize(
    ("load", "words"), [("8 kg", "8 kg"), ("15 lb", "15 lb"), ("green band", "green band"), ("body weight", "body weight")]
)
def test_a_load_is_said_as_it_was_written(load, words):
    assert dose_words.load_text(parse_load(load), ENGLISH) == words


def test_pace_and_load_are_rows_of_the_card_since_the_strip_has_no_cell_for_them():
    one = dose(tempo=parse_tempo("3-0-1-0"), load=parse_load("8 kg"))
    assert dose_words.extras(one, None, ENGLISH) == (("Pace", "3 s down, 1 s up"), ("Load", "8 kg"))
    assert dose_words.extras(dose(), None, ENGLISH) == ()


def test_the_line_of_a_table_says_amount_and_side():
    assert dose_words.one_line(dose(hold_s=2, side="each"), ENGLISH) == "3 sets · 8 repeats · 2 s hold · each side"


def test_the_sentence_that_is_read_aloud_says_everything_the_strip_shows():
    one = dose(hold_s=5, rest_s=90, effort=parse_effort("6 to 8"), frequency=Frequency(per_week=3, per_day=2))
    aloud = dose_words.sentence(one, ENGLISH)
    for cell in ("3 sets", "8 repeats", "5 s hold"):
        assert cell in aloud
    assert "left side" in aloud
    for text in details(one):
        assert text in aloud
    assert "**" not in aloud


def test_a_range_of_sets_or_repeats_is_said_everywhere():
    one = dose(sets=Span(2, 3), reps=Span(8, 12))
    assert cells(one)[:2] == [("2 to 3", "sets"), ("8 to 12", "repeats")]
    assert dose_words.one_line(one, ENGLISH) == "2 to 3 sets · 8 to 12 repeats · left"
    assert dose_words.sentence(one, ENGLISH).startswith("2 to 3 sets, 8 to 12 repeats, left side")


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_side_says_what_it_means_for_the_exercise(side):
    one, means = dose(side=side), Means("stand-on")
    assert dose_words.cells(one, ENGLISH, means)[-1] == dose_words.Cell(side.upper(), "to stand on")
    assert dose_words.one_line(one, ENGLISH, means) == f"3 sets · 8 repeats · stand on {side.upper()}"
    assert f", stand on {side.upper()}, " in dose_words.sentence(one, ENGLISH, means)


@pytest.mark.parametrize("side", ["each", "both_together", "as_told"])
def test_other_sides_are_said_as_ever(side):
    assert dose_words.sentence(dose(side=side), ENGLISH, Means("stand-on")) == dose_words.sentence(dose(side=side), ENGLISH)
    assert dose_words.cells(dose(side=side), ENGLISH, Means("stand-on")) == dose_words.cells(dose(side=side), ENGLISH)


@pytest.mark.parametrize(
    ("amount", "words"),
    [({"reps": 5}, "5 each way"), ({"reps": None, "hold_s": 20}, "20 s hold each way"), ({"time_s": 45}, "45 s each way")],
)
def test_what_is_done_in_both_directions_says_so(amount, words):
    assert dose_words.one_line(dose(**amount), ENGLISH, Means(directions=2)) == f"3 sets · {words} · left"


def test_a_strip_that_is_filled_in_by_pen_leaves_the_side_open():
    assert dose_words.strip_cells(dose(), ENGLISH, Means("stand-on"), "blank")[-1] == dose_words.Cell("", "side")


@pytest.mark.parametrize("exercise", library().sections["hip"].exercises, ids=lambda exercise: exercise.id)
def test_every_exercise_of_one_side_says_what_its_side_is_and_no_other_does(exercise):
    assert (exercise.side_means is not None) == (exercise.dose.side == "each")


@pytest.mark.parametrize("exercise", library().sections["hip"].exercises, ids=lambda exercise: exercise.id)
def test_every_dose_of_the_library_can_be_said_with_two_to_four_cells(exercise):
    assert 2 <= len(dose_words.cells(exercise.dose, ENGLISH)) <= 4
    assert "{" not in dose_words.sentence(exercise.dose, ENGLISH)
