"""Close-ups: the window of a round, larger picture of one place, what it shows, and where it stands beside a person."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.places import LANDMARKS
from handouts.figure.bones.rotation import Array
from handouts.figure.drawing import UNITS, Drawing, Layer, circle_path
from handouts.figure.model.marks import CloseUp, Spot
from handouts.figure.pose.scene import Scene
from handouts.figure.references import close_up_angles
from handouts.figure.seen.arrows import SeenArrow, seen_arrows, spot
from handouts.figure.seen.inking import Inset, Shot, ink, shoot
from handouts.figure.seen.notes import CLOCK_RADIUS
from handouts.figure.seen.raster import ROUND_EDGE_PX, Window, camera
from handouts.figure.seen.takes import Take

CIRCLE_PX = 620
_DRAWN_RADIUS, _LEAST_ZOOM, _MOST_ZOOM = 26.0, 1.0, 6.0
"""A circle is about half a body high, whatever it shows."""
_CLOCK_AT_DEG, _CLOCK_AIR = (20, 45, 0, 70, 90, 135, 160, 180, -20, -45, 200, 225, 270), 1.15
"""Where by the rim a clock is tried, from the right anticlockwise; how much room it has, as a share of its radius."""
_AROUND, _TOUCH, _TOUCH_PROP = 1.15, 0.9, 0.6
"""What a limb touches counts within the circle and a little more; how near is touching."""
_LIMB_PARTS = {"leg": ("thigh", "shank", "foot"), "arm": ("upper_arm", "forearm", "hand")}
_GAP, _TOP_SHARE, _PLACE_SHARE = 1.6, 0.42, 0.62
"""Air between circle and person; how much of the spare height is above it; the ring at the place, as a share of what is shown."""


def zoom_of(close: CloseUp) -> float:
    """Return how many times larger a close-up is drawn."""
    return close.zoom or float(np.clip(_DRAWN_RADIUS / close.radius, _LEAST_ZOOM, _MOST_ZOOM))


def place_of(close: CloseUp, scene: Scene) -> Array:
    """Return the middle of what a close-up shows, in the world."""
    return spot(Spot(of=close.of, at=close.at), scene.frames)


def close_shot(take: Take, close: CloseUp, place: Array, *, bare: bool) -> Shot:
    """Return what a close-up shows: its limb and what that touches, in a circle about a place."""
    angles = close_up_angles(close, take.scene.plan.position)
    view = take.view if angles is None else camera(*angles)
    scale, size = CIRCLE_PX / (2 * close.radius), CIRCLE_PX + 2 * ROUND_EDGE_PX
    window = Window(view, (view @ place)[:2] - size / scale / 2, scale, size, size, zoom_of(close), is_round=True)
    shown = shown_meshes(take.scene, close)
    group = limb_of(close)
    arrows = seen_arrows(take.scene, take.earlier, view)
    ghost = take.ghost if shown is None else tuple(mesh for mesh in take.ghost if mesh.group == group)
    return replace(shoot(take.scene, window, bare=bare, shown=shown), arrows=arrows, ghost=ghost)


def clock_room(shot: Shot) -> Array:
    """Return where a clock stands in a close-up: by the rim, at the first of some places that neither body nor arrow is at."""
    window = shot.window
    middle = window.low + np.array([window.width, window.height]) / window.scale / 2
    clock = CLOCK_RADIUS / window.zoom
    off = window.radius_px / window.scale - clock * _CLOCK_AIR
    taken = np.concatenate([window.places(shot.picture.body), *(arrow.line for arrow in shot.arrows)])
    places = [middle + off * np.array([np.cos(angle), np.sin(angle)]) for angle in np.radians(_CLOCK_AT_DEG)]
    clear = [float(np.linalg.norm(taken - place, axis=1).min(initial=1e3)) for place in places]
    free = [i for i, distance in enumerate(clear) if distance > clock * _CLOCK_AIR]
    return places[free[0] if free else int(np.argmax(clear))]


def limb_of(close: CloseUp) -> str:
    """Return the group of meshes that a close-up is of."""
    side, _, part = LANDMARKS.get(close.of, close.of).partition("_")
    found = [limb for limb, parts in _LIMB_PARTS.items() if part in parts]
    return f"{side}_{found[0]}" if found else "head" if side in ("head", "neck") else "trunk"


def shown_meshes(scene: Scene, close: CloseUp) -> tuple[int, ...] | None:
    """Return the numbers of the meshes that a close-up shows, None where it shows all."""
    group = limb_of(close)
    if not (group not in ("head", "trunk") if close.alone is None else close.alone):
        return None
    middle, reach = place_of(close, scene), close.radius * _AROUND
    own = np.concatenate([mesh.points for mesh in scene.body if mesh.group == group])
    near = own[np.linalg.norm(own - middle, axis=1) < reach]
    groups = {group, *(mesh.group for mesh in scene.body if mesh.group != group and _touches(mesh, near, middle, reach))}
    props = {_prop(mesh) for mesh in scene.props if _in_box(mesh, near)}
    count = len(scene.body)
    body = [i for i, mesh in enumerate(scene.body) if mesh.group in groups]
    return (*body, *(count + i for i, mesh in enumerate(scene.props) if _prop(mesh) in props))


def _prop(mesh: Mesh) -> str:
    return mesh.part.split("!")[0].split(".")[0]


def _touches(mesh: Mesh, near: Array, middle: Array, reach: float) -> bool:
    """Return whether a mesh comes up to some points, within the circle."""
    points = mesh.points[np.linalg.norm(mesh.points - middle, axis=1) < reach]
    return any(bool((np.linalg.norm(near - point, axis=1) < _TOUCH).any()) for point in points[::3])


def _in_box(mesh: Mesh, near: Array) -> bool:
    """Return whether some of the points lie within the box about a mesh."""
    low, high = mesh.points.min(0) - _TOUCH_PROP, mesh.points.max(0) + _TOUCH_PROP
    return bool(((near > low) & (near < high)).all(1).any())


def round_drawing(shot: Shot, name: str) -> Drawing:
    """Return the drawing of a close-up: its ground, what it shows, its ring; it stands on its lower edge."""
    window = shot.window
    middle, radius = window.width / 2 * window.units_per_px, window.radius_px * window.units_per_px
    ring = circle_path(middle, middle, radius)
    drawing = ink(shot, name, _floor_row(shot))
    layers = (Layer("disc", "disc", ring), *drawing.layers, Layer("ring", "ring", ring))
    return replace(drawing, layers=layers, floor=drawing.height)


def _floor_row(shot: Shot) -> float:
    """Return the row of the floor below the middle of a close-up."""
    window, close = shot.window, shot.scene.panel.close_up
    assert close is not None
    x, y, _ = place_of(close, shot.scene)
    return float(window.pixels(np.array([[x, y, 0.0]]))[0, 1])


def inset_of(take: Take, main: Shot, *, bare: bool) -> Inset:
    """Return a panel's close-up at its place beside the person: as near as the circle comes without hiding anything."""
    close = take.scene.panel.close_up
    assert close is not None
    place = place_of(close, take.scene)
    shot = close_shot(take, close, place, bare=bare)
    shot = replace(shot, arrows=tuple(arrow for arrow in shot.arrows if _is_inside(arrow, shot.window)))
    radius = close.radius * zoom_of(close)
    seen = (take.view @ place)[:2]
    spare = max(0.0, float(take.high[1] - take.low[1]) - 2 * radius)
    y = float(take.high[1]) - _TOP_SHARE * spare - radius + (close.up or 0.0)
    sign = 1.0 if close.inset == "right" else -1.0
    off = covered(main, seen, close)
    off = off[np.abs(off[:, 1] - y) < radius + _GAP]
    ahead = sign * off[:, 0] + np.sqrt(np.maximum((radius + _GAP) ** 2 - (off[:, 1] - y) ** 2, 0))
    x = sign * (float(ahead.max()) if len(ahead) else sign * float(seen[0])) - sign * (close.nearer or 0.0)
    return Inset(shot, close, seen, np.array([x, y]), radius)


def _is_inside(arrow: SeenArrow, window: Window) -> bool:
    middle = window.low + np.array([window.width, window.height]) / window.scale / 2
    return bool((np.linalg.norm(arrow.line - middle, axis=1) < window.radius_px / window.scale).all())


def covered(main: Shot, place: Array, close: CloseUp) -> Array:
    """Return points of the picture plane that no inset may hide: person, things, arrows, notes, and the ring at its place."""
    backdrop = [i for i, mesh in enumerate(main.scene.meshes) if mesh.group == "backdrop"]
    solid = main.window.places((main.raster.mesh >= 0) & ~np.isin(main.raster.mesh, backdrop))
    turn = np.linspace(0, 2 * np.pi, 24)[:, None]
    ring = place + np.concatenate([np.cos(turn), np.sin(turn)], 1) * close.radius * _PLACE_SHARE
    return np.concatenate([solid, ring, *(arrow.line for arrow in main.arrows), *(sign.extent for sign in main.signs)])


def widened(takes: Sequence[tuple[Array, Array]], insets: Sequence[Inset | None]) -> Iterator[tuple[Array, Array]]:
    """Yield the extent of each panel with its inset."""
    for (low, high), inset in zip(takes, insets, strict=True):
        if inset is None:
            yield low, high
        else:
            reach = inset.radius + ROUND_EDGE_PX / CIRCLE_PX * 2 * inset.radius
            yield np.minimum(low, inset.centre - reach), np.maximum(high, inset.centre + reach)


def with_inset(drawing: Drawing, inset: Inset, window: Window, extent: tuple[Array, Array]) -> Drawing:
    """Return a person's drawing with the close-up beside it, a small ring at its place and a line between, in a picture of this extent."""
    low, high = extent
    wide, tall = (round(float(v) * UNITS) for v in high - low)
    dx = round(float(window.low[0] - low[0]) * UNITS)
    dy = tall - drawing.height - round(float(window.low[1] - low[1]) * UNITS)
    (px, py), (cx, cy) = ((float(v[0] - low[0]) * UNITS, tall - float(v[1] - low[1]) * UNITS) for v in (inset.place, inset.centre))
    small, large = inset.close.radius * _PLACE_SHARE * UNITS, inset.radius * UNITS
    far = float(np.hypot(cx - px, cy - py))
    ux, uy = (cx - px) / far, (cy - py) / far
    lead = f"{px + ux * small:.0f} {py + uy * small:.0f} m {cx - ux * large:.0f} {cy - uy * large:.0f} l"
    person, circle = drawing.moved(dx, dy), round_drawing(inset.shot, drawing.name)
    circle = circle.moved(round(cx - circle.width / 2), round(cy - circle.height / 2))
    layers = (*person.layers, Layer("ring", "place", circle_path(px, py, small)), Layer("ring", "lead", lead), *circle.layers)
    arrows, clocks = (*person.arrows, *circle.arrows), (*person.clocks, *circle.clocks)
    return replace(person, width=wide, height=tall, floor=drawing.floor + dy, layers=layers, arrows=arrows, clocks=clocks)
