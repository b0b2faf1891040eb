"""A layout: how a sheet looks, as data. Papers, margins, grid, type scale, colours, and what gives way when it is full.

`layouts/cards.yaml` is the standard sheet; a clinic's own `layouts/` folder is looked in first. Places are in mm, type and
rules in points, as a typographer would say them; nothing in a layout file is ever executed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from handouts.checking import STRICT, Checked, Help, Id, Line, Name, check_data
from handouts.clinic import ColorText
from handouts.errors import HandoutError, Problem, near_miss
from handouts.fonts.faces import Weight
from handouts.library import builtin_folder, shown_path
from handouts.yamlfile import Data, DataPath, YamlFile, read_yaml

POINTS_PER_MM = 72 / 25.4
Paper = Literal["A4", "Letter"]
Millimetres = Annotated[float, Ge(0), Le(500)]
Points = Annotated[float, Ge(0), Le(200)]
Ink = Literal["text", "secondary", "accent", "stop"]
InkMode = Literal["colour", "grey", "ink-saver"]
"""colour; grey: black type, hatched muscles; ink-saver: also no tints and no solid discs. Page breaks are the same in all."""
MAX_LAYOUT_BYTES = 100_000


def pt(mm: float) -> float:
    """Return millimetres in points."""
    return mm * POINTS_PER_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSize:
    """One paper and the side margin that gives it the shared live width."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    width_mm: Annotated[float, Ge(50), Le(500)]
    height_mm: Annotated[float, Ge(100), Le(500)]
    side_mm: Annotated[float, Ge(7), Le(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """From the paper's edge to the first and last line; nothing at all stands nearer than `safe_mm`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    top_mm: Annotated[float, Ge(7), Le(60)]
    bottom_mm: Annotated[float, Ge(10), Le(60)]
    safe_mm: Annotated[float, Ge(7), Le(30)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Two columns on one live width; text stops `air_mm` short of a column's right edge."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    live_mm: Annotated[float, Ge(60), Le(400)]
    column_mm: Annotated[float, Ge(40), Le(200)]
    gutter_mm: Millimetres
    air_mm: Millimetres


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The only vertical gaps there are, in points: between steps; inside a block; between blocks; between sections; new subject."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    quarter_pt: Points
    half_pt: Points
    three_quarter_pt: Points
    line_pt: Points
    section_pt: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRole:
    """How one kind of text is set: size on leading, weight, ink."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    size_pt: Annotated[float, Ge(9), Le(72)]
    leading_pt: Annotated[float, Ge(9), Le(100)]
    weight: Weight = "regular"
    ink: Ink = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeScale:
    """Every kind of text on a sheet; `body` is set by the fit ladder."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    sheet_title: TypeRole
    page_title: TypeRole
    key_sentence: TypeRole
    main_message: TypeRole
    clinic_name: TypeRole
    section_head: TypeRole
    block_head: TypeRole
    card_name: TypeRole
    card_number: TypeRole
    eyebrow: TypeRole
    listing: TypeRole
    patient_value: TypeRole
    side_large: TypeRole
    dose_number: TypeRole
    dose_label: TypeRole
    dose_row: TypeRole
    caption: TypeRole
    control: TypeRole
    phone: TypeRole
    footer: TypeRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours by role; the accent is the clinic's own."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    text: ColorText
    secondary: ColorText
    stop: ColorText
    rule: ColorText
    hairline: ColorText
    circle: ColorText
    tint: ColorText


@dataclass(frozen=True, slots=True, kw_only=True)
class FitStep:
    """One rung of the fit ladder: type and picture from here on, or what is left out, or one card a page."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    body_pt: Annotated[float | None, Ge(9), Le(30)] = None
    leading_pt: Annotated[float | None, Ge(9), Le(40)] = None
    picture_mm: Annotated[float | None, Ge(20), Le(120)] = None
    strip_pt: Annotated[float | None, Ge(60), Le(120)] = None
    gap_scale: Annotated[float | None, Gt(0), Le(1.5)] = None
    drop: Literal["feel", "harder"] | None = None
    one_card_a_page: bool = False

    def __post_init__(self) -> None:
        """Refuse a rung that says nothing, or two kinds of thing at once."""
        sizes = (self.body_pt, self.leading_pt, self.picture_mm, self.strip_pt, self.gap_scale)
        kinds = [any(size is not None for size in sizes), self.drop is not None, self.one_card_a_page]
        if sum(kinds) != 1:
            raise ValueError("fit: each entry is either sizes, or drop, or one_card_a_page: true")

    @property
    def is_size(self) -> bool:
        """Whether the rung changes sizes; the whole sheet takes it. Other rungs are for single pairs of cards."""
        return self.drop is None and not self.one_card_a_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The log on the last page."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    weeks: Annotated[int, Ge(0), Le(12)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a sheet looks."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    layout: Id
    based_on: Annotated[Id | None, Help("another layout; this file then says only what differs from it")] = None
    title: Name
    use: Line
    papers: dict[Paper, PaperSize]
    margins: Margins
    grid: Grid
    rhythm: Rhythm
    type: TypeScale
    colors: Palette
    fit: Annotated[tuple[FitStep, ...], MinLen(1), MaxLen(12)]
    log: Log

    def __post_init__(self) -> None:
        """Refuse a ladder without a first size, and a grid wider than its paper."""
        first = self.fit[0]
        if first.body_pt is None or first.leading_pt is None or first.picture_mm is None or first.strip_pt is None:
            raise ValueError("fit: the first entry needs body_pt, leading_pt, picture_mm and strip_pt")
        kinds = [step.is_size for step in self.fit]
        if kinds != sorted(kinds, reverse=True):
            raise ValueError("fit: sizes come first, then drop and one_card_a_page")
        for name, paper in self.papers.items():
            if paper.side_mm * 2 + self.grid.live_mm > paper.width_mm + 0.05:
                raise ValueError(f"grid: live_mm and the side margins are wider than {name}")
        if self.grid.column_mm * 2 + self.grid.gutter_mm > self.grid.live_mm + 0.05:
            raise ValueError("grid: two columns and the gutter are wider than live_mm")

    def paper(self, name: str) -> PaperSize:
        """Return a paper's size. Raises HandoutError when the layout has none of that name."""
        for known, size in self.papers.items():
            if known == name:
                return size
        raise HandoutError.of(f"layout '{self.layout}' has no paper '{name[:20]}'{near_miss(name, self.papers)}")


def load_layout(name: str = "cards", folders: Iterable[Path] = ()) -> Layout:
    """Return a layout by its name (looked for in `folders`, then built in) or by the path of its file. Raises HandoutError."""
    return _find(name, folders).value


def layout_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return every layout file by name; an earlier folder wins."""
    found: dict[str, Path] = {}
    for folder in (*folders, builtin_folder("layouts")):
        for path in sorted(folder.glob("*.yaml")):
            found.setdefault(path.stem, path)
    return found


def read_layout(path: Path) -> Checked[Layout]:
    """Read one layout file, laid over those it is based on. Raises HandoutError with every fault and the file it stands in."""
    chain = _Chain(tuple(_sources(path, ())))
    layout = check_data(chain.data, Layout, chain.problem)
    if layout.layout != path.stem:
        problem = chain.problem(("layout",), f"is '{layout.layout}' but the file is {path.name}; make them the same")
        raise HandoutError([problem])
    return Checked(layout, chain.sources[0])


@dataclass(frozen=True, slots=True)
class _Chain:
    """A layout file and those it is based on, nearest first; the nearer one's value counts."""

    sources: tuple[YamlFile, ...]

    @property
    def data(self) -> Data:
        """The files laid over each other; a list is taken whole."""
        merged: Data = None
        for source in reversed(self.sources):
            merged = _laid_over(merged, source.data)
        return merged

    def problem(self, path: DataPath, message: str, *, key: bool = False) -> Problem:
        """Return a problem in the file whose value it is."""
        for source in self.sources:
            if path in source.values or (key and path in source.keys):
                return source.problem(path, message, key=key)
        return self.sources[0].problem(path, message, key=key)


def _sources(path: Path, seen: tuple[str, ...]) -> Iterator[YamlFile]:
    """Yield a layout file and what it is based on; looked for beside it, then among the built-in ones."""
    source = read_yaml(path, name=shown_path(path), max_bytes=MAX_LAYOUT_BYTES)
    yield source
    parent = source.data.get("based_on") if isinstance(source.data, dict) else None
    if not isinstance(parent, str):
        return
    known = layout_files([path.parent])
    if path.stem == parent or parent in seen:
        raise HandoutError([source.problem(("based_on",), f"'{parent[:60]}' is based on itself, in the end; name another layout")])
    if parent not in known:
        raise HandoutError([source.problem(("based_on",), f"no layout '{parent[:60]}'{near_miss(parent, known)}")])
    yield from _sources(known[parent], (*seen, path.stem))


def _laid_over(below: Data, above: Data) -> Data:
    if isinstance(below, dict) and isinstance(above, dict):
        return {**below, **{key: _laid_over(below.get(key), value) for key, value in above.items()}}
    return above


def _find(name: str, folders: Iterable[Path]) -> Checked[Layout]:
    if name.endswith((".yaml", ".yml")):
        return read_layout(Path(name))
    known = layout_files(folders)
    if name not in known:
        raise HandoutError([Problem(message=f"no layout '{name[:40]}'{near_miss(name, known)}")])
    return read_layout(known[name])
