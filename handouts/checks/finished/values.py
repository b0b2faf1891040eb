"""Numbers, places, colours and fonts of a content stream, as a broken or hostile file may give them.

Places are in points from the lower left corner of the page.
"""

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from handouts.library.color import Color

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MAX_STREAM_BYTES = 20_000_000
AIR_PT = 0.05
"""By how much a place may differ from what it should be."""


class TooMuchError(ValueError):
    """A page asks for more work than any sheet does."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font: how many bytes a code has, and the widths of codes in thousandths."""

    dictionary: Any
    code_bytes: int
    widths: dict[int, float] = field(default_factory=dict)
    default: float = 500.0


def refuse_bomb(stream: Any) -> None:
    """Raise TooMuchError when a stream unpacks to more than any page needs."""
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter", None)
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters is not None else []
    if len(raw) > MAX_STREAM_BYTES or sum(name in ("/FlateDecode", "/LZWDecode", "/RunLengthDecode") for name in names) > 1:
        raise TooMuchError("a content stream is too large")
    if names == ["/FlateDecode"]:
        unpacking = zlib.decompressobj()
        try:
            unpacking.decompress(raw, MAX_STREAM_BYTES)
        except zlib.error:
            return  # pikepdf mends or refuses it
        if unpacking.unconsumed_tail:
            raise TooMuchError("a content stream is too large")


def sheet_of(page: pikepdf.Page) -> Box:
    """Return what of a page is shown and printed, and as much air around it as rounding needs."""
    boxes = [numbers(list(box)) for box in (page.cropbox, page.mediabox)]
    shown = both(*(around([(x0, y0), (x1, y1)]) for x0, y0, x1, y1 in boxes))
    return (shown[0] - AIR_PT, shown[1] - AIR_PT, shown[2] + AIR_PT, shown[3] + AIR_PT)


def contents_of(page: pikepdf.Page) -> list[Any]:
    """Return the content streams of a page."""
    contents = page.obj.get("/Contents", None)
    if contents is None:
        return []
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def times(first: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that applies `first`, then `other`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, l = other  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


def at(matrix: Matrix, x: float, y: float) -> Point:
    """Return where a point is after a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: Iterable[Point]) -> Box:
    """Return the box around points."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def both(box: Box, other: Box) -> Box:
    """Return what two boxes share; its right is left of its left when they share nothing."""
    return (max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3]))


def area(points: Sequence[Point]) -> float:
    """Return the area of a polygon."""
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(points, [*points[1:], points[0]], strict=True))) / 2


def numbers(operands: Sequence[Any]) -> list[float]:
    """Return operands as numbers."""
    return [float(value) for value in operands]


def color_of(values: Sequence[Any]) -> Color | None:
    """Return a colour of one, three or four parts; None for patterns and other spaces."""
    if not all(isinstance(value, int | float) or hasattr(value, "as_tuple") for value in values):
        return None
    parts = [min(1.0, max(0.0, float(value))) for value in values]
    if len(parts) == 1:
        parts *= 3
    elif len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    return Color(*(round(255 * part) for part in parts)) if len(parts) == 3 else None


def font_of(dictionary: Any) -> Font:
    """Return a font and the widths of its codes."""
    if str(dictionary.get("/Subtype", "")) != "/Type0":
        first = int(dictionary.get("/FirstChar", 0))
        widths = {first + index: float(width) for index, width in enumerate(dictionary.get("/Widths", []))}
        return Font(dictionary, 1, widths)
    below = dictionary.DescendantFonts[0]
    width_by_code: dict[int, float] = {}
    listed = list(below.get("/W", []))
    at = 0
    while at + 1 < len(listed):
        first, second = int(listed[at]), listed[at + 1]
        if isinstance(second, pikepdf.Array):
            width_by_code.update({first + index: float(width) for index, width in enumerate(second)})
            at += 2
        elif at + 2 < len(listed):
            width_by_code.update(dict.fromkeys(range(first, min(int(second), first + 65535) + 1), float(listed[at + 2])))
            at += 3
        else:
            break
    return Font(dictionary, 2, width_by_code, float(below.get("/DW", 1000)))


def scale(matrix: Matrix) -> float:
    """Return by how much a matrix enlarges."""
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def codes_of(data: bytes, font: Font | None) -> list[int]:
    """Return the codes of a shown string."""
    if font is None or font.code_bytes == 1:
        return list(data)
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
