"""The fixed wording of one language, and how a text takes the patient's side.

`content/shared/en-GB.yaml` holds every word the program prints of its own. Texts carry slots in braces: `{side}` and its
kin are filled for the side of the plan, `{each|...}` is printed only when an exercise is done on each side, `{one|...}`
only when it is done on one; other slots (`{n}`, `{phone}`, ...) are filled by name where the wording says so.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from handouts.errors import near_miss
from handouts.library.dose import DAYS, Day, DoseSide
from handouts.library.language.dose_phrases import Plural, Sides
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import form_of
from handouts.storing.memo import memo

SIDE_SLOTS = ("side", "other_side", "your_side", "your_other_side")
"""Slots that a text of an exercise may carry."""


_NAMED = re.compile(r"\{([a-z_]+)\}")
_SLOT = re.compile(r"\{([^{}|]*)(\|[^{}]*)?\}")


def slot_faults(text: str) -> Iterator[str]:
    """Yield what is wrong with the slots of an exercise text."""
    for match in _SLOT.finditer(text):
        name, rest = match[1], match[2]
        if rest is None and name not in SIDE_SLOTS:
            yield f"slot {{{name[:30]}}} is not known{near_miss(name, SIDE_SLOTS)}"
        if rest is not None and name not in ("each", "one"):
            yield f"slot {{{name[:30]}|...}} is not known; write {{each|...}} or {{one|...}}"
    left = _SLOT.sub("", text)
    if "{" in left or "}" in left:
        yield "a brace has no partner; slots are written {side} or {each|text}"


def for_side(text: str, side: DoseSide, sides: Sides) -> str:
    """Return the text as it reads for one side, or '' when nothing is left of it."""
    words = sides.of(side)
    kept = {"one": side in ("left", "right"), "each": side == "each"}

    def fill(match: re.Match[str]) -> str:
        name, rest = match[1], match[2]
        if rest is not None:
            return rest[1:] if kept[name] else ""
        value: str = getattr(words, name)
        return value

    filled = re.sub(r" {2,}", " ", _SLOT.sub(fill, text)).strip()
    return _capital(filled) if filled[:1].islower() and text[:1] == "{" else filled


def has_side_slots(text: str) -> bool:
    """Return whether the text speaks of a side."""
    return _SLOT.search(text) is not None


@memo(150)
def fill(text: str, **values: object) -> str:
    """Return a wording with its named slots filled; a slot that is not named stays as it is written."""
    return _NAMED.sub(lambda match: str(values.get(match[1], match[0])), text)


def plural(forms: Plural, number: int, language: str, **values: object) -> str:
    """Return the form that a language has for a number, with {n} filled."""
    return fill(forms.of(form_of(language, number)), n=number, **values)


def print_date(day: date, phrases: Phrases) -> str:
    """Return a date as the language prints it: 22 Nov 2026."""
    return fill(phrases.date, day=day.day, month=phrases.months[day.month - 1], year=day.year)


def print_month(day: date, phrases: Phrases) -> str:
    """Return month and year as the language prints them."""
    return fill(phrases.month, month=phrases.months[day.month - 1], year=day.year)


def harder_line(harder: str, when: str, phrases: Phrases, more: str = "") -> str:
    """Return how to make an exercise harder and when, as sentences of one row, with what else is said behind them."""
    return f"{fill(phrases.card.harder_line, harder=harder, when=when)} {more}".rstrip()


def day_name(day: Day, phrases: Phrases, *, short: bool = False) -> str:
    """Return the name of a week day: Mon, or Mo when short."""
    names = phrases.days_short if short else phrases.days
    return names[DAYS.index(day)]


def join_list(words: Sequence[str], phrases: Phrases) -> str:
    """Return `a, b and c`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {phrases.list_and} {items[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
