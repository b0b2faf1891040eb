"""Faces and shaping: a text and a weight in, glyphs with their advances out. Knows no page and no PDF.

A `Run` is a shaped text in thousandths of an em (the faces have 1,000 units to the em), so one run serves every size.
HarfBuzz shapes it, with kerning and ligatures; a character that the face does not have is an error that names it.
"""

import functools
import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal

import uharfbuzz as hb

from handouts.errors import HandoutError

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
_JOINER = 0x034F  # combining grapheme joiner: a mark by its category, but it has no ink and reads back as a space


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph: its number in the face, advance and offsets (1/1000 em, up is positive), and the text it stands for."""

    number: int
    advance: int
    text: str
    dx: int = 0
    dy: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A shaped text of one weight; `width` in thousandths of an em. Weight and characters decide all the rest, so they are its hash."""

    weight: Weight
    glyphs: tuple[Glyph, ...]
    width: int
    text: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the characters of the run."""
        object.__setattr__(self, "text", "".join(glyph.text for glyph in self.glyphs))

    def __hash__(self) -> int:
        """Hash by weight and characters."""
        return hash((self.weight, self.text))


@functools.cache
def face_bytes(weight: Weight) -> bytes:
    """Return the TrueType file of a weight."""
    return (files("handouts.fonts") / _FILES[weight]).read_bytes()


@functools.cache
def _font(weight: Weight) -> hb.Font:
    return hb.Font(hb.Face(face_bytes(weight)))


@functools.cache
def default_advances(weight: Weight) -> tuple[int, ...]:
    """Return the advance of every glyph of the face, unkerned, in thousandths of an em."""
    font = _font(weight)
    return tuple(font.get_glyph_h_advance(number) for number in range(font.face.glyph_count))


@functools.cache
def _characters() -> frozenset[int]:
    shared = set(_font("regular").face.unicodes)
    for weight in WEIGHTS[1:]:
        shared &= set(_font(weight).face.unicodes)
    unseen = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return frozenset(code for code in shared if code != _JOINER and unicodedata.category(chr(code)) not in unseen)


def unprintable(text: str) -> list[str]:
    """Return the characters of a text that cannot be printed, each once, in order."""
    known = _characters()
    return list(dict.fromkeys(character for character in text if ord(character) not in known))


@functools.lru_cache(maxsize=600)
def shape(text: str, weight: Weight) -> Run:
    """Return the glyphs of a text, kerned; a no-break space is drawn as a space. Raises HandoutError on a missing glyph."""
    text = text.replace("\u00a0", " ")
    if not text:
        return Run(weight, (), 0)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(_font(weight), buffer)
    found = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    parts = text if [info.cluster for info, _ in found] == list(range(len(text))) else _parts(text, [info.cluster for info, _ in found])
    glyphs: list[Glyph] = []
    for (info, position), part in zip(found, parts, strict=True):
        if info.codepoint == 0:
            raise _missing(text[info.cluster])
        glyphs.append(_glyph(info.codepoint, position.x_advance, part, position.x_offset, position.y_offset))
    return Run(weight, tuple(glyphs), sum(glyph.advance for glyph in glyphs))


def _parts(text: str, clusters: Sequence[int]) -> list[str]:
    """Return what each glyph stands for, from where its cluster starts: a ligature for several characters, a mark for one of them."""
    groups = [(start, len(list(group))) for start, group in itertools.groupby(clusters)]
    ends = [start for start, _ in groups[1:]] + [len(text)]
    return [part for (start, count), end in zip(groups, ends, strict=True) for part in _share(text[start:end], count)]


_glyph = functools.lru_cache(maxsize=4000)(Glyph)
"""A glyph, made once: the letters of a text are always the same few."""


def _share(text: str, count: int) -> list[str]:
    """Share the characters of a cluster among its glyphs: one each where they match, else all to the first."""
    if len(text) == count:
        return list(text)
    return [text] + [""] * (count - 1)


def _missing(character: str) -> HandoutError:
    name = unicodedata.name(character, "no name")
    return HandoutError.of(f"the character U+{ord(character):04X} {name} is not in the face and cannot be printed")
