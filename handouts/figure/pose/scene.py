"""One panel of a figure file -> a posed scene: pose, skeleton, meshes of body and props, and how well contacts were met."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handouts.figure.body.mannequin import Looks, body_meshes
from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.rotation import Frame
from handouts.figure.bones.skeleton import Pose, Skeleton, skeleton
from handouts.figure.model.figure import FigureFile, Panel
from handouts.figure.model.props import AnyProp, Solid
from handouts.figure.pose.contacts import hand_shapes, place_hands, place_legs, place_pelvis
from handouts.figure.pose.posture import SettledPosture, first_pose, plan
from handouts.figure.pose.resting import settle
from handouts.figure.props.kinds import Wearer, prop_meshes, with_sizes

_HEAD_MIDDLE, _HEAD_RADIUS = (-0.5, 0.0, 4.5), 5.8


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A solved panel. `misses` says by how much (% of stature) each contact fell short."""

    panel: Panel
    plan: SettledPosture
    pose: Pose
    frames: Skeleton
    body: tuple[Mesh, ...]
    props: tuple[Mesh, ...]
    things: Mapping[str, AnyProp]
    misses: Mapping[str, float]

    @property
    def meshes(self) -> tuple[Mesh, ...]:
        """Body and props."""
        return (*self.body, *self.props)


def solve(figure: FigureFile, panel: Panel, *, bare: bool = False) -> Scene:
    """Pose a panel: pelvis, legs, what it rests on, then hands, which may lie on what has moved."""
    things = {name: with_sizes(_moved(prop, panel.moved.get(name))) for name, prop in figure.props.items() if name not in panel.without}
    posture = replace(plan(figure.always, panel), bare_feet=figure.wear.feet == "bare")
    looks = Looks(bare, posture.bare_feet, hand_shapes(posture))  # type: ignore[arg-type]
    pose = place_pelvis(first_pose(posture), posture, things)
    if posture.rest:
        frames = skeleton(pose)
        pelvis = settle(posture.rest, pose.pelvis, (body_meshes(pose, frames, looks), frames), things)
        asked = posture.pelvis.height
        pose = pose.at(pelvis if asked is None else Frame(pose.pelvis.at, pelvis.axes))
    pose, misses = place_legs(_level_head(pose, posture), posture, things)
    pose, hand_misses = place_hands(pose, posture, things)
    frames = skeleton(pose)
    body = body_meshes(pose, frames, looks)
    wearer = Wearer(frames, body, things)
    props = tuple(mesh for name, prop in things.items() for mesh in prop_meshes(name, prop, wearer))
    return Scene(panel, posture, pose, frames, body, props, things, misses | hand_misses)


def _level_head(pose: Pose, posture: SettledPosture) -> Pose:
    """Lying on the back with the hips up, the head stays above the floor: the neck bends as far as that needs."""
    if posture.position != "on_back" or "neck.flexion" in posture.written:
        return pose
    for flexion in range(0, 46, 3):
        pose = pose.turned("neck", flexion=float(flexion))
        if skeleton(pose)["head"].point(_HEAD_MIDDLE)[2] >= _HEAD_RADIUS:
            break
    return pose


def _moved(prop: AnyProp, by: tuple[float, float] | None) -> AnyProp:
    return prop if by is None or not isinstance(prop, Solid) else replace(prop, at=(prop.at[0] + by[0], prop.at[1] + by[1]))
