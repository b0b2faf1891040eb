"""Languages: what one lacks is named, all at once, before anything is printed; a half-written file stops no other language."""

import copy
import re
from dataclasses import MISSING, fields

import pytest

from handouts.library.language.language import plural
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import form_of, needed
from handouts.library.language.wording import missing_words, retired
from handouts.library.library import load_library
from tests.making import library as built_in_library
from tests.sheet.test_bilingual import polish, polish_section
from tests.writing import built_in, write, write_clinic

ENGLISH = built_in("shared/en-GB.yaml")


@pytest.fixture
def clinic(tmp_path):
    """Return a clinic's folder, and what writes its language file."""
    folder = write_clinic(tmp_path / "clinic", "country: GB\n")

    def language(data, name="pl"):
        write(folder / "content" / "shared" / f"{name}.yaml", data)
        return folder

    return language


def without(data, *path):
    """Return the data of a language file without one key."""
    short = copy.deepcopy(data)
    place = short
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return short


def section_in_polish(folder):
    write(folder / "content" / "biodro.yaml", polish_section())


@pytest.mark.parametrize(
    "path",
    [
        ("equipment", "wall"),
        ("positions", "standing"),
        ("flags", "falls"),
        ("groups", "strength"),
        ("dose", "sets", "few"),
        ("glance", "budget_days", "many"),
        ("stop", "soon_lead_all"),
        ("card", "whens", "rest-day"),
        ("dose", "effort_words", "mild"),
        ("pain", "kinds", "usual"),
        ("stop",),
        ("equipment",),
    ],
    ids=".".join,
)
def test_what_a_language_lacks_is_named_and_nothing_is_printed_in_it(run, clinic, path):
    folder = clinic(without(polish(), *path))
    section_in_polish(folder)
    result = run("make", "biodro", "--language", "pl", "--clinic", folder, "-o", "sheet.pdf")
    assert result.exit_code == 1
    (line,) = [line for line in result.stderr.splitlines() if "is missing" in line]
    assert "pl.yaml:" in line
    assert f"'{'.'.join(path)}' is missing" in line
    assert f"'{path[-1]}: ...'" in line
    assert not (folder.parent / "sheet.pdf").exists()


def test_everything_that_is_missing_is_named_at_once(run, clinic):
    short = without(without(without(polish(), "equipment", "sofa"), "dose", "sets", "many"), "stop", "soon_head")
    folder = clinic(short | {"months": ["sty"], "extra": "x"})
    result = run("make", "hip", "--language", "pl", "--clinic", folder, "-o", "sheet.pdf")
    assert result.exit_code == 1
    for said in (
        "'equipment.sofa'",
        "pl needs the plural forms one, few, many, other",
        "'stop.soon_head'",
        "has 1 entries; at least 12",
        "'extra'",
    ):
        assert said in result.stderr, said


@pytest.mark.parametrize(
    "text", ["language: pl\nname: Polski\n", "language: pl\nsheet: {title: [\n", "", "name: Polski\n", "- a\n", "language: [pl]\n"]
)
def test_a_half_written_language_stops_no_other_and_check_names_it(run, clinic, text):
    folder = clinic(text)
    made = run("make", "hip", "-e", "couch-stretch", "--clinic", folder, "-o", "sheet.pdf")
    assert made.exit_code == 0, made.stderr
    assert (folder.parent / "sheet.pdf").exists()
    assert run("list", "hip", "--clinic", folder).exit_code == 0
    checked = run("check", "--clinic", folder)
    assert checked.exit_code == 1
    assert "pl.yaml:" in checked.stderr
    refused = run("make", "hip", "--language", "pl", "--clinic", folder, "-o", "other.pdf")
    assert refused.exit_code == 1
    assert "pl.yaml:" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (folder.parent / "other.pdf").exists()


def test_a_clinic_whose_own_language_is_half_written_is_told_what_is_missing_once(run, clinic):
    folder = clinic(without(polish(), "equipment", "wall"))
    write_clinic(folder, "country: GB\nlanguage: pl\n")
    for words in (("make", "hip", "-o", "sheet.pdf"), ("check",)):
        result = run(*words, "--clinic", folder)
        assert result.exit_code == 1
        assert result.stderr.count("'equipment.wall' is missing") == 1


def test_faults_of_a_language_are_named_beside_those_of_other_files(clinic, faults_of):
    folder = clinic(without(polish(), "equipment", "wall"))
    write(folder / "content" / "own.yaml", "adds_to: hp\n")
    found = faults_of(load_library, folder / "content")
    assert [line.split("/")[-1].split(":")[0] for line in found] == ["own.yaml", "pl.yaml"]


def test_a_section_in_another_language_is_not_printed_under_this_one(run, clinic):
    folder = clinic(polish())
    refused = run("make", "hip", "--language", "pl", "--clinic", folder, "-o", "sheet.pdf")
    assert refused.exit_code == 1
    assert "section 'hip' is written in en-GB, and the sheet is to be in pl" in refused.stderr
    assert not (folder.parent / "sheet.pdf").exists()
    section_in_polish(folder)
    again = run("make", "hip", "--language", "pl", "--clinic", folder, "-o", "sheet.pdf")
    assert "in pl, choose from: biodro" in again.stderr
    assert run("make", "biodro", "--language", "pl", "--clinic", folder, "-o", "sheet.pdf").exit_code == 0
    mixed = run("make", "biodro", "--clinic", folder, "-o", "other.pdf")
    assert "section 'biodro' is written in pl, and the sheet is to be in en-GB" in mixed.stderr


def test_english_of_another_country_prints_our_sections(run, clinic):
    american = ENGLISH | {"language": "en-US", "name": "English (US)"}
    folder = clinic(american, "en-US")
    assert run("make", "hip", "-e", "couch-stretch", "--language", "en-US", "--clinic", folder, "-o", "sheet.pdf").exit_code == 0


def test_a_clinic_s_file_of_our_language_says_only_what_differs(clinic):
    folder = clinic({"language": "en-GB", "equipment": {"wall": "wall"}, "dose": {"sets": {"one": "round", "other": "rounds"}}}, "en-GB")
    ours, theirs = built_in_library().languages["en-GB"], load_library(folder / "content").languages["en-GB"]
    assert theirs.equipment == {**ours.equipment, "wall": "wall"}
    assert plural(theirs.dose.sets, 2, "en-GB") == "rounds"
    assert theirs.stop == ours.stop


def test_a_clinic_s_file_with_keys_of_an_earlier_version_is_read_and_told(run, clinic):
    older = {
        "language": "en-GB",
        "pain": {"head": "Pain", "fine": {"word": "Fine.", "advice": "Go on."}, "pain_free": "Stay free of pain."},
        "card": {"harder_when": "When"},
        "return_to_run": {"columns": ["Stage", "Run", "Walk", "Done"], "times": "2"},
    }
    folder = clinic(older, "en-GB")
    ours, theirs = built_in_library().languages["en-GB"], load_library(folder / "content").languages["en-GB"]
    assert theirs.pain.head == "Pain"
    assert (theirs.pain.pain_free, theirs.return_to_run, theirs.card) == (ours.pain.pain_free, ours.return_to_run, ours.card)
    said = run("check", "--clinic", folder).stderr
    for key in ("pain.fine", "pain.pain_free", "card.harder_when", "return_to_run.columns", "return_to_run.times"):
        assert f"'{key}' is no longer printed" in said, key
    assert run("make", "hip", "-e", "couch-stretch", "--clinic", folder, "-o", "sheet.pdf").exit_code == 0
    assert not {path[0] for path in retired(ENGLISH)}


def test_a_word_for_what_there_is_not_is_named_at_its_key(run, clinic):
    folder = clinic("language: en-GB\nequipment:\n  wal: wall\n", "en-GB")
    said = run("make", "hip", "--clinic", folder, "-o", "sheet.pdf").stderr
    assert re.search(r"en-GB\.yaml:3:3  equipment 'wal' is not known; did you mean 'wall'\?", said)


def test_a_language_file_named_for_another_language_replaces_none(run, clinic):
    folder = clinic(polish() | {"language": "en-GB"})
    assert "the language is 'en-GB', but the file is pl.yaml; make them the same" in run("check", "--clinic", folder).stderr
    made = run("make", "hip", "-e", "couch-stretch", "--clinic", folder, "-o", "sheet.pdf")
    assert made.exit_code == 0
    assert load_library(folder / "content").languages["en-GB"] == built_in_library().languages["en-GB"]


def test_words_of_the_country_in_another_language_are_said(run, clinic):
    folder = clinic(polish())
    section_in_polish(folder)
    said = run("make", "biodro", "--language", "pl", "--clinic", folder, "-o", "sheet.pdf").stderr
    assert "the sheet is in pl, and 'A&E' and 'Call 111' are in en-GB; write emergency: and out_of_hours: in clinic.yaml" in said
    write_clinic(folder, "country: GB\nemergency: {number: '999', place: SOR}\nout_of_hours: Zadzwoń 111\n")
    assert "are in en-GB" not in run("make", "biodro", "--language", "pl", "--clinic", folder, "-o", "sheet.pdf").stderr


def test_signs_by_id_in_a_language_without_a_catalogue_are_refused(clinic, faults_of):
    folder = clinic(polish())
    section = polish_section()
    section["red_flags"] |= {"urgent": ["clot"], "soon": ["kulejesz", "bone-ache"]}
    write(folder / "content" / "biodro.yaml", section)
    found = faults_of(load_library, folder / "content")
    assert [line.rpartition("write ")[2].split()[0] for line in found] == ["'clot'", "'bone-ache'"]


def test_a_clinic_s_own_catalogue_serves_its_language(clinic):
    folder = clinic(polish())
    section = polish_section()
    section["red_flags"] |= {"urgent": ["zakrzep"], "soon": ["kulejesz"]}
    write(folder / "content" / "biodro.yaml", section)
    flag = {"id": "zakrzep", "tier": "urgent", "order": 1, "danger": "zakrzep", "covers": ["clot-leg"], "text": "boli i puchnie ci łydka"}
    write(folder / "content" / "shared" / "red-flags-pl.yaml", {"language": "pl", "review": {"reviewed_by": None}, "flags": [flag]})
    catalogue = load_library(folder / "content").catalogue("pl")
    assert catalogue.by_id["zakrzep"].text == "boli i puchnie ci łydka"


def test_our_own_language_lacks_nothing():
    assert list(missing_words(ENGLISH, "en-GB", ENGLISH)) == []
    assert list(missing_words({}, "en-GB", ENGLISH)) == [(field.name,) for field in fields(Phrases) if field.default_factory is MISSING]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en-GB", {0: "other", 1: "one", 2: "other", 1.5: "other"}),
        ("de", {1: "one", 21: "other"}),
        ("fr", {0: "one", 1: "one", 2: "other"}),
        ("pt-PT", {0: "other", 1: "one"}),
        ("pl", {0: "many", 1: "one", 2: "few", 4: "few", 5: "many", 12: "many", 14: "many", 22: "few", 21: "many", 1.5: "other"}),
        ("ru", {1: "one", 11: "many", 21: "one", 3: "few", 13: "many", 25: "many"}),
        ("cs", {1: "one", 2: "few", 5: "other", 22: "other"}),
        ("ro", {0: "few", 1: "one", 19: "few", 20: "other", 101: "few"}),
        ("ar", {0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other", 103: "few"}),
        ("cy", {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many", 4: "other"}),
        ("zh-Hans", {0: "other", 1: "other"}),
        ("bn", {0: "one", 1: "one", 2: "other"}),
        ("ur", {0: "other", 1: "one"}),
        ("lt", {1: "one", 11: "other", 21: "one", 2: "few", 10: "other"}),
        ("lv", {0: "zero", 1: "one", 11: "zero", 21: "one", 2: "other"}),
        ("sl", {1: "one", 2: "two", 3: "few", 101: "one", 5: "other"}),
        ("xx", {1: "one", 2: "other"}),
    ],
)
def test_plural_forms_are_those_of_the_language(language, forms):
    assert {number: form_of(language, number) for number in forms} == forms
    assert {form for number, form in forms.items() if number == int(number)} <= {*needed(language)}


def test_every_form_that_a_language_uses_is_one_that_it_needs():
    for language in ("en", "fr", "pl", "ru", "hr", "cs", "ro", "ar", "cy", "ga", "gd", "he", "lt", "lv", "sl", "zh", "pt"):
        used = {form_of(language, number) for number in range(500)}
        assert used <= {*needed(language)}
        assert {*needed(language)} - used <= {"other"}


def test_a_polish_number_takes_its_own_form(clinic):
    words = load_library(clinic(polish()) / "content").languages["pl"]
    assert [plural(words.dose.sets, number, "pl") for number in (1, 3, 5, 22)] == ["seria", "serie", "serii", "serie"]
