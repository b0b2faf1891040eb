"""Every built-in layout on each of its papers, with few exercises and with many: what is printed stands clear and whole."""

import dataclasses
import functools
import itertools
import json

import pytest

from handouts.handout import lay_out, weeks_of
from handouts.layout.files import layout_files
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from handouts.sheet.place.marks import Art, PlacedLogo, Words
from tests import geometry
from tests.making import FOUR, SECTION_SHEET, SEVEN, clinic, layout, library, plan, plan_of
from tests.placed import MM, inks

LAYOUTS = sorted(layout_files(()))
PLANS = {"section sheet": SECTION_SHEET, "four": FOUR, "seven": SEVEN, "one": plan(1)}
PAPERS = [(name, paper) for name in LAYOUTS for paper in layout(name).papers]
CASES = [
    pytest.param(name, paper, data, id=f"{name}, {paper}, {kind}")
    for (name, paper), (kind, data) in itertools.product(PAPERS, PLANS.items())
]
INITIALS = "Z.Ş. · ref R-1042"

every_sheet = pytest.mark.parametrize(("name", "paper", "data"), CASES)
every_paper = pytest.mark.parametrize(("name", "paper"), PAPERS)


def pages_of(name, paper, data, ink="colour"):
    """Return the finished pages of a plan in a layout; the same plan is laid out once."""
    return _pages_of(name, json.dumps({**data, "paper": paper, "ink": ink}))


@functools.cache
def _pages_of(name, data):
    return lay_out(library(), plan_of(json.loads(data)), clinic(), layout(name))[0].pages


def cards_of(name, data, of=None, since=None):
    """Return the cards of a plan, perhaps beside an earlier one, as a layout gets them."""
    handout = resolve(of or library(), plan_of(data), clinic(), plan_of(since) if since else None)
    return compose(handout, weeks_of(handout, layout(name))).cards


def safe_pt(name, paper):
    """Return how near to an edge ink may stand; on a page for the screen, anywhere on it."""
    return 0.0 if layout(name).papers[paper].grows else layout(name).margins.safe_mm * MM


def side_pt(name, paper):
    return layout(name).papers[paper].side_mm * MM


def faults(name, paper, pages, initials=""):
    """Return everything that is wrong with where things stand on pages."""
    return [
        *geometry.texts_on_texts(pages),
        *geometry.texts_on_pictures(pages),
        *geometry.lines_through_texts(pages),
        *geometry.boxes_on_boxes(pages),
        *geometry.things_outside(pages, safe_pt(name, paper)),
        *geometry.texts_in_margins(pages, side_pt(name, paper)),
        *geometry.content_on_feet(pages),
        *geometry.feet_that_say_too_little(pages, initials),
        *geometry.empty_pages(pages),
        *geometry.headings_left_alone(pages),
    ]


def test_every_layout_is_held_to_this_on_every_paper_it_has():
    assert {name for name, _ in PAPERS} >= {"cards", "compact", "large", "phone", "pocket", "poster"}
    assert {paper for _, paper in PAPERS} >= {"A4", "Letter", "A5", "Phone"}


@every_sheet
def test_no_two_texts_run_into_each_other(name, paper, data):
    assert geometry.texts_on_texts(pages_of(name, paper, data)) == []


@every_sheet
def test_no_text_stands_on_a_picture(name, paper, data):
    assert geometry.texts_on_pictures(pages_of(name, paper, data)) == []


@every_sheet
def test_no_line_and_no_frame_runs_through_a_text(name, paper, data):
    assert geometry.lines_through_texts(pages_of(name, paper, data)) == []


@every_sheet
def test_no_two_boxes_to_tick_touch(name, paper, data):
    assert geometry.boxes_on_boxes(pages_of(name, paper, data)) == []


@every_sheet
def test_nothing_stands_nearer_to_an_edge_than_printers_print(name, paper, data):
    assert geometry.things_outside(pages_of(name, paper, data), safe_pt(name, paper)) == []


@every_sheet
def test_all_text_is_between_the_side_margins(name, paper, data):
    assert geometry.texts_in_margins(pages_of(name, paper, data), side_pt(name, paper)) == []


@every_sheet
def test_content_stays_clear_of_running_head_and_foot(name, paper, data):
    assert geometry.content_on_feet(pages_of(name, paper, data)) == []


@every_sheet
def test_every_foot_says_which_page_of_how_many_and_whose(name, paper, data):
    initials = INITIALS if "patient" in data else ""
    assert geometry.feet_that_say_too_little(pages_of(name, paper, data), initials) == []


@every_sheet
def test_no_page_is_empty_but_for_its_head_and_foot(name, paper, data):
    assert geometry.empty_pages(pages_of(name, paper, data)) == []


@every_sheet
def test_a_heading_is_never_the_last_thing_on_a_page(name, paper, data):
    assert geometry.headings_left_alone(pages_of(name, paper, data)) == []


@every_sheet
def test_a_card_has_its_name_once_and_its_steps_and_dose_on_the_page_of_it(name, paper, data):
    assert geometry.cards_torn(pages_of(name, paper, data), cards_of(name, data)) == []


@every_sheet
def test_each_half_of_the_stop_box_is_whole_on_one_page_and_before_every_card_but_in_a_summary(name, paper, data):
    pages, cards = pages_of(name, paper, data), cards_of(name, data)
    flags = resolve(library(), plan_of(data), clinic()).red_flags
    first = min(number for card in cards for number, _ in geometry.homes(pages, card))
    for half in (flags.urgent, flags.soon):
        signs = [geometry.squeezed(sign) for sign in half]
        (home,) = [number for number, page in enumerate(pages, start=1) if all(sign in geometry.page_text(page) for sign in signs)]
        assert home < first or layout(name).cards.arrangement == "rows"


@every_sheet
def test_every_exercise_says_how_to_begin_before_its_steps_in_every_layout(name, paper, data):
    pages = [geometry.page_text(page) for page in pages_of(name, paper, data)]
    for card in cards_of(name, data):
        begin = geometry.squeezed(f"{card.start.head} {card.start.text}")
        (text,) = [text for text in pages if begin in text]
        assert text.index(begin) < text.rindex(geometry.squeezed(card.steps[0]))


@every_sheet
def test_no_sheet_of_usual_texts_leaves_anything_of_a_card_out(name, paper, data):
    pages, cards = pages_of(name, paper, data), cards_of(name, data)
    assert [text for card in cards for text in geometry.left_out(pages, card, layout(name).cards.parts)] == []


@every_sheet
@pytest.mark.parametrize("ink", ["grey", "ink-saver"])
def test_page_breaks_and_places_are_the_same_in_every_ink(name, paper, data, ink):
    assert places(pages_of(name, paper, data, ink)) == places(pages_of(name, paper, data))


def places(pages):
    """Return the size of every page, and what stands where on it in steps of 0.01 points: texts with their size, drawings, photos."""
    return [(round(page.width_pt, 2), round(page.height_pt, 2), things(page)) for page in pages]


def things(page):
    """Return texts, drawings and photos; texts that stand next to each other on a line are one, for in black alone they are set as one."""
    found = []
    for ink, mark in geometry.placed(page):
        if isinstance(mark, Words):
            if (
                found
                and found[-1][0] == "text"
                and found[-1][2:4] == (round(ink.base, 2), ink.size)
                and abs(found[-1][4] - ink.left) < 0.01
            ):
                found[-1] = (*found[-1][:4], round(ink.right, 2), found[-1][5] + ink.text)
            else:
                found.append(("text", round(ink.left, 2), round(ink.base, 2), ink.size, round(ink.right, 2), ink.text))
        elif isinstance(mark, Art | PlacedLogo):
            found.append(("picture", round(ink.left, 2), round(ink.top, 2), round(ink.right, 2), round(ink.bottom, 2)))
    return found


@every_sheet
def test_pages_have_the_size_of_their_paper_and_grow_only_where_it_may(name, paper, data):
    size = layout(name).papers[paper]
    for page in pages_of(name, paper, data):
        assert page.width_pt == pytest.approx(size.width_mm * MM)
        if size.grows:
            assert page.height_pt >= size.least_height_mm * MM - 0.01
        else:
            assert page.height_pt == pytest.approx(size.height_mm * MM)


@every_sheet
def test_no_letter_is_smaller_than_its_layout_says(name, paper, data):
    found = layout(name)
    roles = [getattr(found.type, field.name).size_pt for field in dataclasses.fields(found.type)]
    bodies = [step.body_pt for step in found.fit if step.body_pt]
    least = min([*roles, *bodies]) - 1.5 * found.scale  # a dose row gives up 1.5 points before it takes two lines
    small = [ink for page in pages_of(name, paper, data) for ink in inks(page) if ink.text.strip() and ink.size < least]
    assert small == []


@every_paper
def test_steps_purposes_and_rows_are_never_smaller_than_the_body_of_the_layout(name, paper):
    least = min(step.body_pt for step in layout(name).fit if step.body_pt)
    for page in pages_of(name, paper, SEVEN):
        assert min((ink.size for ink in inks(page) if "LBody" in ink.tags and ink.text), default=least) >= min(least, 12)
