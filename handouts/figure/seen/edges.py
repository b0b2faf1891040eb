"""Which border between two pixels is a line of the drawing, and of which kind.

A body draws its silhouette, limbs that cross each other, and a limb's own joint only where it hides something behind it;
garments end in hems, flat props have edges.
"""

from collections.abc import Mapping

import numpy as np

from handouts.figure.body.foot import TOE_NAMES
from handouts.figure.body.hands import DIGIT_NAMES
from handouts.figure.body.mesh import Index
from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.rotation import Array
from handouts.figure.seen.labels import LabelImages
from handouts.figure.seen.outline import EdgeRule
from handouts.figure.seen.raster import Mask, Raster

NO_LINE, OUTLINE, CONTOUR, HEM, CREASE, EDGE, PROP, DETAIL = range(8)
LINE_ROLES: Mapping[int, str] = {
    OUTLINE: "outline", CONTOUR: "contour", HEM: "hem", CREASE: "crease", EDGE: "edge", PROP: "prop", DETAIL: "detail",
}  # fmt: skip
_JUMP = 1.7
_CREASE_COSINE, _BARE_CREASE_COSINE = 0.2, -0.3

_SIDED = (
    ("thigh", "shorts_leg"), ("thigh", "shank"), ("shank", "foot"), ("shorts_leg", "buttock"), ("thigh", "buttock"),
    ("upper_arm", "sleeve"), ("upper_arm", "forearm"), ("forearm", "hand"),
)  # fmt: skip
_TO_TRUNK = (
    ("shorts_leg", "pelvis"), ("shorts_leg", "torso"), ("thigh", "pelvis"), ("thigh", "torso"), ("sleeve", "torso"), ("upper_arm", "torso"),
    ("buttock", "pelvis"), ("buttock", "torso"),
)  # fmt: skip
_MIDDLE = (
    ("pelvis", "torso"), ("neck", "torso"), ("neck", "head"), ("head", "ear"), ("head", "nose"), ("left_buttock", "right_buttock"),
)  # fmt: skip
_JUMPS: Mapping[frozenset[str], float] = {
    frozenset(("head", "ear")): 0.12,
    frozenset(("head", "nose")): 0.35,
    frozenset(("neck", "head")): 0.5,
    frozenset(("pelvis", "torso")): 9.0,
    frozenset(("neck", "torso")): 1.0,
    frozenset(("left_buttock", "right_buttock")): 1.2,
}

_DIGITS: Mapping[str, tuple[tuple[str, ...], float]] = {"foot": (TOE_NAMES, 0.5), "hand": (DIGIT_NAMES, 0.32)}
"""What the digits of a foot or hand are called, and the depth step from which one stands out from it: a line finer than any other."""


def _neighbours() -> set[frozenset[str]]:
    pairs = {frozenset(pair) for pair in _MIDDLE}
    for side in SIDES:
        pairs |= {frozenset((f"{side}_{a}", f"{side}_{b}")) for a, b in _SIDED}
        pairs |= {frozenset((f"{side}_{a}", b)) for a, b in _TO_TRUNK}
        pairs |= {frozenset((f"{side}_{home}", f"{side}_{digit}")) for home, (digits, _) in _DIGITS.items() for digit in digits}
    return pairs


def edge_rules(picture: LabelImages, raster: Raster, *, bare: bool) -> tuple[EdgeRule, EdgeRule]:
    """Return the class of an edge and its owner, for pixel numbers on its two sides."""
    depth, part, role = raster.depth.ravel(), picture.part.ravel(), picture.role.ravel()
    normal = raster.normal.reshape(-1, 3)
    near, jump, one_prop = _pair_tables(picture)
    fine = _fine_steps(picture)
    is_body = picture.body_parts
    sharp = _BARE_CREASE_COSINE if bare else _CREASE_COSINE

    def classify(a: Index, b: Index) -> Index:
        pa, pb = part[a], part[b]
        body_a, body_b = is_body[pa], is_body[pb]
        step, bend = np.abs(depth[a] - depth[b]), (normal[a] * normal[b]).sum(1)
        both, neither = body_a & body_b, ~body_a & ~body_b
        joined, empty = near[pa, pb], (pa == 0) | (pb == 0)
        kind = np.zeros(len(a), np.int64)
        kind[both & ~joined] = CONTOUR
        kind[both & joined & (bend < sharp) & (pa != pb)] = CREASE
        kind[both & joined & (role[a] != role[b])] = HEM
        kind[both & joined & (pa != pb) & (step > jump[pa, pb])] = CONTOUR
        nearer_is_body = np.where(depth[a] > depth[b], body_a, body_b)
        mixed = body_a != body_b
        kind[mixed] = np.where(nearer_is_body | empty, OUTLINE, PROP)[mixed]
        kind[neither] = np.where(empty | ~one_prop[pa, pb], PROP, EDGE)[neither]
        small = (both | neither) & np.isfinite(fine[pa, pb])
        kind[small] = np.where((step > fine[pa, pb]) & ((pa != pb) | (role[a] != role[b])), DETAIL, NO_LINE)[small]
        return kind

    numbers = {group: i for i, group in enumerate(dict.fromkeys(picture.groups))}
    group = np.array([numbers[name] for name in picture.groups])

    def owner(a: Index, b: Index) -> Index:
        owners: Index = np.where(depth[a] > depth[b], group[part[a]], group[part[b]])
        return owners

    return classify, owner


def _fine_steps(picture: LabelImages) -> Array:
    """Return for each pair of parts the depth step that draws a fine line: digits with each other, with their own, with their home.

    The hand of a helper is `helper_1.hand`, with its digits likewise.
    """
    steps = np.full((len(picture.parts), len(picture.parts)), np.inf)
    owners = {*(f"{side}_" for side in SIDES), *(f"{name.split('.')[0]}." for name in picture.parts if name.startswith("helper_"))}
    for owner in owners:
        for home, (digits, step) in _DIGITS.items():
            found = [i for i, name in enumerate(picture.parts) if name in [f"{owner}{digit}" for digit in digits]]
            steps[np.ix_(found, found)] = -1.0
            for i in (i for i, name in enumerate(picture.parts) if name == f"{owner}{home}"):
                steps[i, found] = steps[found, i] = step
                wrist = [k for k, name in enumerate(picture.parts) if name == f"{owner}forearm" and "." in name]
                steps[i, wrist] = steps[wrist, i] = _JUMP
    return steps


def _pair_tables(picture: LabelImages) -> tuple[Mask, Array, Mask]:
    """Return for each pair of parts: joined in the skeleton, depth step that draws a line, same prop."""
    count, neighbours = len(picture.parts), _neighbours()
    near, jump, same = np.zeros((count, count), bool), np.full((count, count), _JUMP), np.zeros((count, count), bool)
    base = [name.split("!")[0].split(".")[0] for name in picture.parts]
    for i in range(1, count):
        for j in range(1, count):
            pair = frozenset((picture.parts[i], picture.parts[j]))
            near[i, j] = i == j or pair in neighbours
            jump[i, j] = _JUMPS.get(pair, _JUMP)
            same[i, j] = base[i] == base[j]
    return near, jump, same
