"""Values that were read and checked before from the same files: the library, a clinic's facts, a layout. A cache, never needed.

A value is filed under a digest of the question, of the program, and of every file it may have been read from, byte for byte. It is
kept as a pickle in which only two functions and dates may be named: one that fills in a frozen value of ours, one that makes a path.
So reading one runs no foreign code and changes no class. Nothing of a patient is prepared.
"""

import hashlib
import importlib
import io
import os
import pickle
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from handouts.storing import cache
from handouts.storing.memo import memo
from handouts.storing.version import __version__

T = TypeVar("T")
_PACKAGE = Path(__file__).parents[1]
_FINISHED = b"%PDF-"
"""How a finished sheet starts: many may lie in a clinic's folder, and nothing is read from them."""
_MOST_ENTRIES, _MOST_BYTES = 500, 20_000_000


def prepared(question: tuple[str, ...], places: Iterable[Path], read: Callable[[], T], keeps: Callable[[T], bool] | None = None) -> T:
    """Return what `read` returns, as it was prepared before where nothing has changed; what it raises is never kept.

    `places` are the folders and files it may read; the first word of the question names what is asked for. `keeps` may forbid keeping.
    """
    where = tuple(places)

    def as_bytes(value: T) -> bytes | None:
        return _as_bytes(value) if keeps is None or keeps(value) else None

    return remembered(lambda: fingerprint(question, where), read, as_bytes, lambda data: cast("T | None", _value(data)))


def remembered(
    ask: Callable[[], str | None], make: Callable[[], T], as_bytes: Callable[[T], bytes | None], from_bytes: Callable[[bytes], T | None]
) -> T:
    """Return what was kept under the name that `ask` gives; else what `make` makes, kept unless the name has changed meanwhile.

    Nothing is kept without a name, or where `as_bytes` gives None; what `from_bytes` cannot read is as if there were none.
    """
    name = ask()
    data = cache.read(name) if name is not None else None
    known = from_bytes(data) if data is not None else None
    if known is not None:
        return known
    made = make()
    kept = as_bytes(made) if name is not None else None
    if name is not None and kept is not None and ask() == name:  # what changed while it was read is not what was read
        cache.write(name, kept)
    return made


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


class _Pickler(pickle.Pickler):
    """Writes a frozen value as a call that fills one in, and a path as its text."""

    def reducer_override(self, value: object) -> Any:
        """Return how a value is made again."""
        if is_dataclass(value) and not isinstance(value, type):
            kind = type(value)
            return _filled_in, (kind.__module__, kind.__name__, *(getattr(value, field.name) for field in fields(value)))
        return (_path, (str(value),)) if isinstance(value, Path) else NotImplemented


class _Unpickler(pickle.Unpickler):
    """Reads what the pickler writes."""

    def find_class(self, module: str, name: str) -> object:
        """Return one of the few things that may be named. Raises UnpicklingError for anything else."""
        known = {(__name__, "_filled_in"): _filled_in, (__name__, "_path"): _path, ("datetime", "date"): date}
        if (module, name) not in known:
            raise pickle.UnpicklingError(name)
        return known[module, name]


def _filled_in(module: str, name: str, *values: object) -> object:
    """Return a frozen value with these fields."""
    kind, names = _kind(module, name)
    value: object = object.__new__(kind)
    for field, one in zip(names, values, strict=True):
        object.__setattr__(value, field, one)
    return value


@memo()
def _kind(module: str, name: str) -> tuple[type, tuple[str, ...]]:
    """Return a class of frozen values of ours, and its fields. Raises UnpicklingError for anything else."""
    own = module.startswith("handouts.") and not module.endswith("__main__")
    kind = getattr(importlib.import_module(module), name, None) if own else None
    if not (isinstance(kind, type) and is_dataclass(kind) and kind.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        raise pickle.UnpicklingError(name)
    return kind, tuple(field.name for field in fields(kind))


def _path(text: str) -> Path:
    """Return a path."""
    return Path(text)


def _as_bytes(value: object) -> bytes:
    """Return a value as it is kept."""
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()


def _value(data: bytes) -> object:
    """Return a value that was prepared, or None where it cannot be read."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001  whatever a damaged pickle raises, it is as if there were none
        return None


@memo()
def _program() -> bytes:
    """Return a digest over name, size and time of every file of the program, and of the folder its libraries are installed in."""
    digest = hashlib.sha256(b"%d" % Path(click.__file__).parents[1].stat().st_mtime_ns)
    for path in _files(_PACKAGE, most=None):
        found = path.stat()
        digest.update(os.fsencode(path) + b" %d %d\n" % (found.st_size, found.st_mtime_ns))
    return digest.digest()


def _contents(places: Iterable[Path]) -> Iterator[bytes]:
    """Yield name and bytes of every file that may be read. Raises OSError and _TooMuchError."""
    size = 0
    for path in (path for place in places for path in (_files(place, most=_MOST_ENTRIES) if place.is_dir() else [place])):
        status = path.stat()
        size += status.st_size
        if not stat.S_ISREG(status.st_mode):
            raise _TooMuchError  # what is no plain file may have no end
        if path.suffix.lower() == ".pdf" and _is_finished(path):
            size -= status.st_size
            continue
        if size > _MOST_BYTES:
            raise _TooMuchError
        yield os.fsencode(path) + b" %d\n" % status.st_size
        yield path.read_bytes()


def _is_finished(path: Path) -> bool:
    """Return whether a file is a PDF, whatever its name says: a logo may be called so too."""
    with path.open("rb") as file:
        return file.read(len(_FINISHED)) == _FINISHED


def _files(folder: Path, *, most: int | None) -> Iterator[Path]:
    """Yield the files of a folder and the folders in it, in order, without what Python compiled.

    Raises _TooMuchError for more entries than `most`, and for a link to a folder, which may lead round in a circle.
    """
    waiting, seen = [str(folder)], 0
    while waiting:
        with os.scandir(waiting.pop()) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        seen += len(entries)
        for entry in entries:
            if most is not None and (seen > most or (entry.is_symlink() and entry.is_dir())):
                raise _TooMuchError
            if not entry.is_dir():
                yield Path(entry.path)
            elif entry.name != "__pycache__":
                waiting.append(entry.path)
