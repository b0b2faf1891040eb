import datetime as dt

import pytest

from handouts.cli import choosing
from handouts.cli.choosing import choose
from handouts.cli.kept_answers import default_name
from handouts.library.dose import DoseChange, Frequency
from handouts.plans.plan import Plan
from tests.writing import write

TODAY = dt.date(2026, 11, 22)
HINGE = {"exercises": ("hip-hinge",)}


class Clock(dt.date):
    @classmethod
    def today(cls):
        return TODAY


@pytest.fixture(autouse=True)
def one_day(monkeypatch, tmp_path):
    monkeypatch.setattr(choosing, "date", Clock)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def plan_file(tmp_path):
    text = """\
section: hip
exercises:
  - couch-stretch
  - {id: hip-hinge, note: Slowly., dose: {sets: 3}}
patient: {name: Zoë Şen, reference: R-1}
given_on: 2026-01-05
side: left
"""
    return str(write(tmp_path / "plan.yaml", text))


def test_section_alone_is_the_whole_section(library):
    assert choose("hip", {}, library) == Plan(section=("hip",))


def test_flags_make_the_same_plan_as_a_file(library, tmp_path):
    path = write(
        tmp_path / "plan.yaml",
        {
            "section": "hip",
            "exercises": [{"id": "couch-stretch", "dose": {"hold_s": "45"}, "note": "After your run."}, "hip-hinge"],
            "patient": {"name": "Zoë Şen", "reference": "R-1"},
            "clinician": "J. Meyer",
            "given_on": "2026-11-22",
            "review_on": "2026-12-20",
            "side": "left",
            "goal": "Run 5 km",
            "main_message": "Little and often.",
            "topics": ["glutes"],
            "flags": ["falls"],
            "order": "position",
            "paper": "Letter",
            "language": "en-GB",
            "layout": "cards",
        },
    )
    flags = {
        "exercises": ("couch-stretch", "hip-hinge"),
        "changes": ("couch-stretch.hold_s=45",),
        "remarks": (("couch-stretch", "After your run."),),
        "patient": "Zoë Şen",
        "reference": "R-1",
        "clinician": "J. Meyer",
        "review_on": "2026-12-20",
        "side": "left",
        "goal": "Run 5 km",
        "message": "Little and often.",
        "topics": ("glutes",),
        "flags": ("falls",),
        "order": "position",
        "paper": "Letter",
        "language": "en-GB",
        "layout": "cards",
    }
    assert choose("hip", flags, library) == choose(str(path), {}, library)


def test_patient_named_by_a_flag_is_given_the_sheet_today(library):
    assert choose("hip", {"patient": "Zoë Şen"}, library).given_on == TODAY
    assert choose("hip", {"patient": "Zoë Şen", "given_on": "2026-11-20"}, library).given_on == dt.date(2026, 11, 20)
    assert choose("hip", {}, library).given_on is None


def test_flag_changes_one_thing_of_a_file_and_leaves_the_rest(library, plan_file):
    before = choose(plan_file, {}, library)
    after = choose(plan_file, {"patient": "Somebody Else", "side": "right"}, library)
    assert (after.patient.name, after.patient.reference, after.side) == ("Somebody Else", "R-1", "right")
    assert (after.exercises, after.given_on) == (before.exercises, before.given_on)


def test_set_and_note_lie_over_what_the_file_says_of_the_exercise(library, plan_file):
    changes = ("hip-hinge.reps=12", "hip-hinge.days=mon,fri", "couch-stretch.hold_s=45")
    plan = choose(plan_file, {"changes": changes, "remarks": (("couch-stretch", "After a run."),)}, library)
    assert plan.exercises[1].dose == DoseChange(sets=3, reps=12, days=("mon", "fri"))
    assert plan.exercises[1].note == "Slowly."
    assert (plan.exercises[0].dose, plan.exercises[0].note) == (DoseChange(hold_s=45), "After a run.")


def test_exercises_by_flags_take_the_place_of_those_in_the_file(library, plan_file):
    assert [one.id for one in choose(plan_file, {"exercises": ("hip-circles",)}, library).exercises] == ["hip-circles"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"exercises": ("couch-strech",)}, "-e: no exercise 'couch-strech' in this library; did you mean 'couch-stretch'?"),
        ({"topics": ("glute",)}, "--topic: no topic 'glute' in this library; did you mean 'glutes'?"),
        ({"flags": ("pregnant",)}, "--flag: flags 'pregnant' is not known; did you mean 'pregnancy'?"),
        ({"language": "en-GR"}, "--language: no language 'en-GR' in this library; did you mean 'en-GB'?"),
        ({"given_on": "22.11.2026"}, "--given-on: is not a date in the calendar; write a date as 2026-12-20"),
        ({"patient": ""}, "--patient: is empty; write a text or leave the line out"),
        ({"patient": "\x1b[31mred"}, "--patient: the character U+001B cannot be printed; leave it out or write it another way"),
        ({"goal": "x" * 161}, "--goal: is 161 characters long; at most 160"),
        ({"changes": ("hold_s=45",)}, "--set: write ID.KEY=VALUE, such as couch-stretch.hold_s=45"),
        (
            {**HINGE, "changes": ("hip-hinge.rep=9",)},
            "--set: 'rep' is not part of a dose; did you mean 'reps'?",
        ),
        (
            {**HINGE, "changes": ("hip-hinge.reps=0",)},
            "--set hip-hinge.reps: must be 1 or more",
        ),
        (
            {**HINGE, "changes": ("hip-hinge.side=left",)},
            "--set hip-hinge.side: hip-hinge is done with both sides together; leave the side out",
        ),
        (
            {**HINGE, "changes": ("hip-hing.reps=9",)},
            "--set: 'hip-hing' is not among the chosen exercises; did you mean 'hip-hinge'?",
        ),
        (
            {**HINGE, "remarks": (("couch-stretch", "x"),)},
            "--note: 'couch-stretch' is not among the chosen exercises; choose from: hip-hinge",
        ),
        (
            {**HINGE, "remarks": (("hip-hinge", "x" * 201),)},
            "--note hip-hinge: is 201 characters long; at most 200",
        ),
    ],
)
def test_fault_in_a_flag_is_named_as_a_flag(library, flags, message, faults_of):
    assert faults_of(choose, "hip", flags, library) == [message]


def test_fault_of_the_file_and_of_the_flags_are_named_together(library, tmp_path, faults_of):
    write(tmp_path / "plan.yaml", "section: hip\nsidee: left\nexercises: [hip-hing]\n")
    flags = {"topics": ("glute",), "changes": ("hip-hinge.rep=9",)}
    assert faults_of(choose, "plan.yaml", flags, library) == [
        "--set: 'rep' is not part of a dose; did you mean 'reps'?",
        "--topic: no topic 'glute' in this library; did you mean 'glutes'?",
        "plan.yaml:2:1  'sidee' is not a key here; did you mean 'side'?",
        "plan.yaml:3:13  no exercise 'hip-hing' in this library; did you mean 'hip-hinge'?",
    ]


def test_set_without_chosen_exercises_says_so(library, faults_of):
    (line,) = faults_of(choose, "hip", {"changes": ("hip-hinge.reps=9",)}, library)
    assert line.startswith("--set: 'hip-hinge' is not among the chosen exercises")


def test_section_that_is_not_there_names_the_near_miss(library, faults_of):
    assert faults_of(choose, "hipp", {}, library) == ["no section or pack 'hipp' in this library; did you mean 'hip'?"]


@pytest.mark.parametrize("what", ["nothing.yaml", "nothing/plan", "nothing.yml"])
def test_file_that_is_not_there_is_named(library, what, faults_of):
    assert faults_of(choose, what, {}, library) == [f"{what}  is not there"]


def test_file_that_is_no_plan_says_how_to_start_one(library, tmp_path, faults_of):
    write(tmp_path / "plan.yaml", "- couch-stretch\n")
    assert faults_of(choose, "plan.yaml", {}, library) == ["plan.yaml:1:1  is not a plan; start it with 'section: hip'"]


def test_per_week_flag_reaches_the_dose(library):
    plan = choose("hip", {"exercises": ("hip-hinge",), "changes": ("hip-hinge.per_week=2",)}, library)
    assert plan.exercises[0].dose.per_week == 2
    assert Frequency(per_week=2).week_days == ("mon", "thu")


@pytest.mark.parametrize(("what", "name"), [("hip", "hip.pdf"), ("plans/a-runner.yaml", "a-runner.pdf"), ("zoe.yml", "zoe.pdf")])
def test_sheet_is_called_after_its_section_or_plan(what, name):
    assert default_name(what) == name
