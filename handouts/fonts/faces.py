"""Faces and shaping: a text and a weight in, glyphs with their advances out. Knows no page and no PDF.

A `Run` is a shaped text in thousandths of an em (the faces have 1,000 units to the em), so one run serves every size.
HarfBuzz shapes it, with kerning and ligatures; a character that the face does not have is an error that names it.

A glyph of the face stands for one text, always the same. What does not (a letter with marks, of several glyphs; a second character
with the same glyph) is a glyph put together of parts, which stands for its whole text: so every reader gets back what was typed.
"""

import itertools
import operator
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal

import uharfbuzz as hb

from handouts.errors import HandoutError
from handouts.storing.memo import memo

Weight = Literal["regular", "semibold", "bold"]
WEIGHTS: tuple[Weight, ...] = ("regular", "semibold", "bold")
_FILES: dict[Weight, str] = {
    "regular": "SourceSans3-Regular.ttf",
    "semibold": "SourceSans3-SemiBold.ttf",
    "bold": "SourceSans3-Bold.ttf",
}

UNITS_PER_EM = 1000
CAP_HEIGHT = 660
"""Height of capitals in thousandths of an em (OS/2 sCapHeight of Source Sans 3)."""
ASCENT, DESCENT = 750, 250
"""Where ink normally ends above and below the baseline, in thousandths of an em."""
LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "ft", "tt", "fj")
"""Letters that may be one glyph together."""
_HIGHEST, _LOWEST = 1250, -480
"""How far marks may rise and hang, in thousandths of an em: two fit on any letter; what is piled higher is set on top of one another."""
_MOST_CHARACTERS = 40  # poppler takes what stands for more, within one advance, for the end of a word
_TIES = (233, 234)  # combining classes of marks over or under two letters
_JOINER = 0x034F  # combining grapheme joiner: a mark by its category, but it has no ink and reads back as a space


_NUMBER = operator.attrgetter("number")
FontPart = tuple[int, int, int]
"""One glyph of the face in a letter that is put together: its number, and its place (1/1000 em, up is positive)."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph: its number in the face, its advance (1/1000 em), and the text it stands for.

    With `parts` it is a letter put together, whose number in the face is 0, and `width` is its advance unkerned.
    """

    number: int
    advance: int
    text: str
    parts: tuple[FontPart, ...] = ()
    width: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A shaped text of one weight; `width` in thousandths of an em. Weight and characters decide all the rest, so they are its hash."""

    weight: Weight
    glyphs: tuple[Glyph, ...]
    width: int
    text: str = field(init=False, compare=False)
    is_composed: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the characters of the run, and whether any of its glyphs is put together."""
        object.__setattr__(self, "text", "".join(glyph.text for glyph in self.glyphs))
        object.__setattr__(self, "is_composed", not all(map(_NUMBER, self.glyphs)))

    def __hash__(self) -> int:
        """Hash by weight and characters."""
        return hash((self.weight, self.text))


def face_bytes(weight: Weight) -> bytes:
    """Return the TrueType file of a weight."""
    return (files("handouts.fonts") / _FILES[weight]).read_bytes()


@memo()
def font_of(weight: Weight) -> hb.Font:
    """Return the font of a weight, as HarfBuzz shapes with it."""
    return hb.Font(hb.Face(face_bytes(weight)))


@memo()
def default_advances(weight: Weight) -> tuple[int, ...]:
    """Return the advance of every glyph of the face, unkerned, in thousandths of an em."""
    font = font_of(weight)
    return tuple(font.get_glyph_h_advance(number) for number in range(font.face.glyph_count))


def default_advance(glyph: Glyph, weight: Weight) -> int:
    """Return the advance of a glyph, unkerned, in thousandths of an em."""
    return glyph.width if glyph.parts else default_advances(weight)[glyph.number]


@memo()
def _characters() -> frozenset[int]:
    shared = set(font_of("regular").face.unicodes)
    for weight in WEIGHTS[1:]:
        shared &= set(font_of(weight).face.unicodes)
    unseen = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return frozenset(code for code in shared if code != _JOINER and unicodedata.category(chr(code)) not in unseen)


def unprintable(text: str) -> list[str]:
    """Return the characters of a text that cannot be printed, each once, in order."""
    known = _characters()
    return list(dict.fromkeys(character for character in text if ord(character) not in known))


def is_of_a_script(character: str) -> bool:
    """Return whether a character is a letter, mark, figure or sign of some script or list of pictures, or joins two, printable or not."""
    code, category = ord(character), unicodedata.category(character)
    if category == "Cn":  # assigned later than this Python was made, unless it is one of those that never will be
        return not (code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF)
    return category[0] in "LMNPSZ" or character in "\u200c\u200d"


def letters_of(text: str) -> list[str]:
    """Return the letters of a text, each with its marks; a mark that ties two letters keeps them together."""
    letters: list[str] = []
    for character in text:
        if letters and (unicodedata.combining(character) or unicodedata.combining(letters[-1][-1]) in _TIES):
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def _usual_first() -> tuple[str, ...]:
    """Return the characters that can be printed, in composed form, those first that are no other's compatible form."""
    composed = (character for character in map(chr, _characters()) if unicodedata.is_normalized("NFC", character))
    return tuple(sorted(composed, key=lambda one: (not unicodedata.is_normalized("NFKC", one), one)))


@memo()
def own_texts(weight: Weight) -> dict[int, str]:
    """Return what glyphs of the face stand for: a character each, the usual one where there are several, or the letters of a ligature."""
    font = font_of(weight)
    texts: dict[int, str] = {}
    for character in _usual_first():
        texts.setdefault(font.get_nominal_glyph(ord(character)), character)
    for text in LIGATURES:
        found = _shaped(text, weight)
        if len(found) == 1:
            texts[found[0][0].codepoint] = text
    return texts


def _shaped(text: str, weight: Weight) -> list[tuple[hb.GlyphInfo, hb.GlyphPosition]]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font_of(weight), buffer)
    return list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))


@memo(600)
def shape(text: str, weight: Weight) -> Run:
    """Return the glyphs of a text, kerned; a no-break space is drawn as a space. Raises HandoutError on a missing glyph."""
    text = text.replace("\u00a0", " ")
    if not text:
        return Run(weight, (), 0)
    shaped_glyphs, known = _shaped(text, weight), own_texts(weight)
    starts = [info.cluster for info, _ in shaped_glyphs]
    is_simple = starts == list(range(len(text)))
    parts = text if is_simple else [text[start:end] for start, end in itertools.pairwise((*starts, len(text)))]
    glyphs: list[Glyph] = []
    for at, ((info, position), part) in enumerate(zip(shaped_glyphs, parts, strict=True)):
        if not is_simple and at and not parts[at - 1]:
            continue  # it is part of the letter before it
        if known.get(info.codepoint) == part and not position.x_offset and not position.y_offset:
            glyphs.append(_glyph(info.codepoint, position.x_advance, part))
        else:
            last = next(index for index in range(at, len(shaped_glyphs)) if parts[index])
            glyphs += _put_together(shaped_glyphs[at : last + 1], parts[last], weight)
    return Run(weight, tuple(glyphs), sum(glyph.advance for glyph in glyphs))


_glyph = memo(4000)(Glyph)
"""A glyph, made once: the letters of a text are always the same few."""


def _put_together(shaped: Sequence[tuple[hb.GlyphInfo, hb.GlyphPosition]], text: str, weight: Weight) -> Iterator[Glyph]:
    """Yield a letter of several glyphs as one; a pile of marks as several that share its advance, the last mark drawn again."""
    font, pen, width = font_of(weight), 0, _width_alone(text, weight)
    parts: list[FontPart] = []
    for info, position in shaped:
        number, y = info.codepoint, position.y_offset
        if number == 0:
            raise _missing(next(iter(unprintable(text)), text[0]))
        extents = font.get_glyph_extents(number)
        if parts and extents is not None:
            y -= max(0, y + extents.y_bearing - _HIGHEST) + min(0, y + extents.y_bearing + extents.height - _LOWEST)
        parts.append((number, pen + position.x_offset, y))
        pen += position.x_advance
    starts = range(0, len(text), _MOST_CHARACTERS)
    share = width // len(starts)
    for nth, start in enumerate(starts):
        is_last = nth == len(starts) - 1
        own = width - nth * share if is_last else share
        number, x, y = parts[-1]
        shown = tuple(parts) if nth == 0 else ((number, x - nth * share, y),)
        yield Glyph(0, own + (pen - width if is_last else 0), text[start : start + _MOST_CHARACTERS], shown, own)


def _width_alone(text: str, weight: Weight) -> int:
    """Return the advance of a letter that nothing stands beside; the face moves some letters apart for their own marks."""
    return sum(position.x_advance for _, position in _shaped(text, weight))


def _missing(character: str) -> HandoutError:
    name = unicodedata.name(character, "no name")
    return HandoutError.of(f"the character U+{ord(character):04X} {name} is not in the typeface and cannot be printed")
