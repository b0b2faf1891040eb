"""The fit ladder: two cards to a page, and what gives way when they are taller than it.

Sizes are taken by the whole sheet; when no size is left, the two cards alone leave out a row or get a page each. What was
given up is reported; dose, steps, avoid and cautions never are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from handouts.errors import HandoutError, Problem
from handouts.layout.layout import FitStep, pt
from handouts.sheet.blocks import Card
from handouts.sheet.place import bands, cards
from handouts.sheet.place.frame import PageFrame
from handouts.sheet.place.marks import GivenUp
from handouts.sheet.place.style import Look
from handouts.storing.values import dataclass

T = TypeVar("T")
CardPair = tuple[Card, Card | None]
TOO_TALL = "too-tall"
"""The kind of a problem of a card that fits at no size."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How two cards that share a page are set: their look, or each on a page of its own; and what that gave up."""

    pair: CardPair
    look: Look
    apart: bool = False
    given_up: tuple[GivenUp, ...] = ()


def pairs_of(every: Sequence[Card]) -> Iterator[CardPair]:
    """Yield the cards two by two; an odd last one stands alone."""
    for index in range(0, len(every), 2):
        two = every[index : index + 2]
        yield two[0], two[1] if len(two) > 1 else None


def _fits(pair: CardPair, look: Look, frame: PageFrame) -> bool:
    left, right = pair
    return bands.least_height(cards.bands(left, look), cards.bands(right, look) if right else None) <= frame.later_height


def _fits_apart(pair: CardPair, look: Look, frame: PageFrame) -> bool:
    return all(bands.spread_height(cards.bands(card, look)) <= frame.later_height for card in pair if card)


def _largest(sizes: Sequence[Look], every: Sequence[T], fits: Callable[[T, Look], bool]) -> Look | None:
    """Return the first size at which each of these fits; None where there is none."""
    return next((look for look in sizes if all(fits(one, look) for one in every)), None)


def fit_pairs(
    pairs: Sequence[CardPair], sizes: Sequence[Look], last_steps: Sequence[FitStep], frame: PageFrame
) -> tuple[Look, list[Setting]]:
    """Return the look of the sheet and how each pair is set: the largest size at which all fit that can, the others by the last steps."""
    whole = _largest(sizes, pairs, lambda pair, look: _fits(pair, look, frame))
    if whole is not None:
        return whole, [Setting(pair, whole) for pair in pairs]
    tight = [pair for pair in pairs if not _fits(pair, sizes[-1], frame)]
    stubborn = _all_set(tight, lambda pair: _last_resort(pair, sizes[-1], last_steps, frame))
    if any(not setting.apart for setting in stubborn.values()):
        look = sizes[-1]
    else:
        fits = {pair: _fits_apart if pair in stubborn else _fits for pair in pairs}
        look = _largest(sizes, pairs, lambda pair, look: fits[pair](pair, look, frame)) or sizes[-1]
    settings = [stubborn.get(pair, Setting(pair, look)) for pair in pairs]
    return look, [replace(setting, look=look) if setting.apart else setting for setting in settings]


def _all_set(tight: Iterable[T], set_one: Callable[[T], Setting]) -> dict[T, Setting]:
    """Return how each of these is set. Raises HandoutError that names every one that cannot be."""
    settings: dict[T, Setting] = {}
    problems: list[Problem] = []
    for one in tight:
        try:
            settings[one] = set_one(one)
        except HandoutError as error:
            problems += error.problems
    if problems:
        raise HandoutError(problems)
    return settings


def _last_resort(pair: CardPair, look: Look, last_steps: Sequence[FitStep], frame: PageFrame) -> Setting:
    """Return how a pair is set that fits at no size: without a row, or each card on a page of its own with all its rows."""
    both = tuple(card for card in pair if card)
    lower = look
    for step in last_steps:
        if step.one_card_a_page:
            return Setting(pair, look, apart=True, given_up=(_of_cards(both, "one card to a page"),))
        if pair[1] is None:
            continue
        lower = lower.without(step.drop or "")
        if _fits(pair, lower, frame):
            gone = sorted({label for card in both for label in cards.dropped(lower, card)})
            return Setting(pair, lower, given_up=(_of_cards(both, f"{' and '.join(gone)} left out"),))
    raise HandoutError(misfits(both, lower, frame))


def _of_cards(every: Sequence[Card], text: str) -> GivenUp:
    return GivenUp(text, tuple(card.id for card in every), tuple(card.name for card in every))


def fit_pages(
    every: Sequence[Card], sizes: Sequence[Look], last_steps: Sequence[FitStep], frame: PageFrame, *, overleaf: bool
) -> tuple[Look, list[Setting]]:
    """Return the look of cards that have a page each (or a page and its overleaf), and how each is set; only the last steps drop rows."""
    most = 2 if overleaf else 1
    whole = _largest(sizes, every, lambda card, look: _takes(card, look, frame, most))
    if whole is not None:
        return whole, [Setting((card, None), whole) for card in every]
    tight = [card for card in every if not _takes(card, sizes[-1], frame, most)]
    stubborn = _all_set(tight, lambda card: _last_pages(card, sizes[-1], last_steps, frame, most))
    shrinks = any(setting.look != sizes[-1] for setting in stubborn.values())
    allowed = {card: 2 if card in stubborn else most for card in every}
    fitting = None if shrinks else _largest(sizes, every, lambda card, look: _takes(card, look, frame, allowed[card]))
    look = fitting or sizes[-1]
    settings = [stubborn.get(card, Setting((card, None), look)) for card in every]
    return look, [replace(setting, look=look) if setting.apart else setting for setting in settings]


def _takes(card: Card, look: Look, frame: PageFrame, most: int) -> bool:
    """Return whether a card takes at most so many pages, with its steps and dose on the first."""
    return bands.takes(cards.bands(card, look), look, frame.later_height, most)


def _last_pages(card: Card, look: Look, last_steps: Sequence[FitStep], frame: PageFrame, most: int) -> Setting:
    """Return how a card is set that fits at no size: without a row, or going on overleaf with all its rows."""
    lower = look
    for step in last_steps:
        most = 2 if step.overleaf else most
        if step.overleaf and _takes(card, look, frame, 2):
            return Setting((card, None), look, apart=True, given_up=(_of_cards([card], "goes on overleaf"),))
        lower = lower.without(step.drop or "")
        if _takes(card, lower, frame, 1):
            return Setting((card, None), lower, given_up=(_of_cards([card], f"{' and '.join(cards.dropped(lower, card))} left out"),))
    raise HandoutError([Problem(message=_too_long(cards.bands(card, look), frame, most), kind=TOO_TALL, about=(card.id,))])


def _too_long(card_bands: cards.Bands, frame: PageFrame, most: int) -> str:
    """Return what to shorten in a card that takes more pages than it may, and by how much."""
    of_whole, over = bands.too_tall_pt(card_bands, frame.later_height, most)
    place = "its page and overleaf" if most > 1 else "its page"
    what = "its steps and dose stand on one page and are" if of_whole else "it is"
    return f"does not fit on {place}: {what} about {max(1.0, over / pt(1)):.0f} mm too tall; shorten its note or its texts"


def misfits(every: Sequence[Card], look: Look, frame: PageFrame, *, spread: bool = False) -> Iterator[Problem]:
    """Yield a problem for each card that is taller than a page, down a column or spread over both, naming it and by how much."""
    for card in every:
        one = cards.bands(card, look)
        over = (bands.spread_height(one) if spread else one.height_pt) - frame.later_height
        if over > 0:
            message = f"is {over / pt(1):.0f} mm too tall for its page; shorten its note or its texts"
            yield Problem(message=message, kind=TOO_TALL, about=(card.id,))


def smaller(first: Look, look: Look) -> Iterator[GivenUp]:
    """Yield what the whole sheet gave up in size."""
    if look.body_pt != first.body_pt:
        yield GivenUp(f"text is {look.body_pt:g} points instead of {first.body_pt:g}")
    if look.picture_pt != first.picture_pt:
        yield GivenUp(f"pictures are {look.picture_pt / pt(1):.0f} mm high instead of {first.picture_pt / pt(1):.0f}")
