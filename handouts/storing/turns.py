"""One writer at a time in a folder that holds patients' sheets: whoever looks at what is there and replaces it does both in one turn.

The folder's secret is what is held: it is there wherever a sheet says whose it is. The system lets go of it when a process dies.
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from handouts.errors import HandoutError
from handouts.storing.secret import SECRET

_PATIENCE_S, _PAUSE_S = 20.0, 0.02
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt

    def _take(number: int) -> None:
        os.lseek(number, 1_000_000, os.SEEK_SET)  # far behind its end, so that everybody can go on reading it
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def turn_in(folder: Path) -> Iterator[None]:
    """Hold a folder while a file is looked at and replaced; at once where it has no secret. Raises HandoutError after 20 s.

    On a drive that cannot lock files nobody is held.
    """
    try:
        number = os.open(folder / SECRET, os.O_RDWR)
    except OSError:
        yield
        return
    try:
        _wait_for(number, folder)
        yield
    finally:
        os.close(number)


def _wait_for(number: int, folder: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            _take(number)
        except OSError as error:
            if error.errno not in _TAKEN:
                return
            if time.monotonic() > end:
                raise HandoutError.of("another run is writing into this folder; try again", str(folder)) from None
            time.sleep(_PAUSE_S)
        else:
            return
