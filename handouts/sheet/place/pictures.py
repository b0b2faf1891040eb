"""Drawings on a page: the panels of an exercise at one scale, thumbnails, body maps with their names."""

from collections.abc import Sequence

from handouts.figure.drawing import Drawing, Layer
from handouts.figure.palette import Style, colour_style, mannequin_style, mono_map_style, mono_style
from handouts.figure.panels import is_flat, stacked_scale
from handouts.figure.people import Person
from handouts.figure.store import in_build
from handouts.layout.layout import InkMode
from handouts.library.body_maps import NamedMap
from handouts.library.color import WHITE, Color
from handouts.sheet.blocks import MuscleKey, PictureFrame
from handouts.sheet.place.marks import Art, At, Element, Fragment, Node, PlacedLogo, Shape, disc, line
from handouts.sheet.place.style import Look
from handouts.sheet.place.text import baseline, break_lines, plain, text_block, width_of, words

THUMB_WIDTH_PT, THUMB_HEIGHT_PT = 34.0, 29.0
_LABEL_GAP_PT = 4.0
_HALO_PT = 3.5
_PANEL_AIR_PT, _ASK_AIR_PT = 5.0, 4.0
_LABEL_PT = 54.0
_KEY_WIDTH_PT, _KEY_HEIGHT_PT = 16.0, 8.0
_KEY_FIBRES = " ".join(f"12 {y} m 468 {y} l" for y in (52, 97, 143, 188))
_KEY = Drawing("key", 480, 240, 240, (Layer("muscle", "", "10 10 m 470 10 l 470 230 l 10 230 l h"), Layer("fibre", "", _KEY_FIBRES)))


def figure_style(accent: Color, ink_mode: InkMode, person: Person) -> Style:
    """Return the style a person's exercises are drawn in."""
    return colour_style(accent.hex, person) if ink_mode == "colour" else mono_style(person)


def _style(look: Look, person: Person) -> Style:
    return figure_style(look.accent, look.ink_mode, person)


def map_style(accent: Color, ink_mode: InkMode) -> Style:
    """Return the style body maps are drawn in."""
    return mannequin_style(accent.hex) if ink_mode == "colour" else mono_map_style()


def exercise_picture(block: PictureFrame, look: Look, width: float, height: float) -> Fragment:
    """Return the panels of an exercise in a box at one scale: beside each other on one floor line, captions below; flat ones stacked."""
    person = look.cast.person(block.panels[0].figure)
    panels, style = in_build(block.panels, person.outline), _style(look, person)
    caption = look.style(look.type.caption)
    room = height - caption.leading_pt
    cells = _cell_widths(panels, width)
    scale = _scale(panels, cells, room, look)
    stacked = _stacked_scale(block, panels, (width, height), look)
    if stacked > scale:
        return Fragment(width, height, (Element("Figure", _stacked(block, panels, (width, height, stacked), look), alt=block.alt),))
    under = max(panel.height - panel.floor for panel in panels) * scale
    marks: list[Node] = []
    x = 0.0
    for panel, cell, name in zip(panels, cells, _captions(block, panels), strict=True):
        mirrored = panel.is_mirrored_for(block.side)
        left = x + (cell - panel.width * scale) / 2
        marks.append(Art(left, room - under - panel.floor * scale, scale, panel, style, mirrored))
        if name:
            marks.append(words(x + cell / 2, room + caption.leading_pt * 0.75, name + " ", caption, "centre"))
        x += cell
    return Fragment(width, height, (Element("Figure", tuple(marks), alt=block.alt),))


def _stacked(block: PictureFrame, panels: tuple[Drawing, ...], box: tuple[float, float, float], look: Look) -> tuple[Node, ...]:
    """Return flat panels over each other in a box of this width and height at this scale, each with its caption at its floor line."""
    width, height, scale = box
    style, caption, column = (
        _style(look, look.cast.person(panels[0].figure)),
        look.style(look.type.caption),
        _caption_column(block, panels, look),
    )
    gap = look.u(_PANEL_AIR_PT)
    y = height - sum(panel.height for panel in panels) * scale - gap * (len(panels) - 1)
    marks: list[Node] = []
    for panel, name in zip(panels, _captions(block, panels), strict=True):
        left = column + (width - column - panel.width * scale) / 2
        marks.append(Art(left, y, scale, panel, style, panel.is_mirrored_for(block.side)))
        marks.append(words(left - column, y + panel.floor * scale, name + " ", caption))
        y += panel.height * scale + gap
    return tuple(marks)


def _caption_column(block: PictureFrame, panels: tuple[Drawing, ...], look: Look) -> float:
    """Return the width of the longest caption with its air."""
    caption = look.style(look.type.caption)
    return max(width_of(name, caption) for name in _captions(block, panels)) + look.u(_PANEL_AIR_PT)


def _stacked_scale(block: PictureFrame, panels: tuple[Drawing, ...], box: tuple[float, float], look: Look) -> float:
    """Return the scale of panels over each other in a box of this width and height; 0 where they are not flat enough."""
    if not is_flat(panels):
        return 0.0
    return stacked_scale(panels, box[0] - _caption_column(block, panels, look), box[1], look.u(_PANEL_AIR_PT))


def picture_height(block: PictureFrame, look: Look, width: float, most: float) -> float:
    """Return the height an exercise's picture needs at this width, at most so much: a wide one leaves no empty space above it."""
    caption = look.style(look.type.caption).leading_pt
    panels = in_build(block.panels, look.cast.person(block.panels[0].figure).outline)
    scale = _scale(panels, _cell_widths(panels, width), most - caption, look)
    stacked = _stacked_scale(block, panels, (width, most), look)
    if stacked > scale:
        return min(most, sum(panel.height for panel in panels) * stacked + look.u(_PANEL_AIR_PT) * (len(panels) - 1))
    over, under = max(panel.floor for panel in panels), max(panel.height - panel.floor for panel in panels)
    return min(most, (over + under) * scale + caption)


def _scale(panels: tuple[Drawing, ...], cells: list[float], room: float, look: Look) -> float:
    """Return the one scale at which every panel fits its cell and the height."""
    widths = [(cell - look.u(_PANEL_AIR_PT)) / panel.width for cell, panel in zip(cells, panels, strict=True)]
    return min(*widths, room / max(panel.height for panel in panels))


def _cell_widths(panels: tuple[Drawing, ...], width: float) -> list[float]:
    """Return equal cells for a start and finish, cells by the panels' own widths for a series."""
    if len(panels) <= 2:
        return [width / len(panels)] * len(panels)
    total = sum(panel.width for panel in panels)
    return [width * panel.width / total for panel in panels]


def _captions(block: PictureFrame, panels: tuple[Drawing, ...]) -> list[str]:
    if len(panels) == 1:
        return [""]
    if len(panels) == 2:
        return list(block.captions)
    return [str(number) for number in range(1, len(panels) + 1)]


def photo(block: PictureFrame, width: float, height: float) -> Fragment:
    """Return the clinic's own photo, as large as its box allows."""
    assert block.photo is not None
    scale = min(width / block.photo.width_px, height / block.photo.height_px)
    wide, high = block.photo.width_px * scale, block.photo.height_px * scale
    mark = PlacedLogo((width - wide) / 2, height - high, wide, high, block.photo)
    return Fragment(width, height, (Element("Figure", (mark,), alt=block.alt),))


def muscle_key(key: MuscleKey, look: Look, width: float) -> Fragment:
    """Return the key to the marked muscles: their paint in a small box, then what it marks; the box is read as its name."""
    caption = look.style(look.type.caption)
    style = _style(look, look.cast.person())
    wide, high = look.u(_KEY_WIDTH_PT), look.u(_KEY_HEIGHT_PT)
    swatch = Art(0, max(0.0, (caption.leading_pt - high) / 2), wide / _KEY.width, _KEY, style, mirrored=False)
    mark = Element("Span", (swatch,), actual_text=f"{key.hatched if style.hatched else key.colour} ")
    indent = wide + look.u(4)
    text = text_block(plain(key.text, caption), width - indent, "balanced", None)
    return Fragment(width, max(caption.leading_pt, text.height_pt), (Element("P", (mark, At(indent, 0, text))),))


def thumbnail(drawing: Drawing, side: str, look: Look) -> Art:
    """Return a drawing, small, in a box at the origin."""
    person = look.cast.person(drawing.figure)
    (drawing,) = in_build((drawing,), person.outline)
    wide, high = look.u(THUMB_WIDTH_PT), look.u(THUMB_HEIGHT_PT)
    scale = min(wide / drawing.width, high / drawing.height)
    x, y = (wide - drawing.width * scale) / 2, (high - drawing.height * scale) / 2
    return Art(x, y, scale, drawing, _style(look, person), drawing.is_mirrored_for(side))


def topic_maps(maps: Sequence[NamedMap], look: Look, map_height: float) -> Fragment:
    """Return the body maps of a topic beside each other, each with the name of its muscle at a leader line."""
    placed: list[Node] = []
    x = 0.0
    height = 0.0
    for body_map in maps:
        drawn = _body_map(body_map, look, map_height)
        placed.append(At(x, 0, drawn))
        x += drawn.width_pt + 6
        height = max(height, drawn.height_pt)
    return Fragment(x - 6, height, tuple(placed))


def _body_map(body_map: NamedMap, look: Look, map_height: float) -> Fragment:
    drawing = body_map.drawn.drawing
    scale = map_height / drawing.height
    style = look.style(look.type.caption).bold().inked(look.text)
    label_x, label_pt = drawing.width * scale + _LABEL_GAP_PT, look.u(_LABEL_PT)
    marks: list[Node] = [Art(0, 0, scale, drawing, map_style(look.accent, look.ink_mode), mirrored=False)]
    for label, said in zip(body_map.drawn.labels, body_map.names, strict=True):
        x, y = label.x * scale, label.y * scale
        name = text_block(plain(said, style), label_pt, "balanced", None)
        marks.append(line(x, y, label_x - 2, y, WHITE, _HALO_PT))
        marks.append(line(x, y, label_x - 2, y, look.text, 1.0))
        marks.append(Shape(disc(x, y, 2.25), fill=look.text))
        marks.append(At(label_x, y - name.height_pt / 2, name))
    alt = ", ".join(body_map.names)
    return Fragment(label_x + label_pt, map_height, (Element("Figure", tuple(marks), alt=alt),))


def no_picture(block: PictureFrame, look: Look, width: float, height: float) -> Fragment:
    """Return the empty space of an exercise without a drawing, with what to do instead in its middle."""
    style = look.style(look.type.caption)
    lines = break_lines(plain(block.ask, style), width - 2 * _ASK_AIR_PT)
    top = (height - len(lines) * style.leading_pt) / 2
    marks = []
    for index, line_words in enumerate(lines):
        text = " ".join("".join(text for text, _ in word.pieces) for word in line_words) + (" " if index < len(lines) - 1 else "")
        marks.append(words(width / 2, top + index * style.leading_pt + baseline(style), text, style, "centre"))
    return Fragment(width, height, (Element("P", tuple(marks)),))
