"""The one pain rule: what kind, flags and clinic make of it, and that no sentence of any sheet says another number."""

import dataclasses
import itertools
import random
import re
from collections import Counter

import pytest
import yaml

from handouts.errors import HandoutError
from handouts.handout import lay_out
from handouts.library.content import PainKindId
from handouts.library.library import load_library
from handouts.library.pain.numbers import pain_numbers
from handouts.library.pain.rule import Pain, kind_of, pain_rule
from handouts.plans.record import record
from handouts.plans.resolve import resolve, rule_of
from handouts.sheet.compose.sheet import compose
from tests import read_back
from tests.making import (
    EXERCISES,
    FOUR,
    LAYOUTS,
    LAYOUTS_ON_PAPER,
    SECTION_SHEET,
    clinic,
    layout,
    library,
    made,
    plan,
    plan_of,
    with_reasons,
)
from tests.placed import inks, text_of
from tests.writing import CONTENT, write

KINDS = PainKindId.__args__
STRICTEST_FIRST = ("bone-stress", "as-told", "kneecap", "kneecap-tendon", "heel-tendon", "usual")
NUMBERS = [(3, 5), (1, 3), (2, 2), (4, 6), (0, 4), (0, 0), (3, 4), (8, 9)]


def clinic_with(**pain):
    """Return the example clinic with its own numbers of pain."""
    return dataclasses.replace(clinic(), facts=dataclasses.replace(clinic().facts, pain=Pain(**pain)))


def rule(kind=None, flags=(), **pain):
    return pain_rule(kind_of(kind, flags, library().pain), Pain(**pain))


def limits(kind=None, flags=(), **pain):
    """Return what is said, and with numbers the highest that is fine and that is OK."""
    found = rule(kind, flags, **pain)
    return (found.says, found.fine_max, found.ok_max) if found.says == "numbers" else found.says


# --- which rule


def test_the_kinds_stand_from_the_strictest():
    assert tuple(kind.id for kind in library().pain.kinds) == STRICTEST_FIRST
    assert set(KINDS) == set(STRICTEST_FIRST) == set(library().phrases("en-GB").pain.kinds)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (None, ("numbers", 3, 5)),
        ("usual", ("numbers", 3, 5)),
        ("heel-tendon", ("numbers", 3, 5)),
        ("kneecap", ("numbers", 2, 2)),
        ("kneecap-tendon", ("numbers", 3, 3)),
        ("bone-stress", "pain-free"),
        ("as-told", "as-told"),
    ],
)
def test_each_kind_has_its_numbers_or_none(kind, expected):
    assert limits(kind) == expected


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_flags_force_theirs_whatever_was_picked(kind):
    assert limits(kind, ["bone-stress"]) == "pain-free"
    assert limits(kind, ["post-op"]) == ("pain-free" if kind == "bone-stress" else "as-told")
    assert limits(kind, ["post-op", "bone-stress"]) == "pain-free"
    assert limits(kind, ["falls", "pregnancy"]) == limits(kind)


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("usual", (2, 4), (2, 4)),
        ("heel-tendon", (4, 6), (4, 6)),
        ("usual", (4, 4), (4, 4)),
        ("kneecap", (3, 5), (2, 2)),
        ("kneecap", (1, 3), (1, 1)),
        ("kneecap-tendon", (2, 4), (2, 2)),
        ("kneecap-tendon", (5, 7), (3, 3)),
        ("usual", (0, 3), (0, 3)),
    ],
)
def test_a_clinic_s_numbers_hold_where_a_kind_is_not_stricter(kind, numbers, expected):
    assert limits(kind, fine_max=numbers[0], ok_max=numbers[1]) == ("numbers", *expected)


@pytest.mark.parametrize("guide", ["numbers", "pain-free", "none"])
@pytest.mark.parametrize("numbers", NUMBERS)
def test_no_setting_loosens_bone_stress_or_what_the_surgeon_says(guide, numbers):
    pain = {"guide": guide, "fine_max": numbers[0], "ok_max": numbers[1]}
    assert (limits("bone-stress", **pain), limits("as-told", **pain)) == ("pain-free", "as-told")


def test_no_pain_at_all_is_said_as_such_and_never_as_nought():
    assert limits("usual", fine_max=0, ok_max=0) == limits("kneecap", fine_max=0, ok_max=4) == "pain-free"
    assert limits("kneecap", guide="pain-free") == "pain-free"
    assert limits("kneecap", guide="none") == "nothing"


@pytest.mark.parametrize(("kind", "numbers"), list(itertools.product(("usual", "kneecap", "kneecap-tendon"), NUMBERS)))
def test_the_zones_cover_nought_to_ten_once_each(kind, numbers):
    found = rule(kind, fine_max=numbers[0], ok_max=numbers[1])
    covered = [number for zone in found.zones for number in range(zone.low, zone.high + 1)]
    assert covered == (list(range(11)) if found.says == "numbers" else [])


def test_a_pack_names_the_kind_of_its_plans_unless_the_plan_does(tmp_path):
    write(tmp_path / "packs" / "knee.yaml", "pack: knee\ntitle: Knee\nsection: hip\nexercises: [hip-hinge]\npain: kneecap\n")
    own, of_pack = load_library(tmp_path), dataclasses.replace(plan_of({"section": "hip"}), section=(), pack="knee")
    assert resolve(own, of_pack, clinic()).pain.rule.kind == "kneecap"
    assert resolve(own, dataclasses.replace(of_pack, pain="usual"), clinic()).pain.rule.kind == "usual"


def test_the_return_to_running_is_refused_with_a_pack_that_is_not_for_it(tmp_path, faults_of):
    write(tmp_path / "packs" / "knee.yaml", "pack: knee\ntitle: Knee\nsection: hip\nexercises: [hip-hinge]\npain: as-told\n")
    running = dataclasses.replace(plan_of({"section": "hip"}), section=(), pack="knee", return_to_run=True)
    (fault,) = faults_of(resolve, load_library(tmp_path), running, clinic())
    assert "never printed with pain as-told, which pack 'knee' has" in fault


# --- no sheet says two rules

SAID = [
    re.compile(r"Pain up to (?P<fine>\d+) of 10 is fine"),
    re.compile(r"(?<![\d–])0(?: to (?P<fine>\d+))?: (?i:fine)\."),
    re.compile(r"(?P<ok_low>\d+)(?: to (?P<ok>\d+))?: OK if (?:it is )?back to usual by next morning"),
    re.compile(r"(?<!to )(?P<over>\d+)(?: or more| to 10)?: (?:stop|Too much)"),
    re.compile(r"Pain (?P<over>\d+)(?: or more)?\? Stop\. See the pain guide"),
    re.compile(r"Add more only when pain was (?P<fine>\d+)(?: or less)? and back to usual"),
    re.compile(r"Pain 0(?: to (?P<fine>\d+))? in both runs"),
    re.compile(r"Pain (?P<ok_low>\d+)(?: to (?P<ok>\d+))?, but back to usual"),
    re.compile(r"Pain (?P<over>\d+)(?: or more)?, or not back to usual"),
]
"""Every way in which a sheet says a number of pain."""
SCALE = re.compile(r"worst pain, 0 to 10\.|10 is the worst possible\.|We want 0\.|(?:0 ?)?(?:1 ?2 ?3 ?4 ?5 ?6 ?7 ?8 ?9 ?10)")
NO_NUMBERS = re.compile(r"\b\d+ of 10\b(?=[^.]*\bfine\b)|Pain \d|pain was \d|\d: (?:OK|fine|Fine|Too much|stop)")


def conflicts(text, found):
    """Yield what a text says of pain that is not the rule's: each number in its place, and any that has no place in the rule."""
    expected = {"fine": found.fine_max, "ok_low": found.fine_max + 1, "ok": found.ok_max, "over": found.ok_max + 1}
    rest = text
    for pattern in SAID:
        for match in pattern.finditer(text):
            said = {name: number for name, number in match.groupdict().items() if number is not None}
            if found.says != "numbers" or any(int(number) != expected[name] for name, number in said.items()):
                yield match[0]
            if "ok" in said and int(said["ok"]) == int(said["ok_low"]):
                yield f"{match[0]} (one number said twice)"
        rest = pattern.sub(" ", rest)
    yield from pain_numbers(SCALE.sub(" ", rest))
    if found.says != "numbers":
        yield from (match[0] for match in NO_NUMBERS.finditer(rest))


def sheet_text(pages):
    text = " ".join(" ".join(text_of(inks(page)) for page in pages).replace("\u00a0", " ").split())
    return re.sub(r"Page \d+ of \d+", "", text)


def spoken(data, layout_name, own):
    """Return all that a sheet says: as it is painted, as it is read aloud, and its note for the record."""
    handout = resolve(library(), plan_of(data), own)
    pages, _ = lay_out(library(), plan_of(data), own, layout(layout_name))
    sheet = compose(handout, 2)
    zones = " ".join(zone.said for zone in sheet.pain.zones) if sheet.pain else ""
    return f"{sheet_text(pages.pages)} {zones} {record(handout)}"


def random_case(number):
    """Return the data of a random plan, its layout and the clinic's numbers."""
    chance = random.Random(number)
    name, paper = LAYOUTS_ON_PAPER[number % len(LAYOUTS_ON_PAPER)]
    kind = (None, *KINDS)[number % 7]
    flags = chance.choice([[], [], [], ["bone-stress"], ["post-op"], ["falls"], ["pregnancy"]])
    data = plan(chance.randint(1, 4), exercises=chance.sample(EXERCISES, chance.randint(1, 4)), paper=paper, flags=flags, log_weeks=1)
    data |= {"topics": [], **({"pain": kind} if kind else {})}
    if rule(kind, flags).says == "numbers":
        data |= {"return_to_run": chance.random() < 0.7, "run_days": ["mon", "thu"]}
    numbers = chance.choice(NUMBERS)
    guide = chance.choice(["numbers"] * 4 + ["pain-free", "none"])
    return with_reasons(data), name, {"guide": guide, "fine_max": numbers[0], "ok_max": numbers[1]}


@pytest.mark.parametrize("number", range(84))
def test_no_sheet_says_two_pain_rules(number):
    data, name, pain = random_case(number)
    own = clinic_with(**pain)
    text, found = spoken(data, name, own), rule_of(plan_of(data), library(), own)
    assert list(conflicts(text, found)) == []
    assert "{" not in text
    if found.says == "numbers":
        assert sum(bool(pattern.search(text)) for pattern in SAID) >= (5 if name != "compact" else 2)


def words_changed(**changes):
    """Return the library with other words of numbers."""
    phrases = library().phrases("en-GB")
    numbers = dataclasses.replace(phrases.pain.numbers, **changes)
    changed = dataclasses.replace(phrases, pain=dataclasses.replace(phrases.pain, numbers=numbers))
    return dataclasses.replace(library(), languages={"en-GB": changed})


@pytest.mark.parametrize(
    "changes",
    [
        {"card": "Pain 5 or more? Stop. See the pain guide."},
        {"progress": "Add more only when pain was 4 or less and back to usual by next morning."},
        {"move_on": ("Pain 0 to 2 in both runs, and back to usual next morning: go to the next stage.",)},
        {"run": "Keep pain at 3 or less, and no worse the next day."},
        {"stage_fails": ("If pain is above 3, go back one stage.",)},
        {"log": "Write the pain. Above 6 of 10 pain? Stop."},
        {"guide": ("Up to 5 of 10 pain is fine.",)},
    ],
)
def test_one_other_number_anywhere_is_seen(changes):
    own, data = words_changed(**changes), {**FOUR, "return_to_run": True}
    text = sheet_text(lay_out(own, plan_of(data), clinic(), layout())[0].pages)
    assert list(conflicts(text, rule()))


def test_numbers_where_there_should_be_none_are_seen():
    text = sheet_text(made(FOUR).pages.pages)
    assert list(conflicts(text, rule())) == []
    assert len(list(conflicts(text, rule("bone-stress")))) > 3


def test_the_finished_file_says_the_rule_as_it_is_laid_out():
    text = " ".join(read_back.read(made({**FOUR, "pain": "kneecap", "return_to_run": True}).pdf).text().split())
    assert list(conflicts(text, rule("kneecap"))) == []
    for said in (
        "Pain up to 2 of 10 is fine.",
        "Pain 3 or more? Stop. See the pain guide.",
        "when pain was 2 or less",
        "Pain 0 to 2 in both runs",
    ):
        assert said in text


# --- the words

DIGIT_NEAR_PAIN = re.compile(
    r"\b(?:pain|sore|hurt)\w*\b[^.?!\n]{0,30}?(?<![\d{])\b(\d+)\b|(?<![\d{])\b(\d+)\b[^.?!\n]{0,12}?\bpain\b", re.IGNORECASE
)


def texts_of(path):
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))


def test_no_language_file_has_a_number_of_pain_of_its_own():
    for path in sorted((CONTENT / "shared").glob("*-*.yaml")):
        if path.name in ("red-flags.yaml", "return-to-run.yaml"):
            continue
        rest = SCALE.sub(" ", texts_of(path)).replace("of 10 is fine", "is fine").replace("1 hour after", "an hour after")
        assert [match[0] for match in DIGIT_NEAR_PAIN.finditer(rest)] == [], path.name


def test_a_number_of_pain_in_a_language_file_would_be_seen():
    assert DIGIT_NEAR_PAIN.search("Pain up to 3 of 10 is fine.")
    assert DIGIT_NEAR_PAIN.search("keep pain at 4 or less")
    assert DIGIT_NEAR_PAIN.search("up to 3 of 10 pain")


def test_no_patient_s_text_of_the_library_has_a_number_of_pain():
    for section in library().sections.values():
        for exercise in section.exercises:
            texts = [
                *exercise.steps,
                *exercise.precautions,
                exercise.feel,
                exercise.avoid,
                exercise.easier,
                exercise.harder,
                exercise.progress_when,
            ]
            assert [words for text in texts for words in pain_numbers(text)] == [], exercise.id
        for topic in section.topics:
            assert [words for text in (topic.key, *topic.paragraphs, topic.act or "") for words in pain_numbers(text)] == [], topic.id


RETIRED = (
    "Effort is fine, sharp pain is not",
    "Keep pain at",
    "If pain is above",
    "do less next time",
    "sore for a day or two",
    "Stay free of pain",
    "settles by the next morning",
)


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.yaml")), ids=lambda path: path.name)
def test_retired_wordings_are_gone(path):
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert [words for words in RETIRED if words in text] == []


@pytest.mark.parametrize(
    ("data", "sentences"),
    [
        (
            FOUR,
            ["Sore muscles for a few days are normal. They do not count as pain.", "Not back to usual by next morning? It was too much."],
        ),
        (FOUR, ["OK if it is back to usual by next morning. Do not add more.", "Stop. Wait until it is back to usual. Then do half."]),
        ({**FOUR, "pain": "heel-tendon"}, ["Stiffer in the morning than last week? Do less."]),
        (
            {**FOUR, "pain": "kneecap"},
            ["Not back to usual within 1 hour? It was too much.", "Worse the day after? That counts as too much too."],
        ),
        ({**FOUR, "pain": "kneecap-tendon"}, ["Judge it by how it feels next morning."]),
        ({**FOUR, "pain": "bone-stress"}, ["They must not hurt.", "No bone pain at all.", "Any bone pain? Stop.", "We want 0."]),
        ({**FOUR, "pain": "bone-stress"}, ["Pain on one spot of bone is not.", "Add more only when we say so and there has been no pain."]),
        (
            {**FOUR, "pain": "as-told"},
            ["as we showed you.", "Some soreness is normal after an operation.", "More pain or swelling than usual?"],
        ),
        ({**FOUR, "flags": ["pregnancy"]}, ["Leaking pee when you exercise, or heaviness or a bulge in your vagina, counts as too much."]),
        ({**FOUR, "return_to_run": True}, ["A limp counts as too much. Stop running."]),
        (SECTION_SHEET, ["Sore muscles for a few days are normal.", "Pain 6 or more? Stop. See the pain guide."]),
    ],
)
def test_what_a_sheet_says_of_pain(data, sentences):
    text = sheet_text(made(with_reasons(data)).pages.pages)
    assert [sentence for sentence in sentences if sentence not in text] == []


@pytest.mark.parametrize("kind", ["usual", "heel-tendon", "kneecap", "kneecap-tendon"])
def test_a_sheet_has_one_rule_of_when_pain_has_to_be_settled(kind):
    data = {**FOUR, "pain": kind, "return_to_run": True, "run_days": ["mon", "thu"], "topics": []}
    text = sheet_text(made(data).pages.pages)
    within = "1 hour" if kind == "kneecap" else "by next morning"
    assert len(re.findall(r"back to usual (?:within )?" + within, text)) >= 3
    assert ("next morning" in text, "1 hour" in text) == (kind != "kneecap", kind == "kneecap")


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("kind", ["usual", "heel-tendon", "kneecap", "kneecap-tendon"])
def test_what_to_do_after_too_much_is_one_rule_wherever_a_sheet_says_it(name, kind):
    data = {**FOUR, "pain": kind, "run_days": ["mon", "thu"]}
    texts = [sheet_text(made({**data, **more}, name).pages.pages) for more in ({}, {"return_to_run": True})]
    assert all("do half" in text for text in texts)
    assert "do half, or in a run go back one stage" not in texts[0]
    assert all(rest.startswith(", or in a run go back one stage.") for rest in texts[1].split("do half")[1:])
    assert "the stage before" not in texts[1]


@pytest.mark.parametrize(("pain", "kind"), [({"guide": "pain-free"}, None), ({"fine_max": 0, "ok_max": 0}, "heel-tendon")])
def test_no_pain_speaks_of_bone_only_to_those_with_bone_stress(pain, kind):
    for name in dict.fromkeys(name for name, _ in LAYOUTS_ON_PAPER):
        data = {**FOUR, "topics": [], "return_to_run": True, "run_days": ["mon", "thu"], **({"pain": kind} if kind else {})}
        text, bone = (sheet_text(lay_out(library(), plan_of(one), clinic_with(**pain), layout(name))[0].pages) for one in (data, BONE))
        assert "No pain at all. If it hurts" in text
        assert not re.search(r"\bbone pain\b|spot of bone", text, re.IGNORECASE)
        assert "No bone pain at all." in bone


BONE = {**FOUR, "exercises": ["hip-hinge"], "pain": "bone-stress", "topics": []}


def test_without_a_rule_the_log_asks_for_no_pain():
    own = clinic_with(guide="none")
    text = sheet_text(lay_out(library(), plan_of(FOUR), own, layout())[0].pages)
    assert "Tick when done." in text
    assert not re.search(r"worst pain|worst possible|0 to 10", text, re.IGNORECASE)
    usual = sheet_text(made(FOUR).pages.pages)
    assert "Tick when done. In the circle, write that day’s worst pain, 0 to 10. 10 is the worst possible." in usual
    assert "Worst pain" in usual


@pytest.mark.parametrize("kind", ["bone-stress", "as-told"])
def test_without_numbers_sore_muscles_are_not_called_normal_in_how_to_use(kind):
    assert "Sore muscles" not in compose(resolve(library(), plan_of({**FOUR, "pain": kind}), clinic()), 2).how_to_use.text


def test_extra_lines_are_for_their_sections():
    asked = {line.id: (set(line.sections), set(line.flags), line.return_to_run) for line in library().pain.lines}
    assert asked == {
        "pelvic": ({"back-pelvis", "running-drills"}, {"pregnancy"}, False),
        "leg": ({"back-pelvis"}, set(), False),
        "swelling": ({"knee", "foot-ankle"}, set(), False),
        "limp": (set(), set(), True),
    }


def test_a_topic_takes_the_rule_from_its_slot():
    section = library().sections["hip"]
    asking = dataclasses.replace(section.topics[0], paragraphs=("How much pain? {pain_guide}",))
    own = dataclasses.replace(library(), sections={"hip": dataclasses.replace(section, topics=(asking, *section.topics[1:]))})
    data = {**FOUR, "topics": [asking.id]}
    for kind, said in (
        ("kneecap", "How much pain? 0 to 2: fine. 3 or more: stop."),
        ("bone-stress", "How much pain? No bone pain at all."),
    ):
        (topic,) = compose(resolve(own, plan_of({**data, "pain": kind}), clinic()), 2).topics
        assert topic.paragraphs[0].startswith(said)


def test_another_slot_in_a_topic_is_refused(tmp_path, faults_of):
    text = (CONTENT / "hip.yaml").read_text(encoding="utf-8")
    topics = yaml.safe_load(text)["topics"][:1]
    topics[0]["paragraphs"] = ["Up to {fine} of 10."]
    write(tmp_path / "mine.yaml", yaml.safe_dump({"adds_to": "hip", "topics": topics}))
    (fault,) = faults_of(load_library, tmp_path)
    assert "slot {fine} is not known; the only one here is {pain_guide}" in fault


# --- told to the clinician


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (
            "usual",
            (
                "Pain guide, usual: 0 to 3: fine. 4 to 5: OK if back to usual by next morning. "
                "6 or more: stop. Wait until it is back to usual, then do half. Sudden, sharp pain: stop."
            ),
        ),
        (
            "kneecap",
            "Pain guide, kneecap: 0 to 2: fine. 3 or more: stop. Wait until it is back to usual, then do half. Sudden, sharp pain: stop.",
        ),
        ("bone-stress", "Pain guide, bone stress: No bone pain at all. If it hurts, stop and contact us."),
    ],
)
def test_the_note_states_the_kind(kind, line):
    assert line in record(resolve(library(), plan_of({**FOUR, "pain": kind}), clinic())).split("\n")


@pytest.mark.parametrize(("before", "now", "changed"), [("usual", "kneecap", True), (None, "usual", False), ("bone-stress", "usual", True)])
def test_a_second_visit_marks_another_rule(before, now, changed):
    since = {**FOUR, **({"pain": before} if before else {})}
    pages = lay_out(library(), plan_of({**FOUR, "pain": now}), clinic(), layout(), plan_of(since))[0].pages
    assert ("Changed" in text_of(inks(pages[0]))) == changed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Pain up to 3 is fine.", "Pain up to 3"),
        ("Groin pain above 2 of 10? Squeeze less.", "2 of 10"),
        ("Pain 4-5 is OK", "Pain 4-5"),
        ("Keep the pain at 4 or less.", "pain at 4"),
        ("Stop if it hurts more than 5.", "hurts more than 5"),
        ("Run 5 km by spring without hip pain", None),
        ("Pain for 3 days? Call us.", None),
        ("Sore for 5 days is normal.", None),
        ("Effort 6 of 10, no pain.", None),
        ("It hurts at 30 degrees", None),
        ("Pain in 2 of 10 people", None),
        ("Back or leg pain? 3 sets only.", None),
        ("Rate your pain out of 10.", None),
        ("Rate your pain 0 to 10.", None),
        ("Write a pain of 4 down.", "pain of 4"),
    ],
)
def test_a_number_of_pain_is_told_from_other_numbers(text, number):
    assert next(pain_numbers(text), None) == number


def test_a_note_with_a_number_of_pain_is_said_and_refused_where_the_rule_has_none():
    noted = {**FOUR, "exercises": [{"id": "hip-hinge", "note": "Pain up to 4 is fine."}]}
    (note,) = [note for note in resolve(library(), plan_of(noted), clinic()).notes if note.check == "S04"]
    assert (note.level, note.at) == ("warning", ("exercises", 0, "note"))
    with pytest.raises(HandoutError, match="has a number of pain, and the rule 'bone-stress' has none"):
        resolve(library(), plan_of({**noted, "pain": "bone-stress"}), clinic())
    with pytest.raises(HandoutError, match="the message has a number of pain"):
        resolve(library(), plan_of({**FOUR, "pain": "as-told", "main_message": "Pain up to 2 is fine."}), clinic())


# --- files


def test_a_kind_that_is_not_known_is_named(faults_of):
    (fault,) = faults_of(plan_of, {**FOUR, "pain": "knecap"})
    assert "pain 'knecap' is not known; did you mean 'kneecap'?" in fault


@pytest.mark.parametrize("kind", ["bone-stress", "as-told"])
def test_the_return_to_running_is_refused_with_a_kind_without_numbers(kind, faults_of):
    (fault,) = faults_of(plan_of, {**FOUR, "pain": kind, "return_to_run": True})
    assert "return_to_run is never printed with pain bone-stress or as-told; leave it out" in fault


def test_a_clinic_cannot_change_the_kinds(tmp_path, faults_of):
    write(tmp_path / "shared" / "pain.yaml", (CONTENT / "shared" / "pain.yaml").read_text(encoding="utf-8"))
    (fault,) = faults_of(load_library, tmp_path)
    assert "the kinds of pain are not a clinic's to change" in fault


STAGES = """warm_up_min: 10
gentle_first: {run_s: 30 s, walk_s: 1 min 30 s, times: 5}
stages:
  - {run_s: 90 s, walk_s: 1 min 30 s, times: 5}
  - {run_s: 20 min}
evidence: {grade: D, text: Ours.}
"""


def test_a_clinic_s_own_table_takes_the_place_of_ours(tmp_path):
    write(tmp_path / "shared" / "return-to-run.yaml", STAGES)
    block = compose(resolve(load_library(tmp_path), plan_of({**FOUR, "return_to_run": True}), clinic()), 2).run_walk
    assert block.stages == (("1", "1 min 30 s", "1 min 30 s", "5", "25 min"), ("2", "20 min", "none", "1", "30 min"))
    assert "Walk for 10 minutes to warm up. Then run and walk as the table says." in block.rules
    assert block.weeks == "2 stages, twice each, 3 runs a week: about 1 to 2 weeks if all goes well."
    assert block.lists[-1][1][0] == "Run 20 to 25 minutes on each run day for 2 weeks. Keep the pace easy."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("90 s", "0.5 min", "write a time such as 30 s, 4 min or 4 min 30 s"),
        ("90 s", "'4'", "write a time such as 30 s, 4 min or 4 min 30 s"),
        ("90 s", "0", "must be more than 0"),
        ("{run_s: 20 min}", "{run_s: 5 min}", "less than the stage before it; put the stages in order"),
        ("{run_s: 20 min}", "{run_s: 20 min 10 s}", "takes no whole minutes in all"),
        ("{run_s: 20 min}", "{run_s: 200 min}", "must be 7200 or less"),
        ("warm_up_min: 10", "warm_up_min: 0", "must be 1 or more"),
        ("Ours.}", "Ours., sources: [Nobody1900]}", "no source 'Nobody1900' in sources.yaml"),
    ],
)
def test_a_fault_in_a_clinic_s_table_is_named_with_its_line(old, new, message, tmp_path, faults_of):
    assert old in STAGES
    write(tmp_path / "shared" / "return-to-run.yaml", STAGES.replace(old, new))
    faults = faults_of(load_library, tmp_path)
    assert any(message in fault and "return-to-run.yaml:" in fault for fault in faults), faults


def test_every_kind_and_the_table_name_what_they_stand_on():
    kinds = {kind.id: kind.evidence for kind in library().pain.kinds}
    assert [name for name, basis in kinds.items() if not basis.sources] == ["as-told"]
    assert [basis.grade for basis in kinds.values()] == ["D", "D", "B", "B", "A", "B"]
    keys = {key for basis in (*kinds.values(), library().return_to_run.evidence) for key in basis.sources}
    assert keys <= set(library().sources)
    named = Counter(source.url for source in library().sources.values())
    assert [key for key in sorted(keys) if named[library().sources[key].url] > 1] == []


def test_command_line_and_plan_file_take_the_kind(run, tmp_path):
    write(tmp_path / "plan.yaml", {**FOUR, "pain": "kneecap", "exercises": ["hip-hinge"]})
    assert "Pain guide, kneecap: 0 to 2: fine." in run("note", "plan.yaml").output
    assert run("make", "plan.yaml", "--pain", "kneecap-tendon", "-o", "a.pdf").exit_code == 0
    assert "Pain up to 3 of 10 is fine." in " ".join(read_back.read((tmp_path / "a.pdf").read_bytes()).text().split())
    refused = run("make", "plan.yaml", "--pain", "elbow")
    assert (refused.exit_code, "--pain: pain 'elbow' is not known" in refused.output) == (1, True)
