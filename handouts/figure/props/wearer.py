"""What a prop that is worn, held or pressed needs to know of the body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handouts.figure.body.mesh import Mesh
from handouts.figure.bones.skeleton import Skeleton
from handouts.figure.model.props import AnyProp


@dataclass(frozen=True, slots=True)
class Wearer:
    """The body's frames and meshes, and the other props."""

    frames: Skeleton
    meshes: Sequence[Mesh]
    props: Mapping[str, AnyProp]
