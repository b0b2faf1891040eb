"""Every word with a picture: positions, joints, hands, feet, props, muscles, views, arrows, notes, close-ups, helpers.

Words come from the models. A word is drawn in a plain scene of its group, and a few that need more (a hand on a wall needs a wall) in one
of their own; a word that its scene cannot show fails the test of the catalogue.
"""

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handouts.figure.bones.anatomy import SIDES
from handouts.figure.catalogue.keys import words_of
from handouts.figure.model.figure import FigureFile
from handouts.figure.model.helper import Helper
from handouts.figure.model.joints import Joints
from handouts.figure.model.marks import AnyNote, Arrow, CloseUp
from handouts.figure.model.posture import FigurePosition, Foot, Hand, HandPreset, View
from handouts.figure.model.props import AnyProp, Solid
from handouts.figure.model.worn import Strand
from handouts.figure.muscles import muscle_table
from handouts.figure.pose.holdable import HOLDABLE_PROPS, LIMBS
from handouts.figure.pose.positions import POSITIONS
from handouts.reading.kinds import bare_type
from handouts.reading.models import Checked, check_source
from handouts.reading.yamlfile import parse_yaml


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A word, what it is where that is not plain, how it is written, and the figure that shows it; `bare` is drawn as a body map."""

    group: str
    word: str
    yaml: str
    figure: str
    about: str = ""
    bare: bool = False

    def read(self) -> Checked[FigureFile]:
        """Return the figure."""
        source = parse_yaml(self.figure, f"{self.group}: {self.word}")
        return Checked(check_source(source, FigureFile), source)


def entries() -> tuple[CatalogueEntry, ...]:
    """Return every word that has a picture, group by group."""
    parts = (
        _positions(),
        _joints(),
        _hands(),
        _held(),
        _feet(),
        _props(),
        _muscles(),
        _views(),
        _arrows(),
        _notes(),
        _close_ups(),
        _helpers(),
    )
    return tuple(entry for part in parts for entry in part)


def _text(finish: str, more: str = "view: left_side") -> str:
    return f"id: word\n{more}\nfinish: {{{finish}}}\n"


def _words(model: type, key: str) -> tuple[str, ...]:
    return words_of(typing.get_type_hints(model, include_extras=True)[key])


def _positions() -> Iterator[CatalogueEntry]:
    for word in typing.get_args(FigurePosition):
        on_a_side = abs(POSITIONS[word].axes[2, 1]) > 0.9
        yaml = f"position: {word}"
        yield CatalogueEntry("Positions", word, yaml, _text(yaml, f"view: {'face_side' if on_a_side else 'left_side'}"))


_ANGLES: Mapping[str, float] = {"toes": 40, "scapula": 25, "trunk": 35, "ankle": 25, "neck": 35, "lumbar": 24, "thoracic": 22, "wrist": 45}
_ANGLE = 50.0
_SPINE = ("trunk", "lumbar", "thoracic", "neck")
_TOE_SHARES: Mapping[str, float] = {"spread": 1, "arch": 1, "shorter": 1}
_FROM_FRONT = ("abduction", "adduction", "side_bend", "rotation", "external_rotation", "internal_rotation", "elevation", "depression",
               "inversion", "eversion", "pronation", "supination", "spread")  # fmt: skip


def _joints() -> Iterator[CatalogueEntry]:
    """Yield each movement once: of the left of two joints, and of the spine."""
    for joint, hint in typing.get_type_hints(Joints).items():
        if joint not in _SPINE and not joint.startswith("left_"):
            continue
        name = joint.removeprefix("left_")
        for movement in typing.get_type_hints(bare_type(hint)):
            if not movement.startswith("_"):
                yield _movement(joint, name, movement)


_SEATED = "position: sitting, left_foot: nothing"
_SEATED_JOINTS = "left_knee: {flexion: 40}, "
_LEG_FREE = "right_foot: floor, left_foot: nothing, hands: crossed_on_chest"


def _movement(joint: str, name: str, movement: str) -> CatalogueEntry:
    value = _value(name, movement)
    beside = ", flexion: 30" if movement == "adduction" else ""  # one limb before the other
    angles = f"{joint}: {{{movement}: {value:g}{beside}}}"
    yaml = f"joints: {{{angles}}}"
    from_front = movement in _FROM_FRONT
    more = f"view: {'front' if from_front else 'left_side'}"
    pose = yaml
    if name in ("toes", "ankle"):
        camera = "[-84, 6]" if movement in ("arch", "shorter") else "[30, 30]" if movement in (*_FROM_FRONT, "big", "small") else "[84, 8]"
        pose = (
            f"{_SEATED}, joints: {{{_SEATED_JOINTS}{angles}}}, close_up: {{of: left_foot, at: [3.4, 0, -1], radius: 11, camera: {camera}}}"
        )
        more = "view: left_side\nwear: {feet: bare}\nprops: {chair: {kind: chair}}"
    elif name in ("hip", "knee"):
        pose = f"{yaml}, {_LEG_FREE}"
    elif name == "wrist" or movement in ("pronation", "supination"):
        pose = f"{yaml}, close_up: {{of: left_forearm, at: [0, 0, -12], radius: 13, camera: [70, 5]}}"
    elif name in _SPINE:
        pose = f"{yaml}, hands: crossed_on_chest"
    return CatalogueEntry("Joints, in degrees", f"{name} {movement}".replace("_", " "), yaml, _text(pose, more))


def _value(name: str, movement: str) -> float:
    """Return an angle that shows a movement well, in degrees; a share for some movements of the toes."""
    if name == "toes":
        return _TOE_SHARES.get(movement, _ANGLES["toes"])
    fixed = {("hip", "extension"): 20, ("hip", "adduction"): 15, ("shoulder", "adduction"): 20, ("ankle", "plantarflexion"): 40}
    less = 5 if movement == "extension" and name in ("knee", "elbow") else _ANGLES.get(name, _ANGLE)
    return fixed.get((name, movement), less)


_WALL, _CHAIR = "wall: {kind: wall, at: [24, 0]}", "chair: {kind: chair, at: [14, 9], back: front}"
_STICK = "stick: {kind: stick}"
_LYING, _KNEE_UP = "position: crook_lying", "position: on_back, joints: {left_hip: {flexion: 100}, left_knee: {flexion: 115}}"
_HAND_SCENES: Mapping[str, tuple[str, str]] = {
    "on_wall": ("", f"view: left_side\nprops: {{{_WALL}}}"),
    "near_wall": ("right_hand: on_wall", f"view: left_side\nprops: {{{_WALL}}}"),
    "on_chair": ("", f"view: left_side\nprops: {{{_CHAIR}}}"),
    "on_worktop": ("", "view: left_side\nprops: {worktop: {kind: worktop, at: [32, 0]}}"),
    "on_sofa_edge": (
        "position: kneeling, joints: {trunk: {flexion: 36}}",
        "view: left_side\nprops: {sofa: {kind: sofa, at: [26, 0], back: front}}",
    ),
    "on_floor_behind": ("position: long_sitting", "view: left_side"),
    "on_floor_beside": (_LYING, "camera: [70, 24]"),
    "on_floor_in_front": ("position: hands_and_knees", "view: left_side"),
    "forearm_on_floor": ("position: prone_on_elbows", "view: left_side"),
    **{f"hug_{side}_knee": (_KNEE_UP.replace("left", side), "view: left_side") for side in SIDES},
    **{f"behind_{side}_thigh": (_KNEE_UP.replace("left", side), "view: left_side") for side in SIDES},
    **{f"on_{side}_thigh": ("position: sitting", "view: left_side\nprops: {chair: {kind: chair}}") for side in SIDES},
    "on_knees": ("position: sitting", "view: left_side\nprops: {chair: {kind: chair}}"),
    **dict.fromkeys(("under_head", "under_low_back", "on_hip_bones", "on_tummy", "beside"), (_LYING, "camera: [70, 24]")),
    **dict.fromkeys(("stick_high", "stick_low"), ("", f"view: back_left\nprops: {{{_STICK}}}")),
}
_BOTH = ("on_floor_in_front", "forearm_on_floor", "on_knees", "on_sofa_edge", "beside")
_STANDING_VIEW = "view: front_left"


def _hands() -> Iterator[CatalogueEntry]:
    for word in typing.get_args(HandPreset):
        scene, more = _HAND_SCENES.get(word, ("", _STANDING_VIEW))
        yaml = f"hands: {word}" if word in _BOTH else f"left_hand: {word}"
        other = {"stick_high": ", right_hand: stick_low", "stick_low": ", right_hand: stick_high"}.get(word, "")
        needs = more.partition("props: ")[2]
        whole = f"{scene}, {yaml}{other}" if scene else yaml + other
        yield CatalogueEntry("Hands", word, f"{yaml}{other}" + (f", with {needs}" if needs else ""), _text(whole, more))
    for shape in _words(Hand, "shape"):
        yaml = f"left_hand: {{shape: {shape}}}"
        close = "close_up: {of: left_hand, at: [0, 0, -4.5], radius: 9, camera: [60, 8]}"
        yield CatalogueEntry("Hands", f"shape: {shape}", yaml, _text(f"{yaml}, {close}"))


_LIMB_UP = "position: on_back, joints: {left_hip: {flexion: 110, abduction: 18, external_rotation: 20}, left_knee: {flexion: 125}}"
_HEEL_UP = "right_foot: floor, left_foot: nothing, joints: {left_hip: {extension: 4}, left_knee: {flexion: 138}}, right_hand: out_to_side"
_ACROSS = "position: sitting, right_foot: floor, left_foot: {on: right_knee, forward: 7, out: -5}, joints: {trunk: {flexion: 32}}"
_LIMB_SCENES: Mapping[str, str] = {
    "ankle": _HEEL_UP, "foot": _ACROSS, "toes": _ACROSS, "wrist": "position: standing, right_hand: press_forward",
}  # fmt: skip
_HELD_AT: Mapping[str, str] = {
    "worktop": "[32, 0]",
    "bed": "[52, 0]",
    "doorframe": "[10, -2]",
    "rail": "[10, 22]",
    "box": "[20, 0]",
    "step": "[46, 0]",
}
_BENT = "position: kneeling, joints: {trunk: {flexion: 32}}"
_LOW: Mapping[str, str] = {"bed": "position: kneeling", "sofa": _BENT, "box": "position: kneeling", "step": "position: hands_and_knees"}


def _held() -> Iterator[CatalogueEntry]:
    """Yield what a hand holds by name: limbs, then props."""
    for limb in LIMBS:
        held = f"{'right' if limb == 'wrist' else 'left'}_{limb}"
        hand = "right_hand" if limb in ("foot", "toes") else "left_hand"
        yaml = f"{hand}: {{holds: {held}}}"
        pose = _LIMB_SCENES.get(limb, _LIMB_UP) + (", left_hand: {holds: left_ankle}" if hand == "right_hand" else "")
        more = "view: left_side\nwear: {feet: bare}" + ("\nprops: {chair: {kind: chair}}" if "sitting" in pose else "")
        yield CatalogueEntry("Hands that hold", held, yaml, _text(f"{pose}, {yaml}", more))
    for model in HOLDABLE_PROPS:
        (kind,) = _words(model, "kind")
        yaml = f"left_hand: {{holds: {kind}}}"
        at = (
            ""
            if kind == "stick"
            else f", at: {_HELD_AT.get(kind, '[14, 9]')}" + {"chair": ", back: front", "sofa": ", back: none"}.get(kind, "")
        )
        pose = f"{_LOW[kind]}, {yaml}" if kind in _LOW else f"{yaml}, right_hand: {{holds: stick}}" if kind == "stick" else yaml
        view = {"doorframe": "front", "sofa": "back_left"}.get(kind, "left_side")
        more = f"view: {view}\nprops: {{{kind}: {{kind: {kind}{at}}}}}"
        yield CatalogueEntry("Hands that hold", kind, f"{yaml}, with props: {{{kind}: {{kind: {kind}}}}}", _text(pose, more))


def _feet() -> Iterator[CatalogueEntry]:
    for way in _words(Foot, "way"):
        down = {"ball": ", toes_down: 35", "heel": ", toes_down: -25", "free": ", up: 10, toes_down: 20"}.get(way, "")
        yaml = f"left_foot: {{on: floor, way: {way}{down}}}"
        pose = (
            f"position: kneeling, {yaml}"
            if way == "top"
            else f"{yaml.replace('on: floor, ', 'on: floor, forward: 12, ')}, right_foot: {{forward: -6}}"
        )
        yield CatalogueEntry("Feet", f"way: {way}", yaml, _text(pose))
    for bare in ("shoes", "bare"):
        yaml = f"wear: {{feet: {bare}}}"
        yield CatalogueEntry("Feet", bare, yaml, _text("close_up: {of: left_foot, at: [3.4, 0, 0], radius: 11, camera: [60, 16]}", yaml))


_PROP_SCENES: Mapping[str, tuple[str, str]] = {
    "wall": ("hands: on_wall", "at: [26, 0]"), "mat": ("position: on_back", "at: [-28, 0]"),
    "stick": ("left_hand: stick_high, right_hand: stick_low", ""),
    "plate": ("hands: hold_at_chest", ""),
    "ball": ("", "at: [12, -16], radius: 5"), "roller": ("", "at: [12, -24]"),
}  # fmt: skip
_STRAND = "[{of: left_hand}, {of: right_hand}]"


def _props() -> Iterator[CatalogueEntry]:
    for model in typing.get_args(AnyProp):
        (kind,) = _words(model, "kind")
        if model is Strand:
            yield from _strands()
            continue
        scene, keys = _PROP_SCENES.get(kind, ("", "at: [8, -38]" if model in typing.get_args(Solid) else ""))
        yaml = f"{{kind: {kind}{', ' if keys else ''}{keys}}}"
        view = {"wall": "view: left_side", "stick": "view: back_left", "mat": "camera: [60, 24]", "dumbbell": "camera: [64, 8]"}.get(
            kind, "camera: [24, 16]"
        )
        yield CatalogueEntry("Props", kind, f"props: {{{kind}: {yaml}}}", _text(scene, f"{view}\nprops: {{{kind}: {yaml}}}"), _doc(model))


def _strands() -> Iterator[CatalogueEntry]:
    for look in _words(Strand, "look"):
        yaml = f"{{kind: strand, look: {look}, through: {_STRAND}}}"
        yield CatalogueEntry(
            "Props",
            f"strand: {look}",
            f"props: {{{look}: {yaml}}}",
            _text("hands: out_to_side", f"camera: [24, 16]\nprops: {{{look}: {yaml}}}"),
        )
    loop = "{kind: strand, look: band, loop: true, through: [{round: left_ankle}, {round: right_ankle}]}"
    pose = "left_foot: {out: 9}, right_foot: {out: 9}"
    yield CatalogueEntry("Props", "strand: loop", f"props: {{loop: {loop}}}", _text(pose, f"view: front\nprops: {{loop: {loop}}}"))


def _doc(model: type) -> str:
    return (model.__doc__ or "").split("\n")[0].replace("`", "")


_MAP_POSE = (
    "joints: {shoulders: {abduction: 12, extension: 18}, elbows: {supination: 60}},"
    " left_foot: {forward: 14, out: 6}, right_foot: {forward: -10, out: 6}"
)


def _muscles() -> Iterator[CatalogueEntry]:
    """Yield each muscle of the table; the drawing turns the body so that it is seen best."""
    for name, muscle in muscle_table().items():
        inside = name == "pelvic_floor"
        yaml = f"{'inside' if inside else 'muscles'}: left_{name}"
        yield CatalogueEntry("Muscles", name, yaml, _text(f"{_MAP_POSE}, {yaml}", "camera: [82, 4]"), muscle.says, bare=True)
    yield CatalogueEntry(
        "Muscles", "inside", "inside: deep_rotators", _text("inside: deep_rotators", "view: back"), "a deep muscle, drawn through the body"
    )


def _views() -> Iterator[CatalogueEntry]:
    for word in typing.get_args(View):
        yield CatalogueEntry("Views", word, f"view: {word}", _text("position: half_kneeling, hands: on_hip", f"view: {word}"))


def _arrows() -> Iterator[CatalogueEntry]:
    for way in _words(Arrow, "towards"):
        yaml = f"{{at: chest, off: {way}, gap: 16, towards: {way}}}"
        yield CatalogueEntry("Arrows", f"towards: {way}", f"arrows: [{yaml}]", _text(f"arrows: [{yaml}]", "view: front_left"))
    for kind in _words(Arrow, "kind"):
        yaml = (
            "{kind: round, at: left_hand, length: 14}"
            if kind == "round"
            else f"{{kind: {kind}, at: chest, off: forwards, gap: 14, towards: forwards}}"
        )
        yield CatalogueEntry("Arrows", f"kind: {kind}", f"arrows: [{yaml}]", _text(f"arrows: [{yaml}]", "view: left_side"))
    both = "{at: chest, off: forwards, gap: 14, towards: up, both_ways: true}"
    yield CatalogueEntry("Arrows", "both_ways", f"arrows: [{both}]", _text(f"arrows: [{both}]"))
    follow = "{follow: left_foot, about: left_hip}"
    moving = "id: word\nview: left_side\nalways: {right_foot: floor, left_foot: nothing}\nstart: {}\n"
    moving += f"finish: {{joints: {{left_hip: {{flexion: 60}}}}, ghost: left_leg, arrows: [{follow}]}}\n"
    yield CatalogueEntry(
        "Arrows", "follow, ghost", f"ghost: left_leg, arrows: [{follow}]", moving, "along a movement, with the earlier place of the limb"
    )
    through = "{through: [[20, 0, 20], [30, 0, 50], [20, 0, 80]]}"
    yield CatalogueEntry("Arrows", "through", f"arrows: [{through}]", _text(f"arrows: [{through}]"))


_NOTE_KEYS: Mapping[str, str] = {"floor_plan": ", ways: [0, 135, 225], now: 2", "footprints": ", at: [[26, 5], [26, -5]]"}


def _notes() -> Iterator[CatalogueEntry]:
    for model in typing.get_args(AnyNote):
        (kind,) = _words(model, "kind")
        yaml = f"notes: [{{kind: {kind}{_NOTE_KEYS.get(kind, '')}}}]"
        pose = f"position: crook_lying, hands: on_tummy, {yaml}" if kind == "hammock" else yaml
        yield CatalogueEntry(
            "Notes", kind, yaml, _text(pose, "view: left_true_side" if kind == "hammock" else "view: front_left"), _doc(model)
        )


def _close_ups() -> Iterator[CatalogueEntry]:
    sitting = "position: sitting"
    more = "view: left_side\nwear: {feet: bare}\nprops: {chair: {kind: chair}}"
    for inset in ("", *_words(CloseUp, "inset")):
        yaml = f"close_up: {{of: left_foot, at: [3.4, 0, 0], radius: 10{f', inset: {inset}' if inset else ''}}}"
        yield CatalogueEntry("Close-ups", f"inset: {inset}" if inset else "close_up", yaml, _text(f"{sitting}, {yaml}", more))


def _helpers() -> Iterator[CatalogueEntry]:
    for way in _words(Helper, "comes_from"):
        yaml = f"helpers: [{{holds: left_ankle, comes_from: {way}}}]"
        yield CatalogueEntry("Helper's hands", f"comes_from: {way}", yaml, _text(f"position: on_back, {yaml}", "camera: [70, 24]"))
