"""Drawings of blocks that are kept: the same block in the same look is drawn once, and painted once, for all sheets it stands on."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec, TypeVar

from handouts.sheet.blocks import Masthead, PatientBlock, WriteOn
from handouts.sheet.place.marks import Fragment, Kept
from handouts.sheet.place.style import Look
from handouts.storing.memo import MOST_OWN, memo

P = ParamSpec("P")
B = TypeVar("B")
F = TypeVar("F", Fragment, Fragment | None)
_OF_ONE_PATIENT = (Masthead, PatientBlock, WriteOn)


def kept(
    most: int,
    whose: Kept = "shared",
    *,
    by_identity: tuple[str, ...] = (),
    own: Callable[..., bool] | None = None,
    most_own: int = MOST_OWN,
) -> Callable[[Callable[P, F]], Callable[P, F]]:
    """Return what makes a function keep the last `most` fragments it drew, by the values it drew them from; see `memo`.

    Each is marked as kept, whether it was drawn just now or before: so what a file holds never depends on what was made earlier. What says
    something of one patient is their own, and so is what stands on each page of one sheet: it is kept apart and not for long, so that what
    patients share stays.
    """

    def keeping(draw: Callable[P, F]) -> Callable[P, F]:
        @functools.wraps(draw)
        def marked(*values: P.args, **named: P.kwargs) -> F:
            fragment = draw(*values, **named)
            mark: Kept = "own" if own is not None and own(*values, **named) else whose
            return replace(fragment, kept=mark) if fragment is not None else fragment

        return memo(most, by_identity=by_identity, own=own, most_own=most_own)(marked)

    return keeping


@kept(1000, own=lambda _, block, __: type(block) in _OF_ONE_PATIENT)
def drawn(draw: Callable[[B, Look], Fragment], block: B, look: Look) -> Fragment:
    """Return a block of page 1 or of the last page, drawn in a look."""
    return draw(block, look)
