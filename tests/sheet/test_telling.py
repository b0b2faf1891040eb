"""tests.telling sees what is lost, said twice or out of order, in every layout; and layouts whose parts stand in another order."""

import itertools
import random
from dataclasses import replace

import pytest

from handouts.handout import make, weeks_of
from handouts.layout.layout import FitStep
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from tests.making import EXERCISES, LAYOUTS, LAYOUTS_ON_PAPER, TOPICS, clinic, layout, library, made, papers_of, plan, plan_of, with_reasons
from tests.read_back import read
from tests.telling import Again, as_printed, assert_heard, printed, printed_of, told

RICH = plan(
    5,
    exercises=[{"id": "couch-stretch", "note": "After your run.", "dose": {"load": "8 kg", "when": "after-run"}}, *EXERCISES[5:9]],
    topics=list(TOPICS[:2]),
    run_days=["tue", "sun"],
    return_to_run=True,
)
EARLIER = plan(3, exercises=["couch-stretch", EXERCISES[5], EXERCISES[0]])
every_layout = pytest.mark.parametrize("name", LAYOUTS)


def rich(name):
    """Return a sheet with nearly every block there is, read back, and what it has to say."""
    sheet = made(RICH, name, EARLIER)
    found = read(sheet.pdf)
    return found, printed(found, sheet.pages, RICH, name, EARLIER)


def says(it):
    return [text for text in told(it) if not isinstance(text, Again) and text]


def with_parts(it, key, parts):
    """Return what is printed of the same sheet by a layout with other parts."""
    return replace(it, layout=replace(it.layout, **{key: replace(getattr(it.layout, key), parts=tuple(parts))}))


@every_layout
def test_the_whole_is_heard(name):
    assert_heard(*rich(name))


@pytest.mark.parametrize("more", [{}, {"run_days": ["tue", "thu", "sun"]}], ids=["no runs", "runs"])
@pytest.mark.parametrize("flags", [[], ["pregnancy"], ["falls", "high-blood-pressure", "osteoporosis"]], ids="+".join)
@pytest.mark.parametrize(("name", "paper"), LAYOUTS_ON_PAPER)
def test_what_flags_add_and_what_long_names_move_is_heard_in_its_place(name, paper, flags, more):
    who = {"patient": {"name": "Alexandra Robinson", "reference": "R-1042"}, "clinician": {"name": "Samantha Whitfield"}}
    data = with_reasons({**plan(4), **who, **more, "flags": flags, "paper": paper})
    sheet = made(data, name)
    found = read(sheet.pdf)
    assert_heard(found, printed(found, sheet.pages, data, name))


@every_layout
@pytest.mark.parametrize("key", ["front", "cards", "end"])
def test_a_part_too_many_or_too_few_is_seen(name, key):
    found, it = rich(name)
    parts = getattr(it.layout, key).parts
    for part in parts:
        without = [one for one in parts if one != part]
        if part in ("header", "start", "steps", "dose", "avoid", "caution", "stop", "stop_line"):
            continue  # a layout always has these
        fewer = with_parts(it, key, without)
        if says(fewer) != says(it):
            with pytest.raises(AssertionError):
                assert_heard(found, fewer)
        else:
            assert part in ("video", "ticks", "equipment", "effort", "tell_us", "how_to_use", "my_plan")  # none; or said elsewhere


@every_layout
@pytest.mark.parametrize("key", ["front", "cards", "end"])
def test_two_parts_in_the_wrong_order_are_seen(name, key):
    found, it = rich(name)
    parts = getattr(it.layout, key).parts
    for at in range(len(parts) - 1):
        other = with_parts(it, key, [*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]])
        if says(other) != says(it):
            with pytest.raises(AssertionError):
                assert_heard(found, other)


@every_layout
def test_every_lost_text_is_seen_wherever_it_stands(name):
    found, it = rich(name)
    cards = it.sheet.cards
    for number, card in enumerate(cards):
        for lost in (replace(card, steps=card.steps[:-1]), replace(card, cautions=card.cautions[1:]), replace(card, note=None)):
            if lost != card:
                with pytest.raises(AssertionError):
                    assert_heard(found, replace(it, sheet=replace(it.sheet, cards=(*cards[:number], lost, *cards[number + 1 :]))))
    with pytest.raises(AssertionError):
        assert_heard(found, replace(it, sheet=replace(it.sheet, cards=cards[:-1])))
    with pytest.raises(AssertionError):
        assert_heard(found, replace(it, sheet=replace(it.sheet, cards=(*cards, cards[-1]))))


@pytest.mark.parametrize("name", ["large", "pocket"])
def test_a_card_on_overleaf_without_its_name_there_is_seen(name):
    found, it = rich(name)
    assert any(isinstance(text, Again) for text in told(it))
    with pytest.raises(AssertionError):
        assert_heard(found, replace(it, overleaf=frozenset()))


# --- parts in another order


NEEDED = {"title", "header", "start", "steps", "dose", "avoid", "caution", "stop", "stop_line", "masthead"}


def other_order(name, number):
    """Return a layout with most of its parts, and some of other layouts, in an order of chance; on paper so tall that all fits."""
    chance, own = random.Random(number), layout(name)
    lists = {"front": list(own.front.parts), "cards": list(own.cards.parts[1:]), "end": list(own.end.parts)}
    if own.cards.arrangement == "pages":
        lists["cards"] += [part for part in ("ticks", "log") if part not in lists["cards"]]
        lists["end"] += [part for part in ("log", "questions") if part not in lists["end"]]
    lists["end"] += [part for part in ("equipment", "effort", "tell_us") if part not in lists["end"]]
    for key, parts in lists.items():
        lists[key] = [part for part in chance.sample(parts, len(parts)) if part in NEEDED or chance.random() < 0.85]
    week = chance.choice(["columns", "words"]) if own.grid.columns == 2 else "words"
    front = replace(own.front, parts=tuple(lists["front"]), week=week)
    cards, end = replace(own.cards, parts=("header", *lists["cards"])), replace(own.end, parts=tuple(lists["end"]))
    papers = {key: paper if paper.grows else replace(paper, height_mm=500) for key, paper in own.papers.items()}
    return replace(own, papers=papers, front=front, cards=cards, end=end)


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize(("name", "paper"), LAYOUTS_ON_PAPER)
def test_parts_are_printed_in_the_order_of_their_layout_whatever_it_is(name, paper, number):
    own = other_order(name, number)
    for data, since in (({**RICH, "paper": paper}, EARLIER), ({"section": "hip", "exercises": list(EXERCISES[:3]), "paper": paper}, None)):
        earlier = plan_of(since) if since else None
        sheet = make(library(), plan_of(data), clinic(), own, earlier)
        handout, found = resolve(library(), plan_of(data), clinic(), earlier), read(sheet.pdf)
        blocks = compose(handout, weeks_of(handout, own))
        assert_heard(found, printed_of(found, sheet.pages, blocks, own, grows=own.papers[paper].grows))


# --- rows that give way


@pytest.mark.parametrize("name", ["poster", "cards"])
def test_whatever_a_layout_leaves_out_of_a_card_is_said_and_nothing_else_is_lost(name):
    own = layout(name)
    sizes = tuple(step for step in own.fit if step.is_size)[:1]
    drops = tuple(FitStep(drop=part) for part in ("purpose", "video", "feel", "easier", "harder"))
    last = FitStep(one_card_a_page=True) if name == "cards" else FitStep(overleaf=True)
    own = replace(own, fit=(*sizes, *drops, last))
    film = replace(library().sections["hip"].exercises[9], video="https://film.example/9")
    section = library().sections["hip"]
    section = replace(section, exercises=(*section.exercises[:9], film, *section.exercises[10:]))
    filmed = replace(library(), sections={"hip": section})
    sheet = make(filmed, plan_of({"section": "hip"}), clinic(), own)
    left_out = [line for line in map(str, sheet.pages.given_up) if line.endswith(" left out")]
    assert any(": Purpose left out" in line or ": Purpose and " in line for line in left_out)
    assert not any(":  left out" in line for line in left_out)
    found, handout = read(sheet.pdf), resolve(filmed, plan_of({"section": "hip"}), clinic())
    blocks = as_printed(compose(handout, weeks_of(handout, own)), sheet.pages.given_up)
    assert_heard(found, printed_of(found, sheet.pages, blocks, own, grows=False))


def test_orders_of_chance_differ():
    orders = [other_order(name, number).cards.parts for name in LAYOUTS for number in range(6)]
    assert len(set(orders)) > 30
    assert all(papers_of(name) for name in LAYOUTS)
    assert any(one.index("avoid") < one.index("feel") for one in orders if "feel" in one)
    assert any(("how_to_use", "my_plan") not in itertools.pairwise(other_order("cards", number).front.parts) for number in range(6))
