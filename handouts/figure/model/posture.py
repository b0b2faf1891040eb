"""One pose: its position, its angles, what rests on what, where feet and hands are."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from handouts.figure.model.joints import Joints
from handouts.figure.model.measures import Degrees, Length, SegmentName, Triple
from handouts.reading.models import STRICT, Help, Shorthand, Word

FigurePosition = Literal[
    "standing", "half_kneeling", "kneeling", "sitting", "long_sitting", "on_back", "crook_lying", "bridge", "on_front", "prone_on_elbows",
    "on_left_side", "on_right_side", "left_side_support", "right_side_support", "hands_and_knees", "plank", "forearm_plank",
]  # fmt: skip
View = Literal[
    "front", "front_left", "left_side", "left_true_side", "back_left", "back", "back_right", "right_side", "right_true_side", "front_right",
    "face_side", "above", "side", "true_side", "three_quarter", "three_quarter_left", "back_three_quarter",
]  # fmt: skip
"""Where the camera stands, from the person drawn: `left_side` is at their left, `face_side` where they look to, however they lie.

The last five are older words: `side` and `true_side` are at the left, `three_quarter` is `front_left`, `three_quarter_left` `front_right`.
"""
HandPreset = Literal[
    "relaxed", "on_hip", "on_chest", "fists_at_chest", "crossed_on_chest", "press_forward", "hold_at_chest", "on_floor_behind",
    "on_floor_beside", "on_floor_in_front", "forearm_on_floor", "on_wall", "near_wall", "on_chair", "on_worktop", "on_sofa_edge",
    "hug_left_knee", "hug_right_knee", "behind_left_thigh", "behind_right_thigh", "on_left_thigh", "on_right_thigh", "on_knees",
    "under_head", "under_low_back", "on_hip_bones", "on_tummy", "beside", "stick_high", "stick_low", "running", "out_to_side",
]  # fmt: skip
RestPart = Literal[
    "shoulders", "back", "buttocks", "left_buttock", "right_buttock", "belly", "thighs", "left_thigh", "right_thigh", "knees", "left_knee",
    "right_knee", "left_shin", "right_shin", "ankles", "left_ankle", "right_ankle", "feet", "left_foot", "right_foot", "forearms",
    "left_forearm", "right_forearm", "hands", "left_hand", "right_hand", "left_inner_thigh", "right_inner_thigh", "left_shoulder",
    "right_shoulder", "left_hip", "right_hip",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pelvis:
    """How the pelvis leans off its position; the three places are overrides, found from the contacts where left out."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    tilt: Annotated[Degrees | None, Help("leaning forwards, degrees")] = None
    drop_left: Annotated[Degrees | None, Help("rolling to the left, degrees")] = None
    turn_left: Annotated[Degrees | None, Help("facing left, degrees")] = None
    forward: Length | None = None
    left: Length | None = None
    height: Length | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """Where a foot is; `left_foot: floor` is enough for a flat foot under its hip."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    on: Annotated[Word, Help("floor, a prop's name, left_knee or right_knee, or nothing")] = "floor"
    forward: Length | None = None
    out: Length | None = None
    up: Length | None = None
    toes_out: Degrees | None = None
    way: Annotated[Literal["flat", "ball", "top", "heel", "free"] | None, Help("which part of the foot touches")] = None
    toes_down: Annotated[Degrees | None, Help("pitch of the foot, degrees; negative lifts the toes")] = None
    knee_towards: Triple | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knee:
    """Where a kneeling knee is."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    on: Word = "floor"
    forward: Length | None = None
    out: Length | None = None
    up: Length | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Where a hand is: a preset (`left_hand: on_hip`), with places to override what the preset says."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    preset: HandPreset = "relaxed"
    at: Triple | None = None
    of: Annotated[SegmentName | None, Help("the segment in whose axes the others are; the world where left out")] = None
    fingers: Triple | None = None
    palm: Triple | None = None
    elbow_towards: Triple | None = None
    shape: Literal["relaxed", "flat", "fist", "grip", "fingers_over", "thumb_over"] | None = None
    holds: Annotated[Word | None, Help("a prop or limb it holds: rail, left_ankle, right_thigh, left_toes")] = None
    along: Annotated[Length | None, Help("where on it, from its middle, or up from its foot")] = None

    def __post_init__(self) -> None:
        """Refuse a hand that holds something and is somewhere else too."""
        others = [key for key in ("at", "of", "shape") if getattr(self, key) is not None]
        if self.holds is not None and (others or self.preset != "relaxed"):
            raise ValueError(f"a hand that holds something goes to it by itself; leave out {others[0] if others else self.preset}")
        if self.along is not None and self.holds is None:
            raise ValueError("'along' belongs to 'holds': {holds: rail, along: -4}")


FootText = Annotated[Foot, Shorthand("on")]
KneeText = Annotated[Knee, Shorthand("on")]
HandText = Annotated[Hand, Shorthand("preset")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """One pose: what is left out comes from `always`, then from the position."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    position: FigurePosition | None = None
    pelvis: Pelvis = Pelvis()
    joints: Joints = Joints()
    rest: Annotated[dict[RestPart, Word], Help("which parts lie on what: {shoulders: floor, feet: floor}")] = field(default_factory=dict)
    feet: FootText | None = None
    left_foot: FootText | None = None
    right_foot: FootText | None = None
    left_knee: KneeText | None = None
    right_knee: KneeText | None = None
    hands: HandText | None = None
    left_hand: HandText | None = None
    right_hand: HandText | None = None
