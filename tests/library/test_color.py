import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.library.color import BLACK, WHITE, Color, contrast, darken, parse_color

COLORS = st.builds(Color, *[st.integers(0, 255)] * 3)


def test_contrast_is_that_of_wcag():
    assert contrast(BLACK) == pytest.approx(21)
    assert contrast(WHITE) == pytest.approx(1)
    assert contrast(Color(0x76, 0x76, 0x76)) == pytest.approx(4.54, abs=0.01)  # the lightest grey that passes, by WebAIM
    assert contrast(Color(0xFF, 0, 0)) == pytest.approx(4.0, abs=0.01)


def test_contrast_is_the_same_both_ways():
    assert contrast(BLACK, WHITE) == contrast(WHITE, BLACK)


@given(COLORS)
def test_darkened_colour_can_be_read_on_white_and_is_no_lighter(color):
    shade = darken(color)
    assert contrast(shade) >= 4.5
    assert shade.red <= color.red
    assert shade.green <= color.green
    assert shade.blue <= color.blue


@given(COLORS)
def test_colour_that_can_be_read_stays_as_it_is(color):
    if contrast(color) >= 4.5:
        assert darken(color) == color


def test_light_colour_keeps_its_hue():
    shade = darken(Color(0xFF, 0xD7, 0x00))
    assert shade.red > shade.green > shade.blue == 0


@pytest.mark.parametrize("text", ["#12596B", "#12596b", "12596B"])
def test_colour_is_six_hexadecimal_digits(text):
    assert parse_color(text).hex == "#12596B"


@pytest.mark.parametrize("text", ["teal", "#12596", "#12596BFF", "#12596G", "rgb(1,2,3)", "", "#١٢٣٤٥٦"])
def test_colour_written_otherwise_is_refused(text):
    with pytest.raises(ValueError, match="write a colour as '#12596B', in quotes"):
        parse_color(text)
