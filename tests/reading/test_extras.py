"""The advice on what to install: one function makes it, and its command works from a checkout, from a wheel and from neither."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from handouts.reading import extras
from handouts.reading.extras import how_to_install, packages_of

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "handouts"
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
FINE = sorted(set(EXTRAS) - {"dev", "clinic", "cluster"})
names = pytest.mark.parametrize("extra", FINE)


def test_one_extra_brings_what_a_clinic_needs_page_mail_locks_and_own_figures():
    assert FINE == ["email", "encrypt", "figures", "page"]
    assert sorted(EXTRAS["clinic"]) == sorted(one for extra in FINE for one in EXTRAS[extra])


@names
def test_a_checkout_is_installed_with_its_folder(extra, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert how_to_install(extra) == f'{sys.executable} -m pip install "{ROOT}[clinic]"'
    monkeypatch.chdir(ROOT)
    assert how_to_install(extra).endswith('-m pip install ".[clinic]"')


def test_what_a_cluster_needs_is_an_extra_of_its_own():
    assert how_to_install("cluster").endswith('[cluster]"')


class Installed:
    """The metadata of a program that was installed from somewhere."""

    def __init__(self, url):
        self.url = url

    def read_text(self, name):
        assert name == "direct_url.json"
        return f'{{"url": "{self.url}"}}' if self.url else None


@pytest.fixture
def installed_from(tmp_path, monkeypatch):
    def install(url):
        monkeypatch.setattr(extras, "_ROOT", tmp_path / "site-packages")
        monkeypatch.setattr("importlib.metadata.distribution", lambda _: Installed(url))
        monkeypatch.setattr(
            "importlib.metadata.requires", lambda _: ["click>=8", 'numpy>=1.26; extra == "figures"', "keyring>=25; extra == 'email'"]
        )

    return install


def test_what_was_installed_from_a_folder_or_a_wheel_names_it(tmp_path, installed_from):
    wheel = tmp_path / "our tools" / "handouts-0.2.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.touch()
    for path in (wheel.parent, wheel):
        installed_from(path.as_uri())
        assert how_to_install("page").endswith(f' -m pip install "{path}[clinic]"')


@pytest.mark.parametrize("url", [None, "https://clinic.example/handouts.whl", "file:///no/such/folder"])
def test_what_was_installed_from_nowhere_that_is_still_there_names_the_packages(url, installed_from):
    installed_from(url)
    assert how_to_install("figures").endswith(' -m pip install "numpy>=1.26"')
    assert packages_of("email") == ["keyring>=25"]


def test_pip_takes_the_command_and_builds_what_it_names(tmp_path, monkeypatch):
    """A dry run without dependencies, which asks no registry."""
    monkeypatch.chdir(tmp_path)
    wanted = re.findall(r'"([^"]+)"', how_to_install("page"))
    assert wanted == [f"{ROOT}[clinic]"]
    words = [sys.executable, "-m", "pip", "--version"]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this environment has no pip")
    done = subprocess.run(
        [*words[:3], "install", "--dry-run", "--no-index", "--no-build-isolation", "--no-deps", *wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_message_names_an_extra_by_itself():
    told = [path for path in PACKAGE.rglob("*.py") if "pip install '" in path.read_text(encoding="utf-8")]
    assert told == []
