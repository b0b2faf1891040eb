"""A PDF read back by its own structure: bytes in, the tree of what a screen reader says out.

The characters come from the content streams through each font's ToUnicode map, filed by page and MCID; the tree is walked from
/StructTreeRoot. Nothing here knows how the file was written.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from handouts.checks.finished.painting import paint

_BFCHAR = re.compile(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


@dataclass
class Node:
    """One structure element: its tag, its keys, and in order its texts and elements."""

    tag: str
    alt: str | None = None
    actual: str | None = None
    scope: str | None = None
    page: int = -1
    kids: list["Node | str"] = field(default_factory=list)
    mcids: list[tuple[int, int]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return what is read aloud."""
        if self.actual is not None:
            return self.actual
        if self.alt is not None and self.tag == "Figure":
            return self.alt
        return "".join(kid if isinstance(kid, str) else kid.text() for kid in self.kids)

    def walk(self) -> Iterator["Node"]:
        """Yield the element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def all(self, *tags: str) -> list["Node"]:
        """Return the elements of these tags, in reading order."""
        return [node for node in self.walk() if node.tag in tags]


@dataclass
class Read:
    """A file read back: its tree, the text of each marked content, and the text of its artifacts by page."""

    root: Node
    marked: dict[tuple[int, int], str]
    artifacts: list[str]
    bookmarks: list[tuple[int, str]]
    uris: list[tuple[str, str]]
    images: int
    info: dict[str, str]
    xmp: str
    raw: bytes

    def text(self) -> str:
        """Return all that is read aloud."""
        return self.root.text()


def off_page(data: bytes) -> int:
    """Return how many letters of a file do not lie whole on their page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return sum(text.off_page for page in pdf.pages for text in paint(page).texts)


def squeezed(text: str) -> str:
    """Return the text without any white space, so that line ends do not count."""
    return re.sub(r"\s+", "", text)


def read(data: bytes) -> Read:
    """Return what a file says."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        marked: dict[tuple[int, int], str] = {}
        artifacts: list[str] = []
        for index, page in enumerate(pdf.pages):
            artifacts.append(_read_page(page, index, marked))
        pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        top = pdf.Root.StructTreeRoot.K
        tops = list(top) if isinstance(top, pikepdf.Array) else [top]
        root = Node("Root", kids=[_node(item, pages, marked) for item in tops])
        uris = [
            (str(annotation.A.URI), str(annotation.get("/Contents", "")))
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation
        ]
        images = sum(1 for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image")
        info = {str(key): str(value) for key, value in pdf.docinfo.items()}
        xmp = pdf.Root.Metadata.read_bytes().decode("utf-8")
        raw = b"\n".join(_plain(item) for item in pdf.objects)
        return Read(root, marked, artifacts, list(_bookmarks(pdf)), uris, images, info, xmp, raw)


def _plain(item: Any) -> bytes:
    """Return an object as text: dictionaries as they are, streams by their dictionary."""
    if isinstance(item, pikepdf.Stream):
        return bytes(pikepdf.Dictionary(dict(item.items())).unparse(resolved=True)) if list(item.keys()) else b""
    return bytes(item.unparse(resolved=True)) if isinstance(item, pikepdf.Object) else b""


def _read_page(page: pikepdf.Page, index: int, marked: dict[tuple[int, int], str]) -> str:
    fonts = {name: _to_unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
    stack: list[int | None] = []
    current: dict[int, str] = {}
    artifact = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            mcid = int(operands[1]["/MCID"]) if name == "BDC" and "/MCID" in operands[1] else None
            stack.append(mcid)
            if mcid is not None:
                assert (index, mcid) not in marked, "an MCID is used twice on a page"
                marked[index, mcid] = ""
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            current = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            assert stack, "text stands outside any marked content"
            shown = _decode(operands[0], current)
            if stack[-1] is None:
                artifact += shown + "\n"
            else:
                marked[index, stack[-1]] += shown
    assert not stack, "marked content is not closed"
    return artifact


def _decode(operand: Any, current: dict[int, str]) -> str:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    text = ""
    for part in parts:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            text += "".join(current.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))
    return text


def _to_unicode(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in _BFCHAR.findall(table.split("endcodespacerange")[1])}


def _node(item: Any, pages: dict[tuple[int, int], int], marked: dict[tuple[int, int], str], page: int = -1) -> Node:
    if "/Pg" in item:
        page = pages[item.Pg.objgen]
    attributes = item.get("/A", None)
    node = Node(
        tag=str(item.S)[1:],
        alt=str(item.Alt) if "/Alt" in item else None,
        actual=str(item.ActualText) if "/ActualText" in item else None,
        scope=str(attributes.Scope)[1:] if attributes is not None and "/Scope" in attributes else None,
        page=page,
    )
    kids = item.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            node.mcids.append((page, kid))
            node.kids.append(marked[page, kid])
        elif str(kid.get("/Type", "")) == "/OBJR":
            node.links.append(str(kid.Obj.A.URI))
        else:
            node.kids.append(_node(kid, pages, marked, page))
    return node


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str]]:
    def below(items: Any, level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, item.title
            yield from below(item.children, level + 1)

    with pdf.open_outline() as outline:
        yield from below(outline.root, 1)
