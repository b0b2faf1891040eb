"""Every text that a patient may read, with its place: a file's plain data in, texts out, whether or not the file is whole.

Preflight reads the data itself and not the checked model, so that a file with faults is still read for its language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handouts.library.content import is_id
from handouts.reading.yamlfile import Data, DataPath, YamlFile

TextKind = Literal["name", "step", "advice", "caution", "prose", "sign", "alt", "wording"]
EXERCISE_TEXTS: dict[str, TextKind] = {
    "name": "name",
    "purpose": "advice",
    "first": "advice",
    "start": "advice",
    "steps": "step",
    "feel": "advice",
    "avoid": "advice",
    "easier": "advice",
    "harder": "advice",
    "progress_when": "advice",
    "precautions": "caution",
}
FORM_TEXTS: dict[str, TextKind] = {
    "shows": "alt",
    "name": "name",
    "purpose": "advice",
    "start": "advice",
    "steps": "step",
    "feel": "advice",
}
TOPIC_TEXTS: dict[str, TextKind] = {
    "title": "name",
    "key": "prose",
    "paragraphs": "prose",
    "act": "prose",
    "known": "prose",
    "not_known": "prose",
}
_SIDES = {"side": "left", "other_side": "right", "your_side": "your left", "your_other_side": "your right"}
_SLOT = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: where it stands, the block it belongs to, its kind, and its words for the left side."""

    path: DataPath
    block: DataPath
    kind: TextKind
    text: str


def one_side(text: str) -> str:
    """Return a text as the left side reads it; what stands for each side alone is kept where nothing else is left."""

    def fill(match: re.Match[str]) -> str:
        if match[2] is None:
            return _SIDES.get(match[1], "5")
        return "" if match[1] == "each" else match[2]

    filled = re.sub(r" {2,}", " ", _SLOT.sub(fill, text)).strip()
    filled = filled or " ".join(match[2] for match in _SLOT.finditer(text) if match[2])
    return filled[:1].upper() + filled[1:] if text[:1] == "{" else filled


def section_texts(data: Data) -> Iterator[Text]:
    """Yield the texts of a section or an addition to one."""
    for index, exercise in enumerate(entries(data, "exercises")):
        block: DataPath = ("exercises", index)
        for key, kind in EXERCISE_TEXTS.items():
            yield from _texts(at(exercise, key), (*block, key), block, kind)
        for flag, key, text in care_texts(exercise):
            yield Text((*block, "flags", flag, key), block, "caution", text)
        yield from _texts(at(exercise, "picture", "alt"), (*block, "picture", "alt"), block, "alt")
        yield from _form_texts(exercise, block)
    for index, topic in enumerate(entries(data, "topics")):
        block = ("topics", index)
        for key, kind in TOPIC_TEXTS.items():
            yield from _texts(at(topic, key), (*block, key), block, kind)
    groups = at(data, "groups")
    for name in groups if isinstance(groups, dict) else ():
        for key in ("line", "intro"):
            yield from _texts(at(groups, name, key), ("groups", name, key), ("groups",), "prose" if key == "intro" else "name")
    for key in ("urgent", "soon", "tell_us"):
        yield from (text for text in _texts(at(data, "red_flags", key), ("red_flags", key), ("red_flags",), "sign") if not is_id(text.text))
    yield from _texts(at(data, "communication", "main_message"), ("communication", "main_message"), ("communication",), "prose")


def _form_texts(exercise: Data, block: DataPath) -> Iterator[Text]:
    """Yield the texts of an exercise's other forms."""
    forms = at(exercise, "forms")
    for name in forms if isinstance(forms, dict) else ():
        for key, kind in FORM_TEXTS.items():
            yield from _texts(at(forms, name, key), (*block, "forms", name, key), block, kind)


def care_texts(exercise: Data) -> Iterator[tuple[str, str, str]]:
    """Yield each flag whose words stand on the card, their key, and these words; the reasons of other cells are read by no patient."""
    flags = at(exercise, "flags")
    for flag, cell in flags.items() if isinstance(flags, dict) else ():
        said = [(key, at(cell, key)) for key in ("first", "text")] if at(cell, "level") == "care" else []
        yield from ((flag, key, one_side(text)) for key, text in said if isinstance(text, str) and text)


SMALL = (
    "language", "name", "months", "date", "month", "days", "days_short", "sides", "flags", "contraindications", "units", "note",
    "body_maps",
)  # fmt: skip
"""Parts of a language's wording that are names and single words, not sentences, or that no patient reads."""


def wording_texts(source: YamlFile) -> Iterator[Text]:
    """Yield the sentences of a language's fixed wording."""
    data = source.data if isinstance(source.data, dict) else {}
    for key in data:
        if key not in SMALL:
            yield from _texts(data[key], (key,), (key,), "wording")


def _texts(data: Data, path: DataPath, block: DataPath, kind: TextKind) -> Iterator[Text]:
    if isinstance(data, str):
        yield Text(path, block, kind, one_side(data))
    elif isinstance(data, list):
        for index, one in enumerate(data):
            yield from _texts(one, (*path, index), block, kind)
    elif isinstance(data, dict):
        for key, one in data.items():
            yield from _texts(one, (*path, key), block, kind)


def at(data: Data, *path: str) -> Data:
    """Return the value at a path of keys, or None."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def entries(data: Data, key: str) -> list[Data]:
    """Return the entries of a list in plain data, or none."""
    value = at(data, key)
    return value if isinstance(value, list) else []
