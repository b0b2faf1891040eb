"""What functions have returned, kept: how, where and how much. No other module makes a cache.

A function under `memo` returns what it returned before for equal values, so it must be pure, and no caller sees whether anything is kept:
with `HANDOUTS_MEMO=off` in the environment nothing that was made is, and every sheet has the same bytes; only what comes with the program
(its faces, its words) is read once all the same. Values are compared as they compare themselves; long ones that live on (a library, a
finished fragment) can be compared as the objects they are. What is of one patient is kept apart, so little of it that it is soon forgotten
and what patients share stays.
"""

import functools
import os
from collections.abc import Callable
from types import MethodType
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
MOST_OWN = 24
"""So much of what is of one patient is kept, unless a function says otherwise: about a sheet."""
IS_OFF = os.environ.get("HANDOUTS_MEMO", "").lower() == "off"
_NONE = object()
"""Stands for None, to which no method can be bound."""
_forgetting: list[Callable[[], None]] = []


def memo(
    most: int | None = None, *, by_identity: tuple[str, ...] = (), own: Callable[..., bool] | None = None, most_own: int = MOST_OWN
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return what makes a function keep the last `most` values it returned; None keeps all, for what comes with the program.

    Parameters named in `by_identity`, always given by place, are compared as objects; equal ones only cost a second entry. Where `own`
    says of the values of a call that they are of one patient, what it returns is kept apart, the last `most_own` of them.
    """

    def keeping(function: Callable[P, T]) -> Callable[P, T]:
        if IS_OFF and most is not None:
            return function
        places = _places(function, by_identity)
        asked = _of_keys(function, places) if places else function
        shared = _cache(most, asked)
        few = _cache(most_own, asked) if own is not None else shared
        if not places and own is None:
            return cast("Callable[P, T]", shared)
        chosen = _choosing(shared, few, own, places) if places not in ((), (0,)) or own is None else _quick(shared, few, own, bool(places))
        return cast("Callable[P, T]", functools.wraps(function)(chosen))

    return keeping


def forget() -> None:
    """Empty every cache, as a new process has them."""
    for clear in _forgetting:
        clear()


def _cache(most: int | None, function: Callable[..., Any]) -> Callable[..., Any]:
    made = functools.lru_cache(maxsize=most)(function)
    _forgetting.append(made.cache_clear)
    return made


def _places(function: Callable[..., Any], names: tuple[str, ...]) -> tuple[int, ...]:
    """Return where parameters stand. Raises ValueError for a name that is none of them."""
    if not names:
        return ()
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount].index(name) for name in names)


def _choosing(
    shared: Callable[..., Any], few: Callable[..., Any], own: Callable[..., bool] | None, places: tuple[int, ...]
) -> Callable[..., Any]:
    """Return what asks the right cache, with keys for the values that are compared as objects."""

    def chosen(*values: Any, **named: Any) -> Any:
        cache = few if own is not None and own(*values, **named) else shared
        if not places:
            return cache(*values, **named)
        keys = [*values]
        for place in places:
            value = values[place]
            keys[place] = MethodType(_itself, value if value is not None else _NONE)
        return cache(*keys, **named)

    return chosen


def _quick(shared: Callable[..., Any], few: Callable[..., Any], own: Callable[..., bool], by_identity: bool) -> Callable[..., Any]:  # noqa: FBT001
    """Return what asks the right cache where at most the first value is compared as an object: most of what a sheet asks for."""

    def chosen(first: Any, *values: Any, **named: Any) -> Any:
        return (few if own(first, *values, **named) else shared)(first, *values, **named)

    def chosen_by_identity(first: Any, *values: Any, **named: Any) -> Any:
        key = MethodType(_itself, first if first is not None else _NONE)
        return (few if own(first, *values, **named) else shared)(key, *values, **named)

    return chosen_by_identity if by_identity else chosen


def _of_keys(function: Callable[..., Any], places: tuple[int, ...]) -> Callable[..., Any]:
    """Return a function of keys: it takes a bound method, which is compared by what it is bound to, in C, for each of these values."""

    def asked(*keys: Any, **named: Any) -> Any:
        values = [*keys]
        for place in places:
            values[place] = keys[place]()
        return function(*values, **named)

    return asked


def _itself(value: object) -> object:
    return value if value is not _NONE else None
