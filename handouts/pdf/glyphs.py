"""A run of glyphs as the operators that show it."""

from collections.abc import Iterable

from handouts.fonts.faces import Run, default_advance, default_advances
from handouts.pdf.letters import Letters
from handouts.storing.memo import memo

_ESCAPED = {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r"}
_BYTES = tuple(_ESCAPED.get(character, character) for character in map(chr, range(256)))
"""Each byte as it stands in a PDF string."""


@memo(200)
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
        codes += _BYTES[code >> 8] + _BYTES[code & 0xFF]  # one character for a byte
        if after:
            parts += (f"({codes})", str(after))
            codes = ""
    if codes:
        parts.append(f"({codes})")
    return f"[{''.join(parts)}]TJ" if len(parts) > 1 else f"{parts[0]}Tj"
