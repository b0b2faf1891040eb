import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.figure.bones.anatomy import FOREARM, SHANK, SIDES, THIGH, UPPER_ARM
from handouts.figure.bones.reach import reach_arm, reach_leg
from handouts.figure.bones.rotation import Frame, ball_joint, ball_joint_angles
from handouts.figure.bones.skeleton import Pose, skeleton

UPRIGHT = Pose(Frame(np.array([0.0, 0, 53]), np.eye(3)))
angle = st.floats(-80, 80)
side = st.sampled_from(SIDES)


@given(side, st.floats(-170, 170), st.floats(-85, 85), st.floats(-170, 170))
def test_angles_of_a_ball_joint_come_back_within_a_millionth(side, flexion, abduction, rotation):
    axes = ball_joint(side, flexion, abduction, rotation)
    again = ball_joint(side, *ball_joint_angles(axes, side))
    assert np.abs(axes - again).max() < 1e-6


@given(side, st.floats(-20, 110), st.floats(-20, 50), st.floats(-40, 40), st.floats(5, 130))
def test_a_leg_reaches_where_its_own_angles_put_the_ankle(side, flexion, abduction, rotation, bend):
    posed = UPRIGHT.turned(f"{side}_hip", flexion=flexion, abduction=abduction, external_rotation=rotation).turned(
        f"{side}_knee", flexion=bend
    )
    frames = skeleton(posed)
    pole = frames[f"{side}_thigh"].axes[:, 0]
    reached = reach_leg(UPRIGHT, side, frames[f"{side}_foot"].at, pole)
    again = skeleton(reached.pose)
    assert reached.miss < 1e-6
    assert np.abs(again[f"{side}_foot"].at - frames[f"{side}_foot"].at).max() < 1e-6
    assert np.abs(again[f"{side}_shank"].at - frames[f"{side}_shank"].at).max() < 1e-6


@given(side, angle, angle, angle, st.floats(0, 140))
def test_turning_a_limb_never_changes_its_length(side, flexion, abduction, rotation, bend):
    pose = UPRIGHT
    for ball, hinge in (("hip", "knee"), ("shoulder", "elbow")):
        pose = pose.turned(f"{side}_{ball}", flexion=flexion, abduction=abduction, external_rotation=rotation)
        pose = pose.turned(f"{side}_{hinge}", flexion=bend)
    frames = skeleton(pose)
    for upper, lower, end, lengths in (("thigh", "shank", "foot", (THIGH, SHANK)), ("upper_arm", "forearm", "hand", (UPPER_ARM, FOREARM))):
        a, b, c = (frames[f"{side}_{name}"].at for name in (upper, lower, end))
        assert np.linalg.norm(b - a) == pytest.approx(lengths[0])
        assert np.linalg.norm(c - b) == pytest.approx(lengths[1])


@pytest.mark.parametrize("side", SIDES)
def test_hip_flexion_brings_the_knee_forwards_and_up(side):
    frames = skeleton(UPRIGHT.turned(f"{side}_hip", flexion=90))
    knee, hip = frames[f"{side}_shank"].at, frames[f"{side}_thigh"].at
    assert knee - hip == pytest.approx([THIGH, 0, 0], abs=1e-9)


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_abduction_takes_each_leg_away_from_the_midline(side, sign):
    frames = skeleton(UPRIGHT.turned(f"{side}_hip", abduction=30))
    assert sign * (frames[f"{side}_shank"].at - frames[f"{side}_thigh"].at)[1] == pytest.approx(THIGH / 2)


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_external_rotation_turns_the_toes_out(side, sign):
    toes = skeleton(UPRIGHT.turned(f"{side}_hip", external_rotation=30))[f"{side}_foot"].axes[:, 0]
    assert sign * toes[1] == pytest.approx(0.5)


@pytest.mark.parametrize("side", SIDES)
def test_knee_flexion_takes_the_heel_back_and_dorsiflexion_lifts_the_toes(side):
    frames = skeleton(UPRIGHT.turned(f"{side}_knee", flexion=90))
    assert (frames[f"{side}_foot"].at - frames[f"{side}_shank"].at)[0] == pytest.approx(-SHANK)
    toes = skeleton(UPRIGHT.turned(f"{side}_ankle", dorsiflexion=20))[f"{side}_foot"].axes[:, 0]
    assert toes[2] > 0


def test_trunk_flexion_bends_forwards_and_side_bend_goes_left():
    upright = skeleton(UPRIGHT)["head"].at
    assert skeleton(UPRIGHT.turned("trunk", flexion=40))["head"].at[0] > upright[0] + 10
    assert skeleton(UPRIGHT.turned("trunk", side_bend=20))["head"].at[1] > upright[1] + 4


@given(side, st.floats(10, 20), st.floats(0, 18), st.floats(66, 90))
def test_a_hand_reaches_a_near_place(side, forward, out, height):
    sign = 1 if side == "left" else -1
    reached = reach_arm(UPRIGHT, side, np.array([forward, sign * out, height]))
    assert reached.miss < 0.05


def test_a_place_out_of_reach_is_missed_by_the_distance():
    reached = reach_arm(UPRIGHT, "left", np.array([200.0, 10, 80]))
    assert reached.miss > 150


@given(st.floats(-20, 100), st.floats(-20, 45), st.floats(0, 120))
def test_the_right_side_is_the_mirror_image_of_the_left(flexion, abduction, bend):
    places = {}
    for side in SIDES:
        pose = UPRIGHT.turned(f"{side}_hip", flexion=flexion, abduction=abduction).turned(f"{side}_knee", flexion=bend)
        pose = pose.turned(f"{side}_shoulder", flexion=flexion, abduction=abduction).turned(f"{side}_elbow", flexion=bend)
        frames = skeleton(pose)
        places[side] = np.array([frames[f"{side}_{name}"].at for name in ("foot", "hand")])
    assert np.abs(places["left"] * [1, -1, 1] - places["right"]).max() < 1e-9
