"""A fist that holds a strand turns so that the strand leaves on the thumb's side, towards where it comes from."""

from collections.abc import Mapping

import numpy as np

from handouts.figure.bones.anatomy import Side
from handouts.figure.bones.reach import hold_hand
from handouts.figure.bones.rotation import Array, across, outward, unit
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.model.props import AnyProp, Solid
from handouts.figure.model.worn import Anchor, Strand
from handouts.figure.pose.posture import SettledPosture, hand_data
from handouts.figure.props.strands import limb_place

_HANDS: Mapping[str, Side] = {"left_hand": "left", "right_hand": "right"}
_TURN_MIN = 2.0
"""A strand that runs nearly along the forearm does not turn the fist."""


def turned_to_strands(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Pose:
    """Return the pose with each fist turned to its strand; one whose fingers and palm the file or its preset points keeps them."""
    for prop in props.values():
        if not isinstance(prop, Strand):
            continue
        for i, anchor in enumerate(prop.through):
            side = _HANDS.get(anchor.of or "")
            if side is None or anchor.at is not None or _is_pointed(posture, side):
                continue
            comes_from = _comes_from(prop.through, i, pose, props)
            if comes_from is not None:
                pose = _turned(pose, side, comes_from)
    return pose


def _is_pointed(posture: SettledPosture, side: Side) -> bool:
    hand = posture.hands.get(side)
    if hand is None:
        return False
    data = hand_data(hand)
    return hand.holds is not None or (data.fingers is not None and data.palm is not None)


def _turned(pose: Pose, side: Side, comes_from: Array) -> Pose:
    frames = skeleton(pose)
    z = frames[f"{side}_forearm"].axes[:, 2]
    way = across(comes_from - frames[f"{side}_hand"].at, z)
    if np.linalg.norm(way) < _TURN_MIN:
        return pose
    y = unit(way) * outward(side)
    return hold_hand(pose, side, np.stack([np.cross(y, z), y, z], 1))


def _comes_from(through: tuple[Anchor, ...], i: int, pose: Pose, props: Mapping[str, AnyProp]) -> Array | None:
    """Return the place of the anchor before a hand, or after it where the hand comes first; None beside the other hand."""
    anchor = through[i - 1] if i else through[1]
    if anchor.of in _HANDS and anchor.at is None and len(through) > 2 and 0 < i < len(through) - 1:
        anchor = through[i + 1]
    if anchor.on is not None:
        prop = props[anchor.on]
        assert isinstance(prop, Solid)
        return np.array([*prop.at, prop.up + (anchor.up or 0.0)])
    if anchor.round is not None:
        return limb_place(anchor.round, skeleton(pose))
    if anchor.of is not None:
        return None if anchor.of in _HANDS else skeleton(pose)[anchor.of].at
    return np.array(anchor.at, float)
