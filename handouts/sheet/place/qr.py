"""A QR code, drawn as one path of black modules."""

from handouts.sheet.place.kept import kept
from handouts.sheet.place.marks import Element, Fragment, PathStep, Shape, box
from handouts.sheet.place.style import Look

LEAST_MM = 20
"""What phones still scan (library/standards.txt D22)."""
QUIET_MODULES = 4


@kept(50)
def qr_code(shown: str, address: str, look: Look) -> Fragment:
    """Return the QR code of an address, error level M, with four modules of white paper around it; `shown` is said of it."""
    import segno

    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(scale=1, border=QUIET_MODULES)]
    side = look.qr_pt * len(rows) / (len(rows) - 2 * QUIET_MODULES)
    unit = side / len(rows)
    path: list[PathStep] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                path += box(x * unit, y * unit, (end - x) * unit, unit)
            x = end + 1
    return Fragment(side, side, (Element("Figure", (Shape(tuple(path), fill=look.text),), alt=f"QR code: {shown}"),))
