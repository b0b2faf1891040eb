"""The key of a compiled drawing: a hash of the values it was drawn from. Needs numpy, as drawing does.

The values are the figure file's own, what the words in it stand for (presets, hands, sizes of props, muscles, views), and one number
for the engine that draws them. So a new preset, prop or muscle, a comment or another name leave every drawing fresh, and a preset that
is changed makes exactly its users stale.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

import numpy as np

from handouts.figure.bones.places import LANDMARKS
from handouts.figure.model.figure import FigureFile, Panel
from handouts.figure.muscles import muscle_table, split_name
from handouts.figure.pose.holdable import held_limb
from handouts.figure.pose.positions import POSITIONS
from handouts.figure.pose.posture import plan
from handouts.figure.pose.presets import HANDS
from handouts.figure.props.kinds import with_sizes
from handouts.figure.references import camera_angles, panel_paths

ENGINE = 4
"""Raise it by one when the engine draws, or judges, a figure otherwise than before; then run `python -m handouts.figure.build`."""


def figure_key(figure: FigureFile, *more: str) -> str:
    """Return the key of a figure's drawing, 16 hexadecimal digits; `more` is what else it depends on. The figure's id does not count."""
    values = _plain([ENGINE, more, replace(figure, id="any"), list(_meanings(figure))])
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _meanings(figure: FigureFile) -> Iterator[object]:
    """Yield what the words of a figure stand for."""
    yield {name: with_sizes(prop) for name, prop in figure.props.items()}
    for _, _, panel in panel_paths(figure):
        posture = plan(figure.always, panel, is_airborne=panel.airborne is not None)
        yield POSITIONS[posture.position]
        yield {side: HANDS[hand.preset] for side, hand in posture.hands.items()}
        if limbs := {side: limb for side, hand in posture.hands.items() if (limb := held_limb(hand)) is not None}:
            yield limbs
        yield camera_angles(figure, panel)
        yield {name: muscle_table()[split_name(name)[0]].drawn_from for name in (*panel.muscles, *panel.inside)}
        yield _spots(panel)


def _spots(panel: Panel) -> list[str]:
    """Return the segments that the places named by arrows, notes and close-ups stand for."""
    spots = [spot for arrow in panel.arrows for spot in (arrow.at, arrow.follow, arrow.about)]
    named = [getattr(one, "of", None) or "" for one in (*spots, *panel.notes, panel.close_up) if one is not None]
    return [LANDMARKS.get(name, name) for name in named]


def _plain(value: object) -> object:
    """Return a value as JSON holds it; of a class the fields that say something, so that a new one which says nothing does not count."""
    if is_dataclass(value):
        said = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: inner for name, inner in said.items() if inner is not None and inner is not False and inner not in ([], {})}
    if isinstance(value, Mapping):
        return [[str(key), _plain(inner)] for key, inner in value.items()]  # props are drawn in their order
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 9) + 0.0  # 3 and 3.0 are the same, and so are two systems' cosines
    return value
