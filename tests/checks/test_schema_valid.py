"""The JSON Schemas against a standard validator: what ships is valid, and what the program refuses as a type is not."""

import functools
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from handouts.checks.run import kind_of
from handouts.checks.schema import MODELS, schema_text
from handouts.cli.new_clinic import make_clinic_folder
from handouts.cli.new_layout import start_layout
from handouts.errors import HandoutError, Problem
from handouts.reading.models import check_data
from handouts.reading.yamlfile import parse_yaml
from tests.making import LAYOUTS
from tests.writing import CONTENT

ROOT = CONTENT.parent
SHIPPED = [
    path
    for name in ("content", "layouts", "handouts/cli/starter", "tests/figure/examples")
    for path in sorted((ROOT / name).rglob("*.yaml"))
]
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
EXAMPLES = [
    (path, text) for path in (ROOT / "README.md", ROOT / "layouts" / "README.md") for text in BLOCK.findall(path.read_text("utf-8"))
]
FAULTY = sorted((ROOT / "tests" / "faulty").glob("*.yaml"))
OF_TYPE = re.compile(
    r"write a |write 'key|write true|is not a key here|is missing; add a line|is not known|too long|at most|at least|must be"
)
"""How the program says that a value is of another kind than the one that belongs there."""
BY_VALUE = {
    "a-hundred-years-ago",
    "effort-over-ten",
    "days-that-do-not-add-up",
    "load-without-a-unit",
    "half-a-set",
    "patient-without-a-name",
}
"""Faults of a value, which look alike."""


class Loader(yaml.SafeLoader):
    """YAML as editors read it (1.2): no dates, and only true and false are truth."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in ("timestamp", "bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), ["t", "f"])


@functools.cache
def validator(name):
    return jsonschema.Draft202012Validator(json.loads(schema_text(name)), format_checker=jsonschema.FormatChecker(["date"]))


def faults(name, text):
    """What a standard validator says of a YAML text under a schema: path and message."""
    data = yaml.load(text, Loader)  # noqa: S506  a SafeLoader with fewer types
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message[:120]}" for error in validator(name).iter_errors(data)]


def schema_of(text):
    """The schema that the first line of a file names."""
    return re.search(r"\$schema=\S*?([\w-]+)\.schema\.json", text.splitlines()[0])[1]


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_is_a_schema(name):
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(name)))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_that_ships_is_valid(path):
    text = path.read_text(encoding="utf-8")
    assert faults(schema_of(text), text) == []


@pytest.mark.parametrize(("path", "text"), EXAMPLES, ids=[f"{path.parent.name}-{at}" for at, (path, _) in enumerate(EXAMPLES)])
def test_an_example_of_a_readme_is_valid(path, text):
    if path.parent.name == "layouts" and "layout:" not in text:
        text = f"layout: snippet\n{text}"
    model = kind_of(parse_yaml(text, "example"), Path("example.yaml"))
    if "clinic.yaml" in text:
        text, model = f"name: Our Clinic\n{text}", MODELS["clinic"][0]
    (name,) = [name for name, (kind, _) in MODELS.items() if kind is model]
    assert faults(name, text) == []


def test_what_the_program_writes_for_a_clinic_is_valid(tmp_path):
    made = [path for path in make_clinic_folder(tmp_path / "own") if path.suffix == ".yaml"]
    for base in LAYOUTS:
        start_layout(tmp_path / f"of-{base}.yaml", base, force=False)
    made += tmp_path.glob("*.yaml")
    texts = {path.name: path.read_text(encoding="utf-8") for path in made}
    assert len(texts) == 2 + len(LAYOUTS)
    assert {name: found for name, text in texts.items() if (found := faults(schema_of(text), text))} == {}


def test_a_starter_s_example_of_a_pack_and_of_a_layout_is_valid():
    for folder, name in (("content", "pack"), ("layouts", "layout")):
        text = (ROOT / "handouts" / "cli" / "starter" / folder / "README.md").read_text(encoding="utf-8")
        start = re.search(rf"(?m)^    # yaml-language-server: \S+/{name}\.schema\.json\n((    .*\n)+)", text)
        assert faults(name, re.sub(r"(?m)^    ", "", start[1])) == []


def test_what_the_program_refuses_as_a_type_a_schema_refuses_too():
    unsaid, tried = [], 0
    for path in FAULTY:
        text = path.read_text(encoding="utf-8")
        said = [line for line in text.splitlines() if line.startswith("#! ")]
        try:
            found = faults("plan", text)
        except yaml.YAMLError:
            continue
        if any(OF_TYPE.search(line) for line in said) and path.stem not in BY_VALUE:
            tried += 1
            unsaid += [] if found else [path.stem]
    assert unsaid == []
    assert tried > 8


def at(path, message, *, key=False):
    return Problem(message=f"{'.'.join(map(str, path))} {message}" + (" (key)" if key else ""))


def refused(model, data, key):
    """Whether the program refuses a value at a key for what kind of value it is."""
    try:
        check_data(data, model, at)
    except HandoutError as error:
        kinds = ("write a list", "write 'key: value'", "write a text", "write a whole number", "write a number", "write true")
        said = [problem.message for problem in error.problems if problem.message.split(" ")[0] == key]
        return any(kind in message for message in said for kind in kinds)
    return False


@pytest.mark.parametrize("value", [{"zz": "b"}, ["zz"], "zz", "7", "2.5", "true"], ids=str)
@pytest.mark.parametrize("name", MODELS)
def test_a_value_of_another_kind_is_refused_by_both_at_every_key(name, value):
    model, schema = MODELS[name][0], json.loads(schema_text(name))
    plain = yaml.load(value, Loader) if isinstance(value, str) else value  # noqa: S506
    for key in schema["properties"]:
        if refused(model, {key: value}, key):
            found = [error for error in validator(name).iter_errors({key: plain}) if list(error.absolute_path)[:1] == [key]]
            assert found, key


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan", "section: hip\npatient: {{reference: {q}1042{q}}}\nlog_weeks: {q}4{q}\nbilingual: {q}true{q}"),
        ("plan", "section: hip\nexercises: [{{id: hip-hinge, dose: {{hold_s: {q}30{q}}}}}]"),
        ("clinic", "name: {q}360{q}\nreview_weeks: {q}4{q}\npain: {{fine_max: {q}3{q}}}"),
        ("layout", "layout: x\npapers: {{Letter: {{width_mm: {q}215.9{q}, height_mm: {q}279.4{q}, side_mm: {q}15{q}}}}}"),
    ],
)
def test_quotes_round_a_value_make_no_difference(name, text, quote):
    assert faults(name, text.format(q=quote)) == []
    if name != "layout":
        check_data(parse_yaml(text.format(q=quote), "").data, MODELS[name][0], at)
