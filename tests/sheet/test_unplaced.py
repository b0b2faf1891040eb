"""Nothing that a plan asks for is dropped in silence: in every layout it is printed, or make, batch, e-mail and page say that it is not."""

import dataclasses
import json
from dataclasses import replace
from types import MappingProxyType

import pytest

from handouts.handout import make
from handouts.layout.parts import CARD, END, FRONT
from handouts.library.content import Chosen
from handouts.library.dose import DoseChange
from handouts.plans.plan import Clinician, Patient, Plan
from handouts.sheet.unplaced import FULLEST, unplaced
from tests import read_back
from tests.making import LAYOUTS, clinic, layout, library, made, plan_of

HIP = library().sections["hip"]
TOPIC = HIP.topics[0]
NAMED = {"patient": {"name": "Zoë Quist"}}
NOBODY = {"section": "hip", "exercises": ["single-leg-balance"]}
SOMEBODY = {**NOBODY, "unnamed": True}
"""What is asked for of a sheet, the words by which it is known on paper, and how it is called where it has no place."""
ASKED = MappingProxyType(
    {
        "exercises": ({"exercises": ["hip-hinge"]}, "Hip hinge", None),
        "note": ({"exercises": [{"id": "couch-stretch", "note": "After the bath."}]}, "After the bath.", "the notes"),
        "sets": ({"exercises": [{"id": "couch-stretch", "dose": {"sets": 7}}]}, "7 sets", None),
        "reps": ({"exercises": [{"id": "hip-hinge", "dose": {"reps": 17}}]}, "17 repeats", None),
        "hold_s": ({"exercises": [{"id": "couch-stretch", "dose": {"hold_s": 47}}]}, "47 s", None),
        "time_s": ({"exercises": [{"id": "foam-roll-glutes", "dose": {"time_s": 47}}]}, "47 s", None),
        "rest_s": ({"exercises": [{"id": "hip-hinge", "dose": {"rest_s": 47}}]}, "47 s", None),
        "tempo": ({"exercises": [{"id": "hip-hinge", "dose": {"tempo": "9-0-1-0"}}]}, "9 s", None),
        "load": ({"exercises": [{"id": "hip-hinge", "dose": {"load": "17 kg"}}]}, "17 kg", None),
        "effort": ({"exercises": [{"id": "bulgarian-split-squat", "dose": {"effort": "9"}}]}, "effort 9", None),
        "per_week": ({"exercises": [{"id": "hip-hinge", "dose": {"per_week": 4}}]}, "4 days", None),
        "days": ({"exercises": [{"id": "hip-hinge", "dose": {"days": ["wed"]}}]}, "1 day", None),
        "per_day": ({"exercises": [{"id": "hip-hinge", "dose": {"per_day": 6}}]}, "6 times a day", None),
        "when": ({"exercises": [{"id": "hip-hinge", "dose": {"when": "before-run"}}]}, "before your run", "when to exercise"),
        "side of a dose": ({"exercises": [{"id": "single-leg-balance", "dose": {"side": "left"}}]}, "LEFT", None),
        "name": (NAMED, "Zoë Quist", "the patient's name"),
        "reference": ({"patient": {"reference": "R-1042"}}, "R-1042", None),
        "clinician": ({"clinician": {"name": "Ida Orr"}}, "Ida Orr", "the clinician's name"),
        "clinician of a name": ({**NAMED, "clinician": {"name": "Ida Orr"}}, "Ida Orr", "the clinician's name"),
        "role": ({"clinician": {"name": "Ida Orr", "role": "Podiatrist"}}, "Podiatrist", "the clinician's role"),
        "given_on": ({"given_on": "2026-11-21"}, "21 Nov 2026", "the day it is given"),
        "review_on": ({"review_on": "2027-02-19"}, "19 Feb 2027", "the next visit"),
        "side": ({"side": "left"}, "LEFT", None),
        "goal": ({"goal": "Dance at the wedding"}, "Dance at the wedding", "the goal"),
        "main_message": ({"main_message": "Little and often."}, "Little and often.", "the main message"),
        "topics": ({"topics": [TOPIC.id]}, TOPIC.title, "the topics"),
        "flags": ({"flags": ["blood-thinners"], "exercises": ["foam-roll-glutes"]}, "bruise", None),
        "pain": ({"pain": "kneecap"}, "0 to 2", "the pain rule"),
        "log_weeks": ({"log_weeks": 5}, "Week 5", "the log"),
        "run_days": ({"run_days": ["tue", "sat"]}, "Your runs", "the run days"),
        "return_to_run": ({"return_to_run": True}, "Return to running", "the return to running"),
        "run days of a return": ({"return_to_run": True, "run_days": ["tue", "sat"]}, "run days: Tue", "the run days"),
        "gentle_first": ({"return_to_run": True, "gentle_first": True}, "9 stages", "the return to running"),
    }
)
NOT_TEXT = MappingProxyType(
    {
        "section": "names the library's texts, which are printed",
        "pack": "what it holds is held to this as the plan's own",
        "leave_out": "names what is not to be printed",
        "patient": "its name and reference are held to this one by one; where it is mailed is not printed",
        "equipment": "is compared with the exercises, and said by C05",
        "cleared": "goes into the note",
        "layout": "is how it looks",
        "paper": "is how it looks",
        "ink": "is how it looks",
        "figures": "is how it looks; a layout without pictures says so",
        "language": "is that of all texts",
        "pen": "prints lines, no text; a layout without notes says so",
        "bilingual": "tests/sheet/test_bilingual.py holds every card to it",
        "order": "is that of the exercises",
        "unnamed": "says that there is nothing to print",
    }
)


def with_library(data, name, since=None):
    """Return all that a sheet says, and what is said of it."""
    sheet = made(data, name, since)
    read = read_back.read(sheet.pdf)
    return " ".join((read.text() + " ".join(read.artifacts)).split()), " ".join(note.message for note in sheet.notes if note.check == "G11")


def test_every_key_of_a_plan_is_held_to_this_or_has_its_reason():
    keys = {one.name for kind in (Plan, Patient, Clinician, Chosen, DoseChange) for one in dataclasses.fields(kind)}
    beside = {"id", "dose", "email", "email_ok", "frequency"}
    assert keys - beside <= {*ASKED, *NOT_TEXT}
    assert set(NOT_TEXT) <= keys


def together(*keys, **more):
    """Return one plan that asks for several things."""
    data = dict(more)
    for key in keys:
        for one, value in ASKED[key][0].items():
            if isinstance(value, dict):
                data[one] = {**data.get(one, {}), **value}
            else:
                data[one] = [*data.get(one, []), *value] if one in ("exercises", "flags") else value
    return data, keys


NOTED = ("note", "name", "reference", "role", "clinician of a name", "given_on", "review_on", "side", "goal", "main_message", "topics")
TOGETHER = (
    together(*NOTED, "flags", "pain", "log_weeks", "run_days", "when"),
    together("clinician", "run days of a return", "gentle_first", "return_to_run", "exercises"),
    together("role", "reference", "when"),
    together("sets", "reps", "time_s", "effort", "side of a dose", unnamed=True),
    *(together(key, unnamed=True) for key in ("hold_s", "rest_s", "tempo", "load", "per_week", "days", "per_day")),
)


def test_all_of_it_is_asked_for_together():
    assert {key for _, keys in TOGETHER for key in keys} == set(ASKED)


@pytest.mark.parametrize("whose", ["a patient's sheet", "a section sheet"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_what_a_plan_asks_for_is_printed_or_said(name, whose):
    faults = []
    for asked, every in TOGETHER if whose == "a patient's sheet" else TOGETHER[:3]:
        data = {"section": "hip", "exercises": ["single-leg-balance"], **asked}
        keys = every
        if whose == "a section sheet":
            keys = [key for key in every if key not in ("name", "reference", "clinician of a name")]
            data = {key: value for key, value in data.items() if key not in ("patient", "unnamed")}
        elif "patient" not in data:
            data["unnamed"] = True
        text, said = with_library(data, name)
        for key in keys:
            _, words, called = ASKED[key]
            is_said = called is not None and called in said
            if (words.casefold() in text.casefold()) is is_said:
                faults.append(f"{key}: {'printed and said' if is_said else 'neither printed nor said'}")
    assert faults == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_an_earlier_plan_gave_is_printed_or_said(name):
    earlier, now = {**SOMEBODY, "pain": "kneecap"}, {**SOMEBODY, "exercises": ["couch-stretch"]}
    text, said = with_library(now, name, earlier)
    assert ("No longer in your plan" in text) is not ("the exercises that are stopped" in said)
    assert ("Changed" in text) is not ("that the pain rule has changed" in said)


def test_the_layout_that_messages_name_has_a_place_for_all():
    every = {**SOMEBODY}
    for asked, _, _ in ASKED.values():
        every |= {key: value for key, value in asked.items() if key not in ("exercises", "flags", "pain")}
    every.pop("unnamed")
    assert unplaced(plan_of(every), library(), layout(FULLEST)) == ()


def test_a_layout_without_a_part_says_what_it_drops_whichever_part_it_is():
    """Every part of a layout is taken out in turn: what is not printed any more is said, since it is read from the layout."""
    asked = plan_of(
        {**NOBODY, **{key: value for one, _, _ in ASKED.values() for key, value in one.items() if key not in ("flags", "pain")}}
    )
    asked = replace(asked, exercises=(Chosen(id="couch-stretch", note="Slowly."),), pen="full")
    own = layout(FULLEST)
    for part, called in {"my_plan": "goal", "message": "message", "note": "notes", "log": "log", "running": "return"}.items():
        thin = replace(
            own,
            front=replace(own.front, parts=tuple(one for one in own.front.parts if one != part)),
            cards=replace(own.cards, parts=tuple(one for one in own.cards.parts if one != part)),
            end=replace(own.end, parts=tuple(one for one in own.end.parts if one != part)),
        )
        assert any(called in one.what for one in unplaced(asked, library(), thin)), part


def test_every_part_that_is_looked_for_is_one_that_layouts_have():
    from handouts.sheet.unplaced import _THINGS, FIRST, _About

    known = {*FRONT, *CARD, *END, "topics"}
    about = _About(plan_of({**SOMEBODY, "return_to_run": True, "log_weeks": 4}), 2, FIRST)
    assert all(set(thing.parts(about)) <= known for thing in _THINGS)


def test_what_a_packs_topics_and_notes_have_no_place_for_is_said():
    packs = {**library().packs, "own": replace(library().packs["hip-starter"], topics=(TOPIC.id,))}
    own = replace(library(), packs=packs)
    plan = replace(plan_of({**SOMEBODY}), section=(), exercises=(), pack="own")
    said = [note.message for note in make(own, plan, clinic(), layout("compact")).notes if note.check == "G11"]
    assert said == ["layout 'compact' has no place for the topics; print the sheet in another, such as cards"]


def test_make_says_it_and_the_sheet_is_made(run):
    done = run(
        "make", "hip", "-e", "couch-stretch", "--reference", "R-1", "--goal", "Run", "--log", "4", "--layout", "compact", "-o", "s.pdf"
    )
    assert done.exit_code == 0
    assert "warning: layout 'compact' has no place for the goal and the log; print the sheet in another, such as cards (G11)" in done.stderr
    done = run("make", "hip", "-e", "couch-stretch", "--goal", "Run", "-o", "rack.pdf")
    assert "a sheet without a patient has no place for the goal; give the patient's name or reference (G11)" in done.stderr
    assert done.exit_code == 0


def table(folder):
    head = "name,reference,pack,side,goal,topics,email,email_ok\n"
    rows = [
        f"Ann{at} Lee{at},R-{at},hip-starter,left,{'Run' if at < 3 else ''},{TOPIC.id},a{at}@example.org,2026-01-02\n" for at in range(1, 5)
    ]
    (folder / "patients.csv").write_text(head + "".join(rows), encoding="utf-8")


def test_a_batch_says_it_once_with_the_number_of_sheets(run, tmp_path):
    table(tmp_path)
    said = "layout 'compact' has no place for the goal (2 sheets) and the topics (4 sheets)"
    done = run("batch", "patients.csv", "--layout", "compact", "-o", "out")
    assert done.exit_code == 0, done.stderr
    assert done.stderr.count("(G11)") == 1
    assert said in done.stderr
    assert run("batch", "patients.csv", "--layout", "compact", "-o", "out", "--check").stderr.count("(G11)") == 1
    assert "has no place" not in run("batch", "patients.csv", "-o", "full").stderr


def test_email_says_it_once_of_the_drafts_it_makes(run, tmp_path):
    from tests.writing import write_clinic

    write_clinic(tmp_path, "email: hello@clinic.example")
    table(tmp_path)
    done = run("email", "patients.csv", "--layout", "compact", "-o", "outbox", "--clinic", ".")
    assert done.exit_code == 0, done.stderr
    assert done.stderr.count("has no place for the goal (2 sheets) and the topics (4 sheets)") == 1


def test_the_page_says_it():
    from handouts.web.facts import Desk
    from handouts.web.shelf import Shelf

    shelf = Shelf(Desk(clinic(), library(), None))
    try:
        shown = shelf.make("tab", plan_of({**SOMEBODY, "goal": "Run", "layout": "compact"}), 1)
    finally:
        shelf.close()
    assert [note["message"] for note in shown["notes"] if "no place" in note["message"]] == [
        "layout 'compact' has no place for the goal; print the sheet in another, such as cards"
    ]
    assert json.dumps(shown["notes"])
