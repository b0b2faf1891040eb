"""A posture of the figure file, laid over `always` -> the clinical angles and the pelvis before any contact is solved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

import numpy as np

from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Frame, about_x, about_y, about_z
from handouts.figure.bones.skeleton import Pose
from handouts.figure.model.joints import OPPOSITE, Joints
from handouts.figure.model.posture import Foot, Hand, Knee, Pelvis, Posture
from handouts.figure.pose.presets import HANDS, POSITIONS, HandPresetData

T = TypeVar("T", Pelvis, Foot, Hand, Knee)
_PLURALS = {
    "hips": "hip", "knees": "knee", "ankles": "ankle", "toes": "toes", "scapulae": "scapula", "shoulders": "shoulder", "elbows": "elbow",
    "wrists": "wrist",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettledPosture:
    """A posture with nothing left to look up: angles that were written, and the contacts of each side."""

    position: str
    pelvis: Pelvis
    angles: Mapping[str, float]
    written: frozenset[str]
    rest: Mapping[str, str]
    feet: Mapping[Side, Foot] = field(default_factory=dict)
    knees: Mapping[Side, Knee] = field(default_factory=dict)
    hands: Mapping[Side, Hand] = field(default_factory=dict)
    bare_feet: bool = False


def plan(always: Posture, here: Posture) -> SettledPosture:
    """Return a panel's posture laid over what all panels share."""
    position = here.position or always.position or "standing"
    hands = _sided(always.hands, here.hands, {side: (getattr(always, f"{side}_hand"), getattr(here, f"{side}_hand")) for side in SIDES})
    written = _angles(always.joints) | _angles(here.joints)
    preset: dict[str, float] = dict(POSITIONS[position].joints)
    for side, hand in hands.items():
        preset |= {f"{side}_{joint}": angle for joint, angle in (HANDS[hand.preset].joints or {}).items()}
    return SettledPosture(
        position,
        _over(always.pelvis, here.pelvis),
        preset | written,
        frozenset(written),
        {**{str(part): on for part, on in (*always.rest.items(), *here.rest.items())}},
        _sided(always.feet, here.feet, {side: (getattr(always, f"{side}_foot"), getattr(here, f"{side}_foot")) for side in SIDES}),
        _sided(None, None, {side: (getattr(always, f"{side}_knee"), getattr(here, f"{side}_knee")) for side in SIDES}),
        hands,
    )


def first_pose(posture: SettledPosture) -> Pose:
    """Return the pose of a plan with the pelvis in its position, before contacts."""
    preset, pelvis = POSITIONS[posture.position], posture.pelvis
    turn = about_z(pelvis.turn_left or 0) @ about_y(pelvis.tilt or 0) @ about_x(-(pelvis.drop_left or 0))
    height = preset.height if pelvis.height is None else pelvis.height
    at = np.array([pelvis.forward or 0.0, pelvis.left or 0.0, height])
    return Pose(Frame(at, turn @ preset.axes), posture.angles)


def hand_data(hand: Hand) -> HandPresetData:
    """Return a hand preset with the file's own places over it."""
    data = HANDS[hand.preset]
    return HandPresetData(
        hand.of or data.of, hand.at or data.at, hand.elbow_towards or data.elbow, hand.fingers or data.fingers, hand.palm or data.palm,
        hand.shape or data.shape, None if hand.of else data.reach, data.joints,
    )  # fmt: skip


def _over(below: T, above: T) -> T:
    """Return `below` with everything `above` says."""
    return replace(below, **{f.name: getattr(above, f.name) for f in fields(above) if getattr(above, f.name) is not None})


def _sided(both_below: T | None, both_above: T | None, own: Mapping[Side, tuple[T | None, T | None]]) -> dict[Side, T]:
    """Return what each side does: the nearest statement wins, one that names its side before one for both."""
    out: dict[Side, T] = {}
    for side in SIDES:
        below, above = own[side]
        chosen = above or both_above or below or both_below
        base = below or both_below
        if chosen is None:
            continue
        out[side] = _merge(base, chosen) if base is not None and chosen is not base else chosen
    return out


def _merge(base: T, chosen: T) -> T:
    """A foot or hand that stays on the same thing keeps the details said before."""
    key = "preset" if isinstance(chosen, Hand) else "on"
    return _over(base, chosen) if getattr(base, key) == getattr(chosen, key) else chosen


def _angles(joints: Joints) -> dict[str, float]:
    """Return the written angles under their skeleton names, plurals first so that a named side wins."""
    out: dict[str, float] = {}
    names = sorted((f.name for f in fields(joints)), key=lambda name: name not in _PLURALS)
    for name in names:
        value = getattr(joints, name)
        targets = [f"{side}_{_PLURALS[name]}" for side in SIDES] if name in _PLURALS else [name]
        for f in fields(value):
            degrees = getattr(value, f.name)
            if degrees is None:
                continue
            for target in targets:
                out |= _signed(target, f.name, degrees)
    return out


def _signed(joint: str, movement: str, degrees: float) -> dict[str, float]:
    if joint.endswith("toes"):
        return {f"{joint}.{movement}": degrees}
    if joint.endswith("wrist"):
        return {f"{joint}.extension": degrees if movement == "extension" else -degrees}
    if movement in OPPOSITE:
        return {f"{joint}.{OPPOSITE[movement]}": -degrees}
    return {f"{joint}.{movement}": degrees}
