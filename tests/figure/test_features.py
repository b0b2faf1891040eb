"""The face: seen from in front, from no side at the back; muscles with the lines along their fibres."""

from pathlib import Path

import numpy as np
import pytest

from handouts.figure.build import figure_files
from handouts.figure.drawing import path_segments
from handouts.figure.seen.compile import compile_figure
from tests.figure.compiling import compiled_file

STANDING = "id: t\nframe: own\ncamera: [{azimuth}, 4]\nfinish:\n  feet: floor\n"
HINGE = next(path for path in figure_files() if path.stem == "hip-hinge")


def face_of(drawing):
    return {layer.role: layer.path.count("m") for layer in drawing.layers if layer.kind == "face"}


@pytest.mark.parametrize("azimuth", [-80, -60, -35, 0, 20, 50, 70, 80])
def test_a_head_seen_within_80_degrees_of_the_front_shows_one_or_both_eyes(read, azimuth):
    drawing = compile_figure(read(STANDING.format(azimuth=azimuth)).value)[0][0]
    assert face_of(drawing)["eye"] == (2 if abs(azimuth) < 55 else 1)
    assert face_of(drawing)["mouth"] == 1


@pytest.mark.parametrize("azimuth", [125, 150, 180, -150, -125])
def test_a_head_seen_from_behind_shows_no_face(read, azimuth):
    drawing = compile_figure(read(STANDING.format(azimuth=azimuth)).value)[0][0]
    assert set(face_of(drawing)) <= {"ear"}


def test_a_body_map_is_drawn_without_a_face(read):
    drawing = compile_figure(read(STANDING.format(azimuth=0)).value, bare=True)[0][0]
    assert not face_of(drawing)


def test_a_face_behind_an_arm_is_hidden(read):
    text = STANDING.format(azimuth=90) + "  joints: {{left_shoulder: {{flexion: {lift}}}, left_elbow: {{flexion: {bend}}}}}\n"
    free, covered = (compile_figure(read(text.format(lift=lift, bend=bend)).value)[0][0] for lift, bend in ((0, 0), (100, 140)))
    assert sum(face_of(covered).values()) < sum(face_of(free).values())


def fibres_and_patches(path: Path):
    drawing = compiled_file(path)[1][-1]
    return [{layer.role: layer.path for layer in drawing.layers if layer.kind == kind} for kind in ("fibre", "muscle")]


def test_the_fibres_of_a_muscle_stay_in_its_patch():
    fibres, patches = fibres_and_patches(HINGE)
    assert set(fibres) == set(patches)
    for name, path in fibres.items():
        ends = np.array([segment.points[-1] for segment in path_segments(path) if segment.points])
        edge = np.array([segment.points[-1] for segment in path_segments(patches[name]) if segment.points])
        assert (ends > edge.min(0) - 4).all()
        assert (ends < edge.max(0) + 4).all()


def test_the_fibres_of_the_hamstrings_run_along_the_thigh():
    segments = path_segments(fibres_and_patches(HINGE)[0]["hamstrings"])
    starts = [i for i, segment in enumerate(segments) if segment.operator == "m"]
    lines = [
        np.subtract(segments[j - 1].points[-1], segments[i].points[0]) for i, j in zip(starts, [*starts[1:], len(segments)], strict=True)
    ]
    shot = compiled_file(HINGE)[2][-1]
    hip, knee = shot.window.pixels(np.array([shot.scene.frames[f"left_{segment}"].at for segment in ("thigh", "shank")]))[:, :2]
    along = (knee - hip) / np.linalg.norm(knee - hip)
    assert len(lines) >= 3
    assert all(abs(line @ along) > 0.9 * np.linalg.norm(line) for line in lines)
