"""Exercises beside running: the days the patient runs, doses kept off them, marks in the log, and the return to running."""

import dataclasses
import functools
import json
import re

import pytest

from handouts.errors import HandoutError
from handouts.handout import lay_out
from handouts.library.clinic import Pain
from handouts.library.dose import DAYS
from handouts.plans.plan import load_plan
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from handouts.sheet.place.marks import Page, Shape
from tests import geometry
from tests.layout.test_layouts import PAPERS, cards_of, faults
from tests.making import EXERCISES, clinic, layout, library, plan, plan_of, sheet_of
from tests.placed import inks, text_of
from tests.writing import write

RUNS = ["tue", "thu", "sun"]
USUAL = plan(4, exercises=["couch-stretch", "hip-circles", "hip-hinge", "bulgarian-split-squat"])
IN_COLUMNS, IN_WORDS = ("cards",), ("large", "phone", "pocket", "poster")
WHENS = {"couch-stretch": "after-run", "thomas-stretch": "after-run", "hip-circles": "before-run"}


def pages_of(data, name="cards", **pain):
    return _pages_of(json.dumps(data), name, json.dumps(pain))


@functools.cache
def _pages_of(data, name, pain):
    return lay_out(library(), plan_of(json.loads(data)), own_clinic(**json.loads(pain)), layout(name))[0].pages


def own_clinic(**pain):
    """Return the example clinic with its own limits of pain."""
    return dataclasses.replace(clinic(), facts=dataclasses.replace(clinic().facts, pain=Pain(**pain)))


def said(pages):
    return " ".join(text_of(inks(page)) for page in pages)


def rings(page):
    """Return the boxes of the elements that are read aloud as a run."""
    return [ink for ink in inks(page) if any(element.actual_text == "run" for element in ink.elements)]


def with_dose(exercise, **dose):
    return {"id": exercise, "dose": dose}


# --- the row of run days


@pytest.mark.parametrize("name", IN_COLUMNS)
def test_the_week_has_a_ring_below_each_day_of_a_run_that_is_read_as_run(name):
    first = pages_of({**USUAL, "run_days": RUNS}, name)[0]
    days = {
        ink.text.strip(): (ink.left + geometry.letters(ink).right) / 2
        for ink in inks(first)
        if ink.text.strip() in ("Tue", "Thu", "Sun", "Mon")
    }
    middles = sorted((ring.left + ring.right) / 2 for ring in rings(first))
    assert middles == pytest.approx(sorted(days[day] for day in ("Tue", "Thu", "Sun")), abs=0.5)
    label = next(ink for ink in inks(first) if ink.text.strip() == "Your runs")
    assert all(abs((ring.top + ring.bottom) / 2 - label.base) < 8 for ring in rings(first))


def test_a_run_differs_from_a_planned_exercise_in_shape_and_not_in_colour_alone():
    first = pages_of({**USUAL, "run_days": RUNS})[0]
    marks = [mark for ink, mark in geometry.placed(first) if any(one.actual_text == "run" for one in ink.elements)]
    dots = [mark for ink, mark in geometry.placed(first) if any((one.actual_text or "").startswith("planned") for one in ink.elements)]
    assert all(isinstance(mark, Shape) and mark.fill is None and mark.stroke is not None for mark in marks)
    assert all(isinstance(mark, Shape) and mark.fill is not None for mark in dots)
    assert (len(marks), len(dots)) == (3, 5 + 7 + 7 + 2)


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_week_in_words_names_the_days_of_the_runs_in_the_order_of_the_week(name):
    assert "Your runs Tue · Thu · Sun" in said(pages_of({**USUAL, "run_days": ["sun", "tue", "thu"]}, name)[:3])


@pytest.mark.parametrize("name", [*IN_COLUMNS, *IN_WORDS])
def test_without_run_days_nothing_is_said_of_runs(name):
    pages = pages_of(USUAL, name)
    assert "Your runs" not in said(pages)
    assert "On days you run" not in said(pages)
    assert not any(rings(page) for page in pages)


def test_a_day_that_stands_twice_is_refused():
    with pytest.raises(HandoutError, match="run_days: a day appears twice"):
        plan_of({**USUAL, "run_days": ["tue", "tue"]})


# --- doses beside the runs


def days_of(data, exercise):
    handout = resolve(library(), plan_of(data), clinic())
    return next(item.dose.frequency.week_days for item in handout.items if item.id == exercise)


@pytest.mark.parametrize("per_week", [1, 2, 3, 4])
def test_a_dose_for_rest_days_keeps_off_the_days_of_the_runs_and_its_number_of_days(per_week):
    data = {**USUAL, "run_days": RUNS, "exercises": [with_dose("hip-hinge", per_week=per_week, when="rest-day")]}
    days = days_of(data, "hip-hinge")
    assert not set(days) & set(RUNS)
    assert len(days) == per_week


@pytest.mark.parametrize("runs", [[], ["mon"], ["mon", "wed", "fri"], ["tue", "thu", "sat", "sun"], list(DAYS[:6])])
@pytest.mark.parametrize("per_week", range(1, 8))
def test_a_dose_for_rest_days_never_falls_on_a_run_while_a_day_is_free(per_week, runs):
    data = {**USUAL, "run_days": runs, "exercises": [with_dose("hip-hinge", per_week=per_week, when="rest-day")]}
    days = days_of(data, "hip-hinge")
    assert not set(days) & set(runs)
    assert len(days) == min(per_week, 7 - len(runs))


@pytest.mark.parametrize("when", ["before-run", "after-run"])
def test_a_dose_beside_the_run_keeps_its_own_days(when):
    data = {**USUAL, "run_days": RUNS, "exercises": [with_dose("hip-hinge", per_week=3, when=when)]}
    assert days_of(data, "hip-hinge") == ("mon", "wed", "fri")


def warnings_of(data):
    return [note.sentence for note in resolve(library(), plan_of(data), clinic()).notes if note.level == "warning"]


def test_named_days_that_meet_a_run_are_kept_but_warned_of():
    data = {**USUAL, "run_days": RUNS, "exercises": [with_dose("hip-hinge", days=["mon", "tue"], when="rest-day")]}
    assert days_of(data, "hip-hinge") == ("mon", "tue")
    assert "hip-hinge: is for days without a run, but is planned on one" in warnings_of(data)


@pytest.mark.parametrize(
    ("when", "days", "runs", "said"),
    [
        ("after-run", ["mon"], RUNS, "hip-hinge: is for after a run, but none of its days is a run day"),
        ("before-run", ["mon", "tue"], RUNS, None),
        ("after-run", ["mon"], [], "hip-hinge: is for after a run, but the plan names no run days"),
        ("rest-day", ["mon"], [], "hip-hinge: is for days without a run, but the plan names no run days"),
    ],
)
def test_a_place_beside_runs_that_are_not_there_is_warned_of(when, days, runs, said):
    data = {**USUAL, "run_days": runs, "exercises": [with_dose("hip-hinge", days=days, when=when)]}
    found = [line for line in warnings_of(data) if "hip-hinge: is for" in line]
    assert [line.startswith(said) for line in found] == ([True] if said else [])


def test_page_1_marks_the_days_before_or_after_a_run_in_a_column_or_in_words():
    data = {**USUAL, "run_days": RUNS, "exercises": [with_dose("hip-hinge", days=["mon", "tue"], when="after-run"), "single-leg-balance"]}
    first = pages_of(data)[0]
    told = [one.actual_text for ink in inks(first) for one in ink.elements if (one.actual_text or "").startswith("planned")]
    assert sorted(told) == ["planned"] * 4 + ["planned, after your run"]
    assert "planned run after your run" in text_of(inks(first))
    assert "Mon · Tue · after your run" in said(pages_of(data, "phone")[:1])
    assert "planned run" not in said(pages_of(data, "phone"))


@pytest.mark.parametrize(
    ("chosen", "runs", "key"),
    [
        (["single-leg-balance"], [], []),
        (["single-leg-balance"], RUNS, ["planned", "run"]),
        (["foam-roll-glutes"], [], ["open"]),
        (["foam-roll-glutes", "couch-stretch"], RUNS, ["planned", "open", "run", "after-run"]),
    ],
)
def test_page_1_has_a_key_of_the_marks_it_has(chosen, runs, key):
    sheet = compose(resolve(library(), plan_of({**USUAL, "run_days": runs, "exercises": chosen}), clinic()), 2)
    assert [mark for mark, _ in sheet.glance.key] == key


def test_a_week_of_nothing_but_runs_leaves_no_day_to_rest_and_says_so():
    data = {**USUAL, "run_days": list(DAYS), "exercises": [with_dose("hip-hinge", per_week=2, when="rest-day")]}
    assert "hip-hinge: is for days without a run, but is planned on one" in warnings_of(data)


def test_a_plan_that_keeps_off_the_runs_is_not_warned_of():
    data = {**USUAL, "run_days": RUNS, "exercises": [with_dose("hip-hinge", per_week=2, when="rest-day")]}
    assert not [line for line in warnings_of(data) if "run" in line]


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ("before-run", "On days you run, do it before your run."),
        ("after-run", "On days you run, do it after your run."),
        ("rest-day", "Do it on days when you do not run."),
    ],
)
@pytest.mark.parametrize("name", ["cards", "compact", "large", "phone", "pocket", "poster"])
def test_a_card_says_when_on_the_days_of_a_run(name, when, line):
    data = {**USUAL, "exercises": [with_dose("hip-hinge", when=when)]}
    assert line in said(pages_of({**data, "run_days": RUNS}, name))
    assert line not in said(pages_of(data, name))


# --- marks in the log


def log_pages(data, name="cards"):
    return [page for page in pages_of(data, name) if "My log" in text_of(inks(page)) or "Week 1" in text_of(inks(page))]


def bars(page):
    """Return the solid bars at an edge of a box of the log, each with the box it stands in: (box, bar)."""
    boxes = geometry.tick_boxes(page)
    solid = [
        box
        for box, mark in geometry.shapes(page)
        if mark.fill is not None and mark.fill.hex == "#000000" and mark.stroke is None and box.height > 3 * box.width
    ]
    return [(next(box for box in boxes if box.holds(bar)), bar) for bar in solid if any(box.holds(bar) for box in boxes)]


def row_of(page, name):
    """Return the bars in the rows of an exercise."""
    bases = [ink.base for ink in inks(page) if ink.text.strip() == name]
    return [(box, bar) for box, bar in bars(page) if any(abs((box.top + box.bottom) / 2 - base) < 10 for base in bases)]


def test_boxes_of_run_days_carry_a_bar_at_the_left_before_and_at_the_right_after_the_run():
    (page,) = log_pages({**USUAL, "run_days": RUNS, "log_weeks": 2})
    before, after = row_of(page, "Hip circles"), row_of(page, "Couch stretch")
    assert len(before) == 2 * 3  # every day is planned; three of them are runs
    assert all(bar.left - box.left < 2 for box, bar in before)
    assert len(after) == 2 * 1  # Mon, Tue, Wed, Fri, Sat are planned; of the runs only Tue
    assert all(box.right - bar.right < 2 for box, bar in after)
    assert row_of(page, "Hip hinge") == []


def test_the_log_explains_the_marks_it_has_and_no_others():
    def legend(exercises, runs=RUNS):
        (page,) = log_pages({**USUAL, "exercises": exercises, "run_days": runs, "log_weeks": 1})
        return re.findall(r"(?<!it )(before|after) your run", text_of(inks(page)))

    assert legend(["couch-stretch", "hip-circles"]) == ["before", "after"]
    assert legend(["couch-stretch"]) == ["after"]
    assert legend(["hip-circles"]) == ["before"]
    assert legend(["hip-hinge"]) == []
    assert legend(["couch-stretch"], runs=["thu", "sun"]) == []  # it is not planned on either day
    assert legend(["couch-stretch", "hip-circles"], runs=[]) == []


def test_the_legend_shows_each_mark_before_its_meaning():
    (page,) = log_pages({**USUAL, "run_days": RUNS, "log_weeks": 1})
    for text, edge in (("before your run", "left"), ("after your run", "right")):
        said_at = next(ink for ink in inks(page) if ink.text.strip() == text)
        box, bar = next(
            (box, bar) for box, bar in bars(page) if 0 < said_at.left - box.right < 15 and box.top < said_at.base < box.bottom + 3
        )
        assert (bar.left - box.left < 2) == (edge == "left")


def test_the_log_has_a_row_of_runs_in_every_week():
    (page,) = log_pages({**USUAL, "run_days": RUNS, "log_weeks": 4})
    assert len(rings(page)) == 4 * 3
    assert text_of(inks(page)).count("Your runs") == 4


def test_a_log_without_runs_has_no_marks():
    (page,) = log_pages({**USUAL, "log_weeks": 2})
    assert bars(page) == []


# --- the return to running

WITH_RETURN = ("cards", "large", "phone", "pocket", "poster")


@pytest.mark.parametrize("name", WITH_RETURN)
def test_the_return_to_running_is_printed_when_it_is_asked_for_and_not_before(name):
    assert "Return to running" not in said(pages_of(USUAL, name))
    assert "Return to running" in said(pages_of({**USUAL, "return_to_run": True}, name))


def stages_of(pages):
    """Return the rows of the table of stages as printed: number, run, walk, times and total."""
    (section,) = [one for _, one in geometry.sections(pages) if "Returntorunning" in geometry.heads_of(one)]
    rows = [element for element in geometry.elements([section]) if element.tag == "TR"][1:]
    return [[text_of(inks(Page(0, 0, (cell,)))).strip() for cell in row.children[:-1]] for row in rows], Page(0, 0, (section,))


@pytest.mark.parametrize("name", WITH_RETURN)
def test_its_stages_stand_in_order_on_one_page_with_two_boxes_each(name):
    rows, table = stages_of(pages_of({**USUAL, "return_to_run": True}, name))
    assert len(geometry.tick_boxes(table)) == 8 * 2
    assert [" | ".join(row) for row in rows] == [
        "1 | 1 min | 4 min | 4 | 25 min",
        "2 | 2 min | 3 min | 4 | 25 min",
        "3 | 3 min | 2 min | 4 | 25 min",
        "4 | 4 min | 1 min | 4 | 25 min",
        "5 | 6 min | 1 min | 3 | 26 min",
        "6 | 10 min | 1 min | 2 | 27 min",
        "7 | 20 min | none | 1 | 25 min",
        "8 | 25 min | none | 1 | 30 min",
    ]


@pytest.mark.parametrize("name", WITH_RETURN)
def test_a_gentle_first_stage_has_whole_seconds_and_is_counted(name):
    pages = pages_of({**USUAL, "return_to_run": True, "gentle_first": True}, name)
    rows, table = stages_of(pages)
    assert [rows[0], rows[1][:2], len(rows)] == [["1", "30 s", "4 min 30 s", "4", "25 min"], ["2", "1 min"], 9]
    assert len(geometry.tick_boxes(table)) == 9 * 2
    assert "9 stages, twice each, 3 runs a week: about 6 weeks if all goes well." in said(pages)


@pytest.mark.parametrize("name", WITH_RETURN)
def test_it_says_how_to_run_what_a_failed_stage_means_and_what_comes_after(name):
    text = said(pages_of({**USUAL, "return_to_run": True, "run_days": RUNS}, name))
    for sentence in (
        "Walk for 5 minutes to warm up.",
        "You can talk in whole sentences.",
        "Leave at least 1 day between runs. Run 3 days a week at most.",
        "Your run days: Tue, Thu and Sun.",
        "The numbers of the pain guide are for runs too.",
        "8 stages, twice each, 3 runs a week: about 5 to 6 weeks if all goes well.",
        "Then go back one stage and do it twice.",
        "Stop. Wait until it is back to usual. Then do half, or in a run go back one stage.",
        "Too much at the same stage twice? Stop running and contact us.",
        "Missed 1 week? Go back one stage.",
        "Have you been ill? Wait until you are well",
        "Run 25 to 30 minutes on each run day for 2 weeks.",
    ):
        assert sentence in text


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("more", [{}, {"gentle_first": True, "pain": "heel-tendon", "run_days": ["mon", "thu"]}])
def test_on_a_standard_sheet_all_of_it_stands_on_one_page(paper, more):
    pages = pages_of({**USUAL, "return_to_run": True, "paper": paper, **more})
    (page,) = [page for page in pages if "Return to running" in text_of(inks(page))]
    assert "Change one thing at a time." in text_of(inks(page))


@pytest.mark.parametrize("flag", ["bone-stress", "post-op"])
def test_it_is_refused_after_bone_stress_or_an_operation_with_the_line_it_is_asked_for_in(flag, tmp_path):
    path = write(tmp_path / "runner.yaml", f"section: hip\nexercises: [hip-hinge]\nflags: [{flag}]\nreturn_to_run: true\n")
    with pytest.raises(HandoutError) as caught:
        load_plan(path, library())
    (problem,) = caught.value.problems
    assert (problem.line, "bone-stress or post-op" in problem.message) == (4, True)
    assert "return_to_run" in problem.message


@pytest.mark.parametrize("flag", ["pregnancy", "falls"])
def test_other_flags_do_not_refuse_it(flag):
    assert plan_of({**USUAL, "flags": [flag], "return_to_run": True}).return_to_run


@pytest.mark.parametrize(
    ("pain", "lines"),
    [
        ({"fine_max": 2}, ["Pain 0 to 2 in both runs", "Pain 3 to 5, but back", "Pain 6 or more, or not back"]),
        ({"fine_max": 4}, ["Pain 0 to 4 in both runs", "Pain 5, but back", "Pain 6 or more, or not back"]),
        ({"fine_max": 4, "ok_max": 4}, ["Pain 0 to 4 in both runs", "Pain 5 or more, or not back"]),
        ({"fine_max": 0, "ok_max": 9}, ["Pain 0 in both runs", "Pain 1 to 9, but back", "Pain 10, or not back"]),
    ],
)
def test_from_stage_to_stage_the_clinic_s_own_numbers_decide(pain, lines):
    block = compose(resolve(library(), plan_of({**USUAL, "return_to_run": True}), own_clinic(**pain)), 4).run_walk
    head, moves = block.lists[0]
    assert [move.startswith(line) for move, line in zip(moves, lines, strict=True)] == [True] * len(lines)
    assert head == "After each stage"


def test_a_clinic_without_numbers_runs_free_of_pain():
    text = said(pages_of({**USUAL, "return_to_run": True}, guide="pain-free"))
    assert "No pain in both runs, that night or next morning: go to the next stage." in text
    assert "Any pain: stop and contact us." in text
    assert "bone" not in text[text.index("Return to running") :]
    assert "Was it too much?" not in text


def test_without_a_pain_guide_there_is_no_return_to_running_and_the_clinician_is_told():
    pages, notes = lay_out(library(), plan_of({**USUAL, "return_to_run": True}), own_clinic(guide="none"), layout())
    assert "Return to running" not in said(pages.pages)
    (note,) = [note for note in notes if note.at == ("return_to_run",)]
    assert "prints no pain guide" in note.message


# --- its run days


@pytest.mark.parametrize(
    ("days", "said_of_them"),
    [
        (["tue", "wed"], ["tue and wed follow each other"]),
        (["mon", "sun"], ["sun and mon follow each other"]),
        (["mon", "wed", "thu", "sun"], ["4 run days", "wed and thu, sun and mon follow each other"]),
        (list(DAYS), ["7 run days", "sun and mon follow each other"]),
    ],
)
def test_run_days_without_a_day_between_are_refused_with_their_line(days, said_of_them, tmp_path):
    text = f"section: hip\nexercises: [hip-hinge]\nreturn_to_run: true\nrun_days: [{', '.join(days)}]\n"
    with pytest.raises(HandoutError) as caught:
        load_plan(write(tmp_path / "runner.yaml", text), library())
    problems = caught.value.problems
    assert [problem.line for problem in problems] == [4] * len(said_of_them)
    assert [words in problem.message for words, problem in zip(said_of_them, problems, strict=True)] == [True] * len(said_of_them)
    assert all("write for example tue, thu, sun" in problem.message for problem in problems)


@pytest.mark.parametrize("days", [["mon"], ["sun", "tue", "thu"], ["mon", "wed", "fri"], ["sat", "mon"], ["wed", "sun"]])
def test_run_days_with_a_day_between_are_taken(days):
    assert plan_of({**USUAL, "run_days": days, "return_to_run": True}).return_to_run


def test_run_days_in_a_row_are_the_runner_s_own_where_there_is_no_return_to_running():
    assert plan_of({**USUAL, "run_days": list(DAYS)}).run_days == DAYS


@pytest.mark.parametrize(("days", "warned"), [(["mon", "wed"], True), (["sat", "mon"], True), (["mon", "thu"], False), (["mon"], False)])
def test_a_heel_tendon_wants_two_days_between_runs_at_first(days, warned):
    data = {**USUAL, "run_days": days, "return_to_run": True}
    notes = resolve(library(), plan_of({**data, "pain": "heel-tendon"}), clinic()).notes
    assert any("2 days between runs" in note.message for note in notes) == warned
    assert not any("2 days between runs" in note.message for note in resolve(library(), plan_of(data), clinic()).notes)


def test_pregnancy_and_the_return_to_running_are_said_to_be_for_the_clinic_to_weigh():
    notes = resolve(library(), plan_of({**USUAL, "flags": ["pregnancy"], "return_to_run": True}), clinic()).notes
    assert any("not meant for pregnancy" in note.message for note in notes)


def test_a_gentle_first_stage_without_the_return_to_running_is_refused(faults_of):
    (fault,) = faults_of(plan_of, {**USUAL, "gentle_first": True})
    assert "return_to_run: true" in fault


def test_a_summary_has_no_return_to_running():
    assert "Return to running" not in said(pages_of({**USUAL, "return_to_run": True}, "compact"))


def test_the_table_of_stages_is_a_table_to_a_screen_reader():
    handout = resolve(library(), plan_of({**USUAL, "return_to_run": True}), clinic())
    block = compose(handout, 4).run_walk
    assert (len(block.stages), block.times, len(block.columns)) == (8, 2, 6)
    pages = pages_of({**USUAL, "return_to_run": True})
    (section,) = [one for _, one in geometry.sections(pages) if "Returntorunning" in geometry.heads_of(one)]
    tags = [element.tag for element in geometry.elements([section])]
    assert (tags.count("Table"), tags.count("TR"), tags.count("TH"), tags.count("TD")) == (1, 9, 6 + 8, 8 * 5)


@pytest.mark.parametrize(("name", "paper"), PAPERS)
def test_a_sheet_with_runs_and_the_return_to_running_stands_as_clear_as_any_other(name, paper):
    data = plan(7, run_days=RUNS, return_to_run=True, log_weeks=6, paper=paper)
    pages = pages_of(data, name)
    assert faults(name, paper, pages) == []
    assert geometry.cards_torn(pages, cards_of(name, data)) == []


def test_exercises_say_when_they_are_done_beside_a_run():
    assert {one.id: one.dose.when for one in library().sections["hip"].exercises if one.dose.when} == WHENS
    assert set(WHENS) < set(EXERCISES)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["mon", "tue"], "On days you run, do it after your run."),
        (["mon", "wed"], "When it falls on a run day, do it after your run."),
    ],
)
def test_an_exercise_on_no_run_day_is_done_after_a_run_when_it_falls_on_one(days, said):
    one = {"id": "hip-hinge", "dose": {"when": "after-run", "days": days}}
    (card,) = sheet_of({**USUAL, "exercises": [one], "run_days": ["tue"]}).cards
    assert [row.text for row in card.rows if row.label == "Runs"] == [said]
