"""What the clinician should look at before a sheet is handed over: findings about one plan, in words, before it is printed.

Each finding has its check (handouts.library.standards) and the place in the plan it speaks of. An error stops the sheet: an exercise that
is not for a patient with a flag needs a written reason first.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher

from handouts.errors import HandoutError, Level, Problem
from handouts.library.clinic import LoadedClinic
from handouts.library.content import Chosen, Exercise, Section
from handouts.library.dose import DAYS, WEIGHTS, Dose, Load, When, day_minutes, session_s
from handouts.library.flags import FLAGS
from handouts.library.language.language import join_list
from handouts.library.language.phrases import Phrases
from handouts.library.pain.rule import PainRule
from handouts.library.standards import finding, settle
from handouts.library.typed import highest
from handouts.plans.pain_notes import pain_notes
from handouts.plans.plan import ByHand, Plan, by_hand
from handouts.plans.prescription import prescribed
from handouts.reading.yamlfile import DataPath, folded
from handouts.storing.memo import memo
from handouts.storing.values import dataclass

MANY, TOO_MANY = 4, 6
"""More exercises than this are flagged, and flagged strongly (library/standards.txt A01: Bachmann 2018, Henry 1999)."""
MOST_PAIRS = 3
"""So many pairs of names alike are told of a plan; more say nothing new."""
ALIKE = 0.8
"""From this likeness (0 to 1) two names are taken for each other on a sheet; the hip section's most alike reach 0.72."""
HARD_DAYS, HARD_EFFORT = 3, 6
"""S08: this many hard days on end are flagged; hard is strength work at this effort or more (judgement)."""
FALL_RISKS = ("falls", "dizziness", "cannot-stand-on-one-leg")
_WHENS: dict[When, str] = {"before-run": "before a run", "after-run": "after a run", "rest-day": "days without a run"}
UPRIGHT = ("standing", "half-kneeling")
_SUPPORT = re.compile(
    r"\b(?:walls?|chairs?|worktop|rail|banister|table|counter|bench|door ?frame|doorway|sofa|bed|post|sink|stick|pole)\b"
    r"|\b(?:someone|partner|support|fingertips? on|hold on)\b",
    re.IGNORECASE,
)
_BAND_CHECK = re.compile(
    r"\bband\b[^.?!]*\b(?:worn|crack\w*|nick\w*|tear\w*|torn|frayed|split\w*|snap\w*)\b"
    r"|\b(?:check|look at|look over|inspect|worn|crack\w*|torn)\b[^.?!]*\bband\b",
    re.IGNORECASE,
)
_BANDS = ("loop-band", "fixed-band")
# Numbers that regulators keep free for drama, and those that people type to fill a field (Ofcom; NANPA 555-01XX; ACMA).
_MADE_UP = re.compile(
    r"(?:44|0)(?:113|114|115|116|117|118|121|131|141|151|161)4960\d{3}|(?:44|0)2079460\d{3}|(?:44|0)29201809\d{2}|(?:44|0)1632960\d{3}"
    r"|(?:44|0)7700900\d{3}|(?:44|0)8081570\d{3}|1?\d{3}55501\d{2}|0\d5550\d{4}|(?:61|0)491570\d{3}|(\d)\1{5,}|0?123456\d*|.*0{6}.*"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the findings are about: the plan, its exercises in order with their final doses, sections, clinic and wording."""

    plan: Plan
    ordered: Sequence[tuple[Chosen, Exercise]]
    doses: Sequence[Dose]
    sections: Sequence[Section]
    clinic: LoadedClinic
    phrases: Phrases

    @property
    def is_for_a_patient(self) -> bool:
        """Whether the sheet is for one patient."""
        return self.plan.patient is not None or self.plan.unnamed

    def place(self, exercise_id: str, *below: str) -> DataPath:
        """Return the path of an exercise in the plan; the plan itself where it chose none."""
        index = next((at for at, one in enumerate(self.plan.exercises) if one.id == exercise_id), None)
        return ("exercises", index, *below) if index is not None else ()


def settled_notes(about: Choice, rule: PainRule, second: Phrases | None = None, since: Plan | None = None) -> tuple[Problem, ...]:
    """Return what to look at, at the clinic's own levels; `second` is the small second language, `since` an earlier plan.

    Raises HandoutError for what must not be printed so.
    """
    clinic = about.clinic
    every = (
        *clinic.notes,
        *plan_notes(about),
        *pain_notes(about.plan, rule),
        *_since_notes(about.plan, about.sections, since),
        *_second_notes(about.plan, second),
    )
    notes = tuple(settle(every, clinic.facts.checks))
    wrong = [note for note in notes if note.level == "error"]
    if wrong:
        raise HandoutError(wrong)
    return notes


def plan_notes(about: Choice) -> Iterator[Problem]:
    """Yield what to look at in a plan, gravest checks of one exercise together."""
    yield from map(by_hand_note, by_hand(about.plan))
    if about.is_for_a_patient:
        yield from _for_a_patient(about)
    yield from _names_alike(about)
    for (one, exercise), dose in zip(about.ordered, about.doses, strict=True):
        for note in _for_an_exercise(about, one, exercise, dose):
            yield replace(note, at=note.at or about.place(exercise.id), about=(exercise.id,))
    yield from _whole(about)
    yield from _sections(about)
    yield from phone_notes(about.clinic)


_BY_HAND: dict[ByHand, tuple[DataPath, str]] = {
    "name": (("patient", "name"), "the patient's name"),
    "reference": (("patient", "reference"), "the patient's reference"),
    "clinician": (("clinician",), "the clinician's name"),
}


def by_hand_note(key: ByHand, *whose_sheets: str) -> Problem:
    """Return what is said where a name or a reference is written on a sheet by hand, or on those of several rows or files."""
    path, what = _BY_HAND[key]
    message = f"{what} has letters that the typeface lacks, so the sheet has a line for it; write it on by hand"
    return finding("G10", message, at=() if whose_sheets else path, about=whose_sheets)


def _for_a_patient(about: Choice) -> Iterator[Problem]:
    plan, count = about.plan, len(about.ordered)
    if count > MANY:
        strong = "; people given many do fewer of them, so keep to 6 at most" if count > TOO_MANY else ""
        yield finding("A01", f"{count} exercises; 4 or fewer are followed best{strong}", at=("exercises",))
    if plan.side is None and any(exercise.dose.side == "each" and one.dose.side is None for one, exercise in about.ordered):
        message = "no side is given, so the sheet says EACH side; add --side or 'side:'"
        yield finding("C06", message, level="warning", at=("side",))


def _names_alike(about: Choice) -> Iterator[Problem]:
    for first, second in itertools.islice(alike([exercise for _, exercise in about.ordered]), MOST_PAIRS):
        message = f"'{first.name}' and '{second.name}' look alike and may be taken for each other; rename one of them, or leave one out"
        yield finding("C01", message, words=second.name, level="warning", at=about.place(second.id))


def alike(exercises: Sequence[Exercise]) -> Iterator[tuple[Exercise, Exercise]]:
    """Yield pairs of exercises whose names may be taken for each other."""
    for first, second in _pairs_alike(tuple(exercise.name for exercise in exercises)):
        yield exercises[first], exercises[second]


@memo(500)
def _pairs_alike(names: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((one, other) for one, other in itertools.combinations(range(len(names)), 2) if names_alike(names[one], names[other]))


def names_alike(first: str, second: str) -> bool:
    """Return whether two names may be taken for each other: nearly the same letters in nearly the same order."""
    matcher = SequenceMatcher(None, first.casefold(), second.casefold(), autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _for_an_exercise(about: Choice, chosen: Chosen, exercise: Exercise, dose: Dose) -> Iterator[Problem]:
    plan, phrases = about.plan, about.phrases
    yield from _flags(about, exercise, dose)
    yield from dose_notes(exercise, dose)
    yield from _no_run(plan, chosen.dose.when, dose)
    if dose.when == "rest-day":
        yield from _rest_days(plan, prescribed(exercise, chosen.dose, about.clinic.facts), dose)
    if exercise.position in UPRIGHT and ("falls" in plan.flags or may_bring_a_fall(exercise)):
        yield from support_notes(exercise)
    if plan.equipment is not None:
        missing = [item for item in exercise.equipment if item not in plan.equipment]
        if missing:
            things = join_list([phrases.equipment[item] for item in missing], phrases)
            yield finding("C05", f"the patient has no {things}", level="warning")


def _flags(about: Choice, exercise: Exercise, dose: Dose) -> Iterator[Problem]:
    """Yield S05 for each flag of the patient: not given without a reason, take care, or not judged by anybody."""
    name, reason = exercise.id, about.plan.cleared.get(exercise.id)
    for flag in (flag for flag in FLAGS if flag in about.plan.flags):
        said, cell = about.phrases.flags[flag], exercise.judged(flag)
        if cell is None:
            message = f"it has not been judged for a patient with {said}, and its card says nothing about it; judge it before you give it"
            yield finding("S05", message, level="warning")
        elif cell.level == "no" and reason is None:
            why = f" ({cell.text})" if cell.text else ""
            message = f"not for a patient with {said} unless cleared{why}; leave it out, or say why it is all right"
            yield replace(finding("S05", message), in_plan=f"cleared: {{{name}: ...}}")
        elif cell.level == "no":
            yield finding("S05", f"given in spite of {said}; the reason is on record", level="warning")
        elif cell.level == "care":
            yield finding("S05", f"take care with {said}; its card says so", level="warning")
        if cell is not None and cell.no_load and dose.load is not None and dose.load.unit in WEIGHTS:
            message = (
                f"is done without weight by a patient with {said}, and its load is {dose.load.amount} {dose.load.unit}; leave the load out"
            )
            yield finding("S05", message, level="error", at=about.place(name, "dose", "load"))
        longest = cell.longest_hold_s if cell is not None else None
        if longest is not None and dose.hold_s is not None and dose.hold_s > longest:
            message = f"a hold of {dose.hold_s} s is long for a patient with {said}; {longest} s at most is better"
            yield finding("S05", message, level="warning", at=about.place(name, "dose", "hold_s"))


def dose_notes(exercise: Exercise, dose: Dose) -> Iterator[Problem]:
    """Yield what a final dose leaves open where it matters: rest, effort or load, a hold or a pace."""
    several = highest(dose.sets) > 1
    if exercise.group == "strength" and several and dose.rest_s is None:
        yield finding("C08", f"{dose.sets} sets and no rest between them; write rest_s", level="warning")
    if exercise.group != "mobility" and dose.effort is None and dose.load in (None, Load("body_weight")):
        yield finding("C07", "neither load nor effort says how hard it should be; write load or effort")
    if exercise.group == "mobility" and dose.reps is not None and dose.hold_s is None and dose.tempo is None and highest(dose.reps) < 5:
        yield finding("C06", f"{dose.reps} repeats without a hold or a pace; write hold_s or tempo", level="warning")


def may_bring_a_fall(exercise: Exercise) -> bool:
    """Return whether an exercise is not for patients who may fall, or only with care."""
    falls = exercise.judged("falls")
    return (falls is not None and falls.level != "fine") or bool(set(FALL_RISKS) & set(exercise.contraindications))


def support_notes(exercise: Exercise) -> Iterator[Problem]:
    """Yield S06 where the card of an exercise with a risk of falling names nothing to hold."""
    if not _names_support(exercise):
        yield finding(
            "S06",
            "could cause a fall but names nothing to hold on to; add 'Hold a chair' or the like",
            level="warning",
        )


@memo(500, by_identity=("exercise",))
def _names_support(exercise: Exercise) -> bool:
    falls = exercise.judged("falls")
    said = (exercise.start, *exercise.steps, exercise.easier, *exercise.precautions, falls.text if falls is not None else "")
    return says_support(said)


def lacks_band_check(equipment: Iterable[str], texts: Iterable[str]) -> bool:
    """Return whether an exercise uses a band and no text asks to look at it."""
    return bool(set(_BANDS) & set(equipment)) and not any(map(_BAND_CHECK.search, texts))


def says_support(texts: Iterable[str]) -> bool:
    """Return whether any of the texts names something to hold."""
    return any(map(_SUPPORT.search, texts))


def _no_run(plan: Plan, asked: When | None, dose: Dose) -> Iterator[Problem]:
    """Yield where an exercise is for before or after a run and no run is on its days; or the plan says so and names no run days."""
    if dose.when is None:
        return
    if not plan.run_days:
        if asked is not None:
            message = f"is for {_WHENS[asked]}, but the plan names no run days, so the sheet does not say so; add run_days"
            yield finding("S08", message, level="warning")
    elif dose.when != "rest-day" and not dose.frequency.at_most and not set(dose.frequency.week_days) & set(plan.run_days):
        message = f"is for {_WHENS[dose.when]}, but none of its days is a run day; change its days, or leave 'when' out"
        yield finding("S08", message, level="warning")


def _rest_days(plan: Plan, wanted: Dose, final: Dose) -> Iterator[Problem]:
    """Yield where an exercise for days without a run is planned on one, or has fewer of them than it should."""
    if any(day in plan.run_days for day in final.frequency.week_days):
        yield finding("S08", "is for days without a run, but is planned on one")
    had, asked = len(final.frequency.week_days), len(wanted.frequency.week_days)
    if had < asked:
        yield finding("S08", f"{asked} days a week do not fit beside {len(plan.run_days)} run days; {had} are printed")


def _whole(about: Choice) -> Iterator[Problem]:
    """Yield S08: too long a session, too many hard days on end."""
    if not about.is_for_a_patient:
        return
    pairs = zip(about.ordered, about.doses, strict=True)
    minutes, _ = day_minutes([(dose.frequency, session_s(dose, exercise.one_repeat)) for (_, exercise), dose in pairs])
    most = about.clinic.facts.session_minutes
    if minutes > most:
        message = f"the exercises on one day take about {minutes} minutes; most people keep up with {most} at most"
        yield finding("S08", message, at=("exercises",))
    hard = {
        day
        for (_, exercise), dose in zip(about.ordered, about.doses, strict=True)
        if exercise.group == "strength" and dose.effort is not None and dose.effort.high >= HARD_EFFORT
        for day in dose.frequency.week_days
    }
    yield from _hard_again(about)
    if any(all(DAYS[(start + step) % 7] in hard for step in range(HARD_DAYS)) for start in range(7)):
        days = ", ".join(about.phrases.days[DAYS.index(day)] for day in DAYS if day in hard)
        yield finding("S08", f"hard strength work on {HARD_DAYS} days or more on end ({days}); leave a day between", at=("exercises",))


def _hard_again(about: Choice) -> Iterator[Problem]:
    """Yield a hard exercise whose days, chosen for this patient, follow each other."""
    for (one, exercise), dose in zip(about.ordered, about.doses, strict=True):
        if one.dose.days is None or exercise.group != "strength" or dose.effort is None or dose.effort.high < HARD_EFFORT:
            continue
        days = dose.frequency.week_days
        if len(days) < len(DAYS) and any(DAYS[(DAYS.index(day) + 1) % 7] in days for day in days):
            message = "hard work on two days running; leave a day between"
            yield finding("S08", message, at=about.place(exercise.id, "dose", "days"), about=(exercise.id,))


def _sections(about: Choice) -> Iterator[Problem]:
    """Yield sections that are past their review, or were issued anew after the day of the plan."""
    today = date.today()  # noqa: DTZ011  a review date is a day of the clinic's own calendar
    for section in about.sections:
        doc = section.doc
        if doc.review_by < today:
            yield finding("G01", f"the {section.name} texts were due for review by {doc.review_by}; have them reviewed", level="warning")
        given = about.plan.given_on
        if given is not None and given < doc.issued:
            message = (
                f"the {section.name} texts were reissued on {doc.issued} (version {doc.version}), after the date of this plan, {given}"
            )
            yield finding("G02", f"{message}; read the sheet again", level="info")


def _since_notes(plan: Plan, sections: Sequence[Section], since: Plan | None) -> Iterator[Problem]:
    """Yield where the earlier plan is another patient's, or the texts were issued anew after it, so that more than the plan has changed."""
    if since is not None and since.patient is not None and plan.patient is not None:
        pairs = [(since.patient.reference, plan.patient.reference), (since.patient.name, plan.patient.name)]
        if any(one and other and folded(one) != folded(other) for one, other in pairs):
            message = "the earlier plan is another patient's: reference or name differ; give this patient's own with --since"
            yield Problem(message=message, level="error")
    for section in sections:
        if since is not None and since.given_on is not None and since.given_on < section.doc.issued:
            message = f"the {section.name} texts were reissued on {section.doc.issued}, after the earlier plan; cards may read differently"
            yield finding("G02", message, level="info")


def _second_notes(plan: Plan, second: Phrases | None) -> Iterator[Problem]:
    if plan.bilingual and second is None:
        yield Problem(message="the sheet is in the clinic's language already, so --bilingual adds nothing", level="warning")


def phone_notes(clinic: LoadedClinic, level: Level = "warning") -> Iterator[Problem]:
    """Yield S03 for a phone number that rings nowhere; the built-in example clinic says itself that it is one."""
    phone = clinic.facts.phone
    if phone is not None and not clinic.facts.example and is_made_up(phone):
        place = clinic.source.problem(("phone",), f"phone {phone} is a made-up number; write the one you answer")
        yield replace(place, level=level, kind="S03", words=phone)


def is_made_up(phone: str) -> bool:
    """Return whether a phone number is one that is kept for drama, or typed to fill a field."""
    return _MADE_UP.fullmatch(re.sub(r"\D", "", phone)) is not None
