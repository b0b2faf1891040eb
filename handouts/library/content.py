"""The content: body sections with their education topics and exercises, written once, checked on reading.

`content/*.yaml` hold a section each; `content/shared/` holds what all sections share: sources, countries, and one file of
fixed wording for each language. A clinic's own folder of the same shape adds to it or replaces parts of it by id.
"""

import re
from collections.abc import Collection
from dataclasses import field, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args
from urllib.parse import urlsplit

from annotated_types import Ge, Le, MaxLen, MinLen

from handouts.errors import near_miss
from handouts.library.dose import Dose, DoseChange, Means, OneRepeat, SideMeans, change_dose
from handouts.library.flags import FLAGS, FlagId, FlagJudgement, lacks_words, listed
from handouts.library.forms import Equipment, Form, Picture, Position, Texts
from handouts.library.standards import CheckId
from handouts.reading.models import STRICT, FaultsError, Help, Id, Line, Name, OneOrMany, Prose, Shorthand, Written
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from handouts.reading.yamlfile import DataPath

Group = Literal["mobility", "stability", "strength"]
GROUPS: tuple[Group, ...] = get_args(Group)
PainKindId = Literal["usual", "heel-tendon", "kneecap", "kneecap-tendon", "bone-stress", "as-told"]
"""Which pain rule a sheet has (handouts.library.pain.rule)."""
Condition = Literal[
    "blood-clot",
    "cannot-stand-on-one-leg",
    "dizziness",
    "fracture",
    "infection",
    "myositis-ossificans",
    "new-weakness-or-numbness",
    "open-wound",
    "swollen-ankle-sprain",
]
Contraindication = Literal[Condition, FlagId]
Grade = Annotated[
    Literal["A", "B", "C", "D"],
    Help("A trial of this kind of dose; B guideline or close relative; C laboratory or EMG only; D common practice"),
]
Day2000 = Annotated[date, Ge(date(2000, 1, 1)), Le(date(2100, 12, 31))]
NO_CHANGE, ONE_MOVE = DoseChange(), OneRepeat()


def is_id(text: str) -> bool:
    """Return whether a text is an id: lower-case words joined by hyphens, and no sentence."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def _web(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?", parts.netloc)
    except ValueError:
        good = None
    if not good or len(text) > 100 or not re.fullmatch(r"[!-~]+", text) or re.search(r'[<>"\\^`{|}]', text):
        raise ValueError("write an https address without spaces, such as clinic.example/book")
    return address


Web = Annotated[str, Written(_web, r"^(https://)?[!-~]+$", ("clinic.example/book",))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who signed the text; `reviewed_by: null` until a physiotherapist has."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    reviewed_by: Name | None
    reviewed_on: Day2000 | None = None
    judged: Annotated[tuple[CheckId, ...], Help("checks that the reviewer has judged; handouts check --review lists them")] = ()
    of: Annotated[str | None, MinLen(8), MaxLen(8), Help("digest of what was signed; handouts check --review tells it")] = None

    def __post_init__(self) -> None:
        """Refuse a signature without its date, and judgements that nobody signs."""
        if (self.reviewed_by is None) != (self.reviewed_on is None):
            raise ValueError("review: write both reviewed_by and reviewed_on, or reviewed_by: null alone")
        if self.reviewed_by is None and (self.judged or self.of):
            raise ValueError("review: judged and of go with reviewed_by and reviewed_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How well the dose is supported: a grade, one plain account of why, and the keys of its sources."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    grade: Grade
    text: Prose
    sources: Annotated[tuple[Id, ...], MinLen(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscles:
    """The muscles that work or are stretched."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    main: Annotated[Texts, MinLen(1)]
    also: Texts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What the two ways of a movement are called where they are not down and up: out and back, bend and straighten."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    first: Annotated[str, MinLen(1), MaxLen(20), Help("the first number of the tempo: out")]
    back: Annotated[str, MinLen(1), MaxLen(20), Help("the third number of the tempo: back")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One movement with its card. Texts may carry the slots of `handouts.library.language.language`, such as {side}."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    name: Name
    short_name: Annotated[str, MinLen(1), MaxLen(22), Help("for the log, at most 22 letters")]
    formal_name: Name
    aliases: tuple[Name, ...] = ()
    group: Group
    purpose: Line
    muscles: Muscles
    equipment: Annotated[tuple[Equipment, ...], Help("what must be there; [] for nothing")]
    position: Position
    first: Annotated[
        Line | None, Help("what must be true before it is done at all; printed before start and steps, after the word Ready")
    ] = None
    start: Line
    steps: Annotated[Texts, MinLen(3), MaxLen(6)]
    dose: Dose
    one_repeat: Annotated[OneRepeat, Help("what one repeat is, where it is not one movement; counts for the minutes")] = ONE_MOVE
    side_means: Annotated[SideMeans | None, Help("what the side of the dose is: the leg to stand on, to lift, ...; printed with it")] = None
    ways: Annotated[Ways | None, Help("what the pace line calls the two ways, where not down and up")] = None
    lift_first: Annotated[bool, Help("true where the movement starts with the way up; the pace line then says it first")] = False
    feel: Line
    avoid: Line
    easier: Line
    easier_exercise: Id | None = None
    harder: Line
    harder_exercise: Id | None = None
    progress_when: Annotated[Line, Help("when to go on to harder: small letter first, full stop last; printed behind harder")]
    precautions: Annotated[Texts, MinLen(1), MaxLen(4), Help("take care, may still do; printed on the card")]
    flags: Annotated[
        dict[FlagId, FlagJudgement], Help("what it is for patients with each of the nine flags; one left out is not judged")
    ] = field(default_factory=dict)
    care_flags: Annotated[tuple[FlagId, ...], Help("the older form of flags: care, with general words on the card")] = ()
    contraindications: Annotated[tuple[Contraindication, ...], Help("do not do unless cleared; a flag here is 'no'")] = ()
    picture: Picture
    forms: Annotated[
        dict[Id, Form],
        MaxLen(6),
        Help("for flags, by the id of their drawing; where flags ask for several, the last one"),
    ] = field(default_factory=dict)
    video: Annotated[Web | None, Help("a video of it: an https address, printed with a code to scan")] = None
    names: Annotated[dict[str, Name], Help("its name in other languages, by code, for bilingual sheets")] = field(default_factory=dict)
    evidence: Evidence
    review: Review = field(repr=False)  # no part of what is printed, so that a signature makes no sheet out of date

    @property
    def means(self) -> Means:
        """What the side and the repeats of its dose mean."""
        return Means(self.side_means, self.one_repeat.directions)

    def __post_init__(self) -> None:
        """Refuse a flag that is judged twice, each time otherwise, and one whose picture nobody describes."""
        faults: list[tuple[DataPath, str]] = []
        for flag, cell in self.flags.items():
            for key, level, flags in (("care_flags", "care", self.care_flags), ("contraindications", "no", self.contraindications)):
                if flag in flags and cell.level != level:
                    faults.append((("flags", flag, "level"), f"is {cell.level}, but {key} lists {flag} too; keep one of the two"))
            lacking = lacks_words(cell)
            if lacking is not None:
                faults.append((("flags", flag), lacking))
            if cell.form is not None and cell.form not in self.forms:
                named = f"no form '{cell.form}' here{near_miss(cell.form, self.forms)}; write 'forms: {{{cell.form}: ...}}'"
                faults.append((("flags", flag, "form"), f"{named} with what it shows, its start and its steps"))
        if faults:
            raise FaultsError(faults)

    def form_for(self, flags: Collection[FlagId]) -> str | None:
        """Return the form that the words for some flags ask for: the last one that stands here, which holds for all before it."""
        asked = {cell.form for flag in flags if (cell := self.judged(flag)) is not None and cell.level == "care"}
        return next((name for name in reversed(self.forms) if name in asked), None)

    def done_for(self, flags: Collection[FlagId]) -> "Exercise":
        """Return the exercise as it is done by a patient with some flags: itself, or with the texts of the form they ask for."""
        name = self.form_for(flags)
        return _in_form(self, name) if name is not None else self

    def judged(self, flag: FlagId) -> FlagJudgement | None:
        """Return what this exercise is for patients with a flag; None where nobody has judged it."""
        if flag in self.flags:
            return self.flags[flag]
        if flag in self.contraindications:
            return listed("no", flag)
        return listed("care", flag) if flag in self.care_flags else None

    @property
    def unjudged(self) -> tuple[FlagId, ...]:
        """The flags for which nobody has judged it."""
        return tuple(flag for flag in FLAGS if self.judged(flag) is None)

    @property
    def not_for(self) -> tuple[Contraindication, ...]:
        """What it is not given with unless cleared: conditions, then flags."""
        flags = (flag for flag in FLAGS if (cell := self.judged(flag)) is not None and cell.level == "no")
        return tuple(dict.fromkeys((*self.contraindications, *flags)))


@memo(200, by_identity=("exercise",))
def _in_form(exercise: Exercise, name: str) -> Exercise:
    """Return an exercise with the texts of one of its forms: the same object for the same exercise."""
    form = exercise.forms[name]
    said = {key: value for key in _OF_FORM if (value := getattr(form, key)) is not None}
    return replace(exercise, **said, dose=change_dose(exercise.dose, form.dose or NO_CHANGE))


_OF_FORM = ("name", "short_name", "purpose", "start", "steps", "feel", "equipment", "side_means", "position", "one_repeat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One education text: a key sentence, short paragraphs, what is known and what is not yet."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    title: Name
    key: Line
    paragraphs: Annotated[tuple[Prose, ...], MinLen(1), MaxLen(5)]
    act: Annotated[Line | None, Help("what to do at once, printed bold")] = None
    known: Annotated[Texts, MinLen(1), MaxLen(4)]
    not_known: Annotated[Texts, MinLen(1), MaxLen(3)]
    maps: Annotated[tuple[Id, ...], MaxLen(3), Help("body maps beside the text: the names of files in body-maps")] = ()
    sources: Annotated[tuple[Id, ...], MinLen(1)]
    review: Review = field(repr=False)  # no part of what is printed, so that a signature makes no sheet out of date


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupIntro:
    """What one group of exercises is for: a few words beside its name, and an introduction."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    line: Annotated[str, MinLen(1), MaxLen(40), Help("stands after the group's name on a card")]
    intro: Prose
    sources: Annotated[tuple[Id, ...], MinLen(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The three groups in print order."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    mobility: GroupIntro
    stability: GroupIntro
    strength: GroupIntro

    def of(self, group: Group) -> GroupIntro:
        """Return the introduction of one group."""
        intro: GroupIntro = getattr(self, group)
        return intro


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlags:
    """Signs that need help, not exercise, in tiers: ids of the catalogue, or sentences of the clinic's own. No plan can change them."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    urgent: Annotated[Texts, MinLen(1), MaxLen(7), Help("ids of shared/red-flags.yaml, or whole sentences that follow 'if'")]
    soon: Annotated[Texts, MinLen(1), MaxLen(7), Help("ids of shared/red-flags.yaml, or whole sentences that follow 'if'")]
    tell_us: Annotated[tuple[Prose, ...], OneOrMany(), MinLen(1), MaxLen(14), Help("ids of shared/red-flags.yaml, or a text of your own")]
    sources: Annotated[tuple[Id, ...], Help("of sentences of your own; ids have theirs in the catalogue")] = ()
    review: Annotated[Review | None, Help("of sentences of your own; ids have theirs in the catalogue")] = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doc:
    """Document control of a section: its code, version, dates and owner."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    code: Annotated[str, MinLen(1), MaxLen(12)]
    version: Annotated[str, MinLen(1), MaxLen(8)]
    issued: Day2000
    review_by: Day2000
    owner: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """What the CDC Clear Communication Index asks for before scoring: who reads it, how well, why, and the one message."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    audience: Line
    literacy: Line
    aim: Line
    main_message: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One body section: everything a sheet on it can print."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    section: Id
    name: Name
    language: Annotated[str, MinLen(2), MaxLen(12)]
    doc: Doc
    communication: Communication
    red_flags: RedFlags
    groups: Groups
    topics: tuple[Topic, ...]
    exercises: Annotated[tuple[Exercise, ...], MinLen(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One exercise of a plan or a pack: its id, what differs from the default dose, and a note."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    dose: DoseChange = NO_CHANGE
    note: Annotated[str | None, MinLen(1), MaxLen(200), Help("printed on the card, about 25 words at most")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A named, reusable choice of exercises and doses, to start a plan from; the clinician still chooses it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    pack: Id
    title: Name
    use: Annotated[Line | None, Help("when you use it, in a few words")] = None
    section: Annotated[tuple[Id, ...], OneOrMany(), MinLen(1), MaxLen(6)]
    exercises: Annotated[tuple[Annotated[Chosen, Shorthand("id")], ...], MinLen(1), MaxLen(40)]
    topics: tuple[Id, ...] | None = None
    pain: Annotated[PainKindId | None, Help("the pain rule of its sheets, where a plan names none")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source: how to cite it, where it is, and how much of it we read."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    cite: Line
    url: Annotated[str, MinLen(8), MaxLen(300)]
    seen: Line


FROM_MEMORY = "memory"
"""How `seen` starts where nobody has looked a line up yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfHours:
    """What to do when the clinic is closed, and how that is known: `memory` until a clinician has confirmed it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    text: Annotated[str, MinLen(2), MaxLen(60), Help("a sentence without its full stop: Call 111")]
    seen: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Where to turn in an emergency and out of hours, and the paper and the order of dates used there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    emergency: Annotated[str, MinLen(2), MaxLen(20), Help("the number to call")]
    place: Annotated[str, MinLen(2), MaxLen(60), Help("where to go: A&E, emergency department")]
    paper: Literal["A4", "Letter"]
    dates: Annotated[
        Literal["day-month", "month-day", "year-month-day"],
        Help("how 3/4 is read; year-month-day: where both ways are in use, so numbers alone are not read as a date"),
    ] = "day-month"
    out_of_hours: OutOfHours | None = None
    language: Annotated[str, MinLen(2), MaxLen(12), Help("of place and out_of_hours")] = "en-GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """Emergency numbers and paper by country."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    countries: dict[str, Country]
