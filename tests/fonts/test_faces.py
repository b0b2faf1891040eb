"""handouts.fonts.faces: text in, kerned glyphs out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import HandoutError
from handouts.fonts.faces import WEIGHTS, default_advances, face_bytes, shape, unprintable

NAMES = {
    "Polish": "Łucja Żółć Gęślą Jaźń ŚĆŃĄĘ",
    "Vietnamese": "Nguyễn Thị Phương Thảo Đặng Ữ Ợ ỹ ẵ",
    "Turkish": "Ğüneş İpek Ilgın Şıvgın Çağrı",
    "Greek": "Ωμέγα Γιώργος Παπαδόπουλος ΐ ΰ",
    "Cyrillic": "Жуков Щербаков Їжакевич Ђоковић ёъы",
    "Czech": "Ďáďa Ťuťu Řehoř Ůůů Ňěmcová",
    "Icelandic": "Þórður Æðruleysi",
    "Romanian": "Șțefan Ăîâ",
    "Welsh": "Ŵyn Ŷ",
}


def letters(*, printable: bool = True) -> st.SearchStrategy[str]:
    everything = [chr(code) for code in range(0x21, 0x2100) if unicodedata.category(chr(code))[0] in "LNPSM"]
    return st.sampled_from([letter for letter in everything if not unprintable(letter) or not printable])


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("pair", ["AV", "To", "LT", "P,", "Yo"])
def test_pairs_that_gape_are_kerned_closer_than_their_letters_alone(pair, weight):
    alone = sum(shape(letter, weight).width for letter in pair)
    assert shape(pair, weight).width < alone


@pytest.mark.parametrize("weight", WEIGHTS)
def test_letters_that_collide_become_one_ligature_which_still_says_both(weight):
    run = shape("office", weight)
    assert len(run.glyphs) < len("office")
    assert run.text == "office"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_figures_are_equally_wide_so_that_doses_line_up(weight):
    assert len({shape(figure, weight).width for figure in "0123456789"}) == 1


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_of_many_languages_have_every_glyph(name, weight):
    name = unicodedata.normalize("NFC", name)
    run = shape(name, weight)
    assert unprintable(name) == []
    assert all(glyph.number for glyph in run.glyphs)
    assert run.text == name


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize(
    ("character", "name"),
    [("漢", "U+6F22 CJK UNIFIED IDEOGRAPH-6F22"), ("😀", "U+1F600 GRINNING FACE"), ("ש", "U+05E9 HEBREW LETTER SHIN"), ("\x07", "U+0007")],
)
def test_a_missing_glyph_is_an_error_that_names_the_character(character, name, weight):
    with pytest.raises(HandoutError, match=name.replace("+", r"\+")):
        shape(f"Ann {character}", weight)


@pytest.mark.parametrize(
    "hidden",
    ["\u00ad", "\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\u2028", "\ufeff", "\u0000", "\x1b", "\ue000", "\u034f"],
    ids=lambda text: f"U+{ord(text):04X}",
)
def test_characters_that_nobody_sees_cannot_be_printed(hidden):
    assert unprintable(f"a{hidden}b") == [hidden]


def test_unprintable_characters_are_named_once_in_their_order():
    assert unprintable("a漢b字漢😀") == ["漢", "字", "😀"]


@given(st.lists(letters(), max_size=40).map("".join), st.sampled_from(WEIGHTS))
def test_a_run_says_exactly_the_text_it_was_made_from(text, weight):
    text = unicodedata.normalize("NFC", text)
    assert shape(text, weight).text == text


@pytest.mark.parametrize(
    "mark", ["\u0301", "\u0304", "\u0308", "\u030a", "\u030c", "\u0323", "\u0328", "\u0331"], ids=lambda m: f"U+{ord(m):04X}"
)
@pytest.mark.parametrize("weight", WEIGHTS)
def test_combining_marks_stay_in_the_text_on_every_letter(mark, weight):
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ":
        text = unicodedata.normalize("NFC", f"{letter}{mark}")
        assert shape(text, weight).text == text


def test_a_pile_of_combining_marks_takes_no_width_and_loses_no_mark():
    pile = "x" + "\u0323\u0301" * 20
    pile = unicodedata.normalize("NFC", pile)
    run = shape(pile, "regular")
    assert run.text == pile
    assert run.width == shape("x", "regular").width


def test_a_no_break_space_is_as_wide_as_a_space():
    assert shape("5\u00a0km", "regular").width == shape("5 km", "regular").width


def test_an_empty_text_has_no_width():
    assert shape("", "bold").width == 0


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_faces_are_static_truetype_of_a_thousand_units(weight):
    assert face_bytes(weight)[:4] == b"\x00\x01\x00\x00"
    assert b"fvar" not in face_bytes(weight)[:600]
    assert default_advances(weight)[shape("n", weight).glyphs[0].number] == shape("n", weight).width


def test_a_heavier_face_is_wider():
    assert shape("exercise", "regular").width < shape("exercise", "semibold").width < shape("exercise", "bold").width
