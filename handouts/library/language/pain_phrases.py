"""The wording of pain and of the return to running, in one language: a part of `phrases`. No number of pain stands in it."""

from typing import Annotated, Any, ClassVar

from annotated_types import MaxLen, MinLen

from handouts.library.content import PainKindId
from handouts.library.language.dose_phrases import Plural
from handouts.library.pain.rule import LineId
from handouts.reading.models import STRICT, Help, Line, SomeKeys, Word
from handouts.storing.values import dataclass

FewLines = Annotated[tuple[Line, ...], MinLen(1), MaxLen(7)]
_ZONES = "{half}, {fine}, {fine_or_less}, {fine_zone}, {ok_zone}, {over_zone}, {settled}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneWords:
    """One zone of the pain guide: the word that names it, and what to do."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    word: Word
    advice: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersWords:
    """What is said where pain is scored; the program fills in the numbers of the one rule."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    fine: ZoneWords
    ok: ZoneWords
    too_much: Annotated[ZoneWords, Help("{half}")]
    half: Annotated[Word, Help("what to do after too much, where the sheet has no stages of running")]
    half_or_stage: Annotated[Word, Help("the same beside the return to running: half, or a stage back")]
    zone: Annotated[str, Help("{numbers}, {word} and {advice}; read aloud for a zone")]
    or_less: Annotated[str, Help("{n}: 3 or less")]
    or_more: Annotated[str, Help("{n}: 6 or more")]
    guide: Annotated[FewLines, Help("what stands under the zones: {settled}")]
    soreness: Annotated[Line, Help("stands in how to use the sheet")]
    short: Annotated[Line, Help(f"the guide in a line: {_ZONES}")]
    short_no_ok: Annotated[Line, Help(f"the same where no zone is OK: {_ZONES}")]
    card: Annotated[Line, Help(f"the last caution of each card: {_ZONES}")]
    log: Line
    progress: Annotated[Line, Help(_ZONES)]
    run: Line
    move_on: Annotated[FewLines, Help(f"from stage to stage; a line with {{ok_zone}} only where there is one: {_ZONES}")]
    stage_fails: FewLines


@dataclass(frozen=True, slots=True, kw_only=True)
class PainFreeWords:
    """What is said where any pain is too much."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    guide: FewLines
    short: Line
    card: Line
    log: Line
    progress: Line
    run: Line
    move_on: FewLines


@dataclass(frozen=True, slots=True, kw_only=True)
class AsToldWords:
    """What is said where the surgeon's plan and the physio's words count; the return to running is not printed with it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    guide: FewLines
    short: Line
    card: Line
    log: Line
    progress: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class PainWords:
    """The pain guide, and what of it is said elsewhere on the sheet."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    kinds: Annotated[dict[PainKindId, Word], Help("what the clinician calls each kind; never on the sheet")]
    numbers: NumbersWords
    settled: Annotated[Word, Help("when pain has to be back to usual")]
    own_settled: Annotated[dict[PainKindId, Word], Help("the same for kinds with a time of their own"), SomeKeys()]
    no_pain: Annotated[PainFreeWords, Help("where a clinic wants no pain")]
    pain_free: Annotated[PainFreeWords, Help("for bone stress")]
    as_told: AsToldWords
    run_extra: Annotated[dict[PainKindId, Line], Help("a line more for some kinds"), SomeKeys()]
    extra: Annotated[dict[LineId, Line], Help("what counts as too much beside pain")]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadedLines:
    """A head with a list."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    lines: FewLines


@dataclass(frozen=True, slots=True, kw_only=True)
class RunColumns:
    """The heads of the table of stages."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    stage: Word
    run: Word
    walk: Word
    times: Word
    total: Word
    done: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWords:
    """The return to running, where a plan asks for it; its numbers are in `return-to-run.yaml`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    head: Word
    start: Annotated[Line, Help("{settled}: when pain has to be back to usual")]
    every_run: Annotated[FewLines, Help("{warm_up}: minutes of the walk before a run")]
    days_between: Annotated[Line, Help("{days}: days between two runs, where it is more than one")]
    your_days: Annotated[Line, Help("{days}: the run days of the plan")]
    weeks: Annotated[Plural, Help("{n}: the patient's runs a week; {stages} and {weeks}")]
    columns: RunColumns
    no_walk: Word
    move_on: Annotated[Word, Help("a head; its lines stand with the pain guide")]
    stage_fails: Annotated[Word, Help("a head; its lines stand with the pain guide")]
    missed: HeadedLines
    after_last: Annotated[HeadedLines, Help("{minutes} and {more}: minutes of the last stage, and 5 more")]
