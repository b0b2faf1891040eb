"""A clinic's logo or own picture, read safely: a PNG or JPEG file in, plain pixels out, the right way up.

The file is opened as one of the two formats only, its size is checked before a pixel is decoded, and nothing of it but the
pixels is kept: no EXIF, no place where it was taken, no profile, no comment (.github/SECURITY.md).
"""

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.errors import HandoutError
from handouts.reading.picture_files import read_inside, refusal, unfit
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.Image import Transpose

MAX_PIXELS = 25_000_000
"""Most pixels of a picture that is decoded whole: 100 MB for a moment, and a phone's photo that was saved as PNG."""
MAX_PHOTO_PIXELS = 64_000_000
"""Most pixels of a JPEG, of which only every second, fourth or eighth is decoded: phones take 12 to 50 million."""
MARK_PX, WORD_MARK_PX = 288, 720
"""Longest side kept: a mark prints 12 mm high, a word mark up to 60 mm wide; both come to at least 300 dots an inch."""
PICTURE_PX = 1000
"""Longest side kept of an exercise's picture: 84.5 mm at 300 dots an inch."""
_ORIENTATION = 0x0112
_LYING = (5, 6, 7, 8)
"""Orientations whose pixels lie on their side."""
_SEEN_BELOW = 218
"""A grey this light is told from white paper: 1.4 to 1, where 1.1 is lost on an office printer."""
_OPAQUE = 128
_LEAST_SEEN, _MOST_LOST = 0.005, 0.3


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
    return read_seen(path, root, shown, longest_px)[0]


def read_seen(path: Path, root: Path, shown: str, longest_px: int | None = None) -> tuple[Logo, str]:
    """Return the pixels of a logo or picture, and what of it cannot be seen on white paper, or nothing. Raises HandoutError."""
    from PIL import Image, UnidentifiedImageError

    data = read_inside(root, str(path.relative_to(root)) if path.is_relative_to(root) else str(path), shown)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd files are not for a physio
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
                _check_size(image, shown)
                return _on_white(image, longest_px)
    except Image.DecompressionBombError:
        raise _too_many_pixels(MAX_PIXELS, shown) from None
    except UnidentifiedImageError:
        raise refusal(shown, unfit(data)) from None
    except HandoutError:
        raise
    except Exception as error:  # noqa: BLE001  Pillow's readers raise many kinds on a broken file
        raise refusal(shown, f"is a broken picture ({type(error).__name__}); copy or save it again") from None


def _check_size(image: "Picture", shown: str) -> None:
    most = MAX_PIXELS if image.format == "PNG" else MAX_PHOTO_PIXELS
    if image.width * image.height > most:
        raise _too_many_pixels(most, shown)


def _too_many_pixels(most: int, shown: str) -> HandoutError:
    better = "; save it smaller, 2000 pixels wide" if most == MAX_PHOTO_PIXELS else "; save it as a JPEG, or smaller, 2000 pixels wide"
    return refusal(shown, f"has over {most // 1_000_000} million pixels{better}")


def _on_white(image: "Picture", longest_px: int | None) -> tuple[Logo, str]:
    from PIL import Image

    turned = _orientation(image)
    width, height = image.size[::-1] if turned in _LYING else image.size
    side = longest_px or (WORD_MARK_PX if width > 2 * height else MARK_PX)
    image.draft(None, (2 * side, 2 * side))  # a JPEG is decoded no larger than it is needed
    image.load()
    if image.mode.startswith("I"):  # 16-bit grey, which Pillow would clip to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGB", "L"):  # without anything to see through it is made small first, which takes half the memory
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    pixels = image.convert("RGBA")
    pixels.thumbnail((side, side), Image.Resampling.LANCZOS)
    way = _ways().get(turned)
    pixels = pixels.transpose(way) if way is not None else pixels
    ground = Image.new("RGBA", pixels.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(ground, pixels).convert("RGB")
    return Logo(flat.width, flat.height, flat.tobytes()), _unseen(pixels, flat)


def _orientation(image: "Picture") -> int:
    """Return which way up a camera says that its picture is, 1 to 8; 1 where it does not say, or not in words that can be read."""
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  damaged remarks are no reason to refuse the picture
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _ways() -> "dict[int, Transpose]":
    """Return how a picture is turned to stand upright, by its orientation (CIPA DC-008, 4.6.4)."""
    from PIL.Image import Transpose

    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }


def _unseen(pixels: "Picture", flat: "Picture") -> str:
    """Return what of a picture is lost on white paper: all of it, or a part whose edge against the clear ground is white; or nothing."""
    from PIL import ImageChops, ImageFilter

    dark = flat.convert("L").point(lambda value: 255 if value < _SEEN_BELOW else 0)
    if _count(dark) < _LEAST_SEEN * flat.width * flat.height:
        return "is white or nearly so, and cannot be seen on paper"
    solid = pixels.getchannel("A").point(lambda value: 255 if value >= _OPAQUE else 0)
    edge = ImageChops.subtract(solid, solid.filter(ImageFilter.MinFilter(3)))
    seen = ImageChops.multiply(edge, dark.filter(ImageFilter.MaxFilter(3)))
    if _count(edge) and 1 - _count(seen) / _count(edge) > _MOST_LOST:
        return "is white in part, which cannot be seen on paper"
    return ""


def _count(mask: "Picture") -> int:
    return mask.histogram()[255]
