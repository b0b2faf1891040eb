import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts import __version__
from handouts.cli import root as cli
from handouts.cli.root import main
from handouts.pdf.person import Whose, marked
from handouts.storing.secret import secret_in
from tests.commands import COMMANDS
from tests.library.test_content import IDS
from tests.making import EXERCISES
from tests.writing import own_exercise, write, write_clinic

PATIENT = ("make", "hip", "-e", "couch-stretch", "-e", "hip-hinge", "--patient", "Zoë Şen", "--side", "left")


def program(*words, folder, **more):
    """Run the program as a user does, in its own process."""
    command = [sys.executable, "-m", "handouts", *map(str, words)]
    return subprocess.run(command, cwd=folder, check=False, capture_output="stdout" not in more, timeout=120, **more)


@pytest.mark.parametrize("command", [None, *COMMANDS])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(run, command, flag):
    result = run(*filter(None, [command, flag]))
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: handouts")
    assert len(result.stdout.splitlines()) > 5


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_help(command):
    options = [one for one in COMMANDS[command].params if one.param_type_name == "option"]
    assert [one.name for one in options if not getattr(one, "help", None)] == []


def test_version_is_told(run):
    assert run("--version").stdout == f"handouts, version {__version__}\n"


def test_section_is_made_into_a_file_of_its_name(run, tmp_path):
    result = run("make", "hip")
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.search(r"^hip\.pdf: \d+ pages\n\Z", result.stderr, re.MULTILINE)
    assert all(line.startswith("info: to fit: ") for line in result.stderr.splitlines()[:-1])
    assert (tmp_path / "hip.pdf").read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE((tmp_path / "hip.pdf").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["hip.pdf"]


def test_sheet_is_made_again_over_itself(run, tmp_path):
    run(*PATIENT, "-o", "zoe.pdf")
    first = (tmp_path / "zoe.pdf").read_bytes()
    assert run(*PATIENT, "-o", "zoe.pdf").exit_code == 0
    assert (tmp_path / "zoe.pdf").read_bytes() == first


def test_file_of_another_program_is_kept_unless_forced(run, tmp_path):
    (tmp_path / "zoe.pdf").write_bytes(b"my letter")
    refused = run(*PATIENT, "-o", "zoe.pdf")
    assert refused.exit_code == 1
    assert "was not made by handouts" in refused.stderr
    assert (tmp_path / "zoe.pdf").read_bytes() == b"my letter"
    assert run(*PATIENT, "-o", "zoe.pdf", "--force").exit_code == 0
    assert (tmp_path / "zoe.pdf").read_bytes().startswith(b"%PDF-")


def test_exercise_that_is_not_for_a_flag_of_the_patient_is_not_printed_without_a_reason(run, tmp_path):
    result = run("make", "hip", "-e", "couch-stretch", "--patient", "Zoë Şen", "--flag", "bone-stress", "-o", "zoe.pdf")
    assert result.exit_code == 1
    assert "error: couch-stretch: not for a patient with bone stress injury unless cleared" in result.stderr
    assert not (tmp_path / "zoe.pdf").exists()


def test_reason_lets_an_exercise_through_and_goes_into_the_record(run, tmp_path):
    chosen = ("hip", "-e", "couch-stretch", "--patient", "Zoë Şen", "--flag", "bone-stress", "--cleared", "couch-stretch", "Ms Khan agreed")
    result = run("make", *chosen, "-o", "zoe.pdf")
    assert result.exit_code == 0
    assert "warning: no side is given" in result.stderr
    assert "warning: couch-stretch: given in spite of bone stress injury; the reason is on record (S05)" in result.stderr
    assert "Ms Khan" not in result.stderr
    assert (tmp_path / "zoe.pdf").is_file()
    plan = "section: hip\nexercises: [couch-stretch]\npatient: {name: Zoë Şen}\nflags: [bone-stress]\n"
    write(tmp_path / "plan.yaml", f"{plan}cleared: {{couch-stretch: Ms Khan agreed}}\n")
    assert "Couch stretch is given in spite of bone stress injury: Ms Khan agreed" in run("note", "plan.yaml").stdout


def test_every_fault_of_a_plan_is_named_and_no_sheet_is_made(run, tmp_path):
    write(tmp_path / "plan.yaml", "section: hip\nsidee: left\nexercises:\n  - couch-strech\n  - {id: hip-hinge, dose: {sets: 0}}\n")
    result = run("make", "plan.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "error: plan.yaml:2:1  'sidee' is not a key here; did you mean 'side'?",
        "error: plan.yaml:4:5  no exercise 'couch-strech' in this library; did you mean 'couch-stretch'?",
        "error: plan.yaml:5:34  must be 1 or more",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("make",),
        ("bake", "hip"),
        ("make", "hip", "--side", "lefft"),
        ("make", "hip", "--sides", "left"),
        ("make", "hip", "--note", "hip-hinge"),
        ("list", "hip", "knee"),
        ("show",),
        ("show", "hip-hinge", "--side", "both"),
        ("init",),
    ],
)
def test_wrong_call_ends_with_two_and_says_how(run, tmp_path, words):
    result = run(*words)
    assert result.exit_code == 2
    assert re.match(r"Usage: handouts|Error: ", result.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("make", "hipp"), "no section or pack 'hipp' in this library; did you mean 'hip'?"),
        (("make", "hip", "--paper", "A3"), "layout 'cards' has no paper 'A3'; choose from: A4, Letter"),
        (("make", "nothing.yaml"), "nothing.yaml  is not there"),
        (("make", "hip", "-e", "hip-hing"), "-e: no exercise 'hip-hing' in this library; did you mean 'hip-hinge'?"),
        (("make", "hip", "--layout", "card"), "no layout 'card'; did you mean 'cards'?"),
        (("make", "hip", "--clinic", "nowhere"), "nowhere  is not there"),
        (("make", "hip", "-o", "no/folder/sheet.pdf"), "no/folder/sheet.pdf  cannot be written: No such file or directory"),
        (("make", "hip", "-o", "."), ".  already exists and is not a regular file; choose another name with -o"),
        (("list", "hipp"), "no section 'hipp' in this library; did you mean 'hip'?"),
        (("list", "--group", "strenght"), "--group: 'strenght' is not known; did you mean 'strength'?"),
        (("show", "hip-hing"), "no exercise 'hip-hing' in this library; did you mean 'hip-hinge'?"),
        (("check", "nothing.yaml"), "nothing.yaml  is not there"),
    ],
)
def test_what_is_wrong_ends_with_one_and_its_reason(run, tmp_path, words, message):
    result = run(*words)
    assert result.exit_code == 1
    assert [line for line in result.stderr.splitlines() if not line.startswith("info: to fit: ")] == [f"error: {message}"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("nothing_kept")
def test_defect_of_ours_keeps_its_traceback(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def broken(*_):
        raise RuntimeError("ours")

    monkeypatch.setattr(cli, "library_of", broken)
    with pytest.raises(RuntimeError, match="ours"):
        CliRunner().invoke(main, ["list"], catch_exceptions=False)


def test_list_is_for_the_eye_and_for_programs(run):
    assert [line.split()[2] for line in run("list", "hip", "--group", "stability").stdout.splitlines()] == list(IDS["stability"])
    assert [row["id"] for row in json.loads(run("list", "--json").stdout)] == list(EXERCISES)
    assert run("list", "--equipment", "balance-board", "--group", "strength").stdout == "no exercise fits\n"
    assert json.loads(run("list", "--equipment", "balance-board", "--group", "strength", "--json").stdout) == []


def test_own_exercises_of_a_clinic_are_listed_and_shown(run, tmp_path):
    write_clinic(tmp_path / "own")
    write(
        tmp_path / "own" / "content" / "more.yaml", {"adds_to": "hip", "exercises": [own_exercise(id="sofa-stretch", name="Sofa stretch")]}
    )
    assert "sofa-stretch" in run("list", "--clinic", "own").stdout
    assert "sofa-stretch" not in run("list").stdout
    assert run("show", "sofa-stretch", "--clinic", "own").stdout.startswith("Sofa stretch  [sofa-stretch]\n")
    assert run("make", "hip", "-e", "sofa-stretch", "--clinic", "own", "-o", "own.pdf").exit_code == 0


def test_show_speaks_of_the_side(run):
    assert "your left knee" in " ".join(run("show", "couch-stretch", "--side", "left").stdout.split())
    assert "Change sides." in run("show", "couch-stretch").stdout


def test_check_counts_and_ends_with_one_when_something_is_wrong(run, tmp_path):
    write(tmp_path / "plans" / "good.yaml", "section: hip\n")
    assert run("check", "plans").exit_code == 0
    write(tmp_path / "plans" / "bad.yaml", "section: hipp\n")
    result = run("check", "plans")
    assert result.exit_code == 1
    assert "error: plans/bad.yaml:1:10  no section 'hipp' in this library; did you mean 'hip'?" in result.stderr.splitlines()
    assert "1 error" in result.stdout


def test_init_names_every_file_and_refuses_to_do_it_again(run, tmp_path):
    made = run("init", "own")
    assert made.exit_code == 0
    assert all((tmp_path / name).is_file() for name in made.stdout.splitlines())
    again = run("init", "own")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is not an empty folder" in again.stderr


def test_program_writes_the_same_bytes_to_a_pipe_and_to_a_file(tmp_path):
    piped = program(*PATIENT, "--given-on", "2026-11-22", "-o", "-", folder=tmp_path)
    assert (piped.returncode, list(tmp_path.iterdir())) == (0, [])
    filed = program(*PATIENT, "--given-on", "2026-11-22", "-o", "zoe.pdf", folder=tmp_path)
    assert filed.returncode == 0
    whose = Whose("Zoë Şen", "Zoë Şen", "handouts make hip")
    assert (tmp_path / "zoe.pdf").read_bytes() == marked(piped.stdout, whose, secret_in(tmp_path))


def test_full_standard_output_is_a_message_not_a_traceback(tmp_path):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        result = program(*PATIENT, "-o", "-", folder=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 1
    assert result.stderr.decode().splitlines()[-1] == "error: standard output  cannot be written: No space left on device"
    assert b"Traceback" not in result.stderr


def test_reader_who_leaves_early_is_no_traceback(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        result = program(*PATIENT, "-o", "-", folder=tmp_path, stdout=pipe, stderr=subprocess.PIPE)
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr


def test_faulty_plan_is_a_message_not_a_traceback_for_the_user(tmp_path):
    write(tmp_path / "plan.yaml", 'section: hip\n"\\ud800": "\\udfff"\ngoal: \U0001f3c3\n')
    result = program("make", "plan.yaml", folder=tmp_path, env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr.startswith(b"error: plan.yaml:2:1  ")
    assert b"Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_full_disk_under_what_is_shown_is_said_without_a_traceback(tmp_path):
    words = [sys.executable, "-m", "handouts", "list"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: the output could not be written: No space left on device\n")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("layout: crads", "plan.yaml:2:9  no layout 'crads'; did you mean 'cards'?"),
        ("paper: A9", "plan.yaml:2:8  layout 'cards' has no paper 'A9'; choose from: A4, Letter"),
    ],
)
def test_layout_or_paper_that_is_not_there_is_named_with_the_plans_line(run, tmp_path, line, fault):
    write(tmp_path / "plan.yaml", f"section: hip\n{line}\n")
    result = run("make", "plan.yaml")
    assert (result.exit_code, result.stderr) == (1, f"error: {fault}\n")
    assert run("make", "plan.yaml", "--layout", "cards", "--paper", "A9").stderr.startswith("error: layout 'cards' has no paper 'A9'")


def test_a_folder_that_is_gone_is_one_line(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.rmdir({str(gone)!r}); from handouts.cli.root import main; main(['list'], prog_name='h')"],
        cwd=gone, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: the current folder no longer exists; change to another and try again\n"


# --- whose file it is


def test_a_patient_s_sheet_is_named_for_the_reference_and_never_for_the_name(run, tmp_path):
    for number in (1, 2, 1):
        words = ["-e", "couch-stretch", "--patient", f"Zoë Şen {number}", "--reference", f"R-{number}", "--side", "left"]
        assert run("make", "hip", *words).exit_code == 0
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert len(names) == 2
    assert all(re.fullmatch(r"hip-[0-9a-f]{16}\.pdf", name) for name in names)
    assert run("make", "hip", "-e", "couch-stretch", "--reference", " r-1".upper()).stderr.endswith("pages\n")
    assert len(list(tmp_path.glob("*.pdf"))) == 2


def test_a_patient_s_sheet_without_a_reference_asks_for_a_name_of_the_file(run, tmp_path):
    done = run("make", "hip", "-e", "couch-stretch", "--patient", "Zoë Şen")
    assert done.exit_code == 2
    assert "name the file with -o SHEET.pdf, or give the patient's --reference; a file is never named after a patient" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("made", [["make", "b/plan.yaml"], ["batch", "b", "-o", ".", "--workers", "1"]], ids=["make", "batch"])
def test_another_patient_s_sheet_is_not_written_over_and_one_s_own_is(run, tmp_path, made):
    for folder, reference in (("a", "R-1"), ("b", "R-2")):
        write(tmp_path / folder / "plan.yaml", {"section": "hip", "exercises": ["couch-stretch"], "patient": {"reference": reference}})
    assert run("make", "a/plan.yaml").exit_code == run("make", "a/plan.yaml").exit_code == 0
    before = (tmp_path / "plan.pdf").read_bytes()
    done = run(*made)
    assert done.exit_code == 1
    assert "plan.pdf" in done.stderr
    assert "was made for another person, from 'a/plan.yaml'; 'b/plan.yaml' is not for that person" in done.stderr
    assert (tmp_path / "plan.pdf").read_bytes() == before
    assert run("make", "b/plan.yaml", "-o", "plan.pdf").exit_code == 1
    assert (tmp_path / "plan.pdf").read_bytes() == before
    assert run("make", "b/plan.yaml", "-o", "plan.pdf", "--force").exit_code == 0


def test_one_reference_with_two_names_is_two_people(run, tmp_path):
    """Somebody typed the reference of another; nobody but the clinician can say whose it is."""
    words = ("make", "hip", "-e", "couch-stretch", "--reference", "R-1", "--side", "left")
    assert run(*words, "--patient", "Ann Smith").exit_code == 0
    (made,) = tmp_path.glob("*.pdf")
    before = made.read_bytes()
    refused = run(*words, "--patient", "Bo Žak")
    assert (refused.exit_code, "was made for another person, from 'handouts make hip'" in refused.stderr) == (1, True)
    assert made.read_bytes() == before
    assert run(*words, "--patient", "ann  smith").exit_code == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("print", "there is no such command as 'print'; did you mean 'make' or 'print-run'?"),
        ("send", "there is no such command as 'send'; did you mean 'email'?"),
        ("mak", "there is no such command as 'mak'; did you mean 'make'?"),
    ],
)
def test_a_command_that_there_is_not_is_answered_with_what_may_be_meant(run, typed, said):
    result = run(typed, "x.pdf")
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("name", ["sheet.docx", "sheet.png", "a/sheet.PDF.txt"])
def test_a_sheet_is_not_written_under_the_ending_of_another_kind_of_file(run, name, tmp_path):
    result = run("make", "hip", "-o", name)
    assert result.exit_code == 2
    assert "a sheet is a PDF" in result.stderr
    assert list(tmp_path.glob("sheet*")) == []
