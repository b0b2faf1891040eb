"""How plainly a text is written: its words, its sentences, its syllables and its reading grade.

The grade is Flesch-Kincaid's (Kincaid 1975) on texts read one after the other, with syllables counted by one fixed rule and a list
of the words that the rule counts wrongly (after the CMU Pronouncing Dictionary). Other tools differ by a grade or more.
"""

import gzip
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.storing.memo import memo

FOLDER = Path(__file__).parent / "dictionary"
LEAST_WORDS = 100
"""Fewer words say nothing of a grade (library/standards.txt, L12)."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_STOPS = re.compile(r"(?<=[.?!:])[”’\"')\]]*\s+(?=\S)")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|approx|Dr|Mr|Mrs|Ms|vs|cf|no)\.$", re.IGNORECASE)
_SILENT = re.compile(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouycsxzgh]es$")
_CONSONANT_LES = re.compile(r"[^aeiouy]les$")
_OWN_BEAT = re.compile(r"(?:sm|thm)s?$")
_TWO_BEATS = re.compile(r"(?<![cgtsx])i[ao]|[^gq]u[ao]|ying|[aeo]ing|iet")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The words of a language: all of them in lower case, those of another country's spelling, and odd counts of syllables."""

    words: frozenset[str]
    abroad: frozenset[str]
    syllables: dict[str, int]


@memo()
def dictionary(language: str = "en-GB") -> Dictionary | None:
    """Return the dictionary of a language, or None where there is none.

    Its file has four parts with an empty line between them: words, words that the rule counts wrongly, how many syllables those
    have (a digit each), words of another country's spelling.
    """
    path = FOLDER / f"{language}.txt.gz"
    if not re.fullmatch(r"[A-Za-z-]{2,12}", language) or not path.is_file():
        return None
    words, odd, counts, abroad = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n\n")
    known, exceptions = words.split("\n"), odd.split("\n")
    return Dictionary(
        frozenset(known).union(exceptions), frozenset(abroad.split("\n")), dict(zip(exceptions, map(int, counts.strip()), strict=True))
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text; the parts of a compound with a hyphen count each."""
    return _WORD.findall(text)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; a colon ends one, as what follows it is read apart."""
    parts: list[str] = []
    for piece in _STOPS.split(text):
        if parts and _ABBREVIATED.search(parts[-1]):
            parts[-1] += f" {piece}"
        else:
            parts.append(piece)
    return [part for part in parts if _WORD.search(part)]


def syllables(word: str) -> int:
    """Return the syllables of an English word, at least 1."""
    low = word.lower().replace("’", "'")
    known = dictionary()
    if known is not None and low in known.syllables:
        return known.syllables[low]
    return syllables_by_rule(low.removesuffix("'s"))


def syllables_by_rule(low: str) -> int:
    """Return the syllables of a word in lower case by the rule alone: groups of vowels, less silent endings, plus parted ones."""
    count = len(re.findall(r"[aeiouy]+", low))
    count -= bool(_SILENT.search(low)) and not _CONSONANT_LES.search(low)
    count += bool(_OWN_BEAT.search(low)) + len(_TWO_BEATS.findall(low))
    return max(1, count)


@dataclass(frozen=True, slots=True)
class Ease:
    """How a text reads: its words, its sentences, and its grade (years of school in the United States)."""

    words: int
    sentences: int
    grade: float

    @property
    def says_something(self) -> bool:
        """Whether there are words enough for the grade to mean anything."""
        return self.words >= LEAST_WORDS


def ease(texts: Iterable[str]) -> Ease:
    """Return how texts read, one after the other; a text without words counts nothing."""
    split: Sequence[list[str]] = [words_of(sentence) for text in texts for sentence in sentences_of(text)]
    words = [word for sentence in split for word in sentence]
    if not words:
        return Ease(0, 0, 0.0)
    grade = 0.39 * len(words) / len(split) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return Ease(len(words), len(split), grade)
