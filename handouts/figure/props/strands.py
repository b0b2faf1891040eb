"""A band, strap, rope or towel -> its path and its meshes. Tight round limbs: a loop is the hull of all that it holds.

The hull is taken in the plane square to the limbs, each point keeping its own height along them; so a loop lies behind both knees, and
crosses nothing that it goes round. World units, % of stature.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from handouts.figure.body.hands import grip_centre
from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.rotation import Array, across, outward, unit
from handouts.figure.bones.skeleton import Skeleton
from handouts.figure.model.props import AnyProp, Chair, Doorframe, PostProp, Rail, Solid
from handouts.figure.model.worn import Anchor, Strand
from handouts.figure.props.furniture import LINTEL, POST_HALF, RAIL_RADIUS, rail_line
from handouts.figure.props.held import STRAND_RADIUS
from handouts.figure.props.shapes import curve, ribbon
from handouts.figure.props.wearer import Wearer

_ROUND: Mapping[str, tuple[str, float, float]] = {
    "ankle": ("shank", -20.5, 0.9), "shin": ("shank", -12.0, 0.9), "knee": ("shank", -2.6, 0.9), "above_knee": ("thigh", -20.5, 0.9),
    "thigh": ("thigh", -16.0, 0.9), "foot": ("foot", 4.6, 0.7), "toes": ("foot", 7.2, 0.7), "heel": ("foot", -2.6, 0.7),
    "wrist": ("forearm", -13.4, 0.8), "forearm": ("forearm", -7.0, 0.9), "upper_arm": ("upper_arm", -11.0, 0.9),
}  # fmt: skip
"""What a strand goes round: the segment, how far along it, and half of how much of it counts."""
_TRUNK: Mapping[str, tuple[str, float]] = {"waist": ("lumbar", 2.0), "chest": ("thorax", 2.5)}
_CLOTHES: Mapping[str, tuple[str, ...]] = {"thigh": ("shorts_leg",), "upper_arm": ("sleeve",), "foot": ("big_toe", "toe_5")}
_SIZES: Mapping[str, tuple[float, float]] = {
    "band": (0.95, 0.32), "strap": (0.8, 0.28), "rope": (STRAND_RADIUS, STRAND_RADIUS), "towel": (2.2, 0.5),
}  # fmt: skip
_OFF_SKIN = 0.38
_TAIL = 3.2
_WRAP_POINTS = 20


class StrandPlace(NamedTuple):
    """What one anchor gives: its points, and the direction of the limb or post it goes round, None at a single point."""

    points: Array
    axis: Array | None
    is_limb: bool = False

    @property
    def middle(self) -> Array:
        """The middle of its points."""
        middle: Array = self.points.mean(0)
        return middle


def strand_meshes(name: str, prop: Strand, wearer: Wearer) -> list[Mesh]:
    """Return the meshes of a strand."""
    up = _breadth(places(prop, wearer))
    strand, *ties = strand_paths(prop, wearer)
    first, last = (_is_held(prop.through[i]) and not prop.loop for i in (0, -1))
    meshes = ribbon(strand, (name, prop.look), _SIZES[prop.look], up, (first, last))
    return meshes + [mesh for tie in ties for mesh in ribbon(tie, (name, prop.look), _SIZES[prop.look], up)]


def strand_paths(prop: Strand, wearer: Wearer) -> list[Array]:
    """Return the middle lines of a strand: the strand itself, then what is wound round an end of it."""
    along = places(prop, wearer)
    if prop.loop:
        return [_hull(along)]
    ties = [_closed(place) for place in (along[0], along[-1]) if place.axis is not None]
    ends = [_tied(along[0], along[1].middle), *along[1:-1], _tied(along[-1], along[-2].middle)]
    if any(place.axis is not None for place in ends):
        path = _round_open(ends)
    else:
        path = np.concatenate([place.points for place in ends])
        path = curve(path) if prop.smooth else path
    return [_with_tails(path, prop, wearer), *ties]


def places(prop: Strand, wearer: Wearer) -> list[StrandPlace]:
    """Return what each anchor gives."""
    own = {i: _own_place(anchor, wearer) for i, anchor in enumerate(prop.through) if anchor.on is None}
    aside = float(np.mean([place.middle[1] for place in own.values()])) if own else 0.0
    return [
        own[i] if anchor.on is None else _on_prop(wearer.props[anchor.on], anchor.up or 0.0, aside) for i, anchor in enumerate(prop.through)
    ]


def _is_held(anchor: Anchor) -> bool:
    """Return whether a fist closes round the strand."""
    return anchor.of in ("left_hand", "right_hand") and anchor.at is None


def _breadth(along: Sequence[StrandPlace]) -> Array:
    """Return which way a ribbon is broad: along the limbs it goes round, else upright."""
    limbs = [place.axis for place in along if place.axis is not None and place.is_limb]
    limbs = limbs or [place.axis for place in along if place.axis is not None]
    return _common(limbs) if limbs else np.array([0.0, 0.0, 1.0])


def _common(axes: Sequence[Array]) -> Array:
    return unit(np.sum([a if float(a @ axes[0]) > 0 else -a for a in axes], axis=0))


def _own_place(anchor: Anchor, wearer: Wearer) -> StrandPlace:
    if anchor.round is not None:
        return _limb(anchor.round, wearer)
    if anchor.of is not None:
        frame = wearer.frames[anchor.of]
        if anchor.at is None:
            return StrandPlace(frame.point(grip_centre(STRAND_RADIUS) if anchor.of.endswith("hand") else (0, 0, 0))[None], None)
        x, y, z = anchor.at
        return StrandPlace(frame.point((x, -y if anchor.of.startswith("right_") else y, z))[None], None)
    return StrandPlace(np.array([anchor.at], float), None)


def _on_prop(prop: AnyProp, height: float, aside: float) -> StrandPlace:
    """Return a place on a prop: round a post, a rail or the nearer jamb; at a point of anything else."""
    assert isinstance(prop, Solid)
    at = np.array([*prop.at, prop.up + height])
    upright = np.array([0.0, 0.0, 1.0])
    if isinstance(prop, PostProp):
        return StrandPlace(_ring(at, upright, POST_HALF * 1.25 + 0.2), upright)
    if isinstance(prop, Doorframe):
        jamb = at + np.array([0.0, math.copysign((prop.width + LINTEL) / 2, aside - prop.at[1]), 0.0])
        return StrandPlace(_ring(jamb, upright, LINTEL * 0.72), upright)
    if isinstance(prop, Rail):
        middle, way = rail_line(prop)
        return StrandPlace(_ring(middle + np.array([0, 0, prop.up]), way, RAIL_RADIUS + 0.3), way)
    if isinstance(prop, Chair):  # round a leg
        leg = at + np.array([prop.size[0] / 2 - 1.6, 0.0, 0.0])
        return StrandPlace(_ring(leg, upright, 1.3), upright)
    return StrandPlace(at[None], None)


def _ring(middle: Array, axis: Array, radius: float) -> Array:
    x = unit(across(np.eye(3)[int(np.argmin(np.abs(axis)))], axis))
    turn = np.linspace(0, 2 * np.pi, _WRAP_POINTS, endpoint=False)
    points: Array = middle + radius * (np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * np.cross(axis, x))
    return points


def limb_place(word: str, frames: Skeleton) -> Array:
    """Return the middle of the part of the body that a word of `round` names."""
    segment, k, along, _, _ = _segment(word)
    place: Array = frames[segment].at + frames[segment].axes[:, k] * along
    return place


def _segment(word: str) -> tuple[str, int, float, float, tuple[str, ...]]:
    """Return the segment that a strand goes round, which of its axes runs along it, where on it, half how much counts, and its parts."""
    if word in _TRUNK:
        segment, along = _TRUNK[word]
        return segment, 2, along, 0.9, ("torso", "pelvis")
    side = "left" if "left_" in word else "right"
    kind, along, half = _ROUND[word.replace(f"{side}_", "")]
    parts = (f"{side}_{kind}", *(f"{side}_{cloth}" for cloth in _CLOTHES.get(kind, ())))
    return f"{side}_{kind}", 0 if kind == "foot" else 2, along, half, parts


def _limb(word: str, wearer: Wearer) -> StrandPlace:
    """Return the skin, or the cloth over it, round a part of the body, a little off it."""
    segment, k, along, half, parts = _segment(word)
    frame = wearer.frames[segment]
    axis = frame.axes[:, k]
    points = np.concatenate([m.points for m in wearer.meshes if m.part in parts])
    off = np.abs((points - frame.at) @ axis - along)
    near = points[off < max(half, float(np.sort(off)[12]))]
    middle = near.mean(0)
    flat = near - np.outer((near - middle) @ axis, axis)
    return StrandPlace(flat + _OFF_SKIN * np.array([unit(v) for v in flat - middle]), axis, is_limb=True)


def _tied(place: StrandPlace, other: Array) -> StrandPlace:
    """Return the end of a strand that is tied round a post or limb: the point of it that is nearest to where the strand goes."""
    if place.axis is None:
        return place
    nearest = int(np.argmin(np.linalg.norm(place.points - other, axis=1)))
    return StrandPlace(place.points[nearest][None], None)


def _closed(place: StrandPlace) -> Array:
    return _hull([place])


def _hull(along: Sequence[StrandPlace]) -> Array:
    """Return the closed hull of points as seen along the limbs, each at its own place along them."""
    points = np.concatenate([place.points for place in along])
    ring = _hull_order(points, _breadth(along))
    return points[[*ring, ring[0]]]


def _round_open(along: Sequence[StrandPlace]) -> Array:
    """Return the part of the hull from the first anchor to the last that goes round what lies between them."""
    points = np.concatenate([place.points for place in along])
    ring = _hull_order(points, _breadth(along))
    first, last = 0, len(points) - 1
    if first not in ring or last not in ring:  # an end inside the hull: straight to and from it
        middle = [i for i in ring if i not in (first, last)]
        turn = min(range(len(middle)), key=lambda i: float(np.linalg.norm(points[middle[i]] - points[first])))
        return points[[first, *middle[turn:], *middle[:turn], last]]
    start = ring.index(first)
    onward = [*ring[start:], *ring[:start]]
    there = onward[: onward.index(last) + 1]
    back = [first, *onward[:0:-1]]
    back = back[: back.index(last) + 1]
    return points[there if len(there) > len(back) else back]


def _hull_order(points: Array, up: Array) -> list[int]:
    """Return the points on the convex hull as seen along `up`, in order (Andrew's monotone chain)."""
    x = unit(across((0.31, 0.95, 0.05), up))
    flat = np.stack([points @ x, points @ np.cross(up, x)], 1)
    order = [int(i) for i in np.lexsort((flat[:, 1], flat[:, 0]))]
    return [*_chain(flat, order), *_chain(flat, order[::-1])]


def _chain(flat: Array, order: Sequence[int]) -> list[int]:
    out: list[int] = []
    for i in order:
        while len(out) > 1:
            (ox, oy), (px, py), (qx, qy) = flat[out[-2]], flat[out[-1]], flat[i]
            if (px - ox) * (qy - oy) - (py - oy) * (qx - ox) > 1e-9:
                break
            out.pop()
        out.append(i)
    return out[:-1]


def _with_tails(path: Array, prop: Strand, wearer: Wearer) -> Array:
    """A strand that ends in a fist comes out beyond the little finger."""
    pieces = [path]
    for end, anchor in ((0, prop.through[0]), (-1, prop.through[-1])):
        if _is_held(anchor):
            assert anchor.of is not None
            side = "left" if anchor.of == "left_hand" else "right"
            tail = path[end] - wearer.frames[anchor.of].axes[:, 1] * outward(side) * _TAIL  # type: ignore[arg-type]
            pieces = [tail[None], *pieces] if end == 0 else [*pieces, tail[None]]
    return np.concatenate(pieces)


_JOINED: Mapping[str, tuple[str, ...]] = {
    "thigh": ("thigh", "shorts_leg", "shank", "buttock"), "shank": ("shank", "thigh", "shorts_leg", "foot", "toe"),
    "foot": ("foot", "toe", "shank"), "forearm": ("forearm", "upper_arm", "sleeve", "hand", "finger", "thumb"),
    "upper_arm": ("upper_arm", "sleeve", "forearm", "torso"), "hand": ("hand", "finger", "thumb"), "lumbar": ("torso", "pelvis", "buttock"),
    "thorax": ("torso", "pelvis", "sleeve"),
}  # fmt: skip
"""The parts of the body at which a strand that goes round a segment lies close."""


def held_parts(prop: Strand, mesh: Mesh) -> bool:
    """Return whether a mesh belongs to what a strand goes round or is held by."""
    for anchor in prop.through:
        segment = _segment(anchor.round)[0] if anchor.round else anchor.of
        if segment is None:
            continue
        side, kind = segment.split("_", 1) if "_" in segment else ("", segment)
        if mesh.part.startswith(f"{side}_" if side and kind != "upper_arm" else "") and any(
            word in mesh.part for word in _JOINED.get(kind, (kind,))
        ):
            return True
    return False
