"""Plain data that is plainly right -> the value of its model, without pydantic, which takes longer to start than a sheet to print.

What is not plainly right is for pydantic to judge: whatever is written in another way, breaks a limit, or is of a kind not known here.
"""

import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from annotated_types import Ge, Le, MaxLen, MinLen

from handouts.reading.models import OneOrMany, Remark, Shorthand
from handouts.reading.yamlfile import Data
from handouts.storing.memo import memo

T = TypeVar("T")
_WHOLE = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YES_OR_NO = {"true": True, "false": False}


@typing.runtime_checkable
class Parsed(typing.Protocol):
    """A note on a type whose values are written as a text of their own; `parse` raises ValueError for any other text."""

    @property
    def parse(self) -> Callable[[str], object]:
        """What reads the text."""


class _NotPlainError(ValueError):
    """The data are not plainly right; they may be right all the same."""


def read_plainly(data: Data, model: type[T]) -> T | None:
    """Return the value of plain data, None where pydantic has to be asked."""
    try:
        value: T = _read(data, model)
    except ValueError:  # what a class, or the text of a value, says against itself is one too
        return None
    return value


def _read(data: Any, kind: Any) -> Any:
    """Return the value of data that should be of a kind."""
    reader = _READERS.get(typing.get_origin(kind))
    if reader is not None:
        return reader(data, kind)
    return _dataclass(data, kind) if is_dataclass(kind) else _scalar(data, kind)


def _given(value: T, is_right: bool) -> T:  # noqa: FBT001
    if not is_right:
        raise _NotPlainError
    return value


def _scalar(text: Any, kind: Any) -> Any:
    if type(text) is not str:
        raise _NotPlainError
    if kind is str:
        return _given(text, text.isascii() or text.isprintable())  # pydantic refuses half of a pair of surrogates
    if kind is int:
        return int(_given(text, _WHOLE.fullmatch(text) is not None))
    if kind is bool:
        return _YES_OR_NO[_given(text, text in _YES_OR_NO)]
    if kind is date:
        return date.fromisoformat(_given(text, _DATE.fullmatch(text) is not None))
    raise _NotPlainError


def _choice(data: Any, kind: Any) -> Any:
    return _given(data, isinstance(data, str) and data in typing.get_args(kind))


def _annotated(data: Any, kind: Any) -> Any:
    """Return a value whose kind has limits, or a way of its own to be written."""
    bare, *notes = typing.get_args(kind)
    limits = [note for note in notes if type(note) in _LIMITS]
    ways = [note for note in notes if type(note) not in _LIMITS and not isinstance(note, Remark)]
    if len(ways) > 1 or (limits and data is None):
        raise _NotPlainError
    value = _written(data, bare, ways[0]) if ways else _read(data, bare)
    return _given(value, all(_LIMITS[type(limit)](value, limit) for limit in limits))


def _written(data: Any, kind: Any, way: object) -> Any:
    """Return a value that may be written in a way of its own."""
    if isinstance(way, Shorthand | OneOrMany):
        short = {way.key: data} if isinstance(way, Shorthand) else [data]
        return _read(short if isinstance(data, str) else data, kind)
    if not isinstance(way, Parsed) or type(data) is not str or not isinstance(kind, type | types.UnionType):
        raise _NotPlainError
    value = way.parse(data)
    return _given(value, isinstance(value, kind))


def _optional(data: Any, kind: Any) -> Any:
    kinds = [one for one in typing.get_args(kind) if one is not types.NoneType]
    if len(kinds) != 1 or len(kinds) == len(typing.get_args(kind)):
        raise _NotPlainError
    return None if data is None else _read(data, kinds[0])


def _list(data: Any, kind: Any) -> tuple[Any, ...]:
    inner, *more = typing.get_args(kind)
    if type(data) is not list or more != [...]:
        raise _NotPlainError
    return tuple(_read(one, inner) for one in data)


def _mapping(data: Any, kind: Any) -> dict[Any, Any]:
    keys, values = typing.get_args(kind)
    if type(data) is not dict:
        raise _NotPlainError
    return {_read(key, keys): _read(value, values) for key, value in data.items()}


def _dataclass(data: Any, kind: Any) -> Any:
    known = _fields_of(kind)
    if type(data) is not dict or not data.keys() <= known.keys() or any(needed and key not in data for key, (_, needed) in known.items()):
        raise _NotPlainError
    return kind(**{key: _read(value, known[key][0]) for key, value in data.items()})


@memo()
def _fields_of(kind: Any) -> Mapping[str, tuple[Any, bool]]:
    """Return type, and whether it must be given, of each field of a model. Raises _NotPlainError for one not made for this."""
    if not all(one.init and not isinstance(one.type, str) for one in fields(kind)):
        raise _NotPlainError
    return {one.name: (one.type, one.default is MISSING and one.default_factory is MISSING) for one in fields(kind)}


_READERS: Mapping[Any, Callable[[Any, Any], Any]] = {
    Annotated: _annotated,
    types.UnionType: _optional,
    typing.Union: _optional,
    Literal: _choice,
    tuple: _list,
    dict: _mapping,
}
_LIMITS: Mapping[type, Callable[[Any, Any], bool]] = {
    Ge: lambda value, limit: value >= limit.ge,
    Le: lambda value, limit: value <= limit.le,
    MinLen: lambda value, limit: len(value) >= limit.min_length,
    MaxLen: lambda value, limit: len(value) <= limit.max_length,
}
