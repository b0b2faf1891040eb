"""What lies on what: turn and lift the whole body until the named parts touch their surfaces.

With the joint angles given the body is rigid, so one part sets the height, and two set the height and the slope.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.anatomy import ANKLE_HEIGHT, FOREARM, UPPER_ARM
from handouts.figure.bones.rotation import Array, Frame, about, unit
from handouts.figure.bones.skeleton import Skeleton
from handouts.figure.model.props import AnyProp, Roller
from handouts.figure.props.kinds import roller_axis, top_height

Surface = Callable[[Array], Array]
"""Points -> height of the surface under each, -1e3 where there is none."""

_SINK = {"roller": 1.0, "bed": 1.2, "sofa": 1.2, "pad": 0.8, "cushion": 0.8}
_FLOOR_SINK = 0.5
_KNEE_PAD = 3.0
_ON_SIDE = 0.7
"""How upright the pelvis's left-right axis stands when somebody lies on a side."""
_PARTS: Mapping[str, tuple[str, ...]] = {
    "shoulders": ("torso", "neck"),
    "back": ("torso",),
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
}


@dataclass(frozen=True, slots=True)
class Support:
    """Points of the body that should come down on a surface; `drop` is how far below a joint its skin is."""

    points: Array
    drop: float
    surface: Surface
    sink: float

    def gap(self, points: Array) -> float:
        """Return how far the lowest point is above its surface."""
        return float((points[:, 2] - self.drop - self.surface(points)).min()) + self.sink


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
        return np.where(inside, centre[2] + np.sqrt(np.maximum(radius * radius - q * q, 0)), -1e3)

    return over_roller


def settle(rest: Mapping[str, str], pelvis: Frame, body: tuple[Sequence[Mesh], Skeleton], props: Mapping[str, AnyProp]) -> Frame:
    """Return the pelvis at which the named parts rest."""
    supports = [support for part, on in rest.items() for support in _supports(part, on, body, props)]
    if not supports:
        return pelvis
    turn, lift = np.eye(3), 0.0
    if len(rest) > 1:
        turn = _slope(supports, pelvis.at)
    lift = -min(_gaps(supports, pelvis.at, turn))
    return Frame(pelvis.at + np.array([0, 0, lift]), turn @ pelvis.axes)


def _supports(part: str, on: str, body: tuple[Sequence[Mesh], Skeleton], props: Mapping[str, AnyProp]) -> list[Support]:
    meshes, frames = body
    surface = surface_of(on, props)
    sink = _FLOOR_SINK if on == "floor" else _SINK.get(props[on].kind, 0.3)
    sides = [part.split("_", 1)[0]] if part.startswith(("left_", "right_")) else ["left", "right"]
    kind = part.rsplit("_", 1)[-1]
    joint_and_drop = {
        "foot": ("foot", ANKLE_HEIGHT), "feet": ("foot", ANKLE_HEIGHT), "knee": ("shank", _KNEE_PAD), "knees": ("shank", _KNEE_PAD),
        "forearm": ("upper_arm", UPPER_ARM * 0.97 + 2.0), "forearms": ("upper_arm", UPPER_ARM * 0.97 + 2.0),
        "hands": ("upper_arm", (UPPER_ARM + FOREARM) * 0.985 + 3.0),
    }  # fmt: skip
    if kind in ("foot", "feet") and abs(float(frames["pelvis"].axes[2, 1])) > _ON_SIDE:
        chosen = [mesh.points for mesh in meshes if mesh.part in [f"{side}_foot" for side in sides]]
        return [Support(np.concatenate(chosen), 0.0, surface, 0.2)]
    if part not in _PARTS:
        segment, drop = joint_and_drop[kind]
        points = np.array([frames[f"{side}_{segment}"].at for side in sides])
        return [Support(points, drop, surface, 0.0)]
    points = np.concatenate([mesh.points[_chosen(part, mesh)] for mesh in meshes if mesh.part in _PARTS[part]])
    return [Support(points, 0.0, surface, sink)]


def _chosen(part: str, mesh: Mesh) -> Array:
    height = mesh.local[:, 2]
    if part == "shoulders" and mesh.part == "torso":
        return np.asarray((height > 0.62) & (height < 0.95))
    if part == "belly" and mesh.part == "torso":
        return np.asarray(height < 0.4)
    return np.ones(len(height), bool)


def _gaps(supports: Sequence[Support], pivot: Array, turn: Array) -> list[float]:
    return [support.gap(pivot + (support.points - pivot) @ turn.T) for support in supports]


def _slope(supports: Sequence[Support], pivot: Array) -> Array:
    """Return the turn at which the first and the second support have the same gap (bisection)."""
    first, second = supports[0], supports[-1]
    way = second.points.mean(0) - first.points.mean(0)
    axis = unit(np.cross((0.0, 0.0, 1.0), (way[0], way[1], 0.0)))

    def unevenness(angle_deg: float) -> float:
        a, b = _gaps((first, second), pivot, about(axis, angle_deg))
        return b - a

    low, high = -80.0, 80.0
    at_zero = unevenness(0.0)
    # turning by a positive angle about this axis lowers the second support
    low, high = (0.0, high) if at_zero > 0 else (low, 0.0)
    for _ in range(40):
        middle = (low + high) / 2
        if unevenness(middle) > 0:
            low = middle
        else:
            high = middle
    return about(axis, (low + high) / 2)
