"""handouts.sheet.place.text: spans and a width in, lines out."""

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from handouts.fonts.faces import unprintable
from handouts.library.color import parse_color
from handouts.sheet.place.marks import Element, Words, walk
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import TextSpan, break_lines, marked, plain, text_block, width_of
from tests.making import library

BLACK = parse_color("#000000")
BODY = TextStyle(12.5, 15, "regular", BLACK)
STRONG = TextStyle(12.5, 15, "bold", BLACK)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCŁżöüĞΩЖễ.,!?-()"
WORD = st.text(LETTERS, min_size=1, max_size=14)
TEXTS = st.lists(st.one_of(WORD, st.integers(0, 999).map(str)), min_size=1, max_size=40).map(" ".join)
SETTINGS = ("balanced", "running")


def lines_of(text, width, setting="balanced", style=BODY):
    broken = break_lines(plain(text, style), width, setting)
    return ["".join("".join(part for part, _ in word.pieces) + ("" if word.cut else " ") for word in line).rstrip(" ") for line in broken]


def said(fragment):
    return "".join(mark.run.text for _, _, _, mark in walk(fragment.nodes) if isinstance(mark, Words))


def every_text():
    section = library().sections["hip"]
    for exercise in section.exercises:
        yield from (exercise.purpose, exercise.start, *exercise.steps, exercise.feel, exercise.avoid, *exercise.precautions)
    yield from (flag.text for flag in library().catalogues["en-GB"].flags)


OURS = sorted({re.sub(r"\{[^}]*\}", "left", text) for text in every_text()})


@given(TEXTS, st.floats(40, 500), st.sampled_from(SETTINGS))
@example("You may have a cup of tea at the rheumatological hydrotherapy", 135.0, "running")
def test_no_line_is_wider_than_the_width_it_was_given(text, width, setting):
    drawn = text_block(plain(text, BODY), width, setting)
    for _, _, _, mark in walk(drawn.nodes):
        assert isinstance(mark, Words)
        assert mark.x_pt + width_of(mark.run.text.rstrip(" "), BODY) <= width + 0.01


@given(TEXTS, st.floats(120, 500), st.sampled_from(SETTINGS))
def test_every_word_is_kept_and_stays_in_order(text, width, setting):
    assert " ".join(lines_of(text, width, setting)).replace("\u00a0", " ").split() == text.split()


@given(st.text(LETTERS, min_size=30, max_size=300), st.floats(20, 120), st.sampled_from(SETTINGS))
def test_a_word_longer_than_a_line_is_cut_and_not_lost(word, width, setting):
    assume(width_of(word, BODY) > width)
    lines = lines_of(word, width, setting)
    assert len(lines) > 1
    assert "".join(lines) == word
    assert all(width_of(line, BODY) <= width for line in lines if len(line) > 1)


def test_a_word_that_is_cut_reads_back_as_one_word():
    address = "a-very-long-clinic-name-by-the-harbour.example/book/an/appointment"
    assert said(text_block(plain(address, BODY), 150)) == address


def test_a_letter_wider_than_the_width_still_ends():
    assert "".join(lines_of("WWW", 3)) == "WWW"


@given(
    st.integers(0, 999),
    st.sampled_from(["s", "kg", "min", "sets", "cm", "%5"]),
    TEXTS,
    TEXTS,
    st.floats(110, 400),
    st.sampled_from(SETTINGS),
)
def test_a_number_and_its_unit_are_never_parted(number, unit, before, after, width, setting):
    assume(unit[0].isalpha())
    lines = lines_of(f"{before} {number} {unit} {after}", width, setting)
    pair = f"{number}\u00a0{unit}"
    assert any(pair in line for line in lines)


@pytest.mark.parametrize("width", [110, 160, 190, 231])
def test_balanced_text_takes_no_more_lines_than_running_text(width):
    for text in OURS:
        assert len(lines_of(text, width, "balanced")) == len(lines_of(text, width, "running"))


def short_last_lines(width, setting):
    """Return the texts whose last line is one lone word although the line above could spare one."""
    found = []
    for text in OURS:
        lines = lines_of(text, width, setting)
        if len(lines) < 2 or " " in lines[-1] or len(lines[-2].split(" ")) < 3:
            continue
        spared = f"{lines[-2].split(' ')[-1]} {lines[-1]}"
        if width_of(spared, BODY) <= width:
            found.append(lines)
    return found


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("width", [150, 178, 186, 213, 231])
def test_no_line_of_our_texts_is_a_lone_last_word_where_that_can_be_helped(width, setting):
    assert short_last_lines(width, setting) == []


def test_balancing_makes_the_lines_of_a_text_nearly_equal():
    text = "Stretches the front of your hip and your thigh so your leg can reach much further back as you run."
    wide = [width_of(line, BODY) for line in lines_of(text, 400, "running")]
    even = [width_of(line, BODY) for line in lines_of(text, 400, "balanced")]
    assert len(wide) == len(even) == 2
    assert max(even) - min(even) < (max(wide) - min(wide)) / 2


@pytest.mark.parametrize("text", ["**not strong**", "a ** b", "****", "2 ** 3 = 8", "* * *", "**", "a**b"])
def test_stars_in_a_text_of_a_user_are_printed_and_mark_nothing(text):
    drawn = text_block(plain(text, BODY), 300)
    assert said(drawn) == text
    assert {mark.run.weight for _, _, _, mark in walk(drawn.nodes) if isinstance(mark, Words)} == {"regular"}


def test_stars_in_a_wording_of_ours_make_what_is_between_them_strong():
    spans = marked("rest **30 s** then go", BODY, STRONG)
    assert spans == (TextSpan("rest ", BODY), TextSpan("30 s", STRONG), TextSpan(" then go", BODY))


def test_every_line_but_the_last_ends_in_a_space_so_that_words_do_not_run_together():
    drawn = text_block(plain("Keep your pelvis level and your knee over your toes while you hold.", BODY), 120)
    runs = [mark.run.text for _, _, _, mark in walk(drawn.nodes) if isinstance(mark, Words)]
    assert len(runs) > 2
    assert all(run.endswith(" ") for run in runs[:-1])
    assert not runs[-1].endswith(" ")


@given(TEXTS, st.floats(60, 400))
def test_a_block_is_as_high_as_its_lines(text, width):
    lines = break_lines(plain(text, BODY), width)
    assert text_block(plain(text, BODY), width).height_pt == pytest.approx(BODY.leading_pt * len(lines))


def test_a_block_is_one_element_of_its_tag_and_bare_marks_without_one():
    assert [type(node) for node in text_block(plain("Feel", BODY), 100, tag="H2").nodes] == [Element]
    assert all(isinstance(node, Words) for node in text_block(plain("Feel", BODY), 100, tag=None).nodes)


def test_no_text_takes_no_height():
    assert text_block(plain("", BODY), 100).height_pt == 0


@given(st.text(max_size=60), st.floats(30, 300))
def test_any_text_that_can_be_printed_is_set_without_loss(text, width):
    text = unicodedata.normalize("NFC", text)
    assume(not unprintable(text))
    lines = lines_of(text, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize("setting", SETTINGS)
def test_text_that_changes_weight_within_a_word_keeps_the_word_whole(setting):
    spans = (TextSpan("Keep the roller", BODY), TextSpan("-bar", STRONG), TextSpan(" down all day long", BODY))
    broken = break_lines(spans, 90, setting)
    words = ["".join(part for part, _ in word.pieces) for line in broken for word in line]
    assert words == ["Keep", "the", "roller-bar", "down", "all", "day", "long"]
