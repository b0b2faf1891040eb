"""A long frozen value as part of a cache's key: compared as the object it is, so that what is read once is looked up unread."""

from types import MethodType
from typing import Protocol, TypeVar, cast

T = TypeVar("T")
Held_co = TypeVar("Held_co", covariant=True)


class Same(Protocol[Held_co]):
    """A value, compared by identity. The key holds the value, so no other can take its place; equal values only cost a second entry."""

    @property
    def __self__(self) -> Held_co:
        """The value."""

    def __hash__(self) -> int:
        """Hash by identity."""


def same(value: T) -> Same[T]:
    """Return a value as a key: a bound method, which is compared by what it is bound to, in C. Raises TypeError for None."""
    return cast("Same[T]", MethodType(itself, value))


def itself(key: Same[T]) -> T:
    """Return the value of a key."""
    return key.__self__
