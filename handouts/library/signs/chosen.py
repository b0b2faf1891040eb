"""The warning signs of one plan: each danger once, none lost, in a box that stays within its height.

Pure: catalogue and lists in, texts out. A sheet of one section prints the signs in that section's words. A sheet of several joins them
(`content/shared/red-flags.yaml`, `merge:`); while there are too many, or the box would be too high, signs that say the same are folded
into one, wordings become tight, and the last of all moves to the line under the box. A clinic's own sentences stand as they
are written.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from handouts.library.content import Review
from handouts.library.flags import FlagId
from handouts.library.signs.catalogue import Catalogue, Fold, Limits, Merge, TellUsFragment, TierName, WarningSign
from handouts.library.signs.for_patients import Patients, patients_with

LETTERS_A_LINE = 40
"""Letters on a line of half a stop box (12 points, 232 points wide, 10 points of them before the text)."""
_BOX_PT, _LINE_PT, _PT_A_MM = 43.1, 14.4, 72 / 25.4
"""Height of a stop box without its lists, and of a line of one."""


@dataclass(frozen=True, slots=True)
class SectionSigns:
    """What one section's file names: ids of the catalogue, and sentences of its own."""

    section: str
    urgent: tuple[str, ...]
    soon: tuple[str, ...]
    tell_us: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningSigns:
    """What a sheet says of when to stop: the signs of both tiers, and what to tell the clinic."""

    urgent: tuple[str, ...]
    soon: tuple[str, ...]
    """Signs that stop running and the exercises."""
    go_on: tuple[str, ...]
    """Signs that stop runs and jumps; the exercises go on."""
    moved: tuple[str, ...]
    """What had no room in the box, with its own call; {number} is the emergency number."""
    at_once: tuple[str, ...]
    """What sends to someone else at once; it stands under the box with what was moved."""
    tell_us: tuple[str, ...]
    """Fragments that follow 'Tell us about'."""
    own: tuple[str, ...]
    """A clinic's own sentences of what to tell it."""
    asked: tuple[str, ...]
    """Fragments that had no room: for the clinician to ask at the visit."""
    calls: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Whom patients with some flags call at once, each with the signs for it."""
    ids: tuple[str, ...] = ()
    """The catalogue's signs in the box, in print order."""
    out_of_box: tuple[str, ...] = ()
    """The catalogue's signs that moved to what to tell the clinic."""
    runs: bool = True
    """Whether the patient is taken to run; not where a flag rules it out."""
    says: tuple[str, ...] = ()
    """What page 1 tells a patient with these flags beside the main message."""


def signs_of(catalogue: Catalogue | None, lists: Sequence[SectionSigns], flags: Sequence[FlagId] = ()) -> WarningSigns:
    """Return the warning signs of a plan of these sections, in their order, for a patient with these flags."""
    catalogue = catalogue or _NONE
    box = _Box(catalogue, lists, patients_with(flags, catalogue.for_patients))
    box.settle()
    told, asked = _told(box)
    return WarningSigns(
        urgent=tuple(box.texts("urgent")),
        soon=tuple(box.texts("soon", "stop")),
        go_on=tuple(box.texts("soon", "go-on")),
        moved=tuple(text for item, text in told if item.when_moved),
        at_once=tuple(text for item, text in told if item.at_once and not item.when_moved),
        tell_us=tuple(text for item, text in told if not item.when_moved and not item.at_once),
        own=_once(entry for one in lists for entry in one.tell_us if entry not in box.catalogue.told),
        asked=tuple(asked),
        calls=tuple(box.calls()),
        ids=tuple(box.ids),
        out_of_box=tuple(box.moved),
        runs=box.patients.runs,
        says=box.patients.says,
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts without those that were there before, whatever their capitals."""
    found = dict[str, str]()
    for text in texts:
        found.setdefault(_key(text), text)
    return tuple(found.values())


def _key(text: str) -> str:
    return text.casefold().rstrip(". ")


def join_parts(words: Sequence[str]) -> str:
    """Return 'hip', 'hip or knee', or 'hip, knee or foot'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


@dataclass
class _Box:
    """The stop box of one plan while its signs are joined."""

    catalogue: Catalogue
    lists: Sequence[SectionSigns]
    patients: Patients = field(default_factory=Patients)
    ids: list[str] = field(default_factory=list)
    tight: set[str] = field(default_factory=set)
    moved: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = self.catalogue.by_id
        self.sections = [signs.section for signs in self.lists]
        self.several = len(self.lists) > 1
        limits = self.catalogue.limits or Limits()
        self.room = limits.lines[min(len(self.lists), len(limits.lines)) - 1]
        self.lines = int((self.room.mm * _PT_A_MM - _BOX_PT) / _LINE_PT + 0.01)
        named = [entry for signs in self.lists for entry in (*signs.urgent, *signs.soon) if entry in self.known]
        if self.several:
            named += [flag.id for flag in self.catalogue.flags if set(flag.added_in_merge) & set(self.sections)]
        self.added = [name for name in self.patients.adds if name in self.known]
        self._keep([*(name for name in named if name not in self.patients.takes), *self.added])

    def _keep(self, ids: Iterable[str]) -> None:
        self.ids = sorted(dict.fromkeys(ids), key=lambda one: (self.known[one].tier == "soon", self.known[one].order, one))

    # -- what is printed

    def texts(self, tier: TierName, exercises: str | None = None) -> list[str]:
        """Return the signs of a tier: the catalogue's by severity, then the clinic's own sentences."""
        flags = [self.known[one] for one in self.ids if self.known[one].tier == tier and self.known[one].call is None]
        said = [self.text(flag, tight=flag.id in self.tight) for flag in flags if exercises in (None, self._effect(flag))]
        own = (entry for one in self.lists for entry in getattr(one, tier) if entry not in self.known) if exercises != "go-on" else ()
        above = [*map(_key, self.texts("urgent"))] if tier == "soon" else []
        return [text for text in _once((*said, *own)) if _key(text) not in above]

    def calls(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield whom to call apart from the emergency number, with the signs for it."""
        for call in self.catalogue.calls:
            signs = [self.known[name] for name in self.ids if self.known[name].call == call.id]
            if signs:
                yield call.head, _once(self.text(sign, tight=False) for sign in signs)

    def _effect(self, flag: WarningSign) -> str:
        return "stop" if set(flag.stop_with) & set(self.sections) else flag.exercises

    def owners(self, name: str) -> list[str]:
        """Return the sections of the plan that name a sign themselves."""
        return [one.section for one in self.lists if name in (*one.urgent, *one.soon)]

    def text(self, flag: WarningSign, *, tight: bool) -> str:
        """Return the words of a sign in this plan."""
        return next(said for said in map(self._filled(flag), self._wordings(flag, tight=tight)) if said is not None)

    def _wordings(self, flag: WarningSign, *, tight: bool) -> Iterator[str]:
        """Yield the wordings that a sign may have in this plan, the best first."""
        own = self.patients.said(flag.id)
        if own is not None:
            yield own
        if tight and flag.tight is not None and self._may_be_tight(flag):
            yield flag.tight
        owners = self.owners(flag.id)
        if self.several:
            yield from (text for other, text in flag.if_present.items() if other in self.ids)
            yield from (text for section, text in flag.merged_with.items() if section in self.sections and self._holds(flag, section))
            yield from (text for text in (flag.merged, flag.merged_without_parts) if text is not None)
        if len(owners) == 1 and owners[0] in flag.texts:
            yield flag.texts[owners[0]]
        yield flag.text
        yield flag.text.replace("{parts}", "body")

    def _holds(self, flag: WarningSign, section: str) -> bool:
        return flag.not_with.get(section) not in self.sections

    def _may_be_tight(self, flag: WarningSign) -> bool:
        if not self.several and not flag.tight_alone:
            return False
        return not any(section in self.sections and self._holds(flag, section) for section in flag.tight_not_with)

    def _filled(self, flag: WarningSign) -> "_Fill":
        return _Fill(self, flag)

    def parts(self, flag: WarningSign) -> list[str] | None:
        """Return the words for {parts} in body order; None where a section that names the sign has no word."""
        given = self.catalogue.parts
        words, order = (given.words, flag.parts_order or given.order) if given else ({}, flag.parts_order)
        words_of_part = list[str]()
        for section in self.sections:
            if section not in words and section not in flag.parts and not flag.parts.get("default") and section in self.owners(flag.id):
                return None
            words_of_part += flag.parts.get(section, flag.parts.get("default", words.get(section, ())))
        ranks = {word: rank for rank, word in enumerate(order)}
        return sorted(dict.fromkeys(words_of_part), key=lambda word: ranks.get(word, len(ranks)))

    # -- how it is made to fit

    def settle(self) -> None:
        """Fold, tighten and move signs until the box is within its limits; then give back what there is room for."""
        rules = self.catalogue.merge or Merge()
        if self.several:
            for fold in rules.always:
                self._apply(fold)
            for fold in rules.folds:
                if len(self._to_fit(fold.tier)) > getattr(self.room, fold.tier):
                    self._apply(fold)
        self._tighten()
        if self.several:
            for fold in (*rules.folds, *rules.last):
                self._fold_if_lower(fold)
        if self._fits():
            self._give_back()

    def _apply(self, fold: Fold) -> bool:
        if not {*fold.out, *fold.beside} <= {*self.ids}:
            return False
        for flag in map(self.known.__getitem__, fold.into):
            if flag.parts_most is not None and len(self.parts(flag) or ()) > flag.parts_most:
                return False
        if not fold.into and not fold.beside:
            self.moved += fold.out
        self._keep([one for one in self.ids if one not in fold.out] + list(fold.into))
        return True

    def _to_fit(self, tier: TierName) -> list[str]:
        """Return the signs that have to stay within the limits: the box grows by what flags add."""
        beside = {_key(self.text(self.known[name], tight=False)) for name in self.added}
        return [text for text in self.texts(tier) if _key(text) not in beside]

    def _height(self, tier: TierName) -> int:
        """Return the lines of a column: its signs, and the leads above those that are within days."""
        leads = sum(bool(self.texts("soon", effect)) for effect in ("stop", "go-on")) if tier == "soon" else 0
        return leads + sum(len(textwrap.wrap(text, LETTERS_A_LINE)) for text in self._to_fit(tier))

    def _too_high(self, tier: TierName) -> bool:
        return self._height(tier) > self.lines

    def _fits(self) -> bool:
        return not self._too_high("urgent") and not self._too_high("soon")

    def _tighten(self) -> None:
        """Shorten wordings of a column that is too high, the least severe first, where a line is saved."""
        for tier in ("urgent", "soon"):
            for sign in [name for name in reversed(self.ids) if self.known[name].tier == tier]:
                if not self._too_high(tier):
                    break
                flag = self.known[sign]
                long, short = (len(textwrap.wrap(self.text(flag, tight=tight), LETTERS_A_LINE)) for tight in (False, True))
                if short < long:
                    self.tight.add(sign)

    def _fold_if_lower(self, fold: Fold) -> None:
        """Fold where the column is still too high and becomes lower by it."""
        if self._fits() or not self._too_high(fold.tier):
            return
        before, kept = self._height(fold.tier), (list(self.ids), set(self.tight), list(self.moved))
        if self._apply(fold):
            self._tighten()
            if self._height(fold.tier) >= before:
                self.ids, self.tight, self.moved = kept

    def _give_back(self) -> None:
        """Give full wordings back, the most severe first, where the box stays within its height."""
        for one in [name for name in self.ids if name in self.tight]:
            self.tight.discard(one)
            if not self._fits():
                self.tight.add(one)


@dataclass(frozen=True, slots=True)
class _Fill:
    """Fills {parts} of a wording; None where it has no words for it."""

    box: _Box
    flag: WarningSign

    def __call__(self, text: str) -> str | None:
        """Return the wording with its parts."""
        if "{parts}" not in text:
            return text
        words = self.box.parts(self.flag)
        return text.replace("{parts}", join_parts(words)) if words else None


_NONE = Catalogue(language="en-GB", review=Review(reviewed_by=None))


def _told(box: _Box) -> tuple[list[tuple[TellUsFragment, str]], list[str]]:
    """Return what to tell the clinic, in order, with its words; and the words of what had no room."""
    known, limits = box.catalogue.told, box.catalogue.limits or Limits()
    listed = [*(entry for signs in box.lists for entry in signs.tell_us), *box.patients.adds]
    named = dict.fromkeys(entry for entry in listed if entry in known and entry not in box.patients.takes)
    items = [known[one] for one in named if known[one].when_moved is None or known[one].when_moved in box.moved]
    gone = {one for item in items for one in item.replaces} | {item.id for item in items if set(item.not_with) & set(box.sections)}
    kept = sorted((item for item in items if item.id not in gone), key=lambda item: (item.order, item.id))
    said = {item.id: _words(item, box) for item in kept}
    most = limits.tell_us_letters[1 if box.several else 0]
    asked = list[TellUsFragment]()
    while len(" ".join(said[item.id] for item in kept)) > most:
        leaving = max((item for item in kept if item.give_way), key=lambda item: item.give_way or 0, default=None)
        if leaving is None:
            break
        kept.remove(leaving)
        asked.append(leaving)
    return [(item, said[item.id]) for item in kept], [said[item.id] for item in sorted(asked, key=lambda item: item.order)]


def _words(item: TellUsFragment, box: _Box) -> str:
    own = box.patients.said(item.id)
    if own is not None:
        return own
    owners = [one.section for one in box.lists if item.id in one.tell_us]
    if len(owners) == 1:
        return item.texts.get(owners[0], item.text)
    return item.merged or item.text
