"""Each check of a posed body is seen to fail on a figure made for it, and to pass on its neighbour that is right."""

import pytest

from handouts.figure.checks import check_figure
from handouts.figure.pose.scene import solve
from handouts.figure.seen.compile import compile_figure
from handouts.figure.seen.ground import stored_panels


def errors(read, text):
    checked = read(f"id: t\n{text}")
    return [remark.message for remark in check_figure(checked, *compile_figure(checked.value)) if remark.level == "error"]


def lowest(scene):
    return min(float(mesh.points[:, 2].min()) for mesh in scene.body)


JUMP = "view: true_side\nfinish:\n  airborne: {up}\n  joints: {{ankles: {{plantarflexion: 30}}}}\n"


@pytest.mark.parametrize("up", [3, 6, 14.5])
def test_the_lowest_point_of_a_body_in_the_air_is_as_high_as_asked(read, up):
    figure = read("id: t\n" + JUMP.format(up=up)).value
    assert lowest(solve(figure, figure.finish)) == pytest.approx(up, abs=0.2)
    assert errors(read, JUMP.format(up=up)) == []


def test_a_body_in_the_air_that_does_not_say_so_is_an_error(read):
    assert any("floats" in m and "airborne" in m for m in errors(read, "finish: {feet: nothing, pelvis: {height: 62}}\n"))


def test_a_body_that_floats_beside_a_box_is_an_error(read):
    box = "props: {box: {kind: box, at: [60, 0]}}\n"
    assert any("the body floats" in m for m in errors(read, f"{box}finish: {{feet: nothing, pelvis: {{height: 62}}}}\n"))


def test_a_foot_or_a_rest_in_the_air_is_an_error(read):
    assert any(
        "left foot stands on floor, but the body is in the air" in m for m in errors(read, "finish: {airborne: 6, left_foot: floor}\n")
    )
    assert any(
        "back cannot rest on floor in the air" in m for m in errors(read, "finish: {position: on_back, airborne: 6, rest: {back: floor}}\n")
    )


def test_an_airborne_of_nothing_is_an_error(read):
    assert any("'airborne' asks for 0" in m for m in errors(read, "finish: {airborne: 0}\n"))


def test_hands_follow_a_body_into_the_air(read):
    figure = read("id: t\nfinish: {airborne: 8, hands: on_hip}\n").value
    assert solve(figure, figure.finish).misses["left_hand"] < 0.1


def test_a_shadow_in_the_air_is_smaller_and_has_a_paler_role(read):
    def shadow(text):
        (drawing,), _ = compile_figure(read(f"id: t\nview: true_side\n{text}").value)
        return next(layer for layer in drawing.layers if layer.kind == "shadow")

    def width(layer):
        xs = [float(word) for word in layer.path.split() if word not in "mlch"][::2]
        return max(xs) - min(xs)

    in_air, down = shadow("finish: {airborne: 8}\n"), shadow("finish: {feet: floor}\n")
    assert (in_air.role, down.role) == ("faint", "shadow")
    assert width(in_air) < width(down)


TRAVEL = (
    "view: true_side\nstart: {{travelled: 0, joints: {{left_hip: {{flexion: 60}}, left_knee: {{flexion: 80}}}}}}\n"
    "finish: {{travelled: {way}}}\n"
)


def test_panels_that_travel_are_one_drawing_on_one_ground_line(read):
    figure = read("id: t\n" + TRAVEL.format(way=60)).value
    drawings, shots = compile_figure(figure)
    (one,) = stored_panels(figure, drawings, shots)
    assert one.width == pytest.approx(60 * 24 + drawings[-1].width, abs=3)
    assert f"0 {one.floor} m {one.width} {one.floor} l" in next(layer.path for layer in one.layers if layer.role == "prop")
    assert errors(read, TRAVEL.format(way=60)) == []


def test_a_panel_that_travels_is_no_wider_than_what_is_in_it(read):
    back = "arrows: [{through: [[-75, 0, 3], [-40, 0, 8], [-20, 0, 3]]}]"
    figure = read(f"id: t\nview: side\nstart: {{travelled: 0}}\nfinish: {{travelled: 80, {back}}}\n").value
    drawings, shots = compile_figure(figure)
    (one,) = stored_panels(figure, drawings, shots)
    assert one.width < (80 + 30) * 24


def test_people_who_run_into_each_other_are_told_how_far_to_travel(read):
    (message,) = [m for m in errors(read, TRAVEL.format(way=12)) if "runs into" in m]
    enough = int(message.rsplit(" ", 1)[1])
    assert "'travelled' is 12: write" in message
    assert errors(read, TRAVEL.format(way=enough)) == []
    assert any("runs into" in m for m in errors(read, TRAVEL.format(way=enough - 2)))


def test_a_figure_that_stays_keeps_its_panels(read):
    figure = read("id: t\nstart: {}\nfinish: {hands: on_hip}\n").value
    drawings, shots = compile_figure(figure)
    assert stored_panels(figure, drawings, shots) == drawings


def test_panels_that_travel_to_one_place_or_into_each_other_are_errors(read):
    assert any("has travelled 0 too" in m for m in errors(read, TRAVEL.format(way=0)))
    assert any("runs into the picture of 'start'" in m for m in errors(read, TRAVEL.format(way=12)))


def test_a_panel_of_a_journey_that_does_not_say_where_it_is_is_an_error(read):
    assert any("say here too how far" in m for m in errors(read, "start: {feet: floor}\nfinish: {travelled: 50}\n"))


@pytest.mark.parametrize(("way", "slides"), [(0.3, False), (2.0, True), (9.0, False)])
def test_a_planted_foot_that_slides_is_an_error_and_a_step_is_not(read, way, slides):
    text = f"start: {{feet: floor}}\nfinish: {{left_foot: {{on: floor, forward: {way}}}, right_foot: floor, hands: on_hip}}\n"
    assert any("left foot slides by 2.0" in m for m in errors(read, text)) is slides


@pytest.mark.parametrize(("way", "pitch"), [("heel", -24), ("ball", 40)])
@pytest.mark.parametrize("feet", ["shoes", "bare"])
def test_toes_or_heels_that_are_lifted_leave_the_foot_where_it_stands(read, way, pitch, feet):
    wear = f"wear: {{feet: {feet}}}\nalways: {{position: standing}}\n"
    text = f"{wear}start: {{feet: floor}}\nfinish: {{feet: {{on: floor, way: {way}, toes_down: {pitch}}}}}\n"
    assert errors(read, text) == []


def test_a_heel_that_moves_under_lifted_toes_slides(read):
    text = "start: {feet: floor}\nfinish: {feet: {on: floor, way: heel, toes_down: -24, forward: -1}}\n"
    assert any("left foot slides by 2.2" in m for m in errors(read, text))


@pytest.mark.parametrize(("at", "is_held"), [(-13, False), (-6, True)])
def test_a_ball_of_the_foot_past_the_edge_of_a_step_says_where_it_is_and_where_the_step_reaches(read, at, is_held):
    step = f"props: {{step: {{kind: step, at: [{at}, 0]}}}}\n"
    found = errors(read, f"{step}finish: {{position: standing, feet: {{on: step, way: ball, toes_down: 0}}}}\n")
    said = "the ball of the left foot is at [0, 5], not over the step, which reaches from [-25, -15] to [-1, 15]"
    assert any(said in m for m in found) is not is_held


def test_a_start_that_is_its_finish_is_an_error_and_a_hold_is_its_finish_alone(read):
    assert any("nothing moves" in m and "'finish' alone" in m for m in errors(read, "start: {feet: floor}\nfinish: {feet: floor}\n"))
    assert errors(read, "start: {feet: floor}\nfinish: {feet: floor, joints: {left_knee: {flexion: 60}}, left_foot: nothing}\n") == []
    assert errors(read, "finish: {feet: floor}\n") == []


def test_one_pose_from_two_sides_is_not_a_start_that_is_its_finish(read):
    assert errors(read, "panels:\n  - {feet: floor, view: front}\n  - {feet: floor, view: side}\n") == []


def test_a_sitter_beside_the_chair_is_an_error(read):
    chair = "props: {{chair: {{kind: chair, at: [{x}, 0]}}}}\nfinish: {{position: sitting}}\n"
    assert errors(read, chair.format(x=0)) == []
    assert any("the buttocks are at" in m and "not over the chair" in m for m in errors(read, chair.format(x=-40)))


def test_a_foot_beside_its_step_is_an_error(read):
    step = "props: {{step: {{kind: step, at: [{x}, 0]}}}}\nfinish: {{left_foot: {{on: step, forward: 0}}, right_foot: floor}}\n"
    assert not any("not over the step" in m for m in errors(read, step.format(x=0)))
    assert any("left foot is at" in m and "not over the step" in m for m in errors(read, step.format(x=50)))


def test_legs_that_go_through_each_other_are_an_error(read):
    bent = "hips: {flexion: 70}, knees: {flexion: 90}, left_hip: {adduction: {way}}"
    text = f"finish: {{position: crook_lying, feet: nothing, joints: {{{bent}}}}}\n"
    assert any("deep in the" in m for m in errors(read, text.replace("{way}", "26")))
    assert not any("deep in the" in m for m in errors(read, text.replace("{way}", "0")))


def test_a_forearm_inside_the_trunk_is_an_error(read):
    text = "finish: {left_hand: {preset: on_hip, of: pelvis, at: [0, 3, 8]}}\n"
    assert any("left forearm is" in m and "deep in the trunk" in m for m in errors(read, text))


def test_a_wall_between_the_viewer_and_the_person_is_an_error(read):
    wall = "view: true_side\nprops: {{wall: {{kind: wall, beside: {side}, at: [0, {y}], size: [1.5, 60, 110]}}}}\nfinish: {{feet: floor}}\n"
    assert any("the wall hides" in m for m in errors(read, wall.format(side="left", y=20)))
    assert not any("hides" in m for m in errors(read, wall.format(side="right", y=-20)))


def test_three_supports_that_cannot_all_be_met_are_an_error(read):
    box = "props: {box: {kind: box, at: [40, 0], size: [30, 44, 30]}}\n"
    text = f"{box}finish: {{position: on_front, rest: {{shoulders: box, belly: floor, thighs: box}}}}\n"
    assert any("what should hold up the body" in m for m in errors(read, text))
