"""What comes with the program: its `content` and `layouts`, inside an installed package or beside it in a checkout."""

from pathlib import Path


def builtin_folder(name: str) -> Path:
    """Return the built-in `content` or `layouts` folder: inside an installed package, beside it in a checkout."""
    here = Path(__file__).parent
    installed = here / name
    return installed if installed.is_dir() else here.parent / name


def is_built_in(path: Path) -> bool:
    """Return whether a file came with the program."""
    try:
        found = path.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, a null byte
        return False
    return any(found.is_relative_to(builtin_folder(name).resolve()) for name in ("content", "layouts"))
