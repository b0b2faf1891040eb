"""The page's scripts: linted, typed strictly, all that changes in one store; and the types are those of the program's real answers."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paging import Page, page_plan
from tests.writing import write_clinic

ROOT = Path(__file__).parents[2]
JS = ROOT / "tests" / "js"
WEB = ROOT / "handouts" / "web"


def tool(name, folder, *words):
    """Run a tool that `tests/run` installs; return its exit code and what it says."""
    program = JS / "node_modules" / ".bin" / name
    assert program.exists(), "the tools of the page's scripts are not installed: npm ci --prefix tests/js"
    done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def typed(folder):
    return tool("tsc", folder, "-p", "tests/js")


def linted(folder):
    return tool("eslint", folder, "--config", "tests/js/eslint.config.js", "--max-warnings", "0", "handouts/web/static")


@pytest.fixture
def copied(tmp_path):
    """A copy of the scripts and of what checks them, in which faults may be put."""
    shutil.copytree(WEB, tmp_path / "handouts" / "web", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(JS, tmp_path / "tests" / "js", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "tests" / "js" / "node_modules").symlink_to(JS / "node_modules")
    return tmp_path


def spoil(copied, faults):
    """Add lines to the ends of scripts."""
    for name, text in faults.items():
        with (copied / "handouts" / "web" / "static" / name).open("a", encoding="utf-8") as file:
            file.write(text)


def test_scripts_are_typed_and_linted_without_a_word():
    assert typed(ROOT) == (0, "")
    assert linted(ROOT) == (0, "")


def test_a_fault_of_type_is_seen_wherever_it_stands(copied):
    faults = {
        "api.js": "start().then((told) => told.exercises);\n",
        "plan.js": 'byId("prnt").click();\n',
        "kept.js": "export function untyped(value) { return value; }\n",
        "doses.js": 'store.state.items.push({ id: "a" });\n',
        "search.js": "match(null, 3);\n",
    }
    spoil(copied, faults)
    code, said = typed(copied)
    assert code != 0
    assert {Path(line.split("(")[0]).name for line in said.splitlines() if ": error TS" in line} == set(faults)


def test_a_fault_that_only_the_linter_sees_is_seen(copied):
    faults = {
        "api.js": "if (link.turn == 1) link.turn = 2;\n",
        "plan.js": "console.log(1);\n",
        "dom.js": 'byId("all").innerHTML = "";\n',
    }
    spoil(copied, faults)
    code, said = linted(copied)
    assert code == 1
    assert all(rule in said for rule in ("eqeqeq", "no-console", "no-restricted-properties"))


STATE = {
    "a let": "export let later = 0;\n",
    "a var": "var older = 0;\n",
    "a map": "const known = new Map();\n",
    "an object that is put into": "const seenBefore = { text: '' };\nexport const see = (text) => { seenBefore.text = text; };\n",
    "a list that grows": "const list = [];\nexport const add = (one) => list.push(one);\n",
    "a counter in a function": "export const next = (() => { let at = 0; return () => ++at; })();\n",
    "a field of a function": "export function ask() { ask.times += 1; }\n",
    "a field of another module": "import * as others from './words.js';\nexport const put = () => { others.FIELDS.sets = ''; };\n",
    "an object that is taken from": "const held = { a: 1 };\nexport const drop = () => { delete held.a; };\n",
    "an object that is filled": "const facts = {};\nexport const learn = (more) => Object.assign(facts, more);\n",
}


def test_state_outside_the_one_store_is_refused_and_that_in_it_is_not(copied):
    static = copied / "handouts" / "web" / "static"
    for number, text in enumerate(STATE.values()):
        (static / f"state{number}.js").write_text(text, encoding="utf-8")
    (static / "fine.js").write_text(
        "import { store } from './state.js';\nconst { view } = store;\nconst KINDS = ['a', 'b'];\n"
        "export const put = (text) => { view.text = text; store.saved = ''; };\n"
        "export const shown = () => { const all = [...KINDS]; all.push('c'); return all; };\n",
        encoding="utf-8",
    )
    code, said = linted(copied)
    assert code == 1
    parts = re.split(r"^/.*/(\w+\.js)$", said, flags=re.MULTILINE)
    told = {name for name, lines in zip(parts[1::2], parts[2::2], strict=True) if "handouts/one-store" in lines}
    assert told == {f"state{number}.js" for number in range(len(STATE))}


def test_the_ids_that_the_scripts_may_ask_for_are_those_of_the_page():
    page = (WEB / "templates" / "page.html").read_text(encoding="utf-8")
    kinds = {"button": "HTMLButtonElement", "input": "HTMLInputElement", "select": "HTMLSelectElement", "svg": "SVGSVGElement"}
    there = {name: kinds.get(tag, "HTMLElement") for tag, name in re.findall(r'<(\w+)\b[^>]*?\bid="([^"]+)"', page)}
    types = (WEB / "types.d.ts").read_text(encoding="utf-8")
    (body,) = re.findall(r"interface Page \{\n(.*?)\n\}", types, re.DOTALL)
    said = dict(re.findall(r'^  "?([\w-]+)"?: (\w+);$', body, re.MULTILINE))
    assert {**said, **{name: kind for name, kind in there.items() if name.startswith("h-")}} == there


def answers(folder):
    """Yield answers that the program really gives, each with the name of its type."""
    page = Page(folder)
    yield "Start", page.get("/api/start").json()
    yield "Alive", page.get("/api/alive").json()
    yield "Drawn", page.sheet(page_plan(4, patient={"name": "Zoë Şen"}))
    yield "NotDrawn", page.sheet(page_plan(2, goal="x" * 500))
    assert page.ask("/api/sheet", {"tab": "b", "turn": 9, "plan": page_plan(1)})["ok"]
    yield "Superseded", page.ask("/api/sheet", {"tab": "b", "turn": 3, "plan": page_plan(1)})
    yield "Text", page.ask("/api/plan/save", {"plan": page_plan(1)})
    yield "Text", page.ask("/api/note", {"plan": page_plan(1, patient={"name": "Zoë Şen"})})
    yield "Refused", page.ask("/api/plan/save", {"plan": {"section": ["hipp"]}})
    yield (
        "Opened",
        page.ask(
            "/api/plan/open", {"text": "section: hip\nexercises: [side-plank, nothing-such]\npatient: {name: Zoë}\ngiven_on: 2020-01-01\n"}
        ),
    )
    yield "Refused", page.ask("/api/plan/open", {"text": "section: hip\nexercises: 3\n"})
    yield "Packed", page.ask("/api/pack", {"title": "After the first visit", "plan": page_plan(2)})
    letter = {"plan": page_plan(1, patient={"name": "Zoë Şen"}), "to": "zoe@example.org", "agreed_on": "2026-11-20"}
    yield "Mailed", page.ask("/api/email", letter)
    yield "NotMailed", page.ask("/api/email", {**letter, "to": "nobody"})
    yield "NotMailed", page.ask("/api/email", {**letter, "send": True})


def test_the_types_are_those_of_the_programs_real_answers(copied, tmp_path):
    folder = write_clinic(tmp_path / "clinic", "email: hello@clinic.example\nphone: '0131 496 0142'\n")
    given = list(answers(folder))
    names = sorted({name for name, _ in given})
    lines = [f"import type {{ {', '.join(names)} }} from '../types.js';"]
    lines += [f"export const answer{number}: {name} = {json.dumps(answer)};" for number, (name, answer) in enumerate(given)]
    real = copied / "handouts" / "web" / "static" / "answers.ts"
    real.write_text("\n".join(lines), encoding="utf-8")
    settings = json.loads((JS / "tsconfig.json").read_text(encoding="utf-8"))
    settings["include"] = ["../../handouts/web/static/answers.ts"]
    (copied / "tests" / "js" / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    assert typed(copied) == (0, "")
    real.write_text("\n".join(lines).replace('"digest":', '"digested":', 1), encoding="utf-8")
    assert "digested" in typed(copied)[1]


def test_the_one_test_command_lints_and_types_the_scripts_with_tools_of_known_hashes():
    script = (ROOT / "tests" / "run").read_text(encoding="utf-8")
    assert re.search(r"^npm ci --prefix tests/js\b", script, re.MULTILINE)
    assert re.search(r'^"\$tools/tsc" -p tests/js$', script, re.MULTILINE)
    assert re.search(r'^"\$tools/eslint" --config tests/js/eslint\.config\.js --max-warnings 0 handouts/web/static$', script, re.MULTILINE)
    lock = json.loads((JS / "package-lock.json").read_text(encoding="utf-8"))
    packages = [facts for name, facts in lock["packages"].items() if name]
    assert len(packages) > 10
    assert all(facts["integrity"].startswith("sha512-") for facts in packages)
    assert not any("resolved" in facts for facts in packages)
