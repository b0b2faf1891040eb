"""The shirt hangs over the buttocks however the hips bend; the upper back goes along with a blade; lifted arms join the chest."""

import numpy as np
import pytest

from handouts.figure.body.mannequin import Looks, body_meshes
from handouts.figure.bones.rotation import Frame
from handouts.figure.bones.skeleton import Pose, skeleton
from handouts.figure.seen.raster import Window, camera, rasterise

UPRIGHT = Pose(Frame(np.array([0.0, 0, 53]), np.eye(3)))


def meshes(pose):
    return body_meshes(pose, skeleton(pose), Looks())


def torso(pose):
    return next(mesh for mesh in meshes(pose) if mesh.part == "torso")


@pytest.mark.parametrize("flexion", [-10, 0, 20, 60])
@pytest.mark.parametrize("azimuth", [180, 140])
def test_no_buttock_shows_through_the_shirt(flexion, azimuth):
    pose = UPRIGHT.turned("left_hip", flexion=flexion).turned("right_hip", flexion=flexion)
    every = [mesh for mesh in meshes(pose) if mesh.group == "trunk"]
    window = Window(camera(azimuth, 0), np.array([-15.0, 45.0]), 10, 300, 200)
    seen = rasterise(every, window).mesh
    buttocks = [i for i, mesh in enumerate(every) if "buttock" in mesh.part]
    rows = np.nonzero(np.isin(seen, buttocks))[0]
    hem = window.height - (54.8 - window.low[1]) * window.scale
    assert rows.min() > hem - 2


def test_the_upper_back_goes_along_with_a_shoulder_blade_and_the_spine_stays():
    rest, out = torso(UPRIGHT), torso(UPRIGHT.turned("left_scapula", protraction=20))
    moved = np.linalg.norm(out.points - rest.points, axis=1)
    assert moved[rest.local[:, 1] > 8].max() > 2
    assert moved[rest.local[:, 1] < 1].max() == 0


def test_a_shrug_lifts_the_collar():
    rest, up = (torso(pose).points[:, 2].max() for pose in (UPRIGHT, UPRIGHT.turned("left_scapula", elevation=25)))
    assert up - rest == pytest.approx(2.1, abs=0.4)


def test_a_lifted_arm_joins_the_chest():
    lifted = UPRIGHT.turned("left_shoulder", flexion=170)
    points = np.concatenate([mesh.points for mesh in meshes(lifted) if mesh.part == "torso"])
    top = points[points[:, 1] > 6, 2].max()
    assert top > points[points[:, 1] < -6, 2].max() + 5
