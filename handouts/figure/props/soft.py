"""The meshes of soft and round things: pads, pillows, rollers, towels, balls; they give way where a body presses them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from handouts.figure.body.mesh import Mesh, ellipsoid
from handouts.figure.bones.rotation import Array, unit
from handouts.figure.model import props as kinds
from handouts.figure.props.furniture import span
from handouts.figure.props.shapes import cylinder, dome, shell_mesh, soft_box
from handouts.figure.props.wearer import Wearer

_NEAR_COSINE = 0.93
"""A point of the body dents a ball in the directions within 21 degrees of its own."""
_BULGE_MAX = 1.14
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
    (mesh,) = soft_box((x0, y0, 0), (x1, y1, h), name, "soft", rounding=h * 0.48)
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


def _roller(name: str, prop: kinds.Roller | kinds.TowelRoll, wearer: Wearer) -> list[Mesh]:
    del wearer
    role, hole = ("roller", 0.42) if isinstance(prop, kinds.Roller) else ("towel", 0.5)
    return cylinder((*prop.at, prop.radius), prop.axis, (prop.radius, prop.length), (name, role), hole=hole)


def _cushion(name: str, prop: kinds.Cushion, wearer: Wearer) -> list[Mesh]:
    del wearer
    return dome((*prop.at, 0.0), prop.radius, prop.height, (name, "soft"))


def _ball(name: str, prop: kinds.Ball, wearer: Wearer) -> list[Mesh]:
    """A ball: each direction ends at the skin, floor or wall it meets there; what is pressed in comes out all round."""
    middle = ball_middle(prop, wearer)
    sphere = ellipsoid((0, 0, 0), (1, 1, 1), 30, 52)
    way = sphere.points / np.linalg.norm(sphere.points, axis=1)[:, None]
    pressed = np.minimum(_reach_in_body(way, middle, prop.radius, wearer), _reach_in_room(way, middle, prop.radius, wearer))
    bulge = min(_BULGE_MAX, (prop.radius**3 / max(float((pressed**3).mean()), 1e-6)) ** (1 / 3))
    free = np.where(pressed < prop.radius * 0.999, pressed, prop.radius * bulge)
    points = middle + way * np.minimum(free, _reach_in_room(way, middle, prop.radius * bulge, wearer))[:, None]
    return [shell_mesh(replace(sphere, points=points - np.array([0, 0, prop.up])), name, "ball")]


def ball_middle(prop: kinds.Ball, wearer: Wearer) -> Array:
    """Return the middle of a ball in the world: where it stands, or half way between what holds it."""
    if prop.between is None:
        return np.array([*prop.at, prop.up + prop.radius])
    segment, place = _BETWEEN[prop.between]
    middle: Array = np.mean([wearer.frames[f"{side}_{segment}"].point(place) for side in ("left", "right")], axis=0)
    return middle


def _reach_in_body(way: Array, middle: Array, radius: float, wearer: Wearer) -> Array:
    """Return how far each direction runs before it meets the body."""
    reach = np.full(len(way), radius)
    points = np.concatenate([np.full((1, 3), 1e3), *(m.points for m in wearer.meshes)]) - middle
    away = np.linalg.norm(points, axis=1)
    inside = points[away < radius]
    if len(inside):
        far = np.linalg.norm(inside, axis=1)
        cosine = way @ (inside / np.maximum(far, 1e-6)[:, None]).T
        met = np.where(cosine > _NEAR_COSINE, far[None] / np.maximum(cosine, 1e-6), np.inf)
        reach = np.minimum(reach, np.maximum(met.min(1), radius * 0.25))
    return reach


def _reach_in_room(way: Array, middle: Array, radius: float, wearer: Wearer) -> Array:
    """Return how far each direction runs before it meets the floor or the face of a wall."""
    planes = [(np.array([0, 0, -1.0]), float(middle[2]))]
    for prop in wearer.props.values():
        if isinstance(prop, kinds.Wall):
            axis = 1 if prop.beside else 0
            off = prop.at[axis] - float(middle[axis])
            planes.append((unit(np.eye(3)[axis] * np.sign(off or 1.0)), abs(off)))
    reach = np.full(len(way), radius)
    for normal, off in planes:
        towards = way @ normal
        reach = np.where(towards > 0.05, np.minimum(reach, max(off, radius * 0.4) / np.maximum(towards, 0.05)), reach)
    return reach


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
