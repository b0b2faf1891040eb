"""The notes of a panel -> signs in the picture plane (right, up; % of stature): a hold's clock, level lines, footprints, a floor plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handouts.figure.bones.anatomy import Side
from handouts.figure.bones.rotation import Array
from handouts.figure.drawing import Clock, Layer, circle_path
from handouts.figure.model.marks import (
    AnyNote,
    FloorPlanNote,
    FootprintsNote,
    HammockNote,
    HoldNote,
    LevelNote,
    PlumbNote,
    Spot,
)
from handouts.figure.pose.scene import Scene
from handouts.figure.seen.arrows import spot
from handouts.figure.seen.raster import Window

CLOCK_RADIUS = 3.1
_HOLD_RIGHT, _HOLD_UP = 15.0, 2.0
_HEEL, _TOES = -3.75, 10.4
_SOLE = ((0.0, 0.0), (0.08, 1.6), (0.2, 2.1), (0.42, 1.9), (0.68, 2.8), (0.88, 2.4), (1.0, 0.8))
"""Half a sole: shares of its length from the heel, and half widths, % of stature."""
_INNER = 0.82
"""The inner border of a sole is drawn in by this in its middle."""
_PUBIS, _TAIL, _BONE = (4.9, -3.4), (-5.4, -1.8), 0.75
_SAG = 2.6
_PLAN_RADIUS, _PLAN_FOOT, _PLAN_CLEAR, _PLAN_TIP = 9.0, 0.40, 0.36, 0.88
"""On a floor plan: the scale of the foot in one of this radius; where a way begins and ends, as shares of the radius."""
_PLAN_BARB, _PLAN_BARB_DEG = 0.2, 150.0


@dataclass(frozen=True, slots=True, eq=False)
class NoteSign:
    """A note in the picture plane: its place in the panel's notes, its role, a line or a closed shape, or a circle of a radius."""

    number: int
    role: str
    points: Array
    is_closed: bool = False
    radius: float | None = None

    @property
    def extent(self) -> Array:
        """The border of what it covers."""
        if self.radius is None:
            return self.points
        turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)[:, None]
        ring: Array = self.points[:1] + self.radius * np.concatenate([np.cos(turn), np.sin(turn)], 1)
        return ring


class Circle(NamedTuple):
    """What the notes of a close-up go by: how much larger it is drawn, and where in the picture plane a clock has room."""

    zoom: float
    room: Array


def note_signs(scene: Scene, earlier: Scene | None, view: Array, circle: Circle | None = None) -> tuple[NoteSign, ...]:
    """Return the signs of a panel's notes; a floor line crosses the whole picture and is none of them."""
    return tuple(sign for i, note in enumerate(scene.panel.notes) for sign in _signs(i, note, (scene, earlier, view), circle))


def _signs(number: int, note: AnyNote, seen: tuple[Scene, Scene | None, Array], circle: Circle | None) -> Iterator[NoteSign]:
    scene, earlier, view = seen
    if isinstance(note, HammockNote):
        yield from _hammock(number, note, scene, view)
    elif isinstance(note, FootprintsNote):
        for shape in _footprints(note, earlier or scene):
            yield NoteSign(number, "step", (shape @ view.T)[:, :2], is_closed=True)
    elif isinstance(note, HoldNote):
        yield _clock(number, note, (view @ spot(Spot(of=note.of, at=note.at), scene.frames))[:2], circle)
    elif isinstance(note, LevelNote | PlumbNote | FloorPlanNote):
        place = (view @ spot(Spot(of=note.of, at=note.at), scene.frames))[:2] + np.array([note.right, note.up])
        if isinstance(note, FloorPlanNote):
            yield from _floor_plan(number, note, place)
        else:
            half = np.array([note.length / 2, 0] if isinstance(note, LevelNote) else [0, note.length / 2])
            yield NoteSign(number, "level", np.stack([place - half, place + half]))


def _clock(number: int, note: HoldNote, place: Array, circle: Circle | None) -> NoteSign:
    """Return the clock of a hold: off its place as written; where nothing is, beside it, in a close-up where there is room."""
    zoom = circle.zoom if circle else 1.0
    if circle and note.right is None and note.up is None:
        at = circle.room
    else:
        right, up = (usual / zoom if said is None else said for said, usual in ((note.right, _HOLD_RIGHT), (note.up, _HOLD_UP)))
        at = place + np.array([right, up])
    return NoteSign(number, "clock", at[None], radius=CLOCK_RADIUS / zoom)


def _sole(side: Side) -> Array:
    """Return the outline of a sole, [forwards, left], the ankle at the origin."""
    share, half = np.array(_SOLE).T
    along, inner = _HEEL + share * (_TOES - _HEEL), half * np.where((share > 0.2) & (share < 0.7), _INNER, 1.0)
    border = np.concatenate([np.stack([along, half], 1), np.stack([along, -inner], 1)[-2:0:-1]])
    return border if side == "left" else border * np.array([1, -1])


def _turned(shape: Array, angle_rad: float) -> Array:
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    out: Array = shape @ np.array([[c, s], [-s, c]])
    return out


def _footprints(note: FootprintsNote, before: Scene) -> Iterator[Array]:
    """Yield soles on the floor of the world."""
    for i, side in enumerate(note.feet):
        if note.at:
            place, heading = np.array(note.at[i]), np.radians(note.toes_out) * (1 if side == "left" else -1)
        else:
            foot = before.frames[f"{side}_foot"]
            place, heading = foot.at[:2], float(np.arctan2(foot.axes[1, 0], foot.axes[0, 0]))
        flat = _turned(_sole(side), heading) + place
        yield np.column_stack([flat, np.zeros(len(flat))])


def _floor_plan(number: int, note: FloorPlanNote, place: Array) -> Iterator[NoteSign]:
    """Yield the plan: a disc, the ways (0 upwards in the picture), the one of this panel, the standing foot."""
    yield NoteSign(number, "plan", place[None], radius=note.radius)
    order = [i for i in range(len(note.ways)) if i + 1 != note.now] + ([note.now - 1] if note.now else [])
    for i in order:
        way = _plan_way(np.radians(note.ways[i]))
        start, tip = place + way * note.radius * _PLAN_CLEAR, place + way * note.radius * _PLAN_TIP
        role = "now" if i + 1 == note.now else "ray"
        yield NoteSign(number, role, np.stack([start, tip]))
        barbs = [tip + _plan_way(np.radians(note.ways[i] + k * _PLAN_BARB_DEG)) * note.radius * _PLAN_BARB for k in (1, -1)]
        yield NoteSign(number, role, np.stack([barbs[0], tip, barbs[1]]))
    foot = _sole(note.stands) * _PLAN_FOOT * note.radius / _PLAN_RADIUS
    middle = np.array([(_HEEL + _TOES) / 2 * _PLAN_FOOT * note.radius / _PLAN_RADIUS, 0])
    yield NoteSign(number, "print", place + _as_plan(foot - middle), is_closed=True)


def _plan_way(angle_rad: float) -> Array:
    way: Array = _as_plan(np.array([[np.cos(angle_rad), np.sin(angle_rad)]]))[0]
    return way


def _as_plan(points: Array) -> Array:
    """Turn [forwards, left] into the picture's right and up: forwards is up, left is left."""
    return np.stack([-points[:, 1], points[:, 0]], 1)


def _hammock(number: int, note: HammockNote, scene: Scene, view: Array) -> Iterator[NoteSign]:
    """Yield the pelvic floor, from pubic bone to tail bone, and both bones."""
    pelvis, t = scene.frames["pelvis"], np.linspace(0, 1, 14)
    (x0, z0), (x1, z1) = _PUBIS, _TAIL
    drop = (_SAG - note.up) * 4 * t * (1 - t) * (0.9 + 0.2 * t)
    curve = np.stack([x0 + (x1 - x0) * t, 0 * t, z0 + (z1 - z0) * t - drop], 1)
    seen = np.stack([(view @ pelvis.point(tuple(p)))[:2] for p in curve])
    yield NoteSign(number, "hammock", seen)
    for end in (seen[:1], seen[-1:]):
        yield NoteSign(number, "bone", end, radius=_BONE)


def note_layers(signs: Sequence[NoteSign], window: Window, *, on_the_floor: bool) -> list[Layer]:
    """Return the signs on the floor, or those over the picture, as layers in their order; neighbours of one role in one layer."""
    out: list[Layer] = []
    for sign in signs:
        if sign.role == "clock" or (sign.role == "step") != on_the_floor:
            continue
        path = _path(sign, window)
        if out and out[-1].role == sign.role and sign.role != "plan":
            out[-1] = Layer("note", sign.role, f"{out[-1].path} {path}")
        else:
            out.append(Layer("note", sign.role, path))
    return out


def clocks(signs: Sequence[NoteSign], window: Window) -> tuple[Clock, ...]:
    """Return the clocks among the signs; a clock has one size, however large the picture is drawn."""
    places = [_units(sign.points, window)[0] for sign in signs if sign.role == "clock"]
    radius = round(CLOCK_RADIUS * window.units_per_px * window.scale / window.zoom)
    return tuple(Clock(round(x), round(y), radius) for x, y in places)


def _units(points: Array, window: Window) -> Array:
    """Return places of the picture plane in drawing units."""
    x, y = (points[:, 0] - window.low[0]) * window.scale, window.height - (points[:, 1] - window.low[1]) * window.scale
    out: Array = np.stack([x, y], 1) * window.units_per_px
    return out


def _path(sign: NoteSign, window: Window) -> str:
    places = _units(sign.points, window)
    if sign.radius is not None:
        x, y = places[0]
        return circle_path(x, y, sign.radius * window.scale * window.units_per_px)
    if sign.is_closed:
        return smooth_ring(places)
    (x, y), *rest = places
    return f"{x:.0f} {y:.0f} m " + " ".join(f"{a:.0f} {b:.0f} l" for a, b in rest)


def smooth_ring(points: Array) -> str:
    """Return a closed Catmull-Rom curve through points as a path."""
    before, after, beyond = np.roll(points, 1, 0), np.roll(points, -1, 0), np.roll(points, -2, 0)
    first, second = points + (after - before) / 6, after - (beyond - points) / 6
    pieces = [" ".join(f"{v:.0f}" for v in (*a, *b, *c)) + " c" for a, b, c in zip(first, second, after, strict=True)]
    return f"{points[0][0]:.0f} {points[0][1]:.0f} m {' '.join(pieces)} h"
