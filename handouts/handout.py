"""The path of a handout, top to bottom: library, plan, clinic and layout in, the bytes of a PDF out."""

from collections.abc import Callable, Mapping

from handouts.errors import Problem
from handouts.layout.layout import Layout
from handouts.library.clinic import LoadedClinic
from handouts.library.library import Library
from handouts.library.standards import settle
from handouts.pdf.fingerprint import identity
from handouts.pdf.writer import write_pdf
from handouts.plans.plan import Plan
from handouts.plans.resolve import Handout, resolve
from handouts.sheet.compose.sheet import compose
from handouts.sheet.place.marks import GivenUp, Pages
from handouts.sheet.place.pages import place
from handouts.sheet.place.style import Printing
from handouts.sheet.unplaced import Later, unplaced, unplaced_notes
from handouts.storing.values import dataclass


def no_lap(name: str) -> None:
    """Time nothing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished sheet, its pages before they were written, and what the clinician should know of it."""

    pdf: bytes
    pages: Pages
    notes: tuple[Problem, ...]


TO_FIT = "to-fit"
"""The kind of a note that says what of a sheet gave way."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sheet before it is laid out: what it says, how it looks and is printed, the digest of all that, and what to know of it."""

    handout: Handout
    layout: Layout
    printing: Printing
    identity: bytes
    notes: tuple[Problem, ...]


def make_handout(library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout, since: Plan | None = None) -> bytes:
    """Return the PDF of a plan, marked where it differs from an earlier one; equal inputs give equal bytes. Raises HandoutError."""
    return make(library, plan, clinic, layout, since).pdf


def make(
    library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout, since: Plan | None = None, lap: Callable[[str], None] = no_lap
) -> Made:
    """Return the PDF of a plan with its pages and notes; `lap` is called at the end of each step. Raises HandoutError."""
    prepared = prepare(library, plan, clinic, layout, since)
    lap("resolving")
    sheet = compose(prepared.handout, weeks_of(prepared.handout, layout))
    lap("composing")
    pages = place(sheet, layout, prepared.printing)
    lap("placing")
    pdf = write_pdf(pages, prepared.identity, is_patients=prepared.handout.plan.patient is not None)
    lap("writing")
    return Made(pdf, pages, _notes(prepared, pages))


def prepare(library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout, since: Plan | None = None) -> Prepared:
    """Return what a plan prints, looked up and identified, before anything is laid out. Raises HandoutError."""
    handout = resolve(library, plan, clinic, since)
    cast = (plan.figures or clinic.facts.figures).cast(is_mixed=handout.is_section_sheet)
    printing = Printing(paper_of(library, plan, clinic, layout), clinic.accent, plan.ink, cast)
    later = Later(has_stopped=bool(handout.stopped), pain_changed=handout.pain.changed)
    homeless = settle(tuple(unplaced_notes(unplaced(plan, library, layout, later), layout)), clinic.facts.checks)
    return Prepared(handout, layout, printing, identity(handout, layout, printing), (*handout.notes, *homeless))


def place_prepared(prepared: Prepared) -> tuple[Pages, tuple[Problem, ...]]:
    """Return the pages of a sheet, and what the clinician should know of them. Raises HandoutError."""
    handout, layout = prepared.handout, prepared.layout
    pages = place(compose(handout, weeks_of(handout, layout)), layout, prepared.printing)
    return pages, _notes(prepared, pages)


def _notes(prepared: Prepared, pages: Pages) -> tuple[Problem, ...]:
    places = {chosen.id: at for at, chosen in reversed([*enumerate(prepared.handout.plan.exercises)])}
    return (*prepared.notes, *(_given_up(one, places) for one in pages.given_up))


def _given_up(given_up: GivenUp, places: Mapping[str, int]) -> Problem:
    """Return what gave way as a note; `places` are the exercises that the plan names, by id."""
    named = [places[name] for name in given_up.exercises if name in places]
    return Problem(message=f"to fit: {given_up}", kind=TO_FIT, level="info", at=("exercises", named[0]) if named else ())


def finish(prepared: Prepared) -> Made:
    """Return the PDF of what was prepared. Raises HandoutError when it cannot fit its pages."""
    pages, notes = place_prepared(prepared)
    return Made(write_pdf(pages, prepared.identity, is_patients=prepared.handout.plan.patient is not None), pages, notes)


def lay_out(
    library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout, since: Plan | None = None
) -> tuple[Pages, tuple[Problem, ...]]:
    """Return the pages of a plan, and what the clinician should know of them. Raises HandoutError."""
    return place_prepared(prepare(library, plan, clinic, layout, since))


def paper_of(library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout) -> str:
    """Return the paper a plan is printed on: its own; the clinic's or its country's where the layout has it; else the layout's first."""
    if plan.paper is not None:
        return plan.paper
    country = library.countries.get(clinic.facts.country)
    usual = clinic.facts.paper or (country.paper if country else "A4")
    return usual if usual in layout.papers else next(iter(layout.papers))


def weeks_of(handout: Handout, layout: Layout) -> int:
    """Return how many weeks the log has: as many as the plan says, or up to the next visit, or the layout; 0 where it prints none."""
    if "log" not in (*layout.cards.parts, *layout.end.parts):
        return 0
    return layout.log.weeks if handout.plan.log_weeks is None else handout.plan.log_weeks
