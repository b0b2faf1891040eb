"""A drawing -> PDF content operators. Text out; no PDF library."""

from handouts.figure.drawing import Drawing
from handouts.figure.paint import PaintedPath, marks
from handouts.figure.palette import Style
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a drawing goes: lower left corner in pt from the lower left of the page, and pt on paper to a drawing unit."""

    x_pt: float
    y_pt: float
    pt_per_unit: float


def pdf_operators(drawing: Drawing, style: Style, place: Placement, *, mirrored: bool = False) -> str:
    """Return the content-stream operators that paint a drawing, wrapped in q and Q."""
    k = place.pt_per_unit
    x = place.x_pt + (drawing.width * k if mirrored else 0)
    matrix = f"{-k if mirrored else k:.6f} 0 0 {-k:.6f} {x:.2f} {place.y_pt + drawing.height * k:.2f}"
    return f"q {matrix} cm 1 J 1 j\n{_body(drawing, style, round(k, 6), mirrored=mirrored)}\nQ"


def pdf_body(drawing: Drawing, style: Style, pt_per_unit: float, *, mirrored: bool = False) -> str:
    """Return the operators that paint a drawing in its own units, for a form that is placed at this scale and mirrored or not."""
    return f"1 J 1 j\n{_body(drawing, style, round(pt_per_unit, 6), mirrored=mirrored)}"


def _body(drawing: Drawing, style: Style, pt_per_unit: float, *, mirrored: bool) -> str:
    return "\n".join(_pdf_mark(mark) for mark in marks(drawing, style, pt_per_unit, mirrored=mirrored))


def _pdf_mark(mark: PaintedPath) -> str:
    words = []
    if mark.clip:
        words.append(f"q {mark.clip} W* n")
    if mark.fill:
        words.append(f"{_rgb(mark.fill)} rg")
    if mark.stroke:
        words.append(f"{_rgb(mark.stroke)} RG {mark.width:.1f} w")
    if mark.dash:
        words.append(f"[{' '.join(f'{d:.1f}' for d in mark.dash)}] 0 d")
    words.append(f"{mark.path} {'B*' if mark.fill and mark.stroke else 'f*' if mark.fill else 'S'}")
    if mark.dash:
        words.append("[] 0 d")
    if mark.clip:
        words.append("Q")
    return " ".join(words)


def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3g}" for i in (1, 3, 5))
