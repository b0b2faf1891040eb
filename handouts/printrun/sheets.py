"""What is joined and how: finished sheets with their labels, the options of a print run, and what has become of them."""

from dataclasses import dataclass
from pathlib import Path

from handouts.printrun.separators import IN_ENGLISH, Wording


@dataclass(frozen=True, slots=True)
class FinishedSheet:
    """A finished sheet: the label of its bookmark, and its file or the bytes of one."""

    label: str
    source: Path | bytes

    @property
    def name(self) -> str:
        """What an error calls it."""
        return str(self.source) if isinstance(self.source, Path) else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How sheets are joined; author and language are the first sheet's unless they are given.

    `duplex` starts every sheet and every separator on the front of a leaf. A sheet in another language than the run's says so.
    """

    title: str = "Print run"
    author: str | None = None
    language: str | None = None
    duplex: bool = True
    separators: bool = False
    wording: Wording = IN_ENGLISH


@dataclass(frozen=True, slots=True)
class Joined:
    """What a print file has: how many sheets, pages in all, blank ones among them, bytes; and the page each sheet starts on, from 1."""

    sheets: int
    pages: int
    blanks: int
    size_bytes: int
    starts: tuple[int, ...]


AS_USUAL = Options()
