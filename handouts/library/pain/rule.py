"""The one pain rule of a sheet: which numbers are fine, OK or too much, or that there are none.

It is made once from the kind that the clinician picked, the patient's flags and the clinic's own numbers; message, guide, cards, log,
when to make it harder and the return to running all take their words and numbers from it, so that none can differ.
"""

from collections.abc import Collection
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le, MinLen

from handouts.library.content import Grade, PainKindId
from handouts.library.flags import FlagId
from handouts.reading.models import STRICT, Help, Id, Prose
from handouts.storing.values import dataclass

LineId = Literal["pelvic", "leg", "swelling", "limp"]
Says = Literal["numbers", "pain-free", "as-told", "nothing"]
ZoneName = Literal["fine", "ok", "too_much"]
WORST = 10
"""The end of the scale, which starts at 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pain:
    """A clinic's own numbers, 0 to 10 (after Silbernagel 2007); what is stricter keeps its own, and no setting loosens it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    guide: Annotated[Literal["numbers", "pain-free", "none"], Help("numbers; pain-free (no pain at all); none")] = "numbers"
    fine_max: Annotated[int, Ge(0), Le(8), Help("highest number that is fine")] = 3
    ok_max: Annotated[
        int, Ge(0), Le(9), Help("highest number that is OK if it is back to usual by next morning; the same as fine_max: none is")
    ] = 5

    def __post_init__(self) -> None:
        """Refuse zones out of order."""
        if self.fine_max > self.ok_max:
            message = f"pain: ok_max ({self.ok_max}) is below fine_max ({self.fine_max}); write {self.fine_max} or more"
            raise ValueError(f"{message}, or the same number where no pain above it is OK")


USUAL_NUMBERS = Pain()
"""What a clinic has that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a rule or a table stands on: a grade, one plain account of why, and the keys of its sources, where there are any."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    grade: Grade
    text: Prose
    sources: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PainKind:
    """One kind of pain: its numbers, or that it has none, and which flag forces it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: PainKindId
    use: Annotated[Prose, Help("for whom; the clinician's, never printed")]
    numbers: Annotated[
        Literal["clinic", "own", "none"], Help("clinic: as clinic.yaml says; own: those here, if the clinic's are not lower")
    ]
    fine_max: Annotated[int | None, Ge(0), Le(8)] = None
    ok_max: Annotated[int | None, Ge(0), Le(9), Help("left out: no pain above fine_max is OK")] = None
    says: Annotated[Literal["pain-free", "as-told"] | None, Help("what is said where there are no numbers")] = None
    forced_by: FlagId | None = None
    days_between_runs: Annotated[int, Ge(1), Le(3), Help("days between two runs, at first")] = 1
    evidence: Basis

    def __post_init__(self) -> None:
        """Refuse a kind whose keys do not go together."""
        if (self.numbers == "own") != (self.fine_max is not None) or (self.numbers == "none") != (self.says is not None):
            raise ValueError("fine_max goes with 'numbers: own', says with 'numbers: none'")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraLine:
    """A line of the pain guide that is not about pain: for plans of some sections or flags, or for the return to running."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: LineId
    sections: tuple[Id, ...] = ()
    flags: tuple[FlagId, ...] = ()
    return_to_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PainKinds:
    """Every kind of pain, the strictest first, and the extra lines."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kinds: Annotated[tuple[PainKind, ...], MinLen(1), Help("the strictest first")]
    lines: tuple[ExtraLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """Numbers of the scale that mean one thing, from `low` to `high`, both in it."""

    name: ZoneName
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PainRule:
    """The rule of one sheet: its kind, what is said, and with numbers the highest that is fine and that is OK (equal: none is OK)."""

    kind: PainKindId
    says: Says
    fine_max: int = 0
    ok_max: int = 0
    days_between_runs: int = 1

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones from 0 to 10 without a gap; none where no numbers are said."""
        if self.says != "numbers":
            return ()
        okay = (Zone("ok", self.fine_max + 1, self.ok_max),) if self.ok_max > self.fine_max else ()
        return (Zone("fine", 0, self.fine_max), *okay, Zone("too_much", self.ok_max + 1, WORST))


def kind_of(picked: PainKindId | None, flags: Collection[FlagId], kinds: PainKinds) -> PainKind:
    """Return the strictest of the kinds that fit: the one that was picked, else the usual one, and those that flags force."""
    wanted = picked or "usual"
    return next(kind for kind in kinds.kinds if kind.id == wanted or kind.forced_by in flags)


def pain_rule(kind: PainKind, setting: Pain) -> PainRule:
    """Return the rule of a kind in a clinic: the lower of two numbers holds, and a kind without numbers is never loosened."""
    days = kind.days_between_runs
    if kind.says is not None:
        return PainRule(kind=kind.id, says=kind.says, days_between_runs=days)
    if setting.guide != "numbers":
        return PainRule(kind=kind.id, says="nothing" if setting.guide == "none" else "pain-free", days_between_runs=days)
    fine, okay = setting.fine_max, setting.ok_max
    if kind.fine_max is not None:
        fine = min(fine, kind.fine_max)
        okay = min(okay, max(fine, kind.ok_max if kind.ok_max is not None else fine))
    if okay == 0:
        return PainRule(kind=kind.id, says="pain-free", days_between_runs=days)
    return PainRule(kind=kind.id, says="numbers", fine_max=fine, ok_max=okay, days_between_runs=days)
