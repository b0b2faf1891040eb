"""Section sheets and lists that were made before: taken from the user's cache folder, and never wrong, foreign or a patient's."""

import os
import shutil
from pathlib import Path

import pytest

from handouts.cli import kept_answers
from handouts.library.clinic import example_folder
from handouts.storing import cache, snapshots


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the cache folder of this test, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "handouts"


def kept(folder):
    """Return the answers that are kept; values that were prepared are tests/storing/test_snapshots.py's."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if not path.name.startswith(("library-", "clinic-", "layout-", "yaml-", "logo-")))


def names(folder):
    return [path.name for path in kept(folder)]


def made(run, *words):
    """Return the file a command makes, and what it says."""
    done = run("make", "hip", "-e", "couch-stretch", "-o", "x.pdf", *words)
    assert done.exit_code == 0, done.output
    return Path("x.pdf").read_bytes(), done.output


def test_a_section_sheet_is_the_same_the_second_time_and_says_the_same(run, folder):
    first = made(run)
    assert len(names(folder)) == 1
    assert made(run) == first
    assert len(names(folder)) == 1


@pytest.mark.usefixtures("folder")
def test_the_second_time_nothing_is_made(run, monkeypatch):
    first = made(run)
    monkeypatch.setattr("handouts.cli.root._make", None)
    assert made(run) == first


@pytest.mark.parametrize(
    "words",
    [
        ["--patient", "Zoë Şen"], ["--reference", "R-1"], ["--clinician", "Ana"], ["--goal", "Run"], ["--message", "Slowly"],
        ["--note", "couch-stretch", "Slowly"], ["--set", "couch-stretch.load=2 kg"], ["--given-on", "2026-11-22"], ["--flag", "falls"],
    ],
)  # fmt: skip
def test_nothing_that_may_be_of_a_patient_is_kept(words, run, folder):
    made(run, *words)
    assert names(folder) == []


def test_a_plan_file_is_never_kept(run, folder):
    Path("plan.yaml").write_text("section: hip\nexercises: [couch-stretch]\n", encoding="utf-8")
    assert run("make", "plan.yaml").exit_code == 0
    assert names(folder) == []


PACK = "pack: {name}\ntitle: Kanarienvogelin\nsection: hip\nexercises: [couch-stretch]\n"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("packs/kanarienvogelin.yaml", "kanarienvogelin"),
        ("kanarienvogelin.yaml", "kanarienvogelin"),
        ("packs/hip-starter.yaml", "hip-starter"),  # instead of ours
    ],
)
@pytest.mark.parametrize("disguised", [False, True])
def test_a_pack_of_the_clinics_which_may_be_named_for_a_patient_is_kept_nowhere(file, name, disguised, run, folder, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(example_folder(), own)
    path = own / "content" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PACK.format(name=name)
    path.write_text(text.replace("pack:", '"p\\x61ck":') if disguised else text, encoding="utf-8")
    said = []
    for _ in range(2):
        for words in (["make", name, "-o", "x.pdf"], ["make", "hip", "-e", "couch-stretch", "-o", "y.pdf"], ["list"], ["packs"]):
            done = run(*words, "--clinic", own)
            assert done.exit_code == 0, done.output
            said.append(done.output)
        said.append(Path("x.pdf").read_bytes())
    assert said[: len(said) // 2] == said[len(said) // 2 :]
    assert "Kanarienvogelin" in said[3]
    assert run("check", "--clinic", own).exit_code == 0
    assert any(path.name.startswith("library-") for path in folder.iterdir())
    assert not [path for path in folder.iterdir() if b"kanarienvogelin" in path.name.encode() + path.read_bytes().lower()]
    assert len([one for one in names(folder) if one.startswith("make-")]) == (
        0 if disguised else 1
    )  # the section's, where no pack may be it


@pytest.mark.parametrize(
    "words", [["--paper", "Letter"], ["--ink", "grey"], ["--layout", "poster"], ["--pen", "blank"], ["--side", "left"]]
)
def test_another_choice_is_another_sheet(words, run, folder):
    assert made(run)[0] != made(run, *words)[0]
    assert len(names(folder)) == 2


@pytest.mark.parametrize("changed", ["clinic.yaml", "logo.png", "content/hip.yaml", "layouts/cards.yaml"])
def test_a_changed_file_of_the_clinic_is_seen(changed, run, folder, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(example_folder(), own)
    made(run, "--clinic", own)
    path = own / changed
    path.parent.mkdir(exist_ok=True)
    if changed == "clinic.yaml":
        path.write_text(path.read_text(encoding="utf-8").replace("Harbour Lane", "Castle Street"), encoding="utf-8")
    elif changed == "logo.png":
        path.write_bytes((Path(__file__).parents[2] / ".github" / "images" / "page-1.png").read_bytes())
    else:
        path.write_bytes((Path(__file__).parents[2] / changed).read_bytes())
    made(run, "--clinic", own)
    assert len(names(folder)) == 2


def test_a_changed_program_is_seen(monkeypatch):
    before = kept_answers._key("list", {}, None)
    monkeypatch.setattr(snapshots, "__version__", "99")
    assert kept_answers._key("list", {}, None) != before


def test_a_clinic_with_too_many_files_is_read_anew(tmp_path, monkeypatch):
    (tmp_path / "clinic.yaml").write_text("name: X\n", encoding="utf-8")
    assert kept_answers._key("list", {}, tmp_path) is not None
    monkeypatch.setattr(snapshots, "_MOST_ENTRIES", 1)
    assert kept_answers._key("list", {}, tmp_path) is None


def test_the_folder_and_its_files_are_the_users_alone(run, folder):
    made(run)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("harm", ["damaged", "open to others", "a link", "empty"])
def test_a_file_that_is_not_as_it_was_kept_is_not_used(harm, run, folder, tmp_path):
    first = made(run)
    (file,) = kept(folder)
    if harm == "damaged":
        file.write_bytes(file.read_bytes().replace(b"%PDF", b"%XDF"))
    elif harm == "open to others":
        file.chmod(0o666)
    elif harm == "a link":
        shutil.move(file, tmp_path / "elsewhere")
        file.symlink_to(tmp_path / "elsewhere")
    else:
        file.write_bytes(b"")
    assert cache.read(file.name) is None
    assert made(run) == first


def test_a_folder_that_others_may_write_to_is_not_used(run, folder):
    made(run)
    (name,) = names(folder)
    folder.chmod(0o777)
    assert cache.read(name) is None
    made(run)


def test_a_foreign_folder_is_not_used(folder, monkeypatch):
    cache.write("x", b"data")
    assert cache.read("x") == b"data"
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert cache.read("x") is None
    cache.write("y", b"data")
    assert names(folder) == ["x"]


def test_it_can_be_done_without(run, folder, monkeypatch):
    monkeypatch.setenv("HANDOUTS_CACHE", "off")
    made(run)
    assert names(folder) == []


def test_where_nothing_can_be_kept_sheets_are_made_all_the_same(run, folder):
    folder.parent.write_text("a file", encoding="utf-8")
    made(run)


def test_old_answers_go_when_there_are_many(folder, monkeypatch):
    monkeypatch.setattr(cache, "_MOST_FILES", 3)
    for number in range(5):
        cache.write(f"a{number}", b"x")
        os.utime(folder / f"a{number}", (number, number))
    assert names(folder) == ["a2", "a3", "a4"]


def test_a_list_is_the_same_the_second_time(run, folder):
    first = run("list", "hip", "--group", "strength").output
    assert run("list", "hip", "--group", "strength").output == first
    assert len(names(folder)) == 1


def test_timings_say_where_the_time_went_and_make_the_sheet_anew(run, folder):
    _, said = made(run, "--timings")
    steps = [line.split()[0] for line in said.splitlines() if line.endswith(" ms")]
    assert steps == ["start-up", "imports", "reading", "resolving", "composing", "placing", "writing", "saving", "all"]
    assert names(folder) == []
