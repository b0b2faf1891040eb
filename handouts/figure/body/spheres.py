"""The body as rows of spheres, for a fast test of what goes through what."""

from collections.abc import Mapping, Sequence

import numpy as np

from handouts.figure.body import flesh
from handouts.figure.body.mesh import Coordinates
from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.rotation import Array
from handouts.figure.bones.skeleton import Skeleton

_LIMBS: Mapping[str, Sequence[Coordinates]] = {
    "thigh": flesh.THIGH[2:],  # above, flesh gives way
    "shank": flesh.SHANK,
    "upper_arm": flesh.UPPER_ARM[1:],
    "forearm": flesh.FOREARM,
}
_STEP = 1.5
_FOOT: Sequence[tuple[float, float, float]] = ((-1.6, -1.8, 2.0), (1.0, -1.8, 1.9), (3.5, -2.2, 1.6), (6.0, -2.6, 1.2), (8.0, -2.8, 1.0))
"""X, z and radius along a foot."""
_TRUNK: Sequence[tuple[str, float, float, float]] = (
    ("pelvis", 1.0, 6.4, 3.0), ("lumbar", 0.0, 5.4, 3.0), ("lumbar", 5.0, 5.0, 3.2), ("thorax", 0.0, 5.4, 3.0), ("thorax", 5.0, 6.0, 3.2),
    ("thorax", 9.0, 6.0, 3.4),
)  # fmt: skip
"""Segment, z, radius, and how far the spheres left and right are from the middle one."""


def body_spheres(frames: Skeleton) -> dict[str, Array]:
    """Return the spheres of each part, a row each: x, y, z in the world and the radius."""
    out: dict[str, Array] = {}
    for side in SIDES:
        for limb, rows in _LIMBS.items():
            out[f"{side}_{limb}"] = _placed(frames, f"{side}_{limb}", _along(rows))
        out[f"{side}_foot"] = _placed(frames, f"{side}_foot", np.array([(x, 0.0, z, r) for x, z, r in _FOOT]))
        out[f"{side}_hand"] = _placed(frames, f"{side}_hand", np.array([(0, 0, z, 1.1) for z in (-1.0, -2.2, -3.4)]))
    trunk = [_placed(frames, segment, np.array([(0, y, z, r) for y in (-out_, 0.0, out_)])) for segment, z, r, out_ in _TRUNK]
    out["trunk"] = np.concatenate(trunk)
    out["head"] = _placed(frames, "head", np.array([(0.0, 0.0, 1.5, 4.2), (-0.6, 0.0, 5.2, 4.8)]))
    return out


def _along(rows: Sequence[Coordinates]) -> Array:
    """Return spheres along a bone, as thick as its mean radius."""
    table = np.array([row[:7] for row in rows])[::-1]
    z = np.arange(table[0, 0], table[-1, 0] + 1e-9, _STEP)
    radius = np.interp(z, table[:, 0], table[:, 3:7].mean(1))
    return np.stack([np.zeros_like(z), np.zeros_like(z), z, radius], axis=1)


def _placed(frames: Skeleton, segment: str, spheres: Array) -> Array:
    frame = frames[segment]
    return np.concatenate([frame.at + spheres[:, :3] @ frame.axes.T, spheres[:, 3:]], axis=1)


def _neighbours() -> frozenset[tuple[str, str]]:
    pairs = {("trunk", "head"), *((f"left_{a}", f"right_{b}") for a in ("forearm", "hand") for b in ("forearm", "hand"))}
    for side in SIDES:
        chain = [("thigh", "shank"), ("shank", "foot"), ("upper_arm", "forearm"), ("forearm", "hand"), ("upper_arm", "hand")]
        pairs |= {(f"{side}_{a}", f"{side}_{b}") for a, b in chain}
        pairs |= {(f"{side}_thigh", "trunk"), (f"{side}_upper_arm", "trunk"), (f"{side}_upper_arm", "head")}
    return frozenset(pairs)


NEIGHBOURS = _neighbours()
"""Parts that meet in a joint, whose flesh presses together when a joint is bent, or arms that fold."""
