"""The joint angles of a pose, in the words of a goniometer."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar

from handouts.figure.model.measures import Degrees, FootShortening, Share, SignedShare
from handouts.reading.models import STRICT, Help

OPPOSITE = {
    "extension": "flexion",
    "adduction": "abduction",
    "internal_rotation": "external_rotation",
    "plantarflexion": "dorsiflexion",
    "eversion": "inversion",
    "supination": "pronation",
    "depression": "elevation",
    "retraction": "protraction",
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
    """A knee or wrist, in degrees."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    flexion: Degrees | None = None
    extension: Degrees | None = None

    def __post_init__(self) -> None:
        """Refuse one movement said in two ways."""
        _not_both(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elbow:
    """An elbow, in degrees; pronation and supination turn the forearm."""

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
    """Trunk, low back, chest or neck, in degrees; side bend and rotation are to the left."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    flexion: Degrees | None = None
    extension: Degrees | None = None
    side_bend: Degrees | None = None
    rotation: Degrees | None = None

    def __post_init__(self) -> None:
        """Refuse one movement said in two ways."""
        _not_both(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scapula:
    """A shoulder blade that glides on the ribs, in degrees of its collar bone; 20 moves the shoulder by about 3.5 % of stature."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    elevation: Degrees | None = None
    depression: Degrees | None = None
    protraction: Degrees | None = None
    retraction: Degrees | None = None

    def __post_init__(self) -> None:
        """Refuse one movement said in two ways."""
        _not_both(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toes:
    """The toes of one foot: `extension` of all in degrees, `big` and `small` on top of it; the rest shows on bare feet only."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    extension: Annotated[Degrees | None, Help("all toes, degrees; a minus curls them")] = None
    big: Annotated[Degrees | None, Help("the big toe on top of that, degrees")] = None
    small: Annotated[Degrees | None, Help("the four small toes on top of that, degrees")] = None
    spread: Annotated[Share | None, Help("how far the toes are fanned out, 0 to 1")] = None
    arch: Annotated[SignedShare | None, Help("the arch: -1 flat, 0 at rest, 1 high; draw it larger than life")] = None
    shorter: Annotated[FootShortening | None, Help("by how much the ball is drawn to the heel, % of stature")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joints:
    """The joint angles a pose sets; the plural sets both sides.

    `trunk` bends at the waist and below the chest, as in a hinge; `lumbar` and `thoracic` round or hollow the back evenly.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    trunk: Spine = Spine()
    lumbar: Spine = Spine()
    thoracic: Spine = Spine()
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
    toes: Toes = Toes()
    left_toes: Toes = Toes()
    right_toes: Toes = Toes()
    scapulae: Scapula = Scapula()
    left_scapula: Scapula = Scapula()
    right_scapula: Scapula = Scapula()
    shoulders: BallJoint = BallJoint()
    left_shoulder: BallJoint = BallJoint()
    right_shoulder: BallJoint = BallJoint()
    elbows: Elbow = Elbow()
    left_elbow: Elbow = Elbow()
    right_elbow: Elbow = Elbow()
    wrists: Hinge = Hinge()
    left_wrist: Hinge = Hinge()
    right_wrist: Hinge = Hinge()
