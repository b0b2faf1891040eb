"""Items of a handout -> cards and the rows of the table: every word of an exercise, decided once."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from handouts.figure.drawing import Drawing
from handouts.figure.store import find_drawing
from handouts.library.dose import DAYS, Day, Pen, When
from handouts.library.language import dose_words
from handouts.library.language.language import day_name, fill, harder_line
from handouts.library.language.phrases import Phrases
from handouts.plans.exercises import PlannedExercise
from handouts.plans.resolve import GroupHead, Handout
from handouts.sheet.blocks import Card, CardRow, DoseStrip, GlanceRow, Labelled, MuscleKey, PictureFrame, Video
from handouts.sheet.compose.since import changes_said, joined
from handouts.sheet.log_blocks import CardLog
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

SHORT_NAMES_FROM = 6
"""From so many days on a card's tick row uses two-letter day names."""
_PEN_LINES = 2


def clinician_name(handout: Handout) -> str | None:
    """Return the clinician's name, or None."""
    return handout.plan.clinician.name if handout.plan.clinician else None


def panels_of(item: PlannedExercise) -> tuple[Drawing, ...]:
    """Return the panels of an exercise's drawing, in the form that the patient's flags ask for: the clinic's own, else ours, else none."""
    if item.drawing is not None:
        return item.drawing
    return find_drawing(item.for_flags.figure or item.id)


def _thumb(panels: tuple[Drawing, ...]) -> Drawing | None:
    """Return the panel that stands for an exercise in a list, without arrows: the finish, or the first of a series."""
    return panels[-1 if len(panels) <= 2 else 0].without_cues() if panels else None


@dataclass(frozen=True, slots=True)
class _Around:
    """What a card says that is not of its item: everything of a handout that it may depend on."""

    words: Phrases = field(hash=False)
    second: Phrases | None = field(hash=False)
    clinician: str | None
    pen: Pen | None
    is_open: bool
    run_days: tuple[Day, ...]
    has_log: bool
    has_ticks: bool
    weeks: int
    pain: str


def _around(handout: Handout, weeks: int, *, has_ticks: bool = False) -> _Around:
    return _Around(
        words=handout.phrases,
        second=handout.second,
        clinician=clinician_name(handout),
        pen=handout.plan.pen,
        is_open=is_open(handout),
        run_days=handout.plan.run_days,
        has_log=bool(weeks) and not (handout.is_section_sheet and handout.plan.pen is None),
        has_ticks=has_ticks,
        weeks=weeks,
        pain=handout.pain.card,
    )


def glance_rows(handout: Handout) -> tuple[GlanceRow, ...]:
    """Return the table's rows, one for each exercise."""
    around = _around(handout, 0)
    return tuple(_row(item, around) for item in handout.items)


@memo(1000, by_identity=("item",), own=lambda item, _: item.is_own)
def _row(item: PlannedExercise, around: _Around) -> GlanceRow:
    words = around.words
    frequency, says_dose = item.dose.frequency, around.pen in (None, "full")
    when = _beside_runs(item, around)
    return GlanceRow(
        number=item.number,
        name=item.name,
        change=_change(item, words),
        dose=dose_words.one_line(item.dose, words, item.means) if says_dose else "",
        how_often=dose_words.how_often_text(frequency, words) if says_dose else "",
        on_days=_on_days(item, around),
        thumb=_thumb(panels_of(item)),
        side=item.dose.side,
        week=_planned(item, is_open=around.is_open),
        is_open=around.is_open or frequency.at_most,
        before=joined(changes_said(item, words, whole_note=False)),
        is_own=item.is_own,
        when=when,
        when_said=words.log.marks[item.dose.when] if item.dose.when is not None and any(when) else "",
    )


def planned_week(item: PlannedExercise, handout: Handout) -> tuple[bool, ...]:
    """Return which days it may be done on: the planned ones, or all to choose from: at most so often, or a sheet to fill in by pen."""
    return _planned(item, is_open=is_open(handout))


def _planned(item: PlannedExercise, *, is_open: bool) -> tuple[bool, ...]:
    planned = DAYS if is_open else item.dose.frequency.open_days
    return tuple(day in planned for day in DAYS)


def is_open(handout: Handout) -> bool:
    """Return whether the days are chosen by hand."""
    return handout.is_section_sheet or handout.plan.pen in ("blank", "part")


def days_named(days: tuple[Day, ...], words: Phrases) -> str:
    """Return days by name: Mon · Wed · Fri, or every day."""
    if len(days) == len(DAYS):
        return words.dose.every_day.replace("**", "").capitalize()
    return " · ".join(day_name(day, words) for day in DAYS if day in days)


def _on_days(item: PlannedExercise, around: _Around) -> str:
    """Return the planned days by name; '' where the patient chooses them."""
    frequency = item.dose.frequency
    chosen = around.is_open or (frequency.at_most and frequency.days is None)
    words, when = around.words, item.dose.when
    beside = [words.log.marks[when]] if when is not None and any(_beside_runs(item, around)) else []
    return "" if chosen else " · ".join([days_named(frequency.week_days, words), *beside])


def _beside_runs(item: PlannedExercise, around: _Around) -> tuple[When | None, ...]:
    """Return for each day of the week whether it is done before or after a run then."""
    when = item.dose.when if item.dose.when != "rest-day" else None
    planned = _planned(item, is_open=around.is_open)
    return tuple(when if planned[at] and day in around.run_days else None for at, day in enumerate(DAYS))


def _change(item: PlannedExercise, words: Phrases) -> str:
    return "" if item.change is None else {"new": words.card.new, "changed": words.card.changed}[item.change]


def cards(handout: Handout, weeks: int, *, has_ticks: bool) -> Iterator[Card]:
    """Yield the cards in print order, with days to tick where no log asks for the same."""
    heads = {head.group: head for head in handout.groups}
    around = _around(handout, weeks, has_ticks=has_ticks)
    before, marked = None, next((item.number for item in handout.items if _shows_a_muscle(item)), None)
    for item in handout.items:
        yield _card(item, heads[item.group], _Place(item.group != before, item.number == marked), around)
        before = item.group


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a card stands among the others: the first of its group, the first whose picture shows a muscle."""

    first_of_group: bool
    first_with_muscle: bool


def _shows_a_muscle(item: PlannedExercise) -> bool:
    return item.picture is None and any(layer.kind == "muscle" for panel in panels_of(item) for layer in panel.layers)


def _picture(item: PlannedExercise, place: _Place, around: _Around) -> PictureFrame:
    words = around.words.card
    ask = fill(words.ask_to_show, clinician=around.clinician) if around.clinician else words.ask_to_show_without_name
    marks = words.muscles
    return PictureFrame(
        alt=item.for_flags.picture_alt or item.picture_alt,
        ask=ask,
        captions=(words.start, words.finish),
        photo=item.picture,
        panels=panels_of(item),
        side=item.dose.side,
        key=MuscleKey(marks.colour, marks.hatched, marks.text) if place.first_with_muscle else None,
    )


@memo(1000, by_identity=("item",), own=lambda item, *_: item.is_own)
def _card(item: PlannedExercise, head: GroupHead, place: _Place, around: _Around) -> Card:
    phrases = around.words
    words = phrases.card
    ticks = _ticks(item, around)
    return Card(
        id=item.id,
        number=item.number,
        group=item.group,
        group_name=head.name,
        group_line=head.line_of(item.id),
        first_of_group=place.first_of_group,
        name=item.name,
        purpose=item.purpose,
        picture=_picture(item, place, around),
        first=Labelled(words.first, item.first) if item.first and item.for_flags.has_first else None,
        start=Labelled(words.start, item.start),
        steps=item.steps,
        strip=_strip(item, around),
        rows=tuple(_rows(item, around)),
        note=_note(item, around),
        caution_label=words.caution,
        cautions=(*item.for_flags.words, *_usual_cautions(item), *([around.pain] if around.pain else [])),
        ticks=ticks,
        ticks_said=fill(words.ticks, days=", ".join(ticks)) if ticks else "",
        on_days=_on_days(item, around),
        continued=words.continued,
        change=_change(item, phrases),
        is_own=item.is_own,
        second=_second(item, around.second),
        video=Video(words.video, item.video.removeprefix("https://"), item.video) if item.video else None,
        log=_card_log(item, around),
        write_lines=_PEN_LINES if around.pen else 0,
        for_flags=len(item.for_flags.words),
        condition=" ".join(item.for_flags.condition),
    )


def _usual_cautions(item: PlannedExercise) -> Iterator[str]:
    """Yield the exercise's own cautions, without those that the words for flags say better."""
    return (text for at, text in enumerate(item.cautions) if at not in item.for_flags.replaced)


def _strip(item: PlannedExercise, around: _Around) -> DoseStrip:
    dose, words, means, pen = item.dose, around.words, item.means, around.pen
    return DoseStrip(
        dose_words.strip_cells(dose, words, means, pen),
        dose_words.strip_details(dose, words, pen),
        dose_words.strip_sentence(dose, words, means, pen),
    )


def _rows(item: PlannedExercise, around: _Around) -> Iterator[CardRow]:
    words = around.words
    labels = words.card
    yield from (CardRow("dose", said.head, said.text) for said in changes_said(item, words))
    for label, text in dose_words.extras(item.dose, item.ways, words, lift_first=item.lift_first):
        yield CardRow("dose", label, text)
    if around.pen is not None and item.dose.load is None:
        yield CardRow("dose", labels.load, "")
    if item.dose.when is not None and around.run_days:
        yield CardRow("dose", labels.run_days, _when(item, around)[item.dose.when])
    yield CardRow("feel", labels.feel, item.feel)
    yield CardRow("avoid", labels.avoid, item.avoid)
    if item.for_flags.has_easier:
        yield CardRow("easier", labels.easier, item.easier)
    if not item.for_flags.has_harder:
        return
    more = fill(labels.next_step, number=item.harder_number) if item.harder_number is not None else ""
    yield CardRow("harder", labels.harder, harder_line(item.harder, item.harder_when, words, more))


def _when(item: PlannedExercise, around: _Around) -> Mapping[When, str]:
    """Return the words for when beside a run it is done; others where it is planned on no day with one."""
    is_chosen = around.is_open or item.dose.frequency.at_most
    words = around.words.card
    return words.whens if is_chosen or any(_beside_runs(item, around)) else words.whens_if


def _note(item: PlannedExercise, around: _Around) -> Labelled | None:
    """Return the note under its head; a head alone on a sheet to write one on."""
    words, clinician = around.words.card, around.clinician
    if not item.note and around.pen is None:
        return None
    return Labelled(fill(words.note_from, clinician=clinician) if clinician and item.note else words.note, item.note or "")


def _second(item: PlannedExercise, second: Phrases | None) -> tuple[str, str] | None:
    """Return name, dose and how often in the clinician's language, and that language."""
    if second is None or item.second_name is None:
        return None
    often = dose_words.how_often_text(item.dose.frequency, second)
    parts = (item.second_name, dose_words.one_line(item.dose, second, item.means), often)
    return " · ".join(part for part in parts if part), second.language


def _card_log(item: PlannedExercise, around: _Around) -> CardLog | None:
    if not around.has_log:
        return None
    words = around.words
    titles = tuple(fill(words.log.week, n=week) for week in range(1, around.weeks + 1))
    return CardLog(words.card.log, titles, words.days_short, _planned(item, is_open=around.is_open))


def _ticks(item: PlannedExercise, around: _Around) -> tuple[str, ...]:
    """Return the days beside a card's tick boxes: the planned ones, or all seven to choose from; none beside a log."""
    if not around.has_ticks:
        return ()
    days = DAYS if around.is_open else item.dose.frequency.open_days
    return tuple(day_name(day, around.words, short=len(days) >= SHORT_NAMES_FROM) for day in days)
