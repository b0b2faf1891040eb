"""What shows an exercise: its picture in words, a file of the clinic's own, and the other forms that flags ask for."""

from typing import Annotated, Any, ClassVar

from annotated_types import MaxLen, MinLen

from handouts.reading.models import STRICT, Help, Line, Name
from handouts.storing.values import dataclass

Texts = tuple[Line, ...]


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
    """Another form of an exercise, for patients with a flag whose words ask for it: what its drawing shows, and how it is done."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    shows: Line
    start: Line
    steps: Annotated[Texts, MinLen(3), MaxLen(6)]
