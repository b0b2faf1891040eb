"""The doses of a plan as its sheet would print them, before the plan is whole: for a page that shows each dose while it is typed.

Nothing is worked out here: `handouts.plans.prescription` gives each dose and `handouts.library.language.dose_words` its words, as they do
for the sheet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from handouts.errors import HandoutError, Problem
from handouts.library.clinic import LoadedClinic
from handouts.library.content import Chosen, Exercise
from handouts.library.dose import DAYS, Dose, DoseSide, day_minutes, session_s
from handouts.library.flags import FLAGS
from handouts.library.language import dose_words
from handouts.library.language.phrases import Phrases
from handouts.library.library import Library, exercises_of
from handouts.plans.plan import over
from handouts.plans.prescription import prescribed
from handouts.reading.models import ProblemAt, check_data
from handouts.reading.yamlfile import Data, DataPath

K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True)
class ToldDose:
    """One exercise's dose as the sheet prints it, how long it takes, and how the sheet says it."""

    id: str
    dose: Dose
    session_s: int
    line: str
    """As in the table of page 1: 2 sets · 30 s hold · left."""
    how_often: str
    """3 days a week."""
    sentence: str
    """As the strip of the card is read aloud."""
    extras: tuple[tuple[str, str], ...]
    """Label and text of what stands below the strip: the pace and the load."""


@dataclass(frozen=True, slots=True)
class ToldDoses:
    """The doses of a plan in its order, the minutes of its longest day, and what of them cannot be read, by its path."""

    doses: tuple[ToldDose, ...]
    minutes: int
    problems: tuple[Problem, ...]


def told_doses(plan: Data, clinic: LoadedClinic, library: Library) -> ToldDoses:
    """Return the dose of every exercise of a plan that may lack anything, given as plain data: every value a text.

    A problem carries its path. An exercise whose dose cannot be read is left out and has a problem; one that is not in the
    library is left out alone.
    """
    data = plan if isinstance(plan, dict) else {}
    chosen, problems = _chosen(data, library)
    known = exercises_of(library.sections.values())
    phrases = library.phrases(_language(data, clinic, library))
    side, run_days, flags = _side(data), _known_of(data, "run_days", DAYS), _known_of(data, "flags", FLAGS)
    told = tuple(
        _told(done, prescribed(done, entry.dose, clinic.facts, side, run_days), phrases)
        for entry in chosen
        if entry.id in known
        for done in (known[entry.id].done_for(flags),)
    )
    return ToldDoses(told, day_minutes([(one.dose.frequency, one.session_s) for one in told])[0], tuple(problems))


def _told(exercise: Exercise, dose: Dose, phrases: Phrases) -> ToldDose:
    return ToldDose(
        id=exercise.id,
        dose=dose,
        session_s=session_s(dose, exercise.one_repeat),
        line=dose_words.one_line(dose, phrases, exercise.means),
        how_often=dose_words.how_often_text(dose.frequency, phrases),
        sentence=dose_words.sentence(dose, phrases, exercise.means),
        extras=dose_words.extras(dose, exercise.ways, phrases, lift_first=exercise.lift_first),
    )


def _chosen(data: dict[str, Data], library: Library) -> tuple[list[Chosen], list[Problem]]:
    """Return the exercises of a plan with its pack laid under them, as far as they can be read, and what cannot be."""
    entries = data.get("exercises")
    chosen: dict[str, Chosen] = {}
    problems: list[Problem] = []
    refused = set()
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        said: dict[str, Data] = dict(entry) if isinstance(entry, dict) else {"id": entry}
        said = {key: said[key] for key in ("id", "dose") if key in said}
        try:
            exercise = check_data(said, Chosen, _at("exercises", index))
        except HandoutError as error:
            problems += error.problems
            refused.add(str(said.get("id")))
            continue
        chosen.setdefault(exercise.id, exercise)
    pack = library.packs.get(str(data.get("pack", "")))
    left_out = data.get("leave_out")
    below = [exercise for exercise in pack.exercises if exercise.id not in (left_out or ())] if pack is not None else []
    merged = [
        over(exercise, chosen.pop(exercise.id)) if exercise.id in chosen else exercise for exercise in below if exercise.id not in refused
    ]
    return [*merged, *chosen.values()], problems


def _at(*above: str | int) -> ProblemAt:
    """Return what places a fault at its path below another."""

    def problem_at(path: DataPath, message: str, *, key: bool = False) -> Problem:  # noqa: ARG001
        return Problem(message=message, at=(*above, *path))

    return problem_at


def _language(data: dict[str, Data], clinic: LoadedClinic, library: Library) -> str:
    wanted = data.get("language")
    known = (wanted, clinic.facts.language, *library.languages)
    return next(name for name in known if isinstance(name, str) and name in library.languages)


def _side(data: dict[str, Data]) -> DoseSide | None:
    sides: tuple[Literal["left", "right", "both"], ...] = ("left", "right", "both")
    side = next(iter(_known_of(data, "side", sides)), None)
    return "each" if side == "both" else side


def _known_of(data: dict[str, Data], key: str, known: Iterable[K]) -> tuple[K, ...]:
    """Return what a plan says under a key, of what may stand there and in that order; all else is passed over."""
    said = data.get(key)
    values = said if isinstance(said, list) else [said]
    return tuple(value for value in known if value in values)
