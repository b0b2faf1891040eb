"""Layout files: found by name in a clinic's own `layouts/` folder, then among the built-in ones; laid over those they are based on."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from handouts.errors import HandoutError, Problem, near_miss
from handouts.layout.layout import Layout
from handouts.library.library import shown_path
from handouts.reading.builtin import builtin_folder, is_built_in
from handouts.reading.folders import copy_problems, is_yaml, stem_of, yaml_files
from handouts.reading.models import check_data
from handouts.reading.yamlfile import Data, DataPath, YamlFile, read_yaml
from handouts.storing.memo import memo
from handouts.storing.snapshots import prepared
from handouts.storing.values import dataclass

MAX_LAYOUT_BYTES = 100_000


def load_layout(name: str = "cards", folders: Iterable[Path] = ()) -> Layout:
    """Return a layout by its name (looked for in `folders`, then built in) or by the path of its file. Raises HandoutError."""
    return find_layout(name, folders).value


def find_layout(name: str = "cards", folders: Iterable[Path] = ()) -> "ReadLayout":
    """Return a layout as read, by its name (looked for in `folders`, then built in) or by the path of its file. Raises HandoutError."""
    if is_yaml(Path(name)):
        return read_layout(Path(name))
    places = (*folders, builtin_folder("layouts"))
    known = layout_files(places[:-1])
    if name not in known:
        raise HandoutError([Problem(message=f"no layout '{name[:40]}'{near_miss(name, known)}")])
    seen_from = (str(Path.cwd()), *(str(place.resolve()) for place in places))  # files are shown from the current folder
    return prepared(("layout", name, *seen_from), places, lambda: read_layout(known[name]))


def layout_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return every layout file by name; an earlier folder wins. Raises HandoutError where a folder holds a copy of one."""
    by_name: dict[str, Path] = {}
    for folder in (*folders, builtin_folder("layouts")):
        files = yaml_files(folder)
        copies = list(copy_problems(path for path in files if not is_built_in(path)))
        if copies:
            raise HandoutError(copies)
        for path in files:
            by_name.setdefault(stem_of(path), path)
    return by_name


def read_layout(path: Path) -> "ReadLayout":
    """Read one layout file, laid over those it is based on. Raises HandoutError with every fault and the file it stands in."""
    chain = Chain(tuple(_sources(path, ())))
    layout = check_data(chain.data, Layout, chain.problem)
    if layout.layout != stem_of(path):
        problem = chain.problem(("layout",), f"is '{layout.layout}' but the file is {path.name}; make them the same")
        raise HandoutError([problem])
    return ReadLayout(layout, path, chain)


@dataclass(frozen=True, slots=True)
class Chain:
    """A layout file and those it is based on, nearest first; the nearer one's value counts."""

    sources: tuple[YamlFile, ...]

    @property
    def data(self) -> Data:
        """The files laid over each other; lists and the papers are taken whole."""
        merged: Data = None
        for source in reversed(self.sources):
            if isinstance(merged, dict) and isinstance(source.data, dict) and "papers" in source.data:
                merged = {key: value for key, value in merged.items() if key != "papers"}
            merged = _laid_over(merged, source.data)
        return merged

    def problem(self, path: DataPath, message: str, *, key: bool = False) -> Problem:
        """Return a problem in the file whose value it is."""
        return self.problem_of((path,), message, key=key)

    def problem_of(self, paths: Iterable[DataPath], message: str, *, key: bool = False) -> Problem:
        """Return a problem of several values at the first of them that the nearest file writes, else at the top of that file."""
        wanted = tuple(paths)
        for source in self.sources:
            for path in wanted:
                if path in source.values or (key and path in source.keys):
                    return source.problem(path, message, key=key)
        return self.sources[0].problem(wanted[0], message, key=key)


@dataclass(frozen=True, slots=True)
class ReadLayout:
    """A layout, the file it was read from, and the files that say where each of its values stands."""

    value: Layout
    path: Path
    chain: Chain

    @property
    def is_built_in(self) -> bool:
        """Whether it came with the program."""
        return is_built_in(self.path)


def _read(path: Path) -> YamlFile:
    """Return a layout's file; one that others are based on is read once, until it changes."""
    try:
        found = path.stat()
    except OSError:
        return read_yaml(path, name=shown_path(path), max_bytes=MAX_LAYOUT_BYTES)
    return _read_once(path, shown_path(path), (found.st_mtime_ns, found.st_size, found.st_ino))


@memo(32)
def _read_once(path: Path, name: str, _stamp: tuple[int, int, int]) -> YamlFile:
    return read_yaml(path, name=name, max_bytes=MAX_LAYOUT_BYTES)


def _sources(path: Path, seen: tuple[str, ...]) -> Iterator[YamlFile]:
    """Yield a layout file and what it is based on; looked for beside it, then among the built-in ones."""
    source = _read(path)
    yield source
    parent = source.data.get("based_on") if isinstance(source.data, dict) else None
    if not isinstance(parent, str):
        return
    known = layout_files([path.parent])
    if path.stem == parent or parent in seen:
        raise HandoutError([source.problem(("based_on",), f"'{parent[:60]}' is based on itself, in the end; name another layout")])
    if parent not in known:
        raise HandoutError([source.problem(("based_on",), f"no layout '{parent[:60]}'{near_miss(parent, known)}")])
    yield from _sources(known[parent], (*seen, path.stem))


def _laid_over(below: Data, above: Data) -> Data:
    if isinstance(below, dict) and isinstance(above, dict):
        return {**below, **{key: _laid_over(below.get(key), value) for key, value in above.items()}}
    return above
