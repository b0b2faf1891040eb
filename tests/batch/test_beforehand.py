"""What is said of a batch as a whole before it is printed."""

import pytest

from handouts.batch.beforehand import names_alike
from handouts.batch.jobs import Job
from tests.batching import rows, write_table
from tests.making import plan_of
from tests.writing import write, write_clinic


def said_of(*names):
    jobs = [
        Job(at, f"p.csv:{at}", f"s{at}", plan_of({"section": "hip", "patient": {"name": name}}), "cards")
        for at, name in enumerate(names, 2)
    ]
    return [problem.about[0] for problem in names_alike(jobs)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Zoë Şen", "Zoe Sen"),
        ("Jon Smith", "John Smith"),
        ("Ann Lee", "Lee Ann"),
        ("Bo Žak", "Bo Žak"),
        ("Mia Orr", "Mia Oro"),
        ("ANN LEE", "Ann Lee"),
    ],
)
def test_names_that_differ_by_little_are_told_by_their_rows(first, second):
    assert said_of(first, "Przemysław Wiśniewski", second) == ["p.csv:2, p.csv:4"]


def test_names_that_differ_are_not_told():
    assert said_of("Zoë Şen", "Bo Žak", "Ann Lee", "Anna Leigh") == []


def test_a_family_of_names_is_told_once():
    assert said_of("Ann Lee", "Ann Lee", "Ann Lee") == ["p.csv:2, p.csv:3, p.csv:4"]


def test_one_patient_with_several_sheets_is_not_told():
    plan = plan_of({"section": "hip", "patient": {"name": "Ann Lee"}})
    assert list(names_alike([Job(1, "p.csv:2", "a", plan, "cards"), Job(2, "p.csv:2", "a-large", plan, "large")])) == []


def test_batch_says_it_without_a_name(run, tmp_path):
    table = rows(3)
    table[0]["name"], table[1]["name"], table[2]["name"] = "Zoë Şen", "Przemysław Wiśniewski", "Zoe Sen"
    write_table(tmp_path / "p.csv", table)
    result = run("batch", "p.csv", "-o", "out", "--workers", "1")
    assert result.exit_code == 0
    assert "warning: p.csv:2, p.csv:4: patients whose names look alike; look twice at who gets which sheet" in result.stderr
    assert "Zo" not in result.stderr


def test_batch_says_what_a_clinics_layout_does_against_the_standards(run, tmp_path):
    clinic = write_clinic(tmp_path / "own", "layout: ours\n")
    write(clinic / "layouts" / "ours.yaml", "layout: ours\nbased_on: cards\nmargins: {top_mm: 5}\n")
    result = run("batch", "hip-starter", "-o", "out", "--workers", "1", "--clinic", str(clinic))
    assert "top_mm 5 is within 7 mm of the edge" in result.stderr
