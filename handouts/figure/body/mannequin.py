"""A posed skeleton -> the meshes of the mannequin, dressed for exercise or bare for a body map."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from handouts.figure.body import flesh
from handouts.figure.body.foot import bare_foot
from handouts.figure.body.hands import HandForm, hand_meshes
from handouts.figure.body.mesh import (
    Caps,
    Coordinates,
    Mesh,
    Shell,
    ellipsoid,
    grid,
    loft,
    named,
    pchip,
    place,
    turn_angles,
)  # fmt: skip
from handouts.figure.body.torso import buttock_frame, trunk_meshes
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array, Frame
from handouts.figure.bones.skeleton import Pose, Skeleton
from handouts.figure.people import Outline

_WORLD = Frame(np.zeros(3), np.eye(3))


@dataclass(frozen=True, slots=True)
class Looks:
    """How the mannequin looks: bare for a body map, bare feet, its build, the shape of each hand."""

    bare: bool = False
    bare_feet: bool = False
    build: Outline = "man"
    hands: Mapping[Side, HandForm] = field(default_factory=dict)


def body_meshes(pose: Pose, frames: Skeleton, looks: Looks) -> tuple[Mesh, ...]:
    """Return the meshes of the body."""
    meshes = [mesh for side in SIDES for mesh in (*_limbs(pose, frames, side, looks), *_hand(frames, side, looks))]
    meshes += trunk_meshes(pose, frames, bare=looks.bare, build=looks.build)
    meshes += _head(frames)
    return tuple(meshes)


def _limbs(pose: Pose, frames: Skeleton, side: Side, looks: Looks) -> Iterator[Mesh]:
    right = side == "right"
    pieces: list[tuple[str, str, str, Shell]] = [
        ("thigh", "skin", "leg", loft(flesh.THIGH, 26, Caps(3, 2.6))),
        ("shank", "skin", "leg", loft(flesh.SHANK, 26, Caps(1, 2.6))),
        ("upper_arm", "skin", "arm", loft(flesh.UPPER_ARM, 20, Caps(2.2, 1.7))),
        ("forearm", "skin", "arm", loft(flesh.FOREARM, 18, Caps(0.8, 1.7))),
    ]
    for segment, role, limb, shell in pieces:
        name = f"{side}_{segment}"
        yield place(shell, frames[name], named(name, role, f"{side}_{limb}"), mirrored=right)
    if not looks.bare:
        sleeve, shorts = loft(flesh.SLEEVE, 16, Caps(2.55, 0)), loft(flesh.SHORTS_LEG, 18, Caps(3.4, 0))
        yield place(sleeve, frames[f"{side}_upper_arm"], named(f"{side}_sleeve", "shirt", f"{side}_arm"), mirrored=right)
        yield place(shorts, frames[f"{side}_thigh"], named(f"{side}_shorts_leg", "shorts", f"{side}_leg"), mirrored=right)
    role = "skin" if looks.bare else "shorts"
    buttock = ellipsoid(flesh.BUTTOCK[0], flesh.BUTTOCK[1], 18, 32)
    yield place(buttock, buttock_frame(pose, side), named(f"{side}_buttock", role, "trunk"), mirrored=right)
    if looks.bare or looks.bare_feet:
        yield from bare_foot(pose, frames, side)
        return
    straight = _shoe()
    bent = _bend_toes(straight, pose.angle(f"{side}_toes", "extension"))
    name_shoe = replace(named(f"{side}_foot", "shoe", f"{side}_leg"), local=straight.points)
    yield place(bent, frames[f"{side}_foot"], name_shoe, mirrored=right)


def _hand(frames: Skeleton, side: Side, looks: Looks) -> Iterator[Mesh]:
    names = (f"{side}_", "skin", f"{side}_arm")
    yield from hand_meshes(looks.hands.get(side, HandForm()), frames[f"{side}_hand"], names, mirrored=side == "right")


def _shoe() -> Shell:
    table = np.array(flesh.SHOE)
    x = np.linspace(table[0, 0], table[-1, 0], 26)
    wide, top, bottom = pchip(table[:, 0], table[:, 1:], x).T
    rows = [
        (x[0] - 0.45, 0.05, (top[0] + bottom[0]) / 2 + 0.05, (top[0] + bottom[0]) / 2 - 0.05),
        (x[0] - 0.35, wide[0] * 0.5, top[0] * 0.6 + bottom[0] * 0.4, bottom[0] + 0.3),
        *zip(x, wide, top, bottom, strict=True),
        (x[-1] + 0.35, wide[-1] * 0.5, top[-1] - 0.15, bottom[-1] + 0.1),
        (x[-1] + 0.45, 0.05, -3.1, -3.2),
    ]
    return Shell(np.concatenate([_shoe_ring(*(float(v) for v in row)) for row in rows]), grid(len(rows), 36))


def _shoe_ring(x: float, wide: float, top: float, bottom: float) -> Array:
    """Round above, square at the sole; the toe box swings towards the midline."""
    angle = turn_angles(36)
    c, s = np.cos(angle), np.sin(angle)
    middle, e = bottom + (top - bottom) * 0.30, np.where(s > 0, 2 / 2.1, 2 / 4.5)
    z = np.where(s > 0, (top - middle) * np.abs(s) ** e, -(middle - bottom) * np.abs(s) ** e)
    swing = float(np.interp(x, [-4.5, 2, 7, 11.5], [0, 0, -0.15, -0.75]))
    return np.stack([np.full_like(angle, x), wide * np.sign(c) * np.abs(c) ** e + swing, middle + z], axis=-1)


def _bend_toes(shoe: Shell, extension_deg: float) -> Shell:
    if not extension_deg:
        return shoe
    points, x0, z0 = shoe.points.copy(), 6.6, -3.5
    angle = np.radians(extension_deg) * np.clip((points[:, 0] - x0) / 2.0, 0, 1)
    dx, dz = points[:, 0] - x0, points[:, 2] - z0
    points[:, 0] = x0 + dx * np.cos(angle) - dz * np.sin(angle)
    points[:, 2] = z0 + dx * np.sin(angle) + dz * np.cos(angle)
    return Shell(points, shoe.triangles)


def _head(frames: Skeleton) -> Iterator[Mesh]:
    head = frames["head"]
    yield place(loft(flesh.NECK, 14), frames["neck"], named("neck", "skin", "head"))
    rows: list[Coordinates] = [(z, (f + b) / 2, 0, (f - b) / 2, (f - b) / 2, w, w, 2.25) for z, f, b, w in flesh.HEAD]
    yield place(loft(rows, 60, Caps(0.35, 0.35), 48), head, named("head", "skin", "head"))
    yield place(loft(flesh.NOSE, 18, Caps(0.1, 0.1), 28), head, named("nose", "skin", "head"))
    for k in (1, -1):
        yield place(ellipsoid((-0.5, 4.3 * k, 3.0), (1.05, 0.55, 1.65), 12, 20), head, named("ear", "skin", "head"))
