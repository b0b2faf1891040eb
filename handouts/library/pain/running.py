"""The return to running as numbers: stages of running and walking in turn, from `content/shared/return-to-run.yaml`.

The words are the language's, the numbers are here, so that no language says them again; a clinic may have a table of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from handouts.library.dose import DAYS, Day
from handouts.library.pain.rule import Basis
from handouts.reading.models import STRICT, FaultsError, Help, Written
from handouts.storing.values import dataclass

MOST_RUNS_A_WEEK = 3
TIMES_EACH_STAGE = 2
MINUTE_S = 60
_STRETCH = re.compile(r"(?:(\d{1,3}) ?min)?(?:(?<=n) )?(?:(\d{1,2}) ?s)?|0")
_LONGEST_MIN, _MOST_TIMES = 120, 20


def _stretch_s(text: str) -> int:
    """Return 270 for `4 min 30 s`."""
    found = _STRETCH.fullmatch(text.strip())
    if not found or not text.strip():
        raise ValueError("write a time such as 30 s, 4 min or 4 min 30 s")
    return MINUTE_S * int(found[1] or 0) + int(found[2] or 0)


RunSeconds = Annotated[int, Written(_stretch_s, r"^(\d{1,3} ?min)?( ?\d{1,2} ?s)?$|^0$", ("1 min", "30 s", "4 min 30 s"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStage:
    """One stage: run, then walk, so many times in a row."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    run_s: Annotated[RunSeconds, Gt(0), Le(_LONGEST_MIN * MINUTE_S), Help("1 min")]
    walk_s: Annotated[RunSeconds, Ge(0), Le(_LONGEST_MIN * MINUTE_S), Help("4 min; 0 for none")] = 0
    times: Annotated[int, Ge(1), Le(_MOST_TIMES), Help("how often in a row")] = 1

    @property
    def running_s(self) -> int:
        """Seconds of running in all."""
        return self.run_s * self.times

    @property
    def whole_s(self) -> int:
        """Seconds of running and walking, without the walk to warm up."""
        return (self.run_s + self.walk_s) * self.times


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgram:
    """The stages in order, and the walk before each run."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    warm_up_min: Annotated[int, Ge(1), Le(30), Help("minutes of walking before each run")]
    gentle_first: Annotated[RunStage, Help("stands before the first stage where the clinician asks for it")]
    stages: Annotated[tuple[RunStage, ...], MinLen(2), MaxLen(12)]
    evidence: Basis

    def __post_init__(self) -> None:
        """Refuse stages that run less than the one before, and times that are no whole minutes in all."""
        whole = (self.gentle_first, *self.stages)
        faults = [
            (("stages", at) if at >= 0 else ("gentle_first",), "takes no whole minutes in all; change run, walk or times")
            for at, stage in enumerate(whole, start=-1)
            if stage.whole_s % MINUTE_S
        ]
        faults += [
            (("stages", at), f"has {stage.running_s} s of running in all, less than the stage before it; put the stages in order")
            for at, (before, stage) in enumerate(zip(whole, self.stages, strict=False))
            if stage.running_s < before.running_s
        ]
        if faults:
            raise FaultsError(faults)

    def total_min(self, stage: RunStage) -> int:
        """Return the minutes of a stage with the walk to warm up."""
        return self.warm_up_min + stage.whole_s // MINUTE_S


def weeks_of(stages: int, runs_a_week: int) -> tuple[int, int]:
    """Return the fewest and the most whole weeks that so many stages take if all goes well."""
    runs = stages * TIMES_EACH_STAGE
    return max(1, runs // runs_a_week), -(-runs // runs_a_week)


def run_day_faults(days: Sequence[Day]) -> Iterator[str]:
    """Yield what of a week's run days breaks the rule of the return to running: a day between, three runs a week at most."""
    tight = list(follow_each_other(days))
    if len(days) > MOST_RUNS_A_WEEK:
        yield f"{len(days)} run days; the return to running is for {MOST_RUNS_A_WEEK} runs a week at most; write for example tue, thu, sun"
    if tight:
        pairs = ", ".join(f"{one} and {other}" for one, other in tight)
        yield f"{pairs} follow each other; the return to running leaves a day between runs; write for example tue, thu, sun"


def follow_each_other(days: Iterable[Day], between: int = 1) -> Iterator[tuple[Day, Day]]:
    """Yield the pairs of run days with fewer days between them than so many; Sunday is followed by Monday."""
    week = [day for day in DAYS if day in set(days)]
    if len(week) < 2:
        return
    for one, other in zip(week, (*week[1:], week[0]), strict=True):
        if 0 < (DAYS.index(other) - DAYS.index(one)) % 7 <= between:
            yield one, other
