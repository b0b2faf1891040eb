"""Text into lines: spans and a width in, a fragment of shaped, positioned lines out.

Left aligned, never hyphenated, never broken between a number and its unit, nor between a letter and its marks. Short texts
are set balanced: the narrowest width that keeps the number of lines, so no line is a lone word. All functions are pure.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Literal

from handouts.fonts.faces import CAP_HEIGHT, UNITS_PER_EM, Run, letters_of, shape
from handouts.sheet.place.marks import Element, Fragment, Node, Tag, Words
from handouts.sheet.place.style import TextStyle
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

NO_BREAK = "\u00a0"
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[^\W\d])")
_DOT = re.compile(r" · ")  # never starts a line
_BALANCE_TRIES = 8
_STUB_WORDS = 2  # a last line of running text with no more words is evened out with the line before it


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of text in one style."""

    text: str
    style: TextStyle


Spans = tuple[TextSpan, ...]
StyledPiece = tuple[str, TextStyle]


@dataclass(frozen=True, slots=True)
class SetWord:
    """What stands between two spaces, in as many pieces as it has styles; `cut` when the rest of it stands on the next line."""

    pieces: tuple[StyledPiece, ...]
    cut: bool = False

    width_pt: float = field(init=False)
    space_pt: float = field(init=False)

    def __post_init__(self) -> None:
        """Measure the word and the space after it once; breaking lines asks for them many times."""
        object.__setattr__(self, "width_pt", sum(width_of(text, style) for text, style in self.pieces))
        object.__setattr__(self, "space_pt", width_of(" ", self.pieces[-1][1]))


LineBreaking = Literal["balanced", "running"]


def plain(text: str, style: TextStyle) -> Spans:
    """Return a text in one style."""
    return (TextSpan(text, style),)


def marked(text: str, style: TextStyle, strong: TextStyle) -> Spans:
    """Return a wording of ours in which `**words**` are strong. Never used on text from users."""
    parts = text.split("**")
    return tuple(TextSpan(part, strong if index % 2 else style) for index, part in enumerate(parts) if part)


def width_of(text: str, style: TextStyle) -> float:
    """Return the width of a text on one line, in points."""
    return shape(text, style.weight).width * style.size_pt / 1000


def words(x_pt: float, y_pt: float, text: str, style: TextStyle, align: Literal["left", "centre", "right"] = "left") -> Words:
    """Return one line of text whose baseline is at y and whose left, centre or right is at x."""
    run = shape(text, style.weight)
    width = width_of(text.rstrip(" "), style)
    shift = {"left": 0.0, "centre": width / 2, "right": width}[align]
    return Words(x_pt - shift, y_pt, run, style.size_pt, style.color)


def baseline(style: TextStyle) -> float:
    """Return how far below the top of its line a baseline stands: capitals are centred in the leading."""
    return centred_baseline(style.leading_pt / 2, style)


def centred_baseline(middle_pt: float, style: TextStyle) -> float:
    """Return the y of the baseline whose capitals have their middle at this y."""
    return middle_pt + style.size_pt * CAP_HEIGHT / (2 * UNITS_PER_EM)


@memo(60)
def text_block(spans: Spans, width_pt: float, setting: LineBreaking = "balanced", tag: Tag | None = "P") -> Fragment:
    """Return the text set in lines within a width, as one structure element (or as bare marks without a tag)."""
    nodes, height = text_lines(spans, width_pt, setting)
    return Fragment(width_pt, height, (Element(tag, nodes),) if tag else nodes)


def text_lines(spans: Spans, width_pt: float, setting: LineBreaking = "balanced") -> tuple[tuple[Node, ...], float]:
    """Return the marks of the text set in lines, and their height."""
    lines = break_lines(spans, width_pt, setting)
    marks: list[Node] = []
    y = 0.0
    for index, line_words in enumerate(lines):
        style = max((style for word in line_words for _, style in word.pieces), key=lambda s: s.leading_pt)
        marks += _line_marks(line_words, y + baseline(style), last=index + 1 == len(lines))
        y += style.leading_pt
    return tuple(marks), y


def break_lines(spans: Spans, width_pt: float, setting: LineBreaking = "balanced") -> tuple[tuple[SetWord, ...], ...]:
    """Return the words of each line."""
    every = tuple(part for word in _words(spans) for part in _fitting(word, width_pt))
    if not every:
        return ()
    lines = _greedy(every, width_pt)
    if setting == "balanced" and len(lines) > 1:
        lines = _balance(every, width_pt, len(lines))
    elif len(lines) > 1 and len(lines[-1]) <= _STUB_WORDS:
        lines = [*lines[:-2], *_balance((*lines[-2], *lines[-1]), width_pt, 2)]
    return tuple(lines)


def _words(spans: Spans) -> Iterator[SetWord]:
    """Yield the words: what stands between two spaces, in as many pieces as it has styles."""
    current: list[StyledPiece] = []
    for span in spans:
        parts = _DOT.sub(f"{NO_BREAK}· ", _NUMBER_AND_UNIT.sub(NO_BREAK, span.text)).split(" ")
        for index, part in enumerate(parts):
            if index and current:
                yield SetWord(tuple(current))
                current = []
            if part:
                current.append((part, span.style))
    if current:
        yield SetWord(tuple(current))


def _fitting(word: SetWord, width_pt: float) -> Iterator[SetWord]:
    """Yield the word, cut where it is wider than a whole line (a long address, a name without spaces)."""
    if word.width_pt <= width_pt:
        yield word
        return
    for number, (text, style) in enumerate(word.pieces, start=1):
        rest = letters_of(text)
        while len(rest) > 1 and width_of("".join(rest), style) > width_pt:
            low, high = 1, len(rest)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if width_of("".join(rest[:middle]), style) <= width_pt else (low, middle)
            yield SetWord((("".join(rest[:low]), style),), cut=True)
            rest = rest[low:]
        yield SetWord((("".join(rest), style),), cut=number < len(word.pieces))


def _greedy(every: Sequence[SetWord], width_pt: float) -> list[tuple[SetWord, ...]]:
    """Return the words of each line, each line as full as it can be."""
    ends = [*_ends(every, width_pt), len(every)]
    return [tuple(every[start:end]) for start, end in itertools.pairwise([0, *ends])]


def _ends(every: Sequence[SetWord], width_pt: float) -> list[int]:
    """Return where each line but the last ends, as the index of the word after it."""
    ends: list[int] = []
    before, used = every[0], every[0].width_pt
    for index, word in enumerate(every[1:], start=1):
        if before.cut or used + before.space_pt + word.width_pt > width_pt:
            ends.append(index)
            used = word.width_pt
        else:
            used += before.space_pt + word.width_pt
        before = word
    return ends


def _balance(every: Sequence[SetWord], width_pt: float, count: int) -> list[tuple[SetWord, ...]]:
    low, high = width_pt / count * 0.6, width_pt
    widest = max(word.width_pt for word in every)
    for _ in range(_BALANCE_TRIES):
        middle = (low + high) / 2
        if widest <= middle and len(_ends(every, middle)) < count:
            high = middle
        else:
            low = middle
    return _greedy(every, high)


def _line_marks(line_words: Sequence[SetWord], y_pt: float, *, last: bool) -> Iterator[Words]:
    """Yield the runs of one line; every line but the last ends in a space, so that text read back has one."""
    pieces: list[StyledPiece] = []
    for index, word in enumerate(line_words):
        if index:
            pieces.append((" ", word.pieces[0][1]))
        pieces += word.pieces
    if not last and not line_words[-1].cut:
        pieces.append((" ", pieces[-1][1]))
    x = 0.0
    for text, style in _joined(pieces):
        run: Run = shape(text, style.weight)
        yield Words(x, y_pt, run, style.size_pt, style.color)
        x += run.width * style.size_pt / 1000


def _joined(pieces: Sequence[StyledPiece]) -> Iterator[StyledPiece]:
    """Yield neighbouring pieces of one style as one, so that they are kerned together."""
    text, style = "", None
    for part, part_style in pieces:
        if style is not None and part_style != style:
            yield text, style
            text = ""
        text, style = text + part, part_style
    if style is not None:
        yield text, style
