"""Pelvis, knees and feet to their places, by inverse kinematics: a plan -> a pose, and by how much each contact was missed."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from handouts.figure.bones.anatomy import HIP_OUT, SHANK, THIGH, Side
from handouts.figure.bones.reach import hold_foot, point_thigh, reach_leg
from handouts.figure.bones.rotation import Array, Frame, outward
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.model.posture import Knee
from handouts.figure.model.props import AnyProp
from handouts.figure.pose.lying import lay_foot, level_feet
from handouts.figure.pose.posture import SettledPosture
from handouts.figure.pose.sinking import sink_of
from handouts.figure.pose.soles import UPRIGHT, Sole, contact_point, height_of, pitch_of, sole, toes_down, touching

_KNEE_PAD = 3.0
_SOFT_KNEE_DEG = 8.0
_HEEL_ROUNDS = 4


def place_pelvis(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Pose:
    """Find the pelvis of a body that stands: from a leg whose angles are written, or as high as soft knees allow."""
    feet, asked = touching(posture), posture.pelvis
    if posture.position not in UPRIGHT or not feet or asked.height is not None:
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
    side, knee = next(iter(posture.knees.items()))
    hip = skeleton(pose)[f"{side}_thigh"].at
    target = _knee_place(knee, side, hip, posture, props)
    aside = math.hypot(*(target - hip)[:2])
    at[2] += height_of(knee.on, props) - sink_of(knee.on, props) + _KNEE_PAD + math.sqrt(max(THIGH**2 - aside**2, 1.0)) - hip[2]
    return pose.at(Frame(at, pose.pelvis.axes))


def _knee_place(knee: Knee, side: Side, here: Array, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Array:
    """Return where a kneeling knee is: where nothing is said, below the middle of the body as it first kneels, wherever the pelvis goes."""
    stands = posture.position in UPRIGHT
    x = knee.forward if knee.forward is not None else 0.0 if stands else float(here[0])
    y = outward(side) * knee.out if knee.out is not None else outward(side) * HIP_OUT if stands else float(here[1])
    return np.array([x, y, height_of(knee.on, props) - sink_of(knee.on, props) + _KNEE_PAD + (knee.up or 0.0)])


def place_legs(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> tuple[Pose, dict[str, float]]:
    """Bring kneeling knees, then feet, to their places."""
    misses: dict[str, float] = {}
    for side, knee in posture.knees.items():
        if knee.on == "nothing":
            continue
        target = _knee_place(knee, side, skeleton(pose)[f"{side}_shank"].at, posture, props)
        pose, misses[f"{side}_knee"] = point_thigh(pose, side, target)
    for side, foot in sorted(touching(posture).items(), key=lambda item: "knee" in item[1].on):
        if side in posture.kept_feet:
            continue
        if posture.kneels(side) and foot.forward is None and foot.out is None and foot.way != "free":
            pose, misses[f"{side}_foot"] = lay_foot(pose, side, posture, props)
            continue
        pitch = pitch_of(foot, side, pose, posture)
        goal = sole(foot, side, pose, posture, props)
        pole = None if foot.knee_towards is None else sided(foot.knee_towards, side)
        if np.linalg.norm(skeleton(pose)[f"{side}_foot"].at - goal.ankle) > 0.05:  # else its written angles stand
            pose, misses[f"{side}_foot"] = reach_leg(pose, side, goal.ankle, pole)
        if goal.axes is not None:
            pose = hold_foot(pose, side, goal.axes)
            if foot.way == "heel":
                pose = _turned_on_heel(pose, side, goal, posture, pole)
            if foot.way == "ball" and f"{side}_toes.extension" not in posture.written:
                pose = toes_down(pose, side, posture, pitch, height_of(foot.on, props) + (foot.up or 0.0))
    return level_feet(pose, posture, props), misses


def _turned_on_heel(pose: Pose, side: Side, goal: Sole, posture: SettledPosture, pole: Array | None) -> Pose:
    """Turn a foot that stands on its heel as the file writes of its ankle; the leg goes along, so it takes a few rounds."""
    joint = f"{side}_ankle"
    asked = {axis: posture.angles[f"{joint}.{axis}"] for axis in ("dorsiflexion", "inversion") if f"{joint}.{axis}" in posture.written}
    contact = None if goal.axes is None else contact_point("heel", goal.axes, bare=posture.bare_feet)
    if not asked or goal.axes is None or contact is None:
        return pose
    heel = goal.ankle + goal.axes @ contact
    for _ in range(_HEEL_ROUNDS):
        turned = pose.turned(joint, **asked)
        turned = replace(turned, held={name: axes for name, axes in turned.held.items() if name != f"{side}_foot"})
        axes = skeleton(turned)[f"{side}_foot"].axes
        lowest = contact_point("heel", axes, bare=posture.bare_feet)
        pose = reach_leg(turned, side, heel - axes @ (contact if lowest is None else lowest), pole).pose
    return pose


def sided(vector: tuple[float, float, float], side: Side) -> Array:
    """Return a vector of a side, [forwards, outwards, up], in the world's axes."""
    return np.array([vector[0], outward(side) * vector[1], vector[2]])
