"""A scene seen through a window -> a drawing: fills, shade, muscles, lines, ghost, shadow, arrows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from handouts.figure.body.builds import headwear
from handouts.figure.body.mesh import Index, Mesh
from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.rotation import Array, unit
from handouts.figure.drawing import ArrowPath, Drawing, Layer
from handouts.figure.model.marks import CloseUp, FloorLineNote
from handouts.figure.pose.scene import Scene
from handouts.figure.seen.arrows import SeenArrow
from handouts.figure.seen.curves import Curve, Smoothing, fit
from handouts.figure.seen.edges import CONTOUR, CREASE, DETAIL, HEM, LINE_ROLES, NO_LINE, OUTLINE, edge_rules
from handouts.figure.seen.features import face_strokes, foot_strokes
from handouts.figure.seen.labels import LabelImages, label
from handouts.figure.seen.muscles import fibres, inner_mask, muscle_pieces
from handouts.figure.seen.notes import NoteSign, clocks, note_layers
from handouts.figure.seen.outline import mask_loops, strokes
from handouts.figure.seen.raster import Labels, Mask, Raster, Window, rasterise
from handouts.figure.seen.walls import wall_layers

_LIGHT = unit((-0.55, 0.62, 0.56))
_SHADE_BELOW = 0.12
_FILL, _SHADE, _MUSCLE = Smoothing(), Smoothing(4.5, 1.2), Smoothing(3.0, 0.8, keep_corners=False)
_FIBRE = Smoothing(0, 0.4)
_FIBRE_STEP_PX, _FIBRE_EDGE_PX = 6.0, 1
"""Lines along a muscle lie 1.2 pt apart where 640 px are 45 mm: as dark in mono as a hatch."""
_USUAL_SCALE = 6.4
"""Pixels to 1 % of stature where a standing person fills the picture; a close-up has more, for what is printed as large."""
_LEVEL_VIEW = float(np.sin(np.radians(15)))
"""From higher up the floor is a ground behind the foot, and a line through it would be read as an edge."""
_SHADOW, _GHOST = Smoothing(12.0, 2.0, keep_corners=False), Smoothing(3.0, 0.9)
_SHADOW_CELL, _SHADOW_LEVEL, _AIRBORNE_SHARE = 4, 0.16, 0.55
_FOLD = 0.25
"""A scarf has a line where it lies so much deeper over itself."""
_SHORTEST_PX = {CREASE: 22, HEM: 12, DETAIL: 9}
"""Shorter inner lines are crumbs."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """What is seen of a scene: the raster, its labels, the window, the arrows and the ghost in the picture plane."""

    scene: Scene
    window: Window
    raster: Raster
    picture: LabelImages
    arrows: tuple[SeenArrow, ...]
    signs: tuple[NoteSign, ...] = ()
    ghost: tuple[Mesh, ...] = ()
    bare: bool = False
    shown: tuple[int, ...] | None = None
    """The meshes that are drawn, by their numbers; None where all are."""
    inset: "Inset | None" = None
    """The close-up that stands beside the person."""

    @property
    def meshes(self) -> tuple[Mesh, ...]:
        """The meshes that are drawn."""
        every = self.scene.meshes
        return every if self.shown is None else tuple(every[i] for i in self.shown)

    def shows(self, part: str) -> bool:
        """Return whether a part of the body is drawn."""
        return any(mesh.part == part for mesh in self.meshes)


@dataclass(frozen=True, slots=True, eq=False)
class Inset:
    """A close-up beside a person: its shot, and the middle and radius of its circle in the person's picture plane."""

    shot: Shot
    close: CloseUp
    place: Array
    centre: Array
    radius: float


def shoot(scene: Scene, window: Window, *, bare: bool = False, shown: tuple[int, ...] | None = None) -> Shot:
    """Return the label images of a scene, or of some of its meshes."""
    raster = rasterise(scene.meshes if shown is None else [scene.meshes[i] for i in shown], window)
    if shown is not None:
        raster = raster._replace(mesh=np.array([*shown, -1])[raster.mesh])
    picture = label(raster, window, (scene.body, scene.props), bare=bare, alone=shown is not None)
    return Shot(scene, window, raster, picture, (), bare=bare, shown=shown)


def ink(shot: Shot, name: str, floor_px: float) -> Drawing:
    """Return the drawing of a shot; `floor_px` is the row of the floor line."""
    window = shot.window
    fills = _fills(shot)
    backdrop = [replace(layer, kind="backdrop") for layer in fills if layer.role.startswith("wall")]
    layers = [
        *_layer(shot, "shadow", _shadow_role(shot), _shadow_mask(shot), (1.5e-3, _SHADOW)),
        *backdrop,
        *wall_layers(shot.scene, window),
        *_floor_line(shot, floor_px),
        *note_layers(shot.signs, window, on_the_floor=True),
        *_ghost(shot),
        *(layer for layer in fills if not layer.role.startswith("wall")),
        *_shades(shot),
        *_muscles(shot),
        *_inner(shot),
        *_lines(shot),
        *_face(shot),
        *_hair(shot),
        *note_layers(shot.signs, window, on_the_floor=False),
    ]
    k = window.units_per_px
    arrows = tuple(_arrow_path(arrow, window) for arrow in shot.arrows)
    size = (round(window.width * k), round(window.height * k), round(floor_px * k))
    return Drawing(name, *size, tuple(layers), arrows, clocks=clocks(shot.signs, window))


def _floor_line(shot: Shot, floor_px: float) -> list[Layer]:
    """Return the floor as a line across the picture: in a close-up that is seen from about its height, and where a note asks for it."""
    window, k = shot.window, shot.window.units_per_px
    is_level = abs(float(window.camera[2, 2])) < _LEVEL_VIEW
    if not (window.is_round and is_level) and not any(isinstance(note, FloorLineNote) for note in shot.scene.panel.notes):
        return []
    line = window.cut((0.0, floor_px), (float(window.width), floor_px))
    if line is None:
        return []
    (x0, y0), (x1, y1) = line
    return [Layer("backdrop", "floor_line", f"{x0 * k:.0f} {y0 * k:.0f} m {x1 * k:.0f} {y1 * k:.0f} l")]


def _arrow_path(arrow: SeenArrow, window: Window) -> ArrowPath:
    k = window.units_per_px
    return ArrowPath(tuple((round(x * k), round(y * k)) for x, y in _to_pixels(arrow.line, window)), arrow.both_ways, arrow.kind)


def _to_pixels(line: Array, window: Window) -> Array:
    return np.stack([(line[:, 0] - window.low[0]) * window.scale, window.height - (line[:, 1] - window.low[1]) * window.scale], 1)


def _layer(shot: Shot, kind: str, role: str, mask: Mask, how: tuple[float, Smoothing]) -> list[Layer]:
    """Return the layer of a mask; `how` is the least area, as a share of the longer side squared, and the smoothing."""
    least = how[0] * max(shot.window.width, shot.window.height) ** 2
    path = _path([(loop, True) for loop in mask_loops(mask, max(least, 30.0), how[1])], shot.window)
    return [Layer(kind, role, path)] if path else []  # type: ignore[arg-type]


def _path(curves: Sequence[tuple[Curve, bool]], window: Window) -> str:
    """Return curves as path text in drawing units."""
    k = window.units_per_px
    words: list[str] = []
    for curve, closed in curves:
        words.append(f"{round(curve[0][0][0] * k)} {round(curve[0][0][1] * k)} m")
        words += [" ".join(f"{round(v * k)}" for point in bezier[1:] for v in point) + " c" for bezier in curve]
        if closed:
            words.append("h")
    return " ".join(words)


def _fills(shot: Shot) -> list[Layer]:
    roles = shot.picture.roles
    return [layer for i, role in enumerate(roles) if i for layer in _layer(shot, "fill", role, shot.picture.role == i, (0, _FILL))]


def _shades(shot: Shot) -> list[Layer]:
    """Return the parts of the body turned away from the light, per role."""
    body = shot.picture.body
    light = _blurred(shot.raster.normal @ _LIGHT, body, max(3, max(shot.window.width, shot.window.height) // 110))
    dim = body & (light < _SHADE_BELOW)
    out = []
    for i, role in enumerate(shot.picture.roles):
        mask = dim & (shot.picture.role == i)
        if i and mask.any():
            out += _layer(shot, "shade", role, mask, (2.2e-4, _SHADE))
    return out


def _blurred(values: Array, mask: Mask, radius: int) -> Array:
    """Return the mean over a square, twice, counting only pixels of the mask."""
    value, weight = np.where(mask, values, 0.0), mask.astype(float)
    for _ in range(2):
        for axis in (0, 1):
            value, weight = _box(value, radius, axis), _box(weight, radius, axis)
    mean: Array = value / np.maximum(weight, 1e-9)
    return mean


def _box(values: Array, radius: int, axis: int) -> Array:
    pad = [(radius + 1, radius) if i == axis else (0, 0) for i in range(2)]
    total = np.cumsum(np.pad(values, pad), axis)
    span = 2 * radius + 1
    difference: Array = total[span:] - total[:-span] if axis == 0 else total[:, span:] - total[:, :-span]
    return difference


def _muscles(shot: Shot) -> list[Layer]:
    """Return each muscle with the lines along its fibres."""
    scene = shot.scene
    out = []
    for name in scene.panel.muscles:
        image = muscle_pieces(name, scene.pose, scene.frames, (shot.raster, shot.window, scene.meshes))
        patch = _layer(shot, "muscle", name, image > 0, (1e-4, _MUSCLE))
        lines = [(fit(line, [], _FIBRE, closed=False), False) for line in fibres(name, scene.pose, scene.frames, _seen_pieces(shot, image))]
        path = _path([line for line in lines if line[0]], shot.window)
        out += [*patch, *([Layer("fibre", name, path)] if patch and path else [])]
    return out


def _inner(shot: Shot) -> list[Layer]:
    """Return the outline of each muscle that is drawn through the body."""
    scene, seen = shot.scene, (shot.raster, shot.window)
    masks = ((name, inner_mask(name, scene.pose, scene.frames, seen)) for name in scene.panel.inside)
    outside = shot.window.outside()
    return [layer for name, mask in masks for layer in _layer(shot, "inner", name, mask & ~outside, (2e-5, _MUSCLE))]


def _seen_pieces(shot: Shot, image: Labels) -> tuple[Labels, Window, float]:
    """Return where the fibres of a muscle are drawn: off its edge, where its outline runs."""
    inner = image.copy()
    for axis in (0, 1):
        for step in (-_FIBRE_EDGE_PX, _FIBRE_EDGE_PX):
            inner[np.roll(image, step, axis) == 0] = 0
    window = shot.window
    return inner, window, _FIBRE_STEP_PX * (max(1.0, window.scale / window.zoom / _USUAL_SCALE) if window.is_round else 1.0)


def _lines(shot: Shot) -> list[Layer]:
    classify, owner = edge_rules(shot.picture, shot.raster, bare=shot.bare)
    found = strokes(shot.picture.labels, classify, owner, _FILL)
    out = []
    for kind, role in LINE_ROLES.items():
        long = [stroke for stroke in found if stroke.kind == kind and stroke.length_px >= _SHORTEST_PX.get(kind, 0)]
        path = _path([(stroke.curve, stroke.closed) for stroke in long], shot.window)
        if path:
            out.append(Layer("line", role, path))
    return out


def _face(shot: Shot) -> list[Layer]:
    """Return the strokes of the face and of bare feet, one layer to a feature; a body map has none."""
    if shot.bare:
        return []
    scene = shot.scene
    seen = [*face_strokes(scene.frames["head"], shot.raster, shot.window)] if shot.shows("head") else []
    if scene.plan.bare_feet:
        feet = [side for side in SIDES if shot.shows(f"{side}_foot")]
        seen += foot_strokes(scene.pose, scene.frames, (shot.raster, shot.window), feet)
    features: dict[str, list[tuple[Curve, bool]]] = {}
    for role, curve, closed in seen:
        features.setdefault(role, []).append((curve, closed))
    return [Layer("face", role, _path(curves, shot.window)) for role, curves in features.items()]


def _ghost(shot: Shot) -> list[Layer]:
    if not shot.ghost:
        return []
    return _layer(shot, "ghost", "ghost", rasterise(shot.ghost, shot.window).mesh >= 0, (2e-4, _GHOST))


def _hair(shot: Shot) -> list[Layer]:
    """Return what is seen of each hair style besides the usual, an option at draw time; a body map has none."""
    if shot.bare or not shot.shows("head"):
        return []
    return [layer for style, meshes in headwear(shot.scene.frames).items() for layer in _worn(shot, style, meshes)]


def _worn(shot: Shot, style: str, meshes: Sequence[Mesh]) -> list[Layer]:
    """Return the area, shade and lines of a hair style; where it runs into the hair that is there, it has no line."""
    worn, picture = rasterise(meshes, shot.window), shot.picture
    mask = (worn.mesh >= 0) & (worn.depth > shot.raster.depth)
    area = _layer(shot, "hair", style, mask, (5e-5, _FILL))
    if not area:
        return []
    light = _blurred(worn.normal @ _LIGHT, mask, max(3, max(shot.window.width, shot.window.height) // 110))
    shade = _layer(shot, "hair", f"{style}_shade", mask & (light < _SHADE_BELOW), (2.2e-4, _SHADE))
    hair = picture.roles.index("hair") if "hair" in picture.roles else -1
    under, is_worn, mesh, depth = picture.role.ravel(), mask.ravel(), worn.mesh.ravel(), worn.depth.ravel()

    def classify(a: Index, b: Index) -> Index:
        both, other = is_worn[a] & is_worn[b], np.where(is_worn[a], under[b], under[a])
        kind = np.where(
            both,
            np.where(np.abs(depth[a] - depth[b]) > _FOLD, HEM, NO_LINE),
            np.where(other == 0, OUTLINE, np.where(other == hair, NO_LINE, CONTOUR)),
        )
        return np.where(is_worn[a] | is_worn[b], kind, NO_LINE)

    labels = np.where(mask, worn.mesh + 1, 0)
    found = strokes(labels, classify, lambda a, b: np.maximum(is_worn[a] * mesh[a], is_worn[b] * mesh[b]), _FILL)
    lines = []
    for kind in (HEM, CONTOUR, OUTLINE):
        path = _path(
            [(stroke.curve, stroke.closed) for stroke in found if stroke.kind == kind and stroke.length_px >= _SHORTEST_PX.get(kind, 0)],
            shot.window,
        )
        lines += [Layer("hair", f"{style}_{LINE_ROLES[kind]}", path)] if path else []
    return [*area, *shade, *lines]


def _shadow_role(shot: Shot) -> str:
    """A body in the air throws a smaller and paler shadow."""
    return "shadow" if shot.scene.panel.airborne is None else "faint"


def _shadow_mask(shot: Shot) -> Mask:
    """Drop every point on the floor, count on a coarse grid, blur and cut at a level."""
    window, cell = shot.window, _SHADOW_CELL
    points = np.concatenate([mesh.points for mesh in shot.meshes if not mesh.role.startswith("wall")]) * np.array([1, 1, 0])
    pixels = window.pixels(points)
    wide, high = window.width // cell + 3, window.height // cell + 3
    grid = np.zeros((high, wide))
    column = np.clip((pixels[:, 0] / cell).astype(int) + 1, 0, wide - 1)
    row = np.clip((pixels[:, 1] / cell).astype(int) + 1, 0, high - 1)
    grid[row, column] = 1
    for radius, axis in ((5, 1), (5, 1), (5, 1), (2, 0), (2, 0)):
        grid = _box(grid, radius, axis) / (2 * radius + 1)
    fine = np.asarray(np.kron(grid, np.ones((cell, cell))), np.float64)[cell : cell + window.height, cell : cell + window.width]
    for axis in (0, 1):
        fine = _box(fine, 4, axis) / 9
    mask = np.zeros((window.height, window.width), bool)
    mask[: fine.shape[0], : fine.shape[1]] = fine > (
        _SHADOW_LEVEL if shot.scene.panel.airborne is None else _AIRBORNE_SHARE * float(fine.max())
    )
    mask &= ~window.outside()
    return mask
