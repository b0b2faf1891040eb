"""A sheet for a black-and-white printer as a laser prints it, 600 dots to the inch and each black or white: letters, lines, boxes.

Whatever is not quite black comes out as dots there, so the pages are measured: letters are whole, lines are unbroken.
"""

import functools
import io
import subprocess
import unicodedata

import pytest
from PIL import Image

from handouts.sheet.place.marks import Shape
from tests import geometry
from tests.making import FOUR, made
from tests.placed import inks

DPI = 600
FOR_PRINTERS = ("grey", "ink-saver")
PAGES = {"cards": 2, "compact": 1}
WHOLE_PT = 0.75 * 0.8  # a line of 0.75 points, the least there is, may lose a dot at each side
SPECK_DOTS = 12  # a full stop of 9 points has about 100
TWO_PARTS, DIAERESIS = "ij:;!?%=\u201c\u201d", "\u0308"

every_page = pytest.mark.parametrize("name", PAGES)
every_ink = pytest.mark.parametrize("ink", FOR_PRINTERS)


@functools.cache
def sheet(name, ink):
    return made({**FOUR, "ink": ink, "paper": "A4", "log_weeks": 0}, name)


def page(name, ink):
    return sheet(name, ink).pages.pages[PAGES[name] - 1]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Return what gives the dots of a page, true where they are black, row by row."""
    folder = tmp_path_factory.mktemp("laser")

    @functools.cache
    def dots(name, ink):
        path = folder / f"{name}-{ink}.pdf"
        path.write_bytes(sheet(name, ink).pdf)
        number = str(PAGES[name])
        done = subprocess.run(["pdftoppm", "-r", str(DPI), "-mono", "-f", number, "-l", number, path], check=True, capture_output=True)
        return Image.open(io.BytesIO(done.stdout)).convert("1")

    return dots


def rows(picture, box, air_pt=0.0):
    """Return the dots in a box given in points, as rows of true (black) and false."""
    edges = (box.left - air_pt, box.top - air_pt, box.right + air_pt, box.bottom + air_pt)
    cut = picture.crop(tuple(round(edge * DPI / 72) for edge in edges))
    values = list(cut.tobytes("raw", "L") if cut.mode == "L" else cut.convert("L").tobytes())
    return [[value < 128 for value in values[at : at + cut.width]] for at in range(0, len(values), cut.width)]


def runs(row):
    """Return start and end of every black stretch of a row of dots."""
    found, start = [], None
    for x, black in enumerate([*row, False]):
        if black and start is None:
            start = x
        elif not black and start is not None:
            found.append((start, x))
            start = None
    return found


def parts(found):
    """Return the size in dots of every connected black part; corners connect, and what the edge cuts is left to its own box."""
    parents, sizes, before = {}, {}, []

    def root(run):
        while parents[run] != run:
            run = parents[run]
        return run

    for y, row in enumerate(found):
        now = [(y, start, end) for start, end in runs(row)]
        for run in now:
            parents[run], sizes[run] = run, run[2] - run[1]
            for other in before:
                if other[1] <= run[2] and run[1] <= other[2] and root(other) != root(run):
                    sizes[root(run)] += sizes[root(other)]
                    parents[root(other)] = root(run)
        before = now
    last_y, last_x = len(found) - 1, len(found[0])
    at_the_edge = {root(run) for run in parents if run[0] in (0, last_y) or run[1] == 0 or run[2] == last_x}
    return [size for run, size in sizes.items() if parents[run] == run and run not in at_the_edge]


def share(found):
    """Return how much of a box is black."""
    return sum(map(sum, found)) / sum(map(len, found))


def letter_parts(text):
    """Return of how many separate parts the letters of a text may be made: an i is two, an ë three."""
    letters = [letter for letter in unicodedata.normalize("NFD", text) if not letter.isspace()]
    return sum(2 if letter in TWO_PARTS or letter == DIAERESIS else 1 for letter in letters)


def is_whole(text, found):
    """Return whether the parts found are those of a text: f and t, or r and t, may touch; nothing falls apart."""
    return letter_parts(text) * 0.8 <= len(found) <= letter_parts(text) and not [size for size in found if size <= SPECK_DOTS]


def lines_of_text(name, ink):
    """Return the texts of a page's content that stand on white paper, of ten letters or more."""
    tinted = [
        box for box, mark in geometry.shapes(page(name, "grey")) if mark.fill is not None and mark.fill.hex not in ("#000000", "#FFFFFF")
    ]
    found = [one for one in geometry.content(page(name, ink)) if len(one.text.strip()) >= 10]
    return [one for one in found if not any(tint.meets(geometry.letters(one)) for tint in tinted)]


@every_page
@every_ink
def test_letters_are_whole_and_without_specks(printed, name, ink):
    texts = lines_of_text(name, ink)[::4]
    assert len(texts) > 5
    assert [one.text for one in texts if not is_whole(one.text, parts(rows(printed(name, ink), around(one))))] == []


def around(ink):
    """Return the box of a text with the marks above its capitals and the tails below, and a little air."""
    box = geometry.letters(ink)
    return geometry.Box(box.left - 0.5, box.top - 0.14 * ink.size, box.right + 0.5, ink.base + 0.26 * ink.size)


@every_page
@every_ink
def test_the_smallest_letters_of_the_foot_are_whole_too(printed, name, ink):
    texts = [one for one in geometry.running(page(name, ink), "Footer") if one.text.strip()]
    assert len(texts) >= 3
    assert [one.text for one in texts if not is_whole(one.text, parts(rows(printed(name, ink), around(one))))] == []


@every_page
@every_ink
def test_every_rule_is_one_unbroken_black_line_of_its_thickness(printed, name, ink):
    lines = [(box, mark) for box, mark in geometry.shapes(page(name, ink)) if is_rule(mark)]
    assert len(lines) > 5
    for box, mark in lines:
        across = box.width > box.height
        assert mark.width_pt >= 0.75
        assert broken(rows(printed(name, ink), box, air_pt=0.5), across=across) == 0, box


def is_rule(mark):
    return (
        isinstance(mark, Shape)
        and mark.stroke is not None
        and [step for step, _ in mark.path] == ["m", "l"]
        and mark.stroke.hex != "#FFFFFF"
    )


def broken(found, *, across):
    """Return at how many dots along a line it is thinner than a line of 0.75 points may get; its two ends may be round."""
    along = list(zip(*found, strict=True)) if across else found
    ends = round(1.5 * DPI / 72)
    return sum(longest(dots) < WHOLE_PT * DPI / 72 for dots in along[ends:-ends])


def longest(dots):
    best = now = 0
    for black in dots:
        now = now + 1 if black else 0
        best = max(best, now)
    return best


@every_ink
def test_every_box_to_tick_has_four_unbroken_sides_and_white_inside(printed, ink):
    boxes = geometry.tick_boxes(page("cards", ink))
    assert len(boxes) == 5 + 3
    for box in boxes:
        picture = printed("cards", ink)
        corner, deep = 3.0, 1.5
        sides = [
            (geometry.Box(box.left + corner, box.top - 0.5, box.right - corner, box.top + deep), True),
            (geometry.Box(box.left + corner, box.bottom - deep, box.right - corner, box.bottom + 0.5), True),
            (geometry.Box(box.left - 0.5, box.top + corner, box.left + deep, box.bottom - corner), False),
            (geometry.Box(box.right - deep, box.top + corner, box.right + 0.5, box.bottom - corner), False),
        ]
        assert [broken(rows(picture, side), across=across) for side, across in sides] == [0, 0, 0, 0]
        assert share(rows(picture, geometry.Box(box.left + deep, box.top + deep, box.right - deep, box.bottom - deep))) == 0


def strips():
    """Return the ground of every dose strip of the page of cards, which is tinted in grey."""
    return [
        box for box, mark in geometry.shapes(page("cards", "grey")) if mark.fill is not None and mark.fill.hex not in ("#000000", "#FFFFFF")
    ]


def between_the_rules(strip):
    """Return an empty part of a dose strip: beside its first number."""
    return geometry.Box(strip.left + 2, strip.top + 6, strip.left + 20, strip.top + 30)


def test_the_ground_of_a_dose_is_white_paper_in_ink_saver(printed):
    assert len(strips()) == 2
    for strip in strips():
        assert share(rows(printed("cards", "ink-saver"), between_the_rules(strip))) == 0


def test_the_words_of_a_dose_have_no_dots_around_them_in_ink_saver(printed):
    for strip in strips():
        words = [one for one in inks(page("cards", "ink-saver")) if one.text.strip() and strip.holds(geometry.letters(one))]
        assert len(words) >= 9
        assert [one.text for one in words if not is_whole(one.text, parts(rows(printed("cards", "ink-saver"), around(one))))] == []


def test_the_ground_of_a_dose_in_grey_is_light_enough_to_read_on(printed):
    for strip in strips():
        assert share(rows(printed("cards", "grey"), between_the_rules(strip))) < 0.15


@every_page
def test_no_page_is_much_blacker_than_a_letter(printed, name):
    """library/standards.txt D20: ink to save."""
    black, white = (printed(name, "ink-saver").histogram()[at] for at in (0, 255))
    assert black / (black + white) < 0.08


# --- the same measures, on pages that were not made for a black-and-white printer


def test_a_tint_behind_a_dose_is_seen_as_dots(printed):
    strip = strips()[0]
    found = parts(rows(printed("cards", "grey"), between_the_rules(strip)))
    assert len([size for size in found if size <= SPECK_DOTS]) > 20


def test_a_line_in_a_light_colour_is_seen_as_broken(printed):
    lines = [box for box, mark in geometry.shapes(page("cards", "colour")) if is_rule(mark) and mark.stroke.hex != "#000000"]
    assert any(broken(rows(printed("cards", "colour"), box, air_pt=0.5), across=box.width > box.height) > 20 for box in lines)


def test_a_coloured_letter_is_seen_as_speckled(printed):
    for ink, whole in (("colour", False), ("grey", True)):
        (eyebrow,) = [one for one in inks(page("cards", ink)) if one.text.startswith("Mobility")]
        assert is_whole(eyebrow.text, parts(rows(printed("cards", ink), around(eyebrow)))) is whole
