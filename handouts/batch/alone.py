"""One sheet put into a folder by itself, as `make` does: named, marked with whose it is, and never over another person's."""

import os
from collections.abc import Callable
from pathlib import Path

from handouts.pdf.person import KEY_OF_PLAN, NOBODYS, Whose, digits_of_person, marked, name_held, refuse_another_s
from handouts.plans.duplicates import is_for_somebody, person_of
from handouts.plans.plan import Plan
from handouts.storing.output import refuse_foreign
from handouts.storing.secret import new_secret, secret_in, secret_of


def whose_plan(plan: Plan, origin: str) -> Whose:
    """Return whose sheet a plan is that has a file to itself: the patient's; one without a name or reference is known by its file."""
    if plan.patient is not None:
        return Whose(person_of(plan), plan.patient.name or "", origin)
    return Whose(KEY_OF_PLAN.format(origin), "", origin) if is_for_somebody(plan) else NOBODYS


def for_folder(pdf: bytes, whose: Whose, name_for: Callable[[str], str], *, force: bool) -> tuple[str, bytes]:
    """Return the name of a person's sheet, which `name_for` gives for the person's digits, and the sheet marked for its folder.

    Raises HandoutError where something else is there under that name; a secret is only made for a folder that can be written to.
    """
    folder = Path(name_for("")).parent
    secret = secret_in(folder) or new_secret()
    name = name_for(digits_of_person(secret, whose.key))
    refuse_foreign(Path(name), name, force=force)
    if not force:
        refuse_another_s(Path(name), whose, name, "choose another name with -o", pdf)
    if not os.access(folder, os.W_OK):
        return name, pdf
    if secret_of(folder, secret) != secret:  # another program made one at the same moment
        return for_folder(pdf, whose, name_for, force=force)
    return name, marked(pdf, whose, secret, name_held(Path(name), whose, secret))
