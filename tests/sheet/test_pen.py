"""Sheets to fill in by pen: what is left open is a box or a line to write in, and is read aloud as such; the rest is printed."""

import functools
import itertools
import json
import re

import pytest

from handouts.handout import lay_out, make
from handouts.sheet.place.marks import Page
from tests import geometry
from tests.layout.test_layouts import PAPERS, cards_of, faults
from tests.making import EXERCISES, clinic, layout, library, plan, plan_of
from tests.placed import MM, inks, text_of
from tests.read_back import read

CHOSEN = ["couch-stretch", "single-leg-balance", "hip-hinge", "bulgarian-split-squat"]
TITLES = ("Name", "Reference", "Physio", "Given", "Next visit")
DAY_NAMES = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
WITH_STRIPS = ("cards", "large", "phone", "pocket", "poster")
PENS = ("blank", "part", "full")
FIVE_MM_PT = 5 * MM

every_pen = pytest.mark.parametrize("pen", PENS)
every_strip = pytest.mark.parametrize("name", WITH_STRIPS)


def open_sheet(pen, **more):
    """Return the data of a sheet of four exercises for nobody in particular, to fill in by pen."""
    return {"section": "hip", "exercises": CHOSEN, "pen": pen, **more}


def pages_of(data, name="cards"):
    return _pages_of(json.dumps(data), name)


@functools.cache
def _pages_of(data, name):
    return lay_out(library(), plan_of(json.loads(data)), clinic(), layout(name))[0].pages


def sections_of(data, name="cards"):
    """Return the parts of each card of a sheet as a page of its own: its first page, and where it goes on."""
    pages, cards = pages_of(data, name), cards_of(name, data)
    return [tuple(Page(0, 0, (section,)) for _, section in geometry.homes(pages, card, overleaf=True)) for card in cards]


def dose_of(parts):
    """Return the element that is the dose of a card: what is read aloud, and what is painted."""
    (dose,) = (one for part in parts for _, one in dose_elements(part))
    return dose


def dose_elements(part):
    for section in part.nodes:
        for element in geometry.elements([section]):
            if element.actual_text and ("set" in element.actual_text or "to fill in" in element.actual_text):
                yield element.tag, element


def read_aloud(data, name="cards"):
    return [dose_of(parts).actual_text for parts in sections_of(data, name)]


# --- the dose


@every_strip
def test_a_blank_sheet_has_an_empty_box_for_every_large_number_of_a_dose(name):
    data = open_sheet("blank")
    for card, parts in zip(cards_of(name, data), sections_of(data, name), strict=True):
        boxes = [box for part in parts for box in geometry.boxes_to_fill(part)]
        assert len(boxes) == len(card.strip.cells) == 3
        assert min(box.height for box in boxes) >= FIVE_MM_PT
        assert min(box.width for box in boxes) >= 2 * FIVE_MM_PT


@every_strip
def test_a_blank_dose_prints_what_each_box_and_line_is_for_and_no_number(name):
    for parts in sections_of(open_sheet("blank"), name):
        painted = geometry.said_in(dose_of(parts))
        assert not re.search(r"\d", painted)
        assert painted.endswith("restdaysaweekeffort")


@every_strip
def test_every_blank_detail_of_a_dose_has_a_line_to_write_on_below_its_letters(name):
    for parts in sections_of(open_sheet("blank"), name):
        for label in ("rest", "days a week", "effort"):
            assert lines_after(parts, label), label


def lines_after(parts, label):
    """Return the rules that start where a label ends, on its line."""
    found = []
    for part in parts:
        for ink in inks(part):
            if ink.text.replace("\u00a0", " ").strip() == label:
                end = geometry.letters(ink).right
                found += [rule for rule in geometry.rules(part) if 0 <= rule.left - end < 12 and 0 < rule.bottom - ink.base < 6]
    return found


def test_a_blank_dose_is_read_aloud_as_what_is_to_be_filled_in():
    assert read_aloud(open_sheet("blank"))[:3] == [
        "to fill in: sets, hold, side, rest, days a week, effort",
        "to fill in: sets, hold, side, rest, days a week, effort",
        "to fill in: sets, repeats, sides, rest, days a week, effort",
    ]


def test_a_part_filled_dose_prints_amounts_rest_and_effort_and_leaves_side_and_days_open():
    couch, balance, hinge, _ = read_aloud(open_sheet("part"))
    assert couch == "2 sets, 30 s hold, rest 15 s, effort mild, to fill in: side, days a week"
    assert balance == "3 sets, 30 s hold, rest 15 s, effort 5 of 10, to fill in: side, days a week"
    assert hinge == "2 sets, 10 repeats, BOTH sides, rest 60 s, effort 3 to 4 of 10, to fill in: days a week"


@every_strip
def test_a_part_filled_dose_has_a_box_for_the_side_alone_and_none_where_both_sides_work_together(name):
    counts = [sum(len(geometry.boxes_to_fill(part)) for part in parts) for parts in sections_of(open_sheet("part"), name)]
    assert counts == [1, 1, 0, 1]


def test_a_part_filled_dose_keeps_a_side_that_is_known():
    assert (
        read_aloud(open_sheet("part", side="left"))[0]
        == "2 sets, 30 s hold, LEFT to kneel on, rest 15 s, effort mild, to fill in: days a week"
    )


@every_strip
def test_a_full_dose_is_printed_and_read_as_without_a_pen(name):
    usual = plan(4, exercises=CHOSEN)
    assert read_aloud({**usual, "pen": "full"}, name) == read_aloud(usual, name)
    assert all(not geometry.boxes_to_fill(part) for parts in sections_of({**usual, "pen": "full"}, name) for part in parts)


def test_what_is_to_be_filled_in_is_read_aloud_from_the_file():
    found = read(make(library(), plan_of(open_sheet("blank")), clinic(), layout()).pdf)
    spoken = [node.actual for node in found.root.walk() if node.actual]
    assert sum(text.startswith("to fill in: sets, ") for text in spoken) == 4


def test_a_load_that_is_not_set_is_a_line_to_write_on_and_one_that_is_set_is_printed():
    data = open_sheet("full", exercises=["hip-hinge", {"id": "bulgarian-split-squat", "dose": {"load": "8 kg"}}])
    hinge, squat = sections_of(data)
    assert lines_after_label(hinge, "Load")
    assert not lines_after_label(squat, "Load")
    assert "Load8kg" in geometry.page_text(squat[0])


def lines_after_label(parts, label):
    """Return the rules on the line of a row's label."""
    found = []
    for part in parts:
        for ink in (one for one in inks(part) if one.text.strip() == label):
            found += [rule for rule in geometry.rules(part) if rule.left > ink.right and 0 < rule.bottom - ink.base < 6 and rule.width > 80]
    return found


# --- whose sheet it is


def titles_and_rules(pages):
    """Return for each field of page 1 the rules that stand below its label."""
    first, found = pages[0], {}
    for ink in inks(first):
        if ink.text.strip() in TITLES:
            found[ink.text.strip()] = [
                rule
                for rule in geometry.rules(first)
                if abs(rule.left - ink.left) < 1 and 8 < rule.top - ink.base < 30 and rule.width < 300
            ]
    return found


@every_pen
@pytest.mark.parametrize("name", ["cards", "large", "phone", "pocket"])
def test_a_sheet_for_nobody_yet_has_a_line_for_name_reference_physio_and_dates(name, pen):
    found = titles_and_rules(pages_of(open_sheet(pen), name))
    assert set(found) == set(TITLES)
    assert all(len(lines) == 1 for lines in found.values())
    assert min(lines[0].width for lines in found.values()) >= 20 * MM
    assert found["Name"][0].width > found["Given"][0].width


@every_pen
def test_what_is_known_of_the_patient_is_printed_and_has_no_line(pen):
    data = open_sheet(pen, patient={"name": "Zoë Şen"}, given_on="2026-11-22")
    found = titles_and_rules(pages_of(data))
    assert {title for title, lines in found.items() if lines} == {"Reference", "Physio", "Next visit"}
    assert "Zoë Şen" in text_of(inks(pages_of(data)[0]))


def test_a_sheet_that_is_not_for_a_pen_has_no_empty_fields():
    assert titles_and_rules(pages_of({"section": "hip", "exercises": CHOSEN})) == {}


@every_pen
@pytest.mark.parametrize("name", ["cards", "large", "phone", "pocket"])
def test_the_side_is_chosen_with_a_box_each(name, pen):
    first = pages_of(open_sheet(pen), name)[0]
    texts = {box.name: box for box in geometry.texts(first)}
    for side in ("Left", "Right", "Each"):
        assert [box for box in geometry.tick_boxes(first) if 0 < texts[side].left - box.right < 9 and box.meets(widened(texts[side]))]


def widened(box):
    return geometry.Box(box.left - 30, box.top, box.right, box.bottom)


def test_a_known_side_is_printed_large_with_no_boxes_to_choose_it():
    said = text_of(inks(pages_of(open_sheet("blank", side="left"))[0]))
    assert "Side LEFT" in said
    assert "Right Each" not in said


# --- days, notes and log


@pytest.mark.parametrize("pen", ["blank", "part"])
@pytest.mark.parametrize("name", ["cards", "pocket"])
def test_every_card_has_all_seven_days_to_tick_where_the_days_are_open(name, pen):
    for parts in sections_of(open_sheet(pen, log_weeks=0), name):
        assert sum(len(geometry.tick_boxes(part)) for part in parts) == 7
        shown = [ink.text.strip() for part in parts for ink in inks(part)]
        assert [day for day in shown if day in DAY_NAMES] == DAY_NAMES


def test_a_full_sheet_of_a_patient_has_the_planned_days_to_tick():
    counts = [
        sum(len(geometry.tick_boxes(part)) for part in parts) for parts in sections_of(plan(4, exercises=CHOSEN, pen="full", log_weeks=0))
    ]
    assert counts == [5, 3, 7, 2]


@pytest.mark.parametrize("pen", ["blank", "part"])
def test_the_large_print_log_of_a_card_has_all_seven_days_where_the_days_are_open(pen):
    for parts in sections_of(open_sheet(pen, log_weeks=3), "large"):
        assert sum(len(geometry.tick_boxes(part)) for part in parts) == 3 * 7


def note_lines(parts):
    """Return the rules below the head of a card's note, down to its cautions."""
    for part in parts:
        head = next((ink for ink in inks(part) if ink.text.strip().startswith("Note")), None)
        if head is not None:
            bar = next(rule for rule in geometry.rules(part) if rule.width < 4 and rule.top < head.base < rule.bottom)
            return head, [
                rule for rule in geometry.rules(part) if rule.width > 80 and head.base < rule.top and rule.bottom < bar.bottom + 2
            ]
    raise AssertionError("the card has no note")


@every_pen
@every_strip
def test_every_card_has_lines_for_a_note_8_mm_apart(name, pen):
    for parts in sections_of(open_sheet(pen), name):
        _, lines = note_lines(parts)
        assert len(lines) == 2
        assert lines[1].top - lines[0].top >= 7.9 * MM


def test_a_note_that_is_given_is_printed_above_the_lines():
    data = open_sheet("full", exercises=[{"id": "hip-hinge", "note": "Use the red stick."}])
    (parts,) = sections_of(data)
    head, lines = note_lines(parts)
    said = next(ink for ink in inks(parts[0]) if ink.text.startswith("Use the red stick"))
    assert head.base < said.base < lines[0].top


@pytest.mark.parametrize(("pen", "count"), [("blank", 4), ("part", 4), ("full", 4)])
def test_a_summary_has_lines_in_place_of_boxes_and_a_line_for_a_note(pen, count):
    data = open_sheet(pen)
    noted = [parts for parts in sections_of(data, "compact") if lines_after_label(parts, "Note")]
    assert len(noted) == count
    if pen == "blank":
        for parts in sections_of(data, "compact"):
            assert dose_of(parts).actual_text.startswith("to fill in: sets, ")
            assert not re.search(r"\d", geometry.said_in(dose_of(parts)))
            assert all(lines_after(parts, label) for label in ("rest", "days a week", "effort"))


@every_pen
def test_a_sheet_of_chosen_exercises_has_their_log(pen):
    pages = pages_of(open_sheet(pen))
    said = [text_of(inks(page)) for page in pages]
    (at,) = (index for index, text in enumerate(said) if "My log" in text)
    assert all(name in said[at] for name in ("Couch stretch", "Balance", "Hip hinge", "Split squat"))
    assert len(geometry.tick_boxes(pages[at])) == 4 * 4 * 7


def test_a_sheet_of_the_whole_section_has_no_log_and_a_sheet_without_a_pen_has_none():
    for data in ({"section": "hip", "pen": "blank"}, {"section": "hip", "exercises": CHOSEN}):
        assert not any("My log" in text_of(inks(page)) for page in pages_of(data))


def test_twelve_exercises_still_have_a_log_and_thirteen_do_not():
    for count, has in ((12, True), (13, False)):
        pages = pages_of(open_sheet("blank", exercises=list(EXERCISES[:count]), log_weeks=1))
        assert any("My log" in text_of(inks(page)) for page in pages) is has


@pytest.mark.parametrize("pen", ["blank", "part"])
def test_the_week_of_page_1_is_marked_by_hand_and_promises_nothing(pen):
    first = pages_of(plan(4, exercises=CHOSEN, pen=pen))[0]
    assert len(geometry.tick_boxes(first)) == 4 * 7
    said = text_of(inks(first))
    assert "minute" not in said
    assert "30 s hold" not in said


@pytest.mark.parametrize("pen", ["blank", "part"])
@pytest.mark.parametrize("name", ["large", "phone", "pocket", "poster"])
def test_a_week_in_words_names_no_days_while_they_are_open(name, pen):
    said = " ".join(text_of(inks(page)) for page in pages_of(plan(4, exercises=CHOSEN, pen=pen), name))
    assert not re.search(r"Mon · |Every day", said)
    assert re.search(r"Mon · |Every day", " ".join(text_of(inks(page)) for page in pages_of(plan(4, exercises=CHOSEN, pen="full"), name)))


def test_the_week_of_a_full_sheet_shows_the_planned_days():
    first = pages_of(plan(4, exercises=CHOSEN, pen="full"))[0]
    assert len(geometry.tick_boxes(first)) == 0
    assert "4 exercises, up to 10 min a day, 7 days" in text_of(inks(first))
    assert "2 sets · 30 s hold · kneel on LEFT" in text_of(inks(first))


@every_pen
@pytest.mark.parametrize(("name", "paper"), PAPERS)
@pytest.mark.parametrize("who", ["nobody yet", "a patient"])
def test_a_sheet_for_a_pen_stands_as_clear_as_any_other(name, paper, pen, who):
    data = open_sheet(pen) if who == "nobody yet" else plan(7, pen=pen, side=None)
    pages = pages_of({**{key: value for key, value in data.items() if value is not None}, "paper": paper}, name)
    assert faults(name, paper, pages) == []


@every_pen
def test_all_fourteen_exercises_fit_a_sheet_to_fill_in(pen):
    data = {"section": "hip", "pen": pen}
    pages = pages_of(data)
    assert geometry.cards_torn(pages, cards_of("cards", data)) == []
    assert faults("cards", "A4", pages) == []
    assert list(itertools.chain(*(geometry.left_out(pages, card, []) for card in cards_of("cards", data)))) == []
