"""The plan every engine lays out: the composed words of our own sheet as plain data, and its figures as SVG and as paths.

folder/plans.json     for each patient, the data of the plan, as `handouts` reads it from a file
folder/sheets.json    for each patient, every word of the sheet by its place, as a peer is given it
folder/*.svg          the figures and the code, drawn from the same outlines that our own sheet prints
folder/paths.json     the same figures as filled and stroked paths
"""

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from qrcodegen import QrCode

from handouts.figure.drawing import Drawing
from handouts.figure.paint import marks
from handouts.figure.svg import svg
from handouts.fonts.faces import WEIGHTS, face_bytes
from handouts.handout import weeks_of
from handouts.library.content import Chosen
from handouts.library.logo import Logo
from handouts.plans.resolve import resolve
from handouts.sheet.compose.cards import panels_of
from handouts.sheet.compose.sheet import compose
from handouts.sheet.place.pictures import figure_style
from handouts.sheet.place.style import AS_USUAL
from tests.making import clinic, layout, library, plan_of

SIX = ("couch-stretch", "hip-circles", "single-leg-balance", "standing-hip-abduction-hold", "hip-hinge", "bulgarian-split-squat")
GIVEN = ("Zoë", "Ann", "José", "Łucja", "Mia", "Bjørn", "Ayşe", "Cian", "Noor", "Ewan")
FAMILY = ("Şen", "Other", "Nuñez", "Żółć", "O'Brien", "Ängström", "Müller", "Smith", "Vos", "Kaya")
GOALS = ("Run 5 km by spring", "Climb the hill without pain", "Two parkruns a month", "Walk the dog for an hour")
SCALE_PX = 360
"""Width of an SVG; the engines set their own on the page."""


def plan_data(number):
    """Return the plan of a patient as plain data: six exercises, with a name, a goal, a side, doses and a note that are theirs."""
    name = f"{GIVEN[number % 10]} {FAMILY[number // 10 % 10]}"
    changed = {
        0: {"id": SIX[0], "dose": {"hold_s": 20 + 5 * (number % 5)}},
        2: {"id": SIX[2], "note": f"From visit {number + 1}: touch the worktop only when you need to."},
        5: {"id": SIX[5], "dose": {"reps": 6 + number % 5}},
    }
    return {
        "section": "hip",
        "exercises": [changed.get(at, one) for at, one in enumerate(SIX)],
        "patient": {"name": name, "reference": f"R-{number:05}"},
        "clinician": {"name": "J. Meyer"},
        "given_on": "2026-11-22",
        "review_on": "2026-12-20",
        "side": ("left", "right")[number % 2],
        "goal": f"{GOALS[number % 4]}, visit {number + 1}",
    }


def composed(plan, lib=None):
    """Return the blocks of a plan: every word of the sheet, in reading order."""
    handout = resolve(lib or library(), plan, clinic())
    return compose(handout, weeks_of(handout, layout()))


def copies(count):
    """Return a library with so many exercises, those of the hip over and over, and their ids; for plans longer than it has."""
    base = library()
    section = base.sections["hip"]
    made, drawings = [], {}
    for at in range(count):
        one = section.exercises[at % len(section.exercises)]
        name = one.id if at < len(section.exercises) else f"{one.id}-{at // len(section.exercises)}"
        made.append(replace(one, id=name, easier_exercise=None, harder_exercise=None))
        drawings[name] = drawn_panels(one.id)
    long = replace(section, exercises=tuple(made))
    return replace(base, sections={"hip": long}, packs={}, pictures={}, drawings=drawings), [one.id for one in made]


def drawn_panels(exercise_id):
    """Return the panels of a built-in drawing."""
    handout = resolve(library(), plan_of({"section": "hip", "exercises": [exercise_id]}), clinic())
    return panels_of(handout.items[0])


def long_plan(number, ids):
    """Return the plan of a patient with these exercises of a long library, without a log: no page holds one of 140 rows."""
    six = plan_of(plan_data(number))
    return replace(six, exercises=tuple(Chosen(id=one) for one in ids), log_weeks=0)


def as_data(value):
    """Return a block as plain data; drawings and pixels stand in files beside."""
    if isinstance(value, Drawing | Logo):
        return None
    if is_dataclass(value):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [as_data(item) for item in value]
    return value


class Figures:
    """The figures of a sheet, written once each, and the names of their files."""

    def __init__(self, folder):
        self.folder, self.paths, self.names = folder, {}, {}

    def file_of(self, panels, side):
        """Return the name of a figure's files for a side; SVG for who reads it, paths for who draws it."""
        style = figure_style(clinic().accent, "colour", AS_USUAL)
        mirrored = panels[0].is_mirrored_for(side)
        name = f"figure-{self.names.setdefault(panels, len(self.names))}{'-mirrored' if mirrored else ''}"
        if name not in self.paths:
            text = svg(panels, style, SCALE_PX, mirrored=mirrored)
            (self.folder / f"{name}.svg").write_text(text, encoding="utf-8")
            self.paths[name] = [_paths(panel, style, mirrored) for panel in panels]
        return name


def _paths(panel, style, mirrored):
    kept = [[mark.path, mark.fill, mark.stroke, mark.width, mark.dash, mark.clip] for mark in marks(panel, style, 0.05)]
    return {"width": panel.width, "height": panel.height, "floor": panel.floor, "mirrored": mirrored, "marks": kept}


def sheet_data(sheet, figures):
    """Return all words of a sheet as plain data, each card with the name of its figure's files."""
    data = as_data(sheet)
    for card, block in zip(data["cards"], sheet.cards, strict=True):
        card["picture"]["file"] = figures.file_of(block.picture.panels, block.picture.side)
        card["picture"]["panels"] = len(block.picture.panels)
    for group, block in zip(data["glance"]["groups"], sheet.glance.groups, strict=True):
        for row, one in zip(group["rows"], block.rows, strict=True):
            row["thumb"] = figures.file_of((one.thumb,), one.side) if one.thumb else None
    return data


def write_sheets(folder: Path, patients: int, lengths: tuple[int, ...]) -> None:
    """Write what the engines lay out into a folder: so many patients' plans, and one plan of each length."""
    figures = Figures(folder)
    plans = [plan_data(number) for number in range(patients)]
    sheets = [sheet_data(composed(plan_of(plan)), figures) for plan in plans]
    long = {}
    for length in lengths:
        lib, ids = copies(length)
        long[length] = [sheet_data(composed(long_plan(number, ids), lib), figures) for number in range(2)]
    (folder / "plans.json").write_text(json.dumps(plans), encoding="utf-8")
    (folder / "sheets.json").write_text(json.dumps({"patients": sheets, "long": long}), encoding="utf-8")
    (folder / "paths.json").write_text(json.dumps(figures.paths), encoding="utf-8")
    code = sheets[0]["last"]["contact"]["code"][1]
    modules = QrCode.encode_text(code, QrCode.Ecc.MEDIUM)
    count = modules.get_size()
    rows = [[int(modules.get_module(x, y)) for x in range(count)] for y in range(count)]
    path = "".join(f"M{x} {y}h1v1h-1z" for y in range(count) for x in range(count) if rows[y][x])
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {count} {count}"><path d="{path}"/></svg>\n'
    (folder / "code.svg").write_text(picture, encoding="utf-8")
    (folder / "code.json").write_text(json.dumps(rows), encoding="utf-8")
    from handouts.library.clinic import example_folder

    (folder / "logo.png").write_bytes((example_folder() / "logo.png").read_bytes())
    fonts = folder / "fonts"
    fonts.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        (fonts / f"SourceSans3-{weight}.ttf").write_bytes(face_bytes(weight))
