import re
import stat

import pytest

from handouts.checks.layout_rules import layout_problems
from handouts.checks.run import check_everything
from handouts.checks.schema import FOLDER
from handouts.cli.new_clinic import make_clinic_folder
from handouts.cli.new_layout import start_layout, starter_text
from handouts.layout.files import layout_files, load_layout, read_layout
from handouts.layout.parts import CARD, END, FRONT
from tests.writing import write

BUILT_IN = sorted(layout_files(()))
COMMENTED = re.compile(r"^#(?! \S)", re.MULTILINE)  # the lines to take up; those of prose have a space after their #


def started(folder, name="my", based_on=None):
    path = folder / f"{name}.yaml"
    start_layout(path, based_on, force=False)
    return path


@pytest.mark.parametrize("base", BUILT_IN)
def test_layout_that_was_started_is_its_base_under_a_name_of_its_own(tmp_path, base):
    read = read_layout(started(tmp_path, based_on=base))
    ours, theirs = read.value, load_layout(base)
    own = ("layout", "based_on", "title", "use")
    assert (ours.layout, ours.based_on, ours.title) == ("my", base, "My sheet")
    assert all(getattr(ours, key) == getattr(theirs, key) for key in theirs.__dataclass_fields__ if key not in own)
    assert layout_problems(read) == []


@pytest.mark.parametrize("base", BUILT_IN)
def test_every_line_that_is_commented_out_would_be_accepted_and_changes_nothing(tmp_path, base):
    path = started(tmp_path, based_on=base)
    before = read_layout(path).value
    text = path.read_text(encoding="utf-8")
    live = COMMENTED.sub("", text)
    assert len(text) - len(live) > 40
    read = read_layout(write(path, live))
    said = set(read.chain.sources[0].data) - {"layout", "based_on", "title", "use"}
    assert said == {"margins", "papers", "colors", "type", "log", "front", "cards", "end", "fit"}
    assert read.value == before
    assert layout_problems(read) == []


@pytest.mark.parametrize("base", BUILT_IN)
def test_every_part_there_could_be_is_offered(tmp_path, base):
    text = started(tmp_path, based_on=base).read_text(encoding="utf-8")
    layout = load_layout(base)
    for key, parts in (("front", FRONT), ("cards", CARD), ("end", END)):
        block = text.split(f"#{key}:\n")[1].split("\n\n")[0]
        live = re.findall(r"^#    - (\w+) ", block, re.MULTILINE)
        offered = re.findall(r"^#    # - (\w+) ", block, re.MULTILINE)
        assert tuple(live) == getattr(layout, key).parts
        left_out = {"video", "log"} if key == "cards" and base == "compact" else set()
        assert {*live, *offered} == set(parts) - left_out


def test_layout_that_was_started_checks_clean_and_prints_at_once(run, tmp_path):
    assert run("layouts", "--new", "my.yaml").stdout == "my.yaml\n"
    checked = run("check", "my.yaml")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert checked.stdout == "1 file checked, 0 errors, 0 warnings and notes\n"
    assert run("make", "hip", "-e", "couch-stretch", "--layout", "my.yaml", "-o", "sheet.pdf").exit_code == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_command_it_shows_is_the_one_that_prints_it(run, tmp_path):
    (tmp_path / "ours").mkdir()
    assert run("layouts", "--new", "ours/wall.yaml", "--based-on", "poster").exit_code == 0
    text = (tmp_path / "ours" / "wall.yaml").read_text(encoding="utf-8")
    (command,) = re.findall(r"^# handouts (.*) --open$", text, re.MULTILINE)
    assert run(*command.split()).exit_code == 0


def test_first_line_names_the_schema_of_the_clinics_folder_or_of_the_program(tmp_path):
    make_clinic_folder(tmp_path / "own")
    lines = [started(folder).read_text(encoding="utf-8").splitlines()[0] for folder in (tmp_path / "own" / "layouts", tmp_path / "own")]
    assert lines == [f"# yaml-language-server: $schema={above}/layout.schema.json" for above in ("../schemas", "schemas")]
    first = started(tmp_path).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={(FOLDER / 'layout.schema.json').as_uri()}"


def test_layout_that_was_started_in_a_clinics_folder_has_no_fault(tmp_path):
    make_clinic_folder(tmp_path / "own")
    started(tmp_path / "own" / "layouts", "ours", "large")
    found = check_everything([], tmp_path / "own").problems
    assert [problem for problem in found if problem.level != "info" and "layouts/" in problem.file] == []


def test_layout_is_started_from_a_neighbour(tmp_path):
    started(tmp_path, "theirs", "poster")
    read = read_layout(started(tmp_path, "our-poster", "theirs"))
    assert (read.value.title, len(read.chain.sources)) == ("Our poster sheet", 4)


@pytest.mark.parametrize("name", ["2024", "010", "null", "no", "1-2", "0x1f"])
def test_name_that_yaml_could_take_for_something_else_is_quoted(tmp_path, name):
    assert read_layout(started(tmp_path, name)).value.layout == name


def test_paper_of_any_name_is_written_so_that_it_is_read_back(tmp_path):
    write(tmp_path / "odd.yaml", 'layout: odd\nbased_on: cards\npapers:\n  "A4: lined, #2": {width_mm: 210, height_mm: 297, side_mm: 18}\n')
    text = COMMENTED.sub("", starter_text(tmp_path / "my.yaml", load_layout("odd", [tmp_path])))
    assert list(read_layout(write(tmp_path / "my.yaml", text)).value.papers) == ["A4: lined, #2"]


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("My_Sheet.yaml", "my-sheet.yaml"),
        ("my.yml", "my.yaml"),
        ("my", "my.yaml"),
        ("..yaml", "ours.yaml"),
        ("größe.yaml", "grosse.yaml"),
        (f"{'long-' * 13}x.yaml", f"{'long-' * 9}long.yaml"),
        ("Cards.yaml", "our-cards.yaml"),
    ],
)
def test_name_that_no_layout_can_have_is_refused_with_one_it_can(tmp_path, name, better, faults_of):
    (line,) = faults_of(start_layout, tmp_path / name, None, force=False)
    assert line.endswith(f"named in lower-case words joined by hyphens, and ends in .yaml; write --new {tmp_path / better}")
    assert list(tmp_path.iterdir()) == []


def test_name_of_a_built_in_layout_is_refused(tmp_path, faults_of):
    assert faults_of(start_layout, tmp_path / "cards.yaml", None, force=True) == [
        f"{tmp_path / 'cards.yaml'}  'cards' is a layout that is built in; write --new {tmp_path / 'our-cards.yaml'}"
    ]


def test_layout_to_start_from_that_is_not_there_names_the_near_miss(tmp_path, faults_of):
    assert faults_of(started, tmp_path, "my", "card") == ["--based-on: no layout 'card'; did you mean 'cards'?"]
    started(tmp_path)
    with_itself = faults_of(start_layout, tmp_path / "my.yaml", "my", force=True)
    assert with_itself == ["--based-on: no layout 'my'; choose from: cards, compact, large, phone, pocket, poster"]


def test_file_that_is_there_is_kept_unless_forced(run, tmp_path):
    write(tmp_path / "my.yaml", "my work\n")
    refused = run("layouts", "--new", "my.yaml")
    assert (refused.exit_code, refused.stderr) == (1, "error: my.yaml  already exists; choose another name, or add --force\n")
    assert (tmp_path / "my.yaml").read_text(encoding="utf-8") == "my work\n"
    assert run("layouts", "--new", "my.yaml", "--force").exit_code == 0
    assert read_layout(tmp_path / "my.yaml").value.layout == "my"


def test_what_is_no_file_is_never_written_over(tmp_path, faults_of):
    (tmp_path / "my.yaml").mkdir()
    assert faults_of(start_layout, tmp_path / "my.yaml", None, force=True) == [
        f"{tmp_path / 'my.yaml'}  already exists and is not a regular file; choose another name"
    ]
    assert faults_of(start_layout, tmp_path / "no" / "my.yaml", None, force=False) == [
        f"{tmp_path / 'no' / 'my.yaml'}  cannot be written: No such file or directory"
    ]


def test_file_can_be_read_by_its_owner_only(tmp_path):
    assert stat.S_IMODE(started(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("words", [("--based-on", "poster"), ("--force",)])
def test_options_of_a_new_layout_go_with_it(run, words):
    result = run("layouts", *words)
    assert result.exit_code == 2
    assert "go with --new" in result.stderr
