"""The body map file: a bare figure from one side with a muscle or two filled in, for the education topics."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MaxLen, MinLen

from handouts.figure.model.figure import MuscleName
from handouts.reading.models import STRICT, Help, Id, OneOrMany, Shorthand, Word

MapView = Literal["front", "back", "left_side", "inner_side", "soles"]
"""`inner_side` is the inner side of the left leg in a stride, `soles` from behind, kneeling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A muscle on a body map."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    muscle: MuscleName
    inside: Annotated[bool, Help("a deep one, drawn dashed through the body")] = False
    name: Annotated[Word | None, Help("its key under body_maps in the language file; the muscle, without its side, where left out")] = None

    @property
    def key(self) -> str:
        """What its name stands under in a language file."""
        return self.name or self.muscle.removeprefix("left_").removeprefix("right_")


ShownMuscle = Annotated[Shown, Shorthand("muscle")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMapFile:
    """One body map; a topic names it under `maps`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    map: Id
    view: MapView
    shows: Annotated[tuple[ShownMuscle, ...], OneOrMany(), MinLen(1), MaxLen(3)]
