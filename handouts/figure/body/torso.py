"""Pelvis, shirt and shoulder yokes: sections that ride on the curve of the spine, a hem that hangs over the buttocks.

A shoulder blade that glides takes the upper back along; an arm overhead fills the corner between neck and shoulder.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from handouts.figure.body import flesh
from handouts.figure.body.builds import in_build
from handouts.figure.body.mesh import Caps, Mesh, capsule, grid, loft, named, pchip, place, ring_points, turn_angles
from handouts.figure.bones.anatomy import LUMBAR, SIDES, Side
from handouts.figure.bones.rotation import Array, Frame, ball_joint, outward
from handouts.figure.bones.skeleton import Pose, Skeleton, bent_spine, girdle_glide, hip_centre
from handouts.figure.bones.spine import SpineCurve
from handouts.figure.people import Outline

_WORLD = Frame(np.zeros(3), np.eye(3))
_RINGS, _AROUND = 40, 48
_DRAPED_RINGS, _CLOTH = 10, 0.25
_BLADE_HEIGHT, _BLADE_HALF, _BLADE_SHARE, _COLLAR_SHARE = 10.5, 4.5, 0.8, 0.5
_LIFTED_MIN = 0.05


def buttock_frame(pose: Pose, side: Side) -> Frame:
    """Return the frame of a buttock, which follows 42 % of the hip's flexion."""
    hip = f"{side}_hip"
    turn = ball_joint(side, 0.42 * pose.angle(hip, "flexion"), 0.35 * pose.angle(hip, "abduction"), 0)
    return Frame(hip_centre(pose.pelvis, side), pose.pelvis.axes @ turn)


def trunk_meshes(pose: Pose, frames: Skeleton, *, bare: bool, build: Outline = "man") -> Iterator[Mesh]:
    """Yield pelvis, torso and shoulder yokes; the buttocks belong to the legs."""
    cloth = "skin" if bare else "shirt"
    yield place(loft(flesh.PELVIS, 26, Caps(0.8, 0)), frames["pelvis"], named("pelvis", "skin" if bare else "shorts", "trunk"))
    stations = (*flesh.BARE_WAIST, *flesh.TORSO[2:-2], *flesh.BARE_NECK) if bare else flesh.TORSO
    rings, local = _sections(bent_spine(pose), frames["pelvis"], in_build(stations, build))
    if not bare:
        for side in SIDES:
            _drape(rings, buttock_frame(pose, side), side)
    for side in SIDES:
        _glide(rings, local, (frames["thorax"], girdle_glide(pose, side)), side)
    yield Mesh(rings.reshape(-1, 3), grid(_RINGS, _AROUND), local.reshape(-1, 4)[:, :3], "torso", cloth, "trunk")
    for side in SIDES:
        yield from _yokes(pose, frames, side, cloth)


def _yokes(pose: Pose, frames: Skeleton, side: Side, cloth: str) -> Iterator[Mesh]:
    """Yield neck base to shoulder, without which the shoulders look like a doll's; and a fuller one under a lifted arm."""
    k, thorax, arm = outward(side), frames["thorax"], frames[f"{side}_upper_arm"]
    raised = max(0.0, float(girdle_glide(pose, side)[2]))
    shoulder = arm.at + thorax.direction((-0.1, -0.3 * k, -0.1))
    shells = [capsule(thorax.point((-0.8, 2.6 * k, 12.6 + 0.45 * raised)), shoulder, (3.3, 2.72), 14)]
    lifted = -float(arm.axes[:, 2] @ thorax.axes[:, 2])
    if lifted > _LIFTED_MIN:
        shells.append(capsule(thorax.point((-0.6, 7.0 * k, 9.0)), arm.point((0, 0, -2.2)), (3.6, 3.05), 14))
    for shell in shells:
        name = replace(named("torso", cloth, "trunk"), local=np.tile([0.0, 0.0, 9.0], (len(shell.points), 1)))
        yield place(shell, _WORLD, name)


def _section(curve: SpineCurve, pelvis: Frame, segment: str, height: float) -> Frame:
    """Return where a section of the torso lies: on the pelvis, or on the curve of the spine."""
    if segment == "pelvis":
        return Frame(pelvis.point((0, 0, height)), pelvis.axes)
    return curve.at(_reach(segment, height))


def _reach(segment: str, height: float) -> float:
    return height + {"pelvis": -5.0, "lumbar": 0.0, "thorax": LUMBAR}[segment]


def _sections(curve: SpineCurve, pelvis: Frame, stations: tuple[flesh.Station, ...]) -> tuple[Array, Array]:
    """Sweep the sections along the spine with blended axes; return the rings, and for each point its x, y, share and reach along it."""
    sections = [_section(curve, pelvis, s[0], s[1]) for s in stations]
    centres, axes = np.array([section.at for section in sections]), np.array([section.axes for section in sections])
    sizes = np.array([(s[2], s[3], s[4], s[5], s[5], s[6], _reach(s[0], s[1])) for s in stations])
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(centres, axis=0), axis=1))])
    t = np.linspace(0, run[-1], _RINGS)
    centre, size = pchip(run, centres, t), pchip(run, sizes, t)
    x_axis, y_axis = _blend(pchip(run, axes.reshape(-1, 9), t).reshape(-1, 3, 3))
    x, y = ring_points(size[:, 1:6], turn_angles(_AROUND)[None])
    x = size[:, :1] + x
    rings = centre[:, None] + x[..., None] * x_axis[:, None] + y[..., None] * y_axis[:, None]
    share, reach = (np.repeat(values[:, None], _AROUND, 1) for values in (np.linspace(0, 1, _RINGS), size[:, 6]))
    return rings, np.stack([x, y, share, reach], -1)


def _blend(axes: Array) -> tuple[Array, Array]:
    """Smooth a run of axes and return unit X and Y square to the smoothed Z."""
    kernel = np.array([1, 4, 6, 4, 1]) / 16.0
    padded = np.concatenate([axes[:1]] * 2 + [axes] + [axes[-1:]] * 2)
    smooth = sum((k * padded[i : i + len(axes)] for i, k in enumerate(kernel)), np.zeros_like(axes))
    z = smooth[:, :, 2] / np.linalg.norm(smooth[:, :, 2], axis=1)[:, None]
    x = smooth[:, :, 0] - z * np.sum(smooth[:, :, 0] * z, 1)[:, None]
    x /= np.linalg.norm(x, axis=1)[:, None]
    return x, np.cross(z, x)


def _drape(rings: Array, buttock: Frame, side: Side) -> None:
    """Push the lowest rings out to where they clear a buttock, in place."""
    low = rings[:_DRAPED_RINGS]
    middle, radii = np.array(flesh.BUTTOCK[0]) * (1, outward(side), 1), np.array(flesh.BUTTOCK[1])
    centre = low.mean(1, keepdims=True)
    way = low - centre
    length = np.linalg.norm(way, axis=2)
    way /= length[..., None]
    start, along = (centre - buttock.point(middle)) @ buttock.axes / radii, way @ buttock.axes / radii
    a, b, c = (along * along).sum(2), (start * along).sum(2), (start * start).sum(2) - 1
    root = b * b - a * c
    clear = np.where(root > 0, (np.sqrt(np.maximum(root, 0)) - b) / a + _CLOTH, 0.0)
    out = np.maximum(clear - length, 0)
    smooth = sum((np.roll(out, shift, 1) for shift in (-2, -1, 0, 1, 2)), np.zeros_like(out)) / 5
    rings[:_DRAPED_RINGS] = low + way * np.maximum(out, smooth)[..., None]


def _glide(rings: Array, local: Array, glide: tuple[Frame, Array], side: Side) -> None:
    """Take the upper back along with a shoulder blade, in place: most at the side of the chest; a shrug lifts the collar."""
    thorax, by = glide
    if not by.any():
        return
    out, up = outward(side) * local[..., 1], local[..., 3] - LUMBAR
    aside = np.clip((out - 2.0) / 5.0, 0, 1)
    level = np.exp(-(((up - _BLADE_HEIGHT) / _BLADE_HALF) ** 2))
    collar = np.clip((up - 12) / 4, 0, 1) * (0.5 + 0.5 * np.clip(out / 3, -1, 1)) * _COLLAR_SHARE * max(float(by[2]), 0.0)
    rings += (_BLADE_SHARE * aside * aside * (3 - 2 * aside) * level)[..., None] * thorax.direction(by)
    rings += collar[..., None] * thorax.axes[:, 2]
