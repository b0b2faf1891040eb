"""tests.geometry: every check of it finds a page that was broken on purpose, and finds nothing before that."""

import dataclasses

import pytest

from handouts.sheet.place.marks import Art, At, Element, Fragment, Shape, Words
from tests import geometry
from tests.geometry import changed, saying, shifted
from tests.layout.test_layouts import cards_of, faults, pages_of
from tests.making import FOUR
from tests.placed import MM, inks

PLAN = {**FOUR, "log_weeks": 0}  # its cards have boxes to tick
PAGES = pages_of("cards", "A4", PLAN)
CARDS = cards_of("cards", PLAN)
CARD_PAGE = 1  # the second page has the first two cards
SIDE_PT, SAFE_PT = 18 * MM, 7 * MM


def broken(number, wanted, change):
    """Return the pages with the first node that is wanted on one of them changed."""
    return tuple(changed(page, wanted, change) if index == number else page for index, page in enumerate(PAGES))


def moved(start, x_pt, y_pt):
    """Return the pages with a text of the page of cards moved."""
    return broken(CARD_PAGE, saying(start), shifted(x_pt, y_pt))


def gone(_):
    return None


def place_of(start):
    return next(ink for ink in inks(PAGES[CARD_PAGE]) if ink.text.startswith(start))


def is_tick_box(node):
    return isinstance(node, Shape) and node.fill is not None and node.fill.hex == "#FFFFFF" and node.stroke is not None


def is_foot(node):
    return isinstance(node, Element) and node.running == "Footer"


def is_part_of_the_page(node):
    """Tell the content of a page, which stands between its head and its foot."""
    return isinstance(node, At) and not any(isinstance(one, Element) and one.running for one in node.fragment.nodes)


def test_whole_pages_have_no_fault():
    assert faults("cards", "A4", PAGES, "Z.Ş. · ref R-1042") == []
    assert geometry.cards_torn(PAGES, CARDS) == []


def test_a_text_moved_onto_another_is_found():
    below = place_of("Kneel up tall").base - place_of("Start").base
    assert geometry.texts_on_texts(moved("Kneel up tall", 0, -below)) != []


@pytest.mark.parametrize("y_pt", [-6, 6])
def test_a_line_of_text_that_only_touches_its_neighbour_is_found(y_pt):
    assert geometry.texts_on_texts(moved("a low sofa behind you", 0, y_pt)) != []


def test_a_text_moved_onto_a_drawing_is_found():
    drawing = geometry.pictures(PAGES[CARD_PAGE])[1]
    caption = place_of("Finish")
    found = geometry.texts_on_pictures(moved("Finish", 0, (drawing.top + drawing.bottom) / 2 - caption.base))
    assert any("'Finish' is on the drawing 'finish'" in line for line in found)


def test_a_drawing_moved_onto_its_caption_is_found():
    pages = broken(CARD_PAGE, lambda node: isinstance(node, Art), shifted(0, 20))
    assert any("'Start' is on the drawing 'start'" in line for line in geometry.texts_on_pictures(pages))


def test_a_text_moved_onto_a_rule_is_found():
    detail = place_of("rest")
    strip = min(rule.top for rule in geometry.rules(PAGES[CARD_PAGE]) if rule.top > detail.base and rule.left < detail.left + 5)
    assert any("a line runs through 'rest" in line for line in geometry.lines_through_texts(moved("rest", 0, strip - detail.base + 3)))


def test_a_text_moved_over_the_edge_of_a_box_is_found():
    assert any("a frame cuts 'Mon'" in line for line in geometry.lines_through_texts(moved("Mon", -10, 0)))


def test_a_box_moved_onto_its_neighbour_is_found():
    def right(node):
        path = tuple((step, tuple(n + 45 if at % 2 == 0 else n for at, n in enumerate(numbers))) for step, numbers in node.path)
        return dataclasses.replace(node, path=path)

    assert geometry.boxes_on_boxes(broken(CARD_PAGE, is_tick_box, right)) != []


@pytest.mark.parametrize(("x_pt", "y_pt"), [(-80, 0), (500, 0), (0, -80), (0, 730)])
def test_a_text_nearer_to_an_edge_than_7_mm_is_found(x_pt, y_pt):
    found = geometry.things_outside(moved("Couch", x_pt, y_pt), SAFE_PT)
    assert found
    assert "'Couch" in found[0]


def test_a_drawing_over_the_edge_of_the_paper_is_found():
    assert geometry.things_outside(broken(CARD_PAGE, lambda node: isinstance(node, Art), shifted(-60, 0)), SAFE_PT) != []


@pytest.mark.parametrize(("start", "x_pt"), [("Stretches the front", -1), ("2 ", 0.0)])
def test_a_text_one_point_in_the_margin_is_found(start, x_pt):
    pages = moved(start, x_pt, 0) if x_pt else PAGES
    assert bool(geometry.texts_in_margins(pages, SIDE_PT)) == bool(x_pt)


def test_a_text_that_is_too_long_for_its_line_is_found():
    assert geometry.texts_in_margins(moved("Trains the balance", 150, 0), SIDE_PT) != []


def test_content_that_reaches_into_the_foot_is_found():
    assert any("into the foot" in line for line in geometry.content_on_feet(broken(CARD_PAGE, is_part_of_the_page, shifted(0, 120))))
    assert any("into the head" in line for line in geometry.content_on_feet(broken(CARD_PAGE, is_part_of_the_page, shifted(0, -20))))


def test_a_page_without_its_number_or_its_initials_is_found():
    assert len(geometry.feet_that_say_too_little(broken(CARD_PAGE, is_foot, gone), "")) == 1
    assert len(geometry.feet_that_say_too_little((*PAGES, PAGES[0]), "")) == len(PAGES) + 1
    assert len(geometry.feet_that_say_too_little(PAGES, "A.B.")) == len(PAGES)


def test_a_page_of_nothing_but_head_and_foot_is_found():
    pages = broken(CARD_PAGE, is_part_of_the_page, gone)
    assert len(geometry.running(pages[CARD_PAGE], "Footer")) > 1
    assert geometry.empty_pages(pages) == ["page 2: says only ''"]


def test_a_heading_over_nothing_is_found():
    heading = Element("H2", tuple(mark for mark in (place_words("Couch"),) if mark))
    at_the_end = At(60, 780, Fragment(100, 20, (heading,)))
    page = dataclasses.replace(PAGES[CARD_PAGE], nodes=(*PAGES[CARD_PAGE].nodes, at_the_end))
    found = geometry.headings_left_alone((page,))
    assert len(found) == 1
    assert "is a heading over nothing" in found[0]


def place_words(start):
    """Return a text of the page of cards as a mark at the origin."""
    mark = next(mark for _, mark in geometry.placed(PAGES[CARD_PAGE]) if isinstance(mark, Words) and mark.run.text.startswith(start))
    return dataclasses.replace(mark, x_pt=0, y_pt=0)


def test_a_card_without_a_step_or_without_its_dose_is_found():
    assert geometry.cards_torn(moved("Keep the tuck", 0, 0), CARDS) == []
    assert any("Keep the tuck" in line for line in geometry.cards_torn(broken(CARD_PAGE, saying("Keep the tuck"), gone), CARDS))
    dose = CARDS[0].strip.sentence
    found = geometry.cards_torn(broken(CARD_PAGE, lambda node: isinstance(node, Element) and node.actual_text == dose, gone), CARDS)
    assert found == [f"'Couch stretch' is not on one page with '{dose}'"]


def test_a_card_that_is_on_two_pages_or_on_none_is_found():
    assert geometry.cards_torn((*PAGES, PAGES[CARD_PAGE]), CARDS[:1]) == ["'Couch stretch' is a heading on 2 pages"]
    assert geometry.cards_torn(PAGES[:1], CARDS[:1]) == ["'Couch stretch' is a heading on 0 pages"]


@pytest.mark.parametrize(
    ("start", "label"), [("Arching your lower back", "Avoid"), ("A stretch at the front", "Feel"), ("Sore kneecap", "Sore")]
)
def test_a_row_that_is_not_printed_is_found(start, label):
    assert geometry.left_out(PAGES, CARDS[0], ["feel", "avoid", "harder"]) == []
    found = geometry.left_out(broken(CARD_PAGE, saying(start), gone), CARDS[0], ["feel", "avoid", "harder"])
    assert any(label in line for line in found)
