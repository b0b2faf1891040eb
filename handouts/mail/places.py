"""Where a patient is looked for: folders and all below them, hidden ones too; what is left to other programs is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handouts.errors import Problem
from handouts.reading.folders import shown_path

_OF_TOOLS = frozenset(
    (
        *(".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".idea", ".vscode", ".cache", ".npm", "node_modules", "__pycache__"),
        *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"),
    )
)
"""Folders that tools keep for themselves; nobody puts a sheet there, but the histories in them may hold one."""
_OF_PYTHON = "pyvenv.cfg"
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that are looked through, the links in them, which are not followed, and the folders that are left out or closed."""

    folders: dict[Path, Path] = field(default_factory=dict)
    links: list[Path] = field(default_factory=list)
    of_tools: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)

    def unseen(self) -> Iterator[Problem]:
        """Yield what was not looked into."""
        away = [link for link in self.links if link.exists() and not self._is_seen(link.resolve())]
        if away:
            message = f"{listed(away)} not looked into: links to other places; look there yourself"
            yield Problem(message=message, level="warning")
        if self.of_tools:
            message = f"{listed(self.of_tools)} not looked into: other programs keep earlier versions or copies there; check it yourself"
            yield Problem(message=message, level="warning")
        if self.closed:
            yield Problem(message=f"{listed(self.closed)} cannot be looked into; check it yourself", level="warning")

    def _is_seen(self, path: Path) -> bool:
        """Return whether a file or folder is looked into all the same, for it lies in one of these folders."""
        return (path if path.is_dir() else path.parent) in self.folders


def places_below(folders: Iterable[Path]) -> Places:
    """Return folders and all below them, each once, however deep and hidden or not, without following links."""
    places = Places()
    waiting = list(folders)
    while waiting:
        folder = waiting.pop(0)
        try:
            inside = sorted(folder.iterdir()) if folder.resolve() not in places.folders else []
        except OSError:
            places.closed.append(folder)
            continue
        places.folders.setdefault(folder.resolve(), folder)
        for path in inside:
            if path.is_symlink():
                places.links.append(path)
            elif path.is_dir():
                (places.of_tools if _is_a_tools(path) else waiting).append(path)
    return places


def _is_a_tools(folder: Path) -> bool:
    try:
        return folder.name.lower() in _OF_TOOLS or (folder / _OF_PYTHON).is_file()
    except OSError:
        return False


def listed(paths: list[Path]) -> str:
    """Return paths as a message lists them: the first few, and how many more; a link by its own name."""
    shown = [shown_link(path) if path.is_symlink() else shown_path(path) for path in paths]
    return ", ".join(shown) if len(shown) <= _MOST_TOLD else f"{', '.join(shown[:_MOST_TOLD])} and {len(shown) - _MOST_TOLD} more"


def shown_link(link: Path) -> str:
    """Return a link as messages show it: where it lies, not where it leads."""
    return str(Path(shown_path(link.parent)) / link.name)
