"""A tube swept along a line of bones: a toe, a finger, a thumb."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from handouts.figure.body.mesh import Shell, grid, pchip, turn_angles
from handouts.figure.bones.rotation import Array

_CAP = 5


class Fineness(NamedTuple):
    """How many rings a tube has, how many points each of them, and by what share of the radius its end is rounded out."""

    rings: int
    around: int
    tip: float = 0.85


class BoneLine(NamedTuple):
    """The line through a digit, one row a point, and the radii across and up at each."""

    path: Array
    across: Array
    up: Array


def tube(bones: BoneLine, aside: ArrayLike, fine: Fineness) -> tuple[Shell, Array]:
    """Sweep an ellipse along a digit; `aside` is the direction the radius across lies in.

    Also return for each point its share of the length, and how far up (`way` x `aside`) and how far aside it lies (cosine and sine).
    """
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(bones.path, axis=0), axis=1))])
    t = np.linspace(0, run[-1], fine.rings)
    centre, across, up = (pchip(run, values, t) for values in bones)
    way = np.gradient(centre, axis=0)
    way /= np.linalg.norm(way, axis=1)[:, None]
    q = np.linspace(0, np.pi / 2, _CAP + 1)[1:]
    round_ = np.concatenate([np.maximum(np.cos(q[::-1]), 0.02), np.ones(fine.rings), np.maximum(np.cos(q), 0.02)])
    beyond = np.concatenate([-0.5 * np.sin(q[::-1]) * up[0], np.zeros(fine.rings), fine.tip * np.sin(q) * up[-1]])
    pick = np.clip(np.arange(-_CAP, fine.rings + _CAP), 0, fine.rings - 1)
    centre, way = centre[pick] + way[pick] * beyond[:, None], way[pick]
    sideways = np.asarray(aside, float) - way * (way @ np.asarray(aside, float))[:, None]
    sideways /= np.linalg.norm(sideways, axis=1)[:, None]
    c, s = np.cos(turn_angles(fine.around))[:, None], np.sin(turn_angles(fine.around))[:, None]
    above, tall, wide = np.cross(way, sideways)[:, None], (up[pick] * round_)[:, None, None], (across[pick] * round_)[:, None, None]
    points = centre[:, None] + c * above * tall + s * sideways[:, None] * wide
    share = np.broadcast_to((t / run[-1])[pick][:, None, None], (len(pick), fine.around, 1))
    own = np.concatenate([share, np.broadcast_to(c, share.shape), np.broadcast_to(s, share.shape)], -1)
    return Shell(points.reshape(-1, 3), grid(len(pick), fine.around)), own.reshape(-1, 3)
