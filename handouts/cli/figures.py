"""A figure asked for by its exercise or its file -> the bytes of an SVG, a PNG or a one-page PDF; and contact sheets of many.

Compiled drawings need no numpy. A figure file is compiled on the fly, which does, and comes with what its checks found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from handouts.errors import HandoutError, Problem, near_miss
from handouts.figure.drawing import Drawing
from handouts.figure.palette import Style, StyleName, chosen_style
from handouts.figure.panels import PT_PER_PX, PanelBox, Titled, place_panels, shape_of
from handouts.figure.people import Build, Cast, Hair, Person, SkinTone
from handouts.figure.store import Compiled, drawing_ids, has_numpy, in_build, load_drawing, save_compiled
from handouts.figure.svg import contact_sheet, svg
from handouts.library.clinic import LoadedClinic
from handouts.library.color import BLACK
from handouts.library.content_folders import FIGURES, MAPS, STORED
from handouts.library.language.language import for_side
from handouts.library.library import Library, shown_path
from handouts.pdf.writer import write_pdf
from handouts.reading.extras import how_to_install
from handouts.reading.folders import stem_of, yaml_files
from handouts.sheet.place.marks import Art, Element, Node, Page, Pages
from handouts.sheet.place.pictures import map_style
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import words
from handouts.storing.output import signed_svg

FileKind = Literal["svg", "png", "pdf"]
_MARGIN_PT = 9.0
_CELL_PT, _GAP_PT, _NAME_PT = (240.0, 113.0), 12.0, 16.0
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """An exercise's panels with its name, what they show in words, who is drawn, and whether they print mirrored."""

    name: str
    alt: str
    panels: tuple[Drawing, ...]
    mirrored: bool
    person: Person
    is_map: bool = False


@dataclass(frozen=True, slots=True)
class Proofed:
    """A figure, what was found in it, and its drawing where it was made just now from a file."""

    figure: Figure
    problems: tuple[Problem, ...] = ()
    compiled: Compiled | None = None


@dataclass(frozen=True, slots=True)
class FigureContent:
    """Where figures and their words are taken from."""

    library: Library
    clinic: LoadedClinic


@dataclass(frozen=True, slots=True)
class FigureOptions:
    """How a figure should come out: kind of file, side, style, who is drawn, width in pixels, and whether its drawing is kept."""

    kind: FileKind = "svg"
    side: Literal["left", "right"] | None = None
    style: StyleName = "colour"
    skin: SkinTone | None = None
    hair: Hair | None = None
    build: Build | None = None
    is_mixed: bool = False
    width_px: int = 1200
    store: bool = False


@dataclass(frozen=True, slots=True)
class FinishedFigure:
    """A finished file, and what was found on the way."""

    data: bytes
    problems: tuple[Problem, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether something in the figure cannot be true."""
        return any(problem.level == "error" for problem in self.problems)


def is_file_name(what: str) -> bool:
    """Return whether this names a figure file and not an exercise."""
    return what.endswith((".yaml", ".yml"))


def kind_of_file(name: str) -> FileKind:
    """Return what to write under a name, an SVG on standard output. Raises HandoutError for any other ending."""
    kinds: dict[str, FileKind] = {".svg": "svg", ".png": "png", ".pdf": "pdf"}
    kind = "svg" if name == "-" else kinds.get(Path(name).suffix.lower())
    if kind is None:
        raise HandoutError.of("the name must end in .svg, .png or .pdf", name)
    return kind


def draw_figure(what: str, wish: FigureOptions, shelf: FigureContent) -> FinishedFigure:
    """Return the file of an exercise's figure (the clinic's own before the built-in one) or of a figure file. Raises HandoutError.

    With `wish.store` the drawing of a clinic's figure is also kept beside its file, from where the clinic's sheets take it.
    """
    made = _find(what, wish, shelf)
    stored = (_store(what, made, shelf),) if wish.store else ()
    return FinishedFigure(_figure_bytes(made.figure, wish, shelf.clinic), (*made.problems, *stored))


def _store(what: str, made: Proofed, shelf: FigureContent) -> Problem:
    """Keep a drawing that has passed its checks, and return what became of it."""
    path = _figure_file(what, shelf.clinic)
    if made.compiled is None or path is None or path.resolve().parent.name not in (FIGURES, MAPS):
        message = "only a figure or a body map of a clinic is stored: a file in its folder content/figures or content/body-maps"
        raise HandoutError.of(message, what)
    if any(problem.level != "info" for problem in made.problems):
        return Problem(message="not stored: correct, or accept, what is listed above", file=shown_path(path), level="warning")
    try:
        save_compiled(path.stem, made.compiled, path.parent / STORED)
    except OSError as error:
        raise HandoutError.of(f"the drawing cannot be stored: {error.strerror}", shown_path(path)) from None
    return Problem(message="stored; the clinic's sheets print it from now on", file=shown_path(path), level="info")


def draw_sheet(section: str, wish: FigureOptions, shelf: FigureContent) -> FinishedFigure:
    """Return a contact sheet: the figures of a section's exercises with their names, each in a card's box. Raises HandoutError.

    As on a section's sheet the people are a mix, but for what `wish` says of them.
    """
    wish = replace(wish, is_mixed=True)
    if section not in shelf.library.sections:
        raise HandoutError.of(f"no section '{section[:60]}' in this library{near_miss(section, shelf.library.sections)}")
    figures: list[Figure] = []
    problems: list[Problem] = []
    for exercise in shelf.library.sections[section].exercises:
        if exercise.id in drawing_ids() or _own_figure(exercise.id, shelf.clinic):
            made = _find(exercise.id, wish, shelf)
            figures.append(made.figure)
            problems += made.problems
        else:
            problems.append(Problem(message=f"{exercise.id}: has no figure", level="info"))
    if not figures:
        raise HandoutError.of(f"no exercise of section '{section}' has a figure")
    return FinishedFigure(_contact_bytes(shelf.library.sections[section].name, figures, wish, shelf.clinic), tuple(problems))


def _find(what: str, wish: FigureOptions, shelf: FigureContent) -> Proofed:
    path = _figure_file(what, shelf.clinic)
    if path is not None:
        if not has_numpy():
            raise HandoutError.of(f"drawing a figure from its file needs numpy; install it with: {how_to_install('figures')}")
        if path.resolve().parent.name == MAPS:
            return _body_map(path)
        from handouts.figure.proof import proof

        made = proof(path, shown_path(path))
        drawn = _drawn_as(path, _person(made.id, wish)) or made.drawings
        return Proofed(_named(made.id, drawn, wish, shelf), made.problems, made.compiled)
    if what not in drawing_ids():
        near = near_miss(what, drawing_ids())
        raise HandoutError.of(f"there is no figure '{what[:60]}'{near} (a figure of your own is a file: my-exercise.yaml)")
    return Proofed(_named(what, in_build(load_drawing(what), _person(what, wish).outline), wish, shelf))


def _body_map(path: Path) -> Proofed:
    """Return the drawing of a body map file, on a bare figure of no colour."""
    from handouts.figure.bodymap import compile_body_map, read_body_map

    plan = read_body_map(path, shown_path(path)).value
    compiled = compile_body_map(plan)
    name = plan.map.replace("-", " ").capitalize()
    return Proofed(Figure(name, name, compiled.panels, False, Person(), is_map=True), compiled=compiled)


def _person(figure_id: str, wish: FigureOptions) -> Person:
    """Return who is drawn in a figure."""
    return Cast(wish.skin, wish.hair, wish.build, wish.is_mixed).person(figure_id)


def _drawn_as(path: Path, person: Person) -> tuple[Drawing, ...]:
    """Return the drawing of a figure file in another than the usual build, () where that is the person's."""
    if person.outline == "man":
        return ()
    from handouts.figure.seen.compile import compile_figure, read_figure

    return compile_figure(read_figure(path).value, build=person.outline)[0]


def _figure_file(what: str, clinic: LoadedClinic) -> Path | None:
    return Path(what) if is_file_name(what) else _own_figure(what, clinic)


def _own_figure(exercise_id: str, clinic: LoadedClinic) -> Path | None:
    """Return the clinic's own figure file of an exercise, where it has one."""
    paths = [path for folder in clinic.content for path in yaml_files(folder / FIGURES)]
    return next((path for path in paths if stem_of(path) == exercise_id), None)


def _named(figure_id: str, panels: tuple[Drawing, ...], wish: FigureOptions, shelf: FigureContent) -> Figure:
    """Return the panels with the exercise's name and alt text; of an exercise not in the library, its id in words."""
    mirrored = panels[0].is_mirrored_for(wish.side)
    every = (exercise for section in shelf.library.sections.values() for exercise in section.exercises)
    exercise = next((one for one in every if figure_id == one.id or figure_id in one.forms), None)
    if exercise is None:
        name = figure_id.replace("-", " ").capitalize()
        return Figure(name, name, panels, mirrored, _person(figure_id, wish))
    alt = exercise.picture.alt if figure_id == exercise.id else exercise.forms[figure_id].shows
    sides = shelf.library.phrases(shelf.clinic.facts.language).sides
    spoken = wish.side if wish.side is not None and exercise.dose.side == "each" else exercise.dose.side
    return Figure(exercise.name, for_side(alt, spoken, sides), panels, mirrored, _person(figure_id, wish))


def _figure_bytes(figure: Figure, wish: FigureOptions, clinic: LoadedClinic) -> bytes:
    style = chosen_style(wish.style, clinic.accent.hex, figure.person)
    if figure.is_map:
        style = map_style(clinic.accent, "grey" if wish.style == "mono" else "colour")
    if wish.kind == "svg":
        return signed_svg(svg(figure.panels, style, wish.width_px, mirrored=figure.mirrored, alt=figure.alt))
    if wish.kind == "png":
        from handouts.figure.png import png, png_bytes

        return png_bytes(png(figure.panels, style, wish.width_px, mirrored=figure.mirrored), figure.alt)
    width = wish.width_px * PT_PER_PX
    height = width / shape_of(figure.panels)
    picture = picture_of(figure, style, PanelBox(_MARGIN_PT, _MARGIN_PT, width, height), height + 2 * _MARGIN_PT)
    return _pdf(Page(width + 2 * _MARGIN_PT, height + 2 * _MARGIN_PT, (picture,)), figure.name, clinic)


def _contact_bytes(title: str, figures: Sequence[Figure], wish: FigureOptions, clinic: LoadedClinic) -> bytes:
    styles = [chosen_style(wish.style, clinic.accent.hex, one.person) for one in figures]
    if wish.kind == "pdf":
        return _pdf(_contact_page(figures, styles), title, clinic)
    titled = [Titled(one.name, one.panels, style, one.mirrored) for one, style in zip(figures, styles, strict=True)]
    if wish.kind == "svg":
        return signed_svg(contact_sheet(titled, _COLUMNS))
    from handouts.figure.png import contact_png, png_bytes

    return png_bytes(contact_png(titled, wish.width_px, _COLUMNS), title)


def _pdf(page: Page, title: str, clinic: LoadedClinic) -> bytes:
    return write_pdf(Pages((page,), title, clinic.facts.name, clinic.facts.language, ()))


def picture_of(figure: Figure, style: Style, box: PanelBox, page_height_pt: float) -> Element:
    """Return a figure's panels in a box measured from the page's lower left corner."""
    arts: list[Node] = []
    for panel, place in zip(figure.panels, place_panels(figure.panels, box), strict=True):
        top = page_height_pt - place.y_pt - panel.height * place.pt_per_unit
        arts.append(Art(place.x_pt, top, place.pt_per_unit, panel, style, figure.mirrored))
    return Element("Figure", tuple(arts), alt=figure.alt)


def _contact_page(figures: Sequence[Figure], styles: Sequence[Style]) -> Page:
    (width, height), text = _CELL_PT, TextStyle(9, 12, "semibold", BLACK)
    rows = -(-len(figures) // _COLUMNS)
    full = (_COLUMNS * (width + _GAP_PT) + _GAP_PT, rows * (height + _NAME_PT + _GAP_PT) + _GAP_PT)
    nodes: list[Node] = []
    for i, (figure, style) in enumerate(zip(figures, styles, strict=True)):
        x, y = _GAP_PT + i % _COLUMNS * (width + _GAP_PT), _GAP_PT + i // _COLUMNS * (height + _NAME_PT + _GAP_PT)
        nodes.append(picture_of(figure, style, PanelBox(x, full[1] - y - height, width, height), full[1]))
        nodes.append(Element("P", (words(x, y + height + 11, figure.name, text),)))
    return Page(*full, tuple(nodes))
