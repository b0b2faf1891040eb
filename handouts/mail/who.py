"""Who is meant by a reference, a name or an address: of all whom some folders know, the one; never two at once."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from handouts.batch.report import OLDER_PERSON, PERSON
from handouts.errors import HandoutError, Problem
from handouts.mail.holdings import HeldSheet, Holdings, Named
from handouts.mail.spelling import alike, loose_pattern_of, marks_for, near, near_spellings, older_marks_for, surely_pattern_of
from handouts.reading.folders import shown_path
from handouts.reading.yamlfile import folded


@dataclass(frozen=True, slots=True)
class Who:
    """One patient: how they are told from others, the digits of sheets and lists, their names, references, and own addresses."""

    person: str
    digits: frozenset[str]
    names: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    def is_in_list(self, person: str) -> bool:
        """Return whether the cell of a list that says whose a row is means them."""
        return person.strip().lower().removeprefix(PERSON).removeprefix(OLDER_PERSON) in self.digits

    def is_named_in(self, path: Path) -> bool:
        """Return whether a sheet's file bears their digits; they never come first (batch.jobs)."""
        return not self.digits.isdisjoint(path.stem.lower().split("-")[1:])

    def owns(self, sheet: HeldSheet) -> bool | None:
        """Return whether a sheet is theirs; None where it does not say."""
        return sheet.person in self.digits if sheet.person else None

    def has(self, address: str) -> bool:
        """Return whether an address is theirs and nobody else's."""
        return folded_address(address) in self.addresses

    def reference_pattern(self) -> re.Pattern[str] | None:
        """Return what finds them for certain in the text of a sheet."""
        return surely_pattern_of(self.references)

    def pattern(self, *, name: bool = True) -> re.Pattern[str] | None:
        """Return what finds them in any plain text (handouts.mail.spelling.plain); without the name, which a namesake has too."""
        return loose_pattern_of((*self.references, *self.addresses), self.names if name else ())


@dataclass(frozen=True, slots=True)
class _Seen:
    """Somebody whom the key may mean: how they are told apart, and where they were found, with what to type for them.

    `typed` is the text that means just them: the key, or another way to write it.
    """

    person: str
    path: Path
    line: int = 0
    reference: str = ""
    origin: str = ""
    typed: str = ""


def folded_address(address: str) -> str:
    """Return an e-mail address as it is compared."""
    return folded(address)


def who_is(key: str, holdings: Holdings, is_meant: Callable[[str], bool]) -> Who:
    """Return the patient whom a key means. Raises HandoutError where several are meant, with how to tell them apart.

    Whoever has a reference or name that is only written nearly so is meant if nobody has just that one, and `is_meant` says yes to the
    question: 1-23 and 12-3 are two people.
    """
    seen = _meant(key, holdings)
    close = _near(key, holdings) if not seen else []
    people = {person.person: person for person in sorted(seen or close, key=lambda person: bool(person.reference))}
    if len(people) > 1:
        told = [Problem(message=_how_to_mean(person), file=shown_path(person.path), line=person.line) for person in people.values()]
        raise HandoutError([Problem(message="more than one patient here is meant; nothing was removed. Give the reference instead"), *told])
    if close and not is_meant(_question(close[0])):
        told = [Problem(message=_how_to_mean(close[0]), file=shown_path(close[0].path), line=close[0].line)]
        message = "nobody here is called just so; nothing was removed. Type the reference, or the name as it stands there"
        raise HandoutError([Problem(message=message), *told])
    meant = next(iter(people.values()), None)
    who = _who((meant.typed if meant is not None else "") or key, meant.person if meant is not None else "", holdings)
    _refuse_two_names(who, holdings)
    return who


def _refuse_two_names(who: Who, holdings: Holdings) -> None:
    """Raise HandoutError where plans or rows give one reference two names, not one spelled in two ways: these may be two patients."""
    named = [entry for entry in holdings.named if entry.person == who.person and entry.name]
    if len({alike(entry.name) or folded(entry.name) for entry in named}) > 1:
        told = [Problem(message="names this reference", file=shown_path(entry.path), line=entry.line) for entry in named]
        message = "one reference stands with two names here, so nothing was removed; correct the one that is wrong, or delete it yourself"
        raise HandoutError([Problem(message=message), *told])


def _question(near: _Seen) -> str:
    place = f"{shown_path(near.path)}{f':{near.line}' if near.line else ''}"
    return f"{place} {_how_to_mean(near)}, with a name or reference spelled nearly so. Is that the one?"


def _how_to_mean(meant: _Seen) -> str:
    if meant.reference:
        return f"is for {meant.reference}"
    return (
        f"is for another patient; it was made from '{shown_path(Path(meant.origin))}'"
        if meant.origin
        else "is for a patient whose reference it does not give"
        if meant.typed
        else "is for a patient without a reference"
    )


def _meant(key: str, holdings: Holdings) -> list[_Seen]:
    """Return everybody who has just this reference, name or address, as often as they are found."""
    wanted, address = folded(key), folded_address(key)
    if not wanted:
        return []
    seen = [
        _Seen(entry.person, entry.path, entry.line, entry.reference)
        for entry in holdings.named
        if wanted in (folded(entry.reference), folded(entry.name)) or address == folded_address(entry.address)
    ]
    seen += _marked_with((key,), holdings)
    known = _known(holdings)
    for path, draft in holdings.drafts.items():
        if draft.sheet.person and folded_address(draft.address) == address:
            seen.append(_Seen(known.get(draft.sheet.person, draft.sheet.person), path, origin=draft.sheet.origin))
    return seen


def _near(key: str, holdings: Holdings) -> list[_Seen]:
    """Return everybody whose reference or name is the typed one but for marks, gaps, or the order of its words."""
    wanted, words = near(key), alike(key)
    if not wanted:
        return []
    seen = [
        _Seen(entry.person, entry.path, entry.line, entry.reference)
        for entry in holdings.named
        if wanted in (near(entry.reference), near(entry.name)) or words == alike(entry.name)
    ]
    return seen + _marked_with(sorted(near_spellings(key)), holdings)


def known_as(text: str, holdings: Holdings) -> Who:
    """Return all that is known of somebody whose reference, else name, is just this text."""
    return _who(text, folded(text), holdings)


def _known(holdings: Holdings) -> dict[str, str]:
    """Return how people are told apart of whom a plan or row tells, by their digits."""
    return {mark: entry.person for entry in holdings.named for mark in marks_for(entry.key, holdings.secrets)}


def _marked_with(ways: Iterable[str], holdings: Holdings) -> list[_Seen]:
    """Return whoever has a sheet that is marked with a reference or name in one of these ways to write it."""
    texts, known = {mark: way for way in ways for mark in marks_for(way, holdings.secrets)}, _known(holdings)
    seen = []
    for sheet, path in holdings.marked():
        text = texts.get(sheet.person)
        if sheet.person and (text or sheet.name in texts):
            person = known.get(sheet.person, folded(text) if text else sheet.person)
            seen.append(_Seen(person, path, origin=sheet.origin, typed=text or texts[sheet.name]))
    return seen


def _who(key: str, person: str, holdings: Holdings) -> Who:
    """Return all that is known of a person, or of a key that means nobody who is known here."""
    rows = [row for row in holdings.named if person and person == row.person]
    is_typed = not rows and person in ("", folded(key))
    digits = {person} if not rows and not is_typed else set()
    for text in (*{row.key for row in rows}, *([key] if is_typed else [])):
        digits |= marks_for(text, holdings.secrets) | older_marks_for(text, holdings.secrets)
    typed = {key} if not rows and "@" not in key else set[str]()
    is_name = not any(map(str.isdigit, key))
    return Who(
        person,
        frozenset(digits - {""}),
        frozenset({row.name for row in rows if row.name} | (typed if is_name else set())),
        frozenset({row.reference for row in rows if row.reference} | (typed if not is_name else set())),
        frozenset(_own_addresses(key, rows, frozenset(digits), holdings)),
    )


def _own_addresses(key: str, rows: list[Named], digits: frozenset[str], holdings: Holdings) -> set[str]:
    """Return a person's addresses that nobody else here has."""
    drafts = holdings.drafts.values()
    theirs = {folded_address(row.address) for row in rows} | ({folded_address(key)} if "@" in key else set())
    theirs |= {folded_address(draft.address) for draft in drafts if draft.sheet.person in digits}
    others = {folded_address(row.address) for row in holdings.named if row not in rows}
    others |= {folded_address(draft.address) for draft in drafts if draft.sheet.person and draft.sheet.person not in digits}
    return theirs - others - {""}
