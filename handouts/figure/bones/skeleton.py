"""A pose in clinical angles -> the frame of every segment (forward kinematics).

A segment is named `pelvis`, `lumbar`, `thorax`, `neck`, `head`, or with its side first: `left_thigh`, `left_shank`,
`left_foot`, `left_upper_arm`, `left_forearm`, `left_hand`. A joint likewise: `lumbar`, `neck`, `left_hip`, `right_scapula`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from handouts.figure.bones.anatomy import FOREARM, HIP_OUT, SHANK, SHOULDER_OUT, SIDES, THIGH, UPPER_ARM, Side
from handouts.figure.bones.rotation import Array, Frame, about_x, about_y, about_z, ball_joint, outward
from handouts.figure.bones.spine import NECK_BASE, SpineCurve, Turns, spine_curve

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


def bent_spine(pose: Pose) -> SpineCurve:
    """Return the curve of a pose's spine."""
    return spine_curve(pose.pelvis, _turns(pose, "trunk"), _turns(pose, "lumbar"), _turns(pose, "thoracic"))


def _turns(pose: Pose, joint: str) -> Turns:
    return pose.angle(joint, "flexion"), pose.angle(joint, "side_bend"), pose.angle(joint, "rotation")


def _spine(pose: Pose) -> dict[str, Frame]:
    curve = bent_spine(pose)
    top = curve.at(NECK_BASE)
    flexion, side_bend, rotation = _turns(pose, "neck")
    neck_axes = top.axes @ about_z(0.4 * rotation) @ about_x(-0.5 * side_bend) @ about_y(0.5 * flexion + 12)
    neck = Frame(top.point((-0.9, 0, 0)), neck_axes)
    head = Frame(neck.point((0, 0, 5.2)), top.axes @ about_z(rotation) @ about_x(-side_bend) @ about_y(flexion))
    return {"pelvis": pose.pelvis, "lumbar": curve.lumbar(), "thorax": curve.thorax(), "neck": neck, "head": head}


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
    shoulder = np.array([forwards - 0.6, k * (SHOULDER_OUT - 0.45 * lift), 11.2 + lift]) + girdle_glide(pose, side)
    upper = Frame(thorax.point(shoulder), thorax.axes @ turn)
    forearm = Frame(upper.point((0, 0, -UPPER_ARM)), upper.axes @ about_y(-pose.angle(f"{side}_elbow", "flexion")))
    wrist = about_z(-k * (75 + pose.angle(f"{side}_elbow", "pronation"))) @ about_y(pose.angle(f"{side}_wrist", "extension"))
    hand = Frame(forearm.point((0, 0, -FOREARM)), forearm.axes @ pose.held.get(f"{side}_hand", wrist))
    return {f"{side}_upper_arm": upper, f"{side}_forearm": forearm, f"{side}_hand": hand}


def girdle_glide(pose: Pose, side: Side) -> Array:
    """Return by how much a shoulder blade that glides takes its shoulder along, in the thorax.

    The collar bone turns on the breast bone and the blade keeps to the ribs: forwards goes with outwards, back with inwards.
    """
    k = outward(side)
    turn = about_z(-k * pose.angle(f"{side}_scapula", "protraction")) @ about_x(k * pose.angle(f"{side}_scapula", "elevation"))
    bone = np.array([-5.1, k * 9.4, -2.8])
    glide: Array = turn @ bone - bone
    return glide
