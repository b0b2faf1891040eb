"""The models of a figure file -> every key with its help and the words it may have: the part of the catalogue without pictures."""

import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass

from handouts.figure.model.figure import FigureFile
from handouts.reading.kinds import bare_type
from handouts.reading.models import Help
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class KeyList:
    """What may stand in one place of a figure file: the class, what it is, and a line for each key."""

    name: str
    about: str
    lines: tuple[str, ...]


def key_lists() -> tuple[KeyList, ...]:
    """Return the keys of every class of the figure file, each class once, from the file inwards."""
    return tuple(
        KeyList(_spoken(one), (one.__doc__ or "").split("\n")[0].replace("`", ""), tuple(_lines(one))) for one in models_of(FigureFile)
    )


def models_of(model: type, known: list[type] | None = None) -> list[type]:
    """Return a class of the figure file and every class below it, in the order of their keys."""
    models = known if known is not None else []
    if model not in models:
        models.append(model)
        for hint in typing.get_type_hints(model, include_extras=True).values():
            for inner in _classes(hint):
                models_of(inner, models)
    return models


def words_of(hint: object) -> tuple[str, ...]:
    """Return the fixed words that a type takes."""
    bare = bare_type(hint)
    if typing.get_origin(bare) is typing.Literal:
        return tuple(str(word) for word in typing.get_args(bare))
    return tuple(word for inner in typing.get_args(bare) for word in words_of(inner) if not is_dataclass(bare_type(inner)))


def own_keys(model: type) -> tuple["Field[typing.Any]", ...]:
    """Return the keys of a class; its kind, which chooses the class, first."""
    return tuple(sorted(fields(model), key=lambda field: field.name != "kind"))


def is_needed(field: "Field[typing.Any]") -> bool:
    """Return whether a key must be written."""
    return field.default is MISSING and field.default_factory is MISSING


def _lines(model: type) -> Iterator[str]:
    hints = typing.get_type_hints(model, include_extras=True)
    for field in own_keys(model):
        hint = hints[field.name]
        said = "; ".join(text for text in (" | ".join(words_of(hint)), _help(hint)) if text)
        needed = " (must be written)" if is_needed(field) and field.name != "kind" else ""
        yield f"{field.name}: {said}{needed}" if said else f"{field.name}{needed}"


def _help(hint: object) -> str:
    return next((note.text for note in getattr(hint, "__metadata__", ()) if isinstance(note, Help)), "")


def _spoken(model: type) -> str:
    """Return the kind of a class, else its name as words: `CloseUp` -> `close up`."""
    kinds = words_of(typing.get_type_hints(model, include_extras=True).get("kind"))
    if len(kinds) == 1:
        return kinds[0]
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()


def _classes(hint: object) -> Iterator[type]:
    bare = bare_type(hint)
    if is_dataclass(bare) and isinstance(bare, type):
        yield bare
    for inner in typing.get_args(bare):
        yield from _classes(inner)
