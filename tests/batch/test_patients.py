import random
import re

import pytest

from handouts.batch import patients
from handouts.batch.jobs import Asked, Refused, gather
from handouts.batch.names import joined_stem, safe_stem, stem_of_person
from handouts.batch.patients import COLUMNS, read_patients
from handouts.library.dose import dose_keys
from handouts.pdf.person import digits_of_person
from handouts.plans.plan import Plan
from tests.documents import pages_text
from tests.full import full
from tests.making import EXERCISES
from tests.writing import write

HEADER = "reference,name,section,side\n"
RESERVED = {"con", "prn", "aux", "nul", *(f"{word}{digit}" for word in ("com", "lpt") for digit in range(10))}


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Return what writes a table of patients, as text or bytes; its name in messages is p.csv."""
    monkeypatch.chdir(tmp_path)

    def write_it(data):
        (tmp_path / "p.csv").write_bytes(data.encode() if isinstance(data, str) else data)
        return tmp_path / "p.csv"

    return write_it


@pytest.fixture
def read(table, library):
    """Return what reads a table into its rows."""
    return lambda data: list(read_patients(table(data), library))


@pytest.fixture
def plans(read):
    """Return what reads a table without faults into its plans."""

    def run(data):
        found = [row.plan for row in read(data)]
        assert [plan for plan in found if not isinstance(plan, Plan)] == []
        return found

    return run


@pytest.fixture
def faults(read, faults_of):
    """Return what reads a table and gives every fault: of the whole table, or of its rows."""

    def run(data):
        try:
            return [str(problem) for row in read(data) if not isinstance(row.plan, Plan) for problem in row.plan]
        except patients.HandoutError:
            return faults_of(read, data)

    return run


# -- the file ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "byte-order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("between", [",", ";"], ids=["comma", "semicolon"])
def test_utf8_is_read_with_or_without_mark_with_commas_or_semicolons(plans, start, end, between):
    text = start + "reference,name,section,goal\nR-1,Zoë Şen,hip,Run 5 km\nR-2,Nguyễn,hip,\n"
    first, second = plans(text.replace(",", between).replace("\n", end))
    assert (first.patient.name, first.patient.reference, first.goal) == ("Zoë Şen", "R-1", "Run 5 km")
    assert (second.patient.name, second.goal) == ("Nguyễn", None)


def test_a_semicolon_table_keeps_its_commas_and_a_quoted_cell_its_separators(plans):
    (plan,) = plans('name;section;goal;exercises\nZoë;hip;"Run, walk; rest";couch-stretch, hip-hinge\n')
    assert plan.goal == "Run, walk; rest"
    assert [one.id for one in plan.exercises] == ["couch-stretch", "hip-hinge"]


@pytest.mark.parametrize(
    ("encoding", "line"),
    [("cp1252", 3), ("utf-16", 1), ("utf-16-le", 1), ("utf-16-be", 1), ("utf-32", 1)],
)
def test_another_encoding_is_named_with_its_line_and_what_to_do(faults, encoding, line):
    assert faults((HEADER + "R-1,Ann,hip,left\nR-2,Zoë,hip,left\n").encode(encoding)) == [
        f"p.csv:{line}  is not UTF-8; save it as 'CSV UTF-8' in your spreadsheet"
    ]


def test_a_quote_that_is_not_closed_is_named_where_it_opens_and_swallows_no_row(faults):
    assert faults(HEADER + 'R-1,Ann,hip,left\nR-2,"Bob,hip,left\nR-3,Cyd,hip,left\n') == ["p.csv:3  a quote is opened here and not closed"]


def test_a_quote_inside_a_cell_is_refused_not_guessed_at(faults):
    (fault,) = faults(HEADER + 'R-1,Ann,hip,left\nR-2,"Bob" Ray,hip,left\n')
    assert fault.startswith("p.csv:3  cannot be read as a table: ")
    assert "Bob" not in fault


def test_a_cell_over_several_lines_is_one_text_and_its_row_is_named_by_its_first_line(read):
    first, second = read('name,section,goal\nAnn,hip,"Run\n5 km"\n\nBob,hip,"x\ny"\n')
    assert (first.line, first.plan.goal) == (2, "Run 5 km")
    assert second.line == 5


def test_empty_lines_and_lines_of_empty_cells_are_no_rows(read):
    assert [row.line for row in read(HEADER + "\n,,,\nR-1,Ann,hip,left\n \n, , ,\nR-2,Bob,hip,left\n")] == [4, 7]


@pytest.mark.parametrize("rows", [3, 4])
def test_a_table_of_too_many_rows_is_refused(faults, monkeypatch, rows):
    monkeypatch.setattr(patients, "MOST_ROWS", 3)
    text = HEADER + "".join(f"R-{number},Ann,hip,left\n" for number in range(rows))
    assert faults(text) == ([] if rows == 3 else ["p.csv  has more than 3 rows; split it"])


def test_ten_thousand_rows_are_taken():
    assert patients.MOST_ROWS == 10_000


def test_a_table_of_too_many_bytes_is_not_read(faults, monkeypatch):
    monkeypatch.setattr(patients, "MOST_BYTES", 10)
    (fault,) = faults(HEADER)
    assert "is larger than" in fault


def test_a_table_that_is_not_there_or_no_file_is_named(library, tmp_path, faults_of, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    for name in ("none.csv", "folder.csv"):
        assert faults_of(lambda name=name: list(read_patients(tmp_path / name, library))) == [f"{name}  is not there"]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_a_table_of_nothing_says_what_it_needs(faults, text):
    assert faults(text) == ["p.csv:1  needs a column 'section' or 'pack'"]


def test_a_table_of_no_rows_is_no_fault(read):
    assert read(HEADER) == []


# -- columns -----------------------------------------------------------------------------------------------------------------------


def test_an_unknown_column_is_named_with_its_near_miss(faults):
    assert faults("reference,nane,secton,sied\nR-1,Ann,hip,left\n") == [
        "p.csv:1  column 'nane' is not known; did you mean 'name'?",
        "p.csv:1  column 'secton' is not known; did you mean 'section'?",
        "p.csv:1  column 'sied' is not known; did you mean 'side'?",
    ]


def test_an_unknown_dose_of_an_exercise_is_named_with_its_near_miss(faults):
    assert faults("section,couch-stretch.hold\nhip,45\n") == [
        "p.csv:1  column 'couch-stretch.hold' is not known; did you mean 'couch-stretch.hold_s'?"
    ]


def test_a_column_that_stands_twice_or_has_no_name_is_refused(faults):
    assert faults("section,side,Side,\nhip,left,right,x\n") == [
        "p.csv:1  column 'side' appears twice",
        "p.csv:1  column 4 has no name",
    ]


def test_column_names_may_be_in_capitals_with_spaces_around(plans):
    assert plans(" Section , SIDE,Name\nhip,left,Ann\n")[0].side == "left"


def test_a_table_without_its_first_row_does_not_say_who_is_in_it(faults):
    lines = faults("R-1042,Xaviera Quux,hip,x.quux@mail.example\nR-1043,Bob Ray,hip,b.ray@mail.example\n")
    assert len(lines) == 4
    assert not re.search("(?i)xaviera|quux|1042", " ".join(lines))
    assert re.match(r"p\.csv:1  column 2 is not known; choose from: .*\bname, reference, ", lines[1])


def test_words_of_a_cell_that_mean_nothing_are_not_repeated(faults):
    text = "name,section,side,exercises,language\nleft,hip,Xaviera Quux,O'Quux Xaviera,Quux-Xaviera\n"
    lines = faults(text)
    assert len(lines) == 4
    assert not re.search("(?i)xaviera|quux", " ".join(lines))
    assert "p.csv:2  column side: side '...' is not known; choose from: left, right, both" in lines


def test_the_readme_or_the_help_names_every_column():
    text = patients.__doc__ + pages_text()
    assert [column for column in COLUMNS if f"`{column}`" not in text] == []


def test_every_column_reaches_the_plan(plans):
    (plan,) = plans(
        "name,reference,clinician,role,section,side,goal,message,given_on,review_on,layout,paper,language,ink,pen,log_weeks,bilingual,"
        "return_to_run,gentle_first,pain,order,exercises,topics,flags,equipment,run_days\n"
        "Zoë,R-1,J. Meyer,Physio,hip,both,Run,Slowly,2026-11-22,2026-12-20,large,Letter,en-GB,grey,part,4,true,true,true,kneecap,position,"
        "couch-stretch hip-hinge,not-your-bursa,falls,stick chair,tue thu\n"
    )
    assert (plan.patient.name, plan.patient.reference) == ("Zoë", "R-1")
    assert (plan.clinician.name, plan.clinician.role) == ("J. Meyer", "Physio")
    assert (plan.section, plan.side, plan.goal, plan.main_message) == (("hip",), "both", "Run", "Slowly")
    assert (str(plan.given_on), str(plan.review_on)) == ("2026-11-22", "2026-12-20")
    assert (plan.layout, plan.paper, plan.language, plan.ink, plan.pen) == ("large", "Letter", "en-GB", "grey", "part")
    assert (plan.log_weeks, plan.bilingual, plan.return_to_run, plan.order) == (4, True, True, "position")
    assert (plan.gentle_first, plan.pain) == (True, "kneecap")
    assert [one.id for one in plan.exercises] == ["couch-stretch", "hip-hinge"]
    assert (plan.topics, plan.flags, plan.equipment, plan.run_days) == (
        ("not-your-bursa",),
        ("falls",),
        ("stick", "chair"),
        ("tue", "thu"),
    )


def test_the_column_file_names_the_file_and_the_address_belongs_to_the_patient(read):
    (row,) = read("name,section,file,email,email_ok\nZoë,hip,Rack 1.pdf,zoe@mail.example,2026-11-01\n")
    assert row.file == "Rack 1"
    assert (row.plan.patient.email, str(row.plan.patient.email_ok)) == ("zoe@mail.example", "2026-11-01")


# -- rows --------------------------------------------------------------------------------------------------------------------------


def test_columns_of_one_exercise_change_its_dose_and_note(plans):
    (plan,) = plans(
        "section,exercises,couch-stretch.hold_s,couch-stretch.days,couch-stretch.note,hip-hinge.sets,hip-circles.load\n"
        "hip,hip-hinge couch-stretch,45,mon wed,After your run.,4,2 kg\n"
    )
    hinge, couch, circles = plan.exercises
    assert [one.id for one in plan.exercises] == ["hip-hinge", "couch-stretch", "hip-circles"]
    assert (hinge.dose.sets, couch.dose.hold_s, couch.dose.days, couch.note) == (4, 45, ("mon", "wed"), "After your run.")
    assert circles.dose.load.amount == "2"


def test_an_empty_cell_changes_nothing(plans):
    first, second = plans("section,exercises,couch-stretch.hold_s\nhip,couch-stretch,\nhip,couch-stretch,40\n")
    assert (first.exercises[0].dose.hold_s, second.exercises[0].dose.hold_s) == (None, 40)


@pytest.mark.parametrize("key", [key for key in dose_keys() if key != "frequency"])
def test_every_part_of_a_dose_can_be_a_column(plans, key):
    values = {"side": "left", "tempo": "3-0-1-0", "load": "8 kg", "effort": "6", "days": "mon thu", "when": "after-run"}
    (plan,) = plans(f"section,exercises,single-leg-balance.{key}\nhip,single-leg-balance,{values.get(key, '3')}\n")
    assert getattr(plan.exercises[0].dose, key) is not None


def test_every_fault_of_every_row_is_named_with_its_line_and_column(faults):
    text = (
        "reference,section,side,exercises,couch-stretch.hold_s,given_on,hip-hing.sets\n"
        "R-1,hip,lefft,couch-stretch,45,2026-11-22,\n"
        "R-2,hip,left,couch-strech hip-hinge,0,22/11/2026,\n"
        "R-3,hip,left,couch-stretch,45,2026-11-22,\n"
        "R-4,hipp,left,,,,\n"
        "R-5,hip,left,,,,3\n"
        "R-6,,left,,,,\n"
    )
    lines = faults(text)
    assert {line.split(": ")[0] for line in lines} == {
        "p.csv:2  column side",
        "p.csv:3  column exercises",
        "p.csv:3  column couch-stretch.hold_s",
        "p.csv:3  column given_on",
        "p.csv:5  column section",
        "p.csv:6  column hip-hing.sets",
        "p.csv:7  section is missing; write 'section",
    }
    assert "p.csv:3  column exercises: no exercise 'couch-strech' in this library; did you mean 'couch-stretch'?" in lines
    assert "p.csv:3  column given_on: is not a date in the calendar; write a date as 2026-12-20" in lines
    assert "p.csv:6  column hip-hing.sets: no exercise 'hip-hing' in this library; did you mean 'hip-hinge'?" in lines


@pytest.mark.parametrize(("row", "count"), [("R-1,Ann,hip", 3), ("R-1,Ann", 2), ("R-1,Ann,hip,left,right", 5)])
def test_a_row_with_too_few_or_too_many_cells_is_refused_and_the_others_are_not(read, row, count):
    bad, good = read(HEADER + row + "\nR-2,Bob,hip,left\n")
    assert [str(problem) for problem in bad.plan] == [f"p.csv:2  has {count} cells, and the first row 4"]
    assert isinstance(good.plan, Plan)


def test_a_name_too_long_or_no_text_is_a_fault_that_does_not_repeat_it(faults):
    lines = faults(HEADER + f"R-1,{'Xaviera Quux ' * 9},hip,left\nR-2,Xaviera\u0007Quux,hip,left\nR-3,Quux \ue000,hip,left\n")
    assert [line.split(": ")[0] for line in lines] == ["p.csv:2  column name", "p.csv:3  column name", "p.csv:4  column name"]
    assert not re.search("(?i)xaviera|quux", " ".join(lines))


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_run_is_plain_text(plans, cell):
    assert plans(f"name,section,goal\nAnn,hip,{cell}\n")[0].goal == cell


def test_names_are_put_into_composed_form(plans):
    assert plans("name,section\nZoe\u0308   Şen,hip\n")[0].patient.name == "Zoë Şen"


# -- names of files ----------------------------------------------------------------------------------------------------------------


KEY = b"a folder's own secret"


def jobs_of(text, table, library, clinic):
    return gather(Asked((str(table(text)),), secret=KEY), library, clinic)


def test_three_hundred_namesakes_get_a_file_each(table, library, clinic):
    text = HEADER + "".join(f"R-{number},{'Ann Smith' if number < 300 else f'Ann {number}'},hip,left\n" for number in range(1000))
    work = jobs_of(text, table, library, clinic)
    assert (len({job.stem for job in work.jobs}), work.refused) == (1000, ())
    assert all(re.fullmatch(r"hip-[0-9a-f]{16}", job.stem) for job in work.jobs)


def test_namesakes_whom_nothing_tells_apart_are_named_and_the_others_made(table, library, clinic):
    work = jobs_of("name,section\nAnn Smith,hip\nBob Ray,hip\nAnn Smith,hip\n", table, library, clinic)
    assert [job.plan.patient.name for job in work.jobs] == ["Bob Ray"]
    stem = f"hip-{digits_of_person(KEY, 'Ann Smith')}"
    assert [str(problem) for refusal in work.refused for problem in refusal.problems] == [
        f"p.csv:2  would be written to {stem}.pdf, as p.csv:4 would; give it another reference, file or name",
        f"p.csv:4  would be written to {stem}.pdf, as p.csv:2 would; give it another reference, file or name",
    ]


def test_two_patients_whose_digits_were_the_same_in_older_versions_get_two_files(table, library, clinic):
    work = jobs_of(HEADER + "R-1033,Ann,hip,left\nR-5625,Ann,hip,left\n", table, library, clinic)
    assert (len({job.stem for job in work.jobs}), work.refused) == (2, ())


def test_one_patient_may_have_a_file_for_each_of_several_packs_if_they_are_named(table, library, clinic):
    work = jobs_of("reference,pack,file\nR-1,hip-starter,one\nR-1,hip-strength,two\n", table, library, clinic)
    assert [job.stem for job in work.jobs] == ["one", "two"]


def hostile_names(count):
    """Return names that would leave the folder, be a device, hide, break a shell, or be too long."""
    chance = random.Random(7)
    pieces = [
        *("../", "..\\", "/", "\\", "\0", "C:", "~", "$HOME", "`id`", "; rm -rf /", "|", "*", "?", "<", ">", '"', "'"),
        *("\n", "\r", "\t", " ", "."),
        *("con", "PRN", "aux.pdf", "NUL", "COM1", "lpt9", "CON.", "com¹", "conin$", "-", "--help", "%00", "%2e%2e%2f", "\u202e", "\u200b"),
        *("Zoë", "Nguyễn", "李", "\U0001f3c3", "\ufeff", "e\u0301", "ﬁ", "İ", "ß", "ſ", "K", "\udcff", "a" * 300, "ü" * 100, "0", "pdf"),
    ]  # fmt: skip
    yield from pieces
    for _ in range(count):
        yield "".join(chance.choices(pieces, k=chance.randint(1, 5)))


def test_no_name_leaves_the_folder_is_a_device_or_is_too_long():
    for name in hostile_names(full(20_000, 100_000)):
        for stem in (safe_stem(name), joined_stem(safe_stem(name), "compact", "letter")):
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem), name
            assert stem not in RESERVED, name
            assert len(f"{stem}.pdf".encode()) <= 80, name


def test_names_that_were_cut_are_still_told_apart():
    first, second = (joined_stem("a" * 60, "b" * 40, end) for end in ("a4", "letter"))
    assert first != second
    assert max(len(first), len(second)) <= 76


def test_no_patient_is_named_in_the_name_of_a_file(table, library, clinic):
    words = ["Xaviera", "Quux", "Zoë", "O'Neil", "con", "../../etc/passwd", "R-1042"]
    names = [f"{first} {last}" for first in words for last in words]
    for reference in ("", "R-Xaviera"):
        text = HEADER + "".join(f'{reference and reference + str(at)},"{name}",hip,left\n' for at, name in enumerate(names))
        work = jobs_of(text, table, library, clinic)
        assert len(work.jobs) == len(names)
        assert all(re.fullmatch(r"hip-[0-9a-f]{16}", job.stem) for job in work.jobs)


def test_many_sections_make_no_name_too_long():
    digits = digits_of_person(KEY, "R-1")
    stem = stem_of_person("-".join(f"a-very-long-name-of-a-section-{number}" for number in range(6)), digits, KEY)
    assert len(stem) <= 76
    assert stem.endswith(f"-{digits}")


def test_plans_in_a_folder_are_named_for_their_files_and_a_faulty_one_is_named(library, clinic, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "plans" / "Zwölf Uhr.yaml", "section: hip\n")
    write(tmp_path / "plans" / "con.yaml", "section: hip\n")
    write(tmp_path / "plans" / "bad.yml", "section: hipp\n")
    write(tmp_path / "plans" / "clinic.yaml", "name: not a plan\n")
    work = gather(Asked(("plans",), secret=KEY), library, clinic)
    assert [job.stem for job in work.jobs] == ["zw-lf-uhr", safe_stem("con", KEY)]
    assert re.fullmatch(r"sheet-[0-9a-f]{16}", safe_stem("con", KEY))
    (refused,) = work.refused
    assert isinstance(refused, Refused)
    assert [str(problem) for problem in refused.problems] == ["plans/bad.yml:1:10  no section 'hipp' in this library; did you mean 'hip'?"]


def test_exercises_are_those_of_the_library(library):
    assert {exercise.id for exercise in library.sections["hip"].exercises} == set(EXERCISES)
