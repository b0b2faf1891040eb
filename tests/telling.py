"""What a layout prints of a sheet, in the order it is to be read: said from the blocks and the layout's parts alone.

Nothing here draws or measures; that makes it the check of what does. What only the finished file can know is read from it and from
what the clinician is told, and has to be one of the ways in which a layout may give way: blocks that page 1 had no room for, a table
with a page of its own, lines for questions that come last or not at all, rows that cards leave out, cards that go on overleaf.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handouts.layout.layout import Layout
from handouts.layout.parts import END
from handouts.sheet.blocks import Card, Glance, GlanceRow, Masthead, Sheet, WriteOn
from handouts.sheet.place.marks import GivenUp, Pages
from tests.making import layout, paper_size, sheet_of
from tests.read_back import HEADINGS, Read, squeezed

BANDS: dict[str, str] = {
    **dict.fromkeys(("first", "start", "steps"), "what to do"),
    **dict.fromkeys(("feel", "avoid", "easier", "harder"), "rows"),
    **dict.fromkeys(("note", "caution"), "care"),
}
"""Parts of a card that stand together on a page, when they follow each other; any other part stands for itself."""


@dataclass(frozen=True)
class Again:
    """A head that may be heard again here, because what it is of goes on: a card on overleaf, a table in several tables.

    Of a card (its number) it may be heard once, before any band but the first; twice when a log ends the card, which may have a third
    page to itself. Of a table whose days are said by name, before any row but the first.
    """

    text: str
    of: int | str
    times: int


@dataclass(frozen=True)
class Printed:
    """A sheet as a layout prints it, and what had to give way."""

    sheet: Sheet
    layout: Layout
    has_codes: bool = True
    table_apart: bool = False
    late: frozenset[str] = frozenset()
    following: frozenset[str] = frozenset()
    under_cards: int = 0
    side_in_title: bool = False
    questions: str = "in place"
    alone: bool = False
    overleaf: frozenset[str] = frozenset()
    hatched: bool = False

    @property
    def has_columns(self) -> bool:
        """Whether page 1 has two columns."""
        return self.layout.grid.columns == 2


def printed(found: Read, pages: Pages, data: Any, layout_name: str = "cards", since: Any = None) -> Printed:
    """Return what a finished sheet has to say, with what its file and its notes say gave way."""
    own, sheet = layout(layout_name), sheet_of(data, layout_name, since)
    it = printed_of(found, pages, as_printed(sheet, pages.given_up), own, grows=not paper_size(data, layout_name)[1])
    return replace(it, hatched=data.get("ink", "colour") != "colour")


def printed_of(found: Read, pages: Pages, sheet: Sheet, own: Layout, *, grows: bool) -> Printed:
    """Return what a finished sheet of this layout has to say."""
    turned = {name for line in map(str, pages.given_up) for name in re.findall(r"^'(.+)': goes on overleaf$", line)}
    it = Printed(
        sheet,
        own,
        has_codes=not grows,
        alone=any(line.endswith("one card to a page") and f"'{sheet.cards[-1].name}'" in line for line in map(str, pages.given_up)),
        overleaf=frozenset({card.name for card in sheet.cards} if own.cards.overleaf else turned),
    )
    if it.has_columns:
        first_card = _homes(found, f"{sheet.cards[0].number} {sheet.cards[0].name}", HEADINGS)[0]
        blocks = {part: block_of(sheet, part) for part in own.front.parts}
        late = [
            part
            for part, block in blocks.items()
            if hasattr(block, "head")
            and any(page >= first_card for page in _homes(found, block.head, ("P",) if part in RUN_IN else ("H2",)))
        ]
        apart = "week" in own.front.parts and 0 not in _homes(found, sheet.glance.head, ("H2",))
        of_table = {"equipment"} if apart else set[str]()
        after = {part for part in blocks if part not in late and part not in of_table and _first_home(found, blocks[part], part) > 0}
        effort = _first_home(found, sheet.effort, "effort") if "effort" in late else -1
        under = [_homes(found, f"{card.number} {card.name}", HEADINGS)[0] for card in sheet.cards].count(first_card)
        it = replace(
            it,
            table_apart=apart,
            late=frozenset(late) - ({"effort"} if effort == first_card else set()),
            following=frozenset(after),
            under_cards=under if effort == first_card else 0,
        )
    side = sheet.patient.side
    if side is not None:
        said = " ".join(side if side[1] else (side[0], *sheet.patient.sides))
        it = replace(it, side_in_title=squeezed(f"{sheet.title} {sheet.subtitle} {said}") in squeezed(found.text()))
    return replace(it, questions=_questions(found, pages, it))


def _homes(found: Read, text: str, tags: Sequence[str]) -> list[int]:
    """Return the pages on which an element starts with a text."""
    return [node.page for node in found.root.all(*tags) if squeezed(node.text()).startswith(squeezed(text))]


def _first_home(found: Read, block: Any, part: str) -> int:
    """Return the page on which a part with a head stands first; -1 where it has none, or stands nowhere."""
    return next(iter(_homes(found, block.head, ("P",) if part in RUN_IN else ("H2",))), -1) if hasattr(block, "head") else -1


def _questions(found: Read, pages: Pages, it: Printed) -> str:
    """Return whether the lines for questions stand in their place, last, or not at all."""
    if "lines for questions are left out" in map(str, pages.given_up):
        return "left out"
    said = [squeezed(text) for text in end(it) if isinstance(text, str)]
    asked = squeezed(it.sheet.log.questions) if it.sheet.log else ""
    after = next((text for text in said[said.index(asked) + 1 :] if text), "") if asked in said else ""
    return "in place" if asked + after in squeezed(found.text()) else "last"


def as_printed(sheet: Sheet, given_up: Iterable[GivenUp]) -> Sheet:
    """Return the blocks without what the clinician was told had to be left out of cards to fit."""
    cards = {card.name: card for card in sheet.cards}
    for line in map(str, given_up):
        for names, labels in re.findall(r"^('.+'): (.+) left out$", line):
            for name in re.findall(r"'(.+?)'(?= and |$)", names):
                card, gone = cards[name], labels.split(" and ")
                rows = tuple(row for row in card.rows if row.label not in gone)
                video = card.video if card.video and card.video.label not in gone else None
                cards[name] = replace(card, rows=rows, video=video, purpose="" if "Purpose" in gone else card.purpose)
    return replace(sheet, cards=tuple(cards.values()))


def assert_heard(found: Read, it: Printed) -> None:
    """Assert that a file says all that it has to, once, in order, and nothing else."""
    heard, at, before = squeezed(found.text()), 0, ""
    again: list[int | str] = []
    for said in told(it):
        text = squeezed(said.text if isinstance(said, Again) else said)
        if isinstance(said, Again):
            if again.count(said.of) >= said.times or not heard.startswith(text, at):
                continue
            again.append(said.of)
        assert heard.startswith(text, at), f"after {before!r} comes {heard[at : at + 60]!r}, not {text!r}"
        at += len(text)
        before = text or before
    assert heard[at:] == ""
    turned = {card.name: again.count(card.number) for card in it.sheet.cards}
    assert it.layout.cards.overleaf or it.overleaf == {name for name, times in turned.items() if times}
    for card in it.sheet.cards if any(turned.values()) else ():
        homes = _homes(found, f"{card.number} {card.name}", ("H3",))
        wanted = list(range(homes[0], homes[0] + 1 + turned[card.name]))
        assert homes == wanted, f"{card.name} stands on pages {homes}, not {wanted}"


# --- what is to be read, part by part


def told(it: Printed) -> Iterator[str | Again]:
    """Yield every text in the order it is to be read; where a card may go on overleaf, the head it then has there."""
    yield from front(it)
    if it.layout.cards.arrangement == "rows":
        for card in it.sheet.cards:
            yield from summary_row(card, it.layout.cards.parts)
            yield key(card, it) if "picture" in it.layout.cards.parts else ""
    else:
        for number, card in enumerate(it.sheet.cards, start=1):
            yield from card_texts(card, it)
            if number == it.under_cards and number < len(it.sheet.cards):
                yield from front_part("effort", it)
        if it.layout.cards.arrangement == "pairs" and len(it.sheet.cards) % 2 and not it.alone:
            yield it.sheet.notes_head
        if it.under_cards == len(it.sheet.cards):
            yield from front_part("effort", it)
        yield from topics(it.sheet)
    yield from end(it)


def front(it: Printed) -> Iterator[str | Again]:
    """Yield what stands before the cards."""
    parts = it.layout.front.parts
    needed_elsewhere = it.table_apart and "equipment" in parts
    beside = needed_elsewhere and "my_plan" not in it.sheet.boxes and ("how_to_use", "my_plan") in itertools.pairwise(parts)
    for part in parts:
        elsewhere = part in it.late or part in it.following or (part == "effort" and it.under_cards)
        if elsewhere or (it.table_apart and part in ("week", "equipment")):
            continue
        yield from front_part(part, it) if part != "my_plan" or not beside else front_part("equipment", it)
    for part in parts:
        yield from front_part(part, it) if part in it.following else ()
    if it.table_apart:
        yield from week(it)
        yield from front_part("equipment", it) if needed_elsewhere and not beside else ()


def block_of(sheet: Sheet, part: str) -> Any:
    """Return the block of a part of page 1 that is named for it, None where it is another's or there is none."""
    return sheet.boxes.get(part) or getattr(sheet, part, None)


def front_part(part: str, it: Printed) -> Iterator[str | Again]:
    """Yield one part of page 1, wherever it stands: in its own way, else the texts of its block in their order."""
    yield from IN_ITS_OWN_WAY[part](it) if part in IN_ITS_OWN_WAY else texts(block_of(it.sheet, part))


def texts(block: Any) -> Iterator[str]:
    """Yield the texts of a block in the order of its fields; a block whose `text` is empty says nothing."""
    if isinstance(block, str):
        yield block.replace("**", "")
    elif isinstance(block, tuple):
        yield from itertools.chain(*map(texts, block))
    elif isinstance(block, WriteOn):
        yield from (block.head, *itertools.chain(*block.lines), *((block.circle, *map(str, range(11))) if block.circle else ()))
    elif hasattr(block, "__dataclass_fields__") and getattr(block, "text", "said"):
        yield from itertools.chain(*(texts(getattr(block, name)) for name in block.__dataclass_fields__ if name != "logo"))


def masthead(block: Masthead) -> Iterator[str]:
    yield from (block.title, block.subtitle, " · ".join(block.facts), *block.to_write)


def title(it: Printed) -> Iterator[str]:
    yield from (it.sheet.title, it.sheet.subtitle, *(side_of(it.sheet) if it.side_in_title else ()))


def side_of(sheet: Sheet) -> Iterator[str]:
    """Return the label of the side with its word, or with those to choose from."""
    if sheet.patient.side:
        label, word = sheet.patient.side
        yield from (label, word) if word else (label, *sheet.patient.sides)


def patient(it: Printed) -> Iterator[str]:
    sheet = it.sheet
    yield from itertools.chain(*sheet.patient.fields)
    if not it.side_in_title:
        yield from side_of(sheet)


def stop(it: Printed) -> Iterator[str]:
    for tier in (it.sheet.stop.urgent, *it.sheet.stop.calls, it.sheet.stop.soon):
        yield from (tier.head, tier.call)
        for one in tier.lists:
            yield from (one.lead, *one.signs)
    yield it.sheet.stop.at_once


def stop_line(sheet: Sheet) -> Iterator[str]:
    for tier in (sheet.stop.urgent, *sheet.stop.calls, sheet.stop.soon):
        yield from (tier.head, tier.call)
        for one in tier.lists:
            yield from (one.lead, "; ".join(one.signs), ".")
    yield sheet.stop.at_once


def pain(sheet: Sheet) -> Iterator[str]:
    if sheet.pain:
        yield from (sheet.pain.head, sheet.pain.change, *(zone.said for zone in sheet.pain.zones), sheet.pain.text)


def week(it: Printed) -> Iterator[str | Again]:
    """Yield the table: its days as dots that say so in a column each, or by name; nothing where they are marked by hand."""
    glance = it.sheet.glance
    in_columns = bool(glance.days) and it.layout.front.week == "columns"
    heads = (glance.exercise_head, *(glance.days if in_columns else (glance.often_head,)))
    yield from (glance.head, glance.budget)
    for group in glance.groups:
        yield from (f"{group.name} · {group.line}", *group.intro) if group.name else ()
        rows = [tuple(week_row(row, glance, in_columns=in_columns, has_columns=it.has_columns)) for row in group.rows]
        if glance.runs:
            rows.append((glance.runs.label, *([glance.runs.said] * sum(glance.runs.week) if in_columns else (glance.runs.on_days,))))
        yield from (*heads, *rows[0])
        for row in rows[1:]:
            if it.layout.front.week == "words":
                yield Again(" ".join(heads), f"table {group.name}", times=len(rows) - 1)
            yield from row
    yield from (text for _, text in glance.key if in_columns)
    if glance.changed:
        yield from (glance.changed.head, glance.changed.text)
    if glance.stopped:
        yield from (glance.stopped.head, glance.stopped.text)


def week_row(row: GlanceRow, glance: Glance, *, in_columns: bool, has_columns: bool) -> Iterator[str]:
    yield from (str(row.number), row.name, f" · {row.change}" if row.change else "", row.dose)
    before = (row.before.head, row.before.text) if row.before else ()
    if in_columns:
        yield from before
        days = [when for when, planned in zip(row.when, row.week, strict=True) if planned]
        yield from (
            [] if glance.to_mark or row.is_open else [f"{glance.planned}, {row.when_said}" if when else glance.planned for when in days]
        )
        return
    often = "" if glance.to_mark else (row.on_days if glance.days else "") or row.how_often
    yield from (often, *before) if glance.days or not has_columns else (*before, often)


def card_texts(card: Card, it: Printed) -> Iterator[str | Again]:
    bands = [
        (band, list(itertools.chain(*(card_part(part, card, it) for part in band)))) for band in bands_of(with_first(it.layout.cards.parts))
    ]
    bands = [(band, texts) for band, texts in bands if any(texts)]
    for number, (band, texts) in enumerate(bands, start=1):
        if number > 1 and card.name in it.overleaf:
            ends_with_log = band == ["log"] and number == len(bands)
            yield Again(f"{card.number} {card.name} {card.continued}", card.number, times=2 if ends_with_log else 1)
        yield from texts


def with_first(parts: Sequence[str]) -> list[str]:
    """Return the parts of a card with what must be true first before start and steps, whichever comes first."""
    at = min(parts.index(part) for part in ("start", "steps") if part in parts)
    return [*parts[:at], "first", *parts[at:]]


def bands_of(parts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the parts of a card in bands; what the dose has no cell for stands with the rows that follow it."""
    band: list[str] = []
    for part in parts:
        if band and BANDS.get(part, part) == BANDS.get(band[-1], band[-1]):
            band.append(part)
            continue
        if band:
            yield band
        band = [part]
        if part in ("dose", "picture"):
            yield band
            band = ["rows" if part == "dose" else "key"]
    yield band


def card_part(part: str, card: Card, it: Printed) -> Iterator[str]:
    """Yield one part of a card."""
    if part == "header":
        yield from (
            f"{card.group_name} · {card.group_line}",
            str(card.number),
            card.name,
            card.change,
            card.second[0] if card.second else "",
            *condition(card),
        )
    elif part == "picture":
        yield picture(card)
    elif part == "key":
        yield key(card, it)
    elif part == "dose":
        yield card.strip.sentence
    elif part == "video" and card.video:
        yield from (f"QR code: {card.video.label}" if it.has_codes else "", card.video.label, card.video.shown)
    elif part == "ticks":
        yield card.ticks_said if card.ticks else ""
    elif part == "log" and card.log:
        yield from (card.log.head, *card.log.days, *card.log.weeks)
    else:
        yield from told_alike(part, card)


def picture(card: Card) -> str:
    """Return what a picture says."""
    return card.picture.alt if card.picture.panels or card.picture.photo else card.picture.ask


def key(card: Card, it: Printed) -> str:
    """Return the key to the marked muscles, where it stands under this picture."""
    marks = card.picture.key
    return f"{marks.hatched if it.hatched else marks.colour} {marks.text}" if marks else ""


def condition(card: Card) -> tuple[str, ...]:
    """Return what must be true before an exercise is done at all, after the words of its sign."""
    return (f"{card.caution_label}:", card.condition) if card.condition else ()


def told_alike(part: str, card: Card) -> Iterator[str]:
    """Yield a part that says the same on a card and in a summary."""
    if part == "purpose":
        yield card.purpose
    elif part == "start":
        yield from (card.start.head, card.start.text)
    elif part == "first" and card.first:
        yield from (card.first.head, card.first.text)
    elif part == "steps":
        for number, step in enumerate(card.steps, start=1):
            yield from (str(number), step)
    elif part == "note" and card.note:
        yield from (card.note.head, card.note.text)
    elif part == "caution":
        yield from (f"{card.caution_label}:", *card.cautions)
    elif part in ("rows", "feel", "avoid", "easier", "harder"):
        for row in card.rows:
            yield from (row.label, row.text) if row.key == (part if part != "rows" else "dose") else ()


def summary_row(card: Card, parts: Sequence[str]) -> Iterator[str]:
    """Yield a row of a summary: its text in the order of the parts, then the picture, then the dose and its days."""
    for part in with_first(parts):
        if part == "header":
            yield from (str(card.number), card.name, f" · {card.change}" if card.change else "", card.second[0] if card.second else "")
            yield from condition(card)
        elif part == "ticks":
            yield card.ticks_said
        else:
            yield from told_alike("rows" if part == "dose" else part, card)
    if "picture" in parts:
        yield picture(card)
    yield card.strip.sentence
    yield card.on_days if " · " in card.on_days else ""


def topics(sheet: Sheet) -> Iterator[str]:
    for topic in sheet.topics:
        yield from (topic.eyebrow, topic.title, topic.key, *topic.paragraphs, topic.act or "")
        for body_map in topic.maps:
            yield ", ".join(body_map.names)
        for head, texts in (topic.known, topic.not_known):
            yield from (head, *texts)


def end(it: Printed) -> Iterator[str | Again]:
    """Yield what stands after cards and topics; questions that find no room there come last, before the small print."""
    parts = list(it.layout.end.parts)
    at = max((index + 1 for index, part in enumerate(parts) if part in ("log", "questions")), default=0)
    parts[at:at] = [part for part in it.layout.front.parts if part in it.late and part not in END]
    if it.questions != "in place" and "questions" in parts:
        parts.remove("questions")
        small = next((at for at, part in enumerate(parts) if set(parts[at:]) <= {"formats", "closing", "control"}), len(parts))
        parts[small:small] = ["questions"] if it.questions == "last" else []
    for part in parts:
        yield from end_part(part, it)


def end_part(part: str, it: Printed) -> Iterator[str | Again]:
    """Yield one part of the end; of those that page 1 has too, only what page 1 does not say."""
    last = it.sheet.last
    if part == "log":
        yield from log(it.sheet)
    elif part == "questions":
        yield it.sheet.log.questions if it.sheet.log else ""
    elif part == "progress":
        yield from (last.progress_head, *itertools.chain(*((step.head, step.text) for step in last.progress)))
    elif part == "running":
        yield from run_walk(it.sheet)
    elif part == "contact":
        yield from contact(it)
    elif part in ("formats", "closing", "control"):
        yield getattr(last, part)
    elif part in it.late or part not in it.layout.front.parts:
        yield from front_part(part, it)


def log(sheet: Sheet) -> Iterator[str]:
    if sheet.log is None:
        return
    yield from (sheet.log.head, sheet.log.intro, *(text for _, text in sheet.log.marks))
    for title in sheet.log.weeks:
        yield from (title, title, *sheet.log.days)
        for row in sheet.log.rows:
            yield from (str(row.number), row.name)
        if sheet.log.runs:
            yield from (sheet.log.runs.label, *[sheet.log.runs.said] * sum(sheet.log.runs.week))
        yield from [sheet.log.worst_pain] if sheet.log.worst_pain else []


def run_walk(sheet: Sheet) -> Iterator[str]:
    table = sheet.run_walk
    if table:
        yield from (table.head, table.start, *table.rules, table.weeks, *table.columns)
        yield from itertools.chain(*table.stages, *((head, *lines) for head, lines in table.lists))


def contact(it: Printed) -> Iterator[str]:
    block = it.sheet.last.contact
    yield from (block.head, block.phone[0] if block.phone else "", *block.lines)
    for label, shown, _ in block.links:
        yield from (label, shown)
    yield f"QR code: {block.code[0]}" if block.code and it.has_codes else ""


IN_ITS_OWN_WAY: dict[str, Callable[[Printed], Iterable[str | Again]]] = {
    "masthead": lambda it: masthead(it.sheet.masthead),
    "title": title,
    "patient": patient,
    "week": week,
    "stop": stop,
    "stop_line": lambda it: stop_line(it.sheet),
    "pain": lambda it: pain(it.sheet),
    "pain_line": lambda it: (f"{it.sheet.pain.head} {it.sheet.pain.short}",) if it.sheet.pain else (),
}
"""Parts whose texts stand in another order than that of their block's fields, or are of another's block."""
RUN_IN = ("equipment",)
"""Parts whose head stands in the line of their text."""
