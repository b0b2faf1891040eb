"""The stop box: who is called, when the clinic is closed, what stops; and what preflight says of warning signs."""

import re
from dataclasses import replace

import pytest

from handouts.checks.run import check_everything
from handouts.library.clinic import Emergency, load_clinic
from handouts.library.content import FROM_MEMORY
from handouts.library.library import load_library
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from handouts.sheet.place.guides import stop_box, stop_line, stop_parts
from handouts.sheet.place.style import Printing, ladder
from tests.geometry import squeezed
from tests.making import FOUR, LAYOUTS, LAYOUTS_ON_PAPER, clinic, layout, library, made, plan, plan_of, with_reasons
from tests.placed import inks, text_of
from tests.writing import built_in, write, write_clinic

MM = 72 / 25.4


def stop(**facts):
    own = replace(clinic(), facts=replace(clinic().facts, **facts))
    return compose(resolve(library(), plan_of(FOUR), own), 0).stop


def test_the_head_says_within_two_days_and_the_first_line_what_to_stop():
    box = stop()
    assert box.soon.head == "STOP. Call us within 2 days"
    (signs,) = box.soon.lists
    assert signs.lead == "Stop running and these exercises if:"
    assert "contact" not in signs.lead, "the head says whom to call, and when"
    assert box.urgent.call == "Call 999 or go to A&E if:"


@pytest.mark.parametrize(
    ("more", "lead"),
    [
        ({"flags": ["falls"]}, "Stop these exercises if:"),
        ({"flags": ["bone-stress"]}, "Stop these exercises if:"),
        ({"flags": ["falls"], "run_days": ["tue"]}, "Stop running and these exercises if:"),
        ({"flags": ["falls"], "return_to_run": True}, "Stop running and these exercises if:"),
        ({"flags": ["pregnancy"]}, "Stop running and these exercises if:"),
    ],
)
def test_who_is_not_taken_to_run_is_told_to_stop_the_exercises_unless_the_plan_has_runs(more, lead):
    (signs,) = compose(resolve(library(), plan_of(with_reasons({**FOUR, **more})), clinic()), 0).stop.soon.lists
    assert signs.lead == lead


@pytest.mark.parametrize("layout_name", LAYOUTS)
def test_page_1_of_a_bone_stress_plan_says_not_to_run_or_jump(layout_name):
    told = squeezed("Do not run or jump until we tell you.")
    first = {flag: squeezed(text_of(inks(pages_of_flag(flag, layout_name)[0]))) for flag in ("bone-stress", "falls")}
    assert (told in first["bone-stress"], told in first["falls"]) == (True, False)


def pages_of_flag(flag, layout_name):
    return made(with_reasons({**FOUR, "flags": [flag]}), layout_name).pages.pages


def test_run_days_of_a_bone_stress_plan_are_named():
    def said(**more):
        notes = resolve(library(), plan_of(with_reasons({**FOUR, **more})), clinic()).notes
        return [note.check for note in notes if note.at == ("run_days",)]

    assert said(flags=["bone-stress"], run_days=["tue"]) == ["S05"]
    assert said(flags=["bone-stress"]) == said(flags=["falls"], run_days=["tue"]) == []


@pytest.mark.parametrize("country", sorted(library().countries))
def test_each_country_has_a_line_for_when_the_clinic_is_closed(country):
    line = library().countries[country].out_of_hours
    assert line.text[0].isupper()
    assert not line.text.endswith(".")
    assert stop(country=country).soon.call.replace("\u00a0", " ") == f"On 0131 496 0142. Closed? {line.text}."


def test_a_number_is_not_parted_at_the_end_of_a_line():
    assert "1800\u00a0022\u00a0222" in stop(country="AU").soon.call


def test_a_clinic_s_own_line_stands_before_its_country_s_and_needs_no_phone():
    assert stop(out_of_hours="Call the night line.").soon.call.endswith("Closed? Call the night line.")
    assert stop(phone=None).soon.call == "Are we closed? Call 111."
    assert "{" not in stop(phone=None, out_of_hours="Call 111").soon.call


def test_a_country_that_has_no_line_takes_the_language_s():
    own = stop(country="LU", emergency=Emergency(number="112", place="hospital"))
    assert own.soon.call.endswith("Closed? Call your doctor’s after-hours line.")


def test_a_country_s_line_from_memory_is_a_warning_until_the_clinic_writes_its_own(tmp_path):
    facts = "phone: 020 555 1234\nemail: us@runwell.co.uk\ncountry: CA\n"
    found = [one.message for one in check_everything([], write_clinic(tmp_path / "a", facts)).problems if "not confirmed" in one.message]
    assert found == [
        "'Call 811' is printed for when you are closed, and is not confirmed for CA; look at it, and write it as out_of_hours:"
    ]
    own = write_clinic(tmp_path / "b", f"{facts}out_of_hours: Call 811\n")
    assert not [one for one in check_everything([], own).problems if "not confirmed" in one.message]
    assert not library().countries["GB"].out_of_hours.seen.startswith(FROM_MEMORY)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("ink", ["colour", "grey", "ink-saver"])
def test_the_box_of_one_section_is_66_mm_high_at_most_in_cards(paper, ink):
    looks, _ = ladder(layout("cards"), Printing(paper, clinic().accent, ink))
    assert max(stop_box(stop(), look).height_pt for look in looks) / MM <= 66


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_sends_to_a_doctor_today_stands_with_the_stop_box_and_not_at_the_end(name):
    said = "Under 16 with a limp and hip, thigh or knee pain? See a doctor today."
    assert stop().at_once == said
    pages = [" ".join(text_of(inks(page)).split()) for page in made(FOUR, name).pages.pages]
    (where,) = [number for number, text in enumerate(pages) if said in text]
    (box,) = [number for number, text in enumerate(pages) if "STOP. Call us within 2 days" in text]
    assert where == box
    assert where <= 1
    assert pages[where].index("STOP. Call us") < pages[where].index(said)
    assert ("Tell us about A stress fracture" in " ".join(pages)) == (name != "compact")


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_draws_the_box_and_the_line(name):
    own = layout(name)
    (look, *_), _ = ladder(own, Printing(next(iter(own.papers)), clinic().accent))
    box = stop()
    assert stop_box(box, look).height_pt > 0
    assert stop_line(box, look).height_pt > 0
    assert len(stop_parts(box, look, 10_000.0, 10_000.0)) == 1 + bool(box.at_once)
    assert len(stop_parts(box, look, 10.0, 10.0)) == (2 if look.columns == 1 else 1) + bool(box.at_once)


@pytest.mark.parametrize("count", [1, 4, 8])
@pytest.mark.parametrize(("name", "paper"), LAYOUTS_ON_PAPER)
def test_when_to_get_urgent_help_stands_on_page_1_of_every_layout_and_the_rest_of_the_box_on_page_2_at_the_latest(name, paper, count):
    box = stop()
    pages = [squeezed(text_of(inks(page))) for page in made({**plan(count), "paper": paper}, name).pages.pages]
    for tier, latest in ((box.urgent, 1), (box.soon, 2)):
        words = [squeezed(text) for text in (tier.head, *tier.signs)]
        (home,) = [number for number, text in enumerate(pages, start=1) if all(word in text for word in words)]
        assert home <= latest, "and all signs of a tier stand together"


@pytest.mark.parametrize(("name", "paper"), LAYOUTS_ON_PAPER)
def test_a_pregnant_woman_reads_whom_to_call_and_when_in_every_layout_and_is_not_asked_of_missed_periods(name, paper):
    data = {**with_reasons({**FOUR, "flags": ["pregnancy"]}), "paper": paper}
    pages = [squeezed(text_of(inks(page))) for page in made(data, name).pages.pages]
    signs = resolve(library(), plan_of(data), clinic()).red_flags
    ((head, told),) = signs.calls
    homes = [number for number, text in enumerate(pages, start=1) if all(squeezed(one) in text for one in (head, *told))]
    assert homes in ([1], [2])
    assert not re.search(r"missedperiods", "".join(pages))
    box = compose(resolve(library(), plan_of(data), clinic()), 0).stop
    assert [(tier.head, tier.signs) for tier in box.calls] == [(head, told)]


def test_flags_change_the_signs_of_a_sheet_and_not_what_the_content_is():
    usual, flagged = (resolve(library(), plan_of(with_reasons({**FOUR, "flags": flags})), clinic()) for flags in ([], ["falls"]))
    assert usual.red_flags != flagged.red_flags
    assert usual.content_hash == flagged.content_hash


# -- preflight


def section(**flags):
    data = built_in("hip.yaml")
    return {**data, "red_flags": {**data["red_flags"], **flags}}


def signs_found(tmp_path, data):
    path = write(tmp_path / "content" / "hip.yaml", data)
    return [one for one in check_everything([path], None).problems if one.check == "S02" and one.file.endswith("hip.yaml")]


def test_a_danger_that_no_sign_tells_of_is_an_error(tmp_path):
    (found,) = signs_found(tmp_path, section(soon=["nerve", "worse", "limp", "joint"]))
    assert found.level == "error"
    assert "bone-deep" in found.message


def test_own_sentences_need_sources_and_a_review(tmp_path):
    messages = [
        one.message for one in signs_found(tmp_path, section(urgent=["clot", "cauda", "weight", "limb", "you are hot and shivery"]))
    ]
    assert "the warning signs have no sources" in messages
    assert "the warning signs have no review" in messages
    assert any(message.startswith("no sign in the catalogue's words of: infection") for message in messages)


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"urgent": ["clott"]}, "no warning sign 'clott' in red-flags.yaml; did you mean 'clot'?; or write a whole sentence"),
        ({"urgent": ["nerve"]}, "'nerve' is a sign of 'soon'; move it there"),
        ({"tell_us": ["cancre"]}, "no warning sign 'cancre' in red-flags.yaml; did you mean 'cancer'?; or write a whole sentence"),
    ],
)
def test_an_id_that_is_not_there_is_named_with_its_near_miss(tmp_path, faults_of, lists, said):
    write(tmp_path / "hip.yaml", section(**lists))
    (found,) = faults_of(load_library, tmp_path)
    assert said in found
    assert re.search(r"hip\.yaml:\d+:\d+", found)


def test_a_clinic_s_own_sign_joins_the_catalogue_and_its_faults_are_named(tmp_path, faults_of):
    flag = {"id": "hum", "tier": "soon", "order": 59, "danger": "noise", "covers": ["hum"], "text": "your knee hums", "sources": ["Nobody"]}
    catalogue = {"language": "en-GB", "review": {"reviewed_by": None}, "flags": [flag]}
    path = write(tmp_path / "shared" / "red-flags.yaml", catalogue)
    assert ["no source 'Nobody' in sources.yaml" in line for line in faults_of(load_library, tmp_path)] == [True]
    write(path, {**catalogue, "flags": [{**flag, "sources": []}]})
    lib = load_library(tmp_path)
    assert {"hum", "clot"} < set(lib.catalogue("en-GB").by_id)
    write(path, {**catalogue, "flags": [{**flag, "sources": [], "fold_of": ["nothing"]}]})
    assert ["no warning sign 'nothing'" in line for line in faults_of(load_library, tmp_path)] == [True]


def test_a_wording_that_is_too_long_or_names_a_number_is_said(tmp_path):
    long = {"id": "hum", "tier": "soon", "order": 59, "danger": "noise", "covers": ["hum"], "text": f"call 999, {'your knee hums ' * 5}"}
    catalogue = {"language": "en-GB", "review": {"reviewed_by": None}, "flags": [long], "to_confirm": ["Does it hum?"]}
    own = write_clinic(tmp_path, "phone: 0131 447 1234\n")
    write(own / "content" / "shared" / "red-flags.yaml", catalogue)
    found = {
        one.message for one in check_everything([], own).problems if "red-flags" in one.file and "content/shared/red-flags.yaml" in one.file
    }
    assert any("letters; 70 at most" in message for message in found)
    assert any("'call 999' is one country's number" in message for message in found)
    assert any(message.startswith("1 point is for a clinician to confirm") for message in found)


def test_the_example_clinic_prints_the_built_in_box():
    assert load_clinic().facts.out_of_hours is None
