import pytest

from handouts.handout import lay_out
from handouts.sheet.place.marks import Art, PlacedLogo, Shape, Words, walk
from tests.making import SECTION_SHEET, SEVEN, clinic, layout, library, plan_of

MODES = ("grey", "ink-saver")


def pages_in(ink, data):
    return lay_out(library(), plan_of({**data, "ink": ink}), clinic(), layout())[0].pages


def marks_of(pages):
    return [(index, x, y, mark) for index, page in enumerate(pages) for x, y, _, mark in walk(page.nodes)]


@pytest.mark.parametrize("ink", MODES)
@pytest.mark.parametrize("data", [SEVEN, SECTION_SHEET], ids=["seven", "section"])
def test_every_word_stands_at_the_same_place_in_every_ink(ink, data):
    def words_in(mode):
        return [(i, x + m.x_pt, y + m.y_pt, m.run.text, m.size_pt) for i, x, y, m in marks_of(pages_in(mode, data)) if isinstance(m, Words)]

    assert words_in(ink) == words_in("colour")


@pytest.mark.parametrize("ink", MODES)
def test_a_black_and_white_sheet_has_type_and_rules_in_black_alone(ink):
    for _, _, _, mark in marks_of(pages_in(ink, SEVEN)):
        if isinstance(mark, Words):
            assert mark.color.hex in ("#000000", "#FFFFFF")
        if isinstance(mark, Shape) and mark.stroke:
            assert mark.stroke.hex in ("#000000", "#FFFFFF")
        if isinstance(mark, Art):
            assert mark.style.hatched
        assert not isinstance(mark, PlacedLogo) or mark.logo == clinic().logo


def test_ink_saver_leaves_the_tint_and_the_solid_discs_away():
    filled = {mark.fill.hex for _, _, _, mark in marks_of(pages_in("ink-saver", SEVEN)) if isinstance(mark, Shape) and mark.fill}
    assert filled == {"#000000", "#FFFFFF"}
    numbers = [m for _, _, _, m in marks_of(pages_in("ink-saver", SEVEN)) if isinstance(m, Words) and m.color.hex == "#FFFFFF"]
    assert numbers == []


def test_colour_is_what_a_sheet_has_when_nothing_is_said():
    assert any(isinstance(m, Words) and m.color == clinic().accent for _, _, _, m in marks_of(pages_in("colour", SEVEN)))
