"""What can be wrong with a file or a choice, in words a physio can act on.

A `Problem` is one fault with its place; a `HandoutError` carries all the faults found in one go. The command line and
the picking page turn a `HandoutError` into a message; any other exception is a defect of ours.
"""

from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal, Self

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: where it is (file, line and column from 1, 0 when unknown), what it is about, and what to write instead.

    `message` is for people: nothing decides by its text, nothing cuts it. `kind` says which fault it is where something reads that: the id
    of a standard (handouts.library.standards), or a short word such as `to-fit`. `at` is the path of the value in its file or plan,
    `about` are the subjects in front of the text, from the widest: row, exercise, field. `words` are those concerned; `in_plan` is what
    somebody who writes a plan's file may add, and a page with fields of its own need not say.
    """

    message: str
    kind: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    level: Level = "error"
    at: tuple[str | int, ...] = ()
    about: tuple[str, ...] = ()
    words: str = ""
    in_plan: str = ""

    @property
    def check(self) -> str:
        """The id of the standard it goes against; no other kind begins with a capital letter."""
        return self.kind if self.kind[:1].isupper() else ""

    @property
    def sentence(self) -> str:
        """The text with its subjects before it: `couch-stretch: no side is given`."""
        hint = f" (in a plan: {self.in_plan})" if self.in_plan else ""
        return f"{': '.join((*self.about, self.message))}{hint}"

    def within(self, *wider: str) -> "Problem":
        """Return the problem as part of something wider: a row of a table, a plan of a batch."""
        return replace(self, about=(*wider, *self.about))

    def moved_to(self, where: "Problem") -> "Problem":
        """Return the problem in the place of another."""
        return replace(self, file=where.file, line=where.line, column=where.column, at=where.at, about=(*where.about, *self.about))

    def __str__(self) -> str:
        """Return `file:line:column  subject: message (check)`, without the parts that are not known."""
        said = f"{self.sentence} ({self.check})" if self.check else self.sentence
        if not self.file:
            return said
        place = [self.file, *map(str, filter(None, (self.line, self.column if self.line else 0)))]
        return f"{':'.join(place)}  {said}"


class HandoutError(Exception):
    """The input cannot become a handout; `problems` says why, every fault at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their place."""
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, message: str, file: str = "", kind: str = "") -> Self:
        """Return an error with a single problem."""
        return cls([Problem(message=message, file=file, kind=kind)])


_told: ContextVar[list[Problem] | None] = ContextVar("told", default=None)


@contextmanager
def listening() -> Iterator[list[Problem]]:
    """Give the list of what is told, meanwhile, of inputs that are read all the same."""
    told: list[Problem] = []
    token = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(token)


def tell(problem: Problem) -> None:
    """Tell what somebody should know of an input that is read all the same; where nobody listens, it is lost."""
    told = _told.get()
    if told is not None:
        told.append(problem)


class UnreadableError(ValueError):
    """A text that was given for a value and cannot be read as one; its message quotes it."""

    def __init__(self, given: str, fault: str) -> None:
        """Take what was given, and what is wrong with it, in words that go on after the quotes."""
        self.given = given
        shown = "".join(letter if letter.isprintable() else "?" for letter in given)
        super().__init__(f"{quoted(shown, most=_MOST_GIVEN, cut='…')} {fault}")


class NoRoomError(HandoutError):
    """Nothing more can be written here: the disk is full, or may not be written to. A batch stops at once."""


def counted(number: int, single: str, many: str = "") -> str:
    """Return a number with its English noun, as messages count: 1 file, 2 files; `many` where it is not `single` with an s."""
    return f"{number} {single if number == 1 else many or f'{single}s'}"


_MOST_QUOTED, _MOST_GIVEN = 60, 30
_discreet: ContextVar[Container[str] | None] = ContextVar("discreet", default=None)


@contextmanager
def discreet(known: Container[str]) -> Iterator[None]:
    """Let messages quote nothing that is given, meanwhile, but words that are known or near a known one: the others may be a patient's."""
    token = _discreet.set(known)
    try:
        yield
    finally:
        _discreet.reset(token)


def may_quote(word: str, near: Iterable[str] = ()) -> bool:
    """Return whether a message may quote a word that is given; `near` are those that it may be meant for."""
    known = _discreet.get()
    return known is None or word in known or nearest(word, near) is not None


def quoted(word: str, near: Iterable[str] = (), most: int = _MOST_QUOTED, cut: str = "") -> str:
    """Return a given word in quotes, cut to so many letters with `cut` after them; three dots where a message may not quote it."""
    return f"'{word[:most]}{cut if len(word) > most else ''}'" if may_quote(word, near) else "'...'"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that another may be a slip of."""
    from difflib import get_close_matches  # only once something is misspelt: `--help` starts without it

    folded = {one.casefold(): one for one in reversed(list(known))}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def near_miss(word: str, known: Iterable[str], most: int = 12) -> str:
    """Return `; did you mean 'x'?` for the nearest known word, or `; choose from: a, b`, so many at most, when nothing is near."""
    words = list(known)
    near = nearest(word, words)
    if near is not None:
        return f"; did you mean '{near}'?"
    if not words:
        return ""
    shown = ", ".join(words[:most]) + (", ..." if len(words) > most else "")
    return f"; choose from: {shown}"
