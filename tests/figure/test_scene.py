import numpy as np
import pytest

from handouts.figure.pose.scene import solve


def solved(read, text, panel="finish"):
    figure = read(text).value
    return solve(figure, getattr(figure, panel))


def lowest(scene, *parts):
    return min(float(mesh.points[:, 2].min()) for mesh in scene.body if mesh.part in parts)


def test_standing_needs_nothing_but_feet_on_the_floor(read):
    scene = solved(read, "id: t\nfinish:\n  feet: floor\n")
    assert lowest(scene, "left_foot", "right_foot") == pytest.approx(0, abs=0.1)
    assert scene.pose.angle("left_knee", "flexion") == pytest.approx(8, abs=1)
    assert scene.misses["left_foot"] < 0.01


def test_on_one_leg_the_pelvis_moves_over_the_foot(read):
    scene = solved(read, "id: t\nfinish:\n  left_foot: floor\n")
    assert scene.pose.pelvis.at[1] == pytest.approx(3.6)


def test_a_foot_on_a_step_stands_on_its_top(read):
    scene = solved(read, "id: t\nprops:\n  step: {kind: step}\nfinish:\n  left_foot: step\n  right_foot: floor\n  pelvis: {height: 48}\n")
    assert lowest(scene, "left_foot") == pytest.approx(9.5, abs=0.1)
    assert lowest(scene, "right_foot") == pytest.approx(0, abs=0.1)


def test_written_leg_angles_set_the_height_of_a_squat(read):
    scene = solved(
        read, "id: t\nfinish:\n  feet: floor\n  pelvis: {tilt: 20}\n  joints:\n    hips: {flexion: 90}\n    knees: {flexion: 100}\n"
    )
    assert scene.pose.angle("left_hip", "flexion") == pytest.approx(90, abs=0.1)
    assert scene.pose.angle("left_knee", "flexion") == pytest.approx(100, abs=0.1)
    assert lowest(scene, "left_foot") == pytest.approx(0, abs=0.1)


def test_a_bridge_is_solved_from_shoulders_and_feet_on_the_floor(read):
    text = "id: t\nfinish:\n  position: on_back\n  rest: {shoulders: floor, feet: floor}\n  joints:\n    knees: {flexion: 86}\n"
    scene = solved(read, text)
    assert scene.frames["left_foot"].at[2] == pytest.approx(3.9, abs=0.1)
    assert lowest(scene, "torso", "neck") == pytest.approx(-0.5, abs=0.3)
    assert scene.pose.pelvis.at[2] > 15


def test_a_side_plank_rests_on_forearm_and_foot(read):
    text = "id: t\nfinish:\n  position: on_left_side\n  rest: {left_forearm: floor, left_foot: floor}\n  left_hand: forearm_on_floor\n"
    scene = solved(read, text)
    assert scene.misses["left_hand"] < 1.0
    assert lowest(scene, "left_forearm", "left_upper_arm") == pytest.approx(0, abs=0.8)
    assert scene.frames["left_hand"].at[2] < 3


def test_forearms_lie_on_the_floor_face_down(read):
    scene = solved(read, "id: t\nfinish:\n  position: on_front\n  rest: {thighs: floor, forearms: floor}\n  hands: forearm_on_floor\n")
    for side in ("left", "right"):
        elbow, wrist = scene.frames[f"{side}_forearm"].at, scene.frames[f"{side}_hand"].at
        assert elbow[2] == pytest.approx(2.3, abs=0.5)
        assert wrist[2] == pytest.approx(1.6, abs=0.5)


def test_a_thigh_rests_on_a_roller(read):
    text = (
        "id: t\nprops:\n  roller: {kind: roller, at: [-13, 0]}\nfinish:\n  position: on_front\n  rest: {thighs: roller, forearms: floor}\n"
    )
    scene = solved(read, text)
    thigh = np.concatenate([m.points for m in scene.body if m.part in ("left_shorts_leg", "left_thigh")])
    over = thigh[np.abs(thigh[:, 0] + 13) < 1]
    assert over[:, 2].min() == pytest.approx(8.4 - 1.0, abs=0.5)


def test_a_side_named_in_a_panel_wins_over_both_sides_in_always(read):
    figure = read("id: t\nalways:\n  hands: on_hip\nfinish:\n  left_hand: relaxed\n").value
    scene = solve(figure, figure.finish)
    assert "left_hand" not in scene.misses
    assert "right_hand" in scene.misses


def test_a_hand_on_the_hip_stays_there_when_the_pelvis_moves(read):
    text = "id: t\nalways:\n  hands: on_hip\n  feet: floor\nstart: {}\nfinish:\n  pelvis: {tilt: 20}\n"
    for panel in ("start", "finish"):
        scene = solved(read, text, panel)
        assert scene.misses["left_hand"] < 0.1


def test_a_kneeling_knee_comes_down_on_its_pad(read):
    text = (
        "id: t\nprops:\n  pad: {kind: pad, size: [18, 16, 3]}\nfinish:\n  position: half_kneeling\n"
        "  left_knee: {on: pad, forward: 0}\n  right_foot: {on: floor, forward: 24}\n"
    )
    scene = solved(read, text)
    assert scene.frames["left_shank"].at[2] == pytest.approx(5.4, abs=0.2)  # the pad gives way
    assert scene.misses["left_knee"] < 0.2
