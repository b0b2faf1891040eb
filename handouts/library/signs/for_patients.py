"""What the patient's flags add to the warning signs, and take away: data in, the part of it that holds for one patient out.

A pregnant woman is told the signs of pregnancy and whom to call, and is not asked about missed periods. Each entry of `for_patients:`
holds where all its flags are in the plan; where two reword the same sign, the later one holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Annotated, Any, ClassVar

from annotated_types import MaxLen, MinLen

from handouts.library.flags import FlagId
from handouts.reading.models import STRICT, Help, Id, Line, Prose
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPatients:
    """What holds for patients who have all of these flags."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    flags: Annotated[tuple[FlagId, ...], MinLen(1)]
    adds: Annotated[tuple[Id, ...], Help("signs, or what to tell us, beside those of the sections")] = ()
    takes: Annotated[tuple[Id, ...], Help("signs, or what to tell us, that make no sense for these patients")] = ()
    words: Annotated[dict[Id, Line], Help("the wording of a sign, or of what to tell us, for these patients")] = field(default_factory=dict)
    runs: Annotated[bool, Help("false: they are not taken to run, and the stop box says so where their plan has no runs")] = True
    says: Annotated[Line | None, Help("what page 1 tells them beside the main message")] = None
    why: Prose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCall:
    """Whom some patients call for some signs: a head of the stop box, its signs below."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    id: Id
    head: Annotated[str, MinLen(1), MaxLen(70)]


@dataclass(frozen=True, slots=True)
class Patients:
    """What of a catalogue's `for_patients` holds for one plan."""

    adds: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()
    words: tuple[tuple[str, str], ...] = ()
    runs: bool = True
    says: tuple[str, ...] = ()

    def said(self, name: str) -> str | None:
        """Return the wording of a sign, or of what to tell us, for these patients; None where it is the usual one."""
        return dict(self.words).get(name)


def patients_with(flags: Iterable[FlagId], entries: Sequence[ForPatients]) -> Patients:
    """Return what holds for patients with these flags."""
    held = [entry for entry in entries if set(entry.flags) <= {*flags}]
    return Patients(
        adds=tuple(dict.fromkeys(name for entry in held for name in entry.adds)),
        takes=frozenset(name for entry in held for name in entry.takes),
        words=tuple({name: text for entry in held for name, text in entry.words.items()}.items()),
        runs=all(entry.runs for entry in held),
        says=tuple(dict.fromkeys(entry.says for entry in held if entry.says)),
    )
