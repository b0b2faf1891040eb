"""The catalogue has every word of the models, each in a figure that is true, and is written as PDF, SVG and PNG."""

import re
import typing
from dataclasses import fields

import numpy as np
import pytest

from handouts.cli.catalogue import CatalogueCell, written
from handouts.cli.figures import FigureOptions
from handouts.figure.catalogue.drawing import CAMERAS, bare_shots, best_view, drawn
from handouts.figure.catalogue.entries import entries
from handouts.figure.catalogue.keys import key_lists, models_of, words_of
from handouts.figure.checks import check_figure
from handouts.figure.model.figure import FigureFile
from handouts.figure.model.marks import AnyNote, Arrow
from handouts.figure.model.posture import FigurePosition, HandPreset, View
from handouts.figure.model.props import AnyProp
from handouts.figure.muscles import muscle_table
from handouts.figure.palette import colour_style
from handouts.figure.seen.compile import check_figure_words, compile_figure
from handouts.figure.store import load_drawing
from handouts.library.clinic import load_clinic

ENTRIES = entries()
NOT_TOUCHED = re.compile("nothing rests on|touch")
"""A prop is shown beside somebody, for its size."""
OF_A_GROUP = {
    "Positions": typing.get_args(FigurePosition),
    "Hands": typing.get_args(HandPreset),
    "Muscles": tuple(muscle_table()),
    "Views": typing.get_args(View),
    "Notes": tuple(word for note in typing.get_args(AnyNote) for word in words_of(typing.get_type_hints(note)["kind"])),
    "Props": tuple(word for prop in typing.get_args(AnyProp) for word in words_of(typing.get_type_hints(prop)["kind"])),
    "Arrows": (*words_of(typing.get_type_hints(Arrow)["towards"]), *words_of(typing.get_type_hints(Arrow)["kind"])),
}


@pytest.mark.parametrize("group", OF_A_GROUP)
def test_every_word_of_a_group_has_a_picture(group):
    said = " ".join(f"{entry.word} {entry.yaml}" for entry in ENTRIES if entry.group == group)
    assert [word for word in OF_A_GROUP[group] if not re.search(rf"\b{word}\b", said)] == []


def test_every_key_and_every_fixed_word_of_the_models_is_told():
    told = " ".join(line for one in key_lists() for line in one.lines)
    words = {word for model in models_of(FigureFile) for hint in typing.get_type_hints(model).values() for word in words_of(hint)}
    keys = {field.name for model in models_of(FigureFile) for field in fields(model)}
    assert len(words) > 150
    assert [word for word in sorted(words | keys) if not re.search(rf"\b{word}\b", told)] == []


def test_no_word_is_shown_twice():
    assert len({(entry.group, entry.word) for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.group} {entry.word}".replace(" ", "-"))
def test_what_is_written_in_an_entry_is_in_its_figure(entry):
    checked = entry.read()
    check_figure_words(checked)
    first = re.split(r", with |[:{\[,]", entry.yaml)[0]
    assert re.search(rf"\b{first}\b", entry.figure)


@pytest.mark.parametrize("entry", ENTRIES[:: max(1, len(ENTRIES) // 24)], ids=lambda entry: f"{entry.group} {entry.word}".replace(" ", "-"))
def test_an_entry_shows_what_can_be_true(entry):
    checked = entry.read()
    drawings, shots = compile_figure(checked.value, bare=entry.bare)
    wrong = [remark.message for remark in check_figure(checked, drawings, shots) if remark.level == "error"]
    assert [message for message in wrong if entry.group != "Props" or not NOT_TOUCHED.search(message)] == []


def test_a_muscle_is_drawn_from_where_it_is_seen_best():
    shots = bare_shots(next(entry for entry in ENTRIES if entry.bare))
    assert {name: best_view(f"left_{name}", shots) for name in ("quads", "hamstrings", "peroneals", "rhomboids")} == {
        "quads": "front",
        "hamstrings": "back",
        "peroneals": "left",
        "rhomboids": "back",
    }
    assert set(shots) == set(CAMERAS)
    entry = next(entry for entry in ENTRIES if entry.word == "soleus")
    assert [layer.role for panel in drawn(entry, shots) for layer in panel.layers if layer.kind == "muscle"] == ["left_soleus"]
    assert np.all([shot.bare for shot in shots.values()])


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_catalogue_is_written_as_each_kind_of_file(kind, start):
    panels = load_drawing("couch-stretch")
    groups = {"Positions": [CatalogueCell(f"word {i}", ("position: word", "x < 3"), panels, colour_style()) for i in range(23)]}
    data = written(groups, key_lists()[:4], FigureOptions(kind=kind, width_px=600), load_clinic(None))
    assert data.startswith(start)
    if kind == "svg":
        assert b">word 22</text>" in data
        assert b"x &lt; 3" in data


def test_the_catalogue_takes_no_name(run):
    assert "leave the name out" in run("figure", "couch-stretch", "--catalogue").stderr
    assert "Missing argument" in run("figure").stderr
