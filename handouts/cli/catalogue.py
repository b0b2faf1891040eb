"""The catalogue of figures -> a PDF of pages, or one tall SVG or PNG: each word with its picture and its YAML, then every key there is."""

import html
import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handouts.cli.figures import Figure, FigureOptions, picture_of
from handouts.errors import HandoutError
from handouts.figure.catalogue.keys import KeyList
from handouts.figure.drawing import Drawing
from handouts.figure.palette import Style, chosen_style, mannequin_style, mono_map_style
from handouts.figure.panels import PanelBox, Titled
from handouts.figure.people import Person
from handouts.figure.store import has_numpy
from handouts.figure.svg import fitted
from handouts.fonts.faces import Weight, face_bytes
from handouts.library.clinic import LoadedClinic
from handouts.library.color import BLACK
from handouts.pdf.writer import write_pdf
from handouts.reading.extras import how_to_install
from handouts.sheet.place.marks import Element, Node, Page, Pages
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import words
from handouts.storing.output import signed_svg

TITLE = "Catalogue of figures"
_PAGE_PT, _MARGIN_PT, _GAP_PT, _COLUMNS = (595.0, 842.0), 34.0, 8.0, 4
_CELL_PT = (_PAGE_PT[0] - 2 * _MARGIN_PT - (_COLUMNS - 1) * _GAP_PT) / _COLUMNS
_PICTURE_PT, _LETTERS, _WIDE_LETTERS = 86.0, 42, 150
_NAME, _SMALL, _HEAD = TextStyle(8, 10, "semibold", BLACK), TextStyle(6, 7.5, "regular", BLACK), TextStyle(13, 22, "semibold", BLACK)


@dataclass(frozen=True, slots=True)
class CatalogueCell:
    """A word as it is set: its name, lines below it, its picture."""

    name: str
    lines: tuple[str, ...]
    panels: tuple[Drawing, ...]
    style: Style


@dataclass(frozen=True, slots=True)
class _TextLine:
    """A line of text whose baseline is at y, from the top of its page."""

    x_pt: float
    y_pt: float
    text: str
    style: TextStyle


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture with its upper left corner."""

    x_pt: float
    y_pt: float
    cell: CatalogueCell


_PlacedCell = _TextLine | _Shown


def catalogue(wish: FigureOptions, clinic: LoadedClinic) -> bytes:
    """Return the catalogue as a file. Raises HandoutError where figures cannot be drawn here."""
    if not has_numpy():
        raise HandoutError.of(
            f"the catalogue is drawn when it is asked for, which needs numpy; install it with: {how_to_install('figures')}"
        )
    from handouts.figure.catalogue.drawing import bare_shots, drawn
    from handouts.figure.catalogue.entries import entries
    from handouts.figure.catalogue.keys import key_lists

    style = chosen_style(wish.style, clinic.accent.hex)
    bare = mono_map_style() if wish.style == "mono" else mannequin_style(clinic.accent.hex)
    groups: dict[str, list[CatalogueCell]] = {}
    every = entries()
    shots = bare_shots(next(entry for entry in every if entry.bare))
    for entry in every:
        lines = (*textwrap.wrap(entry.about, _LETTERS), *textwrap.wrap(entry.yaml, _LETTERS, break_on_hyphens=False))
        groups.setdefault(entry.group, []).append(CatalogueCell(entry.word, lines, drawn(entry, shots), bare if entry.bare else style))
    return written(groups, key_lists(), wish, clinic)


def written(groups: dict[str, list[CatalogueCell]], keys: Sequence[KeyList], wish: FigureOptions, clinic: LoadedClinic) -> bytes:
    """Return drawn groups and the lists of keys as the kind of file that is asked for."""
    if wish.kind == "pdf":
        pages = tuple(_page(placed) for placed in _pages(groups, keys, _PAGE_PT[1]))
        return write_pdf(Pages(pages, TITLE, clinic.facts.name, clinic.facts.language, ()))
    (placed,) = _pages(groups, keys, float("inf"))
    height = max(item.y_pt for item in placed) + _MARGIN_PT
    return signed_svg(_svg(placed, height)) if wish.kind == "svg" else _png(placed, height, wish.width_px)


def _pages(groups: dict[str, list[CatalogueCell]], keys: Sequence[KeyList], height: float) -> list[list[_PlacedCell]]:
    pages: list[list[_PlacedCell]] = [[]]
    y = _MARGIN_PT
    for block in _blocks(groups, keys):
        if y + block.height_pt > height - _MARGIN_PT:
            pages.append([])
            y = _MARGIN_PT
        pages[-1] += [replace(item, y_pt=item.y_pt + y) for item in block.placed]
        y += block.height_pt
    return pages


@dataclass(frozen=True, slots=True)
class _Block:
    """What stays together on a page, from its own top."""

    height_pt: float
    placed: tuple[_PlacedCell, ...]


def _blocks(groups: dict[str, list[CatalogueCell]], keys: Sequence[KeyList]) -> Iterator[_Block]:
    for name, cells in groups.items():
        rows = [cells[i : i + _COLUMNS] for i in range(0, len(cells), _COLUMNS)]
        for number, row in enumerate(rows):
            block = _row(row)
            yield block if number else _under(name, block)
    for number, item in enumerate(keys):
        block = _keys(item)
        yield block if number else _under("Every key", block)


def _under(head: str, block: _Block) -> _Block:
    moved = tuple(replace(item, y_pt=item.y_pt + _HEAD.leading_pt) for item in block.placed)
    return _Block(block.height_pt + _HEAD.leading_pt, (_TextLine(_MARGIN_PT, 14, head, _HEAD), *moved))


def _row(cells: Sequence[CatalogueCell]) -> _Block:
    placed: list[_PlacedCell] = []
    for i, cell in enumerate(cells):
        x = _MARGIN_PT + i * (_CELL_PT + _GAP_PT)
        placed += [_Shown(x, 0, cell), _TextLine(x, _PICTURE_PT + 9, cell.name, _NAME)]
        placed += [_TextLine(x, _PICTURE_PT + 17 + k * _SMALL.leading_pt, text, _SMALL) for k, text in enumerate(cell.lines)]
    most = max(len(cell.lines) for cell in cells)
    return _Block(_PICTURE_PT + 22 + most * _SMALL.leading_pt, tuple(placed))


def _keys(keys: KeyList) -> _Block:
    told = [keys.about, *keys.lines]
    lines = [text for line in told for text in textwrap.wrap(line, _WIDE_LETTERS, subsequent_indent="    ", break_on_hyphens=False)]
    placed = [_TextLine(_MARGIN_PT, 17 + k * _SMALL.leading_pt, text, _SMALL) for k, text in enumerate(lines)]
    return _Block(22 + len(lines) * _SMALL.leading_pt, (_TextLine(_MARGIN_PT, 8, keys.name, _NAME), *placed))


def _page(placed: Sequence[_PlacedCell]) -> Page:
    width, height = _PAGE_PT
    nodes: list[Node] = []
    for item in placed:
        if isinstance(item, _TextLine):
            nodes.append(Element("P", (words(item.x_pt, item.y_pt, item.text, item.style),)))
        else:
            box = PanelBox(item.x_pt, height - item.y_pt - _PICTURE_PT, _CELL_PT, _PICTURE_PT)
            nodes.append(picture_of(_as_figure(item.cell), item.cell.style, box, height))
    return Page(width, height, tuple(nodes))


def _as_figure(cell: CatalogueCell) -> Figure:
    return Figure(cell.name, cell.name, cell.panels, mirrored=False, person=Person())


def _svg(placed: Sequence[_PlacedCell], height: float) -> str:
    parts = []
    for number, item in enumerate(placed):
        if isinstance(item, _TextLine):
            weight = ' font-weight="600"' if item.style.weight == "semibold" else ""
            said = f'font-family="sans-serif" font-size="{item.style.size_pt:g}"{weight} fill="#000000"'
            parts.append(f'<text x="{item.x_pt:.1f}" y="{item.y_pt:.1f}" {said}>{html.escape(item.text)}</text>')
        else:
            titled = Titled(item.cell.name, item.cell.panels, item.cell.style)
            inner = fitted(titled, (_CELL_PT, _PICTURE_PT), f"c{number}-")
            parts.append(f'<g transform="translate({item.x_pt:.1f} {item.y_pt:.1f})">{inner}</g>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_PAGE_PT[0]:.0f} {height:.0f}" fill="none" stroke-linecap="round"'
    return f'{head} stroke-linejoin="round"><title>{TITLE}</title><rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>\n'


def _png(placed: Sequence[_PlacedCell], height: float, width_px: int) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    from handouts.figure.panels import shape_of
    from handouts.figure.png import png, png_bytes

    k = width_px / _PAGE_PT[0]
    sheet = Image.new("RGB", (width_px, round(height * k)), "white")
    pen = ImageDraw.Draw(sheet)

    def font(style: TextStyle) -> ImageFont.FreeTypeFont:
        weight: Weight = style.weight
        return ImageFont.truetype(io.BytesIO(face_bytes(weight)), max(1, round(style.size_pt * k)))

    fonts = {style: font(style) for style in (_NAME, _SMALL, _HEAD)}
    for item in placed:
        if isinstance(item, _TextLine):
            pen.text((item.x_pt * k, item.y_pt * k), item.text, fill="black", font=fonts[item.style], anchor="ls")
        else:
            panels = item.cell.panels
            drawing = png(panels, item.cell.style, round(min(_CELL_PT, _PICTURE_PT * shape_of(panels)) * k))
            sheet.paste(
                drawing, (round((item.x_pt + _CELL_PT / 2) * k) - drawing.width // 2, round((item.y_pt + _PICTURE_PT) * k) - drawing.height)
            )
    return png_bytes(sheet, TITLE)
