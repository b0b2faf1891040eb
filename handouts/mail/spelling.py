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
_MOST_PARTS, _MOST_IS = 6, 3
_MOST_TURNED = 3
"""The words of a name of so many may stand in any order; of a longer one, its first ones last."""
_GAP_OF_ONE = r"[\s\-\u2010-\u2015\u2212]{1,3}"
_GAP = r"[\s,\-\u2010-\u2015\u2212]{1,3}"
_DISTINCT, _DISTINCT_NAME = 4, 3
"""So many letters or digits tell a text from others in what anybody may have written."""


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


def near(text: str) -> str:
    """Return a reference or name without all that people leave out or put in: spaces, hyphens, marks. `1-23` and `12-3` are both `123`."""
    return "".join(_WORDS.findall(plain(clean(text))))


def near_spellings(text: str) -> frozenset[str]:
    """Return the ways in which a text that was typed nearly so may stand in a sheet: with other gaps, in plain letters, with any i."""
    ways = {way for one in (text, unicodedata.normalize("NFKC", text)) for way in spellings(one, loose=True)}
    return frozenset(other for way in ways for other in _with_any_i(way))


def _with_any_i(text: str) -> Iterator[str]:
    """Yield a text with each i dotted or not, as it comes out of a Turkish name in capitals."""
    parts = re.split("i\u0307|i|\u0131", text)
    if len(parts) > _MOST_IS + 1:
        yield text
        return
    for letters in itertools.product(("i", "i\u0307", "\u0131"), repeat=len(parts) - 1):
        yield "".join(itertools.chain.from_iterable(zip(parts, (*letters, ""), strict=True)))


def marks_for(text: str, secrets: Iterable[bytes]) -> frozenset[str]:
    """Return the digits that sheets, lists and names of files give a person with this reference or name, in folders with these secrets."""
    ways = {text, *spellings(text)}
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


def surely_pattern_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these references as a sheet prints it, alone in a line or after its label, in text as it is searched.

    One that is a part of a longer one, or stands in a sentence, is not found; nor one so short that it stands in anything.
    """
    parted = [[part for part in _PARTED.split(folded(text)) if part] for text in sorted(set(texts)) if _is_distinct(text, _DISTINCT)]
    ways = [_GAP_OF_ONE.join(map(re.escape, parts)) for parts in parted]
    said = "|".join(ways)
    return re.compile(rf"(?:^|\u00b7 [^\W\d_]+\.? )(?:{said})(?=$| \u00b7 )", re.MULTILINE) if ways else None


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
