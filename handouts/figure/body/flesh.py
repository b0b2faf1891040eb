"""The shape of the mannequin: radii along each bone, in % of stature, for the left side.

Rows are `(z along the bone, centre x, centre y, front, back, lateral, medial[, power])`.
"""

from typing import NamedTuple

from handouts.figure.body.mesh import Coordinates

THIGH: tuple[Coordinates, ...] = (
    (0, 0, 0, 4.8, 5.2, 4.5, 4.3),
    (-4, 0, 0, 5.3, 5.7, 4.7, 4.9),
    (-9, 0.1, 0, 5.2, 4.9, 4.3, 4.8),
    (-14, 0.1, 0, 4.7, 4.1, 3.8, 4.0),
    (-19, 0, 0, 3.9, 3.4, 3.3, 3.4),
    (-22.5, 0, 0, 3.25, 3.05, 2.95, 3.15),
    (-24.5, 0, 0, 3.05, 2.7, 2.85, 2.95),
)
SHANK: tuple[Coordinates, ...] = (
    (0, 0, 0, 2.95, 2.65, 2.8, 2.9),
    (-2.2, 0, 0, 2.95, 2.75, 2.85, 2.95),
    (-4.5, -0.1, 0, 2.6, 3.4, 3.0, 3.15),
    (-7.5, -0.2, 0, 2.3, 3.95, 3.05, 3.3),
    (-11, -0.2, 0, 2.1, 3.5, 2.7, 2.9),
    (-15, -0.2, 0, 1.95, 2.6, 2.15, 2.25),
    (-19, -0.1, 0, 1.7, 1.95, 1.7, 1.75),
    (-22, 0, 0, 1.6, 1.75, 1.65, 1.7),
    (-24.2, 0, 0, 1.7, 1.75, 1.85, 1.9),
)
UPPER_ARM: tuple[Coordinates, ...] = (
    (0, -0.1, 0, 2.7, 2.7, 2.75, 2.4),
    (-3.2, 0, 0, 2.8, 2.7, 2.75, 2.4),
    (-7.5, 0.1, 0, 2.65, 2.5, 2.3, 2.2),
    (-12, 0.05, 0, 2.2, 2.2, 1.95, 1.95),
    (-15.8, 0, 0, 1.85, 1.9, 1.95, 2.0),
    (-17.2, 0, 0, 1.75, 1.85, 1.95, 2.0),
)
FOREARM: tuple[Coordinates, ...] = (
    (0, 0, 0, 1.75, 1.85, 1.95, 1.95),
    (-2.8, 0.1, 0, 2.1, 1.95, 2.25, 2.1),
    (-6.5, 0.1, 0, 1.9, 1.85, 2.0, 1.9),
    (-11, 0, 0, 1.4, 1.4, 1.55, 1.55),
    (-14.6, 0, 0, 1.15, 1.15, 1.4, 1.4),
)
SLEEVE: tuple[Coordinates, ...] = (
    (0, -0.1, 0, 2.95, 2.95, 3.0, 2.7),
    (-3.4, 0, 0, 3.15, 3.05, 3.1, 2.9),
    (-8.6, 0.1, 0, 3.3, 3.15, 3.0, 3.0),
)
SHORTS_LEG: tuple[Coordinates, ...] = (
    (0, 0, 0, 5.15, 5.6, 5.0, 4.7),
    (-5, 0, 0, 5.6, 5.85, 5.05, 5.0),
    (-11.5, 0.1, 0, 5.45, 5.05, 4.65, 4.85),
)
PELVIS: tuple[Coordinates, ...] = (
    (-6.4, 0.2, 0, 2.2, 2.6, 3.0, 3.0),
    (-5, 0.1, 0, 4.2, 4.6, 6.2, 6.2),
    (-2.5, 0, 0, 5.3, 6.4, 8.6, 8.6),
    (0.5, 0, 0, 5.6, 6.9, 9.3, 9.3),
    (3.5, -0.1, 0, 5.4, 6.4, 8.9, 8.9),
    (5, -0.3, 0, 5.0, 5.6, 8.2, 8.2),
)
NECK: tuple[Coordinates, ...] = (
    (-1.5, -0.2, 0, 2.6, 2.6, 2.9, 2.9),
    (0.4, -0.1, 0, 2.85, 3.1, 3.15, 3.15),
    (2, 0, 0, 2.75, 3.0, 2.95, 2.95),
    (6.5, 0.1, 0, 2.8, 3.0, 2.9, 2.9),
)

BUTTOCK = ((-3.2, -0.4, -1.4), (4.9, 5.1, 6.2))
"""Middle and radii of an ellipsoid, for the left side."""

Station = tuple[str, float, float, float, float, float, float]
"""A section of the torso: segment, z in it, centre x, front, back, half width, power."""

TORSO: tuple[Station, ...] = (
    ("pelvis", 1.8, -0.3, 6.3, 7.2, 9.9, 2.3),
    ("pelvis", 5, -0.3, 5.95, 6.35, 9.2, 2.2),
    ("lumbar", 3.0, 0.1, 5.8, 5.3, 8.5, 2.15),
    ("lumbar", 7, 0.2, 5.8, 4.9, 8.2, 2.2),
    ("thorax", 0, 0, 6.2, 5.2, 8.5, 2.25),
    ("thorax", 5, 0, 6.7, 5.8, 9.2, 2.3),
    ("thorax", 9, -0.2, 6.5, 6.1, 9.8, 2.35),
    ("thorax", 11.4, -0.5, 5.6, 5.9, 10.0, 2.3),
    ("thorax", 13, -0.7, 4.8, 5.3, 9.2, 2.2),
    ("thorax", 14.6, -0.8, 4.0, 4.6, 7.2, 2.1),
    ("thorax", 15.6, -0.8, 3.6, 4.1, 5.4, 2.0),
    ("thorax", 16.4, -0.8, 3.4, 3.7, 4.1, 2.0),
    ("thorax", 17.0, -0.8, 3.1, 3.4, 3.45, 2.0),
)
BARE_NECK: tuple[Station, ...] = (("thorax", 16.4, -0.8, 3.0, 3.4, 3.6, 2.0), ("thorax", 17.6, -0.8, 2.4, 2.7, 2.6, 2.0))
"""Takes the place of the last two stations on a body map, where no collar stands off the neck."""

BARE_WAIST: tuple[Station, ...] = (
    ("pelvis", -1.5, -0.1, 5.5, 6.6, 9.45, 2.1),
    ("pelvis", 2.2, -0.2, 5.7, 6.6, 9.3, 2.1),
    ("pelvis", 5.4, -0.2, 5.8, 6.0, 8.8, 2.1),
)
"""Takes the place of the first two stations on a body map, where no shirt hangs over the hips."""

HEAD: tuple[tuple[float, float, float, float], ...] = (
    (-2.75, 3.5, 0.6, 0.9),
    (-2.3, 4.75, -0.6, 1.8),
    (-1.5, 5.1, -1.6, 2.5),
    (-0.75, 4.75, -2.6, 2.95),
    (-0.2, 5.1, -3.3, 3.25),
    (0.2, 4.95, -3.7, 3.5),
    (0.6, 5.2, -4.0, 3.65),
    (1.2, 5.0, -4.5, 3.85),
    (3, 4.95, -5.5, 4.35),
    (4.2, 4.9, -5.85, 4.6),
    (5.3, 5.3, -6.05, 4.75),
    (6.2, 5.2, -6.15, 4.8),
    (7.8, 5.05, -6.0, 4.75),
    (9.2, 4.3, -5.3, 4.2),
    (10.1, 3.0, -4.1, 3.2),
    (10.6, 1.3, -2.4, 1.7),
)
"""Height, front x, back x, half width: chin, lips, nose's root and brow stand out of the profile."""

NOSE: tuple[Coordinates, ...] = (
    (4.9, 4.6, 0, 0.45, 0.6, 0.34, 0.34),
    (3.9, 4.6, 0, 0.85, 0.6, 0.42, 0.42),
    (2.9, 4.6, 0, 1.35, 0.6, 0.62, 0.62),
    (2.1, 4.6, 0, 1.78, 0.6, 0.86, 0.86),
    (1.6, 4.6, 0, 1.35, 0.6, 0.95, 0.95),
    (1.3, 4.6, 0, 0.7, 0.6, 0.6, 0.6),
)

SHOE: tuple[tuple[float, float, float, float], ...] = (
    (-4.5, 1.3, -1.0, -3.3),
    (-3.9, 1.9, 0.6, -3.85),
    (-2, 2.25, 1.5, -3.9),
    (0, 2.35, 1.7, -3.9),
    (2, 2.4, 1.1, -3.9),
    (4.5, 2.7, -0.5, -3.85),
    (7, 2.95, -1.45, -3.9),
    (9.3, 2.7, -2.0, -3.85),
    (10.9, 1.9, -2.5, -3.65),
    (11.5, 1.0, -2.9, -3.45),
)
"""X from the ankle, half width, top, bottom."""

FOOT_SOLE = -3.9
BARE_FOOT: tuple[tuple[float, float, float, float, float, float], ...] = (
    (-3.75, 0.5, 0.5, -1.7, -2.5, 0.0),
    (-3.6, 1.05, 1.0, -0.9, -3.05, 0.0),
    (-3.2, 1.5, 1.45, 0.1, -3.5, 0.0),
    (-2.7, 1.66, 1.61, 0.6, -3.78, 0.0),
    (-1.9, 1.76, 1.71, 1.2, FOOT_SOLE, 0.15),
    (-0.6, 1.9, 1.85, 2.6, FOOT_SOLE, 0.35),
    (1.1, 1.95, 1.85, 2.6, FOOT_SOLE, 1.2),
    (1.6, 2.0, 1.88, 2.25, FOOT_SOLE, 1.4),
    (2.2, 2.1, 1.92, 1.8, FOOT_SOLE, 1.5),
    (2.9, 2.2, 2.0, 1.25, FOOT_SOLE, 1.45),
    (4.2, 2.45, 2.15, 0.2, FOOT_SOLE, 1.05),
    (5.6, 2.75, 2.5, -0.8, FOOT_SOLE, 0.4),
    (6.7, 2.85, 2.7, -1.45, FOOT_SOLE, 0.0),
    (7.5, 2.7, 2.6, -1.9, FOOT_SOLE, 0.0),
    (8.1, 2.2, 2.2, -2.4, -3.75, 0.0),
    (8.4, 1.4, 1.4, -2.9, -3.4, 0.0),
)
"""X from the ankle; outwards, inwards, top, bottom; by how much the arch lifts the inner border.

Up to x 1.1 the shank sinks into it; cords fill the corners."""

AlongFoot = tuple[tuple[float, float, float], ...]
SHOE_TOP: AlongFoot = ((0, 0, 1.6), (2, 0, 1.0), (4.5, 0, -0.6), (7, 0, -1.5), (9.3, 0, -2.1), (11, 0, -2.6))
BARE_TOP: AlongFoot = (
    (1.1, 0, 2.6),
    (2.2, 0, 1.8),
    (2.9, 0, 1.3),
    (4.2, 0, 0.2),
    (5.6, 0, -0.8),
    (7.0, 0, -1.6),
    (9.2, 0, -1.8),
    (11, 0, -2.2),
)
SHOE_BALL: AlongFoot = ((7.0, 0, -3.6),)
BARE_BALL: AlongFoot = ((4.2, 0, FOOT_SOLE), (6.7, 0, FOOT_SOLE), (7.6, 0, FOOT_SOLE), (8.2, 0, -3.75), (8.5, 0, -3.4))
"""Points along the instep and under the ball, in foot axes: the lowest touches, as the foot lies."""


class Toe(NamedTuple):
    """A toe at rest: its root at the metatarsal's head, its slope outwards, the length and rise of its two pieces, radii across and up."""

    root: tuple[float, float, float]
    slope: float
    lengths: tuple[float, float]
    rises_deg: tuple[float, float]
    radii: tuple[float, float]


TOES: tuple[Toe, ...] = (
    Toe((7.0, -1.78, -2.72), 0.07, (2.1, 1.8), (0, -9), (0.98, 0.92)),
    Toe((7.35, -0.33, -2.85), 0.02, (2.15, 1.5), (9, -33), (0.58, 0.60)),
    Toe((7.05, 0.72, -2.9), 0.01, (1.95, 1.4), (9, -34), (0.54, 0.57)),
    Toe((6.4, 1.68, -2.95), -0.05, (1.65, 1.25), (8, -34), (0.51, 0.54)),
    Toe((5.55, 2.35, -3.05), -0.12, (1.4, 1.15), (6, -32), (0.53, 0.53)),
)
"""Big toe first."""

PALM: tuple[Coordinates, ...] = (
    (0.9, 0, 0, 1.0, 1.0, 1.2, 1.2),
    (0.0, 0.02, 0, 1.16, 1.08, 1.5, 1.45),
    (-1.0, 0.05, 0, 1.28, 1.1, 1.85, 1.75),
    (-2.6, 0.1, 0, 1.25, 1.05, 2.2, 2.05),
    (-4.2, 0.05, 0, 1.0, 0.95, 2.3, 2.1),
    (-5.0, 0, 0, 0.8, 0.8, 2.2, 1.95),
)


class Finger(NamedTuple):
    """A finger: its knuckle's y and z in the hand, the lengths of its three pieces, its radius."""

    knuckle: tuple[float, float]
    lengths: tuple[float, float, float]
    radius: float


FINGERS: tuple[Finger, ...] = (
    Finger((1.62, -5.0), (2.15, 1.35, 1.0), 0.62),
    Finger((0.56, -5.2), (2.4, 1.5, 1.05), 0.64),
    Finger((-0.5, -5.0), (2.2, 1.4, 1.0), 0.60),
    Finger((-1.46, -4.5), (1.7, 1.1, 0.9), 0.52),
)
"""Index finger first."""
HAIRLINE: tuple[tuple[float, float], ...] = (
    (-6.4, -1.0), (-2.6, -0.3), (-1.7, 2.6), (-0.6, 4.4), (0.7, 5.0), (2.0, 6.4), (3.2, 7.4), (5.6, 7.9),
)  # fmt: skip
"""On the head, x against the height above which it is hair."""
