"""Plans of two and three sections: signs, what to tell the clinic, document control, groups and topics of all, not of the first alone."""

import copy
from dataclasses import replace
from datetime import date

import pytest

from handouts.handout import lay_out
from handouts.library.clinic import load_clinic
from handouts.library.library import load_library
from handouts.plans.plan import check_plan
from handouts.plans.record import record
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from tests import geometry
from tests.layout.test_layouts import faults
from tests.making import layout
from tests.making import library as built_in_library
from tests.sheet.test_bilingual import as_text, refuse
from tests.writing import built_in, write, write_clinic

KNEE_STEP, BACK_HINGE = "knee-four-way-step-up", "back-pelvis-hip-hinge"
PATIENT = {"name": "Zoë Şen", "reference": "R-1042"}
TWO = {"section": ["hip", "knee"], "exercises": ["couch-stretch", KNEE_STEP, "hip-hinge"], "patient": PATIENT, "side": "left"}
THREE = {**TWO, "section": ["hip", "knee", "back-pelvis"], "exercises": ["couch-stretch", KNEE_STEP, BACK_HINGE]}
WHOLE = {"section": ["hip", "knee", "back-pelvis"]}


def plan_of(data, lib):
    """Return the checked plan of plain data."""
    return check_plan({key: as_text(value) for key, value in data.items()}, lib, refuse)


def another(name, title, exercises, **doc):
    """Return the data of a section with some exercises of the hip under names of its own, and the catalogue's signs for its part."""
    section, signs = copy.deepcopy(built_in("hip.yaml")), built_in("shared/red-flags.yaml")["sections"][name]
    section |= {"section": name, "name": title, "red_flags": {key: signs[key] for key in ("urgent", "soon", "tell_us")}}
    section["doc"] |= doc
    kept = [one for one in section["exercises"] if one["id"] in exercises]
    names = {"easier_exercise": None, "harder_exercise": None}
    section["exercises"] = [{**one, "id": f"{name}-{one['id']}", "name": f"{title}: {one['name']}", **names} for one in kept]
    section["topics"] = [{**section["topics"][0], "id": f"{name}-why", "title": f"Why your {title.lower()} matters"}]
    for group in section["groups"].values():
        group |= {"line": f"{title.lower()} words", "intro": f"What the {title.lower()} needs."}
    return section


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = write_clinic(tmp_path_factory.mktemp("sections"), "phone: 0131 447 1234\n")
    knee = another("knee", "Knee", ["four-way-step-up"], code="KNE", version="2.1", review_by="2027-06-30", owner="knee lead")
    back = another("back-pelvis", "Back and pelvis", ["hip-hinge"], code="BACK", issued="2026-11-27")
    write(place / "content" / "knee.yaml", knee)
    write(place / "content" / "back-pelvis.yaml", back)
    return place


@pytest.fixture(scope="module")
def lib(folder):
    return load_library(folder / "content")


@pytest.fixture(scope="module")
def own(folder):
    return load_clinic(folder)


@pytest.fixture(scope="module")
def sheet(lib, own):
    """Return what a plan of these sections prints."""
    return lambda data: resolve(lib, plan_of(data, lib), own)


def test_a_plan_of_two_sections_has_the_signs_of_both_and_each_danger_once(sheet):
    both, hip = sheet(TWO).red_flags, sheet({**TWO, "section": "hip", "exercises": ["couch-stretch"]}).red_flags
    assert {"knee-stuck", "knee-swell", "hot-joint"} < {*both.ids}
    assert {"clot", "cauda", "weight", "limb", "nerve", "worse"} < {*both.ids} & {*hip.ids}
    assert len(both.urgent) == 7
    assert sum("calf" in line for line in both.urgent) == 1


def test_what_to_tell_the_clinic_is_that_of_every_section(sheet):
    assert "A new knee, injection or operation." in sheet(TWO).red_flags.tell_us
    assert "A lump in your groin or testicle." in sheet(TWO).red_flags.tell_us
    three = sheet(THREE)
    assert "After a birth, clots, new bleeding or a hot wound? Call a midwife today." in three.red_flags.at_once
    (note,) = [note for note in three.notes if note.message.startswith("ask at the visit")]
    assert (note.level, "Thin bones." in note.message) == ("info", True)


def test_document_control_names_every_section(sheet):
    doc = sheet(TWO).doc
    assert (doc.code, doc.version, doc.review_by, doc.owner) == (
        "HIP+KNE",
        "1.0+2.1",
        date(2027, 6, 30),
        "lead physiotherapist and knee lead",
    )
    three = sheet(THREE).doc
    assert (three.code, three.version, three.issued) == ("HIP+KNE+BACK", "1.0+2.1+1.0", date(2026, 11, 27))
    assert "Sheet HIP+KNE, version 1.0+2.1, content " in record(sheet(TWO))


def test_versions_that_agree_are_said_once(sheet):
    assert sheet({**TWO, "section": ["hip", "back-pelvis"], "exercises": ["couch-stretch", BACK_HINGE]}).doc.version == "1.0"


def test_sections_are_joined_by_and_unless_one_has_an_and_of_its_own(sheet):
    assert sheet(TWO).section_name == "Hip and Knee"
    assert sheet(THREE).section_name == "Hip + Knee + Back and pelvis"


def test_each_card_has_the_group_words_of_its_own_section(sheet):
    cards = {card.name: card.group_line for card in compose(sheet(THREE), 0).cards}
    assert cards == {
        "Couch stretch": "move more freely",
        "Knee: Four-way step-up": "knee words",
        "Back and pelvis: Hip hinge": "back and pelvis words",
    }


def test_a_group_s_introduction_is_that_of_each_section_that_has_exercises_in_it(sheet):
    heads = {head.group: head for head in sheet(WHOLE).groups}
    assert len(heads["mobility"].intro) == len(heads["stability"].intro) == 1
    assert not heads["stability"].intro[0].startswith("Hip: ")
    assert [text.split(":")[0] for text in heads["strength"].intro] == ["Hip", "Knee", "Back and pelvis"]
    assert heads["strength"].line == "get stronger; knee words; back and pelvis words"


def test_topics_stand_under_their_section_in_the_order_of_the_plan(sheet):
    named = sheet({**TWO, "topics": ["knee-why", "glutes", "adductors"]}).topics
    assert [(text.section, text.topic.id) for text in named] == [("Hip", "glutes"), ("Hip", "adductors"), ("Knee", "knee-why")]
    assert compose(sheet({**TWO, "topics": ["knee-why"]}), 0).topics[0].eyebrow == "About your knee"


def changed(lib, name, **changes):
    return replace(lib, sections={**lib.sections, name: replace(lib.sections[name], **changes)})


def test_the_content_hash_covers_every_section(lib, own):
    before = resolve(lib, plan_of(TWO, lib), own).content_hash
    knee = lib.sections["knee"]
    flags = replace(knee.red_flags, soon=(*knee.red_flags.soon, "your knee hums"))
    groups = replace(knee.groups, strength=replace(knee.groups.strength, line="bend"))
    told = replace(knee.red_flags, tell_us=knee.red_flags.tell_us[1:-1])
    for change in ({"red_flags": flags}, {"red_flags": told}, {"groups": groups}):
        assert resolve(changed(lib, "knee", **change), plan_of(TWO, lib), own).content_hash != before, change


def test_the_content_hash_covers_the_introductions_of_one_section(own):
    library = built_in_library()
    hip = library.sections["hip"]
    plan = plan_of({"section": "hip"}, library)
    other = replace(hip.groups, mobility=replace(hip.groups.mobility, intro="Other words."))
    assert resolve(changed(library, "hip", groups=other), plan, own).content_hash != resolve(library, plan, own).content_hash


def test_of_two_exercises_with_one_id_the_first_section_s_stands_everywhere(lib, own):
    knee = lib.sections["knee"]
    twin = replace(lib.sections["hip"].exercises[2], name="Another stretch")
    both = changed(lib, "knee", exercises=(twin, *knee.exercises))
    assert twin.id == "couch-stretch"
    items = resolve(both, plan_of(TWO, both), own).items
    assert [item.name for item in items if item.id == "couch-stretch"] == ["Couch stretch"]
    assert both.find("couch-stretch")[0].section == "hip"


@pytest.mark.parametrize("data", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize(
    ("name", "paper"), [("cards", "A4"), ("cards", "Letter"), ("compact", "A4"), ("large", "A4"), ("phone", "Phone"), ("pocket", "A5")]
)
def test_a_sheet_of_several_sections_stands_clear_and_has_every_sign_on_one_page(lib, own, data, name, paper):
    chosen = plan_of({**data, "paper": paper} if paper in ("A4", "Letter") else data, lib)
    pages = lay_out(lib, chosen, own, layout(name))[0].pages
    assert faults(name, paper, pages) == []
    flags = resolve(lib, chosen, own).red_flags
    for tier in (flags.urgent, (*flags.soon, *flags.go_on)):  # three sections in large print have a page for each
        signs = [geometry.squeezed(sign) for sign in tier]
        assert len([page for page in pages if all(sign in geometry.page_text(page) for sign in signs)]) == 1


def test_page_one_of_a_plan_of_two_sections_keeps_its_week_and_its_stop_box(lib, own):
    pages = lay_out(lib, plan_of({**TWO, "paper": "A4"}, lib), own, layout())[0].pages
    text = geometry.page_text(pages[0])
    assert geometry.squeezed("Your week at a glance") in text
    assert geometry.squeezed("STOP. Call us within 2 days") in text
