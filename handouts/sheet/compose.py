"""Handout -> blocks: every word of the sheet, in reading order, decided once.

Nothing here knows a size or a place. What is printed for no patient (a section sheet) and for one differs here only.
"""

import functools
from collections.abc import Iterator
from urllib.parse import quote

from handouts.dose import DAYS, session_s
from handouts.figure.drawing import Drawing
from handouts.figure.store import drawing_ids, load_drawing
from handouts.language import day_name, fill, plural, print_date, print_month
from handouts.phrases import Phrases
from handouts.resolve import GroupHead, Handout, Item, TopicText
from handouts.sheet import dosewords
from handouts.sheet.blocks import (
    Card,
    CardRow,
    Contact,
    DoseStrip,
    Glance,
    GlanceGroup,
    GlanceRow,
    Labelled,
    LastPage,
    Letterhead,
    LogBlock,
    MyPlan,
    PainGuide,
    PainZone,
    PatientBlock,
    PictureFrame,
    Running,
    Sheet,
    StopBox,
    Tier,
    TopicBlock,
)

SHORT_NAMES_FROM = 6
"""From so many days on a card's tick row uses two-letter day names."""


def compose(handout: Handout, weeks: int) -> Sheet:
    """Return the blocks of a handout, with a log of so many weeks when it is for a patient."""
    words = handout.phrases
    title = words.sheet.section_title if handout.is_section_sheet else words.sheet.title
    return Sheet(
        title=title,
        subtitle=handout.section_name,
        author=handout.clinic.facts.name,
        language=words.language,
        running=_running(handout, title),
        letterhead=_letterhead(handout),
        patient=_patient(handout),
        message=_message(handout),
        glance=_glance(handout),
        equipment=Labelled(words.glance.equipment, ", ".join(handout.equipment) or words.glance.no_equipment),
        how_to_use=_how_to_use(handout),
        my_plan=_my_plan(handout),
        stop=_stop(handout),
        pain=_pain(handout),
        tell_us=Labelled(words.stop.tell_us_head, handout.red_flags.tell_us),
        effort=Labelled(words.effort.head, words.effort.text),
        cards=tuple(_cards(handout)),
        notes_head=words.card.notes_head,
        topics=tuple(_topic(topic, words) for topic in handout.topics),
        log=_log(handout, weeks),
        last=_last_page(handout),
    )


def clinician_name(handout: Handout) -> str | None:
    """Return the clinician's name, or None."""
    return handout.clinician.name if handout.clinician else None


def panels_of(item: Item) -> tuple[Drawing, ...]:
    """Return the panels of an exercise's drawing: the clinic's own, else the built-in one, else none."""
    if item.drawing is not None:
        return item.drawing
    return load_drawing(item.id) if item.id in drawing_ids() else ()


@functools.lru_cache(maxsize=500)
def _thumb(panels: tuple[Drawing, ...]) -> Drawing | None:
    """Return the panel that stands for an exercise in a list, without arrows: the finish, or the first of a series."""
    return panels[-1 if len(panels) <= 2 else 0].without_cues() if panels else None


def initials(name: str) -> str:
    """Return the initials of a name: Zoë Şen -> Z.Ş."""
    return "".join(f"{part[0].upper()}." for part in name.replace("-", " ").split()[:4])


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
    patient = handout.patient
    if patient is None:
        return ""
    if patient.name and patient.reference:
        return fill(handout.phrases.sheet.initials_reference, initials=initials(patient.name), reference=patient.reference)
    return initials(patient.name) if patient.name else (patient.reference or "")


def _letterhead(handout: Handout) -> Letterhead:
    facts = handout.clinic.facts
    parts = [handout.phrases.sheet.example_clinic if facts.example else None, facts.address, facts.phone]
    return Letterhead(facts.name, " · ".join(part for part in parts if part), handout.clinic.logo)


def _patient(handout: Handout) -> PatientBlock:
    words, patient = handout.phrases.sheet, handout.patient
    role = handout.clinician.role if handout.clinician else None
    fields = [
        (words.name, patient.name if patient else None),
        (words.reference, patient.reference if patient else None),
        (role or words.physio, clinician_name(handout)),
        (words.given, print_date(handout.given_on, handout.phrases) if handout.given_on else None),
        (words.next_visit, print_date(handout.review_on, handout.phrases) if handout.review_on else None),
    ]
    side = (words.side, handout.phrases.sides.of(handout.side).large) if handout.side else None
    return PatientBlock(tuple((label, value) for label, value in fields if value), side)


def _message(handout: Handout) -> str:
    if handout.main_message:
        return handout.main_message
    if handout.is_section_sheet:
        return handout.phrases.sheet.section_message
    words = handout.phrases.sheet
    free = handout.pain.guide == "pain-free"
    return plural(words.main_message_pain_free if free else words.main_message, len(handout.items))


def _glance(handout: Handout) -> Glance:
    words = handout.phrases
    if handout.is_section_sheet:
        groups = tuple(
            GlanceGroup(head.name, head.line, head.intro, tuple(_row(item, words) for item in handout.items if item.group == head.group))
            for head in handout.groups
        )
        return Glance(words.glance.section_head, "", words.glance.exercise, words.glance.how_often, (), words.glance.planned, groups)
    rows = GlanceGroup("", "", "", tuple(_row(item, words) for item in handout.items))
    minutes = round(sum(session_s(item.dose) for item in handout.items) / 60)
    budget = plural(words.glance.budget, max(1, minutes))
    return Glance(words.glance.head, budget, words.glance.exercise, words.glance.how_often, words.days, words.glance.planned, (rows,))


def _row(item: Item, words: Phrases) -> GlanceRow:
    frequency = item.dose.frequency
    planned = frequency.week_days
    return GlanceRow(
        number=item.number,
        name=item.name,
        dose=dosewords.one_line(item.dose, words),
        how_often=dosewords.how_often_text(frequency, words),
        thumb=_thumb(panels_of(item)),
        side=item.dose.side,
        week=tuple(day in planned for day in DAYS),
    )


def _how_to_use(handout: Handout) -> Labelled:
    step = handout.phrases.how_to_use_section if handout.is_section_sheet else handout.phrases.how_to_use
    return Labelled(step.head, step.text)


def _my_plan(handout: Handout) -> MyPlan | None:
    if handout.is_section_sheet:
        return None
    words = handout.phrases.my_plan
    return MyPlan(words.head, ((words.goal, handout.goal or ""), (words.when_where, ""), (words.barrier, "")), words.confidence)


def _stop(handout: Handout) -> StopBox:
    words, flags, phone = handout.phrases.stop, handout.red_flags, handout.clinic.facts.phone
    call = fill(words.urgent_call, number=handout.emergency.number, place=handout.emergency.place)
    contact = fill(words.soon_call, phone=phone.replace(" ", "\u00a0")) if phone else words.soon_call_without_phone
    return StopBox(Tier(words.urgent_head, call, flags.urgent, solid=True), Tier(words.soon_head, contact, flags.soon, solid=False))


def _pain(handout: Handout) -> PainGuide | None:
    pain, words = handout.pain, handout.phrases.pain
    if pain.guide == "none":
        return None
    if pain.guide == "pain-free":
        return PainGuide(words.head, (), words.pain_free)
    limits = ((0, pain.fine_max, words.fine), (pain.fine_max + 1, pain.ok_max, words.ok), (pain.ok_max + 1, 10, words.too_much))
    zones = tuple(
        PainZone(low, high, zone.word, zone.advice, fill(words.zone, low=low, high=high, word=zone.word, advice=zone.advice))
        for low, high, zone in limits
    )
    middle = zones[1]
    return PainGuide(words.head, zones, fill(words.trend, low=middle.low, high=middle.high))


def _cards(handout: Handout) -> Iterator[Card]:
    heads = {head.group: head for head in handout.groups}
    before = None
    for item in handout.items:
        yield _card(item, heads[item.group], handout, first_of_group=item.group != before)
        before = item.group


def _card(item: Item, head: GroupHead, handout: Handout, *, first_of_group: bool) -> Card:
    words = handout.phrases.card
    clinician = clinician_name(handout)
    ask = fill(words.ask_to_show, clinician=clinician) if clinician else words.ask_to_show_without_name
    ticks = _ticks(item, handout)
    note_head = fill(words.note_from, clinician=clinician) if clinician else words.note
    return Card(
        number=item.number,
        group=item.group,
        group_name=head.name,
        group_line=head.line,
        first_of_group=first_of_group,
        name=item.name,
        purpose=item.purpose,
        picture=PictureFrame(item.picture_alt, ask, (words.start, words.finish), item.picture, panels_of(item), item.dose.side),
        start=Labelled(words.start, item.start),
        steps=item.steps,
        strip=_strip(item, handout.phrases),
        rows=tuple(_rows(item, handout.phrases)),
        note=Labelled(note_head, item.note) if item.note else None,
        caution_label=words.caution,
        cautions=item.cautions,
        ticks=ticks,
        ticks_said=fill(words.ticks, days=", ".join(ticks)),
    )


def _strip(item: Item, words: Phrases) -> DoseStrip:
    return DoseStrip(dosewords.cells(item.dose, words), dosewords.details(item.dose, words), dosewords.sentence(item.dose, words))


def _rows(item: Item, words: Phrases) -> Iterator[CardRow]:
    for label, text in dosewords.extras(item.dose, item.ways, words, lift_first=item.lift_first):
        yield CardRow("dose", label, text)
    yield CardRow("feel", words.card.feel, item.feel)
    yield CardRow("avoid", words.card.avoid, item.avoid)
    yield CardRow("easier", words.card.easier, item.easier)
    yield CardRow("harder", words.card.harder, item.harder)


def _ticks(item: Item, handout: Handout) -> tuple[str, ...]:
    """Return the days beside a card's tick boxes: the planned ones, or all seven to choose from on a section sheet."""
    days = DAYS if handout.is_section_sheet else item.dose.frequency.week_days
    return tuple(day_name(day, handout.phrases, short=len(days) >= SHORT_NAMES_FROM) for day in days)


def _topic(text: TopicText, words: Phrases) -> TopicBlock:
    topic = text.topic
    return TopicBlock(
        id=topic.id,
        eyebrow=fill(words.topic.about, section=text.section.lower()),
        title=topic.title,
        key=topic.key,
        paragraphs=topic.paragraphs,
        act=topic.act,
        known=(words.topic.known, topic.known),
        not_known=(words.topic.not_known, topic.not_known),
    )


def _log(handout: Handout, weeks: int) -> LogBlock | None:
    if handout.is_section_sheet or not weeks:
        return None
    words = handout.phrases.log
    rows = tuple((item.number, item.short_name, tuple(day in item.dose.frequency.week_days for day in DAYS)) for item in handout.items)
    titles = tuple(fill(words.week, n=week) for week in range(1, weeks + 1))
    return LogBlock(words.head, words.intro, titles, handout.phrases.days_short, rows, words.worst_pain, words.questions)


def _last_page(handout: Handout) -> LastPage:
    words = handout.phrases
    return LastPage(
        progress_head=words.progress.head,
        progress=tuple(Labelled(step.head, step.text) for step in words.progress.steps),
        contact=_contact(handout),
        formats=words.end.formats,
        foot=(_closing(handout), _control(handout)),
    )


def _contact(handout: Handout) -> Contact:
    facts, words = handout.clinic.facts, handout.phrases.end
    phone = (facts.phone, "tel:" + quote("".join(c for c in facts.phone if c.isdigit() or c == "+"))) if facts.phone else None
    links: list[tuple[str, str, str]] = []
    if facts.email:
        links.append(("", facts.email, f"mailto:{facts.email}"))
    pages = [(words.booking, facts.booking), ("", facts.web if facts.web != facts.booking else None)]
    links += [(label, address.removeprefix("https://"), address) for label, address in pages if address]
    code = next(((shown, address) for _, shown, address in links if address.startswith("https")), None)
    lines = tuple(line for line in (facts.hours, facts.registration) if line)
    return Contact(words.contact_head, phone, tuple(links), lines, code)


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
