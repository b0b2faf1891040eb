"""Hands to their places, by inverse kinematics: a plan -> a pose, and by how much each contact was missed."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from handouts.figure.body.hands import HandForm
from handouts.figure.bones.anatomy import FOREARM, SIDES, UPPER_ARM, Side
from handouts.figure.bones.reach import Reached, hand_axes, hold_hand, reach_arm
from handouts.figure.bones.rotation import Array, Frame, outward, unit
from handouts.figure.bones.skeleton import Pose, Skeleton, skeleton
from handouts.figure.model.posture import Hand
from handouts.figure.model.props import AnyProp, Bed, BoxProp, Chair, Sofa, Wall, Worktop
from handouts.figure.model.worn import Stick
from handouts.figure.pose.girdle import helping
from handouts.figure.pose.holdable import SLABS, held_thing, top_edge
from handouts.figure.pose.holding import HandHold, Wishes, form_on, hold
from handouts.figure.pose.legs import sided
from handouts.figure.pose.posture import OTHER, SettledPosture, hand_data
from handouts.figure.pose.presets import CHAIR, FOREARM_ELBOW_OUT, HANDS, STICK, HandPresetData, Vector
from handouts.figure.pose.sinking import sink_of
from handouts.figure.pose.soles import height_of
from handouts.figure.props.held import gripped

_HOVER = 5.0
_ELBOW_DOWN, _WRIST_DOWN = 2.3, 1.6
SHORT_MIN, _HELPED_MAX, _REACHED = 1.0, 3.0, 0.3
"""A hand falls short from here; the girdle helps up to here; below this it has arrived (% of stature)."""
_HALF_HAND, _PALM = 2.3, 1.0
_PALM_AHEAD = 1.1
"""How far ahead of the place of a hand on an edge the middle of its palm is."""
_UPRIGHT = 0.7
_BESIDE_REACH, _BESIDE_OUT = 31.0, 0.2
"""An arm that lies beside the body is all but straight, and a little away from it."""
_LIES_ON = ("shoulders", "back", "buttocks", "belly", "left_shoulder", "right_shoulder")
ON_GROUND: Mapping[str, tuple[float, float]] = {
    "on_floor_behind": (-6.0, 2.5), "on_floor_beside": (24.0, 5.0), "on_floor_in_front": (4.0, 4.0),
}  # fmt: skip
"""How far ahead of and aside from the shoulder a hand is put down on the floor, or on what `rest` says."""
UNDER: Mapping[str, float] = {"under_low_back": 1.15, "under_head": 1.5}
"""How high the wrist of a hand is that lies under the body, above what that lies on."""
ON_TOP: Mapping[str, tuple[tuple[type, ...], float]] = {"on_worktop": ((Worktop,), 6.0), "on_sofa_edge": ((Sofa, Bed, BoxProp), 3.4)}
"""What a flat hand lies on, and how far in from the edge the wrist is."""


_NAMED_BY_KIND: Mapping[str, type] = {STICK: Stick, CHAIR: Chair}


class PlacedHands(NamedTuple):
    """The pose with its hands in place, by how much each missed, and what each holds."""

    pose: Pose
    misses: Mapping[str, float]
    holds: Mapping[Side, HandHold]


def place_hands(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> PlacedHands:
    """Bring hands to their places; where one falls a little short, the shoulder blade and a little side bend help."""
    placed = _placed(pose, posture, props)
    short = [side for side in SIDES if SHORT_MIN < placed.misses.get(f"{side}_hand", 0.0) <= _HELPED_MAX]
    if not short:
        return placed
    helped = [placed]
    for easier in helping(pose, short, posture):
        helped.append(_placed(easier, posture, props))
        if _worst(helped[-1]) < _REACHED:
            break
    return min(helped, key=_worst)


def _worst(placed: PlacedHands) -> float:
    return max(placed.misses.values(), default=0.0)


def _placed(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> PlacedHands:
    """Bring hands to their places; a hand that only hangs keeps its joint angles, one that holds the other arm comes last."""
    misses: dict[str, float] = {}
    holds: dict[Side, HandHold] = {}
    for side, hand in sorted(posture.hands.items(), key=lambda item: "wrist" in (item[1].holds or "")):
        held = _what_it_holds(pose, side, posture, props)
        if held is not None:
            holds[side] = held
            pose, misses[f"{side}_hand"] = hold(pose, side, held, _wishes(hand, side, skeleton(pose)))
            continue
        reached = _put_down(pose, side, posture, props)
        if reached is not None:
            pose, misses[f"{side}_hand"] = reached
    return PlacedHands(pose, misses, holds)


def _what_it_holds(pose: Pose, side: Side, posture: SettledPosture, props: Mapping[str, AnyProp]) -> HandHold | None:
    """Return what a hand holds; two hands on one limb lie beside each other."""
    hand = holding(posture.hands[side], props)
    name = hand.holds
    if name is None:
        return None
    if hand.along is None and name not in props:
        other = posture.hands.get(OTHER[side])
        both = other is not None and (holding(other, props).holds, other.along) == (name, None)
        hand = replace(hand, along=_HALF_HAND * outward(side) if both else 0.0)
    thing = held_thing(hand, side, pose, props)
    return HandHold(name, thing, form_on(thing, pose.pelvis.at), sink_of(name, props))


def holding(hand: Hand, props: Mapping[str, AnyProp]) -> Hand:
    """Return a hand with what it holds said: a preset may be a hand that holds a limb, or the stick along the back."""
    data = HANDS[hand.preset]
    if not data.holds or hand.at is not None:
        return hand
    kind = _NAMED_BY_KIND.get(data.holds)
    name = data.holds if kind is None else next((name for name, prop in props.items() if isinstance(prop, kind)), None)
    if name is None:
        return hand
    along = data.along if hand.along is None else hand.along
    return Hand(holds=name, along=along, elbow_towards=hand.elbow_towards, palm=hand.palm, fingers=hand.fingers)


def _wishes(hand: Hand, side: Side, frames: Skeleton) -> Wishes:
    """Return what the file says of a hand that holds, else what its preset does."""
    data = HANDS[hand.preset]
    frame = _home(data.of, side, frames)

    def way(written: Vector | None, preset: Vector | None) -> Array | None:
        if written is not None:
            return sided(written, side)
        return None if preset is None else frame.direction(sided(preset, side))

    fingers, palm = (data.fingers, data.palm) if data.holds == STICK else (None, None)  # on a chair they find their own way
    return Wishes(way(hand.elbow_towards, data.elbow), way(hand.palm, palm), way(hand.fingers, fingers))


def _put_down(pose: Pose, side: Side, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Reached | None:
    """Bring a hand to the place its preset says; None for one that hangs."""
    hand = posture.hands[side]
    data = hand_data(hand)
    if hand.preset == "forearm_on_floor":
        return _forearm_down(pose, side, hand, _under(posture, props, side, "forearm"))
    if "wall" in hand.preset and wall_beside(props):
        data = replace(
            data,
            palm=hand.palm or (0.0, 1.0, 0.0),
            fingers=hand.fingers or (0.2, 0.1, 1.0),
            elbow=hand.elbow_towards or (-0.6, 0.4, -1),
        )
    if hand.preset == "beside":
        return _beside(pose, side, posture, props)
    if hand.preset in ON_TOP:
        return _on_top(pose, side, hand, props)
    at = _hand_point(data, hand, side, pose, props)
    if at is None:
        return None
    if hand.preset in UNDER:
        at[2] = max(float(at[2]), _lies_at(posture, props) + UNDER[hand.preset])
    if hand.preset in ON_GROUND:
        at = at + np.array([0, 0, _under(posture, props, side, "hand")])
    return _reach_hand(pose, side, data, at)


def _under(posture: SettledPosture, props: Mapping[str, AnyProp], side: Side, part: str) -> float:
    """Return the height of what a hand or forearm is put down on: as `rest` says, else the floor; soft things give way a little."""
    on = posture.rest.get(f"{side}_{part}", posture.rest.get(f"{part}s", "floor"))
    return height_of(on, props) - sink_of(on, props)


def _on_top(pose: Pose, side: Side, hand: Hand, props: Mapping[str, AnyProp]) -> Reached:
    """Lay a flat hand on a top, by the edge that is nearest to the shoulder."""
    kinds, inwards = ON_TOP[hand.preset]
    name = next(name for name, prop in props.items() if isinstance(prop, kinds))
    prop = props[name]
    assert isinstance(prop, SLABS)
    frames = skeleton(pose)
    edge = top_edge(prop, None, frames[f"{side}_upper_arm"].at)
    middle = edge.centre + edge.inwards * inwards
    if hand.at is not None:  # the point under the palm
        middle = _home(hand.of or "", side, frames).point(sided(hand.at, side)) - edge.inwards * _PALM_AHEAD
    there = edge._replace(centre=middle)
    return Reached(*hold(pose, side, HandHold(name, there, HandForm("flat"), sink_of(name, props)), _wishes(hand, side, skeleton(pose))))


def _beside(pose: Pose, side: Side, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Reached | None:
    """Lay the arm of somebody who lies beside the body, palm down; upright it hangs."""
    frames = skeleton(pose)
    down = -frames["thorax"].axes[:, 2]
    if abs(float(down[2])) > _UPRIGHT:
        return None
    shoulder, ahead = frames[f"{side}_upper_arm"].at, unit((down[0], down[1], 0.0))
    aside = unit(np.cross((0.0, 0.0, 1.0), ahead))
    aside = aside * float(np.sign(aside @ (shoulder - frames["thorax"].at)))
    ground = _lies_at(posture, props) + _PALM
    fall = float(shoulder[2]) - ground
    at = shoulder + unit(ahead + _BESIDE_OUT * aside) * math.sqrt(max(_BESIDE_REACH**2 - fall**2, 1.0))
    at[2] = ground
    reached = reach_arm(pose, side, at, aside - np.array([0, 0, 0.4]))
    return Reached(hold_hand(reached.pose, side, hand_axes(ahead, np.array([0, 0, -1.0]))), reached.miss)


def _lies_at(posture: SettledPosture, props: Mapping[str, AnyProp]) -> float:
    """Return the height of what the body lies on."""
    return max((height_of(on, props) - sink_of(on, props) for part, on in posture.rest.items() if part in _LIES_ON), default=0.0)


def _reach_hand(pose: Pose, side: Side, data: HandPresetData, at: Array) -> Reached:
    frame = _home(data.of, side, skeleton(pose))
    axes = None
    if data.fingers and data.palm:
        axes = hand_axes(frame.direction(sided(data.fingers, side)), frame.direction(sided(data.palm, side)))
        if data.reach is not None:
            at = at - axes @ np.array([1.0, 0.0, -data.reach])
    pole = None if data.elbow is None else frame.direction(sided(data.elbow, side))
    reached = reach_arm(pose, side, at, pole)
    return reached if axes is None else Reached(hold_hand(reached.pose, side, axes), reached.miss)


def _home(of: str, side: Side, frames: Skeleton) -> Frame:
    """Return the segment that a place is measured in; one without its side is the hand's own."""
    if not of:
        return Frame(np.zeros(3), np.eye(3))
    return frames[of] if of in frames else frames[f"{side}_{of}"]


def _hand_point(data: HandPresetData, hand: Hand, side: Side, pose: Pose, props: Mapping[str, AnyProp]) -> Array | None:
    """Return where the wrist, or the surface point under the palm, is; None for a hand that hangs."""
    frames, k = skeleton(pose), outward(side)
    if data.at is not None:
        return _home(data.of, side, frames).point(sided(data.at, side))
    shoulder = frames[f"{side}_upper_arm"].at
    if hand.preset in ("on_wall", "near_wall"):
        return _wall_point(props, shoulder, k, 0.0 if hand.preset == "on_wall" else _HOVER)
    if hand.preset in ON_GROUND:
        ahead, aside = ON_GROUND[hand.preset]
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


def _forearm_down(pose: Pose, side: Side, hand: Hand, height: float) -> Reached:
    """Put the elbow on the floor as near below the shoulder as the arm allows, and lay the forearm along the floor."""
    k, up = outward(side), skeleton(pose)["thorax"].axes[:, 2]
    ahead = unit((up[0], up[1], 0.0))
    aside = np.cross((0.0, 0.0, 1.0), ahead) * k
    way = unit(ahead - (0.35 if hand.fingers is None else -hand.fingers[1]) * aside)
    miss = 0.0
    for _ in range(3):  # the shoulder moves with the arm
        shoulder = skeleton(pose)[f"{side}_upper_arm"].at
        fall = shoulder[2] - height - _ELBOW_DOWN
        elbow = shoulder + unit(ahead + FOREARM_ELBOW_OUT * aside) * math.sqrt(max(UPPER_ARM**2 - fall**2, 0.0))
        elbow[2] = height + _ELBOW_DOWN
        wrist = elbow + way * math.sqrt(FOREARM**2 - (_ELBOW_DOWN - _WRIST_DOWN) ** 2)
        wrist[2] = height + _WRIST_DOWN
        pose, miss = reach_arm(pose, side, wrist, elbow - (shoulder + wrist) / 2)
        miss = max(miss, float(fall) - UPPER_ARM)
    return Reached(hold_hand(pose, side, hand_axes(way, np.array([0, 0, -1.0]) - 0.35 * aside)), miss)


def hand_forms(posture: SettledPosture, props: Mapping[str, AnyProp], holds: Mapping[Side, HandHold]) -> dict[Side, HandForm]:
    """Return how each hand is closed: round what it holds, else as its preset says."""
    shapes = {side: HandForm(hand_data(posture.hands[side]).shape) for side in SIDES if side in posture.hands}
    loads = {side: HandForm("grip", radius) for side, radius in gripped(props).items()}
    return shapes | loads | {side: held.form for side, held in holds.items()}
