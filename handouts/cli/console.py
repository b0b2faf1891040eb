"""Standard output and error, made ready so that no letter ends a command: what a console lacks is shown in its nearest form.

What goes into a file is UTF-8, so that a patient's record is whole whatever code page the computer has. A console, or another program
at the end of a pipe, gets its own code page, and for what that lacks the nearest letters: `Şen` as `Sen`, `≥` as `>=`, and what has no
nearer form by its code.
"""

import codecs
import contextlib
import os
import stat
import sys
import unicodedata
from typing import TextIO

_NEAREST = {
    "'": "‘’‛′",
    ",": "‚",
    '"': "“”„‟″",
    "<<": "«",
    ">>": "»",
    "<": "‹",
    ">": "›",
    "-": "–—−‐‑‒―",
    "...": "…",
    "*": "•",
    ".": "·",
    "x": "×✗",
    "/": "÷",
    ">=": "≥",
    "<=": "≤",
    "!=": "≠",
    "~": "≈",
    "+-": "±",
    "->": "→",
    "<-": "←",
    "1/2": "½",
    "1/4": "¼",
    "3/4": "¾",
    "[ ]": "☐",
    "[x]": "☑✓",
    " degrees": "°",
    "EUR": "€",
    "GBP": "£",
    "No": "№",
    "l": "ł",
    "L": "Ł",
    "o": "ø",
    "O": "Ø",
    "d": "đð",
    "D": "ĐÐ",
    "i": "ı",
    "h": "ħ",
    "H": "Ħ",
    "t": "ŧ",
    "T": "Ŧ",
    "n": "ŋ",
    "N": "Ŋ",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "ss": "ß",
    "SS": "ẞ",
    "th": "þ",
    "Th": "Þ",
}
_FORMS = {letter: form for form, letters in _NEAREST.items() for letter in letters}


def make_ready() -> None:
    """Set up both streams of this process; what cannot be set up is left as it is."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, LookupError, OSError):  # closed, or a stand-in for one
            _make_ready(stream)


def near_form(text: str, encoding: str) -> str:
    """Return a text with what an encoding lacks in its nearest form."""
    return text.encode(encoding, _near_in(encoding)).decode(encoding)


def _make_ready(stream: TextIO) -> None:
    encoding = "utf-8" if _is_file(stream) else stream.encoding
    stream.reconfigure(encoding=encoding, errors=_near_in(encoding))  # type: ignore[attr-defined]


def _near_in(encoding: str) -> str:
    """Return the name under which the codecs know how we replace what an encoding lacks; they do not tell which one it is themselves."""
    name = f"handouts-near-{encoding}"

    def replaced(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return "".join(_form(one, encoding) for one in error.object[error.start : error.end]), error.end

    codecs.register_error(name, replaced)
    return name


def _is_file(stream: TextIO) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError, AttributeError):
        return False


def _form(character: str, encoding: str) -> str:
    code = ord(character)
    apart = "".join(one for one in unicodedata.normalize("NFKD", character) if not unicodedata.combining(one))
    spaced = " " if unicodedata.category(character) == "Zs" else ""
    for form in (_FORMS.get(character, ""), spaced, apart, "".join(_FORMS.get(one, one) for one in apart)):
        if form and _fits(form, encoding):
            return form
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return ""  # a mark or a joiner whose letter stands before it
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True
