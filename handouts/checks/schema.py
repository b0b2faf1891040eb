"""JSON Schemas of every file a person edits, made from the models, for editors that complete and check while typing.

They are committed in `handouts/schemas/`; `python -m handouts.checks.schema` writes them anew, and a test fails when they are stale.
"""

import json
from pathlib import Path
from typing import Any

from handouts.checks.preflight.wordlist import PlainWords
from handouts.figure.model.figure import FigureFile
from handouts.figure.model.maps import BodyMapFile
from handouts.figure.model.muscles import MuscleTable
from handouts.layout.layout import Layout
from handouts.library.clinic import Clinic
from handouts.library.content import Countries, Pack, Section
from handouts.library.language.phrases import Phrases
from handouts.library.library import Addition, SourceList
from handouts.library.pain.rule import PainKinds
from handouts.library.pain.running import RunProgram
from handouts.library.signs.catalogue import Catalogue
from handouts.plans.plan import Plan
from handouts.reading.models import json_schema

FOLDER = Path(__file__).parents[1] / "schemas"
MODELS: dict[str, tuple[type, str]] = {
    "section": (Section, "A body section: topics and exercises"),
    "addition": (Addition, "A clinic's own topics and exercises for a section"),
    "figure": (FigureFile, "A figure: one exercise drawn from joint angles"),
    "body-map": (BodyMapFile, "A body map: muscles on a bare figure, for the topics that name it"),
    "muscles": (MuscleTable, "The muscles that pictures can mark"),
    "pack": (Pack, "A pack: a named choice of exercises and doses to start a plan from"),
    "plan": (Plan, "A plan: what was chosen for one patient, or for a section sheet"),
    "clinic": (Clinic, "A clinic: name, looks, contact, thresholds, defaults"),
    "layout": (Layout, "A layout: how a sheet looks"),
    "language": (Phrases, "The fixed wording of one language"),
    "countries": (Countries, "Emergency numbers and paper by country"),
    "pain": (PainKinds, "The kinds of pain rule, the strictest first"),
    "return-to-run": (RunProgram, "The return to running in numbers"),
    "sources": (SourceList, "Sources by key"),
    "red-flags": (Catalogue, "Warning signs by id, and how those of several sections are joined"),
    "plain-words": (PlainWords, "Words that preflight looks for in patients' texts"),
}


def schema_file(name: str) -> str:
    """Return the file name of a schema."""
    return f"{name}.schema.json"


def schema_text(name: str) -> str:
    """Return a schema as the text of its file."""
    model, title = MODELS[name]
    schema = json_schema(model, title)
    if model is Layout:  # one that is based on another says only what differs
        schema = {**_nothing_required(schema), "required": ["layout"]}
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _nothing_required(schema: Any) -> Any:
    """Return a schema in which every key may be left out."""
    if isinstance(schema, dict):
        return {key: _nothing_required(value) for key, value in schema.items() if key != "required"}
    return [_nothing_required(item) for item in schema] if isinstance(schema, list) else schema


def write_schemas(folder: Path = FOLDER) -> list[Path]:
    """Write every schema to a folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in MODELS:
        path = folder / schema_file(name)
        path.write_text(schema_text(name), encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    write_schemas()
