"""Who is drawn: one person on a patient's sheet, a mix on a section's, as the clinic or plan says."""

from typing import get_args

import numpy as np
import pytest

from handouts.figure.build import build, figure_files
from handouts.figure.drawing import path_bounds
from handouts.figure.people import COMPILED_BUILDS, PEOPLE, Cast, Hair, Person, SkinTone
from handouts.figure.seen.compile import compile_figure
from handouts.figure.store import BUILDS, FOLDER, in_build, load_drawing

STANDING = "id: t\nframe: own\ncamera: [{azimuth}, 4]\nfinish:\n  feet: floor\n"
IDS = [path.stem for path in figure_files()]


def test_left_open_every_figure_shows_the_usual_person():
    assert {Cast().person(name) for name in IDS} == {Person("light", "short", "man")}


def test_a_mix_shows_everybody_and_the_same_person_for_a_figure_every_time():
    mix = {name: Cast(is_mixed=True).person(name) for name in IDS}
    assert {person.skin for person in mix.values()} == set(get_args(SkinTone))
    assert {person.hair for person in mix.values()} == set(get_args(Hair))
    assert {person.build for person in mix.values()} == {"man", "woman", "older"}
    assert mix == {name: Cast(is_mixed=True).person(name) for name in IDS}
    assert max(list(mix.values()).count(person) for person in PEOPLE) <= len(IDS) / 3


@pytest.mark.parametrize("cast", [Cast("brown"), Cast(hair="headscarf"), Cast(build="older"), Cast("dark", "short", "woman")])
@pytest.mark.parametrize("is_mixed", [False, True])
def test_what_is_said_holds_for_everybody_drawn(cast, is_mixed):
    for name in IDS:
        person = Cast(cast.skin, cast.hair, cast.build, is_mixed).person(name)
        assert cast.skin in (None, person.skin)
        assert cast.hair in (None, person.hair)
        assert cast.build in (None, person.build)


def test_who_wears_a_ponytail_or_headscarf_is_a_woman_unless_said_otherwise():
    assert Cast(hair="headscarf").person().outline == Cast(hair="ponytail").person().outline == "woman"
    assert Cast(hair="ponytail", build="man").person().outline == "man"
    assert Cast(build="woman").person().hair == "ponytail"


def test_a_drawing_that_is_not_ours_shows_the_usual_person_in_a_mix_too():
    assert Cast(is_mixed=True).person("") == Person()


def area(drawing, role):
    left, top, right, bottom = path_bounds(next(layer.path for layer in drawing.layers if layer.role == role and layer.kind == "fill"))
    return right - left, bottom - top


def test_a_womans_waist_is_narrower_and_her_chest_deeper(read):
    figure = read(STANDING.format(azimuth=90)).value
    man, woman = (compile_figure(figure, build=build)[0][0] for build in ("man", "woman"))
    assert man != woman
    shirts = [next(layer.path for layer in drawing.layers if (layer.kind, layer.role) == ("fill", "shirt")) for drawing in (man, woman)]
    assert path_bounds(shirts[1])[2] - path_bounds(shirts[1])[0] != path_bounds(shirts[0])[2] - path_bounds(shirts[0])[0]
    for drawing in (man, woman):
        assert abs(area(drawing, "shoe")[0] - area(man, "shoe")[0]) <= 6  # what touches the floor is the same


@pytest.mark.parametrize("azimuth", [0, 60, 90, 180])
def test_a_headscarf_covers_the_hair_and_leaves_the_eyes(read, azimuth):
    drawing = compile_figure(read(STANDING.format(azimuth=azimuth)).value)[0][0]
    scarf, hair = (
        path_bounds(next(layer.path for layer in drawing.layers if layer.kind == kind and layer.role == role))
        for kind, role in (("hair", "headscarf"), ("fill", "hair"))
    )
    assert scarf[1] <= hair[1]
    assert scarf[3] > hair[3]
    assert (scarf[0] <= hair[0] + 24) and scarf[2] >= hair[2] - 24  # noqa: PT018 - the forehead may stand out of the scarf
    eyes = [layer.path for layer in drawing.layers if layer.kind == "face" and layer.role == "eye"]
    assert bool(eyes) == (azimuth < 90 or azimuth == 90)


def test_our_figures_are_kept_in_every_build_and_printed_in_the_one_asked_for(tmp_path, monkeypatch):
    sources, folder = tmp_path / "figures", tmp_path / "compiled"
    sources.mkdir()
    (sources / "hip-hinge.yaml").write_text(
        "id: hip-hinge\nstart:\n  feet: floor\nfinish:\n  feet: floor\n  joints: {neck: {flexion: 10}}\n"
    )
    assert [name for name in build(sources, folder) if "hip-hinge" in name] == ["hip-hinge", "woman/hip-hinge"]
    for name in COMPILED_BUILDS:
        monkeypatch.setitem(BUILDS, name, folder / name)
    ours = load_drawing("hip-hinge")
    assert in_build(ours, "man") == ours
    assert in_build(ours, "woman") == load_drawing("hip-hinge", folder / "woman")
    (telling,) = in_build((ours[-1].without_cues(),), "woman")
    assert not telling.has_cues
    assert in_build(load_drawing("couch-stretch"), "woman") == load_drawing("couch-stretch")  # none in it here


def test_a_drawing_of_ours_knows_its_figure_and_another_does_not(tmp_path):
    (tmp_path / "hip-hinge.json").write_bytes((FOLDER / "hip-hinge.json").read_bytes())
    assert {panel.figure for panel in load_drawing("hip-hinge")} == {"hip-hinge"}
    assert {panel.figure for panel in load_drawing("hip-hinge", tmp_path)} == {""}


def test_no_hair_is_drawn_on_a_body_map(read):
    drawing = compile_figure(read(STANDING.format(azimuth=0)).value, bare=True)[0][0]
    assert not [layer for layer in drawing.layers if layer.kind == "hair"]
    assert np.all([layer.role != "hair" for layer in drawing.layers])
