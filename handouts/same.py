"""A long frozen value as part of a cache's key: compared as the object it is, so that what is read once is looked up unread."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Same(Generic[T]):
    """A value, compared by identity. The key holds the value, so no other can take its place; equal values only cost a second entry."""

    value: T

    def __hash__(self) -> int:
        """Hash by identity."""
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        """Compare by identity."""
        return isinstance(other, Same) and other.value is self.value
