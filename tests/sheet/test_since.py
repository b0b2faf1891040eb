"""A plan beside an earlier one: what is new, what has changed and from what, and what is gone."""

import dataclasses
import re

import pytest

from handouts.errors import HandoutError
from handouts.handout import lay_out, make
from handouts.library.dose import DoseChange
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from handouts.sheet.place.marks import Page
from tests import geometry
from tests.layout.test_layouts import PAPERS, cards_of, faults
from tests.making import clinic, layout, library, plan, plan_of
from tests.placed import inks, text_of
from tests.read_back import read

NAMES = {
    "couch-stretch": "Couch stretch",
    "single-leg-balance": "Single-leg balance",
    "hip-hinge": "Hip hinge",
    "thomas-stretch": "Thomas stretch",
}
EARLIER = plan(3, exercises=["couch-stretch", "thomas-stretch", {"id": "single-leg-balance", "dose": {"hold_s": 20}}])
NOW = plan(3, exercises=["couch-stretch", "single-leg-balance", "hip-hinge"])
FULL_SHEETS = ("cards", "large", "phone", "pocket", "poster")


def handout(now, earlier=None):
    return resolve(library(), plan_of(now), clinic(), plan_of(earlier) if earlier else None)


@pytest.mark.parametrize("other", [{"reference": "R-9999"}, {"name": "Bo Žak"}, {"name": "Bo Žak", "reference": "R-1043"}])
def test_the_earlier_plan_of_another_patient_is_refused(other):
    mine = {"name": "Zoë Şen", "reference": "R-1042"}
    with pytest.raises(HandoutError, match="the earlier plan is another patient's"):
        handout({**NOW, "patient": mine}, {**EARLIER, "patient": {**mine, **other}})


@pytest.mark.parametrize("same", [{"name": "ZOË  ŞEN"}, {"reference": "R\u20111042"}, {"name": "zoe\u0308 şen", "reference": "r-1042"}])
def test_the_earlier_plan_of_a_patient_may_be_typed_in_another_way(same):
    assert handout({**NOW, "patient": {"name": "Zoë Şen", "reference": "R-1042"}}, {**EARLIER, "patient": same}).items


def pages_of(now, earlier, name="cards"):
    return lay_out(library(), plan_of(now), clinic(), layout(name), plan_of(earlier) if earlier else None)[0].pages


def card_text(pages, name):
    """Return what the card of an exercise says, on its page and overleaf."""
    found = [
        section for _, section in geometry.sections(pages) if any(name.replace(" ", "") in head for head in geometry.heads_of(section))
    ]
    return " ".join(text_of(inks(Page(0, 0, (section,)))) for section in found)


def changes(now, earlier):
    return {item.id: (item.change, item.before is not None) for item in handout(now, earlier).items}


def test_each_exercise_is_new_or_changed_or_neither_and_only_a_changed_one_has_a_dose_before():
    assert changes(NOW, EARLIER) == {
        "couch-stretch": (None, False),
        "single-leg-balance": ("changed", True),
        "hip-hinge": ("new", False),
    }


def test_exercises_that_are_gone_are_named_in_the_order_they_had():
    assert handout(NOW, EARLIER).stopped == ("Thomas stretch",)
    assert handout(plan(1, exercises=["hip-hinge"]), EARLIER).stopped == ("Couch stretch", "Thomas stretch", "Single-leg balance")


def test_without_an_earlier_plan_nothing_is_marked():
    found = handout(NOW)
    assert {item.change for item in found.items} == {None}
    assert found.stopped == ()
    text = " ".join(text_of(inks(page)) for page in pages_of(NOW, None))
    assert not {"New", "Changed", "Was"} & set(text.split())


def test_the_same_plan_again_marks_nothing():
    assert {item.change for item in handout(NOW, NOW).items} == {None}
    assert handout(NOW, NOW).stopped == ()


@pytest.mark.parametrize(
    "dose",
    [
        {"sets": 5},
        {"hold_s": 20},
        {"rest_s": 45},
        {"effort": "3"},
        {"per_week": 2},
        {"days": ["tue", "fri", "sun"]},
        {"load": "4 kg"},
        {"tempo": "3-0-1-0"},
    ],
    ids=lambda dose: next(iter(dose)),
)
def test_every_part_of_a_dose_that_differs_makes_it_changed(dose):
    earlier = plan(1, exercises=[{"id": "single-leg-balance", "dose": dose}])
    assert changes(plan(1, exercises=["single-leg-balance"]), earlier) == {"single-leg-balance": ("changed", True)}


def test_another_side_or_note_is_a_change_and_another_order_is_none():
    one = plan(2, exercises=["couch-stretch", "single-leg-balance"])
    assert {change for change, _ in changes(one, {**one, "side": "right"}).values()} == {"changed"}
    noted = plan(2, exercises=[{"id": "single-leg-balance", "note": "Near the wall."}, "couch-stretch"])
    assert changes(noted, one) == {"single-leg-balance": ("changed", True), "couch-stretch": (None, False)}
    assert {change for change, _ in changes(plan(2, exercises=["single-leg-balance", "couch-stretch"]), one).values()} == {None}


@pytest.mark.parametrize(
    ("dose", "same"),
    [({"days": ["mon", "wed", "fri"]}, {"per_week": 3}), ({"rest_s": 0, "sets": 1}, {"sets": 1}), ({"reps": "8-12"}, {"reps": "8 to 12"})],
)
def test_what_prints_the_same_is_no_change(dose, same):
    one, two = (plan(1, exercises=[{"id": "hip-circles" if "sets" in dose else "hip-hinge", "dose": data}]) for data in (dose, same))
    if "rest_s" in dose:
        two = plan(1, exercises=[{"id": "hip-circles", "dose": {**same, "rest_s": 0}}])
    assert {change for change, _ in changes(one, two).values()} == {None}


@pytest.mark.parametrize("name", FULL_SHEETS)
def test_a_card_says_new_or_changed_and_its_earlier_dose_and_an_unchanged_one_neither(name):
    pages = pages_of(NOW, EARLIER, name)
    changed, new, same = (card_text(pages, NAMES[one]) for one in ("single-leg-balance", "hip-hinge", "couch-stretch"))
    assert "Changed" in changed.split()
    assert "Was 20 s hold, now 30 s" in changed
    assert "New" in new.split()
    assert "Was" not in new.split()
    assert not {"New", "Changed", "Was"} & set(same.split())


def test_a_summary_says_it_beside_the_name_and_prints_the_earlier_dose():
    text = text_of(inks(pages_of(NOW, EARLIER, "compact")[0]))
    assert "2 Single-leg balance · Changed" in text
    assert "3 Hip hinge · New" in text
    assert "Was 20 s hold, now 30 s" in text
    assert "Couch stretch ·" not in text


@pytest.mark.parametrize("name", FULL_SHEETS)
def test_page_1_marks_the_rows_of_the_week_and_names_what_is_gone(name):
    pages = pages_of(NOW, EARLIER, name)
    text = " ".join(text_of(inks(page)) for page in pages[:3])
    assert "Single-leg balance · Changed" in text
    assert "Hip hinge · New" in text
    assert "Couch stretch ·" not in text
    assert "No longer in your plan Thomas stretch" in text


def test_the_mark_stands_in_a_frame_and_is_read_aloud():
    pages = pages_of(NOW, EARLIER)
    for page in pages:
        for ink in inks(page):
            if ink.text.strip() in ("New", "Changed") and "P" in ink.tags:
                assert any(frame.holds(geometry.letters(ink)) and frame.height < 20 for frame in geometry.frames(page))
    spoken = read(make(library(), plan_of(NOW), clinic(), layout(), plan_of(EARLIER)).pdf).root.all("P")
    assert {node.text().strip() for node in spoken} >= {"New", "Changed"}


def test_the_content_hash_and_the_version_do_not_change_by_the_marks():
    marked, plain = handout(NOW, EARLIER), handout(NOW)
    assert any(item.change for item in marked.items)
    assert marked.content_hash == plain.content_hash
    assert marked.doc == plain.doc
    assert handout(plan(2, exercises=["couch-stretch", "hip-hinge"])).content_hash != plain.content_hash


def test_marks_leave_the_rest_of_the_handout_as_it_is():
    marked, plain = handout(NOW, EARLIER), handout(NOW)
    items = tuple(dataclasses.replace(item, change=None, before=None) for item in marked.items)
    notes = tuple(note for note in marked.notes if "after the earlier plan" not in note.message)  # said of the two plans together
    bare = dataclasses.replace(marked, items=items, stopped=(), notes=notes, earlier=None)
    assert bare == plain


def test_an_earlier_plan_with_an_exercise_that_is_not_there_is_refused_by_its_name():
    earlier = dataclasses.replace(plan_of(EARLIER), exercises=(dataclasses.replace(plan_of(EARLIER).exercises[0], id="couch-strech"),))
    with pytest.raises(HandoutError, match="couch-strech"):
        lay_out(library(), plan_of(NOW), clinic(), layout(), earlier)


def test_more_than_one_earlier_sheet_does_not_chain():
    """The earlier plan is read for its doses alone: what it marked itself is not carried on."""
    assert changes(NOW, NOW) == dict.fromkeys(("couch-stretch", "single-leg-balance", "hip-hinge"), (None, False))


@pytest.mark.parametrize(("name", "paper"), PAPERS)
def test_a_marked_sheet_stands_as_clear_as_any_other(name, paper):
    now, earlier = (
        plan(7, paper=paper),
        plan(9, exercises=[{"id": one.id, "dose": {"sets": 7}} for one in library().sections["hip"].exercises[3:12]]),
    )
    pages = lay_out(library(), plan_of(now), clinic(), layout(name), plan_of(earlier))[0].pages
    assert faults(name, paper, pages) == []
    cards = cards_of(name, now, since=earlier)
    assert geometry.cards_torn(pages, cards) == []
    assert [what for card in cards for what in geometry.left_out(pages, card, [])] == []


# --- every field of a dose, changed alone ---

ID, NAME = "runner-banded-hip-flexion", "Runner’s banded march"
"""Has every field but a time, a load and a place beside the runs: 3 sets of 12 repeats, 2 s hold, rest 60 s, 3-0-1-0, 6 to 8, 3 a week."""
CHANGES = {
    "sets": ({"sets": 2}, {}, "2 sets, now 3"),
    "a range of sets": ({"sets": 3}, {"sets": "3-4"}, "3 sets, now 3 to 4"),
    "repeats": ({"reps": 8}, {}, "8 repeats, now 12"),
    "a range of repeats": ({"reps": "8-10"}, {"reps": "10-12"}, "8 to 10 repeats, now 10 to 12"),
    "hold": ({"hold_s": 5}, {}, "5 s hold, now 2 s"),
    "time": ({"time_s": 45}, {"time_s": 60}, "45 s, now 60 s"),
    "another kind of amount": ({"time_s": 45}, {}, "45 s, now 12 repeats · 2 s hold"),
    "side": ({"side": "right"}, {}, "right side"),
    "rest": ({"rest_s": 90}, {}, "rest 90 s, now 60 s"),
    "no rest": ({"rest_s": 0}, {}, "no rest, now 60 s"),
    "pace": ({"tempo": "1-0-1-0"}, {}, "pace 1 s up, 1 s down, now 1 s up, 3 s down"),
    "load": ({"load": "green band"}, {"load": "blue band"}, "load green band, now blue band"),
    "a new load": ({}, {"load": "8 kg"}, "no load, now 8 kg"),
    "a load that is gone": ({"load": "8 kg"}, {}, "load 8 kg, now none"),
    "effort": ({"effort": 5}, {}, "effort 5 of 10, now 6 to 8 of 10"),
    "how often": ({"per_week": 7}, {}, "every day, now Mon, Wed and Fri"),
    "days": ({"days": ["tue", "thu", "sat"]}, {}, "Tue, Thu and Sat, now Mon, Wed and Fri"),
    "times a day": ({"per_day": 2}, {}, "2 times a day, now once a day"),
    "at most": ({"frequency": {"per_week": 3, "at_most": "true"}}, {}, "up to 3 days a week, now Mon, Wed and Fri"),
    "when": ({"when": "after-run"}, {"when": "before-run"}, "after your run, now before your run"),
    "a new time": ({}, {"when": "before-run"}, "at any time, now before your run"),
}
NOTES = {
    "added": (None, "Near the wall.", "no note, now “Near the wall”", "no note, now as below"),
    "changed": ("By a chair.", "Near the wall.", "note “By a chair”, now “Near the wall”", "note “By a chair”, now as below"),
    "removed": ("By a chair.", None, "note “By a chair”, now none", "note “By a chair”, now none"),
}


def both(dose_before, dose_now, notes=(None, None), **more):
    """Return a plan and an earlier one that differ in one exercise of three alone."""
    one, two = (
        {"id": ID, "dose": dose} | ({"note": note} if note else {}) for dose, note in zip((dose_before, dose_now), notes, strict=True)
    )
    return plan(3, exercises=["couch-stretch", "single-leg-balance", two], **more), plan(
        3, exercises=["couch-stretch", "single-leg-balance", one]
    )


def seen(now, earlier, said, on_card=None, name="cards"):
    pages = pages_of(now, earlier, name)
    assert f"Was {said}" in text_of(inks(pages[0]))
    assert f"Was {on_card or said}" in card_text(pages, NAME)
    assert not re.search(r"[.!?]”?,", card_text(pages, NAME))
    assert text_of(inks(pages[0])).count("Was ") == 1
    assert [change for change, _ in changes(now, earlier).values()] == [None, None, "changed"]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("what", CHANGES)
def test_every_field_changed_alone_says_old_and_new_on_page_1_and_on_its_card_and_nothing_else(what, paper):
    before, now, said = CHANGES[what]
    seen(*both(before, now, paper=paper), said)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("what", NOTES)
def test_a_note_that_is_added_changed_or_removed_is_seen_on_page_1_and_on_its_card(what, paper):
    before, now, said, on_card = NOTES[what]
    earlier = both({}, {}, (before, now), paper=paper)
    seen(*earlier, said, on_card)
    assert card_text(pages_of(*earlier), NAME).count("Near the wall") == (1 if now else 0)


FLAG_CHANGES = {
    "new": ([], ["falls"], "New take care, falls"),
    "another": (["pregnancy"], ["falls"], "Was with care for pregnancy, now the usual way; new: take care, falls"),
    "gone": (["falls", "blood-thinners"], [], "Was with care for falls, now the usual way"),
    "two": ([], ["falls", "osteoporosis"], "New take care, osteoporosis and falls"),
}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("what", FLAG_CHANGES)
def test_flags_that_are_new_or_gone_are_marked_on_page_1_and_on_each_card_they_change(what, paper):
    before, now, said = FLAG_CHANGES[what]
    data = plan(2, exercises=["single-leg-balance", "runner-banded-hip-flexion"], paper=paper, flags=now)
    pages = pages_of(data, {**data, "flags": before})
    assert "Single-leg balance · Changed" in text_of(inks(pages[0]))
    assert said in text_of(inks(pages[0]))
    assert all(part.lower() in card_text(pages, "Single-leg balance").lower() for part in said.replace(":", "").split("; "))


def test_a_flag_that_changes_no_card_marks_none():
    data = plan(2, exercises=["single-leg-balance", "hip-circles"], flags=["blood-thinners"])
    assert {change for change, _ in changes(data, {**data, "flags": []}).values()} == {None}


def test_every_field_of_a_dose_is_among_those_that_were_tried():
    tried = {key for before, now, _ in CHANGES.values() for key in {**before, **now}}
    assert {field.name for field in dataclasses.fields(DoseChange)} == tried


def test_several_changes_of_one_exercise_stand_in_the_order_of_the_strip():
    now, earlier = both({"sets": 2, "rest_s": 90, "days": ["mon"], "load": "8 kg"}, {"load": "10 kg"})
    said = "Was 2 sets, now 3; rest 90 s, now 60 s; load 8 kg, now 10 kg; Mon, now Mon, Wed and Fri"
    assert said in card_text(pages_of(now, earlier), NAME)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("count", range(1, 7))
def test_the_week_stays_on_page_1_for_up_to_six_exercises_that_all_have_changed(count, paper):
    ids = ["couch-stretch", "hip-circles", "single-leg-balance", "hip-hinge", "bulgarian-split-squat", ID][:count]
    earlier = plan(count, exercises=[{"id": one, "dose": {"sets": 5, "rest_s": 20}} for one in ids])
    pages = pages_of(plan(count, exercises=ids, paper=paper), earlier)
    first = text_of(inks(pages[0]))
    assert first.count("Was 5 sets, now ") == count
    assert "Your week at a glance" in first
    assert faults("cards", paper, pages) == []
    whole = " ".join(text_of(inks(page)) for page in pages)  # what gave way on page 1 stands further on, once
    for head in ("How to use this sheet", "My plan", "Pain guide", "Effort guide", "You need"):
        assert whole.count(head) == 1


def test_a_note_of_the_past_is_kept_for_no_other_patient():
    now, earlier = both({}, {}, ("Call Anna on Friday.", None))
    item = handout(now, earlier).items[-1]
    assert item.note is None
    assert item.is_own
    sheet = compose(handout(now, earlier), 0)
    assert (sheet.glance.groups[0].rows[-1].is_own, sheet.cards[-1].is_own) == (True, True)
    assert (sheet.glance.groups[0].rows[0].is_own, sheet.cards[0].is_own) == (False, False)


# --- Runs and pain

RUNNER = plan(2, run_days=["tue", "thu", "sun"], return_to_run=True, gentle_first=True, pain="kneecap")
LATER = {**RUNNER, "run_days": ["tue", "sat"], "gentle_first": False, "pain": "heel-tendon"}


def test_other_run_days_and_stages_are_marked_on_page_1_and_at_the_return_to_running():
    pages = pages_of(LATER, RUNNER)
    first = text_of(inks(pages[0]))
    runs = "Your run days were Tue, Thu and Sun."
    stages = "Stages are renumbered: your old stage 6 is now stage 5, and so on."
    assert "Your runs · Changed" in first
    assert f"Changed {runs} {stages}" in first
    (page,) = [text for text in (text_of(inks(one)) for one in pages) if "Return to running Start" in text]
    assert f"Changed: {runs}" in page
    assert f"Changed: {stages}" in page


def test_the_same_runs_and_the_same_pain_are_not_marked():
    said = " ".join(text_of(inks(page)) for page in pages_of(RUNNER, RUNNER))
    assert "Changed" not in said
    assert "have changed" not in said


def test_another_pain_rule_says_what_the_earlier_one_was():
    first = text_of(inks(pages_of(LATER, RUNNER)[0]))
    assert "Before: 0 to 2 fine, back to usual within 1 hour." in first
    assert "Pain up to 3 of 10 is fine. The pain guide says more. The pain numbers have changed." in first
    assert "Before: 0 to 3 fine, 4 to 5 OK if back to usual by next morning." in text_of(inks(pages_of(RUNNER, LATER)[0]))
    free = {**plan(2), "flags": ["bone-stress"], "cleared": dict.fromkeys(plan(2)["exercises"], "agreed")}
    assert "Before: No bone pain at all." in text_of(inks(pages_of(plan(2), free)[0]))
    calm = {**LATER, "pain": "usual"}
    assert "have changed" not in text_of(inks(pages_of(LATER, calm)[0])), "the same numbers, other days between runs"


@pytest.mark.parametrize("layout_name", ["cards", "large"])
def test_with_its_mark_the_name_of_a_card_stays_beside_its_number(layout_name):
    one = plan(2, exercises=["single-leg-balance", "hip-circles"])
    before = {**one, "exercises": [{"id": "single-leg-balance", "dose": {"hold_s": 15}}, "hip-circles"]}
    pages = pages_of(one, before, layout_name)
    every = [ink for page in pages for ink in inks(page) if "H3" in ink.tags]
    name = next(ink for ink in every if ink.text.strip() == "Single-leg balance")
    number = next(ink for ink in every if ink.text.strip() == "2")
    assert number.top - 4 < name.base < number.bottom + 8
    assert any(ink.text.strip() == "Changed" for page in pages for ink in inks(page))
