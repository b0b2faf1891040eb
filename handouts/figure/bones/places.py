"""The parts of the body that a figure file can name, and the places a physio calls by another name."""

from collections.abc import Mapping

from handouts.figure.bones.anatomy import SIDES

SEGMENTS: tuple[str, ...] = (
    "pelvis", "lumbar", "thorax", "neck", "head",
    *(f"{side}_{name}" for side in SIDES for name in ("thigh", "shank", "foot", "upper_arm", "forearm", "hand")),
)  # fmt: skip

LANDMARKS: Mapping[str, str] = {
    "hips": "pelvis",
    "waist": "lumbar",
    "chest": "thorax",
    **{
        f"{side}_{landmark}": f"{side}_{segment}"
        for side in SIDES
        for landmark, segment in (
            ("hip", "thigh"),
            ("knee", "shank"),
            ("ankle", "foot"),
            ("shoulder", "upper_arm"),
            ("elbow", "forearm"),
            ("wrist", "hand"),
        )
    },
}
"""Places on the body a physio names, and the segment that begins there."""

PLACES: tuple[str, ...] = (*SEGMENTS, *LANDMARKS)
"""Whatever an arrow, a note or a close-up can stand at."""

LIMBS: tuple[str, ...] = tuple(f"{side}_{limb}" for side in SIDES for limb in ("leg", "arm"))
