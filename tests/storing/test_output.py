import os
import stat
from pathlib import Path

import pytest

from handouts.storing.output import signed_svg, write_output, write_whole

OURS = b"%PDF-1.7\n1 0 obj <</Producer(handouts)>> endobj\n%%EOF\n"
THEIRS = b"%PDF-1.7\n1 0 obj <</Producer(another program)>> endobj\n%%EOF\n"


@pytest.fixture
def sheet(tmp_path):
    return tmp_path / "sheet.pdf"


def left_over(folder):
    return [path.name for path in folder.iterdir() if path.name != "sheet.pdf"]


def test_sheet_can_be_read_by_its_owner_only(sheet):
    write_output(str(sheet), OURS, force=False)
    assert sheet.read_bytes() == OURS
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert left_over(sheet.parent) == []


def test_sheet_of_ours_is_written_over(sheet):
    write_output(str(sheet), OURS, force=False)
    write_output(str(sheet), OURS + b"new", force=False)
    assert sheet.read_bytes() == OURS + b"new"


def test_long_sheet_of_ours_is_known_by_its_end(sheet):
    sheet.write_bytes(b"%PDF-1.7\n" + b"0" * 500_000 + OURS)
    write_output(str(sheet), OURS, force=False)
    assert sheet.read_bytes() == OURS


@pytest.mark.parametrize("theirs", [THEIRS, b"my letter", b"", b"/Producer(handouts) in a letter"], ids=["pdf", "text", "empty", "mention"])
def test_file_of_another_program_is_kept_unless_forced(sheet, theirs, faults_of):
    sheet.write_bytes(theirs)
    assert faults_of(write_output, str(sheet), OURS, force=False) == [
        f"{sheet}  already exists and was not made by handouts; choose another name with -o, or add --force"
    ]
    assert sheet.read_bytes() == theirs
    write_output(str(sheet), OURS, force=True)
    assert sheet.read_bytes() == OURS


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", ["folder", "pipe", "lost link"])
def test_what_is_no_file_is_refused_even_when_forced(sheet, kind, force, faults_of):
    {"folder": sheet.mkdir, "pipe": lambda: os.mkfifo(sheet), "lost link": lambda: sheet.symlink_to("nowhere")}[kind]()
    before = sheet.lstat()
    assert faults_of(write_output, str(sheet), OURS, force=force) == [
        f"{sheet}  already exists and is not a regular file; choose another name with -o"
    ]
    assert sheet.lstat().st_mode == before.st_mode
    assert left_over(sheet.parent) == []


def test_device_is_refused_even_when_forced(faults_of):
    assert "not a regular file" in faults_of(write_output, "/dev/full", OURS, force=True)[0]


@pytest.mark.parametrize("name", ["no/such/folder/sheet.pdf", "x" * 300 + ".pdf", "nul\0byte.pdf"])
def test_name_that_cannot_be_written_is_refused(tmp_path, name, faults_of, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (line,) = faults_of(write_output, name, OURS, force=False)
    assert "cannot be written: " in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_full_disk_leaves_the_old_sheet_and_nothing_half_written(sheet, step, faults_of, monkeypatch):
    write_output(str(sheet), OURS, force=False)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full) if step == "fsync" else monkeypatch.setattr(Path, "replace", full)
    assert faults_of(write_output, str(sheet), OURS + b"new", force=False) == [f"{sheet}  cannot be written: No space left on device"]
    assert sheet.read_bytes() == OURS
    assert left_over(sheet.parent) == []


def test_interrupted_writing_leaves_nothing_half_written(sheet, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(sheet, OURS, "sheet.pdf")
    assert list(sheet.parent.iterdir()) == []


def test_dash_writes_the_bytes_to_standard_output(capfdbinary):
    write_output("-", OURS, force=False)
    assert capfdbinary.readouterr().out == OURS


@pytest.mark.parametrize("edit", [lambda data: data + b"x", lambda data: data.replace(b"<g/>", b"<g />"), lambda _: b"<svg/>\n"])
def test_svg_is_ours_only_as_we_wrote_it(tmp_path, edit, faults_of):
    path = tmp_path / "f.svg"
    ours = signed_svg("<svg><g/></svg>\n")
    write_output(str(path), ours, force=False)
    write_output(str(path), ours, force=False)
    path.write_bytes(edit(ours))
    assert "was not made by handouts" in faults_of(write_output, str(path), ours, force=False)[0]


LONG = "a" * 600


@pytest.mark.parametrize(
    "words",
    [
        ["make", "hip", "-o", f"{LONG}.pdf"], ["make", f"{LONG}.yaml"], ["make", "hip", "--clinic", LONG], ["check", LONG],
        ["check", f"{LONG}.yaml"], ["check", "--clinic", LONG], ["packs", "--clinic", LONG], ["batch", "hip", "-o", LONG],
        ["email", f"{LONG}.csv"], ["batch", "hip", "-o", "/".join(["d" * 99] * 6)], ["batch", LONG, "-o", "out"],
        ["figure", f"{LONG}.yaml"], ["figure", "couch-stretch", "-o", f"{LONG}.svg"], ["figure", "--sheet", "hip", "-o", f"{LONG}.pdf"],
        ["print-run", f"{LONG}.pdf", "-o", "x.pdf"], ["note", f"{LONG}.yaml"], ["init", LONG], ["list", "hip", "--clinic", LONG],
        ["show", "couch-stretch", "--clinic", LONG], ["serve", "--no-open", "--clinic", LONG], ["email", "hip", "--clinic", LONG],
    ],
)  # fmt: skip
def test_a_path_too_long_to_use_is_said_and_nothing_is_left(words, run, tmp_path):
    done = run(*words)
    assert done.exit_code == 1
    assert "File name too long" in done.output or "is nested too deeply: its full path has" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["outbox"], ["clean", "--older-than", "30d"], ["batch", "hip", "-o"], ["email", "hip", "-o"]])
def test_a_folder_too_deep_for_a_ledger_is_said(words, run, tmp_path):
    deep = tmp_path.joinpath(*["d" * 99] * 6)
    deep.mkdir(parents=True)
    done = run(words[0], deep, *words[1:]) if words[-1] != "-o" else run(*words, deep)
    assert done.exit_code == 1
    assert "is nested too deeply: its full path has" in done.output
    assert list(deep.iterdir()) == []


def test_a_path_of_600_letters_that_there_is_takes_a_sheet(run, tmp_path):
    deep = tmp_path.joinpath(*["d" * 99] * 6)
    deep.mkdir(parents=True)
    assert run("make", "hip", "-e", "couch-stretch", "-o", deep / "x.pdf").exit_code == 0
    assert (deep / "x.pdf").read_bytes().startswith(b"%PDF-")
