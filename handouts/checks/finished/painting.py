"""One page's content stream -> what it paints: texts with size, colour, ground and place, and shapes near the edge.

Places are in points from the lower left corner of the page. Only what the checks need is followed: matrices, colours, fonts,
clips, marked content, forms within forms. The file may be hostile, so work and unpacked size have limits.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import starmap
from typing import Any

import pikepdf

from handouts.checks.finished.values import (
    IDENTITY,
    Box,
    Font,
    Matrix,
    Point,
    TooMuchError,
    area,
    around,
    at,
    both,
    codes_of,
    color_of,
    contents_of,
    font_of,
    numbers,
    refuse_bomb,
    scale,
    sheet_of,
    times,
)
from handouts.library.color import BLACK, WHITE, Color

EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
MAX_OPERATORS, MAX_DEPTH = 300_000, 8
_GROUND_SHARE = 0.7  # a filled path that covers so much of its box is a ground for text (a disc covers 0.785)
_ASCENT, _DESCENT = 0.75, 0.25
_INVISIBLE = 3


@dataclass(frozen=True, slots=True)
class ShownText:
    """A shown string: the box around its letters, its size, how many letters, and how many of them reach off the page.

    Its colour and what is under it are None where they are not known; `is_artifact` is how it is marked.
    """

    box: Box
    size_pt: float
    letters: int
    off_page: int
    color: Color | None
    ground: Color | None
    is_artifact: bool


@dataclass(frozen=True, slots=True)
class Painting:
    """What a page paints: texts, boxes of shapes that show, fonts, marked content by number, and how much is not marked."""

    texts: tuple[ShownText, ...]
    shapes: tuple[Box, ...]
    fonts: tuple[Any, ...]
    mcids: frozenset[int]
    unmarked: int


@dataclass(frozen=True, slots=True)
class _State:
    ctm: Matrix = IDENTITY
    clip: Box = EVERYWHERE
    fill: Color | None = BLACK
    stroke: Color | None = BLACK
    line_width: float = 1.0
    font: Font | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


def paint(page: pikepdf.Page) -> Painting:
    """Return what a page paints. Raises what pikepdf raises on broken files, and TooMuchError."""
    painter = _PaintReader(sheet_of(page))
    painter.run(page, page.obj.get("/Resources", pikepdf.Dictionary()), contents_of(page))
    return Painting(tuple(painter.texts), tuple(painter.shapes), tuple(painter.fonts.values()), frozenset(painter.mcids), painter.unmarked)


class _PaintReader:
    """Follows the operators of a page and of the forms it paints."""

    def __init__(self, sheet: Box) -> None:
        self.sheet = sheet
        self.texts: list[ShownText] = []
        self.shapes: list[Box] = []
        self.grounds: list[tuple[Box, Color | None]] = []
        self.fonts: dict[Any, Any] = {}
        self.known: dict[Any, Font] = {}
        self.mcids: set[int] = set()
        self.unmarked = 0
        self.left = MAX_OPERATORS
        self.state = _State()
        self.stack: list[_State] = []
        self.marks: list[str] = []  # 'artifact', 'content' or '' for each open marked content
        self.path: list[list[Point]] = []
        self.clips = False
        self.line: Matrix = IDENTITY
        self.text: Matrix = IDENTITY
        self.resources: Any = None
        self.depth = 0

    def run(self, source: Any, resources: Any, streams: Iterable[Any]) -> None:
        """Follow the operators of a page or a form."""
        for stream in streams:
            refuse_bomb(stream)
        before, self.resources = self.resources, resources
        for instruction in pikepdf.parse_content_stream(source):
            self.left -= 1
            if self.left < 0:
                raise TooMuchError("a page asks for too much work")
            step = _STEPS.get(str(instruction.operator))
            if step is not None:
                step(self, list(instruction.operands))
        self.resources = before

    # --- state

    def save(self, _: list[Any]) -> None:
        """Keep the graphics state."""
        self.stack.append(self.state)

    def restore(self, _: list[Any]) -> None:
        """Go back to the state kept last."""
        if self.stack:
            self.state = self.stack.pop()

    def transform(self, operands: list[Any]) -> None:
        """Change the coordinate system."""
        a, b, c, d, e, f = numbers(operands)
        self.state = replace(self.state, ctm=times((a, b, c, d, e, f), self.state.ctm))

    def mark(self, operands: list[Any]) -> None:
        """Open marked content."""
        kind, given = str(operands[0]), operands[1] if len(operands) > 1 else None
        if isinstance(given, pikepdf.Name):
            given = self.resources.get("/Properties", pikepdf.Dictionary()).get(str(given), None)
        if kind == "/Artifact":
            self.marks.append("artifact")
        elif isinstance(given, pikepdf.Dictionary) and "/MCID" in given:
            self.marks.append("content")
            if not self.depth:
                self.mcids.add(int(given.MCID))
        else:
            self.marks.append("")

    def unmark(self, _: list[Any]) -> None:
        """Close marked content."""
        if self.marks:
            self.marks.pop()

    # --- paths

    def move(self, operands: list[Any]) -> None:
        """Start a part of a path."""
        x, y = numbers(operands)
        self.path.append([at(self.state.ctm, x, y)])

    def draw(self, operands: list[Any]) -> None:
        """Add a line or a curve; a curve stands for itself by its control points."""
        values = numbers(operands)
        if not self.path:
            self.path.append([])
        self.path[-1] += [at(self.state.ctm, values[i], values[i + 1]) for i in range(0, len(values) - 1, 2)]

    def rectangle(self, operands: list[Any]) -> None:
        """Add a rectangle."""
        x, y, width, height = numbers(operands)
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.path.append([at(self.state.ctm, *corner) for corner in corners])

    def clip(self, _: list[Any]) -> None:
        """Make the path the clip once it is painted."""
        self.clips = True

    def finish(self, *, fill: bool, stroke: bool) -> None:
        """Paint the path, or end it."""
        parts = [part for part in self.path if part]
        self.path = []
        clips, self.clips = self.clips, False
        if not parts:
            return
        state = self.state
        box = around(point for part in parts for point in part)
        color = state.fill if fill else state.stroke
        if (fill or stroke) and color != WHITE:
            half = state.line_width * scale(state.ctm) / 2 if stroke else 0.0
            self.show((box[0] - half, box[1] - half, box[2] + half, box[3] + half))
        if fill:
            size = (box[2] - box[0]) * (box[3] - box[1])
            if size and sum(map(area, parts)) >= _GROUND_SHARE * size:
                self.grounds.append((both(box, state.clip), state.fill))
        if clips:
            self.state = replace(state, clip=both(state.clip, box))

    def show(self, box: Box) -> None:
        """Note that something is painted in a box."""
        shown = both(box, self.state.clip)
        if shown[0] <= shown[2] and shown[1] <= shown[3]:
            self.shapes.append(shown)
            if not any(self.marks):
                self.unmarked += 1

    # --- pictures and forms

    def paint_object(self, operands: list[Any]) -> None:
        """Paint an image or a form."""
        drawn = self.resources.get("/XObject", pikepdf.Dictionary()).get(str(operands[0]), None)
        if drawn is None:
            return
        if str(drawn.get("/Subtype", "")) != "/Form":
            box = around(at(self.state.ctm, x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)))
            self.show(box)
            self.grounds.append((box, None))
            return
        if self.depth >= MAX_DEPTH:
            raise TooMuchError("forms are nested too deeply")
        before, stacked, marks = self.state, self.stack, list(self.marks)
        a, b, c, d, e, f = numbers(list(drawn.get("/Matrix", IDENTITY)))
        ctm = times((a, b, c, d, e, f), before.ctm)
        x0, y0, x1, y1 = numbers(list(drawn.BBox))
        within = around(at(ctm, x, y) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
        self.state, self.stack = replace(before, ctm=ctm, clip=both(before.clip, within)), []
        if "/StructParent" in drawn or "/StructParents" in drawn:
            self.marks.append("content")
        self.depth += 1
        self.run(drawn, drawn.get("/Resources", self.resources), [drawn])
        self.depth -= 1
        self.state, self.stack, self.marks = before, stacked, marks

    # --- text

    def begin_text(self, _: list[Any]) -> None:
        """Start at the origin."""
        self.line = self.text = IDENTITY

    def place_text(self, operands: list[Any]) -> None:
        """Set the text matrix."""
        a, b, c, d, e, f = numbers(operands)
        self.line = self.text = (a, b, c, d, e, f)

    def next_line(self, operands: list[Any]) -> None:
        """Go to another line."""
        x, y = numbers(operands)
        self.line = self.text = times((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def set_font(self, operands: list[Any]) -> None:
        """Choose a font and a size."""
        dictionary = self.resources.get("/Font", pikepdf.Dictionary()).get(str(operands[0]), None)
        font = None
        if dictionary is not None:
            key = dictionary.objgen if dictionary.is_indirect else (self.depth, str(operands[0]))
            if key not in self.known:
                self.known[key] = font_of(dictionary)
            self.fonts[key] = dictionary
            font = self.known[key]
        self.state = replace(self.state, font=font, size=float(operands[1]))

    def show_text(self, operands: list[Any]) -> None:
        """Show a string, or strings with moves between them."""
        state, font = self.state, self.state.font
        parts = list(operands[0]) if isinstance(operands[0], pikepdf.Array) else [operands[0]]
        pen, reached = 0.0, list[tuple[float, float]]()
        for part in parts:
            if isinstance(part, pikepdf.String):
                for code in codes_of(bytes(part), font):
                    wide = (font.widths.get(code, font.default) if font else 500.0) / 1000 * state.size
                    end = pen + (wide + state.letter_space + (state.word_space if code == 32 else 0.0)) * state.stretch
                    reached.append((min(pen, end), max(pen, end)))
                    pen = end
            else:
                pen -= float(part) / 1000 * state.size * state.stretch
        place = times(self.text, state.ctm)
        self.text = times((1.0, 0.0, 0.0, 1.0, pen, 0.0), self.text)
        if reached and state.mode != _INVISIBLE:
            self.note_text(place, reached)

    def note_text(self, place: Matrix, reached: Sequence[tuple[float, float]]) -> None:
        """Note a string that is shown at a place, each of its letters from here to there along the line."""
        state = self.state
        low, high = sorted((state.rise - _DESCENT * state.size, state.rise + _ASCENT * state.size))

        def box_of(left: float, right: float) -> Box:
            return around(at(place, x, y) for x, y in ((left, low), (right, low), (right, high), (left, high)))

        box = box_of(min(left for left, _ in reached), max(right for _, right in reached))
        off = 0 if both(box, self.sheet) == box else sum(both(one, self.sheet) != one for one in starmap(box_of, reached))
        size = abs(state.size) * math.hypot(place[2], place[3])
        self.texts.append(ShownText(box, size, len(reached), off, state.fill, self.ground(box), "artifact" in self.marks))
        if not any(self.marks):
            self.unmarked += 1

    def ground(self, box: Box) -> Color | None:
        """Return the colour under the middle of a box: of what was painted there last, else of the paper."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        under = (color for at, color in reversed(self.grounds) if at[0] <= x <= at[2] and at[1] <= y <= at[3])
        return next(under, WHITE)


_Step = Callable[[_PaintReader, list[Any]], None]


def _setting(name: str, share: float = 1.0) -> _Step:
    """Return the step that keeps a number in the state."""

    def step(painter: _PaintReader, operands: list[Any]) -> None:
        painter.state = replace(painter.state, **{name: float(operands[0]) * share})  # type: ignore[arg-type]

    return step


def _coloring(name: str) -> _Step:
    def step(painter: _PaintReader, operands: list[Any]) -> None:
        painter.state = replace(painter.state, **{name: color_of(operands)})  # type: ignore[arg-type]

    return step


def _space(name: str) -> _Step:
    def step(painter: _PaintReader, _: list[Any]) -> None:
        painter.state = replace(painter.state, **{name: BLACK})  # type: ignore[arg-type]

    return step


def _finishing(*, fill: bool = False, stroke: bool = False) -> _Step:
    return lambda painter, _: painter.finish(fill=fill, stroke=stroke)


def _mode(painter: _PaintReader, operands: list[Any]) -> None:
    painter.state = replace(painter.state, mode=int(operands[0]))


def _leading_line(painter: _PaintReader, operands: list[Any]) -> None:
    painter.state = replace(painter.state, leading=-float(operands[1]))
    painter.next_line(operands)


def _new_line(painter: _PaintReader, _: list[Any]) -> None:
    painter.next_line([0.0, -painter.state.leading])


def _quote(painter: _PaintReader, operands: list[Any]) -> None:
    _new_line(painter, [])
    painter.show_text(operands[-1:])


_STEPS: dict[str, _Step] = {
    "q": _PaintReader.save,
    "Q": _PaintReader.restore,
    "cm": _PaintReader.transform,
    "Do": _PaintReader.paint_object,
    "EMC": _PaintReader.unmark,
    "m": _PaintReader.move,
    "re": _PaintReader.rectangle,
    "n": _finishing(),
    "w": _setting("line_width"),
    "cs": _space("fill"),
    "CS": _space("stroke"),
    "BT": _PaintReader.begin_text,
    "Tf": _PaintReader.set_font,
    "Tm": _PaintReader.place_text,
    "Td": _PaintReader.next_line,
    "TD": _leading_line,
    "T*": _new_line,
    "Tr": _mode,
    "Tc": _setting("letter_space"),
    "Tw": _setting("word_space"),
    "Tz": _setting("stretch", 0.01),
    "TL": _setting("leading"),
    "Ts": _setting("rise"),
    **dict.fromkeys(("BDC", "BMC"), _PaintReader.mark),
    **dict.fromkeys(("l", "c", "v", "y"), _PaintReader.draw),
    **dict.fromkeys(("W", "W*"), _PaintReader.clip),
    **dict.fromkeys(("S", "s"), _finishing(stroke=True)),
    **dict.fromkeys(("f", "F", "f*"), _finishing(fill=True)),
    **dict.fromkeys(("B", "B*", "b", "b*"), _finishing(fill=True, stroke=True)),
    **dict.fromkeys(("g", "rg", "k", "sc", "scn"), _coloring("fill")),
    **dict.fromkeys(("G", "RG", "K", "SC", "SCN"), _coloring("stroke")),
    **dict.fromkeys(("Tj", "TJ"), _PaintReader.show_text),
    **dict.fromkeys(("'", '"'), _quote),
}
