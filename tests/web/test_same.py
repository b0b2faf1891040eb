"""One dose on screen and paper: 300 plans made up by chance, opened by the page's own code in a browser.

What its cards show, the note, the plan it saves and the PDF of that plan are read by this file's own few lines, and say the same, field
by field. The saved plan is the one that was opened, in every field that a plan can have.
"""

import random
import re

import pypdfium2
import pytest

from handouts.handout import make_handout
from handouts.library.clinic import load_clinic
from handouts.library.dose import DAYS
from handouts.library.library import load_library
from handouts.plans.plan import load_plan
from handouts.web.plans import as_yaml, checked
from tests import making
from tests.browsing import opening, served
from tests.writing import write_clinic

COUNT, SEED = 300, 15
OWN = """doses:
  couch-stretch: {sets: 4, hold_s: 60, frequency: {per_week: 7, at_most: true}}
  hip-hinge: {reps: 8 to 12, load: 4 kg}
  strength: {rest_s: 75, effort: 7}
"""
OPEN_ALL = """async (texts) => {
  const [api, files, state, sheet] = await Promise.all(
    ['api', 'planfile', 'state', 'sheet'].map((name) => import(`/static/${name}.js`)));
  document.querySelector('#desk').style.display = 'none';  // the sheets are made, their pictures are not
  const shown = (root, one) => !one.closest('[hidden]:not(.more)') && root.contains(one);
  const fields = (root) => [...root.querySelectorAll('[data-field]')].filter((one) => shown(root, one));
  const read = (root) => ({
    name: root.querySelector('h3').textContent,
    fields: Object.fromEntries(fields(root).map((one) => [one.dataset.field, one.value])),
    side: root.querySelector('.side .both') ? 'both' : root.querySelector('.side input:checked')?.value ?? 'as told',
    days: [...root.querySelectorAll('.more .days input:checked')].map((one) => one.value),
    often: root.querySelector('.freq').textContent,
  });
  const told = [];
  for (const text of texts) {
    const answer = await api.openPlan(text);
    if (!answer.ok) { told.push({problems: answer.problems}); continue; }
    state.begin(files.fromPlan(answer));
    const drawn = await sheet.ready();
    const saved = await api.savePlan(files.toSave());
    const whole = await api.savePlan(files.toPlan());
    const note = await api.makeNote(files.toPlan());
    const who = Object.fromEntries([...document.querySelectorAll('#who [data-field]')].map((one) => [one.dataset.field, one.value]));
    const minutes = document.querySelector('#bud-minutes').textContent;
    const cards = [...document.querySelectorAll('.card')].map(read);
    const texts = {saved: saved.text, whole: whole.text, note: note.text};
    told.push({ok: Boolean(drawn), cards, printed: answer.printed, ...texts, who, minutes});
  }
  return told;
}"""


def some(chance, **choices):
    """Return some of these choices, each as a value drawn from it."""
    return {name: draw() for name, draw in choices.items() if chance.random() < 0.4}


def amounts(chance):
    """Return repeats with or without a hold, a hold, a time, or what the exercise has."""
    reps = chance.choice([chance.randint(1, 100), f"{chance.randint(1, 20)} to {chance.randint(21, 100)}"])
    hold = chance.randint(1, 600)
    return chance.choice([{}, {"reps": reps}, {"reps": reps, "hold_s": hold}, {"hold_s": hold}, {"time_s": chance.randint(1, 3600)}])


def how_often(chance):
    week, times = chance.randint(1, 7), chance.randint(1, 10)
    days = sorted(chance.sample(DAYS, week), key=DAYS.index)
    at_most = {"frequency": {"per_week": week, "per_day": times, "at_most": chance.random() < 0.5}}
    return chance.choice([{}, {}, {"days": days}, {"per_week": week}, {"per_day": times}, {"days": days, "per_day": times}, at_most])


def dose(chance, exercise):
    sides = [] if exercise.dose.side == "both_together" else ["left", "right", "each", "as_told"]
    more = some(
        chance,
        sets=lambda: chance.choice([chance.randint(1, 20), f"{chance.randint(1, 4)} to {chance.randint(5, 20)}"]),
        rest_s=lambda: chance.randint(0, 600),
        tempo=lambda: chance.choice(["3-0-1-0", "2-1-2-1", "0-2-0-2"]),
        load=lambda: chance.choice(["8 kg", "7.5 lb", "green band", "body weight"]),
        effort=lambda: chance.choice(["0", "6", "5 to 6", "mild", "hard"]),
        when=lambda: chance.choice(["before-run", "after-run", "rest-day"]),
    )
    side = {"side": chance.choice(sides)} if sides and chance.random() < 0.4 else {}
    return {**more, **amounts(chance), **how_often(chance), **side}


def entry(chance, exercise):
    if chance.random() < 0.2:
        return exercise.id
    return {
        "id": exercise.id,
        "dose": dose(chance, exercise),
        **some(chance, note=lambda: chance.choice(["Go slowly.", "0089", "no: 'x'"])),
    }


def beside(chance):
    """Return what a plan may say beside its exercises."""
    who = {"name": "Zoë Şen", "reference": "0089", "email": "zoe@example.org", "email_ok": "2026-11-20"}
    patient = {"patient": {key: who[key] for key in chance.choice([("name",), ("reference",), tuple(who)])}}
    return {
        **chance.choice([patient, patient, {"unnamed": True}]),
        **chance.choice([{}, {}, {"pain": "as-told"}, {"pain": "heel-tendon"}, {"return_to_run": True, "gentle_first": True}]),
        **some(
            chance,
            clinician=lambda: chance.choice(["J. Meyer", {"name": "J. Meyer", "role": "Physio"}]),
            given_on=lambda: "2026-11-22",
            review_on=lambda: "2026-12-20",
            side=lambda: chance.choice(["left", "right", "both"]),
            goal=lambda: "Run 5 km: 'by spring'",
            main_message=lambda: "Little and often.",
            topics=lambda: chance.sample(making.TOPICS, chance.randint(0, 2)),
            equipment=lambda: chance.sample(["step", "loop-band", "wall"], chance.randint(0, 3)),
            layout=lambda: "cards",
            paper=lambda: chance.choice(["A4", "Letter"]),
            language=lambda: "en-GB",
            ink=lambda: chance.choice(["grey", "ink-saver"]),
            figures=lambda: {"skin": "dark", "hair": "ponytail"},
            pen=lambda: "full",
            log_weeks=lambda: chance.randint(0, 12),
            run_days=lambda: ["tue", "thu", "sun"],
            bilingual=lambda: True,
            order=lambda: chance.choice(["group", "position", "chosen"]),
        ),
    }


def made_up(chance):
    """Return the data of one plan: of exercises, of a pack, or of a whole section."""
    every = list(making.library().sections["hip"].exercises)
    kind = chance.random()
    if kind < 0.1:
        pack = chance.choice(list(making.library().packs.values()))
        first, *rest = (one.id for one in pack.exercises)
        of_pack = {"pack": pack.pack, **({"leave_out": [first]} if rest and chance.random() < 0.5 else {})}
        return {**of_pack, **{key: value for key, value in beside(chance).items() if key != "topics"}}
    if kind < 0.13:
        return {"section": "hip", **chance.choice([{}, beside(chance)])}
    chosen = chance.sample(every, chance.randint(1, 5))
    data = {"section": "hip", "exercises": [entry(chance, one) for one in chosen], **beside(chance)}
    return making.with_reasons({**data, "flags": chance.sample(["pregnancy", "falls"], 1)}) if chance.random() < 0.2 else data


@pytest.fixture(scope="module")
def opened_plans(chrome, tmp_path_factory):
    """Return the plans by chance, and what the page made of each; the clinic, with doses of its own; and a folder for the plans."""
    folder = tmp_path_factory.mktemp("same")
    clinic = write_clinic(folder / "clinic", OWN)
    chance = random.Random(SEED)
    plans = [checked(made_up(chance), making.library()) for _ in range(COUNT)]
    with served("--clinic", clinic, folder=folder) as server, opening(chrome, server) as open_it:
        page = open_it()
        page.set_default_timeout(600_000)
        told = page.evaluate(OPEN_ALL, [as_yaml(plan) for plan in plans])
    assert [one["problems"] for one in told if "problems" in one] == []
    return plans, told, [loaded(folder, one["saved"]) for one in told], load_clinic(clinic)


def loaded(folder, text):
    """Return the plan of a file with this text."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return load_plan(path, making.library())


def test_a_plan_that_is_opened_and_saved_is_the_same_in_every_field(opened_plans):
    plans, _, saved, _ = opened_plans
    assert saved == plans


def test_a_plan_that_has_changed_since_is_saved_whole_with_every_exercise_as_it_prints(opened_plans, tmp_path):
    _, told, _, _ = opened_plans
    assert [loaded(tmp_path, one["whole"]) for one in told] == [checked(one["printed"], making.library()) for one in told]


def test_cards_note_and_pdf_say_the_same_dose_field_by_field(opened_plans):
    _, told, saved, clinic = opened_plans
    library, wrong = load_library(), []
    for number, (one, plan) in enumerate(zip(told, saved, strict=True)):
        assert one["ok"], number
        shown = [of_card(card) for card in one["cards"]]
        names = [card["name"] for card in one["cards"]]
        paper = text_of(make_handout(library, plan, clinic, making.layout()))
        for at, (dose_shown, headed) in enumerate(zip(shown, names, strict=True), start=1):
            name = printed_name(library, plan, headed)
            beside = one["cards"][at - 1]["fields"]["when"] if plan.run_days else ""
            wrong += [f"plan {number}, {name}: {beside}"] if when_of(card_of(paper, at, name)) != beside else []
            line = next(line for line in one["note"].splitlines() if line.startswith(f"{at}. {name}: "))
            for where, found in (("note", of_text(line)), ("PDF", of_text(card_of(paper, at, name)))):
                wrong += [f"plan {number}, {name}, {where}: {found} for {dose_shown}"] if found != dose_shown else []
        minutes = re.search(r"(\d+) min", one["minutes"])[1]
        is_section = plan.patient is None and not plan.unnamed  # its page 1 has no week
        assert is_section or re.search(rf"{len(names)} exercises?, (up to )?{minutes} min a day", paper), (number, minutes)
    assert "\n".join(wrong[:5]) == ""


# --- the page's own values, and texts, read into one shape


def of_card(card):
    """Return the dose that a card of the page shows."""
    fields, count = card["fields"], len(card["days"])
    often = "every day" if count == 7 else f"{count} day{'s' if count > 1 else ''} a week"
    if card["often"].startswith("Up to"):
        often = "up to daily" if count == 7 else f"up to {often}"
    effort = fields["effort"]
    return {
        "sets": fields["sets"],
        "reps": fields.get("reps", ""),
        "hold": duration(fields.get("hold_s", "")),
        "time": duration(fields.get("time_s", "")),
        "side": card["side"].replace("_", " "),
        "rest": duration(fields["rest_s"]) if fields["rest_s"] != "0" else "",
        "often": often,
        "times": fields["per_day"] if fields["per_day"] != "1" else "",
        "effort": f"{effort} of 10" if effort and effort[0].isdigit() else effort,
        "pace": sorted(part for part in fields["tempo"].split("-") if part not in ("", "0")),
        "load": fields["load"],
    }


def duration(seconds):
    whole = int(seconds or 0)
    return "" if not seconds else f"{whole // 60} min" if whole >= 120 and whole % 60 == 0 else f"{whole} s"


_COUNT, _TIME = r"\d+(?: to \d+)?", r"\d+ (?:s|min)"
_STRIP = re.compile(
    rf"(?P<sets>{_COUNT}) sets?(?: (?P<reps>{_COUNT}) (?:repeats?|each way))?(?: (?P<time>{_TIME})(?: time)?(?! hold))?"
    rf"(?: (?P<hold>{_TIME}) hold)?(?: \D{{0,20}}?)? (?P<side>left|right|each|both|as told|the side your physio told you)\b"
)
_REST = re.compile(
    rf"^(?: (?!rest \d|every|up)[a-z]+){{0,4}}(?: rest (?P<rest>{_TIME}))?"
    r" (?P<often>every day|up to daily|up to \d+ days? a week|\d+ days? a week)(?: (?P<times>\d+) times a day)?"
    r"(?: effort (?P<effort>\d+(?: to \d+)? of 10|light|mild|moderate|hard))?(?P<more>.*)"
)
_PACE = re.compile(r"^ pace (.*?)(?= load | feel | avoid |$)")
_LOAD = re.compile(r"^(?: pace .*?)? load (body weight|\S+ (?:kg|lb)|[a-z ]+? band)\b")


def of_text(text):
    """Return the dose that a line of the note or a card of the sheet says."""
    plain = " ".join(text.lower().replace(",", " ").replace("’", "'").split())
    strip = _STRIP.search(plain)
    assert strip, plain
    rest = _REST.match(plain[strip.end() :])
    assert rest, plain
    said = {name: value or "" for name, value in {**strip.groupdict(), **rest.groupdict()}.items()}
    more = said.pop("more")
    pace, load = _PACE.match(more), _LOAD.match(more)
    side = "as told" if "physio" in said["side"] else said["side"]
    return {**said, "side": side, "pace": sorted(re.findall(r"(\d+) s\b", pace[1])) if pace else [], "load": load[1] if load else ""}


_WHEN = {"do it before your run": "before-run", "do it after your run": "after-run", "days when you do not run": "rest-day"}


def when_of(text):
    """Return when beside a run a card says its exercise is done."""
    plain = " ".join(text.lower().split())
    return next((when for words, when in _WHEN.items() if words in plain), "")


def text_of(pdf):
    """Return the text of a PDF as PDFium reads it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def printed_name(library, plan, name):
    """Return what a sheet calls an exercise of this name: that of its form, where a flag of the plan asks for one."""
    exercise = next(one for one in library.sections["hip"].exercises if one.name == name)
    return exercise.done_for(plan.flags).name


def card_of(paper, number, name):
    """Return the text of a card, from its dose on."""
    found = re.search(rf"\b{number} {re.escape(name)} (?!.{{0,40}}·).{{0,1400}}?(?=\b\d+(?: to \d+)? sets? (?!·))", paper)
    assert found, f"no card {number} {name}"
    return paper[found.end() :][:400]
