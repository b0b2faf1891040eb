"""The table of muscles, read from `muscles.yaml` beside this module."""

from collections.abc import Mapping
from pathlib import Path

from handouts.errors import HandoutError, Problem
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.model.muscles import Muscle, MuscleTable
from handouts.reading.models import Checked, read_model
from handouts.storing.memo import memo

TABLE = Path(__file__).with_name("muscles.yaml")


@memo()
def muscle_table() -> Mapping[str, Muscle]:
    """Return every muscle by its name."""
    return read_muscles(TABLE).value.muscles


def muscle_words() -> tuple[str, ...]:
    """Return every name that a figure may write: each muscle, then each with its side."""
    names = tuple(muscle_table())
    return (*names, *(f"{side}_{name}" for side in SIDES for name in names))


def read_muscles(path: Path) -> Checked[MuscleTable]:
    """Read a table of muscles. Raises HandoutError with every fault and its line."""
    checked = read_model(path, MuscleTable)
    faults = [problem for name, muscle in checked.value.muscles.items() for problem in _faults(checked, name, muscle)]
    if faults:
        raise HandoutError(faults)
    return checked


def split_name(name: str) -> tuple[str, tuple[Side, ...]]:
    """Return `left_glutes` as (`glutes`, its sides); without a side it is both."""
    for side in SIDES:
        if name.startswith(f"{side}_"):
            return name.removeprefix(f"{side}_"), (side,)
    return name, SIDES


def _faults(checked: Checked[MuscleTable], name: str, muscle: Muscle) -> list[Problem]:
    at = ("muscles", name)
    faults = []
    if split_name(name)[0] != name:
        faults.append(checked.source.problem(at, f"'{name}': leave the side out; figures write left_ or right_ before it", key=True))
    if len(set(muscle.seen_on)) < len(muscle.seen_on):
        faults.append(checked.source.problem((*at, "seen_on"), f"'{name}' names a part twice"))
    return faults
