"""Plain data against a model: frozen dataclasses in, every fault at once out, in a physio's words.

The models are standard dataclasses with `annotated_types` limits; pydantic checks them and makes their JSON Schema. It is
imported only when something has to be checked, since it costs more time to start than a whole sheet to print.
"""

import re
import typing
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

from annotated_types import MaxLen, MinLen

from handouts.errors import HandoutError, Problem, UnreadableError, may_quote, near_miss, quoted, tell
from handouts.fonts.faces import is_of_a_script, unprintable
from handouts.reading.kinds import bare_type, by_kind, place_in
from handouts.reading.unseen import Seen
from handouts.reading.yamlfile import Data, DataPath, YamlFile, empty, leaves, name_character, read_yaml
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema

T = TypeVar("T")

STRICT: dict[str, Any] = {"extra": "forbid", "allow_inf_nan": False}
"""What every model sets as `__pydantic_config__`: an unknown key is a fault."""


def _without_null(schema: dict[str, Any]) -> None:
    """Take null out of what the properties of a schema may be."""
    for one in schema.get("properties", {}).values():
        kinds = [kind for kind in one.get("anyOf", ()) if kind != {"type": "null"}]
        if one.pop("anyOf", None) is not None:
            one.update(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})
            one.pop("default", None)


FILLED: dict[str, Any] = {**STRICT, "json_schema_extra": _without_null}
"""What the models of a dose set: a key that is written and left empty is a fault too (see `check_data`)."""


class FaultsError(ValueError):
    """What contradicts itself inside one value: each fault with its path below the value."""

    def __init__(self, faults: Iterable[tuple[DataPath, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(message for _, message in self.faults))


class Remark:
    """What stands beside the type of a field and limits no value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Help(Remark):
    """What an editor shows for a key, kept beside its type."""

    text: str

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Add the text as the description."""
        return {**handler(schema), "description": self.text}


_MOST_WHOLE = 1000
"""Whole numbers that a pattern is tried with, to see which may stand without quotes."""


@dataclass(frozen=True, slots=True)
class SomeKeys:
    """A mapping that needs no word for each of its keys: a language file has those that ours has."""


@dataclass(frozen=True, slots=True)
class Written:
    """A value written as a short text, such as a tempo `3-0-1-0`; `parse` raises ValueError with what to write."""

    parse: Callable[[str], object]
    pattern: str
    examples: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Parse texts and let values pass that are parsed already."""
        from pydantic_core import core_schema

        def read(value: object) -> object:
            return self.parse(value) if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(read, core_schema.is_instance_schema(_origin(source)))

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Describe the text by its pattern; a number may stand without quotes where the pattern takes it."""
        whole = [number for number in range(_MOST_WHOLE) if re.search(self.pattern, str(number))]
        kinds = ["string", *(["integer"] if whole else []), *(["number"] if re.search(self.pattern, "12.5") else [])]
        limits = {"minimum": whole[0], "maximum": whole[-1]} if whole and whole[-1] < _MOST_WHOLE - 1 and "number" not in kinds else {}
        return {"type": kinds if len(kinds) > 1 else "string", "pattern": self.pattern, "examples": list(self.examples), **limits}


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A mapping that may be written as one plain text, which is then the value of `key`."""

    key: str

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Turn a text into the mapping before it is checked."""
        from pydantic_core import core_schema

        def widen(value: object) -> object:
            return {self.key: value} if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(widen, handler(source))

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Allow both ways of writing."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """A list that may be written as its only entry."""

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Put a single text into a list before it is checked."""
        from pydantic_core import core_schema

        def widen(value: object) -> object:
            return [value] if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(widen, handler(source))

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Allow both ways of writing."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}


Id = Annotated[str, MinLen(1), MaxLen(60), Help("lower-case words joined by hyphens")]
Word = Annotated[str, MinLen(1), MaxLen(60)]
Name = Annotated[str, MinLen(1), MaxLen(100)]
Line = Annotated[str, MinLen(1), MaxLen(300)]
Prose = Annotated[str, MinLen(1), MaxLen(2000)]


@dataclass(frozen=True, slots=True)
class Checked(typing.Generic[T]):
    """A checked value with the file it came from, so that a later check can still name the line."""

    value: T
    source: YamlFile


def read_model(path: Path, model: type[T], *, name: str | None = None, max_bytes: int = 1_000_000) -> "Checked[T]":
    """Read a YAML file and check it against a model. Raises HandoutError with every fault and its line."""
    source = read_yaml(path, max_bytes=max_bytes, name=name)
    return Checked(check_source(source, model), source)


def check_source(source: YamlFile, model: type[T]) -> T:
    """Return the checked value of a file that was read. Raises HandoutError with every fault and its line."""
    return check_data(source.data, model, source.problem)


def check_data(data: Data, model: type[T], problem_at: "ProblemAt", *, quick: "Callable[[Data, type[T]], T | None] | None" = None) -> T:
    """Return the checked value of plain data; `problem_at(path, message, key=)` says where a path stands.

    At the paths in the model's `ANY_SCRIPT` letters may stand that the faces lack: whoever prints them finds another way. `quick` may
    return the value of data that are plainly right (`handouts.reading.plainly`), which spares pydantic's start.
    """
    problems = [*_unprintable_text(data, problem_at, getattr(model, "ANY_SCRIPT", ())), *_empty_in_doses(data, problem_at)]
    data = _as_plain_text(data, problem_at)
    value = quick(data, model) if quick is not None else None
    if value is None:
        from pydantic import ValidationError

        try:
            value = adapter(model).validate_python(data if data is not None else {})
        except ValidationError as error:
            problems += _all_in_words(error.errors(include_url=False), model, problem_at)
    if problems or value is None:
        raise HandoutError(problems)
    return value


_DOSES = {"dose", "doses"}
"""Keys below which an empty value would fall back on another dose in silence."""


def _empty_in_doses(data: Data, problem_at: "ProblemAt") -> Iterator[Problem]:
    """Yield parts of a dose that are written and left empty."""
    for path in empty(data):
        if not _DOSES.isdisjoint(path[:-1]):
            yield problem_at(path, f"{path[-1]} is empty; write a value, or take {path[-1]} out")


class ProblemAt(Protocol):
    """What places a fault: a path of keys and positions in, a Problem out."""

    def __call__(self, path: DataPath, message: str, *, key: bool = False) -> Problem:
        """Return the problem at this path."""
        ...


def adapter(model: type[T]) -> "TypeAdapter[T]":
    """Return pydantic's checker of a model."""
    hashable: Any = model
    checker: TypeAdapter[T] = _adapter(hashable)
    return checker


@memo()
def _adapter(model: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def json_schema(model: type, title: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a model, for editors: what it refuses as a type is what the program refuses."""
    schema = _as_read(adapter(model).json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


_AS_TEXT: dict[str, dict[str, Any]] = {
    "integer": {"type": ["integer", "string"], "pattern": r"^ *[-+]?\d+(\.0*)? *$"},
    "number": {"type": ["number", "string"], "pattern": r"^ *[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)? *$"},
    "boolean": {"enum": [True, False, "true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", 1, 0]},
    "string": {"type": ["string", "number", "boolean"]},
}
"""What a value may be in a file, by what it is meant to be: every value is read as a text first, so quotes make no difference."""
_LIMITED = ("enum", "const", "pattern", "format")


def _as_read(schema: Any) -> Any:
    """Return a schema of values as one of what may stand in a file for them."""
    if isinstance(schema, list):
        return [_as_read(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    below = {key: value if key in ("examples", "default", "enum", "const") else _as_read(value) for key, value in schema.items()}
    if schema.get("format") == "date":
        return {**below, "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if not isinstance(kind, str) or kind not in _AS_TEXT or any(key in schema for key in _LIMITED):
        return below
    if kind == "boolean":
        return {**{key: value for key, value in below.items() if key != "type"}, **_AS_TEXT[kind]}
    return {**below, **_AS_TEXT[kind]}


def _as_plain_text(data: Data, problem_at: ProblemAt) -> Data:
    """Return the data with plain texts, and tell of those that had marks that nobody sees."""
    marked = [(path, text) for path, text in leaves(data) if isinstance(text, Seen)]
    for path, text in marked:
        names = ", ".join(map(name_character, text.unseen[:3])) + (", ..." if len(text.unseen) > 3 else "")
        found = problem_at(path, f"{names}: left out, or made a plain space, since it cannot be seen")
        tell(replace(found, level="info", kind="L13", words=names))
    return _plain(data) if marked else data


def _plain(data: Data) -> Data:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return str(data) if data is not None else None


def _unprintable_text(data: Data, problem_at: ProblemAt, any_script: Container[DataPath]) -> Iterable[Problem]:
    for path, text in leaves(data):
        wrong = unprintable(text)
        if wrong and path in any_script:
            wrong = [character for character in wrong if not is_of_a_script(character)]
        if wrong:
            names = ", ".join(name_character(character) for character in wrong[:3])
            yield problem_at(path, f"the character {names} cannot be printed; leave it out or write it another way")


def _all_in_words(faults: Iterable[Mapping[str, Any]], model: type, problem_at: ProblemAt) -> Iterable[Problem]:
    """Yield every fault in words; a list is not called too short because of its faulty entries."""
    known = list(faults)
    for fault in known:
        path, _ = place_in(model, tuple(fault["loc"]))
        inner = fault.get("ctx", {}).get("error")
        if isinstance(inner, FaultsError):
            yield from (problem_at((*path, *below), message) for below, message in inner.faults)
        elif fault["type"] != "too_short" or not any(
            len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in known
        ):
            yield _in_words(fault, model, problem_at)


def _in_words(fault: Mapping[str, Any], model: type, problem_at: ProblemAt) -> Problem:
    path, stands = place_in(model, tuple(fault["loc"]))
    kind, context = str(fault["type"]), fault.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind.startswith("union_tag"):
        return _unknown_kind(fault, path, stands, problem_at)
    if kind == "unexpected_keyword_argument":
        known = _keys(bare_type(place_in(model, tuple(fault["loc"])[:-1])[1]))
        return problem_at(path, f"'{key[:60]}' is not a key here{near_miss(key, known)}", key=True)
    if kind == "missing":
        return replace(problem_at(path, f"'{key}' is missing; add a line '{key}: ...'"), kind=MISSING)
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        given = fault["input"]
        shown = quoted(given, allowed, most=40) if isinstance(given, str) else "this"
        is_key = path[-1:] == (_KEY,)
        where = path[:-2] if is_key else path  # a key of a mapping stands for itself, and is named after the mapping
        named = next((step for step in reversed(where) if isinstance(step, str)), "value")
        message = f"{named} {shown} is not known{near_miss(str(given)[:40], allowed)}"
        problem = problem_at(path[:-1] if is_key else path, message, key=is_key)
        return replace(problem, words=given) if isinstance(given, str) and may_quote(given, allowed) else problem
    if kind == "value_error":
        error = context.get("error", fault["msg"])
        problem = problem_at(path, str(error))
        return replace(problem, words=error.given) if isinstance(error, UnreadableError) and may_quote(error.given) else problem
    wanted = _WORDS.get(kind, "is not a value that can stand here")
    if kind == "string_too_short" and fault["input"]:
        wanted = "is {length} characters long; at least {min_length}"
    return problem_at(path, wanted.format_map({**context, "length": len(str(fault["input"]))}))


def _unknown_kind(fault: Mapping[str, Any], path: DataPath, stands: object, problem_at: ProblemAt) -> Problem:
    """Return the fault of a value whose class no word tells; `stands` is the type at its place."""
    key = str(fault["ctx"]["discriminator"]).strip("'")
    if fault["type"] == "union_tag_not_found":
        return replace(problem_at((*path, key), f"'{key}' is missing; add a line '{key}: ...'"), kind=MISSING)
    allowed = re.findall(r"'([^']*)'", str(fault["ctx"]["expected_tags"]))
    given = str(fault["ctx"]["tag"])
    gone = by_kind(stands)
    if gone is not None and given in dict(gone.gone):
        return problem_at((*path, key), f"{key} '{given}' is no more; {dict(gone.gone)[given]}")
    problem = problem_at((*path, key), f"{key} {quoted(given, allowed, most=40)} is not known{near_miss(given[:40], allowed)}")
    return replace(problem, words=given) if may_quote(given, allowed) else problem


MISSING = "missing"
"""The kind of a fault where a key is not there; its path ends in that key."""
_KEY = "[key]"
"""What pydantic adds to the path of a key that is wrong itself."""
_WHOLE = "write a whole number, such as 3"
_NUMBER = "write a number, such as 12.5"
_LIST = "write a list, each entry on its own line after '- '"
_KEYS = "write 'key: value' lines here"
_DATE = "write a date as 2026-12-20"
_WORDS = {
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "write a smaller number",
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "string_type": "write a text here",
    "string_too_long": "is {length:,} characters long; at most {max_length:,}",
    "string_too_short": "is empty; write a text or leave the line out",
    "too_long": "has {actual_length} entries; at most {max_length}",
    "too_short": "has {actual_length} entries; at least {min_length}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _KEYS,
    "dataclass_type": _KEYS,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_from_datetime_parsing": f"is not a date in the calendar; {_DATE}",
}
"""What to write instead, by pydantic's kind of fault."""


def _keys(kind: object) -> list[str]:
    return [field.name for field in fields(kind)] if is_dataclass(kind) else []


def _origin(source: object) -> type:
    bare = bare_type(source)
    return bare if isinstance(bare, type) else object
