"""Another person's hands in a picture: what they hold, and the side they come from."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from handouts.figure.model.measures import Length
from handouts.reading.models import STRICT, Help, Shorthand, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """One hand of a helper, drawn pale up to the sleeve: `helpers: [left_ankle, right_ankle]` is enough."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    holds: Annotated[Word, Help("the limb it holds: left_ankle, right_shin, left_knee, right_thigh, left_foot, ...")]
    comes_from: Annotated[
        Literal["front", "behind", "left", "right", "above"] | None,
        Help("where the arm comes from, as the patient would say it; from the nearest edge of the picture where left out"),
    ] = None
    along: Annotated[Length, Help("further up the limb, or with a minus further down")] = 0.0


HelperText = Annotated[Helper, Shorthand("holds")]
