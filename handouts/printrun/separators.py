"""The page before each sheet of a stack: whose it is in large type, how many pages it has, and which of how many it is.

It is a sheet of its own, written like any other, so it is tagged and archival like the others.
"""

from dataclasses import dataclass

from handouts.errors import HandoutError
from handouts.library.color import BLACK
from handouts.library.language.dose_phrases import Plural
from handouts.library.language.language import fill, plural
from handouts.pdf.writer import write_pdf
from handouts.sheet.place.marks import At, Fragment, Page, Pages, stack
from handouts.sheet.place.style import TextStyle
from handouts.sheet.place.text import plain, text_block, width_of

_LABEL_SIZES_PT = (60, 48, 40, 32, 26, 20, 16, 12)
_TOLD_SIZES_PT = (24, 18, 14, 12)
_LEADING = 1.2
_MARGIN = 0.1
"""Of the page's width, on both sides."""
_LEAST_MARGIN_PT = 18.0
_LABEL_HEIGHT = 0.4
"""Of the page's height, which the label may fill."""
_TOP = 0.2
"""Of the page's height, where the label starts."""
_PAGES = Plural(one="{n} page", other="{n} pages")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a separator says besides the label: {n} of {total}, and {n} pages."""

    position: str = "{n} of {total}"
    pages: Plural = _PAGES
    language: str = "en-GB"


IN_ENGLISH = Wording()


@dataclass(frozen=True, slots=True)
class Separator:
    """What one separator says, and the size of its page in points."""

    label: str
    number: int
    total: int
    pages: int
    width_pt: float
    height_pt: float


def separator_pdf(separator: Separator, wording: Wording, language: str) -> bytes:
    """Return a sheet of one page. Raises HandoutError when a character of the label cannot be printed."""
    try:
        content = _content(separator, wording)
    except HandoutError as error:
        problem = f"{error.problems[0].message}; give the sheet another label"
        raise HandoutError.of(problem, separator.label) from None
    margin = (separator.width_pt - content.width_pt) / 2
    page = Page(separator.width_pt, separator.height_pt, (At(margin, separator.height_pt * _TOP, content),))
    return write_pdf(Pages((page,), separator.label, "", language, ()))


def _content(separator: Separator, wording: Wording) -> Fragment:
    width = separator.width_pt - 2 * max(_LEAST_MARGIN_PT, separator.width_pt * _MARGIN)
    size = _size(separator.label, width, separator.height_pt * _LABEL_HEIGHT)
    told = (
        fill(wording.position, n=separator.number, total=separator.total),
        plural(wording.pages, separator.pages, wording.language),
    )
    label = text_block(plain(separator.label, _style(size, bold=True)), width, tag="H1")
    below = [_told(text, width, size) for text in told]
    return stack([(0, label), (size, below[0]), (size / 4, below[1])], width)


def _told(text: str, width: float, label_pt: float) -> Fragment:
    """Return a line below the label, smaller than it unless that is smallest already."""
    sizes = [size for size in _TOLD_SIZES_PT if size <= max(label_pt, _TOLD_SIZES_PT[-1])]
    size = next((size for size in sizes if width_of(text, _style(size)) <= width), sizes[-1])
    return text_block(plain(text, _style(size)), width)


def _size(label: str, width: float, height: float) -> float:
    """Return the largest size in which no word is cut and all lines have room, else the smallest."""
    for size in _LABEL_SIZES_PT:
        style = _style(size, bold=True)
        whole = all(width_of(word, style) <= width for word in label.split(" "))
        if whole and text_block(plain(label, style), width, tag="H1").height_pt <= height:
            return size
    return _LABEL_SIZES_PT[-1]


def _style(size_pt: float, *, bold: bool = False) -> TextStyle:
    return TextStyle(size_pt, size_pt * _LEADING, "bold" if bold else "regular", BLACK)
