"""A dose in words: for the strip on a card, for a line in a table, and as a sentence that is read aloud."""

from collections.abc import Iterator
from dataclasses import replace

from handouts.library.content import Ways
from handouts.library.dose import MINUTE_S, Dose, Effort, Frequency, Load, Means, Pen, Tempo
from handouts.library.language.dose_phrases import SideMeaning
from handouts.library.language.language import fill, plural
from handouts.library.language.phrases import Phrases
from handouts.library.typed import Count, Span, highest
from handouts.storing.values import dataclass

PLAIN = Means()


@dataclass(frozen=True, slots=True)
class Cell:
    """One large cell of the dose strip."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of the strip's second row, its value between `**`; or its label alone, with a line to write on."""

    text: str
    to_fill: bool = False


def strip_cells(dose: Dose, phrases: Phrases, means: Means = PLAIN, pen: Pen | None = None) -> tuple[Cell, ...]:
    """Return the large cells of a strip; on a sheet to fill in by pen some or all have no value."""
    strip = cells(dose, phrases, means)
    if pen == "blank":
        several = cells(replace(dose, sets=2, reps=dose.reps and 2), phrases, replace(means, side=None))
        return tuple(Cell("", cell.label) for cell in several)
    if pen == "part" and dose.side == "each":
        return (*strip[:-1], Cell("", strip[-1].label))
    return strip


def strip_details(dose: Dose, phrases: Phrases, pen: Pen | None = None) -> tuple[Detail, ...]:
    """Return the second row of a strip; on a sheet to fill in by pen, days a week and all of a blank one are left open."""
    words = phrases.pen
    if pen == "blank":
        return tuple(Detail(label, to_fill=True) for label in (phrases.dose.rest, words.days_a_week, phrases.dose.effort))
    if pen == "part":
        rest, effort = map(Detail, _rest(dose, phrases)), map(Detail, _effort(dose, phrases))
        return (*rest, Detail(words.days_a_week, to_fill=True), *effort)
    return tuple(map(Detail, details(dose, phrases)))


def cells(dose: Dose, phrases: Phrases, means: Means = PLAIN) -> tuple[Cell, ...]:
    """Return the large cells in their fixed order: sets, repeats or time, hold, side."""
    words = phrases.dose
    strip = [Cell(count_text(dose.sets, phrases), plural(words.sets, highest(dose.sets), phrases.language))]
    if dose.reps is not None:
        strip.append(Cell(count_text(dose.reps, phrases), plural(words.reps, highest(dose.reps), phrases.language)))
    if dose.time_s is not None:
        strip.append(Cell(duration(dose.time_s, phrases), words.time))
    if dose.hold_s is not None:
        strip.append(Cell(duration(dose.hold_s, phrases), words.hold))
    if means.directions > 1:
        is_hold = strip[1].label == words.hold
        strip[1] = Cell(strip[1].value, fill(words.amount_each_way, what=words.hold) if is_hold else words.each_way)
    side, meaning = phrases.sides.of(dose.side), _meaning(dose, phrases, means)
    return (*strip, Cell(side.large, meaning.label if meaning else side.label))


def _meaning(dose: Dose, phrases: Phrases, means: Means) -> SideMeaning | None:
    """Return the words for what the side is, where the dose names one side."""
    return phrases.side_means[means.side] if means.side is not None and dose.side in ("left", "right") else None


def _side(dose: Dose, phrases: Phrases, means: Means, usual: str) -> str:
    """Return the side in words: stand on LEFT; as usual, where nothing is known of it."""
    meaning = _meaning(dose, phrases, means)
    return fill(meaning.text, side=phrases.sides.of(dose.side).large) if meaning else usual


def details(dose: Dose, phrases: Phrases) -> tuple[str, ...]:
    """Return the second row of the strip, values between `**`: rest, how often, effort; what is not set is left out."""
    return (*_rest(dose, phrases), *how_often(dose.frequency, phrases), *_effort(dose, phrases))


def _rest(dose: Dose, phrases: Phrases) -> Iterator[str]:
    if dose.rest_s:
        yield f"{phrases.dose.rest} **{duration(dose.rest_s, phrases)}**"


def _effort(dose: Dose, phrases: Phrases) -> Iterator[str]:
    if dose.effort is not None:
        yield f"{phrases.dose.effort} **{effort_text(dose.effort, phrases)}**"


def extras(dose: Dose, ways: Ways | None, phrases: Phrases, *, lift_first: bool = False) -> tuple[tuple[str, str], ...]:
    """Return label and text of what the strip has no cell for: the pace and the load."""
    rows = []
    if dose.tempo is not None:
        rows.append((phrases.card.pace, tempo_text(dose.tempo, ways, phrases, lift_first=lift_first)))
    if dose.load is not None:
        rows.append((phrases.card.load, load_text(dose.load, phrases)))
    return tuple(rows)


def one_line(dose: Dose, phrases: Phrases, means: Means = PLAIN) -> str:
    """Return the dose as a line of a table: 2 sets · 30 s hold · 8 kg · stand on LEFT."""
    load = [load_text(dose.load, phrases)] if dose.load is not None else []
    return " · ".join([*amounts(dose, phrases, means), *load, _side(dose, phrases, means, phrases.sides.of(dose.side).short)])


def how_often_text(frequency: Frequency, phrases: Phrases) -> str:
    """Return how often as plain text: 5 days a week."""
    return ", ".join(how_often(frequency, phrases)).replace("**", "")


def sentence(dose: Dose, phrases: Phrases, means: Means = PLAIN) -> str:
    """Return the dose as it is read aloud: 3 sets, 30 s hold, stand on LEFT, rest 15 s, 5 days a week, effort mild."""
    parts = [*amounts(dose, phrases, means), _side(dose, phrases, means, phrases.sides.of(dose.side).sentence)]
    return ", ".join([*parts, *(detail.replace("**", "") for detail in details(dose, phrases))])


def strip_sentence(dose: Dose, phrases: Phrases, means: Means = PLAIN, pen: Pen | None = None) -> str:
    """Return the strip as it is read aloud: what is printed, then what is left to fill in."""
    if pen not in ("blank", "part"):
        return sentence(dose, phrases, means)
    strip, small = strip_cells(dose, phrases, means, pen), strip_details(dose, phrases, pen)
    printed = [f"{cell.value} {cell.label}" for cell in strip if cell.value]
    printed += [detail.text.replace("**", "") for detail in small if not detail.to_fill]
    left = [cell.label for cell in strip if not cell.value] + [detail.text for detail in small if detail.to_fill]
    return ", ".join([*printed, fill(phrases.pen.to_fill, what=", ".join(left))])


def amounts(dose: Dose, phrases: Phrases, means: Means) -> list[str]:
    """Return each amount with its word; a time says itself what it is."""
    counted = cells(dose, phrases, means)[:-1]
    return [cell.value if cell.label == phrases.dose.time else f"{cell.value} {cell.label}" for cell in counted]


def how_often(frequency: Frequency, phrases: Phrases) -> Iterator[str]:
    """Yield how many days a week and how many times a day, values between `**`."""
    count = len(frequency.week_days)
    days = phrases.dose.every_day if count == 7 else plural(phrases.dose.days_a_week, count, phrases.language)
    if frequency.at_most:
        days = phrases.dose.up_to_daily if count == 7 else fill(phrases.dose.up_to, days=days)
    yield days
    if frequency.per_day > 1:
        yield plural(phrases.dose.times_a_day, frequency.per_day, phrases.language)


def duration(seconds: int, phrases: Phrases) -> str:
    """Return a time as 45 s, or 2 min when it is whole minutes from 2 up."""
    if seconds >= 2 * MINUTE_S and seconds % MINUTE_S == 0:
        return fill(phrases.dose.minutes, n=seconds // MINUTE_S)
    return fill(phrases.dose.seconds, n=seconds)


def effort_text(effort: Effort, phrases: Phrases) -> str:
    """Return the effort as 6 of 10, 5 to 6 of 10 or a word."""
    if effort.word is not None:
        return phrases.dose.effort_words[effort.word]
    amount = str(effort.low) if effort.low == effort.high else fill(phrases.dose.range, low=effort.low, high=effort.high)
    return fill(phrases.dose.of_ten, n=amount)


def tempo_text(tempo: Tempo, ways: Ways | None, phrases: Phrases, *, lift_first: bool = False) -> str:
    """Return the tempo in words, moments of no time left out: 3 s down, 1 s up."""
    words = phrases.dose
    first, back = (ways.first, ways.back) if ways else (words.down, words.up)
    parts = [(tempo.lower_s, first), (tempo.pause_low_s, words.still), (tempo.lift_s, back), (tempo.pause_high_s, words.still)]
    if lift_first:
        parts = parts[2:] + parts[:2]
    return ", ".join(fill(words.pace, n=seconds, way=way) for seconds, way in parts if seconds)


def load_text(load: Load, phrases: Phrases) -> str:
    """Return the load in words."""
    if load.unit == "body_weight":
        return phrases.dose.body_weight
    if load.unit == "band":
        return fill(phrases.dose.band, colour=load.amount)
    return fill(phrases.dose.weight, amount=load.amount, unit=load.unit)


def count_text(count: Count, phrases: Phrases) -> str:
    """Return a number, or a range of them: 8 to 12."""
    return fill(phrases.dose.range, low=count.low, high=count.high) if isinstance(count, Span) else str(count)
