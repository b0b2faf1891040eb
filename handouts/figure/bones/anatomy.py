"""The measures of the mannequin and the range of its joints; plain data.

Lengths are in % of stature: Drillis & Contini 1966 as in Winter, Biomechanics and Motor Control, fig. 4.1 (seen in secondary
notes only), adapted where a joint centre is meant and not a landmark. Angles are in degrees.
"""

from collections.abc import Mapping
from typing import Literal

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")

THIGH = 24.5
SHANK = 24.6
ANKLE_HEIGHT = 3.9
UPPER_ARM = 17.2  # from the joint, which lies below the acromion: 18.6 looks too long
FOREARM = 14.6
HIP_OUT = 5.0
SHOULDER_OUT = 10.6
LUMBAR = 10.0

RANGE: Mapping[str, tuple[float, float]] = {
    "hip.flexion": (-30, 130),
    "hip.abduction": (-30, 60),
    "hip.external_rotation": (-45, 60),
    "knee.flexion": (-5, 150),
    "ankle.dorsiflexion": (-55, 38),
    "ankle.inversion": (-35, 35),
    "shoulder.flexion": (-60, 180),
    "shoulder.abduction": (-45, 180),
    "shoulder.external_rotation": (-95, 95),
    "elbow.flexion": (-5, 150),
    "elbow.pronation": (-90, 90),
    "trunk.flexion": (-25, 80),
    "trunk.side_bend": (-35, 35),
    "trunk.rotation": (-45, 45),
    "lumbar.flexion": (-30, 55),
    "lumbar.side_bend": (-25, 25),
    "lumbar.rotation": (-15, 15),
    "thoracic.flexion": (-25, 45),
    "thoracic.side_bend": (-30, 30),
    "thoracic.rotation": (-40, 40),
    "scapula.elevation": (-12, 40),
    "scapula.protraction": (-25, 30),
    "toes.extension": (-35, 75),
    "neck.flexion": (-45, 45),
    "neck.side_bend": (-45, 45),
    "neck.rotation": (-60, 60),
}
"""What each joint can do, and how far. Positive is as named; side bend and rotation are to the left; forearm 0 is mid-position.

Outside these a warning is given, never a refusal (AAOS where two sources differ)."""

FLEXED_HIP_ABDUCTION_MAX = 75.0
"""A hip flexed past 40 degrees may open this far to the side (horizontal abduction)."""
