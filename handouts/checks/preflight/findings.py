"""What preflight found: a check, a place in a file's data, and what to write instead."""

import re
from dataclasses import dataclass

from handouts.errors import Level
from handouts.reading.yamlfile import DataPath


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in a text: the check, the place, what to write, the words concerned; a level where it is not the check's own."""

    check: str
    path: DataPath
    message: str
    words: str = ""
    level: Level | None = None


def instead(text: str) -> str:
    """Return what to write instead of a word: the list's own words where they are an instruction, else as a proposal."""
    return text if re.match(r"(?:write|say|leave|show|put|name) ", text) else f"write '{text}'"
