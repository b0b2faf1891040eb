"""Drawings -> a PNG picture, with Pillow alone: paths flattened to polygons, drawn three times too large and reduced."""

import io
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from handouts.figure.drawing import Drawing, Point, path_segments
from handouts.figure.paint import PaintedPath, marks
from handouts.figure.palette import Style
from handouts.figure.panels import PT_PER_PX, PanelBox, Titled, place_panels, shape_of
from handouts.fonts.faces import face_bytes

_OVERSAMPLE = 3
_CURVE_STEPS, _LONG_CURVE_STEPS, _LONG = 8, 24, 240.0
"""Into how many lines a curve is cut, and one whose ends are so many drawing units apart."""


def png(panels: Sequence[Drawing], style: Style, width_px: int = 1200, *, mirrored: bool = False) -> Image.Image:
    """Return the panels side by side on white, on one scale and one floor line; flat ones over each other."""
    height_px = max(1, round(width_px / shape_of(panels)))
    size = (width_px * _OVERSAMPLE, height_px * _OVERSAMPLE)
    image = Image.new("RGB", size, "white")
    for panel, place in zip(panels, place_panels(panels, PanelBox(0, 0, size[0], size[1]), 0), strict=True):
        canvas = _Canvas(image, panel, (place.x_pt, size[1] - place.y_pt, place.pt_per_unit), mirrored=mirrored)
        for mark in marks(panel, style, place.pt_per_unit / _OVERSAMPLE * PT_PER_PX, mirrored=mirrored):
            canvas.paint(mark)
    return image.resize((width_px, height_px), Image.Resampling.LANCZOS)


def contact_png(figures: Sequence[Titled], width_px: int = 1200, columns: int = 2) -> Image.Image:
    """Return many figures with their names, each in a card's picture box, for review by eye."""
    gap = width_px // 40
    width = (width_px - gap) // columns - gap
    height, name = round(width * 40 / 84.5), gap
    rows = -(-len(figures) // columns)
    sheet = Image.new("RGB", (width_px, rows * (height + name + gap) + gap), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(io.BytesIO(face_bytes("semibold")), round(name * 0.62))
    for i, figure in enumerate(figures):
        x, y = gap + i % columns * (width + gap), gap + i // columns * (height + name + gap)
        drawn = png(figure.panels, figure.style, min(width, round(height * shape_of(figure.panels))), mirrored=figure.mirrored)
        sheet.paste(drawn, (x + (width - drawn.width) // 2, y + height - drawn.height))
        draw.text((x, y + height + round(name * 0.1)), figure.name, fill="black", font=font)
    return sheet


def png_bytes(image: Image.Image, alt: str) -> bytes:
    """Return a picture as the bytes of a PNG file that says who made it and what it shows, 300 px to the inch."""
    said = PngInfo()
    said.add_text("Software", "handouts")
    said.add_itxt("Description", alt)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=said, dpi=(300, 300), optimize=True)
    return buffer.getvalue()


class _Canvas:
    """One panel's place in a picture; `place` is left, bottom and pixels to a drawing unit."""

    def __init__(self, image: Image.Image, panel: Drawing, place: tuple[float, float, float], *, mirrored: bool) -> None:
        self.image, self.panel, self.mirrored = image, panel, mirrored
        self.left, self.bottom, self.scale = place

    def paint(self, mark: PaintedPath) -> None:
        """Paint one mark."""
        loops = [[self._place(point) for point in loop] for loop in _flattened(mark.path)]
        clip = self._even_odd([[self._place(point) for point in loop] for loop in _flattened(mark.clip)]) if mark.clip else None
        if mark.fill:
            self.image.paste(mark.fill, mask=self._even_odd(loops))
        if mark.stroke:
            mask = Image.new("1", self.image.size)
            draw, width = ImageDraw.Draw(mask), max(1.0, mark.width * self.scale)
            for loop in loops:
                for run in _dashes(loop, [d * self.scale for d in mark.dash]):
                    _round_line(draw, run, width)
            self.image.paste(mark.stroke, mask=ImageChops.logical_and(mask, clip) if clip else mask)

    def _place(self, point: Point) -> Point:
        x = self.panel.width - point[0] if self.mirrored else point[0]
        return self.left + x * self.scale, self.bottom - (self.panel.height - point[1]) * self.scale

    def _even_odd(self, loops: Sequence[Sequence[Point]]) -> Image.Image:
        mask = Image.new("1", self.image.size)
        for loop in loops:
            if len(loop) < 3:
                continue
            left, top = max(0, math.floor(min(x for x, _ in loop))), max(0, math.floor(min(y for _, y in loop)))
            right = min(self.image.width, math.ceil(max(x for x, _ in loop)) + 1)
            bottom = min(self.image.height, math.ceil(max(y for _, y in loop)) + 1)
            if right <= left or bottom <= top:
                continue
            piece = Image.new("1", (right - left, bottom - top))
            ImageDraw.Draw(piece).polygon([(x - left, y - top) for x, y in loop], fill=1)
            area = (left, top, right, bottom)
            mask.paste(ImageChops.logical_xor(mask.crop(area), piece), area)
        return mask


def _round_line(draw: ImageDraw.ImageDraw, points: Sequence[Point], width: float) -> None:
    """Draw a line with round joints: a quadrilateral for each piece and a disc at each point."""
    r = width / 2
    for x, y in points:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=1)
    for (ax, ay), (bx, by) in pairwise(points):
        length = math.hypot(bx - ax, by - ay)
        if length > 0:
            nx, ny = -(by - ay) / length * r, (bx - ax) / length * r
            draw.polygon([(ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny)], fill=1)


def _flattened(path: str) -> Iterator[list[Point]]:
    """Yield each subpath as points."""
    points: list[Point] = []
    for segment in path_segments(path):
        if segment.operator == "m":
            if len(points) > 1:
                yield points
            points = [segment.points[0]]
        elif segment.operator == "l":
            points.append(segment.points[0])
        elif segment.operator == "c":
            points += _bezier(points[-1], segment.points)
        else:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _bezier(start: Point, controls: Sequence[Point]) -> list[Point]:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = start, *controls
    out = []
    steps = _LONG_CURVE_STEPS if math.dist((x0, y0), (x3, y3)) > _LONG else _CURVE_STEPS
    for i in range(1, steps + 1):
        t = i / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        out.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return out


def _dashes(points: list[Point], pattern: Sequence[float]) -> Iterator[list[Point]]:
    """Yield the drawn pieces of a line; the whole line where there is no pattern."""
    if not pattern:
        yield points
        return
    on, left, piece = True, pattern[0], [points[0]]
    for end in points[1:]:
        start = piece[-1]
        span = math.dist(start, end)
        while span > left:
            t = left / span
            start = (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
            if on:
                yield [*piece, start]
            piece, on, span = [start], not on, span - left
            left = pattern[0 if on else 1]
        piece = [*piece, end] if on else [end]
        left -= span
    if on and len(piece) > 1:
        yield piece
