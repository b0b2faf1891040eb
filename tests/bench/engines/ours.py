"""handouts itself: library, clinic and layout are read once; each sheet starts from its checked plan, and nothing is laid out before."""

from dataclasses import replace

from handouts.handout import make_handout
from handouts.layout.files import load_layout
from handouts.library.clinic import load_clinic
from handouts.library.content import Chosen
from handouts.library.library import load_library
from tests.bench.engines.sheets import copies, long_plan, plan_data, plan_of


def engine(length=None):
    """Return what gives the plan of a patient by number, and what lays a plan out; of six exercises, or of so many."""
    clinic, layout = load_clinic(), load_layout("cards")
    library, ids = copies(length) if length else (load_library(), ())

    def plan(number):
        return long_plan(number, ids) if length else plan_of(plan_data(number))

    return plan, lambda one: make_handout(library, one, clinic, layout)


def previews(number):
    """Return the plans of a patient while they are worked on: one exercise more, two fewer, another side, a goal, a note."""
    plan = plan_of(plan_data(number))
    fewer = replace(plan, exercises=plan.exercises[:4])
    return (
        plan,
        replace(plan, exercises=(*plan.exercises, Chosen(id="thomas-stretch"))),
        fewer,
        replace(fewer, side="both"),
        replace(fewer, goal="Run the coast path in June"),
        replace(
            fewer,
            exercises=(replace(fewer.exercises[0], note="Only after a warm shower, and never on the cold floor."), *fewer.exercises[1:]),
        ),
    )
