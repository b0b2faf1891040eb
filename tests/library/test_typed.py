"""Amounts as people type them: read where there is one reading, in every way in; else refused with what to write."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.batch.patients import read_patients
from handouts.cli.choosing import choose
from handouts.errors import HandoutError
from handouts.library.dose import DoseChange, Load
from handouts.library.typed import Span, highest, lowest, read_count, read_seconds, says_amount
from handouts.plans.plan import load_plan
from handouts.reading.models import json_schema
from handouts.reading.yamlfile import parse_yaml
from handouts.web.plans import as_yaml, checked
from tests.making import library

TIMES = {
    "30": 30,
    "30s": 30,
    "30 s": 30,
    "30 S": 30,
    "30 sec": 30,
    "30 secs": 30,
    "90 seconds": 90,
    "1 second": 1,
    "0:30": 30,
    "1 min": 60,
    "1m": 60,
    "1 Min": 60,
    "1:30": 90,
    "1.5 min": 90,
    "1,5 min": 90,
    "2 minutes": 120,
    "2 min 30 s": 150,
    "2 min 30": 150,
    "2min30s": 150,
    "1 minute 5 seconds": 65,
}
COUNTS = {"8": 8, "8 to 12": Span(8, 12), "8-12": Span(8, 12), "8–12": Span(8, 12), "8 - 12": Span(8, 12), "8to12": Span(8, 12), "8-8": 8}
LOADS = {"7,5 kg": "7.5", "7.5kg": "7.5", "7,5kg": "7.5", "8 KG": "8", "8 kgs": "8"}
NO_TIMES = (
    "ten",
    "30-45",
    "30 to 45 s",
    "1:75",
    "1.33 min",
    "1.5 min 30 s",
    "2 min 75 s",
    "30 x",
    "30 each",
    "2.5",
    "1 h",
    "3O",
    "1e2",
)
NO_COUNTS = ("10 each", "2.5", "2,5", "ten", "12-8", "8O", "30s", "1 min", "1_0", "8-", "to 12", "8 or 12", "+8", "8 12", "٣")


@pytest.mark.parametrize(("text", "seconds"), TIMES.items())
def test_a_time_is_read_in_every_usual_way(text, seconds):
    assert read_seconds(text, 1, 600) == seconds


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_single_time_is_refused_with_what_to_write(text):
    with pytest.raises(ValueError, match=rf"^'{re.escape(text)}' is .*write seconds such as 30, or 30 s, 1 min, 1:30"):
        read_seconds(text, 1, 600)


@pytest.mark.parametrize(("text", "count"), COUNTS.items())
def test_a_number_or_a_range_is_read(text, count):
    assert read_count(text, "repeats", 1, 100) == count


@pytest.mark.parametrize("text", NO_COUNTS)
def test_what_is_no_number_and_no_range_is_refused_with_what_to_write(text):
    with pytest.raises(ValueError, match=rf"^'{re.escape(text)}' .*(write|write it)"):
        read_count(text, "repeats", 1, 100)


@pytest.mark.parametrize(
    ("text", "message"),
    [("24", "must be 20 or less"), ("0", "must be 1 or more"), ("-3", "must be 1 or more"), ("8 to 24", "must be 20 or less")],
)
def test_a_number_outside_the_limits_is_refused_at_either_end(text, message):
    with pytest.raises(ValueError, match=message):
        read_count(text, "sets", 1, 20)


def test_a_range_that_runs_down_is_said_and_not_turned_round():
    with pytest.raises(ValueError, match="'12-8' runs downwards; if you mean 8 to 12, write it so"):
        read_count("12-8", "repeats", 1, 100)


def test_a_time_where_repeats_are_counted_is_said_to_be_one():
    with pytest.raises(ValueError, match="'30s' is a time, not a number of repeats; write a whole number from 1 to 100"):
        read_count("30s", "repeats", 1, 100)


@given(st.text(st.sampled_from("0123456789 .,:-–stomincegh"), max_size=9))
def test_whatever_is_read_keeps_every_number_that_was_typed(text):
    """A typed value is never changed: what is read says the same numbers again."""
    for read in (lambda: read_count(text, "repeats", 1, 100), lambda: read_seconds(text, 0, 3600)):
        try:
            value = read()
        except ValueError:
            continue
        numbers = [int(part) for part in re.findall(r"\d+", text)]
        if isinstance(value, Span) or len(numbers) == 1:
            assert {lowest(value), highest(value)} in ({*numbers}, {60 * one for one in numbers})
        assert value != 0 or set(numbers) == {0}


# --- every way in ---


def dose_from_plan(key, text, tmp_path):
    (tmp_path / "plan.yaml").write_text(f"section: hip\nunnamed: true\nexercises:\n  - id: hip-hinge\n    dose:\n      {key}: {text}\n")
    return load_plan(tmp_path / "plan.yaml", library()).exercises[0].dose


def dose_from_flag(key, text, tmp_path):  # noqa: ARG001
    return choose("hip", {"exercises": ["hip-hinge"], "changes": [f"hip-hinge.{key}={text}"]}, library()).exercises[0].dose


def dose_from_table(key, text, tmp_path):
    (tmp_path / "t.csv").write_text(f"reference;section;exercises;hip-hinge.{key}\nR-1;hip;hip-hinge;{text}\n")
    (row,) = read_patients(tmp_path / "t.csv", library())
    if isinstance(row.plan, tuple):
        raise HandoutError(row.plan)
    return row.plan.exercises[0].dose


def dose_from_page(key, text, tmp_path):  # noqa: ARG001
    data = json.loads(json.dumps({"section": ["hip"], "unnamed": True, "exercises": [{"id": "hip-hinge", "dose": {key: text}}]}))
    return checked(data, library()).exercises[0].dose


REFUSED = [
    ("reps", "10 each"),
    ("sets", "2.5"),
    ("sets", "24"),
    ("reps", "ten"),
    ("reps", "12-8"),
    ("hold_s", "ten"),
    ("per_week", "2.5"),
    ("per_day", "a few"),
    ("load", "7,5"),
]
WAYS_IN = (dose_from_plan, dose_from_flag, dose_from_table, dose_from_page)
ways_in = pytest.mark.parametrize("dose_from", WAYS_IN, ids=lambda way: way.__name__.removeprefix("dose_from_"))


@ways_in
def test_what_is_typed_reads_alike_in_plan_flag_table_and_page(dose_from, tmp_path):
    for key in ("hold_s", "time_s", "rest_s"):
        for text, seconds in TIMES.items():
            assert getattr(dose_from(key, text, tmp_path), key) == seconds
    for key in ("sets", "reps"):
        for text, count in COUNTS.items():
            assert getattr(dose_from(key, text, tmp_path), key) == count
    for text, amount in LOADS.items():
        assert dose_from("load", text, tmp_path).load == Load("kg", amount)
    assert dose_from("load", "15 lbs", tmp_path).load == Load("lb", "15")


@ways_in
@pytest.mark.parametrize(("key", "text"), REFUSED)
def test_what_cannot_be_read_is_refused_alike_in_plan_flag_table_and_page(dose_from, key, text, tmp_path):
    with pytest.raises(HandoutError, match=r"write|must be 20 or less") as refused:
        dose_from(key, text, tmp_path)
    assert len(refused.value.problems) == 1


def test_a_fault_stands_at_its_line_and_column(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HandoutError, match=r"plan.yaml:6:13  '10 each' is not a number of repeats"):
        dose_from_plan("reps", "10 each", tmp_path)


def test_a_clock_time_without_quotes_is_seconds_where_seconds_belong_and_refused_elsewhere(faults_of):
    assert parse_yaml("dose: {rest_s: 1:30}\n", "f").data == {"dose": {"rest_s": "1:30"}}
    assert len(faults_of(parse_yaml, "reference: 1:30\n", "f")) == 1
    assert len(faults_of(parse_yaml, "rest_s: 1:30:00\n", "f")) == 1
    assert len(faults_of(parse_yaml, "rest_s: 030\n", "f")) == 1


@pytest.mark.parametrize("key", ["sets", "reps"])
def test_a_saved_plan_says_a_range_as_it_was_read(key, tmp_path):
    plan = checked({"section": ["hip"], "exercises": [{"id": "hip-hinge", "dose": {key: "8-12"}}]}, library())
    assert f"{key}: 8 to 12" in as_yaml(plan)
    (tmp_path / "again.yaml").write_text(as_yaml(plan))
    assert load_plan(tmp_path / "again.yaml", library()) == plan


def test_the_schema_says_what_the_program_reads():
    keys = json_schema(DoseChange, "x")["properties"]

    def accepted(key, value):
        way = keys[key]
        return bool(re.search(way["pattern"], value)) if isinstance(value, str) else way["minimum"] <= value <= way["maximum"]

    assert all(accepted("hold_s", text) for text in TIMES)
    assert all(accepted("reps", text) for text in COUNTS)
    assert not any(accepted("hold_s", text) for text in ("ten", "30-45", "1:75", "2.5", 0, 601))
    assert not any(accepted("reps", text) for text in ("ten", "2.5", "10 each", "30s", 0, 101))
    assert accepted("rest_s", 0)


def test_a_number_in_a_step_is_compared_with_the_dose_as_it_is_typed():
    assert says_amount("30 s", 30)
    assert says_amount("8 to 12", 10)
    assert not says_amount("8 to 12", 5)
    assert not says_amount("many", 5)
