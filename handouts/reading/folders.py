"""What lies in a folder of plans, content, packs, layouts or figures: what is meant, what is passed over and why, what is a copy.

Every folder that the program looks through is looked through here, so that no file which may be meant is passed over in silence, hidden
files of other systems are, and a copy that a browser or a sync program has made is never taken for another file.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from handouts.errors import Problem
from handouts.storing.values import dataclass

ENDINGS = (".yaml", ".yml")
_PICTURES = (".png", ".jpg", ".jpeg", ".heic", ".heif", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".svg")
_QUIET = (".pdf", ".md", ".html", ".eml", ".part", *_PICTURES)
"""Endings of what lies beside such files and is plainly no such file."""
TABLE = ".csv"
_TABLES = (TABLE, ".tsv", ".xls", ".xlsx", ".ods", ".numbers")
_DOCUMENTS = (".doc", ".docx", ".odt", ".rtf", ".pages")
_MOST_DEEP = 12
_QUIET_NAMES = {"readme", "license", "licence", "copying", "makefile"}
_HIDDEN = re.compile(
    r"\.|~\$|~.*\.tmp$|#.*#$|.*~$|.*\.(swp|tmp|crdownload|partial)$|(ehthumbs|thumbs)\.db$|desktop\.ini$|icon\r?$"
    r"|__macosx$|@eadir$|\$recycle\.bin$|system volume information$|lost\+found$|__pycache__$",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"""^(?P<of>.+?)(
        \s*\(\d{1,3}\)                                                # browsers, Google Drive: zoe (1)
      | \s*[-_]\s*(copy|kopie|copie|copia|kopi)(\s*\(\d+\))?           # Windows: zoe - Copy (2)
      | \s*[(\[](another\s+|\d+(st|nd|rd|th)\s+)?(copy|kopie|copie|copia|kopi)(\s+\d+)?[)\]]  # Linux: zoe (copy), zoe (3rd copy)
      | \s+(copy|kopie|copie|copia|kopi)(\s+\d+)?                      # macOS: zoe copy 2
      | \s*[(\[][^()\[\]]*\bconflict(ed)?\b[^()\[\]]*[)\]]             # Dropbox, Nextcloud: zoe (Anna's conflicted copy 2026-11-22)
      | \s*\(sfconflict\b[^()]*\)                                      # Seafile
      | [._-](sync-)?conflict[._-].*                                   # Syncthing: zoe.sync-conflict-20261122-...
      | -(desktop|laptop)-[a-z0-9]+                                    # OneDrive: zoe-LAPTOP-12AB
    )$
    | ^(copy|kopie|copie|copia|kopi)\s+(of|von|de|di)\s+(?P<de>.+)$    # copy of zoe
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Looked:
    """The files of a folder that are meant, in the order of their names, and a warning for each that is passed over."""

    files: tuple[Path, ...]
    notes: tuple[Problem, ...]


def look_in(folder: Path, what: str = "such a file", *, beside: Iterable[str] = ()) -> Looked:
    """Return the YAML files right in a folder; `what` is what they are called, `beside` are names that belong there otherwise."""
    if not folder.is_dir():
        return Looked((), ())
    files, notes, known = [], [], {name.casefold() for name in beside}
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        name = _composed(path.name)
        if _HIDDEN.match(path.name) or name.casefold() in known:
            continue
        if is_yaml(path) and not path.is_dir():
            files.append(path)
        elif reason := _passed_over(path, what):
            notes.append(Problem(message=f"is skipped: {reason}", file=shown_path(path), level="warning"))
    return Looked(tuple(files), tuple(notes))


def yaml_files(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files right in a folder, in the order of their names; nothing of a folder that cannot be read."""
    return _files_in(folder, ENDINGS)


def picture_files(folder: Path) -> tuple[Path, ...]:
    """Return the pictures right in a folder, in the order of their names; nothing of a folder that cannot be read."""
    return _files_in(folder, _PICTURES)


def _files_in(folder: Path, endings: Collection[str]) -> tuple[Path, ...]:
    try:
        every = sorted(folder.iterdir(), key=lambda one: one.name)
        return tuple(path for path in every if path.suffix.lower() in endings and not is_hidden(path) and not path.is_dir())
    except OSError:
        return ()


def may_be_pack(path: Path, name: str = "") -> bool:
    """Return whether a file may hold a pack (of this name), without reading it as YAML: it says so, or has letters in disguise.

    Raises OSError.
    """
    data = path.read_bytes()
    says = rb"pack[\"']?\s*:(\s|#[^\n]*\n|[>|][-+\d]*)*[\"']?" + re.escape(name.encode("utf-8", "replace"))
    return b"\\" in data or re.search(says + (rb"(?![\w-])" if name else b""), data) is not None


def is_yaml(path: Path) -> bool:
    """Return whether a name ends as a YAML file's, in capitals or small letters."""
    return path.suffix.lower() in ENDINGS


def is_hidden(path: Path) -> bool:
    """Return whether a file or folder is one that systems and editors leave behind for themselves."""
    return bool(_HIDDEN.match(path.name))


def folders_below(folder: Path) -> Iterator[Path]:
    """Yield a folder and the folders below it, without those that systems keep for themselves and without following links.

    Those deeper than a person makes them are left out.
    """
    level = [folder]
    for _ in range(_MOST_DEEP):
        yield from level
        level = [path for above in level for path in _folders_in(above)]


def _folders_in(folder: Path) -> list[Path]:
    try:
        return [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.is_symlink() and not is_hidden(path)]
    except OSError:
        return []


def stem_of(path: Path) -> str:
    """Return a file's name without its ending, letters and marks put together: systems write them either way."""
    return _composed(path.stem)


def _composed(name: str) -> str:
    from handouts.reading.yamlfile import clean  # loads YAML, which a list that was told before goes without

    return clean(name)


def alike(files: Iterable[Path]) -> list[tuple[Path, ...]]:
    """Return the files that are copies of one another by their names: `zoe.yaml`, `zoe (1).yaml`, `Zoe - Copy.yaml`."""
    groups: dict[tuple[Path, str], list[Path]] = {}
    for path in files:
        groups.setdefault((path.parent, _name_of(path)), []).append(path)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def copy_problems(files: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for each file of which there is a copy, with both paths."""
    for group in alike(files):
        for path in group:
            others = [other for other in group if other != path]
            yield Problem(message=copies_said(others), file=shown_path(path))


def copies_said(others: Iterable[Path]) -> str:
    """Return what is said of a file that has copies."""
    named = " and ".join(f"'{shown_path(other)}'" for other in others)
    return f"looks like a copy of {named}, or the other way round; keep the one that is right, and move or rename the other"


def copies_beside(path: Path) -> tuple[Path, ...]:
    """Return the copies of a file of ours, or of a table, that lie beside it."""
    files = _files_in(path.parent, ENDINGS if is_yaml(path) else (path.suffix.lower(),))
    try:
        group = next((group for group in alike(files) if any(one.name == path.name for one in group)), ())
    except OSError:
        return ()
    return tuple(one for one in group if one.name != path.name)


def shown_path(path: Path) -> str:
    """Return a path as messages show it: from the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _name_of(path: Path) -> str:
    """Return the name that a file and its copies share."""
    name = stem_of(path)
    while found := _COPY.match(name):
        name = found["of"] or found["de"]
    return name.casefold()


def _passed_over(path: Path, what: str) -> str:
    """Return why a file or folder is passed over that may be meant; nothing for what is plainly something else."""
    ending, stem = path.suffix.lower(), stem_of(path)
    if path.is_dir():
        below = (path,) if path.is_symlink() else folders_below(path)
        inside = sum(1 for place in below for _ in yaml_files(place))
        return (
            f"only what lies right in '{path.parent.name}' is read; move its {_files(inside)} there, or name this folder" if inside else ""
        )
    if ending in _QUIET or (not ending and stem.casefold() in _QUIET_NAMES):
        return ""
    name = re.sub(r"\.ya?ml$", "", stem, flags=re.IGNORECASE)
    if ending in _TABLES:
        return f"a table is named itself, saved as CSV: handouts batch {stem}.csv" if "plan" in what else f"{what} is no table"
    if ending in _DOCUMENTS:
        return f"{what} is plain text; save it as 'Plain text', named '{name}.yaml'"
    why = {
        ".txt": " (Windows may hide endings: View, File name extensions)" if name != stem else "",
        ".json": "; its text can stay as it is",
    }
    return f"{what} ends in .yaml; rename it to '{name}.yaml'{why.get(ending, ' if it is one')}"


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
