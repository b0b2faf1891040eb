"""The return to running, drawn: rules, then a table of stages with minutes to run and to walk and boxes to tick."""

from handouts.sheet.blocks import RunWalkTable
from handouts.sheet.kept import kept
from handouts.sheet.look import Look, TextStyle
from handouts.sheet.marks import Element, Fragment, Node, artifact, line, stack, wrap_in
from handouts.sheet.parts import bullets, head, rule, tick_box
from handouts.sheet.text import centred_baseline, plain, text_block, words

_ROW_PT = 20.0
_STAGE_PT, _MINUTES_PT = 70.0, 90.0
_BOX_PITCH_PT = 26.0


@kept(50)
def run_walk_table(block: RunWalkTable, look: Look) -> Fragment:
    """Return the block as a section of the sheet with a bookmark."""
    width, body = look.live_pt, look.body()
    top = stack([(0, head(block.head, look.style(look.type.section_head), width)), (0, rule(width, look.text, 1.75))], width)
    rules = bullets(block.rules, look.style(look.type.listing), width, 2.0)
    title = text_block(plain(block.stages_head, body.bold()), width)
    back = text_block(plain(block.back, body), width)
    half = look.rhythm.half_pt
    parts = [(0.0, top), (half, rules), (half, title), (look.u(2), _table(block, look)), (half, back)]
    return wrap_in("Sect", stack(parts, width), (1, block.head))


def _columns(look: Look) -> tuple[float, float, float]:
    """Return where the minutes to run, the minutes to walk and the boxes start, within the page's width."""
    fit = min(1.0, (look.live_pt - look.u(2 * _BOX_PITCH_PT)) / look.u(_STAGE_PT + 2 * _MINUTES_PT))
    stage, minutes = look.u(_STAGE_PT) * fit, look.u(_MINUTES_PT) * fit
    return stage, stage + minutes, stage + 2 * minutes


def _table(block: RunWalkTable, look: Look) -> Fragment:
    small, row_pt = look.style(look.type.caption), max(look.u(_ROW_PT), look.box_pt + 4)
    places = (0.0, *_columns(look))
    y = small.leading_pt + look.u(2)
    cells: list[Node] = [
        Element("TH", (words(x, y - look.u(4.5), name + " ", small),), scope="Column")
        for x, name in zip(places, block.columns, strict=True)
    ]
    rows = [Element("TR", tuple(cells))]
    rules = [line(0, y, look.live_pt, y, look.text, 1.0)]
    for number, stage in enumerate(block.stages, start=1):
        rows.append(_stage(number, stage, block.times, (look, y, row_pt)))
        y += row_pt
        rules.append(line(0, y - 0.375, look.live_pt, y - 0.375, look.palette.hairline))
    return Fragment(look.live_pt, y, (artifact(*rules), Element("Table", tuple(rows))))


def _stage(number: int, stage: tuple[str, str], times: int, at: tuple[Look, float, float]) -> Element:
    look, y, row_pt = at
    body = look.body()
    strong = TextStyle(body.size_pt, body.leading_pt, "semibold", look.accent)
    base, (run_x, walk_x, box_x) = centred_baseline(y + row_pt / 2, body), _columns(look)
    boxes = [tick_box(box_x + look.u(_BOX_PITCH_PT) * at_, y + (row_pt - look.box_pt) / 2, look) for at_ in range(times)]
    return Element(
        "TR",
        (
            Element("TH", (words(0, base, f"{number} ", strong),), scope="Row"),
            Element("TD", (words(run_x, base, f"{stage[0]} ", body.bold()),)),
            Element("TD", (words(walk_x, base, f"{stage[1]} ", body),)),
            Element("TD", (artifact(*boxes),)),
        ),
    )
