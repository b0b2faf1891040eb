"""Pages -> the bytes of a tagged PDF. The same pages give the same bytes."""

import functools
import zlib
from collections.abc import Sequence

from handouts.figure.operators import pdf_body
from handouts.fonts.faces import Weight
from handouts.logo import Logo
from handouts.pdf import fonts, metadata
from handouts.pdf.objects import Document, Ready, Ref, array, number, stream_body, text_string
from handouts.pdf.painter import FONT_NAMES, Form, Painted, paint
from handouts.pdf.structure import Part, Tree
from handouts.sheet.marks import Page, Pages

_PAGE_LEVEL = 4
"""How hard a page is compressed: 4 costs half the time of 6 and about one part in a hundred of the file."""


def write_pdf(pages: Pages, identity: bytes = b"") -> bytes:
    """Return the file of a finished sheet; `identity`, 16 bytes, says in its trailer what it was made from."""
    document, tree = Document(), Tree()
    painted = [paint(page, index, tree) for index, page in enumerate(pages.pages)]
    page_objects = [document.add() for _ in painted]
    page_refs = [ref for ref, _ in page_objects]
    font_refs = _fonts(document, painted)
    logo_refs = {logo: _logo(document, logo) for logo in dict.fromkeys(logo for one in painted for logo in one.logos.values())}
    form_refs = {form: _form(document, form) for form in dict.fromkeys(form for one in painted for form in one.forms)}
    tree_ref, notes = _structure(document, tree, painted, page_refs)
    parent, _ = document.add(b"<</Type/Pages/Count %d/Kids%s>>" % (len(page_refs), array(page_refs)))
    for index, (page, one, (_, ready)) in enumerate(zip(pages.pages, painted, page_objects, strict=True)):
        resources = _resources(one, font_refs, logo_refs, form_refs)
        content = document.stream(one.stream, level=_PAGE_LEVEL)
        ready.body = _page(page, parent, resources, content, index, notes[index])
    catalog = b"<</Type/Catalog/Pages %s/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %s/Metadata %s/OutputIntents[%s]%s" % (
        parent,
        text_string(pages.language),
        tree_ref,
        metadata.xmp(document, pages.title, pages.author, pages.language),
        metadata.output_intent(document),
        _outlines(document, painted, page_refs),
    )
    return document.finish(catalog + b"/ViewerPreferences<</DisplayDocTitle true>>>>", metadata.info(pages.title, pages.author), identity)


def _fonts(document: Document, painted: Sequence[Painted]) -> dict[Weight, Ref]:
    used: dict[Weight, set[tuple[int, str]]] = {}
    for one in painted:
        for weight, glyphs in one.glyphs.items():
            used.setdefault(weight, set()).update(glyphs)
    return {weight: fonts.embed(document, weight, sorted(used[weight])) for weight in FONT_NAMES if weight in used}


def _logo(document: Document, logo: Logo) -> Ref:
    return document.add(_logo_body(logo))[0]


@functools.lru_cache(maxsize=32)
def _logo_body(logo: Logo) -> bytes:
    keys = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Interpolate false/Filter/FlateDecode"
        % (
            logo.width_px,
            logo.height_px,
        )
    )
    return stream_body(zlib.compress(logo.rgb, 9), keys)


def _structure(document: Document, tree: Tree, painted: Sequence[Painted], pages: list[Ref]) -> tuple[Ref, list[list[Ref]]]:
    """Write links and structure tree; return the tree's root and the link annotations of each page."""
    tree.reserve(document)
    notes: list[list[Ref]] = []
    for one in painted:
        refs = []
        for part in one.links:
            ref = document.add(_link(part, len(pages) + len(tree.links)))[0]
            part.kids.append(ref)
            tree.links.append((part, ref))
            refs.append(ref)
        notes.append(refs)
    return tree.write(document, pages), notes


def _link(part: Part, parent_key: int) -> bytes:
    box = part.box or (0.0, 0.0, 0.0, 0.0)
    address = part.element.uri or ""
    return b"<</Type/Annot/Subtype/Link/Rect[%s]/Border[0 0 0]/F 4/StructParent %d/Contents%s/A<</S/URI/URI%s>>>>" % (
        " ".join(map(number, box)).encode(),
        parent_key,
        text_string(part.element.alt or address),
        text_string(address),
    )


def _form(document: Document, form: Form) -> Ref:
    return document.add(_form_body(form))[0]


@functools.lru_cache(maxsize=512)
def _form_body(form: Form) -> bytes:
    """Return a drawing as a form in its own units, compressed once for all the files it stands in."""
    drawing = form.drawing
    keys = b"/Type/XObject/Subtype/Form/BBox[%d %d %d %d]/Resources<<>>/Filter/FlateDecode" % (
        -20,
        -20,
        drawing.width + 20,
        drawing.height + 20,
    )
    return stream_body(zlib.compress(pdf_body(drawing, form.style, form.scale).encode("ascii"), 9), keys)


def _resources(one: Painted, font_refs: dict[Weight, Ref], logo_refs: dict[Logo, Ref], form_refs: dict[Form, Ref]) -> bytes:
    named = b"".join(b"/%s %s" % (FONT_NAMES[weight].encode(), font_refs[weight]) for weight in FONT_NAMES if weight in one.glyphs)
    pictures = b"".join(b"/%s %s" % (name.encode(), logo_refs[logo]) for name, logo in one.logos.items())
    pictures += b"".join(b"/%s %s" % (name.encode(), form_refs[form]) for form, name in one.forms.items())
    return b"<</Font<<%s>>%s>>" % (named, b"/XObject<<%s>>" % pictures if pictures else b"")


def _page(page: Page, parent: Ref, resources: bytes, content: Ref, index: int, notes: Sequence[Ref]) -> bytes:
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


def _outlines(document: Document, painted: Sequence[Painted], pages: Sequence[Ref]) -> bytes:
    """Write the bookmarks, two levels deep, and return the catalog's key for them."""
    marks = [(level, title, y, pages[index]) for index, one in enumerate(painted) for level, title, y in one.bookmarks]
    if not marks:
        return b""
    root, root_object = document.add()
    tops: list[tuple[Ref, Ready, bytes, list[tuple[Ref, Ready, bytes]]]] = []
    for level, title, y, page in marks:
        ref, ready = document.add()
        body = b"/Title%s/Dest[%s/XYZ null %s null]" % (text_string(title), page, number(y + 6).encode())
        if level == 1 or not tops:
            tops.append((ref, ready, body, []))
        else:
            tops[-1][3].append((ref, ready, body))
    for ref, ready, body, under in tops:
        _chain([(r, o, b) for r, o, b in under], ref)
        ready.body = body + (b"/First %s/Last %s/Count %d" % (under[0][0], under[-1][0], len(under)) if under else b"")
    _chain([(ref, ready, ready.body) for ref, ready, _, _ in tops], root)
    count = len(marks)
    root_object.body = b"<</Type/Outlines/First %s/Last %s/Count %d>>" % (tops[0][0], tops[-1][0], count)
    return b"/Outlines %s" % root


def _chain(items: Sequence[tuple[Ref, Ready, bytes]], parent: Ref) -> None:
    """Link bookmarks of one level to their neighbours and their parent."""
    for index, (_, ready, body) in enumerate(items):
        before = b"/Prev %s" % items[index - 1][0] if index else b""
        after = b"/Next %s" % items[index + 1][0] if index + 1 < len(items) else b""
        ready.body = b"<<%s/Parent %s%s%s>>" % (body, parent, before, after)
