"""A clinic's logo or own picture, read safely: a PNG or JPEG file in, plain pixels out.

The file is opened as one of the two formats only, its size is checked before a pixel is decoded, and nothing of it but the
pixels is kept: no EXIF, no profile, no comment (guide/safety.md, section 1).
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import HandoutError

MAX_BYTES = 10_000_000
MAX_PIXELS = 12_000_000
MARK_PX, WORD_MARK_PX = 288, 720
"""Longest side kept: a mark prints 12 mm high, a word mark up to 60 mm wide; both come to at least 300 dots an inch."""
PICTURE_PX = 1000
"""Longest side kept of an exercise's picture: 84.5 mm at 300 dots an inch."""


@dataclass(frozen=True, slots=True)
class Logo:
    """Pixels of a logo or picture on white: RGB, three bytes each, row by row from the top left."""

    width_px: int
    height_px: int
    rgb: bytes


def read_logo(path: Path, root: Path, shown: str, longest_px: int | None = None) -> Logo:
    """Return the pixels of a logo that lies inside `root`; `shown` is what messages call it. Raises HandoutError.

    With `longest_px` the picture is kept that large; without, as large as a logo prints.
    """
    from PIL import Image, UnidentifiedImageError

    data = _read_inside(path, root, shown)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd files are not for a physio
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
                _check_size(image.size, shown)
                image.load()
                return _on_white(image, longest_px)
    except Image.DecompressionBombError:
        raise _too_many_pixels(shown) from None
    except UnidentifiedImageError:
        raise HandoutError.of("is not a PNG or JPEG picture", shown) from None
    except HandoutError:
        raise
    except Exception as error:  # noqa: BLE001  Pillow's readers raise many kinds on a broken file
        raise HandoutError.of(f"is a broken picture ({type(error).__name__})", shown) from None


def _read_inside(path: Path, root: Path, shown: str) -> bytes:
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            raise HandoutError.of("lies outside the clinic's folder; copy it there", shown)
        if not real.is_file():
            raise HandoutError.of("is not an ordinary file", shown)
        if real.stat().st_size > MAX_BYTES:
            raise HandoutError.of("is over 10 MB; save it smaller", shown)
        return real.read_bytes()
    except (OSError, ValueError, RuntimeError):
        raise HandoutError.of("cannot be read; is the name right?", shown) from None


def _check_size(size: tuple[int, int], shown: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(shown)


def _too_many_pixels(shown: str) -> HandoutError:
    return HandoutError.of("has over 12 million pixels; save it smaller", shown)


def _on_white(image: object, longest_px: int | None) -> Logo:
    from PIL import Image

    assert isinstance(image, Image.Image)
    if image.mode.startswith("I"):  # 16-bit grey, which Pillow would clip to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    pixels = image.convert("RGBA")
    side = longest_px or (WORD_MARK_PX if pixels.width > 2 * pixels.height else MARK_PX)
    pixels.thumbnail((side, side), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", pixels.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(ground, pixels).convert("RGB")
    return Logo(flat.width, flat.height, flat.tobytes())
