"""A compiled drawing goes stale when, and only when, a drawing would change."""

import subprocess
import sys
from dataclasses import make_dataclass, replace

import pytest

from handouts.checks.run import check_everything
from handouts.figure import keys, proof
from handouts.figure.build import SOURCES, figure_files, stale
from handouts.figure.muscles import muscle_table, split_name
from handouts.figure.pose.positions import POSITIONS
from handouts.figure.pose.presets import HANDS, VIEWS
from handouts.figure.props import furniture
from handouts.figure.references import panel_paths
from handouts.figure.seen import compile as engine
from handouts.figure.seen.compile import read_figure
from handouts.figure.store import FOLDER, drawing_ids, known_remarks
from tests.writing import write


def users_of(word):
    """Return the figures whose file says a word."""
    return {path.stem for path in figure_files() if word in path.read_text(encoding="utf-8")}


def stale_figures():
    """Return the figures of which a drawing is stale, in whatever build."""
    return {name.rpartition("/")[2] for name in stale()}


def with_entry(monkeypatch, table, name, value):
    monkeypatch.setitem(table, name, value)


def test_a_new_preset_muscle_or_view_leaves_every_drawing_fresh(monkeypatch):
    with_entry(monkeypatch, HANDS, "on_ear", replace(HANDS["on_hip"], reach=1.0))
    with_entry(monkeypatch, POSITIONS, "hanging", POSITIONS["standing"])
    with_entry(monkeypatch, muscle_table(), "tibialis", muscle_table()["calf"])
    with_entry(monkeypatch, VIEWS, "below", (0, -40))
    assert stale() == ()


def test_a_new_prop_leaves_every_drawing_fresh(monkeypatch):
    with_entry(monkeypatch, furniture.FURNITURE, str, furniture._box)
    assert stale() == ()


def test_a_new_field_that_says_nothing_does_not_count():
    plain, more = (
        make_dataclass("Prop", fields)() for fields in ([("up", float, 0.0)], [("up", float, 0.0), ("wheels", int | None, None)])
    )
    assert keys._plain(plain) == keys._plain(more) == {"up": 0.0}


def test_a_changed_hand_preset_makes_exactly_its_users_stale(monkeypatch):
    with_entry(monkeypatch, HANDS, "on_hip", replace(HANDS["on_hip"], at=(-1.8, 10.2, 10.5)))
    assert 0 < len(stale_figures()) < len(figure_files())
    assert stale_figures() == users_of("on_hip")


def test_a_changed_position_makes_exactly_its_users_stale(monkeypatch):
    with_entry(monkeypatch, POSITIONS, "half_kneeling", replace(POSITIONS["half_kneeling"], height=30.0))
    assert stale_figures() == users_of("half_kneeling") != set()


def test_a_changed_muscle_makes_exactly_its_users_stale(monkeypatch):
    adductors = muscle_table()["adductors"]
    with_entry(monkeypatch, muscle_table(), "adductors", replace(adductors, bands=adductors.bands[:2]))
    shown = {
        path.stem
        for path in figure_files()
        for _, _, panel in panel_paths(read_figure(path).value)
        if "adductors" in {split_name(name)[0] for name in panel.muscles}
    }
    assert stale_figures() == {*shown, "body-map-adductors"}


def test_the_size_of_a_prop_counts_and_not_whether_it_is_written(tmp_path):
    text = "id: t\nprops: {chair: {kind: chair%s}}\nfinish: {feet: floor}\n"
    said = ("", ", size: [22, 22, 25.5]", ", size: [22, 22, 25.6]")
    plain, written, other = (keys.figure_key(read_figure(write(tmp_path / "t.yaml", text % size)).value) for size in said)
    assert plain == written != other


def test_another_engine_makes_every_drawing_stale(monkeypatch):
    monkeypatch.setattr(keys, "ENGINE", keys.ENGINE + 1)
    assert len(stale()) == len(list(FOLDER.rglob("*.json")))


def test_a_key_is_the_same_in_every_process():
    program = "from handouts.figure.build import stale; print(stale())"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PATH": ""}
        )
        assert done.stdout == "()\n"


@pytest.mark.parametrize("more", ["# a comment\n", "\n\n"])
def test_how_a_figure_is_written_does_not_count(tmp_path, more):
    text = (SOURCES / "hip-hinge.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(more + text.replace("id: hip-hinge", "id: mine"), encoding="utf-8")
    assert keys.figure_key(read_figure(tmp_path / "mine.yaml").value) == keys.figure_key(read_figure(SOURCES / "hip-hinge.yaml").value)


@pytest.fixture
def drawn(monkeypatch):
    """Return the list of figures drawn from here on."""
    made = []
    compile_figure = engine.compile_figure
    monkeypatch.setattr(proof, "compile_figure", lambda figure, **how: made.append(figure.id) or compile_figure(figure, **how))
    return made


def lines_of(report):
    return [str(problem) for problem in report.problems if "figures" in problem.file]


def test_a_copy_of_the_built_in_figures_is_never_drawn(tmp_path, drawn):
    for path in figure_files():
        renamed = f"my-{path.name}"
        write(
            tmp_path / "figures" / renamed, "# ours\n" + path.read_text(encoding="utf-8").replace(f"id: {path.stem}", f"id: my-{path.stem}")
        )
    report = check_everything([tmp_path / "figures"], None)
    assert drawn == []
    assert len([line for line in lines_of(report) if "sheets do not print it yet" in line]) == len(drawing_ids())
    (accepted, *_) = [line for line in lines_of(report) if "my-hip-hinge.yaml" in line]
    assert accepted.endswith(
        "12:3  start: left shoulder flexion is -159 degrees; usual is -60 to 180 (accepted: the upper hand holds the stick behind the head)"
    )


def test_a_figure_with_faults_is_drawn_once_and_its_faults_are_told_each_time_where_they_now_stand(tmp_path, drawn):
    path = write(tmp_path / "high.yaml", "id: high\nfinish:\n  pelvis: {height: 71}\n")
    first = [str(problem) for problem in check_everything([path], None).problems]
    write(path, "# lower it\n" + path.read_text())
    second = [str(problem) for problem in check_everything([path], None).problems]
    assert drawn == ["high"]
    assert any(line.split(":", 1)[1].startswith("3:3  finish: the body floats") for line in first)
    assert [line.replace(":4:3", ":3:3") for line in second] == first


@pytest.mark.parametrize(
    "first_line", ['{"key": "KEY", "remarks": [["grave", [], "x"]],', '{"key": "KEY",', '["KEY"],', '{"key": "KEY", "remarks": 3,']
)
def test_a_damaged_first_line_is_no_known_drawing(tmp_path, first_line):
    (tmp_path / "hold.json").write_text(first_line.replace("KEY", "0" * 16) + '\n"panels": []}')
    assert known_remarks("0" * 16, (tmp_path,)) is None
