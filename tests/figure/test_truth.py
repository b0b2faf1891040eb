"""Each picture of the hip section shows what its start and steps ask: who holds on, which foot is where, how high."""

import re

import pytest

from handouts.figure.build import SOURCES
from handouts.figure.pose.scene import solve
from tests.making import EXERCISES, library

HOLDS = re.compile(r"\bhold on\b|\bhold (?:the|a) (?:wall|chair)\b|\bhands? on (?:a|the) (?:wall|floor)\b")


def scenes(read, one):
    """Return the solved panels of an exercise's figure, in their order."""
    figure = read((SOURCES / f"{one}.yaml").read_text(encoding="utf-8")).value
    panels = figure.panels or tuple(panel for panel in (figure.start, figure.finish) if panel)
    return [solve(figure, panel) for panel in panels]


def lowest(scene, *parts):
    return min(float(mesh.points[:, 2].min()) for mesh in scene.body if mesh.part in parts)


def ankle(scene, side):
    return scene.frames[f"{side}_foot"].at


@pytest.mark.parametrize("one", EXERCISES)
def test_a_hand_rests_on_something_only_where_start_or_steps_say_so(read, one):
    exercise = library().find(one)[1]
    hands = [hand for scene in scenes(read, one) for hand in scene.plan.hands.values()]
    held = {hand.holds or hand.preset for hand in hands if hand.holds or re.search("wall|chair|floor", hand.preset)}
    says = bool(HOLDS.search(" ".join((exercise.start, *exercise.steps)).lower()))
    assert not held or says or held == {"forearm_on_floor"}, held


@pytest.mark.parametrize("one", EXERCISES)
def test_a_worktop_is_drawn_where_the_start_names_one(read, one):
    kinds = {prop.kind for scene in scenes(read, one) for prop in scene.things.values()}
    start = library().find(one)[1].start
    assert ("worktop" in kinds) == ("worktop" in start) or ("wall or worktop" in start and kinds & {"wall", "worktop"})


def test_the_lifted_foot_of_the_balance_is_just_off_the_floor(read):
    start, finish = scenes(read, "single-leg-balance")
    assert lowest(start, "right_foot") == pytest.approx(0, abs=0.1)
    assert 1.5 < lowest(finish, "right_foot") < 5


def test_the_knee_of_the_band_press_is_lifted_in_front(read):
    for scene in scenes(read, "single-leg-pallof-press"):
        assert scene.frames["left_shank"].at[0] > scene.frames["right_shank"].at[0] + 10
        assert ankle(scene, "left")[0] > ankle(scene, "right")[0]
        assert lowest(scene, "left_foot") > 8


def test_the_step_up_shows_the_top_and_all_four_ways_each_in_the_order_of_its_step(read):
    up, behind, front, aside, diagonal = scenes(read, "four-way-step-up")
    assert scene_knee(up) > ankle(up, "right")[2] + 20
    for scene in (behind, front, aside, diagonal):
        assert lowest(scene, "left_foot") == pytest.approx(0, abs=0.5)
    ways = [ankle(scene, "left") - ankle(scene, "right") for scene in (behind, front, aside, diagonal)]
    assert ways[0][0] < -15
    assert ways[1][0] > 12
    assert ways[2][1] > 15 > abs(ways[2][0])
    assert ways[3][0] < -15
    assert ways[3][1] > 12
    steps = library().find("four-way-step-up")[1].steps
    for step, word in zip(steps, ("lift", "behind", "in front", "to the side", "back and out"), strict=False):
        assert word in step


def scene_knee(scene):
    return scene.frames["left_shank"].at[2]
