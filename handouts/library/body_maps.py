"""The body maps of a library: which a topic shows, and a clinic's own drawings of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.errors import HandoutError, Problem, near_miss
from handouts.library.content_folders import MAPS, STORED
from handouts.library.holdings import Library
from handouts.library.language.phrases import Phrases
from handouts.reading.folders import shown_path
from handouts.reading.yamlfile import YamlFile
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from handouts.figure.drawing import BodyMap
    from handouts.figure.model.maps import BodyMapFile


@dataclass(frozen=True, slots=True)
class NamedMap:
    """A body map as a sheet prints it: the drawing, and the name beside each of its muscles."""

    drawn: "BodyMap"
    names: tuple[str, ...]

    def __hash__(self) -> int:
        """Hash by the names; equal hashes are compared."""
        return hash(self.names)


def maps_of(ids: Iterable[str], library: Library, phrases: Phrases) -> tuple[NamedMap, ...]:
    """Return the maps of a topic; one of a clinic's that is not drawn yet is left out, of which `handouts check` tells."""
    drawn = ((name, _drawn(name, library)) for name in ids)
    return tuple(NamedMap(one, tuple(phrases.body_maps[key] for key in library.maps[name])) for name, one in drawn if one is not None)


def _drawn(name: str, library: Library) -> "BodyMap | None":
    from handouts.figure.store import load_body_map

    return library.map_drawings.get(name) if name in library.own_maps else load_body_map(name)


def own_map_drawings(folder: Path, problems: list[Problem]) -> "dict[str, BodyMap]":
    """Return the drawings that `handouts figure --store` has put beside a clinic's body map files."""
    stored = sorted((folder / MAPS / STORED).glob("*.json"))
    if not stored:
        return {}
    from handouts.figure.store import stored_body_map

    drawings = {}
    for path in stored:
        try:
            drawings[path.stem] = stored_body_map(path.stem, path.parent)
        except HandoutError as error:
            problems += [replace(problem, file=shown_path(path)) for problem in error.problems]
    return drawings


def map_problems(source: YamlFile, plan: "BodyMapFile", library: Library) -> Iterator[Problem]:
    """Yield what a body map says that is not there: a muscle, or a name in a language of the library."""
    from handouts.figure.muscles import muscle_table, split_name

    if plan.map != Path(source.file).stem:
        yield source.problem(("map",), f"is '{plan.map}' but the file is {Path(source.file).name}; make them the same")
    known = tuple(muscle_table())
    for index, shown in enumerate(plan.shows):
        at = next(
            path for path in (("shows", index, "muscle"), ("shows", index), ("shows",)) if path in source.values or path == ("shows",)
        )
        name = split_name(shown.muscle)[0]
        if name not in known:
            yield source.problem(at, f"there is no muscle '{name[:60]}'{near_miss(name, known, most=len(known))}")
            continue
        for language, phrases in library.languages.items():
            if shown.key not in phrases.body_maps:
                hint = near_miss(shown.key, phrases.body_maps) if shown.name else ""
                message = f"'{shown.key[:60]}' has no name in {language}; add it to shared/{language}.yaml under body_maps{hint}"
                yield source.problem(at, message)


def undrawn_map(path: Path) -> Iterator[Problem]:
    """Yield that a clinic's body map is not drawn, or not as its file says now. Needs numpy. Raises HandoutError."""
    from handouts.figure.bodymap import map_key, read_body_map
    from handouts.figure.store import stored_key

    name, stored = shown_path(path), path.parent / STORED
    if stored_key(path.stem, stored) != map_key(read_body_map(path, name).value):
        has = "print an earlier drawing of it" if (stored / f"{path.stem}.json").is_file() else "do not print it yet"
        yield Problem(message=f"sheets {has}; when it is right: handouts figure --store {name}", file=name, level="info")
