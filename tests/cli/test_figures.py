"""`handouts figure`: a drawing as a file, again at each change, and as a contact sheet."""

import io
import signal
import stat
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from handouts.figure.keys import figure_key
from handouts.figure.seen.compile import read_figure
from handouts.figure.store import stored_key
from handouts.library.library import load_library
from handouts.reading.extras import how_to_install
from tests.writing import own_exercise, write, write_clinic

EXAMPLE = Path(__file__).parents[1] / "figure" / "examples" / "bridge.yaml"
ALT = "Start: kneeling on your right knee, that foot up on the sofa behind"
SVG = "{http://www.w3.org/2000/svg}"
HOLD = "id: hold\nfinish:\n  feet: floor\n"
FAULTY = "id: hold\nfinish:\n  pelvis: {height: 80}\n"


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_figure_is_written_for_its_owner_only_and_the_same_each_time(run, tmp_path, kind):
    path = tmp_path / f"f.{kind}"
    assert run("figure", "couch-stretch", "-o", path.name).exit_code == 0
    first = path.read_bytes()
    assert run("figure", "couch-stretch", "-o", path.name).exit_code == 0
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_svg_says_what_it_shows_on_the_side_asked_for(run, tmp_path):
    run("figure", "couch-stretch", "--side", "right", "--px", "600")
    root = ET.fromstring((tmp_path / "couch-stretch.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own text
    assert root.find(f"{SVG}title").text.startswith(ALT)
    assert root.get("width") == "600"
    assert all("scale(-1 1)" in group.get("transform") for group in root.findall(f"{SVG}g"))


def test_png_has_the_width_asked_for_and_says_what_it_shows(run, tmp_path):
    run("figure", "couch-stretch", "-o", "f.png", "--px", "500", "--side", "right")
    with Image.open(tmp_path / "f.png") as picture:
        assert picture.width == 500
        assert picture.text["Description"].startswith(ALT)
        assert round(picture.info["dpi"][0]) == 300


def test_pdf_is_one_tagged_page_with_the_alt_text(run, tmp_path):
    run("figure", "couch-stretch", "-o", "f.pdf", "--side", "right")
    with pikepdf.open(tmp_path / "f.pdf") as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.docinfo["/Title"]) == "Couch stretch"
        figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert [str(one["/Alt"]).startswith(ALT) for one in figures] == [True]


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_each_style_skin_hair_and_side_draws_another_picture(run, tmp_path, kind):
    asked = [
        (),
        ("--style", "mono"),
        ("--style", "line"),
        ("--style", "mannequin"),
        ("--skin", "dark"),
        ("--hair", "ponytail"),
        ("--hair", "headscarf"),
        ("--build", "older"),
        ("--side", "right"),
    ]
    for words in asked:
        assert run("figure", "thomas-stretch", "-o", f"{'-'.join(['f', *words])}.{kind}", "--px", "200", *words).exit_code == 0
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == len(asked)


def test_arrows_take_the_accent_of_the_clinic(run, tmp_path):
    write_clinic(tmp_path / "own", "colors: {accent: '#7A1F5C'}\n")
    run("figure", "couch-stretch", "--clinic", "own")
    assert "#7A1F5C" in (tmp_path / "couch-stretch.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["f.gif", "f", "svg"])
def test_name_of_another_kind_is_refused(run, tmp_path, name):
    result = run("figure", "couch-stretch", "-o", name)
    assert (result.exit_code, result.stderr) == (1, f"error: {name}  the name must end in .svg, .png or .pdf\n")
    assert list(tmp_path.iterdir()) == []


def test_unknown_figure_is_refused_with_the_near_miss(run):
    result = run("figure", "couch-strech")
    assert result.exit_code == 1
    assert "there is no figure 'couch-strech'; did you mean 'couch-stretch'?" in result.stderr


@pytest.mark.parametrize("name", ["../hip-hinge", "compiled/hip-hinge", "body-map-adductors"])
def test_figure_is_named_by_its_exercise_and_not_by_a_path(run, name):
    assert "there is no figure" in run("figure", name, "-o", "f.svg").stderr


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_drawing_of_another_program_is_kept_unless_forced(run, tmp_path, kind):
    path = tmp_path / f"f.{kind}"
    theirs = io.BytesIO()
    Image.new("RGB", (9, 9)).save(theirs, "PNG")
    path.write_bytes({"svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "png": theirs.getvalue()}[kind])
    before = path.read_bytes()
    assert "was not made by handouts" in run("figure", "couch-stretch", "-o", path.name).stderr
    assert path.read_bytes() == before
    assert run("figure", "couch-stretch", "-o", path.name, "--force").exit_code == 0
    assert path.read_bytes() != before


def test_svg_that_was_edited_since_is_kept_unless_forced(run, tmp_path):
    run("figure", "couch-stretch", "-o", "f.svg")
    path = tmp_path / "f.svg"
    path.write_bytes(path.read_bytes().replace(b"#ffffff", b"#fffff0", 1))
    assert "was not made by handouts" in run("figure", "couch-stretch", "-o", "f.svg").stderr


def test_dash_writes_an_svg_to_standard_output():
    done = subprocess.run([sys.executable, "-m", "handouts", "figure", "hip-hinge", "-o", "-"], capture_output=True, check=True)
    assert done.stdout.startswith(b"<svg")


def test_figure_file_is_compiled_on_the_fly(run, tmp_path):
    result = run("figure", EXAMPLE, "-o", "bridge.svg")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "<title>Bridge</title>" in (tmp_path / "bridge.svg").read_text(encoding="utf-8")


def test_faulty_figure_is_drawn_and_its_faults_named_with_their_lines(run, tmp_path):
    write(tmp_path / "hold.yaml", FAULTY)
    result = run("figure", "hold.yaml")
    assert result.exit_code == 1
    assert "error: hold.yaml:3:3  finish: the" in result.stderr
    assert (tmp_path / "hold.svg").is_file()


def test_figure_file_that_cannot_be_read_makes_no_file(run, tmp_path):
    write(tmp_path / "hold.yaml", "id: hold\nfinsh: {}\n")
    result = run("figure", "hold.yaml")
    assert "hold.yaml:2:1  'finsh' is not a key here; did you mean 'finish'?" in result.stderr
    assert not (tmp_path / "hold.svg").exists()


def test_clinics_own_figure_comes_before_the_built_in_one(run, tmp_path):
    write_clinic(tmp_path / "own")
    write(tmp_path / "own" / "content" / "figures" / "couch-stretch.yaml", HOLD.replace("hold", "couch-stretch"))
    run("figure", "couch-stretch", "-o", "ours.svg")
    run("figure", "couch-stretch", "-o", "own.svg", "--clinic", "own")
    ours, own = (len((tmp_path / name).read_bytes()) for name in ("ours.svg", "own.svg"))
    assert own < ours * 0.7


def without_numpy(*words, folder):
    """Run the program where numpy cannot be imported."""
    program = "import sys; sys.modules['numpy'] = None; from handouts.cli.root import main; main(sys.argv[1:], prog_name='handouts')"
    return subprocess.run([sys.executable, "-c", program, *map(str, words)], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_drawing_that_ships_needs_no_numpy(tmp_path, kind):
    assert without_numpy("figure", "hip-hinge", "-o", f"f.{kind}", folder=tmp_path).returncode == 0
    assert without_numpy("figure", "--sheet", "hip", "-o", f"sheet.{kind}", folder=tmp_path).returncode == 0


def test_without_numpy_a_figure_file_is_refused_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = without_numpy("figure", EXAMPLE, folder=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        f"error: drawing a figure from its file needs numpy; install it with: {how_to_install('figures')}\n",
    )


def test_contact_sheet_names_every_figure_of_the_section(run, tmp_path):
    assert run("figure", "--sheet", "hip", "-o", "c.svg").exit_code == 0
    text = (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert all(f">{one.name}</text>" in text for one in load_library().sections["hip"].exercises)


def test_contact_sheet_is_one_tagged_page_with_every_alt_text(run, tmp_path):
    assert run("figure", "--sheet", "hip", "-o", "c.pdf").exit_code == 0
    with pikepdf.open(tmp_path / "c.pdf") as pdf:
        assert len(pdf.pages) == 1
        assert sum(isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" for one in pdf.objects) == len(
            load_library().sections["hip"].exercises
        )


def test_contact_sheet_says_which_exercise_has_no_figure(run, tmp_path):
    write_clinic(tmp_path / "own")
    write(tmp_path / "own" / "content" / "more.yaml", {"adds_to": "hip", "exercises": [own_exercise(id="new-one")]})
    result = run("figure", "--sheet", "hip", "-o", "c.png", "--px", "400", "--clinic", "own")
    assert (result.exit_code, result.stderr) == (0, "info: new-one: has no figure\n")
    with Image.open(tmp_path / "c.png") as picture:
        assert picture.width == 400


def test_contact_sheet_of_an_unknown_section_is_refused(run):
    assert "no section 'hipp' in this library; did you mean 'hip'?" in run("figure", "--sheet", "hipp").stderr


@pytest.mark.parametrize("words", [("--watch", "--sheet", "hip"), ("--watch", "couch-stretch")])
def test_watching_what_is_no_figure_file_is_a_wrong_call(run, words):
    assert run("figure", *words).exit_code == 2


def test_watching_a_file_that_is_not_there_ends_at_once(run):
    assert run("figure", "--watch", "my.yaml").stderr == "error: my.yaml  is not there\n"


def test_watching_never_writes_over_a_file_of_somebody_else(run, tmp_path):
    write(tmp_path / "hold.yaml", HOLD)
    write(tmp_path / "hold.svg", "<svg/>")
    result = run("figure", "--watch", "hold.yaml")
    assert result.exit_code == 1
    assert (tmp_path / "hold.svg").read_text() == "<svg/>"


def wait_for(condition):
    for _ in range(300):
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_watched_file_is_drawn_again_at_each_change_until_ctrl_c(tmp_path):
    path, drawn = write(tmp_path / "hold.yaml", HOLD), tmp_path / "hold.svg"
    told = tmp_path / "told.txt"
    with told.open("w") as stderr:
        process = subprocess.Popen([sys.executable, "-m", "handouts", "figure", "--watch", "hold.yaml"], cwd=tmp_path, stderr=stderr)
        try:
            assert wait_for(lambda: "drawn" in told.read_text())
            first = drawn.read_bytes()
            write(path, FAULTY.replace("finish", "finsh"))
            assert wait_for(lambda: "did you mean 'finish'?" in told.read_text())
            assert drawn.read_bytes() == first
            write(path, HOLD + "  hands: on_hip\n")
            assert wait_for(lambda: drawn.read_bytes() != first)
            assert wait_for(lambda: told.read_text().count("drawn") == 2)
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(10)
    assert code == 0
    assert "Traceback" not in told.read_text()


@pytest.fixture
def own(tmp_path):
    """A clinic with a figure of its own for the couch stretch."""
    write_clinic(tmp_path / "own")
    return write(tmp_path / "own" / "content" / "figures" / "couch-stretch.yaml", HOLD.replace("hold", "couch-stretch"))


def test_stored_figure_is_what_the_clinics_sheets_draw(run, own):
    assert load_library(own.parents[1]).drawings == {}
    result = run("figure", "--store", own, "-o", "f.svg")
    assert (result.exit_code, result.stderr) == (
        0,
        "info: own/content/figures/couch-stretch.yaml  stored; the clinic's sheets print it from now on\n",
    )
    (drawing,) = load_library(own.parents[1]).drawings["couch-stretch"]
    assert drawing.name == "finish"
    assert stored_key("couch-stretch", own.parent / "compiled") == figure_key(read_figure(own).value)


@pytest.mark.usefixtures("own")
def test_figure_of_a_clinic_is_stored_by_its_name_and_needs_numpy_no_more(run, tmp_path):
    assert run("figure", "couch-stretch", "--store", "--clinic", "own").exit_code == 0
    assert without_numpy("make", "hip", "-e", "couch-stretch", "--clinic", "own", folder=tmp_path).returncode == 0


def test_faulty_figure_is_not_stored(run, own):
    write(own, FAULTY)
    result = run("figure", "--store", own, "-o", "f.svg")
    assert result.exit_code == 1
    assert "not stored: correct, or accept, what is listed above" in result.stderr
    assert not (own.parent / "compiled").exists()


@pytest.mark.parametrize("what", ["couch-stretch", "hold.yaml"])
def test_what_is_no_figure_of_a_clinic_is_not_stored(run, tmp_path, what):
    write(tmp_path / "hold.yaml", HOLD)
    assert "only a figure or a body map of a clinic is stored" in run("figure", "--store", what).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["hold.yaml"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"key": "", "labels": [], "panels": [{}]}'])
def test_stored_drawing_that_is_damaged_is_named(own, text, faults_of):
    path = write(own.parent / "compiled" / "couch-stretch.json", text)
    assert faults_of(load_library, own.parents[1]) == [f"{path}  is not a stored drawing; store it again: handouts figure --store"]


def test_stored_drawing_cannot_carry_operators_of_another_kind(run, own, faults_of):
    run("figure", "--store", own)
    path = own.parent / "compiled" / "couch-stretch.json"
    path.write_text(path.read_text().replace(" m ", " m /JavaScript Do ", 1))
    assert "is not a stored drawing" in faults_of(load_library, own.parents[1])[0]


def test_check_says_which_figure_sheets_do_not_print_and_is_quiet_once_it_is_stored(run, own):
    first = run("check", "--clinic", "own").stderr
    assert "sheets do not print it yet; when it is right: handouts figure --store own/content/figures/couch-stretch.yaml" in first
    run("figure", "--store", own, "-o", "f.svg")
    assert "figures/couch-stretch.yaml" not in run("check", "--clinic", "own").stderr
    write(own, own.read_text() + "  hands: on_hip\n")
    assert "sheets print an earlier drawing of it" in run("check", "--clinic", "own").stderr
