"""A QR code, drawn as one path of black modules."""

from itertools import groupby

from handouts.sheet.place.kept import kept
from handouts.sheet.place.marks import Element, Fragment, PathStep, Shape, box
from handouts.sheet.place.style import Look

LEAST_MM = 20
"""What phones still scan (library/standards.txt D22)."""
QUIET_MODULES = 4


@kept(50)
def qr_code(shown: str, address: str, look: Look) -> Fragment:
    """Return the QR code of an address, error level M, with four modules of white paper around it; `shown` is said of it."""
    from qrcodegen import QrCode

    code = QrCode.encode_text(address, QrCode.Ecc.MEDIUM)
    count = code.get_size()
    unit = look.qr_pt / count
    side, quiet = unit * (count + 2 * QUIET_MODULES), unit * QUIET_MODULES
    path: list[PathStep] = []
    for y in range(count):
        x = 0
        for is_black, run in groupby(code.get_module(at, y) for at in range(count)):
            width = len(list(run))
            if is_black:
                path += box(quiet + x * unit, quiet + y * unit, width * unit, unit)
            x += width
    return Fragment(side, side, (Element("Figure", (Shape(tuple(path), fill=look.text),), alt=f"QR code: {shown}"),))
