"""A folder of content: its files in the order they are read, what of it is passed over, what two of its files give both."""

from collections.abc import Iterator
from pathlib import Path

from handouts.builtin import is_built_in
from handouts.content import Exercise, Topic
from handouts.errors import Problem
from handouts.folders import copy_problems, look_in, yaml_files
from handouts.yamlfile import DataPath, YamlFile

PACKS = "packs"
"""The folder of named choices of exercises and doses."""
FIGURES = "figures"
"""The folder of figure files."""
STORED = "compiled"
"""The folder beside a clinic's figure files that holds their drawings."""
WORDS = "plain-words"
"""The folder of words that preflight looks for."""
SHARED = "shared"
_KINDS = {".": "a file of content", SHARED: "a file of wording", PACKS: "a pack", FIGURES: "a figure", WORDS: "a list of plain words"}
Given = dict[tuple[str, str], str]
"""Which file of a folder gives a section, a topic or an exercise."""


def content_files(folder: Path) -> list[Path]:
    """Return the content files of a folder in the order they are read; of a file, itself."""
    if folder.is_file():
        return [folder]
    return [path for place in (folder, folder / SHARED, folder / PACKS) for path in yaml_files(place)]


def copies_in(folder: Path) -> list[Problem]:
    """Return a problem for each file of a clinic's folder of content of which there is a copy."""
    if folder.is_file():
        return []
    files = [path for name in _KINDS for path in yaml_files(folder / name)]
    return list(copy_problems(path for path in files if not is_built_in(path)))


def passed_over(folder: Path) -> Iterator[Problem]:
    """Yield a warning for each file in a clinic's folder of content that may be meant and is not read."""
    for name, what in _KINDS.items():
        yield from look_in(folder / name, what, beside=(*_KINDS, STORED)).notes


def given_twice(source: YamlFile, section: str, parts: dict[str, tuple[Topic | Exercise, ...]], given: Given) -> Iterator[Problem]:
    """Yield what another file of the same folder gives already, with both files; what is built in is replaced on purpose.

    `section` is the section that the file writes whole, or nothing.
    """
    ids: list[tuple[DataPath, str, str]] = [(("section",), "section", section)] if section else []
    for kind, items in parts.items():
        ids += [((kind, at, "id"), kind.removesuffix("s"), item.id) for at, item in enumerate(items)]
    for place, kind, one in ids:
        first = given.setdefault((kind, one), source.file)
        if first != source.file:
            yield source.problem(place, f"{kind} '{one[:60]}' stands in '{first}' too; keep one of them")
