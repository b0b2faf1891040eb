"""Drawings -> an SVG text: panels side by side, on one scale and one floor line; flat ones over each other."""

import html
import re
from collections.abc import Sequence

from handouts.figure.drawing import UNITS, Drawing
from handouts.figure.paint import PaintedPath, marks
from handouts.figure.palette import Style
from handouts.figure.panels import PT_PER_PX, PanelBox, Titled, is_flat, place_panels

_PATH_WORDS = {"m": "M", "l": "L", "c": "C", "h": "Z"}


def svg(panels: Sequence[Drawing], style: Style, width_px: float = 1200, *, mirrored: bool = False, alt: str = "") -> str:
    """Return one SVG with the panels side by side, on one scale and one floor line, flat ones stacked; `alt` says what it shows."""
    places, (width, height) = _laid_out(panels)
    scale = width_px / width
    groups: list[str] = []
    for panel, (x, y) in zip(panels, places, strict=True):
        painted = marks(panel, style, scale * PT_PER_PX, mirrored=mirrored)
        body = "".join(_svg_mark(mark, f"c{len(groups)}-{i}") for i, mark in enumerate(painted))
        groups.append(f'<g transform="translate({x} {y}){_flip(panel, mirrored=mirrored)}">{body}</g>')
    size = f'width="{width_px:.0f}" height="{height * scale:.0f}" viewBox="0 0 {width} {height}"'
    said = f' role="img"><title>{html.escape(alt)}</title' if alt else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
        f' fill="none" stroke-linecap="round" stroke-linejoin="round"{said}>{"".join(groups)}</svg>\n'
    )


def _laid_out(panels: Sequence[Drawing]) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Return the upper left corner of each panel and the size of all, in drawing units."""
    gap = 4 * UNITS
    width, height, places = max(p.width for p in panels), 0, list[tuple[int, int]]()
    if is_flat(panels):
        for panel in panels:
            places.append(((width - panel.width) // 2, height))
            height += panel.height + gap
        return places, (width, height - gap)
    above, below, x = max(p.floor for p in panels), max(p.height - p.floor for p in panels), 0
    for panel in panels:
        places.append((x, above - panel.floor))
        x += panel.width + gap
    return places, (x - gap, above + below)


def _flip(panel: Drawing, *, mirrored: bool) -> str:
    return f" translate({panel.width} 0) scale(-1 1)" if mirrored else ""


def _svg_mark(mark: PaintedPath, name: str) -> str:
    attributes = [f'd="{svg_path(mark.path)}"']
    if mark.fill:
        attributes.append(f'fill="{mark.fill}" fill-rule="evenodd"')
    if mark.stroke:
        attributes.append(f'stroke="{mark.stroke}" stroke-width="{mark.width:.1f}"')
    if mark.dash:
        attributes.append(f'stroke-dasharray="{" ".join(f"{d:.1f}" for d in mark.dash)}"')
    clip = ""
    if mark.clip:
        clip = f'<clipPath id="{name}"><path clip-rule="evenodd" d="{svg_path(mark.clip)}"/></clipPath>'
        attributes.append(f'clip-path="url(#{name})"')
    return f"{clip}<path {' '.join(attributes)}/>"


def svg_path(path: str) -> str:
    """Return a path with the operator before its numbers, as SVG wants it."""
    return re.sub(r"([-\d. ]*?) ?([mlch])(?: |$)", lambda match: f"{_PATH_WORDS[match[2]]}{match[1].strip()}", path)


def contact_sheet(figures: Sequence[Titled], columns: int = 2) -> str:
    """Return one SVG of many figures with their names, each in a card's picture box, for review by eye."""
    width, height, gap, name = 480.0, 227.0, 24.0, 22.0  # a card's 84.5 x 40 mm
    cells = []
    for i, figure in enumerate(figures):
        x, y = gap + i % columns * (width + gap), gap + i // columns * (height + name + gap)
        inner = fitted(figure, (width, height), f"s{i}-")
        cells.append(f'<g transform="translate({x:.0f} {y:.0f})">{inner}{_title(figure.name, height)}</g>')
    rows = -(-len(figures) // columns)
    size = f"{columns * (width + gap) + gap:.0f} {rows * (height + name + gap) + gap:.0f}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" fill="none" stroke-linecap="round" stroke-linejoin="round">'
    return f'{head}<rect width="100%" height="100%" fill="#ffffff"/>{"".join(cells)}</svg>\n'


def _title(text: str, y: float) -> str:
    return f'<text x="0" y="{y + 16:.0f}" font-family="sans-serif" font-size="13" fill="#000000">{html.escape(text)}</text>'


def fitted(figure: Titled, size: tuple[float, float], prefix: str) -> str:
    """Return the panels of a figure as large as a box allows, from its upper left corner; `prefix` keeps its clip paths apart."""
    groups = []
    for j, (panel, place) in enumerate(zip(figure.panels, place_panels(figure.panels, PanelBox(0, 0, *size)), strict=True)):
        scale = place.pt_per_unit
        top = size[1] - place.y_pt - panel.height * scale
        painted = marks(panel, figure.style, scale * 0.5, mirrored=figure.mirrored)
        body = "".join(_svg_mark(mark, f"{prefix}{j}-{i}") for i, mark in enumerate(painted))
        flip = _flip(panel, mirrored=figure.mirrored)
        groups.append(f'<g transform="translate({place.x_pt:.1f} {top:.1f}) scale({scale:.5f}){flip}">{body}</g>')
    return "".join(groups)
