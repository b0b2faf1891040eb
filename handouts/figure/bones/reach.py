"""Two-bone inverse kinematics: bring an ankle or a wrist to a place, and say it in clinical angles again."""

import math
from typing import NamedTuple

import numpy as np

from handouts.figure.bones.anatomy import FOREARM, SHANK, THIGH, UPPER_ARM, Side
from handouts.figure.bones.rotation import Array, across, axes_from, ball_joint_angles, outward, unit
from handouts.figure.bones.skeleton import Pose, skeleton

_ROUNDS = 4  # the shoulder girdle moves with the arm, so an arm needs a few rounds


class Reached(NamedTuple):
    """The new pose, and by how much (% of stature) the target was missed."""

    pose: Pose
    miss: float


def two_bone(root: Array, target: Array, lengths: tuple[float, float], pole: Array) -> tuple[Array, Array]:
    """Return the middle joint and the end; `pole` is where the middle joint should point."""
    first, second = lengths
    way = target - root
    distance = min(max(float(np.linalg.norm(way)), abs(first - second) + 1e-3), (first + second) * 0.9995)
    u = unit(way)
    along = (first * first - second * second + distance * distance) / (2 * distance)
    height = math.sqrt(max(0.0, first * first - along * along))
    return root + u * along + unit(across(pole, u)) * height, root + u * distance


def reach_leg(pose: Pose, side: Side, ankle: Array, pole: Array | None = None) -> Reached:
    """Bend hip and knee so that the ankle comes to a place; the knee points to `pole` (default: to the front)."""
    frames = skeleton(pose)
    pelvis_axes = frames["pelvis"].axes
    aim = pelvis_axes[:, 0] + np.array([0, 0, 0.2]) if pole is None else pole
    root = frames[f"{side}_thigh"].at
    knee, end = two_bone(root, ankle, (THIGH, SHANK), aim)
    z, shin = unit(root - knee), unit(end - knee)
    bend = -across(shin, z)
    thigh = axes_from(z, bend if np.linalg.norm(bend) > 0.03 else aim)
    flexion, abduction, rotation = ball_joint_angles(pelvis_axes.T @ thigh, side)
    pose = pose.turned(f"{side}_hip", flexion=flexion, abduction=abduction, external_rotation=rotation)
    pose = pose.turned(f"{side}_knee", flexion=_between(-z, shin))
    return Reached(pose, float(np.linalg.norm(end - ankle)))


def hold_foot(pose: Pose, side: Side, axes: Array) -> Pose:
    """Fix a foot's axes in the world, and note the ankle angles they need."""
    held = skeleton(pose)[f"{side}_shank"].axes.T @ axes
    dorsiflexion = math.degrees(math.atan2(held[2, 0], held[0, 0]))
    inversion = outward(side) * math.degrees(math.asin(max(-1.0, min(1.0, held[2, 1]))))
    return pose.holding(f"{side}_foot", held).turned(f"{side}_ankle", dorsiflexion=dorsiflexion, inversion=inversion)


def point_thigh(pose: Pose, side: Side, knee: Array, front: Array | None = None) -> Reached:
    """Turn the hip so that the knee comes towards a place; the knee's front faces `front`."""
    frames = skeleton(pose)
    root, pelvis_axes = frames[f"{side}_thigh"].at, frames["pelvis"].axes
    thigh = axes_from(unit(root - knee), pelvis_axes[:, 0] if front is None else front)
    flexion, abduction, rotation = ball_joint_angles(pelvis_axes.T @ thigh, side)
    turned = pose.turned(f"{side}_hip", flexion=flexion, abduction=abduction, external_rotation=rotation)
    return Reached(turned, abs(float(np.linalg.norm(root - knee)) - THIGH))


def reach_arm(pose: Pose, side: Side, wrist: Array, pole: Array | None = None) -> Reached:
    """Bend shoulder and elbow so that the wrist comes to a place; the elbow points to `pole` (default: back and out)."""
    miss = 0.0
    for _ in range(_ROUNDS):
        frames = skeleton(pose)
        thorax_axes, root = frames["thorax"].axes, frames[f"{side}_upper_arm"].at
        aim = thorax_axes @ np.array([-0.6, 0.7 * outward(side), -0.5]) if pole is None else pole
        elbow, end = two_bone(root, wrist, (UPPER_ARM, FOREARM), aim)
        z, forearm = unit(root - elbow), unit(end - elbow)
        bend = across(forearm, z)
        upper = axes_from(z, bend if np.linalg.norm(bend) > 0.03 else -aim)
        flexion, abduction, rotation = ball_joint_angles(thorax_axes.T @ upper, side)
        pose = pose.turned(f"{side}_shoulder", flexion=flexion, abduction=abduction, external_rotation=rotation)
        pose = pose.turned(f"{side}_elbow", flexion=_between(-z, forearm))
        miss = float(np.linalg.norm(end - wrist))
    return Reached(pose, miss)


def hold_hand(pose: Pose, side: Side, axes: Array) -> Pose:
    """Fix a hand's axes in the world."""
    return pose.holding(f"{side}_hand", skeleton(pose)[f"{side}_forearm"].axes.T @ axes)


def hand_axes(fingers: Array, palm: Array) -> Array:
    """Return the axes of a hand from where the fingers point and where the palm faces."""
    return axes_from(-unit(fingers), palm)


def _between(a: Array, b: Array) -> float:
    return math.degrees(math.acos(max(-1.0, min(1.0, float(a @ b)))))
