"""Whom digits mean: a ledger or a sheet calls a patient by keyed digits alone, and the reference or name behind them is found by trying.

What is tried are the plan or table that a message was made from, and every few words that the patient's own sheets print: the one text
whose digits are the same, under the folder's secret, is theirs for certain. So a draft that is found by its address leads to the sheets.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from handouts.mail.holdings import Holdings, Named, draft_in, named_in
from handouts.mail.reading import pages_of
from handouts.mail.spelling import marks_for, older_marks_for
from handouts.mail.who import Who, known_as
from handouts.pdf.person import digits_of_person

_MOST_WORDS = 8
"""A reference or name of more words is not looked for in what a sheet prints."""


def untied(who: Who, holdings: Holdings) -> frozenset[str]:
    """Return the digits of a patient of which no reference, name or address that is known here tells where they come from."""
    texts = (*who.names, *who.references, *who.addresses)
    return who.digits.difference(*(marks_for(text, holdings.secrets) | older_marks_for(text, holdings.secrets) for text in texts))


def tied(who: Who, holdings: Holdings, origins: Iterable[str], files: Iterable[Path]) -> Who:
    """Return a patient with what their digits mean, where these plans and tables, or these sheets and drafts of theirs, tell it."""
    loose = untied(who, holdings)
    for named in (*holdings.named, *(one for origin in dict.fromkeys(origins) for one in _read(origin))):
        if loose and not loose.isdisjoint(marks_for(named.key, holdings.secrets)):
            who = _joined(who, known_as(named.key, holdings), named)
            loose = untied(who, holdings)
    for file in files if loose else ():
        for text in _texts_of(file):
            if any(digits_of_person(secret, text) in loose for secret in holdings.secrets):
                who = _joined(who, known_as(text, holdings))
                loose = untied(who, holdings)
                break
    return who


def _joined(who: Who, other: Who, named: Named | None = None) -> Who:
    name, reference = (named.name, named.reference) if named is not None else ("", "")
    return replace(
        who,
        person=other.person,
        digits=who.digits | other.digits,
        names=(who.names | {name} if name else who.names | other.names) - {""},
        references=(who.references | {reference} if reference else who.references | other.references) - {""},
        addresses=who.addresses | other.addresses,
    )


def _read(origin: str) -> Collection[Named]:
    """Return the patients of a plan or table that is still where it was, though not in the folders that are looked through."""
    return named_in(Path(origin)) if origin else ()


def _texts_of(file: Path) -> Iterator[str]:
    """Yield every few words in a row of the first page of a sheet or a draft that anybody can open."""
    try:
        pages = pages_of(draft_in(file.read_bytes())[1] if file.suffix.lower() == ".eml" else file)
    except (OSError, ValueError, LookupError, AttributeError):
        return
    words = pages[0].split() if pages else []
    for start in range(len(words)):
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            yield " ".join(words[start:end])
