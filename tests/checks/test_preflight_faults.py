"""Faults put in on purpose: those of the page that our hip section started from, and thirty of other kinds; how many preflight finds."""

import copy
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from handouts.checks.run import check_everything
from handouts.cli.new_clinic import make_clinic_folder
from handouts.errors import HandoutError
from handouts.library.library import load_library
from tests.writing import CONTENT, write

PAGE = Path(__file__).parents[1] / "preflight" / "source-page.yaml"
# The 28 faults of that page: where each stands in the file, and what a finding about it says.
FAULTS = {
    1: ("glutes originate", r"known to be wrong: .*start on the pelvis"),
    2: ('"Glutes &"', r"cut off"),
    3: ("id: adductors", r"'title' is missing|no title"),
    4: ("id: hip-circles", r"'name' is missing|no name"),
    5: ("THomas Stretch", r"capitals inside|Tac|DLRs"),
    6: ("core and the lower leg", r"known to be wrong: the hip joins"),
    7: ("tendinitis", r"tendinitis.*sore tendon"),
    8: ("will demonstrate", r"known to be wrong: a pelvis that drops|will demonstrate"),
    9: ("not a great ability", r"known to be wrong: each is small"),
    10: ("pelvic floor", r"known to be wrong: a link between hip muscles and the pelvic floor"),
    11: ("propelling", r"known to be wrong: they swing the leg"),
    12: ("rectus femoris and sartorius", r"tensor fasciae latae"),
    13: ("longus, brevis, magnus", r"pectineus"),
    14: ("pelvic floor dysfunction", r"known to be wrong: (?:pelvic floor trouble|a link between hip muscles)"),
    15: ("Foam rolling decreases", r"known to be wrong: rolling eases"),
    16: ("very rare", r"known to be wrong: about 1 in 5"),
    17: ("GTPS or gluteal", r"known to be wrong: pain at the outer hip"),
    18: ("Weak hips lead", r"known to be wrong: (?:that alignment|one study|in a trial)"),
    19: ("Forward propulsion", r"known to be wrong: name the calf"),
    20: ("Engage through your core", r"lean forward|Engage through your core"),
    21: ("perpendicular", r"perpendicular.*at right angles"),
    22: ("Kick leg out", r"'Kick leg' is not clear"),
    23: ("uneven surface", r"names nothing to hold"),
    24: ("back and forth", r"'back and forth' is not clear"),
    25: ("id: hip-hinge", r"'steps' is missing|no steps"),
    26: ("Step up, step down", r"actions in one sentence"),
    27: ("Lean against the wall", r"'Lean against the wall' is not clear"),
    28: ("id: foam-roll-glutes", r"'dose' is missing|no whole dose"),
}
GOAL = 20


def found_in(path):
    return [problem for problem in check_everything([path], None).problems if problem.file.endswith(path.name)]


def block_of(text, needle):
    """Return the lines (from 1) of the entry of the file that a needle stands in."""
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if needle in line)
    starts = [number for number, line in enumerate(lines) if re.match(r"  (?:- id:|\w+:)", line)]
    start = max(number for number in starts if number <= at)
    return range(start + 1, min((number for number in starts if number > start), default=len(lines)) + 1)


@pytest.fixture(scope="module")
def page_findings():
    return found_in(PAGE)


def finds(number, findings):
    """Return whether a finding stands in the entry of a fault and speaks of it."""
    needle, said = FAULTS[number]
    lines = block_of(PAGE.read_text(encoding="utf-8"), needle)
    return any(problem.line in lines and re.search(said, problem.message) for problem in findings)


def test_at_least_20_of_the_28_faults_of_the_source_page_are_found(page_findings):
    found = [number for number in FAULTS if finds(number, page_findings)]
    assert len(found) >= GOAL
    assert sorted(set(FAULTS) - set(found)) == []


def test_none_of_what_is_said_of_the_source_page_is_said_of_our_own_hip_section():
    ours = [problem for problem in check_everything([CONTENT / "hip.yaml"], None).problems if problem.level != "info"]
    assert [(Path(problem.file).name, problem.check) for problem in ours] == [("hip.yaml", "G03"), ("red-flags.yaml", "G03")]


# -- thirty faults of other kinds, each put into a good file alone ----------------------------------------------------------------


def exercise(**changes):
    def change(data):
        data["exercises"][2] |= changes

    return change


def dose(**changes):
    def change(data):
        kept = {**data["exercises"][12]["dose"], **changes}
        data["exercises"][12]["dose"] = {key: value for key, value in kept.items() if value is not None}

    return change


def topic(**changes):
    def change(data):
        data["topics"][0] |= changes

    return change


def section(**changes):
    def change(data):
        data |= changes

    return change


def step(text):
    def change(data):
        data["exercises"][2]["steps"][1] = text

    return change


HARD = (
    "Rehabilitation necessitates progressive implementation of individualised neuromotor conditioning interventions. "
    "Musculoskeletal adaptation following considerable inactivity is multifactorial and characteristically unpredictable. "
) * 6
SEEDED = {
    "L02 a sentence of 30 words": (step("Move your hips " + "slowly and gently " * 9 + "forwards."), "L02"),
    "L04 a step that describes": (step("The pelvis should come forwards."), "L04"),
    "L04 a step about the patient": (step("Stand while the patient should move forwards."), "L04"),
    "L06 a range to choose from": (step("Hold the stretch for 20-40 seconds."), "L06"),
    "L06 a share of a number": (step("Press with 50% of your strength."), "L06"),
    "L06 a number without a unit": (step("Hold for 30."), "L06"),
    "L08 Latin short forms": (step("Hold something firm, e.g. a chair."), "L08"),
    "L08 capitals for weight": (step("DO NOT BOUNCE at the end."), "L08"),
    "L09 a slip of the pen": (step("Squeze the buttock of the kneeling leg."), "L09"),
    "L09 American spelling": (step("Keep your center over the knee."), "L09"),
    "L09 a word twice": (step("Hold the the chair."), "L09"),
    "L09 no space after the stop": (step("Hold the chair.Then let go of it."), "L09"),
    "L03 an unexplained term": (step("Move into posterior tilt."), "L03"),
    "L03 a short form": (step("Keep your ASIS level."), "L03"),
    "L10 a word that frightens": (topic(key="Running on a damaged hip joint wears it out."), "L10"),
    "C20 a promise": (topic(key="These exercises will prevent injuries."), "C20"),
    "C20 no sources": (topic(sources=[]), "C20"),
    "L01 a text that reads hard": (topic(paragraphs=[HARD]), "L01"),
    "C01 a name cut off": (exercise(name="Couch stretch and"), "C01"),
    "C01 two names alike": (exercise(name="Thomas stretches"), "C01"),
    "C02 a purpose of 25 words": (exercise(purpose="Stretches " + "the front of your hip and thigh " * 4), "C02"),
    "C04 many actions in one step": (step("Kneel, tuck, lean, twist and hold the chair."), "C04"),
    "C06 no frequency": (dose(frequency=None), "C06"),
    "C07 nobody knows how hard": (dose(effort=None, load=None), "C07"),
    "C08 strength without rest": (dose(rest_s=None), "C08"),
    "C10 no caution": (exercise(precautions=[]), "C10"),
    "C12 no picture": (exercise(id="no-such-drawing", easier_exercise=None), "C12"),
    "C19 no evidence": (exercise(evidence={"grade": "B", "text": "Because.", "sources": []}), "C19"),
    "G01 review overdue": (
        section(doc={"code": "HIP", "version": "1", "issued": "2020-01-01", "review_by": "2022-01-01", "owner": "lead"}),
        "G01",
    ),
    "S02 no urgent signs": (
        section(red_flags={"urgent": [], "soon": ["you limp"], "tell_us": "x.", "sources": ["Doha2015"], "review": {"reviewed_by": None}}),
        "S02",
    ),
}
SEEDED_GOAL = 27


@pytest.fixture(scope="module")
def good():
    return yaml.safe_load((CONTENT / "hip.yaml").read_text(encoding="utf-8"))


def checks_in(data, folder):
    path = write(folder / "content" / "hip.yaml", data)
    return {problem.check for problem in found_in(path)}


@pytest.mark.parametrize("name", SEEDED)
def test_seeded_fault_is_found_by_its_check(name, good, tmp_path):
    change, check = SEEDED[name]
    data = copy.deepcopy(good)
    change(data)
    assert check in checks_in(data, tmp_path) - {"G03"}


def test_thirty_faults_are_seeded_and_none_is_found_in_the_good_file(good, tmp_path):
    assert len(SEEDED) == 30 >= SEEDED_GOAL
    assert checks_in(good, tmp_path) == {"G03", "L05"}


CLINIC = {
    "S03 a made-up phone": ("phone: '01632 960123'", "S03"),
    "S03 digits typed to fill the field": ("phone: '000 000000'", "S03"),
    "S03 a phone of another country": ("phone: '+1 212 555 7788'\ncountry: GB", "S03"),
    "G05 a made-up address": ("email: hello@clinic.example", "G05"),
}


@pytest.mark.parametrize("name", CLINIC)
def test_fault_of_a_clinic_is_found_by_its_check(name, tmp_path):
    lines, check = CLINIC[name]
    path = write(tmp_path / "clinic.yaml", f"name: Our Clinic\n{lines}\n")
    assert check in {problem.check for problem in found_in(path)}


@pytest.mark.parametrize("phone", ["0131 225 3344", "+44 (0)131 225 3344", "020 8123 4567", "0800 1111"])
def test_real_phone_of_the_country_is_not_questioned(phone, tmp_path):
    path = write(tmp_path / "clinic.yaml", f"name: Our Clinic\nphone: '{phone}'\nemail: us@runwell.co.uk\n")
    assert found_in(path) == []


PLAN = "section: hip\npatient: {name: Zoë Şen}\ngiven_on: 2026-11-27\nreview_on: 2026-12-20\nside: left\nclinician: J. Meyer\ngoal: Run\n"
PLANS = {
    "A01 seven exercises": ("exercises: [couch-stretch, thomas-stretch, hip-circles, hip-hinge, single-leg-balance]", "A01"),
    "S05 an exercise against a flag": ("exercises: [couch-stretch]\nflags: [bone-stress]", "S05"),
    "S05 care with a flag": ("exercises: [couch-stretch]\nflags: [falls]", "S05"),
    "S08 hard days on end": ("exercises: [{id: bulgarian-split-squat, dose: {days: [mon, tue, wed]}}]", "S08"),
    "A07 a long note": (f"exercises: [{{id: hip-hinge, note: '{'slowly and gently ' * 10}'}}]", "A07"),
    "C16 no log": ("exercises: [hip-hinge]\nlog_weeks: 0", "C16"),
    "L06 a range in a note": ("exercises: [{id: hip-hinge, note: 'Do 8-12 of these.'}]", "L06"),
    "L10 a note that frightens": ("exercises: [{id: hip-hinge, note: Your hip is unstable.}]", "L10"),
}


@pytest.mark.parametrize("name", PLANS)
def test_fault_of_a_plan_is_found_by_its_check(name, tmp_path):
    lines, check = PLANS[name]
    path = write(tmp_path / "plan.yaml", f"{PLAN}{lines}\n")
    found = {problem.check: problem for problem in found_in(path)}
    assert check in found
    assert found[check].line >= 1
    assert "Zoë" not in str(found[check])


def test_good_plan_has_nothing_worse_than_a_question(tmp_path):
    path = write(tmp_path / "plan.yaml", f"{PLAN}exercises: [couch-stretch, hip-hinge]\ntopics: [glutes]\n")
    assert found_in(path) == []


def test_new_clinic_folder_has_only_what_has_to_be_filled_in(tmp_path):
    make_clinic_folder(tmp_path / "own")
    found = {
        problem.check for problem in check_everything([], tmp_path / "own").problems if "own" in problem.file and problem.level != "info"
    }
    assert found == {"S03", "G04", "G05"}


def test_page_is_refused_as_content_though_all_is_said_of_it(tmp_path):
    path = write(tmp_path / "content" / "page.yaml", PAGE.read_text(encoding="utf-8"))
    with pytest.raises(HandoutError):
        load_library(path.parent)


def test_dates_are_those_of_today():
    assert date.today() < date(2028, 11, 25), "the hip section is due for review"  # noqa: DTZ011
