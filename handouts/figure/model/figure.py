"""The figure file: one exercise's picture, panel by panel."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MaxLen, MinLen

from handouts.figure.bones.anatomy import Side
from handouts.figure.model.helper import HelperText
from handouts.figure.model.marks import Arrow, CloseUp, Note
from handouts.figure.model.measures import Camera, Length, LimbName, Pair
from handouts.figure.model.posture import Posture, View
from handouts.figure.model.props import Prop
from handouts.figure.muscles import muscle_words
from handouts.reading.kinds import OneOf
from handouts.reading.models import STRICT, Help, Id, OneOrMany, Word

MuscleName = Annotated[Word, OneOf(muscle_words), Help("left_glutes, right_quads, ...; without a side: both")]
MuscleNames = Annotated[tuple[MuscleName, ...], OneOrMany()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Posture):
    """A pose with what only this panel shows."""

    muscles: Annotated[MuscleNames, Help("drawn where they lie under the skin that is seen")] = ()
    inside: Annotated[MuscleNames, Help("deep ones, drawn dashed through the body")] = ()
    arrows: tuple[Arrow, ...] = ()
    notes: Annotated[tuple[Note, ...], Help("a hold's clock, level and plumb lines, floor line, footprints, floor plan, hammock")] = ()
    close_up: Annotated[CloseUp | None, Help("a round, larger picture of one place")] = None
    helpers: Annotated[tuple[HelperText, ...], Help("hands of somebody who helps: [left_ankle, right_ankle]")] = ()
    view: View | None = None
    camera: Camera | None = None
    ghost: Annotated[tuple[LimbName, ...], OneOrMany(), Help("limbs whose earlier place is shown dashed")] = ()
    without: Annotated[tuple[Word, ...], OneOrMany(), Help("props this panel leaves out")] = ()
    airborne: Annotated[Length | None, Help("in the air: the lowest point of the body is so far above the floor")] = None
    travelled: Annotated[Length | None, Help("how far forwards the person has come; all panels then stand on one ground")] = None
    moved: Annotated[dict[Word, Pair], Help("props that stand elsewhere in this panel: name: [forwards, left]")] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """What the person wears in every panel."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    feet: Annotated[Literal["shoes", "bare"] | None, Help("shoes where left out")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFile:
    """One exercise's picture."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    treated_side: Annotated[Side | None, Help("the side that is worked as drawn; the other side prints it mirrored")] = None
    view: View = "side"
    camera: Camera | None = None
    wear: Wear = Wear()
    props: dict[Word, Prop] = field(default_factory=dict)
    always: Posture = Posture()
    start: Panel | None = None
    finish: Panel | None = None
    panels: tuple[Panel, ...] = ()
    frame: Annotated[Literal["shared", "own"] | None, Help("shared: every panel shows the same window")] = None
    accept: Annotated[dict[Word, Annotated[str, MinLen(5), MaxLen(300)]], Help("warnings that are meant, each with the reason")] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        """Refuse a figure without a panel, and start and finish beside numbered panels."""
        if self.panels and (self.start or self.finish):
            raise ValueError("write either start and finish, or panels, not both")
        if not self.panels and self.finish is None:
            raise ValueError("a figure needs 'finish' (and 'start' where something moves), or 'panels'")
