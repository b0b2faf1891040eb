"""What the clinician should look at before a sheet is handed over: warnings about one plan, in words."""

from collections.abc import Iterable, Iterator, Sequence

from handouts.content import Chosen, Equipment, Exercise
from handouts.dose import Dose, change_dose
from handouts.errors import Problem
from handouts.language import join_list
from handouts.phrases import Phrases
from handouts.plan import Plan

MANY, TOO_MANY = 4, 6
"""More exercises than this are flagged, and flagged strongly (guide/checks.md A01: Bachmann 2018, Henry 1999)."""


def plan_notes(plan: Plan, ordered: Sequence[tuple[Chosen, Exercise]], doses: Sequence[Dose], phrases: Phrases) -> Iterator[Problem]:
    """Yield what to look at in a plan; `doses` are the final ones, in the order of the exercises."""
    if plan.patient is not None or plan.unnamed:
        yield from _for_a_patient(plan, ordered)
    for (one, exercise), dose in zip(ordered, doses, strict=True):
        if dose.when == "rest-day":
            yield from _for_rest_days(plan, exercise, change_dose(exercise.dose, one.dose), dose)
        yield from _for_an_exercise(plan, exercise, phrases)


def _warning(message: str) -> Problem:
    return Problem(message=message, level="warning")


def _for_a_patient(plan: Plan, ordered: Sequence[tuple[Chosen, Exercise]]) -> Iterator[Problem]:
    count = len(ordered)
    if count > MANY:
        strong = "; people given many do fewer of them, so keep to 6 at most" if count > TOO_MANY else ""
        yield _warning(f"{count} exercises; 4 or fewer are followed best{strong}")
    if plan.side is None and any(exercise.dose.side == "each" and one.dose.side is None for one, exercise in ordered):
        yield _warning("no side is given, so the sheet says EACH side; add --side or 'side:'")


def _for_rest_days(plan: Plan, exercise: Exercise, wanted: Dose, final: Dose) -> Iterator[Problem]:
    """Yield where an exercise for days without a run is planned on one, or has fewer of them than it should."""
    if any(day in plan.run_days for day in final.frequency.week_days):
        yield _warning(f"{exercise.id}: is for days without a run, but is planned on one")
    had, asked = len(final.frequency.week_days), len(wanted.frequency.week_days)
    if had < asked:
        yield _warning(f"{exercise.id}: {asked} days a week do not fit beside {len(plan.run_days)} run days; {had} are printed")


def _for_an_exercise(plan: Plan, exercise: Exercise, phrases: Phrases) -> Iterator[Problem]:
    for flag in plan.flags:
        if flag in exercise.contraindications:
            yield _warning(f"{exercise.id}: not for a patient with {phrases.flags[flag]} unless cleared")
        elif flag in exercise.care_flags:
            yield _warning(f"{exercise.id}: take care with {phrases.flags[flag]}")
    if plan.equipment is not None:
        missing: Iterable[Equipment] = [name for name in exercise.equipment if name not in plan.equipment]
        if missing:
            yield _warning(f"{exercise.id}: the patient has no {join_list([phrases.equipment[name] for name in missing], phrases)}")
