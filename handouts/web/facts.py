"""What the page shows before anything is chosen: the library, the packs, the layouts and the clinic's defaults, as plain data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from handouts.figure.store import drawing_ids
from handouts.layout.files import layout_files, load_layout
from handouts.library.clinic import LoadedClinic
from handouts.library.content import GROUPS, Exercise, Pack, Section
from handouts.library.content_folders import PACKS
from handouts.library.dose import LIMITS, Dose, session_s
from handouts.library.flags import FLAGS, judgement
from handouts.library.language import dose_words
from handouts.library.language.language import for_side, harder_line
from handouts.library.language.phrases import Phrases
from handouts.library.library import Library
from handouts.plans.doses import told_doses
from handouts.plans.prescription import usual
from handouts.reading.folders import yaml_files


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the page works with: the clinic, its folder if it has one, and the library."""

    clinic: LoadedClinic
    library: Library
    folder: Path | None


def start_facts(desk: Desk) -> dict[str, Any]:
    """Return what the page needs when it opens."""
    facts, library = desk.clinic.facts, desk.library
    phrases = library.phrases(facts.language)
    country = library.countries.get(facts.country)
    paper = facts.paper or (country.paper if country else "A4")
    return {
        "clinic": {"name": facts.name, "has_logo": desk.clinic.logo is not None, "example": facts.example},
        "today": date.today().isoformat(),  # noqa: DTZ011  the clinic's own calendar day
        "review_weeks": facts.review_weeks or 4,
        "most_minutes": facts.session_minutes,
        "dates": country.dates if country else "day-month",
        "defaults": {"layout": facts.layout, "paper": paper, "language": facts.language, "ink": "colour", "clinician": ""},
        "layouts": list(_layouts(desk)),
        "languages": [{"id": code, "name": words.name} for code, words in library.languages.items()],
        "groups": [{"id": group, "name": phrases.groups[group]} for group in GROUPS],
        "sections": [_section(section, phrases, desk) for section in library.sections.values()],
        "packs": packs(desk),
        "flags": [{"id": flag, "name": phrases.flags[flag]} for flag in FLAGS],
        "pain_kinds": list(_pain_kinds(library)),
        "can_email": facts.email is not None or facts.mail is not None,
        "can_send": facts.mail is not None,
        "can_lock": find_spec("pikepdf") is not None,
        "can_save_packs": desk.folder is not None,
    }


def _pain_kinds(library: Library) -> Iterator[dict[str, str]]:
    """Yield the kinds of pain rule that a plan may name, each with what it is for."""
    for kind in library.pain.kinds if library.pain is not None else ():
        yield {"id": kind.id, "name": kind.id.replace("-", " ").capitalize(), "about": kind.use}


def _layouts(desk: Desk) -> Iterator[dict[str, Any]]:
    for name in layout_files(desk.clinic.layouts):
        layout = load_layout(name, desk.clinic.layouts)
        yield {"id": name, "title": layout.title, "papers": list(layout.papers)}


def packs(desk: Desk) -> list[dict[str, Any]]:
    """Return the packs by name, the clinic's own marked."""
    own = {path.stem for folder in desk.clinic.content for path in yaml_files(folder / PACKS)}
    return [_pack(pack, desk, own=name in own) for name, pack in sorted(desk.library.packs.items())]


def _pack(pack: Pack, desk: Desk, *, own: bool) -> dict[str, Any]:
    return {
        "id": pack.pack,
        "title": pack.title,
        "use": pack.use or "",
        "section": list(pack.section),
        "own": own,
        "pain": pack.pain,
        "minutes": told_doses({"pack": pack.pack}, desk.clinic, desk.library).minutes,
        "exercises": [{"id": chosen.id, "dose": plain(chosen.dose), "note": chosen.note or ""} for chosen in pack.exercises],
    }


def plain(value: object) -> Any:
    """Return a dose or a change of one as plain data: what is not set left out, texts as they are written."""
    from handouts.web.plans import written

    return written(value)


def _section(section: Section, phrases: Phrases, desk: Desk) -> dict[str, Any]:
    return {
        "id": section.section,
        "name": section.name,
        "groups": [{"id": group, "line": section.groups.of(group).line} for group in GROUPS],
        "exercises": [_exercise(exercise, phrases, desk) for exercise in section.exercises],
    }


def _exercise(exercise: Exercise, phrases: Phrases, desk: Desk) -> dict[str, Any]:
    dose = usual(exercise, desk.clinic.facts)

    def said(text: str) -> str:
        return for_side(text, dose.side, phrases.sides)

    return {
        "id": exercise.id,
        "name": exercise.name,
        "formal_name": exercise.formal_name,
        "aliases": list(exercise.aliases),
        "group": exercise.group,
        "muscles": {"main": list(exercise.muscles.main), "also": list(exercise.muscles.also)},
        "equipment": [{"id": name, "name": phrases.equipment[name]} for name in exercise.equipment],
        "position": {"id": exercise.position, "name": phrases.positions[exercise.position]},
        "purpose": said(exercise.purpose),
        "dose": shown_dose(dose),
        "limits": LIMITS,
        "dose_line": _dose_line(dose, phrases),
        "seconds": session_s(dose, exercise.one_repeat),
        "easier": said(exercise.easier),
        "first": said(exercise.first or ""),
        "harder": said(exercise.harder),
        "harder_line": harder_line(said(exercise.harder), said(exercise.progress_when), phrases),
        "harder_when": said(exercise.progress_when),
        "easier_exercise": exercise.easier_exercise,
        "harder_exercise": exercise.harder_exercise,
        "precautions": [text for text in map(said, exercise.precautions) if text],
        "contraindications": [phrases.contraindications[one] for one in exercise.not_for],
        "flags": [f"{phrases.flags[flag]}: {judgement(exercise.judged(flag), phrases.care_words[flag])}" for flag in FLAGS],
        "evidence": {"grade": exercise.evidence.grade, "text": exercise.evidence.text},
        "alt": said(exercise.picture.alt),
        "picture": picture_kind(exercise.id, desk.library),
    }


def picture_kind(name: str, library: Library) -> str | None:
    """Return the kind of file that shows an exercise: png for the clinic's own photo or picture, svg for a drawing; None for neither."""
    if name in library.pictures:
        return "png"
    return "svg" if name in library.drawings or name in drawing_ids() else None


def shown_dose(dose: Dose) -> dict[str, Any]:
    """Return a dose as the page shows it: each field by its name, the days of the week themselves."""
    data: dict[str, Any] = plain(dose)
    often = dose.frequency
    data.pop("frequency", None)
    return {**data, "per_week": len(often.week_days), "per_day": often.per_day, "days": list(often.week_days), "at_most": often.at_most}


def _dose_line(dose: Dose, phrases: Phrases) -> str:
    """Return a dose as short as a list needs it: 2 × 30 s, 3 × 10."""
    sets = dose_words.count_text(dose.sets, phrases)
    if dose.reps is not None:
        return f"{sets} × {dose_words.count_text(dose.reps, phrases)}"
    return f"{sets} × {dose_words.duration(dose.hold_s or dose.time_s or 0, phrases)}"
