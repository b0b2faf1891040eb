"""How far a body presses into what it is on, % of stature: soft things give way, the floor a little under soft flesh."""

from collections.abc import Mapping

from handouts.figure.model.props import AnyProp

FLOOR_SINK = 0.5
SINK: Mapping[str, float] = {"roller": 1.0, "bed": 1.2, "sofa": 1.2, "pad": 0.8, "cushion": 0.8, "pillow": 2.0}
HARD_SINK = 0.3
_HAND_SHARE = 0.7
"""A hand or a knee presses less deep than a whole body."""


def sink_of(name: str, props: Mapping[str, AnyProp]) -> float:
    """Return how far a hand, a forearm or a knee presses into a prop; into the floor and what is hard not at all."""
    return _HAND_SHARE * SINK.get(props[name].kind, 0.0) if name in props else 0.0
