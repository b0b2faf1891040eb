"""handouts.mail.forgetting: nothing of a patient is left, whatever is typed; nothing of anybody else is touched; what stands is said."""

import functools
import hashlib
import os
import random
import re
import shutil
import unicodedata
import zlib
from base64 import b64decode
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.cli.root import main
from handouts.errors import HandoutError
from handouts.mail import forgetting, holdings, mentions
from handouts.mail.ledger import opened
from tests.mailing import SENDER, patient, read_who, table
from tests.making import library, plan
from tests.writing import write, write_clinic

COUNT, NAMESAKES = 50, 3
FIRST = [
    "Zoë",
    "Anne-Marie",
    "Bo",
    "Łukasz",
    "Siân",
    "Jürgen",
    "Ngọc",
    "Ólafur",
    "Renée",
    "Iñigo",
    "Håkon",
    "Çağla",
    "Žofie",
    "Mary-Lou",
    "Noël",
]
LAST = [
    "Şen",
    "Smith-Jones",
    "O'Neill",
    "Müller",
    "Žák",
    "Nguyễn",
    "Ångström",
    "Førde",
    "Crête",
    "Ibáñez",
    "Van",
    "Ó",
    "Briain",
    "Dvořák",
    "Løvås",
]
ENDS = ["son", "ley", "ova", "ic", "wright", "field", "ham", "stone", "brook", "worth"]


@dataclass(frozen=True)
class Person:
    """A patient of the clinic."""

    number: int
    name: str
    reference: str
    address: str

    def needles(self, *, name=True):
        """Return the bytes that must not be left."""
        texts = [self.reference, self.address, *([self.name] if name else [])]
        forms = {
            unicodedata.normalize(form, way) for text in texts for form in ("NFC", "NFD") for way in (text, text.upper(), text.lower())
        }
        return [form.encode(encoding) for form in forms for encoding in ("utf-8", "utf-16-be")]


def everybody():
    """Return people drawn by chance; the last few have a namesake each."""
    drawn = random.Random(16)
    found = []
    for number in range(COUNT):
        name = f"{drawn.choice(FIRST)} {drawn.choice(LAST)}{drawn.choice(ENDS)}{'abcdefghij'[number % 10]}{'klmno'[number // 10]}"
        name = found[number - NAMESAKES].name if number >= COUNT - NAMESAKES else name
        reference = drawn.choice(("R-{}", "hip {}", "{}-a", "2026-{}-x", "{}")).format(drawn.randrange(10_000, 99_999) * 100 + number)
        found.append(Person(number, name, reference, f"runner.{drawn.randrange(10_000, 99_999)}{number:02}@mail{number}.example.org"))
    return found


PEOPLE = everybody()
LONELY = [one for one in PEOPLE if sum(other.name == one.name for other in PEOPLE) == 1]


def go(*words):
    """Run a command, which must do all it is asked to."""
    done = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def row_of(one, **more):
    return patient(one.number, **{"name": one.name, "reference": one.reference, "email": one.address, **more})


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """Return a folder with all that the program writes of fifty people: sheets, print runs, plans, drafts, lists, ledgers."""
    root = tmp_path_factory.mktemp("all")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr("handouts.cli.mail.library_of", lambda _: library())
        write_clinic(root / "clinic", f"email: {SENDER}\n")
        (root / "runs").mkdir()
        (root / "made").mkdir()
        table(root / "patients.csv", [row_of(one) for one in PEOPLE])
        for one in PEOPLE:
            data = plan(1, patient={"name": one.name, "reference": one.reference, "email": one.address})
            write(root / "clinic" / "plans" / f"{one.number:02}.yaml", {**data, "layout": "phone"})
        go("batch", "patients.csv", "-o", "today", "--workers", "1", "--print-run", "runs/all.pdf", "--separators")
        half = [row_of(one, exercises="hip-hinge") for one in PEOPLE]
        table(root / "locked.csv", half[::2])
        table(root / "open.csv", half[1::2])
        go("email", "locked.csv", "-o", "clinic/outbox", "--encrypt", "--clinic", "clinic")
        go("email", "open.csv", "-o", "clinic/outbox", "--clinic", "clinic")
        for one in PEOPLE[:10]:
            go("make", f"clinic/plans/{one.number:02}.yaml", "-o", f"made/{one.number:02}.pdf")
            go("print-run", f"made/{one.number:02}.pdf", "-o", f"runs/{one.number:02}.pdf")
        (root / "locked.csv").unlink()
        (root / "open.csv").unlink()
    with opened(root / "clinic" / "outbox") as ledger:
        for entry in ledger.entries()[::3]:
            ledger.mark(entry.key, "failed", "550 no such user")
    notes = [f"rang {one.name.upper()} on Monday" if one.number % 7 == 0 else "rang nobody" for one in PEOPLE]
    (root / "notes.txt").write_text("\n".join(notes), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def owned(clinic):
    """Return for each person the files that are theirs alone."""
    manifest = (clinic / "today" / "manifest.csv").read_text(encoding="utf-8").splitlines()
    sheets = {int(line.split("patients.csv:")[1].split(",")[0]) - 2: line.split(",")[0] for line in manifest[1:]}
    drafts = {row["to"]: row["key"] for row in every_draft(clinic)}
    found = {}
    for one in PEOPLE:
        files = {f"today/{sheets[one.number]}", f"clinic/plans/{one.number:02}.yaml", f"clinic/outbox/{drafts[one.address]}.eml"}
        found[one] = files | ({f"made/{one.number:02}.pdf", f"runs/{one.number:02}.pdf"} if one.number < 10 else set())
    return found


def every_draft(root):
    """Return whom each draft is for, by its own header."""
    heads = {path.stem: path.read_bytes().split(b"\r\n\r\n")[0].decode() for path in (root / "clinic" / "outbox").glob("*.eml")}
    return [{"key": key, "to": re.search(r"^To: (\S+)", head, re.MULTILINE)[1]} for key, head in heads.items()]


@pytest.fixture(scope="module")
def holders(clinic):
    """Return for each person the files that hold their name, reference or address: raw, unpacked, or in what a message carries."""
    blobs = {str(path.relative_to(clinic)): blob(path) for path in clinic.rglob("*") if path.is_file()}
    return {one: {name for name, data in blobs.items() if held(one, data)} for one in PEOPLE}


def blob(path):
    """Return the bytes of a file and all that can be unpacked of them."""
    data = path.read_bytes()
    inside = [b64decode(block) for block in re.findall(rb"(?:[A-Za-z0-9+/=]{60,76}\r\n){3,}", data)]
    for part in (data, *inside):
        for start in re.finditer(rb"stream\r?\n", part):
            try:
                inside.append(zlib.decompressobj().decompress(part[start.end() :]))
            except zlib.error:
                continue
    return b"\0".join((data, *inside))


def held(one, data):
    return any(needle in data for needle in one.needles(name=one in LONELY))


@pytest.fixture(scope="module")
def known(clinic, owned, holders):
    return clinic, owned, holders


def copied(folder, copy):
    """Return a copy of a folder; files that are never changed in place are linked."""
    return shutil.copytree(
        folder, copy, copy_function=lambda one, other: shutil.copy2(one, other) if one.endswith(".db") else os.link(one, other)
    )


@pytest.fixture(autouse=True)
def read_once(monkeypatch):
    """Read what is the same in every copy once: copies of a file share its number."""
    monkeypatch.setattr(holdings, "_draft", DRAFTS)
    monkeypatch.setattr(holdings, "_named_in_plan", named_in_plan)
    monkeypatch.setattr(mentions, "pages_of", pages_once)


DRAFTS, NAMED_IN_PLAN = functools.lru_cache(holdings._draft), holdings._named_in_plan
PLANS = {}


def named_in_plan(path):
    about = path.stat()
    key = (about.st_ino, about.st_mtime_ns)
    if key not in PLANS:
        PLANS[key] = list(NAMED_IN_PLAN(path))
    return [replace(one, path=path) for one in PLANS[key]]


PAGES_OF, PAGES = mentions.pages_of, {}


def pages_once(pdf):
    key = hashlib.sha256(pdf if isinstance(pdf, bytes) else pdf.read_bytes()).digest()
    if key not in PAGES:
        PAGES[key] = PAGES_OF(pdf)
    return PAGES[key]


def state_of(folder):
    """Return every file with what tells whether it was written again."""
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


SPELLINGS = {
    "reference": (
        lambda text: text,
        lambda text: text.upper().replace("-", " "),
        lambda text: f" {text.lower().replace(' ', '-')}".replace("-", "\u2013"),
    ),
    "name": (
        lambda text: text,
        lambda text: unicodedata.normalize("NFD", text.upper()).replace(" ", "\u00a0 "),
        lambda text: text.lower().replace("-", "\u2011"),
    ),
    "address": (lambda text: text, lambda text: text.upper(), lambda text: f"  {text.title()} "),
}
LISTS = {"today/manifest.csv", "clinic/outbox/who-gets-what.csv", "clinic/outbox/.handouts.db", "today/.handouts.db"}


@pytest.mark.parametrize("spelling", range(3))
@pytest.mark.parametrize("by", SPELLINGS)
@pytest.mark.parametrize("part", range(5))
def test_nothing_of_a_patient_is_left_and_nothing_of_others_is_touched(known, tmp_path, by, spelling, part):
    clinic, owned, holders = known
    for one in PEOPLE[part::5]:
        copy = copied(clinic, tmp_path / f"{one.number}")
        before = state_of(copy)
        key = SPELLINGS[by][spelling](getattr(one, by))
        if by == "name" and one not in LONELY:
            with pytest.raises(HandoutError, match="more than one patient here is meant") as caught:
                forgetting.forget([copy], key)
            said = str(caught.value)
            assert [other.reference in said for other in PEOPLE if other.name == one.name] == [True, True]
            assert state_of(copy) == before
            continue
        done = forgetting.forget([copy], key)
        after = state_of(copy)
        assert (done.found, set(before) - set(after)) == (True, owned[one]), (by, key)
        changed = {name for name in after if after[name] != before.get(name)}
        assert changed <= LISTS
        told = {Path(problem.file).resolve().relative_to(copy).as_posix() for problem in (*done.still, *done.unsure) if problem.file}
        left = {name for name in after if (held(one, blob(copy / name)) if name in LISTS else name in holders[one])}
        assert left <= told
        assert {"patients.csv", "runs/all.pdf"} <= told
        (row,) = [problem for problem in done.still if problem.file.endswith("patients.csv")]
        assert row.line == one.number + 2
        assert one.address not in [row["to"] for row in read_who(copy / "clinic" / "outbox")]
        shutil.rmtree(copy)


@pytest.mark.usefixtures("clinic")
def test_the_cache_holds_nothing_of_anybody():
    kept = b"\0".join(blob(path) for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if path.is_file())
    assert (len(kept) > 1000, [one for one in PEOPLE if held(one, kept)]) == (True, [])


def test_everybody_forgotten_one_after_the_other_leaves_only_what_was_said(clinic, owned, tmp_path):
    folder = copied(clinic, tmp_path / "all")
    for one in PEOPLE:
        assert forgetting.forget([folder], one.reference).count == len(owned[one])
    left = {name for name in state_of(folder) if name.startswith(("today/", "clinic/", "made/", "runs/"))}
    assert left == LISTS | {
        "runs/all.pdf",
        "clinic/clinic.yaml",
        *(f"{place}/.handouts.key" for place in ("today", "clinic/outbox", "made")),
    }
    assert not forgetting.forget([folder / "clinic", folder / "today"], PEOPLE[0].name).found


# --- what is typed


ZOE = {"name": "Zoë Şen", "reference": "R-1042", "email": "zoe@example.org"}
BO = {"name": "Bo Žak", "reference": "R-10", "email": "bo@example.org"}


def plan_of(path, patient, **more):
    return write(path, {**plan(1, patient=patient), "layout": "phone", **more})


def made(run, name, patient, *more):
    """Make a sheet into the folder `here` from a plan that is not in it."""
    Path("here").mkdir(exist_ok=True)
    plan_of(Path("away") / f"{name}.yaml", patient)
    assert run("make", f"away/{name}.yaml", "-o", f"here/{name}.pdf", *more).exit_code == 0
    return Path("here") / f"{name}.pdf"


def left(*endings):
    return sorted(path.name for path in Path("here").rglob("*") if path.suffix in endings)


@pytest.mark.parametrize(
    "key", ["R-1042", "r 1042", "\uff32\uff0d\uff11\uff10\uff14\uff12", "r\u20131042", "R - 1042", "Zoë Şen", "ZOE\u0308\u00a0S\u0327EN"]
)
def test_a_sheet_whose_plan_is_elsewhere_is_found_however_the_key_is_typed(run, key):
    made(run, "zoe", ZOE)
    made(run, "bo", BO)
    assert run("forget", key, "here").exit_code == 0
    assert left(".pdf") == ["bo.pdf"]


@pytest.mark.parametrize("key", ["R-1", "R-104", "1042", "Zoë", "zoe@example.com", "-", " ", "ann@zoe@example.org"])
def test_what_is_only_a_part_of_a_key_means_nobody(run, key):
    made(run, "zoe", ZOE)
    plan_of(Path("here/zoe.yaml"), ZOE)
    assert run("forget", "--", key, "here").exit_code == 1
    assert left(".pdf", ".yaml") == ["zoe.pdf", "zoe.yaml"]


def test_one_patient_whose_reference_two_plans_spell_differently_is_one(run):
    plan_of(Path("here/a.yaml"), ZOE)
    plan_of(Path("here/b.yaml"), ZOE | {"reference": "r 1042"})
    assert run("forget", "zoë şen", "here").exit_code == 0
    assert left(".yaml") == []


def test_a_namesake_without_a_reference_is_told_and_left(run):
    plan_of(Path("here/a.yaml"), ZOE)
    plan_of(Path("here/b.yaml"), {"name": "Zoë Şen"})
    done = run("forget", "Zoë Şen", "here")
    assert done.exit_code == 1
    assert "here/a.yaml  is for R-1042" in done.stderr
    assert "here/b.yaml  is for a patient without a reference" in done.stderr
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, left(".yaml")) == (0, ["b.yaml"])
    assert "here/b.yaml  is for a patient of the same name, without a reference; check it yourself" in done.stderr
    assert run("forget", "Zoë Şen", "here").exit_code == 0
    assert left(".yaml") == []


@pytest.mark.parametrize("kinds", [("plan", "plan"), ("plan", "row"), ("row", "row")])
def test_a_reference_that_stands_with_two_names_takes_nobody_away(run, kinds):
    for name, kind, one in zip("ab", kinds, (ZOE, BO | {"reference": "r 1042"}), strict=True):
        Path("here").mkdir(exist_ok=True)
        if kind == "plan":
            plan_of(Path("here") / f"{name}.yaml", one)
        else:
            table(Path("here") / f"{name}.csv", [patient(1, **one)])
    before = state_of(Path("here"))
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, state_of(Path("here"))) == (1, before)
    assert done.stderr.startswith("error: one reference stands with two names here, so nothing was removed; correct the one that is wrong")
    assert len(re.findall(r"^error: here/[ab]\.\w+", done.stderr, re.MULTILINE)) == 2


# --- addresses


def mailed(run, monkeypatch, rows, *more):
    """Write drafts for the rows of a table that is then taken away."""
    monkeypatch.setattr("handouts.cli.mail.library_of", lambda _: library())
    write_clinic(Path("clinic"), f"email: {SENDER}\n")
    table(Path("p.csv"), [patient(number, **row) for number, row in enumerate(rows)])
    run("email", "p.csv", "-o", "here/outbox", "--clinic", "clinic", *more)
    Path("p.csv").unlink()


@pytest.mark.parametrize("lock", [(), ("--encrypt",)])
@pytest.mark.parametrize("key", ["zoe@example.org", " ZOE@Example.org", "R-1042", "r 1042"])
def test_drafts_and_their_rows_go_with_nothing_else_to_know_them_by(run, monkeypatch, lock, key):
    mailed(run, monkeypatch, [ZOE, BO], *lock)
    done = run("forget", key, "here")
    assert (done.exit_code, done.stderr) == (0, "1 file removed\n")
    assert [row["to"] for row in read_who(Path("here/outbox"))] == ["bo@example.org"]
    with opened(Path("here/outbox")) as ledger:
        assert len(ledger.entries()) == 1
    assert b"zoe@" not in b"".join(path.read_bytes() for path in Path("here").rglob("*") if path.is_file())


@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
def test_a_draft_is_found_by_the_name_that_the_ledger_knows_in_digits(run, monkeypatch, lock):
    mailed(run, monkeypatch, [ZOE, BO, BO | {"reference": "R-11", "email": "bo2@example.org"}], *lock)
    assert run("forget", "ZOË ŞEN", "here").stderr == "1 file removed\n"
    assert [row["to"] for row in read_who(Path("here/outbox"))] == ["bo@example.org", "bo2@example.org"]
    done = run("forget", "Bo Žak", "here")
    assert (done.exit_code, "more than one patient here is meant" in done.stderr, len(left(".eml"))) == (1, True, 2)


@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
def test_a_draft_of_whom_only_a_sheet_elsewhere_tells_is_found_by_the_reference_that_the_sheet_prints(run, monkeypatch, lock):
    made(run, "zoe", ZOE)
    mailed(run, monkeypatch, [ZOE, BO], *lock)
    done = run("forget", "Zoë Şen", "here")
    assert (done.stderr, left(".pdf"), len(left(".eml"))) == ("2 files removed\n", [], 1)


def test_a_sent_line_is_found_by_name_once_the_table_is_gone(run, monkeypatch):
    mailed(run, monkeypatch, [ZOE, BO], "--encrypt")
    with opened(Path("here/outbox")) as ledger:
        for entry in ledger.entries():
            ledger.mark(entry.key, "sent", "250 ok")
    for path in Path("here/outbox").glob("*.eml"):
        path.unlink()
    done = run("forget", "Zoë Şen", "here")
    assert (done.exit_code, "Still there: 1 message that reached or may have reached this patient" in done.stdout) == (0, True)
    with opened(Path("here/outbox")) as ledger:
        assert len(ledger.entries()) == 1


def test_what_a_ledger_knows_without_a_name_is_said_not_to_be_looked_into_by_name(run, monkeypatch):
    mailed(run, monkeypatch, [ZOE | {"name": ""}], "--encrypt")
    done = run("forget", "Zoë Şen", "here")
    assert (done.exit_code, len(left(".eml"))) == (1, 1)
    said = "knows 1 message without a name; locked drafts and sent lines cannot be looked into by name: forget by reference or address too"
    assert f"here/outbox/.handouts.db  {said}" in done.stderr
    assert "without a name" not in run("forget", "R-1042", "here").stderr


def test_a_message_for_somebody_of_the_name_with_a_reference_is_told_beside_a_sheet_with_the_name_alone(run, monkeypatch):
    made(run, "zoe", {"name": "Zoë Şen"}, "--encrypt")
    mailed(run, monkeypatch, [ZOE], "--encrypt")
    done = run("forget", "Zoë Şen", "here")
    assert (left(".pdf"), len(left(".eml"))) == ([], 1)
    assert "knows 1 message for patients of this name, who may be this one: forget by reference or address too" in done.stderr


@pytest.mark.parametrize("source", ["gone", "elsewhere"])
@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
def test_an_address_leads_by_its_draft_to_sheets_and_print_runs_or_says_that_it_does_not(run, monkeypatch, source, lock):
    files = [made(run, "zoe", ZOE), made(run, "bo", BO)]
    Path("here/runs").mkdir()
    run("print-run", files[0], "-o", "here/runs/one.pdf")
    run("print-run", *files, "-o", "here/runs/both.pdf")
    mailed(run, monkeypatch, [ZOE, BO], *lock)
    if source == "elsewhere":
        table(Path("p.csv"), [patient(number, **row) for number, row in enumerate([ZOE, BO])])
    done = run("forget", "zoe@example.org", "here")
    assert (done.exit_code, len(left(".eml"))) == (0, 1)
    if source == "gone" and lock:
        assert left(".pdf") == ["bo.pdf", "both.pdf", "one.pdf", "zoe.pdf"]
        said = "Not looked for: sheets and print runs under the reference, which nothing here tells; run forget once more with it"
        assert said in done.stdout
    else:
        assert (left(".pdf"), done.stderr) == (["bo.pdf", "both.pdf"], "3 files removed\n")
        assert "here/runs/both.pdf  is a print run that holds this patient on pages 1 to 3" in done.stdout
        assert "under the reference" not in done.stdout


@pytest.mark.parametrize("lock", [(), ("--encrypt",)])
def test_an_address_that_two_patients_share_takes_nobody_away(run, monkeypatch, lock):
    mailed(run, monkeypatch, [ZOE, BO | {"email": "zoe@example.org"}], *lock)
    done = run("forget", "zoe@example.org", "here")
    assert (done.exit_code, left(".eml").__len__()) == (1, 2)
    assert "more than one patient here" in done.stderr
    assert run("forget", "R-10", "here").exit_code == 0
    assert len(left(".eml")) == 1


def test_the_clinic_s_own_outbox_is_looked_through_wherever_the_program_is_started(run, monkeypatch):
    monkeypatch.setattr("handouts.cli.mail.library_of", lambda _: library())
    write_clinic(Path("clinic"), f"email: {SENDER}\n")
    table(Path("p.csv"), [patient(1, **ZOE)])
    run("email", "p.csv", "--clinic", "clinic")
    made(run, "zoe", ZOE)
    done = run("forget", "R-1042", "here", "--clinic", "clinic")
    assert (done.exit_code, done.stderr) == (0, "2 files removed\n")
    assert list(Path("clinic/outbox").glob("*.eml")) == []


def test_messages_that_were_sent_are_told(run, monkeypatch):
    mailed(run, monkeypatch, [ZOE])
    with opened(Path("here/outbox")) as ledger:
        ledger.mark(ledger.entries()[0].key, "sent", "250 ok")
    done = run("forget", "R-1042", "here")
    assert done.stdout.splitlines()[0] == ("Still there: 1 message that reached or may have reached this patient, in the clinic's mailbox")


# --- what cannot be told apart


def test_a_sheet_saved_from_the_page_is_known_by_the_reference_that_it_prints(run):
    for name, one in (("zoe", ZOE), ("bo", BO), ("other", ZOE | {"reference": "R-9042"})):
        path = made(run, name, one)
        path.write_bytes(re.sub(rb"/For\([^)]*\)", b"/For(-)", path.read_bytes()))
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, left(".pdf")) == (0, ["bo.pdf", "other.pdf"])
    done = run("forget", "Bo Žak", "here")
    assert (done.exit_code, left(".pdf")) == (1, ["bo.pdf", "other.pdf"])
    assert "here/bo.pdf  seems to name this patient on page 1; check it yourself" in done.stderr


def test_a_locked_sheet_is_known_to_its_own_folder_and_told_in_another(run):
    path = made(run, "zoe", ZOE, "--encrypt")
    Path("away/copy.pdf").write_bytes(path.read_bytes())
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, left(".pdf"), done.stderr) == (0, [], "1 file removed\n")
    done = run("forget", "R-1042", "away")
    assert "away/copy.pdf  is locked, so that nobody can see whose it is; check it yourself" in done.stderr
    assert Path("away/copy.pdf").exists()


AGAIN = "delete it, and make it again if you need it"


def test_print_runs_go_or_are_told_with_their_pages(run):
    files = [made(run, "zoe", ZOE), made(run, "bo", BO)]
    (Path("here") / "runs").mkdir()
    run("print-run", files[0], "-o", "here/runs/one.pdf")
    run("print-run", *files, "-o", "here/runs/both.pdf")
    run("print-run", files[1], "-o", "here/runs/another.pdf")
    done = run("forget", "R-1042", "here")
    assert done.stdout.splitlines() == [
        f"Still there: here/runs/both.pdf  is a print run that holds this patient on pages 1 to 3; {AGAIN}",
        "Out of reach: printed sheets, e-mails that were sent, back-ups and other computers",
        "Not looked for: the name, which no plan or table here gives; run forget once more with it",
    ]
    assert (done.stderr, left(".pdf")) == ("2 files removed\n", ["another.pdf", "bo.pdf", "both.pdf"])


@pytest.mark.parametrize("harm", ["without remarks", "of another folder"])
def test_a_print_run_that_does_not_tell_is_read(run, harm):
    files = [made(run, "zoe", ZOE), made(run, "bo", BO)]
    Path("runs").mkdir()
    run("print-run", *files, "-o", "runs/both.pdf")
    path = Path("runs/both.pdf")
    if harm == "without remarks":
        path.write_bytes(path.read_bytes().replace(b"%/Holds(", b"%/Other("))
    done = run("forget", "R-1042", "runs")
    assert done.exit_code == 1
    assert "runs/both.pdf  seems to name this patient on page 1; check it yourself" in done.stderr


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("notes.txt", "Monday\nrang ZOE\u0308 S\u0327EN\n".encode(), "here/notes.txt:2  seems to name this patient"),
        ("old.csv", "name;phone\nZoë Şen;1\n".encode("utf-16"), "here/old.csv:2  seems to name this patient"),
        ("latin.csv", "who,mail\nx,zoe@example.org \xe9\n".encode("cp1252"), "here/latin.csv:2  seems to name this patient"),
        (".draft.yaml.swp", b"b0VIM\0 R-1042 \0", "here/.draft.yaml.swp:1  seems to name this patient"),
        ("list.xlsx", b"PK\x03\x04 packed", "here/list.xlsx cannot be looked into; check it yourself"),
        ("letter.pdf", b"%PDF-1.4 broken", "here/letter.pdf cannot be looked into; check it yourself"),
        ("broken.yaml", "patient: {name: Zoë Şen\n".encode(), "here/broken.yaml:1  seems to name this patient"),
    ],
)
def test_other_files_that_name_the_patient_are_told_and_left(run, name, data, said):
    plan_of(Path("here/zoe.yaml"), ZOE)
    (Path("here") / name).write_bytes(data)
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, said in done.stderr) == (0, True), done.stderr
    assert (Path("here") / name).read_bytes() == data


@pytest.mark.parametrize("separator", [",", ";"])
def test_rows_of_the_clinic_s_tables_are_told_with_their_lines(run, separator):
    Path("here").mkdir()
    head, one, other = ("name", "reference", "goal"), ("Zoë Şen", "r 1042", '"two\nlines"'), ("Zoë Şen", "R-7", "run")
    text = "\n".join(separator.join(cells) for cells in (head, other, one, one)) + "\n"
    Path("here/mine.csv").write_text(text, encoding="utf-8-sig")
    done = run("forget", "R-1042", "here")
    assert done.stdout.splitlines()[:-1] == [
        f"Still there: here/mine.csv:{line}  is this patient's row; delete it yourself" for line in (3, 5)
    ]
    assert (done.exit_code, done.stderr) == (0, "0 files removed\n")


def test_what_cannot_be_removed_still_stands(run, monkeypatch):
    made(run, "zoe", ZOE)
    monkeypatch.setattr(Path, "unlink", refuse)
    done = run("forget", "R-1042", "here")
    assert done.stdout.splitlines()[0] == "Still there: here/zoe.pdf  is this patient's and cannot be removed: Permission denied"
    assert (done.exit_code, done.stderr) == (0, "0 files removed\n")


def refuse(*_, **__):
    raise PermissionError(13, "Permission denied")


def test_what_a_killed_write_has_left_goes_once_it_is_old(run):
    made(run, "zoe", ZOE)
    old, new = Path("here/.handouts-1.part"), Path("here/.handouts-2.part")
    for part in (old, new):
        part.write_bytes(b"%PDF- of somebody")
    os.utime(old, (1, 1))
    assert run("forget", "R-1042", "here").exit_code == 0
    assert (old.exists(), new.exists()) == (False, True)


def test_nothing_found_says_so_and_writes_nothing(run):
    made(run, "bo", BO)
    before = state_of(Path("here"))
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, done.stdout, done.stderr, state_of(Path("here"))) == (1, "", "nothing found\n", before)


# --- hidden folders, and what tools keep


def test_hidden_folders_are_looked_into_and_those_of_tools_are_told(run):
    plan_of(Path("here/.drafts/.old/zoe.yaml"), ZOE)
    for place in (".git", ".venv", "env"):
        plan_of(Path("here") / place / "zoe.yaml", ZOE)
    Path("here/env/pyvenv.cfg").write_bytes(b"")
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, left(".yaml")) == (0, ["zoe.yaml"] * 3)
    assert "here/.git, here/.venv, here/env not looked into: other programs keep earlier versions or copies there" in done.stderr
    assert "1 file removed" in done.stderr


def test_folders_as_deep_as_they_may_be_are_looked_into(run):
    plan_of(Path("here", *"abcdefghijklmnop", "zoe.yaml"), ZOE)
    assert run("forget", "R-1042", "here").exit_code == 0
    assert left(".yaml") == []


# --- sheets under the name alone


def tied_by_a_plan(_run):
    plan_of(Path("here/tie.yaml"), ZOE)


def tied_by_a_row(_run):
    table(Path("here/tie.csv"), [patient(1, **ZOE)])


def tied_by_a_sheet(run):
    made(run, "tie", ZOE)


@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
@pytest.mark.parametrize("tie", [tied_by_a_plan, tied_by_a_row, tied_by_a_sheet])
def test_a_sheet_with_the_name_alone_of_whom_is_forgotten_by_reference_is_told_as_maybe_theirs(run, tie, lock):
    path, other = made(run, "name", {"name": "ZO\u00cb  \u015eEN"}, *lock), made(run, "bo", {"name": "Bo \u017d\u00e1k"})
    tie(run)
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, path.exists(), other.exists()) == (0, True, True)
    assert "here/name.pdf  is for a patient of this name, without a reference, and may be theirs; check it yourself" in done.stderr
    assert "bo.pdf" not in done.output


def test_a_message_with_the_name_alone_is_told_where_the_ledger_ties_it_to_the_reference(run, monkeypatch):
    mailed(run, monkeypatch, [ZOE, {"name": "Zo\u00eb \u015een", "reference": "", "email": "zoe2@example.org"}], "--encrypt")
    done = run("forget", "R-1042", "here")
    (draft,) = Path("here/outbox").glob("*.eml")
    assert f"here/outbox/{draft.name}  is for a patient of this name, without a reference, and may be theirs" in done.stderr


# --- names spelled nearly so

NEARLY = [
    ("zoe", "Zo\u00eb"),
    ("Qwyx, Zo\u00eb", "Zo\u00eb Qwyx"),
    ("Zoe Qwyx", "Qwyx, Zo\u00eb"),
    ("Lukasz O\u2019Neill", "\u0141ukasz O'Neill"),
    ("SOREN FORDE", "S\u00f8ren F\u00f8rde"),
]


@pytest.mark.parametrize(("typed", "name"), NEARLY)
@pytest.mark.parametrize("answer", ["y", "n", ""])
@pytest.mark.parametrize("reference", ["R-7", ""])
def test_a_name_spelled_nearly_so_is_named_and_asked_and_never_taken_in_silence(tmp_path, monkeypatch, typed, name, answer, reference):
    monkeypatch.chdir(tmp_path)
    plan_of(Path("here/one.yaml"), {"name": name, **({"reference": reference} if reference else {})})
    plan_of(Path("here/bo.yaml"), BO)
    done = CliRunner().invoke(main, ["forget", typed, "here"], input=f"{answer}\n" if answer else "")
    asked = (
        f"here/one.yaml is for {reference or 'a patient without a reference'}, with a name or reference spelled nearly so. Is that the one?"
    )
    assert asked in done.stderr
    assert (done.exit_code, left(".yaml")) == ((0, ["bo.yaml"]) if answer == "y" else (1, ["bo.yaml", "one.yaml"]))
    assert ("nobody here is called just so; nothing was removed" in done.stderr) == (answer != "y")


@pytest.mark.parametrize("name", ["Zo\u00eb Qwyxa", "Zo\u00eb", "Qwyx", "Zoey Qwyx"])
def test_another_name_is_neither_asked_about_nor_taken(run, name):
    plan_of(Path("here/one.yaml"), {"name": name, "reference": "R-7"})
    assert (run("forget", "Zoe Qwyx", "here").stderr, left(".yaml")) == ("nothing found\n", ["one.yaml"])


def test_two_names_spelled_nearly_so_are_both_named(run):
    plan_of(Path("here/a.yaml"), {"name": "Zo\u00eb Qwyx", "reference": "R-7"})
    plan_of(Path("here/b.yaml"), {"name": "Qwyx, Zoe", "reference": "R-8"})
    done = run("forget", "Qwyx Zo\u00e9", "here")
    assert (done.exit_code, left(".yaml")) == (1, ["a.yaml", "b.yaml"])
    assert re.findall(r"here/([ab])\.yaml  is for (R-\d)", done.stderr) == [("a", "R-7"), ("b", "R-8")]


def test_one_reference_whose_name_is_spelled_in_two_ways_is_one_patient(run):
    plan_of(Path("here/a.yaml"), {"name": "Zo\u00eb Qwyx", "reference": "R-7"})
    plan_of(Path("here/b.yaml"), {"name": "Qwyx, Zoe", "reference": "R-7"})
    assert (run("forget", "Zo\u00eb Qwyx", "here").exit_code, left(".yaml")) == (0, [])


def test_somebody_without_a_reference_whose_name_is_spelled_nearly_so_is_told_and_left(run):
    plan_of(Path("here/a.yaml"), {"name": "Zo\u00eb Qwyx", "reference": "R-7"})
    plan_of(Path("here/b.yaml"), {"name": "Qwyx, Zoe"})
    done = run("forget", "R-7", "here")
    assert (done.exit_code, left(".yaml")) == (0, ["b.yaml"])
    assert "here/b.yaml  is for a patient whose name is spelled nearly so, without a reference; check it yourself" in done.stderr


@pytest.mark.parametrize("said", ["rang Zoe Qwyx", "QWYX, ZOE\u0308", "Qwyx\nZo\u00eb Qwyx", "Zo\u00e9 Qwyx"])
def test_a_note_that_spells_the_name_in_another_way_is_told(run, said):
    plan_of(Path("here/a.yaml"), {"name": "Zo\u00eb Qwyx", "reference": "R-7"})
    Path("here/notes.txt").write_text(said, encoding="utf-8")
    line = said.count("\n") + 1
    assert f"here/notes.txt:{line}  seems to name this patient" in run("forget", "R-7", "here").stderr


# --- references that differ by more than case and Unicode form are of different people

TWO_PEOPLE = [("1-23", "12-3"), ("123", "1-2-3"), ("A12", "A 12"), ("a b1", "ab-1"), ("R1042", "R-1042"), ("R\u00b2-1042", "R2-1042")]


def as_row(_run, reference):
    plan_of(Path("here/one.yaml"), {"name": "Bo Qwyx", "reference": reference})


def as_sheet(run, reference):
    made(run, "one", {"name": "Bo Qwyx", "reference": reference})


def as_locked_sheet(run, reference):
    made(run, "one", {"name": "Bo Qwyx", "reference": reference}, "--encrypt")


@pytest.mark.parametrize("holder", [as_row, as_sheet, as_locked_sheet])
@pytest.mark.parametrize(("typed", "held"), TWO_PEOPLE)
@pytest.mark.parametrize("answer", ["y", "n", ""])
def test_a_reference_that_is_not_just_the_one_typed_is_asked_about_and_never_taken_in_silence(run, holder, typed, held, answer):
    holder(run, held)
    before = state_of(Path("here"))
    done = CliRunner().invoke(main, ["forget", typed, "here"], input=f"{answer}\n" if answer else "")
    asked = "with a name or reference spelled nearly so. Is that the one?" in done.stderr
    assert asked or (done.exit_code == 1 and state_of(Path("here")) == before)
    assert asked or holder is not as_row
    gone = state_of(Path("here")) != before
    assert gone == (asked and answer == "y")


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_of_two_people_with_references_alike_the_other_one_s_files_stay(run, one, other):
    for name, reference in (("one", one), ("other", other)):
        made(run, name, {"name": f"Runner {name.title()}", "reference": reference})
        plan_of(Path("here") / f"{name}.yaml", {"name": f"Runner {name.title()}", "reference": reference})
    assert run("forget", one, "here").exit_code == 0
    assert left(".pdf", ".yaml") == ["other.pdf", "other.yaml"]


@pytest.mark.parametrize("longer", ["R-1042-B", "2-R-1042", "R 1042 bis", "ABC R 1042"])
def test_a_sheet_of_unsaid_owner_that_prints_a_longer_reference_is_named_and_left(run, longer):
    path = made(run, "other", {"name": "Bo", "reference": longer})
    path.write_bytes(re.sub(rb"/For\([^)]*\)", b"/For(-)", path.read_bytes()))
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, left(".pdf")) == (1, ["other.pdf"])
    assert "here/other.pdf  seems to name this patient" in done.stderr


def test_a_draft_for_somebody_with_a_longer_name_or_that_speaks_of_the_patient_stays(run, monkeypatch):
    mailed(run, monkeypatch, [{"name": "Zo\u00eb \u015een Qwyx", "reference": "R-7"}, BO | {"goal": "Walk with Zo\u00eb \u015een"}])
    run("forget", "Zo\u00eb \u015een", "here")
    assert len(left(".eml")) == 2


@pytest.mark.parametrize(
    ("typed", "held"),
    [("\uff2a\uff2e \uff17\uff10", "JN 70"), ("JN 70", "\uff2a\uff2e\u3000\uff17\uff10"), ("\uff71\uff76\uff9e 1", "\u30a2\u30ac 1")],
)
@pytest.mark.parametrize("holder", [as_row, as_sheet, as_locked_sheet])
def test_a_letter_is_the_same_in_every_width(run, holder, typed, held):
    holder(run, held)
    assert run("forget", typed, "here").exit_code == 0
    assert left(".yaml", ".pdf") == []


@pytest.mark.parametrize("typed", ["ibrahim I\u015f\u0131k", "IBRAHIM ISIK", "\u0130BRAH\u0130M I\u015eIK"])
@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_turkish_name_in_capitals_is_asked_about(tmp_path, monkeypatch, typed, answer):
    monkeypatch.chdir(tmp_path)
    plan_of(Path("here/one.yaml"), {"name": "\u0130brahim I\u015f\u0131k"})
    done = CliRunner().invoke(main, ["forget", typed, "here"], input=f"{answer}\n")
    assert ("spelled nearly so. Is that the one?" in done.stderr, left(".yaml") == []) == (True, answer == "y")


@pytest.mark.parametrize(("typed", "name"), [("ibrahim \u015een", "\u0130brahim \u015een"), ("I\u015fil A", "\u0131\u015fil A")])
def test_a_turkish_name_that_a_sheet_alone_tells_is_asked_about(run, typed, name):
    made(run, "one", {"name": name})
    for answer, stays in (("n", ["one.pdf"]), ("y", [])):
        done = CliRunner().invoke(main, ["forget", typed, "here"], input=f"{answer}\n")
        assert ("spelled nearly so. Is that the one?" in done.stderr, left(".pdf")) == (True, stays)


# --- links


@pytest.mark.parametrize("what", ["folder", "sheet"])
def test_a_link_to_another_place_is_named_and_not_followed(run, what):
    plan_of(Path("here/a.yaml"), ZOE)
    plan_of(Path("away/2026/plan.yaml"), ZOE)
    Path("here/today").symlink_to("../away/2026" + ("" if what == "folder" else "/plan.yaml"))
    done = run("forget", "R-1042", "here")
    assert "here/today not looked into: links to other places; look there yourself" in done.stderr
    assert Path("away/2026/plan.yaml").exists()


def test_a_link_to_what_is_looked_into_all_the_same_is_not_named(run):
    plan_of(Path("here/sub/a.yaml"), ZOE)
    Path("here/again").symlink_to("sub")
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, done.stderr) == (0, "1 file removed\n")


# --- what still stands


@pytest.mark.parametrize("name", ["Zo\u00eb \u015een", "zoe-sen", "Sen_Zoe", "R-1042", "about.zoe.sen"])
@pytest.mark.parametrize("kind", ["folder", "link", "file"])
def test_what_is_called_after_the_patient_still_stands_and_is_named(run, name, kind):
    plan_of(Path("here/a.yaml"), ZOE)
    path = Path("here") / (name if kind != "file" else f"{name}.txt")
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("nowhere")
    else:
        path.write_bytes(b"x")
    done = run("forget", "R-1042", "here")
    assert f"Still there: {path}  is a {kind} that bears what seems to be this patient's name; see to it yourself" in done.stdout
    assert os.path.lexists(path)


def test_a_link_that_leads_to_what_is_called_after_the_patient_is_named_and_not_followed(run):
    plan_of(Path("here/a.yaml"), ZOE)
    plan_of(Path("away/zoe sen/plan.yaml"), ZOE)
    Path("here/today").symlink_to("../away/zoe sen")
    done = run("forget", "R-1042", "here")
    assert "Still there: here/today  is a link that bears" in done.stdout
    assert Path("away/zoe sen/plan.yaml").exists()


def test_a_sheet_of_another_person_under_a_name_like_the_patient_s_or_that_mentions_the_patient_still_stands_and_is_named(run):
    plan_of(Path("here/zoe.yaml"), ZOE)
    sheet = made(run, "bo", BO)
    plan_of(Path("away/bo.yaml"), BO, layout="cards", goal="Walk with Zoe Sen on Sundays")
    assert run("make", "away/bo.yaml", "-o", str(sheet)).exit_code == 0
    plan_of(Path("here/bo.yaml"), BO, goal="Walk with Zo\u00eb \u015een on Sundays")
    sheet.with_name("zoe_sen.pdf").write_bytes(sheet.read_bytes())
    done = run("forget", "R-1042", "here")
    assert (done.exit_code, left(".pdf", ".yaml")) == (0, ["bo.pdf", "bo.yaml", "zoe_sen.pdf"])
    for name in ("bo.pdf  is another person's and seems to name this patient on page 1", "bo.yaml:"):
        assert f"Still there: here/{name}" in done.stdout
    assert "Still there: here/zoe_sen.pdf  is a file that bears" in done.stdout
    assert run("forget", "R-1042", "here").exit_code == 1
