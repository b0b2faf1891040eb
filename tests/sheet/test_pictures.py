from dataclasses import replace

import pytest

from handouts.figure.drawing import Drawing, Layer
from handouts.figure.palette import colour_style
from handouts.figure.people import Person
from handouts.figure.store import drawing_ids, load_drawing
from handouts.handout import lay_out, make
from handouts.library.clinic import Figures
from handouts.library.logo import Logo
from handouts.plans.plan import Chosen
from handouts.sheet.blocks import PictureFrame
from handouts.sheet.place.marks import Art, Element, PlacedLogo, Words, walk
from handouts.sheet.place.pictures import picture_height
from handouts.sheet.place.style import Printing, ladder
from tests.making import FOUR, SECTION_SHEET, clinic, layout, library, plan, plan_of
from tests.placed import MM
from tests.read_back import read

PHOTO = Logo(40, 20, bytes([200, 30, 30]) * 800)


def marks(chosen, **kinds):
    pages, _ = lay_out(replace(library(), **kinds), plan_of(chosen), clinic(), layout())
    return [(inside, mark) for page in pages.pages[1:] for _, _, inside, mark in walk(page.nodes)]


@pytest.mark.parametrize(("side", "mirrored"), [("left", False), ("right", True), ("both", False)])
def test_a_drawing_is_mirrored_for_the_patients_side_alone(side, mirrored):
    drawn = [mark for _, mark in marks({**FOUR, "side": side}) if isinstance(mark, Art) and mark.drawing.side == "left"]
    assert drawn
    assert {mark.mirrored for mark in drawn} == {mirrored}


def test_start_and_finish_stand_on_one_floor_line_at_one_scale():
    drawn = [mark for _, mark in marks(plan(1, exercises=["couch-stretch"])) if isinstance(mark, Art) and mark.drawing.name != "key"]
    start, finish = drawn
    assert start.scale == finish.scale
    assert start.y_pt + start.drawing.floor * start.scale == pytest.approx(finish.y_pt + finish.drawing.floor * finish.scale)


def test_muscles_and_arrows_are_on_the_finish_alone():
    drawn = [mark.drawing for _, mark in marks(FOUR) if isinstance(mark, Art) and mark.drawing.name != "key"]
    for start, finish in zip(drawn[::2], drawn[1::2], strict=True):
        assert not start.arrows
        assert all(layer.kind != "muscle" for layer in start.layers)
        assert finish.arrows or any(layer.kind == "muscle" for layer in finish.layers)


def test_a_photo_of_the_clinic_takes_the_place_of_the_drawing():
    found = marks(plan(1, exercises=["couch-stretch"]), pictures={"couch-stretch": PHOTO})
    (figure,) = [inside[-1] for inside, mark in found if isinstance(mark, PlacedLogo) and mark.logo == PHOTO]
    assert isinstance(figure, Element)
    assert (figure.tag, bool(figure.alt)) == ("Figure", True)
    assert not any(isinstance(mark, Art) for _, mark in found)


def test_a_photo_is_stored_once_and_the_file_stays_valid_to_read():
    made = make(replace(library(), pictures={"couch-stretch": PHOTO}), plan_of(plan(1, exercises=["couch-stretch"])), clinic(), layout())
    assert read(made.pdf).images == 2  # the photo and the clinic's mark


def test_a_drawing_of_the_clinic_takes_the_place_of_the_built_in_one():
    own = load_drawing("hip-hinge")
    drawn = [
        mark.drawing for _, mark in marks(plan(1, exercises=["couch-stretch"]), drawings={"couch-stretch": own}) if isinstance(mark, Art)
    ]
    assert [one for one in drawn if one.name != "key"] == list(own)


def test_an_exercise_without_a_picture_asks_to_be_shown():
    section = library().sections["hip"]
    exercises = tuple(replace(one, id="own-stretch") if one.id == "couch-stretch" else one for one in section.exercises)
    sections = {"hip": replace(section, exercises=exercises)}
    chosen = replace(plan_of(plan(1, exercises=["couch-stretch"])), exercises=(Chosen(id="own-stretch"),))
    pages, _ = lay_out(replace(library(), sections=sections), chosen, clinic(), layout())
    said = [mark.run.text for page in pages.pages for _, _, _, mark in walk(page.nodes) if isinstance(mark, Words)]
    assert any(text.startswith("Ask ") and text.endswith(" to show you") for text in said)


def test_figures_have_the_skin_and_hair_of_the_clinic_or_of_the_plan():
    def style(chosen, facts):
        here = replace(clinic(), facts=replace(clinic().facts, figures=facts))
        pages, _ = lay_out(library(), chosen, here, layout())
        return next(mark.style for page in pages.pages[1:] for _, _, _, mark in walk(page.nodes) if isinstance(mark, Art))

    chosen = plan_of(FOUR)
    assert style(chosen, Figures()) == colour_style(clinic().accent.hex)
    assert style(chosen, Figures(skin="brown", hair="ponytail")) == colour_style(clinic().accent.hex, Person("brown", "ponytail"))
    own = replace(chosen, figures=Figures(skin="dark", build="older"))
    assert style(own, Figures(skin="brown", hair="ponytail")) == colour_style(clinic().accent.hex, Person("dark", build="older"))


def styles_on(chosen, facts):
    here = replace(clinic(), facts=replace(clinic().facts, figures=facts))
    pages, _ = lay_out(library(), chosen, here, layout())
    arts = [mark for page in pages.pages[1:] for _, _, _, mark in walk(page.nodes) if isinstance(mark, Art) and mark.drawing.figure]
    return {art.drawing.figure: art.style for art in arts}


def test_a_patients_sheet_shows_one_person_and_a_sections_sheet_a_mix():
    patients, sections = styles_on(plan_of(FOUR), Figures()), styles_on(plan_of(SECTION_SHEET), Figures())
    assert len(set(patients.values())) == 1
    assert len({style.fill("skin") for style in sections.values()}) >= 3
    assert len({(style.hair, style.is_older) for style in sections.values()}) >= 3
    assert sections == styles_on(plan_of(SECTION_SHEET), Figures())


def test_a_mix_keeps_to_what_the_clinic_says():
    sections = styles_on(plan_of(SECTION_SHEET), Figures(skin="brown"))
    assert len({style.fill("skin") for style in sections.values()}) == 1
    assert len({(style.hair, style.is_older) for style in sections.values()}) >= 2


SERIES = [name for name in drawing_ids() if len(load_drawing(name)) > 2]


@pytest.mark.parametrize("name", SERIES)
def test_a_person_in_a_series_is_tall_enough_on_a_card_to_be_read(name):
    (look, *_), _ = ladder(layout("cards"), Printing("A4", clinic().accent))
    block = PictureFrame("", "", ("", ""), None, load_drawing(name), "left")
    height = picture_height(block, look, look.column_pt, look.picture_pt)
    tallest = (height - look.style(look.type.caption).leading_pt) / MM
    assert tallest >= 28


def flat_panels():
    line = Layer("line", "outline", "10 900 m 2690 900 l")
    return tuple(Drawing(name, 2700, 1000, 980, (line,), side="left") for name in ("start", "finish"))


def test_flat_panels_are_stacked_with_their_captions_at_their_floor_lines():
    found = marks(plan(1, exercises=["couch-stretch"]), drawings={"couch-stretch": flat_panels()})
    start, finish = [mark for _, mark in found if isinstance(mark, Art) and mark.drawing.name != "key"]
    assert (start.x_pt, start.scale) == (finish.x_pt, finish.scale)
    assert start.y_pt + start.drawing.height * start.scale < finish.y_pt
    captions = [mark for inside, mark in found if isinstance(mark, Words) and inside and inside[-1].tag == "Figure"]
    assert [words.y_pt for words in captions] == pytest.approx([art.y_pt + art.drawing.floor * art.scale for art in (start, finish)])
    assert all(words.x_pt + words.width_pt < start.x_pt for words in captions)


def test_stacked_panels_are_larger_than_they_would_be_side_by_side():
    sizes = [
        next(
            mark.scale
            for _, mark in marks(plan(1, exercises=["couch-stretch"]), drawings={"couch-stretch": panels})
            if isinstance(mark, Art)
        )
        for panels in (flat_panels(), tuple(replace(panel, height=1180, floor=1160) for panel in flat_panels()))
    ]
    assert sizes[0] > 1.15 * sizes[1]
