"""A figure file -> its drawings and everything that is wrong with it: what an author looks at while drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import Problem
from handouts.figure.checks import check_figure, placed_in
from handouts.figure.drawing import Drawing
from handouts.figure.keys import figure_key
from handouts.figure.model.figure import FigureFile
from handouts.figure.seen.compile import compile_figure, read_figure
from handouts.figure.seen.ground import stored_panels
from handouts.figure.store import Compiled, keep_remarks, known_remarks
from handouts.reading.models import Checked


@dataclass(frozen=True, slots=True)
class Proof:
    """The id of a figure file, its drawings as they are stored, and its problems."""

    id: str
    compiled: Compiled
    problems: tuple[Problem, ...]

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """The panels."""
        return self.compiled.panels

    @property
    def has_errors(self) -> bool:
        """Whether something in the figure cannot be true."""
        return any(problem.level == "error" for problem in self.problems)


def proof(path: Path, name: str | None = None) -> Proof:
    """Compile and check a figure file, called `name` in messages. Raises HandoutError where the file itself cannot be read."""
    checked = read_figure(path, name)
    compiled = draw(checked)
    return Proof(checked.value.id, compiled, placed_in(checked, compiled.remarks))


def draw(checked: Checked[FigureFile]) -> Compiled:
    """Compile and check a figure, which takes about a second; what was found is kept in the user's cache."""
    drawings, shots = compile_figure(checked.value)
    panels = stored_panels(checked.value, drawings, shots)
    compiled = Compiled(figure_key(checked.value), panels, remarks=check_figure(checked, drawings, shots))
    keep_remarks(compiled.key, compiled.remarks)
    return compiled


def figure_problems(checked: Checked[FigureFile], folders: Iterable[Path]) -> tuple[Problem, ...]:
    """Return the problems of a figure; it is drawn only where it never was, as far as these folders and the user's cache know."""
    known = known_remarks(figure_key(checked.value), folders)
    return placed_in(checked, draw(checked).remarks if known is None else known)
