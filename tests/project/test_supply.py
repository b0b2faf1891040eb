"""What handouts stands on: no lower bound lets in, and nothing installed is, a version with a hole that tests/advisories.yaml names."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LIST = yaml.safe_load((ROOT / "tests" / "advisories.yaml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS, BROUGHT = LIST["advisories"], LIST["brought"]


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted():
    extras = PROJECT["project"]["optional-dependencies"].values()
    every = [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra), *PROJECT["build-system"]["requires"]]
    return [Requirement(one) for one in every]


def floor(requirement):
    return max(Version(one.version) for one in requirement.specifier if one.operator in (">=", "=="))


@pytest.mark.parametrize("hole", OURS, ids=lambda hole: hole["id"])
def test_no_lower_bound_lets_in_a_version_with_a_published_hole(hole):
    bounds = [floor(one) for one in wanted() if plain(one.name) == plain(hole["package"])]
    assert bounds
    assert all(bound >= Version(str(hole["good"])) for bound in bounds)


def test_every_requirement_has_a_lower_bound():
    assert [str(one) for one in wanted() if not any(part.operator in (">=", "==") for part in one.specifier)] == []


@pytest.mark.parametrize("hole", [*OURS, *BROUGHT], ids=lambda hole: hole["id"])
def test_nothing_installed_has_a_published_hole(hole):
    try:
        installed = importlib.metadata.version(hole["package"])
    except importlib.metadata.PackageNotFoundError:
        assert hole in BROUGHT  # comes with an extra that the tests do without
        return
    assert Version(installed) >= Version(str(hole["good"]))


def test_every_entry_says_what_where_and_when():
    assert LIST["seen"]
    for hole in (*OURS, *BROUGHT):
        assert set(hole) == {"package", "id", "good", "source"}
        assert all(str(one).strip() for one in hole.values())
