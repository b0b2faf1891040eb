"""Notes and kinds of arrow: what they look like, what of them is never mirrored, and where they cannot be."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageChops, ImageOps

from handouts.errors import HandoutError
from handouts.figure.drawing import ArrowPath, Clock, Drawing, Layer, path_bounds, path_points
from handouts.figure.operators import Placement, pdf_operators
from handouts.figure.paint import marks
from handouts.figure.palette import colour_style, mono_style
from handouts.figure.png import png
from handouts.figure.seen.compile import compile_figure
from handouts.figure.store import Compiled, decode, encode
from handouts.pdf.forms import FormXObject, body_of

BODY = Layer("fill", "skin", "100 100 m 300 100 l 300 400 l 100 400 l h")
HELD = Drawing("finish", 500, 500, 480, (BODY, Layer("note", "level", "50 250 m 450 250 l")), side="left", clocks=(Clock(400, 60, 40),))
STANDING = "id: t\nalways: {{feet: floor}}\nfinish:\n  {sign}\n"


def drawn(read, sign, standing=STANDING):
    return compile_figure(read(standing.format(sign=sign)).value)[0][-1]


def painted(drawing, *, mirrored=False, style=None):
    return list(marks(drawing, style or colour_style(), 0.1, mirrored=mirrored))


def arrow(kind):
    return painted(Drawing("finish", 100, 100, 90, (), (ArrowPath(((10, 10), (90, 10)), kind=kind),)))


def test_clocks_and_kinds_of_arrow_are_stored_and_come_back():
    arrows = (
        ArrowPath(((1, 2), (3, 4))),
        ArrowPath(((1, 2), (3, 4)), kind="pale"),
        ArrowPath(((1, 2), (3, 4)), both_ways=True, kind="dashed"),
    )
    compiled = Compiled("key", (replace(HELD, arrows=arrows),))
    assert decode(encode(compiled)) == compiled


def test_a_drawing_without_them_is_stored_as_before():
    plain = Drawing("finish", 100, 100, 90, (BODY,), (ArrowPath(((1, 2), (3, 4))),))
    stored = json.loads(encode(Compiled("key", (plain,))))["panels"][0]
    assert stored["arrows"] == [[False, [[1, 2], [3, 4]]]]
    assert "clocks" not in stored


def test_an_arrow_of_no_known_kind_is_refused():
    text = encode(Compiled("key", (replace(HELD, arrows=(ArrowPath(((1, 2), (3, 4)), kind="pale"),)),)))
    with pytest.raises(ValueError, match="no kind"):
        decode(text.replace('"pale"', '"q 1 0 0"'))


def test_a_mirrored_picture_is_the_flipped_one_but_for_the_hands_of_the_clock():
    straight, flipped = (png((HELD,), colour_style(), 500, mirrored=mirrored) for mirrored in (False, True))
    difference = np.asarray(ImageChops.difference(ImageOps.mirror(straight), flipped).convert("L")) > 60
    clock = np.zeros_like(difference)
    clock[10:110, 50:150] = True
    assert not difference[~clock].any()
    assert difference[clock].sum() > 50


def test_the_hands_of_a_mirrored_clock_show_the_same_hour_on_paper():
    hour = [[point[0] - 400 for point in path_points(painted(HELD, mirrored=mirrored)[-1].path)] for mirrored in (False, True)]
    assert hour[1] == [-x for x in hour[0]]
    assert hour[0][-1] > 0


def test_a_mirrored_form_of_a_clock_is_its_own_and_of_all_else_the_same():
    plain = replace(HELD, clocks=())
    body = [
        pdf_operators(one, colour_style(), Placement(0, 0, 0.1), mirrored=m).split("\n", 1)[1]
        for one in (HELD, plain)
        for m in (False, True)
    ]
    assert body[0] != body[1]
    assert body[2] == body[3]
    forms = [FormXObject((HELD,), ((0.0, 0.0),), colour_style(), 0.1, mirrored) for mirrored in (False, True)]
    assert body_of(forms[0]) != body_of(forms[1])


def test_a_level_line_is_dashed_over_a_white_one_that_is_wider():
    below, line = painted(replace(HELD, clocks=()))[-2:]
    assert (below.stroke, below.dash) == ("#ffffff", ())
    assert line.dash
    assert below.width > 2 * line.width


def test_the_way_back_is_an_open_arrow_and_a_resisted_pull_a_dashed_one():
    plain, pale, dashed = (arrow(kind) for kind in ("plain", "pale", "dashed"))
    assert pale[-1].stroke == "#ffffff"
    assert pale[-1].width < plain[-2].width
    assert pale[-2].fill == "#ffffff"
    assert dashed[-2].dash
    assert dashed[-1].fill == plain[-1].fill


def test_notes_are_black_on_white_in_mono():
    painted_in = {colour for mark in painted(HELD, style=mono_style())[1:] for colour in (mark.fill, mark.stroke) if colour}
    assert painted_in == {"#000000", "#ffffff"}


def test_a_thumbnail_has_neither_note_nor_clock():
    plain = HELD.without_cues()
    assert plain.layers == (BODY,)
    assert not plain.clocks


def test_the_clock_of_a_hold_stands_inside_the_picture(read):
    drawing = drawn(read, "notes: [{kind: hold, right: 40}]")
    (clock,) = drawing.clocks
    assert clock.radius < clock.x < drawing.width - clock.radius
    assert clock.radius == round(3.1 * 24)


def test_a_level_line_is_level_and_a_plumb_line_upright(read):
    drawing = drawn(read, "notes: [{kind: level, length: 40}, {kind: plumb, length: 30}]")
    (level,) = [layer.path for layer in drawing.layers if layer.kind == "note"]
    points = path_points(level)
    assert points[0][1] == points[1][1]
    assert points[2][0] == points[3][0]
    assert points[1][0] - points[0][0] == pytest.approx(40 * 24, abs=1)


def turning(points):
    """Return twice the area on which a line turns, clockwise on paper where it is positive."""
    x, y = np.array(points).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() + x[-1] * y[0] - x[0] * y[-1])


@pytest.mark.parametrize("axis", ["", ", direction: [0.3, 1, 0]", ", direction: [-0.3, -1, 0]"])
def test_a_round_arrow_goes_clockwise_as_seen_unless_it_says_otherwise(read, axis):
    there, back = (
        drawn(read, f"arrows: [{{kind: round, at: left_knee, off: forwards, gap: 20{axis}{turn}}}]").arrows[0]
        for turn in ("", ", turn: anticlockwise")
    )
    assert turning(there.points) > 0 > turning(back.points)
    assert there.kind == "plain"


def test_footprints_show_where_the_feet_were(read):
    text = (
        "id: t\nview: above\nstart: {feet: floor}\n"
        "finish:\n  feet: {on: floor, forward: 30}\n  pelvis: {forward: 30}\n  notes: [{kind: footprints}]\n"
    )
    drawing = compile_figure(read(text).value)[0][-1]
    kinds = [(layer.kind, layer.role) for layer in drawing.layers]
    assert kinds.index(("note", "step")) < kinds.index(("fill", "shoe"))
    prints = next(layer.path for layer in drawing.layers if layer.role == "step")
    shoes = next(layer.path for layer in drawing.layers if layer.role == "shoe")
    assert path_bounds(prints)[2] < path_bounds(shoes)[0] or path_bounds(prints)[0] > path_bounds(shoes)[2]


def test_a_floor_plan_marks_the_way_of_this_panel(read):
    drawing = drawn(read, "notes: [{kind: floor_plan, ways: [0, 90, -90], now: 2}]")
    layers = {layer.role: layer.path for layer in drawing.layers if layer.kind == "note"}
    (left, _), (right, _) = path_points(layers["now"])[1], path_points(layers["now"])[0]
    assert left < right
    assert layers["ray"].count("m") == 4


def test_a_pelvic_floor_that_is_lifted_hangs_less(read):
    low, high = (
        path_bounds(next(q.path for q in drawn(read, f"notes: [{{kind: hammock, up: {up}}}]").layers if q.role == "hammock"))
        for up in (0, 2.2)
    )
    assert low[3] - low[1] > high[3] - high[1] + 20


@pytest.mark.parametrize(
    ("sign", "message"),
    [
        ("notes: [{kind: hold, of: heart}]", "there is no 'heart' here"),
        ("notes: [{kind: hold, length: 3}]", "length"),
        ("notes: [{kind: floor_line, up: 3}]", "up"),
        ("notes: [{kind: floor_plan, ways: [0, 90], now: 3}]", "there are 2 ways"),
        ("notes: [{kind: footprints, feet: left, at: [[0, 0], [1, 1]]}]", "one place for each foot"),
        ("arrows: [{kind: round, at: hips, towards: up}]", "a round arrow takes 'turn'"),
        ("arrows: [{at: hips, towards: up, turn: clockwise}]", "'turn' is for 'kind: round'"),
        ("arrows: [{kind: round, follow: left_foot}]", "needs 'at'"),
    ],
)
def test_a_note_or_arrow_that_cannot_be_is_refused(read, sign, message):
    with pytest.raises(HandoutError, match=message):
        read(STANDING.format(sign=sign))


def test_footprints_of_the_first_panel_need_their_places(read):
    with pytest.raises(HandoutError, match="this panel is the first"):
        read("id: t\nstart: {feet: floor, notes: [{kind: footprints}]}\nfinish: {feet: floor}\n")
