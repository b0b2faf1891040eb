"""A layout file of one's own, started: what it is based on, and what people change most as lines that only need their # taken off.

The lines carry the values of the layout it is based on, so that each of them changes nothing until it is edited.
"""

import json
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from handouts.checks.schema import FOLDER, schema_file
from handouts.errors import HandoutError, near_miss
from handouts.layout.files import layout_files, read_layout
from handouts.layout.layout import FitStep, Layout, PaperSize
from handouts.layout.parts import CARD, END, FRONT, LayoutPart
from handouts.storing.output import write_whole

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_SHOWN_ROLES = ("sheet_title", "card_name", "block_head", "listing", "dose_number", "caption", "footer")


def start_layout(path: Path, based_on: str | None, *, force: bool) -> None:
    """Write a layout file to change. Raises HandoutError: for a name no layout can have, and when a file is there already."""
    _refuse_name(path)
    known = layout_files([path.parent])
    base = based_on or "cards"
    if base not in known or base == path.stem:
        others = [name for name in known if name != path.stem]
        raise HandoutError.of(f"--based-on: no layout '{base[:60]}'{near_miss(base, others)}")
    text = starter_text(path, read_layout(known[base]).value)
    _refuse_file(path, force=force)
    write_whole(path, text.encode("utf-8"), str(path))


def _refuse_name(path: Path) -> None:
    """Raise HandoutError with a name to write instead."""
    built_in = layout_files(())
    bare = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", path.stem.casefold()))
    better = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:50].strip("-") or "ours"
    instead = f"write --new {path.with_name(f'our-{better}.yaml' if better in built_in else f'{better}.yaml')}"
    if path.suffix != ".yaml" or not _ID.fullmatch(path.stem) or len(path.stem) > 60:
        raise HandoutError.of(f"a layout file is named in lower-case words joined by hyphens, and ends in .yaml; {instead}", str(path))
    if path.stem in built_in:
        raise HandoutError.of(f"'{path.stem}' is a layout that is built in; {instead}", str(path))


def _refuse_file(path: Path, *, force: bool) -> None:
    if os.path.lexists(path):
        if not path.is_file():
            raise HandoutError.of("already exists and is not a regular file; choose another name", str(path))
        if not force:
            raise HandoutError.of("already exists; choose another name, or add --force", str(path))


def starter_text(path: Path, base: Layout) -> str:
    """Return the text of a layout file that is to stand at a path."""
    return "\n".join([*_head(path, base), *_sizes(base), *_parts(base), *_fit(base), ""])


def _head(path: Path, base: Layout) -> Iterator[str]:
    name = path.stem.replace("-", " ").capitalize()
    yield f"# yaml-language-server: $schema={_schema_of(path)}"
    yield f"# A layout of our own: '{base.layout}', and what is changed below. To change something, take the # off its line (of a list, off"
    yield "# all its lines), change the value, save, and look:"
    yield f"# handouts make hip --layout {path.as_posix()} --open"
    yield f"layout: {_plain(path.stem)}"
    yield f"based_on: {_plain(base.layout)}"
    yield f"title: {name} sheet"
    yield "use: Write here, in a line, what it is for."


def _schema_of(path: Path) -> str:
    """Return where an editor finds the schema: in the clinic's own folder, else in the program."""
    for above in ("schemas", "../schemas"):
        if (path.parent / above / schema_file("layout")).is_file():
            return f"{above}/{schema_file('layout')}"
    return (FOLDER / schema_file("layout")).resolve().as_uri()


def _plain(text: str) -> str:
    """Return a name as YAML reads it back: in quotes where it could be a number, nothing, or more than a name."""
    return text if _PLAIN.fullmatch(text) and text != "null" else json.dumps(text, ensure_ascii=False)


def _sizes(base: Layout) -> Iterator[str]:
    margins = base.margins
    yield from ("", "# Margins in mm, to the first line and to the rule of the footer. Printers cut what is nearer than 7 mm to the edge.")
    yield f"#margins: {{top_mm: {margins.top_mm:g}, bottom_mm: {margins.bottom_mm:g}}}"
    yield from ("", "# Papers in mm; what you write here takes the place of the whole list. 18 at the side leaves room for punched holes.")
    yield from ("#papers:", *(f"#  {_plain(name)}: {_paper(paper)}" for name, paper in base.papers.items()))
    yield from ("", "# A colour: text, secondary (small print), stop (the stop box), rule (lines), tint (behind the dose).")
    yield "# The clinic's own colour is in clinic.yaml."
    yield f'#colors: {{secondary: "{base.colors.secondary.hex}"}}'
    yield from ("", "# Type in points, size on leading. Running text is set under fit, below.", "#type:")
    for name in _SHOWN_ROLES:
        role = getattr(base.type, name)
        yield f"#  {name}: {{size_pt: {role.size_pt:g}, leading_pt: {role.leading_pt:g}}}"
    yield from ("", "# Weeks of the log, where neither the plan nor its next visit says.", f"#log: {{weeks: {base.log.weeks}}}")


def _paper(paper: PaperSize) -> str:
    if paper.grows:
        size = f"height_mm: auto, side_mm: {paper.side_mm:g}, least_height_mm: {paper.least_height_mm:g}"
    else:
        size = f"height_mm: {paper.height_mm:g}, side_mm: {paper.side_mm:g}"
    return f"{{width_mm: {paper.width_mm:g}, {size}}}"


def _parts(base: Layout) -> Iterator[str]:
    yield from ("", "# What stands on page 1, in this order; a list is taken whole. Move lines, leave some out, take both # off others.")
    yield from ("#front:", f"#  week: {base.front.week}   # columns: a column for each day; words: their names", "#  parts:")
    yield from _list(base.front.parts, FRONT)
    no_place = ("video", "log") if base.cards.arrangement == "rows" else ()
    yield from ("", "# What a card says. header, start, steps, dose, avoid and caution are never left out.", "#cards:", "#  parts:")
    yield from _list(base.cards.parts, {name: part for name, part in CARD.items() if name not in no_place})
    yield from ("", "# What stands after the cards.", "#end:", "#  parts:" if base.end.parts else "#  parts: []")
    yield from _list(base.end.parts, END)


def _list(parts: Sequence[str], known: Mapping[str, LayoutPart]) -> Iterator[str]:
    """Yield the parts there are, then those there could be, each with what it prints."""
    width = max(map(len, known))
    yield from (f"#    - {name.ljust(width)}   # {known[name].prints}" for name in parts)
    yield from (f"#    # - {name.ljust(width)} # {part.prints}" for name, part in known.items() if name not in parts)


def _fit(base: Layout) -> Iterator[str]:
    yield from ("", "# What gives way when a page is full, from the top: sizes for the whole sheet, each keeping what those before it set;")
    yield "# then, for the cards that still do not fit: drop (video, purpose, harder, easier or feel), one_card_a_page or overleaf."
    yield from ("#fit:", *(f"#  - {_step(step)}" for step in base.fit))


def _step(step: FitStep) -> str:
    """Return a rung as it is written, without what it leaves as it is."""
    said = []
    for field in fields(step):
        value = getattr(step, field.name)
        if isinstance(value, bool):
            said += [f"{field.name}: true"] if value else []
        elif value is not None:
            said.append(f"{field.name}: {value if isinstance(value, str) else format(value, 'g')}")
    return f"{{{', '.join(said)}}}"
