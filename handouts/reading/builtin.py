"""What comes with the program: its `content` and `layouts`, inside an installed package or beside it in a checkout."""

from pathlib import Path

_HERE = Path(__file__).parents[1]
_OF_CONTENT = ("body-maps", "figures", "packs", "plain-words", "shared")


def builtin_folder(name: str) -> Path:
    """Return the built-in `content` or `layouts` folder: inside an installed package, beside it in a checkout."""
    installed = _HERE / name
    return installed if installed.is_dir() else _HERE.parent / name


def is_built_in(path: Path) -> bool:
    """Return whether a file stands where the program's own content and layouts do; the example clinic's folder may hold others' plans."""
    try:
        found = path.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, a null byte
        return False
    content, layouts = builtin_folder("content").resolve(), builtin_folder("layouts").resolve()
    return found.parent in (content, layouts) or (found.parent.parent == content and found.parent.name in _OF_CONTENT)
