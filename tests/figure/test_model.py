import pytest

from handouts.errors import HandoutError

GOOD = """\
id: test
finish:
  joints:
    left_hip: {flexion: 40}
"""


def faults(read, text):
    with pytest.raises(HandoutError) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_short_figure_is_enough(read):
    assert read(GOOD).value.finish.joints.left_hip.flexion == 40


def test_an_unknown_key_is_refused_with_its_line_and_the_near_miss(read):
    assert faults(read, GOOD.replace("flexion", "flexon")) == ["figure.yaml:4:16  'flexon' is not a key here; did you mean 'flexion'?"]


def test_an_unknown_hand_preset_is_refused_with_the_near_miss(read):
    assert faults(read, GOOD + "  left_hand: on_hips\n") == ["figure.yaml:5:14  preset 'on_hips' is not known; did you mean 'on_hip'?"]


def test_a_foot_on_a_prop_that_is_not_there_is_refused(read):
    text = "id: test\nprops:\n  box: {kind: box}\nfinish:\n  left_foot: bax\n"
    assert faults(read, text) == ["figure.yaml:5:14  there is no 'bax' here; did you mean 'box'?"]


def test_an_unknown_muscle_is_refused(read):
    assert faults(read, GOOD + "  muscles: [left_glute, left_quads]\n") == [
        "figure.yaml:5:13  there is no muscle 'glute'; did you mean 'glutes'?"
    ]


def test_one_movement_said_in_two_ways_is_refused(read):
    assert "write either" in faults(read, GOOD.replace("flexion: 40", "flexion: 40, extension: 3"))[0]


def test_a_figure_without_a_panel_is_refused(read):
    assert "needs 'finish'" in faults(read, "id: test\n")[0]


def test_an_arrow_needs_a_kind_and_a_way(read):
    assert "write one of at" in faults(read, GOOD + "  arrows: [{length: 3}]\n")[0]
    assert "needs 'towards'" in faults(read, GOOD + "  arrows: [{at: left_foot}]\n")[0]


def test_a_hand_on_a_wall_needs_a_wall(read):
    assert faults(read, GOOD + "  hands: on_wall\n") == ["figure.yaml:5:10  'on_wall' needs a wall under 'props'"]


def test_the_word_on_is_not_read_as_true(read):
    figure = read("id: test\nprops:\n  box: {kind: box, at: [-40, -4]}\nfinish:\n  right_foot:\n    on: box\n").value
    assert figure.finish.right_foot.on == "box"
