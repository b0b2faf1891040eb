"""A solved panel on its way to its drawing: camera, arrows, signs and ghost, and the extent of all that in the picture plane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.rotation import Array
from handouts.figure.pose.scene import Scene
from handouts.figure.seen.arrows import SeenArrow, seen_arrows
from handouts.figure.seen.notes import NoteSign, note_signs
from handouts.figure.seen.walls import wall_extent

_MARGIN = 1.6
_ARROW_MARGIN, _NOTE_MARGIN = 1.8, 0.8
_BELOW = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A solved panel: its name, camera, arrows, signs and ghost, and the extent of all that in the picture plane."""

    name: str
    scene: Scene
    earlier: Scene | None
    view: Array
    arrows: tuple[SeenArrow, ...]
    signs: tuple[NoteSign, ...]
    ghost: tuple[Mesh, ...]
    low: Array
    high: Array


def take(name: str, scene: Scene, earlier: Scene | None, view: Array) -> Take:
    """Return a solved panel as a camera sees it; `earlier` is the panel its movement comes from."""
    arrows = seen_arrows(scene, earlier, view)
    signs = note_signs(scene, earlier, view)
    ghost = tuple(m for m in earlier.body if m.group in scene.panel.ghost) if earlier else ()
    solid = [m for m in (*scene.meshes, *ghost) if m.group != "backdrop"]
    low, high = _extent([*(m.points @ view.T for m in solid), wall_extent(scene, view)], _MARGIN)
    for points, margin in (*((arrow.line, _ARROW_MARGIN) for arrow in arrows), *((sign.extent, _NOTE_MARGIN) for sign in signs)):
        its_low, its_high = _extent([points], margin)
        low, high = np.minimum(low, its_low), np.maximum(high, its_high)
    low = low - np.array([0, _BELOW])
    return Take(name, scene, earlier, view, arrows, signs, ghost, low, high)


def _extent(points: Sequence[Array], margin: float) -> tuple[Array, Array]:
    every = np.concatenate([some[:, :2] for some in points])
    return every.min(0) - margin, every.max(0) + margin
