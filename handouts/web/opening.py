"""A plan file opened on the page: an exercise that is not in this library is marked rather than refused, and newer content is said."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handouts.errors import HandoutError, Problem
from handouts.library.content import Chosen, Section
from handouts.library.language.language import print_date
from handouts.library.library import Library
from handouts.plans.plan import MAX_PLAN_BYTES, Plan, check_plan, choice_problems, unpacked
from handouts.plans.resolve import in_print_order, topic_ids
from handouts.reading.yamlfile import DataPath, YamlFile, parse_yaml
from handouts.web.facts import Desk
from handouts.web.plans import written

_NEAR, _NEAR_CUTOFF = 3, 0.6


def open_plan(text: str, desk: Desk) -> dict[str, Any]:
    """Return a plan file as the page's plan, as it prints, with near names for what is missing. Raises HandoutError with lines."""
    if len(text.encode("utf-8", "replace")) > MAX_PLAN_BYTES:
        raise HandoutError.of(f"the file is too long for a plan; at most {MAX_PLAN_BYTES:,} bytes are read")
    source = parse_yaml(text, "")
    plan = check_plan(source.data, None, source.problem)
    _refuse_all_but_missing(plan, desk.library, source)
    sections = [desk.library.sections[name] for name in unpacked(plan, desk.library).section]
    known = {exercise.id for section in sections for exercise in section.exercises}
    return {
        "ok": True,
        "plan": written(plan),
        "printed": written(_as_printed(plan, desk.library, known)),
        "missing": {chosen.id: _near(chosen.id, desk.library) for chosen in plan.exercises if chosen.id not in known},
        "notes": [{"message": message} for message in _newer(plan, sections, desk)],
    }


def _refuse_all_but_missing(plan: Plan, library: Library, source: YamlFile) -> None:
    """Raise HandoutError for what the library cannot give, but for exercises, which the page can mark and take out."""

    def problem_at(path: DataPath, message: str, *, key: bool = False) -> Problem:
        problem = source.problem(path, message, key=key)
        return replace(problem, level="warning") if (path[0], path[-1]) == ("exercises", "id") else problem

    wrong = [problem for problem in choice_problems(plan, library, problem_at) if problem.level == "error"]
    if wrong:
        raise HandoutError(wrong)


def _as_printed(plan: Plan, library: Library, known: set[str]) -> Plan:
    """Return the plan with every exercise named that it prints, in the order of the sheet; those that are missing come last."""
    whole = unpacked(plan, library)
    missing = [one for one in whole.exercises if one.id not in known]
    there = replace(whole, exercises=tuple(one for one in whole.exercises if one.id in known))
    if missing and not there.exercises:
        return whole
    said = {one.id: one for one in there.exercises}
    sections = [library.sections[name] for name in whole.section]
    printed = [exercise.id for _, exercise in in_print_order(there, sections)]
    chosen = [said.get(name, Chosen(id=name)) for name in printed]
    topics = topic_ids(whole, sections) or whole.topics
    return replace(whole, exercises=(*chosen, *missing), order="chosen", topics=topics)


def _near(name: str, library: Library) -> list[str]:
    ids = [exercise.id for section in library.sections.values() for exercise in section.exercises]
    return difflib.get_close_matches(name, ids, _NEAR, _NEAR_CUTOFF)


def _newer(plan: Plan, sections: list[Section], desk: Desk) -> Iterator[str]:
    """Yield which sections were issued again after the plan was given; a plan does not say which version it was made with."""
    phrases = desk.library.phrases(desk.clinic.facts.language)
    for section in sections:
        doc = section.doc
        if plan.given_on is not None and plan.given_on < doc.issued:
            issued, given = print_date(doc.issued, phrases), print_date(plan.given_on, phrases)
            yield (
                f"{section.name} has changed since this plan was given on {given}: version {doc.version}, issued {issued}. "
                "Doses written in the plan are kept; words, pictures and usual doses are today’s. Look at the sheet before you print."
            )
