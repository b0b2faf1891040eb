"""One name for one font of a print file: sheets of earlier versions named different subsets alike (PDF 32000-1, 9.6.4).

Viewers and printers keep a font by its name, so a letter that the first patient's sheet did not need would be missing from another's.
"""

import re

from handouts.pdf.fonts import tag_of

_TAGGED = re.compile(rb"/(FontName|BaseFont)/([A-Z]{6})\+([^\0\t\n\f\r ()<>\[\]{}/%]+)")
_BELOW = re.compile(rb"/(?:FontFile2|FontDescriptor|DescendantFonts\[) ?(\d{1,10}) 0 R")


class FontNames:
    """The tags of the fonts of a print file, by the numbers of their programs and of what refers to these."""

    def __init__(self) -> None:
        """Start with none."""
        self._tags: dict[int, bytes] = {}
        self._programs: dict[bytes, int] = {}

    def named(self, body: bytes, program: bytes) -> tuple[bytes, bytes]:
        """Return a font's object, or its descriptor, with a tag that no other program has, and the tag, to be noted by `note`.

        `program` are the bytes of the program where the object is a descriptor, from which a new tag is made.
        """
        name, below = _TAGGED.search(body), _BELOW.search(body)
        if name is None or below is None:
            return body, b""
        number = int(below[1])
        tag = self._tags.get(number) or self._free(number, name, program)
        return body[: name.start(2)] + tag + body[name.end(2) :], tag

    def note(self, number: int, tag: bytes) -> None:
        """Note the tag of an object that was written, for those that refer to it."""
        self._tags[number] = tag

    def _free(self, number: int, name: "re.Match[bytes]", program: bytes) -> bytes:
        """Return the tag of a program: its own, unless another has it."""
        tag, tries = name[2], 0
        while self._programs.setdefault(tag + name[3], number) != number:
            tag = tag_of(program + b"%d" % tries if tries else program)
            tries += 1
        self._tags[number] = tag
        return tag


def is_font(body: bytes) -> bool:
    """Return whether an object is a font or the descriptor of one."""
    return body.startswith((b"<</Type/Font/", b"<</Type/FontDescriptor/"))
