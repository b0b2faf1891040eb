"""What is read without pydantic is what pydantic reads, and what pydantic refuses is never read without it."""

import random

from pydantic import ValidationError

from handouts.plans.plan import Plan
from handouts.reading.models import adapter
from handouts.reading.plainly import read_plainly

LEAVES = {
    "section": ["hip", ["hip"], ["hip", "foot"]],
    "pack": ["starter", "my pack"],
    "leave_out": [["hip-hinge"]],
    "patient": [{"name": "A. Runner"}, {"reference": "R-17"}, {"name": "Åse", "email": "a@b.example", "email_ok": "2026-11-01"}],
    "clinician": ["J. Meyer", {"name": "J. Meyer", "role": "Physiotherapist"}],
    "given_on": ["2026-11-22", "2024-02-29"],
    "review_on": ["2026-12-20"],
    "side": ["left", "right", "both"],
    "goal": ["Run 5 km without pain", "Łódź – half marathon"],
    "main_message": ["Little and often."],
    "topics": [["glutes"], []],
    "equipment": [["loop-band"], ["step", "chair"]],
    "flags": [["post-op"], ["bone-stress"], []],
    "pain": ["usual", "as-told"],
    "cleared": [{"hip-hinge": "cleared by the surgeon"}],
    "layout": ["classic"],
    "paper": ["A4"],
    "language": ["en-GB"],
    "ink": ["grey", "colour"],
    "figures": [{"skin": "tan"}, {"hair": "ponytail", "skin": "dark"}],
    "pen": ["blank"],
    "log_weeks": ["0", "4", "12"],
    "run_days": [["tue", "thu"], ["sun"]],
    "return_to_run": ["true", "false"],
    "gentle_first": ["true", "false"],
    "bilingual": ["false", "true"],
    "order": ["chosen"],
    "unnamed": ["false", "true"],
}
DOSES = {
    "sets": ["3", "2 to 3"],
    "reps": ["10", "8-12"],
    "hold_s": ["30", "1:30", "45 s"],
    "time_s": ["60"],
    "side": ["left", "each"],
    "rest_s": ["0", "1.5 min"],
    "tempo": ["3-0-1-0"],
    "load": ["8 kg", "green band"],
    "effort": ["6", "5 to 6", "mild"],
    "frequency": [{"per_week": "3"}, {"days": ["mon", "fri"]}, {"per_week": "2", "at_most": "true", "per_day": "2"}, {}],
    "days": [["mon", "wed"], ["mon", "mon"]],
    "per_week": ["3"],
    "per_day": ["2"],
    "when": ["rest-day", "after-run"],
}
EXERCISES = ["hip-hinge", "couch-stretch", "hip-circles"]
WRONG = [
    None, "", " ", "yes", "no", "On", "1", "1.0", "+3", "-1", "007", "1_000", "1e2", "12.5", "nan", "13", "9" * 20,
    "2026-13-01", "2026-2-3", "1999-12-31", "2101-01-01", "2026-11-22T00:00", "left ", "LEFT", "x" * 161, "x" * 2001,
    "\ud800", "a\nb", "\u0663", "8 kg ", "3 kg band", [], {}, [None], [[]], ["hip", None], {"id": "hip-hinge"}, {"name": ""},
    {"x": "y"}, [{"id": "hip-hinge", "note": ""}], [{"id": None}],
]  # fmt: skip


def some(chance, choices, most):
    """Return so many of the choices at most, each with one of its values."""
    return {key: chance.choice(choices[key]) for key in chance.sample(sorted(choices), chance.randint(0, most))}


def plan(chance):
    """Return the data of a plan, as they are read from a file."""
    data = {"section": "hip", **some(chance, LEAVES, 6)}
    chosen = chance.sample(EXERCISES, chance.randint(0, 3))
    ways = (lambda one: one, lambda one: {"id": one}, lambda one: {"id": one, "note": "Slowly.", "dose": some(chance, DOSES, 3)})
    return {**data, "exercises": [chance.choice(ways)(one) for one in chosen]}


def spoiled(chance, data):
    """Return data of which one value, somewhere, is another."""
    if isinstance(data, dict) and data and chance.random() < 0.8:
        key = chance.choice(sorted(data))
        renamed = f"{key}s" if chance.random() < 0.05 else key
        return {**{k: v for k, v in data.items() if k != key}, renamed: spoiled(chance, data[key])}
    if isinstance(data, list) and data and chance.random() < 0.8:
        at = chance.randrange(len(data))
        return [*data[:at], spoiled(chance, data[at]), *data[at + 1 :]]
    return chance.choice(WRONG)


def by_pydantic(data):
    """Return what pydantic reads, None where it refuses."""
    try:
        return adapter(Plan).validate_python(data)
    except ValidationError:
        return None


def test_plans_by_chance_are_read_as_pydantic_reads_them_or_left_to_it():
    chance, right, plain, wrong = random.Random(17), 0, 0, 0
    for number in range(6000):
        data = plan(chance)
        if number % 2:
            data = spoiled(chance, data)
        read, wanted = read_plainly(data, Plan), by_pydantic(data)
        assert read is None or (read == wanted and repr(read) == repr(wanted)), data
        right += wanted is not None
        plain += read is not None
        wrong += wanted is None
    assert min(right, wrong) > 2000
    assert plain / right > 0.95


def test_what_is_not_plainly_right_is_left_to_pydantic():
    for data in (None, [], "hip", {}, {"section": ["hip"] * 7}, {"section": "hip", "log_weeks": 3}, {"section": "hip", "bilingual": "yes"}):
        assert read_plainly(data, Plan) is None
