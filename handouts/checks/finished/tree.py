"""The structure tree of a file -> its elements in order, with the page each stands on and the marked content it lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from handouts.checks.finished.values import TooMuchError

MAX_ELEMENTS, MAX_DEPTH = 200_000, 100


@dataclass(frozen=True, slots=True)
class TaggedElement:
    """One structure element: its standard type, its page (from 1; 0: not known), what is said for it, and its own marked content."""

    tag: str
    page: int
    described: bool
    mcids: tuple[int, ...]


def elements(pdf: pikepdf.Pdf) -> Iterator[TaggedElement]:
    """Yield the elements in reading order. Raises what pikepdf raises on broken files, and TooMuchError."""
    root = pdf.Root.StructTreeRoot
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, int, int]] = [(kid, 0, 0) for kid in reversed(_kids(root))]
    count = 0
    while waiting:
        item, page, depth = waiting.pop()
        count += 1
        if count > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise TooMuchError("the structure tree is too large or too deep")
        if not isinstance(item, pikepdf.Dictionary) or "/S" not in item or (item.is_indirect and item.objgen in seen):
            continue
        seen.add(item.objgen)
        page = _page(item, pages, page)
        kids = _kids(item)
        own = tuple(number for number in (_mcid(kid, pages, page) for kid in kids) if number is not None)
        tag = str(item.S)
        described = any(str(item.get(key, "")).strip() for key in ("/Alt", "/ActualText"))
        yield TaggedElement(roles.get(tag, tag).lstrip("/"), page or (0 if not own else page), described, own)
        waiting += [(kid, page, depth + 1) for kid in reversed(kids)]


def _kids(item: Any) -> list[Any]:
    kids = item.get("/K", None)
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _page(item: Any, pages: dict[tuple[int, int], int], above: int) -> int:
    return pages.get(item.Pg.objgen, above) if "/Pg" in item else above


def _mcid(kid: Any, pages: dict[tuple[int, int], int], page: int) -> int | None:
    """Return the marked content a kid is, when it stands on the element's own page."""
    if isinstance(kid, int):
        return kid
    if isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid and "/Stm" not in kid and _page(kid, pages, page) == page:
        return int(kid.MCID)
    return None
