"""One page's tree -> its content stream: operators in painting order, every run inside the mark of its element.

Marks carry places from the top left, y down; PDF wants them from the bottom left, y up. Colours, line widths and fonts are
written only when they change.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from handouts.color import Color
from handouts.figure.drawing import Drawing
from handouts.figure.palette import Style
from handouts.fonts.faces import Glyph, Run, Weight, default_advances
from handouts.logo import Logo
from handouts.pdf.objects import number
from handouts.pdf.structure import Part, Tree
from handouts.sheet.marks import Art, At, Element, Mark, Node, Page, Picture, Segment, Shape, Words, extent

_FEW_STEPS = 4
"""A path of more steps than this is written once and moved to its places."""
FONT_NAMES: dict[Weight, str] = {"regular": "R", "semibold": "S", "bold": "B"}
Bookmark = tuple[int, str, float]
Running = Literal["Header", "Footer"]
_ARTIFACTS: dict[Running | None, str] = {
    None: "/Artifact <</Type/Layout>> BDC",
    "Header": "/Artifact <</Type/Pagination/Subtype/Header/Attached[/Top]>> BDC",
    "Footer": "/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC",
}
"""How decoration is marked (PDF 32000-1, 14.8.2.2.2): rules and grounds, running heads, feet."""


@dataclass(frozen=True, slots=True)
class Form:
    """A drawing in a style at a scale; drawings and styles live long, so they are compared as objects."""

    drawing: Drawing
    style: Style
    scale: float

    def __hash__(self) -> int:
        """Hash by identity."""
        return hash((id(self.drawing), id(self.style), self.scale))

    def __eq__(self, other: object) -> bool:
        """Compare by identity."""
        return isinstance(other, Form) and (other.drawing is self.drawing and other.style is self.style and other.scale == self.scale)


@dataclass(slots=True)
class Painted:
    """What a page's stream used: fonts with their glyphs, logos by name, links, bookmarks (level, title, y from the bottom)."""

    stream: bytes = b""
    glyphs: dict[Weight, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))
    logos: dict[str, Logo] = field(default_factory=dict)
    forms: dict[Form, str] = field(default_factory=dict)
    links: list[Part] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)


def paint(page: Page, index: int, tree: Tree) -> Painted:
    """Return the content stream of a page and what it uses; its structure goes into the tree."""
    painter = _Painter(page, index, tree)
    painter.nodes(page.nodes, 0.0, 0.0, None)
    painter.close()
    painter.painted.stream = "\n".join(painter.lines).encode("latin-1")
    return painter.painted


class _Painter:
    def __init__(self, page: Page, index: int, tree: Tree) -> None:
        self.height = page.height_pt
        self.index = index
        self.tree = tree
        self.lines: list[str] = []
        self.painted = Painted()
        self.open: Part | Running | None = None  # whose marked content is open: a part's, or an artifact's
        self.is_open = False
        self.running: Running | None = None  # whether what is painted now belongs to the head or foot of the page
        self.boxed: Part | None = None  # the figure or link whose box is being found
        self.awaited: list[tuple[int, tuple[int, str]]] = []  # bookmarks, by their place, that no mark has been painted for
        self.state: dict[str, str] = {}
        tree.new_page()

    def nodes(self, nodes: Iterable[Node], x: float, y: float, part: Part | None) -> None:
        for node in nodes:
            if isinstance(node, At):
                self.nodes(node.fragment.nodes, x + node.x_pt, y + node.y_pt, part)
            elif isinstance(node, Element):
                self.element(node, x, y, part)
            else:
                self.mark(node, x, y, part)

    def element(self, element: Element, x: float, y: float, parent: Part | None) -> None:
        if element.bookmarks:
            self.awaited += [(len(self.painted.bookmarks) + place, bookmark) for place, bookmark in enumerate(element.bookmarks)]
            self.painted.bookmarks += [(level, title, self.height - y) for level, title in element.bookmarks]
        if element.tag == "Artifact":
            outside, self.running = self.running, element.running or self.running
            self.nodes(element.children, x, y, None)
            self.running = outside
            return
        part = Part(element)
        if parent is None:
            self.tree.roots.append(part)
        else:
            parent.kids.append(part)
        outer = self.boxed
        if element.uri is not None:
            self.painted.links.append(part)
        if element.uri is not None or element.tag == "Figure":
            self.boxed = part
        self.nodes(element.children, x, y, part)
        self.boxed = outer
        if outer is not None and part.box is not None:
            outer.grow(part.box)

    def mark(self, mark: Mark, x: float, y: float, part: Part | None) -> None:
        self.begin(part)
        if self.boxed is not None or self.awaited:
            self.measure(mark, x, y)
        if isinstance(mark, Words):
            self.words(mark, x, y)
        elif isinstance(mark, Shape):
            self.shape(mark, x, y)
        elif isinstance(mark, Art):
            self.art(mark, x, y)
        else:
            self.picture(mark, x, y)

    def measure(self, mark: Mark, x: float, y: float) -> None:
        """Widen the box of the figure or link that a mark belongs to; bookmarks that wait for their first mark lead to its top."""
        left, top, right, bottom = extent(mark)
        box = (left + x, self.height - y - bottom, right + x, self.height - y - top)
        if self.boxed is not None:
            self.boxed.grow(box)
        for place, (level, title) in self.awaited:
            self.painted.bookmarks[place] = (level, title, box[3])
        self.awaited.clear()

    def begin(self, part: Part | None) -> None:
        """Open the marked content of a part, or of an artifact, unless it is open already."""
        owner = self.running if part is None else part
        if self.is_open and self.open is owner:
            return
        self.close()
        if part is None:
            self.lines.append(_ARTIFACTS[self.running])
        else:
            self.lines.append(f"/{part.element.tag} <</MCID {self.tree.mark(part, self.index)}>> BDC")
        self.open, self.is_open = owner, True

    def close(self) -> None:
        """Close the marked content that is open."""
        if self.is_open:
            self.lines.append("EMC")
        self.is_open = False

    def words(self, mark: Words, x: float, y: float) -> None:
        run = mark.run
        if not run.glyphs:
            return
        self.painted.glyphs[run.weight] |= _glyphs(run)
        self.set("fill", _color(mark.color, "rg", "g"))
        self.lines.append(
            f"BT /{FONT_NAMES[run.weight]} {number(mark.size_pt)} Tf {number(x + mark.x_pt)} {number(self.height - y - mark.y_pt)} Td"
        )
        self.lines.append(f"{_show(run, mark.size_pt)} ET")

    def shape(self, mark: Shape, x: float, y: float) -> None:
        if mark.fill is not None:
            self.set("fill", _color(mark.fill, "rg", "g"))
        if mark.stroke is not None:
            self.set("stroke", _color(mark.stroke, "RG", "G"))
            self.set("width", f"{number(mark.width_pt)} w")
        paint = "B" if mark.fill and mark.stroke else "f" if mark.fill else "S"
        if len(mark.path) > _FEW_STEPS:
            self.lines.append(f"q 1 0 0 1 {number(x)} {number(self.height - y)} cm {_outline(mark.path)} {paint} Q")
            return
        steps = []
        for operator, values in mark.path:
            places = " ".join(number(x + v if i % 2 == 0 else self.height - y - v) for i, v in enumerate(values))
            steps.append(f"{places} {operator}".strip())
        self.lines.append(" ".join([*steps, paint]))

    def picture(self, mark: Picture, x: float, y: float) -> None:
        name = next((name for name, logo in self.painted.logos.items() if logo == mark.logo), None)
        if name is None:
            name = f"L{len(self.painted.logos)}"
            self.painted.logos[name] = mark.logo
        bottom = self.height - y - mark.y_pt - mark.height_pt
        matrix = f"{number(mark.width_pt)} 0 0 {number(mark.height_pt)} {number(x + mark.x_pt)} {number(bottom)}"
        self.lines.append(f"q {matrix} cm /{name} Do Q")

    def art(self, mark: Art, x: float, y: float) -> None:
        """Place a drawing's form; y of a drawing grows downwards, so the matrix turns it over, and mirrors it where needed."""
        form = Form(mark.drawing, mark.style, round(mark.scale, 5))
        name = self.painted.forms.setdefault(form, f"F{len(self.painted.forms)}")
        left = x + mark.x_pt + (mark.drawing.width * form.scale if mark.mirrored else 0.0)
        across = -form.scale if mark.mirrored else form.scale
        matrix = f"{across:.5f} 0 0 {-form.scale:.5f} {number(left)} {number(self.height - y - mark.y_pt)}"
        self.lines.append(f"q {matrix} cm /{name} Do Q")

    def set(self, key: str, operator: str) -> None:
        if self.state.get(key) != operator:
            self.state[key] = operator
            self.lines.append(operator)


@functools.lru_cache(maxsize=8000)
def _outline(path: tuple[Segment, ...]) -> str:
    """Return the operators of a path in its own place, y turned upwards; boxes and discs stand on a page many times."""
    steps = []
    for operator, values in path:
        places = " ".join(number(v if i % 2 == 0 else -v) for i, v in enumerate(values))
        steps.append(f"{places} {operator}".strip())
    return " ".join(steps)


@functools.lru_cache(maxsize=3000)
def _glyphs(run: Run) -> frozenset[tuple[int, str]]:
    """Return the glyphs that a run needs of its font, with the characters they stand for."""
    return frozenset((glyph.number, glyph.text) for glyph in run.glyphs)


@functools.lru_cache(maxsize=1000)
def _color(color: Color, rgb: str, gray: str) -> str:
    if color.red == color.green == color.blue:
        return f"{_part(color.red)} {gray}"
    return f"{_part(color.red)} {_part(color.green)} {_part(color.blue)} {rgb}"


def _part(value: int) -> str:
    return f"{value / 255:.4f}".rstrip("0").rstrip(".") or "0"


@functools.lru_cache(maxsize=3000)
def _show(run: Run, size_pt: float) -> str:
    """Return the operators that show a run: glyph numbers, with what kerning moves between them, and marks raised."""
    advances = default_advances(run.weight)
    lines: list[str] = []
    for raise_by, glyphs in itertools.groupby(run.glyphs, key=lambda glyph: glyph.dy):
        shown = f"[{''.join(_codes(glyphs, advances))}] TJ"
        lines.append(f"{number(raise_by * size_pt / 1000)} Ts {shown} 0 Ts" if raise_by else shown)
    return " ".join(lines)


def _codes(glyphs: Iterable[Glyph], advances: Sequence[int]) -> Iterator[str]:
    """Yield the parts of a TJ array; consecutive glyphs without a move between them share one string."""
    codes = ""
    for glyph in glyphs:
        if glyph.dx:
            yield (f"<{codes}>" if codes else "") + str(-glyph.dx)
            codes = ""
        codes += f"{glyph.number:04X}"
        after = advances[glyph.number] - glyph.advance + glyph.dx
        if after:
            yield f"<{codes}>{after}"
            codes = ""
    if codes:
        yield f"<{codes}>"
