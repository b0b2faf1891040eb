"""The minutes on a sheet are those of its dose: reckoned here anew from the printed sentence and the exercise's own steps."""

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.library.dose import DoseChange, Tempo, session_s
from handouts.library.typed import Span
from handouts.plans.prescription import prescribed
from handouts.plans.record import record
from handouts.plans.resolve import resolve
from tests.making import EXERCISES, clinic, library, plan, plan_of, sheet_of

BY_ID = {one.id: one for one in library().sections["hip"].exercises}
IDS = {one.name: one.id for one in BY_ID.values()}
NUMBER_WORDS = {"two": 2, "three": 3, "four": 4}
A_MOVEMENT_S = 3
"""What a movement takes that neither pace nor steps tell the time of."""


def seconds_in(text):
    """Return the seconds that a duration says: 45 s, 2 min."""
    return sum(int(number) * (60 if unit == "min" else 1) for number, unit in re.findall(r"(\d+) (min|s)\b", text))


def upper(text):
    return int(re.findall(r"\d+", text)[-1])


def told_in_steps(exercise):
    """Return how often the repeats of a set are done, movements in a repeat, and seconds of a movement, as the steps tell a patient."""
    steps = " ".join(exercise.steps)
    ways = re.search(r"All (\w+) ways are 1 repeat", steps)
    slow = re.search(r"[Tt]ake (\d+) seconds a circle", steps)
    return 2 if re.search(r"\bin reverse\b", steps) else 1, NUMBER_WORDS[ways[1]] if ways else 1, int(slow[1]) if slow else A_MOVEMENT_S


def reckoned_s(said, exercise):
    """Return the seconds of one exercise from its line in the record: nothing but its words and its steps is used."""
    directions, moves, slow = told_in_steps(exercise)
    assert ("each way" in said) == (directions == 2)
    sets = upper(re.search(r"([\d to]+) sets?\b", said)[1])
    reps = re.search(r"([\d to]+) (?:repeats?|each way)\b", said)
    hold = re.search(r"(\d+ (?:s|min)) hold\b", said)
    pace = re.search(r"\bpace (.*)", said)
    rest = re.search(r"\brest (\d+ (?:s|min))\b", said)
    if reps:
        moving = seconds_in(pace[1]) if pace else slow
        work = upper(reps[1]) * moves * (moving + (seconds_in(hold[1]) if hold else 0))
    else:
        work = seconds_in(hold[1]) if hold else seconds_in(said.split("sets, ")[-1].split("set, ")[-1].split(",")[0])
    rounds = sets * (2 if "each side" in said else 1)
    return rounds * work * directions + (rounds - 1) * (seconds_in(rest[1]) if rest else 0)


def reckoned_minutes(data):
    handout = resolve(library(), plan_of(data), clinic())
    lines = [re.match(r"\d+\. ([^:]+(?:: \w+(?: \w+)?)?): (\d.*)", line) for line in record(handout).splitlines()]
    told = [(match[1], match[2]) for match in lines if match]
    assert len(told) == len(handout.items)
    return sum(reckoned_s(said, BY_ID[IDS[name]]) for name, said in told) / 60


def printed_minutes(data):
    return int(re.search(r"(\d+) min", sheet_of(data).glance.budget)[1])


def is_near(printed, reckoned):
    """Return whether a whole number of minutes is within a fifth of what was reckoned, or within the half minute it is rounded by."""
    return abs(printed - reckoned) <= max(reckoned / 5, 0.5) or (printed == 1 and reckoned < 1)


@pytest.mark.parametrize("side", ["left", "both"])
@pytest.mark.parametrize("name", EXERCISES)
def test_minutes_of_every_exercise_are_those_of_its_printed_dose(name, side):
    data = plan(1, exercises=[{"id": name, "dose": {"sets": 12}}], side=side)  # so many sets that rounding hides nothing
    assert is_near(printed_minutes(data), reckoned_minutes(data))


@pytest.mark.parametrize("name", ["hip-circles", "four-way-step-up"])
def test_minutes_that_forgot_the_ways_would_be_found(name):
    data = plan(1, exercises=[{"id": name, "dose": {"sets": 12}}])
    (item,) = resolve(library(), plan_of(data), clinic()).items
    assert not is_near(round(session_s(item.dose) / 60), reckoned_minutes(data))


_COUNT = st.integers(1, 6) | st.builds(lambda low, more: f"{low} to {low + more}", st.integers(1, 5), st.integers(1, 5))
_DOSE = st.fixed_dictionaries(
    {"sets": _COUNT},
    optional={"rest_s": st.integers(0, 120), "tempo": st.sampled_from(["3-0-1-0", "2-1-2-1", "4-0-4-0"])},
)
_AMOUNT = st.fixed_dictionaries({"reps": _COUNT}, optional={"hold_s": st.integers(1, 60)}) | st.fixed_dictionaries(
    {"time_s": st.integers(10, 300)}
)


_CHOSEN = st.lists(st.tuples(st.sampled_from(EXERCISES), _DOSE, _AMOUNT), min_size=1, max_size=6, unique_by=lambda one: one[0])


@settings(deadline=None, max_examples=150)
@given(_CHOSEN, st.sampled_from(["left", "right", "both"]))
def test_minutes_of_any_doses_are_within_a_fifth_of_what_they_say(chosen, side):
    data = plan(1, exercises=[{"id": name, "dose": {**dose, **amount}} for name, dose, amount in chosen], side=side)
    assert is_near(printed_minutes(data), reckoned_minutes(data))


def test_a_range_counts_with_its_upper_end():
    exercise = BY_ID["hip-hinge"]
    dose = prescribed(exercise, DoseChange(sets=Span(2, 3), reps=Span(8, 12), rest_s=0, tempo=Tempo(1, 0, 1, 0)), clinic().facts)
    top = dataclasses.replace(dose, sets=3, reps=12)
    assert dose != top
    data = [plan(1, exercises=[{"id": "hip-hinge", "dose": {"sets": sets, "reps": reps}}]) for sets, reps in (("2-3", "8-12"), (3, 12))]
    assert printed_minutes(data[0]) == printed_minutes(data[1])
