"""handouts.pdf: pages in, a tagged PDF out that says all they say, in order, the same every time."""

import hashlib
import io
import itertools
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import page as page_validation
import pdfplumber
import pikepdf
import pytest

from handouts.fonts import faces
from handouts.handout import make_handout
from handouts.layout.parts import BOXES
from handouts.library.color import parse_color
from handouts.pdf.writer import write_pdf
from handouts.sheet.place.marks import At, Page, Pages
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import plain, text_block
from tests.making import (
    FOUR,
    HOSTILE_NOTE,
    KINDS,
    LAYOUTS,
    LAYOUTS_ON_PAPER,
    SECTION_SHEET,
    SEVEN,
    UNUSUAL,
    VIETNAMESE,
    clinic,
    layout,
    library,
    made,
    plan,
    plan_of,
    sheet_of,
)
from tests.read_back import HEADINGS, read, squeezed
from tests.telling import assert_heard, printed

SHEETS = [
    pytest.param({**data, "paper": paper}, name, id=f"{kind}, {paper}, {name}")
    for kind, data in {**KINDS, "nine": plan(9)}.items()
    for name, paper in LAYOUTS_ON_PAPER
]
every_sheet = pytest.mark.parametrize(("data", "name"), SHEETS)
every_layout = pytest.mark.parametrize("name", LAYOUTS)
_READ = {}


def read_back(data, name="cards"):
    key = (json.dumps(data, sort_keys=True), name)
    if key not in _READ:
        _READ[key] = read(made(data, name).pdf)
    return _READ[key]


@pytest.fixture(scope="session")
def pdf_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")

    def write(data, name="cards"):
        content = made(data, name).pdf
        path = folder / f"{hashlib.sha256(content).hexdigest()}.pdf"
        if not path.exists():
            path.write_bytes(content)
        return path

    return write


def tool(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


# --- the same inputs, the same bytes

_IN_ANOTHER_PROCESS = """
import hashlib, json, sys
from handouts.handout import make_handout
from handouts.layout.parts import BOXES
from tests.making import clinic, layout, library, plan_of
for data, name in json.loads(sys.argv[1]):
    print(hashlib.sha256(make_handout(library(), plan_of(data), clinic(), layout(name))).hexdigest())
"""
SEVERAL = [(data, "cards") for data in KINDS.values()] + [(FOUR, name) for name in LAYOUTS]


def digest(data, name="cards"):
    return hashlib.sha256(make_handout(library(), plan_of(data), clinic(), layout(name))).hexdigest()


def test_the_same_inputs_give_the_same_bytes_after_other_sheets_were_made_in_between():
    first = [digest(*one) for one in SEVERAL]
    digest(plan(2, patient={"name": "Ђоковић Ωμέγα ŴŶ"}))
    again = [digest(*one) for one in reversed(SEVERAL)]
    assert first == list(reversed(again))


@pytest.mark.parametrize("seed", ["0", "12345"])
def test_another_process_in_another_folder_with_another_hash_seed_makes_the_same_bytes(seed, tmp_path):
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
    }
    several = list(reversed(SEVERAL))
    words = [sys.executable, "-c", _IN_ANOTHER_PROCESS, json.dumps(several)]
    made_there = subprocess.run(words, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment).stdout.split()
    assert made_there == [digest(*one) for one in several]


def test_another_patient_or_dose_gives_another_file_identifier():
    def identifier(data):
        with pikepdf.open(io.BytesIO(made(data).pdf)) as pdf:
            return bytes(pdf.trailer.ID[0])

    others = (FOUR, {**FOUR, "patient": {"name": "Ann Other"}}, SEVEN)
    assert len({identifier(data) for data in others}) == len(others)


# --- the standards


@every_sheet
@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_every_sheet_is_accessible_and_archival(pdf_file, data, name, profile):
    result = page_validation.validate_pdf(str(pdf_file(data, name)), profile=profile)
    assert result.failures == []
    assert result.is_compliant


@pytest.mark.parametrize(
    ("what", "taken_out"), [("ua1", b"/MarkInfo<</Marked true>>"), ("ua1", b"/Lang(en-GB)"), ("2a", b"/OutputIntents"), ("ua1", b"/Alt(")]
)
def test_the_checker_of_the_standards_sees_what_is_missing(tmp_path, what, taken_out):
    whole = made(FOUR).pdf
    assert taken_out in whole
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(whole.replace(taken_out, b"/X" + b" " * (len(taken_out) - 2) if taken_out != b"/Alt(" else b"/Xlt("))
    assert not page_validation.validate_pdf(str(broken), profile=what).is_compliant


@every_sheet
def test_every_font_is_embedded_and_knows_its_letters(pdf_file, data, name):
    rows = tool("pdffonts", pdf_file(data, name)).splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r"CID TrueType\s+Identity-H\s+yes yes yes", row), row
        assert "+SourceSans3-" in row


@every_sheet
def test_the_file_says_it_is_tagged_and_what_it_is(pdf_file, data, name):
    info = dict(line.split(":", 1) for line in tool("pdfinfo", pdf_file(data, name)).splitlines())
    assert info["Tagged"].strip() == "yes"
    assert info["JavaScript"].strip() == "no"
    assert info["Encrypted"].strip() == "no"
    assert info["Title"].strip() == made(data, name).pages.title
    assert info["Author"].strip() == "Harbour Lane Physio"
    assert info["Pages"].strip() == str(len(made(data, name).pages.pages))
    with pikepdf.open(pdf_file(data, name)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert all(str(sheet.Tabs) == "/S" for sheet in pdf.pages)


@every_sheet
def test_poppler_reads_the_file_without_a_complaint(pdf_file, data, name):
    done = subprocess.run(["pdftotext", "-q", str(pdf_file(data, name)), "-"], check=True, capture_output=True)
    loud = subprocess.run(["pdftotext", str(pdf_file(data, name)), "-"], check=True, capture_output=True)
    assert loud.stderr == b""
    assert done.stdout == loud.stdout


# --- read back: nothing lost, in order


@every_sheet
def test_everything_a_sheet_says_is_read_aloud_once_and_in_order(data, name):
    found = read_back(data, name)
    assert_heard(found, printed(found, made(data, name).pages, data, name))


def texts_in(value, path=""):
    """Yield the place and text of every field of the blocks."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_in(item, f"{path}.{key}")
    elif hasattr(value, "__dataclass_fields__"):
        for field in value.__dataclass_fields__:
            yield from texts_in(getattr(value, field), f"{path}.{field}" if path else field)


NOT_SAID = {
    "author": "stands in the metadata",
    "language": "stands in the catalog",
    "cards.group": "a key; its name is printed",
    "cards.rows.key": "a key of the fit ladder",
    "cards.picture.captions": "painted inside the figure, whose alternative text is read",
    "cards.picture.key.hatched": "in grey print; told by tests.telling",
    "cards.picture.side": "a key; the side is read in the dose",
    "glance.groups.rows.side": "a key; the side is printed in the dose",
    "topics.id": "a key",
    "cards.id": "a key",
    "log.rows.when": "a key; said by a mark beside the box",
    **{f"topics.maps.drawn.{part}": "drawn" for part in ("view", "drawing.name", "drawing.layers.kind", "drawing.layers.role")},
    "topics.maps.drawn.drawing.layers.path": "drawn",
    "topics.maps.drawn.labels.muscle": "a key; its name is printed",
    "topics.maps.drawn.labels.name": "a key; its name is printed",
    "cards.picture.ask": "for an exercise without a picture, which the library has none of",
    "patient.sides": "to choose from by pen, where no side is given",
    "cards.strip.details.text": "read as part of the sentence",
    "cards.ticks": "read as part of the sentence",
    "cards.strip.cells.value": "read as part of the sentence",
    "cards.strip.cells.label": "read as part of the sentence",
    "cards.video.address": "checked as a link",
    "last.contact.links": "checked as a link, with its address",
    "last.contact.phone": "checked as a link, with its address",
    "last.contact.code": "checked as a figure",
    "running.left": "cut short in the foot of a small page; the last page has it whole",
    "running.clinic": "cut short in the head of a small page; page 1 has it whole",
    "running.title": "cut short in the head of a small page; page 1 has it whole",
    "running.overleaf": "checked as an artifact",
    "running.side": "checked as an artifact",
}
_TABLE, _COLUMNS, _ROWS = "week", "days in columns", "rows"
PRINTED_BY = {
    **{path: {path} for path in ("letterhead", "masthead", "notice", "patient", "message", "equipment", "how_to_use")},
    **{f"boxes.{part}": {part} for part in BOXES},
    **{path: {path} for path in ("pain", "effort", "tell_us", "log")},
    "pain.head": {"pain", "pain_line"},
    "pain.short": {"pain_line"},
    "title": {"title"},
    "subtitle": {"title"},
    "stop": {"stop", "stop_line"},
    "glance": {_TABLE},
    "glance.planned": {_COLUMNS},
    "glance.days": {_COLUMNS},
    "glance.key": {_COLUMNS},
    "glance.groups.rows.how_often": {"how often"},
    "glance.often_head": {"how often", "days in words"},
    "glance.groups.rows.on_days": {"days in words"},
    "cards.group_name": {"pairs", "pages"},
    "cards.group_line": {"pairs", "pages"},
    "cards.on_days": {_ROWS},
    "cards.continued": {"overleaf"},
    "cards.log": {"card log"},
    "cards.picture.key": {"picture"},
    **{f"cards.{path}": {path} for path in ("purpose", "start", "steps", "note", "video")},
    "cards.ticks_said": {"ticks"},
    "cards.rows": {"feel, avoid, easier and harder"},
    "notes_head": {"an odd card beside notes"},
    "topics": {"pairs", "pages"},
    "log.questions": {"questions"},
    "run_walk": {"running"},
    "last.progress_head": {"progress"},
    "last.progress": {"progress"},
    "last.contact": {"contact"},
    **{f"last.{part}": {part} for part in ("formats", "closing", "control")},
}
"""Which of the things that a layout prints says a field of the blocks, by the longest beginning of its path; any other is always said."""


def prints(name, sheet):
    """Return all that a layout prints of a sheet, as words of PRINTED_BY."""
    own = layout(name)
    found = {*own.front.parts, *own.end.parts, own.cards.arrangement}
    found |= {"card log" if part == "log" else part for part in own.cards.parts}
    found |= {"overleaf"} if own.cards.overleaf else set()
    found |= {_COLUMNS if own.front.week == "columns" else "days in words"} if _TABLE in found and sheet.glance.days else set()
    found |= {"two columns" if own.grid.columns > 1 else "one column"} if "stop" in found else set()
    found |= {"how often"} if _TABLE in found and not sheet.glance.days else set()
    found |= {"feel, avoid, easier and harder"} if {"feel", "avoid", "easier", "harder"} <= found else set()
    found |= {"an odd card beside notes"} if own.cards.arrangement == "pairs" and len(sheet.cards) % 2 else set()
    return found


def says(path):
    """Return what prints the field at a path."""
    beginnings = [path[: len(path) - at] for at in range(len(path))]
    return next((PRINTED_BY[one] for one in beginnings if one in PRINTED_BY and path[len(one) :][:1] in ("", ".")), None)


@every_layout
@pytest.mark.parametrize("data", [FOUR, SECTION_SHEET, SEVEN], ids=["four", "section", "seven"])
def test_no_text_of_any_block_is_left_unprinted(data, name):
    found, sheet = read_back(data, name), sheet_of(data, name)
    heard = squeezed(found.text() + " ".join(found.artifacts))
    printed_here = prints(name, sheet)
    lost = {}
    for path, text in texts_in(sheet):
        said = squeezed(text.replace("**", ""))
        patterned = re.sub(r"\\\{\w+\\\}", r".+?", re.escape(said))
        if path.startswith(("cards.picture.panels.", "glance.groups.rows.thumb.")):
            continue  # the paths of a drawing
        if path == "glance.key" and text in ("planned", "open", "run"):
            continue  # which box a word stands beside
        by = says(path)
        unused = (by is not None and not by & printed_here) or (
            path == "log.questions" and "questions" in " ".join(map(str, made(data, name).pages.given_up))
        )
        case = re.IGNORECASE if path == "cards.on_days" else 0  # every day is said in the dose
        if path not in NOT_SAID and not unused and not re.search(patterned, heard, case):
            lost[path] = text
    assert lost == {}


def test_what_the_standard_sheet_never_says_is_only_what_other_layouts_are_for():
    unused = {
        path for path, by in PRINTED_BY.items() if not by & (prints("cards", sheet_of(SEVEN)) | prints("cards", sheet_of(SECTION_SHEET)))
    }
    assert unused == {
        "masthead",
        "notice",
        "pain.short",
        "glance.groups.rows.on_days",
        "cards.on_days",
        "cards.continued",
        "cards.log",
    }


@every_sheet
def test_every_marked_content_belongs_to_exactly_one_element(data, name):
    found = read_back(data, name)
    listed = Counter(place for node in found.root.walk() for place in node.mcids)
    assert set(listed) == set(found.marked)
    assert set(listed.values()) == {1}


def shortened(text):
    """Yield a running text and what may stand for it where the page is narrow: its first or last parts, or a beginning of one."""
    parts = text.split(" · ")
    yield from (" · ".join(parts[:count]) for count in range(len(parts), 0, -1))
    yield from (" · ".join(parts[start:]) for start in range(1, len(parts)))
    yield from (f"{part[:length]}…" for part in (parts[0], parts[-1]) for length in range(len(part) - 1, 0, -1))


@every_sheet
def test_only_running_heads_and_feet_are_artifacts(data, name):
    found = read_back(data, name)
    running, total = sheet_of(data, name).running, len(found.artifacts)
    for number, text in enumerate(found.artifacts, start=1):
        must = [running.centre, f"Page {number} of {total}", running.side if number > 1 else ""]
        may = [running.left, *([running.clinic, running.title] if number > 1 else []), *([running.overleaf] if number < total else [])]
        must, may = (must, may) if name != "cards" else ([*must, *may], [])
        rest = squeezed(text)
        for part in sorted(filter(None, map(squeezed, must)), key=len, reverse=True):
            assert part in rest, part
            rest = rest.replace(part, "", 1)
        for part in sorted(may, key=len, reverse=True):
            shown = next((short for short in map(squeezed, shortened(part)) if short in rest), "")
            rest = rest.replace(shown, "", 1)
        assert rest.strip("·") == ""


@every_sheet
def test_headings_start_at_one_and_skip_no_level(data, name):
    levels = [int(node.tag[1]) for node in read_back(data, name).root.all(*HEADINGS)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert max(levels) <= 3


@every_sheet
def test_no_heading_is_empty_and_every_card_has_one(data, name):
    headings = [" ".join(node.text().split()) for node in read_back(data, name).root.all(*HEADINGS)]
    assert all(headings)
    wanted = [f"{card.number} {card.name}" for card in sheet_of(data, name).cards]
    assert [text for text in headings if text in wanted] == wanted


@every_sheet
def test_every_table_has_as_many_cells_in_each_row_and_heads_that_say_their_direction(data, name):
    tables = read_back(data, name).root.all("Table")
    assert bool(tables) == ("week" in layout(name).front.parts)
    for table in tables:
        rows = table.all("TR")
        assert len({len(row.all("TH", "TD")) for row in rows}) == 1
        assert all(cell.tag == "TH" and cell.scope == "Column" for cell in rows[0].all("TH", "TD"))
        assert all(row.all("TH", "TD")[0].scope == "Row" for row in rows[1:])
        assert all(cell.text().strip() for row in rows for cell in row.all("TH"))


@every_sheet
def test_every_list_item_has_a_body_and_steps_have_their_number(data, name):
    for listed in read_back(data, name).root.all("L"):
        items = [kid for kid in listed.kids if not isinstance(kid, str)]
        assert {item.tag for item in items} == {"LI"}
        assert all(len(item.all("LBody")) == 1 for item in items)
        labels = [label.text().strip() for item in items for label in item.all("Lbl")]
        assert labels in ([], [str(number) for number in range(1, len(items) + 1)])


@every_sheet
def test_every_figure_says_what_it_shows(data, name):
    figures = read_back(data, name).root.all("Figure")
    alternatives = [node.alt for node in figures]
    assert all(text and text.strip() for text in alternatives)
    assert all(card.picture.alt in alternatives for card in sheet_of(data).cards)


@every_sheet
def test_links_are_of_safe_kinds_describe_themselves_and_stand_in_the_tree(data, name):
    found = read_back(data, name)
    assert all(address.startswith(("https://", "mailto:", "tel:")) for address, _ in found.uris)
    assert all(contents.strip() for _, contents in found.uris)
    in_tree = [address for node in found.root.all("Link") for address in node.links]
    assert in_tree == [address for address, _ in found.uris]
    contact = sheet_of(data, name).last.contact
    links = [*((shown, address) for _, shown, address in contact.links), contact.phone] if "contact" in layout(name).end.parts else []
    assert sorted(in_tree) == sorted(address for _, address in links)
    for node in found.root.all("Link"):
        assert squeezed("".join(kid for kid in node.kids if isinstance(kid, str))) in [squeezed(shown) for shown, _ in links]


@every_sheet
def test_links_lie_over_the_text_they_belong_to(data, name):
    with pdfplumber.open(io.BytesIO(made(data, name).pdf)) as pdf:
        for sheet in pdf.pages:
            for link in sheet.hyperlinks:
                inside = sheet.crop((link["x0"], link["top"], link["x1"], link["bottom"])).extract_text()
                shown = link["uri"].removeprefix("https://").removeprefix("mailto:").removeprefix("tel:")
                assert squeezed(inside) == shown


@every_sheet
def test_bookmarks_name_every_group_and_exercise(data, name):
    marks = read_back(data, name).bookmarks
    cards = sheet_of(data).cards
    names = {card.name for card in cards}
    assert [title for level, title in marks if level == 2 and title in names] == [card.name for card in cards]
    assert {card.group_name for card in cards} <= {title for level, title in marks if level == 1}
    under = ""
    for level, title in marks:
        under = title if level == 1 else under
        if title in names:
            assert under == next(card.group_name for card in cards if card.name == title)


@every_sheet
def test_bookmarks_lead_to_the_page_that_has_their_heading(data, name):
    found = read_back(data, name)
    home = {" ".join(node.text().split()): node.page for node in found.root.all("H2", "H3")}
    with pikepdf.open(io.BytesIO(made(data, name).pdf)) as pdf, pdf.open_outline() as outline:
        pages = {sheet.obj.objgen: index for index, sheet in enumerate(pdf.pages)}
        leads = {item.title: pages[item.destination[0].objgen] for top in outline.root for item in top.children}
    for card in sheet_of(data).cards:
        assert leads[card.name] == home[f"{card.number} {card.name}"]


@every_sheet
def test_nothing_in_the_file_acts_by_itself(data, name):
    raw = read_back(data, name).raw
    assert b"/StructElem" in raw or b"/S /P" in raw
    for key in (
        b"/JavaScript",
        b"/JS ",
        b"/Launch",
        b"/OpenAction",
        b"/EmbeddedFile",
        b"/AA ",
        b"/GoToR",
        b"/SubmitForm",
        b"/RichMedia",
        b"/Encrypt",
    ):
        assert key not in raw


@every_layout
@pytest.mark.parametrize("data", [FOUR, UNUSUAL], ids=["four", "unusual"])
def test_the_metadata_name_no_patient_physio_or_day(data, name):
    found = read_back(data, name)
    patient = data["patient"]
    for said in (found.xmp, " ".join(found.info.values()), found.info.get("/Title", "")):
        for word in (*patient["name"].split(), patient["reference"], data["clinician"]["name"].split()[-1], "2026"):
            assert word not in said
    assert set(found.info) - {"/For"} == {"/Title", "/Author", "/Producer"}
    assert found.info.get("/For", "-") == "-"  # whom it is for is said when it is put into a folder, and then in digits
    assert not re.search(r"\d\d\d\d-\d\d-\d\d|xmp:(Create|Modify|Metadata)Date", found.xmp)


@every_layout
def test_bookmarks_and_running_words_name_no_patient(name):
    found = read_back(FOUR, name)
    assert "Zoë" not in " ".join(found.artifacts) + " ".join(title for _, title in found.bookmarks)


# --- letters


def test_names_and_notes_in_unusual_letters_read_back_as_they_were_written():
    heard = squeezed(read_back(UNUSUAL).text())
    for text in (VIETNAMESE, "Ж-Ω-Ğ-2026", "Łucja Żółć-Ğüneş", HOSTILE_NOTE, UNUSUAL["goal"], UNUSUAL["main_message"]):
        assert squeezed(unicodedata.normalize("NFC", text)) in heard


def page_of(texts, weight="regular"):
    """Return a file whose pages say the texts, a line each."""
    style = TextStyle(11, 13, weight, parse_color("#000000"))
    pages = []
    for start in range(0, len(texts), 50):
        rows = [At(40, 40 + 14 * row, text_block(plain(text, style), 500)) for row, text in enumerate(texts[start : start + 50])]
        pages.append(Page(595, 842, tuple(rows)))
    return Pages(tuple(pages), "Letters", "Test", "en-GB", ())


# Letters that the face draws with one and the same glyph; either may read back as the other.
DRAWN_ALIKE = {"‐": "-", "‑": "-", "µ": "μ", "˭": "⁼", "∆": "Δ", "ϕ": "φ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}


@pytest.mark.parametrize("weight", faces.WEIGHTS)
def test_every_character_that_can_be_printed_reads_back_as_itself(weight):
    every = [chr(code) for code in range(0x21, 0x30000) if not faces.unprintable(chr(code)) and chr(code).strip()]
    every = [one for one in every if unicodedata.normalize("NFC", one) == one and not unicodedata.combining(one)]
    assert len(every) > 1300
    lines = [" ".join(every[start : start + 20]) for start in range(0, len(every), 20)]
    back = [node.text() for node in read(write_pdf(page_of(lines, weight))).root.all("P")]

    def alike(text):
        return "".join(DRAWN_ALIKE.get(one, one) for one in text)

    assert [alike(text.replace("\u00a0", " ")) for text in back] == [alike(line) for line in lines]


@pytest.mark.parametrize(
    "mark", [chr(code) for code in (0x0301, 0x0304, 0x0308, 0x030C, 0x0323, 0x0327, 0x0331)], ids=lambda m: f"U+{ord(m):04X}"
)
def test_a_mark_on_any_letter_reads_back(mark):
    words = [unicodedata.normalize("NFC", letter + mark) for letter in "aeghijkmnopqrstuvwxyzABDEGHKQWXZ"]
    words = [word for word in words if not faces.unprintable(word)]
    assert len(words) > 15
    back = [node.text() for node in read(write_pdf(page_of([" ".join(words), "".join(words)]))).root.all("P")]
    assert back == [" ".join(words), "".join(words)]


def test_letters_that_the_base_subset_lacks_do_not_change_how_common_ones_read():
    both = write_pdf(page_of(["office Łódź fjord", "ﬁ fi ffi"]))
    assert read(both).root.all("P")[0].text() == "office Łódź fjord"


@every_layout
def test_pdfplumber_finds_the_same_text_in_the_same_marked_content(name):
    seen = {}
    with pdfplumber.open(io.BytesIO(made(SEVEN, name).pdf)) as pdf:
        for index, sheet in enumerate(pdf.pages):
            for char in sheet.chars:
                if char["mcid"] is not None:
                    seen[index, char["mcid"]] = seen.get((index, char["mcid"]), "") + char["text"]
    marked = {place: text for place, text in read_back(SEVEN, name).marked.items() if text}
    assert {place: squeezed(unicodedata.normalize("NFC", text)) for place, text in seen.items() if text.strip()} == {
        place: squeezed(text) for place, text in marked.items() if text.strip()
    }


# --- what other programs find


@pytest.fixture(scope="session")
def extracted(pdf_file):
    return " ".join(tool("pdftotext", "-layout", pdf_file(SECTION_SHEET), "-").split())


def test_text_search_finds_every_exercise_and_topic_of_the_section(extracted):
    section = library().sections["hip"]
    assert len(section.exercises) == 14
    for name in [exercise.name for exercise in section.exercises] + [topic.title for topic in section.topics]:
        assert name in extracted


@pytest.mark.parametrize("card", sheet_of(SECTION_SHEET).cards, ids=lambda card: card.name)
def test_text_search_finds_the_number_and_unit_of_every_dose(pdf_file, card):
    text = " ".join(tool("pdftotext", pdf_file(SECTION_SHEET), "-").split())
    for cell in card.strip.cells[:-1]:
        assert cell.value in text
    row = next(row for group in sheet_of(SECTION_SHEET).glance.groups for row in group.rows if row.number == card.number)
    assert row.dose in text


@every_layout
@pytest.mark.parametrize("data", [FOUR, SEVEN], ids=["four", "seven"])
def test_words_at_line_ends_do_not_run_together_for_other_readers(pdf_file, data, name):
    text = " ".join(tool("pdftotext", pdf_file(data, name), "-").split())
    for card in sheet_of(data).cards:
        for step in card.steps:
            assert set(step.split()) <= set(text.split())


@every_layout
def test_every_page_has_ink_and_no_page_is_mostly_black(pdf_file, tmp_path, name):
    from PIL import Image

    subprocess.run(["pdftoppm", "-r", "30", "-gray", str(pdf_file(FOUR, name)), str(tmp_path / "page")], check=True)
    pictures = sorted(tmp_path.glob("page*.pgm"))
    assert len(pictures) == len(made(FOUR, name).pages.pages)
    for picture in pictures:
        with Image.open(picture) as image:
            dark = sum(image.histogram()[:128]) / (image.width * image.height)
            assert 0.003 < dark < 0.25


@every_sheet
def test_a_sheet_is_small_enough_to_mail(data, name):
    # Under about 1 MB. Fourteen exercises with a page or two each have up to 47 pages.
    assert len(made(data, name).pdf) < (500_000 if name in ("cards", "compact") else 600_000)


def test_the_logo_is_stored_once_however_often_it_is_painted():
    assert read_back(SECTION_SHEET).images == 1
