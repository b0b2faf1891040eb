"""Exercises beside running: the days the patient runs, doses kept off them, marks in the log, and the return to running."""

import dataclasses
import functools
import json
import re

import pytest

from handouts.clinic import Pain
from handouts.dose import DAYS
from handouts.errors import HandoutError
from handouts.handout import lay_out
from handouts.plan import load_plan
from handouts.resolve import resolve
from handouts.sheet.compose import compose
from handouts.sheet.marks import Page, Shape
from tests import geometry
from tests.making import EXERCISES, clinic, layout, library, plan, plan_of
from tests.placed import inks, text_of
from tests.test_layouts import PAPERS, cards_of, faults
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
    dots = [mark for ink, mark in geometry.placed(first) if any(one.actual_text == "planned" for one in ink.elements)]
    assert all(isinstance(mark, Shape) and mark.fill is None and mark.stroke is not None for mark in marks)
    assert all(isinstance(mark, Shape) and mark.fill is not None for mark in dots)
    assert (len(marks), len(dots)) == (3, 5 + 7 + 7 + 2)


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_week_in_words_names_the_days_of_the_runs_in_the_order_of_the_week(name):
    assert "Your runs Tue · Thu · Sun" in said(pages_of({**USUAL, "run_days": ["sun", "tue", "thu"]}, name)[:2])


@pytest.mark.parametrize("name", [*IN_COLUMNS, *IN_WORDS])
def test_without_run_days_nothing_is_said_of_runs(name):
    pages = pages_of(USUAL, name)
    assert "Your runs" not in said(pages)
    assert "On days you run" not in said(pages)
    assert not any(rings(page) for page in pages)


def test_a_day_that_stands_twice_is_refused():
    with pytest.raises(HandoutError, match="run_days: a day stands twice"):
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
    return [note.message for note in resolve(library(), plan_of(data), clinic()).notes if note.level == "warning"]


def test_named_days_that_meet_a_run_are_kept_but_warned_of():
    data = {**USUAL, "run_days": RUNS, "exercises": [with_dose("hip-hinge", days=["mon", "tue"], when="rest-day")]}
    assert days_of(data, "hip-hinge") == ("mon", "tue")
    assert "hip-hinge: is for days without a run, but is planned on one" in warnings_of(data)


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


@pytest.mark.parametrize("name", WITH_RETURN)
def test_its_stages_stand_in_order_with_two_boxes_each(name):
    pages = pages_of({**USUAL, "return_to_run": True}, name)
    (section,) = [one for _, one in geometry.sections(pages) if "Returntorunning" in geometry.heads_of(one)]
    table = Page(0, 0, (section,))
    assert len(geometry.tick_boxes(table)) == 10 * 2
    minutes = re.findall(r"(\d+) ([\d.]+) min ([\d.]+) min", text_of(inks(table)))
    assert [int(stage) for stage, _, _ in minutes] == list(range(1, 11))
    assert all(float(run) + float(walk) == 5 for _, run, walk in minutes)
    assert [float(run) for _, run, _ in minutes] == sorted(float(run) for _, run, _ in minutes)


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


@pytest.mark.parametrize("fine_max", [2, 4])
def test_it_uses_the_clinic_s_own_limit_of_pain(fine_max):
    text = said(pages_of({**USUAL, "return_to_run": True}, fine_max=fine_max))
    assert f"Keep pain at {fine_max} or less, and no worse the next day." in text
    assert f"If pain is above {fine_max}, or worse the next morning, go back one stage." in text


@pytest.mark.parametrize("guide", ["pain-free", "none"])
def test_it_speaks_of_no_number_where_the_clinic_uses_none(guide):
    text = said(pages_of({**USUAL, "return_to_run": True}, guide=guide))
    assert "Stay free of pain while you run, and the next day." in text
    assert "If it hurts, or hurts the next morning, go back one stage." in text
    assert "Keep pain at" not in text
    assert "If pain is above" not in text


def test_a_summary_has_no_return_to_running():
    assert "Return to running" not in said(pages_of({**USUAL, "return_to_run": True}, "compact"))


def test_the_table_of_stages_is_a_table_to_a_screen_reader():
    handout = resolve(library(), plan_of({**USUAL, "return_to_run": True}), clinic())
    block = compose(handout, 4).run_walk
    assert (len(block.stages), block.times, len(block.columns)) == (10, 2, 4)
    pages = pages_of({**USUAL, "return_to_run": True})
    (section,) = [one for _, one in geometry.sections(pages) if "Returntorunning" in geometry.heads_of(one)]
    tags = [element.tag for element in geometry.elements([section])]
    assert (tags.count("Table"), tags.count("TR"), tags.count("TH"), tags.count("TD")) == (1, 11, 4 + 10, 30)


@pytest.mark.parametrize(("name", "paper"), PAPERS)
def test_a_sheet_with_runs_and_the_return_to_running_stands_as_clear_as_any_other(name, paper):
    data = plan(7, run_days=RUNS, return_to_run=True, log_weeks=6, paper=paper)
    pages = pages_of(data, name)
    assert faults(name, paper, pages) == []
    assert geometry.cards_torn(pages, cards_of(name, data)) == []


def test_exercises_say_when_they_are_done_beside_a_run():
    assert {one.id: one.dose.when for one in library().sections["hip"].exercises if one.dose.when} == WHENS
    assert set(WHENS) < set(EXERCISES)
