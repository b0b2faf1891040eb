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
from handouts.figure.pose.positions import POSITIONS, PositionPreset
from handouts.figure.pose.presets import HANDS, HandPresetData

T = TypeVar("T", Pelvis, Foot, Hand, Knee)
_KNEELING = ("kneeling", "half_kneeling")
_LIES = 0.9
_PARTS = ("foot", "knee", "hand")
OTHER: Mapping[str, Side] = {"left": "right", "right": "left"}
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
    thighs_kept: bool = False
    legs_lie: bool = False
    bare_feet: bool = False
    kept_feet: frozenset[Side] = frozenset()
    """Feet that `rest` names when lying, of legs whose angles are written: these stand, and the body turns until the foot is down."""

    def kneels(self, side: Side) -> bool:
        """Return whether this side's knee is on something."""
        knee = self.knees.get(side)
        return (knee is not None and knee.on != "nothing") or bool(self.rest.keys() & {"knees", f"{side}_knee", f"{side}_shin"})


def plan(always: Posture, here: Posture, *, is_airborne: bool = False) -> SettledPosture:
    """Return a panel's posture laid over what all panels share, and over what its position brings; a body in the air rests on nothing."""
    position = here.position or always.position or "standing"
    brings = POSITIONS[position]
    if is_airborne:
        brings = replace(brings, rest={}, feet={}, hands={})
    own = {part: {side: (getattr(always, f"{side}_{part}"), getattr(here, f"{side}_{part}")) for side in SIDES} for part in _PARTS}
    written = _angles(always.joints) | _angles(here.joints)
    rest = {**{str(part): on for part, on in (*always.rest.items(), *here.rest.items())}}
    knees: dict[Side, Knee] = _sided(None, None, own["knee"])
    feet: dict[Side, Foot] = _sided(always.feet, here.feet, own["foot"])
    if position == "half_kneeling" and ("right" in knees or "right_knee" in rest) and "left" not in knees:
        brings = mirrored(brings)
    pelvis = _over(always.pelvis, here.pelvis)
    if not rest and position in _KNEELING and (pelvis.forward, pelvis.left) != (None, None):
        knees |= {side: Knee(forward=0.0, out=5.0) for side in _planted(brings, written) if side not in knees}
    said = _SaidOfPose(written, rest, feet, knees, "side" in position)
    hands = _hands(brings, _sided(always.hands, here.hands, own["hand"]), rest)
    preset = dict(brings.joints)
    for side, hand in hands.items():
        preset |= {f"{side}_{joint}": angle for joint, angle in (HANDS[hand.preset].joints or {}).items()}
    return SettledPosture(
        position,
        pelvis,
        preset | written,
        frozenset(written),
        rest or _default_rest(brings, knees),
        _feet(brings, said),
        knees,
        hands,
        brings.thighs_kept,
        brings.legs_lie,
        kept_feet=_kept_feet(brings, said),
    )


@dataclass(frozen=True, slots=True)
class _SaidOfPose:
    """What a file says about legs: angles, rests, feet and knees."""

    written: Mapping[str, float]
    rest: Mapping[str, str]
    feet: Mapping[Side, Foot]
    knees: Mapping[Side, Knee]
    is_on_side: bool


def mirrored(brings: PositionPreset) -> PositionPreset:
    """Return a position with its sides changed over."""
    return replace(
        brings,
        joints={_other(name): value for name, value in brings.joints.items()},
        rest={_other(part): on for part, on in brings.rest.items()},
        feet={OTHER[side]: foot for side, foot in brings.feet.items()},
    )


def _other(name: str) -> str:
    side, _, rest = name.partition("_")
    return f"{OTHER[side]}_{rest}" if side in SIDES else name


def _planted(brings: PositionPreset, written: Mapping[str, float]) -> list[Side]:
    """Return the knees that stay where they are when the pelvis moves over them: those a position rests on, of hips not written."""
    return [side for side in SIDES if brings.rest.keys() & {"knees", f"{side}_knee"} and f"{side}_hip.flexion" not in written]


def _default_rest(brings: PositionPreset, knees: Mapping[Side, Knee]) -> dict[str, str]:
    """A knee that is placed by itself takes the place of the knees the position would rest on."""
    return {part: on for part, on in brings.rest.items() if not (knees and "knee" in part)}


def _feet(brings: PositionPreset, said: _SaidOfPose) -> dict[Side, Foot]:
    """Return the feet: as written; what a `rest` of feet means; else the position's own, where no angle of that leg says otherwise."""
    feet = dict(said.feet)
    bent = {side: [said.written.get(f"{side}_{joint}.flexion") for joint in ("hip", "knee")] for side in SIDES}
    is_squat = bent["left"] == bent["right"] and None not in bent["left"] and not brings.rest
    stands_on_one = not brings.rest and any(foot.on != "nothing" for foot in feet.values())
    for side in SIDES:
        on = None if said.is_on_side else said.rest.get(f"{side}_foot", said.rest.get("feet"))
        default = brings.feet.get(side)
        is_held = "feet" in brings.rest or (bent[side][1] is None and brings.rest.keys() & {"knees", f"{side}_knee"})
        is_free = bent[side] != [None, None] and not is_squat and not is_held
        if side in feet or (default is None and on is None):
            continue
        if on is not None:
            feet[side] = replace(default or Foot(), on=on)
        elif default is not None and not is_free and not stands_on_one:
            feet[side] = default
    return feet


def _kept_feet(brings: PositionPreset, said: _SaidOfPose) -> frozenset[Side]:
    is_lying = abs(float(brings.axes[2, 0])) > _LIES and (brings.legs_lie or brings.axes[2, 0] > 0)
    rested = [side for side in SIDES if said.rest.keys() & {"feet", f"{side}_foot"} and side not in said.feet]
    return frozenset(side for side in rested if is_lying and {f"{side}_hip.flexion", f"{side}_knee.flexion"} <= said.written.keys())


def _hands(brings: PositionPreset, hands: Mapping[Side, Hand], rest: Mapping[str, str]) -> dict[Side, Hand]:
    """Return the hands: as written; what a `rest` of forearms or hands means; else the position's own."""
    out = dict(hands)
    for side in SIDES:
        if side in out:
            continue
        if rest.keys() & {"forearms", f"{side}_forearm"}:
            out[side] = Hand(preset="forearm_on_floor")
        elif rest.keys() & {"hands", f"{side}_hand"}:
            out[side] = Hand(preset="on_floor_in_front")
        elif side in brings.hands:
            out[side] = Hand(preset=brings.hands[side])
    return {side: out[side] for side in SIDES if side in out}


def first_pose(posture: SettledPosture) -> Pose:
    """Return the pose of a plan with the pelvis in its position, before contacts."""
    preset, pelvis = POSITIONS[posture.position], posture.pelvis
    turn = about_z(pelvis.turn_left or 0) @ about_y(pelvis.tilt or 0) @ about_x(-(pelvis.drop_left or 0))
    height = preset.height if pelvis.height is None else pelvis.height
    at = np.array([pelvis.forward or 0.0, pelvis.left or 0.0, height])
    return tilted_hips(Pose(Frame(at, turn @ preset.axes), posture.angles), posture, pelvis.tilt or 0.0)


def tilted_hips(pose: Pose, posture: SettledPosture, tilt_deg: float) -> Pose:
    """Keep the thighs where they are when the pelvis leans forwards by so much off its position; written angles stand."""
    for side in SIDES if posture.thighs_kept else ():
        if f"{side}_hip.flexion" not in posture.written:
            pose = pose.turned(f"{side}_hip", flexion=posture.angles.get(f"{side}_hip.flexion", 0.0) + tilt_deg)
    return pose


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
    keys = ("preset", "holds") if isinstance(chosen, Hand) else ("on",)
    return _over(base, chosen) if all(getattr(base, key) == getattr(chosen, key) for key in keys) else chosen


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
