"""What the words of `rest` mean: which part comes down, which angles stand, and what is said where a prop is elsewhere."""

import numpy as np
import pytest

from handouts.figure.overruled_checks import overruled_findings
from handouts.figure.pose.scene import solve
from handouts.figure.pose_checks import beside_findings, support_findings
from handouts.figure.references import at_path

ROLLER = "props: {roller: {kind: roller, at: [5, 0]}}\n"
STOOL = "props: {stool: {kind: box, at: [28, 0], size: [14, 30, 17]}}\n"


def solved(read, text):
    figure = read(f"id: t\n{text}").value
    return solve(figure, figure.finish)


def messages(scene):
    return [finding.message for finding in (*support_findings(scene), *beside_findings(scene))]


def on_roller(pelvis):
    return f"{ROLLER}finish: {{position: left_side_support, pelvis: {pelvis}, rest: {{left_forearm: floor, left_thigh: roller}}}}\n"


@pytest.mark.parametrize("roll", [0, 10, 35, -20])
def test_a_written_roll_leaves_the_slope_to_what_the_body_rests_on(read, roll):
    scene = solved(read, on_roller(f"{{drop_left: {roll}}}"))
    assert scene.gaps == pytest.approx({"left_forearm": 0, "left_thigh": 0}, abs=0.05)
    assert scene.frames["pelvis"].axes[1, 1] == pytest.approx(-np.sin(np.radians(roll)), abs=1e-6)


def test_a_written_slope_stands_whatever_the_body_rests_on(read):
    scene = solved(read, on_roller("{tilt: -12}"))
    assert np.degrees(np.arcsin(scene.frames["pelvis"].axes[2, 2])) == pytest.approx(-12, abs=1e-6)  # forwards is away from the head


@pytest.mark.parametrize("knee_deg", [0, 90])
def test_a_knee_that_rests_on_a_stool_is_the_knee_and_not_the_shin_or_the_foot(read, knee_deg):
    scene = solved(
        read,
        f"{STOOL}finish:\n  position: right_side_support\n  rest: {{right_forearm: floor, left_knee: stool}}\n"
        f"  joints: {{left_knee: {{flexion: {knee_deg}}}}}\n",
    )
    thigh, shank = (mesh for name in ("left_thigh", "left_shank") for mesh in scene.body if mesh.part == name)
    joint = scene.frames["left_shank"].at
    skin = np.concatenate([thigh.points, shank.points])
    knee = skin[np.linalg.norm(skin - joint, axis=1) < 4.4]
    assert knee[:, 2].min() == pytest.approx(17, abs=0.5)
    assert messages(scene) == []


@pytest.mark.parametrize("part", ["left_ankle", "left_foot"])
def test_ankle_and_foot_on_a_stool_are_the_ankle_and_the_foot(read, part):
    scene = solved(
        read,
        "props: {stool: {kind: box, at: [50, 0], size: [18, 30, 17]}}\n"
        f"finish: {{position: right_side_support, rest: {{right_forearm: floor, {part}: stool}}}}\n",
    )
    assert abs(scene.frames["left_foot"].at[2] - 17) < 5
    assert messages(scene) == []


def test_a_part_beside_its_roller_is_told_once_and_does_not_tip_the_body_on_end(read):
    scene = solved(read, on_roller("{}").replace("at: [5, 0]", "at: [-20, 0]"))
    assert messages(scene) == [
        "the left thigh is at [5, 0], not over the roller, which reaches from [-24, -17] to [-16, 17]; move one of them",
    ]
    assert abs(scene.frames["pelvis"].axes[2, 2]) < 0.5


def test_a_part_above_its_roller_is_not_said_to_be_beside_it(read):
    scene = solved(read, on_roller("{height: 32}"))
    assert [m for m in messages(scene) if "not over" in m] == []
    assert any("the left thigh is" in m and "above the top" in m for m in messages(scene))


ROLLED = (
    "finish:\n  position: crook_lying\n  rest: {{shoulders: floor, {part}: floor}}\n  pelvis: {{drop_left: {roll}}}\n"
    "  joints: {{trunk: {{rotation: 40}}, hips: {{flexion: 50, adduction: 4}}, knees: {{flexion: 100}}}}\n"
)


@pytest.mark.parametrize("roll", [0, -40])
def test_a_foot_that_rests_when_lying_keeps_the_written_angles_and_comes_down(read, roll):
    scene = solved(read, ROLLED.format(part="right_foot", roll=roll))
    assert {name: scene.pose.angle(f"right_{name}", "flexion") for name in ("hip", "knee")} == pytest.approx({"hip": 50, "knee": 100})
    foot = next(mesh for mesh in scene.body if mesh.part == "right_foot")
    assert foot.points[:, 2].min() == pytest.approx(0, abs=0.3)
    assert list(overruled_findings(scene)) == []


@pytest.mark.parametrize(("axis", "degrees"), [("inversion", 20), ("inversion", -15), ("dorsiflexion", 18)])
def test_a_foot_on_its_heel_turns_as_its_ankle_is_written(read, axis, degrees):
    heel = "wear: {feet: bare}\nprops: {chair: {kind: chair}}\nfinish:\n  position: sitting\n  left_foot: {on: floor, way: heel}\n"
    straight, turned = solved(read, heel), solved(read, f"{heel}  joints: {{left_ankle: {{{axis}: {degrees}}}}}\n")
    assert turned.pose.angle("left_ankle", axis) == pytest.approx(degrees, abs=0.5)
    assert np.abs(turned.frames["left_foot"].axes - straight.frames["left_foot"].axes).max() > 0.1
    assert list(overruled_findings(turned)) == []
    assert min(mesh.points[:, 2].min() for mesh in turned.body if mesh.part == "left_foot") == pytest.approx(0, abs=0.6)


def told(read, text):
    checked = read(f"id: t\n{text}")
    figure = checked.value
    return [str(at_path(checked, ("finish", *f.where), f.message)) for f in overruled_findings(solve(figure, figure.finish))]


def test_a_placed_foot_that_overrules_a_written_knee_is_told_at_the_angle(read):
    text = (
        "props: {chair: {kind: chair}}\nfinish:\n  position: sitting\n  left_foot: {on: floor, way: heel}\n"
        "  joints:\n    left_knee: {flexion: 20}\n"
    )
    (message,) = told(read, text)
    assert ":7:" in message
    assert "not the 20 written: left_foot (heel on the floor) decides it" in message
    assert "left_foot: {on: nothing, way: free}" in message


def test_angles_for_both_sides_are_told_where_they_are_written(read):
    messages = told(read, "always:\n  joints:\n    knees: {flexion: 70}\nfinish: {position: standing, feet: floor}\n")
    assert len(messages) == 2
    assert all(":4:" in message and "decides it" in message for message in messages)


def test_a_hand_that_overrules_a_written_elbow_is_told(read):
    (message,) = told(read, "finish:\n  left_hand: on_hip\n  joints:\n    left_elbow: {flexion: 5}\n")
    assert "left_hand (on_hip) decides it" in message


def test_angles_of_a_free_leg_are_not_overruled(read):
    assert told(read, "finish:\n  left_foot: {on: nothing, way: free}\n  joints: {left_knee: {flexion: 70}}\n") == []
