"""Plans made up by chance, with everything a clinician may choose: nothing is printed on anything else, and no exercise is lost.

The same plans every time (derandomized), in every layout, on every paper, in every ink. A plan that fails is shown as it was found:
making it smaller would take minutes.
"""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handouts.handout import lay_out, weeks_of
from handouts.library.dose import DAYS
from handouts.library.flags import FLAGS
from handouts.library.pain.running import run_day_faults
from handouts.plans.resolve import resolve
from handouts.sheet.compose.sheet import compose
from tests import geometry
from tests.layout.test_layouts import PAPERS, faults
from tests.making import EXERCISES, TOPICS, clinic, layout, library, plan_of, with_reasons

ODD = "aeiourstnlAEWMgjpqy0159.,;:!?'’“”()[]{}<>&%$#@*_-–…·/\\|~^`+=éßŁžğŞÅøñçŵŷăắếĐđΩμέςЖщюЂ€£½°"
"""Letters of every script the typeface has, and signs that mean something to YAML, HTML, templates and PDF."""
TOGETHER = frozenset(one.id for one in library().sections["hip"].exercises if one.dose.side == "both_together")


def lines(most):
    """Return one line of odd words, some of them very long, of at most so many letters."""
    words = st.lists(st.text(ODD, min_size=1, max_size=30), min_size=1, max_size=40)
    return words.map(lambda found: " ".join(found)[:most].strip())


def some(**choices):
    """Return some of these choices."""
    return st.fixed_dictionaries({}, optional=choices)


days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True)
often = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"days": days}),
    some(per_week=st.integers(1, 7), per_day=st.integers(1, 10)),
    st.fixed_dictionaries(
        {"frequency": st.fixed_dictionaries({"per_week": st.integers(1, 7), "at_most": st.booleans(), "per_day": st.integers(1, 10)})}
    ),
)
amounts = st.one_of(
    some(reps=st.integers(1, 100), hold_s=st.integers(1, 600)),
    st.fixed_dictionaries({"time_s": st.integers(1, 3600)}),
)
details = some(
    sets=st.integers(1, 20),
    rest_s=st.integers(0, 600),
    tempo=st.sampled_from(["3-0-1-0", "10-10-10-10", "0-2-0-2"]),
    load=st.sampled_from(["8 kg", "999.95 lb", "green band", "transparent turquoise band", "body weight"]),
    effort=st.sampled_from(["0", "6", "9 to 10", "mild", "moderate"]),
    when=st.sampled_from(["before-run", "after-run", "rest-day"]),
)


@st.composite
def exercises(draw):
    """Return some exercises in some order, each with or without a dose of its own and a note."""
    found = []
    for name in draw(st.lists(st.sampled_from(EXERCISES), min_size=1, max_size=8, unique=True)):
        dose = draw(st.one_of(st.just({}), st.tuples(amounts, often, details).map(lambda parts: parts[0] | parts[1] | parts[2])))
        if name not in TOGETHER:
            dose = dose | draw(some(side=st.sampled_from(["left", "right", "each", "as_told"])))
        note = draw(st.one_of(st.none(), lines(200)))
        found.append({"id": name, **({"dose": dose} if dose else {}), **({"note": note} if note else {})})
    return found


@st.composite
def plans(draw):
    """Return the name of a layout and the data of a plan for one of its papers."""
    name, paper = draw(st.sampled_from(PAPERS))
    data = draw(
        some(
            exercises=exercises(),
            patient=st.one_of(
                st.fixed_dictionaries({"name": lines(60), "reference": lines(24)}),
                st.fixed_dictionaries({"name": lines(60)}),
                st.fixed_dictionaries({"reference": lines(24)}),
            ),
            clinician=lines(60),
            given_on=st.just("2026-11-22"),
            review_on=st.sampled_from(["2026-11-29", "2026-12-20", "2027-03-01"]),
            side=st.sampled_from(["left", "right", "both"]),
            goal=lines(160),
            main_message=lines(160),
            topics=st.lists(st.sampled_from(TOPICS), max_size=2, unique=True),
            pen=st.sampled_from(["blank", "part", "full"]),
            log_weeks=st.integers(0, 12),
            run_days=st.lists(st.sampled_from(DAYS), max_size=7, unique=True),
            return_to_run=st.booleans(),
            pain=st.sampled_from(["usual", "heel-tendon", "kneecap", "kneecap-tendon", "bone-stress", "as-told"]),
            ink=st.sampled_from(["colour", "grey", "ink-saver"]),
            order=st.sampled_from(["group", "position"]),
            flags=st.lists(st.sampled_from(FLAGS), max_size=3, unique=True),
        )
    )
    not_to_run = data.get("pain") in ("bone-stress", "as-told") or {"bone-stress", "post-op"} & set(data.get("flags", ()))
    if data.get("return_to_run") and (not_to_run or list(run_day_faults(data.get("run_days", ())))):
        data["return_to_run"] = False
    return name, with_reasons({"section": "hip", "paper": paper, **data})


def laid_out(name, data):
    """Return the pages of a plan in a layout, and its blocks."""
    plan = plan_of(data)
    handout = resolve(library(), plan, clinic())
    return lay_out(library(), plan, clinic(), layout(name))[0], compose(handout, weeks_of(handout, layout(name)))


@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(plans())
def test_whatever_is_chosen_nothing_overlaps_nothing_is_outside_and_no_exercise_is_lost(made_up):
    name, data = made_up
    pages, sheet = laid_out(name, data)
    assert faults(name, data["paper"], pages.pages, " ".join(sheet.running.centre.split())) == []
    assert geometry.cards_torn(pages.pages, sheet.cards) == []
    assert [card.number for card in sheet.cards] == list(range(1, len(sheet.cards) + 1))
    assert [what for card in sheet.cards for what in geometry.left_out(pages.pages, card, [])] == []


def test_a_lost_exercise_would_be_seen():
    pages, sheet = laid_out("cards", {"section": "hip", "paper": "A4", "exercises": list(EXERCISES[:4])})
    assert geometry.cards_torn(pages.pages, sheet.cards) == []
    assert len(geometry.cards_torn(pages.pages[:3], sheet.cards)) == 2
