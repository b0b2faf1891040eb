"""handouts.pdf.structure and painter: how the tree, the decoration and the bookmarks are written, object by object."""

import io

import pikepdf
import pytest

from handouts.library.color import parse_color
from handouts.pdf.writer import write_pdf
from handouts.sheet.place.marks import At, Element, Page, Pages, Shape, artifact, box
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import plain, text_block
from tests.making import FOUR, PAPERS, SECTION_SHEET, SEVEN, made, plan

SHEETS = [FOUR, SEVEN, SECTION_SHEET, {**plan(9), "paper": "Letter"}]
each_sheet = pytest.mark.parametrize("data", SHEETS, ids=["four", "seven", "section", "nine on Letter"])
INK = parse_color("#000000")


def text(words):
    return text_block(plain(words, TextStyle(12, 15, "regular", INK)), 400, tag=None)


def written(*nodes):
    return write_pdf(Pages((Page(595, 842, nodes),), "A title", "A clinic", "en-GB", ()))


def elements(pdf):
    """Yield every structure element below the root with the one above it."""

    def below(above):
        kids = above.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid, above
                yield from below(kid)

    return list(below(pdf.Root.StructTreeRoot))


def marks(page):
    """Yield the tag and properties of every marked content of a page, and whether text is shown in it."""
    found = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in ("BDC", "BMC"):
            found.append([str(operands[0]), operands[1] if len(operands) > 1 else None, False])
        elif str(operator) in ("Tj", "TJ"):
            found[-1][2] = True
    return found


@pytest.fixture
def opened(data):
    with pikepdf.open(io.BytesIO(made(data).pdf)) as pdf:
        yield pdf


@each_sheet
def test_every_element_knows_its_parent_and_is_an_object_of_its_own(opened):
    for element, above in elements(opened):
        assert element.is_indirect
        assert element.P.objgen == above.objgen


@each_sheet
def test_no_element_is_empty_but_cells_of_tables(opened):
    assert all("/K" in element for element, _ in elements(opened))
    hollow = {str(element.S) for element, _ in elements(opened) if isinstance(element.K, pikepdf.Array) and not len(element.K)}
    assert hollow <= {"/TH", "/TD"}


@each_sheet
def test_the_parent_tree_leads_from_each_mark_to_its_element(opened):
    numbers = list(opened.Root.StructTreeRoot.ParentTree.Nums)
    tree = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for index, page in enumerate(opened.pages):
        owners = tree[int(page.obj.StructParents)]
        assert int(page.obj.StructParents) == index
        for number, owner in enumerate(owners):
            kids = owner.K if isinstance(owner.K, pikepdf.Array) else [owner.K]
            assert number in [kid for kid in kids if isinstance(kid, int)]
        for note in page.obj.get("/Annots", []):
            assert str(tree[int(note.StructParent)].S) == "/Link"


@each_sheet
def test_decoration_says_what_kind_it_is_and_only_heads_and_feet_have_words(opened):
    for index, page in enumerate(opened.pages):
        kinds = set()
        for tag, properties, has_text in marks(page):
            if tag == "/Artifact":
                kind = str(properties.Type), str(properties.get("/Subtype", ""))
                kinds.add(kind)
                assert not has_text or kind[0] == "/Pagination"
        assert ("/Pagination", "/Footer") in kinds
        assert (("/Pagination", "/Header") in kinds) is (index > 0)
        assert kinds <= {("/Pagination", "/Footer"), ("/Pagination", "/Header"), ("/Layout", "")}


@each_sheet
def test_every_figure_has_a_box_on_its_page(opened):
    sizes = {page.obj.objgen: [float(value) for value in page.mediabox] for page in opened.pages}
    figures = [element for element, _ in elements(opened) if str(element.S) == "/Figure"]
    assert figures
    for figure in figures:
        left, bottom, right, top = (float(value) for value in figure.A.BBox)
        _, _, width, height = sizes[figure.Pg.objgen]
        assert 0 < left < right < width
        assert 0 < bottom < top < height


@pytest.mark.parametrize("paper", PAPERS)
def test_bookmarks_lead_to_the_top_of_what_they_name(paper):
    with pikepdf.open(io.BytesIO(made({**FOUR, "paper": paper}).pdf)) as pdf, pdf.open_outline() as outline:
        height = float(pdf.pages[0].mediabox[3])
        for top in outline.root:
            for item in (top, *top.children):
                assert height * 0.1 < float(item.destination[3]) < height


def test_a_box_holds_all_marks_of_a_figure_and_of_what_stands_in_it():
    inner = Element("Span", (Shape(box(300, 300, 10, 10), fill=INK),))
    data = written(
        Element("H1", (At(50, 50, text("A")),)), Element("Figure", (Shape(box(100, 200, 50, 20), fill=INK), inner), alt="Two squares")
    )
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (figure,) = (element for element, _ in elements(pdf) if str(element.S) == "/Figure")
        assert [float(value) for value in figure.A.BBox] == [100, 532, 310, 642]


def test_a_bookmark_leads_to_the_first_mark_inside_its_element_decoration_or_not():
    ground = artifact(Shape(box(40, 100, 300, 50), fill=parse_color("#EEEEEE")))
    data = written(Element("Sect", (ground, Element("H1", (At(50, 120, text("Head")),))), bookmarks=((1, "Head"),)))
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert float(outline.root[0].destination[3]) == 842 - 100 + 6


def test_foreign_words_say_their_language():
    words = Element("Span", (At(50, 80, text("Hüfte")),), lang="de")
    data = written(Element("H1", (At(50, 50, text("Hip")),)), Element("P", (words,)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        spoken = {str(element.S): str(element.get("/Lang", "")) for element, _ in elements(pdf)}
        assert str(pdf.Root.Lang) == "en-GB"
    assert spoken["/Span"] == "de"
    assert spoken["/P"] == spoken["/H1"] == ""


def test_words_of_one_artifact_do_not_run_on_into_the_next():
    foot = Element("Artifact", (At(50, 800, text("Page 1")),), running="Footer")
    rule = artifact(Shape(box(50, 790, 100, 1), fill=INK))
    data = written(Element("H1", (At(50, 50, text("A")),)), rule, foot, rule)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        kinds = [str(properties.Type) for tag, properties, _ in marks(pdf.pages[0]) if tag == "/Artifact"]
    assert kinds == ["/Layout", "/Pagination", "/Layout"]
