"""handouts.printrun: finished sheets in, one print file out that any reader opens, as accessible and archival as each of them."""

import functools
import hashlib
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pikepdf
import pypdfium2
import pytest

from handouts.library.color import BLACK
from handouts.library.language.dose_phrases import Plural
from handouts.pdf import fonts
from handouts.pdf.fonts import tag_of
from handouts.pdf.writer import write_pdf
from handouts.printrun import FinishedSheet, Joined, Options, Wording, join, stack, write_print_run
from handouts.sheet.place.marks import At, Element, Fragment, Page, Pages
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import plain, text_block, words
from tests.bench.print_run import MEMORY_GOAL_MB, SIZE_GOAL, join_apart
from tests.making import FOUR, SEVEN, UNUSUAL, made, plan
from tests.read_back import read, squeezed
from tests.test_random_sheets import verapdf

STYLE = TextStyle(14, 17, "regular", BLACK)
KINDS = {  # by label: its plan and layout; on A4, Letter, A5 and pages as tall as their content, with odd and even numbers of pages
    "Zoë Şen": (FOUR, "cards"),
    "(unbalanced \\ 12 0 R": ({**UNUSUAL, "paper": "Letter"}, "cards"),
    "Seven for a Ωμέγα": (SEVEN, "cards"),
    "On a phone": (plan(2), "phone"),
    "In a pocket": (plan(1), "pocket"),
    "Again": (FOUR, "cards"),
}


@functools.cache
def sheets():
    return tuple(FinishedSheet(label, made(data, layout).pdf) for label, (data, layout) in KINDS.items())


@functools.cache
def run(**options):
    """Return a print file of all the kinds, and what was joined."""
    out = io.BytesIO()
    joined = join(sheets(), out, Options(title="Tuesday: 6 sheets", **options))
    return out.getvalue(), joined


def joined_bytes(some, **options):
    out = io.BytesIO()
    join(some, out, Options(**options))
    return out.getvalue()


def opened(data):
    return pikepdf.open(io.BytesIO(data))


@functools.cache
def rendered(data, index):
    with pypdfium2.PdfDocument(data) as pdf:
        return hashlib.sha256(pdf[index].render(scale=1).to_pil().tobytes()).digest()


@functools.cache
def texts(data):
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def tool(name, *more):
    if shutil.which(name) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing, and must run in CI; tests/run installs it")
        pytest.skip(f"{name} is missing; tests/run installs it")
    return subprocess.run([name, *map(str, more)], check=True, capture_output=True, text=True)


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory):
    """Return where the sheets and their print runs are, as files."""
    folder = tmp_path_factory.mktemp("print-run")
    for number, sheet in enumerate(sheets()):
        (folder / f"sheet-{number}.pdf").write_bytes(sheet.source)
    (folder / "plain.pdf").write_bytes(run()[0])
    (folder / "separated.pdf").write_bytes(run(separators=True)[0])
    (folder / "one-sided.pdf").write_bytes(run(duplex=False)[0])
    return folder


RUNS = ({}, {"separators": True}, {"duplex": False}, {"separators": True, "duplex": False})
every_run = pytest.mark.parametrize("options", RUNS, ids=["plain", "separated", "one-sided", "separated, one-sided"])


# --- any reader opens it


@every_run
def test_pdfium_and_pikepdf_find_all_pages_and_no_fault(options):
    data, joined = run(**options)
    with pypdfium2.PdfDocument(data) as pdf:
        assert len(pdf) == joined.pages
    with opened(data) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == joined.pages
        assert joined.size_bytes == len(data)


@pytest.mark.parametrize("name", ["plain", "separated"])
def test_poppler_finds_all_pages_and_no_fault(name, on_disk):
    about = tool("pdfinfo", on_disk / f"{name}.pdf")
    joined = run(separators=name == "separated")[1]
    assert about.stderr == ""
    assert re.search(rf"^Pages: +{joined.pages}$", about.stdout, re.MULTILINE)
    assert re.search(r"^Tagged: +yes$", about.stdout, re.MULTILINE)
    assert re.search(r"^Title: +Tuesday: 6 sheets$", about.stdout, re.MULTILINE)
    shown = tool("pdftotext", "-f", joined.starts[2], "-l", joined.starts[2], on_disk / f"{name}.pdf", "-")
    alone = tool("pdftotext", "-f", 1, "-l", 1, on_disk / "sheet-2.pdf", "-")
    assert shown.stdout == alone.stdout
    assert shown.stderr == ""


@pytest.mark.parametrize("name", ["plain", "separated"])
def test_mupdf_finds_all_pages_and_no_fault(name, on_disk):
    about = tool("mutool", "info", on_disk / f"{name}.pdf")
    assert f"Pages: {run(separators=name == 'separated')[1].pages}" in about.stdout
    drawn = tool("mutool", "draw", "-F", "txt", "-o", os.devnull, on_disk / f"{name}.pdf")
    said = (about.stderr + drawn.stderr).splitlines()
    assert [line for line in said if line.startswith(("error", "warning")) and "ICC support is not available" not in line] == []


# --- accessible and archival, like each sheet


@every_run
@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_a_run_is_accessible_and_archival(options, profile, tmp_path):
    path = tmp_path / "run.pdf"
    path.write_bytes(run(**options)[0])
    result = page_validation.validate_pdf(str(path), profile=profile)
    assert result.failures == []
    assert result.is_compliant


def test_verapdf_finds_no_failure(on_disk):
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("java is missing, and veraPDF must run in CI; tests/run installs it")
        pytest.skip("java is missing; tests/run installs it")
    path = on_disk / "a-few.pdf"
    path.write_bytes(joined_bytes([sheets()[at] for at in (0, 1, 4)], separators=True))
    found = verapdf([path])
    assert {key[1]: (verdict, failures) for key, (verdict, _, failures) in found.items()} == {"ua1": ("passed", []), "2a": ("passed", [])}
    assert all(checks > 10_000 for _, checks, _ in found.values())


@every_run
def test_what_the_file_says_of_itself_is_said_once_and_as_a_sheet_says_it(options):
    with opened(run(**options)[0]) as pdf, opened(sheets()[0].source) as alone:
        assert set(pdf.Root.keys()) == set(alone.Root.keys())
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-GB"
        assert len(pdf.Root.OutputIntents) == 1
        kinds = Counter(str(item.get("/Type", "")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary | pikepdf.Stream))
        assert {kinds[kind] for kind in ("/Catalog", "/Metadata", "/OutputIntent", "/StructTreeRoot", "/Outlines")} == {1}
        assert pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes() == alone.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        said = pdf.Root.Metadata.read_bytes()
        own = alone.Root.Metadata.read_bytes()
        title = re.compile(rb'(?<="x-default">)[^<]*')
        assert title.findall(said) == [b"Tuesday: 6 sheets"]
        assert title.sub(b"", said) == title.sub(b"", own)
        assert {str(key): str(value) for key, value in pdf.docinfo.items()} == {
            "/Title": "Tuesday: 6 sheets",
            "/Author": str(alone.docinfo.Author),
            "/Producer": "handouts",
        }


def test_author_and_language_can_be_given_and_a_sheet_in_another_language_keeps_its_own():
    french = write_pdf(replace(made(FOUR).pages, language="fr"))
    data = joined_bytes(
        [FinishedSheet("a", sheets()[0].source), FinishedSheet("b", french)], author="A & B <c>", language="fr", title=" a\nb\x00 "
    )
    with opened(data) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert (str(pdf.docinfo.Author), str(pdf.docinfo.Title)) == ("A & B <c>", "a b")
        assert b"<rdf:li>A &amp; B &lt;c&gt;</rdf:li>" in pdf.Root.Metadata.read_bytes()
        first, second = pdf.Root.StructTreeRoot.K[0].K
        assert str(first.Lang) == "en-GB"
        assert "/Lang" not in second


# --- pages


@every_run
def test_every_sheet_and_every_separator_starts_on_the_front_of_a_leaf(options):
    data, joined = run(**options)
    counts = [len(texts(sheet.source)) for sheet in sheets()]
    assert any(count % 2 for count in counts)
    firsts = [start - 1 for start in joined.starts]
    for sheet, first, count in zip(sheets(), firsts, counts, strict=True):
        assert texts(data)[first : first + count] == texts(sheet.source)
    others = [index for index in range(joined.pages) if not any(at <= index < at + n for at, n in zip(firsts, counts, strict=True))]
    separators = [index for index in others if texts(data)[index]]
    assert len(separators) == (len(counts) if options.get("separators") else 0)
    assert len(others) - len(separators) == joined.blanks
    if options.get("duplex", True):
        assert [index for index in (*firsts, *separators) if index % 2] == []
        assert joined.blanks > 0
    else:
        assert joined.blanks == 0


@every_run
def test_pages_look_as_they_do_alone(options):
    data, joined = run(**options)
    for sheet, start in zip(sheets(), joined.starts, strict=True):
        last = len(texts(sheet.source)) - 1
        assert [rendered(data, start - 1 + index) for index in {0, last}] == [rendered(sheet.source, index) for index in {0, last}]


def test_papers_may_be_mixed_and_a_blank_or_a_separator_is_as_large_as_the_page_on_its_leaf():
    data, joined = run(separators=True)
    with opened(data) as pdf:
        sizes = [tuple(float(value) for value in page.MediaBox)[2:] for page in pdf.pages]
        assert len({sizes[start - 1] for start in joined.starts}) == 4
        for start in joined.starts:
            assert sizes[start - 3] == sizes[start - 2] == sizes[start - 1]
        blanks = [index for index, page in enumerate(pdf.pages) if "/Contents" not in page]
        assert len(blanks) == joined.blanks
        assert all(index % 2 and sizes[index] == sizes[index - 1] for index in blanks)


def test_no_blank_page_follows_the_last_sheet():
    odd = next(sheet for sheet in sheets() if len(texts(sheet.source)) % 2)
    out = io.BytesIO()
    assert join([odd], out) == Joined(1, len(texts(odd.source)), 0, len(out.getvalue()), (1,))


# --- separators


def test_a_separator_says_whose_sheet_follows_how_long_it_is_and_which_of_how_many():
    data, joined = run(separators=True)
    found = read(data)
    separators = found.root.kids[0].all("Sect")
    fronts = [node for node in separators if node in found.root.kids[0].kids]
    assert len(fronts) == 6
    for number, (sheet, start, node) in enumerate(zip(sheets(), joined.starts, fronts, strict=True), start=1):
        count = len(texts(sheet.source))
        lines = [" ".join(kid.text().split()) for kid in node.kids]
        assert lines == [sheet.label, f"{number} of 6", "1 page" if count == 1 else f"{count} pages"]
        assert [kid.tag for kid in node.kids] == ["H1", "P", "P"]
        assert {place[0] for kid in node.kids for place in kid.mcids} == {start - 3}


def test_the_words_of_a_separator_can_be_given():
    wording = Wording("{n} von {total}", Plural(one="{n} Seite", other="{n} Seiten"))
    found = read(joined_bytes(sheets()[:2], separators=True, wording=wording))
    assert "1 von 2" in found.text()
    assert f"{len(texts(sheets()[0].source))} Seiten" in found.text()


@pytest.mark.parametrize("layout", ["cards", "pocket", "phone"])
@pytest.mark.parametrize("label", ["W" * 200, "Ann " * 60, "A", "an-underscored_file.name.of.some.length-2026-11-22"])
def test_a_label_of_any_length_stays_on_the_page(label, layout):
    data = joined_bytes([FinishedSheet(label, made(plan(1), layout).pdf)], separators=True)
    assert squeezed(label[:200]) in squeezed(read(data).text())
    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[0]
        boxes = [one.get_bounds() for one in page.get_objects()]
        assert min(box[0] for box in boxes) >= 12
        assert min(box[1] for box in boxes) >= 12
        assert max(box[2] for box in boxes) <= page.get_width() - 12


def test_a_long_word_of_a_label_is_made_smaller_rather_than_cut():
    data = joined_bytes([FinishedSheet("Featherstonehaugh-Cholmondeley", sheets()[0].source)], separators=True)
    assert texts(data)[0].split()[0] == "Featherstonehaugh-Cholmondeley"


def test_a_label_that_cannot_be_printed_is_told_when_separators_are_asked_for(faults_of):
    some = [FinishedSheet("木村", sheets()[0].source)]
    assert faults_of(join, some, io.BytesIO(), Options(separators=True)) == [
        "木村  the character U+6728 CJK UNIFIED IDEOGRAPH-6728 is not in the typeface and cannot be printed; give the sheet another label"
    ]
    with opened(joined_bytes(some)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["木村"]


def test_sheets_without_a_length_are_counted_when_separators_need_it():
    assert joined_bytes(iter(sheets()[:3]), separators=True) == joined_bytes(sheets()[:3], separators=True)


# --- structure


def shape(node):
    return (node.tag, node.alt, node.actual, node.scope, node.links, [kid if isinstance(kid, str) else shape(kid) for kid in node.kids])


@every_run
def test_each_sheets_content_is_read_once_in_order_under_one_document(options):
    found = read(run(**options)[0])
    (document,) = found.root.kids
    assert document.tag == "Document"
    expected = ["Sect", "Part"] * 6 if options.get("separators") else ["Part"] * 6
    assert [kid.tag for kid in document.kids] == expected
    parts = [kid for kid in document.kids if kid.tag == "Part"]
    for sheet, part in zip(sheets(), parts, strict=True):
        (alone,) = read(sheet.source).root.kids
        assert shape(part)[1:] == shape(alone)[1:]
    listed = Counter(place for node in found.root.walk() for place in node.mcids)
    assert set(listed) == set(found.marked)
    assert set(listed.values()) == {1}


def numbers_of(tree):
    """Yield the keys and values of a number tree, checking the limits of its parts."""
    for part in tree.get("/Kids", []):
        entries = list(numbers_of(part))
        assert [int(limit) for limit in part.Limits] == [entries[0][0], entries[-1][0]]
        yield from entries
    listed = list(tree.get("/Nums", []))
    yield from zip(map(int, listed[0::2]), listed[1::2], strict=True)


def check_parent_tree(data):
    with opened(data) as pdf:
        root = pdf.Root.StructTreeRoot
        entries = list(numbers_of(root.ParentTree))
        keys = [key for key, _ in entries]
        assert keys == sorted(set(keys))
        assert keys[-1] < int(root.ParentTreeNextKey)
        parents = dict(entries)
        seen = set()
        for page in pdf.pages:
            if "/StructParents" in page:
                owners = parents[int(page.StructParents)]
                seen.add(int(page.StructParents))
                for mcid, owner in enumerate(owners):
                    kids = owner.K if isinstance(owner.K, pikepdf.Array) else [owner.K]
                    assert mcid in [kid for kid in kids if isinstance(kid, int)]
                    assert owner.Pg.objgen == page.obj.objgen
            for link in page.get("/Annots", []):
                owner = parents[int(link.StructParent)]
                seen.add(int(link.StructParent))
                assert str(owner.S) == "/Link"
                assert link.objgen in [kid.Obj.objgen for kid in owner.K if isinstance(kid, pikepdf.Dictionary)]
        assert seen == set(keys)
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item:
                assert "/S" in item.P or item.P.objgen == root.objgen


@every_run
def test_the_parent_tree_leads_from_every_page_and_link_to_the_element_that_lists_it(options):
    check_parent_tree(run(**options)[0])


def test_the_parent_tree_of_a_long_run_has_a_level_more(monkeypatch):
    monkeypatch.setattr(stack, "_STRETCHES", 2)
    data = joined_bytes(sheets()[:5])
    with opened(data) as pdf:
        assert [len(node.Kids) for node in pdf.Root.StructTreeRoot.ParentTree.Kids] == [2, 2, 1]
    check_parent_tree(data)


def test_links_lead_where_they_did_from_the_same_places():
    data, joined = run()

    def links(page):
        return [
            (str(link.A.URI), str(link.Contents), [float(value) for value in link.Rect], int(link.F)) for link in page.get("/Annots", [])
        ]

    count = 0
    with opened(data) as pdf:
        for sheet, start in zip(sheets(), joined.starts, strict=True):
            with opened(sheet.source) as alone:
                for index, page in enumerate(alone.pages):
                    assert links(pdf.pages[start - 1 + index]) == links(page)
                    count += len(links(page))
    assert count > 10


@every_run
def test_bookmarks_are_the_labels_closed_with_each_sheets_own_below(options):
    data, joined = run(**options)

    def places(data, first=0, level=0):
        with pypdfium2.PdfDocument(data) as pdf:
            return [
                (mark.level + level, mark.get_title(), mark.get_dest().get_index() + first, mark.get_dest().get_view())
                for mark in pdf.get_toc()
            ]

    expected = []
    for sheet, start in zip(sheets(), joined.starts, strict=True):
        with opened(sheet.source) as alone:
            expected.append((0, sheet.label, start - 1, float(alone.pages[0].MediaBox[3])))
        expected += places(sheet.source, start - 1, 1)
    found = places(data)
    assert [(*mark[:3], mark[3][1][1] if mark[0] == 0 else mark[3]) for mark in found] == [
        (*mark[:3], pytest.approx(mark[3]) if mark[0] == 0 else mark[3]) for mark in expected
    ]
    with opened(data) as pdf:
        outlines, before = pdf.Root.Outlines, None
        assert int(outlines.Count) == 6
        item = outlines.First
        for sheet in sheets():
            assert item.Parent.objgen == outlines.objgen
            assert ("/Prev" in item) == (before is not None)
            with opened(sheet.source) as alone:
                assert int(item.Count) == -int(alone.Root.Outlines.Count)
            before, item = item, item.get("/Next", None)
        assert item is None
        assert outlines.Last.objgen == before.objgen


def test_a_label_is_one_short_line_of_what_can_be_seen_or_else_the_sheets_number():
    some = [
        FinishedSheet(label, sheets()[0].source) for label in ("a\nb\t\x00c\u202ed", " \n", "x" * 500, os.fsdecode(b"a\xffb"), "🦵 left")
    ]
    with opened(joined_bytes(some)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["a b c d", "2", "x" * 200, "a b", "🦵 left"]


def test_a_sheet_without_bookmarks_has_its_own_entry_only():
    bare = write_pdf(Pages((page_of("Nothing to see"),), "Title", "Author", "en-GB", ()))
    with opened(joined_bytes([FinishedSheet("bare", bare), FinishedSheet("bare too", bare)])) as pdf, pdf.open_outline() as outline:
        assert [(item.title, len(item.children)) for item in outline.root] == [("bare", 0), ("bare too", 0)]


# --- what sheets share is there once


def page_of(text, *more):
    return Page(595.28, 841.89, (At(72, 72, text_block(plain(text, STYLE), 400)), *more))


def stamped(pages, text):
    """Return the PDF of a sheet with a text on every page, as if it were another patient's."""
    foot = Fragment(200, 20, (words(0, 0, text, STYLE),))
    stamp = Element("Artifact", (At(300, 20, foot),))
    return write_pdf(replace(pages, pages=tuple(replace(page, nodes=(*page.nodes, stamp)) for page in pages.pages)))


@functools.cache
def stamped_sheets(count):
    plans = [made(data).pages for data in (FOUR, SEVEN, UNUSUAL)]
    return [FinishedSheet(f"R-{number:05}", stamped(plans[number % 3], f"R-{number:05}")) for number in range(count)]


def test_fonts_drawings_logos_and_the_colour_profile_are_there_once():
    with opened(joined_bytes(stamped_sheets(12))) as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and str(item.get("/Type", "")) != "/ObjStm"]
        bodies = Counter(hashlib.sha256(item.read_raw_bytes() + repr(sorted(item.keys())).encode()).digest() for item in streams)
        assert set(bodies.values()) == {1}
        kinds = Counter(str(item.get("/Subtype", "")) for item in streams)
        assert kinds["/Image"] == 1
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        assert len({item.unparse(resolved=False) for item in fonts}) == len(fonts)


NAMES_OF_PATIENTS = ("Ann Day", "Zoë Şen", "Nguyễn Thị Ánh", "Дмитрий Ёлкин", "Adébáyọ\u0300", "Nguyễn Thị Ánh")


def named_fonts(data):
    """Return the digests of the programs that bear each name, in all three objects that name a font."""
    found = defaultdict(set)
    with opened(data) as pdf:
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                below = font.DescendantFonts[0]
                about = below.FontDescriptor
                assert font.BaseFont == below.BaseFont == about.FontName
                found[str(font.BaseFont)].add(hashlib.sha256(about.FontFile2.read_bytes()).hexdigest())
    return found


@pytest.fixture
def by_an_earlier_version(monkeypatch):
    """Return a way to make sheets as versions did that gave every subset of a face the same tag."""
    monkeypatch.setattr("handouts.pdf.fonts.tag_of", lambda _: b"HNDREG")
    fonts._parts.cache_clear()
    yield lambda name: FinishedSheet(name, write_pdf(Pages((page_of(f"{name} 12 {'ß' * name.count('n')}"),), name, "", "en-GB", ())))
    fonts._parts.cache_clear()


def assert_one_name_one_font(data):
    found = named_fonts(data)
    assert {len(programs) for programs in found.values()} == {1}
    assert len({next(iter(programs)) for programs in found.values()}) == len(found)
    assert all(re.fullmatch(r"/[A-Z]{6}\+SourceSans3-\w+", name) for name in found)
    return found


def test_fonts_of_different_subsets_have_different_names_and_equal_subsets_have_one():
    some = [FinishedSheet(name, made(plan(1, patient={"name": name, "reference": "R-1"})).pdf) for name in NAMES_OF_PATIENTS]
    alone = [set(assert_one_name_one_font(sheet.source)) for sheet in some]
    assert set(assert_one_name_one_font(joined_bytes(some, separators=True))) >= set().union(*alone)
    assert alone[2] == alone[5]
    assert len(set(map(frozenset, alone))) == len(alone) - 1


def test_fonts_that_an_earlier_version_named_alike_get_other_names(by_an_earlier_version):
    some = [by_an_earlier_version(name) for name in NAMES_OF_PATIENTS]
    assert {name for sheet in some for name in named_fonts(sheet.source)} == {"/HNDREG+SourceSans3-Regular"}
    data = joined_bytes(some)
    found = assert_one_name_one_font(data)
    assert len(found) == len(set(NAMES_OF_PATIENTS))
    assert [text.split(" 12")[0] for text in texts(data)[::2]] == list(NAMES_OF_PATIENTS)
    assert joined_bytes(some) == data


def test_a_font_of_an_earlier_version_and_one_of_this_that_are_equal_have_one_name(by_an_earlier_version):
    old = by_an_earlier_version("Zoë Şen")
    fonts._parts.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handouts.pdf.fonts.tag_of", tag_of)
        new = FinishedSheet("new", write_pdf(Pages((page_of("Zoë Şen 12 ß"),), "new", "", "en-GB", ())))
    assert set(named_fonts(new.source)) != set(named_fonts(old.source))
    assert set(assert_one_name_one_font(joined_bytes([old, new]))) == {"/HNDREG+SourceSans3-Regular"}


def test_a_run_is_much_smaller_than_its_sheets():
    some = stamped_sheets(30)
    total = sum(len(sheet.source) for sheet in some)
    assert len(joined_bytes(some)) < 0.35 * total


def test_the_same_sheet_a_hundred_times_costs_little_more_than_its_tags():
    sheet = sheets()[0]
    assert len(joined_bytes([sheet] * 100)) - len(joined_bytes([sheet])) < 99 * 0.1 * len(sheet.source)


def test_two_sheets_that_differ_in_one_drawing_share_none_of_it_by_mistake():
    other = made(plan(3)).pdf
    data = joined_bytes([sheets()[0], FinishedSheet("other", other)])
    count = len(texts(sheets()[0].source))
    assert [rendered(data, count + count % 2 + index) for index in range(len(texts(other)))] == [
        rendered(other, index) for index in range(len(texts(other)))
    ]


# --- the same every time, in flat memory


def test_the_same_sheets_give_the_same_bytes_from_a_list_a_stream_or_files(tmp_path):
    some = stamped_sheets(3)
    paths = [tmp_path / f"{sheet.label}.pdf" for sheet in some]
    for path, sheet in zip(paths, some, strict=True):
        path.write_bytes(sheet.source)
    write_print_run(paths, tmp_path / "run.pdf")
    assert (tmp_path / "run.pdf").read_bytes() == joined_bytes(some) == joined_bytes(iter(some))


def test_another_process_with_another_hash_seed_writes_the_same_bytes(tmp_path):
    some = stamped_sheets(3)
    (tmp_path / "sheets").mkdir()
    for sheet in some:
        (tmp_path / "sheets" / f"{sheet.label}.pdf").write_bytes(sheet.source)
    program = (
        "import sys; from pathlib import Path; from handouts.printrun import *\n"
        "write_print_run(sorted(Path('sheets').iterdir()), Path('run.pdf'), Options(separators=True))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[2]), "TZ": "Pacific/Kiritimati"}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, env=environment)
    assert (tmp_path / "run.pdf").read_bytes() == joined_bytes(some, separators=True)


def test_other_sheets_or_another_order_give_another_identifier():
    some = stamped_sheets(3)

    def identifier(*chosen):
        with opened(joined_bytes(chosen)) as pdf:
            return bytes(pdf.trailer.ID[0])

    assert len({identifier(*chosen) for chosen in (*itertools.permutations(some, 2), some)}) == 7


def test_three_hundred_sheets_are_joined_in_flat_memory(tmp_path):
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()
    for number, sheet in enumerate(stamped_sheets(300)):
        (many / f"{sheet.label}.pdf").write_bytes(sheet.source)
        if number < 10:
            (few / f"{sheet.label}.pdf").write_bytes(sheet.source)
    total = sum(path.stat().st_size for path in many.iterdir())
    small = join_apart(few, tmp_path / "few.pdf", separators=True)
    large = join_apart(many, tmp_path / "many.pdf", separators=True)
    assert large["sheets"] == 300
    assert large["peak_mb"] < MEMORY_GOAL_MB
    assert large["peak_mb"] - small["peak_mb"] < 20
    assert large["bytes"] < SIZE_GOAL * total


# --- strings that look like references


HOSTILE = ("12 0 R", "(12 0 R)", "\\(3 0 R", "a) /P 3 0 R (", "endobj 4 0 obj <</A 1 0 R>>", "<12 0 R>", "% 1 0 R", "Ж 12 0 R", "\\")


def hostile_pdf():
    texts_of = [text_block(plain("words", STYLE), 200, tag=None).nodes for _ in HOSTILE]
    links = [
        Element("P", (Element("Link", nodes, uri=f"https://example.org/{text}", alt=text, bookmarks=((1, text),)),))
        for text, nodes in zip(HOSTILE, texts_of, strict=True)
    ]
    figures = [Element("Figure", nodes, alt=text, actual_text=text) for text, nodes in zip(HOSTILE, texts_of, strict=True)]
    return write_pdf(Pages((Page(595, 842, (*links, *figures)),), "12 0 R", ") 12 0 R (", "en-GB", ()))


def test_nothing_inside_a_text_is_renumbered():
    hostile = hostile_pdf()
    data = joined_bytes([*sheets()[:1], *(FinishedSheet(text, hostile) for text in HOSTILE)], title="1 0 R", author=") 2 0 R")
    found = read(data)
    assert [node.alt for node in found.root.all("Figure")][-len(HOSTILE) :] == list(HOSTILE)
    assert found.uris[-len(HOSTILE) :] == [(f"https://example.org/{text}", text) for text in HOSTILE]
    assert [title for level, title in found.bookmarks if level == 1][1:] == list(HOSTILE)
    assert [title for level, title in found.bookmarks if level == 2][-len(HOSTILE) :] == list(HOSTILE)
    assert (found.info["/Title"], found.info["/Author"]) == ("1 0 R", ") 2 0 R")
