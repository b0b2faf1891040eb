"""What a person should look at in a whole batch before it is printed: patients whose names look alike, layouts against the standards.

The wrong sheet to the wrong person is the real breach (guide/safety.md). Names are compared here and never told: rows are.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from handouts.batch.jobs import Job, Work
from handouts.clinic import LoadedClinic
from handouts.errors import Problem
from handouts.layout_files import find_layout
from handouts.layout_rules import layout_problems
from handouts.standards import settle

MOST_SHOWN = 6


def beforehand(work: Work, clinic: LoadedClinic) -> Iterator[Problem]:
    """Yield what to look at in a batch as a whole, at the clinic's own levels."""
    return settle([*_layouts(work, clinic), *names_alike(work.jobs)], clinic.facts.checks)


def _layouts(work: Work, clinic: LoadedClinic) -> Iterator[Problem]:
    """Yield what the clinic's own layouts do against the standards of a sheet."""
    for name in work.layouts:
        read = find_layout(name, clinic.layouts)
        if not read.is_built_in:
            yield from layout_problems(read)


def names_alike(jobs: Iterable[Job]) -> Iterator[Problem]:
    """Yield groups of rows or files whose patients' names differ by a letter, an accent or their order, or not at all."""
    buckets: dict[str, dict[str, None]] = {}
    for job in jobs:
        patient = job.plan.patient
        for key in _keys(patient.name) if patient is not None and patient.name is not None else ():
            buckets.setdefault(key, {})[job.source] = None
    told: set[tuple[str, ...]] = set()
    for sources in buckets.values():
        group = tuple(sources)
        if len(group) > 1 and group not in told and not any(set(group) <= set(one) for one in told):
            told.add(group)
            more = f" and {len(group) - MOST_SHOWN} more" if len(group) > MOST_SHOWN else ""
            rows = f"{', '.join(group[:MOST_SHOWN])}{more}"
            message = f"{rows}: patients whose names look alike; look twice at who gets which sheet"
            yield Problem(message=message, level="warning")


def _keys(name: str) -> Iterator[str]:
    """Yield what names that look alike share: the letters without accents, words in order of the alphabet, each letter left out in turn."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter))
    key = " ".join(sorted("".join(letter if letter.isalnum() else " " for letter in plain).split()))
    yield key
    if not any(letter.isdigit() for letter in key):  # a number is read with care, and a test's patients are numbered
        yield from (key[:at] + key[at + 1 :] for at in range(len(key)))
