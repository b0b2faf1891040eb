import pytest

from handouts.layout.files import layout_files, load_layout, read_layout
from tests.writing import CONTENT, write

CARDS = (CONTENT.parent / "layouts" / "cards.yaml").read_text(encoding="utf-8")


def own(folder, old="", new="", name="cards"):
    assert not old or CARDS.count(old) >= 1
    return write(folder / f"{name}.yaml", CARDS.replace(old, new, 1) if old else CARDS)


def test_standard_layout_is_for_both_papers():
    layout = load_layout()
    assert (layout.paper("A4").width_mm, layout.paper("A4").height_mm) == (210, 297)
    assert (layout.paper("Letter").width_mm, layout.paper("Letter").height_mm) == (215.9, 279.4)


def test_both_papers_share_one_live_width():
    layout = load_layout()
    for paper in layout.papers.values():
        assert paper.live_mm == pytest.approx(174, abs=0.05)


def test_standard_type_never_goes_below_twelve_points():
    assert min(step.body_pt for step in load_layout().fit if step.body_pt) >= 12


def test_layout_of_the_clinic_comes_before_the_built_in_one(tmp_path):
    own(tmp_path, "title: Standard sheet", "title: Our sheet")
    assert load_layout("cards", [tmp_path]).title.startswith("Our sheet")
    assert load_layout("cards").title.startswith("Standard sheet")


def test_layout_of_its_own_name_stands_beside_the_built_in_one(tmp_path):
    own(tmp_path, "layout: cards", "layout: ours", name="ours")
    assert set(layout_files([tmp_path])) >= {"ours", "cards"}
    assert load_layout("ours", [tmp_path]).layout == "ours"


def test_layout_can_be_named_by_its_file(tmp_path):
    assert load_layout(str(own(tmp_path))).layout == "cards"


def test_layout_that_is_not_there_names_the_near_miss(faults_of):
    assert faults_of(load_layout, "card") == ["no layout 'card'; did you mean 'cards'?"]


@pytest.mark.parametrize("name", ["../layouts/cards", "/etc/passwd", ""])
def test_layout_name_is_never_a_way_through_folders(name, faults_of):
    (line,) = faults_of(load_layout, name)
    assert line.startswith(f"no layout '{name}'; ")


def test_layout_whose_name_is_not_its_file_is_refused(tmp_path, faults_of):
    (line,) = faults_of(read_layout, own(tmp_path, name="ours"))
    assert line.endswith("is 'cards' but the file is ours.yaml; make them the same")


def test_paper_a_layout_does_not_have_is_named(tmp_path, faults_of):
    layout = read_layout(own(tmp_path, "  Letter: {width_mm: 215.9, height_mm: 279.4, side_mm: 20.95}\n")).value
    assert faults_of(layout.paper, "Letter") == ["layout 'cards' has no paper 'Letter'; choose from: A4"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("width_mm: 210, height_mm: 297", "width_mm: 100, height_mm: 297", "A4 has no room for 2 columns of 40 mm"),
        ("height_mm: 297", "height_mm: tall", "height_mm: write 100 to 500, or auto for a page as tall as it needs to be"),
        ("height_mm: 297", "height_mm: auto", "pairs need papers of a fixed height"),
        ("columns: 2", "columns: 1", "pairs need grid: columns: 2"),
        ("columns: 2", "columns: 3", "must be 2 or less"),
        ("avoid, easier", "easier", "every card needs avoid"),
        ("avoid, easier", "avoid, avoid, easier", "'avoid' appears twice"),
        ("my_plan, stop, pain", "my_plan, pain", "a sheet needs its safety box: stop, or stop_line"),
        ("easier, harder, note", "easier, hardr, note", "did you mean 'harder'?"),
        (", strip_pt: 75", "", "fit: the first entry needs body_pt, leading_pt, picture_mm and strip_pt"),
        ("  - {drop: harder}", "  - {drop: dose}", "drop 'dose' is not known; choose from: video, purpose, harder, easier, feel"),
        ("sheet_title: {size_pt: 27", "sheet_title: {size_pt: 5", "must be 9.0 or more"),
        ('text: "#000000"', "text: black", "write a colour as '#12596B', in quotes"),
        ("safe_mm: 7", "safe_mm: 2", "must be 3.0 or more"),
        ("log: {weeks: 4}", "log: {weeks: 4}\nscript: run.py", "'script' is not a key here; choose from: "),
        ("log: {weeks: 4}", "log: {weeks: 40}", "must be 12 or less"),
    ],
)
def test_layout_that_cannot_be_printed_is_refused_with_its_line(tmp_path, old, new, reason, faults_of):
    path = own(tmp_path, old, new)
    (line,) = faults_of(read_layout, path)
    assert f"{path}:" in line
    assert reason in line


def based(folder, text, name="ours"):
    return write(folder / f"{name}.yaml", f"layout: {name}\n{text}")


def test_layout_based_on_another_says_only_what_differs(tmp_path):
    ours = read_layout(based(tmp_path, "based_on: cards\ntype: {sheet_title: {size_pt: 30}}\nlog: {weeks: 2}\n")).value
    cards = load_layout("cards")
    assert (ours.log.weeks, ours.type.sheet_title.size_pt) == (2, 30)
    assert ours.type.sheet_title.leading_pt == cards.type.sheet_title.leading_pt
    assert (ours.margins, ours.fit, ours.colors) == (cards.margins, cards.fit, cards.colors)


def test_layout_is_based_on_a_neighbour_before_a_built_in_one(tmp_path):
    own(tmp_path, "log: {weeks: 4}", "log: {weeks: 1}")
    assert read_layout(based(tmp_path, "based_on: cards\n")).value.log.weeks == 1


def test_fault_in_a_layout_stands_in_the_file_that_says_it(tmp_path, faults_of):
    path = based(tmp_path, "based_on: cards\nmargins: {top_mm: 2}\n")
    assert faults_of(read_layout, path) == [f"{path}:3:19  must be 3.0 or more"]
    own(tmp_path, "safe_mm: 7", "safe_mm: 2")
    assert faults_of(read_layout, based(tmp_path, "based_on: cards\n"))[0].startswith(f"{tmp_path / 'cards.yaml'}:")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"ours": "based_on: ours\n"}, "'ours' is based on itself, in the end; name another layout"),
        ({"ours": "based_on: other\n", "other": "based_on: ours\n"}, "'ours' is based on itself, in the end; name another layout"),
        ({"ours": "based_on: card\n"}, "no layout 'card'; did you mean 'cards'?"),
    ],
)
def test_layout_based_on_itself_or_on_nothing_is_refused(tmp_path, files, reason, faults_of):
    for name, text in files.items():
        based(tmp_path, text, name)
    (line,) = faults_of(read_layout, tmp_path / "ours.yaml")
    assert line.endswith(reason)
