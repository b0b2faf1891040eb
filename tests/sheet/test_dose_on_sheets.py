"""Doses at their widest stand on every sheet, and no card asks hands or legs for two things at once."""

import re

import pytest

from handouts.handout import lay_out
from tests.layout.test_layouts import PAPERS, faults
from tests.making import EXERCISES, clinic, layout, library, plan, plan_of
from tests.placed import inks, text_of

ALL = library().sections["hip"].exercises
WIDE = [{"id": one.id, "dose": {"sets": "10-12", **({"reps": "10-12"} if one.dose.reps else {}), "rest_s": 90}} for one in ALL]


@pytest.mark.parametrize("side", ["right", "both"])
@pytest.mark.parametrize(("name", "paper"), PAPERS)
def test_ranges_and_sides_in_words_stand_inside_every_layout(name, paper, side):
    data = plan(len(EXERCISES), exercises=WIDE, paper=paper, side=side)
    pages = lay_out(library(), plan_of(data), clinic(), layout(name))[0].pages
    assert faults(name, paper, pages) == []
    text = " ".join(text_of(inks(page)) for page in pages)
    assert text.count("10 to 12") >= len(EXERCISES)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_week_of_a_plan_of_four_with_ranges_stays_on_page_1(paper):
    pages = lay_out(library(), plan_of(plan(4, exercises=WIDE[-4:], paper=paper)), clinic(), layout())[0].pages
    assert "Your week at a glance" in text_of(inks(pages[0]))


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.id)
def test_a_harder_form_that_fills_the_hands_frees_them_first(exercise):
    """A weight cannot be held by hands that hold a stick or lean on a wall all through."""
    text = " ".join((exercise.start, *exercise.steps))
    busy = re.search(r"\bhold a stick\b|\bhands on (?:a|the) wall\b|\bboth hands straight\b", text, re.IGNORECASE)
    if busy and re.search(r"\bhold (?:\w+ ){0,2}weights?\b", exercise.harder, re.IGNORECASE):
        assert re.search(r"\bput .* down\b|\binstead of\b", exercise.harder, re.IGNORECASE)


def test_circles_are_told_as_so_many_each_way_in_dose_steps_and_picture():
    (circles,) = (one for one in ALL if one.id == "hip-circles")
    assert circles.one_repeat.directions == 2
    assert any(re.search(r"one way.*in reverse", step) for step in circles.steps)
    assert "in reverse" in circles.picture.alt
    assert re.search(r"\beach way\b", circles.evidence.text)


def test_how_often_of_a_section_s_table_never_meets_the_dose():
    dose = {"sets": "10-12", "reps": "10-12", "hold_s": 283, "days": ["mon"], "per_day": 10}
    data = {"section": "hip", "paper": "A4", "exercises": [{"id": one, "dose": dose} for one in EXERCISES[:3]]}
    pages = lay_out(library(), plan_of(data), clinic(), layout())[0].pages
    assert faults("cards", "A4", pages) == []
