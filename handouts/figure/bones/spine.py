"""The spine above the pelvis as a curve: two stretches that bend evenly, low back and chest, with a hinge where each begins.

The hinges are what `trunk` says; `lumbar` and `thoracic` bend their own stretch by a constant curvature. Places are counted in
% of stature from L5/S1 upwards: the low back from 0 to 10, the chest from there.
"""

import math
from dataclasses import dataclass

import numpy as np

from handouts.figure.bones.anatomy import LUMBAR
from handouts.figure.bones.rotation import Array, Frame, about, about_x, about_y, about_z

NECK_BASE = LUMBAR + 16.4
"""Where C7 lies along the spine."""

_THORACIC = 14.0
_LUMBAR_ORIGIN, _THORAX_ORIGIN = 4.0, 11.5
"""Where along its stretch a segment takes its axes; its origin lies straight back from there, so what is placed in it keeps its place."""

Turns = tuple[float, float, float]
"""Flexion, side bend to the left, rotation to the left, in degrees."""


@dataclass(frozen=True, slots=True)
class SpineCurve:
    """A bent spine: the frame of the sacrum's top, the bend of the low back, the hinge below the chest, the bend of the chest."""

    sacrum: Frame
    lumbar_deg: Turns
    hinge: Array
    thoracic_deg: Turns

    def at(self, reach: float) -> Frame:
        """Return the frame this far up from L5/S1, its Z along the spine."""
        if reach < LUMBAR:
            return _arc(self.sacrum, self.lumbar_deg, LUMBAR, reach)
        top = _arc(self.sacrum, self.lumbar_deg, LUMBAR, LUMBAR)
        chest, reach = Frame(top.at, top.axes @ self.hinge), reach - LUMBAR
        bent = _arc(chest, self.thoracic_deg, _THORACIC, min(reach, _THORACIC))
        return bent if reach <= _THORACIC else Frame(bent.point((0, 0, reach - _THORACIC)), bent.axes)

    def lumbar(self) -> Frame:
        """Return the frame of the low back."""
        return _back(self.at(_LUMBAR_ORIGIN), _LUMBAR_ORIGIN)

    def thorax(self) -> Frame:
        """Return the frame of the chest, which carries the shoulders."""
        return _back(self.at(LUMBAR + _THORAX_ORIGIN), _THORAX_ORIGIN)


def spine_curve(pelvis: Frame, trunk_deg: Turns, lumbar_deg: Turns, thoracic_deg: Turns) -> SpineCurve:
    """Return the spine on a pelvis; `trunk` bends 45 % below the low back and 55 % above it."""
    flexion, side_bend, rotation = trunk_deg
    turn = about_x(-0.5 * side_bend)
    sacrum = Frame(pelvis.point((-1.2, 0, 5.0)), pelvis.axes @ about_y(0.45 * flexion) @ turn @ about_z(0.3 * rotation))
    return SpineCurve(sacrum, lumbar_deg, about_y(0.55 * flexion) @ turn @ about_z(0.7 * rotation), thoracic_deg)


def _back(frame: Frame, length: float) -> Frame:
    return Frame(frame.point((0, 0, -length)), frame.axes)


def _arc(start: Frame, bend_deg: Turns, length: float, reach: float) -> Frame:
    """Return the frame along a rod that is bent by the same amount everywhere (a screw motion, in closed form)."""
    flexion, side_bend, rotation = bend_deg
    per_unit = np.array([-side_bend, flexion, rotation]) / length
    rate_deg = float(np.linalg.norm(per_unit))
    if rate_deg < 1e-9:
        return Frame(start.point((0, 0, reach)), start.axes)
    axis, rate = per_unit / rate_deg, math.radians(rate_deg)
    way = np.array([0.0, 0.0, 1.0])
    once = np.cross(axis, way)
    angle = rate * reach
    along = reach * way + (1 - math.cos(angle)) / rate * once + (reach - math.sin(angle) / rate) * np.cross(axis, once)
    return Frame(start.point(along), start.axes @ about(axis, math.degrees(angle)))
