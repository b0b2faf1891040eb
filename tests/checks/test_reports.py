"""What `handouts check` tells: levels, JSON, the reviewer's list, scores; and what the README says of our own section."""

import json
import re
from pathlib import Path

import pytest

from handouts.checks.preflight.score import score, score_lines, scored
from handouts.checks.run import check_everything, review_list
from tests.writing import CONTENT, own_exercise, write, write_clinic

PAGE = Path(__file__).parents[2] / ".github" / "docs" / "checks.md"


def test_score_of_the_hip_section_is_what_its_page_says():
    report = check_everything([], None)
    results = scored(report.problems)
    said = PAGE.read_text(encoding="utf-8")
    for instrument, name in (("PEMAT", "PEMAT-P (AHRQ)"), ("CDC", "CDC Clear Communication Index")):
        assert f"| {name} | {score(results, instrument).line.split(': ')[1]} |" in said
    errors = sum(problem.level == "error" for problem in report.problems)
    warnings = sum(problem.level == "warning" for problem in report.problems)
    assert f"| preflight | {errors} errors, {warnings} warnings (" in said


def test_item_is_not_met_where_a_check_that_decides_it_found_something(tmp_path):
    data = own_exercise(steps=["The pelvis comes forwards.", "Hold it for 20-30 seconds.", "Rest."])
    path = write(tmp_path / "content" / "more.yaml", {"adds_to": "hip", "exercises": [data]})
    results = {one.item.number: one for one in scored(check_everything([path], None).problems)}
    assert (results["A21"].verdict, results["U6"].verdict, results["U8"].verdict) == ("not met", "not met", "met")
    assert [problem.check for problem in results["A21"].against] == ["L04"]
    assert any("more.yaml" in line for line in score_lines(results.values()))


def test_level_shows_no_less_than_asked(run):
    everything, warnings, errors = (run("check", "--level", level) for level in ("info", "warning", "error"))
    assert "info: " in everything.stderr
    assert "info: " not in warnings.stderr
    assert "(G03)" in warnings.stderr
    assert errors.stderr == ""
    assert everything.stdout == warnings.stdout == errors.stdout  # what is counted does not change


def test_what_was_found_is_explained_once(run):
    lines = run("check").stderr.splitlines()
    assert sum(line.startswith("G03  ") for line in lines) == 1
    assert any(re.fullmatch(r"G03  .+: .+ \[PIF 1, 4\]", line) for line in lines)


def test_json_says_of_each_finding_where_what_and_why(run, tmp_path):
    write(tmp_path / "content" / "more.yaml", {"adds_to": "hip", "exercises": [own_exercise(feel="It is unstable.")]})
    found = json.loads(run("check", str(tmp_path / "content" / "more.yaml"), "--json").stdout)["findings"]
    (one,) = [finding for finding in found if finding["check"] == "L10"]
    assert one["file"].endswith("more.yaml")
    assert one["line"] > 1
    assert (one["level"], one["words"], one["source"]) == ("warning", "unstable", "NHS identity")
    assert one["why"]


def test_errors_end_with_1_and_warnings_with_0(run, tmp_path):
    clinic = write_clinic(tmp_path, "phone: '01632 960123'\n")
    assert run("check", str(clinic / "clinic.yaml")).exit_code == 1
    turned_down = "checks: {S03: {level: warning, reason: a training clinic}}\n"
    clinic = write_clinic(tmp_path, f"phone: '01632 960123'\nemail: us@runwell.co.uk\n{turned_down}")
    result = run("check", "--clinic", str(clinic))
    assert result.exit_code == 0
    assert "S03 (phone numbers are real and fit the country) is reported as warning: a training clinic" in result.stderr


def test_two_reports_at_once_are_a_wrong_call(run):
    assert run("check", "--json", "--score").exit_code == 2


def test_reviewers_list_has_every_text_and_the_line_to_write(section):
    text = "\n".join(review_list([CONTENT / "hip.yaml"], None))
    for one in (*section.exercises, *section.topics):
        assert re.search(rf"^{one.id}  \(.*hip\.yaml:\d+\)  not signed$", text, re.MULTILINE)
    assert text.count("when all is right: review: {reviewed_by: YOUR NAME, ") == len(section.exercises) + len(section.topics)
    assert "C13  the picture shows the same move as the words" in text


def test_reviewers_list_has_the_warning_signs_and_what_is_to_be_confirmed(library):
    text = "\n".join(review_list([CONTENT / "shared" / "red-flags.yaml"], None))
    assert re.search(r"^warning signs  \(.*red-flags\.yaml:\d+\)  not signed$", text, re.MULTILINE)
    assert text.count("  to confirm: ") == len(library.catalogues["en-GB"].to_confirm)
    assert "the sheet as a whole" not in text


def signed(tmp_path, **changes):
    """Write an exercise that was signed as the reviewer's list says, and changed since; return what is found about its review."""
    exercise = own_exercise(review={"reviewed_by": None})
    path = write(tmp_path / "content" / "more.yaml", {"adds_to": "hip", "exercises": [exercise]})
    line = next(line for line in review_list([path], None) if "when all is right" in line)
    review = dict(re.findall(r"(reviewed_on|of): ([\w-]+)", line))
    review |= {"reviewed_by": "A. Physio", "judged": re.search(r"judged: \[([^\]]+)\]", line)[1].split(", ")}
    write(path, {"adds_to": "hip", "exercises": [{**exercise, "review": {**review, **changes.pop("review", {})}, **changes}]})
    return [str(problem).split("  ", 1)[1] for problem in check_everything([path], None).problems if problem.check == "G03"]


def test_signature_of_what_stands_there_is_taken(tmp_path):
    assert signed(tmp_path) == []


def test_signature_lapses_when_the_text_changes(tmp_path):
    (line,) = signed(tmp_path, feel="A pull in the thigh.")
    assert line.startswith("couch-stretch: text or picture has changed since it was signed; have it read again, then write of: ")


def test_signature_without_a_judgement_is_asked_about(tmp_path):
    (line,) = signed(tmp_path, review={"judged": ["C13", "D17", "C04", "C10", "C06"]})
    assert line == "couch-stretch: signed, but not judged: L11; see handouts check --review (G03)"


@pytest.mark.parametrize("name", ["shared/en-GB.yaml", "packs/hip-starter.yaml"])
def test_file_without_texts_to_sign_is_refused(name, run):
    result = run("check", "--review", str(CONTENT / name))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "holds no texts to sign; name a section, such as content/hip.yaml" in result.stderr
