"""Every message in other words: for tests that nothing but a person reads them."""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from handouts.errors import Problem

_LETTERS = "abcdefghijklmnopqrstuvwxyz '\".:;,()0123456789"


class Reworded(str):
    """A text that says nothing any more."""

    __slots__ = ()


def reworded(text: str) -> Reworded:
    """Return random letters in place of a text; the same for the same text, so that what is said twice still is."""
    if isinstance(text, Reworded):
        return text
    chance = random.Random(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return Reworded("".join(chance.choices(_LETTERS, k=chance.randint(3, 60))))


@contextmanager
def every_message_reworded() -> Iterator[list[str]]:
    """Make every problem, meanwhile, with other words; give the list of the true ones."""
    true: list[str] = []
    as_it_is = Problem.__init__

    def init(self: Problem, **given: Any) -> None:
        if not isinstance(given["message"], Reworded):
            true.append(given["message"])
        as_it_is(self, **{**given, "message": reworded(given["message"])})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Problem, "__init__", init)
        patch.setenv("HANDOUTS_CACHE", "off")
        yield true
