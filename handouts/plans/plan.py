"""The plan: what the clinician chose for one patient, or for a section sheet when there is no patient.

A plan comes from flags, a YAML file, a row or a form; all become plain data and are checked here by the same model. It
refers to the library by id; `handouts.plans.resolve` looks everything up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import field, fields, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le, MaxLen, MinLen

from handouts.errors import HandoutError, Problem, near_miss, quoted, tell
from handouts.fonts.faces import unprintable
from handouts.library.clinic import Email, Figures
from handouts.library.content import Chosen, Day2000, Exercise, PainKindId, Section
from handouts.library.dose import Day, Pen, change_dose, merge_changes
from handouts.library.flags import FlagId
from handouts.library.forms import Equipment
from handouts.library.library import Library, exercises_of, shown_path
from handouts.library.pain.running import run_day_faults
from handouts.reading.models import STRICT, Checked, FaultsError, Help, Id, Line, Name, OneOrMany, ProblemAt, Remark, Shorthand, check_data
from handouts.reading.plainly import read_plainly
from handouts.reading.yamlfile import Data, DataPath, empty, read_yaml
from handouts.storing.values import dataclass

MAX_PLAN_BYTES = 100_000
EMPTY = "empty"
"""The kind of a note on a key that is written without a value."""
MAX_NAME = 100
"""Characters of a person's name; passports have 80."""
ByHand = Literal["name", "reference", "clinician"]
"""What is written on the sheet by hand, since the faces lack its letters."""
NOT_TO_RUN: tuple[FlagId, ...] = ("bone-stress", "post-op")
"""Flags under which neither the 0 to 10 pain guide nor the return to running is printed (library/standards.txt S04)."""
PAIN_NOT_TO_RUN: tuple[PainKindId, ...] = ("bone-stress", "as-told")
"""Kinds of pain with which the return to running is not printed."""


@dataclass(frozen=True, slots=True)
class Printed(Remark):
    """What a field of the plan is called where a layout has none of the parts that print it."""

    what: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who the sheet is for: a name, a reference or both."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: Annotated[str | None, MinLen(1), MaxLen(MAX_NAME)] = None
    reference: Annotated[str | None, MinLen(1), MaxLen(24)] = None
    email: Annotated[Email | None, Help("where the sheet may be sent")] = None
    email_ok: Annotated[Day2000 | None, Help("the day the patient agreed to e-mail; without it nothing is sent")] = None

    def __post_init__(self) -> None:
        """Refuse a patient without any identifier."""
        if self.name is None and self.reference is None:
            raise ValueError("patient: write a name, a reference or both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinician:
    """Who made the plan."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: Annotated[str, MinLen(1), MaxLen(MAX_NAME)]
    role: Annotated[str | None, MinLen(1), MaxLen(60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the clinician chose."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    ANY_SCRIPT: ClassVar[frozenset[DataPath]] = frozenset(
        {("patient", "name"), ("patient", "reference"), ("clinician",), ("clinician", "name")}  # no dose depends on the letters of a name
    )
    section: Annotated[tuple[Id, ...], OneOrMany(), MaxLen(6), Help("hip, or a list of sections; a pack names its own")] = ()
    pack: Annotated[Id | None, Help("a named choice to start from; what stands here is laid over it")] = None
    exercises: Annotated[
        tuple[Annotated[Chosen, Shorthand("id")], ...], MaxLen(40), Help("ids in your order; none = all, or the pack's")
    ] = ()
    leave_out: Annotated[tuple[Id, ...], MaxLen(40), Help("exercises of the pack that are not for this patient")] = ()
    patient: Patient | None = None
    clinician: Annotated[Clinician, Shorthand("name")] | None = None
    given_on: Annotated[
        Day2000 | None, Help("the day the sheet is given, 2026-11-22"), Printed("the day it is given", ("patient", "masthead"))
    ] = None
    review_on: Annotated[Day2000 | None, Help("the next visit, 2026-12-20"), Printed("the next visit", ("patient",))] = None
    side: Literal["left", "right", "both"] | None = None
    goal: Annotated[Line | None, MaxLen(160)] = None
    main_message: Annotated[Line | None, MaxLen(160), Printed("the main message", ("message",))] = None
    topics: Annotated[tuple[Id, ...] | None, MaxLen(20), Help("education topics to print; none = all on a section sheet")] = None
    equipment: Annotated[tuple[Equipment, ...] | None, Help("what the patient has at home")] = None
    flags: tuple[FlagId, ...] = ()
    pain: Annotated[PainKindId | None, Help("which pain rule the sheet has; the flags bone-stress and post-op have their own")] = None
    cleared: Annotated[
        dict[Id, Annotated[Line, MinLen(5)]],
        Help("exercises that are not for a flag of this patient, and why they are given: for the record"),
    ] = field(default_factory=dict)
    layout: Name | None = None
    paper: Annotated[Name | None, Help("A4, Letter, or another paper of the layout")] = None
    language: Annotated[str | None, MinLen(2), MaxLen(12)] = None
    ink: Annotated[Literal["colour", "grey", "ink-saver"], Help("grey and ink-saver are for a black-and-white printer")] = "colour"
    figures: Annotated[Figures | None, Help("skin tone, hair and build of the drawn figures")] = None
    pen: Annotated[Pen | None, Help("to fill in by hand: blank doses, part of them, or full with lines for notes")] = None
    log_weeks: Annotated[int | None, Ge(0), Le(12), Help("weeks of the log; without it, up to the next visit")] = None
    run_days: Annotated[tuple[Day, ...], MaxLen(7), Help("the days the patient runs: tue, thu, sun")] = ()
    return_to_run: Annotated[bool, Help("print the return to running; never with bone-stress or post-op")] = False
    gentle_first: Annotated[bool, Help("start the return to running with a stage of 30 s runs: long off, or very stiff")] = False
    bilingual: Annotated[bool, Help("name and dose in the clinic's language too, in small type on each card")] = False
    order: Annotated[Literal["group", "position", "chosen"], Help("position: fewer changes of place; chosen: as they stand here")] = "group"
    unnamed: Annotated[bool, Help("a patient's plan that is printed without a name; without it, no patient makes a section sheet")] = False

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        faults: list[tuple[DataPath, str]] = []
        if not self.section and self.pack is None:
            faults.append(((), "section is missing; write 'section: hip', or name a pack"))
        if self.leave_out and self.pack is None:
            faults.append((("leave_out",), "is for a plan that names a pack; without one, leave the exercise out of exercises"))
        ids = [chosen.id for chosen in self.exercises]
        faults += [(("exercises", at), f"exercise {quoted(one)} is chosen twice") for at, one in enumerate(ids) if one in ids[:at]]
        if self.given_on and self.review_on and self.review_on < self.given_on:
            faults.append((("review_on",), "the next visit (review_on) is before the day given (given_on)"))
        if self.unnamed and self.patient is not None:
            faults.append((("unnamed",), "leave it out where the plan has a patient"))
        if len(set(self.run_days)) != len(self.run_days):
            faults.append((("run_days",), "a day appears twice"))
        faults += self._running_faults()
        if faults:
            raise FaultsError(faults)

    def _running_faults(self) -> Iterator[tuple[DataPath, str]]:
        """Yield what does not go together with the return to running."""
        if self.gentle_first and not self.return_to_run:
            yield ("gentle_first",), "is a stage of the return to running; write return_to_run: true as well, or leave it out"
        if not self.return_to_run:
            return
        if any(flag in NOT_TO_RUN for flag in self.flags):
            yield ("return_to_run",), f"return_to_run is never printed with a flag {' or '.join(NOT_TO_RUN)}; leave it out"
        if self.pain in PAIN_NOT_TO_RUN:
            yield ("return_to_run",), f"return_to_run is never printed with pain {' or '.join(PAIN_NOT_TO_RUN)}; leave it out"
        yield from ((("run_days",), fault) for fault in run_day_faults(self.run_days))


def printed_fields() -> Iterator[tuple[str, Printed]]:
    """Yield the fields of a plan that name the parts which print them, in their order."""
    for one in fields(Plan):
        yield from ((one.name, mark) for mark in getattr(one.type, "__metadata__", ()) if isinstance(mark, Printed))


def by_hand(plan: Plan) -> tuple[ByHand, ...]:
    """Return who of a plan is written on its sheet by hand: names, and a reference, in a script that the faces lack."""
    patient, clinician = plan.patient, plan.clinician
    given: dict[ByHand, str | None] = {
        "name": patient.name if patient is not None else None,
        "reference": patient.reference if patient is not None else None,
        "clinician": clinician.name if clinician is not None else None,
    }
    return tuple(key for key, text in given.items() if text and unprintable(text))


def as_printed(plan: Plan) -> Plan:
    """Return the plan without what is written on its sheet by hand; a clinician keeps the role, and an empty name."""
    left_out = by_hand(plan)
    if not left_out:
        return plan
    patient, clinician = plan.patient, plan.clinician
    if patient is not None:
        name = None if "name" in left_out else patient.name
        reference = None if "reference" in left_out else patient.reference
        patient = replace(patient, name=name, reference=reference) if name or reference else None
    if clinician is not None and "clinician" in left_out:
        clinician = replace(clinician, name="")
    return replace(plan, patient=patient, clinician=clinician, unnamed=plan.unnamed or (patient is None and plan.patient is not None))


def unpacked(plan: Plan, library: Library) -> Plan:
    """Return the plan with its pack laid under it: the pack's exercises first, each with what the plan says of it. Raises HandoutError."""
    if plan.pack is None:
        return plan
    pack = library.pack(plan.pack)
    own = {chosen.id: chosen for chosen in plan.exercises}
    kept = [chosen for chosen in pack.exercises if chosen.id not in plan.leave_out]
    merged = [over(chosen, own.pop(chosen.id)) if chosen.id in own else chosen for chosen in kept]
    return replace(
        plan,
        pack=None,
        leave_out=(),
        section=plan.section or pack.section,
        exercises=(*merged, *own.values()),
        topics=plan.topics if plan.topics is not None else pack.topics,
        pain=plan.pain or pack.pain,
    )


def over(below: Chosen, above: Chosen) -> Chosen:
    """Return what a pack says of an exercise with what a plan says of it laid over it."""
    return Chosen(id=above.id, dose=merge_changes(below.dose, above.dose), note=above.note or below.note)


def load_plan(path: Path, library: Library | None = None) -> Plan:
    """Read a plan; with a library, its ids are checked too. Raises HandoutError with every fault and its line."""
    return read_plan(path, library).value


def read_plan(path: Path, library: Library | None = None) -> Checked[Plan]:
    """Read a plan and keep its lines for later checks. Raises HandoutError."""
    source = read_yaml(path, max_bytes=MAX_PLAN_BYTES, name=shown_path(path), is_plan=True)
    return Checked(check_plan(source.data, library, source.problem), source)


def check_plan(data: Data, library: Library | None, problem_at: ProblemAt) -> Plan:
    """Return the plan of plain data. Raises HandoutError with every fault: of the data, and of ids the library does not have."""
    try:
        plan = check_data(data, Plan, problem_at, quick=read_plainly)
    except HandoutError as error:
        unknown = _unknown_ids(_named_in(data), library, problem_at) if library is not None else ()
        raise HandoutError([*error.problems, *unknown]) from None
    check_choice(plan, library, problem_at)
    for place in empty(data):
        message = f"{place[-1]} is empty, which counts as not written; write a value, or take {place[-1]} out"
        tell(replace(problem_at(place, message), level="info", kind=EMPTY))
    return plan


def check_choice(plan: Plan, library: Library | None, problem_at: ProblemAt) -> None:
    """Raise HandoutError for every id, language and dose of the plan that the library cannot give."""
    problems = list(choice_problems(plan, library, problem_at)) if library is not None else []
    if problems:
        raise HandoutError(problems)


def choice_problems(plan: Plan, library: Library, problem_at: ProblemAt) -> Iterator[Problem]:
    """Yield what of the plan the library cannot give."""
    ids = tuple(chosen.id for chosen in plan.exercises)
    pack = library.packs.get(plan.pack or "")
    sections = plan.section or (pack.section if pack is not None else ())
    yield from _pack_problems(plan, library, problem_at)
    yield from _unknown_ids(_Named(sections, ids, plan.topics or (), plan.language), library, problem_at)
    exercises = exercises_of(_sections(sections, library))
    named = (*ids, *(one.id for one in pack.exercises)) if pack is not None else ids
    yield from _cleared_problems(plan, named or tuple(exercises), problem_at)
    for index, chosen in enumerate(plan.exercises):
        if chosen.id in exercises:
            yield from _dose_problems(chosen, exercises[chosen.id], index, problem_at)


def _pack_problems(plan: Plan, library: Library, problem_at: ProblemAt) -> Iterator[Problem]:
    if plan.pack is None:
        return
    if plan.pack not in library.packs:
        yield problem_at(("pack",), f"no pack {quoted(plan.pack, library.packs)} in this library{near_miss(plan.pack, library.packs)}")
        return
    pack = library.packs[plan.pack]
    ids = [chosen.id for chosen in pack.exercises]
    for index, one in enumerate(plan.leave_out):
        if one not in ids:
            yield problem_at(("leave_out", index), f"{quoted(one, ids)} is not in pack '{plan.pack}'{near_miss(one, ids)}")
    own = {chosen.id for chosen in plan.exercises}
    if not [one for one in ids if one not in plan.leave_out or one in own]:
        yield problem_at(("leave_out",), f"leaves nothing of pack '{plan.pack}'")
    if plan.return_to_run and plan.pain is None and pack.pain in PAIN_NOT_TO_RUN:
        yield problem_at(
            ("return_to_run",), f"return_to_run is never printed with pain {pack.pain}, which pack '{plan.pack}' has; leave it out"
        )


def _cleared_problems(plan: Plan, chosen: tuple[str, ...], problem_at: ProblemAt) -> Iterator[Problem]:
    """Yield reasons for exercises that are not chosen."""
    for one in plan.cleared:
        if one not in chosen:
            yield problem_at(("cleared", one), f"{quoted(one, chosen)} is not among the chosen exercises{near_miss(one, chosen)}", key=True)


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
                yield problem_at(place, f"no {key.removesuffix('s')} {quoted(one, ids)} in this library{near_miss(one, ids)}")
    if named.language and named.language not in library.languages:
        for fault in library.without(named.language):
            yield fault if fault.file else fault.moved_to(problem_at(("language",), ""))


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
