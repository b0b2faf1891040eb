"""One PDF object as our writer writes it: bytes in, its value out, and where in the bytes its references stand.

A value is a `dict` (keys with their slash), a `list`, an `int` for a reference to the object of that number, or `bytes` for
anything else, just as it is written: b'/Page', b'(a title)', b'<FEFF>', b'12.5', b'true'.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

Value = bytes | int | list["Value"] | dict[bytes, "Value"]
PdfDictionary = dict[bytes, Value]

MAX_DEPTH = 32
_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*+(?:%[^\r\n]*+[\0\t\n\f\r ]*+)*+(?:"
    rb"(\d{1,10}) 0 R(?!REGULAR)"
    rb"|(/[^\0\t\n\f\r ()<>\[\]{}/%#]++(?!\#)|[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?!REGULAR)|<[0-9A-Fa-f]*+>|(?:true|false|null)(?!REGULAR))"
    rb"|(\()|(<<)|(>>)|(\[)|(\]))".replace(b"REGULAR", _REGULAR)
)
_GLANCE = re.compile(
    rb"\((?:[^()\\]|\\.)*+\)|([(%])|(?<!REGULAR)(\d{1,10}) 0 R(?!REGULAR)".replace(b"REGULAR", _REGULAR),
    re.DOTALL,
)
_UNCLEAR = 1
_REFERENCE, _ATOM, _STRING, _DICTIONARY, _END_DICTIONARY, _ARRAY, _END_ARRAY = range(1, 8)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_BEFORE_DATA, _AFTER_DATA = b"\nstream\n", b"\r\nendstream"
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


class DamagedError(ValueError):
    """Bytes that our writer would never write."""


class Read(NamedTuple):
    """A value, where it ends, and its references: start, end, number."""

    value: Value
    end: int
    references: list[tuple[int, int, int]]


class Object(NamedTuple):
    """An object's bytes, where its value ends in them, before its data if it is a stream, and its references: start, end, number."""

    body: bytes
    end: int
    references: list[tuple[int, int, int]]

    @property
    def is_stream(self) -> bool:
        """Whether data follow the dictionary."""
        return self.end != len(self.body)

    @property
    def entries(self) -> PdfDictionary:
        """The dictionary that the object is, or that stands before its data. Raises DamagedError."""
        return _dictionary(read_value(self.body).value)

    def renumbered(self, numbers: Mapping[int, int]) -> bytes:
        """Return the bytes with other numbers in the references, and nowhere else. Raises DamagedError when one is not given."""
        parts: list[bytes] = []
        at = 0
        for start, end, number in self.references:
            parts += (self.body[at:start], reference(numbers, number))
            at = end
        parts.append(self.body[at:])
        return b"".join(parts)


def reference(numbers: Mapping[int, int], number: int) -> bytes:
    """Return a reference to what an object has become. Raises DamagedError when it has become nothing."""
    try:
        return b"%d 0 R" % numbers[number]
    except KeyError:
        raise DamagedError(f"a reference leads to object {number}, where none is expected") from None


def read_object(body: bytes) -> Object:
    """Return the object whose bytes these are, from its first to its last. Raises DamagedError.

    Of most objects, above all tags, nothing but the references is of interest: they are found without reading the rest, unless it has
    a comment, or a text with brackets inside, which our writer does not write.
    """
    if body.endswith(b">>"):
        parts = list(_GLANCE.finditer(body))
        if all(part.lastindex != _UNCLEAR for part in parts):
            return Object(body, len(body), [(part.start(), part.end(), int(part[2])) for part in parts if part.lastindex])
    value = read_value(body)
    if value.end != len(body):
        start = value.end + len(_BEFORE_DATA)
        length = whole(_dictionary(value.value).get(b"/Length"))
        fits = len(body) == start + length + len(_AFTER_DATA) and body.endswith(_AFTER_DATA)
        if not fits or body[value.end : start] != _BEFORE_DATA:
            raise DamagedError("a stream is not as long as it says")
    return Object(body, value.end, value.references)


def read_value(data: bytes, at: int = 0) -> Read:
    """Return the first value of the data, whatever follows it. Raises DamagedError."""
    items: list[Value] = []
    around: list[list[Value]] = []
    references: list[tuple[int, int, int]] = []
    while not items or around:
        token = _TOKEN.match(data, at)
        if token is None:
            raise DamagedError("what stands there is no PDF")
        kind, at = token.lastindex, token.end()
        if kind == _ATOM:
            items.append(token[_ATOM])
        elif kind == _REFERENCE:
            number = int(token[_REFERENCE])
            references.append((token.start(_REFERENCE), at, number))
            items.append(number)
        elif kind in (_DICTIONARY, _ARRAY):
            around.append(items)
            items = [b"<<" if kind == _DICTIONARY else b"["]
            if len(around) > MAX_DEPTH:
                raise DamagedError("values are nested too deeply")
        elif kind == _STRING:
            start, at = at - 1, _end_of_string(data, at)
            items.append(data[start:at])
        else:
            closed = _closed(items, b"<<" if kind == _END_DICTIONARY else b"[")
            items = around.pop()
            items.append(closed)
    return Read(items[0], at, references)


def _end_of_string(data: bytes, at: int) -> int:
    depth = 1
    for part in _IN_STRING.finditer(data, at):
        depth += {b"(": 1, b")": -1}.get(part[0], 0)
        if depth == 0:
            return part.end()
    raise DamagedError("a text has no end")


def _closed(items: list[Value], opener: bytes) -> Value:
    """Return the array or dictionary of the items after its opener."""
    if not items or items[0] != opener:
        raise DamagedError("brackets do not match")
    if opener == b"[":
        return items[1:]
    keys, values = items[1::2], items[2::2]
    found = {key: value for key, value in zip(keys, values, strict=False) if isinstance(key, bytes) and key.startswith(b"/")}
    if not len(found) == len(keys) == len(values):
        raise DamagedError("a dictionary has a key twice, or one that is no name, or no value for one")
    return found


def _dictionary(value: Value) -> PdfDictionary:
    if not isinstance(value, dict):
        raise DamagedError("a dictionary is missing")
    return value


def written(value: Value, numbers: Mapping[int, int]) -> bytes:
    """Return the bytes of a value, its references renumbered. Raises DamagedError when a number is not given."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, int):
        return reference(numbers, value)
    if isinstance(value, list):
        return b"[%s]" % b" ".join(written(item, numbers) for item in value)
    return b"<<%s>>" % b" ".join(b"%s %s" % (key, written(item, numbers)) for key, item in value.items())


def whole(value: Value | None) -> int:
    """Return a whole number, not below 0. Raises DamagedError."""
    if isinstance(value, bytes) and value.isdigit() and len(value) <= 10:
        return int(value)
    raise DamagedError("a whole number is missing")


def text_of(value: Value | None) -> str:
    """Return the characters of a text. Raises DamagedError."""
    if not isinstance(value, bytes) or value[:1] not in (b"(", b"<"):
        raise DamagedError("a text is missing")
    if value.startswith(b"("):
        data = _ESCAPE.sub(_unescaped, value[1:-1])
    else:
        digits = value[1:-1].decode("ascii")
        data = bytes.fromhex(digits + "0" * (len(digits) % 2))
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("latin-1")


def _unescaped(escape: re.Match[bytes]) -> bytes:
    what = escape[1]
    return bytes([int(what, 8) & 0xFF]) if what[:1].isdigit() and what[0] < ord("8") else _ESCAPED.get(what, what)
