"""Values that were prepared before: the same as read anew, never of files that have changed, and never a way to run foreign code."""

import os
import pickle
import shutil
from pathlib import Path

import pytest

from handouts.errors import HandoutError
from handouts.layout.files import find_layout
from handouts.library.clinic import example_folder, load_clinic
from handouts.library.library import load_library
from handouts.reading.builtin import builtin_folder
from handouts.storing import cache, snapshots
from tests.writing import picture, write_clinic

LAYOUTS = sorted(path.stem for path in builtin_folder("layouts").glob("*.yaml"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the cache folder of this test, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "handouts"


@pytest.fixture
def own(tmp_path):
    """Return a clinic's folder with a section, a source list and a layout of its own."""
    clinic = tmp_path / "own"
    shutil.copytree(example_folder(), clinic)
    for name in ("content/hip.yaml", "content/shared/sources.yaml", "layouts/cards.yaml"):
        (clinic / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(__file__).parents[2] / name, clinic / name)
    return clinic


def everything(clinic):
    loaded = load_clinic(clinic)
    return loaded, load_library(*loaded.content), find_layout("cards", loaded.layouts)


def refuse(monkeypatch, *names):
    """Let nothing be read or checked any more."""
    readers = ("library.library._read_library", "library.clinic.read_model", "library.clinic.read_seen", "layout.files.read_layout")
    for name in names or readers:
        monkeypatch.setattr(f"handouts.{name}", None)


@pytest.mark.usefixtures("folder")
def test_a_logo_is_read_again_only_once_it_has_changed(monkeypatch, tmp_path):
    own = write_clinic(tmp_path / "own", "logo: logo.png\n")
    (own / "logo.png").write_bytes(picture("PNG"))
    first = load_clinic(own).logo
    (own / "logo.png").write_bytes(picture("PNG", color=(0, 90, 0)))
    second = load_clinic(own).logo
    assert second != first
    monkeypatch.setattr("handouts.library.clinic.read_seen", None)
    assert load_clinic(own).logo == second


@pytest.mark.usefixtures("folder")
def test_the_second_time_nothing_is_read_and_all_is_equal(monkeypatch, own):
    first = everything(None), everything(own)
    refuse(monkeypatch)
    assert (everything(None), everything(own)) == first
    assert first[0][0].source == load_clinic().source


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_equal_the_second_time(name, monkeypatch):
    first = find_layout(name)
    refuse(monkeypatch)
    assert find_layout(name) == first


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("changed", "old", "new"),
    [
        ("clinic.yaml", "Harbour Lane", "Castle Street"),
        ("content/hip.yaml", "Couch stretch", "Sofa stretch"),
        ("content/shared/sources.yaml", "20", "19"),
        ("layouts/cards.yaml", "Standard sheet", "Usual sheets!"),
    ],
)
def test_a_changed_file_is_read_anew(changed, old, new, own):
    first = everything(own)
    path = own / changed
    text, stamp = path.read_text(encoding="utf-8"), path.stat()
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # bytes count, not times
    assert everything(own) != first


@pytest.mark.usefixtures("folder")
def test_an_added_and_a_removed_file_are_seen(own):
    first = everything(own)
    added = own / "content" / "shared" / "countries.yaml"
    text = (builtin_folder("content") / "shared" / "countries.yaml").read_text(encoding="utf-8")
    added.write_text(text.replace("999", "998"), encoding="utf-8")
    assert everything(own)[1] != first[1]
    added.unlink()
    assert everything(own) == first


@pytest.mark.usefixtures("folder")
def test_another_program_prepares_anew(monkeypatch):
    load_library()
    monkeypatch.setattr(snapshots, "__version__", "99")
    refuse(monkeypatch)
    with pytest.raises(TypeError):
        load_library()


def test_a_program_file_that_changed_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "_PACKAGE", tmp_path)
    seen = set()
    for text in ("", "a = 1", "a = 12"):
        (tmp_path / "module.py").write_text(text, encoding="utf-8")
        snapshots._program.cache_clear()
        seen.add(snapshots.fingerprint(("library",), ()))
    snapshots._program.cache_clear()
    assert len(seen) == 3


@pytest.mark.parametrize("odd", ["pipe", "link to nothing", "too large"])
def test_a_folder_with_what_is_no_plain_file_is_read_without_it(odd, folder, own, monkeypatch):
    if odd == "pipe":
        os.mkfifo(own / "layouts" / "pipe")
    elif odd == "link to nothing":
        (own / "layouts" / "lost").symlink_to(own / "nowhere")
    else:
        monkeypatch.setattr(snapshots, "_MOST_BYTES", 1000)
    found = find_layout("cards", [own / "layouts"])
    assert found.path.parent == own / "layouts"
    assert not folder.exists() or not [path for path in folder.iterdir() if path.name.startswith("layout-")]


def test_what_is_wrong_is_told_each_time_and_nothing_is_kept(folder, own):
    (own / "clinic.yaml").write_text("name: [\n", encoding="utf-8")
    said = []
    for _ in range(2):
        with pytest.raises(HandoutError) as caught:
            load_clinic(own)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert not folder.exists()


def test_a_file_that_changes_while_it_is_read_is_not_kept(folder, own):
    path = own / "content" / "hip.yaml"

    def read():
        path.write_bytes(path.read_bytes() + b"# changed meanwhile\n")
        return 1

    assert snapshots.prepared(("library",), [own], read) == 1
    assert not folder.exists()


def test_messages_name_a_clinics_file_from_the_current_folder(folder, own, monkeypatch):  # noqa: ARG001
    monkeypatch.chdir(own)
    near = load_clinic(Path("clinic.yaml")).source.file
    monkeypatch.chdir(own.parent)
    assert (near, load_clinic(own).source.file) == ("clinic.yaml", os.path.join("own", "clinic.yaml"))  # noqa: PTH118


class Evil:
    def __init__(self, what, *arguments):
        self.what, self.arguments = what, arguments

    def __reduce__(self):
        return self.what, self.arguments


@pytest.mark.parametrize(
    "harm",
    [
        pickle.dumps(Evil(os.system, "touch was-here")),
        pickle.dumps(Evil(eval, "open('was-here', 'w')")),
        pickle.dumps(Evil(cache.write, "was-here", b"")),
        pickle.dumps(Evil(Path.touch, Path("was-here"))),
        b"chandouts.prepared\n_filled_in\n(Vhandouts.__main__\nVmain\ntR.",
        b"chandouts.prepared\n_filled_in\n(Vhandouts.cache\nVPath\ntR.",
        b"chandouts.prepared\n_filled_in\n(Vhandouts.mail.ledger\nVLedger\ntR.",
        b"chandouts.prepared\n_filled_in\n(Vos\nVDirEntry\ntR.",
        b"chandouts.content\nSection\n(N}Vgroups\nVx\nstb.",  # would change the class
        b"cpathlib\nPath\n(N}Vread_bytes\nVhello\nstb.",
        b"chandouts.library\nre\n.",
        b"chandouts.output\nwrite_output\n(Vwas-here\nVx\ntR.",
        b"",
        b"\x80\x05",
        b"N.",
        b"garbage",
    ],
)
def test_a_pickle_that_names_anything_else_is_as_if_there_were_none(harm, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = load_library()
    before = sorted(path.name for path in folder.iterdir())
    for name in before:
        cache.write(name, harm)
    assert load_library() == first
    assert not (tmp_path / "was-here").exists()
    assert sorted(path.name for path in folder.iterdir()) == before
    (name,) = (name for name in before if name.startswith("library-"))
    assert snapshots._value(cache.read(name)) == first  # and was made good


@pytest.mark.parametrize("other", ["layout-", "yaml-", "clinic-"])
def test_one_value_is_never_taken_for_another(other, folder, own):
    first = everything(own)
    names = [path.name for path in folder.iterdir()]
    (name,), source = (one for one in names if one.startswith("library-")), next(one for one in names if one.startswith(other))
    shutil.copy(folder / source, folder / name)
    assert everything(own) == first


def test_a_pipe_in_place_of_a_kept_file_is_not_waited_for(folder):
    first = load_library()
    for path in list(folder.iterdir()):
        path.unlink()
        os.mkfifo(path)
    assert load_library() == first


def test_folders_in_the_cache_folder_do_not_keep_it_from_keeping(folder, monkeypatch):
    monkeypatch.setattr(cache, "_MOST_FILES", 3)
    for number in range(5):
        (folder / f"0-{number}").mkdir(parents=True)
    cache.write("a", b"x")
    assert cache.read("a") == b"x"


@pytest.mark.parametrize("odd", ["a name that is not UTF-8", "links round in circles", "a deep folder", "many folders"])
def test_odd_folders_of_a_clinic_neither_break_nor_hold_up(odd, own, run, folder, request):
    odder = own / "content"
    if odd == "a name that is not UTF-8":
        Path(os.fsdecode(os.fsencode(odder) + b"/caf\xe9.txt")).write_text("x", encoding="utf-8")
    elif odd == "links round in circles":
        for number in range(25):
            (odder / f"d{number}").mkdir()
            for name in ("x", "y"):
                (odder / f"d{number}" / name).symlink_to(odder / f"d{number + 1}")
        (odder / "d25").mkdir()
    elif odd == "a deep folder":
        deep = [odder / "/".join("d" * (depth + 1)) for depth in range(1200)]
        for path in deep:
            path.mkdir()
        request.addfinalizer(lambda: [path.rmdir() for path in reversed(deep)])  # deeper than pytest can clear away
    else:
        for number in range(600):
            (odder / f"d{number}").mkdir()
    done = run("make", "hip", "-e", "couch-stretch", "--clinic", own)
    assert done.exit_code == 0, done.output
    assert any(path.name.startswith("make-") for path in folder.iterdir()) == (odd == "a name that is not UTF-8")


@pytest.mark.parametrize("what", ["logo", "finished sheet"])
def test_a_logo_may_be_called_pdf_and_a_finished_sheet_does_not_count(what, own):
    path = own / ("logo.pdf" if what == "logo" else "sheet.pdf")
    clinic = (own / "clinic.yaml").read_text(encoding="utf-8")
    first, second = (own / "logo.png").read_bytes(), (Path(__file__).parents[2] / ".github" / "images" / "page-1.png").read_bytes()
    if what == "logo":
        (own / "clinic.yaml").write_text(clinic.replace("logo.png", "logo.pdf"), encoding="utf-8")
    else:
        first, second = b"%PDF-1.7 one", b"%PDF-1.7 another"
    path.write_bytes(first)
    before = snapshots.fingerprint(("x",), [own])
    path.write_bytes(second)
    assert (snapshots.fingerprint(("x",), [own]) == before) == (what == "finished sheet")


@pytest.mark.parametrize("command", [["make", "-o", "x.pdf"], ["check"], ["note"]])
@pytest.mark.parametrize("place", ["content/example-clinic/plans", "content", "content/packs", "layouts"])
def test_a_plan_among_the_programs_own_content_is_not_kept(place, command, run, folder, tmp_path, monkeypatch):
    for name in ("content", "layouts"):
        shutil.copytree(builtin_folder(name), tmp_path / name)
    monkeypatch.setattr("handouts.reading.builtin._HERE", tmp_path / "handouts")
    (tmp_path / place).mkdir(exist_ok=True)
    plan = tmp_path / place / "zoe.yaml"
    plan.write_text("section: hip\npatient: {name: Kanarienvogelin}\ngiven_on: 2026-11-22\nexercises: [couch-stretch]\n", encoding="utf-8")
    run(command[0], plan, *command[1:])
    assert folder.exists()
    assert [path.name for path in folder.iterdir() if b"Kanarienvogelin" in path.read_bytes()] == []


@pytest.mark.usefixtures("folder")
def test_what_is_used_outlasts_what_is_not(folder, monkeypatch):
    monkeypatch.setattr(cache, "_MOST_FILES", 3)
    for number in range(3):
        cache.write(f"a{number}", b"x")
        os.utime(folder / f"a{number}", (number, number))
    assert cache.read("a0") == b"x"
    cache.write("a3", b"x")
    assert sorted(path.name for path in folder.iterdir()) == ["a0", "a2", "a3"]


def test_patients_plans_are_never_prepared(run, folder):
    Path("plan.yaml").write_text("section: hip\npatient: {name: Kanarienvogelin}\nexercises: [couch-stretch]\n", encoding="utf-8")
    assert run("make", "plan.yaml").exit_code == 0
    assert {path.name.split("-")[0] for path in folder.iterdir()} == {"library", "clinic", "layout", "logo", "yaml"}
    assert all(b"Kanarienvogelin" not in path.read_bytes() for path in folder.iterdir())
