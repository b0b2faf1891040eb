"""What of an exercise is otherwise than in the earlier plan, field by field: what it was, and what it is now."""

from collections.abc import Iterator
from dataclasses import replace

from handouts.library.dose import Dose, Frequency
from handouts.library.language import dose_words
from handouts.library.language.language import day_name, fill, join_list, plural
from handouts.library.language.phrases import Phrases
from handouts.plans.exercises import PlannedExercise

LONGEST_NOTE = 40
"""Letters of a note that is shortened, where its whole is on the card."""


def changes_text(item: PlannedExercise, phrases: Phrases, *, whole_note: bool = True) -> str:
    """Return every field that has changed with its old and its new value: 2 sets, now 3; rest 15 s, now 30 s. '' where none has.

    On its card (`whole_note`) the earlier note is whole, for it has no other place, and the new one, which stands below, is not said again.
    """
    if item.before is None:
        return ""
    parts = [*_in_dose(item, item.before.dose, phrases), *_in_care(item, phrases), *_in_note(item, phrases, on_card=whole_note)]
    return "; ".join(fill(phrases.since.change, before=before, now=now) for before, now in parts)


def _in_dose(item: PlannedExercise, was: Dose, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield old and new of each field of a dose, in the order of the strip."""
    yield from _in_amounts(item, was, phrases)
    words, dose = phrases.since, item.dose
    if was.side != dose.side:
        yield phrases.sides.of(was.side).short, phrases.sides.of(dose.side).short
    labels = {"rest": phrases.dose.rest, "effort": phrases.dose.effort, "pace": phrases.card.pace, "load": phrases.card.load}
    old, new = _optional(item, was, phrases), _optional(item, dose, phrases)
    for key, label in labels.items():
        if old[key] != new[key]:
            what = label.lower()
            yield f"{what} {old[key]}" if old[key] else fill(words.nothing, what=what), new[key] or words.none
    days, days_now = (_days(either.frequency, phrases) for either in (was, dose))
    if days != days_now:
        yield days, days_now
    if was.frequency.per_day != dose.frequency.per_day:
        often = [plural(phrases.dose.times_a_day, either.frequency.per_day, phrases.language).replace("**", "") for either in (was, dose)]
        yield often[0], often[1]
    if was.when != dose.when:
        whens = [phrases.log.marks[either.when] if either.when else words.any_time for either in (was, dose)]
        yield whens[0], whens[1]


def _in_amounts(item: PlannedExercise, was: Dose, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield old and new of sets, repeats, time and hold; all amounts of a set as one where they are of another kind."""
    old, new = (dose_words.cells(either, phrases, item.means)[:-1] for either in (was, item.dose))
    if old[0] != new[0]:
        yield f"{old[0].value} {old[0].label}", new[0].value
    kinds = [tuple(amount is not None for amount in (dose.reps, dose.time_s, dose.hold_s)) for dose in (was, item.dose)]
    if kinds[0] != kinds[1]:
        said = [" · ".join(dose_words.amounts(either, phrases, item.means)[1:]) for either in (was, item.dose)]
        yield said[0], said[1]
        return
    for before, now, text in zip(old[1:], new[1:], dose_words.amounts(was, phrases, item.means)[1:], strict=True):
        if before.value != now.value:
            yield text, now.value


def _optional(item: PlannedExercise, dose: Dose, phrases: Phrases) -> dict[str, str]:
    """Return what a dose may leave out, in words; '' where it does."""
    return {
        "rest": dose_words.duration(dose.rest_s, phrases) if dose.rest_s else "",
        "effort": dose_words.effort_text(dose.effort, phrases) if dose.effort is not None else "",
        "pace": dose_words.tempo_text(dose.tempo, item.ways, phrases, lift_first=item.lift_first) if dose.tempo is not None else "",
        "load": dose_words.load_text(dose.load, phrases) if dose.load is not None else "",
    }


def _days(frequency: Frequency, phrases: Phrases) -> str:
    """Return the days by name; how often at most where no day is planned."""
    named = join_list([day_name(day, phrases) for day in frequency.week_days], phrases)
    if not frequency.at_most:
        return named if len(frequency.week_days) < len(phrases.days) else phrases.dose.every_day.replace("**", "")
    often = dose_words.how_often_text(replace(frequency, per_day=1), phrases)
    return f"{often} ({named})" if frequency.days is not None else often


def _in_care(item: PlannedExercise, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield the flags for which the card is another than it was."""
    was, now, words = item.before.flags if item.before else (), item.for_flags.flags, phrases.since
    for flags, is_new in (([one for one in now if one not in was], True), ([one for one in was if one not in now], False)):
        if flags:
            care = fill(words.care, flags=join_list([phrases.flags[one] for one in flags], phrases))
            yield (words.usual, care) if is_new else (care, words.usual)


def _in_note(item: PlannedExercise, phrases: Phrases, *, on_card: bool) -> Iterator[tuple[str, str]]:
    before, now = item.before.note if item.before else None, item.note
    if before == now:
        return
    words, what = phrases.since, phrases.card.note.lower()
    old = (
        f"{what} {fill(words.quoted, note=_short(before, None if on_card else LONGEST_NOTE))}" if before else fill(words.nothing, what=what)
    )
    new = words.below if on_card else fill(words.quoted, note=_short(now, LONGEST_NOTE)) if now else ""
    yield old, new if now else words.none


def _short(text: str, most: int | None) -> str:
    if most is None or len(text) <= most:
        return text.removesuffix(".")
    cut = text[:most].rsplit(" ", 1)[0]
    return f"{cut.rstrip(' .,;:')}…"
