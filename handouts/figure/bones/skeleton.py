"""A pose in clinical angles -> the frame of every segment (forward kinematics).

A segment is named `pelvis`, `lumbar`, `thorax`, `neck`, `head`, or with its side first: `left_thigh`, `left_shank`,
`left_foot`, `left_upper_arm`, `left_forearm`, `left_hand`. A joint likewise: `trunk`, `neck`, `left_hip`, `right_knee`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from handouts.figure.bones.anatomy import FOREARM, HIP_OUT, LUMBAR, SHANK, SHOULDER_OUT, SIDES, THIGH, UPPER_ARM, Side
from handouts.figure.bones.rotation import Array, Frame, about_x, about_y, about_z, ball_joint, outward

Skeleton = Mapping[str, Frame]


@dataclass(frozen=True, slots=True)
class Pose:
    """The pelvis in the world, and the angle of every joint in degrees (`left_hip.flexion`; absent is 0).

    `held` fixes the axes of a foot in its shank, or of a hand in its forearm, where a contact decides them.
    """

    pelvis: Frame
    angles: Mapping[str, float] = field(default_factory=dict)
    held: Mapping[str, Array] = field(default_factory=dict)

    def angle(self, joint: str, axis: str) -> float:
        """Return one angle in degrees."""
        return self.angles.get(f"{joint}.{axis}", 0.0)

    def turned(self, joint: str, **angles_deg: float) -> "Pose":
        """Return the pose with some angles of one joint set."""
        return replace(self, angles={**self.angles, **{f"{joint}.{axis}": value for axis, value in angles_deg.items()}})

    def holding(self, segment: str, axes: Array) -> "Pose":
        """Return the pose with the axes of a foot or hand fixed in its parent."""
        return replace(self, held={**self.held, segment: axes})

    def at(self, pelvis: Frame) -> "Pose":
        """Return the pose with the pelvis elsewhere."""
        return replace(self, pelvis=pelvis)


def skeleton(pose: Pose) -> dict[str, Frame]:
    """Return the frame of every segment."""
    frames = _spine(pose)
    for side in SIDES:
        frames |= _leg(pose, side, frames["pelvis"])
        frames |= _arm(pose, side, frames["thorax"])
    return frames


def hip_centre(pelvis: Frame, side: Side) -> Array:
    """Return the centre of a hip joint."""
    return pelvis.point((0, outward(side) * HIP_OUT, 0))


def _spine(pose: Pose) -> dict[str, Frame]:
    """Bend the trunk in two lumps, lumbar 45 % and thorax 55 % of the flexion."""
    pelvis = pose.pelvis
    flexion, side_bend, rotation = (pose.angle("trunk", axis) for axis in ("flexion", "side_bend", "rotation"))
    turn = about_x(-0.5 * side_bend)
    lumbar = Frame(pelvis.point((-1.2, 0, 5.0)), pelvis.axes @ about_y(0.45 * flexion) @ turn @ about_z(0.3 * rotation))
    thorax = Frame(lumbar.point((0, 0, LUMBAR)), lumbar.axes @ about_y(0.55 * flexion) @ turn @ about_z(0.7 * rotation))
    flexion, side_bend, rotation = (pose.angle("neck", axis) for axis in ("flexion", "side_bend", "rotation"))
    neck_axes = thorax.axes @ about_z(0.4 * rotation) @ about_x(-0.5 * side_bend) @ about_y(0.5 * flexion + 12)
    neck = Frame(thorax.point((-0.9, 0, 16.4)), neck_axes)
    head = Frame(neck.point((0, 0, 5.2)), thorax.axes @ about_z(rotation) @ about_x(-side_bend) @ about_y(flexion))
    return {"pelvis": pelvis, "lumbar": lumbar, "thorax": thorax, "neck": neck, "head": head}


def _leg(pose: Pose, side: Side, pelvis: Frame) -> dict[str, Frame]:
    hip = ball_joint(side, *(pose.angle(f"{side}_hip", axis) for axis in ("flexion", "abduction", "external_rotation")))
    thigh = Frame(hip_centre(pelvis, side), pelvis.axes @ hip)
    shank = Frame(thigh.point((0, 0, -THIGH)), thigh.axes @ about_y(pose.angle(f"{side}_knee", "flexion")))
    ankle = about_y(-pose.angle(f"{side}_ankle", "dorsiflexion")) @ about_x(outward(side) * pose.angle(f"{side}_ankle", "inversion"))
    foot = Frame(shank.point((0, 0, -SHANK)), shank.axes @ pose.held.get(f"{side}_foot", ankle))
    return {f"{side}_thigh": thigh, f"{side}_shank": shank, f"{side}_foot": foot}


def _arm(pose: Pose, side: Side, thorax: Frame) -> dict[str, Frame]:
    """The girdle goes along: elevation above 30 degrees lifts the shoulder by up to 4.2, reaching brings it forwards."""
    k = outward(side)
    turn = ball_joint(side, *(pose.angle(f"{side}_shoulder", axis) for axis in ("flexion", "abduction", "external_rotation")))
    along = turn @ np.array([0.0, 0.0, -1.0])
    elevation = float(np.degrees(np.arccos(np.clip(-along[2], -1, 1))))
    lift = max(0.0, elevation - 30) / 150 * 4.2
    forwards = max(0.0, float(along[0])) * 1.3
    upper = Frame(thorax.point((forwards - 0.6, k * (SHOULDER_OUT - 0.45 * lift), 11.2 + lift)), thorax.axes @ turn)
    forearm = Frame(upper.point((0, 0, -UPPER_ARM)), upper.axes @ about_y(-pose.angle(f"{side}_elbow", "flexion")))
    wrist = about_z(-k * (75 + pose.angle(f"{side}_elbow", "pronation"))) @ about_y(pose.angle(f"{side}_wrist", "extension"))
    hand = Frame(forearm.point((0, 0, -FOREARM)), forearm.axes @ pose.held.get(f"{side}_hand", wrist))
    return {f"{side}_upper_arm": upper, f"{side}_forearm": forearm, f"{side}_hand": hand}
