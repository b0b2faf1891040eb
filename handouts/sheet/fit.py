"""The fit ladder: two cards to a page, and what gives way when they are taller than it.

Sizes are taken by the whole sheet; when no size is left, the two cards alone leave out a row or get a page each. What was
given up is reported; dose, steps, avoid and cautions never are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handouts.errors import HandoutError, Problem
from handouts.layout import FitStep, pt
from handouts.sheet import cards
from handouts.sheet.blocks import Card
from handouts.sheet.frame import Frame
from handouts.sheet.look import Look

Pair = tuple[Card, Card | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """How two cards that share a page are set: their look, or each on a page of its own; and what that gave up."""

    pair: Pair
    look: Look
    apart: bool = False
    given_up: tuple[str, ...] = ()


def pairs_of(every: Sequence[Card]) -> Iterator[Pair]:
    """Yield the cards two by two; an odd last one stands alone."""
    for index in range(0, len(every), 2):
        two = every[index : index + 2]
        yield two[0], two[1] if len(two) > 1 else None


def _fits(pair: Pair, look: Look, frame: Frame) -> bool:
    left, right = pair
    return cards.least_height(cards.bands(left, look), cards.bands(right, look) if right else None) <= frame.later_height


def fit_pairs(pairs: Sequence[Pair], sizes: Sequence[Look], last_steps: Sequence[FitStep], frame: Frame) -> tuple[Look, list[Setting]]:
    """Return the look of the sheet and how each pair is set: the largest size at which all fit that can, the others by the last steps."""
    stubborn = {pair: _last_resort(pair, sizes[-1], last_steps, frame) for pair in pairs if not _fits(pair, sizes[-1], frame)}
    if any(not setting.apart for setting in stubborn.values()):
        look = sizes[-1]
    else:
        look = next(look for look in sizes if all(_fits(pair, look, frame) for pair in pairs if pair not in stubborn))
    settings = [stubborn.get(pair, Setting(pair, look)) for pair in pairs]
    return look, [replace(setting, look=look) if setting.apart else setting for setting in settings]


def _last_resort(pair: Pair, look: Look, last_steps: Sequence[FitStep], frame: Frame) -> Setting:
    """Return how a pair is set that fits at no size: without a row, or each card on a page of its own with all its rows."""
    names = " and ".join(f"'{card.name}'" for card in pair if card)
    lower = look
    for step in last_steps:
        if step.one_card_a_page:
            return Setting(pair, look, apart=True, given_up=(f"{names}: one card to a page",))
        if pair[1] is None:
            continue
        lower = lower.without(step.drop or "")
        if _fits(pair, lower, frame):
            gone = sorted({label for card in pair if card for label in cards.dropped(lower, card)})
            return Setting(pair, lower, given_up=(f"{names}: {' and '.join(gone)} left out",))
    raise HandoutError(misfits([card for card in pair if card], lower, frame))


def misfits(every: Sequence[Card], look: Look, frame: Frame) -> Iterator[Problem]:
    """Yield a problem for each card that is taller than a page, naming it and by how much."""
    for card in every:
        over = cards.height(cards.bands(card, look)) - frame.later_height
        if over > 0:
            yield Problem(message=f"'{card.name}' is {over / pt(1):.0f} mm too tall for its page; shorten its note or its texts")


def smaller(first: Look, look: Look) -> Iterator[str]:
    """Yield what the whole sheet gave up in size."""
    if look.body_pt != first.body_pt:
        yield f"text is {look.body_pt:g} points instead of {first.body_pt:g}"
    if look.picture_pt != first.picture_pt:
        yield f"pictures are {look.picture_pt / pt(1):.0f} mm high instead of {first.picture_pt / pt(1):.0f}"
