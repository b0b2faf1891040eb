"""What helps an arm that is a little too short: the shoulder blade glides, then the trunk bends a little to one side."""

from collections.abc import Iterator, Sequence
from itertools import product

from handouts.figure.bones.anatomy import Side
from handouts.figure.bones.skeleton import Pose
from handouts.figure.pose.posture import SettledPosture

_PROTRACTION_DEG, _ELEVATION_DEG = (0.0, 14.0, -14.0, 28.0, -24.0), (0.0, 12.0, -10.0, 24.0)
_SIDE_BEND_DEG = (0.0, 4.0, -4.0, 8.0, -8.0)
_LIES_ON = frozenset({"shoulders", "back", "belly", "left_shoulder", "right_shoulder"})


def helping(pose: Pose, sides: Sequence[Side], posture: SettledPosture) -> Iterator[Pose]:
    """Yield poses in which arms of these sides reach further, those that change least first; what is written stands."""
    glides = not any(name.split("_")[-1].startswith("scapula") for name in posture.written)
    bends = "trunk.side_bend" not in posture.written and not _LIES_ON & posture.rest.keys()
    ways = product(_SIDE_BEND_DEG if bends else (0.0,), _PROTRACTION_DEG if glides else (0.0,), _ELEVATION_DEG if glides else (0.0,))
    for bend, protraction, elevation in sorted(ways, key=lambda way: (abs(way[0]), abs(way[1]) + abs(way[2]))):
        helped = pose
        for side in sides:
            before = {axis: pose.angle(f"{side}_scapula", axis) for axis in ("protraction", "elevation")}
            helped = helped.turned(
                f"{side}_scapula", protraction=before["protraction"] + protraction, elevation=before["elevation"] + elevation
            )
        yield helped.turned("trunk", side_bend=pose.angle("trunk", "side_bend") + bend) if bend else helped
