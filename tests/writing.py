"""A clinic's own files, written for a test: one exercise of its own, pictures, and the folder they lie in."""

import io
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from handouts.reading.yamlfile import read_yaml

CONTENT = Path(__file__).parents[1] / "content"


def built_in(name: str) -> Any:
    """Return the plain data of a built-in content file."""
    return read_yaml(CONTENT / name).data


def own_exercise(**changes: Any) -> dict[str, Any]:
    """Return the data of an exercise like the couch stretch, with changes."""
    exercise = next(one for one in built_in("hip.yaml")["exercises"] if one["id"] == "couch-stretch")
    return {**exercise, **changes}


def write(path: Path, data: object) -> Path:
    """Write data, or a text, as a YAML file with the folders above it; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_clinic(folder: Path, text: str = "") -> Path:
    """Write a clinic.yaml with a name and further lines; return its folder."""
    write(folder / "clinic.yaml", f"name: Test Clinic\n{text}")
    return folder


def picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", color: Any = (200, 30, 30), **save: Any) -> bytes:
    """Return the bytes of a plain picture."""
    target = io.BytesIO()
    Image.new(mode, size, color).save(target, kind, **save)
    return target.getvalue()
