"""The meshes of what stands in a room: boxes, beds, sofas, chairs, walls, posts, rails, stairs, slopes. World units, % of stature."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from handouts.figure.body.mesh import Mesh, ellipsoid
from handouts.figure.bones.rotation import Array
from handouts.figure.model import props as kinds
from handouts.figure.props.shapes import Corner, box, cylinder, ramp, rod, shell_mesh, soft_box

RAIL_RADIUS, POST_HALF, LINTEL = 1.2, 1.3, 3.0
CHAIR_BACK_TOP = 28.0
"""How high a chair's back is above its seat."""
_SHORT_LEGS = 4.0
WALL_AHEAD, WALL_BESIDE = (1.5, 44.0, 110.0), (1.5, 30.0, 104.0)

Boxlike = (
    kinds.BoxProp | kinds.StepProp | kinds.Bed | kinds.Sofa | kinds.Pad | kinds.Chair | kinds.Mat | kinds.Worktop
    | kinds.Slope | kinds.Wedge | kinds.Stairs | kinds.Cloth | kinds.Pillow
)  # fmt: skip


def span(prop: Boxlike) -> tuple[float, float, float, float, float]:
    """Return the ground plan x0, y0, x1, y1 and the height."""
    length, width, height = prop.size
    x, y = prop.at
    return x - length / 2, y - width / 2, x + length / 2, y + width / 2, height


def _box(name: str, prop: kinds.BoxProp | kinds.StepProp | kinds.Mat) -> list[Mesh]:
    """Return what a kind with a size and no shape of its own is drawn as."""
    x0, y0, x1, y1, h = span(prop)
    return box((x0, y0, 0), (x1, y1, h), name, "mat" if prop.kind == "mat" else "box")


def _worktop(name: str, prop: kinds.Worktop) -> list[Mesh]:
    """A kitchen unit: its top overhangs a body that stands on a recessed foot."""
    x0, y0, x1, y1, h = span(prop)
    meshes = box((x0, y0, h - 2.4), (x1, y1, h), name, "wood")
    meshes += box((x0 + 1.4, y0 + 1.4, 5), (x1 - 1.4, y1 - 1.4, h - 2.4), f"{name}_body", "box")
    return [*meshes, *box((x0 + 3, y0 + 3, 0), (x1 - 3, y1 - 3, 5), f"{name}_foot", "dark")]


def _bed(name: str, prop: kinds.Bed) -> list[Mesh]:
    x0, y0, x1, y1, h = span(prop)
    mattress, legs = 8.0, h - 12.5
    meshes = soft_box((x0, y0, h - mattress), (x1, y1, h), name, "soft", rounding=1.8)
    meshes += box((x0 + 2, y0 + 2, legs), (x1 - 2, y1 - 2, h - mattress + 0.6), f"{name}_base", "wood")
    for i, (x, y) in enumerate(((x0 + 5, y0 + 5), (x1 - 8, y0 + 5), (x0 + 5, y1 - 8), (x1 - 8, y1 - 8))):
        meshes += box((x, y, 0), (x + 3, y + 3, legs), f"{name}_leg{i}", "wood")
    return meshes


def _sofa(name: str, prop: kinds.Sofa) -> list[Mesh]:
    x0, y0, x1, y1, h = span(prop)
    top, low = h + prop.height, prop.legs
    meshes = soft_box((x0, y0, max(h - 8, low + 1)), (x1, y1, h), name, "soft", rounding=2.2)
    meshes += box((x0 + 1, y0 + 1, low), (x1 - 1, y1 - 1, max(h - 7.4, low + 1.6)), f"{name}_base", "wood")
    for i, (x, y) in enumerate(((x0 + 2, y0 + 2), (x1 - 4, y0 + 2), (x0 + 2, y1 - 4), (x1 - 4, y1 - 4)) if low > _SHORT_LEGS else ()):
        meshes += box((x, y, 0), (x + 2, y + 2, low), f"{name}_leg{i}", "wood")
    backs: Mapping[str, tuple[Corner, Corner]] = {
        "behind": ((x0 - 6, y0, low + 0.8), (x0 + 2, y1, top)),
        "front": ((x1 - 2, y0, low + 0.8), (x1 + 6, y1, top)),
        "right": ((x0, y0 - 6, low + 0.8), (x1, y0 + 2, top)),
        "left": ((x0, y1 - 2, low + 0.8), (x1, y1 + 6, top)),
    }
    return meshes + (soft_box(*backs[prop.back], f"{name}_back", "soft", rounding=2.6) if prop.back in backs else [])


def _chair(name: str, prop: kinds.Chair) -> list[Mesh]:
    x0, y0, x1, y1, h = span(prop)
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
    return meshes + soft_box((*rail[0], h + CHAIR_BACK_TOP - 11), (*rail[1], h + CHAIR_BACK_TOP), f"{name}_rail", "soft", rounding=0.9)


def _wall(name: str, prop: kinds.Wall) -> list[Mesh]:
    """A wall across in front or behind (its face at `at`), or one beside; one drawn as a line has no mesh."""
    if prop.drawn == "line":
        return []
    thick, width, height = prop.size or WALL_AHEAD
    x, y = prop.at
    if prop.beside:
        away = -thick if y < 0 else thick
        return box((x - width / 2, min(y, y + away), 0), (x + width / 2, max(y, y + away), height), name, "wall")
    near, far = (x - thick, x) if prop.behind else (x, x + thick)
    faces = box((near, y - width / 2, 0), (far, y + width / 2, height), name, "wall")
    return [replace(face, group="backdrop") for face in faces]  # as large as the picture, so it does not widen it


def _post(name: str, prop: kinds.PostProp) -> list[Mesh]:
    """A post on a small foot."""
    x, y = prop.at
    half, foot = POST_HALF, POST_HALF + 1.3
    meshes = box((x - half, y - half, 1.4), (x + half, y + half, prop.height), name, "wood")
    return meshes + box((x - foot, y - foot, 0), (x + foot, y + foot, 1.4), f"{name}_foot", "wood")


def _rail(name: str, prop: kinds.Rail) -> list[Mesh]:
    """A handrail on two posts."""
    middle, way = rail_line(prop)
    half = prop.length / 2
    meshes = rod(middle - way * half, middle + way * half, RAIL_RADIUS, (name, "wood"))
    for i, along in enumerate((3.0 - half, half - 3.0)):
        x, y, z = middle + way * along
        meshes += rod((x, y, 0), (x, y, z - 0.9), 0.85, (f"{name}_post{i}", "wood"))
    return meshes


def rail_line(prop: kinds.Rail) -> tuple[Array, Array]:
    """Return the middle of a rail's axis and its direction, for a rail that stands on the floor."""
    rise = math.radians(prop.rises)
    along = (0.0, math.cos(rise), math.sin(rise)) if prop.across else (math.cos(rise), 0.0, math.sin(rise))
    return np.array([*prop.at, prop.height - RAIL_RADIUS]), np.array(along)


def _ramp(name: str, prop: kinds.Slope | kinds.Wedge) -> list[Mesh]:
    x0, y0, x1, y1, h = span(prop)
    return ramp((x0, y0, 0), (x1, y1, h), name, "box", forwards=prop.rises == "forwards")


def _stairs(name: str, prop: kinds.Stairs) -> list[Mesh]:
    x0, y0, x1, y1, h = span(prop)
    meshes: list[Mesh] = []
    for i in range(prop.steps):
        a, b = (x0 + (x1 - x0) * share / prop.steps for share in (i, i + 1))
        level = h * (i + 1 if prop.rises == "forwards" else prop.steps - i) / prop.steps
        meshes += box((a, y0, 0), (b, y1, level), f"{name}{i}", "box")
    return meshes


def _doorframe(name: str, prop: kinds.Doorframe) -> list[Mesh]:
    """Two jambs and a lintel."""
    (x, y), h, half = prop.at, prop.height, prop.width / 2
    meshes = box((x - 1.4, y - half - LINTEL, h), (x + 1.4, y + half + LINTEL, h + LINTEL), f"{name}_lintel", "wood")
    for side, a in (("right", y - half - LINTEL), ("left", y + half)):
        meshes += box((x - 1.4, a, 0), (x + 1.4, a + LINTEL, h), f"{name}_{side}", "wood")
    return meshes


def _balance_board(name: str, prop: kinds.BalanceBoard) -> list[Mesh]:
    (x, y), height = prop.at, prop.height
    meshes = cylinder((x, y, height - 0.6), (0, 0, 1), (prop.radius, 1.3), (name, "wood"), hole=0.01)
    ball = ellipsoid((x, y, height - 1.2), (4.6, 4.6, height - 1.2), 20, 40)
    below = replace(ball, points=np.minimum(ball.points, [np.inf, np.inf, height - 1.2]))  # half a ball: flat where the board lies on it
    return [*meshes, shell_mesh(below, f"{name}_dome", "dark")]


FURNITURE: Mapping[type, Callable[[str, Any], list[Mesh]]] = {
    kinds.BoxProp: _box,
    kinds.StepProp: _box,
    kinds.Mat: _box,
    kinds.Worktop: _worktop,
    kinds.Bed: _bed,
    kinds.Sofa: _sofa,
    kinds.Wall: _wall,
    kinds.BalanceBoard: _balance_board,
    kinds.PostProp: _post,
    kinds.Chair: _chair,
    kinds.Rail: _rail,
    kinds.Slope: _ramp,
    kinds.Wedge: _ramp,
    kinds.Stairs: _stairs,
    kinds.Doorframe: _doorframe,
}
"""What each kind is drawn as, standing on the floor."""
