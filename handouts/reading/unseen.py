"""Marks that nobody sees, copied along from web pages, word processors and messages: a text in, the text that is seen out.

They part words for a search, a screen reader and the eye of a program, and make two of one name. Spaces of other widths become plain
ones. What joins letters of scripts that need it stays between them. What turns plain letters round stays too, and is refused where
texts are checked: the person who typed saw another text than is written there.
"""

import re
import unicodedata

_TURNS_ROUND = re.compile("[\u202b\u202e\u2067]")
_SCRIPT = "\u0590-\u1cff\u2600-\u27bf\ua000-\uabff\U00011000-\U00011fff\U0001f000-\U0001faff"
_JOINS = re.compile(f"(?<=[{_SCRIPT}])[\u200c\u200d](?=[{_SCRIPT}])")
_BLANKS = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_CONTROLS = "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f"
_UNSEEN = re.compile(f"[{_BLANKS}{_CONTROLS}]")
_WIDE = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES = re.compile(f"[{_WIDE}]")
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
"""Letters that a typeface draws together; whoever copies a text out of a PDF may get them as one character."""
_ODD = re.compile(f"[{_BLANKS}{_CONTROLS}{_WIDE}\ufb00-\ufb06]")

_WIDTHS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFFE7) if unicodedata.decomposition(chr(code))}
"""Letters, digits and signs that some keyboards write as wide as a Chinese one, or half as wide as usual."""


class Seen(str):
    """A text without the marks that nobody sees; `unseen` are those it had, each once."""

    __slots__ = ("unseen",)
    unseen: tuple[str, ...]


def seen(text: str) -> str:
    """Return what is seen of a text, in composed form (NFC); as a `Seen` where marks were taken out, or spaces made plain."""
    if text.isascii():
        return text
    if _ODD.search(text) is None:
        return unicodedata.normalize("NFC", text)
    joins = {match.start() for match in _JOINS.finditer(text)}
    keeps = _turns_round(text)
    marks: dict[str, None] = {}

    def taken(match: re.Match[str]) -> str:
        if match.start() in joins or (keeps and _TURNS_ROUND.match(match[0])):
            return match[0]
        marks[match[0]] = None
        return ""

    plain = _UNSEEN.sub(taken, text)
    marks |= dict.fromkeys(_SPACES.findall(plain))
    whole = unicodedata.normalize("NFC", _SPACES.sub(" ", plain).translate(_LIGATURES))
    return with_unseen(whole, tuple(marks)) if marks else whole


def same_width(text: str) -> str:
    """Return a text with every letter, digit and sign in its usual width: a wide JN 7 is JN 7."""
    return text if text.isascii() else text.translate(_WIDTHS)


def with_unseen(text: str, unseen: tuple[str, ...]) -> Seen:
    """Return a text that remembers what it had."""
    marked = Seen(text)
    marked.unseen = unseen
    return marked


def _turns_round(text: str) -> bool:
    """Return whether a text says that letters written from the left run from the right; none does that has others."""
    return _TURNS_ROUND.search(text) is not None and not any(_runs_from_the_right(character) for character in text)


def _runs_from_the_right(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL") and unicodedata.category(character) != "Cf"
