"""An arm that is a little too short is helped by its shoulder blade; one that is far too short is told what would help."""

import pytest

from handouts.figure.checks import contact_findings
from handouts.figure.pose.scene import solve


def solved(read, text):
    figure = read(f"id: t\n{text}").value
    return solve(figure, figure.finish)


def wall(ahead, more=""):
    hand = f"left_hand: {{preset: on_wall, at: [{ahead}, 9, 82]}}"
    return f"props: {{w: {{kind: wall, at: [{ahead}, 0]}}}}\nfinish: {{position: standing, {hand}{more}}}\n"


def test_the_shoulder_blade_helps_an_arm_that_is_a_little_short(read):
    scene = solved(read, wall(34.6))
    assert scene.misses["left_hand"] < 0.3
    assert scene.pose.angle("left_scapula", "protraction") > 5
    assert scene.pose.angle("right_scapula", "protraction") == 0
    assert list(contact_findings(scene)) == []


def test_a_shoulder_blade_that_is_written_stays_as_it_is(read):
    scene = solved(read, wall(34.6, ", joints: {scapulae: {protraction: 0}}"))
    assert scene.pose.angle("left_scapula", "protraction") == 0


def test_an_arm_that_reaches_leaves_the_shoulder_blade_alone(read):
    assert solved(read, wall(30)).pose.angle("left_scapula", "protraction") == 0


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        (wall(42), "bend the trunk about "),
        (
            "finish: {left_hand: {holds: left_ankle}, left_foot: nothing, joints: {left_knee: {flexion: 105}}}\n",
            "bend the left knee about ",
        ),
    ],
)
def test_a_hand_that_falls_short_is_told_which_one_change_helps(read, text, helps):
    (finding,) = contact_findings(solved(read, text))
    assert "short by" in finding.message
    assert helps in finding.message
    assert finding.message.endswith(("degrees more", "degrees forwards"))
