"""A problem's text is read by people alone: in other words, every part of the program does the same, and no module looks into it."""

import ast
import csv
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from handouts.checks.run import check_everything
from handouts.cli.new_clinic import make_clinic_folder
from handouts.errors import HandoutError
from handouts.library.library import load_library
from tests.paging import Page, page_plan
from tests.rewording import every_message_reworded
from tests.writing import own_exercise, write, write_clinic

ROOT = Path(__file__).parents[1]
FAULTY = sorted((ROOT / "tests" / "faulty").glob("*.yaml"))
SOURCE_PAGE = ROOT / "tests" / "preflight" / "source-page.yaml"
LONG_NOTE = "Stand tall by the worktop and move slowly. " * 30
COUCH = "couch-stretch"
TABLE = """section,name,reference,exercises,flags,side,goal,couch-stretch.sets,review_on
hip,Zoe Hart,R-1,couch-stretch hip-hinge,,left,Run,3,2027-01-01
hip,Zoe Harts,R-2,couch-stretch hip-hinge,,left,Run\u200b,3,2027-01-01
hip,Ann Other,R-3,couch-strech,,left,Run\u200b,3,2027-01-01
hip,Ben Other,R-4,couch-stretch,,lefft,Run,3,2027-01-01
hip,Cat Other,R-5,couch-stretch,,left,Run,three,2027-01-01
hipp,Dan Other,R-6,couch-stretch,,left,Run,3,soon
hip,Eve Other,R-7,couch-stretch,bone-stress,left,Run,3,2027-01-01
hip,Fay Other,R-8,couch-stretch,,left,Run,3,2027-01-01
hip,Fay Other,R-8,hip-hinge,,right,Run,,2027-01-01
hip,\u5f20\u4e09,R-9,couch-stretch,,left,Run,3,2027-01-01
"""
FIELDS = ("kind", "check", "file", "line", "column", "level", "at", "about")


def told(problems):
    """Return all of the problems but their texts, each as data."""
    return [tuple(getattr(problem, name) for name in FIELDS) for problem in problems]


def both_ways(work):
    """Return what some work does with the true texts and with other words, and how many texts were others."""
    true = work()
    with every_message_reworded() as said:
        other = work()
    return true, other, len(set(said))


# --- check


@pytest.fixture(scope="module")
def faulty_clinic(tmp_path_factory):
    """Return a clinic's folder with faults of every kind, and checks at other levels or off."""
    folder = tmp_path_factory.mktemp("faulty") / "own"
    make_clinic_folder(folder)
    write(
        folder / "clinic.yaml",
        "name: Our Clinic\ncountry: GB\nphone: '07700 900123'\nemail: hello@example.org\nlayout: cards\n"
        "checks:\n  S05: {level: warning, reason: we look at each}\n  C17: {level: 'off', reason: we sign by hand}\n"
        "  A01: {level: error, reason: never more than four}\n",
    )
    write(folder / "content" / "shared" / "en-IE.yaml", "language: en-IE\nflags: {}\npain: {fine: x}\n")
    write(folder / "layouts" / "ours.yaml", "layout: ours\nbased_on: cards\ntype: {reading: {size_pt: 8}}\n")
    for path in FAULTY:
        shutil.copy(path, folder / "plans")
    day = "patient: {name: Zoe Hart, reference: R-1}\nside: left\n"
    write(folder / "plans" / "first.yaml", f"section: hip\nexercises: [{COUCH}]\ngiven_on: 2026-11-01\n{day}")
    write(folder / "plans" / "second.yaml", f"section: hip\nexercises: [hip-hinge]\ngiven_on: 2026-11-20\n{day}")
    write(folder / "plans" / "flags.yaml", f"section: hip\nexercises: [{COUCH}]\nflags: [bone-stress]\npatient: {{reference: R-2}}\n")
    write(folder / "plans" / "R-2 (1).yaml", f"section: hip\nexercises: [{COUCH}]\npatient: {{reference: R-2}}\n")
    return folder


def checked(folder, clinic=None):
    report = check_everything([folder], clinic)
    plain = [{key: value for key, value in one.items() if key != "message"} for one in json.loads(report.as_json())["findings"]]
    return report.files, told(report.problems), plain, [*report.legend()]


def test_check_finds_the_same_at_the_same_places_and_levels_in_other_words(faulty_clinic):
    true, other, texts = both_ways(lambda: checked(faulty_clinic, faulty_clinic))
    assert texts >= 60
    assert other == true
    kinds = {kind for kind, *_ in true[1]}
    assert {"S05", "missing", "given-twice"} <= kinds
    assert "C17" not in kinds
    assert any(kind == "S05" and level == "warning" for kind, _, _, _, _, level, *_ in true[1])


def test_content_with_faults_is_told_the_same_in_other_words(tmp_path):
    write(tmp_path / "own" / "content" / "more.yaml", {"adds_to": "hip", "exercises": [own_exercise(group="mobilty")]})
    shutil.copy(SOURCE_PAGE, tmp_path / "own" / "content" / "page.yaml")
    true, other, texts = both_ways(lambda: checked(tmp_path / "own"))
    assert other == true
    assert texts >= 60


def test_what_reading_and_preflight_both_say_is_said_once_in_other_words():
    true, other, _ = both_ways(lambda: checked(SOURCE_PAGE))
    assert other == true
    merged = [one for one in true[1] if one[0] and one[0][0].isupper() and one[5] == "error"]
    places = [(kind, at) for kind, _, _, _, _, _, at, _ in merged]
    assert {("C01", "name"), ("C04", "steps"), ("C06", "dose")} <= {(kind, at[-1]) for kind, at in places if at}
    missing = [at for kind, _, _, _, _, _, at, _ in true[1] if kind == "missing"]
    assert not set(missing) & {at for _, at in places}


# --- the page

EXERCISES = [COUCH, "hip-hinge"]
PLANS = {
    "an exercise that is not there": page_plan(exercises=["couch-strech"]),
    "sets that are no number": page_plan(exercises=[{"id": COUCH, "dose": {"sets": "three"}}]),
    "a time for repeats": page_plan(exercises=[{"id": COUCH, "dose": {"reps": "30 s"}}]),
    "too many sets": page_plan(exercises=[{"id": COUCH, "dose": {"sets": "99"}}]),
    "a hold that is empty": page_plan(exercises=[{"id": COUCH, "dose": {"hold_s": ""}}]),
    "a side that is none": page_plan(side="lefft"),
    "a day that is none": page_plan(exercises=[{"id": COUCH, "dose": {"days": ["mno"]}}]),
    "a flag against it": page_plan(exercises=EXERCISES, flags=["bone-stress"]),
    "a flag against it, cleared": page_plan(exercises=EXERCISES, flags=["bone-stress"], cleared={COUCH: "Ms Khan agreed"}),
    "a reason for nothing": page_plan(exercises=EXERCISES, cleared={"hip-circle": "Ms Khan agreed"}),
    "more than is done": page_plan(9),
    "no side": {**page_plan(2), "side": None},
    "an exercise twice": page_plan(exercises=[COUCH, COUCH]),
    "a name in another script": page_plan(2, patient={"name": "张三"}),
    "a mark that nobody sees": page_plan(2, goal="Run\u200b far"),
    "a review before it": page_plan(2, given_on="2026-11-22", review_on="2026-11-01"),
    "a layout that is not there": page_plan(2, layout="cardz"),
    "a paper that is not there": page_plan(2, paper="A9"),
    "a language that is not there": page_plan(2, language="xx"),
    "notes that make it smaller": page_plan(exercises=[{"id": one, "note": LONG_NOTE[:250]} for one in EXERCISES]),
    "a number of pain in a note": page_plan(exercises=[{"id": COUCH, "note": "Stop at 7 out of 10 pain"}]),
    "running that is not for the flag": page_plan(2, return_to_run=True, flags=["post-op"]),
    "run days on end": page_plan(2, return_to_run=True, run_days=["mon", "tue", "wed", "thu"]),
    "nothing of it readable": {"section": ["hip"], "exercises": [{"dose": 3}, 7], "patient": "x", "zzz": 1},
}


def without_words(answer):
    """Return an answer of the page without the texts of its problems and notes."""
    if isinstance(answer, dict):
        return {key: without_words(value) for key, value in answer.items() if key != "message"}
    return [without_words(one) for one in answer] if isinstance(answer, list) else answer


def test_the_page_puts_every_fault_and_note_where_it_did_in_other_words():
    plans = {**PLANS, **{path.stem: _as_data(path) for path in FAULTY}}

    def answers():
        page = Page()
        return {name: without_words(page.sheet(plan)) for name, plan in plans.items() if plan is not None}

    true, other, texts = both_ways(answers)
    assert other == true
    assert texts >= 40
    found = [one for answer in true.values() for one in (*answer.get("problems", ()), *answer.get("notes", ()))]
    assert sum(one["about"] == COUCH for one in found) >= 8
    assert any(one.get("fits") for one in found)
    assert {one["field"] for one in found} >= {"sets", "reps", "hold_s", "cleared", "side", "name"}


def test_the_page_opens_and_refuses_the_same_files_in_other_words():
    texts = {path.stem: path.read_bytes().decode("utf-8", "replace") for path in FAULTY}
    true, other, _ = both_ways(lambda: {name: without_words(Page().ask("/api/plan/open", {"text": text})) for name, text in texts.items()})
    assert other == true


def _as_data(path):
    try:
        data = yaml.safe_load(path.read_bytes().decode("utf-8", "replace"))
        json.dumps(data)
    except (yaml.YAMLError, TypeError, ValueError):
        return None
    return data if isinstance(data, dict) else None


# --- a batch


def test_a_batch_makes_and_refuses_the_same_in_other_words(run, tmp_path):
    write(tmp_path / "people.csv", TABLE)
    plans = tmp_path / "plans"
    plans.mkdir()
    for path in FAULTY:
        shutil.copy(path, plans)

    def batch():
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        done = run("batch", "people.csv", "plans", "-o", out, "--workers", 1)
        lines = re.findall(r"(?m)^(error|warning|info): ", done.stderr)
        rows = [*csv.reader((out / "manifest.csv").read_text(encoding="utf-8").splitlines())]
        return done.exit_code, lines, [[bool(row[0]), *row[1:4], bool(row[-2])] for row in rows]

    true, other, texts = both_ways(batch)
    assert other == true
    assert texts >= 30
    assert true[0] == 1


def test_what_is_told_of_many_rows_is_said_once_in_other_words(run, tmp_path):
    rows = "".join(f"hip,R-{number},{COUCH},Run\u200b far\n" for number in range(4))
    write(tmp_path / "people.csv", f"section,reference,exercises,goal\n{rows}")

    def said():
        done = run("batch", "people.csv", "-o", tmp_path / "out", "--workers", 1, "--force")
        return [line.partition(": ")[2][:40] for line in done.stderr.splitlines() if "people.csv:2, people.csv:3" in line]

    true, other, _ = both_ways(said)
    assert len(true) == len(other) == 1


# --- language files


def test_a_language_file_with_gaps_is_told_of_each_gap_once_in_other_words(tmp_path):
    write_clinic(tmp_path, "language: en-IE\n")
    write(tmp_path / "content" / "shared" / "en-IE.yaml", "language: en-IE\nsheet: {title: }\nlist_and: 7\nnope: 1\n")

    def faults():
        try:
            return told(problem for problems in load_library(tmp_path / "content").unfinished.values() for problem in problems)
        except HandoutError as error:
            return told(error.problems)

    true, other, _ = both_ways(faults)
    assert other == true


# --- no module looks into a text

CUTS = {
    "startswith", "endswith", "removeprefix", "removesuffix", "split", "rsplit", "partition", "rpartition", "replace", "strip", "lstrip",
    "rstrip", "find", "index", "count", "lower", "casefold", "splitlines", "translate",
}  # fmt: skip
TEXTS = ("message", "sentence", "reason")
SAID = ("problem", "note", "fault", "finding", "refused")


def looks_into_texts(tree):
    """Return the lines in which the text of a problem is compared, searched or cut."""
    foreign = {id(node) for handler in ast.walk(tree) if isinstance(handler, ast.ExceptHandler) and _is_foreign(handler)
               for node in ast.walk(handler)}  # fmt: skip

    def is_text(node):
        if isinstance(node, ast.Attribute):
            return node.attr in ("message", "sentence")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and len(node.args) == 1:
            named = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
            return named in SAID or (named == "error" and id(node) not in foreign)
        return isinstance(node, ast.Name) and node.id == "message"

    def looks(node):
        if isinstance(node, ast.Compare):
            return any(map(is_text, (node.left, *node.comparators)))
        if isinstance(node, ast.Subscript):
            return is_text(node.value) and not isinstance(node.value, ast.Name)
        if not isinstance(node, ast.Call):
            return False
        if isinstance(node.func, ast.Attribute) and node.func.attr in CUTS and is_text(node.func.value):
            return True
        searches = isinstance(node.func, ast.Attribute) and node.func.attr in ("match", "search", "fullmatch", "sub", "findall", "finditer")
        return searches and any(map(is_text, node.args))

    return [node.lineno for node in ast.walk(tree) if looks(node)]


def _is_foreign(handler):
    """Return whether what is caught is not ours: an error of the system or of a library says in its text alone what it is."""
    caught = ast.unparse(handler.type) if handler.type is not None else ""
    return "HandoutError" not in caught and "ValueError" not in caught


MODULES = [path for path in sorted((ROOT / "handouts").rglob("*.py")) if path.name != "errors.py"]


def test_no_module_compares_or_cuts_the_texts_of_problems():
    found = {str(path.relative_to(ROOT)): looks_into_texts(ast.parse(path.read_text(encoding="utf-8"))) for path in MODULES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        'note.message.startswith("to fit")',
        'x = problem.message.split(" (in a plan: ")[0]',
        'if "is missing" not in problem.message: pass',
        "twins = [one for one in beside if one.message == fault.message]",
        're.search(r"did you mean", problem.message)',
        'message = message.replace("a", "b")',
        'if "x" in str(problem): pass',
        "problem.message[:3]",
        'try:\n    pass\nexcept HandoutError as error:\n    a = "missing" in str(error)',
        'text = problem.sentence.removeprefix("x: ")',
    ],
)  # fmt: skip
def test_a_module_that_looks_into_a_text_would_be_seen(line):
    assert looks_into_texts(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    ['yield replace(problem, message=f"{problem.message}; more")', "x = problem.kind == TO_FIT", 'message["From"] = sender',
     'try:\n    pass\nexcept csv.Error as error:\n    a = "unexpected end" in str(error)'],
)  # fmt: skip
def test_what_composes_a_text_or_reads_another_program_is_left_alone(line):
    assert not looks_into_texts(ast.parse(line))


SCRIPTS = sorted((ROOT / "handouts" / "web" / "static").glob("*.js"))
LOOKS = re.compile(
    r"\b(?:message|rest|todo|problemWords\([^;]*\)|`)\)?\??\.(?:startsWith|endsWith|includes|indexOf|search|match|matchAll|replace|replaceAll"
    r"|split|slice|substring|toLowerCase|charAt|at)\(|\b(?:rest|message)\[|\.test\((?:\w+\.)?(?:message|rest|todo)\b"
)


def test_no_script_of_the_page_looks_into_the_text_of_a_problem():
    found = [(path.name, match[0]) for path in SCRIPTS for match in LOOKS.finditer(path.read_text(encoding="utf-8"))]
    assert found == []
    for line in ("said.rest.includes(typed)", "said.rest[0].toLowerCase()", 'message.startsWith("to fit")', "/x/.test(one.message)"):
        assert LOOKS.search(line), line
