"""Marks that nobody sees are left out of every text that is read, and said; what turns letters round is refused."""

import pickle
import unicodedata

import pytest

from handouts.errors import Problem, listening, tell
from handouts.fonts.faces import unprintable
from handouts.library.clinic import load_clinic
from handouts.plans.plan import Plan
from handouts.reading.models import check_data
from handouts.reading.unseen import Seen
from handouts.reading.yamlfile import clean, parse_yaml
from handouts.web.plans import at_path, checked
from tests.making import library, plan
from tests.writing import write_clinic

HIDDEN = {
    "zero-width space": "\u200b",
    "non-joiner": "\u200c",
    "joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "Arabic letter mark": "\u061c",
    "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff",
    "word joiner": "\u2060",
    "embedding": "\u202a",
    "end of embedding": "\u202c",
    "isolate": "\u2066",
    "first strong isolate": "\u2068",
    "end of isolate": "\u2069",
    "text variation": "\ufe0e",
    "picture variation": "\ufe0f",
    "ideographic variation": "\U000e0100",
    "grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "invisible times": "\u2062",
    "annotation": "\ufff9",
    "tag": "\U000e0061",
}
SPACES = ["\u00a0", "\u2002", "\u2003", "\u2007", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000", "\u2028", "\u2029", "\u1680"]


@pytest.mark.parametrize("mark", HIDDEN.values(), ids=HIDDEN)
def test_a_mark_that_nobody_sees_is_left_out_wherever_it_stands(mark):
    for text in (f"Zoë{mark} Şen", f"{mark}Zoë Şen", f"Zo{mark}ë Şen{mark}", f"Zoe{mark}\u0308 Şen"):
        found = clean(text)
        assert found == "Zoë Şen"
        assert isinstance(found, Seen)
        assert found.unseen == (mark,)


@pytest.mark.parametrize("space", SPACES, ids=lambda one: f"U+{ord(one):04X}")
def test_a_space_of_another_width_is_a_plain_one(space):
    found = clean(f" {space}Zoë{space}{space} Şen{space}")
    assert found == "Zoë Şen"
    assert isinstance(found, Seen)
    assert found.unseen == (space,)
    assert not isinstance(clean(f"Zoë Şen{space}"), Seen)  # at the end of a cell it says nothing


def test_every_character_of_unicode_that_is_no_letter_sign_or_space_is_left_out_or_refused():
    for code in [*range(0xA0, 0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]:
        character = chr(code)
        if unicodedata.category(character) in ("Cf", "Zl", "Zp", "Zs"):
            left = clean(f"a{character}b").replace(" ", "")
            assert left == "ab" or unprintable(left) == [character]


def test_plain_texts_stay_as_they_are_and_say_nothing():
    texts = ("Zoë Şen", "5 km, 3 x 10", "Adéọlá-Ọ̀ládípọ̀", "½ · × – ‘’ €", "Łódź", "Ωμέγα", "Ђоковић")
    for text in (unicodedata.normalize("NFC", one) for one in texts):
        assert clean(text) == text
        assert not isinstance(clean(text), Seen)


@pytest.mark.parametrize("name", ["علی\u200cرضا", "ক্\u200dষ", "👩\u200d👧", "क्\u200cष"])
def test_what_joins_letters_of_a_script_that_needs_it_stays(name):
    assert clean(name) == unicodedata.normalize("NFC", name)
    assert clean(f"{name[0]}\u200d ") == name[0]  # but not at an end


@pytest.mark.parametrize("mark", ["\u202b", "\u202e", "\u2067"], ids=["embedding", "override", "isolate"])
def test_what_turns_plain_letters_round_is_refused_for_the_typist_saw_another_text(mark, faults_of):
    (fault,) = faults_of(lambda: check_data({"section": "hip", "goal": clean(f"Run {mark}12 km\u202c")}, Plan, at_path))
    assert fault.startswith(f"the character U+{ord(mark):04X} RIGHT-TO-LEFT")
    assert clean(f"{mark}محمد علي\u202c") == "محمد علي"


def test_letters_that_a_typeface_draws_together_are_letters():
    assert clean("ﬁnd the oﬃce, ﬂat ﬀ ﬄ ﬅ") == "find the office, flat ff ffl st"


def test_a_text_remembers_what_it_had_when_it_travels():
    found = pickle.loads(pickle.dumps(clean("Zoë\u200b Şen")))  # noqa: S301  our own bytes
    assert (found, found.unseen) == ("Zoë Şen", ("\u200b",))


def test_a_checked_plan_holds_plain_texts_and_the_place_is_told():
    data = plan(1, patient={"name": clean("Zoë\u200b\u2009Şen"), "reference": "R-1"}, goal=clean("Run\u00a05 km"))
    with listening() as told:
        found = check_data(data, Plan, at_path)
    assert type(found.patient.name) is str
    assert [(one.level, one.kind, one.at) for one in told] == [("info", "L13", ("patient", "name")), ("info", "L13", ("goal",))]
    assert told[0].message == "U+200B ZERO WIDTH SPACE, U+2009 THIN SPACE: left out, or made a plain space, since it cannot be seen"
    assert (found.patient.name, found.goal) == ("Zoë Şen", "Run 5 km")


def test_ids_with_a_mark_copied_along_are_found():
    data = parse_yaml("section: hip\ufeff\nexercises: [hip-hinge\u200b, 'couch-stretch\u00ad']\n", "p.yaml").data
    assert [one.id for one in check_data(data, Plan, at_path).exercises] == ["hip-hinge", "couch-stretch"]


def test_only_who_listens_is_told():
    tell(Problem(message="lost"))
    with listening() as outer:
        tell(Problem(message="one"))
        with listening() as inner:
            tell(Problem(message="two"))
        tell(Problem(message="three"))
    assert [[one.message for one in told] for told in (outer, inner)] == [["one", "three"], ["two"]]


# --- in every command

NOTE = "U+200B ZERO WIDTH SPACE: left out, or made a plain space, since it cannot be seen (L13)"


def test_make_tells_it_with_line_or_flag(run, tmp_path):
    (tmp_path / "p.yaml").write_text("section: hip\nexercises: [hip-hinge]\npatient: {name: Zoë\u200b Şen, reference: R-1}\nside: left\n")
    done = run("make", "p.yaml", "-o", "p.pdf")
    assert done.exit_code == 0
    assert f"info: p.yaml:3:17  {NOTE}" in done.stderr.splitlines()
    done = run("make", "hip", "-e", "hip-hinge", "--patient", "Zoë\u200b Şen", "--side", "left", "-o", "q.pdf")
    assert f"info: --patient: {NOTE}" in done.stderr.splitlines()
    assert f"p.yaml:3:17  {NOTE}" in run("check", "p.yaml").output


def test_batch_tells_it_once_for_all_rows(run, tmp_path):
    rows = "".join(f"Zoë\u200b Şen{at},R-{at},hip-starter,left\n" for at in range(9))
    (tmp_path / "patients.csv").write_text(f"name,reference,pack,side\n{rows}", encoding="utf-8")
    done = run("batch", "patients.csv", "-o", "out")
    assert done.exit_code == 0
    assert done.stderr.count("ZERO WIDTH SPACE") == 1
    assert f"patients.csv:7 and 3 more: column name: {NOTE}" in done.stderr


def test_a_clinics_file_tells_it(tmp_path):
    notes = load_clinic(write_clinic(tmp_path, "address: 12 Harbour\u00a0Lane")).notes
    assert [(one.check, one.line) for one in notes] == [("L13", 2)]


def test_the_page_reads_texts_alike():
    data = {"section": "hip", "exercises": [{"id": "hip-hinge", "note": "Go\u200b slowly"}], "patient": {"name": "\ufeffZoë"}}
    with listening() as told:
        found = checked(data, library())
    assert (found.patient.name, found.exercises[0].note) == ("Zoë", "Go slowly")
    assert [one.at for one in told] == [("exercises", 0, "note"), ("patient", "name")]
