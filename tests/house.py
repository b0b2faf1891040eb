"""The house in figures: `python -m tests.house` prints them beside their goals; `tests/project/test_house_figures.py` holds them to these.

A room is a folder or a file that lies right in `handouts/`. An arrow is one room's import of another, lazy ones too; a room's floor is one
above the highest room it imports. The figures of one sheet are of the calls that are made while the first sheet of a process is made;
what a cache calls is called by whoever asks it.
"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "handouts"
GOALS = {
    "files flat in handouts/": 7,
    "names in the import contract": 18,
    "rooms": 20,
    "floors": 15,
    "arrows": 115,
    "pairs of rooms that import each other": 0,
    "rooms entered for one sheet": 11,
    "calls from room to room for one sheet": 27,
    "pairs of rooms that call each other": 1,
    "pairs of modules that call each other": 2,
    "cached functions": 60,
    "modules that make caches": 1,
    "names that are given to two classes or types": 0,
    "functions and parameters with an empty name": 0,
    "local names that are empty over more than 5 lines": 0,
    "local names that are empty": 260,
}
"""At most so many."""
EMPTY = {"found", "one", "thing"}
"""Names that say nothing where a word of the field exists; over a line or two the reader sees what they are."""
_FAR = 5
_CACHES = {"cache", "lru_cache", "cached_property"}
_TRACE = """
import json, sys
from tests.making import FOUR, clinic, layout, library, plan_of
from handouts.handout import make
CACHES = {"handouts.storing.memo", "handouts.sheet.place.kept"}
given = library(), plan_of({**FOUR, "topics": ["not-your-bursa"]}), clinic(), layout("cards")
calls = set()
def seen(frame, event, _):
    if event != "call" or frame.f_code.co_filename == "<string>":
        return
    asks = frame.f_back
    while asks is not None and asks.f_globals.get("__name__") in CACHES:
        asks = asks.f_back
    if asks is not None:
        calls.add((asks.f_globals.get("__name__", ""), frame.f_globals.get("__name__", "")))
sys.setprofile(seen)
make(*given)
sys.setprofile(None)
print(json.dumps(sorted(call for call in calls if call[0] != call[1] and all(name.startswith("handouts.") for name in call))))
"""

Pairs = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its dotted name, without the package's."""

    name: str
    tree: ast.Module


def modules(package: Path = PACKAGE) -> list[Module]:
    """Return every module of the package."""
    paths = sorted(package.rglob("*.py"))
    return [Module(_name(path.relative_to(package)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def _name(path: Path) -> str:
    return ".".join(part for part in path.with_suffix("").parts if part != "__init__")


def arrows(found: Iterable[Module]) -> Pairs:
    """Return which room imports which."""
    every = list(found)
    known = {module.name for module in every}
    pairs = {(module.name.split(".")[0], name.split(".")[0]) for module in every for name in _imported(module, known)}
    return {(one, other) for one, other in pairs if one != other and one}


def _imported(module: Module, known: set[str]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "handouts":
            base = (node.module or "").removeprefix("handouts").strip(".")
            for alias in node.names:
                full = f"{base}.{alias.name}".strip(".")
                yield full if full in known else base
        elif isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("handouts.") for alias in node.names if alias.name.startswith("handouts."))


def floors(pairs: Pairs, rooms: Iterable[str]) -> dict[str, int]:
    """Return the floor of each room, from 1. Raises RecursionError where rooms import each other in a circle."""
    known: dict[str, int] = {}

    def floor(room: str) -> int:
        if room not in known:
            known[room] = 1 + max((floor(other) for one, other in pairs if one == room), default=0)
        return known[room]

    return {room: floor(room) for room in rooms}


def both_ways(pairs: Pairs) -> Pairs:
    """Return the pairs that go both ways, each once."""
    return {(one, other) for one, other in pairs if one < other and (other, one) in pairs}


def cached(found: Iterable[Module]) -> dict[str, int]:
    """Return how many functions each module caches: by a decorator, or by a cache laid over a function."""
    return {module.name: count for module in found if (count := sum(map(_caches, ast.walk(module.tree))))}


def _caches(node: ast.AST) -> int:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return sum(_named(decorator) in {*_CACHES, *MEMO} for decorator in node.decorator_list)
    return int(isinstance(node, ast.Call) and isinstance(node.func, ast.Call) and _named(node.func) in {*_CACHES, *MEMO})


MEMO = ("memo", "kept")
"""What our own caches are called."""


def _named(node: ast.expr) -> str:
    while isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _makers(found: Iterable[Module]) -> set[str]:
    """Return the modules that reach for a cache of the standard library themselves."""
    names = {"functools.cache", "functools.lru_cache", "cache", "lru_cache"}
    return {
        module.name
        for module in found
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in names)
        or (isinstance(node, ast.ImportFrom) and node.module == "functools" and any(alias.name in names for alias in node.names))
    }


def names_of_two(found: Iterable[Module]) -> dict[str, list[str]]:
    """Return the modules of each name that stands for two classes, or for types that are written otherwise."""
    defined: dict[str, dict[str, str]] = {}
    for module in found:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                defined.setdefault(node.name, {})[f"{module.name}:{node.lineno}"] = f"{module.name}:{node.lineno}"
        for name, value in _types(module.tree):
            defined.setdefault(name, {})[module.name] = ast.unparse(value)
    return {name: sorted(places) for name, places in defined.items() if len(set(places.values())) > 1}


def _types(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names of types that a module gives, with what they stand for."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _TYPE.fullmatch(node.targets[0].id):
            yield node.targets[0].id, node.value


_TYPE = re.compile(r"_?[A-Z]\w*[a-z]\w*")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def empty_signatures(found: Iterable[Module]) -> list[str]:
    """Return the functions that bear an empty name, and those with a parameter that does."""
    return [
        f"{module.name}:{node.lineno}"
        for module in found
        for node in ast.walk(module.tree)
        if (isinstance(node, Function) and node.name in EMPTY)
        or (isinstance(node, Function) and any(isinstance(part, ast.arg) and part.arg in EMPTY for part in ast.walk(node.args)))
    ]


def empty_far(found: Iterable[Module], lines: int = _FAR) -> list[str]:
    """Return the empty names given in a function, or right in a module, whose first and last line are at least so many apart."""
    return [
        f"{module.name}:{at[0]} {name}"
        for module in found
        for scope in ast.walk(module.tree)
        if isinstance(scope, Function | ast.Module)
        for name, at in _given(scope).items()
        if at[-1] - at[0] >= lines
    ]


def _given(scope: ast.AST) -> dict[str, list[int]]:
    """Return the lines of each empty name that a scope gives to something."""
    inside = [node for node in _own(scope) if isinstance(node, ast.Name) and node.id in EMPTY]
    given = {node.id for node in inside if isinstance(node.ctx, ast.Store)}
    return {name: sorted(node.lineno for node in inside if node.id == name) for name in given}


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, Function | ast.ClassDef):
            yield from _own(node)


def calls_of_one_sheet() -> Pairs:
    """Return which module calls which while the first sheet of a process is made."""
    done = subprocess.run([sys.executable, "-c", _TRACE], cwd=ROOT, capture_output=True, text=True, check=True)
    return {(one.removeprefix("handouts."), other.removeprefix("handouts.")) for one, other in json.loads(done.stdout)}


def figures() -> dict[str, int]:
    """Return every figure of the house by its name."""
    every = modules()
    pairs = arrows(every)
    rooms = {module.name.split(".")[0] for module in every if module.name}
    calls = calls_of_one_sheet()
    between = {(one.split(".")[0], other.split(".")[0]) for one, other in calls if one.split(".")[0] != other.split(".")[0]}
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
    return {
        "files flat in handouts/": len([*PACKAGE.glob("*.py")]),
        "names in the import contract": len([name for layer in contract["layers"] for name in layer.split(":")]),
        "rooms": len(rooms),
        "floors": max(floors(pairs, rooms).values()),
        "arrows": len(pairs),
        "pairs of rooms that import each other": len(both_ways(pairs)),
        "rooms entered for one sheet": len({room for pair in between for room in pair}),
        "calls from room to room for one sheet": len(between),
        "pairs of rooms that call each other": len(both_ways(between)),
        "pairs of modules that call each other": len(both_ways(calls)),
        "cached functions": sum(cached(every).values()),
        "modules that make caches": len(_makers(every)),
        "names that are given to two classes or types": len(names_of_two(every)),
        "functions and parameters with an empty name": len(empty_signatures(every)),
        "local names that are empty over more than 5 lines": len(empty_far(every)),
        "local names that are empty": len(empty_far(every, lines=0)),
    }


if __name__ == "__main__":
    for name, figure in figures().items():
        print(f"{name:<52}{figure:>5}   at most {GOALS[name]}")
