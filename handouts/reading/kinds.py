"""The type that stands at a place of a model, and values of one of several classes, which a word tells apart."""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

from handouts.reading.yamlfile import DataPath
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class ByKind:
    """A value of one of several classes, told apart by the word of a key that each of them fixes (`kind: Literal["step"]`).

    `gone` are words that were such classes once, and what to write now.
    """

    key: str = "kind"
    gone: tuple[tuple[str, str], ...] = ()

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Let the word choose the class, which then refuses the keys of the others."""
        from pydantic_core import core_schema

        choices = {word: handler.generate_schema(model) for word, model in self.models(source).items()}
        return core_schema.tagged_union_schema(choices, self.key)

    def models(self, hint: object) -> dict[str, type]:
        """Return the class of each word."""
        every = [(model, typing.get_type_hints(model)[self.key]) for model in typing.get_args(bare_type(hint))]
        return {str(word): model for model, words in every for word in typing.get_args(words)}


def place_in(model: object, loc: DataPath) -> tuple[DataPath, object]:
    """Return the path in the data of a place as pydantic tells it, without the words that chose a class, and the type that stands there."""
    current, path = model, list[str | int]()
    for step in loc:
        choice = by_kind(current)
        if choice is not None:
            current = choice.models(current).get(str(step))
            continue
        path.append(step)
        bare = bare_type(current)
        if is_dataclass(bare) and isinstance(bare, type):
            current = typing.get_type_hints(bare, include_extras=True).get(str(step))
        else:
            arguments = typing.get_args(bare)
            current = arguments[1 if typing.get_origin(bare) in (dict, Mapping) else 0] if arguments else None
    return tuple(path), current


def by_kind(hint: object) -> ByKind | None:
    """Return how a type's classes are told apart, None where it is one class."""
    return next((note for note in getattr(hint, "__metadata__", ()) if isinstance(note, ByKind)), None)


def bare_type(hint: object) -> object:
    """Return a type without Annotated and without `| None`."""
    if typing.get_origin(hint) is Annotated:
        return bare_type(typing.get_args(hint)[0])
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        rest = [part for part in typing.get_args(hint) if part is not type(None)]
        return bare_type(rest[0]) if len(rest) == 1 else hint
    return hint


@dataclass(frozen=True, slots=True)
class OneOf:
    """The words an editor offers for a text that is looked up later, with the other references of its file."""

    words: tuple[str, ...] | Callable[[], tuple[str, ...]]
    """The words, or what returns them when a schema is made."""

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Add the words."""
        words = self.words if isinstance(self.words, tuple) else self.words()
        return {**handler(schema), "enum": list(words)}
