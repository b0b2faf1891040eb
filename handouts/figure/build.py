"""The compiled drawings in the package: make them, and tell which are stale. `python -m handouts.figure.build` makes all."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from handouts.errors import HandoutError, Problem
from handouts.figure.bodymap import compile_body_map, map_key, read_body_map
from handouts.figure.checks import check_figure, placed_in
from handouts.figure.keys import figure_key
from handouts.figure.people import COMPILED_BUILDS, Outline
from handouts.figure.proof import proof
from handouts.figure.seen.compile import compile_figure, read_figure
from handouts.figure.store import FOLDER, Compiled, body_map_name, save_compiled, stored_key

SOURCES = Path(__file__).parents[2] / "content" / "figures"


def figure_files(sources: Path = SOURCES) -> tuple[Path, ...]:
    """Return the figure files, in order of name."""
    return tuple(sorted(sources.glob("*.yaml")))


def map_files(sources: Path = SOURCES) -> tuple[Path, ...]:
    """Return the body map files, which stand in a folder beside that of the figures, in order of name."""
    return tuple(sorted((sources.parent / "body-maps").glob("*.yaml")))


def build(sources: Path = SOURCES, folder: Path = FOLDER, *, only_stale: bool = False) -> tuple[str, ...]:
    """Compile every figure and body map; return the names written. Raises HandoutError for the first faulty file.

    A figure with an open error or warning is not written, so a fresh drawing is one that has passed its checks, in every build.
    """
    wanted = stale(sources, folder) if only_stale else None
    written = []
    for path in figure_files(sources):
        if wanted is None or path.stem in wanted:
            save_compiled(path.stem, _passed(path), folder)
            written.append(path.stem)
        for build_name in COMPILED_BUILDS:
            if wanted is None or f"{build_name}/{path.stem}" in wanted:
                save_compiled(path.stem, _in_build(path, build_name), folder / build_name)
                written.append(f"{build_name}/{path.stem}")
    for path in map_files(sources):
        name = body_map_name(path.stem)
        if wanted is None or name in wanted:
            save_compiled(name, compile_body_map(read_body_map(path).value), folder)
            written.append(name)
    return tuple(written)


def _passed(path: Path) -> Compiled:
    made = proof(path)
    _refuse(made.problems)
    return made.compiled


def _in_build(path: Path, build_name: Outline) -> Compiled:
    checked = read_figure(path)
    drawings, shots = compile_figure(checked.value, build=build_name)
    _refuse(placed_in(checked, check_figure(checked, drawings, shots)))
    return Compiled(figure_key(checked.value, build_name), drawings)


def _refuse(problems: Sequence[Problem]) -> None:
    wrong = [problem for problem in problems if problem.level != "info"]
    if wrong:
        raise HandoutError(wrong)


def stale(sources: Path = SOURCES, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names whose compiled drawing is missing or was made from other data or by another engine; `woman/...` is a build."""
    return tuple(name for name, key in _keys(sources) if stored_key(name, folder) != key)


def _keys(sources: Path) -> Iterator[tuple[str, str]]:
    for path in figure_files(sources):
        figure = read_figure(path).value
        yield path.stem, figure_key(figure)
        for build_name in COMPILED_BUILDS:
            yield f"{build_name}/{path.stem}", figure_key(figure, build_name)
    for path in map_files(sources):
        yield body_map_name(path.stem), map_key(read_body_map(path).value)


if __name__ == "__main__":
    try:
        sys.stdout.write("\n".join(build(only_stale="--all" not in sys.argv)) + "\n")
    except HandoutError as error:
        sys.exit(str(error))
