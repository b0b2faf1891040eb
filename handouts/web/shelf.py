"""The sheets that open pages look at, kept in memory only: a few for each page, until it is closed or nobody has used it for long."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from handouts.errors import Problem
from handouts.handout import TO_FIT, Prepared, finish, prepare
from handouts.layout.files import load_layout
from handouts.layout.layout import Layout
from handouts.library.content import Chosen
from handouts.plans.plan import Patient, Plan
from handouts.reading.folders import yaml_files
from handouts.sheet.place.marks import At, Element, Node, Page, Pages
from handouts.web.facts import Desk
from handouts.web.painting import Painter
from handouts.web.plans import placed

MOST_TABS, SHEETS_A_TAB, PICTURES_A_PAGE, MOST_GONE = 20, 3, 4, 1000
MOST_PX = 2400
_WARM_AT_ONCE = 4


class SupersededError(Exception):
    """A later plan of the same page of the browser waits already, so this one is not drawn."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a sheet and the pictures painted of it, by width; later sheets in which it is the same have the same leaf."""

    name: str
    page: Page
    pictures: OrderedDict[int, bytes] = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class ShelvedSheet:
    """A finished sheet: its file and its leaves."""

    pdf: bytes
    leaves: tuple[Leaf, ...]


class Shelf:
    """Finished sheets by page of the browser and digest; every method may be called from several threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._painter = Painter()
        self._tabs: OrderedDict[str, OrderedDict[str, ShelvedSheet]] = OrderedDict()
        self._turns: OrderedDict[str, int] = OrderedDict()
        self._gone: OrderedDict[str, None] = OrderedDict()
        self._layouts: dict[str, tuple[object, Layout]] = {}

    def make(self, tab: str, plan: Plan, turn: int = 0) -> dict[str, Any]:
        """Make the sheet of a plan, keep it, and return what the page shows of it; `turn` counts the changes of a page of the browser.

        Raises HandoutError, and SupersededError where a later turn has come by the time this one could be drawn.
        """
        desk = self.desk
        self._note_turn(tab, turn)
        with self._making:
            if turn < self._turns.get(tab, 0) or tab in self._gone:
                raise SupersededError
            layout = self._layout(plan.layout or desk.clinic.facts.layout)
            prepared = prepare(desk.library, plan, desk.clinic, layout)
            made = finish(prepared)
        digest = prepared.identity.hex()
        leaves = self._keep(tab, digest, made.pdf, made.pages.pages)
        return {
            "ok": True,
            "digest": digest,
            "pages": len(leaves),
            "leaves": [leaf.name for leaf in leaves],
            "sizes": [[leaf.page.width_pt, leaf.page.height_pt] for leaf in leaves],
            "page_of": page_of(prepared, made.pages),
            "notes": [note_about(note, plan) for note in made.notes],
        }

    def _note_turn(self, tab: str, turn: int) -> None:
        with self._lock:
            self._turns[tab] = max(turn, self._turns.pop(tab, 0))
            while len(self._turns) > MOST_TABS:
                self._turns.popitem(last=False)

    def _layout(self, name: str) -> Layout:
        """Return a layout, read again only where one of the clinic's own was changed. Raises HandoutError."""
        folders = self.desk.clinic.layouts
        stamp = tuple((path, path.stat().st_mtime_ns) for folder in folders for path in yaml_files(folder))
        known = self._layouts.get(name)
        if known is not None and known[0] == stamp:
            return known[1]
        layout = load_layout(name, folders)
        self._layouts[name] = (stamp, layout)
        return layout

    def warm_up(self) -> None:
        """Make sheets that nobody looks at, so that the first one that somebody does is quick."""
        for section in self.desk.library.sections.values():
            for at in range(0, len(section.exercises), _WARM_AT_ONCE):
                chosen = tuple(Chosen(id=exercise.id) for exercise in section.exercises[at : at + _WARM_AT_ONCE])
                made = self.make("", Plan(section=(section.section,), exercises=chosen, patient=Patient(name="-")))
                self.picture("", made["digest"], 1, MOST_PX // 10)
        self.forget("")

    def _keep(self, tab: str, digest: str, pdf: bytes, pages: tuple[Page, ...]) -> tuple[Leaf, ...]:
        """Keep a sheet for its page of the browser; return its leaves, the old ones where a page is as it was."""
        with self._lock:
            if tab in self._gone:  # it said goodbye while this sheet was drawn
                raise SupersededError
            sheets = self._tabs.setdefault(tab, OrderedDict())
            self._tabs.move_to_end(tab)
            known = [leaf for sheet in reversed(sheets.values()) for leaf in sheet.leaves]
            leaves = tuple(
                next((leaf for leaf in known if leaf.page == page), None) or Leaf(f"{digest}-{number}", page)
                for number, page in enumerate(pages, start=1)
            )
            sheets.pop(digest, None)
            sheets[digest] = ShelvedSheet(pdf, leaves)
            while len(sheets) > SHEETS_A_TAB:
                sheets.popitem(last=False)
            while len(self._tabs) > MOST_TABS:
                self._tabs.popitem(last=False)
        return leaves

    def pdf(self, tab: str, digest: str) -> bytes | None:
        """Return a sheet that a page looks at; None when it is not kept any more."""
        sheet = self._sheet(tab, digest)
        return sheet.pdf if sheet is not None else None

    def _sheet(self, tab: str, digest: str) -> ShelvedSheet | None:
        with self._lock:
            return self._tabs.get(tab, OrderedDict()).get(digest)

    def picture(self, tab: str, digest: str, number: int, width_px: int) -> bytes | None:
        """Return a page as PNG, so many pixels wide; None when there is no such page."""
        sheet = self._sheet(tab, digest)
        if sheet is None or not 1 <= number <= len(sheet.leaves):
            return None
        pictures, width = sheet.leaves[number - 1].pictures, max(40, min(MOST_PX, width_px))
        painted = self._painter.once(lambda: pictures.get(width), sheet.pdf, number, width)
        with self._lock:
            pictures[width] = painted
            while len(pictures) > PICTURES_A_PAGE:
                pictures.popitem(last=False)
        return painted

    def forget(self, tab: str) -> None:
        """Let go of all that a page looked at, for good: a sheet that is still being drawn for it is not kept."""
        with self._lock:
            self._tabs.pop(tab, None)
            self._turns.pop(tab, None)
            if tab:
                self._gone[tab] = None
            while len(self._gone) > MOST_GONE:
                self._gone.popitem(last=False)
        self._painter.forget()

    def forget_all(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._tabs.clear()
            self._turns.clear()
        self._painter.forget()

    def close(self) -> None:
        """Let go of everything, for good; what is being painted is finished first."""
        self.forget_all()
        self._painter.end()


def page_of(prepared: Prepared, pages: Pages) -> dict[str, int]:
    """Return the page on which each exercise's card stands, by the bookmark that leads to it."""
    ids = {item.name: item.id for item in prepared.handout.items}
    pages_by_id: dict[str, int] = {}
    for number, page in enumerate(pages.pages, start=1):
        for name in _bookmarks(page.nodes):
            if name in ids:
                pages_by_id.setdefault(ids[name], number)
    return pages_by_id


def _bookmarks(nodes: tuple[Node, ...]) -> list[str]:
    names: list[str] = []
    for node in nodes:
        if isinstance(node, Element):
            names += [name for level, name in node.bookmarks if level > 1]
            names += _bookmarks(node.children)
        elif isinstance(node, At):
            names += _bookmarks(node.fragment.nodes)
    return names


def note_about(note: Problem, plan: Plan) -> dict[str, Any]:
    """Return a note of a finished sheet with what it speaks of, and whether it says what gave way for the sheet to fit."""
    return {**placed(note, [chosen.id for chosen in plan.exercises]), "fits": note.kind == TO_FIT}
