"""A sheet in one language with each exercise's name and dose in another, for the clinician who cannot read the sheet."""

import dataclasses
import io

import pikepdf
import pytest

from handouts.handout import lay_out, make
from handouts.library.clinic import load_clinic
from handouts.library.library import load_library
from handouts.plans.plan import check_plan
from handouts.plans.resolve import resolve
from tests import geometry
from tests.layout.test_layouts import PAPERS, faults
from tests.making import layout, plan
from tests.placed import inks, text_of
from tests.read_back import read
from tests.writing import built_in, write, write_clinic

CHOSEN = ["couch-stretch", "single-leg-balance", "hip-hinge"]
SECOND = {
    1: "Couch stretch · 2 sets · 30 s hold · kneel on LEFT · 5 days a week",
    2: "Single-leg balance · 3 sets · 30 s hold · stand on LEFT · 3 days a week",
    3: "Hip hinge · 2 sets · 10 repeats · both sides · every day",
}
DATA = {**plan(3, exercises=CHOSEN), "section": "biodro", "language": "pl", "bilingual": True}
ENGLISH = {**DATA, "section": "hip", "language": "en-GB"}


def polish():
    """Return the data of a language file in something like Polish: enough words to tell it from English."""
    words = built_in("shared/en-GB.yaml")
    words |= {"language": "pl", "name": "Polski", "days": ["pon", "wto", "śro", "czw", "pią", "sob", "nie"]}
    words["sheet"] |= {"title": "Plan ćwiczeń w domu", "section_title": "Ćwiczenia w domu", "page": "Strona {n} z {total}"}
    words["sides"]["left"] |= {"large": "LEWA", "sentence": "lewa strona", "short": "lewa"}
    words["side_means"]["kneel-on"] |= {"text": "klęknij: {side}"}
    words["dose"] |= {
        "hold": "wytrzymaj",
        "sets": {"one": "seria", "few": "serie", "many": "serii", "other": "serii"},
        "days_a_week": {"one": "**1 dzień**", "few": "**{n} dni** w tygodniu", "many": "**{n} dni** w tygodniu", "other": "**{n} dnia**"},
    }
    words["card"] |= {"start": "Początek", "feel": "Czujesz", "avoid": "Unikaj"}
    return in_four_forms(words)


def in_four_forms(words):
    """Return the data with the plural forms that Polish needs, where English has two."""
    if not isinstance(words, dict):
        return words
    more = {"few": words["other"], "many": words["other"]} if set(words) == {"one", "other"} else {}
    return {**{key: in_four_forms(value) for key, value in words.items()}, **more}


def polish_section():
    """Return the data of a section that says it is in Polish, with warning signs of its own."""
    section = built_in("hip.yaml") | {"section": "biodro", "name": "Biodro", "language": "pl"}
    return section | {
        "red_flags": {
            "urgent": ["nie możesz stanąć na nodze"],
            "soon": ["zaczynasz kuleć"],
            "tell_us": "jeśli masz raka.",
            "sources": ["Robertson2017"],
            "review": {"reviewed_by": None},
        }
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a clinic that has written a Polish language file and one Polish name."""
    place = write_clinic(tmp_path_factory.mktemp("clinic"), "country: GB\nphone: 0131 496 0142\n")
    write(place / "content" / "shared" / "pl.yaml", polish())
    write(place / "content" / "biodro.yaml", polish_section())
    return place


@pytest.fixture(scope="module")
def own_library(folder):
    return load_library(folder / "content")


@pytest.fixture(scope="module")
def own_clinic(folder):
    return load_clinic(folder)


@pytest.fixture(scope="module")
def laid_out(own_library, own_clinic):
    """Return what lays a plan out in a layout."""

    def run(data, name="cards", clinic=own_clinic, library=own_library):
        plan_read = check_plan({key: as_text(value) for key, value in data.items()}, library, refuse)
        return lay_out(library, plan_read, clinic, layout(name))

    return run


def as_text(value):
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def refuse(path, message, *, key=False):
    raise AssertionError(f"{path} {message} {key}")


def seconds(pages):
    """Return what is marked as being in another language, page by page: its language, its text, the sizes of its type."""
    found = []
    for page in pages:
        for element in geometry.elements(page.nodes):
            if element.lang is not None:
                own = [ink for ink in inks(page) if any(one is element for one in ink.elements)]
                found.append(
                    (element.lang, " ".join("".join(ink.text for ink in own).replace("\u00a0", " ").split()), {ink.size for ink in own})
                )
    return found


@pytest.mark.parametrize("name", ["cards", "compact", "large", "phone", "pocket", "poster"])
def test_each_card_carries_name_and_dose_in_the_clinic_s_language_in_small_type(laid_out, name):
    pages, _ = laid_out(DATA, name)
    found = seconds(pages.pages)
    assert [text for _, text, _ in found] == list(SECOND.values())
    assert {language for language, _, _ in found} == {"en-GB"}
    assert {size for _, _, sizes in found for size in sizes} == {layout(name).type.caption.size_pt}


def test_the_sheet_itself_is_in_its_own_language(laid_out):
    pages, _ = laid_out(DATA)
    text = " ".join(ink.text for page in pages.pages for ink in inks(page))
    assert pages.language == "pl"
    assert "Plan ćwiczeń w domu" in text
    assert "LEWA" in text
    assert "Unikaj" in text
    assert "Avoid" not in text


def test_the_second_line_stands_under_the_name_on_its_card(laid_out):
    pages, _ = laid_out(DATA)
    for page in pages.pages:
        for ink in inks(page):
            if any(element.lang for element in ink.elements):
                above = [
                    other
                    for other in inks(page)
                    if "H3" in other.tags and 0 < ink.base - other.base < 40 and abs(other.left - ink.left) < 1
                ]
                assert above


def test_the_file_says_in_which_language_each_second_line_is(own_library, own_clinic):
    plan_read = check_plan({key: as_text(value) for key, value in DATA.items()}, own_library, refuse)
    sheet = make(own_library, plan_read, own_clinic, layout())
    with pikepdf.open(io.BytesIO(sheet.pdf)) as pdf:
        assert str(pdf.Root.Lang) == "pl"
        marked = [
            str(item.Lang) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/P" and "/Lang" in item
        ]
    assert marked == ["en-GB"] * 3
    spoken = geometry.squeezed(read(sheet.pdf).text())
    assert all(geometry.squeezed(text) in spoken for text in SECOND.values())


def test_without_being_asked_for_nothing_is_added(laid_out):
    pages, notes = laid_out({**DATA, "bilingual": False})
    assert seconds(pages.pages) == []
    assert not [note for note in notes if "bilingual" in note.message]


def test_a_name_in_the_clinic_s_language_is_used_where_the_exercise_has_one(own_library, laid_out):
    section = own_library.sections["biodro"]
    named = tuple(
        dataclasses.replace(one, names={"en-GB": "Sofa stretch", "pl": "Rozciąganie"}) if one.id == "couch-stretch" else one
        for one in section.exercises
    )
    library = dataclasses.replace(own_library, sections={**own_library.sections, "biodro": dataclasses.replace(section, exercises=named)})
    found = seconds(laid_out(DATA, library=library)[0].pages)
    assert found[0][1].startswith("Sofa stretch · 2 sets")
    assert found[1][1].startswith("Single-leg balance · ")  # the same exercise of our own section


def test_an_exercise_without_a_name_in_the_second_language_has_its_dose_alone_and_is_named(own_library, laid_out):
    alone = dataclasses.replace(own_library, sections={"biodro": own_library.sections["biodro"]})
    pages, notes = laid_out(DATA, library=alone)
    assert [text for _, text, _ in seconds(pages.pages)] == [line.split(" · ", maxsplit=1)[1] for line in SECOND.values()]
    (note,) = [note for note in notes if "no name in en-GB" in note.message]
    assert note.level == "warning"
    assert "'Couch stretch', 'Single-leg balance', 'Hip hinge'" in note.message


def test_a_clinic_that_speaks_the_sheet_s_language_gets_english(own_clinic, laid_out):
    clinic = dataclasses.replace(own_clinic, facts=dataclasses.replace(own_clinic.facts, language="pl"))
    found = seconds(laid_out(DATA, clinic=clinic)[0].pages)
    assert [text for _, text, _ in found] == list(SECOND.values())


def test_a_sheet_in_english_of_an_english_clinic_has_nothing_to_add_and_says_so(laid_out):
    pages, notes = laid_out(ENGLISH)
    assert seconds(pages.pages) == []
    assert [note.level for note in notes if "--bilingual adds nothing" in note.message] == ["warning"]


def test_a_sheet_in_english_of_a_polish_clinic_carries_polish(own_clinic, laid_out):
    clinic = dataclasses.replace(own_clinic, facts=dataclasses.replace(own_clinic.facts, language="pl"))
    found = seconds(laid_out(ENGLISH, clinic=clinic)[0].pages)
    assert {language for language, _, _ in found} == {"pl"}
    assert found[0][1] == "Couch stretch · 2 serie · 30 s wytrzymaj · klęknij: LEWA · 5 dni w tygodniu"


def test_a_second_line_does_not_change_the_doses(own_library, own_clinic):
    one, two = (
        resolve(own_library, check_plan({key: as_text(value) for key, value in data.items()}, own_library, refuse), own_clinic)
        for data in (DATA, {**DATA, "bilingual": False})
    )
    assert [item.dose for item in one.items] == [item.dose for item in two.items]


@pytest.mark.parametrize(("name", "paper"), PAPERS)
def test_a_sheet_in_two_languages_stands_as_clear_as_any_other(laid_out, name, paper):
    data = {**plan(14, side="both"), "section": "biodro", "language": "pl", "bilingual": True, "paper": paper}
    pages = laid_out(data, name)[0].pages
    assert [line for line in faults(name, paper, pages) if "the foot says" not in line] == []  # that looks for English
    assert len(seconds(pages)) == 14
    for number, page in enumerate(pages, start=1):
        assert f"Strona {number} z {len(pages)}" in text_of(geometry.running(page, "Footer"))
