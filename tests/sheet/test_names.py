"""Names of people on a sheet: in any script, of any length that a passport has; the dose does not depend on the name."""

import csv
import io

import pikepdf
import pytest

from handouts.fonts.faces import is_of_a_script, unprintable
from handouts.plans.plan import MAX_NAME, as_printed, by_hand
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose, initials
from handouts.sheet.place.marks import Element
from handouts.web.plans import about, checked
from tests.making import LAYOUTS_ON_PAPER, clinic, library, made, plan, plan_of, sheet_of
from tests.read_back import off_page, read, squeezed

SCRIPTS = {
    "Arabic": "محمد علي",
    "Hebrew": "שרה כהן",
    "Chinese": "王小明",
    "Japanese": "山田 はなこ",
    "Korean": "김민준",
    "Devanagari": "अनन्या शर्मा",
    "Bengali with a joiner": "ক্\u200dষ রহমান",
    "Persian with a non-joiner": "علی\u200cرضا",
    "Thai": "สมชาย",
    "Georgian": "გიორგი",
    "pictures": "Zoë 😀",
    "a family": "👩\u200d👧 Şen",
    "two scripts": "Anna 王",
    "assigned later": "Ann \U0001fadf",
}
every_script = pytest.mark.parametrize("name", SCRIPTS.values(), ids=SCRIPTS)
LONG = "Wickramasinghe Mudiyanselage Chandrika Kumari Dissanayake-Bandaranaike Ratnayake"
LONG_NAMES = (LONG, "W" * 80, "i" * 80, "Wm" * 50, "ọ\u0300ẹ\u0301" * 25)


def fields_of(data, **more):
    return dict(sheet_of({**data, **more}).patient.fields)


def notes_of(data):
    return [(note.level, note.check, note.at) for note in made(data).notes if note.check == "G10"]


# --- another script


@every_script
def test_a_name_the_faces_lack_is_a_line_beside_the_reference_and_is_said(name):
    data = plan(2, patient={"name": name, "reference": "R-7"})
    sheet = sheet_of(data)
    assert dict(sheet.patient.fields)["Name"] == ""
    assert dict(sheet.patient.fields)["Reference"] == "R-7"
    assert sheet.running.centre == "R-7"
    assert notes_of(data) == [("warning", "G10", ("patient", "name"))]
    said = read(made(data).pdf)
    assert "Reference R-7".replace(" ", "") in squeezed(said.text())
    assert not [one for one in name if not one.isascii() and one.isalpha() and one in said.text() and unprintable(one)]


@every_script
def test_without_a_reference_there_is_the_line_alone_and_still_a_patients_sheet(name):
    data = plan(2, patient={"name": name})
    sheet = sheet_of(data)
    assert dict(sheet.patient.fields)["Name"] == ""
    assert "Reference" not in dict(sheet.patient.fields)
    assert sheet.running.centre == ""
    assert sheet.title == sheet_of(plan(2)).title
    assert sheet.log is not None
    assert "was made for" not in read(made(data).pdf).text()


def test_a_reference_or_a_clinician_the_faces_lack_is_a_line_too():
    data = plan(2, patient={"name": "Zoë Şen", "reference": "ر-٧"}, clinician={"name": "王小明", "role": "Sports physio"})
    fields = fields_of(data)
    assert (fields["Name"], fields["Reference"], fields["Sports physio"]) == ("Zoë Şen", "", "")
    assert sheet_of(data).running.centre == "Z.Ş."
    assert notes_of(data) == [("warning", "G10", ("patient", "reference")), ("warning", "G10", ("clinician",))]
    assert "was made for Zoë Şen" in read(made(data).pdf).text()
    assert notes_of(plan(2, clinician="王小明")) == [("warning", "G10", ("clinician",))]


def test_the_plan_itself_keeps_the_name():
    plan_with = plan_of(plan(2, patient={"name": "王小明", "reference": "R-7"}))
    assert plan_with.patient.name == "王小明"
    assert by_hand(plan_with) == ("name",)
    assert as_printed(plan_with).patient.name is None
    assert as_printed(plan_of(plan(2))) == plan_of(plan(2))


@pytest.mark.parametrize(("layout_name", "paper"), LAYOUTS_ON_PAPER)
def test_every_layout_that_names_the_patient_has_a_line_for_a_name(layout_name, paper):
    data = plan(2, patient={"name": "محمد علي", "reference": "R-7"}, paper=paper)
    sheet = made(data, layout_name)
    assert off_page(sheet.pdf) == 0
    named = made(plan(2, patient={"name": "Ann", "reference": "R-7"}, paper=paper), layout_name)
    if "Ann" in read(named.pdf).text().split():
        assert "Name" in read(sheet.pdf).text()
        assert _rules(sheet) > _rules(named)


def _rules(sheet):
    """Return how many bare lines page 1 has."""
    return sum(1 for node in _walk(sheet.pages.pages[0].nodes) if type(node).__name__ == "Shape" and len(node.path) == 2)


def _walk(nodes):
    for node in nodes:
        yield node
        if isinstance(node, Element):
            yield from _walk(node.children)
        elif hasattr(node, "fragment"):
            yield from _walk(node.fragment.nodes)


@pytest.mark.parametrize(
    ("key", "text"), [("goal", "أركض ٥ كم"), ("main_message", "慢慢来"), ("goal", "Well done 😀")], ids=["goal", "message", "picture"]
)
def test_what_a_patient_is_to_read_is_never_left_out_but_refused(key, text, faults_of):
    (fault,) = faults_of(lambda: plan_of(plan(1, **{key: text})))
    assert fault.startswith(f"{key}: the character '{unprintable(text)[0]}'")
    assert "cannot be printed" in fault
    (fault,) = faults_of(lambda: plan_of(plan(1, exercises=[{"id": "hip-hinge", "note": text}])))
    assert fault.startswith("exercises.0.note: the character ")


@pytest.mark.parametrize("hidden", ["\x07", "\ue000", "\ufffe", "\U000fffff"], ids=lambda one: f"U+{ord(one):04X}")
def test_what_is_no_letter_of_any_script_is_refused_in_a_name_too(hidden, faults_of):
    assert not is_of_a_script(hidden)
    (fault,) = faults_of(lambda: plan_of(plan(1, patient={"name": f"محمد{hidden}", "reference": "R-7"})))
    assert fault.startswith("patient.name: the character U+")


def test_a_table_of_names_in_many_scripts_gives_a_sheet_and_a_separator_for_each(run, tmp_path):
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(("name", "reference", "pack", "side"))
    rows.writerows((name, f"R-{at}" if at % 3 else "", "hip-starter", "left") for at, name in enumerate(SCRIPTS.values()))
    (tmp_path / "patients.csv").write_text(table.getvalue(), encoding="utf-8")
    done = run("batch", "patients.csv", "-o", "out", "--print-run", "run.pdf", "--separators")
    assert done.exit_code == 0
    assert len(list((tmp_path / "out").glob("*.pdf"))) == len(SCRIPTS)
    assert (
        "patients.csv:2, patients.csv:3, patients.csv:4, patients.csv:5, patients.csv:6, patients.csv:7 and 8 more: the patient's name"
        in (done.stderr)
    )
    assert done.stderr.count("(G10)") == 1
    assert run("batch", "patients.csv", "-o", "out", "--check").stderr.count("(G10)") == 1
    assert not [name for name in SCRIPTS.values() if name in done.output]
    with pikepdf.open(tmp_path / "run.pdf") as pdf:
        assert len(pdf.pages) >= 2 * len(SCRIPTS)


def test_a_sheet_for_a_name_in_another_script_is_mailed_and_said(run, tmp_path):
    from tests.writing import write_clinic

    write_clinic(tmp_path, "email: hello@clinic.example")
    head = "name,reference,pack,side,email,email_ok\n"
    (tmp_path / "patients.csv").write_text(head + "محمد علي,R-1,hip-starter,left,m@example.org,2026-11-22\n", encoding="utf-8")
    done = run("email", "patients.csv", "-o", "outbox", "--clinic", "clinic.yaml")
    assert done.exit_code == 0, done.output
    assert "patients.csv:2: the patient's name has letters that the typeface lacks" in done.stderr
    assert "محمد" not in done.output


def test_make_says_what_is_written_by_hand_and_exits_with_0(run, tmp_path):
    done = run("make", "hip", "-e", "hip-hinge", "--patient", "王小明", "--side", "left", "-o", "s.pdf")
    assert done.exit_code == 0
    assert "warning: the patient's name has letters that the typeface lacks, so the sheet has a line for it; write it on by hand (G10)" in (
        done.stderr.splitlines()
    )
    assert "王" not in done.output
    (tmp_path / "a.yaml").write_text("section: hip\nexercises: [hip-hinge]\npatient:\n  name: 王小明\nside: left\n", encoding="utf-8")
    assert "a.yaml:4:9  the patient's name has letters" in run("check", "a.yaml").output


def test_the_page_says_it_at_the_name():
    data = {"section": "hip", "exercises": [{"id": "hip-hinge"}], "patient": {"name": "محمد علي", "reference": "R-7"}, "side": "left"}
    (note,) = (note for note in resolve(library(), checked(data, library()), clinic()).notes if note.check == "G10")
    told = about(note, data)
    assert (told["about"], told["field"], told["level"]) == ("name", "name", "warning")


# --- long names


@pytest.mark.parametrize(("layout_name", "paper"), LAYOUTS_ON_PAPER)
def test_a_name_as_long_as_a_passports_stands_whole_in_its_block_on_every_layout(layout_name, paper):
    names = [*LONG_NAMES, "W" * MAX_NAME] if layout_name in ("cards", "phone") else LONG_NAMES[:2]
    for name in names:
        sheet = made(plan(2, patient={"name": name, "reference": "R" * 24}, clinician={"name": name[::-1]}, paper=paper), layout_name)
        assert off_page(sheet.pdf) == 0
        if layout_name != "poster":  # for the wall: it names nobody but at its foot
            assert squeezed(plan_of(plan(1, patient={"name": name})).patient.name) in squeezed(read(sheet.pdf).text())


def test_a_name_beyond_all_passports_is_refused(faults_of):
    assert faults_of(lambda: plan_of(plan(1, patient={"name": "a" * 101}))) == ["patient.name: is 101 characters long; at most 100"]


@pytest.mark.parametrize(
    ("name", "short"),
    [("Zoë Şen", "Z.Ş."), (LONG, "W.M.C.K."), ("W" * 80, "W."), ("Ann-Marie O’Brien", "A.M.O."), ("- Ann", "A.")],
)
def test_initials_are_four_at_most(name, short):
    assert initials(name) == short


def test_a_sheet_whose_name_is_written_by_hand_is_made_anew_when_the_name_can_be_printed():
    from handouts.pdf.fingerprint import identity
    from handouts.sheet.place.style import Printing
    from tests.making import layout

    found = [
        resolve(library(), plan_of(plan(1, patient={"name": name, "reference": "R-7"})), clinic()) for name in ("王小明", "Wang Xiaoming")
    ]
    printing = Printing("A4", clinic().accent, "colour", None)
    assert len({identity(one, layout(), printing) for one in found}) == 2
    assert compose(found[0], 2).patient != compose(found[1], 2).patient
