"""The standards a sheet is held to: every check with its id, who decides, how grave it is, why it matters, and after whom.

Data in words: `standards.txt` has a line for each check, and says what its columns mean.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MaxLen, MinLen

from handouts.errors import Level, Problem, near_miss
from handouts.reading.models import STRICT, Help, Written
from handouts.reading.yamlfile import DataPath
from handouts.storing.values import dataclass

Decides = Literal["P", "A", "H"]
Held = Literal["checked", "built", "person", "absent"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its id, who decides, its usual level, how it is held, what must be true, why, and after whom."""

    id: str
    decides: Decides
    level: Level
    held: Held
    what: str
    why: str
    source: str


def _read() -> Iterator[Check]:
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, *said = (part.strip() for part in line.split("|"))
        parts: Any = (*head.split(), *said)
        yield Check(*parts)


CHECKS: Mapping[str, Check] = {check.id: check for check in _read()}


def _known(text: str) -> str:
    if text not in CHECKS:
        raise ValueError(f"no check '{text[:10]}'{near_miss(text, CHECKS)}")
    return text


def _changeable(text: str) -> str:
    if CHECKS[_known(text)].held != "checked":
        raise ValueError(f"{text} cannot be changed: it is true of every sheet by the way it is made, or for a person to judge")
    return text


_ID = r"^[ACDGLS]\d\d$"
CheckId = Annotated[str, Written(_known, _ID, ("C13",))]
ChangeableId = Annotated[str, Written(_changeable, _ID, ("A01",))]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """What a clinic does with a check: another level, or off; and why."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    level: Annotated[Literal["error", "warning", "info", "off"], Help("off: not looked at")]
    reason: Annotated[str, MinLen(3), MaxLen(200), Help("why, for those who ask later")]


def finding(
    check: str, message: str, *, at: DataPath = (), about: tuple[str, ...] = (), words: str = "", level: Level | None = None
) -> Problem:
    """Return a finding of a check: its place in the plan, what it is about, the words concerned, a level where it has its own."""
    return Problem(message=message, level=level or CHECKS[check].level, kind=check, at=at, about=about, words=words)


def settle(problems: Iterable[Problem], changes: Mapping[str, CheckChange]) -> Iterator[Problem]:
    """Yield the findings as a clinic wants them: at its levels, without those it has switched off."""
    for problem in problems:
        change = changes.get(problem.check)
        if change is None:
            yield problem
        elif change.level != "off":
            yield replace(problem, level=change.level)
