"""Embedding: the glyphs a document uses in, a Type 0 font object out.

Codes of glyphs are their numbers in the face itself, so shaped text never depends on the subset. Every file embeds the
same base subset of a face (made and compressed once); glyphs beyond it, and letters that are put together of several, are added for
the documents that need them. The six letters before a font's name are a digest of its program, so different subsets have different
names (PDF 32000-1, 9.6.4): viewers and printers keep a font by its name.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping

import uharfbuzz as hb

from handouts.fonts.faces import LIGATURES, Glyph, Run, Weight, default_advances, face_bytes, own_texts, shape
from handouts.pdf.letters import with_letters
from handouts.pdf.objects import Document, Ref, stream_body
from handouts.storing.memo import memo

BASE_TEXTS = (*(chr(code) for code in range(0x20, 0x7F)), *"£§°·½×éü–—‘’“”•…€", *LIGATURES)
"""What every file can print without a subset of its own: ASCII, common marks, and the ligatures of the face."""
_MAX_BLOCK = 100  # entries of one block of a ToUnicode map (PDF 32000-1, 9.10.3)
_NAMES: dict[Weight, str] = {"regular": "SourceSans3-Regular", "semibold": "SourceSans3-Semibold", "bold": "SourceSans3-Bold"}
_STEM_V: dict[Weight, int] = {"regular": 84, "semibold": 120, "bold": 152}
_TAG_LETTERS = 6

Numbers = frozenset[int]


def embed(document: Document, weight: Weight, extra: Numbers, letters: tuple[Glyph, ...] = ()) -> Ref:
    """Add the font with its base, some more glyphs, and letters put together, to the document and return its reference."""
    tag, program, widths, to_unicode = _parts(weight, extra, letters)
    name = b"%s+%s" % (tag, _NAMES[weight].encode())
    file_ref = document.add(program)
    descriptor = document.add(
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-454 -480 2159 1250]/ItalicAngle 0/Ascent 750/Descent -250"
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


def tag_of(data: bytes) -> bytes:
    """Return six capital letters, a digest of the bytes of a font."""
    number = int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
    letters = bytearray()
    for _ in range(_TAG_LETTERS):
        number, letter = divmod(number, 26)
        letters.append(ord("A") + letter)
    return bytes(letters)


@memo(200)
def beyond_base(run: Run) -> frozenset[tuple[Weight, int]]:
    """Return the glyphs a run needs that are not in the base of its font; letters put together bring their parts themselves."""
    known = _base(run.weight)
    return frozenset((run.weight, glyph.number) for glyph in run.glyphs if not glyph.parts and glyph.number not in known)


@memo()
def _base(weight: Weight) -> Numbers:
    return frozenset(glyph.number for text in BASE_TEXTS for glyph in shape(text, weight).glyphs)


@memo(100)
def _parts(weight: Weight, extra: Numbers, letters: tuple[Glyph, ...]) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the tag, the font program, the widths and the ToUnicode map of the base, some more glyphs, and letters put together."""
    numbers, first = sorted(_base(weight) | extra), len(default_advances(weight))
    program = _subset(weight, {*numbers, *(number for letter in letters for number, _, _ in letter.parts)})
    if letters:
        program = with_letters(program, weight, letters)
    texts = {number: own_texts(weight)[number] for number in numbers} | {first + at: one.text for at, one in enumerate(letters)}
    advances = {number: default_advances(weight)[number] for number in numbers} | {
        first + at: one.advance for at, one in enumerate(letters)
    }
    packed = stream_body(zlib.compress(program, 6), b"/Length1 %d/Filter/FlateDecode" % len(program))
    mapping = stream_body(zlib.compress(_to_unicode(texts), 6), b"/Filter/FlateDecode")
    return tag_of(program), packed, _widths(advances), mapping


def _subset(weight: Weight, glyphs: set[int]) -> bytes:
    choice = hb.SubsetInput()
    choice.sets(hb.SubsetInputSets.GLYPH_INDEX).set(glyphs)
    choice.sets(hb.SubsetInputSets.DROP_TABLE_TAG).set(
        {_tag(name) for name in ("GSUB", "GPOS", "GDEF", "name", "STAT", "OS/2", "cmap", "post")}
    )
    choice.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
    subset = hb.subset(hb.Face(face_bytes(weight)), choice)
    program: bytes = subset.blob.data
    return program


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


def _widths(advances: Mapping[int, int]) -> bytes:
    return b"[" + b" ".join(b"%d[%s]" % (first, b" ".join(b"%d" % advances[n] for n in run)) for first, run in _runs(advances)) + b"]"


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


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    entries = [f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>" for number, text in texts.items()]
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
