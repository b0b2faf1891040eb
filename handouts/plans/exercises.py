"""Exercises as one sheet prints them: one side, one language, every dose final."""

import hashlib
from collections.abc import Sequence
from dataclasses import field, replace
from typing import Literal

from handouts.figure.drawing import Drawing
from handouts.library.clinic import LoadedClinic
from handouts.library.content import Chosen, Exercise, Group, Ways
from handouts.library.dose import Day, Dose, DoseChange, DoseSide, Means, session_s
from handouts.library.flags import FLAGS, FlagId, FlagJudgement
from handouts.library.language.language import for_side
from handouts.library.language.phrases import Phrases
from handouts.library.library import Library
from handouts.library.logo import Logo
from handouts.library.signs.chosen import WarningSigns
from handouts.plans.plan import Plan
from handouts.plans.prescription import prescribed, sheet_side
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

Change = Literal["new", "changed"]


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier plan gave of an exercise."""

    dose: Dose
    note: str | None
    flags: tuple[FlagId, ...] = ()
    """The flags for which its card was another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForFlags:
    """How a card differs for the flags of its patient: the words that come first among its cautions, and what is not printed."""

    flags: tuple[FlagId, ...] = ()
    """The patient's flags that change the card."""
    words: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    """What must be true before it is done at all, each once; stands under its name."""
    has_first: bool = True
    has_easier: bool = True
    has_harder: bool = True
    replaced: tuple[int, ...] = ()
    """Which of the exercise's own cautions the words say better, by number from 0."""
    figure: str | None = None
    """The drawing that shows it as the words ask, where that is not its usual one."""
    picture_alt: str = ""
    """What that drawing shows."""


NO_FLAGS = ForFlags()
PLAIN = FlagJudgement(level="fine", text="nothing to add")
"""A cell that changes nothing on a card, whatever its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedExercise:
    """One exercise as this sheet prints it."""

    number: int
    id: str
    group: Group
    name: str
    short_name: str
    purpose: str
    first: str
    """What must be true before it is done at all, or ''."""
    start: str
    steps: tuple[str, ...]
    dose: Dose
    means: Means
    """What its side and its repeats mean."""
    session_s: int
    """About how long it takes, in seconds."""
    ways: Ways | None
    lift_first: bool
    feel: str
    avoid: str
    easier: str
    harder: str
    harder_when: str
    harder_number: int | None
    """The number of the harder exercise, where it is on the same sheet and fine for every flag of the patient."""
    cautions: tuple[str, ...]
    """The exercise's own, all of them."""
    flags: tuple[tuple[FlagId, FlagJudgement], ...]
    """What the exercise is for patients with each flag: part of the content, whoever it is printed for."""
    note: str | None
    picture_alt: str
    video: str | None = None
    second_name: str | None = None
    """Its name in the clinician's language, where the sheet is in another; '' where it has none."""
    change: Change | None = None
    before: Before | None = None
    """What the earlier plan gave, where that has changed."""
    for_flags: ForFlags = NO_FLAGS
    picture: Logo | None = field(default=None, repr=False)
    """The clinic's own picture, printed instead of any drawing."""
    drawing: tuple[Drawing, ...] | None = field(default=None, repr=False)
    """The clinic's own drawing, printed instead of ours."""

    @property
    def is_own(self) -> bool:
        """Whether it says words of one patient's own: a note, now or before."""
        return self.note is not None or (self.before is not None and self.before.note is not None)

    def __hash__(self) -> int:
        """Hash by what items differ in most; equal hashes are compared."""
        return hash((self.number, self.id, self.dose, self.purpose, self.note, self.change))


def items_of(ordered: Sequence[tuple[Chosen, Exercise]], plan: Plan, clinic: LoadedClinic, library: Library) -> list[PlannedExercise]:
    """Return the exercises as this sheet prints them, numbered, with the clinic's own pictures."""
    phrases, second = library.phrases(plan.language or clinic.facts.language), second_language(library, plan, clinic)
    flags = tuple(flag for flag in FLAGS if flag in plan.flags)
    sheet = _Sheet(clinic, phrases, sheet_side(plan), plan.run_days, flags)
    numbers = {exercise.id: number for number, (_, exercise) in enumerate(ordered, start=1) if _is_fine(exercise, flags)}
    items = []
    for number, (one, exercise) in enumerate(ordered, start=1):
        named = named_in(library, exercise, second.language) if second is not None else None
        own = library.pictures.get(exercise.id), library.drawings.get(exercise.form_for(flags) or exercise.id), named
        item = _chosen((number, numbers.get(exercise.harder_exercise or "")), exercise, one.dose, sheet, own)
        items.append(item if one.note is None else replace(item, note=one.note))
    return items


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every exercise of a sheet depends on."""

    clinic: LoadedClinic = field(hash=False)
    phrases: Phrases = field(hash=False)
    side: DoseSide | None
    run_days: tuple[Day, ...]
    flags: tuple[FlagId, ...]


_Own = tuple[Logo | None, tuple[Drawing, ...] | None, str | None]
"""The clinic's own picture and drawing of an exercise, and its name in the second language."""


def named_in(library: Library, exercise: Exercise, language: str) -> str:
    """Return the name of an exercise in a language: its own, or that of the same id in a section of that language; '' without."""
    others = (
        one.name
        for section in library.sections.values()
        if section.language == language
        for one in section.exercises
        if one.id == exercise.id
    )
    return exercise.names.get(language) or next(others, "")


@memo(1000, by_identity=("exercise",))
def _chosen(numbers: tuple[int, int | None], exercise: Exercise, change: DoseChange, sheet: _Sheet, own: _Own) -> PlannedExercise:
    """Return an exercise of a plan, without its note."""
    dose = prescribed(exercise, change, sheet.clinic.facts, sheet.side, sheet.run_days)
    item = _item(numbers, exercise, dose, sheet.phrases, own)
    told = _for_flags(exercise, sheet.flags, dose.side, sheet.phrases)
    if item.picture is not None:
        told = replace(told, figure=None, picture_alt="")
    return replace(item, for_flags=told) if told != NO_FLAGS else item


def _is_fine(exercise: Exercise, flags: tuple[FlagId, ...]) -> bool:
    """Return whether a patient with these flags may go on to an exercise without being told how to take care."""
    return all((cell := exercise.judged(flag)) is not None and cell.level == "fine" for flag in flags)


def _for_flags(exercise: Exercise, flags: tuple[FlagId, ...], side: DoseSide, phrases: Phrases) -> ForFlags:
    """Return how flags change the card of an exercise: the words of each, what is given for a reason before all."""
    cells = [(flag, cell) for flag in flags if (cell := exercise.judged(flag)) is not None]
    if not cells:
        return NO_FLAGS
    cleared = [phrases.card.cleared for _, cell in cells if cell.level == "no"]
    care = [(flag, cell) for flag, cell in cells if cell.level == "care"]
    cared = [for_side(cell.text, side, phrases.sides) if cell.words else phrases.care_words[flag] for flag, cell in care]
    name = exercise.form_for(flags)
    form = exercise.forms[name] if name is not None else None
    starts = tuple(start for _, cell in cells for start in cell.replaces)
    return ForFlags(
        flags=tuple(flag for flag, cell in cells if cell != replace(PLAIN, text=cell.text)),
        words=tuple(dict.fromkeys(filter(None, (*cleared, *cared)))),
        condition=tuple(dict.fromkeys(for_side(cell.first, side, phrases.sides) for _, cell in cells if cell.first)),
        has_first=all(cell.first_ok for _, cell in cells),
        has_easier=all(cell.easier_ok for _, cell in cells),
        has_harder=all(cell.harder_ok and cell.level != "no" for _, cell in cells),
        replaced=tuple(index for index, text in enumerate(exercise.precautions) if text.startswith(starts)),
        figure=name,
        picture_alt=for_side(form.shows, side, phrases.sides) if form is not None else "",
    )


def _item(numbers: tuple[int, int | None], exercise: Exercise, dose: Dose, phrases: Phrases, own: _Own) -> PlannedExercise:
    """Return an exercise with its number and that of the harder one, without a note."""
    picture, drawing, named = own
    return replace(
        _said(exercise, dose.side, phrases),
        number=numbers[0],
        harder_number=numbers[1],
        dose=dose,
        session_s=session_s(dose, exercise.one_repeat),
        second_name=named,
        picture=picture,
        drawing=drawing,
    )


def _said(exercise: Exercise, side: DoseSide, phrases: Phrases) -> PlannedExercise:
    """Return an exercise as it reads for a side, with what the plan may change as it is in the library."""

    def said(text: str) -> str:
        return for_side(text, side, phrases.sides)

    return PlannedExercise(
        number=0,
        id=exercise.id,
        group=exercise.group,
        name=exercise.name,
        short_name=exercise.short_name,
        purpose=said(exercise.purpose),
        first=said(exercise.first or ""),
        start=said(exercise.start),
        steps=tuple(step for step in map(said, exercise.steps) if step),
        dose=exercise.dose,
        means=exercise.means,
        session_s=0,
        ways=exercise.ways,
        lift_first=exercise.lift_first,
        feel=said(exercise.feel),
        avoid=said(exercise.avoid),
        easier=said(exercise.easier),
        harder=said(exercise.harder),
        harder_when=said(exercise.progress_when),
        harder_number=None,
        cautions=tuple(map(said, exercise.precautions)),
        flags=tuple((flag, cell) for flag in FLAGS if (cell := exercise.judged(flag)) is not None),
        note=None,
        picture_alt=said(exercise.picture.alt),
        video=exercise.video,
    )


def second_language(library: Library, plan: Plan, clinic: LoadedClinic) -> Phrases | None:
    """Return the clinic's own wording (or English, where that is the sheet's), for a sheet in two languages."""
    language = plan.language or clinic.facts.language
    if not plan.bilingual:
        return None
    other = clinic.facts.language if clinic.facts.language != language else next(iter(library.languages))
    return library.phrases(other) if other != language else None


def content_hash(items: Sequence[PlannedExercise], topics: Sequence[object], red_flags: WarningSigns) -> str:
    """Return eight digits that change whenever a printed word, dose or own picture of the content does; no patient data in them."""
    pictures = [hashlib.sha256(item.picture.rgb).hexdigest() for item in items if item.picture is not None]
    said = [*map(_written, items), *map(repr, topics), repr(red_flags), *map(repr, pictures)]
    return hashlib.sha256(f"[{', '.join(said)}]".encode()).hexdigest()[:8]


def _is_plain(item: PlannedExercise) -> bool:
    """Return whether nothing of an item is one patient's own."""
    return item.note is None and item.change is None and item.for_flags == NO_FLAGS


@memo(1000, by_identity=("item",), own=lambda item: not _is_plain(item))
def _written(item: PlannedExercise) -> str:
    """Return what an item says to any patient."""
    return repr(item if _is_plain(item) else replace(item, note=None, change=None, before=None, for_flags=NO_FLAGS))
