"""A sheet behind a passphrase: the bytes of a sheet of ours in, the same sheet encrypted out, and the words that open it.

AES-256 (PDF 2.0, revision 6), written by pikepdf, which is an extra. Whoever has the passphrase may do everything, screen readers
included. What the file says of itself stays readable, as PDF/UA asks, but it claims PDF/A no more, which forbids encryption.

A sheet of ours is made alike each time, so whoever guesses what is in a locked one could make that sheet and compare. Nothing in a locked
file helps with that: its title is the clinic's name, its identifiers are drawn by chance, drawings stand in the pages, and what
is left to be seen (how many objects there are, how long each stream is) is rounded up or blurred by chance.
"""

import io
import re
import secrets
import zlib
from importlib.resources import files
from typing import TYPE_CHECKING

from handouts.errors import HandoutError
from handouts.pdf.ending import OURS
from handouts.pdf.metadata import retitled, without_archive_claim
from handouts.reading.extras import how_to_install

if TYPE_CHECKING:
    import pikepdf

WORDS = 4
"""Four words of 2,048 or more: 44 bits, which no birthday has (.github/SECURITY.md)."""
_END = b"startxref"
_ID = re.compile(rb"(/ID \[<[0-9a-f]{32}><)[0-9a-f]{32}(?=>\] /Encrypt )")
_PAINTED = re.compile(rb"/(F[0-9a-f]{12}) Do\b")
"""A drawing that a page paints by name (handouts.pdf.painter)."""
_STEP_BYTES = 16_384
"""Streams are as long as so many bytes, or a multiple of them."""
_PAGES = 4
"""The streams of pages are a multiple of so many; blank ones belong to no page."""
_MOST_EMPTY = 256
"""So many objects at most that mean nothing hide how many a sheet has."""
_ONE_IN, _BLUR_BYTES = 8, 512
"""One dictionary in so many carries bytes of chance, so many at most."""
_BLUR = "/HNDTBlur"
"""The key of bytes that mean nothing; private keys begin with letters of their maker's (PDF 32000-1, annex E)."""


def words() -> tuple[str, ...]:
    """Return the words passphrases are made of."""
    lines = (files("handouts.pdf") / "words.txt").read_text(encoding="ascii").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


def new_passphrase() -> str:
    """Return four words drawn by the system's source of chance; nothing of the patient or the plan is in them."""
    known = words()
    return " ".join(secrets.choice(known) for _ in range(WORDS))


def encrypt(pdf: bytes, passphrase: str) -> bytes:
    """Return a sheet of ours that opens with the passphrase only. Raises HandoutError when pikepdf is not installed."""
    try:
        import pikepdf
    except ImportError:
        raise HandoutError.of(f"--encrypt needs pikepdf; install it with: {how_to_install('encrypt')}") from None
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        _say_little(opened)
        _draw_in_pages(opened)
        _round_up(opened)
        _blur(opened)
        allowed = pikepdf.Permissions(accessibility=True, modify_assembly=True)
        lock = pikepdf.Encryption(owner=passphrase, user=passphrase, R=6, aes=True, metadata=False, allow=allowed)
        opened.save(
            written,
            encryption=lock,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=False,
        )
    body, end, rest = _by_chance(written.getvalue()).rpartition(_END)
    return body + OURS + end + rest


def _by_chance(pdf: bytes) -> bytes:
    """Return a file with a second identifier by chance: qpdf makes its own of the clock and what the file says of itself.

    The first, of which a reader may make the key of an older kind of lock, stays as it is.
    """
    return _ID.sub(lambda found: found[1] + secrets.token_hex(16).encode(), pdf)


def _say_little(opened: "pikepdf.Pdf") -> None:
    """Give a file its author's name as its title, no claim to be PDF/A, and identifiers that come from nothing in it."""
    import pikepdf

    said, title = opened.Root.Metadata, str(opened.trailer.Info.Author)
    said.write(retitled(without_archive_claim(said.read_bytes()), title))
    opened.trailer.Info.Title = title
    opened.trailer.ID = pikepdf.Array([pikepdf.String(secrets.token_bytes(16))] * 2)


def _draw_in_pages(opened: "pikepdf.Pdf") -> None:
    """Write each drawing into the pages that paint it; on its own, its size would tell which exercise it is."""
    import pikepdf

    for page in opened.pages:
        held = page.Resources.get("/XObject", pikepdf.Dictionary())
        forms = {key.removeprefix("/").encode(): form for key, form in held.items() if form.get("/Subtype") == "/Form"}
        if not forms:
            continue
        content = page.Contents.read_bytes()
        drawn = {name: form.read_bytes() for name, form in forms.items()}
        page.Contents = opened.make_stream(_PAINTED.sub(lambda found, drawn=drawn: b"\n%s\n" % drawn[found[1]], content))  # type: ignore[misc]
        for name in forms:
            del held[f"/{name.decode()}"]


def _round_up(opened: "pikepdf.Pdf") -> None:
    """Make streams of a few lengths only: all pages as long as the longest, and of other streams each by its kind."""
    import pikepdf

    pages = [page.Contents for page in opened.pages]
    numbers = {content.objgen for content in pages}
    for held in opened.objects:
        if not isinstance(held, pikepdf.Stream) or held.get("/Type") == "/Metadata" or held.objgen in numbers:
            continue
        data = held.read_bytes()
        if "/Length1" in held:  # a font's own length stands in the open, and nothing is read after its last table
            data += bytes(-len(data) % _STEP_BYTES)
            held.Length1 = len(data)
        held.write(_packed(data, _STEP_BYTES), filter=pikepdf.Name.FlateDecode)
    blank = [opened.make_stream(b"") for _ in range(-len(pages) % _PAGES)]
    every = [content.read_bytes() for content in (*pages, *blank)]
    longest = max(len(zlib.compress(data, 9)) for data in every) + secrets.randbelow(_STEP_BYTES)
    for held, data in zip((*pages, *blank), every, strict=True):
        held.write(_packed(data, longest), filter=pikepdf.Name.FlateDecode)
    opened.Root.PieceInfo = pikepdf.Dictionary(
        HNDT=pikepdf.Dictionary(LastModified=pikepdf.String("D:20000101000000Z"), Private=pikepdf.Array(blank))
    )


def _blur(opened: "pikepdf.Pdf") -> None:
    """Give dictionaries bytes of chance and add objects that mean nothing, so that neither their number nor their length tells a sheet."""
    import pikepdf

    for held in opened.objects:
        if isinstance(held, pikepdf.Dictionary) and not isinstance(held, pikepdf.Stream) and not secrets.randbelow(_ONE_IN):
            held[_BLUR] = pikepdf.String(secrets.token_bytes(secrets.randbelow(_BLUR_BYTES)))
    empty = [opened.make_indirect(pikepdf.Dictionary({_BLUR: index})) for index in range(secrets.randbelow(_MOST_EMPTY))]
    opened.Root.PieceInfo.HNDT.Private.extend(empty)


def _packed(data: bytes, least: int) -> bytes:
    """Return a zlib stream as long as a whole number of `least` rounded up to a step: empty blocks fill it (RFC 1951, 3.2.4).

    It ends 1 to 5 bytes before a multiple of 16, so that all that are rounded alike are of one length once they are encrypted.
    """
    packer = zlib.compressobj(9)
    body = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
    end = b"\x03\0" + zlib.adler32(data).to_bytes(4, "big")
    step = -(-least // _STEP_BYTES) * _STEP_BYTES
    goal = ((len(body) + len(end)) // step + 1) * step - 1
    return body + b"\0\0\0\xff\xff" * ((goal - len(body) - len(end)) // 5) + end
