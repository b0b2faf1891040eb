"""An entry of the catalogue -> its drawing. Needs numpy."""

from collections.abc import Mapping
from dataclasses import replace

from handouts.figure.catalogue.entries import CatalogueEntry
from handouts.figure.drawing import Drawing
from handouts.figure.seen.compile import check_figure_words, compile_figure
from handouts.figure.seen.inking import Shot
from handouts.figure.seen.muscles import muscle_pieces

Angles = tuple[float, float]
CAMERAS: Mapping[str, Angles] = {"front": (12, 4), "back": (188, 4), "left": (82, 4), "inner": (-82, 6), "under": (120, -38)}
"""From where a muscle may be looked at; from below where the others show little of it."""
_LONGER_PX = 400
"""Pictures of the catalogue are small."""
_LITTLE, _NEARLY = 0.4, 0.6
"""The first of the others is taken that shows so much of what the best one does."""


def drawn(entry: CatalogueEntry, shots: Mapping[str, Shot]) -> tuple[Drawing, ...]:
    """Return the panels of an entry. Raises HandoutError for one that says something there is not.

    A muscle is drawn from where it is seen best, as `shots` of the bare body from every side tell.
    """
    checked = entry.read()
    check_figure_words(checked)
    figure = checked.value
    if entry.bare and figure.finish is not None and figure.finish.muscles:
        figure = replace(figure, camera=CAMERAS[best_view(figure.finish.muscles[0], shots)])
    return compile_figure(figure, bare=entry.bare, longer_px=_LONGER_PX)[0]


def bare_shots(entry: CatalogueEntry) -> dict[str, Shot]:
    """Return what is seen of the bare body of an entry from every side."""
    figure = entry.read().value
    return {name: compile_figure(replace(figure, camera=angles), bare=True, longer_px=_LONGER_PX)[1][0] for name, angles in CAMERAS.items()}


def best_view(muscle: str, shots: Mapping[str, Shot]) -> str:
    """Return the name of the shot that shows most of a muscle."""
    shares = {name: _share(muscle, shot) for name, shot in shots.items()}
    level = {name: share for name, share in shares.items() if name != "under"}
    if max(level.values()) < _LITTLE * shares["under"]:
        return "under"
    return next(name for name, share in level.items() if share >= _NEARLY * max(level.values()))


def _share(muscle: str, shot: Shot) -> float:
    """Return how much of the body in a picture a muscle covers."""
    pieces = muscle_pieces(muscle, shot.scene.pose, shot.scene.frames, (shot.raster, shot.window, shot.scene.meshes))
    return float((pieces > 0).sum()) / float((shot.raster.mesh >= 0).sum())
