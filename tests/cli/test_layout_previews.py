import os
import re
import subprocess
import sys

import pytest

from handouts.cli.layout_previews import PLAIN_SIGNS, SIGNS, _has_steps, card_page, layouts_as_text, wireframe
from handouts.handout import lay_out
from handouts.layout.files import layout_files, load_layout
from handouts.sheet.place.marks import At, Fragment, Page, Shape, box
from tests.making import FOUR, clinic, library, plan_of
from tests.writing import write

BUILT_IN = sorted(layout_files(()))
PICTURE, DISC, HEAVY, TEXT, BOX = (SIGNS[kind] for kind in ("picture", "disc", "heavy", "text", "box"))


def frame(name):
    """Return the inside of a layout's picture, line by line."""
    return [line[1:-1] for line in wireframe(card_page(load_layout(name), library(), clinic()), SIGNS)[1:-1]]


def blocks(lines):
    """Return first and last column of what is shaded, over all lines."""
    at = [index for line in lines for index, sign in enumerate(line) if sign == PICTURE]
    return min(at), max(at)


def pictures(name):
    """Return the lines with a picture; the swatch of the key to the muscles is one sign wide."""
    return [line for line in frame(name) if PICTURE * 2 in line]


@pytest.mark.parametrize("name", BUILT_IN)
def test_page_is_a_frame_of_even_lines(name):
    lines = wireframe(card_page(load_layout(name), library(), clinic()), SIGNS)
    assert len({len(line) for line in lines}) == 1
    assert (lines[0][0], lines[0][-1], lines[-1][0], lines[-1][-1]) == ("┌", "┐", "└", "┘")
    assert set("".join(lines[1:-1])) <= set("".join(SIGNS.values())) | {" "}


def test_cards_show_two_columns_with_a_picture_each():
    lines = frame("cards")
    half = len(lines[0]) // 2
    assert all(PICTURE in line[:half] and PICTURE in line[half:] for line in pictures("cards"))
    strips = [line for line in lines if line.count(HEAVY) > 12 and DISC not in line]
    assert strips
    assert all(re.fullmatch(rf" +{HEAVY}+ +{TEXT}?{HEAVY}+ +", line) for line in strips)
    assert max(line.count(DISC) for line in lines) == 2


def test_summary_shows_rows_with_a_picture_at_the_left():
    lines = frame("compact")
    left, right = blocks(lines)
    assert right < len(lines[0]) / 4
    assert len(pictures("compact")) == 3
    assert all(TEXT in line[right + 1 :] for line in pictures("compact"))
    assert left > 0


def test_large_print_and_poster_show_a_picture_across_the_page():
    for name in ("large", "poster"):
        lines = frame(name)
        left, right = blocks(lines)
        assert right - left > 0.7 * len(lines[0])
        assert len(pictures(name)) >= 2
        assert max(line.count(DISC) for line in lines) == 1


def test_phone_is_narrow_and_tall_and_a_pocket_sheet_small():
    sizes = {name: (len(frame(name)[0]), len(frame(name))) for name in BUILT_IN}
    assert sizes["cards"] == (22, 16)
    assert sizes["phone"][0] < 11
    assert sizes["phone"][1] > 14
    assert all(mine < theirs for mine, theirs in zip(sizes["pocket"], sizes["cards"], strict=True))


def test_boxes_to_tick_stand_at_the_foot_of_a_card_where_the_sheet_has_no_log():
    def rows(name, **how):
        pages, _ = lay_out(library(), plan_of({**FOUR, **how}), clinic(), load_layout(name))
        lines = wireframe(next(page for page in pages.pages if _has_steps(page)), SIGNS)
        return [(len(lines) - index, line.count(BOX)) for index, line in enumerate(lines) if BOX in line]

    assert rows("cards") == []
    ((from_the_foot, count),) = rows("cards", log_weeks=0)
    assert from_the_foot <= 4
    assert count >= 6


def test_page_that_is_too_tall_is_cut_and_its_lower_edge_dotted():
    tall = wireframe(Page(255, 4000, ()), SIGNS)
    assert (len(tall), tall[-1]) == (20, "└┄┄┄┄┄┄┄┄┄┘")
    assert wireframe(Page(255, 200, ()), SIGNS)[-1] == "└─────────┘"


def test_wide_page_keeps_beside_its_words():
    assert len(wireframe(Page(1400, 1000, ()), SIGNS)[0]) == 32


def test_what_stands_off_the_page_is_not_painted():
    off = Fragment(10, 10, (Shape(box(0, 0, 40, 1), stroke=load_layout().colors.text, width_pt=2.0),))
    lines = wireframe(Page(255, 200, (At(600, 900, off), At(-300, -300, off))), SIGNS)
    assert set("".join(line[1:-1] for line in lines[1:-1])) == {" "}


def test_every_layout_is_listed_with_what_it_is_for(run):
    result = run("layouts")
    assert (result.exit_code, result.stderr) == (0, "")
    words = " ".join(re.sub(r"[^\w\s.,:;()'-]", " ", result.stdout).split())
    for name in BUILT_IN:
        layout = load_layout(name)
        assert f" {name} " in words
        assert all(word in words for word in (layout.title, *layout.papers))
        assert set(layout.use.split()) <= set(words.split())
    assert "12.5 point text, two columns" in words
    assert "Phone (90 mm wide, as tall as it needs)" in words
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_layouts_of_a_clinic_are_listed_with_their_file(run, tmp_path):
    write(tmp_path / "own" / "clinic.yaml", "name: Test Clinic\n")
    paper = "papers:\n  Card: {width_mm: 150, height_mm: 220, side_mm: 12}\n"
    write(tmp_path / "own" / "layouts" / "ours.yaml", f"layout: ours\nbased_on: pocket\ntitle: Ours\nuse: For us.\n{paper}")
    shown = run("layouts", "--clinic", "own").stdout
    assert "own/layouts/ours.yaml, based on pocket" in shown
    assert "Card (150 by 220 mm)" in shown
    assert "ours" not in run("layouts").stdout


def test_layout_that_cannot_be_shown_is_named_after_those_that_can(run, tmp_path):
    write(tmp_path / "own" / "clinic.yaml", "name: Test Clinic\n")
    write(tmp_path / "own" / "layouts" / "bad.yaml", "layout: bad\nbased_on: cards\nlog: {weeks: 40}\n")
    tight = "layout: tight\nbased_on: cards\npapers:\n  A4: {width_mm: 210, height_mm: 110, side_mm: 18}\n"
    write(tmp_path / "own" / "layouts" / "tight.yaml", tight)
    result = run("layouts", "--clinic", "own")
    assert result.exit_code == 1
    assert "Standard sheet" in result.stdout
    assert "\n   own/layouts/tight.yaml, based on cards\n" in result.stdout
    assert "error: own/layouts/bad.yaml:3:14  must be 12 or less" in result.stderr.splitlines()
    assert re.search(r"^error: own/layouts/tight.yaml  couch-stretch: is \d+ mm too tall", result.stderr, re.MULTILINE)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", None])
def test_terminal_that_can_show_no_more_gets_plain_characters(encoding):
    text, problems = layouts_as_text((), encoding)
    assert problems == ()
    assert text.isascii()
    assert "+----------------------+" in text
    assert PLAIN_SIGNS["picture"] * 3 in text


def test_program_shows_layouts_where_output_is_ascii_only(tmp_path):
    words = [sys.executable, "-m", "handouts", "layouts"]
    done = subprocess.run(words, cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert b"cards" in done.stdout


def test_signs_of_both_kinds_are_one_character_and_differ():
    for signs in (SIGNS, PLAIN_SIGNS):
        assert set(signs) == set(SIGNS)
        kinds = [sign for kind, sign in signs.items() if kind != "frame"]
        assert {len(sign) for sign in kinds} == {1}
        assert len(set(kinds)) == len(kinds)
        assert len(signs["frame"]) == 7
