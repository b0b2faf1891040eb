"""The spine bends evenly where it is told to, keeps its length, and carries neck and shoulders; the shoulder blade glides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.rotation import Frame, outward
from handouts.figure.bones.skeleton import Pose, bent_spine, skeleton
from handouts.figure.bones.spine import NECK_BASE
from handouts.figure.checks import range_findings
from handouts.figure.pose.scene import solve

UPRIGHT = Pose(Frame(np.array([0.0, 0, 53]), np.eye(3)))
bend = st.floats(-40, 55)


def bent(flexion=0.0, side_bend=0.0, rotation=0.0):
    turns = {"flexion": flexion, "side_bend": side_bend, "rotation": rotation}
    return UPRIGHT.turned("lumbar", **turns).turned("thoracic", **turns)


@given(bend, bend, bend)
def test_a_bent_spine_keeps_its_length_and_runs_along_its_own_axis(flexion, side_bend, rotation):
    curve = bent_spine(bent(flexion, side_bend, rotation))
    places = [curve.at(reach) for reach in np.linspace(0, NECK_BASE, 400)]
    steps = np.diff([place.at for place in places], axis=0)
    assert np.linalg.norm(steps, axis=1).sum() == pytest.approx(NECK_BASE, abs=0.01)
    ways = steps / np.linalg.norm(steps, axis=1)[:, None]
    assert (np.sum(ways * [place.axes[:, 2] for place in places[:-1]], axis=1) > 0.999).all()


@given(bend, bend)
def test_flexion_is_spread_so_that_the_top_leans_by_what_is_written(low, high):
    axes = bent_spine(UPRIGHT.turned("lumbar", flexion=low).turned("thoracic", flexion=high)).at(NECK_BASE).axes
    assert np.degrees(np.arctan2(axes[0, 2], axes[2, 2])) == pytest.approx(low + high, abs=1e-6)


def test_a_straight_spine_stacks_low_back_chest_and_neck():
    frames = skeleton(UPRIGHT)
    assert frames["lumbar"].at == pytest.approx([-1.2, 0, 58])
    assert frames["thorax"].at == pytest.approx([-1.2, 0, 68])
    assert frames["neck"].at == pytest.approx([-2.1, 0, 84.4])


def test_the_trunk_still_bends_in_two_hinges():
    curve = bent_spine(UPRIGHT.turned("trunk", flexion=40))
    leans = [np.degrees(np.arcsin(curve.at(reach).axes[0, 2])) for reach in (0, 9.9, 10.0, 26.4)]
    assert leans == pytest.approx([18, 18, 40, 40])


def test_flexion_rounds_the_back_side_bend_goes_left_and_rotation_faces_left():
    upright = skeleton(UPRIGHT)["head"].at
    assert skeleton(bent(flexion=30))["head"].at[0] > upright[0] + 10
    assert skeleton(bent(side_bend=20))["head"].at[1] > upright[1] + 6
    assert skeleton(bent(rotation=20))["thorax"].axes[1, 0] > 0.5


@pytest.mark.parametrize("side", SIDES)
def test_a_shoulder_blade_takes_its_shoulder_along(side):
    rest = skeleton(UPRIGHT)[f"{side}_upper_arm"].at

    def moved(**angles):
        by = skeleton(UPRIGHT.turned(f"{side}_scapula", **angles))[f"{side}_upper_arm"].at - rest
        return by * [1, outward(side), 1]

    assert moved(protraction=20) == pytest.approx([3.5, 1.2, 0], abs=0.1)
    assert moved(protraction=-20) == pytest.approx([-2.9, -2.3, 0], abs=0.1)
    assert moved(elevation=25)[2] > 4
    assert moved(elevation=-10)[2] < -1.5


def test_one_blade_leaves_the_other_shoulder_alone():
    rest, glided = skeleton(UPRIGHT), skeleton(UPRIGHT.turned("left_scapula", protraction=20, elevation=10))
    assert np.array_equal(rest["right_hand"].at, glided["right_hand"].at)


def test_the_words_of_a_figure_reach_spine_and_shoulder_blade(read):
    text = "id: t\nfinish:\n  joints: {thoracic: {extension: 12}, scapulae: {retraction: 10}, left_scapula: {depression: 5}}\n"
    figure = read(text).value
    pose = solve(figure, figure.finish).pose
    assert pose.angle("thoracic", "flexion") == -12
    assert pose.angle("left_scapula", "elevation") == -5
    assert pose.angle("right_scapula", "protraction") == pose.angle("left_scapula", "protraction") == -10


@pytest.mark.parametrize(
    ("joint", "told"),
    [
        ("lumbar: {flexion: 60}", "lumbar flexion is 60 degrees; usual is -30 to 55"),
        ("lumbar: {extension: 36}", "lumbar flexion is -36 degrees; usual is -30 to 55"),
        ("thoracic: {flexion: 50}", "thoracic flexion is 50 degrees; usual is -25 to 45"),
        ("toes: {extension: 80}", "left toes extension is 80 degrees; usual is -35 to 75"),
        ("left_scapula: {protraction: 40}", "left scapula protraction is 40 degrees; usual is -25 to 30"),
    ],
)
def test_a_joint_past_its_range_is_told(read, joint, told):
    figure = read(f"id: t\nfinish:\n  joints: {{{joint}}}\n").value
    assert told in [finding.message for finding in range_findings(solve(figure, figure.finish))]
