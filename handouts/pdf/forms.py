"""Drawings and pixels as objects that pages paint by name; each is made and compressed once for all the files it stands in."""

import hashlib
import zlib

from handouts.figure.drawing import Drawing
from handouts.figure.operators import pdf_body
from handouts.figure.palette import Style
from handouts.library.logo import Logo
from handouts.pdf.objects import number, stream_body
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

_AIR = 20
"""What a line may stand out of its drawing's box, in drawing units."""


@dataclass(frozen=True, slots=True)
class FormXObject:
    """Drawings in a style at a scale, each at its place in drawing units from the first.

    Start and finish of a movement share so much that together they pack to four fifths of two forms.
    """

    drawings: tuple[Drawing, ...]
    places: tuple[tuple[float, float], ...]
    style: Style
    scale: float
    mirrored: bool = False
    """Whether it is placed mirrored: the hands of a clock are turned so that they still go round the right way."""


PaintedXObject = FormXObject | Logo


def name_of(picture: PaintedXObject) -> str:
    """Return the name pages call a picture by, made from what it looks like: the same in every file, whatever was made before."""
    return _written(picture)[0]


def body_of(picture: PaintedXObject) -> bytes:
    """Return the object of a picture."""
    return _written(picture)[1]


@memo(500)
def _written(picture: PaintedXObject) -> tuple[str, bytes]:
    """Return the name and the object of a picture."""
    kind, body = ("F", _form_body(picture)) if isinstance(picture, FormXObject) else ("L", _logo_body(picture))
    return kind + hashlib.sha256(body).hexdigest()[:12], body


def _form_body(form: FormXObject) -> bytes:
    """Return drawings as a form in their own units."""
    boxes = [(x, y, x + drawing.width, y + drawing.height) for drawing, (x, y) in zip(form.drawings, form.places, strict=True)]
    left, top = (min(box[at] for box in boxes) - _AIR for at in (0, 1))
    right, bottom = (max(box[at] for box in boxes) + _AIR for at in (2, 3))
    keys = b"/Type/XObject/Subtype/Form/BBox[%d %d %d %d]/Resources<<>>/Filter/FlateDecode" % (left, top, right + 1, bottom + 1)
    panels = [
        f"q 1 0 0 1 {number(x)} {number(y)} cm\n{pdf_body(drawing, form.style, form.scale, mirrored=form.mirrored)}\nQ"
        for drawing, (x, y) in zip(form.drawings, form.places, strict=True)
    ]
    return stream_body(zlib.compress("\n".join(panels).encode("ascii"), 6), keys)


def _logo_body(logo: Logo) -> bytes:
    """Return pixels as an image."""
    keys = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Interpolate false/Filter/FlateDecode"
    return stream_body(zlib.compress(logo.rgb, 6), keys % (logo.width_px, logo.height_px))
