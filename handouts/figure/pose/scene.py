"""One panel of a figure file -> a posed scene: pose, skeleton, meshes of body and props, and how well contacts were met."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from handouts.figure.body.mannequin import Looks, body_meshes
from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.anatomy import Side
from handouts.figure.bones.rotation import Frame
from handouts.figure.bones.skeleton import Pose, Skeleton, skeleton
from handouts.figure.model.figure import FigureFile, Panel
from handouts.figure.model.props import AnyProp, Solid
from handouts.figure.people import Outline
from handouts.figure.pose.contacts import hand_forms, place_hands
from handouts.figure.pose.holding import HandHold
from handouts.figure.pose.legs import place_legs, place_pelvis
from handouts.figure.pose.lying import lay_legs, level_feet
from handouts.figure.pose.positions import POSITIONS
from handouts.figure.pose.posture import SettledPosture, first_pose, plan
from handouts.figure.pose.resting import Rested, settle
from handouts.figure.pose.seat import seated
from handouts.figure.pose.soles import height_of
from handouts.figure.pose.strand_hands import turned_to_strands
from handouts.figure.props.kinds import prop_meshes, with_sizes
from handouts.figure.props.wearer import Wearer

_SITS = frozenset({"buttocks", "left_buttock", "right_buttock"})
_HEAD_MIDDLE, _HEAD_RADIUS = (-0.5, 0.0, 4.5), 5.8


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A solved panel. `misses` says by how much (% of stature) each contact fell short, `gaps` each part that rests."""

    panel: Panel
    plan: SettledPosture
    pose: Pose
    frames: Skeleton
    body: tuple[Mesh, ...]
    props: tuple[Mesh, ...]
    things: Mapping[str, AnyProp]
    misses: Mapping[str, float]
    gaps: Mapping[str, float] = field(default_factory=dict)
    holds: Mapping[Side, HandHold] = field(default_factory=dict)

    @property
    def meshes(self) -> tuple[Mesh, ...]:
        """Body and props."""
        return (*self.body, *self.props)


def solve(figure: FigureFile, panel: Panel, *, bare: bool = False, build: Outline = "man") -> Scene:
    """Pose a panel: pelvis, what it rests on, legs, up into the air, then hands, which may lie on what has moved."""
    things = {name: with_sizes(_moved(prop, panel.moved.get(name))) for name, prop in figure.props.items() if name not in panel.without}
    planned = plan(figure.always, panel, is_airborne=panel.airborne is not None)
    posture = replace(seated(planned, things), bare_feet=figure.wear.feet == "bare")
    looks = Looks(bare, posture.bare_feet, build, hand_forms(posture, things, {}))
    body = _Body(posture, looks, things)
    pose, gaps = body.rested(level_feet(place_pelvis(first_pose(posture), posture, things), posture, things))
    pose, misses = body.legs(pose)
    turns_buttocks = bool(_SITS & posture.rest.keys()) and any(foot.on != "nothing" for foot in posture.feet.values())
    if turns_buttocks or posture.kept_feet:  # the legs have turned what the body rests on
        pose, gaps = body.rested(pose)
        pose, misses = body.legs(pose)
    if panel.airborne is not None:
        pose = body.lifted(pose, panel.airborne)
    pose, hand_misses, holds = place_hands(pose, posture, things)
    pose = turned_to_strands(pose, posture, things)
    misses |= hand_misses
    frames = skeleton(pose)
    meshes = body_meshes(pose, frames, replace(looks, hands=hand_forms(posture, things, holds)))
    wearer = Wearer(frames, meshes, things)
    props = tuple(mesh for name, prop in things.items() for mesh in prop_meshes(name, prop, wearer))
    return Scene(panel, posture, pose, frames, meshes, props, things, misses, gaps, holds)


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """A body on its way to its place."""

    posture: SettledPosture
    looks: Looks
    things: Mapping[str, AnyProp]

    def meshes(self, pose: Pose) -> tuple[Mesh, ...]:
        return body_meshes(pose, skeleton(pose), self.looks)

    def rested(self, pose: Pose) -> Rested:
        return settle(pose, self.posture, self.meshes(pose), self.things) if self.posture.rest else Rested(pose, {})

    def legs(self, pose: Pose) -> tuple[Pose, dict[str, float]]:
        posture = self.posture
        pose = _level_head(pose, posture)
        if posture.legs_lie:
            ground = max((height_of(on, self.things) for part, on in posture.rest.items() if "hand" not in part), default=0.0)
            pose = lay_legs(pose, posture, self.meshes(pose), ground)
        return place_legs(pose, posture, self.things)

    def lifted(self, pose: Pose, lowest: float) -> Pose:
        """Bring the lowest point of the body so far above the floor."""
        now = min(float(mesh.points[:, 2].min()) for mesh in self.meshes(pose))
        return pose.at(Frame(pose.pelvis.at + np.array([0, 0, lowest - now]), pose.pelvis.axes))


def _level_head(pose: Pose, posture: SettledPosture) -> Pose:
    """Lying on the back with the hips up, the head stays above the floor: the neck bends as far as that needs."""
    if POSITIONS[posture.position].axes[2, 0] < 0.9 or "neck.flexion" in posture.written:
        return pose
    for flexion in range(0, 46, 3):
        pose = pose.turned("neck", flexion=float(flexion))
        if skeleton(pose)["head"].point(_HEAD_MIDDLE)[2] >= _HEAD_RADIUS:
            break
    return pose


def _moved(prop: AnyProp, by: tuple[float, float] | None) -> AnyProp:
    return prop if by is None or not isinstance(prop, Solid) else replace(prop, at=(prop.at[0] + by[0], prop.at[1] + by[1]))
