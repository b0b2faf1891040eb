"""The dose of an exercise as everything prints and shows it: library, clinic, plan, side and runs laid over each other, in one place."""

from dataclasses import replace

from handouts.library.clinic import Clinic
from handouts.library.content import NO_CHANGE, Exercise
from handouts.library.dose import Day, Dose, DoseChange, DoseSide, beside_runs, change_dose
from handouts.plans.plan import Plan


def prescribed(
    exercise: Exercise, change: DoseChange, clinic: Clinic, side: DoseSide | None = None, run_days: tuple[Day, ...] = ()
) -> Dose:
    """Return the dose of an exercise: its own, changed by the clinic (for its group, then for itself), the plan, the side and the runs."""
    dose = change_dose(usual(exercise, clinic), change)
    if dose.side == "each" and change.side is None and side is not None:
        dose = replace(dose, side=side)
    return beside_runs(dose, run_days)


def usual(exercise: Exercise, clinic: Clinic) -> Dose:
    """Return the dose of an exercise that no plan has changed: its own, or as the clinic gives it."""
    dose = exercise.dose
    for key in (exercise.group, exercise.id):
        dose = change_dose(dose, clinic.doses.get(key, NO_CHANGE))
    return dose


def sheet_side(plan: Plan) -> DoseSide | None:
    """Return the side a plan is for: left, right, each when it says both, None when it says nothing."""
    return "each" if plan.side == "both" else plan.side
