"""What a sitter sits on where the file does not say: the chair, or what is under the pelvis, else the floor."""

from collections.abc import Mapping
from dataclasses import replace

from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.model.posture import Hand
from handouts.figure.model.props import AnyProp, Bed, BoxProp, Chair, Sofa
from handouts.figure.pose.positions import POSITIONS, SEAT
from handouts.figure.pose.posture import SettledPosture

_FEET_AHEAD, _LEANS_BACK_DEG = 27.0, -15.0


def seated(posture: SettledPosture, props: Mapping[str, AnyProp]) -> SettledPosture:
    """Return the posture with its seat found. On the floor the feet stand further away, and the hands behind hold the trunk up."""
    if SEAT in posture.rest.values():
        found = _seat(posture, props)
        posture = replace(posture, rest={part: found if on == SEAT else on for part, on in posture.rest.items()})
    if posture.position != "sitting" or posture.rest.get("buttocks") != "floor":
        return posture
    brings, pelvis = POSITIONS["sitting"], posture.pelvis
    ahead = _FEET_AHEAD + (pelvis.forward or 0.0)
    feet = {side: replace(foot, forward=ahead) if foot is brings.feet[side] else foot for side, foot in posture.feet.items()}
    hands: dict[Side, Hand] = {
        side: Hand(preset="on_floor_behind") if hand == Hand(preset=brings.hands[side]) else hand for side, hand in posture.hands.items()
    }
    leans = replace(pelvis, tilt=_LEANS_BACK_DEG) if pelvis.tilt is None else pelvis
    return replace(posture, pelvis=leans, feet=feet, hands={side: hands[side] for side in SIDES if side in hands})


def _seat(posture: SettledPosture, props: Mapping[str, AnyProp]) -> str:
    x, y = posture.pelvis.forward or 0.0, posture.pelvis.left or 0.0
    for name, prop in props.items():
        if isinstance(prop, Chair):
            return name
        if isinstance(prop, BoxProp | Sofa | Bed) and abs(x - prop.at[0]) <= prop.size[0] / 2 and abs(y - prop.at[1]) <= prop.size[1] / 2:
            return name
    return "floor"
