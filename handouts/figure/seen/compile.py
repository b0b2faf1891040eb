"""A figure file -> its compiled panels, on one scale and one floor line. The only way in that needs numpy.

The scale of the raster follows the largest panel (640 px on its longer side); the drawing's units do not depend on it.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from handouts.figure.drawing import Drawing
from handouts.figure.model.figure import FigureFile
from handouts.figure.muscles import muscle_table
from handouts.figure.people import Outline
from handouts.figure.pose.scene import solve
from handouts.figure.references import camera_angles, check_references, panel_paths
from handouts.figure.seen.inking import Shot, ink, shoot
from handouts.figure.seen.raster import Window, camera
from handouts.figure.seen.takes import Take, take
from handouts.reading.models import Checked, read_model

LONGER_SIDE_PX = 640


def read_figure(path: Path, name: str | None = None) -> Checked[FigureFile]:
    """Read a figure file, called `name` in messages. Raises HandoutError with every fault and its line."""
    checked = read_model(path, FigureFile, name=name)
    check_figure_words(checked)
    return checked


def check_figure_words(checked: Checked[FigureFile]) -> None:
    """Raise HandoutError with every word of a figure that names nothing."""
    check_references(checked, tuple(muscle_table()))


def compile_figure(figure: FigureFile, *, bare: bool = False, build: Outline = "man") -> tuple[tuple[Drawing, ...], tuple[Shot, ...]]:
    """Return the drawings of a figure, and the shots they were inked from (for checks)."""
    takes = _takes(figure, bare=bare, build=build)
    if figure.frame == "shared" or (figure.frame is None and figure.start is not None):
        low, high = np.min([t.low for t in takes], 0), np.max([t.high for t in takes], 0)
        takes = [replace(t, low=low, high=high) for t in takes]
    scale = LONGER_SIDE_PX / max(float((t.high - t.low).max()) for t in takes)
    shots = [_shot(take, scale, bare=bare) for take in takes]
    drawings = [ink(shot, take.name, shot.window.height + take.low[1] * scale) for take, shot in zip(takes, shots, strict=True)]
    return tuple(replace(d, side=figure.treated_side) for d in drawings), tuple(shots)


def _takes(figure: FigureFile, *, bare: bool, build: Outline) -> list[Take]:
    takes: list[Take] = []
    for name, _, panel in panel_paths(figure):
        scene = solve(figure, panel, bare=bare, build=build)
        takes.append(take(name, scene, takes[-1].scene if takes else None, camera(*camera_angles(figure, panel))))
    return takes


def _shot(take: Take, scale: float, *, bare: bool) -> Shot:
    width, height = (int(np.ceil(v * scale)) for v in take.high - take.low)
    window = Window(take.view, take.low, scale, width, height)
    return replace(shoot(take.scene, window, bare=bare), arrows=take.arrows, signs=take.signs, ghost=take.ghost)
