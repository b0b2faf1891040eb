"""The parts of a library held to each other: what is named and not there, and what contradicts itself, with file and line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

from handouts.errors import Problem, near_miss
from handouts.library.content import Chosen, Exercise, Pack, Section, is_id
from handouts.library.dose import change_dose
from handouts.library.flags import blank_message
from handouts.library.holdings import Addition, Library, Refers, exercises_of
from handouts.library.language.language import has_side_slots, slot_faults
from handouts.library.pain.rule import PainKinds
from handouts.library.pain.running import RunProgram
from handouts.library.signs.catalogue import SIGN_LISTS, Catalogue, catalogue_faults, entry_faults, foreign_ids
from handouts.reading.yamlfile import DataPath, YamlFile, leaves

SIDED_TEXTS = ("purpose", "first", "start", "steps", "feel", "avoid", "easier", "harder", "precautions")
"""Texts of an exercise that may carry side slots."""


def reference_problems(source: YamlFile, part: Refers, library: Library) -> Iterator[Problem]:
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
    if isinstance(part, Section) and part.language not in library.languages and part.language not in library.unfinished:
        yield source.problem(("language",), f"no language '{part.language}' here{near_miss(part.language, library.languages)}")
    if isinstance(part, Section):
        yield from _signs_check(source, part, library)
    yield from _topic_slots(source, part)
    for index, topic in enumerate(part.topics):
        for at, name in enumerate(topic.maps):
            if name not in library.maps:
                yield source.problem(("topics", index, "maps", at), f"no body map '{name[:60]}'{near_miss(name, library.maps, most=60)}")
    for index, exercise in enumerate(part.exercises):
        place: DataPath = ("exercises", index)
        for key in ("easier_exercise", "harder_exercise"):
            other = getattr(exercise, key)
            if other is not None and other not in known:
                yield source.problem((*place, key), f"no exercise '{other}'{near_miss(other, known)}")
        yield from _slot_check(source, place, exercise)
        yield from _flags_check(source, place, exercise, library)


def _drawn() -> tuple[str, ...]:
    """Return the drawings that come with the program; their reader is loaded where a library names some."""
    from handouts.figure.store import drawing_ids

    return drawing_ids()


def _flags_check(source: YamlFile, place: DataPath, exercise: Exercise, library: Library) -> Iterator[Problem]:
    """Yield cautions that a flag replaces and that are not there, and drawings for flags that nobody has made."""
    for flag, cell in exercise.flags.items():
        for at, start in enumerate(cell.replaces):
            if not any(text.startswith(start) for text in exercise.precautions):
                yield source.problem((*place, "flags", flag, "replaces", at), f"no precaution begins with '{start[:60]}'")
    own = [name for name in exercise.forms if name not in library.drawings]
    drawn = {*_drawn(), *library.drawings} if own else set()
    for name in own:
        if name not in drawn:
            message = f"no drawing '{name[:60]}'{near_miss(name, drawn)}; draw it in content/figures, then: handouts figure --store"
            yield source.problem((*place, "forms", name), message, key=True)


def blank_cells(source: YamlFile, part: Section | Addition) -> Iterator[Problem]:
    """Yield exercises that nobody has judged for a flag; what comes with the program has no blanks."""
    for index, exercise in enumerate(part.exercises):
        if exercise.unjudged:
            problem = source.problem(("exercises", index), blank_message(exercise.id, exercise.unjudged))
            yield replace(problem, kind="S05")


def catalogue_checks(read: Sequence[tuple[YamlFile, Catalogue]], library: Library) -> Iterator[Problem]:
    """Yield what contradicts itself in the warning signs of each language, in its last file, and sources that are not there."""
    for language, (source, part) in {part.language: (source, part) for source, part in read}.items():
        whole = library.catalogues[language]
        yield from (source.problem(path if whole is part else (), message) for path, message in catalogue_faults(whole))
    for source, part in read:
        for kind in ("flags", "tell_us"):
            for index, one in enumerate(getattr(part, kind)):
                for at, key in enumerate(one.sources):
                    if key not in library.sources:
                        place: DataPath = (kind, index, "sources", at)
                        yield source.problem(place, f"no source '{key}' in sources.yaml{near_miss(key, library.sources)}")


def _signs_check(source: YamlFile, part: Section, library: Library) -> Iterator[Problem]:
    """Yield ids of warning signs that are not in the catalogue."""
    catalogue = library.catalogue(part.language)
    for name in SIGN_LISTS:
        entries = getattr(part.red_flags, name)
        faults = entry_faults(catalogue, name, entries) if catalogue else foreign_ids(library.catalogues.values(), entries)
        yield from (source.problem(("red_flags", name, index), message) for index, message in faults)


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
    exercises = exercises_of(sections)
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
            if not is_id(item.id):
                yield source.problem((kind, index, "id"), "an id is lower-case words joined by hyphens, such as couch-stretch")
            if item.id in seen:
                yield source.problem((kind, index, "id"), f"id '{item.id}' appears twice")
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
                    yield source.problem(
                        ("topics", index, *path), f"slot {{{slot[:30]}}} is not known; the only one here is {{pain_guide}}"
                    )


def _slot_check(source: YamlFile, place: DataPath, exercise: Exercise) -> Iterator[Problem]:
    for path, text in _sided_texts(exercise):
        for fault in slot_faults(text):
            yield source.problem((*place, *path), fault)
        if exercise.dose.side == "both_together" and has_side_slots(text):
            yield source.problem((*place, *path), "speaks of a side, but the dose is for both sides together")


def _sided_texts(exercise: Exercise) -> Iterator[tuple[DataPath, str]]:
    yield ("picture", "alt"), exercise.picture.alt
    for name, form in exercise.forms.items():
        yield ("forms", name, "shows"), form.shows
        yield ("forms", name, "start"), form.start
        yield from ((("forms", name, "steps", index), text) for index, text in enumerate(form.steps))
    for flag, cell in exercise.flags.items():
        yield ("flags", flag, "text"), cell.text
        yield ("flags", flag, "first"), cell.first
    for name in SIDED_TEXTS:
        value = getattr(exercise, name)
        if isinstance(value, str):
            yield (name,), value
        else:
            for index, text in enumerate(value or ()):
                yield (name, index), text
