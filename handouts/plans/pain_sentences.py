"""The one pain rule of a sheet in words: every sentence that speaks of pain, wherever it stands, with its numbers filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handouts.library.language.language import fill, plural
from handouts.library.language.pain_phrases import ZoneWords
from handouts.library.language.phrases import Phrases
from handouts.library.library import Library
from handouts.library.pain.rule import ExtraLine, PainRule, Zone
from handouts.plans.plan import Plan
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSaid:
    """One zone of the guide: its numbers, the word that names it, what to do, and all of it as it is read aloud."""

    zone: Zone
    words: ZoneWords
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PainSaid:
    """What one sheet says of pain after its rule; empty where it says nothing there."""

    rule: PainRule
    message: str
    zones: tuple[ZoneSaid, ...] = ()
    guide: tuple[str, ...] = ()
    soreness: str = ""
    short: str = ""
    card: str = ""
    log: str = ""
    progress: str = ""
    run: tuple[str, ...] = ()
    move_on: tuple[str, ...] = ()
    stage_fails: tuple[str, ...] = ()
    changed: bool = False
    """Whether the earlier plan had another rule."""


def pain_said(rule: PainRule, lines: Sequence[ExtraLine], phrases: Phrases, exercises: int, *, has_stages: bool = False) -> PainSaid:
    """Return what a sheet of so many exercises, and of the return to running or not, says of pain."""
    words, sheet = phrases.pain, phrases.sheet
    extra = tuple(words.extra[line.id] for line in lines if not line.return_to_run)
    beside_runs = tuple(words.extra[line.id] for line in lines if line.return_to_run)
    if rule.says == "numbers":
        return _in_numbers(rule, (extra, beside_runs), phrases, exercises, _slots(rule, phrases, has_stages=has_stages))
    if rule.says == "pain-free":
        free = words.pain_free if rule.kind == "bone-stress" else words.no_pain
        return PainSaid(
            rule=rule,
            message=plural(sheet.main_message_pain_free, exercises, phrases.language),
            guide=(*free.guide, *extra),
            short=free.short,
            card=free.card,
            log=free.log,
            progress=free.progress,
            run=(free.run, *beside_runs),
            move_on=free.move_on,
        )
    told = words.as_told
    message = plural(sheet.main_message_as_told, exercises, phrases.language)
    if rule.says == "nothing":
        return PainSaid(rule=rule, message=message, soreness=words.numbers.soreness)
    guide = (*told.guide, *extra)
    return PainSaid(rule=rule, message=message, guide=guide, short=told.short, card=told.card, log=told.log, progress=told.progress)


def _in_numbers(
    rule: PainRule, extra: tuple[tuple[str, ...], tuple[str, ...]], phrases: Phrases, exercises: int, slots: Mapping[str, str]
) -> PainSaid:
    words = phrases.pain.numbers
    has_ok = bool(slots["ok_zone"])
    own = (phrases.pain.run_extra[rule.kind],) if rule.kind in phrases.pain.run_extra else ()
    zones = []
    for zone in rule.zones:
        named = {"fine": words.fine, "ok": words.ok, "too_much": words.too_much}[zone.name]
        numbers = _numbers(zone, phrases)
        named = replace(named, advice=fill(named.advice, **slots))
        said = fill(words.zone, numbers=numbers, word=named.word, advice=named.advice)
        zones.append(ZoneSaid(zone=zone, words=named, said=said))
    return PainSaid(
        rule=rule,
        message=plural(phrases.sheet.main_message, exercises, phrases.language, fine=rule.fine_max),
        zones=tuple(zones),
        guide=(*(fill(line, **slots) for line in words.guide), *own, *extra[0]),
        soreness=words.soreness,
        short=fill(words.short if has_ok else words.short_no_ok, **slots),
        card=fill(words.card, **slots),
        log=words.log,
        progress=fill(words.progress, **slots),
        run=(words.run, *own, *extra[1]),
        move_on=tuple(fill(line, **slots) for line in words.move_on if has_ok or "{ok_zone}" not in line),
        stage_fails=words.stage_fails,
    )


def _slots(rule: PainRule, phrases: Phrases, *, has_stages: bool) -> dict[str, str]:
    """Return the numbers of a rule as they are printed, and what half is; a zone of one number is that number, and so is all from 10 up."""
    words = phrases.pain.numbers
    zones = {zone.name: zone for zone in rule.zones}
    over, fine = zones["too_much"], rule.fine_max
    return {
        "half": words.half_or_stage if has_stages else words.half,
        "fine": str(fine),
        "fine_or_less": fill(words.or_less, n=fine) if fine else "0",
        "fine_zone": _numbers(zones["fine"], phrases),
        "ok_zone": _numbers(zones["ok"], phrases) if "ok" in zones else "",
        "settled": settled(rule, phrases),
        "over_zone": fill(words.or_more, n=over.low) if over.low < over.high else str(over.low),
    }


def settled(rule: PainRule, phrases: Phrases) -> str:
    """Return when pain has to be back to usual: one rule on a sheet, whatever speaks of it."""
    return phrases.pain.own_settled.get(rule.kind, phrases.pain.settled)


def _numbers(zone: Zone, phrases: Phrases) -> str:
    return str(zone.low) if zone.low == zone.high else fill(phrases.dose.range, low=zone.low, high=zone.high)


def pain_lines(plan: Plan, library: Library) -> tuple[ExtraLine, ...]:
    """Return what counts as too much beside pain: for a section of the plan, a flag, or the return to running."""
    assert library.pain is not None
    asked = {*plan.section, *plan.flags}
    return tuple(
        line for line in library.pain.lines if asked & {*line.sections, *line.flags} or (line.return_to_run and plan.return_to_run)
    )
