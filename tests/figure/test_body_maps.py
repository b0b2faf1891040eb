"""Body maps: files of ours and of a clinic, what they say, how they are drawn and printed."""

from dataclasses import replace

import pytest

from handouts.checks.run import check_everything
from handouts.figure.bodymap import compile_body_map, map_key, read_body_map
from handouts.figure.build import map_files
from handouts.figure.drawing import path_bounds
from handouts.figure.muscles import muscle_table
from handouts.figure.store import encode, load_body_map
from handouts.library.body_maps import maps_of
from handouts.library.library import load_library
from tests.writing import built_in, write, write_clinic

MAP = "map: my-calf\nview: back\nshows: soleus\n"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return the folder of a clinic that has a body map, a name for it, and a topic that shows it."""
    monkeypatch.chdir(tmp_path)
    folder = write_clinic(tmp_path / "own")
    write(folder / "content" / "body-maps" / "my-calf.yaml", MAP)
    write(folder / "content" / "shared" / "en-GB.yaml", "language: en-GB\nbody_maps: {soleus: The lower calf}\n")
    topic = {**built_in("hip.yaml")["topics"][0], "id": "your-calf", "title": "Your calf", "maps": ["my-calf", "soleus"]}
    write(folder / "content" / "own.yaml", {"adds_to": "hip", "topics": [topic]})
    return folder


@pytest.mark.parametrize("path", map_files(), ids=lambda path: path.stem)
def test_each_label_points_into_its_muscle(path):
    plan = read_body_map(path).value
    made = compile_body_map(plan)
    assert [label.name for label in made.labels] == [shown.key for shown in plan.shows]
    for label, shown in zip(made.labels, plan.shows, strict=True):
        kind = "inner" if shown.inside else "muscle"
        left, top, right, bottom = path_bounds(
            next(layer.path for layer in made.panels[0].layers if (layer.kind, layer.role) == (kind, shown.muscle))
        )
        assert left < label.x < right
        assert top < label.y < bottom


def test_every_map_of_ours_has_a_name_and_every_name_a_map():
    library = load_library()
    names = library.phrases("en-GB").body_maps
    assert {key for keys in library.maps.values() for key in keys} == set(names)
    assert set(library.maps) == {path.stem for path in map_files()}


def test_every_muscle_that_a_topic_may_be_about_has_a_map():
    shown = {one.muscle.removeprefix("left_") for path in map_files() for one in read_body_map(path).value.shows}
    assert set(muscle_table()) - shown == {"hip_flexors", "inner_thigh", "side_trunk"}  # other words for what has a map


def test_topics_of_the_hip_show_their_muscles():
    library = load_library()
    found = {
        topic.id: [named.names for named in maps_of(topic.maps, library, library.phrases("en-GB"))]
        for topic in library.sections["hip"].topics
    }
    assert found == {
        "hip-interface": [],
        "glutes": [("Gluteus maximus",), ("Gluteus medius, minimus",)],
        "deep-lateral-rotators": [("Deep hip rotators",)],
        "hip-flexors": [("Iliopsoas",)],
        "adductors": [("Adductors",)],
        "not-your-bursa": [("Side of the hip",)],
    }


def test_its_names_are_no_part_of_what_a_map_is_drawn_from():
    plan = read_body_map(map_files()[0]).value
    renamed = replace(plan, map="another", shows=tuple(replace(one, name="other") for one in plan.shows))
    assert map_key(plan) == map_key(renamed) != map_key(replace(plan, view="front"))


def test_a_map_of_two_muscles_has_a_name_at_each(tmp_path):
    path = write(
        tmp_path / "calf.yaml", "map: calf\nview: back\nshows:\n  - calf\n  - {muscle: left_tibialis_posterior, inside: true, name: deep}\n"
    )
    made = compile_body_map(read_body_map(path).value)
    assert [(label.muscle, label.name) for label in made.labels] == [("calf", "calf"), ("left_tibialis_posterior", "deep")]
    assert {layer.kind for layer in made.panels[0].layers} >= {"muscle", "inner"}


def faults(own):
    return [str(problem) for problem in check_everything([own / "content"], own).problems if problem.level == "error"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("map: my-calf\nview: back\nshows: soles\n", "3:8  there is no muscle 'soles'; did you mean 'soleus'?"),
        (
            "map: my-calf\nview: behind\nshows: soleus\n",
            "2:7  view 'behind' is not known; choose from: front, back, left_side, inner_side, soles",
        ),
        ("map: my-claf\nview: back\nshows: soleus\n", "1:6  is 'my-claf' but the file is my-calf.yaml; make them the same"),
        (
            "map: my-calf\nview: back\nshows: [{muscle: soleus, name: claf}]\n",
            "3:18  'claf' has no name in en-GB; add it to shared/en-GB.yaml under body_maps; did you mean 'calf'?",
        ),
    ],
)
def test_a_fault_in_a_map_is_told_with_its_line(own, text, told):
    write(own / "content" / "body-maps" / "my-calf.yaml", text)
    write(own / "content" / "own.yaml", {"adds_to": "hip"})
    assert faults(own) == [f"own/content/body-maps/my-calf.yaml:{told}"]


def test_a_topic_that_names_no_map_is_told_with_the_near_one(own):
    text = (own / "content" / "own.yaml").read_text(encoding="utf-8")
    write(own / "content" / "own.yaml", text.replace("- my-calf", "- my-claf"))
    (fault,) = faults(own)
    assert fault.endswith("no body map 'my-claf'; did you mean 'my-calf'?")
    assert fault.startswith("own/content/own.yaml:")


def test_a_clinics_map_is_printed_once_it_is_stored_and_with_the_clinics_name(own, run, monkeypatch):
    ours = load_body_map("adductors")
    monkeypatch.setattr("handouts.figure.store.load_body_map", lambda _: ours)  # whether ours is drawn is not asked here

    def names():
        library = load_library(own / "content")
        (topic,) = [one for one in library.sections["hip"].topics if one.id == "your-calf"]
        return [named.names for named in maps_of(topic.maps, library, library.phrases("en-GB"))]

    told = [problem.message for problem in check_everything([own / "content"], own).problems if "body-maps" in problem.file]
    assert told == ["sheets do not print it yet; when it is right: handouts figure --store own/content/body-maps/my-calf.yaml"]
    assert names() == [("The lower calf",)]  # ours alone
    done = run("figure", "--store", "own/content/body-maps/my-calf.yaml", "--clinic", "own", "-o", "calf.svg")
    assert (done.exit_code, "stored; the clinic's sheets print it from now on" in done.stderr) == (0, True)
    assert names() == [("The lower calf",), ("The lower calf",)]
    assert [problem for problem in check_everything([own / "content"], own).problems if "body-maps" in problem.file] == []


def test_a_map_of_the_same_name_takes_the_place_of_ours(own):
    write(own / "content" / "body-maps" / "soleus.yaml", MAP.replace("my-calf", "soleus").replace("back", "left_side"))
    assert load_library(own / "content").own_maps == {"my-calf", "soleus"}


def test_compiling_a_map_twice_gives_the_same_bytes():
    plan = read_body_map(map_files()[3]).value
    assert encode(compile_body_map(plan)) == encode(compile_body_map(plan))
