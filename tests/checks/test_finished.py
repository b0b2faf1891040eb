"""handouts.checks.finished: what is wrong with a finished PDF, ours or anybody's; a broken or hostile file is a finding, never a crash."""

import io
import random
import re
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from handouts.checks.finished import painting, values
from handouts.checks.finished.checks import check_pdf
from handouts.library.color import parse_color
from handouts.pdf.encryption import encrypt
from handouts.pdf.writer import write_pdf
from handouts.sheet.place.marks import At, Element, Page, Pages, Shape, box
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import plain, text_block
from tests.making import FOUR, SECTION_SHEET, UNUSUAL, made, plan


@pytest.fixture
def findings(tmp_path):
    """Return what checks bytes and gives the problems as lines `level message`."""

    def check(data):
        path = tmp_path / "any.pdf"
        path.write_bytes(data)
        problems = check_pdf(path, "any.pdf")
        assert {problem.file for problem in problems} <= {"any.pdf"}
        return [f"{problem.level} {problem.message}" for problem in problems]

    return check


def errors(lines):
    return [line.removeprefix("error ") for line in lines if line.startswith("error ")]


def changed(change, data=None):
    """Return a sheet of ours after a change to its objects."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data or made(FOUR).pdf)) as pdf:
        change(pdf)
        pdf.save(written)
    return written.getvalue()


def page_of(*nodes):
    """Return a file of one page that holds these nodes."""
    return write_pdf(Pages((Page(595, 842, (Element("H1", nodes),)),), "A title", "A clinic", "en-GB", ()))


def line_of(text, size=12.0, color="#000000"):
    return text_block(plain(text, TextStyle(size, size * 1.25, "regular", parse_color(color))), 400, tag=None)


def drawn_page(operators, **resources):
    """Return a file of another program: one page with these operators, Helvetica as /F, and nothing else."""
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F=font), **resources)
        pdf.pages[0].obj.Contents = Stream(pdf, operators)
        pdf.save(written)
    return written.getvalue()


# --- ours


@pytest.mark.parametrize("data", [FOUR, SECTION_SHEET, UNUSUAL], ids=["four", "section", "unusual"])
def test_a_sheet_of_ours_has_no_fault(findings, data):
    lines = findings(made(data).pdf)
    assert [line for line in lines if not line.startswith("info ")] == []
    assert {"info says it is PDF/UA-1", "info says it is PDF/A-2a"} <= set(lines)
    assert any(re.fullmatch(r"info page \d+: the smallest type is [\d.]+ points", line) for line in lines)


def test_sizes_and_places_are_those_the_page_was_made_with():
    with pikepdf.open(
        io.BytesIO(page_of(At(100, 200, line_of("Hello", 20.0)), Shape(box(50, 60, 30, 40), fill=parse_color("#112233"))))
    ) as pdf:
        seen = painting.paint(pdf.pages[0])
    (text,), (shape,) = seen.texts, seen.shapes
    assert (text.size_pt, text.letters, text.is_artifact) == (20.0, 5, False)
    assert text.box[0] == pytest.approx(100, abs=0.01)
    assert text.box[2] == pytest.approx(100 + line_of("Hello", 20.0).nodes[0].width_pt, abs=0.05)
    assert shape == pytest.approx((50, 742, 80, 782))


def test_a_locked_sheet_has_to_be_checked_before(findings):
    assert findings(encrypt(made(FOUR).pdf, "maple cube bugle relax")) == [
        "error is locked with a passphrase; check the sheet before it is encrypted"
    ]


# --- each fault is seen


def drop(*keys):
    def change(pdf):
        for key in keys:
            del pdf.Root[key]

    return change


def without_alt(pdf):
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/S") == "/Figure":
            del item["/Alt"]
            return


def unlisted(pdf):
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/S") == "/H1":
            del item["/K"]


def link_to(address):
    def change(pdf):
        pdf.pages[-1].Annots[0].A.URI = String(address)

    return change


def silent_link(pdf):
    del pdf.pages[-1].Annots[0]["/Contents"]


def untitled(pdf):
    del pdf.docinfo["/Title"]
    pdf.Root.Metadata.write(re.sub(rb"<dc:title>.*?</dc:title>", b"", pdf.Root.Metadata.read_bytes()))


def loose_font(pdf):
    fonts = pdf.pages[0].Resources.Font
    del fonts["/R"].DescendantFonts[0].FontDescriptor["/FontFile2"]


def catalog(key, value):
    def change(pdf):
        pdf.Root[key] = value

    return change


def launch(pdf):
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("calc.exe")))


def _name_of_regular():
    with pikepdf.open(io.BytesIO(made(FOUR).pdf)) as pdf:
        return str(pdf.pages[0].Resources.Font.R.BaseFont)[1:]


REGULAR = _name_of_regular()
FAULTS = [
    (drop("/Lang"), "does not say its language"),
    (drop("/MarkInfo"), "is not tagged: a screen reader finds no headings, lists or order in it"),
    (drop("/StructTreeRoot"), "is not tagged: a screen reader finds no headings, lists or order in it"),
    (drop("/ViewerPreferences"), "shows its file name instead of its title (DisplayDocTitle)"),
    (untitled, "has no title"),
    (without_alt, "page 2: 1 picture has no words for people who cannot see (Alt)"),
    (unlisted, "page 1: 1 stretches of content belong to no tag"),
    (link_to("http://example.org/"), "page 4: a link is not https, mailto or tel: 'http://example.org/'"),
    (link_to("javascript:alert(1)"), "page 4: a link is not https, mailto or tel: 'javascript:alert(1)'"),
    (loose_font, f"page 1: the typeface {REGULAR} is not in the file"),
    (catalog("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))), "runs JavaScript"),
    (catalog("/Names", Dictionary(EmbeddedFiles=Dictionary(Names=Array()))), "carries other files"),
    (launch, "starts a program"),
    (launch, "acts by itself (AA)"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS, ids=[message[:40] for _, message in FAULTS])
def test_a_fault_is_named(findings, change, message):
    assert message in errors(findings(changed(change)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (silent_link, "warning page 4: a link does not say where it leads (Contents)"),
        (drop("/Outlines"), "warning has no bookmarks"),
        (drop("/Metadata"), "warning does not say it is PDF/UA (accessible)"),
        (drop("/Metadata"), "warning does not say it is PDF/A (made to last)"),
    ],
)
def test_a_weakness_is_a_warning(findings, change, message):
    assert message in findings(changed(change))


@pytest.mark.parametrize(
    ("size", "color", "seen"),
    [
        (12, "#767676", False),
        (12, "#777777", True),
        (18, "#777777", False),
        (18, "#999999", True),
        (12, "#FFFFFF", True),
        (12, "#12596B", False),
    ],
)
def test_text_with_too_little_contrast_on_white_is_seen(findings, size, color, seen):
    found = [line for line in errors(findings(page_of(At(100, 100, line_of("Hello", size, color))))) if "contrast" in line]
    assert bool(found) is seen
    assert all(f"{color} on white" in line for line in found)


@pytest.mark.parametrize(("color", "seen"), [("#767676", True), ("#000000", False)])
def test_text_on_a_tint_is_held_against_the_tint(findings, color, seen):
    ground = Element("Artifact", (Shape(box(90, 90, 300, 60), fill=parse_color("#E6EEF0")),))
    found = errors(findings(page_of(ground, At(100, 100, line_of("Hello", 12, color)))))
    assert bool(found) is seen
    assert all("on #E6EEF0" in line for line in found)


def test_white_text_on_a_dark_ground_is_no_fault(findings):
    ground = Element("Artifact", (Shape(box(90, 90, 300, 60), fill=parse_color("#12596B")),))
    assert errors(findings(page_of(ground, At(100, 100, line_of("Hello", 12, "#FFFFFF"))))) == []


@pytest.mark.parametrize(
    ("operators", "letters"),
    [
        (b"BT /F 12 Tf 300 400 Td (Hello) Tj ET", 0),
        (b"BT /F 12 Tf 580 400 Td (Hello) Tj ET", 3),
        (b"BT /F 12 Tf -50 400 Td (Hello) Tj ET", 5),
        (b"BT /F 12 Tf 300 -20 Td (Hello) Tj ET", 5),
        (b"BT /F 12 Tf 300 400 Td [(He) -275275 (ll) 275275 (o)] TJ ET", 2),  # there and back within a line
        (b"BT /F 12 Tf 300 400 Td 700 Ts (He) Tj 0 Ts (llo) Tj ET", 2),
        (b"q 0.1 0 0 0.1 0 0 cm BT /F 120 Tf 5800 4000 Td (Hello) Tj ET Q", 3),
        (b"BT /F 12 Tf 3 Tr 900 400 Td (Hello) Tj ET", 0),  # the unseen text of a scan
        (b"BT /F 12 Tf 590 400 Td (i) Tj ET", 1),
    ],
)
def test_letters_off_the_page_are_counted(findings, operators, letters):
    found = [line for line in errors(findings(drawn_page(operators))) if "off the page" in line]
    what = "1 letter lies" if letters == 1 else f"{letters} letters lie"
    assert found == ([f"page 1: {what} off the page, where nothing is printed"] if letters else [])


def test_letters_off_what_is_shown_of_a_page_are_counted(findings):
    def crop(pdf):
        pdf.pages[0].obj.CropBox = Array([0, 0, 303, 842])

    data = changed(crop, drawn_page(b"BT /F 12 Tf 300 400 Td (Hello) Tj ET"))
    assert "page 1: 5 letters lie off the page, where nothing is printed" in errors(findings(data))


def test_small_type_is_seen(findings):
    lines = findings(page_of(At(100, 100, line_of("Small words, many of them", 7.5))))
    assert "warning page 1: the smallest type is 7.5 points" in lines
    assert "warning most text is 7.5 points; clear print starts at 12" in lines


@pytest.mark.parametrize(
    ("x", "y", "seen"), [(19, 400, True), (20.5, 400, False), (300, 5, True), (300, 21, False), (300, 815, True), (570, 400, True)]
)
def test_text_where_printers_cut_is_seen(findings, x, y, seen):
    found = [line for line in errors(findings(page_of(At(x, y, line_of("Hi"))))) if "7 mm" in line]
    assert found == (["page 1: 1 texts stand within 7 mm of the edge, where printers cut"] if seen else [])


def test_a_drawing_where_printers_cut_is_a_warning_unless_it_is_white(findings):
    def lines(color):
        return findings(page_of(At(100, 100, line_of("Hi")), Element("Artifact", (Shape(box(0, 0, 595, 20), fill=parse_color(color)),))))

    assert "warning page 1: 1 drawings reach within 7 mm of the edge, where printers cut" in lines("#DDDDDD")
    assert not any("7 mm" in line for line in lines("#FFFFFF"))


# --- of other programs


def test_an_untagged_file_of_another_program_is_told_all_it_lacks(findings):
    lines = findings(drawn_page(b"BT /F 9 Tf 0.6 g 100 700 Td (Hello there) Tj ET"))
    assert errors(lines) == [
        "is not tagged: a screen reader finds no headings, lists or order in it",
        "page 1: the typeface Helvetica is not in the file",
        "page 1: text in #999999 on white has contrast 2.8, less than 4.5",
        "does not say its language",
        "has no title",
        "shows its file name instead of its title (DisplayDocTitle)",
    ]


def test_every_way_to_show_and_place_text_is_followed():
    program = b"q 2 0 0 2 10 20 cm BT /F 5 Tf 1 0 0 1 10 20 Tm 14 TL (a) Tj T* (b) Tj 3 0 Td (c) ' "
    program += b'1 2 (d) " 0 -7 TD [(e) -500 (f)] TJ 3 Tr (g) Tj ET Q'
    with pikepdf.open(io.BytesIO(drawn_page(program))) as pdf:
        seen = painting.paint(pdf.pages[0]).texts
    assert [text.letters for text in seen] == [1, 1, 1, 1, 2]
    assert {text.size_pt for text in seen} == {10.0}
    assert [round(text.box[1] + 2.5) for text in seen] == [60, 32, 4, -24, -38]


@pytest.mark.parametrize(
    ("operators", "hex_color"), [(b"1 0 0 rg", "#FF0000"), (b"0 0 0 1 k", "#000000"), (b"0.5 g", "#808080"), (b"/C cs 0 0 1 sc", "#0000FF")]
)
def test_colours_of_every_kind_are_known(operators, hex_color):
    with pikepdf.open(io.BytesIO(drawn_page(operators + b" BT /F 12 Tf 100 100 Td (a) Tj ET"))) as pdf:
        (text,) = painting.paint(pdf.pages[0]).texts
    assert text.color.hex == hex_color


def test_text_without_any_is_a_scan(findings):
    assert "has no text that a program could read (is it a scan?)" in errors(findings(drawn_page(b"0 0 m 10 10 l S")))


# --- hostile


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not a PDF that can be read"),
        (b"my letter", "is not a PDF that can be read"),
        (b"%PDF-1.7\n" + b"\0" * 1000, "is not a PDF that can be read"),
    ],
)
def test_what_is_no_pdf_is_named(findings, data, message):
    assert findings(data) == [f"error {message}"]


def test_a_file_that_is_not_there_or_a_folder_is_named(tmp_path):
    assert [problem.message for problem in check_pdf(tmp_path / "no.pdf", "no.pdf")] == ["is not there"]
    assert [problem.level for problem in check_pdf(tmp_path, "folder")] == ["error"]


def test_a_truncated_sheet_is_named(findings):
    whole = made(FOUR).pdf
    for share in (0.1, 0.5, 0.9, 0.99):
        lines = findings(whole[: int(len(whole) * share)])
        assert errors(lines) or any("damaged" in line for line in lines)


def test_a_stream_that_unpacks_to_gigabytes_is_refused_at_once(findings):
    packed = zlib.compress(b"q " * (values.MAX_STREAM_BYTES // 2 + 10), 9)
    bomb = changed(lambda pdf: pdf.pages[0].obj.Contents.write(packed, filter=Name.FlateDecode))
    assert "page 1: cannot be read to its end: a content stream is too large" in errors(findings(bomb))


def test_forms_that_multiply_are_stopped(findings):
    def grow(pdf):
        inner = Stream(pdf, b"0 0 m 1 1 l S " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        for _ in range(7):
            inner = Stream(
                pdf,
                b"/X Do " * 10,
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=[0, 0, 9, 9],
                Resources=Dictionary(XObject=Dictionary(X=inner)),
            )
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=inner))
        pdf.pages[0].obj.Contents = Stream(pdf, b"/X Do")

    lines = errors(findings(changed(grow)))
    assert "page 1: cannot be read to its end: a page asks for too much work" in lines


def test_a_form_that_paints_itself_and_a_tree_that_holds_itself_end(findings):
    def loop(pdf):
        form = pdf.make_indirect(Stream(pdf, b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]))
        form.Resources = Dictionary(XObject=Dictionary(X=form))
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=form))
        pdf.pages[0].obj.Contents = Stream(pdf, b"/X Do")
        top = pdf.Root.StructTreeRoot.K[0]
        top.K.append(top)

    assert "page 1: cannot be read to its end: forms are nested too deeply" in errors(findings(changed(loop)))


def mutated(whole, chance):
    """Return the bytes with some of them changed, cut out or swapped for others of the file."""
    data = bytearray(whole)
    kind = chance.randrange(4)
    if kind == 0:
        return bytes(data[: chance.randrange(len(data))])
    if kind == 1:
        start = chance.randrange(len(data))
        del data[start : start + chance.randrange(2000)]
    elif kind == 2:
        for _ in range(chance.choice([1, 10, 200])):
            data[chance.randrange(len(data))] = chance.randrange(256)
    else:
        places = [match.span() for match in re.finditer(rb"/[A-Za-z]+|\d+ 0 R|\d+|<<|>>|\[|\]", whole)]
        for _ in range(chance.choice([1, 3, 20])):
            (start, end), (first, last) = chance.choice(places), chance.choice(places)
            data[start:end] = whole[first:last].ljust(end - start)[: end - start]
    return bytes(data)


def test_two_hundred_damaged_files_give_findings_and_no_crash(findings, capfd):
    small, readable = made(plan(1)).pdf, io.BytesIO()
    with pikepdf.open(io.BytesIO(small)) as pdf:
        pdf.save(readable, qdf=True)
    bases = (small, readable.getvalue(), encrypt(small, "a b"))
    chance = random.Random(4)
    for _ in range(200):
        assert findings(mutated(chance.choice(bases), chance))
    assert capfd.readouterr() == ("", "")


# --- the command


def test_check_takes_a_pdf_and_ends_with_one_on_errors(run, tmp_path):
    (tmp_path / "good.pdf").write_bytes(made(FOUR).pdf)
    good = run("check", "good.pdf")
    assert (good.exit_code, good.stdout) == (0, "1 file checked, 0 errors, 4 warnings and notes\n")
    assert "info: good.pdf  says it is PDF/UA-1" in good.stderr
    (tmp_path / "BAD.PDF").write_bytes(changed(without_alt))
    bad = run("check", "BAD.PDF", "good.pdf")
    assert bad.exit_code == 1
    assert "error: BAD.PDF  page 2: 1 picture has no words for people who cannot see (Alt)" in bad.stderr
    assert bad.stdout.startswith("2 files checked, 1 error")
    assert run("check", "no.pdf").stderr == "error: no.pdf  is not there\n"
