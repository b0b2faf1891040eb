from collections.abc import Callable

import pytest

from handouts.figure.model.figure import FigureFile
from handouts.figure.muscles import muscle_table
from handouts.figure.seen.compile import check_references
from handouts.reading.models import Checked, check_source
from handouts.reading.yamlfile import parse_yaml


@pytest.fixture
def read():
    """Read a figure from its text."""

    def reading(text: str) -> Checked[FigureFile]:
        source = parse_yaml(text, "figure.yaml")
        checked = Checked(check_source(source, FigureFile), source)
        check_references(checked, tuple(muscle_table()))
        return checked

    return reading


@pytest.fixture(scope="module")
def read_once() -> Callable[[str], FigureFile]:
    """Read a figure from its text, for what the tests of a module share."""
    return lambda text: check_source(parse_yaml(text, "figure.yaml"), FigureFile)
