"""The muscles that can be marked: bands from point to point of the body, which may run over joints; the right side mirrors the left."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Gt, Le, MaxLen, MinLen

from handouts.figure.model.measures import Triple
from handouts.reading.models import STRICT, Help, Line, OneOrMany, Word

MuscleSegment = Literal["pelvis", "buttock", "lumbar", "thorax", "neck", "head", "thigh", "shank", "foot", "upper_arm", "forearm", "hand"]
"""Segments a muscle can be fixed to; `buttock` follows the hip half way."""
SkinPart = Literal["trunk", "buttock", "thigh", "shank", "foot", "neck", "head", "upper_arm", "forearm", "hand"]
"""Parts of the body's outside on which a muscle can be seen."""
HalfWidth = Annotated[float, Gt(0), Le(6)]
Depth = Annotated[float, Gt(0), Le(12)]
USUAL_DEPTH = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MusclePoint:
    """A point of a band: in the axes of a segment, with half the band's width there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    of: Annotated[MuscleSegment, Help("the segment it moves with")]
    at: Triple
    half: Annotated[HalfWidth, Help("half the width there, % of stature")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """A muscle, or a group that works together: bands, and on which parts of the body they may be seen."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    says: Annotated[Line, Help("what it is, as a physio says it to a patient, with the anatomist's name")]
    seen_on: Annotated[tuple[SkinPart, ...], OneOrMany(), MinLen(1), Help("it is drawn on these parts of its own side, and on no other")]
    bands: Annotated[
        tuple[Annotated[tuple[MusclePoint, ...], MinLen(2), MaxLen(8)], ...], MinLen(1), MaxLen(8), Help("each from point to point")
    ]
    depth: Annotated[Depth, Help("how far below the skin it may lie and still be drawn, % of stature")] = USUAL_DEPTH

    @property
    def drawn_from(self) -> tuple[object, ...]:
        """What its picture depends on; not what it is called."""
        return (self.seen_on, self.bands, self.depth)


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleTable:
    """Every muscle by the name figure files use."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    muscles: Annotated[dict[Word, Muscle], MinLen(1)]
