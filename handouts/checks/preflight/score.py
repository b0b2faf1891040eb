"""How a section stands against PEMAT-P and the CDC Clear Communication Index: findings in, a verdict for each item out.

No program can score a sheet: it can say which items hold by the way every sheet is made, which were looked for and hold, which do
not, and which a person must judge. `pemat.txt` says how each item is decided.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from handouts.errors import Problem

How = Literal["built", "checked", "person", "none"]
Verdict = Literal["met", "not met", "to judge", "does not apply"]


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One item of an instrument: its name, what it asks, how it is decided, and by which checks or why."""

    instrument: str
    number: str
    asks: str
    how: How
    by: str


@dataclass(frozen=True, slots=True)
class Scored:
    """An item with its verdict and the findings against it."""

    item: ScoreItem
    verdict: Verdict
    against: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How many items of an instrument are met, not met, to be judged; what does not apply is left out."""

    instrument: str
    met: int
    not_met: int
    to_judge: int

    @property
    def line(self) -> str:
        """The score in words: 'PEMAT-P: 18 of 23 items met, 0 not met, 5 for a person to judge'."""
        total = self.met + self.not_met + self.to_judge
        name = {"PEMAT": "PEMAT-P", "CDC": "CDC index"}[self.instrument]
        return f"{name}: {self.met} of {total} items met, {self.not_met} not met, {self.to_judge} for a person to judge"


def items() -> Iterator[ScoreItem]:
    """Yield the items of both instruments."""
    for line in Path(__file__).with_name("pemat.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            head, asks, how, by = (part.strip() for part in line.split("|"))
            parts: Any = (*head.split(), asks, how, by)
            yield ScoreItem(*parts)


def scored(findings: Iterable[Problem]) -> list[Scored]:
    """Return the verdict on each item, from what preflight found in a section; a mere note is not held against it."""
    grave = [problem for problem in findings if problem.level != "info"]
    return [_scored(item, grave) for item in items()]


def _scored(item: ScoreItem, grave: Iterable[Problem]) -> Scored:
    if item.how == "checked":
        against = tuple(problem for problem in grave if problem.check in item.by.split())
        return Scored(item, "not met" if against else "met", against)
    verdicts: dict[How, Verdict] = {"built": "met", "person": "to judge", "none": "does not apply"}
    return Scored(item, verdicts[item.how])


def score(results: Iterable[Scored], instrument: str) -> Score:
    """Return the count of one instrument."""
    verdicts = [one.verdict for one in results if one.item.instrument == instrument]
    return Score(instrument, verdicts.count("met"), verdicts.count("not met"), verdicts.count("to judge"))


def score_lines(results: Iterable[Scored]) -> Iterator[str]:
    """Yield the report as lines of text."""
    every = list(results)
    for instrument in ("PEMAT", "CDC"):
        yield score(every, instrument).line
        for scored in every:
            if scored.item.instrument != instrument:
                continue
            why = {"checked": f"looked for: {scored.item.by}", "person": f"judge: {scored.item.by}"}.get(scored.item.how, scored.item.by)
            yield f"  {scored.verdict:14}  {scored.item.number:>3}  {scored.item.asks}  ({why})"
            yield from (f"{'':23}{problem}" for problem in scored.against[:3])
        yield ""
