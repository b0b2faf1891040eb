"""Fixtures for every test: what is built in, plans from plain data, faults as lines of text, and the command line in an empty folder."""

import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.cli.root import main
from handouts.errors import HandoutError
from tests import making

CONTENT = Path(__file__).parents[1] / "content"


def pytest_configure():
    """Let Ctrl-C reach what the tests start: a shell ignores it for what it starts in the background, and that is inherited."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Keep what is kept between runs in a folder of these tests, empty at first, and read nothing of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def nothing_kept(monkeypatch):
    """Keep nothing between runs: for a test that puts something else in a part of the program, which no earlier answer knows of."""
    monkeypatch.setenv("HANDOUTS_CACHE", "off")


@pytest.fixture(scope="session")
def library():
    return making.library()


@pytest.fixture(scope="session")
def section(library):
    return library.sections["hip"]


@pytest.fixture(scope="session")
def phrases(library):
    return library.phrases("en-GB")


@pytest.fixture(scope="session")
def clinic():
    return making.clinic()


@pytest.fixture(scope="module")
def chrome():
    """Return a running browser."""
    from tests.browsing import browser

    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def page_server(tmp_path_factory):
    """Return a picking page that is served for the tests of a module."""
    from tests.browsing import served

    with served(folder=tmp_path_factory.mktemp("page")) as running:
        yield running


@pytest.fixture
def opened(chrome, page_server):
    """Return a way to open that page, in a browser that knows nothing of other tests."""
    from tests.browsing import opening

    with opening(chrome, page_server) as open_it:
        yield open_it


@pytest.fixture(scope="session")
def make_plan():
    """Return what turns plain data into a checked Plan; a plan of the hip section unless the data says otherwise."""
    return lambda data: making.plan_of({"section": "hip", **data})


@pytest.fixture(scope="session")
def faults_of():
    """Return what runs a step that must raise HandoutError, and gives its problems as lines."""

    def run(step, *arguments, **named):
        with pytest.raises(HandoutError) as caught:
            step(*arguments, **named)
        return [str(problem) for problem in caught.value.problems]

    return run


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return what runs `handouts` inside tmp_path; an internal error is raised, not shown."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False, prog_name="handouts")
