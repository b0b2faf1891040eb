"""A raster -> the two label images of a drawing: which part and which role (material) each pixel is.

Rules on local coordinates turn skin into hair, shoe into sole, shank into sock; soft props get a lighter top; slivers go.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handouts.figure.body.flesh import HAIRLINE
from handouts.figure.body.foot import TOE_NAMES
from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.rotation import Array
from handouts.figure.seen.raster import Labels, Mask, Raster, Window
from handouts.figure.seen.rims import without_rims

_FAR_LEG, _FAR_ARM = 4.5, 9.0
_ROLES_MAX = 64
_NOSE_MIN = 1.55
_NAILS, _NAIL_END = ((0.70, 0.60), *((0.74, 0.55),) * 4), 0.97
"""Where the nail of each toe begins along it, and how far up on it (cosine); and where all end."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelImages:
    """Label images with their names; part 0 and role 0 are the empty background."""

    part: Labels
    role: Labels
    parts: tuple[str, ...]
    roles: tuple[str, ...]
    body_parts: Mask
    groups: tuple[str, ...]

    @property
    def body(self) -> Mask:
        """The pixels of the body."""
        seen: Mask = self.body_parts[self.part]
        return seen

    @property
    def labels(self) -> Labels:
        """Part and role in one number."""
        both: Labels = self.part * _ROLES_MAX + self.role
        return both


class _Names:
    def __init__(self) -> None:
        self.list = [""]

    def number(self, name: str) -> int:
        if name not in self.list:
            self.list.append(name)
        return self.list.index(name)


def far_groups(body: Sequence[Mesh], view: Array) -> set[str]:
    """Return the limbs that lie clearly behind their twin; they are drawn darker."""
    far = set()
    for limb, gap in (("leg", _FAR_LEG), ("arm", _FAR_ARM)):
        depth = {s: float((np.concatenate([m.points for m in body if m.group == f"{s}_{limb}"]) @ view[2]).mean()) for s in SIDES}
        if abs(depth["left"] - depth["right"]) > gap:
            far.add(f"{min(SIDES, key=lambda s: depth[s])}_{limb}")
    return far


def label(raster: Raster, window: Window, meshes: tuple[Sequence[Mesh], Sequence[Mesh]], *, bare: bool, alone: bool = False) -> LabelImages:
    """Return the label images of a raster; `meshes` is (body, props) in the raster's order. A limb `alone` is not darker for being far."""
    body, props = meshes
    every = [*body, *props]
    far = set[str]() if alone else far_groups(body, window.camera)
    parts, roles = _Names(), _Names()
    part_of = np.array([0, *(parts.number(m.part) for m in every)])
    role_of = np.array([0, *(roles.number(m.role + ("_far" if m.group in far else "")) for m in every)])
    part, role = part_of[raster.mesh + 1], role_of[raster.mesh + 1]
    if not bare:
        _dress(raster, (part, role), (parts, roles), far)
    _soft_tops(raster, (part, role), (parts, roles), props)
    if "nose" in parts.list:
        nose = part == parts.number("nose")
        if nose.sum() < _NOSE_MIN * window.scale**2:  # a sliver of nose would print as a black dot
            part[nose] = parts.number("head")
    part, role = _without_slivers(part, role)
    body_names = {m.part for m in body}
    groups = {m.part: m.group if m in body else m.part.split(".")[0] for m in every}
    owners = tuple(groups.get(name.split("!")[0], "") for name in parts.list)
    limbs = [owner if name in body_names else "" for owner, name in zip(owners, parts.list, strict=True)]
    both = without_rims(part * _ROLES_MAX + role, raster.depth, np.repeat(np.array(limbs), _ROLES_MAX))
    part, role = both // _ROLES_MAX, both % _ROLES_MAX
    return LabelImages(part, role, tuple(parts.list), tuple(roles.list), np.array([name in body_names for name in parts.list]), owners)


def _dress(raster: Raster, images: tuple[Labels, Labels], names: tuple[_Names, _Names], far: set[str]) -> None:
    (part, role), (parts, roles) = images, names
    x, z = raster.local[..., 0], raster.local[..., 2]
    line_x, line_z = zip(*HAIRLINE, strict=True)
    role[(part == parts.number("head")) & (z > np.interp(x, line_x, line_z))] = roles.number("hair")
    for side in SIDES:
        suffix = "_far" if f"{side}_leg" in far else ""
        if f"{side}_{TOE_NAMES[0]}" in parts.list:
            for name, (behind, above) in zip(TOE_NAMES, _NAILS, strict=True):
                nail = (raster.local[..., 0] > behind) & (raster.local[..., 0] < _NAIL_END) & (raster.local[..., 1] > above)
                role[(part == parts.number(f"{side}_{name}")) & nail] = roles.number(f"nail{suffix}")
            continue
        role[(part == parts.number(f"{side}_foot")) & (z < -2.75 - 0.05 * x)] = roles.number(f"sole{suffix}")
        role[(part == parts.number(f"{side}_shank")) & (z < -20.9)] = roles.number(f"sock{suffix}")


def _soft_tops(raster: Raster, images: tuple[Labels, Labels], names: tuple[_Names, _Names], props: Sequence[Mesh]) -> None:
    (part, role), (parts, roles) = images, names
    for name in sorted({m.part for m in props if m.role == "soft"}):
        top = (part == parts.number(name)) & (raster.normal[..., 2] > 0.72)
        if top.any():
            role[top] = roles.number("soft_top")
            part[top] = parts.number(f"{name}!top")


def _without_slivers(part: Labels, role: Labels) -> tuple[Labels, Labels]:
    """One- and two-pixel slivers take the label on both their sides."""
    both = part * _ROLES_MAX + role
    for _ in range(2):
        for axis in (0, 1):
            before, after = np.roll(both, 1, axis), np.roll(both, -1, axis)
            both = np.where((before == after) & (both != before), before, both)
        for axis in (0, 1):
            before, after = np.roll(both, 1, axis), np.roll(both, -2, axis)
            both = np.where((before == after) & (both != before) & (np.roll(both, -1, axis) != before), before, both)
    return both // _ROLES_MAX, both % _ROLES_MAX
