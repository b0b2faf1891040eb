"""The plan: what the clinician chose for one patient, or for a section sheet when there is no patient.

A plan comes from flags, a YAML file, a row or a form; all become plain data and are checked here by the same model. It
refers to the library by id; `handouts.resolve` looks everything up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MaxLen, MinLen

from handouts.checking import STRICT, Checked, FaultsError, Help, Id, Line, Name, OneOrMany, ProblemAt, Shorthand, check_data
from handouts.clinic import Figures
from handouts.content import Day2000, Equipment, Exercise, Flag, Section
from handouts.dose import DoseChange, change_dose
from handouts.errors import HandoutError, Problem, near_miss
from handouts.library import Library, shown_path
from handouts.yamlfile import Data, DataPath, read_yaml

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
    ink: Annotated[Literal["colour", "grey", "ink-saver"], Help("grey and ink-saver are for a black-and-white printer")] = "colour"
    figures: Annotated[Figures | None, Help("skin tone and hair of the drawn figures")] = None
    order: Annotated[Literal["group", "position"], Help("position: fewer changes of place")] = "group"

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        faults: list[tuple[DataPath, str]] = []
        ids = [chosen.id for chosen in self.exercises]
        faults += [(("exercises", at), f"exercise '{one[:60]}' is chosen twice") for at, one in enumerate(ids) if one in ids[:at]]
        if self.given_on and self.review_on and self.review_on < self.given_on:
            faults.append((("review_on",), "review_on is before given_on"))
        if faults:
            raise FaultsError(faults)


def load_plan(path: Path, library: Library | None = None) -> Plan:
    """Read a plan; with a library, its ids are checked too. Raises HandoutError with every fault and its line."""
    return read_plan(path, library).value


def read_plan(path: Path, library: Library | None = None) -> Checked[Plan]:
    """Read a plan and keep its lines for later checks. Raises HandoutError."""
    source = read_yaml(path, max_bytes=MAX_PLAN_BYTES, name=shown_path(path))
    return Checked(check_plan(source.data, library, source.problem), source)


def check_plan(data: Data, library: Library | None, problem_at: ProblemAt) -> Plan:
    """Return the plan of plain data. Raises HandoutError with every fault: of the data, and of ids the library does not have."""
    try:
        plan = check_data(data, Plan, problem_at)
    except HandoutError as error:
        unknown = _unknown_ids(_named_in(data), library, problem_at) if library is not None else ()
        raise HandoutError([*error.problems, *unknown]) from None
    check_choice(plan, library, problem_at)
    return plan


def check_choice(plan: Plan, library: Library | None, problem_at: ProblemAt) -> None:
    """Raise HandoutError for every id, language and dose of the plan that the library cannot give."""
    problems = list(choice_problems(plan, library, problem_at)) if library is not None else []
    if problems:
        raise HandoutError(problems)


def choice_problems(plan: Plan, library: Library, problem_at: ProblemAt) -> Iterator[Problem]:
    """Yield what of the plan the library cannot give."""
    ids = tuple(chosen.id for chosen in plan.exercises)
    yield from _unknown_ids(_Named(plan.section, ids, plan.topics or (), plan.language), library, problem_at)
    exercises = {exercise.id: exercise for section in _sections(plan.section, library) for exercise in section.exercises}
    for index, chosen in enumerate(plan.exercises):
        if chosen.id in exercises:
            yield from _dose_problems(chosen, exercises[chosen.id], index, problem_at)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a plan names of the library, entry by entry; None where the entry is no text."""

    sections: tuple[str | None, ...]
    exercises: tuple[str | None, ...]
    topics: tuple[str | None, ...]
    language: str | None


def _named_in(data: Data) -> _Named:
    """Return what plain data names, as far as it has the shape of a plan."""
    plan = data if isinstance(data, dict) else {}

    def entries(key: str) -> tuple[str | None, ...]:
        value = plan.get(key)
        found = value if isinstance(value, list) else [value]
        ids = [one.get("id") if isinstance(one, dict) and key == "exercises" else one for one in found]
        return tuple(one if isinstance(one, str) else None for one in ids)

    language = plan.get("language")
    return _Named(entries("section"), entries("exercises"), entries("topics"), language if isinstance(language, str) else None)


def _sections(names: Iterable[str | None], library: Library) -> list[Section]:
    return [library.sections[name] for name in names if name in library.sections]


def _unknown_ids(named: _Named, library: Library, problem_at: ProblemAt) -> Iterator[Problem]:
    """Yield every id that is not in the library; exercises and topics are looked for in the sections that are."""
    here = _sections(named.sections, library)
    known: dict[str, list[str]] = {"section": list(library.sections)}
    if here:
        known["exercises"] = [exercise.id for section in here for exercise in section.exercises]
        known["topics"] = [topic.id for section in here for topic in section.topics]
    given = {"section": named.sections, "exercises": named.exercises, "topics": named.topics}
    for key, ids in known.items():
        for index, one in enumerate(given[key]):
            if one is not None and one not in ids:
                place: DataPath = (key, index, "id") if key == "exercises" else (key, index)
                yield problem_at(place, f"no {key.removesuffix('s')} '{one[:60]}' in this library{near_miss(one, ids)}")
    if named.language and named.language not in library.languages:
        word = named.language[:20]
        yield problem_at(("language",), f"no language '{word}' in this library{near_miss(named.language, library.languages)}")


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
