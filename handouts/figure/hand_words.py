"""The words of a hand that must name something else: what it holds, the segment it is placed on, what its preset needs."""

from collections.abc import Iterator, Mapping

from handouts.errors import near_miss
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.places import SEGMENTS
from handouts.figure.model.figure import FigureFile
from handouts.figure.model.posture import Hand
from handouts.figure.pose.holdable import HOLDABLE_PROPS, LIMBS, limb_names
from handouts.reading.yamlfile import DataPath

Fault = tuple[DataPath, str]
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "on_wall": ("wall",), "near_wall": ("wall",), "on_chair": ("chair",),
    "on_worktop": ("worktop",), "on_sofa_edge": ("sofa", "bed", "box"),
}  # fmt: skip
_WAYS = ("of", "fingers", "palm", "elbow_towards")
_HELD = ("of", "shape")
_IDLE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("relaxed", "running", "out_to_side"), _WAYS),
    **dict.fromkeys(("on_worktop", "on_sofa_edge"), ("of",)),
    **dict.fromkeys(("on_chair", "hug_left_knee", "hug_right_knee", "behind_left_thigh", "behind_right_thigh"), _HELD),
    **dict.fromkeys(("stick_high", "stick_low"), (*_HELD, "palm")),
}
"""Keys that a preset does not read as long as no `at` puts the hand elsewhere."""
_NEVER: Mapping[str, tuple[str, ...]] = {
    "beside": ("at", *_WAYS),
    "forearm_on_floor": ("at", "of", "palm", "elbow_towards"),
    **dict.fromkeys(("on_worktop", "on_sofa_edge"), ("palm",)),
}


def hand_faults(figure: FigureFile, path: DataPath, hand: Hand) -> Iterator[Fault]:
    """Yield what a hand names that is not there; `path` ends in `left_hand`, `right_hand` or `hands`."""
    if hand.of is not None and hand.of not in SEGMENTS:
        yield (*path, "of"), f"there is no '{hand.of}' here{near_miss(hand.of, SEGMENTS, most=len(SEGMENTS))}"
    needed = _NEEDS.get(hand.preset, ())
    if needed and hand.at is None and not any(prop.kind in needed for prop in figure.props.values()):
        yield path, f"'{hand.preset}' needs a {' or '.join(needed)} under 'props'"
    if hand.holds is None:
        yield from _idle_faults(path, hand)
    if hand.holds is not None:
        yield from _held_faults(figure, path, hand.holds)


def _idle_faults(path: DataPath, hand: Hand) -> Iterator[Fault]:
    """Yield keys that the hand's preset does not read."""
    for key in _NEVER.get(hand.preset, ()):
        if getattr(hand, key) is not None:
            yield (*path, key), f"'{hand.preset}' finds its own way and reads no '{key}'; leave it out"
    for key in _IDLE.get(hand.preset, ()) if hand.at is None else ():
        if getattr(hand, key) is not None:
            yield (*path, key), f"'{hand.preset}' reads '{key}' only together with 'at', where the hand is; write 'at' too, or leave it out"


def _held_faults(figure: FigureFile, path: DataPath, held: str) -> Iterator[Fault]:
    sides: tuple[Side, ...] = tuple(side for side in SIDES if path[-1] in (f"{side}_hand", "hands"))
    for side in sides:
        props = [name for name, prop in figure.props.items() if isinstance(prop, HOLDABLE_PROPS)]
        if held in props or held in limb_names(side):
            continue
        parts = ", ".join(LIMBS)
        can = f"a hand can hold {', '.join([*props, 'left_ or right_']) if props else 'left_ or right_'} + {parts}"
        if held in figure.props and hasattr(figure.props[held], "hand"):
            yield (*path, "holds"), f"write 'hand: {side}' under '{held}' instead: the hand then closes round it by itself"
        elif held in figure.props:
            yield (*path, "holds"), f"a {figure.props[held].kind} cannot be held; {can}"
        else:
            yield (*path, "holds"), f"there is no '{held}' to hold{near_miss(held, [*props, *limb_names(side)])}; {can}"
        return


def helper_faults(path: DataPath, held: str) -> Iterator[Fault]:
    """Yield what a helper is to hold that cannot be held."""
    limbs = [f"{side}_{part}" for side in SIDES for part in LIMBS]
    if held not in limbs:
        yield path, f"a helper cannot hold '{held}'{near_miss(held, limbs)}; write left_ or right_ + {', '.join(LIMBS)}"
