"""The meshes of what is held or worn: stick, weights, bags. A held thing closes the hand round its handle."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from handouts.figure.body.hands import grip_centre
from handouts.figure.body.mesh import Mesh, ellipsoid
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array, Frame, across, axes_from, outward, unit
from handouts.figure.model import worn as kinds
from handouts.figure.model.props import AnyProp
from handouts.figure.props.shapes import curve, cylinder, ribbon, rod, shell_mesh, soft_box, turned
from handouts.figure.props.wearer import Wearer

HANDLE: Mapping[type, float] = {kinds.Dumbbell: 0.75, kinds.Kettlebell: 0.75, kinds.Plate: 0.6, kinds.ShoppingBag: 0.45}
"""The radius of what the hand closes round."""
STRAND_RADIUS = 0.36
_DOWN = np.array([0.0, 0.0, -1.0])


def gripped(props: Mapping[str, AnyProp]) -> dict[Side, float]:
    """Return which hands are closed by what they hold, and the radius of its handle."""
    out: dict[Side, float] = {}
    for prop in props.values():
        if isinstance(prop, kinds.Strand):
            out |= {side: STRAND_RADIUS for side in SIDES if any(anchor.of == f"{side}_hand" for anchor in prop.through)}
        elif type(prop) in HANDLE and not (isinstance(prop, kinds.Plate) and prop.hand == "both"):
            out |= {side: HANDLE[type(prop)] for side in SIDES if prop.hand in (side, "both")}  # type: ignore[union-attr]
    return out


def _hands(hand: str) -> tuple[Side, ...]:
    return tuple(side for side in SIDES if hand in (side, "both"))


def _handles(hand: str, radius: float, wearer: Wearer) -> Iterator[tuple[Side, Array, Frame]]:
    """Yield the side, the middle of the handle and the frame of each hand that holds."""
    for side in _hands(hand):
        frame = wearer.frames[f"{side}_hand"]
        yield side, frame.point(grip_centre(radius)), frame


def stick_line(pelvis: Frame, thorax: Frame) -> tuple[Array, Array]:
    """Return the low end and the direction of a stick along the back: it touches tailbone, upper back and head."""
    low, high = pelvis.point((-8.3, 0, -3.0)), thorax.point((-7.0, 0, 9.0))
    way = unit(high - low)
    return low - way * 3.0, way


def _stick(name: str, prop: kinds.Stick, wearer: Wearer) -> list[Mesh]:
    start, way = stick_line(wearer.frames["pelvis"], wearer.frames["thorax"])
    return rod(start, start + way * prop.length, prop.radius, (name, "stick"))


def _dumbbell(name: str, prop: kinds.Dumbbell, wearer: Wearer) -> list[Mesh]:
    meshes: list[Mesh] = []
    for side, centre, hand in _handles(prop.hand, HANDLE[kinds.Dumbbell], wearer):
        axis, part = hand.axes[:, 1], f"{name}_{side}"
        meshes += cylinder(centre, axis, (HANDLE[kinds.Dumbbell], 7), (part, "dark"), hole=0.01)
        for sign, end in ((-1, "a"), (1, "b")):
            meshes += cylinder(centre + axis * sign * 4.5, axis, (2.2, 3.0), (f"{part}_{end}", "dark"), hole=0.01)
    return meshes


def _kettlebell(name: str, prop: kinds.Kettlebell, wearer: Wearer) -> list[Mesh]:
    """A round bell under its bow: it hangs straight down, or on along the arms that swing it."""
    held = [(centre, hand) for _, centre, hand in _handles(prop.hand, HANDLE[kinds.Kettlebell], wearer)]
    centre = np.mean([c for c, _ in held], axis=0)
    axis = held[0][1].axes[:, 1] if len(held) == 1 else unit(held[0][0] - held[1][0])
    arm = -unit(np.sum([hand.axes[:, 2] for _, hand in held], axis=0))
    down = unit(across(_DOWN + 0.8 * arm, axis))
    r = prop.radius
    body = centre + down * (r + 2.3)
    half = 2.7 if len(held) == 1 else max(2.7, float(np.linalg.norm(held[0][0] - held[1][0])) / 2 + 1.6)
    corners = ((0.62 * r, r + 0.2), (half, 1.6), (half * 0.72, 0.0), (0, 0), (-half * 0.72, 0.0), (-half, 1.6), (-0.62 * r, r + 0.2))
    bow = curve([centre + axis * a + down * d for a, d in corners], 8)
    handle = HANDLE[kinds.Kettlebell]
    bell = shell_mesh(ellipsoid(body, (r, r, r * 0.97), 24, 44), f"{name}_bell", "dark")
    return [*ribbon(bow, (f"{name}_bow", "dark"), (handle, handle), np.cross(axis, down)), bell]


def _plate(name: str, prop: kinds.Plate, wearer: Wearer) -> list[Mesh]:
    """A disc: between two palms, or hanging from one hand by its rim."""
    if prop.hand == "both":
        palms = [wearer.frames[f"{side}_hand"].point((1.3, 0, -4.6)) for side in SIDES]
        across_body = unit(palms[0] - palms[1])
        up = unit(across(-_DOWN, across_body))
        return cylinder((palms[0] + palms[1]) / 2, np.cross(across_body, up), (prop.radius, 1.3), (name, "dark"), hole=0.16)
    ((_, centre, hand),) = _handles(prop.hand, HANDLE[kinds.Plate], wearer)
    down = unit(across(_DOWN, hand.axes[:, 1]))
    return cylinder(centre + down * (prop.radius - 1.4), np.cross(hand.axes[:, 1], down), (prop.radius, 1.3), (name, "dark"), hole=0.16)


def _shopping_bag(name: str, prop: kinds.ShoppingBag, wearer: Wearer) -> list[Mesh]:
    """A filled bag on two loops; it hangs straight down, along the hand's handle."""
    ((_, centre, hand),) = _handles(prop.hand, HANDLE[kinds.ShoppingBag], wearer)
    axes = axes_from(-_DOWN, across(hand.axes[:, 1], -_DOWN))
    frame = Frame(centre + _DOWN * 7.5, axes)
    meshes = turned(soft_box((-5.6, -3.2, -12.5), (5.6, 3.2, 0.6), name, "bag", rounding=1.3), frame)
    for i, y in enumerate((-1.7, 1.7)):
        loop = curve([frame.point(p) for p in ((-3.4, y, 0), (-2.2, y * 0.5, 5.2), (0, 0, 7.5), (2.2, y * 0.5, 5.2), (3.4, y, 0))], 8)
        meshes += ribbon(loop, (f"{name}_handle{i}", "strap"), (0.4, 0.4), axes[:, 1])
    return meshes


def _backpack(name: str, prop: kinds.Backpack, wearer: Wearer) -> list[Mesh]:
    """A rucksack on the back with its straps, or laid on a thigh or on the hips."""
    if prop.on is not None:
        return _laid(name, prop.on, wearer)
    thorax = wearer.frames["thorax"]
    at = Frame(thorax.point((-10.6, 0, 4.5)), thorax.axes)
    meshes = turned(soft_box((-4.2, -7.5, -9.5), (4.4, 7.5, 9), name, "bag", rounding=3.0), at)
    meshes += turned(soft_box((-6.0, -5.4, -8.0), (-3.4, 5.4, 0.5), f"{name}_pocket", "bag", rounding=1.2), at)
    places = ((-6.3, 5.6, 13.5), (-1.0, 6.1, 15.4), (4.6, 6.3, 12.8), (7.2, 6.6, 8), (5.6, 8.6, 1), (-4, 9.6, -2.5))
    for side in SIDES:
        k = outward(side)
        path = curve([thorax.point((x, k * y, z)) for x, y, z in places], 8)
        meshes += ribbon(path, (f"{name}_{side}_strap", "strap"), (0.95, 0.35), thorax.axes[:, 1])
    return meshes


def _laid(name: str, on: str, wearer: Wearer) -> list[Mesh]:
    """A rucksack that lies on the front of a thigh, or across the hips."""
    if on == "hips":
        pelvis = wearer.frames["pelvis"]
        at, half = Frame(pelvis.point((9.6, 0, 1.5)), pelvis.axes), (4.4, 8.0, 5.6)
    else:
        thigh = wearer.frames[on]
        at, half = Frame(thigh.point((9.0, 0, -15.0)), thigh.axes), (4.4, 5.2, 6.4)
    x, y, z = half
    meshes = turned(soft_box((-x, -y, -z), (x, y, z), name, "bag", rounding=2.3), at)
    return meshes + turned(soft_box((x - 1.2, -y + 1.6, -z + 1.6), (x + 1.1, y - 1.6, 0.6), f"{name}_pocket", "bag", rounding=0.9), at)


HELD: Mapping[type, Callable[[str, Any, Wearer], list[Mesh]]] = {
    kinds.Stick: _stick,
    kinds.Dumbbell: _dumbbell,
    kinds.Kettlebell: _kettlebell,
    kinds.Plate: _plate,
    kinds.ShoppingBag: _shopping_bag,
    kinds.Backpack: _backpack,
}
"""What each kind is drawn as, in the world."""
