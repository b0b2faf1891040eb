"""Compile each figure file once for all tests."""

import functools
from pathlib import Path

from handouts.figure.drawing import Drawing
from handouts.figure.model.figure import FigureFile
from handouts.figure.seen.compile import compile_figure, read_figure
from handouts.figure.seen.inking import Shot
from handouts.reading.models import Checked


@functools.cache
def compiled_file(path: Path) -> tuple[Checked[FigureFile], tuple[Drawing, ...], tuple[Shot, ...]]:
    checked = read_figure(path)
    return checked, *compile_figure(checked.value)
