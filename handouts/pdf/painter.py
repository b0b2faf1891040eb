"""One page's tree -> its content stream: operators in painting order, every run inside the mark of its element.

Marks carry places from the top left, y down; PDF wants them from the bottom left, y up. Colours, line widths and fonts are
written only when they change. A fragment that is kept is painted once, as a piece with its own origin, and moved to its place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from handouts.fonts.faces import Weight
from handouts.library.color import Color
from handouts.pdf.fonts import beyond_base
from handouts.pdf.forms import FormXObject, PaintedXObject, name_of
from handouts.pdf.glyphs import show, show_composed
from handouts.pdf.letters import Letters
from handouts.pdf.objects import Stretch, number, stretch
from handouts.pdf.pieces import Bookmarked, Box, Piece
from handouts.pdf.structure import Block, StructureElement, Tree, is_kept
from handouts.sheet.place.marks import Art, At, Element, Fragment, Mark, Node, Page, PathStep, PlacedLogo, Shape, Words, extent
from handouts.storing.memo import memo

_FEW_STEPS = 4
"""A path of more steps than this is written once and moved to its places."""
FONT_NAMES: dict[Weight, str] = {"regular": "R", "semibold": "S", "bold": "B"}
RunningSubtype = Literal["Header", "Footer"]
_ARTIFACTS: dict[RunningSubtype | None, str] = {
    None: "/Artifact <</Type/Layout>> BDC",
    "Header": "/Artifact <</Type/Pagination/Subtype/Header/Attached[/Top]>> BDC",
    "Footer": "/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC",
}
"""How decoration is marked (PDF 32000-1, 14.8.2.2.2): rules and grounds, running heads, feet."""


@dataclass(slots=True)
class Painted:
    """What a page's stream used: faces, glyphs beyond their base, pictures by name, links, bookmarks (y from the bottom)."""

    parts: list[Stretch] = field(default_factory=list)
    weights: set[Weight] = field(default_factory=set)
    extra: set[tuple[Weight, int]] = field(default_factory=set)
    pictures: dict[str, PaintedXObject] = field(default_factory=dict)
    links: list[StructureElement] = field(default_factory=list)
    bookmarks: list[Bookmarked] = field(default_factory=list)


def paint(page: Page, index: int, tree: Tree, letters: Letters) -> Painted:
    """Return the content stream of a page and what it uses; its structure goes into the tree, letters put together to the file's others."""
    tree.new_page()
    painter = _Painter(page.height_pt, index, tree, letters)
    painter.nodes(page.nodes, 0.0, 0.0, None)
    painter.close()
    painter.flush()
    painter.end_stretch()
    return painter.painted


class _Painter:
    """Paints the nodes of a page, or of a piece, whose MCIDs are left open; a piece is of no file, so it has no letters put together."""

    def __init__(self, height: float, index: int, tree: Tree, letters: Letters | None) -> None:
        self.height = height
        self.index = index
        self.tree = tree
        self.letters = letters
        self.is_piece = letters is None
        self.is_of_a_file = False  # whether what was painted belongs to a file, so that it cannot be a piece
        self.lines: list[str] = []
        self.parts: list[bytes] = []  # what was painted before the lines; in a piece, up to each MCID that is to be filled in
        self.painted = Painted()
        self.open: StructureElement | RunningSubtype | None = None  # whose marked content is open: a part's, or an artifact's
        self.is_open = False
        self.inside_artifact = False
        self.running: RunningSubtype | None = None  # whether what is painted now belongs to the head or foot of the page
        self.boxed: StructureElement | None = None  # the figure or link whose box is being found
        self.awaited: list[int] = []  # bookmarks, by their place, that no mark has been painted for
        self.state: dict[str, str] = {}
        self.has_bare_marks = False
        self.top: float | None = None  # the top of the first mark

    def nodes(self, nodes: Iterable[Node], x: float, y: float, part: StructureElement | None) -> None:
        for node in nodes:
            if isinstance(node, At):
                fragment = node.fragment
                if fragment.kept is not None and self.stamp(fragment, x + node.x_pt, y + node.y_pt, part):
                    continue
                self.nodes(fragment.nodes, x + node.x_pt, y + node.y_pt, part)
            elif isinstance(node, Element):
                self.element(node, x, y, part)
            else:
                self.mark(node, x, y, part)

    def stamp(self, fragment: Fragment, x: float, y: float, part: StructureElement | None) -> bool:
        """Move a piece to its place; return False where its marks belong to something outside it, so that it is painted anew."""
        if self.boxed is not None:
            return False
        ready = _piece(fragment, self.inside_artifact, self.running)
        if ready is None or (ready.has_bare_marks and part is not None):
            return False
        piece, low = ready.piece, self.height - y
        self.close()
        first = self.tree.stamp(piece, self.index, (x, low), part)
        if self.is_piece:
            self.stamp_into_piece(piece, x, low)
            self.has_bare_marks |= ready.has_bare_marks
        else:
            self.flush()
            if fragment.kept == "sheet" or (fragment.kept == "shared" and piece.is_long):
                self.end_stretch()
                place = (first if piece.owners else 0, x, low)
                self.painted.parts.append(_placed(piece, place, stands_on_many=fragment.kept == "shared"))
            else:
                self.parts.append(piece.painted(first, (x, low)))
        painted = self.painted
        painted.weights |= piece.weights
        if piece.extra:
            painted.extra |= piece.extra
        if ready.pictures:
            painted.pictures.update(ready.pictures)
        if piece.top is not None:
            if self.awaited:
                self.lead_to(piece.top + low)
            self.top = piece.top + low if self.top is None else self.top
        if piece.bookmarks:
            painted.bookmarks += [Bookmarked(level, title, low + up) for level, title, up in piece.bookmarks]
        return True

    def stamp_into_piece(self, piece: Piece, x: float, low: float) -> None:
        """Move a piece to its place in another, its MCIDs still open."""
        self.lines.append(f"q 1 0 0 1 {number(x)} {number(low)} cm")
        for at, segment in enumerate(piece.segments):
            if at:
                self.flush()
            self.lines.append(segment.decode("latin-1"))
        self.lines.append("Q")

    def element(self, element: Element, x: float, y: float, parent: StructureElement | None) -> None:
        if element.bookmarks:
            self.awaited += range(len(self.painted.bookmarks), len(self.painted.bookmarks) + len(element.bookmarks))
            self.painted.bookmarks += [Bookmarked(level, title, self.height - y) for level, title in element.bookmarks]
        if element.tag == "Artifact":
            outside, self.running = (self.running, self.inside_artifact), element.running or self.running
            self.inside_artifact = True
            self.nodes(element.children, x, y, None)
            self.running, self.inside_artifact = outside
            return
        part = StructureElement(element)
        (self.tree.roots if parent is None else parent.kids).append(part)
        outer = self.boxed
        if element.uri is not None:
            self.painted.links.append(part)
        if element.uri is not None or element.tag == "Figure":
            self.boxed = part
        if element.tag == "Figure":
            self.figure(element.children, x, y, part)
        else:
            self.nodes(element.children, x, y, part)
        self.boxed = outer
        if outer is not None and part.box is not None:
            outer.grow(part.box)

    def figure(self, nodes: Sequence[Node], x: float, y: float, part: StructureElement) -> None:
        """Paint a figure, its drawings together where they have one scale and one way round."""
        arts = [node for node in nodes if isinstance(node, Art)]
        if len({(art.style, art.scale, art.mirrored) for art in arts}) != 1:
            self.nodes(nodes, x, y, part)
            return
        self.begin(part)
        for art in arts:
            self.measure(art, x, y)
        self.art(arts, x, y)
        self.nodes([node for node in nodes if not isinstance(node, Art)], x, y, part)

    def mark(self, mark: Mark, x: float, y: float, part: StructureElement | None) -> None:
        self.has_bare_marks |= part is None and not self.inside_artifact
        self.begin(part)
        if self.boxed is not None or self.awaited or (self.is_piece and self.top is None):
            self.measure(mark, x, y)
        if isinstance(mark, Words):
            self.words(mark, x, y)
        elif isinstance(mark, Shape):
            self.shape(mark, x, y)
        elif isinstance(mark, Art):
            self.art([mark], x, y)
        else:
            self.picture(mark, x, y)

    def measure(self, mark: Mark, x: float, y: float) -> None:
        """Widen the box of the figure or link that a mark belongs to; bookmarks that wait for their first mark lead to its top."""
        left, top, right, bottom = extent(mark)
        box: Box = (left + x, self.height - y - bottom, right + x, self.height - y - top)
        if self.boxed is not None:
            self.boxed.grow(box)
        if self.top is None:
            self.top = box[3]
        self.lead_to(box[3])

    def lead_to(self, top: float) -> None:
        """Let the bookmarks that wait for their first mark lead to its top."""
        for place in self.awaited:
            self.painted.bookmarks[place] = self.painted.bookmarks[place]._replace(y=top)
        self.awaited.clear()

    def begin(self, part: StructureElement | None) -> None:
        """Open the marked content of a part, or of an artifact, unless it is open already."""
        owner = self.running if part is None else part
        if self.is_open and self.open is owner:
            return
        self.close()
        if part is None:
            self.lines.append(_ARTIFACTS[self.running])
        elif self.is_piece:
            self.tree.mark(part, self.index)
            self.lines.append(f"/{part.element.tag} <</MCID ")
            self.flush()
            self.lines.append(">> BDC")
        else:
            self.lines.append(f"/{part.element.tag} <</MCID {self.tree.mark(part, self.index)}>> BDC")
        self.open, self.is_open = owner, True

    def close(self) -> None:
        """Close the marked content that is open."""
        if self.is_open:
            self.lines.append("EMC")
        self.is_open = False

    def end_stretch(self) -> None:
        """Pack what was painted since the last piece that was packed before."""
        if self.parts:
            self.painted.parts.append(stretch(b"\n".join(self.parts)))
        self.parts = []

    def flush(self) -> None:
        """Put the lines away as bytes."""
        if self.lines:
            self.parts.append("\n".join(self.lines).encode("latin-1"))
        self.lines = []

    def words(self, mark: Words, x: float, y: float) -> None:
        run = mark.run
        if not run.glyphs:
            return
        self.painted.weights.add(run.weight)
        self.painted.extra |= beyond_base(run)
        self.set("fill", _color(mark.color, "rg", "g"))
        place = f"{number(x + mark.x_pt)} {number(self.height - y - mark.y_pt)} Td"
        if not run.is_composed:
            shown = show(run)
        elif self.letters is not None:
            shown = show_composed(run, self.letters)
        else:
            self.is_of_a_file = True
            return
        self.lines.append(f"BT /{FONT_NAMES[run.weight]} {number(mark.size_pt)} Tf {place} {shown} ET")

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
            places = " ".join([number(x + v if i % 2 == 0 else self.height - y - v) for i, v in enumerate(values)])
            steps.append(f"{places} {operator}".strip())
        self.lines.append(" ".join([*steps, paint]))

    def picture(self, mark: PlacedLogo, x: float, y: float) -> None:
        name = name_of(mark.logo)
        self.painted.pictures[name] = mark.logo
        bottom = self.height - y - mark.y_pt - mark.height_pt
        matrix = f"{number(mark.width_pt)} 0 0 {number(mark.height_pt)} {number(x + mark.x_pt)} {number(bottom)}"
        self.lines.append(f"q {matrix} cm /{name} Do Q")

    def art(self, arts: Sequence[Art], x: float, y: float) -> None:
        """Place drawings as one form; y of a drawing grows downwards, so the matrix turns it over, and mirrors it where needed."""
        first = arts[0]
        scale = round(first.scale, 5)
        across = -scale if first.mirrored else scale
        lefts = [art.x_pt + (art.drawing.width * scale if art.mirrored else 0.0) for art in arts]
        places = tuple(
            (round((left - lefts[0]) / across, 2), round((art.y_pt - first.y_pt) / scale, 2)) for art, left in zip(arts, lefts, strict=True)
        )
        is_turned = first.mirrored and any(art.drawing.clocks for art in arts)  # all else serves both sides as it is
        form = FormXObject(tuple(art.drawing for art in arts), places, first.style, scale, is_turned)
        name = name_of(form)
        self.painted.pictures[name] = form
        matrix = f"{across:.5f} 0 0 {-scale:.5f} {number(x + lefts[0])} {number(self.height - y - first.y_pt)}"
        self.lines.append(f"q {matrix} cm /{name} Do Q")

    def set(self, key: str, operator: str) -> None:
        if self.state.get(key) != operator:
            self.state[key] = operator
            self.lines.append(operator)


@dataclass(frozen=True, slots=True)
class _PaintedPiece:
    """A piece, its pictures by name, and whether it has marks that belong to what it stands in."""

    piece: Piece
    pictures: dict[str, PaintedXObject]
    has_bare_marks: bool


@memo(5000, by_identity=("fragment",), own=lambda fragment, *_: fragment.kept != "shared", most_own=40)
def _piece(fragment: Fragment, inside_artifact: bool, running: RunningSubtype | None) -> _PaintedPiece | None:  # noqa: FBT001  part of the key
    """Return a fragment as a piece; None where it has links, whose places are those of the page, or letters put together."""
    tree = Tree()
    tree.new_page()
    painter = _Painter(0.0, 0, tree, None)
    painter.inside_artifact, painter.running = inside_artifact, running
    painter.nodes(fragment.nodes, 0.0, 0.0, None)
    painter.close()
    painter.flush()
    painted = painter.painted
    if painted.links or painter.is_of_a_file:
        return None
    tree.roots = [part for part in tree.roots if is_kept(part)]
    block = Block(tree.roots)
    piece = Piece(
        segments=tuple(painter.parts),
        bodies=tuple(block.bodies),
        slots=tuple(block.slots),
        boxes=tuple(block.boxes),
        owners=block.owners(tree.by_page[0]),
        tops=block.tops,
        weights=frozenset(painted.weights),
        extra=frozenset(painted.extra),
        bookmarks=tuple(painted.bookmarks),
        top=painter.top,
    )
    return _PaintedPiece(piece, painted.pictures, painter.has_bare_marks)


@memo(400, by_identity=("piece",), own=lambda *_, stands_on_many: not stands_on_many, most_own=8)
def _placed(piece: Piece, place: tuple[int, float, float], *, stands_on_many: bool) -> Stretch:  # noqa: ARG001  how long it is kept
    """Return a piece at its place and with its first mark, packed, since it stands there on the sheets of many or on the pages of one."""
    first_mark, x, low = place
    return stretch(piece.painted(first_mark, (x, low)), stands_again=True)


@memo(1000)
def _outline(path: tuple[PathStep, ...]) -> str:
    """Return the operators of a path in its own place, y turned upwards; boxes and discs stand on a page many times."""
    steps = []
    for operator, values in path:
        places = " ".join([number(v if i % 2 == 0 else -v) for i, v in enumerate(values)])
        steps.append(f"{places} {operator}".strip())
    return " ".join(steps)


@memo(1000)
def _color(color: Color, rgb: str, gray: str) -> str:
    if color.red == color.green == color.blue:
        return f"{_part(color.red)} {gray}"
    return f"{_part(color.red)} {_part(color.green)} {_part(color.blue)} {rgb}"


def _part(value: int) -> str:
    return f"{value / 255:.4f}".rstrip("0").rstrip(".") or "0"
