"""What a figure file may say: one exercise's picture, in clinical words.

`content/figures/<id>.yaml` holds a `FigureFile`: what all panels share (`always`), then `start` and `finish`, or numbered
`panels`. A pose says a position, joint angles in degrees, what rests on what, and where feet and hands are. Lengths are in %
of stature. Every coordinate triple is [forwards, outwards, upwards] for a side's own foot or hand, [forwards, left, up] else.
"""

from dataclasses import dataclass, field, fields
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le, MaxLen, MinLen

from handouts.figure.bones.anatomy import Side
from handouts.reading.models import STRICT, Help, Id, OneOrMany, Shorthand, Word

Degrees = Annotated[float, Ge(-180), Le(180)]
Angle = Annotated[float, Ge(-360), Le(360)]
Length = Annotated[float, Ge(-200), Le(200)]
Triple = Annotated[tuple[Length, Length, Length], Help("[forwards, outwards or left, up], % of stature")]
Camera = Annotated[tuple[Angle, Angle], Help("azimuth (0 front, 90 from their left, -90 right, 180 back) and elevation; instead of view")]
Pair = Annotated[tuple[Length, Length], Help("[forwards, left], % of stature")]

FigurePosition = Literal[
    "standing", "half_kneeling", "kneeling", "sitting", "on_back", "on_front", "on_left_side", "on_right_side", "hands_and_knees"
]
View = Literal["side", "true_side", "front", "back", "three_quarter", "three_quarter_left", "back_three_quarter", "above"]
HandPreset = Literal[
    "relaxed", "on_hip", "on_chest", "fists_at_chest", "crossed_on_chest", "press_forward", "hold_at_chest", "on_floor_behind",
    "on_floor_beside", "on_floor_in_front", "forearm_on_floor", "on_wall", "near_wall", "on_chair", "hug_left_knee",
    "hug_right_knee", "on_left_thigh",
    "on_right_thigh", "stick_high", "stick_low", "running", "out_to_side",
]  # fmt: skip
RestPart = Literal[
    "shoulders", "back", "buttocks", "left_buttock", "right_buttock", "belly", "thighs", "left_thigh", "right_thigh", "knees", "left_knee",
    "right_knee", "left_shin", "right_shin", "feet", "left_foot", "right_foot", "forearms", "left_forearm", "right_forearm", "hands",
    "left_inner_thigh", "right_inner_thigh",
]  # fmt: skip


OPPOSITE = {
    "extension": "flexion",
    "adduction": "abduction",
    "internal_rotation": "external_rotation",
    "plantarflexion": "dorsiflexion",
    "eversion": "inversion",
    "supination": "pronation",
}
"""Movements that count as a negative angle of another one."""


def _not_both(joint: object) -> None:
    for name in (f.name for f in fields(joint)):  # type: ignore[arg-type]
        other = OPPOSITE.get(name)
        if other and hasattr(joint, other) and getattr(joint, name) is not None and getattr(joint, other) is not None:
            raise ValueError(f"write either {name} or {other}, not both")


@dataclass(frozen=True, slots=True, kw_only=True)
class BallJoint:
    """A hip or shoulder, in degrees; write the movement's own name instead of a minus."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    flexion: Degrees | None = None
    extension: Degrees | None = None
    abduction: Degrees | None = None
    adduction: Degrees | None = None
    external_rotation: Degrees | None = None
    internal_rotation: Degrees | None = None

    def __post_init__(self) -> None:
        """Refuse one movement said in two ways."""
        _not_both(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinge:
    """A knee, elbow or wrist, in degrees; pronation is for the elbow."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    flexion: Degrees | None = None
    extension: Degrees | None = None
    pronation: Degrees | None = None
    supination: Degrees | None = None

    def __post_init__(self) -> None:
        """Refuse one movement said in two ways."""
        _not_both(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ankle:
    """An ankle, in degrees."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    dorsiflexion: Degrees | None = None
    plantarflexion: Degrees | None = None
    inversion: Degrees | None = None
    eversion: Degrees | None = None

    def __post_init__(self) -> None:
        """Refuse one movement said in two ways."""
        _not_both(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """Trunk or neck, in degrees; side bend and rotation are to the left."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    flexion: Degrees | None = None
    extension: Degrees | None = None
    side_bend: Degrees | None = None
    rotation: Degrees | None = None

    def __post_init__(self) -> None:
        """Refuse one movement said in two ways."""
        _not_both(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joints:
    """The joint angles a pose sets; the plural sets both sides."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    trunk: Spine = Spine()
    neck: Spine = Spine()
    hips: BallJoint = BallJoint()
    left_hip: BallJoint = BallJoint()
    right_hip: BallJoint = BallJoint()
    knees: Hinge = Hinge()
    left_knee: Hinge = Hinge()
    right_knee: Hinge = Hinge()
    ankles: Ankle = Ankle()
    left_ankle: Ankle = Ankle()
    right_ankle: Ankle = Ankle()
    shoulders: BallJoint = BallJoint()
    left_shoulder: BallJoint = BallJoint()
    right_shoulder: BallJoint = BallJoint()
    elbows: Hinge = Hinge()
    left_elbow: Hinge = Hinge()
    right_elbow: Hinge = Hinge()
    wrists: Hinge = Hinge()
    left_wrist: Hinge = Hinge()
    right_wrist: Hinge = Hinge()


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
    of: Annotated[Word | None, Help("the segment `at` is measured in; the world where left out")] = None
    fingers: Triple | None = None
    palm: Triple | None = None
    elbow_towards: Triple | None = None
    shape: Literal["relaxed", "flat", "fist", "grip"] | None = None


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


PropKind = Literal[
    "box", "step", "bed", "sofa", "wall", "roller", "cushion", "pad", "balance_board", "loop_band", "long_band",
    "post", "chair", "mat", "stick", "dumbbell", "worktop", "rail",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A thing in the picture; sizes have good defaults."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: PropKind
    at: Pair = (0.0, 0.0)
    up: Length = 0.0
    size: Annotated[Triple | None, Help("[length, width, height]")] = None
    height: Length | None = None
    radius: Length | None = None
    length: Length | None = None
    axis: Triple | None = None
    beside: Annotated[Side | None, Help("a wall at this side of the body, not across in front")] = None
    back: Annotated[Literal["front", "behind", "left", "right", "none"] | None, Help("where the back of a sofa or chair is")] = None
    around: Annotated[Literal["ankles", "knees", "feet"] | None, Help("what a loop band goes round")] = None
    from_prop: Annotated[Word | None, Help("the post a long band is tied to")] = None
    hand: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point: on a segment of the body (`of`), or in the world."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    of: Word | None = None
    at: Triple = (0.0, 0.0, 0.0)


SpotText = Annotated[Spot, Shorthand("of")]
Way = Literal["forwards", "backwards", "left", "right", "up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An arrow: straight from a spot (`at` and `towards`), along a movement (`follow`), or through points (`through`)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    at: SpotText | None = None
    towards: Way | None = None
    direction: Annotated[Triple | None, Help("instead of towards")] = None
    length: Length = 15.0
    bow: Length = 0.0
    off: Annotated[Way | None, Help("which way the arrow stands off its spot, by `gap`")] = None
    follow: SpotText | None = None
    about: SpotText | None = None
    gap: Length = 4.0
    part: Annotated[tuple[float, float], Help("from and to, as shares of the movement")] = (0.08, 0.95)
    through: tuple[Triple, ...] = ()
    both_ways: bool = False

    def __post_init__(self) -> None:
        """Refuse an arrow that is none or more than one of the three kinds."""
        kinds = [self.at is not None, self.follow is not None, bool(self.through)]
        if sum(kinds) != 1:
            raise ValueError("arrow: write one of at (with towards), follow or through")
        if self.at is not None and self.towards is None and self.direction is None:
            raise ValueError("arrow: 'at' needs 'towards', such as up or forwards")


MuscleNames = Annotated[tuple[Word, ...], OneOrMany(), Help("left_glutes, right_quads, ...; without a side: both")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Posture):
    """A pose with what only this panel shows."""

    muscles: MuscleNames = ()
    arrows: tuple[Arrow, ...] = ()
    view: View | None = None
    camera: Camera | None = None
    ghost: Annotated[tuple[Word, ...], OneOrMany(), Help("limbs whose earlier place is shown dashed")] = ()
    without: Annotated[tuple[Word, ...], OneOrMany(), Help("props this panel leaves out")] = ()
    moved: Annotated[dict[Word, Pair], Help("props that stand elsewhere in this panel: name: [forwards, left]")] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFile:
    """One exercise's picture."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    treated_side: Annotated[Side | None, Help("the side that is worked as drawn; the other side prints it mirrored")] = None
    view: View = "side"
    camera: Camera | None = None
    props: dict[Word, Prop] = field(default_factory=dict)
    always: Posture = Posture()
    start: Panel | None = None
    finish: Panel | None = None
    panels: tuple[Panel, ...] = ()
    frame: Annotated[Literal["shared", "own"] | None, Help("shared: every panel shows the same window")] = None
    accept: Annotated[dict[Word, Annotated[str, MinLen(5), MaxLen(300)]], Help("warnings that are meant, each with the reason")] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        """Refuse a figure without a panel, and start and finish beside numbered panels."""
        if self.panels and (self.start or self.finish):
            raise ValueError("write either start and finish, or panels, not both")
        if not self.panels and self.finish is None:
            raise ValueError("a figure needs 'finish' (and 'start' where something moves), or 'panels'")
