"""A card, drawn as bands from top to bottom, so that two cards beside each other can share their band tops.

A layout says which parts a card has and in which order; neighbours of one kind (start and steps; feel, avoid, easier and
harder; note and caution) make one band. Each band is a fragment of its own; `handouts.sheet.place.bands` sets them on pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from typing import Literal

from handouts.layout.parts import CardPart
from handouts.library.color import WHITE
from handouts.sheet.blocks import Card, CardRow, Labelled, PictureFrame
from handouts.sheet.place.kept import kept
from handouts.sheet.place.logs import card_log
from handouts.sheet.place.marks import EMPTY, At, Element, Fragment, Node, Shape, Words, artifact, disc, line, rounded, stack
from handouts.sheet.place.parts import linked, numbered_steps, tick_box, triangle
from handouts.sheet.place.pictures import exercise_picture, muscle_key, no_picture, photo, picture_height
from handouts.sheet.place.qr import qr_code
from handouts.sheet.place.strip import dose_strip
from handouts.sheet.place.style import Look, TextStyle
from handouts.sheet.place.text import TextSpan, baseline, centred_baseline, plain, text_block, width_of, words
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

DISC_PT = 33.0
NAME_INDENT_PT = 45.0
STEP_INDENT_PT = 18.0
_NAME_SIZES = (0.0, 1.0, 2.0)  # points a long name gives up before it takes two lines
_ROOMY_TICKS, _TICK_GAP_PT = 5, 11.0
_TAG_AIR_PT = 5.0
Band = Literal["header", "purpose", "picture", "key", "doing", "dose", "rows", "care", "video", "ticks", "log"]
_BAND_OF: dict[CardPart, Band] = {
    "header": "header", "purpose": "purpose", "picture": "picture", "start": "doing", "steps": "doing", "dose": "dose",
    "feel": "rows", "avoid": "rows", "easier": "rows", "harder": "rows", "note": "care", "caution": "care", "video": "video",
    "ticks": "ticks", "log": "log",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of one card, what each is, and the gap before it."""

    kinds: tuple[Band, ...]
    gaps: tuple[float, ...]
    fragments: tuple[Fragment, ...]
    card: Card
    height_pt: float = field(init=False)

    def __post_init__(self) -> None:
        """Work out the height of the card on its own: each size it may have is tried again and again."""
        y = 0.0
        for gap, fragment in zip(self.gaps, self.fragments, strict=True):
            if fragment.height_pt:
                y += (gap if y else 0.0) + fragment.height_pt
        object.__setattr__(self, "height_pt", y)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one band says of a card; the same words make the same band, whatever else the card says.

    The card holds no words of one patient but those of the band.
    """

    words: tuple[object, ...]
    card: Card = field(compare=False)


def _over(card: Card) -> tuple[object, ...]:
    """Return what stands above the name of a card."""
    return card.group_name, card.group_line, card.first_of_group


_WORDS_OF: dict[Band, Callable[[Card], tuple[object, ...]]] = {
    "header": lambda card: (card.number, _over(card), card.name, card.change, card.second, card.caution_label, card.condition),
    "purpose": lambda card: (card.purpose,),
    "picture": lambda card: (replace(card.picture, key=None),),
    "key": lambda card: (card.picture.key,),
    "doing": lambda card: (card.first, card.start, card.steps),
    "dose": lambda card: (card.strip,),
    "rows": lambda card: (card.rows,),
    "care": lambda card: (card.note, card.caution_label, card.cautions, card.for_flags, card.write_lines),
    "video": lambda card: (card.video,),
    "ticks": lambda card: (card.ticks, card.ticks_said),
    "log": lambda card: (card.log,),
}
"""The words of a card that each band is drawn from."""


@memo(2000, by_identity=("card",), own=lambda card, _: card.is_own, most_own=12)
def bands(card: Card, look: Look) -> Bands:
    """Return the bands of a card in a column."""
    grouped: list[tuple[Band, list[CardPart]]] = []
    for part in look.parts:
        kind = _BAND_OF[part]
        if grouped and grouped[-1][0] == kind:
            grouped[-1][1].append(part)
        else:
            grouped.append((kind, [part]))
        if part == "picture":  # a band of its own, so that pictures beside each other share a floor
            grouped.append(("key", []))
        if part == "dose":  # what the strip has no cell for stands first among the rows below it
            grouped.append(("rows", []))
    kinds = tuple(kind for kind, _ in grouped)
    says = _without_the_patient(card) if card.is_own else {}
    fragments = tuple(_band(kind, tuple(parts), _Said(_WORDS_OF[kind](card), says.get(kind, card)), look) for kind, parts in grouped)
    return Bands(kinds, tuple(look.gap(_gap_before(kind, look)) for kind in kinds), fragments, card)


def _without_the_patient(card: Card) -> dict[Band, Card]:
    """Return for each band but that of the note a card without the words of its patient that the band does not say.

    A band that says none is no longer one patient's own.
    """
    for_many: dict[Band, Card] = dict.fromkeys(_WORDS_OF, replace(card, note=None, rows=(), is_own=False))
    del for_many["care"]
    return {**for_many, "rows": replace(card, note=None)}


def _gap_before(kind: Band, look: Look) -> float:
    rhythm = look.rhythm
    gaps: dict[Band, float] = {"header": 0.0, "key": rhythm.quarter_pt, "purpose": look.u(6), "dose": look.u(9), "rows": look.u(9)}
    return gaps.get(kind, rhythm.half_pt if kind in ("picture", "care", "video") else rhythm.three_quarter_pt)


@kept(5000, own=lambda _, __, said, ___: said.card.is_own)
def _band(kind: Band, parts: Sequence[CardPart], said: _Said, look: Look) -> Fragment:
    """Return a band; one with a note, or with what has changed of one, is the patient's own."""
    card = said.card
    if kind == "doing":
        return _start_and_steps(card, look, parts)
    if kind == "rows":
        keys = ("dose", *parts) if not parts or _follows_dose(parts[0], look) else tuple(parts)
        return _rows([row for key in keys if key not in look.drops for row in card.rows if row.key == key], look)
    if kind == "care":
        return _note_and_caution(card, look, parts)
    drawn = _SINGLE[kind]
    return EMPTY if kind in look.drops else drawn(card, look)


def _follows_dose(part: CardPart, look: Look) -> bool:
    at = look.parts.index(part)
    return at > 0 and look.parts[at - 1] == "dose"


def dropped(look: Look, card: Card) -> tuple[str, ...]:
    """Return what this look leaves out of a card, by its label."""
    gone = look.drops & {*look.parts}
    purpose = ("Purpose",) if "purpose" in gone else ()
    film = (card.video.label,) if "video" in gone and card.video is not None else ()
    return (*purpose, *(row.label for row in card.rows if row.key in gone), *film)


def _header(card: Card, look: Look) -> Fragment:
    eyebrow, light = look.style(look.type.eyebrow), look.style(look.type.eyebrow).bold("regular").inked(look.palette.secondary)
    size, indent = look.u(DISC_PT), look.u(NAME_INDENT_PT)
    tag = _change_tag(card.change, look)
    room = look.column_pt - indent
    label = (TextSpan(card.group_name, eyebrow), TextSpan(f" · {card.group_line}", light))
    name_style = _name_style(card.name, look, room)
    name = text_block(plain(card.name, name_style), room, tag=None)
    over, alone = (text_block(label, width, tag="H2" if card.first_of_group else "P") for width in (room - tag.width_pt, room))
    is_beside = over.height_pt <= alone.height_pt
    over = over if is_beside else alone
    tall = over.height_pt + name.height_pt
    top = max(0.0, (size - tall) / 2)
    heading = Element("H3", (_number(card, look), At(indent, top + over.height_pt, name)))
    nodes: list[Node] = [artifact(_disc(look)), At(indent, top, over), heading]
    height = max(size, tall)
    if tag.nodes and is_beside:
        nodes.append(At(look.column_pt - tag.width_pt, top + (over.height_pt - tag.height_pt) / 2, tag))
    elif tag.nodes:  # below the name, which so stays beside its number
        nodes.append(At(indent, height + 1, tag))
        height += tag.height_pt + 1
    if card.second is not None:
        text, language = card.second
        small = text_block(plain(text, look.style(look.type.caption)), room, tag=None)
        nodes.append(Element("P", (At(indent, height, small),), lang=language))
        height += small.height_pt
    if card.condition:
        told = _condition(card, look)
        nodes.append(At(0, height + look.rhythm.quarter_pt, told))
        height += look.rhythm.quarter_pt + told.height_pt
    return Fragment(look.column_pt, height, tuple(nodes))


def _condition(card: Card, look: Look) -> Fragment:
    """Return what must be true before the exercise is done at all, marked like a caution and bold."""
    indent, style = look.u(STEP_INDENT_PT), look.body()
    body = text_block(plain(f"{card.condition} ", style.bold()), look.measure_pt - indent, "balanced", None)
    return _beside_sign(card, look, body)


def _disc(look: Look) -> Shape:
    radius = look.u(DISC_PT) / 2
    if look.ink_mode == "ink-saver":
        return Shape(disc(radius, radius, radius - 0.875), stroke=look.text, width_pt=1.75)
    return Shape(disc(radius, radius, radius), fill=look.accent)


def _number(card: Card, look: Look) -> Words:
    middle = look.u(DISC_PT) / 2
    style = look.style(look.type.card_number).inked(look.text if look.ink_mode == "ink-saver" else WHITE)
    return words(middle, centred_baseline(middle, style), f"{card.number} ", style, "centre")


def _change_tag(text: str, look: Look) -> Fragment:
    """Return what is new about an exercise, in a small frame."""
    if not text:
        return EMPTY
    style = look.style(look.type.eyebrow).bold("bold").inked(look.text)
    air = look.u(_TAG_AIR_PT)
    width, height = width_of(text, style) + 2 * air, style.leading_pt + 2
    frame = Shape(rounded(0.5, 0.5, width - 1, height - 1, look.u(3)), stroke=look.text, width_pt=1.0)
    said = Element("P", (words(air, centred_baseline(height / 2, style), f"{text} ", style),))
    return Fragment(width, height, (artifact(frame), said))


def continued(card: Card, look: Look) -> Fragment:
    """Return the head of a card's second page: its number, and its name with the word that it goes on."""
    size, indent = look.u(DISC_PT), look.u(NAME_INDENT_PT)
    style, light = look.style(look.type.block_head), look.style(look.type.block_head).bold("regular")
    name = text_block((TextSpan(f"{card.name} ", style), TextSpan(card.continued, light)), look.column_pt - indent, tag=None)
    height = max(size, name.height_pt)
    at = At(indent, (height - name.height_pt) / 2, name)
    return Fragment(look.column_pt, height, (artifact(_disc(look)), Element("H3", (_number(card, look), at))))


def _name_style(name: str, look: Look, room: float) -> TextStyle:
    full = look.style(look.type.card_name)
    for less in _NAME_SIZES:
        style = TextStyle(full.size_pt - less, full.leading_pt - less, full.weight, full.color)
        if width_of(name, style) <= room:
            return style
    return TextStyle(full.size_pt - 2, full.leading_pt - 2, full.weight, full.color)


def _purpose(card: Card, look: Look) -> Fragment:
    return text_block(plain(card.purpose, look.body()), look.measure_pt)


def _picture(block: PictureFrame, look: Look) -> Fragment:
    if block.photo is not None:
        return photo(block, look.column_pt, look.picture_pt)
    if not block.panels:
        return no_picture(block, look, look.column_pt, look.picture_pt)
    alone = look.columns == 1  # a neighbour would share its floor line
    height = picture_height(block, look, look.column_pt, look.picture_pt) if alone else look.picture_pt
    return exercise_picture(block, look, look.column_pt, height)


def _start_and_steps(card: Card, look: Look, parts: Sequence[CardPart]) -> Fragment:
    steps = numbered_steps(card.steps, look, look.measure_pt, look.u(STEP_INDENT_PT))
    drawn = {"start": _run_in(card.start, look), "steps": steps}
    is_first = next(part for part in look.parts if part in drawn) in parts
    first = [_run_in(card.first, look)] if card.first is not None and is_first else []
    return stack([(look.gap(look.u(5.0)), one) for one in (*first, *(drawn[part] for part in parts))], look.column_pt)


def _run_in(block: Labelled, look: Look) -> Fragment:
    style = look.body()
    return text_block((TextSpan(block.head + "\u00a0\u00a0", style.bold()), TextSpan(block.text, style)), look.measure_pt)


def _rows(rows: Sequence[CardRow], look: Look) -> Fragment:
    style = look.body()
    indent = max([look.u(NAME_INDENT_PT), *(width_of(row.label, style.bold()) + look.u(3) for row in rows)])
    parts = []
    for row in rows:
        label = words(0, baseline(style), row.label + " ", style.bold())
        if row.text:
            body = text_block(plain(row.text, style), look.measure_pt - indent, "balanced", None)
        else:
            y = baseline(style) + 2
            body = Fragment(look.measure_pt - indent, style.leading_pt, (artifact(line(0, y, look.measure_pt - indent, y, look.text)),))
        said = Element("P", (label, At(indent, 0.0, body)))
        parts.append((look.gap(look.rhythm.quarter_pt), Fragment(look.measure_pt, body.height_pt, (said,))))
    return stack(parts, look.column_pt)


def _note_and_caution(card: Card, look: Look, parts: Sequence[CardPart]) -> Fragment:
    drawn = {"note": _note(card, look), "caution": _caution(card, look)}
    return stack([(look.gap(look.rhythm.half_pt), drawn[part]) for part in parts], look.column_pt)


def _note(card: Card, look: Look) -> Fragment:
    """Return the clinician's note beside its bar, and lines to write one on where the sheet is filled in by pen."""
    if card.note is None:
        return EMPTY
    style = look.body()
    hang, pitch = look.u(8), look.rhythm.section_pt
    width = look.measure_pt - hang
    title, text = text_block(plain(card.note.head, style.bold()), width), text_block(plain(card.note.text, style), width)
    inside = stack([(0, title), (0, text)], width)
    lines = [inside.height_pt + pitch * number for number in range(1, card.write_lines + 1)]
    rules = [line(hang, y, look.column_pt, y, look.palette.rule) for y in lines]
    height = inside.height_pt + pitch * card.write_lines
    bar = line(1.25, 0.5, 1.25, height + 0.5, look.accent, 2.5)
    return Fragment(look.column_pt, height + 1, (artifact(bar, *rules), At(hang, 0, inside)))


def _caution(card: Card, look: Look) -> Fragment:
    """Return the cautions beside their sign, each on a line of its own where that takes no more lines.

    Those for the patient's flags come first, are bold, and have lines of their own in any case.
    """
    indent = look.u(STEP_INDENT_PT)
    style, width = look.body(), look.measure_pt - indent
    for_flags, usual = card.cautions[: card.for_flags], card.cautions[card.for_flags :]
    told = [text_block(plain(f"{text} ", style.bold()), width, "balanced", None) for text in for_flags]
    apart = [text_block(plain(f"{text} ", style), width, "balanced", None) for text in usual]
    joined = text_block(plain(" ".join(usual), style), width, "balanced", None)
    takes_more = sum(one.height_pt for one in apart) > joined.height_pt
    body = stack([(0, one) for one in (*told, *([joined] if takes_more else apart))], width)
    return _beside_sign(card, look, body)


def _beside_sign(card: Card, look: Look, body: Fragment) -> Fragment:
    """Return words of care beside the triangle, which is read aloud before them."""
    marks = triangle(0.7, baseline(look.body()) - look.u(10.2), look.u(12.5), look.text)
    sign = Element("Span", marks, actual_text=f"{card.caution_label}: ")
    return Fragment(look.column_pt, body.height_pt, (Element("P", (sign, At(look.u(STEP_INDENT_PT), 0, body))),))


def _video(card: Card, look: Look) -> Fragment:
    """Return where a video of the exercise is: its code to scan, and its address beside it to follow or to type."""
    if card.video is None:
        return EMPTY
    video = card.video
    code, quiet = (qr_code(video.label, video.address, look), look.u(8)) if look.has_codes else (EMPTY, 0.0)
    room = look.measure_pt - code.width_pt - quiet
    body = look.body()
    parts = [(0, text_block(plain(video.label, body.bold()), room)), (0, linked(video.shown, video.address, body, room))]
    text = stack(parts, room)
    height = max(code.height_pt, text.height_pt)
    nodes: list[Node] = [At(0, 0, code)] if code.nodes else []
    return Fragment(look.column_pt, height, (*nodes, At(code.width_pt + quiet, (height - text.height_pt) / 2, text)))


def ticks(card: Card, look: Look, width: float) -> Fragment:
    """Return a box for each day on offer: up to five with three-letter names, else smaller names at an even pitch."""
    many = len(card.ticks) > _ROOMY_TICKS and look.columns > 1
    caption = look.style(look.type.caption)
    style = TextStyle(caption.size_pt - 0.5, caption.leading_pt, caption.weight, look.text) if many else look.body()
    close = look.u(1.5 if many else 4.0)
    boxes: list[Node] = []
    names: list[Node] = []
    x, y, height = 0.0, 0.0, look.box_pt + 1
    for name in card.ticks:
        wide = look.box_pt + close + width_of(name, style)
        if x and x + wide > width + 0.5:
            x, y = 0.0, y + height + look.u(6)
        boxes.append(tick_box(x + 0.5, y + 0.5, look))
        names.append(words(x + look.box_pt + 0.5 + close, y + centred_baseline(height / 2, style), name + " ", style))
        x += width / len(card.ticks) if many else wide + look.u(_TICK_GAP_PT)
    if not names:
        return EMPTY
    return Fragment(width, y + height, (artifact(*boxes), Element("P", tuple(names), actual_text=card.ticks_said)))


_SINGLE: dict[Band, Callable[[Card, Look], Fragment]] = {
    "header": _header,
    "purpose": _purpose,
    "picture": lambda card, look: _picture(card.picture, look),
    "key": lambda card, look: muscle_key(card.picture.key, look, look.measure_pt) if card.picture.key else EMPTY,
    "dose": lambda card, look: dose_strip(card.strip, look, look.column_pt),
    "video": _video,
    "ticks": lambda card, look: ticks(card, look, look.column_pt),
    "log": lambda card, look: card_log(card.log, look) if card.log else EMPTY,
}
