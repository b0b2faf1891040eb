"""The dose: the whole prescription of one exercise, as data.

A dose says how much (sets; repeats, a hold or a time), on which side, with how much rest, at what pace, with what load,
how hard and how often. A `DoseChange` is what a clinician or a clinic alters; merging the two gives the final dose.
"""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Annotated, Any, ClassVar, Literal, get_args

from annotated_types import Ge, Le, MaxLen, MinLen

from handouts.errors import near_miss
from handouts.library.typed import (
    COUNT_PATTERN,
    SECONDS_PATTERN,
    WHOLE_PATTERN,
    Count,
    Typed,
    highest,
    read_count,
    read_seconds,
    read_whole,
)
from handouts.reading.models import FILLED, STRICT, Help, Written
from handouts.storing.values import dataclass

DoseSide = Literal["left", "right", "each", "both_together", "as_told"]
SideMeans = Literal[
    "stand-on", "kneel-on", "lie-on", "step-on", "lift", "move", "stretch", "roll", "hang", "front", "behind", "on-top", "away"
]
"""What the treated side does in an exercise where it takes one side at a time."""
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = get_args(Day)
When = Literal["before-run", "after-run", "rest-day"]
"""On run days before or after the run; or never on a run day."""
Pen = Literal["blank", "part", "full"]
"""A sheet to fill in by pen: the whole dose blank; side, days and load open; or all printed, with lines for notes."""
EffortWord = Literal["light", "mild", "moderate", "hard"]

# Which days stand for "n days a week" when the clinician named none: rest days spread, the weekend free where it can be.
_SPREAD: dict[int, tuple[Day, ...]] = {
    1: ("mon",),
    2: ("mon", "thu"),
    3: ("mon", "wed", "fri"),
    4: ("mon", "tue", "thu", "fri"),
    5: ("mon", "tue", "wed", "fri", "sat"),
    6: ("mon", "tue", "wed", "thu", "fri", "sat"),
    7: DAYS,
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard it should feel, 0 to 10 (RPE), or one word where a number would say too much."""

    low: int = 0
    high: int = 0
    word: EffortWord | None = None


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds to lower, pause, lift and pause again."""

    lower_s: int
    pause_low_s: int
    lift_s: int
    pause_high_s: int


@dataclass(frozen=True, slots=True)
class Load:
    """What makes it heavier: an amount in kg or lb, a band by its colour, or body weight."""

    unit: Literal["kg", "lb", "band", "body_weight"]
    amount: str = ""


WEIGHTS = ("kg", "lb")
"""The units of a load that is held."""
MINUTE_S = 60
_HOW_OFTEN = frozenset({"frequency", "days", "per_week", "per_day"})
_MOVE_S = 3  # a movement at an easy pace


def parse_effort(text: str) -> Effort:
    """Return the effort written as `6`, `5 to 6`, `5-6` or a word."""
    words = get_args(EffortWord)
    if text in words:
        return Effort(word=next(word for word in words if word == text))
    match = re.fullmatch(r"([0-9]{1,2})(?:\s*(?:-|–|—|to)\s*([0-9]{1,2}))?", text)
    if match:
        low, high = int(match[1]), int(match[2] or match[1])
        if low <= high <= 10:
            return Effort(low, high)
    raise ValueError(f"effort: write 0 to 10, such as 6 or 5 to 6, or one of {', '.join(words)}")


def parse_tempo(text: str) -> Tempo:
    """Return the tempo written as four seconds joined by hyphens."""
    match = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})", text)
    if not match:
        raise ValueError("tempo: write seconds to lower, pause, lift and pause, such as 3-0-1-0")
    return Tempo(*(int(part) for part in match.groups()))


def parse_load(text: str) -> Load:
    """Return the load written as `8 kg`, `7,5 kg`, `15 lb`, `green band` or `body weight`."""
    if text == "body weight":
        return Load("body_weight")
    match = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?(kg|lb)s?", text, re.IGNORECASE)
    if match:
        return Load("kg" if match[2].lower() == "kg" else "lb", match[1].replace(",", "."))
    match = re.fullmatch(r"([^\W\d]{2,15}(?: [^\W\d]{2,15})?) band", text)
    if match:
        return Load("band", match[1])
    raise ValueError("load: write 8 kg, 15 lb, green band or body weight")


LIMITS = {
    "sets": (1, 20),
    "reps": (1, 100),
    "hold_s": (1, 600),
    "time_s": (1, 3600),
    "rest_s": (0, 600),
    "per_week": (1, 7),
    "per_day": (1, 10),
}
"""The least and the most that each number of a dose may be."""


def _count(key: str, what: str) -> Typed:
    least, most = LIMITS[key]
    return Typed(lambda text: read_count(text, what, least, most), least, most, COUNT_PATTERN, ("8", "8 to 12"))


def _whole(key: str, what: str) -> Typed:
    least, most = LIMITS[key]
    return Typed(lambda text: read_whole(text, what, least, most), least, most, WHOLE_PATTERN, ("3",))


def _seconds(key: str) -> Typed:
    least, most = LIMITS[key]
    return Typed(lambda text: read_seconds(text, least, most), least, most, SECONDS_PATTERN, ("30", "30 s", "1:30", "1.5 min"))


EffortText = Annotated[
    Effort,
    Written(parse_effort, r"^(\d{1,2}((-| to )\d{1,2})?|light|mild|moderate|hard)$", ("6", "5 to 6", "mild")),
    Help("how hard, 0 to 10, or a word"),
]
TempoText = Annotated[
    Tempo,
    Written(parse_tempo, r"^\d{1,2}-\d{1,2}-\d{1,2}-\d{1,2}$", ("3-0-1-0",)),
    Help("seconds to lower, pause, lift, pause"),
]
LoadText = Annotated[
    Load,
    Written(
        parse_load, r"^([0-9]{1,3}([.,][0-9]{1,2})? ?([kK][gG]|[lL][bB])[sS]?|.+ band|body weight)$", ("8 kg", "green band", "body weight")
    ),
    Help("weight, band colour or body weight"),
]
Sets = Annotated[Count, _count("sets", "sets"), Help("rounds of repeats, or a range: 2 to 3")]
Reps = Annotated[Count, _count("reps", "repeats"), Help("repeats in a set, or a range: 8 to 12")]
Hold = Annotated[int, _seconds("hold_s"), Help("seconds to hold each repeat, or the whole set")]
Time = Annotated[int, _seconds("time_s"), Help("seconds of work in a set")]
Rest = Annotated[int, _seconds("rest_s"), Help("seconds between sets")]
PerWeek = Annotated[int, _whole("per_week", "days a week"), Help("days a week")]
PerDay = Annotated[int, _whole("per_day", "times a day"), Help("times a day")]
DayList = Annotated[tuple[Day, ...], MinLen(1), MaxLen(7), Help("the days themselves: mon, tue, ...")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """How often: days a week (or the days by name), times a day; `at_most` prints "up to"."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FILLED
    per_week: PerWeek | None = None
    per_day: PerDay = 1
    days: DayList | None = None
    at_most: bool = False

    def __post_init__(self) -> None:
        """Refuse a frequency that says nothing or contradicts itself."""
        if self.days is None and self.per_week is None:
            raise ValueError("frequency: write per_week (days a week) or days")
        if self.days is not None:
            if len(set(self.days)) != len(self.days):
                raise ValueError("days: a day appears twice")
            if self.per_week is not None and self.per_week != len(self.days):
                raise ValueError(f"per_week says {self.per_week} but days names {len(self.days)}; leave per_week out")

    @property
    def week_days(self) -> tuple[Day, ...]:
        """The days of the week to do it on, Monday first; spread over the week where none is named."""
        if self.days is None:
            return _SPREAD[self.per_week or 7]
        return tuple(day for day in DAYS if day in self.days)

    @property
    def open_days(self) -> tuple[Day, ...]:
        """The days it may be done on: any day where it is at most so often and no day is named, else the planned ones."""
        return DAYS if self.at_most and self.days is None else self.week_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """The whole prescription of one exercise; repeats may have a hold each, a time stands alone."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FILLED
    sets: Sets
    reps: Reps | None = None
    hold_s: Hold | None = None
    time_s: Time | None = None
    side: Annotated[DoseSide, Help("each = one side, then the other")]
    rest_s: Rest | None = None
    tempo: TempoText | None = None
    load: LoadText | None = None
    effort: EffortText | None = None
    frequency: Frequency
    when: Annotated[When | None, Help("beside the runs: before-run, after-run, or only on a rest-day")] = None

    def __post_init__(self) -> None:
        """Refuse a dose without an amount or with two that exclude each other."""
        if self.reps is None and self.hold_s is None and self.time_s is None:
            raise ValueError("dose: write reps, hold_s or time_s")
        if self.time_s is not None and (self.reps is not None or self.hold_s is not None):
            raise ValueError("dose: time_s stands alone; leave reps and hold_s out, or time_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChange:
    """What differs from a default dose; `days`, `per_week` and `per_day` are short for `frequency`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FILLED
    sets: Sets | None = None
    reps: Reps | None = None
    hold_s: Hold | None = None
    time_s: Time | None = None
    side: DoseSide | None = None
    rest_s: Rest | None = None
    tempo: TempoText | None = None
    load: LoadText | None = None
    effort: EffortText | None = None
    frequency: Frequency | None = None
    days: DayList | None = None
    per_week: PerWeek | None = None
    per_day: PerDay | None = None
    when: When | None = None

    def __post_init__(self) -> None:
        """Refuse the same thing said in two ways."""
        if self.frequency is not None and (self.days or self.per_week or self.per_day):
            raise ValueError("write either frequency or days, per_week and per_day, not both")
        if self.time_s is not None and (self.reps is not None or self.hold_s is not None):
            raise ValueError("dose: time_s stands alone; leave reps and hold_s out, or time_s")
        if self.days is not None:
            Frequency(days=self.days, per_week=self.per_week)


_NO_CHANGE = DoseChange()


def change_dose(dose: Dose, change: DoseChange) -> Dose:
    """Return the dose with a change laid over it; a new kind of amount takes the place of the old one."""
    if change == _NO_CHANGE:
        return dose
    new: dict[str, Any] = {
        field.name: getattr(change, field.name)
        for field in fields(Dose)
        if field.name != "frequency" and getattr(change, field.name) is not None
    }
    if "time_s" in new:
        new |= {"reps": None, "hold_s": None}
    elif "reps" in new or "hold_s" in new:
        new["time_s"] = None
    return replace(dose, **new, frequency=_change_frequency(dose.frequency, change))


def _change_frequency(frequency: Frequency, change: DoseChange) -> Frequency:
    if change.frequency is not None:
        return change.frequency
    if change.days is None and change.per_week is None and change.per_day is None:
        return frequency
    per_day = change.per_day or frequency.per_day
    if change.days is None and change.per_week is None:
        return replace(frequency, per_day=per_day)
    return Frequency(days=change.days, per_week=change.per_week, per_day=per_day)


def merge_changes(below: DoseChange, above: DoseChange) -> DoseChange:
    """Return two changes as one; where they speak of the same thing, the one above counts."""
    new = {field.name: value for field in fields(DoseChange) if (value := getattr(above, field.name)) is not None}
    old = {field.name: value for field in fields(DoseChange) if (value := getattr(below, field.name)) is not None}
    if new.keys() & _HOW_OFTEN:
        old = {key: value for key, value in old.items() if key not in _HOW_OFTEN}
    if "time_s" in new:
        old = {key: value for key, value in old.items() if key not in ("reps", "hold_s")}
    elif "reps" in new or "hold_s" in new:
        old.pop("time_s", None)
    return DoseChange(**{**old, **new})


def on_paper(dose: Dose) -> Dose:
    """Return a dose as paper shows it: no rest is a rest of 0 s, and days that are planned are named, so equal sheets are equal doses."""
    frequency = dose.frequency
    if not frequency.at_most:
        frequency = Frequency(days=frequency.week_days, per_day=frequency.per_day)
    return replace(dose, rest_s=dose.rest_s or None, frequency=frequency)


def beside_runs(dose: Dose, run_days: tuple[Day, ...]) -> Dose:
    """Return the dose of a patient who runs on these days: one for rest days is spread over the other days, where none is named."""
    free = tuple(day for day in DAYS if day not in run_days)
    wanted = dose.frequency.per_week
    if dose.when != "rest-day" or wanted is None or not run_days or not free:
        return dose
    count = min(wanted, len(free))
    days = tuple(free[index * len(free) // count] for index in range(count))
    return replace(dose, frequency=replace(dose.frequency, per_week=None, days=days))


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRepeat:
    """What one repeat of an exercise is, where it is not one movement: several, in both directions, or slower than most."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    moves: Annotated[int, Ge(1), Le(10), Help("movements in one repeat: 4 for a step-up in four ways")] = 1
    directions: Annotated[int, Ge(1), Le(4), Help("all repeats of a set are done in each: 2 for circles, then all in reverse")] = 1
    move_s: Annotated[int | None, Ge(1), Le(60), Help("seconds of one movement where the dose has no tempo: 6")] = None


@dataclass(frozen=True, slots=True)
class Means:
    """What the side and the repeats of a dose mean for one exercise: the leg to stand on; so many each way."""

    side: SideMeans | None = None
    directions: int = 1


def session_s(dose: Dose, repeat: OneRepeat | None = None) -> int:
    """Return about how many seconds one session takes: work on all sides and in all directions, and the rests.

    A movement takes the tempo's time, else the exercise's own, else 3 s. A range counts with its upper end: a day that is planned shall
    never turn out longer than it says.
    """
    repeat = repeat or OneRepeat()
    tempo = dose.tempo
    moving = tempo.lower_s + tempo.pause_low_s + tempo.lift_s + tempo.pause_high_s if tempo else repeat.move_s or _MOVE_S
    if dose.time_s is not None:
        work = dose.time_s
    elif dose.reps is not None:
        work = highest(dose.reps) * repeat.moves * (moving + (dose.hold_s or 0))
    else:
        work = dose.hold_s or 0
    rounds = highest(dose.sets) * (2 if dose.side == "each" else 1)
    return rounds * work * repeat.directions + (rounds - 1) * (dose.rest_s or 0)


def day_minutes(sessions: Sequence[tuple[Frequency, int]]) -> tuple[int, bool]:
    """Return the minutes of the longest day of the week, at least one, and whether every day with an exercise takes as long.

    Each exercise is given by its frequency and the seconds of one session. One that may be done on any day counts on each.
    """
    every = tuple(sessions)
    days = [sum(seconds * often.per_day for often, seconds in every if day in often.open_days) for day in DAYS]
    minutes = [max(1, round(seconds / MINUTE_S)) for seconds in days if seconds]
    return max(minutes, default=1), len(set(minutes)) <= 1


def dose_keys() -> tuple[str, ...]:
    """Return the keys a change may have, for messages and the command line."""
    return tuple(field.name for field in fields(DoseChange))


def unknown_dose_key(key: str) -> str:
    """Return the message for a dose key that does not exist."""
    return f"'{key[:40]}' is not part of a dose{near_miss(key, dose_keys())}"
