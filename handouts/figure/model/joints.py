"""The joint angles of a pose, in the words of a goniometer."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from handouts.figure.model.measures import Degrees
from handouts.reading.models import STRICT

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
