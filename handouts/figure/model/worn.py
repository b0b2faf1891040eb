"""What is held or worn and stands nowhere, and the strands: bands, straps, ropes and towels between any places."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MinLen

from handouts.figure.bones.anatomy import Side
from handouts.figure.model.measures import Length, SegmentName, Triple
from handouts.reading.models import STRICT, Help, Word

BodyPart = Literal["ankle", "shin", "knee", "thigh", "foot", "toes", "heel", "wrist", "forearm", "upper_arm"]
Round = Literal[
    "left_ankle", "right_ankle", "left_shin", "right_shin", "left_knee", "right_knee", "above_left_knee", "above_right_knee", "left_thigh",
    "right_thigh", "left_foot", "right_foot", "left_toes", "right_toes", "left_heel", "right_heel", "left_wrist", "right_wrist",
    "left_forearm", "right_forearm", "left_upper_arm", "right_upper_arm", "waist", "chest",
]  # fmt: skip
"""What a strand goes round. A knee: behind it, just below the joint."""
Hands = Literal["left", "right", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worn:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Stick(_Worn):
    """A stick along the back."""

    kind: Literal["stick"]
    length: Length = 58.0
    radius: Length = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumbbell(_Worn):
    """A dumbbell in a hand, or one in each."""

    kind: Literal["dumbbell"]
    hand: Annotated[Hands, Help("both: one in each hand")] = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kettlebell(_Worn):
    """A kettlebell that hangs from a hand, or from both together."""

    kind: Literal["kettlebell"]
    hand: Annotated[Hands, Help("both: one bell, held with two hands")] = "left"
    radius: Annotated[Length, Help("of its round body")] = 3.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate(_Worn):
    """A weight plate in a hand, or between both."""

    kind: Literal["plate"]
    hand: Annotated[Hands, Help("both: one plate, held by its sides")] = "both"
    radius: Length = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoppingBag(_Worn):
    """A filled bag that hangs from a hand."""

    kind: Literal["bag"]
    hand: Side = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backpack(_Worn):
    """A filled rucksack: on the back with its straps, or on what it is laid."""

    kind: Literal["backpack"]
    on: Annotated[Literal["left_thigh", "right_thigh", "hips"] | None, Help("what it is laid on; on the back where left out")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One place a strand runs through: on a prop, round a part of the body, at a part of the body, or a place in the room."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    on: Annotated[Word | None, Help("a prop that it is tied to, at the height `up`")] = None
    up: Annotated[Length | None, Help("the height above the foot of the prop")] = None
    round: Annotated[Round | None, Help("the part of the body it goes round, drawn tight")] = None
    of: Annotated[SegmentName | None, Help("a hand that holds it, or another segment with `at` in its own axes")] = None
    at: Annotated[Triple | None, Help("a place in the room, or on the segment named by `of`")] = None

    def __post_init__(self) -> None:
        """Refuse an anchor that is none or more than one kind, and keys that its kind does not read."""
        kinds = [key for key in ("on", "round", "of") if getattr(self, key) is not None]
        if len(kinds) > 1 or (not kinds and self.at is None):
            raise ValueError("write one of {on: post, up: 27}, {round: left_knee}, {of: right_hand}, {at: [forwards, left, up]}")
        if self.up is not None and self.on is None:
            raise ValueError("'up' belongs to {on: post, up: 27}; a place in the room is {at: [forwards, left, up]}")
        if self.on is not None and self.up is None:
            raise ValueError(f"how high on it? write {{on: {self.on}, up: 27}}")
        if self.at is not None and (self.on is not None or self.round is not None):
            raise ValueError("'at' belongs to {at: [forwards, left, up]} or {of: right_hand, at: [...]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand(_Worn):
    """A band, strap, rope or towel: what it runs through, in order; tight, so that a loop lies round all that it holds."""

    kind: Literal["strand"]
    look: Literal["band", "strap", "rope", "towel"] = "band"
    loop: Annotated[bool, Help("its ends are joined")] = False
    smooth: Annotated[bool, Help("it hangs or swings in a curve through its places")] = False
    through: Annotated[tuple[Anchor, ...], MinLen(2), Help("where it runs, in order")]

    def __post_init__(self) -> None:
        """Refuse a strand that hangs from nothing."""
        if self.smooth and (self.loop or any(anchor.round for anchor in self.through)):
            raise ValueError("a smooth strand hangs in a curve; one that is a loop or goes round something is tight: leave 'smooth' out")
        held = [any((anchor.on, anchor.round, anchor.of)) for anchor in self.through]
        if not (any(held) if self.loop else held[0] and held[-1]):
            raise ValueError(
                f"the {self.look} hangs from nothing; end it on something: {{on: post, up: 27}}, {{round: left_knee}} or {{of: right_hand}}"
            )
