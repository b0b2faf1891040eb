"""What the clinician should know of the words of a sheet: what had no room on it, and what stands on it in another language."""

from collections.abc import Iterator, Sequence

from handouts.errors import Problem
from handouts.library.clinic import LoadedClinic
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import base
from handouts.library.library import Library
from handouts.library.signs.chosen import WarningSigns
from handouts.plans.exercises import PlannedExercise
from handouts.plans.notes import Choice


def word_notes(
    about: Choice, library: Library, items: Sequence[PlannedExercise], red_flags: WarningSigns, second: Phrases | None
) -> Iterator[Problem]:
    """Yield what to look at in the words of a sheet: what had no room, and what stands in another language."""
    yield from _to_ask(red_flags)
    yield from _in_two_languages(items, second)
    yield from _country_words(about.clinic, library, about.phrases)


def _to_ask(red_flags: WarningSigns) -> Iterator[Problem]:
    """Yield what to tell the clinic that had no room on the sheet: the clinician asks it at the visit."""
    if red_flags.asked:
        yield Problem(message=f"ask at the visit, for there is no room on the sheet: {' '.join(red_flags.asked)}", level="info")


def _in_two_languages(items: Sequence[PlannedExercise], second: Phrases | None) -> Iterator[Problem]:
    """Yield the exercises that have no name in the second language, so that their second line is the dose alone."""
    nameless = [item.name for item in items if item.second_name == ""]
    if second is not None and nameless:
        names = ", ".join(f"'{name}'" for name in nameless)
        message = f"no name in {second.language} for {names}; write it under names:, or the second line is the dose alone"
        yield Problem(message=message, level="warning")


def _country_words(clinic: LoadedClinic, library: Library, phrases: Phrases) -> Iterator[Problem]:
    """Yield words of the clinic's country that stand on a sheet in another language."""
    country, facts = library.countries.get(clinic.facts.country), clinic.facts
    if country is None or base(country.language) == base(phrases.language):
        return
    hours = country.out_of_hours.text if country.out_of_hours is not None else None
    words = ((country.place, facts.emergency, "emergency:"), (hours, facts.out_of_hours, "out_of_hours:"))
    left = [(f"'{text}'", key) for text, own, key in words if text is not None and own is None]
    if left:
        said, keys = (" and ".join(one) for one in zip(*left, strict=True))
        verb = "are" if len(left) > 1 else "is"
        message = f"the sheet is in {phrases.language}, and {said} {verb} in {country.language}; write {keys} in clinic.yaml"
        yield Problem(message=message, level="warning")
