"""Props: each kind reads its own keys, stands where it is put, and is as high as the body that leans on it believes."""

import typing

import pytest

from handouts.figure.model.props import Mat, Slope, Solid, Stairs, Wedge
from handouts.figure.props.kinds import height_at, prop_meshes, toes_down_on, top_height
from handouts.figure.props.wearer import Wearer

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
