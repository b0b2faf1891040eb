from pathlib import Path

import pytest

from handouts.figure.build import figure_files
from handouts.figure.checks import check_figure, placed_in
from handouts.figure.seen.compile import compile_figure
from tests.figure.compiling import compiled_file

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.yaml"))


def problems(read, text):
    checked = read(text)
    return [(p.level, p.line, p.message) for p in placed_in(checked, check_figure(checked, *compile_figure(checked.value)))]


@pytest.mark.parametrize("path", [*figure_files(), *EXAMPLES], ids=lambda path: path.stem)
def test_every_figure_passes_its_checks(path):
    found = check_figure(*compiled_file(path))
    assert [str(p) for p in found if p.level != "info"] == []


def test_a_hand_out_of_reach_is_an_error_at_its_line(read):
    text = "id: t\nprops:\n  wall: {kind: wall, at: [80, 0]}\nfinish:\n  feet: floor\n  hands: on_wall\n"
    found = problems(read, text)
    assert any(level == "error" and line == 6 and "left hand falls short" in message for level, line, message in found)
    assert any("nothing touches the wall" in message for _, _, message in found)


@pytest.mark.parametrize(
    ("place", "limit"), [("[90, 10, 70]", "the left elbow is straight"), ("[-60, 10, 70]", "it is behind the back and the left shoulder")]
)
def test_a_hand_that_falls_short_says_what_keeps_it(read, place, limit):
    found = problems(read, f"id: t\nfinish: {{left_hand: {{at: {place}}}}}\n")
    assert any("falls short" in message and limit in message for _, _, message in found)


def test_a_body_under_the_floor_is_an_error(read):
    found = problems(read, "id: t\nfinish:\n  feet: nothing\n  pelvis: {height: 40}\n")
    assert any(level == "error" and "under the floor" in message for level, _, message in found)


def test_a_floating_body_is_an_error(read):
    found = problems(read, "id: t\nfinish:\n  feet: nothing\n  pelvis: {height: 70}\n")
    assert any(level == "error" and "floats" in message for level, _, message in found)


def test_a_box_that_nothing_touches_is_an_error(read):
    found = problems(read, "id: t\nprops:\n  box: {kind: box, at: [60, 0]}\nfinish:\n  feet: floor\n")
    assert ("error", 3, "finish: nothing rests on the box") in found


STOOL = """id: t
props:
  box: {kind: box, at: [22, -6], size: [22, 22, 12]}
start:
  feet: floor
finish:
  left_foot: floor
  right_foot: {on: box, forward: 18}
  pelvis: {forward: 6}
"""


def test_a_prop_that_is_used_in_another_panel_may_wait_where_nothing_touches_it(read):
    assert [message for _, _, message in problems(read, STOOL) if "rests on" in message] == []
    idle = STOOL.replace("{on: box, forward: 18}", "floor").replace("  pelvis: {forward: 6}\n", "")
    said = [message for _, _, message in problems(read, idle) if "rests on" in message]
    assert said == [f"{panel}: nothing rests on the box" for panel in ("start", "finish")]


def test_a_roller_that_is_not_touched_is_an_error(read):
    found = problems(read, "id: t\nprops:\n  roller: {kind: roller, at: [60, 0]}\nfinish:\n  feet: floor\n")
    assert any(level == "error" and "does not touch the roller" in message for level, _, message in found)


KNEE = "id: t\nfinish:\n  right_foot: floor\n  joints:\n    left_hip: {flexion: 140}\n    left_knee: {flexion: 120}\n"


def test_a_joint_beyond_its_range_is_a_warning_at_its_line(read):
    found = problems(read, KNEE)
    assert any(level == "warning" and line == 5 and "left hip flexion is 140" in message for level, line, message in found)


def test_an_accepted_warning_becomes_an_info_with_its_reason(read):
    found = problems(read, KNEE + "accept:\n  left_hip.flexion: the patient is a dancer\n")
    assert [level for level, _, message in found if "140" in message] == ["info"]
    assert any("the patient is a dancer" in message for _, _, message in found)


def test_an_acceptance_of_nothing_is_a_warning(read):
    found = problems(read, "id: t\nfinish:\n  feet: floor\naccept:\n  arrow: there was one once\n")
    assert ("warning", 5, "nothing to accept: 'arrow' was not found") in found


def test_a_hidden_muscle_is_a_warning(read):
    found = problems(read, "id: t\nview: front\nfinish:\n  feet: floor\n  muscles: glutes\n")
    assert any(level == "warning" and "glutes are hardly seen" in message for level, _, message in found)


def test_an_arrow_over_the_body_is_a_warning(read):
    text = "id: t\nview: front\nfinish:\n  feet: floor\n  arrows: [{at: thorax, towards: up, length: 10}]\n"
    assert any(level == "warning" and "over the body" in message for level, _, message in problems(read, text))


def test_a_moving_leg_behind_a_box_is_a_warning(read):
    text = (
        "id: t\nview: true_side\nprops:\n  box: {kind: box, at: [0, 30], size: [60, 10, 60]}\nalways:\n  right_foot: floor\n"
        "start:\n  left_foot: floor\nfinish:\n  joints:\n    left_hip: {flexion: 40}\n    left_knee: {flexion: 40}\n"
    )
    assert any("left leg, which moves" in message for _, _, message in problems(read, text))
