"""The library: every section, source, country and language that a sheet can draw on.

Folders in, one frozen `Library` out. The first folder is the built-in `content/`; a clinic's own folder comes after it and
adds to it or replaces parts of it by id: a whole section file, or a file that says `adds_to: hip`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from annotated_types import MinLen

from handouts.builtin import builtin_folder, is_built_in
from handouts.checking import STRICT, Checked, Id, check_source
from handouts.content import Chosen, Country, Exercise, Pack, Section, Source, Topic
from handouts.dose import change_dose
from handouts.errors import HandoutError, Problem, near_miss
from handouts.flags import blank_message
from handouts.language import has_side_slots, slot_faults
from handouts.logo import PICTURE_PX, Logo, read_seen
from handouts.pain import PainKinds
from handouts.phrases import Countries, Phrases
from handouts.prepared import prepared
from handouts.running import RunProgram
from handouts.yamlfile import DataPath, YamlFile, leaves, read_yaml

if TYPE_CHECKING:
    from handouts.figure.drawing import Drawing

T = TypeVar("T")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PACKS = "packs"
"""The folder of named choices of exercises and doses."""
_SHARED: dict[str, type] = {"pain.yaml": PainKinds, "return-to-run.yaml": RunProgram}
"""Files of the shared folder that are no language."""
STORED = "compiled"
"""The folder beside a clinic's figure files that holds their drawings."""
SIDED_TEXTS = ("purpose", "first", "start", "steps", "feel", "avoid", "easier", "harder", "precautions")
"""Texts of an exercise that may carry side slots."""


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


_Refers = Section | Addition | Pack | PainKinds | RunProgram
"""What names sources, exercises or topics, and is held to the whole library."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything a sheet can draw on; read once, never changed. `pictures` and `drawings` are a clinic's own, by exercise."""

    sections: dict[str, Section]
    sources: dict[str, Source]
    countries: dict[str, Country]
    languages: dict[str, Phrases]
    packs: dict[str, Pack] = field(default_factory=dict)
    pictures: dict[str, Logo] = field(default_factory=dict)
    drawings: "dict[str, tuple[Drawing, ...]]" = field(default_factory=dict)
    pain: PainKinds | None = None
    return_to_run: RunProgram | None = None

    def phrases(self, language: str) -> Phrases:
        """Return the fixed wording of a language. Raises HandoutError when there is none."""
        if language not in self.languages:
            raise HandoutError.of(f"no language '{language[:20]}' in this library{near_miss(language, self.languages)}")
        return self.languages[language]

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


def load_library(*folders: Path, sources: dict[Path, YamlFile] | None = None) -> Library:
    """Read the built-in content and then the given folders over it; `sources` is filled with the files as they were read.

    Without `sources` it is taken as it was prepared before, where no file has changed. Raises HandoutError with every fault in every file.
    """
    if sources is None:
        return prepared(("library",), (builtin_folder("content"), *folders), lambda: _read_library(folders, {}))
    return _read_library(folders, sources)


def _read_library(folders: tuple[Path, ...], sources: dict[Path, YamlFile]) -> Library:
    problems: list[Problem] = []
    library = Library({}, {}, {}, {})
    references: list[tuple[YamlFile, _Refers]] = []
    for folder in (builtin_folder("content"), *folders):
        library = _add_folder(library, folder, problems, references, sources)
        library = replace(library, drawings={**library.drawings, **_own_drawings(folder, problems)})
    for source, part in references:
        problems += _references(source, part, library)
    if problems:
        raise HandoutError(problems)
    return library


def content_files(folder: Path) -> list[Path]:
    """Return the content files of a folder in the order they are read; of a file, itself."""
    if folder.is_file():
        return [folder]
    return sorted(folder.glob("*.yaml")) + sorted((folder / "shared").glob("*.yaml")) + sorted((folder / PACKS).glob("*.yaml"))


def model_of(source: YamlFile, path: Path) -> type:
    """Return the model a content file is checked against, by its first keys and its name."""
    data = source.data if isinstance(source.data, dict) else {}
    if path.name == "sources.yaml":
        return SourceList
    if path.name == "countries.yaml":
        return Countries
    if path.name in _SHARED and path.parent.name == "shared":
        return _SHARED[path.name]
    if path.parent.name == "shared":
        return Phrases
    if path.parent.name == PACKS or "pack" in data:
        return Pack
    return Addition if "adds_to" in data else Section


def shown_path(path: Path) -> str:
    """Return a path as messages show it: from the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _add_folder(
    library: Library,
    folder: Path,
    problems: list[Problem],
    references: list[tuple[YamlFile, _Refers]],
    sources: dict[Path, YamlFile],
) -> Library:
    for path in content_files(folder):
        try:
            source = sources[path.resolve()] = read_yaml(path, name=shown_path(path))
            part: object = check_source(source, model_of(source, path))
        except HandoutError as error:
            problems += error.problems
            continue
        if isinstance(part, _Refers):
            references.append((source, part))
        if isinstance(part, Section | Addition):
            problems += _blank_cells(source, part) if is_built_in(path) else ()
            library = _add_pictures(library, source, part, path.parent, problems)
        library = _add(library, Checked(part, source), problems)
    return library


def _own_drawings(folder: Path, problems: list[Problem]) -> "dict[str, tuple[Drawing, ...]]":
    """Return the drawings that `handouts figure --store` has put beside a clinic's figure files."""
    stored = sorted((folder / "figures" / STORED).glob("*.json"))
    if not stored:
        return {}
    from handouts.figure.store import load_compiled

    drawings = {}
    for path in stored:
        try:
            drawings[path.stem] = load_compiled(path.stem, path.parent).panels
        except HandoutError as error:
            problems += [replace(problem, file=shown_path(path)) for problem in error.problems]
    return drawings


def _add_pictures(library: Library, source: YamlFile, part: Section | Addition, folder: Path, problems: list[Problem]) -> Library:
    """Return the library with the pictures of these exercises; one that is replaced takes its old picture with it."""
    pictures = {key: picture for key, picture in library.pictures.items() if key not in {exercise.id for exercise in part.exercises}}
    for index, exercise in enumerate(part.exercises):
        name = exercise.picture.file
        if name is None:
            continue
        try:
            pictures[exercise.id], unseen = read_seen(folder / name, folder, f"picture '{name[:60]}'", PICTURE_PX)
            if unseen:
                raise HandoutError.of(unseen.partition(";")[0] + "; take another", f"picture '{name[:60]}'")
        except HandoutError as error:
            place: DataPath = ("exercises", index, "picture", "file")
            problems += [source.problem(place, f"{problem.file} {problem.message}") for problem in error.problems]
    return replace(library, pictures=pictures)


def _add(library: Library, part: Checked[object], problems: list[Problem]) -> Library:
    value = part.value
    if isinstance(value, Addition):
        return _add_to_section(library, value, part.source, problems)
    if isinstance(value, Section):
        return replace(library, sections={**library.sections, value.section: value})
    if isinstance(value, SourceList | Countries):
        return _add_shared(library, value)
    if isinstance(value, Pack):
        return replace(library, packs={**library.packs, value.pack: value})
    if isinstance(value, PainKinds | RunProgram):
        return _add_rule(library, value, part.source, problems)
    assert isinstance(value, Phrases)
    return replace(library, languages={**library.languages, value.language: value})


def _add_shared(library: Library, value: SourceList | Countries) -> Library:
    if isinstance(value, SourceList):
        return replace(library, sources={**library.sources, **value.sources})
    return replace(library, countries={**library.countries, **value.countries})


def _add_rule(library: Library, value: PainKinds | RunProgram, source: YamlFile, problems: list[Problem]) -> Library:
    """Return the library with the table of the return to running, or with the kinds of pain, which come with the program alone."""
    if isinstance(value, RunProgram):
        return replace(library, return_to_run=value)
    if library.pain is None:
        return replace(library, pain=value)
    message = "the kinds of pain are not a clinic's to change; take this file away, and write your own numbers in clinic.yaml, under pain:"
    problems.append(source.problem((), message))
    return library


def _add_to_section(library: Library, value: Addition, source: YamlFile, problems: list[Problem]) -> Library:
    section = library.sections.get(value.adds_to)
    if section is None:
        problems.append(source.problem(("adds_to",), f"no section '{value.adds_to}'{near_miss(value.adds_to, library.sections)}"))
        return library
    merged = replace(
        section,
        topics=_merge(section.topics, value.topics, lambda topic: topic.id),
        exercises=_merge(section.exercises, value.exercises, lambda exercise: exercise.id),
    )
    return replace(library, sections={**library.sections, section.section: merged})


def _merge(old: tuple[T, ...], new: tuple[T, ...], key: Callable[[T], str]) -> tuple[T, ...]:
    replacing = {key(item): item for item in new}
    kept = [replacing.pop(key(item), item) for item in old]
    return (*kept, *replacing.values())


def _references(source: YamlFile, part: _Refers, library: Library) -> Iterator[Problem]:
    """Yield what a file names that the whole library does not have."""
    if isinstance(part, Pack):
        return _pack_check(source, part, library)
    return _cross_check(source, part, library) if isinstance(part, Section | Addition) else _unknown_sources(source, part, library)


def _unknown_sources(source: YamlFile, part: Section | Addition | PainKinds | RunProgram, library: Library) -> Iterator[Problem]:
    for path, key in _source_keys(part):
        if key not in library.sources:
            yield source.problem(path, f"no source '{key}' in sources.yaml{near_miss(key, library.sources)}")


def _cross_check(source: YamlFile, part: Section | Addition, library: Library) -> Iterator[Problem]:
    known = {exercise.id for section in library.sections.values() for exercise in section.exercises}
    yield from _repeated_ids(source, part)
    yield from _unknown_sources(source, part, library)
    if isinstance(part, Section) and part.language not in library.languages:
        yield source.problem(("language",), f"no language '{part.language}' here{near_miss(part.language, library.languages)}")
    yield from _topic_slots(source, part)
    for index, exercise in enumerate(part.exercises):
        place: DataPath = ("exercises", index)
        for key in ("easier_exercise", "harder_exercise"):
            other = getattr(exercise, key)
            if other is not None and other not in known:
                yield source.problem((*place, key), f"no exercise '{other}'{near_miss(other, known)}")
        yield from _slot_check(source, place, exercise)
        for flag, cell in exercise.flags.items():
            for at, start in enumerate(cell.replaces):
                if not any(text.startswith(start) for text in exercise.precautions):
                    yield source.problem((*place, "flags", flag, "replaces", at), f"no precaution begins with '{start[:60]}'")


def _blank_cells(source: YamlFile, part: Section | Addition) -> Iterator[Problem]:
    """Yield exercises that nobody has judged for a flag; what comes with the program has no blanks."""
    for index, exercise in enumerate(part.exercises):
        if exercise.unjudged:
            yield source.problem(("exercises", index), blank_message(exercise.id, exercise.unjudged))


def _pack_check(source: YamlFile, pack: Pack, library: Library) -> Iterator[Problem]:
    """Yield what a pack names that is not there; its file carries its name, for it is found by it."""
    if pack.pack != Path(source.file).stem:
        yield source.problem(("pack",), f"is '{pack.pack}' but the file is {Path(source.file).name}; make them the same")
    for index, name in enumerate(pack.section):
        if name not in library.sections:
            yield source.problem(("section", index), f"no section '{name[:60]}'{near_miss(name, library.sections)}")
    sections = [library.sections[name] for name in pack.section if name in library.sections]
    if not sections:
        return
    exercises = {exercise.id: exercise for section in sections for exercise in section.exercises}
    topics = [topic.id for section in sections for topic in section.topics]
    ids = [chosen.id for chosen in pack.exercises]
    for index, chosen in enumerate(pack.exercises):
        place: DataPath = ("exercises", index)
        if chosen.id not in exercises:
            yield source.problem((*place, "id"), f"no exercise '{chosen.id[:60]}'{near_miss(chosen.id, exercises)}")
        elif chosen.id in ids[:index]:
            yield source.problem((*place, "id"), f"exercise '{chosen.id[:60]}' is chosen twice")
        else:
            yield from _dose_check(source, place, exercises[chosen.id], chosen)
    for index, name in enumerate(pack.topics or ()):
        if name not in topics:
            yield source.problem(("topics", index), f"no topic '{name[:60]}'{near_miss(name, topics)}")


def _dose_check(source: YamlFile, place: DataPath, exercise: Exercise, chosen: Chosen) -> Iterator[Problem]:
    side, both = chosen.dose.side, exercise.dose.side == "both_together"
    if side and both != (side == "both_together"):
        how = "is done with both sides together" if both else "is done one side at a time"
        yield source.problem((*place, "dose", "side"), f"{exercise.id} {how}; leave the side out")
    try:
        change_dose(exercise.dose, chosen.dose)
    except ValueError as error:
        yield source.problem((*place, "dose"), str(error))


def _repeated_ids(source: YamlFile, part: Section | Addition) -> Iterator[Problem]:
    for kind in ("topics", "exercises"):
        seen: set[str] = set()
        for index, item in enumerate(getattr(part, kind)):
            if not _ID.fullmatch(item.id):
                yield source.problem((kind, index, "id"), "an id is lower-case words joined by hyphens, such as couch-stretch")
            if item.id in seen:
                yield source.problem((kind, index, "id"), f"id '{item.id}' stands twice")
            seen.add(item.id)


def _source_keys(part: Section | Addition | PainKinds | RunProgram) -> Iterator[tuple[DataPath, str]]:
    holders: list[tuple[DataPath, tuple[str, ...]]] = []
    if isinstance(part, RunProgram):
        holders.append((("evidence", "sources"), part.evidence.sources))
    elif isinstance(part, PainKinds):
        holders += [(("kinds", index, "evidence", "sources"), kind.evidence.sources) for index, kind in enumerate(part.kinds)]
    else:
        holders += [(("topics", index, "sources"), topic.sources) for index, topic in enumerate(part.topics)]
        holders += [(("exercises", index, "evidence", "sources"), one.evidence.sources) for index, one in enumerate(part.exercises)]
    if isinstance(part, Section):
        holders.append((("red_flags", "sources"), part.red_flags.sources))
        holders += [(("groups", field.name, "sources"), getattr(part.groups, field.name).sources) for field in fields(part.groups)]
    for path, keys in holders:
        for index, key in enumerate(keys):
            yield (*path, index), key


def _topic_slots(source: YamlFile, part: Section | Addition) -> Iterator[Problem]:
    """Yield slots of topics that nobody fills; there is one, the sheet's own pain guide."""
    for index, topic in enumerate(part.topics):
        for path, text in leaves({"key": topic.key, "paragraphs": list(topic.paragraphs), "act": topic.act, "known": list(topic.known)}):
            for slot in re.findall(r"\{([^{}]*)\}", text):
                if slot != "pain_guide":
                    yield source.problem(("topics", index, *path), f"slot {{{slot[:30]}}} is not known; there is {{pain_guide}}")


def _slot_check(source: YamlFile, place: DataPath, exercise: Exercise) -> Iterator[Problem]:
    for path, text in _sided_texts(exercise):
        for fault in slot_faults(text):
            yield source.problem((*place, *path), fault)
        if exercise.dose.side == "both_together" and has_side_slots(text):
            yield source.problem((*place, *path), "speaks of a side, but the dose is for both sides together")


def _sided_texts(exercise: Exercise) -> Iterator[tuple[DataPath, str]]:
    yield ("picture", "alt"), exercise.picture.alt
    for flag, cell in exercise.flags.items():
        yield ("flags", flag, "text"), cell.text
    for name in SIDED_TEXTS:
        value = getattr(exercise, name)
        if isinstance(value, str):
            yield (name,), value
        else:
            for index, text in enumerate(value or ()):
                yield (name, index), text
