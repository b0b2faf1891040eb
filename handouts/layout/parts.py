"""The parts that a layout prints, in three tables: on page 1, on a card, after the cards. Names in, what each prints out.

A part stands here once: schema, started layouts, the guide's tables and the tests take it from here. Who draws it says so beside
the drawing: `handouts.sheet.place.front`, `cards`, `rows` and `closing`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class LayoutPart:
    """What a part prints, in words; a box has lines to write on, and its words under `boxes` in a language file."""

    prints: str
    is_box: bool = False


FRONT: Mapping[str, LayoutPart] = {
    "letterhead": LayoutPart("the clinic's mark, name, address and phone"),
    "masthead": LayoutPart("clinic, title and whose sheet it is, in a line or two: the head of a summary"),
    "title": LayoutPart("the title of the sheet and its section"),
    "notice": LayoutPart("the line that says it is a summary in smaller print"),
    "patient": LayoutPart("name, reference, physio and dates; the side in a box"),
    "message": LayoutPart("the main message, in one sentence"),
    "week": LayoutPart("the exercises in a table: dose, and on which days"),
    "equipment": LayoutPart("what the exercises need"),
    "how_to_use": LayoutPart("how to use the sheet"),
    "my_plan": LayoutPart("lines for the patient's goal, when and where, what may get in the way; 0 to 10 to circle", is_box=True),
    "stop": LayoutPart("when to stop and whom to call, in a box"),
    "stop_line": LayoutPart("the same as two short paragraphs"),
    "pain": LayoutPart("how much pain is all right"),
    "pain_line": LayoutPart("the same in a line"),
    "effort": LayoutPart("how hard it should feel"),
    "tell_us": LayoutPart("what to tell the clinic"),
}
CARD: Mapping[str, LayoutPart] = {
    "header": LayoutPart("number, group and name"),
    "purpose": LayoutPart("what the exercise is for, in a line"),
    "picture": LayoutPart("start and finish, drawn; or your own photo"),
    "start": LayoutPart("how to start"),
    "steps": LayoutPart("what to do, numbered"),
    "dose": LayoutPart("sets, repeats or time, rest, how often, how hard"),
    "feel": LayoutPart("what you should feel"),
    "avoid": LayoutPart("what to avoid"),
    "easier": LayoutPart("how to make it easier"),
    "harder": LayoutPart("how to make it harder"),
    "note": LayoutPart("the physio's note, if there is one"),
    "caution": LayoutPart("cautions, with their sign"),
    "video": LayoutPart("where a video of it is, with a code to scan"),
    "ticks": LayoutPart("a box to tick for each planned day"),
    "log": LayoutPart("weeks of boxes on the card itself"),
}
END: Mapping[str, LayoutPart] = {
    "stop_line": LayoutPart("when to stop and whom to call, as two short paragraphs"),
    "log": LayoutPart("weeks of boxes to tick for all exercises"),
    "questions": LayoutPart("lines for questions at the next visit, where there is a log"),
    "equipment": LayoutPart("what the exercises need, where page 1 does not say it"),
    "effort": LayoutPart("how hard it should feel, where page 1 does not say it"),
    "tell_us": LayoutPart("what to tell the clinic, where page 1 does not say it"),
    "progress": LayoutPart("when to make it harder"),
    "running": LayoutPart("the return to running, where the plan asks for it"),
    "contact": LayoutPart("how to reach the clinic, with a code to scan"),
    "formats": LayoutPart("that the sheet can be had in other formats"),
    "closing": LayoutPart("whose plan it is, and that it does not replace a doctor's advice"),
    "control": LayoutPart("code, version, dates and owner of the sheet"),
}
BOXES = tuple(name for name, part in FRONT.items() if part.is_box)
"""Parts of page 1 with lines to write on: only a patient's sheet has them."""

if TYPE_CHECKING:
    FrontPart = str
    CardPart = str
    EndPart = str
else:
    FrontPart = Literal[tuple(FRONT)]
    CardPart = Literal[tuple(CARD)]
    EndPart = Literal[tuple(END)]
