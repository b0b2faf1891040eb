"""A layout: how a sheet looks, as data. Papers, margins, grid, type scale, colours, parts in print order, and what gives way.

`layouts/cards.yaml` is the standard sheet; `handouts.layout.files` finds and reads layouts, `handouts.checks.layout_rules` holds them to
the standards of a sheet. Places are in mm, type and rules in points, as a typographer would say them; nothing in a layout file
is ever executed.
"""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from handouts.errors import HandoutError, near_miss
from handouts.fonts.faces import Weight
from handouts.layout.parts import CARD, END, FRONT, CardPart, EndPart, FrontPart
from handouts.library.clinic import ColorText
from handouts.reading.models import STRICT, FaultsError, Help, Id, Line, Name, Written
from handouts.reading.yamlfile import DataPath
from handouts.storing.values import dataclass

POINTS_PER_MM = 72 / 25.4
Millimetres = Annotated[float, Ge(0), Le(500)]
Points = Annotated[float, Ge(0), Le(200)]
Ink = Literal["text", "secondary", "accent", "stop"]
InkMode = Literal["colour", "grey", "ink-saver"]
"""colour; grey: black type, hatched muscles; ink-saver: also no tints and no solid discs. Page breaks are the same in all."""
LEAST_COLUMN_MM = 40
NEVER_LEFT_OUT: tuple[CardPart, ...] = ("header", "start", "steps", "dose", "avoid", "caution")
"""What every card says in every layout."""


def pt(mm: float) -> float:
    """Return millimetres in points."""
    return mm * POINTS_PER_MM


def _height(text: str) -> float:
    try:
        height_mm = 0.0 if text == "auto" else float(text)
    except ValueError:
        height_mm = -1.0
    if height_mm and not 100 <= height_mm <= 500:
        raise ValueError("height_mm: write 100 to 500, or auto for a page as tall as it needs to be")
    return height_mm


Height = Annotated[float, Written(_height, r"^(auto|\d+(\.\d+)?)$", ("297", "auto")), Help("auto: as tall as its content, for screens")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSize:
    """One paper and its side margins; a page that grows with its content (for screens) is at least `least_height_mm` tall."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    width_mm: Annotated[float, Ge(50), Le(500)]
    height_mm: Height
    side_mm: Annotated[float, Ge(3), Le(60)]
    least_height_mm: Annotated[float, Ge(50), Le(500)] = 160

    @property
    def grows(self) -> bool:
        """Whether a page is as tall as its content."""
        return self.height_mm == 0

    @property
    def live_mm(self) -> float:
        """Width between the side margins."""
        return round(self.width_mm - 2 * self.side_mm, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """From the paper's edge to the first line and to the rule of the footer; nothing at all stands nearer than `safe_mm`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    top_mm: Annotated[float, Ge(3), Le(60)]
    bottom_mm: Annotated[float, Ge(5), Le(60)]
    safe_mm: Annotated[float, Ge(3), Le(30)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One or two columns between the side margins; text stops `air_mm` short of a column's right edge."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    columns: Annotated[int, Ge(1), Le(2)]
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
    drop: Literal["video", "purpose", "harder", "easier", "feel"] | None = None
    one_card_a_page: bool = False
    overleaf: Annotated[bool, Help("a card too tall for its page goes on overleaf")] = False

    def __post_init__(self) -> None:
        """Refuse a rung that says nothing, or two kinds of thing at once."""
        sizes = (self.body_pt, self.leading_pt, self.picture_mm, self.strip_pt, self.gap_scale)
        kinds = [any(size is not None for size in sizes), self.drop is not None, self.one_card_a_page, self.overleaf]
        if sum(kinds) != 1:
            raise ValueError("fit: each entry is either sizes, or drop, or one_card_a_page: true, or overleaf: true")

    @property
    def is_size(self) -> bool:
        """Whether the rung changes sizes; the whole sheet takes it. Other rungs are for single pairs of cards."""
        return self.drop is None and not self.one_card_a_page and not self.overleaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What stands on page 1, in print order; how the table says which days: a column for each, or their names in words."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    parts: Annotated[tuple[FrontPart, ...], MinLen(1), MaxLen(len(FRONT))]
    week: Literal["columns", "words"] = "columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """How exercises are set: two cards beside each other, a page each, or one row each with its picture at the left."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    arrangement: Annotated[Literal["pairs", "pages", "rows"], Help("two beside each other; a page each; a row each")]
    parts: Annotated[tuple[CardPart, ...], MaxLen(len(CARD))]
    overleaf: Annotated[bool, Help("every card may take its page and the overleaf; fit: overleaf is for those that must")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What stands after cards and topics, in print order."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    parts: Annotated[tuple[EndPart, ...], MaxLen(len(END))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The log: how many weeks where neither the plan nor its next visit says."""

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
    papers: Annotated[dict[Name, PaperSize], MinLen(1), MaxLen(8)]
    margins: Margins
    grid: Grid
    scale: Annotated[float, Ge(0.6), Le(3), Help("size of boxes, discs and indents: 1 beside 12.5 point text")] = 1
    qr_mm: Annotated[float, Ge(10), Le(60), Help("side of a QR code without its white edge")] = 22
    rhythm: Rhythm
    type: TypeScale
    colors: Palette
    front: Front
    cards: Cards
    end: End
    fit: Annotated[tuple[FitStep, ...], MinLen(1), MaxLen(12)]
    log: Log

    def __post_init__(self) -> None:
        """Refuse a ladder without a first size, a grid wider than its paper, and parts that are missing or stand twice."""
        first = self.fit[0]
        if first.body_pt is None or first.leading_pt is None or first.picture_mm is None or first.strip_pt is None:
            raise ValueError("fit: the first entry needs body_pt, leading_pt, picture_mm and strip_pt")
        kinds = [step.is_size for step in self.fit]
        if kinds != sorted(kinds, reverse=True):
            raise ValueError("fit: sizes come first, then drop, one_card_a_page and overleaf")
        faults = [*self._grid_faults(), *self._part_faults()]
        if faults:
            raise FaultsError(faults)

    def _grid_faults(self) -> Iterator[tuple[DataPath, str]]:
        for name, paper in self.papers.items():
            if paper.live_mm < self.grid.columns * LEAST_COLUMN_MM + (self.grid.columns - 1) * self.grid.gutter_mm:
                yield ("papers", name, "side_mm"), f"{name} has no room for {self.grid.columns} columns of {LEAST_COLUMN_MM} mm"
        if self.cards.arrangement == "pairs" and self.grid.columns != 2:
            yield ("cards", "arrangement"), "pairs need grid: columns: 2"
        if self.cards.arrangement == "pairs" and any(paper.grows for paper in self.papers.values()):
            yield ("cards", "arrangement"), "pairs need papers of a fixed height; a page that grows (height_mm: auto) takes pages or rows"
        if self.cards.arrangement != "pairs" and any(step.one_card_a_page for step in self.fit):
            yield ("fit",), "one_card_a_page belongs to cards: arrangement: pairs"
        if self.cards.arrangement != "pages" and (self.cards.overleaf or any(step.overleaf for step in self.fit)):
            yield ("fit",), "overleaf belongs to cards: arrangement: pages"

    def _part_faults(self) -> Iterator[tuple[DataPath, str]]:
        for key, parts in (("front", self.front.parts), ("cards", self.cards.parts), ("end", self.end.parts)):
            yield from (((key, "parts", at), f"'{part}' appears twice") for at, part in enumerate(parts) if part in parts[:at])
        missing = [part for part in NEVER_LEFT_OUT if part not in self.cards.parts]
        if missing:
            yield ("cards", "parts"), f"every card needs {', '.join(missing)}"
        if self.cards.arrangement == "rows":
            yield from (
                (("cards", "parts", at), f"'{part}' has no place in a row; leave it out")
                for at, part in enumerate(self.cards.parts)
                if part in ("video", "log")
            )
        if not {"stop", "stop_line"} & {*self.front.parts, *self.end.parts}:
            yield ("front", "parts"), "a sheet needs its safety box: stop, or stop_line"

    def paper(self, name: str) -> PaperSize:
        """Return a paper's size. Raises HandoutError when the layout has none of that name."""
        if name in self.papers:
            return self.papers[name]
        raise HandoutError.of(f"layout '{self.layout}' has no paper '{name[:20]}'{near_miss(name, self.papers)}")
