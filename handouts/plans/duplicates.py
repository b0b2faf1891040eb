"""Plans of one run that give one patient's exercises twice: copies of a file, or two files that say different things for one person."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from handouts.errors import HandoutError, Problem
from handouts.library.content import Chosen
from handouts.library.library import Library
from handouts.plans.plan import Plan, load_plan, unpacked
from handouts.reading.folders import alike, copies_beside, copies_said
from handouts.reading.yamlfile import folded
from handouts.storing.values import dataclass

TWICE = "given-twice"
"""The kind of a problem of a plan that another one contradicts or repeats."""
ONE_REFERENCE = "has the reference of '{}', with another name; correct the one that is wrong"


@dataclass(frozen=True, slots=True)
class Given:
    """A plan and where it stands; its file, where it has one to itself."""

    source: str
    plan: Plan
    path: Path | None = None


def given_twice(plans: Iterable[Given], library: Library) -> Iterator[tuple[Given, list[Given], Problem]]:
    """Yield each plan that must not be printed or mailed before a person has said which is right, the others, and why; no names."""
    known = list({(given.source, given.path): given for given in plans}.values())
    told: set[str] = set()
    for given, others in _copies(known):
        told.add(given.source)
        yield given, others, Problem(message=copies_said(other.path for other in others if other.path), kind=TWICE, file=given.source)
    for group in _of_one_patient(known, library):
        for given in group:
            others = [
                other
                for other in group
                if other is not given and (given.path or other.path) and not _same_but_printed_otherwise(given, other)
            ]
            if others and given.source not in told:
                named = " and ".join(f"'{other.source}'" for other in others)
                message = f"gives a plan for the same patient as {named}; keep the one that is right, and move the other elsewhere"
                told.add(given.source)
                yield given, others, Problem(message=message, kind=TWICE, file=given.source)
    yield from (twice for twice in _two_names(known) if twice[0].source not in told)


def _two_names(plans: list[Given]) -> Iterator[tuple[Given, list[Given], Problem]]:
    """Yield plans that have one reference and different names: nobody but the clinician can say whose it is."""
    groups: dict[str, dict[str, list[Given]]] = {}
    for given in plans:
        patient = given.plan.patient
        if patient is not None and patient.reference is not None and patient.name is not None:
            groups.setdefault(person_of(given.plan), {}).setdefault(folded(patient.name), []).append(given)
    for names in groups.values():
        for name, same in names.items():
            other = next((held[0] for key, held in names.items() if key != name), None)
            if other is not None:
                message = ONE_REFERENCE.format(other.source)
                yield from ((given, [other], Problem(message=message, kind=TWICE, file=given.source)) for given in same)


def plan_copies(path: Path) -> tuple[Path, ...]:
    """Return the copies that lie beside a plan's file, without those that are plainly another patient's plan."""
    beside = copies_beside(path)
    own = _plan_in(path) if beside else None
    return tuple(other for other in beside if own is None or (plan := _plan_in(other)) is None or not _are_two(own, plan))


def table_copies(path: Path) -> tuple[Path, ...]:
    """Return the copies beside a table that say something else."""
    beside = copies_beside(path)
    try:
        return tuple(other for other in beside if other.read_bytes() != path.read_bytes())
    except OSError:
        return beside


def _plan_in(path: Path) -> Plan | None:
    """Return the plan of a file; None where it is none, or has faults."""
    try:
        return load_plan(path)
    except HandoutError:
        return None


def _copies(plans: list[Given]) -> Iterator[tuple[Given, list[Given]]]:
    """Yield plans whose files are named as copies of one another, unless they are for different patients: our page saves plan (1).yaml."""
    by_path = {given.path: given for given in plans if given.path is not None}
    for paths in alike(by_path):
        group = [by_path[path] for path in paths]
        for given in group:
            others = [other for other in group if other is not given and not _are_two(given.plan, other.plan)]
            if others:
                yield given, others


def _are_two(plan: Plan, other: Plan) -> bool:
    mine, theirs = person_of(plan), person_of(other)
    return bool(mine and theirs and mine != theirs)


def person_of(plan: Plan) -> str:
    """Return what tells a plan's patient from others: the reference, or else the name; nothing where a plan is nobody's."""
    patient = plan.patient
    return folded((patient.reference or patient.name) or "") if patient is not None else ""


def said(plan: Plan) -> Plan:
    """Return a plan without how it is printed."""
    return replace(
        plan, layout=None, paper=None, language=None, ink="colour", figures=None, pen=None, log_weeks=None, bilingual=False, order="group"
    )


def is_for_somebody(plan: Plan) -> bool:
    """Return whether a plan is a patient's, named or not: one that says no more than what to do is a section sheet for the rack."""
    rack = Plan(section=plan.section, pack=plan.pack, leave_out=plan.leave_out, topics=plan.topics, equipment=plan.equipment)
    general = replace(said(plan), clinician=None, exercises=())
    return general != rack or any(chosen != Chosen(id=chosen.id) for chosen in plan.exercises)


def _of_one_patient(plans: list[Given], library: Library) -> Iterator[list[Given]]:
    """Yield the plans of a patient for the same sections; a plan for another part of the body is another plan."""
    groups: dict[tuple[str, tuple[str, ...]], list[Given]] = {}
    for one in plans:
        person = person_of(one.plan)
        if person:
            groups.setdefault((person, tuple(sorted(unpacked(one.plan, library).section))), []).append(one)
    return (group for group in groups.values() if len(group) > 1)


def _same_but_printed_otherwise(given: Given, other: Given) -> bool:
    """Return whether two plans say the same, and are printed in different ways: one for the wall, one for the phone."""
    return given.plan != other.plan and said(given.plan) == said(other.plan)
