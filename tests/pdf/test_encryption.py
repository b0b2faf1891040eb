"""handouts.pdf.encryption: a sheet behind four words that are told once and kept nowhere."""

import io
import math
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from handouts.pdf.encryption import WORDS, encrypt, new_passphrase, words
from handouts.pdf.metadata import retitled
from handouts.reading.extras import how_to_install
from tests.making import FOUR, made
from tests.read_back import read

PATIENT = ("make", "hip", "-e", "couch-stretch", "--patient", "Zoë Şen", "--reference", "R-1042", "--given-on", "2026-11-22")


@pytest.fixture(scope="module")
def locked():
    passphrase = new_passphrase()
    return encrypt(made(FOUR).pdf, passphrase), passphrase


def opened_again(locked):
    data, passphrase = locked
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data), password=passphrase) as pdf:
        pdf.save(written)
    return written.getvalue()


# --- the words


def test_words_are_plain_short_distinct_and_enough_for_44_bits():
    assert len(set(words())) == len(words()) >= 2048
    assert WORDS * math.log2(len(words())) >= 44
    assert [word for word in words() if not re.fullmatch(r"[a-z]{4,7}", word)] == []
    assert list(words()) == sorted(words())


def test_no_word_is_another_with_an_s_at_its_end():
    assert [word for word in words() if word.endswith("s") and word[:-1] in words()] == []


def test_no_word_would_hurt_a_patient():
    hard = {
        "death",
        "kill",
        "blood",
        "pain",
        "cancer",
        "sick",
        "ugly",
        "weapon",
        "abuse",
        "fatal",
        "drunk",
        "naked",
        "devil",
        "hurt",
        "injury",
    }
    assert hard & set(words()) == set()


def test_each_passphrase_is_four_words_of_the_list_and_new():
    many = {new_passphrase() for _ in range(200)}
    assert len(many) == 200
    assert all(len(one.split(" ")) == WORDS and set(one.split(" ")) <= set(words()) for one in many)


def test_words_are_drawn_by_the_chance_of_the_system(monkeypatch):
    drawn = iter(["maple", "cube", "bugle", "relax"])
    monkeypatch.setattr("handouts.pdf.encryption.secrets.choice", lambda choices: next(drawn) if choices == words() else None)
    assert new_passphrase() == "maple cube bugle relax"


# --- the file


def test_it_opens_with_the_passphrase_only(locked):
    data, passphrase = locked
    for wrong in ("", passphrase.upper(), passphrase.rsplit(" ", 1)[0], "2026-11-22"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(data), password=wrong)
    assert read(opened_again(locked)).text() == read(made(FOUR).pdf).text()


def test_lock_is_aes_256_and_everything_is_allowed_to_who_has_the_words(locked):
    data, passphrase = locked
    with pikepdf.open(io.BytesIO(data), password=passphrase) as pdf:
        assert (pdf.encryption.R, pdf.encryption.V, pdf.encryption.bits) == (6, 5, 256)
        assert pdf.trailer.Encrypt.CF.StdCF.CFM == "/AESV3"
        assert all(pdf.allow)
        assert int(pdf.trailer.Encrypt.P) & 1 << 9  # bit 10: extraction for accessibility (ISO 14289-1, 7.16)


def test_what_the_file_says_of_itself_stays_readable_without_its_archive_claim(locked):
    data, _ = locked
    assert b"<dc:title>" in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"<pdfaid:" not in data
    assert b"<pdfaid:part>2</pdfaid:part>" in made(FOUR).pdf


def test_opened_again_it_is_as_accessible_as_before(locked, tmp_path):
    path = tmp_path / "again.pdf"
    path.write_bytes(opened_again(locked))
    result = page_validation.validate_pdf(str(path), profile="ua1")
    assert result.failures == []
    assert not page_validation.validate_pdf(str(path), profile="2a").is_compliant


@pytest.mark.parametrize("secret", ["Zoë", "Şen", "R-1042", "Couch stretch", "couch"])
def test_nothing_of_the_patient_can_be_read_in_it(locked, secret):
    data, _ = locked
    assert secret.encode("utf-8") not in data
    assert secret.encode("utf-16-be") not in data
    assert secret.encode("utf-16-be").hex().upper().encode() not in data


# --- nothing to test a guess with


def seen(data):
    """What anybody sees of a locked file: the streams that stand in the open and how long each is, but for objects packed together."""
    streams = re.findall(rb"<<([^<>]*/Length \d+[^<>]*)>>\s*stream", data)
    return tuple(sorted(one for one in streams if b"/ObjStm" not in one and b"/XRef" not in one))


def test_identifiers_of_a_locked_file_come_from_nothing_in_it(locked):
    """Two are locked in one second: what is made of the clock and the title would be alike."""
    plain, passphrase = made(FOUR).pdf, locked[1]
    twice = [encrypt(plain, passphrase) for _ in range(3)]
    known = {one.decode() for one in re.search(rb"/ID \[<(\w+)><(\w+)>\]", plain).groups()}
    with (
        pikepdf.open(io.BytesIO(twice[0]), password=passphrase) as first,
        pikepdf.open(io.BytesIO(twice[1]), password=passphrase) as second,
        pikepdf.open(io.BytesIO(twice[2]), password=passphrase) as third,
    ):
        drawn = [bytes(one).hex() for pdf in (first, second, third) for one in pdf.trailer.ID]
    assert len(set(drawn)) == 6
    assert known.isdisjoint(drawn)
    assert all(len(one) == 32 for one in drawn)


def test_title_of_a_locked_file_is_the_clinics_name(locked):
    data, passphrase = locked
    assert re.search(rb"<dc:title>.*?>([^<>]+)</rdf:li>", data)[1] == b"Harbour Lane Physio"
    with pikepdf.open(io.BytesIO(data), password=passphrase) as pdf:
        assert str(pdf.trailer.Info.Title) == "Harbour Lane Physio"
        assert b"Hip" not in pdf.Root.Metadata.read_bytes()


def test_a_title_with_marks_of_its_own_stays_text():
    text = "A & B <physio>"
    said = retitled(b'a<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Home</rdf:li></rdf:Alt></dc:title>b', text)
    assert said == b'a<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A &amp; B &lt;physio&gt;</rdf:li></rdf:Alt></dc:title>b'


@pytest.mark.parametrize(
    "other",
    [
        {"patient": {"name": "Bo Žak", "reference": "R-1042"}},
        {"patient": {"name": "Alexandra Featherstonehaugh", "reference": "R-9"}},
        {"side": "right"},
        {"given_on": "2026-11-23"},
        {"exercises": ["thomas-stretch", "hip-hinge", "single-leg-balance", "bulgarian-split-squat"]},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_guess_looks_the_same_from_outside(monkeypatch, other):
    """What chance can make of a sheet of another name, side, day or choice, it can make of the right one as well."""
    looks = []
    for data in ({**FOUR, **other}, FOUR):
        pdf = made(data).pdf
        for draw in (lambda _: 0, lambda below: below - 1):
            monkeypatch.setattr("handouts.pdf.encryption.secrets.randbelow", draw)
            looks.append(seen(encrypt(pdf, "some words")))
    assert set(looks[:2]) & set(looks[2:])


def test_streams_are_of_one_length_each_kind(locked):
    """All pages, and blank ones that make their number even, as long as the longest; fonts and all else alike."""
    lengths = [int(re.search(rb"/Length (\d+)", one)[1]) for one in seen(locked[0]) if b"/Metadata" not in one]
    plain = [int(re.search(rb"/Length1 (\d+)", one)[1]) for one in seen(locked[0]) if b"/Length1" in one]
    assert len(set(lengths)) <= 4
    assert {length % 16_384 for length in lengths} == {16}  # the first block that AES begins with
    assert {length % 16_384 for length in plain} == {0}
    assert lengths.count(max(lengths)) % 4 == 0


def test_length_and_number_of_what_is_packed_together_come_from_chance(locked):
    """The same sheet five times: objects are packed together in other numbers and lengths each time."""
    packed = [re.findall(rb"/Type /ObjStm /Length (\d+) /N (\d+)", encrypt(made(FOUR).pdf, locked[1])) for _ in range(5)]
    assert len({tuple(one) for one in packed}) == 5
    assert len({length for one in packed for length, _ in one}) > 3 * len(packed)


def test_locked_pages_look_as_they_did_before(locked, tmp_path):
    """Drawings were written into the pages, and nothing moves; the smoothed edge of one may be a shade lighter."""
    (tmp_path / "before.pdf").write_bytes(made(FOUR).pdf)
    (tmp_path / "after.pdf").write_bytes(opened_again(locked))
    for name in ("before", "after"):
        subprocess.run(("pdftoppm", "-r", "40", f"{name}.pdf", name), cwd=tmp_path, check=True)
    before, after = (sorted(tmp_path.glob(f"{name}-*.ppm")) for name in ("before", "after"))
    for one, other in zip(before, after, strict=True):
        dots = [abs(mine - theirs) for mine, theirs in zip(one.read_bytes(), other.read_bytes(), strict=True) if mine != theirs]
        assert (len(dots) < 50, max(dots, default=0) < 100) == (True, True)
    assert len(before) == 4


# --- the command


def test_passphrase_is_told_once_on_the_terminal_and_stands_nowhere_else(run, tmp_path):
    result = run(*PATIENT, "--encrypt", "-o", "zoe.pdf")
    (passphrase,) = re.findall(r"^passphrase: (\w+ \w+ \w+ \w+)$", result.stderr, re.MULTILINE)
    assert (result.exit_code, result.stdout) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == {"zoe.pdf", ".handouts.key"}
    assert stat.S_IMODE((tmp_path / "zoe.pdf").stat().st_mode) == 0o600
    data = (tmp_path / "zoe.pdf").read_bytes()
    assert passphrase.encode() not in data
    with pikepdf.open(io.BytesIO(data), password=passphrase) as pdf:
        assert len(pdf.pages) == 3


def test_locked_sheet_is_known_as_ours_and_written_over(run, tmp_path):
    first = run(*PATIENT, "--encrypt", "-o", "zoe.pdf")
    again = run(*PATIENT, "--encrypt", "-o", "zoe.pdf")
    assert again.exit_code == 0
    assert first.stderr != again.stderr
    assert run(*PATIENT, "-o", "zoe.pdf").exit_code == 1  # what is locked is not replaced by what is open
    assert run(*PATIENT, "-o", "zoe.pdf", "--force").exit_code == 0
    assert (tmp_path / "zoe.pdf").read_bytes().count(b"/Encrypt") == 0


def test_locked_file_of_another_program_is_kept(run, tmp_path):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "zoe.pdf", encryption=pikepdf.Encryption(owner="a", user="a", R=6))
    before = (tmp_path / "zoe.pdf").read_bytes()
    result = run(*PATIENT, "--encrypt", "-o", "zoe.pdf")
    assert result.exit_code == 1
    assert "was not made by handouts" in result.stderr
    assert "passphrase" not in result.stderr
    assert (tmp_path / "zoe.pdf").read_bytes() == before


def test_passphrase_never_enters_a_piped_file(run):
    result = run(*PATIENT, "--encrypt", "-o", "-")
    (passphrase,) = re.findall(r"^passphrase: (.+)$", result.stderr, re.MULTILINE)
    assert result.stdout_bytes.startswith(b"%PDF-")
    assert result.stdout_bytes.rstrip().endswith(b"%%EOF")
    assert passphrase.encode() not in result.stdout_bytes


@pytest.mark.parametrize("words_given", [(*PATIENT, "--encrypt", "-o", "zoe.pdf"), ("check", "zoe.pdf")])
def test_without_pikepdf_it_says_what_to_install(run, tmp_path, monkeypatch, words_given):
    if words_given[0] == "check":
        (tmp_path / "zoe.pdf").write_bytes(made(FOUR).pdf)
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    for name in [name for name in sys.modules if name.startswith("handouts.checks.finished")]:
        monkeypatch.delitem(sys.modules, name)
    result = run(*words_given)
    assert result.exit_code == 1
    assert f"pikepdf; install it with: {how_to_install('encrypt')}" in result.stderr
    assert "passphrase" not in result.stderr


def test_the_extra_of_that_name_brings_pikepdf():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["encrypt"] == ["pikepdf>=9.4"]
