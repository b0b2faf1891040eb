import re
from pathlib import Path

import pytest

import handouts
from handouts.checks.preflight.score import items
from handouts.errors import Problem
from handouts.library.clinic import load_clinic
from handouts.library.standards import CHECKS, CheckChange, finding, settle
from handouts.plans.resolve import resolve
from tests.making import library, plan_of
from tests.writing import write_clinic

PACKAGE = Path(handouts.__file__).parent


def named_in_code():
    """Return the ids of checks that some line of the program reports."""
    text = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    return set(re.findall(r"(?:finding|Finding|_at)\(\s*(?:clinic, )?\"([ACDGLS]\d\d)\"", text)) | set(
        re.findall(r"\"([ACDGLS]\d\d)\"", text)
    )


def test_every_check_that_is_looked_for_is_reported_somewhere():
    looked_for = {name for name, check in CHECKS.items() if check.held == "checked"}
    assert looked_for - named_in_code() == set()


def test_every_check_says_what_why_and_after_whom():
    assert len(CHECKS) >= 81
    for check in CHECKS.values():
        assert check.decides in ("P", "A", "H")
        assert check.level in ("error", "warning", "info")
        assert check.held in ("checked", "built", "person", "absent")
        assert check.what
        assert check.why
        assert check.source


def test_what_only_a_person_can_judge_is_never_said_to_be_checked():
    assert {check.held for check in CHECKS.values() if check.decides == "H"} == {"person"}


def test_items_of_both_instruments_name_known_checks():
    every = list(items())
    assert sum(item.instrument == "PEMAT" for item in every) == 26
    assert sum(item.instrument == "CDC" for item in every) == 20
    for item in every:
        if item.how in ("checked", "person"):
            assert set(item.by.split()) <= set(CHECKS), item


def test_finding_carries_its_checks_usual_level():
    assert finding("A01", "too many").level == "warning"
    assert str(finding("A01", "too many")) == "too many (A01)"


def test_clinic_turns_a_check_off_or_to_another_level():
    problems = [finding("A01", "many"), finding("C15", "no goal"), Problem(message="no check")]
    changes = {"A01": CheckChange(level="off", reason="group class"), "C15": CheckChange(level="error", reason="our rule")}
    assert [(one.message, one.level) for one in settle(problems, changes)] == [("no goal", "error"), ("no check", "error")]


FIVE = {"section": "hip", "patient": {"name": "Zoë Şen"}, "side": "left"}
FIVE |= {"exercises": ["couch-stretch", "hip-hinge", "single-leg-balance", "hip-circles", "foam-roll-glutes"]}


def notes_of(tmp_path, lines, data):
    clinic = load_clinic(write_clinic(tmp_path, lines))
    return [note.check for note in resolve(library(), plan_of(data), clinic).notes]


def test_check_that_a_clinic_turned_off_is_not_said_of_its_sheets(tmp_path):
    assert "A01" in notes_of(tmp_path, "", FIVE)
    assert "A01" not in notes_of(tmp_path, "checks: {A01: {level: off, reason: we see them twice a week}}\n", FIVE)


def test_check_that_a_clinic_made_an_error_stops_the_sheet(tmp_path, faults_of):
    (line,) = faults_of(notes_of, tmp_path, "checks: {A01: {level: error, reason: four at most with us}}\n", FIVE)
    assert line.startswith("5 exercises; 4 or fewer are followed best")


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("A99", "no check 'A99'"),
        ("C13", "C13 cannot be changed: it is true of every sheet by the way it is made, or for a person to judge"),
        ("S01", "S01 cannot be changed"),
    ],
)
def test_check_that_is_not_looked_for_cannot_be_changed(tmp_path, check, said, faults_of):
    (line,) = faults_of(load_clinic, write_clinic(tmp_path, f"checks: {{{check}: {{level: off, reason: no time}}}}\n"))
    assert said in line


def test_change_without_a_reason_is_refused(tmp_path, faults_of):
    (line,) = faults_of(load_clinic, write_clinic(tmp_path, "checks: {A01: {level: off}}\n"))
    assert "'reason' is missing" in line
