"""What closes a sheet, in words: topics, the log, the return to running, how to reach the clinic, the small print."""

from unicodedata import digit
from urllib.parse import quote

from handouts.dose import DAYS
from handouts.language import fill, print_month
from handouts.phrases import Phrases
from handouts.resolve import Handout, TopicText
from handouts.sheet.blocks import Contact, Labelled, LastPage, LogBlock, LogRow, RunDays, RunWalkTable, TopicBlock
from handouts.sheet.compose_cards import clinician_name, days_named, planned_week

MOST_LOG_ROWS = 12
"""A log of more exercises than this does not fit a page; a section sheet has none."""


def topic(text: TopicText, words: Phrases) -> TopicBlock:
    """Return an education topic."""
    told = text.topic
    return TopicBlock(
        id=told.id,
        eyebrow=fill(words.topic.about, section=text.section.lower()),
        title=told.title,
        key=told.key,
        paragraphs=told.paragraphs,
        act=told.act,
        known=(words.topic.known, told.known),
        not_known=(words.topic.not_known, told.not_known),
    )


def log(handout: Handout, weeks: int) -> LogBlock | None:
    """Return a log of so many weeks for a patient's plan, or for a few chosen exercises of a sheet to fill in by pen."""
    open_sheet = handout.is_section_sheet and (handout.pen is None or len(handout.items) > MOST_LOG_ROWS)
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
        intro=words.intro,
        weeks=tuple(fill(words.week, n=week) for week in range(1, weeks + 1)),
        days=handout.phrases.days_short,
        rows=rows,
        worst_pain=words.worst_pain,
        questions=words.questions,
        runs=runs,
        marks=tuple((when, words.marks[when]) for when in ("before-run", "after-run") if when in used),
    )


def run_days(handout: Handout) -> RunDays | None:
    """Return the patient's run days beside those of the exercises."""
    if not handout.run_days:
        return None
    words = handout.phrases.glance
    return RunDays(words.runs, tuple(day in handout.run_days for day in DAYS), words.run, days_named(handout.run_days, handout.phrases))


def run_walk(handout: Handout) -> RunWalkTable | None:
    """Return the return to running, where the plan asks for it."""
    if not handout.return_to_run:
        return None
    words, pain = handout.phrases.return_to_run, handout.pain
    in_numbers = pain.guide == "numbers"
    rules = list(words.rules)
    rules.insert(1, fill(words.pain, fine=pain.fine_max) if in_numbers else words.pain_free)
    return RunWalkTable(
        head=words.head,
        rules=tuple(rules),
        stages_head=words.stages_head,
        columns=words.columns,
        stages=tuple((fill(words.minutes, n=f"{stage.run_min:g}"), fill(words.minutes, n=f"{stage.walk_min:g}")) for stage in words.stages),
        times=words.times,
        back=fill(words.back, fine=pain.fine_max) if in_numbers else words.back_pain_free,
    )


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
    """Return when to make it harder, as far as the cards name a harder way."""
    words, harder = handout.phrases.progress, [item.for_flags.has_harder for item in handout.items]
    if not any(harder):
        return (Labelled(words.none.head, words.none.text),)
    *steps, last = words.steps
    text = last.text if all(harder) else f"{last.text} {words.some}"
    return (*(Labelled(step.head, step.text) for step in steps), Labelled(last.head, text))


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
    words, patient = handout.phrases.end, handout.patient
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
            fill(words.end.issued, month=print_month(handout.given_on or doc.issued, words)),
            fill(words.sheet.review_by, month=print_month(doc.review_by, words)),
            fill(words.end.owner, owner=doc.owner),
            fill(words.end.content, hash=handout.content_hash),
        ]
    )
