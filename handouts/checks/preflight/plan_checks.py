"""A plan held to library/standards.txt C14 to C18 and A07, and what its own texts say held to the language checks: for `handouts check`.

What has to be seen before a sheet is printed stands in `handouts.plans.notes`; this is what a colleague would ask on reading the plan. A
patient's own words are never quoted, only the words that were looked for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from handouts.checks.preflight.findings import Finding
from handouts.checks.preflight.language_checks import WordLists, language_findings
from handouts.checks.preflight.plain import words_of
from handouts.checks.preflight.texts import Text
from handouts.layout.layout import Layout
from handouts.library.content import Exercise
from handouts.library.dose import DoseChange
from handouts.plans.plan import Plan

if TYPE_CHECKING:
    from handouts.errors import Level
    from handouts.reading.yamlfile import DataPath

NOTE_WORDS = 25
_LOOKED_FOR = ("L06", "L07", "L10", "C20")
"""Checks whose findings quote only words of our own lists, or numbers."""


def plan_findings(plan: Plan, exercises: Iterable[Exercise], layout: Layout, lists: WordLists | None) -> Iterator[Finding]:
    """Yield what a colleague would ask about a plan; `exercises` are those of its sections."""
    if plan.patient is None and not plan.unnamed:
        return
    yield from _asked(plan, layout)
    yield from _other_side(plan)
    known = {exercise.id: exercise for exercise in exercises}
    for index, chosen in enumerate(plan.exercises):
        changed = [one.name for one in fields(DoseChange) if getattr(chosen.dose, one.name) is not None]
        if changed and chosen.id in known:
            yield Finding("C14", ("exercises", index, "dose"), f"{chosen.id}: set for this patient: {', '.join(changed)}")
        count = len(words_of(chosen.note or ""))
        if count > NOTE_WORDS:
            message = f"{chosen.id}: the note has {count} words; {NOTE_WORDS} at most are read"
            yield Finding("A07", ("exercises", index, "note"), message, level="warning")
    if lists is not None:
        for finding in language_findings(list(_texts(plan)), lists):
            if finding.check in _LOOKED_FOR or (finding.check == "L03" and lists.has_clinical(finding.words)):
                yield finding
            elif finding.check == "L03":  # a short form may be a patient's initials, so it is not told
                yield replace(finding, message="a short form that is not explained; write it in words", words="")


def _asked(plan: Plan, layout: Layout) -> Iterator[Finding]:
    missing: tuple[tuple[bool, str, DataPath, str, Level | None], ...] = (
        (plan.goal is None, "C15", ("goal",), "no goal; write it in the patient's words: goal: ...", None),
        (plan.clinician is None, "C17", ("clinician",), "no clinician is named; write clinician: ...", None),
        (plan.given_on is None, "C17", ("given_on",), "no date; write given_on: 2026-11-22", "info"),
        (
            plan.review_on is None,
            "C16",
            ("review_on",),
            "no next visit, so the log runs for the layout's own weeks; write review_on: ...",
            "info",
        ),
        (plan.topics is None or not plan.topics, "C18", ("topics",), "no topic is chosen; is advice on load or running needed?", None),
    )
    for is_missing, check, path, message, level in missing:
        if is_missing:
            yield Finding(check, path, message, level=level)
    if plan.log_weeks == 0 or (plan.log_weeks is None and plan.review_on is None and layout.log.weeks == 0):
        yield Finding("C16", ("log_weeks",), "there is no log; a log helps people to keep going")


def _other_side(plan: Plan) -> Iterator[Finding]:
    """C06: a note that speaks of the side that is not treated."""
    other = {"left": "right", "right": "left"}.get(plan.side or "")
    for index, chosen in enumerate(plan.exercises):
        if (
            other
            and chosen.dose.side is None
            and re.search(rf"\b(?:only|just) (?:on )?the {other}\b|\bthe {other} side only\b", chosen.note or "", re.IGNORECASE)
        ):
            message = f"{chosen.id}: the note speaks of the {other} side only, and the plan is for the {plan.side}"
            yield Finding("C06", ("exercises", index, "note"), message, level="warning")


def _texts(plan: Plan) -> Iterator[Text]:
    """Yield what the clinician wrote for the patient; the goal is the patient's own and stays as it is."""
    if plan.main_message is not None:
        yield Text(("main_message",), ("main_message",), "prose", plan.main_message)
    for index, chosen in enumerate(plan.exercises):
        if chosen.note is not None:
            yield Text(("exercises", index, "note"), ("exercises", index), "advice", chosen.note)
