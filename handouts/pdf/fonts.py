"""Embedding: the glyphs a document uses in, a Type 0 font object out.

Glyph codes are the glyph numbers of the face itself, so shaped text never depends on the subset. Every file embeds the
same base subset of a face (made and compressed once); glyphs beyond it are added for the documents that need them.
"""

import functools
import zlib
from collections.abc import Iterable, Iterator

import uharfbuzz as hb

from handouts.fonts.faces import Run, Weight, default_advances, face_bytes, shape
from handouts.pdf.objects import Document, Ref, stream_body

BASE_TEXTS = (*(chr(code) for code in range(0x20, 0x7F)), *"£§°·½×éü–—‘’“”•…€", "ff", "fi", "fl", "ffi", "ffl", "ft", "tt", "fj")
"""What every file can print without a subset of its own: ASCII, common marks, and the ligatures of the face."""
_MAX_BLOCK = 100  # entries of one block of a ToUnicode map (PDF 32000-1, 9.10.3)
_NAMES: dict[Weight, str] = {"regular": "SourceSans3-Regular", "semibold": "SourceSans3-Semibold", "bold": "SourceSans3-Bold"}
_TAGS: dict[Weight, str] = {"regular": "HNDREG", "semibold": "HNDSEM", "bold": "HNDBLD"}
_STEM_V: dict[Weight, int] = {"regular": 84, "semibold": 120, "bold": 152}

GlyphTexts = frozenset[tuple[int, str]]


def embed(document: Document, weight: Weight, extra: GlyphTexts) -> Ref:
    """Add the font with its base and some more glyphs (number, text) to the document and return its reference."""
    program, widths, to_unicode = _parts(weight, extra)
    name = f"{_TAGS[weight]}+{_NAMES[weight]}".encode()
    file_ref = document.add(program)
    descriptor = document.add(
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-454 -293 2159 968]/ItalicAngle 0/Ascent 750/Descent -250"
        b"/CapHeight 660/XHeight 486/StemV %d/FontFile2 %s>>" % (name, _STEM_V[weight], file_ref)
    )
    descendant = document.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %s/DW 500/W %s/CIDToGIDMap/Identity>>" % (name, descriptor, widths)
    )
    unicode_ref = document.add(to_unicode)
    return document.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>" % (name, descendant, unicode_ref)
    )


@functools.lru_cache(maxsize=200)
def beyond_base(run: Run) -> frozenset[tuple[Weight, int, str]]:
    """Return the glyphs a run needs that are not in the base of its font, with the characters they stand for."""
    known = _base_glyphs(run.weight)
    return frozenset((run.weight, glyph.number, glyph.text) for glyph in run.glyphs if glyph.number not in known)


@functools.cache
def _base_glyphs(weight: Weight) -> frozenset[int]:
    return frozenset(number for number, _ in _base(weight))


@functools.cache
def _base(weight: Weight) -> GlyphTexts:
    glyphs: dict[int, str] = {}
    for text in BASE_TEXTS:
        for glyph in shape(text, weight).glyphs:
            glyphs.setdefault(glyph.number, glyph.text)
    return frozenset(glyphs.items())


@functools.lru_cache(maxsize=100)
def _parts(weight: Weight, extra: GlyphTexts) -> tuple[bytes, bytes, bytes]:
    """Return the font program, the widths and the ToUnicode map of the base and some more glyphs."""
    glyphs = dict(sorted(_base(weight) | extra))
    program = _subset(weight, glyphs)
    packed = stream_body(zlib.compress(program, 9), b"/Length1 %d/Filter/FlateDecode" % len(program))
    mapping = stream_body(zlib.compress(_to_unicode(glyphs), 9), b"/Filter/FlateDecode")
    return packed, _widths(weight, glyphs), mapping


def _subset(weight: Weight, glyphs: Iterable[int]) -> bytes:
    choice = hb.SubsetInput()
    choice.sets(hb.SubsetInputSets.GLYPH_INDEX).set(set(glyphs))
    choice.sets(hb.SubsetInputSets.DROP_TABLE_TAG).set(
        {_tag(name) for name in ("GSUB", "GPOS", "GDEF", "name", "STAT", "OS/2", "cmap", "post")}
    )
    choice.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
    subset = hb.subset(hb.Face(face_bytes(weight)), choice)
    program: bytes = subset.blob.data
    return program


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


def _widths(weight: Weight, glyphs: Iterable[int]) -> bytes:
    advances = default_advances(weight)
    return b"[" + b" ".join(b"%d[%s]" % (first, b" ".join(b"%d" % advances[n] for n in run)) for first, run in _runs(glyphs)) + b"]"


def _runs(glyphs: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield stretches of consecutive glyph numbers."""
    run: list[int] = []
    for number in glyphs:
        if run and number != run[-1] + 1:
            yield run[0], run
            run = []
        run.append(number)
    if run:
        yield run[0], run


def _to_unicode(glyphs: dict[int, str]) -> bytes:
    entries = [f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>" for number, text in glyphs.items() if text]
    blocks = [entries[start : start + _MAX_BLOCK] for start in range(0, len(entries), _MAX_BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    text = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    return text.encode("ascii")
