"""The hands of somebody who helps: a hand round a limb, its forearm and the end of a sleeve; no face, no body. Pale, as a prop is."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from handouts.figure.body import flesh
from handouts.figure.body.hands import HandForm, grip_centre, hand_meshes
from handouts.figure.body.mesh import Caps, Mesh, loft, named, place
from handouts.figure.bones.rotation import Array, Frame, across, unit
from handouts.figure.model.helper import Helper
from handouts.figure.model.posture import Hand
from handouts.figure.pose.holdable import HeldBar, held_thing
from handouts.figure.pose.holding import bent_wrist, ways_round
from handouts.figure.pose.scene import Scene

_ROLE, _SLEEVE_ROLE = "helper", "helper_sleeve"
_FROM = {"front": (1, 0, 0.7), "behind": (-1, 0, 0.7), "left": (0, 1, 0.7), "right": (0, -1, 0.7), "above": (0, 0, 1)}
_UP, _NEARER = 0.9, 0.25
"""An arm from an edge of the picture comes from above and a little from the reader's side too."""
_LEVEL, _PALM_DOWN, _LOW, _IN_FLOOR = 0.6, 1.2, 6.0, 3.0
_WRIST_MAX_DEG = 50.0
_SLEEVE = ((2.0, 0, 0, 2.6, 2.6, 2.6, 2.6), (-2.5, 0, 0, 2.8, 2.7, 2.9, 2.8), (-7.0, 0.1, 0, 2.5, 2.4, 2.6, 2.6))


def with_helpers(scene: Scene, view: Array) -> Scene:
    """Return a scene with the hands of its helpers, seen by this camera."""
    meshes = tuple(mesh for i, helper in enumerate(scene.panel.helpers) for mesh in _helper(f"helper_{i + 1}", helper, scene, view))
    return replace(scene, props=(*scene.props, *meshes)) if meshes else scene


def _helper(name: str, helper: Helper, scene: Scene, view: Array) -> Iterator[Mesh]:
    bar = held_thing(Hand(holds=helper.holds, along=helper.along), "left", scene.pose, {})
    assert isinstance(bar, HeldBar)
    arm = unit(_FROM[helper.comes_from]) if helper.comes_from else _from_edge(bar.centre, scene, view)
    axes = _round(bar, arm)
    hand = Frame(bar.centre - axes @ grip_centre(bar.radius), axes)
    yield from hand_meshes(HandForm("grip", bar.radius), hand, (f"{name}.", _ROLE, "prop"), mirrored=helper.holds.startswith("right"))
    way = _within(arm, axes[:, 2])
    elbow = Frame(hand.at + way * -flesh.FOREARM[-1][0], np.stack([unit(np.cross(axes[:, 1], way)), *_rest(axes[:, 1], way)], 1))
    yield place(loft(flesh.FOREARM, 18, Caps(0.8, 1.7)), elbow, named(f"{name}.forearm", _ROLE, "prop"))
    yield place(loft(_SLEEVE, 10, Caps(1.5, 0)), elbow, named(f"{name}.sleeve", _SLEEVE_ROLE, "prop"))


def _rest(y: Array, z: Array) -> tuple[Array, Array]:
    """Return the Y and Z of axes whose Z is given."""
    return unit(across(y, z)), z


def _from_edge(at: Array, scene: Scene, view: Array) -> Array:
    """Return the direction to the nearer of the picture's left and right edges, upwards and a little towards the reader."""
    sideways = np.concatenate([mesh.points for mesh in scene.body]) @ view[0]
    here = float(at @ view[0])
    sign = 1.0 if sideways.max() - here < here - sideways.min() else -1.0
    return unit(sign * view[0] + _UP * np.array([0, 0, 1.0]) + _NEARER * view[2])


def _round(bar: HeldBar, arm: Array) -> Array:
    """Return the axes of a hand whose wrist bends least towards its arm; on a level limb the palm lies on top, off the floor."""

    def cost(axes: Array) -> float:
        wrist = bar.centre - axes @ grip_centre(bar.radius)
        low = max(0.0, _LOW - float(wrist[2])) / _LOW + max(0.0, 1.5 - float((bar.centre - axes[:, 2] * bar.radius * 1.5)[2]))
        lies = _PALM_DOWN * (1 + float(axes[2, 0])) if abs(float(bar.axis[2])) < _LEVEL else 0.0
        return bent_wrist(axes, arm) + lies + _IN_FLOOR * low

    first = unit(across(arm if abs(float(arm @ bar.axis)) < 0.95 else np.array([0, 0, 1.0]), bar.axis))
    return min(ways_round(bar, first), key=lambda axes: round(cost(axes), 9))


def _within(arm: Array, z: Array) -> Array:
    """Return the forearm's direction: towards the arm, as far as a wrist bends."""
    bend = float(np.degrees(np.arccos(np.clip(arm @ z, -1, 1))))
    if bend <= _WRIST_MAX_DEG:
        return arm
    most = np.radians(_WRIST_MAX_DEG)
    return z * float(np.cos(most)) + unit(across(arm, z)) * float(np.sin(most))
