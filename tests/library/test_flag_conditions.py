"""What a flag asks before an exercise is done at all, and a weight that a flag rules out: on made-up content, in every layout."""

from dataclasses import replace

import pytest

from handouts.errors import HandoutError
from handouts.handout import make_handout
from handouts.library.flags import FlagJudgement, judgement
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from tests import making
from tests.making import LAYOUTS, plan_of
from tests.read_back import read, squeezed

SURGEON, SCAN = "Only when your surgeon and we agree.", "Only after a clear scan. Ask us."
WORDS = {"post-op": "Recent operation? Small bends.", "bone-stress": "Bone stress injury? No weight.", "falls": "Unsteady? Hold a chair."}


def library_with(**cells):
    """Return the library with other cells for the hip hinge."""
    own = making.library()
    section = own.sections["hip"]
    told = {flag.replace("_", "-"): FlagJudgement(level="care", text=WORDS[flag.replace("_", "-")], **more) for flag, more in cells.items()}
    hinge = next(one for one in section.exercises if one.id == "hip-hinge")
    changed = replace(hinge, flags={**hinge.flags, **told})
    exercises = tuple(changed if one.id == hinge.id else one for one in section.exercises)
    return replace(own, sections={"hip": replace(section, exercises=exercises)})


def hinge_for(flags, **dose):
    return plan_of(
        {
            "section": "hip",
            "exercises": [{"id": "hip-hinge", "dose": dose}, "couch-stretch"],
            "patient": {"name": "Zoë Şen"},
            "side": "left",
            "flags": flags,
            "cleared": {"couch-stretch": "agreed with the surgeon"},
        }
    )


# --- What must be true first

JOINED = library_with(post_op={"first": SURGEON}, bone_stress={"first": SCAN}, falls={})


@pytest.mark.parametrize("layout_name", LAYOUTS)
def test_condition_stands_under_the_name_before_the_start_in_every_layout(layout_name):
    pdf = make_handout(JOINED, hinge_for(["post-op", "bone-stress"]), making.clinic(), making.layout(layout_name))
    text = squeezed(read(pdf).text())
    name = next(one for one in JOINED.sections["hip"].exercises if one.id == "hip-hinge").name
    told = squeezed(f"Take care: {SCAN} {SURGEON}")
    assert text.count(told) == 1, "those of all flags together, after the word of their sign"
    at = text.index(told)
    assert squeezed(name) in text[max(0, at - 100) : at]
    assert text.index("Start", at) > at


def test_card_without_a_condition_has_none_and_one_condition_is_said_once():
    def conditions(library, flags):
        return [card.condition for card in compose(resolve(library, hinge_for(flags), making.clinic()), 0).cards if card.id == "hip-hinge"]

    assert conditions(JOINED, ["falls"]) == [""]
    assert conditions(JOINED, ["falls", "post-op"]) == [SURGEON]
    assert conditions(library_with(post_op={"first": SURGEON}, falls={"first": SURGEON}), ["falls", "post-op"]) == [SURGEON]


def test_condition_of_a_fine_cell_is_refused():
    with pytest.raises(ValueError, match="what is done on a condition only is not fine"):
        FlagJudgement(level="fine", text="no risk that anybody knows", first=SURGEON)


def test_the_physio_reads_condition_and_weight_with_the_words():
    cell = FlagJudgement(level="care", text="New hip? Small bends.", first=SURGEON, no_load=True)
    assert judgement(cell, "") == f"care. {SURGEON} New hip? Small bends. (no weight)"


# --- No weight


@pytest.mark.parametrize(("load", "refused"), [("4 kg", True), ("10 lb", True), ("red band", False), ("body weight", False), (None, False)])
def test_a_weight_is_refused_where_the_flag_says_no_weight(load, refused):
    own, dose = library_with(bone_stress={"no_load": True}), {} if load is None else {"load": load}
    if not refused:
        assert resolve(own, hinge_for(["bone-stress"], **dose), making.clinic()).items
        return
    with pytest.raises(HandoutError) as caught:
        resolve(own, hinge_for(["bone-stress"], **dose), making.clinic())
    (problem,) = [one for one in caught.value.problems if one.level == "error"]
    assert (problem.check, problem.at) == ("S05", ("exercises", 0, "dose", "load"))
    said = f"is done without weight by a patient with bone stress injury, and its load is {load}; leave the load out"
    assert problem.message == said
    assert resolve(own, hinge_for(["falls"], **dose), making.clinic()).items, "another flag does not mind"
