"""Shins and legs that lie on the ground: the joint they hang from turns until they touch it."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.anatomy import RANGE, SIDES, Side
from handouts.figure.bones.reach import Reached, hold_foot
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.model.props import AnyProp
from handouts.figure.pose.posture import OTHER, SettledPosture
from handouts.figure.pose.soles import contact_point, height_of, sole, toes_down

_INSTEP_DEG, _TUCKED_DEG, _TOES_BENT_MAX_DEG = -54.0, 36.0, 66.0
_FLAT_MAX_DEG = 15.0
"""How far an ankle turns in or out to lay a foot flat that rests on the ground; further, it rests on its edge."""
_TURN_MAX_DEG = 32.0
_LEG_BELOW = -7.0
_LEG_PARTS = ("thigh", "thighs", "shin", "knee", "knees", "ankle", "ankles", "foot", "feet")
_SINK = 0.3


def lay_foot(pose: Pose, side: Side, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Reached:
    """Bend a kneeling knee until instep or ball of the foot is on the ground; a knee whose angle is written stays as it is."""
    foot = posture.feet[side]
    way = "ball" if foot.way == "ball" else "top"
    ground = height_of(foot.on, props) + (foot.up or 0.0)
    if f"{side}_ankle.dorsiflexion" not in posture.written:
        pose = pose.turned(f"{side}_ankle", dorsiflexion=_TUCKED_DEG if way == "ball" else _INSTEP_DEG)

    def gap(flexion_deg: float) -> float:
        frame = skeleton(pose.turned(f"{side}_knee", flexion=flexion_deg))[f"{side}_foot"]
        contact = contact_point(way, frame.axes, bare=posture.bare_feet)
        return float(frame.point(np.zeros(3) if contact is None else contact)[2]) - ground

    if f"{side}_knee.flexion" not in posture.written:
        shin_deg = _level_shin(pose, side)
        pose = pose.turned(f"{side}_knee", flexion=_zero(gap, (shin_deg - 40.0, shin_deg + 45.0)))
    missed = abs(gap(pose.angle(f"{side}_knee", "flexion")))
    if way == "ball" and f"{side}_toes.extension" not in posture.written:
        pitch_deg = -np.degrees(np.arcsin(np.clip(skeleton(pose)[f"{side}_foot"].axes[2, 0], -1, 1)))
        pose = toes_down(pose, side, posture, min(_TOES_BENT_MAX_DEG, max(0.0, float(pitch_deg))), ground)
    return Reached(pose, missed)


def level_feet(pose: Pose, posture: SettledPosture, props: Mapping[str, AnyProp]) -> Pose:
    """Lay feet down whose legs keep their written angles: flat, or level from heel to toe where the leg is rolled too far for that."""
    for side in sorted(posture.kept_feet):
        if f"{side}_ankle.dorsiflexion" in posture.written:
            continue
        flat = sole(posture.feet[side], side, pose, posture, props).axes
        held = None if flat is None else hold_foot(pose, side, flat)
        if held is not None and abs(held.angle(f"{side}_ankle", "inversion")) < _FLAT_MAX_DEG:
            pose = held
            continue
        front, up = skeleton(pose)[f"{side}_shank"].axes[2, [0, 2]]
        level_deg = float(np.degrees(np.arctan2(-front, up)))
        pose = pose.turned(
            f"{side}_ankle", dorsiflexion=min(max(level_deg, RANGE["ankle.dorsiflexion"][0]), RANGE["ankle.dorsiflexion"][1])
        )
    return pose


def lay_legs(pose: Pose, posture: SettledPosture, meshes: Sequence[Mesh], ground: float) -> Pose:
    """Let the legs that nothing else holds come down on the ground, from the hips: both when lying, the lower one on a side."""
    is_on_side = "side" in posture.position
    axis = "abduction" if is_on_side else "flexion"
    sides: tuple[Side, ...] = (("left",) if "left" in posture.position else ("right",)) if is_on_side else SIDES
    for side in sides if posture.legs_lie else ():
        if _is_held(side, posture, axis):
            continue
        before, angle = pose.angle(f"{side}_hip", axis), _down(pose, side, axis, (meshes, ground))
        pose = pose.turned(f"{side}_hip", **{axis: angle})
        other = f"{OTHER[side]}_hip"
        if is_on_side and f"{other}.abduction" not in posture.written:  # the upper leg lies on the lower one
            pose = pose.turned(other, abduction=pose.angle(other, "abduction") - (angle - before))
    return pose


def _down(pose: Pose, side: Side, axis: str, over: tuple[Sequence[Mesh], float]) -> float:
    """Return the angle of a hip at which its leg touches the ground."""
    (meshes, ground), frames = over, skeleton(pose)
    leg = []
    for name in ("thigh", "shank", "foot"):
        frame = frames[f"{side}_{name}"]
        points = np.concatenate([m.points for m in meshes if m.group == f"{side}_leg" and _segment_of(m, side) == name])
        local = (points - frame.at) @ frame.axes
        leg.append((f"{side}_{name}", local[local[:, 2] < _LEG_BELOW] if name == "thigh" else local))
    now = pose.angle(f"{side}_hip", axis)

    def gap(angle_deg: float) -> float:
        there = skeleton(pose.turned(f"{side}_hip", **{axis: angle_deg}))
        return min(float((there[name].at + local @ there[name].axes.T)[:, 2].min()) for name, local in leg) - ground + _SINK

    return _zero(gap, (now - _TURN_MAX_DEG, now + _TURN_MAX_DEG))


def _segment_of(mesh: Mesh, side: Side) -> str:
    """Return which segment carries a mesh of a leg; toes go with the foot."""
    part = mesh.part.removeprefix(f"{side}_")
    return {"thigh": "thigh", "shorts_leg": "thigh", "shank": "shank"}.get(part, "foot")


def _is_held(side: Side, posture: SettledPosture, axis: str) -> bool:
    """Return whether a leg stands on something, has written angles, or lies on a thing of its own, such as a roller."""
    foot = posture.feet.get(side)
    stands = foot is not None and foot.on != "nothing"
    lies = any(on != "floor" and part.endswith(_LEG_PARTS) and part.split("_")[0] != OTHER[side] for part, on in posture.rest.items())
    written = {f"{side}_hip.abduction"} if axis == "abduction" else {f"{side}_hip.flexion", f"{side}_knee.flexion"}
    return stands or lies or bool(written & posture.written)


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
