"""Plan + library + clinic -> handout: nothing left to look up.

A `Handout` speaks one language and one side; every dose is final, every text is filled, the exercises stand in print
order with their numbers. It is a frozen value: the same inputs give an equal handout, and so the same bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import get_args

from handouts.clinic import Emergency, LoadedClinic, Pain
from handouts.content import GROUPS, Doc, Equipment, Exercise, Group, Position, RedFlags, Section, Topic, Ways
from handouts.dose import Dose, Side, change_dose
from handouts.errors import HandoutError, Problem, near_miss
from handouts.figure.drawing import Drawing
from handouts.language import for_side, join_list
from handouts.library import Library
from handouts.logo import Logo
from handouts.phrases import Phrases
from handouts.plan import Chosen, Clinician, Patient, Plan, check_choice
from handouts.yamlfile import DataPath

MANY, TOO_MANY = 4, 6
"""More exercises than this are flagged, and flagged strongly (guide/checks.md A01: Bachmann 2018, Henry 1999)."""
NO_NUMBERS = ("bone-stress", "post-op")
"""Flags under which the 0 to 10 pain guide is not used (guide/checks.md S04)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One exercise as this sheet prints it."""

    number: int
    id: str
    group: Group
    name: str
    short_name: str
    purpose: str
    start: str
    steps: tuple[str, ...]
    dose: Dose
    ways: Ways | None
    lift_first: bool
    feel: str
    avoid: str
    easier: str
    harder: str
    cautions: tuple[str, ...]
    note: str | None
    picture_alt: str
    picture: Logo | None = field(default=None, repr=False)
    """The clinic's own picture, printed instead of any drawing."""
    drawing: tuple[Drawing, ...] | None = field(default=None, repr=False)
    """The clinic's own drawing, printed instead of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHead:
    """A group that this sheet has exercises of."""

    group: Group
    name: str
    line: str
    intro: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicText:
    """A topic and the section it belongs to."""

    section: str
    topic: Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """All that one sheet says."""

    phrases: Phrases
    clinic: LoadedClinic
    section_name: str
    doc: Doc
    patient: Patient | None
    clinician: Clinician | None
    given_on: date | None
    review_on: date | None
    side: Side | None
    main_message: str | None
    goal: str | None
    items: tuple[Item, ...]
    groups: tuple[GroupHead, ...]
    topics: tuple[TopicText, ...]
    equipment: tuple[str, ...]
    red_flags: RedFlags
    pain: Pain
    emergency: Emergency
    content_hash: str
    notes: tuple[Problem, ...]

    @property
    def is_section_sheet(self) -> bool:
        """Whether the sheet is for no patient in particular."""
        return self.patient is None


def resolve(library: Library, plan: Plan, clinic: LoadedClinic) -> Handout:
    """Return what a plan prints. Raises HandoutError for anything the library or the clinic cannot give."""
    check_choice(plan, library, _plan_problem)
    wrong = list(clinic_problems(clinic, library))
    if wrong:
        raise HandoutError(wrong)
    phrases = library.phrases(plan.language or clinic.facts.language)
    sections = [library.sections[name] for name in plan.section]
    chosen = _choose(plan, sections)
    ordered = sorted(chosen, key=lambda pair: _order(pair[1], plan.order))
    plain = [_item(number, one, exercise, plan, clinic, phrases) for number, (one, exercise) in enumerate(ordered, start=1)]
    items = tuple(replace(item, picture=library.pictures.get(item.id), drawing=library.drawings.get(item.id)) for item in plain)
    topics = tuple(_topics(plan, sections))
    red_flags = _merge_red_flags(sections)
    return Handout(
        phrases=phrases,
        clinic=clinic,
        section_name=join_list([section.name for section in sections], phrases),
        doc=_doc(sections),
        patient=plan.patient,
        clinician=plan.clinician,
        given_on=plan.given_on,
        review_on=plan.review_on or _review_on(plan, clinic),
        side=_sheet_side(plan, items),
        main_message=plan.main_message,
        goal=plan.goal,
        items=items,
        groups=tuple(_groups(items, sections, phrases)),
        topics=topics,
        equipment=_equipment([exercise for _, exercise in ordered], phrases),
        red_flags=red_flags,
        pain=replace(clinic.facts.pain, guide="pain-free") if _no_numbers(plan, clinic) else clinic.facts.pain,
        emergency=_emergency(clinic, library),
        content_hash=_hash(items, topics, red_flags, *_pictures(items)),
        notes=(*clinic.notes, *_notes(plan, ordered, phrases)),
    )


def sheet_side(plan: Plan) -> Side | None:
    """Return the side a plan is for: left, right, each when it says both, None when it says nothing."""
    return "each" if plan.side == "both" else plan.side


def _plan_problem(path: DataPath, message: str, *, key: bool = False) -> Problem:  # noqa: ARG001
    return Problem(message=message)


def _choose(plan: Plan, sections: Sequence[Section]) -> list[tuple[Chosen, Exercise]]:
    known = {exercise.id: exercise for section in sections for exercise in section.exercises}
    if not plan.exercises:
        return [(Chosen(id=exercise.id), exercise) for exercise in known.values()]
    return [(one, known[one.id]) for one in plan.exercises]


def _order(exercise: Exercise, order: str) -> tuple[int, int]:
    group = GROUPS.index(exercise.group)
    return (get_args(Position).index(exercise.position), group) if order == "position" else (group, 0)


def _item(number: int, one: Chosen, exercise: Exercise, plan: Plan, clinic: LoadedClinic, phrases: Phrases) -> Item:
    dose = exercise.dose
    for key in (exercise.group, exercise.id):
        if key in clinic.facts.doses:
            dose = change_dose(dose, clinic.facts.doses[key])
    dose = change_dose(dose, one.dose)
    side = sheet_side(plan)
    if dose.side == "each" and one.dose.side is None and side is not None:
        dose = replace(dose, side=side)

    def said(text: str) -> str:
        return for_side(text, dose.side, phrases.sides)

    return Item(
        number=number,
        id=exercise.id,
        group=exercise.group,
        name=exercise.name,
        short_name=exercise.short_name,
        purpose=said(exercise.purpose),
        start=said(exercise.start),
        steps=tuple(step for step in map(said, exercise.steps) if step),
        dose=dose,
        ways=exercise.ways,
        lift_first=exercise.lift_first,
        feel=said(exercise.feel),
        avoid=said(exercise.avoid),
        easier=said(exercise.easier),
        harder=said(exercise.harder),
        cautions=tuple(map(said, exercise.precautions)),
        note=one.note,
        picture_alt=said(exercise.picture.alt),
    )


def _sheet_side(plan: Plan, items: Sequence[Item]) -> Side | None:
    """Return the side to print large at the top: the plan's, unless every exercise is for both sides together."""
    side = sheet_side(plan)
    return "both_together" if side and all(item.dose.side == "both_together" for item in items) else side


def _groups(items: Iterable[Item], sections: Sequence[Section], phrases: Phrases) -> Iterator[GroupHead]:
    present = {item.group for item in items}
    for group in GROUPS:
        if group in present:
            intro = sections[0].groups.of(group)
            yield GroupHead(group=group, name=phrases.groups[group], line=intro.line, intro=intro.intro)


def _topics(plan: Plan, sections: Sequence[Section]) -> Iterator[TopicText]:
    found = {topic.id: TopicText(section=section.name, topic=topic) for section in sections for topic in section.topics}
    wanted = plan.topics if plan.topics is not None else (tuple(found) if plan.patient is None and not plan.exercises else ())
    return (found[name] for name in wanted)


def _equipment(exercises: Iterable[Exercise], phrases: Phrases) -> tuple[str, ...]:
    ids = dict.fromkeys(name for exercise in exercises for name in exercise.equipment)
    return tuple(phrases.equipment[name] for name in ids)


def _merge_red_flags(sections: Sequence[Section]) -> RedFlags:
    first = sections[0].red_flags
    if len(sections) == 1:
        return first
    every = [section.red_flags for section in sections]
    return replace(
        first,
        urgent=tuple(dict.fromkeys(sign for flags in every for sign in flags.urgent)),
        soon=tuple(dict.fromkeys(sign for flags in every for sign in flags.soon)),
    )


def _doc(sections: Sequence[Section]) -> Doc:
    docs = [section.doc for section in sections]
    return replace(docs[0], code="+".join(doc.code for doc in docs), review_by=min(doc.review_by for doc in docs))


def _emergency(clinic: LoadedClinic, library: Library) -> Emergency:
    if clinic.facts.emergency is not None:
        return clinic.facts.emergency
    country = library.countries[clinic.facts.country]
    return Emergency(number=country.emergency, place=country.place)


def clinic_problems(clinic: LoadedClinic, library: Library) -> Iterator[Problem]:
    """Yield what of the clinic's facts the library cannot give: its country, its language, the exercises of its doses."""
    facts, problem = clinic.facts, clinic.source.problem
    if facts.emergency is None and facts.country not in library.countries:
        near = near_miss(facts.country, library.countries)
        message = f"no emergency number for country '{facts.country[:20]}'{near} (or write emergency: with number and place)"
        yield problem(("country",), message)
    if facts.language not in library.languages:
        yield problem(("language",), f"no language '{facts.language}' in this library{near_miss(facts.language, library.languages)}")
    known = [*GROUPS, *(exercise.id for section in library.sections.values() for exercise in section.exercises)]
    for key, change in facts.doses.items():
        if key not in known:
            yield problem(("doses", key), f"doses: no exercise or group '{key[:60]}'{near_miss(key, known)}", key=True)
        elif change.side is not None:
            yield problem(("doses", key, "side"), f"doses: {key}: the side belongs to a plan, not to the clinic; leave it out", key=True)


def _review_on(plan: Plan, clinic: LoadedClinic) -> date | None:
    """Return the clinic's usual next visit, counted from the day the sheet is given."""
    weeks = clinic.facts.review_weeks
    return plan.given_on + timedelta(weeks=weeks) if plan.given_on and weeks else None


def _no_numbers(plan: Plan, clinic: LoadedClinic) -> bool:
    return clinic.facts.pain.guide == "numbers" and any(flag in NO_NUMBERS for flag in plan.flags)


def _hash(*parts: object) -> str:
    """Return eight digits that change whenever a printed word, dose or own picture of the content does; no patient data in them."""
    return hashlib.sha256(repr(_without_notes(parts)).encode()).hexdigest()[:8]


def _pictures(items: Iterable[Item]) -> Iterator[str]:
    return (hashlib.sha256(item.picture.rgb).hexdigest() for item in items if item.picture is not None)


def _without_notes(parts: tuple[object, ...]) -> list[object]:
    plain: list[object] = []
    for part in parts:
        plain += [replace(item, note=None) if isinstance(item, Item) else item for item in part] if isinstance(part, tuple) else [part]
    return plain


def _notes(plan: Plan, ordered: Sequence[tuple[Chosen, Exercise]], phrases: Phrases) -> Iterator[Problem]:
    """Yield what the clinician should look at before handing the sheet over."""
    if plan.patient is not None:
        count = len(ordered)
        if count > MANY:
            strong = "; people given many do fewer of them, so keep to 6 at most" if count > TOO_MANY else ""
            yield Problem(message=f"{count} exercises; 4 or fewer are followed best{strong}", level="warning")
        if plan.side is None and any(exercise.dose.side == "each" and one.dose.side is None for one, exercise in ordered):
            yield Problem(message="no side is given, so the sheet says EACH side; add --side or 'side:'", level="warning")
    for _, exercise in ordered:
        for flag in plan.flags:
            if flag in exercise.contraindications:
                yield Problem(message=f"{exercise.id}: not for a patient with {phrases.flags[flag]} unless cleared", level="warning")
            elif flag in exercise.care_flags:
                yield Problem(message=f"{exercise.id}: take care with {phrases.flags[flag]}", level="warning")
        if plan.equipment is not None:
            missing: list[Equipment] = [name for name in exercise.equipment if name not in plan.equipment]
            if missing:
                words = join_list([phrases.equipment[name] for name in missing], phrases)
                yield Problem(message=f"{exercise.id}: the patient has no {words}", level="warning")
