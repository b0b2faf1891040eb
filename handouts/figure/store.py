"""Compiled drawings on disk: small JSON files in the package, one for each figure and body map. Standard library only.

The first line holds the key of the values a drawing was made from, and what its checks found.
"""

import importlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

from handouts.errors import HandoutError, Level, near_miss
from handouts.figure.drawing import ArrowKind, ArrowPath, BodyMap, Clock, Drawing, Label, Layer
from handouts.figure.people import COMPILED_BUILDS, Outline
from handouts.storing import cache
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

FOLDER = Path(__file__).parent / "compiled"
BUILDS: Mapping[Outline, Path] = {build: FOLDER / build for build in COMPILED_BUILDS}
"""Where our figures are in builds other than the usual one."""
_MAPS = "body-map-"
_CACHED = "figure-"
_PATH = re.compile(r"[-0-9. mlch]*")
"""What a path may hold: it goes into PDF and SVG as it is."""


class FigureRemark(NamedTuple):
    """What a check found in a figure: how grave it is, at which value of the figure file, in words."""

    level: Level
    at: tuple[str | int, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A figure as it is stored: the key of what it was made from, its panels, labels where it is a body map, what checks found."""

    key: str
    panels: tuple[Drawing, ...]
    labels: tuple[Label, ...] = ()
    remarks: tuple[FigureRemark, ...] = ()


def drawing_ids(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the exercises that have a compiled drawing."""
    return tuple(sorted(path.stem for path in folder.glob("*.json") if not path.stem.startswith(_MAPS)))


def load_drawing(exercise_id: str, folder: Path = FOLDER) -> tuple[Drawing, ...]:
    """Return the panels of an exercise: (finish), (start, finish), or the numbered ones. Raises HandoutError when there is none."""
    return _read(exercise_id, folder).panels


def find_drawing(exercise_id: str) -> tuple[Drawing, ...]:
    """Return the panels of our drawing of an exercise; () when we have none."""
    is_ours = not exercise_id.startswith(_MAPS) and (FOLDER / f"{exercise_id}.json").is_file()
    return load_drawing(exercise_id) if is_ours else ()


def load_body_map(map_id: str, folder: Path = FOLDER) -> BodyMap:
    """Return a body map of ours (`gluteus-maximus`, ...). Raises HandoutError when there is none."""
    return stored_body_map(_MAPS + map_id, folder)


def stored_body_map(name: str, folder: Path) -> BodyMap:
    """Return a body map by the name of its file. Raises HandoutError when there is none, or another kind of file."""
    compiled = _read(name, folder)
    return BodyMap(compiled.panels[0], compiled.labels)


@memo(500)
def _read(name: str, folder: Path) -> Compiled:
    """Return a stored figure, read once."""
    compiled = load_compiled(name, folder)
    if folder not in (FOLDER, *BUILDS.values()) or name.startswith(_MAPS):
        return compiled
    return replace(compiled, panels=tuple(replace(panel, figure=name) for panel in compiled.panels))


def in_build(panels: tuple[Drawing, ...], build: Outline) -> tuple[Drawing, ...]:
    """Return panels of ours in another build, with cues where these have them; the same panels where there are none in it."""
    return tuple(_in_build(panel, build) for panel in panels) if build in BUILDS else panels


def _in_build(panel: Drawing, build: Outline) -> Drawing:
    folder = BUILDS[build]
    if not panel.figure or not (folder / f"{panel.figure}.json").is_file():
        return panel
    other = next((one for one in load_drawing(panel.figure, folder) if one.name == panel.name), panel)
    return other if panel.has_cues else other.without_cues()


def load_compiled(name: str, folder: Path = FOLDER) -> Compiled:
    """Return a stored figure. Raises HandoutError when there is none, or another kind of file."""
    path = folder / f"{name}.json"
    if not path.is_file():
        raise HandoutError.of(f"there is no drawing '{name}'{near_miss(name, [p.stem for p in folder.glob('*.json')])}")
    try:
        return decode(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise HandoutError.of("is not a stored drawing; store it again: handouts figure --store", str(path)) from None


def stored_key(name: str, folder: Path = FOLDER) -> str:
    """Return the key of a stored figure from its first line, '' where there is none."""
    return _head(folder / f"{name}.json")[0]


def known_remarks(key: str, folders: Iterable[Path]) -> tuple[FigureRemark, ...] | None:
    """Return what checks found when the figure of this key was drawn, from a folder or the user's cache; None where it never was."""
    for path in (path for folder in folders for path in sorted(folder.glob("*.json"))):
        known, remarks = _head(path)
        if known == key:
            return remarks
    kept = cache.read(_CACHED + key)
    return _remarks(kept) if kept is not None else None


def keep_remarks(key: str, remarks: Sequence[FigureRemark]) -> None:
    """Keep in the user's cache what checks found in the figure of this key."""
    cache.write(_CACHED + key, json.dumps(remarks).encode())


def _head(path: Path) -> tuple[str, tuple[FigureRemark, ...]]:
    """Return key and remarks from a file's first line, '' where it is no stored figure."""
    try:
        with path.open(encoding="utf-8") as file:
            head = json.loads(file.readline().rstrip().rstrip(",") + "}")
        remarks = _remarks(json.dumps(head["remarks"]))
        return (str(head["key"]), remarks) if remarks is not None else ("", ())
    except (OSError, ValueError, KeyError, TypeError):
        return "", ()


def _remarks(text: str | bytes) -> tuple[FigureRemark, ...] | None:
    """Return remarks from JSON, None where it holds anything else."""
    try:
        rows = [(level, tuple(at), message) for level, at, message in json.loads(text)]
    except (ValueError, TypeError):
        return None
    is_right = all(level in get_args(Level) and isinstance(message, str) for level, _, message in rows)
    return tuple(FigureRemark(*row) for row in rows) if is_right else None


def save_compiled(name: str, compiled: Compiled, folder: Path = FOLDER) -> None:
    """Write a figure."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(encode(compiled), encoding="utf-8")


def body_map_name(map_id: str) -> str:
    """Return the stored name of a body map of ours."""
    return _MAPS + map_id


def encode(compiled: Compiled) -> str:
    """Return a figure as JSON, one layer to a line."""
    lines = [
        f'{{"key": {json.dumps(compiled.key)}, "remarks": {json.dumps(compiled.remarks)},',
        f'"labels": {json.dumps([[q.muscle, q.name, q.x, q.y] for q in compiled.labels])},',
        '"panels": [',
    ]
    for i, panel in enumerate(compiled.panels):
        lines += _encode_panel(panel, last=i == len(compiled.panels) - 1)
    return "\n".join([*lines, "]}", ""])


def _encode_panel(panel: Drawing, *, last: bool) -> list[str]:
    head = {"name": panel.name, "width": panel.width, "height": panel.height, "floor": panel.floor, "side": panel.side}
    arrows = [[arrow.both_ways, [list(point) for point in arrow.points], *_kind(arrow)] for arrow in panel.arrows]
    clocks = [f'"clocks": {json.dumps([[q.x, q.y, q.radius] for q in panel.clocks])},'] if panel.clocks else []
    layers = [f"[{json.dumps(q.kind)}, {json.dumps(q.role)}, {json.dumps(q.path)}]" for q in panel.layers]
    return [
        f"{{{json.dumps(head)[1:-1]},",
        f'"arrows": {json.dumps(arrows)},',
        *clocks,
        '"layers": [',
        ",\n".join(layers),
        "]}" + ("" if last else ","),
    ]


def _kind(arrow: ArrowPath) -> list[str]:
    return [] if arrow.kind == "plain" else [arrow.kind]


def decode(text: str) -> Compiled:
    """Return the figure that `encode` wrote. Raises ValueError, KeyError or TypeError for any other text."""
    data = json.loads(text)
    labels = tuple(Label(*row) for row in data["labels"])
    remarks = tuple(FigureRemark(level, tuple(at), message) for level, at, message in data.get("remarks", ()))  # earlier versions kept none
    return Compiled(data["key"], tuple(_panel(panel) for panel in data["panels"]), labels, remarks)


def _panel(data: dict[str, Any]) -> Drawing:
    layers = tuple(Layer(*row) for row in data["layers"])
    if not all(_PATH.fullmatch(layer.path) for layer in layers):
        raise ValueError("a path holds something else than numbers and operators")
    clocks = tuple(Clock(int(x), int(y), int(radius)) for x, y, radius in data.get("clocks", ()))
    sizes = data["width"], data["height"], data["floor"]
    return Drawing(data["name"], *sizes, layers, _arrows(data["arrows"]), data["side"], clocks=clocks)


def _arrows(rows: Sequence[Any]) -> tuple[ArrowPath, ...]:
    if not all(kind in get_args(ArrowKind) for _, _, *kinds in rows for kind in kinds):
        raise ValueError("an arrow is of no kind there is")
    return tuple(ArrowPath(tuple((x, y) for x, y in points), both_ways, *kind) for both_ways, points, *kind in rows)


def has_numpy() -> bool:
    """Return whether figures can be compiled here."""
    try:
        importlib.import_module("numpy")
    except ImportError:
        return False
    return True
