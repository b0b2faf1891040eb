"""Pages of a PDF as pictures, one at a time: PDFium may be used by one thread only."""

import io
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_COMPRESS_LEVEL = 1
"""The picture goes no further than this computer, so time counts and size does not."""


class Painter:
    """Paints pages, and keeps the file it last painted from open, since most pages are asked for one after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pdf = b""
        self._document: Any = None
        self._is_over = False

    def once(self, known: "Callable[[], bytes | None]", pdf: bytes, number: int, width_px: int) -> bytes:
        """Return a page as PNG: the picture already known once it is our turn, or one painted now; nothing any more after the end."""
        with self._lock:
            if self._is_over:
                return b""
            return known() or paint(self._opened(pdf), number, width_px)

    def _opened(self, pdf: bytes) -> Any:
        if pdf is not self._pdf or self._document is None:
            import pypdfium2

            self._close()
            self._document, self._pdf = pypdfium2.PdfDocument(pdf), pdf
        return self._document

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
        self._document, self._pdf = None, b""

    def forget(self) -> None:
        """Let go of the file that is open."""
        with self._lock:
            self._close()

    def end(self) -> None:
        """Paint no more: PDFium is taken down when the program ends, and a thread that still painted would take it along."""
        with self._lock:
            self._is_over = True
            self._close()


def paint(document: Any, number: int, width_px: int) -> bytes:
    """Return a page of an open PDF as PNG."""
    page = document[number - 1]
    try:
        image = page.render(scale=width_px / page.get_width()).to_pil()
    finally:
        page.close()
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_COMPRESS_LEVEL)
    return out.getvalue()
