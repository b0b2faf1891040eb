import pytest

from handouts.library.library import load_library
from handouts.reading.builtin import builtin_folder
from tests.writing import built_in, own_exercise, picture, write


def addition(folder, *exercises, **more):
    return write(folder / "own.yaml", {"adds_to": "hip", "exercises": list(exercises), **more})


HIP_SIGNS = [one for key in ("urgent", "soon", "tell_us") for one in built_in("hip.yaml")["red_flags"][key]]


def messages(lines):
    return [line.split("  ", 1)[1] for line in lines]


def test_built_in_library_has_what_stands_in_the_content_folder(library):
    assert {"hip"} <= set(library.sections) == {path.stem for path in builtin_folder("content").glob("*.yaml")}
    languages = {path.stem for path in (builtin_folder("content") / "shared").glob("*.yaml") if "plurals" not in path.stem}
    assert {"en-GB"} <= set(library.languages) <= languages


def test_emergency_numbers_are_those_of_the_countries(library):
    numbers = {code: library.countries[code].emergency for code in ("GB", "US", "AU", "NZ", "DE")}
    assert numbers == {"GB": "999", "US": "911", "AU": "000", "NZ": "111", "DE": "112"}
    assert {code for code, country in library.countries.items() if country.paper == "Letter"} == {"US", "CA"}


def test_exercise_is_found_with_its_section(library):
    section, exercise = library.find("hip-hinge")
    assert (section.section, exercise.id) == ("hip", "hip-hinge")


def test_exercise_that_is_not_there_names_the_near_miss(library, faults_of):
    assert faults_of(library.find, "hip-hing") == ["no exercise 'hip-hing' in this library; did you mean 'hip-hinge'?"]


def test_language_that_is_not_there_names_the_near_miss(library, faults_of):
    assert faults_of(library.phrases, "en-US") == ["no language 'en-US' in this library; did you mean 'en-GB'?"]


def test_own_exercise_is_added_after_the_built_in_ones(tmp_path, section):
    addition(tmp_path, own_exercise(id="sofa-stretch", name="Sofa stretch"))
    ids = [exercise.id for exercise in load_library(tmp_path).sections["hip"].exercises]
    assert ids == [*(exercise.id for exercise in section.exercises), "sofa-stretch"]


def test_own_exercise_replaces_the_built_in_one_of_its_id_in_its_place(tmp_path, section):
    addition(tmp_path, own_exercise(name="Our couch stretch"))
    exercises = load_library(tmp_path).sections["hip"].exercises
    assert [exercise.id for exercise in exercises] == [exercise.id for exercise in section.exercises]
    assert exercises[2].name == "Our couch stretch"


def test_own_topic_replaces_the_built_in_one_of_its_id(tmp_path, section):
    topic = {**built_in("hip.yaml")["topics"][1], "title": "Our glutes"}
    addition(tmp_path, topics=[topic])
    topics = load_library(tmp_path).sections["hip"].topics
    assert [one.id for one in topics] == [one.id for one in section.topics]
    assert topics[1].title == "Our glutes"


def test_whole_section_of_a_clinic_replaces_the_built_in_one(tmp_path):
    text = (builtin_folder("content") / "hip.yaml").read_text(encoding="utf-8").replace("name: Hip\n", "name: Hip and groin\n", 1)
    write(tmp_path / "hip.yaml", text)
    assert load_library(tmp_path).sections["hip"].name == "Hip and groin"


def test_language_sources_and_countries_of_a_clinic_are_added(tmp_path):
    text = (builtin_folder("content") / "shared" / "en-GB.yaml").read_text(encoding="utf-8")
    write(tmp_path / "shared" / "en-US.yaml", text.replace("language: en-GB", "language: en-US"))
    write(tmp_path / "shared" / "countries.yaml", "countries:\n  JP: {emergency: '119', place: the hospital, paper: A4}\n")
    write(tmp_path / "shared" / "sources.yaml", "sources:\n  Ours2026: {cite: Our audit, url: 'https://our.example/audit', seen: whole}\n")
    addition(tmp_path, own_exercise(evidence={"grade": "D", "text": "Our own.", "sources": ["Ours2026"]}))
    library = load_library(tmp_path)
    assert set(library.languages) == {"en-GB", "en-US"}
    assert library.countries["JP"].emergency == "119"
    assert library.countries["GB"].emergency == "999"
    assert library.find("couch-stretch")[1].evidence.sources == ("Ours2026",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Couch Stretch"}, "an id is lower-case words joined by hyphens, such as couch-stretch"),
        ({"easier_exercise": "hip-hing"}, "no exercise 'hip-hing'; did you mean 'hip-hinge'?"),
        ({"harder_exercise": "hip-hing"}, "no exercise 'hip-hing'; did you mean 'hip-hinge'?"),
        (
            {"evidence": {"grade": "B", "text": "x", "sources": ["Behm2021"]}},
            "no source 'Behm2021' in sources.yaml; did you mean 'Behm2020'?",
        ),
        ({"start": "Kneel on {yourside} knee."}, "slot {yourside} is not known; did you mean 'your_side'?"),
        ({"feel": "A stretch in the {side hip."}, "a brace has no partner; slots are written {side} or {each|text}"),
        ({"group": "mobilty"}, "group 'mobilty' is not known; did you mean 'mobility'?"),
        ({"equipment": ["wal"]}, "equipment 'wal' is not known; did you mean 'wall'?"),
        ({"steps": ["One.", "Two."]}, "has 2 entries; at least 3"),
        ({"steps": ["One."] * 7}, "has 7 entries; at most 6"),
        ({"precautions": []}, "has 0 entries; at least 1"),
        ({"short_name": "A name of twenty-three."}, "is 23 characters long; at most 22"),
        ({"review": {"reviewed_by": "J. Meyer"}}, "review: write both reviewed_by and reviewed_on, or reviewed_by: null alone"),
    ],
)
def test_fault_in_an_exercise_is_named(tmp_path, changes, message, faults_of):
    addition(tmp_path, own_exercise(**changes))
    found = faults_of(load_library, tmp_path)
    assert messages(found) == [message]
    assert "own.yaml:" in found[0]


def test_exercise_for_both_sides_together_may_not_speak_of_a_side(tmp_path, faults_of):
    dose = {"sets": "2", "reps": "8", "side": "both_together", "frequency": {"per_week": "3"}}
    addition(
        tmp_path,
        own_exercise(
            dose=dose,
            start="Lift {your_side} leg.",
            steps=["Lift.", "Lower.", "{each|Change sides.}"],
            picture={"alt": "x"},
            forms={},
            flags={},
        ),
    )
    assert messages(faults_of(load_library, tmp_path)) == ["speaks of a side, but the dose is for both sides together"] * 2


def test_id_that_stands_twice_is_named_where_it_stands_again(tmp_path, faults_of):
    path = addition(tmp_path, own_exercise(), own_exercise())
    lines = path.read_text().splitlines()
    again = [number for number, line in enumerate(lines, start=1) if "id: couch-stretch" in line][1]
    assert [line.split(":")[1] for line in faults_of(load_library, tmp_path)] == [str(again)]


def test_addition_to_a_section_that_is_not_there_is_named(tmp_path, faults_of):
    write(tmp_path / "own.yaml", "adds_to: hp\n")
    assert messages(faults_of(load_library, tmp_path)) == ["no section 'hp'; did you mean 'hip'?"]


def test_section_in_a_language_that_is_not_there_is_named(tmp_path, faults_of):
    text = (builtin_folder("content") / "hip.yaml").read_text(encoding="utf-8").replace("language: en-GB", "language: de-DE")
    write(tmp_path / "hip.yaml", text)
    found = messages(faults_of(load_library, tmp_path))
    assert found[0] == "no language 'de-DE' here; choose from: en-GB"
    assert set(found[1:]) == {
        f"there are no warning signs in this language yet; write '{one}' as a whole sentence in it" for one in HIP_SIGNS
    }


def test_faults_of_every_file_are_named_at_once(tmp_path, faults_of):
    write(tmp_path / "a.yaml", "adds_to: hip\nexercices: []\n")
    write(tmp_path / "b.yaml", "adds_to: hip\nadds_to: hip\n")
    write(tmp_path / "c.yaml", "adds_to: knee\n")
    write(tmp_path / "shared" / "countries.yaml", "countries:\n  XX: {emergency: '1', place: the hospital, paper: A5}\n")
    found = [line.rsplit("/", 1)[-1].split("  ")[0] for line in faults_of(load_library, tmp_path)]
    assert found == ["a.yaml:2:1", "b.yaml:2:1", "c.yaml:1:10", "countries.yaml:2:19", "countries.yaml:2:52"]


def test_reading_twice_gives_equal_libraries(library):
    assert load_library() == library


PHOTO = {"alt": "A person kneels.", "file": "photo.png", "licence": "own photo, 2026"}


def test_own_picture_is_read_from_beside_its_file(tmp_path):
    (tmp_path / "photo.png").write_bytes(picture("PNG", (2000, 1000)))
    addition(tmp_path, own_exercise(picture=PHOTO))
    own = load_library(tmp_path).pictures
    assert list(own) == ["couch-stretch"]
    assert (own["couch-stretch"].width_px, own["couch-stretch"].height_px) == (1000, 500)


def test_exercise_that_is_replaced_takes_its_picture_with_it(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "photo.png").write_bytes(picture("PNG"))
    addition(tmp_path / "a", own_exercise(picture=PHOTO))
    addition(tmp_path / "b", own_exercise())
    assert list(load_library(tmp_path / "a").pictures) == ["couch-stretch"]
    assert load_library(tmp_path / "a", tmp_path / "b").pictures == {}


@pytest.mark.parametrize("missing", ["file", "licence"])
def test_picture_without_its_licence_or_file_is_refused(tmp_path, missing, faults_of):
    addition(tmp_path, own_exercise(picture={key: text for key, text in PHOTO.items() if key != missing}))
    assert messages(faults_of(load_library, tmp_path)) == ["picture: write both file and licence (such as 'own photo, 2026'), or neither"]


def test_picture_that_cannot_be_read_is_named_with_its_line(tmp_path, faults_of):
    path = addition(tmp_path, own_exercise(picture={**PHOTO, "file": "foto.png"}))
    (fault,) = faults_of(load_library, tmp_path)
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "foto.png" in text)
    assert fault.endswith(f"own.yaml:{line}:11  picture 'foto.png' is not in the folder {tmp_path.name}; is the name right?")


def test_picture_outside_the_folder_is_refused(tmp_path, faults_of):
    (tmp_path / "photo.png").write_bytes(picture("PNG"))
    addition(tmp_path / "own", own_exercise(picture={**PHOTO, "file": "../photo.png"}))
    assert "lies outside the clinic's folder" in faults_of(load_library, tmp_path / "own")[0]
