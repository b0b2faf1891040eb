"""The meshes of soft and round things: pads, pillows, rollers, towels, balls; they give way where a body presses them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from handouts.figure.body.mesh import Mesh, ellipsoid, stack
from handouts.figure.bones.rotation import Array, unit
from handouts.figure.model import props as kinds
from handouts.figure.props.furniture import span
from handouts.figure.props.shapes import cylinder, dome, shell_mesh, soft_box
from handouts.figure.props.wearer import Wearer

Plane = tuple[Array, float]
"""What a ball is pressed by: the way to it from the ball's middle, and how far off it is."""
_BULGE_MAX, _PRESSED_MIN = 1.14, 0.4
_DENT_WIDE = 1.8
_BETWEEN: Mapping[str, tuple[str, tuple[float, float, float]]] = {
    "knees": ("shank", (0.0, 0.0, 1.2)),
    "ankles": ("shank", (0.0, 0.0, -21.0)),
    "feet": ("foot", (3.0, 0.0, -1.5)),
    "hands": ("hand", (1.6, 0.0, -5.2)),
}


def _pad(name: str, prop: kinds.Pad, wearer: Wearer) -> list[Mesh]:
    x0, y0, x1, y1, h = span(prop)
    del wearer
    return soft_box((x0, y0, 0), (x1, y1, h), name, "soft", rounding=min(1.4, h * 0.45))


def _cloth(name: str, prop: kinds.Cloth, wearer: Wearer) -> list[Mesh]:
    x0, y0, x1, y1, h = span(prop)
    del wearer
    return soft_box((x0, y0, 0), (x1, y1, h), name, "towel", rounding=h * 0.45)


def _pillow(name: str, prop: kinds.Pillow, wearer: Wearer) -> list[Mesh]:
    """A cushion, pressed in from above by what lies on it."""
    x0, y0, x1, y1, h = span(prop)
    mesh = _cushion_shape((x0, y0, x1, y1, h), name)
    body = np.concatenate([np.zeros((0, 3)), *(m.points for m in wearer.meshes)]) - np.array([0, 0, prop.up])
    body = body[(np.abs(body[:, 0] - prop.at[0]) < prop.size[0] / 2) & (np.abs(body[:, 1] - prop.at[1]) < prop.size[1] / 2)]
    if not len(body):
        return [mesh]
    points = mesh.points.copy()
    for i in np.flatnonzero(points[:, 2] > h * 0.4):
        below = body[np.linalg.norm(body[:, :2] - points[i, :2], axis=1) < _DENT_WIDE, 2]
        if len(below):
            points[i, 2] = max(h * 0.3, min(points[i, 2], float(below.min())))
    return [replace(mesh, points=points)]


def _cushion_shape(plan: tuple[float, float, float, float, float], name: str) -> Mesh:
    """A filled cushion: rings of rounded oblongs from the middle of its top over the rim to the middle of its underside."""
    x0, y0, x1, y1, h = plan
    share = np.linspace(0.02, 1, 18)
    rise = np.sqrt(1 - share**5) * h / 2
    wide, z = np.concatenate([share, share[-2::-1]]), h / 2 + np.concatenate([rise, -rise[-2::-1]])
    rows = [(high, 0, 0, *((x1 - x0) / 2 * s,) * 2, *((y1 - y0) / 2 * s,) * 2, 4.5) for s, high in zip(wide, z, strict=True)]
    shell = stack(np.array(rows)[::-1], 64)
    return shell_mesh(replace(shell, points=shell.points + np.array([(x0 + x1) / 2, (y0 + y1) / 2, 0])), name, "pillow")


def _roller(name: str, prop: kinds.Roller | kinds.TowelRoll, wearer: Wearer) -> list[Mesh]:
    del wearer
    role, hole = ("roller", 0.42) if isinstance(prop, kinds.Roller) else ("towel", 0.5)
    return cylinder((*prop.at, prop.radius), prop.axis, (prop.radius, prop.length), (name, role), hole=hole)


def _cushion(name: str, prop: kinds.Cushion, wearer: Wearer) -> list[Mesh]:
    del wearer
    return dome((*prop.at, 0.0), prop.radius, prop.height, (name, "soft"))


def _ball(name: str, prop: kinds.Ball, wearer: Wearer) -> list[Mesh]:
    """A ball, flat where skin, floor or a wall presses it; what is pressed in comes out all round."""
    middle, r = ball_middle(prop, wearer), prop.radius
    planes = [*_planes_of_room(middle, wearer), *_planes_of_body(middle, r, wearer)]
    sphere = ellipsoid((0, 0, 0), (1, 1, 1), 30, 52)
    way = sphere.points / np.linalg.norm(sphere.points, axis=1)[:, None]
    bulge = min(_BULGE_MAX, (r**3 / float((_reach(way, r, planes, r) ** 3).mean())) ** (1 / 3))
    points = middle + way * _reach(way, r * bulge, planes, r)[:, None]
    return [shell_mesh(replace(sphere, points=points - np.array([0, 0, prop.up])), name, "ball")]


def _reach(way: Array, radius: float, planes: Sequence[Plane], rest: float) -> Array:
    """Return how far each direction runs in a sphere before it meets one of the planes."""
    reach = np.full(len(way), radius)
    for normal, off in planes:
        towards = way @ normal
        met = max(off, rest * _PRESSED_MIN) / np.maximum(towards, 0.05)
        reach = np.where(towards > 0.05, np.minimum(reach, met), reach)
    return reach


def ball_middle(prop: kinds.Ball, wearer: Wearer) -> Array:
    """Return the middle of a ball in the world: where it stands, or half way between what holds it."""
    if prop.between is None:
        return np.array([*prop.at, prop.up + prop.radius])
    segment, place = _BETWEEN[prop.between]
    middle: Array = np.mean([wearer.frames[f"{side}_{segment}"].point(place) for side in ("left", "right")], axis=0)
    return middle


def _planes_of_body(middle: Array, radius: float, wearer: Wearer) -> list[Plane]:
    """Return the plane through the nearest point of each limb that presses a ball."""
    planes = []
    for group in dict.fromkeys(mesh.group for mesh in wearer.meshes):
        points = np.concatenate([mesh.points for mesh in wearer.meshes if mesh.group == group]) - middle
        away = np.linalg.norm(points, axis=1)
        nearest = int(away.argmin())
        if away[nearest] < radius:
            planes.append((unit(points[nearest]), float(away[nearest])))
    return planes


def _planes_of_room(middle: Array, wearer: Wearer) -> list[Plane]:
    """Return the floor and the faces of walls, each with the way to it from a ball."""
    planes = [(np.array([0, 0, -1.0]), float(middle[2]))]
    for prop in wearer.props.values():
        if isinstance(prop, kinds.Wall):
            axis = 1 if prop.beside else 0
            off = prop.at[axis] - float(middle[axis])
            planes.append((np.eye(3)[axis] * math.copysign(1.0, off), abs(off)))
    return planes


SOFT: Mapping[type, Callable[[str, Any, Wearer], list[Mesh]]] = {
    kinds.Pad: _pad,
    kinds.Pillow: _pillow,
    kinds.Cloth: _cloth,
    kinds.Cushion: _cushion,
    kinds.Roller: _roller,
    kinds.TowelRoll: _roller,
    kinds.Ball: _ball,
}
"""What each kind is drawn as, standing on the floor, pressed by the body."""
