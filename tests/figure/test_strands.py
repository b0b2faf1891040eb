"""Bands, straps, ropes and towels: they run where they are said to, tight round what they hold, and never through the body."""

import numpy as np
import pytest

from handouts.errors import HandoutError
from handouts.figure.checks import check_figure, placed_in
from handouts.figure.pose.scene import solve
from handouts.figure.props.strands import strand_paths
from handouts.figure.props.wearer import Wearer
from handouts.figure.seen.compile import compile_figure

POST = "  post: {kind: post, at: [46, 0], height: 62}\n"
LOOP = "  band: {kind: strand, look: band, loop: true, through: [{round: left_ankle}, {round: right_ankle}]}\n"


def figure(props, panels="finish: {feet: floor}\n"):
    return f"id: t\nprops:\n{props}{panels}"


def paths(read, text, panel="finish"):
    one = read(text).value
    scene = solve(one, getattr(one, panel))
    (name,) = [name for name, prop in scene.things.items() if prop.kind == "strand"]
    return scene, strand_paths(scene.things[name], Wearer(scene.frames, scene.body, scene.things))


def told(read, text):
    checked = read(text)
    return [(p.level, p.line, p.message) for p in placed_in(checked, check_figure(checked, *compile_figure(checked.value)))]


def faults(read, text):
    with pytest.raises(HandoutError) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_loop_lies_outside_all_that_it_holds(read):
    scene, (path,) = paths(read, figure(LOOP))
    assert path[0] == pytest.approx(path[-1])
    for side in ("left", "right"):
        shank = next(mesh for mesh in scene.body if mesh.part == f"{side}_shank")
        ring = shank.points[np.abs(shank.local[:, 2] + 20.5) < 0.9]
        assert np.linalg.norm(ring[:, None] - path[None], axis=2).min() > 0.3
        assert ring[:, 1].min() > path[:, 1].min()
        assert ring[:, 1].max() < path[:, 1].max()


def test_a_strap_from_a_post_lies_behind_both_knees_and_on_the_far_side_of_the_post(read):
    strap = "  strap: {kind: strand, look: strap, loop: true, through: [{on: post, up: 27}, {round: left_knee}, {round: right_knee}]}\n"
    scene, (path,) = paths(read, figure(POST + strap))
    assert path[:, 0].min() < scene.frames["left_shank"].at[0] - 2
    assert path[:, 0].max() > 47
    assert path[np.argmax(path[:, 0]), 2] == pytest.approx(27)


def test_a_band_tied_to_one_ankle_goes_straight_to_it_and_is_wound_round_both_its_ends(read):
    band = "  band: {kind: strand, through: [{on: post, up: 20}, {round: left_ankle}]}\n"
    _, (path, *ties) = paths(read, figure(POST + band))
    assert len(path) == 2
    assert len(ties) == 2
    for tie in ties:
        assert np.linalg.norm(tie - path[0], axis=1).min() < 0.01 or np.linalg.norm(tie - path[-1], axis=1).min() < 0.01


def test_a_towel_under_a_thigh_comes_back_to_both_hands(read):
    towel = "  towel: {kind: strand, look: towel, through: [{of: left_hand}, {round: left_thigh}, {of: right_hand}]}\n"
    hands = "{preset: relaxed, of: thorax, at: [20, 6, 0], elbow_towards: [0, 1, -0.5]}"
    scene, (path, *_) = paths(read, figure(towel, f"finish: {{position: crook_lying, hands: {hands}}}\n"))
    thigh = scene.frames["left_thigh"].point((0, 0, -16))
    below = path[np.abs(path - thigh).sum(1) < 12]
    assert below[:, 0].max() > thigh[0]
    assert np.linalg.norm(path[0] - scene.frames["left_hand"].at) < 8
    assert np.linalg.norm(path[-1] - scene.frames["right_hand"].at) < 8


def test_a_hand_that_holds_a_strand_closes_and_turns_its_thumb_to_where_it_comes_from(read):
    band = "  band: {kind: strand, through: [{on: post, up: 50}, {of: left_hand}]}\n"
    arm = "finish: {feet: floor, joints: {left_elbow: {flexion: 20}, left_shoulder: {flexion: 20}}}\n"
    scene, _ = paths(read, figure(POST + band, arm))
    hand = scene.frames["left_hand"]
    towards = np.array([46, 0, 50]) - hand.at
    z = hand.axes[:, 2]
    assert float(hand.axes[:, 1] @ (towards - z * (towards @ z))) > 0.99 * np.linalg.norm(towards - z * (towards @ z))


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ("  band: {kind: strand, through: [{at: [3, 2, 90]}, {of: left_hand}]}\n", "the band hangs from nothing; end it on something"),
        ("  band: {kind: strand, through: [{on: post, up: 30}, {of: left_hand}]}\n", "there is no 'post' here"),
        (POST + "  band: {kind: strand, through: [{on: post, up: 80}, {of: left_hand}]}\n", "the post is 62 high; the band would hang"),
        (POST + "  band: {kind: strand, through: [{on: post}, {of: left_hand}]}\n", "how high on it? write {on: post, up: 27}"),
        ("  band: {kind: strand, through: [{round: left_knee, up: 3}, {of: left_hand}]}\n", "'up' belongs to"),
        ("  band: {kind: strand, smooth: true, through: [{round: left_knee}, {of: left_hand}]}\n", "leave 'smooth' out"),
        ("  band: {kind: strand, through: [{round: left_nose}, {of: left_hand}]}\n", "left_nose"),
    ],
)
def test_a_strand_that_hangs_from_nothing_or_says_what_is_not_read_is_refused(read, props, message):
    assert any(message in line for line in faults(read, figure(props)))


def test_a_panel_that_leaves_out_the_post_but_not_its_band_is_refused(read):
    band = "  band: {kind: strand, through: [{on: post, up: 30}, {of: left_hand}]}\n"
    (line,) = faults(read, figure(POST + band, "finish: {feet: floor, without: post}\n"))
    assert "the band hangs from the post; leave out both or neither" in line


def test_a_band_through_the_body_is_an_error(read):
    band = "  band: {kind: strand, through: [{on: post, up: 60}, {on: frame, up: 60}]}\n  frame: {kind: post, at: [-46, 0], height: 62}\n"
    found = told(read, figure(POST + band))
    assert any(level == "error" and line == 4 and "deep through the" in message for level, line, message in found), found


def test_a_loop_stretched_as_no_band_is_stretched_is_a_warning(read):
    wide = "start: {feet: {on: floor, out: 4}}\nfinish: {feet: {on: floor, out: 30}, pelvis: {height: 42}}\n"
    assert any(
        level == "warning" and "times as long as in the first picture" in message for level, _, message in told(read, figure(LOOP, wide))
    )
