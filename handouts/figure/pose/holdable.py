"""What a hand can hold: a bar it closes round (a rail, a post, a stick, a limb), or the edge of something flat. World, % of stature."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from handouts.figure.body import flesh
from handouts.figure.body.mesh import Coordinates, pchip
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array, about_y, outward
from handouts.figure.bones.skeleton import Pose, Skeleton, skeleton
from handouts.figure.model.posture import Hand
from handouts.figure.model.props import AnyProp, Bed, BoxProp, Chair, Doorframe, PostProp, Rail, Sofa, StepProp, Worktop
from handouts.figure.model.worn import Stick
from handouts.figure.pose.presets import HANDS
from handouts.figure.props.furniture import CHAIR_BACK_TOP, LINTEL, POST_HALF, RAIL_RADIUS, rail_line
from handouts.figure.props.held import stick_line
from handouts.figure.props.kinds import top_height

SLABS = (Worktop, Bed, Sofa, BoxProp, StepProp)
"""Things with a flat top, held by an edge of it."""
HOLDABLE_PROPS = (Rail, PostProp, Doorframe, Chair, Stick, *SLABS)
_POST_BELOW_SHOULDER = 10.0
_SQUARE = 1.1
"""A hand closes round a square post as round a bar so much thicker."""
_SPACE = 2.5
"""A hand that finds its own place stays so far from the ends of what it holds."""


class HeldBar(NamedTuple):
    """Something a hand closes round: the middle of the hand's place on it, its unit direction, its radius there.

    `palm` is where the palm should face, where the thing says so: up against the back of a thigh. `beyond` is by how much the place is
    past the end of the thing.
    """

    centre: Array
    axis: Array
    radius: float
    palm: Array | None = None
    beyond: float = 0.0


class Edge(NamedTuple):
    """The rim of a flat top: the place of the hand on it, the unit direction it runs in, and the way in over the top."""

    centre: Array
    axis: Array
    inwards: Array
    beyond: float = 0.0


Holdable = HeldBar | Edge


class HeldLimb(NamedTuple):
    """A part of the body that a hand holds: its segment, how far along it, where the palm faces in its axes."""

    segment: str
    along: float
    palm: tuple[float, float, float] | None = None


LIMBS: Mapping[str, HeldLimb] = {
    "ankle": HeldLimb("shank", -20.9),
    "shin": HeldLimb("shank", -6.5, (-1, 0, 0)),
    "knee": HeldLimb("shank", -3.2, (-1, 0, 0)),
    "thigh": HeldLimb("thigh", -16.5, (1, 0, 0)),
    "foot": HeldLimb("foot", 3.0),
    "toes": HeldLimb("foot", 7.0),
    "wrist": HeldLimb("forearm", -12.9),
}
"""What a physio may say after `left_` or `right_`; a knee is hugged just below it, a thigh is held from behind."""

_ROWS: Mapping[str, tuple[Coordinates, ...]] = {"shank": flesh.SHANK, "thigh": flesh.THIGH, "forearm": flesh.FOREARM}
_INSTEP, _INSTEP_RADIUS = (3.0, 0.0, -1.7), 2.25
_TOE_JOINT, _TOE_RADIUS, _TOES_HELD = (7.0, 0.0, -2.9), 0.95, 2.6
"""Toes are held from their tips: the palm in front of them, the fingers under them or over them."""


def limb_names(hand: Side) -> tuple[str, ...]:
    """Return the parts of the body that a hand can hold."""
    return tuple(f"{side}_{part}" for side in SIDES for part in LIMBS if not (part == "wrist" and side == hand))


def held_limb(hand: Hand) -> HeldLimb | None:
    """Return the limb a hand holds, by its preset or by name; None for a prop or nothing."""
    return LIMBS.get((hand.holds or HANDS[hand.preset].holds).partition("_")[2])


def held_thing(hand: Hand, side: Side, pose: Pose, props: Mapping[str, AnyProp]) -> Holdable:
    """Return what a hand holds, where it holds it."""
    name = hand.holds or ""
    if name in props:
        return _on_prop(props[name], hand, side, pose)
    whose, _, part = name.partition("_")
    return _limb(part, "left" if whose == "left" else "right", hand.along or 0.0, pose)


def _limb(part: str, side: Side, along: float, pose: Pose) -> HeldBar:
    limb, frames = LIMBS[part], skeleton(pose)
    frame = frames[f"{side}_{limb.segment}"]
    if part == "toes":
        bend = about_y(-pose.angle(f"{side}_toes", "extension"))
        ahead = frame.axes @ bend[:, 0]
        return HeldBar(frame.point(_TOE_JOINT) + (_TOES_HELD + along) * ahead, frame.axes[:, 1], _TOE_RADIUS, -ahead)
    if part == "foot":
        return HeldBar(frame.point(_INSTEP) + along * frame.axes[:, 0], frame.axes[:, 0], _INSTEP_RADIUS)
    z = limb.along + along
    (x, y, *radii), (last, first) = _sections(limb.segment, np.array([z]))[0], _ends(limb.segment)
    front, back, outer, inner = radii
    middle = (x + (front - back) / 2, outward(side) * (y + (outer - inner) / 2), z)
    palm = None if limb.palm is None else frame.direction(limb.palm)
    return HeldBar(frame.point(middle), frame.axes[:, 2], (sum(radii) / 4 + max(radii)) / 2, palm, max(0.0, last - z, z - first))


def _sections(segment: str, z: Array) -> Array:
    """Return the sections of a limb at heights along it: middle x and y, and the radii to the front, back, outside and inside."""
    rows = np.array([row[:7] for row in _ROWS[segment]])[::-1]
    return pchip(rows[:, 0], rows[:, 1:], z)


def _ends(segment: str) -> tuple[float, float]:
    return _ROWS[segment][-1][0], _ROWS[segment][0][0]


def depth_in(held: str, bar: HeldBar, points: Array, frames: Skeleton) -> float:
    """Return how deep the deepest of these points lies in a bar; a limb is not round, so its own section counts."""
    side, _, part = held.partition("_")
    segment = LIMBS[part].segment if part in LIMBS else ""
    if segment not in _ROWS:
        off = points - bar.centre
        return bar.radius - float(np.linalg.norm(off - (off @ bar.axis)[:, None] * bar.axis, axis=1).min())
    frame = frames[f"{side}_{segment}"]
    local = (points - frame.at) @ frame.axes * (1, 1 if side == "left" else -1, 1)
    local = local[(local[:, 2] > _ends(segment)[0]) & (local[:, 2] < _ends(segment)[1])]
    if not len(local):
        return 0.0
    x, y, front, back, outer, inner = _sections(segment, local[:, 2]).T
    dx, dy = local[:, 0] - x, local[:, 1] - y
    share = np.hypot(dx / np.where(dx > 0, front, back), dy / np.where(dy > 0, outer, inner))
    return float((np.hypot(dx, dy) * (1 / np.maximum(share, 1e-6) - 1)).max())


def _on_prop(prop: AnyProp, hand: Hand, side: Side, pose: Pose) -> Holdable:
    frames = skeleton(pose)
    shoulder = frames[f"{side}_upper_arm"].at
    if isinstance(prop, Stick):
        low, way = stick_line(frames["pelvis"], frames["thorax"])
        along = hand.along or 0.0
        return HeldBar(low + way * (prop.length / 2 + along), way, prop.radius, beyond=_beyond(along, prop.length / 2))
    if isinstance(prop, PostProp | Doorframe):
        height = hand.along if hand.along is not None else min(float(shoulder[2]) - _POST_BELOW_SHOULDER, prop.height - _SPACE)
        x, y = prop.at
        aside = outward(side) * (prop.width + LINTEL) / 2 if isinstance(prop, Doorframe) else 0.0
        radius = LINTEL / 2 if isinstance(prop, Doorframe) else POST_HALF
        place = np.array([x, y + aside, prop.up + height])
        return HeldBar(place, np.array([0, 0, 1.0]), radius * _SQUARE, beyond=max(0.0, height - prop.height, -height))
    if isinstance(prop, Rail):
        middle, way = rail_line(prop)
        middle = middle + np.array([0, 0, prop.up])
        along = _place(hand.along, float((shoulder - middle) @ way), prop.length / 2)
        return HeldBar(middle + way * along, way, RAIL_RADIUS, beyond=_beyond(along, prop.length / 2))
    if isinstance(prop, Chair):
        return chair_back(prop, hand.along, shoulder)
    assert isinstance(prop, SLABS)
    return top_edge(prop, hand.along, shoulder)


def _place(along: float | None, nearest: float, half: float) -> float:
    """Return a place along something from its middle: as written, else nearest to the shoulder, off its ends."""
    return along if along is not None else max(-(half - _SPACE), min(half - _SPACE, nearest))


def _beyond(along: float, half: float) -> float:
    return max(0.0, abs(along) - half)


def chair_back(chair: Chair, along: float | None, shoulder: Array) -> Holdable:
    """Return the top of a chair's back, thin enough to close a hand round; of a stool the edge of its seat."""
    length, width, seat = chair.size
    x, y = chair.at
    if chair.back == "none":
        return _rim((x, y), (length, width), chair.up + seat, along, shoulder)
    height = chair.up + seat + CHAIR_BACK_TOP - 1.0
    if chair.back in ("left", "right"):
        y += (width / 2 - 1.5) * (1 if chair.back == "left" else -1)
        place = _place(along, float(shoulder[0]) - x, length / 2)
        return HeldBar(np.array([x + place, y, height]), np.array([1.0, 0, 0]), 1.0, beyond=_beyond(place, length / 2))
    x += (length / 2 - 1.5) * (1 if chair.back == "front" else -1)
    place = _place(along, float(shoulder[1]) - y, width / 2)
    return HeldBar(np.array([x, y + place, height]), np.array([0, 1.0, 0]), 1.0, beyond=_beyond(place, width / 2))


def top_edge(prop: Worktop | Bed | Sofa | BoxProp | StepProp, along: float | None, shoulder: Array) -> Edge:
    """Return the edge of a flat top that is nearest to the shoulder."""
    return _rim(prop.at, (prop.size[0], prop.size[1]), top_height(prop), along, shoulder)


def _rim(at: tuple[float, float], size: tuple[float, float], height: float, along: float | None, shoulder: Array) -> Edge:
    middle, half = np.array(at), np.array(size) / 2
    off = shoulder[:2] - middle
    beyond = np.abs(off) - half
    across = int(np.argmax(beyond))  # outside: the side it is furthest out of; inside: the side it is nearest to
    sign = 1.0 if off[across] >= 0 else -1.0
    place = np.array([*middle, height])
    place[across] += sign * half[across]
    here = _place(along, float(off[1 - across]), float(half[1 - across]))
    place[1 - across] += here
    axis, inwards = np.zeros(3), np.zeros(3)
    axis[1 - across], inwards[across] = 1.0, -sign
    return Edge(place, axis, inwards, _beyond(here, float(half[1 - across])))


def is_over(edge: Edge, pelvis: Array) -> bool:
    """Return whether the body is over the top, as a sitter's is, and not in front of its edge."""
    return bool((pelvis - edge.centre) @ edge.inwards > 0)
