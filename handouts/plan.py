"""The plan: what the clinician chose for one patient, or for a section sheet when there is no patient.

A plan comes from flags, a YAML file, a row or a form; all become plain data and are checked here by the same model. It
refers to the library by id; `handouts.resolve` looks everything up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MaxLen, MinLen

from handouts.checking import STRICT, Checked, Help, Id, Line, Name, OneOrMany, ProblemAt, Shorthand, check_source
from handouts.content import Day2000, Equipment, Exercise, Flag
from handouts.dose import DoseChange, change_dose
from handouts.errors import HandoutError, Problem, near_miss
from handouts.library import Library, shown_path
from handouts.yamlfile import YamlFile, read_yaml

MAX_PLAN_BYTES = 100_000
NO_CHANGE = DoseChange()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One exercise of a plan: its id, what differs from the default dose, and a note."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    dose: DoseChange = NO_CHANGE
    note: Annotated[str | None, MinLen(1), MaxLen(200), Help("printed on the card, about 25 words at most")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who the sheet is for: a name, a reference or both."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: Annotated[str | None, MinLen(1), MaxLen(60)] = None
    reference: Annotated[str | None, MinLen(1), MaxLen(24)] = None

    def __post_init__(self) -> None:
        """Refuse a patient without any identifier."""
        if self.name is None and self.reference is None:
            raise ValueError("patient: write a name, a reference or both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinician:
    """Who made the plan."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: Annotated[str, MinLen(1), MaxLen(60)]
    role: Annotated[str | None, MinLen(1), MaxLen(60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the clinician chose."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    section: Annotated[tuple[Id, ...], OneOrMany(), MinLen(1), MaxLen(6), Help("hip, or a list of sections")]
    exercises: Annotated[tuple[Annotated[Chosen, Shorthand("id")], ...], MaxLen(40), Help("ids in your order; none = all")] = ()
    patient: Patient | None = None
    clinician: Annotated[Clinician, Shorthand("name")] | None = None
    given_on: Annotated[Day2000 | None, Help("the day the sheet is given, 2026-11-22")] = None
    review_on: Annotated[Day2000 | None, Help("the next visit, 2026-12-20")] = None
    side: Literal["left", "right", "both"] | None = None
    goal: Annotated[Line | None, MaxLen(160)] = None
    main_message: Annotated[Line | None, MaxLen(160)] = None
    topics: Annotated[tuple[Id, ...] | None, MaxLen(20), Help("education topics to print; none = all on a section sheet")] = None
    equipment: Annotated[tuple[Equipment, ...] | None, Help("what the patient has at home")] = None
    flags: tuple[Flag, ...] = ()
    layout: Name | None = None
    paper: Literal["A4", "Letter"] | None = None
    language: Annotated[str | None, MinLen(2), MaxLen(12)] = None
    order: Annotated[Literal["group", "position"], Help("position: fewer changes of place")] = "group"

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.given_on and self.review_on and self.review_on < self.given_on:
            raise ValueError("review_on is before given_on")
        ids = [chosen.id for chosen in self.exercises]
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice:
            raise ValueError(f"exercise '{twice[:60]}' is chosen twice")


def load_plan(path: Path, library: Library | None = None) -> Plan:
    """Read a plan; with a library, its ids are checked too. Raises HandoutError with every fault and its line."""
    return read_plan(path, library).value


def read_plan(path: Path, library: Library | None = None) -> Checked[Plan]:
    """Read a plan and keep its lines for later checks. Raises HandoutError."""
    source = read_yaml(path, max_bytes=MAX_PLAN_BYTES, name=shown_path(path))
    plan = check_source(source, Plan)
    check_choice(plan, library, source.problem)
    return Checked(plan, source)


def is_plan(source: YamlFile) -> bool:
    """Return whether a YAML file has the keys of a plan."""
    return isinstance(source.data, dict) and ("section" in source.data) and "doc" not in source.data


def check_choice(plan: Plan, library: Library | None, problem_at: ProblemAt) -> None:
    """Raise HandoutError for every id, language and dose of the plan that the library cannot give."""
    problems = list(choice_problems(plan, library, problem_at)) if library is not None else []
    if problems:
        raise HandoutError(problems)


def choice_problems(plan: Plan, library: Library, problem_at: ProblemAt) -> Iterator[Problem]:
    """Yield what of the plan the library cannot give."""
    for index, name in enumerate(plan.section):
        if name not in library.sections:
            yield problem_at(("section", index), f"no section '{name}' in this library{near_miss(name, library.sections)}")
    sections = [library.sections[name] for name in plan.section if name in library.sections]
    exercises = {exercise.id: exercise for section in sections for exercise in section.exercises}
    topics = [topic.id for section in sections for topic in section.topics]
    if not sections:
        return
    for index, chosen in enumerate(plan.exercises):
        exercise = exercises.get(chosen.id)
        if exercise is None:
            yield problem_at(("exercises", index, "id"), f"no exercise '{chosen.id}' in this library{near_miss(chosen.id, exercises)}")
        else:
            yield from _dose_problems(chosen, exercise, index, problem_at)
    for index, topic in enumerate(plan.topics or ()):
        if topic not in topics:
            yield problem_at(("topics", index), f"no topic '{topic}' in this library{near_miss(topic, topics)}")
    if plan.language and plan.language not in library.languages:
        yield problem_at(("language",), f"no language '{plan.language}' in this library{near_miss(plan.language, library.languages)}")


def _dose_problems(chosen: Chosen, exercise: Exercise, index: int, problem_at: ProblemAt) -> Iterator[Problem]:
    side = chosen.dose.side
    if side and (exercise.dose.side == "both_together") != (side == "both_together"):
        how = "is done with both sides together" if exercise.dose.side == "both_together" else "is done one side at a time"
        yield problem_at(("exercises", index, "dose", "side"), f"{exercise.id} {how}; leave the side out")
        return
    try:
        change_dose(exercise.dose, chosen.dose)
    except ValueError as error:
        yield problem_at(("exercises", index, "dose"), str(error))
