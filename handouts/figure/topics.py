"""The body maps: which muscle is shown from which side, and which maps belong to which education topic. Plain data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from handouts.errors import HandoutError, near_miss
from handouts.figure.drawing import BodyMap
from handouts.figure.store import FOLDER, load_body_map
from handouts.storing.values import dataclass

MapView = Literal["front", "back", "side"]


@dataclass(frozen=True, slots=True)
class MapPlan:
    """What a body map shows: the view and the muscle as the engine calls it, and its name on the sheet."""

    view: MapView
    muscle: str
    name: str


BODY_MAPS: Mapping[str, MapPlan] = {
    "gluteus-maximus": MapPlan("back", "glutes", "Gluteus maximus"),
    "gluteus-medius": MapPlan("side", "left_glute_med", "Gluteus medius, minimus"),
    "deep-rotators": MapPlan("back", "deep_rotators", "Deep hip rotators"),
    "iliopsoas": MapPlan("front", "iliopsoas", "Iliopsoas"),
    "rectus-femoris": MapPlan("front", "quads", "Rectus femoris"),
    "adductors": MapPlan("front", "adductors", "Adductors"),
    "hamstrings": MapPlan("back", "hamstrings", "Hamstrings"),
    "lateral-hip": MapPlan("side", "left_lateral_hip", "Side of the hip"),
}

TOPICS: Mapping[str, tuple[str, ...]] = {
    "glutes": ("gluteus-maximus", "gluteus-medius"),
    "deep-lateral-rotators": ("deep-rotators",),
    "deep-rotators": ("deep-rotators",),
    "hip-flexors": ("iliopsoas",),
    "adductors": ("adductors",),
    "lateral-hip": ("gluteus-medius",),
    "not-your-bursa": ("lateral-hip",),
}


def body_maps(topic_or_muscle: str, folder: Path = FOLDER) -> tuple[BodyMap, ...]:
    """Return the maps of a topic, or the map of one muscle. Raises HandoutError when there is none."""
    names = TOPICS.get(topic_or_muscle) or ((topic_or_muscle,) if topic_or_muscle in BODY_MAPS else ())
    if not names:
        raise HandoutError.of(f"there is no body map '{topic_or_muscle}'{near_miss(topic_or_muscle, [*TOPICS, *BODY_MAPS])}")
    return tuple(load_body_map(name, folder) for name in names)
