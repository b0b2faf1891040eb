"""The fixed wording of one language, as data: every word the program prints of its own.

`content/shared/en-GB.yaml` is read into a `Phrases`; `handouts.library.language.language` fills its slots and chooses its plurals.
"""

from dataclasses import field
from typing import Annotated, Any, ClassVar

from annotated_types import MaxLen, MinLen

from handouts.library.content import Contraindication, Group
from handouts.library.dose import EffortWord, SideMeans, When
from handouts.library.flags import FlagId
from handouts.library.forms import Equipment, Position
from handouts.library.language.dose_phrases import DoseWords, PenWords, Plural, SideMeaning, Sides
from handouts.library.language.pain_phrases import PainWords, RunWords
from handouts.reading.models import STRICT, Help, Line, Name, Prose, SomeKeys, Word
from handouts.storing.values import dataclass

Seven = Annotated[tuple[Word, ...], MinLen(7), MaxLen(7)]
Twelve = Annotated[tuple[Word, ...], MinLen(12), MaxLen(12)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """Titles and running words of a sheet."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    title: Word
    section_title: Word
    example_clinic: Word
    name: Word
    reference: Word
    physio: Word
    given: Word
    next_visit: Word
    side: Word
    main_message: Annotated[Plural, Help("{n}, and {fine}: the highest number of pain that is fine")]
    main_message_pain_free: Plural
    main_message_as_told: Annotated[Plural, Help("where no number of pain is said")]
    section_message: Line
    page: Annotated[str, Help("{n} and {total}")]
    overleaf: Word
    version: Annotated[str, Help("{version}")]
    review_by: Annotated[str, Help("{month}")]
    initials_reference: Annotated[str, Help("{initials} and {reference}")]
    summary: Annotated[str, Help("{section}; beside the clinic's name at the head of a summary")]
    summary_notice: Annotated[Line, Help("{code}")]
    labels: Annotated[
        dict[Name, Word], Help("what more of a plan stands among the patient's fields: its key, and the label over it"), SomeKeys()
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceKey:
    """What the marks of the week on page 1 mean."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    planned: Annotated[Word, Help("a dot")]
    open: Annotated[Word, Help("a box")]
    run: Annotated[Word, Help("a ring")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceWords:
    """The table on page 1."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    section_head: Word
    exercise: Word
    how_often: Word
    planned: Word
    budget: Annotated[str, Help("{exercises}, {minutes} and {days}: what a day takes, and on how many days of the week there is something")]
    budget_exercises: Plural
    budget_minutes: Annotated[Plural, Help("{n}: of each day with exercises, where all take as long")]
    budget_most: Annotated[Plural, Help("{n}: of the longest day")]
    budget_days: Plural
    equipment: Word
    no_equipment: Word
    runs: Word
    run: Word
    weight: Annotated[str, Help("{weight}: 8 kg, among what is needed")]
    key: Annotated[GlanceKey, Help("what the marks of the week mean, where there are others than planned days")]
    stopped: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToUseWords:
    """How to use the sheet; the last sentences depend on whether it has a log."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    text: Annotated[Prose, Help("{soreness}: sore muscles are no pain, where the pain guide does not say so")]
    log: Annotated[Line, Help("on a sheet with a log")]
    no_log: Annotated[Line, Help("on a sheet without one")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPlanWords:
    """The runner's own lines."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    goal: Word
    when_where: Word
    barrier: Word
    confidence: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxWords:
    """A box of lines to write on, beside `my_plan`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    lines: Annotated[tuple[Word, ...], MinLen(1), MaxLen(6), Help("what stands before each line")]
    circle: Annotated[str, MaxLen(60), Help("a question whose answer is circled, 0 to 10")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWords:
    """The heads and leads of the two-tier stop box; its signs belong to the catalogue and the sections."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    urgent_head: Word
    urgent_call: Annotated[str, Help("{number} and {place}")]
    soon_head: Word
    soon_call: Annotated[str, Help("{phone} and {out_of_hours}")]
    soon_call_without_phone: Annotated[Line, Help("{out_of_hours}")]
    soon_lead_all: Annotated[Word, Help("stands in bold above the signs that stop running and the exercises")]
    soon_lead_run: Annotated[Word, Help("stands in bold above the signs that stop runs and jumps alone")]
    soon_lead_exercises: Annotated[Word, Help("stands in bold above all signs of those whose flags rule out runs, where the plan has none")]
    out_of_hours: Annotated[Word, Help("where neither clinic nor country says what to do when the clinic is closed")]
    tell_us_head: Annotated[Word, Help("above a clinic's own text")]
    tell_us_about_head: Annotated[Word, Help("above the fragments of the catalogue")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleWords:
    """The key to the coloured muscles, under the first picture: a mark, then what it marks."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    colour: Annotated[Word, Help("the mark in colour, read aloud with the text behind it")]
    hatched: Annotated[Word, Help("the mark in grey print, read aloud with the text behind it")]
    text: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWords:
    """The labels of a card."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    first: Annotated[Word, Help("stands before what must be true before an exercise is done at all")]
    start: Word
    finish: Word
    feel: Word
    avoid: Word
    easier: Word
    harder: Word
    harder_line: Annotated[Line, Help("{harder}: a sentence or two; {when}: when to go on to it, with its full stop")]
    next_step: Annotated[Line, Help("{number} of the harder exercise, when it is on the same sheet")]
    new: Word
    changed: Word
    before: Annotated[Word, Help("stands before the dose of the earlier plan")]
    continued: Word
    log: Word
    video: Word
    run_days: Word
    whens: dict[When, Line]
    whens_if: Annotated[dict[When, Line], Help("where none of its days is a run day")]
    pace: Word
    load: Word
    note_from: Annotated[str, Help("{clinician}")]
    note: Word
    caution: Word
    cleared: Annotated[Line, Help("the first caution of an exercise that is not for a flag of the patient, and is given for a reason")]
    ticks: Annotated[str, Help("{days}; read aloud for the row of boxes")]
    ask_to_show: Annotated[str, Help("{clinician}")]
    ask_to_show_without_name: Line
    notes_head: Word
    muscles: MuscleWords


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceWords:
    """What has changed since an earlier plan."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    change: Annotated[str, Help("{before} and {now}: 2 sets, now 3")]
    nothing: Annotated[str, Help("{what}: no load")]
    none: Word
    any_time: Annotated[Word, Help("in place of before your run, after your run")]
    quoted: Annotated[str, Help("{note}: the note of an exercise")]
    below: Annotated[Word, Help("in place of a note that stands below on the card")]
    usual: Annotated[Word, Help("how an exercise is done without a flag")]
    care: Annotated[str, Help("{flags}: for which a card had words of care")]
    take_care: Annotated[str, Help("{flags}: for which a card now has words of care; stands after the word for new")]
    runs: Annotated[Line, Help("{days} of the earlier plan")]
    no_runs: Line
    renumbered: Annotated[Line, Help("{old} and {new}: a stage of the return to running")]
    pain: Annotated[Line, Help("{fine} and {settled} of the earlier pain guide")]
    pain_ok: Annotated[Line, Help("{fine}, {ok} and {settled} of the earlier pain guide")]
    pain_said: Annotated[Line, Help("{short}: the earlier pain guide, where it had no numbers")]
    pain_message: Annotated[Line, Help("added to the main message")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogWords:
    """The log."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    intro: Line
    scale: Annotated[Line, Help("stands after what to write in the circle")]
    week: Annotated[str, Help("{n}")]
    worst_pain: Word
    questions: Word
    marks: Annotated[dict[When, Word], Help("what a bar at the left (before-run) or right (after-run) of a box means")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A head with one sentence."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortGuide:
    """What the efforts on the cards mean; **words** between two stars are bold. Only what a sheet uses is printed."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    numbers: Annotated[Line, Help("where an effort is a number, 0 to 10")]
    words: Annotated[dict[EffortWord, Line], Help("where an effort is this word")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressWords:
    """When to make it harder."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    steps: Annotated[tuple[Step, ...], MinLen(2), MaxLen(4), Help("{pain}: how much pain it may bring")]
    some: Annotated[Line, Help("added to the last step where a card names no harder way, for a flag of the patient")]
    none: Annotated[Step, Help("in place of the steps where no card names one")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicWords:
    """The labels of an education topic."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    about: Annotated[str, Help("{section}")]
    known: Word
    not_known: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWords:
    """The foot of the last page."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    contact_head: Word
    booking: Word
    formats: Line
    made_for: Annotated[str, Help("{name} and {clinician}")]
    made_for_without_clinician: Annotated[str, Help("{name}")]
    advice: Line
    issued: Annotated[str, Help("{month}")]
    owner: Annotated[str, Help("{owner}")]
    content: Annotated[str, Help("{hash}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """The message a sheet is sent with; nothing clinical, no names."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    subject: Annotated[Word, Help("{clinic}")]
    body: Annotated[tuple[Prose, ...], MinLen(1), MaxLen(12), Help("a list of paragraphs; {clinic}, {phone} and {web}")]
    locked: Annotated[Line, Help("added where the PDF opens with a passphrase")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWords:
    """The record for the patient's file."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Annotated[Line, Help("{section} and {date}")]
    undated: Annotated[Line, Help("{section}")]
    advice: Annotated[Line, Help("what the sheet tells every patient")]
    cleared: Annotated[Line, Help("{exercise}, {flags} and {reason}: given in spite of flags of the patient")]
    on_record: Annotated[Line, Help("{exercise} and {reason}: given for a reason that is no flag of the patient")]
    care: Annotated[Line, Help("{flags}: for which the cards carry words")]
    pain: Annotated[Line, Help("{kind} and {short}: which pain rule the sheet has")]
    sheet: Annotated[Line, Help("{code}, {version} and {hash}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """All fixed wording of one language."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    language: Annotated[str, MinLen(2), MaxLen(12)]
    name: Word
    months: Twelve
    date: Annotated[str, Help("{day}, {month} and {year}")]
    month: Annotated[str, Help("{month} and {year}")]
    days: Seven
    days_short: Seven
    list_and: Word
    sides: Sides
    side_means: dict[SideMeans, SideMeaning]
    groups: dict[Group, Word]
    positions: dict[Position, Word]
    equipment: dict[Equipment, Word]
    flags: dict[FlagId, Word]
    care_words: Annotated[dict[FlagId, Line], Help("for the card of an exercise that only lists a flag, without words of its own")]
    contraindications: dict[Contraindication, Line]
    sheet: SheetWords
    glance: GlanceWords
    how_to_use: HowToUseWords
    how_to_use_section: HowToUseWords
    my_plan: MyPlanWords
    stop: StopWords
    pain: PainWords
    effort: EffortGuide
    card: CardWords
    dose: DoseWords
    pen: PenWords
    since: SinceWords
    log: LogWords
    progress: ProgressWords
    topic: TopicWords
    end: EndWords
    return_to_run: RunWords
    mail: MailWords
    note: NoteWords
    body_maps: Annotated[dict[Word, Word], Help("what stands beside a muscle on a body map"), SomeKeys()] = field(default_factory=dict)
    boxes: Annotated[dict[Name, BoxWords], Help("boxes to write on, by their part of page 1"), SomeKeys()] = field(default_factory=dict)
