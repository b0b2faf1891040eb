"""What is installed beside the bare program, and how to install what is not: the name of an extra in, a command that works here out."""

import importlib.metadata
import json
import sys
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

_ROOT = Path(__file__).parents[2]
_WHOLE = "clinic"
_ALONE = ("cluster",)
"""Extras that no clinic needs, and `clinic` leaves out."""


def how_to_install(extra: str) -> str:
    """Return the command that installs what an extra brings, for this Python: from its checkout or wheel, else package by package."""
    source = _source()
    wanted = [f"{source}[{extra if extra in _ALONE else _WHOLE}]"] if source else packages_of(extra)
    return " ".join([_python(), "-m pip install", *(f'"{one}"' for one in wanted)])


def packages_of(extra: str) -> list[str]:
    """Return the packages of an extra with their least versions, as what is installed names them."""
    try:
        every = importlib.metadata.requires("handouts") or []
    except importlib.metadata.PackageNotFoundError:
        every = []
    parts = (one.partition(";") for one in every)
    return [package.strip() for package, _, condition in parts if condition.replace("'", '"').strip() == f'extra == "{extra}"']


def _source() -> Path | None:
    """Return the checkout that this is, or the folder or wheel that it was installed from, where that is still there."""
    path = _ROOT if (_ROOT / "pyproject.toml").is_file() else _installed_from()
    return _near(path) if path is not None and path.exists() else None


def _installed_from() -> Path | None:
    try:
        said = importlib.metadata.distribution("handouts").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return None
    address = urlparse(json.loads(said)["url"]) if said else None
    return Path(url2pathname(address.path)) if address and address.scheme == "file" else None


def _python() -> str:
    path = str(_near(Path(sys.executable)))
    return f'"{path}"' if " " in path else path


def _near(path: Path) -> Path:
    """Return a path from the folder that one is in, where it lies in that folder or below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
