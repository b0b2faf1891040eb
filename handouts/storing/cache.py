"""The user's cache folder: finished things that are never needed, kept under the digest of what they were made from.

What is there is trusted only when it belongs to this user and nobody else may write to it; what is missing, foreign or damaged is as if
it had never been made. Nothing of a patient is put here. `HANDOUTS_CACHE=off` does without.
"""

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

_MOST_FILES, _MOST_BYTES = 100, 4_000_000
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_DIGEST_BYTES = 32


def is_wanted() -> bool:
    """Return whether anything is kept here at all."""
    return os.environ.get("HANDOUTS_CACHE", "").lower() != "off" and hasattr(os, "getuid")


def read(name: str) -> bytes | None:
    """Return what was kept under a name, or None."""
    folder = _folder()
    if folder is None:
        return None
    try:
        number = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe would be waited for
        with os.fdopen(number, "rb") as file:
            found = os.fstat(number)
            if not _is_mine(found) or not stat.S_ISREG(found.st_mode):
                return None
            data = file.read(_MOST_BYTES + _DIGEST_BYTES + 1)
            os.utime(number)  # what is used is kept longest
    except OSError:
        return None
    digest, kept = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return kept if _digest(name, kept) == digest else None


def write(name: str, data: bytes) -> None:
    """Keep something under a name; where that cannot be, nothing is kept."""
    folder = _folder(make=True)
    if folder is None or len(data) > _MOST_BYTES:
        return
    part = ""
    try:
        _make_room(folder)
        number, part = tempfile.mkstemp(prefix=".part-", dir=folder)
        with os.fdopen(number, "wb") as file:
            file.write(_digest(name, data) + data)
        Path(part).replace(folder / name)
    except OSError:
        with contextlib.suppress(OSError):
            if part:
                Path(part).unlink()


def _digest(name: str, data: bytes) -> bytes:
    """Return the digest of what is kept under a name, so that nothing is taken for something else."""
    return hashlib.sha256(name.encode() + b"\0" + data).digest()


def _folder(*, make: bool = False) -> Path | None:
    """Return the folder, where there is one that is this user's alone."""
    if not is_wanted():
        return None
    above = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = (Path(above) if Path(above).is_absolute() else Path.home() / ".cache") / "handouts"
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except (OSError, RuntimeError):
        return None
    return folder if stat.S_ISDIR(found.st_mode) and _is_mine(found) else None


def _is_mine(status: os.stat_result) -> bool:
    """Return whether a file or folder belongs to this user and nobody else may change it."""
    return status.st_uid == os.getuid() and not status.st_mode & _OTHERS


def _make_room(folder: Path) -> None:
    """Delete the files that were not used for longest where there are too many."""
    with os.scandir(folder) as found:
        own = [entry for entry in found if not entry.is_dir(follow_symlinks=False)]
        files = sorted((entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in own)
    for _, path in files[: max(0, len(files) - _MOST_FILES + 1)]:
        Path(path).unlink()
