"""A sheet behind a passphrase: the bytes of a sheet of ours in, the same sheet encrypted out, and the words that open it.

AES-256 (PDF 2.0, revision 6), written by pikepdf, which is an extra. Whoever has the passphrase may do everything, screen readers
included. What the file says of itself stays readable, as PDF/UA asks, but it claims PDF/A no more, which forbids encryption.
"""

import functools
import io
import secrets
from importlib.resources import files

from handouts.errors import HandoutError
from handouts.pdf.metadata import without_archive_claim

WORDS = 4
"""Four words of 2,048 or more: 44 bits, which no birthday has (guide/safety.md, section 3)."""
_END = b"startxref"
_OURS = b"%/Producer(handouts)\n"
"""A comment before the end of the file: its own producer is encrypted, and by this it is still known as ours."""


@functools.cache
def words() -> tuple[str, ...]:
    """Return the words passphrases are made of."""
    lines = (files("handouts") / "words.txt").read_text(encoding="ascii").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


def new_passphrase() -> str:
    """Return four words drawn by the system's source of chance; nothing of the patient or the plan is in them."""
    return " ".join(secrets.choice(words()) for _ in range(WORDS))


def encrypt(pdf: bytes, passphrase: str) -> bytes:
    """Return a sheet of ours that opens with the passphrase only. Raises HandoutError when pikepdf is not installed."""
    try:
        import pikepdf
    except ImportError:
        raise HandoutError.of("--encrypt needs pikepdf; install it with: pip install 'handouts[encrypt]'") from None
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        said = opened.Root.Metadata
        said.write(without_archive_claim(said.read_bytes()))
        allowed = pikepdf.Permissions(accessibility=True, modify_assembly=True)
        lock = pikepdf.Encryption(owner=passphrase, user=passphrase, R=6, aes=True, metadata=False, allow=allowed)
        opened.save(written, encryption=lock)
    body, end, rest = written.getvalue().rpartition(_END)
    return body + _OURS + end + rest
