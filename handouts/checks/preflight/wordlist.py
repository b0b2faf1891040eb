"""The words that preflight looks for in patients' texts, by language: `content/plain-words/en-GB.yaml`, a clinic's own laid over it.

A `Terms` finds many words in one pass. A star stands for any ending; how a wrong claim is written stands beside its key.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, ClassVar

from annotated_types import Ge, MaxLen, MinLen

from handouts.reading.builtin import builtin_folder
from handouts.reading.folders import shown_path, stem_of, yaml_files
from handouts.reading.models import STRICT, Help, Id, Line, Word, read_model

FOLDER = "plain-words"
WordSeries = tuple[Word, ...]
Instead = dict[Word, Line]
_GAP = r"(?:[^\w.?!]+[\w’'-]+){0,6}?[^\w.?!]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongClaim:
    """What is known to be wrong, what is right, and the key of the source that shows it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    says: Annotated[
        str,
        MinLen(3),
        MaxLen(600),
        Help("glutes/buttocks ... start then femur: / is 'or', ... 'and in the same sentence', then is 'and after it'"),
    ]
    right: Line
    source: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeList:
    """What belongs together: a text that names so many of the members must name one of `needs` too."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    members: Annotated[WordSeries, MinLen(2)]
    least: Annotated[int, Ge(2)]
    needs: Annotated[WordSeries, MinLen(1), Help("the first is what a message names")]
    right: Line
    source: Id


Claim = WrongClaim | WholeList


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWords:
    """The words of one language that preflight looks for; each with what to write instead."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    language: Annotated[str, MinLen(2), MaxLen(12)]
    explain: Annotated[Instead, Help("clinical words and short forms, with a plain way to say them")] = field(default_factory=dict)
    alarm: Annotated[Instead, Help("words that frighten or blame")] = field(default_factory=dict)
    claims: Annotated[Instead, Help("claims beyond what studies show")] = field(default_factory=dict)
    prefer: Annotated[Instead, Help("one word for one thing")] = field(default_factory=dict)
    vague: Annotated[Instead, Help("words that say the wrong thing in a step")] = field(default_factory=dict)
    verbs: Annotated[WordSeries, Help("first words of a step: doing words")] = ()
    openers: Annotated[WordSeries, Help("first words that lead to a doing word")] = ()
    participles: Annotated[WordSeries, Help("irregular participles, for the passive voice")] = ()
    adjectives: Annotated[WordSeries, Help("words that look like a passive and are none")] = ()
    known: Annotated[WordSeries, Help("right words that the dictionary does not have")] = ()
    short_forms: Annotated[WordSeries, Help("short forms that everyone knows")] = ()
    wrong_claims: Annotated[tuple[WrongClaim, ...], Help("what is known to be wrong, with what is right")] = ()
    whole_lists: Annotated[tuple[WholeList, ...], Help("what must not be left out of a list")] = ()


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word that was looked for: as it stands in the text, its place there, and what to write instead."""

    words: str
    start: int
    end: int
    instead: str


class Terms:
    """Finds many words in one pass, the longest first, whole words only, in any letter case."""

    def __init__(self, instead: dict[str, str]) -> None:
        self._instead = {key.casefold().rstrip("*"): text for key, text in instead.items()}
        parts = [_term(key) for key in sorted(instead, key=len, reverse=True)]
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])", re.IGNORECASE) if parts else None

    def find(self, text: str) -> Iterator[WordMatch]:
        """Yield what of the words stands in a text."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            yield WordMatch(match[0], match.start(), match.end(), self._meaning(match))

    def _meaning(self, match: re.Match[str]) -> str:
        low = match[0].casefold()
        key = low if low in self._instead else max((key for key in self._instead if _stands_for(key, low)), key=len, default="")
        return self._instead.get(key, "")


def _term(key: str) -> str:
    return r"\s+".join(re.escape(part).replace(r"\*", r"\w*") for part in key.split())


def _stands_for(key: str, low: str) -> bool:
    """Return whether a word with a star, given without it, stands for a text."""
    parts, words = key.replace("*", "").split(), low.split()
    return len(parts) == len(words) and all(word.startswith(part) for part, word in zip(parts, words, strict=True))


def term_pattern(*groups: str) -> re.Pattern[str]:
    """Return what finds words with a slash for 'or', whole, in any letter case; of several groups, each after the one before, near by."""
    parts = ["(?:" + "|".join(_term(one.strip()) for one in group.split("/")) + ")" for group in groups]
    return re.compile(rf"(?<![\w-])(?:{_GAP.join(parts)})(?!\w)", re.IGNORECASE)


def load_plain_words(language: str, folders: Iterable[Path] = ()) -> PlainWords | None:
    """Return the words of a language, a clinic's own laid over the built-in ones; None where there are none. Raises HandoutError."""
    plain: PlainWords | None = None
    for folder in (builtin_folder("content"), *folders):
        for path in (one for one in yaml_files(folder / FOLDER) if stem_of(one) == language):
            own = read_model(path, PlainWords, name=shown_path(path)).value
            plain = own if plain is None else _laid_over(plain, own)
    return plain


def _laid_over(below: PlainWords, above: PlainWords) -> PlainWords:
    merged: dict[str, Any] = {"language": above.language}
    for one in fields(PlainWords):
        if one.name != "language":
            under, over = getattr(below, one.name), getattr(above, one.name)
            merged[one.name] = {**under, **over} if isinstance(under, dict) else (*under, *over)
    return PlainWords(**merged)
