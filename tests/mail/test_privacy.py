"""The right sheet to the right person, and nothing of anybody where it does not belong: names of canaries are looked for everywhere."""

import base64
import csv
import io
import os
import re
import secrets
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from handouts.mail.ledger import WHO, opened
from handouts.pdf.person import digits_of_person
from handouts.storing.secret import secret_in
from tests.mailing import (
    BUSY,
    LOST,
    LOST_AFTER,
    NO_SUCH_USER,
    SENDER,
    Fault,
    MailServer,
    clinic_folder,
    environment,
    patient,
    people,
    read_drafts,
    read_who,
    table,
    trusted,
)
from tests.making import library, plan
from tests.read_back import read
from tests.writing import write, write_clinic

HASTY = """
import sys
from handouts.mail import outbox
outbox.PAUSES_S = (0.1, 0.1, 0.1)
from handouts.cli.root import main
main(sys.argv[1:], prog_name='handouts')
"""
"""The program, with short pauses before it tries again."""
TOKEN = re.compile(r"R-\d{4}(?!\d)")
CANARY = f"Kanarie{secrets.token_hex(4)}"
"""New each time, so that nothing else on this computer can hold it."""


@pytest.fixture
def mail(run, monkeypatch):
    """Return what runs `handouts email` for the clinic of the folder; the library is read once."""
    monkeypatch.setattr("handouts.cli.mail.library_of", lambda _: library())
    return lambda *words: run("email", *words, *(() if "-o" in words else ("-o", "outbox")), "--clinic", "clinic")


def canary(number, **more):
    """Return a row that is full of a name which must be seen nowhere else; their address has it too."""
    name = f"{CANARY}{number}"
    own = {"name": f"Zoë {name}", "goal": f"{name} runs", "email": f"{name}@example.org", "couch-stretch.note": f"Well done {name}"}
    return patient(number, **(own | more))


def holds(data, number=""):
    """Return whether bytes hold the name, plainly or as mail and PDF would write it."""
    name = f"{CANARY}{number}"
    forms = [name.encode(), name.lower().encode(), name.encode("utf-16-be"), name.encode("utf-16-be").hex().upper().encode()]
    return any(form in data or form in data.lower() for form in forms)


def holders(folder, number=""):
    """Return the files that hold the name, in their bytes or inside what a message carries."""
    found = []
    for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
        data = path.read_bytes()
        inside = b"".join(base64.b64decode(block) for block in re.findall(rb"(?:[A-Za-z0-9+/=]{60,76}\r\n){3,}", data))
        if holds(data, number) or holds(inside, number) or CANARY.lower() in path.name.lower():
            found.append(path.name)
    return found


# --- M4: the right person


def test_each_pdf_is_for_the_one_it_was_sent_to_among_namesakes(tmp_path, mail, monkeypatch):
    rows = [patient(number) for number in range(16)]
    rows[3]["email"] = rows[4]["email"] = "family@example.org"
    with MailServer(lambda step: BUSY if step.phase == "RCPT" and step.number % 5 == 0 else None) as server, trusted(monkeypatch):
        monkeypatch.setattr("handouts.mail.outbox.PAUSES_S", (0.0, 0.0, 0.0))
        clinic_folder(tmp_path / "clinic", server)
        assert mail(table(tmp_path / "patients.csv", rows).name, "--send", "--yes").exit_code == 0
    assert len(server.told.kept) == 16
    expected = {row["reference"]: row["email"] for row in rows}
    for kept in server.told.kept:
        (token,) = set(TOKEN.findall(read(kept.pdf).text()))
        assert kept.recipients == (expected.pop(token),)
        assert str(kept.message["To"]) == kept.recipients[0]
    assert expected == {}


def test_table_of_who_gets_what_is_what_is_sent(tmp_path, mail):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    rows = [patient(number) for number in range(6)]
    mail(table(tmp_path / "patients.csv", rows).name)
    drafts = read_drafts(tmp_path / "outbox")
    for row, wanted in zip(read_who(tmp_path / "outbox"), rows, strict=True):
        assert row["to"] == wanted["email"]
        assert row["person"] == digits_in(tmp_path / "outbox", wanted["reference"])
        (token,) = set(TOKEN.findall(read(drafts[row["to"]].pdf).text()))
        assert token == wanted["reference"]


# --- P1: names on no terminal, in no log, no file left over, no command line


def test_names_are_seen_nowhere_though_everything_goes_wrong(tmp_path):
    rows = [
        canary(0),
        canary(1),
        canary(2),
        canary(3),
        canary(4),
        canary(5, email_ok=""),
        canary(6, email=""),
        canary(7, email=f"{CANARY}7 at example.org"),
        canary(8, email_ok=f"{CANARY}8"),
        canary(9, side=f"{CANARY}9"),
        canary(10, exercises=f"{CANARY}10"),
        canary(11, name=CANARY * 20),
        canary(12, given_on=CANARY),
        canary(13, reference=CANARY * 9),
        canary(14, name=f"{CANARY} \ue000"),
        canary(16, language=CANARY),
        canary(17, **{"couch-stretch.hold_s": CANARY}),
        canary(18),
    ]
    seen = []
    refusals = {
        f"{CANARY}0@example.org": ("TEXT", None),
        f"{CANARY}1@example.org": ("RCPT", Fault(f"550 5.1.1 <{CANARY}1@example.org>: {CANARY}1 is not known here")),
        f"{CANARY}2@example.org": ("TEXT", LOST_AFTER),
        f"{CANARY}3@example.org": ("TEXT", Fault(f"554 5.7.1 letter to {CANARY}3 refused")),
        f"{CANARY}4@example.org": ("DATA", LOST),
    }

    def faults(step):
        seen.extend(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if readable(path))
        phase, fault = refusals.get(step.address, ("", None))
        return fault if step.phase == phase else None

    (tmp_path / "tmp").mkdir()
    with MailServer(faults) as server:
        clinic_folder(tmp_path / "clinic", server)
        table(tmp_path / "patients.csv", rows)
        environ = {**os.environ, **environment(), "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home")}
        for words in (
            ("email", "patients.csv", "-o", "outbox", "--send", "--yes", "--encrypt", "--clinic", "clinic"),
            ("email", "patients.csv", "-o", "outbox", "--anew", "--send", "--yes", "--clinic", "clinic"),
            ("outbox", "outbox"),
            ("outbox", "outbox", "--retry", "--yes", "--clinic", "clinic"),
        ):
            command = [sys.executable, "-c", HASTY, *words]
            done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, check=False, timeout=600)
            assert b"Traceback" not in done.stderr
            assert [line for line in (done.stdout + done.stderr).decode().splitlines() if holds(line.encode())] == []
            seen.append(done.stderr)
    assert {kept.recipients[0] for kept in server.told.kept} == {f"{CANARY}{number}@example.org" for number in (0, 2, 18)}
    assert any(b"1 is not known here" in one or b"is not known here" in one for one in seen)
    assert len(seen) > 50
    assert [one for one in seen if holds(one)] == []
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "home").exists()
    assert holders(tmp_path / "outbox", "18") == []  # it was sent, and its draft is gone
    assert holds((tmp_path / "outbox" / ".handouts.db").read_bytes()) is False


def readable(path):
    """Return whether a process is still there."""
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


# --- P2: for nobody else, and nothing left over


def test_files_are_for_their_owner_alone_whatever_the_umask_is(tmp_path):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    table(tmp_path / "patients.csv", [canary(1), canary(2)])
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-m", "handouts", "email", "patients.csv", "-o", "deep/outbox", "--clinic", "clinic", "--encrypt"]
    environ = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    subprocess.run(command, cwd=tmp_path, env=environ, check=True, capture_output=True, umask=0)
    made = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep").rglob("*")} | {
        tmp_path / "deep": stat.S_IMODE((tmp_path / "deep").stat().st_mode)
    }
    assert len(made) == 7
    assert {path.name: oct(mode) for path, mode in made.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}
    assert list((tmp_path / "tmp").iterdir()) == []


# --- P3: what a message and its file say of themselves


def test_name_stands_in_no_header_file_name_or_property_of_the_pdf(tmp_path, mail):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    table(tmp_path / "patients.csv", [canary(1, email="someone@example.org")])
    mail("patients.csv")
    (kept,) = read_drafts(tmp_path / "outbox").values()
    message = kept.message
    headers = "\n".join(f"{name}: {value}" for part in message.walk() for name, value in part.items())
    bodies = "".join(message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert not holds((headers + bodies).encode())
    assert "R-0001" not in headers + bodies
    assert not any(CANARY.lower() in path.name.lower() for path in (tmp_path / "outbox").iterdir())
    found = read(kept.pdf)
    assert holds(found.text().encode())
    assert not holds((str(found.info) + found.xmp).encode())
    with pikepdf.open(io.BytesIO(kept.pdf)) as pdf:
        assert not holds(bytes(pdf.docinfo.unparse()))


def test_ledger_and_message_id_tell_nobody_who_it_is(tmp_path, mail):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    table(tmp_path / "patients.csv", [canary(1)])
    mail("patients.csv")
    (kept,) = read_drafts(tmp_path / "outbox").values()
    assert re.fullmatch(r"<[0-9a-f]{32}@testclinic\.example>", str(kept.message["Message-ID"]))
    with opened(tmp_path / "outbox") as ledger:
        (entry,) = ledger.entries()
    assert not holds(repr(entry).encode())
    assert not holds((tmp_path / "outbox" / ".handouts.db").read_bytes())


# --- P4: forgotten


def digits_in(folder, text):
    """Return the digits by which the lists of a folder call a person."""
    return digits_of_person(secret_in(folder), text)


@pytest.mark.parametrize("key", ["reference", "digits"])
def test_after_forget_no_byte_of_the_patient_is_in_the_folder_and_the_others_are(tmp_path, mail, run, key):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    table(tmp_path / "patients.csv", [canary(2)])
    table(tmp_path / f"{CANARY}1.csv", [canary(1, file="a"), canary(1, file="b", exercises="hip-hinge")])
    mail("patients.csv", f"{CANARY}1.csv")
    assert len(holders(tmp_path / "outbox", "1")) == 4
    digits = digits_in(tmp_path / "outbox", "R-0001")
    result = run("forget", "R-0001" if key == "reference" else digits, "outbox")
    assert (result.exit_code, result.stderr) == (0, "2 files removed\n")
    assert holders(tmp_path / "outbox", "1") == []
    assert digits.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "outbox").iterdir())
    assert len(holders(tmp_path / "outbox", "2")) == 2
    assert [row["person"] for row in read_who(tmp_path / "outbox")] == [digits_in(tmp_path / "outbox", "R-0002")]


@pytest.mark.parametrize("reference", ["104212", "abcdef", "R-0001"])
def test_reference_that_looks_like_six_digits_of_a_list_is_forgotten_too(tmp_path, mail, run, reference):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    table(tmp_path / "patients.csv", [canary(1, reference=reference)])
    mail("patients.csv")
    assert run("forget", reference, "outbox").stderr == "1 file removed\n"
    assert holders(tmp_path / "outbox") == []


def test_name_is_the_key_of_a_patient_without_a_reference(tmp_path, mail, run):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    table(tmp_path / "patients.csv", [canary(1, reference="")])
    mail("patients.csv")
    assert run("forget", f"Zoë {CANARY}1", "outbox").stderr == "1 file removed\n"
    assert holders(tmp_path / "outbox") == []


def test_sheets_of_a_batch_are_forgotten_with_their_rows(tmp_path, run):
    table(tmp_path / "patients.csv", [canary(1), canary(2)])
    assert run("batch", "patients.csv", "-o", "today", "--workers", "1").exit_code == 0
    older = tmp_path / "today" / f"hip-{sha256(b'R-0001').hexdigest()[:6]}.pdf"
    older.write_bytes(b"%PDF- as an older version named it")
    assert run("forget", "R-0001", "today").stderr == "2 files removed\n"
    assert [path.name for path in (tmp_path / "today").glob("*.pdf")] == [f"hip-{digits_in(tmp_path / 'today', 'R-0002')}.pdf"]
    text = (tmp_path / "today" / "manifest.csv").read_text(encoding="utf-8")
    assert digits_in(tmp_path / "today", "R-0001") not in text
    assert digits_in(tmp_path / "today", "R-0002") in text


@pytest.mark.parametrize("saved_by", ["handouts", "a spreadsheet"])
def test_sheets_under_names_that_the_clinic_chose_are_forgotten_too(tmp_path, run, saved_by):
    table(tmp_path / "patients.csv", [canary(1, file="monday-1"), canary(2, file="monday-2")])
    for number in (1, 2):
        write(tmp_path / "plans" / f"plan-{number}.yaml", plan(1, patient={"name": "Zoë Şen", "reference": f"R-{number:04}"}))
    assert run("batch", "patients.csv", "hip", "-o", "today", "--workers", "1").exit_code == 0
    assert run("batch", "plans", "-o", "today", "--workers", "1").exit_code == 0
    manifest = tmp_path / "today" / "manifest.csv"
    persons = [row["person"] for row in csv.DictReader(io.StringIO(manifest.read_text(encoding="utf-8")))]
    assert sorted(persons) == ["", *sorted([f"k{digits_in(tmp_path / 'today', reference)}" for reference in ("R-0001", "R-0002")] * 2)]
    if saved_by == "a spreadsheet":
        manifest.write_text("\ufeff" + manifest.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert run("forget", "R-0001", "today").stderr == "2 files removed\n"
    assert sorted(path.name for path in (tmp_path / "today").glob("*.pdf")) == ["hip.pdf", "monday-2.pdf", "plan-2.pdf"]
    text = manifest.read_text(encoding="utf-8")
    assert digits_in(tmp_path / "today", "R-0001") not in text
    assert "monday-1" not in text
    assert text.count(digits_in(tmp_path / "today", "R-0002")) == 2


ROW = {"section": "hip", "exercises": "couch-stretch", "given_on": "2026-11-22", "side": "left"}


def made_for(tmp_path, run, *references, **files):
    """Make a sheet for each reference into `today`, under names of the clinic's own where given."""
    rows = [{**ROW, "reference": one, "file": files.get(one.replace("-", "_"), "")} for one in references]
    table(tmp_path / "patients.csv", rows)
    assert run("batch", "patients.csv", "-o", "today", "--workers", "1").exit_code == 0
    return tmp_path / "today"


def pdfs(folder):
    return sorted(path.name for path in folder.glob("*.pdf"))


def test_sheets_of_an_earlier_batch_in_the_same_folder_are_forgotten_too(tmp_path, run):
    made_for(tmp_path, run, "R-1", R_1="monday")
    folder = made_for(tmp_path, run, "R-2", R_2="tuesday")
    rows = list(csv.DictReader(io.StringIO((folder / "manifest.csv").read_text(encoding="utf-8"))))
    assert [(row["file"], row["status"]) for row in rows] == [("tuesday.pdf", "made"), ("monday.pdf", "earlier")]
    table(tmp_path / "patients.csv", [{**ROW, "reference": "R-2", "file": "tuesday", "exercises": "no-such"}])
    assert run("batch", "patients.csv", "-o", "today", "--workers", "1").exit_code == 1  # and its older sheet is still there
    assert run("forget", "R-2", "today").stderr == "1 file removed\n"
    assert run("forget", "R-1", "today").stderr == "1 file removed\n"
    assert pdfs(folder) == []
    assert len((folder / "manifest.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_patients_whose_six_digits_were_the_same_are_told_apart(tmp_path, run):
    folder = made_for(tmp_path, run, "R-1033", "R-5625", R_1033="ann", R_5625="ben")
    assert run("forget", "R-1033", "today").stderr == "1 file removed\n"
    assert pdfs(folder) == ["ben.pdf"]


@pytest.mark.parametrize(("key", "left"), [("123456", ["123456-monday.pdf", "drill-facade.pdf"]), ("facade", None), ("R-9", None)])
def test_key_that_looks_like_digits_is_a_reference_first_and_never_a_word_of_another_patients_file(tmp_path, run, key, left):
    folder = made_for(tmp_path, run, "A-1", "123456", "A-3", A_1="123456-monday", A_3="drill-facade", **{"123456": "tues"})
    every = pdfs(folder)
    assert run("forget", key, "today").exit_code == (0 if left else 1)
    assert pdfs(folder) == (left or every)


@pytest.mark.parametrize("typed", ["list", "capitals", "manifest"])
def test_digits_of_a_list_name_a_patient_too(tmp_path, run, typed):
    folder = made_for(tmp_path, run, "R-1", "R-2", R_1="ann", R_2="ben")
    digits = digits_in(folder, "R-1")
    key = {"list": digits, "capitals": digits.upper(), "manifest": f"k{digits}"}[typed]
    assert run("forget", key, "today").stderr == "1 file removed\n"
    assert pdfs(folder) == ["ben.pdf"]


@pytest.mark.parametrize(
    "harm", ["an older version's", "UTF-16", "tabs", "columns twice", "a cell without end", "binary", "empty", "a folder", "a pipe"]
)
def test_a_manifest_that_cannot_be_read_is_told_and_sheets_are_found_by_their_digits(tmp_path, run, harm):
    folder = made_for(tmp_path, run, "R-1", "R-2", R_1="ann")
    for sheet in folder.glob("*.pdf"):  # as an earlier version made them
        sheet.write_bytes(re.sub(rb"/For\([^)]*\)", b"", sheet.read_bytes()))
    path = folder / "manifest.csv"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    elif harm == "a pipe":
        os.mkfifo(path)
    elif harm == "an older version's":
        path.write_text("\n".join(line.rpartition(",")[0] for line in text.splitlines()), encoding="utf-8")
    else:
        harmed = {"UTF-16": text.encode("utf-16"), "tabs": text.replace(",", "\t").encode(), "columns twice": b"file,person,person,file\n"}
        harmed |= {"a cell without end": text.encode() + b'"' + b"x" * 200_000, "binary": bytes(range(256)) * 50, "empty": b""}
        path.write_bytes(harmed[harm])
    assert run("forget", "R-1", "today").stderr.startswith("warning: today/manifest.csv  does not say whose each file is")
    assert run("forget", "R-2", "today").stderr.endswith("\n1 file removed\n")
    assert pdfs(folder) == ["ann.pdf"]


@pytest.mark.parametrize("key", ["R-1", "r-1", "Zoë Şen", "ZOË  ŞEN", "Zoe\u0308\u00a0S\u0327en", " zoë şen "])
def test_sheets_and_plans_that_make_had_are_forgotten_however_the_key_is_typed(tmp_path, run, key):
    ours = plan(1, patient={"name": "Zoë Şen", "reference": "R-1"})
    write(tmp_path / "folder" / "plans" / "zoe.yaml", ours)
    write(tmp_path / "folder" / "bo.yaml", plan(1, patient={"name": "Bo Žak", "reference": "R-2"}))
    for words in (
        ["folder/plans/zoe.yaml", "-o", "folder/a.pdf"],
        ["folder/bo.yaml", "-o", "folder/b.pdf"],
        ["hip", "-o", "folder/hip.pdf"],
    ):
        assert run("make", *words).exit_code == 0
    done = run("forget", key, "folder")
    assert (done.exit_code, done.stderr) == (0, "2 files removed\n")
    left = sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "folder").rglob("*") if path.is_file())
    assert left == ["folder/.handouts.key", "folder/b.pdf", "folder/bo.yaml", "folder/hip.pdf"]
    assert (run("forget", key, "folder").exit_code, run("forget", key, "folder").stderr) == (1, "nothing found\n")


TWO = (
    "more than one patient here is meant; nothing was removed. Give the reference instead",
    "folder/1.yaml  is for R-1",
    "folder/2.yaml  is for R-2",
)


def test_a_name_that_two_patients_bear_takes_nobody_away(tmp_path, run):
    for number in (1, 2):
        write(tmp_path / "folder" / f"{number}.yaml", plan(1, patient={"name": "Zoë Şen", "reference": f"R-{number}"}))
        assert run("make", f"folder/{number}.yaml", "-o", f"folder/{number}.pdf").exit_code == 0
    done = run("forget", "Zoë Şen", "folder")
    assert (done.exit_code, done.stderr) == (1, "".join(f"error: {line}\n" for line in TWO))
    assert len(list((tmp_path / "folder").glob("[!.]*"))) == 4
    assert run("forget", "R-2", "folder").stderr == "2 files removed\n"
    assert sorted(path.name for path in (tmp_path / "folder").glob("[!.]*")) == ["1.pdf", "1.yaml"]


def test_a_file_that_cannot_be_read_and_seems_to_name_the_patient_is_said(tmp_path, run):
    write(tmp_path / "folder" / "zoe.yaml", "patient: {name: Zoë Şen\n")
    done = run("forget", "Zoë Şen", "folder")
    assert done.exit_code == 1
    assert "folder/zoe.yaml:1  seems to name this patient; check it yourself" in done.stderr


def test_a_folder_called_as_a_sheet_is_left_alone_and_capitals_make_no_difference(tmp_path, run):
    folder = made_for(tmp_path, run, "R-1", "R-2", R_1="ann", R_2="ben")
    (folder / "ann.pdf").rename(folder / "Ann.PDF")
    (folder / "ben.pdf").unlink()
    (folder / "ben.pdf").mkdir()
    assert run("forget", "R-1", "today").stderr == "1 file removed\n"
    assert run("forget", "R-2", "today").stderr == "0 files removed\n"  # but a row of the manifest
    assert [path.name for path in folder.iterdir() if path.suffix.lower() == ".pdf"] == ["ben.pdf"]


def test_a_manifest_leads_to_no_file_outside_its_folder(tmp_path, run):
    table(tmp_path / "patients.csv", [canary(1, file="monday-1")])
    assert run("batch", "patients.csv", "-o", "today", "--workers", "1").exit_code == 0
    outside = tmp_path / "keep.pdf"
    outside.write_bytes(b"%PDF-")
    manifest = tmp_path / "today" / "manifest.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("monday-1.pdf", "../keep.pdf"), encoding="utf-8")
    assert run("forget", "R-0001", "today").exit_code == 0
    assert outside.is_file()


def test_forgetting_a_stranger_takes_nothing_away(tmp_path, mail, run):
    write_clinic(tmp_path / "clinic", f"email: {SENDER}\n")
    table(tmp_path / "patients.csv", [canary(1)])
    mail("patients.csv")
    before = {path.name: path.read_bytes() for path in (tmp_path / "outbox").iterdir() if path.suffix in (".eml", ".csv")}
    assert run("forget", "R-9999", "outbox").stderr == "nothing found\n"
    assert {path.name: path.read_bytes() for path in (tmp_path / "outbox").iterdir() if path.suffix in (".eml", ".csv")} == before


def test_after_everything_is_sent_only_the_table_holds_an_address(tmp_path, mail, monkeypatch):
    with MailServer(lambda step: NO_SUCH_USER if step.phase == "RCPT" and step.number == 2 else None) as server, trusted(monkeypatch):
        clinic_folder(tmp_path / "clinic", server)
        table(tmp_path / "patients.csv", [canary(1), canary(2)])
        mail("patients.csv", "--send", "--yes")
    assert holders(tmp_path / "outbox", "1") == [WHO]
    assert people(1)[0] not in (tmp_path / "outbox" / WHO).read_text(encoding="utf-8")
    assert len(holders(tmp_path / "outbox", "2")) == 2  # the draft of what failed is kept for --retry
