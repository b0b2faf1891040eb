"""A prop of the figure file -> its meshes, and the surface it offers. World units, % of stature."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.rotation import Array, outward, unit
from handouts.figure.model import props as kinds
from handouts.figure.model.props import AnyProp, Solid
from handouts.figure.model.worn import Strand
from handouts.figure.props.furniture import FURNITURE, LINTEL, WALL_AHEAD, WALL_BESIDE
from handouts.figure.props.held import HELD
from handouts.figure.props.soft import SOFT
from handouts.figure.props.strands import strand_meshes
from handouts.figure.props.wearer import Wearer

_WALL_ASIDE = 27.0
_WORN: Mapping[type, Callable[[str, Any, Wearer], list[Mesh]]] = {**HELD, Strand: strand_meshes}
Ramp = kinds.Slope | kinds.Wedge


def with_sizes(prop: AnyProp) -> AnyProp:
    """Return the prop with its default sizes filled in."""
    if not isinstance(prop, kinds.Wall):
        return prop
    if prop.beside is None:
        return replace(prop, size=prop.size or WALL_AHEAD)
    return replace(prop, at=(prop.at[0], prop.at[1] or outward(prop.beside) * _WALL_ASIDE), size=prop.size or WALL_BESIDE)


def top_height(prop: AnyProp) -> float:
    """Return the height of the highest surface a foot or a body can stand or lie on."""
    prop = with_sizes(prop)
    if isinstance(prop, kinds.Roller | kinds.TowelRoll | kinds.Ball):
        return prop.up + 2 * prop.radius
    if isinstance(prop, kinds.Cushion | kinds.BalanceBoard | kinds.PostProp | kinds.Rail):
        return prop.up + prop.height
    if isinstance(prop, kinds.Doorframe):
        return prop.up + prop.height + LINTEL
    return prop.up + prop.size[2] if isinstance(prop, Solid) and prop.size else 0.0


def height_at(prop: AnyProp, x: float, y: float) -> float:
    """Return the height of a prop's surface at a place: on stairs that of the stair there, on a slope as far up as it is."""
    if not isinstance(prop, kinds.Stairs | Ramp):
        return top_height(prop)
    del y
    share = (x - prop.at[0]) / prop.size[0] + 0.5
    share = min(max(share if prop.rises == "forwards" else 1 - share, 0.0), 1.0)
    if isinstance(prop, kinds.Stairs):
        share = max(1, math.ceil(share * prop.steps - 1e-9)) / prop.steps
    return prop.up + prop.size[2] * share


def toes_down_on(prop: AnyProp) -> float:
    """Return by how many degrees a flat foot that faces forwards points down on a prop: negative up a slope."""
    if not isinstance(prop, Ramp):
        return 0.0
    steep = math.degrees(math.atan2(prop.size[2], prop.size[0]))
    return -steep if prop.rises == "forwards" else steep


def roller_axis(prop: kinds.Roller | kinds.TowelRoll) -> tuple[Array, Array, float]:
    """Return a point on a roller's axis, the axis direction and the radius."""
    return np.array([*prop.at, prop.up + prop.radius]), unit(prop.axis), prop.radius


def prop_meshes(name: str, prop: AnyProp, wearer: Wearer) -> list[Mesh]:
    """Return the meshes of a prop, lifted by its `up`."""
    prop = with_sizes(prop)
    if not isinstance(prop, Solid):
        return _WORN[type(prop)](name, prop, wearer)
    lift = np.array([0.0, 0.0, prop.up])
    soft = SOFT.get(type(prop))
    meshes = FURNITURE[type(prop)](name, prop) if soft is None else soft(name, prop, wearer)
    return [replace(mesh, points=mesh.points + lift) for mesh in meshes]


def meshes_of(name: str, meshes: Sequence[Mesh], props: Mapping[str, AnyProp]) -> list[Mesh]:
    """Return the meshes of one prop: those called by its name, or by its name and a part (`chair_leg0`, `step.top`, `stairs2`)."""

    def owner(part: str) -> str:
        named = [other for other in props if other in (part, part.rstrip("0123456789")) or part.startswith(f"{other}_")]
        return max(named, key=len, default="")

    return [mesh for mesh in meshes if owner(mesh.part.split(".")[0]) == name]
