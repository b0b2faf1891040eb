"""What a plan asks for and its sheet has no place for: plan and layout in, the names of such things and a note in words out.

Which parts of a layout print a thing stands here once; whether a layout has such a part is read from the layout.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from functools import partial
from typing import Literal

from handouts.errors import Problem, counted
from handouts.layout.layout import Layout
from handouts.library.library import Library, exercises_of
from handouts.library.standards import finding
from handouts.plans.plan import Plan, as_printed, printed_fields, unpacked
from handouts.storing.values import dataclass

FULLEST = "cards"
"""The layout that has a place for all that a patient's plan may ask for."""
MOST_LOG_ROWS = 12
"""A log of more exercises than this does not fit a page; a section sheet has none."""


@dataclass(frozen=True, slots=True)
class Later:
    """What an earlier plan gives to print beside this one."""

    has_stopped: bool = False
    """Whether exercises of it are gone."""
    pain_changed: bool = False
    """Whether its pain rule was another."""


FIRST = Later()
"""A plan without an earlier one."""


Lacks = Literal["", "patient", "run days"]
"""What a sheet lacks without which it has no place for a thing; '' where it is the layout that has none."""
_SAID: dict[Lacks, tuple[str, str]] = {
    "patient": ("a sheet without a patient", "give the patient's name or reference"),
    "run days": ("a sheet without run days", "give the days the patient runs (run_days)"),
}


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One thing without a place, in words, and what the sheet lacks for it."""

    what: str
    lacks: Lacks


@dataclass(frozen=True, slots=True)
class _About:
    """A plan with its pack laid under it, and what stands beside it."""

    plan: Plan
    exercises: int
    later: Later

    @property
    def is_for_a_patient(self) -> bool:
        return self.plan.patient is not None or self.plan.unnamed

    @property
    def has_log(self) -> bool:
        return self.is_for_a_patient or (self.plan.pen is not None and self.exercises <= MOST_LOG_ROWS)


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing to print: in words, when it is asked for, the parts of a layout that print it, and what this sheet lacks for it."""

    what: str
    asked: Callable[[_About], bool]
    parts: Callable[[_About], Iterable[str]]
    lacks: Callable[[_About], Lacks] = field(default=lambda _: "")


def _always(*parts: str) -> Callable[[_About], Iterable[str]]:
    return lambda _: parts


def _patient(about: _About) -> Lacks:
    return "" if about.is_for_a_patient else "patient"


def _name(about: _About) -> bool:
    return about.plan.patient is not None and about.plan.patient.name is not None


def _is_named(about: _About) -> bool:
    """Return whether the closing says for whom the sheet was made."""
    printed = as_printed(about.plan).patient
    return printed is not None and printed.name is not None


def _has_notes(about: _About) -> bool:
    return any(one.note for one in about.plan.exercises)


def _patients_name(about: _About) -> Iterable[str]:
    return ("patient", "masthead", *(("closing",) if _is_named(about) else ()))


def _clinicians_name(about: _About) -> Iterable[str]:
    return (*_patients_name(about), *(("note",) if _has_notes(about) else ()))


def _run_days(about: _About) -> Iterator[str]:
    if about.is_for_a_patient:
        yield "week"
    if about.has_log and about.plan.log_weeks != 0:
        yield "log"
    if about.plan.return_to_run:
        yield "running"


def _when(about: _About) -> bool:
    return any(one.dose.when for one in about.plan.exercises)


def _marked() -> Iterator[_Thing]:
    """Yield the fields of a plan that say themselves which parts print them."""
    for name, printed in printed_fields():
        yield _Thing(printed.what, partial(_is_given, name), _always(*printed.parts))


def _is_given(name: str, about: _About) -> bool:
    return getattr(about.plan, name) not in (None, (), "", False)


_THINGS = (
    _Thing("the patient's name", _name, _patients_name),
    _Thing("the clinician's name", lambda about: about.plan.clinician is not None, _clinicians_name),
    _Thing("the clinician's role", lambda about: bool(about.plan.clinician and about.plan.clinician.role), _always("patient")),
    *_marked(),
    _Thing("the goal", lambda about: about.plan.goal is not None, _always("my_plan"), _patient),
    _Thing("the run days", lambda about: bool(about.plan.run_days), _run_days, lambda about: "" if [*_run_days(about)] else "patient"),
    _Thing("when to exercise on a run day", _when, _always("dose"), lambda about: "" if about.plan.run_days else "run days"),
    _Thing("the pain rule", lambda about: about.plan.pain is not None, _always("pain", "pain_line")),
    _Thing("that the pain rule has changed", lambda about: about.later.pain_changed, _always("pain")),
    _Thing("the exercises that are stopped", lambda about: about.later.has_stopped, _always("week")),
    _Thing("the notes", _has_notes, _always("note")),
    _Thing("lines for notes", lambda about: about.plan.pen is not None, _always("note")),
    _Thing("the look of the figures", lambda about: about.plan.figures is not None, _always("picture")),
    _Thing("the topics", lambda about: bool(about.plan.topics), _always("topics")),
    _Thing("the log", lambda about: bool(about.plan.log_weeks), _always("log"), lambda about: "" if about.has_log else "patient"),
    _Thing("the return to running", lambda about: about.plan.return_to_run, _always("running")),
)


def _parts_of(layout: Layout) -> frozenset[str]:
    """Return what a layout prints; topics have pages of their own, which a summary in rows has not."""
    topics = () if layout.cards.arrangement == "rows" else ("topics",)
    return frozenset((*layout.front.parts, *layout.cards.parts, *layout.end.parts, *topics))


def unplaced(plan: Plan, library: Library, layout: Layout, later: Later = FIRST) -> tuple[Unplaced, ...]:
    """Return what a plan asks for and its sheet has no place for, in the order of a sheet."""
    whole = unpacked(plan, library)
    every = exercises_of([library.sections[name] for name in whole.section])
    about, has = _About(whole, len(whole.exercises or every), later), _parts_of(layout)
    asked = ((thing, thing.lacks(about)) for thing in _THINGS if thing.asked(about))
    return tuple(Unplaced(thing.what, lacks) for thing, lacks in asked if lacks or has.isdisjoint(thing.parts(about)))


def unplaced_notes(things: Iterable[Unplaced], layout: Layout) -> Iterator[Problem]:
    """Yield what is said of one sheet: a note for its layout, and one for each thing that the sheet itself lacks."""
    every = tuple(things)
    for lacks in dict.fromkeys(one.lacks for one in every):
        yield _said([one.what for one in every if one.lacks == lacks], lacks, layout.layout)


def unplaced_together(sheets: Iterable[tuple[tuple[Unplaced, ...], str]]) -> Iterator[Problem]:
    """Yield the same of many sheets, each with the name of its layout: once for each layout, with how many sheets it concerns."""
    counts: dict[tuple[Lacks, str], dict[str, int]] = {}
    for things, layout in sheets:
        for one in things:
            said = counts.setdefault((one.lacks, "" if one.lacks else layout), {})
            said[one.what] = said.get(one.what, 0) + 1
    for (lacks, layout), said in counts.items():
        yield _said([f"{what} ({counted(number, 'sheet')})" for what, number in said.items()], lacks, layout)


def _said(things: list[str], lacks: Lacks, layout: str) -> Problem:
    """Return a note on things that a layout, or a sheet that lacks something, has no place for."""
    *most, last = things
    listed = f"{', '.join(most)} and {last}" if most else last
    if lacks:
        whose, better = _SAID[lacks]
    else:
        whose = f"layout '{layout}'"
        better = f"print the sheet in another, such as {FULLEST}" if layout != FULLEST else "add a part for it to your layout"
    return finding("G11", f"{whose} has no place for {listed}; {better}")
