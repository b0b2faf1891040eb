"""What a file says in letters: plain text in any encoding, and the pages of a PDF where pypdfium2 is there to read them."""

import re
import unicodedata
from pathlib import Path

from handouts.reading.unseen import same_width


def small(text: str) -> str:
    """Return a text as it is searched: composed, in small letters of one width, every space a plain one, its lines as they are."""
    return unicodedata.normalize("NFC", re.sub(r"[^\S\n]", " ", unicodedata.normalize("NFC", same_width(text)))).casefold()


def letters_of(data: bytes) -> str:
    """Return the text of a file as it is searched, whatever it is encoded in."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return small(data.decode("utf-16", "replace"))
    try:
        return small(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return small(data.decode("cp1252", "replace") + "\n" + data.decode("utf-8", "replace"))


def pages_of(pdf: Path | bytes) -> tuple[str, ...] | None:
    """Return the text of each page of a PDF as it is searched; None where it cannot be read: locked, damaged, nothing but pictures."""
    try:
        import pypdfium2
    except ImportError:
        return None
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return None
    try:
        pages = tuple(small(page.get_textpage().get_text_bounded().replace("\r", "")) for page in document)
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()
    return pages if any(page.strip() for page in pages) else None
