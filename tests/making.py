"""What several test files make sheets from: the built-in library, plans as plain data, and finished sheets, kept for the session."""

import functools
import json
from collections.abc import Mapping
from typing import Any

from handouts.errors import Problem
from handouts.handout import Made, make, paper_of, weeks_of
from handouts.layout.files import layout_files, load_layout
from handouts.layout.layout import Layout
from handouts.library.clinic import LoadedClinic, load_clinic
from handouts.library.library import Library, load_library
from handouts.plans.plan import Plan, check_choice
from handouts.plans.resolve import resolve
from handouts.reading.models import check_data
from handouts.sheet.blocks import Sheet
from handouts.sheet.compose.sheet import compose

VIETNAMESE = "Nguyễn Thị Phương Thảo Hoàng Quỳnh"
HOSTILE_NOTE = "Łódź, Ğ, Ω, Ж: <b>5 < 6</b> & **{side}** " + "ắ" * 30
LONG_NOTE = ("Hold the worktop in the first week, go slowly, and stop the set as soon as you wobble; write down how it felt. " * 3)[
    :200
].strip()


@functools.cache
def library() -> Library:
    """Return the built-in library."""
    return load_library()


@functools.cache
def clinic() -> LoadedClinic:
    """Return the built-in example clinic."""
    return load_clinic()


@functools.cache
def layout(name: str = "cards") -> Layout:
    """Return a built-in layout."""
    return load_layout(name)


EXERCISES = tuple(exercise.id for exercise in library().sections["hip"].exercises)
TOPICS = tuple(topic.id for topic in library().sections["hip"].topics)


def _problem(path: tuple[str | int, ...], message: str, *, key: bool = False) -> Problem:
    return Problem(message=f"{'key of ' if key else ''}{'.'.join(map(str, path))}: {message}")


def _as_read(value: Any) -> Any:
    """Return plain data as a YAML file gives them: every scalar a text."""
    if isinstance(value, Mapping):
        return {key: _as_read(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(item) for item in value]
    return value if value is None else str(value)


def plan_of(data: Mapping[str, Any]) -> Plan:
    """Return the checked plan of plain data."""
    plan = check_data(_as_read(data), Plan, _problem)
    check_choice(plan, library(), _problem)
    return plan


def with_reasons(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data with a reason for each exercise that is not for a flag of the patient."""
    exercises = {one.id: one for one in library().sections["hip"].exercises}
    chosen = [one["id"] if isinstance(one, Mapping) else one for one in data.get("exercises", EXERCISES)]
    flags = set(data.get("flags", ()))
    against = [one for one in chosen if flags & set(exercises[one].not_for)]
    return {**data, "cleared": dict.fromkeys(against, "the surgeon agreed on the phone")} if against else dict(data)


def sheet_of(data: Mapping[str, Any], layout_name: str = "cards", since: Mapping[str, Any] | None = None) -> Sheet:
    """Return the composed blocks of a plan, marked where it differs from an earlier one, with the log its layout has."""
    handout = resolve(library(), plan_of(data), clinic(), plan_of(since) if since is not None else None)
    return compose(handout, weeks_of(handout, layout(layout_name)))


def made(data: Mapping[str, Any], layout_name: str = "cards", since: Mapping[str, Any] | None = None) -> Made:
    """Return the finished sheet of a plan, marked where it differs from an earlier one; the same data are made once."""
    return _made(json.dumps(data, sort_keys=True), layout_name, json.dumps(since, sort_keys=True))


@functools.cache
def _made(data: str, layout_name: str, since: str) -> Made:
    earlier = json.loads(since)
    return make(library(), plan_of(json.loads(data)), clinic(), layout(layout_name), plan_of(earlier) if earlier is not None else None)


def paper_size(data: Mapping[str, Any], layout_name: str = "cards") -> tuple[float, float, float]:
    """Return width, height and side margin in mm of the paper a plan is printed on; a page that grows has a height of 0."""
    own = layout(layout_name)
    paper = own.paper(paper_of(library(), plan_of(data), clinic(), own))
    return paper.width_mm, paper.height_mm, paper.side_mm


def plan(count: int, **more: Any) -> dict[str, Any]:
    """Return the data of a plan with the first `count` exercises for a patient."""
    return {
        "section": "hip",
        "exercises": list(EXERCISES[:count]),
        "patient": {"name": "Zoë Şen", "reference": "R-1042"},
        "clinician": {"name": "J. Meyer"},
        "given_on": "2026-11-22",
        "review_on": "2026-12-20",
        "side": "left",
        "goal": "Run 5 km by spring without hip pain",
        **more,
    }


SECTION_SHEET: dict[str, Any] = {"section": "hip"}
FOUR: dict[str, Any] = plan(4, exercises=["couch-stretch", "single-leg-balance", "hip-hinge", "bulgarian-split-squat"])
SEVEN: dict[str, Any] = plan(7, topics=list(TOPICS[:3]))
UNUSUAL: dict[str, Any] = plan(
    3,
    exercises=[{"id": "couch-stretch", "note": HOSTILE_NOTE}, "hip-hinge", "four-way-step-up"],
    patient={"name": VIETNAMESE, "reference": "Ж-Ω-Ğ-2026"},
    clinician={"name": "Łucja Żółć-Ğüneş", "role": "Physio"},
    goal="Бегать 5 км · Τρέξιμο · chạy bộ",
    main_message="<script>alert(1)</script> ${HOME} %s {n} \\ (parentheses) )(",
)
KINDS: dict[str, dict[str, Any]] = {"section": SECTION_SHEET, "four": FOUR, "seven": SEVEN, "unusual": UNUSUAL}
PAPERS = ("A4", "Letter")
LAYOUTS = tuple(sorted(layout_files(())))


def papers_of(layout_name: str) -> tuple[str, ...]:
    """Return the papers a layout can be printed on; a plan's paper must be one of them."""
    return tuple(layout(layout_name).papers)


LAYOUTS_ON_PAPER = tuple((name, paper) for name in LAYOUTS for paper in papers_of(name))
"""Every built-in layout on every one of its papers."""
