"""Values that were read and checked before from the same files: the library, a clinic's facts, a layout. A cache, never needed.

A value is filed under a digest of the question, of the program, and of every file it may have been read from, byte for byte. It is
kept as a pickle that may name nothing but this program's own frozen values, so that reading one runs no code; nothing of a patient
is prepared.
"""

import functools
import hashlib
import importlib
import io
import os
import pickle
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TypeVar, cast

import click

from handouts import cache
from handouts.version import __version__

T = TypeVar("T")
_PACKAGE = Path(__file__).parent
_NEVER_READ = ".pdf"
"""Finished sheets, which may lie in a clinic's folder too; a logo may have any name, so all else counts."""
_MOST_FILES, _MOST_BYTES = 500, 20_000_000


def prepared(question: tuple[str, ...], places: Iterable[Path], read: Callable[[], T]) -> T:
    """Return what `read` returns, as it was prepared before where nothing has changed; what it raises is never kept.

    `places` are the folders and files it may read; the first word of the question names what is asked for.
    """
    where = tuple(places)
    name = fingerprint(question, where)
    known = _value(cache.read(name)) if name is not None else None
    if known is not None:
        return cast("T", known)
    value = read()
    if name is not None and fingerprint(question, where) == name:  # what changed while it was read is not what was read
        cache.write(name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    return value


def fingerprint(question: tuple[str, ...], places: Iterable[Path]) -> str | None:
    """Return the name under which the answer to a question about files is kept, or None where nothing is kept or they are too many."""
    if not cache.is_wanted():
        return None
    digest = hashlib.sha256(repr((__version__, sys.version, question)).encode())
    try:
        digest.update(_program())
        for data in _contents(places):
            digest.update(data)
    except (OSError, _TooMuchError):
        return None
    return f"{question[0]}-{digest.hexdigest()[:32]}"


class _TooMuchError(Exception):
    """More, or other, than can be looked through quickly."""


class _Unpickler(pickle.Unpickler):
    """Reads this program's own frozen values, and dates."""

    def find_class(self, module: str, name: str) -> object:
        """Return a class that is only a value. Raises UnpicklingError for anything else."""
        if (module, name) == ("datetime", "date"):
            return date
        if module.startswith("handouts.") and not module.endswith("__main__"):
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and found.__module__ == module and (is_dataclass(found) or issubclass(found, Enum | tuple)):
                return found
        if module == "pathlib" and name in ("Path", "PosixPath", "WindowsPath", "PurePath"):
            return Path
        raise pickle.UnpicklingError(name)


def _value(data: bytes | None) -> object:
    """Return a value that was prepared, or None."""
    if data is None:
        return None
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001  whatever a damaged pickle raises, it is as if there were none
        return None


@functools.cache
def _program() -> bytes:
    """Return a digest over name, size and time of every file of the program, and of the folder its libraries are installed in."""
    digest = hashlib.sha256(b"%d" % Path(click.__file__).parents[1].stat().st_mtime_ns)
    for entry in _files(_PACKAGE):
        found = entry.stat()
        digest.update(f"{entry.path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.digest()


def _contents(places: Iterable[Path]) -> Iterator[bytes]:
    """Yield name and bytes of every file that may be read. Raises OSError and _TooMuchError."""
    count = size = 0
    for path in (path for place in places for path in _paths(place)):
        if path.lower().endswith(_NEVER_READ):
            continue
        found = os.stat(path)  # noqa: PTH116
        count, size = count + 1, size + found.st_size
        if count > _MOST_FILES or size > _MOST_BYTES or not stat.S_ISREG(found.st_mode):
            raise _TooMuchError  # what is no plain file may have no end
        yield f"{path} {found.st_size}\n".encode()
        yield Path(path).read_bytes()


def _paths(place: Path) -> Iterator[str]:
    """Yield the paths of a folder's files, or of a file."""
    if place.is_dir():
        yield from (entry.path for entry in _files(place))
    else:
        yield str(place)


def _files(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Yield the files of a folder and the folders in it, in order, without what Python compiled."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        else:
            yield entry
