"""What would bring a hand to its place that falls short: the one joint that bends a little more, or the body a little nearer."""

from collections.abc import Callable, Iterator

import numpy as np

from handouts.figure.bones.anatomy import RANGE, SIDES, Side
from handouts.figure.bones.rotation import Frame
from handouts.figure.bones.skeleton import Pose
from handouts.figure.hand_checks import REACH_MISS_MAX
from handouts.figure.pose.contacts import place_hands
from handouts.figure.pose.scene import Scene

_MORE_DEG, _NEARER = (10, 20, 30, 40), (3, 6, 9, 12)
_Change = Callable[[Pose, int], Pose]


def what_helps(scene: Scene, side: Side) -> str:
    """Return the one change, in a physio's words, with which a hand arrives; a general one where no single change is enough."""
    for words, change, amounts in _changes(scene, side):
        for amount in amounts:
            placed = place_hands(change(scene.pose, amount), scene.plan, scene.things)
            if placed.misses.get(f"{side}_hand", 0.0) < REACH_MISS_MAX:
                return words.format(amount)
    return "move it or the body nearer"


def _changes(scene: Scene, side: Side) -> Iterator[tuple[str, _Change, tuple[int, ...]]]:
    """Yield changes of the limb that is held, then of the trunk, then of the place of the body; a planted leg stays as it is."""
    held = scene.plan.hands[side].holds or ""
    for leg in SIDES:
        foot = scene.plan.feet.get(leg)
        if held.startswith(leg) and (foot is None or foot.on == "nothing"):
            yield f"bend the {leg} knee about {{}} degrees more", _bent(f"{leg}_knee"), _MORE_DEG
            yield f"bend the {leg} hip about {{}} degrees more", _bent(f"{leg}_hip"), _MORE_DEG
    yield "bend the trunk about {} degrees forwards", _bent("trunk"), _MORE_DEG
    if not held.startswith(SIDES):
        yield "move the body about {} forwards", _shifted, _NEARER


def _bent(joint: str) -> _Change:
    most = RANGE[f"{joint.removeprefix('left_').removeprefix('right_')}.flexion"][1]
    return lambda pose, more: pose.turned(joint, flexion=min(pose.angle(joint, "flexion") + more, most))


def _shifted(pose: Pose, by: int) -> Pose:
    return pose.at(Frame(pose.pelvis.at + np.array([float(by), 0.0, 0.0]), pose.pelvis.axes))
