"""Each key of a hand changes how it is drawn, or is refused with what to write: nothing is ignored in silence."""

from typing import get_args

import numpy as np
import pytest

from handouts.errors import HandoutError
from handouts.figure.model.posture import HandPreset
from handouts.figure.pose.presets import HANDS
from handouts.figure.pose.scene import solve

PROPS = (
    "props:\n  chair: {kind: chair, at: [0, 40]}\n  wall: {kind: wall, at: [24, 0]}\n  worktop: {kind: worktop, at: [30, 0]}\n"
    "  sofa: {kind: sofa, at: [34, 0]}\n  stick: {kind: stick}\n"
)
WAYS = {"at": "[22, 14, 60]", "fingers": "[0.6, 0.5, 0.6]", "palm": "[0.3, -0.5, 0.8]", "elbow_towards": "[0.2, 1, 0.9]", "shape": "grip"}


def hand_and_arm(read, said, position="on_back"):
    figure = read(f"id: t\n{PROPS}finish: {{position: {position}, left_hand: {{{said}}}}}\n").value
    scene = solve(figure, figure.finish)
    words = ("hand", "arm", "thumb", "finger")
    return np.concatenate([m.points for m in scene.body if m.part.startswith("left_") and any(word in m.part for word in words)])


@pytest.mark.parametrize("preset", get_args(HandPreset))
def test_each_key_of_a_preset_changes_the_pose_or_is_refused(read, preset):
    plain = hand_and_arm(read, f"preset: {preset}")
    for key, value in (WAYS | {"of": "thorax" if HANDS[preset].of == "head" else "head"}).items():
        try:
            drawn = hand_and_arm(read, f"preset: {preset}, {key}: {value}")
        except HandoutError as refused:
            if f"'{key}'" not in str(refused):
                raise
            continue
        assert drawn.shape != plain.shape or np.abs(drawn - plain).max() > 0.05, f"{preset}: {key} is ignored"


@pytest.mark.parametrize(("preset", "prop"), [("on_worktop", "worktop"), ("on_sofa_edge", "sofa")])
def test_a_hand_on_a_top_lies_where_at_puts_its_palm(read, preset, prop):
    text = f"id: t\nprops: {{p: {{kind: {prop}, at: [40, 0]}}}}\nfinish: {{position: standing, pelvis: {{tilt: 40}}, "
    figure = read(f"{text}hands: {{preset: {preset}, at: [44, 14, 52]}}}}\n").value
    scene = solve(figure, figure.finish)
    palm = scene.frames["left_hand"].point((0.0, 0.0, -3.5))
    assert palm[:2] == pytest.approx([44, 14], abs=1.6)
    assert palm[2] == pytest.approx(53, abs=1.5)
