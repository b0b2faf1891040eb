"""What is known of each exercise's drawing without drawing it: how many pictures it has, and the digest of what they show."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from handouts.figure.store import FOLDER, drawing_ids

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class DrawnExercises:
    """Drawings by exercise: how many panels each has, and its digest, which changes with the picture alone."""

    panels: dict[str, int]
    digests: dict[str, str]


def drawn_in(folders: Iterable[Path] = ()) -> DrawnExercises:
    """Return what is known of the built-in drawings and of those stored in the given folders, the later ones over the earlier."""
    panels, digests = {}, {}
    for folder in (FOLDER, *folders):
        for name in drawing_ids(folder):
            _, _, shown = (folder / f"{name}.json").read_text(encoding="utf-8").partition("\n")  # the first line is the engine's key
            panels[name] = shown.count('\n{"name":')
            digests[name] = hashlib.sha256(shown.encode()).hexdigest()[:_DIGITS]
    return DrawnExercises(panels, digests)
