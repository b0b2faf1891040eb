"""Amounts of a dose as people type them: `8`, `8 to 12`, `30s`, `1:30`, `1,5 min`. Read where there is one reading, else refused.

Plan file, table, command line and page all come through here, so what is read in one is read in all. Every reader returns its
value or raises ValueError with what to write.
"""

import contextlib
import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from handouts.errors import UnreadableError
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

_MINUTE_S = 60
_ANY = 1_000_000
_BETWEEN = r"\s*(?:-|–|—|to)\s*"
_WHOLE, _NUMBER = r"[0-9]{1,6}", r"-?[0-9]{1,6}"
_PADDED = re.compile(r"-?0[0-9]+")
_SECONDS, _MINUTES = r"s|secs?|seconds?", r"m|mins?|minutes?"
_RANGE = re.compile(rf"({_WHOLE}){_BETWEEN}({_WHOLE})")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_PARTS = re.compile(rf"(?:([0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?)\s*(?:{_MINUTES}))?\s*(?:({_WHOLE})\s*(?:{_SECONDS})?)?", re.IGNORECASE)
_HAS_UNIT = re.compile(rf"[0-9]\s*(?:{_SECONDS}|{_MINUTES})\b|:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A number that may be anything from low to high: 8 to 12 repeats."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse a span that runs down, or is one number."""
        if self.low >= self.high:
            raise ValueError(f"a range runs upwards; write {self.high} to {self.low}")

    def __str__(self) -> str:
        """Return the span as it is written in a file."""
        return f"{self.low} to {self.high}"


Count = int | Span
"""A number, or a span of numbers."""


def highest(count: Count) -> int:
    """Return the number itself, or the upper end of a span."""
    return count.high if isinstance(count, Span) else count


def lowest(count: Count) -> int:
    """Return the number itself, or the lower end of a span."""
    return count.low if isinstance(count, Span) else count


def read_count(text: str, what: str, least: int, most: int) -> Count:
    """Return a whole number, or a span written `8 to 12`, `8-12` or `8–12`; `what` is counted: sets, repeats."""
    given = text.strip()
    write = f"write a whole number from {least} to {most}, or a range such as {'2 to 3' if most < 50 else '8 to 12'}"
    if re.fullmatch(_NUMBER, given):
        _refuse_padded(given)
        return _within(int(given), least, most)
    match = _RANGE.fullmatch(given)
    if match:
        low, high = _within(int(match[1]), least, most), _within(int(match[2]), least, most)
        if low > high:
            raise UnreadableError(given, f"runs downwards; if you mean {high} to {low}, write it so")
        return low if low == high else Span(low, high)
    if _HAS_UNIT.search(given):
        raise UnreadableError(given, f"is a time, not a number of {what}; {write}")
    raise UnreadableError(given, f"is not a number of {what}; {write}")


def says_amount(text: str, number: int) -> bool:
    """Return whether an amount, a count or a time as it is typed, is this number, or a range that it lies in."""
    try:
        count = read_count(text, "", 0, _ANY)
    except ValueError:
        with contextlib.suppress(ValueError):
            return read_seconds(text, 0, _ANY) == number
        return False
    return lowest(count) <= number <= highest(count)


def read_whole(text: str, what: str, least: int, most: int) -> int:
    """Return a whole number; `what` is counted: days a week."""
    given = text.strip()
    if not re.fullmatch(_NUMBER, given):
        raise UnreadableError(given, f"is not a number of {what}; write a whole number from {least} to {most}")
    _refuse_padded(given)
    return _within(int(given), least, most)


def read_seconds(text: str, least: int, most: int) -> int:
    """Return seconds written `30`, `30 s`, `90 seconds`, `1 min`, `1:30`, `1.5 min`, `1,5 min` or `2 min 30 s`."""
    given = text.strip()
    write = "write seconds such as 30, or 30 s, 1 min, 1:30"
    clock, parts = _CLOCK.fullmatch(given), _PARTS.fullmatch(given)
    if re.fullmatch(_NUMBER, given):
        _refuse_padded(given)
        return _within(int(given), least, most)
    if clock:
        return _within(int(clock[1]) * _MINUTE_S + int(clock[2]), least, most)
    if parts and given:
        whole = Fraction((parts[1] or "0").replace(",", ".")) * _MINUTE_S + int(parts[2] or 0)
        if whole.denominator != 1 or (parts[2] and parts[1] and not (parts[1].isdigit() and int(parts[2]) < _MINUTE_S)):
            raise UnreadableError(given, f"is not a time in whole seconds; {write}")
        return _within(int(whole), least, most)
    if _RANGE.fullmatch(re.sub(rf"(?<=[0-9])\s*(?:{_SECONDS})\b", "", given)):
        raise UnreadableError(given, f"is a range, and a time is one number; {write}")
    raise UnreadableError(given, f"is not a time; {write}")


def _refuse_padded(given: str) -> None:
    """Raise ValueError for 010, which other programs read as 8."""
    if _PADDED.fullmatch(given):
        raise UnreadableError(given, f"can be read as more than one number; write {int(given)}")


def _within(number: int, least: int, most: int) -> int:
    if number < least:
        raise ValueError(f"must be {least} or more")
    if number > most:
        raise ValueError(f"must be {most} or less")
    return number


@dataclass(frozen=True, slots=True)
class Typed:
    """A number that may be typed in several ways: what reads it, its limits, and the texts that are read beside the plain number."""

    parse: Callable[[str], object]
    least: int
    most: int
    pattern: str
    examples: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Read texts and numbers, and let a span pass that is read already."""
        from pydantic_core import core_schema

        def read(value: object) -> object:
            if isinstance(value, Span):
                return value
            if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
                return self.parse(str(value))
            raise ValueError(f"write a number from {self.least} to {self.most}")

        return core_schema.no_info_plain_validator_function(read)

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Describe the number by its limits, the text by its pattern."""
        limits = {"minimum": self.least, "maximum": self.most}  # of numbers alone, as the pattern is of texts alone
        return {"type": ["integer", "string"], **limits, "pattern": self.pattern, "examples": list(self.examples)}


COUNT_PATTERN = r"^ *[0-9]{1,6}( *([-–—]|to) *[0-9]{1,6})? *$"
WHOLE_PATTERN = r"^ *[0-9]{1,6} *$"
_S, _MIN = "([sS]([eE][cC]([sS]|[oO][nN][dD][sS]?)?)?)?", "[mM]([iI][nN]([sS]|[uU][tT][eE][sS]?)?)?"
SECONDS_PATTERN = rf"^ *([0-9]{{1,3}}:[0-5][0-9]|[0-9]{{1,6}} *{_S}|[0-9]{{1,4}}([.,][0-9]{{1,2}})? *{_MIN}( *[0-9]{{1,6}} *{_S})?) *$"
