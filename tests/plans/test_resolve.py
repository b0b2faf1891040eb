import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.figure.store import load_drawing
from handouts.library.clinic import load_clinic
from handouts.library.dose import Frequency
from handouts.library.library import load_library
from handouts.plans.plan import Chosen, Plan
from handouts.plans.resolve import resolve
from tests import making
from tests.writing import built_in, own_exercise, picture, write, write_clinic

ONE_OF_EACH = ["hip-hinge", "single-leg-balance", "couch-stretch"]
PATIENT = {"name": "Zoë Şen"}


@pytest.fixture
def handout(library, clinic, make_plan):
    return lambda **data: resolve(library, make_plan(data), clinic)


@pytest.fixture
def with_clinic(library, make_plan, tmp_path):
    """Return what resolves a plan for a clinic with further lines in its file."""
    return lambda lines, **data: resolve(library, make_plan(data), load_clinic(write_clinic(tmp_path, lines)))


def warnings(handout):
    return [note.sentence for note in handout.notes]


def printed(item):
    return " ".join(
        [item.purpose, item.start, *item.steps, item.feel, item.avoid, item.easier, item.harder, *item.cautions, item.picture_alt]
    )


def test_exercises_come_as_mobility_stability_strength_in_the_clinicians_order(handout):
    chosen = ["hip-hinge", "single-leg-balance", "thomas-stretch", "bulgarian-split-squat", "couch-stretch"]
    items = handout(exercises=chosen).items
    assert [item.id for item in items] == ["thomas-stretch", "couch-stretch", "single-leg-balance", "hip-hinge", "bulgarian-split-squat"]
    assert [item.number for item in items] == [1, 2, 3, 4, 5]


def test_order_by_position_puts_one_position_together(handout, library):
    chosen = ["thomas-stretch", "hip-hinge", "foam-roll-glutes", "hip-circles", "couch-stretch", "single-leg-balance"]
    items = handout(exercises=chosen, order="position").items
    positions = [library.find(item.id)[1].position for item in items]
    assert sum(one != after for one, after in itertools.pairwise(positions)) == len(set(positions)) - 1
    assert [item.id for item in items][:3] == ["hip-circles", "single-leg-balance", "hip-hinge"]
    assert [item.number for item in items] == [1, 2, 3, 4, 5, 6]


@settings(deadline=None, max_examples=40)
@given(st.permutations(making.EXERCISES), st.sampled_from(["group", "position"]))
def test_no_order_loses_or_repeats_an_exercise(chosen, order):
    plan = making.plan_of({"section": "hip", "exercises": chosen, "order": order})
    items = resolve(making.library(), plan, making.clinic()).items
    assert sorted(item.id for item in items) == sorted(making.EXERCISES)
    for group in ("mobility", "stability", "strength"):
        if order == "group":
            assert [item.id for item in items if item.group == group] == [
                one for one in chosen if making.library().find(one)[1].group == group
            ]


def test_group_has_a_head_only_when_it_has_an_exercise(handout):
    assert [head.group for head in handout(exercises=["hip-hinge", "couch-stretch"]).groups] == ["mobility", "strength"]


@pytest.mark.parametrize(("side", "shown"), [("left", "left"), ("right", "right"), ("both", "each"), (None, "each")])
def test_one_sided_exercise_takes_the_side_of_the_plan(handout, side, shown):
    item = handout(exercises=["couch-stretch"], side=side).items[0]
    assert item.dose.side == shown
    assert ("Change sides." in item.steps) == (shown == "each")


@pytest.mark.parametrize("side", ["left", "right", "both", None])
def test_exercise_for_both_sides_together_stays_so_on_any_plan(handout, side):
    assert handout(exercises=["hip-hinge"], side=side).items[0].dose.side == "both_together"


@pytest.mark.parametrize("side", ["left", "right"])
def test_whole_section_on_one_side_never_speaks_of_changing(handout, side):
    for item in handout(patient=PATIENT, side=side).items:
        text = printed(item).lower()
        assert not set("{}|") & set(text)
        for change in ("change sides", "change legs", "turn round and", "one side", "other side"):
            assert change not in text, item.id


def test_side_of_one_exercise_is_kept_against_the_side_of_the_plan(handout):
    items = handout(side="left", exercises=[{"id": "couch-stretch", "dose": {"side": "right"}}, "thomas-stretch"]).items
    assert [item.dose.side for item in items] == ["right", "left"]
    assert "your right knee" in items[0].start


@pytest.mark.parametrize(
    ("data", "side"),
    [
        ({"side": "left"}, "left"),
        ({"side": "both"}, "each"),
        ({}, None),
        ({"side": "left", "exercises": ["hip-hinge"]}, "both_together"),
        ({"side": "left", "exercises": ["hip-hinge", "couch-stretch"]}, "left"),
    ],
)
def test_side_at_the_top_is_that_of_the_plan_unless_all_is_for_both(handout, data, side):
    assert handout(**data).side == side


def test_dose_is_the_default_then_the_clinics_group_then_its_exercise_then_the_plan(with_clinic):
    doses = "doses:\n  couch-stretch: {hold_s: 45}\n  mobility: {sets: 4, hold_s: 20, per_week: 3}\n"
    plan = {"exercises": [{"id": "couch-stretch", "dose": {"per_week": 6}}, "thomas-stretch", "hip-hinge"]}
    couch, thomas, hinge = with_clinic(doses, **plan).items
    assert (couch.dose.sets, couch.dose.hold_s, couch.dose.rest_s, couch.dose.frequency) == (4, 45, 15, Frequency(per_week=6))
    assert (thomas.dose.sets, thomas.dose.hold_s, thomas.dose.frequency) == (4, 20, Frequency(per_week=3))
    assert (hinge.dose.sets, hinge.dose.frequency) == (2, Frequency(per_week=7))


def test_doses_of_the_clinic_hold_on_a_section_sheet_too(with_clinic):
    items = with_clinic("doses:\n  hip-hinge: {sets: 5}\n").items
    assert {item.id: item.dose.sets for item in items}["hip-hinge"] == 5


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("doses: {couch-strech: {sets: 3}}\n", "2:9  doses: no exercise or group 'couch-strech'; did you mean 'couch-stretch'?"),
        ("doses: {strenght: {sets: 3}}\n", "2:9  doses: no exercise or group 'strenght'; did you mean 'strength'?"),
        ("doses: {hip-circles: {side: left}}\n", "2:23  doses: hip-circles: the side belongs to a plan, not to the clinic; leave it out"),
        ("country: gb\n", "2:10  no emergency number for country 'gb'; did you mean 'GB'? (or write emergency: with number and place)"),
        ("language: en\n", "2:11  no language 'en' in this library; choose from: en-GB"),
    ],
)
def test_fact_of_the_clinic_that_cannot_be_met_is_named_with_its_line(with_clinic, lines, message, faults_of):
    (line,) = faults_of(with_clinic, lines)
    assert line.endswith(f"clinic.yaml:{message}")


@pytest.mark.parametrize(
    ("lines", "number", "place"),
    [
        ("", "999", "A&E"),
        ("country: US\n", "911", "the emergency room"),
        ("country: AU\n", "000", "the emergency department"),
        ("country: AU\nemergency: {number: '106', place: the town hospital}\n", "106", "the town hospital"),
        ("country: XX\nemergency: {number: '106', place: the town hospital}\n", "106", "the town hospital"),
    ],
)
def test_emergency_number_is_the_countrys_unless_the_clinic_has_its_own(with_clinic, lines, number, place):
    emergency = with_clinic(lines).emergency
    assert (emergency.number, emergency.place) == (number, place)


@pytest.mark.parametrize(
    ("guide", "flags", "printed_guide"),
    [
        ("numbers", [], "numbers"),
        ("numbers", ["pregnancy", "falls"], "numbers"),
        ("numbers", ["bone-stress"], "pain-free"),
        ("numbers", ["falls", "post-op"], "as-told"),
        ("numbers", ["post-op", "bone-stress"], "pain-free"),
        ("pain-free", [], "pain-free"),
        ("pain-free", ["post-op"], "as-told"),
        ("none", [], "nothing"),
        ("none", ["bone-stress"], "pain-free"),
    ],
)
def test_pain_guide_has_no_numbers_after_bone_stress_or_an_operation(with_clinic, guide, flags, printed_guide):
    plan = making.with_reasons({"flags": flags, "patient": PATIENT})
    assert with_clinic(f"pain: {{guide: {guide}}}\n", **plan).pain.rule.says == printed_guide


def test_section_sheet_has_every_exercise_and_every_topic(handout):
    sheet = handout()
    assert sheet.is_section_sheet
    assert tuple(item.id for item in sheet.items) == making.EXERCISES
    assert tuple(text.topic.id for text in sheet.topics) == making.TOPICS


def test_patient_gets_the_topics_that_were_chosen_and_no_other(handout):
    assert handout(patient=PATIENT, exercises=["hip-hinge"]).topics == ()
    assert [text.topic.id for text in handout(patient=PATIENT, topics=["adductors", "glutes"]).topics] == ["adductors", "glutes"]


def test_section_sheet_can_do_without_topics(handout):
    assert handout(topics=[]).topics == ()


def test_warning_signs_stand_on_every_sheet_as_they_are_locked(handout, section):
    assert handout().red_flags.ids == (*section.red_flags.urgent, *section.red_flags.soon)
    assert handout(patient=PATIENT, exercises=["hip-hinge"]).red_flags == handout().red_flags


def test_equipment_is_named_once_in_plain_words(handout):
    assert handout(exercises=["standing-hip-abduction-hold", "runner-banded-hip-flexion"]).equipment == ("loop band", "wall or worktop")


@pytest.mark.parametrize(
    "change",
    [
        {"exercises": [*ONE_OF_EACH, "hip-circles"]},
        {"exercises": ONE_OF_EACH[:2]},
        {"exercises": [{"id": "hip-hinge", "dose": {"sets": 3}}, *ONE_OF_EACH[1:]]},
        {"exercises": [{"id": "hip-hinge", "dose": {"days": ["mon"]}}, *ONE_OF_EACH[1:]]},
        {"topics": ["glutes"]},
        {"side": "right"},
    ],
    ids=["exercise more", "exercise less", "sets", "days", "topic", "side"],
)
def test_content_hash_changes_with_what_is_printed(handout, change):
    before = {"exercises": ONE_OF_EACH, "patient": PATIENT, "side": "left"}
    assert handout(**before).content_hash != handout(**{**before, **change}).content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"patient": {"name": "Somebody Else", "reference": "R-2"}},
        {"exercises": [{"id": "hip-hinge", "note": "Slowly."}, *ONE_OF_EACH[1:]]},
        {"goal": "Walk the dog"},
        {"clinician": "J. Meyer"},
        {"given_on": "2026-11-22"},
        {"flags": ["falls"]},
    ],
    ids=["patient", "note", "goal", "clinician", "day", "flag"],
)
def test_content_hash_says_nothing_of_the_patient(handout, change):
    before = {"exercises": ONE_OF_EACH, "patient": PATIENT, "side": "left"}
    assert handout(**before).content_hash == handout(**{**before, **change}).content_hash


@pytest.mark.parametrize("key", ["start", "feel", "avoid", "easier", "harder", "purpose"])
def test_content_hash_changes_with_any_word_of_a_card(handout, key, clinic, make_plan, tmp_path):
    exercise = own_exercise()
    write(tmp_path / "own.yaml", {"adds_to": "hip", "exercises": [own_exercise(**{key: exercise[key] + " Slowly."})]})
    changed = resolve(load_library(tmp_path), make_plan({"exercises": ["couch-stretch"]}), clinic)
    assert changed.content_hash != handout(exercises=["couch-stretch"]).content_hash


def test_content_hash_is_eight_hexadecimal_digits(handout):
    assert len(handout().content_hash) == 8
    assert int(handout().content_hash, 16) >= 0


@pytest.mark.parametrize(("count", "said"), [(4, None), (5, "4 or fewer are followed best"), (6, "best"), (7, "so keep to 6 at most")])
def test_many_exercises_for_one_patient_are_warned_of(handout, count, said):
    found = [
        line
        for line in warnings(handout(patient=PATIENT, side="left", exercises=list(making.EXERCISES[:count])))
        if "followed best" in line
    ]
    assert bool(found) == (said is not None)
    assert said is None or found[0].endswith(said)


def test_section_sheet_may_have_them_all_without_a_warning(handout):
    assert warnings(handout()) == []


@pytest.mark.parametrize(
    ("data", "warned"),
    [
        ({"exercises": ["couch-stretch"]}, True),
        ({"exercises": ["couch-stretch"], "side": "left"}, False),
        ({"exercises": ["couch-stretch"], "side": "both"}, False),
        ({"exercises": ["hip-hinge"]}, False),
        ({"exercises": [{"id": "couch-stretch", "dose": {"side": "left"}}]}, False),
    ],
)
def test_missing_side_is_warned_of_where_it_matters(handout, data, warned):
    assert any("no side is given" in line for line in warnings(handout(patient=PATIENT, **data))) == warned


@pytest.mark.parametrize(
    ("one", "flag", "warning"),
    [
        ("couch-stretch", "bone-stress", "couch-stretch: given in spite of bone stress injury; the reason is on record"),
        ("couch-stretch", "falls", "couch-stretch: take care with falls; its card says so"),
        ("foam-roll-glutes", "blood-thinners", "foam-roll-glutes: take care with blood thinners; its card says so"),
        ("thomas-stretch", "post-op", "thomas-stretch: given in spite of recent operation; the reason is on record"),
        ("hip-hinge", "pregnancy", None),
    ],
)
def test_flag_of_the_patient_is_held_against_each_exercise(handout, one, flag, warning):
    found = warnings(handout(patient=PATIENT, side="left", **making.with_reasons({"exercises": [one], "flags": [flag]})))
    assert found == ([warning] if warning else [])


def test_exercise_that_is_not_for_a_flag_of_the_patient_needs_a_reason(handout, faults_of):
    (line,) = faults_of(handout, patient=PATIENT, side="left", exercises=["couch-stretch", "hip-hinge"], flags=["bone-stress", "falls"])
    assert line.startswith("couch-stretch: not for a patient with bone stress injury unless cleared")


def test_reason_for_an_exercise_that_is_not_chosen_is_a_fault(handout, faults_of):
    reasons = {"hip-hing": "the surgeon agreed"}
    (line,) = faults_of(handout, exercises=["hip-hinge"], cleared=reasons)
    assert "'hip-hing' is not among the chosen exercises; did you mean 'hip-hinge'?" in line


def test_equipment_the_patient_does_not_have_is_warned_of(handout):
    chosen = ["standing-hip-abduction-board", "hip-hinge"]
    found = warnings(handout(patient=PATIENT, side="left", exercises=chosen, equipment=["wall", "stick"]))
    assert found == ["standing-hip-abduction-board: the patient has no balance board and loop band"]
    assert warnings(handout(patient=PATIENT, side="left", exercises=chosen)) == []


@pytest.mark.parametrize(
    ("weeks", "data", "review"),
    [
        ("review_weeks: 4\n", {"given_on": "2026-11-22"}, date(2026, 12, 20)),
        ("review_weeks: 4\n", {"given_on": "2026-11-22", "review_on": "2026-11-30"}, date(2026, 11, 30)),
        ("review_weeks: 4\n", {}, None),
        ("", {"given_on": "2026-11-22"}, None),
    ],
)
def test_next_visit_is_the_plans_or_the_clinics_usual_weeks_later(with_clinic, weeks, data, review):
    assert with_clinic(weeks, **data).plan.review_on == review


@pytest.mark.parametrize(
    ("given", "review", "weeks"),
    [
        ("2026-11-22", "2026-11-23", 1),
        ("2026-11-22", "2026-11-29", 1),
        ("2026-11-22", "2026-11-30", 2),
        ("2026-11-22", "2026-12-20", 4),
        ("2026-11-22", "2027-02-14", 12),
        ("2026-11-22", "2027-11-22", 12),
        ("2026-11-22", "2026-11-22", None),
        ("2026-11-22", None, None),
        (None, "2026-12-20", None),
    ],
)
def test_the_log_runs_up_to_the_next_visit_twelve_weeks_at_most(handout, given, review, weeks):
    days = {key: day for key, day in (("given_on", given), ("review_on", review)) if day}
    assert handout(**days).plan.log_weeks == weeks


def test_the_log_runs_up_to_the_clinics_usual_next_visit(with_clinic):
    assert with_clinic("review_weeks: 6\n", given_on="2026-11-22").plan.log_weeks == 6


@pytest.mark.parametrize("weeks", [0, 2, 12])
def test_weeks_a_plan_names_come_before_the_next_visit(handout, weeks):
    assert handout(given_on="2026-11-22", review_on="2026-12-20", log_weeks=weeks).plan.log_weeks == weeks


@pytest.mark.parametrize("weeks", ["-1", "13", "four"])
def test_a_log_of_any_other_weeks_is_refused(make_plan, faults_of, weeks):
    (fault,) = faults_of(make_plan, {"log_weeks": weeks})
    assert fault.startswith("log_weeks: ")


def test_an_exercise_knows_the_number_of_its_harder_one_where_that_is_on_the_same_sheet(handout):
    easy, hard = "standing-hip-abduction-hold", "standing-hip-abduction-board"
    both = {item.id: item for item in handout(exercises=["couch-stretch", hard, easy]).items}
    assert both[easy].harder_number == both[hard].number
    assert both[hard].harder_number is None
    assert handout(exercises=["couch-stretch", easy]).items[1].harder_number is None


def test_two_sections_share_one_sheet(tmp_path, clinic):
    groin = built_in("hip.yaml")
    groin |= {"section": "groin", "name": "Groin", "topics": []}
    groin["doc"] |= {"code": "GRO", "review_by": "2027-01-01"}
    groin["red_flags"] |= {"urgent": ["you feel a lump"]}
    groin["exercises"] = [own_exercise(id="groin-squeeze")]
    library = load_library(write(tmp_path / "groin.yaml", groin).parent)
    sheet = resolve(library, Plan(section=("hip", "groin"), exercises=(Chosen(id="groin-squeeze"), Chosen(id="hip-hinge"))), clinic)
    assert sheet.section_name == "Hip and Groin"
    assert (sheet.doc.code, sheet.doc.review_by) == ("HIP+GRO", date(2027, 1, 1))
    assert "you feel a lump" in sheet.red_flags.urgent
    assert set(library.sections["hip"].red_flags.urgent) < set(sheet.red_flags.ids)


def test_same_plan_gives_an_equal_handout(handout):
    data = {"exercises": ONE_OF_EACH, "patient": PATIENT, "side": "left"}
    assert handout(**data) == handout(**data)


def test_plan_made_in_python_is_checked_too(library, clinic, make_plan, faults_of):
    plan = replace(make_plan({}), topics=("glute",), language="en")
    assert faults_of(resolve, library, plan, clinic) == [
        "no topic 'glute' in this library; did you mean 'glutes'?",
        "no language 'en' in this library; choose from: en-GB",
    ]


def test_own_picture_goes_with_its_exercise_and_changes_the_hash(tmp_path, clinic, make_plan):
    photo = {"alt": "A person kneels.", "file": "photo.png", "licence": "own photo, 2026"}
    write(tmp_path / "own.yaml", {"adds_to": "hip", "exercises": [own_exercise(picture=photo)]})
    seen = []
    for color in ((200, 30, 30), (30, 200, 30)):
        (tmp_path / "photo.png").write_bytes(picture("PNG", color=color))
        handout = resolve(load_library(tmp_path), make_plan({"exercises": ["couch-stretch", "hip-hinge"]}), clinic)
        first, second = handout.items
        assert first.picture is not None
        assert first.picture.rgb[:3] == bytes(color)
        assert second.picture is None
        seen.append(handout.content_hash)
    assert len(set(seen)) == 2


def test_own_drawing_goes_with_its_exercise(library, clinic, make_plan):
    drawing = load_drawing("hip-hinge")
    handout = resolve(
        replace(library, drawings={"couch-stretch": drawing}), make_plan({"exercises": ["couch-stretch", "hip-hinge"]}), clinic
    )
    assert [item.drawing for item in handout.items] == [drawing, None]
