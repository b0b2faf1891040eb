"""Who may be taken for whom among all that a clinic mailed or is about to: marks of messages compared, before any of them is sent.

A message's marks are digits of the patient, the address, the name and parts of both, keyed with the clinic's secret: the ledger can say
that two are alike, and holds no name and no address.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from handouts.batch.beforehand import ALIKE, least_ends, listed_sources, name_keys, name_parts
from handouts.errors import Problem
from handouts.mail.ledger import Described, Ledger
from handouts.mail.spelling import alike
from handouts.plans.plan import Patient
from handouts.reading.yamlfile import folded

_MARK_DIGITS = 12
_NONE = "-"
_WENT = ("sent", "unknown", "sending")
LOOK = "look twice at who gets which sheet"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a person should look at before a message is sent; with `asks`, it is not sent before somebody says that it was checked."""

    key: str
    problem: Problem
    asks: bool = False


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks of one message and where it comes from; the first of `names` is that of the whole name."""

    message: Described
    who: str
    has_reference: bool
    to: str
    names: tuple[str, ...]
    parts: frozenset[str]
    ends: frozenset[str]

    @classmethod
    def of(cls, message: Described) -> Self:
        who, reference, to, *lists = message.marks.split()
        names, parts, ends = (tuple(text.split(",")) if text != _NONE else () for text in lists)
        return cls(message, who, reference != _NONE, to, names, frozenset(parts), frozenset(ends))

    @property
    def sought(self) -> frozenset[str]:
        """Return all its marks."""
        return frozenset((self.who, self.to, *self.names, *self.parts, *self.ends))

    @property
    def went(self) -> bool:
        """Return whether it was sent, or may have been."""
        return self.message.state in _WENT

    @property
    def place(self) -> str:
        """Return where it comes from, and when it was last touched."""
        day = time.strftime("%Y-%m-%d", time.localtime(self.message.changed))
        return f"{self.message.source or 'an earlier message'} ({day})"

    def is_for_the_same(self, other: "_Marks") -> bool:
        """Return whether two messages are for one patient, as far as reference, name and address can say."""
        same_name = self.to == other.to and self.names[:1] == other.names[:1]
        return self.who == other.who or (same_name and not (self.has_reference and other.has_reference))

    def looks_like_that_of(self, other: "_Marks") -> bool:
        """Return whether its address bears the other's name, and not its own."""
        return self.ends.isdisjoint(self.parts) and not self.ends.isdisjoint(other.parts)


def marks_of(patient: Patient, ledger: Ledger) -> str:
    """Return the marks of a message for a patient, as the ledger keeps them."""
    name, address = patient.name or "", (patient.email or "").strip().casefold()

    def listed(kind: str, texts: Iterable[str]) -> str:
        return ",".join(dict.fromkeys(ledger.mark_of(f"{kind} {text}", _MARK_DIGITS) for text in texts)) or _NONE

    return " ".join(
        (
            _who(patient.reference or "", name, ledger),
            "r" if patient.reference else _NONE,
            ledger.mark_of(f"to {address}", _MARK_DIGITS),
            listed("name", name_keys(name) if name else ()),
            listed("part", name_parts(name)),
            listed("part", least_ends(address.partition("@")[0])),
        )
    )


def _who(reference: str, name: str, ledger: Ledger) -> str:
    """Return the mark of a patient: by the reference, else by the name however it is spelled."""
    said = f"reference {folded(reference)}" if reference else f"name {alike(name) or folded(name)}"
    return ledger.mark_of(f"who {said}", _MARK_DIGITS)


def take_marks(references: Collection[str], names: Collection[str], ledger: Ledger) -> None:
    """Take away the marks of all messages for a patient, also of those whose drafts lay in another folder."""
    theirs = {_who(reference, "", ledger) for reference in references} if references else {_who("", name, ledger) for name in names}
    for message in ledger.described():
        if message.marks.split(" ", 1)[0] in theirs:
            ledger.describe(message.key, "")


def looked_twice(now: Collection[str], here: Collection[str], ledger: Ledger) -> list[Likeness]:
    """Return what to look at before messages are sent, against all others that the clinic's ledgers know.

    `here` are the messages of the same run, which were compared with one another already (handouts.batch.beforehand).
    """
    known = [_Marks.of(message) for message in ledger.described()]
    going = [marks for marks in known if marks.message.key in now]
    near = _near(going, known)
    return [look for mine in going for look in _looks_of(mine, near[mine.message.key], here)]


def _near(going: list[_Marks], known: list[_Marks]) -> dict[str, list[_Marks]]:
    """Return for each message that goes, by its key, those of which some mark is like one of its own: all that need to be compared."""
    by_mark: dict[str, dict[str, _Marks]] = {mark: {} for mine in going for mark in mine.sought}
    for one in known:
        for mark in by_mark.keys() & one.sought:
            by_mark[mark][one.message.key] = one
    return {mine.message.key: list({key: one for mark in mine.sought for key, one in by_mark[mark].items()}.values()) for mine in going}


def _looks_of(mine: _Marks, known: list[_Marks], here: Collection[str]) -> Iterator[Likeness]:
    key, source = mine.message.key, mine.message.source
    others = [other for other in known if other.message.key != key and not mine.is_for_the_same(other)]
    earlier = [other for other in others if other.message.key not in here]

    def look(like: Callable[[_Marks], bool], message: str) -> Iterator[Likeness]:
        found = tuple(dict.fromkeys(other.place for other in earlier if like(other)))
        if found:
            yield Likeness(key, Problem(message=message.format(listed_sources(found)), kind=ALIKE, level="warning", about=(source,)))

    own = [other for other in known if other.who == mine.who and other.message.key != key and other.went]
    moved, taken = [other for other in own if other.to != mine.to], [other for other in others if other.to == mine.to and other.went]
    if moved and taken and len(moved) == len(own):
        before, theirs = (listed_sources(tuple(dict.fromkeys(other.place for other in ones))) for ones in (moved, taken))
        message = f"had another address before, in {before}; this one is another patient's, in {theirs}: make sure they are not swapped"
        yield Likeness(key, Problem(message=message, kind=ALIKE, level="warning", about=(source,)), asks=True)
    else:
        yield from look(lambda other: other.to == mine.to, "its address is that of another patient, in {}; make sure that each is meant")
    yield from look(lambda other: not set(other.names).isdisjoint(mine.names), f"the patient's name looks like that in {{}}; {LOOK}")
    yield from look(
        lambda other: other.to != mine.to and (mine.looks_like_that_of(other) or other.looks_like_that_of(mine)),
        f"its address looks like that of the patient in {{}}, or theirs like this one's; {LOOK}",
    )
