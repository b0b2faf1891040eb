"""A figure file -> its drawings and everything that is wrong with it: what an author looks at while drawing."""

from dataclasses import dataclass
from pathlib import Path

from handouts.errors import Problem
from handouts.figure.checks import check_figure
from handouts.figure.compile import compile_figure, read_figure
from handouts.figure.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Proof:
    """The id and the drawings of a figure file, and its problems."""

    id: str
    drawings: tuple[Drawing, ...]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether something in the figure cannot be true."""
        return any(problem.level == "error" for problem in self.problems)


def proof(path: Path, name: str | None = None) -> Proof:
    """Compile and check a figure file, called `name` in messages. Raises HandoutError where the file itself cannot be read."""
    checked = read_figure(path, name)
    drawings, shots = compile_figure(checked.value)
    return Proof(checked.value.id, drawings, check_figure(checked, drawings, shots))
