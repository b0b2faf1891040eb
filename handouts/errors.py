"""What can be wrong with a file or a choice, in words a physio can act on.

A `Problem` is one fault with its place; a `HandoutError` carries all the faults found in one go. The command line and
the picking page turn a `HandoutError` into a message; any other exception is a defect of ours.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, Self

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: where it is (file, line and column from 1, 0 when unknown) and what to write instead.

    `check` is the id of the standard it goes against (handouts.library.standards), `words` are those concerned, `at` is the path of the
    value in its plan where no file is known.
    """

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    level: Level = "error"
    check: str = ""
    words: str = ""
    at: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        """Return `file:line:column  message (check)`, without the parts that are not known."""
        said = f"{self.message} ({self.check})" if self.check else self.message
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
    def of(cls, message: str, file: str = "") -> Self:
        """Return an error with a single problem."""
        return cls([Problem(message=message, file=file)])


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


class NoRoomError(HandoutError):
    """Nothing more can be written here: the disk is full, or may not be written to. A batch stops at once."""


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its English noun, as messages count: 1 file, 2 files; `many` where it is not `one` with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known word, or `; choose from: a, b` when nothing is near."""
    from difflib import get_close_matches  # only once something is misspelt: `--help` starts without it

    words = list(known)
    folded = {one.casefold(): one for one in reversed(words)}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{folded[near[0]]}'?"
    if not words:
        return ""
    shown = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")
    return f"; choose from: {shown}"
