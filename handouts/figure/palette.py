"""The styles: what colour each role of a drawing has, and how heavy its lines are. Plain data, chosen at draw time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, TypedDict

from handouts.figure.people import Hair, Person, SkinTone
from handouts.storing.values import dataclass

StyleName = Literal["colour", "mono", "line", "mannequin"]

ACCENT = "#0f6f8f"
MUSCLE = "#e4572e"
MUSCLE_LINE = "#b8401d"
INNER = "#f6bfae"
_INK = "#1e2935"
_FACE, _FACE_ON_DARK = "#3a2f2b", "#1d1512"
_BLACK, _WHITE = "#000000", "#ffffff"

WEIGHTS: Mapping[str, float] = {
    "outline": 0.95, "contour": 0.60, "prop": 0.42, "hem": 0.36, "crease": 0.34, "detail": 0.34, "edge": 0.30,
    "brow": 0.55, "mouth": 0.46, "arch": 0.45, "lid": 0.40, "chin": 0.32, "ear": 0.32, "age": 0.32,
    "wall_line": 0.80, "wall_hatch": 0.34, "floor_line": 0.42, "ring": 0.90, "lead": 0.50, "place": 0.50,
    "level": 0.70, "clock": 1.10, "print": 0.50, "step": 0.50, "plan": 0.42, "ray": 0.60, "now": 1.40, "hammock": 1.90, "bone": 0.60,
    "inner": 0.75,
}  # fmt: skip
"""Line weight in pt for each line of a body, a prop, a face or a note, at a picture 45 mm wide."""
THINNEST_PT = 0.25
"""No line is printed thinner."""


@dataclass(frozen=True, slots=True)
class Style:
    """A palette. `shades` is empty where nothing is modelled; `hatched` draws muscles as black lines on white.

    `face` is the colour of its lines, None where there is none; `fibre_pt` the weight of the lines along a muscle.
    """

    name: StyleName
    fills: Mapping[str, str]
    shades: Mapping[str, str]
    ink: str = _INK
    muscle: str = MUSCLE
    muscle_line: str = MUSCLE_LINE
    inner: str = INNER
    hatched: bool = False
    ghost_fill: str = "#f1f3f5"
    ghost_line: str = "#8793a0"
    shadow: str | None = "#e3e7ea"
    arrow: str = ACCENT
    hair: Hair = "short"
    is_older: bool = False
    weight: float = 1.0
    face: str | None = _FACE
    fibre_pt: float = 0.32

    def __hash__(self) -> int:
        """Hash by what differs most; equal hashes are compared."""
        return hash((self.name, self.arrow, self.hair, self.is_older, self.fills.get("skin")))

    def fill(self, role: str) -> str:
        """Return the colour of a material; a role it does not list takes its base's (`wood_hole` -> `wood`)."""
        return self.fills.get(role) or self.fills.get(role.split("_", 1)[0], _WHITE)


# skin, its shade, far skin, its shade, hair, hair's shade
_TONES: Mapping[SkinTone, tuple[str, str, str, str, str, str]] = {
    "fair": ("#fbe9dd", "#efd2c0", "#e6cfc0", "#d8bba9", "#8a6a4a", "#735638"),
    "light": ("#f3e0d1", "#e3c9b5", "#dcc6b4", "#cdb39f", "#54463d", "#42362f"),
    "tan": ("#dcb491", "#c89c77", "#c19a79", "#ae8664", "#3a2d26", "#2b211c"),
    "brown": ("#b98562", "#9f6f4f", "#9d6f50", "#875d42", "#2b2422", "#1f1a18"),
    "dark": ("#8a5a3f", "#744932", "#734a34", "#603c29", "#1f1a19", "#151211"),
}

_CLOTH: Mapping[str, tuple[str, str]] = {
    "shirt": ("#e8eef2", "#cfdae2"), "shirt_far": ("#cdd7df", "#b9c6d0"), "shorts": ("#4b5b6e", "#3b4959"),
    "shorts_far": ("#3d4b5b", "#303c49"),
    "shoe": ("#3f4b5a", "#313b48"), "shoe_far": ("#36404d", "#2b343f"), "sole": ("#ffffff", "#e2e6ea"), "sole_far": ("#dfe3e7", "#cbd1d7"),
    "sock": ("#ffffff", "#e0e5ea"), "sock_far": ("#e3e7eb", "#cdd4da"),
}  # fmt: skip

_PROPS: Mapping[str, str] = {
    "box": "#e9e4da", "box_top": "#f6f3ec", "box_side": "#d9d2c4", "soft": "#dfe5ea", "soft_top": "#f1f4f6", "wood": "#d8cdbb",
    "wood_top": "#eae2d4",
    "wood_side": "#c8bba6", "wood_end": "#d8cdbb", "wood_hole": "#d8cdbb", "dark": "#76828f", "dark_end": "#8a95a1", "dark_hole": "#8a95a1",
    "roller": "#aebac5", "roller_end": "#c9d2da", "roller_hole": "#7d8a97", "band": "#0f8b8d", "wall": "#eef1f4", "wall_top": "#dde3e8",
    "wall_side": "#dde3e8", "mat": "#dbe7e4", "mat_top": "#e9f2ef", "mat_side": "#cddcd8", "stick": "#c89b5d", "stick_end": "#d9b27a",
    "stick_hole": "#d9b27a",
    "strap": "#8a5a44", "rope": "#c89b5d", "towel": "#cfdcea", "towel_end": "#e3ecf5", "towel_hole": "#b4c6d8", "ball": "#d9e48a",
    "bag": "#5d7891", "pillow": "#eaeef2", "disc": "#f6f9fa", "helper": "#e9ecef", "helper_sleeve": "#d6dce2",
}  # fmt: skip


_USUAL = Person()
_SCARF, _GREY_HAIR = ("#6f8f8a", "#5d7c77"), ("#b9bcbf", "#a3a7ab")


def colour_style(accent: str = ACCENT, person: Person = _USUAL) -> Style:
    """Return the colour style with arrows in the clinic's accent."""
    tone = _TONES[person.skin]
    hair = _SCARF if person.hair == "headscarf" else _GREY_HAIR if person.build == "older" else tone[4:]
    fills = {role: pair[0] for role, pair in _CLOTH.items()} | dict(_PROPS) | {"skin": tone[0], "skin_far": tone[2], "hair": hair[0]}
    fills |= {"nail": _paler(tone[0]), "nail_far": _paler(tone[2])}
    shades = {role: pair[1] for role, pair in _CLOTH.items()} | {"skin": tone[1], "skin_far": tone[3], "hair": hair[1]}
    face = _FACE_ON_DARK if person.skin in ("brown", "dark") else _FACE
    return Style("colour", fills, shades, arrow=accent, face=face, **_head_of(person))


def _paler(colour: str) -> str:
    """Return a colour half way to white, as a nail is to its skin."""
    return "#" + "".join(f"{(int(colour[i : i + 2], 16) + 255) // 2:02x}" for i in (1, 3, 5))


class _Head(TypedDict):
    """What of a style is painted over one compiled drawing."""

    hair: Hair
    is_older: bool


def _head_of(person: Person) -> _Head:
    return {"hair": person.hair, "is_older": person.build == "older"}


_MONO_GREYS: dict[str, str] = {
    "skin_far": "#c4c4c4", "nail_far": "#c4c4c4", "shirt_far": "#c4c4c4", "sole_far": "#c4c4c4", "sock_far": "#c4c4c4", "shorts": "#b4b4b4",
    "shorts_far": "#8e8e8e", "shoe": _BLACK, "shoe_far": _BLACK, "hair": _BLACK, "roller": "#a0a0a0", "roller_hole": "#6e6e6e",
    "dark": "#6e6e6e", "wood_side": "#c4c4c4", "box_side": "#c4c4c4", "stick": "#8e8e8e",
}  # fmt: skip
"""Greys that a laser's screen keeps apart; hair and shoes are solid, since a dark grey prints as pepper. Bands are white: two lines."""


def mono_style(person: Person = _USUAL) -> Style:
    """Return the style for a laser printer: white, black and few mid greys; muscles hatched; nothing lighter than a mid grey."""
    hair = "#9a9a9a" if person.hair == "headscarf" else "#b4b4b4" if person.build == "older" else _BLACK
    return Style(
        "mono", _MONO_GREYS | {"hair": hair}, {}, ink=_BLACK, muscle=_WHITE, muscle_line=_BLACK, hatched=True, ghost_fill=_WHITE,
        ghost_line=_BLACK, shadow=None, arrow=_BLACK, face=_BLACK, fibre_pt=0.5, **_head_of(person),
    )  # fmt: skip


def line_style(accent: str = ACCENT, person: Person = _USUAL) -> Style:
    """Return white figures in thin line with coloured muscle and arrow."""
    dark = {"shoe": "#3c3c3c", "shoe_far": "#2c2c2c", "hair": "#3c3c3c", "band": "#101010", "shorts": "#7c8794", "shorts_far": "#66717e"}
    if person.hair == "headscarf" or person.build == "older":
        dark["hair"] = "#a8b0b8"
    return Style("line", dark, {}, ghost_fill=_WHITE, shadow="#ebebeb", arrow=accent, **_head_of(person))


def mannequin_style(accent: str = ACCENT) -> Style:
    """Return the neutral figure: one pale grey body; best for body maps."""
    body = ("skin", "nail", "shirt", "shorts", "shoe", "sole", "sock", "hair")
    fills = dict(_PROPS) | dict.fromkeys(body, "#e4e8ec") | {f"{role}_far": "#c6cdd4" for role in body}
    shades = dict.fromkeys(body, "#c9d1d8") | {f"{role}_far": "#adb7c0" for role in body}
    return Style("mannequin", fills, shades, ink="#33414f", ghost_fill="#f6f7f8", ghost_line="#b5bec7", arrow=accent, face=None)


def mono_map_style() -> Style:
    """Return the body map's style for a laser printer: a white body, the muscle hatched."""
    return replace(mono_style(), fills={})


def chosen_style(name: StyleName, accent: str = ACCENT, person: Person = _USUAL) -> Style:
    """Return a style by its name; skin shows in colour only, and hair in all but the mannequin."""
    if name == "mono":
        return mono_style(person)
    if name == "line":
        return line_style(accent, person)
    return mannequin_style(accent) if name == "mannequin" else colour_style(accent, person)
