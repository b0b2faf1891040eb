"""Two limbs that coincide as they are seen have one smooth outline."""

import numpy as np

from handouts.figure.seen.compile import compile_figure
from handouts.figure.seen.rims import without_rims

_LEANING = """
id: leaning
view: left_true_side
always: {position: standing, feet: floor}
start: {joints: {knees: {flexion: 0}, hips: {flexion: 14}}}
finish: {}
"""
_NAMES = np.array(["", "left_leg", "right_leg"])


def _leg_before(far_columns):
    """A near leg (1) of ten columns, and behind it a far one (2) that comes out to the right by so many in each row."""
    labels = np.zeros((40, 40), np.int64)
    labels[5:35, 10:20] = 1
    for row, wide in zip(range(5, 35), far_columns, strict=True):
        labels[row, 20 : 20 + wide] = 2
    return labels, np.choose(labels, [-1e9, 5.0, -5.0])


def test_a_rim_that_comes_and_goes_takes_the_label_of_the_nearer_leg():
    labels, depth = _leg_before([0, 1, 2] * 10)
    joined = without_rims(labels, depth, _NAMES)
    assert np.array_equal(joined > 0, labels > 0)
    assert not (joined == 2).any()


def test_a_far_leg_that_is_well_seen_stays_as_it_is():
    labels, depth = _leg_before([9] * 30)
    assert np.array_equal(without_rims(labels, depth, _NAMES), labels)


def test_a_narrow_part_that_goes_on_from_a_wide_one_stays():
    labels, depth = _leg_before([9] * 15 + [3] * 15)
    joined = without_rims(labels, depth, _NAMES)
    assert (joined[20:28, 20:23] == 2).all()


def test_legs_that_coincide_in_a_square_side_view_have_an_outline_of_few_pieces(read):
    drawings, shots = compile_figure(read(_LEANING).value)
    for drawing, shot in zip(drawings, shots, strict=True):
        (outline,) = (layer.path for layer in drawing.layers if layer.role == "outline")
        assert outline.count("m") <= 12
        legs = [i for i, owner in enumerate(shot.picture.groups) if owner == "right_leg"]
        assert np.isin(shot.picture.part, legs).mean() < 0.002
