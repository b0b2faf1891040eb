"""handouts.printrun: what is no whole sheet of ours is refused by name, and a print file is there whole or not at all."""

import errno
import functools
import io
import os
import random
import re
import stat

import pikepdf
import pytest

from handouts.errors import HandoutError, NoRoomError
from handouts.pdf.encryption import encrypt
from handouts.pdf.objects import content_digest
from handouts.printrun import FinishedSheet, Options, join, print_file, source, write_print_run
from handouts.printrun.source import read_source
from handouts.storing.output import refuse_foreign
from tests.making import made, plan

FOREIGN = "was not made by handouts, or is damaged; make the sheet again with `handouts make`"
DAMAGED = "is damaged, or was changed after handouts made it; make the sheet again with `handouts make`"
LOCKED = "is locked with a passphrase; join the sheet as it is made without --encrypt"
PRINT_RUN = "is a print run itself; join the sheets it was made from"
OTHER = "has parts that this version of handouts cannot join; make the sheet again with `handouts make`"


@functools.cache
def sheet():
    return made(plan(1)).pdf


def joined(data):
    out = io.BytesIO()
    join([FinishedSheet("sheet", data)], out)
    return out.getvalue()


def fault(data, options=Options()):  # noqa: B008  frozen
    """Return what is said of bytes that are joined between two good sheets."""
    good = FinishedSheet("good", sheet())
    with pytest.raises(HandoutError) as caught:
        join([good, FinishedSheet("bad", data), good], io.BytesIO(), options)
    (problem,) = caught.value.problems
    assert problem.file == "bad"
    return problem.message


def resealed(data, change):
    """Return a sheet whose objects were changed, with places and identifiers that fit them, as only a forger would make."""
    bodies = change([found.body for found in read_source(data, "sheet").objects])
    out, places = data[: data.index(b"1 0 obj")], []
    for number, body in enumerate(bodies, start=1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    digest = content_digest(out).hex().encode()
    keys = (
        b"/ID [<%s><%s>]\n" % (digest, digest) + re.search(rb"/Info \d+ 0 R\n/Root \d+ 0 R\n/Size ", data)[0] + b"%d\n" % (len(bodies) + 1)
    )
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + b"".join(places)
    return out + table + b"trailer\n<<\n%s>>\nstartxref\n%d\n%%%%EOF\n" % (keys, len(out))


def edited(old, new, count=1):
    """Return a forged sheet in which some bytes stand instead of others."""

    def change(bodies):
        assert any(old in body for body in bodies)
        return [body.replace(old, new, count) for body in bodies]

    return resealed(sheet(), change)


def test_a_forged_sheet_without_a_change_is_joined_like_the_true_one():
    assert joined(resealed(sheet(), lambda bodies: bodies)) == joined(sheet())


# --- not a sheet of ours


def saved_by_pikepdf(**how):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet())) as pdf:
        pdf.save(out, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"", FOREIGN),
        (lambda: b"my letter", FOREIGN),
        (lambda: b"%PDF-1.7\n", FOREIGN),
        (lambda: b"/Producer(handouts) in a letter", FOREIGN),
        (lambda: b"%PDF-1.7\n1 0 obj <</Producer(another program)>> endobj\n%%EOF\n", FOREIGN),
        (lambda: b"%PDF-1.7\n1 0 obj <</Producer(handouts)>> endobj\n%%EOF\n", DAMAGED),
        (lambda: edited(b"/Producer(handouts)", b"/Producer(handouts 2)"), FOREIGN),
        (saved_by_pikepdf, FOREIGN),
        (lambda: saved_by_pikepdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), FOREIGN),
        (lambda: encrypt(sheet(), "one two three four"), LOCKED),
        (lambda: joined(sheet()), PRINT_RUN),
        (lambda: sheet() + sheet(), DAMAGED),
        (lambda: sheet() + b"\n1 0 obj\n<</Type/Catalog>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n12\n%%EOF\n", DAMAGED),
        (lambda: b"\n" + sheet(), FOREIGN),
        (lambda: sheet() + b" ", DAMAGED),
        (lambda: sheet().replace(b"\n", b"\r\n"), DAMAGED),
        (lambda: sheet().replace(b"%PDF-1.7", b"%PDF-1.4"), DAMAGED),
    ],
)
def test_what_is_no_sheet_of_ours_is_refused_with_what_to_do(make, message):
    assert fault(make()) == message


def test_every_sheet_that_cannot_be_joined_is_told_at_once_with_its_name(tmp_path, faults_of):
    paths = {name: tmp_path / f"{name}.pdf" for name in ("a", "b", "c", "d", "e", "f")}
    paths["a"].write_bytes(sheet())
    paths["b"].write_bytes(b"a letter")
    paths["c"].mkdir()
    os.mkfifo(paths["d"])
    paths["e"].write_bytes(sheet()[:-1])
    target = tmp_path / "run.pdf"
    assert faults_of(write_print_run, paths.values(), target) == [
        f"{paths['b']}  {FOREIGN}",
        f"{paths['c']}  is not a regular file; give the PDF of a sheet",
        f"{paths['d']}  is not a regular file; give the PDF of a sheet",
        f"{paths['e']}  {DAMAGED}",
        f"{paths['f']}  cannot be read: No such file or directory",
    ]
    assert not target.exists()


def test_a_name_that_no_file_can_have_is_told(tmp_path, faults_of):
    assert faults_of(write_print_run, [tmp_path / "a\0b"], tmp_path / "run.pdf") == [
        f"{tmp_path}/a\0b  cannot be read: the name cannot be used"
    ]


def test_a_file_larger_than_any_sheet_is_not_read(tmp_path, faults_of):
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(source.MAX_SHEET_BYTES + 1)
    assert faults_of(write_print_run, [path], tmp_path / "run.pdf") == [
        f"{path}  is larger than any sheet (50 MB); give the PDF of a sheet"
    ]


@pytest.mark.parametrize("some", [[], iter(())], ids=["list", "stream"])
def test_no_sheets_are_no_print_run(some, tmp_path, faults_of):
    assert faults_of(write_print_run, some, tmp_path / "run.pdf") == ["there are no sheets to join"]
    assert list(tmp_path.iterdir()) == []


def test_more_objects_than_pdf_a_allows_are_refused(monkeypatch, faults_of):
    assert print_file._MAX_OBJECTS == 8_388_607
    monkeypatch.setattr(print_file, "_MAX_OBJECTS", 1500)
    assert faults_of(join, [FinishedSheet("one", sheet())] * 9, io.BytesIO()) == ["too many sheets for one PDF; make several files"]


# --- damage


def test_a_sheet_cut_off_anywhere_is_refused():
    chance = random.Random(1)
    data = sheet()
    for at in {0, 1, 8, 9, len(data) - 1, len(data) - 2, len(data) - 6, *(chance.randrange(len(data)) for _ in range(60))}:
        assert fault(data[:at]) in (FOREIGN, DAMAGED), at


def test_a_sheet_with_a_changed_byte_is_refused_or_makes_no_difference():
    chance = random.Random(2)
    data, whole = sheet(), joined(sheet())
    trailer = data.index(b"trailer\n<<")
    places = [*(chance.randrange(trailer) for _ in range(150)), *range(trailer, len(data), 2)]
    blamed = []
    for at in places:
        changed = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        try:
            assert joined(changed) == whole
            assert at > trailer, at
        except HandoutError as error:
            blamed.append(error.problems[0].file)
    assert len(blamed) > 150
    assert set(blamed) == {"sheet"}


@pytest.mark.parametrize("by", [-9, -8, -3, -1, 1, 2, 8, 12])
def test_a_table_that_leads_beside_an_object_is_refused(by):
    data = sheet()
    start = data.index(b"xref\n0 ")
    for found in [*re.finditer(rb"(\d{10}) 00000 n \n", data[start:])][::20]:
        at = start + found.start()
        assert fault(data[:at] + b"%010d" % (int(found[1]) + by) + data[at + 10 :]) == DAMAGED


@pytest.mark.parametrize("seed", range(6))
def test_a_sheet_with_pieces_lost_doubled_or_moved_is_refused(seed):
    chance = random.Random(seed)
    data = sheet()
    for _ in range(15):
        one, other, third = sorted(chance.sample(range(len(data)), 3))
        damaged = chance.choice(
            [
                data[:one] + data[other:],
                data[:other] + data[one:],
                data[:one] + data[other:third] + data[one:other] + data[third:],
                data[:one] + bytes(other - one) + data[other:],
                data[:one] + chance.randbytes(50) + data[one:],
            ]
        )
        assert fault(damaged) in (FOREIGN, DAMAGED)


TOKENS = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b")",
    b"0 0 R",
    b"1 0 R",
    b"9 0 R",
    b"99999 0 R",
    b"9999999999",
    b"-1",
    b"null",
    b"/K",
    b"%",
    b"\\",
    b"<41>",
)


def mangled(body, chance):
    """Return the bytes of an object with something wrong in what is no data."""
    head, stream, data = body.partition(b"\nstream\n")
    words = re.findall(rb"<<|>>|\[|\]|\(|\)|/\w+|\d+ 0 R|[\d.]+|\s+|.", head)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        at = chance.randrange(len(words)) if words else 0
        words[at : at + chance.randrange(2)] = chance.choice(
            [[], [chance.choice(TOKENS)], words[at : at + 1] * 2, [b" ", chance.choice(words)]]
        )
        words = words or [b" "]
    return b"".join(words) + stream + data


@pytest.mark.parametrize("seed", range(8))
def test_a_forged_sheet_is_joined_or_refused_by_name_but_never_a_traceback(seed):
    chance = random.Random(seed)
    kinds = {
        key: [number for number, found in enumerate(read_source(sheet(), "").objects) if key in found.body]
        for key in (
            b"/Catalog",
            b"/Type/Page",
            b"/StructTreeRoot",
            b"/S/Document",
            b"/Nums",
            b"/Outlines",
            b"/First",
            b"/Producer",
            b"/Annot",
            b"",
        )
    }
    blamed = []
    for _ in range(60):
        number = chance.choice(kinds[chance.choice(list(kinds))])
        forged = resealed(sheet(), lambda bodies, at=number: [mangled(body, chance) if n == at else body for n, body in enumerate(bodies)])
        try:
            join([FinishedSheet("sheet", forged), FinishedSheet("good", sheet())], io.BytesIO(), Options(separators=chance.random() < 0.5))
        except HandoutError as error:
            blamed.append(error.problems[0].file)
    assert len(blamed) > 10
    assert set(blamed) == {"sheet"}


FORGERIES = {
    "a script when it is opened": (b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(x)>>"),
    "a form": (b"/Type/Catalog", b"/Type/Catalog/AcroForm<<>>"),
    "an action on a page": (b"/Type/Page/", b"/Type/Page/AA<<>>/"),
    "a page that is none": (b"/Type/Page/", b"/Type/Sage/"),
    "a page without a size": (b"/MediaBox[0 0", b"/MediaBox[0"),
    "a page with a size that is none": (b"/MediaBox[0 0", b"/MediaBox[0 1e9"),
    "a page twice": (b"/Kids[1 0 R", b"/Kids[1 0 R 1 0 R"),
    "no pages": (b"/Kids[", b"/Kidz["),
    "a page as a font": (b"/Font<</R ", b"/Font<</Q 1 0 R/R "),
    "the catalog as a font": (b"/Font<</R ", b"/Font<</Q CATALOG 0 R/R "),
    "a link as a font": (b"/Font<</R ", b"/Font<</Q LINK 0 R/R "),
    "a font that is no reference": (b"/Font<</R ", b"/Font<</Q null/R "),
    "resources that are no names": (b"/Font<<", b"/Font 1/Fonts<<"),
    "no content": (b"/Contents ", b"/Contentz "),
    "an object that is not there": (b"/Font<</R ", b"/Font<</Q 99999 0 R/R "),
    "no key of the parent tree": (b"/StructParents 0", b"/StructParents 77777"),
    "keys in disorder": (b"/Nums[0 ", b"/Nums[5 "),
    "keys that are none": (b"/Nums[0 ", b"/Nums[/A "),
    "a next key that is used": (b"/ParentTreeNextKey ", b"/ParentTreeNextKey 0 %"),
    "no document": (b"/S/Document", b"/S/Sect"),
    "no language": (b"/Lang(", b"/Lang/"),
    "no author": (b"/Author(", b"/Author["),
    "no bookmarks": (b"/Type/Outlines/First", b"/Type/Outlines/Wirst"),
    "a drawing that is part of itself": (b"/Resources<<>>", b"/Resources<</XObject<</X SELF 0 R>>>>"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_sheet_is_refused(name):
    old, new = FORGERIES[name]
    objects = read_source(sheet(), "").objects
    number = next((number for number, found in enumerate(objects, start=1) if old in found.body), 0)
    link = next(number for number, found in enumerate(objects, start=1) if b"/Type/Annot" in found.body)
    new = new.replace(b"LINK", b"%d" % link)
    new = new.replace(b"CATALOG", b"%d" % read_source(sheet(), "").root).replace(b"SELF", b"%d" % number)
    forged = resealed(
        sheet(), lambda bodies: [body.replace(old, new, 1) if at == number else body for at, body in enumerate(bodies, start=1)]
    )
    assert forged != sheet()
    assert fault(forged) in (OTHER, DAMAGED)


def test_a_forged_sheet_without_pages_is_refused():
    assert fault(resealed(sheet(), lambda bodies: [re.sub(rb"/Kids\[[^]]*\]", b"/Kids[]", body) for body in bodies])) == OTHER


def test_drawings_nested_without_end_are_refused():
    def nest(bodies):
        first = len(bodies) + 1
        chain = [b"<</X %d 0 R>>" % (first + at + 1) for at in range(60)] + [b"<<>>"]
        return [*(body.replace(b"/Font<<", b"/XY<</X %d 0 R>>/Font<<" % first, 1) for body in bodies), *chain]

    assert fault(resealed(sheet(), nest)) == OTHER


# --- whole or not at all


@pytest.fixture
def paths(tmp_path):
    folder = tmp_path / "sheets"
    folder.mkdir()
    found = [folder / name for name in ("one.pdf", "two.pdf")]
    for path in found:
        path.write_bytes(sheet())
    return found


def test_a_run_can_be_read_by_its_owner_only_and_is_known_as_ours_however_long(paths, tmp_path):
    target = tmp_path / "run.pdf"
    write_print_run([*paths, FinishedSheet("again", paths[0])], target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    refuse_foreign(target, "run.pdf")
    assert b"/Producer(handouts)" in target.read_bytes()[-100:]
    with pikepdf.open(target) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["one", "two", "again"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.pdf", "sheets"]


@pytest.mark.parametrize("where", ["write", "fsync", "replace"])
def test_an_error_while_it_is_written_leaves_what_was_there_and_nothing_else(where, paths, tmp_path, monkeypatch, faults_of):
    target = tmp_path / "run.pdf"
    target.write_bytes(b"before")

    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    if where == "write":
        monkeypatch.setattr(print_file.PrintFile, "_put_plain", fail)
    elif where == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr("pathlib.Path.replace", fail)
    assert faults_of(write_print_run, paths, target) == [f"{target}  cannot be written: No space left on device"]
    with pytest.raises(NoRoomError):
        write_print_run(paths, target)
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.pdf", "sheets"]


def test_whatever_goes_wrong_leaves_what_was_there_and_nothing_else(paths, tmp_path, monkeypatch):
    target = tmp_path / "run.pdf"
    target.write_bytes(b"before")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(print_file.PrintFile, "finish", stop)
    with pytest.raises(KeyboardInterrupt):
        write_print_run(paths, target)
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.pdf", "sheets"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere/run.pdf", "cannot be written: No such file or directory"),
        ("sheets", "cannot be written: Is a directory"),
        ("a\0b", "cannot be written: the name cannot be used"),
        ("\ud800", "cannot be written: the name cannot be used"),
        ("x" * 300, "cannot be written: File name too long"),
    ],
)
def test_a_place_that_cannot_be_written_is_told(name, message, paths, tmp_path, faults_of):
    assert faults_of(write_print_run, paths, tmp_path / name) == [f"{tmp_path / name}  {message}"]
    assert [path.name for path in tmp_path.iterdir()] == ["sheets"]


@pytest.mark.parametrize("how", ["itself", "link"])
def test_a_sheet_is_never_written_over_by_the_run_it_is_joined_into(how, paths, tmp_path, faults_of):
    target = paths[1]
    if how == "link":
        target = tmp_path / "link.pdf"
        target.hardlink_to(paths[1])
    assert faults_of(write_print_run, paths, target) == [f"{target}  is one of the sheets to join; choose another name for the print file"]
    assert paths[1].read_bytes() == sheet()
