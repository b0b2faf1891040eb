"""The things in a picture: a class for each kind, so that a kind reads its own keys and refuses those of others.

Here what stands somewhere; what is held or worn, and bands, straps, ropes and towels are in `worn`.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le

from handouts.figure.bones.anatomy import Side
from handouts.figure.model.measures import Degrees, Length, Pair, Triple
from handouts.figure.model.worn import Backpack, Dumbbell, Kettlebell, Plate, ShoppingBag, Stick, Strand
from handouts.reading.kinds import ByKind
from handouts.reading.models import STRICT, Help

Size = Annotated[Triple, Help("[length, width, height], % of stature")]
Rise = Literal["forwards", "backwards"]
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
    back: Annotated[Literal["behind", "front", "left", "right", "none"], Help("where its back is")] = "behind"
    legs: Annotated[Length, Help("how high it stands off the floor; 8 leaves room for feet hooked under it")] = 2.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall(Standing):
    """A wall across in front, its face at `at`; or beside the body, where its side is said, or behind it."""

    kind: Literal["wall"]
    size: Size | None = None
    beside: Annotated[Side | None, Help("a wall at this side of the body, not across in front")] = None
    behind: Annotated[bool, Help("a wall at the back of the body")] = False
    drawn: Annotated[
        Literal["line"] | None, Help("line: its face as one hatched line, where the camera looks along it; else a pale panel")
    ] = None

    def __post_init__(self) -> None:
        """Refuse a wall in two places."""
        if self.beside and self.behind:
            raise ValueError("wall: write beside or behind, not both")


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
    """A post that a band is tied to, or that a hand holds."""

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
    """A handrail on two posts, along the way the body faces."""

    kind: Literal["rail"]
    height: Annotated[Length, Help("of its top, in its middle")] = 55.0
    length: Length = 30.0
    across: Annotated[bool, Help("it runs from left to right")] = False
    rises: Annotated[Degrees, Help("how steeply it goes up forwards, as beside stairs")] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope(Standing):
    """A slope or a gentle hill; a foot on it stands as it slopes."""

    kind: Literal["slope"]
    size: Size = (84, 34, 8.8)
    rises: Rise = "forwards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wedge(Standing):
    """A wedge under the feet, its thick edge behind."""

    kind: Literal["wedge"]
    size: Size = (17, 28, 3.7)
    rises: Rise = "backwards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stairs(Standing):
    """Stairs; a foot stands on the stair that is below it."""

    kind: Literal["stairs"]
    size: Size = (48, 40, 30)
    steps: Annotated[int, Ge(1), Le(6)] = 3
    rises: Rise = "forwards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorframe(Standing):
    """A door frame across in front; the body stands in it or holds on to it."""

    kind: Literal["doorframe"]
    height: Length = 112.0
    width: Annotated[Length, Help("of the opening")] = 46.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TowelRoll(Standing):
    """A rolled towel, under the toes or a knee."""

    kind: Literal["towel_roll"]
    radius: Length = 1.7
    length: Length = 16.0
    axis: Annotated[Triple, Help("which way it lies")] = (0, 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloth(Standing):
    """A cloth or a sock on a smooth floor, which slides under a foot."""

    kind: Literal["cloth"]
    size: Size = (19, 12, 0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillow(Standing):
    """A pillow or a cushion; it gives way under what lies on it."""

    kind: Literal["pillow"]
    size: Size = (24, 32, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball(Standing):
    """A ball, squashed where something presses it: lying or against a wall at `at`, or between two parts of the body."""

    kind: Literal["ball"]
    radius: Length = 2.0
    between: Annotated[
        Literal["knees", "ankles", "feet", "hands"] | None, Help("what holds it; without it the ball is where `at` and `up` say")
    ] = None
    flying: Annotated[bool, Help("in the air, touched by nothing")] = False

    def __post_init__(self) -> None:
        """Refuse a ball in two places."""
        if self.between and (self.at != (0.0, 0.0) or self.up or self.flying):
            raise ValueError("ball: 'between' says where it is; leave out at, up and flying")


Solid = (
    BoxProp | StepProp | Bed | Sofa | Wall | Roller | Cushion | Pad | BalanceBoard | PostProp | Chair | Mat | Worktop | Rail
    | Slope | Wedge | Stairs | Doorframe | TowelRoll | Cloth | Pillow | Ball
)  # fmt: skip
Worn = Stick | Dumbbell | Kettlebell | Plate | ShoppingBag | Backpack | Strand
AnyProp = Solid | Worn
_GONE = (
    ("loop_band", "write {kind: strand, look: band, loop: true, through: [{round: left_ankle}, {round: right_ankle}]}"),
    ("long_band", "write {kind: strand, look: band, through: [{on: post, up: 75}, {of: left_hand}, {of: right_hand}]}"),
)
Prop = Annotated[AnyProp, ByKind(gone=_GONE)]
"""A thing in the picture; sizes have good defaults."""
