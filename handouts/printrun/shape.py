"""What the objects of a sheet are for: a source in, the numbers of its pages, links, tags and bookmarks out.

A key of the catalog or of a page that is not known here would be lost or do harm in a print run, so it is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handouts.printrun.source import SheetObjects
from handouts.printrun.syntax import DamagedError, PdfDictionary, Value, text_of, whole

_CATALOG = {
    b"/Type", b"/Pages", b"/Lang", b"/MarkInfo", b"/StructTreeRoot", b"/Metadata", b"/OutputIntents", b"/Outlines", b"/ViewerPreferences"
}  # fmt: skip
_PAGE = {b"/Type", b"/Parent", b"/MediaBox", b"/Resources", b"/Contents", b"/StructParents", b"/Tabs", b"/Annots"}
_LENGTH = re.compile(rb"\d{1,6}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class SheetShape:
    """The numbers of a sheet's objects by what they are for; `outlines` is 0 when it has no bookmarks.

    `shared` are the objects pages are painted with, `boxes` the pages' left, bottom, right and top, `parents` the keys and values of
    the parent tree, in which the next sheet's keys start at `keys`.
    """

    language: str
    author: str
    pages_root: int
    pages: tuple[int, ...]
    boxes: tuple[tuple[bytes, ...], ...]
    links: tuple[int, ...]
    shared: tuple[int, ...]
    intents: tuple[int, ...]
    metadata: int
    tree_root: int
    document: int
    parent_tree: int
    parents: tuple[tuple[int, Value], ...]
    keys: int
    outlines: int


def shape_of(source: SheetObjects) -> SheetShape:
    """Return what the objects of a sheet are for. Raises DamagedError."""
    catalog = _only(source, source.root, b"/Catalog", _CATALOG)
    pages_root = _number(catalog, b"/Pages")
    pages = _numbers(_typed(source, pages_root, b"/Pages"), b"/Kids")
    entries = [_only(source, page, b"/Page", _PAGE) for page in pages]
    links = tuple(link for page in entries if b"/Annots" in page for link in _numbers(page, b"/Annots"))
    for link in links:
        _typed(source, link, b"/Annot")
    tree_root = _number(catalog, b"/StructTreeRoot")
    tree = _typed(source, tree_root, b"/StructTreeRoot")
    parent_tree = _number(tree, b"/ParentTree")
    document, *_ = _numbers(tree, b"/K", 1)
    if _typed(source, document, b"/StructElem").get(b"/S") != b"/Document":
        raise DamagedError("the tags have no document")
    return SheetShape(
        language=text_of(catalog.get(b"/Lang")),
        author=text_of(source.object(source.info).entries.get(b"/Author")),
        pages_root=pages_root,
        pages=pages,
        boxes=tuple(_box(page) for page in entries),
        links=links,
        shared=tuple(number for page in entries for number in _painted_with(page)),
        intents=_numbers(catalog, b"/OutputIntents", 1),
        metadata=_number(catalog, b"/Metadata"),
        tree_root=tree_root,
        document=document,
        parent_tree=parent_tree,
        parents=tuple(_parents(source.object(parent_tree).entries)),
        keys=whole(tree.get(b"/ParentTreeNextKey")),
        outlines=_number(catalog, b"/Outlines") if b"/Outlines" in catalog else 0,
    )


def _typed(source: SheetObjects, number: int, kind: bytes) -> PdfDictionary:
    entries = source.object(number).entries
    if entries.get(b"/Type") != kind:
        raise DamagedError(f"object {number} is not what it should be")
    return entries


def _only(source: SheetObjects, number: int, kind: bytes, known: set[bytes]) -> PdfDictionary:
    entries = _typed(source, number, kind)
    if not entries.keys() <= known:
        raise DamagedError(f"object {number} has a key that is not known")
    return entries


def _number(entries: PdfDictionary, key: bytes) -> int:
    """Return the number of the object a key refers to."""
    value = entries.get(key)
    if not isinstance(value, int):
        raise DamagedError("a reference is missing")
    return value


def _numbers(entries: PdfDictionary, key: bytes, count: int = -1) -> tuple[int, ...]:
    """Return the numbers of the different objects a key lists, which must be so many where a count is given."""
    value = entries.get(key)
    found = tuple(item for item in value if isinstance(item, int)) if isinstance(value, list) else ()
    if not isinstance(value, list) or len(set(found)) != len(value) or count not in (-1, len(found)):
        raise DamagedError("a list of references is missing")
    return found


def _box(page: PdfDictionary) -> tuple[bytes, ...]:
    value = page.get(b"/MediaBox")
    box = tuple(item for item in value if isinstance(item, bytes) and _LENGTH.fullmatch(item)) if isinstance(value, list) else ()
    if len(box) != 4:
        raise DamagedError("a page has no size")
    return box


def _painted_with(page: PdfDictionary) -> Iterator[int]:
    """Yield the objects a page is painted with: its content, its fonts, its pictures."""
    yield _number(page, b"/Contents")
    resources = page.get(b"/Resources")
    if not isinstance(resources, dict):
        raise DamagedError("a page has no resources")
    for named in resources.values():
        if not isinstance(named, dict):
            raise DamagedError("the resources of a page are not named")
        for name in named:
            yield _number(named, name)


def _parents(entries: PdfDictionary) -> Iterator[tuple[int, Value]]:
    """Yield the keys of the parent tree, ascending, with their values."""
    listed = entries.get(b"/Nums")
    if not isinstance(listed, list) or len(listed) % 2:
        raise DamagedError("the parents of marked content are missing")
    last = -1
    for key, value in zip(listed[0::2], listed[1::2], strict=True):
        number = whole(key)
        if number <= last or isinstance(value, bytes | dict):
            raise DamagedError("the parents of marked content are in disorder")
        last = number
        yield number, value
