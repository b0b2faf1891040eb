"""What of an exercise is otherwise than in the earlier plan, field by field: what it was, and what it is now."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handouts.library.dose import Dose, Frequency
from handouts.library.flags import FlagId
from handouts.library.language import dose_words
from handouts.library.language.language import day_name, fill, join_list, plural
from handouts.library.language.phrases import Phrases
from handouts.library.pain.running import RunProgram
from handouts.plans.exercises import PlannedExercise
from handouts.plans.pain_sentences import settled
from handouts.plans.resolve import Handout
from handouts.sheet.blocks import Labelled

LONGEST_NOTE = 40
"""Letters of a note that is shortened, where its whole is on the card."""


def changes_said(item: PlannedExercise, phrases: Phrases, *, whole_note: bool = True) -> tuple[Labelled, ...]:
    """Return what an exercise was, and then for which flags its card has new words of care."""
    text, new = changes_text(item, phrases, whole_note=whole_note), _new_care(item)
    care = fill(phrases.since.take_care, flags=join_list([phrases.flags[flag] for flag in new], phrases))
    said = (Labelled(phrases.card.before, text), Labelled(phrases.card.new, care if new else ""))
    return tuple(one for one in said if one.text)


def joined(said: Sequence[Labelled]) -> Labelled | None:
    """Return what has changed in one line; None where nothing has."""
    if not said:
        return None
    first, *more = said
    return Labelled(first.head, "; ".join([first.text, *(f"{one.head.lower()}: {one.text}" for one in more)]))


def changes_text(item: PlannedExercise, phrases: Phrases, *, whole_note: bool = True) -> str:
    """Return every field that has changed with its old and its new value: 2 sets, now 3; rest 15 s, now 30 s. '' where none has.

    The side is told as it was, for the new one stands large beside it.

    On its card (`whole_note`) the earlier note is whole, for it has no other place, and the new one, which stands below, is not said again.
    """
    if item.before is None:
        return ""
    parts = [*_in_dose(item, item.before.dose, phrases), *_in_care(item, phrases), *_in_note(item, phrases, on_card=whole_note)]
    return "; ".join(fill(phrases.since.change, before=before, now=now) if now else before for before, now in parts)


def _in_dose(item: PlannedExercise, was: Dose, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield old and new of each field of a dose, in the order of the strip."""
    yield from _in_amounts(item, was, phrases)
    words, dose = phrases.since, item.dose
    if was.side != dose.side:
        yield phrases.sides.of(was.side).sentence, ""
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
    """Yield the flags for which the card has no words of care any more."""
    was, words = item.before.flags if item.before else (), phrases.since
    gone = [phrases.flags[one] for one in was if one not in item.for_flags.flags]
    if gone:
        yield fill(words.care, flags=join_list(gone, phrases)), words.usual


def _new_care(item: PlannedExercise) -> list[FlagId]:
    """Return the flags for which the card has new words of care."""
    return [one for one in item.for_flags.flags if one not in item.before.flags] if item.before else []


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


def running_changes(handout: Handout) -> tuple[str, ...]:
    """Return what of run days and of the return to running is otherwise than in the earlier plan."""
    if handout.earlier is None:
        return ()
    words, phrases = handout.phrases.since, handout.phrases
    was, now = handout.earlier.plan.run_days, handout.plan.run_days
    said = fill(words.runs, days=join_list([day_name(day, phrases) for day in was], phrases)) if was else words.no_runs
    moved = _renumbered(handout.earlier.return_to_run, handout.return_to_run)
    stages = [fill(words.renumbered, old=moved[0], new=moved[1])] if moved else []
    return (*([said] if was != now else []), *stages)


def _renumbered(was: RunProgram | None, now: RunProgram | None) -> tuple[int, int] | None:
    """Return the old and the new number of a stage in the middle, where stages have other numbers than before."""
    if was is None or now is None:
        return None
    moved = [(old, now.stages.index(stage) + 1) for old, stage in enumerate(was.stages, start=1) if stage in now.stages]
    other = [pair for pair in moved if pair[0] != pair[1]]
    return other[len(other) // 2] if other else None


def pain_before(handout: Handout) -> str:
    """Return what the earlier sheet said of pain, where this one has another rule; else nothing."""
    if handout.earlier is None or not handout.pain.changed:
        return ""
    words, said = handout.phrases.since, handout.earlier.pain
    if not said.zones:
        return fill(words.pain_said, short=said.short) if said.short else ""
    numbers = {zone.zone.name: _zone(zone.zone.low, zone.zone.high, handout.phrases) for zone in said.zones}
    line = words.pain_ok if "ok" in numbers else words.pain
    return fill(line, fine=numbers["fine"], ok=numbers.get("ok", ""), settled=settled(said.rule, handout.phrases))


def _zone(low: int, high: int, phrases: Phrases) -> str:
    return str(low) if low == high else fill(phrases.dose.range, low=low, high=high)
