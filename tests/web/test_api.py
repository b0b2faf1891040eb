"""handouts.web: what the page shows and asks for. It speaks to the application as the page of a browser does, but for the pictures."""

import concurrent.futures
import io
import json
import logging
import os
import re
import threading
import time
from dataclasses import fields
from datetime import date, timedelta

import hypothesis.strategies as st
import pikepdf
import pytest
import yaml
from hypothesis import given, settings

from handouts.errors import HandoutError, Problem
from handouts.handout import make_handout
from handouts.library.content import Chosen
from handouts.library.dose import DoseChange
from handouts.library.library import load_library
from handouts.library.standards import CHECKS
from handouts.mail.ledger import opened
from handouts.plans.plan import MAX_PLAN_BYTES, Clinician, Patient, Plan, load_plan
from handouts.plans.resolve import resolve
from handouts.reading.models import adapter
from handouts.web import facts, figures, opening, painting, plans, shelf
from tests import making
from tests.mailing import MailServer, clinic_folder, read_drafts, read_who, trusted
from tests.paging import CANARY, Page, page_plan, size_of
from tests.read_back import read
from tests.writing import own_exercise, write, write_clinic

TO = {"to": "zoe@example.org", "agreed_on": "2026-11-20"}


@pytest.fixture(scope="module")
def example():
    """Return the page of the built-in clinic, for tests that leave nothing behind but sheets."""
    return Page()


@pytest.fixture
def page(tmp_path):
    return Page(write_clinic(tmp_path / "clinic", "email: hello@clinic.example\nphone: '0131 496 0142'\n"))


def digest_of(made):
    assert made["ok"], made
    return made["digest"]


def pdf(page, made, tab="a"):
    return page.get(f"/sheet/{tab}/{digest_of(made)}/exercises.pdf")


def drawn_before(_):
    """Return a sheet that is drawn already, in place of `finish`."""
    return making.made(making.plan(1))


def today():
    return date.today().isoformat()  # noqa: DTZ011  as the page says it


# --- what the page starts with


def test_facts_at_the_start_agree_with_the_library(example):
    start, library = example.get("/api/start").json(), making.library()
    (section,) = start["sections"]
    assert [one["id"] for one in section["exercises"]] == [one.id for one in library.sections["hip"].exercises]
    for shown, exercise in zip(section["exercises"], library.sections["hip"].exercises, strict=True):
        dose = exercise.dose
        assert (shown["name"], shown["group"], shown["purpose"] != "") == (exercise.name, exercise.group, True)
        assert (shown["dose"]["sets"], shown["dose"]["side"]) == (dose.sets, dose.side)
        for name in ("reps", "hold_s", "time_s", "rest_s"):
            assert shown["dose"].get(name) == getattr(dose, name)
        assert shown["dose"]["days"] == list(dose.frequency.week_days)
        assert len(shown["contraindications"]) == len(exercise.not_for)
        assert [line.partition(": ")[2].partition(". ")[0] for line in shown["flags"]] == [cell.level for cell in exercise.flags.values()]
        assert not re.search(r"\{\w*\}", json.dumps({key: value for key, value in shown.items() if key != "limits"})), shown["id"]
    assert {one["id"]: len(one["exercises"]) for one in start["packs"]} == {k: len(p.exercises) for k, p in library.packs.items()}
    assert {one["id"] for one in start["layouts"]} == set(making.LAYOUTS)
    assert all(one["papers"] == list(making.layout(one["id"]).papers) for one in start["layouts"])
    assert [one["id"] for one in start["languages"]] == list(library.languages)
    assert start["defaults"]["layout"] in making.LAYOUTS
    assert start["today"] == today()


def test_limits_that_the_page_keeps_are_those_of_the_dose(example):
    for name, (least, most) in example.get("/api/start").json()["sections"][0]["exercises"][0]["limits"].items():
        for good in (least, most):
            assert getattr(adapter(DoseChange).validate_python({name: str(good)}), name) == good
        for wrong in (least - 1, most + 1):
            with pytest.raises(ValueError, match="must be"):
                adapter(DoseChange).validate_python({name: str(wrong)})


def test_every_pack_and_every_usual_dose_of_the_start_makes_a_sheet_as_it_stands(example):
    start = example.get("/api/start").json()
    for pack in start["packs"]:
        assert example.sheet({"section": pack["section"], "exercises": pack["exercises"], "patient": {"name": "A"}})["ok"], pack["id"]
    names = set(facts.LIMITS) | {"load", "effort", "tempo", "side", "days"}
    chosen = [
        {"id": one["id"], "dose": {name: value for name, value in one["dose"].items() if name in names and value != "as_told"}}
        for one in start["sections"][0]["exercises"]
    ]
    made = example.sheet({"section": ["hip"], "exercises": chosen, "patient": {"name": "A"}})
    assert made["ok"], made
    assert len(made["page_of"]) == len(chosen)


@pytest.mark.parametrize("text", ["", "email: hello@clinic.example\n", "paper: Letter\nreview_weeks: 6\nlayout: large\nlanguage: en-GB\n"])
def test_start_says_what_the_clinic_can_do(tmp_path, text):
    start = Page(write_clinic(tmp_path / "clinic", text)).get("/api/start").json()
    assert (start["can_email"], start["can_send"], start["can_save_packs"]) == ("email" in text, False, True)
    assert start["clinic"] == {"name": "Test Clinic", "has_logo": False, "example": False}
    assert (start["review_weeks"], start["defaults"]["paper"]) == ((6, "Letter") if "Letter" in text else (4, "A4"))


def test_built_in_clinic_takes_no_packs_and_no_mail(example):
    start = example.get("/api/start").json()
    assert (start["can_save_packs"], start["clinic"]["example"]) == (False, True)
    for path, more in (("/api/pack", {"title": "Mine"}), ("/api/email", TO)):
        said = example.ask(path, {"plan": page_plan(1), **more})
        assert said["ok"] is False
        assert "--clinic" in said["problems"][0]["message"]


def test_every_exercise_has_a_drawing_of_both_sizes_and_of_its_side(example):
    for name in making.EXERCISES:
        small, large, left, right = (
            example.get(f"/figure/{name}/{at}").content for at in ("small.svg", "large.svg", "large.svg?side=left", "large.svg?side=right")
        )
        assert all(one.startswith(b"<svg") for one in (small, large, left, right))
        assert large in (left, right)
    assert example.get("/figure/couch-stretch/small.svg?side=<script>").content == example.get("/figure/couch-stretch/small.svg").content


def test_colours_of_the_page_are_made_from_the_clinics(tmp_path):
    page = Page(write_clinic(tmp_path / "clinic", "colors: {accent: '#7A1F5C'}\n"))
    css = page.get("/clinic.css").text
    assert "--brand:#7A1F5C" in css.replace("#7a1f5c", "#7A1F5C")
    assert re.fullmatch(r":root\{(--[\w-]+:#\w{6};?)+\}\n\[data-theme=dark\]\{(--[\w-]+:#\w{6};?)+\}\n", css)
    assert page.get("/figure/couch-stretch/large.svg").content != Page().get("/figure/couch-stretch/large.svg").content


@pytest.mark.parametrize("accent", ["#000000", "#FFFFFF", "#FFFF00", "#0000FF"])
def test_any_colour_is_readable_on_dark_pages(accent):
    from handouts.library.color import contrast, parse_color

    css = figures.clinic_css(parse_color(accent))
    dark = dict(re.findall(r"--([\w-]+):(#\w{6})", css.split("dark")[1]))
    assert contrast(parse_color(dark["brand"]), figures._DARK_PANEL) >= 7
    assert contrast(parse_color(dark["on-brand"]), parse_color(dark["brand"])) >= 4.5


# --- a sheet


@pytest.mark.parametrize("kind", sorted(making.KINDS))
def test_pdf_is_the_one_that_make_handout_makes(example, kind):
    data = {**making.KINDS[kind], "section": ["hip"]}
    made = example.sheet(data)
    plan = making.plan_of(data)
    answer = pdf(example, made)
    assert answer.content == make_handout(making.library(), plan, making.clinic(), making.layout())
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="exercises.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as found:
        assert made["pages"] == len(found.pages) == len(made["sizes"])


def test_download_has_a_name_that_says_nothing_of_anybody(example):
    digest = digest_of(example.sheet(page_plan(1)))
    answer = example.get(f"/sheet/a/{digest}/exercises.pdf", params={"download": "1"})
    assert answer.headers["content-disposition"] == 'attachment; filename="exercises.pdf"'


@pytest.mark.parametrize("layout", making.LAYOUTS)
def test_every_layout_paper_and_ink_makes_its_own_sheet(example, layout):
    digests = set()
    for paper in making.papers_of(layout):
        for ink in ("colour", "grey")[: 1 + (paper == making.papers_of(layout)[0])]:
            made = example.sheet(page_plan(2, layout=layout, paper=paper, ink=ink), tab=layout)
            digests.add(digest_of(made))
            assert set(made["page_of"]) == set(making.EXERCISES[:2]), layout
    assert len(digests) == 1 + len(making.papers_of(layout))


def test_each_card_is_found_on_its_page(example):
    made = example.sheet({**making.SEVEN, "section": ["hip"]})
    ids = {one.name: one.id for one in making.library().sections["hip"].exercises}
    with pikepdf.open(io.BytesIO(pdf(example, made).content)) as found, found.open_outline() as outline:
        lead = {entry.title: entry.destination[0].objgen for part in outline.root for entry in part.children}
        numbers = {page.objgen: number for number, page in enumerate(found.pages, start=1)}
    assert len(lead) == 7
    assert made["page_of"] == {ids[name]: numbers[page] for name, page in lead.items()}


def test_minutes_are_those_of_the_doses(example):
    plan = page_plan(1, exercises=[{"id": "hip-hinge", "dose": {"sets": 1, "reps": 10, "rest_s": 0}}])
    long = page_plan(1, exercises=[{"id": "hip-hinge", "dose": {"sets": 20, "reps": 100, "rest_s": 600}}])
    assert example.sheet(plan)["minutes"] <= 2
    assert example.sheet(long)["minutes"] > 100


def test_note_of_a_sheet_is_about_its_exercise(example):
    exercise = next(one for one in making.library().sections["hip"].exercises if one.equipment)
    made = example.sheet(page_plan(1, exercises=[exercise.id, "hip-circles"], equipment=[], flags=["pregnancy"]))
    about = {(note["about"], note["level"]) for note in made["notes"]}
    assert (exercise.id, "warning") in about
    assert not any(note["message"].startswith(f"{note['about']}:") for note in made["notes"])


PROBLEMS = {
    "a repeat too few": (page_plan(2, exercises=["hip-hinge", {"id": "couch-stretch", "dose": {"reps": 0}}]), "couch-stretch", "reps"),
    "no number": (page_plan(1, exercises=[{"id": "hip-hinge", "dose": {"sets": "two"}}]), "hip-hinge", "sets"),
    "an exercise not there": (page_plan(1, exercises=["hip-circles", {"id": "couch-strech"}]), "couch-strech", "id"),
    "two amounts": (page_plan(1, exercises=[{"id": "hip-hinge", "dose": {"time_s": 30, "reps": 5}}]), "hip-hinge", "dose"),
    "the wrong side": (page_plan(1, exercises=[{"id": "hip-hinge", "dose": {"side": "left"}}]), "hip-hinge", "side"),
    "a note too long": (page_plan(1, exercises=[{"id": "hip-hinge", "note": "a" * 201}]), "hip-hinge", "note"),
    "twice": (page_plan(2, exercises=["hip-hinge", "hip-hinge"]), "hip-hinge", "1"),
    "a letter without a shape": (page_plan(1, exercises=[{"id": "hip-hinge", "note": "Well done 😀"}]), "hip-hinge", "note"),
    "a reference too long": (page_plan(1, patient={"name": "Zoë", "reference": "R" * 25}), "reference", "reference"),
    "nobody": (page_plan(1, patient={"email": "a@example.org"}), "patient", "patient"),
    "a day that is none": (page_plan(1, review_on="2026-13-40"), "review_on", "review_on"),
    "a review before the start": (page_plan(1, review_on="2026-11-01"), "review_on", "review_on"),
    "a side that is none": (page_plan(1, side="lefft"), "side", "side"),
    "a paper the layout lacks": (page_plan(1, paper="A0"), None, None),
    "a layout not there": (page_plan(1, layout="nothing"), None, None),
    "a language not there": (page_plan(1, language="xx-XX"), "language", "language"),
    "a section not there": ({"section": ["hipp"], "exercises": []}, "section", "0"),
    "a key not known": ({**page_plan(1), "colour": "red"}, "colour", "colour"),
    "no plan": (None, None, None),
    "a list": ([], None, None),
    "a word": ("hip", None, None),
}


@pytest.mark.parametrize(("plan", "about", "field"), PROBLEMS.values(), ids=PROBLEMS)
def test_problem_says_what_it_is_about(example, plan, about, field):
    before = example.kept()
    for path in ("/api/sheet", "/api/note", "/api/plan/save"):
        said = example.ask(path, {"tab": "problems", "plan": plan})
        if path != "/api/sheet" and "ok" in said and said["ok"]:  # a layout or paper is looked up when the sheet is made
            assert about is None
            continue
        assert said["ok"] is False
        (problem, *_) = said["problems"]
        assert (problem["about"], problem["field"], problem["level"]) == (about, field, "error"), problem
        assert problem["message"]
    assert example.kept() == before


def test_every_problem_of_a_plan_is_told_at_once(example):
    bad = page_plan(1, exercises=[{"id": "hip-hinge", "dose": {"sets": 99}}, "couch-strech"], side="up", goal="g" * 200)
    said = example.ask("/api/sheet", {"tab": "a", "plan": bad})
    assert {problem["about"] for problem in said["problems"]} == {"hip-hinge", "couch-strech", "side", "goal"}


def test_problem_in_a_file_of_the_clinics_names_the_file(tmp_path):
    folder = write_clinic(tmp_path / "clinic")
    write(folder / "layouts" / "ours.yaml", "layout: ours\nbased_on: cards\nnothing: 5\n")
    said = Page(folder).ask("/api/sheet", {"tab": "a", "plan": page_plan(1, layout="ours")})
    (problem,) = said["problems"]
    assert "ours.yaml:3" in problem["message"]
    assert (problem["about"], problem["field"]) == (None, None)


# --- its pictures


@pytest.mark.parametrize("width", [40, 333, 1500])
def test_picture_has_the_width_that_was_asked_for_and_the_shape_of_its_page(example, width):
    made = example.sheet(page_plan(2))
    for number, (wide, high) in enumerate(made["sizes"], start=1):
        png = example.get(f"/sheet/a/{made['digest']}/{number}.png", params={"width": width}).content
        assert abs(size_of(png)[0] - width) <= 1
        assert abs(size_of(png)[1] - width * high / wide) <= 2


@pytest.mark.parametrize(("asked", "wide"), [("1", 40), ("99999", shelf.MOST_PX), ("wide", 800)])
def test_width_of_a_picture_is_bounded(example, asked, wide):
    digest = digest_of(example.sheet(page_plan(1)))
    assert abs(size_of(example.get(f"/sheet/a/{digest}/1.png", params={"width": asked}).content)[0] - wide) <= 1


def test_picture_is_painted_once_and_only_some_are_kept(monkeypatch):
    page, painted = Page(), []
    paint = painting.paint
    monkeypatch.setattr(painting, "paint", lambda *asked: painted.append(asked[1:]) or paint(*asked))
    digest = digest_of(page.sheet(page_plan(1)))
    one, again = (page.get(f"/sheet/a/{digest}/1.png", params={"width": "60"}) for _ in range(2))
    assert (one.content, painted) == (again.content, [(1, 60)])
    for width in range(40, 40 + shelf.PICTURES_A_PAGE * 2):
        page.get(f"/sheet/a/{digest}/1.png", params={"width": str(width)})
    assert len(page.shelf._tabs["a"][digest].leaves[0].pictures) == shelf.PICTURES_A_PAGE


def test_same_plan_again_keeps_its_pictures():
    page = Page()
    digest = digest_of(page.sheet(page_plan(1)))
    page.get(f"/sheet/a/{digest}/1.png")
    assert digest_of(page.sheet(page_plan(1))) == digest
    assert len(page.shelf._tabs["a"][digest].leaves[0].pictures) == 1


def test_page_that_is_as_it_was_has_the_same_name_and_is_not_painted_again(monkeypatch):
    page, painted = Page(), []
    paint = painting.paint
    monkeypatch.setattr(painting, "paint", lambda *asked: painted.append(asked[1]) or paint(*asked))

    def seen(sets):
        six = [{"id": name, "dose": {"sets": sets} if name == making.EXERCISES[3] else {}} for name in making.EXERCISES[:6]]
        made = page.sheet(page_plan(6, exercises=six, order="chosen"))
        pictures = [page.get(f"/sheet/a/{made['digest']}/{number + 1}.png").content for number in range(made["pages"])]
        return made["leaves"], pictures, made["page_of"][making.EXERCISES[3]]

    before, old, _ = seen(2)
    painted.clear()
    after, new, own = seen(4)
    changed = [number for number, (one, other) in enumerate(zip(before, after, strict=True), start=1) if one != other]
    assert painted == changed
    assert {1, own} <= set(changed)
    assert len(changed) < len(before) - 1
    assert [number for number, (one, other) in enumerate(zip(old, new, strict=True), start=1) if one != other] == changed


def test_plan_that_a_later_one_has_overtaken_is_not_drawn_in_whatever_order_they_come(monkeypatch):
    page, drawn, begun, goes_on = Page(), [], threading.Event(), threading.Event()
    finish = shelf.finish

    def slow(prepared):
        drawn.append(prepared.handout.plan.goal)
        begun.set()
        assert goes_on.wait(30)
        return finish(prepared)

    def ask(turn):
        return page.ask("/api/sheet", {"tab": "a", "turn": turn, "plan": page_plan(1, goal=f"turn {turn}")})

    monkeypatch.setattr(shelf, "finish", slow)
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        first = threads.submit(ask, 1)
        assert begun.wait(30)
        last = threads.submit(ask, 4)
        wait_for(lambda: page.shelf._turns["a"] == 4)
        late = [threads.submit(ask, turn) for turn in (3, 2)]
        time.sleep(0.1)
        goes_on.set()
        assert first.result(60)["ok"]
        assert last.result(60)["ok"]
        assert [one.result(60) for one in late] == [{"ok": False, "problems": [], "superseded": True}] * 2
    assert drawn == ["turn 1", "turn 4"]
    assert page.post("/api/bye", {"tab": "a"}).status_code == 204
    assert page.shelf._turns == {}


def test_turn_that_is_none_is_no_turn(monkeypatch):
    monkeypatch.setattr(shelf, "finish", drawn_before)
    page = Page()
    for turn in ("5", None, [], 1.5, {}, -3):
        assert page.ask("/api/sheet", {"tab": "a", "turn": turn, "plan": page_plan(1)})["ok"]
    for tab in range(shelf.MOST_TABS * 2):
        page.ask("/api/sheet", {"tab": f"tab {tab}", "turn": 1, "plan": page_plan(1)})
    assert len(page.shelf._turns) == shelf.MOST_TABS


def wait_for(check):
    """Wait until something of another thread is so."""
    until = time.monotonic() + 30
    while not check():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_layout_of_the_clinics_that_is_changed_is_read_again(tmp_path):
    folder = write_clinic(tmp_path / "clinic")
    path = write(folder / "layouts" / "ours.yaml", "layout: ours\nbased_on: cards\n")
    page = Page(folder)
    first = page.sheet(page_plan(1, layout="ours"))
    assert page.sheet(page_plan(1, layout="ours"))["digest"] == first["digest"]
    path.write_text("layout: ours\nbased_on: large\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert page.sheet(page_plan(1, layout="ours"))["digest"] != first["digest"]


# --- tabs


def test_tabs_do_not_see_each_others_sheets_and_goodbye_forgets_ones_own():
    page = Page()
    mine, yours = page.sheet(page_plan(1), tab="mine"), page.sheet(page_plan(2), tab="yours")
    assert pdf(page, mine, "mine").status_code == pdf(page, yours, "yours").status_code == 200
    assert pdf(page, mine, "yours").status_code == pdf(page, yours, "mine").status_code == 404
    for path in (f"/sheet/yours/{mine['digest']}/1.png", f"/sheet/nobody/{mine['digest']}/1.png"):
        assert page.get(path).status_code == 404
    assert page.post("/api/bye", {"tab": "mine"}).status_code == 204
    assert pdf(page, mine, "mine").status_code == 404
    assert pdf(page, yours, "yours").status_code == 200
    page.shelf.forget_all()
    assert page.kept() == {}


def test_name_of_a_tab_may_be_long_or_odd():
    page = Page()
    for tab in ("t" * 5000, "\ud800", "", None, ["a"], {"a": 1}):
        page.sheet(page_plan(1), tab=tab)
        assert page.post("/api/bye", {"tab": tab}).status_code == 204
    assert page.kept() == {}


def test_old_sheets_and_old_tabs_are_let_go(monkeypatch):
    monkeypatch.setattr(shelf, "finish", drawn_before)
    page = Page()
    made = [page.sheet(page_plan(1, goal=f"Goal {number}"), tab="first")["digest"] for number in range(shelf.SHEETS_A_TAB + 2)]
    assert page.kept() == {"first": made[-shelf.SHEETS_A_TAB :]}
    for number in range(shelf.MOST_TABS - 1):
        page.sheet(page_plan(1), tab=f"tab {number}")
    page.sheet(page_plan(1), tab="first")  # who works is not let go
    page.sheet(page_plan(1), tab="one more")
    kept = page.kept()
    assert len(kept) == shelf.MOST_TABS
    assert "first" in kept
    assert "tab 0" not in kept


def test_warming_up_leaves_nothing_on_the_shelf():
    page = Page()
    page.shelf.warm_up()
    assert page.kept() == {}


def test_nothing_is_painted_after_the_end(monkeypatch):
    page = Page()
    digest = digest_of(page.sheet(page_plan(1)))
    page.shelf.close()
    assert page.kept() == {}
    monkeypatch.setattr(painting, "paint", lambda *_: pytest.fail("painted"))
    page.shelf.warm_up()
    assert page.get(f"/sheet/a/{digest}/1.png").status_code == 404


# --- a plan as a file

FULL = page_plan(
    2,
    exercises=[
        {
            "id": "couch-stretch",
            "note": "0089",
            "dose": {"sets": 2, "hold_s": 40, "reps": 3, "rest_s": 0, "side": "left", "effort": "5 to 6", "per_week": 5, "per_day": 2},
        },
        {
            "id": "hip-hinge",
            "note": "no",
            "dose": {"reps": 12, "tempo": "3-0-1-0", "load": "12.5 kg", "effort": 0, "days": ["mon", "fri"], "when": "rest-day"},
        },
        {"id": "single-leg-balance", "dose": {"time_s": 30, "frequency": {"per_week": 3, "per_day": 1, "at_most": True}}},
        {"id": "bulgarian-split-squat", "dose": {"load": "dark green band", "effort": "mild"}},
        {"id": "four-way-step-up", "dose": {"load": "body weight", "frequency": {"days": ["tue"], "per_day": 3}}},
    ],
    patient={"name": "Zoë: 'Şen' #1", "reference": "0089", "email": "zoe@example.org", "email_ok": "2026-11-20"},
    clinician={"name": "J. Meyer", "role": "010"},
    goal='Run "5 km" & more - [by] {spring}, 1:30:00',
    main_message="true",
    topics=list(making.TOPICS[:2]),
    equipment=["step", "loop-band"],
    flags=["pregnancy", "falls"],
    layout="large",
    paper="Letter",
    language="en-GB",
    ink="grey",
    figures={"skin": "dark", "hair": "ponytail"},
    pen="part",
    log_weeks=0,
    run_days=["tue", "thu"],
    bilingual=True,
    order="position",
)
KINDS = {
    "everything": FULL,
    "a pack": {"pack": "hip-starter", "leave_out": [making.library().packs["hip-starter"].exercises[0].id], "patient": {"name": "A"}},
    "a pack with nothing to read": {"pack": "hip-starter", "topics": [], "patient": {"name": "A"}},
    "nothing at home": page_plan(2, equipment=[]),
    "without a name": {"section": ["hip"], "exercises": ["hip-hinge"], "unnamed": True},
    "a return to running": page_plan(1, return_to_run=True, gentle_first=True, log_weeks=12),
    "another pain rule": page_plan(1, pain="heel-tendon"),
    "a section sheet": {"section": ["hip"]},
    "a section sheet with nothing to read": {"section": ["hip"], "topics": []},
    **{f"made of {name}": {**data, "section": ["hip"]} for name, data in making.KINDS.items()},
}


def test_a_name_written_by_hand_and_a_mark_that_nobody_sees_are_said_at_their_fields(example):
    data = page_plan(1, exercises=[{"id": "hip-hinge", "note": "Go\u200b slowly"}], patient={"name": "王小明", "reference": "R-1"})
    made = example.sheet(data)
    assert made["ok"]
    said = {(note["check"], note["about"], note["field"], note["level"]) for note in made["notes"] if note.get("check") in ("G10", "L13")}
    assert said == {("G10", "name", "name", "warning"), ("L13", "hip-hinge", "note", "info")}


def test_plans_to_save_say_all_that_a_plan_can_say():
    said = [plans.checked(data, making.library()) for data in KINDS.values()]
    for model, values in (
        (Plan, said),
        (Patient, [plan.patient for plan in said if plan.patient]),
        (Clinician, [plan.clinician for plan in said if plan.clinician]),
        (Chosen, [one for plan in said for one in plan.exercises]),
        (DoseChange, [one.dose for plan in said for one in plan.exercises]),
    ):
        assert [one.name for one in fields(model) if all(getattr(value, one.name) == one.default for value in values)] == [], model


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
def test_plan_that_is_saved_and_opened_again_is_equal_in_every_field(example, tmp_path, data):
    plan = plans.checked(data, making.library())
    text = example.ask("/api/plan/save", {"plan": data})["text"]
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_plan(path, making.library()) == plan
    opened_again = example.ask("/api/plan/open", {"text": text})
    assert opened_again["ok"], opened_again
    assert plans.checked(opened_again["plan"], making.library()) == plan
    assert plans.checked(json.loads(json.dumps(opened_again["plan"])), making.library()) == plan
    assert example.ask("/api/plan/save", {"plan": opened_again["plan"]})["text"] == text


@given(
    words=st.lists(st.text("019:_-+.#'\"{}[]&*!|>%@`~=?, \nab,éxoNY", min_size=1, max_size=20), min_size=5, max_size=5),
    end=st.sampled_from(
        ["", "0", "08", "1_0", "~", "null", "no", "2026-11-22", "1e3", ".5", "0x1F", "=", "<<", "---", "...", "\u2028", "\xa0"]
    ),
)
@settings(max_examples=80, deadline=None)
def test_any_words_are_saved_and_opened_as_they_are(words, end):
    name, reference, goal, note, role = (word + end if index % 2 else end + word for index, word in enumerate(words))
    data = page_plan(
        1,
        patient={"name": name, "reference": reference[:24]},
        goal=goal,
        clinician={"name": name, "role": role},
        exercises=[{"id": "hip-hinge", "note": note}],
    )
    try:
        plan = plans.checked(data, making.library())
    except HandoutError:
        return
    opened_again = opening.open_plan(plans.as_yaml(plan), facts.Desk(making.clinic(), making.library(), None))
    assert plans.checked(opened_again["plan"], making.library()) == plan


def test_reference_that_yaml_might_take_for_a_number_stands_in_quotes(example):
    text = example.ask("/api/plan/save", {"plan": page_plan(1, patient={"reference": "0089"})})["text"]
    assert "reference: '0089'" in text


def test_plan_by_hand_is_opened_with_all_it_says(example):
    text = "section: hip\nexercises:\n  - couch-stretch\n  - id: hip-hinge\n    dose: {sets: 4}\npatient: {name: Zoë Şen}\nside: left\n"
    plan = example.ask("/api/plan/open", {"text": text})["plan"]
    assert plan["section"] == ["hip"]
    assert plan["exercises"] == [{"id": "couch-stretch"}, {"id": "hip-hinge", "dose": {"sets": 4}}]
    assert (plan["patient"], plan["side"]) == ({"name": "Zoë Şen"}, "left")


BAD_FILES = {
    "a word for a number": ("section: hip\nexercises:\n  - id: hip-hinge\n    dose:\n      reps: many\n", [5], "whole number"),
    "a near miss": ("section: hipp\nexercises:\n  - couch-stretch\n", [1], "did you mean 'hip'"),
    "two faults": ("section: hip\nside: up\ngiven_on: yesterday\n", [2, 3], ""),
    "not YAML": ("section: [hip\n", [1, 2], ""),
    "a tab": ("section: hip\n\tside: left\n", [2], "tab"),
    "a bomb": ("a: &a [x]\nb: [*a, *a]\n", [1], "anchors"),
    "a tag": ("section: !!python/object:os.system hip\n", [1], "tags"),
    "twice": ("section: hip\nside: left\nside: right\n", [3], "twice"),
    "nested deep": ("section: " + "[" * 50_000, [1], "deep"),
    "a picture": ("\x89PNG\r\n\x1a\n\0\0", [1, 3, 2], ""),
    "half a character": ("section: \ud800", [1], "U+D800"),
    "nothing": ("", [None, 1], ""),
    "a list": ("- hip\n", [None, 1], ""),
    "too long": ("section: hip\n" + "# more\n" * MAX_PLAN_BYTES, [None], "too long"),
    "nothing at all": (None, [None, 1], ""),
}


@pytest.mark.parametrize(("text", "lines", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_plan_file_is_refused_with_its_lines_and_changes_nothing(example, text, lines, words):
    before = example.kept()
    said = example.ask("/api/plan/open", {"text": text})
    assert said["ok"] is False
    assert "plan" not in said
    assert {problem["line"] for problem in said["problems"]} <= set(lines)
    assert words in " ".join(problem["message"] for problem in said["problems"])
    assert example.kept() == before


def test_plan_with_an_exercise_that_is_not_here_is_opened_with_near_names(example):
    text = "section: hip\nexercises:\n  - couch-strech\n  - id: hip-hinge\n    dose: {sets: 4}\n  - zzz\nlayout: large\n"
    said = example.ask("/api/plan/open", {"text": text})
    assert said["ok"], said
    assert said["missing"]["couch-strech"][0] == "couch-stretch"
    assert said["missing"]["zzz"] == []
    assert [one["id"] for one in said["printed"]["exercises"]] == ["hip-hinge", "couch-strech", "zzz"]
    refused = example.sheet(said["printed"])
    assert {problem["about"] for problem in refused["problems"]} == {"couch-strech", "zzz"}
    rest = {**said["printed"], "exercises": said["printed"]["exercises"][:1]}
    assert example.sheet(rest)["ok"]


def test_plan_of_nothing_that_is_here_is_opened_too(example):
    said = example.ask("/api/plan/open", {"text": "section: hip\nexercises: [aaa, bbb]\n"})
    assert [one["id"] for one in said["printed"]["exercises"]] == ["aaa", "bbb"]
    assert set(said["missing"]) == {"aaa", "bbb"}


def test_plan_is_opened_as_it_prints(example):
    pack = making.library().packs["hip-starter"]
    first, second, *rest = [chosen.id for chosen in pack.exercises]
    text = f"pack: hip-starter\nleave_out: [{first}]\nexercises:\n  - id: {second}\n    note: slowly\npatient: {{name: A}}\n"
    said = example.ask("/api/plan/open", {"text": text})["printed"]
    assert {one["id"] for one in said["exercises"]} == {second, *rest}
    assert next(one["note"] for one in said["exercises"] if one["id"] == second) == "slowly"
    assert (said["order"], "pack" in said) == ("chosen", False)
    asked = plans.checked(example.ask("/api/plan/open", {"text": text})["plan"], making.library())
    printed = plans.checked(said, making.library())
    items = [resolve(making.library(), plan, making.clinic()).items for plan in (asked, printed)]
    assert items[0] == items[1]


def test_plan_of_a_whole_section_is_opened_with_every_exercise(example):
    said = example.ask("/api/plan/open", {"text": "section: hip\npatient: {name: A}\n"})["printed"]
    assert {one["id"] for one in said["exercises"]} == set(making.EXERCISES)


def test_plan_given_before_the_content_was_issued_says_so_and_a_newer_one_does_not(example):
    doc = making.library().sections["hip"].doc
    old, new = (f"section: hip\nexercises: [hip-hinge]\ngiven_on: {day.isoformat()}\n" for day in (doc.issued - timedelta(1), doc.issued))
    (note,) = example.ask("/api/plan/open", {"text": old})["notes"]
    assert f"version {doc.version}" in note["message"]
    assert str(doc.issued.year) in note["message"]
    assert example.ask("/api/plan/open", {"text": new})["notes"] == []
    assert example.ask("/api/plan/open", {"text": "section: hip\n"})["notes"] == []


def test_exercise_that_is_not_for_a_flag_is_refused_at_its_card_until_a_reason_is_given(example):
    data = page_plan(2, exercises=["couch-stretch", "hip-hinge"], flags=["bone-stress"])
    (problem,) = example.sheet(data)["problems"]
    assert (problem["about"], problem["check"], problem["level"]) == ("couch-stretch", "S05", "error")
    why = "stretch and load across a hip bone that is not yet cleared"
    said = f"not for a patient with bone stress injury unless cleared ({why}); leave it out, or say why it is all right"
    assert problem["message"] == said
    answer = example.sheet({**data, "cleared": {"couch-stretch": "Ms Khan agreed"}})
    assert answer["ok"]
    assert any(note["check"] == "S05" and note["about"] == "couch-stretch" for note in answer["notes"] if "check" in note)


def test_finding_says_which_check_made_it_why_and_what_it_is_about():
    plan = plans.checked(page_plan(2), making.library())
    name = making.EXERCISES[1]
    found = {
        "a card": (Problem(message="x", level="error", kind="S05", at=("exercises", 1)), name, "1"),
        "a dose": (Problem(message="x", kind="C06", at=("exercises", 1, "dose", "sets")), name, "sets"),
        "the patient": (Problem(message="x", kind="C15", at=("patient", "name")), "name", "name"),
        "the plan": (Problem(message="x", kind="A01", at=()), None, None),
        "a place that is not there": (Problem(message="x", kind="A01", at=("exercises", 9)), None, None),
        "an exercise that the plan does not name": (Problem(message="take care", about=(name,), level="warning"), name, None),
    }
    for what, (problem, about, field) in found.items():
        said = shelf.note_about(problem, plan)
        assert (said["about"], said["field"], said["level"]) == (about, field, problem.level), what
        assert said.get("check", "") == problem.check, what
        assert said.get("why", "").rstrip(".").lower() == (CHECKS[problem.check].why.lower() if problem.check else ""), what
        refused = plans.refused(HandoutError([problem]), page_plan(2))[0]
        assert refused.get("check", "") == problem.check, what
        assert (refused["about"], refused["field"]) == (about, field), what


# --- packs


def test_pack_holds_exercises_and_doses_and_nothing_of_the_patient(page):
    name = CANARY
    plan = page_plan(
        1,
        patient={"name": name, "reference": f"R-{name}"[:24], "email": f"{name}@example.org", "email_ok": "2026-11-20"},
        clinician=name,
        goal=name,
        main_message=name,
        given_on="2026-11-22",
        side="right",
        flags=["pregnancy"],
        equipment=["step"],
        exercises=[{"id": "couch-stretch", "note": name, "dose": {"sets": 4, "side": "left", "days": ["mon"]}}, "hip-hinge"],
    )
    said = page.ask("/api/pack", {"title": "0089", "plan": plan})
    assert said["ok"], said
    (path,) = (page.shelf.desk.folder / "content" / "packs").iterdir()
    text = path.read_text(encoding="utf-8")
    assert not any(word in text.lower() for word in (name.lower(), "2026", "left", "right", "pregnancy", "mon"))
    (mine,) = [one for one in said["packs"] if one["own"]]
    assert (mine["id"], mine["title"], mine["section"]) == ("0089", "0089", ["hip"])
    assert mine["exercises"] == [{"id": "couch-stretch", "dose": {"sets": 4}, "note": ""}, {"id": "hip-hinge", "dose": {}, "note": ""}]
    assert page.get("/api/start").json()["packs"] == said["packs"]
    assert "0089" in load_library(page.shelf.desk.folder / "content").packs
    assert page.sheet({"pack": "0089", "patient": {"name": "A"}})["ok"]
    assert Page(page.shelf.desk.folder).get("/api/start").json()["packs"] == said["packs"]


def test_the_pain_rule_of_a_plan_goes_into_its_pack_and_comes_with_it(page):
    said = page.ask("/api/pack", {"title": "Knee", "plan": page_plan(1, pain="kneecap")})
    assert [one["pain"] for one in said["packs"] if one["own"]] == ["kneecap"]
    assert {one["pain"] for one in said["packs"] if not one["own"]} == {None}
    opened_plan = page.ask("/api/plan/open", {"text": "pack: knee\nunnamed: true\n"})
    assert opened_plan["printed"]["pain"] == "kneecap"


def test_pack_of_a_name_that_is_taken_is_refused_and_the_old_one_stays(page):
    assert page.ask("/api/pack", {"title": "After the first visit", "plan": page_plan(1)})["ok"]
    path = page.shelf.desk.folder / "content" / "packs" / "after-the-first-visit.yaml"
    before = path.read_bytes()
    for title in ("After the first visit", " after  THE first-visit! ", "Hip starter"):
        said = page.ask("/api/pack", {"title": title, "plan": page_plan(3)})
        assert said["ok"] is False, title
        assert "choose another name" in said["problems"][0]["message"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("title", ["", "   ", "😀", "\ud800", "a\0b", "\u202eabc", "a\uffff"])
def test_pack_without_a_printable_name_is_refused_and_leaves_nothing(page, title):
    assert page.ask("/api/pack", {"title": title, "plan": page_plan(1)})["ok"] is False
    assert not (page.shelf.desk.folder / "content").exists()


def test_packs_of_odd_names_lie_in_the_folder_of_packs(page, monkeypatch):
    titles = [
        "../../evil",
        "/etc/passwd",
        "con",
        "Żółć",
        "Ω",
        "Ж",
        "a" * 500,
        "x.yaml",
        "<b>&</b> {side}",
        "010",
        "no",
        "~",
        "# &a *b: !c",
        "d\ne: f",
    ]
    with monkeypatch.context() as patched:
        patched.setattr("handouts.web.app.load_library", lambda *_: making.library())
        for title in titles:
            said = page.ask("/api/pack", {"title": title, "plan": page_plan(1)})
            assert said["ok"], said
    folder = page.shelf.desk.folder
    paths = list((folder / "content" / "packs").iterdir())
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}\.yaml", path.name) for path in paths)
    assert len(paths) == len(titles) == len(list(folder.parent.rglob("*.yaml"))) - 1
    packs = load_library(folder / "content").packs
    assert {" ".join(title.split())[:100] for title in titles} <= {pack.title for pack in packs.values()}


def test_pack_of_no_exercises_is_refused(page):
    assert page.ask("/api/pack", {"title": "Mine", "plan": {"section": ["hip"]}})["ok"] is False


def test_pack_in_a_folder_that_cannot_be_made_is_refused_in_words(page):
    (page.shelf.desk.folder / "content").write_text("a file in the way", encoding="utf-8")
    said = page.ask("/api/pack", {"title": "Mine", "plan": page_plan(1)})
    assert said["ok"] is False
    assert "cannot be made" in said["problems"][0]["message"]
    assert said["problems"][0]["about"] is None


def test_pack_with_an_exercise_of_the_clinics_own_is_saved(tmp_path):
    folder = write_clinic(tmp_path / "clinic")
    own = own_exercise(id="our-stretch", name="Our stretch", easier_exercise=None, harder_exercise=None)
    write(folder / "content" / "ours.yaml", {"adds_to": "hip", "exercises": [own]})
    page = Page(folder)
    assert page.ask("/api/pack", {"title": "Ours", "plan": page_plan(1, exercises=["our-stretch"])})["ok"]
    assert page.sheet({"pack": "ours", "patient": {"name": "A"}})["ok"]


# --- note and e-mail


def test_note_is_that_of_the_plan(example):
    from handouts.plans.record import record

    plan = making.plan_of({**making.FOUR, "section": ["hip"]})
    said = example.ask("/api/note", {"plan": {**making.FOUR, "section": ["hip"]}})
    assert said == {"ok": True, "text": record(resolve(making.library(), plan, making.clinic()))}


def test_draft_is_made_through_the_ledger_for_who_agreed(page):
    said = page.ask("/api/email", {"plan": page_plan(1), **TO})
    folder = page.shelf.desk.folder / "outbox"
    assert (said["ok"], said["state"], said["words"]) == (True, "draft", None)
    (kept,) = read_drafts(folder).values()
    assert str(kept.message["To"]) == "zoe@example.org"
    assert kept.pdf == make_handout(
        making.library(), plans.checked(page_plan(1), making.library()), page.shelf.desk.clinic, making.layout()
    )
    assert said["file"] == str(next(folder.glob("*.eml")))
    assert [row["to"] for row in read_who(folder)] == ["zoe@example.org"]
    with opened(folder) as ledger:
        ((state, source),) = [(entry.state, entry.source) for entry in ledger.entries()]
    assert state == "ready"
    assert re.fullmatch(r"the page, plan [0-9a-f]{6}", source)
    assert page.ask("/api/email", {"plan": page_plan(1), **TO})["ok"]  # a draft may be made again
    assert len(list(folder.glob("*.eml"))) == 1


def test_drafts_of_the_page_are_told_apart_and_name_nobody(page):
    for count, name in ((1, CANARY), (2, CANARY), (1, "Ann")):
        plan = page_plan(count, patient={"name": name})
        assert page.ask("/api/email", {"plan": plan, **TO})["ok"]
    with opened(page.shelf.desk.folder / "outbox") as ledger:
        entries = ledger.entries()
    assert len({(entry.person, entry.source) for entry in entries}) == 3
    assert len({entry.source for entry in entries}) == len({entry.person for entry in entries}) == 2
    assert CANARY not in repr(entries)


def test_draft_is_locked_with_words_that_are_told_once(page):
    said = page.ask("/api/email", {"plan": page_plan(1), **TO, "lock": True})
    assert len(said["words"].split()) == 4 or len(re.split(r"[ -]", said["words"])) == 4
    (kept,) = read_drafts(page.shelf.desk.folder / "outbox").values()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(kept.pdf))
    pikepdf.open(io.BytesIO(kept.pdf), password=said["words"]).close()
    assert said["words"].encode() not in b"".join(path.read_bytes() for path in (page.shelf.desk.folder / "outbox").iterdir())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"to": TO["to"]}, "agreed"),
        ({"to": TO["to"], "agreed_on": ""}, "agreed"),
        ({"to": TO["to"], "agreed_on": "yes"}, "date"),
        ({"agreed_on": "2026-11-20"}, "address"),
        ({**TO, "to": "nobody"}, "address such as"),
        ({**TO, "to": "a@example.org, b@example.org"}, "address such as"),
        ({**TO, "to": "a@example.org\nBcc: b@example.org"}, "address such as"),
        ({**TO, "to": ["a@example.org", "b@example.org"]}, ""),
        ({**TO, "to": {"a": 1}}, ""),
    ],
)
def test_without_one_address_and_a_day_of_agreement_there_is_no_draft(page, more, words):
    said = page.ask("/api/email", {"plan": page_plan(1), **more})
    assert said["ok"] is False
    assert words in said["problems"][0]["message"]
    assert said["problems"][0]["about"] in ("email", "email_ok")
    assert list(page.shelf.desk.folder.rglob("*.eml")) == []


def test_sending_without_a_server_leaves_the_draft(page):
    said = page.ask("/api/email", {"plan": page_plan(1), **TO, "send": True, "code": page.session.code})
    assert "no mail server" in said["problems"][0]["message"]
    assert len(list(page.shelf.desk.folder.rglob("*.eml"))) == 1


def test_sheet_is_sent_once_and_a_repeat_says_when(tmp_path, monkeypatch):
    with MailServer() as server, trusted(monkeypatch):
        page = Page(clinic_folder(tmp_path / "clinic", server))
        assert page.get("/api/start").json()["can_send"] is True
        other = page.ask("/api/email", {"plan": page_plan(1), "to": "later@example.org", "agreed_on": "2026-11-20"})
        said = page.ask("/api/email", {"plan": page_plan(1), **TO, "send": True, "code": page.session.code})
        assert (said["ok"], said["state"]) == (True, "sent")
        again = page.ask("/api/email", {"plan": page_plan(1), **TO, "send": True, "code": page.session.code})
    assert (other["state"], [kept.recipients for kept in server.told.kept]) == ("draft", [("zoe@example.org",)])
    assert again["ok"] is False
    assert again["repeated_on"] == today()
    assert again["problems"][0]["about"] == "email"


def test_an_older_draft_for_another_address_of_the_same_patient_is_taken_away_and_said_as_the_command_does(page):
    outbox = page.shelf.desk.folder / "outbox"
    for number, to in enumerate(("wrong@example.org", "right@example.org")):
        said = page.ask("/api/email", {"plan": page_plan(1 + number, patient={"name": CANARY}), **TO, "to": to})
        assert (said["ok"], said["withdrawn"]) == (True, number)
    page.ask("/api/email", {"plan": page_plan(1, patient={"name": "Ann"}), **TO, "to": "ann@example.org"})
    page.ask("/api/email", {"plan": page_plan(3, patient={"name": CANARY}), **TO, "to": "right@example.org"})
    assert sorted(read_drafts(outbox)) == ["ann@example.org", "right@example.org"]
    assert sorted(row["to"] for row in read_who(outbox)) == ["ann@example.org", "right@example.org", "right@example.org"]
    with opened(outbox) as ledger:
        assert len(ledger.entries("ready")) == 3


def test_a_locked_draft_that_is_kept_is_sent_and_said_to_open_with_the_words_told_before(tmp_path, monkeypatch):
    with MailServer() as server, trusted(monkeypatch):
        page = Page(clinic_folder(tmp_path / "clinic", server))
        letter = {"plan": page_plan(1), **TO, "lock": True}
        first = page.ask("/api/email", letter)
        kept = page.ask("/api/email", letter)
        sent = page.ask("/api/email", {**letter, "send": True, "code": page.session.code})
    assert [(one["state"], one["told_before"]) for one in (first, kept, sent)] == [("draft", False), ("draft", True), ("sent", True)]
    assert kept["words"] is sent["words"] is None
    (one,) = server.told.kept
    (sheet,) = [part.get_content() for part in one.message.iter_attachments()]
    pikepdf.open(io.BytesIO(sheet), password=first["words"]).close()


def test_nothing_is_sent_without_the_code_of_the_programs_own_window(tmp_path, monkeypatch):
    """Who opened the page before its owner sees all of it, and still cannot send as the clinic."""
    with MailServer() as server, trusted(monkeypatch):
        page = Page(clinic_folder(tmp_path / "clinic", server))
        wrong = f"{(int(page.session.code) + 1) % 1_000_000:06}"
        for code in ("", wrong, "１２３４５６", None):
            said = page.ask("/api/email", {"plan": page_plan(1), **TO, "send": True, "code": code})
            assert (said["ok"], said["needs_code"], said["problems"][0]["about"]) == (False, True, "code")
        assert server.told.kept == []
        assert list(page.shelf.desk.folder.rglob("*.eml")) == []
        assert page.ask("/api/email", {"plan": page_plan(1), **TO, "send": True, "code": f" {page.session.code} "})["state"] == "sent"
        other = {"plan": page_plan(1), "to": "bo@example.org", "agreed_on": "2026-11-20", "send": True}
        assert page.ask("/api/email", other)["state"] == "sent"  # asked for once
    assert page.session.code not in page.get("/").text + page.get("/api/start").text + page.get("/api/alive").text


def test_guesses_of_the_code_end_sending_not_drafts(tmp_path, monkeypatch):
    with MailServer() as server, trusted(monkeypatch):
        page = Page(clinic_folder(tmp_path / "clinic", server))
        for guess in range(5):
            page.ask("/api/email", {"plan": page_plan(1), **TO, "send": True, "code": f"x{guess}"})
        said = page.ask("/api/email", {"plan": page_plan(1), **TO, "send": True, "code": page.session.code})
        assert "Too many wrong codes" in said["problems"][0]["message"]
        assert page.ask("/api/email", {"plan": page_plan(1), **TO})["state"] == "draft"
    assert server.told.kept == []


# --- when something breaks


def test_crash_in_one_request_is_told_in_words_and_the_next_works(monkeypatch, caplog):
    page = Page()

    def broken(*_):
        raise RuntimeError(f"the plan of {CANARY} cannot be drawn")

    with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG):
        patched.setattr(shelf, "finish", broken)
        answer = page.post("/api/sheet", {"tab": CANARY, "plan": page_plan(1, patient={"name": CANARY})})
    assert answer.status_code == 500
    said = answer.json()
    assert (said["ok"], said["problems"]) == (
        False,
        [{"message": "The sheet could not be drawn. Your plan is safe. Try again", "about": None}],
    )
    ours = [record for record in caplog.records if record.name.startswith("handouts")]
    assert [record.getMessage() for record in ours] == ["a request failed: RuntimeError at api"]
    assert all(record.exc_info is None for record in ours)
    assert CANARY not in caplog.text
    assert page.sheet(page_plan(1))["ok"]


HOSTILE = [
    "<script>alert(1)</script>",
    "{side} **x** [a](javascript:alert(1))",
    "a\0b",
    "\u202eabc\u2066",
    "\ud800",
    "a" * 20_000,
    "😀",
    "${HOME} %s %n {0.__class__}",
    "\r\nX-Evil: 1",
    "=cmd|' /C calc'!A0",
    "&#x110000; &lt;",
    " ",
]


def hostile_plans(text):
    """Yield a plan for each field that takes words, and some that do not."""
    yield from (
        page_plan(1, **{key: text}) for key in ("goal", "main_message", "clinician", "layout", "paper", "language", "side", "given_on")
    )
    yield from (page_plan(1, patient={"name": "A", key: text}) for key in ("name", "reference", "email", "email_ok", text))
    yield page_plan(1, clinician={"name": "A", "role": text})
    yield from (page_plan(1, exercises=[{"id": "hip-hinge", key: text}]) for key in ("note", "id", "dose", text))
    yield from (
        page_plan(1, exercises=[{"id": "hip-hinge", "dose": {key: text}}]) for key in ("load", "effort", "tempo", "sets", "days", text)
    )
    yield {"section": [text], "exercises": [text]}
    yield {"pack": text}
    yield {**page_plan(1), text: text}
    yield text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_any_field_is_printed_as_it_is_or_refused_in_words(example, monkeypatch, text):
    monkeypatch.setattr(shelf, "finish", drawn_before)  # test_hostile draws them
    for plan in hostile_plans(text):
        said = example.ask("/api/sheet", {"tab": "hostile", "plan": plan})
        assert said["ok"] or all(problem["message"] for problem in said["problems"])
    assert example.ask("/api/plan/open", {"text": text})["ok"] is False


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_an_email_is_refused_and_reaches_no_draft(page, text):
    said = page.ask("/api/email", {"plan": page_plan(1), "to": text, "agreed_on": "2026-11-20"})
    assert said["ok"] is False
    assert list(page.shelf.desk.folder.rglob("*.eml")) == []


def test_name_that_is_markup_is_printed_as_text(example):
    name = "<b>Zoë</b> & <script>"
    text = read(pdf(example, example.sheet(page_plan(1, patient={"name": name}))).content).text()
    assert name in " ".join(text.split())


# --- two at once


def test_two_threads_at_once_each_get_their_own_sheet():
    page = Page()
    layout = making.layout()

    def work(who):
        browser, found = page.another_browser(), set()
        plan = page_plan(2, patient={"name": who})
        for _ in range(3):
            headers = {"origin": str(browser.base_url), "x-handouts": "1", "content-type": "application/json"}
            made = browser.post("/api/sheet", content=json.dumps({"tab": who, "plan": plan}), headers=headers).json()
            assert browser.get(f"/sheet/{who}/{made['digest']}/1.png?width=100").content.startswith(b"\x89PNG")
            found.add(browser.get(f"/sheet/{who}/{made['digest']}/exercises.pdf").content)
        return found, make_handout(making.library(), plans.checked(plan, making.library()), making.clinic(), layout)

    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        done = list(threads.map(work, ["ann", "ben", "cem"]))
    assert all(found == {expected} for found, expected in done)
    assert len({expected for _, expected in done}) == 3


def test_text_of_a_saved_plan_is_plain_yaml(example):
    text = example.ask("/api/plan/save", {"plan": FULL})["text"]
    assert text.startswith("# A plan: handouts make plan.yaml\n")
    assert yaml.safe_load(text)["patient"]["reference"] == "0089"
    assert "!" not in text
