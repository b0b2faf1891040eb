"""What is written for people to follow: the README and the pages it leads to, their blocks, commands, tables and links."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / ".github" / "docs").glob("*.md")))
"""Pages for clinics; the README first."""
NOTES = tuple(sorted((ROOT / ".github").glob("*.md")))
"""Pages for those who carry on."""


@cache
def text_of(path: Path) -> str:
    """Return the text of a page."""
    return path.read_text(encoding="utf-8")


@cache
def pages_text() -> str:
    """Return the text of every page for clinics, one after the other."""
    return "\n\n".join(map(text_of, PAGES))


def blocks(language: str, path: Path | None = None) -> list[str]:
    """Return every block of code in a language, of one page or of all."""
    text = text_of(path) if path else pages_text()
    return [block for kind, block in re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE) if kind == language]


def lines_of(block: str) -> list[str]:
    """Return the commands of a block, without its comments."""
    return [line.strip() for line in block.splitlines() if line.strip() and not line.startswith("#")]


def links_of(path: Path) -> list[str]:
    """Return where the links and pictures of a page lead."""
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", text_of(path), flags=re.DOTALL | re.MULTILINE))


def heads_of(path: Path) -> set[str]:
    """Return the heads of a page as links name them."""
    return {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)}
