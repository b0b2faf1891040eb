"""reportlab Platypus as its guide teaches it: paragraphs, tables, two frames of cards, figures as drawings; fonts and figures are kept.

Platypus writes no tags.
"""

import io
import json
import re
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Group, Path, Rect
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    HRFlowable,
    ListFlowable,
    ListItem,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from tests.bench.engines.shapes import fitted, read_paths, steps

TEAL, GREY, STOP, RULE, HAIR, TINT = (HexColor(c) for c in ("#12596B", "#4A5057", "#A3241C", "#8C8C8C", "#B9B9B9", "#F4F2EE"))
LEFT, WIDE = 18 * mm, 174 * mm
COLUMN = (WIDE - 5 * mm) / 2


def style(size, lead, font="R", color="#000000", **more):
    """Return a paragraph style."""
    return ParagraphStyle("s", fontName=font, fontSize=size, leading=lead, textColor=HexColor(color), **more)


BODY, BOLD = style(12, 14.4), style(12, 14.4, "B")
SMALL, SMALL_MID = style(11, 14, color="#4A5057"), style(11, 14, color="#4A5057", alignment=TA_CENTER)
HEAD, TITLE, NAME = style(13.5, 15, "B", spaceBefore=6, spaceAfter=2), style(27, 30, "B"), style(18, 21, "B")
MESSAGE, CLINIC, VALUE = style(15, 22, "S", "#12596B"), style(15, 15, "S", "#12596B"), style(13.5, 16.5, "S")
EYEBROW, NUMBER = style(11, 13, color="#4A5057"), style(15, 15, "S", "#12596B")
DOSE, DOSE_LABEL, DETAIL = style(23, 24, "B", alignment=TA_CENTER), style(11.5, 13, alignment=TA_CENTER), style(12, 15, alignment=TA_CENTER)
DISC = style(20, 24, "B", "#FFFFFF", alignment=TA_CENTER)
STEP = style(12, 14.4, spaceBefore=3)
ACCENT = style(13.5, 15, "S", "#12596B")


def strong(text):
    """Return our wording with its stars as bold."""
    return re.sub(r"\*\*(.*?)\*\*", r"<font name='B'>\1</font>", escape(text))


def bold(text):
    """Return a text in bold, for a paragraph."""
    return f"<font name='B'>{escape(text)}</font>"


class Box(Flowable):
    """A box to tick, a ring for a number, or the dot of a planned day."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        self.width = self.height = {"tick": 14.2, "ring": 17.0, "dot": 10.0}[kind]

    def draw(self):
        """Draw it."""
        canvas, half = self.canv, self.width / 2
        if self.kind == "tick":
            canvas.setLineWidth(1)
            canvas.roundRect(0, 0, self.width, self.width, 1.5)
        elif self.kind == "ring":
            canvas.setLineWidth(0.75)
            canvas.circle(half, half, half)
        else:
            canvas.setFillColor(TEAL)
            canvas.circle(half, half, half, stroke=0, fill=1)


def path(mark):
    """Return a mark of a figure as a shape."""
    words, fill, stroke, width, dash, clip = mark
    shape = Path(fillColor=HexColor(fill) if fill else None, strokeColor=HexColor(stroke) if stroke else None, strokeWidth=width)
    shape.strokeDashArray, shape.strokeLineCap, shape.strokeLineJoin = dash or None, 1, 1
    _draw(shape, words)
    if not clip:
        return shape
    around = Path(isClipPath=1, fillColor=None, strokeColor=None)
    _draw(around, clip)
    return Group(around, shape)


def _draw(shape, words):
    calls = {"m": shape.moveTo, "l": shape.lineTo, "c": shape.curveTo, "h": shape.closePath}
    for operator, numbers in steps(words):
        calls[operator](*numbers)


def figure(panels, width, height):
    """Return the panels of a figure as one drawing."""
    scale, floor, cell = fitted(panels, width, height)
    drawing = Drawing(width, height)
    for at, one in enumerate(panels):
        group = Group(*map(path, one["marks"]))
        across = -scale if one["mirrored"] else scale
        left = at * cell + (cell - one["width"] * scale) / 2 + (one["width"] * scale if one["mirrored"] else 0)
        group.transform = (across, 0, 0, -scale, left, height - floor + one["floor"] * scale)
        drawing.add(group)
    return drawing


def code_drawing(rows, side):
    """Return a QR code as a drawing."""
    unit = side / len(rows)
    drawing = Drawing(side, side)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                drawing.add(
                    Rect(x * unit, side - (y + 1) * unit, unit, unit, strokeWidth=0, strokeColor=None, fillColor=HexColor("#000000"))
                )
    return drawing


def table(rows, widths, *commands, pad=2):
    """Return a table without padding at the sides."""
    base = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    base += [("TOPPADDING", (0, 0), (-1, -1), pad), ("BOTTOMPADDING", (0, 0), (-1, -1), pad)]
    return Table(rows, colWidths=widths, style=[*base, *commands], hAlign="LEFT")


def p(text, how=BODY):
    """Return a paragraph of a plain text."""
    return Paragraph(escape(text), how)


class Sheets:
    """Lays out sheets; figures are made once."""

    def __init__(self, folder):
        self.folder = folder
        for name, weight in (("R", "regular"), ("S", "semibold"), ("B", "bold")):
            pdfmetrics.registerFont(TTFont(name, str(folder / "fonts" / f"SourceSans3-{weight}.ttf")))
        self.paths, self.drawn = read_paths(folder), {}
        self.code = code_drawing(json.loads((folder / "code.json").read_text(encoding="utf-8")), 22 * mm)

    def picture(self, name):
        """Return a figure's drawing."""
        if name not in self.drawn:
            self.drawn[name] = figure(self.paths[name], COLUMN, 30 * mm)
        return self.drawn[name]

    def lay_out(self, d):
        """Return the PDF of a sheet."""
        out = io.BytesIO()
        bottom, height = 18 * mm, A4[1]
        whole = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
        first = Frame(LEFT, bottom, WIDE, height - bottom - 12 * mm, **whole)
        later = Frame(LEFT, bottom, WIDE, height - bottom - 25 * mm, **whole)
        columns = [Frame(LEFT + x, bottom, COLUMN, height - bottom - 25 * mm, **whole) for x in (0, COLUMN + 5 * mm)]
        total = 3 + (len(d["cards"]) + 1) // 2
        templates = [
            PageTemplate("first", [first], onPage=lambda c, doc: self.foot(c, doc, d, total)),
            PageTemplate("cards", columns, onPage=lambda c, doc: self.head_and_foot(c, doc, d, total)),
            PageTemplate("later", [later], onPage=lambda c, doc: self.head_and_foot(c, doc, d, total)),
        ]
        document = BaseDocTemplate(
            out, pagesize=A4, pageTemplates=templates, title=f"{d['title']}: {d['subtitle']}", author=d["author"], lang="en-GB"
        )
        document.build(list(self.story(d)))
        return out.getvalue()

    def head_and_foot(self, canvas, document, d, total):
        """Draw the running head and the foot."""
        run, y = d["running"], A4[1] - 12 * mm
        canvas.drawImage(str(self.folder / "logo.png"), LEFT, y - 18, 18, 18, preserveAspectRatio=True, mask="auto")
        canvas.setFont("R", 11)
        canvas.setFillColor(GREY)
        canvas.drawString(LEFT + 25, y - 13, run["clinic"])
        side = pdfmetrics.stringWidth(run["side"], "B", 11)
        canvas.drawRightString(LEFT + WIDE - side, y - 13, run["title"] + " · ")
        canvas.setFont("B", 11)
        canvas.setFillColor(HexColor("#000000"))
        canvas.drawRightString(LEFT + WIDE, y - 13, run["side"])
        canvas.setStrokeColor(TEAL)
        canvas.setLineWidth(1.25)
        canvas.line(LEFT, y - 22, LEFT + WIDE, y - 22)
        self.foot(canvas, document, d, total)

    def foot(self, canvas, document, d, total):
        """Draw the foot."""
        run, y = d["running"], 14 * mm
        canvas.setStrokeColor(HAIR)
        canvas.line(LEFT, y, LEFT + WIDE, y)
        canvas.setFont("R", 9.5)
        canvas.setFillColor(GREY)
        canvas.drawString(LEFT, y - 11, run["left"])
        canvas.drawCentredString(LEFT + WIDE / 2, y - 11, run["centre"])
        after = f" · {run['overleaf']}" if document.page < total else ""
        canvas.drawRightString(LEFT + WIDE, y - 11, after)
        canvas.setFont("B", 9.5)
        named = run["page"].replace("{n}", str(document.page)).replace("{total}", str(total))
        canvas.drawRightString(LEFT + WIDE - pdfmetrics.stringWidth(after, "R", 9.5), y - 11, named)

    def story(self, d):
        """Yield the flowables of a sheet."""
        yield from self.page_one(d)
        yield NextPageTemplate("cards")
        yield PageBreak()
        for at, one in enumerate(d["cards"]):
            if at:
                yield FrameBreak()
            yield from self.card(one)
        yield NextPageTemplate("later")
        yield PageBreak()
        yield from self.log(d)
        yield PageBreak()
        yield from self.last(d)

    def page_one(self, d):
        """Yield page 1."""
        head = [p(d["letterhead"]["name"], CLINIC), p(d["letterhead"]["line"], SMALL)]
        from reportlab.platypus import Image

        yield table([[Image(str(self.folder / "logo.png"), 30, 30), head]], [39, WIDE - 39])
        yield HRFlowable("100%", 2, color=TEAL, spaceBefore=2, spaceAfter=8)
        yield Paragraph(f"{escape(d['title'])} <font name='R' color='#4A5057'>{escape(d['subtitle'])}</font>", TITLE)
        fields = [[p(name, SMALL), p(value, VALUE)] for name, value in d["patient"]["fields"]]
        label, side = d["patient"]["side"]
        boxed = Paragraph(
            f"<font size='11' color='#4A5057'>{escape(label)}</font> <font name='B' size='18'>{escape(side)}</font>", style(18, 21)
        )
        yield table(
            [[*fields, boxed]],
            [80, 70, 70, 80, 83, WIDE - 383],
            ("BOX", (-1, 0), (-1, 0), 1.5, "black"),
            ("LEFTPADDING", (-1, 0), (-1, 0), 8),
        )
        yield p(d["message"], MESSAGE)
        yield from self.glance(d["glance"])
        yield Paragraph(f"{bold(d['equipment']['head'])}&nbsp; {escape(d['equipment']['text'])}", BODY)
        plan = d["my_plan"]
        lines = [[Paragraph(f"<font color='#4A5057'>{escape(name)}</font> &nbsp; {escape(value)}", BODY)] for name, value in plan["lines"]]
        numbers = [[p(plan["confidence"], SMALL), *(p(str(n)) for n in range(11))]]
        right = [
            p(plan["head"], HEAD),
            table(lines, [COLUMN], ("LINEBELOW", (0, 0), (-1, -1), 0.75, RULE)),
            table(numbers, [80] + [(COLUMN - 80) / 11] * 11),
        ]
        yield table([[[p(d["how_to_use"]["head"], HEAD), p(d["how_to_use"]["text"])], right]], [COLUMN + 5 * mm, COLUMN])
        tiers = [self.tier(d["stop"][one]) for one in ("urgent", "soon")]
        yield table([tiers], [WIDE / 2] * 2, ("BOX", (0, 0), (-1, -1), 1.5, STOP), ("LEFTPADDING", (0, 0), (-1, -1), 7), pad=4)
        yield from self.pain(d)

    def glance(self, block):
        """Yield the table of the week."""
        yield Paragraph(f"{bold(block['head'])} &nbsp; <font name='R' size='11' color='#4A5057'>{escape(block['budget'])}</font>", HEAD)
        rows = [["", "", *(p(day, SMALL_MID) for day in block["days"])]]
        for group in block["groups"]:
            for r in group["rows"]:
                week = [Box("dot") if on else p("–", SMALL_MID) for on in r["week"]]
                rows.append([p(str(r["number"]), NUMBER), Paragraph(f"{bold(r['name'])} &nbsp;{escape(r['dose'])}", BODY), *week])
        lines = (("LINEBELOW", (0, 0), (-1, -1), 0.75, HAIR), ("ALIGN", (2, 0), (-1, -1), "CENTER"))
        yield table(rows, [27, WIDE - 27 - 7 * 25.5] + [25.5] * 7, *lines)

    def tier(self, one):
        """Return a half of the stop box."""
        signs = ListFlowable([ListItem(p(sign), leftIndent=10) for sign in one["signs"]], bulletType="bullet", start="•", leftIndent=10)
        return [p(one["head"], HEAD), p(one["call"]), signs]

    def pain(self, d):
        """Yield the guides for pain and effort."""
        zones = d["pain"]["zones"]
        label = 28 * mm
        unit = (WIDE - label) / sum(z["high"] - z["low"] + 3 for z in zones)
        widths = [unit * (z["high"] - z["low"] + 3) for z in zones]
        numbers = [
            table(
                [[p(str(n), BOLD) for n in range(z["low"], z["high"] + 1)]],
                [(w - 8) / (z["high"] - z["low"] + 1)] * (z["high"] - z["low"] + 1),
                ("BOX", (0, 0), (-1, -1), 1, "black"),
            )
            for z, w in zip(zones, widths, strict=True)
        ]
        words = [Paragraph(f"{bold(z['word'])} {escape(z['advice'])}", BODY) for z in zones]
        yield table([[p(d["pain"]["head"], HEAD), [table([numbers, words], widths, pad=1), p(d["pain"]["text"])]]], [label, WIDE - label])
        yield table([[p(d["effort"]["head"], HEAD), Paragraph(strong(d["effort"]["text"]), BODY)]], [label, WIDE - label])

    def card(self, c):
        """Yield an exercise."""
        over = Paragraph(f"<font name='S' color='#12596B'>{escape(c['group_name'])}</font> · {escape(c['group_line'])}", EYEBROW)
        disc = table([[p(str(c["number"]), DISC)]], [33], ("BACKGROUND", (0, 0), (-1, -1), TEAL), ("ROUNDEDCORNERS", [16, 16, 16, 16]))
        yield table([[disc, [over, p(c["name"], NAME)]]], [45, COLUMN - 45])
        yield p(c["purpose"])
        yield Spacer(1, 6)
        yield self.picture(c["picture"]["file"])
        count = c["picture"]["panels"]
        if count > 1:
            names = c["picture"]["captions"] if count == 2 else [str(n) for n in range(1, count + 1)]
            yield table([[p(name, SMALL_MID) for name in names]], [COLUMN / count] * count, pad=0)
        yield Spacer(1, 6)
        yield Paragraph(f"{bold(c['start']['head'])}&nbsp; {escape(c['start']['text'])}", BODY)
        items = [ListItem(p(step, STEP), leftIndent=18) for step in c["steps"]]
        yield ListFlowable(items, bulletType="1", bulletFontName="B", bulletFontSize=12, bulletColor=TEAL, leftIndent=18, bulletFormat="%s")
        yield Spacer(1, 8)
        yield from self.strip(c["strip"])
        yield Spacer(1, 6)
        yield table([[p(row["label"], BOLD), p(row["text"])] for row in c["rows"]], [45, COLUMN - 45 - 3 * mm], pad=1.5)
        if c["note"]:
            yield table(
                [[[p(c["note"]["head"], BOLD), p(c["note"]["text"])]]],
                [COLUMN],
                ("LINEBEFORE", (0, 0), (0, -1), 2.5, TEAL),
                ("LEFTPADDING", (0, 0), (0, -1), 8),
            )
        yield Spacer(1, 5)
        yield Paragraph(escape(" ".join(c["cautions"])), style(12, 14.4, leftIndent=18))
        yield Spacer(1, 6)
        boxes = [part for day in c["ticks"] for part in (Box("tick"), p(day, style(10, 12) if len(c["ticks"]) > 5 else BODY))]
        pitch = (COLUMN - 2) / max(5, len(c["ticks"]))
        yield table([boxes], [17, pitch - 17] * len(c["ticks"]))

    def strip(self, s):
        """Yield the dose strip."""
        cells, details = s["cells"], s["details"]
        top = [[[p(one["value"], DOSE), p(one["label"], DOSE_LABEL)] for one in cells]]
        rules = [
            ("BACKGROUND", (0, 0), (-1, -1), TINT),
            ("LINEABOVE", (0, 0), (-1, 0), 1.75, "black"),
            ("LINEBEFORE", (1, 0), (-1, 0), 0.75, RULE),
        ]
        yield table(top, [COLUMN / len(cells)] * len(cells), *rules, ("LINEBELOW", (0, 0), (-1, -1), 0.75, RULE))
        if details:
            row = [[Paragraph(strong(one["text"]), DETAIL) for one in details]]
            yield table(row, [COLUMN / len(details)] * len(details), rules[0], ("LINEBELOW", (0, 0), (-1, -1), 1.75, "black"))

    def log(self, d):
        """Yield the log and what stands under it."""
        block = d["log"]
        if block:
            yield p(block["head"], style(24, 30, "B"))
            yield p(block["intro"])
            yield Spacer(1, 8)
            weeks = [self.week(name, block) for name in block["weeks"]]
            yield table([weeks[at : at + 2] for at in range(0, len(weeks), 2)], [COLUMN + 5 * mm, COLUMN], pad=6)
        yield p(d["tell_us"]["head"], HEAD)
        yield p(d["tell_us"]["text"])
        yield p(d["last"]["progress_head"], style(16, 22, "B", spaceBefore=10))
        yield HRFlowable("100%", 1.75, color="black", spaceAfter=4)
        told = [[p(one["head"], ACCENT), p(one["text"])] for one in d["last"]["progress"]]
        yield table([told], [WIDE / len(told)] * len(told))

    def week(self, name, block):
        """Return a week of the log."""
        rows = [[p(name, BOLD), *(p(day, SMALL_MID) for day in block["days"])]]
        for r in block["rows"]:
            label = Paragraph(f"<font name='S' color='#12596B'>{r['number']}</font> &nbsp;{escape(r['name'])}", BODY)
            rows.append([label, *(Box("tick") if on else p("–", SMALL_MID) for on in r["week"])])
        rows.append([p(block["worst_pain"]), *(Box("ring") for _ in range(7))])
        lines = (("LINEBELOW", (0, 0), (-1, 0), 1, "black"), ("ALIGN", (1, 0), (-1, -1), "CENTER"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))
        return table(rows, [COLUMN - 7 * 19] + [19] * 7, *lines)

    def last(self, d):
        """Yield the last page."""
        told = d["last"]
        c = told["contact"]
        left = [
            p(c["head"], HEAD),
            Paragraph(f"<a href='{c['phone'][1]}'>{escape(c['phone'][0])}</a>", style(17, 21, "B")),
            *map(p, c["lines"]),
        ]
        right = []
        for label, shown, to in c["links"]:
            right += [p(label, BOLD)] if label else []
            right.append(Paragraph(f"<a href='{escape(to)}'>{escape(shown)}</a>", BODY))
        yield table([[left, right, self.code]], [COLUMN + 5 * mm, COLUMN - 24 * mm, 24 * mm])
        if d["log"]:
            yield p(d["log"]["questions"], HEAD)
            for _ in range(6):
                yield HRFlowable("100%", 0.75, color=RULE, spaceBefore=22)
        yield Spacer(1, 150)
        yield p(told["formats"])
        yield p(told["closing"], SMALL)
        yield p(told["control"], SMALL)


def engine(folder):
    """Return the function that lays out a sheet."""
    return Sheets(folder).lay_out
