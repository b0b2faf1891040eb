"""What cannot be true of a posed body: in the air, beside what it rests on, through itself, feet that slide, a start that is its finish."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from handouts.figure.body.mesh import Mesh
from handouts.figure.body.spheres import NEIGHBOURS, body_spheres
from handouts.figure.bones.anatomy import SIDES, Side
from handouts.figure.bones.rotation import Array
from handouts.figure.findings import PanelFinding, contact_place
from handouts.figure.model.posture import Foot
from handouts.figure.model.props import Solid, Wall
from handouts.figure.pose.resting import BESIDE, part_points
from handouts.figure.pose.scene import Scene
from handouts.figure.pose.soles import HEEL, UPRIGHT, balls, contact_point, touching
from handouts.figure.props.kinds import meshes_of
from handouts.figure.seen.raster import NOTHING, Window, rasterise

UNDER_FLOOR_MAX, FLOAT_MAX = 0.8, 1.5
_AIRBORNE_OFF_MAX, _GAP_MAX = 0.2, 1.0
_DEEP_MAX = 1.5
_MOVES_LEAST = 0.3
_SLIDE_MAX, _STEP_MIN = 0.5, 4.0
_CELLS = 2.0  # of the plan, to 1 % of stature
_THROUGH_MAX = 2.6
_ROUND_CONTACT, _HALF = np.array([(x, y, 0.0) for x in (-0.8, 0.0, 0.8) for y in (-1.5, 0.0, 1.5)]), 0.5
"""Places about the point a foot stands on; how many of them are over what it stands on."""
_LOWEST_WITHIN, _TOUCHES_WITHIN, _TOUCHING_MIN = 1.2, 2.6, 6


def support_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield a body under the floor, one that nothing holds up, one not as far in the air as asked, parts that miss what they rest on."""
    lowest = {mesh.part: float(mesh.points[:, 2].min()) for mesh in scene.body}
    part = min(lowest, key=lambda name: lowest[name])
    if lowest[part] < -UNDER_FLOOR_MAX:
        yield PanelFinding("floor", (), f"the {_words(part)} is {-lowest[part]:.1f} under the floor", is_error=True)
    if scene.panel.airborne is not None:
        yield from _airborne_findings(scene, lowest[part])
    elif lowest[part] > FLOAT_MAX and _gap(scene) > FLOAT_MAX:
        message = f"the body floats {_gap(scene):.1f} above what is below it; write what it stands or rests on, or 'airborne' for a jump"
        yield PanelFinding("float", (), message, is_error=True)
    for rests, gap in scene.gaps.items():
        if _GAP_MAX < abs(gap) < BESIDE:
            how = f"{gap:.1f} above" if gap > 0 else f"{-gap:.1f} under"
            on = scene.plan.rest[rests]
            what = f"the {_words(rests)} {_is(rests)} {how} the top of what should hold up the body ({on})"
            message = f"{what}; change a joint or leave out one of 'rest'"
            yield PanelFinding("rest", ("rest", rests) if rests in scene.panel.rest else ("rest",), message, is_error=True)


def _airborne_findings(scene: Scene, lowest: float) -> Iterator[PanelFinding]:
    asked = scene.panel.airborne or 0.0
    if asked <= 0 or abs(lowest - asked) > _AIRBORNE_OFF_MAX:
        message = f"the lowest point of the body is {lowest:.1f} above the floor, 'airborne' asks for {asked:g}"
        yield PanelFinding("airborne", ("airborne",), message, is_error=True)
    for side in touching(scene.plan):
        on = scene.plan.feet[side].on
        message = f"the {side} foot stands on {on}, but the body is in the air; write 'feet: nothing', or leave out 'airborne'"
        yield PanelFinding("airborne.foot", contact_place(scene.panel, f"{side}_foot"), message, is_error=True)
    for part in scene.plan.rest:
        message = f"the {_words(part)} cannot rest on {scene.plan.rest[part]} in the air; leave out one of 'rest' and 'airborne'"
        yield PanelFinding("airborne.rest", ("rest", part), message, is_error=True)


def _gap(scene: Scene) -> float:
    """Return how far the body is above the nearest thing that is below it."""
    points = np.concatenate([mesh.points[::2] for mesh in scene.body])
    solid = [mesh for name, prop in scene.things.items() if isinstance(prop, Solid) for mesh in meshes_of(name, scene.props, scene.things)]
    height = _height_under(points, solid)
    under = np.where(height <= points[:, 2] + _THROUGH_MAX, np.maximum(height, 0.0), 0.0)
    return float((points[:, 2] - under).min())


def _height_under(points: Array, meshes: Sequence[Mesh]) -> Array:
    """Return the height of the things below, or above, each point, seen from above; far below where there is none."""
    if not meshes:
        return np.full(len(points), NOTHING)
    low, high = points[:, :2].min(0) - 1.0, points[:, :2].max(0) + 1.0
    columns, rows = (int(np.ceil(extent * _CELLS)) for extent in high - low)
    plan = rasterise(meshes, Window(np.eye(3), low, _CELLS, columns, rows))
    column = np.clip(((points[:, 0] - low[0]) * _CELLS).astype(int), 0, columns - 1)
    row = np.clip((rows - (points[:, 1] - low[1]) * _CELLS).astype(int), 0, rows - 1)
    found: Array = plan.depth[row, column]
    return found


def beside_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield parts, feet and knees that are held up by a thing they are not over."""
    held: list[tuple[tuple[str | int, ...], str, str, Array]] = []
    for part, on in scene.plan.rest.items():
        if abs(scene.gaps.get(part, 0.0)) <= _GAP_MAX or scene.gaps[part] > BESIDE:  # else the gap is told, which is what is wrong
            held.append((("rest", part), part, on, part_points(part, scene.body, scene.frames)))
    for side, foot in touching(scene.plan).items():
        where = contact_place(scene.panel, f"{side}_foot")
        yield from _over_edge(scene, side, foot)
        if foot.way not in ("ball", "heel"):
            held.append((where, f"{side}_foot", foot.on, part_points(f"{side}_foot", scene.body, scene.frames)))
    for side, knee in scene.plan.knees.items():
        held.append(((f"{side}_knee",), f"{side}_knee", knee.on, part_points(f"{side}_knee", scene.body, scene.frames)))
    for where, part, on, points in held:
        prop = scene.things.get(on)
        if not isinstance(prop, Solid) or isinstance(prop, Wall) or not len(points):
            continue
        meshes = meshes_of(on, scene.props, scene.things)
        over = _height_under(points, meshes)
        touch = (over > NOTHING / 2) & (np.abs(points[:, 2] - over) < _TOUCHES_WITHIN)
        if touch.sum() < _TOUCHING_MIN:
            lowest = points[points[:, 2] < points[:, 2].min() + _LOWEST_WITHIN].mean(0)
            what = f"the {_words(part)} {_is(part)} at {_place(lowest)}, not over the {on}, which reaches {_reach(meshes)}"
            yield PanelFinding("beside", where, f"{what}; move one of them", is_error=True)


def _over_edge(scene: Scene, side: Side, foot: Foot) -> Iterator[PanelFinding]:
    """Yield a foot on its ball or heel of which just that part is not over what it stands on."""
    frame, prop = scene.frames[f"{side}_foot"], scene.things.get(foot.on)
    contact = contact_point(foot.way, frame.axes, bare=scene.plan.bare_feet) if foot.way in ("ball", "heel") else None
    if contact is None or not isinstance(prop, Solid) or isinstance(prop, Wall):
        return
    meshes, place = meshes_of(foot.on, scene.props, scene.things), frame.point(tuple(contact))
    under = _height_under(frame.at + (contact + _ROUND_CONTACT) @ frame.axes.T, meshes)
    if (np.abs(under - place[2]) < _TOUCHES_WITHIN).mean() < _HALF:
        what = f"the {foot.way} of the {side} foot is at {_place(place)}, not over the {foot.on}, which reaches {_reach(meshes)}"
        yield PanelFinding("beside", contact_place(scene.panel, f"{side}_foot"), f"{what}; move one of them", is_error=True)


def _is(part: str) -> str:
    return "are" if part.endswith("s") or part == "feet" else "is"


def _reach(meshes: Sequence[Mesh]) -> str:
    """Return from where to where a thing reaches, seen from above, in a reader's words."""
    points = np.concatenate([mesh.points for mesh in meshes])
    return f"from {_place(points[:, :2].min(0))} to {_place(points[:, :2].max(0))}"


def _place(at: Array) -> str:
    return f"[{round(float(at[0]))}, {round(float(at[1]))}]"


def deep_findings(scene: Scene) -> Iterator[PanelFinding]:
    """Yield the two body parts, not neighbours, that are deepest in each other."""
    spheres = body_spheres(scene.frames)
    worst, pair = 0.0, ("", "")
    for a, b in combinations(spheres, 2):
        if (a, b) in NEIGHBOURS or (b, a) in NEIGHBOURS:
            continue
        apart = np.linalg.norm(spheres[a][:, None, :3] - spheres[b][None, :, :3], axis=2)
        deep = float((spheres[a][:, None, 3] + spheres[b][None, :, 3] - apart).max())
        if deep > worst:
            worst, pair = deep, (a, b)
    if worst > _DEEP_MAX:
        message = f"the {_words(pair[0])} is {worst:.1f} deep in the {_words(pair[1])}; move one of them"
        yield PanelFinding("deep", (), message, is_error=True)


def moving_findings(scene: Scene, earlier: Scene, *, same_view: bool) -> Iterator[PanelFinding]:
    """Yield a panel in which nothing has moved since the one before, and feet that have slid."""
    moved = [
        float(np.linalg.norm(a.points - b.points, axis=1).max()) if len(a.points) == len(b.points) else np.inf
        for a, b in zip(scene.meshes, earlier.meshes, strict=False)
    ]
    if same_view and len(scene.meshes) == len(earlier.meshes) and max(moved) < _MOVES_LEAST and _travelled(scene) == _travelled(earlier):
        message = "nothing moves since the panel before; change a joint, or leave out the first panel: a hold is 'finish' alone"
        yield PanelFinding("same", (), message, is_error=True)
    for side in SIDES:
        slid = _slid(side, scene, earlier)
        if _SLIDE_MAX < slid < _STEP_MIN:
            message = f"the {side} foot slides by {slid:.1f} on the floor; a foot that stays planted stays where it is, a step is longer"
            yield PanelFinding("slides", contact_place(scene.panel, f"{side}_foot"), message, is_error=True)


def _travelled(scene: Scene) -> float:
    return scene.panel.travelled or 0.0


def _slid(side: Side, scene: Scene, earlier: Scene) -> float:
    """Return how far a foot that is down in both panels has moved: where it stands in both, heel or ball, whichever moved less."""
    now, before = (touching(s.plan).get(side) for s in (scene, earlier))
    is_standing = scene.plan.position in UPRIGHT and earlier.plan.position in UPRIGHT
    if now is None or before is None or now.on != "floor" or before.on != "floor" or now.up or before.up or not is_standing:
        return 0.0
    points = _stand_on(now, bare=scene.plan.bare_feet)
    before_on = _stand_on(before, bare=scene.plan.bare_feet)
    common = [point for point in points if point in before_on] or [*points, *before_on]
    places = []
    for one in (scene, earlier):
        foot = one.frames[f"{side}_foot"]
        places.append((foot.at + np.array(common) @ foot.axes.T)[:, :2] + [_travelled(one), 0.0])
    return float(np.linalg.norm(places[0] - places[1], axis=1).min())


def _stand_on(foot: Foot, *, bare: bool) -> list[tuple[float, float, float]]:
    """Return the points a foot stands on, in its own axes: the heel, the ball, or both."""
    return [*(() if foot.way == "ball" else (HEEL,)), *(() if foot.way == "heel" else balls(bare=bare))]


def _words(part: str) -> str:
    return part.replace("_", " ")
