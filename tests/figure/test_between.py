"""A movement between two poses goes the way the limb goes."""

import numpy as np
import pytest

from handouts.figure.bones.between import between
from handouts.figure.bones.rotation import Frame
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.pose.scene import solve
from handouts.figure.seen.arrows import arrow_line
from handouts.figure.seen.raster import camera

ARROW = "arrows: [{follow: left_hand, about: left_shoulder}]"
_UP = Pose(Frame(np.array([0.0, 0, 53]), np.eye(3)))


def hand(before, after, share):
    frames = between(before, after, share)
    return frames["left_hand"].at - frames["left_upper_arm"].at


def test_a_movement_starts_at_its_start_and_ends_at_its_finish():
    after = _UP.turned("left_shoulder", flexion=80, abduction=20).turned("trunk", flexion=30).turned("right_knee", flexion=70)
    for share, pose in ((0.0, _UP), (1.0, after)):
        found = between(_UP, after, share)
        for name, frame in skeleton(pose).items():
            assert np.allclose(found[name].at, frame.at, atol=1e-6), name
            assert np.allclose(found[name].axes, frame.axes, atol=1e-6), name


@pytest.mark.parametrize(("axis", "place"), [("flexion", 0), ("abduction", 1)])
def test_an_arm_that_is_lifted_overhead_goes_by_the_front_or_by_the_side_as_its_angle_says(axis, place):
    after = _UP.turned("left_shoulder", **{axis: 180})
    assert hand(_UP, after, 0.5)[place] > 28
    assert abs(hand(_UP, after, 0.5)[2]) < 3


def test_an_arm_from_the_front_to_the_side_stays_level():
    before, after = _UP.turned("left_shoulder", flexion=90), _UP.turned("left_shoulder", abduction=90)
    assert all(abs(hand(before, after, share)[2]) < 1.0 for share in (0.25, 0.5, 0.75))


@pytest.mark.parametrize("abduction", [120, 150, 178, 180])
def test_an_arrow_about_a_joint_stays_on_the_side_of_the_movement_however_far_it_goes(read, abduction):
    figure = read(f"id: t\nview: front\nstart: {{}}\nfinish: {{joints: {{left_shoulder: {{abduction: {abduction}}}}}, {ARROW}}}\n").value
    start, finish = solve(figure, figure.start), solve(figure, figure.finish)
    view = camera(0, 0)
    line = arrow_line(finish.panel.arrows[0], finish, start, view)
    shoulder = (view @ finish.frames["left_upper_arm"].at)[:2]
    left = (view @ np.array([0.0, 1.0, 0.0]))[0]
    middle = line[len(line) // 2 - 5 : len(line) // 2 + 5]
    assert ((middle[:, 0] - shoulder[0]) * left > 25).all()


def test_an_arrow_of_a_swing_that_passes_its_joint_as_seen_keeps_to_one_side_of_the_path(read):
    start = "start: {joints: {left_shoulder: {abduction: -10}}}"
    figure = read(f"id: t\ncamera: [0, 85]\n{start}\nfinish: {{joints: {{left_shoulder: {{abduction: 80}}}}, {ARROW}}}\n").value
    line = arrow_line(figure.finish.arrows[0], solve(figure, figure.finish), solve(figure, figure.start), camera(0, 85))
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    assert steps.max() < 6 * steps.mean()
