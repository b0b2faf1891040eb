"""How a reference, a name or an address may be typed, and which ways of typing it are the same."""

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from handouts.mail.ledger import OLDER_DIGITS, older_person
from handouts.pdf.person import DIGITS, digits_of_person, older_digits
from handouts.reading.yamlfile import clean, folded

_PARTED = re.compile(r"[\s-]+")
_EDGES = re.compile(r"[\s-]+|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""Where a space or a hyphen stands, or may have been left out: between letters and digits."""
_WORDS = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that people write without their mark, and that Unicode does not take apart."""
_MOST_PARTS = 6
_MOST_TURNED = 3
"""The words of a name of so many may stand in any order; of a longer one, its first ones last."""
_GAP = r"[\s,\-\u2010-\u2015\u2212]{1,3}"
_DISTINCT, _DISTINCT_NAME = 4, 3
"""So many letters or digits tell a text from others in what anybody may have written."""


def bare(text: str) -> str:
    """Return a reference or name without spaces and hyphens: `r1042`."""
    return folded(text).replace("-", "")


def plain(text: str) -> str:
    """Return a text in small letters without marks, as somebody writes it who cannot type them; spaces and lines as they are."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("\u2019", "'")


def alike(name: str) -> str:
    """Return a name as it may be spelled by somebody else: without marks, in small letters, its words in the order of the alphabet."""
    return " ".join(sorted(_WORDS.findall(plain(clean(name)).replace("'", ""))))


def spellings(text: str, *, loose: bool = False) -> frozenset[str]:
    """Return the ways to write a text with a space or a hyphen where it has either; `loose`: or nothing, as between letters and digits."""
    parts = [part for part in (_EDGES if loose else _PARTED).split(folded(text)) if part]
    if len(parts) > _MOST_PARTS:
        return frozenset((folded(text), folded(text).replace("-", " ")))
    if not parts:
        return frozenset()
    gaps = itertools.product(("", " ", "-") if loose else " -", repeat=len(parts) - 1)
    return frozenset("".join(itertools.chain.from_iterable(zip(parts, (*gap, ""), strict=True))) for gap in gaps)


def marks_for(text: str, secrets: Iterable[bytes], *, loose: bool = False) -> frozenset[str]:
    """Return the digits that sheets, lists and names of files give a person with this reference or name, in folders with these secrets."""
    ways = {text, *spellings(text, loose=loose)}
    keyed = {digits_of_person(secret, way) for secret in secrets for way in ways}
    return frozenset(keyed | {older_digits(way) for way in ways}) - {""}


def older_marks_for(text: str, secrets: Iterable[bytes]) -> frozenset[str]:
    """Return the digits that lists and names of files of older versions give a person, which keep capitals as they were typed."""
    plain = {hashlib.sha256(way.encode("utf-8", "surrogateescape")).hexdigest() for way in _as_typed(text)}
    keyed = {older_person(secret, one[:OLDER_DIGITS]) for secret in secrets for one in plain}
    return frozenset(keyed | {one[:digits] for one in plain for digits in (OLDER_DIGITS, DIGITS)})


def _as_typed(text: str) -> Iterator[str]:
    typed = clean(re.sub(r"\s", " ", clean(text)))
    for way in {typed, *spellings(text)}:
        yield from (way, way.upper(), way.lower(), way.title())


def pattern_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these texts, as words of their own, in text as it is searched (handouts.mail.reading).

    Texts so short that they stand in anything are left out; None where none is left.
    """
    ways = []
    for text in sorted(set(texts)):
        if _is_distinct(text, _DISTINCT):
            parts = [part for part in _PARTED.split(folded(text)) if part]
            ways.append(r"[\s\-\u2010-\u2015\u2212]{1,3}".join(map(re.escape, parts)))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)") if ways else None


def loose_pattern_of(texts: Iterable[str], names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these texts, and names in any order of their words, in plain text (`plain`); None where none can be told."""
    ways = [[part for part in _PARTED.split(folded(text)) if part] for text in texts if _is_distinct(text, _DISTINCT)]
    for name in names:
        words = [word for word in re.split(r"[\s,-]+", plain(clean(name))) if word]
        if _is_distinct(name, _DISTINCT_NAME):
            turned = [words[at:] + words[:at] for at in range(len(words))]
            ways += list(itertools.permutations(words)) if len(words) <= _MOST_TURNED else turned  # type: ignore[arg-type]
    said = sorted({_GAP.join(re.escape(plain(part)) for part in way) for way in ways})
    return re.compile(rf"(?<!\w)(?:{'|'.join(said)})(?!\w)") if said else None


def _is_distinct(text: str, least: int) -> bool:
    return sum(map(str.isalnum, text)) >= least
