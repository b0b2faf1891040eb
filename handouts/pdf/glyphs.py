"""A run of glyphs as the operators that show it, kept by its value."""

import functools
from collections.abc import Iterable

from handouts.fonts.faces import Run, default_advance, default_advances
from handouts.pdf.letters import Letters

_ESCAPED = {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r"}


@functools.lru_cache(maxsize=200)  # whole pieces are kept above
def show(run: Run) -> str:
    """Return the operators that show a run of glyphs of the face: their numbers, with what kerning moves between them."""
    advances = default_advances(run.weight)
    return _shown((glyph.number, advances[glyph.number] - glyph.advance) for glyph in run.glyphs)


def show_composed(run: Run, letters: Letters) -> str:
    """Return the operators that show a run in which letters are put together, whose codes belong to the file."""
    codes = (letters.code(glyph, run.weight) if glyph.parts else glyph.number for glyph in run.glyphs)
    moves = (default_advance(glyph, run.weight) - glyph.advance for glyph in run.glyphs)
    return _shown(zip(codes, moves, strict=True))


def _shown(moved: Iterable[tuple[int, int]]) -> str:
    """Return the operator that shows codes, each with the move after it: those without one share a string, moves stand between strings."""
    parts: list[str] = []
    codes = ""
    for code, after in moved:
        codes += _code(code)
        if after:
            parts += (f"({codes})", str(after))
            codes = ""
    if codes:
        parts.append(f"({codes})")
    return f"[{''.join(parts)}]TJ" if len(parts) > 1 else f"{parts[0]}Tj"


@functools.lru_cache(maxsize=3000)
def _code(glyph: int) -> str:
    """Return a glyph's number as the two bytes of a PDF string, one character for a byte."""
    return "".join(_ESCAPED.get(character, character) for character in (chr(glyph >> 8), chr(glyph & 0xFF)))
