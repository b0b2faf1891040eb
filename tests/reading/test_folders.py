"""Folders that are looked through: what is meant is read or said, what systems leave behind is not, and a copy is known as one."""

import shutil
from pathlib import Path

import pytest

from handouts.batch.jobs import Asked, gather
from handouts.checks.run import check_everything
from handouts.layout.files import layout_files, load_layout
from handouts.library.clinic import clinic_notes, load_clinic
from handouts.library.library import load_library
from handouts.plans.duplicates import TWICE, Given, given_twice
from handouts.reading.folders import alike, copies_beside, is_hidden, look_in
from tests.making import FOUR, clinic, library, plan_of
from tests.writing import own_exercise, write, write_clinic

HIDDEN = [
    "._zoe.yaml",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    "~$zoe.docx",
    ".~lock.zoe.csv#",
    ".sync",
    "Icon\r",
    "zoe.yaml~",
    "#zoe.yaml#",
]
COPIES = [
    "zoe (1).yaml",
    "zoe(2).yaml",
    "zoe - Copy.yaml",
    "zoe - Copy (2).yaml",
    "zoe copy.yaml",
    "zoe copy 2.yaml",
    "Copy of zoe.yaml",
    "zoe (conflicted copy).yaml",
    "zoe (Anna's conflicted copy 2026-11-22).yaml",
    "zoe.sync-conflict-20261122-101112-ABCDEF.yaml",
    "zoe-LAPTOP-12AB.yaml",
    "zoe - Kopie.yaml",
    "zoe (copy).yaml",
    "zoe (copy 2).yaml",
    "zoe (another copy).yaml",
    "zoe (3rd copy).yaml",
    "zoe_copy.yaml",
    "Zoe.yaml",
    "zoe.yml",
]
OTHERS = ["zoe-2.yaml", "zoe 2.yaml", "zoe (left).yaml", "zoe-left.yaml", "copyright.yaml", "zoe-conflict.yaml", "bo.yaml"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans").mkdir()
    return tmp_path / "plans"


@pytest.mark.parametrize("name", HIDDEN)
def test_what_a_system_leaves_behind_is_passed_over_without_a_word(folder, name):
    (folder / name).write_bytes(b"\0\5\x16\7")
    assert is_hidden(Path(name))
    found = look_in(folder, "a plan")
    assert (found.files, found.notes) == ((), ())


@pytest.mark.parametrize("name", ["zoe.yaml", "zoe.yml", "zoe.YAML", "zoe.Yml", "zoe.yaml.yaml", "Zoë Şen (left).yaml"])
def test_a_plan_is_read_however_its_ending_is_written(folder, name):
    write(folder / name, FOUR)
    work = gather(Asked(("plans",)), library(), clinic())
    assert ([job.source for job in work.jobs], work.refused, work.notes) == ([f"plans/{name}"], (), ())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("zoe.yaml.txt", "a plan ends in .yaml; rename it to 'zoe.yaml' (Windows may hide endings: View, File name extensions)"),
        ("zoe.txt", "a plan ends in .yaml; rename it to 'zoe.yaml'"),
        ("zoe.json", "a plan ends in .yaml; rename it to 'zoe.yaml'; its text can stay as it is"),
        ("zoe.docx", "a plan is plain text; save it as 'Plain text', named 'zoe.yaml'"),
        ("patients.xlsx", "a table is named itself, saved as CSV: handouts batch patients.csv"),
        ("patients.csv", "a table is named itself, saved as CSV: handouts batch patients.csv"),
        ("zoe.yaml.bak", "a plan ends in .yaml; rename it to 'zoe.yaml' if it is one"),
        ("zoe", "a plan ends in .yaml; rename it to 'zoe.yaml' if it is one"),
        ("november/zoe.yaml", "only what lies right in 'plans' is read; move its 1 file there, or name this folder"),
    ],
)
def test_a_file_that_may_be_meant_is_said_with_what_to_do(folder, name, said):
    write(folder / "a.yaml", FOUR)
    write(folder / name, "section: hip\n")
    work = gather(Asked(("plans",)), library(), clinic())
    assert [str(note) for note in work.notes] == [f"plans/{name.partition('/')[0]}  is skipped: {said}"]
    assert [job.source for job in work.jobs] == ["plans/a.yaml"]


@pytest.mark.parametrize("name", ["hip-3fa2c1.pdf", "README.md", "README", "photo.jpg", "manifest.csv", "clinic.yaml", "empty/notes.md"])
def test_what_is_plainly_no_plan_is_not_spoken_of(folder, name):
    write(folder / "a.yaml", FOUR)
    write(folder / name, "x")
    work = gather(Asked(("plans",)), library(), clinic())
    assert ([job.source for job in work.jobs], work.notes) == (["plans/a.yaml"], ())


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_known_by_its_name(name):
    assert alike([Path("zoe.yaml"), Path(name), Path("bo.yaml")]) == [(Path("zoe.yaml"), Path(name))]


@pytest.mark.parametrize("name", OTHERS)
def test_another_name_is_another_file(name):
    assert alike([Path("zoe.yaml"), Path("a") / "zoe.yaml", Path(name)]) == []


def twice(*plans):
    return [str(problem) for *_, problem in given_twice((Given(source, plan_of(data), Path(source)) for source, data in plans), library())]


def test_two_files_that_give_one_patient_s_plan_are_both_named():
    data = {**FOUR, "side": "right"}
    assert twice(("a.yaml", FOUR), ("b.yaml", data), ("c.yaml", {**FOUR, "patient": {"reference": "R-9"}})) == [
        f"{one}  gives a plan for the same patient as '{other}'; keep the one that is right, and move the other elsewhere"
        for one, other in (("a.yaml", "b.yaml"), ("b.yaml", "a.yaml"))
    ]


@pytest.mark.parametrize("name", ["zoë  şen", "Zoe\u0308 S\u0327en"])
def test_a_patient_is_the_same_however_the_name_is_typed(name):
    first, second = ({**FOUR, "patient": {"name": one}} for one in ("Zoë Şen", name))
    assert len(twice(("a.yaml", first), ("b.yaml", {**second, "side": "right"}))) == 2


def test_copies_by_name_are_two_plans_only_where_they_name_two_patients():
    """The picking page saves every plan as plan.yaml, so a browser counts those of different patients."""
    other = {**FOUR, "patient": {"reference": "R-9"}}
    assert twice(("plan.yaml", FOUR), ("plan (1).yaml", other)) == []
    nobody = {key: value for key, value in FOUR.items() if key != "patient"}
    assert len(twice(("plan.yaml", nobody), ("plan (1).yaml", nobody))) == 2


def test_one_plan_printed_in_two_ways_is_no_contradiction():
    assert twice(("wall.yaml", FOUR), ("phone.yaml", {**FOUR, "layout": "phone"})) == []
    assert len(twice(("wall.yaml", FOUR), ("twin.yaml", FOUR))) == 2


def test_check_names_copies_and_says_of_an_earlier_plan_that_batch_refuses_it(folder):
    write(folder / "zoe.yaml", FOUR)
    write(folder / "zoe-earlier.yaml", {**FOUR, "given_on": "2026-10-01", "review_on": "2026-11-01"})
    said = [problem for problem in check_everything([folder], None).problems if problem.kind == TWICE]
    assert {(problem.file, problem.level) for problem in said} == {("plans/zoe.yaml", "warning"), ("plans/zoe-earlier.yaml", "warning")}
    shutil.copy(folder / "zoe.yaml", folder / "zoe (1).yaml")
    errors = [str(problem) for problem in check_everything([folder], None).problems if problem.level == "error"]
    assert any(line.startswith("plans/zoe (1).yaml  looks like a copy of 'plans/zoe.yaml'") for line in errors)


def test_a_plan_that_has_a_copy_beside_it_is_known(folder):
    for name in ("zoe.yaml", "zoe (1).yaml", "bo.yaml"):
        write(folder / name, FOUR)
    assert copies_beside(folder / "zoe.yaml") == (folder / "zoe (1).yaml",)
    assert copies_beside(folder / "bo.yaml") == copies_beside(folder.parent / "nowhere" / "zoe.yaml") == ()


@pytest.mark.parametrize("name", ["zoe (1).yaml", "zoe (copy).yaml", "zoe - Copy.yml"])
def test_a_plan_that_has_a_copy_beside_it_is_refused_alone_too(folder, run, name):
    for one in ("zoe.yaml", name, "bo.yaml"):
        write(folder / one, FOUR)
    plan = "plans/zoe.yaml"
    alone = (["make", plan, "-o", "s.pdf"], ["note", plan], ["batch", plan, "-o", "out"], ["email", plan, "-o", "mail"], ["check", plan])
    for words in (*alone, ["make", "plans/bo.yaml", "--since", plan, "-o", "s.pdf"]):
        done = run(*words)
        assert done.exit_code == 1, words
        assert not [*Path().rglob("*.pdf"), *Path().rglob("*.eml")]
        assert f"error: {plan}  looks like a copy of 'plans/{name}'" in done.stderr, words


def test_a_copy_by_name_that_is_another_patient_s_plan_stops_nobody(folder, run):
    write(folder / "plan.yaml", FOUR)
    write(folder / "plan (1).yaml", {**FOUR, "patient": {"reference": "R-9"}})
    assert run("make", "plans/plan.yaml", "-o", "s.pdf").exit_code == 0
    assert run("batch", "plans/plan.yaml", "-o", "out").exit_code == 0


def test_a_table_beside_a_copy_that_says_something_else_is_refused(folder, run):
    rows = "reference,section,side\nR-1,hip,left\n"
    write(folder / "patients.csv", rows)
    write(folder / "patients (1).csv", rows)
    assert run("batch", "plans/patients.csv", "-o", "out").exit_code == 0
    write(folder / "patients (1).csv", rows.replace("left", "right"))
    for words in (["batch", "plans/patients.csv", "-o", "anew"], ["email", "plans/patients.csv", "-o", "mail"]):
        done = run(*words)
        assert done.exit_code == 1
        assert "error: plans/patients.csv  looks like a copy of 'plans/patients (1).csv'" in done.stderr
    assert not list(Path("anew").glob("*.pdf"))


# --- a clinic's own folder


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_clinic(tmp_path / "own")
    write(tmp_path / "own" / "content" / "more.yaml", {"adds_to": "hip", "exercises": [own_exercise()]})
    write(tmp_path / "own" / "content" / "packs" / "ours.yaml", "pack: ours\ntitle: Ours\nsection: hip\nexercises: [hip-hinge]\n")
    write(tmp_path / "own" / "layouts" / "ours.yaml", "layout: ours\nbased_on: cards\n")
    write(tmp_path / "own" / "content" / "figures" / "ours.yaml", "id: ours\n")
    return tmp_path / "own"


@pytest.mark.parametrize("name", ["content/more (1).yaml", "content/packs/ours - Copy.yaml", "content/figures/ours (conflicted copy).yaml"])
def test_a_copy_in_a_clinic_s_content_is_refused_with_both_paths_in_every_command(own, name, run):
    first = own / name.replace(" (1)", "").replace(" - Copy", "").replace(" (conflicted copy)", "")
    shutil.copy(first, own / name)
    for words in (["make", "hip", "-o", "s.pdf"], ["list"], ["check"], ["batch", "hip", "-o", "out"], ["packs"]):
        done = run(*words, "--clinic", "own")
        assert done.exit_code == 1, words
        assert f"own/{name}  looks like a copy of '{first.relative_to(own.parent)}'" in done.stderr, words


def test_a_copy_of_a_layout_is_refused_with_both_paths(own, faults_of):
    shutil.copy(own / "layouts" / "ours.yaml", own / "layouts" / "ours (1).yaml")
    first, second = faults_of(load_layout, "cards", [own / "layouts"])
    assert first.startswith("own/layouts/ours (1).yaml  looks like a copy of 'own/layouts/ours.yaml'")
    assert second.startswith("own/layouts/ours.yaml  looks like a copy of 'own/layouts/ours (1).yaml'")
    assert faults_of(layout_files, [own / "layouts"]) == [first, second]


def test_an_exercise_that_two_files_of_a_folder_give_is_refused_with_both_and_one_that_is_built_in_is_replaced(own, faults_of):
    assert load_library(own / "content").find("couch-stretch")
    write(own / "content" / "other.yaml", {"adds_to": "hip", "exercises": [own_exercise()]})
    (line,) = faults_of(load_library, own / "content")
    assert line == "own/content/other.yaml:3:7  exercise 'couch-stretch' is in 'own/content/more.yaml' as well; keep one of them"


def test_what_is_passed_over_in_a_clinic_s_folder_is_said_by_every_command(own, run):
    for name in ("clinic.yaml.txt", "clinic (1).yaml", "content/knee.yaml.txt", "content/packs/mine.json", "layouts/wall.docx"):
        write(own / name, "x")
    (own / "content" / "._more.yaml").write_bytes(b"\0")
    said = [str(note) for note in clinic_notes(own)]
    assert [line.partition("  ")[0] for line in said] == [
        "own/clinic.yaml.txt",
        "own/clinic (1).yaml",
        "own/content/knee.yaml.txt",
        "own/content/packs/mine.json",
        "own/layouts/wall.docx",
    ]
    for words in (["list", "hip"], ["list", "hip"], ["make", "hip", "-e", "hip-hinge", "-o", "s.pdf"], ["check"]):
        done = run(*words, "--clinic", "own")
        assert all(f"warning: {line}" in done.stderr for line in said), words


def test_a_photo_that_no_exercise_names_is_said(own, run):
    more = (own / "content" / "more.yaml").read_text(encoding="utf-8")
    (own / "content" / "photos").mkdir()
    for name in (
        "content/hip.jpg",
        "content/photos/Couch stre\u0301tch.JPG",
        "content/photos/named.png",
        "content/.hidden.jpg",
        "logo.png",
    ):
        (own / name).write_bytes(b"\xff\xd8\xff")
    (own / "content" / "more.yaml").write_text(f"# see photos/named.png\n{more}", encoding="utf-8")
    said = [str(note) for note in clinic_notes(own)]
    assert said == [
        f"own/content/{name}  is skipped: no exercise names it; write picture: {{file: {file}, licence: ...}} at the one that it shows"
        for name, file in (("hip.jpg", "hip.jpg"), ("photos/Couch stre\u0301tch.JPG", "photos/Couch str\u00e9tch.JPG"))
    ]
    for words in (["make", "hip", "-e", "hip-hinge", "-o", "s.pdf"], ["check"], ["batch", "hip", "-o", "out"]):
        assert all(f"warning: {line}" in run(*words, "--clinic", "own").stderr for line in said), words
    assert said[0] in run("list", "hip", "--clinic", "own/clinic.yaml").stderr


def test_files_of_a_clinic_are_read_however_their_endings_are_written(own, run):
    (own / "clinic.yaml").rename(own / "Clinic.YML")
    (own / "content" / "more.yaml").rename(own / "content" / "more.YAML")
    (own / "layouts" / "ours.yaml").rename(own / "layouts" / "ours.yml")
    assert load_clinic(own).facts.name == "Test Clinic"
    assert load_layout("ours", [own / "layouts"]).layout == "ours"
    assert run("make", "hip", "-e", "couch-stretch", "--clinic", "own", "--layout", "ours", "-o", "s.pdf").exit_code == 0


# --- finished sheets


def test_a_print_run_refuses_copies_of_a_sheet_and_takes_two_patients_sheets_of_like_names(tmp_path, run):
    for number in (1, 2):
        write(tmp_path / f"{number}.yaml", {**FOUR, "patient": {"reference": f"R-{number}"}})
    assert run("make", "1.yaml", "-o", "sheet.pdf").exit_code == run("make", "2.yaml", "-o", "sheet (2).pdf").exit_code == 0
    assert run("print-run", "sheet.pdf", "sheet (2).pdf", "-o", "run.pdf").exit_code == 0
    shutil.copy("sheet.pdf", "sheet (1).pdf")
    done = run("print-run", "sheet.pdf", "sheet (1).pdf", "sheet (2).pdf", "-o", "again.pdf")
    assert done.exit_code == 1
    assert "sheet.pdf  looks like a copy of 'sheet (1).pdf'" in done.stderr
    assert "sheet (1).pdf  looks like a copy of 'sheet.pdf'" in done.stderr
    assert "sheet (2).pdf" not in done.stderr
    assert not (tmp_path / "again.pdf").exists()
    assert run("print-run", "sheet.pdf", "sheet.pdf", "-o", "twice.pdf").exit_code == 0  # asked for by name, two prints of one
