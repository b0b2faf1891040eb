"""Plan + library + clinic -> handout: nothing left to look up.

A `Handout` speaks one language and one side; every dose is final, every text is filled, the exercises stand in print
order with their numbers. It is a frozen value: the same inputs give an equal handout, and so the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from typing import get_args

from handouts.errors import HandoutError, Problem, near_miss
from handouts.library.body_maps import NamedMap, maps_of
from handouts.library.clinic import Emergency, LoadedClinic
from handouts.library.content import GROUPS, Chosen, Doc, Exercise, Group, Section, Topic
from handouts.library.dose import DAYS, WEIGHTS, DoseSide, on_paper
from handouts.library.flags import FLAGS, FlagId, Judgement
from handouts.library.forms import Position
from handouts.library.language.language import fill, join_list
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import base
from handouts.library.library import Library, exercises_of
from handouts.library.pain.rule import PainRule, kind_of, pain_rule
from handouts.library.pain.running import RunProgram
from handouts.library.signs.catalogue import Catalogue
from handouts.library.signs.chosen import SectionSigns, WarningSigns, signs_of
from handouts.plans.exercises import Before, PlannedExercise, content_hash, items_of, second_language
from handouts.plans.notes import Choice, settled_notes
from handouts.plans.pain_sentences import PainSaid, pain_lines, pain_said
from handouts.plans.plan import ByHand, Plan, as_printed, by_hand, check_choice, unpacked
from handouts.plans.prescription import sheet_side
from handouts.plans.word_notes import word_notes
from handouts.reading.yamlfile import DataPath
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

MOST_LOG_WEEKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHead:
    """A group that this sheet has exercises of."""

    group: Group
    name: str
    line: str
    intro: tuple[str, ...]
    """What the exercises of each section in the group are for; led by the section's name where there are several."""
    own_lines: tuple[tuple[str, str], ...]
    """By exercise, what stands after the group's name on its card: the words of its own section."""

    def line_of(self, exercise_id: str) -> str:
        """Return what stands after the group's name on the card of an exercise."""
        return dict(self.own_lines)[exercise_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicText:
    """A topic and the section it belongs to."""

    section: str
    topic: Topic
    maps: tuple[NamedMap, ...] = field(default=(), repr=False)
    """The body maps beside it; no part of what its words are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Where to turn in an emergency, and what to do when the clinic is closed."""

    number: str
    place: str
    out_of_hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """All that one sheet says."""

    phrases: Phrases
    clinic: LoadedClinic
    section_name: str
    doc: Doc
    plan: Plan
    """What was chosen, as this sheet prints it: without its pack, with the day of the next visit and the weeks of the log filled in."""
    side: DoseSide | None
    """What is printed large at the top."""
    items: tuple[PlannedExercise, ...]
    groups: tuple[GroupHead, ...]
    topics: tuple[TopicText, ...]
    equipment: tuple[str, ...]
    red_flags: WarningSigns
    pain: PainSaid
    """The one pain rule of the sheet, and every sentence of it."""
    emergency: Turning
    content_hash: str
    notes: tuple[Problem, ...]
    return_to_run: RunProgram | None = None
    """The return to running, its first stage the gentle one where that is asked for."""
    second: Phrases | None = None
    """The wording of the clinician's language, for the small second line of each card."""
    earlier: "Handout | None" = None
    """What the patient had before, where this is marked against it."""
    stopped: tuple[str, ...] = ()
    """Names of exercises of the earlier plan that this one does not have."""
    on_record: tuple[str, ...] = ()
    """What was given in spite of flags, and why, and for which flags cards carry words: for the record, never printed."""
    by_hand: tuple[ByHand, ...] = ()
    """Who is written on the sheet by hand, on lines that it has for them."""

    @property
    def is_section_sheet(self) -> bool:
        """Whether the sheet is for no patient in particular."""
        return self.plan.patient is None and not self.plan.unnamed


def resolve(library: Library, plan: Plan, clinic: LoadedClinic, since: Plan | None = None) -> Handout:
    """Return what a plan prints, marked where it differs from an earlier plan. Raises HandoutError for what is not available."""
    plan = _checked(plan, library, clinic)
    phrases, sections = library.phrases(plan.language or clinic.facts.language), [library.sections[name] for name in plan.section]
    ordered = in_print_order(plan, sections)
    second = second_language(library, plan, clinic)
    earlier = resolve(library, since, clinic) if since is not None else None
    items, stopped = _since(items_of(ordered, plan, clinic, library), earlier)
    topics, groups, red_flags = (
        tuple(_topics(plan, sections, library, phrases)),
        tuple(_groups(items, sections, phrases)),
        _signs(sections, library, plan.flags),
    )
    about, rule = Choice(plan, ordered, [item.dose for item in items], sections, clinic, phrases), rule_of(plan, library, clinic)
    return Handout(
        phrases=phrases,
        clinic=clinic,
        section_name=_section_name(sections, phrases),
        doc=_doc(sections, phrases),
        plan=_settled(plan, clinic),
        side=_sheet_side(plan, items),
        items=items,
        groups=groups,
        topics=topics,
        equipment=_equipment([exercise for _, exercise in ordered], items, phrases),
        red_flags=red_flags,
        pain=_pain(plan, library, clinic, earlier),
        emergency=_emergency(clinic, library, phrases),
        content_hash=content_hash(_as_usual(items, plan, clinic, library), (*topics, *groups), _signs(sections, library)),
        notes=(*settled_notes(about, rule, second, since), *word_notes(about, library, items, red_flags, second)),
        return_to_run=_return_to_run(plan, library, rule),
        second=second,
        earlier=earlier,
        stopped=stopped,
        by_hand=by_hand(plan),
        on_record=tuple(_on_record(plan, [exercise for _, exercise in ordered], phrases)),
    )


def _as_usual(items: Sequence[PlannedExercise], plan: Plan, clinic: LoadedClinic, library: Library) -> Sequence[PlannedExercise]:
    """Return the items in their usual forms: what flags change is one patient's own, and no part of what the content is."""
    usual = in_print_order(replace(plan, flags=()), [library.sections[name] for name in plan.section])
    has_form = any(exercise.form_for(plan.flags) is not None for _, exercise in usual)
    return items_of(usual, plan, clinic, library) if has_form else items


def _settled(plan: Plan, clinic: LoadedClinic) -> Plan:
    """Return a plan as its sheet prints it: people without what is written by hand, days in order, the next visit and the log filled in."""
    return replace(
        as_printed(plan),
        review_on=plan.review_on or _review_on(plan, clinic),
        log_weeks=plan.log_weeks if plan.log_weeks is not None else _weeks_to_review(plan, clinic),
        run_days=tuple(day for day in DAYS if day in plan.run_days),
    )


def _checked(plan: Plan, library: Library, clinic: LoadedClinic) -> Plan:
    """Return the plan with its pack laid under it. Raises HandoutError for what library and clinic cannot give."""
    check_choice(plan, library, _plan_problem)
    wrong = tuple(clinic_problems(clinic, library))
    if wrong:
        raise HandoutError(wrong)
    whole = unpacked(plan, library)
    wrong = tuple(_in_other_languages(whole, library, plan.language or clinic.facts.language))
    if wrong:
        raise HandoutError(wrong)
    return whole


def _in_other_languages(plan: Plan, library: Library, language: str) -> Iterator[Problem]:
    """Yield sections that are not written in the language of the sheet: a sheet speaks one language."""
    for name in plan.section:
        written = library.sections[name].language
        if base(written) != base(language):
            others = [one for one, section in library.sections.items() if base(section.language) == base(language)]
            known = f"; in {language}, choose from: {', '.join(others)}" if others else ""
            message = f"section '{name}' is written in {written}, and the sheet is to be in {language}"
            yield Problem(message=f"{message}{known or '; write its texts in that language, or leave the language out'}")


def _plan_problem(path: DataPath, message: str, *, key: bool = False) -> Problem:  # noqa: ARG001
    return Problem(message=message, at=path)


def in_print_order(plan: Plan, sections: Sequence[Section]) -> list[tuple[Chosen, Exercise]]:
    """Return the exercises of a plan without a pack, or all of its sections, in the order of the sheet."""
    return sorted(_choose(plan, sections), key=lambda pair: _order(pair[1], plan.order))


def _choose(plan: Plan, sections: Sequence[Section]) -> list[tuple[Chosen, Exercise]]:
    known = exercises_of(sections)
    if not plan.exercises:
        return [(Chosen(id=exercise.id), exercise.done_for(plan.flags)) for exercise in known.values()]
    return [(one, known[one.id].done_for(plan.flags)) for one in plan.exercises]


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


def _flags_with(plan: Plan, exercise: Exercise, level: Judgement) -> list[FlagId]:
    """Return the flags of the patient for which an exercise is judged so."""
    return [flag for flag in FLAGS if flag in plan.flags and (cell := exercise.judged(flag)) is not None and cell.level == level]


def _since(items: Sequence[PlannedExercise], earlier: Handout | None) -> tuple[tuple[PlannedExercise, ...], tuple[str, ...]]:
    """Return the items marked as new or changed since an earlier plan, and the names of those that are gone."""
    if earlier is None:
        return tuple(items), ()
    before = {item.id: Before(item.dose, item.note, item.for_flags.flags) for item in earlier.items}
    now = {item.id for item in items}
    marked = []
    for item in items:
        if item.id not in before:
            marked.append(replace(item, change="new"))
        elif on_paper(before[item.id].dose) != on_paper(item.dose) or _said(before[item.id]) != (item.note, item.for_flags.flags):
            marked.append(replace(item, change="changed", before=before[item.id]))
        else:
            marked.append(item)
    return tuple(marked), tuple(item.name for item in earlier.items if item.id not in now)


def _said(before: Before) -> tuple[str | None, tuple[FlagId, ...]]:
    return before.note, before.flags


def _sheet_side(plan: Plan, items: Sequence[PlannedExercise]) -> DoseSide | None:
    """Return the side to print large at the top: the plan's, unless every exercise is for both sides together."""
    side = sheet_side(plan)
    return "both_together" if side and all(item.dose.side == "both_together" for item in items) else side


def _groups(items: Sequence[PlannedExercise], sections: Sequence[Section], phrases: Phrases) -> Iterator[GroupHead]:
    section_of = {exercise.id: section for section in reversed(sections) for exercise in section.exercises}  # the first of two stands
    for group in GROUPS:
        present = [(item.id, section_of[item.id]) for item in items if item.group == group]
        named = {section.section: section for _, section in present}
        intros = {section.groups.of(group): section.name for section in sections if section.section in named}
        if present:
            yield GroupHead(
                group=group,
                name=phrases.groups[group],
                line="; ".join(dict.fromkeys(one.line for one in intros)),
                intro=tuple(one.intro if len(intros) == 1 else f"{name}: {one.intro}" for one, name in intros.items()),
                own_lines=tuple((name, section.groups.of(group).line) for name, section in present),
            )


def _topics(plan: Plan, sections: Sequence[Section], library: Library, phrases: Phrases) -> Iterator[TopicText]:
    """Yield the topics of a sheet, each with the section it belongs to and its body maps."""
    found = {topic.id: (section.name, topic) for section in reversed(sections) for topic in section.topics}
    for section_name, topic in (found[name] for name in topic_ids(plan, sections)):
        yield TopicText(section=section_name, topic=topic, maps=maps_of(topic.maps, library, phrases))


def topic_ids(plan: Plan, sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the topics that a plan prints, those of a section together: those it names, or all on the sheet of a whole section."""
    every = tuple(dict.fromkeys(topic.id for section in sections for topic in section.topics))
    if plan.topics is None:
        return every if plan.patient is None and not plan.unnamed and not plan.exercises else ()
    ranks = {topic.id: rank for rank, section in reversed([*enumerate(sections)]) for topic in section.topics}
    return tuple(sorted(plan.topics, key=lambda name: ranks.get(name, len(sections))))


def _equipment(exercises: Iterable[Exercise], items: Iterable[PlannedExercise], phrases: Phrases) -> tuple[str, ...]:
    """Return what the exercises need, then each weight of their doses."""
    ids = dict.fromkeys(name for exercise in exercises for name in exercise.equipment)
    loads = dict.fromkeys(load for item in items if (load := item.dose.load) is not None and load.unit in WEIGHTS)
    weights = (fill(phrases.dose.weight, amount=load.amount, unit=load.unit) for load in loads)
    return (*(phrases.equipment[name] for name in ids), *(fill(phrases.glance.weight, weight=weight) for weight in weights))


def _section_name(sections: Sequence[Section], phrases: Phrases) -> str:
    """Return 'Hip and Knee'; with a plus where a section's own name holds an 'and'."""
    names = [section.name for section in sections]
    return " + ".join(names) if any(f" {phrases.list_and} " in name for name in names) else join_list(names, phrases)


def _signs(sections: Sequence[Section], library: Library, flags: tuple[FlagId, ...] = ()) -> WarningSigns:
    """Return the warning signs of a plan: those of all its sections and of the patient's flags, each danger once."""
    return _joined(library.catalogue(sections[0].language), tuple(map(_lists, sections)), flags)


def _lists(section: Section) -> SectionSigns:
    flags = section.red_flags
    return SectionSigns(section.section, flags.urgent, flags.soon, flags.tell_us)


@memo(100, by_identity=("catalogue",))
def _joined(catalogue: Catalogue | None, lists: tuple[SectionSigns, ...], flags: tuple[FlagId, ...]) -> WarningSigns:
    return signs_of(catalogue, lists, flags)


def _doc(sections: Sequence[Section], phrases: Phrases) -> Doc:
    """Return document control of all sections: codes joined, versions in the order of the codes, the earliest review, every owner."""
    docs = [section.doc for section in sections]
    return Doc(
        code="+".join(doc.code for doc in docs),
        version="+".join(doc.version for doc in docs) if len({doc.version for doc in docs}) > 1 else docs[0].version,
        issued=max(doc.issued for doc in docs),
        review_by=min(doc.review_by for doc in docs),
        owner=join_list(list(dict.fromkeys(doc.owner for doc in docs)), phrases),
    )


def _emergency(clinic: LoadedClinic, library: Library, phrases: Phrases) -> Turning:
    """Return where to turn: the clinic's own words, else its country's, else those of the language."""
    facts, country = clinic.facts, library.countries.get(clinic.facts.country)
    own = facts.emergency or Emergency(number=library.countries[facts.country].emergency, place=library.countries[facts.country].place)
    closed = country.out_of_hours.text if country is not None and country.out_of_hours is not None else phrases.stop.out_of_hours
    return Turning(number=own.number, place=own.place, out_of_hours=(facts.out_of_hours or closed).rstrip(". "))


def clinic_problems(clinic: LoadedClinic, library: Library) -> Iterator[Problem]:
    """Yield what of the clinic's facts the library cannot give: its country, its language, the exercises of its doses."""
    facts, problem = clinic.facts, clinic.source.problem
    if facts.emergency is None and facts.country not in library.countries:
        near = near_miss(facts.country, library.countries)
        message = f"no emergency number for country '{facts.country[:20]}'{near} (or write emergency: with number and place)"
        yield problem(("country",), message)
    if facts.language not in library.languages:
        for fault in library.without(facts.language):
            yield fault if fault.file else fault.moved_to(problem(("language",), ""))
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
    said = pain_said(
        rule_of(plan, library, clinic), pain_lines(plan, library), phrases, len(_choose(plan, sections)), has_stages=plan.return_to_run
    )
    return replace(said, changed=earlier is not None and earlier.pain.rule != said.rule)


def rule_of(plan: Plan, library: Library, clinic: LoadedClinic) -> PainRule:
    """Return the one pain rule of a plan's sheet."""
    assert library.pain is not None
    return pain_rule(kind_of(plan.pain, plan.flags, library.pain), clinic.facts.pain)


def _return_to_run(plan: Plan, library: Library, rule: PainRule) -> RunProgram | None:
    """Return the stages a plan asks for; without a pain rule there are none, for the rule says when to go on."""
    program = library.return_to_run
    if not plan.return_to_run or program is None or rule.says == "nothing":
        return None
    return replace(program, stages=(program.gentle_first, *program.stages)) if plan.gentle_first else program
