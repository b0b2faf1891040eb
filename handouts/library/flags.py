"""What an exercise is for a patient with a flag: not given, given with words for its card, or fine with a reason.

A cell stands for one exercise and one flag. `care` carries the words for the card: what must be true before the exercise is done at
all, and what comes first among its cautions. `no` and `fine` carry a reason that only the clinician reads. A clinic's older files list
flags without words; their cells have an empty text.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

from annotated_types import Ge, Le, MaxLen, MinLen

from handouts.reading.models import STRICT, FaultsError, Help, Id
from handouts.storing.values import dataclass

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

    from handouts.reading.yamlfile import DataPath

FlagId = Literal[
    "pregnancy",
    "blood-thinners",
    "osteoporosis",
    "hip-replacement",
    "knee-replacement",
    "bone-stress",
    "post-op",
    "falls",
    "high-blood-pressure",
]
FLAGS: tuple[FlagId, ...] = get_args(FlagId)
"""All flags, in the order in which tables, cards and messages name them."""
Judgement = Literal["no", "care", "fine"]
MOST_LETTERS = 60
"""So long the words of one flag may be, for a card may have to carry several."""
MOST_LETTERS_FIRST = 80
"""So long the condition of one flag may be: it stands under the name of the exercise."""


class _BareNo:
    """Read a bare `no`, which some YAML readers turn into false, as the word."""

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Turn false into the word before it is checked."""
        from pydantic_core import core_schema

        def worded(value: object) -> object:
            return "no" if value is False or value == "false" else value

        return core_schema.no_info_before_validator_function(worded, handler(source))

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Allow false beside the words."""
        return {"enum": [*get_args(Judgement), False]}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagJudgement:
    """What one exercise is for patients with one flag."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    level: Annotated[Judgement, _BareNo(), Help("no: not given unless cleared; care: with words on the card; fine: as it is")]
    text: Annotated[
        str,
        MaxLen(200),
        Help(f"care: the words for the cautions, at most {MOST_LETTERS} letters; no and fine: the reason, for the clinician"),
    ] = ""
    first_ok: Annotated[bool, Help("false: the words say or rule out what must be true first, so it is not printed")] = True
    easier_ok: Annotated[bool, Help("false: the easier form is ruled out or said by the words, so it is not printed")] = True
    harder_ok: Annotated[bool, Help("false: the harder form is not for this flag, so it is not printed")] = True
    longest_hold_s: Annotated[int | None, Ge(1), Le(600), Help("a dose with a longer hold is named to the clinician")] = None
    replaces: Annotated[
        tuple[Annotated[str, MinLen(3)], ...], MaxLen(4), Help("precautions that the words say better for this patient: how each begins")
    ] = ()
    first: Annotated[
        str,
        MaxLen(MOST_LETTERS_FIRST),
        Help(
            f"what must be true before it is done at all, under its name: at most {MOST_LETTERS_FIRST} letters, one or two short sentences"
        ),
    ] = ""
    no_load: Annotated[bool, Help("true: a dose with a weight is refused for this flag")] = False
    form: Annotated[Id | None, Help("the form that is done as the words ask: one of the exercise's 'forms'")] = None

    def __post_init__(self) -> None:
        """Refuse words that are too long for a card, and precautions taken away without words in their place."""
        faults: list[tuple[DataPath, str]] = []
        if self.level == "care" and len(self.text) > MOST_LETTERS:
            faults.append((("text",), f"is {len(self.text)} letters; the words for a card have {MOST_LETTERS} at most"))
        if self.level == "fine" and self.replaces:
            faults.append((("replaces",), "a fine cell prints no words that could replace a precaution; leave it out"))
        if self.level == "fine" and self.first:
            faults.append((("first",), "what is done on a condition only is not fine; write level: care, or leave it out"))
        if self.form is not None and self.level != "care":
            faults.append((("form",), "only words for the card can ask for another form; leave it out"))
        if faults:
            raise FaultsError(faults)

    @property
    def words(self) -> str:
        """All its words in the order they are read in, '' where an older file only lists the flag."""
        return f"{self.first} {self.text}".strip()


def lacks_words(cell: FlagJudgement) -> str | None:
    """Return what is said of a written cell that says nothing."""
    if cell.words if cell.level == "care" else cell.text:
        return None
    return f"'text' is missing; write {'the words for the card' if cell.level == 'care' else 'the reason'}"


def listed(level: Judgement, flag: FlagId) -> FlagJudgement:
    """Return the cell of a flag that an older file only lists: without words of its own."""
    return FlagJudgement(level=level, text="", harder_ok=flag != "falls")


def blank_message(name: str, unjudged: Sequence[FlagId]) -> str:
    """Return what is said of an exercise that nobody has judged for some flags."""
    return f"{name} is not judged for {', '.join(unjudged)}; write 'flags: {{{unjudged[0]}: {{level: care, text: ...}}}}' (or no, or fine)"


def judgement(cell: FlagJudgement | None, general: str) -> str:
    """Return a cell in words: care. Unsteady? Hold a worktop. (no harder form)."""
    if cell is None:
        return "not judged"
    parts = (("not its First", cell.first_ok), ("no easier form", cell.easier_ok), ("no harder form", cell.harder_ok))
    left_out = [what for what, is_ok in (*parts, ("no weight", not cell.no_load)) if not is_ok]
    more = f" ({', '.join(left_out)})" if left_out and cell.level != "no" else ""
    return f"{cell.level}. {cell.words or (general if cell.level == 'care' else '')}".rstrip() + more
