"""handouts.sheet.place.pages: where everything stands on its page, on every paper, with few exercises and with many."""

import functools
import itertools
import json
import re

import pytest

from handouts.handout import lay_out
from tests.making import (
    EXERCISES,
    FOUR,
    LAYOUTS_ON_PAPER,
    LONG_NOTE,
    PAPERS,
    SECTION_SHEET,
    TOPICS,
    UNUSUAL,
    VIETNAMESE,
    clinic,
    layout,
    library,
    made,
    paper_size,
    plan,
    plan_of,
    sheet_of,
)
from tests.placed import MM, inks, overlaps, text_of

LONG_REFERENCE = "W" * 24
PLANS = {
    **{f"{count} exercises": plan(count) for count in range(1, 15)},
    "section sheet": SECTION_SHEET,
    "rack sheet of five": {"section": "hip", "exercises": list(EXERCISES[:5])},
    "three topics": plan(4, topics=list(TOPICS[:3])),
    "all topics": plan(2, topics=list(TOPICS)),
    "long names": plan(4, patient={"name": VIETNAMESE, "reference": LONG_REFERENCE}, clinician={"name": VIETNAMESE, "role": "Physio"}),
    "widest names": plan(6, patient={"name": "Ŵ" * 60, "reference": LONG_REFERENCE}, clinician={"name": "W W-W W " * 7}, side="both"),
    "long notes": plan(5, exercises=[{"id": name, "note": LONG_NOTE} for name in EXERCISES[:5]], side="both"),
    "long goal and message": plan(3, goal="I want to run with my daughter " * 5, main_message="Easy does it, every other day. " * 5),
    "unbroken texts": plan(
        2, goal="g" * 160, main_message="M" * 160, exercises=[{"id": name, "note": "n" * 200} for name in EXERCISES[:2]]
    ),
    "by position": plan(9, order="position"),
    "reference only": plan(3, patient={"reference": LONG_REFERENCE}),
    "no dates": {"section": "hip", "exercises": list(EXERCISES[:3]), "patient": {"name": "Ann"}},
    "unusual": UNUSUAL,
}
CASES = [pytest.param({**data, "paper": paper}, id=f"{name}, {paper}") for name, data in PLANS.items() for paper in PAPERS]
PATIENTS = [case for case in CASES if "patient" in case.values[0]]
ODD_BUT_ALONE = [pytest.param({**plan(count), "paper": paper}, id=f"{count}, {paper}") for count in (3, 5, 7, 11) for paper in PAPERS]

every_plan = pytest.mark.parametrize("data", CASES)
every_patient = pytest.mark.parametrize("data", PATIENTS)


def pages_of(data):
    return _pages_of(json.dumps(data))


@functools.cache
def _pages_of(data):
    return [inks(page) for page in made(json.loads(data)).pages.pages]


def content(found):
    return [ink for ink in found if not ink.furniture]


def furniture(found):
    return [ink for ink in found if ink.furniture]


def card_pages(data):
    return _card_pages(json.dumps(data))


@functools.cache
def _card_pages(key):
    """Return for each card of a plan the numbers of the pages on which its name is a heading."""
    data = json.loads(key)
    pages = pages_of(data)
    homes = []
    for card in sheet_of(data).cards:
        wanted = f"{card.number} {card.name}".replace(" ", "")
        homes.append([number for number, found in enumerate(pages, start=1) if wanted in headings_with_numbers(found)])
    return homes


def headings_with_numbers(found):
    names = []
    for element, group in itertools.groupby((ink for ink in found if "H3" in ink.tags), key=lambda ink: ink.elements[-1]):
        marks = list(group)
        number = next((ink.text.strip() for ink in found if ink.size >= 18 and ink.text.strip().isdigit() and near(ink, marks[0])), "")
        names.append(f"{number}{''.join(ink.text for ink in marks)}".replace(" ", ""))
        assert element
    return names


def near(ink, other):
    return abs(ink.base - other.base) < 40 and 0 < other.left - ink.left < 60


@every_plan
def test_nothing_stands_nearer_than_7_mm_to_an_edge(data):
    width, height, _ = paper_size(data)
    for found in pages_of(data):
        assert min(ink.left for ink in found) >= 7 * MM
        assert min(ink.top for ink in found) >= 7 * MM
        assert max(ink.right for ink in found) <= (width - 7) * MM
        assert max(ink.bottom for ink in found) <= (height - 7) * MM


@every_plan
def test_content_stays_above_the_foot_and_below_the_running_head(data):
    for number, found in enumerate(pages_of(data), start=1):
        foot = [ink for ink in furniture(found) if ink.top > found_height(data) / 2]
        head = [ink for ink in furniture(found) if ink.top < found_height(data) / 2]
        assert max(ink.bottom for ink in content(found)) <= min(ink.top for ink in foot)
        assert number == 1 or max(ink.bottom for ink in head) < min(ink.top for ink in content(found))


def found_height(data):
    return paper_size(data)[1] * MM


@every_plan
def test_content_stays_inside_the_side_margins(data):
    width, _, side = paper_size(data)
    for found in pages_of(data):
        for ink in found:
            spare = 0.25 * ink.size * (len(ink.text) - len(ink.text.rstrip())) if ink.text else 1.3  # extent() adds half a stroke all round
            assert ink.left >= side * MM - (0.1 if ink.text else 1.3), ink.text
            assert ink.right - spare <= (width - side) * MM + 0.1, ink.text


@every_plan
def test_no_two_texts_run_into_each_other(data):
    for number, found in enumerate(pages_of(data), start=1):
        assert overlaps(found) == [], f"page {number}"


@every_plan
def test_body_text_is_at_least_12_points_and_nothing_is_below_9(data):
    bodies = []
    for card in sheet_of(data).cards:
        bodies += [card.purpose, card.start.text, *card.steps, *(row.text for row in card.rows), " ".join(card.cautions)]
        bodies += [card.note.text] if card.note else []
    for found in pages_of(data):
        words = [ink for ink in found if ink.text.strip()]
        assert min(ink.size for ink in words) >= 9
        assert min((ink.size for ink in words if "LI" in ink.tags), default=12) >= 12
        small = [ink.text for ink in content(words) if ink.size < 12 and len(ink.text) > 25 and ink.tags[-1] != "Figure"]
        assert [text for text in small if any(text.strip() in body for body in bodies)] == []


@every_plan
def test_no_card_is_split_over_two_pages(data):
    assert [homes for homes in card_pages(data) if len(homes) != 1] == []
    whole = ["".join(text_of(found).split()) for found in pages_of(data)]
    for card, homes in zip(sheet_of(data).cards, card_pages(data), strict=True):
        home = whole[homes[0] - 1]
        for text in (card.purpose, *card.steps, *(row.text for row in card.rows if row.key == "avoid"), " ".join(card.cautions)):
            assert "".join(text.split()) in home


@every_plan
def test_every_page_says_which_of_how_many_it_is(data):
    pages = pages_of(data)
    for number, found in enumerate(pages, start=1):
        assert [ink.text for ink in furniture(found)].count(f"Page {number} of {len(pages)}") == 1


@every_plan
def test_every_page_but_the_last_says_turn_over(data):
    turns = ["turn over" in text_of(furniture(found)) for found in pages_of(data)]
    assert turns == [True] * (len(turns) - 1) + [False]


@every_patient
def test_every_page_of_a_patient_carries_initials_and_reference(data):
    centre = sheet_of(data).running.centre
    assert centre
    assert all(centre in text_of(furniture(found)) for found in pages_of(data))


@every_patient
def test_the_side_stands_large_on_page_1_and_in_every_running_head(data):
    word = sheet_of(data).running.side
    first, *others = pages_of(data)
    if not word:
        return
    assert any(ink.text == word and ink.size >= 18 for ink in content(first))
    assert all(any(ink.text == word for ink in furniture(found)) for found in others)


@every_plan
def test_the_running_head_names_clinic_and_sheet_from_page_2_on(data):
    first, *others = pages_of(data)
    assert all("Harbour Lane Physio" in text_of(furniture(found)) for found in others)
    assert all(made(data).pages.title.replace(": ", " · ") in text_of(furniture(found)) for found in others)
    assert "Harbour Lane Physio" not in text_of(furniture(first))


@every_plan
def test_a_heading_is_never_the_last_thing_on_its_page(data):
    for found in pages_of(data):
        for ink in content(found):
            if ink.tags and ink.tags[-1] in ("H1", "H2", "H3"):
                below = [other for other in content(found) if other.top > ink.base and other.right > ink.left]
                beside = [other for other in content(found) if abs(other.base - ink.base) < 6 and other.left > ink.right]
                assert below or beside, ink.text


@every_plan
def test_the_stop_box_stands_whole_on_page_1_before_any_card(data):
    stop = sheet_of(data).stop
    first = text_of(content(pages_of(data)[0]))
    for text in (stop.urgent.head, stop.urgent.call, *stop.urgent.signs, stop.soon.head, *stop.soon.signs):
        assert text in first
    assert min(home for homes in card_pages(data) for home in homes) > 1


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("count", range(1, 15))
def test_few_exercises_have_their_table_on_page_1_and_more_than_seven_a_page_for_it(count, paper):
    data = {**plan(count), "paper": paper}
    names = [card.name for card in sheet_of(data).cards]
    pages = [text_of(content(found)) for found in pages_of(data)]
    tables = [number for number, text in enumerate(pages, start=1) if "Your week at a glance" in text]
    roomy = 7 if paper == "A4" else 5
    assert tables in ([[1]] if count <= roomy else [[1], [2]] if count <= 7 else [[2]])
    assert all(name in pages[tables[0] - 1] for name in names)
    assert "Start " not in pages[tables[0] - 1]


@pytest.mark.parametrize("data", ODD_BUT_ALONE)
def test_an_odd_last_card_is_not_left_beside_an_empty_half(data):
    width, _, _ = paper_size(data)
    homes = card_pages(data)
    last = pages_of(data)[homes[-1][0] - 1]
    right_half = [ink for ink in content(last) if ink.left > width * MM / 2]
    assert len(right_half) >= 8
    if homes[-1][0] != homes[-2][0] and "Notes" in text_of(last):
        lines = [ink for ink in right_half if not ink.text and ink.right - ink.left > 60 * MM]
        assert len(lines) >= 8


@every_plan
def test_two_cards_stand_side_by_side_or_one_has_the_page(data):
    counts = [sum(number in homes for homes in card_pages(data)) for number in range(1, len(pages_of(data)) + 1)]
    assert max(counts) <= 2
    assert [count for count in counts if count] == sorted((count for count in counts if count), reverse=True) or 1 in counts


@every_plan
def test_the_small_print_stands_on_the_last_page_alone_and_at_its_foot(data):
    *before, last = pages_of(data)
    control = sheet_of(data).last.control
    assert control in text_of(content(last))
    assert not any(control in text_of(content(found)) for found in before)
    lowest = max((ink for ink in content(last) if ink.text), key=lambda ink: ink.base)
    assert lowest.text.strip() in control


@every_plan
def test_pages_are_the_size_of_their_paper(data):
    width, height, _ = paper_size(data)
    for page in made(data).pages.pages:
        assert page.width_pt == pytest.approx(width * MM)
        assert page.height_pt == pytest.approx(height * MM)


@pytest.mark.parametrize("paper", PAPERS)
def test_more_exercises_never_take_fewer_pages(paper):
    counts = [len(made({**plan(count), "paper": paper}).pages.pages) for count in range(1, 15)]
    assert counts == sorted(counts)


LONGER = {"patient": {"name": "Alexandra Robinson", "reference": "R-1042"}, "clinician": {"name": "Samantha Whitfield"}}
RUNS = {"run_days": ["tue", "thu", "sun"]}


def keys_of(name, paper, data, since=None):
    """Return the page of each guide and key (counted from 0), and of the first card, of a sheet of one layout."""
    sheet = sheet_of({**data, "paper": paper}, name)
    pages = ["".join(text_of(inks(page)).split()) for page in made({**data, "paper": paper}, name, since).pages.pages]
    heads = {"effort": sheet.effort.text.replace("*", ""), "use": sheet.how_to_use.text, "need": sheet.equipment.text}
    heads |= {"muscle": sheet.cards[0].picture.key.text} if sheet.cards[0].picture.key else {}
    found = {key: [at for at, text in enumerate(pages) if "".join(said.split()) in text] for key, said in heads.items()}
    first = next(at for at, text in enumerate(pages) if "".join(sheet.cards[0].steps[0].split()) in text)
    return found, first


@pytest.mark.parametrize("more", [{}, RUNS, {**RUNS, "return_to_run": True}], ids=["no runs", "runs", "return"])
@pytest.mark.parametrize("count", range(1, 10))
@pytest.mark.parametrize(("name", "paper"), LAYOUTS_ON_PAPER)
def test_what_efforts_and_marks_mean_stands_once_and_no_later_than_the_first_card(name, paper, count, more):
    found, first = keys_of(name, paper, {**plan(count), **LONGER, **more})
    assert [len(pages) for pages in (found["effort"], found.get("muscle", [first]))] == [1, 1]
    assert found["effort"][0] <= first
    assert found.get("muscle", [first]) == [first]


@pytest.mark.parametrize("is_second", [False, True], ids=["first visit", "second visit"])
@pytest.mark.parametrize("more", [{}, RUNS, {**RUNS, "return_to_run": True}], ids=["no runs", "runs", "return"])
@pytest.mark.parametrize("count", range(1, 10))
@pytest.mark.parametrize("paper", PAPERS)
def test_what_page_1_has_no_room_for_follows_it_before_the_first_card(paper, count, more, is_second):
    data = {**plan(count), **LONGER, **more}
    since = {**data, "exercises": [{"id": name, "dose": {"sets": 1}} for name in data["exercises"]]} if is_second else None
    found, first = keys_of("cards", paper, data, since)
    for key in ("use", "need"):
        (at,) = found[key]
        assert at <= 1
        assert at < first
    assert found["effort"][0] <= first


ORDINARY = [("Alexandra Robinson", "Samantha Whitfield"), ("Anna Kowalska", "Katarzyna Wiśniewska"), ("Zoë Şen", "J. Meyer")]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("patient", "clinician"), ORDINARY)
def test_name_reference_physio_and_both_dates_stand_in_one_row_for_ordinary_names(patient, clinician, side, paper):
    who = {"patient": {"name": patient, "reference": "R-1042"}, "clinician": {"name": clinician}}
    page = made({**FOUR, **who, "side": side, "paper": paper}).pages.pages[0]
    labels = {ink.text.strip(): ink for ink in inks(page)}
    tops = {labels[label].base for label in ("Name", "Reference", "Physio", "Given", "Next visit")}
    assert len(tops) == 1


@pytest.mark.parametrize("paper", PAPERS)
def test_a_usual_plan_of_four_is_at_most_four_pages(paper):
    assert len(made({**FOUR, "paper": paper}).pages.pages) <= 4


@pytest.mark.parametrize("paper", PAPERS)
def test_no_page_is_nearly_empty(paper):
    for data in (FOUR, plan(6), plan(8, topics=list(TOPICS[:2]))):
        for found in pages_of({**data, "paper": paper}):
            assert len("".join(ink.text for ink in content(found))) > 150


def test_the_clinic_s_colour_is_used_for_names_numbers_and_rules():
    from handouts.sheet.place.marks import Words, walk

    pages = made(FOUR).pages.pages
    colored = {
        mark.run.text.strip()
        for page in pages
        for _, _, _, mark in walk(page.nodes)
        if isinstance(mark, Words) and mark.color == clinic().accent
    }
    assert {"1", "2", "3", "4", "Harbour Lane Physio"} <= colored


def test_laying_out_twice_gives_equal_pages():
    checked = plan_of(FOUR)
    assert lay_out(library(), checked, clinic(), layout()) == lay_out(library(), checked, clinic(), layout())


def test_words_of_the_dose_stand_in_the_table_of_page_1():
    first = text_of(content(pages_of(FOUR)[0]))
    for group in sheet_of(FOUR).glance.groups:
        for row in group.rows:
            assert re.sub(r"\s+", " ", row.dose) in first
