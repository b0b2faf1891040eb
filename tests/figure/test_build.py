import numpy as np
import pytest
from PIL import Image, ImageDraw

from handouts.errors import HandoutError
from handouts.figure.bodymap import compile_body_map, read_body_map
from handouts.figure.build import build, figure_files, map_files, stale
from handouts.figure.drawing import path_segments
from handouts.figure.seen.compile import compile_figure, read_figure
from handouts.figure.store import body_map_name, encode, load_compiled, stored_key
from tests.figure.compiling import compiled_file

FIGURE = "id: hold\nfinish:\n  feet: floor\n"


def painted(drawing, cell=12):
    """Return a coarse picture of all fills."""
    image = Image.new("L", (drawing.width // cell + 1, drawing.height // cell + 1))
    draw = ImageDraw.Draw(image)
    for layer in drawing.layers:
        if layer.kind != "fill":
            continue
        for loop in layer.path.split("h"):
            points = [tuple(v / cell for v in segment.points[-1]) for segment in path_segments(loop) if segment.points]
            if len(points) > 2:
                draw.polygon(points, fill=255)
    return np.asarray(image) > 0


def test_no_compiled_drawing_is_stale():
    assert stale() == (), "run: python -m handouts.figure.build"


def test_a_changed_figure_is_stale_and_only_that_is_built_again(tmp_path):
    sources, folder = tmp_path / "figures", tmp_path / "compiled"
    sources.mkdir()
    (sources / "hold.yaml").write_text(FIGURE)
    assert "hold" in stale(sources, folder)
    build(sources, folder)
    assert stale(sources, folder) == ()
    (sources / "hold.yaml").write_text(FIGURE + "  hands: on_hip\n")
    assert stale(sources, folder) == ("hold", "woman/hold")
    assert build(sources, folder, only_stale=True) == ("hold", "woman/hold")
    (folder / "woman" / "hold.json").unlink()
    assert stale(sources, folder) == ("woman/hold",)


def test_compiling_twice_gives_the_same_bytes(tmp_path):
    path = tmp_path / "hold.yaml"
    path.write_text(FIGURE)
    first, second = (compile_figure(read_figure(path).value)[0] for _ in range(2))
    assert first == second


def differs(now, then):
    """Return whether one drawing shows something else than another."""
    pieces_now, pieces_then = (sum(len(path_segments(layer.path)) for layer in d.layers) for d in (now, then))
    a, b = painted(now), painted(then)
    rows, columns = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    a, b = a[:rows, :columns], b[:rows, :columns]
    return abs(pieces_now - pieces_then) > 0.03 * pieces_then or abs(now.width - then.width) > 8 or (a & b).sum() / (a | b).sum() <= 0.98


def hold_against_stored(name, panels):
    """Fail where the engine draws a figure otherwise than it is stored, and say what to do."""
    stored = load_compiled(name).panels
    assert len(panels) == len(stored) and not any(map(differs, panels, stored)), (  # noqa: PT018
        f"the engine draws {name} otherwise than it is stored. If that is meant: raise ENGINE in handouts/figure/keys.py by one, "
        "run python -m handouts.figure.build, look at the drawings and the sheets. If not: mend the engine."
    )


@pytest.mark.parametrize("path", figure_files(), ids=lambda path: path.stem)
def test_compiled_art_is_what_the_figure_says_within_a_tolerance(path):
    hold_against_stored(path.stem, compiled_file(path)[1])


@pytest.mark.parametrize("path", map_files(), ids=lambda path: path.stem)
def test_compiled_body_map_is_what_the_engine_draws_within_a_tolerance(path):
    hold_against_stored(body_map_name(path.stem), compile_body_map(read_body_map(path).value).panels)


def test_an_engine_that_draws_otherwise_is_told_what_to_do():
    with pytest.raises(AssertionError, match="raise ENGINE"):
        hold_against_stored("body-map-hamstrings", load_compiled("body-map-lateral-hip").panels)


def test_a_stored_figure_is_written_as_it_was_read():
    compiled = load_compiled("hip-circles")
    assert encode(compiled) == encode(load_compiled("hip-circles"))
    assert [panel.name for panel in compiled.panels] == ["1", "2", "3", "4"]


def test_the_mirror_image_of_a_pose_is_the_mirrored_drawing(read):
    """A left-sided figure seen from the front, flipped, covers what the right-sided figure covers."""
    text = "id: t\nview: front\ncamera: [0, 0]\nfinish:\n  {stand}_foot: floor\n  joints:\n    {lift}_hip: {{abduction: 30, flexion: 20}}\n"
    one, other = (compile_figure(read(text.format(stand=a, lift=b)).value)[0][0] for a, b in (("left", "right"), ("right", "left")))
    a, b = painted(one), np.flip(painted(other), axis=1)
    columns = min(a.shape[1], b.shape[1])
    a, b = a[:, :columns], b[:, -columns:]
    best = max((a & np.roll(b, shift, 1)).sum() / (a | np.roll(b, shift, 1)).sum() for shift in range(-3, 4))
    assert best > 0.95


def test_a_comment_does_not_make_a_figure_stale(tmp_path):
    sources, folder = tmp_path / "figures", tmp_path / "compiled"
    sources.mkdir()
    (sources / "hold.yaml").write_text(FIGURE)
    build(sources, folder)
    (sources / "hold.yaml").write_text(f"# a hold\n{FIGURE}")
    assert stale(sources, folder) == ()


def test_a_figure_that_does_not_pass_its_checks_is_not_stored(tmp_path):
    sources, folder = tmp_path / "figures", tmp_path / "compiled"
    sources.mkdir()
    (sources / "hold.yaml").write_text("id: hold\nfinish:\n  pelvis: {height: 70}\n")
    with pytest.raises(HandoutError, match="floats"):
        build(sources, folder)
    assert not (folder / "hold.json").exists()


@pytest.mark.parametrize("text", ["", "{}", "no json", None])
def test_what_is_no_stored_figure_has_no_key(tmp_path, text):
    if text is not None:
        (tmp_path / "hold.json").write_text(text)
    assert stored_key("hold", tmp_path) == ""


def test_the_key_is_read_from_the_first_line():
    assert stored_key("hip-hinge") == load_compiled("hip-hinge").key
