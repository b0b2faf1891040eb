"""A figure file -> its compiled panels, on one scale and one floor line. The only way in that needs numpy.

The scale of the raster follows the largest panel (640 px on its longer side); the drawing's units do not depend on it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from handouts.figure.bones.rotation import Array
from handouts.figure.drawing import Drawing
from handouts.figure.model.figure import FigureFile
from handouts.figure.muscles import muscle_table
from handouts.figure.people import Outline
from handouts.figure.pose.scene import solve
from handouts.figure.references import camera_angles, check_references, panel_paths
from handouts.figure.seen.closeups import clock_room, close_shot, inset_of, place_of, round_drawing, widened, with_inset
from handouts.figure.seen.helping_hands import with_helpers
from handouts.figure.seen.inking import Inset, Shot, ink, shoot
from handouts.figure.seen.notes import Circle, note_signs
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


def compile_figure(
    figure: FigureFile, *, bare: bool = False, build: Outline = "man", longer_px: int = LONGER_SIDE_PX
) -> tuple[tuple[Drawing, ...], tuple[Shot, ...]]:
    """Return the drawings of a figure, and the shots they were inked from (for checks); `longer_px` is for a quick, coarser look."""
    takes = _takes(figure, bare=bare, build=build)
    is_shared = figure.frame == "shared" or (figure.frame is None and figure.start is not None and not _travels(takes))
    people = [i for i, take in enumerate(takes) if not _is_close(take)]
    if is_shared and people:
        low, high = np.min([takes[i].low for i in people], 0), np.max([takes[i].high for i in people], 0)
        takes = [replace(take, low=low, high=high) for take in takes]
    scale = longer_px / max((float((takes[i].high - takes[i].low).max()) for i in people), default=1.0)
    shots = [_close(takes, i, bare=bare) if _is_close(take) else _shot(take, scale, bare=bare) for i, take in enumerate(takes)]
    insets = [
        inset_of(take, shot, bare=bare) if take.scene.panel.close_up and not _is_close(take) else None
        for take, shot in zip(takes, shots, strict=True)
    ]
    extents = list(widened([(take.low, take.high) for take in takes], insets))
    if is_shared and any(insets):
        low, high = np.min([extents[i][0] for i in people], 0), np.max([extents[i][1] for i in people], 0)
        extents = [(low, high)] * len(takes)
    drawings = [_drawing(take, shot, inset, extent) for take, shot, inset, extent in zip(takes, shots, insets, extents, strict=True)]
    shots = [replace(shot, inset=inset) for shot, inset in zip(shots, insets, strict=True)]
    return tuple(replace(d, side=figure.treated_side) for d in drawings), tuple(shots)


def _travels(takes: Sequence[Take]) -> bool:
    """Return whether the panels stand on one ground, each where the person is: then each is as wide as what is in it."""
    return any(take.scene.panel.travelled is not None for take in takes)


def _is_close(take: Take) -> bool:
    """Return whether a panel is a close-up and nothing else."""
    return take.scene.panel.close_up is not None and take.scene.panel.close_up.inset is None


def _close(takes: Sequence[Take], number: int, *, bare: bool) -> Shot:
    """Return a panel that is a close-up; panels that show one place keep the camera where it was, so that the movement is seen."""
    take = takes[number]
    close = take.scene.panel.close_up
    assert close is not None
    first = next(other for other in takes if other.scene.panel.close_up == close)
    shot = close_shot(take, close, place_of(close, first.scene), bare=bare)
    circle = Circle(shot.window.zoom, clock_room(shot))
    return replace(shot, signs=note_signs(take.scene, take.earlier, shot.window.camera, circle))


def _drawing(take: Take, shot: Shot, inset: Inset | None, extent: tuple[Array, Array]) -> Drawing:
    if shot.window.is_round:
        return round_drawing(shot, take.name)
    if inset is None:
        return ink(shot, take.name, shot.window.height + shot.window.low[1] * shot.window.scale)
    inside = {arrow.number for arrow in inset.shot.arrows}
    person = replace(shot, arrows=tuple(arrow for arrow in shot.arrows if arrow.number not in inside))
    return with_inset(ink(person, take.name, shot.window.height + shot.window.low[1] * shot.window.scale), inset, shot.window, extent)


def _takes(figure: FigureFile, *, bare: bool, build: Outline) -> list[Take]:
    takes: list[Take] = []
    for name, _, panel in panel_paths(figure):
        view = camera(*camera_angles(figure, panel))
        scene = with_helpers(solve(figure, panel, bare=bare, build=build), view)
        takes.append(take(name, scene, takes[-1].scene if takes else None, view))
    return takes


def _shot(take: Take, scale: float, *, bare: bool) -> Shot:
    width, height = (int(np.ceil(v * scale)) for v in take.high - take.low)
    window = Window(take.view, take.low, scale, width, height)
    return replace(shoot(take.scene, window, bare=bare), arrows=take.arrows, signs=take.signs, ghost=take.ghost)
