"""What is drawn over a pose: arrows, notes and close-ups, and the spots they stand at."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le, MinLen

from handouts.figure.bones.anatomy import Side
from handouts.figure.model.measures import Angle, Camera, Length, Pair, PlaceName, Triple
from handouts.figure.model.posture import View
from handouts.reading.kinds import ByKind
from handouts.reading.models import STRICT, Help, OneOrMany, Shorthand


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point: on a segment of the body (`of`), or in the world."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    of: PlaceName | None = None
    at: Triple = (0.0, 0.0, 0.0)


SpotText = Annotated[Spot, Shorthand("of")]
Way = Literal["forwards", "backwards", "left", "right", "up", "down"]
Turn = Literal["clockwise", "anticlockwise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An arrow: straight from a spot (`at` and `towards`), round it (`kind: round`), along a movement (`follow`), or through points."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: Annotated[
        Literal["pale", "dashed", "round"] | None, Help("pale: the way back; dashed: a pull that is resisted; round: circles about a spot")
    ] = None
    at: SpotText | None = None
    towards: Way | None = None
    direction: Annotated[Triple | None, Help("instead of towards; of a round arrow its axis, else it is round as seen")] = None
    length: Annotated[Length, Help("of a round arrow how wide it is")] = 15.0
    turn: Annotated[Turn | None, Help("which way a round arrow goes, as seen: clockwise where left out")] = None
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
        if self.kind == "round":
            self._check_round()
        elif self.turn is not None:
            raise ValueError("arrow: 'turn' is for 'kind: round'")
        elif self.at is not None and self.towards is None and self.direction is None:
            raise ValueError("arrow: 'at' needs 'towards', such as up or forwards")

    def _check_round(self) -> None:
        if self.at is None:
            raise ValueError("arrow: a round arrow needs 'at', the spot it goes round")
        if self.towards is not None or self.bow:
            raise ValueError("arrow: a round arrow takes 'turn' and 'direction', not 'towards' or 'bow'")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    at: Triple = (0.0, 0.0, 0.0)
    right: Annotated[Length, Help("from there to the right in the picture")] = 0.0
    up: Annotated[Length, Help("from there up in the picture")] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNote:
    """The clock of a hold, beside a part of the body; never mirrored."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    at: Triple = (0.0, 0.0, 0.0)
    kind: Literal["hold"]
    of: PlaceName = "head"
    right: Annotated[Length | None, Help("from there to the right; left out, 15, and in a close-up wherever in its circle is room")] = None
    up: Annotated[Length | None, Help("from there up; left out, 2, and in a close-up wherever in its circle is room")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelNote(_Note):
    """A dashed level line."""

    kind: Literal["level"]
    of: PlaceName = "pelvis"
    length: Length = 44.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlumbNote(_Note):
    """A dashed upright line."""

    kind: Literal["plumb"]
    of: PlaceName = "pelvis"
    length: Length = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HammockNote:
    """The pelvic floor as a hammock between pubic bone and tail bone."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: Literal["hammock"]
    up: Annotated[Length, Help("how far its middle is lifted")] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorLineNote:
    """The floor as a line across the picture."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: Literal["floor_line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FootprintsNote:
    """Dashed soles on the floor: where the feet were in the panel before, or where `at` says."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: Literal["footprints"]
    feet: Annotated[tuple[Side, ...], OneOrMany(), MinLen(1), Help("which feet")] = ("left", "right")
    at: Annotated[tuple[Pair, ...], Help("where each of them goes, [forwards, left], in the order of `feet`")] = ()
    toes_out: Annotated[Angle, Help("degrees, for places in `at`")] = 0.0

    def __post_init__(self) -> None:
        """Refuse places that are not one for each foot."""
        if self.at and len(self.at) != len(self.feet):
            raise ValueError(f"footprints: {len(self.feet)} feet and {len(self.at)} places; write one place for each foot")


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPlanNote(_Note):
    """A small plan of the floor seen from above: the standing foot, and the ways the other goes."""

    kind: Literal["floor_plan"]
    of: PlaceName = "pelvis"
    right: Length = 30.0
    up: Length = -34.0
    stands: Annotated[Side, Help("the foot that stays")] = "left"
    ways: Annotated[tuple[Angle, ...], MinLen(1), Help("where the other foot goes, degrees: 0 forwards, 90 to the left, -90 to the right")]
    now: Annotated[int | None, Ge(1), Help("which of the ways this panel shows, from 1")] = None
    radius: Annotated[float, Ge(4), Le(20)] = 9.0

    def __post_init__(self) -> None:
        """Refuse a way that is not there."""
        if self.now is not None and self.now > len(self.ways):
            raise ValueError(f"floor_plan: 'now: {self.now}', and there are {len(self.ways)} ways")


AnyNote = HoldNote | LevelNote | PlumbNote | HammockNote | FloorLineNote | FootprintsNote | FloorPlanNote
Note = Annotated[AnyNote, ByKind()]
"""A sign over or under the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUp:
    """A round picture of a place, larger: the whole panel, or beside the person (`inset: right`)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    of: PlaceName
    at: Triple = (0.0, 0.0, 0.0)
    radius: Annotated[float, Ge(3), Le(40), Help("of what it shows, % of stature")] = 10.0
    view: View | None = None
    camera: Camera | None = None
    zoom: Annotated[float | None, Ge(1), Le(8), Help("how many times larger; the circle is half a body high where left out")] = None
    alone: Annotated[bool | None, Help("only this limb and what it touches; usual for arms and legs")] = None
    inset: Annotated[Side | None, Help("the side of the person that the circle stands at, as seen")] = None
    up: Annotated[Length | None, Help("an inset: how much higher it stands")] = None
    nearer: Annotated[Length | None, Help("an inset: how much nearer to the person it stands")] = None

    def __post_init__(self) -> None:
        """Refuse a place beside the person for a picture that is the whole panel."""
        if self.inset is None and (self.up is not None or self.nearer is not None):
            raise ValueError("close_up: 'up' and 'nearer' are for an 'inset'")
        if self.view is not None and self.camera is not None:
            raise ValueError("close_up: write either view or camera")
