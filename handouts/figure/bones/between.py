"""A body on its way from one pose to another: each joint turns by its share, and takes along what hangs on it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array, Frame, about, ball_joint
from handouts.figure.bones.skeleton import Pose, Skeleton, skeleton

_HOMES: Mapping[str, str] = {
    "lumbar": "pelvis", "thorax": "pelvis", "neck": "thorax", "head": "thorax",
    **{f"{side}_{part}": home if home in ("pelvis", "thorax") else f"{side}_{home}" for side in SIDES for part, home in (
        ("thigh", "pelvis"), ("shank", "thigh"), ("foot", "shank"), ("upper_arm", "thorax"), ("forearm", "upper_arm"), ("hand", "forearm"),
    )},
}  # fmt: skip
"""What each segment hangs on, those nearer to the pelvis first."""
_BALLS: Mapping[str, str] = {"thigh": "hip", "upper_arm": "shoulder"}
_AXES = ("flexion", "abduction", "external_rotation")
_FAR_DEG, _PARALLEL = 150.0, 1e-6
"""A swing so large has no shortest way; then each of the joint's angles goes its own."""


class _Turn(NamedTuple):
    """How one rotation becomes another: about an axis, by an angle in degrees."""

    axis: Array
    angle_deg: float


def between(before: Pose, after: Pose, share: float) -> Skeleton:
    """Return the body at a share of its way from one pose to the other."""
    first, last = skeleton(before), skeleton(after)
    pelvis = first["pelvis"]
    frames = {"pelvis": Frame(_mixed(pelvis.at, last["pelvis"].at, share), _turned(pelvis.axes, last["pelvis"].axes, share))}
    for name, home in _HOMES.items():
        (at0, axes0), (at1, axes1) = (_local(one[name], one[home]) for one in (first, last))
        if name.partition("_")[2] not in _BALLS:
            axes = _turned(axes0, axes1, share)
        elif _goes_by_angles(name, (before, after), (axes0, axes1)):
            axes = _by_angles(name, (before, after), share)
        else:
            axes = _swung(axes0, axes1, share)
        here = frames[home]
        frames[name] = Frame(here.point(tuple(_mixed(at0, at1, share))), here.axes @ axes)
    return frames


def _local(frame: Frame, home: Frame) -> tuple[Array, Array]:
    return (frame.at - home.at) @ home.axes, home.axes.T @ frame.axes


def _mixed(before: Array, after: Array, share: float) -> Array:
    mixed: Array = before + (after - before) * share
    return mixed


def _turn(before: Array, after: Array) -> _Turn:
    turn = before.T @ after
    angle = float(np.degrees(np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1))))
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    length = float(np.linalg.norm(axis))
    return _Turn(axis / length if length > 1e-9 else np.array([0.0, 1.0, 0.0]), angle)


def _turned(before: Array, after: Array, share: float) -> Array:
    turn = _turn(before, after)
    return before @ about(turn.axis, turn.angle_deg * share)


def _swung(before: Array, after: Array, share: float) -> Array:
    """Swing a thigh or upper arm the shortest way to where it points in the end, turning about its own length meanwhile."""
    axis = np.cross(before[:, 2], after[:, 2])
    sine = float(np.linalg.norm(axis))
    angle = float(np.degrees(np.arctan2(sine, before[:, 2] @ after[:, 2])))
    swing = _Turn(axis / sine if sine > _PARALLEL else before[:, 1], angle)
    twist = _turn(about(swing.axis, swing.angle_deg) @ before, after)
    return about(swing.axis, swing.angle_deg * share) @ before @ about(twist.axis, twist.angle_deg * share)


def _swing_deg(before: Array, after: Array) -> float:
    return float(np.degrees(np.arccos(np.clip(before[:, 2] @ after[:, 2], -1, 1))))


def _goes_by_angles(name: str, poses: tuple[Pose, Pose], axes: tuple[Array, Array]) -> bool:
    """Return whether a hip or shoulder goes by its angles: where only one of them changes, or it swings too far for a shortest way."""
    side, _, part = name.partition("_")
    joint = f"{side}_{_BALLS[part]}"
    changed = [axis for axis in _AXES if abs(poses[0].angle(joint, axis) - poses[1].angle(joint, axis)) > 1.0]
    return len(changed) <= 1 or _swing_deg(*axes) > _FAR_DEG


def _by_angles(name: str, poses: tuple[Pose, Pose], share: float) -> Array:
    side: Side = "left" if name.startswith("left") else "right"
    joint = f"{side}_{_BALLS[name.partition('_')[2]]}"
    before, after = ([pose.angle(joint, axis) for axis in _AXES] for pose in poses)
    return ball_joint(side, *(a + (b - a) * share for a, b in zip(before, after, strict=True)))
