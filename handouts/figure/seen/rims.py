"""A limb that hardly comes out behind its twin is drawn with it: two all but equal outlines would change from pixel to pixel."""

import numpy as np
from numpy.typing import NDArray

from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.places import LIMBS
from handouts.figure.bones.rotation import Array
from handouts.figure.seen.raster import Labels, Mask

_FOLLOWED_PX = 14
"""How far a thin rim is followed from where the limb comes out for good, so that it ends in one place."""
_WIDEST_PX = 5
_HERE = (0, 0)
_CROSS = (_HERE, (0, 1), (0, -1), (1, 0), (-1, 0))
_SQUARE = (*_CROSS, (1, 1), (1, -1), (-1, 1), (-1, -1))


def without_rims(labels: Labels, depth: Array, limb_of: NDArray[np.str_]) -> Labels:
    """Return the labels with thin rims of a limb in those of its nearer twin; `limb_of` says for each label whose it is."""
    for limb in LIMBS:
        side, kind = limb.split("_")
        twin = f"{SIDES[1 - SIDES.index(side)]}_{kind}"
        mine = (limb_of == limb)[labels]
        if mine.any() and (limb_of == twin).any():
            labels = _joined(labels, depth, mine & ~_stands_out(mine), (limb_of == twin)[labels])
    return labels


def _stands_out(mask: Mask) -> Mask:
    """Return the parts of a mask that are wide, with the narrower ones that go on from them."""
    core = _worn(_worn(mask, _SQUARE), _CROSS)
    wide = _grown(_grown(core, _CROSS), _SQUARE) & mask
    narrow = _grown(_worn(mask, _CROSS), _CROSS)
    for _ in range(_FOLLOWED_PX):
        wide = _grown(wide, _SQUARE) & narrow | wide
    return _grown(wide, _SQUARE) & mask


def _joined(labels: Labels, depth: Array, rim: Mask, twin: Mask) -> Labels:
    """Return the labels with a rim in those of the nearer pixels of the twin beside it."""
    labels, depth, rim, twin = labels.copy(), depth.copy(), rim.copy(), twin.copy()
    for _ in range(_WIDEST_PX):
        taken = np.zeros_like(rim)
        for way in _CROSS[1:]:
            beside, near = np.roll(labels, way, (0, 1)), np.roll(depth, way, (0, 1))
            found = rim & ~taken & np.roll(twin, way, (0, 1)) & (near > depth)
            labels[found], depth[found] = beside[found], near[found]
            taken |= found
        if not taken.any():
            break
        rim &= ~taken
        twin |= taken
    return labels


def _worn(mask: Mask, shape: tuple[tuple[int, int], ...]) -> Mask:
    return ~_grown(~mask, shape)


def _grown(mask: Mask, shape: tuple[tuple[int, int], ...]) -> Mask:
    out = mask.copy()
    for way in shape[1:]:
        out |= np.roll(mask, way, (0, 1))
    return out
