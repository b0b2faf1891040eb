"""A prop of the figure file -> its meshes, and the height of the surface it offers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from handouts.figure.body.mesh import Mesh, ellipsoid
from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.rotation import Array, outward, unit
from handouts.figure.bones.skeleton import Skeleton
from handouts.figure.model import props as kinds
from handouts.figure.model.props import AnyProp, Solid
from handouts.figure.props.shapes import box, cylinder, dome, ribbon, rod, shell_mesh, soft_box

_WALL_AHEAD, _WALL_BESIDE = (1.5, 44.0, 110.0), (1.5, 30.0, 104.0)
_WALL_ASIDE = 27.0


@dataclass(frozen=True, slots=True)
class Wearer:
    """What a band or a stick needs to know of the body: its frames and meshes, and the other props."""

    frames: Skeleton
    meshes: Sequence[Mesh]
    props: Mapping[str, AnyProp]


def with_sizes(prop: AnyProp) -> AnyProp:
    """Return the prop with its default sizes filled in."""
    if not isinstance(prop, kinds.Wall):
        return prop
    if prop.beside is None:
        return replace(prop, size=prop.size or _WALL_AHEAD)
    return replace(prop, at=(prop.at[0], prop.at[1] or outward(prop.beside) * _WALL_ASIDE), size=prop.size or _WALL_BESIDE)


def top_height(prop: AnyProp) -> float:
    """Return the height of the surface a foot or a body can stand or lie on."""
    prop = with_sizes(prop)
    if isinstance(prop, kinds.Roller):
        return prop.up + 2 * prop.radius
    if isinstance(prop, kinds.Cushion | kinds.BalanceBoard | kinds.PostProp):
        return prop.up + prop.height
    return prop.up + prop.size[2] if isinstance(prop, Solid) and prop.size else 0.0


def roller_axis(prop: kinds.Roller) -> tuple[Array, Array, float]:
    """Return a point on a roller's axis, the axis direction and the radius."""
    return np.array([*prop.at, prop.up + prop.radius]), unit(prop.axis), prop.radius


def prop_meshes(name: str, prop: AnyProp, wearer: Wearer) -> list[Mesh]:
    """Return the meshes of a prop, lifted by its `up`."""
    prop = with_sizes(prop)
    if not isinstance(prop, Solid):
        return _WORN[type(prop)](name, prop, wearer)
    lift = np.array([0.0, 0.0, prop.up])
    return [replace(mesh, points=mesh.points + lift) for mesh in _SOLID.get(type(prop), _box)(name, prop)]


Boxlike = kinds.BoxProp | kinds.StepProp | kinds.Bed | kinds.Sofa | kinds.Pad | kinds.Chair | kinds.Mat | kinds.Worktop | kinds.Rail


def _span(prop: Boxlike) -> tuple[float, float, float, float, float]:
    """Return the ground plan x0, y0, x1, y1 and the height."""
    length, width, height = prop.size
    x, y = prop.at
    return x - length / 2, y - width / 2, x + length / 2, y + width / 2, height


def _box(name: str, prop: kinds.BoxProp | kinds.StepProp | kinds.Mat) -> list[Mesh]:
    """Return what a kind with a size and no shape of its own is drawn as."""
    x0, y0, x1, y1, h = _span(prop)
    return box((x0, y0, 0), (x1, y1, h), name, "mat" if prop.kind == "mat" else "box")


def _worktop(name: str, prop: kinds.Worktop) -> list[Mesh]:
    """A kitchen unit: its top overhangs a body that stands on a recessed foot."""
    x0, y0, x1, y1, h = _span(prop)
    meshes = box((x0, y0, h - 2.4), (x1, y1, h), name, "wood")
    meshes += box((x0 + 1.4, y0 + 1.4, 5), (x1 - 1.4, y1 - 1.4, h - 2.4), f"{name}_body", "box")
    return [*meshes, *box((x0 + 3, y0 + 3, 0), (x1 - 3, y1 - 3, 5), f"{name}_foot", "dark")]


def _pad(name: str, prop: kinds.Pad) -> list[Mesh]:
    x0, y0, x1, y1, h = _span(prop)
    return soft_box((x0, y0, 0), (x1, y1, h), name, "soft", rounding=min(1.4, h * 0.45))


def _bed(name: str, prop: kinds.Bed) -> list[Mesh]:
    x0, y0, x1, y1, h = _span(prop)
    mattress, legs = 8.0, h - 12.5
    meshes = soft_box((x0, y0, h - mattress), (x1, y1, h), name, "soft", rounding=1.8)
    meshes += box((x0 + 2, y0 + 2, legs), (x1 - 2, y1 - 2, h - mattress + 0.6), f"{name}_base", "wood")
    for i, (x, y) in enumerate(((x0 + 5, y0 + 5), (x1 - 8, y0 + 5), (x0 + 5, y1 - 8), (x1 - 8, y1 - 8))):
        meshes += box((x, y, 0), (x + 3, y + 3, legs), f"{name}_leg{i}", "wood")
    return meshes


def _sofa(name: str, prop: kinds.Sofa) -> list[Mesh]:
    x0, y0, x1, y1, h = _span(prop)
    back = prop.height
    meshes = soft_box((x0, y0, h - 8), (x1, y1, h), name, "soft", rounding=2.2)
    meshes += box((x0 + 1, y0 + 1, 2.2), (x1 - 1, y1 - 1, h - 7.4), f"{name}_base", "wood")
    if prop.back == "behind":
        meshes += soft_box((x0 - 6, y0, 3), (x0 + 2, y1, h + back), f"{name}_back", "soft", rounding=2.6)
    elif prop.back == "right":
        meshes += soft_box((x0, y0 - 6, 3), (x1, y0 + 2, h + back), f"{name}_back", "soft", rounding=2.6)
    return meshes


def _wall(name: str, prop: kinds.Wall) -> list[Mesh]:
    """A wall across in front (its face at `at`), or one beside."""
    thick, width, height = prop.size or _WALL_AHEAD
    x, y = prop.at
    if prop.beside:
        away = -thick if y < 0 else thick
        return box((x - width / 2, min(y, y + away), 0), (x + width / 2, max(y, y + away), height), name, "wall")
    faces = box((x, y - width / 2, 0), (x + thick, y + width / 2, height), name, "wall")
    return [replace(face, group="backdrop") for face in faces]  # as large as the picture, so it does not widen it


def _roller(name: str, prop: kinds.Roller) -> list[Mesh]:
    centre, axis, radius = roller_axis(replace(prop, up=0.0))
    return cylinder(centre, axis, (radius, prop.length), (name, "roller"))


def _cushion(name: str, prop: kinds.Cushion) -> list[Mesh]:
    return dome((*prop.at, 0.0), prop.radius, prop.height, (name, "soft"))


def _balance_board(name: str, prop: kinds.BalanceBoard) -> list[Mesh]:
    (x, y), height = prop.at, prop.height
    meshes = cylinder((x, y, height - 0.6), (0, 0, 1), (prop.radius, 1.3), (name, "wood"), hole=0.01)
    ball = ellipsoid((x, y, height - 1.2), (4.6, 4.6, height - 1.2), 20, 40)
    below = replace(ball, points=np.minimum(ball.points, [np.inf, np.inf, height - 1.2]))  # half a ball: flat where the board lies on it
    return [*meshes, shell_mesh(below, f"{name}_dome", "dark")]


def _post(name: str, prop: kinds.PostProp) -> list[Mesh]:
    x, y = prop.at
    return box((x - 1.3, y - 1.3, 0), (x + 1.3, y + 1.3, prop.height), name, "wood")


def _rail(name: str, prop: kinds.Rail) -> list[Mesh]:
    """A handrail on two posts."""
    x0, y0, x1, y1, h = _span(prop)
    middle = (y0 + y1) / 2
    meshes = rod(np.array([x0 - 3, middle, h - 1.2]), np.array([x1 + 3, middle, h - 1.2]), 1.2, (name, "wood"))
    for i, x in enumerate((x0, x1 - 1.8)):
        meshes += box((x, y0, 0), (x + 1.8, y1, h - 1.6), f"{name}_post{i}", "wood")
    return meshes


def _chair(name: str, prop: kinds.Chair) -> list[Mesh]:
    x0, y0, x1, y1, h = _span(prop)
    meshes = soft_box((x0, y0, h - 2.2), (x1, y1, h), name, "soft", rounding=1.0)
    for i, (x, y) in enumerate(((x0 + 1, y0 + 1), (x1 - 2.2, y0 + 1), (x0 + 1, y1 - 2.2), (x1 - 2.2, y1 - 2.2))):
        meshes += box((x, y, 0), (x + 1.3, y + 1.3, h - 2), f"{name}_leg{i}", "wood")
    if prop.back == "none":
        return meshes
    if prop.back in ("left", "right"):
        y = y1 - 1.5 if prop.back == "left" else y0 + 1.5
        posts, rail = (
            (((x0 + 1, y - 0.7), (x0 + 2.4, y + 0.7)), ((x1 - 2.4, y - 0.7), (x1 - 1, y + 0.7))),
            ((x0 + 0.6, y - 1), (x1 - 0.6, y + 1)),
        )
    else:
        x = x0 + 1.5 if prop.back == "behind" else x1 - 1.5
        posts, rail = (
            (((x - 0.7, y0 + 1), (x + 0.7, y0 + 2.4)), ((x - 0.7, y1 - 2.4), (x + 0.7, y1 - 1))),
            ((x - 1, y0 + 0.6), (x + 1, y1 - 0.6)),
        )
    for i, (a, b) in enumerate(posts):
        meshes += box((*a, h), (*b, h + 27), f"{name}_post{i}", "wood")
    return meshes + soft_box((*rail[0], h + 17), (*rail[1], h + 28), f"{name}_rail", "soft", rounding=0.9)


def _loop_band(name: str, prop: kinds.LoopBand, wearer: Wearer) -> list[Mesh]:
    """The hull of the two limb sections, in their common plane."""
    (a, ra, along_a), (b, rb, along_b) = (_section(prop.around, side, wearer) for side in SIDES)
    d = unit(b - a)
    up = along_a + along_b
    up = unit(up - d * float(up @ d))
    side = np.cross(d, up)
    turn = np.radians(np.linspace(-90, 90, 15))
    first = [a + ra * (-d * np.cos(t) + side * np.sin(t)) for t in turn]
    second = [b + rb * (d * np.cos(t) + side * np.sin(t)) for t in turn[::-1]]
    return ribbon(np.array([*first, *second, first[0]]), (name, "band"), (1.1, 0.45), up)


def _section(around: str, side: str, wearer: Wearer) -> tuple[Array, float, Array]:
    if around == "feet":
        foot = wearer.frames[f"{side}_foot"]
        return foot.point((4.2, 0, -1.9)), 2.75, foot.axes[:, 0]
    segment, down = (f"{side}_shank", 20.5) if around == "ankles" else (f"{side}_thigh", 20.5)
    frame = wearer.frames[segment]
    mesh = next(m for m in wearer.meshes if m.part == segment)
    ring = mesh.local[np.abs(mesh.local[:, 2] + down) < 0.9][:, :2]
    return frame.point((0, 0, -down)), float(np.linalg.norm(ring, axis=1).mean()) + 0.35, frame.axes[:, 2]


def _long_band(name: str, prop: kinds.LongBand, wearer: Wearer) -> list[Mesh]:
    post = wearer.props[prop.from_prop]
    assert isinstance(post, kinds.PostProp)
    start = np.array([post.at[0], post.at[1], prop.height])
    hands = [wearer.frames[f"{side}_hand"].point((1.5, 0, -4.2)) for side in SIDES]
    middle = (hands[0] + hands[1]) / 2
    start = start + unit(middle - start) * 1.4
    return ribbon(np.array([start, middle]), (name, "band"), (0.75, 0.4))


def _stick(name: str, prop: kinds.Stick, wearer: Wearer) -> list[Mesh]:
    """A stick along the back: from below the tailbone to above the head, touching head, upper back and tailbone."""
    thorax, pelvis = wearer.frames["thorax"], wearer.frames["pelvis"]
    low, high = pelvis.point((-8.3, 0, -3.0)), thorax.point((-7.0, 0, 9.0))
    way = unit(high - low)
    length = prop.length
    start = low - way * 3.0
    return rod(start, start + way * length, prop.radius, (name, "stick"))


def _dumbbell(name: str, prop: kinds.Dumbbell, wearer: Wearer) -> list[Mesh]:
    hand = wearer.frames[f"{prop.hand}_hand"]
    centre, axis = hand.point((0.9, 0, -4.2)), hand.axes[:, 1]
    meshes = cylinder(centre, axis, (0.8, 8), (name, "dark"), hole=0.01)
    for sign, end in ((-1, "a"), (1, "b")):
        meshes += cylinder(centre + axis * sign * 4.6, axis, (2.1, 3.2), (f"{name}_{end}", "dark"), hole=0.01)
    return meshes


_SOLID: Mapping[type, Callable[[str, Any], list[Mesh]]] = {
    kinds.Pad: _pad,
    kinds.Worktop: _worktop,
    kinds.Bed: _bed,
    kinds.Sofa: _sofa,
    kinds.Wall: _wall,
    kinds.Roller: _roller,
    kinds.Cushion: _cushion,
    kinds.BalanceBoard: _balance_board,
    kinds.PostProp: _post,
    kinds.Chair: _chair,
    kinds.Rail: _rail,
}
_WORN: Mapping[type, Callable[[str, Any, Wearer], list[Mesh]]] = {
    kinds.LoopBand: _loop_band,
    kinds.LongBand: _long_band,
    kinds.Stick: _stick,
    kinds.Dumbbell: _dumbbell,
}
