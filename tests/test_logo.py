import os
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from handouts.errors import HandoutError
from handouts.logo import MAX_PIXELS, read_logo
from tests.writing import picture

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
    "data",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        picture("TIFF"),
        picture("BMP"),
        b"",
    ],
    ids=["eps", "gif", "svg", "pdf", "tiff", "bmp", "nothing"],
)
def test_other_kinds_of_file_are_refused_whatever_they_are_called(tmp_path, data, faults_of):
    assert faults_of(read, tmp_path, data, "logo.png") == ["logo  is not a PNG or JPEG picture"]


def png_of(width, height, pixels=b""):
    """A PNG whose header claims a size, whatever its pixels are."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(4001, 3000), (12_000_001, 1), (10_000, 10_000), (2**31 - 1, 2**31 - 1)])
def test_huge_picture_is_refused_before_a_pixel_is_decoded(tmp_path, width, height, faults_of, monkeypatch):
    monkeypatch.setattr("PIL.Image.Image.load", lambda _: pytest.fail("decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("decoded"))
    assert faults_of(read, tmp_path, png_of(width, height)) == ["logo  has over 12 million pixels; save it smaller"]


def test_picture_at_the_limit_is_read(tmp_path):
    assert read(tmp_path, picture("PNG", (4000, MAX_PIXELS // 4000))).width_px == 288


def test_picture_that_is_cut_off_is_refused(tmp_path, faults_of):
    for kind in ("PNG", "JPEG"):
        data = picture(kind, (200, 200))
        (line,) = faults_of(read, tmp_path, data[: len(data) // 2])
        assert line.startswith("logo  is a broken picture")


def test_file_over_ten_megabytes_is_refused(tmp_path, faults_of):
    assert faults_of(read, tmp_path, picture("PNG") + b"\0" * 10_000_000) == ["logo  is over 10 MB; save it smaller"]


def test_logo_outside_the_folder_is_refused_however_it_is_reached(tmp_path, faults_of):
    folder = tmp_path / "clinic"
    folder.mkdir()
    outside = tmp_path / "outside.png"
    outside.write_bytes(picture("PNG"))
    (folder / "link.png").symlink_to(outside)
    (folder / "linked").symlink_to(tmp_path)
    for path in (folder / "link.png", folder / ".." / "outside.png", folder / "linked" / "outside.png", outside):
        assert faults_of(read_logo, path, folder, "logo") == ["logo  lies outside the clinic's folder; copy it there"]


def test_link_inside_the_folder_is_followed(tmp_path):
    (tmp_path / "real.png").write_bytes(picture("PNG"))
    (tmp_path / "logo.png").symlink_to("real.png")
    assert read_logo(tmp_path / "logo.png", tmp_path, "logo").width_px == 40


def test_folder_and_pipe_are_refused_without_waiting(tmp_path, faults_of, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("a pipe would be waited for"))
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    for name in ("pipe.png", "folder.png"):
        assert faults_of(read_logo, tmp_path / name, tmp_path, "logo") == ["logo  is not an ordinary file"]


@pytest.mark.parametrize("name", ["nothing.png", "x" * 300, "nul\0byte.png", "round.png"])
def test_name_that_leads_nowhere_is_refused(tmp_path, name, faults_of):
    (tmp_path / "round.png").symlink_to("round.png")
    assert faults_of(read_logo, tmp_path / name, tmp_path, "logo") == ["logo  cannot be read; is the name right?"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_two_hundred_damaged_pictures_are_read_or_refused(tmp_path, kind):
    whole = picture(kind, (64, 64), mode="RGB", color=RED)
    chance = random.Random(7)
    refused = 0
    for _ in range(200):
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
