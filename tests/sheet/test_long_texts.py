"""Texts longer than ours, and notes: what gives way for them in each layout, what never does, and what the clinician is told."""

import dataclasses
import functools
import itertools
import re

import pytest

from handouts.errors import HandoutError
from handouts.handout import lay_out
from handouts.layout.layout import FitStep
from handouts.sheet.place.marks import Page
from tests import geometry
from tests.layout.test_layouts import PAPERS, cards_of, every_paper, faults
from tests.making import EXERCISES, SECTION_SHEET, clinic, layout, library, plan, plan_of
from tests.placed import inks

PATIENT_TEXTS = ("purpose", "start", "feel", "avoid", "easier", "harder", "progress_when")


def longer(text, times=1.3):
    """Return a text made longer with its own words, up to so many times its length."""
    said, stop = re.fullmatch(r"(.*?)([.!?]?)", text, re.DOTALL).groups()
    spare = [word.strip(".,;:?!").lower() for word in said.split() if "{" not in word and "}" not in word]
    for word in itertools.cycle(spare or ["slowly"]):
        if len(said) + 1 + len(word) > times * len(text):
            return said + stop
        said += f" {word}"
    return text


@functools.cache
def long_library(times=1.3):
    """Return the library with every text of every exercise made longer, as another language would."""
    section = library().sections["hip"]
    exercises = []
    for exercise in section.exercises:
        texts = {key: longer(getattr(exercise, key), times) for key in PATIENT_TEXTS}
        lists = {key: tuple(longer(text, times) for text in getattr(exercise, key)) for key in ("steps", "precautions")}
        exercises.append(dataclasses.replace(exercise, **texts, **lists))
    return dataclasses.replace(library(), sections={"hip": dataclasses.replace(section, exercises=tuple(exercises))})


@functools.cache
def long_sheet(name, paper):
    return lay_out(long_library(), plan_of({**SECTION_SHEET, "paper": paper}), clinic(), layout(name))[0]


def test_long_texts_are_nearly_a_third_longer():
    for usual, long in zip(library().sections["hip"].exercises, long_library().sections["hip"].exercises, strict=True):
        before, after = (len(" ".join([one.purpose, one.start, *one.steps, one.avoid, *one.precautions])) for one in (usual, long))
        assert 1.15 < after / before <= 1.3


@every_paper
def test_fourteen_exercises_of_long_texts_stand_as_clear_as_the_usual_ones(name, paper):
    assert faults(name, paper, long_sheet(name, paper).pages) == []


@every_paper
def test_a_card_of_long_texts_is_whole_but_for_what_the_clinician_is_told_of(name, paper):
    pages, cards = long_sheet(name, paper), cards_of(name, SECTION_SHEET, long_library())
    assert len(cards) == 14
    assert geometry.cards_torn(pages.pages, cards) == []
    untold = []
    for card in cards:
        told = " ".join(line for line in map(str, pages.given_up) if f"'{card.name}'" in line and line.endswith(" left out"))
        gone = geometry.left_out(pages.pages, card, layout(name).cards.parts)
        untold += [f"{card.name}: {what}" for what in gone if what not in told]
        assert not {"Avoid", "Start"} & set(gone)
    assert untold == []


@every_paper
def test_what_is_said_to_be_left_out_of_long_texts_is_left_out(name, paper):
    pages, cards = long_sheet(name, paper), {card.name: card for card in cards_of(name, SECTION_SHEET, long_library())}
    for line in map(str, pages.given_up):
        if not line.endswith(" left out"):
            continue
        names, labels = re.fullmatch(r"('.+'): (.+) left out", line).groups()
        gone = [
            label
            for card in re.split("' and '", names.strip("'"))
            for label in geometry.left_out(pages.pages, cards[card], ["harder", "feel"])
        ]
        assert set(labels.split(" and ")) <= set(gone)


NEEDS_MORE = [pair for pair in PAPERS if layout(pair[0]).cards.arrangement == "pages" and not layout(pair[0]).papers[pair[1]].grows]


@pytest.mark.parametrize(("name", "paper"), [*NEEDS_MORE, ("cards", "A4"), ("cards", "Letter")])
def test_a_card_that_cannot_fit_is_an_error_that_names_it_and_says_by_how_much(name, paper):
    with pytest.raises(HandoutError) as caught:
        lay_out(long_library(8.0), plan_of({**SECTION_SHEET, "paper": paper}), clinic(), layout(name))
    ids = [exercise.id for exercise in library().sections["hip"].exercises]
    for problem in caught.value.problems:
        assert problem.about[0] in ids
        assert re.search(r"\b[1-9]\d* mm\b", problem.message), problem.message
        assert "shorten" in problem.message


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_summary_of_long_texts_takes_more_pages_and_says_so(paper):
    assert any(re.fullmatch(r"the summary takes \d+ pages", line) for line in map(str, long_sheet("compact", paper).given_up))


# --- the standard sheet: fourteen cards at 12 points


def noted(note):
    return plan(14, exercises=[{"id": one, "note": note} for one in EXERCISES])


def body_sizes(pages):
    """Return the sizes in which steps are set on the pages of cards."""
    return {
        ink.size
        for _, section in geometry.sections(pages)
        for ink in inks(Page(0, 0, (section,)))
        if "LBody" in ink.tags and heads(section)
    }


def heads(section):
    return any(re.match(r"\d+\D", head) for head in geometry.heads_of(section))


NOTE_OF_25_WORDS = "Hold the worktop in the first week and go slowly. Stop the set as soon as you wobble, rest, and write down how it felt."


@pytest.mark.parametrize("data", [SECTION_SHEET, plan(14), plan(14, side="both")], ids=["section sheet", "left", "both"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_all_fourteen_cards_fit_two_to_a_page_at_12_points_or_more_with_every_row(paper, data):
    pages, _ = lay_out(library(), plan_of({**data, "paper": paper}), clinic(), layout())
    assert [line for line in map(str, pages.given_up) if "one card to a page" in line or "Harder" in line or "Feel" in line] == []
    (size,) = body_sizes(pages.pages)
    assert size >= 12
    assert [text for card in cards_of("cards", data) for text in geometry.left_out(pages.pages, card, ["feel", "easier", "harder"])] == []


@pytest.mark.parametrize(
    ("paper", "picture_mm", "without_harder"),
    [("A4", 34, 0), ("Letter", 30, 2)],
    ids=["A4: every row", "Letter: without Harder on four cards"],
)
def test_a_note_of_25_words_on_every_card_costs_pictures_and_harder_at_most_never_type_below_12_points(paper, picture_mm, without_harder):
    assert len(NOTE_OF_25_WORDS.split()) == 25
    pages, _ = lay_out(library(), plan_of({**noted(NOTE_OF_25_WORDS), "paper": paper}), clinic(), layout())
    assert body_sizes(pages.pages) == {12}
    assert [*map(str, pages.given_up[:2])] == ["text is 12 points instead of 12.5", f"pictures are {picture_mm} mm high instead of 40"]
    assert all(str(line).endswith(": Harder left out") for line in pages.given_up[2:])
    assert len(pages.given_up[2:]) == without_harder
    cards = cards_of("cards", noted(NOTE_OF_25_WORDS))
    assert {what for card in cards for what in geometry.left_out(pages.pages, card, ["feel", "easier"])} == set()
    assert geometry.cards_torn(pages.pages, cards) == []


@pytest.mark.parametrize("name", ["cards", "large", "phone", "pocket", "poster"])
def test_no_rung_of_a_full_sheet_sets_body_type_below_12_points(name):
    assert min(step.body_pt for step in layout(name).fit if step.body_pt) >= 12


# --- one card that is much longer than its neighbours


def with_one_long(times, long):
    """Return the library with one exercise so many times as long as it is."""
    section = library().sections["hip"]
    longer_ones = {one.id: one for one in long_library(times).sections["hip"].exercises}
    exercises = tuple(longer_ones[one.id] if one.id == long else one for one in section.exercises)
    return dataclasses.replace(library(), sections={"hip": dataclasses.replace(section, exercises=exercises)})


ONE_LONG = [("cards", 2), ("cards", 2.5), ("poster", 2), ("poster", 2.5), ("poster", 3), ("poster", 3.5)]


@pytest.mark.parametrize(("name", "times"), ONE_LONG)
@pytest.mark.parametrize("long", ["couch-stretch", "four-way-step-up", "hip-hinge"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_card_that_goes_overleaf_or_apart_keeps_its_steps_and_dose_on_one_page_in_two_at_most(name, paper, long, times):
    data, own = plan(2, exercises=[long, "single-leg-balance"], paper=paper), with_one_long(times, long)
    pages, _ = lay_out(own, plan_of(data), clinic(), layout(name))
    cards = cards_of(name, data, own)
    assert geometry.cards_torn(pages.pages, cards) == []
    assert max(len(geometry.homes(pages.pages, card, overleaf=True)) for card in cards) <= 2
    assert faults(name, paper, pages.pages) == []


def test_the_whole_sheet_gives_up_size_before_a_card_alone_on_its_page_is_refused():
    data, own = plan(2, exercises=["couch-stretch", "single-leg-balance"]), with_one_long(3, "couch-stretch")
    pages, _ = lay_out(own, plan_of(data), clinic(), layout())
    assert any("one card to a page" in line for line in map(str, pages.given_up))


def test_how_much_too_tall_a_card_over_both_columns_is_counts_both_columns():
    with pytest.raises(HandoutError) as caught:
        lay_out(long_library(4.0), plan_of({**SECTION_SHEET, "paper": "A4"}), clinic(), layout())
    over_mm = max(int(re.search(r"(?:is|are) (?:about )?(\d+) mm too tall", problem.message)[1]) for problem in caught.value.problems)
    assert over_mm < 60  # down a single column it would be more than 200


def test_a_dose_before_the_steps_does_not_make_a_card_whole_that_has_its_steps_overleaf():
    parts = ("header", "picture", "dose", "purpose", "start", "steps", "feel", "avoid", "caution")
    poster = layout("poster")
    early = dataclasses.replace(poster, cards=dataclasses.replace(poster.cards, parts=parts, overleaf=True))
    data, own = plan(2, exercises=["couch-stretch", "single-leg-balance"]), with_one_long(3, "couch-stretch")
    pages, _ = lay_out(own, plan_of(data), clinic(), early)
    assert geometry.cards_torn(pages.pages, cards_of("poster", data, own)) == []


def test_a_layout_without_overleaf_does_not_speak_of_one():
    poster = layout("poster")
    sizes = tuple(step for step in poster.fit if not step.overleaf)
    with pytest.raises(HandoutError, match=r"does not fit on its page: it is about \d+ mm too tall"):
        lay_out(long_library(3.0), plan_of(SECTION_SHEET), clinic(), dataclasses.replace(poster, fit=sizes))


def test_a_layout_may_leave_a_row_out_of_the_one_card_that_does_not_fit_its_page():
    poster = layout("poster")
    steps = (*(step for step in poster.fit if not step.overleaf), FitStep(drop="harder"), FitStep(drop="feel"), FitStep(overleaf=True))
    data, own = plan(2, exercises=["couch-stretch", "single-leg-balance"]), with_one_long(2.5, "couch-stretch")
    pages, _ = lay_out(own, plan_of(data), clinic(), dataclasses.replace(poster, fit=steps))
    cards = cards_of("poster", data, own)
    told = [line for line in map(str, pages.given_up) if line.startswith("'Couch stretch': ")]
    assert [line for line in told if line.endswith("left out")]
    assert set(geometry.left_out(pages.pages, cards[0], ["feel", "harder"])) <= set(re.findall(r"Feel|Harder|When", told[0]))
    assert geometry.left_out(pages.pages, cards[1], ["feel", "harder"]) == []
