"""The sheets that open pages look at, kept in memory only: a few for each page, until it is closed or nobody has used it for long."""

import threading
from collections import OrderedDict
from typing import Any

from handouts.content import Chosen
from handouts.dose import session_s
from handouts.handout import Prepared, finish, prepare
from handouts.layout_files import load_layout
from handouts.plan import Patient, Plan
from handouts.sheet.marks import At, Element, Node, Pages
from handouts.web.facts import Desk

MOST_TABS, SHEETS_A_TAB, PICTURES_A_SHEET = 20, 3, 24
MOST_PX = 2400


class Sheet:
    """A finished sheet: its file, and the pages that were painted of it."""

    def __init__(self, pdf: bytes, pages: int) -> None:
        self.pdf, self.pages = pdf, pages
        self.pictures: OrderedDict[tuple[int, int], bytes] = OrderedDict()


class Shelf:
    """Finished sheets by page of the browser and digest; every method may be called from several threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._painting = threading.Lock()
        self._tabs: OrderedDict[str, OrderedDict[str, Sheet]] = OrderedDict()

    def make(self, tab: str, plan: Plan) -> dict[str, Any]:
        """Make the sheet of a plan, keep it for its page, and return what the page shows of it. Raises HandoutError."""
        desk = self.desk
        with self._making:
            layout = load_layout(plan.layout or desk.clinic.facts.layout, desk.clinic.layouts)
            prepared = prepare(desk.library, plan, desk.clinic, layout)
            made = finish(prepared)
        digest = prepared.identity.hex()
        self._keep(tab, digest, Sheet(made.pdf, len(made.pages.pages)))
        return {
            "ok": True,
            "digest": digest,
            "pages": len(made.pages.pages),
            "sizes": [[page.width_pt, page.height_pt] for page in made.pages.pages],
            "minutes": max(1, round(sum(session_s(item.dose) for item in prepared.handout.items) / 60)),
            "page_of": page_of(prepared, made.pages),
            "notes": [note_about(note.message, note.level, prepared) for note in made.notes],
        }

    def warm_up(self) -> None:
        """Make a first sheet that nobody looks at, so that the first one that somebody does is quick."""
        section = next(iter(self.desk.library.sections.values()))
        chosen = tuple(Chosen(id=exercise.id) for exercise in section.exercises[:4])
        self.make("", Plan(section=(section.section,), exercises=chosen, patient=Patient(name="-")))
        self.forget("")

    def _keep(self, tab: str, digest: str, sheet: Sheet) -> None:
        with self._lock:
            sheets = self._tabs.setdefault(tab, OrderedDict())
            self._tabs.move_to_end(tab)
            sheets[digest] = sheets.pop(digest, sheet)
            while len(sheets) > SHEETS_A_TAB:
                sheets.popitem(last=False)
            while len(self._tabs) > MOST_TABS:
                self._tabs.popitem(last=False)

    def pdf(self, tab: str, digest: str) -> bytes | None:
        """Return a sheet that a page looks at; None when it is not kept any more."""
        with self._lock:
            sheet = self._tabs.get(tab, OrderedDict()).get(digest)
        return sheet.pdf if sheet is not None else None

    def picture(self, tab: str, digest: str, number: int, width_px: int) -> bytes | None:
        """Return a page as PNG, so many pixels wide; None when there is no such page."""
        with self._lock:
            sheet = self._tabs.get(tab, OrderedDict()).get(digest)
        if sheet is None or not 1 <= number <= sheet.pages:
            return None
        key = (number, max(40, min(MOST_PX, width_px)))
        with self._painting:  # PDFium is used by one thread at a time
            if key not in sheet.pictures:
                sheet.pictures[key] = paint(sheet.pdf, *key)
                while len(sheet.pictures) > PICTURES_A_SHEET:
                    sheet.pictures.popitem(last=False)
            return sheet.pictures[key]

    def forget(self, tab: str) -> None:
        """Let go of all that a page looked at."""
        with self._lock:
            self._tabs.pop(tab, None)

    def forget_all(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._tabs.clear()


def paint(pdf: bytes, number: int, width_px: int) -> bytes:
    """Return a page of a PDF as PNG."""
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number - 1]
        image = page.render(scale=width_px / page.get_width()).to_pil()
        out = io.BytesIO()
        image.save(out, "PNG", compress_level=1)
        return out.getvalue()
    finally:
        document.close()


def page_of(prepared: Prepared, pages: Pages) -> dict[str, int]:
    """Return the page on which each exercise's card stands, by the bookmark that leads to it."""
    ids = {item.name: item.id for item in prepared.handout.items}
    found: dict[str, int] = {}
    for number, page in enumerate(pages.pages, start=1):
        for name in _bookmarks(page.nodes):
            if name in ids:
                found.setdefault(ids[name], number)
    return found


def _bookmarks(nodes: tuple[Node, ...]) -> list[str]:
    names: list[str] = []
    for node in nodes:
        if isinstance(node, Element):
            names += [name for level, name in node.bookmarks if level > 1]
            names += _bookmarks(node.children)
        elif isinstance(node, At):
            names += _bookmarks(node.fragment.nodes)
    return names


def note_about(message: str, level: str, prepared: Prepared) -> dict[str, Any]:
    """Return a note of a finished sheet with the exercise it speaks of, where it does."""
    subject = next((item.id for item in prepared.handout.items if message.startswith((f"{item.id}:", f"to fit: '{item.name}'"))), None)
    text = message.removeprefix(f"{subject}: ") if subject else message
    return {"message": text, "level": level, "about": subject}
