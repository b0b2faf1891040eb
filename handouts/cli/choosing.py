"""What was chosen on the command line -> a Plan: a section or a plan file, with flags laid over it.

Flags become the same plain data as a plan file and go through the same check, so a fault in a flag is named as a flag and
a fault in a file by its line.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from handouts.cli.kept_answers import is_file_name
from handouts.errors import HandoutError, Problem, near_miss
from handouts.library.dose import dose_keys, unknown_dose_key
from handouts.library.library import Library, shown_path
from handouts.plans.plan import MAX_PLAN_BYTES, Plan, check_plan
from handouts.reading.yamlfile import Data, DataPath, YamlFile, clean, read_yaml

_SIMPLE = {
    "side": "--side",
    "goal": "--goal",
    "given_on": "--given-on",
    "review_on": "--review-on",
    "layout": "--layout",
    "paper": "--paper",
    "language": "--language",
    "order": "--order",
    "ink": "--ink",
    "clinician": "--clinician",
    "pen": "--pen",
    "log_weeks": "--log",
    "bilingual": "--bilingual",
    "return_to_run": "--return-to-run",
    "gentle_first": "--gentle-first",
    "pain": "--pain",
}
_SETTING = re.compile(r"([a-z0-9-]+)\.([a-z_]+)=(.*)", re.DOTALL)


def choose(what: str, chosen: Mapping[str, Any], library: Library) -> Plan:
    """Return the plan of a section or a file with flags over it. Raises HandoutError with every fault."""
    choosing = _Choosing(_read(what, library))
    choosing.take(chosen)
    try:
        plan = check_plan(choosing.data, library, choosing.problem)
    except HandoutError as error:
        raise HandoutError([*choosing.problems, *error.problems]) from None
    if choosing.problems:
        raise HandoutError(choosing.problems)
    return plan


def _read(what: str, library: Library) -> YamlFile:
    if is_file_name(what):
        path = Path(what)
        source = read_yaml(path, max_bytes=MAX_PLAN_BYTES, name=shown_path(path), is_plan=True)
        if not isinstance(source.data, dict):
            raise HandoutError([source.problem((), "is not a plan; start it with 'section: hip'")])
        return source
    if what in library.packs:
        return YamlFile("", {"pack": what}, {}, {})
    if what not in library.sections:
        raise HandoutError.of(f"no section or pack '{what[:60]}' in this library{near_miss(what, [*library.sections, *library.packs])}")
    return YamlFile("", {"section": what}, {}, {})


@contextlib.contextmanager
def placed(what: str, chosen: Mapping[str, Any], path: DataPath) -> Iterator[None]:
    """Give the faults of what a plan's file names at a path their line there, unless a flag named it."""
    try:
        yield
    except HandoutError as error:
        if not is_file_name(what) or chosen.get(str(path[-1])) is not None:
            raise
        source = read_yaml(Path(what), max_bytes=MAX_PLAN_BYTES, name=shown_path(Path(what)), is_plan=True)
        raise HandoutError([one if one.file else one.moved_to(source.problem(path, "")) for one in error.problems]) from None


class _Choosing:
    """The data of a plan while flags are laid over it, and which flag set what."""

    def __init__(self, source: YamlFile) -> None:
        self.source = source
        self.data: dict[str, Data] = dict(source.data) if isinstance(source.data, dict) else {}
        self.flags: dict[DataPath, str] = {}
        self.problems: list[Problem] = []

    def problem(self, path: DataPath, message: str, *, key: bool = False) -> Problem:
        """Return the problem at a path: with its flag when a flag set it, else with its line."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.flags:
                return Problem(message=message, at=path, about=(self.flags[path[:length]],))
        return self.source.problem(path, message, key=key) if self.source.file else Problem(message=message, at=path)

    def take(self, chosen: Mapping[str, Any]) -> None:
        """Lay the flags over the data."""
        for key, flag in _SIMPLE.items():
            if chosen.get(key) is not None:
                self._put(key, clean(str(chosen[key]).lower() if chosen[key] is True else str(chosen[key])), flag)
        if chosen.get("message") is not None:
            self._put("main_message", clean(chosen["message"]), "--message")
        self._patient(chosen)
        for key, flag in (("exercises", "-e"), ("topics", "--topic"), ("flags", "--flag"), ("run_days", "--run-day")):
            if chosen.get(key):
                self._put(key, [clean(text) for text in chosen[key]], flag)
        for setting in chosen.get("changes", ()):
            self._change(setting)
        for name, text in chosen.get("remarks", ()):
            self._remark(name, text)
        if chosen.get("reasons"):
            before = self.data.get("cleared")
            given = {clean(name): clean(text) for name, text in chosen["reasons"]}
            self._put("cleared", {**(before if isinstance(before, dict) else {}), **given}, "--cleared")

    def _put(self, key: str, value: Data, flag: str) -> None:
        self.data[key] = value
        self.flags[(key,)] = flag

    def _patient(self, chosen: Mapping[str, Any]) -> None:
        given = {"name": chosen.get("patient"), "reference": chosen.get("reference")}
        flags = {"name": "--patient", "reference": "--reference"}
        typed = {key: clean(text) for key, text in given.items() if text is not None}
        if not typed:
            return
        before = self.data.get("patient")
        self.data["patient"] = {**(before if isinstance(before, dict) else {}), **typed}
        self.flags.update({("patient", key): flags[key] for key in typed})
        if "given_on" not in self.data:
            self._put("given_on", date.today().isoformat(), "--given-on")  # noqa: DTZ011  the clinic's own calendar day

    def _change(self, setting: str) -> None:
        match = _SETTING.fullmatch(setting)
        if not match:
            self.problems.append(Problem(message="write ID.KEY=VALUE, such as couch-stretch.hold_s=45", about=("--set",)))
            return
        name, key, value = match.groups()
        if key not in dose_keys():
            self.problems.append(Problem(message=unknown_dose_key(key), about=("--set",)))
            return
        entry = self._entry(name, "--set")
        if entry is None:
            return
        index, exercise = entry
        dose = exercise.get("dose")
        dose = dict(dose) if isinstance(dose, dict) else {}
        dose[key] = [clean(day) for day in value.split(",")] if key == "days" else clean(value)
        exercise["dose"] = dose
        self.flags[("exercises", index, "dose", key)] = f"--set {name}.{key}"

    def _remark(self, name: str, text: str) -> None:
        entry = self._entry(name, "--note")
        if entry is not None:
            entry[1]["note"] = clean(text)
            self.flags[("exercises", entry[0], "note")] = f"--note {name}"

    def _entry(self, name: str, flag: str) -> tuple[int, dict[str, Data]] | None:
        """Return position and mapping of a chosen exercise, widened from its bare id."""
        exercises = self.data.get("exercises")
        entries: list[Data] = list(exercises) if isinstance(exercises, list) else []
        ids = [_id_of(entry) for entry in entries]
        if name not in ids:
            self.problems.append(
                Problem(message=f"'{name[:60]}' is not among the chosen exercises{near_miss(name, filter(None, ids))}", about=(flag,))
            )
            return None
        index = ids.index(name)
        entry = entries[index]
        widened: dict[str, Data] = dict(entry) if isinstance(entry, dict) else {"id": entry}
        entries[index] = widened
        self.data["exercises"] = entries
        return index, widened


def _id_of(entry: Data) -> str:
    value = entry.get("id") if isinstance(entry, dict) else entry
    return value if isinstance(value, str) else ""
