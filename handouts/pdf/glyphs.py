"""A run of glyphs as the operators that show it, kept by its value."""

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

from handouts.fonts.faces import Glyph, Run, default_advances
from handouts.pdf.objects import number

_ESCAPED = {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r"}


@functools.lru_cache(maxsize=200)  # whole pieces are kept above
def show(run: Run, size_pt: float) -> str:
    """Return the operators that show a run: glyph numbers, with what kerning moves between them, and marks raised."""
    advances = default_advances(run.weight)
    lines: list[str] = []
    for raise_by, glyphs in itertools.groupby(run.glyphs, key=lambda glyph: glyph.dy):
        parts = list(_codes(glyphs, advances))
        shown = f"{parts[0]}Tj" if len(parts) == 1 and parts[0].startswith("(") else f"[{''.join(parts)}]TJ"
        lines.append(f"{number(raise_by * size_pt / 1000)} Ts {shown} 0 Ts" if raise_by else shown)
    return " ".join(lines)


def _codes(glyphs: Iterable[Glyph], advances: Sequence[int]) -> Iterator[str]:
    """Yield the parts of a TJ array; consecutive glyphs without a move between them share one string."""
    codes = ""
    for glyph in glyphs:
        if glyph.dx:
            yield (f"({codes})" if codes else "") + str(-glyph.dx)
            codes = ""
        codes += _code(glyph.number)
        after = advances[glyph.number] - glyph.advance + glyph.dx
        if after:
            yield f"({codes}){after}"
            codes = ""
    if codes:
        yield f"({codes})"


@functools.lru_cache(maxsize=3000)
def _code(glyph: int) -> str:
    """Return a glyph's number as the two bytes of a PDF string, one character for a byte."""
    return "".join(_ESCAPED.get(character, character) for character in (chr(glyph >> 8), chr(glyph & 0xFF)))
