"""handouts.sheet.compose.sheet: a handout in, every word of the sheet in reading order out."""

import dataclasses

import pytest

from handouts.handout import paper_of
from handouts.library.clinic import Pain
from handouts.library.dose import DAYS
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose, initials
from tests.making import EXERCISES, FOUR, LAYOUTS, SECTION_SHEET, TOPICS, clinic, layout, library, plan, plan_of, sheet_of, with_reasons


def with_clinic(data, **facts):
    changed = dataclasses.replace(clinic(), facts=dataclasses.replace(clinic().facts, **facts))
    return compose(resolve(library(), plan_of(data), changed), 4)


def strings(value):
    """Yield every text of a value made of dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Zoë Şen", "Z.Ş."),
        ("Anna-Lena Nguyễn", "A.L.N."),
        ("émile", "É."),
        ("A B C D E F", "A.B.C.D."),
        ("Łucja  Żak", "Ł.Ż."),
        ("Ωμέγα Жук", "Ω.Ж."),
    ],
)
def test_initials_are_the_first_letters_in_capitals_at_most_four(name, short):
    assert initials(name) == short


def test_a_section_sheet_is_for_nobody_so_it_has_no_fields_log_or_own_plan():
    sheet = sheet_of(SECTION_SHEET)
    assert sheet.title == "Home exercises"
    assert sheet.patient.fields == ()
    assert sheet.patient.side is None
    assert sheet.log is None
    assert sheet.boxes == {}
    assert sheet.running.centre == ""
    assert sheet.running.side == ""


def test_a_plan_names_its_patient_physio_and_days():
    assert sheet_of(FOUR).patient.fields == (
        ("Name", "Zoë Şen"),
        ("Reference", "R-1042"),
        ("Physio", "J. Meyer"),
        ("Given", "22 Nov 2026"),
        ("Next visit", "20 Dec 2026"),
    )


@pytest.mark.parametrize("absent", ["patient", "clinician", "review_on"])
def test_a_field_without_a_value_is_left_out(absent):
    data = {key: value for key, value in FOUR.items() if key != absent}
    labels = {"patient": "Name", "clinician": "Physio", "review_on": "Next visit"}
    assert labels[absent] not in dict(sheet_of(data).patient.fields)


@pytest.mark.parametrize(("side", "word"), [("left", "LEFT"), ("right", "RIGHT"), ("both", "EACH")])
def test_the_side_of_the_plan_stands_in_its_box_and_in_the_running_head(side, word):
    sheet = sheet_of({**FOUR, "side": side})
    assert sheet.patient.side == ("Side", word)
    assert sheet.running.side == word


@pytest.mark.parametrize(
    ("patient", "centre"),
    [
        ({"name": "Zoë Şen", "reference": "R-1"}, "Z.Ş. · ref R-1"),
        ({"name": "Zoë Şen"}, "Z.Ş."),
        ({"reference": "R-1"}, "R-1"),
    ],
)
def test_the_foot_of_every_page_carries_initials_and_reference_but_never_the_name(patient, centre):
    sheet = sheet_of({**FOUR, "patient": patient})
    assert sheet.running.centre == centre
    assert "Zoë" not in "".join(strings(sheet.running))


def test_the_message_counts_the_exercises_and_gives_way_to_the_clinician_s_own():
    assert sheet_of(plan(1)).message.startswith("Do this exercise")
    assert sheet_of(plan(4)).message.startswith("Do these 4 exercises")
    assert sheet_of(plan(4, main_message="Half the weight this week.")).message == "Half the weight this week."
    assert "mark the exercises" in sheet_of(SECTION_SHEET).message


def test_cards_are_numbered_from_one_in_group_order():
    cards = sheet_of(FOUR).cards
    assert [card.number for card in cards] == [1, 2, 3, 4]
    assert [card.group for card in cards] == ["mobility", "stability", "strength", "strength"]
    assert [card.first_of_group for card in cards] == [True, True, True, False]


def test_the_same_number_and_name_stand_in_the_table_on_the_card_and_in_the_log():
    sheet = sheet_of(FOUR)
    rows = [row for group in sheet.glance.groups for row in group.rows]
    assert [(row.number, row.name) for row in rows] == [(card.number, card.name) for card in sheet.cards]
    assert sheet.log is not None
    assert [row.number for row in sheet.log.rows] == [card.number for card in sheet.cards]


def test_planned_days_agree_in_the_table_the_tick_row_and_the_log():
    data = plan(1, exercises=[{"id": "single-leg-balance", "dose": {"days": ["fri", "mon"]}}])
    sheet = sheet_of(data)
    week = tuple(day in ("mon", "fri") for day in DAYS)
    assert sheet.glance.groups[0].rows[0].week == week
    assert sheet.log is not None
    assert sheet.log.rows[0].week == week
    assert sheet_of({**data, "log_weeks": 0}).cards[0].ticks == ("Mon", "Fri")


@pytest.mark.parametrize("layout_name", LAYOUTS)
def test_what_is_ticked_off_stands_in_the_log_or_on_the_cards_and_never_in_both(layout_name):
    parts = layout(layout_name)
    for data in (FOUR, {**FOUR, "log_weeks": 0}, SECTION_SHEET, {**SECTION_SHEET, "pen": "blank"}, {**FOUR, "pen": "blank"}):
        sheet = sheet_of(data, layout_name)
        on_cards = any(card.ticks for card in sheet.cards)
        has_log = sheet.log is not None
        assert on_cards != has_log
        assert not has_log or "log" in (*parts.cards.parts, *parts.end.parts)
        assert ("Fill in the log." in sheet.how_to_use.text) == has_log
        assert "next visit" in sheet.how_to_use.text


@pytest.mark.parametrize(("count", "first"), [(5, "Mon"), (6, "Mo"), (7, "Mo")])
def test_six_or_more_tick_days_take_two_letters(count, first):
    data = plan(1, exercises=[{"id": "single-leg-balance", "dose": {"per_week": count}}], log_weeks=0)
    ticks = sheet_of(data).cards[0].ticks
    assert len(ticks) == count
    assert ticks[0] == first


def test_a_section_sheet_offers_all_seven_days_to_tick():
    assert {len(card.ticks) for card in sheet_of(SECTION_SHEET).cards} == {7}


@pytest.mark.parametrize(("side", "printed"), [("left", False), ("right", False), ("both", True)])
@pytest.mark.parametrize("exercise", [name for name in EXERCISES if name != "hip-hinge"])
def test_changing_sides_is_a_step_only_when_both_are_exercised(exercise, side, printed):
    steps = " ".join(sheet_of(plan(1, exercises=[exercise], side=side)).cards[0].steps).lower()
    assert (
        "change" in steps or "other edge" in steps or "turn round" in steps or "other side" in steps or "other leg" in steps
    ) or not printed
    assert printed or "change sides" not in steps
    assert printed or "change legs" not in steps


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_slot_is_left_open_and_the_other_side_is_never_called_yours(exercise, side):
    card = sheet_of(plan(1, exercises=[exercise], side=side)).cards[0]
    assert not [text for text in strings(card) if "{" in text or "}" in text]
    assert f"your {'right' if side == 'left' else 'left'} side" not in " ".join(strings(card))


def test_a_note_is_headed_by_who_wrote_it():
    noted = [{"id": "couch-stretch", "note": "After your run."}]
    by_name = sheet_of(plan(1, exercises=noted)).cards[0].note
    nameless = sheet_of(plan(1, exercises=noted, clinician=None)).cards[0].note
    assert by_name is not None
    assert (by_name.head, by_name.text) == ("Note from J. Meyer", "After your run.")
    assert nameless is not None
    assert nameless.head == "Note"
    assert sheet_of(plan(1)).cards[0].note is None


def test_the_stop_box_names_the_country_s_number_and_the_clinic_s_phone_unbroken():
    stop = sheet_of(FOUR).stop
    assert stop.urgent.call == "Call 999 or go to A&E if:"
    assert "0131\u00a0496\u00a00142" in stop.soon.call
    assert stop.soon.call.endswith("Closed? Call 111.")
    assert [one.lead for one in (*stop.urgent.lists, *stop.soon.lists)] == ["", "Stop running and these exercises if:"]
    flags = resolve(library(), plan_of(FOUR), clinic()).red_flags
    assert (stop.urgent.signs, stop.soon.signs) == (flags.urgent, flags.soon)


def test_a_clinic_without_a_phone_has_no_gap_in_its_stop_box_and_no_phone_link():
    sheet = with_clinic(FOUR, phone=None)
    assert "{" not in sheet.stop.soon.call
    assert "on ," not in sheet.stop.soon.call
    assert sheet.last.contact.phone is None


@pytest.mark.parametrize(("fine", "okay"), [(0, 1), (2, 4), (3, 5), (8, 9)])
def test_the_pain_zones_cover_nought_to_ten_once_each(fine, okay):
    guide = with_clinic(FOUR, pain=Pain(fine_max=fine, ok_max=okay)).pain
    assert guide is not None
    assert [number for zone in guide.zones for number in range(zone.low, zone.high + 1)] == list(range(11))
    assert [zone.high for zone in guide.zones] == [fine, okay, 10]


@pytest.mark.parametrize("flag", ["bone-stress", "post-op"])
def test_after_a_bone_stress_injury_or_an_operation_no_pain_is_called_fine(flag):
    guide = sheet_of(with_reasons({**FOUR, "flags": [flag]})).pain
    assert guide is not None
    assert guide.zones == ()
    assert {"bone-stress": "No bone pain at all.", "post-op": "Some soreness is normal after an operation."}[flag] in guide.text


def test_a_clinic_may_leave_the_pain_guide_out():
    assert with_clinic(FOUR, pain=Pain(guide="none")).pain is None


def test_topics_are_printed_when_asked_for_and_all_of_them_on_a_section_sheet():
    assert sheet_of(FOUR).topics == ()
    assert [topic.title for topic in sheet_of({**FOUR, "topics": [TOPICS[3], TOPICS[0]]}).topics] == [
        next(topic.title for topic in library().sections["hip"].topics if topic.id == name) for name in (TOPICS[3], TOPICS[0])
    ]
    assert len(sheet_of(SECTION_SHEET).topics) == len(TOPICS)


def test_links_are_safe_kinds_only_and_no_address_stands_twice():
    contact = sheet_of(FOUR).last.contact
    assert contact.phone == ("0131 496 0142", "tel:01314960142")
    addresses = [address for _, _, address in contact.links]
    assert all(address.startswith(("https://", "mailto:")) for address in addresses)
    assert len(set(addresses)) == len(addresses)
    same = with_clinic(FOUR, web="https://a.example", booking="https://a.example").last.contact
    assert [address for _, _, address in same.links].count("https://a.example") == 1


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("+44 131 496 0000", "tel:+441314960000"),
        ("+44 (0)131 496-0142", "tel:+441314960142"),
        ("+39 (0)6 1234 5678", "tel:+390612345678"),
        ("(0131) 496.0142", "tel:01314960142"),
        ("٠١٣١ ٤٩٦ ٠٠٠٠", "tel:01314960000"),
    ],
)
def test_a_phone_s_link_dials_what_is_printed(phone, address):
    contact = with_clinic(FOUR, phone=phone).last.contact
    assert contact.phone == (phone, address)


def test_an_e_mail_s_link_is_the_address_that_is_printed():
    links = with_clinic(FOUR, email="hello+home%sheet@clinic.example").last.contact.links
    assert ("", "hello+home%sheet@clinic.example", "mailto:hello+home%25sheet@clinic.example") in links


def test_the_small_print_names_patient_and_physio_only_on_a_patient_s_sheet():
    assert "made for Zoë Şen by J. Meyer" in sheet_of(FOUR).last.closing
    assert "made for" not in sheet_of(SECTION_SHEET).last.closing


def test_the_small_print_controls_the_document():
    control = sheet_of(FOUR).last.control
    assert "HIP" in control
    assert "version 1.0" in control
    assert "Nov 2026" in control
    assert "Nov 2028" in control


def test_the_content_code_changes_with_a_dose_and_not_with_the_patient():
    def code(data):
        return sheet_of(data).last.control.rsplit(" ", 1)[-1]

    assert code(FOUR) == code({**FOUR, "patient": {"name": "Someone Else"}, "given_on": "2026-11-23"})
    assert code(FOUR) != code({**FOUR, "exercises": [{"id": "couch-stretch", "dose": {"sets": 5}}, *FOUR["exercises"][1:]]})


def test_a_sheet_is_issued_on_the_day_it_is_given_or_else_the_day_of_its_content():
    assert "issued Jan 2031" in sheet_of(plan(1, given_on="2031-01-02", review_on=None)).last.control
    assert "issued Nov 2026" in sheet_of(SECTION_SHEET).last.control


@pytest.mark.parametrize("text", ["**bold**", "{side}", "{name}", "{clinician}", "%s", "<b>x</b>", "&amp;", "a\\b"])
def test_words_of_a_user_are_kept_as_they_are_in_every_field(text):
    data = plan(
        1,
        exercises=[{"id": "couch-stretch", "note": text}],
        patient={"name": text, "reference": text},
        clinician={"name": text},
        goal=text,
        main_message=text,
    )
    sheet = sheet_of(data)
    assert sheet.message == text
    assert dict(sheet.patient.fields)["Name"] == text
    assert dict(sheet.patient.fields)["Reference"] == text
    assert sheet.cards[0].note is not None
    assert sheet.cards[0].note.text == text
    assert sheet.cards[0].note.head == f"Note from {text}"
    assert ("My goal", text) in sheet.boxes["my_plan"].lines
    assert f"made for {text} by {text}" in sheet.last.closing


def test_the_example_clinic_is_called_one_and_a_real_clinic_is_not():
    assert "Example clinic" in sheet_of(FOUR).letterhead.line
    assert "Example clinic" not in with_clinic(FOUR, example=False).letterhead.line


def test_the_strip_says_the_same_dose_as_its_sentence():
    for card in sheet_of(SECTION_SHEET).cards:
        for cell in card.strip.cells[:-1]:
            assert cell.value in card.strip.sentence


def test_every_exercise_that_needs_nothing_says_so():
    assert sheet_of(FOUR).equipment.head == "You need"
    assert "cushion" in sheet_of(FOUR).equipment.text
    assert sheet_of(plan(1, exercises=["hip-hinge"])).equipment.text != ""


def test_every_card_says_when_it_is_made_harder_after_how():
    for card, exercise in zip(sheet_of(SECTION_SHEET).cards, library().sections["hip"].exercises, strict=True):
        (row,) = [row for row in card.rows if row.key == "harder"]
        assert row.label == "Harder"
        assert row.text.startswith(f"{exercise.harder} Try this when {exercise.progress_when}")


def test_a_card_names_the_number_of_the_harder_exercise_on_the_same_sheet_and_else_none():
    easy, hard = "standing-hip-abduction-hold", "standing-hip-abduction-board"
    for chosen, more in ((["couch-stretch", easy, hard], " Then go on to exercise 3."), (["couch-stretch", easy], "")):
        cards = sheet_of(plan(1, exercises=chosen)).cards
        card = next(card for card in cards if card.name == library().find(easy)[1].name)
        (said,) = [row.text for row in card.rows if row.label == "Harder"]
        assert said == f"Use a stronger band. Try this when you stay level, two sessions in a row.{more}"
        assert not more or cards[2].name == library().find(hard)[1].name


def test_the_effort_guide_explains_every_effort_of_the_sheet_and_no_other():
    words = library().languages["en-GB"].effort
    for chosen, numbers, said in (
        (["couch-stretch", "single-leg-balance"], True, ["mild"]),
        (["hip-circles"], False, ["light"]),
        (["hip-circles", "foam-roll-glutes", "hip-hinge"], True, ["light", "mild"]),
    ):
        text = sheet_of(plan(1, exercises=chosen)).effort.text
        assert text == " ".join([*([words.numbers] if numbers else []), *(words.words[word] for word in said)])
    hard = sheet_of(plan(1, exercises=[{"id": "hip-circles", "dose": {"effort": "hard"}}])).effort.text
    assert hard == words.words["hard"]


LOGGED = [name for name in LAYOUTS if "log" in (*layout(name).cards.parts, *layout(name).end.parts)]


@pytest.mark.parametrize("layout_name", LOGGED)
def test_the_log_has_the_weeks_of_the_plan_else_up_to_the_next_visit_else_of_the_layout(layout_name):
    def weeks(**data):
        log = sheet_of({**FOUR, **data}, layout_name).log
        return len(log.weeks) if log else 0

    assert weeks() == 4
    assert weeks(review_on="2026-12-06") == 2
    assert weeks(review_on="2026-12-06", log_weeks=3) == 3
    assert weeks(log_weeks=0) == 0
    assert weeks(review_on=None) == layout(layout_name).log.weeks


@pytest.mark.parametrize("layout_name", sorted({*LAYOUTS} - {*LOGGED}))
def test_a_layout_with_no_place_for_a_log_has_none_whatever_a_plan_asks(layout_name):
    assert sheet_of({**FOUR, "log_weeks": 6}, layout_name).log is None


@pytest.mark.parametrize("layout_name", LOGGED)
def test_a_card_has_the_weeks_of_the_log_and_the_days_of_its_own(layout_name):
    sheet = sheet_of(FOUR, layout_name)
    for card, row in zip(sheet.cards, sheet.log.rows, strict=True):
        assert (card.log.weeks, card.log.days, card.log.week) == (sheet.log.weeks, sheet.log.days, row.week)
    assert all(card.log is None for card in sheet_of(SECTION_SHEET, layout_name).cards)


def test_a_summary_says_on_its_first_lines_whose_and_what_it_is():
    sheet = sheet_of(FOUR, "compact")
    assert (sheet.masthead.title, sheet.masthead.subtitle) == ("Harbour Lane Physio", "· Hip · summary")
    assert sheet.masthead.facts[:5] == ("Zoë Şen", "Reference R-1042", "Side LEFT", "J. Meyer", "Given 22 Nov 2026")
    assert sheet.notice == "This is a summary in smaller print. Your full instructions are on sheet HIP."
    assert sheet_of(SECTION_SHEET, "compact").masthead.facts == ("Example clinic", "0131 496 0142")


@pytest.mark.parametrize(
    ("layout_name", "clinic_paper", "plan_paper", "paper"),
    [
        ("cards", None, None, "A4"),
        ("cards", "Letter", None, "Letter"),
        ("cards", "Letter", "A4", "A4"),
        ("phone", None, None, "Phone"),
        ("pocket", "Letter", None, "A5"),
        ("large", "Letter", None, "Letter"),
    ],
)
def test_a_sheet_is_on_the_paper_of_its_plan_else_the_clinic_s_where_the_layout_has_it_else_the_layout_s_first(
    layout_name, clinic_paper, plan_paper, paper
):
    own = dataclasses.replace(clinic(), facts=dataclasses.replace(clinic().facts, paper=clinic_paper))
    data = {**FOUR, **({"paper": plan_paper} if plan_paper else {})}
    assert paper_of(library(), plan_of(data), own, layout(layout_name)) == paper


@pytest.mark.parametrize("weeks", [0, 1, 4, 6])
def test_the_log_has_as_many_weeks_as_the_layout_asks_for(weeks):
    log = compose(resolve(library(), plan_of(FOUR), clinic()), weeks).log
    assert (len(log.weeks) if log else 0) == weeks


def test_page_one_says_how_long_a_full_day_takes():
    assert sheet_of(FOUR).glance.budget == "4 exercises, up to 10 min a day, 7 days"
    assert sheet_of(plan(1, exercises=["single-leg-balance"])).glance.budget == "1 exercise, 2 min a day, 3 days"
    assert sheet_of(SECTION_SHEET).glance.budget == ""
