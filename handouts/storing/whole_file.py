"""A file that is there whole or not at all: written beside its place, synced, then renamed into it; readable by its owner only."""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from handouts.errors import HandoutError, NoRoomError

_PAUSES_S = (0.05, 0.1, 0.2, 0.4)
"""How long a scanner for viruses is waited for, which holds a new file for a moment."""
_NO_ROOM = (errno.ENOSPC, errno.EROFS, errno.EDQUOT)


@contextlib.contextmanager
def whole_file(path: Path, shown: str) -> Iterator[BinaryIO]:
    """Give a file to write to, which is put in place when the block ends well; else nothing is left of it. Raises HandoutError."""
    part = ""
    try:
        number, part = _part_of(path)
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(Path(part), path)
        _sync_folder(path.parent)
    except OSError as error:
        kind = NoRoomError if error.errno in _NO_ROOM else HandoutError
        raise kind.of(f"cannot be written: {error.strerror or 'the name cannot be used'}", shown) from None
    finally:
        if part:
            with contextlib.suppress(OSError):
                Path(part).unlink()


def _put_in_place(part: Path, path: Path) -> None:
    """Rename a finished file into its place; where another program holds what is there, as on Windows, it is tried again for a moment."""
    for pause_s in _PAUSES_S:
        try:
            part.replace(path)
        except PermissionError:
            time.sleep(pause_s)
        else:
            return
    try:
        part.replace(path)
    except PermissionError as error:
        told = f"{error.strerror}; close it in any other program, such as a reader of PDFs, and try again"
        raise OSError(error.errno, told) from None


def _part_of(path: Path) -> tuple[int, str]:
    """Return a new file beside the one to write; a folder in which none can be made takes no other file either."""
    try:
        if b"\0" in os.fsencode(path):
            raise OSError(errno.EINVAL, "the name cannot be used")
        return tempfile.mkstemp(prefix=".handouts-", suffix=".part", dir=path.parent)
    except PermissionError as error:
        raise OSError(errno.EROFS, error.strerror) from None
    except UnicodeEncodeError:
        raise OSError(errno.EINVAL, "the name cannot be used") from None


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
