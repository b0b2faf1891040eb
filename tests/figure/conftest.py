import pytest

from handouts.figure.model.figure import FigureFile
from handouts.figure.seen.compile import check_references
from handouts.figure.seen.muscles import MUSCLES
from handouts.reading.models import Checked, check_source
from handouts.reading.yamlfile import parse_yaml


@pytest.fixture
def read():
    """Read a figure from its text."""

    def reading(text: str) -> Checked[FigureFile]:
        source = parse_yaml(text, "figure.yaml")
        checked = Checked(check_source(source, FigureFile), source)
        check_references(checked, tuple(MUSCLES))
        return checked

    return reading
