import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.checks.schema import FOLDER, MODELS, schema_file, schema_text, write_schemas
from handouts.cli.new_clinic import make_clinic_folder
from tests.writing import CONTENT

FIGURES = CONTENT.parent / "tests" / "figure" / "examples"
MUSCLES = CONTENT.parent / "handouts" / "figure"
EDITED = [path for folder in (CONTENT, CONTENT.parent / "layouts", FIGURES, MUSCLES) for path in sorted(folder.rglob("*.yaml"))]


def named_schema(path):
    """The file that the first line of a YAML file names as its schema."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return path.parent / re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)[1]


@pytest.mark.parametrize("name", MODELS)
def test_committed_schema_is_what_the_models_say(name):
    """When it fails: python -m handouts.checks.schema."""
    assert (FOLDER / schema_file(name)).read_text(encoding="utf-8") == schema_text(name)


def test_there_is_no_schema_without_a_model(tmp_path):
    assert {path.name for path in FOLDER.iterdir()} == {path.name for path in write_schemas(tmp_path)}


@pytest.mark.parametrize("path", EDITED, ids=lambda path: path.name)
def test_built_in_file_names_its_schema_in_its_first_line(path):
    assert named_schema(path).resolve().parent == FOLDER
    assert named_schema(path).is_file()


def test_started_file_names_a_schema_that_comes_with_it(tmp_path):
    made = [path for path in make_clinic_folder(tmp_path) if path.suffix == ".yaml"]
    assert {path.name: named_schema(path).resolve().name for path in made} == {
        "clinic.yaml": "clinic.schema.json",
        "example.yaml": "plan.schema.json",
    }
    assert all(named_schema(path).is_file() for path in made)


def properties(name):
    return json.loads(schema_text(name))


@pytest.mark.parametrize("name", MODELS)
def test_editor_is_told_that_other_keys_are_wrong(name):
    schema = properties(name)
    objects = [schema, *schema.get("$defs", {}).values()]
    closed = [one for one in objects if one.get("type") == "object" and "properties" in one]
    assert closed
    assert all(one["additionalProperties"] is False for one in closed)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_editor_completes_sides_days_and_doses():
    plan = properties("plan")
    assert "lef" + "t" in json.dumps(plan["properties"]["side"])
    assert plan["$defs"]["DoseChange"]["properties"]["hold_s"]["maximum"] == 600
    assert "wed" in json.dumps(plan["$defs"]["DoseChange"]["properties"]["days"])


@pytest.mark.parametrize(
    ("name", "definition", "key", "good", "bad"),
    [
        ("plan", "DoseChange", "tempo", ["3-0-1-0"], ["3-0-1", "slow"]),
        ("plan", "DoseChange", "effort", ["6", "5 to 6", "mild"], ["very hard"]),
        ("plan", "DoseChange", "load", ["8 kg", "green band", "body weight"], ["8"]),
        ("clinic", "Colors", "accent", ["#12596B"], ["teal"]),
    ],
)
def test_pattern_shown_to_an_editor_agrees_with_the_program(name, definition, key, good, bad):
    entry = properties(name)["$defs"][definition]["properties"][key]
    pattern = next(one["pattern"] for one in [entry, *entry.get("anyOf", [])] if "pattern" in one)
    assert [text for text in good if not re.search(pattern, text)] == []
    assert [text for text in bad if re.search(pattern, text)] == []


def test_making_a_clinic_folder_needs_no_numpy():
    code = "import sys; sys.modules['numpy'] = None; import handouts.cli.new_clinic, handouts.checks.schema as s; s.schema_text('figure')"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_module_writes_every_schema(tmp_path):
    written = write_schemas(tmp_path / "new" / "schemas")
    assert [json.loads(Path(path).read_text(encoding="utf-8"))["title"] for path in written] == [title for _, title in MODELS.values()]
