"""Writing a file whole or not at all: a temporary file beside it, synced, then renamed over it; readable by its owner only."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from handouts.errors import HandoutError
from handouts.storing.turns import turn_in
from handouts.storing.whole_file import whole_file

_OURS = b"/Producer(handouts)"
_TAIL_BYTES = 200_000
_PNG, _PNG_OURS = b"\x89PNG\r\n\x1a\n", b"tEXtSoftware\0handouts"
_SVG_OURS = b"<!-- made by handouts "
_SVG_BYTES = 20_000_000


def write_output(name: str, data: bytes, *, force: bool, look: Callable[[], None] | None = None) -> None:
    """Write a sheet or a drawing to a file, or to standard output for `-`. Raises HandoutError; nothing half-written is left.

    `look` looks once more, in the moment of writing, at what is there, and raises HandoutError where it must stay.
    """
    if name == "-":
        _write_to_stdout(data)
        return
    path = Path(name)

    def look_again() -> None:
        refuse_foreign(path, name, force=force)
        if look is not None:
            look()

    refuse_foreign(path, name, force=force)
    write_whole(path, data, name, look_again)


def _write_to_stdout(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else the interpreter tries the rest again when it ends
        raise HandoutError.of(f"cannot be written: {_reason(error)}", "standard output") from None


def refuse_foreign(path: Path, shown: str, *, force: bool = False) -> None:
    """Raise HandoutError when something is there that handouts did not make; with force, only when it is not a regular file."""
    try:
        if not os.path.lexists(path):
            return
        if not path.is_file():
            raise HandoutError.of("already exists and is not a regular file; choose another name with -o", shown)
        if force:
            return
        if not _is_ours(path):
            raise HandoutError.of("already exists and was not made by handouts; choose another name with -o, or add --force", shown)
    except (OSError, ValueError) as error:
        raise HandoutError.of(f"cannot be written: {_reason(error)}", shown) from None


def signed_svg(text: str) -> bytes:
    """Return an SVG with a last line by which it is known as ours for as long as nobody has edited it."""
    data = text.encode("utf-8")
    return data + _signature(data)


def _signature(svg: bytes) -> bytes:
    return _SVG_OURS + hashlib.sha256(svg).hexdigest()[:16].encode() + b" -->\n"


def _is_ours(path: Path) -> bool:
    """Return whether we made a file: a PDF or PNG that says so (other programs put their own name there), an SVG as we wrote it."""
    with path.open("rb") as file:
        head = file.read(1024)
        if head.startswith(b"%PDF-"):
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            return _OURS in file.read()
        if head.startswith(b"<svg"):
            text, _, _ = (data := head + file.read(_SVG_BYTES)).rpartition(_SVG_OURS)
            return data == text + _signature(text)
        return head.startswith(_PNG) and _PNG_OURS in head


def write_whole(path: Path, data: bytes, shown: str, look: Callable[[], None] | None = None) -> None:
    """Put the bytes in place in one step, mode 0600. Raises HandoutError.

    With `look`, which raises HandoutError where what is there must stay, nobody else writes sheets into the folder in between.
    """
    with contextlib.ExitStack() as held, whole_file(path, shown) as file:
        file.write(data)
        if look is not None:
            file.flush()
            os.fsync(file.fileno())
            held.enter_context(turn_in(path.parent))
            look()


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else "the name cannot be used"
