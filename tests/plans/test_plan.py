from datetime import date

import pytest

from handouts.library.clinic import load_clinic
from handouts.library.dose import DoseChange
from handouts.plans.plan import Plan, load_plan, read_plan
from tests.writing import write, write_clinic

PLAN = """\
# plan.yaml
section: hip
exercises:
  - couch-stretch
  - {id: single-leg-balance, note: Hold the worktop the first week., dose: {sets: 3, hold_s: 45, days: [mon, wed, fri]}}
patient: {name: Zoë Şen, reference: R-1042}
clinician: {name: J. Meyer, role: Physiotherapist}
given_on: 2026-11-22
review_on: 2026-12-20
side: left                        # left, right or both
goal: Run 5 km by spring without hip pain
topics: [not-your-bursa]
flags: [blood-thinners]
"""


def test_plan_of_the_readme_is_read_whole(tmp_path, library):
    plan = load_plan(write(tmp_path / "plan.yaml", PLAN), library)
    couch, balance = plan.exercises
    assert (plan.section, plan.side, plan.topics, plan.flags) == (("hip",), "left", ("not-your-bursa",), ("blood-thinners",))
    assert (couch.id, couch.dose, couch.note) == ("couch-stretch", DoseChange(), None)
    assert (balance.id, balance.note) == ("single-leg-balance", "Hold the worktop the first week.")
    assert balance.dose == DoseChange(sets=3, hold_s=45, days=("mon", "wed", "fri"))
    assert (plan.patient.name, plan.patient.reference) == ("Zoë Şen", "R-1042")
    assert (plan.clinician.name, plan.clinician.role) == ("J. Meyer", "Physiotherapist")
    assert (plan.given_on, plan.review_on) == (date(2026, 11, 22), date(2026, 12, 20))
    assert plan.goal == "Run 5 km by spring without hip pain"


def test_section_alone_is_a_plan(tmp_path, library):
    assert load_plan(write(tmp_path / "plan.yaml", "section: hip\n"), library) == Plan(section=("hip",))


@pytest.mark.parametrize("reference", ["1.10", "007", "0x1F", "no", "2026-11-22", "1e3"])
def test_reference_stays_as_it_is_written(tmp_path, reference):
    plan = load_plan(write(tmp_path / "plan.yaml", f"section: hip\npatient: {{reference: '{reference}'}}\n"))
    assert plan.patient.reference == reference


@pytest.mark.parametrize("goal", ["no", "on", "yes", "1.10", "2026-11-22", "null and void"])
def test_goal_in_plain_words_stays_as_it_is_written(tmp_path, goal):
    assert load_plan(write(tmp_path / "plan.yaml", f"section: hip\ngoal: {goal}\n")).goal == goal


def test_name_is_enough_for_a_clinician(make_plan):
    assert make_plan({"clinician": "J. Meyer"}).clinician.name == "J. Meyer"


def test_empty_keys_are_as_if_left_out(tmp_path):
    assert load_plan(write(tmp_path / "plan.yaml", "section: hip\npatient:\nside:\ngoal:\n")) == Plan(section=("hip",))


def test_day_of_review_may_be_the_day_it_is_given(make_plan):
    assert make_plan({"given_on": "2026-11-22", "review_on": "2026-11-22"}).review_on == date(2026, 11, 22)


def test_without_a_library_only_the_shape_is_checked(tmp_path):
    plan = load_plan(write(tmp_path / "plan.yaml", "section: knee\nexercises: [wall-sit]\n"))
    assert plan.exercises[0].id == "wall-sit"


def test_faults_of_shape_do_not_hide_unknown_ids(tmp_path, library, faults_of, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "plan.yaml", "section: hip\nsid: left\nexercises:\n  - couch-strech\n  - {id: hip-hing}\n  - [x]\nlanguage: en\n")
    assert faults_of(read_plan, tmp_path / "plan.yaml", library) == [
        "plan.yaml:2:1  'sid' is not a key here; did you mean 'side'?",
        "plan.yaml:4:5  no exercise 'couch-strech' in this library; did you mean 'couch-stretch'?",
        "plan.yaml:5:10  no exercise 'hip-hing' in this library; did you mean 'hip-hinge'?",
        "plan.yaml:6:5  write 'key: value' lines here",
        "plan.yaml:7:11  no language 'en' in this library; choose from: en-GB",
    ]


def test_plan_over_a_hundred_kilobytes_is_refused(tmp_path, faults_of):
    path = write(tmp_path / "plan.yaml", "section: hip\n" + "#" * 100_000)
    assert faults_of(load_plan, path)[0].endswith("is 100,013 bytes; at most 100,000 are read")


def test_more_than_forty_exercises_are_refused(tmp_path, faults_of):
    path = write(tmp_path / "plan.yaml", {"section": "hip", "exercises": [f"e{number}" for number in range(41)]})
    assert faults_of(load_plan, path)[0].endswith("has 41 entries; at most 40")


EMPTY_IN_A_DOSE = """section: hip
exercises:
  - id: couch-stretch
    dose:
      hold_s: null
      side:
  - {id: hip-hinge, dose: {frequency: {per_week: ~}}}
"""


def test_a_part_of_a_dose_that_is_left_empty_is_refused_with_what_to_write(tmp_path, library, faults_of, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "plan.yaml", EMPTY_IN_A_DOSE)
    said = faults_of(read_plan, tmp_path / "plan.yaml", library)
    assert [line for line in said if "is empty" in line] == [
        "plan.yaml:5:15  hold_s is empty; write a value, or take hold_s out",
        "plan.yaml:6:12  side is empty; write a value, or take side out",
        "plan.yaml:7:50  per_week is empty; write a value, or take per_week out",
    ]


def test_an_empty_part_of_a_clinic_s_dose_is_refused(tmp_path, faults_of):
    write_clinic(tmp_path, "doses: {hip-hinge: {rest_s: null}}")
    assert ["rest_s is empty; write a value, or take rest_s out" in line for line in faults_of(load_clinic, tmp_path)] == [True]


def test_any_other_key_that_is_left_empty_is_said(run, tmp_path):
    write(tmp_path / "plan.yaml", "section: hip\nexercises: [{id: hip-hinge, note: }]\npatient: {reference: R-1}\ngoal:\nside: left\n")
    for words in (["make", "plan.yaml", "-o", "s.pdf"], ["batch", "plan.yaml", "-o", "out"], ["check", "plan.yaml"]):
        done = run(*words)
        assert done.exit_code == 0, done.stderr
        assert "info: plan.yaml:4:6  goal is empty, which counts as not written; write a value, or take goal out" in done.stderr, words
        assert "plan.yaml:2:34  note is empty" in done.stderr, words
