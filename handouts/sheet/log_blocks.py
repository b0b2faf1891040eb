"""The blocks of a sheet that say its days: runs, and weeks of boxes to tick."""

from handouts.library.dose import When
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class RunDays:
    """The days of the week on which the patient runs, beside those of the exercises."""

    label: str
    week: tuple[bool, ...]
    said: str
    on_days: str


@dataclass(frozen=True, slots=True)
class CardLog:
    """A card's own weeks to tick off: the boxes of its planned days."""

    head: str
    weeks: tuple[str, ...]
    days: tuple[str, ...]
    week: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One exercise of the log; `when` says whether it is done before or after the run on run days."""

    number: int
    name: str
    week: tuple[bool, ...]
    when: When | None


@dataclass(frozen=True, slots=True)
class LogBlock:
    """The weeks to tick off: the planned days of each exercise, the runs, and a circle for the worst pain of each day."""

    head: str
    intro: str
    weeks: tuple[str, ...]
    days: tuple[str, ...]
    rows: tuple[LogRow, ...]
    worst_pain: str
    """What the circles are for; '' where the sheet has no rule of pain, and so no circles."""
    questions: str
    runs: RunDays | None = None
    marks: tuple[tuple[When, str], ...] = ()
