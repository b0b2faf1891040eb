"""handouts.plans.record: what was given, as plain text for the patient's file; no name, nothing that the sheet does not say."""

import pytest

from handouts.plans.record import record
from handouts.plans.resolve import resolve
from tests.making import EXERCISES, clinic, library, made, plan, plan_of
from tests.read_back import read
from tests.writing import write

CHOSEN = [
    {"id": "couch-stretch", "note": "After your run.", "dose": {"hold_s": 45}},
    {"id": "single-leg-balance", "dose": {"days": ["mon", "wed", "fri"]}},
    "hip-hinge",
]
DATA = plan(3, exercises=CHOSEN, topics=["not-your-bursa"])


def lines(data, since=None):
    return record(resolve(library(), plan_of(data), clinic(), plan_of(since) if since else None)).split("\n")


def test_record_says_what_was_given_line_by_line():
    handout = resolve(library(), plan_of(DATA), clinic())
    assert lines(DATA) == [
        "Home exercises given: Hip, 22 Nov 2026.",
        "1. Couch stretch: 2 sets, 45 s hold, kneel on LEFT, rest 15 s, 5 days a week, effort mild",
        "   Note: After your run.",
        "2. Single-leg balance: 3 sets, 30 s hold, stand on LEFT, rest 15 s, 3 days a week, effort 5 of 10",
        "3. Hip hinge: 2 sets, 10 repeats, both sides together, rest 60 s, every day, effort 3 to 4 of 10, pace 3 s down, 1 s up",
        "Outer hip pain: usually not just the bursa.",
        "My goal: Run 5 km by spring without hip pain",
        (
            "Pain guide, usual: 0 to 3: fine. 4 to 5: OK if back to usual by next morning. "
            "6 or more: stop. Wait until it is back to usual, then do half. Sudden, sharp pain: stop."
        ),
        "Sheet explains when to stop and get help, pain and effort guides, when to make it harder, and how to reach us.",
        "Next visit: 20 Dec 2026",
        f"Sheet HIP, version 1.0, content {handout.content_hash}.",
    ]


def test_record_names_neither_patient_nor_clinician():
    text = "\n".join(lines(plan(3, patient={"name": "Zoë Şen", "reference": "R-1042", "email": "zoe@example.org"})))
    assert [word for word in ("Zoë", "Şen", "R-1042", "zoe", "J. Meyer") if word in text] == []


def test_every_dose_and_version_of_the_record_stands_on_the_sheet():
    sheet = read(made(DATA).pdf)
    spoken = sheet.text()
    for line in (lines(DATA)[1], lines(DATA)[3]):
        assert line.partition(": ")[2] in spoken
    assert "After your run." in spoken
    assert "Run 5 km by spring without hip pain" in spoken
    assert lines(DATA)[-1].removesuffix(".").split(" ")[-1] in spoken + "".join(sheet.artifacts)


def test_section_sheet_is_undated_and_has_no_goal():
    found = lines({"section": "hip"})
    assert found[0] == "Home exercises given: Hip."
    assert [line.partition(".")[0] for line in found[1:15]] == [str(number) for number in range(1, 15)]
    assert not any(line.startswith(("My goal", "Next visit")) for line in found)


def test_what_is_left_open_for_the_pen_is_not_said_to_have_been_given():
    blank, part = (lines({**DATA, "pen": pen}) for pen in ("blank", "part"))
    assert blank[1] == "1. Couch stretch: to fill in: sets, hold, side, rest, days a week, effort"
    assert part[1].startswith("1. Couch stretch: 2 sets, 45 s hold, ")
    assert part[1].endswith(", to fill in: days a week")


def test_what_the_earlier_plan_had_and_this_one_has_not_is_named():
    found = lines(plan(2, exercises=list(EXERCISES[1:3])), plan(2))
    names = {one.id: one.name for one in library().sections["hip"].exercises}
    assert f"No longer in your plan: {names[EXERCISES[0]]}" in found


def test_own_message_and_return_to_running_are_part_of_the_advice():
    found = lines({**DATA, "return_to_run": True, "main_message": "Go slowly this week."})
    assert found[6:8] == ["Return to running.", "Go slowly this week."]


def test_record_changes_when_a_printed_word_changes_but_not_with_the_patient():
    other = plan(3, exercises=CHOSEN, topics=["not-your-bursa"], patient={"name": "Bo"}, goal="Walk")
    assert lines(DATA)[-1] == lines(other)[-1]
    assert lines(DATA)[-1] != lines({**DATA, "topics": []})[-1]


# --- the command


def test_note_prints_the_record_of_a_plan(run, tmp_path):
    write(tmp_path / "plan.yaml", DATA)
    result = run("note", "plan.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == lines(DATA)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


@pytest.mark.parametrize(
    ("name", "says"), [("none.yaml", "none.yaml  is not there"), ("bad.yaml", "bad.yaml:2:13  no exercise 'hip-hing' in this library")]
)
def test_plan_that_cannot_be_read_is_said_with_its_line(run, tmp_path, name, says):
    write(tmp_path / "bad.yaml", "section: hip\nexercises: [hip-hing]\n")
    result = run("note", name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
