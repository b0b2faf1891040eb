"""The path of a handout, top to bottom: library, plan, clinic and layout in, the bytes of a PDF out."""

from dataclasses import dataclass

from handouts.clinic import LoadedClinic
from handouts.errors import Problem
from handouts.layout import Layout
from handouts.library import Library
from handouts.pdf.writer import write_pdf
from handouts.plan import Plan
from handouts.resolve import resolve
from handouts.sheet.compose import compose
from handouts.sheet.marks import Pages
from handouts.sheet.place import Printing, place


@dataclass(frozen=True, slots=True)
class Made:
    """A finished sheet, its pages before they were written, and what the clinician should know of it."""

    pdf: bytes
    pages: Pages
    notes: tuple[Problem, ...]


def make_handout(library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout) -> bytes:
    """Return the PDF of a plan; the same inputs give the same bytes. Raises HandoutError."""
    return make(library, plan, clinic, layout).pdf


def make(library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout) -> Made:
    """Return the PDF of a plan with its pages and notes. Raises HandoutError."""
    pages, notes = lay_out(library, plan, clinic, layout)
    return Made(write_pdf(pages), pages, notes)


def lay_out(library: Library, plan: Plan, clinic: LoadedClinic, layout: Layout) -> tuple[Pages, tuple[Problem, ...]]:
    """Return the pages of a plan, and what the clinician should know of them. Raises HandoutError."""
    handout = resolve(library, plan, clinic)
    printing = Printing(paper_of(library, plan, clinic), clinic.accent, plan.ink, plan.figures or clinic.facts.figures)
    pages = place(compose(handout, layout.log.weeks), layout, printing)
    given_up = (Problem(message=f"to fit: {text}", level="info") for text in pages.given_up)
    return pages, (*handout.notes, *given_up)


def paper_of(library: Library, plan: Plan, clinic: LoadedClinic) -> str:
    """Return the paper a plan is printed on: its own, the clinic's, or its country's."""
    country = library.countries.get(clinic.facts.country)
    return plan.paper or clinic.facts.paper or (country.paper if country else "A4")
