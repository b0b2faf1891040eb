"""The table of muscles: read with the line of each fault, drawn on their own parts of the body and on nothing else."""

import re
from dataclasses import replace

import numpy as np
import pytest

from handouts.errors import HandoutError
from handouts.figure.body.torso import buttock_frame
from handouts.figure.checks import check_figure
from handouts.figure.drawing import path_bounds
from handouts.figure.model.figure import FigureFile
from handouts.figure.muscles import TABLE, muscle_table, read_muscles
from handouts.figure.paint import marks
from handouts.figure.palette import chosen_style
from handouts.figure.seen.compile import compile_figure
from handouts.figure.seen.muscles import muscle_pieces, pieces_of
from handouts.reading.models import json_schema
from tests.writing import write

POINTS = "[{of: thigh, at: [4, 0, -5], half: 1}, {of: thigh, at: [4, 0, -9], half: 1}]"
ONE = f"muscles:\n  shin:\n    says: the shin\n    seen_on: shank\n    bands:\n      - {POINTS}\n"
THROUGH = {"pelvic_floor"}
"""Muscles inside the body, which are drawn through it."""
VIEWS = {"front": (0, 4), "back": (180, 4), "side": (82, 4), "inner": (-84, 6), "under": (60, -35)}
STRIDE = (
    "id: t\ncamera: [{}, {}]\nwear: {{feet: bare}}\nfinish: {{left_foot: {{forward: 16}}, right_foot: {{forward: -14}}, muscles: {}}}\n"
)


@pytest.fixture(scope="module")
def shots(read_once):
    """What is seen of a bare body in a stride, from each view."""
    return {name: compile_figure(read_once(STRIDE.format(*angles, "quads")), bare=True)[1][0] for name, angles in VIEWS.items()}


def seen(name, shot):
    """Return the pixels on which a muscle is drawn."""
    return muscle_pieces(name, shot.scene.pose, shot.scene.frames, (shot.raster, shot.window, shot.scene.meshes)) > 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE.replace("of: thigh", "of: tigh", 1), r":6:15  .*'tigh' is not known; did you mean 'thigh'"),
        (ONE.replace("of: thigh", "of: knee-cap", 1), r":6:15  .*choose from: pelvis, buttock, lumbar, thorax, .*hand"),
        (ONE.replace("seen_on: shank", "seen_on: [shank, shank]"), r":4:14  'shin' names a part twice"),
        (ONE.replace("half: 1", "half: 0", 1), r":6:\d+  .*must be more than 0"),
        (ONE.replace(POINTS, "[{of: thigh, at: [4, 0, -5], half: 1}]"), r":6:9  .*at least 2"),
        (ONE.replace("  shin:", "  left_shin:"), r":2:3  'left_shin': leave the side out"),
        (ONE.replace("says: the shin", "colour: red"), r":3:5  'colour' is not a key here"),
    ],
)
def test_a_fault_in_the_table_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(HandoutError) as caught:
        read_muscles(write(tmp_path / "muscles.yaml", text))
    assert re.search(told, "\n".join(map(str, caught.value.problems)))


def test_the_table_has_every_muscle_that_exercises_of_foot_shin_back_and_shoulder_need():
    needed = (
        "soleus achilles tibialis_anterior tibialis_posterior peroneals toe_extensors foot_muscles plantar_fascia popliteus"
        " back_extensors quadratus_lumborum lats obliques deep_tummy pelvic_floor rhomboids lower_trapezius serratus deltoid chest"
        " glute_min tfl outer_thigh"
    )
    assert set(needed.split()) <= set(muscle_table())


def test_every_muscle_is_drawn_from_where_it_lies(shots):
    def most(name):
        return max(seen(f"left_{name}", shot).sum() / (shot.raster.mesh >= 0).sum() for shot in shots.values())

    assert {name: most(name) for name in muscle_table() if name not in THROUGH and most(name) < 0.003} == {}


@pytest.mark.parametrize(
    ("name", "view"),
    [("calf", "front"), ("soleus", "front"), ("achilles", "front"), ("tibialis_anterior", "back"), ("hamstrings", "front"),
     ("quads", "back"),
     ("popliteus", "front"), ("back_extensors", "front"), ("lats", "front"), ("rhomboids", "front"), ("chest", "back"), ("glutes", "front"),
     ("left_peroneals", "inner"), ("left_tibialis_posterior", "side")],
)  # fmt: skip
def test_a_muscle_is_not_seen_from_the_other_side_of_the_body(shots, name, view):
    shot = shots[view]
    assert seen(name, shot).sum() < 0.003 * (shot.raster.mesh >= 0).sum()


def test_every_point_lies_in_the_flesh_of_a_part_it_is_seen_on(shots):
    """Not off the body: the skin of its own parts is nearer than 3.6 % of stature."""
    scene, far = shots["front"].scene, []
    for name, muscle in muscle_table().items():
        words = ("torso", "pelvis") if "trunk" in muscle.seen_on else ()
        own = [m for m in scene.body if m.part in words or any(m.part == f"left_{part}" for part in muscle.seen_on)]
        if "foot" in muscle.seen_on:
            own += [mesh for mesh in scene.body if "left_toe" in mesh.part or mesh.part == "left_big_toe"]
        skin = np.concatenate([mesh.points for mesh in own])
        for point in (point for piece in pieces_of(muscle) for point in (piece.start, piece.end)):
            frame = {**scene.frames, "left_buttock": buttock_frame(scene.pose, "left")}.get(f"left_{point.of}") or scene.frames[point.of]
            distance = np.linalg.norm(skin - frame.point(np.array(point.at)), axis=1).min()
            if distance > 3.6 and name not in THROUGH:
                far.append((name, point.at, round(float(distance), 1)))
    assert far == []


CROSSED = """
id: t
camera: [8, 5]
finish:
  right_foot: floor
  joints:
    left_hip: {flexion: 60, external_rotation: 40, adduction: 10}
    left_knee: {flexion: 95}
"""


@pytest.mark.parametrize("name", ["left_calf", "left_soleus", "right_quads", "right_adductors", "left_peroneals"])
def test_a_muscle_stays_on_its_own_leg_where_legs_cross(read, name):
    shot = compile_figure(read(CROSSED).value)[1][0]
    parts = {shot.scene.meshes[i].part for i in np.unique(shot.raster.mesh[seen(name, shot)])}
    side = name.split("_")[0]
    assert all(part.startswith(side) or part in ("pelvis", "torso") for part in parts)


def test_a_muscle_of_one_side_stays_on_its_half_of_the_trunk(shots):
    for name in ("back_extensors", "rhomboids", "iliopsoas", "obliques"):
        for shot in (shots["front"], shots["back"]):
            torso = [i for i, mesh in enumerate(shot.scene.meshes) if mesh.part == "torso"]
            y = shot.raster.local[..., 1][seen(f"left_{name}", shot) & np.isin(shot.raster.mesh, torso)]
            assert y.size == 0 or y.min() > -1.0 - 1e-9


def test_the_right_side_is_the_mirror_image_of_the_left(shots):
    left, right = (seen(f"{side}_iliopsoas", shots["front"]).sum() for side in ("left", "right"))
    assert 0.7 < left / right < 1.4


def test_the_table_says_what_each_muscle_is_to_a_patient_and_a_colleague():
    for name, muscle in muscle_table().items():
        assert len(muscle.says.split()) >= 2, name
    assert TABLE.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schemas/muscles.schema.json\n")


LYING = "id: t\nview: {}\nfinish: {{position: crook_lying, {}: {}}}\n"


def roles(figure, kind):
    return [layer.role for layer in compile_figure(figure)[0][0].layers if layer.kind == kind]


@pytest.mark.parametrize("view", ["true_side", "front", "back", "above"])
@pytest.mark.parametrize("name", ["pelvic_floor", "deep_rotators", "left_tibialis_posterior"])
def test_what_is_inside_is_drawn_through_the_body_from_every_side(read, view, name):
    assert roles(read(LYING.format(view, "inside", name)).value, "inner") == [name]


def test_what_is_inside_is_not_cut_by_an_arm_before_it(read):
    lying, crossed = (
        compile_figure(read(LYING.format("true_side", "inside", "pelvic_floor") + more).value)[0][0]
        for more in ("", "always: {hands: crossed_on_chest}\n")
    )
    one, other = (path_bounds(next(layer.path for layer in drawing.layers if layer.kind == "inner")) for drawing in (lying, crossed))
    assert [one[2] - one[0], one[3] - one[1]] == pytest.approx([other[2] - other[0], other[3] - other[1]], abs=12)


@pytest.mark.parametrize("style", ["colour", "mono", "line", "mannequin"])
def test_what_is_inside_is_dashed_in_every_style(read, style):
    drawing = compile_figure(read(LYING.format("true_side", "inside", "pelvic_floor")).value)[0][0]
    path = next(layer.path for layer in drawing.layers if layer.kind == "inner")
    halo, line = (mark for mark in marks(drawing, chosen_style(style), 0.05) if mark.path == path)
    assert (halo.stroke, halo.dash) == ("#ffffff", ())
    assert line.dash
    assert line.width < halo.width
    assert "inner" not in {layer.kind for layer in drawing.without_cues().layers}


def test_a_muscle_that_is_not_there_is_told_with_the_whole_list(read):
    with pytest.raises(HandoutError, match=r":3:\d+  there is no muscle 'xylophone'; choose from: glutes, .*pelvic_floor"):
        read(LYING.format("true_side", "inside", "xylophone"))
    with pytest.raises(HandoutError, match="did you mean 'pelvic_floor'"):
        read(LYING.format("true_side", "inside", "pelvic_flor"))


def test_what_is_inside_and_not_in_the_picture_is_told(read):
    checked = read(LYING.format("true_side", "inside", "pelvic_floor"))
    (drawing,), shots = compile_figure(checked.value)
    cut = replace(drawing, layers=tuple(layer for layer in drawing.layers if layer.kind != "inner"))
    told = "the pelvic floor are not in this picture"
    assert [told in str(check_figure(checked, (one,), shots)) for one in (drawing, cut)] == [False, True]


def test_an_editor_offers_every_muscle_with_and_without_its_side():
    names = json_schema(FigureFile, "figure")["$defs"]["Panel"]["properties"]["inside"]
    assert {"soleus", "left_soleus", "right_pelvic_floor"} <= set(re.findall(r"\w+", str(names)))
