import os
import re
import stat

from handouts.checks.run import check_everything
from handouts.cli.new_clinic import make_clinic_folder
from handouts.library.clinic import load_clinic


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_new_folder_gets_a_clinic_a_plan_and_places_for_own_content(tmp_path):
    made = make_clinic_folder(tmp_path / "deep" / "own")
    assert {"clinic.yaml", "plans/example.yaml", "content/README.md", "layouts/README.md", "README.md"} <= set(
        names(tmp_path / "deep" / "own")
    )
    assert sorted(made) == sorted(path for path in (tmp_path / "deep" / "own").rglob("*") if path.is_file())


def test_empty_folder_is_filled(tmp_path):
    make_clinic_folder(tmp_path)
    assert (tmp_path / "clinic.yaml").is_file()


def test_files_can_be_read_by_their_owner_only(tmp_path):
    assert {stat.S_IMODE(path.stat().st_mode) for path in make_clinic_folder(tmp_path)} == {0o600}


def test_folders_can_be_entered_by_their_owner_only(run, tmp_path):
    before = os.umask(0o022)
    try:
        run("init", "own")
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


def test_folder_with_something_in_it_is_left_alone(tmp_path, faults_of):
    (tmp_path / ".hidden").write_text("x")
    assert faults_of(make_clinic_folder, tmp_path) == [f"{tmp_path}  already exists and is not an empty folder; choose another name"]
    assert names(tmp_path) == [".hidden"]


def test_file_in_the_way_is_left_alone(tmp_path, faults_of):
    (tmp_path / "own").write_text("x")
    assert "is not an empty folder" in faults_of(make_clinic_folder, tmp_path / "own")[0]
    assert "cannot be made" in faults_of(make_clinic_folder, tmp_path / "own" / "deeper")[0]
    assert (tmp_path / "own").read_text() == "x"


def test_clinic_that_was_started_has_no_fault_and_is_no_example(tmp_path):
    make_clinic_folder(tmp_path / "own")
    assert not load_clinic(tmp_path / "own").facts.example
    asked = {problem.check for problem in check_everything([], tmp_path / "own").problems if problem.level == "warning"}
    assert asked == {"G03", "G04", "G05", "S03"}  # nobody has signed our texts; and what only the clinic knows has to be filled in


def test_every_line_that_is_commented_out_would_be_accepted(tmp_path):
    make_clinic_folder(tmp_path)
    file = tmp_path / "clinic.yaml"
    text = file.read_text(encoding="utf-8")
    live = re.sub(r"^# ?(?=(?:[a-z_]+: |doses:|  ))", "", text, flags=re.MULTILINE).replace("logo: logo.png", "logo:")
    assert live.count("\n#") < text.count("\n#")
    file.write_text(live, encoding="utf-8")
    facts = load_clinic(tmp_path).facts
    assert facts.doses["couch-stretch"].hold_s == 45
    assert None not in (facts.phone, facts.email, facts.web, facts.booking, facts.hours, facts.address, facts.registration)


def test_example_plan_that_was_started_can_be_made(run, tmp_path):
    assert run("init", "own").exit_code == 0
    made = run("make", "own/plans/example.yaml", "--clinic", "own", "-o", "example.pdf")
    assert (made.exit_code, made.stdout) == (0, "")
    assert (tmp_path / "example.pdf").read_bytes().startswith(b"%PDF-")
