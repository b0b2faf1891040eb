import csv
import io

import pytest

from handouts.batch.jobs import Asked, gather
from handouts.batch.patients import read_patients
from handouts.checks.run import check_everything
from handouts.errors import Problem
from handouts.library.clinic import load_clinic
from handouts.library.dose import DoseChange, merge_changes
from handouts.library.library import load_library
from handouts.plans.plan import check_plan, unpacked
from handouts.reading.builtin import builtin_folder
from tests.making import _as_read as as_read
from tests.making import made
from tests.writing import own_exercise, write, write_clinic

PACK = {
    "pack": "after-work",
    "title": "After work",
    "section": "hip",
    "exercises": ["couch-stretch", {"id": "hip-hinge", "dose": {"sets": 2, "reps": 8}, "note": "With a stick."}, "single-leg-balance"],
}
BUILT_IN = ("hip-no-kit", "hip-starter", "hip-strength")


def chosen(plan, library):
    return [one.id for one in unpacked(plan, library).exercises]


def doses(plan, library):
    return {one.id: one.dose for one in unpacked(plan, library).exercises}


@pytest.fixture
def own_library(tmp_path):
    """Return what reads the library with packs of a clinic's own: names and data."""

    def read(**packs):
        for name, data in packs.items():
            write(tmp_path / "content" / "packs" / f"{name.replace('_', '-')}.yaml", data)
        return load_library(tmp_path / "content")

    return read


@pytest.fixture
def after_work(own_library):
    """Return a library with one pack, and what lays a plan over it."""
    library = own_library(after_work=PACK)
    return library, lambda **data: make_plan_of(library, {"pack": "after-work", **data})


def make_plan_of(library, data):
    return check_plan(as_read(data), library, lambda path, message, **_: Problem(message=f"{'.'.join(map(str, path))}: {message}"))


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_packs_are_examples_of_real_exercises(library, name):
    pack = library.packs[name]
    known = {exercise.id for exercise in library.sections["hip"].exercises}
    assert {one.id for one in pack.exercises} <= known
    assert "An example to edit" in (builtin_folder("content") / "packs" / f"{name}.yaml").read_text(encoding="utf-8")


def test_there_are_no_other_built_in_packs(library):
    assert tuple(library.packs) == BUILT_IN


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_pack_alone_is_a_plan(library, name):
    assert made({"pack": name}).pages.pages
    assert chosen(make_plan_of(library, {"pack": name}), library) == [one.id for one in library.packs[name].exercises]


def test_a_pack_brings_its_exercises_in_its_order_with_its_doses_and_notes(after_work):
    library, plan = after_work
    exercises = unpacked(plan(), library).exercises
    assert [one.id for one in exercises] == ["couch-stretch", "hip-hinge", "single-leg-balance"]
    assert (exercises[1].dose.sets, exercises[1].dose.reps, exercises[1].note) == (2, 8, "With a stick.")
    assert unpacked(plan(), library).section == ("hip",)


def test_what_the_plan_says_lies_over_the_pack_key_by_key(after_work):
    library, plan = after_work
    over = plan(exercises=[{"id": "hip-hinge", "dose": {"reps": 12}}])
    assert (doses(over, library)["hip-hinge"].sets, doses(over, library)["hip-hinge"].reps) == (2, 12)
    assert unpacked(over, library).exercises[1].note == "With a stick."
    noted = plan(exercises=[{"id": "hip-hinge", "note": "Without."}])
    assert unpacked(noted, library).exercises[1].note == "Without."


def test_a_time_takes_the_place_of_the_packs_repeats(after_work):
    library, plan = after_work
    dose = doses(plan(exercises=[{"id": "hip-hinge", "dose": {"time_s": 60}}]), library)["hip-hinge"]
    assert (dose.sets, dose.reps, dose.time_s) == (2, None, 60)


def test_repeats_take_the_place_of_the_packs_time():
    merged = merge_changes(DoseChange(time_s=60, sets=2), DoseChange(reps=8))
    assert (merged.time_s, merged.reps, merged.sets) == (None, 8, 2)


def test_days_of_the_plan_take_the_place_of_how_often_the_pack_says():
    merged = merge_changes(DoseChange(per_week=3, per_day=2, sets=2), DoseChange(days=("mon", "thu")))
    assert (merged.days, merged.per_week, merged.per_day, merged.sets) == (("mon", "thu"), None, None, 2)


def test_an_exercise_of_the_plan_that_the_pack_has_not_comes_after_the_packs(after_work):
    library, plan = after_work
    assert chosen(plan(exercises=["hip-circles"]), library) == ["couch-stretch", "hip-hinge", "single-leg-balance", "hip-circles"]


def test_what_is_left_out_is_not_printed(after_work):
    library, plan = after_work
    assert chosen(plan(leave_out=["hip-hinge"]), library) == ["couch-stretch", "single-leg-balance"]


def test_a_plan_with_a_pack_may_go_over_another_section_and_topics(after_work):
    library, plan = after_work
    assert unpacked(plan(topics=["not-your-bursa"]), library).topics == ("not-your-bursa",)
    assert unpacked(plan(section=["hip"]), library).section == ("hip",)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({"pack": "after-wrok"}, "pack: no pack 'after-wrok' in this library; did you mean 'after-work'?"),
        (
            {"pack": "after-work", "leave_out": ["hip-hing"]},
            "leave_out.0: 'hip-hing' is not in pack 'after-work'; did you mean 'hip-hinge'?",
        ),
        (
            {"pack": "after-work", "leave_out": ["couch-stretch", "hip-hinge", "single-leg-balance"]},
            "leave_out: leaves nothing of pack 'after-work'",
        ),
        ({"section": "hip", "leave_out": ["hip-hinge"]}, "leave_out: is for a plan that names a pack"),
        ({}, "section is missing; write 'section: hip', or name a pack"),
    ],
)
def test_a_plan_that_asks_a_pack_for_what_it_has_not_is_refused(own_library, faults_of, data, line):
    library = own_library(after_work=PACK)
    assert any(line in fault for fault in faults_of(make_plan_of, library, data))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"pack": "after-works"}, ":1:7  is 'after-works' but the file is after-work.yaml; make them the same"),
        ({"section": "hipp"}, "  no section 'hipp'; did you mean 'hip'?"),
        ({"exercises": ["couch-strech"]}, "  no exercise 'couch-strech'; did you mean 'couch-stretch'?"),
        ({"exercises": [{"id": "hip-hinge", "dose": {"setts": 2}}]}, "  'setts' is not a key here; did you mean 'sets'?"),
        ({"exercises": []}, "  has 0 entries; at least 1"),
        ({"topics": ["not-your-bursar"]}, "  no topic 'not-your-bursar'; did you mean 'not-your-bursa'?"),
        ({"exercises": ["hip-hinge", "hip-hinge"]}, "  exercise 'hip-hinge' is chosen twice"),
        (
            {"exercises": [{"id": "hip-hinge", "dose": {"side": "left"}}]},
            "  hip-hinge is done with both sides together; leave the side out",
        ),
        ({"exercises": [{"id": "hip-hinge", "dose": {"time_s": 60, "reps": 8}}]}, "  dose: time_s stands alone; leave reps and hold_s out"),
        ({"tittle": "x"}, "  'tittle' is not a key here; did you mean 'title'?"),
    ],
)
def test_what_is_wrong_with_a_pack_is_named_with_its_line(own_library, faults_of, change, line):
    (fault,) = faults_of(own_library, after_work={**PACK, **change})
    assert "packs/after-work.yaml:" in fault
    assert line in fault


def test_a_clinics_pack_takes_the_place_of_the_built_in_one_of_its_name(own_library):
    library = own_library(hip_starter={**PACK, "pack": "hip-starter"})
    assert library.packs["hip-starter"].title == "After work"
    assert set(library.packs) == set(BUILT_IN)


def test_a_clinics_pack_may_name_the_clinics_own_exercises(own_library, tmp_path):
    write(tmp_path / "content" / "own.yaml", {"adds_to": "hip", "exercises": [own_exercise(id="sofa-stretch", name="Sofa stretch")]})
    library = own_library(after_work={**PACK, "exercises": ["sofa-stretch"]})
    assert chosen(make_plan_of(library, {"pack": "after-work"}), library) == ["sofa-stretch"]


def test_check_looks_at_packs_too(tmp_path):
    write_clinic(tmp_path / "own")
    path = write(tmp_path / "own" / "content" / "packs" / "after-work.yaml", {**PACK, "exercises": ["couch-strech"]})
    report = check_everything((), tmp_path / "own")
    assert [problem.message for problem in report.problems if problem.file.endswith(path.name)] == [
        "no exercise 'couch-strech'; did you mean 'couch-stretch'?"
    ]


def test_a_row_names_a_pack_and_lays_its_own_doses_over_it(own_library, tmp_path):
    library = own_library(after_work=PACK)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [
            ["reference", "pack", "leave_out", "exercises", "hip-hinge.reps", "hip-circles.note"],
            ["R-1", "after-work", "couch-stretch", "hip-circles", "12", "Slowly."],
            ["R-2", "after-work", "", "", "", ""],
        ]
    )
    (tmp_path / "p.csv").write_bytes(text.getvalue().encode())
    first, second = (row.plan for row in read_patients(tmp_path / "p.csv", library))
    assert chosen(first, library) == ["hip-hinge", "single-leg-balance", "hip-circles"]
    assert (doses(first, library)["hip-hinge"].sets, doses(first, library)["hip-hinge"].reps) == (2, 12)
    assert unpacked(first, library).exercises[2].note == "Slowly."
    assert chosen(second, library) == [one.id for one in library.packs["after-work"].exercises]


def test_a_batch_makes_packs_by_name(library, clinic):
    work = gather(Asked(("hip-starter", "hip")), library, clinic)
    assert [job.stem for job in work.jobs] == ["hip-starter", "hip"]


def test_every_pack_file_is_completed_and_checked_by_editors():
    for path in (builtin_folder("content") / "packs").glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../handouts/schemas/pack.schema.json\n")


def test_the_example_clinic_finds_the_packs():
    assert set(load_library(*load_clinic().content).packs) >= set(BUILT_IN)
