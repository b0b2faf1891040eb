"""Hands that hold: limbs, rails, posts, chairs, edges and loads; hands that lie; and what is told when they cannot."""

import numpy as np
import pytest

from handouts.figure.body.hands import DIGIT_NAMES, grip_line
from handouts.figure.checks import contact_findings
from handouts.figure.hand_checks import hand_findings
from handouts.figure.pose.holdable import LIMBS, HeldBar
from handouts.figure.pose.scene import solve

RAIL = "props: {rail: {kind: rail, at: [14, -14]}}\n"
SOFA = "props: {sofa: {kind: sofa, at: [40, 0], back: none}}\n"
CROSSED = "position: sitting\n  joints: {trunk: {flexion: 32}}\n  left_foot: {on: right_knee, forward: 7, out: -5}"
REACHED = {
    "ankle": CROSSED,
    "shin": "position: on_back\n  joints: {left_hip: {flexion: 115}, left_knee: {flexion: 125}}",
    "knee": "position: on_back\n  joints: {left_hip: {flexion: 115}, left_knee: {flexion: 125}}",
    "thigh": "position: on_back\n  joints: {left_hip: {flexion: 95}, left_knee: {flexion: 90}}",
    "foot": CROSSED,
    "toes": CROSSED,
    "wrist": "joints: {left_shoulder: {flexion: 20}, left_elbow: {flexion: 95}}",
}


def solved(read, text):
    figure = read("id: t\n" + text).value
    return solve(figure, figure.finish)


def told(scene):
    return [finding.message for finding in (*contact_findings(scene), *hand_findings(scene))]


def digits(scene, side):
    return np.concatenate([mesh.points for mesh in scene.body if mesh.part in [f"{side}_{name}" for name in DIGIT_NAMES]])


def off_bar(scene, side):
    held = scene.holds[side]
    centre, axis = grip_line(scene.frames[f"{side}_hand"], held.form.radius)
    off = centre - held.thing.centre
    return np.linalg.norm(off - (off @ held.thing.axis) * held.thing.axis), abs(axis @ held.thing.axis)


@pytest.mark.parametrize("part", LIMBS)
def test_a_hand_closes_round_each_limb_it_can_hold(read, part):
    scene = solved(read, f"props: {{seat: {{kind: chair}}}}\nfinish:\n  {REACHED[part]}\n  right_hand: {{holds: left_{part}}}\n")
    beside, along = off_bar(scene, "right")
    assert beside < 0.6, told(scene)
    assert along > 0.99
    assert scene.holds["right"].form.shape == "grip"
    assert not told(scene)


@pytest.mark.parametrize("kind", ["rail", "post", "chair"])
def test_a_hand_closes_round_a_rail_a_post_and_the_back_of_a_chair(read, kind):
    scene = solved(read, f"props: {{it: {{kind: {kind}, at: [16, -14]}}}}\nfinish: {{feet: floor, right_hand: {{holds: it}}}}\n")
    beside, along = off_bar(scene, "right")
    assert beside < 0.1
    assert along > 0.99
    assert not told(scene)


def test_the_palm_lies_on_top_of_a_rail_and_the_thumb_points_up_a_post(read):
    rail = solved(read, RAIL + "finish: {feet: floor, right_hand: {holds: rail}}\n")
    assert rail.frames["right_hand"].axes[2, 0] < -0.2
    post = solved(read, "props: {post: {kind: post, at: [18, 8]}}\nfinish: {feet: floor, left_hand: {holds: post}}\n")
    assert post.frames["left_hand"].axes[2, 1] > 0.9


def test_along_says_where_on_a_rail_and_how_high_on_a_post(read):
    rail = solved(read, RAIL + "finish: {feet: floor, right_hand: {holds: rail, along: -4}}\n")
    assert rail.holds["right"].thing.centre[0] == pytest.approx(10)
    post = solved(read, "props: {post: {kind: post, at: [18, 8]}}\nfinish: {feet: floor, left_hand: {holds: post, along: 70}}\n")
    assert post.holds["left"].thing.centre[2] == pytest.approx(70)


def test_two_hands_on_one_limb_lie_beside_each_other(read):
    scene = solved(read, f"finish:\n  {REACHED['thigh']}\n  hands: behind_left_thigh\n")
    left, right = (scene.holds[side].thing.centre for side in ("left", "right"))
    assert np.linalg.norm(left - right) > 4
    assert not told(scene)


def test_the_mirrored_figure_holds_its_mirror_image(read):
    left = solved(read, "finish:\n  right_foot: floor\n  joints: {left_knee: {flexion: 138}}\n  left_hand: {holds: left_ankle}\n")
    right = solved(read, "finish:\n  left_foot: floor\n  joints: {right_knee: {flexion: 138}}\n  right_hand: {holds: right_ankle}\n")
    assert np.allclose(left.frames["left_hand"].at * [1, -1, 1], right.frames["right_hand"].at, atol=1e-6)


def test_a_load_closes_its_hand_by_itself(read):
    scene = solved(read, "props: {db: {kind: dumbbell, hand: left}}\nfinish: {feet: floor}\n")
    free = solved(read, "finish: {feet: floor}\n")
    assert digits(scene, "left")[:, 2].min() > digits(free, "left")[:, 2].min() + 1.5
    assert np.allclose(digits(scene, "right"), digits(free, "right"))


def test_a_standing_hand_lies_on_the_edge_and_a_sitter_has_the_fingers_over_it(read):
    worktop = "props: {top: {kind: worktop, at: [34, 0]}}\n"
    standing = solved(read, worktop + "finish: {feet: floor, hands: {holds: top}}\n")
    assert standing.holds["left"].form.shape == "thumb_over"
    assert not told(standing)
    text = "props: {sofa: {kind: sofa}}\nfinish:\n  position: sitting\n  pelvis: {forward: 6, tilt: 20}\n  hands: {holds: sofa}\n"
    sitting = solved(read, text)
    assert sitting.holds["left"].form.shape == "fingers_over"
    assert digits(sitting, "left")[:, 2].min() < 18 - 2


def test_hands_and_knees_press_into_soft_things_and_not_into_hard_ones(read):
    soft, hard = (f"props: {{it: {{kind: {kind}, at: [0, 0], size: [70, 50, 12]}}}}\n" for kind in ("bed", "box"))
    text = "finish:\n  position: hands_and_knees\n  rest: {knees: it, hands: it}\n"
    on_soft, on_hard = (solved(read, prop + text) for prop in (soft, hard))
    for joint in ("left_hand", "left_shank"):
        assert 0.4 < (on_hard.frames[joint].at - on_soft.frames[joint].at)[2] < 1.2, joint


@pytest.mark.parametrize("preset", ["under_head", "under_low_back", "on_hip_bones", "on_tummy", "beside", "hug_left_knee"])
def test_hands_that_lie_stay_above_the_floor(read, preset):
    legs = "joints: {left_hip: {flexion: 115}, left_knee: {flexion: 125}}" if "knee" in preset else "feet: floor"
    scene = solved(read, f"finish:\n  position: crook_lying\n  {legs}\n  hands: {preset}\n")
    parts = [m for m in scene.body if m.group.endswith("_arm")]
    assert min(float(mesh.points[:, 2].min()) for mesh in parts) > -0.8
    assert not told(scene)


def test_hands_under_the_head_are_behind_it(read):
    scene = solved(read, "finish:\n  position: crook_lying\n  hands: under_head\n")
    head = scene.frames["head"]
    for side in ("left", "right"):
        assert ((scene.frames[f"{side}_hand"].point((0, 0, -5)) - head.at) @ head.axes)[0] < -4.5


def test_hands_on_the_knees_are_each_on_its_own(read):
    scene = solved(read, "props: {chair: {kind: chair}}\nfinish: {position: sitting, hands: on_knees, joints: {trunk: {flexion: 10}}}\n")
    for side in ("left", "right"):
        knee = scene.frames[f"{side}_shank"].at
        assert np.linalg.norm(scene.frames[f"{side}_hand"].point((0, 0, -5)) - knee) < 9


def test_hands_on_the_edge_of_a_sofa_carry_a_plank(read):
    scene = solved(read, SOFA + "finish:\n  position: plank\n  rest: {feet: floor, hands: sofa}\n  hands: on_sofa_edge\n")
    low = min(float(m.points[:, 2].min()) for m in scene.body if m.part == "left_hand")
    assert 18 - 2 < low < 18
    assert not told(scene)


def test_a_stick_runs_through_both_fists(read):
    scene = solved(read, "props: {pole: {kind: stick}}\nfinish: {feet: floor, left_hand: stick_high, right_hand: stick_low}\n")
    for side in ("left", "right"):
        assert off_bar(scene, side)[0] < 0.6
    assert scene.holds["left"].thing.centre[2] > scene.holds["right"].thing.centre[2] + 15


def test_a_hand_that_does_not_reach_what_it_holds_is_an_error(read):
    scene = solved(read, "finish: {feet: floor, left_hand: {holds: left_ankle}}\n")
    assert any("the left hand does not reach the left ankle" in message for message in told(scene))


def test_a_fist_beside_what_it_holds_is_an_error(read):
    for knee in np.arange(125, 140, 0.5):
        scene = solved(
            read, f"finish:\n  right_foot: floor\n  joints: {{left_knee: {{flexion: {knee}}}}}\n  left_hand: {{holds: left_ankle}}\n"
        )
        if 0.6 < scene.misses["left_hand"] < 1.0:
            break
    found = list(hand_findings(scene))
    assert any(f.is_error and "beside the left ankle" in f.message and f.where == ("left_hand",) for f in found), found


def test_fingers_inside_a_limb_are_an_error(read):
    scene = solved(read, f"finish:\n  {REACHED['thigh']}\n  left_hand: {{holds: left_thigh}}\n")
    held = scene.holds["left"]
    assert not told(scene)
    slack = {
        "left": held.__class__(held.name, held.thing._replace(centre=held.thing.centre + scene.frames["left_hand"].axes[:, 0]), held.form)
    }
    pressed = scene.__class__(**{**{f: getattr(scene, f) for f in scene.__slots__}, "holds": slack, "frames": shifted(scene)})
    assert isinstance(held.thing, HeldBar)
    assert any("inside the left thigh" in finding.message for finding in hand_findings(pressed))


def shifted(scene):
    """Return the frames with the thigh pressed against the fingers."""
    thigh = scene.frames["left_thigh"]
    return {**scene.frames, "left_thigh": thigh._replace(at=thigh.at - scene.frames["left_hand"].axes[:, 0])}


def test_a_hand_past_the_end_of_a_rail_is_an_error(read):
    scene = solved(read, RAIL + "finish: {feet: floor, right_hand: {holds: rail, along: -18}}\n")
    assert any("past the end of the rail" in finding.message for finding in hand_findings(scene) if finding.is_error)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("rale", "did you mean 'rail'"),
        ("left_elbow", "a hand can hold rail, left_ or right_ + ankle, shin, knee, thigh, foot, toes, wrist"),
        ("mat", "a mat cannot be held"),
        ("bell", "write 'hand: left' under 'bell'"),
        ("left_wrist", "there is no 'left_wrist' to hold"),
    ],
)
def test_what_cannot_be_held_is_told_with_what_can(read, faults_of, held, said):
    props = "props:\n  rail: {kind: rail}\n  mat: {kind: mat}\n  bell: {kind: dumbbell, hand: right}\n"
    messages = faults_of(read, f"id: t\n{props}finish:\n  left_hand:\n    holds: {held}\n")
    assert len(messages) == 1
    assert ":8:" in messages[0]
    assert said in messages[0]


@pytest.mark.parametrize("more", ["at: [1, 2, 3]", "of: thorax", "preset: on_hip", "shape: fist"])
def test_a_hand_that_holds_cannot_be_somewhere_else_too(read, faults_of, more):
    messages = faults_of(read, f"id: t\nfinish:\n  left_hand: {{holds: left_ankle, {more}}}\n")
    assert any("goes to it by itself" in message for message in messages), messages


def test_along_without_holds_is_refused(read, faults_of):
    assert any("'along' belongs to 'holds'" in message for message in faults_of(read, "id: t\nfinish:\n  left_hand: {along: 3}\n"))
