"""What is drawn over a pose: arrows, and the spots they stand at."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from handouts.figure.model.measures import Length, Triple
from handouts.reading.models import STRICT, Help, Shorthand, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point: on a segment of the body (`of`), or in the world."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    of: Word | None = None
    at: Triple = (0.0, 0.0, 0.0)


SpotText = Annotated[Spot, Shorthand("of")]
Way = Literal["forwards", "backwards", "left", "right", "up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An arrow: straight from a spot (`at` and `towards`), along a movement (`follow`), or through points (`through`)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    at: SpotText | None = None
    towards: Way | None = None
    direction: Annotated[Triple | None, Help("instead of towards")] = None
    length: Length = 15.0
    bow: Length = 0.0
    off: Annotated[Way | None, Help("which way the arrow stands off its spot, by `gap`")] = None
    follow: SpotText | None = None
    about: SpotText | None = None
    gap: Length = 4.0
    part: Annotated[tuple[float, float], Help("from and to, as shares of the movement")] = (0.08, 0.95)
    through: tuple[Triple, ...] = ()
    both_ways: bool = False

    def __post_init__(self) -> None:
        """Refuse an arrow that is none or more than one of the three kinds."""
        kinds = [self.at is not None, self.follow is not None, bool(self.through)]
        if sum(kinds) != 1:
            raise ValueError("arrow: write one of at (with towards), follow or through")
        if self.at is not None and self.towards is None and self.direction is None:
            raise ValueError("arrow: 'at' needs 'towards', such as up or forwards")
