"""What is shown and what is kept in a file, under any code page: never a traceback, and never a record that is lost."""

import codecs
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.cli.console import near_form
from tests.making import VIETNAMESE
from tests.writing import write

PROGRAM = Path(sys.executable).parent / "handouts"
PAGES = ["cp1252", "cp850", "cp932", "ascii", "latin-1:ignore", "utf-16"]
PLAN = {
    "section": "hip",
    "exercises": [{"id": "couch-stretch", "note": "Koşudan sonra → 2 × 30 s."}],
    "patient": {"name": VIETNAMESE, "reference": "Ж-1042"},
    "side": "left",
    "goal": "Run ≥ 5 km – “Łódź”",
    "given_on": "2026-11-22",
}
WORDS = ("Koşudan sonra → 2 × 30 s.", "Run ≥ 5 km – “Łódź”")
"""What a plan's record holds that no code page has whole."""


@pytest.fixture
def plans(tmp_path):
    write(tmp_path / "plans" / "zoë.yaml", PLAN)
    write(tmp_path / "plans" / "faulty.yaml", {**PLAN, "patient": {"name": "Ąsa"}, "side": "łeft"})
    return tmp_path


def program(folder, page, *words, out=subprocess.PIPE):
    env = {**os.environ, "PYTHONIOENCODING": page}
    return subprocess.run([PROGRAM, *words], cwd=folder, env=env, stdout=out, stderr=subprocess.PIPE, check=False)


@pytest.mark.parametrize("page", PAGES)
def test_a_record_that_goes_into_a_file_is_whole_under_any_code_page(plans, page):
    with (plans / "note.txt").open("wb") as file:
        done = program(plans, page, "note", "plans/zoë.yaml", out=file)
    assert (done.returncode, done.stderr) == (0, b"")
    record = (plans / "note.txt").read_text(encoding="utf-8")
    assert all(words in record for words in WORDS)


@pytest.mark.parametrize("page", ["cp850", "cp932"])
@pytest.mark.parametrize(
    "words",
    [
        ["note", "plans/zoë.yaml"],
        ["list", "hip"],
        ["list", "--json"],
        ["show", "couch-stretch"],
        ["packs"],
        ["layouts"],
        ["check", "plans"],
        ["check", "--json", "plans"],
        ["batch", "plans", "-o", "out", "--workers", "1"],
        ["email", "plans", "-o", "outbox"],
        ["make", "no section – ż"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_no_command_ends_in_a_traceback_under_any_code_page(plans, page, words):
    done = program(plans, page, *words)
    codec = page.partition(":")[0]
    said = done.stdout.decode("utf-8" if codec == "ascii" else codec) + done.stderr.decode(
        "utf-8" if codec == "ascii" else codec, "replace"
    )
    assert done.returncode in (0, 1)
    assert "Traceback" not in said
    assert said
    if "--json" in words:
        assert json.loads(done.stdout.decode(codec))


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("cp1252", "Zoë Sen, Lódz"),
        ("cp850", "Zoë Sen, Lódz"),
        ("cp932", "Zoe Sen, Lodz"),
        ("ascii", "Zoe Sen, Lodz"),
        ("iso8859-9", "Zoë Şen, Lódz"),
        ("utf-8", "Zoë Şen, Łódź"),
    ],
)
def test_what_a_console_lacks_is_shown_in_its_nearest_form(page, shown):
    assert near_form("Zoë Şen, Łódź", page) == shown


def test_signs_have_near_forms_and_letters_of_another_script_their_codes():
    assert near_form("≥ 5 – “x” … 2 × ½ → ☐\u00a0ﬁne a\u0328\u200d", "ascii") == '>= 5 - "x" ... 2 x 1/2 -> [ ] fine a'
    assert near_form("Ж 李 𝄞", "cp1252") == "\\u0416 \\u674e \\U0001d11e"
    assert near_form("a\udcff", "utf-8") == "a\\udcff"


@pytest.mark.parametrize("page", ["cp1252", "cp850", "cp437", "cp932", "cp1251", "gbk", "big5", "shift_jis", "iso8859-15", "mac_roman"])
def test_no_letter_at_all_stops_a_code_page(page):
    every = "".join(map(chr, [*range(32, 0x3000), *range(0xD800, 0xE000), *range(0xFB00, 0x10000), *range(0x1F300, 0x1F700)]))
    assert near_form(every, page)
    assert codecs.lookup(page).name


def test_a_stream_that_is_closed_is_no_fault(plans):
    done = subprocess.run(["bash", "-c", f"{PROGRAM} note plans/zoë.yaml >&- 2>&-"], cwd=plans, check=False)
    assert done.returncode in (0, 1)
