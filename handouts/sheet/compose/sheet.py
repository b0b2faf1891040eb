"""Handout -> blocks: every word of the sheet, in reading order, decided once.

Nothing here knows a size or a place. What is printed for no patient (a section sheet) and for one differs here only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from handouts.fonts.faces import letters_of
from handouts.library.dose import day_minutes
from handouts.library.language.language import fill, plural, print_date, print_month
from handouts.plans.plan import ByHand
from handouts.plans.resolve import Handout
from handouts.sheet.blocks import (
    Glance,
    GlanceGroup,
    GlanceRow,
    Labelled,
    Letterhead,
    Masthead,
    PainGuide,
    PainZone,
    PatientBlock,
    Running,
    Sheet,
    SignList,
    StopBox,
    TellUs,
    Tier,
    WeekMark,
    WriteOn,
)
from handouts.sheet.compose.cards import cards, clinician_name, glance_rows, is_open
from handouts.sheet.compose.end import last_page, log, run_days, run_walk, topic
from handouts.sheet.compose.since import pain_before, running_changes
from handouts.sheet.log_blocks import RunDays


def compose(handout: Handout, weeks: int) -> Sheet:
    """Return the blocks of a handout, with a log of so many weeks when it is for a patient."""
    words = handout.phrases
    title = words.sheet.section_title if handout.is_section_sheet else words.sheet.title
    weeks_to_tick = log(handout, weeks)
    return Sheet(
        title=title,
        subtitle=handout.section_name,
        author=handout.clinic.facts.name,
        language=words.language,
        running=_running(handout, title),
        letterhead=_letterhead(handout),
        masthead=_masthead(handout),
        notice=fill(words.sheet.summary_notice, code=handout.doc.code),
        patient=_patient(handout),
        message=_message(handout),
        glance=_glance(handout),
        equipment=Labelled(words.glance.equipment, ", ".join(handout.equipment) or words.glance.no_equipment),
        how_to_use=_how_to_use(handout, has_log=weeks_to_tick is not None),
        boxes=_boxes(handout),
        stop=_stop(handout),
        pain=_pain(handout),
        tell_us=_tell_us(handout),
        effort=_effort(handout),
        cards=tuple(cards(handout, weeks, has_ticks=weeks_to_tick is None)),
        notes_head=words.card.notes_head,
        topics=tuple(topic(text, handout) for text in handout.topics),
        log=weeks_to_tick,
        run_walk=run_walk(handout),
        last=last_page(handout),
    )


def initials(name: str) -> str:
    """Return the initials of a name: Zoë Şen -> Z.Ş."""
    return "".join(f"{letters_of(part)[0].upper()}." for part in name.replace("-", " ").split()[:4])


def _running(handout: Handout, title: str) -> Running:
    words, doc = handout.phrases, handout.doc
    side = words.sides.of(handout.side).large if handout.side else ""
    left = [doc.code, fill(words.sheet.version, version=doc.version)]
    left.append(fill(words.sheet.review_by, month=print_month(doc.review_by, words)))
    return Running(
        clinic=handout.clinic.facts.name,
        logo=handout.clinic.logo,
        title=f"{title} · {handout.section_name}",
        side=side,
        left=" · ".join(left),
        centre=_initials_reference(handout),
        page=words.sheet.page,
        overleaf=words.sheet.overleaf,
    )


def _initials_reference(handout: Handout) -> str:
    patient = handout.plan.patient
    if patient is None:
        return ""
    if patient.name and patient.reference:
        return fill(handout.phrases.sheet.initials_reference, initials=initials(patient.name), reference=patient.reference)
    return initials(patient.name) if patient.name else (patient.reference or "")


def _letterhead(handout: Handout) -> Letterhead:
    facts = handout.clinic.facts
    parts = [handout.phrases.sheet.example_clinic if facts.example else None, facts.address, facts.phone]
    return Letterhead(facts.name, " · ".join(part for part in parts if part), handout.clinic.logo)


def _masthead(handout: Handout) -> Masthead:
    facts, words, patient = handout.clinic.facts, handout.phrases.sheet, handout.plan.patient
    who = [patient.name, patient.reference and f"{words.reference} {patient.reference}"] if patient else []
    side = handout.phrases.sides.of(handout.side).large if handout.side else None
    given = f"{words.given} {print_date(handout.plan.given_on, handout.phrases)}" if handout.plan.given_on else None
    example = words.example_clinic if facts.example else None
    parts = [*who, side and f"{words.side} {side}", clinician_name(handout), given, example, facts.phone]
    title = fill(words.summary, section=handout.section_name)
    to_write = tuple(label for key, label in _labels(handout).items() if key in handout.by_hand)
    return Masthead(handout.clinic.logo, facts.name, f"· {title}", tuple(part for part in parts if part), to_write)


def _labels(handout: Handout) -> dict[ByHand, str]:
    """Return what the sheet calls the patient's name and reference, and the clinician."""
    words = handout.phrases.sheet
    role = handout.plan.clinician.role if handout.plan.clinician else None
    return {"name": words.name, "reference": words.reference, "clinician": role or words.physio}


def _patient(handout: Handout) -> PatientBlock:
    """Return what is known of patient and visit; on a sheet to fill in by pen, lines for what is not."""
    words, patient, by_pen = handout.phrases.sheet, handout.plan.patient, handout.plan.pen is not None
    labels, by_hand = _labels(handout), handout.by_hand
    fields = [
        (labels["name"], patient.name if patient else None, "name" in by_hand),
        (labels["reference"], patient.reference if patient else None, "reference" in by_hand),
        (labels["clinician"], clinician_name(handout), "clinician" in by_hand),
        (words.given, print_date(handout.plan.given_on, handout.phrases) if handout.plan.given_on else None, False),
        (words.next_visit, print_date(handout.plan.review_on, handout.phrases) if handout.plan.review_on else None, False),
        *((label, _as_printed(getattr(handout.plan, name), handout), False) for name, label in words.labels.items()),
    ]
    sides = handout.phrases.sides
    side = (words.side, sides.of(handout.side).large) if handout.side else None
    if by_pen and side is None:
        side = (words.side, "")
    choice = tuple(sides.of(one).large.capitalize() for one in ("left", "right", "each"))
    return PatientBlock(tuple((label, value or "") for label, value, is_line in fields if value or is_line or by_pen), side, choice)


def _as_printed(value: object, handout: Handout) -> str | None:
    """Return the value of a field of the plan as it stands under its label."""
    return print_date(value, handout.phrases) if isinstance(value, date) else str(value) if value not in (None, (), False) else None


def _message(handout: Handout) -> str:
    said = handout.pain.message
    was, rule = handout.earlier.pain.rule if handout.earlier else None, handout.pain.rule
    if was is not None and handout.pain.zones and was.zones != rule.zones:
        said = f"{said} {handout.phrases.since.pain_message}"
    if handout.plan.main_message:
        said = handout.plan.main_message
    elif handout.is_section_sheet:
        said = handout.phrases.sheet.section_message
    return " ".join((said, *handout.red_flags.says))


def _glance(handout: Handout) -> Glance:
    words = handout.phrases
    table, rows = words.glance, glance_rows(handout)
    stopped = Labelled(table.stopped, ", ".join(handout.stopped)) if handout.stopped else None
    if handout.is_section_sheet:
        groups = tuple(
            GlanceGroup(
                head.name,
                head.line,
                head.intro,
                tuple(row for item, row in zip(handout.items, rows, strict=True) if item.group == head.group),
            )
            for head in handout.groups
        )
        return Glance(table.section_head, "", table.exercise, table.how_often, (), table.planned, groups, stopped=stopped)
    return Glance(
        head=table.head,
        budget=_budget(handout) if handout.plan.pen in (None, "full") else "",
        exercise_head=table.exercise,
        often_head=table.how_often,
        days=words.days,
        planned=table.planned,
        groups=(GlanceGroup("", "", (), rows),),
        runs=_runs(handout),
        stopped=stopped,
        changed=Labelled(words.card.changed, " ".join(running_changes(handout))) if running_changes(handout) else None,
        to_mark=is_open(handout),
        key=tuple(_week_key(handout, rows)),
    )


def _runs(handout: Handout) -> RunDays | None:
    """Return the row of run days, marked where they have changed."""
    runs = run_days(handout)
    if runs is None or handout.earlier is None or handout.earlier.plan.run_days == handout.plan.run_days:
        return runs
    return replace(runs, label=f"{runs.label} · {handout.phrases.card.changed}")


def _week_key(handout: Handout, rows: Sequence[GlanceRow]) -> Iterator[tuple[WeekMark, str]]:
    """Yield each mark of the week with its meaning; nothing where there are only planned days, or the days are marked by hand."""
    words, marks = handout.phrases.glance.key, handout.phrases.log.marks
    is_marked = is_open(handout)
    beside = {when for row in rows for when in row.when}
    more: list[tuple[WeekMark, str]] = [("open", words.open)] if any(row.is_open for row in rows) and not is_marked else []
    more += [("run", words.run)] if handout.plan.run_days else []
    more += [(when, marks[when]) for when in ("before-run", "after-run") if when in beside]
    if more and not is_marked and not all(row.is_open for row in rows):
        yield "planned", words.planned
    yield from more


def _budget(handout: Handout) -> str:
    """Return how many exercises, how long the longest day takes, and on how many days something is planned."""
    words = handout.phrases.glance
    minutes, is_each = day_minutes([(item.dose.frequency, item.session_s) for item in handout.items])
    every = [item.dose.frequency for item in handout.items]
    planned = [frequency for frequency in every if not frequency.at_most]
    days = {day for frequency in planned or every for day in frequency.week_days}
    return fill(
        words.budget,
        exercises=plural(words.budget_exercises, len(handout.items), handout.phrases.language),
        minutes=plural(words.budget_minutes if is_each else words.budget_most, minutes, handout.phrases.language),
        days=plural(words.budget_days, len(days), handout.phrases.language),
    )


def _how_to_use(handout: Handout, *, has_log: bool) -> Labelled:
    words = handout.phrases.how_to_use_section if handout.is_section_sheet else handout.phrases.how_to_use
    text = fill(words.text, soreness=handout.pain.soreness)
    return Labelled(words.head, " ".join(f"{text} {words.log if has_log else words.no_log}".split()))


def _effort(handout: Handout) -> Labelled:
    """Return what the efforts of this sheet mean: the numbers where one is a number, then each word that is used."""
    guide = handout.phrases.effort
    efforts = [item.dose.effort for item in handout.items if item.dose.effort is not None]
    used = {effort.word for effort in efforts} or {None}
    numbers = [guide.numbers] if None in used or handout.plan.pen == "blank" else []
    return Labelled(guide.head, " ".join([*numbers, *(text for word, text in guide.words.items() if word in used)]))


def _boxes(handout: Handout) -> dict[str, WriteOn]:
    """Return the boxes to write on of a patient's sheet: my plan with the goal of the plan, and those of the language file."""
    if handout.is_section_sheet:
        return {}
    words, goal = handout.phrases.my_plan, handout.plan.goal or ""
    lines = ((words.goal, goal), (words.when_where, ""), (words.barrier, ""))
    others = {name: WriteOn(box.head, tuple((line, "") for line in box.lines), box.circle) for name, box in handout.phrases.boxes.items()}
    return {"my_plan": WriteOn(words.head, lines, words.confidence), **others}


def _stop(handout: Handout) -> StopBox:
    words, flags, phone = handout.phrases.stop, handout.red_flags, handout.clinic.facts.phone
    call = fill(words.urgent_call, number=handout.emergency.number, place=handout.emergency.place)
    closed = _unbroken(handout.emergency.out_of_hours)
    contact = (
        fill(words.soon_call, phone=_unbroken(phone), out_of_hours=closed)
        if phone
        else fill(words.soon_call_without_phone, out_of_hours=closed)
    )
    soon = tuple(SignList(lead, signs) for lead, signs in _leads(handout) if signs)
    urgent = (SignList("", flags.urgent),)
    at_once = " ".join(fill(text, number=handout.emergency.number) for text in (*flags.moved, *flags.at_once))
    return StopBox(
        urgent=Tier(words.urgent_head, call, urgent, solid=True),
        soon=Tier(words.soon_head, contact, soon, solid=False),
        calls=tuple(Tier(head, "", (SignList("", signs),), solid=True) for head, signs in flags.calls),
        at_once=at_once,
    )


def _leads(handout: Handout) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what to stop, and the signs for it; no runs where a flag rules them out and the plan has none."""
    words, flags, plan = handout.phrases.stop, handout.red_flags, handout.plan
    if flags.runs or plan.run_days or plan.return_to_run:
        return (words.soon_lead_all, flags.soon), (words.soon_lead_run, flags.go_on)
    return ((words.soon_lead_exercises, (*flags.soon, *flags.go_on)),)


def _unbroken(text: str) -> str:
    """Return a text in which no number is parted at the end of a line."""
    return re.sub(r"(?<=\d) (?=[\d(])|(?<=\)) (?=\d)", "\u00a0", text)


def _tell_us(handout: Handout) -> TellUs:
    words, flags = handout.phrases.stop, handout.red_flags
    fragments = bool(flags.tell_us)
    own = (text[:1].upper() + text[1:] if fragments else text for text in flags.own)
    return TellUs(words.tell_us_about_head if fragments else words.tell_us_head, " ".join((*flags.tell_us, *own)))


def _pain(handout: Handout) -> PainGuide | None:
    words, said = handout.phrases.pain, handout.pain
    if not said.guide:
        return None
    zones = tuple(PainZone(one.zone.low, one.zone.high, one.words.word, one.words.advice, one.said) for one in said.zones)
    before = [text for text in (pain_before(handout),) if text]
    short = " ".join((*handout.red_flags.says, said.short, *before))
    return PainGuide(
        words.head, zones, " ".join((*said.guide, *before)), short, handout.phrases.card.changed if handout.pain.changed else ""
    )
