"""The numbers and words that a figure file is made of: degrees, lengths in % of stature, places, names."""

from typing import Annotated

from annotated_types import Ge, Le

from handouts.figure.bones.places import LIMBS, PLACES, SEGMENTS
from handouts.reading.kinds import OneOf
from handouts.reading.models import Help, Word

Degrees = Annotated[float, Ge(-180), Le(180)]
Angle = Annotated[float, Ge(-360), Le(360)]
Length = Annotated[float, Ge(-200), Le(200)]
Share = Annotated[float, Ge(0), Le(1)]
SignedShare = Annotated[float, Ge(-1), Le(1)]
FootShortening = Annotated[float, Ge(0), Le(1.5)]
Triple = Annotated[tuple[Length, Length, Length], Help("[forwards, outwards or left, up], % of stature")]
Camera = Annotated[tuple[Angle, Angle], Help("azimuth (0 front, 90 from their left, -90 right, 180 back) and elevation; instead of view")]
Pair = Annotated[tuple[Length, Length], Help("[forwards, left], % of stature")]
PlaceName = Annotated[Word, OneOf(PLACES), Help("a part of the body, in whose axes `at` is measured")]
SegmentName = Annotated[Word, OneOf(SEGMENTS)]
LimbName = Annotated[Word, OneOf(LIMBS)]
