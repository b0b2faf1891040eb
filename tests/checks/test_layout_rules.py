import re

import pytest

from handouts.checks.layout_rules import LETTER_EM, PAPERS_MM, ROW_PICTURE_SHAPE, ROW_SIDE_PT, findings, layout_problems
from handouts.layout.files import find_layout, layout_files, load_layout, read_layout
from handouts.sheet.place import rows
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import width_of
from tests.making import library
from tests.writing import write

BUILT_IN = sorted(layout_files(()))
SMALL = "below 12, the least for clear print; write 12 or more, or say it is a summary: notice in front: parts (D01)"
PAGES = "grid: {columns: 1}\ncards: {arrangement: pages}\nfit:\n  - {body_pt: %s, leading_pt: 18, picture_mm: 60, strip_pt: 80}\n"


def broken(folder, text, based_on="cards", name="ours"):
    """Return the warnings of a layout that says so much from its third line on, without the name of its file."""
    path = write(folder / f"{name}.yaml", f"layout: {name}\nbased_on: {based_on}\n{text}\n")
    problems = layout_problems(read_layout(path))
    assert {problem.level for problem in problems} <= {"warning"}
    return [str(problem).replace(f"{path}:", "") for problem in problems]


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_layouts_keep_every_rule(name):
    assert layout_problems(find_layout(name)) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "fit:\n  - {body_pt: 12, leading_pt: 14.4, picture_mm: 40, strip_pt: 75}\n  - {body_pt: 11, leading_pt: 14}",
            f"5:15  body 11 points is {SMALL}",
        ),
        (
            "type: {dose_row: {size_pt: 11.5}}",
            f"3:28  dose_row 11.5 points is {SMALL}",
        ),
        (
            "papers:\n  A4: {width_mm: 210, height_mm: 297, side_mm: 18}\n  A2: {width_mm: 420, height_mm: 500, side_mm: 18}",
            "5:48  a line on A2 holds about 100 letters, more than 75; write more for side_mm or body_pt (D05)",
        ),
        (
            "papers:\n  A4: {width_mm: 210, height_mm: 297, side_mm: 40}",
            "4:48  a line on A4 holds about 30 letters, fewer than 35; write less for side_mm or body_pt, or more for width_mm (D05)",
        ),
        ("type: {listing: {leading_pt: 13}}", "3:30  leading_pt of listing 13 is 1.08 times the size, 12; write 14.4 to 18 (D06)"),
        ("type: {control: {leading_pt: 20}}", "3:30  leading_pt of control 20 is 1.82 times the size, 11; write 13.2 to 16.5 (D06)"),
        (
            "fit:\n  - {body_pt: 12, leading_pt: 13, picture_mm: 40, strip_pt: 75}",
            "4:31  leading_pt 13 is 1.08 times the size, 12; write 14.4 to 18 (D06)",
        ),
        (
            "fit:\n  - {body_pt: 12, leading_pt: 14.4, picture_mm: 40, strip_pt: 75}\n  - {body_pt: 13}",
            "5:15  leading_pt 14.4 is 1.11 times the size, 13; write 15.6 to 19.5 (D06)",
        ),
        ('colors: {text: "#888888"}', "3:16  text #888888 has a contrast of 3.5 on white; write a darker colour, of 4.5 or more (D07)"),
        (
            'colors: {secondary: "#808080"}',
            "3:21  secondary #808080 has a contrast of 3.9 on white; write a darker colour, of 4.5 or more (D07)",
        ),
        ('colors: {stop: "#FF5544"}', "3:16  stop #FF5544 has a contrast of 3.2 on white; write a darker colour, of 4.5 or more (D07)"),
        ('colors: {rule: "#B0B0B0"}', "3:16  rule #B0B0B0 has a contrast of 2.2 on white; write a darker colour, of 3 or more (D07)"),
        ('colors: {circle: "#B0B0B0"}', "3:18  circle #B0B0B0 has a contrast of 2.2 on white; write a darker colour, of 3 or more (D07)"),
        (
            'type: {dose_label: {ink: secondary}}\ncolors: {secondary: "#757575"}',
            "4:21  secondary #757575 has a contrast of 4.1 on the tint #F4F2EE; write a lighter tint, for 4.5 or more (D07)",
        ),
        ("margins: {safe_mm: 4}", "3:20  safe_mm 4 lets things stand where printers cut; write 7 or more (D11)"),
        ("margins: {top_mm: 5}", "3:19  top_mm 5 is within 7 mm of the edge, where printers cut; write 7 or more (D11)"),
        (
            "margins: {bottom_mm: 11}",
            "3:22  bottom_mm 11 puts the footer within 7 mm of the edge, where printers cut; write 12 or more (D11)",
        ),
        (
            "papers:\n  A4: {width_mm: 210, height_mm: 297, side_mm: 15}",
            "4:48  side_mm 15 leaves no strip for punched holes on A4; write 18 or more (D11)",
        ),
        (
            "papers:\n  Card: {width_mm: 170, height_mm: 210, side_mm: 6}",
            "4:50  side_mm 6 is within 7 mm of the edge, where printers cut; write 7 or more (D11)",
        ),
        (
            "papers:\n  A4: {width_mm: 210, height_mm: 290, side_mm: 18}",
            "4:34  A4 has another size; write width_mm: 210 and height_mm: 297, or rename it (D12)",
        ),
        (
            "papers:\n  Letter: {width_mm: 216, height_mm: 279.4, side_mm: 20}",
            "4:22  Letter has another size; write width_mm: 215.9 and height_mm: 279.4, or rename it (D12)",
        ),
        (
            "front: {parts: [letterhead, week, stop]}",
            "3:16  page 1 has no title; put title in front: parts, or masthead for a summary (D14)",
        ),
        ("front: {parts: [title, stop]}", "3:16  page 1 has no list of the exercises; put week in front: parts (D18)"),
        (
            "rhythm: {section_pt: 20}",
            "3:22  section_pt 20 sets lines to write on 7.1 mm apart; write 22.5 or more, which is 8 mm (D21)",
        ),
        ("qr_mm: 15", "3:8  qr_mm 15 is too small to scan; write 20 or more (D22)"),
        (
            'colors: {tint: "#DDDDDD"}',
            "3:16  tint #DDDDDD is a 13 % grey, which a photocopier darkens; write one of 10 % or less, such as '#F4F2EE' (D24)",
        ),
    ],
    ids=lambda value: value[-4:-1] if value.endswith(")") else "",
)
def test_layout_that_breaks_a_rule_is_warned_of_at_its_line(tmp_path, text, line):
    assert broken(tmp_path, text) == [line]


def test_summary_that_says_it_is_one_may_be_in_smaller_print(tmp_path):
    small = "fit:\n  - {body_pt: 10, leading_pt: 12.5, picture_mm: 33, strip_pt: 75}\n"
    rule = "body 10 points is below 12"
    assert broken(tmp_path, small, "compact") == []
    assert rule in broken(tmp_path, f"{small}front: {{parts: [masthead, stop_line]}}", "compact")[0]


def test_large_print_with_something_small_in_it_is_warned_of(tmp_path):
    text = "type: {footer: {size_pt: 12}}\nfit:\n  - {body_pt: 18, leading_pt: 24, picture_mm: 78, strip_pt: 96}\n"
    text += "  - {body_pt: 15, leading_pt: 20}"
    assert broken(tmp_path, text, "large") == [
        "6:15  body 15 points is below 16, the least for large print; write 16 or more (D02)",
        "3:26  footer 12 points is below 16, the least for large print; write 16 or more (D02)",
    ]


def test_line_of_one_column_may_be_longer_than_one_of_two(tmp_path):
    assert broken(tmp_path, PAGES % 14) == []
    assert broken(tmp_path, PAGES % 13) == [
        f"6:15  a line on {name} holds about 88 letters, more than 85; write more for side_mm or body_pt, or grid: columns: 2 (D05)"
        for name in ("A4", "Letter")
    ]


def test_line_of_a_row_is_what_its_picture_and_its_dose_leave(tmp_path):
    small = "fit:\n  - {body_pt: 10, leading_pt: 12.5, picture_mm: 33, strip_pt: 75}\n"
    assert broken(tmp_path, small, "compact") == []
    found = broken(tmp_path, f"{small}cards: {{parts: [header, start, steps, dose, avoid, caution]}}", "compact")
    assert [line[:43] for line in found] == ["4:15  a line on A4 holds about 94 letters, ", "4:15  a line on Letter holds about 94 lette"]


def test_paper_that_grows_is_a_screen_that_no_printer_cuts_and_nobody_scans(tmp_path):
    text = "margins: {top_mm: 3, bottom_mm: 5, safe_mm: 3}\nqr_mm: 12\npapers:\n  Wall: {width_mm: 210, height_mm: %s, side_mm: 8}\n"
    text += "type: {footer: {size_pt: 16}}\nfit:\n  - {body_pt: 15.9, leading_pt: 20, picture_mm: 60, strip_pt: 90}\n"
    assert broken(tmp_path, text % "auto", "phone") == []
    rules = [line[-4:-1] for line in broken(tmp_path, text % "297", "phone")]
    assert rules == ["D11"] * 4 + ["D22"]


def test_lines_to_write_on_are_measured_only_where_something_is_written(tmp_path):
    bare = "rhythm: {section_pt: 15}\n"
    assert broken(tmp_path, bare, "compact") == []
    assert "D21" in broken(tmp_path, f"{bare}end: {{parts: [stop_line, questions]}}", "compact")[0]
    assert "D21" in broken(tmp_path, bare, "phone")[0]


def test_code_is_measured_only_where_one_is_printed(tmp_path):
    parts = "cards: {parts: [header, start, steps, dose, avoid, caution]}\nend: {parts: [formats]}"
    assert broken(tmp_path, f"qr_mm: 15\n{parts}") == []


def test_paper_lying_on_its_side_is_true_to_its_name(tmp_path):
    assert not [line for line in broken(tmp_path, "papers:\n  A4: {width_mm: 297, height_mm: 210, side_mm: 20}") if "D12" in line]
    assert PAPERS_MM["A4"] == (210, 297)


def test_warning_stands_in_the_file_that_says_the_value(tmp_path):
    parent = write(tmp_path / "theirs.yaml", "layout: theirs\nbased_on: cards\nmargins: {top_mm: 5}\ncolors: {tint: '#DDDDDD'}\n")
    child = write(tmp_path / "ours.yaml", "layout: ours\nbased_on: theirs\nmargins: {bottom_mm: 11}\n")
    found = [(problem.file, problem.line, problem.check) for problem in layout_problems(read_layout(child))]
    assert found == [(str(parent), 3, "D11"), (str(child), 3, "D11"), (str(parent), 4, "D24")]


def test_warning_of_several_values_stands_at_the_one_that_the_nearest_file_says(tmp_path):
    write(tmp_path / "theirs.yaml", f"layout: theirs\nbased_on: cards\n{PAGES % 13}")
    (line, _) = broken(tmp_path, "grid: {air_mm: 1}", "theirs")
    assert line.startswith("3:16  a line on A4 holds about 89 letters")


def test_value_that_no_file_says_is_warned_of_at_the_top_of_the_nearest(tmp_path):
    read = read_layout(write(tmp_path / "ours.yaml", "# ours\nlayout: ours\nbased_on: cards\n"))
    problem = read.chain.problem_of((("nothing", "here"),), "told")
    assert (problem.file, problem.line, problem.message) == (str(read.path), 2, "told")


def test_sizes_of_a_row_are_those_it_is_drawn_with():
    assert rows._DOSE_PT + 2 * rows._GUTTER_PT == ROW_SIDE_PT
    assert rows._PICTURE_SHAPE == ROW_PICTURE_SHAPE


def test_a_letter_is_as_wide_as_those_of_the_content():
    style = TextStyle(10, 12, "regular", load_layout().colors.text)
    told = [text for one in library().sections["hip"].exercises for text in (one.purpose, one.start, *one.steps)]
    texts = [re.sub(r"\{[^}]*\}", "knee", text) for text in told]
    measured = sum(width_of(text, style) for text in texts) / sum(map(len, texts)) / style.size_pt
    assert measured == pytest.approx(LETTER_EM, rel=0.04)


def test_findings_need_no_file():
    assert list(findings(load_layout())) == []


def test_sheet_in_a_layout_of_ones_own_is_made_with_its_warnings(run, tmp_path):
    write(tmp_path / "own" / "clinic.yaml", "name: Test Clinic\nlayout: ours\n")
    write(tmp_path / "own" / "layouts" / "ours.yaml", "layout: ours\nbased_on: cards\nqr_mm: 15\n")
    warning = "warning: own/layouts/ours.yaml:3:8  qr_mm 15 is too small to scan; write 20 or more (D22)"
    for words in (["--clinic", "own"], ["--layout", "own/layouts/ours.yaml"]):
        made = run("make", "hip", "-e", "couch-stretch", *words, "-o", "sheet.pdf")
        assert made.exit_code == 0
        assert warning in made.stderr.splitlines()
    assert warning in run("check", "own/layouts").stderr.splitlines()


def test_built_in_layout_is_not_held_to_the_rules_again_for_each_sheet(run, monkeypatch):
    monkeypatch.setattr("handouts.checks.layout_rules.layout_problems", lambda _: pytest.fail("was checked"))
    assert run("make", "hip", "-e", "couch-stretch", "--layout", "poster").exit_code == 0
