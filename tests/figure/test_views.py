"""Views are named from the person drawn; words in a figure that name nothing are told with the whole list."""

from typing import get_args

import pytest

from handouts.errors import HandoutError
from handouts.figure.bones.places import PLACES, SEGMENTS
from handouts.figure.model.figure import FigureFile
from handouts.figure.model.posture import View
from handouts.figure.muscles import muscle_table
from handouts.figure.pose.presets import VIEWS
from handouts.figure.references import camera_angles, view_angles
from handouts.reading.models import json_schema


def test_every_view_has_its_angles_and_the_old_words_still_hold():
    assert set(get_args(View)) == {*VIEWS, "face_side"}
    assert view_angles("side", "standing") == view_angles("left_side", "standing") == (70, 7)
    assert view_angles("three_quarter_left", "standing") == view_angles("front_right", "standing")


@pytest.mark.parametrize(
    ("left", "right"), [("left_side", "right_side"), ("left_true_side", "right_true_side"), ("back_left", "back_right")]
)
def test_left_and_right_views_are_each_others_mirror(left, right):
    assert VIEWS[left] == (-VIEWS[right][0], VIEWS[right][1])
    assert 0 < VIEWS[left][0] < 180


@pytest.mark.parametrize(
    ("position", "azimuth"), [("standing", 10), ("on_left_side", 80), ("on_right_side", -80), ("left_side_support", 80)]
)
def test_the_face_side_is_where_the_person_looks_to(position, azimuth):
    assert view_angles("face_side", position)[0] == pytest.approx(azimuth)


def test_a_panels_position_counts_for_its_view(read):
    figure = read("id: t\nview: face_side\nalways: {position: on_left_side}\nfinish: {position: on_right_side}\n").value
    assert camera_angles(figure, figure.finish)[0] == pytest.approx(-80)


@pytest.mark.parametrize("view", ["view: face_side", "close_up: {of: head, view: face_side}"])
def test_a_face_that_looks_up_has_no_side(read, view):
    with pytest.raises(HandoutError, match="the face looks up or down"):
        read(f"id: t\nfinish: {{position: on_back, {view}}}\n")


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        ("arrows: [{at: zzzzzz, towards: up}]", PLACES),
        ("notes: [{kind: level, of: zzzzzz}]", PLACES),
        ("left_hand: {at: [0, 0, 9], of: zzzzzz}", SEGMENTS),
        ("muscles: zzzzzz", tuple(muscle_table())),
    ],
)
def test_a_word_that_names_nothing_is_told_with_the_whole_list(read, panel, words):
    with pytest.raises(HandoutError) as told:
        read(f"id: t\nfinish: {{feet: floor, {panel}}}\n")
    assert all(word in str(told.value) for word in words)


def test_editors_know_every_place_on_the_body():
    definitions = json_schema(FigureFile, "figure")["$defs"]
    for model in ("LevelNote", "HoldNote", "CloseUp"):
        assert set(definitions[model]["properties"]["of"]["enum"]) == set(PLACES)
