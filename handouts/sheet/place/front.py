"""Page 1, from roomy to tight: what stands on it, and what has to go to another page."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from handouts.layout.parts import BOXES, FrontPart
from handouts.sheet.blocks import Sheet
from handouts.sheet.place import guides, page_one
from handouts.sheet.place.frame import Body, PageFrame, flow
from handouts.sheet.place.glance import ONE_LINE, ROOMY, TIGHT, GlanceSize, fits_one_line, glance, glance_parts
from handouts.sheet.place.kept import drawn
from handouts.sheet.place.marks import EMPTY, Fragment, stack
from handouts.sheet.place.parts import side_by_side
from handouts.sheet.place.style import Look
from handouts.storing.values import dataclass

ROOMY_ROWS, PAGE_ONE_ROWS = 5, 7
"""Up to so many exercises have roomy rows; more than the second number have their table on a page of its own."""
_MOVED_FIRST = ("tell_us", *(part for part in BOXES if part != "my_plan"))
"""What goes to the last page before any type of page 1 is smaller."""
_TO_THE_LOG = (*_MOVED_FIRST, "my_plan")
"""What may stand beside the log, for it is filled in or said at a visit."""
_TAKEN_BACK: tuple[FrontPart, ...] = ("pain", "how_to_use", "effort", "equipment", "my_plan", "tell_us")
"""In which order what had to go comes back where there is room for it after all."""
Placed = list[tuple[float, Fragment]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to set page 1: the rows of its table (None: on a page of its own), its gaps, and what stands elsewhere."""

    rows: GlanceSize | None
    tight: bool = False
    later: tuple[FrontPart, ...] = ()
    side_in_title: bool = False


@dataclass(frozen=True, slots=True)
class FrontPages:
    """Page 1 and what follows it, and the parts that stand elsewhere: on the last page, or the effort guide under the first cards."""

    bodies: tuple[Body, ...]
    later: tuple[FrontPart, ...] = ()


@dataclass(frozen=True, slots=True)
class _PageOne:
    """What is to stand on page 1, and where."""

    sheet: Sheet
    look: Look
    frame: PageFrame
    parts: Sequence[FrontPart]
    side_in_title: bool

    def whole(self, variant: Variant) -> Fragment:
        """Return page 1 set in one way."""
        return stack(self.placed(variant), self.look.live_pt)

    def placed(self, variant: Variant) -> Placed:
        """Return the parts of page 1, each with the gap before it."""
        return _parts(self.sheet, self.look, self.parts, replace(variant, side_in_title=self.side_in_title))

    def fits(self, variant: Variant) -> bool:
        """Return whether page 1 holds it."""
        return self.whole(variant).height_pt <= self.frame.first_height

    def without(self, variant: Variant, later: Sequence[FrontPart]) -> Variant:
        """Return a way in which these parts stand elsewhere, of those that there are."""
        beside = _beside(self.sheet, self.parts)
        return replace(variant, later=tuple(part for part in dict.fromkeys(later) if part in self.parts and part not in beside))

    def filled(self, variant: Variant) -> Variant:
        """Return a way that fits with what there is room for after all, the most needed first."""
        for part in _TAKEN_BACK:
            fuller = replace(variant, later=tuple(other for other in variant.later if other != part))
            if part in variant.later and self.fits(fuller):
                variant = fuller
        return variant

    def table(self) -> tuple[Body, ...]:
        """Return the week on a page of its own."""
        placed = _own_page_parts(self.sheet, self.look, self.parts) if "week" in self.parts else []
        return tuple(flow(placed, self.look, self.frame, first=self.frame.later_height))

    def following(self, later: Sequence[FrontPart]) -> tuple[Body, ...]:
        """Return the parts that follow page 1, in its order."""
        placed = _parts(self.sheet, self.look, [part for part in self.parts if part in later], Variant(ONE_LINE))
        return tuple(flow(placed, self.look, self.frame, first=self.frame.later_height))


def front_pages(sheet: Sheet, look: Look, frame: PageFrame, parts: Sequence[FrontPart], *, cards_have_room: bool = False) -> FrontPages:
    """Return page 1, roomy where there is room; then rows tighten, and parts go elsewhere.

    The effort guide goes under the first cards where they have room for it, what to tell and my plan to the log; but where anything else
    has no room, all of it follows page 1 on a page of its own.
    """
    if look.columns == 1:
        return FrontPages(tuple(flow(front_parts(sheet, look, parts, frame), look, frame)))
    page = _PageOne(sheet, look, frame, parts, _side_in_title(sheet, look, parts))
    own_page = "week" in parts and (len(sheet.cards) > PAGE_ONE_ROWS or not sheet.glance.days)
    for variant in _variants(sheet, own_page=own_page, cards_have_room=cards_have_room):
        for later in (variant.later, (*variant.later, *_MOVED_FIRST)):
            tried = page.without(variant, later)
            if page.fits(tried):
                return _settled(page, page.filled(tried), page.table() if own_page else (), cards_have_room=cards_have_room)
    return FrontPages((*flow(page.placed(Variant(None)), look, frame), *page.table()))


def _settled(page: _PageOne, variant: Variant, table: tuple[Body, ...], *, cards_have_room: bool) -> FrontPages:
    """Return page 1 set in a way that fits, and where the rest goes."""
    whole, under_cards = Body(page.whole(variant)), ("effort",) if cards_have_room else ()
    if set(variant.later) <= {*_TO_THE_LOG, *under_cards}:
        return FrontPages((whole, *table), variant.later)
    kept = tuple(part for part in variant.later if part in under_cards)
    return FrontPages((whole, *page.following([part for part in variant.later if part not in kept]), *table), kept)


def front_parts(sheet: Sheet, look: Look, parts: Sequence[FrontPart], frame: PageFrame) -> Placed:
    """Return the parts of page 1 one below the other, each with the gap before it, for pages of one column."""
    placed: Placed = []
    roomy = Variant(ROOMY, side_in_title=_side_in_title(sheet, look, parts))
    for part in parts:
        if part == "week":
            first, *more = glance_parts(sheet.glance, look, ROOMY)
            placed += [(look.rhythm.line_pt, first[1]), *more]
        elif part == "stop":
            gap = look.rhythm.three_quarter_pt
            left = frame.first_height - stack(placed, look.live_pt).height_pt - gap
            placed += [(gap, box) for box in guides.stop_parts(sheet.stop, look, left, frame.later_height)]
        else:
            placed.append(_drawn(part, sheet, look, roomy))
    return placed


def later_part(part: FrontPart, sheet: Sheet, look: Look) -> Fragment:
    """Return a part of page 1 as it stands on the last page."""
    return _drawn(part, sheet, look, Variant(None))[1]


def _variants(sheet: Sheet, *, own_page: bool, cards_have_room: bool) -> Iterator[Variant]:
    """Yield the ways to set page 1, from roomy to tight."""
    under_cards: list[tuple[FrontPart, ...]] = [("effort",)] if cards_have_room else []
    if own_page:
        yield from (Variant(None), Variant(None, tight=True), *(Variant(None, tight=True, later=later) for later in under_cards))
        return
    if len(sheet.cards) <= ROOMY_ROWS:
        yield from (Variant(ROOMY), Variant(TIGHT), Variant(TIGHT, tight=True))
        yield from (Variant(TIGHT, tight=True, later=later) for later in under_cards)
    for later in ((), *under_cards, ("my_plan",), *(("my_plan", *more) for more in under_cards)):
        yield Variant(ONE_LINE, tight=True, later=later)
    moved: tuple[FrontPart, ...] = ("effort", "equipment", "how_to_use", "my_plan")
    if len(sheet.cards) < PAGE_ONE_ROWS:
        yield Variant(ONE_LINE, tight=True, later=moved)
        if any(row.before is not None for group in sheet.glance.groups for row in group.rows):  # who comes again knows the guide
            yield Variant(ONE_LINE, tight=True, later=("pain", *moved))


def _parts(sheet: Sheet, look: Look, parts: Sequence[FrontPart], variant: Variant) -> Placed:
    placed: Placed = []
    beside = _beside(sheet, parts)
    skip = {*variant.later, *beside, *(("week", "equipment") if variant.rows is None and "week" in parts else ())}
    kept = [part for part in parts if part not in skip]
    for index, part in enumerate(kept):
        if part == "my_plan" and index and kept[index - 1] == "how_to_use":
            gap, left = placed.pop()
            right = drawn(page_one.how_to_use, sheet.equipment, look) if beside else _drawn(part, sheet, look, variant)[1]
            placed.append((gap, side_by_side([(0.0, left), (look.second_column_pt, right)], look.live_pt)))
        elif part == "how_to_use" and kept[index + 1 : index + 2] != ["my_plan"]:  # alone it takes the whole width, and so less height
            placed.append((_drawn(part, sheet, look, variant)[0], drawn(guides.beside_head, sheet.how_to_use, look)))
        else:
            placed.append(_drawn(part, sheet, look, variant))
    return placed


def _beside(sheet: Sheet, parts: Sequence[FrontPart]) -> tuple[FrontPart, ...]:
    """Return what stands beside how to use the sheet where there is no patient with a plan of the own: what is needed."""
    free = "my_plan" not in sheet.boxes and ("how_to_use", "my_plan") in itertools.pairwise(parts)
    return ("equipment",) if free and "equipment" in parts else ()


def _side_in_title(sheet: Sheet, look: Look, parts: Sequence[FrontPart]) -> bool:
    """Return whether the side stands beside the title: where the patient's fields follow it, and need its room."""
    follows = ("title", "patient") in itertools.pairwise(parts)
    return follows and page_one.belongs_beside_title((sheet.title, sheet.subtitle), sheet.patient, look)


_GAPS: dict[str, tuple[str | float, str | float]] = {
    **dict.fromkeys(("masthead", "letterhead"), (0.0, 0.0)),
    **dict.fromkeys(("notice", "patient", "pain_line"), ("half_pt", "half_pt")),
    **dict.fromkeys(("message", "stop", "stop_line", "pain"), ("three_quarter_pt", "half_pt")),
    "title": ("line_pt", "three_quarter_pt"),
    "week": ("quarter_pt", "quarter_pt"),
    "equipment": (6.0, 2.5),
    "effort": ("half_pt", 5.0),
    "tell_us": ("line_pt", "line_pt"),
}
"""The gap before a part on a roomy and on a tight page 1: of the page's rhythm, or in pt at its scale."""
_GAP = ("line_pt", "half_pt")


def _gap(part: FrontPart, look: Look, *, tight: bool) -> float:
    """Return the gap before a part."""
    gap = _GAPS.get(part, _GAP)[tight]
    return look.u(gap) if isinstance(gap, float) else getattr(look.rhythm, gap)


def _drawn(part: FrontPart, sheet: Sheet, look: Look, variant: Variant) -> tuple[float, Fragment]:
    """Return a part with the gap before it."""
    gap = _gap(part, look, tight=variant.tight)
    if part == "week":
        return gap, glance(sheet.glance, look, variant.rows) if variant.rows else EMPTY
    if variant.side_in_title and part == "title":
        return gap, drawn(page_one.title_and_side, ((sheet.title, sheet.subtitle), replace(sheet.patient, fields=())), look)
    if variant.side_in_title and part == "patient":
        return gap, drawn(page_one.patient_block, replace(sheet.patient, side=None), look)
    if part in BOXES:
        return gap, drawn(page_one.write_on, sheet.boxes[part], look) if part in sheet.boxes else EMPTY
    return gap, _PARTS[part](sheet, look)


_PARTS: dict[FrontPart, Callable[[Sheet, Look], Fragment]] = {
    "masthead": lambda sheet, look: drawn(page_one.masthead, sheet.masthead, look),
    "letterhead": lambda sheet, look: drawn(page_one.letterhead, sheet.letterhead, look),
    "title": lambda sheet, look: drawn(page_one.title, (sheet.title, sheet.subtitle), look),
    "notice": lambda sheet, look: drawn(page_one.notice, sheet.notice, look),
    "patient": lambda sheet, look: drawn(page_one.patient_block, sheet.patient, look),
    "message": lambda sheet, look: page_one.message(sheet.message, look),
    "equipment": lambda sheet, look: drawn(page_one.run_in, sheet.equipment, look),
    "how_to_use": lambda sheet, look: drawn(page_one.how_to_use, sheet.how_to_use, look),
    "stop": lambda sheet, look: guides.stop_whole(sheet.stop, look),
    "stop_line": lambda sheet, look: drawn(guides.stop_line, sheet.stop, look),
    "pain": lambda sheet, look: drawn(guides.pain_guide, sheet.pain, look) if sheet.pain else EMPTY,
    "pain_line": lambda sheet, look: drawn(guides.pain_line, sheet.pain, look) if sheet.pain else EMPTY,
    "effort": lambda sheet, look: drawn(guides.effort_guide, sheet.effort, look),
    "tell_us": lambda sheet, look: drawn(guides.tell_us, sheet.tell_us, look),
}


def _own_page_parts(sheet: Sheet, look: Look, parts: Sequence[FrontPart]) -> Placed:
    plain_rows = not sheet.glance.days and fits_one_line(sheet.glance, look)
    placed = [(0.0, glance(sheet.glance, look, ONE_LINE if plain_rows else ROOMY, own_page=True))]
    if "equipment" in parts and not _beside(sheet, parts):
        placed.append((look.rhythm.half_pt, drawn(page_one.run_in, sheet.equipment, look)))
    return placed
