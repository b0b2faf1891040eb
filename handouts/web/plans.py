"""A plan as the page speaks of it (JSON) and as a file (YAML): checked by the same model as every other plan."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import Field, fields, is_dataclass
from datetime import date
from typing import Any

import yaml

from handouts.errors import HandoutError, Problem
from handouts.library.dose import Effort, Load, Tempo
from handouts.library.library import Library
from handouts.library.standards import CHECKS
from handouts.library.typed import Span
from handouts.plans.plan import Plan, check_plan
from handouts.reading.yamlfile import MAX_DEPTH, Data, DataPath, clean

_ABOUT_DEPTH, _DOSE_DEPTH = 2, 3
"""So many steps lead to an exercise or a field of the patient, and to the dose of an exercise."""
_MAY_BE_NONE = ("topics", "equipment")
"""Lists that say something where they are empty: no topics, nothing at home."""
_LIKE_NUMBER = re.compile(r"[-+.\d][\w:.+-]*")


class _Dumper(yaml.SafeDumper):
    """Puts quotes round what YAML might take for a number: a reference 0089."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if _LIKE_NUMBER.fullmatch(text) else None)


_Dumper.add_representer(str, _quoted)


def checked(data: object, library: Library) -> Plan:
    """Return the plan the page sent. Raises HandoutError whose problems carry the path of the fault."""
    return check_plan(as_read(data), library, at_path)


def at_path(path: DataPath, message: str, *, key: bool = False) -> Problem:  # noqa: ARG001
    """Return a problem of the page's data, which has no file and no lines."""
    return Problem(message=message, at=path)


def as_read(data: object, depth: int = 0, *, of_dose: bool = False) -> Data:
    """Return JSON as a file would be read: every value a text, what is empty left out, but for a dose, whose fields must not be.

    Raises HandoutError when it is too deep.
    """
    if depth > MAX_DEPTH:
        raise HandoutError.of(f"nested more than {MAX_DEPTH} deep")
    if isinstance(data, Mapping):
        said = {key: value for key, value in data.items() if _says(key, value, of_dose=of_dose)}
        return {clean(str(key)): as_read(value, depth + 1, of_dose=of_dose or key == "dose") for key, value in said.items()}
    if isinstance(data, list):
        return [as_read(value, depth + 1) for value in data]
    if isinstance(data, bool):
        return "true" if data else "false"
    return clean(str(data))


def _says(key: object, value: object, *, of_dose: bool) -> bool:
    """Return whether a value is more than an empty field of the page."""
    if value is None or value == {}:
        return False
    return of_dose or (value != "" and (value != [] or key in _MAY_BE_NONE))


def about(problem: Problem, data: object) -> dict[str, Any]:
    """Return a problem of a plan as the page sent it, with what it is about; one of a file of the clinic's names that file."""
    exercises = data.get("exercises") if isinstance(data, Mapping) else None
    said = placed(problem, [_id_of(entry) for entry in exercises] if isinstance(exercises, list) else [])
    return {**said, "message": str(problem) if problem.file else problem.message, "line": None}


def placed(problem: Problem, ids: Sequence[str | None]) -> dict[str, Any]:
    """Return a problem as the page shows it: its text, what it is about there, its check and why that matters.

    That is an exercise, by its path in the plan or its id, or a field of the patient or the plan; nothing in a file of the clinic's.
    """
    why = CHECKS[problem.check].why if problem.check else ""
    told = {"check": problem.check, "why": f"{why[:1].upper()}{why[1:]}."} if problem.check else {}
    steps = [] if problem.file else [str(step) for step in problem.at]
    subject = _subject(steps, ids) if steps or problem.file else next(iter(problem.about), None)
    said = {"message": problem.message, "kind": problem.kind, "words": problem.words or None, "level": problem.level}
    return {**said, **told, "about": subject, "field": _field(steps) if subject is not None else None}


def _subject(steps: Sequence[str], ids: Sequence[str | None]) -> str | None:
    """Return what a path of a plan leads to: the id of an exercise, a field of the patient, or a field of the plan."""
    if steps[:1] == ["cleared"] and len(steps) >= _ABOUT_DEPTH:
        return steps[1]
    if steps[:1] == ["exercises"] and len(steps) >= _ABOUT_DEPTH:
        return ids[int(steps[1])] if steps[1].isdigit() and int(steps[1]) < len(ids) else None
    if steps[:1] == ["patient"] and len(steps) >= _ABOUT_DEPTH:
        return steps[1]
    return steps[0] if steps else None


def _field(steps: Sequence[str]) -> str | None:
    """Return the field of the page that a path of a plan leads to: of a dose its part, whatever stands below it."""
    if steps[:1] == ["cleared"]:
        return "cleared"
    if steps[:1] == ["exercises"] and steps[_DOSE_DEPTH - 1 : _DOSE_DEPTH] == ["dose"] and len(steps) > _DOSE_DEPTH:
        of_dose = steps[_DOSE_DEPTH:]
        return of_dose[1] if of_dose[0] == "frequency" and len(of_dose) > 1 else of_dose[0]
    return steps[-1] if steps else None


def _id_of(entry: object) -> str | None:
    name = entry.get("id") if isinstance(entry, Mapping) else entry
    return name if isinstance(name, str) else None


def as_yaml(plan: Plan) -> str:
    """Return a plan as the text of its file."""
    head = "# A plan: handouts make plan.yaml\n"
    return head + dumped(plan)


def dumped(value: object) -> str:
    """Return a checked value as YAML that reads back as the same value."""
    return yaml.dump(written(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def written(value: object) -> Any:
    """Return a checked value as plain data, as one would write it by hand: what is not set left out, a 0 kept."""
    if isinstance(value, Effort | Tempo | Load | Span):
        return _as_typed(value)
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: written(one) for field, one in pairs if _is_set(field, one)}
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _as_typed(value: Effort | Tempo | Load | Span) -> str:
    """Return a part of a dose as one would type it."""
    if isinstance(value, Effort):
        return value.word or (str(value.low) if value.low == value.high else f"{value.low} to {value.high}")
    if isinstance(value, Tempo):
        return f"{value.lower_s}-{value.pause_low_s}-{value.lift_s}-{value.pause_high_s}"
    if isinstance(value, Load):
        return {"body_weight": "body weight", "band": f"{value.amount} band"}.get(value.unit, f"{value.amount} {value.unit}")
    return str(value)


def _is_set(field: Field[Any], value: object) -> bool:
    """Return whether a file would say it; none at all is said where it is not the usual."""
    return value is not None and value is not False and (isinstance(value, str | int) or value != field.default)


def refused(error: HandoutError, data: object) -> list[dict[str, Any]]:
    """Return the problems of a plan, each with what it is about."""
    return [about(problem, data) for problem in error.problems]
