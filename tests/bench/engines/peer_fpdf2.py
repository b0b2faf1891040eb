"""fpdf2: cells and multi_cells at known places, tables of the log by hand, figures from SVG. It keeps the parsed figures; no tags."""

import functools

from fpdf import FPDF
from fpdf.drawing import Transform
from fpdf.enums import MethodReturnValue
from fpdf.svg import SVGObject

TEAL, GREY, STOP = (18, 89, 107), (74, 80, 87), (163, 36, 28)
RULE, HAIR, TINT, BLACK = (140, 140, 140), (185, 185, 185), (244, 242, 238), (0, 0, 0)
MM = 72 / 25.4
LEFT, WIDE = 18 * MM, 174 * MM
COLUMN = (WIDE - 5 * MM) / 2
SECOND = LEFT + COLUMN + 5 * MM


class Page(FPDF):
    """A sheet being made."""

    def __init__(self, folder, figures, d):
        super().__init__(unit="pt", format="A4")
        self.folder, self.figures, self.d = folder, figures, d
        self.total = 3 + (len(d["cards"]) + 1) // 2
        self.set_auto_page_break(auto=False)
        self.c_margin = 0
        self.set_title(f"{d['title']}: {d['subtitle']}")
        self.set_author(d["author"])
        self.set_lang("en-GB")
        for family, weight in (("R", "regular"), ("S", "semibold"), ("B", "bold")):
            self.add_font(family, fname=str(folder / "fonts" / f"SourceSans3-{weight}.ttf"))

    def face(self, family, size, color=BLACK):
        """Set typeface, size and colour."""
        self.set_font(family, size=size)
        self.set_text_color(*color)

    def say(self, x, y, width, text, how=("R", 12), lead=14.4, align="L"):
        """Set a text in lines and return the y below it."""
        self.face(*how)
        self.set_xy(x, y)
        height = self.multi_cell(width, lead, text, align=align, padding=0, output=MethodReturnValue.HEIGHT, new_x="LEFT", new_y="NEXT")
        return y + height

    def parts(self, x, y, width, parts, lead=14.4):
        """Set parts in different faces one after the other, and return the y below."""
        self.set_left_margin(x)
        self.set_right_margin(self.w - x - width)
        self.set_xy(x, y)
        for text, how in parts:
            self.face(*how)
            self.write(lead, text)
        self.set_left_margin(0)
        return self.get_y() + lead

    def picture(self, name, x, y, box):
        """Draw a figure in the middle of a box; its SVG was parsed once."""
        svg = self.figures(name)
        if not svg.viewbox:
            svg.viewbox = [0.0, 0.0, svg.width, svg.height]
        wide, high = svg.viewbox[2:]
        scale = min(box[0] / wide, box[1] / high)
        _, _, path = svg.transform_to_rect_viewport(scale=1, width=wide * scale, height=high * scale, ignore_svg_top_attrs=True)
        path.transform = path.transform @ Transform.translation(x + (box[0] - wide * scale) / 2, y)
        self.set_xy(0, 0)
        self.draw_path(path, copy=True)

    def rule(self, x, y, width, weight, color):
        """Draw a rule."""
        self.set_draw_color(*color)
        self.set_line_width(weight)
        self.line(x, y, x + width, y)

    def box(self, x, y, size=14.2):
        """Draw a box to tick."""
        self.set_draw_color(*BLACK)
        self.set_line_width(1)
        self.rect(x, y, size, size, round_corners=True, corner_radius=1.5)

    def dot(self, x, y, radius, color, style):
        """Draw a disc or a ring round a place."""
        self.set_fill_color(*color)
        self.set_draw_color(*color)
        self.set_line_width(0.75)
        self.circle(x, y, radius, style=style)

    def header(self):
        """Draw the running head."""
        if self.page_no() == 1:
            return
        run, y = self.d["running"], 12 * MM
        self.image(self.folder / "logo.png", LEFT, y, h=18)
        self.face("R", 11, GREY)
        self.set_xy(LEFT + 25, y)
        self.cell(h=18, text=run["clinic"])
        self.set_font("B", size=11)
        side = self.get_string_width(run["side"])
        self.face("R", 11, GREY)
        self.set_xy(LEFT, y)
        self.cell(WIDE - side - 2, 18, run["title"] + " · ", align="R")
        self.face("B", 11)
        self.set_xy(LEFT, y)
        self.cell(WIDE, 18, run["side"], align="R")
        self.rule(LEFT, y + 22, WIDE, 1.25, TEAL)

    def footer(self):
        """Draw the foot."""
        run, y = self.d["running"], self.h - 14 * MM
        self.rule(LEFT, y, WIDE, 0.75, HAIR)
        self.face("R", 9.5, GREY)
        for text, align in ((run["left"], "L"), (run["centre"], "C")):
            self.set_xy(LEFT, y + 2)
            self.cell(WIDE, 12, text, align=align)
        after = f" · {run['overleaf']}" if self.page_no() < self.total else ""
        self.set_xy(LEFT, y + 2)
        self.cell(WIDE, 12, after, align="R")
        wide = self.get_string_width(after)
        self.face("B", 9.5, GREY)
        self.set_xy(LEFT, y + 2)
        self.cell(WIDE - wide - 2, 12, run["page"].replace("{n}", str(self.page_no())).replace("{total}", str(self.total)), align="R")


def page_one(pdf, d):
    """Draw page 1."""
    y = 12 * MM
    pdf.image(pdf.folder / "logo.png", LEFT, y, h=30)
    pdf.say(LEFT + 39, y, WIDE - 39, d["letterhead"]["name"], ("S", 15, TEAL), 15)
    pdf.say(LEFT + 39, y + 15, WIDE - 39, d["letterhead"]["line"], ("R", 11, GREY))
    pdf.rule(LEFT, y + 37, WIDE, 2, TEAL)
    y = pdf.parts(LEFT, y + 46, WIDE, [(d["title"] + " ", ("B", 27)), (d["subtitle"], ("R", 27, GREY))], 30) + 4
    for at, (name, value) in enumerate(d["patient"]["fields"]):
        pdf.say(LEFT + at * 78, y, 78, name, ("R", 11, GREY))
        pdf.say(LEFT + at * 78, y + 14, 78, value, ("S", 13.5), 16.5)
    label, side = d["patient"]["side"]
    pdf.set_line_width(1.5)
    pdf.set_draw_color(*BLACK)
    pdf.rect(LEFT + WIDE - 100, y, 100, 31, round_corners=True, corner_radius=4)
    pdf.parts(LEFT + WIDE - 92, y + 5, 90, [(label + " ", ("R", 11, GREY)), (side, ("B", 18))], 21)
    y = pdf.say(LEFT, y + 38, WIDE, d["message"], ("S", 15, TEAL), 22)
    y = glance(pdf, d["glance"], y + 2)
    y = pdf.parts(LEFT, y + 3, WIDE, [(d["equipment"]["head"] + "  ", ("B", 12)), (d["equipment"]["text"], ("R", 12))]) + 4
    top = pdf.say(LEFT, y, COLUMN, d["how_to_use"]["head"], ("B", 13.5), 17)
    left = pdf.say(LEFT, top, COLUMN, d["how_to_use"]["text"])
    right = pdf.say(SECOND, y, COLUMN, d["my_plan"]["head"], ("B", 13.5), 17)
    for name, value in d["my_plan"]["lines"]:
        right = pdf.parts(SECOND, right + 3, COLUMN, [(name + "  ", ("R", 12, GREY)), (value, ("R", 12))])
        pdf.rule(SECOND, right + 2, COLUMN, 0.75, RULE)
    pdf.say(SECOND, right + 5, 90, d["my_plan"]["confidence"], ("R", 12, GREY))
    for n in range(11):
        pdf.say(SECOND + 85 + n * 14, right + 5, 14, str(n), align="C")
    y = stop(pdf, d["stop"], max(left, right + 20) + 6)
    guides(pdf, d, y + 8)


def glance(pdf, block, y):
    """Draw the table of the week."""
    pdf.parts(LEFT, y, WIDE - 7 * 25.5, [(block["head"] + "  ", ("B", 13.5)), (block["budget"], ("R", 11, GREY))], 17)
    first = LEFT + WIDE - 7 * 25.5
    for at, day in enumerate(block["days"]):
        pdf.say(first + at * 25.5, y, 25.5, day, ("R", 11, GREY), align="C")
    y += 18
    pdf.rule(LEFT, y, WIDE, 1, BLACK)
    for group in block["groups"]:
        for r in group["rows"]:
            pdf.say(LEFT, y + 2, 20, str(r["number"]), ("S", 15, TEAL), 15)
            pdf.parts(LEFT + 27, y + 2.5, WIDE, [(r["name"] + "  ", ("B", 12)), (r["dose"], ("R", 12))])
            for at, on in enumerate(r["week"]):
                x = first + (at + 0.5) * 25.5
                if on:
                    pdf.dot(x, y + 10, 5, TEAL, "F")
                else:
                    pdf.say(x - 10, y + 2.5, 20, "–", ("R", 12, RULE), align="C")
            y += 20
            pdf.rule(LEFT, y, WIDE, 0.75, HAIR)
    return y


def stop(pdf, block, y):
    """Draw the stop box."""
    ends = []
    for x, name in ((LEFT + 8, "urgent"), (LEFT + WIDE / 2 + 8, "soon")):
        one = block[name]
        pdf.set_draw_color(*STOP)
        pdf.set_fill_color(*STOP)
        pdf.set_line_width(1.75)
        pdf.regular_polygon(x, y + 4, 22, 8, style="DF" if one["solid"] else "D")
        low = pdf.say(x + 28, y + 4, WIDE / 2 - 40, one["head"], ("B", 13.5), 15)
        low = pdf.say(x + 28, low, WIDE / 2 - 40, one["call"]) + 3
        for sign in one["signs"]:
            pdf.dot(x + 3, low + 7, 2, BLACK, "F")
            low = pdf.say(x + 10, low, WIDE / 2 - 24, sign)
        ends.append(low)
    end = max(ends) + 4
    pdf.set_draw_color(*STOP)
    pdf.set_line_width(1.5)
    pdf.rect(LEFT, y, WIDE, end - y, round_corners=True, corner_radius=4)
    return end


def guides(pdf, d, y):
    """Draw the guides for pain and effort."""
    label = 28 * MM
    pdf.say(LEFT, y, label, d["pain"]["head"], ("B", 13.5), 15)
    zones, x, low = d["pain"]["zones"], LEFT + label, []
    unit = (WIDE - label - 12) / sum(z["high"] - z["low"] + 3 for z in zones)
    for z in zones:
        count = z["high"] - z["low"] + 1
        width = unit * (count + 2)
        pdf.set_draw_color(*BLACK)
        pdf.set_line_width(1)
        pdf.rect(x, y, width, 17, round_corners=True, corner_radius=3)
        for at in range(count):
            pdf.say(x + at * width / count, y + 1, width / count, str(z["low"] + at), ("B", 12), align="C")
        low.append(pdf.parts(x, y + 19, width, [(z["word"] + " ", ("B", 12)), (z["advice"], ("R", 12))]))
        x += width + 6
    y = pdf.say(LEFT + label, max(low), WIDE - label, d["pain"]["text"]) + 4
    pdf.say(LEFT, y, label, d["effort"]["head"], ("B", 13.5), 15)
    parts = [(part, ("B" if at % 2 else "R", 12)) for at, part in enumerate(d["effort"]["text"].split("**")) if part]
    pdf.parts(LEFT + label, y, WIDE - label, parts)


def card(pdf, c, x):
    """Draw an exercise down a column."""
    y = 27 * MM
    pdf.dot(x + 16.5, y + 16.5, 16.5, TEAL, "F")
    pdf.say(x, y + 4, 33, str(c["number"]), ("B", 20, (255, 255, 255)), 24, align="C")
    pdf.parts(x + 45, y, COLUMN - 45, [(c["group_name"], ("S", 11, TEAL)), (f" · {c['group_line']}", ("R", 11, GREY))], 13)
    y = max(pdf.say(x + 45, y + 13, COLUMN - 40, c["name"], ("B", 18), 21), y + 33)
    y = pdf.say(x, y + 4, COLUMN - 8, c["purpose"]) + 6
    pdf.picture(c["picture"]["file"], x, y, (COLUMN, 30 * MM))
    y += 30 * MM
    count = c["picture"]["panels"]
    names = c["picture"]["captions"] if count == 2 else [str(n) for n in range(1, count + 1)] if count > 2 else []
    for at, name in enumerate(names):
        pdf.say(x + at * COLUMN / count, y, COLUMN / count, name, ("R", 11, GREY), align="C")
    y = pdf.parts(x, y + 20, COLUMN - 8, [(c["start"]["head"] + "  ", ("B", 12)), (c["start"]["text"], ("R", 12))])
    for number, step in enumerate(c["steps"], start=1):
        pdf.say(x, y + 3, 18, str(number), ("B", 12, TEAL))
        y = pdf.say(x + 18, y + 3, COLUMN - 26, step)
    y = strip(pdf, c["strip"], x, y + 9) + 9
    for row in c["rows"]:
        pdf.say(x, y, 45, row["label"], ("B", 12))
        y = pdf.say(x + 45, y, COLUMN - 53, row["text"]) + 3
    if c["note"]:
        top = y + 4
        y = pdf.say(x + 8, top, COLUMN - 16, c["note"]["head"], ("B", 12))
        y = pdf.say(x + 8, y, COLUMN - 16, c["note"]["text"])
        pdf.set_draw_color(*TEAL)
        pdf.set_line_width(2.5)
        pdf.line(x + 1.25, top, x + 1.25, y)
    y += 5
    pdf.set_draw_color(*BLACK)
    pdf.set_line_width(1.25)
    pdf.polygon([(x + 6, y + 1), (x + 12, y + 12), (x, y + 12)], style="D")
    y = pdf.say(x + 18, y, COLUMN - 26, " ".join(c["cautions"])) + 8
    pitch = COLUMN / max(5, len(c["ticks"]))
    for at, day in enumerate(c["ticks"]):
        pdf.box(x + at * pitch, y)
        pdf.say(x + at * pitch + 16, y, 40, day, ("R", 10 if len(c["ticks"]) > 5 else 12))


def strip(pdf, s, x, y):
    """Draw the dose strip."""
    pdf.set_fill_color(*TINT)
    pdf.rect(x, y, COLUMN, 66, style="F")
    wide = COLUMN / len(s["cells"])
    for at, one in enumerate(s["cells"]):
        pdf.say(x + at * wide, y + 4, wide, one["value"], ("B", 23), 24, align="C")
        pdf.say(x + at * wide, y + 28, wide, one["label"], ("R", 11.5), 13, align="C")
    pdf.rule(x, y, COLUMN, 1.75, BLACK)
    pdf.rule(x, y + 46, COLUMN, 0.75, RULE)
    pdf.rule(x, y + 66, COLUMN, 1.75, BLACK)
    for at, one in enumerate(s["details"]):
        parts = [(part, ("B" if n % 2 else "R", 12)) for n, part in enumerate(one["text"].split("**")) if part]
        pdf.parts(x + 6 + at * (COLUMN - 8) / len(s["details"]), y + 49, COLUMN, parts)
    return y + 66


def log(pdf, d):
    """Draw the log and what stands under it."""
    block, y = d["log"], 27 * MM
    if block:
        y = pdf.say(LEFT, y, WIDE, block["head"], ("B", 24), 30)
        y = pdf.say(LEFT, y, WIDE, block["intro"]) + 12
        for at, name in enumerate(block["weeks"]):
            week(pdf, name, block, (LEFT, SECOND)[at % 2], y + (at // 2) * (40 + 21 * (len(block["rows"]) + 1)))
        y += ((len(block["weeks"]) + 1) // 2) * (40 + 21 * (len(block["rows"]) + 1))
    y = pdf.say(LEFT, y, WIDE, d["tell_us"]["head"], ("B", 13.5), 17)
    y = pdf.say(LEFT, y, WIDE, d["tell_us"]["text"]) + 10
    y = pdf.say(LEFT, y, WIDE, d["last"]["progress_head"], ("B", 16), 22)
    pdf.rule(LEFT, y, WIDE, 1.75, BLACK)
    wide = WIDE / len(d["last"]["progress"])
    for at, one in enumerate(d["last"]["progress"]):
        low = pdf.say(LEFT + at * wide, y + 5, wide - 15, one["head"], ("S", 13.5, TEAL), 17)
        pdf.say(LEFT + at * wide, low, wide - 15, one["text"])


def week(pdf, name, block, x, y):
    """Draw a week of the log."""
    pdf.say(x, y, 90, name, ("B", 13), 15)
    first = x + COLUMN - 7 * 19
    for at, day in enumerate(block["days"]):
        pdf.say(first + at * 19, y, 19, day, ("R", 11, GREY), align="C")
    y += 18
    pdf.rule(x, y, COLUMN, 1, BLACK)
    for r in block["rows"]:
        pdf.parts(x, y + 3, 120, [(f"{r['number']}  ", ("S", 12, TEAL)), (r["name"], ("R", 12))])
        for at, on in enumerate(r["week"]):
            if on:
                pdf.box(first + at * 19 + 2.4, y + 3)
            else:
                pdf.say(first + at * 19, y + 3, 19, "–", ("R", 12, RULE), align="C")
        y += 21
    pdf.say(x, y + 4, 120, block["worst_pain"])
    for at in range(7):
        pdf.dot(first + (at + 0.5) * 19, y + 11, 8.5, (106, 111, 117), "D")


def last(pdf, d):
    """Draw the last page."""
    told = d["last"]
    c, y = told["contact"], 27 * MM
    low = pdf.say(LEFT, y, COLUMN, c["head"], ("B", 13.5), 17)
    pdf.face("B", 17)
    pdf.set_xy(LEFT, low)
    pdf.cell(COLUMN, 21, c["phone"][0], link=c["phone"][1])
    low += 21
    for line in c["lines"]:
        low = pdf.say(LEFT, low, COLUMN, line)
    right = y
    for label, shown, to in c["links"]:
        if label:
            right = pdf.say(SECOND, right, 150, label, ("B", 12))
        pdf.face("R", 12)
        pdf.set_xy(SECOND, right)
        pdf.cell(150, 14.4, shown, link=to)
        right += 14.4
    pdf.picture("code", LEFT + WIDE - 22 * MM, y, (22 * MM, 22 * MM))
    if d["log"]:
        y = pdf.say(LEFT, y + 90, WIDE, d["log"]["questions"], ("B", 13.5), 17)
        for n in range(1, 7):
            pdf.rule(LEFT, y + n * 22.5, WIDE, 0.75, RULE)
    y = pdf.say(LEFT, pdf.h - 110, WIDE, told["formats"]) + 4
    y = pdf.say(LEFT, y, WIDE, told["closing"], ("R", 11, GREY), 14)
    pdf.say(LEFT, y, WIDE, told["control"], ("R", 11, GREY), 14)


def engine(folder):
    """Return the function that lays out a sheet."""

    @functools.cache
    def figures(name):
        return SVGObject.from_file(folder / f"{name}.svg")

    def lay_out(d):
        pdf = Page(folder, figures, d)
        pdf.add_page()
        page_one(pdf, d)
        for at, one in enumerate(d["cards"]):
            if at % 2 == 0:
                pdf.add_page()
            card(pdf, one, (LEFT, SECOND)[at % 2])
        pdf.add_page()
        log(pdf, d)
        pdf.add_page()
        last(pdf, d)
        return bytes(pdf.output())

    return lay_out
