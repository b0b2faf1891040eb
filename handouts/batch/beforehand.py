"""What a person should look at in a whole batch before it is printed: patients whose names look alike, layouts against the standards.

The wrong sheet to the wrong person is the real breach (.github/SECURITY.md). Names are compared here and never told: rows are.
"""

import unicodedata
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace

from handouts.batch.jobs import Job, Work
from handouts.errors import Problem
from handouts.layout.files import ReadLayout, find_layout
from handouts.layout.layout import Layout
from handouts.library.clinic import LoadedClinic
from handouts.library.library import Library
from handouts.library.standards import settle
from handouts.plans.notes import by_hand_note
from handouts.plans.plan import ByHand, by_hand
from handouts.sheet.unplaced import unplaced, unplaced_together

Judge = Callable[[ReadLayout], Iterable[Problem]]
"""What a layout does against the standards of a sheet."""
MOST_SHOWN = 6
_LEAST_LETTERS = 3
"""Parts of a name shorter than this stand in too many addresses to say whose one is."""


def beforehand(work: Work, library: Library, clinic: LoadedClinic, judge: Judge) -> Iterator[Problem]:
    """Yield what to look at in a batch as a whole, at the clinic's own levels."""
    homeless = without_place(work.jobs, library, work.layouts)
    found = (*told_together(work.told), *_layouts(work, clinic, judge), *names_alike(work.jobs), *written_by_hand(work.jobs), *homeless)
    return settle(found, clinic.facts.checks)


def told_together(told: Iterable[Problem]) -> Iterator[Problem]:
    """Yield what was told while plans were read, once for all the rows or files that it was told of."""
    alike: dict[object, list[Problem]] = {}
    for problem in told:
        alike.setdefault((problem.kind, problem.at, problem.about, problem.words), []).append(problem)
    for same in alike.values():
        sources = tuple(dict.fromkeys(f"{one.file}:{one.line}" for one in same))
        yield same[0] if len(sources) == 1 else replace(same[0], file="", line=0, column=0).within(listed_sources(sources))


def _layouts(work: Work, clinic: LoadedClinic, judge: Judge) -> Iterator[Problem]:
    """Yield what the clinic's own layouts do against the standards of a sheet."""
    for name in work.layouts:
        read = find_layout(name, clinic.layouts)
        if not read.is_built_in:
            yield from judge(read)


def written_by_hand(jobs: Iterable[Job]) -> Iterator[Problem]:
    """Yield which sheets have a line for a name or a reference, whose letters the typeface lacks."""
    found: dict[ByHand, dict[str, None]] = {}
    for job in jobs:
        for key in by_hand(job.plan):
            found.setdefault(key, {})[job.source] = None
    for key, sources in found.items():
        yield by_hand_note(key, listed_sources(tuple(sources)))


def without_place(jobs: Iterable[Job], library: Library, layouts: Mapping[str, Layout]) -> Iterator[Problem]:
    """Yield what plans ask for and their layouts have no place for, once for all sheets."""
    return unplaced_together((unplaced(job.plan, library, layouts[job.layout]), job.layout) for job in jobs)


_Alike = tuple[tuple[str, ...], Problem]
"""Rows or files that may be taken for each other, and what is said of them."""
ALIKE = "alike"


def names_alike(jobs: Iterable[Job]) -> Iterator[Problem]:
    """Yield groups of rows or files whose patients' names differ by a letter, an accent or their order, or not at all."""
    return (problem for _, problem in _names_alike(jobs))


def _names_alike(jobs: Iterable[Job]) -> Iterator[_Alike]:
    buckets: dict[str, dict[str, None]] = {}
    for job in jobs:
        patient = job.plan.patient
        for key in name_keys(patient.name) if patient is not None and patient.name is not None else ():
            buckets.setdefault(key, {})[job.source] = None
    told: set[tuple[str, ...]] = set()
    for sources in buckets.values():
        group = tuple(sources)
        if len(group) > 1 and group not in told and not any(set(group) <= set(one) for one in told):
            told.add(group)
            yield group, _alike(group, "patients whose names look alike; look twice at who gets which sheet")


def _alike(group: tuple[str, ...], message: str) -> Problem:
    return Problem(message=message, kind=ALIKE, level="warning", about=(listed_sources(group),))


def alike_in_mail(jobs: Iterable[Job], now: Collection[str]) -> Iterator[Problem]:
    """Yield what to look at before sheets are mailed: names and addresses that look alike, where a sheet that goes out now is among them.

    `now` is the sources of those sheets; whoever has no address is left aside.
    """
    mailed = [job for job in jobs if job.plan.patient is not None and job.plan.patient.email is not None]
    for group, problem in (*_names_alike(mailed), *_addresses_alike(mailed)):
        if not set(group).isdisjoint(now):
            yield problem


def _addresses_alike(jobs: Iterable[Job]) -> Iterator[_Alike]:
    """Yield rows or files that share an address, and those whose address bears another's name and not their own: swapped, or a row off."""
    people = {job.source: job.plan.patient for job in jobs if job.plan.patient is not None and job.plan.patient.email is not None}
    by_address: dict[str, dict[str, str]] = {}
    for source, patient in people.items():
        by_address.setdefault((patient.email or "").casefold(), {})[source] = patient.reference or patient.name or ""
    for sources in by_address.values():
        if len(set(sources.values())) > 1:
            yield tuple(sources), _alike(tuple(sources), "patients who share one address; make sure that each is meant")
    parts = {source: name_parts(patient.name or "") for source, patient in people.items()}
    locals_ = {source: plain_local((patient.email or "").partition("@")[0]) for source, patient in people.items()}
    holders: dict[str, list[str]] = {}
    for source, own in parts.items():
        for part in own:
            holders.setdefault(part, []).append(source)
    for source, local in locals_.items():
        if any(part in local for part in parts[source]):
            continue
        whose = dict.fromkeys(other for part in _within(local, holders) for other in holders[part] if other != source)
        if whose:
            message = f"its address looks like that of {listed_sources(tuple(whose))}; look twice at who gets which sheet"
            yield (source, *whose), _alike((source,), message)


def _within(local: str, known: Container[str]) -> Iterator[str]:
    """Yield the parts of names that stand in an address, at its beginning or end."""
    for length in range(_LEAST_LETTERS, len(local) + 1):
        yield from {part for part in (local[:length], local[-length:]) if part in known}


def plain_local(local: str) -> str:
    """Return what stands before the @ of an address as it is compared with names."""
    return plain_letters(local).replace(" ", "")


def least_ends(local: str) -> Iterator[str]:
    """Yield all that an address begins or ends with and that may be part of a name."""
    plain = plain_local(local)
    for length in range(_LEAST_LETTERS, len(plain) + 1):
        yield from (plain[:length], plain[-length:])


def listed_sources(sources: tuple[str, ...]) -> str:
    """Return rows or files as a message lists them: the first few, and how many more."""
    more = f" and {len(sources) - MOST_SHOWN} more" if len(sources) > MOST_SHOWN else ""
    return f"{', '.join(sources[:MOST_SHOWN])}{more}"


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents, everything else than letters and digits as spaces."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in plain)


def name_parts(name: str) -> tuple[str, ...]:
    """Return the words of a name that are long enough to say whose an address is."""
    return tuple(part for part in plain_letters(name).split() if len(part) >= _LEAST_LETTERS)


def name_keys(name: str) -> Iterator[str]:
    """Yield what names that look alike share: the letters without accents, words in order of the alphabet, each letter left out in turn."""
    key = " ".join(sorted(plain_letters(name).split()))
    yield key
    if not any(letter.isdigit() for letter in key):  # a number is read with care, and a test's patients are numbered
        yield from (key[:at] + key[at + 1 :] for at in range(len(key)))
