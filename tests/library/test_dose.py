from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import HandoutError, Problem
from handouts.library.dose import (
    DAYS,
    Dose,
    DoseChange,
    Effort,
    Frequency,
    Load,
    OneRepeat,
    Tempo,
    change_dose,
    day_minutes,
    parse_effort,
    parse_load,
    parse_tempo,
    session_s,
)
from handouts.plans.plan import read_plan
from handouts.reading.models import check_data

THREE_A_WEEK = Frequency(per_week=3)
REPS = Dose(sets=2, reps=8, side="each", rest_s=30, frequency=THREE_A_WEEK)
HOLD = Dose(sets=2, hold_s=30, side="each", frequency=THREE_A_WEEK)
TIME = Dose(sets=2, time_s=45, side="each", frequency=THREE_A_WEEK)


def at(path, message, *, key=False):  # noqa: ARG001
    return Problem(message=f"{'.'.join(map(str, path))}: {message}")


def changed(dose, **change):
    return change_dose(dose, check_data(change, DoseChange, at))


def amounts(dose):
    return dose.reps, dose.hold_s, dose.time_s


def test_zero_second_hold_is_refused_with_its_line(tmp_path, faults_of, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text("section: hip\nexercises:\n  - id: couch-stretch\n    dose:\n      hold_s: 0\n")
    assert faults_of(read_plan, tmp_path / "plan.yaml") == ["plan.yaml:5:15  must be 1 or more"]


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [
        ("sets", 1, 20),
        ("reps", 1, 100),
        ("hold_s", 1, 600),
        ("time_s", 1, 3600),
        ("rest_s", 0, 600),
        ("per_week", 1, 7),
        ("per_day", 1, 10),
    ],
)
def test_number_of_a_dose_has_a_least_and_a_most(key, least, most, faults_of):
    for good in (least, most):
        assert getattr(check_data({key: str(good)}, DoseChange, at), key) == good
    assert faults_of(check_data, {key: str(least - 1)}, DoseChange, at) == [f"{key}: must be {least} or more"]
    assert faults_of(check_data, {key: str(most + 1)}, DoseChange, at) == [f"{key}: must be {most} or less"]


@pytest.mark.parametrize(
    ("given_amounts", "message"),
    [
        ({}, "dose: write reps, hold_s or time_s"),
        ({"time_s": 60, "reps": 8}, "dose: time_s stands alone; leave reps and hold_s out, or time_s"),
        ({"time_s": 60, "hold_s": 8}, "dose: time_s stands alone; leave reps and hold_s out, or time_s"),
    ],
)
def test_dose_without_an_amount_or_with_two_that_exclude_each_other_is_refused(given_amounts, message):
    with pytest.raises(ValueError, match=message):
        Dose(sets=3, side="each", frequency=THREE_A_WEEK, **given_amounts)


def test_repeats_may_have_a_hold_each():
    assert amounts(Dose(sets=3, reps=12, hold_s=2, side="each", frequency=THREE_A_WEEK)) == (12, 2, None)


@pytest.mark.parametrize(
    ("dose", "change", "amount"),
    [
        (TIME, {"reps": "10"}, (10, None, None)),
        (TIME, {"hold_s": "20"}, (None, 20, None)),
        (TIME, {"time_s": "60"}, (None, None, 60)),
        (TIME, {"sets": "4"}, (None, None, 45)),
        (REPS, {"time_s": "60"}, (None, None, 60)),
        (REPS, {"hold_s": "5"}, (8, 5, None)),
        (HOLD, {"time_s": "60"}, (None, None, 60)),
        (HOLD, {"reps": "5"}, (5, 30, None)),
    ],
)
def test_new_kind_of_amount_takes_the_place_of_the_old(dose, change, amount):
    assert amounts(changed(dose, **change)) == amount


def test_change_leaves_the_rest_of_the_dose_alone():
    assert changed(REPS, sets="4") == replace(REPS, sets=4)
    assert changed(REPS, effort="6", load="8 kg", tempo="3-0-1-0") == replace(
        REPS, effort=Effort(6, 6), load=Load("kg", "8"), tempo=Tempo(3, 0, 1, 0)
    )
    assert change_dose(REPS, DoseChange()) == REPS


@pytest.mark.parametrize(
    ("change", "frequency"),
    [
        ({"per_week": "5"}, Frequency(per_week=5)),
        ({"days": ["fri", "mon"]}, Frequency(days=("fri", "mon"))),
        ({"days": ["fri", "mon"], "per_week": "2"}, Frequency(days=("fri", "mon"), per_week=2)),
        ({"per_day": "2"}, Frequency(per_week=3, per_day=2)),
        ({"per_week": "7", "per_day": "3"}, Frequency(per_week=7, per_day=3)),
        ({"frequency": {"per_week": "6", "at_most": "true"}}, Frequency(per_week=6, at_most=True)),
        ({}, THREE_A_WEEK),
    ],
)
def test_how_often_is_changed_by_its_short_keys_or_as_a_whole(change, frequency):
    assert changed(HOLD, **change).frequency == frequency


def test_number_of_days_replaces_days_that_were_named():
    named = replace(HOLD, frequency=Frequency(days=("mon", "fri"), per_day=2))
    assert changed(named, per_week="5").frequency == Frequency(per_week=5, per_day=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"frequency": {"per_week": "3"}, "per_day": "2"}, "write either frequency or days, per_week and per_day, not both"),
        ({"frequency": {}}, "write per_week (days a week) or days"),
        ({"frequency": {"days": []}}, "has 0 entries; at least 1"),
        ({"days": ["mon", "mon"]}, "a day appears twice"),
        ({"days": ["mon"], "per_week": "2"}, "per_week says 2 but days names 1; leave per_week out"),
        ({"days": ["monday"]}, "days 'monday' is not known; did you mean 'mon'?"),
        ({"days": "mon"}, "write a list, each entry on its own line after '- '"),
    ],
)
def test_frequency_that_says_nothing_or_contradicts_itself_is_refused(change, message, faults_of):
    (line,) = faults_of(check_data, change, DoseChange, at)
    assert line.endswith(message)


@pytest.mark.parametrize("per_week", range(1, 8))
def test_days_a_week_are_spread_over_that_many_days(per_week):
    days = Frequency(per_week=per_week).week_days
    assert len(set(days)) == per_week
    assert list(days) == [day for day in DAYS if day in days]


def test_three_days_a_week_leave_a_day_of_rest_between():
    numbers = [DAYS.index(day) for day in THREE_A_WEEK.week_days]
    assert min(later - earlier for earlier, later in zip(numbers, [*numbers[1:], numbers[0] + 7], strict=True)) >= 2


def test_named_days_come_in_the_order_of_the_week():
    assert Frequency(days=("fri", "mon")).week_days == ("mon", "fri")


@pytest.mark.parametrize(
    ("text", "effort"),
    [
        ("6", Effort(6, 6)),
        ("0", Effort(0, 0)),
        ("10", Effort(10, 10)),
        ("5 to 6", Effort(5, 6)),
        ("5-6", Effort(5, 6)),
        ("5–6", Effort(5, 6)),
        ("mild", Effort(word="mild")),
    ],
)
def test_effort_is_a_number_a_range_or_a_word(text, effort):
    assert parse_effort(text) == effort


@pytest.mark.parametrize("text", ["11", "6 to 5", "8 to 11", "-1", "5.5", "very hard", "", "6 of 10"])
def test_effort_outside_the_scale_is_refused(text):
    with pytest.raises(ValueError, match="write 0 to 10"):
        parse_effort(text)


@pytest.mark.parametrize(
    ("text", "load"),
    [
        ("8 kg", Load("kg", "8")),
        ("2.5kg", Load("kg", "2.5")),
        ("15 lb", Load("lb", "15")),
        ("green band", Load("band", "green")),
        ("dark blue band", Load("band", "dark blue")),
        ("body weight", Load("body_weight")),
    ],
)
def test_load_is_a_weight_a_band_or_body_weight(text, load):
    assert parse_load(text) == load


@pytest.mark.parametrize("text", ["8", "8 stone", "-8 kg", "1000 kg", "8.125 kg", "band", "3 band", "heavy", ""])
def test_load_without_unit_or_colour_is_refused(text):
    with pytest.raises(ValueError, match="write 8 kg, 15 lb"):
        parse_load(text)


def test_tempo_is_four_seconds():
    assert parse_tempo("3-1-2-0") == Tempo(lower_s=3, pause_low_s=1, lift_s=2, pause_high_s=0)


@pytest.mark.parametrize("text", ["3-0-1", "3-0-1-0-0", "slow", "3-x-1-0", "300-0-0-0", ""])
def test_tempo_of_other_than_four_seconds_is_refused(text):
    with pytest.raises(ValueError, match="such as 3-0-1-0"):
        parse_tempo(text)


_DAYS = st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True).map(tuple)
_FREQUENCY = st.builds(Frequency, per_week=st.integers(1, 7), per_day=st.integers(1, 10), at_most=st.booleans()) | st.builds(
    Frequency, days=_DAYS
)
_MAYBE = {
    "sets": (1, 20),
    "reps": (1, 100),
    "hold_s": (1, 600),
    "time_s": (1, 3600),
    "rest_s": (0, 600),
    "per_week": (1, 7),
    "per_day": (1, 10),
}
_CHANGE = st.fixed_dictionaries(
    {}, optional={key: st.integers(*limits).map(str) for key, limits in _MAYBE.items()} | {"days": _DAYS.map(list)}
)


@settings(deadline=None)
@given(st.sampled_from([REPS, HOLD, TIME, replace(REPS, hold_s=2)]), _FREQUENCY, _CHANGE)
def test_every_accepted_change_gives_a_valid_dose(dose, frequency, change):
    try:
        accepted = check_data(change, DoseChange, at)
    except HandoutError:
        return
    final = change_dose(replace(dose, frequency=frequency), accepted)
    for key, value in change.items():
        holder = final.frequency if key in ("days", "per_week", "per_day") else final
        assert getattr(holder, key) == (tuple(value) if key == "days" else int(value))


@pytest.mark.parametrize(
    ("dose", "one", "seconds"),
    [
        (TIME, OneRepeat(), 4 * 45),  # 2 sets on each of 2 sides, no rest given
        (HOLD, OneRepeat(), 4 * 30),
        (REPS, OneRepeat(), 4 * 8 * 3 + 3 * 30),  # a repeat takes 3 s; rest between the four rounds
        (replace(REPS, side="left"), OneRepeat(), 2 * 8 * 3 + 30),
        (replace(REPS, side="both_together", tempo=Tempo(3, 0, 1, 0)), OneRepeat(), 2 * 8 * 4 + 30),
        (replace(REPS, side="right", hold_s=2), OneRepeat(), 2 * 8 * 5 + 30),
        (replace(REPS, side="left"), OneRepeat(directions=2, move_s=6), 2 * 2 * 8 * 6 + 30),  # circles: one way, then in reverse
        (replace(REPS, side="left", tempo=Tempo(3, 0, 1, 0)), OneRepeat(moves=4), 2 * 8 * 4 * 4 + 30),  # a step-up in four ways
        (replace(REPS, side="left", tempo=Tempo(1, 0, 1, 0)), OneRepeat(move_s=6), 2 * 8 * 2 + 30),  # a pace that is given counts
        (replace(TIME, side="left"), OneRepeat(directions=2), 2 * 2 * 45),
    ],
)
def test_a_session_takes_its_work_on_every_side_and_way_and_its_rests(dose, one, seconds):
    assert session_s(dose, one) == seconds


@pytest.mark.parametrize(("seconds", "minutes"), [([], 1), ([20], 1), ([89, 2], 2), ([600, 620], 20)])
def test_minutes_of_a_day_are_those_of_all_exercises_and_at_least_one(seconds, minutes):
    assert day_minutes((Frequency(per_week=3), one) for one in seconds) == (minutes, True)


@pytest.mark.parametrize(
    ("sessions", "found"),
    [
        ([(("mon",), 1, 600), (("tue",), 1, 300)], (10, False)),
        ([(("mon",), 1, 600), (("tue",), 1, 600)], (10, True)),
        ([(("mon", "tue"), 1, 600), (("tue",), 1, 300)], (15, False)),
        ([(("mon",), 2, 600)], (20, True)),
    ],
)
def test_minutes_are_those_of_the_longest_day(sessions, found):
    assert day_minutes((Frequency(days=days, per_day=often), one) for days, often, one in sessions) == found


def test_what_may_be_done_on_any_day_counts_on_each():
    daily = Frequency(per_week=7, at_most=True)
    assert day_minutes([(daily, 300), (Frequency(days=("mon",)), 600)]) == (15, False)
    assert day_minutes([(daily, 300)]) == (5, True)
