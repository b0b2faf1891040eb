"""The parts that a layout prints, in three tables: on page 1, on a card, after the cards. Names in, what each prints out.

A part stands here once: schema, started layouts, the guide's tables and the tests take it from here. Who draws it says so beside
the drawing: `handouts.sheet.place.front`, `cards`, `rows` and `closing`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What a part prints, in words; a box has lines to write on, and its words under `boxes` in a language file."""

    prints: str
    is_box: bool = False


FRONT: Mapping[str, Part] = {
    "letterhead": Part("the clinic's mark, name, address and phone"),
    "masthead": Part("clinic, title and whose sheet it is, in a line or two: the head of a summary"),
    "title": Part("the title of the sheet and its section"),
    "notice": Part("the line that says it is a summary in smaller print"),
    "patient": Part("name, reference, physio and dates; the side in a box"),
    "message": Part("the main message, in one sentence"),
    "week": Part("the exercises in a table: dose, and on which days"),
    "equipment": Part("what the exercises need"),
    "how_to_use": Part("how to use the sheet"),
    "my_plan": Part("lines for the patient's goal, when and where, what may get in the way; 0 to 10 to circle", is_box=True),
    "stop": Part("when to stop and whom to call, in a box"),
    "stop_line": Part("the same as two short paragraphs"),
    "pain": Part("how much pain is all right"),
    "pain_line": Part("the same in a line"),
    "effort": Part("how hard it should feel"),
    "tell_us": Part("what to tell the clinic"),
}
CARD: Mapping[str, Part] = {
    "header": Part("number, group and name"),
    "purpose": Part("what the exercise is for, in a line"),
    "picture": Part("start and finish, drawn; or your own photo"),
    "start": Part("how to start"),
    "steps": Part("what to do, numbered"),
    "dose": Part("sets, repeats or time, rest, how often, how hard"),
    "feel": Part("what you should feel"),
    "avoid": Part("what to avoid"),
    "easier": Part("how to make it easier"),
    "harder": Part("how to make it harder"),
    "note": Part("the physio's note, if there is one"),
    "caution": Part("cautions, with their sign"),
    "video": Part("where a video of it is, with a code to scan"),
    "ticks": Part("a box to tick for each planned day"),
    "log": Part("weeks of boxes on the card itself"),
}
END: Mapping[str, Part] = {
    "stop_line": Part("when to stop and whom to call, as two short paragraphs"),
    "log": Part("weeks of boxes to tick for all exercises"),
    "questions": Part("lines for questions at the next visit, where there is a log"),
    "equipment": Part("what the exercises need, where page 1 does not say it"),
    "effort": Part("how hard it should feel, where page 1 does not say it"),
    "tell_us": Part("what to tell the clinic, where page 1 does not say it"),
    "progress": Part("when to make it harder"),
    "running": Part("the return to running, where the plan asks for it"),
    "contact": Part("how to reach the clinic, with a code to scan"),
    "formats": Part("that the sheet can be had in other formats"),
    "closing": Part("whose plan it is, and that it does not replace a doctor's advice"),
    "control": Part("code, version, dates and owner of the sheet"),
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
