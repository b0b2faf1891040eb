"""A picture's file in a clinic's folder: found under its name however the system writes it, and told by its first bytes what it is."""

import re
from collections.abc import Iterator
from pathlib import Path

from handouts.errors import HandoutError, near_miss
from handouts.reading.yamlfile import clean

MAX_BYTES = 30_000_000
"""Largest file read: a phone's photo of 50 million pixels is 8 to 20 MB."""
_SAVE = "open it and save it as a JPEG (a photo) or a PNG (a drawing)"
_KINDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        re.compile(rb"....ftyp(hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL),
        "is a HEIC picture, as iPhones take them; save it as a JPEG (or send it to yourself by e-mail, which makes one)",
    ),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), f"is an AVIF picture; {_SAVE}"),
    (re.compile(rb"....ftyp", re.DOTALL), "is a video; take a still picture of it, as a JPEG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), f"is a WebP picture, as web pages have them; {_SAVE}"),
    (re.compile(rb"GIF8"), f"is a GIF picture; {_SAVE}"),
    (re.compile(rb"II\*\0|MM\0\*"), f"is a TIFF picture (or a camera's raw one); {_SAVE}"),
    (re.compile(rb"BM"), f"is a BMP picture; {_SAVE}"),
    (re.compile(rb"%PDF-"), "is a PDF; export the picture as a PNG, 1000 pixels wide or more"),
    (re.compile(rb"%!PS"), "is an EPS drawing; export it as a PNG, 1000 pixels wide or more"),
    (re.compile(rb"8BPS"), f"is a Photoshop file; {_SAVE}"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(svg|\?xml|!DOCTYPE svg)"), "is an SVG drawing; export it as a PNG, 1000 pixels wide or more"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(!DOCTYPE html|html)", re.IGNORECASE), "is a web page, not a picture; save the picture itself"),
    (re.compile(rb"\0\x05\x16\x07"), "is a hidden file that a Mac leaves beside a picture; name the picture itself"),
    (re.compile(rb"version https://git-lfs"), "is only a pointer to a picture; fetch the picture itself"),
)


def refusal(shown: str, fault: str) -> HandoutError:
    """Return the error of a picture, `shown` being what messages call it."""
    return HandoutError.of(f"{shown} {fault}")


def read_inside(root: Path, name: str, shown: str) -> bytes:
    """Return the bytes of a picture's file inside `root`; `shown` is what messages call it. Raises HandoutError."""
    try:
        real = _found(root, name, shown).resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            raise refusal(shown, "lies outside the clinic's folder; copy it there")
        if not real.is_file():
            raise refusal(shown, "is not a regular file")
        if real.stat().st_size > MAX_BYTES:
            raise refusal(shown, f"is over {MAX_BYTES // 1_000_000} MB; save it smaller")
        return real.read_bytes()
    except (OSError, ValueError, RuntimeError):
        raise refusal(shown, "cannot be read; is the name right?") from None


def unfit(data: bytes) -> str:
    """Return what a file that is no PNG or JPEG is, and what to do."""
    if not data:
        return "is empty; copy the picture again"
    return next((said for kind, said in _KINDS if kind.match(data[:1024])), f"is not a PNG or JPEG picture; {_SAVE}")


def _found(root: Path, name: str, shown: str) -> Path:
    """Return where a file lies: under this very name, else under the one that is the same when letters and marks are put together.

    Systems disagree: on a Mac a letter and its mark may be apart, in a text file they are together; two spaces are one in a YAML file.
    Raises HandoutError where only the case differs, for a sheet made on another computer would lack the picture.
    """
    path = root / name
    if _is_there(path) or Path(name).is_absolute() or ".." in Path(name).parts:
        return path
    place = root
    for part in Path(name).parts:
        names = sorted(entry.name for entry in place.iterdir())
        same = [one for one in names if one == part] or [one for one in names if clean(one) == clean(part)]
        if len(same) > 1:
            raise refusal(shown, f"has two files of that name in {place.name}, which look alike; rename one")
        if not same:
            raise refusal(shown, _missing(part, place, names))
        place /= same[0]
    return place


def _missing(part: str, place: Path, names: list[str]) -> str:
    """Return what to say of a name that is not there."""
    alike = next((one for one in names if clean(one).casefold() == clean(part).casefold()), None)
    if alike is not None:
        return f"is not there, but '{clean(alike)[:60]}' is; write capitals and small letters as the file has them"
    pictures = [clean(one) for one in _pictures(names)]
    stem = next((one for one in pictures if Path(one).stem.casefold() == Path(clean(part)).stem.casefold()), None)
    if stem is not None:
        return f"is not there, but '{stem[:60]}' is; write its ending too"
    return f"is not in the folder {place.name}{near_miss(clean(part), pictures) or '; is the name right?'}"


def _pictures(names: list[str]) -> Iterator[str]:
    return (one for one in names if re.search(r"\.(jpe?g|png|heic|heif|webp|gif|tiff?)$", one, re.IGNORECASE) and not one.startswith("."))


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):
        return True  # what cannot even be asked for is said where it is read
