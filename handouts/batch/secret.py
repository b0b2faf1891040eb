"""The secret of a folder: 32 bytes by chance, in a file that its owner alone can read.

What a folder writes of people and sheets is keyed with it (RFC 2104), so that a list or a ledger that gets out lets nobody try out
references, names or addresses: without this file a guess can be neither confirmed nor ruled out.
"""

import hmac
import re
import secrets
from pathlib import Path

from handouts.errors import HandoutError
from handouts.output import write_whole

SECRET = ".handouts.key"  # noqa: S105  the name of a file
"""The file of a folder's secret, in hexadecimal."""
SECRET_BYTES = 32


def secret_of(folder: Path) -> bytes:
    """Return the secret of a folder, made where there is none; the folder is there, and held by this run. Raises HandoutError."""
    path = folder / SECRET
    try:
        if not path.exists():
            write_whole(path, secrets.token_hex(SECRET_BYTES).encode() + b"\n", path.name)
        text = path.read_bytes()
    except OSError as error:
        raise HandoutError.of(f"cannot be used: {error.strerror}", str(path)) from None
    if not re.fullmatch(rb"[0-9a-f]{%d}\n" % (2 * SECRET_BYTES), text):
        raise HandoutError.of("is damaged; put it back from a copy, or move it away and read each list before you send again", str(path))
    return bytes.fromhex(text.decode())


def keyed(secret: bytes, text: str, digits: int = 32) -> str:
    """Return hexadecimal digits of a text that nobody can work out without the secret; 64 at most."""
    return hmac.digest(secret, text.encode("utf-8", "surrogateescape"), "sha256").hex()[:digits]
