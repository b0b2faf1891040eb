import re
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageChops, ImageOps

from handouts.figure.drawing import Drawing
from handouts.figure.model.figure import FigureFile
from handouts.figure.palette import colour_style, mono_style
from handouts.figure.panels import PanelBox, Titled, place_panels, shape_of
from handouts.figure.png import png
from handouts.figure.proof import proof
from handouts.figure.seen.compile import compile_figure
from handouts.figure.store import load_drawing
from handouts.figure.svg import contact_sheet, svg
from handouts.reading.models import json_schema

CARD = PanelBox(0, 0, 239.5, 113.4)


@pytest.mark.parametrize("name", ["couch-stretch", "hip-circles", "four-way-step-up", "single-leg-balance"])
def test_panels_share_scale_and_floor_and_stay_in_their_box(name):
    panels = load_drawing(name)
    places = place_panels(panels, CARD)
    assert len({place.pt_per_unit for place in places}) == 1
    floors = [place.y_pt + (panel.height - panel.floor) * place.pt_per_unit for panel, place in zip(panels, places, strict=True)]
    assert max(floors) - min(floors) < 1e-6
    for panel, place in zip(panels, places, strict=True):
        assert place.x_pt >= -1e-6
        assert place.x_pt + panel.width * place.pt_per_unit <= CARD.width_pt + 1e-6
        assert place.y_pt >= -1e-6
        assert place.y_pt + panel.height * place.pt_per_unit <= CARD.height_pt + 1e-6


def test_start_and_finish_stand_in_equal_halves():
    first, second = place_panels(load_drawing("hip-hinge"), CARD, gap_pt=4)
    assert second.x_pt - first.x_pt == pytest.approx((239.5 + 4) / 2)


def test_the_picture_of_the_mirrored_drawing_is_the_mirrored_picture():
    panel = load_drawing("thomas-stretch")[-1:]
    straight, flipped = (png(panel, colour_style(), 300, mirrored=m) for m in (False, True))
    difference = np.asarray(ImageChops.difference(ImageOps.mirror(straight), flipped).convert("L"))
    assert (difference > 60).mean() < 0.01


def test_a_mono_picture_is_grey():
    picture = np.asarray(png(load_drawing("couch-stretch"), mono_style(), 300)).astype(int)
    assert (np.ptp(picture, axis=2) == 0).all()


def test_a_contact_sheet_names_every_figure():
    names = ["hip-hinge", "couch-stretch"]
    text = contact_sheet([Titled(name, load_drawing(name), mono_style()) for name in names])
    assert all(f">{name}</text>" in text for name in names)


def test_a_proof_shows_a_faulty_figure_with_its_errors(tmp_path: Path):
    path = tmp_path / "draft.yaml"
    path.write_text("id: draft\nfinish:\n  feet: floor\n  pelvis: {height: 80}\n")
    shown = proof(path)
    assert len(shown.drawings) == 1
    assert shown.has_errors


def test_a_ghost_shows_where_a_limb_came_from(read):
    text = "id: t\nalways:\n  right_foot: floor\nstart:\n  left_foot: floor\nfinish:\n  joints:\n    left_hip: {abduction: 30}\n"
    plain = compile_figure(read(text).value)[0][-1]
    ghosted = compile_figure(read(text + "  ghost: left_leg\n").value)[0][-1]
    assert "ghost" not in [layer.kind for layer in plain.layers]
    assert "ghost" in [layer.kind for layer in ghosted.layers]


def test_the_figure_file_has_a_schema_for_editors():
    schema = json_schema(FigureFile, "figure")
    assert "treated_side" in schema["properties"]


def flat(width, height, count=2, floor=None):
    return tuple(Drawing(str(i), width, height, floor or height - 20, ()) for i in range(count))


@pytest.mark.parametrize("count", [2, 3])
def test_flat_panels_stand_over_each_other_in_their_order_and_larger(count):
    panels = flat(2700, 1000, count)
    places = place_panels(panels, CARD)
    assert [place.y_pt for place in places] == sorted((place.y_pt for place in places), reverse=True)
    assert len({place.pt_per_unit for place in places}) == len({place.x_pt for place in places}) == 1
    assert places[0].pt_per_unit > 1.2 * (CARD.width_pt - 4 * (count - 1)) / count / 2700
    assert places[-1].y_pt == CARD.y_pt
    assert places[0].y_pt + 1000 * places[0].pt_per_unit <= CARD.y_pt + CARD.height_pt + 1e-6


@pytest.mark.parametrize("panels", [flat(2200, 1000), flat(2700, 1000, 1), (*flat(1000, 900, 1), *flat(1000, 1000, 1))])
def test_other_panels_stay_beside_each_other(panels):
    places = place_panels(panels, CARD)
    assert (
        len({round(place.y_pt + (panel.height - panel.floor) * place.pt_per_unit, 6) for panel, place in zip(panels, places, strict=True)})
        == 1
    )


def test_flat_panels_stay_beside_each_other_in_a_box_that_is_flatter_still():
    first, second = place_panels(flat(2700, 1000), PanelBox(0, 0, 500, 80))
    assert first.y_pt == second.y_pt


def test_the_picture_of_flat_panels_is_as_high_as_both():
    panels = flat(2700, 1000)
    assert shape_of(panels) == pytest.approx(2700 / 2060)
    picture = png(panels, colour_style(), 300)
    assert picture.width / picture.height == pytest.approx(shape_of(panels), rel=0.01)
    assert re.search(r'viewBox="0 0 2700 2096"', svg(panels, colour_style()))
