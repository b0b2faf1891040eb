"""The library as text: lists of exercises, and one exercise with its evidence."""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast, get_args

from handouts.errors import HandoutError, near_miss
from handouts.library.content import GROUPS, Exercise, Section
from handouts.library.dose import DoseSide
from handouts.library.flags import FLAGS, FlagJudgement, judgement
from handouts.library.forms import Equipment, Position
from handouts.library.language import dose_words
from handouts.library.language.language import for_side, harder_line
from handouts.library.language.phrases import Phrases
from handouts.library.library import Library

_WIDTH = 96
_KNOWN: dict[str, Sequence[str]] = {"group": GROUPS, "equipment": get_args(Equipment), "position": get_args(Position)}


def matching(library: Library, section: str | None, wanted: Mapping[str, str | None]) -> list[tuple[Section, Exercise]]:
    """Return the exercises of a section (or all) that fit every wanted value. Raises HandoutError for an unknown word."""
    if section is not None and section not in library.sections:
        raise HandoutError.of(f"no section '{section[:60]}' in this library{near_miss(section, library.sections)}")
    for key, value in wanted.items():
        if value is not None and value not in _KNOWN[key]:
            raise HandoutError.of(f"--{key}: '{value[:60]}' is not known{near_miss(value, _KNOWN[key])}")
    sections = [library.sections[section]] if section else list(library.sections.values())
    return [(part, exercise) for part in sections for exercise in part.exercises if _fits(exercise, wanted)]


def _fits(exercise: Exercise, wanted: Mapping[str, str | None]) -> bool:
    group, equipment, position = wanted.get("group"), wanted.get("equipment"), wanted.get("position")
    return (
        (group is None or exercise.group == group)
        and (equipment is None or equipment in exercise.equipment)
        and (position is None or exercise.position == position)
    )


def as_table(listed: Sequence[tuple[Section, Exercise]]) -> str:
    """Return a line for each exercise: section, group, id, name, equipment."""
    if not listed:
        return "no exercise fits"
    rows = [(section.section, exercise.group, exercise.id, exercise.name, ", ".join(exercise.equipment)) for section, exercise in listed]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0], strict=True)).rstrip() for row in rows)


def packs_as_table(library: Library) -> str:
    """Return each pack with its title, what it is used for, and its exercises."""
    if not library.packs:
        return "there are no packs"
    lines = []
    for name, pack in sorted(library.packs.items()):
        lines.append(f"{name}  {pack.title}" + (f": {pack.use}" if pack.use else ""))
        lines.append("    " + ", ".join(chosen.id for chosen in pack.exercises))
    return "\n".join(lines)


def as_json(listed: Sequence[tuple[Section, Exercise]], phrases: Phrases) -> str:
    """Return the exercises as a JSON list."""
    rows = [
        {
            "section": section.section,
            "id": exercise.id,
            "name": exercise.name,
            "group": exercise.group,
            "position": exercise.position,
            "equipment": list(exercise.equipment),
            "purpose": for_side(exercise.purpose, exercise.dose.side, phrases.sides),
            "flags": {flag: _plain(exercise.judged(flag), phrases.care_words[flag]) for flag in FLAGS},
        }
        for section, exercise in listed
    ]
    return json.dumps(rows, indent=2)


def _plain(cell: FlagJudgement | None, general: str) -> dict[str, object]:
    """Return a cell as plain data; its level is null where nobody has judged it."""
    if cell is None:
        return {"level": None, "text": ""}
    text = cell.words or (general if cell.level == "care" else "")
    return {"level": cell.level, "text": text, "harder_ok": cell.harder_ok and cell.level != "no"}


def card_as_text(section: Section, exercise: Exercise, library: Library, phrases: Phrases, side: str) -> str:
    """Return the card as a clinician reads it: what is printed, and what is not (evidence, sources, tags, review)."""
    told = cast("DoseSide", side if exercise.dose.side == "each" else exercise.dose.side)
    lines = [*_printed(exercise, phrases, told), "", *_behind(exercise, library, phrases)]
    return "\n".join([f"{exercise.name}  [{exercise.id}]", f"{section.name} · {phrases.groups[exercise.group]}", "", *lines])


def _printed(exercise: Exercise, phrases: Phrases, side: DoseSide) -> Iterator[str]:
    def said(text: str) -> str:
        return for_side(text, side, phrases.sides)

    words = phrases.card
    yield from _wrapped("", said(exercise.purpose))
    if exercise.first:
        yield from _wrapped(words.first, said(exercise.first))
    yield from _wrapped(words.start, said(exercise.start))
    for number, step in enumerate(filter(None, map(said, exercise.steps)), start=1):
        yield from _wrapped(f"  {number}", step)
    yield from _wrapped("Dose", dose_words.sentence(replace(exercise.dose, side=side), phrases, exercise.means))
    for label, text in dose_words.extras(exercise.dose, exercise.ways, phrases, lift_first=exercise.lift_first):
        yield from _wrapped(label, text)
    for label, text in ((words.feel, exercise.feel), (words.avoid, exercise.avoid)):
        yield from _wrapped(label, said(text))
    for label, text, other in (
        (words.easier, exercise.easier, exercise.easier_exercise),
        (words.harder, harder_line(exercise.harder, exercise.progress_when, phrases), exercise.harder_exercise),
    ):
        yield from _wrapped(label, said(text) + (f" [{other}]" if other else ""))
    yield from _wrapped(words.caution, " ".join(map(said, exercise.precautions)))


def flags_as_table(listed: Sequence[tuple[Section, Exercise]]) -> str:
    """Return the exercises against the flags, a line for each: no, care or fine; ? where nobody has judged it."""
    if not listed:
        return "no exercise fits"
    heads = [flag.split("-") for flag in FLAGS]
    tall = max(map(len, heads))
    rows = [["", *(head[at] if at < len(head) else "" for head in heads)] for at in range(tall)]
    rows += [[exercise.id, *(_mark(exercise.judged(flag)) for flag in FLAGS)] for _, exercise in listed]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    legend = ["no: not given unless cleared. care: its words stand on the card; * without the harder form. fine: as it is. ?: not judged."]
    return "\n".join([*lines, "", *legend, "The words and reasons: handouts show EXERCISE, or --json."])


def _mark(cell: FlagJudgement | None) -> str:
    if cell is None:
        return "?"
    return cell.level if cell.harder_ok or cell.level == "no" else f"{cell.level}*"


def _behind(exercise: Exercise, library: Library, phrases: Phrases) -> Iterator[str]:
    yield from _wrapped("Formal", exercise.formal_name)
    yield from _wrapped("Also", ", ".join(exercise.aliases) or "-")
    yield from _wrapped("Muscles", ", ".join(exercise.muscles.main))
    if exercise.muscles.also:
        yield from _wrapped("and", ", ".join(exercise.muscles.also))
    yield from _wrapped("Needs", ", ".join(phrases.equipment[name] for name in exercise.equipment) or "-")
    yield from _wrapped("Position", phrases.positions[exercise.position])
    if exercise.not_for:
        yield from _wrapped("Not if", "; ".join(phrases.contraindications[tag] for tag in exercise.not_for))
    yield from _wrapped("Flags", "what it is for patients with each:")
    for flag in FLAGS:
        yield from _wrapped("", f"{phrases.flags[flag]}: {judgement(exercise.judged(flag), phrases.care_words[flag])}")
    yield from _wrapped("Evidence", f"{exercise.evidence.grade}. {exercise.evidence.text}")
    for key in exercise.evidence.sources:
        source = library.sources[key]
        yield from _wrapped(f"  {key}", f"{source.cite} {source.url} (read: {source.seen})")
    review = exercise.review
    yield from _wrapped(
        "Review", f"{review.reviewed_by}, {review.reviewed_on}" if review.reviewed_by else "not signed by a physiotherapist yet"
    )


def _wrapped(label: str, text: str) -> Iterator[str]:
    start = f"{label}  ".ljust(11) if label else ""
    indent = " " * 11 if label else ""
    yield from textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
