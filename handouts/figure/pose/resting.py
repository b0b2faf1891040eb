"""What lies on what: turn and lift the whole body until the named parts touch their surfaces.

One part sets the height, two the height and the slope, three and more are met as well as can be (least squares). A body on its side may
roll too. Thighs that a position keeps upright turn in the hips meanwhile. What the file writes of the pelvis stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.anatomy import ANKLE_HEIGHT, SIDES, UPPER_ARM, Side
from handouts.figure.bones.rotation import Array, Frame, about, about_z, unit
from handouts.figure.bones.skeleton import Pose, Skeleton, skeleton
from handouts.figure.model.props import AnyProp, Roller
from handouts.figure.pose.balance import least_squares
from handouts.figure.pose.posture import SettledPosture, tilted_hips
from handouts.figure.pose.sinking import FLOOR_SINK, HARD_SINK, SINK, sink_of
from handouts.figure.pose.soles import sole, touching
from handouts.figure.props.kinds import roller_axis, top_height

Surface = Callable[[Array], Array]
"""Points -> height of the surface under each, -1e3 where there is none."""

_NOWHERE = -1e3
BESIDE = 100.0
"""A gap (% of stature) that says: the part is not over what it rests on at all."""
_KNEE_PAD = 3.0
_JOINT_WITHIN = 4.4
"""How far the skin that a knee or an ankle rests on is from the middle of the joint."""
_JOINT_SEGMENTS: Mapping[str, tuple[str, str]] = {
    "knee": ("thigh", "shank"), "knees": ("thigh", "shank"), "ankle": ("shank", "foot"), "ankles": ("shank", "foot"),
}  # fmt: skip
_SIDE_SINK = 0.3
_ARM = 32.4  # from the shoulder down to the floor, with the elbow not quite straight and the hand a little outwards
_TURN_MAX_DEG = 80.0
_ON_SIDE = 0.7
"""How upright the pelvis's left-right axis stands when somebody lies on a side."""
_PARTS: Mapping[str, tuple[str, ...]] = {
    "shoulders": ("torso",),
    "back": ("torso", "left_buttock", "right_buttock"),
    "belly": ("torso", "pelvis"),
    "buttocks": ("left_buttock", "right_buttock"),
    "left_buttock": ("left_buttock",),
    "right_buttock": ("right_buttock",),
    "thighs": ("left_thigh", "right_thigh", "left_shorts_leg", "right_shorts_leg"),
    "left_thigh": ("left_thigh", "left_shorts_leg"),
    "right_thigh": ("right_thigh", "right_shorts_leg"),
    "left_inner_thigh": ("left_thigh", "left_shorts_leg"),
    "right_inner_thigh": ("right_thigh", "right_shorts_leg"),
    "left_shin": ("left_shank",),
    "right_shin": ("right_shank",),
    "left_shoulder": ("torso", "left_sleeve", "left_upper_arm"),
    "right_shoulder": ("torso", "right_sleeve", "right_upper_arm"),
    "left_hip": ("torso", "pelvis", "left_buttock", "left_shorts_leg"),
    "right_hip": ("torso", "pelvis", "right_buttock", "right_shorts_leg"),
}
_ARM_PARTS = ("hand", "hands", "forearm", "forearms")
_ROLL_WEIGHT = 0.02
"""How much a degree of roll counts against a gap of 1 % of stature: a body rolls only where that brings it down on all it rests on."""


@dataclass(frozen=True, slots=True)
class Support:
    """Points of the body that should come down on a surface, each in its segment; `drop` is how far below a joint its skin is."""

    part: str
    points: tuple[tuple[str, Array], ...]
    drop: float
    surface: Surface
    sink: float

    def world(self, frames: Skeleton) -> Array:
        """Return where the points are."""
        return np.concatenate([frames[segment].at + local @ frames[segment].axes.T for segment, local in self.points])

    def gap(self, frames: Skeleton) -> float:
        """Return how far the lowest point is above its surface."""
        points = self.world(frames)
        return float((points[:, 2] - self.drop - self.surface(points)).min()) + self.sink


class Rested(NamedTuple):
    """The pose at which the named parts rest, and by how much (% of stature) each of them misses its surface."""

    pose: Pose
    gaps: Mapping[str, float]


class _Ways(NamedTuple):
    """How a body may move to come to rest: axes it may turn about, whether the first evens out a pair, and whether it may be lifted."""

    pivot: Array
    axes: tuple[Array, ...]
    weights: tuple[float, ...]
    lifts: bool
    evens: bool
    pair: tuple[int, int] = (0, 0)


def surface_of(name: str, props: Mapping[str, AnyProp]) -> Surface:
    """Return the surface of the floor or of a prop."""
    if name == "floor":
        return lambda points: np.zeros(len(points))
    prop = props[name]
    if not isinstance(prop, Roller):
        top = top_height(prop)
        return lambda points: np.full(len(points), top)
    centre, axis, radius = roller_axis(prop)
    across = unit(np.cross(axis, (0, 0, 1)))

    def over_roller(points: Array) -> Array:
        q = (points - centre) @ across
        inside = np.abs(q) < radius
        return np.where(inside, centre[2] + np.sqrt(np.maximum(radius * radius - q * q, 0)), _NOWHERE)

    return over_roller


def settle(pose: Pose, posture: SettledPosture, meshes: Sequence[Mesh], props: Mapping[str, AnyProp]) -> Rested:
    """Return the pose at which the named parts rest."""
    supports = [s for part, on in posture.rest.items() for s in _supports(part, on, (meshes, pose, posture), props)]
    if posture.pelvis.tilt is not None:  # the slope is written, so arms bend as they must
        supports = [s for s in supports if not s.part.endswith(_ARM_PARTS)] or supports
    if not supports:
        return Rested(pose, {})
    settled, missed = _settled(pose, posture, supports)
    there = [s for s in supports if abs(missed[s.part]) < BESIDE]
    if 0 < len(there) < len(supports):  # a part that is not over what it rests on must not tip the body over
        settled, found = _settled(pose, posture, there)
        missed = {**missed, **found}
    return Rested(_over_knees(settled, posture), missed)


def _settled(pose: Pose, posture: SettledPosture, supports: Sequence[Support]) -> tuple[Pose, dict[str, float]]:
    """Return the pose at which these supports have come down, and by how much each misses its surface."""
    frames = skeleton(pose)
    ways = _ways(supports, frames, posture)

    def moved(by: Array) -> Pose:
        turn = np.eye(3)
        for axis, angle_deg in zip(ways.axes, by[1:], strict=True):
            turn = about(axis, float(angle_deg)) @ turn
        forwards = float(by[1] * (ways.axes[0] @ frames["pelvis"].axes[:, 1])) if ways.evens else 0.0
        lift = np.array([0, 0, float(by[0]) if ways.lifts else 0.0])
        there = pose.at(Frame(ways.pivot + lift, turn @ pose.pelvis.axes))
        return tilted_hips(there, posture, (posture.pelvis.tilt or 0.0) + forwards)

    def gaps(by: Array) -> list[float]:
        here = skeleton(moved(by))
        return [s.gap(here) for s in supports]

    def errors(by: Array) -> Array:
        return np.array([*gaps(by), *(w * a for w, a in zip(ways.weights, by[1:], strict=True))])

    found = _evened(gaps, ways) if ways.evens else np.zeros(1 + len(ways.axes))
    found[0] = -min(gaps(found)) if ways.lifts else 0.0
    if len(supports) > 2 or not ways.lifts:
        found = least_squares(errors, found)
    return moved(found), dict(zip((s.part for s in supports), gaps(found), strict=True))


def _over_knees(pose: Pose, posture: SettledPosture) -> Pose:
    """Keep resting knees below the middle of the body, wherever the hips then are, so that they stay where they are as the body moves."""
    sides = [side for side in SIDES if posture.rest.keys() & {"knees", f"{side}_knee"}]
    if not sides or posture.pelvis.forward is not None or "side" in posture.position:
        return pose
    frames = skeleton(pose)
    ahead = float(np.mean([frames[f"{side}_shank"].at[0] for side in sides]))
    return pose.at(Frame(pose.pelvis.at - np.array([ahead, 0.0, 0.0]), pose.pelvis.axes))


def _evened(gaps: Callable[[Array], list[float]], ways: _Ways) -> Array:
    """Return the turn at which the two supports it is about have the same gap (bisection: a roller's edge has no slope to follow)."""
    first, second = ways.pair
    by = np.zeros(1 + len(ways.axes))

    def unevenness(angle_deg: float) -> float:
        by[1] = angle_deg
        found = gaps(by)
        return found[second] - found[first]

    # turning by a positive angle about this axis lowers the second support
    low, high = (0.0, _TURN_MAX_DEG) if unevenness(0.0) > 0 else (-_TURN_MAX_DEG, 0.0)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if unevenness(middle) > 0 else (low, middle)
    by[1] = (low + high) / 2
    return by


def _ways(supports: Sequence[Support], frames: Skeleton, posture: SettledPosture) -> _Ways:
    """Turn about the axis square to the farthest two supports; on a side, with three or more, roll about the line between them too.

    Only the angle that the file writes is fixed: `tilt` is the slope, `drop_left` the roll.
    """
    asked, is_on_side = posture.pelvis, "side" in posture.position
    middles = [s.world(frames).mean(0)[:2] for s in supports]
    pairs = list(combinations(range(len(supports)), 2))
    pair = (0, 0)
    if pairs:
        pair = max(pairs, key=lambda two: round(float(np.linalg.norm(middles[two[1]] - middles[two[0]])), 6))
        way = unit((*(middles[pair[1]] - middles[pair[0]]), 0.0))
    evens = bool(pairs) and asked.tilt is None
    axes: tuple[Array, ...] = (_slope_axis(way, posture),) if evens else ()
    weights: tuple[float, ...] = (0.0,) if evens else ()
    if is_on_side and len(supports) > 2 and asked.drop_left is None:
        axes, weights = (*axes, way), (*weights, _ROLL_WEIGHT)
    return _Ways(frames["pelvis"].at, axes, weights, asked.height is None, evens, pair)


def _slope_axis(way: Array, posture: SettledPosture) -> Array:
    """Return the axis square to a level way; a body on its side whose roll is written keeps it, and turns about its own level axis."""
    square: Array = np.cross((0.0, 0.0, 1.0), way)
    if posture.pelvis.drop_left is None or "side" not in posture.position:
        return square
    level = about_z(posture.pelvis.turn_left or 0.0)[:, 1]
    return level if level @ square > 0 else -level


def part_points(part: str, meshes: Sequence[Mesh], frames: Skeleton) -> Array:
    """Return the points of a part that rests; none for one that is held at a joint (hands, forearms)."""
    kind = part.rsplit("_", 1)[-1]
    sides = _sides(part)
    if kind in _JOINT_SEGMENTS:
        near = [_near_joint(kind, side, meshes, frames) for side in sides]
        return np.concatenate([points for _, points in chain.from_iterable(near)])
    names = _PARTS.get(part, tuple(f"{side}_foot" for side in sides) if kind in ("foot", "feet") else ())
    return np.concatenate([np.zeros((0, 3)), *(mesh.points for mesh in meshes if mesh.part in names)])


def _sides(part: str) -> list[Side]:
    return ["left"] if part.startswith("left_") else ["right"] if part.startswith("right_") else ["left", "right"]


def _near_joint(kind: str, side: Side, meshes: Sequence[Mesh], frames: Skeleton) -> list[tuple[Mesh, Array]]:
    """Return the skin round a knee or an ankle: its front, its inner and its outer side."""
    above, below = _JOINT_SEGMENTS[kind]
    joint = frames[f"{side}_{below}"].at
    near = [(mesh, mesh.points[np.linalg.norm(mesh.points - joint, axis=1) < _JOINT_WITHIN]) for mesh in meshes]
    return [(mesh, points) for mesh, points in near if mesh.part in (f"{side}_{above}", f"{side}_{below}")]


def _supports(part: str, on: str, body: tuple[Sequence[Mesh], Pose, SettledPosture], props: Mapping[str, AnyProp]) -> list[Support]:
    meshes, pose, posture = body
    frames = skeleton(pose)
    surface = surface_of(on, props)
    sink = FLOOR_SINK if on == "floor" else SINK.get(props[on].kind, HARD_SINK)
    sides = _sides(part)
    kind = part.rsplit("_", 1)[-1]
    if kind in ("foot", "feet"):
        return _foot_supports(part, sides, (meshes, pose, posture), surface, props)
    if kind in ("ankle", "ankles") or (kind in ("knee", "knees") and "side" in posture.position):
        skin = [_in_segment(mesh, points, frames) for side in sides for mesh, points in _near_joint(kind, side, meshes, frames)]
        return [Support(part, tuple(skin), 0.0, surface, _SIDE_SINK)]
    if kind == "shin" and "side" in posture.position:
        edges = [_in_segment(mesh, mesh.points, frames) for mesh in meshes if mesh.part == f"{sides[0]}_shank"]
        return [Support(part, tuple(edges), 0.0, surface, _SIDE_SINK)]
    joint_and_drop = {
        "knee": ("shank", _KNEE_PAD), "knees": ("shank", _KNEE_PAD), "forearm": ("upper_arm", UPPER_ARM * 0.97 + 2.0),
        "forearms": ("upper_arm", UPPER_ARM * 0.97 + 2.0), "hand": ("upper_arm", _ARM), "hands": ("upper_arm", _ARM),
    }  # fmt: skip
    if part not in _PARTS:
        segment, drop = joint_and_drop[kind]
        joints = tuple((_rigid(f"{side}_{segment}"), _local(frames, f"{side}_{segment}")) for side in sides)
        return [Support(part, joints, drop, surface, sink_of(on, props))]
    points = [_in_segment(mesh, mesh.points[_chosen(part, mesh)], frames) for mesh in meshes if mesh.part in _PARTS[part]]
    return [Support(part, tuple(points), 0.0, surface, sink)]


def _foot_supports(
    part: str, sides: Sequence[Side], body: tuple[Sequence[Mesh], Pose, SettledPosture], surface: Surface, props: Mapping[str, AnyProp]
) -> list[Support]:
    """Feet of legs whose knees rest follow the knees; those of a body on its side lie on their edge; others are held as they stand."""
    meshes, pose, posture = body
    frames = skeleton(pose)
    if "side" in posture.position or abs(float(frames["pelvis"].axes[2, 1])) > _ON_SIDE:
        edges = [_in_segment(mesh, mesh.points, frames) for mesh in meshes if mesh.part in [f"{side}_foot" for side in sides]]
        return [Support(part, tuple(edges), 0.0, surface, 0.2)]
    feet = touching(posture)
    free = [side for side in sides if not posture.kneels(side)]
    if not free or "sitting" in posture.position:
        return []
    side = free[0]
    if posture.kept_feet.issuperset(free) or not feet.keys() & set(free):
        edges = [_in_segment(mesh, mesh.points, frames) for mesh in meshes if mesh.part in [f"{s}_foot" for s in free]]
        return [Support(part, tuple(edges), 0.0, surface, 0.0)]
    drop = ANKLE_HEIGHT
    if side in feet:
        ankle = sole(feet[side], side, pose, posture, props).ankle
        drop = float(ankle[2] - surface(ankle[None])[0])
    return [Support(part, tuple((f"{s}_foot", np.zeros((1, 3))) for s in free), drop, surface, 0.0)]


def _rigid(segment: str) -> str:
    """An arm goes with the pelvis as long as the spine does not move; a knee is where its thigh ends."""
    return "pelvis" if "arm" in segment else segment


def _local(frames: Skeleton, segment: str) -> Array:
    home = frames[_rigid(segment)]
    at: Array = (frames[segment].at - home.at)[None] @ home.axes
    return at


def _in_segment(mesh: Mesh, points: Array, frames: Skeleton) -> tuple[str, Array]:
    """Return the points of a mesh in the segment that carries it, the pelvis for all above the hips."""
    side, _, rest = mesh.part.partition("_")
    segment = {"thigh": "thigh", "shorts_leg": "thigh", "shank": "shank", "foot": "foot"}.get(rest)
    name = f"{side}_{segment}" if segment else "pelvis"
    return name, (points - frames[name].at) @ frames[name].axes


def _chosen(part: str, mesh: Mesh) -> Array:
    height = mesh.local[:, 2]
    if part.endswith(("shoulders", "shoulder")) and mesh.part == "torso":
        return np.asarray((height > 0.62) & (height < 0.95))
    if part == "belly" and mesh.part == "torso":
        return np.asarray(height < 0.4)
    if part in ("left_hip", "right_hip") and mesh.part == "torso":
        return np.asarray(height < 0.2)
    return np.ones(len(height), bool)
