"""What is published: the list of what a bare install brings says it all, in a form that other programs read."""

import importlib.metadata
import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests import release
from tests.project.test_supply import plain

ALLOWED = {"MIT", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MIT-CMU", "MPL-2.0 AND MIT"}
"""Licences that let a clinic use and hand on what they cover; another one is looked at before it stands here."""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return release.sbom(tmp_path_factory.mktemp("sbom") / release.SBOM)


@pytest.fixture(scope="module")
def sbom(written):
    return json.loads(written.read_text(encoding="utf-8"))


def test_it_is_a_valid_bill_of_materials(written):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written.read_text(encoding="utf-8")) is None


def test_it_is_about_this_version_of_handouts(sbom):
    about = sbom["metadata"]["component"]
    assert (about["name"], about["version"]) == ("handouts", importlib.metadata.version("handouts"))
    assert about["licenses"][0]["expression"] == "MIT AND OFL-1.1"
    assert sbom["metadata"]["timestamp"]


def test_it_lists_what_a_bare_install_brings_in_the_versions_that_are_tested(sbom):
    listed = {plain(one["name"]): one["version"] for one in sbom["components"]}
    assert listed == {plain(name): importlib.metadata.version(name) for name in release.brought()}
    assert len(listed) == 13
    assert all(one["purl"] == f"pkg:pypi/{plain(one['name'])}@{one['version']}" for one in sbom["components"])


def test_every_licence_is_named_and_allowed(sbom):
    named = {}
    for one in sbom["components"]:
        (licence,) = one["licenses"]
        named[one["name"]] = licence.get("expression") or licence["license"]["id"]
    assert set(named.values()) <= ALLOWED
    assert set(release.LICENCES) <= set(named)


def test_it_says_what_brings_what(sbom):
    brings = {one["ref"]: one.get("dependsOn", []) for one in sbom["dependencies"]}
    assert len(brings["root-component"]) == 9
    assert any(ref.startswith("charset-normalizer") for ref in brings[f"reportlab=={importlib.metadata.version('reportlab')}"])


def test_the_same_environment_gives_the_same_bytes(written, tmp_path):
    assert release.sbom(tmp_path / "again.json").read_bytes() == written.read_bytes()
