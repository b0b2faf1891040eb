"""handouts.sheet.place.cards: two cards on shared tops, what is released and what is given up, and what never is."""

import dataclasses
import itertools
import re

import pytest

from handouts.errors import HandoutError
from handouts.handout import TO_FIT, lay_out, weeks_of
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from handouts.sheet.place import bands, cards
from handouts.sheet.place.marks import Element, Fragment
from handouts.sheet.place.strip import dose_strip
from handouts.sheet.place.style import Printing, ladder
from tests.making import EXERCISES, LAYOUTS, LONG_NOTE, SECTION_SHEET, clinic, layout, library, made, plan, plan_of, sheet_of
from tests.placed import inks, overlaps, text_of

LOOKS, _ = ladder(layout(), Printing("A4", clinic().accent))
LOOK = LOOKS[0]
CARDS = sheet_of(SECTION_SHEET).cards
PAIRS = [
    pytest.param(one, two, id=f"{one.number}-{two.number}")
    for one, two in itertools.combinations(CARDS, 2)
    if (one.number + two.number) % 3
]
ROOM = 3000.0
BANDS = ("name", "purpose", "picture", "start", "strip", "rows", "caution", "ticks")


def sections(fragment):
    """Return the ink of each card of a fragment."""
    return [inks(Fragment(0, 0, (node,))) for node in fragment.nodes if isinstance(node, Element) and node.tag == "Sect"]


def tops(found, card):
    """Return the height at which each band of a card starts, by what its first line says."""

    def first(matches):
        return next((ink.base for ink in found if ink.is_content and matches(ink)), None)

    after_strip = [ink for ink in found if "P" in ink.tags and ink.text.strip() == card.rows[0].label]
    return {
        "name": first(lambda ink: ink.text.strip() == str(card.number)),
        "purpose": first(lambda ink: len(ink.text) > 12 and card.purpose.startswith(ink.text)),
        "picture": max((ink.bottom for ink in found if "Figure" in ink.tags), default=None),
        "start": first(lambda ink: ink.text.startswith((card.first or card.start).head) and "Figure" not in ink.tags),
        "strip": first(lambda ink: ink.text.strip() == card.strip.cells[0].label),
        "rows": after_strip[0].base if after_strip else None,
        "caution": first(lambda ink: ink.text and " ".join(card.cautions).startswith(ink.text.strip()) and len(ink.text) > 6),
        "ticks": first(lambda ink: ink.text.strip() == card.ticks[0]),
    }


def shared(fragment, one, two):
    """Return the bands whose tops two cards share; of pictures, the floor."""
    left, right = (tops(found, card) for found, card in zip(sections(fragment), (one, two), strict=True))
    return [name for name in BANDS if name != "picture" and left[name] == pytest.approx(right[name], abs=0.05)]


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_two_cards_with_room_share_the_top_of_every_band(one, two):
    fragment = bands.pair(cards.bands(one, LOOK), cards.bands(two, LOOK), LOOK, ROOM)
    assert fragment is not None
    assert shared(fragment, one, two) == [name for name in BANDS if name != "picture"]


@pytest.mark.parametrize(("one", "two"), PAIRS[::3])
def test_bands_are_released_from_the_bottom_and_the_dose_strip_last_of_them(one, two):
    left, right = cards.bands(one, LOOK), cards.bands(two, LOOK)
    whole = bands.pair(left, right, LOOK, ROOM)
    assert whole is not None
    least = bands.least_height(left, right)
    names = [name for name in BANDS if name != "picture"]
    before = names
    steps = 30
    for step in range(steps + 1):
        slot = whole.height_pt - (whole.height_pt - least) * step / steps + 0.001
        fragment = bands.pair(left, right, LOOK, slot)
        assert fragment is not None
        assert fragment.height_pt <= slot
        now = shared(fragment, one, two)
        kept = list(itertools.takewhile(lambda name, now=now: name in now, names))
        assert len(kept) <= len(before)
        if "strip" not in kept:
            assert not {"rows", "caution", "ticks"} & set(kept)
        before = kept


@pytest.mark.parametrize(("one", "two"), PAIRS[::7])
def test_two_cards_taller_than_their_slot_are_not_set(one, two):
    left, right = cards.bands(one, LOOK), cards.bands(two, LOOK)
    assert bands.pair(left, right, LOOK, bands.least_height(left, right) - 1) is None
    assert bands.pair(left, None, LOOK, left.height_pt - 1) is None


def test_pictures_of_unequal_height_stand_on_one_floor():
    left, right = cards.bands(CARDS[0], LOOK), cards.bands(CARDS[1], LOOK)
    grown = list(right.fragments)
    place = next(
        index for index, fragment in enumerate(grown) if any(isinstance(node, Element) and node.tag == "Figure" for node in fragment.nodes)
    )
    picture = grown[place]
    grown[place] = Fragment(picture.width_pt, picture.height_pt - 30, picture.nodes)
    fragment = bands.pair(left, dataclasses.replace(right, fragments=tuple(grown)), LOOK, ROOM)
    assert fragment is not None
    floors = []
    for one, height in zip(fragment.nodes, (picture.height_pt, picture.height_pt - 30), strict=True):
        assert isinstance(one, Element)
        floors.append(
            next(at.y_pt + height for at in one.children if any(getattr(node, "tag", "") == "Figure" for node in at.fragment.nodes))
        )
    assert floors[0] == pytest.approx(floors[1])


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_the_bands_of_a_card_never_run_into_each_other(card):
    fragment = bands.pair(cards.bands(card, LOOK), None, LOOK, ROOM)
    assert fragment is not None
    assert overlaps(inks(fragment)) == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.picture_pt:.0f} pt")
@pytest.mark.parametrize("side", ["left", "both"])
def test_what_a_picture_will_show_stays_inside_its_frame(side, look):
    spilled = []
    for card in sheet_of(plan(14, side=side)).cards:
        fragment = cards.bands(card, look).fragments[BANDS.index("picture")]
        words = [ink for ink in inks(fragment) if ink.text]
        if words[0].top < 0 or words[-1].bottom > fragment.height_pt or max(ink.right for ink in words) > look.column_pt:
            spilled.append(card.name)
    assert spilled == []


@pytest.mark.parametrize("side", ["left", "right", "both"])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_strip_of_a_card_says_its_side(exercise, side):
    card = sheet_of(plan(1, exercises=[exercise], side=side)).cards[0]
    word = "BOTH" if exercise == "hip-hinge" else {"left": "LEFT", "right": "RIGHT", "both": "EACH"}[side]
    strip = dose_strip(card.strip, LOOK, LOOK.column_pt)
    shown = [ink.text.strip() for ink in inks(strip) if ink.text]
    assert word in shown
    assert [text for text in shown if text in ("LEFT", "RIGHT", "EACH", "BOTH")] == [word]


def test_the_strip_is_lower_without_a_second_row():
    strip = CARDS[0].strip
    bare = dataclasses.replace(strip, details=())
    assert dose_strip(bare, LOOK, LOOK.column_pt).height_pt < dose_strip(strip, LOOK, LOOK.column_pt).height_pt


def test_the_cells_of_the_strip_stand_from_left_to_right_in_their_order():
    strip = next(card.strip for card in CARDS if len(card.strip.cells) == 4)
    found = [ink for ink in inks(dose_strip(strip, LOOK, LOOK.column_pt)) if ink.text]
    values = [next(ink for ink in found if ink.text.strip() == cell.value).left for cell in strip.cells]
    assert values == sorted(values)


LONGEST_DOSES = [
    {"sets": 20, "reps": 100, "hold_s": 599, "rest_s": 599, "effort": "9 to 10", "per_week": 6, "per_day": 10},
    {"sets": 3, "time_s": 3599, "rest_s": 599, "effort": "moderate", "days": ["mon", "tue", "wed", "thu", "fri", "sat"], "per_day": 10},
    {"sets": 20, "time_s": 3540, "rest_s": 600, "effort": "10", "frequency": {"per_week": 6, "per_day": 10, "at_most": True}},
    {
        "sets": 2,
        "reps": 100,
        "hold_s": 595,
        "side": "as_told",
        "effort": "5 to 6",
        "frequency": {"per_week": 6, "per_day": 10, "at_most": True},
    },
]


@pytest.mark.parametrize("dose", LONGEST_DOSES, ids=["repeats", "time", "up to", "as told"])
def test_even_the_longest_dose_stays_legible_inside_its_strip(dose):
    card = sheet_of(plan(1, exercises=[{"id": "single-leg-balance", "dose": dose}])).cards[0]
    for look in LOOKS:
        found = [ink for ink in inks(dose_strip(card.strip, look, look.column_pt)) if ink.text.strip()]
        assert overlaps(found) == []
        assert min(ink.left for ink in found) >= 0
        assert max(ink.right for ink in found) <= look.column_pt + 3
        assert min(ink.size for ink in found) >= 10


@pytest.mark.parametrize("count", range(1, 8))
def test_tick_boxes_and_their_days_stay_in_the_column_without_touching(count):
    card = sheet_of(plan(1, exercises=[{"id": "single-leg-balance", "dose": {"per_week": count}}], log_weeks=0)).cards[0]
    ticks = cards.bands(card, LOOK).fragments[-1]
    found = inks(ticks)
    boxes = [ink for ink in found if not ink.text]
    assert len(boxes) == count
    assert max(ink.right for ink in found) <= LOOK.column_pt + 3
    across = sorted((ink.left, ink.right - (0.2 * ink.size if ink.text else 0)) for ink in found)
    assert all(end <= start + 0.1 for (_, end), (start, _) in itertools.pairwise(across))
    assert all(ink.right - ink.left >= 14 for ink in boxes)


def never_missing(card):
    """Yield the parts of a card that no rung of the ladder may take away."""
    yield from (cell.value for cell in card.strip.cells)
    yield from (detail.text.replace("**", "") for detail in card.strip.details)
    yield from card.steps
    yield from (row.text for row in card.rows if row.key in ("dose", "avoid"))
    yield from card.cautions
    yield card.start.text
    if card.note:
        yield card.note.text


def laid_out(data, **facts):
    own = dataclasses.replace(clinic(), facts=dataclasses.replace(clinic().facts, **facts)) if facts else clinic()
    checked = plan_of(data)
    pages, notes = lay_out(library(), checked, own, layout())
    handout = resolve(library(), checked, own)
    return compose(handout, weeks_of(handout, layout())), pages, [problem.message for problem in notes]


def spaced(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    "note", [None, LONG_NOTE, "W" * 200, "Ẃ " * 99 + "W"], ids=["no note", "long note", "one wide word", "wide letters"]
)
@pytest.mark.parametrize("side", ["left", "both"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_dose_steps_avoid_and_cautions_are_on_the_page_of_every_card(paper, side, note):
    noted = [{"id": name, **({"note": note} if note else {})} for name in EXERCISES]
    sheet, pages, _ = laid_out(plan(14, exercises=noted, side=side, paper=paper))
    whole = [spaced(text_of(inks(page))) for page in pages.pages]
    for card in sheet.cards:
        home = next(text for text in whole if spaced(card.start.text) in text)
        missing = [text for text in never_missing(card) if spaced(text) not in home]
        assert missing == []


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_single_card_with_a_long_note_keeps_its_size_and_all_its_rows(paper, exercise):
    data = plan(1, exercises=[{"id": exercise, "note": LONG_NOTE}], side="both", paper=paper)
    sheet, pages, _ = laid_out(data)
    whole = spaced(" ".join(text_of(inks(page)) for page in pages.pages))
    assert [text for text in never_missing(sheet.cards[0]) if spaced(text) not in whole] == []


@pytest.mark.parametrize("note", [LONG_NOTE, "W" * 200, None], ids=["long note", "one wide word", "no note"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_whatever_is_left_out_of_a_card_is_reported(paper, note):
    noted = [{"id": name, **({"note": note} if note else {})} for name in EXERCISES]
    sheet, pages, notes = laid_out(plan(14, exercises=noted, side="both", paper=paper))
    whole = spaced(" ".join(text_of(inks(page)) for page in pages.pages))
    told = " ".join(notes).lower()
    for card in sheet.cards:
        for row in card.rows:
            if spaced(row.label + row.text) not in whole:
                assert row.label.lower() in told


def test_smaller_type_and_pictures_are_reported_and_an_easy_fit_reports_nothing():
    _, _, roomy = laid_out(plan(2, exercises=["couch-stretch", "single-leg-balance"]))
    noted = [{"id": name, "note": LONG_NOTE} for name in EXERCISES]
    _, _, tight = laid_out(plan(14, exercises=noted, side="both", paper="Letter"))
    assert not [text for text in roomy if text.startswith("to fit")]
    assert [text for text in tight if text.startswith("to fit")]


def test_the_whole_sheet_is_set_in_one_size_of_body_type():
    noted = [{"id": "couch-stretch", "note": LONG_NOTE}, "four-way-step-up", "single-leg-balance", "hip-hinge"]
    sheet, pages, _ = laid_out(plan(4, exercises=noted, side="both"))
    purposes = [card.purpose for card in sheet.cards]
    sizes = {
        ink.size for page in pages.pages for ink in inks(page) if len(ink.text) > 8 and any(ink.text.strip() in text for text in purposes)
    }
    assert len(sizes) == 1


def test_a_card_that_cannot_fit_is_an_error_that_names_it_and_says_what_to_shorten():
    card = library().sections["hip"].exercises[0]
    huge = dataclasses.replace(card, steps=tuple("Hold still and breathe out slowly while you count to ten. " * 5 for _ in range(12)))
    section = dataclasses.replace(library().sections["hip"], exercises=(huge,))
    overfull = dataclasses.replace(library(), sections={"hip": section})
    with pytest.raises(HandoutError, match=rf"{card.id}: is \d+ mm too tall"):
        lay_out(overfull, plan_of(plan(1)), clinic(), layout())


def test_made_sheets_report_what_they_gave_up_as_notes_and_not_as_errors():
    noted = [{"id": name, "note": LONG_NOTE} for name in EXERCISES]
    finished = made(plan(14, exercises=noted, side="both", paper="Letter"))
    assert finished.pages.given_up
    assert {note.level for note in finished.notes if note.kind == TO_FIT} == {"info"}


@pytest.mark.parametrize("layout_name", LAYOUTS)
@pytest.mark.parametrize("ink", ["colour", "grey", "ink-saver"])
def test_the_marked_muscles_have_a_key_once_under_the_first_picture_that_shows_one(layout_name, ink):
    data = plan(3, exercises=["hip-hinge", "couch-stretch", "single-leg-balance"], ink=ink)
    pages, _ = lay_out(library(), plan_of(data), clinic(), layout(layout_name))
    found = [mark for page in pages.pages for mark in inks(page)]
    keys = [at for at, mark in enumerate(found) if mark.text.startswith("marks the muscles")]
    assert len(keys) == 1
    (shown,) = {
        element.alt for mark in found[: keys[0]] for element in mark.elements if element.tag == "Figure" and element.alt[:5] == "Start"
    }
    assert shown == sheet_of(data, layout_name).cards[0].picture.alt
    mark = next(mark for mark in reversed(found[: keys[0]]) if "Span" in mark.tags)
    assert mark.elements[-1].actual_text == ("Orange " if ink == "colour" else "Hatching ")
