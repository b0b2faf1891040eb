"""The hand, for the left side: palm faces +X, thumb +Y, fingers -Z, origin at the wrist. Palm, four fingers and a thumb.

Each digit is a part of its own, so the lines between them come out of the picture by themselves. A grip follows the thing that is
held: the fingers run round its axis on a circle, the thumb comes round the other way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from handouts.figure.body.flesh import FINGERS, PALM, Finger
from handouts.figure.body.mesh import Caps, Mesh, Shell, ellipsoid, loft, named, place
from handouts.figure.body.tubes import BoneLine, Fineness, tube
from handouts.figure.bones.rotation import Array, Frame

HandShape = Literal["relaxed", "flat", "fist", "grip", "fingers_over", "thumb_over"]
DIGIT_NAMES = ("thumb", "index_finger", "middle_finger", "ring_finger", "little_finger")
"""The parts of the digits, thumb first, without their side."""

FREE_GRIP_RADIUS = 0.8
"""What a hand in a grip closes round when nothing is in it."""

_FINE = Fineness(15, 16)
_FINGER_R = 0.58
_SKIN = 0.15
_GRIP_Z = -4.9
_WRAP_MAX_RAD, _THUMB_LENGTH = 4.3, 5.4
_THUMB_R, _THUMB_END_RAD = 0.68, 3.5
_BENDS_DEG: dict[str, tuple[tuple[float, float, float], ...]] = {
    "relaxed": ((16, 26, 14), (22, 30, 16), (26, 34, 18), (30, 36, 20)),
    "flat": ((2, 2, 0),) * 4,
    "fist": ((78, 98, 60),) * 4,
    "fingers_over": ((66, 24, 8), (68, 26, 8), (68, 26, 8), (64, 26, 8)),
    "thumb_over": ((4, 8, 4), (4, 8, 4), (4, 8, 4), (4, 8, 4)),
}
"""At knuckle, middle and end joint, index finger first."""
_THUMBS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "relaxed": ((0.5, 0.75, -0.3), (1.1, 2.0, -2.2), (1.6, 2.55, -3.7), (1.85, 2.6, -4.9)),
    "flat": ((0.4, 0.75, -0.3), (0.5, 2.25, -2.1), (0.55, 3.1, -3.5), (0.55, 3.4, -4.7)),
    "fist": ((0.6, 0.8, -0.4), (1.6, 1.95, -2.2), (2.45, 1.5, -3.5), (2.55, 0.4, -4.2)),
    "fingers_over": ((0.4, 0.75, -0.3), (0.55, 2.2, -2.1), (0.6, 2.9, -3.4), (0.6, 3.2, -4.5)),
    "thumb_over": ((0.4, 0.75, -0.3), (0.9, 1.9, -1.5), (1.9, 2.4, -2.1), (3.0, 2.5, -2.3)),
}
_FAN = {"flat": 0.55}
_THENAR = ((0.6, 0.95, -1.8), (0.95, 1.15, 1.8))
"""The ball of the thumb: middle and radii."""


@dataclass(frozen=True, slots=True)
class HandForm:
    """How a hand is closed: its shape, and for a grip the radius of what it goes round, % of stature."""

    shape: HandShape = "relaxed"
    radius: float = FREE_GRIP_RADIUS


def grip_centre(radius: float) -> Array:
    """Return where in the hand's axes the middle of a held bar is; the bar runs along Y."""
    return np.array([radius + _FINGER_R + _SKIN, 0.0, _GRIP_Z])


def grip_line(hand: Frame, radius: float) -> tuple[Array, Array]:
    """Return the middle of a bar that a hand holds, and the unit direction it runs in, in the world."""
    return hand.point(grip_centre(radius)), hand.axes[:, 1]


def hand_meshes(form: HandForm, frame: Frame, names: tuple[str, str, str], *, mirrored: bool) -> Iterator[Mesh]:
    """Yield the meshes of a hand; `names` is (what goes before the part's name, role, group)."""
    prefix, role, group = names
    for part, shell in _pieces(form):
        yield place(shell, frame, named(f"{prefix}{part}", role, group), mirrored=mirrored)


def _pieces(form: HandForm) -> Iterator[tuple[str, Shell]]:
    yield "hand", loft(PALM, 16, Caps(0.5, 0.55), 30)
    yield "hand", ellipsoid(*_THENAR, 12, 18)
    yield "thumb", tube(_thumb(form), (0.35, 0.0, 1.0) if form.shape in ("fist", "grip") else (1.0, 0.0, 0.0), _FINE)[0]
    for i, finger in enumerate(FINGERS):
        yield DIGIT_NAMES[i + 1], tube(_finger(finger, i, form), (0.0, 1.0, 0.0), _FINE)[0]


def _finger(finger: Finger, number: int, form: HandForm) -> BoneLine:
    """Return a finger from inside the palm to its tip."""
    path = _wrapped(finger, form.radius) if form.shape == "grip" else _bent(finger, _BENDS_DEG[form.shape][number])
    path[:, 1] += _FAN.get(form.shape, 0.0) * (1.5 - number) * 0.09 * np.linspace(0, sum(finger.lengths), len(path))
    girth = finger.radius * np.interp(np.linspace(0, 1, len(path)), [0, 0.25, 0.55, 0.8, 1], [1.05, 1.0, 0.95, 0.88, 0.74])
    return BoneLine(path, girth, girth * 0.95)


def _bent(finger: Finger, bends_deg: tuple[float, float, float]) -> Array:
    y, z = finger.knuckle
    at, angle = np.array([0.05, y, z]), 0.0
    points = [np.array([0.0, y, z + 1.2]), at]
    for length, bend in zip(finger.lengths, bends_deg, strict=True):
        angle += np.radians(bend)
        way = np.array([np.sin(angle), 0, -np.cos(angle)])
        points += [at + way * length * 0.5, at + way * length]
        at = at + way * length
    return np.array(points)


def _wrapped(finger: Finger, radius: float) -> Array:
    """Return a finger that runs round a bar."""
    y, z = finger.knuckle
    big = radius + _FINGER_R
    cx, _, cz = grip_centre(radius)
    turn = np.linspace(0, min(sum(finger.lengths) / big, _WRAP_MAX_RAD), 12)
    arc = np.stack([cx - big * np.cos(turn), np.full(len(turn), y), cz - big * np.sin(turn)], 1)
    return np.concatenate([[[cx - big, y, z + 1.4]], arc])


def _thumb(form: HandForm) -> BoneLine:
    path = np.array(_THUMBS[form.shape]) if form.shape in _THUMBS else _thumb_round(form.radius)
    girth = np.interp(np.linspace(0, 1, len(path)), np.linspace(0, 1, 4), [0.8, 0.88, 0.72, 0.55])
    return BoneLine(path, girth, girth * 0.94)


def _thumb_round(radius: float) -> Array:
    """Return a thumb that comes round a bar the other way, as far as it is long; round a thin one it lies over the fingers."""
    cx, _, cz = grip_centre(radius)
    big = radius + _THUMB_R
    base = np.array([[0.6, 0.8, -0.4], [min(1.0 + 0.3 * radius, 1.5), 2.0, -1.9]])
    off = base[1, [0, 2]] - (cx, cz)
    base[1, [0, 2]] = (cx, cz) + off * max(1.0, (big + 0.3) / float(np.hypot(*off)))
    start = np.arctan2(base[1, 2] - cz, cx - base[1, 0]) + 0.45  # seen from the palm, up towards the wrist and over
    turn = np.linspace(start, max(start, _THUMB_END_RAD), 40)
    arc = np.stack([cx - big * np.cos(turn), 2.1 - 0.8 * np.linspace(0, 1, 40), cz + big * np.sin(turn)], 1)
    path = np.concatenate([base, arc])
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.linspace(0, min(_THUMB_LENGTH, run[-1]), 7)
    return np.stack([np.interp(at, run, path[:, k]) for k in range(3)], 1)
