"""Pages -> the bytes of a tagged PDF. The same pages give the same bytes, whatever was made before."""

from collections.abc import Sequence

from handouts.pdf import fonts, metadata
from handouts.pdf.forms import body_of
from handouts.pdf.letters import Letters
from handouts.pdf.objects import Document, Ref, array, joined, number, ref, stream_body, text_string
from handouts.pdf.painter import FONT_NAMES, Painted, paint
from handouts.pdf.pieces import Bookmarked
from handouts.pdf.structure import StructureElement, Tree
from handouts.sheet.place.marks import Page, Pages


def write_pdf(pages: Pages, identity: bytes = b"", *, is_patients: bool = False) -> bytes:
    """Return the file of a finished sheet; `identity`, 16 bytes, says in its trailer what it was made from, `is_patients` for whom."""
    document, tree, letters = Document(), Tree(), Letters()
    painted = [paint(page, index, tree, letters) for index, page in enumerate(pages.pages)]
    first = document.reserve(len(painted))
    numbers = range(first, first + len(painted))
    named = _fonts(document, painted, letters) | _pictures(document, painted)
    tree_ref, notes = _structure(document, tree, painted, numbers)
    parent = document.add(b"<</Type/Pages/Count %d/Kids%s>>" % (len(numbers), array(map(ref, numbers))))
    for index, (page, one) in enumerate(zip(pages.pages, painted, strict=True)):
        content = document.add(stream_body(joined(one.parts), b"/Filter/FlateDecode"))
        document.put(numbers[index], _page(page, (parent, _resources(one, named), content), index, notes[index]))
    catalog = b"<</Type/Catalog/Pages %s/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %s/Metadata %s/OutputIntents[%s]%s" % (
        parent,
        text_string(pages.language),
        tree_ref,
        metadata.xmp(document, pages.title, pages.author, pages.language),
        metadata.output_intent(document),
        _outlines(document, painted, numbers),
    )
    about = metadata.info(pages.title, pages.author, is_patients=is_patients)
    return document.finish(catalog + b"/ViewerPreferences<</DisplayDocTitle true>>>>", about, identity)


def _fonts(document: Document, painted: Sequence[Painted], letters: Letters) -> dict[str, Ref]:
    """Write the fonts that pages use and return their references by name."""
    used = {weight for one in painted for weight in one.weights}
    extra = {glyph for one in painted for glyph in one.extra}
    glyphs = {weight: frozenset(number for own, number in extra if own == weight) for weight in used}
    return {
        name: fonts.embed(document, weight, glyphs[weight], letters.of(weight)) for weight, name in FONT_NAMES.items() if weight in used
    }


def _pictures(document: Document, painted: Sequence[Painted]) -> dict[str, Ref]:
    """Write the drawings and logos that pages use and return their references by name."""
    every = {name: picture for one in painted for name, picture in one.pictures.items()}
    return {name: document.add(body_of(picture)) for name, picture in every.items()}


def _structure(document: Document, tree: Tree, painted: Sequence[Painted], pages: Sequence[int]) -> tuple[Ref, list[list[Ref]]]:
    """Write links and structure tree; return the tree's root and the link annotations of each page."""
    tree.reserve(document)
    notes: list[list[Ref]] = []
    for one in painted:
        refs = []
        for part in one.links:
            link = document.add(_link(part, len(pages) + len(tree.links)))
            part.kids.append(link)
            tree.links.append((part, link))
            refs.append(link)
        notes.append(refs)
    return tree.write(document, pages), notes


def _link(part: StructureElement, parent_key: int) -> bytes:
    box = part.box or (0.0, 0.0, 0.0, 0.0)
    address = part.element.uri or ""
    return b"<</Type/Annot/Subtype/Link/Rect[%s]/Border[0 0 0]/F 4/StructParent %d/Contents%s/A<</S/URI/URI%s>>>>" % (
        " ".join(map(number, box)).encode(),
        parent_key,
        text_string(part.element.alt or address),
        text_string(address),
    )


def _resources(page: Painted, named: dict[str, Ref]) -> bytes:
    """Return the fonts and pictures of a page by name."""
    faces = b"".join(b"/%s %s" % (name.encode(), named[name]) for weight, name in FONT_NAMES.items() if weight in page.weights)
    pictures = b"".join(b"/%s %s" % (name.encode(), named[name]) for name in page.pictures)
    return b"<</Font<<%s>>%s>>" % (faces, b"/XObject<<%s>>" % pictures if pictures else b"")


def _page(page: Page, parts: tuple[Ref, bytes, Ref], index: int, notes: Sequence[Ref]) -> bytes:
    """Return the object of a page; `parts` are what is above it, its resources and its content."""
    parent, resources, content = parts
    annotations = b"/Annots%s" % array(notes) if notes else b""
    return b"<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources%s/Contents %s/StructParents %d/Tabs/S%s>>" % (
        parent,
        number(page.width_pt).encode(),
        number(page.height_pt).encode(),
        resources,
        content,
        index,
        annotations,
    )


def _outlines(document: Document, painted: Sequence[Painted], pages: Sequence[int]) -> bytes:
    """Write the bookmarks, two levels deep, and return the catalog's key for them."""
    marks = [(mark, pages[index]) for index, one in enumerate(painted) for mark in one.bookmarks]
    if not marks:
        return b""
    root, first = document.reserve(), document.reserve(len(marks))
    numbers = range(first, first + len(marks))
    tops = [at for at, (mark, _) in enumerate(marks) if mark.level == 1 or at == 0]
    ends = [*tops[1:], len(marks)]
    for place, (top, end) in enumerate(zip(tops, ends, strict=True)):
        under = numbers[top + 1 : end]
        more = b"/First %s/Last %s/Count %d" % (ref(under[0]), ref(under[-1]), len(under)) if under else b""
        beside = _beside([numbers[at] for at in tops], place)
        document.put(numbers[top], b"<<%s%s/Parent %s%s>>" % (_bookmark(*marks[top]), more, ref(root), beside))
        for at in range(top + 1, end):
            document.put(numbers[at], b"<<%s/Parent %s%s>>" % (_bookmark(*marks[at]), ref(numbers[top]), _beside(under, at - top - 1)))
    ends_of = ref(numbers[tops[0]]), ref(numbers[tops[-1]])
    document.put(root, b"<</Type/Outlines/First %s/Last %s/Count %d>>" % (*ends_of, len(marks)))
    return b"/Outlines %s" % ref(root)


def _bookmark(mark: Bookmarked, page: int) -> bytes:
    return b"/Title%s/Dest[%s/XYZ null %s null]" % (text_string(mark.title), ref(page), number(mark.y + 6).encode())


def _beside(numbers: Sequence[int], place: int) -> bytes:
    """Return the keys that link a bookmark to its neighbours on its level."""
    before = b"/Prev %s" % ref(numbers[place - 1]) if place else b""
    after = b"/Next %s" % ref(numbers[place + 1]) if place + 1 < len(numbers) else b""
    return before + after
