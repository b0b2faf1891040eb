"""What a library holds: sections, sources, countries, languages, packs and warning signs, and a clinic's additions to them."""

from collections.abc import Iterable
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from annotated_types import MinLen

from handouts.errors import HandoutError, Problem, near_miss, quoted
from handouts.library.content import Country, Exercise, Pack, Section, Source, Topic
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import base
from handouts.library.logo import Logo
from handouts.library.pain.rule import PainKinds
from handouts.library.pain.running import RunProgram
from handouts.library.signs.catalogue import Catalogue
from handouts.reading.models import STRICT, Id
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from handouts.figure.drawing import BodyMap, Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A clinic's own topics and exercises for a section that exists; the same id replaces the built-in one."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    adds_to: Id
    topics: tuple[Topic, ...] = ()
    exercises: Annotated[tuple[Exercise, ...], MinLen(0)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """All sources by key."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    sources: dict[Id, Source]


Refers = Section | Addition | Pack | PainKinds | RunProgram
"""What names sources, exercises or topics, and is held to the whole library."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything a sheet can draw on; read once, never changed. `pictures` and `drawings` are a clinic's own, by exercise.

    `catalogues` are warning signs by language; `unfinished` is what is wrong with a clinic's language files that cannot be used yet.
    """

    sections: dict[str, Section]
    sources: dict[str, Source]
    countries: dict[str, Country]
    languages: dict[str, Phrases]
    packs: dict[str, Pack] = field(default_factory=dict)
    catalogues: dict[str, Catalogue] = field(default_factory=dict)
    unfinished: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    pictures: dict[str, Logo] = field(default_factory=dict)
    drawings: "dict[str, tuple[Drawing, ...]]" = field(default_factory=dict)
    maps: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each body map the word of each of its muscles in a language file."""
    own_maps: frozenset[str] = frozenset()
    """Which of the body maps are a clinic's own, and are drawn by it."""
    map_drawings: "dict[str, BodyMap]" = field(default_factory=dict)
    pain: PainKinds | None = None
    return_to_run: RunProgram | None = None

    def phrases(self, language: str) -> Phrases:
        """Return the fixed wording of a language. Raises HandoutError with all that it lacks, or when there is none."""
        if language not in self.languages:
            raise HandoutError(self.without(language))
        return self.languages[language]

    def without(self, language: str) -> tuple[Problem, ...]:
        """Return why there is no such language: what its file lacks, each place of it; or the near miss."""
        message = f"no language {quoted(language, self.languages, most=20)} in this library{near_miss(language, self.languages)}"
        return self.unfinished.get(language) or (Problem(message=message),)

    def catalogue(self, language: str) -> Catalogue | None:
        """Return the warning signs in a language, or in the same language of another country."""
        near = next((one for name, one in self.catalogues.items() if base(name) == base(language)), None)
        return self.catalogues.get(language, near)

    def pack(self, name: str) -> Pack:
        """Return a pack. Raises HandoutError with the near miss."""
        if name not in self.packs:
            raise HandoutError.of(f"no pack '{name[:60]}' in this library{near_miss(name, self.packs)}")
        return self.packs[name]

    def find(self, exercise_id: str) -> tuple[Section, Exercise]:
        """Return an exercise and its section. Raises HandoutError with the near miss."""
        for section in self.sections.values():
            for exercise in section.exercises:
                if exercise.id == exercise_id:
                    return section, exercise
        known = [exercise.id for section in self.sections.values() for exercise in section.exercises]
        raise HandoutError.of(f"no exercise '{exercise_id[:60]}' in this library{near_miss(exercise_id, known)}")


def exercises_of(sections: Iterable[Section]) -> dict[str, Exercise]:
    """Return the exercises of sections by id, in order; where two have one id, the first stands."""
    found = dict[str, Exercise]()
    for section in sections:
        for exercise in section.exercises:
            found.setdefault(exercise.id, exercise)
    return found
