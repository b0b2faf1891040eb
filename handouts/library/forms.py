"""How an exercise is shown and what it needs: its picture, its equipment, and the other forms that flags ask for."""

from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MaxLen, MinLen

from handouts.library.dose import DoseChange, OneRepeat, SideMeans
from handouts.reading.models import STRICT, Help, Line, Name
from handouts.storing.values import dataclass

Texts = tuple[Line, ...]
Position = Literal[
    "standing",
    "half-kneeling",
    "on-hands-and-knees",
    "sitting",
    "lying-on-back",
    "lying-face-down",
    "lying-on-side",
]
Equipment = Literal[
    "ball",
    "balance-board",
    "bed",
    "box",
    "chair",
    "cushion",
    "fixed-band",
    "foam-roller",
    "loop-band",
    "sofa",
    "step",
    "stick",
    "stool",
    "wall",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the picture shows, in words; and where the clinic has a photo or drawing of its own, its file and whose it is."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    alt: Line
    file: Annotated[str | None, MinLen(1), MaxLen(200), Help("a PNG or JPEG beside this file, printed instead of our drawing")] = None
    licence: Annotated[Name | None, Help("by what right it is printed: own photo, 2026")] = None

    def __post_init__(self) -> None:
        """Refuse a picture that nobody has said the rights of."""
        if (self.file is None) != (self.licence is None):
            raise ValueError("picture: write both file and licence (such as 'own photo, 2026'), or neither")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Another form of an exercise, for patients with a flag whose words ask for it: a text left out is the usual one."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    shows: Annotated[Line, Help("what its drawing shows")]
    start: Line
    steps: Annotated[Texts, MinLen(3), MaxLen(6)]
    name: Name | None = None
    short_name: Annotated[str | None, MinLen(1), MaxLen(22)] = None
    purpose: Line | None = None
    feel: Line | None = None
    equipment: Annotated[tuple[Equipment, ...] | None, Help("what must be there for it")] = None
    side_means: SideMeans | None = None
    position: Position | None = None
    dose: Annotated[
        DoseChange | None, Help("what is otherwise in its dose: {effort: 3 to 4}; a clinic's or a plan's change counts before it")
    ] = None
    one_repeat: Annotated[OneRepeat | None, Help("what one repeat of it is")] = None
