"""Shins and legs that lie on the ground: the joint they hang from turns until they touch it."""

from collections.abc import Callable, Sequence

import numpy as np

from handouts.figure.body import flesh
from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.reach import Reached
from handouts.figure.bones.rotation import Array, about_y
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.pose.posture import OTHER, SettledPosture

_INSTEP_DEG, _TUCKED_DEG, _TOES_BENT_MAX_DEG = -54.0, 14.0, 75.0
_TURN_MAX_DEG = 32.0
_LEG_BELOW = -10.0
_LEG_PARTS = ("thigh", "thighs", "shin", "knee", "knees", "foot", "feet")
_SINK = 0.3


def touching_ridge(way: str, *, bare: bool) -> Array:
    """Return the points of a foot that may touch, in its own axes, where it stands on its ball or lies on its instep."""
    if way == "ball":
        return np.array(flesh.BARE_BALL if bare else flesh.SHOE_BALL)
    return np.array(flesh.BARE_TOP if bare else flesh.SHOE_TOP)


def lay_foot(pose: Pose, side: Side, posture: SettledPosture, ground: float) -> Reached:
    """Bend a kneeling knee until instep or ball of the foot is on the ground; a knee whose angle is written stays as it is."""
    foot = posture.feet[side]
    is_tucked = foot.way == "ball"
    if f"{side}_ankle.dorsiflexion" not in posture.written:
        pose = pose.turned(f"{side}_ankle", dorsiflexion=_TUCKED_DEG if is_tucked else _INSTEP_DEG)
    touching = touching_ridge("ball" if is_tucked else "top", bare=posture.bare_feet)

    def gap(flexion_deg: float) -> float:
        frame = skeleton(pose.turned(f"{side}_knee", flexion=flexion_deg))[f"{side}_foot"]
        return float((frame.at + touching @ frame.axes.T)[:, 2].min()) - ground

    if f"{side}_knee.flexion" not in posture.written:
        shin_deg = _level_shin(pose, side)
        pose = pose.turned(f"{side}_knee", flexion=_zero(gap, (shin_deg - 40.0, shin_deg + 45.0)))
    missed = abs(gap(pose.angle(f"{side}_knee", "flexion")))
    if is_tucked and f"{side}_toes.extension" not in posture.written:
        sole_z = float(skeleton(pose)[f"{side}_foot"].axes[2, 0])
        pose = pose.turned(f"{side}_toes", extension=min(_TOES_BENT_MAX_DEG, max(0.0, -np.degrees(np.arcsin(np.clip(sole_z, -1, 1))))))
    return Reached(pose, missed)


def lay_legs(pose: Pose, posture: SettledPosture, meshes: Sequence[Mesh], ground: float) -> Pose:
    """Let straight legs that nothing else holds come down on the ground, from the hips."""
    frames = skeleton(pose)
    for side in SIDES if posture.legs_lie else ():
        if _is_held(side, posture):
            continue
        thigh, hip = frames[f"{side}_thigh"], frames["pelvis"].axes
        leg = np.concatenate([m.points for m in meshes if m.part in (f"{side}_thigh", f"{side}_shank", f"{side}_foot")])
        local = (leg - thigh.at) @ thigh.axes
        below = local[local[:, 2] < _LEG_BELOW] @ (hip.T @ thigh.axes).T

        def gap(more_deg: float, below: Array = below, hip: Array = hip, at: Array = thigh.at) -> float:
            return float((at + below @ (hip @ about_y(-more_deg)).T)[:, 2].min()) - ground + _SINK

        more = _zero(gap, (-_TURN_MAX_DEG, _TURN_MAX_DEG))
        pose = pose.turned(f"{side}_hip", flexion=pose.angle(f"{side}_hip", "flexion") + more)
    return pose


def _is_held(side: Side, posture: SettledPosture) -> bool:
    """Return whether a leg stands on something, has written angles, or lies on a thing of its own, such as a roller."""
    foot = posture.feet.get(side)
    stands = foot is not None and foot.on != "nothing"
    lies = any(on != "floor" and part.endswith(_LEG_PARTS) and part.split("_")[0] != OTHER[side] for part, on in posture.rest.items())
    return stands or lies or bool({f"{side}_hip.flexion", f"{side}_knee.flexion"} & posture.written)


def _level_shin(pose: Pose, side: Side) -> float:
    """Return the knee flexion at which the shin is level."""
    thigh = skeleton(pose)[f"{side}_thigh"].axes
    down, back = -thigh[:, 2], -thigh[:, 0]
    return float(np.degrees(np.arctan2(-down[2], back[2]))) if abs(back[2]) > 1e-9 or abs(down[2]) > 1e-9 else 90.0


def _zero(gap: Callable[[float], float], between: tuple[float, float]) -> float:
    """Return where a gap that only grows, or only shrinks, is nought (bisection); the nearer end where it never is."""
    low, high = between
    at_low, at_high = gap(low), gap(high)
    if at_low * at_high > 0:
        return low if abs(at_low) < abs(at_high) else high
    for _ in range(48):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) * at_low > 0 else (low, middle)
    return (low + high) / 2
