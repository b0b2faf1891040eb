"""Close-ups and insets: what they show, where they stand, and what is wrong with one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageChops, ImageOps

from handouts.errors import HandoutError
from handouts.figure.checks import art_findings, check_figure
from handouts.figure.drawing import UNITS, Layer, path_bounds, path_points, path_segments
from handouts.figure.palette import colour_style
from handouts.figure.png import png
from handouts.figure.seen.compile import compile_figure
from tests.figure.compiling import compiled_file

EXAMPLES = Path(__file__).parent / "examples"
BARE = "id: t\nwear: {feet: bare}\nprops: {chair: {kind: chair}}\nalways: {position: sitting, feet: floor}\n"
FOOT = "of: left_foot, at: [3.6, 0, 0.2], radius: 9.2, camera: [-84, 6]"
RAISED = "left_foot: {on: step, way: ball, toes_down: 30}, right_foot: nothing, joints: {right_knee: {flexion: 60}}"
ON_STEP = "id: t\nwear: {feet: bare}\nprops: {step: {kind: step, at: [8, 0], size: [20, 26, 10]}}\nview: true_side\n"


def compiled(read, text):
    return compile_figure(read(text).value)


def remarks(read, text):
    checked = read(text)
    return {(q.level, q.message) for q in check_figure(checked, *compile_figure(checked.value))}


def warned(read, text, words):
    return [level for level, message in remarks(read, text) if words in message]


def circle(drawing):
    left, top, right, bottom = path_bounds(next(q.path for q in drawing.layers if q.kind == "disc"))
    return np.array([(left + right) / 2, (top + bottom) / 2]), (right - left) / 2


def test_everything_of_a_close_up_is_inside_its_circle(read):
    drawing = compiled(read, f"{BARE}finish:\n  close_up: {{{FOOT}}}\n")[0][0]
    middle, radius = circle(drawing)
    for layer in drawing.layers:
        ends = np.array([segment.points[-1] for segment in path_segments(layer.path) if segment.points])
        assert (np.linalg.norm(ends - middle, axis=1) < radius * 1.03).all(), layer.role
    assert drawing.width == drawing.height == drawing.floor
    assert radius == pytest.approx(26 * UNITS, abs=3)


def roles(drawing):
    return {layer.role for layer in drawing.layers if layer.kind == "fill"}


def test_a_close_up_of_a_limb_shows_it_alone_and_as_light_as_it_is(read):
    assert roles(compiled(read, f"{BARE}finish:\n  close_up: {{{FOOT}}}\n")[0][0]) == {"skin", "nail"}
    whole = roles(compiled(read, f"{BARE}finish:\n  close_up: {{{FOOT}, alone: false, radius: 30}}\n".replace("radius: 9.2, ", ""))[0][0])
    assert {"skin_far", "wood_side"} <= whole


def test_what_the_limb_touches_is_shown_with_it(read):
    text = f"{ON_STEP}finish: {{{RAISED}, close_up: {{of: left_foot, radius: 11}}}}\n"
    assert {"box", "box_top"} & roles(compiled(read, text)[0][0])


def test_the_floor_is_a_line_across_the_circle(read):
    drawing = compiled(read, f"{BARE}finish:\n  close_up: {{{FOOT}}}\n")[0][0]
    (x0, y0), (x1, y1) = path_points(next(q.path for q in drawing.layers if q.role == "floor_line"))
    middle, radius = circle(drawing)
    assert y0 == y1
    for x in (x0, x1):
        assert np.hypot(x - middle[0], y0 - middle[1]) == pytest.approx(radius, abs=3)


@pytest.mark.parametrize(("elevation", "lines"), [(6, 1), (14, 1), (25, 0), (80, 0)])
def test_a_close_up_from_above_has_no_floor_line_across_the_foot(read, elevation, lines):
    drawing = compiled(read, f"{BARE}finish:\n  close_up: {{of: left_foot, at: [7, 0, 0], radius: 7.5, camera: [0, {elevation}]}}\n")[0][0]
    assert [layer.role for layer in drawing.layers].count("floor_line") == lines


CLOCKED = "finish:\n  close_up: {{of: left_foot, at: [7, 0, 0], radius: {radius}, camera: [-25, 25]}}\n  notes: [{note}]\n"


@pytest.mark.parametrize("radius", [7.5, 12, 26])
def test_a_clock_in_a_close_up_stands_where_there_is_room(read, radius):
    text = BARE + CLOCKED.format(radius=radius, note="{kind: hold, of: left_foot}")
    drawing = compiled(read, text)[0][0]
    (clock,), (middle, reach) = drawing.clocks, circle(drawing)
    assert np.hypot(clock.x - middle[0], clock.y - middle[1]) + clock.radius < reach
    assert not warned(read, text, "clock")


def test_a_clock_wholly_inside_its_circle_is_no_error_and_one_that_is_not_says_what_to_leave_out(read):
    inside = BARE + CLOCKED.format(radius=7.5, note="{kind: hold, of: left_foot, at: [7, 0, 0], right: 6.1, up: 0}")
    assert not warned(read, inside, "circle of the close-up")
    assert warned(read, inside.replace("6.1", "7.4"), "leave out 'right' and 'up'") == ["error"]


INSET = f"{ON_STEP}finish: {{{RAISED}, close_up: {{of: left_foot, radius: 11, inset: right%s}}}}\n"


def test_an_inset_stands_beside_the_person_and_hides_nothing(read):
    drawings, shots = compiled(read, INSET % "")
    drawing, person = drawings[0], shots[0]
    middle, radius = circle(drawing)
    plain = compiled(read, INSET.replace(", close_up: {of: left_foot, radius: 11, inset: right%s}", ""))[0][0]
    assert drawing.width > plain.width
    names = [(q.kind, q.role) for q in drawing.layers]
    assert names.index(("ring", "place")) < names.index(("ring", "lead")) < names.index(("disc", "disc"))
    k = person.window.units_per_px
    row, column = np.nonzero(person.picture.body)
    shift = np.array([0, drawing.floor - plain.floor])
    body = np.stack([column, row], 1) * k + shift
    assert np.linalg.norm(body - middle, axis=1).min() > radius


def test_an_inset_on_the_left_is_left_of_the_person(read):
    right, left = (circle(compiled(read, (INSET % "").replace("inset: right", f"inset: {side}"))[0][0])[0][0] for side in ("right", "left"))
    assert left < right


def test_start_and_finish_with_insets_are_of_one_size(read):
    text = f"{ON_STEP}start: {{left_foot: step, right_foot: nothing, close_up: {{of: left_foot, radius: 11, inset: right}}}}\n"
    start, finish = compiled(read, text + (INSET % "").splitlines()[-1] + "\n")[0]
    assert (start.width, start.height, start.floor) == (finish.width, finish.height, finish.floor)


def test_an_arrow_inside_the_circle_is_drawn_there_and_not_over_the_person(read):
    arrows = "arrows: [{at: {of: left_foot, at: [-5, 0, 0]}, towards: up, length: 4}, {at: head, off: up, gap: 20, towards: up, length: 8}]"
    text = INSET.replace("right%s}}", f"right}}, {arrows}}}")
    drawing = compiled(read, text)[0][0]
    middle, radius = circle(drawing)
    inside = [bool((np.linalg.norm(np.array(arrow.points) - middle, axis=1) < radius).all()) for arrow in drawing.arrows]
    assert sorted(inside) == [False, True]


def test_a_mirrored_inset_is_the_flipped_one(read):
    drawings = compiled(read, INSET % "")[0]
    straight, flipped = (png(drawings, colour_style(), 400, mirrored=m) for m in (False, True))
    difference = np.asarray(ImageChops.difference(ImageOps.mirror(straight), flipped).convert("L"))
    assert (difference > 60).mean() < 0.01


def test_an_inset_that_hides_the_person_is_an_error(read):
    assert warned(read, INSET % ", nearer: 25", "hides the person") == ["error"]
    assert not warned(read, INSET % "", "hides")


def test_a_limb_lost_in_its_circle_or_too_large_for_it_is_a_warning(read):
    text = f"{BARE}finish:\n  close_up: {{of: left_foot, at: [3.6, 0, %s], radius: %s, camera: [-84, 6]}}\n"
    assert warned(read, text % (0.2, 25), "of its circle") == ["warning"]
    assert warned(read, text % (-1, 3), "of its circle") == ["warning"]
    assert not warned(read, text % (0.2, 9.2), "of its circle")


TOES = (
    BARE
    + "{which}: {{joints: {{left_toes: {{big: {big}}}}}, close_up: {{of: left_foot, radius: 9.2, at: [3.6, 0, 0.2], camera: [{az}, 6]}}}}\n"
)


@pytest.mark.parametrize(("azimuth", "levels"), [(-84, []), (150, ["warning"])])
def test_toes_that_move_must_be_seen_in_their_close_up(read, azimuth, levels):
    panels = "".join(TOES.replace(BARE, "").format(which=which, big=big, az=azimuth) for which, big in (("start", 0), ("finish", 44)))
    assert warned(read, BARE + panels, "toes that move are seen") == levels


def test_a_note_or_an_arrow_outside_the_circle_is_an_error(read):
    text = f"{BARE}finish: {{close_up: {{{FOOT}}}, notes: [{{kind: level, of: left_foot, length: 30}}]}}\n"
    assert warned(read, text, "the note leaves the picture") == ["error"]
    text = f"{BARE}finish: {{close_up: {{{FOOT}}}, arrows: [{{at: left_foot, towards: up, length: 30}}]}}\n"
    assert warned(read, text, "the arrow leaves the picture") == ["error"]


def test_a_clock_over_the_body_is_an_error(read):
    text = "id: t\nfinish: {{feet: floor, notes: [{{kind: hold, right: {right}}}]}}\n"
    assert warned(read, text.format(right=4), "clock lies over the body") == ["error"]
    assert not warned(read, text.format(right=15), "clock")


def test_an_inset_may_have_seven_hundred_path_pieces_more(read):
    many = Layer("fill", "box", "0 0 m " + "1 1 l " * 1500 + "h")
    for text, found in ((INSET % "", []), (INSET.replace(", close_up: {of: left_foot, radius: 11, inset: right%s}", ""), ["paths"])):
        drawings, shots = compiled(read, text)
        crowded = replace(drawings[0], layers=(many,))
        assert [q.code for q in art_findings(crowded, shots[0]) if q.code == "paths"] == found


@pytest.mark.parametrize(
    ("panel", "message"),
    [
        ("close_up: {of: left_foot, up: 3}", "are for an 'inset'"),
        ("close_up: {of: left_foot, view: front, camera: [0, 5]}", "either view or camera"),
        ("view: front, close_up: {of: left_foot}", "write its view inside 'close_up'"),
        ("travelled: 0, close_up: {of: left_foot}", "have no close-up"),
        ("close_up: {of: heel}", "there is no 'heel' here"),
    ],
)
def test_a_close_up_that_cannot_be_is_refused(read, panel, message):
    with pytest.raises(HandoutError, match=message):
        read(f"id: t\nfinish: {{feet: floor, {panel}}}\n")


@pytest.mark.parametrize("name", ["short-foot", "toe-yoga", "ankle-circles", "hip-hitch"])
def test_the_examples_of_notes_and_close_ups_are_drawn_without_a_fault(name):
    checked, drawings, shots = compiled_file(EXAMPLES / f"{name}.yaml")
    assert [q for q in check_figure(checked, drawings, shots) if q.level != "info"] == []
