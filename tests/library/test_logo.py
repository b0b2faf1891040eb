import io
import os
import random
import struct
import subprocess
import sys
import unicodedata
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from handouts.errors import HandoutError
from handouts.library.logo import MAX_PIXELS, read_logo, read_seen
from tests.full import full
from tests.writing import own_exercise, picture, write, write_clinic

RED = (200, 30, 30)


def near(color, wanted):
    return all(abs(one - other) <= 3 for one, other in zip(color, wanted, strict=True))


def read(folder, data, name="logo.png"):
    (folder / name).write_bytes(data)
    return read_logo(folder / name, folder, "logo")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_png_and_jpeg_become_pixels(tmp_path, kind):
    logo = read(tmp_path, picture(kind, (40, 30)))
    assert (logo.width_px, logo.height_px, len(logo.rgb)) == (40, 30, 40 * 30 * 3)
    assert near(logo.rgb[:3], RED)


def test_kind_is_told_by_the_bytes_not_the_name(tmp_path):
    assert read(tmp_path, picture("JPEG"), "logo.png").width_px == 40


@pytest.mark.parametrize(
    ("kind", "mode", "color", "wanted"),
    [
        ("PNG", "RGBA", (200, 30, 30, 0), (255, 255, 255)),
        ("PNG", "RGBA", (0, 0, 0, 128), (127, 127, 127)),
        ("PNG", "LA", (0, 0), (255, 255, 255)),
        ("PNG", "L", 80, (80, 80, 80)),
        ("PNG", "1", 0, (0, 0, 0)),
        ("PNG", "P", 0, (0, 0, 0)),
        ("PNG", "I;16", 0x5000, (80, 80, 80)),
        ("JPEG", "CMYK", (0, 255, 255, 0), (255, 0, 0)),
    ],
)
def test_every_kind_of_pixel_lies_on_white_in_its_own_colour(tmp_path, kind, mode, color, wanted):
    assert near(read(tmp_path, picture(kind, mode=mode, color=color)).rgb[:3], wanted)


def test_exif_and_comments_are_dropped(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "photographed at home, 55.97 N"
    data = picture("JPEG", exif=exif.tobytes(), comment=b"private remark")
    assert b"at home" in data
    assert b"private remark" in data
    with_them = read(tmp_path, data)
    assert with_them == read(tmp_path, picture("JPEG"))


@pytest.mark.parametrize(("size", "wanted"), [((1200, 900), (288, 216)), ((2000, 500), (720, 180)), ((100, 80), (100, 80))])
def test_logo_is_kept_no_larger_than_it_prints(tmp_path, size, wanted):
    logo = read(tmp_path, picture("PNG", size))
    assert (logo.width_px, logo.height_px) == wanted


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "an EPS drawing; export it as a PNG"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "a GIF picture; open it and save it as"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing; export it as a PNG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg/>', "an SVG drawing; export it as a PNG"),
        (b"%PDF-1.7", "a PDF; export the picture as a PNG"),
        (picture("TIFF"), "a TIFF picture (or a camera's raw one); open it and save it as"),
        (picture("BMP"), "a BMP picture; open it and save it as"),
        (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", "a HEIC picture, as iPhones take them; save it as a JPEG"),
        (b"\0\0\0\x24ftypmif1\0\0\0\0mif1heic", "a HEIC picture, as iPhones take them; save it as a JPEG"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "an AVIF picture; open it and save it as"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a video; take a still picture of it"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP picture, as web pages have them; open it and save it as"),
        (b"8BPS\0\1", "a Photoshop file; open it and save it as"),
        (b"<!doctype html><html>", "a web page, not a picture; save the picture itself"),
        (b"", "empty; copy the picture again"),
        (b"my letter", "not a PNG or JPEG picture; open it and save it as"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_other_kinds_of_file_are_refused_whatever_they_are_called(tmp_path, data, said, faults_of):
    (line,) = faults_of(read, tmp_path, data, "logo.png")
    assert line.startswith(f"logo is {said}")


def png_of(width, height, pixels=b""):
    """A PNG whose header claims a size, whatever its pixels are."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(5001, 5000), (25_000_001, 1), (10_000, 10_000), (2**31 - 1, 2**31 - 1)])
def test_huge_picture_is_refused_before_a_pixel_is_decoded(tmp_path, width, height, faults_of, monkeypatch):
    monkeypatch.setattr("PIL.Image.Image.load", lambda _: pytest.fail("decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("decoded"))
    better = "save it as a JPEG, or smaller, 2000 pixels wide"
    assert faults_of(read, tmp_path, png_of(width, height)) == [f"logo has over 25 million pixels; {better}"]


def test_picture_at_the_limit_is_read(tmp_path):
    assert read(tmp_path, picture("PNG", (5000, MAX_PIXELS // 5000))).width_px == 288


def test_picture_that_is_cut_off_is_refused(tmp_path, faults_of):
    for kind in ("PNG", "JPEG"):
        data = picture(kind, (200, 200))
        (line,) = faults_of(read, tmp_path, data[: len(data) // 2])
        assert line.startswith("logo is a broken picture")


def test_file_over_thirty_megabytes_is_refused(tmp_path, faults_of):
    assert faults_of(read, tmp_path, picture("PNG") + b"\0" * 30_000_000) == ["logo is over 30 MB; save it smaller"]


def test_logo_outside_the_folder_is_refused_however_it_is_reached(tmp_path, faults_of):
    folder = tmp_path / "clinic"
    folder.mkdir()
    outside = tmp_path / "outside.png"
    outside.write_bytes(picture("PNG"))
    (folder / "link.png").symlink_to(outside)
    (folder / "linked").symlink_to(tmp_path)
    for path in (folder / "link.png", folder / ".." / "outside.png", folder / "linked" / "outside.png", outside):
        assert faults_of(read_logo, path, folder, "logo") == ["logo lies outside the clinic's folder; copy it there"]


def test_link_inside_the_folder_is_followed(tmp_path):
    (tmp_path / "real.png").write_bytes(picture("PNG"))
    (tmp_path / "logo.png").symlink_to("real.png")
    assert read_logo(tmp_path / "logo.png", tmp_path, "logo").width_px == 40


def test_folder_and_pipe_are_refused_without_waiting(tmp_path, faults_of, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("a pipe would be waited for"))
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    for name in ("pipe.png", "folder.png"):
        assert faults_of(read_logo, tmp_path / name, tmp_path, "logo") == ["logo is not a regular file"]


@pytest.mark.parametrize("name", ["nothing.png", "x" * 300, "nul\0byte.png", "round.png"])
def test_name_that_leads_nowhere_is_refused(tmp_path, name, faults_of):
    (tmp_path / "round.png").symlink_to("round.png")
    (line,) = faults_of(read_logo, tmp_path / name, tmp_path, "logo")
    assert "is the name right?" in line or f"is not in the folder {tmp_path.name}; " in line


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_two_hundred_damaged_pictures_are_read_or_refused(tmp_path, kind):
    whole = picture(kind, (64, 64), mode="RGB", color=RED)
    chance = random.Random(7)
    refused = 0
    for _ in range(full(200, 1000)):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read(tmp_path, bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])]))
        except HandoutError:
            refused += 1
    assert refused > 50


def test_picture_is_kept_as_large_as_it_is_asked_for(tmp_path):
    (tmp_path / "photo.png").write_bytes(picture("PNG", (1500, 1200)))
    kept = read_logo(tmp_path / "photo.png", tmp_path, "picture 'photo.png'", 1000)
    assert (kept.width_px, kept.height_px) == (1000, 800)


QUARTERS = ((255, 0, 0), (0, 160, 0), (0, 0, 255), (0, 0, 0))
"""Red, green, blue and black, from the top left by rows, when the picture stands upright."""


def photo(orientation, size=(80, 40), kind="JPEG"):
    """A picture of four quarters, stored as a camera held another way stores it: upright once it is turned as it says."""
    upright = Image.new("RGB", size)
    for at, color in enumerate(QUARTERS):
        upright.paste(color, (at % 2 * size[0] // 2, at // 2 * size[1] // 2, (at % 2 + 1) * size[0] // 2, (at // 2 + 1) * size[1] // 2))
    back = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    stored = upright.transpose(Image.Transpose[back[orientation]]) if orientation in back else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    target = io.BytesIO()
    stored.save(target, kind, exif=exif.tobytes(), quality=95)
    return target.getvalue()


def quarters(logo):
    """The colours in the middle of each quarter."""
    picture = Image.frombytes("RGB", (logo.width_px, logo.height_px), logo.rgb)
    places = [(x * logo.width_px // 4, y * logo.height_px // 4) for y in (1, 3) for x in (1, 3)]
    return [picture.getpixel(place) for place in places]


def is_like(colors, wanted):
    return all(abs(one - other) <= 12 for color, want in zip(colors, wanted, strict=True) for one, other in zip(color, want, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_as_its_camera_says(tmp_path, orientation, kind):
    logo = read(tmp_path, photo(orientation, kind=kind), "photo.jpg")
    assert (logo.width_px, logo.height_px) == (80, 40)
    assert is_like(quarters(logo), QUARTERS)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(tmp_path, orientation):
    assert is_like(quarters(read(tmp_path, photo(orientation), "photo.jpg")), QUARTERS)


def test_damaged_remarks_of_a_camera_are_no_reason_to_refuse_its_photo(tmp_path):
    data = picture("JPEG", (80, 40), exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\1" * 40)
    assert read(tmp_path, data).width_px == 80


def test_a_lying_photo_of_a_word_mark_is_kept_as_wide_as_it_prints(tmp_path):
    logo = read(tmp_path, photo(6, (1800, 600)))
    assert (logo.width_px, logo.height_px) == (720, 240)


MEASURED = """
import resource, sys
from pathlib import Path
from handouts.library.logo import read_logo
folder = Path(sys.argv[1]).parent
read_logo(folder / "small.jpg", folder, "photo", 1000)  # what is imported to read any picture is not of this one
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
logo = read_logo(Path(sys.argv[1]), Path(sys.argv[1]).parent, "photo", 1000)
print(logo.width_px, logo.height_px, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


@pytest.mark.parametrize(("size", "wanted"), [((4032, 3024), "1000 750"), ((8160, 6120), "1000 750"), ((6048, 8064), "750 1000")])
def test_a_phone_s_photo_is_made_smaller_while_it_is_read(tmp_path, size, wanted):
    (tmp_path / "photo.jpg").write_bytes(picture("JPEG", size, quality=40))
    (tmp_path / "small.jpg").write_bytes(picture("JPEG", (400, 300), quality=40))
    done = subprocess.run([sys.executable, "-c", MEASURED, str(tmp_path / "photo.jpg")], capture_output=True, text=True, check=True)
    width, height, more_mb = done.stdout.split()
    assert f"{width} {height}" == wanted
    assert int(more_mb) < 60


def test_a_photo_beyond_what_phones_take_is_refused(tmp_path, faults_of):
    data = picture("JPEG", (8100, 8000), quality=10)
    assert faults_of(read, tmp_path, data) == ["logo has over 64 million pixels; save it smaller, 2000 pixels wide"]


@pytest.mark.parametrize(
    ("kind", "mode", "save"),
    [
        ("JPEG", "RGB", {"progressive": True}),
        ("JPEG", "L", {}),
        ("JPEG", "CMYK", {}),
        ("PNG", "I;16", {}),
        ("PNG", "P", {}),
        ("PNG", "RGB", {"transparency": (1, 2, 3)}),
        ("MPO", "RGB", {}),
    ],
)
def test_every_kind_of_photo_is_read_and_made_smaller(tmp_path, kind, mode, save):
    (tmp_path / "photo").write_bytes(
        picture(kind, (2400, 1600), mode, {"RGB": (90, 120, 30), "CMYK": (0, 90, 90, 30)}.get(mode, 30), **save)
    )
    kept = read_logo(tmp_path / "photo", tmp_path, "photo", 1000)
    assert (kept.width_px, kept.height_px) == (1000, 667)


def drawn(*parts, ground=(0, 0, 0, 0), size=(200, 100)):
    """A picture of filled boxes, each a colour and a box."""
    image = Image.new("RGBA", size, ground)
    for color, box in parts:
        image.paste(color, box)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


WHITE, TEAL, PALE, GREY = (255, 255, 255, 255), (18, 89, 107, 255), (246, 246, 240, 255), (150, 150, 150, 255)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (drawn((WHITE, (20, 20, 180, 80))), "is white or nearly so"),
        (drawn((PALE, (20, 20, 180, 80))), "is white or nearly so"),
        (drawn((PALE, (20, 20, 180, 80)), ground=WHITE), "is white or nearly so"),
        (drawn(((0, 0, 0, 12), (20, 20, 180, 80))), "is white or nearly so"),
        (drawn((TEAL, (10, 20, 70, 80)), (WHITE, (90, 20, 130, 80)), (WHITE, (140, 20, 190, 80))), "is white in part"),
        (drawn((TEAL, (20, 20, 180, 80))), ""),
        (drawn((GREY, (20, 20, 180, 80))), ""),
        (drawn((TEAL, (20, 20, 180, 80)), (WHITE, (26, 26, 174, 74))), ""),
        (drawn((TEAL, (20, 20, 180, 80)), (WHITE, (40, 30, 90, 70)), ground=WHITE), ""),
        (drawn((TEAL, (80, 48, 84, 52)), (TEAL, (90, 20, 92, 80)), ground=WHITE), ""),
    ],
    ids=["white", "pale", "pale on white", "a breath", "half white", "teal", "grey", "framed", "cut out", "thin"],
)
def test_what_is_lost_on_white_paper_is_said(tmp_path, data, said):
    (tmp_path / "logo.png").write_bytes(data)
    _, unseen = read_seen(tmp_path / "logo.png", tmp_path, "logo")
    assert unseen.startswith(said)
    assert bool(unseen) == bool(said)


@pytest.mark.parametrize(("written", "stored"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_picture_is_found_under_either_form_of_its_name(tmp_path, written, stored):
    (tmp_path / "bilder").mkdir()
    (tmp_path / "bilder" / unicodedata.normalize(stored, "Übung.png")).write_bytes(picture("PNG"))
    name = unicodedata.normalize(written, "bilder/Übung.png")
    assert read_logo(tmp_path / name, tmp_path, "logo").width_px == 40


def test_a_picture_whose_name_has_two_spaces_is_found(tmp_path):
    (tmp_path / "hip  hinge.png").write_bytes(picture("PNG"))
    assert read_logo(tmp_path / "hip hinge.png", tmp_path, "logo").width_px == 40


@pytest.mark.parametrize(
    ("stored", "written", "said"),
    [
        ("Photo.JPG", "photo.jpg", "is not there, but 'Photo.JPG' is; write capitals and small letters as the file has them"),
        ("photo.jpeg", "photo.jpg", "is not there, but 'photo.jpeg' is; write its ending too"),
        ("photo.jpg", "photo", "is not there, but 'photo.jpg' is; write its ending too"),
        ("hip-hinge.jpg", "hip-hing.jpg", "is not in the folder {folder}; did you mean 'hip-hinge.jpg'?"),
    ],
)
def test_a_picture_under_nearly_its_name_is_said(tmp_path, stored, written, said, faults_of):
    (tmp_path / stored).write_bytes(picture("PNG"))
    assert faults_of(read_logo, tmp_path / written, tmp_path, "logo") == [f"logo {said.format(folder=tmp_path.name)}"]


def test_nothing_of_where_a_photo_was_taken_gets_into_a_sheet(tmp_path, run):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 57.0, 11.5), 29: "2026:11:22"})
    exif[0x010F] = "MakerOfPhones"
    data = picture("JPEG", (400, 300), exif=exif.tobytes(), comment=b"at home with Zoe", icc_profile=b"ProfileOfMine" * 9)
    assert b"MakerOfPhones" in data
    write_clinic(tmp_path / "own")
    own = own_exercise(picture={"alt": "A person stretches.", "file": "photo.jpg", "licence": "own photo, 2026"})
    write(tmp_path / "own" / "content" / "more.yaml", {"adds_to": "hip", "exercises": [own]})
    (tmp_path / "own" / "content" / "photo.jpg").write_bytes(data)
    assert run("make", "hip", "-e", "couch-stretch", "--clinic", "own", "-o", "s.pdf").exit_code == 0
    with pikepdf.open(tmp_path / "s.pdf") as pdf:
        streams = [bytes(one.read_raw_bytes()) + one.unparse(resolved=True) for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        plain = b"".join([(tmp_path / "s.pdf").read_bytes(), *streams, *(_decoded(one) for one in pdf.objects)])
    for secret in (b"MakerOfPhones", b"at home with Zoe", b"ProfileOfMine", b"2026:11:22", b"Exif"):
        assert secret not in plain


def _decoded(one):
    return one.read_bytes() if isinstance(one, pikepdf.Stream) else b""
