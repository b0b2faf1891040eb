"""Colours and their contrast: hexadecimal text in, a colour dark enough to read out (WCAG 2.2, relative luminance)."""

import re

from handouts.storing.values import dataclass

TEXT_CONTRAST = 4.5
"""Least contrast of text on white (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Color:
    """An sRGB colour, each part 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """The colour as #RRGGBB."""
        return f"#{self.red:02X}{self.green:02X}{self.blue:02X}"


BLACK = Color(0, 0, 0)
WHITE = Color(255, 255, 255)


def parse_color(text: str) -> Color:
    """Return the colour written as #RRGGBB; raises ValueError with what to write."""
    match = re.fullmatch(r"#?([0-9A-Fa-f]{6})", text)
    if not match:
        raise ValueError("write a colour as '#12596B', in quotes")
    return Color(*bytes.fromhex(match[1]))


def luminance(color: Color) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""

    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)


def contrast(color: Color, other: Color = WHITE) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(color), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def darken(color: Color, least: float = TEXT_CONTRAST) -> Color:
    """Return the colour, or the nearest darker shade of it that reaches the contrast on white."""
    for percent in range(100, -1, -1):
        shade = Color(*(part * percent // 100 for part in (color.red, color.green, color.blue)))
        if contrast(shade) >= least:
            return shade
    return BLACK
