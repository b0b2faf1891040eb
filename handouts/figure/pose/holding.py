"""A hand that holds something: how it lies on it, the way a wrist and a forearm like best, and the arm that brings it there.

Round a bar a hand can lie at any angle and with its thumb either way along it. The one is taken that bends and twists the wrist least,
that the arm reaches, with the palm on top of a level bar and the thumb up on an upright one.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handouts.figure.body.hands import HandForm, grip_centre
from handouts.figure.bones.anatomy import FOREARM, UPPER_ARM, Side
from handouts.figure.bones.reach import hold_hand, reach_arm, two_bone
from handouts.figure.bones.rotation import Array, about, across, outward, unit
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.pose.holdable import Edge, HeldBar, is_over

_PALM = 1.0
_ROUNDS = 2
_COARSE_DEG, _FINE_DEG = 15, (-10, -5, 5, 10)
_EXTENSION_DEG, _DEVIATION_DEG, _TWIST_DEG = 60.0, 25.0, 75.0
"""A wrist bent or a forearm twisted so far costs one; twice as far costs four."""
_LEVEL, _UPRIGHT = 0.6, 0.8
_PALM_DOWN, _THUMB_UP, _PALM_ASKED = 2.0, 1.2, 4.0
_STRETCHED = 0.97
_OVER_EDGE_BACK, _BEFORE_EDGE = 4.4, 2.4
"""The wrist's distance from the edge: inwards, with the fingers over it; outwards, with the thumb over it."""


@dataclass(frozen=True, slots=True)
class HandHold:
    """How a hand holds a thing: what it is called, its place, and the form of the hand."""

    name: str
    thing: HeldBar | Edge
    form: HandForm
    sink: float = 0.0


class HandOn(NamedTuple):
    """The new pose, and by how much (% of stature) the hand missed what it holds."""

    pose: Pose
    miss: float


class Wishes(NamedTuple):
    """What a figure file says of a hand that holds: where elbow, palm and fingers point in the world; None where left out."""

    elbow: Array | None = None
    palm: Array | None = None
    fingers: Array | None = None


def form_on(held: HeldBar | Edge, pelvis: Array) -> HandForm:
    """Return the form of a hand on a thing: round a bar, fingers over an edge in front of it, thumb over one it comes from."""
    if isinstance(held, HeldBar):
        return HandForm("grip", held.radius)
    return HandForm("fingers_over" if is_over(held, pelvis) else "thumb_over")


def hold(pose: Pose, side: Side, held: HandHold, wishes: Wishes) -> HandOn:
    """Bring a hand to what it holds; the shoulder moves with the arm, so it takes a few rounds."""
    miss = 0.0
    for _ in range(_ROUNDS):
        arm = _Arm.of(pose, side, wishes)
        if isinstance(held.thing, HeldBar):
            axes = _round_bar(held.thing, arm, wishes)
            wrist = held.thing.centre - axes @ grip_centre(held.thing.radius)
        else:
            axes, wrist = _on_edge(held, arm, wishes)
        pose, miss = reach_arm(pose, side, wrist, wishes.elbow)
    return HandOn(hold_hand(pose, side, axes), miss)


@dataclass(frozen=True, slots=True, eq=False)
class _Arm:
    """An arm that looks for its grip: its side, its shoulder, where its elbow points."""

    side: Side
    shoulder: Array
    pole: Array

    @classmethod
    def of(cls, pose: Pose, side: Side, wishes: Wishes) -> "_Arm":
        frames = skeleton(pose)
        pole = frames["thorax"].axes @ np.array([-0.6, 0.7 * outward(side), -0.5]) if wishes.elbow is None else wishes.elbow
        return cls(side, frames[f"{side}_upper_arm"].at, pole)

    def strain(self, axes: Array, wrist: Array) -> float:
        """Return how much a hand with these axes at this wrist bends and twists the arm."""
        elbow, end = two_bone(self.shoulder, wrist, (UPPER_ARM, FOREARM), self.pole)
        upper, forearm, k = unit(self.shoulder - elbow), unit(elbow - end), outward(self.side)
        cost = bent_wrist(axes, forearm)
        hinge = np.cross(forearm, upper)
        if np.linalg.norm(hinge) > 0.05:
            y = unit(hinge)
            palm = axes[:, 0]
            twist = -k * math.degrees(math.atan2(float(palm @ y), float(palm @ np.cross(y, forearm)))) - 75
            cost += (((twist + 180) % 360 - 180) / _TWIST_DEG) ** 2
        far = float(np.linalg.norm(wrist - self.shoulder)) - _STRETCHED * (UPPER_ARM + FOREARM)
        return cost + 4.0 * max(0.0, far)


def bent_wrist(axes: Array, forearm: Array) -> float:
    """Return how much a wrist bends, 1 where it feels it, for the axes of a hand and the direction from wrist to elbow."""
    bent = axes.T @ forearm
    extension = math.degrees(math.atan2(-bent[0], bent[2]))
    deviation = math.degrees(math.asin(max(-1.0, min(1.0, float(bent[1])))))
    return (extension / _EXTENSION_DEG) ** 2 + (deviation / _DEVIATION_DEG) ** 2


def ways_round(bar: HeldBar, first: Array) -> list[Array]:
    """Return the axes of a hand at all angles round a bar, from a first direction to the wrist, with its thumb either way."""
    return [_axes(bar, first, float(turn), thumb) for turn in range(-165, 181, _COARSE_DEG) for thumb in (1, -1)]


def _round_bar(bar: HeldBar, arm: _Arm, wishes: Wishes) -> Array:
    """Return the axes of the hand that holds a bar with the least strain."""
    first = unit(across(arm.shoulder - bar.centre if wishes.fingers is None else -wishes.fingers, bar.axis))

    def cost(turn_deg: float, thumb: int) -> float:
        axes = _axes(bar, first, turn_deg, thumb)
        return arm.strain(axes, bar.centre - axes @ grip_centre(bar.radius)) + _taste(bar, axes, arm.side, wishes)

    turns = range(-165, 181, _COARSE_DEG) if wishes.fingers is None else (0,)
    best = min(((float(turn), thumb) for turn in turns for thumb in (1, -1)), key=lambda way: round(cost(*way), 9))
    if wishes.fingers is None:
        best = min([best, *((best[0] + more, best[1]) for more in _FINE_DEG)], key=lambda way: round(cost(*way), 9))
    return _axes(bar, first, *best)


def _axes(bar: HeldBar, first: Array, turn_deg: float, thumb: int) -> Array:
    z, y = about(bar.axis, turn_deg) @ first, bar.axis * thumb
    return np.stack([np.cross(y, z), y, z], 1)


def _taste(bar: HeldBar, axes: Array, side: Side, wishes: Wishes) -> float:
    """Return what a hand would rather not: a palm that does not lie on top, a thumb that points down."""
    palm, steep = axes[:, 0], abs(float(bar.axis[2]))
    asked = wishes.palm if wishes.palm is not None else bar.palm
    if asked is not None:
        return _PALM_ASKED * (1 - float(palm @ unit(across(asked, bar.axis))))
    if steep > _UPRIGHT:
        return _THUMB_UP * (1 - outward(side) * float(axes[2, 1]))
    return _PALM_DOWN * (1 + float(palm[2])) if steep < _LEVEL else 0.0


def _on_edge(held: HandHold, arm: _Arm, wishes: Wishes) -> tuple[Array, Array]:
    """Return axes and wrist of a palm that lies on a top by its edge."""
    edge = held.thing
    assert isinstance(edge, Edge)
    over = held.form.shape == "fingers_over"
    ahead = -edge.inwards if over else edge.inwards
    level = np.array([*(edge.centre - arm.shoulder)[:2], 0.0])
    slanted = unit(across(level, np.array([0, 0, 1.0]))) if np.linalg.norm(level) > 1 else ahead
    fingers = unit(ahead + 0.5 * slanted) if wishes.fingers is None else wishes.fingers
    z = -unit(across(fingers, np.array([0, 0, 1.0])))
    x = np.array([0, 0, -1.0])
    axes = np.stack([x, np.cross(z, x), z], 1)
    back = _OVER_EDGE_BACK if over else -_BEFORE_EDGE
    return axes, edge.centre + edge.inwards * back + np.array([0, 0, _PALM - held.sink])
