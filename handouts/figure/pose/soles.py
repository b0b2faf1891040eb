"""Where a foot is to be so that it touches, and how its toes then lie."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from handouts.figure.body import flesh
from handouts.figure.body.foot import TOE_NAMES, foot_shape, toe_on
from handouts.figure.bones.anatomy import ANKLE_HEIGHT, Side
from handouts.figure.bones.rotation import Array, about_y, about_z, outward
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.model.posture import Foot
from handouts.figure.model.props import AnyProp
from handouts.figure.pose.posture import SettledPosture
from handouts.figure.props.kinds import height_at, toes_down_on, top_height

_LIFTED: Mapping[str, float] = {"ball": 30.0, "heel": -20.0}
"""How far a foot on its ball or heel is pitched where nothing says so."""
HEEL = (-3.2, 0.0, -3.9)
UPRIGHT = ("standing", "half_kneeling", "kneeling")


@dataclass(frozen=True, slots=True)
class Sole:
    """Where an ankle must be for its foot to touch, and the axes of the foot where the surface decides them."""

    ankle: Array
    axes: Array | None


def height_of(name: str, props: Mapping[str, AnyProp]) -> float:
    """Return the height of the floor or of a prop's top."""
    return 0.0 if name in ("floor", "nothing") else top_height(props[name])


def ground(name: str, props: Mapping[str, AnyProp], x: float, y: float) -> float:
    """Return the height of the floor, or of a prop at a place: of the stair there, or as far up the slope as it is."""
    return 0.0 if name in ("floor", "nothing") else height_at(props[name], x, y)


def touching(posture: SettledPosture) -> dict[Side, Foot]:
    """Return the feet that touch something."""
    return {side: foot for side, foot in posture.feet.items() if foot.on != "nothing"}


def sole(foot: Foot, side: Side, pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Sole:
    """Return where a foot goes."""
    k, frames = outward(side), skeleton(pose)
    if foot.on in ("left_knee", "right_knee"):
        other = "left" if foot.on.startswith("left") else "right"
        place = (
            5.4 if foot.forward is None else foot.forward,
            1.0 if foot.out is None else k * foot.out,
            -21.5 if foot.up is None else foot.up,
        )
        return Sole(frames[f"{other}_thigh"].point(place), None)
    here = frames[f"{side}_foot"].at
    stands = posture.position in UPRIGHT and f"{side}_foot" not in posture.rest and "feet" not in posture.rest
    inclined = toes_down_on(props[foot.on]) * float(_heading(posture)[0, 0]) if foot.on in props else 0.0
    level = about_z(k * (3.0 if foot.toes_out is None else foot.toes_out)) @ _heading(posture)
    axes = level @ about_y(pitch_of(foot, side, pose, posture) + inclined)
    contact = contact_point(foot.way or "flat", axes, bare=posture.bare_feet)
    below = here if contact is None else here + axes @ contact  # where no place is said, the ankle stays above its place
    # a foot that rises on its ball or heel stays where it stood flat
    off = level @ contact if contact is not None and foot.way in ("ball", "heel") and foot.on == "floor" else np.zeros(3)
    x = foot.forward if foot.forward is not None else (float(off[0]) if stands else float(below[0]))
    y = k * foot.out if foot.out is not None else (k * 5.0 + float(off[1]) if stands else float(below[1]))
    point = np.array([x, y, ground(foot.on, props, x, y) + (foot.up or 0.0)])
    if foot.way == "free":
        return Sole(point, axes)
    if contact is None:
        return Sole(point + (axes[:, 2] if inclined else np.array([0, 0, 1.0])) * ANKLE_HEIGHT, axes)
    return Sole(point - axes @ contact, axes)


def pitch_of(foot: Foot, side: Side, pose: Pose, posture: SettledPosture) -> float:
    """Return by how many degrees the toes point down: as written, as a written ankle says, or as heel or toes are usually lifted."""
    way = foot.way or "flat"
    if foot.toes_down is not None or way not in _LIFTED:
        return foot.toes_down or 0.0
    if f"{side}_ankle.dorsiflexion" in posture.written:
        x, _, z = skeleton(pose.turned(f"{side}_ankle", dorsiflexion=posture.angles[f"{side}_ankle.dorsiflexion"]))[f"{side}_foot"].axes[
            :, 0
        ]
        return float(np.degrees(np.arctan2(-z, x)))
    return 0.0 if posture.kneels(side) else _LIFTED[way]


def contact_point(way: str, axes: Array, *, bare: bool) -> Array | None:
    """Return the point of the foot that touches, in its own axes: the lowest of instep or ball as the foot lies; None for a flat sole."""
    if way in ("top", "ball"):
        ridges = {"ball": (flesh.SHOE_BALL, flesh.BARE_BALL), "top": (flesh.SHOE_TOP, flesh.BARE_TOP)}
        ridge = np.array(ridges[way][bare])
        return np.asarray(ridge[int(np.argmin(ridge @ axes[2]))])
    return np.array(HEEL) if way == "heel" else None


def balls(*, bare: bool) -> flesh.AlongFoot:
    """Return the points under the ball of a foot, in its own axes."""
    return flesh.BARE_BALL if bare else flesh.SHOE_BALL


def _heading(posture: SettledPosture) -> Array:
    """Lying on the back the head is towards -X, so flat feet already point to +X; only a turned pelvis turns the feet."""
    return about_z(posture.pelvis.turn_left or 0.0) if posture.position in UPRIGHT else np.eye(3)


def toes_down(pose: Pose, side: Side, posture: SettledPosture, pitch_deg: float, height: float) -> Pose:
    """Leave the toes on the surface under a lifted heel; each bare toe that nobody bends comes down by itself."""
    pose = pose.turned(f"{side}_toes", extension=pitch_deg)
    if not posture.bare_feet:
        return pose
    shape, frame = foot_shape(pose, side), skeleton(pose)[f"{side}_foot"]
    down = {
        name: toe_on(i, shape, frame, side, height)
        for i, name in enumerate(TOE_NAMES)
        if f"{side}_toes.{'small' if i else 'big'}" not in posture.written
    }
    return pose.turned(f"{side}_toes", **down)
