"""The things in a picture: a class for each kind, so that a kind reads its own keys and refuses those of others."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from handouts.figure.bones.anatomy import Side
from handouts.figure.model.measures import Length, Pair, Triple
from handouts.reading.kinds import ByKind
from handouts.reading.models import STRICT, Help, Word

Size = Annotated[Triple, Help("[length, width, height], % of stature")]
ROLLER_RADIUS = 4.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands on the floor, or above it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    at: Annotated[Pair, Help("its middle, [forwards, left]")] = (0.0, 0.0)
    up: Annotated[Length, Help("how far its underside is above the floor")] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxProp(Standing):
    """A box or bench."""

    kind: Literal["box"]
    size: Size = (18, 32, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProp(Standing):
    """A step."""

    kind: Literal["step"]
    size: Size = (24, 30, 9.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed(Standing):
    """A bed."""

    kind: Literal["bed"]
    size: Size = (74, 40, 29)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sofa(Standing):
    """A sofa; `height` is of its back above the seat."""

    kind: Literal["sofa"]
    size: Size = (26, 44, 18)
    height: Length = 15.0
    back: Annotated[Literal["behind", "right", "none"], Help("where its back is")] = "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall(Standing):
    """A wall across in front, its face at `at`; or beside the body, where its side is said."""

    kind: Literal["wall"]
    size: Size | None = None
    beside: Annotated[Side | None, Help("a wall at this side of the body, not across in front")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roller(Standing):
    """A foam roller."""

    kind: Literal["roller"]
    radius: Length = ROLLER_RADIUS
    length: Length = 34.0
    axis: Annotated[Triple, Help("which way it lies")] = (0, 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cushion(Standing):
    """A balance cushion."""

    kind: Literal["cushion"]
    radius: Length = 12.0
    height: Length = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pad(Standing):
    """A soft pad."""

    kind: Literal["pad"]
    size: Size = (24, 20, 3.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceBoard(Standing):
    """A balance board on half a ball."""

    kind: Literal["balance_board"]
    radius: Length = 12.0
    height: Length = 6.4


@dataclass(frozen=True, slots=True, kw_only=True)
class PostProp(Standing):
    """A post that a band is tied to."""

    kind: Literal["post"]
    height: Length = 92.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair(Standing):
    """A chair."""

    kind: Literal["chair"]
    size: Size = (22, 22, 25.5)
    back: Annotated[Literal["front", "behind", "left", "right", "none"], Help("where its back is")] = "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mat(Standing):
    """An exercise mat."""

    kind: Literal["mat"]
    size: Size = (100, 34, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worktop(Standing):
    """A kitchen unit with its worktop."""

    kind: Literal["worktop"]
    size: Size = (40, 24, 53)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail(Standing):
    """A handrail on two posts."""

    kind: Literal["rail"]
    size: Size = (30, 1.8, 58)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """What is held or worn, and stands nowhere."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopBand(Worn):
    """A loop band round both legs."""

    kind: Literal["loop_band"]
    around: Annotated[Literal["ankles", "knees", "feet"], Help("what it goes round")] = "ankles"


@dataclass(frozen=True, slots=True, kw_only=True)
class LongBand(Worn):
    """A long band from a post to both hands."""

    kind: Literal["long_band"]
    from_prop: Annotated[Word, Help("the post it is tied to")]
    height: Annotated[Length, Help("at which it is tied")] = 75.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stick(Worn):
    """A stick along the back."""

    kind: Literal["stick"]
    length: Length = 58.0
    radius: Length = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumbbell(Worn):
    """A dumbbell in a hand."""

    kind: Literal["dumbbell"]
    hand: Side = "left"


Solid = BoxProp | StepProp | Bed | Sofa | Wall | Roller | Cushion | Pad | BalanceBoard | PostProp | Chair | Mat | Worktop | Rail
AnyProp = Solid | LoopBand | LongBand | Stick | Dumbbell
Prop = Annotated[AnyProp, ByKind()]
"""A thing in the picture; sizes have good defaults."""
