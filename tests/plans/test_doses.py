"""One source of doses: what a sheet prints, a page shows while it is typed, a note says and a saved plan gives again."""

import dataclasses

import pytest

from handouts.handout import lay_out
from handouts.library.clinic import load_clinic
from handouts.plans.doses import told_doses
from handouts.plans.prescription import prescribed, usual
from handouts.plans.record import record
from handouts.plans.resolve import resolve
from handouts.web.facts import Desk
from handouts.web.opening import open_plan
from handouts.web.plans import as_read, as_yaml, checked
from tests.making import EXERCISES, clinic, layout, library, plan, plan_of
from tests.placed import inks, text_of

CLINIC = """
name: Hill Physio
doses:
  couch-stretch: {sets: 4, hold_s: 60}
  strength: {rest_s: 120}
  hip-hinge: {sets: 3}
"""


@pytest.fixture
def own_clinic(tmp_path):
    (tmp_path / "clinic.yaml").write_text(CLINIC)
    return load_clinic(tmp_path)


def printed(plan, of_clinic):
    return resolve(library(), plan, of_clinic)


def test_every_exercise_has_the_dose_that_its_sheet_prints(own_clinic):
    data = plan(14, side="right", run_days=["tue", "thu"])
    told = told_doses(as_read(data), own_clinic, library())
    handout = printed(plan_of(data), own_clinic)
    assert {one.id: one.dose for one in told.doses} == {item.id: item.dose for item in handout.items}
    assert {one.id: one.session_s for one in told.doses} == {item.id: item.session_s for item in handout.items}
    assert [one.id for one in told.doses] == list(EXERCISES)
    assert told.problems == ()


def test_its_words_are_those_of_the_sheet(own_clinic):
    data = plan(2, exercises=["couch-stretch", "hip-hinge"])
    text = " ".join(text_of(inks(page)) for page in lay_out(library(), plan_of(data), own_clinic, layout())[0].pages)
    note = record(printed(plan_of(data), own_clinic))
    for one in told_doses(as_read(data), own_clinic, library()).doses:
        assert one.line in text
        assert one.sentence in note
    assert f"{told_doses(as_read(data), own_clinic, library()).minutes} min" in text


def test_the_clinic_s_dose_is_the_usual_one_for_group_and_exercise(own_clinic):
    exercises = {one.id: one for one in library().sections["hip"].exercises}
    facts = own_clinic.facts
    assert (usual(exercises["couch-stretch"], facts).sets, usual(exercises["couch-stretch"], facts).hold_s) == (4, 60)
    assert (usual(exercises["hip-hinge"], facts).sets, usual(exercises["hip-hinge"], facts).rest_s) == (3, 120)
    assert usual(exercises["thomas-stretch"], facts) == exercises["thomas-stretch"].dose


def test_an_opened_plan_prints_the_dose_it_says_whatever_the_clinic_gives(own_clinic):
    text = "section: hip\nunnamed: true\nexercises:\n  - {id: couch-stretch, dose: {sets: 2, hold_s: 30}}\n"
    opened = open_plan(text, Desk(own_clinic, library(), None))
    for data in (opened["plan"], opened["printed"]):
        (told,) = told_doses(as_read(data), own_clinic, library()).doses
        assert (told.dose.sets, told.dose.hold_s) == (2, 30)
        handout = printed(checked(data, library()), own_clinic)
        assert (handout.items[0].dose.sets, handout.items[0].dose.hold_s) == (2, 30)
        assert "2 sets, 30 s hold" in record(handout)
        assert "sets: 2" in as_yaml(checked(data, library()))


@pytest.mark.parametrize("data", [None, [], {}, {"exercises": None}, {"section": "hip"}, {"pack": "none"}])
def test_a_plan_that_says_nothing_yet_has_no_doses(data):
    told = told_doses(as_read(data), clinic(), library())
    assert (told.doses, told.minutes, told.problems) == ((), 1, ())


def test_a_plan_may_lack_anything_and_what_cannot_be_read_is_told_by_its_path():
    data = {"side": "port", "language": "xx", "exercises": ["hip-hinge", "nope", {"id": "couch-stretch", "dose": {"sets": "many"}}]}
    told = told_doses(as_read(data), clinic(), library())
    assert [one.id for one in told.doses] == ["hip-hinge"]
    assert [problem.at for problem in told.problems] == [("exercises", 2, "dose", "sets")]


def test_a_pack_is_laid_under_the_plan():
    pack = library().packs["hip-starter"]
    first = pack.exercises[0].id
    data = {"pack": "hip-starter", "leave_out": [pack.exercises[1].id], "exercises": [{"id": first, "dose": {"sets": "5"}}]}
    told = told_doses(as_read(data), clinic(), library())
    assert [one.id for one in told.doses] == [one.id for one in pack.exercises if one.id != pack.exercises[1].id]
    assert told.doses[0].dose.sets == 5


def test_a_side_or_runs_of_the_plan_change_the_dose():
    exercise = next(one for one in library().sections["hip"].exercises if one.id == "couch-stretch")
    rest_day = dataclasses.replace(exercise, dose=dataclasses.replace(exercise.dose, when="rest-day"))
    no_change = plan_of(plan(1)).exercises[0].dose
    assert prescribed(exercise, no_change, clinic().facts, "left").side == "left"
    days = prescribed(rest_day, no_change, clinic().facts, None, ("mon",)).frequency.week_days
    assert (len(days), "mon" in days) == (5, False)
