"""Letters with any number of marks: drawn whole, on the page, and read back as they were typed, by poppler and by PDFium."""

import io
import itertools
import random
import shutil
import subprocess
import unicodedata

import pikepdf
import pypdfium2
import pytest
import uharfbuzz as hb

from handouts.fonts import faces
from handouts.fonts.faces import WEIGHTS, Glyph, Run, default_advance, letters_of, own_texts, shape, unprintable
from handouts.library.color import BLACK
from handouts.pdf.writer import write_pdf
from handouts.sheet.compose.sheet import initials
from handouts.sheet.place.marks import Element, Page, Pages, Words, walk
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import break_lines, plain, text_block, width_of, words
from tests.making import layout, made, paper_size, plan
from tests.read_back import off_page, read, squeezed
from tests.test_random_sheets import verapdf

PRINTABLE = [chr(code) for code in sorted(faces._characters())]
MARKS = [one for one in PRINTABLE if unicodedata.category(one)[0] == "M"]
LIGATURES = [chr(code) for code in range(0xFB00, 0xFB07)]  # typed as one character they become letters: handouts.reading.yamlfile.clean
LETTERS = [one for one in PRINTABLE if unicodedata.category(one)[0] == "L" and one not in LIGATURES]
SIGNS = [one for one in PRINTABLE if unicodedata.category(one)[0] not in "LMZ"]
STYLES = {weight: TextStyle(10, 20, weight, BLACK) for weight in WEIGHTS}
A_LINE, A_PAGE, A_FILE = 20, 80, 24_000  # words, lines, words: 63,000 codes are left beside those of the face


def batched(every, count):
    """Return lists of so many, in order."""
    return [every[start : start + count] for start in range(0, len(every), count)]


def composed(text):
    return unicodedata.normalize("NFC", text)


def file_of(texts, weight="regular"):
    """Return a tagged file of texts, a line for so many of them."""
    pages = []
    for some in batched(texts, A_LINE * A_PAGE):
        lines = [" ".join(line) + " " for line in batched(some, A_LINE)]
        shown = [Element("P", (words(30, 40 + 20 * at, line, STYLES[weight]),)) for at, line in enumerate(lines)]
        wide = max(width_of(line, STYLES[weight]) for line in lines)
        pages.append(Page(60 + wide, 60 + 20 * A_PAGE, (Element("H1", (words(30, 20, "Letters ", STYLES["bold"]),)), *shown)))
    return write_pdf(Pages(tuple(pages), "Letters", "A clinic", "en-GB", ()))


def by_poppler(path):
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], check=True, capture_output=True, text=True)
    return composed(done.stdout).replace("Letters", "").split()


def by_pdfium(path):
    document = pypdfium2.PdfDocument(path)
    try:
        return composed(" ".join(page.get_textpage().get_text_range() for page in document)).replace("Letters", "").split()
    finally:
        document.close()


def wrong(texts, weight, folder):
    """Return how many letters lie off the page, and what each reader gives back that is not what was typed."""
    texts = [composed(text) for text in texts]
    path, off, lost = folder / "letters.pdf", 0, []
    for some in batched(texts, A_FILE):
        data = file_of(some, weight)
        path.write_bytes(data)
        off += off_page(data)
        for reader in (by_poppler, by_pdfium):
            found = reader(path)
            lost += [(reader.__name__, *pair) for pair in itertools.zip_longest(some, found) if pair[0] != pair[1]]
    return off, lost[:20]


needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not installed")


@needs_poppler
def test_every_letter_with_every_mark_reads_back_as_typed_and_lies_on_its_page(tmp_path):
    every = list(dict.fromkeys(composed(letter + mark) for letter in LETTERS for mark in MARKS))
    assert len(every) > 70_000
    assert wrong(every, "regular", tmp_path) == (0, [])


@needs_poppler
@pytest.mark.parametrize("weight", WEIGHTS)
def test_stacks_of_two_and_three_marks_on_letters_read_back_as_typed_and_lie_on_their_page(weight, tmp_path):
    chance = random.Random(15)
    stacks = [chance.choice(LETTERS) + "".join(chance.choices(MARKS, k=2 + at % 2)) for at in range(6000)]
    stacks = [f"n{one}{one}m" for one in stacks]  # within a word
    stacks += [letter + mark * count for letter in "aiIjgQŵßωЖ" for mark in MARKS for count in (2, 3)]
    assert wrong(stacks, weight, tmp_path) == (0, [])


@needs_poppler
@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_letter_and_sign_alone_reads_back_as_typed(weight, tmp_path):
    every = [f"a{one}b{one}c" for one in (*LETTERS, *SIGNS) if unicodedata.is_normalized("NFC", one)]
    assert wrong(every, weight, tmp_path) == (0, [])


@needs_poppler
@pytest.mark.parametrize("count", [10, 20, 21, 40, 80])
def test_a_pile_of_marks_reads_back_whole_and_stays_in_its_line(count, tmp_path):
    pile = composed("x" + "\u0323\u0301" * count + "y")
    run = shape(pile, "regular")
    assert run.text == pile
    assert run.width == shape("x", "regular").width + shape("y", "regular").width
    assert wrong([pile, "Ann", f"Z{pile}"], "regular", tmp_path) == (0, [])
    boxes = [_ink(glyph) for glyph in shape("A" + "".join(MARKS) * 3, "bold").glyphs if glyph.parts]
    assert boxes
    assert min(low for low, _ in boxes) >= -480
    assert max(high for _, high in boxes) <= 1250


def _ink(glyph):
    font = hb.Font(hb.Face(faces.face_bytes("bold")))
    extents = [(y, font.get_glyph_extents(number)) for number, _, y in glyph.parts]
    return min(y + e.y_bearing + e.height for y, e in extents), max(y + e.y_bearing for y, e in extents)


# --- how a letter is put together


def outline(font, number, dx=0, dy=0):
    """Return the outline of a glyph, moved, as steps."""
    steps = []

    def move(x, y, _=None):
        steps.append(("m", x + dx, y + dy))

    def line(x, y, _=None):
        steps.append(("l", x + dx, y + dy))

    def curve(*values):
        steps.append(("q", *(v + (dy if i % 2 else dx) for i, v in enumerate(values[:4]))))

    funcs = hb.DrawFuncs()
    funcs.set_move_to_func(move)
    funcs.set_line_to_func(line)
    funcs.set_quadratic_to_func(curve)
    funcs.set_close_path_func(lambda _=None: None)
    font.draw_glyph(number, funcs)
    return steps


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_letter_put_together_has_the_outline_and_the_width_of_its_parts(weight):
    texts = ["x\u0302", "q\u0323\u0301", "\u1ecd\u0300", "i\u0323\u0301", "Z\u0331\u030c", "μ\u0323", "\u2010", "k\u0361p"]
    data = file_of(texts, weight)
    glyphs = [glyph for text in texts for glyph in shape(text, weight).glyphs if glyph.parts]
    face = hb.Font(hb.Face(faces.face_bytes(weight)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = pdf.pages[0].Resources.Font[{"regular": "/R", "semibold": "/S", "bold": "/B"}[weight]]
        program = hb.Font(hb.Face(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
    first = len(faces.default_advances(weight))
    assert program.face.glyph_count == first + len(glyphs)
    for code, glyph in enumerate(glyphs, start=first):
        assert outline(program, code) == [step for number, x, y in glyph.parts for step in outline(face, number, x, y)]
        assert program.get_glyph_h_advance(code) == default_advance(glyph, weight)


def test_kerning_beside_a_letter_with_marks_is_kept():
    bare, marked = shape("To", "regular"), shape("To\u0331", "regular")
    assert bare.glyphs[0].advance < default_advance(bare.glyphs[0], "regular")
    assert [glyph.advance for glyph in marked.glyphs] == [glyph.advance for glyph in bare.glyphs]


def test_a_glyph_of_the_face_stands_for_one_text_in_all_files():
    for weight in WEIGHTS:
        for text in ("½ 1/2 ¹ x²", "Δ ∆ μ µ φ ϕ", "ij ﬁ fi office", "a\u0323 ạ A\u0331V"):
            run = shape(text, weight)
            assert run.text == text
            assert all(own_texts(weight)[glyph.number] == glyph.text for glyph in run.glyphs if not glyph.parts)


def test_common_names_need_no_letters_put_together():
    for name in ("Zoë Şen", "Nguyễn Thị Ánh Tuyết", "Łucja Żółć", "Дмитрий Ёлкин", "Γιώργος Παπαδόπουλος", "Þórður Æðruleysi", "Ŵyn Ỳ"):
        assert not shape(composed(name), "bold").is_composed


def test_runs_that_differ_only_in_how_letters_are_put_together_are_not_equal():
    one = Run("regular", (Glyph(0, 5, "a", ((1, 0, 0),)),), 5)
    assert one != Run("regular", (Glyph(0, 5, "a", ((1, 0, 9),)),), 5)


# --- letters are never parted


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Ade\u0301", ["A", "d", "e\u0301"]),
        ("\u1ecd\u0300la", ["\u1ecd\u0300", "l", "a"]),
        ("\u0301a", ["\u0301", "a"]),
        ("k\u0361p", ["k\u0361p"]),
        ("", []),
    ],
)
def test_letters_of_a_text_keep_their_marks(text, letters):
    assert letters_of(text) == letters


@pytest.mark.parametrize("width", [14, 20, 33, 50])
@pytest.mark.parametrize("setting", ["balanced", "running"])
def test_no_line_begins_with_a_mark(width, setting):
    style = STYLES["regular"]
    text = composed("\u1ecd\u0300\u0331q\u0323\u0301x\u0302" * 12)
    lines = ["".join(part for word in line for part, _ in word.pieces) for line in break_lines(plain(text, style), width, setting)]
    assert len(lines) > 1
    assert "".join(lines) == text
    assert not [line for line in lines if unicodedata.combining(line[0])]
    drawn = text_block(plain(text, style), width, setting)
    assert all(mark.run.width * style.size_pt / 1000 <= width for *_, mark in walk(drawn.nodes) if isinstance(mark, Words))


def test_initials_keep_the_marks_of_their_letters():
    assert initials(composed("Ọ\u0300ládé Ẹ\u0301niọlá")) == composed("Ọ\u0300.Ẹ\u0301.")


# --- on a sheet

YORUBA = composed("Adébáyọ\u0300 Adéọlá-Ọ\u0300ládípọ\u0300")
MARKED = plan(
    2,
    exercises=[{"id": "hip-hinge", "note": f"Ask {YORUBA} to hold q\u0323\u0301 your band."}, "couch-stretch"],
    patient={"name": YORUBA, "reference": "R-\u1ecd\u0300"},
    clinician={"name": composed("Nán\u0303a Ẹ\u0301niọlá")},
    goal=composed("Run to Ìbàdàn\u0331 by Ọ\u0300s\u0323un"),
)


@needs_poppler
@pytest.mark.parametrize("layout_name", ["cards", "large", "pocket"])
def test_a_sheet_says_names_with_marks_and_all_its_letters_lie_on_their_pages(layout_name, tmp_path):
    layout(layout_name)
    assert paper_size(MARKED, layout_name)
    data = made(MARKED, layout_name).pdf
    path = tmp_path / "sheet.pdf"
    path.write_bytes(data)
    assert off_page(data) == 0
    said = squeezed(composed(read(data).text()))
    for text in (YORUBA, MARKED["clinician"]["name"], MARKED["exercises"][0]["note"]):
        assert squeezed(text) in said
        for reader in (by_poppler, by_pdfium):
            assert squeezed(text) in "".join(reader(path))


def test_the_same_pages_give_the_same_bytes_whatever_letters_were_shown_before():
    texts = ["x\u0302", "q\u0323\u0301", "\u1ecd\u0300"]
    first = file_of(texts)
    file_of(["z\u0302", *reversed(texts)])
    assert file_of(texts) == first
    assert [unprintable(text) for text in texts] == [[], [], []]


@pytest.mark.skipif(shutil.which("java") is None, reason="java is missing; tests/run installs it")
def test_verapdf_finds_no_failure(tmp_path):
    chance = random.Random(15)
    stacks = [composed(chance.choice(LETTERS) + "".join(chance.choices(MARKS, k=1 + at % 3))) for at in range(1500)]
    (tmp_path / "stacks.pdf").write_bytes(file_of(stacks, "semibold"))
    (tmp_path / "sheet.pdf").write_bytes(made(MARKED).pdf)
    found = verapdf(sorted(tmp_path.glob("*.pdf")))
    assert {key: (verdict, failures) for key, (verdict, _, failures) in found.items()} == {
        (name, standard): ("passed", []) for name in ("stacks.pdf", "sheet.pdf") for standard in ("ua1", "2a")
    }
