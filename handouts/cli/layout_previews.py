"""Every layout there is, for a terminal: what it is for, and a small picture of one of its pages.

The picture is of a real page: a plan of two exercises is laid out, and the boxes of its marks are painted into characters, on
one scale for all layouts, so that a pocket sheet is small and a phone's page narrow and tall.
"""

import math
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Literal, get_args

from handouts.checks.layout_rules import PAPERS_MM
from handouts.cli.choosing import choose
from handouts.cli.console import near_form
from handouts.errors import HandoutError, Problem
from handouts.handout import lay_out
from handouts.layout.files import ReadLayout, layout_files, read_layout
from handouts.layout.layout import Layout, PaperSize, pt
from handouts.library.clinic import LoadedClinic, load_clinic
from handouts.library.library import Library, load_library, shown_path
from handouts.sheet.place.marks import Art, Element, Mark, Page, PlacedLogo, Shape, Words, extent, walk

CellKind = Literal["rule", "text", "heading", "heavy", "box", "disc", "picture"]
"""What a character stands for, from the first painted to what is painted over all others."""
SIGNS: Mapping[CellKind | Literal["frame"], str] = {
    "rule": "─", "text": "┄", "heading": "▀", "heavy": "━", "box": "□", "disc": "●", "picture": "▒", "frame": "┌─┐│└┘┄",
}  # fmt: skip
PLAIN_SIGNS: Mapping[CellKind | Literal["frame"], str] = {
    "rule": "-", "text": ".", "heading": "~", "heavy": "=", "box": "o", "disc": "@", "picture": "#", "frame": "+-+|++ ",
}  # fmt: skip
"""The same in ASCII, for a terminal or a file that can show no more."""
SAMPLE = {"exercises": ("couch-stretch", "thomas-stretch"), "reference": "EXAMPLE-1", "given_on": "2026-11-22", "side": "left"}
"""The plan of which a page is shown."""
_COLUMN_MM, _MOST_COLUMNS, _MOST_ROWS, _NEARLY = 9.5, 30, 18, 0.2
_TEXT_COLUMNS, _AIR = 68, "   "
_HEAVY_PT, _HEADING = 1.2, 1.35  # a rule so thick is heavy; type so many times the size of most is a heading
_LONG_PT, _FLAT_PT, _LEAST_PHOTO_PT = 30.0, 4.0, 40.0
_BOX_PT, _DISC_PT = (12.0, 40.0), (20.0, 60.0)  # sides of a box to tick and of the disc that holds a number

PaintedCells = tuple[CellKind, range, range]
"""What is painted, over which rows and columns."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """How a page is cut into characters twice as tall as wide."""

    columns: int
    rows: int
    wide_pt: float
    tall_pt: float
    is_cut: bool

    def across(self, left: float, right: float) -> range:
        """Return the columns between two places, one at least; only those nearly full, so that margins and gutters stay open."""
        first, last = math.ceil(left / self.wide_pt - _NEARLY), math.floor(right / self.wide_pt + _NEARLY)
        middle = int((left + right) / 2 / self.wide_pt)
        return range(max(0, first), min(self.columns, last)) if first < last else range(middle, min(middle + 1, self.columns))

    def down(self, top: float, bottom: float) -> range:
        """Return the rows between two places, one at least."""
        first = round(top / self.tall_pt)
        return range(max(0, first), min(self.rows, max(first + 1, round(bottom / self.tall_pt))))

    def row_of(self, middle: float) -> range:
        """Return the row in which a line stands."""
        row = int(middle / self.tall_pt)
        return range(row, min(row + 1, self.rows))


def layouts_as_text(folders: Iterable[Path], encoding: str | None) -> tuple[str, tuple[Problem, ...]]:
    """Return all layouts as text that the encoding can show, and what is wrong with those that cannot be read or printed."""
    encoding = encoding or "ascii"
    signs = SIGNS if _can_show(encoding) else PLAIN_SIGNS
    entries: list[str] = []
    problems: list[Problem] = []
    shelf = load_library(), load_clinic()
    for path in layout_files(folders).values():
        try:
            read = read_layout(path)
        except HandoutError as error:
            problems += error.problems
            continue
        picture: list[str] = []
        try:
            picture = wireframe(card_page(read.value, *shelf), signs)
        except HandoutError as error:
            problems += [replace(problem, file=shown_path(path)) for problem in error.problems]
        entries.append(_entry(read, picture))
    text = "\n\n".join(entries)
    return near_form(text, encoding), tuple(problems)


def _can_show(encoding: str) -> bool:
    try:
        "".join(SIGNS.values()).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def card_page(layout: Layout, library: Library, clinic: LoadedClinic) -> Page:
    """Return the first page with a card of the sample plan, as the example clinic would print it. Raises HandoutError."""
    pages, _ = lay_out(library, choose("hip", SAMPLE, library), clinic, layout)
    return next((page for page in pages.pages if _has_steps(page)), pages.pages[0])


def _has_steps(page: Page) -> bool:
    return any(element.tag == "L" and element.numbered for _, _, inside, _ in walk(page.nodes) for element in inside)


def wireframe(page: Page, signs: Mapping[CellKind | Literal["frame"], str]) -> list[str]:
    """Return a page as lines of characters in a frame; a page too tall is cut, and its lower edge dotted."""
    grid = _grid_of(page)
    cells: dict[tuple[int, int], str] = {}
    for kind, rows, columns in sorted(_strokes(page, grid), key=lambda stroke: get_args(CellKind).index(stroke[0])):
        cells.update({(row, column): signs[kind] for row in rows for column in columns})
    upper_left, line, upper_right, side, lower_left, lower_right, dotted = list(signs["frame"])
    inside = ["".join(cells.get((row, column), " ") for column in range(grid.columns)) for row in range(grid.rows)]
    under = (dotted if grid.is_cut else line) * grid.columns
    return [
        f"{upper_left}{line * grid.columns}{upper_right}",
        *(f"{side}{row}{side}" for row in inside),
        f"{lower_left}{under}{lower_right}",
    ]


def _grid_of(page: Page) -> _Grid:
    columns = min(_MOST_COLUMNS, max(1, round(page.width_pt / pt(_COLUMN_MM))))
    wide = page.width_pt / columns
    rows = max(1, round(page.height_pt / (2 * wide)))
    if rows > _MOST_ROWS:
        return _Grid(columns, _MOST_ROWS, wide, 2 * wide, is_cut=True)
    return _Grid(columns, rows, wide, page.height_pt / rows, is_cut=False)


def _strokes(page: Page, grid: _Grid) -> Iterator[PaintedCells]:
    """Yield what of a page is painted: words and pictures, rules, boxes, discs, the edges of frames."""
    marks = list(walk(page.nodes))
    letters = Counter[float]()
    for _, _, _, mark in marks:
        if isinstance(mark, Words):
            letters[mark.size_pt] += round(mark.width_pt)
    most = max(letters, key=lambda size: letters[size], default=0.0)
    for x, y, inside, mark in marks:
        left, top, right, bottom = extent(mark)
        box = (left + x, top + y, right + x, bottom + y)
        if isinstance(mark, Words):
            kind: CellKind = "heading" if mark.size_pt >= _HEADING * most else "text"
            yield kind, grid.row_of((box[1] + box[3]) / 2), grid.across(box[0], box[2])
        elif isinstance(mark, Shape):
            yield from _shape_strokes(mark, inside, box, grid)
        elif _is_picture(mark):
            yield "picture", grid.down(box[1], box[3]), grid.across(box[0], box[2])


def _is_picture(mark: Mark) -> bool:
    """Return whether a mark shows an exercise; a clinic's mark is small."""
    return isinstance(mark, Art) or (isinstance(mark, PlacedLogo) and mark.height_pt >= _LEAST_PHOTO_PT)


def _shape_strokes(
    shape: Shape, inside: tuple[Element, ...], box: tuple[float, float, float, float], grid: _Grid
) -> Iterator[PaintedCells]:
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    heavy = shape.stroke is not None and shape.width_pt >= _HEAVY_PT
    if wide > _LONG_PT and tall < _FLAT_PT:
        if heavy or not any(element.running for element in inside):
            yield "heavy" if heavy else "rule", grid.row_of((top + bottom) / 2), grid.across(left, right)
    elif wide > _LONG_PT and heavy and shape.fill is None:
        yield "heavy", grid.row_of(top), grid.across(left, right)
        yield "heavy", grid.row_of(bottom), grid.across(left, right)
    elif shape.fill is not None and abs(wide - tall) < 1:
        middle = (left + right) / 2
        is_round = any(operator == "c" for operator, _ in shape.path)  # as the corners of a box are, and not those of a stop sign
        if shape.stroke is not None and is_round and _BOX_PT[0] < wide < _BOX_PT[1]:
            yield "box", grid.row_of((top + bottom) / 2), grid.across(left, middle)
        elif shape.stroke is None and _DISC_PT[0] < wide < _DISC_PT[1]:
            yield "disc", grid.row_of((top + bottom) / 2), grid.across(left, middle)


def _entry(read: ReadLayout, picture: list[str]) -> str:
    """Return a layout's picture with its words at the right."""
    layout = read.value
    told = [layout.layout, layout.title]
    if not read.is_built_in:
        based = f", based on {layout.based_on}" if layout.based_on else ""
        told.append(f"{shown_path(read.path)}{based}")
    told += ["", ", ".join(_paper(name, paper) for name, paper in layout.papers.items()), _type(layout), ""]
    lines = [line for text in (*told, layout.use) for line in textwrap.wrap(text, _TEXT_COLUMNS) or [""]]
    width = max(map(len, picture), default=0)
    rows = zip_longest(picture, ["", *lines] if picture else lines, fillvalue="")
    return "\n".join(f"{drawn.ljust(width)}{_AIR}{line}".rstrip() for drawn, line in rows)


def _type(layout: Layout) -> str:
    columns = "two columns" if layout.grid.columns > 1 else "one column"
    return f"{layout.fit[0].body_pt:g} point text, {columns}"


def _paper(name: str, paper: PaperSize) -> str:
    if paper.grows:
        return f"{name} ({paper.width_mm:g} mm wide, as tall as it needs)"
    return name if name in PAPERS_MM else f"{name} ({paper.width_mm:g} by {paper.height_mm:g} mm)"
