"""A finished PDF in, its problems out: fonts, tags, title, language, pictures, contrast, sizes, edges, links, standards, locks.

library/standards.txt: D01 (sizes), D07 (contrast), D11 (edges), D23 (tags), G06 is for a person: only they know the patient's name.
A file nobody vouches for may be broken in any way; what cannot be read is a problem too, never a crash.
"""

import importlib.util
import logging
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from handouts.checks.finished.painting import Painting, ShownText, paint
from handouts.checks.finished.tree import TaggedElement, elements
from handouts.checks.finished.values import AIR_PT, TooMuchError, refuse_bomb
from handouts.errors import Level, Problem, counted
from handouts.library.color import TEXT_CONTRAST, WHITE, contrast

EDGE_PT = 7 * 72 / 25.4
"""What office printers cannot reach (library/standards.txt D11)."""
LARGE_PT, LARGE_CONTRAST = 18.0, 3.0
"""Large text needs less contrast (WCAG 2.2, 1.4.3)."""
BODY_PT, LEAST_PT = 12.0, 8.0
MOST_INK = 0.15
"""The darkest that a page may be, 0 to 1 (D20; our sheets in colour reach 0.10)."""
MAX_BYTES, MAX_PAGES = 50_000_000, 500
BROKEN = (pikepdf.PdfError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, AssertionError)
"""What reading a broken file raises."""
MAX_NESTING = 20
_SAFE = ("https:", "mailto:", "tel:")
_ACTIONS = {"/JavaScript": "runs JavaScript", "/Launch": "starts a program", "/GoToR": "opens another file", "/GoToE": "opens another file"}
_ACTIONS |= {"/SubmitForm": "sends a form", "/ImportData": "reads a file", "/RichMedia": "plays media", "/Rendition": "plays media"}
_KEYS = {"/JS": "runs JavaScript", "/AA": "acts by itself (AA)", "/EmbeddedFiles": "carries other files", "/EF": "carries other files"}


logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # else its remarks reach the terminal


def check_pdf(path: Path, shown: str) -> list[Problem]:
    """Return what is wrong with a finished PDF, and what it says of itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pikepdf warns of what it mends; it is told as a problem
        found = list(_checked(path))
        if not any(problem.level == "error" for problem in found):  # a file with faults could keep the painter busy for ever
            found += _guarded(_ink, path)
        return [replace(problem, file=shown) for problem in found]


def _problem(message: str, level: Level = "error", check: str = "") -> Problem:
    return Problem(message=message, level=level, kind=check)


def _checked(path: Path) -> Iterator[Problem]:
    try:
        if path.stat().st_size > MAX_BYTES:
            yield _problem("is over 50 MB; no sheet is")
            return
        with pikepdf.open(path) as pdf:
            if pdf.get_warnings():
                yield _problem("is damaged; it was mended to be read", "warning")
            for check in (_pages, _document, _locks, _actions, _links):
                yield from _guarded(check, pdf)
    except FileNotFoundError:
        yield _problem("is not there")
    except pikepdf.PasswordError:
        yield _problem("is locked with a passphrase; check the sheet before it is encrypted")
    except BROKEN:
        yield _problem("is not a PDF that can be read")
    except OSError as error:
        yield _problem(f"cannot be read: {error.strerror or 'unknown reason'}")


def _guarded(check: Callable[..., Iterator[Problem]], *arguments: Any) -> Iterator[Problem]:
    """Yield what a check finds; what stops it is one more finding."""
    try:
        yield from check(*arguments)
    except BROKEN as error:
        where = f"page {arguments[1]}: " if len(arguments) > 2 else ""
        why = str(error) if isinstance(error, TooMuchError) else "it is damaged"
        yield _problem(f"{where}cannot be read to its end: {why}")


def _ink(path: Path) -> Iterator[Problem]:
    """Yield D20, how dark the pages are; where the painter of the picking page is not installed, nothing is said."""
    if importlib.util.find_spec("pypdfium2") is None:
        return
    import pypdfium2
    from PIL import ImageStat

    document = pypdfium2.PdfDocument(path)
    try:
        dark = [1 - ImageStat.Stat(page.render(scale=0.25, grayscale=True).to_pil()).mean[0] / 255 for page in document]
    finally:
        document.close()
    if dark:
        most = max(range(len(dark)), key=dark.__getitem__)
        message = f"page {most + 1} is the darkest: {dark[most]:.0%} ink, {sum(dark) / len(dark):.0%} on average"
        yield _problem(message, "warning" if dark[most] > MOST_INK else "info", "D20")


# --- what the file says of itself


def _document(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    root = pdf.Root
    if not str(root.get("/Lang", "")).strip():
        yield _problem("does not say its language", check="D23")
    said = _metadata(root)
    if not str(pdf.docinfo.get("/Title", "")).strip() and not re.search(r"<dc:title>.*?<rdf:li[^>]*>\s*[^<\s]", said, re.DOTALL):
        yield _problem("has no title", check="D23")
    if not bool(root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False)):
        yield _problem("shows its file name instead of its title (DisplayDocTitle)", check="D23")
    if len(pdf.pages) > 3 and "/Outlines" not in root:
        yield _problem("has no bookmarks", "warning", check="D23")
    yield from _standards(said, is_encrypted=pdf.is_encrypted)


def _metadata(root: Any) -> str:
    stream = root.get("/Metadata", None)
    if not isinstance(stream, pikepdf.Stream):
        return ""
    refuse_bomb(stream)
    return stream.read_bytes().decode("utf-8", "replace")


def _standards(said: str, *, is_encrypted: bool) -> Iterator[Problem]:
    def value(name: str) -> str:
        found = re.search(rf"<{name}>\s*(\w+)\s*<|{name}=[\"'](\w+)[\"']", said)
        return (found[1] or found[2]) if found else ""

    accessible, archival = value("pdfuaid:part"), value("pdfaid:part")
    if accessible:
        yield _problem(f"says it is PDF/UA-{accessible}", "info")
    else:
        yield _problem("does not say it is PDF/UA (accessible)", "warning", check="D23")
    if archival and is_encrypted:
        yield _problem("says it is PDF/A but is encrypted, which PDF/A forbids")
    elif archival:
        yield _problem(f"says it is PDF/A-{archival}{value('pdfaid:conformance').lower()}", "info")
    elif not is_encrypted:
        yield _problem("does not say it is PDF/A (made to last)", "warning")


def _locks(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if not pdf.is_encrypted:
        return
    lock = pdf.encryption
    yield _problem(f"is encrypted ({lock.bits} bits, revision {lock.R})", "info" if lock.R >= 6 else "warning")
    if not pdf.allow.accessibility:
        yield _problem("forbids screen readers (the permission for accessibility)")


def _actions(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    """Yield what the file does by itself or carries along."""
    acts: set[str] = set()
    for item in pdf.objects:
        acts |= set(_active(item, 0))
    if "/OpenAction" in pdf.Root and not isinstance(pdf.Root.OpenAction, pikepdf.Array):
        acts.add("acts when it is opened")
    for what in sorted(acts):
        yield _problem(what)


def _active(item: Any, depth: int) -> Iterator[str]:
    """Yield what an object and the objects written inside it do."""
    if isinstance(item, pikepdf.Array):
        inside: list[Any] = list(item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        inside = list(item.values())
        kind = str(item.get("/S", ""))
        if kind in _ACTIONS:
            yield _ACTIONS[kind]
        yield from (what for key, what in _KEYS.items() if key in item)
    else:
        return
    for one in inside if depth < MAX_NESTING else ():
        if isinstance(one, pikepdf.Dictionary | pikepdf.Array) and not one.is_indirect:
            yield from _active(one, depth + 1)


def _links(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    for number, page in enumerate(pdf.pages, start=1):
        for note in page.obj.get("/Annots", []):
            if str(note.get("/Subtype", "")) != "/Link":
                continue
            address = str(note.get("/A", pikepdf.Dictionary()).get("/URI", ""))
            if address and not address.lower().startswith(_SAFE):
                yield _problem(f"page {number}: a link is not https, mailto or tel: {address[:60]!r}")
            if not str(note.get("/Contents", "")).strip():
                yield _problem(f"page {number}: a link does not say where it leads (Contents)", "warning")


# --- what is on its pages


def _pages(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if len(pdf.pages) > MAX_PAGES:
        yield _problem(f"has more than {MAX_PAGES} pages")
        return
    painted: dict[int, Painting] = {}
    for number, page in enumerate(pdf.pages, start=1):
        yield from _guarded(_keep, painted, number, page)
    yield from _guarded(_tags, pdf, painted)
    yield from _fonts(painted)
    yield from _sizes(painted)
    for number, page in enumerate(pdf.pages, start=1):
        if number in painted:
            yield from _off_page(number, painted[number])
            yield from _edges(number, page, painted[number])
            yield from _contrasts(number, painted[number].texts)


def _keep(painted: dict[int, Painting], number: int, page: pikepdf.Page) -> Iterator[Problem]:
    painted[number] = paint(page)
    yield from ()


def _tags(pdf: pikepdf.Pdf, painted: dict[int, Painting]) -> Iterator[Problem]:
    marked = bool(pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False))
    if not marked or "/StructTreeRoot" not in pdf.Root:
        yield _problem("is not tagged: a screen reader finds no headings, lists or order in it", check="D23")
        return
    every = list(elements(pdf))
    yield from _headings(every)
    silent = Counter(element.page for element in every if element.tag == "Figure" and not element.described)
    for page, count in sorted(silent.items()):
        where, what = f"page {page}: " if page else "", counted(count, "picture has", "pictures have")
        yield _problem(f"{where}{what} no words for people who cannot see (Alt)", check="D23")
    listed: dict[int, set[int]] = {}
    for element in every:
        listed.setdefault(element.page, set()).update(element.mcids)
    for number, content in painted.items():
        lost = len(content.mcids - listed.get(number, set()))
        if lost:
            yield _problem(f"page {number}: {lost} stretches of content belong to no tag", check="D23")
        if content.unmarked:
            yield _problem(f"page {number}: {content.unmarked} texts or drawings are neither content nor decoration", check="D23")


def _headings(every: Sequence[TaggedElement]) -> Iterator[Problem]:
    levels = [(int(one.tag[1]), one.page) for one in every if re.fullmatch(r"H[1-6]", one.tag)]
    if not levels and not any(one.tag == "H" for one in every):
        yield _problem("has no headings", "warning", check="D23")
    before = 0
    for level, page in levels:
        if level > before + 1:
            yield _problem(
                f"page {page}: a heading of level {level} follows one of level {before}" if before else "does not start with H1",
                check="D23",
            )
        before = level


def _fonts(painted: dict[int, Painting]) -> Iterator[Problem]:
    loose: dict[str, int] = {}
    for number, page in painted.items():
        for font in page.fonts:
            if not _is_embedded(font):
                loose.setdefault(str(font.get("/BaseFont", "a font"))[1:60], number)
    for name, number in loose.items():
        yield _problem(f"page {number}: the typeface {name} is not in the file", check="D23")


def _is_embedded(font: Any) -> bool:
    if str(font.get("/Subtype", "")) == "/Type3":
        return True
    if str(font.get("/Subtype", "")) == "/Type0":
        font = font.DescendantFonts[0]
    about = font.get("/FontDescriptor", pikepdf.Dictionary())
    return any(key in about for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _sizes(painted: dict[int, Painting]) -> Iterator[Problem]:
    texts = [(text, number) for number, page in painted.items() for text in page.texts if text.size_pt > 0]
    if not texts:
        yield _problem("has no text that a program could read (is it a scan?)", check="D23")
        return
    letters: Counter[float] = Counter()
    for text, _ in texts:
        letters[round(text.size_pt, 1)] += text.letters
    body = letters.most_common(1)[0][0]
    if body < BODY_PT:
        yield _problem(f"most text is {body:g} points; clear print starts at {BODY_PT:g}", "warning", check="D01")
    least, number = min(((round(text.size_pt, 1), number) for text, number in texts), key=lambda one: one[0])
    yield _problem(f"page {number}: the smallest type is {least:g} points", "warning" if least < LEAST_PT else "info", check="D01")


def _off_page(number: int, painted: Painting) -> Iterator[Problem]:
    off = sum(text.off_page for text in painted.texts)
    if off:
        letters = counted(off, "letter lies", "letters lie")
        yield _problem(f"page {number}: {letters} off the page, where nothing is printed", check="D25")


def _edges(number: int, page: pikepdf.Page, painted: Painting) -> Iterator[Problem]:
    left, bottom, right, top = (float(value) for value in page.cropbox)

    def outside(box: Sequence[float]) -> bool:
        reach = EDGE_PT - AIR_PT
        return box[0] < left + reach or box[1] < bottom + reach or box[2] > right - reach or box[3] > top - reach

    texts = sum(outside(text.box) for text in painted.texts)
    if texts:
        yield _problem(f"page {number}: {texts} texts stand within 7 mm of the edge, where printers cut", check="D11")
    shapes = sum(outside(box) for box in painted.shapes)
    if shapes:
        yield _problem(f"page {number}: {shapes} drawings reach within 7 mm of the edge, where printers cut", "warning", check="D11")


def _contrasts(number: int, texts: Sequence[ShownText]) -> Iterator[Problem]:
    """Yield each pair of colours that is too weak, once a page; text on pictures is left to the eye."""
    weak: dict[str, None] = {}
    for text in texts:
        if text.color is None or text.ground is None:
            continue
        found = contrast(text.color, text.ground)
        if found < (LARGE_CONTRAST if text.size_pt >= LARGE_PT else TEXT_CONTRAST) - 0.005:
            paper = "white" if text.ground == WHITE else text.ground.hex
            weak[f"page {number}: text in {text.color.hex} on {paper} has contrast {found:.1f}, less than {TEXT_CONTRAST}"] = None
    for message in weak:
        yield _problem(message, check="D07")
