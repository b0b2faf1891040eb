"""How everything on one sheet is drawn: the layout's numbers, the clinic's colour, and the rung of the fit ladder.

A `Look` is a frozen value made of frozen values, so drawing a block is a pure function of (block, look).
"""

from dataclasses import field, fields, replace

from handouts.figure.people import Cast
from handouts.fonts.faces import Weight
from handouts.layout.layout import FitStep, Ink, InkMode, Layout, Palette, PaperSize, Rhythm, TypeRole, TypeScale, pt
from handouts.layout.parts import CardPart
from handouts.library.color import BLACK, WHITE, Color
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

AS_USUAL = Cast()
LEAST_BOX_PT = 14.2


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text is set."""

    size_pt: float
    leading_pt: float
    weight: Weight
    color: Color

    def bold(self, weight: Weight = "semibold") -> "TextStyle":
        """Return the style in another weight."""
        return TextStyle(self.size_pt, self.leading_pt, weight, self.color)

    def inked(self, color: Color) -> "TextStyle":
        """Return the style in another colour."""
        return TextStyle(self.size_pt, self.leading_pt, self.weight, color)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that decides how a block looks."""

    type: TypeScale
    rhythm: Rhythm
    live_pt: float
    columns: int
    gutter_pt: float
    air_pt: float
    scale: float
    parts: tuple[CardPart, ...]
    week_in_words: bool
    qr_pt: float
    has_codes: bool
    palette: Palette
    accent: Color
    body_pt: float
    leading_pt: float
    picture_pt: float
    strip_pt: float
    gap_scale: float = 1.0
    ink_mode: InkMode = "colour"
    cast: Cast = AS_USUAL
    drops: frozenset[str] = frozenset()
    known_hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out the hash once: every cached drawing asks for it."""
        values = (getattr(self, one.name) for one in fields(self) if one.compare)
        object.__setattr__(self, "known_hash", hash(tuple(values)))

    def __hash__(self) -> int:
        """Return the hash of all that decides how a block looks."""
        return self.known_hash

    @property
    def column_pt(self) -> float:
        """Width of one column."""
        return (self.live_pt - (self.columns - 1) * self.gutter_pt) / self.columns

    @property
    def second_column_pt(self) -> float:
        """Where the second column starts."""
        return self.column_pt + self.gutter_pt

    @property
    def measure_pt(self) -> float:
        """Width of text in a column."""
        return self.column_pt - self.air_pt

    @property
    def box_pt(self) -> float:
        """Side of a box to tick: never under 5 mm (library/standards.txt D21)."""
        return max(LEAST_BOX_PT, self.u(LEAST_BOX_PT))

    def u(self, points: float) -> float:
        """Return the size of a box, a disc or an indent that is so many points in the standard layout."""
        return points * self.scale

    @property
    def text(self) -> Color:
        """The colour of text."""
        return self.palette.text

    def ink(self, ink: Ink) -> Color:
        """Return the colour of an ink."""
        return {"text": self.palette.text, "secondary": self.palette.secondary, "accent": self.accent, "stop": self.palette.stop}[ink]

    def style(self, role: TypeRole) -> TextStyle:
        """Return how a role of the type scale is set."""
        return TextStyle(role.size_pt, role.leading_pt, role.weight, self.ink(role.ink))

    def body(self, weight: Weight = "regular") -> TextStyle:
        """Return how running text is set on this rung of the ladder."""
        return TextStyle(self.body_pt, self.leading_pt, weight, self.palette.text)

    def without(self, key: str) -> "Look":
        """Return the look that also leaves out the rows of this key."""
        return replace(self, drops=self.drops | {key})

    def gap(self, points: float) -> float:
        """Return a gap, tightened on lower rungs of the ladder."""
        return points * self.gap_scale


@dataclass(frozen=True, slots=True)
class Printing:
    """How one clinic and plan want a sheet printed."""

    paper: str
    accent: Color
    ink_mode: InkMode = "colour"
    cast: Cast = AS_USUAL


@memo(50, by_identity=("layout",))
def ladder(layout: Layout, printing: Printing) -> tuple[tuple[Look, ...], tuple[FitStep, ...]]:
    """Return the look of every size of the fit ladder, each keeping what those before it set, and the steps after the sizes."""
    look = _first(layout, layout.paper(printing.paper), printing)
    sizes = []
    for step in layout.fit:
        if step.is_size:
            look = _lower(look, step)
            sizes.append(look)
    return tuple(sizes), tuple(step for step in layout.fit if not step.is_size)


def _first(layout: Layout, paper: PaperSize, printing: Printing) -> Look:
    first = layout.fit[0]
    return Look(
        type=layout.type,
        rhythm=layout.rhythm,
        live_pt=pt(paper.live_mm),
        columns=layout.grid.columns,
        gutter_pt=pt(layout.grid.gutter_mm),
        air_pt=pt(layout.grid.air_mm),
        scale=layout.scale,
        parts=layout.cards.parts,
        week_in_words=layout.front.week == "words",
        qr_pt=pt(layout.qr_mm),
        has_codes=not paper.grows,
        palette=_in_black(layout.colors, printing.ink_mode),
        accent=printing.accent if printing.ink_mode == "colour" else BLACK,
        ink_mode=printing.ink_mode,
        cast=printing.cast,
        body_pt=first.body_pt or 12,
        leading_pt=first.leading_pt or 14.4,
        picture_pt=pt(first.picture_mm or 36),
        strip_pt=first.strip_pt or 75,
    )


def _in_black(palette: Palette, ink_mode: InkMode) -> Palette:
    """Return the palette for a black-and-white printer: all type and rules black, hairlines too; no tint to save ink."""
    if ink_mode == "colour":
        return palette
    tint = WHITE if ink_mode == "ink-saver" else palette.tint
    return Palette(text=BLACK, secondary=BLACK, stop=BLACK, rule=BLACK, hairline=BLACK, circle=BLACK, tint=tint)


def _lower(look: Look, step: FitStep) -> Look:
    return replace(
        look,
        body_pt=step.body_pt or look.body_pt,
        leading_pt=step.leading_pt or look.leading_pt,
        picture_pt=pt(step.picture_mm) if step.picture_mm else look.picture_pt,
        strip_pt=step.strip_pt or look.strip_pt,
        gap_scale=step.gap_scale or look.gap_scale,
    )
