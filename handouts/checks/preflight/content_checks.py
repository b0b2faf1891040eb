"""A section's file held to standards.txt C01 to C12, C19, D13, S02, S05, S06, G01, G03: plain data in, findings with their places out.

The data is looked at as it stands in the file, so that one with faults, or with keys missing, is told everything in one go.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

from handouts.checks.preflight.drawn import DrawnExercises
from handouts.checks.preflight.findings import Finding
from handouts.checks.preflight.language_checks import is_cut_off
from handouts.checks.preflight.plain import words_of
from handouts.checks.preflight.sign_checks import own_sentences, red_flag_findings
from handouts.checks.preflight.texts import EXERCISE_TEXTS, at, care_texts, entries, one_side
from handouts.errors import counted
from handouts.library.flags import FLAGS, blank_message
from handouts.library.signs.catalogue import Catalogue
from handouts.library.typed import says_amount
from handouts.plans.notes import FALL_RISKS, UPRIGHT, lacks_band_check, names_alike, says_support
from handouts.reading.yamlfile import Data, DataPath, leaves

MOST_WORDS, STEPS = 20, (3, 6)
MOST_YEARS = 3
_HOW_HARD = re.compile(
    r"\b(?:mild\w*|gentl\w+|firm|comfortabl\w+|light\w*|easy|effort|hard|pressure|stretch|band|kg|dull)\b", re.IGNORECASE
)
_WRITTEN_SIDE = re.compile(
    r"\b(?:left|right)(?:-hand)?\s+(?:legs?|foot|knee|hip|hand|arm|side|ankle|thigh|heel|elbow|shoulder|buttock|toes?)\b", re.IGNORECASE
)
_HOLD_WORDS = re.compile(r"\bhold (?:it |this |here |there )?(?:for )?(\d+) seconds\b", re.IGNORECASE)
_REPS_WORDS = re.compile(r"\b(?:do|repeat) (?:it |this )?(\d+) (?:repeats|times)\b", re.IGNORECASE)
LEAST_ALT = 8
"""Fewer words do not tell what a picture shows."""
_FILLER = re.compile(r"\W*|n/?a|none|tbc|tbd|todo|xxx+|as above|see above|\?+", re.IGNORECASE)
_HURTS = re.compile(r"\b(?:pain\w*|ach(?:es?|ing)|sore\w*|(?<!can )hurt\w*|pinch\w*|burn\w*|throb\w*|dull|tender)\b", re.IGNORECASE)
_SAID = re.compile(r"[^.?!]+[.?!]*\s*(?:(?<=\? )[^.?!]+[.?!]*\s*)?")
"""A sentence, a question with its answer."""
_STOPS = re.compile(r"(?:stop|ask|tell|contact|call|leave)\b", re.IGNORECASE)
_FALLS = re.compile(r"\bone[- ]leg|\bsingle[- ]leg|\bbalance\b|\bboard\b", re.IGNORECASE)


def content_findings(data: Data, drawn: DrawnExercises, today: date, signs: Catalogue | None) -> Iterator[Finding]:
    """Yield what is missing or unfinished in a section's file, or in an addition to one; `signs` are the warning signs of its language."""
    yield from _names(data)
    for index, exercise in enumerate(entries(data, "exercises")):
        place: DataPath = ("exercises", index)
        for check in _CARD:
            yield from check(exercise, place)
        yield from _picture(exercise, place, drawn)
    for index, topic in enumerate(entries(data, "topics")):
        yield from _topic(topic, ("topics", index))
    if at(data, "section") is not None:
        yield from red_flag_findings(data, signs)
        yield from _doc(data, today)
    yield from unsigned(data, today)


def _names(data: Data) -> Iterator[Finding]:
    """C01: names and headings, whole and unlike each other."""
    named: list[tuple[DataPath, str]] = []
    for kind, key in (("exercises", "name"), ("topics", "title")):
        for index, one in enumerate(entries(data, kind)):
            name = at(one, key)
            place: DataPath = (kind, index, key)
            if not isinstance(name, str) or not name.strip():
                yield Finding("C01", place, f"has no {key}; write '{key}: ...'")
                continue
            if is_cut_off(name):
                yield Finding("C01", place, f"'{name}' is cut off; write the whole {key}", name)
            named.append((place, name))
    for (first_place, first), (place, name) in combinations(named, 2):
        same = first.casefold() == name.casefold()
        if same or (first_place[0] == place[0] == "exercises" and names_alike(first, name)):
            what = "appears twice" if same else f"is easily taken for '{first}'"
            yield Finding("C01", place, f"'{name}' {what}; rename one of them", name, None if same else "warning")


def _text(exercise: Data, key: str) -> str:
    value = at(exercise, key)
    return one_side(value) if isinstance(value, str) else ""


def _list(exercise: Data, key: str) -> list[str]:
    return [one_side(one) for one in entries(exercise, key) if isinstance(one, str)]


def _lines(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """C02, C03, C09, C11: the lines that a card is made of."""
    asked = (
        ("C02", "purpose", "what it is for, in one line"),
        ("C03", "start", "the start position"),
        ("C09", "easier", "an easier way"),
        ("C09", "harder", "a harder way"),
        ("C09", "progress_when", "when to go on to the harder way"),
        ("C11", "feel", "what you should feel"),
        ("C11", "avoid", "what to avoid"),
    )
    for check, key, what in asked:
        if _FILLER.fullmatch(_text(exercise, key)):
            yield Finding(check, (*place, key), f"{_name(exercise)} does not say {what}; add '{key}: ...'")
    count = len(words_of(_text(exercise, "purpose")))
    if count > MOST_WORDS:
        yield Finding("C02", (*place, "purpose"), f"the purpose has {count} words; {MOST_WORDS} at most")


def _steps(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """C04: so many steps, none of them long."""
    steps = _list(exercise, "steps")
    low, high = STEPS
    if not low <= len(steps) <= high:
        said = "has no steps" if not steps else f"has {counted(len(steps), 'step')}"
        message = f"{_name(exercise)} {said}; write {low} to {high}, each one thing to do"
        yield Finding("C04", (*place, "steps"), message, level=None if steps else "error")
    for index, step in enumerate(steps):
        count = len(words_of(step))
        if count > MOST_WORDS:
            yield Finding("C04", (*place, "steps", index), f"the step has {count} words; {MOST_WORDS} at most, so make it two", step)


def _equipment(exercise: Data, place: DataPath) -> Iterator[Finding]:
    if not isinstance(exercise, dict) or "equipment" not in exercise:
        yield Finding("C05", (*place, "equipment"), f"{_name(exercise)} does not say what it needs; write 'equipment: []' for nothing")


_AMOUNT = "reps, hold_s or time_s"


def _lacking(data: Data, place: DataPath, *keys: str) -> DataPath:
    """Return the path of what is not there: as many of the keys as lead to it."""
    there = next((at_key for at_key in range(len(keys)) if not isinstance(at(data, *keys[: at_key + 1]), dict)), len(keys))
    return (*place, *(key for key in keys[: there + 1] if key != _AMOUNT))


def _dose(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """C06, C07, C08: the dose, how hard, rest and pace."""
    dose, here = at(exercise, "dose"), (*place, "dose")
    missing = [key for key in ("sets", "side", "frequency") if at(dose, key) is None]
    if all(at(dose, key) is None for key in ("reps", "hold_s", "time_s")):
        missing.append(_AMOUNT)
    if missing:
        yield Finding(
            "C06", _lacking(exercise, place, "dose", missing[0]), f"{_name(exercise)} has no whole dose: write {', '.join(missing)}"
        )
        return
    texts = [*_list(exercise, "steps"), _text(exercise, "feel")] if at(exercise, "group") == "mobility" else []
    if at(dose, "effort") is None and at(dose, "load") is None and not any(map(_HOW_HARD.search, texts)):
        yield Finding("C07", here, f"{_name(exercise)} does not say how hard it should feel; write 'effort: 6' or 'effort: mild'")
    if at(exercise, "group") == "strength":
        lacking = [key for key in ("rest_s", "tempo") if at(dose, key) is None and (key == "rest_s" or at(dose, "reps") is not None)]
        if lacking:
            yield Finding("C08", here, f"{_name(exercise)} is for strength and has no {' and no '.join(lacking)}")


def _cautions(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """C10, S06: at least one caution; what to hold, and to look at the band."""
    name, cautions = _name(exercise), _list(exercise, "precautions")
    if not cautions:
        yield Finding("C10", (*place, "precautions"), f"{name} has no caution; write at least one in 'precautions'")
    texts = [_text(exercise, "start"), *_list(exercise, "steps"), _text(exercise, "easier"), *cautions]
    told = {*_list(exercise, "contraindications"), *_list(exercise, "care_flags")}
    if at(exercise, "flags", "falls", "level") in ("no", "care"):
        told.add("falls")
    texts += [text for flag, _, text in care_texts(exercise) if flag == "falls"]
    words = " ".join((_text(exercise, "name"), *texts[: 1 + len(_list(exercise, "steps"))]))
    upright = at(exercise, "position") in UPRIGHT
    risky = upright and (bool(told & set(FALL_RISKS)) or bool(_FALLS.search(words)))
    if risky and not says_support(texts):
        yield Finding("S06", place, f"{name} could cause a fall but names nothing to hold on to; add 'Hold a chair' or the like")
    if lacks_band_check(_list(exercise, "equipment"), texts):
        yield Finding("S06", place, f"{name} uses a band, and no line says to check it; add 'Check the band for cracks'")


def _flags(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """S05, C10: every flag judged, and no caution said twice to a patient with one."""
    listed = {*_list(exercise, "care_flags"), *_list(exercise, "contraindications")}
    blank = [flag for flag in FLAGS if flag not in listed and at(exercise, "flags", flag, "level") is None]
    if blank:
        yield Finding("S05", place, blank_message(_name(exercise), blank), level="warning")
    for flag, key, text in care_texts(exercise):
        asked = text.partition("?")[0] + "?"
        replaced = tuple(one for one in entries(at(exercise, "flags", flag), "replaces") if isinstance(one, str))
        for caution in _list(exercise, "precautions"):
            if not caution.startswith(replaced) and (caution.startswith(asked) or caution == text):
                message = f"'{text}' and the caution '{caution}' say the same thing twice; write 'replaces: [\"{asked}\"]'"
                yield Finding("C10", (*place, "flags", flag, key), message, text, "warning")


def pain_made_normal(text: str) -> str | None:
    """Return the part of a text that takes pain as usual: names it and neither asks for a stop, or for us, nor says to stay below it."""
    for match in _SAID.finditer(text):
        part = match[0].strip()
        asked, _, answer = part.partition("?")
        if _HURTS.search(part) and not re.search(r"\b(?:before|without|no)\b", asked) and not _STOPS.match(answer.strip()):
            return part
    return None


def _bone_stress(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """S05: with a bone stress injury no pain is usual, so a card printed for one may not say so; also where it is cleared."""
    cell = at(exercise, "flags", "bone-stress")
    if cell is None:
        return
    replaced = tuple(one for one in entries(cell, "replaces") if isinstance(one, str))
    left_out = {"name", "progress_when", *(key for key in ("first", "easier", "harder") if at(cell, f"{key}_ok") == "false")}
    left_out |= {"harder"} if at(cell, "level") in ("no", "false") else set()
    for key in (key for key in EXERCISE_TEXTS if key not in left_out):
        for path, raw in leaves(at(exercise, key), (*place, key)):
            text = one_side(raw) if isinstance(raw, str) else ""
            words = pain_made_normal(text) if not (key == "precautions" and text.startswith(replaced)) else None
            if words is not None:
                how = "name it in 'replaces' of bone-stress" if key == "precautions" else "say it without pain"
                message = f"'{words}' takes pain as usual, and with a bone stress injury none is; {how}"
                yield Finding("S05", path, message, words, "warning")


def _evidence(exercise: Data, place: DataPath) -> Iterator[Finding]:
    lacking = [key for key in ("grade", "text", "sources") if not at(exercise, "evidence", key)]
    if lacking:
        yield Finding(
            "C19",
            _lacking(exercise, place, "evidence", lacking[0]),
            f"{_name(exercise)} has no evidence {', '.join(lacking)}; write a grade, why, and its sources",
        )


def _sides(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """C06: a side that is written out, where the sheet has to say the patient's."""
    if at(exercise, "dose", "side") not in ("each", "left", "right"):
        return
    for key in (*EXERCISE_TEXTS, "picture"):
        for path, text in leaves(at(exercise, key), (*place, key)):
            match = _WRITTEN_SIDE.search(text)
            if match:
                yield Finding(
                    "C06", path, f"'{match[0]}' is the same for every patient; write {{side}} or {{your_side}}", match[0], "warning"
                )


def _dose_in_words(exercise: Data, place: DataPath) -> Iterator[Finding]:
    """C06: a hold or a number of repeats in a step that is not the dose's."""
    dose = at(exercise, "dose")
    for index, step in enumerate(_list(exercise, "steps")):
        for pattern, key, unit in ((_HOLD_WORDS, "hold_s", "seconds"), (_REPS_WORDS, "reps", "repeats")):
            match, meant = pattern.search(step), at(dose, key)
            if match and isinstance(meant, str) and not says_amount(meant, int(match[1])):
                message = f"'{match[0]}', but the dose says {meant} {unit}; leave the number to the dose"
                yield Finding("C06", (*place, "steps", index), message, match[0], "warning")


_CARD: tuple[Callable[[Data, DataPath], Iterator[Finding]], ...] = (
    _lines,
    _steps,
    _equipment,
    _dose,
    _cautions,
    _flags,
    _bone_stress,
    _evidence,
    _sides,
    _dose_in_words,
)


def _picture(exercise: Data, place: DataPath, drawn: DrawnExercises) -> Iterator[Finding]:
    """C12, G07: a picture of start and finish with words for it, and by what right a photo is printed."""
    name, exercise_id = _name(exercise), at(exercise, "id")
    if not at(exercise, "picture", "alt"):
        yield Finding(
            "C12", _lacking(exercise, place, "picture", "alt"), f"{name} has no words for its picture; write 'picture: {{alt: ...}}'"
        )
    alt = _text(at(exercise, "picture"), "alt")
    if alt and len(words_of(alt)) < LEAST_ALT:
        yield Finding(
            "C12",
            (*place, "picture", "alt"),
            f"{name}: the words for the picture do not tell what it shows; say how it starts and ends",
            alt,
            "warning",
        )
    file = at(exercise, "picture", "file")
    if file and not at(exercise, "picture", "licence"):
        yield Finding(
            "G07", (*place, "picture", "licence"), f"{name}: say by what right the picture is printed; write 'licence: own photo, 2026'"
        )
    panels = drawn.panels.get(exercise_id, 0) if isinstance(exercise_id, str) else 0
    if not file and not panels:
        yield Finding("C12", place, f"{name} has no picture; draw it, or name a photo of yours", level="warning")
    still = at(exercise, "dose", "hold_s") is not None or at(exercise, "dose", "time_s") is not None
    if not file and panels == 1 and not still:
        yield Finding("C12", place, f"{name} has one picture; a move needs its start and its finish", level="warning")


def _topic(topic: Data, place: DataPath) -> Iterator[Finding]:
    """C20, L12: sources, and the one thing to keep."""
    title = at(topic, "title") or at(topic, "id") or "a topic"
    if not at(topic, "sources"):
        yield Finding("C20", (*place, "sources"), f"'{title}' has no sources; write the keys of those that show it")
    if not at(topic, "key"):
        yield Finding("L12", (*place, "key"), f"'{title}' has no key sentence; write the one thing to keep", level="warning")
    if not at(topic, "not_known"):
        yield Finding("C20", (*place, "not_known"), f"'{title}' does not say what is not known yet; add 'not_known'")


def _doc(data: Data, today: date) -> Iterator[Finding]:
    """G01: code, version, dates and owner; reviewed in time."""
    for key in ("code", "version", "issued", "review_by", "owner"):
        if not at(data, "doc", key):
            yield Finding("G01", _lacking(data, (), "doc", key), f"document control has no {key}; write 'doc: {{{key}: ...}}'")
    issued, due = _day(at(data, "doc", "issued")), _day(at(data, "doc", "review_by"))
    if due is not None and due < today:
        yield Finding("G01", ("doc", "review_by"), f"review was due by {due}")
    if issued is not None and due is not None:
        if due < issued:
            yield Finding("G01", ("doc", "review_by"), "review_by is before issued")
        elif (due - issued).days > MOST_YEARS * 366:
            yield Finding("G01", ("doc", "review_by"), f"is more than {MOST_YEARS} years after it was issued", level="warning")


def _day(text: Data) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def reviews(data: Data) -> Iterator[tuple[DataPath, Data]]:
    """Yield the place and the data of every text that someone must sign; ids of warning signs are signed in their catalogue."""
    if at(data, "flags") is not None:
        yield ("review",), at(data, "review")
    if own_sentences(at(data, "red_flags")):
        yield ("red_flags", "review"), at(data, "red_flags", "review")
    for kind in ("topics", "exercises"):
        for index, one in enumerate(entries(data, kind)):
            yield (kind, index, "review"), at(one, "review")


def unsigned(data: Data, today: date) -> Iterator[Finding]:
    """G03: texts that nobody has signed, as one finding."""
    for place, review in reviews(data):
        signed = _day(at(review, "reviewed_on"))
        if signed is not None and signed > today:
            yield Finding("G03", place, f"was signed on {signed}; the signing date is in the future")
    places = [place for place, review in reviews(data) if not at(review, "reviewed_by")]
    if places:
        said = f"{len(places)} texts are" if len(places) > 1 else "the warning signs are" if places[0] == ("review",) else "1 text is"
        message = f"{said} not signed by a physiotherapist yet (reviewed_by: null); see handouts check --review"
        yield Finding("G03", places[0], message, level="warning")


def _name(exercise: Data) -> str:
    name = at(exercise, "id") or at(exercise, "name")
    return name if isinstance(name, str) else "this exercise"
