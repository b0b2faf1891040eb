"""Letters that a file puts together from glyphs of the face: their codes in the file, and the font program with a glyph for each.

A reader takes one code for one text, so a letter with marks is one glyph of its own, made of parts (TrueType's composite glyph). Which
letters there are is known only when a file is painted, so their codes, which follow those of the face, belong to the file.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handouts.fonts.faces import FontPart, Glyph, Weight, default_advances, font_of

Tables = dict[bytes, bytes]
_PLACED_BY_WORDS, _MORE_PARTS = 0x0003, 0x0020
_MAGIC = 0xB1B0AFBA
"""What all bytes of a font add up to (OpenType, head.checksumAdjustment)."""


class Letters:
    """The letters put together in one file, each with its code, in the order in which they are first shown."""

    def __init__(self) -> None:
        """Start with none."""
        self._codes: dict[Weight, dict[Glyph, int]] = {}

    def code(self, glyph: Glyph, weight: Weight) -> int:
        """Return the code of a letter, which it keeps from now on."""
        known = self._codes.setdefault(weight, {})
        unkerned = replace(glyph, advance=glyph.width)
        return known.setdefault(unkerned, len(default_advances(weight)) + len(known))

    def of(self, weight: Weight) -> tuple[Glyph, ...]:
        """Return the letters of a weight in the order of their codes."""
        return tuple(self._codes.get(weight, ()))


def with_letters(program: bytes, weight: Weight, letters: Sequence[Glyph]) -> bytes:
    """Return a subset of the face, which has all parts, with a glyph for each letter after all glyphs of the face."""
    tables = _tables(program)
    (count,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    first = len(default_advances(weight))
    metrics = _metrics(tables, count) + [(0, 0)] * (first - count)
    places = _places(tables, count)
    places += [places[-1]] * (first - count)
    outlines = bytearray(tables[b"glyf"][: places[-1]])
    for letter in letters:
        box = _box(letter.parts, weight)
        outlines += _outline(letter.parts, box)
        outlines += bytes(-len(outlines) % 4)
        places.append(len(outlines))
        metrics.append((letter.advance, box[0]))
    tables[b"glyf"] = bytes(outlines)
    tables[b"loca"] = struct.pack(f">{len(places)}L", *places)
    tables[b"hmtx"] = b"".join(struct.pack(">Hh", *metric) for metric in metrics)
    tables[b"hhea"] = tables[b"hhea"][:34] + struct.pack(">H", len(metrics))
    tables[b"maxp"] = _limits(tables[b"maxp"], len(metrics), max(len(letter.parts) for letter in letters))
    tables[b"head"] = tables[b"head"][:50] + struct.pack(">h", 1) + tables[b"head"][52:]
    return _program(tables)


def _tables(program: bytes) -> Tables:
    (count,) = struct.unpack_from(">H", program, 4)
    entries = (struct.unpack_from(">4sLLL", program, 12 + 16 * at) for at in range(count))
    return {name: program[start : start + length] for name, _, start, length in entries}


def _metrics(tables: Tables, count: int) -> list[tuple[int, int]]:
    """Return advance and left bearing of each glyph; those at the end share an advance."""
    (full,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    metrics: list[tuple[int, int]] = [struct.unpack_from(">Hh", tables[b"hmtx"], 4 * at) for at in range(full)]
    bearings = struct.unpack_from(f">{count - full}h", tables[b"hmtx"], 4 * full)
    return metrics + [(metrics[-1][0], bearing) for bearing in bearings]


def _places(tables: Tables, count: int) -> list[int]:
    """Return where each outline starts, and where the last ends."""
    (is_long,) = struct.unpack_from(">h", tables[b"head"], 50)
    if is_long:
        return list(struct.unpack_from(f">{count + 1}L", tables[b"loca"]))
    return [2 * half for half in struct.unpack_from(f">{count + 1}H", tables[b"loca"])]


def _box(parts: Iterable[FontPart], weight: Weight) -> tuple[int, int, int, int]:
    """Return left, bottom, right and top of the ink."""
    boxes = []
    for number, x, y in parts:
        found = font_of(weight).get_glyph_extents(number)
        if found is not None and found.width:
            left, top = x + found.x_bearing, y + found.y_bearing
            boxes.append((left, top + found.height, left + found.width, top))
    if not boxes:
        return (0, 0, 0, 0)
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))


def _outline(parts: Sequence[FontPart], box: tuple[int, int, int, int]) -> bytes:
    body = struct.pack(">hhhhh", -1, *box)
    for left, (number, x, y) in zip(reversed(range(len(parts))), parts, strict=True):
        body += struct.pack(">HHhh", _PLACED_BY_WORDS | (_MORE_PARTS if left else 0), number, x, y)
    return body


def _limits(maxp: bytes, count: int, parts: int) -> bytes:
    """Return the table of largest numbers with those that letters of so many parts may reach."""
    values = list(struct.unpack(">L14H", maxp))
    points, contours, together, contours_together = values[2:6]
    values[1] = count
    values[4] = min(0xFFFF, parts * max(points, together))
    values[5] = min(0xFFFF, parts * max(contours, contours_together))
    values[13] = max(values[13], parts)
    values[14] += 1
    return struct.pack(">L14H", *values)


def _program(tables: Mapping[bytes, bytes]) -> bytes:
    """Return the tables as a TrueType file, with its checksums."""
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, 16 * (count - (1 << power)))
    start = len(head) + 16 * count
    body, adjust_at = b"", 0
    for name, data in sorted(tables.items()):
        if name == b"head":
            data = data[:8] + bytes(4) + data[12:]  # noqa: PLW2901  its own checksum is taken without the adjustment
            adjust_at = start + len(body) + 8
        head += struct.pack(">4sLLL", name, _checksum(data), start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    program = head + body
    adjustment = struct.pack(">L", (_MAGIC - _checksum(program)) & 0xFFFFFFFF)
    return program[:adjust_at] + adjustment + program[adjust_at + 4 :]


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}L", padded))
    return total & 0xFFFFFFFF
