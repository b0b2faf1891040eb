"""The hands of somebody who helps: where they are, where they come from, how they are drawn."""

import numpy as np
import pytest

from handouts.figure.body.hands import DIGIT_NAMES
from handouts.figure.palette import colour_style, mono_style
from handouts.figure.pose.holdable import LIMBS
from handouts.figure.pose.scene import solve
from handouts.figure.seen.compile import compile_figure
from handouts.figure.seen.helping_hands import with_helpers
from handouts.figure.seen.raster import camera

KNEELING = "props: {pad: {kind: pad}}\nfinish:\n  position: kneeling\n  rest: {knees: pad}\n"


def helped(read, text, azimuth=70):
    figure = read("id: t\n" + text).value
    return with_helpers(solve(figure, figure.finish), camera(azimuth, 7))


def part(scene, name, helper=1):
    return np.concatenate([mesh.points for mesh in scene.props if mesh.part == f"helper_{helper}.{name}"])


def test_a_helper_is_two_names_and_has_a_hand_a_forearm_and_a_sleeve(read):
    scene = helped(read, KNEELING + "  helpers: [left_ankle, right_ankle]\n")
    names = {mesh.part for mesh in scene.props if mesh.part.startswith("helper")}
    assert names == {f"helper_{i}.{name}" for i in (1, 2) for name in ("hand", *DIGIT_NAMES, "forearm", "sleeve")}


@pytest.mark.parametrize("limb", LIMBS)
def test_a_helpers_fingers_lie_round_the_limb(read, limb):
    scene = helped(read, f"finish:\n  position: on_back\n  joints: {{left_hip: {{flexion: 60}}}}\n  helpers: [left_{limb}]\n")
    limbs = np.concatenate([mesh.points for mesh in scene.body if mesh.part.startswith(("left_s", "left_t", "left_f"))])
    for digit in DIGIT_NAMES[1:]:
        tips = part(scene, digit)
        assert min(float(np.linalg.norm(limbs - tip, axis=1).min()) for tip in tips[::12]) < 1.0, digit


@pytest.mark.parametrize(
    ("comes_from", "axis", "sign"), [("front", 0, 1), ("behind", 0, -1), ("left", 1, 1), ("right", 1, -1), ("above", 2, 1)]
)
def test_a_helper_comes_from_the_side_that_is_said(read, comes_from, axis, sign):
    scene = helped(read, KNEELING + f"  helpers: [{{holds: left_ankle, comes_from: {comes_from}}}]\n")
    way = part(scene, "sleeve").mean(0) - part(scene, "hand").mean(0)
    assert sign * way[axis] > 4


@pytest.mark.parametrize("azimuth", [70, -70])
def test_without_a_side_a_helper_comes_from_the_nearer_edge_of_the_picture(read, azimuth):
    scene = helped(read, KNEELING + "  helpers: [left_ankle]\n", azimuth)
    right = camera(azimuth, 7)[0]
    body = np.concatenate([mesh.points for mesh in scene.body]) @ right
    hand, sleeve = (float(part(scene, name).mean(0) @ right) for name in ("hand", "sleeve"))
    assert (sleeve - hand > 0) == (body.max() - hand < hand - body.min())
    assert part(scene, "sleeve")[:, 2].min() > 3


def test_a_helper_is_pale_with_the_line_of_a_prop(read):
    figure = read("id: t\n" + KNEELING + "  helpers: [left_ankle]\n").value
    roles = {(layer.kind, layer.role) for layer in compile_figure(figure)[0][0].layers}
    assert {("fill", "helper"), ("fill", "helper_sleeve"), ("line", "prop")} <= roles
    assert mono_style().fill("helper_sleeve") == "#ffffff"
    colour = colour_style()
    assert min(int(colour.fill("helper")[i : i + 2], 16) for i in (1, 3, 5)) > 220
    assert colour.fill("helper") != colour.fill("helper_sleeve")


def test_what_a_helper_cannot_hold_is_told_with_what_can(read, faults_of):
    messages = faults_of(read, "id: t\nfinish:\n  feet: floor\n  helpers:\n    - left_ancle\n")
    assert len(messages) == 1
    assert ":5:" in messages[0]
    assert "did you mean 'left_ankle'" in messages[0]
    assert "left_ or right_ + ankle, shin" in messages[0]


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("rest: {knees: pad}", "'pad' is left out here, but the knees are on it"),
        ("left_foot: {on: pad}", "'pad' is left out here, but the left foot is on it"),
        ("left_hand: {holds: rail}", "'rail' is left out here, but the left hand holds it"),
    ],
)
def test_a_panel_that_leaves_out_what_it_needs_is_told(read, faults_of, says, told):
    text = f"id: t\nprops: {{pad: {{kind: pad}}, rail: {{kind: rail}}}}\nalways:\n  {says}\nfinish:\n  without: [pad, rail]\n"
    messages = faults_of(read, text)
    assert any(told in message for message in messages), messages
