"""A run of glyphs as the operators that show it, kept by its value."""

import functools
from collections.abc import Callable, Iterator

from handouts.fonts.faces import Glyph, Run, default_advance
from handouts.pdf.letters import Letters

_ESCAPED = {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r"}


@functools.lru_cache(maxsize=200)  # whole pieces are kept above
def show(run: Run) -> str:
    """Return the operators that show a run of glyphs of the face: their numbers, with what kerning moves between them."""
    return _shown(run, lambda glyph: glyph.number)


def show_composed(run: Run, letters: Letters) -> str:
    """Return the operators that show a run in which letters are put together, whose codes belong to the file."""
    return _shown(run, lambda glyph: letters.code(glyph, run.weight) if glyph.parts else glyph.number)


def _shown(run: Run, code_of: Callable[[Glyph], int]) -> str:
    parts = list(_parts(run, code_of))
    return f"[{''.join(parts)}]TJ" if len(parts) > 1 else f"{parts[0]}Tj"


def _parts(run: Run, code_of: Callable[[Glyph], int]) -> Iterator[str]:
    """Yield the parts of a TJ array: glyphs without a move between them share one string, moves stand between strings."""
    codes = ""
    for glyph in run.glyphs:
        codes += _code(code_of(glyph))
        after = default_advance(glyph, run.weight) - glyph.advance
        if after:
            yield f"({codes})"
            yield str(after)
            codes = ""
    if codes:
        yield f"({codes})"


@functools.lru_cache(maxsize=3000)
def _code(glyph: int) -> str:
    """Return a glyph's number as the two bytes of a PDF string, one character for a byte."""
    return "".join(_ESCAPED.get(character, character) for character in (chr(glyph >> 8), chr(glyph & 0xFF)))
