"""The catalogue of warning signs, as data: every sign once, by id, with its wordings alone and beside others.

`content/shared/red-flags.yaml` is read into a `Catalogue`; `handouts.library.signs.chosen` makes of it the one list that a sheet prints.
A clinic's own file of that name adds signs or replaces them by id.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from annotated_types import Ge, Le, MaxLen, MinLen

from handouts.errors import near_miss
from handouts.library.content import Review, is_id
from handouts.library.language.plurals import base
from handouts.library.signs.for_patients import ForPatients, OwnCall
from handouts.reading.models import STRICT, Help, Id, Line, Prose
from handouts.reading.yamlfile import DataPath
from handouts.storing.values import dataclass

TierName = Literal["urgent", "soon"]
TIERS: tuple[TierName, ...] = ("urgent", "soon")
SignListName = Literal["urgent", "soon", "tell_us"]
SIGN_LISTS: tuple[SignListName, ...] = ("urgent", "soon", "tell_us")
Sign = Annotated[str, MinLen(1), MaxLen(100)]
Part = Annotated[str, MinLen(1), MaxLen(30)]
Parts = Mapping[str, tuple[str, ...]]
T = TypeVar("T", "WarningSign", "TellUsFragment", OwnCall)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningSign:
    """One warning sign: what it tells of, how it reads on a sheet of one section and beside those of others."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    tier: TierName
    order: Annotated[int, Ge(1), Le(999), Help("the more severe, the lower; signs are printed in this order")]
    call: Annotated[Id | None, Help("one of `calls`: printed under its head, apart from the other urgent signs")] = None
    exercises: Annotated[Literal["stop", "go-on"], Help("go-on: runs and jumps stop, the exercises of the sheet do not")] = "stop"
    stop_with: Annotated[tuple[Id, ...], Help("sections beside which a go-on sign stops the exercises too")] = ()
    danger: Line
    covers: Annotated[tuple[Id, ...], Help("dangers that it tells of on every sheet")]
    also: Annotated[dict[Id, tuple[Id, ...]], Help("more that it tells of where a section is in the plan")] = field(default_factory=dict)
    text: Sign
    texts: Annotated[dict[Id, Sign], Help("its wording where one section alone has it")] = field(default_factory=dict)
    merged: Annotated[Sign | None, Help("on a sheet of several sections; {parts} is 'hip or knee'")] = None
    merged_without_parts: Sign | None = None
    merged_with: Annotated[dict[Id, Sign], Help("on a sheet of several, by a section among them")] = field(default_factory=dict)
    not_with: Annotated[dict[Id, Id], Help("merged_with of a section does not hold beside this other one")] = field(default_factory=dict)
    if_present: Annotated[dict[Id, Sign], Help("on a sheet of several, where another sign is printed")] = field(default_factory=dict)
    tight: Annotated[Sign | None, Help("where the box would be too high")] = None
    tight_alone: Annotated[bool, Help("false: not on a sheet of one section")] = True
    tight_not_with: tuple[Id, ...] = ()
    tight_moves: Annotated[dict[Id, Id], Help("a danger that the tight wording leaves to another sign")] = field(default_factory=dict)
    parts: Annotated[dict[Id, tuple[Part, ...]], Help("words for {parts} by section, or default")] = field(default_factory=dict)
    parts_order: tuple[Part, ...] = ()
    parts_most: Annotated[int | None, Help("not folded into this sign where {parts} would be more")] = None
    added_in_merge: Annotated[tuple[Id, ...], Help("sections that have it only beside others")] = ()
    fold_of: Annotated[tuple[Id, ...], Help("signs that it stands for; their `also` holds for it")] = ()
    kept_by: Annotated[dict[Id, Id], Help("a danger of the folded signs that another sign tells of")] = field(default_factory=dict)
    why: Prose | None = None
    sources: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellUsFragment:
    """One fragment after 'Tell us about'."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    order: Annotated[int, Ge(1), Le(999)]
    give_way: Annotated[int | None, Help("leaves where there is no room, the highest first; without, it never leaves")] = None
    at_once: Annotated[bool, Help("sends to someone else at once: printed under the stop box, not with what to tell the clinic")] = False
    when_moved: Annotated[Id | None, Help("printed only where this sign had to leave the stop box")] = None
    replaces: tuple[Id, ...] = ()
    not_with: Annotated[tuple[Id, ...], Help("sections beside which it is not printed")] = ()
    text: Line
    texts: dict[Id, Line] = field(default_factory=dict)
    merged: Line | None = None
    why: Prose | None = None
    sources: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Signs that leave (`out`) for others that say the same (`into`), where all of `out` and `beside` are there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    tier: TierName
    out: Annotated[tuple[Id, ...], MinLen(1)]
    beside: tuple[Id, ...] = ()
    into: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What becomes of signs beside those of other sections."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    always: tuple[Fold, ...] = ()
    folds: Annotated[tuple[Fold, ...], Help("in this order, while there are too many signs or the box is too high")] = ()
    last: Annotated[tuple[Fold, ...], Help("moved out of the box, to the line under it")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The most signs of each tier, and the height of the stop box in mm."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    urgent: Annotated[int, Ge(1), Le(30)]
    soon: Annotated[int, Ge(1), Le(30)]
    mm: Annotated[float, Ge(30), Le(250)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long wordings and lists may be."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    text_letters: Annotated[int, Ge(20), Le(100)] = 70
    section_text_letters: Annotated[int, Ge(20), Le(100)] = 75
    tight_letters: Annotated[int, Ge(20), Le(100)] = 40
    grade: Annotated[float, Ge(1), Le(12)] = 6
    lines: Annotated[tuple[Room, Room, Room], Help("on a sheet of one section, of two, of more")] = (
        Room(urgent=7, soon=7, mm=66),
        Room(urgent=9, soon=8, mm=80),
        Room(urgent=11, soon=10, mm=92),
    )
    tell_us_letters: Annotated[tuple[int, int], Help("of one section, of more")] = (280, 360)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWords:
    """What a section's part of the body is called in a joined sign, and in which order, top down."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    words: dict[Id, tuple[Part, ...]]
    order: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFlags:
    """What a section prints, by id, and every danger that a plan with it must tell of."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    urgent: tuple[Id, ...]
    soon: tuple[Id, ...]
    tell_us: tuple[Id, ...] = ()
    needs: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All warning signs of one language, how they are joined, and what of it a clinician has still to confirm."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    language: Annotated[str, MinLen(2), MaxLen(12)]
    review: Review = field(repr=False)
    limits: Limits | None = None
    parts: PartWords | None = None
    flags: tuple[WarningSign, ...] = ()
    merge: Merge | None = None
    tell_us: tuple[TellUsFragment, ...] = ()
    calls: tuple[OwnCall, ...] = ()
    for_patients: Annotated[tuple[ForPatients, ...], Help("what the flags of a plan add, take away and reword")] = ()
    sections: dict[Id, SectionFlags] = field(default_factory=dict)
    to_confirm: tuple[Prose, ...] = ()

    @property
    def by_id(self) -> dict[str, WarningSign]:
        """The signs by id."""
        return {flag.id: flag for flag in self.flags}

    @property
    def told(self) -> dict[str, TellUsFragment]:
        """What to tell the clinic, by id."""
        return {item.id: item for item in self.tell_us}


def laid_over(old: Catalogue | None, new: Catalogue) -> Catalogue:
    """Return a catalogue with another laid over it: signs by id, everything else where the new one says something."""
    if old is None:
        return new
    return replace(
        new,
        limits=new.limits or old.limits,
        parts=new.parts or old.parts,
        flags=_merged(old.flags, new.flags),
        merge=new.merge or old.merge,
        tell_us=_merged(old.tell_us, new.tell_us),
        calls=_merged(old.calls, new.calls),
        for_patients=tuple({entry.flags: entry for entry in (*old.for_patients, *new.for_patients)}.values()),
        sections={**old.sections, **new.sections},
        to_confirm=(*old.to_confirm, *new.to_confirm),
    )


def _merged(old: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
    return tuple({**{one.id: one for one in old}, **{one.id: one for one in new}}.values())


def covered(catalogue: Catalogue, ids: Iterable[str], sections: Sequence[str], moved: Iterable[str] = ()) -> set[str]:
    """Return the dangers that printed signs, and those moved to what to tell the clinic, tell of in a plan of these sections."""
    known, dangers = catalogue.by_id, set[str]()
    for one in (*ids, *moved):
        flag = known[one]
        dangers.update(flag.covers, flag.kept_by)
        for part in (flag, *_whole_of(flag, known)):
            dangers.update(danger for section in sections for danger in part.also.get(section, ()))
    return dangers


def _whole_of(flag: WarningSign, known: Mapping[str, WarningSign]) -> Iterator[WarningSign]:
    for one in flag.fold_of:
        yield known[one]
        yield from _whole_of(known[one], known)


def catalogue_faults(catalogue: Catalogue) -> Iterator[tuple[DataPath, str]]:
    """Yield what contradicts itself in a whole catalogue: names of signs that are not there, and folds that would lose a danger."""
    known, told = catalogue.by_id, catalogue.told
    for index, flag in enumerate(catalogue.flags):
        others = (*flag.fold_of, *flag.kept_by.values(), *flag.tight_moves.values(), *flag.if_present)
        yield from _unknown(("flags", index), others, known)
    for index, item in enumerate(catalogue.tell_us):
        yield from _unknown(("tell_us", index), (item.when_moved,) if item.when_moved else (), known)
        yield from _unknown(("tell_us", index), item.replaces, told)
    for name, section in catalogue.sections.items():
        for tier in TIERS:
            place: DataPath = ("sections", name, tier)
            yield from _unknown(place, getattr(section, tier), known)
            yield from _wrong_tier(place, getattr(section, tier), tier, known)
        yield from _unknown(("sections", name, "tell_us"), section.tell_us, told)
        lost = sorted({*section.needs} - covered(catalogue, [one for one in (*section.urgent, *section.soon) if one in known], [name]))
        if lost:
            yield ("sections", name, "needs"), f"no sign of {name} tells of {', '.join(lost)}"
    yield from _patient_faults(catalogue)
    merge = catalogue.merge or Merge()
    for kind in ("always", "folds", "last"):
        for index, fold in enumerate(getattr(merge, kind)):
            place = ("merge", kind, index)
            faults = list(_unknown(place, (*fold.out, *fold.beside, *fold.into), known))
            yield from faults or (_lossy(place, fold, catalogue) if kind != "last" else ())


def _patient_faults(catalogue: Catalogue) -> Iterator[tuple[DataPath, str]]:
    """Yield what contradicts itself in what flags change: a name that is not there, a danger that is taken and not told of again."""
    known, calls = catalogue.by_id, {call.id: call for call in catalogue.calls}
    for index, flag in enumerate(catalogue.flags):
        if flag.call is not None:
            yield from _unknown(("flags", index, "call"), (flag.call,), calls)
            if flag.tier != "urgent":
                yield ("flags", index, "call"), f"'{flag.id}' is no urgent sign; only those have a call of their own"
    every = {**catalogue.told, **known}
    for index, entry in enumerate(catalogue.for_patients):
        place: DataPath = ("for_patients", index)
        unknown = list(_unknown(place, (*entry.adds, *entry.takes, *entry.words), every))
        yield from unknown
        taken, added = ([name for name in names if name in known] for names in (entry.takes, entry.adds))
        lost = sorted(covered(catalogue, taken, list(catalogue.sections)) - covered(catalogue, added, list(catalogue.sections)))
        if lost and not unknown:
            yield (*place, "takes"), f"loses what {' and '.join(taken)} tell of: {', '.join(lost)}"


def _unknown(place: DataPath, names: Iterable[str], known: Mapping[str, object]) -> Iterator[tuple[DataPath, str]]:
    for name in names:
        if name not in known:
            yield place, f"no warning sign '{name[:60]}'{near_miss(name, known)}"


def _wrong_tier(place: DataPath, names: Iterable[str], tier: TierName, known: Mapping[str, WarningSign]) -> Iterator[tuple[DataPath, str]]:
    for index, name in enumerate(names):
        if name in known and known[name].tier != tier:
            yield (*place, index), f"'{name}' is a sign of '{known[name].tier}'; move it there"


def _lossy(place: DataPath, fold: Fold, catalogue: Catalogue) -> Iterator[tuple[DataPath, str]]:
    sections = list(catalogue.sections)
    lost = sorted(covered(catalogue, fold.out, sections) - covered(catalogue, (*fold.into, *fold.beside), sections))
    if lost:
        yield place, f"loses what {' and '.join(fold.out)} tell of: {', '.join(lost)}"


def entry_faults(catalogue: Catalogue, name: SignListName, entries: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a section's list of ids and sentences: its position, and what to write instead."""
    known: Mapping[str, WarningSign | TellUsFragment] = catalogue.told if name == "tell_us" else catalogue.by_id
    for index, entry in enumerate(entries):
        found = known.get(entry)
        if isinstance(found, WarningSign) and found.tier != name:
            yield index, f"'{entry}' is a sign of '{found.tier}'; move it there"
        elif found is None and is_id(entry):
            near = near_miss(entry, known)
            if "-" in entry or base(catalogue.language) == "en" or "did you mean" in near:  # elsewhere one word may be a sentence
                yield index, f"no warning sign '{entry[:60]}' in red-flags.yaml{near}; or write a whole sentence"


def foreign_ids(catalogues: Iterable[Catalogue], entries: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield ids that stand in a section of a language that has no catalogue: a single word of that language is no id."""
    known = {one for catalogue in catalogues for one in (*catalogue.by_id, *catalogue.told)}
    for index, entry in enumerate(entries):
        if entry in known or (is_id(entry) and "-" in entry):
            yield index, f"there are no warning signs in this language yet; write '{entry[:60]}' as a whole sentence in it"
