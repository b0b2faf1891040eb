"""A language file as people write it: a clinic's lies over ours of the same language, and what a language lacks is named, all of it.

Plain data in, paths of what is missing out. A word for every piece of equipment, position and flag, and every plural form that the
language needs (`handouts.library.language.plurals`), so that no sheet finds out while it is printed.
"""

import dataclasses
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Annotated, Any, Literal

from handouts.errors import HandoutError
from handouts.library.language.dose_phrases import Plural
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import PluralForm, needed
from handouts.reading.models import MISSING, SomeKeys, check_data
from handouts.reading.yamlfile import Data, DataPath, YamlFile
from handouts.storing.values import dataclass

_RETIRED = (
    "pain.fine pain.ok pain.too_much pain.trend pain.zone card.harder_when return_to_run.rules return_to_run.pain"
    " return_to_run.pain_free return_to_run.stages_head return_to_run.minutes return_to_run.times return_to_run.stages"
    " return_to_run.back return_to_run.back_pain_free"
)
RETIRED = frozenset(tuple(path.split(".")) for path in _RETIRED.split())
"""Keys that language files had before the one pain rule and the present cards; a clinic's file may still have them."""
BECAME_BLOCKS = frozenset({("pain", "pain_free"), ("return_to_run", "columns")})
"""Keys that held a text or a list before, and hold several texts now."""


def retired(data: Data, path: DataPath = ()) -> Iterator[DataPath]:
    """Yield the paths of what an earlier version read in a language file, and this one does not."""
    for key, value in data.items() if isinstance(data, dict) else ():
        here = (*path, key)
        if here in RETIRED or (here in BECAME_BLOCKS and not isinstance(value, dict)):
            yield here
        else:
            yield from retired(value, here)


def without_retired(data: Data, path: DataPath = ()) -> Data:
    """Return the data of a language file without what an earlier version read."""
    if not isinstance(data, dict):
        return data
    gone = {at[-1] for at in retired(data, path) if len(at) == len(path) + 1}
    return {key: without_retired(value, (*path, key)) for key, value in data.items() if key not in gone}


def laid_over(old: Data, new: Data) -> Data:
    """Return the data of a language file laid over another: key by key; a list stands for a list."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{key: laid_over(old[key], value) if key in old else value for key, value in new.items()}}


def language_of(data: Data, stem: str) -> str:
    """Return the language that a file is for: what it says, else its name."""
    said = data.get("language") if isinstance(data, dict) else None
    return said if isinstance(said, str) else stem


def read_wording(source: YamlFile, whole: Data, language: str, ours: Data) -> Phrases:
    """Return the wording of a language, `whole` being a file's data with what lies under it, `ours` that of our own language.

    Raises HandoutError with every fault and everything that is missing.
    """
    missing = [replace(source.problem(path, _in_words(path, language)), kind=MISSING) for path in missing_words(whole, language, ours)]
    try:
        phrases = check_data(whole, Phrases, source.problem)
    except HandoutError as error:
        missing += [problem for problem in error.problems if problem.kind != MISSING]
        raise HandoutError(missing or error.problems) from None
    if missing:
        raise HandoutError(missing)
    return phrases


def missing_words(data: Data, language: str, ours: Data) -> Iterator[DataPath]:
    """Yield the path of every text, word and plural form that a language file lacks."""
    yield from _missing(data, Phrases, (), _Wanted(needed(language), ours))


def _in_words(path: DataPath, language: str) -> str:
    place, key = ".".join(map(str, path)), path[-1]
    forms = needed(language)
    if key in forms:
        return f"'{place}' is missing; {language[:20]} needs the plural forms {', '.join(forms)}: add a line '{key}: ...'"
    return f"'{place}' is missing; add a line '{key}: ...'"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a language file is held to: plural forms, and our own file where a mapping needs only some of its keys."""

    forms: tuple[PluralForm, ...]
    ours: Data

    def keys(self, path: DataPath) -> Iterator[str]:
        """Yield the keys that our own file has at a path."""
        found = self.ours
        for step in path:
            found = found.get(step) if isinstance(found, dict) and isinstance(step, str) else None
        yield from found if isinstance(found, dict) else ()


def _missing(data: Data, hint: object, path: DataPath, wanted: _Wanted) -> Iterator[DataPath]:
    kind = _bare(hint)
    if kind is Plural:
        for form in wanted.forms:
            yield from _absent(data, form, path)
    elif isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind, include_extras=True)
        for field in fields(kind):
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                yield from _absent(data, field.name, path)
            if isinstance(data, dict) and data.get(field.name) is not None:
                yield from _missing(data[field.name], hints[field.name], (*path, field.name), wanted)
    elif typing.get_origin(kind) is dict:
        some = any(isinstance(one, SomeKeys) for one in getattr(hint, "__metadata__", ()))
        yield from _missing_entries(data, typing.get_args(kind), path, wanted, [*wanted.keys(path)] if some else None)
    elif typing.get_origin(kind) is tuple and isinstance(data, list):
        for index, one in enumerate(data):
            yield from _missing(one, typing.get_args(kind)[0], (*path, index), wanted)


def _missing_entries(data: Data, hints: tuple[Any, ...], path: DataPath, wanted: _Wanted, some: list[str] | None) -> Iterator[DataPath]:
    key_kind = _bare(hints[0])
    every = typing.get_args(key_kind) if typing.get_origin(key_kind) is Literal else ()
    for key in every if some is None else some:
        yield from _absent(data, key, path)
    for key, value in data.items() if isinstance(data, dict) else ():
        if value is not None:
            yield from _missing(value, hints[1], (*path, key), wanted)


def _absent(data: Data, key: str, path: DataPath) -> Iterator[DataPath]:
    if isinstance(data, dict) and data.get(key) is None:
        yield (*path, key)


def _bare(hint: object) -> object:
    """Return a type without Annotated and without `| None`."""
    if typing.get_origin(hint) is Annotated:
        return _bare(typing.get_args(hint)[0])
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        rest = [part for part in typing.get_args(hint) if part is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else hint
    return hint
