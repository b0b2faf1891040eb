"""What makes one person's body another's: the sections of the torso, and what is worn on the head over the usual hair."""

from collections.abc import Mapping
from dataclasses import replace
from math import exp

from handouts.figure.body.flesh import Station
from handouts.figure.body.mesh import Caps, Coordinates, Mesh, capsule, loft, named, place
from handouts.figure.bones.skeleton import Skeleton
from handouts.figure.people import Hair, Outline

_HIPS, _WAIST, _CHEST, _SHOULDERS, _BACK = 1.03, 0.92, 0.92, 0.95, 0.94
_SHOULDERS_FROM, _BUST_UP, _BUST_REACH, _BUST, _FLAT_WAIST = 12.0, 6.0, 3.0, 1.15, 0.35

_SCARF: tuple[Coordinates, ...] = (
    (11.0, -0.9, 0, 2.6, 2.4, 2.4, 2.4, 2.0),
    (10.2, -0.9, 0, 4.4, 4.4, 4.0, 4.0, 2.0),
    (9.0, -0.9, 0, 5.3, 5.5, 4.9, 4.9, 2.1),
    (6.5, -0.9, 0, 5.0, 6.0, 5.25, 5.25, 2.6),
    (4.0, -1.3, 0, 4.7, 5.4, 5.25, 5.25, 3.0),
    (1.5, -1.4, 0, 4.5, 4.9, 5.05, 5.05, 3.0),
    (-1.0, -1.0, 0, 4.4, 4.2, 4.5, 4.5, 2.6),
    (-2.6, -0.6, 0, 4.9, 4.0, 4.3, 4.3, 2.2),
    (-3.6, -0.6, 0, 4.7, 4.0, 4.4, 4.4, 2.0),
)
"""Height, centre, radii and power: open at the face, where the head stands out of it, and over the ears."""
_SCARF_NECK: tuple[Coordinates, ...] = (
    (4.6, 0.2, 0, 4.4, 3.9, 4.2, 4.2),
    (3.0, 0.2, 0, 4.0, 3.9, 4.1, 4.1),
    (1.2, 0.1, 0, 4.1, 4.2, 4.7, 4.7),
    (-0.4, 0.0, 0, 4.6, 4.7, 6.0, 6.0),
    (-2.0, 0.0, 0, 4.9, 5.3, 6.8, 6.8),
)
_PONYTAIL = (((-5.6, 0, 6.6), (-8.3, 0, 4.8), (1.2, 1.5)), ((-8.3, 0, 4.9), (-8.9, 0, -1.6), (1.55, 0.5)))


def in_build(stations: tuple[Station, ...], build: Outline) -> tuple[Station, ...]:
    """Return the sections of the torso in another build."""
    return stations if build == "man" else tuple(_womans(station) for station in stations)


def _womans(station: Station) -> Station:
    segment, z, x, front, back, half, power = station
    if segment == "thorax":
        half *= _CHEST if z < _SHOULDERS_FROM else _SHOULDERS
        front += _BUST * exp(-(((z - _BUST_UP) / _BUST_REACH) ** 2))
    elif segment == "lumbar":
        half, front = half * _WAIST, front - _FLAT_WAIST
    else:
        half *= _HIPS
    return segment, z, x, front, back * _BACK, half, power


def headwear(frames: Skeleton) -> Mapping[Hair, tuple[Mesh, ...]]:
    """Return the meshes of each hair style besides the usual, which a drawing keeps as options."""
    tail, scarf = named("ponytail", "hair", "head"), named("headscarf", "hair", "head")
    return {
        "ponytail": tuple(place(capsule(start, end, radii), frames["head"], tail) for start, end, radii in _PONYTAIL),
        "headscarf": (
            place(loft(_SCARF, 26, Caps(0.6, 0.2), 48), frames["head"], scarf),
            place(loft(_SCARF_NECK, 16), frames["neck"], replace(scarf, part="headscarf_neck")),
        ),
    }
