"""Rotations and frames, in degrees and in % of stature.

World axes: X forwards, Y to the person's left, Z up. Segment axes: X to the front, Y to the left, Z towards the head, so a
hanging limb runs along -Z. A rotation matrix holds the three segment axes as columns.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handouts.figure.bones.anatomy import Side

Array = NDArray[np.float64]


class Frame(NamedTuple):
    """Where a segment is: its origin, and its axes as columns."""

    at: Array
    axes: Array

    def point(self, local: ArrayLike) -> Array:
        """Return the world place of a point given in this frame."""
        place: Array = self.at + self.axes @ np.asarray(local, float)
        return place

    def direction(self, local: ArrayLike) -> Array:
        """Return the world direction of a vector given in this frame."""
        turned: Array = self.axes @ np.asarray(local, float)
        return turned


def about_x(angle_deg: float) -> Array:
    """Return the turn about the X axis."""
    c, s = _cos_sin(angle_deg)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], float)


def about_y(angle_deg: float) -> Array:
    """Return the turn about the Y axis."""
    c, s = _cos_sin(angle_deg)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], float)


def about_z(angle_deg: float) -> Array:
    """Return the turn about the Z axis."""
    c, s = _cos_sin(angle_deg)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], float)


def about(axis: Array, angle_deg: float) -> Array:
    """Return the turn about any unit axis (Rodrigues)."""
    c, s = _cos_sin(angle_deg)
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turn: Array = c * np.eye(3) + s * cross + (1 - c) * np.outer(axis, axis)
    return turn


def outward(side: Side) -> int:
    """Return +1 for the left side, -1 for the right: the sign of Y that points away from the midline."""
    return 1 if side == "left" else -1


def ball_joint(side: Side, flexion_deg: float, abduction_deg: float, rotation_deg: float) -> Array:
    """Return the axes of a thigh or upper arm in its parent: flexion, then abduction, then external rotation.

    The sequence is in the spirit of ISB (Wu 2002, 2005); abduction of a hip flexed to 90 degrees is horizontal abduction.
    """
    k = outward(side)
    return about_y(-flexion_deg) @ about_x(k * abduction_deg) @ about_z(k * rotation_deg)


def ball_joint_angles(axes: Array, side: Side) -> tuple[float, float, float]:
    """Return flexion, abduction and external rotation in degrees: the inverse of `ball_joint`."""
    k = outward(side)
    z = axes[:, 2]
    tilt = math.degrees(math.asin(min(1.0, max(-1.0, -z[1]))))
    flexion = math.degrees(math.atan2(-z[0], z[2]))
    rest = about_x(-tilt) @ about_y(flexion) @ axes
    return flexion, k * tilt, k * math.degrees(math.atan2(rest[1, 0], rest[0, 0]))


def unit(vector: ArrayLike) -> Array:
    """Return the vector at length one."""
    v = np.asarray(vector, float)
    return v / max(float(np.linalg.norm(v)), 1e-12)


def across(vector: ArrayLike, axis: Array) -> Array:
    """Return the part of a vector that is square to a unit axis (not normalised)."""
    v = np.asarray(vector, float)
    rest: Array = v - axis * float(v @ axis)
    return rest


def axes_from(z: Array, towards_x: ArrayLike) -> Array:
    """Return axes with this unit Z and with X as near as can be to a direction."""
    x = unit(across(towards_x, z))
    return np.stack([x, np.cross(z, x), z], axis=1)


def _cos_sin(angle_deg: float) -> tuple[float, float]:
    a = math.radians(angle_deg)
    return math.cos(a), math.sin(a)
