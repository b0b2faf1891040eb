"""Hands to their places, by inverse kinematics: a plan -> a pose, and by how much each contact was missed."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from handouts.figure.body.hands import HandForm
from handouts.figure.bones.anatomy import FOREARM, SIDES, UPPER_ARM, Side
from handouts.figure.bones.reach import Reached, hand_axes, hold_hand, reach_arm
from handouts.figure.bones.rotation import Array, Frame, outward, unit
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.model.posture import Hand
from handouts.figure.model.props import AnyProp, Chair, Wall
from handouts.figure.pose.legs import sided
from handouts.figure.pose.posture import SettledPosture, hand_data
from handouts.figure.pose.presets import FOREARM_ELBOW_OUT, HandPresetData
from handouts.figure.pose.soles import height_of

_HOVER = 5.0
_ELBOW_DOWN, _WRIST_DOWN = 2.3, 1.6


def place_hands(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> tuple[Pose, dict[str, float]]:
    """Bring hands to their places; a hand that only hangs keeps its joint angles."""
    misses: dict[str, float] = {}
    for side, hand in posture.hands.items():
        data = hand_data(hand)
        if hand.preset == "forearm_on_floor":
            pose, misses[f"{side}_hand"] = _forearm_down(pose, side, hand, _ground("forearm", side, posture, props))
            continue
        if "wall" in hand.preset and wall_beside(props):
            data = replace(
                data,
                palm=hand.palm or (0.0, 1.0, 0.0),
                fingers=hand.fingers or (0.2, 0.1, 1.0),
                elbow=hand.elbow_towards or (-0.6, 0.4, -1),
            )
        at = _hand_point(data, hand, side, pose, props)
        if at is None:
            continue
        if hand.preset.startswith("on_floor") and data.at is None:
            at = at + np.array([0.0, 0.0, _ground("hand", side, posture, props)])
        pose, misses[f"{side}_hand"] = _reach_hand(pose, side, data, at)
    return pose, misses


def _ground(part: str, side: Side, posture: SettledPosture, props: Mapping[str, AnyProp]) -> float:
    """Return the height of what a hand or a forearm rests on."""
    return height_of(posture.rest.get(f"{side}_{part}", posture.rest.get(f"{part}s", "floor")), props)


def _reach_hand(pose: Pose, side: Side, data: HandPresetData, at: Array) -> Reached:
    frame = skeleton(pose)[data.of] if data.of else Frame(np.zeros(3), np.eye(3))
    axes = None
    if data.fingers and data.palm:
        axes = hand_axes(frame.direction(sided(data.fingers, side)), frame.direction(sided(data.palm, side)))
        if data.reach is not None:
            at = at - axes @ np.array([1.0, 0.0, -data.reach])
    pole = None if data.elbow is None else frame.direction(sided(data.elbow, side))
    reached = reach_arm(pose, side, at, pole)
    return reached if axes is None else Reached(hold_hand(reached.pose, side, axes), reached.miss)


def _hand_point(data: HandPresetData, hand: Hand, side: Side, pose: Pose, props: Mapping[str, AnyProp]) -> Array | None:
    """Return where the wrist, or the surface point under the palm, is; None for a hand that hangs."""
    frames, k = skeleton(pose), outward(side)
    if data.at is not None:
        frame = frames[data.of] if data.of else Frame(np.zeros(3), np.eye(3))
        return frame.point(sided(data.at, side))
    shoulder = frames[f"{side}_upper_arm"].at
    if hand.preset in ("on_wall", "near_wall"):
        return _wall_point(props, shoulder, k, 0.0 if hand.preset == "on_wall" else _HOVER)
    if hand.preset == "on_chair":
        return _chair_rail(props, shoulder)
    if hand.preset in ("on_floor_behind", "on_floor_beside", "on_floor_in_front"):
        ahead, aside = {"on_floor_behind": (-6.0, 2.5), "on_floor_beside": (24.0, 5.0), "on_floor_in_front": (4.0, 4.0)}[hand.preset]
        return np.array([shoulder[0] + ahead, shoulder[1] + k * aside, 0.0])
    return None


def wall_beside(props: Mapping[str, AnyProp]) -> bool:
    """Return whether the wall runs forwards beside the body, rather than across in front of it."""
    return any(isinstance(p, Wall) and p.beside is not None for p in props.values())


def _wall_point(props: Mapping[str, AnyProp], shoulder: Array, k: int, hover: float) -> Array | None:
    """Return where a palm meets the wall: at shoulder height in front, a little lower and ahead beside."""
    wall = next((p for p in props.values() if isinstance(p, Wall)), None)
    if wall is None:
        return None
    if wall_beside(props):
        return np.array([shoulder[0] + 6.5, wall.at[1] - k * hover, shoulder[2] - 13.0])
    return np.array([wall.at[0] - hover, k * 9.5, shoulder[2] - 1.0])


def _chair_rail(props: Mapping[str, AnyProp], shoulder: Array) -> Array | None:
    """Return the place on the chair's rail that is nearest to the shoulder."""
    chair = next((p for p in props.values() if isinstance(p, Chair)), None)
    if chair is None:
        return None
    length, width, seat = chair.size
    x, y = chair.at
    if chair.back in ("left", "right"):
        y += (width / 2 - 1.5) * (1 if chair.back == "left" else -1)
        x = min(max(shoulder[0], x - length / 2 + 2), x + length / 2 - 2)
    else:
        x += (length / 2 - 1.5) * (1 if chair.back == "front" else -1)
        y = min(max(shoulder[1], y - width / 2 + 2), y + width / 2 - 2)
    return np.array([x, y, seat + 28.0])


def _forearm_down(pose: Pose, side: Side, hand: Hand, ground: float) -> Reached:
    """Put the elbow on the ground as near below the shoulder as the arm allows, and lay the forearm along it."""
    k, up = outward(side), skeleton(pose)["thorax"].axes[:, 2]
    ahead = unit((up[0], up[1], 0.0))
    aside = np.cross((0.0, 0.0, 1.0), ahead) * k
    way = unit(ahead - (0.35 if hand.fingers is None else -hand.fingers[1]) * aside)
    miss = 0.0
    for _ in range(3):  # the shoulder moves with the arm
        shoulder = skeleton(pose)[f"{side}_upper_arm"].at
        fall = shoulder[2] - _ELBOW_DOWN - ground
        elbow = shoulder + unit(ahead + FOREARM_ELBOW_OUT * aside) * math.sqrt(max(UPPER_ARM**2 - fall**2, 0.0))
        elbow[2] = _ELBOW_DOWN + ground
        wrist = elbow + way * math.sqrt(FOREARM**2 - (_ELBOW_DOWN - _WRIST_DOWN) ** 2)
        wrist[2] = _WRIST_DOWN + ground
        pose, miss = reach_arm(pose, side, wrist, elbow - (shoulder + wrist) / 2)
        miss = max(miss, float(fall) - UPPER_ARM)
    return Reached(hold_hand(pose, side, hand_axes(way, np.array([0, 0, -1.0]) - 0.35 * aside)), miss)


def hand_forms(posture: SettledPosture) -> dict[Side, HandForm]:
    """Return how each hand is closed."""
    return {side: HandForm(hand_data(posture.hands[side]).shape) for side in SIDES if side in posture.hands}
