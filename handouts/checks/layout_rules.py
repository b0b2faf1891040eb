"""A layout held to the standards of a sheet (library/standards.txt D01 to D24), as far as a layout decides them.

A layout as read comes in; a warning for each value that breaks a rule comes out, with its line, the rule, and what to write
instead. What no layout can break is not looked for: sans type (D03), set left (D04), cards kept whole (D10), boxes to tick of
5 mm (D21), heavy enough lines (D24). A paper that grows is a screen: no printer cuts it and nobody punches it.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace

from handouts.errors import Problem
from handouts.layout.files import ReadLayout
from handouts.layout.layout import Layout, TypeRole, TypeScale, pt
from handouts.layout.parts import BOXES
from handouts.library.color import BLACK, TEXT_CONTRAST, WHITE, Color, contrast
from handouts.reading.yamlfile import DataPath
from handouts.sheet.place.cards import STEP_INDENT_PT
from handouts.sheet.place.feet import footer_pt
from handouts.sheet.place.style import Look, Printing, ladder

CLEAR_PRINT_PT, LARGE_PRINT_PT = 12.0, 16.0
"""Least size of clear print and of large print (D01, D02: RNIB, UKAAF)."""
READING = (
    "key_sentence", "main_message", "block_head", "card_name", "listing", "patient_value", "side_large", "dose_number", "dose_row", "phone",
)  # fmt: skip
"""Roles a runner has to read to do the exercises; labels, captions and the footer may be smaller."""
RUNNING = ("key_sentence", "main_message", "listing", "caption", "control")
"""Roles that fill more than one line."""
LEAST_LETTERS, MOST_IN_COLUMNS, MOST_ON_A_PAGE = 35, 75, 85
"""Letters to a line, spaces counted (D05: RNIB 60 to 70, 35 or more in columns; 85 where steps and rows are mostly one short line)."""
LETTER_EM = 0.407
"""Mean width of a letter of Source Sans 3 (measured on the texts of the hip section, spaces counted)."""
LEAST_LEADING, MOST_LEADING = 1.2, 1.5
"""Leading as a multiple of size (D06: RNIB, UKAAF)."""
LINE_CONTRAST = 3.0
"""Least contrast of lines and signs (D07: WCAG 2.2, 1.4.11)."""
EDGE_MM, PUNCH_MM, PUNCHED_FROM_MM = 7.0, 18.0, 200.0
"""What printers cut; the strip for punched holes, and from which width a paper is filed with holes (D11: ISO 838)."""
PAPERS_MM = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210), "A6": (105, 148), "Letter": (215.9, 279.4), "Legal": (215.9, 355.6)}
"""True sizes of papers with a name everyone knows (D12)."""
WRITING_PT = 22.5
"""Least pitch of lines to write on: 8 mm (D21)."""
QR_MM = 20.0
"""Least side of a QR code (D22)."""
TINT_GREY = 0.9
"""The darkest tint, as a grey from 0 (black) to 1 (white): 10 % ink (D24)."""
ROW_SIDE_PT, ROW_PICTURE_SHAPE = 127.0, 32 / 34
"""In a row (handouts.sheet.place.rows): width of the dose and the two gutters; width to height of the picture."""


@dataclass(frozen=True, slots=True)
class RuleBreak:
    """What breaks a rule: the rule, the values that may be changed (the likeliest first), what is wrong and what to write."""

    rule: str
    paths: tuple[DataPath, ...]
    message: str


def layout_problems(read: ReadLayout) -> list[Problem]:
    """Return a warning for each value of a layout that breaks a rule, in the file that says it."""
    return [replace(read.chain.problem_of(one.paths, one.message), level="warning", kind=one.rule) for one in findings(read.value)]


def findings(layout: Layout) -> Iterator[RuleBreak]:
    """Yield what of a layout breaks a rule."""
    for rule in _RULES:
        yield from rule(layout)


def _clear_print(layout: Layout) -> Iterator[RuleBreak]:
    """D01, but for a summary that says on its first line that it is one."""
    if "notice" in layout.front.parts:
        return
    instead = f"write {CLEAR_PRINT_PT:g} or more, or say it is a summary: notice in front: parts"
    for at, step in enumerate(layout.fit):
        if step.body_pt is not None and step.body_pt < CLEAR_PRINT_PT:
            message = f"body {step.body_pt:g} points is below {CLEAR_PRINT_PT:g}, the least for clear print; {instead}"
            yield RuleBreak("D01", (("fit", at, "body_pt"),), message)
    for name, role in _roles(layout, READING):
        if role.size_pt < CLEAR_PRINT_PT:
            message = f"{name} {role.size_pt:g} points is below {CLEAR_PRINT_PT:g}, the least for clear print; {instead}"
            yield RuleBreak("D01", (("type", name, "size_pt"),), message)


def _large_print(layout: Layout) -> Iterator[RuleBreak]:
    """D02: a sheet whose text is large is large throughout."""
    if (layout.fit[0].body_pt or 0.0) < LARGE_PRINT_PT:
        return
    instead = f"is below {LARGE_PRINT_PT:g}, the least for large print; write {LARGE_PRINT_PT:g} or more"
    for at, step in enumerate(layout.fit):
        if step.body_pt is not None and step.body_pt < LARGE_PRINT_PT:
            yield RuleBreak("D02", (("fit", at, "body_pt"),), f"body {step.body_pt:g} points {instead}")
    for name, role in _roles(layout, (field.name for field in fields(TypeScale))):
        if role.size_pt < LARGE_PRINT_PT:
            yield RuleBreak("D02", (("type", name, "size_pt"),), f"{name} {role.size_pt:g} points {instead}")


def _line_length(layout: Layout) -> Iterator[RuleBreak]:
    """D05, at the size a sheet has unless it must give way."""
    most = MOST_IN_COLUMNS if layout.grid.columns > 1 else MOST_ON_A_PAGE
    for name in layout.papers:
        look = _look(layout, name)
        letters = round(_step_pt(layout, look) / (LETTER_EM * look.body_pt))
        told = f"a line on {name} holds about {letters} letters"
        paths: tuple[DataPath, ...] = (("papers", name, "side_mm"), ("grid", "air_mm"), ("fit", 0, "body_pt"), ("grid", "columns"))
        if letters < LEAST_LETTERS:
            message = f"{told}, fewer than {LEAST_LETTERS}; write less for side_mm or body_pt, or more for width_mm"
            yield RuleBreak("D05", paths, message)
        elif letters > most:
            instead = "write more for side_mm or body_pt" + (", or grid: columns: 2" if look.columns == 1 else "")
            yield RuleBreak("D05", paths, f"{told}, more than {most}; {instead}")


def _step_pt(layout: Layout, look: Look) -> float:
    """Return the width of a step's text in a card, or in a row between its picture and its dose."""
    if layout.cards.arrangement != "rows":
        return look.measure_pt - look.u(STEP_INDENT_PT)
    picture = look.picture_pt * ROW_PICTURE_SHAPE if "picture" in look.parts else 0.0
    return look.live_pt - look.u(ROW_SIDE_PT) - picture


def _leading(layout: Layout) -> Iterator[RuleBreak]:
    """D06, for text on every rung of the ladder and for roles of more than one line."""
    size, leading = 0.0, 0.0
    for at, step in enumerate(layout.fit):
        if step.body_pt is not None or step.leading_pt is not None:
            size, leading = step.body_pt or size, step.leading_pt or leading
            yield from _uneven("leading_pt", size, leading, (("fit", at, "leading_pt"), ("fit", at, "body_pt")))
    for name, role in _roles(layout, RUNNING):
        yield from _uneven(
            f"leading_pt of {name}", role.size_pt, role.leading_pt, (("type", name, "leading_pt"), ("type", name, "size_pt"))
        )


def _uneven(name: str, size: float, leading: float, paths: tuple[DataPath, ...]) -> Iterator[RuleBreak]:
    if not LEAST_LEADING <= round(leading / size, 2) <= MOST_LEADING:
        what = f"{name} {leading:g} is {leading / size:.2f} times the size, {size:g}"
        yield RuleBreak("D06", paths, f"{what}; write {LEAST_LEADING * size:g} to {MOST_LEADING * size:g}")


def _contrast(layout: Layout) -> Iterator[RuleBreak]:
    """D07: text on paper and on the tint of the dose strip; rules and circles on paper."""
    for name in ("text", "secondary", "stop", "rule", "circle"):
        least = LINE_CONTRAST if name in ("rule", "circle") else TEXT_CONTRAST
        ratio = contrast(getattr(layout.colors, name), WHITE)
        if ratio < least:
            what = f"{name} {getattr(layout.colors, name).hex} has a contrast of {ratio:.1f} on white"
            yield RuleBreak("D07", (("colors", name),), f"{what}; write a darker colour, of {least:g} or more")
    strip = (layout.type.dose_number, layout.type.dose_label, layout.type.dose_row)
    for ink in dict.fromkeys(role.ink for role in strip if role.ink != "accent"):  # the accent is the clinic's
        color: Color = getattr(layout.colors, ink)
        ratio = contrast(color, layout.colors.tint)
        if ratio < TEXT_CONTRAST <= contrast(color, WHITE):
            what = f"{ink} {color.hex} has a contrast of {ratio:.1f} on the tint {layout.colors.tint.hex}"
            yield RuleBreak("D07", (("colors", "tint"), ("colors", ink)), f"{what}; write a lighter tint, for {TEXT_CONTRAST:g} or more")


def _edges(layout: Layout) -> Iterator[RuleBreak]:
    """D11: nothing where printers cut, nothing where holes are punched."""
    printed = {name: paper for name, paper in layout.papers.items() if not paper.grows}
    if not printed:
        return
    margins, cut = layout.margins, "where printers cut"
    if margins.safe_mm < EDGE_MM:
        yield RuleBreak("D11", (("margins", "safe_mm"),), f"safe_mm {margins.safe_mm:g} lets things stand {cut}; write {EDGE_MM:g} or more")
    least = max(EDGE_MM, margins.safe_mm)
    if margins.top_mm < least:
        message = f"top_mm {margins.top_mm:g} is within {least:g} mm of the edge, {cut}; write {least:g} or more"
        yield RuleBreak("D11", (("margins", "top_mm"),), message)
    foot = footer_pt(_look(layout, next(iter(printed)))) / pt(1)
    if margins.bottom_mm - foot < least:
        instead = f"write {math.ceil(2 * (least + foot)) / 2:g} or more"
        message = f"bottom_mm {margins.bottom_mm:g} puts the footer within {least:g} mm of the edge, {cut}; {instead}"
        yield RuleBreak("D11", (("margins", "bottom_mm"), ("type", "footer", "size_pt")), message)
    for name, paper in printed.items():
        punched = paper.width_mm >= PUNCHED_FROM_MM
        side = max(least, PUNCH_MM) if punched else least
        if paper.side_mm < side:
            why = f"leaves no strip for punched holes on {name}" if punched else f"is within {least:g} mm of the edge, {cut}"
            yield RuleBreak("D11", (("papers", name, "side_mm"),), f"side_mm {paper.side_mm:g} {why}; write {side:g} or more")


def _true_paper(layout: Layout) -> Iterator[RuleBreak]:
    """D12: a paper with a name everyone knows has that size, upright or lying."""
    for name, paper in layout.papers.items():
        true = PAPERS_MM.get(name)
        if true and sorted((paper.width_mm, paper.height_mm)) != sorted(true):
            key = "width_mm" if paper.width_mm not in true else "height_mm"
            instead = f"write width_mm: {true[0]:g} and height_mm: {true[1]:g}, or rename it"
            yield RuleBreak("D12", (("papers", name, key),), f"{name} has another size; {instead}")


def _title(layout: Layout) -> Iterator[RuleBreak]:
    """D14: a sheet has a title, which is also the first heading a screen reader finds."""
    if not {"title", "masthead"} & {*layout.front.parts}:
        yield RuleBreak("D14", (("front", "parts"),), "page 1 has no title; put title in front: parts, or masthead for a summary")


def _at_a_glance(layout: Layout) -> Iterator[RuleBreak]:
    """D18: a sheet of several pages lists its exercises on page 1."""
    if layout.cards.arrangement != "rows" and "week" not in layout.front.parts:
        message = "page 1 has no list of the exercises; put week in front: parts"
        yield RuleBreak("D18", (("front", "parts"),), message)


def _writing(layout: Layout) -> Iterator[RuleBreak]:
    """D21: lines to write on: my plan, questions, and notes that are left to the pen."""
    by_pen = "note" in layout.cards.parts and layout.cards.arrangement != "rows"
    pitch = layout.rhythm.section_pt
    if pitch < WRITING_PT and ({*BOXES} & {*layout.front.parts} or "questions" in layout.end.parts or by_pen):
        message = f"section_pt {pitch:g} sets lines to write on {pitch / pt(1):.1f} mm apart; write {WRITING_PT:g} or more, which is 8 mm"
        yield RuleBreak("D21", (("rhythm", "section_pt"),), message)


def _qr_code(layout: Layout) -> Iterator[RuleBreak]:
    """D22, on paper; a screen has a link to tap instead."""
    is_printed = "video" in layout.cards.parts or "contact" in layout.end.parts
    if is_printed and layout.qr_mm < QR_MM and any(not paper.grows for paper in layout.papers.values()):
        yield RuleBreak("D22", (("qr_mm",),), f"qr_mm {layout.qr_mm:g} is too small to scan; write {QR_MM:g} or more")


def _tint(layout: Layout) -> Iterator[RuleBreak]:
    """D24: a tint that a photocopier leaves alone (D09 as well: nothing dark under text)."""
    tint = layout.colors.tint
    grey = (0.2126 * tint.red + 0.7152 * tint.green + 0.0722 * tint.blue) / 255
    if grey < TINT_GREY:
        what = f"tint {tint.hex} is a {100 * (1 - grey):.0f} % grey, which a photocopier darkens"
        yield RuleBreak("D24", (("colors", "tint"),), f"{what}; write one of 10 % or less, such as '#F4F2EE'")


def _roles(layout: Layout, names: Iterable[str]) -> Iterator[tuple[str, TypeRole]]:
    for name in names:
        yield name, getattr(layout.type, name)


def _look(layout: Layout, paper: str) -> Look:
    """Return how a sheet looks on a paper at its first size."""
    sizes, _ = ladder(layout, Printing(paper, BLACK))
    return sizes[0]


_RULES: tuple[Callable[[Layout], Iterator[RuleBreak]], ...] = (
    _clear_print,
    _large_print,
    _line_length,
    _leading,
    _contrast,
    _edges,
    _true_paper,
    _title,
    _at_a_glance,
    _writing,
    _qr_code,
    _tint,
)
