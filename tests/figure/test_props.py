"""Props: each kind reads its own keys, stands where it is put, and is as high as the body that leans on it believes."""

import typing

import numpy as np
import pytest

from handouts.figure.body.hands import grip_line
from handouts.figure.checks import check_figure
from handouts.figure.drawing import path_bounds, path_points
from handouts.figure.model.props import Mat, Slope, Solid, Stairs, Wedge
from handouts.figure.pose.scene import solve
from handouts.figure.props.held import gripped
from handouts.figure.props.kinds import height_at, meshes_of, prop_meshes, toes_down_on, top_height
from handouts.figure.props.wearer import Wearer
from handouts.figure.seen.compile import compile_figure

SOLIDS = typing.get_args(Solid)
NOBODY = Wearer({}, (), {})
_BACKED = {"sofa": {"back": "none"}, "chair": {"back": "none"}}


def made(model, **keys):
    kind = typing.get_args(typing.get_type_hints(model)["kind"])[0]
    return model(kind=kind, **_BACKED.get(kind, {}), **keys)


def top(prop):
    return max(float(mesh.points[:, 2].max()) for mesh in prop_meshes("it", prop, NOBODY))


@pytest.mark.parametrize("model", SOLIDS, ids=lambda model: model.__name__)
def test_a_prop_is_as_high_as_what_rests_on_it_believes(model):
    assert top(made(model)) == pytest.approx(top_height(made(model)), abs=0.5)


@pytest.mark.parametrize("model", SOLIDS, ids=lambda model: model.__name__)
def test_up_moves_what_is_drawn_and_what_it_offers(model):
    low, high = made(model), made(model, up=7)
    assert top(high) - top(low) == pytest.approx(7)
    assert top_height(high) - top_height(low) == pytest.approx(7)


def test_a_kind_refuses_the_keys_of_other_kinds_at_their_line(read, faults_of):
    text = "id: t\nfinish: {feet: floor}\nprops:\n  wedge: {kind: wedge, height: 3}\n  mat:\n    kind: mat\n    around: knees\n"
    told = faults_of(read, text)
    assert len(told) == 2
    assert any(":4:" in line and "'height' is not a key here" in line for line in told)
    assert any(":7:" in line and "'around' is not a key here" in line for line in told)


def test_a_kind_that_is_unknown_or_missing_is_told_at_its_line(read, faults_of):
    text = "id: t\nfinish: {feet: floor}\nprops:\n  mat: {kind: matt}\n  box: {at: [1, 2]}\n"
    told = faults_of(read, text)
    assert any(":4:" in line and "did you mean 'mat'" in line.lower() for line in told), told
    assert any("'kind' is missing" in line for line in told), told


def test_a_prop_has_the_size_that_its_kind_gives():
    assert made(Mat).size == (100, 34, 0.9)


def test_stairs_offer_the_stair_below_a_foot():
    up, down = made(Stairs, size=(45, 40, 30)), made(Stairs, size=(45, 40, 30), rises="backwards")
    assert [height_at(up, x, 0) for x in (-15, 0, 15)] == [10, 20, 30]
    assert [height_at(down, x, 0) for x in (-15, 0, 15)] == [30, 20, 10]


def test_a_foot_on_a_slope_points_up_and_on_a_wedge_down():
    assert toes_down_on(made(Slope)) == pytest.approx(-6, abs=0.1)
    assert toes_down_on(made(Wedge)) == pytest.approx(12, abs=0.5)
    assert height_at(made(Slope), 0, 0) == pytest.approx(4.4)


@pytest.mark.parametrize(("kind", "instead"), [("loop_band", "loop: true"), ("long_band", "on: post")])
def test_a_kind_that_is_no_more_tells_what_to_write(read, faults_of, kind, instead):
    (told,) = faults_of(read, f"id: t\nfinish: {{feet: floor}}\nprops:\n  band: {{kind: {kind}, around: ankles}}\n")
    assert ":4:" in told
    assert f"'{kind}' is no more; write {{kind: strand, look: band" in told
    assert instead in told


LYING = "id: t\ncamera: [30, 20]\nprops:\n  ball: {kind: ball, between: knees, radius: %s}\nfinish: {position: crook_lying}\n"


def ball_of(read, text):
    scene = solved(read, text)
    (mesh,) = [mesh for mesh in scene.props if mesh.role == "ball"]
    return scene, mesh.points - mesh.points.mean(0)


def solved(read, text):
    figure = read(text).value
    return solve(figure, figure.finish)


def test_a_ball_between_the_knees_gives_way_and_comes_out_all_round(read):
    _, free = ball_of(read, LYING % 2)
    _, pressed = ball_of(read, LYING % 5.9)
    assert np.ptp(free[:, 1]) == pytest.approx(4, abs=0.1)
    assert np.ptp(pressed[:, 1]) < 11
    assert 11.9 < np.ptp(pressed[:, 0]) < 13.5


def test_a_ball_pressed_to_the_floor_or_a_wall_is_flat_there(read):
    text = "id: t\nprops:\n  wall: {kind: wall, at: [20, 0]}\n  ball: {kind: ball, at: [16, 0], up: %s, radius: 5}\nfinish: {feet: floor}\n"
    scene = solved(read, text % 60)
    (ball,) = [mesh for mesh in scene.props if mesh.role == "ball"]
    assert ball.points[:, 0].max() == pytest.approx(20, abs=0.01)
    (ball,) = [mesh for mesh in solved(read, text % -1.5).props if mesh.role == "ball"]
    assert ball.points[:, 2].min() == pytest.approx(0, abs=0.01)


def test_a_pillow_gives_way_under_the_tummy(read):
    scene = solved(read, "id: t\nprops:\n  pillow: {kind: pillow}\nfinish: {position: on_front, rest: {belly: pillow}}\n")
    (mesh,) = [mesh for mesh in scene.props if mesh.part == "pillow"]
    under = np.linalg.norm(mesh.points[:, :2], axis=1) < 4
    assert mesh.points[under, 2].max() < mesh.points[:, 2].max() - 0.5


@pytest.mark.parametrize(
    ("prop", "told"),
    [
        ("wedge: {kind: wedge, at: [60, 0]}", "nothing rests on the wedge"),
        ("hill: {kind: slope, at: [90, 0]}", "nothing rests on the hill"),
        ("stairs: {kind: stairs, at: [60, 0]}", "nothing rests on the stairs"),
        ("pillow: {kind: pillow, at: [60, 0]}", "nothing rests on the pillow"),
        ("cloth: {kind: cloth, at: [60, 0]}", "nothing rests on the cloth"),
        ("board: {kind: balance_board, at: [60, 0]}", "nothing rests on the board"),
        ("roll: {kind: towel_roll, at: [60, 0]}", "the body does not touch the roll"),
        ("ball: {kind: ball, at: [60, 0]}", "the body does not touch the ball"),
        ("wall: {kind: wall, at: [-30, 0], behind: true}", "nothing touches the wall"),
        ("wall: {kind: wall, at: [30, 0], behind: true}", "through the wall"),
        ("screen: {kind: box, at: [0, 30], size: [60, 4, 60]}", "the screen hides"),
    ],
)
def test_a_prop_that_nothing_touches_or_that_hides_the_body_is_told(read, prop, told):
    checked = read(f"id: t\nview: true_side\nprops:\n  {prop}\nfinish: {{feet: floor}}\n")
    found = check_figure(checked, *compile_figure(checked.value))
    assert any(told in remark.message for remark in found), [remark.message for remark in found]


def test_a_flying_ball_need_not_be_touched(read):
    checked = read("id: t\nprops:\n  ball: {kind: ball, at: [40, 0], up: 60, flying: true}\nfinish: {feet: floor}\n")
    assert not [r for r in check_figure(checked, *compile_figure(checked.value)) if "ball" in r.message]


def test_feet_hooked_under_a_sofa_count_as_its_use(read):
    text = "id: t\nprops:\n  sofa: {kind: sofa, at: [-36, 0], size: [30, 44, 22], legs: 8}\nfinish: {position: kneeling}\n"
    checked = read(text)
    assert not [r for r in check_figure(checked, *compile_figure(checked.value)) if "nothing rests" in r.message]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ball: {kind: ball, between: knees, up: 3}", "'between' says where it is"),
        ("wall: {kind: wall, beside: left, behind: true}", "write beside or behind"),
    ],
)
def test_a_prop_in_two_places_is_refused(read, faults_of, text, told):
    assert any(told in line for line in faults_of(read, f"id: t\nfinish: {{feet: floor}}\nprops:\n  {text}\n"))


@pytest.mark.parametrize(("held", "sides"), [("bell: {kind: kettlebell, hand: both}", 2), ("bag: {kind: bag, hand: right}", 1)])
def test_a_held_thing_closes_the_hand_round_its_handle(read, held, sides):
    figure = read(f"id: t\nprops:\n  {held}\nfinish: {{feet: floor}}\n").value
    closed = gripped(figure.props)
    assert len(closed) == sides
    scene = solve(figure, figure.finish)
    handles = np.concatenate([mesh.points for mesh in scene.props if "bow" in mesh.part or "handle" in mesh.part])
    for side, radius in closed.items():
        middle, _ = grip_line(scene.frames[f"{side}_hand"], radius)
        assert np.linalg.norm(handles - middle, axis=1).min() < radius + 0.6


WALL = "id: t\nview: %s\nprops:\n  wall: {kind: wall, at: [26, 0], drawn: line%s}\nfinish: {feet: floor, hands: on_wall}\n"


def test_a_wall_seen_from_its_edge_is_a_line_with_hatches_behind_it(read):
    (drawing,), _ = compile_figure(read(WALL % ("true_side", "")).value)
    layers = {layer.role: layer.path for layer in drawing.layers if layer.role.startswith("wall")}
    assert set(layers) == {"wall_line", "wall_hatch"}
    x = path_points(layers["wall_line"])[0][0]
    hatch = path_points(layers["wall_hatch"])
    assert len(hatch) > 20
    assert all(abs(a[0] - x) < 1 and b[0] < x and b[1] > a[1] for a, b in zip(hatch[::2], hatch[1::2], strict=True))


def test_a_wall_drawn_as_a_line_is_a_pale_panel_from_elsewhere(read):
    (drawing,), _ = compile_figure(read(WALL % ("three_quarter", "")).value)
    roles = [layer.role for layer in drawing.layers if layer.role.startswith("wall")]
    assert roles == ["wall_panel"]
    panel = next(layer for layer in drawing.layers if layer.role == "wall_panel")
    left, top, right, bottom = path_bounds(panel.path)
    assert 0 <= left < right <= drawing.width
    assert 0 <= top < bottom <= drawing.height


def test_each_mesh_belongs_to_the_prop_it_is_named_for_whatever_the_others_are_called(read):
    things = "s: {kind: stairs, at: [60, 0]}, s_two: {kind: chair, at: [-60, 0]}, box2: {kind: box, at: [0, 60]}"
    figure = read(f"id: t\nprops: {{{things}}}\nfinish: {{feet: floor}}\n").value
    scene = solve(figure, figure.finish)
    own = {name: {mesh.part.split(".")[0] for mesh in meshes_of(name, scene.props, scene.things)} for name in scene.things}
    assert own["box2"] == {"box2"}
    assert {"s0", "s1"} <= own["s"]
    assert own["s_two"] >= {"s_two"}
    assert not own["s"] & own["s_two"]
    assert sum(map(len, own.values())) == len({mesh.part.split(".")[0] for mesh in scene.props})


@pytest.mark.parametrize(("part", "told"), [("back", "bring the back to it with the wall's 'at'"), ("hands", "write 'hands: on_wall'")])
def test_a_wall_holds_no_body_up(read, faults_of, part, told):
    wall = "props: {wall: {kind: wall, behind: true, at: [-8, 0]}}\n"
    assert any(told in line for line in faults_of(read, f"id: t\n{wall}finish:\n  rest:\n    {part}: wall\n"))


def test_what_sinks_into_a_pillow_is_named(read):
    pillow = "props: {pillow: {kind: pillow, at: [-42, 0], size: [24, 16, 5]}}\n"
    checked = read(f"id: t\n{pillow}finish: {{position: on_right_side}}\n")
    found = [remark.message for remark in check_figure(checked, *compile_figure(checked.value)) if "into the pillow" in remark.message]
    assert found
    assert all("the body" not in message for message in found)
