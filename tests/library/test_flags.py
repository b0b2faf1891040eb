"""Every exercise against every flag: no blanks, words that fit, and 300 random sheets whose cards contradict no flag of their patient."""

import copy
import functools
import json
import random
import re
import shutil
from collections import Counter
from dataclasses import replace

import pytest
import yaml

from handouts.checks.preflight.content_checks import pain_made_normal
from handouts.checks.preflight.plain import ease
from handouts.checks.run import check_everything, merged
from handouts.errors import Problem
from handouts.figure.store import load_drawing
from handouts.library import library
from handouts.library.content import Exercise
from handouts.library.dose import Effort
from handouts.library.flags import FLAGS, MOST_LETTERS, FlagJudgement
from handouts.library.language.language import for_side
from handouts.library.library import load_library
from handouts.library.logo import Logo
from handouts.plans.doses import told_doses
from handouts.plans.resolve import resolve
from handouts.reading import builtin
from tests import making
from tests.conftest import CONTENT
from tests.full import full
from tests.making import EXERCISES, LAYOUTS, made, papers_of, plan_of, sheet_of, with_reasons
from tests.read_back import read, squeezed
from tests.writing import own_exercise, write

HIP = making.library().sections["hip"].exercises
WORDS = making.library().phrases("en-GB")
BY_ID = {exercise.id: exercise for exercise in HIP}
TABLE = [(exercise, flag) for exercise in HIP for flag in FLAGS]
COUNT = full(100, 300)
IN_OTHER_WORDS = "Pelvic pain in this pregnancy?"


def said_by(cell):
    """Return the words of a cell: what is read first, and its cautions."""
    return [text for text in (cell.first, cell.text) if text]


# --- The table


def test_every_cell_is_judged_in_the_order_of_the_flags():
    assert FLAGS == (
        "pregnancy",
        "blood-thinners",
        "osteoporosis",
        "hip-replacement",
        "knee-replacement",
        "bone-stress",
        "post-op",
        "falls",
        "high-blood-pressure",
    )
    assert len(TABLE) == 14 * 9
    for exercise in HIP:
        assert tuple(exercise.flags) == FLAGS, exercise.id
        assert exercise.unjudged == ()
        assert not exercise.care_flags
        assert not set(FLAGS) & set(exercise.contraindications), "one place for each judgement"


@pytest.mark.parametrize(("exercise", "flag"), TABLE, ids=lambda one: one if isinstance(one, str) else one.id)
def test_cell_has_its_words_or_its_reason(exercise, flag):
    cell = exercise.flags[flag]
    if cell.level == "care":
        for text in said_by(cell):
            assert len(text) <= MOST_LETTERS
            assert text[0].isupper()
            assert text.endswith((".", "?"))
            assert "?" in text, "the words begin by saying for whom they are"
    else:
        assert len(cell.text) >= 10
        assert cell.easier_ok, "only words for the card can stand in for the easier form"


def test_one_flag_is_asked_for_in_the_same_words_on_every_card():
    for flag in FLAGS:
        cells = [exercise.flags[flag] for exercise in HIP if exercise.flags[flag].level == "care"]
        said = [text for cell in cells for text in said_by(cell) if not text.startswith(IN_OTHER_WORDS)]
        asked = {text.partition("?")[0] for text in said}
        assert len(asked | {WORDS.care_words[flag].partition("?")[0]}) == 1, (flag, asked)


def test_words_for_cards_read_at_grade_six_or_lower():
    texts = [text for exercise, flag in TABLE if exercise.flags[flag].level == "care" for text in said_by(exercise.flags[flag])]
    found = ease(texts)
    assert found.words > 300
    assert found.grade <= 6


_CONDITION = re.compile(r"ask us|\bonly (?:when|if)|if we agree|leave this out|someone with you|behind you", re.IGNORECASE)


def test_what_must_be_true_before_it_is_begun_is_read_first_and_is_no_caution():
    firsts = 0
    for exercise, flag in TABLE:
        cell = exercise.flags[flag]
        if cell.level == "care":
            assert not _CONDITION.search(cell.text), (exercise.id, flag)
            assert not cell.first or _CONDITION.search(cell.first), (exercise.id, flag)
            firsts += bool(cell.first)
    assert firsts == 18


def test_words_that_allow_no_weight_are_data_too():
    without = {(exercise.id, flag) for exercise, flag in TABLE if exercise.flags[flag].no_load}
    assert without == {(exercise.id, flag) for exercise, flag in TABLE if re.search(r"no weight", exercise.flags[flag].text, re.IGNORECASE)}
    assert without == {("hip-hinge", flag) for flag in ("osteoporosis", "bone-stress", "high-blood-pressure")}
    assert not any(BY_ID[one].flags[flag].harder_ok for one, flag in without), "the harder form adds a weight"


def test_bone_that_is_not_cleared_carries_nobody_on_one_leg():
    for exercise in HIP:
        on_one_leg = re.search(r"stand .*\bleg\b|shift your weight", " ".join([exercise.start, *exercise.steps]), re.IGNORECASE)
        if exercise.position == "standing" and exercise.dose.side == "each" and on_one_leg:
            assert exercise.flags["bone-stress"].level == "no", exercise.id


def test_nobody_lies_on_a_bump():
    assert {exercise.id for exercise in HIP if exercise.position == "lying-face-down"} == {"tack-and-stretch-quads", "foam-roll-adductors"}
    assert all(BY_ID[one].flags["pregnancy"].level == "no" for one in ("tack-and-stretch-quads", "foam-roll-adductors"))


@pytest.mark.parametrize(
    ("asked", "contradicted"),
    [
        (r"back foot on the floor", r"closer to the sofa|hold a little weight|hold weights"),
        (r"hand on the w\w+|keep hold|hold on|hold (a|the) (rail|worktop|chair|wall)", r"fold your arms|let go|weights?\b|two fingers"),
        (r"no weight|low step|lowest step|light band|small circles", r"hold (a |a little )?weights?|higher step|stronger band|let go"),
        (r"press lightly", r"pull the|straighten the other leg|on a tight spot"),
        (r"both feet, light band|both feet, a chair", r"the same leg|one foot|stronger band"),
        (r"do not cross the leg", r"crossed"),
        (r"do it on the floor", r"towel|turn your head"),
        (r"do not hug hard|stool under the foot", r"bend the hanging knee more"),
    ],
)
def test_harder_and_easier_rows_contradict_no_words(asked, contradicted):
    met = 0
    for exercise, flag in TABLE:
        cell = exercise.flags[flag]
        if cell.level != "care" or not re.search(asked, cell.text, re.IGNORECASE):
            continue
        met += 1
        rows = [*([exercise.harder] if cell.harder_ok else []), *([exercise.easier] if cell.easier_ok else [])]
        assert not [row for row in rows if re.search(contradicted, row, re.IGNORECASE)], (exercise.id, flag, rows)
    assert met


def test_harder_form_is_never_for_fall_risk_while_standing_nor_after_an_operation():
    for exercise in HIP:
        assert exercise.flags["post-op"].level == "no" or not exercise.flags["post-op"].harder_ok, exercise.id
        if exercise.position in ("standing", "half-kneeling", "sitting"):
            assert exercise.flags["falls"].level == "no" or not exercise.flags["falls"].harder_ok, exercise.id


DRAWN = {
    r"hand on the w\w+|hold a (worktop|rail)|hold on": r"a hand on a (worktop|rail|wall)|wall|Hold",
    r"back foot on the floor": r"on the floor behind",
    r"both feet on the floor|stand on both feet": r"both feet",
    r"on the floor, not the board|on the floor, if we agree": r"a hand on a worktop",
    r"band above (your|the) knees": r"above the knees",
    r"low step|lowest step": r"low step",
    r"no knee lift": r"both feet on the step",
    r"stool under the foot": r"foot on (a|the) stool",
    r"small, low circles": r"well below the hip.*small circle",
    r"lift gently|keep the knee low": r"knee lifted part of the way, well below the hip",
    r"front and side only": r"^Three pictures.*heel in front; and.*to the side\.",
    r"bend it only a little": r"bent only a little",
    r"do not go deep": r"a quarter of the way down",
    r"soft ball": r"[Aa] soft ball",
    r"a wall behind you": r"in front of a wall",
}
"""What words for a card ask for, and how the picture that goes with them says it."""


@pytest.mark.parametrize("asked", DRAWN)
def test_picture_shows_what_the_words_in_bold_ask_for(asked):
    met = 0
    for exercise, flag, card in cards_whose(lambda cell: cell.words, asked):
        met += 1
        assert re.search(DRAWN[asked], card.picture.alt), (exercise.id, flag, card.picture.alt)
    assert met


def cards_whose(words, asked):
    """Yield each exercise with a flag whose words of care ask for this, and its card."""
    for exercise, flag in TABLE:
        cell = exercise.flags[flag]
        if cell.level == "care" and re.search(asked, words(cell), re.IGNORECASE):
            yield exercise, flag, card_of(exercise.id, flag)


def card_of(one, *flags):
    """Return the card of an exercise for a patient with flags, as it is laid out."""
    data = {"section": "hip", "exercises": [one], "patient": {"reference": "R-1"}, "side": "left", "flags": list(flags)}
    return sheet_of(with_reasons(data)).cards[0]


CONTRADICTED = {
    r"small, low circles": r"(?<!below )hip height|full range|keep it high|turn your thigh|behind you",
    r"lift gently|keep the knee low": r"strongly|drive|(?<!below )hip height|6–8|6 to 8|round the middle of both feet",
    r"front and side only": r"four|15 cm|behind you|back and out|knee lift|lift the",
    r"low step|lowest step": r"15 cm",
    r"no knee lift": r"lift the",
    r"do not go deep": r"half-way|nearly level|box|less deep",
    r"back foot on the floor": r"(on|of) (a|the) (sofa|box)|lower the box|foot on it\b",
    r"bend it only a little": r"bend less|knee of the leg on the roller\.",
    r"soft ball": r"roller|cross",
    r"press lightly": r"firm pressure",
    r"band above your knees": r"ankles|middle of both feet",
    r"not the board": r"\bboard\b(?!\.$)",
    r"on the worktop|hold a worktop": r"\bwall\b",
    r"both feet": r"on one leg|lift the|stand on your \w+ leg",
}
"""What words for a card ask for, and what no other line of that card may say."""


@pytest.mark.parametrize("asked", CONTRADICTED)
def test_no_line_of_a_card_contradicts_the_words_of_its_flag(asked):
    met = 0
    for exercise, flag, card in cards_whose(lambda cell: cell.text, asked):
        met += 1
        first = [card.first.text] if card.first else []
        rows = [row.text for row in card.rows if row.key != "avoid"]
        lines = [card.name, card.purpose, *first, card.start.text, *card.steps, card.strip.sentence, *rows, *card.cautions]
        others = [line for line in lines if line != exercise.flags[flag].text]
        assert [line for line in others if re.search(CONTRADICTED[asked], line, re.IGNORECASE)] == [], (exercise.id, flag)
    assert met


def test_a_form_has_its_own_effort_pace_and_repeat_and_a_plan_may_change_them():
    march = {"section": "hip", "exercises": ["runner-banded-hip-flexion"], "patient": {"reference": "R-1"}, "side": "left"}
    (usual,), (gentle,) = (
        resolve(making.library(), plan_of({**march, "flags": flags}), making.clinic()).items for flags in ([], ["pregnancy"])
    )
    assert (usual.dose.effort, gentle.dose.effort) == (Effort(6, 8), Effort(3, 4))
    assert gentle.dose.tempo.lift_s == 3, "lift slowly"
    own = {**march, "flags": ["pregnancy"], "exercises": [{"id": "runner-banded-hip-flexion", "dose": {"effort": "2"}}]}
    assert resolve(making.library(), plan_of(own), making.clinic()).items[0].dose.effort == Effort(2, 2)
    told = told_doses({**own, "exercises": [{"id": "runner-banded-hip-flexion"}]}, making.clinic(), making.library())
    assert told.doses[0].dose == gentle.dose
    step = BY_ID["four-way-step-up"]
    assert (step.one_repeat.moves, step.done_for(["hip-replacement"]).one_repeat.moves) == (4, 2)
    assert "Both ways are 1 repeat." in " ".join(step.done_for(["hip-replacement"]).steps)
    assert BY_ID["foam-roll-glutes"].done_for(["pregnancy"]).position == "standing"


def test_what_is_read_first_is_told_apart_from_the_cautions():
    data = {"section": "hip", "exercises": ["thomas-stretch"], "patient": {"reference": "R-1"}, "side": "left"}
    (item,) = resolve(making.library(), plan_of({**data, "flags": ["pregnancy", "hip-replacement"]}), making.clinic()).items
    assert item.for_flags.condition == ("Pregnant? After 16 weeks, do not lie flat. Ask us.",)
    assert item.for_flags.words == ("New hip? Stool under the foot. Do not hug hard.",)


def test_every_other_figure_is_drawn_described_and_asked_for():
    for exercise in HIP:
        asked = {cell.form for cell in exercise.flags.values() if cell.form}
        assert set(exercise.forms) == asked, exercise.id
        for name in asked:
            flag = next(flag for flag, cell in exercise.flags.items() if cell.form == name)
            card, usual = card_of(exercise.id, flag), card_of(exercise.id)
            assert card.picture.panels == load_drawing(name) != usual.picture.panels
            assert card.picture.alt == for_side(exercise.forms[name].shows, "left", WORDS.sides) != usual.picture.alt
            assert card.start.text == for_side(exercise.forms[name].start, "left", WORDS.sides)
            assert (card.start, card.steps) != (usual.start, usual.steps)
            assert card.steps == tuple(one for step in exercise.forms[name].steps if (one := for_side(step, "left", WORDS.sides)))


def test_of_several_forms_the_one_that_holds_for_all_flags_is_done():
    both = card_of("standing-hip-abduction-hold", "falls", "hip-replacement")
    assert both.picture.panels == load_drawing("standing-hip-abduction-hold-knees")
    assert "just above your knees" in both.start.text
    assert "a hand on a worktop" in both.start.text
    step = card_of("four-way-step-up", "pregnancy", "falls")
    assert step.picture.panels == load_drawing("four-way-step-up-no-lift")


@pytest.mark.parametrize(
    ("one", "flags", "form"),
    [
        ("four-way-step-up", ("hip-replacement", "falls"), "four-way-step-up-two-ways"),
        ("bulgarian-split-squat", ("pregnancy", "hip-replacement", "falls"), "bulgarian-split-squat-shallow"),
        ("foam-roll-glutes", ("pregnancy", "hip-replacement"), "foam-roll-glutes-ball"),
        ("runner-banded-hip-flexion", ("hip-replacement", "falls"), "runner-banded-hip-flexion-low"),
        ("standing-hip-abduction-board", ("pregnancy", "hip-replacement"), "standing-hip-abduction-hold-knees"),
    ],
)
def test_the_form_that_asks_for_most_stands_last(one, flags, form):
    assert BY_ID[one].form_for(flags) == form


def test_a_form_says_what_is_otherwise_everywhere_name_need_side_and_feel():
    data = {"section": "hip", "exercises": ["single-leg-pallof-press"], "patient": {"reference": "R-1"}, "side": "left", "flags": ["falls"]}
    sheet = sheet_of(data)
    (card,), (row,) = sheet.cards, sheet.glance.groups[0].rows
    assert "Single-leg" not in f"{card.name} {row.name}"
    assert "chair" in sheet.equipment.text
    assert "LEFT further away" in row.dose
    assert "one leg" not in card.purpose
    told = told_doses({**data, "exercises": [{"id": "single-leg-pallof-press"}]}, making.clinic(), making.library())
    assert "LEFT further away" in told.doses[0].line


def test_page_1_shows_the_same_picture_as_the_card():
    data = {"section": "hip", "exercises": ["single-leg-balance"], "patient": {"reference": "R-1"}, "flags": ["falls"]}
    (group,) = sheet_of(data).glance.groups
    assert group.rows[0].thumb == load_drawing("single-leg-balance-held")[-1].without_cues()


def test_a_clinic_s_own_drawing_of_a_form_and_its_own_photo_come_first():
    data = {"section": "hip", "exercises": ["single-leg-balance"], "patient": {"reference": "R-1"}, "flags": ["falls"]}
    own = load_drawing("hip-hinge")
    drawn = resolve(replace(making.library(), drawings={"single-leg-balance-held": own}), plan_of(data), making.clinic())
    assert drawn.items[0].drawing == own
    photo = Logo(1, 1, b"abc")
    shown = resolve(replace(making.library(), pictures={"single-leg-balance": photo}), plan_of(data), making.clinic()).items[0]
    assert (shown.picture, shown.for_flags.figure, shown.for_flags.picture_alt) == (photo, None, "")


# --- Bone stress: no pain is usual

_HURTS = re.compile(r"\b(?:pain|painful|aches?|aching|sore|soreness|hurts?|pinch\w*|burn\w*|dull|tender)\b", re.IGNORECASE)
_FOR_US = re.compile(r"\? (?:Stop|Tell us|Ask|Contact|Leave)\b")


@pytest.mark.parametrize("one", EXERCISES)
def test_no_card_of_a_bone_stress_plan_takes_pain_as_usual(one):
    for others in ((), FLAGS):
        card = card_of(one, "bone-stress", *(flag for flag in others if flag != "bone-stress"))
        first = [card.first.text] if card.first else []
        usual = [card.purpose, *first, card.start.text, *card.steps, *(row.text for row in card.rows)]
        assert [text for text in usual if _HURTS.search(re.sub(r"or before it hurts", "", text))] == []
        assert [text for text in card.cautions if _HURTS.search(text.replace("can hurt eyes", "")) and not _FOR_US.search(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Firm pressure or a dull ache.", "Firm pressure or a dull ache."),
        ("Back pain? Bend less and tell us.", "Back pain? Bend less and tell us."),
        ("Check the band. Knee sore? Go lighter.", "Knee sore? Go lighter."),
        ("Back pain? Stop.", None),
        ("Painful clicks or catching? Tell us.", None),
        ("Stop when it is level, or before it hurts.", None),
        ("A snap can hurt eyes.", None),
        ("A pull at the back of your thighs.", None),
    ],
)
def test_pain_that_a_text_takes_as_usual_is_told_from_pain_that_stops(text, found):
    assert pain_made_normal(text) == found


def test_a_clinic_s_own_text_that_takes_pain_as_usual_is_named(tmp_path):
    def change(flags):
        flags["bone-stress"] = {"level": "care", "text": "Bone stress injury? No weight."}

    path = write_addition(tmp_path, addition(change, feel="A dull ache at the front of the hip."))
    report = check_everything([path], None)
    said = [problem for problem in report.problems if "takes pain as usual" in problem.message]
    assert {(one.check, one.level) for one in said} == {("S05", "warning")}
    assert {one.words for one in said} >= {"A dull ache at the front of the hip.", "Sore kneecap? Add padding."}


# --- What a file may say


FAULTS = {
    "words too long": (
        lambda flags: flags["falls"].update(text="Unsteady? " + "Hold the chair. " * 4),
        "is 73 letters; the words for a card",
    ),
    "no words": (lambda flags: flags["falls"].pop("text"), "'text' is missing"),
    "level unknown": (lambda flags: flags["falls"].update(level="yes"), "level 'yes' is not known"),
    "flag unknown": (lambda flags: flags.update(fall={"level": "fine", "text": "no risk"}), "fall"),
    "replaces nothing": (lambda flags: flags["falls"].update(replaces=["Dizzy?"]), "no precaution begins with 'Dizzy?'"),
    "fine replaces": (lambda flags: flags["osteoporosis"].update(replaces=["Unsteady?"]), "a fine cell prints no words"),
    "form not described": (lambda flags: flags["falls"].update(form="couch-stretch-flor"), "no form 'couch-stretch-flor' here"),
    "form of a fine cell": (lambda flags: flags["osteoporosis"].update(form="couch-stretch-floor"), "only words for the card can ask"),
    "a slot": (lambda flags: flags["falls"].update(text="Unsteady? Hold on with {hand}."), "{hand}"),
    "first of a fine cell": (
        lambda flags: flags["osteoporosis"].update(first="Thin bones? Ask us."),
        "what is done on a condition only is not fine",
    ),
    "hold of no time": (lambda flags: flags["falls"].update(longest_hold_s=0), "must be 1 or more"),
}


def addition(change=None, **more):
    """Return a clinic's own couch stretch, in words of its own."""
    exercise = own_exercise(**more)
    if change is not None:
        change(exercise["flags"])
    return {"adds_to": "hip", "exercises": [exercise]}


def write_addition(folder, data):
    return write(folder / "content" / "own.yaml", yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000))


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_a_cell_is_named_in_its_line(name, tmp_path, faults_of):
    change, message = FAULTS[name]
    path = write_addition(tmp_path, addition(change))
    (line,) = faults_of(load_library, path.parent)
    assert message in line
    assert re.search(r"own\.yaml:\d+:\d+ ", line)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"care_flags": ["osteoporosis"]}, "is fine, but care_flags lists osteoporosis too; keep one of the two"),
        ({"contraindications": ["falls"]}, "is care, but contraindications lists falls too; keep one of the two"),
    ],
)
def test_flag_judged_twice_and_otherwise_is_refused(more, message, tmp_path, faults_of):
    (line,) = faults_of(load_library, write_addition(tmp_path, addition(**more)).parent)
    assert message in line


@pytest.mark.parametrize("written", ["no", '"no"', "'no'", "false"])
def test_no_may_be_written_bare_or_in_quotes(written, tmp_path):
    text = yaml.safe_dump(addition(), allow_unicode=True, sort_keys=False, width=1000)
    text, count = re.subn(r"(bone-stress:\n +level: )'no'", rf"\g<1>{written}", text)
    assert count == 1
    path = write(tmp_path / "content" / "own.yaml", text)
    assert load_library(path.parent).find("couch-stretch")[1].flags["bone-stress"].level == "no"


def test_a_blank_in_the_built_in_content_is_refused(tmp_path, monkeypatch, faults_of):
    shutil.copytree(CONTENT, tmp_path / "content")
    path = tmp_path / "content" / "hip.yaml"
    text, count = re.subn(
        r"(?m)^      falls: \{level: care, text: \"Unsteady\? Band above your knees. Hold.*\n", "", path.read_text(encoding="utf-8")
    )
    assert count == 1
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("HANDOUTS_CACHE", "off")
    for module in (builtin, library):
        monkeypatch.setattr(module, "builtin_folder", lambda name: tmp_path / name)
    (line,) = faults_of(load_library)
    assert "standing-hip-abduction-hold is not judged for falls; write 'flags: {falls: {level: care, text: ...}}'" in line


def test_a_blank_that_reading_refuses_is_said_once():
    fault = Problem(message="hip-hinge is not judged for falls", kind="S05", file="hip.yaml", line=7, at=("exercises", 1))
    finding = replace(fault, message="in other words", level="warning")
    assert list(merged([fault], [finding])) == [fault]


# --- A clinic's files in today's form


def old_form(**more):
    data = addition(**more)
    data["exercises"][0].pop("flags")
    return data


def old_library(folder, **more):
    return load_library(write_addition(folder, old_form(**more)).parent)


def card_and_notes(one, flags, own, **more):
    from handouts.plans.resolve import resolve
    from handouts.sheet.compose.sheet import compose

    plan = plan_of({"section": "hip", "exercises": [one], "patient": {"name": "Zoë Şen"}, "side": "left", "flags": flags, **more})
    handout = resolve(own, plan, making.clinic())
    return compose(handout, 0).cards[0], [note for note in handout.notes if note.check == "S05"]


def test_listed_flags_of_an_old_file_mean_care_with_general_words_and_no(tmp_path, faults_of):
    own = old_library(tmp_path, care_flags=["falls", "pregnancy"], contraindications=["post-op"])
    card, notes = card_and_notes("couch-stretch", ["falls", "pregnancy"], own)
    assert card.cautions[:2] == (WORDS.care_words["pregnancy"], WORDS.care_words["falls"])
    assert card.for_flags == 2
    assert not [row for row in card.rows if row.key == "harder"], "falls: the harder form is not known to be safe"
    assert [note.level for note in notes] == ["warning", "warning"]
    (line,) = faults_of(card_and_notes, "couch-stretch", ["post-op"], own)
    assert "couch-stretch: not for a patient with recent operation unless cleared; leave it out" in line


def test_flag_that_nobody_judged_is_said_and_listed(tmp_path):
    own = old_library(tmp_path, care_flags=["falls"], contraindications=["post-op"])
    card, notes = card_and_notes("couch-stretch", ["high-blood-pressure"], own)
    assert card.for_flags == 0
    (note,) = notes
    assert (note.level, note.check) == ("warning", "S05")
    assert note.sentence.startswith("couch-stretch: it has not been judged for a patient with high blood pressure")
    found = check_everything([tmp_path / "content" / "own.yaml"], None).problems
    (line,) = [problem for problem in found if problem.check == "S05"]
    assert line.level == "warning"
    blank = "pregnancy, blood-thinners, osteoporosis, hip-replacement, knee-replacement, bone-stress, high-blood-pressure"
    assert (
        line.sentence
        == f"couch-stretch is not judged for {blank}; write 'flags: {{pregnancy: {{level: care, text: ...}}}}' (or no, or fine)"
    )


def test_same_thing_said_by_flag_and_caution_is_found(tmp_path):
    path = write_addition(tmp_path, addition(lambda flags: flags["falls"].update(text="Sore kneecap? Hold the chair.")))
    (found,) = [problem for problem in check_everything([path], None).problems if problem.check == "C10"]
    assert found.message.endswith("'Sore kneecap? Add padding.' say the same thing twice; write 'replaces: [\"Sore kneecap?\"]'")


# --- What the clinician is told


def test_given_in_spite_of_a_flag_the_card_says_so_and_the_record_says_why():
    data = {"section": "hip", "exercises": ["four-way-step-up"], "patient": {"name": "Zoë Şen"}, "side": "left"}
    data |= {"flags": ["bone-stress", "falls"], "cleared": {"four-way-step-up": "the scan was clear"}}
    (card,) = sheet_of(data).cards
    assert card.cautions[:2] == (WORDS.card.cleared, "Unsteady? Low step, hold a rail, no knee lift.")
    assert not [row for row in card.rows if row.key == "harder"]
    from handouts.plans.record import record

    lines = record(resolve(making.library(), plan_of(data), making.clinic())).splitlines()
    assert "Four-way step-up is given in spite of bone stress injury: the scan was clear" in lines
    assert "Words of care on the cards for: falls." in lines


def test_reason_for_what_is_not_against_a_flag_is_not_called_one():
    from handouts.plans.record import record

    data = {"section": "hip", "exercises": ["hip-hinge"], "patient": {"name": "Zoë"}, "cleared": {"hip-hinge": "numbness was looked at"}}
    lines = record(resolve(making.library(), plan_of(data), making.clinic())).splitlines()
    assert "Hip hinge, reason on record: numbness was looked at" in lines
    assert not [line for line in lines if "in spite of" in line]


@pytest.mark.parametrize(("hold", "said"), [(30, True), (10, False)])
def test_hold_that_is_long_for_a_flag_is_said(hold, said):
    one = {"id": "standing-hip-abduction-hold", "dose": {"hold_s": hold}}
    _, notes = card_and_notes(one, ["high-blood-pressure"], making.library())
    message = f"standing-hip-abduction-hold: a hold of {hold} s is long for a patient with high blood pressure; 10 s at most is better"
    assert ([note.at for note in notes if note.sentence == message] == [("exercises", 0, "dose", "hold_s")]) == said


def test_list_shows_the_table_as_text(run):
    lines = run("list", "hip", "--flags").stdout.splitlines()
    rows = [line.split() for line in lines if line.split() and line.split()[0] in BY_ID]
    assert [row[0] for row in rows] == list(EXERCISES)
    for name, *marks in rows:
        for flag, mark in zip(FLAGS, marks, strict=True):
            cell = BY_ID[name].flags[flag]
            assert mark == cell.level + "*" * (cell.level != "no" and not cell.harder_ok)


def test_list_gives_the_table_as_json(run):
    rows = {row["id"]: row["flags"] for row in json.loads(run("list", "hip", "--json").stdout)}
    assert {name: list(flags) for name, flags in rows.items()} == {name: list(FLAGS) for name in EXERCISES}
    assert rows["couch-stretch"]["falls"] == {
        "level": "care",
        "text": "Unsteady? Back foot on the floor. Hold the chair.",
        "harder_ok": False,
    }
    assert rows["couch-stretch"]["bone-stress"]["level"] == "no"


def test_list_marks_what_nobody_judged(run, tmp_path):
    write_addition(tmp_path, old_form())
    write(tmp_path / "clinic.yaml", "name: Our Clinic\nphone: 0131 225 3344\n")
    row = next(line for line in run("list", "hip", "--flags", "--clinic", ".").stdout.splitlines() if line.startswith("couch-stretch"))
    assert row.split()[1:] == ["?"] * 9
    (found,) = [one for one in json.loads(run("list", "hip", "--json", "--clinic", ".").stdout) if one["id"] == "couch-stretch"]
    assert found["flags"]["falls"] == {"level": None, "text": ""}


def test_show_says_every_judgement(run):
    text = " ".join(run("show", "couch-stretch").stdout.split())
    assert "falls: care. Unsteady? Back foot on the floor. Hold the chair. (no easier form, no harder form)" in text
    assert "knee replacement: no. kneels on a fully bent knee" in text
    assert "Not if knee replacement; suspected bone stress injury, until cleared" in text


# --- 300 random plans


def flagged(number):
    """Return the data of a random plan for a patient with one to five flags, and its layout; the same for the same number."""
    chance = random.Random(70_000 + number)
    layout = LAYOUTS[number % len(LAYOUTS)]
    data = {
        "section": "hip",
        "exercises": chance.sample(EXERCISES, chance.choice([1, 2, 2, 3, 4, 5])),
        "patient": {"reference": "R-1042"},
        "side": chance.choice(["left", "right", "both"]),
        "given_on": "2026-11-22",
        "flags": chance.sample(FLAGS, chance.choice([1, 1, 2, 2, 3, 5])),
        "paper": chance.choice(papers_of(layout)),
    }
    if chance.random() < 0.3:
        data["pen"] = chance.choice(["blank", "part", "full"])
    return with_reasons(data), layout


@functools.cache
def printed(number):
    """Return what the file of a random plan says: all of it, and the text of each card by exercise."""
    data, layout = flagged(number)
    found = read(made(data, layout).pdf)
    names = {squeezed(BY_ID[one].done_for(data["flags"]).name): one for one in data["exercises"]}
    cards = dict.fromkeys(data["exercises"], "")
    for part in found.root.all("Sect"):
        heads = [squeezed(node.text()).lstrip("0123456789") for node in part.all("H2", "H3")]
        for name, one in names.items():
            if any(head.startswith(name) for head in heads) and len([head for head in heads if head.startswith(tuple(names))]) == 1:
                cards[one] += squeezed(part.text())
    return squeezed(found.text()), cards


def test_random_plans_meet_every_flag_level_and_layout():
    plans = [flagged(number) for number in range(COUNT)]
    met = Counter(BY_ID[one].flags[flag].level for data, _ in plans for one in data["exercises"] for flag in data["flags"])
    assert min(met["no"], met["care"], met["fine"]) > COUNT * 2 / 3
    assert {(one, flag) for data, _ in plans for one in data["exercises"] for flag in data["flags"]} == {
        (one.id, flag) for one, flag in TABLE
    }
    assert {layout for _, layout in plans} == set(LAYOUTS)


@pytest.mark.parametrize("number", range(COUNT))
def test_no_card_contradicts_a_flag_of_its_patient(number):
    data, _ = flagged(number)
    everything, cards = printed(number)
    for one in data["exercises"]:
        exercise, card = BY_ID[one], cards[one]
        assert card, f"the card of {one} was not found"
        cells = [exercise.flags[flag] for flag in data["flags"]]
        said = [squeezed(for_side(text, "left", WORDS.sides)) for cell in cells if cell.level == "care" for text in said_by(cell)]
        assert [text for text in said if card.count(text) != 1] == [], "each once"
        assert card.count(squeezed(WORDS.card.cleared)) == any(cell.level == "no" for cell in cells)
        assert not any(cell.level == "no" for cell in cells) or one in data["cleared"]
        firsts = [card.index(text) for text in said]
        left = [text for text in exercise.precautions if not text.startswith(tuple(s for cell in cells for s in cell.replaces))]
        for text in exercise.precautions:
            assert (squeezed(text) in card) == (text in left), text
        assert all(first < card.index(squeezed(text)) for first in firsts for text in left), "the words of flags come first"
        shows_harder = all(cell.harder_ok and cell.level != "no" for cell in cells)
        assert shows_harder or squeezed(exercise.harder) not in card, exercise.harder
        assert shows_harder or "Thengoontoexercise" not in card
        assert all(cell.easier_ok for cell in cells) or "Easier" + squeezed(exercise.easier) not in card, exercise.easier
        assert all(cell.first_ok for cell in cells) or squeezed(exercise.first or "-" * 9) not in card, exercise.first
    assert "bone-stress" not in data["flags"] or not re.search(r"bitsore|soreforada|adayor(two|2)", everything)


@pytest.mark.parametrize("layout_name", LAYOUTS)
@pytest.mark.parametrize("one", EXERCISES)
def test_all_flags_at_once_leave_no_words_out(one, layout_name):
    for paper in papers_of(layout_name):
        data = {"section": "hip", "exercises": [one, "hip-hinge" if one != "hip-hinge" else "couch-stretch"], "side": "left"}
        data |= {"patient": {"reference": "R-1"}, "flags": list(FLAGS), "paper": paper}
        text = squeezed(read(made(with_reasons(data), layout_name).pdf).text())
        words = {text for cell in BY_ID[one].flags.values() if cell.level == "care" for text in said_by(cell)}
        assert [said for said in words if squeezed(said) not in text] == []


# --- What a sheet says of more


@pytest.mark.parametrize(("flags", "goes_on"), [([], True), (["blood-thinners"], False), (["knee-replacement"], False)])
def test_no_card_sends_on_to_an_exercise_that_asks_for_care(flags, goes_on):
    chosen = ["standing-hip-abduction-hold", "standing-hip-abduction-board"]
    data = {"section": "hip", "exercises": chosen, "patient": {"name": "Zoë"}, "side": "left", "flags": flags}
    rows = [row.text for row in sheet_of(data).cards[0].rows if row.key == "harder"]
    assert rows
    assert any("Then go on to exercise 2." in text for text in rows) == goes_on


@pytest.mark.parametrize(
    ("flags", "exercises", "heads"),
    [
        ([], ["couch-stretch", "hip-hinge"], ["Wait", "Check", "Change"]),
        (["falls"], ["couch-stretch", "thomas-stretch"], ["Wait", "Check", "Change"]),
        (["falls"], ["couch-stretch", "hip-hinge"], ["Ask us first"]),
    ],
)
def test_when_to_make_it_harder_says_what_the_cards_say(flags, exercises, heads):
    told = sheet_of({"section": "hip", "exercises": exercises, "patient": {"name": "Zoë"}, "side": "left", "flags": flags}).last.progress
    assert [step.head for step in told] == heads
    says_some = told[-1].text.endswith(WORDS.progress.some)
    assert says_some == (flags == ["falls"] and heads != ["Ask us first"])


def test_flags_change_no_content_hash_but_a_changed_cell_does():
    def hash_of(library, flags):
        data = with_reasons({"section": "hip", "exercises": ["couch-stretch"], "patient": {"name": "Zoë"}, "flags": flags})
        return resolve(library, plan_of(data), making.clinic()).content_hash

    own = making.library()
    other = replace(
        BY_ID["couch-stretch"], flags={**BY_ID["couch-stretch"].flags, "falls": FlagJudgement(level="care", text="Unsteady? Sit.")}
    )
    section = own.sections["hip"]
    changed = replace(section, exercises=tuple(other if one.id == other.id else one for one in section.exercises))
    usual = hash_of(own, [])
    assert hash_of(own, ["falls"]) == hash_of(own, list(FLAGS)) == usual
    assert hash_of(replace(own, sections={"hip": changed}), ["falls"]) != usual


def test_flags_of_a_plan_are_told_in_one_order_and_once():
    assert isinstance(BY_ID["couch-stretch"], Exercise)
    one = {"section": "hip", "exercises": ["couch-stretch"], "patient": {"name": "Zoë"}, "side": "left"}
    first = sheet_of({**one, "flags": ["falls", "pregnancy"]}).cards
    again = sheet_of({**one, "flags": ["pregnancy", "falls", "pregnancy"]}).cards
    assert first == again
    data = copy.deepcopy(one)
    assert sheet_of(data).cards[0].for_flags == 0
