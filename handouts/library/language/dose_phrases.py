"""The words of one language that say a dose, as data: sides, amounts, how often, and a wording by number.

They are part of `handouts.library.language.phrases`; `handouts.library.language.dose_words` makes the dose strip and its lines of them.
"""

from typing import Annotated, Any, ClassVar

from annotated_types import MaxLen, MinLen

from handouts.library.dose import DoseSide, EffortWord
from handouts.library.language.plurals import PluralForm
from handouts.reading.models import STRICT, Help, Line, Word
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plural:
    """A wording by number, in the forms that its language needs (CLDR names): one and other in English, only other in Chinese."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    zero: Line | None = None
    one: Line | None = None
    two: Line | None = None
    few: Line | None = None
    many: Line | None = None
    other: Line

    def of(self, form: PluralForm) -> str:
        """Return a form; the last where a language has no such form."""
        words: str | None = getattr(self, form)
        return self.other if words is None else words


@dataclass(frozen=True, slots=True, kw_only=True)
class SideWords:
    """How one side is said: large in the dose strip, in a sentence, and in the slots of the texts."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    large: Annotated[str, MinLen(1), MaxLen(12)]
    label: Word
    sentence: Word
    short: Word
    side: str = ""
    other_side: str = ""
    your_side: str = ""
    your_other_side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The words for each side."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    left: SideWords
    right: SideWords
    each: SideWords
    both_together: SideWords
    as_told: SideWords

    def of(self, side: DoseSide) -> SideWords:
        """Return the words for a side."""
        words: SideWords = getattr(self, side)
        return words


@dataclass(frozen=True, slots=True, kw_only=True)
class SideMeaning:
    """What the treated side does: below the side in the dose strip, and with it in a sentence."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    label: Annotated[Word, Help("stands below LEFT: to stand on")]
    text: Annotated[Word, Help("{side}: stand on LEFT")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseWords:
    """The dose strip and the dose as a line."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    sets: Plural
    reps: Plural
    each_way: Annotated[Word, Help("in place of repeats, where all are done one way, then all the other way")]
    amount_each_way: Annotated[str, Help("{what}: hold each way")]
    hold: Word
    time: Word
    rest: Word
    seconds: Annotated[str, Help("{n}: 30 s")]
    minutes: Annotated[str, Help("{n}: 2 min")]
    days_a_week: Plural
    every_day: Word
    up_to: Annotated[str, Help("{days}")]
    up_to_daily: Word
    times_a_day: Plural
    effort: Word
    of_ten: Annotated[str, Help("{n}: 6 of 10")]
    range: Annotated[str, Help("{low} and {high}: 6 to 8")]
    effort_words: dict[EffortWord, Word]
    body_weight: Word
    band: Annotated[str, Help("{colour}")]
    weight: Annotated[str, Help("{amount} and {unit}")]
    pace: Annotated[str, Help("{n} and {way}: 3 s down")]
    down: Word
    still: Word
    up: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class PenWords:
    """What is left to be filled in by pen."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    days_a_week: Word
    to_fill: Annotated[Line, Help("{what}; read aloud")]
