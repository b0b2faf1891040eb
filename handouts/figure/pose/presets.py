"""Views and hand presets, as data: what a physio's word stands for.

Hand vectors are for the left hand, [forwards, outwards, up] in the segment named by `of` (the world where it is empty); the
right hand is its mirror image.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from handouts.figure.body.hands import HandShape

Vector = tuple[float, float, float]


VIEWS: Mapping[str, tuple[float, float]] = {
    "side": (70, 7),
    "true_side": (90, 3),
    "front": (8, 5),
    "back": (188, 6),
    "three_quarter": (38, 12),
    "three_quarter_left": (-42, 12),
    "back_three_quarter": (140, 12),
    "above": (60, 40),
    "front_left": (38, 12),
    "front_right": (-42, 12),
    "left_side": (70, 7),
    "right_side": (-70, 7),
    "left_true_side": (90, 3),
    "right_true_side": (-90, 3),
    "back_left": (140, 12),
    "back_right": (-140, 12),
}
"""Azimuth and elevation; a side is off square so that both legs show. `face_side` depends on how the person lies."""


@dataclass(frozen=True, slots=True)
class HandPresetData:
    """Where the wrist goes, where the elbow, fingers and palm point; `reach` is how far the wrist stays from a surface point.

    `of` without a side is the hand's own; `holds` is a limb or the stick that the hand closes round, `along` where on it.
    """

    of: str = ""
    at: Vector | None = None
    elbow: Vector | None = None
    fingers: Vector | None = None
    palm: Vector | None = None
    shape: HandShape = "relaxed"
    reach: float | None = None
    joints: Mapping[str, float] | None = None
    holds: str = ""
    along: float | None = None


STICK, CHAIR = "stick", "chair"
"""What `holds` of a preset calls the stick along the back, and the chair, whatever their names."""

_ON_THIGH = {"at": (6.2, 1.8, -6.5), "elbow": (-0.8, 1.0, 0.1), "fingers": (0.0, -0.35, -1.0), "palm": (-1.0, 0.0, 0.0)}

HANDS: Mapping[str, HandPresetData] = {
    "relaxed": HandPresetData(),
    "running": HandPresetData(shape="fist", joints={"elbow.flexion": 85}),
    "out_to_side": HandPresetData(joints={"shoulder.abduction": 34, "shoulder.flexion": 12, "elbow.flexion": 18, "wrist.extension": 8}),
    "on_hip": HandPresetData("pelvis", (-1.8, 10.2, 10.4), (-0.75, 1, -0.1), (0.8, -0.25, -0.5), (-0.1, -1, 0.2)),
    "on_chest": HandPresetData("thorax", (9.0, 2.0, 8.0), (-0.2, 1, -0.8), (0.15, -1, 0.35), (-1, -0.1, 0)),
    "crossed_on_chest": HandPresetData("thorax", (9.6, -1.2, 7.6), (-0.1, 1, -1.1), (-0.15, -1, 0.75), (-1, 0.1, 0)),
    "fists_at_chest": HandPresetData("thorax", (11, 1.6, 7.5), (-0.2, 0.8, -1), (0.4, -0.5, 0.9), (-0.5, -0.8, 0), "fist"),
    "hold_at_chest": HandPresetData("thorax", (9.5, 0.9, 6.0), (0, 1, -0.9), (1, -0.45, 0), (-0.4, -1, 0), "fist"),
    "press_forward": HandPresetData("thorax", (28.0, 0.6, 6.4), (0, 1, -0.5), (1, -0.25, 0), (0, -1, 0), "fist"),
    "on_floor_behind": HandPresetData("", None, (-1, 0.6, 0.3), (-0.7, 0.7, 0), (0, 0, -1), "flat", 3.5),
    "on_floor_beside": HandPresetData("", None, (-0.4, 1, 0.2), (1, 0.1, 0), (0, 0, -1), "flat", 0.0),
    "on_floor_in_front": HandPresetData("", None, (-1, 0.8, 0.2), (1, 0, 0), (0, 0, -1), "flat", 3.5),
    "forearm_on_floor": HandPresetData("", None, None, (1, -0.15, 0), (0, 0, -1), "flat"),
    "on_wall": HandPresetData("", None, (-0.3, 0.7, -1), (0, 0, 1), (1, 0, 0), "flat", 5.0),
    "on_chair": HandPresetData("", None, (-0.6, 0.4, -1), (0.2, 0.8, -0.1), (0, 0, -1), "relaxed", 0.0, holds=CHAIR),
    "near_wall": HandPresetData("", None, (-0.3, 0.7, -1), (0, 0, 1), (1, 0, 0), "flat", 5.0),
    "hug_left_knee": HandPresetData(shape="grip", holds="left_knee"),
    "hug_right_knee": HandPresetData(shape="grip", holds="right_knee"),
    "on_left_thigh": HandPresetData("left_thigh", **_ON_THIGH),  # type: ignore[arg-type]
    "on_right_thigh": HandPresetData("right_thigh", **_ON_THIGH),  # type: ignore[arg-type]
    "on_knees": HandPresetData("thigh", (6.0, 1.4, -14.5), (-0.8, 1.0, 0.2), (0.05, -0.1, -1.0), (-1.0, 0.0, 0.0)),
    "behind_left_thigh": HandPresetData(shape="grip", holds="left_thigh"),
    "behind_right_thigh": HandPresetData(shape="grip", holds="right_thigh"),
    "under_head": HandPresetData("head", (-6.6, 6.6, 3.6), (0.35, 1.0, 0.3), (-0.1, -1.0, 0.3), (1.0, 0.0, 0.0)),
    "under_low_back": HandPresetData("lumbar", (-6.1, 8.4, 3.6), (0.08, 1.0, 0.1), (0.0, -1.0, -0.05), (-1.0, 0.0, 0.0), "flat"),
    "on_hip_bones": HandPresetData("pelvis", (5.4, 10.4, 8.4), (-0.5, 1.0, 0.1), (0.3, -0.8, -0.6), (-0.95, -0.3, 0.0)),
    "on_tummy": HandPresetData("lumbar", (5.2, 10.0, 4.6), (-0.5, 1.0, 0.1), (0.25, -1.0, -0.15), (-1.0, -0.25, 0.0)),
    "beside": HandPresetData(shape="flat"),
    "on_worktop": HandPresetData(shape="flat"),
    "on_sofa_edge": HandPresetData(shape="flat"),
    "stick_high": HandPresetData("thorax", (-9.3, 4.6, 17.5), (0.3, 0.7, 1), (0, -1, 0.15), (1, 0, 0), "grip", holds=STICK, along=11.5),
    "stick_low": HandPresetData("pelvis", (-10.6, 4.6, 10.0), (-0.6, 1, 0.2), (0, -1, -0.15), (1, 0, 0), "grip", holds=STICK, along=-11.5),
}

FOREARM_ELBOW_OUT = 0.25
"""A forearm on the floor lies with the elbow a little outside the shoulder and the hand turned in."""
