"""What can be wrong with close-ups, insets and notes: a circle too full or too empty, one that hides something, a clock on the body."""

from collections.abc import Iterator

import numpy as np

from handouts.figure.body.foot import TOE_NAMES
from handouts.figure.body.hands import DIGIT_NAMES
from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.rotation import Array
from handouts.figure.findings import PanelFinding
from handouts.figure.seen.closeups import limb_of
from handouts.figure.seen.inking import Inset, Shot
from handouts.figure.seen.notes import CLOCK_RADIUS, NoteSign
from handouts.figure.seen.raster import Window, rasterise

_FILLS = (0.25, 0.75)
_DIGITS_SEEN_MIN, _DIGIT_MOVES_MIN = 0.6, 0.5


def sign_findings(shot: Shot, earlier: Shot | None) -> Iterator[PanelFinding]:
    """Yield what is wrong with the notes of a panel and with its close-up."""
    yield from note_findings(shot)
    if shot.inset is not None:
        yield from inset_findings(shot, shot.inset)
    close = shot.inset.shot if shot.inset else shot
    if close.window.is_round:
        yield from fill_findings(close)
        if earlier is not None:
            yield from digit_findings(close, earlier)


def note_findings(shot: Shot) -> Iterator[PanelFinding]:
    """Yield notes that are not inside their picture, and a clock that lies over the body."""
    window = shot.window
    body = window.places(shot.picture.body)
    for sign in shot.signs:
        where = ("notes", sign.number)
        if not inside(sign.extent, window):
            yield PanelFinding("note.frame", where, _leaves(sign, window), is_error=True)
        if sign.role == "clock" and (np.linalg.norm(body - sign.points[0], axis=1) < CLOCK_RADIUS / window.zoom).any():
            message = "the clock lies over the body; move it with 'right' and 'up'"
            yield PanelFinding("note.clock", where, message, is_error=True)


def _leaves(sign: NoteSign, window: Window) -> str:
    if sign.role == "clock" and window.is_round:
        return "the clock leaves the circle of the close-up; leave out 'right' and 'up', then it stands where there is room"
    return "the note leaves the picture; bring it nearer"


def inside(points: Array, window: Window) -> bool:
    """Return whether points of the picture plane are all in the picture, or in its circle."""
    size = np.array([window.width, window.height]) / window.scale
    if window.is_round:
        return bool((np.linalg.norm(points - window.low - size / 2, axis=1) <= window.radius_px / window.scale).all())
    return bool(((points >= window.low) & (points <= window.low + size)).all())


def inset_findings(shot: Shot, inset: Inset) -> Iterator[PanelFinding]:
    """Yield what an inset hides."""
    in_circle = {arrow.number for arrow in inset.shot.arrows}
    over = [
        ("the person", shot.window.places(shot.picture.body)),
        *(("an arrow", arrow.line) for arrow in shot.arrows if arrow.number not in in_circle),
        *(("a note", sign.extent) for sign in shot.signs),
    ]
    for what, points in over:
        if (np.linalg.norm(points - inset.centre, axis=1) < inset.radius).any():
            message = f"the close-up hides {what}; leave 'nearer' out, or move it with 'up'"
            yield PanelFinding("close_up.hides", ("close_up",), message, is_error=True)


def fill_findings(close: Shot) -> Iterator[PanelFinding]:
    """Yield a close-up whose limb is lost in it, or does not fit in."""
    said = close.scene.panel.close_up
    assert said is not None
    limb = limb_of(said)
    numbers = [i for i, mesh in enumerate(close.scene.body) if mesh.group == limb]
    share = float(np.isin(close.raster.mesh, numbers).sum()) / float((~close.window.outside()).sum())
    low, high = _FILLS
    if not low <= share <= high:
        advice = "a smaller 'radius' shows it larger" if share < low else "a larger 'radius' shows what it is"
        message = f"the {limb.replace('_', ' ')} fills {share:.0%} of its circle; {low:.0%} to {high:.0%} reads well: {advice}"
        yield PanelFinding("close_up.fill", ("close_up",), message)


def digit_findings(close: Shot, earlier: Shot) -> Iterator[PanelFinding]:
    """Yield toes or fingers that move in a close-up and are hardly seen."""
    said = close.scene.panel.close_up
    assert said is not None
    moved = [i for i in _digits(close, limb_of(said)) if _moves(close.scene.body[i], earlier.scene.body, close, earlier)]
    if not moved:
        return
    alone = int((rasterise([close.scene.meshes[i] for i in moved], close.window).mesh >= 0).sum())
    share = int(np.isin(close.raster.mesh, moved).sum()) / max(alone, 1)
    if share < _DIGITS_SEEN_MIN:
        kind = "toes" if "toe" in close.scene.body[moved[0]].part else "fingers"
        message = f"only {share:.0%} of the {kind} that move are seen in the close-up; look from another side ('camera')"
        yield PanelFinding("close_up.digits", ("close_up",), message)


def _digits(close: Shot, limb: str) -> list[int]:
    side = limb.split("_", maxsplit=1)[0]
    names = {f"{side}_{digit}" for digit in (*TOE_NAMES, *DIGIT_NAMES)}
    return [i for i, mesh in enumerate(close.scene.body) if mesh.part in names and mesh.group == limb]


def _moves(mesh: Mesh, before: tuple[Mesh, ...], close: Shot, earlier: Shot) -> bool:
    """Return whether a digit has moved against its own foot or hand."""
    side, home = mesh.part.split("_")[0], "foot" if "toe" in mesh.part else "hand"
    was = next((other for other in before if other.part == mesh.part and len(other.points) == len(mesh.points)), None)
    if was is None:
        return False
    now_in, was_in = (
        (points - frame.at) @ frame.axes
        for points, frame in (
            (mesh.points, close.scene.frames[f"{side}_{home}"]),
            (was.points, earlier.scene.frames[f"{side}_{home}"]),
        )
    )
    return float(np.linalg.norm(now_in - was_in, axis=1).mean()) > _DIGIT_MOVES_MIN
