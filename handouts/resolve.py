"""Plan + library + clinic -> handout: nothing left to look up.

A `Handout` speaks one language and one side; every dose is final, every text is filled, the exercises stand in print
order with their numbers. It is a frozen value: the same inputs give an equal handout, and so the same bytes.
"""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

from handouts.clinic import Emergency, LoadedClinic
from handouts.content import GROUPS, Chosen, Doc, Exercise, Group, Position, RedFlags, Section, Topic
from handouts.dose import DAYS, Day, Pen, Side
from handouts.errors import HandoutError, Problem, near_miss
from handouts.flags import FLAGS, Flag, Judgement
from handouts.items import Item, content_hash, items_of, second_language
from handouts.language import fill, join_list
from handouts.library import Library
from handouts.pain import ExtraLine, PainRule, kind_of, pain_rule
from handouts.pain_said import PainSaid, pain_said
from handouts.phrases import Phrases
from handouts.plan import Clinician, Patient, Plan, check_choice, unpacked
from handouts.plan_notes import Choice, settled_notes
from handouts.prescription import sheet_side
from handouts.running import RunProgram
from handouts.same import Same, itself, same
from handouts.yamlfile import DataPath

MOST_LOG_WEEKS = 12


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
    pain: PainSaid
    """The one pain rule of the sheet, and every sentence of it."""
    emergency: Emergency
    content_hash: str
    notes: tuple[Problem, ...]
    pen: Pen | None = None
    log_weeks: int | None = None
    run_days: tuple[Day, ...] = ()
    return_to_run: RunProgram | None = None
    """The return to running, its first stage the gentle one where that is asked for."""
    second: Phrases | None = None
    """The wording of the clinician's language, for the small second line of each card."""
    unnamed: bool = False
    stopped: tuple[str, ...] = ()
    """Names of exercises of the earlier plan that this one does not have."""
    on_record: tuple[str, ...] = ()
    """What was given in spite of flags, and why, and for which flags cards carry words: for the record, never printed."""

    @property
    def is_section_sheet(self) -> bool:
        """Whether the sheet is for no patient in particular."""
        return self.patient is None and not self.unnamed


def resolve(library: Library, plan: Plan, clinic: LoadedClinic, since: Plan | None = None) -> Handout:
    """Return what a plan prints, marked where it differs from an earlier plan. Raises HandoutError for what is not to be had."""
    plan = _checked(plan, library, clinic)
    phrases = library.phrases(plan.language or clinic.facts.language)
    sections = [library.sections[name] for name in plan.section]
    ordered = in_print_order(plan, sections)
    second = second_language(library, plan, clinic)
    earlier = resolve(library, since, clinic) if since is not None else None
    items, stopped = _since(items_of(ordered, plan, clinic, library), earlier)
    topics, red_flags, rule = tuple(_topics(plan, sections)), _merge_red_flags(sections), rule_of(plan, library, clinic)
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
        pain=_pain(plan, library, clinic, earlier),
        emergency=_emergency(clinic, library),
        content_hash=content_hash(items, topics, red_flags),
        notes=settled_notes(Choice(plan, ordered, [item.dose for item in items], sections, clinic, phrases), rule, second, since),
        pen=plan.pen,
        log_weeks=plan.log_weeks if plan.log_weeks is not None else _weeks_to_review(plan, clinic),
        run_days=tuple(day for day in DAYS if day in plan.run_days),
        return_to_run=_return_to_run(plan, library, rule),
        second=second,
        unnamed=plan.unnamed,
        stopped=stopped,
        on_record=tuple(_on_record(plan, [exercise for _, exercise in ordered], phrases)),
    )


def _checked(plan: Plan, library: Library, clinic: LoadedClinic) -> Plan:
    """Return the plan with its pack laid under it. Raises HandoutError for what library and clinic cannot give."""
    check_choice(plan, library, _plan_problem)
    wrong = _wrong_in_clinic(same(clinic), same(library))
    if wrong:
        raise HandoutError(wrong)
    return unpacked(plan, library)


@functools.lru_cache(maxsize=8)
def _wrong_in_clinic(clinic: Same[LoadedClinic], library: Same[Library]) -> tuple[Problem, ...]:
    """Return what of a clinic a library cannot give: looked for once, not for each of its patients."""
    return tuple(clinic_problems(itself(clinic), itself(library)))


def _plan_problem(path: DataPath, message: str, *, key: bool = False) -> Problem:  # noqa: ARG001
    return Problem(message=message)


def in_print_order(plan: Plan, sections: Sequence[Section]) -> list[tuple[Chosen, Exercise]]:
    """Return the exercises of a plan without a pack, or all of its sections, in the order of the sheet."""
    return sorted(_choose(plan, sections), key=lambda pair: _order(pair[1], plan.order))


def _choose(plan: Plan, sections: Sequence[Section]) -> list[tuple[Chosen, Exercise]]:
    known = {exercise.id: exercise for section in sections for exercise in section.exercises}
    if not plan.exercises:
        return [(Chosen(id=exercise.id), exercise) for exercise in known.values()]
    return [(one, known[one.id]) for one in plan.exercises]


def _order(exercise: Exercise, order: str) -> tuple[int, int]:
    if order == "chosen":
        return (0, 0)
    group = GROUPS.index(exercise.group)
    return (get_args(Position).index(exercise.position), group) if order == "position" else (group, 0)


def _on_record(plan: Plan, exercises: Sequence[Exercise], phrases: Phrases) -> Iterator[str]:
    """Yield why exercises are given in spite of flags, in print order, and the flags for which cards carry words."""
    words = phrases.note
    for exercise in exercises:
        if exercise.id in plan.cleared:
            against = join_list([phrases.flags[flag] for flag in _flags_with(plan, exercise, "no")], phrases)
            said = words.cleared if against else words.on_record
            yield fill(said, exercise=exercise.name, flags=against, reason=plan.cleared[exercise.id])
    found = {flag for exercise in exercises for flag in _flags_with(plan, exercise, "care")}
    if found:
        yield fill(words.care, flags=", ".join(phrases.flags[flag] for flag in FLAGS if flag in found))


def _flags_with(plan: Plan, exercise: Exercise, level: Judgement) -> list[Flag]:
    """Return the flags of the patient for which an exercise is judged so."""
    return [flag for flag in FLAGS if flag in plan.flags and (cell := exercise.judged(flag)) is not None and cell.level == level]


def _since(items: Sequence[Item], earlier: Handout | None) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Return the items marked as new or changed since an earlier plan, and the names of those that are gone."""
    if earlier is None:
        return tuple(items), ()
    before = {item.id: item.dose for item in earlier.items}
    now = {item.id for item in items}
    marked = []
    for item in items:
        if item.id not in before:
            marked.append(replace(item, change="new"))
        elif before[item.id] != item.dose:
            marked.append(replace(item, change="changed", before=before[item.id]))
        else:
            marked.append(item)
    return tuple(marked), tuple(item.name for item in earlier.items if item.id not in now)


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
    return (found[name] for name in topic_ids(plan, sections))


def topic_ids(plan: Plan, sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the topics that a plan prints: those it names, or all on the sheet of a whole section."""
    if plan.topics is not None:
        return plan.topics
    is_whole = plan.patient is None and not plan.unnamed and not plan.exercises
    return tuple(dict.fromkeys(topic.id for section in sections for topic in section.topics)) if is_whole else ()


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


def _weeks_to_review(plan: Plan, clinic: LoadedClinic) -> int | None:
    """Return the weeks of a log from the day the sheet is given up to the next visit, 12 at most; None where a day is not known."""
    review = plan.review_on or _review_on(plan, clinic)
    if plan.given_on is None or review is None or review <= plan.given_on:
        return None
    return min(MOST_LOG_WEEKS, -(-(review - plan.given_on).days // 7))


def _pain(plan: Plan, library: Library, clinic: LoadedClinic, earlier: Handout | None) -> PainSaid:
    """Return what a sheet says of pain, and whether an earlier one had another rule."""
    phrases, sections = library.phrases(plan.language or clinic.facts.language), [library.sections[name] for name in plan.section]
    said = pain_said(rule_of(plan, library, clinic), _pain_lines(plan, library), phrases, len(_choose(plan, sections)))
    return replace(said, changed=earlier is not None and earlier.pain.rule != said.rule)


def rule_of(plan: Plan, library: Library, clinic: LoadedClinic) -> PainRule:
    """Return the one pain rule of a plan's sheet."""
    assert library.pain is not None
    return pain_rule(kind_of(plan.pain, plan.flags, library.pain), clinic.facts.pain)


def _pain_lines(plan: Plan, library: Library) -> tuple[ExtraLine, ...]:
    """Return what counts as too much beside pain: for a section of the plan, a flag, or the return to running."""
    assert library.pain is not None
    asked = {*plan.section, *plan.flags}
    return tuple(
        line for line in library.pain.lines if asked & {*line.sections, *line.flags} or (line.return_to_run and plan.return_to_run)
    )


def _return_to_run(plan: Plan, library: Library, rule: PainRule) -> RunProgram | None:
    """Return the stages a plan asks for; without a pain rule there are none, for the rule says when to go on."""
    program = library.return_to_run
    if not plan.return_to_run or program is None or rule.says == "nothing":
        return None
    return replace(program, stages=(program.gentle_first, *program.stages)) if plan.gentle_first else program
