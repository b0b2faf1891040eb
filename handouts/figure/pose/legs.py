"""Pelvis, knees and feet to their places, by inverse kinematics: a plan -> a pose, and by how much each contact was missed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from handouts.figure.body.foot import TOE_NAMES, foot_shape, toe_on
from handouts.figure.bones.anatomy import ANKLE_HEIGHT, SHANK, THIGH, Side
from handouts.figure.bones.reach import hold_foot, point_thigh, reach_leg
from handouts.figure.bones.rotation import Array, Frame, about_y, about_z, outward
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.model.posture import Foot
from handouts.figure.model.props import AnyProp
from handouts.figure.pose.lying import lay_foot, touching_ridge
from handouts.figure.pose.posture import SettledPosture
from handouts.figure.props.kinds import height_at, toes_down_on, top_height

_KNEE_PAD = 3.0
_SOFT_KNEE_DEG = 8.0
_STANDING = ("standing", "half_kneeling", "kneeling")


@dataclass(frozen=True, slots=True)
class Sole:
    """Where an ankle must be for its foot to touch, and the axes of the foot where the surface decides them."""

    ankle: Array
    axes: Array | None


def height_of(name: str, props: Mapping[str, AnyProp]) -> float:
    """Return the height of the floor or of a prop's top."""
    return 0.0 if name in ("floor", "nothing") else top_height(props[name])


def ground(name: str, props: Mapping[str, AnyProp], x: float, y: float) -> float:
    """Return the height of the floor, or of a prop at a place: of the stair there, or as far up the slope as it is."""
    return 0.0 if name in ("floor", "nothing") else height_at(props[name], x, y)


def touching(posture: SettledPosture) -> dict[Side, Foot]:
    """Return the feet that touch something."""
    return {side: foot for side, foot in posture.feet.items() if foot.on != "nothing"}


def sole(foot: Foot, side: Side, pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Sole:
    """Return where a foot goes."""
    k, frames = outward(side), skeleton(pose)
    if foot.on in ("left_knee", "right_knee"):
        other = "left" if foot.on.startswith("left") else "right"
        place = (
            5.4 if foot.forward is None else foot.forward,
            1.0 if foot.out is None else k * foot.out,
            -21.5 if foot.up is None else foot.up,
        )
        return Sole(frames[f"{other}_thigh"].point(place), None)
    here = frames[f"{side}_foot"].at
    stands = posture.position in _STANDING and f"{side}_foot" not in posture.rest and "feet" not in posture.rest
    inclined = toes_down_on(props[foot.on]) * float(_heading(posture)[0, 0]) if foot.on in props else 0.0
    pitch = (foot.toes_down or 0.0) + inclined
    axes = about_z(k * (3.0 if foot.toes_out is None else foot.toes_out)) @ _heading(posture) @ about_y(pitch)
    contact = _contact_point(foot.way or "flat", axes, bare=posture.bare_feet)
    below = here if contact is None else here + axes @ contact  # where no place is said, the ankle stays above its place
    x = foot.forward if foot.forward is not None else (0.0 if stands else float(below[0]))
    y = k * foot.out if foot.out is not None else (k * 5.0 if stands else float(below[1]))
    point = np.array([x, y, ground(foot.on, props, x, y) + (foot.up or 0.0)])
    if foot.way == "free":
        return Sole(point, axes)
    if contact is None:
        return Sole(point + (axes[:, 2] if inclined else np.array([0, 0, 1.0])) * ANKLE_HEIGHT, axes)
    return Sole(point - axes @ contact, axes)


def _contact_point(way: str, axes: Array, *, bare: bool) -> Array | None:
    """Return the point of the foot that touches, in its own axes; None for a flat sole."""
    if way in ("top", "ball"):
        ridge = touching_ridge(way, bare=bare)
        lowest: Array = ridge[int(np.argmin(ridge @ axes[2]))]
        return lowest
    return np.array((-3.2, 0.0, -3.9)) if way == "heel" else None


def _heading(posture: SettledPosture) -> Array:
    """Lying on the back the head is towards -X, so flat feet already point to +X; only a turned pelvis turns the feet."""
    return about_z(posture.pelvis.turn_left or 0.0) if posture.position in _STANDING else np.eye(3)


def place_pelvis(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Pose:
    """Find the pelvis of a body that stands: from a leg whose angles are written, or as high as soft knees allow."""
    feet, asked = touching(posture), posture.pelvis
    if posture.position not in _STANDING or not feet or asked.height is not None:
        return pose
    for side in feet:
        if {f"{side}_hip.flexion", f"{side}_knee.flexion"} <= posture.written and f"{side}_knee" not in posture.rest:
            target = sole(feet[side], side, pose, posture, props).ankle
            shift = target - skeleton(pose)[f"{side}_foot"].at
            return pose.at(Frame(pose.pelvis.at + shift, pose.pelvis.axes))
    if posture.rest:
        return pose
    if posture.knees:
        return _above_knee(pose, posture, props)
    soles = {side: sole(foot, side, pose, posture, props) for side, foot in feet.items()}
    ankles = np.array([s.ankle for s in soles.values()])
    share = 0.72 if len(soles) == 1 else 1.0
    at = np.array(
        [
            ankles[:, 0].mean() if asked.forward is None else asked.forward,
            ankles[:, 1].mean() * share if asked.left is None else asked.left,
            0.0,
        ]
    )
    reach = math.sqrt(THIGH**2 + SHANK**2 + 2 * THIGH * SHANK * math.cos(math.radians(_SOFT_KNEE_DEG)))
    heights = []
    for side, s in soles.items():
        hip = skeleton(pose.at(Frame(at, pose.pelvis.axes)))[f"{side}_thigh"].at
        aside = math.hypot(*(s.ankle - hip)[:2])
        heights.append(s.ankle[2] - hip[2] + math.sqrt(max(reach**2 - aside**2, 1.0)))
    return pose.at(Frame(at + np.array([0, 0, min(heights)]), pose.pelvis.axes))


def _above_knee(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Pose:
    """Lift the pelvis to where the thigh of a kneeling knee reaches."""
    at = pose.pelvis.at.copy()
    for side, knee in posture.knees.items():
        hip = skeleton(pose)[f"{side}_thigh"].at
        aside = math.hypot(
            (hip[0] if knee.forward is None else knee.forward) - hip[0], 0.0 if knee.out is None else outward(side) * knee.out - hip[1]
        )
        at[2] += height_of(knee.on, props) + _KNEE_PAD + math.sqrt(max(THIGH**2 - aside**2, 1.0)) - hip[2]
        break
    return pose.at(Frame(at, pose.pelvis.axes))


def place_legs(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> tuple[Pose, dict[str, float]]:
    """Bring kneeling knees, then feet, to their places."""
    misses: dict[str, float] = {}
    for side, knee in posture.knees.items():
        if knee.on == "nothing":
            continue
        here = skeleton(pose)[f"{side}_shank"].at
        x = here[0] if knee.forward is None else knee.forward
        y = here[1] if knee.out is None else outward(side) * knee.out
        target = np.array([x, y, height_of(knee.on, props) + _KNEE_PAD + (knee.up or 0.0)])
        pose, misses[f"{side}_knee"] = point_thigh(pose, side, target)
    for side, foot in sorted(touching(posture).items(), key=lambda item: "knee" in item[1].on):
        if posture.kneels(side) and foot.forward is None and foot.out is None and foot.way != "free":
            ground = height_of(foot.on, props) + (foot.up or 0.0)
            pose, misses[f"{side}_foot"] = lay_foot(pose, side, posture, ground)
            if foot.way == "ball" and f"{side}_toes.extension" not in posture.written:
                pose = _toes_down(pose, side, posture, pose.angle(f"{side}_toes", "extension"), ground)
            continue
        goal = sole(foot, side, pose, posture, props)
        pole = None if foot.knee_towards is None else sided(foot.knee_towards, side)
        if np.linalg.norm(skeleton(pose)[f"{side}_foot"].at - goal.ankle) > 0.05:  # else its written angles stand
            pose, misses[f"{side}_foot"] = reach_leg(pose, side, goal.ankle, pole)
        if goal.axes is not None:
            pose = hold_foot(pose, side, goal.axes)
            if foot.way == "ball" and f"{side}_toes.extension" not in posture.written:
                pose = _toes_down(pose, side, posture, foot.toes_down or 0.0, height_of(foot.on, props) + (foot.up or 0.0))
    return pose, misses


def _toes_down(pose: Pose, side: Side, posture: SettledPosture, pitch_deg: float, height: float) -> Pose:
    """Leave the toes on the surface under a lifted heel; each bare toe that nobody bends comes down by itself."""
    pose = pose.turned(f"{side}_toes", extension=pitch_deg)
    if not posture.bare_feet:
        return pose
    shape, frame = foot_shape(pose, side), skeleton(pose)[f"{side}_foot"]
    down = {
        name: toe_on(i, shape, frame, side, height)
        for i, name in enumerate(TOE_NAMES)
        if f"{side}_toes.{'small' if i else 'big'}" not in posture.written
    }
    return pose.turned(f"{side}_toes", **down)


def sided(vector: tuple[float, float, float], side: Side) -> Array:
    """Return a vector of a side, [forwards, outwards, up], in the world's axes."""
    return np.array([vector[0], outward(side) * vector[1], vector[2]])
