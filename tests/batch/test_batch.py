import contextlib
import csv
import os
import pty
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pikepdf
import pytest

from handouts.batch import report
from handouts.batch.jobs import Job
from handouts.batch.lock import LEDGER, folder_lock
from handouts.batch.work import Result
from handouts.cli import batch as cli_batch
from handouts.cli.batch import _enough
from handouts.cli.shared import library_of
from handouts.errors import HandoutError
from handouts.pdf.fingerprint import identity_in
from handouts.plans.plan import Plan
from handouts.reading.extras import how_to_install
from handouts.storing.secret import SECRET
from handouts.storing.watching import folder_changes
from tests import making
from tests.batching import (
    AT_ONCE_S,
    CANARY,
    HOOKS,
    PATIENCE_S,
    canaries,
    ended,
    environment,
    parts,
    program,
    read_manifest,
    rows,
    sheets,
    small_disk,
    start,
    torn,
    unmarked,
    wait_for_sheets,
    wait_until,
    write_table,
)
from tests.writing import write, write_clinic

PACKS = ("hip-starter", "hip-no-kit")


@pytest.fixture
def batch(run, monkeypatch):
    """Return what runs a batch inside tmp_path in this process; the built-in library is read once for all of them."""
    monkeypatch.setattr(cli_batch, "library_of", lambda clinic: library_of(clinic) if clinic.content else making.library())
    return lambda *words: run("batch", *words, "-o", "out")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def three(tmp_path):
    """Write a table of three patients."""
    return write_table(tmp_path / "p.csv", rows(3))


def times(folder):
    return {path.stem: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}


def statuses(folder):
    return {row["file"] or row["source"]: row["status"] for row in read_manifest(folder)}


def paper_of(path):
    with pikepdf.open(path) as pdf:
        return [round(float(side)) for side in pdf.pages[0].mediabox][2:]


def summary(result):
    return next(line for line in result.stderr.splitlines() if "pages in" in line)


# -- what is made ------------------------------------------------------------------------------------------------------------------


def test_sections_and_packs_are_made_in_every_layout_on_every_paper(batch, out):
    result = batch(*PACKS, "--layout", "cards,large", "--paper", "A4,Letter")
    assert (result.exit_code, result.stdout) == (0, "")
    every = [(pack, layout, paper) for pack in PACKS for layout in ("cards", "large") for paper in ("A4", "Letter")]
    wanted = {"-".join(one).lower(): one for one in every}
    assert set(sheets(out)) == set(wanted)
    for stem, (_, _, paper) in wanted.items():
        assert paper_of(out / f"{stem}.pdf") == ([595, 842] if paper == "A4" else [612, 792])
    manifest = {row["file"].removesuffix(".pdf"): (row["source"], row["layout"], row["paper"]) for row in read_manifest(out)}
    assert manifest == wanted
    assert summary(result).startswith("8 made; ")


def test_names_say_only_what_differs(batch, out):
    batch("hip-starter", "--layout", "cards", "--paper", "Letter")
    batch("hip-no-kit", "--paper", "A4,Letter")
    batch("hip-strength", "--layout", "cards,large")
    assert set(sheets(out)) == {"hip-starter", "hip-no-kit-a4", "hip-no-kit-letter", "hip-strength-cards", "hip-strength-large"}


def test_a_layout_without_the_papers_is_made_on_its_own_once(batch, out):
    assert batch("hip-starter", "--layout", "cards,phone", "--paper", "A4,Letter").exit_code == 0
    assert set(sheets(out)) == {"hip-starter-cards-a4", "hip-starter-cards-letter", "hip-starter-phone"}


def test_a_layout_by_the_path_of_its_file_is_named_for_itself(batch, out, tmp_path):
    write(tmp_path / "more" / "ours.yaml", "layout: ours\ntitle: Ours\nuse: For us.\nbased_on: cards\n")
    assert batch("hip-starter", "--layout", "more/ours.yaml,cards").exit_code == 0
    assert set(sheets(out)) == {"hip-starter-ours", "hip-starter-cards"}


def test_every_plan_of_a_folder_is_made_and_a_faulty_one_named(batch, out, tmp_path):
    write(tmp_path / "plans" / "one.yaml", "section: hip\nexercises: [couch-stretch]\n")
    write(tmp_path / "plans" / "two.yaml", "pack: hip-starter\nlayout: large\npaper: Letter\n")
    write(tmp_path / "plans" / "bad.yaml", "section: hip\nexercises: [couch-strech]\n")
    result = batch("plans")
    assert result.exit_code == 1
    assert "error: plans/bad.yaml:2:13  no exercise 'couch-strech' in this library; did you mean 'couch-stretch'?" in result.stderr
    assert statuses(out) == {"one.pdf": "made", "two.pdf": "made", "plans/bad.yaml": "failed"}
    assert {row["file"]: (row["layout"], row["paper"]) for row in read_manifest(out) if row["file"]} == {
        "one.pdf": ("cards", "A4"),
        "two.pdf": ("large", "Letter"),
    }
    assert summary(result).startswith("2 made, 1 not made; ")


@pytest.mark.usefixtures("three")
def test_a_row_is_a_sheet_with_the_bytes_that_make_gives(batch, run, out, tmp_path):
    assert batch("p.csv").exit_code == 0
    plan = {
        "section": "hip",
        "exercises": [rows(3)[1]["exercises"]],
        "patient": {"name": "Pat Ient 2", "reference": "R-2"},
        "given_on": "2026-11-22",
        "side": rows(3)[1]["side"],
        "goal": "Run 2 km",
    }
    write(tmp_path / "two.yaml", plan)
    run("make", "two.yaml", "-o", "two.pdf")
    assert unmarked((out / "row-2.pdf").read_bytes()) == unmarked((tmp_path / "two.pdf").read_bytes())


def test_a_row_may_choose_layout_paper_and_ink_and_an_option_is_for_all(batch, out, tmp_path):
    table = rows(2)
    table[0] |= {"layout": "large", "paper": "Letter", "ink": "grey"}
    write_table(tmp_path / "p.csv", table)
    assert batch("p.csv").exit_code == 0
    own = sheets(out)
    assert [(row["layout"], row["paper"]) for row in read_manifest(out)] == [("large", "Letter"), ("cards", "A4")]
    assert batch("p.csv", "--layout", "cards", "--paper", "A4", "--ink", "ink-saver").exit_code == 0
    assert [(row["status"], row["layout"], row["paper"]) for row in read_manifest(out)] == [("made", "cards", "A4")] * 2
    assert own.keys() == sheets(out).keys()
    assert not set(own.values()) & set(sheets(out).values())


def test_the_manifest_says_what_each_file_is(batch, out, tmp_path):
    table = rows(2)
    del table[0]["side"]
    table[0] |= {"side": "", "exercises": "couch-stretch"}
    write_table(tmp_path / "p.csv", table)
    batch("p.csv", "hip-starter")
    first, second, pack = read_manifest(out)
    assert list(first) == ["file", "status", "source", "pages", "layout", "paper", "content_version", "content_hash", "warnings", "person"]
    assert (first["file"], first["source"], second["source"], pack["source"]) == ("row-1.pdf", "p.csv:2", "p.csv:3", "hip-starter")
    with pikepdf.open(out / "row-1.pdf") as pdf:
        assert int(first["pages"]) == len(pdf.pages)
    assert first["content_version"] == making.library().sections["hip"].doc.version
    assert len(first["content_hash"]) == 8
    assert "no side is given" in first["warnings"]
    assert second["warnings"] == ""
    batch("p.csv", "hip-starter")
    assert [(row["status"], row["pages"], row["warnings"]) for row in read_manifest(out)] == [
        ("kept", row["pages"], row["warnings"]) for row in (first, second, pack)
    ]


def test_no_cell_of_the_manifest_is_run_by_a_spreadsheet(batch, out, tmp_path):
    for at, name in enumerate(("=1+1", "+1", "-1", "@x")):
        write_table(tmp_path / f"{name}.csv", [{**rows(1)[0], "file": f"sheet-{at}"}])
    batch("./=1+1.csv", "./+1.csv", "./-1.csv", "./@x.csv")
    with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert sum(cell.startswith(("'=", "'+", "'-", "'@")) for cell in cells) == 4


def test_a_print_run_is_made_of_all_in_the_order_they_were_asked_for(batch, tmp_path):
    write_table(tmp_path / "p.csv", rows(3)[::-1])
    result = batch("p.csv", "hip-starter", "--print-run", "run.pdf")
    assert result.exit_code == 0, result.stderr
    assert "run.pdf: 4 sheets, " in result.stderr
    with pikepdf.open(tmp_path / "run.pdf") as pdf:
        assert len(pdf.pages) >= 4


@pytest.mark.usefixtures("three")
def test_only_the_owner_can_read_what_is_made(tmp_path):
    code, _, err = program("batch", "p.csv", "-o", "new/out", folder=tmp_path)
    assert code == 0, err
    made = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
    assert {path.name for path in made} == {"row-1.pdf", "row-2.pdf", "row-3.pdf", "manifest.csv", LEDGER, SECRET}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "new/out")} == {0o700}


# -- what is refused ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("hipp",), "'hipp' is not a section, pack, folder of plans, plan file or .csv table; did you mean 'hip'?"),
        (("hip-startr",), "'hip-startr' is not a section, pack, folder of plans, plan file or .csv table; did you mean 'hip-starter'?"),
        (("hip", "--layout", "cards,larg"), "no layout 'larg'; did you mean 'large'?"),
        (("hip", "--paper", "A4,Leter"), "no paper 'Leter' in these layouts; did you mean 'Letter'?"),
        (("hip", "--layout", "cards,phone", "--paper", "A3"), "no paper 'A3' in these layouts"),
        (("none.csv",), "none.csv  is not there"),
        (("empty",), "empty  has no plans; put plan files (.yaml) into it"),
        (("hip", "--clinic", "nowhere"), "nowhere  is not there"),
    ],
)
def test_what_is_not_there_ends_with_one_and_nothing_is_written(batch, out, tmp_path, words, message):
    (tmp_path / "empty").mkdir()
    result = batch(*words)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("words", [("batch", "hip"), ("batch", "-o", "out"), ("batch", "hip", "-o", "out", "--workers", "-1")])
def test_a_wrong_call_ends_with_two(run, out, words):
    assert run(*words).exit_code == 2
    assert not out.exists()


def test_the_rest_is_made_and_each_that_is_not_is_named_with_row_and_reason(batch, out, tmp_path):
    table = [
        *rows(2),
        {**rows(1)[0], "file": "bad-1", "side": "lefft"},
        {**rows(1)[0], "file": "bad-2", "paper": "A44"},
        {**rows(1)[0], "file": "bad-3", "layout": "crads"},
        {**rows(1)[0], "file": "bad-4", "given_on": "2026-11-22", "review_on": "2026-11-01"},
    ]
    write_table(tmp_path / "p.csv", table)
    result = batch("p.csv")
    assert result.exit_code == 1
    assert set(sheets(out)) == {"row-1", "row-2"}
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert sorted(line[7:14] for line in lines) == ["p.csv:4", "p.csv:5", "p.csv:6", "p.csv:7"]
    for words in ("did you mean 'left'?", "A44", "did you mean 'cards'?", "the next visit (review_on) is before the day given (given_on)"):
        assert any(words in line for line in lines)
    assert summary(result).startswith("2 made, 4 not made; ")
    assert statuses(out) == {"row-1.pdf": "made", "row-2.pdf": "made", **{f"p.csv:{line}": "failed" for line in (4, 5, 6, 7)}}


def test_two_rows_of_one_file_are_both_named_and_the_rest_made(batch, out, tmp_path):
    write_table(tmp_path / "p.csv", [*rows(3), {**rows(3)[1], "goal": "Something else"}])
    result = batch("p.csv")
    assert result.exit_code == 1
    assert set(sheets(out)) == {"row-1", "row-3"}
    assert "error: p.csv:3  would be written to row-2.pdf, as p.csv:5 would; give it another reference, file or name" in result.stderr
    assert "error: p.csv:5  would be written to row-2.pdf, as p.csv:3 would; give it another reference, file or name" in result.stderr


def test_the_same_asked_for_twice_is_named(batch, out):
    result = batch("hip-starter", "hip-starter", "hip-no-kit")
    assert result.exit_code == 1
    assert set(sheets(out)) == {"hip-no-kit"}


@pytest.mark.usefixtures("three")
def test_a_file_of_another_program_is_kept_and_named_unless_forced(batch, out):
    out.mkdir()
    (out / "row-2.pdf").write_bytes(b"my letter")
    result = batch("p.csv")
    assert result.exit_code == 1
    assert "p.csv:3" in result.stderr or "row-2.pdf" in result.stderr
    assert "was not made by handouts" in result.stderr
    assert (out / "row-2.pdf").read_bytes() == b"my letter"
    assert {"row-1", "row-3"} < set(sheets(out))
    assert batch("p.csv", "--force").exit_code == 0
    assert torn(out) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("first", ["reference,name\nR-1,Ann\n", ""])
def test_a_table_called_manifest_that_is_none_of_ours_is_never_written_over(batch, out, first):
    out.mkdir()
    (out / "manifest.csv").write_text(first, encoding="utf-8")
    result = batch("p.csv")
    assert result.exit_code == 1
    assert "manifest.csv  already exists and was not made by handouts; move it elsewhere, or add --force" in result.stderr
    assert (out / "manifest.csv").read_text(encoding="utf-8") == first
    assert sheets(out) == {}
    assert batch("p.csv", "--force").exit_code == 0


@pytest.mark.usefixtures("three")
def test_a_manifest_that_a_spreadsheet_has_saved_anew_is_still_ours(batch, out):
    batch("p.csv")
    text = (out / "manifest.csv").read_text(encoding="utf-8")
    (out / "manifest.csv").write_text("\ufeff" + text.replace(",", ";"), encoding="utf-8")
    assert batch("p.csv").exit_code == 0


@pytest.mark.usefixtures("three")
def test_a_manifest_of_an_earlier_version_is_still_ours(batch, out):
    batch("p.csv")
    columns, rest = (out / "manifest.csv").read_text(encoding="utf-8").split("\n", 1)
    (out / "manifest.csv").write_text(f"{columns.strip().removesuffix(',person')}\n{rest}", encoding="utf-8")
    assert batch("p.csv").exit_code == 0


# -- check first -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [{"side": "lefft"}, {"paper": "A44"}, {"exercises": "couch-strech"}, {"name": "x" * 170}, {"file": "row-1"}],
    ids=lambda bad: next(iter(bad)),
)
def test_check_writes_nothing_when_one_would_fail(batch, out, tmp_path, bad):
    write_table(tmp_path / "p.csv", [*rows(3), {**rows(4)[3], **bad}])
    result = batch("p.csv", "--check")
    assert result.exit_code == 1
    assert "error: p.csv:5" in result.stderr
    assert "nothing was written" in result.stderr
    assert [path.name for path in out.iterdir()] == [LEDGER]


@pytest.mark.usefixtures("three")
def test_check_sees_a_file_that_could_not_be_written_over(batch, out):
    out.mkdir()
    (out / "row-2.pdf").write_bytes(b"my letter")
    result = batch("p.csv", "--check")
    assert result.exit_code == 1
    assert "was not made by handouts" in result.stderr
    assert set(sheets(out)) == {"row-2"}
    assert batch("p.csv", "--check", "--force").exit_code == 0


def test_check_lists_what_a_person_should_look_at_and_then_makes_all(batch, out, tmp_path):
    table = rows(2)
    cleared = {"couch-stretch.cleared": "the surgeon agreed"}
    table[0] |= dict.fromkeys(cleared, "")
    table[1] |= {"side": "", "exercises": "couch-stretch", "flags": "bone-stress", **cleared}
    write_table(tmp_path / "p.csv", table)
    result = batch("p.csv", "--check")
    assert result.exit_code == 0
    warnings = [line for line in result.stderr.splitlines() if line.startswith("warning: ")]
    assert all("p.csv:3" in line for line in warnings)
    assert any("no side is given" in line for line in warnings)
    assert any("given in spite of bone stress injury" in line for line in warnings)
    assert "surgeon" not in result.stderr + result.stdout
    assert set(sheets(out)) == {"row-1", "row-2"}
    assert statuses(out) == {"row-1.pdf": "made", "row-2.pdf": "made"}


def test_row_with_an_exercise_that_is_not_for_its_flag_fails_before_the_first_page(batch, out, tmp_path):
    table = rows(2)
    table[1] |= {"exercises": "couch-stretch", "flags": "bone-stress"}
    write_table(tmp_path / "p.csv", table)
    result = batch("p.csv", "--check")
    assert result.exit_code == 1
    assert "p.csv:3" in result.stderr
    assert "couch-stretch: not for a patient with bone stress injury unless cleared" in result.stderr
    assert not sheets(out)


# -- again -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("three")
def test_nothing_is_made_again_that_is_there(batch, out):
    batch("p.csv")
    before, data = times(out), sheets(out)
    result = batch("p.csv")
    assert (result.exit_code, times(out), sheets(out)) == (0, before, data)
    assert set(statuses(out).values()) == {"kept"}
    assert summary(result).startswith("3 kept; ")


def test_only_what_is_missing_torn_or_out_of_date_is_made_again(batch, out, tmp_path):
    table = rows(6)
    write_table(tmp_path / "p.csv", table)
    batch("p.csv")
    before, data = times(out), sheets(out)
    (out / "row-1.pdf").unlink()
    (out / "row-2.pdf").write_bytes((out / "row-2.pdf").read_bytes()[:-1])
    with (out / "row-3.pdf").open("r+b") as file:
        file.seek(5000)
        file.write(b"\0\0\0\0")
    table[3]["goal"] = "Swim"
    write_table(tmp_path / "p.csv", table[::-1])
    result = batch("p.csv")
    assert result.exit_code == 0
    assert statuses(out) == {f"row-{at}.pdf": "made" if at <= 4 else "kept" for at in range(1, 7)}
    assert {name for name, when in times(out).items() if before.get(name) == when} == {"row-5", "row-6"}
    assert {name for name, digest in sheets(out).items() if digest != data[name]} == {"row-4"}
    assert torn(out) == []


def test_what_a_clinic_changes_is_made_again_and_what_it_does_not_print_is_not(batch, out, tmp_path):
    table = rows(2)
    table[0]["exercises"], table[1]["exercises"] = "couch-stretch", "hip-hinge"
    write_table(tmp_path / "p.csv", table)
    write_clinic(tmp_path / "own")
    batch("p.csv", "--clinic", "own")
    write_clinic(tmp_path / "own", "doses: {couch-stretch: {sets: 5}}\n")
    batch("p.csv", "--clinic", "own")
    assert statuses(out) == {"row-1.pdf": "made", "row-2.pdf": "kept"}
    write_clinic(tmp_path / "own", "doses: {couch-stretch: {sets: 5}}\nreview_weeks: 4\ncolors: {accent: '#7A1F2B'}\n")
    batch("p.csv", "--clinic", "own")
    assert set(statuses(out).values()) == {"made"}


@pytest.mark.usefixtures("three")
def test_what_killed_runs_left_behind_is_cleared_away_and_nothing_else(batch, out):
    out.mkdir()
    for name in (".handouts-abc.part", ".handouts-x1_y.part"):
        (out / name).write_bytes(b"%PDF-1.7 half")
    for name in ("thesis.part", ".other.part", "notes.txt"):
        (out / name).write_bytes(b"mine")
    assert batch("p.csv").exit_code == 0
    assert sorted(path.name for path in out.iterdir() if path.suffix != ".pdf") == sorted(
        [LEDGER, SECRET, "manifest.csv", "thesis.part", ".other.part", "notes.txt"]
    )


# -- one run at a time, full and read-only disks -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("three")
def test_a_second_run_in_a_folder_is_refused_and_touches_nothing(batch, out):
    with folder_lock(out):
        (out / ".handouts-abc.part").write_bytes(b"of the first run")
        result = batch("p.csv")
        assert result.exit_code == 1
        assert result.stderr == f"error: {out.name}  another run is using this folder; wait for it, or use another folder\n"
        assert (out / ".handouts-abc.part").exists()
        assert sheets(out) == {}
    assert batch("p.csv").exit_code == 0


def test_a_drive_that_cannot_lock_is_told_from_a_folder_that_another_run_holds(tmp_path, monkeypatch):
    with folder_lock(tmp_path):
        with pytest.raises(HandoutError, match="another run is using this folder"), folder_lock(tmp_path):
            pass
        assert parts(tmp_path) == []
        real, connected = sqlite3.connect, []

        def without_locks(name, **more):
            connected.append(name)
            if len(connected) > 1:
                raise sqlite3.OperationalError("database is locked")
            return real(name, **more)

        monkeypatch.setattr(sqlite3, "connect", without_locks)
        with pytest.raises(HandoutError, match="on a drive that cannot lock files"), folder_lock(tmp_path):
            pass
        assert parts(tmp_path) == []


@pytest.mark.usefixtures("three")
def test_a_first_run_goes_on_unharmed_while_a_second_is_refused(tmp_path, out):
    go_on, begun = tmp_path / "go-on", tmp_path / "begun"
    env = environment({"wait_for": str(go_on), "jobs": str(begun)})
    first = start("batch", "p.csv", "-o", "out", "--workers", "2", folder=tmp_path, env=env)
    wait_until(begun.exists, "the first run")
    code, _, err = program("batch", "p.csv", "-o", "out", folder=tmp_path)
    assert (code, err) == (1, "error: out  another run is using this folder; wait for it, or use another folder\n")
    go_on.touch()
    assert ended(first)[0] == 0
    assert (len(sheets(out)), torn(out), parts(out)) == (3, [], [])


@pytest.mark.usefixtures("three")
def test_a_lock_that_is_no_file_of_ours_is_named_and_kept(batch, out):
    out.mkdir()
    (out / LEDGER).write_bytes(b"a letter, longer than the head of a database " * 40)
    result = batch("p.csv")
    assert result.exit_code == 1
    assert "was not made by handouts; move it elsewhere" in result.stderr
    assert (out / LEDGER).read_bytes().startswith(b"a letter")


@pytest.mark.usefixtures("three")
def test_a_folder_that_cannot_be_made_is_one_line(batch, run, tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    result = run("batch", "p.csv", "-o", "file/out")
    assert (result.exit_code, result.stderr) == (1, "error: file/out  cannot be made: Not a directory\n")
    assert batch is not None


@contextlib.contextmanager
def disk(folder, options):
    """Mount a small disk; where that is not allowed the test is left out, but never on the build server."""
    with contextlib.ExitStack() as stack:
        try:
            again = stack.enter_context(small_disk(folder, options))
        except OSError as error:
            if "CI" in os.environ:
                pytest.fail(f"the build server must be able to mount a small disk: {error}")
            pytest.skip(f"a small disk cannot be mounted here: {error}")
        yield again


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_one_line_and_every_file_that_is_there_is_whole(tmp_path, out, workers):
    write_table(tmp_path / "p.csv", rows(40))
    with disk(out, "size=1m"):
        code, said, err = program("batch", "p.csv", "-o", "out", "--workers", workers, folder=tmp_path)
        assert (code, said) == (1, "")
        (line,) = [line for line in err.splitlines() if "sheets, about" not in line]
        assert line.startswith("error: row-")
        assert line.endswith("  cannot be written: No space left on device")
        assert 0 < len(sheets(out)) < 40
        assert (torn(out), parts(out)) == ([], [])


@pytest.mark.usefixtures("three")
def test_a_read_only_folder_is_one_line(tmp_path, out):
    with disk(out, "size=4m") as again:
        assert program("batch", "p.csv", "-o", "out", folder=tmp_path)[0] == 0
        before = sheets(out)
        again("ro")
        code, said, err = program("batch", "p.csv", "-o", "out", folder=tmp_path)
        assert (code, said) == (1, "")
        assert re.fullmatch(r"error: out(/manifest.csv)?  cannot be written( to|: Read-only file system)\n", err)
        code, said, err = program("batch", "p.csv", "-o", "out/new", folder=tmp_path)
        assert (code, said, err) == (1, "", "error: out/new  cannot be made: Read-only file system\n")
        assert sheets(out) == before
        again("rw")


def test_the_lock_is_let_go_when_its_holder_dies(tmp_path, out):
    script = (
        "import os, sys; from pathlib import Path; from handouts.batch.lock import folder_lock\n"
        "with folder_lock(Path(sys.argv[1])):\n    print('held', flush=True); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(out)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "held\n")
    with folder_lock(out):
        other = sqlite3.connect(out / LEDGER, timeout=0)
        with contextlib.closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN EXCLUSIVE")


# -- Ctrl-C and watching -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_with_130_at_once_and_nothing_is_half_written(tmp_path, out, workers):
    write_table(tmp_path / "p.csv", rows(1000))
    process = start("batch", "p.csv", "-o", "out", "--workers", workers, folder=tmp_path)
    wait_for_sheets(out, 4, process)
    os.killpg(process.pid, signal.SIGINT)
    process.wait(AT_ONCE_S)
    code, said, err = ended(process)
    assert (code, said) == (130, "")
    assert [line for line in err.splitlines() if "sheets, about" not in line] == ["stopped; run the same command again to go on"]
    assert 4 <= len(sheets(out)) < 100
    assert (torn(out), parts(out)) == ([], [])


@contextlib.contextmanager
def watching(*words, folder):
    """Run a batch that watches; give its complaints as they come."""
    process = start("batch", *words, "--watch", folder=folder)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(iter(process.stderr.readline, "")), daemon=True)
    reader.start()

    def seen(text, count=1):
        wait_until(lambda: sum(text in line for line in lines) >= count or process.poll() is not None, f"{text!r} in {lines}", PATIENCE_S)
        assert sum(text in line for line in lines) >= count, lines

    try:
        yield process, lines, seen
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE_S)
        reader.join(PATIENCE_S)
        process.stdout.close()
        process.stderr.close()


def test_watching_makes_again_what_changed_goes_on_after_a_fault_and_ends_with_ctrl_c(tmp_path):
    plans = tmp_path / "plans"
    write(plans / "one.yaml", "section: hip\nexercises: [couch-stretch]\n")
    write(plans / "two.yaml", "section: hip\nexercises: [hip-hinge]\n")
    write_clinic(tmp_path / "own")
    with watching("plans", "-o", "plans", "--clinic", "own", folder=tmp_path) as (process, lines, seen):
        seen("watching for changes; Ctrl-C ends", 1)
        first = times(plans)
        write(plans / "two.yaml", "section: hip\nexercises: [hip-hinge, couch-stretch]\n")
        seen("1 made, 1 kept; ", 1)
        assert times(plans)["one"] == first["one"]
        seen("watching for changes; Ctrl-C ends", 2)
        write(plans / "two.yaml", "section: hip\nexercises: [hip-hing\n")
        seen("error: plans/two.yaml:", 1)
        seen("watching for changes; Ctrl-C ends", 3)
        write(tmp_path / "own" / "clinic.yaml", "nam: Test\n")
        seen("error: own/clinic.yaml:1:1  ", 1)
        seen("watching for changes; Ctrl-C ends", 4)
        write_clinic(tmp_path / "own", "colors: {accent: '#7A1F2B'}\n")
        write(plans / "two.yaml", "section: hip\nexercises: [hip-hinge]\n")
        seen("2 made; ", 2)
        seen("watching for changes; Ctrl-C ends", 5)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(AT_ONCE_S)
        assert process.returncode == 130
    assert lines[-1] == "stopped; run the same command again to go on\n"
    assert sum("watching for changes" in line for line in lines) <= 6  # what it makes itself, beside the plans, is no change
    assert not any("Traceback" in line for line in lines)


def test_watching_what_is_not_there_ends_at_once(batch):
    result = batch("hipp", "--watch")
    assert result.exit_code == 1
    assert "did you mean 'hip'?" in result.stderr


def test_what_changes_while_a_watcher_is_at_work_is_seen_afterwards_and_what_is_made_is_not(tmp_path):
    (tmp_path / "plan.yaml").write_text("a", encoding="utf-8")
    steps = folder_changes([tmp_path, tmp_path / "none"], made=("manifest.csv",), pause_s=0)
    next(steps)
    (tmp_path / "plan.yaml").write_text("ab", encoding="utf-8")
    next(steps)
    for name in ("manifest.csv", "sheet.pdf", ".handouts.db", ".plan.yaml.swp"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "new.yaml").write_text("c", encoding="utf-8")
    next(steps)
    (tmp_path / "new.yaml").unlink()
    next(steps)


# -- what it says ------------------------------------------------------------------------------------------------------------------


class Clock:
    now = 0.0

    def monotonic(self):
        return self.now


def result(number=1, status="made"):
    return Result(Job(number, f"p.csv:{number}", f"row-{number}", Plan(section=("hip",)), "cards"), status, pages=3)


def test_plain_lines_say_now_and_then_how_many_and_how_long_to_go(monkeypatch, capsys):
    clock = Clock()
    monkeypatch.setattr(report, "time", clock)
    lines = report.PlainLines(100, sys.stdout)
    for number in range(1, 25):
        clock.now = number * 0.5
        lines.step(result(number))
    lines.close()
    assert capsys.readouterr().out.splitlines() == ["10 of 100 sheets, about 45 s left", "20 of 100 sheets, about 40 s left"]


def test_no_terminal_gets_no_bar(tmp_path):
    with (tmp_path / "log").open("w") as file:
        assert isinstance(report.progress(3, file), report.PlainLines)


def test_a_terminal_gets_a_bar_with_rate_and_time_left(tmp_path):
    write_table(tmp_path / "p.csv", rows(6))
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 100))
    command = [sys.executable, "-m", "handouts", "batch", "p.csv", "-o", "out", "--workers", "1"]
    env = environment({"slow_s": 0.2})
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stderr=terminal, stdout=terminal)
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal is gone when the program has ended
        while chunk := os.read(screen, 4096):
            shown += chunk
    os.close(screen)
    assert process.wait(PATIENCE_S) == 0
    text = shown.decode()
    assert "/6 [" in text
    assert "sheets/s]" in text or "s/ sheets]" in text
    assert "<00:" in text
    assert "6 made; " in text.splitlines()[-1]


def test_the_summary_counts_each_kind_and_says_the_rate():
    every = [*map(result, range(1, 4)), result(4, "kept"), result(5, "failed")]
    assert list(report.summary(every, (), 2.5)) == ["3 made, 1 kept, 1 not made; 15 pages in 2.5 s, 2 a second"]
    assert list(report.summary((), (), 0.0)) == ["nothing to do; 0 pages in 0.0 s"]


def test_a_few_sheets_need_no_processes_of_their_own():
    assert _enough(3) == 1
    assert _enough(10_000) == (os.cpu_count() or 1)


def test_a_cluster_without_its_package_says_what_to_install(batch, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "handouts.batch.cluster", raising=False)
    outcome = batch("hip-starter", "--dask", "tcp://127.0.0.1:1")
    assert outcome.exit_code == 1
    assert how_to_install("cluster") in outcome.stderr


# -- privacy -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [True, False], ids=["table", "table without its first row"])
def test_no_patients_name_is_said_or_kept_anywhere_but_in_the_sheets(tmp_path, out, header):
    temp = tmp_path / "temp"
    temp.mkdir()
    table = canaries(60)
    write_table(tmp_path / "p.csv", table)
    if not header:
        text = (tmp_path / "p.csv").read_text(encoding="utf-8")
        (tmp_path / "p.csv").write_text(text.split("\n", 1)[1], encoding="utf-8")
    hooks = {"raise": ["row-21"], "segv": ["row-41"], "slow_s": 0.02}
    env = environment(hooks, TMPDIR=str(temp))
    process = start("batch", "p.csv", "-o", "out", "--workers", "2", folder=tmp_path, env=env)
    commands = set()
    while process.poll() is None:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                commands.add(path.read_bytes().lower())
    code, said, err = ended(process)
    assert code == 1
    canary = CANARY.lower()
    assert canary not in (said + err).lower()
    assert not any(canary.encode() in command for command in commands)
    assert not any(canary in str(path.relative_to(tmp_path)).lower() for path in tmp_path.rglob("*"))
    assert list(temp.rglob("*")) == []
    if header:
        assert "p.csv:22: internal error (RuntimeError)" in err
        assert "p.csv:42: the program crashed while making it" in err
        assert canary not in (out / "manifest.csv").read_text(encoding="utf-8").lower()
        assert len(sheets(out)) > 5
    for path in out.glob("*.pdf") if out.exists() else ():
        with pikepdf.open(path) as pdf:
            assert canary not in str(pdf.docinfo).lower()
            assert canary.encode() not in pdf.Root.Metadata.read_bytes().lower()
        assert identity_in(path) is not None


def test_faults_are_forced_from_outside_the_product():
    assert "HOOKS" not in "".join(path.read_text(encoding="utf-8") for path in (HOOKS.parents[1] / "handouts").rglob("*.py"))
