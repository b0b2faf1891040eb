"""A film of an exercise: its address beside a code that phones read, clear of everything else; on a phone the address alone."""

import dataclasses
import functools
import io
import subprocess

import pytest
import zxingcpp
from PIL import Image

from handouts.handout import lay_out, make
from handouts.sheet.place.marks import Shape
from tests import geometry
from tests.layout.test_layouts import cards_of, faults
from tests.making import clinic, layout, library, plan, plan_of
from tests.placed import MM, inks, text_of
from tests.read_back import read

SHORT = "https://harbourlane.example/films/couch-stretch"
LONG = "https://films.harbourlane.example/physiotherapy/hip/couch-stretch-for-runners-with-a-sofa?from=sheet"
CHOSEN = ["couch-stretch", "single-leg-balance", "hip-hinge"]
QUIET, LEAST_MM = 4, 20
ON_PAPER = [(name, paper) for name in ("cards", "large", "pocket", "poster") for paper in layout(name).papers]
DPI = 300


@functools.cache
def with_films(address=SHORT):
    """Return the library with a film of two of the exercises."""
    section = library().sections["hip"]
    films = {"couch-stretch": address, "hip-hinge": "https://harbourlane.example/films/hip-hinge"}
    exercises = tuple(dataclasses.replace(one, video=films.get(one.id)) for one in section.exercises)
    return dataclasses.replace(library(), sections={"hip": dataclasses.replace(section, exercises=exercises)})


def pages_of(name="cards", paper=None, address=SHORT, **more):
    data = plan(3, exercises=CHOSEN, **more, **({"paper": paper} if paper else {}))
    return lay_out(with_films(address), plan_of(data), clinic(), layout(name))[0].pages


def codes(page):
    """Return every code on a page: its element, its path and its box, without the white around it."""
    found = []
    for ink, mark in geometry.placed(page):
        figure = ink.elements[-1] if ink.elements else None
        if isinstance(mark, Shape) and figure is not None and figure.tag == "Figure" and (figure.alt or "").startswith("QR code"):
            found.append((figure, mark, geometry.Box(ink.left, ink.top, ink.right, ink.bottom, figure.alt)))
    return found


def film_codes(pages):
    """Return the codes on cards with their page; the one of the clinic's own page stands at the end of a sheet."""
    return [(page, *code) for page in pages for code in codes(page) if is_on_a_card(page, code[0])]


def is_on_a_card(page, figure):
    return any(figure in list(geometry.elements([section])) for _, section in geometry.sections((page,)) if geometry.heads_of(section))


def said_by(picture):
    """Return what a phone reads in a picture: the texts of its codes."""
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def said_by_modules(rows):
    """Return what a phone reads in rows of modules, true where they are black."""
    side = len(rows) + 2 * QUIET
    picture = Image.new("L", (side, side), "white")
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            picture.putpixel((x + QUIET, y + QUIET), 0 if is_dark else 255)
    return said_by(picture.resize((side * 8, side * 8), Image.Resampling.NEAREST))


def rectangles(shape):
    """Return left, top, right and bottom of every rectangle of a path."""
    found, corners = [], []
    for step, numbers in shape.path:
        if step == "h":
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            found.append((min(xs), min(ys), max(xs), max(ys)))
            corners = []
        else:
            corners.append(numbers)
    return found


def module_pt(shape):
    """Return the side of one module of a drawn code."""
    return min(bottom - top for _, top, _, bottom in rectangles(shape))


def drawn(shape):
    """Return the modules that a path paints: rows of true and false."""
    found, unit = rectangles(shape), module_pt(shape)
    left, top = min(one[0] for one in found), min(one[1] for one in found)
    count = round((max(one[3] for one in found) - top) / unit)

    def black(x, y):
        return any(one[0] < x < one[2] and one[1] < y < one[3] for one in found)

    return [[black(left + (x + 0.5) * unit, top + (y + 0.5) * unit) for x in range(count)] for y in range(count)]


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_a_card_with_a_film_has_a_code_of_20_mm_or_more_and_a_card_without_one_has_none(name, paper):
    found = film_codes(pages_of(name, paper))
    assert [figure.alt for _, figure, _, _ in found] == ["QR code: Watch it"] * 2
    for _, _, _, box in found:
        assert box.width == pytest.approx(box.height, abs=0.1)
        assert box.width >= LEAST_MM * MM


@pytest.mark.parametrize("address", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_its_modules_say_the_address(name, paper, address):
    _, _, shape, _ = film_codes(pages_of(name, paper, address))[0]
    assert said_by_modules(drawn(shape)) == [address]


@pytest.mark.parametrize("address", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_four_modules_of_white_paper_are_around_it(name, paper, address):
    for page, _, shape, box in film_codes(pages_of(name, paper, address)):
        assert quiet_zone_ink(page, shape, box) == []


def quiet_zone_ink(page, shape, box):
    """Return what stands nearer to a code than four of its modules."""
    quiet = QUIET * module_pt(shape) - 0.5
    white = geometry.Box(box.left - quiet, box.top - quiet, box.right + quiet, box.bottom + quiet)
    return [ink.text or "a drawing" for ink in inks(page) if white.meets(painted(ink), 0.0) and not box.holds(painted(ink))]


def painted(ink):
    return geometry.letters(ink) if ink.text.strip() else geometry.Box(ink.left, ink.top, ink.right, ink.bottom)


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_the_address_stands_beside_the_code_to_be_typed_by_hand(name, paper):
    page, _, _, box = film_codes(pages_of(name, paper))[0]
    beside = [ink for ink in inks(page) if ink.text.strip() and ink.left >= box.right and box.top - 5 < ink.base < box.bottom + 5]
    text = geometry.squeezed("".join(ink.text for ink in beside))
    assert "Watchit" in text
    assert "harbourlane.example/films/couch-stretch" in text


@pytest.mark.parametrize("name", ["cards", "large", "phone", "pocket", "poster"])
def test_the_address_is_a_link_in_the_file(name):
    found = read(make(with_films(), plan_of(plan(3, exercises=CHOSEN)), clinic(), layout(name)).pdf)
    assert (SHORT, "harbourlane.example/films/couch-stretch") in found.uris
    links = [node for node in found.root.all("Link") if SHORT in node.links]
    assert [geometry.squeezed(node.text()) for node in links] == ["harbourlane.example/films/couch-stretch"]


def test_the_code_is_described_to_a_screen_reader():
    found = read(make(with_films(), plan_of(plan(3, exercises=CHOSEN)), clinic(), layout()).pdf)
    assert [node.alt for node in found.root.all("Figure") if (node.alt or "").startswith("QR code: Watch it")] == ["QR code: Watch it"] * 2


def test_pages_for_a_phone_have_the_address_and_no_code():
    pages = pages_of("phone")
    assert [code for page in pages for code in codes(page)] == []
    assert sum("Watch it harbourlane.example/films/" in text_of(inks(page)) for page in pages) == 2


def test_a_summary_has_neither():
    (page,) = pages_of("compact")
    assert codes(page) == []
    assert "films" not in text_of(inks(page))


def test_a_sheet_without_films_has_no_code_on_a_card():
    pages = lay_out(library(), plan_of(plan(3, exercises=CHOSEN)), clinic(), layout())[0].pages
    assert film_codes(pages) == []


@pytest.mark.parametrize("ink", ["colour", "grey", "ink-saver"])
def test_the_code_is_black_in_every_ink(ink):
    assert {shape.fill.hex for _, _, shape, _ in film_codes(pages_of(ink=ink))} == {"#000000"}


@pytest.mark.parametrize("mode", [["-gray"], ["-mono"]], ids=["grey", "black and white"])
def test_the_printed_code_says_its_address(mode, tmp_path):
    """Read as a phone does: the printed page, and white paper round the code."""
    sheet = make(with_films(), plan_of(plan(3, exercises=CHOSEN)), clinic(), layout())
    page, _, shape, box = film_codes(sheet.pages.pages)[0]
    picture = rendered(sheet.pdf, sheet.pages.pages.index(page) + 1, mode, tmp_path)
    unit = module_pt(shape)
    around = (box.left - QUIET * unit, box.top - QUIET * unit, box.right + QUIET * unit, box.bottom + QUIET * unit)
    assert said_by(picture.crop(tuple(int(pt * DPI / 72) for pt in around))) == [SHORT]
    edge = range(int((box.right - box.left) / unit) + 6)
    assert not any(is_black(picture, box.left + (x - 3) * unit, box.top - 2 * unit) for x in edge)


def rendered(pdf, number, mode, folder):
    """Return a page as a printer sees it."""
    (folder / "sheet.pdf").write_bytes(pdf)
    words = ["pdftoppm", "-r", str(DPI), "-f", str(number), "-l", str(number), *mode, folder / "sheet.pdf"]
    done = subprocess.run(words, check=True, capture_output=True)
    return Image.open(io.BytesIO(done.stdout)).convert("L")


def is_black(picture, x_pt, y_pt):
    return picture.getpixel((int(x_pt * DPI / 72), int(y_pt * DPI / 72))) < 128


def test_a_code_of_another_address_would_be_seen():
    _, _, shape, _ = film_codes(pages_of())[0]
    assert said_by_modules(drawn(shape)) != [SHORT + "s"]


def test_ink_in_the_quiet_zone_would_be_seen():
    page, _, shape, box = film_codes(pages_of())[0]
    moved = geometry.changed(page, geometry.saying("Watch it"), geometry.shifted(-12, 0))
    assert quiet_zone_ink(moved, shape, box) == ["Watch it"]


@pytest.mark.parametrize(("name", "paper"), [*ON_PAPER, ("phone", "Phone")])
@pytest.mark.parametrize("address", [SHORT, LONG], ids=["short", "long"])
def test_a_sheet_with_films_stands_as_clear_as_any_other(name, paper, address):
    pages = pages_of(name, paper, address)
    assert faults(name, paper, pages) == []
    assert geometry.cards_torn(pages, cards_of(name, plan(3, exercises=CHOSEN), with_films(address))) == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_fourteen_cards_with_a_film_each_are_laid_out_whole(paper):
    section = library().sections["hip"]
    exercises = tuple(dataclasses.replace(one, video=SHORT) for one in section.exercises)
    own = dataclasses.replace(library(), sections={"hip": dataclasses.replace(section, exercises=exercises)})
    pages = lay_out(own, plan_of({"section": "hip", "paper": paper}), clinic(), layout())[0]
    cards = cards_of("cards", {"section": "hip"}, own)
    assert faults("cards", paper, pages.pages) == []
    assert geometry.cards_torn(pages.pages, cards) == []
    assert len(film_codes(pages.pages)) == 14
