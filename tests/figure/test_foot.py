"""The bare foot: its measures, toes that bend and stay down, and what is told when they cannot."""

import numpy as np
import pytest

from handouts.figure.body.foot import TOE_NAMES, FootShape, bare_foot, foot_shape
from handouts.figure.body.mannequin import Looks, body_meshes
from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.rotation import Frame
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.checks import check_figure, placed_in
from handouts.figure.foot_checks import toe_findings
from handouts.figure.palette import WEIGHTS
from handouts.figure.pose.scene import solve
from handouts.figure.seen.compile import compile_figure

UPRIGHT = Pose(Frame(np.array([0.0, 0, 53]), np.eye(3)))
BARE = "id: t\nwear: {feet: bare}\n"


def foot(side="left", **toes):
    pose = UPRIGHT.turned(f"{side}_toes", **toes)
    frames = skeleton(pose)
    return {mesh.part: mesh.points - frames[f"{side}_foot"].at for mesh in bare_foot(pose, frames, side)}


def solved(read, text):
    figure = read(BARE + text).value
    return solve(figure, figure.finish)


@pytest.mark.parametrize("side", SIDES)
def test_a_bare_foot_is_as_long_and_as_deep_as_a_foot_is(side):
    parts = {name: points for name, points in foot(side).items() if "shank" not in name}
    every = np.concatenate(list(parts.values()))
    assert every[:, 2].min() == pytest.approx(-3.9, abs=0.02)
    assert 15.0 <= np.ptp(every[:, 0]) <= 15.3


def test_the_pads_of_all_toes_are_down_at_rest():
    assert max(abs(foot()[f"left_{name}"][:, 2].min() + 3.9) for name in TOE_NAMES) < 0.35


def test_the_right_foot_is_the_mirror_image_of_the_left():
    bent = {"extension": 20, "big": 10, "spread": 0.5, "arch": 0.5, "shorter": 0.3}
    left, right = foot("left", **bent), foot("right", **bent)
    for name in ("foot", *TOE_NAMES):
        assert np.allclose(left[f"left_{name}"] * [1, -1, 1], right[f"right_{name}"])


def test_a_lifted_big_toe_leaves_the_others_down():
    rest, lifted = foot(), foot(big=44)
    assert lifted["left_big_toe"][:, 2].max() > rest["left_big_toe"][:, 2].max() + 1.5
    for name in TOE_NAMES[1:]:
        assert np.array_equal(rest[f"left_{name}"], lifted[f"left_{name}"])


def test_spread_toes_fan_out_and_a_shorter_foot_draws_them_in():
    def tip(name, **toes):
        points = foot(**toes)[f"left_{name}"]
        return points[points[:, 0].argmax()]

    assert tip("toe_5", spread=1)[1] > tip("toe_5")[1] + 0.3
    assert tip("big_toe", spread=1)[1] < tip("big_toe")[1] - 0.3
    assert tip("big_toe")[0] - tip("big_toe", shorter=0.55)[0] == pytest.approx(0.55)


def test_a_raised_arch_lifts_the_inner_border_and_not_the_heel():
    rest, raised = foot()["left_foot"], foot(arch=0.75)["left_foot"]
    inner = (np.abs(rest[:, 0] - 2.2) < 0.2) & (rest[:, 1] < -1.2) & (rest[:, 2] < -1.5)
    assert (raised[inner, 2] - rest[inner, 2]).max() > 0.5
    assert np.allclose(raised[rest[:, 0] < -3], rest[rest[:, 0] < -3], atol=0.02)


@pytest.mark.parametrize("pitch", [10, 25, 45, 60])
def test_on_the_ball_of_a_bare_foot_ball_and_toes_stay_down(read, pitch):
    scene = solved(read, f"finish:\n  right_foot: floor\n  left_foot: {{on: floor, way: ball, toes_down: {pitch}}}\n")
    low = {mesh.part: float(mesh.points[:, 2].min()) for mesh in scene.body if mesh.part.startswith("left_")}
    for part in ("foot", *TOE_NAMES):
        assert low[f"left_{part}"] == pytest.approx(0, abs=0.35)
    assert not [finding for finding in toe_findings(scene) if finding.is_error]


def test_written_toes_stand_also_on_the_ball(read):
    text = "finish:\n  right_foot: floor\n  left_foot: {on: floor, way: ball, toes_down: 42}\n  joints: {left_toes: {extension: 74}}\n"
    assert foot_shape(solved(read, text).pose, "left").toes_deg == (74,) * 5


def test_toes_bent_against_the_ball_are_a_warning_at_their_line(read):
    text = "finish:\n  right_foot: floor\n  left_foot: {on: floor, way: ball, toes_down: 40}\n  joints:\n    left_toes: {extension: 20}\n"
    checked = read(BARE + text)
    found = [(p.level, p.line, p.message) for p in placed_in(checked, check_figure(checked, *compile_figure(checked.value)))]
    assert any(level == "warning" and line == 7 and "stands on its ball at 40" in message for level, line, message in found), found


def test_a_pad_in_the_air_is_an_error(read):
    text = "finish:\n  right_foot: floor\n  left_foot: {on: floor, toes_down: -8}\n"
    found = list(toe_findings(solved(read, text)))
    assert any(f.is_error and "left big toe" in f.message and f.where == ("left_foot",) for f in found)


def test_toes_that_hang_over_a_step_are_no_error(read):
    text = "props: {step: {kind: step, at: [-3, 0], size: [12, 30, 9]}}\nfinish: {feet: step}\n"
    assert not list(toe_findings(solved(read, text)))


def test_a_big_toe_past_its_range_is_a_warning(read):
    text = "finish:\n  feet: floor\n  joints: {left_toes: {extension: 40, big: 50}}\n"
    assert [f.message for f in toe_findings(solved(read, text))] == ["the left big toe is bent by 90 degrees; usual is -35 to 75"]


def test_what_a_shoe_hides_is_refused_at_its_line(read, faults_of):
    told = faults_of(read, "id: t\nfinish:\n  feet: floor\n  joints:\n    toes: {extension: 20}\n    left_toes:\n      big: 30\n")
    assert len(told) == 1
    assert ":7:" in told[0]
    assert "wear: {feet: bare}" in told[0]


def test_a_toe_of_a_shoe_bends_too():
    bent = body_meshes(UPRIGHT.turned("left_toes", extension=40), skeleton(UPRIGHT), Looks())
    rest = body_meshes(UPRIGHT, skeleton(UPRIGHT), Looks())
    shoe = [next(m for m in meshes if m.part == "left_foot").points for meshes in (rest, bent)]
    assert shoe[1][:, 2][shoe[0][:, 0] > shoe[0][:, 0].max() - 1].min() > shoe[0][:, 2].min() + 1.5


def test_digits_have_the_finest_line_and_nails(read):
    figure = read(BARE + "camera: [-70, 10]\nfinish: {feet: floor}\n").value
    drawing = compile_figure(figure)[0][0]
    roles = {(layer.kind, layer.role) for layer in drawing.layers}
    assert ("line", "detail") in roles
    assert {role for kind, role in roles if kind == "fill"} & {"nail", "nail_far"}
    assert WEIGHTS["detail"] <= min(WEIGHTS["crease"], WEIGHTS["hem"])


def test_a_foot_at_rest_is_the_plain_shape():
    assert foot_shape(UPRIGHT, "left") == FootShape()


@pytest.mark.parametrize("position", ["plank", "kneeling"])
def test_tucked_bare_toes_are_down_even_under_a_steep_foot(read, position):
    scene = solved(read, f"finish:\n  position: {position}\n  feet: {{on: floor, way: ball}}\n")
    assert [finding.message for finding in toe_findings(scene)] == []


def test_a_bare_instep_lies_on_the_floor(read):
    scene = solved(read, "finish:\n  position: kneeling\n")
    feet = [mesh for mesh in scene.body if mesh.part.startswith("left_") and ("foot" in mesh.part or "toe" in mesh.part)]
    assert min(float(mesh.points[:, 2].min()) for mesh in feet) == pytest.approx(0, abs=0.6)


def pitch(scene, side="left"):
    x, _, z = scene.frames[f"{side}_foot"].axes[:, 0]
    return float(np.degrees(np.arctan2(-z, x)))


@pytest.mark.parametrize(("way", "degrees"), [("ball", 30), ("heel", -20)])
def test_a_foot_on_its_ball_or_heel_is_lifted_where_nothing_says_how_far(read, way, degrees):
    assert pitch(solved(read, f"finish: {{feet: {{on: floor, way: {way}}}}}\n")) == pytest.approx(degrees, abs=0.5)


def on_one_leg(ankle):
    joints = f"{{left_hip: {{extension: 15}}, left_knee: {{flexion: 10}}, left_ankle: {{plantarflexion: {ankle}}}}}"
    return f"right_foot: nothing, joints: {joints}"


def test_a_written_ankle_says_how_high_the_heel_is(read):
    scene = solved(read, f"finish: {{left_foot: {{on: floor, way: ball}}, {on_one_leg(30)}}}\n")
    assert scene.pose.angle("left_ankle", "dorsiflexion") == pytest.approx(-30, abs=1)
    assert pitch(scene) == pytest.approx(55, abs=2)


@pytest.mark.parametrize(("towel", "codes"), [("", ["left_toes.ball"]), ("towel: {kind: towel_roll, at: [1.8, 5], up: 10, radius: 1}", [])])
def test_toes_on_a_towel_roll_are_bent_more_than_the_foot_is_pitched(read, towel, codes):
    props = f"props:\n  step: {{kind: step, at: [10, 0], size: [24, 30, 10]}}\n  {towel}\n"
    foot = "left_foot: {on: step, way: ball, toes_down: 45}, right_foot: nothing"
    scene = solved(read, f"{props}finish: {{{foot}, joints: {{left_toes: {{extension: 70}}, right_knee: {{flexion: 60}}}}}}\n")
    assert [finding.code for finding in toe_findings(scene) if finding.code.startswith("left_toes")] == codes
