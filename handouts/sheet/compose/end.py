"""What closes a sheet, in words: topics, the log, the return to running, how to reach the clinic, the small print."""

from collections.abc import Iterator
from unicodedata import digit
from urllib.parse import quote

from handouts.library.dose import DAYS
from handouts.library.language.language import day_name, fill, join_list, plural, print_month
from handouts.library.language.phrases import Phrases
from handouts.library.pain.running import MINUTE_S, MOST_RUNS_A_WEEK, TIMES_EACH_STAGE, RunProgram, RunStage, weeks_of
from handouts.plans.pain_sentences import settled
from handouts.plans.resolve import Handout, TopicText
from handouts.sheet.blocks import Contact, Labelled, LastPage, RunWalkTable, TopicBlock
from handouts.sheet.compose.cards import clinician_name, days_named, planned_week
from handouts.sheet.compose.since import running_changes
from handouts.sheet.log_blocks import LogBlock, LogRow, RunDays
from handouts.sheet.unplaced import MOST_LOG_ROWS

_MORE_MIN = 5
"""So many minutes more than the last stage may be run at first."""


def topic(text: TopicText, handout: Handout) -> TopicBlock:
    """Return an education topic, with the sheet's own pain guide wherever it asks for it."""
    told, words = text.topic, handout.phrases

    def filled(told: str) -> str:
        return fill(told, pain_guide=handout.pain.short).strip()

    return TopicBlock(
        id=told.id,
        eyebrow=fill(words.topic.about, section=text.section.lower()),
        title=told.title,
        key=filled(told.key),
        paragraphs=tuple(filter(None, map(filled, told.paragraphs))),
        act=filled(told.act) or None if told.act else None,
        known=(words.topic.known, tuple(map(filled, told.known))),
        not_known=(words.topic.not_known, tuple(map(filled, told.not_known))),
        maps=text.maps,
    )


def log(handout: Handout, weeks: int) -> LogBlock | None:
    """Return a log of so many weeks for a patient's plan, or for a few chosen exercises of a sheet to fill in by pen."""
    open_sheet = handout.is_section_sheet and (handout.plan.pen is None or len(handout.items) > MOST_LOG_ROWS)
    if open_sheet or not weeks:
        return None
    words = handout.phrases.log
    runs = run_days(handout)
    rows = tuple(LogRow(item.number, item.short_name, planned_week(item, handout), item.dose.when) for item in handout.items)
    used = (
        {row.when for row in rows for planned, runs_then in zip(row.week, runs.week, strict=True) if planned and runs_then}
        if runs
        else set()
    )
    return LogBlock(
        head=words.head,
        intro=f"{words.intro} {handout.pain.log} {words.scale}" if handout.pain.log else words.intro,
        weeks=tuple(fill(words.week, n=week) for week in range(1, weeks + 1)),
        days=handout.phrases.days_short,
        rows=rows,
        worst_pain=words.worst_pain if handout.pain.log else "",
        questions=words.questions,
        runs=runs,
        marks=tuple((when, words.marks[when]) for when in ("before-run", "after-run") if when in used),
    )


def run_days(handout: Handout) -> RunDays | None:
    """Return the patient's run days beside those of the exercises."""
    if not handout.plan.run_days:
        return None
    words = handout.phrases.glance
    return RunDays(
        words.runs, tuple(day in handout.plan.run_days for day in DAYS), words.run, days_named(handout.plan.run_days, handout.phrases)
    )


def run_walk(handout: Handout) -> RunWalkTable | None:
    """Return the return to running, where the plan asks for it."""
    program = handout.return_to_run
    if program is None:
        return None
    words, said, columns = handout.phrases.return_to_run, handout.pain, handout.phrases.return_to_run.columns
    runs = len(handout.plan.run_days) or MOST_RUNS_A_WEEK
    low, high = weeks_of(len(program.stages), runs)
    weeks = str(low) if low == high else fill(handout.phrases.dose.range, low=low, high=high)
    last_min = program.stages[-1].running_s // MINUTE_S
    after = (fill(line, minutes=last_min, more=last_min + _MORE_MIN) for line in words.after_last.lines)
    lists = (
        (words.move_on, said.move_on),
        (words.stage_fails, said.stage_fails),
        (words.missed.head, words.missed.lines),
        (words.after_last.head, tuple(after)),
    )
    return RunWalkTable(
        head=words.head,
        start=fill(words.start, settled=settled(said.rule, handout.phrases)),
        rules=(*(f"{handout.phrases.card.changed}: {text}" for text in running_changes(handout)), *_running_rules(handout, program)),
        weeks=plural(words.weeks, runs, handout.phrases.language, stages=len(program.stages), weeks=weeks),
        columns=(columns.stage, columns.run, columns.walk, columns.times, columns.total, columns.done),
        stages=tuple(_stage(number, stage, program, handout.phrases) for number, stage in enumerate(program.stages, start=1)),
        times=TIMES_EACH_STAGE,
        lists=tuple((head, lines) for head, lines in lists if lines),
    )


def _running_rules(handout: Handout, program: RunProgram) -> Iterator[str]:
    """Yield what holds for every run."""
    words, between = handout.phrases.return_to_run, handout.pain.rule.days_between_runs
    yield from (fill(line, warm_up=program.warm_up_min) for line in words.every_run)
    if between > 1:
        yield fill(words.days_between, days=between)
    if handout.plan.run_days:
        yield fill(words.your_days, days=join_list([day_name(day, handout.phrases) for day in handout.plan.run_days], handout.phrases))
    yield " ".join(handout.pain.run)


def _stage(number: int, stage: RunStage, program: RunProgram, phrases: Phrases) -> tuple[str, ...]:
    """Return what stands in the columns of one stage."""
    walk = _stretch(stage.walk_s, phrases) if stage.walk_s else phrases.return_to_run.no_walk
    total = fill(phrases.dose.minutes, n=program.total_min(stage))
    return (str(number), _stretch(stage.run_s, phrases), walk, str(stage.times), total)


def _stretch(seconds: int, phrases: Phrases) -> str:
    """Return a time in whole minutes and seconds: 4 min 30 s."""
    minutes, rest = divmod(seconds, MINUTE_S)
    parts = [fill(phrases.dose.minutes, n=minutes)] if minutes else []
    return " ".join([*parts, fill(phrases.dose.seconds, n=rest)] if rest else parts)


def last_page(handout: Handout) -> LastPage:
    """Return what closes the sheet."""
    words = handout.phrases
    return LastPage(
        progress_head=words.progress.head,
        progress=_progress(handout),
        contact=_contact(handout),
        formats=words.end.formats,
        closing=_closing(handout),
        control=_control(handout),
    )


def _progress(handout: Handout) -> tuple[Labelled, ...]:
    """Return when to make it harder, as far as the cards name a harder way; a step that says nothing with this pain rule is left out."""
    words, harder = handout.phrases.progress, [item.for_flags.has_harder for item in handout.items]
    if not any(harder):
        return (Labelled(words.none.head, words.none.text),)
    told = (Labelled(step.head, fill(step.text, pain=handout.pain.progress).strip()) for step in words.steps)
    *steps, last = (step for step in told if step.text)
    return (*steps, last if all(harder) else Labelled(last.head, f"{last.text} {words.some}"))


def _contact(handout: Handout) -> Contact:
    facts, words = handout.clinic.facts, handout.phrases.end
    phone = (facts.phone, _dialled(facts.phone)) if facts.phone else None
    links: list[tuple[str, str, str]] = []
    if facts.email:
        links.append(("", facts.email, "mailto:" + quote(facts.email, safe="@+")))
    pages = [(words.booking, facts.booking), ("", facts.web if facts.web != facts.booking else None)]
    links += [(label, address.removeprefix("https://"), address) for label, address in pages if address]
    code = next(((shown, address) for _, shown, address in links if address.startswith("https")), None)
    lines = tuple(line for line in (facts.hours, facts.registration) if line)
    return Contact(words.contact_head, phone, tuple(links), lines, code)


def _dialled(phone: str) -> str:
    """Return the address that dials a number: digits, after a plus where it has one (RFC 3966); `(0)` is only for callers at home.

    In Italy the zero belongs to the number, from abroad too.
    """
    abroad = phone.startswith("+") and not phone.startswith("+39")
    digits = "".join(str(digit(c)) for c in (phone.replace("(0)", "") if abroad else phone) if c.isdigit())
    return f"tel:{'+' if phone.startswith('+') else ''}{digits}"


def _closing(handout: Handout) -> str:
    words, patient = handout.phrases.end, handout.plan.patient
    clinician = clinician_name(handout)
    made = ""
    if patient is not None and patient.name and clinician:
        made = fill(words.made_for, name=patient.name, clinician=clinician)
    elif patient is not None and patient.name:
        made = fill(words.made_for_without_clinician, name=patient.name)
    return " ".join(part for part in (made, words.advice) if part)


def _control(handout: Handout) -> str:
    words, doc = handout.phrases, handout.doc
    return " · ".join(
        [
            doc.code,
            fill(words.sheet.version, version=doc.version),
            fill(words.end.issued, month=print_month(handout.plan.given_on or doc.issued, words)),
            fill(words.sheet.review_by, month=print_month(doc.review_by, words)),
            fill(words.end.owner, owner=doc.owner),
            fill(words.end.content, hash=handout.content_hash),
        ]
    )
