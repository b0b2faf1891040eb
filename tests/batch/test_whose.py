"""One file, one person, across runs: nobody's sheet is written over by another's, and nobody is worked out from what a folder writes."""

import contextlib
import csv
import hashlib
import io
import random
import re
import stat
from types import SimpleNamespace

import pytest

from handouts.batch.alone import for_folder, whose_plan
from handouts.batch.jobs import Asked, Job, _whose_row, gather
from handouts.batch.work import Content, Order, do_job
from handouts.errors import HandoutError
from handouts.pdf.fingerprint import identity_in
from handouts.pdf.person import NOBODYS, Whose, mark_in, mark_of_sheet, marked
from handouts.plans.plan import Patient, Plan
from handouts.reading.yamlfile import folded
from handouts.storing.output import write_output
from handouts.storing.secret import SECRET, new_secret, sealed, secret_in, secret_of, unsealed
from handouts.storing.turns import turn_in
from handouts.storing.whole_file import whole_file
from tests.making import clinic, library, made, plan
from tests.read_back import read
from tests.writing import write, write_clinic

ROW = {"section": "hip", "exercises": "couch-stretch", "side": "left", "given_on": "2026-11-22"}


def table(path, rows):
    """Write a table of patients."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def batch(run, *what):
    """Make a batch into `today`, in this process."""
    return run("batch", *what, "-o", "today", "--workers", "1")


def pdfs(folder):
    return sorted(path.name for path in folder.glob("*.pdf"))


# --- nobody is worked out


def guessed(references):
    """Return what anybody can compute of references: the first sixteen digits of each usual digest of each usual spelling."""
    kinds = (hashlib.sha256, hashlib.sha1, hashlib.md5, hashlib.blake2b)
    for reference in references:
        for text in {reference, reference.lower(), folded(reference), f"person {folded(reference)}"}:
            yield from (kind(text.encode()).hexdigest()[:16] for kind in kinds)


def test_a_hundred_thousand_guesses_find_no_reference_in_anything_that_a_folder_writes(tmp_path, run):
    write_clinic(tmp_path / "clinic", "email: hello@clinic.example\n")
    references = ["R-1042", "R-77", "R-99999"]
    rows = [{**ROW, "reference": one, "email": f"p{at}@mail.example", "email_ok": "2026-11-01"} for at, one in enumerate(references)]
    table(tmp_path / "p.csv", rows)
    assert batch(run, "p.csv").exit_code == 0
    assert run("make", "hip", "-e", "couch-stretch", "--side", "left", "--reference", "R-1042").exit_code == 0
    mailed = run("email", "p.csv", "-o", "outbox", "--clinic", "clinic")
    assert mailed.exit_code == 0
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != SECRET and "clinic" not in path.parts]
    written = {path.name for path in files} | {mailed.stdout}
    written |= {path.read_bytes().decode("latin-1") for path in files if path.name != "p.csv"}
    digits = {found for text in written for found in re.findall(r"(?<![0-9a-f])[0-9a-f]{16}(?=[0-9a-f]{0,48}(?![0-9a-f]))", text)}
    assert len(digits) >= 2 * len(references) + 1
    assert digits.isdisjoint(guessed(f"R-{number}" for number in range(100_000)))


def test_ten_thousand_references_give_ten_thousand_names(tmp_path):
    rows = [{"section": "hip", "exercises": "couch-stretch", "reference": f"R-{number}"} for number in range(10_000)]
    work = gather(Asked((str(table(tmp_path / "p.csv", rows)),)), library(), clinic())
    assert (len(work.jobs), work.refused) == (10_000, ())
    assert len({job.stem for job in work.jobs}) == len({job.person for job in work.jobs}) == 10_000
    assert all(job.stem == f"hip-{job.person}" and re.fullmatch(r"[0-9a-f]{16}", job.person) for job in work.jobs)


def test_the_same_patient_has_the_same_name_of_a_file_from_make_and_batch_and_another_in_another_folder(tmp_path, run):
    table(tmp_path / "p.csv", [{**ROW, "reference": "R-1042"}])
    assert run("batch", "p.csv", "-o", ".", "--workers", "1").exit_code == 0
    (name,) = pdfs(tmp_path)
    for reference in ("R-1042", "r 1042", "R\u20131042", " R\u00a01042 "):
        assert run("make", "hip", "-e", "couch-stretch", "--reference", reference).exit_code == 0
    assert pdfs(tmp_path) == [name]
    assert batch(run, "p.csv").exit_code == 0
    assert pdfs(tmp_path / "today") != [name]


# --- the secret of a folder


def test_a_secret_is_for_its_owner_alone_and_made_only_where_a_patient_s_sheet_is(tmp_path, run):
    assert run("make", "hip").exit_code == 0
    assert run("make", "hip", "-e", "couch-stretch", "--reference", "R-1", "-o", "-").exit_code == 0
    assert run("make", "hip", "-e", "couch-stretch", "--reference", "R-1", "-o", "no-folder/a.pdf").exit_code == 1
    write(tmp_path / "letter.pdf", "mine")
    assert run("make", "hip", "-e", "couch-stretch", "--reference", "R-1", "-o", "letter.pdf").exit_code == 1
    assert batch(run, "none.csv").exit_code == 1
    table(tmp_path / "p.csv", [{**ROW, "reference": "R-1", "side": "lefft"}])
    assert run("batch", "p.csv", "-o", "today", "--check").exit_code == 1
    assert list(tmp_path.rglob(SECRET)) == []
    assert run("make", "hip", "-e", "couch-stretch", "--reference", "R-1").exit_code == 0
    assert stat.S_IMODE((tmp_path / SECRET).stat().st_mode) == 0o600
    before = (tmp_path / SECRET).read_bytes()
    assert run("make", "hip", "-e", "couch-stretch", "--reference", "R-2").exit_code == 0
    assert (tmp_path / SECRET).read_bytes() == before


def test_what_is_sealed_is_opened_with_its_own_secret_alone():
    one, other = new_secret(), new_secret()
    for text in ("", "a", "/home/zoe/plans/Zoë.yaml", "x" * 64, "y" * 5000, "\udcff"):
        assert unsealed(one, sealed(one, text)) == text
        assert unsealed(other, sealed(one, text)) is None
    assert len(sealed(one, "a.csv:3")) == len(sealed(one, "/home/somebody/clinic/plans/monday.csv:1042"))
    for harmed in ("", "zz", "00" * 40, sealed(one, "a")[:-2]):
        assert unsealed(one, harmed) is None


def test_a_marked_sheet_is_whole_and_says_nothing_more():
    pdf, secret = made(plan(1, patient={"name": "Zoë Şen", "reference": "R-1"})).pdf, new_secret()
    assert mark_of_sheet(pdf).person == ""
    once = marked(pdf, Whose("r-1", "Zoë Şen", "/plans/zoe.yaml"), secret)
    assert marked(once, Whose("r-1", "Zoë Şen", "/plans/zoe.yaml"), secret) == once
    assert marked(pdf, NOBODYS, secret) == pdf
    assert b"zoe" not in once
    assert read(once).text() == read(pdf).text()
    assert unsealed(secret, mark_of_sheet(once).origin) == "/plans/zoe.yaml"


def test_a_marked_sheet_is_known_as_done(tmp_path, run):
    write(tmp_path / "plan.yaml", plan(1, patient={"reference": "R-1"}))
    assert run("make", "plan.yaml").exit_code == 0
    assert identity_in(tmp_path / "plan.pdf") is not None
    assert mark_in(tmp_path / "plan.pdf").person
    assert secret_in(tmp_path) is not None
    assert run("batch", "plan.yaml", "-o", ".", "--workers", "1").stderr.startswith("1 kept")


@pytest.mark.parametrize("reference", ["R-1", "R-2"])
def test_a_patient_s_sheet_from_elsewhere_is_not_written_over(tmp_path, run, reference):
    """It may be anybody's: digits of another folder say nothing here, and a sheet that was piped has none."""
    words = ("make", "hip", "-e", "couch-stretch", "--side", "left", "-o")
    assert run(*words, "a/x.pdf", "--reference", "R-1").exit_code == 1
    (tmp_path / "a").mkdir()
    assert run(*words, "a/x.pdf", "--reference", "R-1").exit_code == 0
    piped = run(*words, "-", "--reference", "R-1").stdout_bytes
    for data, said in (((tmp_path / "a" / "x.pdf").read_bytes(), "made elsewhere"), (piped, "does not say whose")):
        (tmp_path / "x.pdf").write_bytes(data)
        refused = run(*words, "x.pdf", "--reference", reference)
        assert (refused.exit_code, said in refused.stderr) == (1, True)
        assert (tmp_path / "x.pdf").read_bytes() == data
        assert run(*words, "x.pdf", "--reference", reference, "--force").exit_code == 0


# --- sheets of older versions


def as_older(pdf, reference, name=""):
    """Return a sheet as an older version marked it: with digits that were not keyed."""
    digits = [hashlib.sha256(text.lower().encode()).hexdigest()[:16] if text else "" for text in (reference, name)]
    start = pdf.rindex(b"xref\n0 ", 0, pdf.rindex(b"startxref"))
    body = re.sub(rb"/For\([^)]*\)", b"/For(%s %s)" % tuple(one.encode() for one in digits), pdf[:start])
    table = re.sub(rb"startxref\n\d+", b"startxref\n%d" % len(body), pdf[start:])
    return body + re.sub(rb"><[0-9a-f]{32}", b"><" + hashlib.sha256(body).hexdigest()[:32].encode(), table)


def older_name(reference, digits=6):
    return f"hip-{hashlib.sha256(reference.encode()).hexdigest()[:digits]}.pdf"


@pytest.mark.parametrize("digits", [6, 16])
@pytest.mark.parametrize("command", ["make", "batch"])
def test_a_sheet_under_an_older_name_is_replaced_and_said(tmp_path, run, command, digits):
    sheet = made(plan(1, patient={"reference": "R-1042"})).pdf
    old, other = tmp_path / older_name("R-1042", digits), tmp_path / older_name("R-2", digits)
    old.write_bytes(as_older(sheet, "R-1042"))
    other.write_bytes(as_older(sheet, "R-2"))
    assert identity_in(old) is not None
    table(tmp_path / "p.csv", [{**ROW, "reference": "R-1042"}])
    words = ["make", "hip", "-e", "couch-stretch", "--reference", "R-1042"] if command == "make" else ["batch", "p.csv", "-o", "."]
    done = run(*words)
    assert done.exit_code == 0
    assert f"info: {old.name}  was the same person's sheet under an older name; hip-" in done.stderr
    assert not old.exists()
    assert other.exists()
    assert len(pdfs(tmp_path)) == 2


def test_a_sheet_under_an_older_name_that_does_not_say_whose_it_is_is_left_and_said(tmp_path, run):
    old = tmp_path / older_name("R-1042")
    old.write_bytes(made(plan(1)).pdf)
    done = run("make", "hip", "-e", "couch-stretch", "--reference", "R-1042")
    assert f"warning: {old.name}  may be an older sheet of the person of hip-" in done.stderr
    assert old.exists()


@pytest.mark.parametrize(("reference", "code"), [("R-1042", 0), ("r-1042", 0), ("R-7", 1)])
def test_a_sheet_that_an_older_version_marked_is_known_by_its_digits_and_marked_anew(tmp_path, run, reference, code):
    (tmp_path / "plan.pdf").write_bytes(as_older(made(plan(1, patient={"reference": "R-1042"})).pdf, "R-1042"))
    write(tmp_path / "plan.yaml", plan(2, patient={"reference": reference}))
    done = run("make", "plan.yaml")
    assert done.exit_code == code
    assert ("was made for another person, by an older version of this program; 'plan.yaml' is not" in done.stderr) == bool(code)
    assert mark_in(tmp_path / "plan.pdf").is_older == bool(code)


def test_a_sheet_that_is_as_it_should_be_but_for_its_older_mark_is_marked_anew(tmp_path, run):
    write(tmp_path / "plan.yaml", plan(1, patient={"reference": "R-1042"}))
    (tmp_path / "plan.pdf").write_bytes(as_older(made(plan(1, patient={"reference": "R-1042"})).pdf, "R-1042"))
    assert run("batch", "plan.yaml", "-o", ".", "--workers", "1").exit_code == 0
    assert not mark_in(tmp_path / "plan.pdf").is_older


# --- both origins are named


def two_days(tmp_path, **cells):
    """Write the tables of two days, the patient of each in a row of its own."""
    for day, reference in (("monday", "R-1"), ("tuesday", "R-2")):
        table(tmp_path / f"{day}.csv", [{**ROW, "reference": "R-9"}, {**ROW, "file": "first", "reference": reference, **cells}])


def test_a_table_of_another_day_does_not_write_over_a_sheet_of_the_day_before(tmp_path, run):
    two_days(tmp_path)
    assert batch(run, "monday.csv").exit_code == 0
    before = (tmp_path / "today" / "first.pdf").read_bytes()
    done = batch(run, "tuesday.csv")
    assert done.exit_code == 1
    said = "was made for another person, from 'monday.csv:3'; 'tuesday.csv:3' is not for that person: rename this plan, move that sheet"
    assert said in done.stderr
    assert (tmp_path / "today" / "first.pdf").read_bytes() == before
    assert batch(run, "monday.csv").stderr.startswith("2 kept")
    assert batch(run, "tuesday.csv", "--force").exit_code == 0


def test_a_print_run_is_not_written_over_a_patient_s_sheet(tmp_path, run):
    two_days(tmp_path)
    assert batch(run, "monday.csv", "hip").exit_code == 0
    before = (tmp_path / "today" / "first.pdf").read_bytes()
    for words in (["print-run", "today/hip.pdf"], ["batch", "hip", "-o", "rack", "--print-run", "today/first.pdf"]):
        done = run(*words, *(["-o", "today/first.pdf"] if words[0] == "print-run" else []))
        assert done.exit_code == 1
        assert re.search(
            r"was made for another person, from 'monday\.csv:3'; a print run of (today|rack)/hip\.pdf is no sheet", done.stderr
        )
        assert (tmp_path / "today" / "first.pdf").read_bytes() == before
    assert run("print-run", "today/hip.pdf", "-o", "today/first.pdf", "--force").exit_code == 0


def test_one_reference_with_two_names_is_neither_made_nor_mailed_in_one_run(tmp_path, run):
    rows = [{**ROW, "name": "Ann Smith", "reference": "R-1"}, {**ROW, "name": "Bo", "reference": "r 1", "file": "b"}, {**ROW, "name": "Bo"}]
    table(tmp_path / "p.csv", rows)
    done = batch(run, "p.csv")
    assert done.exit_code == 1
    for one, other in ((2, 3), (3, 2)):
        assert f"p.csv:{one}  has the reference of 'p.csv:{other}', with another name; correct the one that is wrong" in done.stderr
    assert len(pdfs(tmp_path / "today")) == 1


def test_a_draft_for_a_reference_with_another_name_is_held_with_both_origins_and_a_corrected_one_is_not(tmp_path, run):
    write_clinic(tmp_path / "clinic", "email: hello@clinic.example\n")
    asked = {"email": "a@mail.example", "email_ok": "2026-11-01"}
    words = ("-o", "outbox", "--clinic", "clinic")
    table(tmp_path / "monday.csv", [{**ROW, **asked, "name": "Ann", "reference": "R-1"}])
    table(tmp_path / "tuesday.csv", [{**ROW, **asked, "name": "Bo", "reference": "R 1"}])
    assert run("email", "monday.csv", *words).exit_code == 0
    held = run("email", "tuesday.csv", *words)
    assert held.exit_code == 1
    assert "tuesday.csv:2: not mailed: has the reference of 'monday.csv:2', with another name; correct the one that is wrong" in held.stderr
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    table(tmp_path / "monday.csv", [{**ROW, **asked, "name": "Anne", "reference": "R-1"}])
    assert run("email", "monday.csv", *words).exit_code == 0
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1


@pytest.mark.parametrize("spelt", ["r-1042", "R\u20131042", "R\u00a01042", "r\u22121042 "])
def test_two_plans_of_one_person_are_refused_however_the_reference_is_spelt(tmp_path, run, spelt):
    write(tmp_path / "plans" / "a.yaml", plan(1, patient={"reference": "R 1042"}))
    write(tmp_path / "plans" / "b.yaml", plan(2, patient={"reference": spelt}))
    done = batch(run, "plans")
    assert done.exit_code == 1
    assert "plans/a.yaml  gives a plan for the same patient as 'plans/b.yaml'" in done.stderr
    assert pdfs(tmp_path / "today") == []


# --- neither name nor reference


def test_rows_with_neither_name_nor_reference_have_a_sheet_each_on_every_day(tmp_path, run):
    for day, side in (("monday", "left"), ("tuesday", "right"), ("again", "left")):
        table(tmp_path / f"{day}.csv", [{**ROW, "side": side}, {**ROW, "side": side}, {**ROW, "side": side, "goal": "Run"}])
        assert batch(run, f"{day}.csv").exit_code == 0
        assert len(pdfs(tmp_path / "today")) == (3 if day == "monday" else 6)


def test_rows_with_neither_name_nor_reference_do_not_write_over_each_other_under_a_name_of_one_s_own(tmp_path, run):
    for day, side in (("monday", "left"), ("tuesday", "right")):
        table(tmp_path / f"{day}.csv", [{**ROW, "side": side, "file": "first"}])
    assert batch(run, "monday.csv").exit_code == 0
    done = batch(run, "tuesday.csv")
    assert (done.exit_code, "from 'monday.csv:2'; 'tuesday.csv:2' is not for that person" in done.stderr) == (1, True)
    assert batch(run, "monday.csv").stderr.startswith("1 kept")
    table(tmp_path / "monday.csv", [{**ROW, "side": "left", "file": "first", "layout": "large"}])
    assert batch(run, "monday.csv").stderr.startswith("1 made")


@pytest.mark.parametrize("personal", [{"goal": "Run"}, {"side": "left"}, {"unnamed": "true"}, {}], ids=str)
def test_two_plans_without_a_patient_in_two_folders_are_two_people_unless_they_are_section_sheets(tmp_path, run, personal):
    for folder, exercise in (("a", "couch-stretch"), ("b", "hip-hinge")):
        write(tmp_path / folder / "plan.yaml", {"section": "hip", "exercises": [exercise], **personal})
    assert run("make", "a/plan.yaml").exit_code == 0
    write(tmp_path / "a" / "plan.yaml", {"section": "hip", "exercises": ["couch-stretch", "hip-hinge"], **personal})
    assert run("make", "a/plan.yaml").exit_code == 0
    for words in (["make", "b/plan.yaml"], ["batch", "b", "-o", ".", "--workers", "1"]):
        done = run(*words)
        assert done.exit_code == bool(personal)
        assert ("from 'a/plan.yaml'; 'b/plan.yaml' is not for that person" in done.stderr) == bool(personal)


# --- a thousand pairs

PEOPLE = [
    *({"reference": f"R-{number}"} for number in range(4)),
    *({"reference": f"r {number}", "name": f"Ann {number}"} for number in range(4)),
    *({"name": f"Ann {number}"} for number in range(4)),
    None,
]
"""Patients of whom some are the same, spelt in another way: R-1 and r 1; Ann 1 without a reference may be anybody of that name."""


def is_same(one, other):
    """Return whether two patients of two files are surely one."""
    if one is None or other is None or "reference" not in one or "reference" not in other:
        return False
    keys = [folded(who.get("reference") or who["name"]) for who in (one, other)]
    names = [who.get("name") for who in (one, other)]
    return keys[0] == keys[1] and (None in names or names[0] == names[1])


class Sheets:
    """Sheets put into a folder by batch or make, under one name, without being laid out."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.path, self.count = folder, folder / "sheet.pdf", 0
        self.pdf = made(plan(1, patient={"reference": "R-1"})).pdf
        monkeypatch.setattr("handouts.pdf.person.is_same_sheet", lambda *_: False)  # they all have the same bytes here
        monkeypatch.setattr("handouts.batch.work.prepare", lambda _library, plan, *_: self.prepared(plan))
        monkeypatch.setattr(
            "handouts.batch.work.finish", lambda _: SimpleNamespace(pdf=self.pdf, pages=SimpleNamespace(pages=()), notes=())
        )

    def prepared(self, one):
        """Return what a plan prints, as far as batch looks at it; no two are the same."""
        self.count += 1
        doc = SimpleNamespace(version="1")
        handout = SimpleNamespace(doc=doc, content_hash="", patient=one.patient, notes=())
        return SimpleNamespace(handout=handout, printing=SimpleNamespace(paper="A4"), identity=str(self.count).encode(), notes=())

    def put(self, way, source, patient):
        """Put a patient's sheet into the folder; return what was said against it."""
        one = Plan(section=("hip",), side="left", goal=source, patient=Patient(**patient) if patient else None)
        whose = _whose_row(one, source, {}) if source.partition(":")[2] else whose_plan(one, source)
        if way == "batch":
            job = Job(1, source, "sheet", one, "cards", whose)
            secret_of(self.folder)
            return " ".join(str(problem) for problem in do_job(Content(None, None, {"cards": None}), job, Order(str(self.folder))).problems)
        try:
            name, pdf = for_folder(self.pdf, whose, lambda _: str(self.path), force=False)
        except HandoutError as error:
            return str(error)
        write_output(name, pdf, force=False)
        return ""


def test_of_a_thousand_pairs_of_people_under_one_name_nobody_s_sheet_is_written_over(tmp_path, monkeypatch):
    chance, sheets, counts = random.Random(16), Sheets(tmp_path, monkeypatch), {True: 0, False: 0}
    for number in range(1000):
        sources = [chance.choice([f"plans-{at}/plan.yaml", f"monday-{at}.csv:{number}"]) for at in range(2)]
        people, ways = [chance.choice(PEOPLE) for _ in range(2)], [chance.choice(["batch", "make"]) for _ in range(2)]
        sheets.path.unlink(missing_ok=True)
        assert sheets.put(ways[0], sources[0], people[0]) == ""
        before = sheets.path.read_bytes()
        said = sheets.put(ways[1], sources[1], people[1])
        same = is_same(*people)
        counts[same] += 1
        assert (said == "") == same
        if not same:
            assert sheets.path.read_bytes() == before
            assert f"from '{sources[0]}'" in said
            assert f"'{sources[1]}' is " in said
            assert not any(who[key] in said for who in people if who for key in who)
    assert counts[False] > 800
    assert counts[True] > 50


# --- one name, and no reference

NAMESAKE = {"section": "hip", "exercises": ["couch-stretch"], "side": "left", "patient": {"name": "Zo\u00eb \u015een"}}
GIVE = "for a patient of this name without a reference, and nobody can tell whether "


def made_from(run, path, *, way, lock=(), **more):
    """Make or batch the sheet of a plan of a person without a reference into a.pdf."""
    write(path, {**NAMESAKE, **more})
    words = ("make", path, "-o", "a.pdf", *lock) if way == "make" else ("batch", path.parent, "-o", ".", "--workers", "1")
    return run(*map(str, words))


@pytest.mark.parametrize("second", ["make", "batch"])
@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
def test_of_two_people_of_one_name_without_a_reference_the_second_is_refused_with_what_to_do(tmp_path, run, second, lock):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert made_from(run, tmp_path / "one" / "a.yaml", way="make", lock=lock).exit_code == 0
    before = (tmp_path / "a.pdf").read_bytes()
    refused = made_from(run, tmp_path / "two" / "a.yaml", way=second, goal="another")
    assert (refused.exit_code, (tmp_path / "a.pdf").read_bytes() == before) == (1, True)
    assert (
        f"was made from 'one/a.yaml', {GIVE}'two/a.yaml' is for the same one; give each a reference (patient: reference)" in refused.stderr
    )
    assert "\u015een" not in refused.stderr
    assert made_from(run, tmp_path / "one" / "a.yaml", way="make", lock=lock, goal="another").exit_code == 0


def test_the_same_plan_or_table_makes_its_namesake_s_sheet_again_and_two_tables_do_not(tmp_path, run):
    row = {**ROW, "name": "Zo\u00eb \u015een"}
    table(tmp_path / "monday.csv", [row])
    assert batch(run, "monday.csv").exit_code == 0
    table(tmp_path / "monday.csv", [{**ROW, "reference": "R-9"}, {**row, "exercises": "hip-hinge"}])
    assert batch(run, "monday.csv").stderr.startswith("2 made")
    table(tmp_path / "tuesday.csv", [row])
    refused = batch(run, "tuesday.csv")
    assert (refused.exit_code, f"from 'monday.csv:3', {GIVE}'tuesday.csv:2' is for" in refused.stderr) == (1, True)


def test_the_same_command_makes_the_same_sheet_again_and_another_for_the_name_is_refused(run):
    words = ("make", "hip", "-e", "couch-stretch", "--patient", "Zo\u00eb \u015een", "--given-on", "2026-11-22", "-o", "a.pdf", "--side")
    assert [run(*words, "left").exit_code for _ in range(2)] == [0, 0]
    refused = run(*words, "right")
    assert (refused.exit_code, GIVE in refused.stderr) == (1, True)
    assert run(*words, "right", "--force").exit_code == 0


# --- a name is held by its reference


@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
@pytest.mark.parametrize("way", ["make", "batch"])
def test_a_reference_does_not_come_to_another_name_by_way_of_a_sheet_without_one(tmp_path, run, way, lock):
    def put(**patient):
        path = write(tmp_path / "plans" / "a.yaml", {**NAMESAKE, "patient": patient, "goal": patient.get("name", "none")})
        words = ("make", path, "-o", "a.pdf", *lock) if way == "make" else ("batch", path.parent, "-o", ".", "--workers", "1")
        return run(*map(str, words))

    assert put(name="Ann", reference="R-1").exit_code == 0
    assert put(reference="R-1").exit_code == 0
    assert way == "make" or put(reference="R-1").stderr.startswith("1 kept")
    refused = put(name="Bo", reference="R-1")
    assert (refused.exit_code, "was made for another person" in refused.stderr) == (1, True)
    assert put(name="ann", reference="R-1").exit_code == 0


def test_a_locked_sheet_says_whose_it_is_to_its_folder_alone(tmp_path, run):
    words = ("make", "hip", "-e", "couch-stretch", "--side", "left", "-o", "a.pdf", "--encrypt", "--reference")
    assert run(*words, "R-1").exit_code == 0
    first = (tmp_path / "a.pdf").read_bytes()
    assert run(*words, "r 1").exit_code == 0
    second = (tmp_path / "a.pdf").read_bytes()
    refused = run(*words, "R-2")
    assert (refused.exit_code, "was made for another person, from 'handouts make hip'" in refused.stderr) == (1, True)
    assert (tmp_path / "a.pdf").read_bytes() == second
    assert not {mark_of_sheet(first).origin[at : at + 16] for at in range(0, 256, 16)} & {
        mark_of_sheet(second).origin[at : at + 16] for at in range(0, 256, 16)
    } - {""}


MADE_OVER = {
    "a sheet": ("make", "hip", "-e", "couch-stretch", "--side", "left", "--patient", "Bob", "--reference", "R-2"),
    "a locked sheet": ("make", "hip", "-e", "couch-stretch", "--side", "left", "--patient", "Bob", "--reference", "R-2", "--encrypt"),
    "one of the same reference": ("make", "hip", "-e", "couch-stretch", "--side", "left", "--patient", "Bob", "--reference", "R-1"),
    "a section sheet": ("make", "hip"),
    "a drawing": ("figure", "couch-stretch"),
    "a contact sheet": ("figure", "--sheet", "hip"),
    "a print run": ("print-run", "rack.pdf"),
}


@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
@pytest.mark.parametrize("what", MADE_OVER)
def test_nothing_is_written_over_a_patient_s_sheet_locked_or_not(tmp_path, run, what, lock):
    ann = ("make", "hip", "-e", "couch-stretch", "--side", "left", "--patient", "Ann", "--reference", "R-1", "-o", "a.pdf")
    assert run("make", "hip", "-e", "couch-stretch", "-o", "rack.pdf").exit_code == 0
    assert run(*ann, *lock).exit_code == 0
    before = (tmp_path / "a.pdf").read_bytes()
    refused = run(*MADE_OVER[what], "-o", "a.pdf")
    assert (refused.exit_code, (tmp_path / "a.pdf").read_bytes() == before) == (1, True), refused.stderr
    assert run(*ann, *lock).exit_code == 0


@pytest.mark.parametrize("over", ["a section sheet", "a sheet", "a drawing", "a contact sheet"])
def test_no_sheet_is_written_over_a_print_run_that_holds_a_patient_s(tmp_path, run, over):
    assert (
        run("make", "hip", "-e", "couch-stretch", "--patient", "Ann", "--reference", "R-1", "--side", "left", "-o", "a.pdf").exit_code == 0
    )
    assert run("make", "hip", "-e", "couch-stretch", "-o", "rack.pdf").exit_code == 0
    assert run("print-run", "rack.pdf", "a.pdf", "-o", "run.pdf").exit_code == 0
    before = (tmp_path / "run.pdf").read_bytes()
    refused = run(*MADE_OVER[over], "-o", "run.pdf")
    assert (refused.exit_code, "holds patients' sheets" in refused.stderr) == (1, True)
    assert (tmp_path / "run.pdf").read_bytes() == before
    assert run("print-run", "rack.pdf", "a.pdf", "-o", "run.pdf").exit_code == 0  # a run of every day, under one name


# --- two at once

ZOE_AND_BO = [
    ("make", "hip", "-e", "couch-stretch", "--side", side, "--patient", name, "--reference", reference, "-o", "s.pdf")
    for side, name, reference in (("left", "Zo\u00eb", "R-1"), ("right", "Bo", "R-2"))
]


@pytest.fixture
def in_between(monkeypatch):
    """Return what lets something else happen after a sheet was looked for and before it is written."""

    def happens(what):
        waiting = [what]

        @contextlib.contextmanager
        def late(path, shown):
            if waiting:
                waiting.pop()()
            with whole_file(path, shown) as file:
                yield file

        for module in ("storing.output", "printrun.writing"):
            monkeypatch.setattr(f"handouts.{module}.whole_file", late)

    return happens


@pytest.mark.parametrize("lock", [(), ("--encrypt",)], ids=["open", "locked"])
def test_of_two_sheets_made_at_once_under_one_name_the_second_is_refused_with_both_origins(tmp_path, run, in_between, lock):
    one, other = ZOE_AND_BO
    in_between(lambda: run(*other, *lock))
    refused = run(*one, *lock)
    assert (refused.exit_code, mark_in(tmp_path / "s.pdf") is not None) == (1, True)
    assert "was made for another person, from 'handouts make hip'; 'handouts make hip' is not for that person" in refused.stderr
    assert run(*other, *lock).exit_code == 0
    assert list(tmp_path.glob(".handouts-*.part")) == []


def test_a_section_sheet_a_drawing_a_batch_and_a_print_run_look_again_in_the_moment_of_writing(tmp_path, run, in_between):
    write(tmp_path / "plans" / "s.yaml", plan(1, patient={"reference": "R-9"}))
    assert run("make", "hip", "-e", "couch-stretch", "-o", "rack.pdf").exit_code == 0
    for words in (
        ("make", "hip", "-o", "s.pdf"),
        ("figure", "couch-stretch", "-o", "s.pdf"),
        ("batch", "plans", "-o", ".", "--workers", "1"),
        ("print-run", "rack.pdf", "-o", "s.pdf"),
    ):
        in_between(lambda: run(*ZOE_AND_BO[0]))
        refused = run(*words)
        assert (refused.exit_code, run(*ZOE_AND_BO[0]).exit_code) == (1, 0), (words, refused.stderr)
        (tmp_path / "s.pdf").unlink()


def test_a_folder_is_held_by_one_writer_at_a_time_and_by_nobody_after_a_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr("handouts.storing.turns._PATIENCE_S", 0.1)
    with turn_in(tmp_path), turn_in(tmp_path):
        secret_of(tmp_path)
    with turn_in(tmp_path), pytest.raises(HandoutError, match="another run is writing into this folder"), turn_in(tmp_path):
        pass
    with turn_in(tmp_path):
        secret_in(tmp_path)


# --- what nothing but a name or a file tells


def kept_in(folder):
    return {path.name: path.read_bytes() for path in (folder / "earlier").glob("*")}


def test_the_next_day_s_namesake_in_the_same_table_leaves_the_sheet_of_the_day_before_in_earlier(tmp_path, run):
    row = {**ROW, "name": "Zo\u00eb \u015een"}
    table(tmp_path / "p.csv", [row])
    assert batch(run, "p.csv").exit_code == 0
    (name,) = pdfs(tmp_path / "today")
    before = (tmp_path / "today" / name).read_bytes()
    assert (batch(run, "p.csv").exit_code, kept_in(tmp_path / "today")) == (0, {})
    table(tmp_path / "p.csv", [{**row, "exercises": "hip-hinge", "side": "right"}])
    done = batch(run, "p.csv")
    kept = f"{name.removesuffix('.pdf')}-1.pdf"
    assert (done.exit_code, kept_in(tmp_path / "today")) == (0, {kept: before})
    assert f"was another sheet, kept as earlier/{kept}; nothing tells if both are one person's: give a reference" in done.stderr
    assert stat.S_IMODE((tmp_path / "today" / "earlier").stat().st_mode) == 0o700
    assert pdfs(tmp_path / "today") == [name]
    assert run("forget", "Zo\u00eb \u015een", "today").exit_code == 0
    assert kept_in(tmp_path / "today") == {}


@pytest.mark.parametrize("way", ["make", "batch"])
@pytest.mark.parametrize("patient", [{}, {"name": "Ann"}], ids=["nameless", "name"])
def test_a_plan_without_a_reference_that_was_changed_leaves_the_sheet_before_in_earlier(tmp_path, run, way, patient):
    sheets = []
    for exercise, side in (("couch-stretch", "left"), ("hip-hinge", "right"), ("couch-stretch", "right")):
        more = {"patient": patient} if patient else {}
        write(tmp_path / "plan.yaml", {"section": "hip", "exercises": [exercise], "side": side, **more})
        done = run(*(("make", "plan.yaml") if way == "make" else ("batch", "plan.yaml", "-o", ".", "--workers", "1")))
        assert (done.exit_code, f"kept as earlier/plan-{len(sheets)}.pdf" in done.stderr) == (0, bool(sheets))
        sheets.append((tmp_path / "plan.pdf").read_bytes())
    assert kept_in(tmp_path) == {"plan-1.pdf": sheets[0], "plan-2.pdf": sheets[1]}


def test_a_sheet_that_a_reference_tells_is_replaced_and_so_is_any_with_force(tmp_path, run):
    for patient, force in (({"name": "Ann", "reference": "R-1"}, ()), ({"name": "Ann"}, ("--force",))):
        for exercise in ("couch-stretch", "hip-hinge"):
            write(tmp_path / "plan.yaml", {"section": "hip", "exercises": [exercise], "side": "left", "patient": patient})
            assert run("make", "plan.yaml", *force).exit_code == 0
    assert not (tmp_path / "earlier").exists()


# --- print runs


def test_a_print_run_is_not_written_over_one_of_other_patients(tmp_path, run):
    for name, reference in (("a", "R-1"), ("b", "R-2")):
        words = ("make", "hip", "-e", "couch-stretch", "--side", "left", "--reference", reference, "-o", f"{name}.pdf")
        assert run(*words).exit_code == 0
    assert run("make", "hip", "-o", "rack.pdf").exit_code == 0
    assert run("print-run", "a.pdf", "rack.pdf", "-o", "r.pdf").exit_code == 0
    before = (tmp_path / "r.pdf").read_bytes()
    for files in (["b.pdf"], ["rack.pdf"]):
        refused = run("print-run", *files, "-o", "r.pdf")
        assert (refused.exit_code, (tmp_path / "r.pdf").read_bytes() == before) == (1, True)
        assert "r.pdf: is a print run with sheets of 1 patient who may not be among these: choose another name" in refused.stderr.replace(
            "r.pdf  is", "r.pdf: is"
        )
    assert run("print-run", "b.pdf", "a.pdf", "-o", "r.pdf").exit_code == 0
    assert run("print-run", "a.pdf", "-o", "r.pdf").exit_code == 1
    assert run("print-run", "a.pdf", "-o", "r.pdf", "--force").exit_code == 0


def test_a_print_run_that_does_not_say_whose_sheets_it_holds_is_not_written_over(tmp_path, run):
    assert run("make", "hip", "-e", "couch-stretch", "--side", "left", "--reference", "R-1", "-o", "a.pdf").exit_code == 0
    piped = run("make", "hip", "-e", "couch-stretch", "--side", "left", "--reference", "R-1", "-o", "-").stdout_bytes
    (tmp_path / "p.pdf").write_bytes(piped)
    assert run("print-run", "p.pdf", "-o", "r.pdf").exit_code == 0
    assert run("print-run", "p.pdf", "-o", "r.pdf").exit_code == 1
    data = (tmp_path / "r.pdf").read_bytes()
    (tmp_path / "r.pdf").write_bytes(data.replace(b"%/Holds(", b"%/Other("))
    refused = run("print-run", "a.pdf", "-o", "r.pdf")
    assert (refused.exit_code, "of an older version, which does not say whose sheets it holds" in refused.stderr) == (1, True)
