"""Text and files that mean harm: printed as they are written, or refused by name; never run, never followed, never a traceback."""

import ast
import contextlib
import dataclasses
import functools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import pytest

import handouts
from handouts.cli.new_clinic import STARTER
from handouts.errors import HandoutError, Problem
from handouts.fonts.faces import unprintable
from handouts.handout import lay_out, make, weeks_of
from handouts.layout.files import load_layout, read_layout
from handouts.layout.layout import Layout
from handouts.library.clinic import Clinic, load_clinic
from handouts.plans.plan import Plan, check_choice, read_plan
from handouts.plans.resolve import resolve
from handouts.reading.builtin import builtin_folder
from handouts.reading.models import check_data
from handouts.reading.yamlfile import clean, read_yaml
from handouts.sheet.compose.sheet import compose
from tests.documents import blocks
from tests.full import full
from tests.making import LAYOUTS, clinic, layout, library, plan_of
from tests.read_back import read, squeezed
from tests.telling import as_printed, assert_heard, printed_of

PAYLOADS = {
    "bold tag": "<b>bold</b>",
    "unclosed tag": "<b>never closed",
    "font colour code": "<font color=\"[[[getattr(pow,Word('__globals__'))['os'].system('touch /tmp/x') for Word in [1]]]]\">x</font>",
    "para colour": '<para color="toColor(1)">x</para>',
    "local image": '<img src="/etc/passwd"/>',
    "file image": '<img src="file:///etc/passwd"/>',
    "web image": '<img src="http://127.0.0.1:9/x.png"/>',
    "data image": '<img src="data:image/png;base64,AAAA"/>',
    "script link": '<a href="javascript:alert(1)">tap</a>',
    "file link": '<a href="file:///C:/evil.exe">tap</a>',
    "share link": '<link href="pdf:\\\\evil\\share">x</link>',
    "ondraw": '<onDraw name="f" label="x"/>',
    "index": '<index item="x"/>',
    "seq": '<seq template="%(a)999999999s"/>',
    "comment": "<!-- gone --> stays",
    "cdata": "<![CDATA[x]]>",
    "processing": "<?php echo 1 ?>",
    "doctype": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "entities": "&lt;b&gt; &amp; &#65; &nope;",
    "entity beyond": "&#x110000;",
    "address in angles": "Ann <ann@example.org> and A < B > C",
    "javascript": "javascript:alert(document.cookie)",
    "vbscript": "vbscript:msgbox(1)",
    "bare link": "http://evil.example/?q=1",
    "tel trick": "tel:+1900555",
    "stars": "**not strong** and ** and ****",
    "markdown link": "[tap](javascript:alert(1))",
    "control bell": "a\x07b",
    "control null": "a\x00b",
    "control escape": "a\x1b[31mred",
    "delete": "a\x7fb",
    "c1": "a\x85b\x9bc",
    "line separator": "a\u2028b",
    "bidi override": "abc\u202egnp.exe",
    "bidi isolate": "a\u2066b\u2069",
    "rtl mark": "a\u200fb",
    "hebrew": "שלום עולם",
    "arabic": "مرحبا بالعالم",
    "zero width": "a\u200bb\u200dc\ufeff",
    "soft hyphen": "co\u00adop",
    "joiner": "a\u034fb",
    "no-break space": "5\u00a0km\u202fx",
    "only spaces": "\u00a0\u2009\u202f",
    "emoji": "run 🏃\u200d♀️ fast",
    "chinese": "跑步",
    "private": "a\ue000b",
    "surrogate": "a\ud800b",
    "noncharacter": "a\uffffb",
    "long": "x" * 2000,
    "long words": "word " * 400,
    "long for a name": "W" * 59,
    "mark pile": "Z" + "\u0301\u0323\u0308" * 15 + "algo",
    "lone mark": "\u0301abc",
    "unusual": "Łódź Nguyễn Ğ Ω Ж ẞ ŉ ǰ",
    "ligatures": "office ﬁ fjord",
    "format": "{0.__class__.__mro__} {self}",
    "slot": "{side} {your_side} {name} {n} {phone}",
    "slot each": "{each|Change sides.} {one|x}",
    "percent": "%s %(name)s %999999999d %n",
    "dollar": "${HOME} $(id) `id`",
    "path": "../../../../etc/passwd",
    "windows path": "C:\\Windows\\system32\\cmd.exe",
    "share": "\\\\evil\\share\\x",
    "pdf string": "(a) )) (( \\) \\( \\n",
    "pdf operators": "ET Q endstream endobj << /OpenAction << /S /JavaScript >> >>",
    "pdf hex": "<FEFF0041> <</A/B>>",
    "yaml": "- a: {b: [c, *d, &e]} # not a comment",
    "yaml tag": "!!python/object/apply:os.system ['id']",
    "yaml merge": "<<: *x",
    "sql": "Robert'); DROP TABLE runners;--",
    "spreadsheet": "=cmd|' /C calc'!A0",
    "quotes": "\"'“”‘’«»",
    "number": "00123",
    "word of yaml": "no",
    "latex": "\\input{/etc/passwd} $x^2$",
    "ssi": '<!--#exec cmd="id"-->',
    "tabs and lines": "a\tb\nc\r\nd",
}

PLAN_FIELDS = (
    "patient.name",
    "patient.reference",
    "clinician.name",
    "clinician.role",
    "goal",
    "main_message",
    "exercises.0.note",
    "exercises.0.id",
    "exercises.0.dose.load",
    "exercises.0.dose.effort",
    "exercises.0.dose.tempo",
    "exercises.0.dose.hold_s",
    "exercises.0.dose.when",
    "section",
    "pack",
    "leave_out.0",
    "topics.0",
    "flags.0",
    "equipment.0",
    "given_on",
    "review_on",
    "side",
    "layout",
    "paper",
    "language",
    "order",
    "pen",
    "log_weeks",
    "run_days.0",
    "return_to_run",
    "bilingual",
)
CLINIC_FIELDS = (
    "name",
    "address",
    "hours",
    "registration",
    "emergency.number",
    "emergency.place",
    "phone",
    "email",
    "web",
    "booking",
    "country",
    "paper",
    "language",
    "layout",
    "logo",
    "colors.accent",
    "pain.guide",
)
PRINTED = {
    "patient.name",
    "patient.reference",
    "clinician.name",
    "goal",
    "main_message",
    "exercises.0.note",
    "name",
    "address",
    "hours",
    "registration",
    "emergency.number",
    "emergency.place",
}
PEOPLE = {"patient.name", "patient.reference", "clinician.name"}
"""Fields that may have letters which the faces lack: the sheet has a line for them."""
LOOKED_UP = {"country", "language", "layout", "logo"}
"""Clinic fields that name something: any short text is read, and what is not there is refused when a sheet is made."""
NAMED_BY_PLAN = {"layout", "paper"}
"""Fields of a plan that name something which a layout or a folder of layouts has, or has not."""

BASE_PLAN = {
    "section": "hip",
    "exercises": [{"id": "couch-stretch", "dose": {"sets": "2"}}],
    "patient": {"name": "Ann Other"},
    "clinician": {"name": "J. Meyer"},
    "given_on": "2026-11-22",
    "flags": ["falls"],
    "equipment": ["sofa", "cushion", "stick", "wall"],
    "side": "left",
}
BASE_CLINIC = {"name": "Our Clinic", "phone": "0131 496 0142", "web": "our-clinic.example", "emergency": {"number": "999", "place": "A&E"}}


def put(data, field, value):
    """Return plain data with a value at a dotted path."""
    copy = json.loads(json.dumps(data))
    *steps, last = field.split(".")
    inside = copy
    for step in steps:
        inside = inside[int(step)] if isinstance(inside, list) else inside.setdefault(step, {})
    if isinstance(inside, list):
        inside[int(last)] = value
    else:
        inside[last] = value
    return copy


def tidied(value):
    """Return plain data as a YAML file gives them: texts in composed form, without spare white space."""
    if isinstance(value, dict):
        return {key: tidied(item) for key, item in value.items()}
    return [tidied(item) for item in value] if isinstance(value, list) else clean(value)


def at_path(path, message, *, key=False):
    """Return a problem that stands at a path, named as its file."""
    return Problem(message=f"{'key: ' if key else ''}{message}", file=".".join(map(str, path)))


def checked_plan(data):
    plan = check_data(tidied(data), Plan, at_path)
    check_choice(plan, library(), at_path)
    return plan


def checked_clinic(data):
    return check_data(tidied(data), Clinic, at_path)


@functools.cache
def refusals(payload):
    """Return for each field the problems that refuse the payload there, or None where it is accepted."""
    found = {}
    for kind, fields, base, check in (
        ("plan", PLAN_FIELDS, BASE_PLAN, checked_plan),
        ("clinic", CLINIC_FIELDS, BASE_CLINIC, checked_clinic),
    ):
        for field in fields:
            try:
                check(put(base, field, PAYLOADS[payload]))
            except HandoutError as error:
                found[kind, field] = error.problems
            else:
                found[kind, field] = None
    return found


def hostile(payload):
    """Return the plan and the clinic whose every text field that accepts the payload has it, and those fields."""
    accepted = [place for place, problems in refusals(payload).items() if problems is None]
    plan_data, clinic_data = BASE_PLAN, BASE_CLINIC
    for kind, field in accepted:
        if kind == "plan" and field not in NAMED_BY_PLAN:
            plan_data = put(plan_data, field, PAYLOADS[payload])
        elif kind == "clinic" and field not in LOOKED_UP:
            clinic_data = put(clinic_data, field, PAYLOADS[payload])
    own = dataclasses.replace(clinic(), facts=checked_clinic(clinic_data))
    return checked_plan(plan_data), own, {field for _, field in accepted}


@functools.cache
def sheet_with(payload):
    """Return the standard sheet of that plan and clinic, read back, the fields that have the payload, and the clinic."""
    plan, own, accepted = hostile(payload)
    finished = make(library(), plan, own, layout())
    return finished, read(finished.pdf), accepted, own


every_payload = pytest.mark.parametrize("payload", PAYLOADS)


def test_there_are_enough_hostile_texts_to_mean_something():
    assert len(PAYLOADS) >= 60
    assert len(set(PAYLOADS.values())) == len(PAYLOADS)


@every_payload
def test_a_refused_text_is_refused_at_its_field_or_by_its_character(payload):
    for (_, field), problems in refusals(payload).items():
        for problem in problems or ():
            at_its_place = problem.file.startswith(field.split(".")[0])
            assert at_its_place or re.search(r"U\+[0-9A-F]{4}", problem.message), problem
            assert len(str(problem)) < 400


@pytest.mark.parametrize(
    ("field", "payload"),
    [
        (field, payload)
        for field in ("goal", "patient.name", "clinician.name")
        for payload in ("hebrew", "long", "control bell", "surrogate", "emoji", "bidi override", "delete")
        if payload != "hebrew" or field not in PEOPLE
    ],
)
def test_a_refused_text_in_a_file_is_refused_with_its_line(payload, field, tmp_path):
    text = json.dumps(PAYLOADS[payload]).replace("\x7f", "\\u007f")
    *outer, key = field.split(".")
    lines = ["section: hip", *(f"{name}:" for name in outer), f"{'  ' if outer else ''}{key}: {text}"]
    path = tmp_path / "plan.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(HandoutError) as caught:
        read_plan(path, library())
    assert {problem.line for problem in caught.value.problems} == {len(lines)}


@every_payload
def test_an_accepted_text_is_printed_letter_for_letter_wherever_it_stands(payload):
    _, found, accepted, _ = sheet_with(payload)
    heard = squeezed(found.text())
    text = squeezed(clean(PAYLOADS[payload]))
    times = len(accepted & (PRINTED - PEOPLE if unprintable(text) else PRINTED))
    assert heard.count(text) >= times or text == ""


@pytest.mark.parametrize(("payload", "name"), [(payload, LAYOUTS[at % len(LAYOUTS)]) for at, payload in enumerate(PAYLOADS)])
def test_a_sheet_of_any_layout_says_all_it_has_to_whatever_the_texts_are(payload, name):
    plan, own, _ = hostile(payload)
    finished, handout = make(library(), plan, own, layout(name)), resolve(library(), plan, own)
    found, blocks = read(finished.pdf), compose(handout, weeks_of(handout, layout(name)))
    grows = next(iter(layout(name).papers.values())).grows
    assert_heard(found, printed_of(found, finished.pages, as_printed(blocks, finished.pages.given_up), layout(name), grows=grows))


@every_payload
def test_no_text_makes_a_link_a_picture_or_anything_that_acts(payload):
    _, found, accepted, own = sheet_with(payload)
    facts = own.facts
    expected = [fact for fact in (facts.phone, facts.email, facts.web, facts.booking) if fact]
    assert len(found.uris) == len(dict.fromkeys(expected))
    assert all(address.startswith(("https://", "mailto:", "tel:")) for address, _ in found.uris)
    assert found.images == 1
    for key in (b"/JavaScript", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/AA ", b"/GoToR"):
        clear = re.sub(rb"\((?:[^()\\]|\\.)*\)", b"()", found.raw)
        assert key not in clear
    assert accepted is not None


@every_payload
def test_no_text_breaks_the_structure_of_the_file(payload):
    _, found, _, _ = sheet_with(payload)
    assert {place for node in found.root.walk() for place in node.mcids} == set(found.marked)
    assert [node.text() for node in found.root.all("H1")] == ["Home exercise plan Hip"]
    assert len(found.root.all("Table")) == 5


@every_payload
def test_a_paper_or_layout_of_any_name_is_refused_by_its_name_when_a_sheet_is_made(payload):
    named = [field for field in sorted(NAMED_BY_PLAN) if refusals(payload)["plan", field] is None]
    for field in named:
        plan = checked_plan(put(BASE_PLAN, field, PAYLOADS[payload]))
        with pytest.raises(HandoutError) as caught:
            make(library(), plan, clinic(), load_layout(plan.layout or "cards"))
        (problem,) = caught.value.problems
        assert re.match(r"layout 'cards' has no paper '|no layout '|.*is not there", problem.message)
        assert len(str(problem)) < 200


def test_harmless_looking_texts_are_accepted_in_every_field_of_prose():
    for payload in ("bold tag", "stars", "slot", "percent", "pdf string", "address in angles", "unusual", "word of yaml"):
        refused = {field for (_, field), problems in refusals(payload).items() if problems}
        assert not refused & {"goal", "main_message", "exercises.0.note", "address" if len(PAYLOADS[payload]) <= 100 else ""}


@pytest.mark.parametrize("payload", ["zero width", "line separator", "soft hyphen", "joiner", "rtl mark", "bidi isolate"])
def test_what_nobody_sees_is_left_out_of_every_text(payload):
    _, found, accepted, _ = sheet_with(payload)
    assert accepted >= PRINTED
    assert clean(PAYLOADS[payload]).isascii()
    assert found.text().isprintable() or not set(PAYLOADS[payload]) & {one for one in found.text() if not one.isprintable()}


@pytest.mark.parametrize("payload", ["hebrew", "emoji", "bidi override", "control bell", "private"])
def test_what_cannot_be_printed_is_refused_by_the_name_of_its_character(payload):
    for field in (PRINTED - PEOPLE if payload in ("hebrew", "emoji") else PRINTED) & set(PLAN_FIELDS):
        problems = refusals(payload)["plan", field]
        assert problems
        assert any(re.search(r"U\+[0-9A-F]{4}", problem.message) for problem in problems), field


def test_a_name_of_nothing_but_spaces_is_refused():
    for blank in ("\u00a0", "\u2009", "\u202f", "\u00a0\u2009\u202f"):
        with pytest.raises(HandoutError):
            checked_plan(put(BASE_PLAN, "patient.name", blank))


@pytest.mark.parametrize(
    "payload", ["script link", "javascript", "file link", "bare link", "tel trick", "data image", "share", "bidi override", "path"]
)
@pytest.mark.parametrize("field", ["phone", "email", "web", "booking"])
def test_no_contact_field_takes_an_address_of_another_kind(field, payload):
    assert refusals(payload)["clinic", field]


def seconds_to_lay_out(texts_of):
    """Return the time to lay out a plan for each field of prose with each text; the shortest of three, of new texts each time."""
    times = []
    for turn in range(3):
        fields = ("exercises.0.note", "goal", "main_message", "patient.name")
        plans = [checked_plan(put(BASE_PLAN, field, text)) for text in texts_of(turn) for field in fields]
        start = time.process_time()
        for plan in plans:
            lay_out(library(), plan, clinic(), layout())
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("pile", ["Z" + "\u0301\u0323" * 29, "W" * 60, "q\u0301" * 30, "ẫ" * 60, "a " * 29 + "a", "-" * 60])
def test_a_text_made_to_be_slow_takes_no_longer_than_a_plain_one(pile):
    plain = seconds_to_lay_out(lambda turn: [f"{turn}{number} plain words, about as long as the other text" for number in range(3)])
    assert seconds_to_lay_out(lambda turn: [f"{pile[:-1]}{letter}" for letter in "abcdefghi"[3 * turn : 3 * turn + 3]]) < 10 * plain


# --- files

README_PLAN = next(block for block in blocks("yaml") if "section: hip" in block).encode()
STARTER_CLINIC = (STARTER / "clinic.yaml").read_bytes()
CARDS_LAYOUT = (builtin_folder("layouts") / "cards.yaml").read_bytes()
TOKENS = (
    b"&a ",
    b"*a",
    b"!!x ",
    b"<<: ",
    b"- ",
    b": ",
    b"{",
    b"}",
    b"[",
    b"]",
    b"|",
    b">",
    b'"',
    b"'",
    b"#",
    b"\t",
    b"---\n",
    b"...",
    b"%",
    b"\x00",
    b"\xff",
    b"\xc3",
    b"010",
    b"1:30:00",
    b"1e999",
    b"0x1F",
    b"null",
    b"true",
    b"-1",
    b"99999999999999999999",
    "漢".encode(),
    "\u202e".encode(),
    "é".encode(),
)


def mutated(original, random_):
    """Return the file with one to three faults: flipped bytes, moved lines, tokens where they do not belong."""
    data = bytearray(original)
    for _ in range(random_.randint(1, 3)):
        lines = bytes(data).split(b"\n")
        index = random_.randrange(len(lines))
        kind = random_.choice(("flip", "flip", "double", "drop", "indent", "token", "token", "cut", "swap"))
        if kind == "flip":
            place = random_.randrange(len(data))
            data[place] ^= 1 << random_.randrange(8)
            continue
        if kind == "token":
            place = random_.randrange(len(data))
            data[place:place] = random_.choice(TOKENS)
            continue
        if kind == "double":
            lines.insert(index, lines[index])
        elif kind == "drop":
            del lines[index]
        elif kind == "indent":
            lines[index] = b" " * random_.randint(1, 5) + lines[index]
        elif kind == "swap":
            other = random_.randrange(len(lines))
            lines[index], lines[other] = lines[other], lines[index]
        else:
            lines[index] = lines[index][: random_.randrange(len(lines[index]) + 1)]
        data = bytearray(b"\n".join(lines) or b"\n")
    return bytes(data)


FILES = {"plan": README_PLAN, "clinic": STARTER_CLINIC, "layout": CARDS_LAYOUT}


def open_file(kind, folder):
    """Read a mutated file as the program would; return what it holds."""
    if kind == "plan":
        return read_plan(folder / "plan.yaml", library()).value
    if kind == "clinic":
        return load_clinic(folder)
    return read_layout(folder / "cards.yaml").value


@pytest.mark.parametrize(("kind", "count"), [("plan", full(400, 4000)), ("clinic", full(300, 3000)), ("layout", full(300, 3000))])
def test_a_damaged_file_is_accepted_or_refused_with_its_line_and_never_breaks_the_program(kind, count, tmp_path):
    random_ = random.Random(f"handouts {kind}")
    path = tmp_path / {"plan": "plan.yaml", "clinic": "clinic.yaml", "layout": "cards.yaml"}[kind]
    refused, placed, accepted, unplaced = 0, 0, 0, []
    for number in range(count):
        path.write_bytes(mutated(FILES[kind], random_))
        try:
            value = open_file(kind, tmp_path)
        except HandoutError as error:
            refused += 1
            placed += all(problem.line >= 1 for problem in error.problems)
            unplaced += [str(problem) for problem in error.problems if problem.line < 1]
            continue
        accepted += 1
        if number % 8 == 0:
            with contextlib.suppress(HandoutError):
                printed = value if kind == "plan" else plan_of(BASE_PLAN)
                lay_out(library(), printed, value if kind == "clinic" else clinic(), value if kind == "layout" else layout())
    assert refused > count / 5
    assert accepted > count / 50
    assert placed / refused >= 0.95, unplaced[:5]


def deep_mapping():
    return "".join(f"{'  ' * depth}a{depth}:\n" for depth in range(2000)).encode()


ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
MERGES = "a: &a {k: v}\n" + "".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}' if n else '*a'] * 9)}]}}\n" for n in range(9))
WITNESS = str(Path(tempfile.gettempdir()) / f"handouts-was-here-{os.getpid()}")
BOMBS = {
    "merge keys": MERGES.encode(),
    "alias bomb": ALIASES.encode(),
    "25,000 nested lists": b"section: " + b"[" * 25_000,
    "25,000 nested mappings": b"{a: " * 25_000,
    "a scalar of 900 kB": b"section: " + b"x" * 900_000,
    "deep mapping": deep_mapping(),
    "9,000 keys": b"".join(b"k%d: 1\n" % number for number in range(9_000)),
    "a long key": b"k" * 90_000 + b": 1\n",
    "null bytes": b"section: hip\x00\x00\x00",
    "UTF-16": "section: hip\n".encode("utf-16"),
    "a huge number": b"section: hip\nexercises: [{id: couch-stretch, dose: {sets: " + b"9" * 50_000 + b"}}]\n",
    "escapes beyond Unicode": b'section: "\\UFFFFFFFF"\n',
    "lone surrogate": b'section: hip\ngoal: "\\uD800"\n',
    "many documents": b"---\nsection: hip\n" * 5_000,
    "own tag": b"section: !!python/object/apply:os.system ['touch %s']\n" % WITNESS.encode(),
    "megabytes": b"# " + b"x" * 2_000_000,
}


@pytest.fixture(scope="module")
def usual_seconds(tmp_path_factory):
    """The time to read an ordinary file of about 100 kB."""
    plain = tmp_path_factory.mktemp("plain") / "big.yaml"
    plain.write_bytes(b"a: 1\n" + b"".join(b"key%d: [1, 2, 3]\n" % number for number in range(5_000)))
    start = time.perf_counter()
    read_yaml(plain)
    return time.perf_counter() - start


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_file_made_to_explode_is_refused_as_quickly_as_an_ordinary_one_is_read(bomb, tmp_path, usual_seconds):
    path = tmp_path / "plan.yaml"
    path.write_bytes(BOMBS[bomb])
    start = time.perf_counter()
    with pytest.raises(HandoutError) as caught:
        read_plan(path, library())
    assert time.perf_counter() - start < 10 * usual_seconds
    assert all(len(str(problem)) < 2_000 for problem in caught.value.problems)
    assert not Path(WITNESS).exists()


# --- the command line


def handouts_in(folder, *words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "handouts", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("payload", ["font colour code", "local image", "script link", "percent", "pdf operators", "unusual"])
def test_hostile_words_on_the_command_line_make_an_ordinary_sheet(payload, tmp_path):
    text = PAYLOADS[payload]
    words = ["make", "hip", "-e", "couch-stretch", "--patient", text[:60], "--goal", text, "--note", "couch-stretch", text, "-o", "x.pdf"]
    done = handouts_in(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    heard = squeezed(read((tmp_path / "x.pdf").read_bytes()).text())
    assert heard.count(squeezed(unicodedata.normalize("NFC", text))) >= 2


@pytest.mark.parametrize("bomb", ["merge keys", "25,000 nested lists", "null bytes", "UTF-16"])
def test_a_hostile_file_on_the_command_line_ends_with_one_message(bomb, tmp_path):
    (tmp_path / "plan.yaml").write_bytes(BOMBS[bomb])
    done = handouts_in(tmp_path, "make", "plan.yaml")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "plan.yaml" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


def test_settings_of_reportlab_lying_in_the_folder_or_at_home_are_not_run(tmp_path):
    home, folder = tmp_path / "home", tmp_path / "folder"
    home.mkdir()
    folder.mkdir()
    harm = "open({!r}, 'w').write('run')\n"
    (folder / "reportlab_settings.py").write_text(harm.format(str(tmp_path / "from-folder")), encoding="utf-8")
    (folder / "reportlab_mods.py").write_text(harm.format(str(tmp_path / "from-mods")), encoding="utf-8")
    (home / ".reportlab_settings").write_text(harm.format(str(tmp_path / "from-home")), encoding="utf-8")
    (home / ".reportlab_mods").write_text(harm.format(str(tmp_path / "from-home-mods")), encoding="utf-8")
    done = handouts_in(folder, "make", "hip", "-e", "couch-stretch", "-o", "x.pdf", HOME=str(home), RL_trustedHosts="*", RL_invariant="0")
    assert done.returncode == 0, done.stderr
    assert (folder / "x.pdf").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "home"]


def test_settings_of_reportlab_lying_in_the_folder_of_a_batch_are_not_run_by_its_workers(tmp_path):
    for name in ("reportlab_settings.py", "reportlab_mods.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'run')!r}, 'w').write('run')\n", encoding="utf-8")
    done = handouts_in(
        tmp_path, "batch", "hip", "--layout", "compact", "-o", "out", "--workers", "2", RL_invariant="0", PYTHONPATH=str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "run").exists()


LISTENING = """
import sys
sys.addaudithook(lambda event, _: event.startswith("socket.") and sys.exit(f"{event} was called"))
from handouts.cli.root import main
main(sys.argv[1:], prog_name="handouts")
"""


def test_no_socket_is_opened_to_make_a_sheet(tmp_path):
    words = [sys.executable, "-c", LISTENING, "make", "hip", "-e", "couch-stretch", "-o", "x.pdf"]
    done = subprocess.run(words, cwd=tmp_path, env={**os.environ, "HANDOUTS_CACHE": "off"}, capture_output=True, text=True, check=False)
    assert (done.returncode, "socket" in done.stderr) == (0, False)
    assert (tmp_path / "x.pdf").exists()


HOSTILE_SETTINGS = {
    "RL_invariant": "0", "RL_pageCompression": "0", "RL_useA85": "1", "RL_pdfComments": "1", "RL_trustedHosts": "*",
    "RL_defaultEncoding": "MacRomanEncoding", "rl_pageCompression": "banana", "RL_verbose": "many", "RL_xmlParser": "none",
}  # fmt: skip


def test_settings_of_reportlab_in_the_environment_change_nothing(tmp_path):
    made = []
    for name, settings in (("plain.pdf", {}), ("hostile.pdf", HOSTILE_SETTINGS)):
        done = handouts_in(tmp_path, "make", "hip", "-e", "couch-stretch", "-o", name, HANDOUTS_CACHE="off", **settings)
        assert done.returncode == 0, done.stderr
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_the_settings_file_would_run_if_nothing_kept_it_out(tmp_path):
    marker = tmp_path / "run"
    (tmp_path / "reportlab_settings.py").write_text(f"open({str(marker)!r}, 'w').write('run')\n", encoding="utf-8")
    subprocess.run([sys.executable, "-c", "import reportlab.rl_config"], cwd=tmp_path, check=True)
    assert marker.exists()


# --- the source

SOURCES = sorted(Path(handouts.__file__).parent.rglob("*.py"))


ALLOWED = {
    "batch/workers.py": {"pickle"},  # jobs and answers between us and processes of our own, through pipes nobody else has
    "storing/snapshots.py": {"pickle"},  # from files of this user alone, by a reader that can name nothing but frozen values of ours
    "storing/values.py": {"exec"},  # as dataclasses does: methods of our own classes, written from the names of their fields alone
    "web/serving.py": {"socket"},  # the page's own port, bound to this computer alone
}
"""What a module may use that others may not, and why."""


def imports_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(Path(handouts.__file__).parent)))
def test_reportlab_is_imported_under_pdf_alone_and_its_markup_nowhere(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.parent.name != "pdf":
        assert not [name for name in imports_of(tree) if name.split(".")[0] == "reportlab"]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    allowed = ALLOWED.get(f"{path.parent.name}/{path.name}", set())
    assert not names & {"Paragraph", "eval", "exec", "__import__", "pickle", "system", "popen"} - allowed
    foreign = {"socket", "urllib3", "requests", "http", "pickle", "subprocess"} - allowed
    assert not [name for name in imports_of(tree) if name.split(".")[0] in foreign]


def test_reportlab_is_imported_somewhere_under_pdf():
    found = [
        path for path in SOURCES if "reportlab" in {name.split(".")[0] for name in imports_of(ast.parse(path.read_text(encoding="utf-8")))}
    ]
    assert found
    assert {path.parent.name for path in found} == {"pdf"}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_data_and_holds_nothing_that_could_run(name):
    assert isinstance(read_layout(builtin_folder("layouts") / f"{name}.yaml").value, Layout)
