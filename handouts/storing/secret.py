"""The secret of a folder: 32 bytes by chance, in a file that its owner alone can read.

What a folder writes of people and sheets is keyed with it (RFC 2104), so that a list, a ledger or a sheet that gets out lets nobody try out
references, names or addresses: without this file a guess can be neither confirmed nor ruled out.
"""

import contextlib
import hmac
import os
import re
import secrets
from pathlib import Path

from handouts.errors import HandoutError
from handouts.storing.whole_file import whole_file

SECRET = ".handouts.key"  # noqa: S105  the name of a file
"""The file of a folder's secret, in hexadecimal."""
SECRET_BYTES = 32
_SEAL_BYTES, _STEP_BYTES = 16, 64
"""What is sealed is as long as the next of these steps, so that its length says little."""


def new_secret() -> bytes:
    """Return a secret by chance."""
    return secrets.token_bytes(SECRET_BYTES)


def secret_in(folder: Path) -> bytes | None:
    """Return the secret that a folder has; None where nothing was keyed in it yet. Raises HandoutError."""
    path = folder / SECRET
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        message = f"cannot be used: {error.strerror}; it belongs to whoever first made sheets in this folder, so use a folder of your own"
        raise HandoutError.of(message, str(path)) from None
    if not re.fullmatch(rb"[0-9a-f]{%d}\n" % (2 * SECRET_BYTES), text):
        raise HandoutError.of(
            "is damaged; put it back from a copy, or move it and .handouts.db away, and read each list before you send again", str(path)
        )
    return bytes.fromhex(text.decode())


def secret_of(folder: Path, new: bytes | None = None) -> bytes:
    """Return the secret of a folder that is there, made (or `new` taken) where there is none. Raises HandoutError."""
    found = secret_in(folder)
    if found is not None:
        return found
    _put(folder / SECRET, new or new_secret())
    return secret_in(folder) or secret_of(folder, new)


def _put(path: Path, secret: bytes) -> None:
    """Write a secret whole; where another program did so at the same moment, its own stays."""
    part = path.with_name(f".handouts-{secrets.token_hex(8)}.part")
    with whole_file(part, str(path)) as file:
        file.write(secret.hex().encode() + b"\n")
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    except OSError:  # a drive without links
        with contextlib.suppress(FileNotFoundError):
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def keyed(secret: bytes, text: str, digits: int = 32) -> str:
    """Return hexadecimal digits of a text that nobody can work out without the secret; 64 at most."""
    return hmac.digest(secret, text.encode("utf-8", "surrogateescape"), "sha256").hex()[:digits]


def sealed(secret: bytes, text: str) -> str:
    """Return a text as hexadecimal digits that only the secret opens; the same text gives the same digits (a synthetic IV, RFC 5297)."""
    data = text.encode("utf-8", "surrogateescape")
    data += b"\0" * (-len(data) % _STEP_BYTES)
    seal = hmac.digest(secret, b"seal\0" + data, "sha256")[:_SEAL_BYTES]
    return (seal + _hidden(secret, seal, data)).hex()


def unsealed(secret: bytes, digits: str) -> str | None:
    """Return the text of what was sealed; None where it was sealed with another secret."""
    try:
        whole = bytes.fromhex(digits)
    except ValueError:
        return None
    seal = whole[:_SEAL_BYTES]
    data = _hidden(secret, seal, whole[_SEAL_BYTES:])
    is_ours = hmac.compare_digest(seal, hmac.digest(secret, b"seal\0" + data, "sha256")[:_SEAL_BYTES])
    return data.rstrip(b"\0").decode("utf-8", "surrogateescape") if is_ours else None


def _hidden(secret: bytes, seal: bytes, data: bytes) -> bytes:
    """Return data with a stream of digests laid over it, or taken off it."""
    stream = b"".join(hmac.digest(secret, b"stream\0%s%d" % (seal, at), "sha256") for at in range(len(data) // 32 + 1))
    return bytes(one ^ other for one, other in zip(data, stream, strict=False))
