"""A long frozen value as part of a cache's key: compared as the object it is, so that what is read once is looked up unread."""

from types import MethodType
from typing import Protocol, TypeVar, cast

T = TypeVar("T")
Held_co = TypeVar("Held_co", covariant=True)
_NONE = object()
"""Stands for None, to which no method can be bound."""


class Same(Protocol[Held_co]):
    """A value, compared by identity. The key holds the value, so no other can take its place; equal values only cost a second entry."""

    @property
    def __self__(self) -> Held_co:
        """The value, or what stands for None."""

    def __hash__(self) -> int:
        """Hash by identity."""


def same(value: T) -> Same[T]:
    """Return a value as a key: a bound method, which is compared by what it is bound to, in C."""
    return cast("Same[T]", MethodType(itself, value if value is not None else _NONE))


def itself(key: Same[T]) -> T:
    """Return the value of a key."""
    value = key.__self__
    return value if value is not _NONE else cast("T", None)
