"""What can be wrong with a strand of a posed scene: it goes through the body, or is stretched as no band is."""

from collections.abc import Iterator, Sequence

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.rotation import Array
from handouts.figure.findings import PanelFinding
from handouts.figure.model.props import AnyProp
from handouts.figure.model.worn import Strand
from handouts.figure.pose.scene import Scene
from handouts.figure.props.strands import held_parts, strand_paths
from handouts.figure.props.wearer import Wearer

_DEEP_MAX, _STEP = 0.4, 0.5
_STRETCH_MAX, _SLACK = 1.9, 40.0
"""How far a loop may be stretched, and how long one is that hangs slack where the first picture shows it shorter: 68 cm at 170."""


def strand_findings(name: str, prop: AnyProp, scene: Scene, first: Scene) -> Iterator[PanelFinding]:
    """Yield a strand that goes through a part of the body it is not round, or a loop much longer than in the first panel."""
    if not isinstance(prop, Strand):
        return
    path = strand_paths(prop, _wearer(scene))[0]
    part, deep = _deepest(_sampled(path), [mesh for mesh in scene.body if not held_parts(prop, mesh)])
    if deep > _DEEP_MAX:
        message = f"the {name} goes {deep:.1f} deep through the {part.replace('_', ' ')}; lead it round, or move what it is tied to"
        yield PanelFinding(f"{name}.through", (), message, is_error=True)
    if prop.loop and name in first.things:
        stretch = _length(path) / max(_length(strand_paths(prop, _wearer(first))[0]), _SLACK)
        if stretch > _STRETCH_MAX:
            yield PanelFinding(
                f"{name}.stretch", (), f"the {name} is {stretch:.1f} times as long as in the first picture; no band stretches so far"
            )


def _wearer(scene: Scene) -> Wearer:
    return Wearer(scene.frames, scene.body, scene.things)


def _length(path: Array) -> float:
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def _sampled(path: Array) -> Array:
    """Return points along a path, one every half per cent of stature."""
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.arange(0, run[-1], _STEP)
    return np.stack([np.interp(at, run, path[:, i]) for i in range(3)], 1)


def _deepest(points: Array, meshes: Sequence[Mesh]) -> tuple[str, float]:
    """Return the part of the body that a path goes deepest into, and how deep."""
    deepest = ("", 0.0)
    for mesh in meshes:
        low, high = mesh.points.min(0), mesh.points.max(0)
        near = points[((points > low) & (points < high)).all(1)]
        if not len(near):
            continue
        normals = _normals(mesh)
        nearest = np.linalg.norm(near[:, None] - mesh.points[None], axis=2).argmin(1)
        deep = float(((mesh.points[nearest] - near) * normals[nearest]).sum(1).max())
        if deep > deepest[1]:
            deepest = (mesh.part, deep)
    return deepest


def _normals(mesh: Mesh) -> Array:
    """Return the outward normal of each point of a mesh."""
    a, b, c = (mesh.points[mesh.triangles[:, i]] for i in range(3))
    faces = np.cross(b - a, c - a)
    out = np.zeros_like(mesh.points)
    for i in range(3):
        np.add.at(out, mesh.triangles[:, i], faces)
    normals: Array = out / np.maximum(np.linalg.norm(out, axis=1), 1e-12)[:, None]
    return normals
