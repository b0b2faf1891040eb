"""A folder of content: its files in the order they are read, what of it is passed over, what two of its files give both."""

from collections.abc import Iterator
from pathlib import Path

from handouts.errors import Problem
from handouts.library.content import Exercise, Topic
from handouts.reading.builtin import is_built_in
from handouts.reading.folders import copy_problems, folders_below, look_in, picture_files, shown_path, yaml_files
from handouts.reading.yamlfile import DataPath, YamlFile, clean

PACKS = "packs"
"""The folder of named choices of exercises and doses."""
FIGURES = "figures"
"""The folder of figure files."""
STORED = "compiled"
"""The folder beside a clinic's figure files that holds their drawings."""
WORDS = "plain-words"
"""The folder of words that preflight looks for."""
SHARED = "shared"
MAPS = "body-maps"
"""The folder of body maps for the topics."""
_KINDS = {
    ".": "a file of content",
    SHARED: "a file of wording",
    PACKS: "a pack",
    FIGURES: "a figure",
    WORDS: "a list of plain words",
    MAPS: "a body map",
}
TextFiles = dict[tuple[str, str], str]
"""Which file of a folder gives a section, a topic or an exercise."""


def content_files(folder: Path) -> list[Path]:
    """Return the content files of a folder in the order they are read; of a file, itself."""
    if folder.is_file():
        return [folder]
    return [path for place in (folder, folder / SHARED, folder / PACKS, folder / MAPS) for path in yaml_files(place)]


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
    yield from pictures_unnamed(folder)


def pictures_unnamed(folder: Path) -> Iterator[Problem]:
    """Yield a warning for each picture in a clinic's folder of content that none of its files names."""
    pictures = [path for place in folders_below(folder) if place.name != STORED for path in picture_files(place)]
    told = "\n".join(_text(path) for path in content_files(folder)) if pictures else ""
    for path in pictures:
        if clean(path.name) not in told:
            name = clean(path.relative_to(folder).as_posix())
            what = f"is skipped: no exercise names it; write picture: {{file: {name[:60]}, licence: ...}} at the one that it shows"
            yield Problem(message=what, file=shown_path(path), level="warning")


def _text(path: Path) -> str:
    """Return the text of a file, letters and marks put together; nothing of one that cannot be read."""
    try:
        return clean(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""


def given_twice(source: YamlFile, section: str, parts: dict[str, tuple[Topic | Exercise, ...]], given: TextFiles) -> Iterator[Problem]:
    """Yield what another file of the same folder gives already, with both files; what is built in is replaced on purpose.

    `section` is the section that the file writes whole, or nothing.
    """
    ids: list[tuple[DataPath, str, str]] = [(("section",), "section", section)] if section else []
    for kind, items in parts.items():
        ids += [((kind, at, "id"), kind.removesuffix("s"), item.id) for at, item in enumerate(items)]
    for place, kind, one in ids:
        first = given.setdefault((kind, one), source.file)
        if first != source.file:
            yield source.problem(place, f"{kind} '{one[:60]}' is in '{first}' as well; keep one of them")
