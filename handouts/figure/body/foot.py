"""The bare foot, for the left side: heel, arch, ball and five toes that bend; in foot axes (X forwards, Y outwards, Z up).

The toes are parts of their own, so the lines between them come out of the picture by themselves. A toe bends at the head of its
metatarsal; lifted, it straightens, and at rest the small ones claw a little so that all pads are down.
"""

from dataclasses import dataclass

import numpy as np

from handouts.figure.body.face import FaceStroke
from handouts.figure.body.flesh import BARE_FOOT, FOOT_SOLE, TOES, Toe
from handouts.figure.body.mesh import Mesh, Shell, capsule, ellipsoid, grid, named, pchip, place, turn_angles
from handouts.figure.body.tubes import BoneLine, Fineness, tube
from handouts.figure.bones.anatomy import Side
from handouts.figure.bones.rotation import Array, Frame, outward, unit
from handouts.figure.bones.skeleton import Pose, Skeleton

TOE_NAMES = ("big_toe", "toe_2", "toe_3", "toe_4", "toe_5")
"""The parts of the toes, big toe first, without their side."""

_WORLD = Frame(np.zeros(3), np.eye(3))
_RINGS, _AROUND = 44, 48
_FINE = Fineness(20, 22)
_FAN = (-0.16, -0.04, 0.05, 0.12, 0.22)
_ANKLE_BONES = ((-0.1, -1.45, 0.35), (-0.5, 1.5, -0.15))
_CORDS = (((-0.95, 0, -20.2), (-2.3, 0, -0.9), (0.85, 1.2)), ((0.75, 0, -20.8), (2.7, 0, 0.3), (0.85, 1.05)))
"""Heel cord and shin cord, from the shank to the foot: they fill the corners at the ankle however it bends."""
_STRAIGHTENS = 0.16
_LEAST_DEG, _MOST_DEG = -35.0, 75.0


@dataclass(frozen=True, slots=True)
class FootShape:
    """How a foot is bent: extension of each toe in degrees, big toe first; fan 0 to 1; arch -1 to 1; the ball drawn in, % of stature."""

    toes_deg: tuple[float, ...] = (0.0,) * 5
    spread: float = 0.0
    arch: float = 0.0
    shorter: float = 0.0


def foot_shape(pose: Pose, side: Side) -> FootShape:
    """Return how a pose bends a foot; a toe set down on its own (`toe_2`, ...) goes before what all do."""
    joint = f"{side}_toes"
    every = pose.angle(joint, "extension")
    written = (every + pose.angle(joint, "big"), *(every + pose.angle(joint, "small"),) * 4)
    each = tuple(pose.angles.get(f"{joint}.{name}", deg) for name, deg in zip(TOE_NAMES, written, strict=True))
    return FootShape(each, pose.angle(joint, "spread"), pose.angle(joint, "arch"), pose.angle(joint, "shorter"))


def bare_foot(pose: Pose, frames: Skeleton, side: Side) -> list[Mesh]:
    """Return the meshes of a bare foot."""
    right, frame, shape, leg = side == "right", frames[f"{side}_foot"], foot_shape(pose, side), f"{side}_leg"
    meshes = [place(_body(shape), frame, named(f"{side}_foot", "skin", leg), mirrored=right)]
    for i, name in enumerate(TOE_NAMES):
        shell, own = tube(_bones(i, shape), (0.0, 1.0, 0.0), _FINE)
        toe = named(f"{side}_{name}", "skin", leg)
        meshes.append(place(shell, frame, Mesh(toe.points, toe.triangles, own, toe.part, toe.role, toe.group), mirrored=right))
    ankle, shank = named(f"{side}_shank", "skin", leg), frames[f"{side}_shank"]
    meshes += [place(ellipsoid(at, (0.95, 0.75, 1.15), 12, 20), frame, ankle, mirrored=right) for at in _ANKLE_BONES]
    cords = (capsule(shank.point(a), frame.point(b), radii, 14) for a, b, radii in _CORDS)
    return [*meshes, *(place(cord, _WORLD, ankle) for cord in cords)]


def arch_line(pose: Pose, side: Side) -> FaceStroke:
    """Return the inner border of the arch, in foot axes."""
    shape, table, k = foot_shape(pose, side), np.array(BARE_FOOT), outward(side)
    x = np.linspace(-1.4, 6.0, 32)
    inner, arch = pchip(table[:, 0], table[:, [2, 5]], x).T
    z = FOOT_SOLE + 0.28 + 0.92 * arch * (1 + shape.arch / 1.4)
    points = np.stack([x - _drawn_in(x, shape.shorter), -k * 0.97 * inner, z], 1)
    return FaceStroke("arch", points, np.tile(unit((0.0, -k, -0.35)), (len(x), 1)))


def toe_on(toe: int, shape: FootShape, frame: Frame, side: Side, height: float) -> float:
    """Return the extension in degrees that brings a toe's pad down on a level surface at this height, as far as it can."""

    def pad(extension_deg: float) -> float:
        return pad_height(toe, extension_deg, shape, frame, side)

    steps: list[float] = np.linspace(_LEAST_DEG, _MOST_DEG, 12).tolist()
    low, high = min(steps, key=pad), _MOST_DEG  # under a steep foot a curled toe rises again
    for _ in range(14):
        middle = (low + high) / 2
        if pad(middle) < height:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def pad_height(toe: int, extension_deg: float, shape: FootShape, frame: Frame, side: Side) -> float:
    """Return the height of the lowest point of a toe's pad at an extension in degrees."""
    bent = tuple(extension_deg if i == toe else deg for i, deg in enumerate(shape.toes_deg))
    bones = _bones(toe, FootShape(bent, shape.spread, shape.arch, shape.shorter))
    pad = bones.path[-2:] * (1.0, 1.0 if side == "left" else -1.0, 1.0)
    return float((frame.at[2] + pad @ frame.axes[2] - bones.up[-2:]).min())


def _body(shape: FootShape) -> Shell:
    """Return heel, arch and ball."""
    table = np.array(BARE_FOOT)
    x = np.linspace(table[0, 0], table[-1, 0], _RINGS)[:, None]
    outer, inner, top, bottom, arch = pchip(table[:, 0], table[:, 1:], x[:, 0]).T[:, :, None]
    c, s = np.cos(turn_angles(_AROUND)), np.sin(turn_angles(_AROUND))
    middle = bottom + (top - bottom) * 0.32
    y = np.where(c > 0, outer, inner) * np.sign(c) * np.abs(c) ** 0.9
    z = middle + np.where(s > 0, (top - middle) * np.abs(s) ** 0.95, (bottom - middle) * np.abs(s) ** 0.55)
    y = y - 0.55 * np.clip(s, 0, 1) * np.clip((x - 1) / 4, 0, 1)  # the ridge of the instep lies nearer the inner side
    z = z + _arch_lift(arch, shape.arch, -y / np.maximum(inner, 0.1)) * np.clip(0.35 - s, 0, 1)
    z = z + 0.35 * shape.arch * np.clip(s, 0, 1) * np.exp(-(((x - 2.5) / 2.6) ** 2))
    slant = np.clip((x - 3.5) / 4, 0, 1) * np.where(y > 0, -0.52 * y, -0.10 * y)  # the ball runs slantwise
    points = np.stack([x + slant - _drawn_in(x, shape.shorter), y, z], -1).reshape(-1, 3)
    return _closed(points)


def _arch_lift(arch: Array, raised: float, inwards: Array) -> Array:
    """Return how much the sole is lifted: fully at the inner border, not at all past the middle."""
    share = np.clip((inwards + 0.35) / 1.1, 0, 1)
    lift: Array = arch * (1 + raised / 1.4) * share * share * (3 - 2 * share)
    return lift


def _drawn_in(x: Array, shorter: float) -> Array:
    moved: Array = shorter * np.clip((x + 1) / 8, 0, 1)
    return moved


def _closed(rings: Array) -> Shell:
    """Return a stack of rings with a point at each end."""
    first, last = rings[:_AROUND].mean(0), rings[-_AROUND:].mean(0)
    j = np.arange(_AROUND)
    k, end = (j + 1) % _AROUND, len(rings) + 1
    fans = (np.stack([0 * j, 1 + k, 1 + j], 1), np.stack([0 * j + end, end - _AROUND + j, end - _AROUND + k], 1))
    return Shell(np.concatenate([[first], rings, [last]]), np.concatenate([grid(_RINGS, _AROUND) + 1, *fans]))


def _bones(number: int, shape: FootShape) -> BoneLine:
    """Return a toe: back in the ball, its root, along the first piece, joint, pad, tip."""
    toe: Toe = TOES[number]
    slope, bend = toe.slope + _FAN[number] * shape.spread, shape.toes_deg[number]
    flat = np.array([1.0, slope, 0.0]) / np.hypot(1, slope)
    straightens = _STRAIGHTENS * max(bend, 0.0) if number else 0.0

    def step(length: float, rise_deg: float) -> Array:
        rise = np.radians(rise_deg)
        way: Array = length * (flat * np.cos(rise) + np.array([0, 0, np.sin(rise)]))
        return way

    root = np.array(toe.root) - (shape.shorter, 0, 0)
    joint = root + step(toe.lengths[0], toe.rises_deg[0] + bend)
    last = step(toe.lengths[1], toe.rises_deg[1] + bend + straightens)
    hidden = root - (1.5, 0.06 * root[1], 0.1)
    path = [hidden, root - step(0.2, 2), root + step(toe.lengths[0] * 0.55, toe.rises_deg[0] + bend), joint]
    waist = 0.86 if number else 0.90
    across = toe.radii[0] * np.array([1.12, 1.08, waist, waist + 0.02, 1.03, 0.86])
    up = toe.radii[1] * np.array([1.18, 1.12, waist, waist, 0.93, 0.72])
    return BoneLine(np.array([*path, joint + 0.62 * last, joint + last]), across, up)
