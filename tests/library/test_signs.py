"""Warning signs of one, two and three sections: every danger once, none lost, in a box that stays within its height."""

import itertools
import re
import textwrap
from dataclasses import replace

import pytest

from handouts.checks.preflight.plain import ease
from handouts.library.flags import FLAGS
from handouts.library.library import load_library
from handouts.library.signs.catalogue import Catalogue, Limits, catalogue_faults, covered, laid_over
from handouts.library.signs.chosen import LETTERS_A_LINE, SectionSigns, join_parts, signs_of
from handouts.library.signs.for_patients import ForPatients
from tests.making import library as built_in_library

CATALOGUE = built_in_library().catalogues["en-GB"]
SECTIONS = CATALOGUE.sections
PLANS = [plan for count in (1, 2, 3) for plan in itertools.combinations(SECTIONS, count)]
SOON = {one for flag in CATALOGUE.flags if flag.tier == "soon" for one in (*flag.covers, *itertools.chain(*flag.also.values()))}
WORDS = {
    "clot-leg": r"swollen( or warm)? (calf|leg)|calf( or thigh)? (is sore and swollen|swells)",
    "clot-lung": r"trouble breathing|short of breath|short breath",
    "heart": r"uneven heartbeat",
    "aorta": r"sudden.*tummy",
    "heat-stroke": r"in the heat",
    "cauda-saddle": r"numb between your legs",
    "cauda-bladder": r"cannot pee|hard to start",
    "cauda-sex": r"\bsex\b",
    "cord-legs": r"both legs (hurt, )?tingle",
    "fracture": r"crack|4 steps|on your leg|take your weight|cannot hold you",
    "ankle-fracture": r"(4 steps|cannot hold you)(.|\n)*sore to press",
    "shape": r"bent|looks short|out of shape",
    "blood-flow": r"foot (is |turns |looks bent, |)cold|leg is bent, cold",
    "achilles": r"snap",
    "compartment": r"turns hard",
    "bleed": r"blood thinners",
    "rhabdo": r"pee (is|turns) dark",
    "locked-knee": r"knee (is stuck|sticks)",
    "extensor": r"straighten",
    "knee-bleed": r"knee swell",
    "joint-infection": r"knee (turns|is) hot",
    "infection": r"shiver|feel ill|fever",
    "spine-fracture": r"back hurts badly after|a fall or fever (comes with|brings) bad back pain|bad pain comes from a fall",
    "diabetic-foot": r"diabetes",
    "birth-bleed": r"soak a pad|pad soaked",
    "bone-deep": r"deep ache|aches? deep",
    "bone-spot": r"bone.*sore",
    "heel-bone": r"heel is sore|bone is sore to press|heel.*sore to press",
    "shin-front": r"front edge|shin.*sore to press|bone is sore to press",
    "shin-top": r"top of your shin|shin.*sore to press|bone is sore to press",
    "mid-foot": r"outer edge of your foot",
    "tear-sole": r"pop (under|or tear)",
    "tear-calf": r"tear",
    "tear-hamstring": r"pop (high|or tear)",
    "nerve": r"tingle|pins and needles",
    "foot-drop": r"slaps|weak",
    "both-legs": r"both legs",
    "trend": r"sooner each|gets worse, not better",
    "night": r"wakes you|at night",
    "limp": r"you (start to )?limp|your limp",
    "joint": r"gives way",
    "dead-leg": r"dead leg",
    "exertional": r"(tight or numb (on|as)|tightens on)",
    "pelvic-floor": r"you leak",
}
"""What must be read for each danger, whatever the wording."""


def lists(*plan):
    return [SectionSigns(name, SECTIONS[name].urgent, SECTIONS[name].soon, SECTIONS[name].tell_us) for name in plan]


def signs(*plan):
    return signs_of(CATALOGUE, lists(*plan))


def needs(plan):
    return {danger for name in plan for danger in SECTIONS[name].needs}


def lost(plan, urgent, soon, told):
    """Dangers that no line of their own tier tells of; a bone that is sore after an injury, and both legs, may stand in either."""
    gone = []
    for danger in sorted(needs(plan)):
        places = [*soon] if danger in SOON else [*urgent]
        if danger in ("ankle-fracture", "both-legs"):
            places = [*urgent, *soon]
        elif danger == "birth-bleed":
            places = [*urgent, *told]
        if not re.search(WORDS[danger], "\n".join(places)):
            gone.append(danger)
    return gone


def test_the_seven_sections_make_sixty_three_plans():
    assert (len(SECTIONS), len(PLANS)) == (7, 63)
    assert set(WORDS) == {danger for name in SECTIONS for danger in SECTIONS[name].needs}


@pytest.mark.parametrize("plan", PLANS, ids="+".join)
def test_no_danger_of_a_plan_is_lost_and_the_box_stays_within_its_limits(plan):
    found, room = signs(*plan), Limits().lines[len(plan) - 1]
    soon = (*found.soon, *found.go_on)
    assert lost(plan, found.urgent, soon, found.moved) == []
    assert needs(plan) <= covered(CATALOGUE, found.ids, plan, found.out_of_box)
    assert len(found.urgent) <= room.urgent
    assert len(soon) <= room.soon
    high = max(height(found.urgent), height(soon) + bool(found.soon) + bool(found.go_on))
    assert (43.1 + 14.4 * high) / 72 * 25.4 <= room.mm + 0.05
    assert [text for text in (*found.urgent, *soon) if len(text) > 75 or "{" in text] == []
    assert max(ease([*found.urgent, *soon]).grade, ease(found.urgent).grade, ease(soon).grade) <= 6
    told = " ".join((*found.moved, *found.tell_us))
    assert len(told) <= (280 if len(plan) == 1 else 360)
    assert ease([told]).grade <= 6


def height(texts):
    return sum(len(textwrap.wrap(text, LETTERS_A_LINE)) for text in texts)


@pytest.mark.parametrize("plan", PLANS, ids="+".join)
def test_each_line_stands_once_and_each_line_is_missed(plan):
    found = signs(*plan)
    soon = (*found.soon, *found.go_on)
    assert len({*found.urgent, *soon}) == len(found.urgent) + len(soon)
    assert len({*found.ids}) == len(found.ids)
    for tier in ("urgent", "soon"):
        for line in found.urgent if tier == "urgent" else soon:
            urgent = [one for one in found.urgent if one != line]
            assert lost(plan, urgent, [one for one in soon if one != line], found.moved), f"nobody misses '{line}'"


def test_the_order_of_the_sections_changes_nothing_of_the_signs():
    for plan in PLANS:
        one, other = signs(*plan), signs(*reversed(plan))
        assert (one.urgent, one.soon, one.go_on) == (other.urgent, other.soon, other.go_on)


def test_one_section_keeps_its_own_words_and_several_have_one_line_for_all():
    assert "your hip hurts badly and you feel hot or shivery" in signs("hip").urgent
    joined = signs("hip", "calf-shin")
    assert "your hip or calf hurts badly or is red, and you feel hot or shivery" in joined.urgent
    assert sum("shivery" in text for text in joined.urgent) == 1


def test_a_sign_that_lets_exercises_go_on_does_so_only_where_the_exercises_are_no_runs():
    assert signs("calf-shin").go_on == ("your calf or shin tightens on each run",)
    with_drills = signs("calf-shin", "running-drills")
    assert any("calf or shin" in text for text in with_drills.soon)
    assert not any("calf or shin" in text for text in with_drills.go_on)
    assert any("you leak" in text for text in with_drills.go_on)


def test_what_has_no_room_in_the_box_stands_under_it_with_its_call():
    found = signs("thigh", "back-pelvis", "running-drills")
    assert found.out_of_box == ("birth-bleed",)
    assert found.moved[0].startswith("After a birth, a pad soaked in an hour? Call {number}.")
    assert not any("soak a pad" in text for text in found.urgent)
    assert any("soak a pad" in text for text in signs("back-pelvis").urgent)
    assert not any("pad soaked" in text for text in (*signs("back-pelvis").moved, *signs("back-pelvis").tell_us))


def test_what_gives_way_is_asked_at_the_visit_and_what_never_gives_way_stays():
    for plan in PLANS:
        found = signs(*plan)
        never = [item for item in CATALOGUE.tell_us if item.give_way is None and item.when_moved is None]
        assert not {item.text for item in never} & {*found.asked}
        assert not {*found.asked} & {*found.tell_us}
    assert "Low sex drive." in signs("thigh", "back-pelvis", "running-drills").asked
    assert signs("hip").asked == ()


def test_own_sentences_stand_as_they_are_written_and_twice_is_once():
    own = SectionSigns("groin", ("you feel a lump", "clot"), ("it aches", "You feel a lump."), ("Hernia in the family.",))
    alone = signs_of(CATALOGUE, [own])
    assert alone.urgent == (CATALOGUE.by_id["clot"].text, "you feel a lump")
    again = replace(own, section="pubis", urgent=("You feel a lump", "you feel a second lump"))
    both = signs_of(CATALOGUE, [*lists("hip"), own, again])
    assert both.urgent[-2:] == ("you feel a lump", "you feel a second lump")
    assert both.soon[-1] == "it aches"
    assert not any("lump" in text for text in both.soon)  # it stands in the graver tier already
    assert both.own == ("Hernia in the family.",)
    assert needs(["hip"]) <= covered(CATALOGUE, both.ids, ["hip", "groin", "pubis"])


def test_a_section_that_the_catalogue_does_not_know_takes_the_general_words():
    own = SectionSigns("groin", ("infection", "weight"), ("bone-ache",), ())
    joined = signs_of(CATALOGUE, [*lists("hip"), own])
    assert "you have bad pain and feel hot, shivery or ill" in joined.urgent  # 'your hip hurts badly' would leave the groin out
    assert signs_of(CATALOGUE, [own]).urgent[0] == "you feel a crack or cannot put weight on your leg"


def test_signs_without_a_catalogue_are_the_clinic_s_own():
    found = signs_of(None, [SectionSigns("biodro", ("nie możesz stanąć",), ("kulejesz",), ("Rak.",))])
    assert (found.urgent, found.soon, found.own) == (("nie możesz stanąć",), ("kulejesz",), ("Rak.",))


def test_more_than_three_sections_have_every_danger_too():
    for plan in (tuple(SECTIONS)[:4], tuple(SECTIONS)):
        found = signs(*plan)
        assert lost(plan, found.urgent, (*found.soon, *found.go_on), found.moved) == []


@pytest.mark.parametrize(("words", "joined"), [(["hip"], "hip"), (["hip", "knee"], "hip or knee"), (["a", "b", "c"], "a, b or c")])
def test_parts_are_joined(words, joined):
    assert join_parts(words) == joined


def test_the_catalogue_does_not_contradict_itself():
    assert list(catalogue_faults(CATALOGUE)) == []


def test_a_fold_that_loses_a_danger_is_named():
    fold = CATALOGUE.merge.folds[0]
    lossy = replace(CATALOGUE, merge=replace(CATALOGUE.merge, folds=(replace(fold, into=("heat",)),)))
    assert list(catalogue_faults(lossy)) == [(("merge", "folds", 0), "loses what heart and sudden tell of: aorta, clot-lung, heart")]


def test_a_section_whose_signs_leave_a_danger_out_is_named():
    hip = replace(SECTIONS["hip"], urgent=SECTIONS["hip"].urgent[1:])
    lossy = replace(CATALOGUE, sections={**SECTIONS, "hip": hip})
    assert list(catalogue_faults(lossy)) == [(("sections", "hip", "needs"), "no sign of hip tells of clot-leg, clot-lung")]


def test_the_hip_section_prints_what_the_catalogue_has_for_it():
    flags = built_in_library().sections["hip"].red_flags
    assert (flags.urgent, flags.soon, flags.tell_us) == (SECTIONS["hip"].urgent, SECTIONS["hip"].soon, SECTIONS["hip"].tell_us)


def test_the_catalogue_is_not_signed_and_says_what_is_to_be_confirmed():
    assert CATALOGUE.review.reviewed_by is None
    assert len(CATALOGUE.to_confirm) >= 10


def test_every_source_of_the_catalogue_is_in_the_list_of_sources():
    sources = load_library().sources
    used = {key for one in (*CATALOGUE.flags, *CATALOGUE.tell_us) for key in one.sources}
    assert used <= set(sources)
    assert len(used) > 35


# -- what the patient's flags add and take away

FLAG_SETS = [flags for count in (1, 2) for flags in itertools.combinations(FLAGS, count)]
FLAG_WORDS = {
    "pregnancy": [r"you bleed", r"leak fluid", r"tightens painfully", r"baby moves less", r"dizzy", r"spots", r"headache", r"calf"],
    "blood-thinners": [r"hit your head", r"bleed will not stop"],
    "osteoporosis": [r"fall, knock or lift"],
    "hip-replacement": [r"new hip slips out", r"new (hip|joint).*(scar|wound)?.*(hot|wet)"],
    "knee-replacement": [r"new (knee|joint) .*(hot|wet)"],
    "bone-stress": [],
    "post-op": [r"(wound|scar) .*(hot|wet)"],
    "falls": [r"cannot get up after a fall", r"dizzy spells"],
    "high-blood-pressure": [r"headache or blurred sight", r"blood pressure tablets"],
}
"""What a patient with a flag must read in the stop box or in what to tell us."""
NOT_ASKED = {
    "pregnancy": r"missed periods|[Pp]regnan|[Aa]fter a birth",
    "blood-thinners": r"or blood thinners",
    "osteoporosis": r"Thin bones",
    "hip-replacement": r"Under 16",
    "knee-replacement": r"Under 16|A new knee",
    "bone-stress": r"stress fracture",
    "post-op": r"operation",
    "falls": r"^$",
    "high-blood-pressure": r"^$",
}
"""What a patient with a flag is not asked: the clinic knows it, or it makes no sense."""


def for_patients(plan, flags):
    return signs_of(CATALOGUE, lists(*plan), flags)


@pytest.mark.parametrize("flags", FLAG_SETS, ids="+".join)
@pytest.mark.parametrize("plan", [(name,) for name in SECTIONS] + [("hip", "back-pelvis"), ("knee", "foot-ankle", "thigh")], ids="+".join)
def test_a_patient_with_flags_reads_their_signs_and_is_not_asked_what_makes_no_sense(plan, flags):
    found = for_patients(plan, flags)
    box = [*found.urgent, *(sign for _, signs in found.calls for sign in signs), *found.soon, *found.go_on]
    asked = [*found.tell_us, *found.at_once, *found.moved]
    assert lost(plan, box, (*found.soon, *found.go_on), found.moved) == ["birth-bleed"] * ("pregnancy" in flags and "back-pelvis" in plan)
    assert needs(plan) <= covered(CATALOGUE, found.ids, plan, found.out_of_box)
    for flag in flags:
        assert [word for word in FLAG_WORDS[flag] if not re.search(word, "\n".join((*box, *asked)))] == []
        assert not re.search(NOT_ASKED[flag], "\n".join(asked))
    assert len(box) == len({text.casefold() for text in box}), "no sign stands twice"
    assert [text for text in box if len(text) > 75 or "{" in text] == []


def test_a_plan_without_flags_has_no_call_of_its_own_and_flags_leave_the_usual_signs():
    for plan in PLANS:
        assert signs(*plan).calls == ()
        usual, more = signs(*plan), for_patients(plan, ("osteoporosis",))
        assert set(usual.soon) == set(more.soon)
        assert set(usual.urgent) < set(more.urgent)


def test_whom_to_call_stands_above_the_signs_it_is_for():
    ((head, told),) = for_patients(("hip",), ("pregnancy",)).calls
    assert head == "Pregnant? Stop, and call your maternity unit now if:"
    assert told[0] == "you bleed or leak fluid from your vagina"
    assert not set(told) & set(for_patients(("hip",), ("pregnancy",)).urgent)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (ForPatients(flags=("falls",), adds=("fall-hed",)), "no warning sign 'fall-hed'; did you mean 'fall-head'?"),
        (ForPatients(flags=("falls",), takes=("clot",)), "loses what clot tell of: clot-leg, clot-lung"),
        (ForPatients(flags=("falls",), words={"zzz": "x"}), "no warning sign 'zzz'"),
    ],
)
def test_an_entry_of_a_flag_that_names_nothing_or_loses_a_danger_is_refused(entry, message):
    broken = replace(CATALOGUE, for_patients=(*CATALOGUE.for_patients, entry))
    ((path, said),) = catalogue_faults(broken)
    assert path[:2] == ("for_patients", len(CATALOGUE.for_patients))
    assert said.startswith(message)


def test_only_an_urgent_sign_has_a_call_and_only_one_that_is_there():
    limp = next(index for index, sign in enumerate(CATALOGUE.flags) if sign.id == "limp")
    for call, count in (("maternity", 1), ("midwife", 2)):
        flags = tuple(replace(sign, call=call) if sign.id == "limp" else sign for sign in CATALOGUE.flags)
        faults = list(catalogue_faults(replace(CATALOGUE, flags=flags)))
        assert [path for path, _ in faults] == [("flags", limp, "call")] * count


def test_a_clinic_s_file_adds_to_what_flags_change_and_replaces_an_entry_by_its_flags():
    own = ForPatients(flags=("pregnancy",), words={"bone": "A stress fracture."})
    whole = laid_over(CATALOGUE, Catalogue(language="en-GB", review=CATALOGUE.review, for_patients=(own,)))
    assert len(whole.for_patients) == len(CATALOGUE.for_patients)
    assert "A stress fracture." in signs_of(whole, lists("hip"), ("pregnancy",)).tell_us
    assert signs_of(whole, lists("hip"), ("falls",)) == for_patients(("hip",), ("falls",))


@pytest.mark.parametrize("flag", ["post-op", "hip-replacement", "knee-replacement", "falls"])
def test_whoever_limps_already_is_told_when_the_limp_or_the_pain_at_rest_gets_worse(flag):
    found = for_patients(("hip",), (flag,))
    assert "your limp gets worse" in found.soon
    assert "pain at rest or at night gets worse, not better" in found.soon
    assert not found.runs
    assert not re.search(r"start to limp|\brun", "\n".join(found.soon))


@pytest.mark.parametrize("plan", [(name,) for name in SECTIONS if name != "running-drills"], ids="+".join)
def test_no_sign_of_a_bone_stress_plan_presumes_a_run_and_page_1_says_not_to(plan):
    found = for_patients(plan, ("bone-stress",))
    assert not re.search(r"\bruns?\b|\bland\b", "\n".join((*found.soon, *found.go_on)))
    assert found.says == ("Do not run or jump until we tell you.",)
    assert signs(*plan).says == ()


@pytest.mark.parametrize("flag", ["pregnancy", "osteoporosis", "falls", "hip-replacement", "knee-replacement"])
def test_nobody_with_a_flag_of_grown_ups_is_asked_for_what_children_and_men_have(flag):
    every = for_patients(("hip", "foot-ankle"), (flag,))
    assert not [text for text in (*every.at_once, *every.tell_us) if "Under 16" in text]
    asked = " ".join(for_patients(("hip",), (flag,)).tell_us)
    assert ("testicle" in asked) == (flag != "pregnancy")
    assert ("issed periods" in asked) == (flag not in ("pregnancy", "osteoporosis", "falls"))
    assert "eight loss" in asked
