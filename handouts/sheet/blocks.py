"""The blocks of a sheet, in reading order: what it says, without where it stands.

`handouts.sheet.compose.sheet` makes them from a handout, `handouts.sheet.place.pages` sets them on pages. Texts are final; a part in
`**stars**` is ours and printed strong, texts from users are never marked up.
"""

from collections.abc import Mapping
from typing import Literal

from handouts.figure.drawing import Drawing
from handouts.library.body_maps import NamedMap
from handouts.library.content import Group
from handouts.library.dose import When
from handouts.library.language.dose_words import Cell, Detail
from handouts.library.logo import Logo
from handouts.sheet.log_blocks import CardLog, LogBlock, RunDays
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The clinic at the top of page 1."""

    name: str
    line: str
    logo: Logo | None


@dataclass(frozen=True, slots=True)
class Masthead:
    """Clinic, title and patient in two lines: the head of a summary."""

    logo: Logo | None
    title: str
    subtitle: str
    facts: tuple[str, ...]
    to_write: tuple[str, ...] = ()
    """Labels of what is written on by hand."""


@dataclass(frozen=True, slots=True)
class PatientBlock:
    """Label and value of each field, and the side; an empty value is written by hand, an empty side chosen from `sides`."""

    fields: tuple[tuple[str, str], ...]
    side: tuple[str, str] | None
    sides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A head, or a label, with its text."""

    head: str
    text: str


WeekMark = Literal["planned", "open", "run", "before-run", "after-run"]


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One exercise of the table: its week is seven planned-or-not days; `change` says what is new since an earlier plan.

    Where `is_open`, no day is planned: the patient marks those on which it is done.
    """

    number: int
    name: str
    change: str
    dose: str
    how_often: str
    on_days: str
    thumb: Drawing | None
    side: str
    week: tuple[bool, ...]
    is_open: bool = False
    before: Labelled | None = None
    """What it was in the earlier plan, where it has changed."""
    is_own: bool = False
    """Whether it says words of one patient's own."""
    when: tuple[When | None, ...] = (None,) * 7
    """On which of its days it is done before or after a run."""
    when_said: str = ""
    """What that mark means, read aloud with each of these days."""

    def __hash__(self) -> int:
        """Hash without the drawing, which is long; equal hashes are compared."""
        return hash((self.number, self.name, self.dose, self.side, self.week, self.before))


@dataclass(frozen=True, slots=True)
class GlanceGroup:
    """Rows under the head of their group; a plan's table has one without a head."""

    name: str
    line: str
    intro: tuple[str, ...]
    rows: tuple[GlanceRow, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """The table of exercises; `days` head seven columns, or are empty for a section sheet."""

    head: str
    budget: str
    exercise_head: str
    often_head: str
    days: tuple[str, ...]
    planned: str
    groups: tuple[GlanceGroup, ...]
    runs: "RunDays | None" = None
    stopped: "Labelled | None" = None
    changed: "Labelled | None" = None
    """What of the runs is otherwise than in the earlier plan."""
    to_mark: bool = False
    """Whether the days are marked by hand."""
    key: tuple[tuple[WeekMark, str], ...] = ()
    """What the marks of the week mean, where there are others than planned days."""


@dataclass(frozen=True, slots=True)
class WriteOn:
    """A box of lines to write on, labels with what already stands on them, and what its 0 to 10 to circle asks, if anything."""

    head: str
    lines: tuple[tuple[str, str], ...]
    circle: str


@dataclass(frozen=True, slots=True)
class SignList:
    """Signs under a lead that says in bold what to stop, or whom to call."""

    lead: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """One half of the stop box."""

    head: str
    call: str
    lists: tuple[SignList, ...]
    solid: bool

    @property
    def signs(self) -> tuple[str, ...]:
        """Every sign of the tier."""
        return tuple(sign for one in self.lists for sign in one.signs)


@dataclass(frozen=True, slots=True)
class StopBox:
    """The two tiers of signs that need help, not exercise."""

    urgent: Tier
    soon: Tier
    calls: tuple[Tier, ...] = ()
    """Whom patients with some flags call at once, with the signs for it; they stand between the two tiers."""
    at_once: str = ""
    """What sends to someone else at once, on a line under the box."""


@dataclass(frozen=True, slots=True)
class TellUs:
    """What to tell the clinic; without a text, nothing."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class PainZone:
    """Numbers, the word that names them, and what to do."""

    low: int
    high: int
    word: str
    advice: str
    said: str


@dataclass(frozen=True, slots=True)
class PainGuide:
    """Zones from no pain up, without zones the text alone; and all of it in a line."""

    head: str
    zones: tuple[PainZone, ...]
    text: str
    short: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class DoseStrip:
    """Large cells, a row of details, and the whole as a sentence; what has no value is written in by hand."""

    cells: tuple[Cell, ...]
    details: tuple[Detail, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class MuscleKey:
    """What the marked muscles of the pictures are: the name of the mark in colour and in grey print, and what it marks."""

    colour: str
    hatched: str
    text: str


@dataclass(frozen=True, slots=True)
class PictureFrame:
    """What the picture shows, in words, its captions, and a photo or the panels of a drawing, where there is one."""

    alt: str
    ask: str
    captions: tuple[str, str]
    photo: Logo | None
    panels: tuple[Drawing, ...]
    side: str
    key: MuscleKey | None = None
    """Under the first picture of a sheet that shows a muscle."""

    def __hash__(self) -> int:
        """Hash without the drawings, which are long; equal hashes are compared."""
        return hash((self.alt, self.captions, self.side))


@dataclass(frozen=True, slots=True)
class CardRow:
    """A labelled row under the dose strip; `key` names it for the fit ladder."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Video:
    """A video of the exercise: what to do, its address as printed and as followed."""

    label: str
    shown: str
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """One exercise. `second` is its name and dose in the clinician's language, with that language's code."""

    id: str
    number: int
    group: Group
    group_name: str
    group_line: str
    first_of_group: bool
    name: str
    purpose: str
    picture: PictureFrame
    first: Labelled | None
    """What must be true before it is done at all: stands before start and steps, whichever of them a layout prints."""
    start: Labelled
    steps: tuple[str, ...]
    strip: DoseStrip
    rows: tuple[CardRow, ...]
    note: Labelled | None
    caution_label: str
    cautions: tuple[str, ...]
    ticks: tuple[str, ...]
    ticks_said: str
    on_days: str
    continued: str
    change: str = ""
    is_own: bool = False
    """Whether it says words of one patient's own."""
    second: tuple[str, str] | None = None
    video: Video | None = None
    log: CardLog | None = None
    write_lines: int = 0
    for_flags: int = 0
    """So many of its cautions, the first ones, are for the flags of the patient."""
    condition: str = ""
    """What must be true for the patient's flags before it is done at all; stands under its name, marked like the cautions."""

    def __hash__(self) -> int:
        """Hash by what most cards differ in; equal hashes are compared."""
        return hash((self.number, self.name, self.strip.sentence, self.note.text if self.note else "", self.change))


@dataclass(frozen=True, slots=True)
class TopicBlock:
    """One education topic."""

    id: str
    eyebrow: str
    title: str
    key: str
    paragraphs: tuple[str, ...]
    act: str | None
    known: tuple[str, tuple[str, ...]]
    not_known: tuple[str, tuple[str, ...]]
    maps: tuple[NamedMap, ...] = ()


@dataclass(frozen=True, slots=True)
class RunWalkTable:
    """The return to running: when to start, rules, stages with boxes to tick, and what to do after them, in lists with heads.

    The first column of a stage is its number, and the last has the boxes.
    """

    head: str
    start: str
    rules: tuple[str, ...]
    weeks: str
    columns: tuple[str, ...]
    stages: tuple[tuple[str, ...], ...]
    times: int
    lists: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the clinic; `links` are (label, shown, address)."""

    head: str
    phone: tuple[str, str] | None
    links: tuple[tuple[str, str, str], ...]
    lines: tuple[str, ...]
    code: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class LastPage:
    """What closes a sheet."""

    progress_head: str
    progress: tuple[Labelled, ...]
    contact: Contact
    formats: str
    closing: str
    control: str


@dataclass(frozen=True, slots=True)
class Running:
    """Head and feet of every page."""

    clinic: str
    logo: Logo | None
    title: str
    side: str
    left: str
    centre: str
    page: str
    overleaf: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet, in reading order."""

    title: str
    subtitle: str
    author: str
    language: str
    running: Running
    letterhead: Letterhead
    masthead: Masthead
    notice: str
    patient: PatientBlock
    message: str
    glance: Glance
    equipment: Labelled
    how_to_use: Labelled
    boxes: Mapping[str, WriteOn]
    """Boxes to write on by their part of page 1; none on a section sheet."""
    stop: StopBox
    pain: PainGuide | None
    effort: Labelled
    tell_us: TellUs
    cards: tuple[Card, ...]
    notes_head: str
    topics: tuple[TopicBlock, ...]
    log: LogBlock | None
    run_walk: RunWalkTable | None
    last: LastPage
