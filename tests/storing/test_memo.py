"""Nothing that is kept changes what is made: after any input changes, a sheet is what a fresh process makes of it."""

import ast
import gc
import os
import subprocess
import sys
from dataclasses import replace
from types import FunctionType, ModuleType

import pytest

from handouts.figure.store import load_drawing
from handouts.handout import make_handout
from handouts.layout.layout import PaperSize
from handouts.library.clinic import Figures, Pain
from handouts.library.color import Color
from handouts.library.dose import DoseChange
from handouts.library.logo import Logo
from handouts.storing import memo
from tests.making import FOUR, LAYOUTS, clinic, layout, library, plan, plan_of

BASE = {**FOUR, "topics": ["not-your-bursa"]}
NOTED = {"id": "hip-hinge", "note": "Stand near a wall."}
PLANS = {
    "patient": {"patient": {"name": "Bo Žak", "reference": "R-1042"}},
    "reference": {"patient": {"name": "Zoë Şen", "reference": "R-1043"}},
    "clinician": {"clinician": {"name": "Ana Reyes"}},
    "role": {"clinician": {"name": "J. Meyer", "role": "Osteopath"}},
    "given on": {"given_on": "2026-11-23"},
    "review on": {"review_on": "2027-01-10"},
    "side": {"side": "right"},
    "both sides": {"side": "both"},
    "goal": {"goal": "Climb the hill"},
    "message": {"main_message": "Slowly does it."},
    "note": {"exercises": ["couch-stretch", "single-leg-balance", NOTED, "bulgarian-split-squat"]},
    "dose": {"exercises": [{"id": "couch-stretch", "dose": {"hold_s": 45}}, "single-leg-balance", "hip-hinge", "bulgarian-split-squat"]},
    "days": {"exercises": [{"id": "couch-stretch", "dose": {"days": ["mon"]}}, "single-leg-balance", "hip-hinge", "bulgarian-split-squat"]},
    "exercises": {"exercises": ["hip-circles", "couch-stretch", "hip-hinge"]},
    "order": {"order": "chosen", "exercises": ["bulgarian-split-squat", "hip-hinge", "couch-stretch", "single-leg-balance"]},
    "topics": {"topics": []},
    "paper": {"paper": "Letter"},
    "grey": {"ink": "grey"},
    "ink-saver": {"ink": "ink-saver"},
    "pen blank": {"pen": "blank"},
    "pen part": {"pen": "part"},
    "pen full": {"pen": "full"},
    "log": {"log_weeks": "6"},
    "run days": {"run_days": ["tue", "sat"]},
    "return to run": {"return_to_run": "true", "run_days": ["tue", "sat"]},
    "figures": {"figures": {"skin": "brown", "hair": "ponytail"}},
    "no patient": {"patient": None},
}


def exercise_changed(**changes):
    """Return the library with other texts of the first exercise of the plan."""
    section = library().sections["hip"]
    exercises = tuple(replace(one, **changes) if one.id == "couch-stretch" else one for one in section.exercises)
    return section_changed(exercises=exercises)


def section_changed(**changes):
    """Return the library with another section."""
    return replace(library(), sections={"hip": replace(library().sections["hip"], **changes)})


def phrases_changed(part, **changes):
    """Return the library with other fixed words."""
    words = library().languages["en-GB"]
    return replace(library(), languages={"en-GB": replace(words, **{part: replace(getattr(words, part), **changes)})})


SECTION = library().sections["hip"]
WORDS = library().languages["en-GB"]
LIBRARIES = {
    **{name: exercise_changed(**{name: "Other words."}) for name in ("name", "purpose", "start", "feel", "avoid", "easier", "harder")},
    "steps": exercise_changed(steps=("One thing.", "Another.", "A third.")),
    "precautions": exercise_changed(precautions=("Mind the cat.",)),
    "progress when": exercise_changed(progress_when="it is dull."),
    "first": exercise_changed(first="Learn it from your physio."),
    "short name": exercise_changed(short_name="Couch"),
    "video": exercise_changed(video="https://clinic.example/film"),
    "equipment": exercise_changed(equipment=()),
    "red flags": section_changed(red_flags=replace(SECTION.red_flags, urgent=("you cannot stand",))),
    "tell us": section_changed(red_flags=replace(SECTION.red_flags, tell_us=("All that matters.",))),
    "group": section_changed(groups=replace(SECTION.groups, mobility=replace(SECTION.groups.mobility, line="bend"))),
    "topic": section_changed(topics=tuple(replace(one, key="Another key sentence.") for one in SECTION.topics)),
    "section name": section_changed(name="Hips"),
    "document": section_changed(doc=replace(SECTION.doc, version="9.9")),
    "card words": phrases_changed("card", feel="Sense"),
    "sheet words": phrases_changed("sheet", title="My exercises"),
    "log words": phrases_changed("log", worst_pain="Pain at its worst"),
    "own picture": replace(library(), pictures={"couch-stretch": Logo(40, 30, bytes(40 * 30 * 3))}),
    "own drawing": replace(library(), drawings={"couch-stretch": load_drawing("hip-hinge")}),
    "days": replace(library(), languages={"en-GB": replace(WORDS, days_short=("M1", "T1", "W1", "T2", "F1", "S1", "S2"))}),
}
FACTS = clinic().facts
CLINICS = {
    "accent": replace(clinic(), accent=Color(0x80, 0x10, 0x40)),
    "logo": replace(clinic(), logo=None),
    "clinic's name": replace(clinic(), facts=replace(FACTS, name="Another clinic")),
    "phone": replace(clinic(), facts=replace(FACTS, phone="0131 496 0999")),
    "booking": replace(clinic(), facts=replace(FACTS, booking="https://other.example/book")),
    "hours": replace(clinic(), facts=replace(FACTS, hours="Mon, 8 am to noon")),
    "pain": replace(clinic(), facts=replace(FACTS, pain=Pain(fine_max=2, ok_max=4))),
    "no pain guide": replace(clinic(), facts=replace(FACTS, pain=Pain(guide="none"))),
    "country": replace(clinic(), facts=replace(FACTS, country="US")),
    "skin": replace(clinic(), facts=replace(FACTS, figures=Figures(skin="dark"))),
    "own": replace(clinic(), facts=replace(FACTS, example=False)),
    "dose": replace(clinic(), facts=replace(FACTS, doses={"couch-stretch": DoseChange(hold_s=20)})),
}
CARDS = layout()
LOOKS = {
    **{name: layout(name) for name in LAYOUTS if name != "cards"},
    "rhythm": replace(CARDS, rhythm=replace(CARDS.rhythm, line_pt=16)),
    "type": replace(CARDS, type=replace(CARDS.type, card_name=replace(CARDS.type.card_name, size_pt=17))),
    "colours": replace(CARDS, colors=replace(CARDS.colors, tint=Color(0xEE, 0xEE, 0xEE))),
    "paper's margin": replace(CARDS, papers={**CARDS.papers, "A4": PaperSize(width_mm=210, height_mm=297, side_mm=20)}),
    "pictures": replace(CARDS, fit=(replace(CARDS.fit[0], picture_mm=32), *CARDS.fit[1:])),
    "parts": replace(CARDS, cards=replace(CARDS.cards, parts=tuple(one for one in CARDS.cards.parts if one != "feel"))),
    "code": replace(CARDS, qr_mm=30),
}
CASES = {
    **{f"plan: {name}": (library(), {**BASE, **change}, clinic(), CARDS) for name, change in PLANS.items()},
    **{f"library: {name}": (changed, BASE, clinic(), CARDS) for name, changed in LIBRARIES.items()},
    **{f"clinic: {name}": (library(), BASE, changed, CARDS) for name, changed in CLINICS.items()},
    **{f"layout: {name}": (library(), BASE, clinic(), changed) for name, changed in LOOKS.items()},
}


def sheet(case):
    lib, data, own, look = case
    return make_handout(lib, plan_of({key: value for key, value in data.items() if value is not None}), own, look)


@pytest.fixture(scope="module")
def made_after_all_others():
    """Return every case's sheet, each made when all cases have been made before."""
    for case in CASES.values():
        sheet(case)
    return {name: sheet(case) for name, case in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_changed_input_changes_the_sheet_as_in_a_fresh_process(name, made_after_all_others):
    memo.forget()
    assert sheet(CASES[name]) == made_after_all_others[name]


def test_every_change_shows(made_after_all_others):
    base = sheet((library(), BASE, clinic(), CARDS))
    unchanged = [name for name, made in made_after_all_others.items() if made == base]
    assert unchanged == []
    assert len(set(made_after_all_others.values())) == len(CASES)


def test_a_fresh_process_makes_the_same_bytes():
    program = (
        "import sys; from tests.making import clinic, layout, library, plan, plan_of; from handouts.handout import make_handout\n"
        "sys.stdout.buffer.write(make_handout(library(), plan_of(plan(6)), clinic(), layout()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert make_handout(library(), plan_of(plan(6)), clinic(), layout()) == done.stdout


HUNDRED, PARTS = 100, 4
"""So many sheets, in so many parts that workers share them."""
SOME = """
import hashlib, sys
from tests.making import made
from tests.test_random_sheets import sheet_at
print([hashlib.sha256(made(*sheet_at(int(number))).pdf).hexdigest() for number in sys.argv[1:]])
"""


@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_varied_sheets_are_the_same_with_every_cache_off(part):
    numbers = [str(number) for number in range(part, HUNDRED, PARTS)]
    kept, off = (
        subprocess.run(
            [sys.executable, "-c", SOME, *numbers], env={**os.environ, "HANDOUTS_MEMO": word}, capture_output=True, text=True, check=True
        )
        for word in ("", "off")
    )
    assert len(set(ast.literal_eval(off.stdout))) == len(numbers) == HUNDRED // PARTS
    assert kept.stdout == off.stdout


def test_nothing_is_kept_when_it_is_switched_off(monkeypatch):
    monkeypatch.setattr(memo, "IS_OFF", True)
    asked = []
    ask = memo.memo(5, by_identity=("value",), own=bool)(lambda value: asked.append(value) or len(asked))
    assert [ask(1), ask(1), ask(0), ask(0)] == [1, 2, 3, 4]


def counted(**how):
    """Return a function that is kept so, and the values it was really asked for."""
    asked = []

    @memo.memo(2, **how)
    def ask(value):
        asked.append(value)
        return value

    return ask, asked


def test_equal_values_are_asked_for_once_and_the_oldest_is_forgotten():
    ask, asked = counted()
    assert [ask(value) for value in ((1,), (1,), (2,), (3,), (1,))] == [(1,), (1,), (2,), (3,), (1,)]
    assert asked == [(1,), (2,), (3,), (1,)]


def test_a_value_compared_by_identity_need_have_no_hash_and_may_be_none():
    ask, asked = counted(by_identity=("value",))
    value, equal = [1], [1]
    assert [ask(value), ask(value), ask(equal), ask(None), ask(None)] == [[1], [1], [1], None, None]
    assert asked == [[1], [1], None]


def test_a_parameter_that_is_not_there_cannot_be_compared_by_identity():
    with pytest.raises(ValueError, match="not in tuple"):
        counted(by_identity=("nothing",))


def test_what_is_of_one_patient_is_forgotten_soon_and_pushes_nothing_out():
    ask, asked = counted(own=lambda value: value < 0, most_own=1)
    for value in (1, 2, -1, -2, -3, 1, 2, -3, -1):
        ask(value)
    assert asked == [1, 2, -1, -2, -3, -1]


def texts_in(start):
    """Return every text that is reached from objects, through all that they hold."""
    seen, todo, texts = set(), list(start), set()
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | FunctionType):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            texts.add(one)
        todo += gc.get_referents(one)
    return texts


def test_what_a_note_says_is_in_no_cache_after_some_other_patients():
    told = "Ask about the dog"
    caches = [clear.__self__ for clear in memo._forgetting]
    notes = [told, *(f"Visit {number}" for number in range(60))]
    for number, note in enumerate(notes):
        noted = {"exercises": ["couch-stretch", {"id": "hip-hinge", "note": note}], "patient": {"name": f"Bo {number}"}}
        make_handout(library(), plan_of({**BASE, **noted, "topics": []}), clinic(), CARDS)
        if number == 0:
            assert any(told in text for text in texts_in(caches))
    assert [text for text in texts_in(caches) if told in text] == []


def test_a_value_that_is_equal_but_another_object_makes_the_same_bytes():
    again = replace(library(), sections={"hip": replace(SECTION, exercises=tuple(replace(one) for one in SECTION.exercises))})
    assert sheet((again, BASE, replace(clinic()), replace(CARDS))) == sheet((library(), BASE, clinic(), CARDS))
