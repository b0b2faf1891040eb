"""Drawings, the clinic's mark and the clinic's colour, as the page shows them."""

import io

from handouts.figure.drawing import Drawing
from handouts.figure.palette import colour_style
from handouts.figure.people import Cast
from handouts.figure.store import drawing_ids, in_build, load_drawing
from handouts.figure.svg import svg
from handouts.library.color import WHITE, Color, contrast, darken
from handouts.library.logo import Logo
from handouts.storing.memo import memo
from handouts.web.facts import Desk

_SMALL_PX, _LARGE_PX = 160, 900
_LONGEST_PX = {"small": _SMALL_PX, "large": _LARGE_PX}
_COMPRESS_LEVEL = 1
"""The picture goes no further than this computer."""
_DARK_PANEL = Color(0x16, 0x1F, 0x24)
_DARK_CONTRAST = 8.0


def figure(desk: Desk, name: str, size: str, side: str | None) -> bytes | None:
    """Return an exercise's drawing as SVG: small, the panel that tells most; large, all its panels. None when there is none."""
    panels = desk.library.drawings.get(name) or (load_drawing(name) if name in drawing_ids() else ())
    if not panels or size not in ("small", "large"):
        return None
    return _drawn(
        panels, size, side if side in ("left", "right") else "", desk.clinic.accent, desk.clinic.facts.figures.cast(is_mixed=False)
    )


def photo(desk: Desk, name: str, size: str) -> bytes | None:
    """Return the clinic's own picture of an exercise as PNG, small or large. None when there is none."""
    picture = desk.library.pictures.get(name)
    if picture is None or size not in _LONGEST_PX:
        return None
    return _png(picture, _LONGEST_PX[size])


@memo(400)
def _drawn(panels: tuple[Drawing, ...], size: str, side: str, accent: Color, cast: Cast) -> bytes:
    person = cast.person(panels[0].figure)
    panels, style = in_build(panels, person.outline), colour_style(accent.hex, person)
    mirrored = bool(side) and panels[0].is_mirrored_for(side)
    if size == "large":
        return svg(panels, style, _LARGE_PX, mirrored=mirrored).encode("utf-8")
    telling = panels[-1 if len(panels) <= 2 else 0].without_cues()
    return svg((telling,), style, _SMALL_PX, mirrored=mirrored).encode("utf-8")


def logo_png(logo: Logo) -> bytes:
    """Return the clinic's mark as PNG."""
    return _png(logo, max(logo.width_px, logo.height_px))


def _png(picture: Logo, longest_px: int) -> bytes:
    """Return a picture as PNG, its longer side so many pixels at most."""
    from PIL import Image

    image, out = Image.frombytes("RGB", (picture.width_px, picture.height_px), picture.rgb), io.BytesIO()
    image.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    image.save(out, "PNG", compress_level=_COMPRESS_LEVEL)
    return out.getvalue()


def clinic_css(accent: Color) -> str:
    """Return the page's colours made from the clinic's one: for light pages as it prints, for dark ones light enough to read."""
    pale = _lightened(accent)
    light = {"brand": accent, "brand-hi": _mix(accent, Color(0, 0, 0), 0.18), "brand-text": accent, "brand-soft": _mix(accent, WHITE, 0.88)}
    dark = {"brand": pale, "brand-hi": _mix(pale, WHITE, 0.25), "brand-text": _mix(pale, WHITE, 0.12)}
    dark |= {"brand-soft": _mix(_DARK_PANEL, accent, 0.35), "on-brand": darken(accent, 14.0)}
    return f":root{{{_tokens(light)}}}\n[data-theme=dark]{{{_tokens(dark)}}}\n"


def _tokens(colors: dict[str, Color]) -> str:
    return ";".join(f"--{name}:{color.hex}" for name, color in colors.items())


def _mix(color: Color, other: Color, share: float) -> Color:
    """Return the first colour with so much of the second in it."""
    pairs = ((color.red, other.red), (color.green, other.green), (color.blue, other.blue))
    return Color(*(round(a + (b - a) * share) for a, b in pairs))


def _lightened(accent: Color) -> Color:
    """Return the nearest lighter shade that reads well on the dark panel."""
    for percent in range(0, 101, 2):
        shade = _mix(accent, WHITE, percent / 100)
        if contrast(shade, _DARK_PANEL) >= _DARK_CONTRAST:
            return shade
    return WHITE
