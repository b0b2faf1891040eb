"""WeasyPrint: HTML and CSS; fonts, style sheet and pictures are read once and kept; tagged."""

import html
import re

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

FACES = "".join(
    f"@font-face{{font-family:S;src:url(fonts/SourceSans3-{name}.ttf);font-weight:{weight}}}"
    for name, weight in (("regular", 400), ("semibold", 600), ("bold", 700))
)
STYLE = """
@page { size: A4; margin: 25.2mm 18mm 18mm; @top-left { content: element(clinic); width: 40%; height: 18pt } @top-right { content: element(sheet) } }
@page { @top-left { border-bottom: 1.25pt solid #12596B } @top-right { border-bottom: 1.25pt solid #12596B; width: 60%; height: 18pt } }
@page { @bottom-left { content: element(left) } @bottom-center { content: element(middle) } @bottom-right { content: element(right) } }
@page { @bottom-left { vertical-align: top } @bottom-center { vertical-align: top } @bottom-right { vertical-align: top } }
@page:first { margin-top: 12mm; @top-left { content: none; border: none } @top-right { content: none; border: none } }
@page last { @bottom-right { content: element(end) } }
body { font: 12pt/1.2 S; margin: 0 }
#clinic, #sheet, #left, #middle, #right, #end { margin: 0; color: #4A5057; font-size: 9.5pt }
#clinic { position: running(clinic); font-size: 11pt } #sheet { position: running(sheet); font-size: 11pt; text-align: right }
#clinic img { height: 18pt; vertical-align: middle; margin-right: 7pt } #sheet b { color: black }
#left { position: running(left) } #middle { position: running(middle); text-align: center } #right { position: running(right); text-align: right }
#end { position: running(end); text-align: right }
.page::after { content: counter(page) } .pages::after { content: counter(pages) }
h1, h2, h3, p, ul, ol { margin: 0; padding: 0 } h1 { font-size: 27pt; line-height: 30pt } h1 span { font-weight: 400; color: #4A5057 }
h2 { font-size: 13.5pt; margin-top: 6pt } h3 { font-size: 18pt } .s { font-size: 11pt; color: #4A5057; font-weight: 400 }
.lh { display: flex; border-bottom: 2pt solid #12596B; padding-bottom: 6pt } .lh img { height: 30pt; margin-right: 9pt }
.cl { font-size: 15pt; font-weight: 600; color: #12596B } .msg { font-size: 15pt; font-weight: 600; color: #12596B; margin: 7pt 0 }
.row { display: flex } .row > * { margin-right: 18pt } .v { font-size: 13.5pt; font-weight: 600 }
.side { margin: 0 0 0 auto; border: 1.5pt solid black; border-radius: 4pt; padding: 4pt 12pt } .side b { font-size: 18pt }
table { border-collapse: collapse; width: 100% } td, th { padding: 2pt 0; font-weight: 400; text-align: center }
.g td, .g th { border-bottom: .75pt solid #B9B9B9; width: 25.5pt } .g .num, .g .x { text-align: left } .g .x { width: auto }
.num { color: #12596B; font-weight: 600; font-size: 15pt; width: 27pt !important }
i { display: inline-block; width: 10pt; height: 10pt; border-radius: 5pt; background: #12596B }
.two { display: flex; gap: 5mm } .two > * { flex: 1; min-width: 0 } .line { border-bottom: .75pt solid #8C8C8C; padding: 3pt 0 }
.line span { color: #4A5057 } .nums { display: flex; justify-content: space-between; padding-top: 4pt }
.stop { border: 1.5pt solid #A3241C; border-radius: 4pt; padding: 6pt; margin-top: 6pt } .stop ul { padding-left: 10pt }
.sign { float: left; width: 20pt; height: 20pt; border: 1.75pt solid #A3241C; border-radius: 6pt; margin-right: 6pt }
.solid { background: #A3241C } .lab { display: flex } .lab h2 { width: 28mm; margin: 0 } .lab > div { flex: 1 }
.zone { border: 1pt solid black; border-radius: 3pt; display: flex; justify-content: space-around; font-weight: 700 }
.cards { break-before: page } .cards > * { float: left; width: 84.5mm } .cards > * + * { margin-left: 5mm } .ch { display: flex; align-items: center }
.disc { width: 33pt; height: 33pt; border-radius: 17pt; background: #12596B; color: white; font: 700 20pt/33pt S; text-align: center }
.ch .t { margin-left: 12pt } .e { font-size: 11pt; color: #4A5057 } .e b { color: #12596B; font-weight: 600 }
.fig { height: 30mm; width: 100%; object-fit: contain; margin-top: 6pt; display: block } .caps { display: flex; margin-bottom: 6pt }
.caps > * { flex: 1; text-align: center }
ol { padding-left: 18pt } ol li::marker { color: #12596B; font-weight: 700 } ol li { margin-top: 3pt }
.strip { background: #F4F2EE; border-top: 1.75pt solid; border-bottom: 1.75pt solid; margin: 8pt 0 }
.cells { display: flex; padding: 3pt 0 } .cells > * { flex: 1; text-align: center; font-size: 11.5pt }
.cells > * + * { border-left: .75pt solid #8C8C8C }
.cells b { font-size: 23pt; line-height: 1; display: block } .det { border-top: .75pt solid #8C8C8C; display: flex; padding: 3pt 6pt }
.det { justify-content: space-between }
.rows td { text-align: left; vertical-align: top; padding: 1.5pt 0 } .rows td:first-child { width: 45pt } .note { border-left: 2.5pt solid #12596B; padding-left: 8pt; margin-top: 6pt }
.caps > *, .det > *, .ticks > *, .nums > *, .zone > * { display: block }
.care { margin-top: 6pt; padding-left: 18pt } .ticks { margin-top: 8pt; display: flex; gap: 8pt } .many { gap: 2pt; font-size: 10.5pt }
u { display: inline-block; width: 14.2pt; height: 14.2pt; border: 1pt solid; border-radius: 1.5pt; box-sizing: border-box }
.log { break-before: page } .log h2.big { font-size: 24pt } .log > h2, .log > p, .log > .two { clear: both } .weeks table { float: left; width: 84.5mm; margin: 10pt 0 0 } .weeks table:nth-child(even) { margin-left: 5mm }
.weeks th { border-bottom: 1pt solid } .weeks .x { text-align: left } s { display: inline-block; width: 16pt; height: 16pt; border-radius: 9pt }
s { border: .75pt solid #6A6F75 } .sec { font-size: 16pt; border-bottom: 1.75pt solid } .acc { color: #12596B; font-size: 13.5pt }
.last { break-before: page; page: last } .tel { font-size: 17pt; font-weight: 700 } a { color: inherit; text-decoration: none } .q { height: 22pt }
.q { border-bottom: .75pt solid #8C8C8C } .foot { margin-top: 100pt } .qr { width: 22mm; flex: none }
"""


def e(text):
    """Return a text for HTML."""
    return html.escape(text, quote=True)


def strong(text):
    """Return our wording with its stars as strong text."""
    return re.sub(r"\*\*(.*?)\*\*", r"<b>\1</b>", e(text))


def week_row(on, yes, no="–"):
    """Return the cells of a week."""
    return "".join(f"<td>{yes if one else no}</td>" for one in on)


def tier(one):
    """Return a half of the stop box."""
    signs = "".join(f"<li>{e(sign)}</li>" for sign in one["signs"])
    mark = f'<div class="sign{" solid" if one["solid"] else ""}"></div>'
    return f"<div>{mark}<h2>{e(one['head'])}</h2><p>{e(one['call'])}</p><ul>{signs}</ul></div>"


def page_one(d):
    """Return page 1."""
    side, plan, pain, glance = d["patient"]["side"], d["my_plan"], d["pain"], d["glance"]
    fields = "".join(f'<div><p class="s">{e(name)}</p><p class="v">{e(value)}</p></div>' for name, value in d["patient"]["fields"])
    rows = "".join(
        f'<tr><th class="num" scope="row">{r["number"]}</th><td class="x"><b>{e(r["name"])}</b> {e(r["dose"])}</td>{week_row(r["week"], "<i></i>")}</tr>'
        for group in glance["groups"]
        for r in group["rows"]
    )
    days = "".join(f'<th class="s" scope="col">{e(day)}</th>' for day in glance["days"])
    lines = "".join(f'<p class="line"><span>{e(name)}</span> {e(value)}</p>' for name, value in plan["lines"])
    zones = "".join(
        f'<div style="flex:{z["high"] - z["low"] + 3}"><p class="zone">'
        + " ".join(f"<span>{n}</span>" for n in range(z["low"], z["high"] + 1))
        + f"</p><p><b>{e(z['word'])}</b> {e(z['advice'])}</p></div>"
        for z in pain["zones"]
    )
    return f"""<div class="lh"><img src="logo.png" alt=""><div><p class="cl">{e(d["letterhead"]["name"])}</p><p class="s">{e(d["letterhead"]["line"])}</p></div></div>
<h1>{e(d["title"])} <span>{e(d["subtitle"])}</span></h1><div class="row">{fields}<p class="side"><span class="s">{e(side[0])}</span>&nbsp; <b>{e(side[1])}</b></p></div>
<p class="msg">{e(d["message"])}</p><h2>{e(glance["head"])} <span class="s">{e(glance["budget"])}</span></h2>
<table class="g"><thead><tr><th class="num"></th><th class="x"></th>{days}</tr></thead><tbody>{rows}</tbody></table>
<p><b>{e(d["equipment"]["head"])}</b> {e(d["equipment"]["text"])}</p>
<div class="two"><div><h2>{e(d["how_to_use"]["head"])}</h2><p>{e(d["how_to_use"]["text"])}</p></div><div><h2>{e(plan["head"])}</h2>{lines}
<p class="nums"><span class="s">{e(plan["confidence"])}</span> {" ".join(f"<span>{n}</span>" for n in range(11))}</p></div></div>
<div class="stop two">{tier(d["stop"]["urgent"])}{tier(d["stop"]["soon"])}</div>
<div class="lab"><h2>{e(pain["head"])}</h2><div><div class="two" style="gap:6pt">{zones}</div><p>{e(pain["text"])}</p></div></div>
<div class="lab"><h2>{e(d["effort"]["head"])}</h2><div>{strong(d["effort"]["text"])}</div></div>"""


def card(c):
    """Return an exercise."""
    count = c["picture"]["panels"]
    names = c["picture"]["captions"] if count == 2 else [str(n) for n in range(1, count + 1)] if count > 2 else []
    caps = "".join(f'<span class="s">{e(name)}</span>' for name in names)
    steps = "".join(f"<li>{e(step)}</li>" for step in c["steps"])
    cells = "".join(f"<div><b>{e(one['value'])}</b> {e(one['label'])}</div>" for one in c["strip"]["cells"])
    details = " ".join(f"<span>{strong(one['text'])}</span>" for one in c["strip"]["details"])
    rows = "".join(f"<tr><td><b>{e(row['label'])}</b></td><td>{e(row['text'])}</td></tr>" for row in c["rows"])
    note = f'<div class="note"><p><b>{e(c["note"]["head"])}</b></p><p>{e(c["note"]["text"])}</p></div>' if c["note"] else ""
    ticks = " ".join(f"<span><u></u> {e(day)}</span>" for day in c["ticks"])
    return f"""<div><div class="ch"><div class="disc">{c["number"]}</div><div class="t"><p class="e"><b>{e(c["group_name"])}</b> · {e(c["group_line"])}</p>
<h3>{e(c["name"])}</h3></div></div><p>{e(c["purpose"])}</p><img class="fig" src="{c["picture"]["file"]}.svg" alt="{e(c["picture"]["alt"])}"><p class="caps">{caps}</p>
<p><b>{e(c["start"]["head"])}</b> {e(c["start"]["text"])}</p><ol>{steps}</ol><div class="strip"><div class="cells">{cells}</div><div class="det">{details}</div></div>
<table class="rows">{rows}</table>{note}<p class="care">{e(" ".join(c["cautions"]))}</p><p class="ticks{" many" if len(c["ticks"]) > 5 else ""}">{ticks}</p></div>"""


def log(d):
    """Return the log and what stands under it."""
    block, told = d["log"], d["last"]
    weeks = ""
    if block:
        days = "".join(f'<th class="s" scope="col">{e(day)}</th>' for day in block["days"])
        rows = "".join(
            f'<tr><td class="x"><b style="color:#12596B">{r["number"]}</b> {e(r["name"])}</td>{week_row(r["week"], "<u></u>")}</tr>'
            for r in block["rows"]
        )
        pain = f'<tr><td class="x">{e(block["worst_pain"])}</td>{week_row([1] * 7, "<s></s>")}</tr>'
        tables = "".join(
            f'<table><thead><tr><th class="x" scope="col"><b>{e(name)}</b></th>{days}</tr></thead><tbody>{rows}{pain}</tbody></table>'
            for name in block["weeks"]
        )
        weeks = f'<h2 class="big">{e(block["head"])}</h2><p>{e(block["intro"])}</p><div class="weeks">{tables}</div>'
    steps = "".join(f'<div><h3 class="acc">{e(one["head"])}</h3><p>{e(one["text"])}</p></div>' for one in told["progress"])
    return f"""<div class="log">{weeks}<h2>{e(d["tell_us"]["head"])}</h2><p>{e(d["tell_us"]["text"])}</p>
<h2 class="sec">{e(told["progress_head"])}</h2><div class="two">{steps}</div></div>"""


def last(d):
    """Return the last page."""
    told = d["last"]
    c = told["contact"]
    links = "".join(
        (f"<p><b>{e(label)}</b></p>" if label else "") + f'<p><a href="{e(to)}">{e(shown)}</a></p>' for label, shown, to in c["links"]
    )
    lines = "".join(f"<p>{e(line)}</p>" for line in c["lines"])
    asked = f"<h2>{e(d['log']['questions'])}</h2>{'<div class=q></div>' * 6}" if d["log"] else ""
    return f"""<div class="last"><div class="two"><div><h2>{e(c["head"])}</h2><p class="tel"><a href="{c["phone"][1]}">{e(c["phone"][0])}</a></p>{lines}</div>
<div>{links}</div><img class="qr" src="code.svg" alt="QR code: {e(c["code"][0])}"></div>{asked}
<div class="foot"><p>{e(told["formats"])}</p><p class="s">{e(told["closing"])}</p><p class="s">{e(told["control"])}</p></div></div>"""


def page(d):
    """Return the whole sheet as HTML."""
    run = d["running"]
    before, middle, _ = re.split(r"\{n\}|\{total\}", run["page"])
    pairs = (d["cards"][at : at + 2] for at in range(0, len(d["cards"]), 2))
    cards = "".join(f'<div class="cards">{"".join(map(card, pair))}{"<div></div>" if len(pair) == 1 else ""}</div>' for pair in pairs)
    return f"""<html lang="{d["language"]}"><head><title>{e(d["title"])}: {e(d["subtitle"])}</title><meta name="author" content="{e(d["author"])}"></head><body>
<p id="clinic"><img src="logo.png" alt="">{e(run["clinic"])}</p><p id="sheet">{e(run["title"])} · <b>{e(run["side"])}</b></p>
<p id="left">{e(run["left"])}</p><p id="middle">{e(run["centre"])}</p><p id="right"><b class="page">{before}</b><b class="pages">{middle}</b> · {e(run["overleaf"])}</p>
<p id="end"><b class="page">{before}</b><b class="pages">{middle}</b></p>
{page_one(d)}{cards}{log(d)}{last(d)}</body></html>"""


def engine(folder):
    """Return the function that lays out a sheet."""
    fonts, pictures, base = FontConfiguration(), {}, str(folder) + "/"
    style = CSS(string=FACES + STYLE, font_config=fonts, base_url=base)

    def lay_out(sheet):
        return HTML(string=page(sheet), base_url=base).write_pdf(stylesheets=[style], font_config=fonts, cache=pictures, pdf_tags=True)

    return lay_out
