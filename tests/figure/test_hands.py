"""The hand: its measures, digits that bend, and a grip that closes round what is held."""

import numpy as np
import pytest

from handouts.figure.body.hands import DIGIT_NAMES, HandForm, grip_centre, grip_line, hand_meshes
from handouts.figure.bones.rotation import Frame
from handouts.figure.palette import WEIGHTS
from handouts.figure.seen.compile import compile_figure

SHAPES = ("relaxed", "flat", "fist", "grip", "fingers_over", "thumb_over")
HERE = Frame(np.zeros(3), np.eye(3))


def hand(shape, radius=0.8, side="left"):
    parts = {}
    for mesh in hand_meshes(HandForm(shape, radius), HERE, ("", "skin", "arm"), mirrored=side == "right"):
        parts.setdefault(mesh.part, []).append(mesh.points)
    return {part: np.concatenate(points) for part, points in parts.items()}


def from_bar(points, radius):
    """Return how far points are outside a bar in the hand."""
    centre = grip_centre(radius)
    return np.hypot(points[:, 0] - centre[0], points[:, 2] - centre[2]) - radius


def test_a_flat_hand_is_as_long_and_wide_as_a_hand_is():
    parts = hand("flat")
    assert 10.3 <= -min(points[:, 2].min() for points in parts.values()) <= 11.0
    assert 4.0 <= np.ptp(parts["hand"][:, 1]) <= 5.0


def test_the_middle_finger_is_the_longest_and_the_little_one_the_shortest():
    ends = {name: points[:, 2].min() for name, points in hand("flat").items()}
    assert min(ends, key=ends.get) == "middle_finger"
    assert max(DIGIT_NAMES[1:], key=ends.get) == "little_finger"


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_a_palm_four_fingers_and_a_thumb(shape):
    assert sorted(hand(shape)) == sorted(("hand", *DIGIT_NAMES))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_right_hand_is_the_mirror_image_of_the_left(shape):
    left, right = hand(shape), hand(shape, side="right")
    for part, points in left.items():
        assert np.allclose(points * [1, -1, 1], right[part])


def test_fingers_bend_further_from_flat_to_relaxed_to_fist():
    tips = [hand(shape)["middle_finger"][:, 2].min() for shape in ("flat", "relaxed", "fist")]
    assert tips == sorted(tips)
    assert hand("fist")["middle_finger"][:, 2].max() > -4.7


@pytest.mark.parametrize("radius", [0.32, 0.75, 1.1, 1.75, 2.2, 3.4])
def test_a_grip_lies_on_the_bar_and_not_in_it(radius):
    parts = hand("grip", radius)
    for name in DIGIT_NAMES:
        out = from_bar(parts[name], radius)
        assert out.min() > -0.3, name
        assert out.min() < 0.6, name
    assert from_bar(parts["hand"], radius).min() > -0.3


def test_a_thin_bar_is_closed_in_by_fingers_and_thumb():
    parts = hand("grip", 0.75)
    x = grip_centre(0.75)[0]
    assert parts["middle_finger"][:, 0].max() > x + 1
    assert parts["thumb"][:, 0].max() > x + 0.5


def test_the_bar_of_a_grip_runs_across_the_palm():
    axes = np.array([[0, 0, 1.0], [1, 0, 0], [0, 1, 0]])
    centre, way = grip_line(Frame(np.array([1.0, 2, 3]), axes), 1.0)
    assert np.allclose(way, axes[:, 1])
    assert np.allclose((centre - [1, 2, 3]) @ axes, grip_centre(1.0))


def test_digits_of_a_hand_have_the_finest_line(read):
    figure = read("id: t\ncamera: [-70, 7]\nfinish: {feet: floor}\n").value
    assert ("line", "detail") in {(layer.kind, layer.role) for layer in compile_figure(figure)[0][0].layers}
    assert WEIGHTS["detail"] <= min(WEIGHTS["crease"], WEIGHTS["hem"])
