"""A dose of at most so often has no planned day: its days are open boxes in the week and the log, not planned dots."""

import dataclasses

import pytest

from handouts.handout import lay_out
from handouts.plans.resolve import resolve
from tests import geometry
from tests.making import clinic, layout, library, plan, plan_of, sheet_of

DAILY = "foam-roll-glutes"
"""Is for 'up to daily' in the library."""
AT_MOST_3 = {"id": DAILY, "dose": {"frequency": {"per_week": 3, "at_most": "true"}}}
AT_MOST_NAMED = {"id": DAILY, "dose": {"frequency": {"days": ["mon", "thu"], "at_most": "true"}}}


def first_page(data):
    return lay_out(library(), plan_of(data), clinic(), layout())[0].pages[0]


@pytest.mark.parametrize(
    ("chosen", "boxes", "said"),
    [(DAILY, 7, "up to daily"), (AT_MOST_3, 7, "up to 3 days a week"), (AT_MOST_NAMED, 2, "up to 2 days a week")],
)
def test_its_row_has_a_box_for_every_day_that_is_open(chosen, boxes, said):
    data = plan(2, exercises=[chosen, "couch-stretch"])
    sheet = sheet_of(data)
    row, other = sheet.glance.groups[0].rows
    assert (row.is_open, sum(row.week), other.is_open) == (True, boxes, False)
    page = first_page(data)
    assert len(geometry.tick_boxes(page)) == boxes
    assert said in row.how_often


def test_its_log_has_a_box_for_every_open_day():
    sheet = sheet_of(plan(2, exercises=[AT_MOST_3, "couch-stretch"], log_weeks=2))
    assert [sum(row.week) for row in sheet.log.rows] == [7, 5]


def test_the_week_s_line_counts_planned_days_alone():
    assert sheet_of(plan(2, exercises=[DAILY, "single-leg-balance"])).glance.budget.endswith(", 3 days")
    assert sheet_of(plan(1, exercises=[DAILY])).glance.budget.endswith(", 7 days")


def test_where_days_stand_in_words_none_is_named_that_is_not_planned():
    rows = sheet_of(plan(2, exercises=[AT_MOST_3, AT_MOST_NAMED | {"id": "foam-roll-adductors"}])).glance.groups[0].rows
    assert [row.on_days for row in rows] == ["", "Mon · Thu"]


def test_the_limit_of_a_long_session_is_the_clinic_s():
    data = plan_of(plan(4))
    facts = clinic().facts
    assert facts.session_minutes == 30
    for most, is_long in ((5, True), (60, False)):
        own = dataclasses.replace(clinic(), facts=dataclasses.replace(facts, session_minutes=most))
        found = [note.message for note in resolve(library(), data, own).notes if "on one day take about" in note.message]
        assert bool(found) == is_long
        assert all(f"with {most} at most" in message for message in found)
