import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from handouts.errors import HandoutError
from handouts.figure.drawing import HEAD_UNITS, ArrowPath, Drawing, Layer, path_bounds, path_segments
from handouts.figure.operators import Placement, pdf_operators
from handouts.figure.paint import marks
from handouts.figure.palette import WEIGHTS, chosen_style, colour_style, line_style, mannequin_style, mono_map_style, mono_style
from handouts.figure.people import PEOPLE, Hair, Person
from handouts.figure.store import Compiled, decode, drawing_ids, encode, load_drawing
from handouts.figure.svg import svg
from handouts.pdf.forms import FormXObject, body_of

SQUARE = "0 0 m 100 0 l 100 50 l 0 50 l h"
DRAWING = Drawing(
    "finish",
    200,
    100,
    90,
    (
        Layer("fill", "skin", SQUARE),
        Layer("muscle", "left_quads", SQUARE),
        Layer("fibre", "left_quads", "10 10 m 90 10 l 10 40 m 90 40 l"),
        *(Layer("line", role, SQUARE) for role in ("outline", "edge", "crease", "detail")),
        *(Layer("face", role, SQUARE) for role in ("eye", "lid", "brow", "mouth", "chin", "ear", "age")),
        *(Layer("hair", f"ponytail{what}", SQUARE) for what in ("", "_shade", "_outline")),
    ),
    (ArrowPath(((10, 10), (90, 10)), both_ways=True),),
    "left",
)
STYLES = [colour_style(), mono_style(), line_style(), mannequin_style()]


def luma(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_what_is_encoded_comes_back():
    compiled = Compiled("key", (DRAWING, DRAWING))
    assert decode(encode(compiled)) == compiled


def test_a_path_is_read_in_segments():
    assert [s.operator for s in path_segments(SQUARE)] == ["m", "l", "l", "l", "h"]
    assert path_bounds(SQUARE) == (0, 0, 100, 50)


def test_the_other_side_is_mirrored_and_no_side_is_not():
    assert DRAWING.is_mirrored_for("right")
    assert not DRAWING.is_mirrored_for("left")
    assert not DRAWING.is_mirrored_for(None)
    assert not DRAWING.is_mirrored_for("each")


def test_mirrored_operators_differ_only_in_their_matrix():
    place = Placement(10, 20, 0.1)
    straight, flipped = (pdf_operators(DRAWING, STYLES[0], place, mirrored=m).split("\n", 1) for m in (False, True))
    assert straight[1] == flipped[1]
    assert straight[0] == "q 0.100000 0 0 -0.100000 10.00 30.00 cm 1 J 1 j"
    assert flipped[0] == "q -0.100000 0 0 -0.100000 30.00 30.00 cm 1 J 1 j"


def test_a_thumbnail_has_no_arrow_and_no_muscle():
    plain = DRAWING.without_cues()
    assert not plain.arrows
    assert not {"muscle", "fibre"} & {layer.kind for layer in plain.layers}


def fibre_width(style):
    return next(mark.width for mark in marks(DRAWING, style, 0.1) if mark.path.startswith("10 10 m 90"))


def test_a_muscle_has_its_fibres_in_every_style_and_heavier_ones_in_mono():
    assert fibre_width(mono_style()) == 1.5 * fibre_width(colour_style())  # half a point against the thinnest line in so small a picture
    assert not [mark for style in STYLES for mark in marks(DRAWING, style, 0.1) if mark.clip]


def test_a_muscle_drawn_without_fibres_is_hatched_in_mono_and_filled_in_colour():
    older = replace(DRAWING, layers=tuple(layer for layer in DRAWING.layers if layer.kind != "fibre"))
    assert [mark for mark in marks(older, mono_style(), 0.1) if mark.clip]
    assert not [mark for mark in marks(older, colour_style(), 0.1) if mark.clip]


def printed_face(head_mm, style):
    pt_per_unit = head_mm * 72 / 25.4 / HEAD_UNITS
    other = len(list(marks(replace(DRAWING, layers=tuple(q for q in DRAWING.layers if q.kind != "face")), style, pt_per_unit)))
    return len(list(marks(DRAWING, style, pt_per_unit))) - other


def test_a_head_below_two_and_a_half_mm_keeps_eyes_and_brows_only():
    assert printed_face(2.4, colour_style()) == 2
    assert printed_face(2.6, colour_style()) == 6


def test_a_body_map_has_no_face():
    assert printed_face(5, mannequin_style()) == 0


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
@pytest.mark.parametrize("width_mm", [8, 15, 32, 45, 84, 170])
def test_no_line_is_printed_thinner_than_a_quarter_of_a_point(style, width_mm):
    pt_per_unit = width_mm * 72 / 25.4 / DRAWING.width
    assert min(mark.width * pt_per_unit for mark in marks(DRAWING, style, pt_per_unit) if mark.stroke) >= 0.25 - 1e-9


def test_a_ponytail_is_painted_only_where_it_is_asked_for():
    short, tail, scarf = (len(list(marks(DRAWING, colour_style(person=Person(hair=hair)), 0.1))) for hair in get_args(Hair))
    assert (tail, scarf) == (short + 3, short)


def test_an_older_person_has_grey_hair_and_lines_on_the_cheeks():
    usual, older = colour_style(), colour_style(person=Person(build="older"))
    assert luma(older.fill("hair")) > luma(usual.fill("hair")) + 80
    assert len(list(marks(DRAWING, older, 0.1))) == len(list(marks(DRAWING, usual, 0.1))) + 1


def test_the_hair_that_a_headscarf_leaves_free_is_of_its_cloth():
    for style in (colour_style, line_style, mono_style):
        assert style(person=Person(hair="headscarf")).fill("hair") != style().fill("hair")


@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_the_face_stands_out_from_the_skin(person):
    style = colour_style(person=person)
    assert luma(style.fill("skin")) - luma(style.face) > 60


def test_a_body_is_told_from_a_prop_by_its_line():
    assert WEIGHTS["outline"] > 2 * WEIGHTS["prop"] > WEIGHTS["contour"] > WEIGHTS["prop"] > WEIGHTS["hem"] > WEIGHTS["edge"]


def screened(grey):
    """Return how black a grey prints at 600 dpi, 1 bit, with a screen of 85 lines to the inch; 0..1."""
    y, x = np.mgrid[:600, :600]
    turn = 2 * np.pi / 10
    screen = (np.sin(turn * (x + y)) + np.sin(turn * (x - y))) / 4 + 0.5
    return float((grey < screen * 200 + 28).mean())


def test_greys_in_mono_survive_a_1_bit_print():
    prints = {role: screened(luma(colour)) for role, colour in mono_style().fills.items()}
    assert [role for role, share in prints.items() if not (share in (0, 1) or 0.08 <= share <= 0.85)] == []
    assert prints["skin_far"] < prints["shorts"] < prints["shorts_far"] < prints["hair"] == prints["shoe"] == 1
    assert mono_style().fill("band") == "#ffffff"


@pytest.mark.parametrize("style", [STYLES[0], STYLES[1], STYLES[3]], ids=lambda style: style.name)
def test_the_far_limb_is_clearly_darker(style):
    assert luma(style.fill("skin")) - luma(style.fill("skin_far")) >= 25


def test_mono_has_no_light_greys():
    assert [role for role, colour in mono_style().fills.items() if 200 < luma(colour) < 255] == []
    assert mono_style().shadow is None


def test_a_hatched_muscle_is_darker_than_the_shorts_are():
    assert luma(mono_style().muscle_line) < luma(mono_style().fill("shorts")) - 100


def test_a_mono_body_map_has_a_white_body_and_a_hatched_muscle():
    style = mono_map_style()
    assert style.hatched
    assert style.fill("skin") == style.fill("hair") == "#ffffff"


def test_an_unlisted_role_takes_the_colour_of_its_base():
    assert colour_style().fill("wood_hole") == colour_style().fill("wood")


@pytest.mark.parametrize("name", ["colour", "mono", "line", "mannequin"])
def test_a_style_is_found_by_its_name(name):
    assert chosen_style(name).name == name


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_the_svg_of_a_pair_is_well_formed(style):
    root = ET.fromstring(svg(load_drawing("couch-stretch"), style, mirrored=True))  # noqa: S314 - our own text
    assert len(root.findall("{http://www.w3.org/2000/svg}g")) == 2


def test_panels_of_a_figure_share_their_floor_line():
    for name in drawing_ids():
        panels = load_drawing(name)
        if panels[0].name == "start":
            assert len({(p.width, p.height, p.floor) for p in panels}) == 1


def test_start_panels_have_neither_arrow_nor_muscle():
    for name in drawing_ids():
        first = load_drawing(name)[0]
        if first.name == "start":
            assert not first.arrows
            assert not [layer for layer in first.layers if layer.kind == "muscle"]


def test_a_missing_drawing_names_the_nearest():
    with pytest.raises(HandoutError, match="did you mean 'couch-stretch'"):
        load_drawing("couch-strech")


def test_a_figure_is_painted_once_for_equal_styles_and_deflates_small(monkeypatch):
    drawing = load_drawing("bulgarian-split-squat")[-1]
    form = FormXObject((drawing,), ((0.0, 0.0),), colour_style(), 0.05)
    body = body_of(form)
    monkeypatch.setattr("handouts.figure.operators.marks", None)  # what paints it is not asked again
    assert body_of(replace(form, style=colour_style())) == body
    assert len(body) < 9_000


def test_loading_a_drawing_needs_neither_numpy_nor_pydantic():
    code = (
        "import sys; from handouts.figure.store import load_drawing; from handouts.figure.operators import pdf_operators;"
        "load_drawing('hip-hinge'); print([m for m in ('numpy', 'pydantic', 'reportlab', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
