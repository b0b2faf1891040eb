"""What can be wrong with the hands of a posed scene: a fist beside what it holds, fingers in it, a place past its end."""

from collections.abc import Iterator

import numpy as np

from handouts.figure.body.hands import DIGIT_NAMES, grip_line
from handouts.figure.bones.anatomy import RANGE, Side
from handouts.figure.bones.rotation import across
from handouts.figure.findings import PanelFinding, contact_place
from handouts.figure.pose.holdable import HeldBar, depth_in
from handouts.figure.pose.holding import HandHold
from handouts.figure.pose.scene import Scene

REACH_MISS_MAX = 1.0
_BESIDE_MAX, _IN_MAX = 0.6, 0.3
_ALONG_MIN = 0.97
_BEHIND, _STRAIGHT_DEG = -8.0, 8.0
"""So far behind the middle of the chest a hand is behind the back; so straight an elbow reaches no farther."""
_ARM_AXES = ("flexion", "abduction", "external_rotation")


def hand_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield what is wrong with hands that hold something; one that does not reach is told as any contact is."""
    for side, held in scene.holds.items():
        for message in _faults(scene, side, held):
            yield PanelFinding("hand", contact_place(scene.panel, f"{side}_hand"), message, is_error=True)


def _faults(scene: Scene, side: Side, held: HandHold) -> Iterator[str]:
    name = called(held.name)
    if held.thing.beyond > 0:
        yield f"the {side} hand is {held.thing.beyond:.1f} past the end of the {name}; change 'along'"
    if not isinstance(held.thing, HeldBar) or scene.misses.get(f"{side}_hand", 0.0) > REACH_MISS_MAX:
        return
    bar = held.thing
    centre, axis = grip_line(scene.frames[f"{side}_hand"], held.form.radius)
    beside = float(np.linalg.norm(across(centre - bar.centre, bar.axis)))
    if beside > _BESIDE_MAX:
        yield f"the {side} hand closes {beside:.1f} beside the {name}; move it or the body nearer"
    elif abs(float(axis @ bar.axis)) < _ALONG_MIN:
        yield f"the {side} hand lies across the {name}; leave out 'fingers' and 'palm'"
    digits = [mesh.points for mesh in scene.body if mesh.part in [f"{side}_{digit}" for digit in DIGIT_NAMES]]
    deep = depth_in(held.name, bar, np.concatenate(digits), scene.frames)
    if deep > _IN_MAX:
        yield f"the fingers of the {side} hand are {deep:.1f} inside the {name}; change 'along', or let go"


def arm_limit(scene: Scene, part: str) -> str:
    """Return what keeps a hand from its place: behind the back, and the joint of its arm that is at its end; '' for a foot."""
    side = part.partition("_")[0]
    if not part.endswith("_hand"):
        return ""
    frames = scene.frames
    behind = ((frames[f"{side}_hand"].at - frames["thorax"].at) @ frames["thorax"].axes)[0] < _BEHIND
    reasons = ["it is behind the back"] if behind else []
    past = [(joint, axis) for joint in ("shoulder", "elbow") for axis in _ARM_AXES if _past(scene, f"{side}_{joint}", f"{joint}.{axis}")]
    if past:
        joint, axis = past[0]
        degrees = scene.pose.angle(f"{side}_{joint}", axis)
        reasons.append(f"the {side} {joint} is past its end ({axis.replace('_', ' ')} {degrees:.0f} degrees)")
    elif scene.pose.angle(f"{side}_elbow", "flexion") < _STRAIGHT_DEG:
        reasons.append(f"the {side} elbow is straight")
    return f" ({' and '.join(reasons)})" if reasons else ""


def _past(scene: Scene, joint: str, key: str) -> bool:
    low, high = RANGE.get(key, (-np.inf, np.inf))
    return not low <= scene.pose.angle(joint, key.split(".")[1]) <= high


def called(held: str) -> str:
    """Return what is held as a reader says it."""
    return held.replace("_", " ")
