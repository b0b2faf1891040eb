"""Each named position stands on its own, and the words of a file take the place of what it brings."""

from typing import get_args

import numpy as np
import pytest

from handouts.figure.checks import check_figure
from handouts.figure.model.posture import FigurePosition
from handouts.figure.pose.scene import solve
from handouts.figure.seen.compile import compile_figure

POSITIONS = get_args(FigurePosition)


def solved(read, text, panel="finish"):
    figure = read(f"id: t\n{text}").value
    return solve(figure, getattr(figure, panel))


def lowest(scene, *parts):
    return min(float(mesh.points[:, 2].min()) for mesh in scene.body if mesh.part in parts)


@pytest.mark.parametrize(
    "text", [*(f"finish: {{position: {p}}}\n" for p in POSITIONS), "props: {c: {kind: chair}}\nfinish: {position: sitting}\n"]
)
def test_a_position_with_nothing_else_written_passes_every_check(read, text):
    checked = read(f"id: t\n{text}")
    assert [str(p) for p in check_figure(checked, *compile_figure(checked.value))] == []


@pytest.mark.parametrize("position", POSITIONS)
def test_a_position_is_solved_to_the_same_bytes_each_time(read, position):
    one, two = (solved(read, f"finish: {{position: {position}}}\n") for _ in range(2))
    assert all(a.points.tobytes() == b.points.tobytes() for a, b in zip(one.body, two.body, strict=True))


@pytest.mark.parametrize("tilt", [-20, 15])
def test_thighs_stay_upright_on_knees_whatever_the_pelvis_does(read, tilt):
    for position in ("kneeling", "hands_and_knees"):
        scene = solved(read, f"finish: {{position: {position}, pelvis: {{tilt: {tilt}}}}}\n")
        assert scene.frames["left_thigh"].axes[2, 2] == pytest.approx(1, abs=1e-3)
        assert lowest(scene, "left_foot") == pytest.approx(0, abs=0.6)


def test_on_hands_and_knees_the_hands_are_below_the_shoulders_and_the_insteps_down(read):
    scene = solved(read, "finish: {position: hands_and_knees}\n")
    hand, shoulder = scene.frames["left_hand"].at, scene.frames["left_upper_arm"].at
    assert abs(hand[0] - shoulder[0]) < 4
    assert scene.gaps["hands"] == pytest.approx(0, abs=0.01)
    assert scene.pose.angle("left_elbow", "flexion") < 25
    assert abs(scene.frames["left_shank"].axes[2, 2]) < 0.1


def test_a_plank_is_straight_from_shoulder_to_ankle(read):
    for position in ("plank", "forearm_plank"):
        scene = solved(read, f"finish: {{position: {position}}}\n")
        shoulder, hip, ankle = (scene.frames[f"left_{part}"].at[[0, 2]] for part in ("upper_arm", "thigh", "foot"))
        line = (shoulder - ankle) / np.linalg.norm(shoulder - ankle)
        off = (hip - ankle) - line * ((hip - ankle) @ line)
        assert np.linalg.norm(off) < 2.0
        assert scene.pose.angle("left_knee", "flexion") == 0


def test_three_supports_at_three_heights_are_met_at_once(read):
    box = "props: {box: {kind: box, at: [42, 0], size: [24, 44, 14]}}\n"
    text = f"{box}finish:\n  position: hands_and_knees\n  rest: {{knees: floor, hands: box}}\n"
    scene = solved(read, text)
    assert scene.frames["left_hand"].at[2] > 14
    assert max(abs(gap) for gap in scene.gaps.values()) < 0.1
    text = "finish:\n  position: on_front\n  rest: {thighs: floor, belly: floor, forearms: floor}\n  joints: {trunk: {extension: 25}}\n"
    assert max(abs(gap) for gap in solved(read, text).gaps.values()) < 3


def test_long_sitting_has_its_legs_on_the_floor(read):
    scene = solved(read, "finish: {position: long_sitting}\n")
    assert lowest(scene, "left_foot", "left_shank") == pytest.approx(-0.3, abs=0.1)
    assert scene.pose.angle("left_knee", "flexion") == 0


def test_half_kneeling_kneels_on_the_knee_the_file_names(read):
    for side, other in (("left", "right"), ("right", "left")):
        scene = solved(read, f"finish: {{position: half_kneeling, {side}_knee: floor}}\n")
        assert scene.frames[f"{side}_shank"].at[2] == pytest.approx(3, abs=0.1)
        assert scene.frames[f"{other}_foot"].at[0] > 20
        assert lowest(scene, f"{other}_foot") == pytest.approx(0, abs=0.1)


def test_a_written_rest_or_foot_takes_the_place_of_what_the_position_brings(read):
    scene = solved(read, "props: {pad: {kind: pad}}\nfinish: {position: kneeling, rest: {knees: pad}, feet: {on: floor, way: ball}}\n")
    assert scene.frames["left_shank"].at[2] == pytest.approx(6.5 - 0.56, abs=0.1)  # a pad gives way under a knee
    assert scene.frames["left_foot"].at[2] > 5
    assert lowest(scene, "left_foot") == pytest.approx(0, abs=0.7)


def test_a_sitter_takes_the_chair_and_the_floor_where_there_is_none(read):
    on_chair = solved(read, "props: {c: {kind: chair}}\nfinish: {position: sitting}\n")
    assert lowest(on_chair, "left_buttock") == pytest.approx(25.5, abs=0.6)
    assert lowest(solved(read, "finish: {position: sitting}\n"), "left_buttock") == pytest.approx(-0.5, abs=0.2)


def test_the_leg_whose_angles_are_written_is_lifted_and_the_other_stands(read):
    scene = solved(read, "finish:\n  joints: {left_hip: {flexion: 60}, left_knee: {flexion: 70}}\n")
    assert scene.pose.angle("left_hip", "flexion") == 60
    assert lowest(scene, "left_foot") > 10
    assert lowest(scene, "right_foot") == pytest.approx(0, abs=0.1)
