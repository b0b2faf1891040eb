"""The named positions, as data: what a physio's word stands for when nothing else is written.

A position brings its pelvis, its joints and what it rests on; a word of `rest`, `feet` or `hands` in the file takes its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array, about_y, about_z
from handouts.figure.model.posture import Foot, HandPreset

SEAT = "seat"
"""What a sitter sits on: the chair, or what is under the pelvis, else the floor."""


@dataclass(frozen=True, slots=True)
class PositionPreset:
    """The pelvis of a position, its height in % of stature, the joints that go with it, and its supports.

    `thighs_kept`: the thighs keep their place when the pelvis tilts. `legs_lie`: a leg that nothing else holds lies on the ground.
    """

    axes: Array
    height: float
    joints: Mapping[str, float]
    rest: Mapping[str, str] = field(default_factory=dict)
    feet: Mapping[Side, Foot] = field(default_factory=dict)
    hands: Mapping[Side, HandPreset] = field(default_factory=dict)
    thighs_kept: bool = False
    legs_lie: bool = False


def _both(**angles_deg: float) -> dict[str, float]:
    """Return angles of both sides, named like `hip_flexion`."""
    return {f"{side}_{name.replace('__', '.')}": value for side in SIDES for name, value in angles_deg.items()}


def _on_side(down: Side) -> PositionPreset:
    up: Side = "right" if down == "left" else "left"
    k = 1 if down == "left" else -1
    joints = {
        f"{down}_shoulder.flexion": 86.0, f"{down}_shoulder.external_rotation": 12.0, f"{down}_elbow.flexion": 62.0,
        f"{up}_shoulder.abduction": 2.0, f"{up}_elbow.flexion": 14.0, f"{up}_hip.abduction": -4.0,
        "neck.side_bend": k * 16.0,
        "left_ankle.dorsiflexion": -14.0, "right_ankle.dorsiflexion": -14.0,
    }  # fmt: skip
    return PositionPreset(about_y(-90) @ about_z(k * 90), 9.5, joints, {f"{down}_shoulder": "floor", f"{down}_hip": "floor"}, legs_lie=True)


def _side_support(down: Side) -> PositionPreset:
    up: Side = "right" if down == "left" else "left"
    joints = {f"{up}_hip.abduction": -8.0, "left_ankle.dorsiflexion": -6.0, "right_ankle.dorsiflexion": -6.0}
    rest = {f"{down}_forearm": "floor", f"{down}_foot": "floor"}
    hands: dict[Side, HandPreset] = {down: "forearm_on_floor", up: "on_hip"}
    return PositionPreset(about_y(-90) @ about_z(90 if down == "left" else -90), 16.0, joints, rest, hands=hands)


_UPRIGHT, _SUPINE, _PRONE = about_z(0), about_y(-90), about_y(90)
_FLAT, _TOP = Foot(), Foot(way="top")
_TIPTOE = Foot(way="ball", toes_down=62.0)
_CROOK = Foot(knee_towards=(0.2, 0.0, 1.0))
_FLAT_FEET: Mapping[Side, Foot] = {"left": _FLAT, "right": _FLAT}
_TOP_FEET: Mapping[Side, Foot] = {"left": _TOP, "right": _TOP}
_TIPTOES: Mapping[Side, Foot] = {"left": _TIPTOE, "right": _TIPTOE}
_CROOK_FEET: Mapping[Side, Foot] = {"left": _CROOK, "right": _CROOK}
_BOTH_THIGHS: Mapping[Side, HandPreset] = {"left": "on_left_thigh", "right": "on_right_thigh"}
_IN_FRONT: Mapping[Side, HandPreset] = {"left": "on_floor_in_front", "right": "on_floor_in_front"}
_FOREARMS: Mapping[Side, HandPreset] = {"left": "forearm_on_floor", "right": "forearm_on_floor"}
_BESIDE: Mapping[Side, HandPreset] = {"left": "on_floor_beside", "right": "on_floor_beside"}

_ARMS_DOWN = _both(shoulder__abduction=8.0, elbow__flexion=12.0)
_ARMS_BACK = _both(shoulder__abduction=12.0, shoulder__flexion=-7.0, elbow__flexion=10.0)
_BENT = _both(hip__flexion=90.0, knee__flexion=90.0)
_REACHING = _both(shoulder__flexion=80.0)
_POINTED = _both(ankle__dorsiflexion=-50.0)

POSITIONS: Mapping[str, PositionPreset] = {
    "standing": PositionPreset(_UPRIGHT, 52.8, _ARMS_DOWN, feet=_FLAT_FEET),
    "half_kneeling": PositionPreset(
        _UPRIGHT, 29.0, {**_ARMS_DOWN, "left_knee.flexion": 90.0, "left_ankle.dorsiflexion": -50.0}, {"left_knee": "floor"},
        {"left": _TOP, "right": Foot(forward=24.0)}, thighs_kept=True,
    ),
    "kneeling": PositionPreset(
        _UPRIGHT, 28.0, {**_ARMS_DOWN, **_POINTED, **_both(knee__flexion=90.0)}, {"knees": "floor"}, _TOP_FEET, thighs_kept=True
    ),
    "sitting": PositionPreset(
        _UPRIGHT, 30.0, {**_ARMS_DOWN, **_BENT}, {"buttocks": SEAT}, _CROOK_FEET, _BOTH_THIGHS,
        thighs_kept=True,
    ),
    "long_sitting": PositionPreset(
        _UPRIGHT, 8.0, {**_ARMS_DOWN, **_both(hip__flexion=88.0)}, {"buttocks": "floor"}, hands=_BOTH_THIGHS,
        thighs_kept=True, legs_lie=True,
    ),
    "on_back": PositionPreset(_SUPINE, 8.0, {**_ARMS_BACK, **_both(ankle__dorsiflexion=-12.0)}, {"back": "floor"}, legs_lie=True),
    "crook_lying": PositionPreset(
        _SUPINE, 8.0, {**_ARMS_BACK, **_both(hip__flexion=48.0, knee__flexion=96.0)}, {"back": "floor"}, _CROOK_FEET
    ),
    "bridge": PositionPreset(
        _SUPINE, 16.0, _both(hip__flexion=0.0, knee__flexion=88.0), {"shoulders": "floor", "feet": "floor"}, _CROOK_FEET, _BESIDE
    ),
    "on_front": PositionPreset(
        _PRONE, 8.0, {**_both(shoulder__abduction=12.0, shoulder__flexion=2.0, elbow__flexion=6.0), **_POINTED, "neck.rotation": 55.0},
        {"belly": "floor"}, legs_lie=True,
    ),
    "prone_on_elbows": PositionPreset(
        _PRONE, 8.0, {**_POINTED, "trunk.flexion": -24.0, "neck.flexion": -12.0}, {"thighs": "floor", "forearms": "floor"}, {}, _FOREARMS,
        thighs_kept=True, legs_lie=True,
    ),
    "on_left_side": _on_side("left"),
    "on_right_side": _on_side("right"),
    "left_side_support": _side_support("left"),
    "right_side_support": _side_support("right"),
    "hands_and_knees": PositionPreset(
        _PRONE, 27.0, {**_REACHING, **_BENT, **_POINTED, "neck.flexion": -14.0}, {"knees": "floor", "hands": "floor"}, _TOP_FEET,
        _IN_FRONT, thighs_kept=True,
    ),
    "plank": PositionPreset(
        _PRONE, 24.0, {**_REACHING, "neck.flexion": -8.0}, {"hands": "floor", "feet": "floor"}, _TIPTOES, _IN_FRONT
    ),
    "forearm_plank": PositionPreset(
        _PRONE, 16.0, {**_REACHING, "neck.flexion": -8.0}, {"forearms": "floor", "feet": "floor"}, _TIPTOES, _FOREARMS
    ),
}  # fmt: skip
"""Lying on the back or on a side the head is towards -X; on the front and on hands and knees towards +X."""
