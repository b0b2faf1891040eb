"""The library: every section, source, country and language that a sheet can draw on.

Folders in, one frozen `Library` out. The first folder is the built-in `content/`; a clinic's own folder comes after it and
adds to it or replaces parts of it by id: a whole section file, or a file that says `adds_to: hip`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from handouts.errors import HandoutError, Problem, near_miss, quoted
from handouts.library.body_maps import map_problems, own_map_drawings
from handouts.library.checks import SIDED_TEXTS, blank_cells, catalogue_checks, reference_problems
from handouts.library.content import Countries, Pack, Section
from handouts.library.content_folders import FIGURES, MAPS, PACKS, SHARED, STORED, TextFiles, content_files, copies_in, given_twice
from handouts.library.holdings import Addition, Library, Refers, SourceList, exercises_of
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import base
from handouts.library.language.wording import laid_over, language_of, read_wording, without_retired
from handouts.library.logo import PICTURE_PX, read_seen
from handouts.library.pain.rule import PainKinds
from handouts.library.pain.running import RunProgram
from handouts.library.signs.catalogue import Catalogue
from handouts.library.signs.catalogue import laid_over as catalogue_over
from handouts.reading.builtin import builtin_folder, is_built_in
from handouts.reading.folders import may_be_pack, shown_path, yaml_files
from handouts.reading.models import Checked, check_source, read_model
from handouts.reading.yamlfile import Data, DataPath, YamlFile, read_yaml
from handouts.storing.snapshots import prepared
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from handouts.figure.drawing import Drawing
    from handouts.figure.model.maps import BodyMapFile

__all__ = ["SIDED_TEXTS", "Addition", "Library", "SourceList", "exercises_of", "shown_path"]  # these stand in modules of their own

T = TypeVar("T")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
RED_FLAGS = "red-flags"
"""How the files of warning signs in `shared` start: red-flags.yaml, red-flags-pl.yaml."""
_ANYWHERE: dict[str, type] = {"sources.yaml": SourceList, "countries.yaml": Countries}
_SHARED: dict[str, type] = {"pain.yaml": PainKinds, "return-to-run.yaml": RunProgram}
"""Files of the shared folder that are no language."""


def load_library(*folders: Path, sources: dict[Path, YamlFile] | None = None) -> Library:
    """Read the built-in content and then the given folders over it; files are taken from `sources`, which is filled with those it lacks.

    Without `sources` it is taken as it was prepared before, where no file has changed; but a clinic's packs, which may be named for a
    patient, are read anew each time and kept nowhere. Raises HandoutError with every fault in every file.
    """
    if sources is not None:
        return _read_library(folders, sources)
    library = prepared(("library",), (builtin_folder("content"), *folders), lambda: _without_packs_of(folders, _read_library(folders, {})))
    return replace(library, packs={**library.packs, **_packs_of(folders)})


def _without_packs_of(folders: tuple[Path, ...], library: Library) -> Library:
    own = _packs_of(folders)
    return replace(library, packs={name: pack for name, pack in library.packs.items() if name not in own})


def _packs_of(folders: tuple[Path, ...]) -> dict[str, Pack]:
    """Return the packs that stand in these folders. Raises HandoutError."""
    packs = {}
    for path in (one for folder in folders for one in content_files(folder) if may_be_pack(one)):
        source = read_yaml(path, name=shown_path(path))
        if model_of(source, path) is Pack:
            pack = check_source(source, Pack)
            packs[pack.pack] = pack
    return packs


@dataclass(frozen=True, slots=True)
class _FolderReading:
    """What one reading of content folders collects beside the library."""

    sources: dict[Path, YamlFile]
    problems: list[Problem] = field(default_factory=list)
    references: "list[tuple[YamlFile, Refers]]" = field(default_factory=list)
    catalogues: list[tuple[YamlFile, Catalogue]] = field(default_factory=list)
    maps: "list[tuple[YamlFile, BodyMapFile]]" = field(default_factory=list)
    words: dict[str, Data] = field(default_factory=dict)
    """The data of each language, as far as it was read."""


def _read_library(folders: tuple[Path, ...], sources: dict[Path, YamlFile]) -> Library:
    reading, library = _FolderReading(sources), Library({}, {}, {}, {})
    for folder in (builtin_folder("content"), *folders):
        library = _add_folder(library, folder, reading)
        drawings = {**library.drawings, **_own_drawings(folder, reading.problems)}
        maps = {**library.map_drawings, **own_map_drawings(folder, reading.problems)}
        library = replace(library, drawings=drawings, map_drawings=maps)
    problems = reading.problems
    problems += catalogue_checks(reading.catalogues, library)
    for source, part in reading.references:
        problems += reference_problems(source, part, library)
    for source, plan in reading.maps:
        problems += map_problems(source, plan, library)
    if problems:
        raise HandoutError([*problems, *(problem for faults in library.unfinished.values() for problem in faults)])
    return library


def catalogues_of(folders: Iterable[Path]) -> dict[str, Catalogue]:
    """Return the warning signs of each language, those of a clinic's folders over ours; files with faults are left out."""
    catalogues = dict[str, Catalogue]()
    for folder in (builtin_folder("content"), *folders):
        for path in (catalogue for catalogue in yaml_files(folder / SHARED) if catalogue.stem.startswith(RED_FLAGS)):
            try:
                catalogue = read_model(path, Catalogue, name=shown_path(path)).value
            except HandoutError:
                continue
            catalogues[catalogue.language] = catalogue_over(catalogues.get(catalogue.language), catalogue)
    return catalogues


def model_of(source: YamlFile, path: Path) -> type:
    """Return the model a content file is checked against, by its first keys and its name."""
    data = source.data if isinstance(source.data, dict) else {}
    if path.name in _ANYWHERE:
        return _ANYWHERE[path.name]
    if _is_map(source, path):
        from handouts.figure.model.maps import BodyMapFile

        return BodyMapFile
    if path.parent.name == "shared":
        return Catalogue if path.stem.startswith(RED_FLAGS) else _SHARED.get(path.name, Phrases)
    if path.parent.name == PACKS or "pack" in data:
        return Pack
    return Addition if "adds_to" in data else Section


def _is_map(source: YamlFile, path: Path) -> bool:
    return path.parent.name == MAPS or (isinstance(source.data, dict) and "map" in source.data)


def _add_folder(library: Library, folder: Path, reading: _FolderReading) -> Library:
    is_ours = folder == builtin_folder("content")
    given: TextFiles = {}
    copies = copies_in(folder)
    reading.problems.extend(copies)
    for path in content_files(folder) if not copies else ():
        source = YamlFile(shown_path(path), None, {}, {})
        try:
            known = reading.sources.get(path.resolve())
            source = reading.sources[path.resolve()] = known or read_yaml(path, name=source.file)
            if model_of(source, path) is Phrases:
                library = _add_language(library, source, path.stem, reading)
                continue
            part: object = check_source(source, model_of(source, path))
        except HandoutError as error:
            if model_of(source, path) is Phrases and not is_ours:
                library = _without_language(library, language_of(source.data, path.stem), error)
            else:
                reading.problems.extend(error.problems)
            continue
        if _is_map(source, path):
            library = _add_map(library, Checked(part, source), reading, is_ours=is_ours)
            continue
        if isinstance(part, Catalogue):
            reading.catalogues.append((source, part))
        if isinstance(part, Refers):
            reading.references.append((source, part))
        if isinstance(part, Section | Addition):
            reading.problems.extend(blank_cells(source, part) if is_built_in(path) else ())
            whole = part.section if isinstance(part, Section) else ""
            reading.problems.extend(given_twice(source, whole, {"topics": part.topics, "exercises": part.exercises}, given))
            library = _add_pictures(library, source, part, path.parent, reading.problems)
        library = _add(library, Checked(part, source), reading.problems)
    return library


def _add_map(library: Library, part: Checked[object], reading: _FolderReading, *, is_ours: bool) -> Library:
    """Return the library with a body map; a clinic's of the same name takes the place of ours."""
    plan: BodyMapFile = part.value  # type: ignore[assignment]
    reading.maps.append((part.source, plan))
    own = library.own_maps if is_ours else library.own_maps | {plan.map}
    return replace(library, maps={**library.maps, plan.map: tuple(shown.key for shown in plan.shows)}, own_maps=own)


def _add_language(library: Library, source: YamlFile, stem: str, reading: _FolderReading) -> Library:
    """Return the library with the wording of a file, laid over what there is in its language. Raises HandoutError."""
    language = language_of(source.data, stem)
    if _TAG.fullmatch(stem) and base(stem) != base(language):
        message = f"the language is '{language[:20]}', but the file is {Path(source.file).name}; make them the same"
        return _without_language(library, stem, HandoutError([source.problem(("language",), message)]))
    reading.words[language] = whole = laid_over(reading.words.get(language), without_retired(source.data))
    ours = next(iter(reading.words.values()))  # the first folder is ours, and its language comes before any other
    phrases = read_wording(source, whole, language, ours)
    return replace(library, languages={**library.languages, phrases.language: phrases})


def _without_language(library: Library, language: str, error: HandoutError) -> Library:
    """Return the library without a language whose file has faults; all other languages stay."""
    languages = {name: phrases for name, phrases in library.languages.items() if name != language}
    return replace(library, languages=languages, unfinished={**library.unfinished, language: error.problems})


def _own_drawings(folder: Path, problems: list[Problem]) -> "dict[str, tuple[Drawing, ...]]":
    """Return the drawings that `handouts figure --store` has put beside a clinic's figure files."""
    stored = sorted((folder / FIGURES / STORED).glob("*.json"))
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
        shown = f"picture {quoted(name)}"
        try:
            pictures[exercise.id], unseen = read_seen(folder / name, folder, shown, PICTURE_PX)
            if unseen:
                raise HandoutError.of(f"{shown} {unseen}; take another")
        except HandoutError as error:
            place: DataPath = ("exercises", index, "picture", "file")
            problems += [problem.moved_to(source.problem(place, "")) for problem in error.problems]
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
    assert isinstance(value, Catalogue)
    whole = catalogue_over(library.catalogues.get(value.language), value)
    return replace(library, catalogues={**library.catalogues, value.language: whole})


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
    message = "the kinds of pain are not a clinic's to change; remove this file, and write your own numbers in clinic.yaml, under pain:"
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
